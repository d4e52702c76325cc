# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# The Pi's image on QEMU's virt machine: its own kernel, initramfs, system; not its firmware, not its display.

scenario_arm() {
    [ "$TARGET" = rpi ] || return 77
    scenario_boot
}

# A slot that never proves itself is left after three starts.
scenario_arm_fallback() {
    [ "$TARGET" = rpi ] || return 77
    layer=$(class_card)
    machine_on "$layer" && machine_booted || return 1
    until_true 100 ask_quietly '[ -e /run/waystation/good ]' || wrong "the first slot is not good"
    ask 'mount -o remount,rw /boot/card; sed -i "s/^b=.*/b=new/" /boot/card/attempts; sync
        /usr/lib/waystation/bootloader set-primary B 2>&1; cat /boot/card/attempts' | tr -s '\n' | sed 's/^/    /'
    machine_off
    for try in 1 2 3 4 5; do
        machine_on "$layer" || return 1
        until_true 100 ask_quietly true || note "start $try: no answer"
        note "start $try: slot $(slot_now) $(slots_say)"
        slot=$(slot_now)
        machine_cut
        [ "$slot" != 2 ] || break
    done
    check "it is back in slot A" [ "$slot" = 2 ]
}
