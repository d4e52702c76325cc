#include "model/classroom.h"

#include "base/date.h"
#include "base/macros.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/mastery.h"
#include <string.h>

bool classroom_has_skill(const struct classroom *classroom, int skill)
{
    for (int k = 0; k < classroom->skill_in_plan_count; k++)
        if (classroom->skills_in_plan[k] == skill)
            return true;
    return false;
}

const char *classroom_profile(
    const struct classroom *classroom, int student, enum profile_field field)
{
    const struct student_state *state = &classroom->students[student];
    if (stamp_is_set(&state->profile_stamp[field]) || field != PROFILE_INTERESTS)
        return state->profile[field];
    return classroom->plan.students[student].interests;
}

int classroom_find_skill_in_plan(const struct classroom *classroom, const char *code)
{
    int skill = classroom_find_skill(classroom, code);
    return skill >= 0 && classroom_has_skill(classroom, skill) ? skill : -1;
}

bool classroom_doubts_clock(const struct classroom *classroom, const struct moment *now)
{
    return !date_is_believable(date_day_at(now->wall_ms, now->offset_s)) ||
           (!now->trusted && now->wall_ms < classroom->sure_ms - DAY_MS);
}

bool classroom_is_checked_in(const struct classroom *classroom, int student)
{
    const struct student_state *state = &classroom->students[student];
    if (!stamp_is_set(&state->visit_stamp))
        return false;
    for (int i = 0; i < VISIT_ENDING_MAX; i++) {
        const struct visit_ending *ending = &state->visit_endings[i];
        if (stamp_compare(&ending->stamp, &state->visit_stamp) < 0)
            break;
        if (ending->reason == END_TEACHER || str_equal(ending->station, state->visit_station) ||
            str_equal(ending->station, state->visit_label))
            return false;
    }
    return true;
}

bool classroom_wants_help(const struct classroom *classroom, int student, int32_t day)
{
    const struct student_state *state = &classroom->students[student];
    return stamp_compare(&state->help_stamp, &state->help_clear_stamp) > 0 &&
           (day <= state->help_day || !date_is_believable(state->help_day));
}

bool classroom_is_present(const struct classroom *classroom, int student, int32_t day)
{
    const struct student_state *state = &classroom->students[student];
    for (int i = 0; i < state->visit_day_count; i++)
        if (state->visit_days[i] == day)
            return true;
    return false;
}

int classroom_new_kudos(
    const struct classroom *classroom, int student, const struct kudos *out[static KUDOS_MAX])
{
    const struct student_state *state = &classroom->students[student];
    int count = 0;
    while (count < KUDOS_MAX &&
           stamp_compare(&state->kudos[count].stamp, &state->kudos_seen_stamp) > 0) {
        out[count] = &state->kudos[count];
        count++;
    }
    return count;
}

bool classroom_is_teacher_badge(
    const struct classroom *classroom, const uint8_t hash[static BADGE_HASH_SIZE])
{
    const struct badge_state *badge = &classroom->teacher_badge;
    return badge->valid && memcmp(badge->hash, hash, BADGE_HASH_SIZE) == 0;
}

