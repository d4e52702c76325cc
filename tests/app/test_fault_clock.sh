#!/bin/sh
# The clock jumps by hours and by decades between what students hand in: the log stays in the order
# in which it happened, and nothing is lost or doubled.
# shellcheck disable=SC1112 # the apostrophes of our sentences
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

reflect() { step 'tap "Reflect"' 'tap "Getting there"' "type \"$1\"" 'tap "Save"'; }

import_sample
begin --camera none
step 'clock 2097-09-14T09:03:18'
first_visit wei
reflect one
step 'clock 2097-09-14T12:00:00'
shows "Saved. Nice thinking!"
step 'tap "See you!"' 'clock 2097-09-14T09:05:00'
visit wei
reflect two
step 'tap "See you!"' 'clock 1970-01-01T00:00:10'
shows "The clock of this station is not set. Everything else works."
step 'badge wei' 'tap "Makers Table"'
reflect three
step 'clock 2097-09-14T09:10:00'
shows "Saved. Nice thinking!"
cut
begin --camera none
step 'clock 2097-09-14T09:06:00'
visit wei
reflect four
end
for word in one two three four; do in_log 1 wei "\"$word\""; done

# The log is printed in order: each run's numbers rise by one, and the order never goes back, whatever
# the clock does. What the clock said then is kept as it was.
grep '"station":"makers"' events.json |
    sed 's/.*"log":"\([^"]*\)","seq":\([0-9]*\).*"at":"\([^"]*\)".*"order":\([0-9]*\).*/\1 \2 \3 \4/' >order
awk '$2 != next_of[$1] + 1 || $4 <= last { bad = 1 } { next_of[$1] = $2; last = $4 } END { exit bad }' \
    order || fail "the order of the log: $(cat order)"
! grep -vE ' (2097-09-14T(09:03:18|12:00:00|09:05:00|09:10:00|09:06:00)|1970-01-01T00:00:10)\.' order ||
    fail "a time is not the clock's"
grep -q ' 1970-01-01T' order || fail "the clock of 1970 is hidden"
[ "$(wc -l <order)" -ge 12 ] || fail "events are missing: $(cat order)"
