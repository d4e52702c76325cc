/* The search for schedules: annealing over swaps of two students in a base round.
 *
 * With order m, student x < m (count / m) belongs to the circle x / m at place x % m, the others
 * stay where they are. A base round becomes m rounds when everyone in a circle moves on by one
 * place. Pairs fall into orbits: (circle, circle, difference). A base round is good if no orbit is
 * used twice; that the rounds it becomes are good follows. Order 1 is the search without symmetry.
 */
#include "base/macros.h"
#include "base/rng.h"
#include "model/partners_inside.h"
#include <assert.h>
#include <math.h>
#include <string.h>

enum {
    ATTEMPT_MAX = 8,
    SLICE_STEPS = 100000, /* of the first run of an attempt; each next one has half as many more */
    STOP_EVERY = 4096,
    COST_UNIT = 1000, /* a pair that meets a second time */
};

struct attempt {
    int32_t order, bases; /* base rounds */
};

struct partners {
    struct partners_problem problem;
    struct partners_bounds bounds;
    struct rng rng;
    struct partners_schedule best;
    struct partners_value best_value;
    bool has_best, done;
    struct attempt attempts[ATTEMPT_MAX];
    int32_t attempt_count;

    /* The run that is under way. */
    int64_t run, step, steps;
    const struct attempt *attempt;
    int64_t cost, least;                           /* least of this run */
    uint8_t seat[PARTNERS_ROUND_MAX][STUDENT_MAX]; /* students, group by group */
    uint8_t kept[PARTNERS_ROUND_MAX][STUDENT_MAX]; /* with the least cost */
    int32_t group_start[GROUP_MAX + 1];
    uint8_t seat_group[STUDENT_MAX];
    uint16_t orbit[STUDENT_MAX][STUDENT_MAX];
    /* By orbit: its pairs, meetings of each by one use, extra cost of a meeting, uses now. */
    int32_t length[PARTNERS_PAIR_MAX], meetings[PARTNERS_PAIR_MAX], extra[PARTNERS_PAIR_MAX];
    int32_t used[PARTNERS_PAIR_MAX];
    int32_t orbit_count;
};

size_t partners_memory_size(void)
{
    return sizeof(struct partners);
}

/* --- Which symmetries ------------------------------------------------------------------------- */

/* Students who stay meet in every round if two are in one group. */
static bool is_useful(const struct partners_problem *problem, int32_t order)
{
    return order >= 1 && order <= problem->count &&
           (order == 1 || problem->count % order <= problem->group_count);
}

static void add_attempt(struct partners *p, int32_t order, int32_t bases)
{
    if (p->attempt_count == ATTEMPT_MAX || !is_useful(&p->problem, order) ||
        bases > PARTNERS_ROUND_MAX)
        return;
    for (int32_t i = 0; i < p->attempt_count; i++)
        if (p->attempts[i].order == order && p->attempts[i].bases == bases)
            return;
    p->attempts[p->attempt_count++] = (struct attempt){order, bases};
}

static void list_attempts(struct partners *p)
{
    const struct partners_problem *problem = &p->problem;
    int32_t rounds = problem->rounds;
    if (problem->met == NULL) {
        for (int32_t order = rounds; order <= MAX(rounds, p->bounds.rounds); order++)
            if (p->attempt_count < 3)
                add_attempt(p, order, 1);
        for (int32_t bases = 2; bases <= 3 && rounds > bases; bases++)
            add_attempt(p, (rounds + bases - 1) / bases, bases);
    }
    add_attempt(p, 1, rounds);
}

/* --- Orbits ----------------------------------------------------------------------------------- */

static int32_t circles(const struct partners *p)
{
    return p->problem.count / p->attempt->order;
}

/* Where a student is after so many rounds. */
static int32_t moved(const struct partners *p, int32_t student, int32_t rounds)
{
    int32_t order = p->attempt->order;
    if (student >= circles(p) * order)
        return student;
    return student / order * order + (student % order + rounds) % order;
}

