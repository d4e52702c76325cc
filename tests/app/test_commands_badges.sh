#!/bin/sh
# Badges: printed, read back from the paper, taken at the station, void.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
import_sample

# The whole class, then only new ones.
run 0 badges print --output all.pdf --data "$data"
says "all.pdf: 24 badges."
head -c 5 all.pdf | grep -q '%PDF-' || fail "no PDF"
run 0 badges print --new-only --output none.pdf --data "$data"
says "Nothing to print"
[ ! -e none.pdf ] || fail "a sheet without badges"
run 0 badges void --student wei --data "$data"
run 1 badges void --student wei --data "$data"
run 0 badges print --new-only --output new.pdf --data "$data"
says "new.pdf: 1 badge."
says "There was none before"

# An uncut sheet: every badge on it.
pdftoppm -r 150 -gray all.pdf all
run 0 badges read all*.pgm
is "$(sort -u out | grep -c '^WS1')" 24 "badges on the sheets"
is "$(wc -l <out)" 24 "lines of the sheets"

# Whose badge is meant must be clear: the teacher's is not void by mistake.
run 0 badges print --teacher --output teacher.pdf --data "$data"
run 2 badges void --student wei --teacher --data "$data"
complains "one or the other"
run 2 badges print --student wei --teacher --output both.pdf --data "$data"
[ ! -e both.pdf ] || fail "a sheet of a refused command"
run 0 badges void --teacher --data "$data"

# From paper to payload.
run 0 badges print --student amelie --student amelie --paper letter --sheet 2 \
    --output sheet.pdf --data "$data"
says "sheet.pdf: 1 badge. 1 older badge is void now."
pdftoppm -r 200 -gray sheet.pdf sheet
run 0 badges read sheet*.pgm
old=$(cat out)
is "${#old}" 20 "a payload"

# The picture's payload is the badge that counts; the one on paper is void.
run 0 badges png --student amelie --output amelie.png --data "$data"
run 0 badges read amelie.png
new=$(cat out)
case $new in
WS1*) ;;
*) fail "$new is no payload" ;;
esac
[ "$new" != "$old" ] || fail "the same badge again"
cat >scan.steps <<STEPS
clock 2097-09-14T09:03:18
scan $old
expect-not "Amélie!"
advance 10
scan $new
expect "Welcome, Amélie!"
STEPS
steps scan.steps makers
run 0 events --json --data "$data"
is "$(grep -c '"kind":"visit_started"' out)" 1
grep '"kind":"visit_started"' out | grep -q '"student":"amelie".*"how":"scanner"' ||
    fail "amelie did not check in with the scanner"
# The payload itself is nowhere: the log holds a keyed hash.
! grep -qF "$new" out || fail "a payload is in the log"
! grep -rqaF "$new" "$data" || fail "a payload is in the data folder"

# One void badge: refused at the station.
run 0 badges void --student amelie --data "$data"
cat >void.steps <<STEPS
clock 2097-09-14T09:30:00
scan $new
expect-not "Welcome"
STEPS
steps void.steps makers

# Reading: some with, some without, some not at all.
printf 'P5\n64 64\n255\n' >grey.pgm
head -c 4096 /dev/zero >>grey.pgm
run 1 badges read grey.pgm
complains "grey.pgm"
cp amelie.png again.png
"$program" badges read grey.pgm again.png amelie.png >out 2>err || fail "one of three has no code"
is "$(cat out)" "$new
$new"
run 3 badges read missing.png
complains "missing.png"
run 3 badges read "$sample/students.csv"
run 3 badges read missing.png amelie.png
is "$(cat out)" "$new" "the readable one is read all the same"

# Nothing is issued when the paper cannot be written, or whom it is for is not known.
run 3 events save all.pdf --data "$data"
complains "no saved log"
run 1 restore all.pdf --data "$data"
complains "is no backup of Waystation"
run 0 events save before --data "$data"
run 3 badges print --output no/such/folder.pdf --data "$data"
complains "no/such/folder.pdf"
run 3 badges print --output all.pdf --data "$data"
complains "already"
run 3 badges print --student nobody --student amelie --output x.pdf --data "$data"
complains '"nobody"'
run 3 badges png --student nobody --output x.png --data "$data"
run 3 badges png --student amelie --output all.pdf --data "$data"
run 3 badges void --student nobody --data "$data"
complains "the ids are in students.csv"
[ ! -e x.pdf ] || fail "a badge of nobody"
[ ! -e x.png ] || fail "a badge of nobody"
run 0 events save after --data "$data"
cmp before after || fail "badges were issued all the same"

run 0 badges pictures --output pictures.pdf --paper letter --data "$data"
pdftotext pictures.pdf - | grep -q "Amélie" || fail "Amélie is not in the list of pictures"
[ "$(stat -c %a pictures.pdf)" = 600 ] || fail "others may read the pictures"
