#!/bin/sh
# shellcheck disable=SC1112 # the screen has these quotes
# The teacher hears what a child said, and is told when the clip is not there.
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

sound=$(cd "$folder" && pwd)/../fixtures/sounds/voice.wav
sed -i 's/^voice = .*/voice = yes/' "$sample/class.ini"
import_sample
solo() {
    "$program" solo --headless --station makers --camera none --data "$data" --steps "$1" \
        >out 2>err || fail "$1: $(cat err)"
}

cat >say.steps <<STEPS
clock 2097-09-14T09:00:00
microphone $sound
badge wei
tap "Let’s go"
tap "I can explain what an angle is and what a degree measures"
tap "I want a challenge"
tap "Set my goal"
tap "Reflect"
tap "Say it"
advance 5
tap "Stop"
tap "Save"
tap "See you!"
tap "Teacher"
tap "Teacher"
type "2468"
tap "Next"
type "2468"
tap "Next"
tap "Reflections"
tap "Hear Wei’s voice"
expect "Stop Wei’s voice"
advance 2
tap "Stop Wei’s voice"
expect "Hear Wei’s voice"
tap "Hear Wei’s voice"
advance 6
expect "Hear Wei’s voice"
tap "Hear Wei’s voice"
tap "Hide"
expect "Show your badge"
STEPS
solo say.steps

rm "$data"/clips/*.ogg
cat >lost.steps <<STEPS
clock 2097-09-14T09:30:00
tap "Teacher"
tap "Teacher"
type "2468"
tap "Open"
tap "Reflections"
tap "Hear Wei’s voice"
expect "This recording cannot be heard here"
expect "Hear Wei’s voice"
STEPS
solo lost.steps
