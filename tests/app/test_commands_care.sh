#!/bin/sh
# backup, restore, erase-student.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
import_sample
run 0 badges png --student amelie --output amelie.png --data "$data"
run 0 badges read amelie.png
badge=$(cat out)
visit_of_amelie
run 0 events save log.jsonl --data "$data"

# Back up, lose everything, restore: the same log, and badges still work.
run 0 backup copy --data "$data"
is "$(head -c 15 copy)" "SQLite format 3"
run 3 backup copy --data "$data"
complains "already"
is "$(stat -c %a copy)" 600 "who may read a backup"
run 3 backup no/such/folder/copy --data "$data"
complains "there is no folder no/such/folder: make it first"
[ ! -e no ] || fail "a folder was made"
mkdir folder
run 3 restore folder --data "$data"
complains "folder is a folder: name the backup file in it"

# What is no data folder, or a damaged one, is named, and what to do about it.
run 3 mastery --data copy
complains "copy cannot be the data folder"
run 3 class import "$sample" --data copy/inside
complains "copy/inside cannot be the data folder"
mkdir damaged
head -c 5000 /dev/zero | tr '\0' x >damaged/waystation.db
run 3 mastery --data damaged
complains "the database in damaged is damaged: start the station"
rm -r "$data"
run 0 restore copy --data "$data"
run 0 events save restored.jsonl --data "$data"
cmp log.jsonl restored.jsonl || fail "the restored log is another one"
cat >again.steps <<STEPS
clock 2097-09-15T09:03:18
scan $badge
expect "Welcome, Amélie!"
STEPS
steps again.steps makers

# What came after the backup goes with a restore; it is set aside.
run 0 restore copy --data "$data"
run 0 events save restored.jsonl --data "$data"
cmp log.jsonl restored.jsonl || fail "the restored log is another one"
[ -n "$(find "$data/set-aside" -type f)" ] || fail "nothing was set aside"
run 1 restore amelie.png --data "$data"
complains "amelie.png"
head -c 20000 copy >half
status=0
"$program" restore half --data "$data" >out 2>err || status=$?
[ "$status" = 1 ] || [ "$status" = 3 ] || fail "half a backup was restored"
run 3 restore missing --data "$data"
run 0 events save restored.jsonl --data "$data"
cmp log.jsonl restored.jsonl || fail "a refused restore changed something"

# Erasing: told first, and nothing changes.
run 1 erase-student amelie --data "$data"
says "cannot be undone"
says "the same command with --yes"
says_not "waystation erase-student" # without --data it would be another folder
run 0 events save same.jsonl --data "$data"
cmp log.jsonl same.jsonl || fail "explaining changed something"
run 3 erase-student nobody --data "$data"
complains '"nobody"'
run 3 erase-student nobody --yes --data "$data"
run 0 events save same.jsonl --data "$data"
cmp log.jsonl same.jsonl || fail "erasing nobody changed something"

# Before: these words are in the files, so looking for them means something.
in_files() { cat "$data"/waystation.db* | grep -aqF -- "$1"; }
rm -r "$data/set-aside"
for words in Fontaine "baking pizza" zyzzyva "project"; do
    in_files "$words" || fail "\"$words\" is not in the files, the test is blind"
done
mkdir -p "$data/prints"
echo "her badge" >"$data/prints/badges-2097-09-14.pdf"
run 0 erase-student amelie --yes --data "$data"
says "set-aside"
[ ! -e "$data/prints/badges-2097-09-14.pdf" ] || fail "a printed sheet with her name is still there"
for words in Fontaine Amélie "baking pizza" zyzzyva "need it for a project"; do
    ! in_files "$words" || fail "\"$words\" is still in the files"
