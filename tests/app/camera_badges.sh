#!/bin/sh
# From the printed badge to the welcome, through the camera's own eyes; and what is no badge of ours.
set -eu
frames=$(cd "$(dirname "$0")/../fixtures/frames" && pwd)
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"

import_sample
run 0 badges png --student amelie --output old.png --data "$data"
run 0 badges png --student amelie --output new.png --data "$data"
run 0 badges png --student wei --output wei.png --data "$data"
cat >camera.steps <<STEPS
clock 2097-09-14T09:03:18
camera "$frames/dark.jpg"
expect "Show your badge"
expect-not "That is a different code."
camera "$frames/other-code.jpg"
expect "That is a different code."
advance 6
camera old.png
expect-not "Welcome"
advance 6
camera new.png
expect "Welcome, Amélie!"
camera new.png
expect "Welcome, Amélie!"
STEPS
steps camera.steps makers
run 0 events --json --data "$data"
is "$(grep -c '"how":"badge"' out)" 1 "one check-in, once"

cat >wei.steps <<STEPS
clock 2097-09-14T09:04:18
camera wei.png
expect "Welcome, Wei!"
STEPS
steps wei.steps makers
