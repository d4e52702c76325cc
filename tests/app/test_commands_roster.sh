#!/bin/sh
# --oneroster: the students of a class from a school's roster, with everything else as it is.
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
roster=$tests/fixtures/oneroster/bulk-1.1.zip

# Nothing is there yet: the roster alone makes a class, once it is said which.
run 2 class check
complains "FOLDER or --oneroster"
for command in check import; do
    run 2 class $command --class c-1 "$sample" --data "$data"
    complains "--class is one of a roster and needs --oneroster"
done
run 1 class check --oneroster "$roster" --data "$data"
says 'classes.csv:1:1: '
says '--class "class-4b" is "Room 12 Mathematics" with 5 students'
run 1 class import --oneroster "$roster" --data "$data"
run 0 class check --oneroster "$roster" --class class-4b --data "$data"
says "5 students join"
run 3 mastery --data "$data" # neither of them took anything
run 0 class import --oneroster "$roster" --class 4b-m --data "$data"
says "Taken: Room 12 Mathematics, 5 students."
run 0 class export new --data "$data"
grep -q '^u-1,Amélie,Dubois,,' new/students.csv || fail "the student is not there"
! grep -qE 'hunter2|555|example.org' new/*.csv || fail "what belongs to the school was taken"

# The second time nothing changes, and the class is known.
run 0 class import --oneroster "$roster" --data "$data"
says "already in place"

# A class of one's own: who stays keeps what the class knows, who leaves leaves; not too many at once.
rm -r "$data"
import_sample
run 0 class export before --data "$data"
run 1 class import --oneroster "$roster" --class class-4b --data "$data"
complains "20 of 24 students would leave"
run 0 class export still --data "$data"
diff -r before still >out || fail "a refused roster changed the class"
run 0 class import --oneroster "$roster" --class class-4b --yes --data "$data"
says "1 students join, 4 stay, 20 leave"
run 0 class export after --data "$data"
is "$(grep -c . after/students.csv)" 6 "students"
is "$(grep '^amelie,' after/students.csv | cut -d, -f5-)" \
    "$(grep '^amelie,' before/students.csv | cut -d, -f5-)" "what the class knows of amelie"
cmp before/stations.csv after/stations.csv || fail "stations changed"
cmp before/skills.csv after/skills.csv || fail "skills changed"
diff -r before/tickets after/tickets >out || fail "tickets changed"
run 0 class check after

# A folder for everything but the students: theirs are kept from the class as it is.
cp -R before folder
rm folder/students.csv
run 1 class check folder
run 0 class import folder --oneroster "$roster" --class class-4b --data "$data"
says "0 students join, 5 stay, 0 leave"
says "already in place"

# Files that cannot be used, and nothing is taken.
for file in bomb cut damaged locked no-zip other twice; do
    run 1 class import --oneroster "$tests/fixtures/oneroster/$file.zip" --data "$data"
    complains "nothing was taken"
done
run 3 class import --oneroster no-such.zip --data "$data"
complains "no-such.zip"
run 0 class export last --data "$data"
diff -r after last >out || fail "a bad file changed the class"
