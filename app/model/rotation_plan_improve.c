/* Makes a plan better in what is only wished, by small changes that give up nothing more. */
#include "base/macros.h"
#include "base/rng.h"
#include "model/rotation_plan_build.h"
#include <math.h>
#include <string.h>

/* Beside a pair that meets again (1): a visit outside `may`, a student without the teacher, and
 * squares of crowding with the teacher, of crowding anywhere and of rounds without a station. */
static const double outside_weight = 10, unmet_weight = 20;
static const double crowding_weight = 0.05, load_weight = 0.02, idle_weight = 5;

/* How often stop() is asked, in steps. */
enum { STOP_EVERY = 1024 };

/* --- What a plan is worth --------------------------------------------------------------------- */

static bool has_teacher(const struct rotation_problem *problem)
{
    for (int place = 0; place < problem->place_count; place++)
        if (problem->places[place].teacher)
            return true;
    return false;
}

/* Wishes about one unit alone that do not come true. */
struct unmet_wishes {
    int32_t outside; /* visits to stations that are neither must nor may */
    int32_t unmet;   /* students who do not meet the teacher, though a station of the teacher is
                        there */
    int32_t idle;    /* sum of squares of the rounds without a station, by unit: nobody alone goes
                        without */
};

/* Adds what concerns one unit alone; what it gives up is added to `losses`. */
static void value_unit(const struct rotation_problem *problem, const struct rotation_plan *plan,
    int unit, struct unmet_wishes *value, int32_t losses[static LOSS_COUNT])
{
    const struct rotation_unit *who = &problem->units[unit];
    int32_t own[LOSS_COUNT] = {0};
    bool met = false;
    for (int round = 0; round < problem->rounds; round++) {
        int place = plan->place[unit][round];
        if (place == ROTATION_REST)
            continue;
        met = met || problem->places[place].teacher;
        value->outside += who->may != 0 && !((who->must | who->may) >> place & 1);
    }
    value->unmet += met || !has_teacher(problem) ? 0 : who->size;
    rotation_unit_loss(problem, unit, plan->place[unit], own);
    value->idle += own[LOSS_STATION] * own[LOSS_STATION];
    for (int kind = 0; kind < LOSS_COUNT; kind++)
        losses[kind] += own[kind];
}

static double cost_of_units(const struct unmet_wishes *value)
{
    return outside_weight * value->outside + unmet_weight * value->unmet +
           idle_weight * value->idle;
}

/* Sharing a station for the k-th time costs k - 1, and `met` each time. */
static double pair_cost(const struct rotation_problem *problem, int a, int b, int times)
{
    double again = times * (times - 1) / 2.0;
    return again + (problem->met == NULL ? 0 : times * problem->met[a * problem->unit_count + b]);
}

/* --- The search ------------------------------------------------------------------------------- */

struct search {
    const struct rotation_problem *problem;
    struct rotation_plan plan;
    int32_t load[STATION_MAX][ROUND_MAX]; /* students */
    int32_t taught[ROUND_MAX];            /* students at stations of the teacher */
    int8_t times[ROTATION_UNIT_MAX][ROTATION_UNIT_MAX];
    double cost; /* since the start */
    struct rng rng;
};

/* A change: up to four cells, and what was there. */
struct change {
    int unit[4], round[4], to[4], was[4];
    int count;
};

/* Takes a unit from (sign -1) or puts it at (1) a station. */
static void step(struct search *s, int unit, int round, int place, int sign)
{
    const struct rotation_problem *problem = s->problem;
    if (place == ROTATION_REST)
        return;
    int32_t size = problem->units[unit].size, *load = &s->load[place][round];
    s->cost += load_weight * (double)(size * (size + sign * 2 * *load));
    *load += sign * size;
    if (problem->places[place].teacher) {
        int64_t before = s->taught[round], after = before + sign * size;
        s->taught[round] = (int32_t)after;
        s->cost += crowding_weight * (double)(after * after - before * before);
    }
    for (int other = 0; other < problem->unit_count; other++) {
        if (other == unit || s->plan.place[other][round] != place)
            continue;
        int before = s->times[unit][other], after = before + sign;
        s->times[unit][other] = s->times[other][unit] = (int8_t)after;
        s->cost += pair_cost(problem, unit, other, after) - pair_cost(problem, unit, other, before);
    }
}

static void set(struct search *s, int unit, int round, int place)
{
    step(s, unit, round, s->plan.place[unit][round], -1);
    s->plan.place[unit][round] = ROTATION_REST;
    step(s, unit, round, place, 1);
    s->plan.place[unit][round] = (int8_t)place;
}

static void open_search(struct search *s, const struct rotation_problem *problem,
    const struct rotation_plan *plan, uint64_t seed)
{
    memset(s, 0, sizeof *s);
    s->problem = problem;
    s->rng = rng_seeded(seed);
    memset(&s->plan, ROTATION_REST, sizeof s->plan);
    for (int unit = 0; unit < problem->unit_count; unit++)
        for (int round = 0; round < problem->rounds; round++)
            set(s, unit, round, plan->place[unit][round]);
    s->cost = 0;
}

