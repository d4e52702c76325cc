#include "model/plan_change.h"

#include "base/str.h"

enum { SMALL_CLASS = 4 };

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
        if (!classroom->students[i].enrolled)
            continue;
        out->before++;
        if (plan_find_student(plan, now->students[i].id) < 0)
            out->leaving[out->leaving_count++] = i;
    }
    out->is_other_class = now->class_id[0] != '\0' && !str_equal(now->class_id, plan->class_id);
    out->many_leave = out->before >= SMALL_CLASS && out->leaving_count * 10 > out->before * 3;
}
