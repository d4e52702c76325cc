# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# The plug is pulled while children check in. What the machine has said is saved must be there afterwards.

some_second() { od -An -tu2 -N2 /dev/urandom | { read -r number && echo "$((number % $1)).$((number % 10))"; }; }

# What the database held when it was last asked must be in it still.
nothing_lost() {
    events_in "$WORK/after/waystation" >"$WORK/events.after" || return 1
    cut -d, -f1-3 "$WORK/events.after" | LC_ALL=C sort -u >"$WORK/keys.after"
    LC_ALL=C comm -23 "$WORK/keys.told" "$WORK/keys.after" >"$WORK/keys.lost"
    [ ! -s "$WORK/keys.lost" ]
}

one_cut() {
    machine_on "$MACHINE_LAYER" && machine_booted || return 1
    scanner_in || wrong "cut $1: the scanner is not seen"
    data_of_machine "$WORK/live" && events_in "$WORK/live" | cut -d, -f1-3 | LC_ALL=C sort -u >"$WORK/keys.start"
    if [ -s "$WORK/keys.told" ]; then
        check "cut $1: what was there before is there" [ -z "$(LC_ALL=C comm -23 "$WORK/keys.told" "$WORK/keys.start")" ]
    fi
    for student in amelie ben wei aaliyah; do
        scan "$student"
        sleep "$(some_second 3)"
    done
    data_of_machine "$WORK/live" && events_in "$WORK/live" | cut -d, -f1-3 | LC_ALL=C sort -u >"$WORK/keys.told"
    for student in ben tomas amelie jordan; do
        scan "$student"
        [ "$(od -An -tu1 -N1 /dev/urandom)" -gt 80 ] || break
    done
    sleep "$(some_second 2)"
    machine_cut
    check "cut $1: the file system is whole after its journal" data_check "$MACHINE_CARD" "$WORK/after"
    check "cut $1: nothing of $(wc -l <"$WORK/keys.told") events is lost" nothing_lost
    check "cut $1: the database is whole" database_is_whole
}

database_is_whole() {
    command -v sqlite3 >/dev/null || return 0
    rm -rf "$WORK/copy"
    cp -R "$WORK/after/waystation" "$WORK/copy"
    [ "$(sqlite3 "$WORK/copy/waystation.db" 'pragma integrity_check')" = ok ]
}

scenario_power() {
    MACHINE_LAYER=$(class_card)
    cuts=${CUTS:-2}
    [ -z "$FULL" ] || cuts=${CUTS:-50}
    : >"$WORK/keys.told"
    for cut in $(seq "$cuts"); do
        one_cut "$cut" || return 1
    done
    note "$cuts cuts, $(wc -l <"$WORK/keys.after") events at the end"
}
