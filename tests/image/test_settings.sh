#!/bin/sh
# `waystation device apply` on folders in place of a machine's: what follows from the settings, and
# shellcheck disable=SC1112,SC1111,SC2013 # the sentences have these quotes; names have no blanks
# that a power cut at any moment loses neither a secret nor the card's file.
#
#   test_settings.sh PROGRAM SOURCE
set -eu
program=$1
source=$2
WAYSTATION_ASSETS=$(dirname "$program")/assets
export WAYSTATION_ASSETS
shim=$(dirname "$program")/tests/app/libfault_shim.so
ASAN_OPTIONS=verify_asan_link_order=0 # the shim comes before the sanitizer
export ASAN_OPTIONS
memory=/dev/shm # the order of the steps is tried, not a disk: thousands of syncs
[ -w "$memory" ] || memory=${TMPDIR:-/tmp}
work=$(mktemp -d -p "$memory")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 3

fail() {
    echo "FAILED: $*" >&2
    head -c 4000 card/waystation.ini out/waystation.conf out/device.json err >&2 2>/dev/null || true
    exit 1
}

is() { # GOT WANTED WHAT
    [ "$1" = "$2" ] || fail "$3: \"$1\", not \"$2\""
}

has() { # FILE TEXT
    grep -qF -- "$2" "$1" || fail "$1 has no \"$2\""
}

has_not() {
    ! grep -qF -- "$2" "$1" 2>/dev/null || fail "$1 has \"$2\""
}

machine() {
    chmod -R u+w . 2>/dev/null || true
    rm -rf card root system data out
    mkdir -p card root/etc root/usr/share/zoneinfo/Europe root/usr/share/waystation/keymaps \
        system data out
    : >root/usr/share/zoneinfo/Europe/Paris
    : >root/usr/share/zoneinfo/UTC
    printf '#code\tname\nFR\tFrance\nGB\tBritain (UK)\n' >root/usr/share/zoneinfo/iso3166.tab
    : >root/usr/share/waystation/keymaps/fr.kmap
    echo 0123456789abcdef0123456789abcdef >root/etc/machine-id
}


apply() {
    "$program" device apply --root root --card card --system system --data data --out out 2>err ||
        fail "device apply: status $?"
}

# What is wrong, as codes in order.
mistakes() {
    sed -n 's/^[^(]*(\(D[0-9]*\)).*/\1/p' err | tr '\n' ' ' | sed 's/ $//'
}

code=$(tr -d '\n' <"$source/tests/fuzz/corpus/join_code/whole")

# --- Nothing at all --------------------------------------------------------------------------------
machine
apply
is "$(cat err)" "" "a card without settings"
is "$(cat out/hostname)" waystation-cdef "the name from the serial number"
is "$(readlink root/etc/localtime)" /usr/share/zoneinfo/UTC "the time zone"
is "$(find system data -type f)" "" "what is kept of nothing"
has out/waystation.conf 'fullscreen = yes'
has_not out/waystation.conf role
"$program" device status --out out >said || fail "status"
has said "waystation-cdef"

# The sample says nothing that counts, and all of it is right once the marks are taken away.
cp "$source/image/boot/card/waystation.ini" card
apply
is "$(cat err)" "" "the sample"
is "$(cat out/waystation.conf)" "$(printf 'data = data\nfullscreen = yes')" "the sample"
for key in $(sed -n 's/^#\([a-z_]*\) = .*/\1/p' card/waystation.ini | sort -u); do
    grep -q "^\.It Cm .*\b$key\b" "$source/platform/man/waystation.ini.5" ||
        fail "the manual does not have $key"
done

# --- Everything ------------------------------------------------------------------------------------
machine
cp -R "$source/assets/sample" "card/Class 3b"
cat >card/waystation.ini <<END
role = board
station = makers
class = Class 3b
language = fr
timezone = Europe/Paris
keyboard = fr
hostname = Board-3b
wifi_ap = yes
wifi_ap_ssid = Room "3b"
wifi_ap_passphrase = a long one
wifi_country = fr
display = 270 1280x720
camera = /dev/video0
scanner = /dev/input/event3
usb_network = yes
update_url = https://updates.example/x
ssh_key = ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0123456789abcdefghijklmnopqrstuvwxyzABCDEFG me
encrypt = stick
END
: >out/locked
apply
is "$(cat err)" "" "everything"
for line in 'role = board' 'station = makers' 'language = fr' 'class_folder = out/class' \
    'class = out/class/Class 3b' 'camera = v4l2:/dev/video0' 'scanner = /dev/input/event3' \
    'rotate = 270' 'size = 1280x720'; do
    has out/waystation.conf "$line"
