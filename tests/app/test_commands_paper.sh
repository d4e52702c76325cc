#!/bin/sh
# paper groups, substitute, family, team.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
import_sample
visit_of_amelie
day="--day 2097-09-15"

# shellcheck disable=SC2086 # words
sheet() { # KIND FILE OPTION…
    kind=$1 file=$2
    shift 2
    run 0 paper "$kind" --output "$file" $day --data "$data" "$@"
    says "$file: "
    head -c 5 "$file" | grep -q '%PDF-' || fail "$file is no PDF"
}

# The same class is the same bytes; what is there is not written over.
sheet groups groups.pdf
sheet groups again.pdf
cmp groups.pdf again.pdf || fail "the same groups, other bytes"
sheet groups letter.pdf --paper letter
! cmp -s groups.pdf letter.pdf || fail "Letter is A4"

# What class.ini says is the paper of every sheet that is not told otherwise.
cp -R "$sample" us
sed -i 's/^paper = a4$/paper = letter/' us/class.ini
run 0 class import us --data "$data"
says "Taken"
sheet groups us.pdf
cmp us.pdf letter.pdf || fail "the paper of the class is not Letter"
sheet groups told.pdf --paper a4
cmp told.pdf groups.pdf || fail "--paper a4 is not A4"
run 0 badges pictures --output pictures.pdf --data "$data"
pdfinfo pictures.pdf >out
says "612 x 792"
run 0 badges print --student wei --output wei.pdf --data "$data"
pdfinfo wei.pdf >out
says "612 x 792"
run 0 class export exported --data "$data"
grep -qx 'paper = letter' exported/class.ini || fail "the paper is not exported"
run 0 class import "$sample" --data "$data"

# shellcheck disable=SC2086
run 3 paper groups --output groups.pdf $day --data "$data"
complains "already"
cmp groups.pdf again.pdf || fail "the file was written over"
sheet substitute substitute.pdf
sheet team team.pdf
sheet team one.pdf --skill 4.NF.A.2
sheet family family.pdf --student amelie

# A day without --day is the next day of lessons.
run 0 paper groups --output next.pdf --data "$data"

# Wrong use, and what cannot be: no file is left.
run 2 paper groups --data "$data"
run 2 paper groups --output no.pdf --paper a5 --data "$data"
run 2 paper groups --output no.pdf --day tomorrow --data "$data"
run 2 paper family --output no.pdf --data "$data"
run 3 paper family --student nobody --output no.pdf --data "$data"
complains "nobody"
run 3 paper team --skill 9.ZZ --output no.pdf --data "$data"
run 3 paper groups --output nowhere/no.pdf --data "$data"
run 3 paper groups --output no.pdf --data "$work/none"
[ ! -e no.pdf ] || fail "a refused sheet left a file"

# Nothing is recorded.
run 0 events --json --data "$data"
cp out before
sheet family third.pdf --student amelie
run 0 events --json --data "$data"
cmp before out || fail "printing left an event"

if ! command -v pdftotext >/dev/null; then
    echo "What is on the pages is not checked: there is no pdftotext (poppler-utils)."
    exit 0
fi
on() { pdftotext -raw "$1" - | grep -qF -- "$2" || fail "\"$2\" is not in $1"; }
not_on() { ! pdftotext -raw "$1" - | grep -qF -- "$2" || fail "\"$2\" is in $1"; }

on groups.pdf "Dolphins"
on groups.pdf "Nguyệt"
on groups.pdf "Reading Nook"
not_on groups.pdf "4.NF"
not_on groups.pdf "Fontaine"
on substitute.pdf "not for the wall"
on substitute.pdf "Wei Zhang, Luis Ortega"
not_on substitute.pdf "Great friends"
on team.pdf "Getting there (1): Amélie Fontaine"
on family.pdf "What Amélie is learning"
on family.pdf "I need it for a project"
on family.pdf "=SUM(1) zyzzyva"
for name in $(tail -n +2 "$sample/students.csv" | cut -d, -f2 | grep -v Amélie); do
    not_on family.pdf "$name"
done
not_on family.pdf "%"

# In the student's language; else in the class's.
sheet family hugo.pdf --student hugo
on hugo.pdf "Ce qu’apprend Hugo"
sed -i 's/^language = .*/language = es/' "$sample/class.ini"
run 0 class import "$sample" --data "$data"
sheet groups es.pdf
on es.pdf "Nuestros grupos"
run 0 badges print --output badges.pdf --data "$data"
on badges.pdf "Credenciales"

# What to do when something does not work: in the class's language, or another, with a class or none.
run 0 paper trouble --output trouble.pdf --data "$data"
says "trouble.pdf: "
run 0 paper trouble --output none.pdf --data "$work/nothing"
[ ! -e nothing ] || fail "a sheet made a data folder"
for language in es fr ar; do
    run 0 paper trouble --output "trouble-$language.pdf" --language "$language"
    pdfinfo "trouble-$language.pdf" | grep -qx 'Pages: *1' || fail "$language is more than a page"
done
run 3 paper trouble --output trouble.pdf --data "$data"
complains "already"
run 2 paper trouble --data "$data"
