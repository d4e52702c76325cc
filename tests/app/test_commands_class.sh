#!/bin/sh
# class check, import, export: all or nothing, a round trip without change, pictures of questions, settings of
# the installation, the second factor.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"

# One mistake, and nothing is taken: the class before stands.
import_sample
cp -R "$sample" wrong
printf 'amelie,Twice,,,,,,\n' >>wrong/students.csv
run 1 class check wrong
says 'students.csv:26:1: '
says '"amelie"'
run 1 class import wrong --data "$data"
run 0 class export before --data "$data"
run 0 class import "$sample" --data "$data"
says "already in place"

# Export, import: a no-op; export again: the same bytes.
run 0 class import before --data "$data"
says "already in place"
run 0 class export again --data "$data"
diff -r before again >out || fail "the export of the export differs"
run 3 class export again --data "$data"

# Another class must not come to this one's work and badges by the same ids; a new id must be meant.
cp -R "$sample" renamed
sed -i 's/^id = .*/id = 4a-math/' renamed/class.ini
run 0 class import renamed --data unused
run 0 class import "$sample" --data unused
says "Taken" # nobody did anything yet
run 0 badges png --student wei --output wei.png --data "$data"
run 1 class import renamed --data "$data"
complains "This is the class 4a-math, and here is 4b-math."
complains "say --yes"
complains "take over badges and secret pictures"
cp -R "$sample" cut
head -n 16 "$sample/students.csv" >cut/students.csv
rm -f cut/groups.csv cut/rules.csv
run 0 class export same --data "$data"
diff -r before same >out || fail "a refused class changed the one before"
run 0 class import renamed --yes --data "$data"
says "Taken"
run 0 class import "$sample" --yes --data "$data"
run 0 class import cut --data "$data"
says "9 of 24 students would leave. Is the list cut short?"
run 0 class import "$sample" --data "$data"

# Other children under ids that were used; of one name it is only said, and of none that nobody used.
people() { awk -F, -v OFS=, -v most="$1" 'NR > 1 && NR <= most + 1 { $2 = "New" NR; $3 = "Child" NR; $4 = "" } 1' \
    "$sample/students.csv"; }
cp -R "$sample" people
people 24 >people/students.csv
run 0 class import people --data "$data"
says "students.csv: Another name for the same id: 1. New5 would take over badges and secret pictures of Wei with it."
says "Another child needs a new id."
run 0 class import "$sample" --data "$data"
for student in amelie tomas kofi; do
    run 0 badges png --student $student --output "$student.png" --data "$data"
done
run 1 class import people --data "$data"
complains "students.csv: Another name for the same id: 4. New2, New3, New5, New8 would take over"
complains "of Amélie, Tomás, Wei, Kofi with it."
complains "Give other children new ids, or say --yes and print new badges for all; nothing was taken"
run 0 class export unchanged --data "$data"
diff -r before unchanged >out || fail "a refused class changed the one before"
people 2 >people/students.csv
run 0 class import people --data "$data"
says "New2, New3 would take over badges and secret pictures of Amélie, Tomás with it."
says "Taken"
run 0 class import "$sample" --data "$data"
people 24 >people/students.csv
run 0 class import people --yes --data "$data"
says "Taken"
run 0 class import "$sample" --yes --data "$data"

# Where there is no class, it is said how one comes.
run 3 class export none --data "$work/nothing"
complains "there is no class in $work/nothing: take one with \`waystation class import FOLDER\`"

# Pictures lie beside the plan, and come back with it.
mkdir small
printf 'id,first_name\nana,Ana\nben,Ben\n' >small/students.csv
printf 'id,skill,type,prompt,a,b,correct,image\nt/1,,choice,Which?,One,Two,A,one.png\n' >small/questions.csv
printf '\211PNG not really' >small/one.png
run 0 class import small --data "$work/second"
cmp small/one.png "$work/second/pictures/one.png" || fail "the picture is not beside the plan"
run 0 class export back --data "$work/second"
cmp small/one.png back/one.png || fail "the picture does not come back"

