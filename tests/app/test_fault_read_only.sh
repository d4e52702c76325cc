#!/bin/sh
# A disk that can only be read: from the start, and from the middle of a visit on.
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

small_disk 32m
import_sample
begin --camera none
step 'clock 2097-09-14T09:03:18'
first_visit wei
end

# From the start: said plainly, and everything can still be read.
mount -o remount,ro "$data"
echo 'expect "Show your badge"' >nothing.steps
run 3 station --headless --station makers --camera none --data "$data" --steps nothing.steps
complains "cannot be written to"
run 0 events --json --data "$data"
says '"goal_chosen"'
mount -o remount,rw "$data"

# In the middle: as a kernel does that has met an error.
[ -n "$shim" ] || skip "there is no shim for this build"
FAULT_CALLS=write,sync,open FAULT_ERROR=EROFS FAULT_WHILE=$work/broken FAULT_BELOW=$data/
LD_PRELOAD=$shim
export LD_PRELOAD FAULT_CALLS FAULT_ERROR FAULT_WHILE FAULT_BELOW
begin --camera none
unset LD_PRELOAD
step 'clock 2097-09-14T09:04:00'
visit wei
step 'tap "Reflect"' 'tap "Getting there"' 'type "before"'
: >"$work/broken"
step 'type " and after"'
shows "Not saved yet. Try again."
step 'tap "Save"'
shows "Not saved yet. Try again."
shows "before and after"
step 'tap "Back"' 'tap "Done"' 'tap "See you!"'
shows "This station cannot save right now. Please tell your teacher."
step 'badge wei'
shows "Not saved yet. Try again."
rm "$work/broken"
visit wei
step 'tap "Reflect"'
shows "before"
step 'type " again"' 'tap "Save"'
shows "Saved. Nice thinking!"
step 'tap "See you!"'
shows_not "cannot save"
end
in_log 1 wei "before again"