static void add_orbit(struct partners *p, int32_t a, int32_t b)
{
    int32_t order = p->attempt->order, orbit = p->orbit_count++;
    p->length[orbit] = 0;
    for (int32_t i = 0; i < order; i++) {
        int32_t x = moved(p, a, i), y = moved(p, b, i);
        if (p->orbit[x][y] == UINT16_MAX)
            p->length[orbit]++;
        p->orbit[x][y] = p->orbit[y][x] = (uint16_t)orbit;
    }
    p->meetings[orbit] = order / p->length[orbit];
    const float *met = p->problem.met;
    p->extra[orbit] =
        met == NULL ? 0 : (int32_t)lround((double)met[a * p->problem.count + b] * COST_UNIT);
}

static void find_orbits(struct partners *p)
{
    memset(p->orbit, 0xFF, sizeof p->orbit);
    p->orbit_count = 0;
    for (int32_t a = 0; a < p->problem.count; a++)
        for (int32_t b = a + 1; b < p->problem.count; b++)
            if (p->orbit[a][b] == UINT16_MAX)
                add_orbit(p, a, b);
    memset(p->used, 0, sizeof p->used);
}

/* --- Cost ------------------------------------------------------------------------------------- */

/* Of the orbit's pairs when it is used so often. */
static int64_t orbit_cost(const struct partners *p, int32_t orbit, int32_t used)
{
    int64_t times = (int64_t)used * p->meetings[orbit];
    if (p->problem.aim == PARTNERS_EVERYONE)
        return times == 0 ? (int64_t)p->length[orbit] * COST_UNIT : 0;
    return p->length[orbit] *
           (times * (times - 1) / 2 * COST_UNIT + times * (int64_t)p->extra[orbit]);
}

static void use(struct partners *p, int32_t a, int32_t b, int32_t sign)
{
    int32_t orbit = p->orbit[a][b];
    p->cost -= orbit_cost(p, orbit, p->used[orbit]);
    p->used[orbit] += sign;
    p->cost += orbit_cost(p, orbit, p->used[orbit]);
}

/* The student on a seat joins (1) or leaves (-1) the others of the group. */
static void join(struct partners *p, const uint8_t *seats, int32_t seat, int32_t sign)
{
    int32_t group = p->seat_group[seat];
    for (int32_t i = p->group_start[group]; i < p->group_start[group + 1]; i++)
        if (i != seat)
            use(p, seats[seat], seats[i], sign);
}

/* Two seats of different groups. */
static void swap(struct partners *p, uint8_t *seats, int32_t a, int32_t b)
{
    join(p, seats, a, -1);
    join(p, seats, b, -1);
    uint8_t student = seats[a];
    seats[a] = seats[b];
    seats[b] = student;
    join(p, seats, a, 1);
    join(p, seats, b, 1);
}

/* --- Runs ------------------------------------------------------------------------------------- */

static void shuffle(struct partners *p, uint8_t *seats)
{
    int32_t students[STUDENT_MAX];
    for (int32_t i = 0; i < p->problem.count; i++)
        students[i] = i;
    rng_shuffle(&p->rng, students, p->problem.count);
    for (int32_t i = 0; i < p->problem.count; i++)
        seats[i] = (uint8_t)students[i];
}

static void begin_run(struct partners *p)
{
    /* The first is the likeliest: every other run is its. */
    int64_t others = MAX(p->attempt_count - 1, 1), half = p->run / 2;
    p->attempt = &p->attempts[p->run % 2 == 0 ? 0 : (1 + half % others) % p->attempt_count];
    int64_t lap = MIN(half / others, 12);
    p->run++;
    p->step = 0;
    p->steps = (int64_t)(SLICE_STEPS * pow(1.5, (double)lap));
    find_orbits(p);
    p->cost = 0;
    for (int32_t orbit = 0; orbit < p->orbit_count; orbit++)
        p->cost += orbit_cost(p, orbit, 0);
    for (int32_t base = 0; base < p->attempt->bases; base++) {
        shuffle(p, p->seat[base]);
        for (int32_t a = 0; a < p->problem.count; a++)
            for (int32_t b = a + 1; b < p->problem.count; b++)
                if (p->seat_group[a] == p->seat_group[b])
                    use(p, p->seat[base][a], p->seat[base][b], 1);
    }
    p->least = p->cost;
    memcpy(p->kept, p->seat, sizeof p->kept);
}

