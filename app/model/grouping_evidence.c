/* What is known of the present: scores, goals, who met whom; and the gain of each pair. */
#include "model/grouping_inside.h"

#include "base/macros.h"
#include "base/str.h"
#include "model/mastery.h"
#include <string.h>

static struct grouping_fact weigh_fact(
    const struct grouping *grouping, const struct classroom *classroom, int student, int skill)
{
    const struct evidence_list *list = &classroom->students[student].evidence[skill];
    int32_t window = mastery_rule_of(&classroom->plan.skills[skill]).last;
    int32_t today = grouping->options.today, after = today - grouping->options.days;
    struct grouping_fact fact = {0};
    for (int i = list->count - 1; i >= 0 && fact.asked < window; i--) {
        int32_t day = list->entries[i].day;
        if (day <= after || day > today)
            continue;
        fact.asked++;
        fact.right += list->entries[i].right;
    }
    if (stamp_is_set(&list->set_stamp))
        fact.word = list->set_level;
    static const float words[MASTERY_COUNT] = {0.0F, 0.1F, 0.5F, 0.9F};
    fact.is_known = fact.asked > 0 || fact.word != MASTERY_NONE;
    fact.score = fact.word != MASTERY_NONE
                     ? words[fact.word]
                     : ((float)fact.right + 0.5F) / ((float)fact.asked + 1.0F);
    return fact;
}

static int32_t count_known(
    const struct grouping *grouping, const struct classroom *classroom, int skill)
{
    int32_t known = 0;
    for (int i = 0; i < grouping->count; i++)
        known += weigh_fact(grouping, classroom, grouping->student_of[i], skill).is_known;
    return known;
}

/* Those that most of the present answered, in the plan's order among equals. */
static void choose_skills(struct grouping *grouping, const struct classroom *classroom)
{
    int32_t known[GROUPING_SKILL_MAX + 1] = {0};
    for (int i = 0; i < classroom->skill_in_plan_count; i++) {
        int32_t skill = classroom->skills_in_plan[i];
        int32_t answered = count_known(grouping, classroom, skill);
        int at = grouping->skill_count;
        if (answered == 0)
            continue;
        while (at > 0 && known[at - 1] < answered)
            at--;
        if (at == GROUPING_SKILL_MAX)
            continue;
        int kept = MIN(grouping->skill_count, GROUPING_SKILL_MAX - 1);
        memmove(&known[at + 1], &known[at], (size_t)(kept - at) * sizeof *known);
        memmove(&grouping->skills[at + 1], &grouping->skills[at],
            (size_t)(kept - at) * sizeof *grouping->skills);
        known[at] = answered;
        grouping->skills[at] = skill;
        grouping->skill_count = kept + 1;
    }
}

static int32_t find_next(const struct classroom *classroom, int32_t skill)
{
    const struct plan *plan = &classroom->plan;
    const struct skill *from = &plan->skills[skill];
    int32_t next = skill;
    for (int i = 0; i < classroom->skill_in_plan_count && from->path[0] != '\0'; i++) {
        const struct skill *other = &plan->skills[classroom->skills_in_plan[i]];
        bool behind = str_equal(other->path, from->path) && other->step > from->step;
        if (behind && (next == skill || other->step < plan->skills[next].step))
            next = classroom->skills_in_plan[i];
    }
    return next;
}

static void gather_facts(struct grouping *grouping, const struct classroom *classroom)
{
    bool by_choice = grouping->options.scheme == GROUPING_CHOICE;
    for (int i = 0; i < grouping->count; i++) {
        int32_t student = grouping->student_of[i];
        const char *goal = classroom->students[student].goal;
        grouping->goal[i] = goal[0] != '\0' ? classroom_find_skill(classroom, goal) : -1;
        grouping->is_known[i] = by_choice && grouping->goal[i] >= 0;
        for (int k = 0; k < grouping->skill_count; k++) {
            struct grouping_fact *fact = &grouping->facts[i][k];
            *fact = weigh_fact(grouping, classroom, student, grouping->skills[k]);
            grouping->is_known[i] |= !by_choice && fact->is_known;
        }
    }
    for (int k = 0; k < grouping->skill_count; k++) {
        float sum = 0;
        int32_t known = 0;
        for (int i = 0; i < grouping->count; i++) {
            sum += grouping->facts[i][k].is_known ? grouping->facts[i][k].score : 0.0F;
            known += grouping->facts[i][k].is_known;
        }
        for (int i = 0; i < grouping->count; i++)
            if (!grouping->facts[i][k].is_known)
                grouping->facts[i][k].score = known > 0 ? sum / (float)known : 0.5F;
    }
}

