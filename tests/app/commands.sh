# shellcheck shell=sh
# For the tests of the command line; to be sourced: . commands.sh; $1 is the program, $2 the assets.

program=$1
WAYSTATION_ASSETS=$2
TZ=UTC
export WAYSTATION_ASSETS TZ
work=$(mktemp -d)
# shellcheck disable=SC2154 # set by the tests that need it
trap 'status=$?; [ -z "${holder:-}" ] || kill "$holder" 2>/dev/null; rm -rf "$work"; exit $status' EXIT
cd "$work" || exit 3
data=$work/data
unset WAYSTATION_DATA

# The sample class in a year ahead of the machine's clock: no event is dated before an older one.
sample=$work/class
cp -R "$2/sample" "$sample"
sed -i 's/^2026-/2097-/' "$sample/calendar.csv"

fail() {
    echo "FAILED: $*" >&2
    echo "--- out" >&2
    cat out >&2
    echo "--- err" >&2
    cat err >&2
    exit 1
}

# run STATUS ARGUMENT…: the program must end with that status; what it says is in out and err.
run() {
    wanted=$1
    shift
    status=0
    "$program" "$@" >out 2>err </dev/null || status=$?
    [ "$status" = "$wanted" ] || fail "waystation $*: status $status, not $wanted"
    # Who cannot says why; who can is silent there.
    case $wanted in
    0) [ ! -s err ] || fail "waystation $*: done, yet something is on standard error" ;;
    2 | 3) [ -s err ] || fail "waystation $*: no reason is given" ;;
    esac
}

says() { grep -qF -- "$1" out || fail "\"$1\" is not said"; }
says_not() { ! grep -qF -- "$1" out || fail "\"$1\" is said"; }
complains() { grep -qF -- "$1" err || fail "\"$1\" is not on standard error"; }
is() { [ "$1" = "$2" ] || fail "\"$1\" is not \"$2\"${3:+: $3}"; }

import_sample() {
    "$program" class import "$sample" --data "$data" >out 2>err || fail "class import"
}

# Holds a data folder as a running station does, until let_go.
hold() {
    mkfifo "$work/held" "$work/go"
    # shellcheck disable=SC2016 # the inner shell expands them
    flock -n "$1/lock" sh -c 'echo held >"$1"; read -r _ <"$2"' _ "$work/held" "$work/go" &
    holder=$!
    read -r _ <"$work/held"
}
let_go() {
    echo go >"$work/go"
    wait "$holder" || true
    holder=
    rm "$work/held" "$work/go"
}

# An X server, and DISPLAY on it; the test kills $server. display WIDTHxHEIGHT
# shellcheck disable=SC2034 # the tests use it
display() {
    Xvfb -displayfd 3 -screen 0 "$1x24" -noreset 3>display >xvfb 2>&1 </dev/null &
    server=$!
    for _ in $(seq 100); do
        [ ! -s display ] || break
        sleep 0.1
    done
    DISPLAY=:$(cat display)
    export DISPLAY
}
# The program's window there, in $window.
find_window() {
    window=
    for _ in $(seq 100); do
        window=$(timeout 5 xwininfo -root -tree 2>/dev/null |
            sed -n 's/^ *\(0x[0-9a-f]*\) "Waystation".*/\1/p' | head -n 1)
        [ -z "$window" ] || break
        sleep 0.1
    done
    [ -n "$window" ] || fail "there is no window"
    sleep 1
}

# A visit at the station with everything in it, on $data. steps FILE STATION
steps() {
    "$program" station --headless --station "$2" --camera none --data "$data" --steps "$1" \
        >out 2>err || fail "the steps of $1"
}

# Amélie: goal, exit ticket with one answer right, reflection, help; then she goes.
visit_of_amelie() {
    cat >amelie.steps <<'STEPS'
clock 2097-09-14T09:03:18
badge amelie
tap "Let’s go"
tap "I can explain what an angle is and what a degree measures"
tap "I need it for a project"
tap "Set my goal"
tap "I need help"
tap "Exit ticket"
tap "True"
tap "Next"
tap "3/7"
advance 30
tap "Next"
tap "I’m not sure yet"
tap "Hand in"
tap "Go on"
tap "Reflect"
tap "I’ve got it"
type "=SUM(1) zyzzyva"
advance 35
tap "Save"
tap "See you!"
STEPS
    steps amelie.steps makers
}
