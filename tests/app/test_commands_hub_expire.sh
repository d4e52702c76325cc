#!/bin/sh
# What a class keeps no longer goes from the board and then from the hub it runs, and a station that
# still has it differs in nothing. On a real cluster; skipped where PostgreSQL is not installed.
#
#   test_commands_hub_expire.sh PROGRAM ASSETS
set -eu
# shellcheck source=tests/app/as_owner.sh
. "$(dirname "$0")/as_owner.sh"
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
trap 'status=$?; "$program" hub stop --data "$data" >/dev/null 2>&1 || true; rm -rf "$work"
    exit $status' EXIT

# event SEQ DAYS: of a student, that many days ago, by a clock that was right.
event() {
    at=$(date -u -d "$2 days ago" +%FT%T)
    order=$(date -u -d "$2 days ago" +%s)000
    printf '{"log":"%032x","seq":%d,"station":"makers","at":"%s.000Z","trusted":true,' 77 "$1" "$at"
    printf '"class":"4b-math","student":"amelie","kind":"reflection_submitted","version":1,'
    printf '"body":{"feeling":3,"text":"geheimnis %d"},"order":%s,"mono":1,"offset":0}\n' "$1" "$order"
}
words() {
    psql -XAtd "$own" -c "SELECT string_agg(seq::text, ' ' ORDER BY seq) FROM waystation.event
        WHERE log = decode('$(printf %032x 77)', 'hex') AND strpos(body, 'geheimnis') > 0"
}
# board STEP…: with the clock of now.
board() {
    { echo "clock $(date -u +%FT%T)" && printf '%s\n' "$@"; } >board.steps
    "$program" board --headless --camera none --data "$data" --steps board.steps >out 2>err ||
        fail "board"
}

sed -i 's/^retention_days.*/retention_days = 60/' "$sample/class.ini"
import_sample
for days in 90 70 20 18 16 14 12 10 8 6; do
    seq=$((${seq:-0} + 1))
    event "$seq" "$days"
done >old.events
run 0 events load old.events --data "$data"
port=$((20000 + $$ % 12000))
run 0 hub init --port "$port" --data "$data"
socket=$(sed -n 5p "$data/hub/db/postmaster.pid")
own="host=$socket port=$port dbname=waystation"
board sync
is "$(words)" "1 2 3 4 5 6 7 8 9 10" "at the hub before"
board sync "advance 1300" sync
is "$(words)" "3 4 5 6 7 8 9 10" "at the hub, when the board looked through what it has"
"$program" doctor --data "$data" >out 2>err || true
says "2 event(s) removed"

# A station's copy of the rows comes again, by a board that had them on a stick.
run 0 events load old.events --data "$data"
board sync
is "$(words)" "3 4 5 6 7 8 9 10" "after the rows came again"
is "$(psql -XAtd "$own" -c 'SELECT count(*) FROM waystation.conflict')" 0 conflicts
"$program" doctor --data "$data" >out 2>err || true
says_not "differ"