# A ticket of a later import is newer than those before, whatever its name; that goes with the class.
mkdir -p later/tickets
cp small/students.csv later
echo 'Why? {}' >later/tickets/zebra.gift
run 0 class import later --data "$work/later-data"
echo 'What? {}' >later/tickets/atoms.gift
run 0 class import later --data "$work/later-data"
says "Taken"
run 0 class import later --data "$work/later-data"
says "already in place"
run 0 class export later-back --data "$work/later-data"
is "$(tail -n +2 later-back/ticket_order.csv | tr '\n' ' ')" "zebra atoms "
run 0 class import later-back --data "$work/later-data"
says "already in place"
run 0 class import later-back --data "$work/other-data"
run 0 class export other-back --data "$work/other-data"
diff -r later-back other-back >out || fail "the order did not come along"

# Ids that make a ticket of a name that no file can have.
mkdir units
cp small/students.csv units
printf 'id,type,prompt\nunit3/week1/1,open,Why?\n.dot/1,open,What?\n' >units/questions.csv
run 0 class import units --data "$work/units-data"
run 0 class export units-back --data "$work/units-data"
run 0 class import units-back --data "$work/units-data"
says "already in place"

# A Mac spells the accents of names apart, in the folder and not in the table.
mkdir mac
cp small/students.csv mac
sed 's/one\.png/d\xC3\xA9.png/' small/questions.csv >mac/questions.csv
cp small/one.png "$(printf 'mac/de\314\201.png')"
run 0 class check mac
says_not "the picture"
run 0 class import mac --data "$work/mac-data"
cmp small/one.png "$(printf '%s/pictures/d\303\251.png' "$work/mac-data")" || fail "the picture is not found"

# One picture that cannot be read, and there is no folder at all; a link leads nowhere.
printf 'secret' >secret
rm "$work/second/pictures/one.png"
ln -s "$work/secret" "$work/second/pictures/one.png"
run 3 class export linked --data "$work/second"
complains "one.png is a link"
[ ! -e linked ] || fail "a failed export left a folder"
is "$(find . -maxdepth 1 -name 'linked*')" "" "a failed export left something"
rm "$work/second/pictures/one.png"
truncate -s 20M "$work/second/pictures/one.png"
run 3 class export large --data "$work/second"
complains "one.png"
[ ! -e large ] || fail "a failed export left a folder"
sed 's/one\.png/one.gif/' small/questions.csv >changed
mv changed small/questions.csv
ln -s "$work/secret" small/one.gif
run 3 class import small --data "$work/third"
complains "one.gif is a link"
[ ! -e "$work/third/pictures/one.gif" ] || fail "a link out of the folder was followed"

# The data folder of the installation holds for every command; $WAYSTATION_DATA and --data are stronger.
printf 'data = %s\n' "$data" >waystation.conf
export WAYSTATION_CONFIG="$work/waystation.conf"
run 0 mastery
run 0 class import "$sample"
says "already in place"
run 3 mastery --data "$work/elsewhere"
complains "$work/elsewhere"
WAYSTATION_DATA=$work/elsewhere
export WAYSTATION_DATA
run 3 mastery
complains "$work/elsewhere"
unset WAYSTATION_CONFIG WAYSTATION_DATA

# waystation.conf: what the command line leaves open; what is wrong is said and left at its default.
printf 'station = pod\nfullscreen = perhaps\n' >waystation.conf
printf 'expect "Practice Pod"\n' >pod.steps
WAYSTATION_CONFIG=$work/waystation.conf "$program" station --headless --data "$data" --camera none \
    --steps pod.steps >out 2>err || fail "the station of waystation.conf"
complains "waystation.conf:2"
printf 'expect "Reading Nook"\n' >nook.steps
WAYSTATION_CONFIG=$work/waystation.conf "$program" station --headless --data "$data" --camera none \
    --station nook --steps nook.steps >out 2>err || fail "--station is stronger"

# With a second factor a badge alone is not enough.
cp -R "$sample" guarded
sed -i 's/^second_factor = no/second_factor = yes/' guarded/class.ini
run 0 class import guarded --data "$work/fourth"
cat >guarded.steps <<'STEPS'
clock 2097-09-14T09:03:18
badge amelie
expect-not "Welcome, Amélie!"
expect "tap your three pictures"
pictures amelie
expect "Welcome, Amélie!"
STEPS
"$program" station --headless --data "$work/fourth" --camera none --steps guarded.steps >out 2>err ||
    fail "a badge with three pictures"
