#include "model/rotation_plan_class.h"

#include "base/macros.h"
#include "base/str.h"
#include "model/rotation.h"
#include <string.h>

static void take_places(const struct plan *plan, struct rotation_problem *out)
{
    out->place_count = plan->station_count;
    for (int i = 0; i < plan->station_count; i++) {
        const struct station *station = &plan->stations[i];
        out->places[i] = (struct rotation_place){
            .capacity = station->capacity,
            .open = station->open_rounds == 0 ? UINT32_MAX : station->open_rounds,
            .teacher = station->kind == STATION_TEACHER,
        };
    }
}

static void begin(const struct classroom *classroom, int32_t day, int32_t rounds,
    struct rotation_problem *out, struct rotation_units *units, bool students)
{
    memset(out, 0, sizeof *out);
    memset(units, 0, sizeof *units);
    units->students = students;
    if (rounds == 0)
        rounds = classroom_rotation_lengths(classroom, day).rounds;
    out->rounds = CLAMP(rounds, 1, ROUND_MAX);
    take_places(&classroom->plan, out);
}

static struct rotation_unit *add_unit(
    struct rotation_problem *out, struct rotation_units *units, int index)
{
    units->index[out->unit_count] = index;
    struct rotation_unit *unit = &out->units[out->unit_count++];
    *unit = (struct rotation_unit){.here = UINT32_MAX, .first = -1};
    return unit;
}

/* Some students as one unit; NULL if there are none. */
static struct rotation_unit *add_group(const struct classroom *classroom, const int *students,
    int count, int index, struct rotation_problem *out, struct rotation_units *units)
{
    if (count == 0)
        return NULL;
    struct rotation_unit *unit = add_unit(out, units, index);
    unit->size = count;
    for (int i = 0; i < count; i++)
        unit->extra_time =
            unit->extra_time || classroom->plan.students[students[i]].settings & SETTING_EXTRA_TIME;
    return unit;
}

void rotation_problem_of_groups(const struct classroom *classroom, int32_t day, int32_t rounds,
    struct rotation_problem *out, struct rotation_units *units)
{
    begin(classroom, day, rounds, out, units, false);
    for (int group = 0; group < rotation_group_count(classroom, day); group++) {
        int students[STUDENT_MAX];
        int count = rotation_group_students(classroom, group, day, students);
        struct rotation_unit *unit = add_group(classroom, students, count, group, out, units);
        if (unit != NULL)
            unit->first = plan_find_station(
                &classroom->plan, rotation_members(classroom, group, day).first_station);
    }
}

void rotation_problem_of_approval(const struct classroom *classroom,
    const struct groups_approval *approval, const bool *teacher_first, struct rotation_problem *out,
    struct rotation_units *units)
{
    begin(classroom, approval->day, 0, out, units, false);
    for (int g = 0; g < approval->group_count; g++) {
        const struct event_group *group = &approval->groups[g];
        int students[RULE_STUDENT_MAX], count = 0;
        for (int i = 0; i < group->student_count; i++) {
            int student = classroom_find_student(classroom, group->students[i]);
            if (student >= 0 && classroom->students[student].enrolled)
                students[count++] = student;
        }
        struct rotation_unit *unit = add_group(classroom, students, count, g, out, units);
        if (unit != NULL && teacher_first != NULL && teacher_first[g])
            unit->teacher_by = 1;
    }
}

static uint32_t stations_for(const struct classroom *classroom, int student)
{
    uint32_t stations = 0;
    const char *goal = classroom->students[student].goal;
    for (int i = 0; i < classroom->plan.activity_count; i++) {
        const struct activity *activity = &classroom->plan.activities[i];
        int station = plan_find_station(&classroom->plan, activity->station);
        if (station >= 0 && (activity->skill[0] == '\0' || str_equal(activity->skill, goal)))
            stations |= UINT32_C(1) << station;
    }
    return stations;
}

void rotation_problem_of_students(const struct classroom *classroom, int32_t day, int32_t rounds,
    struct rotation_problem *out, struct rotation_units *units)
{
    begin(classroom, day, rounds, out, units, true);
    for (int student = 0; student < classroom->plan.student_count; student++) {
        if (!classroom->students[student].enrolled)
            continue;
        struct rotation_unit *unit = add_unit(out, units, student);
        unit->size = 1;
        unit->may = stations_for(classroom, student);
        unit->extra_time = classroom->plan.students[student].settings & SETTING_EXTRA_TIME;
    }
}

