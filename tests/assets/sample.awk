# Checks that the names in a class folder lead somewhere; exit status 1 if not. Files in the order
# of check_sample.sh. Cells may be quoted; a cell with a line break is refused.

BEGIN {
    count = split(tickets, files, "\n")
    for (i = 1; i <= count; i++) {
        sub(/\.gift$/, "", files[i])
        ticket[files[i]] = 1
    }
}

FNR == 1 {
    split("", column)
    csv = FILENAME ~ /\.csv$/
    if (csv) {
        width = cells($0, cell)
        for (i = 1; i <= width; i++) column[cell[i]] = i
        next
    }
}

csv {
    found = cells($0, cell)
    if (found != width) bad(found " cells where the first line has " width)
}

FILENAME == "students.csv" { unique(student, get("id")); unique(avatar, get("avatar")) }
FILENAME == "stations.csv" { unique(station, get("id")) }
FILENAME == "reflections.csv" { unique(reflection, get("id")) }
FILENAME == "skills.csv" {
    unique(skill, get("code"))
    known(skill, get("needs"), "skill") # in the file's order: what comes first stands first
    unique(step, get("path") " " get("step"))
}
FILENAME == "groups.csv" {
    unique(group, get("group"))
    unique(first, get("first_station"))
    known(student, get("students"), "student")
    known(station, get("first_station"), "station")
    known(skill, get("skill"), "skill")
    size = split(get("students"), list, ";")
    for (i = 1; i <= size; i++) { unique(placed, list[i]); group_of[list[i]] = get("group") }
}
FILENAME == "rules.csv" {
    known(student, get("students"), "student")
    known(group, get("group"), "group")
    if (get("hard") == "yes") keeps_rule()
}
FILENAME == "activities.csv" {
    known(station, get("station"), "station")
    known(skill, get("skill"), "skill")
    unique(activity, get("station") " " get("skill") " " get("level"))
    if (get("level") == "" || get("level") == "on") covered[get("station") " " get("skill")] = 1
}
FILENAME == "questions.csv" {
    unique(question, get("id"))
    known(skill, get("skill"), "skill")
    if (get("id") !~ /^[^\/]+\/[0-9]+$/) bad("the id \"" get("id") "\" is not TICKET/NUMBER")
    name = get("id")
    sub(/\/[^\/]*$/, "", name)
    ticket[name] = 1
    kind[get("type")] = 1
}
FILENAME ~ /\.gift$/ && /^\$CATEGORY: / { known(skill, substr($0, 12), "skill") }
FILENAME == "calendar.csv" {
    unique(date, get("date"))
    known(ticket, get("ticket"), "ticket")
    known(reflection, get("reflection"), "reflection")
    known(skill, get("skills"), "skill")
}

END {
    FILENAME = "the folder"
    FNR = 0
    for (id in student) if (!(id in placed)) bad("\"" id "\" is in no group")
    for (id in station)
        for (code in skill)
            if (!((id " " code) in covered)) bad("nothing to do at " id " for " code)
    split("choice multi truefalse number short match order open scale", kinds, " ")
    for (i in kinds) if (!(kinds[i] in kind)) bad("no question of type " kinds[i])
    exit status
}

function bad(what) {
    printf "%s:%d: %s\n", FILENAME, FNR, what
    status = 1
}

function get(name) {
    if (!(name in column)) { bad("no column \"" name "\""); return "" }
    return cell[column[name]]
}

function unique(set, key) {
    if (key in set) bad("\"" key "\" stands here a second time")
    set[key] = 1
}

# Every name of a list with semicolons is in the set; an empty list is well.
function known(set, names, what,    list, count, i) {
    count = split(names, list, ";")
    for (i = 1; i <= count; i++)
        if (!(list[i] in set)) bad("there is no " what " \"" list[i] "\"")
}

# The groups to begin with keep the hard rules.
function keeps_rule(    list, count, i, in_group, name, rule) {
    rule = get("rule")
    count = split(get("students"), list, ";")
    for (i = 1; i <= count; i++) in_group[group_of[list[i]]]++
    for (name in in_group) {
        if (rule == "apart" && in_group[name] > 1) bad("they are both in " name)
        if (rule == "together" && in_group[name] < count) bad("they are not in one group")
        if (rule == "not_alone" && in_group[name] == 1) bad("one of them is alone in " name)
        if (rule == "lock" && name != get("group")) bad("locked to another group than " name)
    }
}

# Splits a line of CSV into out[1…]; returns how many.
function cells(line, out,    count, text) {
    split("", out)
    line = line ","
    while (line != "") {
        if (line ~ /^"/) {
            if (!match(line, /^"([^"]|"")*",/)) { bad("a quote is not closed"); return count }
            text = substr(line, 2, RLENGTH - 3)
            gsub(/""/, "\"", text)
        } else {
            match(line, /^[^,]*,/)
            text = substr(line, 1, RLENGTH - 1)
        }
        out[++count] = text
        line = substr(line, RLENGTH + 1)
    }
    return count
}
