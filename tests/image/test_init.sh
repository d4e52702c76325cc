#!/bin/sh
# What the initramfs finds and makes, on machines made of folders and sparse files: which disk is ours, which
# slot, how far the data partition can grow, who the machine is, and a reset that a power cut interrupts.
# shellcheck disable=SC2317 # commands replaced for the device's functions
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/image/device.sh
. "$here/device.sh"
[ "${3:-}" = each ] || under_each_shell "$1" "$2"
PATH=$PATH:/sbin:/usr/sbin

PROC=$work/proc RUN=$work/run SYS=$work/sys DEV=$work/dev card=$work/card slots_memory=$work/run say_to_files=yes
LC_ALL=C # there are no locales
export PROC RUN SYS DEV card slots_memory say_to_files LC_ALL
# shellcheck source=image/root/usr/lib/waystation/slots
. "$source_tree/image/root/usr/lib/waystation/slots"
# shellcheck source=image/init/functions
. "$source_tree/image/init/functions"

slots_forget_cache() { :; }
sync() { :; }
sleep() { echo "$1" >>slept; }
modprobe() {
    for word in "$@"; do
        case $word in -*) ;; *) echo "$word" >>loaded ;; esac
    done
}

new_machine() {
    rm -rf proc run sys dev card slept loaded
    mkdir -p proc run/waystation sys/class/block sys/devices dev card
    : >proc/cmdline
    printf 'chance %s, of which there is enough in here for every machine of a school' "$1" >dev/urandom
}

put_bytes() { # FILE OFFSET BYTES
    printf '%b' "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# disk NAME PATH SECTORS SIGNATURE: our card on a disk of that size, at that place in the machine.
add_disk() {
    mkdir -p "sys/devices/$2/$1"
    ln -s "../../devices/$2/$1" "sys/class/block/$1"
    echo "$3" >"sys/devices/$2/$1/size"
    truncate -s 4096 "dev/$1" # its size is told by the kernel
    put_bytes "dev/$1" 440 "$(bytes_of "$4")"
    put_bytes "dev/$1" 510 '\0125\0252'
    start=8192
    for entry in 1:12:131072 2:12:655360 3:12:655360 4:131:131072; do
        number=${entry%%:*} sectors=${entry##*:}
        type=${entry#*:}
        at=$((446 + (number - 1) * 16))
        put_bytes "dev/$1" $((at + 4)) "\\0$(printf %o "${type%%:*}")"
        put_bytes "dev/$1" $((at + 8)) "$(bytes_of "$start")$(bytes_of "$sectors")"
        add_partition "$1" "$2" "$number" "$start" "$sectors"
        start=$((start + sectors))
    done
}

add_partition() {
    case $1 in *[0-9]) name=${1}p$3 ;; *) name=$1$3 ;; esac
    mkdir -p "sys/devices/$2/$1/$name"
    echo "$3" >"sys/devices/$2/$1/$name/partition"
    echo "$4" >"sys/devices/$2/$1/$name/start"
    echo "$5" >"sys/devices/$2/$1/$name/size"
    ln -sfn "../../devices/$2/$1/$name" "sys/class/block/$name"
    truncate -s "$((5 * 512))" "dev/$name"
    case $3 in
    1) put_label "dev/$name" 'WAYSTATION ' ;;
    2 | 3) put_label "dev/$name" 'SLOT       ' ;;
    4) put_bytes "dev/$name" 1080 '\0123\0357' && put_bytes "dev/$name" 1144 'ws-data' ;;
    esac
}

put_label() {
    put_bytes "$1" 71 "$2"
    put_bytes "$1" 82 'FAT32   '
}

boot_mode() {
    mkdir -p proc/device-tree/chosen/bootloader
    printf '%b' "\\0000\\0000\\0000\\000$1" >proc/device-tree/chosen/bootloader/boot-mode
}

found_disk() {
    wait_for_disk 30 || echo none
}

