#include "model/rotation.h"

#include "base/date.h"
#include "base/macros.h"
#include "base/str.h"

enum { MINUTE_MS = 60000, BACK_MS = 2 * MINUTE_MS };

/* The block of a day, and where a walk along its time line has come to. */
struct block {
    int32_t day, rounds;
    int64_t midnight_ms; /* that begins the day */
    int64_t usual_ms;    /* length of a round */
    int64_t transition_ms;
    int32_t round;    /* the one that runs; 0 before the start, `rounds` at the end */
    int64_t start_ms; /* of that round; in the future before the start */
    int64_t length_ms;
    int64_t at_ms;    /* how far the walk has come */
    bool paused;      /* since at_ms */
    int64_t first_ms; /* the start that was skipped, while it is still to come */
    struct {
        int64_t length_ms; /* 0: it has not run */
        int64_t left_ms;   /* when it was left */
    } kept[ROUND_MAX];
};

static bool starts_by_itself(const struct classroom *classroom, const struct moment *now)
{
    int32_t day = date_day_at(now->wall_ms, now->offset_s);
    return classroom->plan.start_minute >= 0 && now->trusted && date_is_believable(day);
}

static bool is_started(const struct rotation_state *state, int32_t day)
{
    return stamp_is_set(&state->started_stamp) && state->day == day;
}

/* Times outside the days around are damage; they must not overflow. */
static int64_t near_day(const struct block *block, int64_t at_ms)
{
    return CLAMP(at_ms, block->midnight_ms - DAY_MS, block->midnight_ms + 2 * (int64_t)DAY_MS);
}

static bool find_block(
    const struct classroom *classroom, const struct moment *now, struct block *block)
{
    const struct rotation_state *state = &classroom->rotation;
    int32_t day = date_day_at(now->wall_ms, now->offset_s);
    struct rotation_lengths lengths = classroom_rotation_lengths(classroom, day);
    *block = (struct block){.day = day, .midnight_ms = date_midnight_ms(day, now->offset_s)};
    if (is_started(state, day)) {
        lengths = (struct rotation_lengths){state->rounds, state->minutes};
        block->start_ms = near_day(block, state->started_ms);
    } else if (starts_by_itself(classroom, now)) {
        block->start_ms = block->midnight_ms + (int64_t)classroom->plan.start_minute * MINUTE_MS;
    } else {
        return false;
    }
    block->rounds = CLAMP(lengths.rounds, 1, ROUND_MAX);
    block->usual_ms = (int64_t)CLAMP(lengths.minutes, 1, 24 * 60) * MINUTE_MS;
    block->transition_ms =
        MIN((int64_t)classroom->plan.transition_seconds * 1000, block->usual_ms / 2);
    block->length_ms = block->usual_ms;
    block->first_ms = INT64_MIN;
    block->at_ms = block->midnight_ms - DAY_MS;
    return true;
}

static bool is_before(const struct block *block)
{
    return block->round == 0 && block->at_ms < block->start_ms;
}

static int64_t left_ms(const struct block *block)
{
    return block->start_ms + block->length_ms - block->at_ms;
}

static void end_rounds(struct block *block)
{
    while (block->round < block->rounds && block->at_ms >= block->start_ms + block->length_ms) {
        block->kept[block->round].length_ms = block->length_ms;
        block->kept[block->round].left_ms = 0;
        block->start_ms += block->length_ms;
        block->length_ms = block->usual_ms;
        block->round++;
    }
}

/* Walks on to a time; never back, so a clock that is set back undoes nothing. */
static void walk(struct block *block, int64_t to_ms)
{
    if (block->paused || to_ms <= block->at_ms)
        return;
    block->at_ms = to_ms;
    end_rounds(block);
}

static void change_pause(struct block *block, int32_t paused, int64_t at_ms)
{
    if (paused == 1) {
        block->paused = true;
    } else if (paused == 0 && block->paused) {
        int64_t resume_ms = MAX(at_ms, block->at_ms);
        block->start_ms += resume_ms - block->at_ms;
        block->at_ms = resume_ms;
        block->paused = false;
    }
}

/* A later round begins; an earlier one goes on where it was left. One that had no time left gets a
 * little: whoever goes back to it wants something finished there. */
static void enter_round(struct block *block, int32_t round)
{
    bool is_later = round > block->round;
    block->round = round;
    block->start_ms = block->at_ms;
    block->length_ms = block->usual_ms;
    if (is_later || block->kept[round].length_ms == 0)
        return;
    int64_t kept_ms = block->kept[round].left_ms > 0 ? block->kept[round].left_ms : BACK_MS;
    block->length_ms = block->kept[round].length_ms - block->kept[round].left_ms + kept_ms;
    block->start_ms -= block->length_ms - kept_ms;
}

