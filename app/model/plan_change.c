#include "model/plan_change.h"

#include "base/str.h"

enum { SMALL_CLASS = 4 };

static bool has_work(const struct classroom *classroom, int student)
{
    const struct student_state *state = &classroom->students[student];
    bool has = stamp_is_set(&state->visit_stamp) || stamp_is_set(&state->goal_stamp);
    for (int skill = 0; !has && skill < classroom->plan.skill_count; skill++)
        has = state->evidence[skill].count > 0;
    return has;
}

void plan_change_of(
    const struct classroom *classroom, const struct plan *plan, struct plan_change *out)
{
    const struct plan *now = &classroom->plan;
    *out = (struct plan_change){0};
    for (int i = 0; i < plan->student_count; i++) {
        int here = classroom_find_student(classroom, plan->students[i].id);
        out->coming += here < 0 || !classroom->students[here].enrolled;
    }
    for (int i = 0; i < now->student_count; i++) {
        out->has_work = out->has_work || has_work(classroom, i);
        out->badges += stamp_is_set(&classroom->students[i].badge.stamp);
        if (!classroom->students[i].enrolled)
            continue;
        out->before++;
        if (plan_find_student(plan, now->students[i].id) < 0)
            out->leaving[out->leaving_count++] = i;
    }
    out->is_other_class = (out->has_work || out->badges > 0) && now->class_id[0] != '\0' &&
                          !str_equal(now->class_id, plan->class_id);
    out->many_leave = out->before >= SMALL_CLASS && out->leaving_count * 10 > out->before * 3;
}