# --- Which disk is ours ------------------------------------------------------------------------------------

new_machine 1
add_disk mmcblk0 soc/mmc0 3000000 1463900499
equal "the only disk" mmcblk0 "$(found_disk)"
equal "its first partition" mmcblk0p1 "$(partition_of mmcblk0 1)"
equal "label of the card" WAYSTATION "$(label_of dev/mmcblk0p1)"
equal "label of the data" ws-data "$(label_of dev/mmcblk0p4)"
equal "its signature" 57415953 "$(disk_signature mmcblk0)"
[ ! -e slept ] || fail "waited for a disk that is there"

# A copy of the card in a reader, whichever name sorts first.
add_disk sda pci/usb1/1-1 3000000 1463900499
equal "a copy in a reader" mmcblk0 "$(found_disk)"
[ ! -e slept ] || fail "waited although the card is there"

# Started from the stick, as the firmware says, with an older card in the slot.
boot_mode 4
equal "started from USB" sda "$(found_disk)"
boot_mode 1
equal "started from the card" mmcblk0 "$(found_disk)"

# A PC's internal disk and a stick with the same system: GRUB says which by the signature.
new_machine 2
add_disk nvme0n1 pci/nvme 5000000 287454020
add_disk sda pci/usb1/1-1 3000000 1463900499
echo "quiet waystation.disk=57415953 waystation.slot=2" >proc/cmdline
equal "GRUB's word" sda "$(found_disk)"
echo "quiet waystation.disk=11223344 waystation.slot=2" >proc/cmdline
equal "GRUB's other word" nvme0n1 "$(found_disk)"

# Alone in a USB reader: taken, after waiting for a better one.
new_machine 3
add_disk sda pci/usb1/1-1 3000000 1463900499
equal "only on USB" sda "$(found_disk)"
[ -s slept ] || fail "did not wait for a better disk than one on USB"

# The label of the data alone is no card of ours; nor are loop devices and the like.
new_machine 4
add_disk sdb pci/ata1 3000000 1
put_label dev/sdb1 'STICK      '
add_disk loop0 virtual 3000000 1463900499
equal "a stranger" none "$(found_disk)"
# Data that cannot be read is still our card.
add_disk mmcblk0 soc/mmc0 3000000 1463900499
put_bytes dev/mmcblk0p4 1080 '\0000\0000'
equal "data destroyed" mmcblk0 "$(found_disk)"

# Drivers are asked for once, and those of new devices when they turn up.
new_machine 5
mkdir -p sys/devices/a sys/devices/b
echo "usb:v1d6Bp0002" >sys/devices/a/modalias
coldplug
echo "pci:v00001AF4d00001001" >sys/devices/b/modalias
coldplug
equal "drivers" "usb:v1d6Bp0002 pci:v00001AF4d00001001" "$(paste -s -d ' ' loaded)"

# --- Which slot --------------------------------------------------------------------------------------------

new_machine 6
echo "quiet waystation.slot=3 waystation.init=/ci root=/dev/x waystation.bad=\$(reboot)" >proc/cmdline
equal "slot by GRUB" 3 "$(current_slot card)"
equal "another word" /ci "$(cmdline_value init)"
equal "a word that is not there" "" "$(cmdline_value root)"
equal "a harmful word" "" "$(cmdline_value bad)"
echo quiet >proc/cmdline
equal "slot by nothing" 2 "$(current_slot card)"
printf 'boot_partition=3\n[tryboot]\nboot_partition=2\n' >card/autoboot.txt
equal "slot by autoboot.txt" 3 "$(current_slot card)"
mkdir -p proc/device-tree/chosen/bootloader
printf '\000\000\000\002' >proc/device-tree/chosen/bootloader/partition
equal "slot by the firmware" 2 "$(current_slot card)"
printf '\000\000\000\001' >proc/device-tree/chosen/bootloader/partition
equal "a slot that is none" 3 "$(current_slot card)"

# --- Growing -----------------------------------------------------------------------------------------------

