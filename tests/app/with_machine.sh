#!/bin/sh
# Runs a command beside a fake machine, with a stick in.   with_machine.sh FOLDER COMMAND…
# FOLDER is prepared by the caller (device.json, look, answers/), or made.
set -eu
place=$1
shift
mkdir -p "$place/ask" "$place/told" "$place/answers" "$place/media/BLUE"
sh "$(dirname "$0")/fake_machine.sh" "$place" &
machine=$!
status=0
WAYSTATION_DEVICE=$place WAYSTATION_MEDIA=$place/media "$@" || status=$?
kill "$machine"
exit "$status"
