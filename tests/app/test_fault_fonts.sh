#!/bin/sh
# Fonts that are missing: the station starts with those there are and says which package to install;
# without any it says so and ends.
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

unshare -m true 2>/dev/null || skip "no mounts of our own here: this needs root"
import_sample
cat >visit.steps <<'STEPS'
clock 2097-09-14T09:03:18
badge wei
expect "Welcome, Wei!"
tap "Let’s go"
expect "Pick your next goal"
shot visit.png
STEPS

# without FOLDER…: the program in a world where these are empty.
cat >without.sh <<'STEPS'
while [ "$1" != -- ]; do
    [ ! -d "$1" ] || mount -t tmpfs none "$1"
    shift
done
shift
exec "$@"
STEPS
real=$program
cat >hidden <<STEPS
#!/bin/sh
exec unshare -m sh $work/without.sh \$HIDDEN -- $real "\$@"
STEPS
chmod +x hidden
program=$work/hidden
visit="station --headless --station makers --camera none --data $data --steps visit.steps"
fonts=/usr/share/fonts

export HIDDEN
HIDDEN="$fonts/truetype/andika $fonts/truetype/quicksand $fonts/opentype/opendyslexic"
status=0
# shellcheck disable=SC2086 # words
"$program" $visit >out 2>err || status=$?
is "$status" 0 "without our three faces"
complains "fonts-sil-andika"
complains "fonts-quicksand"

HIDDEN="$fonts/truetype/materialdesignicons-webfont $fonts/truetype/noto $fonts/opentype/noto"
# shellcheck disable=SC2086
"$program" $visit >out 2>err || status=$?
is "$status" 0 "without icons and emoji"
complains "fonts-materialdesignicons-webfont"
complains "fonts-noto-color-emoji"

HIDDEN="$fonts /usr/share/fonts-droid-fallback"
# shellcheck disable=SC2086
run 3 $visit
complains "install the package fonts-sil-andika"
