#include "model/classroom_internal.h"

#include "base/date.h"
#include "base/macros.h"
#include "base/str.h"
#include "model/mastery.h"
#include <assert.h>
#include <stddef.h>
#include <string.h>

/* Why order does not matter: every field is either the value of the greatest stamp seen, or the
 * greatest so many of a set, or sticky (erased), or follows from such (the order of evidence). Each
 * of these comes out the same whatever the order and the number of times. Keep it so when adding a
 * field.
 *
 * The one thing that is not so is the time of an event that a clock_set repairs which comes later:
 * whoever applies events builds the state anew then (records_take_rows()). */

/* The end of the year 9999. A time behind it is damage, and must not lead others astray. */
static const int64_t latest_ms = 253402300799999;

/* The end of 2045. What was trusted and is behind it proves nothing about clocks of today. */
static const int64_t latest_sure_ms = 2398377599999;

static bool take_newer(struct stamp *kept, const struct stamp *stamp)
{
    if (stamp_compare(stamp, kept) <= 0)
        return false;
    *kept = *stamp;
    return true;
}

static const struct stamp *stamp_at(const unsigned char *array, size_t size, int index)
{
    return (const struct stamp *)(const void *)(array + (size_t)index * size);
}

/* Opens the slot for an entry in an array ordered newest first whose entries begin with their
 * stamp; the oldest falls out. NULL if it is there already or older than all of a full array. */
static void *open_slot(void *array, size_t size, int capacity, const struct stamp *stamp)
{
    unsigned char *bytes = array;
    for (int i = 0; i < capacity; i++) {
        unsigned char *entry = bytes + (size_t)i * size;
        int order = stamp_compare(stamp, (const struct stamp *)entry);
        if (order == 0)
            return NULL;
        if (order > 0) {
            int used = i;
            while (used < capacity - 1 && stamp_is_set(stamp_at(bytes, size, used)))
                used++;
            memmove(entry + size, entry, (size_t)(used - i) * size);
            memset(entry, 0, size);
            *(struct stamp *)entry = *stamp;
            return entry;
        }
    }
    return NULL;
}
#define OPEN_SLOT(array, stamp) \
    open_slot((array), sizeof(array)[0], (int)(sizeof(array) / sizeof(array)[0]), (stamp))

/* The same for an array whose entries go on with their day and are each the latest of it. Also the
 * newest so many of a set: that of the latest entries of all days. */
static void *open_day_slot(
    void *array, size_t size, int capacity, const struct stamp *stamp, int32_t day)
{
    unsigned char *bytes = array;
    for (int i = 0; i < capacity && stamp_is_set(stamp_at(bytes, size, i)); i++) {
        unsigned char *entry = bytes + (size_t)i * size;
        int32_t kept_day;
        memcpy(&kept_day, entry + sizeof(struct stamp), sizeof kept_day);
        if (kept_day != day)
            continue;
        if (stamp_compare(stamp, stamp_at(bytes, size, i)) <= 0)
            return NULL;
        memmove(entry, entry + size, (size_t)(capacity - 1 - i) * size);
        memset(bytes + (size_t)(capacity - 1) * size, 0, size);
        break;
    }
    unsigned char *slot = open_slot(array, size, capacity, stamp);
    if (slot != NULL)
        memcpy(slot + sizeof(struct stamp), &day, sizeof day);
    return slot;
}
#define OPEN_DAY_SLOT(array, stamp, day) \
    open_day_slot(                       \
        (array), sizeof(array)[0], (int)(sizeof(array) / sizeof(array)[0]), (stamp), (day))

static_assert(offsetof(struct group_state, approval.day) == sizeof(struct stamp) &&
                  offsetof(struct past_groups, day) == sizeof(struct stamp) &&
                  offsetof(struct playlist_state, playlist.day) == sizeof(struct stamp),
    "open_day_slot() finds the day behind the stamp");

static int32_t local_day(const struct event *event)
{
    return date_day_at(event->wall_ms, event->offset_s);
}

/* --- Evidence --------------------------------------------------------------------------------- */

int32_t evidence_day(const struct event *event)
{
    int32_t told = local_day(event);
    if (event->kind != EVENT_EVIDENCE_IMPORTED)
        return told;
    int32_t taken = event->body.evidence_imported.taken_day;
    return date_is_believable(told) ? MIN(taken, told) : taken;
}

/* Answers, or results from elsewhere, oldest first; room for one more. */
struct evidence_part {
    struct evidence entries[EVIDENCE_MAX + 1];
    int count;
};

