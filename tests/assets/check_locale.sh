#!/bin/sh
# Checks the translations of a source tree. Prints what is wrong; exit status 1 if anything is.
#
#   check_locale.sh SOURCE
set -eu
export LC_ALL=C.UTF-8
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$1" && pwd)
locale=$source/assets/locale
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
lrm=$(printf '\342\200\216')
status=0

bad() {
    echo "$*" >&2
    status=1
}

"$source/assets/update-locale.sh" --po "$scratch"
"$source/assets/update-locale.sh" --pot "$scratch/waystation.pot"
cmp -s "$scratch/waystation.pot" "$locale/waystation.pot" ||
    bad "waystation.pot is stale: run assets/update-locale.sh"

for language in es fr ar; do
    po=$locale/$language.po
    if [ ! -f "$po" ]; then
        bad "$language.po is missing: copy the header of another and run assets/update-locale.sh"
        continue
    fi
    msgfmt --check --output-file=/dev/null "$po" || bad "$language.po: msgfmt refuses it"
    if ! cmp -s "$scratch/$language.po" "$po"; then
        bad "$language.po is stale: run assets/update-locale.sh, then translate what is new"
        diff -u "$po" "$scratch/$language.po" | head -20 >&2 || true
    fi
    # Untranslated and fuzzy texts are errors for msgcmp; with no text at all it has nothing to say.
    msgcmp "$po" "$scratch/waystation.pot" || bad "$language.po: not every text is translated"
    msgcat --no-wrap --output-file="$scratch/flat.po" --force-po "$po" 2>"$scratch/words" ||
        { cat "$scratch/words" >&2; continue; }
    awk -v name="$language.po" -f "$here/placeholders.awk" "$scratch/flat.po" >&2 ||
        bad "$language.po: placeholders differ"
    if [ "$language" = fr ]; then
        awk -v name=fr.po -f "$here/french_spaces.awk" "$scratch/flat.po" >&2 ||
            bad "fr.po: spaces are not those of GLOSSARY.md"
    fi
    if [ "$language" = ar ]; then
        ! grep -E '^msgstr.*(^|[^'"$lrm"'])\+[0-9]' "$scratch/flat.po" >&2 ||
            bad "ar.po: a left-to-right mark goes before +2"
    fi
done
exit "$status"
