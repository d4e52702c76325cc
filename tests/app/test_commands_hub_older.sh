#!/bin/sh
# A hub as the program before left it: its board brings it up to date by itself where it is its own,
# and else says what to do. On real clusters; skipped where PostgreSQL is not installed.
#
#   test_commands_hub_older.sh PROGRAM ASSETS [FOLDER for pictures] [SIZE]
set -eu
# Found before the test goes on from a copy, as another user.
HUB_SQL=${HUB_SQL:-$(cd "$(dirname "$0")/../../app/sync" && pwd)}
export HUB_SQL
# shellcheck source=tests/app/as_owner.sh
. "$(dirname "$0")/as_owner.sh"
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
trap 'status=$?; "$program" hub stop --data "$data" >/dev/null 2>&1 || true; rm -rf "$work"
    exit $status' EXIT
if [ ! -r "$HUB_SQL/hub_1.sql" ]; then
    echo "skipped: $(id -un) may not read $HUB_SQL"
    exit 77
fi
newest=$(find "$HUB_SQL" -name 'hub_[0-9].sql' | wc -l)
older=$((newest - 1))

# make_older CONNINFO: the schema of the version before, with the same class and board, and nothing else.
make_older() {
    psql -XAtqd "$1" -v ON_ERROR_STOP=1 >/dev/null <<SQL
SET client_min_messages = warning;
CREATE TEMP TABLE kept AS SELECT c.uid, c.id, c.name, n.role, n.verifier
    FROM waystation.class c JOIN waystation.node n ON n.class_uid = c.uid WHERE n.kind = 'board';
GRANT SELECT ON kept TO waystation_owner;
DROP SCHEMA waystation CASCADE;
DROP SCHEMA waystation_report CASCADE;
CREATE SCHEMA waystation AUTHORIZATION waystation_owner;
CREATE SCHEMA waystation_report AUTHORIZATION waystation_owner;
SET ROLE waystation_owner;
SET search_path = waystation, pg_temp;
$(for version in $(seq "$older"); do cat "$HUB_SQL/hub_$version.sql"; done)
UPDATE hub SET schema = $older, oldest = $((older - 1));
SELECT months_ahead();
INSERT INTO class(uid, id, name) SELECT uid, id, name FROM kept;
SELECT node_again(role, uid, 'board', 'board', verifier, 1, 1, 0, 0) FROM kept;
SQL
}
schema() { psql -XAtd "$1" -c 'SELECT schema FROM waystation.hub'; }

import_sample
port=$((20000 + $$ % 12000))
run 0 hub init --port "$port" --data "$data"
socket=$(sed -n 5p "$data/hub/db/postmaster.pid")
own="host=$socket port=$port dbname=waystation"
is "$(schema "$own")" "$newest" "of a hub made now"

# Its own. It is told, and a board that runs does it.
make_older "$own"
run 0 hub status --data "$data"
says "The hub is older than this program: \`waystation hub start\` brings it up to date."
run 0 hub status --json --data "$data"
says '"trouble": "The hub is older'
"$program" doctor --data "$data" >out 2>err || true
grep -q "^note *hub .*older than this program: \`waystation hub start\`" out || fail "doctor"
echo sync >sync.steps
"$program" board --headless --camera none --data "$data" --steps sync.steps >out 2>err || fail "board"
is "$(schema "$own")" "$newest" "of a hub whose board runs"
run 0 hub status --data "$data"
says_not "older than this program"
"$program" doctor --data "$data" >out 2>err || true
says_not "older than this program"

# Of somebody else's server. The program has no password of its owner, so it says what to do.
cp -R "$sample" other
sed -i 's/^id *=.*/id = other-class/' other/class.ini
"$program" class import other --data "$work/far" >out 2>err || fail "class import"
"$program" badges print --teacher --output teacher.pdf --data "$work/far" >out 2>err || fail "badges"
psql -XAtqd "$own" -c "CREATE DATABASE far"
echo "hostssl far all all scram-sha-256" >>"$data/hub/db/pg_hba.conf"
psql -XAtqd "$own" -c "SELECT pg_reload_conf()" >/dev/null
far="host=$socket port=$port dbname=far"
run 0 hub init --server "$far" --data "$work/far"
make_older "$far"
run 0 hub status --data "$work/far"
says "older than this program: \`waystation hub init --server CONNINFO\` brings it up to date"
"$program" doctor --data "$work/far" >out 2>err || true
grep -q "^note *hub .*\`waystation hub init --server CONNINFO\`" out || fail "doctor"
cat >page.steps <<'STEPS'
clock 2097-09-14T09:03:18
badge teacher
type "2468"
tap "Next"
type "2468"
tap "Next"
tap "Stations"
sync
expect "What connects the stations is older than this program. Bring it up to date: waystation hub init --server CONNINFO"
expect-usable
shot older.png
STEPS
"$program" board --headless --size "${4:-800x480}" --camera none --data "$work/far" \
    --steps page.steps >out 2>err || fail "the page Stations"
is "$(schema "$far")" "$older" "of a hub elsewhere"
run 0 hub init --server "$far" --data "$work/far"
is "$(schema "$far")" "$newest" "of a hub elsewhere, by command"
run 0 hub status --data "$work/far"
says_not "older than this program"
[ -z "${3:-}" ] || cp ./*.png "$3"
