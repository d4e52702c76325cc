#!/bin/sh
# A term begins and ends in one step: wherever the power goes, there is a key and its recovery code
# is written, or there is no key and the next try makes one.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
shim=$3
cuts=${4:-12} # spread over all there are
echo "purple stapler dances slowly" >passphrase

# cut K ARGUMENT…: the power goes at the k-th write or sync in the data folder; 0: never.
cut() {
    k=$1
    shift
    status=0
    env FAULT_CALLS=write,sync FAULT_ERROR=KILL FAULT_AT="$k" FAULT_COUNT="$work/count" \
        FAULT_BELOW="$data" LD_PRELOAD="$shim" "$program" "$@" --data "$data" \
        <passphrase >told 2>err || status=$?
    cp told out
    case $status in
    0 | 137) ;;
    *) fail "waystation $*, cut at $k: status $status" ;;
    esac
}

# There is a key, and what was told opens it; or there is none, and it can be made. *has_key
sound() {
    run 0 seal status --data "$data"
    has_key=$(grep -c "This machine has the key" out) || true
    if [ "$has_key" = 1 ]; then
        grep -oE '[0-9A-Z]{4}(-[0-9A-Z]{4}){13}' "$2" >answers || fail "$1: a key without its code"
        cat passphrase >>answers
        "$program" seal recover --data "$data" <answers >out 2>err || fail "$1: the code is of no use"
    else
        says "there is no key of a term"
        "$program" seal begin --data "$data" <passphrase >out 2>err || fail "$1: no key can be made"
    fi
}

import_sample
rm "$data/ballast"
cp -R "$data" before
cut 0 seal begin
is "$status" 0 "seal begin"
total=$(cat count)
[ "$total" -gt 2 ] || fail "there are no such calls: the shim does nothing"
step=$((total / cuts + 1))
k=1 made=0
echo "seal begin: $total calls, every $step. is cut"
while [ "$k" -le "$total" ]; do
    rm -rf "$data"
    cp -R before "$data"
    cut "$k" seal begin
    sound "begun, cut at $k of $total" told
    made=$((made + has_key))
    k=$((k + step))
done
[ "$made" -gt 0 ] || fail "never was the key kept"
[ "$made" -lt "$total" ] || fail "always was the key kept"

rm -rf "$data"
cp -R before "$data"
cut 0 seal begin
cp told code
rm -rf before
cp -R "$data" before
cut 0 seal end --yes
total=$(cat count)
step=$((total / cuts + 1))
k=1
echo "seal end: $total calls, every $step. is cut"
while [ "$k" -le "$total" ]; do
    rm -rf "$data"
    cp -R before "$data"
    cut "$k" seal end --yes
    sound "ended, cut at $k of $total" code
    k=$((k + step))
done

# A code that could not be told, or printed, is of no key.
run 0 seal end --yes --data "$data"
status=0
"$program" seal begin --data "$data" <passphrase >/dev/full 2>err || status=$?
is "$status" 3 "a full disk behind standard output"
complains "so no key was made"
"$program" seal begin --sheet no/such/folder.pdf --data "$data" <passphrase >out 2>err &&
    fail "a sheet in no folder"
run 0 seal status --data "$data"
says "there is no key of a term"
echo short >passphrase
"$program" seal begin --sheet sheet.pdf --data "$data" <passphrase >out 2>err && fail "too short"
[ ! -e sheet.pdf ] || fail "a sheet of no key"
