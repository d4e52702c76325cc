# shellcheck shell=sh
# One slot: kernel, initramfs, root and, on the Pi, firmware and device trees of one version in one file
# system, so that they are exchanged as one. It carries no slot number. Leaves slot.img. Sourced
# inside the builder.

# shellcheck source=image/build/fat.sh
. /src/image/build/fat.sh
# shellcheck source=image/build/cmdline.sh
. /src/image/build/cmdline.sh

slot_fill_pc() {
    cp kernel/vmlinuz slot/vmlinuz
}

# The boards this is for, by the names the firmware looks for.
boards="bcm2837-rpi-zero-2-w bcm2837-rpi-3-a-plus bcm2837-rpi-3-b bcm2837-rpi-3-b-plus bcm2837-rpi-cm3-io3
bcm2711-rpi-4-b bcm2711-rpi-400 bcm2711-rpi-cm4-io bcm2712-rpi-5-b bcm2712-d-rpi-5-b"

slot_fill_rpi() {
    # gzip is what the firmware can read.
    case $(head -c 2 kernel/vmlinuz | od -An -tx1 | tr -d ' ') in
    1f8b) cp kernel/vmlinuz slot/kernel8.img ;;
    *) gzip -9n <kernel/vmlinuz >slot/kernel8.img ;;
    esac
    for board in $boards; do
        found=$(find kernel/dtbs -name "$board.dtb" | head -n 1)
        if [ -n "$found" ]; then
            cp "$found" slot/
        else
            echo "note: this kernel has no device tree for $board"
        fi
    done
    # The others are for cameras and for hunting faults. The Pi 5 has its own in memory.
    for file in start.elf fixup.dat start4.elf fixup4.dat; do
        cp "boot/usr/lib/raspi-firmware/$file" slot/
    done
    cp /src/image/boot/rpi/config.txt slot/config.txt
    cmdline_of rpi >slot/cmdline.txt
}

rm -rf slot
mkdir slot
"slot_fill_$TARGET"
cp initrd.zst root.erofs slot/
printf '%s\n' "$VERSION" >slot/version.txt
# The Pi's slots have had one size since the first card; a PC's are as large as a stick of 4 GB allows.
size=320
[ "$TARGET" = rpi ] || size=448
need=$(($(du -s --apparent-size -m slot | cut -f1) + 4))
[ "$need" -le "$size" ] || fail "the slot needs $need MiB and has $size: leave something out (image/packages)"
fat_make slot.img "$size" WS-SLOT 57534c54
fat_fill slot.img slot
echo "note: $need of $size MiB used"
