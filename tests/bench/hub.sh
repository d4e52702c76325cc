#!/bin/sh
# How fast and how much a class with a hub is: the real programs in network namespaces, the hub on
# a disk, with fsync; then a district's server. Rows for tests/bench/run.sh. Needs root; 77 without.
#   hub.sh [--build FOLDER] [--stations N] [--events N] [--rows N] [--fill SECONDS] [PART]...
# Parts, all by default: latency bytes memory storm plan district
set -eu
build=build/release
count=8
events=500
rows=400000
fill=300
parts=
while [ $# -gt 0 ]; do
    case $1 in
    --build) build=$2 ;;
    --stations) count=$2 ;;
    --events) events=$2 ;;
    --rows) rows=$2 ;;
    --fill) fill=$2 ;;
    latency | bytes | memory | storm | plan | district)
        parts="$parts $1"
        shift
        continue
        ;;
    *)
        sed -n '2,5s/^# //p' "$0" >&2
        exit 2
        ;;
    esac
    shift 2
done
cd "$(dirname "$0")/../.."
build=$(realpath "$build")
program=$build/waystation
node=$build/tests/sync/station_node
assets=$build/assets
# shellcheck source=tests/sync/network.sh
. tests/sync/network.sh
top=$PWD

row() { printf '%s\t%s\t%s\t%s\t\n' "$1" "$2" "$3" "${4:-}"; }
now_s() { cut -d' ' -f1 /proc/uptime; }
since() { awk -v a="$1" -v b="$(now_s)" 'BEGIN { printf "%.2f", b - a }'; }
at_hub() { sql "SELECT coalesce(sum(head), 0) FROM log"; }
bytes_of() { ip netns exec "ws$$board" cat "/sys/class/net/to_$1/statistics/rx_bytes" \
    "/sys/class/net/to_$1/statistics/tx_bytes" | awk '{ sum += $1 } END { print sum }'; }
memory_of() { awk '/VmRSS/ { printf "%.2f", $2 / 1024 }' "/proc/$(cat "$work/$1.pid")/status"; }

rest() {
    for name in "$@"; do tell "$name" "settle rest$(now_s)"; done
    sleep 0.3
    for name in "$@"; do wait_for "$name" "^settled rest" 1200 || fail "$name does not come to rest"; done
    for name in "$@"; do : >"$work/$name.out"; done
}

# From "the store has it" at a station to "it is in the board's class".
latency() {
    # shellcheck disable=SC2086
    rest board $stations
    begin=$(wc -l <"$work/n1.acks" 2>/dev/null || echo 0)
    tell n1 "every 100"
    sleep 20
    tell n1 "every 0"
    sleep 1
    tail -n "+$((begin + 1))" "$work/n1.acks" | awk '
        NR == FNR { if ($1 == "seen") seen[$2 " " $3] = $4; next }
        { if (($1 " " $2) in seen) print (seen[$1 " " $2] - $3) / 1000; else missing++ }
        END { if (missing) print missing " not seen" >"/dev/stderr" }' "$work/board.out" - | sort -n >"$work/latency"
    samples=$(wc -l <"$work/latency")
    row "submit to board, median of $samples" "$(sed -n "$(((samples + 1) / 2))p" "$work/latency")" ms 1000
    row "submit to board, p95" "$(sed -n "$(((samples * 95 + 99) / 100))p" "$work/latency")" ms 1000
    row "submit to board, longest" "$(tail -n 1 "$work/latency")" ms
}

bytes() {
    # shellcheck disable=SC2086
    rest board $stations
    before=$(bytes_of n1)
    begin=$(wc -l <"$work/n1.acks" 2>/dev/null || echo 0)
    tell n1 "every 200"
    sleep 30
    tell n1 "every 0"
    sleep 1
    made=$(($(wc -l <"$work/n1.acks") - begin))
    row "bytes on the wire per visit of 5 events, both ways, frames" \
        "$(awk -v b="$(($(bytes_of n1) - before))" -v n="$made" 'BEGIN { printf "%.0f", b / n * 5 }')" B
    before=$(bytes_of n1)
    sleep 20
    row "the same of 20 s in which nobody works" "$(($(bytes_of n1) - before))" B
}

memory() {
    stop_node n1
    start n1
    sleep 0.5
    alone=$(memory_of n1)
    tell n1 link
    rest n1
    row "resident, a machine without a hub" "$alone" MiB
    row "resident, the same with its hub: thread, TLS, core" "$(memory_of n1)" MiB
}

storm() {
    # shellcheck disable=SC2086
    rest board $stations
    before=$(at_hub)
    tell "$stations" unlink
    tell "$stations" "make $events"
    for name in $stations; do wait_for "$name" '^made ' 3000 || fail "$name makes no events"; done
    made=$(for name in $stations; do awk '$1 == "made" { print $2 }' "$work/$name.out"; done |
        awk '{ sum += $1 } END { print sum }')
    wanted=$((before + made))
    began=$(now_s)
    tell "$stations" link
    until [ "$(at_hub)" -ge "$wanted" ]; do sleep 0.1; done
    row "storm: $count stations with $events events each: all in" "$(since "$began")" s
    # shellcheck disable=SC2086
    for name in board $stations; do tell "$name" "settle all"; done
    for name in board $stations; do wait_for "$name" "^settled all" 3000 || fail "$name does not come to rest"; done
    row "storm: … and every machine has all $made of them" "$(since "$began")" s
}

large_class() {
    cp -R "$assets/sample" "$work/large"
    awk -F, -v OFS=, 'NR == 1 { columns = NF } { print } END {
        for (i = NR; i <= 500; i++) { line = "X" i ",I can do the thing number " i
            for (c = 3; c <= columns; c++) line = line ","
            print line } }' "$assets/sample/skills.csv" >"$work/large/skills.csv"
    awk -F, 'NR == 1 { columns = NF } { print } END {
        for (i = NR; i <= 60; i++) { line = "child" i ",Name" i
            for (c = 3; c <= columns; c++) line = line ","
            print line } }' "$assets/sample/students.csv" >"$work/large/students.csv"
}

plan() {
    # shellcheck disable=SC2086
    rest board $stations
    large_class
    stop_node board
    at board "$program" class import "$work/large" --data "$work/board" >"$work/log" 2>&1 ||
        fail "class import: $(cat "$work/log")"
    start board
    began=$(now_s)
    tell board link
    for name in $stations; do wait_for "$name" '^plan ' 3000 || fail "$name gets no plan"; done
    last=$(for name in $stations; do grep '^plan ' "$work/$name.out" | tail -n 1; done | cut -d' ' -f3 | sort -n | tail -n 1)
    row "a plan of 60 students and 500 skills, at $count stations" \
        "$(awk -v a="$began" -v b="$last" 'BEGIN { printf "%.2f", b / 1e6 - a }')" s
    row "its bytes" "$(sql "SELECT max(octet_length(bytes)) FROM blob WHERE name LIKE 'plan:%'")" B
}

district() {
    WAYSTATION_TEST_HUB_CONF="fsync = on
shared_buffers = 512MB
max_wal_size = 4GB" "$top/tests/sync/with_server.sh" "$build/tests/bench/bench_hub" --rows "$rows" --fill "$fill"
}

: "${parts:= latency bytes memory storm plan district}"
case $parts in *latency* | *bytes* | *memory* | *storm* | *plan*)
    network_needs
    network_open "$count"
    ;;
esac
echo "# load $(cut -d' ' -f1-3 /proc/loadavg)"
for part in $parts; do "$part"; done
