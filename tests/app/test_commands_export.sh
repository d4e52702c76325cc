#!/bin/sh
# export csv, and the class as a folder that imports without any change.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
import_sample
visit_of_amelie
cat >tomas.steps <<'STEPS'
clock 2097-09-14T10:00:00
badge tomas
expect "Welcome"
STEPS
steps tomas.steps makers
# Cut off in a visit: when it ended nobody knows, only that it was not a visit elsewhere.
cat >wei.steps <<'STEPS'
clock 2097-09-14T10:10:00
badge wei
expect "Welcome"
restart
advance 600
badge wei
expect "Welcome"
STEPS
steps wei.steps makers
cat >wei.steps <<'STEPS'
clock 2097-09-14T10:25:00
badge wei
expect "Welcome"
STEPS
steps wei.steps pod

# The clock is found out to be wrong in the middle of a visit, both ways, and between two runs.
cat >kofi.steps <<'STEPS'
clock 1970-01-01T00:00:10
badge kofi
tap "Makers Table"
tap "I can explain what an angle is and what a degree measures"
tap "I want a challenge"
tap "Set my goal"
tap "I need help"
advance 40
clock 2097-09-15T09:03:18
tap "Help is coming"
advance 40
tap "Done"
tap "See you!"
badge mei
tap "Work here anyway"
tap "I can explain what an angle is and what a degree measures"
tap "I want a challenge"
tap "Set my goal"
advance 40
tap "My path"
advance 40
clock 1970-01-01T00:10:00
tap "Back"
tap "Done"
tap "See you!"
badge kofi
expect "Welcome"
STEPS
steps kofi.steps makers
cat >kofi.steps <<'STEPS'
clock 2097-09-15T09:20:00
badge kofi
expect "Welcome"
STEPS
steps kofi.steps pod

run 0 export csv tables --data "$data"
is "$(find tables -type f -name "*.csv" | sort | tr "\n" " ")" \
    "tables/answers.csv tables/goals.csv tables/help.csv tables/reflections.csv tables/tickets.csv tables/visits.csv "
for file in tables/*.csv; do
    is "$(head -c 3 "$file" | od -An -tx1 | tr -d ' ')" efbbbf "the mark of UTF-8 in $file"
    head -n 1 "$file" | grep -q 'date,time,student,name,' || fail "the header of $file"
done
has() { grep -qE -- "$2" "tables/$1.csv" || { cp "tables/$1.csv" out; fail "$1.csv has no $2"; }; }
has visits '^2097-09-14,09:03:18,amelie,Amélie Fontaine,makers,badge,09:04:2[0-9],1,done$'
has visits '^2097-09-14,10:00:00,tomas,Tomás Herrera,makers,badge,,,$'
has visits '^2097-09-14,10:10:0[0-9],wei,Wei Zhang,makers,badge,,,restart$'
has visits '^2097-09-14,10:20:0[0-9],wei,Wei Zhang,makers,badge,10:25:0[0-9],[45],other_station$'
has visits '^2097-09-14,10:25:0[0-9],wei,Wei Zhang,pod,badge,,,$'
is "$(wc -l <tables/visits.csv)" 10 "visits"
has visits ',kofi,Kofi Mensah,makers,badge,[^,]*,1,done$'
has visits ',mei,Mei Lin,makers,badge,[^,]*,1,done$'
has help ',kofi,Kofi Mensah,makers,[^,]*,0$'
grep -E ',[0-9]{4,}(,[a-z_]*)?$' tables/visits.csv tables/help.csv >out && fail "minutes that nobody can have waited"
is "$(wc -l <tables/answers.csv)" 4 "answers"
has answers '4.NF.A.2,2/3 is greater than 3/5\.,A,yes,1,no,'
has answers 'Which fraction is greater than 1/2\?.*,C,no,0,no,30$'
has answers 'yes,[0-9]+$'
has tickets ',fractions-compare,[^,]*,3,2,2,1,1$'
has goals ',4\.MD\.C\.5,I can explain what an angle is and what a degree measures,I need it for a project,student$'
has help '^2097-09-14,09:03:1[0-9],amelie,Amélie Fontaine,makers,,$'
# A spreadsheet must not take a child's words for a formula.
has reflections ",I’ve got it,'=SUM\(1\) zyzzyva,\$"

# All or nothing, never over something else.
run 3 export csv tables --data "$data"
mkdir full
echo mine >full/visits.csv
run 3 export csv full --data "$data"
is "$(cat full/visits.csv)" mine
is "$(ls full)" visits.csv
run 3 export csv no/such/folder --data "$data"
mkdir empty
run 0 export csv empty --data "$data"
cmp tables/visits.csv empty/visits.csv || fail "two exports differ"

# The class: out and in again changes nothing.
run 0 events --json --data "$data"
cp out before
run 0 class export folder --data "$data"
run 0 class check folder
says "0 error(s), 0 warning(s)"

# What students did and who they are is for who exported it: a school's computer has other users.
is "$(find folder tables -type d ! -perm 700)" "" "folders that others may open"
is "$(find folder tables -type f ! -perm 600)" "" "files that others may read"
run 0 class import folder --data "$data"
says "already in place"
run 0 events --json --data "$data"
cmp before out || fail "importing what was exported left an event"
run 3 class export folder --data "$data"
run 0 class export again --data "$data"
diff -r folder again || fail "two exports differ"
run 1 class check "$work/tables"
run 3 class check missing

# An answer that took as long as can be told.
sed -E 's/"ms":[0-9]+/"ms":2147483647/g' before >longest.jsonl
run 0 class import folder --data "$work/elsewhere"
run 0 events load longest.jsonl --data "$work/elsewhere"
run 0 export csv longest --data "$work/elsewhere"
grep -q ',2147484' longest/answers.csv || fail "the longest answer"
