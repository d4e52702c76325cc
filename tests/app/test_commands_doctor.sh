#!/bin/sh
# doctor: a line each, in plain words, and nothing changes.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"

doctor() {
    status=0
    "$program" doctor --data "$1" >out 2>err </dev/null || status=$?
    for what in display fonts camera scanner sound speech "disk space" "disk health" clock \
        database; do
        grep -qE "^(ok|note|missing) +$what +[^ ]" out || fail "nothing is said about $what"
    done
    ! grep -qvE '^(ok|note|missing) +[a-z]' out || fail "a line has no mark"
    if grep -q '^missing' out; then is "$status" 1; else is "$status" 0; fi
}

doctor "$work/no/data/yet"
[ ! -e no ] || fail "doctor made a folder"
says "none yet"
grep -qE '^ok +disk health +.*read back' out || fail "the disk was not tried"

import_sample
find "$data" -type f -exec cksum {} + | sort >before
doctor "$data"
find "$data" -type f -exec cksum {} + | sort >after
cmp before after || fail "doctor changed the data folder"
grep -qE '^ok +database +4B Math, 24 student' out || fail "the class is not told"
grep -qE '^note +backup +none by itself' out || fail "it is not told that there is no backup"
grep -qE '^note +retention .*kept 365 days.*nothing was removed yet' out ||
    fail "retention is not told"

# A station nobody is at makes one.
cat >idle.steps <<'STEPS'
clock 2097-09-14T09:03:18
advance 29
STEPS
steps idle.steps makers
[ ! -e "$data/backups" ] || fail "there is a backup although somebody was just here"
printf 'advance %d\n' 40 1 1 1 1 1 1 >>idle.steps # a slice each
steps idle.steps makers
[ -s "$data/backups/auto-000001-2097-09-14.db" ] || fail "there is no automatic backup"
doctor "$data"
grep -qE "^ok +backup +1 automatic, the newest of 2097-09-14; one elsewhere: \`waystation backup" out ||
    fail "the backup is not told"

# On a machine that starts from a card nobody has a shell: pages instead of commands.
mkdir -p machine/told
cat >machine/device.json <<JSON
{"hostname":"ws-4f2a","version":"1.4.0","slot":"A","problems":[$(for line in 1 2 3 4 5 6 7; do
    [ "$line" = 1 ] || echo ,
    echo "{\"code\":\"D03\",\"file\":\"waystation.ini\",\"line\":$line}"
done)]}
JSON
"$program" station --headless --camera none --data "$work/new" --steps /dev/null >out 2>err ||
    fail "a station without a class"
for of in data new; do
    WAYSTATION_DEVICE=$work/machine doctor "$work/$of"
    says_not "\`"
    says "and 1 more (Care, Report on a stick)"
    cat out >>on_card
done
for page in "one on a stick: Care, Backup" "without a class: the first screens of this machine ask"; do
    grep -qF "$page" on_card || fail "\"$page\" is not said"
done
doctor "$work/new"
says "take one with \`waystation class import FOLDER\`"

# So does a board, also in a round.
rm -r "$data/backups"
"$program" board --headless --camera none --data "$data" --steps idle.steps >out 2>err ||
    fail "the steps of a board"
[ -s "$data/backups/auto-000001-2097-09-14.db" ] || fail "a board makes no backup"

hold "$data"
doctor "$data"
grep -qE '^ok +database +.*running' out || fail "a running station is not told"
let_go

# A damaged database is missing, in words.
dd if=/dev/urandom of="$data/waystation.db" bs=4096 seek=3 count=8 conv=notrunc 2>noise
doctor "$data"
grep -qE '^missing +database' out || fail "damage is not told"
is "$status" 1

# A file where the data folder should be.
echo x >file
doctor "$work/file"
