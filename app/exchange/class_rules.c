#include "base/str.h"
#include "exchange/class_reader.h"

#include <string.h>

/* rules.csv */
enum { KIND, STUDENTS, GROUP, HARD, NOTE, RULE_FIELDS };

static const struct csv_field rule_fields[RULE_FIELDS] = {
    [KIND] = {"rule", "kind type", true},
    [STUDENTS] = {"students", "student who ids", true},
    [GROUP] = {"group", "groupname", false},
    [HARD] = {"hard", "weight strength", false},
    [NOTE] = {"note", "notes comment why", false},
};

/* groups.csv */
enum { NAME, MEMBERS, FIRST_STATION, SKILL, GROUP_FIELDS };

static const struct csv_field group_fields[GROUP_FIELDS] = {
    [NAME] = {"group", "name groupname", true},
    [MEMBERS] = {"students", "student members who ids", true},
    [FIRST_STATION] = {"first_station", "station start startsat", false},
    [SKILL] = {"skill", "code standard", false},
};

/* The ids of a list of students; reports unknown and repeated ones. */
static int take_students(const struct class_reader *reader, const struct cell_context *context,
    struct csv_cell cell, char out[static RULE_STUDENT_MAX][ID_SIZE])
{
    const char *cursor = cell.text;
    char id[ID_SIZE];
    int count = 0;
    while (cell_next_id(context, cell, &cursor, ID_STUDENT, id)) {
        bool twice = false;
        for (int i = 0; i < count; i++)
            twice |= str_equal(out[i], id);
        if (reader->students_known && plan_find_student(reader->plan, id) < 0)
            cell_error(context, cell, N_("use the ids of students.csv, separated by ;"),
                N_("the student {student} is not in students.csv"), "student", quote(id).text,
                NULL);
        if (twice) {
            cell_warning(context, cell, N_("name each student once"),
                N_("the student {student} is named twice"), "student", quote(id).text, NULL);
            continue;
        }
        if (class_is_full(context, cell, count, RULE_STUDENT_MAX,
                N_("there are more than {count} students in one row")))
            break;
        str_copy(out[count++], ID_SIZE, id);
    }
    return count;
}

static void take_weight(const struct cell_context *context, struct csv_cell cell, struct rule *rule)
{
    int weight;
    if (cell.text[0] == '\0' || str_equal_ascii_fold(cell.text, "yes"))
        rule->weight = 0;
    else if (str_to_int(cell.text, 1, 5, &weight))
        rule->weight = weight;
    else
        cell_error(context, cell,
            N_("write yes, or a number from 1 (a mild wish) to 5 (a strong one)"),
            N_("the value {value} under \"hard\" is neither yes nor a weight"), "value",
            quote(cell.text).text, NULL);
}

static bool is_group(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->group_count; i++)
        if (str_equal_ascii_fold(plan->groups[i].name, name))
            return true;
    return false;
}

static void check_rule(const struct class_reader *reader, const struct cell_context *context,
    const struct csv_table *table, int row, const struct rule *rule)
{
    struct csv_cell students = csv_cell(table, row, STUDENTS), group = csv_cell(table, row, GROUP);
    bool pair = rule->kind == RULE_APART || rule->kind == RULE_TOGETHER;
    if (pair && rule->student_count == 1)
        cell_error(context, students, N_("name at least two students, separated by ;"),
            N_("the rule \"{rule}\" names one student only: {student}"), "rule",
            rule_kind_names[rule->kind], "student", quote(students.text).text, NULL);
    if (rule->kind == RULE_LOCK && rule->group[0] == '\0')
        cell_error(
            context, group, N_("write the name of the group"), N_("a lock needs a group"), NULL);
    else if (rule->kind == RULE_LOCK && !is_group(reader->plan, rule->group))
        cell_warning(context, group, N_("name it in groups.csv, or check the spelling"),
            N_("no group in groups.csv is named {group}"), "group", quote(rule->group).text, NULL);
    else if (rule->kind != RULE_LOCK && rule->group[0] != '\0')
        cell_warning(context, group, N_("leave it empty, or make the rule a lock"),
            N_("the rule \"{rule}\" does not use a group"), "rule", rule_kind_names[rule->kind],
            NULL);
}

static bool names_student(const struct rule *rule, const char *id)
{
    for (int i = 0; i < rule->student_count; i++)
        if (str_equal(rule->students[i], id))
            return true;
    return false;
}

/* A student cannot be in two groups: only warned of, for a class may have been taken with it. */
static void check_locks(const struct cell_context *context, struct csv_cell cell,
    const struct rule *a, const struct rule *b, int line)
{
    static const char *const todo =
        N_("delete one of the two rules or give it a weight from 1 to 5");
    if (a->group[0] == '\0' || b->group[0] == '\0' || str_equal_ascii_fold(a->group, b->group))
        return;
    for (int i = 0; i < a->student_count; i++) {
        if (!names_student(b, a->students[i]))
            continue;
        cell_warning(context, cell, todo,
            N_("{student} is locked to the group {group} and to the group {other} (see line "
               "{line})"),
            "student", quote(a->students[i]).text, "group", quote(b->group).text, "other",
            quote(a->group).text, "line", str_number(line).text, NULL);
        return;
    }
}

