#!/bin/sh
# A board and two stations by their screens alone, on a real cluster of the board's own: connected,
# let in by camera, scanner and keyboard, and then one class. Skipped without PostgreSQL.
set -eu
# shellcheck source=tests/app/as_owner.sh
. "$(dirname "$0")/as_owner.sh"
program=$1
WAYSTATION_ASSETS=$2
TZ=UTC
work=$(mktemp -d)
WAYSTATION_MEDIA=$work/media
export WAYSTATION_ASSETS WAYSTATION_MEDIA TZ
size=${3:-800x480} # of the screens; pictures of them are kept in $4
helper=
clean() {
    status=$?
    [ -z "$helper" ] || kill "$helper" 2>/dev/null || true
    "$program" hub stop --data "$work/board" >/dev/null 2>&1 || true
    [ -z "${pictures:-}" ] || cp "$work"/*.png "$pictures" || true
    rm -rf "$work"
    exit "$status"
}
pictures=${4:-}
trap clean EXIT
mkdir -p "$work/media/stick"
cd "$work"

fail() {
    echo "FAILED: $*" >&2
    exit 1
}
# play ROLE DATA: the steps on standard input.
play() {
    { echo 'clock 2026-09-14T09:03:18' && cat; } >"$2.steps"
    "$program" "$1" --data "$work/$2" --headless --size "$size" --steps "$2.steps" ||
        fail "$1 $2: $(cat "$2.steps")"
}
open_teacher_view='badge teacher
type "2468"
tap "Open"'

"$program" class import "$WAYSTATION_ASSETS/sample" --data board >/dev/null
"$program" badges print --output badges.pdf --data board >/dev/null
"$program" badges print --teacher --output teacher.pdf --data board >/dev/null

# The board's page makes the hub, and a code.
play board board <<STEPS
badge teacher
type "2468"
tap "Next"
type "2468"
tap "Next"
tap "Stations"
expect "This machine works alone"
expect-usable
shot stations-alone.png
tap "Connect other stations"
expect "Connecting"
shot stations-connecting.png
sync
expect "Connected."
expect "Last synced"
expect-not "Connect other stations"
tap "Let a machine in: Makers Table"
expect "Making a code"
sync
expect "For one machine, until"
expect-usable
shot code.png
tap "Close"
sync
expect "A code waits for a machine"
expect-usable
shot stations-invited.png
tap "Let a machine in: Practice Pod"
sync
tap "Onto the stick"
expect "Saved: $work/media/stick/join-code-2026-09-14.txt"
shot code-saved.png
tap "Close"
switch "Let a machine in: Reading Nook"
sync
tree code.json
tap "Onto the stick"
expect "Saved: $work/media/stick/join-code-2026-09-14-2.txt"
STEPS
read -r other_code <media/stick/join-code-2026-09-14-2.txt
rm media/stick/join-code-2026-09-14-2.txt
read -r long_code <media/stick/join-code-2026-09-14.txt
[ "$long_code" != "$other_code" ] || fail "the second code took the place of the first"
letters=$(sed -n 's/.*"\([0-9A-Z]\{4\}-[0-9A-Z]\{4\}-[0-9A-Z]\{4\}\)".*/\1/p' code.json | head -n 1)
address=$(sed -n 's/.*"name": *"\([^ "]*:[0-9][0-9]*\|[0-9.]*\|[^ "]*\.local\)".*/\1/p' code.json | head -n 1)
if [ -z "$letters" ] || [ -z "$address" ]; then
    fail "no address or letters: $(cat code.json)"
fi

# By camera, from the very picture; nothing happens before somebody said yes.
play station a <<STEPS
expect "This station has no class yet"
expect-usable
shot setup.png
tap "Join a board"
expect "join-code-2026-09-14.txt"
expect-usable
shot join.png
camera code.png
sync
expect "This machine becomes the station makers of 4B Math."
expect-usable
shot join-asks.png
tap "No"
expect "This station has no class yet"
camera code.png
sync
tap "Yes, join"
expect "Joining"
sync
expect "Show your badge"
expect "Makers Table"
badge teacher
expect "This machine is the station Makers Table of 4B Math."
expect "Connected."
expect "Last synced"
expect-usable
shot staff.png
tap "Done"
expect "Show your badge"
STEPS

# With a scanner; a code is used up by whoever was first, and what is none is told.
play station b <<STEPS
scan "https://example.org/0123456789"
expect "That is not the join code that the board shows."
scan "$long_code"
sync
expect "This machine becomes the station pod of 4B Math."
tap "Yes, join"
sync
expect "Show your badge"
expect "Practice Pod"
STEPS
play station late <<STEPS
tap "Join a board"
tap "join-code-2026-09-14.txt"
sync
expect "This code does not open anything"
expect-usable
shot join-failed.png
tap "Another code"
expect "USB stick"
tap "Back"
expect "This station has no class yet"
STEPS

# Typed. The board is away: it is tried again, and goes on where it was.
"$program" hub stop --data board >/dev/null
play station c <<STEPS
tap "Join a board"
tap "Type it"
expect-usable
shot join-typed.png
type "$address"
tap "Code"
type "$letters"
tap "Go on"
sync
expect "The board does not answer: is it switched on?"
expect-usable
shot join-no-link.png
STEPS
"$program" hub start --data board >/dev/null
play station c <<STEPS
tap "Join a board"
tap "Type it"
type "$address"
tap "Code"
type "$letters"
tap "Go on"
sync
tap "Yes, join"
sync
expect "Reading Nook"
expect "Show your badge"
STEPS

# The plug was pulled after the hub had heard, before this machine kept it: it goes on by itself.
if command -v sqlite3 >/dev/null; then
    play station d <<STEPS
expect "This station has no class yet"
STEPS
    sqlite3 d/waystation.db "ATTACH 'c/waystation.db' AS c; INSERT INTO setting
        SELECT 'hub.coming', value FROM c.setting WHERE name = 'hub.member'"
    play station d <<STEPS
expect "Joining"
shot joining.png
sync
expect "Reading Nook"
expect "Show your badge"
STEPS
fi

# One class: who checks in at A is there for the board; at B, A lets go, and the draft follows.
mkfifo a.pipe
"$program" station --data a --headless --size "$size" --steps a.pipe >a.out 2>&1 &
helper=$!
exec 3>a.pipe
cat >&3 <<'STEPS'
clock 2026-09-14T09:04:00
badge amelie
tap "Let’s go"
tap "I can explain what an angle is and what a degree measures"
tap "I want a challenge"
tap "Set my goal"
tap "Exit ticket"
tap "False"
tap "Next"
expect "2 of 3"
sync
STEPS
play board board <<STEPS
clock 2026-09-14T09:05:00
$open_teacher_view
tap "Stations"
sync
expect "1 student there now"
expect "Connected since"
expect-usable
shot stations-connected.png
tap "Skills"
tap "Amélie"
tap "Give kudos"
tap "You helped somebody today."
tap "Rotation"
tap "Pause"
expect "Paused"
sync
STEPS
play station b <<'STEPS'
clock 2026-09-14T09:06:00
sync
expect "Paused"
badge amelie
expect "You helped somebody today."
tap "Work here anyway"
expect "Because: “I want a challenge”"
tap "Exit ticket"
expect "2 of 3"
sync
STEPS
cat >&3 <<'STEPS'
sync
expect "Show your badge"
expect "Paused"
STEPS
exec 3>&-
wait "$helper" || fail "station a: $(cat a.out)"
helper=

# Removed, it is shut out, and says so to the teacher alone.
play board board <<STEPS
$open_teacher_view
tap "Stations"
sync
tap "Remove Makers Table, 1"
expect "Remove this machine from Makers Table?"
expect-usable
shot stations-remove.png
tap "Remove it"
sync
expect-not "Remove Makers Table"
tap "Let a machine in: Makers Table"
sync
shot anew.png
STEPS
play station a <<'STEPS'
expect "Show your badge"
no-link
expect-not "join it anew"
badge teacher
expect "The board does not let this machine in: join it anew with a new code."
expect-usable
shot staff-shut-out.png
tap "Join anew"
expect "USB stick"
expect-usable
camera anew.png
no-link
tap "Yes, join"
sync
expect "Show your badge"
badge teacher
expect "Connected."
expect-not "Still to be told"
STEPS
play board board <<STEPS
clock 2026-09-14T09:10:00
$open_teacher_view
tap "Stations"
sync
expect "Remove Makers Table"
STEPS

# What only a board decides, from a station's card: it stays there, and both are told.
"$program" badges void --student sara --data b >/dev/null || fail "badges void"
if "$program" erase-student sara --yes --data b >erase.out 2>&1 ||
    ! grep -q "at its board" erase.out; then
    fail "a station erases: $(cat erase.out)"
fi
play station b <<'STEPS'
clock 2026-09-14T09:10:30
sync
badge teacher
expect "Not taken by the hub: 1. It is kept here."
STEPS
"$program" doctor --data b >doctor.out || true
grep -q "^note *hub .*: 1 (only a board decides it)" doctor.out || fail "doctor: $(cat doctor.out)"
play board board <<STEPS
clock 2026-09-14T09:11:00
$open_teacher_view
tap "Stations"
sync
expect "It sent what only a board decides: if its card was stolen, remove it. (badge_voided)"
expect-usable
shot stations-not-taken.png
STEPS
play station c <<'STEPS'
clock 2026-09-14T09:11:30
sync
badge sara
expect "Welcome, Sara!"
STEPS

# A term's key that is begun now reaches who has joined: what is written from then on is sealed.
# reflect WORD MINUTE: amelie writes it at the station b.
reflect() {
    play station b <<STEPS
clock 2026-09-14T09:$2:00
sync
badge amelie
tap "Work here anyway"
tap "Reflect"
tap "I’ve got it"
type "$1"
advance 35
tap "Save"
tap "See you!"
sync
STEPS
}
reflect zyzzyvas 12
grep -rqa zyzzyvas b || fail "what is written before there is a key cannot be found either"
echo "correct horse battery staple" | "$program" seal begin --data board >/dev/null ||
    fail "seal begin"
play board board <<STEPS
sync
STEPS
reflect quixotry 14
! grep -rqa quixotry b || fail "what a child wrote can be read on the station"
play board board <<STEPS
clock 2026-09-14T09:16:00
$open_teacher_view
sync
tap "Reflections"
expect "zyzzyvas"
expect-not "quixotry"
STEPS
# Started as another station, it is what it joined as, also when the program starts itself again.
"$program" hub code --station makers --data board >makers.code
sed -n 's/.*\(WSJ1[0-9A-Z]*\).*/\1/p' makers.code | head -n 1 >makers.text
cat >named.steps <<STEPS
clock 2026-09-14T09:17:00
tap "Join a board"
scan "$(cat makers.text)"
sync
tap "Yes, join"
sync
expect "Show your badge"
expect "Makers Table"
restart
expect "Show your badge"
expect "Makers Table"
STEPS
"$program" station --station pod --data named --headless --size "$size" --steps named.steps ||
    fail "a station that is started as another one"
echo 'expect "Show your badge"' >again.steps
if "$program" station --station pod --data named --headless --steps again.steps 2>named.err ||
    ! grep -q 'joined 4B Math as the station "makers"' named.err; then
    fail "nobody is told that it joined as another station: $(cat named.err)"
fi


# The year's end, where the hub does not say who joined lately.
"$program" hub stop --data board >/dev/null
sed -i 's/^port = .*/port = none/' board/hub/db/waystation.conf
play board board <<STEPS
clock 2026-09-14T09:20:00
$open_teacher_view
tap "Setup"
tap "Care"
tap "Year’s end"
tap "Remove what students did"
tap "Go on …"
type "2468"
tap "Next"
tap "Yes, remove it"
expect "The class is as at its beginning."
expect "let it in again with a new code"
expect-usable
shot wiped.png
sync
STEPS
echo "done"
