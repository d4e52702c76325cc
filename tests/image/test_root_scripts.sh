#!/bin/sh
# The scripts of the image that root runs on what others bring: USB devices, sticks, logs. Against
# folders in the place of the machine's, and commands that only note what they were asked.
set -eu

lib=$2/image/root/usr/lib/waystation
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir bin
PATH=$work/bin:$PATH

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# command NAME: then its text on standard input.
command_of() {
    { echo '#!/bin/sh'; cat; } >"bin/$1"
    chmod +x "bin/$1"
}

# --- USB -----------------------------------------------------------------------------------------

export WAYSTATION_SYS="$work/sys" WAYSTATION_RUN="$work/run"
mkdir -p sys/bus/usb run
: >sys/bus/usb/drivers_probe
command_of modprobe <<'SH'
case $1 in
-R) case $2 in *asix*) echo asix ;; *ftdi*) echo ftdi_sio ;; *gspca*) echo gspca_main ;; *) exit 1 ;; esac ;;
*) echo "$*" >>"$WAYSTATION_RUN/../loaded" ;;
esac
SH

# device NAME REMOVABLE VENDOR PRODUCT, then its functions: NUMBER CLASS SUBCLASS PROTOCOL ALIAS
device() {
    rm -rf "sys/devices/$1"
    mkdir -p "sys/devices/$1"
    echo "$2" >"sys/devices/$1/removable"
    echo "$3" >"sys/devices/$1/idVendor"
    echo "$4" >"sys/devices/$1/idProduct"
    printf 'Thing \140reboot\140 "\044(reboot)"\n' >"sys/devices/$1/product"
    while read -r number class subclass protocol alias; do
        mkdir -p "sys/devices/$1/$1:$number"
        echo "$class" >"sys/devices/$1/$1:$number/bInterfaceClass"
        echo "$subclass" >"sys/devices/$1/$1:$number/bInterfaceSubClass"
        echo "$protocol" >"sys/devices/$1/$1:$number/bInterfaceProtocol"
        echo "usb:$alias" >"sys/devices/$1/$1:$number/modalias"
        echo 0 >"sys/devices/$1/$1:$number/authorized"
    done
}