/* Both of one part. */
static int compare_evidence(const struct evidence *a, const struct evidence *b)
{
    if (a->imported && a->day != b->day)
        return a->day < b->day ? -1 : 1;
    int order = stamp_compare(&a->stamp, &b->stamp);
    return order != 0 ? order : (int)a->item - (int)b->item;
}

static void keep_in_part(struct evidence_part *part, const struct evidence *entry)
{
    int at = part->count;
    while (at > 0 && compare_evidence(&part->entries[at - 1], entry) > 0)
        at--;
    if (at > 0 && compare_evidence(&part->entries[at - 1], entry) == 0)
        return;
    memmove(part->entries + at + 1, part->entries + at,
        (size_t)(part->count - at) * sizeof part->entries[0]);
    part->entries[at] = *entry;
    part->count++;
    if (part->count > EVIDENCE_MAX)
        memmove(part->entries, part->entries + 1, (size_t)--part->count * sizeof part->entries[0]);
}

/* From the newest on. `day` is that of the answer, but never later than of one after it: so a clock
 * that was years ahead is found out by the next answer. What is of no day that can be goes with the
 * answer after it. */
static void merge_evidence(struct evidence_list *list, const struct evidence_part *answers,
    const struct evidence_part *results)
{
    int a = answers->count, r = results->count;
    int32_t day = INT32_MAX;
    list->count = a + r;
    for (int at = list->count - 1; at >= 0; at--) {
        const struct evidence *answer = a > 0 ? &answers->entries[a - 1] : NULL;
        const struct evidence *result = r > 0 ? &results->entries[r - 1] : NULL;
        if (answer != NULL && date_is_believable(answer->day))
            day = MIN(day, answer->day);
        bool is_result =
            answer == NULL ||
            (result != NULL &&
                (result->day > day ||
                    (result->day == day && stamp_compare(&result->stamp, &answer->stamp) > 0)));
        list->entries[at] = is_result ? results->entries[--r] : answers->entries[--a];
    }
}

/* What is kept of each part, and where it stands, follows from the set of all there is. */
static void keep_evidence(struct evidence_list *list, const struct evidence *entry)
{
    struct evidence_part answers = {.count = 0}, results = {.count = 0};
    for (int i = 0; i < list->count; i++) {
        struct evidence_part *part = list->entries[i].imported ? &results : &answers;
        part->entries[part->count++] = list->entries[i];
    }
    keep_in_part(entry->imported ? &results : &answers, entry);
    merge_evidence(list, &answers, &results);
}

static void add_evidence(struct classroom *classroom, struct student_state *state,
    const char *skill_code, const struct evidence *entry)
{
    if (skill_code[0] == '\0')
        return;
    int skill = classroom_find_skill(classroom, skill_code);
    if (skill >= 0)
        keep_evidence(&state->evidence[skill], entry);
    else
        classroom->stranger_count++;
}

static void keep_hand_in(
    struct classroom *classroom, struct student_state *state, const struct event *event)
{
    int index = classroom_find_ticket(classroom, event->body.ticket_submitted.ticket);
    if (index < 0) {
        classroom->stranger_count++;
        return;
    }
    struct hand_in *hand_in = &state->hand_ins[index];
    if (!take_newer(&hand_in->stamp, &event->stamp))
        return;
    hand_in->day = local_day(event);
}

static void apply_ticket(
    struct classroom *classroom, struct student_state *state, const struct event *event)
{
    keep_hand_in(classroom, state, event);
    for (int i = 0; i < event->body.ticket_submitted.answer_count; i++) {
        const struct answer *answer = &event->body.ticket_submitted.answers[i];
        if (!answer->scored && !answer->unsure)
            continue;
        struct evidence entry = {
            .stamp = event->stamp,
            .day = evidence_day(event),
            .item = (uint8_t)i,
            .right = answer->right && !answer->unsure,
            .unsure = answer->unsure,
            .score = answer->score,
        };
        add_evidence(classroom, state, answer->skill, &entry);
    }
}

static void apply_imported(
    struct classroom *classroom, struct student_state *state, const struct event *event)
{
    struct evidence entry = {
        .stamp = event->stamp,
        .day = evidence_day(event),
        .right = mastery_imported_is_right(event->body.evidence_imported.value),
        .imported = true,
        .score = event->body.evidence_imported.value,
    };
    add_evidence(classroom, state, event->body.evidence_imported.skill, &entry);
}

static void apply_mastery(
    struct classroom *classroom, struct student_state *state, const struct event *event)
{
    int skill = classroom_find_skill(classroom, event->body.mastery_set.skill);
    if (skill < 0) {
        classroom->stranger_count++;
        return;
    }
    struct evidence_list *list = &state->evidence[skill];
    if (!take_newer(&list->set_stamp, &event->stamp))
        return;
    list->set_day = local_day(event);
    list->set_level = event->body.mastery_set.level;
}

