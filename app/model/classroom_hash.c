#include "model/classroom.h"

#include "base/hash.h"

/* Every part is hashed with the id it belongs to and the parts are added up, so slot order does not
 * matter. Only students in the plan count: what is left of others, and of those who were erased,
 * depends on which plans this machine saw before. Fields are hashed one by one: the bytes behind
 * the end of a text are not part of it. */

static uint64_t hash_stamp(uint64_t hash, const struct stamp *stamp)
{
    hash = hash_number(hash, (uint64_t)stamp->at_ms);
    hash = hash_bytes(hash, stamp->log, LOG_ID_SIZE);
    return hash_number(hash, stamp->seq);
}

static uint64_t hash_evidence(uint64_t hash, const struct evidence_list *list)
{
    for (int i = 0; i < list->count; i++) {
        const struct evidence *entry = &list->entries[i];
        hash = hash_stamp(hash, &entry->stamp);
        hash = hash_number(hash, (uint64_t)entry->day << 32 | (uint64_t)entry->item << 8 |
                                     (uint64_t)entry->imported << 2 | (uint64_t)entry->right << 1 |
                                     (uint64_t)entry->unsure);
        hash = hash_number(hash, (uint64_t)entry->score);
    }
    hash = hash_stamp(hash, &list->set_stamp);
    return hash_number(hash, (uint64_t)list->set_day << 32 | list->set_level);
}

static uint64_t hash_skills(const struct classroom *classroom, const struct student_state *state)
{
    uint64_t sum = 0;
    for (int i = 0; i < classroom->skill_in_plan_count; i++) {
        int skill = classroom->skills_in_plan[i];
        const struct evidence_list *list = &state->evidence[skill];
        if (list->count > 0 || stamp_is_set(&list->set_stamp))
            sum += hash_evidence(hash_text(HASH_START, classroom->plan.skills[skill].code), list);
    }
    return sum;
}

static uint64_t hash_tickets(const struct classroom *classroom, const struct student_state *state)
{
    uint64_t sum = 0;
    for (int i = 0; i < classroom->ticket_in_plan_count; i++) {
        int ticket = classroom->tickets_in_plan[i];
        const struct hand_in *hand_in = &state->hand_ins[ticket];
        if (!stamp_is_set(&hand_in->stamp))
            continue;
        uint64_t hash = hash_text(HASH_START, classroom->plan.tickets[ticket].id);
        sum += hash_number(hash_stamp(hash, &hand_in->stamp), (uint64_t)hand_in->day);
    }
    return sum;
}

static uint64_t hash_visit(uint64_t hash, const struct student_state *state)
{
    hash = hash_stamp(hash, &state->visit_stamp);
    hash = hash_text(hash_text(hash, state->visit_station), state->visit_label);
    for (int i = 0; i < state->visit_day_count; i++)
        hash = hash_number(hash, (uint64_t)state->visit_days[i]);
    for (int i = 0; i < VISIT_ENDING_MAX; i++) {
        hash = hash_stamp(hash, &state->visit_endings[i].stamp);
        hash = hash_text(hash, state->visit_endings[i].station);
        hash = hash_number(hash, state->visit_endings[i].reason);
    }
    return hash;
}

static uint64_t hash_words(uint64_t hash, const struct student_state *state)
{
    hash = hash_stamp(hash, &state->goal_stamp);
    hash = hash_text(hash_text(hash, state->goal), state->goal_reason);
    hash = hash_text(hash_stamp(hash, &state->goal_set_stamp), state->goal_set);
    hash = hash_number(hash, state->goal_by_teacher);
    for (int i = 0; i < KUDOS_MAX; i++) {
        hash = hash_stamp(hash, &state->kudos[i].stamp);
        hash = hash_text(hash_text(hash, state->kudos[i].text), state->kudos[i].about);
    }
    hash = hash_stamp(hash, &state->kudos_seen_stamp);
    for (int i = 0; i < PROFILE_COUNT; i++) {
        hash = hash_stamp(hash, &state->profile_stamp[i]);
        hash = hash_text(hash, state->profile[i]);
    }
    return hash;
}

static uint64_t hash_badge(uint64_t hash, const struct badge_state *badge)
{
    hash = hash_stamp(hash_stamp(hash, &badge->stamp), &badge->void_stamp);
    return hash_number(hash_bytes(hash, badge->hash, BADGE_HASH_SIZE), badge->valid);
}

static uint64_t hash_stations(uint64_t hash, const char (*stations)[ID_SIZE], int count)
{
    for (int i = 0; i < count; i++)
        hash = hash_text(hash, stations[i]);
    return hash_number(hash, (uint64_t)count);
}

static uint64_t hash_way(uint64_t hash, const struct student_state *state)
{
    for (int i = 0; i < MOVE_MAX && stamp_is_set(&state->moves[i].stamp); i++) {
        const struct move *move = &state->moves[i];
        hash = hash_text(hash_stamp(hash, &move->stamp), move->station);
        hash = hash_number(hash, (uint64_t)move->round << 32 | (uint32_t)move->day);
    }
    for (int i = 0; i < PLAYLIST_MAX && stamp_is_set(&state->playlists[i].stamp); i++) {
        const struct playlist *playlist = &state->playlists[i].playlist;
        hash = hash_number(hash_stamp(hash, &state->playlists[i].stamp), (uint64_t)playlist->day);
        hash = hash_number(hash, playlist->may);
        hash = hash_stations(
            hash, (const char(*)[ID_SIZE])playlist->stations, playlist->station_count);
    }
    hash = hash_text(hash_stamp(hash, &state->joined.stamp), state->joined.group);
    return hash_number(hash, (uint64_t)state->joined.day);
}

