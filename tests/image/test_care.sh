#!/bin/sh
# What root does for the program: requests of every kind, honest, clumsy and hostile, with RAUC, systemd and
# the program played by small scripts. The answers are read as the program reads them: JSON, by id.
# shellcheck disable=SC2015,SC2016 # fail ends it; dollars are meant
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/image/device.sh
. "$here/device.sh"
command -v python3 >/dev/null || exit 77

export WAYSTATION_RUN="$work/run" WAYSTATION_STICK="$work/stick" WAYSTATION_SYSTEM="$work/system" WAYSTATION_ROOT="$work/root"
export WAYSTATION_CARD="$work/card" WAYSTATION_DEVICES="$work/devices" WAYSTATION_TEST_STICK=yes WAYSTATION_LIB="$work/lib"
PATH=$work/bin:$PATH
export slots_drop_caches=/nowhere
unset LC_ALL || true
export LC_ALL=C.UTF-8

fake() { # fake NAME: a command from standard input
    { echo '#!/bin/sh' && cat; } >"bin/$1"
    chmod 755 "bin/$1"
}

make_fakes() {
    mkdir -p bin
    fake systemctl <<'END'
echo "systemctl $*" >>"$WAYSTATION_RUN/../calls"
END
    fake mount <<'END'
[ ! -e "$WAYSTATION_RUN/../card-is-locked" ] || { echo "mount: cannot remount read-write" >&2; exit 1; }
END
    fake sync <<'END'
exit 0
END
    fake date <<'END'
[ "$1 $2" = "-u -s" ] || exec /bin/date "$@"
[ ! -e "$WAYSTATION_RUN/../no-date" ] || { echo "date: cannot set date: Operation not permitted" >&2; exit 1; }
echo "date $*" >>"$WAYSTATION_RUN/../calls"
END
    fake busybox <<'END'
echo "busybox $*" >>"$WAYSTATION_RUN/../calls"
[ ! -e "$WAYSTATION_RUN/../no-chip" ]
END
    fake networkctl <<'END'
exit 0
END
    fake ip <<'END'
[ -e "$WAYSTATION_RUN/../offline" ] || echo '2: eth0    inet 10.0.0.23/24 brd 10.0.0.255 scope global eth0'
END
    fake waystation <<'END'
[ "$1 $2" = "device set" ] || exit 0
cat >"$WAYSTATION_RUN/../was.set"
! grep -q 'hostname=bad name' "$WAYSTATION_RUN/../was.set" || { echo "the name of the machine cannot be" >&2; exit 1; }
END
    fake rauc <<'END'
key() { sed -n "s/^$1=//p" "$file" | head -n 1; }
last() { for file in "$@"; do :; done; }
case $1 in
info)
    last "$@"
    case $file in
    http*)
        echo "$*" >>"$WAYSTATION_RUN/../calls"
        echo "(process:7): rauc-nbd-WARNING **: 09:49:14.130: using HTTP/1 for streaming" >&2
        [ ! -s "$WAYSTATION_RUN/../server" ] || { cat "$WAYSTATION_RUN/../server" >&2 && exit 1; }
        file=$WAYSTATION_RUN/../served
        ;;
    esac
    echo "rauc-Message: 07:17:03.552: Verifying bundle signature..." >&2
    case $(key signed) in
    yes) ;;
    broken) echo "Invalid bundle format: Signature size (9096804218991086160) exceeds bundle size" >&2; exit 1 ;;
    *) echo "signature verification failed: Verify error: self-signed certificate" >&2; exit 1 ;;
    esac
    echo "RAUC_MF_COMPATIBLE='$(key compatible)'"
    echo "RAUC_MF_VERSION='$(key version)'"
    ;;
