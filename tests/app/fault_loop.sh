#!/bin/sh
# RELIABILITY.md R6 through the whole program: the k-th call of a kind fails during a visit, for
# many k. The program never crashes, nothing is called saved that is not, and afterwards everything
# works again on the same data.
#
# usage: fault_loop.sh WAYSTATION ASSETS SHIM CALLS ERROR [once|forever [COUNT|all [SEED]]]
# CALLS and ERROR are those of fault_shim.c. COUNT k's are spread over all there are.
set -eu
calls=$4
error=$5
often=${6:-once}
count=${7:-20}
seed=${8:-1}
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
shim=$3

random() { # BELOW: a number from the seed, in $drawn
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    drawn=$((seed / 65536 % $1))
}

write_visit() { # WORDS
    cat <<STEPS
clock 2097-09-14T09:04:00
badge wei
tap "Let’s go"
tap "Exit ticket"
tap "True"
tap "Back"
tap "Reflect"
tap "Getting there"
type "$1"
tap "Save"
expect "Saved. Nice thinking!"
tap "See you!"
STEPS
}
saved=11
station="station --headless --station makers --camera none --data"

import_sample
cat >first.steps <<'STEPS'
clock 2097-09-14T09:03:18
badge wei
tap "Let’s go"
tap "I can explain what an angle is and what a degree measures"
tap "I want a challenge"
tap "Set my goal"
STEPS
steps first.steps makers
rm -f "$data/ballast"
cp -R "$data" sound

below=$data
if [ "$calls" = memory ]; then below=; fi

# faulty K FILE: the visit with the k-th call failing; its status is in $status.
faulty() {
    status=0
    set -- "$2" FAULT_CALLS="$calls" FAULT_ERROR="$error" FAULT_AT="$1" FAULT_COUNT="$work/count" \
        FAULT_BELOW="$below" WAYSTATION_STEPS_TRACE=1 LD_PRELOAD="$shim"
    file=$1
    shift
    if [ "$often" = forever ]; then set -- "$@" FAULT_FOREVER=1; fi
    # shellcheck disable=SC2086 # words
    timeout 60 env "$@" "$program" $station "$data" --steps "$file" >trace 2>err </dev/null ||
        status=$?
}

times_in_log() { grep -cF -- "$1" events.json || true; }

write_visit "<faulty>" >faulty.steps
write_visit "<after>" >after.steps
faulty 0 faulty.steps
is "$status" 0 "the visit without a fault"
total=$(cat count)
[ "$total" -gt 0 ] || fail "there are no such calls: the shim does nothing"
if [ "$count" = all ] || [ "$count" -gt "$total" ]; then count=$total; fi

told=0
refused=0
i=0
while [ "$i" -lt "$count" ]; do
    first=$((i * total / count))
    next=$(((i + 1) * total / count))
    random $((next - first))
    k=$((first + drawn + 1))
    i=$((i + 1))
    what="$calls $error, call $k of $total, $often"
    rm -rf "$data"
    cp -R sound "$data"
    faulty "$k" faulty.steps
    case $status in
    0 | 1 | 3) ;; # well; a step was honestly refused; it could not start and said why
    *) fail "$what: the station ended with status $status" ;;
    esac
    [ "$status" = 0 ] || [ -s err ] || fail "$what: no word on why it did not go on"
    [ "$status" = 0 ] || refused=$((refused + 1))
    at=$(tail -n 1 trace)

    # shellcheck disable=SC2086 # words
    "$program" $station "$data" --steps after.steps >out 2>err ||
        fail "$what: the next visit does not work"
    "$program" events --json --data "$data" >events.json 2>err || fail "$what: events"
    is "$(times_in_log '<after>')" 1 "$what: the next visit's words in the log"
    if [ "${at:-0}" -ge "$saved" ]; then
        told=$((told + 1))
        is "$(times_in_log '<faulty>')" 1 "$what: what was called saved, in the log"
    else
        is "$(($(times_in_log '<faulty>') < 2))" 1 "$what: the words were saved twice"
    fi
done
echo "$calls $error $often: $count of $total calls failed; told saved $told times, refused $refused times"
