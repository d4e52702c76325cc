#!/bin/sh
# Classes as a teacher writes them with nothing but waystation-class-folder(5).
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"

# Only names.
mkdir names
printf 'id,first_name,avatar\nmia,Mia,cat\nleo,Leo,lion\nida,Ida,bear\ntom,Tom,owl\neva,Eva,unicorn\n' \
    >names/students.csv
run 0 class check names
data=$work/one
run 0 class import names --data "$data"
cat >one.steps <<'STEPS'
badge mia
expect "Welcome, Mia!"
tap "Let’s go"
expect "No goals are ready yet."
tap "Reflect"
tap "Getting there"
tap "Save"
expect "Saved."
STEPS
"$program" station --headless --data "$data" --steps one.steps >out 2>err || fail "only names"

# Semicolons, as a spreadsheet in Europe writes them; an icon that we do not have.
mkdir full
printf '%s\n' 'ID;First_Name;Preferred_Name;Avatar;Language;Settings' 'mia;Mia;;fox;en;' \
    'leo;Leonardo;Leo;🦁;es;"large_text;read_aloud"' 'eva;Eva;;bee;;high_contrast' >full/students.csv
printf '%s\n' 'id,name,kind,capacity,icon,colour,place' 't,With Mr. Kim,teacher,6,,plum,at the front' \
    'b,Build,hands_on,6,hammer,sun,by the window' 'r,Read,independent,6,no-such-icon,sky,rug' \
    >full/stations.csv
printf '%s\n' 'code,goal,title,path,step,needs,rule' 'A1,I can count to 100,Counting,Numbers,1,,3/4' \
    'A2,I can add to 20,Addition,Numbers,2,A1,' >full/skills.csv
run 0 class check full
data=$work/two
run 0 class import full --data "$data"
cat >two.steps <<'STEPS'
badge mia
expect "Read"
tap "Build"
tap "I can count to 100"
tap "I want a challenge"
tap "Set my goal"
expect "Because: “I want a challenge”"
badge leo
expect "Leo"
STEPS
"$program" station --headless --data "$data" --station b --steps two.steps >out 2>err ||
    fail "with stations and skills"

# Starters. Without reflections.csv they are ours: each child sees and types them in its own language,
# and comes to all of them by touch and by switches, however small the screen and large the text.
visits() { # CLASS SIZE…: what is in the file steps holds on it
    class=$1
    shift
    for size in "$@"; do
        rm -rf "$work/visits"
        "$program" class import "$class" --data "$work/visits" >out 2>err || fail "$class"
        "$program" station --headless --size "$size" --data "$work/visits" --steps steps >out 2>err ||
            fail "starters of the class $class at $size"
    done
}

mkdir ours
printf '%s\n' 'id,first_name,avatar,language,settings' 'luz,Luz,lion,es,' 'ida,Ida,bear,fr,large_text' \
    'tom,Tom,fox,,large_text' >ours/students.csv
cat >steps <<'STEPS'
clock 2026-09-14T09:00:00
badge luz
tap "¡Vamos!"
tap "Cuéntalo"
tap "Me ayudó cuando …"
type "lo vi"
expect "Me ayudó cuando … lo vi"
expect-not "It helped me"
STEPS
visits ours 800x480 1280x800
cat >steps <<'STEPS'
clock 2026-09-14T09:00:00
badge ida
tap "C’est parti"
tap "Mon bilan"
expect-usable
tap "Ça m’a aidé quand …"
switch "La suite"
expect-usable
switch "La prochaine fois, je vais …"
expect "Ça m’a aidé quand … La prochaine fois, je vais …"
tap "Retour"
tap "À propos de moi"
tap "Raconte : Je sais bien"
expect-usable
tap "La suite"
expect-usable
tap "travailler avec soin"
tap "La suite"
tap "aider les autres"
expect "travailler avec soin, aider les autres"
STEPS
visits ours 800x480

# Six of the longest that the format allows, each alone in its row; after the last comes the first.
mkdir six
cp ours/students.csv six
words=$(printf 'and then I %.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24)
cat >steps <<'STEPS'
badge tom
tap "Let’s go"
tap "Reflect"
STEPS
list=
for name in First Second Third Fourth Fifth Sixth; do
    starter=$(printf %.254s "$name $words")
    list="$list;$starter"
    {
        echo "tap \"$starter\""
        echo expect-usable
        echo 'switch "More"'
    } >>steps
done
echo 'expect-role button "First and"' >>steps
printf 'id,prompt,starters\nhow,How was it?,%s\n' "${list#;}" >six/reflections.csv
visits six 800x480 1280x800 1920x1080
