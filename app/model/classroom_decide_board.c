#include "model/classroom_internal.h"

#include "base/date.h"
#include "base/macros.h"
#include "model/rotation.h"
#include <string.h>

enum { ADD_SECONDS_MAX = 3600 };

/* The day it is here. A clock that nobody trusts may be behind what is known already. */
static int32_t today(const struct decision *d)
{
    int32_t day = date_day_at(d->now->wall_ms, d->now->offset_s);
    int32_t corrected = date_day_at(d->out->stamp.at_ms, d->now->offset_s);
    return d->now->trusted ? day : MAX(day, corrected);
}

static bool is_skill(const struct decision *d, const char *code)
{
    return classroom_find_skill_in_plan(d->classroom, code) >= 0;
}

static bool is_station(const struct decision *d, const char *id)
{
    return plan_find_station(&d->classroom->plan, id) >= 0;
}

static bool refuse_station(const struct decision *d, const char *id)
{
    return error_set(
        d->error, ERR_NOT_FOUND, "There is no station “%s” in the plan: pick another one.", id);
}

static bool refuse_skill(const struct decision *d, const char *code)
{
    return error_set(
        d->error, ERR_NOT_FOUND, "There is no skill “%s” in the plan: pick another one.", code);
}

/* --- One student ------------------------------------------------------------------------------ */

static bool decide_set_goal(const struct decision *d)
{
    const char *skill = d->action->skill;
    if (skill[0] == '\0' && !d->state->goal_by_teacher)
        return decision_refuse(
            d, ERR_DENIED, "No goal is set by you: this student picks one already.");
    if (skill[0] != '\0' && !is_skill(d, skill))
        return refuse_skill(d, skill);
    d->out->kind = EVENT_GOAL_SET;
    STR_COPY(d->out->body.goal_set.skill, skill);
    COPY_TRIMMED(d->out->body.goal_set.note, d->action->text);
    return true;
}

static bool decide_set_mastery(const struct decision *d)
{
    enum mastery_level level = d->action->level;
    if (!is_skill(d, d->action->skill))
        return refuse_skill(d, d->action->skill);
    if ((unsigned)level >= MASTERY_COUNT)
        return decision_refuse(d, ERR_BAD_INPUT, "This level is not known: pick one of the four.");
    const struct evidence_list *list =
        &d->state->evidence[classroom_find_skill(d->classroom, d->action->skill)];
    if (level == MASTERY_NONE &&
        (!stamp_is_set(&list->set_stamp) || list->set_level == MASTERY_NONE))
        return decision_refuse(
            d, ERR_DENIED, "This level comes from the answers: there is no word to take back.");
    if (decision_is_blank(d->action->text))
        return decision_refuse(
            d, ERR_BAD_INPUT, "Say why: a few words, for whoever looks at it later.");
    d->out->kind = EVENT_MASTERY_SET;
    STR_COPY(d->out->body.mastery_set.skill, d->action->skill);
    d->out->body.mastery_set.level = level;
    COPY_TRIMMED(d->out->body.mastery_set.why, d->action->text);
    return true;
}

static bool decide_import(const struct decision *d)
{
    int32_t value = d->action->result.value, day = d->action->result.day;
    if (!is_skill(d, d->action->skill))
        return refuse_skill(d, d->action->skill);
    if (decision_is_blank(d->action->text) || strlen(d->action->text) >= ID_SIZE)
        return error_set(d->error, ERR_BAD_INPUT,
            "Say where the result is from, in at most %d letters.", ID_SIZE - 1);
    if (value < 0 || value > SCORE_FULL)
        return decision_refuse(d, ERR_BAD_INPUT, "A result is between 0 and 100 %.");
    if (day == 0)
        day = today(d);
    if (day > today(d))
        return decision_refuse(
            d, ERR_BAD_INPUT, "This result is from a day to come: check the date.");
    d->out->kind = EVENT_EVIDENCE_IMPORTED;
    COPY_TRIMMED(d->out->body.evidence_imported.source, d->action->text);
    STR_COPY(d->out->body.evidence_imported.skill, d->action->skill);
    d->out->body.evidence_imported.value = value;
    d->out->body.evidence_imported.taken_day = day;
    return true;
}