done
is "$(cat out/hostname root/etc/hostname)" "$(printf 'board-3b\nboard-3b')" "the name"
is "$(readlink root/etc/localtime)" /usr/share/zoneinfo/Europe/Paris "the time zone"
is "$(cat out/keymap)" /usr/share/waystation/keymaps/fr.kmap "the keyboard"
is "$(cat out/access-point)" 'Room "3b"' "the access point"
has "system/iwd/ap/=526f6f6d2022336222.ap" "Passphrase=a long one"
is "$(stat -c %a system/iwd/ap/*.ap system/taken.ini | tr '\n' ' ')" "600 600 " "secrets are root's"
has out/iwd/main.conf Country=FR
has out/authorized_keys "ssh-ed25519 AAAA"
is "$(cat out/update-url)" https://updates.example/x "where updates come from"
[ -e out/usb-network ] || fail "no network over USB"
cmp "card/Class 3b/students.csv" "out/class/Class 3b/students.csv" || fail "the class folder"
has_not card/waystation.ini "a long one"
has_not out/device.json "a long one"
has_not system/last.ini "a long one"

is "$(cat out/class-folder)" "Class 3b" "where the class lies on the card"

# A board's code goes before the class, whose folder is on the card all the same.
printf 'class = Class 3b\njoin = %s\n' "$code" >card/waystation.ini
apply
is "$(mistakes)" D31 "a class and a code"
is "$(cat out/class-folder)" "Class 3b" "where the class lies on the card"
[ ! -e out/class ] || fail "a class is copied that is left out"
rm data/join.code

# What is not set any more goes.
printf 'role = solo\n' >card/waystation.ini
apply
is "$(cat err)" "" "less"
for gone in out/access-point out/authorized_keys out/update-url out/usb-network out/class out/keymap \
    out/iwd/main.conf out/class-folder system/taken.ini system/iwd-files \
    system/iwd/ap/=526f6f6d2022336222.ap; do
    [ ! -e "$gone" ] || fail "$gone is still there"
done

# --- Wrong values keep the default, and are told ---------------------------------------------------
machine
cat >card/waystation.ini <<'END'
role = dragon
timezone = Europe/Atlantis
keyboard = zz
language = qq
class = nowhere
wifi_passphrase = short
hostname = two words
display = 45
stattion = makers
nonsense
END
apply
is "$(mistakes)" "D09 D14 D15 D09 D12 D18 D16 D09 D06 D03" "what is wrong"
is "$(cat out/waystation.conf)" "$(printf 'data = data\nfullscreen = yes')" "the defaults"
has err "waystation.ini:1 (D09)"
has card/waystation.ini "wifi_passphrase = short"
status=0
"$program" device status --out out >said || status=$?
is "$status" 1 "status with mistakes"
has said "waystation.ini:9 (D06): There is no setting “stattion”. Is “station” meant?"

# Two letters that are no country; and where the table of countries is not there, they may be one.
machine
printf 'wifi_country = uk\n' >card/waystation.ini
apply
is "$(mistakes)" D19 "no country"
has err "“UK” is no country. Write two letters, such as GB,"
[ ! -e out/iwd/main.conf ] || fail "iwd is told of a country that is none"
printf 'wifi_country = gb\n' >card/waystation.ini
apply
is "$(cat err)" "" "a country"
has out/iwd/main.conf Country=GB
rm root/usr/share/zoneinfo/iso3166.tab
printf 'wifi_country = uk\n' >card/waystation.ini
apply
is "$(cat err)" "" "no table of countries"

for file in zero binary large huge link folder; do
    machine
    case $file in
    zero) printf 'role = board\0\n' >card/waystation.ini ;;
    binary) head -c 60000 "$program" >card/waystation.ini ;;
    large) head -c 70000 /dev/zero | tr '\0' '#' >card/waystation.ini ;;
    huge) head -c 10485760 "$program" >card/waystation.ini ;;
    link) ln -s /etc/hostname card/waystation.ini ;;
    folder) mkdir card/waystation.ini ;;
    esac
    apply
    [ "$file" = folder ] || [ -n "$(mistakes)" ] || fail "$file: nothing is told"
    is "$(cat out/waystation.conf)" "$(printf 'data = data\nfullscreen = yes')" "$file"
