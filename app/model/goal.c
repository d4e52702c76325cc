#include "model/goal.h"

#include "base/macros.h"
#include "base/str.h"
#include "model/mastery.h"

enum { ALMOST_TO_GO = 2, NO_OFFER = -1 };

/* How every skill of the plan stands for one student; entry k is skill skills_in_plan[k]. */
struct standing {
    const struct classroom *classroom;
    int student, count;
    const struct calendar_day *today;
    struct mastery mastery[SKILL_MAX];
};

static const struct skill *skill_at(const struct standing *standing, int k)
{
    return &standing->classroom->plan.skills[standing->classroom->skills_in_plan[k]];
}

static bool is_got(const struct standing *standing, int k)
{
    return standing->mastery[k].level == MASTERY_GOT_IT;
}

static bool is_almost(const struct standing *standing, int k)
{
    return standing->mastery[k].level == MASTERY_GETTING_THERE &&
           standing->mastery[k].to_go <= ALMOST_TO_GO;
}

static bool is_same_path(const struct skill *a, const struct skill *b)
{
    return a == b || (a->path[0] != '\0' && str_equal(a->path, b->path));
}

/* The first step of the path of skill k that is neither got nor almost, and whether any step of it
 * has evidence. -1 if there is none. */
static int open_step(const struct standing *standing, int k, bool *begun)
{
    int first = -1;
    *begun = false;
    for (int i = 0; i < standing->count; i++) {
        if (!is_same_path(skill_at(standing, i), skill_at(standing, k)))
            continue;
        *begun = *begun || standing->mastery[i].level != MASTERY_NONE;
        if (!is_got(standing, i) && !is_almost(standing, i) &&
            (first < 0 || skill_at(standing, i)->step < skill_at(standing, first)->step))
            first = i;
    }
    return first;
}

static bool is_for_today(const struct standing *standing, const struct skill *skill)
{
    if (standing->today != NULL)
        for (int i = 0; i < standing->today->skill_count; i++)
            if (str_equal(standing->today->skills[i], skill->code))
                return true;
    return false;
}

/* Why skill k is offered, or NO_OFFER. */
static int why_offered(const struct standing *standing, int k)
{
    const struct classroom *classroom = standing->classroom;
    if (is_got(standing, k) ||
        !goal_is_ready(classroom, standing->student, classroom->skills_in_plan[k]))
        return NO_OFFER;
    if (is_for_today(standing, skill_at(standing, k)))
        return GOAL_FOR_TODAY;
    if (is_almost(standing, k))
        return GOAL_ALMOST;
    bool begun;
    if (open_step(standing, k, &begun) != k)
        return NO_OFFER;
    return begun ? GOAL_NEXT_ON_PATH : GOAL_NEW;
}

/* Almost there: the one with least to go, of equals the likeliest. */
static bool is_closer(const struct standing *standing, int k, int than)
{
    const struct mastery *a = &standing->mastery[k], *b = &standing->mastery[than];
    return a->to_go != b->to_go ? a->to_go < b->to_go : a->estimate > b->estimate;
}

/* Takes the best remaining skill offered for this reason: when almost there the closest, else the
 * first of the plan. */
static bool take_offer(
    const struct standing *standing, int *whys, enum goal_why why, struct goal_offer *out)
{
    int best = -1;
    for (int k = 0; k < standing->count; k++)
        if (whys[k] == (int)why &&
            (best < 0 || (why == GOAL_ALMOST && is_closer(standing, k, best))))
            best = k;
    if (best < 0)
        return false;
    whys[best] = NO_OFFER;
    *out = (struct goal_offer){standing->classroom->skills_in_plan[best], why};
    return true;
}

/* When a skill was last practised. */
struct practice {
    int32_t day;
    struct stamp stamp;
};

static struct practice last_practice(const struct standing *standing, int k)
{
    int skill = standing->classroom->skills_in_plan[k];
    const struct evidence_list *list =
        &standing->classroom->students[standing->student].evidence[skill];
    if (list->count == 0)
        return (struct practice){list->set_day, list->set_stamp};
    const struct evidence *newest = &list->entries[list->count - 1];
    return (struct practice){newest->day, newest->stamp};
}

static bool is_before(const struct practice *a, const struct practice *b)
{
    return a->day != b->day ? a->day < b->day : stamp_compare(&a->stamp, &b->stamp) < 0;
}