/* By the clock alone: an event from a clock far ahead must not close the days until then. */
static bool is_day_open(const struct decision *d, int32_t day)
{
    if (day < date_day_at(d->now->wall_ms, d->now->offset_s))
        return decision_refuse(d, ERR_BAD_INPUT, "That day is over: pick today or a later day.");
    if (day - today(d) > GROUP_AHEAD_DAYS)
        return error_set(d->error, ERR_BAD_INPUT,
            "That day is more than %d days away: check the date.", GROUP_AHEAD_DAYS);
    return true;
}

static bool decide_move(const struct decision *d)
{
    const char *station = d->action->move.station;
    int32_t day = d->action->move.day != 0 ? d->action->move.day : today(d);
    int32_t round = d->action->move.round;
    if (round < 0 || round >= ROUND_MAX)
        return error_set(d->error, ERR_BAD_INPUT, "A block has 1 to %d rounds.", ROUND_MAX);
    if (station[0] != '\0' && !is_station(d, station))
        return refuse_station(d, station);
    if (!is_day_open(d, day))
        return false;
    d->out->kind = EVENT_STUDENT_MOVED;
    STR_COPY(d->out->body.student_moved.station, station);
    d->out->body.student_moved.round = round;
    d->out->body.student_moved.day = day;
    return true;
}

/* A way by round: known stations, or nowhere. */
static bool check_way(const struct decision *d, const char (*stations)[ID_SIZE], int count)
{
    if (count < 0 || count > ROUND_MAX)
        return error_set(d->error, ERR_BAD_INPUT, "A block has 1 to %d rounds.", ROUND_MAX);
    for (int i = 0; i < count; i++)
        if (stations[i][0] != '\0' && !is_station(d, stations[i]))
            return refuse_station(d, stations[i]);
    return true;
}

static bool decide_playlist(const struct decision *d)
{
    const struct playlist *wanted = &d->action->playlist;
    int32_t day = wanted->day != 0 ? wanted->day : today(d);
    if (!check_way(d, (const char(*)[ID_SIZE])wanted->stations, wanted->station_count) ||
        !is_day_open(d, day))
        return false;
    if (wanted->station_count == 0 &&
        rotation_playlist(d->classroom, d->action->student, day) == NULL)
        return decision_refuse(d, ERR_DENIED, "This student goes with the group already.");
    d->out->kind = EVENT_PLAYLIST_SET;
    d->out->body.playlist_set.day = day;
    d->out->body.playlist_set.station_count = wanted->station_count;
    for (int i = 0; i < wanted->station_count; i++) {
        STR_COPY(d->out->body.playlist_set.stations[i], wanted->stations[i]);
        if (wanted->stations[i][0] != '\0')
            d->out->body.playlist_set.may |= wanted->may & UINT32_C(1) << i;
    }
    return true;
}

/* Of a student whom the approved groups forgot, or who came late; also into another one. */
static bool decide_join(const struct decision *d)
{
    int32_t day = d->action->join.day != 0 ? d->action->join.day : today(d);
    int group = rotation_find_group(d->classroom, d->action->join.group, day);
    if (!is_day_open(d, day))
        return false;
    if (group < 0)
        return error_set(d->error, ERR_NOT_FOUND,
            "There is no group \"%s\" on that day: pick one of its groups.", d->action->join.group);
    if (rotation_listed_group(d->classroom, d->action->student, day) >= 0)
        return decision_refuse(d, ERR_DENIED, "This student is in a group already.");
    if (rotation_group(d->classroom, d->action->student, day) == group)
        return decision_refuse(d, ERR_DENIED, "This student goes with that group already.");
    d->out->kind = EVENT_GROUP_JOINED;
    d->out->body.group_joined.day = day;
    STR_COPY(d->out->body.group_joined.group, d->action->join.group);
    return true;
}

