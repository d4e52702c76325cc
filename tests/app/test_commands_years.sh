#!/bin/sh
# Years under the same class id, each with other students: a folder that is right by itself is taken,
# whatever the class remembers of those before. On the board, and on a machine that slept a year.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"

year() { # NUMBER STUDENTS: the folder yearNUMBER
    cp -R "$sample" "year$1"
    rm "year$1/groups.csv" "year$1/rules.csv"
    {
        echo id,first_name
        for child in $(seq "$2"); do echo "y$1-$child,Child $child"; done
    } >"year$1/students.csv"
}

next_year() { # NUMBER STUDENTS DATA: all of them with a badge
    year "$1" "$2"
    run 0 class import "year$1" --data "$3"
    says "Taken: 4B Math, $2 students."
    rm -f badges.pdf
    run 0 badges print --new-only --output badges.pdf --data "$3"
    says "$2 badges."
}

# There is room for two such years.
for n in 1 2 3 4; do next_year $n 50 "$data"; done
run 0 class export kept --data "$data"
is "$(wc -l <kept/students.csv)" 51 "lines of students.csv"
run 0 mastery --student y4-1 --data "$data"
# Who comes back has the badge of then.
run 0 class import year1 --data "$data"
run 0 badges print --new-only --output none.pdf --data "$data"
says "Nothing to print"

# The board has its year's end, and goes on with the next year. What a machine that slept remembers
# leaves no room for it.
mkdir stick
next_year 5 100 "$work/board"
run 0 stick save stick --data "$work/board"
"$program" stick code --data "$work/board" >code.txt
run 0 stick load stick --code "$(cat code.txt)" --data "$work/station"
next_year 6 20 "$work/board"
run 0 wipe --yes --data "$work/board"
next_year 7 100 "$work/board"
run 0 stick save stick --data "$work/board"
run 0 stick load stick --data "$work/station"
says "The class is the one of the stick now."
for of in board station; do
    run 0 class export "class_$of" --data "$work/$of"
    run 0 mastery --json --data "$work/$of"
    mv out "mastery_$of"
done
diff -r class_board class_station >out || fail "the class is another one on the station"
cmp mastery_board mastery_station || fail "mastery is another one on the station"
grep -q y7-100 mastery_station || fail "who is new is not on the station"
run 0 badges print --new-only --output none.pdf --data "$work/station"
says "Nothing to print"
