#include "base/str.h"
#include "exchange/class_reader.h"

#include <string.h>

/* reflections.csv */
enum { ID, PROMPT, STARTERS, REFLECTION_FIELDS };

static const struct csv_field reflection_fields[REFLECTION_FIELDS] = {
    [ID] = {"id", "reflection", true},
    [PROMPT] = {"prompt", "question text", true},
    [STARTERS] = {"starters", "starter sentencestarters", false},
};

/* calendar.csv */
enum { DATE, TICKET, REFLECTION, SKILLS, ROUNDS, MINUTES, CALENDAR_FIELDS };

static const struct csv_field calendar_fields[CALENDAR_FIELDS] = {
    [DATE] = {"date", "day", true},
    [TICKET] = {"ticket", "exitticket", false},
    [REFLECTION] = {"reflection", "prompt", false},
    [SKILLS] = {"skills", "skill goals", false},
    [ROUNDS] = {"rounds", "", false},
    [MINUTES] = {"minutes", "", false},
};

/* Shown through the catalogues, in the language of who reflects. */
static const struct reflection default_reflections[] = {
    {.id = "today",
        .prompt = N_("What helped you learn today?"),
        .starters = {N_("It helped me when …"), N_("I tried …"), N_("Next time I will …")},
        .starter_count = 3},
    {.id = "proud",
        .prompt = N_("What are you proud of today?"),
        .starters = {N_("I am proud that …"), N_("I can now …"), N_("It was hard, but …")},
        .starter_count = 3},
};

static void take_starters(
    const struct cell_context *context, struct csv_cell cell, struct reflection *out)
{
    const char *cursor = cell.text, *part;
    size_t length;
    while (str_next_part(&cursor, ';', &part, &length)) {
        char text[TEXT_SIZE * 4];
        str_copy_length(text, sizeof text, part, length);
        struct csv_cell one = {.text = text, .line = cell.line, .column = cell.column};
        if (class_is_full(context, cell, out->starter_count, STARTER_MAX,
                N_("there are more than {count} sentence starters")))
            return;
        char *starter = out->starters[out->starter_count];
        cell_text(context, one, "starters", starter, TEXT_SIZE);
        out->starter_count += starter[0] != '\0';
    }
}

static void take_reflection(
    struct plan *plan, const struct cell_context *context, const struct csv_table *table, int row)
{
    struct csv_cell id = csv_cell(table, row, ID);
    struct reflection *reflection = &plan->reflections[plan->reflection_count];
    *reflection = (struct reflection){0};
    if (!cell_id(context, id, ID_PLAIN, reflection->id))
        return;
    if (plan_find_reflection(plan, reflection->id) >= 0)
        cell_error(context, id, N_("give each reflection an id of its own"),
            N_("the id {id} is used twice"), "id", quote(id.text).text, NULL);
    cell_text(context, csv_cell(table, row, PROMPT), "prompt", reflection->prompt, TEXT_SIZE);
    take_starters(context, csv_cell(table, row, STARTERS), reflection);
    plan->reflection_count++;
}

void class_read_reflections(struct class_reader *reader)
{
    struct plan *plan = reader->plan;
    struct csv_table table;
    if (class_open_table(reader, "reflections.csv", reflection_fields, REFLECTION_FIELDS, &table,
            &reader->reflections_known)) {
        const struct cell_context context = {.file = table.file, .problems = reader->problems};
        for (int row = 0; row < table.row_count; row++) {
            if (class_is_full(&context, csv_cell(&table, row, ID), plan->reflection_count,
                    REFLECTION_MAX, N_("there are more than {count} reflections")))
                break;
            take_reflection(plan, &context, &table, row);
        }
    }
    if (plan->reflection_count == 0) {
        for (size_t i = 0; i < COUNT_OF(default_reflections); i++)
            plan->reflections[plan->reflection_count++] = default_reflections[i];
    }
}

static bool take_date(
    const struct plan *plan, const struct cell_context *context, struct csv_cell cell, int32_t *out)
{
    if (!cell_date(context, cell, out))
        return false;
    if (plan_day(plan, *out) != NULL)
        cell_error(context, cell, N_("keep one row for each day"),
            N_("the date {date} is there twice"), "date", quote(cell.text).text, NULL);
    return true;
}

static void take_day_skills(const struct class_reader *reader, const struct cell_context *context,
    struct csv_cell cell, struct calendar_day *day)
{
    const char *cursor = cell.text;
    char code[ID_SIZE];
    while (cell_next_id(context, cell, &cursor, ID_SKILL, code)) {
        if (reader->skills_known && plan_find_skill(reader->plan, code) < 0)
            cell_error(context, cell, N_("use codes of skills.csv, separated by ;"),
                N_("the skill {skill} is not in skills.csv"), "skill", quote(code).text, NULL);
        if (class_is_full(context, cell, day->skill_count, CALENDAR_SKILL_MAX,
                N_("there are more than {count} skills for one day")))
            return;
        STR_COPY(day->skills[day->skill_count++], code);
    }
}

static void take_day(const struct class_reader *reader, const struct csv_table *table, int row)
{
    const struct cell_context context = {.file = table->file, .problems = reader->problems};
    struct plan *plan = reader->plan;
    struct calendar_day day = {0};
    struct csv_cell ticket = csv_cell(table, row, TICKET);
    struct csv_cell reflection = csv_cell(table, row, REFLECTION);
    bool dated = take_date(plan, &context, csv_cell(table, row, DATE), &day.day);
    if (cell_id(&context, ticket, ID_TICKET, day.ticket) && reader->tickets_known &&
        plan_find_ticket(plan, day.ticket) < 0)
        cell_error(&context, ticket, N_("use the name of a file in tickets/ without its ending"),
            N_("there is no ticket {ticket}"), "ticket", quote(ticket.text).text, NULL);
    if (cell_id(&context, reflection, ID_REFLECTION, day.reflection) && reader->reflections_known &&
        plan_find_reflection(plan, day.reflection) < 0)
        cell_error(&context, reflection, N_("use an id of reflections.csv"),
            N_("there is no reflection {reflection}"), "reflection", quote(reflection.text).text,
            NULL);
    take_day_skills(reader, &context, csv_cell(table, row, SKILLS), &day);
    cell_number(&context, csv_cell(table, row, ROUNDS), "rounds", 0, ROUND_MAX, &day.rounds);
    cell_number(&context, csv_cell(table, row, MINUTES), "minutes", 0, 240, &day.minutes);
    if (dated && !class_is_full(&context, csv_cell(table, row, DATE), plan->calendar_count,
                     CALENDAR_MAX, N_("there are more than {count} days")))
        plan->calendar[plan->calendar_count++] = day;
}

void class_read_calendar(struct class_reader *reader)
{
    struct csv_table table;
    if (!class_open_table(reader, "calendar.csv", calendar_fields, CALENDAR_FIELDS, &table, NULL))
        return;
    for (int row = 0; row < table.row_count; row++)
        take_day(reader, &table, row);
}