/* --- Visits and small facts ------------------------------------------------------------------- */

static void keep_visit_day(struct student_state *state, int32_t day)
{
    int at = 0, count = state->visit_day_count;
    while (at < count && state->visit_days[at] > day)
        at++;
    if (at == VISIT_DAY_MAX || (at < count && state->visit_days[at] == day))
        return;
    int moved = count - at - (count == VISIT_DAY_MAX);
    memmove(state->visit_days + at + 1, state->visit_days + at,
        (size_t)moved * sizeof state->visit_days[0]);
    state->visit_days[at] = day;
    state->visit_day_count = count + (count < VISIT_DAY_MAX);
}

static void apply_visit_started(struct student_state *state, const struct event *event)
{
    keep_visit_day(state, local_day(event));
    if (!take_newer(&state->visit_stamp, &event->stamp))
        return;
    state->visit_day = local_day(event);
    STR_COPY(state->visit_station, event->body.visit_started.station);
    STR_COPY(state->visit_label, event->station);
}

static void apply_visit_ended(struct student_state *state, const struct event *event)
{
    struct visit_ending *ending = OPEN_SLOT(state->visit_endings, &event->stamp);
    if (ending == NULL)
        return;
    STR_COPY(ending->station, event->station);
    ending->reason = event->body.visit_ended.reason;
}

static void apply_goal(struct student_state *state, const struct event *event)
{
    bool is_set = event->kind == EVENT_GOAL_SET;
    if (is_set && take_newer(&state->goal_set_stamp, &event->stamp))
        STR_COPY(state->goal_set, event->body.goal_set.skill);
    if (take_newer(&state->goal_stamp, &event->stamp)) {
        STR_COPY(state->goal, is_set ? event->body.goal_set.skill : event->body.goal_chosen.skill);
        STR_COPY(state->goal_reason,
            is_set ? event->body.goal_set.note : event->body.goal_chosen.reason);
    }
    state->goal_by_teacher = state->goal[0] != '\0' && str_equal(state->goal, state->goal_set);
}

static void apply_reflection(struct student_state *state, const struct event *event)
{
    if (!take_newer(&state->reflection_stamp, &event->stamp))
        return;
    state->reflection_day = local_day(event);
    state->feeling = event->body.reflection_submitted.feeling;
}

static void apply_kudos(struct student_state *state, const struct event *event)
{
    struct kudos *kudos = OPEN_SLOT(state->kudos, &event->stamp);
    if (kudos == NULL)
        return;
    STR_COPY(kudos->text, event->body.kudos_given.text);
    STR_COPY(kudos->about, event->body.kudos_given.about);
}

static void apply_profile(struct student_state *state, const struct event *event)
{
    enum profile_field field = event->body.profile_changed.field;
    if ((unsigned)field < PROFILE_COUNT && take_newer(&state->profile_stamp[field], &event->stamp))
        STR_COPY(state->profile[field], event->body.profile_changed.value);
}

static void apply_moved(struct student_state *state, const struct event *event)
{
    struct move *move = OPEN_SLOT(state->moves, &event->stamp);
    if (move == NULL)
        return;
    STR_COPY(move->station, event->body.student_moved.station);
    move->round = event->body.student_moved.round;
    move->day = event->body.student_moved.day;
}

static void apply_playlist(struct student_state *state, const struct event *event)
{
    const struct playlist *playlist = &event->body.playlist_set;
    struct playlist_state *kept = OPEN_DAY_SLOT(state->playlists, &event->stamp, playlist->day);
    if (kept != NULL)
        kept->playlist = *playlist;
}

static void apply_joined(struct joined_group *join, const struct event *event)
{
    if (!take_newer(&join->stamp, &event->stamp))
        return;
    join->day = event->body.group_joined.day;
    STR_COPY(join->group, event->body.group_joined.group);
}

/* --- Badges ----------------------------------------------------------------------------------- */

static void remember_badge(struct classroom *classroom, const uint8_t *hash, int student)
{
    struct old_badge *badges = classroom->old_badges;
    int count = classroom->old_badge_count, at = 0;
    while (at < count && memcmp(badges[at].hash, hash, BADGE_HASH_SIZE) < 0)
        at++;
    if (at == OLD_BADGE_MAX || (at < count && memcmp(badges[at].hash, hash, BADGE_HASH_SIZE) == 0))
        return;
    int moved = count - at - (count == OLD_BADGE_MAX);
    memmove(badges + at + 1, badges + at, (size_t)moved * sizeof badges[0]);
    badges[at] = (struct old_badge){.student = student};
    memcpy(badges[at].hash, hash, BADGE_HASH_SIZE);
    classroom->old_badge_count = count + (count < OLD_BADGE_MAX);
}

