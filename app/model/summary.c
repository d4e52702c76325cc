#include "model/summary.h"

#include "base/str.h"
#include "model/mastery.h"

static int32_t last_day_of(const struct evidence_list *list)
{
    if (list->count > 0)
        return list->entries[list->count - 1].day;
    return list->set_day;
}

static bool goes_before(const struct summary_skill *a, const struct summary_skill *b)
{
    return a->got != b->got ? a->got : a->last_day > b->last_day;
}

/* Behind its equals, which keeps the order of the plan. */
static void insert(struct summary *summary, const struct summary_skill *added)
{
    int at = summary->count++;
    for (; at > 0 && goes_before(added, &summary->skills[at - 1]); at--)
        summary->skills[at] = summary->skills[at - 1];
    summary->skills[at] = *added;
    summary->got_count += added->got;
}

void summary_of(const struct classroom *classroom, int student, int32_t day, struct summary *out)
{
    const struct student_state *state = &classroom->students[student];
    int32_t first = day - SUMMARY_DAYS + 1;
    out->count = out->got_count = out->got_lately = out->practising = 0;
    for (int k = 0; k < classroom->skill_in_plan_count; k++) {
        int skill = classroom->skills_in_plan[k];
        const struct evidence_list *list = &state->evidence[skill];
        struct mastery mastery = mastery_of(classroom, student, skill);
        bool got = mastery.level == MASTERY_GOT_IT;
        bool is_goal = str_equal(state->goal, classroom->plan.skills[skill].code);
        bool tried_lately = list->count > 0 && last_day_of(list) >= first;
        out->practising += !got && (is_goal || tried_lately);
        out->got_lately += got && mastery_got_day(classroom, student, skill) >= first;
        if (got || mastery.level == MASTERY_GETTING_THERE)
            insert(out, &(struct summary_skill){.skill = skill,
                            .got = got,
                            .by_teacher = mastery.by_teacher,
                            .days = mastery.days,
                            .last_day = last_day_of(list)});
    }
}