# The kernel reads the table again: played with what is written.
blockdev() {
    grown=$(number_at "dev/${2##*/}" 506 4)
    echo "$grown" >"sys/class/block/${2##*/}/${2##*/}p4/size"
}

new_machine 7
add_disk mmcblk0 soc/mmc0 62332928 1463900499
cp dev/mmcblk0 before
grow_data mmcblk0 || fail "the data partition does not grow"
equal "its sectors" $((62332928 - 1449984)) "$(number_at dev/mmcblk0 506 4)"
equal "its start" 1449984 "$(number_at dev/mmcblk0 502 4)"
[ "$(disk_signature mmcblk0)" != 57415953 ] || fail "the signature is not the card's own"
equal "bytes that differ outside of it" 0 \
    "$(cmp -l before dev/mmcblk0 | awk '$1 < 441 || ($1 > 444 && $1 < 507) || $1 > 510' | wc -l)"
cp dev/mmcblk0 before
grow_data mmcblk0
cmp -s before dev/mmcblk0 || fail "it grows at the second start too"

# Cards of odd sizes end at a whole MiB; 8 TB count as 2; a card that is full already, or another table, stays.
new_machine 8
add_disk mmcblk0 soc/mmc0 62332927 1
grow_data mmcblk0
equal "end at a whole MiB" 0 $((($(number_at dev/mmcblk0 506 4) + 1449984) % 2048))
rm dev/mmcblk0 && new_machine 9
add_disk mmcblk0 soc/mmc0 1590000 1
cp dev/mmcblk0 before
grow_data mmcblk0
cmp -s before dev/mmcblk0 || fail "grows by less than 8 MiB"
echo 62332928 >sys/class/block/mmcblk0/size
put_bytes dev/mmcblk0 498 '\0202'
cp dev/mmcblk0 before
grow_data mmcblk0
cmp -s before dev/mmcblk0 || fail "a partition of another type grows"
put_bytes dev/mmcblk0 498 '\0203'
echo 15628053168 >sys/class/block/mmcblk0/size
grow_data mmcblk0
equal "more than a table can say" $((4294965248 - 1449984)) "$(number_at dev/mmcblk0 506 4)"

# The file system's size is compared with its partition's.
truncate -s 64M data.ext4
/sbin/mke2fs -q -t ext4 -b 4096 -L ws-data data.ext4
cp data.ext4 dev/mmcblk0p4
echo 131072 >sys/class/block/mmcblk0/mmcblk0p4/size
note_growth mmcblk0 mmcblk0p4
[ ! -e run/waystation/grow ] || fail "asks to grow what is full"
echo 1310720 >sys/class/block/mmcblk0/mmcblk0p4/size
note_growth mmcblk0 mmcblk0p4
equal "what is to grow" /dev/waystation/data "$(cat run/waystation/grow)"
equal "label of a real file system" ws-data "$(label_of dev/mmcblk0p4)"

# Names that cannot mean another disk.
name_partitions mmcblk0
equal "link" ../mmcblk0p3 "$(readlink dev/waystation/b)"

# --- Who the machine is ------------------------------------------------------------------------------------

mkdir -p data
first=$(mint_machine_id data mmcblk0)
equal "length of the name" 32 "${#first}"
equal "kept" "$first" "$(cat data/system/machine-id)"
equal "the same at the next start" "$first" "$(mint_machine_id data mmcblk0)"
echo 'other chance, and more of it, for the second machine of this very small school' >dev/urandom
mkdir -p sys/class/block/mmcblk0/device
echo 0353445344333247 >sys/class/block/mmcblk0/device/cid
equal "a medium that begins to name itself" "$first" "$(mint_machine_id data mmcblk0)"
echo 1b534d3030303030 >sys/class/block/mmcblk0/device/cid
second=$(mint_machine_id data mmcblk0)
[ "$first" != "$second" ] || fail "a copied card has the same name as the other"
equal "it stays" "$second" "$(mint_machine_id data mmcblk0)"
for damaged in '' short 00000000000000000000000000000000 'G0000000000000000000000000000000'; do
    echo "$damaged" >data/system/machine-id
    again=$(mint_machine_id data mmcblk0)
    equal "length after '$damaged'" 32 "${#again}"
    [ "$again" != "$damaged" ] || fail "a name that is none is taken: $damaged"
