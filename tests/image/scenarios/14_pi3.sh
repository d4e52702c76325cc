# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# The Pi's image on a Raspberry Pi 3, as far as QEMU plays one: everything but a display. It does not answer questions:
# what it says on its serial line is read.

pi3_says() { grep -aqE "$1" "$MACHINE/serial.log"; }

scenario_pi3() {
    [ "$TARGET" = rpi ] || return 77
    MACHINE_IS_PI3=yes
    machine_on "$(class_card)" || return 1
    # Two of its processors, emulated, with a card reader that is slower still.
    check "the program waits for a display" until_true 400 pi3_says 'Waiting for a display|waystation\.service.*for a display'
    note "after $(($(seconds) - MACHINE_STARTED)) s: $(sed -n 's/.*Machine model: //p' "$MACHINE/serial.log" | tr -d '\r')"
    check "its memory card has four parts" pi3_says 'mmcblk0: p1 p2 p3 p4'
    check "the data partition is on it" pi3_says 'EXT4-fs \(mmcblk0p4\): mounted'
    check "and grown" until_true 120 pi3_says 'Finished .*waystation-grow\.service'
    check "no unit failed" [ -z "$(grep -a 'FAILED' "$MACHINE/serial.log")" ]
    machine_cut
}