/* Of the days up to today: what was approved for a later one has not happened. */
static void gather_meetings(struct grouping *grouping, const struct classroom *classroom)
{
    int32_t count = grouping->count;
    float weight = 1;
    memset(grouping->meetings, 0, (size_t)(count * count) * sizeof *grouping->meetings);
    for (int p = 0; p < PAST_GROUP_MAX; p++) {
        const struct past_groups *past = &classroom->past_groups[p];
        if (!stamp_is_set(&past->stamp) || past->day > grouping->options.today)
            continue;
        int8_t group_of[STUDENT_MAX];
        classroom_was_in(classroom, past, group_of);
        for (int a = 0; a < count; a++) {
            int8_t group = group_of[grouping->student_of[a]];
            for (int b = 0; b < count; b++)
                if (a != b && group >= 0 && group_of[grouping->student_of[b]] == group)
                    grouping->meetings[a * count + b] += weight;
        }
        weight *= 0.8F;
    }
}

static float pair_spread(const struct grouping *grouping, int a, int b)
{
    float sum = 0;
    for (int k = 0; k < grouping->skill_count; k++) {
        float apart = grouping->facts[a][k].score - grouping->facts[b][k].score;
        sum += apart * apart;
    }
    return sum;
}

static float pair_goal(const struct grouping *grouping, int a, int b)
{
    return grouping->goal[a] >= 0 && grouping->goal[a] == grouping->goal[b] ? 1.0F : 0.0F;
}

static float pair_meetings(const struct grouping *grouping, int a, int b)
{
    return grouping->meetings[a * grouping->count + b];
}

/* weight 100 is shared by all pairs, as if the class were one group. */
static void add_gain(struct grouping *grouping, float weight,
    float (*measure)(const struct grouping *grouping, int a, int b))
{
    int32_t count = grouping->count;
    double sum = 0;
    for (int a = 0; a < count && weight != 0.0F; a++)
        for (int b = 0; b < a; b++)
            sum += measure(grouping, a, b);
    if (sum <= 1e-9)
        return;
    float points = (float)(100.0 * weight * count / sum);
    for (int a = 0; a < count; a++) {
        for (int b = 0; b < a; b++) {
            float gain = grouping->pair[a * count + b] + points * measure(grouping, a, b);
            grouping->pair[a * count + b] = grouping->pair[b * count + a] = gain;
        }
    }
}

void grouping_gather_evidence(struct grouping *grouping, const struct classroom *classroom)
{
    const struct grouping_options *options = &grouping->options;
    grouping->skill_count = options->skill_count;
    memcpy(grouping->skills, options->skills, sizeof grouping->skills);
    if (grouping->skill_count == 0)
        choose_skills(grouping, classroom);
    for (int k = 0; k < grouping->skill_count; k++)
        grouping->next_skill[k] = find_next(classroom, grouping->skills[k]);
    gather_facts(grouping, classroom);
    gather_meetings(grouping, classroom);
    size_t cells = (size_t)grouping->count * (size_t)grouping->count;
    memset(grouping->pair, 0, cells * sizeof *grouping->pair);
    add_gain(grouping, grouping->weights.mix - grouping->weights.need, pair_spread);
    add_gain(grouping, -grouping->weights.partners, pair_meetings);
    add_gain(grouping, grouping->weights.choice, pair_goal);
}
