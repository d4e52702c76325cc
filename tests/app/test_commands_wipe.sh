#!/bin/sh
# wipe: the year's end. Every file of the data folder is searched for what was planted; the class,
# badges, settings and the PIN stay.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
import_sample
visit_of_amelie
printf '246813\n' >pin_file
"$program" pin --data "$data" <pin_file >out 2>err || fail "pin"
run 0 badges png --student wei --output wei.png --data "$data"

# A draft that was never handed in, a backup, a printed sheet, something set aside, a plan before.
cat >draft.steps <<'STEPS'
clock 2097-09-16T09:00:00
badge amelie
tap "Let’s go"
tap "Reflect"
tap "I’ve got it"
type "quokkadraft"
STEPS
run 0 station --headless --steps draft.steps --data "$data"
run 0 backup made.db --data "$data"
run 0 restore made.db --data "$data"
mkdir -p "$data/prints" "$data/backups" "$data/clips/draft" "$data/set-aside/9"
echo wombatsheet >"$data/prints/a.pdf"
cp made.db "$data/backups/auto-000001-2097-09-15.db"
echo clipclip >"$data/clips/0123456789abcdef0123456789abcdef.ogg"
echo echidnaaside >"$data/set-aside/9/old.db"
planted() {
    for word in zyzzyva quokkadraft wombatsheet echidnaaside clipclip reflection_text; do
        ! grep -rqF -- "$word" "$data" || echo "$word"
    done
}
[ "$(planted | wc -l)" -ge 4 ] || fail "there is nothing to find: $(planted)"

is_whole() {
    "$program" doctor --data "$data" >out 2>err || true
    grep -q '^ok  *database' out || fail "the database"
}

# Said first, and nothing changes.
find "$data" -type f -exec cksum {} + | sort >before
run 1 wipe --data "$data"
says "It cannot be undone."
says "the same command with --yes"
says_not "waystation wipe --yes" # without --data it would be another folder
asked=$(sed -n 's/.*: \([0-9]*\) event(s) with visits.*/\1/p' out)
empty() { "$program" events --json --data "$data" 2>/dev/null | grep -c '"body":null' || true; }
before_wipe=$(empty)
find "$data" -type f ! -name 'head.*' -exec cksum {} + | sort >after
grep -v head before | cmp - after || fail "asking changed something"

hold "$data"
run 3 wipe --yes --data "$data"
let_go
run 0 wipe --yes --data "$data"
says "The class is as at its beginning."
says "$asked event(s) are removed"
is "$(($(empty) - before_wipe))" "$asked" "events that were to be removed"
is "$(planted)" "" "words that are still there"
is "$(find "$data/backups" "$data/prints" "$data/clips" "$data/set-aside" -type f | wc -l)" 0 "files"

# What is left is whole, holds no student's doing, and is a class that goes on.
is_whole
"$program" events --json --data "$data" >log_file 2>err || fail "events"
! grep -E '"kind":"(visit|ticket|reflection|goal|groups|rotation|kudos|help|mastery)' log_file |
    grep -qv '"student":"",.*"body":null' || fail "events of the year are still there"
grep -q '"kind":"badge_issued"' log_file || fail "no badge is left"
run 0 class export exported --data "$data"
grep -q '^amelie,' exported/students.csv || fail "the class is not there"
cat >again.steps <<'STEPS'
clock 2097-09-20T09:00:00
badge amelie
tap "Let’s go"
expect-not "quokkadraft"
STEPS
run 0 station --headless --steps again.steps --data "$data"
run 0 wipe --yes --data "$data"
is_whole

# Somebody who has left goes whole, badge and all.
sed -i '/^wei,/d' "$sample/students.csv"
sed -i '/wei/d' "$sample/rules.csv"
sed -i 's/;wei//' "$sample/groups.csv"
import_sample
gone=$("$program" events --json --data "$data" | grep -c '"student":"wei"')
run 1 wipe --data "$data"
says ": $gone event(s) with visits"
run 0 wipe --yes --data "$data"
says "$gone event(s) are removed"
"$program" events --json --data "$data" >log_file 2>err || fail "events"
! grep -q '"student":"wei"' log_file || fail "who left is still named"

# The next year's children, in a copy of this year's folder: a wipe leaves badges and pictures.
cp -R "$sample" next
awk -F, -v OFS=, 'NR > 1 { $2 = "New" NR; $3 = "Child" NR; $4 = "" } 1' "$sample/students.csv" >next/students.csv
run 0 badges print --output badges.pdf --data "$data"
run 1 class import next --data "$data"
complains "Another name for the same id: 23. New2,"
! grep -q "waystation wipe" err || fail "to wipe again is no help"

# The next year's class, with ids of this one: nobody is sent to wipe again, but badges are left.
sed -i 's/^id *=.*/id = class-5b/' "$sample/class.ini"
status=0
"$program" class import "$sample" --data "$data" >out 2>err || status=$?
[ "$status" != 0 ] || fail "another class was taken without a word"
complains "take over badges and secret pictures"
complains "say --yes"
! grep -q "waystation wipe" err || fail "to wipe again is no help"
run 0 class import "$sample" --yes --data "$data"
