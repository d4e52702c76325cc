#include "commands/groups_way.h"

#include "base/str.h"
#include "commands/rotation_words.h"

enum { LIMIT_MS = 5000 };

bool groups_way_find(const struct classroom *classroom, const bool *teacher_first,
    struct groups_way *own, struct error *error)
{
    rotation_problem_of_approval(
        classroom, &own->approval, teacher_first, &own->way.problem, &own->way.units);
    if (!way_search(LIMIT_MS, &own->way, error))
        return false;
    rotation_way_write(classroom, &own->way, &own->approval);
    return true;
}

static bool has_way(const struct groups_approval *approval)
{
    bool has = false;
    for (int g = 0; g < approval->group_count; g++)
        has = has || approval->groups[g].station_count > 0;
    return has;
}

bool groups_way_take(const struct classroom *classroom, const bool *teacher_first,
    struct groups_way *own, struct error *error)
{
    if (!has_way(&own->approval))
        return groups_way_find(classroom, teacher_first, own, error);
    rotation_problem_of_approval(
        classroom, &own->approval, teacher_first, &own->way.problem, &own->way.units);
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
