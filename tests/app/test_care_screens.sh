#!/bin/sh
# The first screens of an appliance and its page Care, beside a fake machine: what is asked of it,
# what it tells, and what is said of that; backups and the year's end in the running program.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
place=$work/machine stick=$work/machine/media/BLUE

# prepare ROLE: a machine, as root leaves it.
prepare() {
    rm -rf "$place"
    mkdir -p "$place/answers" "$stick"
    cat >"$place/device.json" <<JSON
{"role":"$1","station":"","language":"","hostname":"ws-4f2a","timezone":"","keyboard":"","display":"",
"version":"1.4.0","slot":"A","serial":"10000000abcd","problems":[{"code":"D14",
"file":"waystation.ini","line":7,"key":"timezone","value":"rome","hint":"","what":"","todo":""}]}
JSON
    cat >"$place/look" <<'JSON'
"hostname":"ws-4f2a","version":"1.4.0","slot":"A","serial":"10000000abcd","addresses":["10.0.0.23"],"wifi":true,"stick":true,"update":{"version":"1.5.0","file":"waystation-1.5.0.raucb"},"installed":""
JSON
}
# screen ROLE SIZE: runs the steps on standard input beside the machine.
screen() {
    cat >now.steps
    status=0
    sh "$here/with_machine.sh" "$place" "$program" "$1" --headless --camera none --size "$2" \
        --data "$data" --steps now.steps >out 2>err || status=$?
    [ "$status" = 0 ] || fail "$1 at $2: $(cat now.steps)"
}
asked() { grep -qxF -- "$1" "$place/log" || fail "\"$1\" was not asked: $(cat "$place/log")"; }
not_asked() { ! grep -sqxF -- "$1" "$place/log" || fail "\"$1\" was asked"; }

# --- The first start -------------------------------------------------------------------------
for size in 1280x800 800x480 1920x1080; do
    prepare ""
    rm -rf "$data"
    screen station $size <<'STEPS'
expect "Welcome! Which language?"
expect-usable
tap "Français"
care
expect "Qu’est cet appareil"
tap "Retour"
tap "English"
expect "What is this machine?"
expect "There is no time zone"
expect-usable
tap "Read it to me"
expect-said "The teacher’s board: On the projector"
shot first.png
tap "A station"
care
STEPS
    asked set
    asked role=station
    asked language=en
done
# By two switches, in Arabic.
prepare ""
rm -rf "$data"
screen station 800x480 <<'STEPS'
switch "العربية"
care
expect-usable
switch "محطة"
care
STEPS
asked role=station
asked language=ar

# It has started as that: where does the class come from? The Wi-Fi, and back to another role.
prepare station
screen station 800x480 <<'STEPS'
care
expect "Where does the class come from?"
expect "Network: connected, 10.0.0.23"
expect-usable
tap "Wi-Fi"
expect-usable
type "School = 7"
tap "Country"
type "us"
tap "Passphrase"
type "a secret of school"
tap "Connect"
care
expect "Network: connected"
expect-usable
tap "Go on"
tap "From a USB stick"
expect "This station has no class yet"
expect-usable
tap "Back"
tap "From a backup"
care
expect "A stick is here. No backup is on it yet."
expect-usable
tap "Back"
tap "From the board"
expect "Let a machine in"
tap "Back"
tap "Back"
expect "What is this machine?"
STEPS
asked "wifi_ssid=School = 7"
asked "wifi_passphrase=a secret of school"
asked wifi_country=us
# Nobody confirms its clock: it can be set before there is a class.
for size in 1280x800 800x480; do
    prepare station
    screen station $size <<'STEPS'
care
expect-not "Date and time"
clock 2026-01-05T09:00:00 unsure
expect-usable
shot first-clock.png
tap "Date and time"
tap "One hour later"
expect-usable
tap "Set it: Mon 5 Jan 2026 10:00"
care
tap "Done"
expect "Somebody set it."
tap "Back"
expect "Where does the class come from?"
expect-not "Date and time"
STEPS
    asked utc=1767607200
done
# What the card's file says cannot be chosen away.
prepare station
echo "failed 0 settings-fixed role" >"$place/answers/set"
screen station 1280x800 <<'STEPS'
care
tap "Back"
tap "The teacher’s board"
care
expect "The file waystation.ini on the card says otherwise"
expect-usable
tap "Back"
expect "What is this machine?"
STEPS

