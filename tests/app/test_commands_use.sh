#!/bin/sh
# Every command: help, wrong use, no class yet, a busy data folder.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"

run 0 --help
grep -E '^  [a-z]' out | cut -c3-20 | sed 's/ *$//' >commands
is "$(wc -l <commands)" 56 "commands in the help"
while IFS= read -r command; do
    [ "$command" != board ] || continue # not part of this version
    # shellcheck disable=SC2086 # one or two words
    run 0 $command --help
    says "Usage: waystation $command"
    # shellcheck disable=SC2086
    run 2 $command --no-such-option
done <commands

run 2 no-such-command
run 2 class
# shellcheck disable=SC2016 # the sentence has these quotes
complains 'use `class check`, `class import`, `class export`'
for size in 320x240 799x480 800x479; do
    run 2 demo --size $size
    complains "too small for a child's fingers: write --size 800x480 or more"
done
run 2 demo --size wide
complains "is no size"
run 2 events
complains "--json"
run 2 events --json --since x
complains "--since"
run 2 events --json --since -1
run 2 events --json surplus
run 2 events save
run 2 events load one two
run 2 stick load
run 2 seal join
run 2 seal join 12ab
complains "64 hex digits"
run 2 mastery --student
run 2 export csv
run 2 badges print
complains "--output"
run 2 badges print --output a.pdf --paper a5
complains "a5"
run 2 badges print --output a.pdf --sheet 5
run 2 badges print --output a.pdf --sheet 10
run 2 badges png --output a.png
run 2 badges png --student amelie
run 2 badges png --student amelie --student wei --output a.png
complains "badges png: takes only one --student"
run 2 mastery --data one --data=two
complains "takes only one --data"
run 2 badges void
run 2 badges pictures
run 2 paper groups
run 2 paper family --output a.pdf
run 2 badges read
run 2 backup
run 2 restore
run 2 erase-student
run 2 doctor surplus
run 2 hub code
complains "--station"
run 2 hub join
run 2 hub remove
run 2 hub init --port 0
run 2 hub upstream
complains "--let-in"
run 2 hub upstream --stop --school Oak
run 2 hub upstream --let-in Oak
run 2 hub upstream host=x
complains "dbname"
run 2 hub forward surplus
run 2 demo --headless
run 3 demo --headless --steps no-such-file
complains "no-such-file"
run 2 demo --role dragon
complains "dragon"
[ ! -e a.pdf ] || fail "wrong use left a file"

# A picture that is not there is no picture without a code; a mark before the script is no step.
printf 'clock 2097-01-06T08:30:00\ncamera nope.png\n' >steps
run 1 demo --headless --steps steps
complains "steps:2: nope.png cannot be read: No such file"
printf '\357\273\277clock 2097-01-06T08:30:00\n' >steps
run 0 demo --headless --steps steps
# What cannot be read is no script, no setting and no PIN without lines.
mkdir folder
run 3 demo --headless --steps folder
complains "folder cannot be read: Is a directory"
import_sample
for command in 'device set --system system' "pin --data $data"; do
    status=0
    # shellcheck disable=SC2086 # words
    "$program" $command >out 2>err <folder || status=$?
    is "$status" 3 "$command from a folder"
    complains "cannot be read: Is a directory"
done
# shellcheck disable=SC2046 # words
run 2 device set --system system $(seq -f 'language=%g' 33)
seq -f 'language=%g' 33 >settings
status=0
"$program" device set --system system >out 2>err <settings || status=$?
is "$status" 1 "too many settings"
complains "more than 32 lines"

# No class yet: said, and no data folder is made by looking.
for command in mastery 'mastery --json' 'rotation plan' 'events --json' 'events save f' 'export csv f' \
    'backup f' 'badges pictures --output f' 'paper groups --output f' 'paper team --output f' \
    'class export f' 'erase-student amelie' 'hub init' 'hub code --station makers' 'hub start' \
    'hub stop' 'hub status' 'hub remove makers' 'hub forward --once' 'hub upstream --school Oak' pin; do
    # shellcheck disable=SC2086
    run 3 $command --data "$work/nothing"
    is "$(cat out)" "" "$command"
done
[ ! -e nothing ] || fail "looking made a data folder"
[ ! -e f ] || fail "a file of nothing"
for command in 'badges print --output f' 'badges png --student amelie --output f' \
    'badges void --student amelie' 'erase-student amelie --yes'; do
    # shellcheck disable=SC2086
    run 3 $command --data "$work/empty"
    complains "waystation class import"
done
[ ! -e f ] || fail "a file of nothing"

# A station has the data folder: every command says so and leaves it alone.
run 0 events save before --data "$data"
hold "$data"
for command in mastery 'events --json' 'events save f' 'events load before' 'export csv f' \
    'backup f' 'restore before' 'badges print --output f' 'badges pictures --output f' \
    'badges void --student amelie' 'erase-student amelie' 'erase-student amelie --yes' \
    'hub init' 'hub status' 'hub code --station makers' 'hub remove makers' pin \
    "class import $sample"; do
    # shellcheck disable=SC2086
    run 3 $command --data "$data"
    complains "in use"
done
[ ! -e f ] || fail "a busy data folder gave a file"
let_go
run 0 events save after --data "$data"
cmp before after || fail "a busy data folder was changed"

# Started as the settings say: what only the board shows, and what only a station shows.
started_as() {
    printf 'role = %s\n' "$1" >conf
    printf 'clock 2097-01-06T08:30:00\n%s\nrestart\n%s\n' "$2" "$2" >steps
    status=0
    WAYSTATION_CONFIG=$work/conf "$program" start --data "$data" --station makers --camera none --headless \
        --steps steps >out 2>err </dev/null || status=$?
    is "$status" 0 "waystation start with role = $1"
}
started_as board 'expect-not "Show your badge"'
started_as station 'expect "Show your badge"'
started_as solo 'expect "Show your badge"'
printf 'role = pirate\n' >conf
printf 'expect "Show your badge"\n' >steps
WAYSTATION_CONFIG=$work/conf "$program" start --data "$data" --station makers --headless --steps steps \
    >out 2>err </dev/null || fail "waystation start with a role that is none"

# A script that restarts goes on in its own data folder, whatever the installation says.
printf 'data = %s/others\n' "$work" >conf
printf 'restart\nexpect "Show your badge"\n' >steps
status=0
WAYSTATION_CONFIG=$work/conf "$program" station --data "$data" --station makers --headless \
    --steps steps >out 2>err </dev/null || status=$?
is "$status" 0 "a script that restarts"
[ ! -e others ] || fail "the restart took another data folder"
