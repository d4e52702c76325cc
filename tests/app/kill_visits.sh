#!/bin/sh
# R1 through the whole program: visits are killed (SIGKILL) at random moments, again and again, on one data
# folder. Whatever a student was told is saved must be in the log afterwards, exactly once, under the right name.
# usage: kill_visits.sh WAYSTATION CYCLES [SEED]
set -eu
program=$1
cycles=$2
seed=${3:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
data=$work/data

"$program" class import "${WAYSTATION_ASSETS:?}/sample" --data "$data" >/dev/null

# One visit each for six students of the same group; the line after "Save" is only reached when it was saved.
visit() { # STUDENT TEXT
    cat <<STEPS
clock 2026-09-14T09:03:18
badge $1
key Enter
expect "Pick your next goal"
tap "Back"
tap "Reflect"
tap "Getting there"
type "$2"
tap "Save"
expect "Saved. Nice thinking!"
STEPS
}
saved_line=10

random() { # BELOW: a number from the seed
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    echo $((seed / 65536 % $1))
}

told=0
killed=0
number=0
while [ "$number" -lt "$cycles" ]; do
    number=$((number + 1))
    case $(random 3) in
    0) student=amelie ;;
    1) student=tomas ;;
    *) student=wei ;;
    esac
    text="words-$number-of-$student."
    visit "$student" "$text" >"$work/visit.steps"
    : >"$work/trace"
    WAYSTATION_STEPS_TRACE=1 "$program" station --headless --station makers --camera none --data "$data" \
        --steps "$work/visit.steps" >"$work/trace" 2>"$work/errors" &
    pid=$!
    sleep "$(printf '0.%03d' "$(random 700)")"
    if kill -9 "$pid" 2>/dev/null; then killed=$((killed + 1)); fi
    wait "$pid" 2>/dev/null || true
    if grep -qx "$saved_line" "$work/trace"; then
        told=$((told + 1))
        echo "$student $text" >>"$work/told"
    fi
done

# The log opens, is sound, and has everything that was told, once.
"$program" events --json --data "$data" >"$work/events"
touch "$work/told"
while read -r student text; do
    found=$(grep -c "\"student\":\"$student\".*\"reflection_submitted\".*\"$text\"" "$work/events" || true)
    if [ "$found" != 1 ]; then
        echo "told $student that \"$text\" is saved, but it is in the log $found times" >&2
        exit 1
    fi
done <"$work/told"
# Nothing landed on another student, told or not.
if grep '"reflection_submitted"' "$work/events" | sed 's/.*"student":"\([a-z]*\)".*words-[0-9]*-of-\([a-z]*\)\..*/\1 \2/' |
    awk '$1 != $2 { bad = 1 } END { exit !bad }'; then
    echo "words of one student are in the log of another" >&2
    exit 1
fi
"$program" doctor --data "$data" | grep -i database
echo "$cycles visits, $killed killed, $told told that it is saved, all of these are in the log"
[ "$told" -gt 0 ] && [ "$killed" -gt 0 ]
