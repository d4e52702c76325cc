#!/bin/sh
# shellcheck disable=SC1112 # the screen has these quotes
# A machine without a class takes one from a USB stick: pulled out between the check and the taking,
# changed in between, a disk that is full, links and what is no class folder.
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

WAYSTATION_MEDIA=$work/sticks
export WAYSTATION_MEDIA
stick=$WAYSTATION_MEDIA/BLUE
mkdir -p "$stick" "$work/elsewhere"
cp -R "$sample" "$stick/4b"
ln -s "$sample" "$stick/a-link"
mkdir -p "$stick/odd/students.csv" "$stick/deep/er/and/deeper"
cp "$sample/students.csv" "$stick/deep/er/and/deeper/"
mkdir "$stick/linked"
ln -s "$sample/students.csv" "$stick/linked/students.csv"

begin --camera none
step 'clock 2097-09-14T09:03:18'
shows "This station has no class yet"
shows "Try it with the sample class"
shows "4b"
shows_not "a-link"
shows_not "odd"
shows_not "deeper"
shows_not "linked"

# A link inside the folder is a mistake, and told.
mv "$stick/4b/stations.csv" "$work/elsewhere/"
ln -s "$work/elsewhere/stations.csv" "$stick/4b/stations.csv"
step 'tap "4b"'
shows "must be put right first"
shows "stations.csv"
shows_not "Take it"
rm "$stick/4b/stations.csv"
mv "$work/elsewhere/stations.csv" "$stick/4b/"
step 'tap "Check again"'
shows "24 students are new. Nobody leaves."

# Pulled out.
mv "$stick" "$work/pulled"
step 'tap "Take it"'
shows "Is the stick still in? Nothing was changed."
mv "$work/pulled" "$stick"
step 'tap "Try again"'
shows "24 students are new"

# Changed in between: what is taken was on screen before.
sed -i '/^sara,/d' "$stick/4b/students.csv"
sed -i 's/;sara//;s/sara;//' "$stick/4b/groups.csv"
sed -i '/sara/d' "$stick/4b/rules.csv"
step 'tap "Take it"'
shows "The folder has changed since it was checked."
shows "23 students are new"
shows_not "Done:"

# Whatever happens to the class folder after the check, half a class is never there.
cut
begin --camera none
shows "This station has no class yet"
step 'tap "4b"' 'tap "Take it"'
shows "Done: 4B Math is here, with 23 students."
step 'tap "Print badges"'
shows "It is on the stick:"
step 'tap "Start"'
shows "Show your badge"
end
[ -s "$stick/badges-2026-01-05.pdf" ] || fail "there is no sheet"

# A disk that takes nothing: the class before stays, and that is said.
data=$work/full
rm "$stick"/*.pdf
LD_PRELOAD=$shim FAULT_CALLS=write,sync FAULT_ERROR=ENOSPC FAULT_WHILE=$work/broken \
    FAULT_BELOW=$data/
export LD_PRELOAD FAULT_CALLS FAULT_ERROR FAULT_WHILE FAULT_BELOW
begin --camera none
step 'tap "4b"'
shows "23 students are new"
: >"$work/broken"
step 'tap "Take it"'
shows "The class could not be saved."
rm "$work/broken"
step 'tap "Try again"' 'tap "Take it"'
shows "Done: 4B Math is here"
end
