#!/bin/sh
# The class by USB stick: from machine to machine and back, the same again, in any order, cut off,
# damaged, of another class, of a newer version.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
import_sample
visit_of_amelie
mkdir stick empty

# The log without what makes runs of the program differ: none of it.
log_of() {
    "$program" events --json --data "$1" >"$2" 2>err || fail "events of $1"
}
folder_of() { # where the class is on the stick $1
    echo "$1"/waystation-data/*
}

# Nothing there yet.
run 3 stick load empty --data "$work/new"
complains "nothing of Waystation is on empty"
[ ! -e new ] || fail "an empty stick made a data folder"
run 3 stick load no-stick --data "$data"
complains "there is no folder no-stick"
run 3 stick save no-stick --data "$data"
complains "there is no folder no-stick"
run 2 stick save --data "$data"

# Everything onto the stick; a finder reads nothing of it, not even names of files.
run 0 stick save stick --data "$data"
says "0 event(s) taken"
log_of "$data" all
lines=$(wc -l <all)
says "$lines event(s) and"
place=$(folder_of stick)
for word in amelie Amélie Fontaine zyzzyva reflection_submitted 4b-math "4B Math" fractions; do
    ! grep -rqF -- "$word" stick || fail "\"$word\" can be read on the stick"
    ! find stick | grep -qF -- "$word" || fail "\"$word\" is in a name on the stick"
done
grep -qF zyzzyva all || fail "the word to look for is nowhere"
is "$(find stick -type f ! -perm 600 | wc -l)" 0 "files others may read"

# Once more: nothing new, one file of events.
run 0 stick save stick --data "$data"
says "0 event(s) taken, $lines already here."
says "$lines event(s) and 0 new"
is "$(find "$place" -name 'events-*' | wc -l)" 1 "files of events"

# Another class, or a machine that was told nothing: refused, and the stick as it was.
"$program" class import "$sample" --data "$work/other" >out 2>err || fail "class import"
find stick -type f -exec cksum {} + | sort >before
run 1 stick load stick --data "$work/other"
complains "is of another class"
"$program" stick code --data "$data" >code.txt
grep -qE '^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$' code.txt || fail "the code"
run 1 stick load stick --code "$(cat code.txt)" --data "$work/other"
complains "has a class already"
run 1 stick load stick --code 0000-0000-0000 --data "$work/b"
complains "the code is not that of a class on the stick"
run 1 stick load stick --code K7QM --data "$work/b"
complains "12 letters and digits"
find stick -type f -exec cksum {} + | sort | cmp -s - before || fail "loading changed the stick"

# A new machine, told the code as people type it: the same log, the same class, the same badges.
run 0 stick load stick --code "$(tr 'A-Z-' 'a-z ' <code.txt)" --data "$work/b"
says "$lines event(s) taken, 0 already here."
says "its badges work here"
says "The class is the one of the stick now."
log_of "$work/b" all_b
cmp all all_b || fail "the log is another one on the new machine"
for of in data b; do
    "$program" mastery --json --data "$work/$of" >"mastery_$of" 2>err || fail "mastery of $of"
    "$program" class export "$work/class_$of" --data "$work/$of" >out 2>err || fail "export of $of"
done
cmp mastery_data mastery_b || fail "mastery is another one on the new machine"
diff -r class_data class_b || fail "the class is another one on the new machine"
is "$("$program" stick code --data "$work/b")" "$(cat code.txt)" "the code of the new machine"

# Again: nothing. And the code is not needed any more.
run 0 stick load stick --data "$work/b"
says "0 event(s) taken, $lines already here."
says_not "The class is"

# Both go on by themselves; the stick goes round, and both have all, each once.
cat >b.steps <<'STEPS'
clock 2097-09-15T09:03:18
badge amelie
tap "Let’s go"
tap "Reflect"
tap "I’ve got it"
type "quokka"
advance 35
tap "Save"
tap "See you!"
STEPS
"$program" station --headless --station makers --camera none --data "$work/b" --steps b.steps \
    >out 2>err || fail "a visit on the new machine"
sed 's/quokka/wombat/' b.steps >a.steps
steps a.steps makers
run 0 stick save stick --data "$work/b"
run 0 stick save stick --data "$data"
grep -qE '^[1-9][0-9]* event\(s\) taken' out || fail "nothing came back"
run 0 stick load stick --data "$work/b"
log_of "$data" all
log_of "$work/b" all_b
cmp all all_b || fail "the two differ after the stick went round"
for word in zyzzyva quokka wombat; do is "$(grep -cF "$word" all)" 1 "$word"; done
is "$(find "$place" -name 'events-*' | wc -l)" 1 "files of events after going round"

# A change of the class goes along, and the newest wins whoever's stick is older.
cp -R stick old_stick
sed -i 's/^name *=.*/name = 4B Mathematics/' "$sample/class.ini"
grep -q "4B Mathematics" "$sample/class.ini" || fail "the class was not renamed"
import_sample
run 0 stick save stick --data "$data"
run 0 stick load stick --data "$work/b"
says "The class is the one of the stick now."
run 0 stick load old_stick --data "$work/b"
says_not "The class is"
"$program" class export "$work/renamed" --data "$work/b" >out 2>err || fail "export"
grep -q "4B Mathematics" renamed/class.ini || fail "the newer class did not come"

# Erased here: gone from the stick with the next save, and from the other machine.
run 0 erase-student amelie --yes --data "$data"
run 0 stick save stick --data "$data"
run 0 stick load stick --data "$work/b"
log_of "$work/b" all_b
! grep -qE 'zyzzyva|quokka|wombat' all_b || fail "what was erased is still on the other machine"
# An old stick does not bring it back.
run 0 stick load old_stick --data "$data"
log_of "$data" all
! grep -qE 'zyzzyva|quokka|wombat' all || fail "an old stick brought back what was erased"

# Cut off, changed, newer, or no file of ours: said, left as it is, and nothing of it is taken.
lines=$(wc -l <all)
bad() { # WHAT WORDS, then a command that makes the defect in the file $file
    what=$1 words=$2
    shift 2
    rm -rf bad "$work/c"
    cp -R stick bad
    file=$(echo "$(folder_of bad)"/events-*)
    "$@"
    sum=$(cksum <"$file")
    run 1 stick load bad --code "$(cat code.txt)" --data "$work/c"
    complains "$words"
    run 0 events --json --data "$work/c"
    is "$(wc -l <out)" 0 "$what: events were taken"
    is "$(cksum <"$file")" "$sum" "$what: the file"
    # Who saves there writes beside it, and says so.
    run 1 stick save bad --data "$data"
    complains "$words"
    is "$(find "$(folder_of bad)" -name 'events-*' | wc -l)" 2 "$what: files after saving"
    is "$(cksum <"$file")" "$sum" "$what: the file after saving"
    # The good one beside it is taken.
    run 1 stick load bad --data "$work/c"
    says "$lines event(s) taken"
}
byte_at() { printf '%b' "$2" | dd of="$file" bs=1 seek="$1" conv=notrunc 2>/dev/null; }
# What is sealed can be any byte: it is another one afterwards.
flip_at() { byte_at "$1" "$(printf '\\%03o' $(($(od -An -tu1 -j "$1" -N 1 "$file") ^ 1)))"; }
longer() { echo more >>"$file"; }
cut() { truncate -s "$1" "$file"; }
bad "cut in the middle" "is cut off or damaged" cut -100
bad "cut behind the head" "is cut off or damaged" cut 40
bad "cut in the head" "is cut off at its beginning" cut 30
bad "nothing left" "is none of our files" cut 0
bad "one byte other" "is cut off or damaged" flip_at 500
bad "longer" "is cut off or damaged" longer
bad "newer" "newer version of Waystation" byte_at 6 '\002'
bad "another class's" "is of another class" byte_at 9 '\001\002'
bad "another kind" "is another kind of file" byte_at 7 'B'
bad "not ours" "is none of our files" byte_at 0 'PK'

# At a new machine by hand: the stick is offered, a wrong code is told, the right one brings the
# class, and its badges open it.
mkdir -p media
cp -R stick media/GREEN
for size in 800x480 1280x800 1920x1080; do
    cat >new.steps <<STEPS
expect "This station has no class yet"
expect-usable
tap "From another machine"
expect "Type the code that the board shows"
expect-usable
type "0000-0000-0000"
shot code-$size.png
tap "Take it"
expect "the code is not that of a class on the stick"
expect-usable
tap "Back"
tap "From another machine"
type "$(tr 'A-Z-' 'a-z ' <code.txt)"
tap "Take it"
expect-not "This station has no class yet"
expect "Show your badge"
expect-usable
STEPS
    WAYSTATION_MEDIA=$work/media "$program" station --headless --size $size --camera none \
        --data "$work/new-$size" --steps new.steps >out 2>err || fail "a new machine at $size"
    run 0 events --json --data "$work/new-$size"
    is "$(wc -l <out)" "$lines" "events at the new machine"
done

# Voice clips travel, each once; one that was lost on the stick comes with the next save.
sed -i 's/^voice = .*/voice = yes/' "$sample/class.ini"
import_sample
cat >voice.steps <<STEPS
clock 2097-09-16T09:03:18
microphone "$here/../fixtures/sounds/voice.wav"
badge wei
tap "Let’s go"
tap "I can say what the two numbers"
tap "I want a challenge"
tap "Set my goal"
tap "Reflect"
tap "I’ve got it"
tap "Say it"
advance 5
tap "Stop"
advance 35
tap "Save"
tap "See you!"
STEPS
steps voice.steps makers
clip=$(basename "$data"/clips/*.ogg)
rm -rf stick
mkdir stick
run 0 stick save stick --data "$data"
says "and 2 new clip(s) and other file(s) are on the stick."
run 0 stick load stick --data "$work/b"
says "1 clip(s) and picture(s) taken."
cmp "$data/clips/$clip" "$work/b/clips/$clip" || fail "the clip is another one elsewhere"
run 0 stick save stick --data "$work/b"
says "and 0 new clip(s)"
find stick -name 'blob-*' -delete
run 0 stick load stick --code "$(cat code.txt)" --data "$work/d"
says "1 clip(s) are not on the stick"
run 0 stick save stick --data "$work/d"
run 0 stick save stick --data "$work/b"
run 0 stick load stick --data "$work/d"
says "1 clip(s) and picture(s) taken."
cmp "$data/clips/$clip" "$work/d/clips/$clip" || fail "the clip is not made whole"
# A clip that was cut off on the stick is not taken, and said.
rm -rf "$work/d"
for blob in stick/waystation-data/*/blob-*; do truncate -s -1 "$blob"; done
run 1 stick load stick --code "$(cat code.txt)" --data "$work/d"
complains "is cut off or damaged"
says "1 clip(s) are not on the stick"
