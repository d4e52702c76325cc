#include "model/rotation_plan.h"

#include "base/macros.h"
#include "model/rotation_plan_build.h"
#include <string.h>

/* Dead ends after which a smaller loss is no longer looked for: fewer where each takes longer. */
enum { NEAREST_CONFLICTS = 20000, NEAREST_WORK = 2000000 };

/* --- What a problem says ---------------------------------------------------------------------- */

int rotation_bit_count(uint32_t bits)
{
    int count = 0;
    for (; bits != 0; bits &= bits - 1)
        count++;
    return count;
}

uint32_t rotation_rounds_of(const struct rotation_problem *problem)
{
    return (UINT32_C(1) << problem->rounds) - 1;
}

uint32_t rotation_here(const struct rotation_problem *problem, int unit)
{
    return problem->units[unit].here & rotation_rounds_of(problem);
}

int rotation_rests(const struct rotation_problem *problem, int unit)
{
    int here = rotation_bit_count(rotation_here(problem, unit));
    int rounds = problem->units[unit].rounds;
    return rounds > 0 && rounds < here ? here - rounds : 0;
}

bool rotation_stays_two(const struct rotation_problem *problem, int unit, int place)
{
    return problem->units[unit].extra_time && problem->places[place].needs_two_rounds;
}

bool rotation_is_open(const struct rotation_problem *problem, int place, int round)
{
    return problem->places[place].open >> round & 1;
}

int rotation_first_round(const struct rotation_problem *problem, int unit)
{
    uint32_t here = rotation_here(problem, unit);
    for (int round = 0; round < problem->rounds; round++)
        if (here >> round & 1)
            return round;
    return -1;
}

/* --- What a plan says ------------------------------------------------------------------------- */

static int visits(const struct rotation_problem *problem, const int8_t *places, int place)
{
    int count = 0;
    for (int round = 0; round < problem->rounds; round++)
        count += places[round] == place;
    return count;
}

static bool meets_teacher(const struct rotation_problem *problem, const int8_t *places, int rounds)
{
    for (int round = 0; round < MIN(rounds, problem->rounds); round++)
        if (places[round] >= 0 && problem->places[places[round]].teacher)
            return true;
    return false;
}

void rotation_unit_loss(const struct rotation_problem *problem, int unit, const int8_t *places,
    int32_t counts[static LOSS_COUNT])
{
    const struct rotation_unit *who = &problem->units[unit];
    uint32_t here = rotation_here(problem, unit);
    int first = rotation_first_round(problem, unit), rests = 0;
    if (who->first >= 0 && first >= 0)
        counts[LOSS_FIRST] += places[first] != who->first;
    for (int place = 0; place < problem->place_count; place++) {
        int limit = rotation_stays_two(problem, unit, place) ? 2 : 1;
        int count = visits(problem, places, place);
        counts[LOSS_ONCE] += MAX(count - limit, 0);
        counts[LOSS_MUST] += who->must >> place & 1 && count == 0;
    }
    for (int round = 0; round < problem->rounds; round++)
        rests += here >> round & 1 && places[round] == ROTATION_REST;
    counts[LOSS_STATION] += MAX(rests - rotation_rests(problem, unit), 0);
    counts[LOSS_TEACHER] += who->teacher_by > 0 && !meets_teacher(problem, places, who->teacher_by);
}

struct rotation_loss rotation_plan_loss(
    const struct rotation_problem *problem, const struct rotation_plan *plan)
{
    struct rotation_loss loss = {.least = true};
    for (int unit = 0; unit < problem->unit_count; unit++)
        rotation_unit_loss(problem, unit, plan->place[unit], loss.counts);
    for (int kind = 0; kind < LOSS_COUNT; kind++)
        loss.least = loss.least && loss.counts[kind] == 0;
    return loss;
}

