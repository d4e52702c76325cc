#!/bin/sh
# A database that a newer version wrote: it is left alone, what is done here is kept beside it.
set -eu
# shellcheck source=tests/app/fault.sh
. "$(dirname "$0")/fault.sh"

import_sample
begin --camera none
step 'clock 2097-09-14T09:03:18'
first_visit wei
end
# user_version, four bytes at 60 of the header.
dd if="$data/waystation.db" of=version bs=1 skip=60 count=4 2>/dev/null
printf '\000\000\000\143' | dd of="$data/waystation.db" bs=1 seek=60 conv=notrunc 2>/dev/null
before=$(cksum <"$data/waystation.db")
begin --camera none
step 'clock 2097-09-14T09:04:00'
shows "This station needs an update. What you do here is kept."
visit wei
step 'tap "Reflect"' 'tap "Getting there"' 'type "kept beside"' 'tap "Save"'
shows "Saved. Nice thinking!"
end
is "$(cksum <"$data/waystation.db")" "$before" "the newer database"
in_log 1 wei "kept beside"

# The update comes: everything is in one database again.
dd if=version of="$data/waystation.db" bs=1 seek=60 conv=notrunc 2>/dev/null
begin --camera none
step 'clock 2097-09-14T09:05:00'
shows_not "needs an update"
visit wei
end
in_log 1 wei "kept beside"