done

# The card cannot be read today: as the last time.
machine
printf 'role = board\nwifi_ssid = a\nwifi_country = FR\nwifi_passphrase = correct horse\n' >card/waystation.ini
apply
is "$(cat err)" "" "a board"
rm card/waystation.ini
echo unreadable >out/no-card
apply
is "$(mistakes)" D34 "a card that cannot be read"
has out/waystation.conf "role = board"
has system/iwd/a.psk "correct horse"
rm out/no-card
apply
is "$(cat err)" "" "a card without settings"
has_not out/waystation.conf role

# --- What was chosen on the screen -----------------------------------------------------------------
machine
printf 'role=station\nlanguage=fr\nwifi_ssid=School\nwifi_country=FR\nwifi_passphrase= a "b" #c \\ \n' |
    "$program" device set --system system 2>err || fail "device set"
status=0
"$program" device set --system system role=board timezone=x/../y 2>err || status=$?
is "$status" 1 "a wrong one"
has err "time zone"
status=0
"$program" device set --system system colour=blue 2>err || status=$?
is "$status" 1 "a name that is none"
has err 'there is no setting "colour"'
printf 'role = solo\n' >card/waystation.ini
apply
has out/waystation.conf "role = solo"
has out/waystation.conf "language = fr"
is "$(cat system/iwd/School.psk)" "$(printf '[Security]\nPassphrase=\\sa "b" #c \\\\\\s\n[Settings]\nAutoConnect=true')" \
    "a passphrase with blanks"
"$program" device set --system system language= wifi_passphrase= 2>err || fail "taking out"
apply
has_not out/waystation.conf language
[ -e system/iwd/School.open ] || fail "no open network"
[ ! -e system/iwd/School.psk ] || fail "the old network stays"

# What the card's file decides otherwise than was chosen: the values are compared, as they are in force, and a
# mistake on the card keeps nothing from counting.
decided() { # FIXED CARD CHOSEN…
    fixed=$1
    machine
    : >root/usr/share/zoneinfo/Europe/Madrid
    printf '%b' "$2" >card/waystation.ini
    shift 2
    "$program" device set --system system "$@" 2>err || fail "device set $*"
    apply
    is "$(paste -s -d ' ' out/fixed)" "$fixed" "$(cat card/waystation.ini) with $*"
}
decided "" 'language = fr\n' role=station language=fr
has out/waystation.conf "role = station"
decided language 'language = fr\n' role=station language=en
has out/waystation.conf "language = fr"
has out/waystation.conf "role = station"
decided "" 'role = Teacher\n' role=board
is "$(mistakes)" D09 "a role that is none"
has out/waystation.conf "role = board"
for line in 'timezone = Paris' 'timezone = ""' 'timezone = # later' '# timezone = Europe/Paris'; do
    decided "" "$line\\n" timezone=Europe/Madrid
    is "$(cat out/timezone)" Europe/Madrid "chosen, with '$line' on the card"
done
decided timezone 'timezone: Europe/Paris\n' timezone=Europe/Madrid
decided role '\0357\0273\0277role = board\r\n' role=station
decided hostname 'hostname = Room-1\n' hostname=
decided "" 'hostname = Room-1\n' hostname=room-1
decided "" 'wifi_country = FR\n' wifi_ssid=School wifi_passphrase=correcthorse wifi_country=fr
decided wifi_passphrase 'wifi_ssid = School\n' wifi_ssid=School wifi_passphrase=correcthorse wifi_country=fr
decided "wifi_ssid wifi_passphrase" 'wifi_ssid = Staff\nwifi_passphrase = "their own"\n' \
    wifi_ssid=School wifi_passphrase=correcthorse wifi_country=fr
apply # the secret is taken
is "$(paste -s -d ' ' out/fixed)" "wifi_ssid wifi_passphrase" "a passphrase that was taken"

# --- Locked data -----------------------------------------------------------------------------------
# `encrypt = stick` that came too late, or was not seen by the first stage of the start, is told: nothing else would.
while read -r wanted encoding text; do
    case $wanted in yes) wanted=D40 ;; no) wanted='' ;; *) continue ;; esac
    machine
    printf '%b' "$text" | iconv -f UTF-8 -t "$encoding" >card/waystation.ini
    apply
    is "$(mistakes | tr ' ' '\n' | grep D40)" "$wanted" "not locked, with $encoding $text"
    : >out/locked
    apply
    has_not err D40
    rm out/locked
    echo "no key stick" >out/no-data
    apply
    has_not err D40
