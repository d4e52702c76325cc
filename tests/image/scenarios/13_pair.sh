# shellcheck shell=sh disable=SC2016,SC2034,SC2154,SC2015
# A board and a station on one switch, with nobody who gives out addresses: the hub on the board's card, and a station
# that joins by its card alone.

as_program() {
    ask "cd /data/waystation && setpriv --reuid=waystation --regid=waystation --init-groups env HOME=/data/waystation \
        WAYSTATION_CONFIG=/run/waystation/waystation.conf waystation $* --data /data/waystation"
}

has_address() { ask_quietly 'ip -4 -o address | grep -q " 169\.254\."'; }

has_hub() { as_program hub status >/dev/null 2>&1; }

is_joined() { as_program hub status 2>/dev/null | grep -q 'makers.*connected'; }

scenario_pair() {
    MACHINE_NET=socket,mcast=230.87.83.1:$((20000 + $$ % 20000)),localaddr=127.0.0.1
    MACHINE_NUMBER=02
    machine_on "$(class_card pair-board board)" && machine_booted || return 1
    note "the board: $BOOTED_S s"
    until_true 60 has_address || wrong "the board gives itself no address"
    ask 'systemctl stop waystation.service' # the command is for a board that shows nothing yet; its page Stations does the same
    as_program hub init | sed 's/^/    /'
    as_program hub stop | sed 's/^/    /'
    ask 'systemctl start waystation.service'
    until_true 60 has_hub || wrong "the board does not start its hub"
    as_program hub code --station makers --output /data/waystation/makers.txt | sed 's/^/    /'
    ask 'cat /data/waystation/makers.txt' >"$WORK/makers.txt"
    machine_swap
    card_new joins
    card_settings 'role = station' 'join = makers.txt' 'camera = none' 'timezone = UTC' \
        "$SCANNER_SETTING"
    mcopy -o -i "$P1" "$WORK/makers.txt" ::makers.txt
    card_seal joins 4G
    MACHINE_NUMBER=03
    machine_on "$(card_layer joins "$WORK/cards/joins.img")" && machine_booted || return 1
    note "the station: $BOOTED_S s"
    machine_swap
    check "the station joins by its card alone" until_true 120 is_joined
    as_program hub status | sed 's/^/    /'
    keep board
    machine_swap
    until_true 30 ask_quietly '[ -s /data/waystation/waystation.db ]' || wrong "the class is not there"
    scanner_in || wrong "the scanner is not seen"
    keep station
    scan amelie
    check "the station has the check-in" has_event visit_started amelie
    machine_swap
    check "and so has the board" has_event visit_started amelie
    memory_says
    keep seen
    machine_cut
    machine_swap
    scan ben
    check "without the board the station goes on" has_event visit_started ben
    keep alone
    machine_swap
    machine_on "$MACHINE_CARD" && machine_booted || return 1
    check "the board, its plug pulled and back, gets what came meanwhile" until_true 120 event_is_there visit_started ben
    check "no unit failed on the board" no_failed_unit
    machine_swap
    check "no unit failed on the station" no_failed_unit
    machines_cut
}
