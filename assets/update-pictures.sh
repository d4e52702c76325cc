#!/bin/sh
# Makes the pictures of the README anew, from the scripted visit. usage: update-pictures.sh [WAYSTATION]
set -eu
cd "$(dirname "$0")/.."
program=${1:-build/release/waystation}
program=$(realpath "$program")
script=$(realpath tests/steps/visit.steps)
mkdir -p assets/pictures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
(cd "$work" && TZ=UTC "$program" demo --headless --size 1280x800 --steps "$script")
for name in check-in welcome home goal ticket reflect; do
    cp "$work/$name.png" "assets/pictures/$name.png"
done
