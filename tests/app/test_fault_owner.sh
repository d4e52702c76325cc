#!/bin/sh
# A data folder, or one file in it, that belongs to another user: said before anything is touched,
# with the command that helps, and on a screen where there is one.
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

[ "$(id -u)" = 0 ] || skip "giving files to another user needs root"
command -v setpriv >/dev/null || skip "there is no setpriv (package util-linux)"
nobody() { setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; }
chmod 755 "$work"
if ! nobody test -x "$program" || ! nobody test -x "$work"; then
    skip "nobody may not come here"
fi
umask 022

# refused VERB…: exit status 3, and the command that helps.
refused() {
    status=0
    nobody "$program" "$@" --data "$data" >out 2>err </dev/null || status=$?
    is "$status" 3 "$*"
    complains "chown -R nobody \"$data\""
    complains "belongs to root"
}

import_sample
echo 'expect "Show your badge"' >nothing.steps
chmod 644 nothing.steps
chmod 700 "$data"
ls -lR "$data" >before
refused station --headless --steps "$work/nothing.steps"
refused events --json
refused backup "$work/copy"
refused erase-student wei
status=0
nobody "$program" doctor --data "$data" >out 2>err </dev/null || status=$?
is "$status" 1
grep -qE '^missing +database .*chown -R nobody' out || fail "doctor does not say what helps"
ls -lR "$data" >after
cmp before after || fail "something in the folder changed"

# All is nobody's but one file, which a command under sudo has left.
chown -R nobody:nogroup "$data"
chmod 755 "$data"
nobody "$program" events --json --data "$data" >out 2>err || fail "the folder's own user is refused"
for file in head.a ballast waystation.db; do
    chown root:root "$data/$file"
    chmod 600 "$data/$file"
    refused station --headless --steps "$work/nothing.steps"
    chown nobody:nogroup "$data/$file"
done
touch "$data/a copy of somebody"
chmod 600 "$data/a copy of somebody"
nobody env HOME="$work" "$program" station --headless --camera none --steps "$work/nothing.steps" \
    --data "$data" >out 2>err || fail "a file that is no part of the store stops the station"

# On a screen, which goes by itself when it is closed.
command -v Xvfb >/dev/null && command -v xwininfo >/dev/null || exit 0
unset SDL_VIDEODRIVER WAYLAND_DISPLAY
chown root:root "$data/lock"
chmod 600 "$data/lock"
display 1280x800
trap 'kill -KILL $server 2>/dev/null || true; rm -rf "$work"' EXIT
SDL_AUDIODRIVER=dummy
export SDL_AUDIODRIVER
HOME=$work setpriv --reuid=nobody --regid=nogroup --clear-groups "$program" station --windowed \
    --camera none --data "$data" >out 2>err </dev/null &
station=$!
find_window
kill -TERM "$station"
status=0
wait "$station" || status=$?
is "$status" 3 "after the screen"
complains "chown -R nobody"
