# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# The Pi's image on a Raspberry Pi 3, as far as QEMU plays one: everything but a display.

waits_for_display() { ask 'systemctl show -p StatusText waystation.service' | grep -q 'Waiting for a display'; }

scenario_pi3() {
    [ "$TARGET" = rpi ] || return 77
    MACHINE_IS_PI3=yes
    machine_on "$(class_card)" || return 1
    # Two of its processors, emulated, with a card reader that is slower still.
    until_true 400 ask_quietly true || {
        wrong "no answer"
        return 1
    }
    note "$(ask 'tr -d "\0" </proc/device-tree/model; echo ", $(uname -r), after $(cut -d. -f1 /proc/uptime) s"')"
    check "it started from its memory card" ask_quietly 'grep -q "^/dev/mmcblk0p2 /boot/slot" /proc/mounts'
    check "the data partition is on it, and grown" ask_quietly 'grep -q "^/dev/mmcblk0p4 /data" /proc/mounts && [ "$(df -k --output=size /data | tail -n 1)" -gt 2000000 ]'
    check "the program waits for a display" until_true 300 waits_for_display
    check "no unit failed" no_failed_unit
    note "serial: $(ask 'cat /run/waystation/device.json' | grep -o '"serial": *"[^"]*"'), $(ask 'cat /etc/hostname /proc/sys/kernel/hostname' | tail -n 1)"
    machine_cut
}
