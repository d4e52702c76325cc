#!/bin/sh
# What a class must survive, with the real programs in network namespaces: a bad line, processes
# that stop or die, a hub that is full or lost, machines that lie. After each: every event that was
# acknowledged is on the hub exactly once, and all machines have the same class.
#   test_network.sh WAYSTATION STATION_NODE ASSETS [ROUNDS [STATIONS]]
set -eu
program=$1
node=$2
assets=$3
rounds=${4:-20}
count=${5:-4}
far_line=$(dirname "$node")/far_line
folder=$(dirname "$0")
# shellcheck source=tests/sync/network.sh
. "$folder/network.sh"
token=0

say() { echo "$(date +%T) $*"; }

# settle_once NAME…: all is told and heard there.
settle_once() {
    token=$((token + 1))
    for name in "$@"; do tell "$name" "settle t$token"; done
    for name in "$@"; do
        wait_for "$name" "^settled t$token " 1800 || fail "$name does not come to rest"
    done
}

# Rounds change everywhere within 250 ms: each is within half of that of the right time.
check_time() {
    for name in board $stations; do
        tell "$name" "time t$token"
        wait_for "$name" "^time t$token " 100 || fail "$name does not say its time"
        off=$(sed -n "s/^time t$token //p" "$work/$name.out")
        if [ "$off" -lt -125 ] || [ "$off" -gt 125 ]; then
            fail "$1: the clock of $name is $off ms off"
        fi
    done
}

# Nobody works; first what all have goes up, then what others had comes down.
check() {
    tell "board $stations" "every 0"
    # shellcheck disable=SC2086
    settle_once board $stations
    # shellcheck disable=SC2086
    settle_once board $stations
    for name in board $stations; do
        grep "^settled t$token " "$work/$name.out" | cut -d' ' -f3
    done | sort | uniq -c >"$work/hashes"
    [ "$(wc -l <"$work/hashes")" = 1 ] || fail "$1: the machines do not show one class: $(cat "$work/hashes")"
    sql "SELECT encode(log, 'hex') || ' ' || seq FROM event" | sort >"$work/there"
    [ -z "$(uniq -d "$work/there")" ] || fail "$1: twice at the hub: $(uniq -d "$work/there" | head -n 3)"
    cat "$work"/n*.acks "$work/board.acks" | cut -d' ' -f1,2 | sort >"$work/promised"
    comm -23 "$work/promised" "$work/there" >"$work/lost"
    [ ! -s "$work/lost" ] || fail "$1: $(wc -l <"$work/lost") promised events are not at the hub"
    [ "$(sql 'SELECT count(*) FROM conflict')" = 0 ] || fail "$1: conflicts"
    [ "$1" = "clocks of 1970, 2076 and last year" ] || check_time "$1"
    say "$1: ok, $(wc -l <"$work/promised") promised, $(wc -l <"$work/there") there"
    tell "board $stations" "every 150"
}

any_station() { echo "n$(($(od -An -N2 -tu2 /dev/urandom) % count + 1))"; }
nap() { sleep "0.$(($(od -An -N2 -tu2 /dev/urandom) % 5))"; }

# --- The line -----------------------------------------------------------------------------------

bad_line() {
    for name in $stations; do
        ip netns exec "ws$$$name" nft -f - <<'NFT'
table inet bad {
    chain in {
        type filter hook input priority 0
        numgen random mod 100 < 30 drop
    }
    chain out {
        type filter hook output priority 0
        numgen random mod 100 < 30 drop
    }
}
NFT
    done
    sleep $((rounds / 2))
    up=$(sql "SELECT count(*) FROM event")
    for name in $stations; do ip netns exec "ws$$$name" nft delete table inet bad; done
    say "up while 30 of 100 packets are lost each way: $up"
    check "30 % loss"
}

slow_line() {
    for name in $stations; do
        ip netns exec "ws$$$name" tc qdisc add dev eth0 root tbf rate 128kbit burst 16kbit latency 800ms ||
            return 0
    done
    tell "$stations" "make 100"
    sleep $((rounds / 8))
    check "128 kbit/s"
    for name in $stations; do ip netns exec "ws$$$name" tc qdisc del dev eth0 root; done
}

