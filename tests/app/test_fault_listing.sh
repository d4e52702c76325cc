#!/bin/sh
# A worn stick that does not give all names of a folder: never a shorter class, nor less of a stick.
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

# broken K FOLDER STATUS ARGUMENT…: the K-th name in the folder, or in one below it, is not given.
broken() {
    at=$1 below=$2 wanted=$3
    shift 3
    status=0
    LD_PRELOAD=$shim FAULT_CALLS=list FAULT_BELOW=$below FAULT_AT=$at FAULT_COUNT=$work/count \
        "$program" "$@" >out 2>err </dev/null || status=$?
    [ "$status" = "$wanted" ] || fail "name $at of $below: status $status, not $wanted"
}

broken 0 "$sample" 0 class check "$sample"
names=$(cat count)
[ "$names" -gt 20 ] || fail "$names names in the sample class"
for k in $(seq "$names"); do
    broken "$k" "$sample" 3 class check "$sample"
    complains "cannot be read to its end"
done

import_sample
mkdir stick
run 0 stick save stick --data "$data"
place=$(echo "$work"/stick/waystation-data/*)
"$program" stick code --data "$data" >said
for k in 1 2 3 4; do
    broken "$k" "$place" 3 stick load stick --code "$(cat said)" --data "$work/new"
    complains "cannot be read to its end"
done
broken 1 "$work/stick/waystation-data" 3 stick load stick --code "$(cat said)" --data "$work/new"
complains "cannot be read to its end"
run 0 stick load stick --code "$(cat said)" --data "$work/new"

# A sheet that is not seen is not removed: nobody says it is.
mkdir "$data/prints"
: >"$data/prints/badges-2097-09-14.pdf"
broken 1 "$data/prints" 3 erase-student sara --yes --data "$data"
complains "cannot be read to its end"
mv "$data/prints" "$data/elsewhere"
: >"$data/prints"
run 3 erase-student sara --yes --data "$data"
complains "the folder cannot be read"
rm "$data/prints"
mv "$data/elsewhere" "$data/prints"

# Nor does the year's end leave anything of children behind and say that all is gone.
mkdir -p "$data/set-aside/9" "$data/backups"
: >"$data/set-aside/9/old.db"
: >"$data/backups/auto-000001-2097-09-15.db"
for below in set-aside/9 set-aside backups clips; do
    mkdir -p "$data/$below"
    broken 1 "$data/$below" 3 wipe --yes --data "$data"
    complains "not all is removed, run it again"
done
run 0 wipe --yes --data "$data"
says "The class is as at its beginning."
[ ! -e "$data/set-aside/9" ] || fail "something set aside is left"
