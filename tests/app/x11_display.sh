#!/bin/sh
# The board on a projector, in a real window over the whole screen: another size is another display,
# which locks the teacher view, and no size ends the program. usage: x11_display.sh WAYSTATION
# ASSETS; status 77: skipped.
set -eu
for tool in Xvfb xdotool xwininfo; do
    command -v "$tool" >/dev/null || {
        echo "skipped: there is no $tool (packages xvfb, xdotool, x11-utils)"
        exit 77
    }
done
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
unset SDL_VIDEODRIVER WAYLAND_DISPLAY XDG_RUNTIME_DIR
SDL_AUDIODRIVER=dummy
export SDL_AUDIODRIVER
board=
server=
trap 'status=$?; kill -KILL $board $server 2>/dev/null || true; rm -rf "$work"; exit $status' EXIT
display 1280x800

x() { timeout 20 xdotool "$@"; }
click() {
    x mousemove --window "$window" "$1" "$2"
    x click 1
    sleep 1
}
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
"$program" board --data "$data" --fullscreen --camera none >out 2>err </dev/null &
board=$!
find_window
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
    kill -0 "$board" 2>/dev/null || fail "$size ended it"
done
is "$(locks)" 2 "however often it changes"
kill -TERM "$board"
status=0
wait "$board" || status=$?
board=
is "$status" 0 "status at the end"
