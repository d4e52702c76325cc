#!/bin/sh
# Runs a program with a PostgreSQL server of its own, which is thrown away afterwards.
#   with_server.sh PROGRAM [ARGUMENT]...
# The program finds in its environment:
#   WAYSTATION_TEST_HUB       conninfo of the superuser, through a socket; the server listens on
#                             127.0.0.1 and ::1 too, there with TLS and passwords only
#   WAYSTATION_TEST_HUB_DATA  the server's data folder
#   WAYSTATION_TEST_HUB_CTL   a script: pg_ctl for this server, e.g. "$WAYSTATION_TEST_HUB_CTL" stop
# WAYSTATION_TEST_HUB_CONF holds more lines for postgresql.conf; fsync=off unless they say otherwise.
# Status: the program's; 77 if there is no PostgreSQL.
set -eu

if [ $# = 0 ]; then
    echo "usage: with_server.sh PROGRAM [ARGUMENT]..." >&2
    exit 2
fi

# shellcheck disable=SC2012 # versions, not names
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -n 1)
if [ ! -x "$bin/initdb" ] && command -v pg_config >/dev/null 2>&1; then
    bin=$(pg_config --bindir)
fi
if [ ! -x "$bin/initdb" ] || ! command -v openssl >/dev/null 2>&1; then
    echo "with_server.sh: there is no PostgreSQL server, or no openssl, on this machine" >&2
    exit 77
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/waystation-hub-XXXXXX")
program=

# The server refuses to run as root.
if [ "$(id -u)" = 0 ]; then
    owner=nobody
    if id postgres >/dev/null 2>&1; then owner=postgres; fi
    as_owner() { setpriv --reuid "$owner" --clear-groups --regid "$(id -g "$owner")" -- env HOME="$folder" "$@"; }
    as_owner_text="setpriv --reuid $owner --clear-groups --regid $(id -g "$owner") -- env HOME=$folder"
    chown "$owner" "$folder"
else
    as_owner() { "$@"; }
    as_owner_text=
fi

# shellcheck disable=SC2317 # called by the trap
clean() {
    trap - EXIT INT TERM HUP
    if [ -n "$program" ]; then kill "$program" 2>/dev/null || true; fi
    "$folder/ctl" stop -m immediate >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap clean EXIT
trap 'exit 143' INT TERM HUP

cat >"$folder/ctl" <<CTL
#!/bin/sh
cd "$folder"
exec $as_owner_text "$bin/pg_ctl" "\$@" -D "$folder/data" -l "$folder/log" -w -t 60
CTL
chmod 755 "$folder" "$folder/ctl"
cd "$folder"

as_owner "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
    >"$folder/initdb.log" 2>&1 || {
    cat "$folder/initdb.log" >&2
    exit 1
}
# No date that a machine without a clock would find wrong: nobody looks at it.
as_owner openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
    -subj /CN=waystation -keyout "$folder/data/server.key" -out "$folder/data/server.crt" \
    2>"$folder/openssl.log" || {
    cat "$folder/openssl.log" >&2
    exit 1
}
cat >"$folder/data/pg_hba.conf" <<HBA
local   all all               trust
hostssl all all 127.0.0.1/32  scram-sha-256
hostssl all all ::1/128       scram-sha-256
HBA

start() {
    port=$(awk 'BEGIN { srand('"$$$1"'); print 20000 + int(rand() * 40000) }')
    cat >"$folder/data/postgresql.auto.conf" <<CONF
port = $port
listen_addresses = '127.0.0.1,::1'
unix_socket_directories = '$folder'
ssl = on
fsync = off
shared_buffers = 32MB
max_connections = 120
log_min_messages = warning
${WAYSTATION_TEST_HUB_CONF:-}
CONF
    "$folder/ctl" start >/dev/null 2>&1
}
# The port may be somebody else's.
start 1 || start 2 || start 3 || {
    cat "$folder/log" >&2
    exit 1
}

WAYSTATION_TEST_HUB="host=$folder port=$port user=postgres dbname=postgres"
WAYSTATION_TEST_HUB_DATA=$folder/data
WAYSTATION_TEST_HUB_CTL=$folder/ctl
export WAYSTATION_TEST_HUB WAYSTATION_TEST_HUB_DATA WAYSTATION_TEST_HUB_CTL
cd "$OLDPWD"
"$@" &
program=$!
status=0
wait "$program" || status=$?
program=
if [ "$status" != 0 ] && [ -n "${WAYSTATION_TEST_HUB_LOG:-}" ]; then cat "$folder/log" >&2; fi
exit "$status"
