#!/bin/sh
# Years under the same class id, each with other students: a folder that is right by itself is taken,
# whatever the class remembers of those before.
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
