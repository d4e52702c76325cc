#!/bin/sh
# Which voice speaks: what the class's files say is read by a voice of their language, what the
# screens say by one of the child's. The voice is a program of ours that writes down what it is
# given, in a window of SDL's that nobody sees.
set -eu
# shellcheck source=tests/app/commands.sh
. "$(dirname "$0")/commands.sh"

mkdir bin said
# What was begun to be said is written down though the next text stops it.
cat >bin/espeak-ng <<'VOICE'
#!/bin/sh
cd "${0%/*}/.." || exit 1
if [ "$1" = --voices ]; then
    printf 'Pty Language\n 2 en-us x\n 5 es-419 x\n'
    exit 0
fi
exec 3<&0
{
    echo "$@" && cat <&3 && echo
} >"said/$$" 2>err.voice &
VOICE
chmod +x bin/espeak-ng
PATH=$work/bin:$PATH
SDL_VIDEODRIVER=dummy
SDL_AUDIODRIVER=dummy
export PATH SDL_VIDEODRIVER SDL_AUDIODRIVER

# The class is English, Diego's screens are Spanish.
cat >visit.steps <<'STEPS'
clock 2026-09-16T09:03:18
badge diego
tap "Quedarme aquí"
key Next
key Next
key Next
expect-focus "I can say how many times as many"
tap "I can say how many times as many"
tap "Quiero un reto"
tap "Es mi meta"
tap "Boleto de salida"
tap "35 is 5 times as many as 7"
tap "Siguiente"
tap "Todavía no lo sé"
tap "Siguiente"
STEPS
timeout 120 "$program" demo --camera none --steps visit.steps >out 2>err </dev/null ||
    fail "the visit"

# said VOICE LINE: a text with that line is said by that voice; both: by the one and the other.
said() {
    how="-v $1 -s 145 -a 80"
    [ "$1" != both ] || how="-v es-419 -s 145 -a 80 -m"
    for _ in $(seq 100); do
        for file in $(grep -lxF -- "$2" said/* || true); do
            [ "$(head -n 1 "$file")" != "--stdin -b 1 $how" ] || return 0
        done
        sleep 0.1
    done
    cat said/* >out
    fail "\"$2\" is not said by $1"
}

# By the ear and without a tap; and what has the focus.
said both 'Por favor, ve a </s><s xml:lang="en-us">Practice Pod, next to the door</s></speak>'
said both '<speak><s xml:lang="es-419">Todas están a tu alcance. ¿Cuál eliges y por qué?'
said both '</s><s xml:lang="en-us">I can compare fractions with different denominators</s><s xml:lang="es-419">'
said es-419 "Léemelo"
said en-us "I can say how many times as many, and write it as a multiplication"
said en-us "35 = 5 × 7. Which sentence says the same?"
said en-us "A: 35 is 5 times as many as 7"
said en-us "Find six times thirty-four."
said both '<speak><s xml:lang="en-us">23 × 14 is the same as 20 × 14 plus 3 × 14.</s><s xml:lang="es-419">'
said both "Verdadero"

# The class is Spanish and Amy's screens are English: our prompts are said in hers.
mkdir clase
printf '[class]\nid = clase\nname = Clase\nlanguage = es\nlanguages = es;en\n' >clase/class.ini
printf 'id,first_name,avatar,language,settings\namy,Amy,fox,en,read_aloud\n' >clase/students.csv
printf 'code,goal,path,step\nA1,Puedo sumar,Sumas,1\n' >clase/skills.csv
run 0 class import clase --data "$data"
rm said/*
cat >amy.steps <<'STEPS'
badge amy
tap "Let’s go"
tap "Puedo sumar"
tap "I want a challenge"
tap "Set my goal"
tap "My path"
tap "Back"
tap "Reflect"
STEPS
timeout 120 "$program" station --windowed --camera none --data "$data" --steps amy.steps \
    >out 2>err </dev/null || fail "the visit to a Spanish class"
said en-us "What helped you learn today?"
said en-us "It helped me when …"
