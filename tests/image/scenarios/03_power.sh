# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# The plug is pulled while children check in. What the machine has said is saved must be there afterwards.

some_second() { od -An -tu2 -N2 /dev/urandom | { read -r number && echo "$((number % $1)).$((number % 10))"; }; }

# What the database held when it was last asked must be in it still.
nothing_lost() {
    events_in "$WORK/after/waystation" >"$WORK/events.after" || return 1
    cut -d, -f1-3 "$WORK/events.after" | LC_ALL=C sort -u >"$WORK/keys.after"
    LC_ALL=C comm -23 "$WORK/keys.told" "$WORK/keys.after" >"$WORK/keys.lost"
    [ ! -s "$WORK/keys.lost" ]
}

# cut_while_visited NAME: children come, it says what it has saved, more come, and the plug is pulled.
cut_while_visited() {
    for student in amelie ben wei aaliyah; do
        scan "$student"
        sleep "$(some_second 3)"
    done
    data_of_machine "$WORK/live" && events_in "$WORK/live" | cut -d, -f1-3 | LC_ALL=C sort -u >"$WORK/keys.told"
    for student in ben tomas amelie jordan; do
        scan "$student"
        [ "$(od -An -tu1 -N1 /dev/urandom)" -gt 80 ] || break
    done
    sleep "$(some_second 2)"
    machine_cut
    card_part "$MACHINE_CARD" 4 "$WORK/data.img"
    check "cut $1: the file system is whole after its journal" data_check "$WORK/data.img" "$WORK/after"
    rm -f "$WORK/data.img"
    check "cut $1: nothing of $(wc -l <"$WORK/keys.told") events is lost" nothing_lost
    check "cut $1: the database is whole" database_is_whole
}

# From power on to the plug being pulled, and what the cut before left is there.
one_cut() {
    machine_on "$MACHINE_LAYER" && machine_booted || return 1
    scanner_in || wrong "cut $1: the scanner is not seen"
    data_of_machine "$WORK/live" && events_in "$WORK/live" | cut -d, -f1-3 | LC_ALL=C sort -u >"$WORK/keys.start"
    if [ -s "$WORK/keys.told" ]; then
        check "cut $1: what was there before is there" [ -z "$(LC_ALL=C comm -23 "$WORK/keys.told" "$WORK/keys.start")" ]
    fi
    cut_while_visited "$1"
}

database_is_whole() {
    command -v sqlite3 >/dev/null || return 0
    rm -rf "$WORK/copy"
    cp -R "$WORK/after/waystation" "$WORK/copy"
    [ "$(sqlite3 "$WORK/copy/waystation.db" 'pragma integrity_check')" = ok ]
}

# Children come one after the other; after each what the database says it holds, and how much was written to the disk until
# then, are kept: told.ENTRIES.
visits_logged() {
    for student in amelie ben wei aaliyah tomas jordan; do
        scan "$student"
        sleep 1
        data_of_machine "$WORK/live" && events_in "$WORK/live" | cut -d, -f1-3 | LC_ALL=C sort -u >"$WORK/keys.now"
        sleep 3 # what was being written when it was asked is written
        cp "$WORK/keys.now" "$WORK/told.$("$REPLAY" count "$WRITES_LOG")"
    done
}

# What had been told by the time of this entry.
told_until() {
    newest=
    for told in "$WORK"/told.*; do
        [ "${told##*.}" -gt "$1" ] || [ "${told##*.}" -lt "${newest:-0}" ] || newest=${told##*.}
    done
    if [ -n "$newest" ]; then cat "$WORK/told.$newest"; fi
}

# disk_at ENTRY SEED: $WORK/data.img is the partition as a cut there leaves it, with any part of what the disk had not been
# told to keep.
disk_at() {
    cp --sparse=always "$WORK/cards/data.before" "$WORK/data.img"
    "$REPLAY" cut "$WRITES_LOG" "$1" "$2" "$WORK/data.img" "$(part_start 4)"
}

replayed_cut() {
    entry=$(($1 * 7919 % entries))
    disk_at "$entry" "$1" || return 1
    told_until "$entry" >"$WORK/keys.told"
    data_check "$WORK/data.img" "$WORK/after" || wrong "cut at $entry of $entries: the file system: $(cat "$WORK/e2fsck.log")"
    nothing_lost || wrong "cut at $entry of $entries: lost: $(cat "$WORK/keys.lost")"
    database_is_whole || wrong "cut at $entry of $entries: the database is damaged"
}

# The same comparison has to fail where it should: before the children came.
would_be_noticed() {
    disk_at 1 1 && data_check "$WORK/data.img" "$WORK/after" &&
        sort -u "$WORK"/told.* >"$WORK/keys.told" && ! nothing_lost
}

# R3 on the real thing: a class comes to a machine, and what was written to its disk since its first start is replayed up
# to any moment, with any part of what was not flushed.
scenario_cuts() {
    machine_for_class && scanner_in || return 1
    rm -f "$WORK"/told.*
    events_in "$CLASS_DATA" | cut -d, -f1-3 | LC_ALL=C sort -u >"$WORK/told.0"
    visits_logged
    machine_cut
    rm -f "$WORK/cards/data.before"
    start=$(part_start 4)
    dd if="$WORK/cards/class.img" of="$WORK/cards/data.before" bs=1M skip="$((start / 1048576))" conv=sparse status=none
    entries=$("$REPLAY" count "$WRITES_LOG") cuts=${CUTS:-50}
    [ -z "$FULL" ] || cuts=${CUTS:-300}
    for seed in $(seq "$cuts"); do replayed_cut "$seed" || return 1; done
    check "a disk without the visits would be noticed" would_be_noticed
    rm -f "$WORK/data.img"
    note "$cuts cuts among $entries writes, with $(cat "$WORK"/told.* | sort -u | wc -l) events told"
}

scenario_power() {
    MACHINE_LAYER=$(class_card)
    : >"$WORK/keys.told"
    for cut in $(seq "${CUTS:-2}"); do
        one_cut "$cut" || return 1
    done
    note "${CUTS:-2} cuts, $(wc -l <"$WORK/keys.after") events at the end"
}

# Many cuts of a running machine: each time it goes on from the same moment, kept with its memory in the disk's file.
scenario_plug() {
    machine_on "$(class_card)" -device "$SCANNER" && machine_booted && until_true 20 is_scanner_seen || return 1
    until_true 100 ask_quietly '[ -e /run/waystation/good ]' || wrong "the slot is not good"
    said=$(monitor human-monitor-command '{"command-line":"savevm running"}')
    case $said in
    *rror*) wrong "it cannot be kept: $said" && return 1 ;;
    esac
    cuts=${CUTS:-10}
    [ -z "$FULL" ] || cuts=${CUTS:-50}
    told=0
    for cut in $(seq "$cuts"); do
        machine_on "$MACHINE_CARD" -device "$SCANNER" -loadvm running || return 1
        until_true 10 ask_quietly true || wrong "cut $cut: it does not go on"
        cut_while_visited "$cut" >"$WORK/cut"
        grep -v "ok:" "$WORK/cut" || true
        told=$((told + $(wc -l <"$WORK/keys.told")))
    done
    note "$cuts cuts, $told events told and none lost"
    machine_on "$MACHINE_CARD" -device "$SCANNER" && machine_booted || return 1
    check "after the last one it starts" is_program_up
    check "no unit failed" no_failed_unit
    machine_cut
}