install)
    last "$@"
    echo "rauc $*" >>"$WAYSTATION_RUN/../calls"
    [ -f "$file" ] || file=$WAYSTATION_RUN/../served
    "$WAYSTATION_LIB/bootloader" set-state B bad
    printf 'installing\n  0%% Installing\n 20%% Checking bundle\n'
    lost=$(key lost)
    if [ "$(grep -c ^rauc "$WAYSTATION_RUN/../calls")" -le "${lost:-0}" ]; then
        echo "LastError: Failed mounting bundle: Failed to load dm table: Argument list too long, check DM_VERITY"
        exit 1
    fi
    for percent in 40 70 99; do
        echo " $percent% Copying image to system.1"
    done
    [ "$(key breaks)" != yes ] || { echo "LastError: Failed writing: Input/output error"; echo "Installing \`$file\` failed"; exit 1; }
    key content >"$WAYSTATION_DEVICES/b"
    mkdir -p "$WAYSTATION_SYSTEM/rauc"
    printf '[slot.system.0]\nbundle.version=0.9\nsize=3\n\n[slot.system.1]\nbundle.version=%s\nsha256=%s\nsize=%s\n' "$(key version)" \
        "$(sha256sum <"$WAYSTATION_DEVICES/b" | head -c 64)" "$(wc -c <"$WAYSTATION_DEVICES/b")" >"$WAYSTATION_SYSTEM/rauc/central.raucs"
    [ "$(key loses)" != yes ] || echo "something else" >"$WAYSTATION_DEVICES/b"
    echo "100% Installing done."
    ;;
status)
    [ "$2 $3" = "mark-active other" ] && "$WAYSTATION_LIB/bootloader" set-primary B
    ;;
esac
END
}

new_machine() {
    rm -rf run stick system root card devices lib calls was.set served server offline
    mkdir -p run/ask run/told stick system root/etc/rauc root/sys/class/net/wlan0 card devices lib
    cp -R "$source_tree"/image/root/usr/lib/waystation/. lib/
    printf '#!/bin/sh\necho "apply $*" >>"%s/calls"\n' "$work" >lib/apply
    chmod 755 lib/apply
    echo 1.4.0 >lib/version
    sed 's/@TARGET@/pc/' "$source_tree/image/root/etc/rauc/system.conf" >root/etc/rauc/system.conf
    echo 2 >run/slot
    printf 'boot_partition=2\n[tryboot]\nboot_partition=3\n' >card/autoboot.txt
    lib/bootloader set-state A good
    : >calls
}

bundle() { # bundle NAME VERSION [LINE…]
    name=$1 version=$2
    shift 2
    printf '%s\n' "$@" "compatible=waystation-pc" "signed=yes" "version=$version" "content=system $version" >"stick/$name"
}

# ask TASK [LINE…]: leaves the answer in answer.json.
ask() {
    task=$1
    shift
    printf '%s\n' "id=0123456789abcdef" "$@" >run/ask/.new
    mv run/ask/.new "run/ask/$task"
    lib/care || fail "care ended with $?"
    [ ! -e "run/ask/$task" ] || fail "the request stays: $task"
    [ ! -e run/work ] || fail "the work folder stays: $task"
    cp "run/told/$task" answer.json
    read_answer
    [ "$(wc -l <answer.json)" = 1 ] || fail "not one line: $(cat answer.json)"
    equal "id" 0123456789abcdef "$(answer id)"
    equal "task" "$task" "$(answer task)"
    equal "mode" 644 "$(stat -c %a "run/told/$task")"
}

# The answer's values, a line each, once it is known to be JSON.
read_answer() {
    python3 - >answer.txt <<'END' || fail "no JSON: $(cat answer.json)"
import json
def lines(name, value):
    if isinstance(value, dict):
        for key in value:
            lines(name + "." + key if name else key, value[key])
    elif value is not None:
        print(name + "=" + (value if isinstance(value, str) else json.dumps(value)))
lines("", json.load(open("answer.json", encoding="utf-8")))
END
}

answer() {
    sed -n "s/^$1=//p" answer.txt
}

told() { # told STATE CODE
    equal "state ($(cat answer.json))" "$1" "$(answer state)"
    equal "code ($(cat answer.json))" "$2" "$(answer code)"
}

primary() {
    lib/bootloader get-primary
}

make_fakes

# --- Updates -----------------------------------------------------------------------------------------------

