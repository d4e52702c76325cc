#!/bin/sh
# A station that starts without the time and learns it while it runs: what was handed in before is of
# today, at the station and, when it comes there, at the board.
# shellcheck disable=SC1112 # the apostrophes of our sentences
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"

# A block in the morning would send her elsewhere.
sed -i '/^start/d' "$sample/class.ini"
import_sample
cp -R "$data" early
cp -R "$data" late

# at_board FOLDER LINE…: the teacher's pages in the afternoon.
at_board() {
    board=$1
    shift
    printf '%s\n' 'clock 2097-09-14T16:10:00' 'tap "Teacher"' 'type "2468"' 'tap "Next"' \
        'type "2468"' 'tap "Next"' "$@" >board.steps
    "$program" board --headless --size 1280x800 --camera none --data "$board" --steps board.steps \
        >out 2>err || fail "$board: $*"
}

cat >amelie.steps <<'STEPS'
clock 1970-01-01T00:02:00
expect "The clock of this station is not set."
badge amelie
tap "Makers Table"
tap "I can explain what an angle is and what a degree measures"
tap "I want a challenge"
tap "Set my goal"
advance 30
tap "Exit ticket"
tap "I’m not sure yet"
tap "Next"
tap "I’m not sure yet"
tap "Next"
tap "I’m not sure yet"
tap "Hand in"
STEPS
# Until the network comes, all of it is of 1970.
cp -R "$data" unset
"$program" station --headless --station makers --camera none --data unset --steps amelie.steps \
    >out 2>err || fail "the visit"
run 0 events save unset.events --data unset
run 0 events load unset.events --data early
at_board early 'expect "Who is here: 24"' 'tap "Tickets"' 'expect "Nobody has checked in yet."' \
    'tap "Stations"' 'expect "Its clock is wrong"'

# The network comes before she goes.
cat >>amelie.steps <<'STEPS'
clock 2097-09-14T15:00:00
advance 1
tap "See you!"
expect-not "The clock of this station is not set."
STEPS
steps amelie.steps makers
run 0 events save set.events --data "$data"
run 0 events load set.events --data late
at_board late 'expect "Who is here: 1"' 'expect "Amélie"' 'tap "Tickets"' \
    'expect "word-problems: 1 of 1 handed in"' 'tap "Stations"' 'expect "Last heard of at 15:00."'

# What was written down stays as it was written; tables go by the time at which it happened.
for machine in "$data" late; do
    run 0 events --json --data "$machine"
    is "$(grep -c '"at":"1970-01-01T.*"trusted":false.*"student":"amelie"' out)" 4 "of 1970, in $machine"
    is "$(grep -c '"kind":"clock_set".*"body":{}' out)" 1 "clock_set, in $machine"
    rm -rf tables
    run 0 export csv tables --data "$machine"
    grep -q '^2097-09-14,14:59:30,amelie,.*,15:00:01,0,done' tables/visits.csv ||
        fail "the visit in $machine: $(cat tables/visits.csv)"
    grep -q '^2097-09-14,15:00:00,amelie,' tables/tickets.csv ||
        fail "the ticket in $machine: $(cat tables/tickets.csv)"
done

# A script's days: the clock is told another one, and what was before stays of its day.
rm -rf "$data"
import_sample
cat >days.steps <<'STEPS'
clock 2097-09-14T09:00:00
badge amelie
advance 5
clock 2097-09-15T09:00:00
advance 5
badge amelie
advance 5
STEPS
"$program" station --headless --station makers --camera none --data "$data" --steps days.steps \
    >out 2>err || fail "two days"
run 0 events save days.events --data "$data"
! grep -q '"kind":"clock_set"' days.events || fail "a day of a script is no correction"