static uint64_t hash_student(const struct classroom *classroom, int student)
{
    const struct student_state *state = &classroom->students[student];
    uint64_t hash = hash_text(HASH_START, classroom->plan.students[student].id);
    hash = hash_number(hash, (uint64_t)state->enrolled);
    hash = hash_words(hash_visit(hash, state), state);
    hash = hash_badge(hash, &state->badge);
    hash = hash_stamp(hash_stamp(hash, &state->help_stamp), &state->help_clear_stamp);
    hash = hash_number(hash, (uint64_t)state->help_day);
    hash = hash_stamp(hash, &state->reflection_stamp);
    hash = hash_number(hash, (uint64_t)state->reflection_day << 8 | (uint64_t)state->feeling);
    hash = hash_way(hash, state);
    hash = hash_number(hash, hash_skills(classroom, state));
    return hash_number(hash, hash_tickets(classroom, state));
}

static bool is_enrolled(const struct classroom *classroom, const char *id)
{
    int student = classroom_find_student(classroom, id);
    return student >= 0 && classroom->students[student].enrolled;
}

static uint64_t hash_approval(
    const struct classroom *classroom, uint64_t hash, const struct groups_approval *approval)
{
    hash = hash_text(hash_number(hash, (uint64_t)approval->day), approval->scheme);
    for (int i = 0; i < approval->group_count; i++) {
        const struct event_group *group = &approval->groups[i];
        hash = hash_text(hash_text(hash, group->name), group->skill);
        hash = hash_text(hash, group->first_station);
        for (int j = 0; j < group->student_count; j++)
            if (is_enrolled(classroom, group->students[j]))
                hash = hash_text(hash, group->students[j]);
        hash = hash_stations(hash, (const char(*)[ID_SIZE])group->stations, group->station_count);
    }
    return hash;
}

/* Only of those in the plan: the index of another may belong to someone else in another classroom.
 */
static uint64_t hash_past(const struct classroom *classroom, const struct past_groups *past)
{
    uint64_t sum = 0;
    for (int i = 0; i < classroom->plan.student_count; i++)
        if (classroom->students[i].enrolled && past->group_of[i] >= 0)
            sum += hash_number(
                hash_text(HASH_START, classroom->plan.students[i].id), (uint64_t)past->group_of[i]);
    return hash_number(hash_stamp(sum, &past->stamp), (uint64_t)past->day);
}

static uint64_t hash_groups(const struct classroom *classroom)
{
    uint64_t hash = HASH_START;
    for (int i = 0; i < GROUP_DAY_MAX && stamp_is_set(&classroom->groups[i].stamp); i++)
        hash = hash_approval(classroom, hash_stamp(hash, &classroom->groups[i].stamp),
            &classroom->groups[i].approval);
    for (int i = 0; i < PAST_GROUP_MAX && stamp_is_set(&classroom->past_groups[i].stamp); i++)
        hash = hash_number(hash, hash_past(classroom, &classroom->past_groups[i]));
    return hash;
}

static uint64_t hash_rotation(const struct rotation_state *rotation)
{
    uint64_t hash = hash_stamp(HASH_START, &rotation->started_stamp);
    hash = hash_number(hash, (uint64_t)rotation->day);
    hash = hash_number(hash, (uint64_t)rotation->rounds << 32 | (uint32_t)rotation->minutes);
    hash = hash_number(hash, (uint64_t)rotation->started_ms);
    hash = hash_number(hash, rotation->started_trusted);
    hash = hash_number(hash_stamp(hash, &rotation->before_stamp), (uint64_t)rotation->before_day);
    for (int i = 0; i < ROTATION_CHANGE_MAX && stamp_is_set(&rotation->changes[i].stamp); i++) {
        const struct rotation_change *change = &rotation->changes[i];
        hash = hash_number(hash_stamp(hash, &change->stamp), (uint64_t)change->day);
        hash =
            hash_number(hash, (uint64_t)change->add_seconds << 32 | (uint32_t)change->skip_rounds);
        hash = hash_number(hash_number(hash, (uint64_t)change->paused), (uint64_t)change->at_ms);
    }
    return hash;
}

static uint64_t hash_badges(const struct classroom *classroom)
{
    uint64_t hash = HASH_START;
    for (int i = 0; i < classroom->old_badge_count; i++) {
        const struct old_badge *badge = &classroom->old_badges[i];
        if (!classroom->students[badge->student].enrolled)
            continue;
        hash = hash_bytes(hash, badge->hash, BADGE_HASH_SIZE);
        hash = hash_text(hash, classroom->plan.students[badge->student].id);
    }
    return hash;
}

uint64_t classroom_hash(const struct classroom *classroom)
{
    uint64_t sum = hash_text(HASH_START, classroom->plan_version);
    for (int i = 0; i < classroom->plan.student_count; i++)
        if (classroom->students[i].enrolled)
            sum += hash_student(classroom, i);
    sum += hash_groups(classroom);
    sum += hash_rotation(&classroom->rotation);
    sum += hash_badges(classroom);
    sum += hash_badge(HASH_START, &classroom->teacher_badge);
    return hash_number(sum, (uint64_t)classroom->newest_ms);
}
