#include "model/grouping_join.h"

#include "base/str.h"
#include "model/rotation.h"

/* The groups as they stand: whoever is in none is absent. */
static void describe(const struct classroom *classroom, int32_t day,
    struct grouping_options *options, struct grouping_placement *placement)
{
    const struct groups_approval *approval = classroom_groups(classroom, day);
    *options = (struct grouping_options){
        .today = day, .group_count = approval->group_count, .only_judge = true};
    if (!grouping_scheme_parse(approval->scheme, &options->scheme))
        options->scheme = GROUPING_TARGETED; /* by hand */
    for (int group = 0; group < approval->group_count; group++)
        STR_COPY(options->names[group], approval->groups[group].name);
    options->name_count = approval->group_count;
    for (int i = 0; i < classroom->plan.student_count; i++) {
        placement->slot[i] = (int8_t)rotation_group(classroom, i, day);
        options->absent[i] = placement->slot[i] < 0;
    }
}

bool grouping_join_is_due(const struct classroom *classroom, int student, int32_t day)
{
    return classroom_groups(classroom, day) != NULL &&
           rotation_group(classroom, student, day) < 0 &&
           rotation_playlist(classroom, student, day) == NULL;
}

bool grouping_join(const struct classroom *classroom, int student, int32_t day, void *memory,
    size_t size, int *out, struct error *error)
{
    struct grouping *grouping;
    struct grouping_options options;
    struct grouping_placement placement;
    struct grouping_verdict before, after;
    struct grouping_demand first;
    int least = INT32_MAX;
    double best = 0;
    *out = -1;
    if (!grouping_join_is_due(classroom, student, day))
        return true;
    /* The student is absent yet: a rule about two is not broken by the one who is missing. */
    describe(classroom, day, &options, &placement);
    if (!grouping_open(&grouping, classroom, &options, memory, size, error))
        return false;
    grouping_judge(grouping, &placement, &before);
    options.absent[student] = false;
    if (!grouping_open(&grouping, classroom, &options, memory, size, error))
        return false;
    for (int group = 0; group < options.group_count; group++) {
        int members[STUDENT_MAX];
        int count = rotation_group_students(classroom, group, day, members);
        placement.slot[student] = (int8_t)group;
        grouping_judge(grouping, &placement, &after);
        /* A rule that the groups break already may go on being broken. */
        if (grouping_newly_broken(&before, &after, &first) > 0 || count > least ||
            (count == least && after.value <= best))
            continue;
        *out = group;
        least = count;
        best = after.value;
    }
    return true;
}
