# Checks that a translation has the {placeholders} of its original; exit status 1 if not.
# Of a plural, a form may leave out the number ({count}, or what only the plural has): "one star".
# The last form may not. Reads a .po file with one line per text (msgcat --no-wrap).
#
#   awk -v name=es.po -f placeholders.awk es.po

/^#~/ { next }
/^msgctxt / || /^#/ { next }
/^msgid /        { check(); start(); field = "id"; add($0); next }
/^msgid_plural / { field = "plural"; add($0); next }
/^msgstr/        { field = "form"; forms++; add($0); next }
/^"/             { add($0); next }
END { check(); exit bad }

function start() { id = plural = ""; forms = 0; split("", form) }

function add(line) {
    sub(/^[^"]*"/, "", line)
    sub(/"$/, "", line)
    if (field == "id") id = id line
    else if (field == "plural") plural = plural line
    else form[forms] = form[forms] line
}

# names[] gets the placeholders of a text.
function collect(text, names) {
    split("", names)
    while (match(text, /[{][A-Za-z_0-9]+[}]/)) {
        names[substr(text, RSTART, RLENGTH)] = 1
        text = substr(text, RSTART + RLENGTH)
    }
}

function complain(form_number, what) {
    printf "%s: \"%s\"%s: %s\n", name, id, \
        plural == "" ? "" : " [form " form_number - 1 "]", what
    bad = 1
}

function check(    i, key) {
    if (id == "") return
    collect(id, in_one)
    collect(plural == "" ? id : plural, wanted)
    for (i = 1; i <= forms; i++) {
        if (form[i] == "") continue
        collect(form[i], found)
        for (key in found)
            if (!(key in wanted)) complain(i, key " is not in the original")
        for (key in wanted) {
            if (key in found) continue
            if (plural != "" && i < forms && (key == "{count}" || !(key in in_one))) continue
            complain(i, key " is missing")
        }
    }
}
