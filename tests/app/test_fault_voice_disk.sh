#!/bin/sh
# shellcheck disable=SC1112 # the screen has these quotes
# A disk that is full, or only to be read, when a recording ends: said honestly, kept, tried again.
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

sound=$(cd "$folder" && pwd)/../fixtures/sounds/voice.wav
small_disk 32m
sed -i 's/^voice = .*/voice = yes/' "$sample/class.ini"
import_sample
begin --camera none
step 'clock 2097-09-14T09:03:18' "microphone $sound"
first_visit wei
# What was put aside for this is enough for the clip; then nobody is let talk for nothing.
step 'tap "Reflect"' 'tap "Say it"' 'advance 5'
fill_disk
step 'tap "Stop"'
shows "0:05"
shows_not "Not saved yet"
is_disabled "Say it again"
free_disk
# Whether there is room again is looked at once a minute; a touch now and then keeps the visit.
step 'advance 40' 'tap "I’ve got it"' 'advance 25'
is_enabled "Say it again"

# Really full: nothing is called saved that is not, and nothing is lost.
step 'tap "Throw away"' 'tap "Throw away"' 'tap "Say it"' 'advance 8'
fill_disk
step 'tap "Getting there"' # takes what was put aside
fill_disk
step 'tap "Stop"'
shows "Not saved yet. Try again."
shows_not "Hear it"
is_disabled "Save"
step 'tap "Try again"'
shows "Not saved yet. Try again."
is_disabled "Save"
free_disk
step 'tap "Try again"'
shows "0:08"
shows_not "Not saved yet"

# Also by itself.
step 'advance 40' 'tap "I’ve got it"' 'advance 25'
step 'tap "Say it again"' 'advance 12'
fill_disk
step 'tap "I’ve got it"'
fill_disk
step 'tap "Stop"'
shows "Not saved yet. Try again."
free_disk
step 'advance 6'
shows "0:12"
shows_not "Not saved yet"
cut
begin --camera none
step 'clock 2097-09-14T09:10:00'
visit wei
step 'tap "Reflect"'
shows "0:12"

# Handed in on a disk that takes nothing: the clip and the words stay.
fill_disk
step 'tap "Getting there"'
fill_disk
step 'tap "Save"'
shows "Not saved yet. Try again."
shows "0:12"
free_disk
step 'advance 6' 'tap "Save"'
shows "Saved. Nice thinking!"
step 'tap "See you!"'
end
is "$(find "$data/clips" -name '*.ogg' | wc -l)" 1 "clips"
is "$(find "$data/clips" -name '*.part' | wc -l)" 0 "halves of clips"