done <"$source/tests/image/lock.list"

# --- Secrets ---------------------------------------------------------------------------------------
with_secrets() {
    machine
    cp -R "$source/tests/fixtures/class_folders" card/other
    printf '\357\273\277# ours\r\nrole = station\r\nwifi_ssid = School\r\n' >card/waystation.ini
    printf 'wifi_country = FR\r\n wifi_passphrase = "correct horse battery"\r\n' >>card/waystation.ini
    printf 'join=%s\r\n# the end' "$1" >>card/waystation.ini
}
mark() { # LENGTH: what stands there then
    printf '(taken)'
    head -c "$(($1 - 7))" /dev/zero | tr '\0' '*'
}
wiped() { # what stood behind join=
    printf '\357\273\277# ours\r\nrole = station\r\nwifi_ssid = School\r\n'
    printf 'wifi_country = FR\r\n wifi_passphrase = "%s"\r\n' "$(mark 21)"
    printf 'join=%s\r\n# the end' "$(mark "${#1}")"
}
all_is_well() { # WHAT JOIN
    is "$(cat err)" "" "$1"
    wiped "$2" | cmp -s - card/waystation.ini || fail "$1: the card's file is not what it was"
    is "$(cat system/taken.ini)" 'wifi_passphrase = "correct horse battery"' "$1: what is kept"
    has system/iwd/School.psk "Passphrase=correct horse battery"
    is "$(cat data/join.code)" "$code" "$1: the join code"
    is "$(find card -name 'waystation*')" card/waystation.ini "$1: what is on the card"
    [ ! -e card/code.txt ] || fail "$1: the file with the code stays"
}

with_secrets "$code"
apply
all_is_well "taken" "$code"
rm data/join.code
echo changed >>system/iwd/School.psk
apply
is "$(cat err)" "" "the mark"
[ ! -e data/join.code ] || fail "a code is handed over twice"
has system/iwd/School.psk changed # iwd's own words in it stay

with_secrets code.txt
printf '%s\r\n' "$code" >card/code.txt
apply
all_is_well "from a file" code.txt

# A new one goes before the old; a wrong one leaves it.
sed -i 's/"(taken)\**"/brandnewone/' card/waystation.ini
apply
has system/iwd/School.psk "Passphrase=brandnewone"
has_not card/waystation.ini brandnewone
sed -i 's/passphrase = (taken)\**/passphrase = short/' card/waystation.ini
apply
is "$(mistakes)" D18 "a wrong one"
has system/iwd/School.psk "Passphrase=brandnewone"
has card/waystation.ini "passphrase = short"

# What is wrong with a code: no such file, a picture, half a code in it; a slip in a code is not shown.
for try in "code.txt,D39" "makers.png,D39" "half.txt,D13" "wjs-secret,D13" \
    "K7QM-4XPD-9TRA.,D13" "WSJ1abcdef.gh,D13"; do
    with_secrets "${try%,*}"
    printf '\211PNG\r\n' >card/makers.png
    echo "$code" | head -c 20 >card/half.txt
    apply
    is "$(mistakes)" "${try#*,}" "join = ${try%,*}"
    has_not err wjs-secret
done
with_secrets code.txt
apply
has err "There is no text file “code.txt” with a join code on the card."

# The mark on another machine.
with_secrets "$code"
wiped "$code" >card/waystation.ini
apply
is "$(mistakes)" D26 "a mark and nothing behind it"

# Nothing is taken into a memory that is gone when the power goes.
with_secrets "$code"
echo "no partition" >out/no-data
cp card/waystation.ini before
apply
is "$(mistakes)" D28 "no data partition"
cmp before card/waystation.ini || fail "the card was changed"
has system/iwd/School.psk "Passphrase=correct horse battery"

# An update that did not start goes before what is wrong with the settings, and counts as something wrong.
machine
mkdir -p root/usr/lib/waystation
echo 1.4.0 >root/usr/lib/waystation/version
echo 1.5.0 >out/fallback
echo "timezone = Rome" >card/waystation.ini
apply
is "$(sed 's/ .*//' err | tr '\n' ' ')" "D36: waystation.ini:1 " "an update that did not start"
status=0
"$program" device status --out out >said || status=$?
is "$status" 1 "the status of the status"
has said "D36: The update to version 1.5.0 did not start. This is still version 1.4.0; nothing is lost."
echo unknown >out/fallback
apply
has err "D37: One of the two systems on this card does not start. The other one runs, version 1.4.0;"
rm out/fallback
apply
has_not err D3

# A card that is mounted read-only is made writable for that moment, and keeps its other flags.
with_secrets "$code"
mkdir mounted
if unshare -m sh -c 'mount -t tmpfs -o nosuid,nodev,noexec none mounted' 2>/dev/null; then
    cat >in_namespace <<'END'
set -eu
mount -t tmpfs -o nosuid,nodev,noexec none mounted
cp -R card/. mounted
mount -o remount,ro,nosuid,nodev,noexec mounted
"$1" device apply --root root --card mounted --system system --data data --out out
grep -q "^[^ ]* $PWD/mounted tmpfs ro,nosuid,nodev,noexec" /proc/mounts
cp mounted/waystation.ini card
END
    unshare -m sh in_namespace "$program" >said 2>err || fail "a card that is mounted read-only"
    all_is_well "mounted read-only" "$code"
fi
rmdir mounted

if [ ! -e "$shim" ]; then
    echo "SKIPPED: no $shim: faults are not tried"
    exit 77
fi

# A card with its lock on.
with_secrets "$code"
cp card/waystation.ini before
LD_PRELOAD=$shim FAULT_CALLS=open,write FAULT_AT=1 FAULT_FOREVER=1 FAULT_ERROR=EROFS \
    FAULT_BELOW=card apply
is "$(mistakes)" "D27 D27" "a card that cannot be written"
cmp before card/waystation.ini || fail "the card was changed"
has system/iwd/School.psk "Passphrase=correct horse battery"
apply
all_is_well "unlocked" "$code"

# What a cut leaves is the file as it was, but for the secrets.
check_after_cut() { # WHAT JOIN
    [ -s card/waystation.ini ] || fail "$1: no file on the card"
    is "$(wc -c <card/waystation.ini)" "$(wiped "$2" | wc -c)" "$1: the size of the card's file"
    sed 's/"[^"]*"/"-"/; s/^join=[^\r]*/join=-/' card/waystation.ini >left
    wiped "$2" | sed 's/"[^"]*"/"-"/; s/^join=[^\r]*/join=-/' | cmp -s - left || fail "$1: other lines of the file were changed"
}

prepare() { # code|file
    join=$code
    [ "$1" = code ] || join=code.txt
    with_secrets "$join"
    [ "$1" = code ] || printf '%s\r\n' "$code" >card/code.txt
}

# try code|file CALLS ERROR STRIDE: one step after another goes wrong; the next start repairs it.
try() {
    prepare "$1"
    LD_PRELOAD=$shim FAULT_CALLS=$2 FAULT_COUNT=count apply
    steps=$(cat count)
    [ "$steps" -gt 5 ] || fail "only $steps steps of $2 were counted"
    step=1
    while [ "$step" -le "$steps" ]; do
        prepare "$1"
        status=0
        LD_PRELOAD=$shim FAULT_CALLS=$2 FAULT_AT=$step FAULT_ERROR=$3 "$program" device apply \
            --root root --card card --system system --data data --out out >/dev/null 2>err || status=$?
        check_after_cut "$1 $3 at step $step" "$join"
        apply
        all_is_well "$1, after $3 at step $step (status $status)" "$join"
        step=$((step + $4))
    done
}

# hold code|file ERROR: a write that a signal stops, or that takes half, and nothing has to be repaired.
hold() {
    prepare "$1"
    LD_PRELOAD=$shim FAULT_CALLS=write FAULT_COUNT=count apply
    steps=$(cat count)
    step=1
    while [ "$step" -le "$steps" ]; do
        prepare "$1"
        LD_PRELOAD=$shim FAULT_CALLS=write FAULT_AT=$step FAULT_ERROR=$2 apply
        all_is_well "$1, $2 at write $step" "$join"
        step=$((step + 1))
    done
}

hold code EINTR
hold file EINTR
hold file SHORT

# The power goes before every step, and in the middle of every write; every fifth step (each, with
# SETTINGS_STRIDE=1) fails once.
stride=${SETTINGS_STRIDE:-5}
try code write,sync,open KILL 1
try code write TORN 1
try file write,sync,open KILL "$stride"
try file write TORN 1
try code write SHORT 1
try code write,sync,open EIO "$stride"
try file write,sync,open EIO "$stride"
try code write,sync,open ENOSPC "$stride"