# The role was put in force, something else not: once that is read the program starts again, and asks no more.
prepare ""
rm -rf "$data"
sed 's/"role":""/"role":"station"/' "$place/device.json" >"$place/set.json"
echo "failed 0 settings-fixed waystation.ini on the card says: language" >"$place/answers/set"
screen station 800x480 <<'STEPS'
tap "English"
tap "A station"
care
expect "waystation.ini on the card says: language"
expect-usable
tap "Back"
expect "It has ended: this is not looked for."
STEPS

# --- Care, at the board ----------------------------------------------------------------------
rm -rf "$data"
import_sample
visit_of_amelie
printf '246813\n' >pin_file
"$program" pin --data "$data" <pin_file >out 2>err || fail "pin"
code=$("$program" stick code --data "$data")
door='tap "Teacher"
type "246813"
tap "Open"
tap "Setup"
tap "Care"
care'
for size in 1280x800 800x480 1920x1080; do
    prepare board
    printf 'working 5\nworking 42\ndone 100 restart-needed\n' >"$place/answers/update"
    screen board $size <<STEPS
$door
expect "ws-4f2a"
expect "1.4.0 · A"
expect "10000000abcd"
expect "There is no time zone"
expect-usable
tap "Report on a stick"
care
expect "waystation-report-2026-09-14.txt"
expect-usable
tap "Done"
tap "Update"
care
expect "Version 1.5.0 is on the stick."
expect-usable
tap "Install the update"
care working
expect "Leave the stick in, and do not switch off."
expect-role progress "How far it is"
expect-usable
shot progress.png
care
expect "It starts with the next restart."
expect-usable
tap "Restart now"
expect "This machine is starting again"
STEPS
    asked report
    asked update
done

# From the school's server: its button is there when waystation.ini names one, and can be tapped where
# a network is. An update that did not start is told above, until another one is installed. At every size.
with_server() { # with_server ADDRESSES
    sed "s/\"addresses\":[^,]*,/\"addresses\":[$1],\"server\":\"updates.school.example\",/" "$place/look" \
        >"$place/look.new"
    mv "$place/look.new" "$place/look"
}
went_back() { # went_back VALUE CODE
    sed "s/\"problems\":\[/&{\"code\":\"$2\",\"file\":\"\",\"line\":0,\"key\":\"\",\"value\":\"$1\",\
\"hint\":\"1.4.0\"},/" "$place/device.json" >"$place/device.new"
    mv "$place/device.new" "$place/device.json"
}
not_started="The update to version 1.5.0 did not start. This is still version 1.4.0; nothing is lost."
for size in 1280x800 800x480 1920x1080; do
    prepare board
    went_back 1.5.0 D36
    with_server '"10.0.0.23"'
    printf 'working 42\ndone 100 restart-needed\n' >"$place/answers/update"
    screen board $size <<STEPS
$door
tap "Update"
care
expect "$not_started"
expect "Version 1.5.0 is on the stick."
expect "The school’s server: updates.school.example"
expect "Update from the stick"
expect-usable
tap "Update from the school’s server"
care working
expect "Do not switch off. It can take some minutes."
expect-not "Leave the stick in"
care
expect "It starts with the next restart."
tap "Done"
expect-not "$not_started"
STEPS
    asked from=server
    not_asked noted
done
prepare board
with_server ''
screen board 800x480 <<STEPS
$door
tap "Update"
care
expect "An update comes on a USB stick, or from the school’s server."
expect "The school’s server updates.school.example cannot be asked: there is no network."
expect-usable
expect-not "The school’s server: updates"
tap "Update from the stick"
care
STEPS
asked update
not_asked from=server

prepare board
went_back "" D37
screen board 800x480 <<STEPS
$door
tap "Update"
care
expect "One of the two systems on this card does not start. The other one runs, version 1.4.0"
expect-usable
tap "Install the update"
care
tap "Done"
expect-not "One of the two systems"
STEPS
not_asked noted
# Put away for good; where that cannot be kept it stays.
prepare board
went_back 1.5.0 D36
echo "failed 0 card-failed no room" >"$place/answers/noted"
screen board 800x480 <<STEPS
$door
expect "D36: $not_started"
tap "Update"
care
tap "Put this away"
care
expect "Writing on this machine’s card failed."
tap "Back"
expect "$not_started"
STEPS
asked noted
rm "$place/answers/noted"
screen board 1280x800 <<STEPS
$door
tap "Update"
care
tap "Put this away"
care
expect-not "did not start. This"
expect "Here now: version 1.4.0."
tap "This machine"
expect-not "D36"
expect "There is no time zone"
STEPS
# The button at the foot of the resting screen, where anybody may be, puts it away until the next start only.
prepare station
went_back 1.5.0 D36
screen station 800x480 <<STEPS
expect "$not_started"
expect "D36 · ws-4f2a"
expect-usable
tap "Put this away"
expect-not "$not_started"
STEPS
not_asked noted

