#!/bin/sh
# evidence import: whole files or nothing, every problem at its place, twice adds nothing.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
import_sample

# By id and by name; percent, parts, commas; any column order.
cat >unit-3.csv <<'CSV'
taken_on;skill;student;value
2026-09-01;4.NF.A.1;amelie;100
2026-09-01;4.NF.A.1;tomás herrera;87,5 %
2026-09-02;4.NF.A.1;Brooks, Aaliyah;3/8
2026-09-02;4.NF.A.2;priya;0
CSV
run 0 evidence import unit-3.csv --dry-run --data "$data"
says 'Would be taken from "unit-3": 4 results; 0 are there already.'
run 0 events --json --data "$data"
says_not evidence_imported
run 0 evidence import unit-3.csv --data "$data"
says 'Taken from "unit-3": 4 results; 0 were there already.'
run 0 events --json --data "$data"
for value in 1 0.875 0.375 0; do
    grep -F evidence_imported out | grep -qF "\"value\":$value," || fail "no value $value"
done
run 0 mastery --student amelie --data "$data"
says "4.NF.A.1"
run 0 mastery --student tomas --student aaliyah --student priya --data "$data"
for percent in 87% 37% 0%; do
    grep -qE " +2026-09-0[12]  $percent +unit-3\$" out || fail "$percent is called something else"
done
before=$("$program" events --json --data "$data" | wc -l)

# Twice adds nothing; what was added to the file is taken; another source is another result.
run 0 evidence import unit-3.csv --data "$data"
says 'Taken from "unit-3": 0 results; 4 were there already.'
is "$("$program" events --json --data "$data" | wc -l)" "$before" "events after the second time"
printf '2026-09-03;4.NF.A.1;wei;90\n' >>unit-3.csv
run 0 evidence import unit-3.csv --data "$data"
says 'Taken from "unit-3": 1 result; 4 were there already.'
run 0 evidence import unit-3.csv --source "District test" --dry-run --data "$data"
says 'Would be taken from "District test": 5 results; 0 are there already.'

# Another value of the same day is said: both count.
sed 's/amelie;100/amelie;70/' unit-3.csv >other.csv
run 0 evidence import other.csv --source unit-3 --dry-run --data "$data"
says 'other.csv:2:'
says 'another result of this day, from the same source, is there already: 100%; both count'
says '1 result; 4 are there already'

# Problems: all of them, at their places, and nothing is taken.
cat >wrong.csv <<'CSV'
student,skill,value,taken_on
nobody,4.NF.A.1,80,2026-09-01
amelie,4.NF.A.9,80,2026-09-01
amelie,4.NF.A.1,101,2026-09-01
amelie,4.NF.A.1,9/8,2026-09-01
amelie,4.NF.A.1,good,2026-09-01
amelie,4.NF.A.1,80,1/9/2026
amelie,4.NF.A.1,80,2999-01-01
amelie,4.NF.A.1,,2026-09-01
wei,4.NF.A.1,80,2026-09-01
wei,4.NF.A.1,80 %,2026-09-01
CSV
run 1 evidence import wrong.csv --data "$data"
says 'wrong.csv:2:1: there is no student "nobody" in 4B Math: write an id of students.csv'
says 'wrong.csv:3:8: there is no skill "4.NF.A.9" in 4B Math: '
says 'wrong.csv:4:17: the value "101" is no result: write a number from 0 to 100'
says 'wrong.csv:5:17: the value "9/8" is no result'
says 'wrong.csv:6:17: the value "good" is no result'
says 'wrong.csv:7:20: the date "1/9/2026" cannot be read'
says 'wrong.csv:8:20: the date "2999-01-01" is still to come'
says 'wrong.csv:9:17: '
says 'wrong.csv:11:1: this row says the same as line 10: take one of the two rows out'
complains 'wrong.csv has 9 error(s): nothing was taken'
is "$("$program" events --json --data "$data" | wc -l)" "$((before + 1))" "events after a wrong file"

# Parts of one, where percents are wanted: asked about.
printf 'student,skill,value,taken_on\nwei,4.NF.A.1,0.9,2026-09-01\nmei,4.NF.A.1,1,2026-09-01\n' >parts.csv
"$program" class import "$sample" --data "$work/parts-data" >out 2>err || fail "class import"
run 0 evidence import parts.csv --source parts --data "$work/parts-data"
says 'parts.csv:2:14: warning: values are percents, and none here is above 1: write 90 for nine of ten'
printf 'student,skill,value,taken_on\nwei,4.NF.A.1,0.9,2026-09-01\nmei,4.NF.A.1,9/10,2026-09-01\n' >mixed.csv
run 0 evidence import mixed.csv --source parts --data "$work/parts-data"
says_not "values are percents"
printf 'student,skill,value,taken_on\nwei,4.NF.A.1,0,2026-09-02\n' >none.csv
run 0 evidence import none.csv --source parts --data "$work/parts-data"
says_not "values are percents"

# Two of one name: the id is needed.
cp -R "$sample" twins
printf 'amelie2,Amélie,Fontaine,,,,,\n' >>twins/students.csv
run 0 class import twins --data "$data"
printf 'student,skill,value,taken_on\nAmélie Fontaine,4.NF.A.1,80,2026-09-04\n' >twin.csv
run 1 evidence import twin.csv --data "$data"
says 'twin.csv:2:1: several students are called "Amélie Fontaine": write the id, as in students.csv'

# Wrong use, and files that cannot be read.
run 3 evidence import missing.csv --data "$data"
run 2 evidence import unit-3.csv --source "" --data "$data"
printf 'student,skill\n' >columns.csv
run 1 evidence import columns.csv --data "$data"
says '"value"'
: >empty.csv
run 1 evidence import empty.csv --data "$data"
{
    echo student,skill,value,taken_on
    seq 1 1001 | sed 's/.*/wei,4.NF.A.1,&\/1001,2026-09-01/'
} >many.csv
run 1 evidence import many.csv --data "$data"
says 'there are more than 1000 results: put the rest into a file of its own'
