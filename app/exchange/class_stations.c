#include "base/str.h"
#include "exchange/class_reader.h"

#include <string.h>

enum { ID, NAME, KIND, CAPACITY, ICON, COLOUR, PLACE, OPEN, FIELD_COUNT };

static const struct csv_field fields[FIELD_COUNT] = {
    [ID] = {"id", "stationid station", true},
    [NAME] = {"name", "stationname title", true},
    [KIND] = {"kind", "type", false},
    [CAPACITY] = {"capacity", "seats places", false},
    [ICON] = {"icon", "symbol", false},
    [COLOUR] = {"colour", "color hue", false},
    [PLACE] = {"place", "where location", false},
    [OPEN] = {"open", "openrounds openinrounds rounds", false},
};

/* The first colour that no station before this one has. */
static enum hue free_hue(const bool used[static HUE_COUNT], int station)
{
    for (int h = 0; h < HUE_COUNT; h++)
        if (!used[h])
            return (enum hue)h;
    return (enum hue)(station % HUE_COUNT);
}

/* A colour that is not given is dealt when all given ones are known. */
static void deal_hues(struct plan *plan, const int given[static STATION_MAX])
{
    bool used[HUE_COUNT] = {false};
    for (int i = 0; i < plan->station_count; i++)
        if (given[i] >= 0)
            used[given[i]] = true;
    for (int i = 0; i < plan->station_count; i++) {
        plan->stations[i].hue = given[i] >= 0 ? (enum hue)given[i] : free_hue(used, i);
        used[plan->stations[i].hue] = true;
    }
}

static bool is_icon(const char *const *icons, const char *name)
{
    for (; *icons != NULL; icons++)
        if (str_equal(*icons, name))
            return true;
    return false;
}

/* An icon that is not known is no reason to refuse a class: the one of the kind is shown. */
static void take_icon(const struct class_reader *reader, const struct cell_context *context,
    struct csv_cell cell, struct station *station)
{
    const char *const *icons = reader->folder->icons;
    if (cell.text[0] == '\0')
        STR_COPY(station->icon, station_kind_icon(station->kind));
    else
        cell_text(context, cell, "icon", station->icon, ID_SIZE);
    bool emoji = (unsigned char)station->icon[0] >= 0x80;
    if (cell.text[0] == '\0' || emoji || icons == NULL || is_icon(icons, station->icon))
        return;
    int count = 0;
    while (icons[count] != NULL)
        count++;
    struct advice advice = advise_name(cell.text, icons, count,
        N_("use a name such as pencil, laptop or music, or one emoji (`man "
           "waystation-class-folder` lists names)"));
    cell_warning(context, cell, advice.todo, N_("the icon {icon} is not known; {shown} is shown"),
        "icon", quote(cell.text).text, "shown", station_kind_icon(station->kind), advice.key,
        advice.value, NULL);
}

/* Takes the next round of a list `1;2;4`. */
static bool next_round(
    const struct cell_context *context, struct csv_cell cell, const char **cursor, int *round)
{
    for (;;) {
        *cursor += strspn(*cursor, ";, \t\n");
        size_t length = strcspn(*cursor, ";, \t\n");
        if (length == 0)
            return false;
        char text[32];
        bool whole = str_copy_length(text, sizeof text, *cursor, length);
        *cursor += length;
        if (whole && str_to_int(text, 1, ROUND_MAX, round))
            return true;
        cell_error(context, cell,
            N_("list the rounds from 1 to {last}, separated by ;, such as 1;2;4"),
            N_("the round {round} of \"open\" cannot be read"), "round", quote(text).text, "last",
            str_number(ROUND_MAX).text, NULL);
    }
}

static uint32_t take_open(const struct cell_context *context, struct csv_cell cell)
{
    const char *cursor = cell.text;
    uint32_t rounds = 0;
    int round;
    while (next_round(context, cell, &cursor, &round))
        rounds |= 1u << (round - 1);
    return rounds;
}

/* A day of the calendar may have more rounds than usual: a warning only. */
static void check_open(const struct class_reader *reader, const struct cell_context *context,
    const struct csv_cell opens[static STATION_MAX])
{
    const struct plan *plan = reader->plan;
    int rounds = plan->rounds > 0 ? plan->rounds : CLAMP(plan->station_count, 1, ROUND_MAX);
    for (int i = 0; i < plan->station_count; i++) {
        uint32_t open = plan->stations[i].open_rounds;
        if (open != 0 && (open & ((1u << rounds) - 1)) == 0)
            cell_warning(context, opens[i],
                N_("name a round the rotation has, or leave it empty for all rounds"),
                N_("the station {station} is open in round {round} only, and the rotation has "
                   "{count}"),
                "station", quote(plan->stations[i].id).text, "round", opens[i].text, "count",
                str_number(rounds).text, NULL);
    }
}

static int take_row(const struct class_reader *reader, const struct csv_table *table, int row,
    struct station *station)
{
    const struct cell_context *context =
        &(struct cell_context){.file = table->file, .problems = reader->problems};
    int kind = STATION_INDEPENDENT, hue = -1;
    cell_text(context, csv_cell(table, row, NAME), "name", station->name, NAME_SIZE);
    cell_choice(context, csv_cell(table, row, KIND), N_("the kind {value} is not known"),
        station_kind_names, STATION_KIND_COUNT, &kind);
    station->kind = (enum station_kind)kind;
    cell_number(
        context, csv_cell(table, row, CAPACITY), "capacity", 0, STUDENT_MAX, &station->capacity);
    take_icon(reader, context, csv_cell(table, row, ICON), station);
    cell_choice(context, csv_cell(table, row, COLOUR), N_("the colour {value} is not known"),
        hue_names, HUE_COUNT, &hue);
    cell_text(context, csv_cell(table, row, PLACE), "place", station->place, NAME_SIZE);
    station->open_rounds = take_open(context, csv_cell(table, row, OPEN));
    return hue;
}

void class_read_stations(struct class_reader *reader)
{
    struct plan *plan = reader->plan;
    struct csv_table table;
    struct cell_context context = {.file = "stations.csv", .problems = reader->problems};
    int hues[STATION_MAX], lines[STATION_MAX];
    struct csv_cell opens[STATION_MAX];
    if (!class_open_table(
            reader, "stations.csv", fields, FIELD_COUNT, &table, &reader->stations_known))
        return;
    context.file = table.file;
    for (int row = 0; row < table.row_count; row++) {
        struct csv_cell id = csv_cell(&table, row, ID);
        if (class_is_full(&context, id, plan->station_count, STATION_MAX,
                N_("there are more than {count} stations")))
            break;
        struct station *station = &plan->stations[plan->station_count];
        *station = (struct station){0};
        if (!cell_id(&context, id, ID_PLAIN, station->id))
            continue;
        int first = plan_find_station(plan, station->id);
        if (first >= 0)
            cell_error(&context, id, N_("give each station an id of its own"),
                N_("the id {id} is used twice (first in line {line})"), "id", quote(id.text).text,
                "line", str_number(lines[first]).text, NULL);
        hues[plan->station_count] = take_row(reader, &table, row, station);
        opens[plan->station_count] = csv_cell(&table, row, OPEN);
        lines[plan->station_count++] = id.line;
    }
    deal_hues(plan, hues);
    check_open(reader, &context, opens);
}