# Each way it can fail has a sentence of its own.
number=0
for answer in no-stick:"No USB stick is here" stick-gone:"pulled out too early" \
    stick-full:"The stick is full" stick-read-only:"Nothing can be written" \
    stick-damaged:"does not work properly" no-update:"ends in .raucb" \
    bad-signature:"not from the makers" damaged:"damaged or not whole" \
    wrong-machine:"another kind of machine" older:"older than" same:"here already" \
    no-second-slot:"cannot take updates" no-network:"no network" not-found:"The server does not have" \
    no-server:"server does not answer" \
    wifi-refused:"does not let this machine in" card-full:"too little room" \
    card-read-only:"takes nothing any more" card-failed:"card failed" busy:"busy" \
    bad-value:"Check what you typed" bad-request:"did not work" failed:"did not work" \
    what-is-that:"did not work"; do
    prepare board
    echo "failed 30 ${answer%%:*} words for the technician" >"$place/answers/update"
    number=$((number + 1))
    screen board 800x480 <<STEPS
$door
tap "Update"
care
tap "Install the update"
care
expect "${answer#*:}"
expect "words for the technician"
expect-usable
STEPS
done
[ "$number" = 24 ] || fail "codes"

# What lies on the stick and cannot be taken is said before anybody asks for it.
for size in 1280x800 800x480; do
    prepare board
    with_server '"10.0.0.23"'
    sed 's/"update":{[^}]*}/"update":null,"file":"waystation-pc-1.5.0-rc1-school-of-the-old-mill (1).raucb"/' "$place/look" >"$place/look.new"
    mv "$place/look.new" "$place/look"
    echo "done 0 bad-signature" >"$place/answers/look"
    screen board $size <<STEPS
$door
tap "Update"
care
expect "waystation-pc-1.5.0-rc1-school-of-the-old-mill (1).raucb"
expect "This update was changed, or is not from the makers of this system."
expect-not "no update is on it"
expect-usable
shot refused.png
STEPS
done

# The date and time, at a machine that nobody told them: one on, one back, round the end, never a day
# that there is not; then it is asked, and what it says is told.
for size in 1280x800 800x480 1920x1080; do
    prepare board
    screen board $size <<STEPS
$door
tap "Date and time"
expect "There is nothing to set."
expect-usable
clock 2026-01-31T23:59:00 unsure
expect "Sat 31 Jan 2026 23:59"
expect "Nothing confirms it."
expect "Time zone: UTC (UTC+0:00)"
expect-usable
shot clock.png
advance 60
expect "Set it: Sun 1 Feb 2026 00:00"
clock 2026-01-31T23:59:00 unsure
tap "One month later"
expect "Day: 28"
expect "Set it: Sat 28 Feb 2026 23:59"
tap "One day later"
expect "Day: 1"
tap "One day earlier"
expect "Day: 28"
tap "One year later"
tap "One year later"
tap "One day later"
expect "Set it: Tue 29 Feb 2028 23:59"
tap "One year earlier"
expect "Set it: Sun 28 Feb 2027 23:59"
tap "One month earlier"
tap "One month earlier"
expect "Month: Dec"
tap "One minute later"
tap "One hour later"
switch "One hour later"
expect "Set it: Tue 28 Dec 2027 01:00"
advance 90
expect "Set it: Tue 28 Dec 2027 01:00"
expect-usable
tap "Set it"
care
expect "The clock is set."
expect-usable
clock 2027-12-28T01:00:00 unsure
tap "Done"
expect "Tue 28 Dec 2027 01:00"
expect "Somebody set it."
expect-usable
shot set.png
STEPS
    asked clock
    asked utc=1829955600
done
prepare board
echo "failed 0 bad-value it was made later" >"$place/answers/clock"
screen board 800x480 <<STEPS
clock 1970-01-01T00:00:00 unsure
$door
tap "Date and time"
expect "That cannot be right. Set it."
expect "Set it: Thu 1 Jan 2026 00:00"
tap "One year earlier"
expect "Set it: Thu 1 Jan 2099 00:00"
tap "Set it"
care
expect "This system was made later than that."
expect-usable
tap "Back"
expect "That cannot be right. Set it."
STEPS
asked utc=4070908800

# The view locks by itself, and not while somebody is busy with it.
prepare board
screen board 1280x800 <<STEPS
$door
advance 150
tap "Year’s end"
advance 150
expect "Begin a new year"
advance 40
expect-not "Begin a new year"
expect-not "Care"
STEPS