done

# --- Reset, with the power cut at every removal ------------------------------------------------------------

make_data() {
    rm -rf data
    mkdir -p data/waystation/badges data/system/iwd data/system/rauc data/logs
    for file in waystation/store.db waystation/badges/one system/iwd/school.psk system/rauc/notes system/machine-id logs/a system/.hidden .hidden; do
        echo something >"data/$file"
    done
}
fstrim() { :; }
find() { # removes one thing less than it should at each cut
    case "$*" in
    *rm*)
        [ "$power_left" -gt 0 ] || exit 99
        power_left=$((power_left - 1))
        ;;
    esac
    command find "$@"
}
make_data
reset_data data
[ -e data/waystation/store.db ] || fail "emptied without being asked"
for power_left in 0 1; do
    make_data
    echo asked >data/system/reset
    status=0
    (reset_data data) || status=$?
    equal "the power was cut" 99 "$status"
    [ -e data/system/reset ] || fail "cut after $power_left: the request is forgotten before it is done"
    power_left=9
    reset_data data
    equal "left over" "data data/system data/system/rauc data/system/rauc/notes" "$(command find data | sort | paste -s -d ' ')"
done

# --- Locked data -------------------------------------------------------------------------------------------

# shellcheck source=image/init/locked
. "$source_tree/image/init/locked"

# cryptsetup, played: a header in place, its label, and whether the key is the one it was made with.
crypt() {
    for last in "$@"; do :; done
    case $1 in
    luksFormat)
        [ "$power_left" -gt 0 ] || exit 99
        put_bytes "$last" 0 '\0114\0125\0113\0123\0272\0276'
        put_bytes "$last" 24 'ws-new\0000'
        cp "$key_file" made.with
        ;;
    open) cmp -s "$key_file" made.with && touch dev/mapper ;;
    config) put_bytes "$last" 24 'ws-data' ;;
    esac
}
umount() { :; }
mount() {
    case "$*" in "-t ${disk_kind:-vfat} "*) [ -d stick ] ;; *) false ;; esac
}
chroot() {
    power_left=$((power_left - 1))
    [ "$power_left" -gt 0 ] || exit 99
    echo "$*" >>made
}

new_machine 11
add_disk mmcblk0 soc/mmc0 3000000 1
add_disk sda pci/usb1/1-1 3000000 2
disk=mmcblk0 stick_folder=$work/stick
mkdir applets # as in the initramfs
for applet in wc tr sed grep tail; do
    ln -s "$(command -v busybox)" "applets/$applet"
done
while read -r wanted encoding text; do
    case $wanted in yes | no) ;; *) continue ;; esac
    printf '%b' "$text" | iconv -f UTF-8 -t "$encoding" >card/waystation.ini
    found=no
    ! PATH="$work/applets:$PATH" wants_lock || found=yes
    equal "is it to be locked, with $encoding $text" "$wanted" "$found"
done <"$source_tree/tests/image/lock.list"
{ echo 'encrypt = stick' && head -c 65536 /dev/zero | tr '\0' '#'; } >card/waystation.ini
! wants_lock || fail "reads a file of which the program says that it is too large"
rm card/waystation.ini
! wants_lock || fail "locks without being asked"