admitted() {
    sh "$lib/usb" bind "/devices/$1"
    cat "sys/devices/$1"/*/authorized | tr -d '\n'
}

# What it is, and which functions may have drivers; without and with usb_network.
while read -r name without with what; do
    case $name in
    keyboard) echo '1.0 03 01 01 kbd' | device "$name" removable 1111 2222 ;;
    camera) printf '1.0 0e 01 00 uvc\n1.1 0e 02 00 uvc\n1.2 01 01 00 snd\n' | device "$name" removable 1111 2222 ;;
    stick) echo '1.0 08 06 50 storage' | device "$name" removable 1111 2222 ;;
    floppy) echo '1.0 08 04 00 storage' | device "$name" removable 1111 2222 ;;
    printer) echo '1.0 07 01 02 usblp' | device "$name" removable 1111 2222 ;;
    phone) printf '1.0 ff ff 00 mtp\n1.1 e0 01 03 rndis\n' | device "$name" removable 1111 2222 ;;
    bluetooth) echo '1.0 e0 01 01 btusb' | device "$name" removable 1111 2222 ;;
    smartcard) echo '1.0 0b 00 00 ccid' | device "$name" removable 1111 2222 ;;
    serial) printf '1.0 02 02 01 acm\n1.1 0a 00 00 acm\n' | device "$name" removable 1111 2222 ;;
    converter) echo '1.0 ff ff ff ftdi' | device "$name" removable 0403 6001 ;;
    oldcamera) echo '1.0 ff ff ff gspca' | device "$name" removable 1111 2222 ;;
    ether) printf '1.0 02 06 00 cdc\n1.1 0a 00 00 cdc\n' | device "$name" removable 1111 2222 ;;
    asix) echo '1.0 ff ff 00 asix' | device "$name" removable 0b95 772b ;;
    ducky) printf '1.0 03 01 01 kbd\n1.1 e0 01 03 rndis\n1.2 0a 00 00 rndis\n' | device "$name" removable 1111 2222 ;;
    pi3) echo '1.0 ff 00 ff smsc' | device "$name" unknown 0424 ec00 ;;
    soldered) echo '1.0 ff ff ff wifi' | device "$name" fixed 1111 2222 ;;
    esac
    rm -f run/usb-network
    got=$(admitted "$name")
    [ "$got" = "$without" ] || fail "$what: $got, not $without"
    noted=$(grep -c . "run/refused/$name" 2>/dev/null) || noted=0
    [ "$noted" = "$(echo "$without" | tr -d '1\n' | wc -c)" ] || fail "$what: $noted refused functions are noted"
    : >run/usb-network
    got=$(admitted "$name")
    [ "$got" = "$with" ] || fail "$what with usb_network: $got, not $with"
done <<'DEVICES'
keyboard 1 1 a keyboard
camera 111 111 a camera with a microphone
stick 1 1 a stick
floppy 0 0 a floppy drive
printer 0 0 a printer
phone 00 00 a phone that is tethered
bluetooth 0 0 a Bluetooth adapter
smartcard 0 0 a reader of smart cards
serial 11 11 a scanner on a serial line
converter 1 1 a scanner with a converter
oldcamera 0 0 a camera of the last century
ether 00 11 a network adapter
asix 0 1 a network adapter with a driver of its own
ducky 100 100 a keyboard that is a network card too
pi3 1 1 the Ethernet of a Raspberry Pi 3
soldered 1 1 what is soldered in
DEVICES

grep -q '^-q -b usb:kbd$' loaded || fail "the driver of a keyboard is not loaded"
! grep -qE 'rndis|btusb|usblp|mtp' loaded || fail "the driver of something refused is loaded"
[ -s sys/bus/usb/drivers_probe ] || fail "no driver is offered anything"
# What was let in and is not wanted any more goes out; what a device calls itself stays a word.
echo '1.0 07 01 02 usblp' | device printer removable 1111 2222
echo 1 >sys/devices/printer/printer:1.0/authorized
[ "$(admitted printer)" = 0 ] || fail "a printer that was there first stays"
[ "$(cat run/refused/printer)" = 'printer:1.0 1111:2222 class 07 Thing reboot reboot' ] || fail "noted: $(cat run/refused/printer)"
sh "$lib/usb" remove /devices/printer
[ ! -e run/refused/printer ] || fail "a printer that is gone is still noted"

# --- Sticks --------------------------------------------------------------------------------------

for name in mount umount mkdir; do
    command_of "$name" <<SH
echo "$name \$*" >>"$work/asked"
SH
done
command_of mountpoint <<'SH'
[ "$1" != -x ] || [ -z "${GONE-}" ] || exit 1
[ -n "${MOUNTED-}" ]
SH
command_of findmnt <<'SH'
echo "${MOUNTED-}"
SH
command_of blkid <<'SH'
echo "${KIND-}"
SH
command_of readlink <<'SH'
echo "/dev/${OWN-mmcblk0}"
SH

asked() {
    rm -f asked
    sh "$lib/stick" "$@" >said 2>&1 || return 1
    grep -v '^mkdir' asked 2>/dev/null || true
}

case $(KIND=vfat asked sda1) in
"mount -t vfat -o rw,nosuid,nodev,noexec,"*uid=900*" /dev/sda1 /media/stick") ;;
*) fail "a stick with FAT: $(cat asked said)" ;;
esac
case $(KIND=exfat asked sda1) in
"mount -t exfat -o rw,nosuid,nodev,noexec,"*" /dev/sda1 /media/stick") ;;
*) fail "a stick with exFAT: $(cat asked said)" ;;
esac
[ "$(KIND=ext4 asked sda1)" = "mount -t ext4 -o ro,noload,nosuid,nodev,noexec,noatime /dev/sda1 /media/stick" ] ||
    fail "a stick with ext4: $(cat asked said)"
for kind in ntfs iso9660 btrfs '' 'vfat -o suid'; do
    [ -z "$(KIND=$kind asked sda1)" ] || fail "a stick with \"$kind\" is mounted"
done
[ -z "$(KIND=vfat MOUNTED=/dev/sdb1 asked sda1)" ] || fail "a second stick is mounted over the first"
case $(KIND=vfat MOUNTED=/dev/sdb1 GONE=yes asked sda1 | tr '\n' ' ') in
"umount -l /media/stick mount -t vfat "*) ;;
*) fail "a stick that was swapped for another: $(cat asked said)" ;;
esac
for own in sda1:sda sda4:sda mmcblk0p1:mmcblk0 nvme0n1p2:nvme0n1; do
    [ -z "$(KIND=vfat OWN=${own#*:} asked "${own%:*}")" ] || fail "the machine's own ${own%:*} is taken for a stick"
done
[ -n "$(KIND=vfat OWN=sda asked sdaa1)" ] || fail "sdaa is taken for sda"
for name in '' ../sda1 'sda1;reboot' 'sda1 x' -v; do
    [ -z "$(KIND=vfat asked "$name")" ] || fail "\"$name\" is taken for a name"
done
[ "$(MOUNTED=/dev/sda1 asked off sda1)" = "umount /media/stick" ] || fail "a stick stays mounted"
[ -z "$(MOUNTED=/dev/sdb1 asked off sda1)" ] || fail "another stick is unmounted"
rm bin/mount bin/umount bin/mkdir bin/readlink

# --- Logs ----------------------------------------------------------------------------------------

# Journals of 3 MiB that pack badly, again and again, stay within 16 MiB.
command_of journalctl <<'SH'
head -c 3145728 /dev/urandom | base64 -w 120
SH
mkdir logs state
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    rm -f state/logs.last
    sh "$lib/logs" logs state
    [ "$(du -sb logs | cut -f1)" -le 16777216 ] || fail "the logs take $(du -sb logs | cut -f1) bytes"
done
[ "$(find logs -name 'waystation.*.log.gz' | wc -l)" = 6 ] || fail "there are $(ls logs)"
gzip -t logs/waystation.*.gz || fail "a packed log is damaged"
[ "$(stat -c %a logs/waystation.1.log.gz)" = 600 ] || fail "logs can be read by others"
# A program that falls over every second writes no card full.
before=$(du -sb logs | cut -f1)
sh "$lib/logs" logs state
[ "$(du -sb logs | cut -f1)" = "$before" ] || fail "two copies one after the other"

# What is left of a full card is not for logs, and that is no failure.
rm -f state/logs.last
command_of stat <<'SH'
echo '100 4096'
SH
sh "$lib/logs" logs state >said || fail "a full card makes the copy fail"
grep -q 'nearly full' said || fail "nothing is said of a full card"
rm bin/stat
[ "$(du -sb logs | cut -f1)" = "$before" ] || fail "logs fill a full card"

# --- Keyboard ------------------------------------------------------------------------------------

command_of loadkeys <<'SH'
echo "loadkeys $*" >>asked
case $* in *' -') cat >loaded-map ;; esac
SH
command_of dumpkeys <<'SH'
cat <<'MAP'
keymaps 0-127
keycode 59 = F1
	alt	keycode 59 = Console_1
	control	alt	keycode 59 = Console_13
	control	alt	keycode 111 = Boot
	alt	keycode 105 = Decr_Console
	altgr	keycode 70 = Show_Registers
	shift	keycode 104 = Scroll_Backward
	alt	keycode 103 = KeyboardSignal
keycode 16 = +a
MAP
SH
echo /usr/share/waystation/keymaps/fr.map >run/keymap
rm -f asked
sh "$lib/keymap" "$work/run"
[ "$(head -n 1 asked)" = 'loadkeys --quiet --console=/dev/tty1 /usr/share/waystation/keymaps/fr.map' ] ||
    fail "the layout is not loaded: $(cat asked)"
! grep -E 'Console|Boot|Signal|Show|Scroll' loaded-map || fail "a key still leaves the program"
[ "$(grep -c VoidSymbol loaded-map)" = 7 ] || fail "the keys: $(cat loaded-map)"
[ "$(grep -cE 'keycode (16 = \+a|59 = F1)$' loaded-map)" = 2 ] || fail "other keys are lost"
for map in '' /etc/shadow /usr/share/waystation/keymaps/../../../../etc/shadow; do
    echo "$map" >run/keymap
    rm -f asked
    sh "$lib/keymap" "$work/run"
    [ "$(wc -l <asked)" = 1 ] || fail "\"$map\" is taken for a layout"
done

# --- Hub -----------------------------------------------------------------------------------------

command_of waystation <<'SH'
echo "$*" >>started
sleep 600 &
echo $! >data/hub/db/postmaster.pid
SH
mkdir -p data/hub/db settings
WAYSTATION_HUB_PAUSE=0.1 sh "$lib/hub" data settings &
keeper=$!
trap 'kill "$keeper" $(cat data/hub/db/postmaster.pid 2>/dev/null) 2>/dev/null || true; rm -rf "$work"' EXIT
wait_for() {
    tries=100
    until "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.1
    done
}
starts_are() { [ "$(wc -l <started)" -ge "$1" ]; }
sleep 0.3
[ ! -e started ] || fail "a hub is started where there is none"
: >started
: >data/hub/db/PG_VERSION
wait_for starts_are 1 || fail "a hub is not started"
[ "$(head -n 1 started)" = 'hub start --data data' ] || fail "started: $(cat started)"
kill "$(cat data/hub/db/postmaster.pid)"
wait_for starts_are 2 || fail "a hub that fell over is not started again"
server=$(cat data/hub/db/postmaster.pid)
mv data/hub/db/postmaster.pid stopped
kill "$server"
sleep 0.5
[ "$(wc -l <started)" = 2 ] || fail "a hub that was stopped is started again"
mv stopped data/hub/db/postmaster.pid
wait_for starts_are 3 || fail "a hub that fell over once more is not started again"
head -c 5000000 /dev/zero >data/hub/server.log
is_short() { [ "$(wc -c <data/hub/server.log)" -le 262144 ]; }
wait_for is_short || fail "the hub's log grows for ever"
echo 'role = station' >settings/waystation.conf
sleep 0.3
kill "$(cat data/hub/db/postmaster.pid)"
count=$(wc -l <started)
sleep 0.5
[ "$(wc -l <started)" = "$count" ] || fail "a station starts a hub"

# --- The button on the case ----------------------------------------------------------------------

command_of systemctl <<'SH'
echo "$*" >>"$WAYSTATION_RUN/../asked"
SH
# key CODE VALUE [KIND]: an event as the kernel writes it: 16 bytes of time, kind, code, value.
key() {
    head -c 16 /dev/zero
    printf '%b' "$(printf '\\0%03o\\0000\\0%03o\\0000\\0%03o\\0000\\0000\\0000' "${3:-1}" "$1" "$2")"
}
mkdir -p dev/input
for case in '30 1:no' '116 1:yes' '116 0:no' '116 1 4:no' '115 1:no'; do
    # shellcheck disable=SC2046,SC2086 # numbers
    { key 142 1 && key 0 0 0 && key ${case%:*}; } >dev/input/event3
    rm -f asked
    WAYSTATION_DEV=$work/dev sh "$lib/button" event3 >said || fail "the button ends with an error"
    got=no
    ! grep -qs poweroff asked || got=yes
    [ "$got" = "${case#*:}" ] || fail "key ${case%:*}: switched off: $got"
done

# --- Access point --------------------------------------------------------------------------------

command_of busctl <<'SH'
echo "$*" >>"$WAYSTATION_RUN/../asked"
case $* in
*tree*) printf '%s\n' / /net/connman /net/connman/iwd /net/connman/iwd/0 /net/connman/iwd/0/3 /net/connman/iwd/known_1 ;;
esac
SH
rm -f asked
printf 'Class 3b "x"\nmore\n' >run/access-point
sh "$lib/point" "$work/run" >said || fail "the access point: $(cat said)"
grep -qx 'set-property net.connman.iwd /net/connman/iwd/0/3 net.connman.iwd.Device Mode s ap' asked ||
    fail "the adapter is not made an access point: $(cat asked)"
grep -qx 'call net.connman.iwd /net/connman/iwd/0/3 net.connman.iwd.AccessPoint StartProfile s Class 3b "x"' asked ||
    fail "the access point is not started: $(cat asked)"
command_of busctl <<'SH'
exit 1
SH
! sh "$lib/point" "$work/run" >said 2>&1 || fail "an access point without an adapter"
grep -q 'no adapter' said || fail "no word about the adapter: $(cat said)"
