# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# An update from a stick; one that is not ours, one that is old, two that do not work.

slot_now() { ask 'cat /run/waystation/slot'; }

# stick_seen FILE: the one with this file, which may be put in while the last one is being let go.
stick_seen() { until_true 30 ask_quietly "[ -e '/media/stick/${1##*/}' ]" || wrong "the stick with ${1##*/} is not mounted"; }

# refuses FILE CODE
refuses() {
    stick_in "$(stick_new refused 600 "$1")"
    stick_seen "$1"
    answer=$(CARE_S=100 care update)
    stick_out || true
    note "$answer"
    case $answer in
    *"\"code\":\"$2\""*) ;;
    *) wrong "$1: not $2" ;;
    esac
}

# takes FILE: installed; the other slot is next.
takes() {
    stick_in "$(stick_new update 600 "$1")"
    stick_seen "$1"
    note "$(care look)"
    installed=0
    installs 300 || installed=1
    stick_out || true
    return $installed
}

# On the Pi's image QEMU ends with every restart, also with the one by which it falls back, and the firmware is played
# again.
machine_restart() {
    old_boot=$(ask 'cat /proc/sys/kernel/random/boot_id')
    MACHINE_STARTED=$(seconds)
    ask 'systemctl reboot' >/dev/null 2>&1 || true
    if [ "$TARGET" != rpi ]; then
        until_true 150 is_other_boot
        return
    fi
    for start in 1 2 3; do
        machine_ended 60 && machine_on "$MACHINE_CARD" || return 1
        until_true 150 is_other_boot && return 0
    done
    return 1
}

is_other_boot() {
    new_boot=$("$TALK" ask "$MACHINE/agent" 3 'cat /proc/sys/kernel/random/boot_id' 2>/dev/null) &&
        [ -n "$new_boot" ] && [ "$new_boot" != "$old_boot" ]
}

slots_say() { ask 'cat /boot/card/attempts /boot/card/autoboot.txt 2>/dev/null | tr -s "\n"; grep -aE "^(primary|a|b|tries|why)=" /boot/card/grub/grubenv 2>/dev/null' | tr '\n' ' '; }

is_slot() { [ "$(slot_now 2>/dev/null)" = "$1" ]; }

# Is started until it is back in its old slot: by itself if it does so, else by the switch, as a teacher would.
falls_back() {
    for try in 1 2 3 4 5; do
        if is_slot 2; then
            note "back in slot A at start $try"
            return 0
        fi
        note "start $try: $(slots_say)"
        machine_restart || return 1
    done
    is_slot 2
}

says_fallback() { ask 'waystation device status || true' | grep -qF "D36: The update to version $1 did not start."; }

says_nothing() { ! ask 'waystation device status || true' | grep -q 'D3[67]:'; }

scenario_update() {
    can_make_bundles || return 77
    machine_for_class || return 1
    scanner_in && scan amelie && has_event visit_started amelie || wrong "no visit before the update"
    version=$(ask 'cat /usr/lib/waystation/version')
    until_true 60 ask_quietly '[ -e /run/waystation/good ]' || wrong "the first slot is not good"
    mkdir -p "$WORK/other-keys"
    openssl req -x509 -newkey rsa:2048 -nodes -days 36500 -subj /CN=other -keyout "$WORK/other-keys/key.pem" \
        -out "$WORK/other-keys/cert.pem" 2>/dev/null
    refuses "$(bundle_make other "$version.1" "$WORK/other-keys")" bad-signature
    refuses "$(bundle_make old 0.0.1 "$KEYS")" older
    takes "$(bundle_make broken "$version.2" "$KEYS" spoil_program)" || return 1
    keep installed
    machine_restart || wrong "no restart into the new slot"
    check "the broken update is started" is_slot 3
    check "it falls back" falls_back
    check "the program is up again" until_true 60 is_program_up
    check "the data is there" event_is_there visit_started amelie
    check "it says that the update did not start" says_fallback "$version.2"
    note "$(slots_say)"
    takes "$(bundle_make next "$version.3" "$KEYS")" || return 1
    machine_restart || wrong "no restart into the new slot"
    check "the update is started" is_slot 3
    check "and shows its screen" until_true 100 is_program_up
    keep updated
    check "the data is there, too" event_is_there visit_started amelie
    check "the new slot is marked good" until_true 100 ask_quietly '[ -e /run/waystation/good ]'
    check "nothing is said of the update before" says_nothing
    check "no unit failed" no_failed_unit
    note "$(slots_say)"
    rm -f "$WORK"/*.raucb "$WORK/slot.img"
    machine_cut
}
