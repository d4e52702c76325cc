#include "base/str.h"
#include "exchange/class_reader.h"

#include <stdio.h>

enum { CODE, GOAL, TITLE, PATH, STEP, NEEDS, RULE, KNOWLEDGE, FIELD_COUNT };

static const struct csv_field fields[FIELD_COUNT] = {
    [CODE] = {"code", "id skill standard skillcode", true},
    [GOAL] = {"goal", "childwords ican statement", true},
    [TITLE] = {"title", "name description", false},
    [PATH] = {"path", "strand domain unit", false},
    [STEP] = {"step", "order ord sequence", false},
    [NEEDS] = {"needs", "need prerequisites prerequisite", false},
    [RULE] = {"rule", "masteryrule mastery", false},
    [KNOWLEDGE] = {"knowledge", "bkt estimate", false},
};

struct skill_reader {
    struct class_reader *reader;
    struct cell_context context;
    struct csv_table table;
    int rows[SKILL_MAX]; /* of each skill of the plan */
};

static void take_needs(struct skill_reader *skills, int row, struct skill *skill)
{
    struct csv_cell cell = csv_cell(&skills->table, row, NEEDS);
    const char *cursor = cell.text;
    char code[ID_SIZE];
    while (cell_next_id(&skills->context, cell, &cursor, "code", code)) {
        bool twice = false;
        for (int i = 0; i < skill->need_count; i++)
            twice |= str_equal(skill->needs[i], code);
        if (twice)
            continue;
        if (class_is_full(&skills->context, cell, skill->need_count, SKILL_NEED_MAX,
                "skills under \"needs\""))
            return;
        STR_COPY(skill->needs[skill->need_count++], code);
    }
}

static void take_rule(struct skill_reader *skills, int row, struct skill *skill)
{
    static const char form[] =
        "write C/N@D, such as 4/5@2: 4 right of the last 5, on 2 different days";
    const struct cell_context *context = &skills->context;
    struct csv_cell cell = csv_cell(&skills->table, row, RULE);
    skill->rule = (struct mastery_rule){.right = 4, .last = 5, .days = 2};
    if (cell.text[0] == '\0')
        return;
    int right = 0, last = 0, days = 1;
    char form_rest;
    /* mastery_rule_parse refuses rules that cannot be met without saying why: look at the numbers
     * first. */
    struct mastery_rule rule;
    bool three = sscanf(cell.text, "%4d/%4d@%4d%c", &right, &last, &days, &form_rest) == 3;
    bool two = !three && sscanf(cell.text, "%4d/%4d%c", &right, &last, &form_rest) == 2;
    if ((three || two) && right > last)
        cell_error(context, cell, form, "the rule %s asks for %d right of the last %d",
            quote(cell.text).text, right, last);
    else if ((three || two) && last > EVIDENCE_MAX)
        cell_error(context, cell, form, "the rule %s looks at %d answers; at most %d are kept",
            quote(cell.text).text, last, EVIDENCE_MAX);
    else if (three && days > right)
        cell_error(context, cell, form,
            "the rule %s asks for %d right answers on %d different days", quote(cell.text).text,
            right, days);
    else if (!mastery_rule_parse(cell.text, &rule))
        cell_error(context, cell, form, "the rule %s cannot be read", quote(cell.text).text);
    else
        skill->rule = rule;
}

static void take_knowledge(struct skill_reader *skills, int row, struct skill *skill)
{
    struct csv_cell cell = csv_cell(&skills->table, row, KNOWLEDGE);
    if (cell.text[0] != '\0' && !knowledge_rule_parse(cell.text, &skill->knowledge))
        cell_error(&skills->context, cell,
            "write prior/learn/guess/slip/forget, five numbers from 0 to 1, such as "
            "0.3/0.2/0.2/0.1/0.05; guess and slip together are less than 1",
            "the knowledge %s cannot be read", quote(cell.text).text);
}