static int offer_review(const struct standing *standing, struct goal_offer *out)
{
    bool taken[SKILL_MAX] = {false};
    int count = 0;
    while (count < GOAL_OFFER_MAX) {
        int oldest = -1;
        struct practice longest_ago = {0};
        for (int k = 0; k < standing->count; k++) {
            struct practice last = last_practice(standing, k);
            if (taken[k] || !is_got(standing, k) ||
                (oldest >= 0 && !is_before(&last, &longest_ago)))
                continue;
            oldest = k;
            longest_ago = last;
        }
        if (oldest < 0)
            break;
        taken[oldest] = true;
        out[count++] =
            (struct goal_offer){standing->classroom->skills_in_plan[oldest], GOAL_REVIEW};
    }
    return count;
}

static void find_standing(
    struct standing *standing, const struct classroom *classroom, int student, int32_t day)
{
    standing->classroom = classroom;
    standing->student = student;
    standing->count = classroom->skill_in_plan_count;
    standing->today = plan_day(&classroom->plan, day);
    for (int k = 0; k < standing->count; k++)
        standing->mastery[k] = mastery_of(classroom, student, classroom->skills_in_plan[k]);
}

int goal_skill(const struct classroom *classroom, int student)
{
    return classroom_find_skill_in_plan(classroom, classroom->students[student].goal);
}

/* The goal as long as there is something to do for it: its skill, -1 none. */
static int open_goal(const struct classroom *classroom, int student)
{
    int skill = goal_skill(classroom, student);
    bool is_open = skill >= 0 && mastery_of(classroom, student, skill).level != MASTERY_GOT_IT;
    return is_open ? skill : -1;
}

int goal_offers(const struct classroom *classroom, int student, int32_t day,
    struct goal_offer out[static GOAL_OFFER_MAX])
{
    static const enum goal_why order[] = {GOAL_FOR_TODAY, GOAL_NEXT_ON_PATH, GOAL_ALMOST, GOAL_NEW};
    if (goal_is_given(classroom, student)) {
        out[0] = (struct goal_offer){open_goal(classroom, student), GOAL_SET_BY_TEACHER};
        return 1;
    }
    struct standing standing;
    find_standing(&standing, classroom, student, day);
    int whys[SKILL_MAX];
    for (int k = 0; k < standing.count; k++)
        whys[k] = why_offered(&standing, k);
    int count = 0;
    bool found = true;
    while (found && count < GOAL_OFFER_MAX) {
        found = false;
        for (size_t i = 0; i < COUNT_OF(order) && count < GOAL_OFFER_MAX; i++)
            if (take_offer(&standing, whys, order[i], &out[count])) {
                count++;
                found = true;
            }
    }
    return count > 0 ? count : offer_review(&standing, out);
}

bool goal_is_ready(const struct classroom *classroom, int student, int skill)
{
    const struct skill *wanted = &classroom->plan.skills[skill];
    for (int i = 0; i < wanted->need_count; i++) {
        int need = classroom_find_skill(classroom, wanted->needs[i]);
        if (need >= 0 && mastery_of(classroom, student, need).level != MASTERY_GOT_IT)
            return false;
    }
    return true;
}

bool goal_wants_choice(const struct classroom *classroom, int student)
{
    return classroom->skill_in_plan_count > 0 && open_goal(classroom, student) < 0;
}

bool goal_is_given(const struct classroom *classroom, int student)
{
    return classroom->students[student].goal_by_teacher && open_goal(classroom, student) >= 0;
}

bool goal_reason_is_own(const struct classroom *classroom, int student)
{
    const struct student_state *state = &classroom->students[student];
    return state->goal_reason[0] != '\0' &&
           stamp_compare(&state->goal_stamp, &state->goal_set_stamp) != 0;
}

struct path_progress goal_path(const struct classroom *classroom, int student, int skill)
{
    const struct skill *wanted = &classroom->plan.skills[skill];
    struct path_progress progress = {0};
    if (wanted->path[0] == '\0')
        return progress;
    for (int k = 0; k < classroom->skill_in_plan_count; k++) {
        int index = classroom->skills_in_plan[k];
        const struct skill *other = &classroom->plan.skills[index];
        if (!is_same_path(other, wanted))
            continue;
        progress.total++;
        progress.got += mastery_of(classroom, student, index).level == MASTERY_GOT_IT;
    }
    return progress;
}
