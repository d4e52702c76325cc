# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# Circumstances: a full card, a clock of 1970, a display that goes and comes, a port scan, an idle afternoon.

# A clock that stands before the image was made is not believed, and nothing is the worse for it.
scenario_clock() {
    usual_clock=$MACHINE_CLOCK
    MACHINE_CLOCK=1970-01-01T00:00:00
    machine_on "$(class_card)" && machine_booted || return 1
    keep checkin
    note "the clock says $(ask 'date -u +%FT%TZ')"
    check "it is not before the image was made" ask_quietly '[ "$(date +%s)" -ge "$(stat -c %Y /usr/lib/clock-epoch)" ]'
    scanner_in || wrong "the scanner is not seen"
    scan amelie
    check "a badge is taken" has_event visit_started amelie
    grep '"visit_started"' "$WORK/events" | tail -n 1 | sed 's/^/    /'
    check "the event's time is marked as not sure" grep -q '"trusted":false.*visit_started' "$WORK/events"
    check "no unit failed" no_failed_unit
    MACHINE_CLOCK=$usual_clock
    machine_cut
}

scenario_full() {
    machine_for_class || return 1
    scanner_in || wrong "the scanner is not seen"
    scan amelie
    check "a badge is taken" has_event visit_started amelie
    cp "$WORK/events" "$WORK/events.before"
    ask 'mkdir -p /data/logs; cat /dev/zero >/data/logs/filler 2>/dev/null; sync; df -k /data | tail -n 1' | sed 's/^/    /'
    for student in ben wei aaliyah; do scan "$student"; done
    sleep 3
    keep full
    check "the program still runs" is_program_up
    check "what was saved is there" event_is_there visit_started amelie
    machine_cut
    machine_on "$MACHINE_CARD" && machine_booted || return 1
    keep full-started
    check "it starts with a full card" is_program_up
    check "what was saved is still there" event_is_there visit_started amelie
    ask 'rm -f /data/logs/filler; sync' || true
    scanner_in || wrong "the scanner is not seen"
    check "with room again it saves again" saves_again
    machine_cut
}

saves_again() {
    scan tomas
    has_event visit_started tomas
}

# Screens that hang turned: the same pictures, turned, and a finger still hits what it points at.
scenario_turned() {
    TWIN_STATION=makers
    for turn in 90 180 270; do
        TWIN_SIZE=800x1280
        [ "$turn" != 180 ] || TWIN_SIZE=1280x800
        MACHINE_TURN=
        machine_on "$(class_card "turned-$turn" station "display = $turn")" -device "$SCANNER" && machine_booted || return 1
        MACHINE_TURN=$turn
        until_true 20 is_scanner_seen || wrong "the scanner is not seen"
        twin_new
        scan amelie
        twin_do "badge amelie"
        check "turned by $turn: the greeting, as it should look" screen_is "$turn-welcome"
        touch_control "Let’s go"
        check "turned by $turn: goals, after a touch" screen_is "$turn-goals"
        machine_cut
    done
}

display_status() { ask 'cat /sys/class/drm/card*-*/status' 2>/dev/null; }

# The program's screen, not the mark that the kernel shows where nobody draws.
is_as_before() {
    is_drawn && [ "$("$TALK" differ "$MACHINE/now.png" "$WORK/pictures/$SCENARIO-before.png")" -lt 20 ]
}

scenario_display() {
    machine_for_class || return 1
    pid=$(program_pid)
    shot "$WORK/pictures/$SCENARIO-before.png"
    ask 'for s in /sys/class/drm/card*-*/status; do echo off >$s; done' || wrong "the connector cannot be switched off"
    note "connector: $(display_status)"
    sleep 5
    keep off
    ask 'for s in /sys/class/drm/card*-*/status; do echo detect >$s; done'
    check "the picture is back" until_true 10 is_as_before
    keep back
    check "the same program" [ "$(program_pid)" = "$pid" ]
    ask 'systemctl stop waystation.service; for s in /sys/class/drm/card*-*/status; do echo off >$s; done; systemctl start --no-block waystation.service'
    sleep 10
    note "without a display: $(ask 'systemctl show -p ActiveState,SubState,StatusText,NRestarts waystation.service' | tr '\n' ' ')"
    ask 'for s in /sys/class/drm/card*-*/status; do echo detect >$s; done'
    check "started without a display, it is up when there is one" until_true 50 is_program_up
    check "and shows itself" until_true 10 is_as_before
    keep late
}

# A program that stands still or dies is started again.
scenario_crash() {
    machine_for_class || return 1
    shot "$WORK/pictures/$SCENARIO-before.png"
    pid=$(program_pid)
    ask "kill -SEGV $pid"
    check "after a crash it is started again" until_true 20 is_another "$pid"
    note "up again after $(ask 'journalctl -b -o short-monotonic -u waystation.service | tail -n 4')"
    check "and draws" until_true 20 is_as_before
    pid=$(program_pid)
    ask "kill -STOP $pid"
    check "one that stands still is started again" until_true 60 is_another "$pid"
    check "and draws again" until_true 30 is_as_before
}

is_another() {
    now_pid=$(program_pid)
    [ -n "$now_pid" ] && [ "$now_pid" != 0 ] && [ "$now_pid" != "$1" ] && is_program_up
}

# Bytes written to the disk since the machine was switched on; what lies below the disk counts less or nothing.
written() {
    monitor query-blockstats | tr , '\n' | sed -n 's/.*"wr_bytes": *\([0-9]*\).*/\1/p' | sort -n | tail -n 1
}

# What is in use: of the machine's memory, and by which programs. PSS counts what programs share once.
memory_says() {
    note "memory: $(ask 'awk "/^MemTotal|^MemAvailable|^Shmem:|^Slab/{printf \"%s %d MiB  \", \$1, \$2/1024}" /proc/meminfo; cat /proc/[0-9]*/smaps_rollup 2>/dev/null | awk "/^Pss:/{p+=\$2} /^Pss_Anon/{a+=\$2} END{printf \"PSS of all processes %d MiB, of it anonymous %d\", p/1024, a/1024}"')"
    ask 'for p in /proc/[0-9]*; do [ -r $p/smaps_rollup ] && echo "$(awk "/^Pss:/{print int(\$2/1024)}" $p/smaps_rollup) $(cat $p/comm)"; done 2>/dev/null | sort -rn | head -n 8' | sed 's/^/      /'
}

scenario_idle() {
    machine_for_class || return 1
    until_true 60 ask_quietly '[ "$(systemctl is-system-running)" != starting ]' || true
    minutes=3
    [ -z "$FULL" ] || minutes=60
    sleep 60
    ask 'sync' || true
    from=$(written)
    switches='p=$(systemctl show -p MainPID --value waystation.service); grep ^voluntary /proc/$p/task/*/status | cut -f2 | paste -sd+ | { read s; echo $(($s)) $(cut -d" " -f14,15 /proc/$p/stat); }'
    first=$(ask "$switches")
    sleep $((minutes * 60))
    note "program in $minutes min: switches and ticks from ($first) to ($(ask "$switches"))"
    ask 'sync' || true
    to=$(written)
    note "written while idle: $(((to - from) / 1024)) KiB in $minutes min"
    memory_says
    scanner_in || wrong "the scanner is not seen"
    from=$(written)
    scan amelie
    has_event visit_started amelie || wrong "the visit is not saved"
    ask sync || true
    note "written for one check-in: $((($(written) - from) / 1024)) KiB"
}