static void take_row(struct skill_reader *skills, int row)
{
    struct plan *plan = skills->reader->plan;
    const struct csv_table *table = &skills->table;
    struct csv_cell code = csv_cell(table, row, CODE);
    struct skill *skill = &plan->skills[plan->skill_count];
    *skill = (struct skill){0};
    if (!cell_id(&skills->context, code, "code", skill->code))
        return;
    int first = plan_find_skill(plan, skill->code);
    if (first >= 0)
        cell_error(&skills->context, code, "give each skill a code of its own",
            "the code %s is used twice (first in line %d)", quote(code.text).text,
            csv_cell(table, skills->rows[first], CODE).line);
    cell_text(&skills->context, csv_cell(table, row, GOAL), "goal", skill->goal, TEXT_SIZE);
    cell_text(&skills->context, csv_cell(table, row, TITLE), "title", skill->title, TEXT_SIZE);
    cell_text(&skills->context, csv_cell(table, row, PATH), "path", skill->path, NAME_SIZE);
    cell_number(&skills->context, csv_cell(table, row, STEP), "step", 0, 999, &skill->step);
    take_needs(skills, row, skill);
    take_rule(skills, row, skill);
    take_knowledge(skills, row, skill);
    skills->rows[plan->skill_count++] = row;
}

static void check_needs(const struct skill_reader *skills)
{
    const struct plan *plan = skills->reader->plan;
    for (int s = 0; s < plan->skill_count; s++) {
        struct csv_cell cell = csv_cell(&skills->table, skills->rows[s], NEEDS);
        for (int n = 0; n < plan->skills[s].need_count; n++) {
            const char *code = plan->skills[s].needs[n];
            if (plan_find_skill(plan, code) < 0)
                cell_error(&skills->context, cell, "add it to the table or take it out here",
                    "the skill %s that is needed is not in this table", quote(code).text);
        }
    }
}

static void check_cycle(const struct skill_reader *skills)
{
    static const char todo[] = "take one of them out of \"needs\"";
    const struct plan *plan = skills->reader->plan;
    int cycle[SKILL_MAX];
    int count = plan_skill_cycle(plan, cycle);
    if (count == 0)
        return;
    struct csv_cell cell = csv_cell(&skills->table, skills->rows[cycle[0]], NEEDS);
    char list[200];
    struct str_writer writer = str_writer(list, sizeof list);
    for (int i = 0; i < count; i++)
        str_putf(&writer, "%s, ", plan->skills[cycle[i]].code);
    cell_error(&skills->context, cell, todo, "these skills need each other in a circle: %s%s", list,
        plan->skills[cycle[0]].code);
}

static void check_steps(const struct skill_reader *skills)
{
    const struct plan *plan = skills->reader->plan;
    for (int s = 0; s < plan->skill_count; s++) {
        const struct skill *skill = &plan->skills[s];
        for (int o = 0; o < s && skill->step > 0 && skill->path[0] != '\0'; o++) {
            const struct skill *other = &plan->skills[o];
            if (other->step == skill->step && str_equal(other->path, skill->path)) {
                cell_warning(&skills->context, csv_cell(&skills->table, skills->rows[s], STEP),
                    "number the steps of a path 1, 2, 3",
                    "step %d of the path %s is there twice (%s)", skill->step,
                    quote(skill->path).text, other->code);
                break;
            }
        }
    }
}

void class_read_skills(struct class_reader *reader)
{
    struct skill_reader skills = {
        .reader = reader, .context = {.file = "skills.csv", .problems = reader->problems}};
    if (!class_open_table(
            reader, "skills.csv", fields, FIELD_COUNT, &skills.table, &reader->skills_known))
        return;
    skills.context.file = skills.table.file;
    for (int row = 0; row < skills.table.row_count; row++) {
        if (class_is_full(&skills.context, csv_cell(&skills.table, row, CODE),
                reader->plan->skill_count, SKILL_MAX, "skills"))
            break;
        take_row(&skills, row);
    }
    check_needs(&skills);
    check_cycle(&skills);
    check_steps(&skills);
}
