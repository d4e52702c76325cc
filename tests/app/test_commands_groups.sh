#!/bin/sh
# groups form and groups approve.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
import_sample

# Without evidence that is said; the rules are kept all the same.
run 0 groups form --data "$data"
says "Not enough evidence: "
says "more than half"
says "All rules kept."
says "Dolphins"
says "rule 3 of rules.csv"

# With evidence there are reasons. What is answered on a day to come does not count yet.
visit_of_amelie
run 0 groups form --data "$data" --days 1000 --skill 4.NF.A.2
grep -q 'Amélie Fontaine (amelie): no evidence' out || fail "evidence of a day to come"
printf 'student,skill,value,taken_on\namelie,4.NF.A.2,100,%s\n' "$(date -u -d yesterday +%Y-%m-%d)" >unit-3.csv
run 0 evidence import unit-3.csv --data "$data"
run 0 groups form --data "$data" --days 1000 --skill 4.NF.A.2
grep -q 'Amélie Fontaine (amelie): .*1 of 1 right on 4.NF.A.2' out || fail "no reason for Amélie"
run 0 groups form --data "$data" --scheme choice
grep -q '(amelie): goal 4.MD.C.5' out || fail "no choice of Amélie"
run 0 groups form --data "$data" --scheme random --seed 5
says "by chance"
cp out first
run 0 groups form --data "$data" --scheme random --seed 5
cmp first out || fail "same seed, other groups"
run 0 groups form --data "$data" --scheme random --seed 6
! cmp -s first out || fail "other seed, same groups"
run 0 groups form --data "$data" --scheme mixed --size 3-5 --absent wei --absent zoe --lock "ben=Owls" --json
grep -q '"name": "Owls"' out || fail "the lock names no group"
run 1 groups form --data "$data" --lock wei=Owls --lock luis=Owls
says "cannot all be kept"
says "Wei and Luis apart"
says "your lock: Wei in Owls"
says_not "rule 2 of"
cat -s out | cmp -s - out || fail "two empty lines, one after the other"
run 1 groups form --data "$data" --lock wei=Owls --lock luis=Owls --json
says '"whole_way": false'
says_not '"stations"'
# More groups than students are fewer, and that is said; here also that a rule is against it.
run 1 groups form --data "$data" --absent wei --groups 24
says "23 groups, not 24: no more students are there."
run 1 groups form --data "$data" --absent wei --groups 24 --json
says '"fewer_groups": true'
run 1 groups form --data "$data" --absent wei --groups 23
says_not "not 23"
run 1 groups form --data "$data" --absent wei --groups 23 --json
says '"fewer_groups": false'

# Wrong use, and what cannot be.
run 2 groups form --data "$data" --scheme best
run 2 groups form --data "$data" --size 5-3
run 2 groups form --data "$data" --size 3-
run 2 groups form --data "$data" --groups 0
run 2 groups form --data "$data" --seed -1
run 2 groups form --data "$data" --days none
run 3 groups form --data "$data" --absent nobody
complains "nobody"
run 3 groups form --data "$data" --skill 9.ZZ
run 3 groups form --data "$data" --lock "nobody=Owls"
run 2 groups form --data "$data" --lock mei
complains "--lock is STUDENT=GROUP"
run 3 groups form --data "$data" --groups 4 --size 2-3
complains "24 students cannot make 4 groups of 2 to 3"
run 3 groups form --data "$work/none"
all=$(tail -n +2 "$sample/students.csv" | sed 's/,.*//; s/^/--absent /')
# shellcheck disable=SC2086 # words
run 1 groups form --data "$data" $all
says "Nobody is present"

# Approval: what was formed is taken, and stands.
run 0 groups form --data "$data" --scheme mixed --absent wei --json
cp out groups.json
run 0 groups approve --data "$data" --json groups.json
says "approved: 4 groups"
run 0 events --json --data "$data"
tail -n 1 out | grep -q '"kind":"groups_approved".*"scheme":"mixed"' || fail "no event"
cp out before
status=0
"$program" groups approve --data "$data" --json - <groups.json >out 2>err || status=$?
is "$status" 0 "from standard input"

