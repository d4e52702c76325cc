#!/bin/sh
# stick backup, stick restore: a machine in one file, on another card, and back; cut off, changed, of
# another class, with another code; what was erased since stays erased.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
import_sample
visit_of_amelie
mkdir -p stick "$data/pictures"
printf '246813\n' >pin_file
"$program" pin --data "$data" <pin_file >out 2>err || fail "pin"
code=$("$program" stick code --data "$data")
events_of() {
    "$program" events --json --data "$1" 2>err | wc -l
}
state_of() {
    "$program" doctor --data "$1" >out 2>err || true
    grep -F database out
}
before=$(events_of "$data")

run 2 stick backup --data "$data"
run 3 stick backup no-stick --data "$data"
complains "plug the stick in"
run 0 stick backup stick --data "$data"
says "keep it locked away"
file=$(echo stick/*.sealed)
is "$(find stick -type f | wc -l)" 1 "files on the stick"
is "$(find stick -type f ! -perm 600 | wc -l)" 0 "files others may read"
[ ! -e "$data/backup-stick.db" ] || fail "a copy of the database stays"
for word in amelie Amélie Fontaine zyzzyva reflection_submitted 4b-math "4B Math" "$code"; do
    ! grep -qF -- "$word" "$file" || fail "\"$word\" can be read in the backup"
done
run 0 stick backup stick --data "$data"
is "$(find stick -name '*-2.sealed' | wc -l)" 1 "a second one of the same day"
run 0 stick restore stick
is "$(wc -l <out)" 2 "backups listed"
run 1 stick restore "$data/"
run 1 stick restore "$data" # without a stroke behind it, a folder is one all the same
complains "there is no backup"
run 3 stick restore /proc/self/mem --data "$data" # a file that the system does not read
complains "the backup cannot be read"

# A new card: only with the class's code, and then it is that machine.
new=$work/new
run 1 stick restore "$file" --data "$new"
complains "the code of the class opens the backup"
run 1 stick restore "$file" --code AAAA-AAAA-AAAA --data "$new"
complains "that is not the code of the class"
[ ! -e "$new/waystation.db" ] || fail "a wrong code made a database"
run 0 stick restore "$file" --code "$code" --data "$new"
says "is in place"
is "$(events_of "$new")" "$before" "events"
is "$("$program" stick code --data "$new")" "$code" "the class's code"
[ ! -e "$new/restoring" ] || fail "restoring/ stays"
"$program" events --json --data "$new" 2>err | grep -qF zyzzyva || fail "the reflection is not there"

# Another class is refused, whatever the code; nothing changes.
other=$work/other
"$program" class import "$sample" --data "$other" >out 2>err || fail "class import"
state_of "$other" >was
run 1 stick restore "$file" --code "$code" --data "$other"
complains "of another class"
state_of "$other" >is
cmp was is || fail "the other class changed"

# Every cut and every flipped byte is noticed, and changes nothing.
size=$(stat -c %s "$file")
state_of "$data" >was
for at in 5 40 150 400 "$((size / 2))" "$((size - 1))"; do
    head -c "$at" "$file" >cut.sealed
    run 1 stick restore cut.sealed --data "$data"
done
cp "$file" changed.sealed
printf 'X' | dd of=changed.sealed bs=1 seek="$((size / 3))" conv=notrunc 2>/dev/null
run 1 stick restore changed.sealed --data "$data"
complains "damaged"
sed 's/^day .*/day 2031-01-01/' "$file" >changed.sealed
run 1 stick restore changed.sealed --data "$data"
sed '1s/1/9/' "$file" >newer.sealed
run 1 stick restore newer.sealed --data "$data"
complains "newer version"
state_of "$data" >is
cmp was is || fail "a refused backup changed something"
[ ! -e "$data/restoring" ] || fail "restoring/ stays"

# While a station runs: no.
hold "$data"
run 3 stick restore "$file" --data "$data"
run 3 stick backup stick --data "$data"
let_go

# Erased since: stays erased. What was here is set aside.
run 0 erase-student amelie --yes --data "$data"
run 0 stick restore "$file" --data "$data"
! "$program" events --json --data "$data" 2>err | grep -qF zyzzyva || fail "a student came back"
[ -e "$data/set-aside/1" ] || fail "nothing is set aside"
