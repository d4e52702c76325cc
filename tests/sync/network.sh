# shellcheck shell=sh disable=SC2154 # $program, $node and $assets are the caller's
# A class of machines, each in a network namespace of its own, on a bridge of the hub's. To be
# sourced as root, after program=, node= and assets=; then network_open STATIONS.
#   n1, n2 …  stations, joined by codes    board  in the hub's namespace

network_skip() {
    echo "skipped: $*"
    exit 77
}

network_needs() {
    [ "$(id -u)" = 0 ] || network_skip "network namespaces need root"
    for tool in ip nft tc setpriv psql openssl; do
        command -v "$tool" >/dev/null || network_skip "there is no $tool here"
    done
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || network_skip "there is no PostgreSQL server here"
    ip netns add "ws$$t" 2>/dev/null || network_skip "no network namespaces here"
    ip -n "ws$$t" link add br0 type bridge 2>/dev/null &&
        ip -n "ws$$t" link add name w0 type veth peer name w1 2>/dev/null || status=$?
    ip netns del "ws$$t"
    [ "${status:-0}" = 0 ] || network_skip "no bridges or no pairs of network cards here"
}

fail() {
    echo "FAILED: $*" >&2
    for name in board $stations; do
        echo "--- $name" >&2
        tail -n 5 "$work/$name.out" "$work/$name.err" >&2 2>/dev/null || true
    done
    tail -n 15 "$work/board/hub/server.log" >&2 2>/dev/null || true
    exit 1
}

# shellcheck disable=SC2317 # called by the trap
network_close() {
    trap - EXIT INT TERM HUP PIPE
    for name in board $stations ${hostile:-}; do
        # shellcheck disable=SC2046
        [ ! -s "$work/$name.pid" ] || kill -9 $(cat "$work/$name.pid") 2>/dev/null || true
    done
    if [ -s "$work/board/hub/db/postmaster.pid" ]; then
        signal_hub CONT
        at board "$program" hub stop --data "$work/board" >/dev/null 2>&1 || true
    fi
    umount "$work/board/hub/db" 2>/dev/null || true
    for name in board $stations ${hostile:-}; do ip netns del "ws$$$name" 2>/dev/null || true; done
    cd /
    rm -rf "$work"
}

# at NAME PROGRAM [ARGUMENT]…: there, as somebody who is not root.
at() {
    there=$1
    shift
    ip netns exec "ws$$$there" setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups -- \
        env HOME=/tmp WAYSTATION_ASSETS="$assets" TZ=UTC "$@"
}

sql() { at board psql -X -q -h "$work/board/hub/s" -p 5460 -d waystation -Atc "SET search_path = waystation; $1"; }

# signal_hub SIGNAL: the server's first process and its children.
signal_hub() {
    first=$(head -n 1 "$work/board/hub/db/postmaster.pid")
    # shellcheck disable=SC2046
    kill -"$1" "$first" $(cat "/proc/$first/task/$first/children") 2>/dev/null || true
}

start_hub() { at board "$program" hub start --data "$work/board" >"$work/start.log" 2>&1; }

add_place() {
    ip netns add "ws$$$1"
    ip -n "ws$$$1" link set lo up
    [ "$1" != board ] || return 0
    ip link add name "v$$" netns "ws$$board" type veth peer name eth0 netns "ws$$$1"
    ip -n "ws$$board" link set "v$$" name "to_$1" master br0 up
    ip -n "ws$$$1" addr add "10.77.0.$2/24" dev eth0
    ip -n "ws$$$1" link set eth0 up
}

# join NAME LABEL NUMBER: with a code of the board, which must not run.
join() {
    add_place "$1" "$3"
    at board "$program" hub code --station "$2" --output "$work/$1.code" --data "$work/board" \
        >"$work/$1.log" 2>&1 || fail "hub code: $(cat "$work/$1.log")"
    at "$1" "$program" hub join "$work/$1.code" --yes --data "$work/$1" >"$work/$1.log" 2>&1 ||
        fail "hub join: $(cat "$work/$1.log")"
    mkfifo "$work/$1.in"
    chown "$owner" "$work/$1.in"
}

