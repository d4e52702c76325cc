#!/bin/sh
# shellcheck disable=SC1112 # the screen has these quotes
# Voice clips through the whole program: whose they are, what a pulled plug and a full disk leave,
# and that nothing records that was not asked to.
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

sound=$(cd "$folder" && pwd)/../fixtures/sounds/voice.wav
allow_voice() { sed -i 's/^voice = .*/voice = yes/' "$sample/class.ini"; }
clips() { find "$data/clips" -name '*.ogg' 2>/dev/null | wc -l; }
has_clips() { is "$(clips)" "$1" "clips in the data folder"; }
start() {
    begin --camera none
    step "clock $1" "microphone $sound"
}

# Without voice = yes there is no control, whatever microphone there is.
import_sample
start 2097-09-14T09:00:00
first_visit priya
step 'tap "Reflect"'
shows_not "Say it"
step 'tap "Back"'
leave
end

# Nor without a microphone.
allow_voice
import_sample
begin --camera none
step 'clock 2097-09-14T09:01:00'
first_visit jordan
step 'tap "Reflect"'
shows_not "Say it"
end

# A visit with a clip: a slip of the finger is none; heard, said again, thrown away, said again.
start 2097-09-14T09:03:18
first_visit wei
step 'tap "Reflect"'
is_disabled "Save"
step 'tap "Say it"'
shows "60 seconds left"
step 'tap "Stop"'
shows "Say it"
has_clips 0
step 'tap "Say it"' 'advance 5'
shows "55 seconds left"
has_clips 0
step 'tap "Stop"'
has_clips 1
shows "Hear it"
shows "0:05"
step 'tap "Hear it"' 'advance 2'
shows "0:03"
step 'advance 4'
shows_not "Stop"
step 'tap "Say it again"' 'advance 7' 'tap "Stop"'
shows "0:07"
has_clips 1
step 'tap "Throw away"' 'tap "Throw away"'
has_clips 0
is_disabled "Save"
# A minute is the most, and to speak is not to be idle.
step 'tap "Say it"' 'advance 59'
shows "1 second left"
step 'advance 2'
shows "1:00"
is_enabled "Save"

# The plug is pulled: what was stopped is there, what was not is not.
step 'tap "Say it again"' 'advance 9'
cut
has_clips 1
start 2097-09-14T09:10:00
visit wei
step 'tap "Reflect"'
shows "1:00"

# It is nobody else's. A badge does not interrupt; when nobody is there, the visit ends.
step 'tap "Say it again"' 'advance 3' 'badge jordan'
shows "Speak now"
step 'advance 140'
shows "Show your badge"
visit jordan
step 'tap "Reflect"'
shows "Say it"
shows_not "Hear it"
is_disabled "Save"
step 'tap "Say it"' 'advance 4'
step 'tap "Back"' 'tap "Reflect"' # stopped by the change of screen, and his
shows "0:04"
step 'tap "Save"'
shows "Saved. Nice thinking!"
step 'tap "See you!"'
visit wei
step 'tap "Reflect"'
shows "1:00" # said on until the end of the minute after all
step 'tap "Save"'
shows "Saved. Nice thinking!"
step 'tap "See you!"'
end
has_clips 2
"$program" events --json --data "$data" >events.json
for who in wei jordan; do
    clip=$(grep -F "\"student\":\"$who\"" events.json | sed -n 's/.*"clip":"\([0-9a-f]*\)".*/\1/p')
    [ -f "$data/clips/$clip.ogg" ] || fail "the clip of $who is not there"
done

# For a spreadsheet, in a backup, and erased.
run 0 export csv "$work/tables" --data "$data"
clip=$(grep -F "\"student\":\"jordan\"" events.json | sed -n 's/.*"clip":"\([0-9a-f]*\)".*/\1/p')
cmp "$work/tables/clips/$clip.ogg" "$data/clips/$clip.ogg" || fail "the clip is not exported"
grep -q "$clip" "$work/tables/reflections.csv" || fail "the table does not name the clip"
run 0 backup "$work/backup" --data "$data"
run 0 erase-student jordan --yes --data "$data"
has_clips 1
run 0 restore "$work/backup" --data "$work/other"
is "$(find "$work/other/clips" -name '*.ogg' | wc -l)" 2 "clips restored elsewhere"
run 0 restore "$work/backup" --data "$data"
run 0 mastery --data "$data"
[ ! -f "$data/clips/$clip.ogg" ] || fail "the voice of an erased student came back"

# A clip that somebody took away is said to be, and the rest goes on.
start 2097-09-15T09:01:00
visit wei
step 'tap "Reflect"' 'tap "Say it"' 'advance 5' 'tap "Stop"'
rm "$data"/clips/draft/*.ogg
step 'tap "Hear it"'
shows "This recording cannot be heard: say it again."
step 'tap "Save"'
shows "Your recording is not there any more: say it again."
step 'tap "Say it again"' 'advance 4' 'tap "Stop"'
shows "0:04"
step 'tap "Throw away"' 'tap "Throw away"'
end
has_clips 1

# Class settings that change: what was said is not handed in unseen.
start 2097-09-15T09:02:00
visit wei
step 'tap "Reflect"' 'tap "Say it"' 'advance 5' 'tap "Stop"'
end
has_clips 2
sed -i 's/^voice = .*/voice = no/' "$sample/class.ini"
import_sample
start 2097-09-15T09:05:00
visit wei
step 'tap "Reflect"'
shows_not "Hear it"
is_disabled "Save"
end
has_clips 1