/* --- Changes ---------------------------------------------------------------------------------- */

static void add_cell(struct change *change, int unit, int round, int to)
{
    change->unit[change->count] = unit;
    change->round[change->count] = round;
    change->to[change->count++] = to;
}

static int any(struct search *s, int count)
{
    return (int)rng_below(&s->rng, (uint32_t)count);
}

/* One unit elsewhere; two units change places, in one round or in two; one unit, two rounds. */
static struct change propose(struct search *s)
{
    const struct rotation_problem *problem = s->problem;
    const struct rotation_plan *plan = &s->plan;
    struct change change = {0};
    int a = any(s, problem->unit_count), b = any(s, problem->unit_count);
    int r = any(s, problem->rounds), q = any(s, problem->rounds);
    int kind = any(s, 4);
    if (kind == 0) {
        add_cell(&change, a, r, any(s, problem->place_count));
    } else if (kind == 1 && r != q) {
        add_cell(&change, a, r, plan->place[a][q]);
        add_cell(&change, a, q, plan->place[a][r]);
    } else if (kind >= 2 && a != b) {
        add_cell(&change, a, r, plan->place[b][r]);
        add_cell(&change, b, r, plan->place[a][r]);
        if (kind == 3 && r != q) {
            add_cell(&change, a, q, plan->place[b][q]);
            add_cell(&change, b, q, plan->place[a][q]);
        }
    }
    return change;
}

static int units_of(const struct change *change, int units[static 2])
{
    int count = 0;
    for (int i = 0; i < change->count; i++)
        if (count == 0 || (units[0] != change->unit[i] && count < 2))
            units[count++] = change->unit[i];
    return count;
}

/* What of the units concerned counts alone: losses, and wishes as a cost. */
static double alone(
    const struct search *s, const int *units, int count, int32_t losses[static LOSS_COUNT])
{
    struct unmet_wishes value = {0};
    for (int i = 0; i < count; i++)
        value_unit(s->problem, &s->plan, units[i], &value, losses);
    return cost_of_units(&value);
}

static bool is_allowed(
    const struct search *s, const struct change *change, const int *units, int count)
{
    for (int i = 0; i < count; i++)
        if (!rotation_unit_holds(s->problem, units[i], s->plan.place[units[i]]))
            return false;
    for (int i = 0; i < change->count; i++) {
        int place = change->to[i];
        int32_t capacity = place == ROTATION_REST ? 0 : s->problem->places[place].capacity;
        if (capacity > 0 && s->load[place][change->round[i]] > capacity)
            return false;
    }
    return true;
}

static void apply(struct search *s, struct change *change)
{
    for (int i = 0; i < change->count; i++)
        change->was[i] = s->plan.place[change->unit[i]][change->round[i]];
    for (int i = 0; i < change->count; i++)
        set(s, change->unit[i], change->round[i], change->to[i]);
}

static void undo(struct search *s, const struct change *change)
{
    for (int i = change->count - 1; i >= 0; i--)
        set(s, change->unit[i], change->round[i], change->was[i]);
}

/* Makes a change if it gives up nothing more and costs less than `margin` more. */
static void weigh(struct search *s, double margin)
{
    struct change change = propose(s);
    int units[2] = {0};
    int count = units_of(&change, units);
    if (count == 0)
        return;
    int32_t before[LOSS_COUNT] = {0}, after[LOSS_COUNT] = {0};
    double cost = s->cost, wishes = alone(s, units, count, before);
    apply(s, &change);
    bool keep = is_allowed(s, &change, units, count);
    if (keep) {
        s->cost += alone(s, units, count, after) - wishes;
        for (int kind = 0; kind < LOSS_COUNT; kind++)
            keep = keep && after[kind] <= before[kind];
        keep = keep && s->cost < cost + margin;
    }
    if (!keep) {
        undo(s, &change);
        s->cost = cost;
    }
}

void rotation_plan_improve(const struct rotation_problem *problem, const struct rotation_work *work,
    int64_t steps, struct rotation_plan *plan)
{
    if (problem->unit_count == 0 || problem->rounds == 0 || problem->place_count == 0)
        return;
    struct search s;
    open_search(&s, problem, plan, work->seed);
    double best = 0;
    for (int64_t i = 0; i < steps; i++) {
        if (i % STOP_EVERY == 0 && work->stop != NULL && work->stop(work->user))
            break;
        /* Annealing: what a step may cost falls from a repeated meeting to nothing. */
        double heat = 0.5 * (double)(steps - i) / (double)steps;
        weigh(&s, 1e-9 - heat * log(1 - rng_unit(&s.rng)));
        if (s.cost < best - 1e-6) {
            best = s.cost;
            *plan = s.plan;
        }
    }
}