/* Hard apart and together on the same two students; hard locks of one to two groups. */
static void check_contradiction(const struct class_reader *reader,
    const struct cell_context *context, const struct csv_table *table, const int rows[], int first,
    int second)
{
    const struct rule *a = &reader->plan->rules[first], *b = &reader->plan->rules[second];
    bool against = (a->kind == RULE_APART && b->kind == RULE_TOGETHER) ||
                   (a->kind == RULE_TOGETHER && b->kind == RULE_APART);
    if (a->weight != 0 || b->weight != 0)
        return;
    if (a->kind == RULE_LOCK && b->kind == RULE_LOCK)
        check_locks(context, csv_cell(table, rows[second], KIND), a, b,
            csv_cell(table, rows[first], KIND).line);
    if (!against)
        return;
    const char *both[2] = {NULL, NULL};
    int count = 0;
    for (int i = 0; i < a->student_count && count < 2; i++)
        if (names_student(b, a->students[i]))
            both[count++] = a->students[i];
    if (count == 2)
        cell_error(context, csv_cell(table, rows[second], KIND),
            N_("delete one of the two rules or give it a weight from 1 to 5"),
            N_("{student} and {other} are to be both apart and together (see line {line})"),
            "student", quote(both[0]).text, "other", quote(both[1]).text, "line",
            str_number(csv_cell(table, rows[first], KIND).line).text, NULL);
}

/* --- What groups.csv makes of a rule --------------------------------------------------------- */

static int count_members(const struct rule *rule, const struct group *group)
{
    int count = 0;
    for (int i = 0; i < group->student_count; i++)
        count += names_student(rule, group->students[i]);
    return count;
}

static bool is_broken_in(
    const struct plan *plan, const struct rule *rule, const struct group *group)
{
    int members = count_members(rule, group);
    switch (rule->kind) {
    case RULE_APART: return members > 1;
    case RULE_NOT_ALONE: return members == 1;
    case RULE_ROLE:
        return members > 1 || (members == 0 && rule->student_count >= plan->group_count);
    case RULE_LOCK: return members > 0 && !str_equal_ascii_fold(group->name, rule->group);
    default: return false;
    }
}

/* Who is in no group yet may still come to the others. */
static bool is_torn(const struct plan *plan, const struct rule *rule, const struct group **where)
{
    int groups = 0;
    for (int g = 0; g < plan->group_count; g++)
        if (count_members(rule, &plan->groups[g]) > 0 && groups++ > 0)
            *where = &plan->groups[g];
    return rule->kind == RULE_TOGETHER && groups > 1;
}

/* The groups of the folder are those of the first lesson: they keep to what is hard, too. */
static void check_groups(const struct plan *plan, const struct cell_context *context,
    struct csv_cell cell, const struct rule *rule)
{
    static const char *const todo =
        N_("change the groups in groups.csv, or give the rule a weight from 1 to 5");
    const struct group *where = NULL;
    bool broken = is_torn(plan, rule, &where);
    for (int g = 0; g < plan->group_count && !broken; g++) {
        where = &plan->groups[g];
        broken = is_broken_in(plan, rule, where);
    }
    if (broken && rule->weight == 0)
        cell_warning(context, cell, todo,
            N_("groups.csv breaks the hard rule \"{rule}\" in the group {group}"), "rule",
            rule_kind_names[rule->kind], "group", quote(where->name).text, NULL);
}

static void take_rule(const struct class_reader *reader, const struct cell_context *context,
    const struct csv_table *table, int row, int rows[])
{
    struct plan *plan = reader->plan;
    struct csv_cell cell = csv_cell(table, row, KIND);
    int kind = -1;
    cell_choice(context, cell, N_("the rule {value} is not known"), rule_kind_names,
        RULE_KIND_COUNT, &kind);
    if (kind < 0)
        return;
    struct rule *rule = &plan->rules[plan->rule_count];
    *rule = (struct rule){.kind = (enum rule_kind)kind};
    rule->student_count =
        take_students(reader, context, csv_cell(table, row, STUDENTS), rule->students);
    cell_text(context, csv_cell(table, row, GROUP), "group", rule->group, NAME_SIZE);
    take_weight(context, csv_cell(table, row, HARD), rule);
    cell_text(context, csv_cell(table, row, NOTE), "note", rule->note, TEXT_SIZE);
    check_rule(reader, context, table, row, rule);
    check_groups(plan, context, csv_cell(table, row, STUDENTS), rule);
    rows[plan->rule_count++] = row;
}

