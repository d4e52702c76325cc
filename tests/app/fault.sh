# shellcheck shell=sh
# shellcheck disable=SC1112,SC2034 # the screen has these quotes; who sources it uses the shim
# For the tests of faults; to be sourced: . fault.sh. Like commands.sh, and a station that is led
# step by step, so that the disk and the camera can change under it. $3 is the fault shim.

folder=$(dirname "$0")
shim=${3:-}
# shellcheck source=tests/app/commands.sh
. "$folder/commands.sh"
: >out
: >err
pid=

# skip REASON: what this machine does not let us do is not passed.
skip() {
    echo "SKIPPED: $*"
    exit 77
}

# begin ARGUMENT…: a station whose steps come from step().
begin() {
    rm -f steps trace
    mkfifo steps trace
    number=0
    WAYSTATION_STEPS_TRACE=1 "$program" station --headless --station makers --data "$data" \
        --steps steps "$@" >trace 2>err </dev/null &
    pid=$!
    exec 4<trace
    exec 3<>steps # also for reading: a station that does not start must not hold us up
}

# step LINE…: each must hold.
step() {
    for text in "$@"; do
        number=$((number + 1))
        printf '%s\n' "$text" >&3
        held=
        read -r held <&4 || true
        [ "$held" = "$number" ] || fail "step $number: $text"
    done
}

# The station is done; it must end by itself and well.
end() {
    exec 3>&-
    status=0
    wait "$pid" || status=$?
    exec 4<&-
    [ "$status" = 0 ] || fail "the station ended with status $status"
    pid=
}

# Power loss.
cut() {
    kill -9 "$pid"
    wait "$pid" 2>/dev/null || true
    exec 3>&- 4<&-
}

shows() { step "expect \"$1\""; }
shows_not() { step "expect-not \"$1\""; }

# What another thread brings about comes when it comes: until_shows TEXT
until_shows() {
    looks=0
    while :; do
        step "tree tree.json"
        if grep -qF -- "$1" tree.json; then return; fi
        looks=$((looks + 1))
        [ "$looks" -lt 600 ] || fail "\"$1\" never comes: $(cat tree.json)"
        sleep 0.05
    done
}

# Whether the control NAME can be chosen now.
find_control() {
    step "tree tree.json"
    grep -F "\"name\":\"$1\"" tree.json >control || fail "there is no $1: $(cat tree.json)"
}
is_disabled() {
    find_control "$1"
    grep -q '"disabled"' control || fail "$1 can be chosen"
}
is_enabled() {
    find_control "$1"
    ! grep -q '"disabled"' control || fail "$1 cannot be chosen"
}

# A student's way to home; the first time with a goal to pick.
first_visit() {
    step "badge $1"
    pick_goal
}
pick_goal() {
    step 'tap "Let’s go"' 'tap "I can explain what an angle is and what a degree measures"' \
        'tap "I want a challenge"' 'tap "Set my goal"'
}
visit() { step "badge $1" 'tap "Let’s go"'; }
leave() { step 'tap "Done"' 'tap "See you!"'; }

# in_log COUNT STUDENT TEXT: how often that student's reflections have the text.
in_log() {
    "$program" events --json --data "$data" >events.json 2>err || fail "events"
    is "$(grep -F "\"student\":\"$2\"" events.json | grep -F '"reflection_submitted"' |
        grep -cF -- "$3" || true)" "$1" "\"$3\" of $2 in the log"
}

# A disk of its own for the data folder: small_disk SIZE
small_disk() {
    mkdir -p "$data"
    mount -t tmpfs -o "size=$1,mode=700" none "$data" 2>/dev/null ||
        skip "no disk can be mounted here: this needs root"
    trap 'status=$?; exec 3>&- 4<&-; [ -z "$pid" ] || wait "$pid" || :; umount -l "$data"
        rm -rf "$work"; exit $status' EXIT
}
fill_disk() {
    dd if=/dev/zero of="$data/filler" bs=65536 2>/dev/null || true
    dd if=/dev/zero of="$data/filler2" bs=4096 2>/dev/null || true
}
free_disk() { rm -f "$data/filler" "$data/filler2"; }