/* --- The block -------------------------------------------------------------------------------- */

static bool check_change(const struct decision *d, enum rotation_phase phase)
{
    bool pauses = d->action->rotation.pause == PAUSE_ON;
    bool resumes = d->action->rotation.pause == PAUSE_OFF;
    int32_t add = d->action->rotation.add_seconds, skip = d->action->rotation.skip_rounds;
    if (phase == ROTATION_NONE)
        return decision_refuse(d, ERR_DENIED, "No rotation is running: start it first.");
    if (phase == ROTATION_OVER && skip >= 0)
        return decision_refuse(
            d, ERR_DENIED, "All rounds are over: go back a round, or start again.");
    if (!pauses && !resumes && add == 0 && skip == 0)
        return decision_refuse(d, ERR_BAD_INPUT, "There is nothing to do.");
    if (pauses && phase == ROTATION_PAUSED)
        return decision_refuse(d, ERR_DENIED, "The rotation is paused already.");
    if (resumes && phase != ROTATION_PAUSED)
        return decision_refuse(d, ERR_DENIED, "The rotation is not paused.");
    if (add < -ADD_SECONDS_MAX || add > ADD_SECONDS_MAX)
        return decision_refuse(d, ERR_BAD_INPUT, "At most an hour can be added at once.");
    if (skip < -ROUND_MAX || skip > ROUND_MAX)
        return error_set(d->error, ERR_BAD_INPUT, "A block has 1 to %d rounds.", ROUND_MAX);
    return true;
}

static bool decide_change_rotation(const struct decision *d)
{
    int32_t day = date_day_at(d->now->wall_ms, d->now->offset_s);
    if (d->action->rotation.day != 0 && d->action->rotation.day != day)
        return decision_refuse(d, ERR_BAD_INPUT, "Only today’s rotation can be changed.");
    if ((unsigned)d->action->rotation.pause > PAUSE_OFF)
        return decision_refuse(d, ERR_BAD_INPUT, "There is nothing to do.");
    if (!check_change(d, rotation_at(d->classroom, d->now).phase))
        return false;
    static const int32_t paused[] = {[PAUSE_AS_IT_IS] = -1, [PAUSE_ON] = 1, [PAUSE_OFF] = 0};
    int64_t at_ms = d->action->rotation.at_ms;
    d->out->kind = EVENT_ROTATION_CHANGED;
    d->out->body.rotation_changed.day = day;
    d->out->body.rotation_changed.add_seconds = d->action->rotation.add_seconds;
    d->out->body.rotation_changed.skip_rounds = d->action->rotation.skip_rounds;
    d->out->body.rotation_changed.paused = paused[d->action->rotation.pause];
    d->out->body.rotation_changed.at_ms = at_ms != 0 ? at_ms : d->now->wall_ms;
    return true;
}

/* --- Groups ----------------------------------------------------------------------------------- */

static bool check_member(
    const struct decision *d, const struct event_group *group, const char *id, bool *placed)
{
    int student = classroom_find_student(d->classroom, id);
    if (student < 0 || !d->classroom->students[student].enrolled)
        return error_set(d->error, ERR_NOT_FOUND,
            "“%s” in the group %s is not in the class: take the student out.", id, group->name);
    if (placed[student]) {
        char name[DISTINCT_NAME_SIZE];
        classroom_distinct_name(d->classroom, student, name);
        return error_set(
            d->error, ERR_BAD_INPUT, "%s is in two groups: take the student out of one.", name);
    }
    placed[student] = true;
    return true;
}

