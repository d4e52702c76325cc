#!/bin/sh
# Makes the pictures of the README anew, from scripts. usage: update-pictures.sh [WAYSTATION]
set -eu
cd "$(dirname "$0")/.."
program=${1:-build/release/waystation}
program=$(realpath "$program")
scripts=$(realpath tests/steps)
mkdir -p assets/pictures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# play ROLE SIZE SCRIPT
play() {
    (cd "$work" && TZ=UTC "$program" demo --role "$1" --headless --size "$2" --steps "$scripts/$3")
}
play station 1280x800 visit.steps
play board 1280x720 board_pictures.steps
for name in check-in welcome home goal ticket reflect rotation groups tickets skills; do
    cp "$work/$name.png" "assets/pictures/$name.png"
done