void class_read_rules(struct class_reader *reader)
{
    struct plan *plan = reader->plan;
    struct csv_table table;
    int rows[RULE_MAX];
    if (!class_open_table(reader, "rules.csv", rule_fields, RULE_FIELDS, &table, NULL))
        return;
    const struct cell_context context = {.file = table.file, .problems = reader->problems};
    for (int row = 0; row < table.row_count; row++) {
        if (class_is_full(&context, csv_cell(&table, row, KIND), plan->rule_count, RULE_MAX,
                N_("there are more than {count} rules")))
            break;
        take_rule(reader, &context, &table, row, rows);
    }
    for (int second = 1; second < plan->rule_count; second++)
        for (int first = 0; first < second; first++)
            check_contradiction(reader, &context, &table, rows, first, second);
}

/* A student stands in one group only. */
static void check_members(const struct plan *plan, const struct cell_context *context,
    struct csv_cell cell, const struct group *group)
{
    for (int g = 0; g < plan->group_count; g++) {
        const struct group *other = &plan->groups[g];
        for (int i = 0; i < group->student_count; i++)
            for (int j = 0; j < other->student_count; j++)
                if (str_equal(group->students[i], other->students[j]))
                    cell_error(context, cell, N_("leave the student in one of the two groups"),
                        N_("the student {student} is in the group {group} already"), "student",
                        quote(group->students[i]).text, "group", quote(other->name).text, NULL);
    }
}

/* Told once, at the group with which a station gets too full. */
static void check_room(const struct plan *plan, const struct cell_context *context,
    struct csv_cell cell, const struct group *group)
{
    int index = plan_find_station(plan, group->first_station), before = 0;
    int capacity = index >= 0 ? plan->stations[index].capacity : 0;
    for (int g = 0; g < plan->group_count; g++)
        if (str_equal(plan->groups[g].first_station, group->first_station))
            before += plan->groups[g].student_count;
    if (capacity > 0 && before <= capacity && before + group->student_count > capacity)
        cell_warning(context, cell, N_("let a group begin elsewhere, or make it smaller"),
            N_("{count} students begin at the station {station}, which has room for {capacity}"),
            "count", str_number(before + group->student_count).text, "station",
            quote(group->first_station).text, "capacity", str_number(capacity).text, NULL);
}

static void note_left_out(const struct class_reader *reader, const char *file, struct csv_cell cell)
{
    const struct plan *plan = reader->plan;
    int left = plan->student_count;
    const char *one = "";
    for (int i = 0; i < plan->student_count; i++) {
        bool is_in = false;
        for (int g = 0; g < plan->group_count && !is_in; g++)
            for (int k = 0; k < plan->groups[g].student_count && !is_in; k++)
                is_in = str_equal(plan->groups[g].students[k], plan->students[i].id);
        left -= is_in;
        one = is_in || one[0] != '\0' ? one : plan->students[i].id;
    }
    if (left > 0 && plan->group_count > 0 && reader->students_known)
        problem_add(reader->problems, PROBLEM_NOTE, file, cell.line, cell.column,
            N_("name everybody, or let the board place them"),
            N_("students in no group: {count}, such as {student}"), "count", str_number(left).text,
            "student", quote(one).text, NULL);
}

static void take_group(const struct class_reader *reader, const struct cell_context *context,
    const struct csv_table *table, int row)
{
    struct plan *plan = reader->plan;
    struct group group = {0};
    struct csv_cell name = csv_cell(table, row, NAME), members = csv_cell(table, row, MEMBERS);
    struct csv_cell station = csv_cell(table, row, FIRST_STATION),
                    skill = csv_cell(table, row, SKILL);
    cell_text(context, name, "group", group.name, NAME_SIZE);
    if (group.name[0] == '\0')
        return;
    if (is_group(plan, group.name))
        cell_error(context, name, N_("give each group a name of its own"),
            N_("the group {group} is there twice"), "group", quote(name.text).text, NULL);
    group.student_count = take_students(reader, context, members, group.students);
    check_members(plan, context, members, &group);
    if (cell_id(context, station, ID_STATION, group.first_station) && reader->stations_known &&
        plan_find_station(plan, group.first_station) < 0)
        cell_error(context, station, N_("use an id of stations.csv"),
            N_("the station {station} is not in stations.csv"), "station", quote(station.text).text,
            NULL);
    if (cell_id(context, skill, ID_SKILL, group.skill) && reader->skills_known &&
        plan_find_skill(plan, group.skill) < 0)
        cell_error(context, skill, N_("use a code of skills.csv, or leave it empty"),
            N_("the skill {skill} is not in skills.csv"), "skill", quote(skill.text).text, NULL);
    check_room(plan, context, station, &group);
    plan->groups[plan->group_count++] = group;
}

void class_read_groups(struct class_reader *reader)
{
    struct csv_table table;
    if (!class_open_table(reader, "groups.csv", group_fields, GROUP_FIELDS, &table, NULL))
        return;
    const struct cell_context context = {.file = table.file, .problems = reader->problems};
    for (int row = 0; row < table.row_count; row++) {
        if (class_is_full(&context, csv_cell(&table, row, NAME), reader->plan->group_count,
                GROUP_MAX, N_("there are more than {count} groups")))
            return;
        take_group(reader, &context, &table, row);
    }
    if (table.row_count > 0)
        note_left_out(reader, table.file, csv_cell(&table, 0, MEMBERS));
}
