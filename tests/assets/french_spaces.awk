# Checks the spaces of a French translation (assets/locale/GLOSSARY.md): a no-break space before : and
# inside « », a narrow one before ; ! ?; an ordinary one lets the sign begin a line. Exit
# status 1 if not. Reads a .po file with one line per text (msgcat --no-wrap).
#
#   awk -v name=fr.po -f french_spaces.awk fr.po

BEGIN {
    wide = "\302\240"      # U+00A0
    narrow = "\342\200\257" # U+202F
    split("; ! ?", narrow_signs, " ")
}
/^msgid / { id = $0; form = 0; next }
/^msgstr/ { form = 1 }
!/^(msgstr|")/ { form = 0 }
form { check($0) }
END { exit bad }

function complain(what) {
    printf "%s: %s: %s\n", name, id, what
    bad = 1
}

function check(text,    i, sign, rest) {
    rest = text
    gsub("«" wide, "", rest)
    gsub(wide "»", "", rest)
    if (index(rest, "«") || index(rest, "»")) complain("no-break spaces go inside « »")
    if (index(text, " :") || index(text, narrow ":")) complain("a no-break space goes before :")
    for (i in narrow_signs) {
        sign = narrow_signs[i]
        if (index(text, " " sign) || index(text, wide sign))
            complain("a narrow no-break space goes before " sign)
    }
}
