#!/bin/sh
# Measures how fast and how small the program is, and prints one table. Makes nothing in the tree
# but the build folder; times are of this machine and are never asserted by a test.
set -eu

usage() {
    cat <<'TEXT'
usage: tests/bench/run.sh [--build FOLDER] [--browser [--install]] [NAME]...

Names, all of them by default: size frame desk badge start still camera visits million groups planner hub
  --build FOLDER  build there (default: build/release)
  --browser       beside the station, the same home screen in Chromium
  --install       install Debian's chromium if it is missing (needs root)
  WAYSTATION_BENCH_DIR: where the data folders are made (default: /tmp; a real disk)
  WAYSTATION_BENCH_KINDS=1: what each kind of drawing takes of a present
Status 0: measured, whatever the values; 1: something could not be measured.
TEXT
}

cd "$(dirname "$0")/../.."
build=build/release
browser=
install=
names=
while [ $# -gt 0 ]; do
    case $1 in
    --build)
        [ $# -gt 1 ] || {
            usage >&2
            exit 2
        }
        build=$2
        shift
        ;;
    --browser) browser=chromium ;;
    --install) install=yes ;;
    -h | --help)
        usage
        exit 0
        ;;
    size | frame | desk | badge | start | still | camera | visits | million | groups | planner | hub) names="$names $1" ;;
    *)
        usage >&2
        exit 2
        ;;
    esac
    shift
done
: "${names:=size frame desk badge start still camera visits million groups planner hub}"

if [ -n "$browser" ] && ! command -v "$browser" >/dev/null; then
    if [ -z "$install" ]; then
        echo "There is no $browser: add --install, or install Debian's package." >&2
        exit 1
    fi
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi

if ! grep -qs "^BUILD_TESTING:BOOL=ON" "$build/CMakeCache.txt"; then
    cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DBUILD_TESTING=ON >/dev/null
fi
cmake --build "$build" --target all bench >&2

work=$(mktemp -d)
server=
# shellcheck disable=SC2317 # called by the trap
clean() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM
failed=0

# An X server for what needs a window; a screen that exists is not used, it may be somebody's.
open_screen() {
    if [ -n "$server" ]; then return; fi
    Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$work/display" 2>/dev/null &
    server=$!
    tries=0
    until [ -s "$work/display" ]; do
        tries=$((tries + 1))
        if [ "$tries" -gt 100 ]; then
            echo "Xvfb does not start: is the package xvfb installed?" >&2
            exit 1
        fi
        sleep 0.1
    done
    DISPLAY=":$(cat "$work/display")"
    SDL_VIDEODRIVER=x11
    export DISPLAY SDL_VIDEODRIVER
}

# Rows as the measuring programs print them: measure, value, unit, target, verdict.
row() {
    awk -v what="$1" -v value="$2" -v unit="$3" -v target="$4" 'BEGIN {
        printf "%s\t%.2f\t%s\t%s\t%s\n", what, value, unit, target,
            target == "" ? "" : value <= target ? "ok" : "over" }'
}

measure_size() {
    strip -o "$work/waystation" "$build/waystation"
    binary=$(stat -c %s "$work/waystation")
    assets=$(du -sb "$build/assets" | cut -f1)
    row "program, stripped" "$(awk "BEGIN { print $binary / 1048576 }")" MiB ""
    row "our assets, as installed" "$(awk "BEGIN { print $assets / 1048576 }")" MiB ""
    row "program and assets" "$(awk "BEGIN { print ($binary + $assets) / 1048576 }")" MiB 5
}

measure() {
    case $1 in
    size) measure_size ;;
    start)
        open_screen
        "$build/tests/bench/bench_start" \
            ${browser:+--browser "$browser" --page tests/bench/home.html}
        ;;
    still)
        open_screen
        "$build/tests/bench/bench_still"
        ;;
    camera)
        open_screen
        "$build/tests/bench/bench_still" --camera
        ;;
    hub)
        status=0
        sh tests/bench/hub.sh --build "$build" || status=$?
        [ "$status" = 0 ] || [ "$status" = 77 ]
        ;;
    *) "$build/tests/bench/bench_$1" ;;
    esac
}

for name in $names; do
    case $name in start | still | camera) open_screen ;; esac
    echo "measuring $name ..." >&2
    began=$(date +%s)
    if measure "$name" >"$work/$name.rows" 2>"$work/$name.log"; then
        cat "$work/$name.rows" >>"$work/rows"
    else
        echo "$name could not be measured:" >&2
        cat "$work/$name.log" >&2
        failed=1
    fi
    echo "    $(($(date +%s) - began)) s" >&2
done

echo
printf 'Processors: %s; load: %s; version: %s\n\n' "$(nproc)" "$(cut -d' ' -f1-3 /proc/loadavg)" \
    "$(git describe --always --dirty 2>/dev/null || echo unknown)"
{
    printf 'measure\tvalue\tunit\ttarget\t\n'
    grep -vE '^(#|skipped)' "$work/rows" || true
} | awk -F '\t' '{ printf "%-66s %10s %-6s %8s  %s\n", $1, $2, $3, $4, $5 }'
exit "$failed"
