# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# The class of the tests, and a twin of the program: the same program without a window, with the same class
# and clock, which says where a button is and what the screen has to look like. To be sourced.

CLASS_DATA=$WORK/class
TWIN=$WORK/twin

# class_make: a data folder with the sample class, in CLASS_DATA; badges in $WORK/badges (ID PAYLOAD).
class_make() {
    [ -s "$WORK/badges" ] && [ -s "$CLASS_DATA/waystation.db" ] && return 0
    rm -rf "$CLASS_DATA" "$CLASS_DATA.sample"
    cp -R "$WAYSTATION_ASSETS/sample" "$CLASS_DATA.sample"
    sed -i 's/^2026-/2037-/' "$CLASS_DATA.sample/calendar.csv"
    # Rounds of an hour: emulated, a visit may take minutes, and nobody is to be called to another station.
    sed -i 's/^start = .*/start = 08:01/; s/^minutes = .*/minutes = 60/' "$CLASS_DATA.sample/class.ini"
    "$PROGRAM" class import "$CLASS_DATA.sample" --data "$CLASS_DATA" >/dev/null
    for student in amelie ben wei aaliyah tomas jordan; do
        rm -f "$WORK/badge.png"
        "$PROGRAM" badges png --data "$CLASS_DATA" --student "$student" --output "$WORK/badge.png" >/dev/null 2>&1 || continue
        printf '%s %s\n' "$student" "$("$PROGRAM" badges read "$WORK/badge.png")"
    done >"$WORK/badges"
    rm -f "$CLASS_DATA/ballast" "$CLASS_DATA/lock"
}

badge_of() { sed -n "s/^$1 //p" "$WORK/badges"; }

twin_new() {
    TWIN=$WORK/twin TWIN_DEVICE=
    rm -rf "$TWIN"
    mkdir -p "$TWIN"
    printf 'clock %s\nadvance 1\n' "$MACHINE_CLOCK" >"$TWIN/script"
}

twin_do() { printf '%s\n' "$@" >>"$TWIN/script"; }

# The twin as it is after its script: $TWIN/tree.json and $TWIN/shot.png.
twin_run() {
    rm -rf "$TWIN/data"
    cp -R "$CLASS_DATA" "$TWIN/data"
    {
        cat "$TWIN/script"
        echo "tree tree.json"
        echo "shot shot.png"
    } >"$TWIN/steps"
    (cd "$TWIN" && WAYSTATION_DEVICE=$TWIN_DEVICE "$PROGRAM" station --data "$TWIN/data" --camera none \
        ${TWIN_STATION:+--station "$TWIN_STATION"} --headless --size "${TWIN_SIZE:-1280x800}" --steps steps >log 2>&1) || {
        note "the twin: $(tail -n 2 "$TWIN/log")"
        return 1
    }
}

# touch_control NAME: as soon as the screen is the twin's, the finger goes where the twin has this button.
touch_control() {
    twin_run || return 1
    if ! until_true 10 looks_like "$TWIN/shot.png" 30; then
        keep "before-$1"
        wrong "the screen is another when \"$1\" is to be tapped"
    fi
    where=$("$TALK" node "$TWIN/tree.json" "$1") || {
        wrong "there is nothing named \"$1\" to tap"
        return 1
    }
    # shellcheck disable=SC2086 # two numbers
    tap_at $where
    twin_do "tap \"$1\""
}

# twin_is_device: until twin_new, the twin is the machine's twin in what its foot says, too.
twin_is_device() {
    TWIN_DEVICE=$TWIN/device
    mkdir -p "$TWIN_DEVICE"
    ask 'cat /run/waystation/device.json' >"$TWIN_DEVICE/device.json"
}

# screen_is NAME [PERMILLE]: until the screen is the twin's, but for so many pixels; kept as a picture.
screen_is() {
    twin_run || return 1
    cp "$TWIN/shot.png" "$WORK/pictures/$SCENARIO-$1-twin.png"
    found=0
    until_true 10 looks_like "$TWIN/shot.png" "${2:-30}" || found=1
    keep "$1"
    note "$1: $("$TALK" differ "$WORK/pictures/$SCENARIO-$1.png" "$TWIN/shot.png") of 1000 pixels differ"
    return $found
}

# --- What is in the database, asked of the running machine ---

# events_in FOLDER: the log of a copied data folder as JSON lines.
events_in() {
    rm -rf "$WORK/events.copy"
    cp -R "$1" "$WORK/events.copy"
    "$PROGRAM" events --json --data "$WORK/events.copy"
}

# data_of_machine FOLDER: the data folder of the running machine, copied while its program stands still.
data_of_machine() {
    rm -rf "$1"
    mkdir -p "$1"
    ask 'u=waystation.service; systemctl kill -s STOP --kill-whom=main $u; rm -rf /run/copy; mkdir /run/copy
        cd /data/waystation && cp -p waystation.db* head.* /run/copy/; systemctl kill -s CONT --kill-whom=main $u
        cd /run/copy && tar czf - . | base64; rm -rf /run/copy' >"$1.base64"
    base64 -d <"$1.base64" 2>/dev/null | tar xzf - --warning=no-timestamp -C "$1"
    rm -f "$1.base64"
    [ -s "$1/waystation.db" ]
}

# has_event KIND STUDENT [SECONDS]: comes to stand in the database of the running machine.
event_is_there() {
    data_of_machine "$WORK/live" && events_in "$WORK/live" >"$WORK/events" 2>/dev/null &&
        grep "\"kind\":\"$1\"" "$WORK/events" | grep -q "\"student\":\"$2\""
}

has_event() { until_true 10 event_is_there "$1" "$2"; }