# They stand whatever the next folder says; of stations that are gone it is said.
cp -R "$sample" other
sed -i 's/^Eagles,/Hawks,/' other/groups.csv
sed -i 's/^nook,/loft,/' other/stations.csv
sed -i 's/,nook,/,loft,/' other/groups.csv
sed -i 's/^nook,/loft,/' other/activities.csv
cp -R "$data" other-data
run 0 class import other --data other-data
says "not those of groups.csv. They name stations that are not there any more: nook. They stand until you"
sed -i 's/^loft,/nook,/' other/stations.csv other/activities.csv
sed -i 's/,loft,/,nook,/' other/groups.csv
run 0 class import other --data "$data"
says "stand, not those of groups.csv. They stand until you form and approve others."
run 0 class import other --data "$data"
says_not "stand, not"
run 0 class import "$sample" --data "$data"

# With its way through the stations, one for each round.
tail -n 1 before | grep -q '"stations":\["[a-z]*","[a-z]*","[a-z]*","[a-z]*"\]' || fail "no way in the event"
grep -q '"whole_way": true' groups.json || fail "the way gives something up"
tr -d '\n' <groups.json | sed 's/, *"stations": \[[^]]*\]//g' >bare.json
! grep -q '"stations"' bare.json || fail "the test's own mistake"
run 0 groups approve --data "$data" --json bare.json
run 0 events --json --data "$data"
tail -n 1 out | grep -q '"stations":\["[a-z]' || fail "no way was looked for"

# Anything wrong is refused, and nothing changes.
run 0 events --json --data "$data"
cp out before
refuse() { # STATUS SENTENCE SED-SCRIPT
    sed "$3" groups.json >wrong.json
    run "$1" groups approve --data "$data" --json wrong.json
    complains "$2"
}
refuse 1 'no student "nobody"' 's/"amelie"/"nobody"/'
refuse 1 'Amélie is in a group twice' 's/"tomas"/"amelie"/'
refuse 1 'absent: take one of them out' '/"absent"/,/]/s/"wei"/"wei", "ben"/'
refuse 1 'Wei (wei) is in no group' '/"absent"/,/]/s/"wei"//'
refuse 1 'break a hard rule: rule 3 of rules.csv' 's/Dolphins/Sharks/'
refuse 1 'no station “nowhere”' '0,/"first_station": "[a-z]*"/s//"first_station": "nowhere"/'
refuse 1 'do not hold' '/"stations"/,/]/s/"[a-z]*",$/"nowhere",/'
other=$(sed -n 's/.*"first_station": "\([a-z]*\)".*/\1/p' groups.json | sed -n 2p)
refuse 1 'but its way at' '0,/"first_station": "[a-z]*"/s//"first_station": "'"$other"'"/'
refuse 1 'evil" is no scheme' 's/"scheme": "mixed"/"scheme": "evil"/'
names=$(sed -n 's/^ *"name": "\([A-Z][a-z]*\)".*/\1/p' groups.json | grep -v Dolphins)
one=$(echo "$names" | sed -n 1p) two=$(echo "$names" | sed -n 2p | tr '[:lower:]' '[:upper:]')
refuse 1 'Two groups are called' "s/$one/$two/"
refuse 3 'longer than 95 bytes' "s/$one/$(printf '%0120d' 7)/"
refuse 3 'no list "groups"' 's/"groups"/"groves"/'
refuse 3 'is not a document' 's/{//'
echo '[]' >wrong.json
run 3 groups approve --data "$data" --json wrong.json
complains 'is not a document of'
! grep -q line err || fail "a line of what is whole JSON"
# Without stations, the way begins where the document says, or is refused.
alike() {
    sed 's/"first_station": "[a-z]*"/"first_station": "'"$1"'"/g' bare.json >wrong.json
}
alike nowhere
run 1 groups approve --data "$data" --json wrong.json
complains 'no station "nowhere"'
alike "$other"
run 1 groups approve --data "$data" --json wrong.json
says " begins at "
complains "give --nearest"
run 3 groups approve --data "$data" --json missing.json
run 2 groups approve --data "$data"
run 0 events --json --data "$data"
cmp before out || fail "a refusal left an event"