new_machine
ask update
told failed no-update
WAYSTATION_TEST_STICK='' ask update
told failed no-stick
bundle waystation-pc-1.5.0.raucb 1.5.0
bundle waystation-pc-1.10.0.raucb 1.10.0
bundle zzz.raucb 1.2.0
bundle waystation-rpi-2.0.raucb 2.0 compatible=waystation-rpi
ask update
told 'done' restart-needed
equal "the newest is taken" "rauc install $work/stick/waystation-pc-1.10.0.raucb" "$(grep install calls)"
equal "starts next" B "$(primary)"
equal "written" "system 1.10.0" "$(cat devices/b)"
ask look
told 'done' ''
equal "look: installed" 1.10.0 "$(answer installed)"
equal "look: update" 1.10.0 "$(answer update.version)"
equal "look: the slot, with a stick in" A "$(answer slot)"
# Names as browsers, copies and old computers make them; beside what macOS leaves.
for file in 'waystation-pc-1.5.0 (1).raucb' 'waystation-pc – Kopie.raucb' 'WAYSTA~1.RAUCB' '"; $(reboot) \q*.raucb'; do
    new_machine
    bundle "$file" 1.5.0
    bundle "._$file" 1.6.0 signed=broken
    ask look
    equal "look: $file" "1.5.0 $file" "$(answer update.version) $(answer update.file)"
    ask update
    told 'done' restart-needed
    equal "$file is taken" "rauc install $work/stick/$file" "$(grep install calls)"
done

