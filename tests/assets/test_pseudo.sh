#!/bin/sh
# The pseudo-locale keeps placeholders, escapes and plurals, and is long enough.
#
#   test_pseudo.sh SOURCE
set -eu
export LC_ALL=C.UTF-8
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$1" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

pseudo() { LC_ALL=C awk -f "$source/assets/pseudo-locale.awk" "$1"; }

cat >"$scratch/in.pot" <<'P'
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"

msgctxt "clock"
msgid "Now"
msgstr ""

msgid "Hi {name}! \"{x2}\" {"
msgstr ""

msgid ""
"Not saved yet.\n"
"Try again.\n"
msgstr ""

msgid "{count} star"
msgid_plural "{count} stars"
msgstr[0] ""
msgstr[1] ""

msgid "It’s done"
msgstr ""
P
cat >"$scratch/want" <<'P'
msgctxt "clock"
msgid "Now"
msgstr "⟦Ñóŵ-ļ⟧"

msgid "Hi {name}! \"{x2}\" {"
msgstr "⟦Ĥí {name}! \"{x2}\" {-ļó⟧"

msgid "Not saved yet.\nTry again.\n"
msgstr "⟦Ñóţ šáṽéð ýéţ.\nŢŕý áĝáíñ. ļóñĝéŕ-ļó⟧\n"

msgid "{count} star"
msgid_plural "{count} stars"
msgstr[0] "⟦{count} šţáŕ-ļ⟧"
msgstr[1] "⟦{count} šţáŕš-ļó⟧"

msgid "It’s done"
msgstr "⟦Íţ’š ðóñé-ļóñĝ⟧"

P
pseudo "$scratch/in.pot" >"$scratch/out.po"
sed '1,/^$/d' "$scratch/out.po" | diff -u "$scratch/want" -
msgfmt --check-format --output-file=/dev/null "$scratch/out.po"

# The real texts: complete, and with their placeholders.
pot=$source/assets/locale/waystation.pot
pseudo "$pot" >"$scratch/xx.po"
msgfmt --check-format --output-file=/dev/null "$scratch/xx.po"
msgcmp "$scratch/xx.po" "$pot"
msgcat --no-wrap --force-po "$scratch/xx.po" |
    awk -v name=xx.po -f "$here/placeholders.awk"
