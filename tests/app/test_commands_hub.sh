#!/bin/sh
# The hub: made, joined, looked at, left, lost and made again. On real clusters of its own; skipped
# where PostgreSQL is not installed.
set -eu
if [ "$(id -u)" = 0 ]; then
    refused=$(mktemp -d)
    cp -R "$2/sample" "$refused/class"
    status=0
    "$1" class import "$refused/class" --data "$refused/data" >"$refused/out" 2>&1 || status=3
    [ "$status" != 0 ] || "$1" hub init --data "$refused/data" >"$refused/out" 2>&1 || status=$?
    if [ "$status" != 3 ] || ! grep -q "does not run as root" "$refused/out"; then
        cat "$refused/out" >&2
        echo "FAILED: hub init as root" >&2
        exit 1
    fi
    rm -rf "$refused"
fi
# shellcheck source=tests/app/as_owner.sh
. "$(dirname "$0")/as_owner.sh"
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
stop_hubs() {
    for folder in "$work"/*/hub; do
        [ ! -d "$folder" ] || "$program" hub stop --data "${folder%/hub}" >/dev/null 2>&1 || true
    done
}
trap 'status=$?; stop_hubs; rm -rf "$work"; exit $status' EXIT

long_code() { grep -oE 'WSJ1[0-9A-Z]+' out; }
letters() { sed -n 's/.*, code \([0-9A-Z-]*\)$/\1/p' out; }
node_of() { grep -E "^  $1 " out | sed -n 's/.*(\(ws_[a-z0-9]*\))$/\1/p' | head -n 1; }

# Before there is a hub.
run 3 hub init --data "$work/nothing"
complains "waystation class import"
run 2 hub init --port none --data "$data"
run 2 hub init --port 5460 --server dbname=x --data "$data"
run 2 hub code --data "$data"
run 2 hub code --station makers --minutes 0 --data "$data"
run 2 hub join
run 2 hub join not-a-code/at-all --yes --data "$work/a"
complains "no join code, no file and no address"
run 2 hub join board.local --yes --data "$work/a"
complains "--code"
run 2 hub join WSJ1ABCDEFG --yes --data "$work/a"
complains "wrong or missing"
run 2 hub join board.local --code K7QM-4XPD --yes --data "$work/a"
complains "three groups of four"
[ ! -e a ] || fail "a code that is none made a data folder"
import_sample
run 3 hub start --data "$data"
complains "waystation hub init"
run 3 hub code --station makers --data "$data"
complains "waystation hub init"
run 1 hub status --data "$data"
complains "works alone"
run 1 hub status --json --data "$data"
says '"role": "alone"'
says '"address": ""'
grep -q '"trouble": ".*works alone' out || fail "why there is no hub"

# Made, and made again: nothing changes.
# A port of this test alone: the usual ones may be in use by another run.
run 0 hub init --port $((20000 + $$ % 12000)) --data "$data"
says "The hub of"
run 0 hub status --json --data "$data"
first_hub=$(sed -n 's/^ "hub": "\([0-9a-f]*\)".*/\1/p' out)
is "${#first_hub}" 32 "a hub's number"
run 0 hub init --data "$data"
run 0 hub status --json --data "$data"
grep -qF "$first_hub" out || fail "a second init made another hub"
run 0 hub status --data "$data"
says "No station has joined yet"
says "this board"
says_not "makers"

# In with the long code; once.
run 3 hub code --station nowhere --data "$data"
complains "it has"
run 0 hub code --station makers --data "$data"
says "until"
code=$(long_code)
run 0 hub status --data "$data"
says "waits to be used until"
run 1 hub join "$code" --data "$work/a"
says "becomes the station makers of"
says "--yes"
run 1 hub status --data "$work/a"
run 0 hub join "$code" --yes --data "$work/a"
says "is the station makers of"
run 1 hub join "$code" --yes --data "$work/b"
complains "it was used, its time is over"
run 0 hub status --data "$work/a"
says "the station makers of"
says "The hub answers."
run 0 hub status --json --data "$work/a"
says '"role": "station"'
says '"trouble": ""'
run 3 hub code --station makers --data "$work/a"
for folder in "$work/a" "$data"; do
    "$program" doctor --data "$folder" >out 2>err || true
    grep -E '^ok +hub .*: it answers$' out >line || fail "doctor does not ask the hub"
done
run 0 hub status --data "$data"
says "makers"
grep -E '^  makers .*(away|connected)' out >line || fail "makers has not joined"
makers=$(node_of makers)

for look in "$data board of .* runs here" "$work/a station makers of"; do
    "$program" doctor --data "${look%% *}" >out 2>err || true
    grep -q "^ok       hub  *${look#* }" out || fail "doctor: ${look#* }"
done

# The class's key is there now: badges and secret pictures of the board are known.
key_of() { sqlite3 "$1/waystation.db" "SELECT hex(value) FROM secret WHERE name = 'class'"; }
if command -v sqlite3 >/dev/null; then
    is "$(key_of "$work/a")" "$(key_of "$data")" "the key of the class"
fi

# A plug pulled after the code was used: the same code goes on from there.
if command -v sqlite3 >/dev/null; then
    sqlite3 "$work/a/waystation.db" "INSERT OR REPLACE INTO setting
        SELECT 'hub.coming', value FROM setting WHERE name = 'hub.member';
        DELETE FROM setting WHERE name = 'hub.member'"
    run 1 hub status --data "$work/a"
    run 1 hub join "$code" --yes --data "$work/b"
    run 0 hub join "$code" --yes --data "$work/a"
    says "is the station makers of"
    run 0 hub status --data "$work/a"
fi

# In with an address and letters; by a file; by a picture.
port=$(sed -n 's/^port = //p' "$data/hub/db/waystation.conf")
run 0 hub code --station pod --data "$data"
letters=$(letters)
is "${#letters}" 14 "letters to type"
run 2 hub join "127.0.0.1:$port" --code "${letters%?}" --yes --data "$work/pod"
run 0 hub join "127.0.0.1:$port" --code "$(echo "$letters" | tr 'A-Z-' 'a-z ')" --yes \
    --data "$work/pod"
says "is the station pod of"
run 0 hub code --station nook --output nook.code --data "$data"
says_not "WSJ1"
[ "$(stat -c %a nook.code)" = 600 ] || fail "others may read the code"
run 3 hub code --station nook --output nook.code --data "$data"
complains "nook.code"
run 0 hub join nook.code --yes --data "$work/nook"
says "is the station nook of"
run 0 hub code --station rivera --output rivera.png --data "$data"
run 0 badges read rivera.png
grep -q '^WSJ1' out || fail "no join code in the picture"
run 0 hub join rivera.png --yes --data "$work/rivera"
says "is the station rivera of"

# Its time over; wrong letters.
run 0 hub code --station makers --minutes 1 --data "$data"
expired=$(long_code)
admin="host=$data/hub/s port=$port dbname=waystation"
case $(sed -n 5p "$data/hub/db/postmaster.pid") in
"$data"/*) ;;
*) admin="host=$(sed -n 5p "$data/hub/db/postmaster.pid") port=$port dbname=waystation" ;;
esac
invited=$(psql -XAtd "$admin" -c "SELECT role FROM waystation.node WHERE joined IS NULL AND expires > now()")
psql -XAtqd "$admin" -c "ALTER ROLE $invited VALID UNTIL '2001-01-01'" \
    -c "UPDATE waystation.node SET expires = '2001-01-01' WHERE role = '$invited'"
run 1 hub join "$expired" --yes --data "$work/late"
complains "its time is over"
run 0 hub status --data "$data"
says "a code for it was not used"
run 0 hub code --station makers --data "$data"
slip=$(letters | sed 's/[^A]$/A/; t; s/A$/B/')
run 2 hub join "127.0.0.1:$port" --code "$slip" --yes --data "$work/late"
complains "not as the board shows it"
run 1 hub join "127.0.0.1:$port" --code "$letters" --yes --data "$work/late"
complains "it was used"

# Who may not join.
run 1 hub join "$(run 0 hub code --station makers --data "$data" && long_code)" --yes --data "$data"
complains "is the board of"
sed -i 's/^id *=.*/id = another-class/' "$sample/class.ini"
"$program" class import "$sample" --data "$work/other" >out 2>err || fail "another class"
run 0 hub code --station makers --data "$data"
code=$(long_code)
run 1 hub join "$code" --yes --data "$work/other"
complains "has a class already"
run 3 hub init --data "$work/a"

# A second machine for a label, and one that is shut out.
run 0 hub join "$code" --yes --data "$work/a2"
run 3 hub remove makers --data "$data"
complains "several machines are makers"
run 3 hub remove nobody --data "$data"
complains "no station"
run 0 hub remove "$makers" --data "$data"
says "is shut out"
run 1 hub status --data "$work/a"
says "join it anew"
run 0 hub status --data "$work/a2"
run 0 hub status --data "$data"
says "shut out since"
run 0 hub status --json --data "$data"
says '"state": "removed"'
# It comes back with a new code, as the station it was.
run 0 hub code --station makers --data "$data"
run 0 hub join "$(long_code)" --yes --data "$work/a"
run 0 hub status --data "$work/a"

# Beside the board's running program, which has the store to itself.
echo no-link >waits.steps
"$program" board --headless --camera none --data "$data" --steps waits.steps >board.out 2>&1 &
holder=$!
for _ in $(seq 200); do
    [ ! -e "$data/hub-member" ] || break
    sleep 0.1
done
kill -STOP "$holder" # stays as long as it is needed
is "$(stat -c %a "$data/hub-member")" 600 "who may read the membership"
run 0 hub status --data "$data"
says "this board"
says "makers"
run 0 hub status --json --data "$data"
says '"role": "board"'
run 3 hub code --station nowhere --data "$data"
complains "it has"
"$program" doctor --data "$data" >out 2>err || true
says ": it answers"
run 0 hub code --station rivera --data "$data"
run 0 hub join "$(long_code)" --yes --data "$work/beside"
beside=$(psql -XAtd "$admin" -c "SELECT role FROM waystation.node WHERE label = 'rivera' \
    AND joined IS NOT NULL AND removed IS NULL ORDER BY made DESC LIMIT 1")
run 0 hub remove "$beside" --data "$data"
says "is shut out"
run 1 hub status --data "$work/beside"
run 3 hub remove "$beside" --data "$data"
complains "there is no station"
kill -KILL "$holder"
wait "$holder" 2>/dev/null || true
holder=
run 0 hub status --data "$data" # what it left behind is not looked at
says "this board"

# The board's program is there, and who asks beside it is no second machine.
board=$(psql -XAtd "$admin" -c "SELECT role FROM waystation.node WHERE kind = 'board'")
yes sync | head -n 5000 >stays.steps
"$program" board --headless --camera none --data "$data" --steps stays.steps >board.out 2>&1 &
holder=$!
for _ in $(seq 200); do
    [ "$(psql -XAtd "$admin" -c "SELECT count(*) FROM pg_stat_activity WHERE usename = '$board'")" = 0 ] || break
    sleep 0.1
done
kill -STOP "$holder"
run 0 hub status --data "$data"
says_not "machines use this membership"
run 0 hub status --json --data "$data"
says '"connections": 1'
kill -KILL "$holder"
wait "$holder" 2>/dev/null || true
holder=

# A copied card: two machines with one membership, both there, both shown.
pod=$(psql -XAtd "$admin" -c "SELECT role FROM waystation.node WHERE label = 'pod' AND removed IS NULL")
psql -XAtqd "$admin" -c "ALTER ROLE $pod PASSWORD 'copied'"
copies=
for _ in 1 2; do
    PGPASSWORD=copied psql -XAtq -c "SELECT pg_sleep(60)" \
        "host=127.0.0.1 port=$port dbname=waystation user=$pod sslmode=require channel_binding=require" \
        >/dev/null 2>&1 &
    copies="$copies $!"
done
for _ in $(seq 100); do
    here=$(psql -XAtd "$admin" -c "SELECT count(*) FROM pg_stat_activity WHERE usename = '$pod'")
    [ "$here" != 2 ] || break
    sleep 0.1
done
run 0 hub status --data "$data"
says "2 machines use this membership"
run 0 hub status --json --data "$data"
says '"connections": 2'
# shellcheck disable=SC2086 # ids of two processes
kill $copies
wait || true
# As it was: the board knows the verifier of the station itself.
kept=$(psql -XAtd "$admin" -c "SELECT verifier FROM waystation.node WHERE role = '$pod'")
psql -XAtqd "$admin" -c "ALTER ROLE $pod PASSWORD '$kept'"

# Up to a school's hub: another database, by a line in a file, then as its owner.
run 3 hub forward --once --data "$data"
complains "waystation hub upstream"
psql -XAtqd "$admin" -c "CREATE DATABASE school" -c "CREATE DATABASE district"
school="${admin%dbname=*}dbname=school"
echo 'hostssl school,district all 127.0.0.1/32 scram-sha-256' >>"$data/hub/db/pg_hba.conf"
psql -XAtqd "$admin" -c "SELECT pg_reload_conf()" >out
above() { psql -XAtd "$school" -c "SELECT $1"; }
run 2 hub upstream --let-in Oak
run 0 hub upstream --let-in Oak "$school"
tail -n 1 out | sed 's/^host=[^ ]*/host=127.0.0.1/' >line
grep -q '^host=127.0.0.1 port=[0-9]* dbname=school user=ws_[a-z0-9]* password=' line || fail "no line"
run 0 hub status --data "$data"
says_not "goes up"
sed 's/password=./password=xx/' line >wrong
run 3 hub upstream wrong --school Oak --data "$data"
complains "does not let this one in"
[ ! -e "$data/hub-upstream" ] || fail "a wrong line was kept"
run 0 hub upstream line --school Oak --data "$data"
is "$(stat -c %a "$data/hub-upstream")" 600 "others may read the line"
run 0 hub upstream --wave 'Wave 1' --data "$data"
echo 'sync' >sync.steps
"$program" board --headless --camera none --data "$data" --steps sync.steps >out 2>err || fail "board"
run 0 hub status --data "$data"
says "event(s) are still to go up"
hold "$data" # as a board does that runs
run 0 hub forward --once --data "$data"
says "went up"
let_go
is "$(above "count(*) > 0 FROM waystation.event WHERE kind = 'plan_published' AND body = '{}'")" t
is "$(above "school || '/' || wave FROM waystation.class")" "Oak/Wave 1"
is "$(above "name = id FROM waystation.class")" t "the name of a class stays with it"
run 0 hub forward --once --data "$data"
says "everything that goes up is there"
says_not "went up"
run 0 hub status --json --data "$data"
says '"upstream": "127.0.0.1, port'
events=$(above "count(*) FROM waystation.event")
psql -XAtqd "$admin" -c "CREATE ROLE technician LOGIN SUPERUSER PASSWORD 'owner'"
owner="host=127.0.0.1 port=$port user=technician password=owner"
run 0 hub upstream "$owner dbname=school" --school Elm --data "$data"
run 0 hub forward --once --data "$data"
is "$(above "count(*) FROM waystation.event")" "$events" "events above"
is "$(above "school FROM waystation.class")" Elm
# And on, to a district, without a class here.
run 0 hub upstream "$owner dbname=district" \
    --from "$school" --data "$work/school"
run 0 hub forward --once --data "$work/school"
is "$(psql -XAtd "${admin%dbname=*}dbname=district" -c "SELECT count(*) FROM waystation.event")" \
    "$events" "events in the district"
run 2 hub upstream --stop line --data "$data"
run 0 hub upstream --stop --data "$data"
run 3 hub forward --once --data "$data"

# Switched off and on.
run 0 hub stop --data "$data"
"$program" doctor --data "$work/a" >out 2>err || true
grep -E "^note +hub .*: " out >line || fail "doctor does not say why there is no link"
run 1 hub status --data "$work/a"
says "is it switched on"
run 1 hub status --json --data "$data"
says '"role": "board"'
grep -q '"trouble": "the hub does not run' out || fail "a hub that stands still is no trouble"
says '"nodes": []'
run 1 hub status --data "$data"
complains "waystation hub start"
"$program" doctor --data "$data" >out 2>err || true
grep -q "^note     hub .*does not run: \`waystation hub start\`" out ||
    fail "doctor does not see a hub that is stopped"
mkdir -p "$work/machine/told"
WAYSTATION_DEVICE=$work/machine "$program" doctor --data "$data" >out 2>err || true
says "its hub does not run: Care, Restart"
run 0 hub start --data "$data"
run 0 hub start --data "$data"
run 0 hub status --data "$work/a"
# A board that comes up starts it.
run 0 hub stop --data "$data"
echo 'advance 1' >nothing.steps
"$program" board --headless --camera none --data "$data" --steps nothing.steps >out 2>err || fail "board"
for _ in $(seq 100); do
    ! "$program" hub status --data "$work/a" >out 2>err || break
    sleep 0.2
done
run 0 hub status --data "$work/a"

# The plug is pulled, and in the machine's next start the server's number is somebody else's.
pull_plug() {
    number=$(head -n 1 "$data/hub/db/postmaster.pid")
    kill -9 "$number"
    while kill -0 "$number" 2>/dev/null; do sleep 0.1; done
    sleep 300 &
    other=$!
    sed "1s/.*/$other/" "$data/hub/db/postmaster.pid" >left
    cp left "$data/hub/db/postmaster.pid"
    echo 00000000-0000-0000-0000-000000000000 >"$data/hub/boot"
}
pull_plug
"$program" doctor --data "$data" >out 2>err || true
grep -q '^note     hub .*does not run' out || fail "doctor takes another program for the hub"
run 0 hub start --data "$data"
run 0 hub status --data "$work/a"
kill "$other"
pull_plug
run 0 hub stop --data "$data"
kill "$other" || fail "another program was ended for the hub"
run 0 hub start --data "$data"

# The database is gone with everything in it: made anew, it knows its stations, also the one that
# joined last: the board ran since then, and nobody looked. Nobody joins again.
run 0 hub code --station nook --data "$data"
run 0 hub join "$(long_code)" --yes --data "$work/seen"
"$program" board --headless --camera none --data "$data" --steps sync.steps >out 2>err || fail "board"
run 0 hub stop --data "$data"
rm -rf "$data/hub"
run 3 hub start --data "$data"
run 1 hub status --data "$data"
complains "not on this machine any more: \`waystation hub init\` makes it again"
"$program" doctor --data "$data" >out 2>err || true
grep -q "^note     hub .*not on this machine any more: \`waystation hub init\`" out ||
    fail "doctor does not say that the hub is lost"
says_not "hub start"
WAYSTATION_DEVICE=$work/machine "$program" doctor --data "$data" >out 2>err || true
says "its hub is lost: the page Stations makes it again"
says_not "hub init"
# On another machine it is the same, and said at once.
run 0 backup board.backup --data "$data"
run 0 restore board.backup --data "$work/moved"
says "\`waystation hub init\` makes it again"
mkdir stick
run 0 stick backup stick --data "$data"
run 0 stick restore stick/*.sealed --code "$("$program" stick code --data "$data")" \
    --data "$work/moved-by-stick"
says "\`waystation hub init\` makes it again"
run 0 hub init --port "$port" --data "$data"
run 0 hub status --json --data "$data"
! grep -qF "$first_hub" out || fail "an empty hub says it is the one before"
for station in a a2 pod nook rivera seen; do
    run 0 hub status --data "$work/$station"
    says "The hub answers."
done

# The year's end at the board: its hub begins anew, empty and at the same place, with its stations,
# those too that only the hub knew; a hub that does not run is asked, too.
run 0 hub code --station nook --data "$data"
run 0 hub join "$(long_code)" --yes --data "$work/last"
run 0 hub stop --data "$data"
run 1 wipe --data "$data"
says "wipe the stations first, the board last"
rm -rf "$data/prints"
: >"$data/prints"
run 3 wipe --yes --data "$data"
complains "not all is removed"
[ ! -e "$data/hub/db/postmaster.pid" ] || fail "a wipe that failed leaves the hub running"
rm "$data/prints"
run 0 wipe --yes --data "$data"
run 0 hub status --data "$data"
for station in a a2 rivera seen last; do
    run 0 hub status --data "$work/$station"
    says "The hub answers."
done
[ ! -e "$data/hub-gone" ] || fail "the hub of the year before is still there"

# A database on a server that is there already.
cp -R "$work/class" again && sed -i 's/^id *=.*/id = third-class/' again/class.ini
"$program" class import again --data "$work/third" >out 2>err || fail "a third class"
psql -XAtqd "$admin" -c "CREATE DATABASE third"
server=$(echo "$admin" | sed 's/dbname=.*/dbname=third/')
echo "hostssl third all all scram-sha-256" >>"$data/hub/db/pg_hba.conf"
psql -XAtqd "$admin" -c "SELECT pg_reload_conf()" >/dev/null
run 2 hub init --server "nonsense" --data "$work/third"
complains "write for example"
run 0 hub init --server "$server" --data "$work/third"
run 0 hub status --data "$work/third"
[ ! -e "$work/third/hub" ] || fail "a hub elsewhere has a folder here"
run 3 hub start --data "$work/third"
