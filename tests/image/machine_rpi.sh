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
    printf '%s waystation.slot=%s' "$(mtype -i "$WORK/slot.part" ::cmdline.txt | tr -d '\r\n')" "$slot" >"$MACHINE/cmdline"
    rm -f "$WORK/slot.part"
    note "firmware: slot $slot, $(tr -s ' ' <"$MACHINE/cmdline" | cut -c1-100)…"
}