bool rotation_unit_holds(const struct rotation_problem *problem, int unit, const int8_t *places)
{
    uint32_t here = rotation_here(problem, unit);
    int rests = 0;
    for (int round = 0; round < problem->rounds; round++) {
        int place = places[round];
        if (place == ROTATION_REST) {
            rests += here >> round & 1;
            continue;
        }
        if (place >= problem->place_count || !(here >> round & 1) ||
            !rotation_is_open(problem, place, round))
            return false;
        bool before = round > 0 && places[round - 1] == place;
        bool after = round + 1 < problem->rounds && places[round + 1] == place;
        if (rotation_stays_two(problem, unit, place) && !before && !after)
            return false;
    }
    return rests >= rotation_rests(problem, unit);
}

bool rotation_plan_holds(const struct rotation_problem *problem, const struct rotation_plan *plan)
{
    int32_t load[STATION_MAX][ROUND_MAX] = {{0}};
    for (int unit = 0; unit < problem->unit_count; unit++) {
        if (!rotation_unit_holds(problem, unit, plan->place[unit]))
            return false;
        for (int round = 0; round < problem->rounds; round++) {
            int place = plan->place[unit][round];
            if (place == ROTATION_REST)
                continue;
            load[place][round] += problem->units[unit].size;
            int32_t capacity = problem->places[place].capacity;
            if (capacity > 0 && load[place][round] > capacity)
                return false;
        }
    }
    return true;
}

/* --- Finding ---------------------------------------------------------------------------------- */

static enum solver_answer run(struct rotation_build *build, int64_t conflicts)
{
    return solver_run(build->solver, conflicts, build->work->stop, build->work->user);
}

enum rotation_answer rotation_plan_find(const struct rotation_problem *problem,
    const struct rotation_work *work, struct rotation_plan *out)
{
    struct rotation_build *build = rotation_build_open(problem, work);
    rotation_build_make(build, NULL);
    switch (run(build, INT64_MAX / 2)) {
    case SOLVER_YES: rotation_build_read(build, out); return ROTATION_FOUND;
    case SOLVER_NO: return ROTATION_IMPOSSIBLE;
    default: return ROTATION_STOPPED;
    }
}

/* Looks for a plan within the bounds. */
static enum solver_answer look(
    struct rotation_build *build, const struct rotation_plan *like, struct rotation_plan *plan)
{
    rotation_build_make(build, like);
    enum solver_answer answer =
        run(build, MIN(NEAREST_CONFLICTS, NEAREST_WORK / MAX(build->unknowns, 1)));
    if (answer == SOLVER_YES)
        rotation_build_read(build, plan);
    return answer;
}

/* The least of one kind, with the heavier kinds bound already. */
static bool give_up_least(
    struct rotation_build *build, enum rotation_loss_kind kind, struct rotation_plan *plan)
{
    const struct rotation_problem *problem = build->problem;
    int32_t low = 0, high = rotation_plan_loss(problem, plan).counts[kind];
    bool least = true;
    while (low < high) {
        build->bounds[kind] = low == 0 ? 0 : (low + high - 1) / 2;
        enum solver_answer answer = look(build, plan, plan);
        if (answer == SOLVER_YES) {
            high = rotation_plan_loss(problem, plan).counts[kind];
        } else {
            low = build->bounds[kind] + 1;
            least = least && answer == SOLVER_NO;
        }
    }
    build->bounds[kind] = high;
    return least;
}

void rotation_plan_nearest(const struct rotation_problem *problem, const struct rotation_work *work,
    struct rotation_plan *out, struct rotation_loss *loss)
{
    struct rotation_build *build = rotation_build_open(problem, work);
    build->lossy = true;
    memset(out, ROTATION_REST, sizeof *out);
    (void)look(build, NULL, out);
    bool least = true;
    for (int kind = LOSS_COUNT - 1; kind >= 0; kind--)
        least = give_up_least(build, (enum rotation_loss_kind)kind, out) && least;
    *loss = rotation_plan_loss(problem, out);
    loss->least = least;
}
