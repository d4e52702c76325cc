#!/bin/sh
# One command from a fresh copy to a classroom station: installs what is missing, builds, and opens
# the demonstration class. Without a screen it plays a scripted visit and leaves pictures of it.
set -eu

usage() {
    cat <<'TEXT'
usage: platform/try.sh [--headless] [OPTION]...

  --headless   no window: play a scripted visit and save pictures of it
  OPTION       anything `waystation demo` takes: --fullscreen, --camera SOURCE, --size WxH, …

Needs Debian 12 or 13; asks for root through sudo if packages are missing. Everything made is in
build/. The class is fictional and its data folder is thrown away at the end.
TEXT
}

# On a text console SDL draws on the screen by itself; not so from afar, where nobody would see it.
can_draw_on_console() {
    case $(tty 2>/dev/null || true) in
    /dev/tty[0-9]*) ;;
    *) return 1 ;;
    esac
    grep -qs '^connected' /sys/class/drm/card*-*/status || return 1
    for card in /dev/dri/card*; do
        [ -r "$card" ] && [ -w "$card" ] && return 0
    done
    return 1
}

has_screen() {
    if [ -n "${WAYLAND_DISPLAY:-}" ] || [ -n "${DISPLAY:-}" ]; then
        return 0
    fi
    can_draw_on_console
}

play_visit() {
    pictures=$root/build/pictures
    rm -rf "$pictures"
    mkdir -p "$pictures"
    echo "Playing a visit: $root/tests/steps/visit.steps"
    (cd "$pictures" && "$program" demo --headless --steps "$root/tests/steps/visit.steps" "$@")
    echo "Pictures of the visit:"
    find "$pictures" -name '*.png' | LC_ALL=C sort | sed 's/^/  /'
}

cd "$(dirname "$0")/.."
root=$(pwd)
program=$root/build/release/waystation
headless=no
for option in "$@"; do
    case $option in
    -h | --help)
        usage
        exit 0
        ;;
    --headless) headless=yes ;;
    esac
done

. platform/packages.sh
# shellcheck disable=SC2086 # lists of words
packages_install $packages_build $packages_run || exit 3

cmake --preset release -DBUILD_TESTING=OFF
cmake --build --preset release

if [ "$headless" = yes ]; then
    # Said to this script, not to the program.
    for option in "$@"; do
        shift
        [ "$option" = --headless ] || set -- "$@" "$option"
    done
    play_visit "$@"
elif has_screen; then
    status=0
    "$program" demo "$@" || status=$?
    # 3: the window could not be opened, for example a DISPLAY left over from another session.
    [ "$status" = 3 ] || exit "$status"
    echo "No window could be opened here, so a scripted visit is played instead."
    play_visit
else
    echo "There is no screen here (no DISPLAY, no WAYLAND_DISPLAY, no text console with a display),"
    echo "so a scripted visit is played without a window."
    play_visit
fi