# start NAME: its program, which is alone until `tell NAME link`.
start() {
    : >"$work/$1.out"
    (cd "$work" && exec ip netns exec "ws$$$1" setpriv --reuid "$owner" --regid "$(id -g "$owner")" \
        --clear-groups -- env HOME=/tmp TZ=UTC "$node" "$work/$1" "$work/$1.in" "$work/$1.acks") \
        >>"$work/$1.out" 2>>"$work/$1.err" &
    echo $! >"$work/$1.pid"
    wait_for "$1" '^open ' 300
}

tell() {
    for receiver in $1; do printf '%s\n' "$2" >"$work/$receiver.in"; done
}

# wait_for NAME PATTERN TENTHS
wait_for() {
    waited=0
    until grep -qE "$2" "$work/$1.out"; do
        waited=$((waited + 1))
        [ "$waited" -le "$3" ] || return 1
        sleep 0.1
    done
}

kill_node() {
    kill -9 "$(cat "$work/$1.pid")"
    wait "$(cat "$work/$1.pid")" 2>/dev/null || true
}

stop_node() {
    tell "$1" stop
    wait "$(cat "$work/$1.pid")" || fail "$1 ends badly"
}

# trouble_of NAME WANTED TENTHS: until its screen would say this number of enum sync_trouble.
trouble_of() {
    waited=0
    until grep -qE "^state $2 " "$work/$1.out"; do
        waited=$((waited + 1))
        [ "$waited" -le "$3" ] || return 1
        tell "$1" state
        sleep 0.1
    done
}

# Where that somebody may not read the tree, copies are run.
reach_programs() {
    reach() { setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups -- test "$@"; }
    ! reach -x "$program" || ! reach -x "$node" || ! reach -r "$assets/sample" || return 0
    mkdir "$work/tree"
    cp -R "$assets" "$work/tree/assets"
    cp "$program" "$work/tree/waystation"
    cp "$node" "$work/tree/station_node"
    chmod -R a+rX "$work/tree"
    program=$work/tree/waystation node=$work/tree/station_node assets=$work/tree/assets
}

network_open() {
    owner=nobody
    if id postgres >/dev/null 2>&1; then owner=postgres; fi
    work=$(mktemp -d "${TMPDIR:-/tmp}/wsnet-XXXXXX")
    stations=
    trap network_close EXIT
    trap 'exit 143' INT TERM HUP PIPE
    chown "$owner" "$work"
    reach_programs
    add_place board 0
    ip -n "ws$$board" link add br0 type bridge
    ip -n "ws$$board" addr add 10.77.0.1/24 dev br0
    ip -n "ws$$board" link set br0 up
    at board "$program" class import "${2:-$assets/sample}" --data "$work/board" >"$work/log" 2>&1 ||
        fail "class import: $(cat "$work/log")"
    at board "$program" hub init --port 5460 --data "$work/board" >"$work/log" 2>&1 ||
        fail "hub init: $(cat "$work/log")"
    number=0
    while [ "$number" -lt "$1" ]; do
        number=$((number + 1))
        # shellcheck disable=SC2086
        set -- "$1" "${2:-}"
        label=$(echo makers rivera pod nook | cut -d' ' -f$(((number - 1) % 4 + 1)))
        join "n$number" "$label" $((number + 1))
        stations="$stations n$number"
    done
    # Who belongs to the class is kept at the board against the loss of the hub.
    at board "$program" hub status --data "$work/board" >"$work/log" 2>&1 || fail "hub status"
    mkfifo "$work/board.in"
    chown "$owner" "$work/board.in"
    for name in board $stations; do
        start "$name"
        tell "$name" link
    done
}
