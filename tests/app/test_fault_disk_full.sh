#!/bin/sh
# shellcheck disable=SC1112 # the screen has these quotes
# A disk that fills up: the ballast is given up, so that what was begun can still be saved; no new
# exit ticket is begun until there is room, and then everything is as before.
# shellcheck disable=SC1112 # the apostrophes of our sentences
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

small_disk 32m
import_sample
begin --camera none
step 'clock 2097-09-14T09:03:18'
[ -s "$data/ballast" ] || fail "there is no ballast"
shows_not "The memory of this station is full"
first_visit wei
step 'tap "Exit ticket"' 'tap "True"'
fill_disk
step 'tap "Next"' 'tap "3/7"' 'tap "Next"' 'tap "I’m not sure yet"' 'tap "Hand in"'
shows "Saved. Words from your teacher"
step 'tap "Go on"'
shows "Saved. Nice thinking!"
[ ! -e "$data/ballast" ] || fail "the ballast was not needed: the disk was not full"
step 'tap "See you!"'
shows "The memory of this station is full. You can check in. New exit tickets have to wait."
step 'badge amelie'
shows "Welcome, Amélie!"
shows "New exit tickets have to wait."
pick_goal
is_disabled "Exit ticket"
step 'tap "Reflect"' 'tap "Getting there"' 'type "words in a full house"' 'tap "Save"'
shows "Saved. Nice thinking!"
step 'tap "See you!"'

free_disk
step 'advance 60'
shows_not "The memory of this station is full"
[ -s "$data/ballast" ] || fail "the ballast is not back"
visit amelie
shows_not "have to wait"
step 'advance 1'
is_enabled "Exit ticket"
end
in_log 1 amelie "words in a full house"
grep -F '"ticket_submitted"' events.json | grep -qF '"student":"wei"' || fail "the ticket is gone"

# Full to the last byte when it is switched on: it starts, says so and saves nothing; with room it saves.
rm -f "$data/ballast"
fill_disk
begin --camera none
step 'clock 2097-09-14T09:06:00'
shows "This station cannot save right now. Please tell your teacher."
shows_not "You can check in"
step 'badge wei'
shows "Not saved yet. Try again."
free_disk
step 'advance 60'
shows_not "The memory of this station is full"
shows_not "cannot save right now"
visit wei
end
