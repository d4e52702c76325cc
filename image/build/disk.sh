# shellcheck shell=sh
# The image of a whole disk or card. MBR, as the boot ROM of the older Pis reads nothing else. Leaves
# disk.img and, unless --test, disk.img.xz. Sourced inside the builder.

mib() {
    echo $(($(stat -c %s "$1") / 1048576))
}

# The data partition is small here and grows at the first boot.
data_make() {
    rm -f data.img
    truncate -s 64M data.img
    E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH mke2fs -q -t ext4 -b 4096 -O 64bit,metadata_csum -L ws-data -m 1 -I 256 \
        -U 77617973-7461-7469-6f6e-6461746102a1 -E hash_seed=77617973-7461-7469-6f6e-6861736802a1,lazy_itable_init=0,lazy_journal_init=0,resize=67108864 \
        -J size=16 data.img
}

place() {
    dd if="$1" of=disk.img bs=1M seek="$2" conv=notrunc,sparse status=none
}

data_make
card_at=4
slot_mib=$(mib slot.img)
a_at=$((card_at + $(mib card.img)))
b_at=$((a_at + slot_mib))
data_at=$((b_at + slot_mib))
rm -f disk.img disk.img.xz
truncate -s $((data_at + 64))M disk.img
sfdisk --quiet disk.img <<TABLE
label: dos
label-id: 0x57415953
unit: sectors
start=$((card_at * 2048)), size=$(($(mib card.img) * 2048)), type=c, bootable
start=$((a_at * 2048)), size=$((slot_mib * 2048)), type=c
start=$((b_at * 2048)), size=$((slot_mib * 2048)), type=c
start=$((data_at * 2048)), size=131072, type=83
TABLE
place card.img "$card_at"
place slot.img "$a_at"
place data.img "$data_at"
if [ "$TARGET" = pc ]; then
    # The first 440 bytes are GRUB's, the table behind them is ours. core.img is where boot.img looks: sector 1.
    dd if=boot.img of=disk.img bs=1 count=440 conv=notrunc status=none
    dd if=core.img of=disk.img bs=512 seek=1 conv=notrunc status=none
fi
[ "$TEST" = 1 ] || xz --keep -6 -T2 disk.img
echo "note: $(mib disk.img) MiB$([ "$TEST" = 1 ] || echo ", $(du -m disk.img.xz | cut -f1) MB to download")"