static void anneal(struct partners *p)
{
    int32_t base = (int32_t)rng_below(&p->rng, (uint32_t)p->attempt->bases);
    int32_t a = (int32_t)rng_below(&p->rng, (uint32_t)p->problem.count);
    int32_t b = (int32_t)rng_below(&p->rng, (uint32_t)p->problem.count);
    if (p->seat_group[a] == p->seat_group[b])
        return;
    int64_t before = p->cost;
    swap(p, p->seat[base], a, b);
    if (p->cost > before) {
        /* In pairs that meet again, of each orbit. */
        double heat = 0.35 * pow(0.5, (double)p->step / (double)p->steps);
        double unit = (double)COST_UNIT * p->attempt->order;
        if (rng_unit(&p->rng) >= exp(-(double)(p->cost - before) / (unit * heat)))
            swap(p, p->seat[base], a, b);
    }
    if (p->cost < p->least) {
        p->least = p->cost;
        memcpy(p->kept, p->seat, sizeof p->seat[0] * (size_t)p->attempt->bases);
    }
}

/* --- Schedules -------------------------------------------------------------------------------- */

static void unfold(const struct partners *p, struct partners_schedule *out)
{
    memset(out, 0, sizeof *out);
    int32_t bases = p->attempt->bases;
    for (int32_t round = 0; round < p->problem.rounds; round++)
        for (int32_t seat = 0; seat < p->problem.count; seat++) {
            int32_t student = moved(p, p->kept[round % bases][seat], round / bases);
            out->group[round][student] = p->seat_group[seat];
        }
}

static bool is_better(const struct partners *p, const struct partners_value *value)
{
    const struct partners_value *best = &p->best_value;
    if (!p->has_best)
        return true;
    if (p->problem.aim == PARTNERS_EVERYONE && value->strangers != best->strangers)
        return value->strangers < best->strangers;
    double cost = (double)value->again + value->met, best_cost = (double)best->again + best->met;
    return cost < best_cost || (cost <= best_cost && value->repeats < best->repeats);
}

static void end_run(struct partners *p)
{
    struct partners_schedule schedule;
    unfold(p, &schedule);
    struct partners_value value = partners_evaluate(&p->problem, &schedule);
    if (is_better(p, &value)) {
        p->best = schedule;
        p->best_value = value;
        p->has_best = true;
    }
    p->done = p->problem.aim == PARTNERS_EVERYONE
                  ? p->best_value.strangers == p->bounds.strangers
                  : p->problem.met == NULL && p->best_value.again == p->bounds.again;
    p->attempt = NULL;
}

/* --- From outside ----------------------------------------------------------------------------- */

struct partners *partners_open(
    const struct partners_problem *problem, uint64_t seed, void *memory, size_t size)
{
    assert(size >= sizeof(struct partners));
    assert(problem->count >= 1 && problem->count <= STUDENT_MAX);
    assert(problem->rounds >= 1 && problem->rounds <= PARTNERS_ROUND_MAX);
    struct partners *p = memory;
    memset(p, 0, sizeof *p);
    p->problem = *problem;
    p->bounds = partners_bounds(problem);
    p->rng = rng_seeded(seed);
    for (int32_t group = 0, seat = 0; group < problem->group_count; group++) {
        for (int32_t i = 0; i < problem->sizes[group]; i++)
            p->seat_group[seat++] = (uint8_t)group;
        p->group_start[group + 1] = seat;
    }
    assert(p->group_start[problem->group_count] == problem->count);
    list_attempts(p);
    if (problem->met == NULL && partners_draw(problem, &p->best)) {
        p->best_value = partners_evaluate(problem, &p->best);
        p->has_best = true;
    }
    begin_run(p);
    end_run(p);
    p->run = 0;
    return p;
}

bool partners_improve(
    struct partners *partners, int64_t steps, bool (*stop)(void *user), void *user)
{
    for (int64_t i = 0; i < steps && !partners->done; i++) {
        if (i % STOP_EVERY == 0 && stop != NULL && stop(user))
            break;
        if (partners->attempt == NULL)
            begin_run(partners);
        anneal(partners);
        if (++partners->step >= partners->steps || partners->least == 0)
            end_run(partners);
    }
    /* What was found so far counts, though the run goes on. */
    if (partners->attempt != NULL) {
        const struct attempt *attempt = partners->attempt;
        end_run(partners);
        partners->attempt = attempt;
    }
    return partners->done;
}

const struct partners_schedule *partners_best(const struct partners *partners)
{
    return &partners->best;
}
