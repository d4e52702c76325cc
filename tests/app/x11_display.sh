#!/bin/sh
# The board on a projector, in a real window over the whole screen: another size is another display,
# which locks the teacher view, and no size ends the program. usage: x11_display.sh WAYSTATION
# ASSETS; status 77: skipped.
set -eu
# shellcheck source=tests/app/window.sh
. "$(dirname "$0")/window.sh"
display 1280x800

locks() { grep -c "the teacher view is locked" err || true; }
# wait_for COUNT WHAT: the view has been locked that often.
wait_for() {
    for _ in $(seq 100); do
        [ "$(locks)" -lt "$1" ] || return 0
        sleep 0.1
    done
    fail "$2 does not lock the teacher view"
}
open_view() {
    click 1040 60 # Teacher
    x type --delay 110 2468
    x key Return
    sleep 2
}

import_sample
echo 2468 | "$program" pin --data "$data" >out 2>err || fail "the PIN is not set"
start board --data "$data" --fullscreen --camera none
sleep 1

open_view
is "$(locks)" 0 "locked before anything happened"
x windowsize "$window" 1024 768 # the projector's
wait_for 1 "another size"
x windowsize "$window" 1280 800
sleep 1
open_view
is "$(locks)" 1 "the PIN opens it again, and nothing else locks it"
for size in "640 400" "320 200" "1 1" "1280 800"; do
    # shellcheck disable=SC2086 # two words
    x windowsize "$window" $size
    sleep 1
    kill -0 "$station" 2>/dev/null || fail "$size ended it"
done
is "$(locks)" 2 "however often it changes"
kill -TERM "$station"
ends SIGTERM