static void take_badge(struct badge_state *badge, const struct event *event)
{
    if (event->kind == EVENT_BADGE_VOIDED)
        take_newer(&badge->void_stamp, &event->stamp);
    else if (take_newer(&badge->stamp, &event->stamp))
        memcpy(badge->hash, event->body.badge_issued.hash, BADGE_HASH_SIZE);
    badge->valid = stamp_compare(&badge->stamp, &badge->void_stamp) > 0;
}

static void apply_badge(struct classroom *classroom, int student, const struct event *event)
{
    if (event->kind == EVENT_BADGE_ISSUED)
        remember_badge(classroom, event->body.badge_issued.hash, student);
    take_badge(&classroom->students[student].badge, event);
}

static void forget_badges(struct classroom *classroom, int student)
{
    int kept = 0;
    for (int i = 0; i < classroom->old_badge_count; i++)
        if (classroom->old_badges[i].student != student)
            classroom->old_badges[kept++] = classroom->old_badges[i];
    memset(classroom->old_badges + kept, 0,
        (size_t)(classroom->old_badge_count - kept) * sizeof classroom->old_badges[0]);
    classroom->old_badge_count = kept;
}

/* --- The whole class -------------------------------------------------------------------------- */

static bool is_erased(const struct classroom *classroom, const char *id)
{
    int student = classroom_find_student(classroom, id);
    return student >= 0 && classroom->students[student].erased;
}

static void drop_erased_from(const struct classroom *classroom, struct event_group *group)
{
    int kept = 0;
    for (int i = 0; i < group->student_count; i++)
        if (!is_erased(classroom, group->students[i]))
            memmove(group->students[kept++], group->students[i], ID_SIZE);
    for (int i = kept; i < group->student_count; i++)
        memset(group->students[i], 0, ID_SIZE);
    group->student_count = kept;
}

static void drop_erased_members(struct classroom *classroom)
{
    for (int i = 0; i < GROUP_DAY_MAX; i++) {
        struct groups_approval *approval = &classroom->groups[i].approval;
        for (int g = 0; g < approval->group_count; g++)
            drop_erased_from(classroom, &approval->groups[g]);
    }
}

static void keep_past_groups(struct classroom *classroom, const struct event *event)
{
    const struct groups_approval *approval = &event->body.groups_approved;
    struct past_groups *past = OPEN_DAY_SLOT(classroom->past_groups, &event->stamp, approval->day);
    if (past == NULL)
        return;
    memset(past->group_of, -1, sizeof past->group_of);
    for (int g = 0; g < approval->group_count; g++)
        for (int i = 0; i < approval->groups[g].student_count; i++) {
            int student = classroom_find_student(classroom, approval->groups[g].students[i]);
            if (student < 0)
                classroom->stranger_count++;
            else if (!classroom->students[student].erased && past->group_of[student] < 0)
                past->group_of[student] = (int8_t)g;
        }
}

static void apply_groups(struct classroom *classroom, const struct event *event)
{
    const struct groups_approval *approval = &event->body.groups_approved;
    keep_past_groups(classroom, event);
    struct group_state *kept = OPEN_DAY_SLOT(classroom->groups, &event->stamp, approval->day);
    if (kept == NULL)
        return;
    STR_COPY(kept->approval.scheme, approval->scheme);
    kept->approval.group_count = approval->group_count;
    memcpy(kept->approval.groups, approval->groups,
        (size_t)approval->group_count * sizeof approval->groups[0]);
    drop_erased_members(classroom);
}

static void apply_rotation_started(struct rotation_state *rotation, const struct event *event)
{
    const int32_t day = event->body.rotation_started.day;
    if (stamp_compare(&event->stamp, &rotation->started_stamp) < 0) {
        if (take_newer(&rotation->before_stamp, &event->stamp))
            rotation->before_day = day;
        return;
    }
    struct stamp before = rotation->started_stamp;
    if (!take_newer(&rotation->started_stamp, &event->stamp))
        return;
    rotation->before_stamp = before;
    rotation->before_day = rotation->day;
    rotation->started_trusted = event->trusted;
    rotation->day = day;
    rotation->rounds = event->body.rotation_started.rounds;
    rotation->minutes = event->body.rotation_started.minutes;
    rotation->started_ms = event->body.rotation_started.at_ms;
}

