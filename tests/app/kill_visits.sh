#!/bin/sh
# RELIABILITY.md R1 through the whole program: visits are killed (SIGKILL) at random moments, again
# and again, on one data folder. What a student was told is saved is in the log afterwards, exactly
# once and under the right name; what was only typed is never in it twice.
#
# usage: kill_visits.sh WAYSTATION ASSETS [CYCLES [SEED]]
set -eu
cycles=${3:-40}
seed=${4:-1}
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"

random() { # BELOW: a number from the seed, in $drawn
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    drawn=$((seed / 65536 % $1))
}

import_sample
students="amelie tomas wei"

# A goal and a badge for each, so that every visit goes the same way.
for student in $students; do
    cat >first.steps <<STEPS
clock 2097-09-14T09:03:18
badge $student
tap "Let’s go"
tap "I can explain what an angle is and what a degree measures"
tap "I want a challenge"
tap "Set my goal"
tap "Done"
tap "See you!"
STEPS
    steps first.steps makers
done

write_visit() { # STUDENT WORDS
    cat >visit.steps <<STEPS
clock 2097-09-14T09:04:00
badge $1
tap "Let’s go"
tap "Reflect"
tap "Getting there"
type "$2"
tap "Save"
expect "Saved. Nice thinking!"
tap "See you!"
STEPS
}
lines=9
saved=8

told=0
killed=0
number=0
: >told.list
mkfifo trace
while [ "$number" -lt "$cycles" ]; do
    number=$((number + 1))
    random 3
    student=$(echo "$students" | cut -d ' ' -f $((drawn + 1)))
    words="<$number-of-$student>"
    write_visit "$student" "$words"
    WAYSTATION_STEPS_TRACE=1 "$program" station --headless --station makers --camera none \
        --data "$data" --steps visit.steps >trace 2>err </dev/null &
    pid=$!
    exec 4<trace
    # So far it may come, and a little further; or it may come to the end.
    random $((lines + 2))
    stop=$drawn
    at=0
    while [ "$at" -lt "$stop" ] && read -r line <&4; do at=$line; done
    random 40
    sleep "$(printf '0.%03d' "$drawn")"
    if kill -9 "$pid" 2>/dev/null; then killed=$((killed + 1)); fi
    while read -r line <&4; do at=$line; done
    exec 4<&-
    status=0
    wait "$pid" 2>/dev/null || status=$?
    case $status in
    0 | 137) ;;
    *) fail "visit $number ended by itself with status $status" ;;
    esac
    if [ "$at" -ge "$saved" ]; then
        told=$((told + 1))
        echo "$student $words" >>told.list
    fi
done

run 0 events --json --data "$data"
grep -F '"reflection_submitted"' out >reflections || fail "there are no reflections at all"
while read -r student words; do
    found=$(grep -F "\"student\":\"$student\"" reflections | grep -cF -- "$words" || true)
    is "$found" 1 "$student was told that $words is saved; times in the log"
done <told.list
# Nothing twice, and nothing with another student, told or not.
grep -o '<[0-9]*-of-[a-z]*>' reflections | sort | uniq -d >twice
[ ! -s twice ] || fail "these words were saved twice: $(cat twice)"
for student in $students; do
    if grep -F "\"student\":\"$student\"" reflections | grep -o '<[0-9]*-of-[a-z]*>' |
        grep -vF -- "-of-$student>"; then
        fail "words of somebody else are saved with $student"
    fi
done
# A killed process damages nothing.
[ ! -e "$data/set-aside" ] || fail "the database was damaged"
"$program" doctor --data "$data" >out 2>err || true
grep -q '^ok  *database' out || fail "doctor finds the database unsound"

echo "$cycles visits, $killed of them killed; $told times told that it is saved, and it was"
[ "$told" -gt 0 ] || fail "no visit came to its end"
[ "$killed" -gt $((cycles / 2)) ] || fail "hardly any visit was killed"
