#!/bin/sh
# A visit in a real window: scanner, mouse and keyboard as X delivers them. What was written is read
# back from the log. usage: x11_visit.sh WAYSTATION ASSETS; status 77: skipped.
set -eu
# shellcheck source=tests/app/window.sh
. "$(dirname "$0")/window.sh"
TMPDIR=$work/tmp
export TMPDIR
mkdir "$TMPDIR"

# Sound libraries leave their own.
left() { find "$TMPDIR" -maxdepth 1 -name 'waystation-*'; }

# No display: said at once, in plain words.
unset DISPLAY
for verb in "demo" "station --data $data"; do
    status=0
    # shellcheck disable=SC2086 # words
    timeout 60 "$program" $verb --camera none >out 2>err </dev/null || status=$?
    is "$status" 3 "$verb without a display"
    complains "there is no screen to draw on"
done
is "$(left)" "" "what a demo without a display leaves behind"

display 1400x900

import_sample
run 0 badges png --student amelie --output badge.png --data "$data"
run 0 badges read badge.png
payload=$(cat out)

start station --data "$data" --station makers --camera none --size 1280x800
x mousemove --window "$window" 640 30
# Slower machines than this read it, too.
x type --delay 5 "$payload"
x key Return
sleep 2
click 385 470 # no plan today: Makers Table
click 86 68   # Back, out of the goals
click 700 727 # Reflect
click 494 190 # I've got it
x type --delay 110 "It was"
x key space
sleep 0.2
x key eacute
sleep 0.2
x key Return
sleep 0.2
x type --delay 110 "next"
sleep 0.5
# A scanner in the middle of a sentence types nothing.
x type --delay 5 "WS1AAAAAAAAAAAAAAAAA"
x key Return
sleep 1
x windowsize "$window" 1000 640
sleep 1
x windowsize "$window" 1280 800
sleep 1
click 1126 432 # Save
kill -TERM "$station"
ends SIGTERM

run 0 events --json --data "$data"
says '"how":"scanner"'
says '"text":"It was é\nnext"'

# The same badge in front of a camera, in the window.
start station --data "$data" --station makers --camera "files:$work/badge.png"
sleep 2
kill -TERM "$station"
ends SIGTERM
run 0 events --json --data "$data"
says '"how":"badge"'

# A demonstration that is ended leaves nothing behind.
start demo --camera none
[ -n "$(left)" ] || fail "where is the data of the demo?"
kill -TERM "$station"
ends SIGTERM
is "$(left)" "" "what a demo leaves behind"
