#!/bin/sh
# R17: a stolen card. Every byte of a joined station's data folder, live and after, is searched for
# what children wrote, last names, the PIN, the passphrase and the key: none. With teeth: on a
# station that has not joined the same search finds them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"
passphrase="purple stapler dances slowly"
pin=918273645091
# Last names that are no other word: "Lin" is in "line".
sed -i '2,$s/^\([^,]*,[^,]*,\)/\1Qzx/' "$sample/students.csv"
sed -i 's/^voice = .*/voice = yes/' "$sample/class.ini"
voice=$here/../fixtures/sounds/voice.wav
import_sample
printf '%s\n' "$passphrase" >passphrase
printf '%s\n' "$pin" >pin_file

# The board: a key for the term, the class anew (last names stay here), badges.
"$program" seal begin --data "$data" <passphrase >sheet 2>err || fail "seal begin"
recovery=$(grep -oE '[0-9A-Z]{4}(-[0-9A-Z]{4}){13}' sheet) || fail "no recovery code"
import_sample
run 0 badges png --student amelie --output amelie.png --data "$data"
mkdir stick
run 0 stick save stick --data "$data"
code=$("$program" stick code --data "$data")

# Two stations: one that has joined, and one that has not.
joined=$work/joined apart=$work/apart
run 0 stick load stick --code "$code" --data "$joined"
run 0 seal status --data "$joined"
says "Words are sealed here before they are stored"
run 0 seal status --data "$data"
says "This machine has the key"
"$program" class import "$sample" --data "$apart" >out 2>err || fail "class import"
for of in joined apart; do
    "$program" pin --data "$work/$of" <pin_file >out 2>err || fail "pin"
done

# A visit with everything a child can write; the plug is pulled in the middle of a draft.
cat >visit.steps <<STEPS
microphone $voice
STEPS
cat >>visit.steps <<'STEPS'
clock 2097-09-15T09:03:18
badge amelie
tap "Let’s go"
tap "I can explain what an angle is"
tap "My own reason"
type "quokkareason"
tap "Use this reason"
tap "Set my goal"
tap "About me"
tap "Tell us: I am good at"
type "narwhalprofile"
tap "Save"
tap "Back"
tap "Reflect"
tap "I’ve got it"
type "zyzzyvareflection"
tap "Say it"
advance 3
tap "Stop"
tap "Hear it"
expect-not "This recording cannot be heard"
advance 35
tap "Save"
tap "Back to my page"
tap "Exit ticket"
type "8"
tap "Next"
tap "I’m not sure yet"
tap "Next"
type "axolotlanswer"
tap "Hand in"
tap "Go on"
advance 400
badge amelie
tap "Let’s go"
tap "About me"
tap "Tell us: I learn best"
type "okapidraft"
tap "Back"
tap "Back"
tap "Change"
tap "My own reason"
type "capybaradraft"
advance 6
restart
expect "Show your badge"
advance 400
STEPS
sed 's/^badge amelie/camera amelie.png/' visit.steps >visit_joined.steps
visit() { # STATION FOLDER STEPS
    "$program" station --headless --station makers --camera none --data "$2" --steps "$3" \
        >out 2>err || fail "the visit at the $1 station"
}
visit other "$apart" visit.steps
visit joined "$joined" visit_joined.steps

# In every file there is, databases, write-ahead logs, free pages, backups and whatever else.
found() { grep -raqF -- "$2" "$1"; }
[ -n "$(ls "$joined/backups")" ] || fail "no automatic backup to look into"
planted="quokkareason narwhalprofile zyzzyvareflection axolotlanswer okapidraft capybaradraft"
for word in $planted; do
    found "$apart" "$word" || fail "no teeth: \"$word\" is not found where it must be"
    ! found "$joined" "$word" || fail "\"$word\" can be read on the card: $(grep -ralF "$word" "$joined")"
done
# A voice is words: nothing that is a sound.
found "$apart" OggS || fail "no teeth: the voice clip is not found where it must be"
is "$(find "$joined/clips" -name '*.ogg' | wc -l)" 1 "voice clips at the joined station"
! found "$joined" OggS || fail "a voice can be heard on the card: $(grep -ralF OggS "$joined")"
grep -q Qzx "$sample/students.csv" || fail "the last names are as they were"
tail -n +2 "$sample/students.csv" | cut -d, -f3 >last_names
[ "$(wc -l <last_names)" -ge 20 ] || fail "no last names to look for"
while read -r name; do
    found "$apart" "$name" || fail "no teeth: \"$name\" is not found where it must be"
    ! found "$joined" "$name" || fail "the last name \"$name\" is on the card: $(grep -ralF "$name" "$joined")"
done <last_names
for secret in "$pin" "$passphrase" "$recovery" "wrapped:" seal.private "$code"; do
    ! found "$joined" "$secret" || fail "\"$secret\" is on the card"
done
found "$data" "wrapped:" || fail "no teeth: the board has no wrapped key"
# First names and faces are what a station shows: they may be there.
found "$joined" "Amélie" || fail "no teeth: nothing of the class is on the card at all"
# Scores are made before the words are sealed.
run 0 mastery --student amelie --json --data "$joined"
cp out mastery_joined
run 0 mastery --student amelie --json --data "$apart"
is "$(grep -c '"score": 1' mastery_joined)" "$(grep -c '"score": 1' out)" "answers that are right"
grep -q '"score": 1' out || fail "no answer was right: nothing is compared"

# The thief has the program: nothing opens, with no passphrase and with a guessed one.
"$program" export csv stolen --data "$joined" >out 2>err || fail "export csv"
complains "1 voice clip(s) are sealed and left out"
[ ! -e stolen/clips ] || fail "the export has voices"
for word in $planted; do ! grep -rq "$word" stolen || fail "the export shows \"$word\""; done
echo "correct horse battery" >guess
"$program" export csv stolen2 --open --data "$joined" <guess >out 2>err && fail "opened without a key"
complains "this machine has no key"

