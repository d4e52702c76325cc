#!/bin/sh
# What a command tells and cannot write, to a full disk for example, is no answer: status 3, and why.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"

# full ARGUMENT…: the same where it can be written says something and is done.
full() {
    status=0
    "$program" "$@" >/dev/full 2>err </dev/null || status=$?
    : >out
    is "$status" 3 "waystation $* >/dev/full"
    is "$(wc -l <err)" 1 "lines of reasons of waystation $*"
    complains "could not be written"
}
tells() {
    run 0 "$@" --data "$data"
    [ -s out ] || fail "waystation $*: nothing is told, so nothing is tested"
    full "$@" --data "$data"
}

full --help
full --version
"$program" --help | grep -E '^  [a-z]' | cut -c3-20 | sed 's/ *$//' >commands
while IFS= read -r command; do
    # shellcheck disable=SC2086 # one or two words
    full $command --help
done <commands

import_sample
visit_of_amelie
tells class check "$sample"
tells groups form --seed 1
tells groups form --seed 1 --json
tells groups series --lessons 1
tells groups series --lessons 1 --json
tells rotation plan
tells rotation plan --json
tells mastery
tells mastery --json
tells events --json
tells stick code
tells seal status
full class import "$sample" --data "$data"
full badges pictures --output pictures.pdf --data "$data"
full doctor --data "$data"
full wipe --data "$data"

# Nor where there is no standard output at all.
status=0
"$program" --version >&- 2>err || status=$?
is "$status" 3 "no standard output"