done
run 0 events --json --data "$data"
is "$(grep -c amelie out)" 1 "lines that name her"
grep amelie out | grep -q '"kind":"student_erased"' || fail "her name stands elsewhere than in the mark"
says '"body":null'
cp out erased.jsonl
run 0 events load erased.jsonl --data "$work/elsewhere"
run 0 events --json --data "$work/elsewhere"
cmp erased.jsonl out || fail "an erased log is another one elsewhere"
# The mark removes her where her events came first.
run 0 events load log.jsonl --data "$work/station"
run 0 events load erased.jsonl --data "$work/station"
says_not "differ"
cat "$work"/station/waystation.db* >bytes
! grep -aqE 'zyzzyva|need it for a project' bytes || fail "the mark did not remove her elsewhere"
run 0 class export folder --data "$data"
! grep -rqE 'amelie|Amélie' folder || fail "she is still in the class folder"
run 0 class check folder
run 3 mastery --student amelie --data "$data"
complains 'the student "amelie" was erased, and the id stays closed: another child needs another id'
# Her id is shut for ever, also when no plan of this state had it.
awk -F, -v OFS=, '$1 == "amelie" { $2 = "Ida"; $3 = "Berg" } 1' "$sample/students.csv" >folder/students.csv
cp -R "$data" "$work/shut"
run 0 wipe --yes --data "$work/shut"
for at in "$data" "$work/shut"; do
    run 0 class import folder --data "$at"
    says "students.csv: Ids of students who were erased: 1. Ida (amelie) would be left out of the class. Give them other"
    says "Taken: 4B Math, 23 students."
    run 0 class import folder --data "$at"
    says "Ida (amelie) would be left out of the class."
    says "4B Math, 23 students: this plan is already in place."
    run 3 mastery --student amelie --data "$at"
    complains 'the student "amelie" was erased'
done
sed -i '/^amelie,/d' folder/students.csv
run 0 class import folder --data "$data"
run 0 erase-student amelie --yes --data "$data"
says "already"
run 0 export csv tables --data "$data"
! grep -rqE 'amelie|Amélie|zyzzyva' tables || fail "she is still in the tables"
cat >gone.steps <<STEPS
clock 2097-09-16T09:03:18
expect-not "Amélie"
scan $badge
expect-not "Welcome, "
STEPS
steps gone.steps makers

# She does not come back: not with her events, not with a backup, not with the old class folder.
run 0 events load log.jsonl --data "$data"
run 0 restore copy --data "$data"
! in_files zyzzyva || fail "the backup brought her words back"
"$program" class import "$sample" --data "$data" >out 2>err || fail "class import"
run 3 mastery --student amelie --data "$data"
complains 'the student "amelie" was erased, and the id stays closed: another child needs another id'
run 0 erase-student amelie --yes --data "$data"
rm -rf "$data/set-aside"
! in_files Fontaine || fail "importing and erasing again left her name"

# What a restore took away comes back with the saved events, and the next start finds it sound.
"$program" class import "$sample" --data "$work/undone" >out 2>err || fail "class import"
run 0 backup before --data "$work/undone"
run 0 erase-student amelie --yes --data "$work/undone"
run 0 events save after.jsonl --data "$work/undone"
run 0 restore before --data "$work/undone"
run 0 events load after.jsonl --data "$work/undone"
run 0 events load after.jsonl --data "$work/undone"
says "0 event(s) taken"

# Somebody who left the class before is known to the log alone.
"$program" class import "$sample" --data "$work/left" >out 2>err || fail "class import"
run 0 events load log.jsonl --data "$work/left"
cp -r "$sample" smaller
sed -i '/^amelie,/d' smaller/students.csv
sed -i 's/amelie;//' smaller/groups.csv smaller/rules.csv
"$program" class import smaller --data "$work/left" >out 2>err || fail "class import"
data=$work/left
in_files zyzzyva || fail "the test is blind"
run 0 erase-student amelie --yes --data "$data"
! in_files zyzzyva || fail "words of somebody who had left are still there"

# Groups and rules that were about one student go with them; the rest is still a class.
mkdir tiny
printf 'id,first_name\na,Ann\nb,Bob\nc,Cy\n' >tiny/students.csv
printf 'group,students\nG1,a\nG2,b;c\n' >tiny/groups.csv
printf 'rule,students,group,note\napart,a;b,,Ann hits Bob\nlock,a,G1,x\nnot_alone,a;c,,Ann\ntogether,b;c,,fine\n' \
    >tiny/rules.csv
data=$work/small
"$program" class import tiny --data "$data" >out 2>err || fail "class import"
run 0 erase-student a --yes --data "$data"
run 0 class export rest --data "$data"
run 0 class check rest
! grep -rq Ann rest || fail "a note still names Ann"
is "$(sed '1s/^\xEF\xBB\xBF//' rest/rules.csv)" "rule,students,group,hard,note
not_alone,c,,yes,
together,\"b;c\",,yes,fine"
run 0 erase-student b --yes --data "$data"
run 3 erase-student c --yes --data "$data"
complains "data folder"
run 0 mastery --data "$data"
says "Cy (c)"
