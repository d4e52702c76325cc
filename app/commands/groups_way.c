#include "commands/groups_way.h"

#include "base/str.h"
#include "commands/rotation_words.h"

enum { LIMIT_MS = 5000 };

static void open_way(
    const struct classroom *classroom, const bool *teacher_first, struct groups_way *own)
{
    rotation_problem_of_approval(
        classroom, &own->approval, teacher_first, &own->way.problem, &own->way.units);
}

static bool search(const struct classroom *classroom, struct groups_way *own, struct error *error)
{
    if (!way_search(LIMIT_MS, &own->way, error))
        return false;
    rotation_way_write(classroom, &own->way, &own->approval);
    return true;
}

bool groups_way_find(const struct classroom *classroom, const bool *teacher_first,
    struct groups_way *own, struct error *error)
{
    open_way(classroom, teacher_first, own);
    return search(classroom, own, error);
}

static bool has_way(const struct groups_approval *approval)
{
    bool has = false;
    for (int g = 0; g < approval->group_count; g++)
        has = has || approval->groups[g].station_count > 0;
    return has;
}

/* The first stations that somebody wrote are demands: another one would be taken without a word. */
static bool demand_first_stations(
    const struct classroom *classroom, struct groups_way *own, struct error *error)
{
    for (int unit = 0; unit < own->way.problem.unit_count; unit++) {
        const struct event_group *group = &own->approval.groups[own->way.units.index[unit]];
        int station = plan_find_station(&classroom->plan, group->first_station);
        if (station < 0 && group->first_station[0] != '\0')
            return error_set(error, ERR_NOT_FOUND,
                "there is no station \"%s\", at which the group %s begins: the ids are in "
                "stations.csv of the class folder",
                group->first_station, group->name);
        own->way.problem.units[unit].first = station;
    }
    return true;
}

bool groups_way_take(const struct classroom *classroom, const bool *teacher_first,
    struct groups_way *own, struct error *error)
{
    open_way(classroom, teacher_first, own);
    if (!has_way(&own->approval))
        return demand_first_stations(classroom, own, error) && search(classroom, own, error);
    return rotation_way_read(classroom, &own->approval, &own->way) ||
           error_set(error, ERR_DENIED,
               "the groups' \"stations\" do not hold: a station is closed, too small, or has no "
               "place in a round; take all \"stations\" out, and a way is looked for");
}

void groups_way_say(const struct plan *plan, const struct groups_way *own, FILE *out)
{
    char names[ROTATION_UNIT_MAX][WHOLE_NAME_SIZE];
    const struct rotation_way *way = &own->way;
    const struct rotation_words words = {
        plan, &way->problem, (const char(*)[WHOLE_NAME_SIZE])names};
    for (int unit = 0; unit < way->problem.unit_count; unit++)
        STR_COPY(names[unit], own->approval.groups[way->units.index[unit]].name);
    if (way->answer == ROTATION_IMPOSSIBLE) {
        rotation_words_print(&words, &way->reason, &way->plan, &way->loss, out);
        return;
    }
    fputs(way->answer == ROTATION_STOPPED
              ? "A plan in which everything holds was not found in time.\nThis one gives up:\n"
              : "The plan in the document gives up:\n",
        out);
    rotation_words_print_losses(&words, &way->plan, out);
}