# As by satellite: what is asked is answered 600 to 700 ms later.
far_away() {
    far=
    for name in $stations; do
        ip -n "ws$$$name" link set eth0 down
        "$far_line" "ws$$$name" far0 "ws$$board" "far_$name" 300 50 >"$work/$name.far" 2>&1 &
        far="$far $!"
        waited=0
        until grep -q ready "$work/$name.far" || [ "$waited" = 50 ]; do waited=$((waited + 1)) && sleep 0.1; done
        if ! grep -q ready "$work/$name.far"; then
            say "no delay: $(cat "$work/$name.far")"
            break
        fi
        ip -n "ws$$board" link set "far_$name" master br0 up
        ip -n "ws$$$name" link set far0 up
        ip -n "ws$$$name" addr add "10.77.0.$((${name#n} + 1))/24" dev far0
    done
    [ "$waited" = 50 ] || {
        began=$(cut -d' ' -f1 /proc/uptime)
        ip netns exec "ws$$n1" openssl s_client -starttls postgres -connect 10.77.0.1:5460 </dev/null >/dev/null 2>&1 || true
        greeted=$(awk -v a="$began" '{ printf "%.0f", ($1 - a) * 1000 }' /proc/uptime)
        [ "$greeted" -ge 1800 ] || fail "there and back three times in $greeted ms"
        tell "$stations" "make 50"
        sleep $((rounds / 8))
        check "a line on which TLS takes $greeted ms"
    }
    # shellcheck disable=SC2086
    kill $far 2>/dev/null || true
    # shellcheck disable=SC2086
    wait $far 2>/dev/null || true
    for name in $stations; do ip -n "ws$$$name" link set eth0 up; done
    check "near again"
}

cut_links() {
    round=0
    while [ "$round" -lt "$rounds" ]; do
        round=$((round + 1))
        name=$(any_station)
        ip -n "ws$$board" link set "to_$name" down
        nap
        [ $((round % 5)) = 0 ] || ip -n "ws$$board" link set "to_$name" up
    done
    for name in $stations; do ip -n "ws$$board" link set "to_$name" up; done
    check "$rounds cuts of links"
}

# --- Processes ----------------------------------------------------------------------------------

stop_processes() {
    name=$(any_station)
    kill -STOP "$(cat "$work/$name.pid")"
    sleep 1
    kill -CONT "$(cat "$work/$name.pid")"
    signal_hub STOP
    sleep 2
    signal_hub CONT
    first=$(head -n 1 "$work/board/hub/db/postmaster.pid")
    kill -STOP "$first"
    tell "$stations" unlink
    tell "$stations" link
    sleep 1
    kill -CONT "$first"
    check "SIGSTOP of a station, of the hub, of its first process"
}

kill_hub() {
    tell "board $stations" "make 300"
    nap
    first=$(head -n 1 "$work/board/hub/db/postmaster.pid")
    kill -9 "$first"
    sleep 1
    start_hub || { sleep 3 && start_hub; } || fail "the hub does not start: $(cat "$work/start.log")"
    check "hub killed in a batch"
}

kill_stations() {
    for name in $stations; do
        tell "$name" "make 500"
        nap
        nap
        kill_node "$name"
    done
    for name in $stations; do
        start "$name"
        tell "$name" link
    done
    check "stations killed in a batch"
}

# --- The hub ------------------------------------------------------------------------------------

fill_disk() {
    at board "$program" hub stop --data "$work/board" >"$work/log" 2>&1 || fail "hub stop"
    size=$(du -sm "$work/board/hub/db" | cut -f1)
    mv "$work/board/hub/db" "$work/board/hub/db.disk"
    mkdir "$work/board/hub/db"
    mount -t tmpfs -o "size=$((size + 24))m,mode=0700,uid=$(id -u "$owner"),gid=$(id -g "$owner")" \
        tmpfs "$work/board/hub/db"
    cp -a "$work/board/hub/db.disk/." "$work/board/hub/db/"
    rm -rf "$work/board/hub/db.disk"
    start_hub || fail "the hub does not start: $(cat "$work/start.log")"
    tell "board $stations" "every 0"
    # shellcheck disable=SC2086
    settle_once board $stations
    dd if=/dev/zero of="$work/board/hub/db/filler" bs=64k 2>/dev/null || true
    : >"$work/n1.out"
    tell "$stations" "make 400"
    trouble_of n1 "[1-9][0-9]*" 300 || fail "nobody says that the hub is full"
    say "a full hub: $(grep -E '^state [1-9]' "$work/n1.out" | head -n 1)"
    rm "$work/board/hub/db/filler"
    start_hub || fail "the hub does not start: $(cat "$work/start.log")"
    check "the hub's disk full"
}

