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

void rotation_problem_of_groups(const struct classroom *classroom, int32_t day, int32_t rounds,
    struct rotation_problem *out, struct rotation_units *units)
{
    begin(classroom, day, rounds, out, units, false);
    for (int group = 0; group < rotation_group_count(classroom, day); group++) {
        struct rotation_members members = rotation_members(classroom, group, day);
        int32_t size = 0;
        bool extra_time = false;
        for (int i = 0; i < members.student_count; i++) {
            int student = classroom_find_student(classroom, members.students[i]);
            if (student < 0 || !classroom->students[student].enrolled)
                continue;
            size++;
            extra_time =
                extra_time || classroom->plan.students[student].settings & SETTING_EXTRA_TIME;
        }
        if (size == 0)
            continue;
        struct rotation_unit *unit = add_unit(out, units, group);
        unit->size = size;
        unit->extra_time = extra_time;
        unit->first = plan_find_station(&classroom->plan, members.first_station);
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

void rotation_plan_to_playlist(const struct classroom *classroom,
    const struct rotation_problem *problem, const struct rotation_plan *plan, int unit, int32_t day,
    struct playlist *out)
{
    memset(out, 0, sizeof *out);
    write_way(classroom, problem, plan, unit, out->stations);
    out->station_count = problem->rounds;
    out->day = day;
}
