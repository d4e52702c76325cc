#!/bin/sh
# The log as lines: printed, continued, saved, loaded elsewhere and here, refused when damaged.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
import_sample
visit_of_amelie

run 0 events --json --data "$data"
cp out all
lines=$(wc -l <all)
[ "$lines" -ge 8 ] || fail "only $lines events"
for kind in plan_published visit_started goal_chosen help_asked ticket_submitted \
    reflection_submitted visit_ended; do
    is "$(grep -c "\"kind\":\"$kind\"" all)" 1 "$kind"
done
grep -vqE '^\{"log":"[0-9a-f]{32}","seq":[0-9]+,"station":"[^"]*","at":"[0-9T:.-]{23}Z","trusted":(true|false),"class":"(4b-math)?","student":"(amelie)?","kind":"[a-z_]+","version":1,"body":\{.*\},"order":[0-9]+,"mono":[0-9]+,"offset":0\}$' all &&
    fail "a line is not as waystation(1) says"

# A script goes on where it was.
run 0 events --json --since 3 --data "$data"
tail -n +4 all | cmp - out || fail "--since 3 does not go on after three lines"
run 0 events --json --since "$lines" --data "$data"
is "$(cat out)" ""
run 0 events --json --since 999999 --data "$data"
is "$(cat out)" ""

# Save; load here: nothing. Load into a fresh folder: everything, whatever comes first.
run 0 events save log.jsonl --data "$data"
cmp all log.jsonl || fail "saved lines differ from printed ones"
run 0 events load log.jsonl --data "$data"
says "0 event(s) taken, $lines already here."
says_not "differ"
run 0 mastery --json --data "$data"
cp out mastery.json
grep -q '"asked": 3' mastery.json || fail "three answers are no evidence"

run 0 events load log.jsonl --data "$work/other"
says "$lines event(s) taken, 0 already here."
run 0 events --json --data "$work/other"
cmp all out || fail "the log is another one elsewhere"
"$program" class import "$sample" --data "$work/other" >out 2>err || fail "class import"
run 0 mastery --json --data "$work/other"
cmp mastery.json out || fail "mastery is another one elsewhere, class after events"
"$program" class import "$sample" --data "$work/third" >out 2>err || fail "class import"
run 0 events load log.jsonl --data "$work/third"
run 0 mastery --json --data "$work/third"
cmp mastery.json out || fail "mastery is another one elsewhere, events after class"

# Unknown kinds and blank lines pass; the same number with other words is told.
sed -n 2p all | sed 's/"kind":"[a-z_]*"/"kind":"moon_landed"/; s/"body":.*,"order"/"body":{"who":["a",1.5,null]},"order"/; s/"seq":[0-9]*/"seq":4000000000/' >strange
{
    echo
    cat strange
} >strange.jsonl
run 0 events load strange.jsonl --data "$work/third"
says "1 event(s) taken"
run 0 events load strange.jsonl --data "$work/third"
says "0 event(s) taken, 1 already here."
run 0 events --json --data "$work/third"
grep -qxF "$(cat strange)" out || fail "an unknown kind did not pass through"
grep '"kind":"reflection_submitted"' all | sed 's/zyzzyva/horse/' >other.jsonl
run 0 events load other.jsonl --data "$work/third"
says "0 event(s) taken, 0 already here."
says "1 differ"

# A mark before the text, as some editors write it, is no part of it.
printf '\357\273\277' | cat - all >marked.jsonl
run 0 events load marked.jsonl --data "$work/third"
says "0 event(s) taken, $lines already here."

# Another class's events would be our students' of the same ids: none is taken, unless it is meant.
# What was before any class has none.
run 0 events --json --data "$work/third"
cp out before.jsonl
{
    sed -n 1p all | sed 's/"seq":[0-9]*/"seq":4000000001/; s/"class":"[^"]*"/"class":""/'
    sed -n 2p all | sed 's/"seq":[0-9]*/"seq":4000000002/; s/"class":"[^"]*"/"class":"4a-math"/'
} >foreign.jsonl
run 1 events load foreign.jsonl --data "$work/third"
complains "foreign.jsonl:2: this event is about the class 4a-math, and the class here is 4b-math"
complains "nothing was taken"
run 0 events --json --data "$work/third"
cmp before.jsonl out || fail "a refused file left an event"
run 0 events load foreign.jsonl --yes --data "$work/third"
says "2 event(s) taken"
sed -n 1p foreign.jsonl >classless.jsonl
"$program" class import "$sample" --data "$work/fifth" >out 2>err || fail "class import"
run 0 events load classless.jsonl --data "$work/fifth"
says "1 event(s) taken"

# A damaged file: named by line, and nothing of it is taken.
bad() { # WHAT SED-SCRIPT WORDS
    sed "$2" all >bad.jsonl
    cmp -s all bad.jsonl && fail "$1: the defect was not made"
    run 1 events load bad.jsonl --data "$work/fourth"
    complains "bad.jsonl:4"
    complains "$3"
    [ ! -e fourth ] || fail "$1: a data folder was made"
}
bad "no JSON" '4s/"seq"/seq/' "no JSON"
bad "cut off" '4s/"mono".*//' "no JSON"
bad "no object" '4s/.*/[1]/' "no JSON object"
bad "a short log" '4s/"log":"../"log":"/' '"log"'
bad "no hex" '4s/"log":"../"log":"zz/' '"log"'
bad "number 0" '4s/"seq":[0-9]*/"seq":0/' '"seq"'
bad "a number as text" '4s/"seq":\([0-9]*\)/"seq":"\1"/' '"seq"'
bad "no time" '4s/"at":"[^"]*"/"at":"yesterday"/' '"at"'
bad "no kind" '4s/"kind":"[a-z_]*",//' '"kind"'
bad "empty kind" '4s/"kind":"[a-z_]*"/"kind":""/' '"kind"'
bad "a body as text" '4s/"body":{.*},"order"/"body":"x","order"/' '"body"'
bad "trusted in words" '4s/"trusted":[a-z]*/"trusted":"yes"/' '"trusted"'
bad "a long student" "4s/\"student\":\"[a-z]*\"/\"student\":\"$(printf '%064d' 0)\"/" '"student"'
run 3 events load missing.jsonl --data "$work/fourth"
complains "missing.jsonl"
[ ! -e fourth ] || fail "a missing file made a data folder"
run 3 events save no/such/folder --data "$data"
complains "no/such/folder"

# mastery for one, in words and as a document.
run 0 mastery --student amelie --data "$data"
says "Amélie Fontaine (amelie)"
says "4.NF.A.2"
says "estimate 0."
says "2097-09-14  unsure"
says "2097-09-14  wrong   fractions-compare/2  3/7"
says_not "tomas"
run 0 mastery --student tomas --data "$data"
says "no evidence yet"
run 0 mastery --student amelie --json --data "$data"
is "$(grep -c '"id"' out)" 1
for key in students id skills skill level right asked days unsure by_teacher by_estimate estimate \
    evidence kind date about text score; do says "\"$key\""; done
is "$(grep -c '"kind": "ticket_submitted"' out)" 3
run 3 mastery --student nobody --data "$data"
complains '"nobody"'