static const float fade = 0.8F; /* of what was before, each time */

static void add_meeting(float *met, int count, int a, int b, float weight)
{
    met[a * count + b] += weight;
    met[b * count + a] += weight;
}

static void add_past_groups(const struct classroom *classroom, const struct past_groups *past,
    const struct rotation_units *units, int count, float weight, float *met)
{
    int8_t group_of[STUDENT_MAX];
    classroom_was_in(classroom, past, group_of);
    for (int a = 0; a < count; a++) {
        int8_t group = group_of[units->index[a]];
        for (int b = 0; group >= 0 && b < a; b++)
            if (group_of[units->index[b]] == group)
                add_meeting(met, count, a, b, weight);
    }
}

/* The part of the rounds of `mine` in which the other was at the same station. */
static float shared_part(
    const struct classroom *classroom, const struct playlist *mine, int32_t other)
{
    const struct playlist *theirs = rotation_playlist(classroom, other, mine->day);
    int shared = 0;
    if (theirs == NULL)
        return 0;
    for (int round = 0; round < MIN(mine->station_count, theirs->station_count); round++)
        shared += mine->stations[round][0] != '\0' &&
                  str_equal(mine->stations[round], theirs->stations[round]);
    return (float)shared / (float)mine->station_count;
}

static void add_past_playlists(const struct classroom *classroom, int32_t day, int a,
    const struct rotation_units *units, int count, float *met)
{
    const struct student_state *state = &classroom->students[units->index[a]];
    float weight = 1;
    for (int i = 0; i < PLAYLIST_MAX && stamp_is_set(&state->playlists[i].stamp); i++) {
        const struct playlist *mine = &state->playlists[i].playlist;
        if (mine->day >= day || mine->station_count == 0)
            continue;
        for (int b = 0; b < a; b++)
            add_meeting(met, count, a, b, weight * shared_part(classroom, mine, units->index[b]));
        weight *= fade;
    }
}

void rotation_meetings_of_students(const struct classroom *classroom, int32_t day,
    const struct rotation_problem *problem, const struct rotation_units *units, float *met)
{
    int count = problem->unit_count;
    float weight = 1;
    for (int i = 0; i < count * count; i++)
        met[i] = 0;
    for (int p = 0; p < PAST_GROUP_MAX; p++) {
        const struct past_groups *past = &classroom->past_groups[p];
        if (!stamp_is_set(&past->stamp) || past->day >= day)
            continue;
        add_past_groups(classroom, past, units, count, weight, met);
        weight *= fade;
    }
    for (int a = 0; a < count; a++)
        add_past_playlists(classroom, day, a, units, count, met);
}

static void keep_members(const struct classroom *classroom, int32_t day, int group,
    struct rotation_problem *problem, struct rotation_units *units)
{
    int kept = 0;
    for (int unit = 0; unit < problem->unit_count; unit++) {
        if (rotation_group(classroom, units->index[unit], day) != group)
            continue;
        problem->units[kept] = problem->units[unit];
        units->index[kept++] = units->index[unit];
    }
    problem->unit_count = kept;
}

/* Closed in the rounds in which the others fill it. */
static void leave_room(const struct classroom *classroom, int32_t day, int group, int station,
    struct rotation_problem *problem)
{
    struct rotation_place *place = &problem->places[station];
    int32_t least = place->capacity;
    for (int round = 0; round < problem->rounds; round++) {
        int students[STUDENT_MAX];
        int count = rotation_expected(classroom, station, round, day, students);
        int32_t room = place->capacity;
        for (int i = 0; i < count; i++)
            room -= rotation_group(classroom, students[i], day) != group;
        if (room <= 0)
            place->open &= ~(UINT32_C(1) << round);
        else
            least = MIN(least, room);
    }
    place->capacity = least;
}

void rotation_problem_of_members(
    const struct classroom *classroom, int32_t day, int group, struct rotation_way *way)
{
    rotation_problem_of_students(classroom, day, 0, &way->problem, &way->units);
    keep_members(classroom, day, group, &way->problem, &way->units);
    for (int station = 0; station < way->problem.place_count; station++)
        if (way->problem.places[station].capacity > 0)
            leave_room(classroom, day, group, station, &way->problem);
}