static void apply_rotation_changed(struct rotation_state *rotation, const struct event *event)
{
    struct rotation_change *change = OPEN_SLOT(rotation->changes, &event->stamp);
    if (change == NULL)
        return;
    change->day = event->body.rotation_changed.day;
    change->add_seconds = event->body.rotation_changed.add_seconds;
    change->skip_rounds = event->body.rotation_changed.skip_rounds;
    change->paused = event->body.rotation_changed.paused;
    change->at_ms = event->body.rotation_changed.at_ms;
}

static void apply_erased(struct classroom *classroom, int student)
{
    struct student_state *state = &classroom->students[student];
    struct student *row = &classroom->plan.students[student];
    char id[ID_SIZE];
    STR_COPY(id, row->id);
    memset(row, 0, sizeof *row);
    STR_COPY(row->id, id);
    /* Of skills that no plan had there is nothing, and most of the state is theirs. */
    memset(state, 0, offsetof(struct student_state, evidence));
    memset(state->evidence, 0, (size_t)classroom->plan.skill_count * sizeof state->evidence[0]);
    state->erased = true;
    forget_badges(classroom, student);
    drop_erased_members(classroom);
    classroom_forget_past_groups(classroom, student);
}

static void apply_to_student(struct classroom *classroom, const struct event *event)
{
    int student = classroom_find_student(classroom, event->student);
    if (student < 0) {
        classroom->stranger_count++;
        return;
    }
    struct student_state *state = &classroom->students[student];
    if (state->erased)
        return;
    switch (event->kind) {
    case EVENT_VISIT_STARTED: apply_visit_started(state, event); break;
    case EVENT_VISIT_ENDED: apply_visit_ended(state, event); break;
    case EVENT_GOAL_CHOSEN:
    case EVENT_GOAL_SET: apply_goal(state, event); break;
    case EVENT_TICKET_SUBMITTED: apply_ticket(classroom, state, event); break;
    case EVENT_REFLECTION_SUBMITTED: apply_reflection(state, event); break;
    case EVENT_HELP_ASKED:
        if (take_newer(&state->help_stamp, &event->stamp))
            state->help_day = local_day(event);
        break;
    case EVENT_HELP_CLEARED: take_newer(&state->help_clear_stamp, &event->stamp); break;
    case EVENT_KUDOS_GIVEN: apply_kudos(state, event); break;
    case EVENT_KUDOS_SEEN: take_newer(&state->kudos_seen_stamp, &event->stamp); break;
    case EVENT_PROFILE_CHANGED: apply_profile(state, event); break;
    case EVENT_STUDENT_MOVED: apply_moved(state, event); break;
    case EVENT_PLAYLIST_SET: apply_playlist(state, event); break;
    case EVENT_GROUP_JOINED: apply_joined(&state->joined, event); break;
    case EVENT_MASTERY_SET: apply_mastery(classroom, state, event); break;
    case EVENT_EVIDENCE_IMPORTED: apply_imported(classroom, state, event); break;
    case EVENT_BADGE_ISSUED:
    case EVENT_BADGE_VOIDED: apply_badge(classroom, student, event); break;
    case EVENT_STUDENT_ERASED: apply_erased(classroom, student); break;
    default: break;
    }
}

void classroom_apply(struct classroom *classroom, const struct event *event)
{
    classroom->event_count++;
    if (event->stamp.at_ms > classroom->newest_ms && event->stamp.at_ms <= latest_ms)
        classroom->newest_ms = event->stamp.at_ms;
    if (event->trusted && event->wall_ms > classroom->sure_ms && event->wall_ms <= latest_sure_ms)
        classroom->sure_ms = event->wall_ms;
    switch (event->kind) {
    case EVENT_UNKNOWN:
    case EVENT_KIND_COUNT: classroom->unknown_count++; break;
    case EVENT_PLAN_PUBLISHED: break; /* the plan itself comes with classroom_take_plan() */
    case EVENT_CLOCK_SET: break;      /* events come here as it says (model/clock_table.h) */
    case EVENT_GROUPS_APPROVED: apply_groups(classroom, event); break;
    case EVENT_ROTATION_STARTED: apply_rotation_started(&classroom->rotation, event); break;
    case EVENT_ROTATION_CHANGED: apply_rotation_changed(&classroom->rotation, event); break;
    case EVENT_BADGE_ISSUED:
    case EVENT_BADGE_VOIDED:
        if (event->student[0] == '\0') {
            take_badge(&classroom->teacher_badge, event);
            break;
        }
        apply_to_student(classroom, event);
        break;
    default: apply_to_student(classroom, event); break;
    }
}
