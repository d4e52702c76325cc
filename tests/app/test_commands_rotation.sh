#!/bin/sh
# rotation plan: a table, JSON, and a plan that cannot be.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
import_sample

run 0 rotation plan --data "$data"
says "Round     1                2                3                4"
says "Eagles    Reading Nook     Makers Table     With Ms. Rivera  Practice Pod"
is "$(wc -l <out)" 5 "a line for each group"
! grep -q ' $' out || fail "something trails"
cp out table
run 0 rotation plan --data "$data" --seed 1
cmp -s out table || fail "the same seed, another plan"

run 0 rotation plan --data "$data" --json
says '"possible": true'
says '"proven": true'
says '"kind": "group"'
is "$(grep -c '"rivera"' out)" 4 "each group meets the teacher once"

# Five rounds, four stations: why, and what the nearest plan gives up.
run 1 rotation plan --data "$data" --rounds 5
says "There is no such plan."
says "Eagles needs 5 stations, another one in each round, and only 4 hold so many students."
says "  Eagles visits no station twice"
says "The nearest plan gives up:"
says "  Bears visits a station again"
run 1 rotation plan --data "$data" --rounds 5 --json
says '"possible": false'
says '"once": 4'
says '"must": 0'

run 0 rotation plan --data "$data" --rounds 2 --must Eagles=pod --must Bears=rivera
grep '^Eagles' out | grep -qF 'Practice Pod' || fail "Eagles must visit the pod"
run 0 rotation plan --data "$data" --students --rounds 3
is "$(wc -l <out)" 25 "a line for each student"
run 0 rotation plan --data "$data" --students --teacher-first amelie --must amelie=nook --json
says '"kind": "student"'
# Two groups of six do not fit around a table of eight.
run 1 rotation plan --data "$data" --teacher-first Eagles --teacher-first Bears
says "  Eagles meets the teacher first"
says "  With Ms. Rivera holds 8 students (round 1)"

run 2 rotation plan --data "$data" --rounds 0
complains "--rounds"
run 2 rotation plan --data "$data" --rounds many
run 2 rotation plan --data "$data" --day 2026-02-30
complains "2026-02-30"
run 2 rotation plan --data "$data" --must Eagles
run 3 rotation plan --data "$data" --must Eagles=nowhere
complains "nowhere"
run 3 rotation plan --data "$data" --teacher-first Nobody
complains "Nobody"
run 2 rotation plan surplus
