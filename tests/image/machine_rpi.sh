# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# The Pi's firmware, played: reads autoboot.txt, takes kernel, initramfs and command line from that slot. To be sourced.

firmware_read() {
    slot=$(card_file "$1" 1 autoboot.txt | sed -n '/^\[tryboot\]/q; s/^boot_partition=\([23]\).*/\1/p' | head -n 1)
    card_part "$1" "$slot" "$WORK/slot.part" || return 1
    config=$(mtype -i "$WORK/slot.part" ::config.txt)
    kernel=$(echo "$config" | sed -n 's/^kernel=//p' | tr -d '\r' | head -n 1)
    mcopy -n -i "$WORK/slot.part" "::${kernel:-kernel8.img}" "$MACHINE/kernel"
    mcopy -n -i "$WORK/slot.part" ::initrd.zst "$MACHINE/initrd"
    if gzip -t "$MACHINE/kernel" 2>/dev/null; then
        gzip -dc <"$MACHINE/kernel" >"$MACHINE/kernel.raw" && mv "$MACHINE/kernel.raw" "$MACHINE/kernel"
    fi
    mcopy -n -i "$WORK/slot.part" ::bcm2837-rpi-3-b.dtb "$MACHINE/dtb"
    printf '%s waystation.slot=%s' "$(mtype -i "$WORK/slot.part" ::cmdline.txt | tr -d '\r\n')" "$slot" >"$MACHINE/cmdline"
    rm -f "$WORK/slot.part"
    note "firmware: slot $slot, $(tr -s ' ' <"$MACHINE/cmdline" | cut -c1-100)…"
}

# The one board of the Pi's that QEMU plays far enough: its processor, its card reader, its second serial port. Without
# PCI, a display or a firmware that tells of the slot; its watchdog restarts the machine when it is armed, and the
# firmware's other half, which sound comes from, does not answer, over which vchiq stops the kernel.
pi3_options() {
    printf '%s\n' -no-reboot -machine raspi3b -m 1024 -display none -no-user-config -pidfile "$MACHINE/pid" \
        -qmp "unix:$MACHINE/monitor,server=on,wait=off" -qmp "unix:$MACHINE/eye,server=on,wait=off" \
        -drive "if=sd,format=qcow2,file=$1" -serial "file:$MACHINE/serial.log" \
        -kernel "$MACHINE/kernel" -initrd "$MACHINE/initrd" -dtb "$MACHINE/dtb" \
        -append "$(cat "$MACHINE/cmdline") maxcpus=2 module_blacklist=vchiq systemd.watchdog_sec=0 console=ttyAMA0 loglevel=7 systemd.show_status=1"
}
