#include "base/str.h"
#include "exchange/class_reader.h"

#include <string.h>

enum { STATION, TITLE, SKILL, LEVEL, DIRECTIONS, LINK, FIELD_COUNT };

static const struct csv_field fields[FIELD_COUNT] = {
    [STATION] = {"station", "stationid", true},
    [TITLE] = {"title", "name activity", true},
    [SKILL] = {"skill", "code standard", false},
    [LEVEL] = {"level", "tier", false},
    [DIRECTIONS] = {"directions", "direction instructions text", false},
    [LINK] = {"link", "url website", false},
};

static void take_link(
    const struct cell_context *context, struct csv_cell cell, struct activity *activity)
{
    static const char *const todo = N_("begin it with https://");
    char scheme[8] = "";
    if (cell.text[0] == '\0')
        return;
    size_t length = strspn(cell.text, "htpsHTPS");
    const char *rest = cell.text + length;
    if ((length != 4 && length != 5) || !str_starts_with(rest, "://") || rest[3] == '\0' ||
        strpbrk(rest, " \t\n") != NULL) {
        cell_error(context, cell, todo, N_("the link {link} is no web address"), "link",
            quote(cell.text).text, NULL);
        return;
    }
    str_copy_length(scheme, sizeof scheme, cell.text, length);
    if (!str_equal_ascii_fold(scheme, "http") && !str_equal_ascii_fold(scheme, "https"))
        /* htps: only warned of, for a class may have been taken with it. */
        cell_warning(context, cell, todo, N_("the link {link} is no web address"), "link",
            quote(cell.text).text, NULL);
    cell_text(context, cell, "link", activity->link, LINK_SIZE);
}

static void take_row(
    const struct class_reader *reader, const struct csv_table *table, int row, struct activity *out)
{
    const struct cell_context context = {.file = table->file, .problems = reader->problems};
    struct csv_cell station = csv_cell(table, row, STATION), skill = csv_cell(table, row, SKILL);
    int level = LEVEL_ALL;
    if (cell_id(&context, station, ID_STATION, out->station) && reader->stations_known &&
        plan_find_station(reader->plan, out->station) < 0)
        cell_error(&context, station, N_("use an id of stations.csv"),
            N_("the station {station} is not in stations.csv"), "station", quote(station.text).text,
            NULL);
    cell_text(&context, csv_cell(table, row, TITLE), "title", out->title, TEXT_SIZE);
    if (cell_id(&context, skill, ID_SKILL, out->skill) && reader->skills_known &&
        plan_find_skill(reader->plan, out->skill) < 0)
        cell_error(&context, skill, N_("use a code of skills.csv, or leave it empty for any skill"),
            N_("the skill {skill} is not in skills.csv"), "skill", quote(skill.text).text, NULL);
    cell_choice(&context, csv_cell(table, row, LEVEL), N_("the level {value} is not known"),
        activity_level_names, LEVEL_COUNT, &level);
    out->level = (enum activity_level)level;
    cell_long_text(
        &context, csv_cell(table, row, DIRECTIONS), "directions", out->directions, LONG_TEXT_SIZE);
    take_link(&context, csv_cell(table, row, LINK), out);
}

void class_read_activities(struct class_reader *reader)
{
    struct plan *plan = reader->plan;
    struct csv_table table;
    if (!class_open_table(reader, "activities.csv", fields, FIELD_COUNT, &table, NULL))
        return;
    const struct cell_context context = {.file = table.file, .problems = reader->problems};
    for (int row = 0; row < table.row_count; row++) {
        if (class_is_full(&context, csv_cell(&table, row, STATION), plan->activity_count,
                ACTIVITY_MAX, N_("there are more than {count} activities")))
            return;
        struct activity *activity = &plan->activities[plan->activity_count++];
        *activity = (struct activity){0};
        take_row(reader, &table, row, activity);
    }
}