/* The time before the first round counts as one here. It is skipped, too, and there is a way back
 * to it until the start that was planned; before it there is nothing. */
static void skip_rounds(struct block *block, int64_t count)
{
    if (is_before(block)) {
        if (count < 0)
            return;
        block->first_ms = block->start_ms;
        block->start_ms = block->at_ms;
        count--;
    }
    if (block->round < block->rounds) {
        block->kept[block->round].length_ms = block->length_ms;
        block->kept[block->round].left_ms = left_ms(block);
    }
    int64_t round = block->round + count;
    if (round < 0 && block->first_ms > block->at_ms) {
        block->round = 0;
        block->start_ms = block->first_ms;
        block->length_ms = MAX(block->kept[0].length_ms, block->usual_ms);
        return;
    }
    round = CLAMP(round, 0, block->rounds);
    if (round != block->round)
        enter_round(block, (int32_t)round);
}

static void change_block(struct block *block, const struct rotation_change *change)
{
    int64_t at_ms = near_day(block, change->at_ms);
    walk(block, at_ms);
    change_pause(block, change->paused, at_ms);
    if (change->skip_rounds != 0)
        skip_rounds(block, change->skip_rounds);
    if (change->add_seconds != 0 && block->round < block->rounds) {
        int64_t length_ms = block->length_ms + (int64_t)change->add_seconds * 1000;
        int64_t elapsed_ms = MAX(block->at_ms - block->start_ms, 0);
        block->length_ms = CLAMP(length_ms, elapsed_ms, elapsed_ms + DAY_MS);
    }
    if (!block->paused)
        end_rounds(block); /* the time that is left may have been taken away */
}

/* Of a day's block: of that day, and after it was started by hand. */
static bool is_of_block(
    const struct rotation_state *state, int32_t day, const struct rotation_change *change)
{
    return stamp_is_set(&change->stamp) && change->day == day &&
           (!is_started(state, day) || stamp_compare(&change->stamp, &state->started_stamp) > 0);
}

static void change_all(struct block *block, const struct rotation_state *state)
{
    for (int i = ROTATION_CHANGE_MAX - 1; i >= 0; i--)
        if (is_of_block(state, block->day, &state->changes[i]))
            change_block(block, &state->changes[i]);
}

const struct rotation_change *rotation_last_change(const struct classroom *classroom, int32_t day)
{
    const struct rotation_state *state = &classroom->rotation;
    int taken_back = 0;
    for (int i = 0; i < ROTATION_CHANGE_MAX; i++) {
        const struct rotation_change *change = &state->changes[i];
        if (!is_of_block(state, day, change))
            continue;
        if (change->skip_rounds < 0 || change->add_seconds < 0)
            taken_back++;
        else if ((change->skip_rounds > 0 || change->add_seconds > 0) && --taken_back < 0)
            return change;
    }
    return NULL;
}

static enum rotation_phase phase_of(const struct block *block)
{
    if (block->round >= block->rounds)
        return ROTATION_OVER;
    if (block->paused)
        return ROTATION_PAUSED;
    if (is_before(block))
        return ROTATION_BEFORE;
    bool is_last = block->round == block->rounds - 1;
    return !is_last && left_ms(block) <= block->transition_ms ? ROTATION_MOVING : ROTATION_ROUND;
}

/* The earlier of two times, where what is not after the block's time is past. */
static int64_t next_of(const struct block *block, int64_t a, int64_t b)
{
    return b > block->at_ms && b < a ? b : a;
}

static int64_t next_change(
    const struct block *block, enum rotation_phase phase, int64_t reminder_ms)
{
    int64_t next = block->midnight_ms + DAY_MS;
    int64_t end_ms = block->start_ms + block->length_ms;
    bool is_last = block->round == block->rounds - 1;
    if (phase == ROTATION_BEFORE)
        return next_of(block, next, block->start_ms);
    if (phase == ROTATION_OVER || phase == ROTATION_PAUSED)
        return next;
    next = next_of(block, next, end_ms);
    return next_of(block, next, end_ms - (is_last ? reminder_ms : block->transition_ms));
}

struct rotation_now rotation_at(const struct classroom *classroom, const struct moment *now)
{
    struct block block;
    if (!find_block(classroom, now, &block)) {
        return (struct rotation_now){.phase = ROTATION_NONE};
    }
    change_all(&block, &classroom->rotation);
    walk(&block, now->wall_ms);
    int64_t reminder_ms = (int64_t)classroom->plan.reminder_minutes * MINUTE_MS;
    enum rotation_phase phase = phase_of(&block);
    bool is_last = block.round == block.rounds - 1;
    struct rotation_now out = {
        .phase = phase,
        .round = MIN(block.round, block.rounds - 1),
        .rounds = block.rounds,
        .round_ms = block.length_ms,
        .changes_ms = next_change(&block, phase, reminder_ms),
    };
    if (phase == ROTATION_OVER)
        return out;
    out.left_ms = is_before(&block) ? block.start_ms - block.at_ms : left_ms(&block);
    out.last_minutes = is_last && !is_before(&block) && out.left_ms <= reminder_ms;
    return out;
}