# looks WANTED: of the first picture, by the card and by what was chosen on the screen.
looks() {
    splash_choose "$work/data"
    [ "$(tr '\n' ' ' <run/waystation/splash)" = "$1 " ] || fail "the first picture is of $(cat run/waystation/splash), not $1"
}
rm -rf data && mkdir data
looks 'ROLE=station TURN=0'
printf 'role = board\ndisplay = 180\n' >data/chosen.ini
looks 'ROLE=board TURN=180'
printf '\357\273\277# ours\r\nRole = Solo ; the lab\r\nDISPLAY="90 1280x720" # above the door\r\n' >card/waystation.ini
looks 'ROLE=station TURN=90'
printf 'role = solo\ndisplay = 90;reboot\n' >card/waystation.ini
looks 'ROLE=station TURN=180'
printf 'role: solo\r\nrole = Teacher\r\n' >card/waystation.ini
looks 'ROLE=station TURN=180'
# shellcheck disable=SC2016 # as somebody might write it
printf 'display = $(reboot)\nrole = `reboot`\n' >card/waystation.ini
looks 'ROLE=board TURN=180'
rm data/chosen.ini
looks 'ROLE=station TURN=0'
rm card/waystation.ini

rm -rf data && mkdir -p data/lost+found data/system
echo id >data/system/machine-id
is_unused data || fail "a data partition that was only looked at counts as used"
mkdir data/waystation
! is_unused data || fail "data that is used would be locked away"

# No stick: nothing is locked. A stick without a key is given one; the next machine takes the same.
power_left=9 key_was=
! lock_data "$DEV/mmcblk0p4" || fail "locked without a key"
! is_locked "$DEV/mmcblk0p4" || fail "locked without a key"
mkdir stick
disk_kind=exfat
find_key make || fail "a stick with exFAT is not found"
rm stick/waystation.key
disk_kind=vfat
find_key make || fail "no key on a stick that is there"
equal "size of a key" 128 "$(wc -c <stick/waystation.key)"
key_was=$(cat stick/waystation.key)
# The power goes before the partition is locked, before there is a file system inside, and not at all.
for power in 0 1 9; do
    power_left=$power
    (lock_data "$DEV/mmcblk0p4" && open_data "$DEV/mmcblk0p4") || true
    equal "the key stays" "$key_was" "$(cat stick/waystation.key)"
done
power_left=9
is_locked "$DEV/mmcblk0p4" || fail "not locked in the end"
open_data "$DEV/mmcblk0p4" || fail "cannot be opened in the end"
equal "label in the end" ws-data "$(label_of "$DEV/mmcblk0p4")"
equal "still our disk" 0 "$(disk_doubt mmcblk0)"
made_before=$(wc -l <made)
open_data "$DEV/mmcblk0p4" || fail "cannot be opened again"
equal "nothing is made anew inside" "$made_before" "$(wc -l <made)"
# Another stick, a torn key, or none.
mv stick/waystation.key right.key
! open_data "$DEV/mmcblk0p4" || fail "opened without a key"
head -c 100 right.key >stick/waystation.key
! open_data "$DEV/mmcblk0p4" || fail "opened with a torn key"
tr 0-9 9-90-8 <right.key | head -c 128 >stick/waystation.key
! open_data "$DEV/mmcblk0p4" || fail "opened with another key"
[ ! -e made.anew ] || fail "a stick without the key is given a new one"

# --- No data: it starts all the same -----------------------------------------------------------------------

mount() {
    echo "$*" >>mounted
    case "$*" in *ext4*) return 1 ;; esac
}
umount() { :; }
chroot() { echo "$*" >>repaired; return 4; }
new_machine 10
rm -f mounted repaired
cp data.ext4 dev/x
if mount_data "$DEV/x"; then fail "mounts what cannot be mounted"; fi
equal "tries to repair" "/new /sbin/e2fsck -p $DEV/x;/new /sbin/e2fsck -y $DEV/x" "$(paste -s -d ';' repaired)"
data_in_memory "cannot be mounted"
equal "the flag" "cannot be mounted" "$(cat run/waystation/no-data)"
grep -q 'tmpfs' mounted || fail "no /data at all"
grep -q 'starts without it' dev/tty1 || fail "no words on the screen"
