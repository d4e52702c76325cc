#!/bin/sh
# A display goes and comes back, where nobody tells of it (SDL's dummy driver in place of a machine's
# own screen): the same process starts again from its beginning, records closed in order; and the
# service manager hears of the first picture once more.
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

# await WHAT COUNT: lines with that in the log of the program.
await() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
        [ "$(grep -c "$1" log)" -lt "$2" ] || return 0
        sleep 0.5
    done
    fail "\"$1\" was not said $2 times: $(cat log)"
}

plug() { echo "$1" >connectors/card1-HDMI-A-1/status; }

import_sample
mkdir -p connectors/card1-HDMI-A-1 connectors/card0-HDMI-A-1
echo disconnected >connectors/card0-HDMI-A-1/status
echo 1920x1080 >connectors/card1-HDMI-A-1/modes
plug connected
: >log
SDL_VIDEODRIVER=dummy WAYSTATION_DISPLAYS=$PWD/connectors "$program" station --station makers \
    --camera none --rotate 90 --data "$data" 2>log &
holder=$! # ended with us
pid=$holder
await "video dummy" 1
echo connected >connectors/card0-HDMI-A-1/status # beside ours, and on a card before it: this one is
await "video dummy" 2
plug disconnected # nobody looks at that one
sleep 3
[ "$(grep -c "video dummy" log)" = 2 ] || fail "started again for a display that is not shown on"
echo disconnected >connectors/card0-HDMI-A-1/status
sleep 3
[ "$(grep -c "video dummy" log)" = 2 ] || fail "started again for no display"
plug connected
await "video dummy" 3
sleep 1
kill -0 "$pid" || fail "it ended: $(cat log)"
kill "$pid"
status=0
wait "$pid" || status=$?
holder=
[ "$status" = 0 ] || fail "SIGTERM ended it with $status: $(cat log)"