# Who wrote them sees the own reason and profile again with the badge, nobody else, and no disk.
cat >own.steps <<'STEPS'
clock 2097-09-15T09:14:18
camera amelie.png
tap "Work here anyway"
expect "quokkareason"
tap "About me"
expect "narwhalprofile"
tap "Change: I am good at"
type "x"
tap "Save"
expect "narwhalprofilex"
tap "Back"
tap "Done"
advance 400
STEPS
visit joined "$joined" own.steps
sed 's/^camera.*/badge amelie/; s/^expect /expect-not /' own.steps >strange.steps
sed -i '/^tap "Change/,/narwhalprofilex/d' strange.steps
visit joined "$joined" strange.steps
for word in quokkareason narwhalprofile; do
    ! found "$joined" "$word" || fail "\"$word\" came to the card when it was shown"
done

# The draft waits for the badge, and only for it.
cat >again.steps <<'STEPS'
clock 2097-09-15T09:16:18
camera amelie.png
tap "Work here anyway"
tap "About me"
tap "Tell us: I learn best"
expect "okapidraft"
tap "Back"
tap "Back"
tap "Change"
expect "capybaradraft"
STEPS
visit joined "$joined" again.steps
sed 's/^camera.*/badge amelie/; s/^expect /expect-not /' again.steps >without.steps
visit joined "$joined" without.steps

# The board takes the stick, and opens the words with the passphrase; without it they are locked.
run 0 stick save stick --data "$joined"
run 0 stick load stick --data "$data"
"$program" export csv locked --data "$data" >out 2>err || fail "export csv"
complains "1 voice clip(s) are sealed and left out"
! grep -rqE 'quokkareason|zyzzyvareflection|axolotlanswer' locked || fail "open without the passphrase"
grep -q "🔒" locked/reflections.csv || fail "no lock where words are"
"$program" export csv wrong --open --data "$data" <guess >out 2>err && fail "a guess opens"
complains "That is not the passphrase."
"$program" export csv opened --open --data "$data" <passphrase >out 2>err || fail "the passphrase"
grep -q zyzzyvareflection opened/reflections.csv || fail "the reflection does not open"
grep -q axolotlanswer opened/answers.csv || fail "the answer does not open"
grep -q quokkareason opened/goals.csv || fail "the reason does not open"
grep -q OggS opened/clips/*.ogg || fail "the voice does not open"
# Last names are still known at the board.
run 0 class export again --data "$data"
grep -q "Fontaine" again/students.csv || fail "the board has lost the last names"

# On the board: locked, a guess, the passphrase, and locked again with the view.
"$program" pin --data "$data" <pin_file >out 2>err || fail "pin"
for size in 800x480 1280x800 1920x1080; do
    cat >board.steps <<STEPS
clock 2097-09-15T10:03:18
tap "Teacher"
type "$pin"
tap "Open"
tap "Reflections"
expect "What students wrote is locked"
expect "🔒"
expect-not "zyzzyvareflection"
expect-usable
shot words-locked-$size.png
tap "Open the words"
type "correct horse battery"
tap "Open"
expect "That is not the passphrase."
expect-usable
shot words-typing-$size.png
type "$passphrase"
tap "Open"
expect "zyzzyvareflection"
expect-not "What students wrote is locked"
expect-usable
shot words-open-$size.png
tap "Hide"
tap "Teacher"
type "$pin"
tap "Open"
tap "Reflections"
expect "What students wrote is locked"
expect-not "zyzzyvareflection"
STEPS
    "$program" board --headless --size $size --camera none --data "$data" --steps board.steps \
        >out 2>err || fail "the board at $size"
    ! found "$data" zyzzyvareflection || fail "opened words are on the board's disk"
done

# Forgotten: the recovery sheet. And the end of the term, for good.
printf '%s\n%s\n' "$recovery" "another good passphrase" >recover.txt
"$program" seal recover --data "$data" <recover.txt >out 2>err || fail "seal recover"
echo "another good passphrase" >passphrase
"$program" export csv recovered --open --data "$data" <passphrase >out 2>err || fail "the new one"
run 1 seal end --data "$data"
says "can then be read by nobody"
says "the same command with --yes"
says_not "waystation seal end" # without --data it would be another folder
found "$data" "wrapped:" || fail "without --yes the key is gone"
run 0 seal end --yes --data "$data"
says "Burn the recovery sheet"
! found "$data" "wrapped:" || fail "the key is still there: $(grep -ral "wrapped:" "$data")"
"$program" export csv ended --open --data "$data" <passphrase >out 2>err && fail "opened after the end"
"$program" export csv ended --data "$data" >out 2>err || fail "export csv"
[ ! -e ended/clips ] || fail "a voice after the end"
! grep -rq zyzzyvareflection ended || fail "readable after the end"

# The next term begins, with its code on a sheet; a sheet that is there is not written over.
"$program" seal begin --sheet recovery.pdf --data "$data" <passphrase >out 2>err || fail "next term"
says "recovery.pdf: the recovery sheet."
grep -qE '[0-9A-Z]{4}(-[0-9A-Z]{4}){13}' out && fail "the code is on the screen as well"
is "$(head -c 4 recovery.pdf)" "%PDF"
is "$(find recovery.pdf -perm 600)" recovery.pdf "who may read the sheet"
run 0 seal end --yes --data "$data"
"$program" seal begin --sheet recovery.pdf --data "$data" <passphrase >out 2>err && fail "written over"
run 0 seal status --data "$data"
says "there is no key of a term"
