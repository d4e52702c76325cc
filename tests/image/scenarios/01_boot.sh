# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# What a technician and a class see first: power on, pictures only, then the screen.

# class_card [NAME [ROLE [SETTING]]]: a card with the class in its data folder and settings on its first partition, made
# once a run for each role and setting.
class_card() {
    class_make
    card_of=class
    [ "${2:-station}" = station ] || card_of=$2
    [ -z "${3:-}" ] || card_of=$1-of-class
    if [ ! -s "$WORK/cards/$card_of.img" ]; then
        card_new "$card_of"
        card_settings "role = ${2:-station}" 'camera = none' 'timezone = UTC' \
            "$SCANNER_SETTING" ${3:+"$3"}
        [ "${2:-station}" != station ] || card_settings 'station = makers'
        data_put "$CLASS_DATA"
        card_seal "$card_of" 4G
    fi
    card_layer "${1:-$SCENARIO}" "$WORK/cards/$card_of.img"
}

# no_failed_unit: nothing may have failed, and nothing may still be waiting.
no_failed_unit() {
    failed_units=$(ask 'systemctl --failed --no-legend --plain | cut -d" " -f1') || return 1
    [ -z "$failed_units" ] && return 0
    note "failed: $failed_units"
    for unit in $failed_units; do ask "journalctl -b -o cat -n 5 -u $unit" | sed 's/^/      /'; done
    return 1
}

# Pictures while it starts. Text of the firmware and of GRUB is before us; from the first picture in the
# machine's own mode on (1280x800) there is none. Leaves in $marked_s when our mark was seen first.
watch_start() {
    dirty=0 frames=0 marked_s=
    while ! (ASK_S=1 && is_program_up) && machine_alive && [ $(($(seconds) - MACHINE_STARTED)) -lt $((150 * PATIENCE)) ]; do
        frames=$((frames + 1))
        drawn=no
        ! is_drawn || drawn=yes
        sleep 0.5
        read -r width _ _ _ grey <"$MACHINE/look" && [ "$width" = 1280 ] || continue
        if [ "$grey" -gt 0 ]; then
            dirty=$((dirty + 1))
            [ "$dirty" -gt 3 ] || cp "$MACHINE/now.png" "$WORK/pictures/$SCENARIO-dirty-$dirty.png"
        elif [ "$drawn" = yes ] && [ -z "$marked_s" ]; then
            marked_s=$(($(seconds) - MACHINE_STARTED))
            cp "$MACHINE/now.png" "$WORK/pictures/$SCENARIO-splash.png"
        fi
    done
    note "$frames pictures while it started, $dirty with text of a console; our mark after ${marked_s:-no} s"
    [ "$dirty" = 0 ]
}

is_grown() { ask_quietly '[ "$(df -k --output=size /data | tail -n 1)" -gt 2000000 ]'; }

scenario_boot() {
    card_new blank
    card_seal blank 4G
    machine_on "$(card_layer boot "$WORK/cards/blank.img")" || return 1
    check "no text and no cursor while it starts" watch_start
    machine_booted || return 1
    note "power on to the first picture of the program: $BOOTED_S s"
    check "our mark was there long before" [ "${marked_s:-$BOOTED_S}" -lt $((BOOTED_S - 5)) ]
    keep setup
    if ! until_true 20 ask_quietly true; then
        wrong "the machine does not answer (no credential taken?)"
        return 1
    fi
    check "everything is started" until_true 60 ask_quietly '[ "$(systemctl is-system-running)" != starting ]'
    check "no unit failed" no_failed_unit
    check "the data partition is grown to the disk" until_true 60 is_grown
    check "the slot is marked good" until_true 60 ask_quietly 'grep -qs "^a=good" /boot/card/grub/grubenv /boot/card/attempts'
    note "$(ask 'systemd-analyze 2>/dev/null | head -n 1; cat /usr/lib/waystation/version; journalctl -b -o cat | grep -E "^(console|renderer|evdev|window):" | head -n 12')"
    identity=$(ask 'cat /etc/machine-id; hostname')
    machine_cut
    machine_on "$(card_layer boot2 "$WORK/cards/boot.qcow2")" && machine_booted || return 1
    note "second start, after the plug was pulled: $BOOTED_S s"
    check "the identity stayed" [ "$(ask 'cat /etc/machine-id; hostname')" = "$identity" ]
    check "no unit failed at the second start" no_failed_unit
    machine_off
}

scenario_uefi() {
    MACHINE_FIRMWARE=uefi MACHINE_DISK=sata MACHINE_SCREEN=std
    [ "$TARGET" = pc ] && [ -s /usr/share/OVMF/OVMF_VARS_4M.fd ] || return 77
    machine_for_class || return 1
    note "UEFI, SATA, plain VGA: $BOOTED_S s"
    keep checkin
    check "no unit failed" no_failed_unit
    machine_cut
}

# A PC that starts only what Microsoft's key vouches for.
scenario_secure() {
    MACHINE_FIRMWARE=secure
    [ "$TARGET" = pc ] && [ -s /usr/share/OVMF/OVMF_VARS_4M.ms.fd ] || return 77
    machine_for_class || return 1
    note "Secure Boot: $BOOTED_S s"
    check "the kernel found Secure Boot on, and is locked down" ask_quietly 'grep -q "\[integrity\]" /sys/kernel/security/lockdown'
    check "no unit failed" no_failed_unit
    machine_cut
}
