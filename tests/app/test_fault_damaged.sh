#!/bin/sh
# shellcheck disable=SC1112,SC2017 # the screen has these quotes; whole pages
# A damaged database: the station starts, says that it was repaired, and what can be read is there.
# shellcheck disable=SC1112 # the apostrophes of our sentences
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

import_sample
begin --camera none
step 'clock 2097-09-14T09:03:18'
first_visit wei
step 'tap "Reflect"' 'tap "Getting there"' 'type "kept words"' 'tap "Save"' 'tap "See you!"'
step 'badge wei' 'tap "Let’s go"' 'tap "Reflect"' 'type "a draft"'
end
cp -R "$data" sound

# damage: the newest copy of the folder again, for another kind of damage
again() {
    rm -rf "$data"
    cp -R sound "$data"
}

starts_repaired() {
    begin --camera none
    step 'clock 2097-09-14T09:05:00'
    shows "This station was repaired after a fault. Everything it could read is here."
    shows "Show your badge"
    visit wei
    step 'tap "Reflect"' 'type " after the fault"' 'tap "Save"'
    shows "Saved. Nice thinking!"
    end
    in_log 1 wei "after the fault"
    [ -d "$data/set-aside/1" ] || fail "the damaged database was not set aside"
    # Said once: the next start is an ordinary one.
    begin --camera none
    shows_not "repaired"
    end
}

# zero PAGE COUNT: bytes of the file are lost, as on a dying card.
zero() { dd if=/dev/zero of="$data/waystation.db" bs=4096 seek="$1" count="$2" conv=notrunc 2>/dev/null; }

pages=$(($(wc -c <"$data/waystation.db") / 4096))

# An index, and the kept state in the middle.
for page in 2 $((pages / 2)); do
    again
    zero "$page" 2
    starts_repaired
    in_log 1 wei "kept words"
    grep -qF '"a draft after the fault"' events.json || fail "the draft is gone"
done

# Where the class begins: packed, it has this word first.
plan=$(($(grep -abo WSPLAN1 sound/waystation.db | sed "s/:.*//;q") / 4096))

# The class itself, or the beginning, or the second half of the file: perhaps no school day without
# the teacher, who is told what happened. Nothing is thrown away.
for damage in plan beginning half; do
    again
    case $damage in
    plan) zero "$plan" 1 ;;
    beginning) zero 0 1 ;;
    half) truncate -s $((pages * 2048)) "$data/waystation.db" ;;
    esac
    begin --camera none
    [ "$damage" = half ] || shows "This station has no class yet"
    shows "This station was repaired after a fault."
    step 'advance 600'
    shows "This station was repaired after a fault."
    end
    [ -s "$data/set-aside/1/waystation.db" ] || fail "the damaged database was not set aside"
    case $damage in
    plan | half) in_log 1 wei "kept words" ;;
    esac
done

# An older copy in the place of the newest is noticed, too.
again
begin --camera none
step 'clock 2097-09-14T09:04:00'
visit wei
step 'tap "Reflect"' 'type " and more"' 'tap "Save"'
end
cp sound/waystation.db "$data/waystation.db"
starts_repaired
