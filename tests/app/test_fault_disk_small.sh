#!/bin/sh
# shellcheck disable=SC1112 # the screen has these quotes
# A disk without room for the ballast, which then fills up to the last byte in the middle of a
# reflection: what is typed stays, nothing is called saved that is not, and it goes on by itself.
# shellcheck disable=SC1112 # the apostrophes of our sentences
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

small_disk 4m
import_sample
begin --camera none
step 'clock 2097-09-14T09:03:18'
shows "The memory of this station is full. You can check in. New exit tickets have to wait."
first_visit wei
is_disabled "Exit ticket"
step 'tap "Reflect"' 'tap "Getting there"' 'type "half a thou"'
fill_disk
step 'type "ght, and more"'
shows "half a thought, and more"
shows "Not saved yet. Try again."
step 'tap "Save"'
shows "Not saved yet. Try again."
shows_not "Saved."
shows "half a thought, and more"

# Away and back: the words were on no disk, and are there still.
step 'tap "Back"' 'tap "Reflect"'
shows "half a thought, and more"
step 'advance 20'
shows "Not saved yet. Try again."
shows "half a thought, and more"

# With room again the draft is saved by itself, before anybody touches anything.
free_disk
step 'advance 6'
shows_not "Not saved yet"
cut
begin --camera none
step 'clock 2097-09-14T09:10:00'
visit wei
step 'tap "Reflect"'
shows "half a thought, and more"
step 'tap "Save"'
shows "Saved. Nice thinking!"
step 'tap "See you!"'

# A check-in that cannot be kept is refused honestly, and works when there is room.
step 'badge ben' 'tap "I’m on my way"'
fill_disk
step 'badge ben'
shows "Not saved yet. Try again."
shows "Show your badge"
free_disk
step 'badge ben'
shows "Please go to"
end
in_log 1 wei "half a thought, and more"
