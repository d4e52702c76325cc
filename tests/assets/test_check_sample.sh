#!/bin/sh
# check_sample.sh refuses each defect made in a copy of the sample class.
#
#   test_check_sample.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
source=$1
failures=0

defect() { # WHAT PATTERN SED-SCRIPT FILE
    rm -rf "$scratch/class"
    cp -R "$source" "$scratch/class"
    sed -i "$3" "$scratch/class/$4"
    if cmp -s "$scratch/class/$4" "$source/$4"; then
        echo "FAILED: $1: the defect was not made" >&2
        failures=1
    elif sh "$here/check_sample.sh" "$scratch/class" >"$scratch/out" 2>&1; then
        echo "FAILED: $1 was not noticed" >&2
        failures=1
    elif ! grep -q "$2" "$scratch/out"; then
        echo "FAILED: $1: wanted $2" >&2
        cat "$scratch/out" >&2
        failures=1
    fi
}

defect "an id used twice" 'students.csv:3: "amelie" stands' 's/^tomas,/amelie,/' students.csv
defect "a student in no group" '"sam" is in no group' 's/;sam,/,/' groups.csv
defect "a student in two groups" 'groups.csv:3: "wei" stands' 's/kofi;/kofi;wei;/' groups.csv
defect "an unknown student" 'no student "nobody"' 's/ana;diego/ana;nobody/' rules.csv
defect "a broken rule" 'both in Bears' 's/^apart,wei;luis/apart,ana;diego/' rules.csv
defect "an unknown station" 'no station "lab"' '2s/^makers/lab/' activities.csv
defect "an unknown skill" 'no skill "4.NF.C.9"' '2s/3.NF.A.1/4.NF.C.9/' questions.csv
defect "an unknown skill in a ticket" 'no skill "4.XX"' 's/4.MD.C.6$/4.XX/' \
    tickets/angles.gift
defect "an unknown ticket" 'no ticket "gone"' '2s/fractions-compare/gone/' calendar.csv
defect "an unknown reflection" 'no reflection "gone"' '2s/helped/gone/' calendar.csv
defect "a cell too many" '9 cells where' '2s/$/,x/' students.csv
defect "an open quote" 'quote is not closed' '2s/^makers,/makers,"/' activities.csv
defect "a type nobody uses" 'no question of type order' 's/,order,/,open,/' questions.csv
exit "$failures"