/* --- Who is where ----------------------------------------------------------------------------- */

int rotation_group_count(const struct classroom *classroom, int32_t day)
{
    const struct groups_approval *approval = classroom_groups(classroom, day);
    return approval != NULL ? approval->group_count : classroom->plan.group_count;
}

struct rotation_members rotation_members(const struct classroom *classroom, int group, int32_t day)
{
    const struct groups_approval *approval = classroom_groups(classroom, day);
    if (approval != NULL) {
        const struct event_group *approved = &approval->groups[group];
        return (struct rotation_members){approved->name, approved->skill, approved->first_station,
            (const char(*)[ID_SIZE])approved->students, approved->student_count,
            (const char(*)[ID_SIZE])approved->stations, approved->station_count};
    }
    const struct group *standing = &classroom->plan.groups[group];
    return (struct rotation_members){standing->name, standing->skill, standing->first_station,
        (const char(*)[ID_SIZE])standing->students, standing->student_count, NULL, 0};
}

int rotation_group_station(const struct classroom *classroom, int group, int round, int32_t day)
{
    int count = classroom->plan.station_count;
    if (group < 0 || count == 0)
        return -1;
    struct rotation_members members = rotation_members(classroom, group, day);
    round = MAX(round, 0);
    if (members.station_count > 0)
        return round < members.station_count
                   ? plan_find_station(&classroom->plan, members.stations[round])
                   : -1;
    int first = plan_find_station(&classroom->plan, members.first_station);
    return ((first >= 0 ? first : group) + round) % count;
}

/* Before this block of the day was started, and another one was: by hand, or by itself, which
 * takes a clock that is sure. */
static bool is_of_earlier_block(
    const struct classroom *classroom, int32_t day, const struct stamp *stamp)
{
    const struct rotation_state *state = &classroom->rotation;
    bool began_by_itself = classroom->plan.start_minute >= 0 && state->started_trusted;
    bool was_one =
        began_by_itself || (stamp_is_set(&state->before_stamp) && state->before_day == day);
    return was_one && is_started(state, day) && stamp_compare(stamp, &state->started_stamp) < 0;
}

/* Where the teacher moved the student for this round, or -1. To join a group ends that, and so does
 * another block of the day. */
static int moved_station(const struct classroom *classroom, int student, int round, int32_t day)
{
    const struct student_state *state = &classroom->students[student];
    const struct move *moves = state->moves;
    bool joined = classroom_joined(classroom, student, day) != NULL;
    for (int i = 0; i < MOVE_MAX && stamp_is_set(&moves[i].stamp); i++) {
        if (joined && stamp_compare(&moves[i].stamp, &state->joined.stamp) < 0)
            return -1;
        if (moves[i].round == round && moves[i].day == day)
            return is_of_earlier_block(classroom, day, &moves[i].stamp)
                       ? -1
                       : plan_find_station(&classroom->plan, moves[i].station);
    }
    return -1;
}

/* Where the student's playlist leads in this round, or -1. */
static int playlist_station(const struct classroom *classroom, int student, int round, int32_t day)
{
    const struct playlist *playlist = rotation_playlist(classroom, student, day);
    if (playlist == NULL || round < 0 || round >= playlist->station_count)
        return -1;
    return plan_find_station(&classroom->plan, playlist->stations[round]);
}

const struct playlist *rotation_playlist(
    const struct classroom *classroom, int student, int32_t day)
{
    const struct student_state *state = &classroom->students[student];
    for (int i = 0; i < PLAYLIST_MAX && stamp_is_set(&state->playlists[i].stamp); i++)
        if (state->playlists[i].playlist.day == day)
            return state->playlists[i].playlist.station_count > 0 ? &state->playlists[i].playlist
                                                                  : NULL;
    return NULL;
}

int rotation_find_group(const struct classroom *classroom, const char *name, int32_t day)
{
    int count = rotation_group_count(classroom, day);
    for (int group = 0; group < count; group++)
        if (str_equal(rotation_members(classroom, group, day).name, name))
            return group;
    return -1;
}

