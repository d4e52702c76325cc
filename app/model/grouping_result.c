/* A placement in words that a screen can use: groups with a name, a skill and a first station. */
#include "model/grouping_inside.h"

#include "base/macros.h"
#include "base/str.h"

static const float there = 0.8F; /* mean score of a skill that a group has */

static float mean_score(
    const struct grouping *grouping, const struct grouping_group *group, int k, int32_t *known)
{
    float sum = 0;
    *known = 0;
    for (int i = 0; i < group->student_count; i++) {
        const struct grouping_fact *fact =
            &grouping->facts[grouping->thing_of[group->students[i]]][k];
        sum += fact->is_known ? fact->score : 0.0F;
        *known += fact->is_known;
    }
    return *known > 0 ? sum / (float)*known : 1.0F;
}

/* The skill needed most; ready to extend if there is none. */
static void find_need(const struct grouping *grouping, struct grouping_group *group)
{
    float lowest = 2, sum = 0;
    int32_t skills = 0, weakest = -1;
    for (int k = 0; k < grouping->skill_count; k++) {
        int32_t known;
        float score = mean_score(grouping, group, k, &known);
        if (known == 0)
            continue;
        sum += score;
        skills++;
        if (score >= lowest)
            continue;
        lowest = score;
        weakest = k;
    }
    group->need = skills > 0 ? 1.0F - sum / (float)skills : 0.0F;
    if (grouping->weights.need <= 0 || weakest < 0) {
        group->skill = grouping->options.skill_count == 1 ? grouping->skills[0] : -1;
        return;
    }
    group->extend = lowest >= there;
    group->skill = group->extend ? grouping->next_skill[weakest] : grouping->skills[weakest];
}

static void find_choice(const struct grouping *grouping, struct grouping_group *group)
{
    int32_t most = 0;
    for (int i = 0; i < group->student_count; i++) {
        int32_t goal = grouping->goal[grouping->thing_of[group->students[i]]], same = 0;
        for (int j = 0; j < group->student_count; j++)
            same += goal >= 0 && grouping->goal[grouping->thing_of[group->students[j]]] == goal;
        if (same <= most)
            continue;
        most = same;
        group->skill = goal;
    }
}

/* The neediest first; the others take turns in the order of the slots, which means nothing. */
static void send_to_stations(const struct grouping *grouping, struct grouping_result *out)
{
    int32_t neediest = -1, teacher = grouping->teacher_station, next = 0;
    bool taken[STATION_MAX] = {false};
    for (int slot = 0; slot < out->group_count; slot++) {
        float least = neediest < 0 ? 0.0F : out->groups[neediest].need;
        if (out->groups[slot].need > least + 1e-6F)
            neediest = slot;
    }
    if (grouping->station_count == 0)
        return;
    if (grouping->options.teacher_first && teacher >= 0 && neediest >= 0) {
        out->groups[neediest].teacher_first = true;
        out->groups[neediest].first_station = teacher;
        taken[teacher] = true;
    }
    for (int slot = 0; slot < out->group_count; slot++) {
        struct grouping_group *group = &out->groups[slot];
        if (group->first_station >= 0)
            continue;
        int32_t station = -1;
        for (int i = 0; i < grouping->station_count; i++) {
            int32_t other = (next + i) % grouping->station_count;
            bool fits = group->student_count <= grouping->station_capacity[other];
            if (!taken[other] && (station < 0 || (fits && group->student_count >
                                                              grouping->station_capacity[station])))
                station = other;
        }
        if (station < 0) {
            station = next % grouping->station_count;
            next++;
        }
        group->first_station = station;
        taken[station] = true;
    }
}

static void list_unknown(const struct grouping *grouping, struct grouping_result *out)
{
    const struct grouping_weights *weights = &grouping->weights;
    if (weights->need <= 0 && weights->mix <= 0 && weights->choice <= 0)
        return;
    for (int i = 0; i < grouping->count; i++)
        if (!grouping->is_known[i])
            out->unknown[out->unknown_count++] = grouping->student_of[i];
    out->too_many_unknown = 2 * out->unknown_count > grouping->count;
}

void grouping_describe_group(const struct grouping *grouping,
    const struct grouping_placement *placement, int32_t slot, struct grouping_group *out)
{
    *out = (struct grouping_group){.skill = -1, .first_station = -1};
    STR_COPY(out->name, grouping->names[slot]);
    out->icon = grouping_icon(out->name);
    for (int i = 0; i < grouping->count; i++)
        if (placement->slot[grouping->student_of[i]] == slot)
            out->students[out->student_count++] = grouping->student_of[i];
    find_need(grouping, out);
    if (grouping->weights.choice > 0 && grouping->weights.need <= 0)
        find_choice(grouping, out);
}

void grouping_describe(const struct grouping *grouping, const struct grouping_placement *placement,
    struct grouping_result *out)
{
    struct grouping_verdict verdict;
    *out = (struct grouping_result){.state = grouping->state,
        .placement = *placement,
        .group_count = grouping->group_count,
        .skill_count = grouping->skill_count,
        .sizes_widened = grouping->sizes_widened,
        .conflict = grouping->conflict};
    for (int k = 0; k < grouping->skill_count; k++)
        out->skills[k] = grouping->skills[k];
    if (grouping->count == 0)
        return;
    grouping_judge(grouping, placement, &verdict);
    out->value = verdict.value;
    if (verdict.broken_count == 0 && verdict.unplaced == 0)
        out->state = GROUPING_READY;
    else
        out->state = GROUPING_BROKEN;
    for (int slot = 0; slot < out->group_count; slot++)
        grouping_describe_group(grouping, placement, slot, &out->groups[slot]);
    send_to_stations(grouping, out);
    list_unknown(grouping, out);
}

void grouping_result(const struct grouping *grouping, struct grouping_result *out)
{
    struct grouping_placement placement;
    for (int i = 0; i < STUDENT_MAX; i++)
        placement.slot[i] =
            (int8_t)(grouping->thing_of[i] >= 0 ? grouping->slot[grouping->thing_of[i]] : -1);
    grouping_describe(grouping, &placement, out);
    out->state = grouping->state;
    out->is_optimal = grouping->is_optimal && out->state == GROUPING_READY;
}
