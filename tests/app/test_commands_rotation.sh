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

# A timetable that takes longer to decide than there is time: said, and no plan is printed, for it
# would not be known to be the best there is.
hard=$work/hard
mkdir "$hard"
sed 's/^rounds = .*/rounds = 8/; s/^start = .*/start = 08:00/' "$sample/class.ini" >"$hard/class.ini"
{
    echo "id,name,kind,capacity,open_rounds"
    echo "p0,P0,teacher,4,2;4"
    echo "p1,P1,independent,,"
    echo "p2,P2,independent,4,"
    echo "p3,P3,independent,4,1;2;4;7"
    for i in 4 5 6 7 8; do echo "p$i,P$i,independent,4,"; done
    echo "p9,P9,independent,4,1;3;4;6;7;8"
} >"$hard/stations.csv"
{
    echo "group,students,first_station"
    n=0
    group=0
    for size in 2 2 3 3 3 4 2 2 4 4 2 3; do
        list=
        for _ in $(seq "$size"); do
            n=$((n + 1))
            list="$list${list:+;}s$n"
        done
        first=
        [ "$group" != 5 ] || first=p7
        [ "$group" != 9 ] || first=p1
        echo "G$group,$list,$first"
        group=$((group + 1))
    done
} >"$hard/groups.csv"
{
    echo "id,first_name,settings"
    for n in $(seq 34); do
        settings=
        case $n in 8 | 11) settings=extra_time ;; esac
        echo "s$n,Child $n,$settings"
    done
} >"$hard/students.csv"
run 0 class import "$hard" --data "$work/hard-data"
run 3 rotation plan --data "$work/hard-data" --two-rounds p1 --two-rounds p4 --two-rounds p5 --seconds 0
complains "could not decide in 0 seconds"
complains "--seed"
complains "--seconds"
is "$(wc -c <out)" 0 "nothing is printed"
run 3 rotation plan --data "$work/hard-data" --two-rounds p1 --two-rounds p4 --two-rounds p5 --seconds 0 --json
is "$(wc -c <out)" 0 "no document either"
run 2 rotation plan --data "$data" --seconds -1
run 2 rotation plan --data "$data" --seconds soon
complains "--seconds"
# What is seen at once needs no time.
run 0 rotation plan --data "$data" --seconds 0
run 1 rotation plan --data "$data" --rounds 5 --seconds 0
says "There is no such plan."