static bool check_group(const struct decision *d, const struct event_group *group, bool *placed)
{
    if (decision_is_blank(group->name))
        return decision_refuse(d, ERR_BAD_INPUT, "A group has no name: give it one.");
    if (group->student_count < 0 || group->student_count > RULE_STUDENT_MAX)
        return error_set(d->error, ERR_BAD_INPUT, "The group %s has more than %d students.",
            group->name, RULE_STUDENT_MAX);
    for (int i = 0; i < group->student_count; i++)
        if (!check_member(d, group, group->students[i], placed))
            return false;
    if (group->skill[0] != '\0' && !is_skill(d, group->skill))
        return refuse_skill(d, group->skill);
    if (group->first_station[0] != '\0' && !is_station(d, group->first_station))
        return refuse_station(d, group->first_station);
    if (group->first_station[0] != '\0' && group->station_count > 0 &&
        !str_equal(group->first_station, group->stations[0]))
        return error_set(d->error, ERR_BAD_INPUT,
            "The group %s begins at “%s”, but its way at “%s”: make them the same.", group->name,
            group->first_station, group->stations[0]);
    return check_way(d, (const char(*)[ID_SIZE])group->stations, group->station_count);
}

static bool check_groups(const struct decision *d, const struct groups_approval *approval)
{
    bool placed[STUDENT_MAX] = {false};
    bool has_members = false;
    for (int g = 0; g < approval->group_count; g++) {
        if (!check_group(d, &approval->groups[g], placed))
            return false;
        for (int other = 0; other < g; other++)
            if (str_equal_ascii_fold(approval->groups[g].name, approval->groups[other].name))
                return error_set(d->error, ERR_BAD_INPUT,
                    "Two groups are called %s: give one another name.", approval->groups[g].name);
        has_members = has_members || approval->groups[g].student_count > 0;
    }
    return has_members || decision_refuse(d, ERR_BAD_INPUT, "Nobody is in a group yet.");
}

/* Field by field: what is behind the end of a text does not get into the event. */
static void copy_group(struct event_group *out, const struct event_group *group)
{
    COPY_TRIMMED(out->name, group->name);
    STR_COPY(out->skill, group->skill);
    STR_COPY(out->first_station, group->first_station);
    out->student_count = group->student_count;
    for (int i = 0; i < group->student_count; i++)
        STR_COPY(out->students[i], group->students[i]);
    out->station_count = group->station_count;
    for (int i = 0; i < group->station_count; i++)
        STR_COPY(out->stations[i], group->stations[i]);
}

static bool decide_approve_groups(const struct decision *d)
{
    const struct groups_approval *approval = d->action->approval;
    if (approval == NULL || approval->group_count == 0)
        return decision_refuse(d, ERR_BAD_INPUT, "There are no groups to approve.");
    if (approval->group_count < 0 || approval->group_count > GROUP_MAX)
        return error_set(
            d->error, ERR_FULL, "There are more than %d groups: make fewer.", GROUP_MAX);
    int32_t day = approval->day != 0 ? approval->day : classroom_next_day(d->classroom, today(d));
    if (!check_groups(d, approval) || !is_day_open(d, day))
        return false;
    if (!date_is_believable(day)) /* they would never stand, and nobody would know */
        return decision_refuse(d, ERR_BAD_INPUT,
            "The clock of this machine is wrong: set it, then the groups can be approved.");
    struct groups_approval *out = &d->out->body.groups_approved;
    d->out->kind = EVENT_GROUPS_APPROVED;
    out->day = day;
    STR_COPY(out->scheme, approval->scheme);
    out->group_count = approval->group_count;
    for (int g = 0; g < approval->group_count; g++)
        copy_group(&out->groups[g], &approval->groups[g]);
    return true;
}

bool decide_board(const struct decision *d)
{
    switch (d->action->kind) {
    case ACTION_SET_GOAL: return decide_set_goal(d);
    case ACTION_SET_MASTERY: return decide_set_mastery(d);
    case ACTION_CHANGE_ROTATION: return decide_change_rotation(d);
    case ACTION_MOVE_STUDENT: return decide_move(d);
    case ACTION_SET_PLAYLIST: return decide_playlist(d);
    case ACTION_JOIN_GROUP: return decide_join(d);
    case ACTION_APPROVE_GROUPS: return decide_approve_groups(d);
    case ACTION_IMPORT_EVIDENCE: return decide_import(d);
    default: return decision_refuse(d, ERR_BAD_INPUT, "There is nothing to do.");
    }
}
