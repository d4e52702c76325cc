/* Why there is no plan: a simple count where one shows it, and always a set of demands of which
 * none can be left out, as small a one as some orders of leaving out find. */
#include "base/macros.h"
#include "base/rng.h"
#include "model/rotation_plan_build.h"
#include <string.h>

/* Dead ends after which a smaller set counts as possible: the demands under test stay. */
enum { EXPLAIN_CONFLICTS = 3000, ORDERS = 6 };

/* --- Simple causes ---------------------------------------------------------------------------- */

static bool find_large_unit(const struct rotation_problem *problem, struct rotation_reason *out)
{
    int32_t largest = 0;
    for (int place = 0; place < problem->place_count; place++) {
        int32_t capacity = problem->places[place].capacity;
        largest = MAX(largest, capacity == 0 ? INT32_MAX : capacity);
    }
    for (int unit = 0; unit < problem->unit_count; unit++)
        if (problem->units[unit].size > largest && rotation_here(problem, unit) != 0) {
            out->cause = CAUSE_UNIT_TOO_LARGE;
            out->unit = unit;
            out->needed = problem->units[unit].size;
            out->there_is = largest;
            return true;
        }
    return false;
}

/* Students in a round, and the places for them; -1: no limit. */
static int32_t places_in(const struct rotation_problem *problem, int round)
{
    int32_t sum = 0;
    for (int place = 0; place < problem->place_count; place++) {
        if (!rotation_is_open(problem, place, round))
            continue;
        if (problem->places[place].capacity == 0)
            return -1;
        sum += problem->places[place].capacity;
    }
    return sum;
}

static bool find_full_round(const struct rotation_problem *problem, struct rotation_reason *out)
{
    for (int round = 0; round < problem->rounds; round++) {
        int32_t needed = 0, there_is = places_in(problem, round);
        for (int unit = 0; unit < problem->unit_count; unit++)
            if (rotation_here(problem, unit) >> round & 1 && rotation_rests(problem, unit) == 0)
                needed += problem->units[unit].size;
        if (there_is >= 0 && needed > there_is) {
            out->cause = CAUSE_ROUND_FULL;
            out->round = round;
            out->needed = needed;
            out->there_is = there_is;
            return true;
        }
    }
    return false;
}

static bool find_full_station(const struct rotation_problem *problem, struct rotation_reason *out)
{
    for (int place = 0; place < problem->place_count; place++) {
        int32_t needed = 0, capacity = problem->places[place].capacity;
        uint32_t open = problem->places[place].open & rotation_rounds_of(problem);
        for (int unit = 0; unit < problem->unit_count; unit++)
            if (problem->units[unit].must >> place & 1)
                needed +=
                    problem->units[unit].size * (rotation_stays_two(problem, unit, place) ? 2 : 1);
        int32_t there_is = capacity * rotation_bit_count(open);
        if ((capacity > 0 || open == 0) && needed > there_is) {
            out->cause = CAUSE_STATION_FULL;
            out->place = place;
            out->needed = needed;
            out->there_is = there_is;
            return true;
        }
    }
    return false;
}

static bool fits(const struct rotation_problem *problem, int unit, int place)
{
    const struct rotation_place *station = &problem->places[place];
    return (station->capacity == 0 || problem->units[unit].size <= station->capacity) &&
           (station->open & rotation_here(problem, unit)) != 0;
}

static bool find_few_stations(const struct rotation_problem *problem, struct rotation_reason *out)
{
    for (int unit = 0; unit < problem->unit_count; unit++) {
        int32_t needed = rotation_bit_count(rotation_here(problem, unit)), there_is = 0;
        needed -= rotation_rests(problem, unit);
        bool counts = true;
        for (int place = 0; place < problem->place_count; place++) {
            there_is += fits(problem, unit, place);
            counts = counts && !rotation_stays_two(problem, unit, place);
        }
        if (counts && needed > there_is) {
            out->cause = CAUSE_FEW_STATIONS;
            out->unit = unit;
            out->needed = needed;
            out->there_is = there_is;
            return true;
        }
    }
    return false;
}

/* --- All demands ------------------------------------------------------------------------------ */

static void demand(
    struct rotation_build *build, enum rotation_demand_kind kind, int unit, int place, int round)
{
    build->demands[build->demand_count++] = (struct rotation_demand){kind, unit, place, round};
}

static void list_of_unit(struct rotation_build *build, int unit)
{
    const struct rotation_problem *problem = build->problem;
    const struct rotation_unit *who = &problem->units[unit];
    uint32_t two = 0;
    for (int place = 0; place < problem->place_count; place++)
        two |= (uint32_t)rotation_stays_two(problem, unit, place) << place;
    if (two != 0)
        demand(build, DEMAND_TWO_ROUNDS, unit, -1, -1);
    if (who->first >= 0)
        demand(build, DEMAND_FIRST, unit, who->first, -1);
    if (who->teacher_by > 0)
        demand(build, DEMAND_TEACHER, unit, -1, -1);
    for (int place = 0; place < problem->place_count; place++)
        if (who->must >> place & 1)
            demand(build, DEMAND_MUST, unit, place, -1);
    demand(build, DEMAND_ONCE, unit, -1, -1);
    demand(build, DEMAND_STATION, unit, -1, -1);
}

static void list_of_place(struct rotation_build *build, int place)
{
    const struct rotation_problem *problem = build->problem;
    if ((~problem->places[place].open & rotation_rounds_of(problem)) != 0)
        demand(build, DEMAND_OPENING, -1, place, -1);
    for (int round = 0; problem->places[place].capacity > 0 && round < problem->rounds; round++)
        if (rotation_is_open(problem, place, round))
            demand(build, DEMAND_CAPACITY, -1, place, round);
}