# Two groups exchange their first stations, and have them.
first=$(sed -n 's/.*"first_station": "\([a-z]*\)".*/\1/p' groups.json | sed -n 1p)
sed "s/\"first_station\": \"$first\"/\"first_station\": \"here\"/; s/\"first_station\": \"$other\"/\"first_station\": \"$first\"/
    s/\"first_station\": \"here\"/\"first_station\": \"$other\"/; s/\"teacher_first\": true/\"teacher_first\": false/" bare.json >turned.json
run 0 groups approve --data "$data" --json turned.json
run 0 events --json --data "$data"
tail -n 1 out | grep -o '"first_station":"[a-z]*"' | head -n 2 | tr -d '\n' >line
is "$(cat line)" "\"first_station\":\"$other\"\"first_station\":\"$first\"" "first stations"
alike "$other"
run 0 groups approve --data "$data" --json wrong.json --nearest
says "begins at another station"
says "approved: 4 groups"

# The next groups know who was with whom.
run 0 groups form --data "$data" --scheme mixed --json

# More rounds than stations: there is no whole way, and the nearest one only if it is wanted.
cp -RL "$sample" five
sed 's/^rounds = .*/rounds = 5/' "$sample/class.ini" >five/class.ini
run 0 class import five --data "$data"
run 0 groups form --data "$data" --scheme mixed
says "  Way: "
says "visits a station again"
run 0 groups form --data "$data" --scheme mixed --json
grep -q '"whole_way": false' out || fail "a whole way"
cp out groups.json
run 1 groups approve --data "$data" --json groups.json
says "visits a station again"
complains "give --nearest"
run 0 groups approve --data "$data" --json groups.json --nearest
says "approved: 4 groups"
tr -d '\n' <groups.json | sed 's/, *"stations": \[[^]]*\]//g' >bare.json
run 1 groups approve --data "$data" --json bare.json
says "needs 5 stations, another one in each round, and only 4"

# A series of lessons: nobody meets twice where that can be, and it is said where it cannot.
run 0 groups series --data "$data" --lessons 7
says "7 lessons, 6 groups."
says "Nobody works with the same partner twice."
is "$(grep -c '^Lesson' out)" 7 "lessons"
is "$(grep -c 'Amélie' out)" 7 "a place for Amélie in each"
run 0 groups series --data "$data" --groups 4 --lessons 2
says "Partners meet again"
run 0 groups series --data "$data" --lessons 3 --absent wei --json
is "$(grep -c '"amelie"' out)" 3 "a place for Amélie in each"
is "$(grep -c '"wei"' out)" 0 "a place for Wei"
run 2 groups series --data "$data" --lessons 41
complains "--lessons is a number from 1 to 40"
run 3 groups series --data "$data" --absent nobody

# Two of one first name are told apart, and whoever reads of one reads one full stop.
cp -RL "$sample" alike
sed -e 's/^tomas,Tomás,Herrera/tomas,Amélie,Forster/' "$sample/students.csv" >alike/students.csv
echo 'apart,amelie;tomas,,yes,' >>alike/rules.csv
run 0 class import alike --data "$work/alike-data"
run 0 groups form --data "$work/alike-data" --scheme choice
says "No goal chosen: Amélie Fon., Amélie For., Aaliyah"
says "kept apart from Amélie For."
says_not ".."
run 0 groups series --data "$work/alike-data" --lessons 1
says "Amélie Fon."
says "Amélie For."
run 1 groups form --data "$work/alike-data" --lock amelie=Owls --lock tomas=Owls
says "your lock: Amélie For. in Owls"

# In a group of two there is one other.
tail -n +2 alike/students.csv | sed "s/,.*/,4.NF.A.2,50,$(date -u -d yesterday +%Y-%m-%d)/; 1i student,skill,value,taken_on" >half.csv
run 0 evidence import half.csv --data "$work/alike-data"
run 0 groups form --data "$work/alike-data" --days 1000 --skill 4.NF.A.2 --groups 12
says "right on 4.NF.A.2, about as the other one"
says_not "the 1 others"