int rotation_listed_group(const struct classroom *classroom, int student, int32_t day)
{
    const char *id = classroom->plan.students[student].id;
    int count = rotation_group_count(classroom, day);
    for (int group = 0; group < count; group++) {
        struct rotation_members members = rotation_members(classroom, group, day);
        for (int i = 0; i < members.student_count; i++)
            if (str_equal(members.students[i], id))
                return group;
    }
    return -1;
}

int rotation_group(const struct classroom *classroom, int student, int32_t day)
{
    int group = rotation_listed_group(classroom, student, day);
    const char *joined = group < 0 ? classroom_joined(classroom, student, day) : NULL;
    return joined != NULL ? rotation_find_group(classroom, joined, day) : group;
}

int rotation_group_students(
    const struct classroom *classroom, int group, int32_t day, int out[static STUDENT_MAX])
{
    struct rotation_members members = rotation_members(classroom, group, day);
    bool known[STUDENT_MAX] = {false}; /* or listed twice */
    int count = 0;
    for (int i = 0; i < members.student_count; i++) {
        int student = classroom_find_student(classroom, members.students[i]);
        if (student < 0 || !classroom->students[student].enrolled || known[student])
            continue;
        known[student] = true;
        out[count++] = student;
    }
    for (int student = 0; student < classroom->plan.student_count; student++)
        if (!known[student] && classroom->students[student].enrolled &&
            rotation_group(classroom, student, day) == group)
            out[count++] = student;
    return count;
}

enum rotation_duty rotation_duty(
    const struct classroom *classroom, int student, int round, int32_t day)
{
    if (moved_station(classroom, student, round, day) >= 0 ||
        playlist_station(classroom, student, round, day) < 0)
        return DUTY_NONE;
    uint32_t may = rotation_playlist(classroom, student, day)->may;
    return may & UINT32_C(1) << round ? DUTY_MAY : DUTY_MUST;
}

int rotation_station(const struct classroom *classroom, int student, int round, int32_t day)
{
    int station = moved_station(classroom, student, round, day);
    if (station < 0)
        station = playlist_station(classroom, student, round, day);
    if (station < 0)
        station =
            rotation_group_station(classroom, rotation_group(classroom, student, day), round, day);
    return station;
}

static bool is_there(const struct classroom *classroom, int student, const char *id, int32_t day)
{
    const struct student_state *state = &classroom->students[student];
    return classroom_is_checked_in(classroom, student) && state->visit_day == day &&
           str_equal(state->visit_station, id);
}

/* Who is expected there, and who came for another may-do of theirs. */
static int taken(const struct classroom *classroom, int station, int round, int32_t day)
{
    int count = 0;
    const char *id = classroom->plan.stations[station].id;
    for (int student = 0; student < classroom->plan.student_count; student++) {
        if (!classroom->students[student].enrolled)
            continue;
        count += rotation_station(classroom, student, round, day) == station ||
                 is_there(classroom, student, id, day);
    }
    return count;
}

static bool is_other_may_do(
    const struct classroom *classroom, int student, int station, int32_t day)
{
    for (int round = 0; round < ROUND_MAX; round++)
        if (rotation_duty(classroom, student, round, day) == DUTY_MAY &&
            rotation_station(classroom, student, round, day) == station)
            return true;
    return false;
}

static bool has_room(
    const struct classroom *classroom, int student, int here, int round, int32_t day)
{
    const struct station *station = &classroom->plan.stations[here];
    if (station->open_rounds != 0 && !(station->open_rounds & UINT32_C(1) << round))
        return false;
    return station->capacity == 0 ||
           taken(classroom, here, round, day) + !is_there(classroom, student, station->id, day) <=
               station->capacity;
}

int rotation_station_from(
    const struct classroom *classroom, int student, int here, int round, int32_t day)
{
    int station = rotation_station(classroom, student, round, day);
    if (here < 0 || here == station || rotation_duty(classroom, student, round, day) != DUTY_MAY ||
        !is_other_may_do(classroom, student, here, day))
        return station;
    return has_room(classroom, student, here, round, day) ? here : station;
}

int rotation_expected(const struct classroom *classroom, int station, int round, int32_t day,
    int out[static STUDENT_MAX])
{
    int count = 0;
    for (int student = 0; student < classroom->plan.student_count; student++)
        if (classroom->students[student].enrolled &&
            rotation_station(classroom, student, round, day) == station)
            out[count++] = student;
    return count;
}

bool rotation_is_full(
    const struct classroom *classroom, int station, int student, int round, int32_t day)
{
    int students[STUDENT_MAX], others = 0;
    int count = rotation_expected(classroom, station, round, day, students);
    int capacity = classroom->plan.stations[station].capacity;
    for (int i = 0; i < count; i++)
        others += students[i] != student;
    return capacity > 0 && others >= capacity;
}