static void write_way(const struct classroom *classroom, const struct rotation_problem *problem,
    const struct rotation_plan *plan, int unit, char stations[static ROUND_MAX][ID_SIZE])
{
    for (int round = 0; round < ROUND_MAX; round++) {
        int place = round < problem->rounds ? plan->place[unit][round] : ROTATION_REST;
        str_copy(stations[round], ID_SIZE,
            place == ROTATION_REST ? "" : classroom->plan.stations[place].id);
    }
}

void rotation_plan_to_group(const struct classroom *classroom,
    const struct rotation_problem *problem, const struct rotation_plan *plan, int unit,
    struct event_group *out)
{
    write_way(classroom, problem, plan, unit, out->stations);
    out->station_count = problem->rounds;
    STR_COPY(out->first_station, out->stations[0]);
}

/* Something there is for this skill alone. */
static bool is_for_goal(const struct classroom *classroom, const char *station, const char *goal)
{
    for (int i = 0; i < classroom->plan.activity_count; i++) {
        const struct activity *activity = &classroom->plan.activities[i];
        if (goal[0] != '\0' && str_equal(activity->station, station) &&
            str_equal(activity->skill, goal))
            return true;
    }
    return false;
}

void rotation_plan_to_playlist(const struct classroom *classroom, const struct rotation_way *way,
    int unit, int32_t day, struct playlist *out)
{
    const char *goal = classroom->students[way->units.index[unit]].goal;
    memset(out, 0, sizeof *out);
    write_way(classroom, &way->problem, &way->plan, unit, out->stations);
    out->station_count = way->problem.rounds;
    out->day = day;
    for (int round = 0; round < way->problem.rounds; round++) {
        int place = way->plan.place[unit][round];
        bool must =
            place != ROTATION_REST && (way->problem.units[unit].must & UINT32_C(1) << place ||
                                          is_for_goal(classroom, out->stations[round], goal));
        if (place != ROTATION_REST && !must)
            out->may |= UINT32_C(1) << round;
    }
}

/* --- The way of an approval ------------------------------------------------------------------- */

enum { WAY_STEPS = 50000 }; /* weighed to make it better: a blink */

static bool is_wanted(const struct rotation_way *way)
{
    return way->problem.place_count > 0 && way->problem.unit_count > 0;
}

void rotation_way_find(
    const struct rotation_work *work, void (*restart)(void *user), struct rotation_way *way)
{
    way->is_wanted = is_wanted(way);
    if (!way->is_wanted)
        return;
    restart(work->user);
    way->answer = rotation_plan_find(&way->problem, work, &way->plan);
    way->loss = (struct rotation_loss){.least = true};
    if (way->answer == ROTATION_IMPOSSIBLE) {
        restart(work->user);
        rotation_plan_explain(&way->problem, work, &way->reason);
    }
    if (way->answer != ROTATION_FOUND) {
        restart(work->user);
        rotation_plan_nearest(&way->problem, work, &way->plan, &way->loss);
    }
    restart(work->user);
    rotation_plan_improve(&way->problem, work, WAY_STEPS, &way->plan);
}

bool rotation_way_read(const struct classroom *classroom, const struct groups_approval *approval,
    struct rotation_way *way)
{
    const struct rotation_problem *problem = &way->problem;
    memset(&way->plan, ROTATION_REST, sizeof way->plan);
    way->is_wanted = is_wanted(way);
    way->answer = ROTATION_FOUND;
    for (int unit = 0; unit < problem->unit_count; unit++) {
        const struct event_group *group = &approval->groups[way->units.index[unit]];
        if (group->station_count != problem->rounds)
            return false;
        for (int round = 0; round < problem->rounds; round++) {
            int place = plan_find_station(&classroom->plan, group->stations[round]);
            if (place < 0 && group->stations[round][0] != '\0')
                return false;
            way->plan.place[unit][round] = (int8_t)place;
        }
    }
    way->loss = rotation_plan_loss(problem, &way->plan);
    return rotation_plan_holds(problem, &way->plan);
}

bool rotation_way_is_whole(const struct rotation_way *way)
{
    int32_t given_up = 0;
    for (int kind = 0; kind < LOSS_COUNT; kind++)
        given_up += way->loss.counts[kind];
    return !way->is_wanted || given_up == 0;
}

void rotation_way_write(
    const struct classroom *classroom, const struct rotation_way *way, struct groups_approval *out)
{
    for (int unit = 0; way->is_wanted && unit < way->problem.unit_count; unit++)
        rotation_plan_to_group(
            classroom, &way->problem, &way->plan, unit, &out->groups[way->units.index[unit]]);
}
