#!/bin/sh
# check_locale.sh accepts a sound tree and refuses each defect: works on a small tree of its own.
#
#   test_check_locale.sh SOURCE
set -eu
export LC_ALL=C.UTF-8
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$1" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tree=$scratch/tree
failures=0
wide=$(printf '\302\240') narrow=$(printf '\342\200\257') # no-break spaces of French

# A tree with five texts, all translated.
make_tree() {
    rm -rf "$tree"
    mkdir -p "$tree/app/model" "$tree/assets/locale"
    cp "$source/assets/update-locale.sh" "$tree/assets/"
    cat >"$tree/app/screen.c" <<'C'
static const char *k = N_("Done");
void f(struct ui *ui) { T("Hi {name}!"); TC("clock", "Now"); TN("{count} star", "{count} stars", n); }
C
    cat >"$tree/app/model/avatar.c" <<'C'
const struct avatar avatars[] = {{"fox", "🦊"}};
C
    translate es 'nplurals=2; plural=(n != 1);' '¡Hola, {name}!' 'una estrella|{count} estrellas'
    translate fr 'nplurals=2; plural=(n > 1);' "Salut {name}$narrow!" '{count} étoile|{count} étoiles'
    translate ar 'nplurals=3; plural=(n == 1 ? 0 : n == 2 ? 1 : 2);' 'مرحبا {name}!' \
        'نجمة|نجمتان|{count} نجوم'
    "$tree/assets/update-locale.sh" >/dev/null
}

translate() { # LANGUAGE PLURALS HI STARS
    {
        sed -e '/^$/,$d' "$source/assets/locale/$1.po" | sed "s/Plural-Forms:.*;/Plural-Forms: $2/"
        printf '\nmsgctxt "avatar"\nmsgid "fox"\nmsgstr "x"\n'
        printf '\nmsgid "Done"\nmsgstr "x"\n\nmsgctxt "clock"\nmsgid "Now"\nmsgstr "x"\n'
        printf '\nmsgid "Hi {name}!"\nmsgstr "%s"\n' "$3"
        printf '\nmsgid "{count} star"\nmsgid_plural "{count} stars"\n'
        printf '%s\n' "$4" | tr '|' '\n' | awk '{ printf "msgstr[%d] \"%s\"\n", NR - 1, $0 }'
    } >"$tree/assets/locale/$1.po"
}

expect() { # 0|1 WHAT PATTERN
    result=0
    sh "$here/check_locale.sh" "$tree" >"$scratch/out" 2>&1 || result=1
    if [ "$result" != "$1" ] || ! { [ -z "$3" ] || grep -q "$3" "$scratch/out"; }; then
        echo "FAILED: $2: status $result, wanted $1 and: $3" >&2
        cat "$scratch/out" >&2
        failures=1
    fi
}

defect() { # WHAT PATTERN SED-SCRIPT FILE
    make_tree
    cp "$tree/$4" "$scratch/before"
    sed -i "$3" "$tree/$4"
    if cmp -s "$tree/$4" "$scratch/before"; then
        echo "FAILED: $1: the defect was not made" >&2
        failures=1
    fi
    expect 1 "$1" "$2"
}

make_tree
expect 0 "a sound tree" ""
defect "a new text" "stale" 's/N_("Done")/N_("Done") N_("Next")/' app/screen.c
defect "a new avatar" "stale" 's/{{/{{"owl", "🦉"}, {/' app/model/avatar.c
defect "an untranslated text" "untranslated" 's/^msgstr "¡Hola.*/msgstr ""/' assets/locale/es.po
defect "a fuzzy text" "needs to be reviewed" '/^msgid "Done"/i #, fuzzy' assets/locale/fr.po
defect "a lost placeholder" "{name} is missing" 's/Salut {name}/Salut/' assets/locale/fr.po
defect "a renamed placeholder" "{nom} is not in" 's/Salut {name}/Salut {nom}/' assets/locale/fr.po
defect "an ordinary space before a sign" "narrow no-break" "s/$narrow!/ !/" assets/locale/fr.po
defect "a wide space before a sign" "narrow no-break" "s/$narrow!/$wide!/" assets/locale/fr.po
defect "an ordinary space before a colon" "space goes before :" "s/$narrow!/ : a/" assets/locale/fr.po
defect "ordinary spaces in quotes" "inside «" "s/Salut {name}/Salut « {name}$wide»/" assets/locale/fr.po
defect "no space in quotes" "inside «" "s/Salut {name}/Salut «$wide{name}»/" assets/locale/fr.po
defect "a plus that changes sides" "left-to-right mark" 's/^msgstr "\([^"]\)/msgstr "+2 \1/' \
    assets/locale/ar.po
make_tree
sed -i "s/Salut {name}/Salut$wide: «$wide{name}$wide»/" "$tree/assets/locale/fr.po"
expect 0 "the spaces of French" ""
defect "a plural without its number" "{count} is missing" 's/{count} estrellas/estrellas/' \
    assets/locale/es.po
defect "a broken file" "msgfmt refuses" 's/^msgstr "¡Hola.*/msgstr "/' assets/locale/es.po
defect "a missing plural form" "msgfmt refuses" '/^msgstr\[2\]/d' assets/locale/ar.po
defect "a removed text" "stale" 's/TC("clock", "Now");//' app/screen.c
make_tree
rm "$tree/assets/locale/ar.po"
expect 1 "a missing language" "ar.po is missing"
exit "$failures"
