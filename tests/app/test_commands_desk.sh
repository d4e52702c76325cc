#!/bin/sh
# Groups in the making are the same groups after the state was built anew, twice: with students who
# left, indexes are others then.
#
#   test_commands_desk.sh PROGRAM ASSETS
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"

sed -i '/^start/d' "$sample/class.ini"
import_sample
sed -i '2,3d' "$sample/students.csv"
sed -i 's/amelie;//; s/tomas;//' "$sample"/*.csv
run 0 class import "$sample" --data "$data"

# groups TIMES: the groups that the board shows after so many rebuilds, each by a clock that is set.
groups() {
    {
        printf '%s\n' 'clock 2097-09-14T08:30:00' 'advance 1' 'badge teacher' 'type "2468"' \
            'tap "Next"' 'type "2468"' 'tap "Next"' 'advance 5' 'tap "Hide"' 'advance 40'
        for time in $(seq 1 "$1"); do
            printf '%s\n' "clock 2097-09-13T0$((7 + time)):00:00 unsure" 'badge jordan' 'advance 190' \
                "clock 2097-09-14T09:$((10 + time * 20)):00" 'advance 60' 'advance 60'
        done
        printf '%s\n' 'badge teacher' 'type "2468"' 'tap "Open"' 'advance 3' 'expect "nobody says this"'
    } >steps
    cp -R "$data" "again$1"
    "$program" solo --headless --size 1280x800 --camera none --data "again$1" --steps steps \
        >/dev/null 2>shown && fail "nothing was shown"
    grep -q '"All rules kept"' shown || fail "not the groups after $1"
    grep -v -e 'nobody says this' -e '^records: ' shown
}

groups 0 >before
groups 2 >after
diff before after || fail "other groups"