# One by name; older, the same, for another machine, not signed, damaged: refused, and nothing is touched.
refused() { # refused CODE FILE
    ask update "file=$2"
    told failed "$1"
    ! grep -q install calls || fail "$2 was installed"
    equal "starts next after $2" A "$(primary)"
    equal "state of A after $2" good "$(lib/bootloader get-state A)"
}
new_machine
bundle old.raucb 1.3.9
bundle prerelease.raucb 1.4.0~rc1
bundle same.raucb 1.4.0
bundle rpi.raucb 2.0 compatible=waystation-rpi
bundle forged.raucb 2.0 signed=no
bundle torn.raucb 2.0 signed=broken
ln -s /etc/passwd stick/link.raucb
refused older old.raucb
refused older prerelease.raucb
refused same same.raucb
refused wrong-machine rpi.raucb
refused bad-signature forged.raucb
refused damaged torn.raucb
refused no-update missing.raucb
refused no-update link.raucb
refused no-update ../root/etc/rauc/system.conf
refused no-update "-rf"
rm stick/*.raucb
bundle forged.raucb 2.0 signed=no
ask update
told failed bad-signature

# Writing fails; what was written is not what is read back: the machine stays with what it has.
new_machine
bundle breaks.raucb 2.0 breaks=yes
ask update
told failed damaged
equal "starts next" A "$(primary)"
equal "the half-written slot" bad "$(lib/bootloader get-state B)"
new_machine
bundle loses.raucb 2.0 loses=yes
ask update
told failed card-failed
equal "starts next" A "$(primary)"

# --- From the server that the technician named -------------------------------------------------------------

served() { # served [LINE…]
    printf '%s\n' "$@" compatible=waystation-pc signed=yes version=2.0 content=x >served
}
# Its address is a bundle, or the folder in which lies the one for this kind of machine.
for pair in http://192.168.1.5/u.raucb,http://192.168.1.5/u.raucb https://updates.school.example/ws,https://updates.school.example/ws/waystation-pc.raucb \
    http://server.local:8080/,http://server.local:8080/waystation-pc.raucb 'https://s/u.raucb?y=1,https://s/u.raucb?y=1'; do
    new_machine
    served
    echo "${pair%,*}" >run/update-url
    ask update from=server
    told 'done' restart-needed
    equal "asked of the server" "info --tls-no-verify --output-format=shell ${pair#*,}
rauc install --tls-no-verify ${pair#*,}" "$(cat calls)"
    equal "starts next" B "$(primary)"
done
# udev closes the stream before RAUC opens it: asked again, but not for ever.
for lost in 2 9; do
    new_machine
    served lost=$lost
    echo http://192.168.1.5/u.raucb >run/update-url
    ask update from=server
    case $lost in
    2) told 'done' restart-needed && tries=3 ;;
    9) told failed damaged && tries=5 ;;
    esac
    equal "tries when $lost streams are lost" "$tries" "$(grep -c ^rauc calls)"
done
# Where no server is named nothing is asked, whatever the program says.
new_machine
served
for line in from=server url=http://10.0.0.1/u.raucb from=http://10.0.0.1/u.raucb; do
    ask update "$line"
    equal "$line" failed "$(answer state)"
    echo "ftp://10.0.0.1/" >run/update-url
done
equal "asked of nobody" "" "$(cat calls)"

# What RAUC 1.13 says of servers that are not there, lack the file, or cannot be asked for parts of it.
server_says() { # server_says CODE WORDS…
    new_machine
    echo https://updates.school.example/ws >run/update-url
    code=$1
    shift
    printf '%s\n' 'rauc-nbd-Message: 09:49:24.687: received http error 0' "$@" >server
    ask update from=server
    told failed "$code"
    ! grep -q install calls || fail "installed all the same: $*"
    equal "starts next" A "$(primary)"
}
stream='Failed to stream bundle https://updates.school.example/signature.raucb:'
server_says not-found "$stream not found: unexpected HTTP error code 404"
server_says no-server "$stream failed to configure streaming: server not responding"
server_says no-server "$stream failed to configure streaming: range requests not supported by server"
equal "the reason" "$stream failed to configure streaming: range requests not supported by server" "$(answer detail)"
server_says no-server
server_says damaged 'Invalid bundle format: Bundle size (6) is too small'
touch offline
ask update from=server
told failed no-network
server_refuses() { # server_refuses CODE LINE…
    new_machine
    echo http://s/ >run/update-url
    code=$1
    shift
    served "$@"
    ask update from=server
    told failed "$code"
    equal "starts next" A "$(primary)"
}
server_refuses same version=1.4.0
server_refuses older version=1.3
server_refuses bad-signature signed=no
server_refuses wrong-machine compatible=waystation-rpi
server_refuses no-server breaks=yes

# --- An update that did not start --------------------------------------------------------------------------

# went_back: as the initramfs leaves it after three starts of what was installed.
went_back() {
    # shellcheck source=image/root/usr/lib/waystation/slots
    (. lib/slots && slots_memory=run slots_leave card 3 not-proven)
}
new_machine
lib/fallback
[ ! -e run/fallback ] || fail "nothing went back"
bundle new.raucb 2.0
ask update
told 'done' restart-needed
went_back
lib/fallback
equal "the version that did not start" 2.0 "$(cat run/fallback)"
ask look
equal "look: nothing starts next" "" "$(answer installed)"
# Trying again, in vain and with success.
: >calls
bundle new.raucb 2.1 breaks=yes
ask update
told failed damaged
lib/fallback
[ -e run/fallback ] || fail "it still has not started"
equal "nothing to say anew" "" "$(grep settings calls || true)"
bundle new.raucb 2.1
ask update
told 'done' restart-needed
equal "the settings are told" "systemctl restart waystation-settings.service" "$(grep settings calls)"
lib/fallback
[ ! -e run/fallback ] || fail "a newer update starts next"
# Put away: for good, and until the next time.
went_back
lib/fallback
: >calls
ask noted
told 'done' ''
equal "the settings are told" "systemctl restart waystation-settings.service" "$(cat calls)"
lib/fallback
[ ! -e run/fallback ] || fail "it was put away"
equal "starts next" A "$(primary)"
equal "the slot that did not start" bad "$(lib/bootloader get-state B)"
ask noted
told 'done' ''
# What the card came with, RAUC has not noted; and an older one takes over when the newer is damaged.
went_back
rm system/rauc/central.raucs
lib/fallback
equal "of a version that nobody noted" unknown "$(cat run/fallback)"
printf '[slot.system.1]\nbundle.version=1.3\n' >system/rauc/central.raucs
lib/fallback
equal "of an older version" unknown "$(cat run/fallback)"

# --- Requests that are none --------------------------------------------------------------------------------

new_machine
ln -s /etc/shadow run/ask/look
lib/care
cp run/told/look answer.json
read_answer
told failed bad-request
mkdir run/ask/set
: >run/ask/set/file
lib/care
cp run/told/set answer.json
read_answer
told failed bad-request
[ ! -e run/ask/set ] || fail "a folder stays in ask/, and wakes the service for ever"
head -c 20000 /dev/zero | tr '\0' x >run/ask/update
lib/care
cp run/told/update answer.json
read_answer
told failed bad-request
mkfifo run/ask/report
lib/care
cp run/told/report answer.json
read_answer
told failed bad-request
echo anything >run/ask/format
echo anything >run/ask/.save.123
lib/care
[ -e run/ask/format ] && [ -e run/ask/.save.123 ] || fail "other files in ask/ are no account of ours"
printf 'id=%s\n' '"},{"x":"' >run/ask/look
lib/care
cp run/told/look answer.json
read_answer
equal "an id that is none" "" "$(answer id)"
printf 'id=0123456789abcdef\nsure=yes\n\000\033[2J\n' >run/ask/restart
lib/care
equal "restart" "systemctl --no-block reboot" "$(cat calls)"

# --- Looking -----------------------------------------------------------------------------------------------

new_machine
ask look
told 'done' ''
equal "version" 1.4.0 "$(answer version)"
equal "slot" A "$(answer slot)"
equal "installed" "" "$(answer installed)"
grep -q '"stick":true,"update":null' answer.json || fail "stick without update: $(cat answer.json)"
# Why the first update there cannot be taken; nothing of that where another one can.
for pair in 'wrong-machine compatible=waystation-rpi' 'bad-signature signed=other' 'damaged signed=broken'; do
    new_machine
    bundle waystation-2.raucb 2.0 "${pair#* }"
    bundle waystation-1.raucb 2.0 signed=broken
    ask look
    told 'done' "${pair%% *}"
    equal "of which" waystation-2.raucb "$(answer file)"
    grep -q '"stick":true,"update":null' answer.json || fail "an update: $(cat answer.json)"
    ask update
    told failed "${pair%% *}"
    bundle waystation-0.raucb 1.5.0
    ask look
    told 'done' ''
    equal "one that can be taken" "1.5.0 " "$(answer update.version) $(answer file)"
done
rm stick/*
WAYSTATION_TEST_STICK='' ask look
grep -q '"stick":false,"update":null,.*"wifi":false' answer.json || fail "no stick: $(cat answer.json)"
mkdir root/sys/class/net/wlan0/phy80211
printf 'serial "1\\2\000' >root/serial && mkdir -p root/sys/class/dmi/id && cp root/serial root/sys/class/dmi/id/product_serial
ask look
equal "serial with odd signs" 'serial "1\2' "$(answer serial)"
grep -q '"wifi":true' answer.json || fail "the radio: $(cat answer.json)"
fake networkctl <<'END'
printf ' Wi-Fi access point: \303\211cole "Rose" (aa:bb:cc:dd:ee:ff)\n'
END
ask look
equal "name of the Wi-Fi" 'École "Rose"' "$(answer wifi_ssid)"

# --- Settings ----------------------------------------------------------------------------------------------

new_machine
ask set role=station 'wifi_passphrase= a "b" $(reboot) = ' 'ssh_key=ssh-ed25519 AAAA' language=fr
told 'done' ''
equal "what the program's command is given" 'role=station;language=fr;wifi_passphrase= a "b" $(reboot) = ' "$(paste -s -d ';' was.set)"
equal "put in place, the program left alone" "apply keep" "$(cat calls)"
ask set 'hostname=bad name'
told failed bad-value
equal "the reason" "the name of the machine cannot be" "$(answer detail)"
ask set encrypt=no
told failed bad-request

# With the program itself: what the card's file decides otherwise is named, and nothing else is.
program=$(cd "$(dirname "$1")" && pwd)/${1##*/}
WAYSTATION_ASSETS=${program%/*}/assets
export WAYSTATION_ASSETS
mkdir real
printf '#!/bin/sh\nexec "%s" "$@"\n' "$program" >real/waystation
chmod 755 real/waystation
chosen() { # chosen STATE CODE CARD LINE…: as told for that card and that choice
    new_machine
    mkdir -p root/usr/share/zoneinfo/Europe root/etc
    : >root/usr/share/zoneinfo/Europe/Madrid
    printf '#!/bin/sh\nwaystation device apply --root root --card card --system system --data data --out run\n' >lib/apply
    printf '%b' "$3" >card/waystation.ini
    state=$1 code=$2
    shift 3
    PATH="$work/real:$PATH" ask set "$@"
    told "$state" "$code"
}
chosen 'done' '' 'language = fr\n' role=station language=fr
chosen 'done' '' 'role = Teacher\ntimezone = Paris\n' role=board timezone=Europe/Madrid
chosen 'done' '' '# role = board\r\nlanguage =\r\n' role=station language=fr
chosen failed settings-fixed 'language: fr\n' role=station language=en
equal "what the card decides" "waystation.ini on the card says: language" "$(answer detail)"
grep -q '"role":"station"' run/device.json || fail "the role is not in force"
chosen failed settings-fixed '\0357\0273\0277 Role = board\r\nwifi_country = FR\r\n' role=station wifi_country=fr
equal "what the card decides" "waystation.ini on the card says: role" "$(answer detail)"

# --- The clock ---------------------------------------------------------------------------------------------

made=1775000000 # the image
new_clock() {
    new_machine
    rm -f no-date no-chip
    mkdir -p root/usr/lib root/dev system/timesync
    touch -d "@$made" root/usr/lib/clock-epoch system/timesync/clock
}
clock_is_untouched() {
    [ ! -s calls ] && [ ! -e run/clock-told ] || fail "the clock was set: $1"
    equal "kept for the next start" "$made" "$(stat -c %Y system/timesync/clock)"
}
new_clock
ask clock utc=1789376700
told 'done' ''
equal "the clock, and no chip" "date -u -s @1789376700" "$(cat calls)"
[ -e run/clock-told ] || fail "nobody knows that a person told the time"
equal "kept for the next start" 1789376700 "$(stat -c %Y system/timesync/clock)"
: >root/dev/rtc0
ask clock "utc=$made"
told 'done' ''
equal "the chip" "busybox hwclock -w -u -f $work/root/dev/rtc0" "$(tail -n 1 calls)"
: >no-chip
ask clock utc=4133980799 2>/dev/null
told 'done' ''
new_clock
for utc in '' now -5 '1789376700 12' '$(reboot)' 1.5 17893767001; do
    ask clock "utc=$utc"
    told failed bad-request
    clock_is_untouched "utc=$utc"
done
ask clock
told failed bad-request
for utc in 0 $((made - 1)) 4133980800 9999999999; do
    ask clock "utc=$utc"
    told failed bad-value
    clock_is_untouched "utc=$utc"
done
: >no-date
ask clock utc=1789376700
told failed failed
clock_is_untouched "it cannot be"

# --- Reports -----------------------------------------------------------------------------------------------

new_machine
echo '{"role":"station"}' >run/device.json
ask report
told 'done' ''
[ -s "stick/$(answer file)" ] || fail "no report on the stick"
grep -q 'Waystation 1.4.0' "stick/$(answer file)" && grep -q '"role":"station"' "stick/$(answer file)" || fail "the report lacks what it is for"
[ -z "$(find stick -name '*.new')" ] || fail "half a file stays on the stick"
WAYSTATION_TEST_STICK='' ask report
told failed no-stick

# --- Reset -------------------------------------------------------------------------------------------------

new_machine
ask reset
told failed bad-request
[ ! -e system/reset ] && [ ! -s calls ] || fail "reset without being sure"
ask reset sure=yes
told 'done' ''
[ -e system/reset ] || fail "the reset is not kept"
equal "then" "systemctl --no-block reboot" "$(cat calls)"
# With it goes the class folder that waystation.ini names: on the card, and through no link.
class_on_card() { # class_on_card NAME [locked]: as the settings have it
    new_machine
    mkdir -p "card/lists/class 3b/photos" beside
    for file in "card/lists/class 3b/students.csv" "card/lists/class 3b/photos/wei.png" card/lists/other.txt beside/students.csv; do
        echo Wei >"$file"
    done
    ln "card/lists/class 3b/students.csv" kept
    ln -s "$work/beside" card/link
    ln -s "$work/beside" "card/lists/class 3b/away"
    [ -z "$1" ] || echo "$1" >run/class-folder
    [ -z "${2:-}" ] || : >card-is-locked
    ask reset sure=yes
    rm -f card/link card-is-locked
    [ -s beside/students.csv ] && [ -s card/lists/other.txt ] || fail "class = $1: more went than the class"
}
for name in "lists/class 3b" "lists//class 3b"; do
    class_on_card "$name"
    told 'done' ''
    [ ! -e "card/lists/class 3b" ] || fail "the class folder stays on the card"
    [ -e system/reset ] || fail "the reset is not kept"
    ! grep -q Wei kept || fail "what was in the class folder can be brought back"
    rm -f kept
done
for name in "" . / .. ../beside link link/../link nowhere lists/other.txt; do
    class_on_card "$name"
    told 'done' ''
    grep -q Wei kept && [ -s "card/lists/class 3b/photos/wei.png" ] || fail "class = $name: the class of nobody went"
    rm -f kept
done
# A card that cannot be written keeps everything, and says so.
class_on_card "lists/class 3b" locked
told failed card-failed
equal "the reason" "the class folder on the card: mount: cannot remount read-write" "$(answer detail)"
[ ! -e system/reset ] && [ ! -s calls ] || fail "reset, and the class folder stays"
rm -f kept

new_machine
echo "cannot be mounted" >run/no-data
truncate -s 64M devices/data
ask reset sure=yes
told 'done' ''
equal "a partition made anew" ws-data "$(dd if=devices/data bs=1 skip=1144 count=7 2>/dev/null)"
[ ! -e system/reset ] || fail "the request is kept where nothing is kept"
ask poweroff
equal "poweroff" "systemctl --no-block poweroff" "$(tail -n 1 calls)"

# --- A task that ends without a word, or hangs ------------------------------------------------------------------

new_machine
printf '#!/bin/sh\nexit 7\n' >lib/care.d/look
ask look
told failed failed
printf '#!/bin/sh\nkill -9 $$\n' >lib/care.d/look
ask look
told failed failed

# --- Good --------------------------------------------------------------------------------------------------

new_machine
echo 3 >run/slot
bundle new.raucb 2.0
ask update
lib/bootloader set-primary B
lib/bootloader status | grep -q '3: new' || fail "a slot that was written is not called new: $(lib/bootloader status)"
fake systemctl <<'END'
count=$(cat "$WAYSTATION_RUN/count" 2>/dev/null || echo 0)
case $* in
*SubState*) echo running ;;
*ActiveState*)
    count=$((count + 1))
    echo "$count" >"$WAYSTATION_RUN/count"
    [ "$count" -gt 3 ] && echo active || echo activating
    ;;
*ActiveEnter*) [ "$count" -gt 5 ] && echo 2000 || echo 1000 ;;
esac
END
WAYSTATION_STEADY=3 WAYSTATION_PAUSE=1 timeout 60 lib/good >said || fail "never good"
lib/bootloader status | grep -q '3: good' || fail "not marked: $(lib/bootloader status)"
[ "$(cat run/count)" -ge 9 ] || fail "good without having been steady: $(cat run/count)"
[ -e run/good ] || fail "nothing says so"

# A new system that never shows is started again by the machine itself: not where there is nothing to go back
# to, not once it is proven, and not while no display is connected.
fake systemctl <<'END'
case $* in *reboot*) echo reboot >>"$WAYSTATION_RUN/../calls" ;; *ActiveState*) echo activating ;; esac
END
waits() { # waits EXPECTED
    : >calls
    WAYSTATION_STEADY=3 WAYSTATION_PAUSE=1 WAYSTATION_PATIENCE=2 timeout 4 lib/good >said || true
    equal "$2" "$1" "$(cat calls)"
}
new_machine
echo 3 >run/slot
lib/bootloader set-primary B
waits reboot "a new system that never shows"
mkdir -p root/sys/class/drm/card0-HDMI-A-1
echo disconnected >root/sys/class/drm/card0-HDMI-A-1/status
waits '' "no display"
echo connected >root/sys/class/drm/card0-HDMI-A-1/status
waits reboot "a display"
lib/bootloader set-state A bad
waits '' "nothing to go back to"
lib/bootloader set-state A good
lib/bootloader set-state B good
waits '' "a proven system"