static void waive(struct rotation_waiver *waiver, const struct rotation_demand *what)
{
    switch (what->kind) {
    case DEMAND_CAPACITY: waiver->capacity[what->place] |= UINT32_C(1) << what->round; break;
    case DEMAND_OPENING: waiver->opening |= UINT32_C(1) << what->place; break;
    case DEMAND_STATION: waiver->station[what->unit] = true; break;
    case DEMAND_ONCE: waiver->once[what->unit] = true; break;
    case DEMAND_MUST: waiver->must[what->unit] |= UINT32_C(1) << what->place; break;
    case DEMAND_TEACHER: waiver->teacher[what->unit] = true; break;
    case DEMAND_FIRST: waiver->first[what->unit] = true; break;
    case DEMAND_TWO_ROUNDS: waiver->two_rounds[what->unit] = true; break;
    }
}

/* --- A small set ------------------------------------------------------------------------------ */

/* Whether the demands that are not waived cannot be met. */
static enum solver_answer ask(struct rotation_build *build)
{
    memset(&build->waiver, 0, sizeof build->waiver);
    for (int32_t i = 0; i < build->demand_count; i++)
        if (build->waived[i])
            waive(&build->waiver, &build->demands[i]);
    rotation_build_make(build, NULL);
    return solver_run(build->solver, EXPLAIN_CONFLICTS, build->work->stop, build->work->user);
}

/* Waives those from `start` to `end` of the order if the rest is in trouble without them. False:
 * not known. */
static bool try_without(struct rotation_build *build, int32_t start, int32_t end)
{
    bool were[DEMAND_ALL_MAX];
    memcpy(were, build->waived, sizeof were);
    int32_t count = 0;
    for (int32_t i = start; i < end; i++) {
        count += !build->waived[build->order[i]];
        build->waived[build->order[i]] = true;
    }
    enum solver_answer answer = count == 0 ? SOLVER_NO : ask(build);
    if (answer != SOLVER_NO)
        memcpy(build->waived, were, sizeof were);
    return answer != SOLVER_STOPPED;
}

static bool make_small(struct rotation_build *build)
{
    int32_t size = 1;
    while (2 * size < build->demand_count)
        size *= 2;
    bool known = true;
    for (; size >= 1; size /= 2) {
        known = true; /* what matters is the last pass, one by one */
        for (int32_t start = 0; start < build->demand_count; start += size)
            known = try_without(build, start, MIN(start + size, build->demand_count)) && known;
    }
    return known;
}

/* As listed, the other way round, and by chance. */
static void choose_order(struct rotation_build *build, int turn, struct rng *rng)
{
    int32_t count = build->demand_count;
    for (int32_t i = 0; i < count; i++)
        build->order[i] = turn == 1 ? count - 1 - i : i;
    if (turn > 1)
        rng_shuffle(rng, build->order, count);
}

static int32_t count_left(const struct rotation_build *build)
{
    int32_t count = 0;
    for (int32_t i = 0; i < build->demand_count; i++)
        count += !build->waived[i];
    return count;
}

/* What is left last stays: which that is, is a matter of the order. */
static bool find_small(struct rotation_build *build)
{
    bool first[DEMAND_ALL_MAX], best[DEMAND_ALL_MAX], known = false;
    struct rng rng = rng_seeded(1);
    int32_t least = INT32_MAX;
    memcpy(first, build->waived, sizeof first);
    for (int turn = 0; turn < ORDERS && least > 2; turn++) {
        memcpy(build->waived, first, sizeof first);
        choose_order(build, turn, &rng);
        bool is_known = make_small(build);
        int32_t left = count_left(build);
        if (left >= least)
            continue;
        least = left;
        known = is_known;
        memcpy(best, build->waived, sizeof best);
    }
    memcpy(build->waived, best, sizeof best);
    return known;
}

/* A cause that is one unit's needs no other unit to show it. */
static void look_at_one_unit(struct rotation_build *build, int unit)
{
    for (int32_t i = 0; i < build->demand_count; i++)
        build->waived[i] = build->demands[i].unit >= 0 && build->demands[i].unit != unit;
    if (ask(build) != SOLVER_NO)
        memset(build->waived, 0, sizeof build->waived);
}

static void find_demands(struct rotation_build *build, struct rotation_reason *out)
{
    for (int unit = 0; unit < build->problem->unit_count; unit++)
        list_of_unit(build, unit);
    for (int place = 0; place < build->problem->place_count; place++)
        list_of_place(build, place);
    if (out->unit >= 0)
        look_at_one_unit(build, out->unit);
    out->minimal = find_small(build);
    for (int32_t i = 0; i < build->demand_count; i++) {
        if (build->waived[i])
            continue;
        if (out->demand_count == ROTATION_DEMAND_MAX)
            out->minimal = false;
        else
            out->demands[out->demand_count++] = build->demands[i];
    }
}

void rotation_plan_explain(const struct rotation_problem *problem, const struct rotation_work *work,
    struct rotation_reason *out)
{
    static bool (*const finders[])(
        const struct rotation_problem *problem, struct rotation_reason *out) = {
        find_large_unit, find_few_stations, find_full_round, find_full_station};
    *out = (struct rotation_reason){.cause = CAUSE_TOGETHER, .unit = -1, .place = -1, .round = -1};
    for (size_t i = 0; i < COUNT_OF(finders) && !finders[i](problem, out); i++)
        continue;
    find_demands(rotation_build_open(problem, work), out);
}
