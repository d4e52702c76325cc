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
    while (cell_next_id(&skills->context, cell, &cursor, ID_CODE, code)) {
        bool twice = false;
        for (int i = 0; i < skill->need_count; i++)
            twice |= str_equal(skill->needs[i], code);
        if (twice)
            continue;
        if (class_is_full(&skills->context, cell, skill->need_count, SKILL_NEED_MAX,
                N_("there are more than {count} skills under \"needs\"")))
            return;
        STR_COPY(skill->needs[skill->need_count++], code);
    }
}

static void take_rule(struct skill_reader *skills, int row, struct skill *skill)
{
    static const char *const form =
        N_("write C/N@D, such as 4/5@2: 4 right of the last 5, on 2 different days");
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
        cell_error(context, cell, form,
            N_("the rule {rule} asks for {right} right of the last {last}"), "rule",
            quote(cell.text).text, "right", str_number(right).text, "last", str_number(last).text,
            NULL);
    else if ((three || two) && last > EVIDENCE_MAX)
        cell_error(context, cell, form,
            N_("the rule {rule} looks at {count} answers; at most {most} are kept"), "rule",
            quote(cell.text).text, "count", str_number(last).text, "most",
            str_number(EVIDENCE_MAX).text, NULL);
    else if (three && days > right)
        cell_error(context, cell, form,
            N_("the rule {rule} asks for {right} right answers on {days} different days"), "rule",
            quote(cell.text).text, "right", str_number(right).text, "days", str_number(days).text,
            NULL);
    else if (!mastery_rule_parse(cell.text, &rule))
        cell_error(context, cell, form, N_("the rule {rule} cannot be read"), "rule",
            quote(cell.text).text, NULL);
    else
        skill->rule = rule;
}

static void take_knowledge(struct skill_reader *skills, int row, struct skill *skill)
{
    struct csv_cell cell = csv_cell(&skills->table, row, KNOWLEDGE);
    if (cell.text[0] != '\0' && !knowledge_rule_parse(cell.text, &skill->knowledge))
        cell_error(&skills->context, cell,
            N_("write prior/learn/guess/slip/forget, five numbers from 0 to 1, such as "
               "0.3/0.2/0.2/0.1/0.05; guess and slip together are less than 1"),
            N_("the knowledge {knowledge} cannot be read"), "knowledge", quote(cell.text).text,
            NULL);
}

static void take_row(struct skill_reader *skills, int row)
{
    struct plan *plan = skills->reader->plan;
    const struct csv_table *table = &skills->table;
    struct csv_cell code = csv_cell(table, row, CODE);
    struct skill *skill = &plan->skills[plan->skill_count];
    *skill = (struct skill){0};
    if (!cell_id(&skills->context, code, ID_CODE, skill->code))
        return;
    int first = plan_find_skill(plan, skill->code);
    if (first >= 0)
        cell_error(&skills->context, code, N_("give each skill a code of its own"),
            N_("the code {code} is used twice (first in line {line})"), "code",
            quote(code.text).text, "line",
            str_number(csv_cell(table, skills->rows[first], CODE).line).text, NULL);
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
                cell_error(&skills->context, cell, N_("add it to the table or take it out here"),
                    N_("the skill {skill} that is needed is not in this table"), "skill",
                    quote(code).text, NULL);
        }
    }
}

static void check_cycle(const struct skill_reader *skills)
{
    static const char *const todo = N_("take one of them out of \"needs\"");
    const struct plan *plan = skills->reader->plan;
    int cycle[SKILL_MAX];
    int count = plan_skill_cycle(plan, cycle);
    if (count == 0)
        return;
    struct csv_cell cell = csv_cell(&skills->table, skills->rows[cycle[0]], NEEDS);
    char list[200 + ID_SIZE];
    struct str_writer writer = str_writer(list, sizeof list - ID_SIZE);
    for (int i = 0; i < count; i++)
        str_putf(&writer, "%s, ", plan->skills[cycle[i]].code);
    str_append(list, sizeof list, plan->skills[cycle[0]].code);
    cell_error(&skills->context, cell, todo,
        N_("these skills need each other in a circle: {skills}"), "skills", list, NULL);
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
                    N_("number the steps of a path 1, 2, 3"),
                    N_("step {step} of the path {path} is there twice ({skill})"), "step",
                    str_number(skill->step).text, "path", quote(skill->path).text, "skill",
                    other->code, NULL);
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
                reader->plan->skill_count, SKILL_MAX, N_("there are more than {count} skills")))
            break;
        take_row(&skills, row);
    }
    check_needs(&skills);
    check_cycle(&skills);
    check_steps(&skills);
}
