# shellcheck shell=sh
# For tests in a real window; to be sourced: . window.sh. Like commands.sh, with nothing of the
# user's session, and hands. Status 77 where the tools are missing.

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
station=
server=
trap 'status=$?; kill -KILL $station $server 2>/dev/null || true; rm -rf "$work"; exit $status' EXIT

x() { timeout 20 xdotool "$@"; }
click() {
    x mousemove --window "$window" "$1" "$2"
    x click 1
    sleep 1
}
# start ARGUMENT…: opens the program and finds its window.
start() {
    "$program" "$@" >out 2>err </dev/null &
    station=$!
    find_window
}
# ends WHAT: the program must end by itself, with status 0.
ends() {
    status=0
    wait "$station" || status=$?
    station=
    is "$status" 0 "status after $1"
}