enum badge_owner classroom_find_badge(
    const struct classroom *classroom, const uint8_t hash[static BADGE_HASH_SIZE], int *student)
{
    for (int i = 0; i < classroom->plan.student_count; i++) {
        const struct student_state *state = &classroom->students[i];
        if (state->badge.valid && memcmp(state->badge.hash, hash, BADGE_HASH_SIZE) == 0) {
            *student = i;
            return state->enrolled ? BADGE_OWNER_FOUND : BADGE_OWNER_VOID;
        }
    }
    int low = 0, high = classroom->old_badge_count;
    while (low < high) {
        int middle = (low + high) / 2;
        int order = memcmp(classroom->old_badges[middle].hash, hash, BADGE_HASH_SIZE);
        if (order == 0) {
            *student = classroom->old_badges[middle].student;
            return BADGE_OWNER_VOID;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return BADGE_OWNER_UNKNOWN;
}

/* Length of the first so many characters. */
static size_t first_letters(const char *text, size_t count)
{
    size_t length = 0, size = strlen(text);
    uint32_t code;
    for (; count > 0 && length < size; count--)
        length += utf8_decode(text + length, size - length, &code);
    return length;
}

/* How many letters of the last names tell two students apart; 0: their names do. */
static size_t letters_apart(const struct student *student, const struct student *other)
{
    const char *mine = student->last_name, *theirs = other->last_name;
    size_t most = utf8_count(mine), count = 1;
    if (!str_equal_ascii_fold(student_name(student), student_name(other)))
        return 0;
    while (count < most && first_letters(mine, count) == first_letters(theirs, count) &&
           memcmp(mine, theirs, first_letters(mine, count)) == 0)
        count++;
    return MIN(count, most);
}

void classroom_distinct_name(
    const struct classroom *classroom, int student, char out[static DISTINCT_NAME_SIZE])
{
    const struct student *self = &classroom->plan.students[student];
    struct str_writer writer = str_writer(out, DISTINCT_NAME_SIZE);
    size_t count = 0;
    for (int i = 0; i < classroom->plan.student_count; i++)
        if (i != student && classroom->students[i].enrolled)
            count = MAX(count, letters_apart(self, &classroom->plan.students[i]));
    str_put(&writer, student_name(self));
    if (count == 0)
        return;
    size_t length = first_letters(self->last_name, count);
    str_put(&writer, " ");
    str_put_length(&writer, self->last_name, length);
    if (self->last_name[length] != '\0')
        str_put(&writer, ".");
}

/* --- What is on today ------------------------------------------------------------------------- */

int classroom_ticket_today(const struct classroom *classroom, int student, int32_t day)
{
    const struct calendar_day *today = plan_day(&classroom->plan, day);
    if (today != NULL && today->ticket[0] != '\0') {
        int ticket = classroom_find_ticket(classroom, today->ticket);
        if (ticket >= 0 && classroom->plan.tickets[ticket].item_count > 0)
            return ticket;
    }
    for (int i = classroom->ticket_in_plan_count - 1; i >= 0; i--) {
        int ticket = classroom->tickets_in_plan[i];
        if (classroom->plan.tickets[ticket].item_count > 0 &&
            !stamp_is_set(&classroom->students[student].hand_ins[ticket].stamp))
            return ticket;
    }
    return -1;
}

bool classroom_has_handed_in(
    const struct classroom *classroom, int student, int ticket, int32_t day)
{
    const struct student_state *state = &classroom->students[student];
    const struct hand_in *last = &state->hand_ins[ticket];
    if (!stamp_is_set(&last->stamp) || date_is_believable(last->day))
        return stamp_is_set(&last->stamp) && last->day == day;
    return stamp_compare(&last->stamp, &state->visit_stamp) > 0;
}

int classroom_reflection_today(const struct classroom *classroom, int32_t day)
{
    const struct plan *plan = &classroom->plan;
    const struct calendar_day *today = plan_day(plan, day);
    int named = today == NULL ? -1 : plan_find_reflection(plan, today->reflection);
    if (named >= 0 || plan->reflection_count == 0)
        return named;
    return (day % plan->reflection_count + plan->reflection_count) % plan->reflection_count;
}

static const struct group_state *groups_of(const struct classroom *classroom, int32_t day)
{
    const struct group_state *best = NULL;
    bool all_far = !date_is_believable(day); /* else the clock was ahead when they were approved */
    for (int i = 0; i < GROUP_DAY_MAX && stamp_is_set(&classroom->groups[i].stamp); i++) {
        const struct group_state *state = &classroom->groups[i];
        all_far = all_far && (int64_t)state->approval.day - day > GROUP_AHEAD_DAYS;
        if (state->approval.day <= day &&
            (best == NULL || state->approval.day > best->approval.day))
            best = state;
    }
    bool clock_is_behind = all_far && stamp_is_set(&classroom->groups[0].stamp);
    return clock_is_behind ? &classroom->groups[0] : best;
}

const struct groups_approval *classroom_groups(const struct classroom *classroom, int32_t day)
{
    const struct group_state *state = groups_of(classroom, day);
    return state != NULL ? &state->approval : NULL;
}

const char *classroom_joined(const struct classroom *classroom, int student, int32_t day)
{
    const struct joined_group *join = &classroom->students[student].joined;
    const struct group_state *groups = groups_of(classroom, day);
    bool same = stamp_is_set(&join->stamp) && groups_of(classroom, join->day) == groups &&
                (groups == NULL || stamp_compare(&join->stamp, &groups->stamp) > 0);
    return same ? join->group : NULL;
}

void classroom_was_in(const struct classroom *classroom, const struct past_groups *past,
    int8_t out[static STUDENT_MAX])
{
    memcpy(out, past->group_of, sizeof past->group_of);
    const struct group_state *state = groups_of(classroom, past->day);
    if (state == NULL || stamp_compare(&state->stamp, &past->stamp) != 0)
        return; /* they are not kept as a whole any more */
    for (int student = 0; student < classroom->plan.student_count; student++) {
        const char *joined =
            out[student] < 0 ? classroom_joined(classroom, student, past->day) : NULL;
        for (int group = 0; joined != NULL && group < state->approval.group_count; group++)
            if (str_equal(state->approval.groups[group].name, joined))
                out[student] = (int8_t)group;
    }
}

int32_t classroom_next_day(const struct classroom *classroom, int32_t day)
{
    const struct plan *plan = &classroom->plan;
    int64_t next = INT32_MAX;
    for (int i = 0; i < plan->calendar_count; i++)
        if (plan->calendar[i].day > day)
            next = MIN(next, plan->calendar[i].day);
    /* Beyond what can be approved: a calendar that is not written yet, or a clock that is behind.
     */
    return next - day > GROUP_AHEAD_DAYS ? day + 1 : (int32_t)next;
}

struct rotation_lengths classroom_rotation_lengths(const struct classroom *classroom, int32_t day)
{
    const struct plan *plan = &classroom->plan;
    const struct calendar_day *today = plan_day(plan, day);
    int32_t rounds = plan->rounds > 0 ? plan->rounds : plan->station_count;
    int32_t minutes = plan->minutes;
    if (today != NULL && today->rounds > 0)
        rounds = today->rounds;
    if (today != NULL && today->minutes > 0)
        minutes = today->minutes;
    return (struct rotation_lengths){CLAMP(rounds, 1, ROUND_MAX), MAX(minutes, 1)};
}

/* --- Activities ------------------------------------------------------------------------------- */

static enum activity_level fitting_level(const struct classroom *classroom, int student, int skill)
{
    if (skill < 0)
        return LEVEL_ON;
    switch (mastery_of(classroom, student, skill).level) {
    case MASTERY_NOT_YET: return LEVEL_SUPPORT;
    case MASTERY_GOT_IT: return LEVEL_EXTEND;
    default: return LEVEL_ON;
    }
}

static int activity_fit(
    const struct activity *activity, const char *goal, enum activity_level level)
{
    int fit = 1;
    if (activity->skill[0] == '\0')
        fit += 4;
    else if (str_equal(activity->skill, goal))
        fit += 8;
    if (activity->level == level)
        fit += 2;
    else if (activity->level == LEVEL_ALL)
        fit += 1;
    return fit;
}

int classroom_activity(const struct classroom *classroom, int student, int station)
{
    const struct plan *plan = &classroom->plan;
    const char *goal = classroom->students[student].goal;
    int skill = goal[0] == '\0' ? -1 : classroom_find_skill(classroom, goal);
    enum activity_level level = fitting_level(classroom, student, skill);
    int best = -1, best_fit = 0;
    for (int i = 0; i < plan->activity_count; i++) {
        if (!str_equal(plan->activities[i].station, plan->stations[station].id))
            continue;
        int fit = activity_fit(&plan->activities[i], goal, level);
        if (fit > best_fit) {
            best = i;
            best_fit = fit;
        }
    }
    return best;
}
