#!/bin/sh
# A machine whose settings say everything stands there without a touch: a class from the card, or a
# shellcheck disable=SC1112 # the screen has these quotes
# station of a board. On a real cluster of the board's own; skipped without PostgreSQL.
#
#   test_device_start.sh PROGRAM ASSETS [FOLDER for pictures]
set -eu
# shellcheck source=tests/app/as_owner.sh
. "$(dirname "$0")/as_owner.sh"
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
WAYSTATION_MEDIA=$work/none
WAYSTATION_DEVICE=$work/device
export WAYSTATION_MEDIA WAYSTATION_DEVICE
trap 'status=$?; "$program" hub stop --data "$work/board" >/dev/null 2>&1 || true; rm -rf "$work"
    exit $status' EXIT

# play ROLE DATA: the steps on standard input, with the settings in ./conf.
play() {
    { echo 'clock 2097-09-14T09:03:18' && cat; } >steps
    : >out
    WAYSTATION_CONFIG=$work/conf "$program" "$1" --data "$work/$2" --headless --size 800x480 \
        --steps steps >out 2>err </dev/null || fail "$1 $2: $(cat steps)"
}

# --- A class on the card -----------------------------------------------------------------------------
mkdir -p device folders
printf '{"hostname":"solo-3b","version":"1.2.3","problems":[]}' >device/device.json
cp -R "$sample" folders/class-3b
printf 'class_folder = %s/folders\nclass = %s/folders/class-3b\nstation = dragon\nlanguage = fr\n' \
    "$work" "$work" >conf
# A station that the class does not have is told; without a screen nobody is asked, so it is the first.
play solo own <<STEPS
expect "Show your badge"
expect "Makers Table"
expect "This class has no station “dragon”. It has: makers, rivera, pod, nook"
expect "waystation.ini · D30"
restart
expect "Show your badge"
expect "This class has no station “dragon”."
STEPS
# It is taken once: what the teacher did since goes before the card.
run 0 class export "$work/exported" --data "$work/own"
printf 'id,first_name\nzoe,Zoe\n' >folders/class-3b/students.csv
sed -i '/^station/d' conf
play solo own <<STEPS
expect "Show your badge"
STEPS
run 0 class export "$work/exported-again" --data "$work/own"
cmp exported/students.csv exported-again/students.csv || fail "the class was taken again"

# With mistakes it is not taken: they are on the screen, in the language of the settings.
cp -R "$sample" folders/class-4b
printf 'id\nx\n' >folders/class-4b/students.csv
printf 'class_folder = %s/folders\nclass = %s/folders/class-4b\nlanguage = fr\n' "$work" "$work" >conf
play solo wrong <<STEPS
expect "Pas encore de classe sur cette station"
expect "students.csv"
expect "solo-3b · 1.2.3"
STEPS
printf 'class = %s/folders/nowhere\n' "$work" >conf
play solo nowhere <<STEPS
expect "This station has no class yet"
STEPS

# --- A station of a board ----------------------------------------------------------------------------
: >conf
"$program" class import "$sample" --data board >out 2>err || fail "class import"
port=$((20000 + $$ % 12000))
run 0 hub init --port "$port" --data "$work/board"
play board board <<STEPS
sync
STEPS
mkdir a b
run 0 hub code --station makers --output a/join.code --data "$work/board"
cp a/join.code code
play station a <<STEPS
sync
expect "This machine becomes the station makers of 4B Math."
expect "Yes, join"
advance 11
sync
expect "Show your badge"
expect "Makers Table"
STEPS
[ ! -e a/join.code ] || fail "the code stays after it was used"
# Left behind by a start that was cut short: a machine with a class does not join another.
cp code a/join.code
play station a <<STEPS
expect "Show your badge"
expect "Makers Table"
STEPS
[ ! -e a/join.code ] || fail "the code stays on a machine with a class"

# Used up: told, tried again at the next start, and forgotten by whoever says so.
cp code b/join.code
play station b <<STEPS
sync
expect "This code does not open anything"
advance 300
expect "This code does not open anything"
STEPS
[ -e b/join.code ] || fail "a code was forgotten by itself"
play station b <<STEPS
sync
expect "This code does not open anything"
tap "Another code"
STEPS
[ ! -e b/join.code ] || fail "a code that was put away stays"

# No board yet: tried again by itself, until it is there.
run 0 hub code --station pod --output b/join.code --data "$work/board"
run 0 hub stop --data "$work/board"
rm -f steps
mkfifo steps
WAYSTATION_CONFIG=$work/conf "$program" station --data "$work/b" --headless --size 800x480 \
    --steps steps >out 2>err </dev/null &
station=$!
exec 3>steps
printf 'clock 2097-09-14T09:03:18\nsync\nexpect "The board does not answer: is it switched on?"\n' >&3
printf 'advance 6\nsync\nexpect "The board does not answer: is it switched on?"\nshot away.png\n' >&3
tries=0
while [ ! -e away.png ] && [ "$tries" -lt 600 ]; do
    tries=$((tries + 1))
    sleep 0.05
done
"$program" hub start --data "$work/board" >/dev/null 2>&1 || fail "hub start"
printf 'advance 11\nsync\nexpect "This machine becomes the station pod of 4B Math."\n' >&3
printf 'advance 11\nsync\nexpect "Show your badge"\nexpect "Practice Pod"\n' >&3
exec 3>&-
wait "$station" || fail "a board that comes later"
[ ! -e b/join.code ] || fail "the code stays"

rm steps

# The settings say another station than the code did: it stays what it joined as, and says so.
echo 'station = pod' >conf
play station a <<STEPS
expect "Show your badge"
expect "Makers Table"
expect "This machine joined as the station “makers”, so “pod” is left out. To make it another station, join it anew with a new code."
expect "waystation.ini · D38"
expect-usable
shot joined-as.png
STEPS
: >conf
echo 'advance 1' >nothing.steps
run 3 station --headless --steps nothing.steps --station pod --data "$work/a"
complains "joined 4B Math as the station \"makers\""

# Its station is not in the class any more: it does not ask whoever stands there what it is now.
# What it says of its class is as the class is now.
sed -i 's/\bmakers\b/workshop/g' "$sample"/*.csv
sed -i 's/4B Math/5B Math/' "$sample/class.ini"
"$program" class import "$sample" --data board >out 2>err || fail "class import"
play board board <<STEPS
sync
STEPS
play station a <<STEPS
sync
expect-not "Which station is this?"
expect "Station makers of 5B Math"
expect "The class does not have the station “makers” any more. On the board: page Stations, “Let a machine in”. Then join this machine anew with that code."
expect-usable
shot gone.png
STEPS
run 0 hub status --data "$work/a"
says "The class does not have the station makers any more"
says "This machine is the station makers of 5B Math"
run 0 hub status --json --data "$work/a"
says '"class_name": "5B Math"'
"$program" doctor --data "$work/a" >out 2>err || true
grep -q '^ok *hub *station makers of 5B Math' out || fail "doctor: the class's name"
grep -q '^note *hub .*does not have the station makers any more' out || fail "doctor"
run 0 hub code --station workshop --output anew.code --data "$work/board"
play station a <<STEPS
tap "Join anew"
scan "$(cat anew.code)"
sync
expect "This machine becomes the station workshop of 5B Math."
tap "Yes, join"
sync
expect "Show your badge"
expect "Makers Table"
STEPS
run 0 hub status --data "$work/a"
says_not "any more"
[ -z "${3:-}" ] || cp ./*.png "$3"