# A backup, and back to it, while the program runs; who has another code, or another class, is told.
prepare board
screen board 800x480 <<STEPS
$door
tap "Backup"
tap "Make a backup"
expect "Keep it locked away"
expect-usable
tap "Done"
tap "Restore board, 2026-01-05"
expect-usable
type "AAAA-AAAA-AAAA"
tap "Restore"
expect "That is not the code of the class"
expect-usable
tap "Back"
STEPS
cp "$stick"/waystation-backup-board-*.sealed kept.sealed
"$program" events --json --data "$data" >before 2>err || fail "events"
cp -R "$data" other
rm -rf "$data"
"$program" class import "$sample" --data "$data" >out 2>err || fail "class import"
"$program" pin --data "$data" <pin_file >out 2>err || fail "pin"
prepare board
cp kept.sealed "$stick/waystation-backup-board-2026-09-14.sealed"
restore="tap \"Restore board, $(sed -n 's/^day //p' kept.sealed | head -1)\"
type \"$code\"
tap \"Restore\""
screen board 1280x800 <<STEPS
$door
tap "Backup"
$restore
expect "This backup is of another class."
STEPS
rm -rf "$data"
prepare station
cp kept.sealed "$stick/waystation-backup-board-2026-09-14.sealed"
screen solo 1280x800 <<STEPS
care
tap "From a backup"
care
$restore
expect "This machine is as it was in the backup."
restart
tap "Teacher"
tap "Teacher"
type "246813"
tap "Open"
tap "Setup"
expect "4B Math"
STEPS
"$program" events --json --data "$data" >after 2>err || fail "events"
head -n "$(wc -l <before)" after | cmp - before || fail "the events are not those of the backup"
grep -qF zyzzyva after || fail "there is nothing to find"

# The year's end: what goes and what stays, the PIN once more, the last yes. "No" is always there.
prepare board
screen board 800x480 <<STEPS
$door
tap "Year’s end"
tap "Remove what students did"
expect "Goes: visits"
expect "Stays: the class"
expect-usable
tap "No, keep it"
tap "Remove what students did"
tap "Go on …"
expect-usable
type "1111"
tap "Next"
expect-not "Last question"
type "246813"
tap "Next"
expect "Last question"
expect-usable
tap "Back"
tap "Remove what students did"
tap "Go on …"
tap "Yes, remove it"
expect "The class is as at its beginning."
expect-usable
tap "Done"
STEPS
! grep -rqF zyzzyva "$data" || fail "what a child wrote is still there"
not_asked reset

# --- At a station: the teacher's badge opens its corner, and once more before what is grave -----
rm -rf "$data"
import_sample
prepare station
echo "working 10" >"$place/answers/reset"
screen station 800x480 <<'STEPS'
badge teacher
expect "It works alone."
expect "Clock: 2026-01-05 09:00, set by the network, a person or a clock chip."
expect-usable
clock 2026-01-04T14:30:00 unsure
expect "Clock: 2026-01-04 14:30. Nothing confirms it: check it, or set it (Care, Date and time)."
clock 1970-01-01T00:02:00
expect "The clock is wrong: 1970-01-01 00:02. Set it (Care, Date and time), or lessons land on the wrong day."
expect-usable
shot clock.png
clock 2026-01-05T09:00:00
tap "Care"
care
expect "Station · Makers Table"
expect-usable
badge amelie
expect "Station · Makers Table"
tap "Year’s end"
expect-usable
tap "Remove everything"
expect "Nobody can bring it back."
expect-usable
tap "Go on …"
expect "Show the teacher’s badge once more to go on."
expect-usable
badge amelie
expect "Show the teacher’s badge once more to go on."
badge teacher
expect "Last question."
expect-usable
tap "Yes, remove everything"
expect "This machine starts again"
care working
STEPS
asked reset
asked sure=yes
# Nobody else gets there, and it closes by itself.
prepare station
screen station 800x480 <<'STEPS'
badge teacher
tap "Care"
advance 200
expect-not "Station · Makers Table"
badge teacher
tap "Done"
badge amelie
expect-not "Care"
STEPS

# Without a machine beside it there is nothing to update or to switch off.
screen_alone() {
    "$program" board --headless --camera none --size 1280x800 --data "$data" --steps now.steps \
        >out 2>err || fail "$(cat now.steps)"
}
"$program" pin --data "$data" <pin_file >out 2>err || fail "pin"
cat >now.steps <<STEPS
$(echo "$door" | sed '1s/.*/badge teacher/; $d')
expect "Year’s end"
expect-not "Update"
expect-not "Switch off"
expect-not "Date and time"
expect-usable
STEPS
screen_alone
