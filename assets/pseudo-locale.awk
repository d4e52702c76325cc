# Makes the pseudo-locale: every text of a template in accented letters, 40 % longer, in brackets.
# A text that shows plain was never translated; one that shows no closing bracket is cut off.
# {placeholders} and \n stay as they are. Reads waystation.pot, writes a .po file.
#
#   LC_ALL=C awk -f pseudo-locale.awk waystation.pot      (so that every awk counts bytes)

BEGIN {
    plain = "abcdefghijklmnoprstuvwyzACDEGHIKLNORSTUWYZ"
    split("á ƀ ç ð é ƒ ĝ ĥ í ĵ ķ ľ ɱ ñ ó þ ŕ š ţ ú ṽ ŵ ý ž " \
        "Á Ç Ð É Ĝ Ĥ Í Ķ Ľ Ñ Ó Ŕ Š Ţ Ú Ŵ Ý Ž", accented, " ")
    padding = " ļóñĝéŕ"
    padding_letters = 7
    print "msgid \"\"\nmsgstr \"\""
    print "\"Language: xx\\n\"\n\"MIME-Version: 1.0\\n\""
    print "\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Content-Transfer-Encoding: 8bit\\n\""
    print "\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n"
}

/^msgctxt / { flush_entry(); context = $0; field = ""; next }
/^msgid /   { if (context == "" || id != "") flush_entry(); field = "id"; id = literal($0); next }
/^msgid_plural / { field = "plural"; plural = literal($0); next }
/^msgstr/   { field = "done"; next }
/^"/ && field == "id"     { id = id literal($0); next }
/^"/ && field == "plural" { plural = plural literal($0); next }
END { flush_entry() }

# The text between the first and the last quote of a line, escapes untouched.
function literal(line) {
    sub(/^[^"]*"/, "", line)
    sub(/"$/, "", line)
    return line
}

function flush_entry() {
    if (id != "") {
        if (context != "") print context
        print "msgid \"" id "\""
        if (plural != "") {
            print "msgid_plural \"" plural "\""
            print "msgstr[0] \"" pseudo(id) "\""
            print "msgstr[1] \"" pseudo(plural) "\"\n"
        } else {
            print "msgstr \"" pseudo(id) "\"\n"
        }
    }
    context = id = plural = field = ""
}

function pseudo(text,    out, i, c, letters, extra, at, tail) {
    tail = ""
    while (text ~ /\\n$/) { text = substr(text, 1, length(text) - 2); tail = tail "\\n" }
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "{" && match(substr(text, i), /^[{][A-Za-z_0-9]+[}]/)) {
            out = out substr(text, i, RLENGTH)
            i += RLENGTH - 1
        } else if (c == "\\") {
            out = out substr(text, i, 2)
            i++
        } else {
            at = index(plain, c)
            out = out (at ? accented[at] : c)
            letters++
        }
    }
    for (extra = int((letters * 4 + 9) / 10); extra > 0; extra -= padding_letters)
        out = out (extra >= padding_letters ? padding : cut(extra))
    if (text ~ /^\\n/) return "\\n⟦" substr(out, 3) "⟧" tail
    return "⟦" out "⟧" tail
}

# The first `count` letters of the padding; not substr(), which counts bytes.
function cut(count,    word, i, letters) {
    split("- ļ ó ñ ĝ é ŕ", letters, " ")
    for (i = 1; i <= count; i++) word = word letters[i]
    return word
}