wipe_hub() {
    stop_node board
    at board "$program" hub stop --data "$work/board" >"$work/log" 2>&1 || fail "hub stop"
    umount "$work/board/hub/db" 2>/dev/null || true
    rm -rf "$work/board/hub"
    at board "$program" hub init --port 5460 --data "$work/board" >"$work/log" 2>&1 ||
        fail "hub init: $(cat "$work/log")"
    start board
    tell board link
    check "the hub lost and made again"
}

# --- Who is not let in --------------------------------------------------------------------------

role_of() { sql "SELECT role FROM node WHERE label = '$1' AND removed IS NULL ORDER BY made LIMIT 1"; }

wrong_secret() {
    role=$(role_of makers)
    verifier=$(sql "SELECT rolpassword FROM pg_authid WHERE rolname = '$role'")
    : >"$work/n1.out"
    sql "ALTER ROLE $role PASSWORD 'another'"
    sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '$role'" >/dev/null
    trouble_of n1 4 200 || fail "a wrong secret is not said"
    sql "ALTER ROLE $role PASSWORD '$verifier'"
    check "wrong secret"
}

bad_guests() {
    hostile=x
    stop_node board
    before=$(sql "SELECT count(*) FROM refusal")
    join x pod $((count + 2))
    at board "$program" hub code --station nook --output "$work/late.code" --data "$work/board" >"$work/log" 2>&1
    sql "DO \$\$ DECLARE r text; BEGIN FOR r IN SELECT role FROM node WHERE joined IS NULL LOOP
        EXECUTE format('ALTER ROLE %I VALID UNTIL ''2001-01-01''', r); END LOOP; END \$\$"
    ! at x "$program" hub join "$work/late.code" --yes --data "$work/late" >"$work/log" 2>&1 ||
        fail "an expired code lets in"
    grep -q "its time is over" "$work/log" || fail "an expired code: $(cat "$work/log")"
    start board
    tell board link
    start x
    tell x "write makers"
    tell x link
    waited=0
    until [ "$(sql "SELECT count(*) FROM refusal")" -gt "$before" ]; do
        waited=$((waited + 1))
        [ "$waited" -lt 200 ] || fail "an event in another's name is not refused"
        sleep 0.1
    done
    kill_node x
    [ "$(sql "SELECT count(*) FROM event e JOIN node n ON n.role = e.via
        WHERE n.kind = 'station' AND NOT e.station = ANY (n.labels)")" = 0 ] || fail "it is there"
    check "expired code, another's name"
}

strange_events() {
    tell n1 unknown
    tell n2 huge
    tell n1 "make 10"
    tell n2 "make 10"
    check "an unknown kind, 10 MiB"
    [ "$(sql "SELECT count(*) FROM event WHERE kind = 'dance_danced'")" = 1 ] || fail "the unknown kind is not there"
}

wrong_clocks() {
    tell n1 "clock -1767225600000"
    tell n2 "clock 1577836800000"
    tell n3 "clock -31536000000"
    tell "$stations" "make 40"
    check "clocks of 1970, 2076 and last year"
    tell "$stations" "clock hub"
}

network_needs
say "load: $(cut -d' ' -f1-3 /proc/loadavg); $count stations, $rounds rounds"
network_open "$count"
check "joined"
for part in bad_line slow_line far_away cut_links stop_processes kill_hub kill_stations fill_disk wipe_hub \
    wrong_secret bad_guests strange_events wrong_clocks; do
    case " ${WAYSTATION_TEST_PARTS:-$part} " in *" $part "*) "$part" ;; esac
done
