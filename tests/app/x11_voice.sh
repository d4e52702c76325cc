#!/bin/sh
# shellcheck disable=SC1112 # the screen has these quotes
# A voice clip through SDL's audio in a real window: what a file plays into the microphone is
# recorded, stored, and heard at the loudspeaker though chimes are muted. Status 77: skipped.
set -eu
# shellcheck source=tests/app/window.sh
. "$(dirname "$0")/window.sh"
display 1400x900

# Thirty seconds of a rough tone, as the samples of the device: 16 bits, 16000 a second.
awk 'BEGIN { for (i = 0; i < 480000; i++) printf "%s", i % 80 < 40 ? "aP" : "a0" }' >microphone.raw
SDL_AUDIODRIVER=disk
SDL_DISKAUDIOFILEIN=$work/microphone.raw
SDL_DISKAUDIOFILE=$work/loudspeaker.raw
export SDL_AUDIODRIVER SDL_DISKAUDIOFILEIN SDL_DISKAUDIOFILE

"$program" doctor --data "$data" >out 2>err || true
says 'microphone   the driver “disk”'
sed -i 's/^voice = .*/voice = yes/' "$sample/class.ini"
import_sample
cat >voice.steps <<'STEPS'
clock 2097-09-14T09:03:18
tap "Turn the sound off"
badge wei
tap "Let’s go"
tap "I can explain what an angle is and what a degree measures"
tap "I want a challenge"
tap "Set my goal"
tap "Reflect"
tap "Say it"
expect "Speak now"
expect "seconds left"
tap "Stop"
tap "Hear it"
expect "Stop"
expect "Stop"
tap "Save"
expect "Saved. Nice thinking!"
STEPS
status=0
timeout 120 "$program" station --station makers --camera none --data "$data" \
    --steps voice.steps >out 2>err </dev/null || status=$?
is "$status" 0 "the visit"
is "$(find "$data/clips" -name '*.ogg' -size +1k | wc -l)" 1 "clips of more than 1 KB"
[ "$(tr -d '\0' <loudspeaker.raw | wc -c)" -gt 10000 ] || fail "nothing is heard"
