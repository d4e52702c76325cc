#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "base/rng.h"
#include "rotation_checker.h"
#include <stdlib.h>

enum { SEEDS = 10000 };

static unsigned char *memory;
static size_t memory_size;
static struct checker checker;

static struct rotation_work work_for(const struct rotation_problem *problem)
{
    size_t size = rotation_plan_memory_size(problem);
    if (size > memory_size) {
        free(memory);
        memory = malloc(size);
        memory_size = size;
        assert_non_null(memory);
    }
    return (struct rotation_work){.seed = 1, .memory = memory, .size = size};
}

static int between(struct rng *rng, int low, int high)
{
    return low + (int)rng_below(rng, (uint32_t)(high - low + 1));
}

static bool chance(struct rng *rng, int one_in)
{
    return rng_below(rng, (uint32_t)one_in) == 0;
}

/* Rounds x stations at most 16 and at most 15 students: what the checker decides exactly. */
static void make_small(struct rotation_problem *p, uint64_t seed)
{
    struct rng rng = rng_seeded(seed);
    memset(p, 0, sizeof *p);
    p->rounds = between(&rng, 1, 5);
    p->place_count = between(&rng, 1, MIN(6, CHECK_CELLS / p->rounds));
    int most = between(&rng, 1, 5), left = CHECK_FULL, units = between(&rng, 1, 6);
    while (p->unit_count < units && left > 0) {
        struct rotation_unit *unit = &p->units[p->unit_count++];
        int size = between(&rng, 1, most);
        *unit = (struct rotation_unit){.size = MIN(size, left),
            .here = chance(&rng, 8) ? (uint32_t)rng_next(&rng) : UINT32_MAX,
            .rounds = chance(&rng, 8) ? between(&rng, 1, p->rounds) : 0,
            .first = chance(&rng, 8) ? between(&rng, 0, p->place_count - 1) : -1,
            .teacher_by = chance(&rng, 5) ? between(&rng, 1, 3) : 0,
            .extra_time = chance(&rng, 4)};
        left -= unit->size;
        for (int i = 0; chance(&rng, 2) && i < 2; i++)
            unit->must |= UINT32_C(1) << between(&rng, 0, p->place_count - 1);
    }
    for (int s = 0; s < p->place_count; s++)
        p->places[s] =
            (struct rotation_place){.capacity = chance(&rng, 8) ? 0 : between(&rng, most, 2 * most),
                .open = chance(&rng, 5) ? (uint32_t)rng_next(&rng) : UINT32_MAX,
                .teacher = s == 0 || chance(&rng, 8),
                .needs_two_rounds = chance(&rng, 5)};
}

static void assert_good(const struct rotation_problem *problem, const struct rotation_plan *plan)
{
    struct rotation_loss loss = rotation_plan_loss(problem, plan);
    assert_true(rotation_plan_holds(problem, plan));
    for (int kind = 0; kind < LOSS_COUNT; kind++)
        assert_int_equal(loss.counts[kind], 0);
}

static void agrees_with_the_checker(void **state)
{
    (void)state;
    static struct rotation_problem problem;
    static struct rotation_plan plan;
    int found = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        make_small(&problem, seed);
        struct rotation_work work = work_for(&problem);
        bool possible = check_possible(&checker, &problem, NULL, 0);
        enum rotation_answer answer = rotation_plan_find(&problem, &work, &plan);
        if ((answer == ROTATION_FOUND) != possible || answer == ROTATION_STOPPED)
            fail_msg("seed %d: %d, the checker says %d", (int)seed, answer, possible);
        if (possible)
            assert_good(&problem, &plan);
        found += possible;
    }
    assert_in_range(found, SEEDS / 5, SEEDS * 4 / 5); /* both are tried */
}

/* A plan first, then a problem it solves, as tight as can be. */
static void plant(struct rotation_problem *p, struct rng *rng, int units, int rounds, int places)
{
    memset(p, 0, sizeof *p);
    *p = (struct rotation_problem){.rounds = rounds, .place_count = places, .unit_count = units};
    int load[STATION_MAX][ROUND_MAX] = {{0}};
    for (int u = 0; u < units; u++) {
        int order[STATION_MAX];
        for (int s = 0; s < places; s++) {
            int other = between(rng, 0, s);
            order[s] = order[other];
            order[other] = s;
        }
        p->units[u] =
            (struct rotation_unit){.size = between(rng, 1, 4), .here = UINT32_MAX, .first = -1};
        for (int r = 0; r < rounds; r++) {
            load[order[r]][r] += p->units[u].size;
            if (chance(rng, 6))
                p->units[u].must |= UINT32_C(1) << order[r];
        }
        if (chance(rng, 6))
            p->units[u].first = order[0];
        p->units[u].teacher_by = order[0] == 0 ? 1 : 0;
    }
    for (int s = 0; s < places; s++) {
        int most = 1;
        for (int r = 0; r < rounds; r++) {
            most = MAX(most, load[s][r]);
            p->places[s].open |= (uint32_t)(load[s][r] > 0 || !chance(rng, 3)) << r;
        }
        p->places[s].capacity = most;
        p->places[s].teacher = s == 0;
    }
}

static void finds_what_is_there(void **state)
{
    (void)state;
    static struct rotation_problem problem;
    static struct rotation_plan plan;
    struct rng rng = rng_seeded(7);
    for (int i = 0; i < 2000; i++) {
        int rounds = between(&rng, 1, 8);
        plant(&problem, &rng, between(&rng, 1, 12), rounds, between(&rng, rounds, 10));
        struct rotation_work work = work_for(&problem);
        assert_int_equal(rotation_plan_find(&problem, &work, &plan), ROTATION_FOUND);
        assert_good(&problem, &plan);
    }
}

static void plans_a_school(void **state)
{
    (void)state;
    static struct rotation_problem problem;
    static struct rotation_plan plan;
    struct rng rng = rng_seeded(3);
    plant(&problem, &rng, ROTATION_UNIT_MAX, 8, 16);
    struct rotation_work work = work_for(&problem);
    assert_int_equal(rotation_plan_find(&problem, &work, &plan), ROTATION_FOUND);
    assert_good(&problem, &plan);
}

/* The demands named cannot hold; without any one of them, those left can. */
static void reasons_are_true_and_smallest(void **state)
{
    (void)state;
    static struct rotation_problem problem;
    static struct rotation_plan plan;
    static struct rotation_reason reason;
    int explained = 0;
    for (uint64_t seed = 0; explained < 400; seed++) {
        make_small(&problem, seed);
        problem.unit_count = MIN(problem.unit_count, 4);
        struct rotation_work work = work_for(&problem);
        if (problem.rounds * problem.place_count > 9 || problem.rounds > 3 ||
            rotation_plan_find(&problem, &work, &plan) == ROTATION_FOUND)
            continue;
        explained++;
        rotation_plan_explain(&problem, &work, &reason);
        assert_true(reason.minimal);
        struct rotation_demand *demands = reason.demands;
        int count = reason.demand_count;
        struct rotation_demand none = {.kind = DEMAND_FIRST, .unit = -2};
        demands = count == 0 ? &none : demands;
        if (check_possible(&checker, &problem, demands, count))
            fail_msg("seed %d: the demands can be met", (int)seed);
        for (int i = 0; i < count; i++) {
            struct rotation_demand last = demands[count - 1], out = demands[i];
            demands[i] = last;
            if (!check_possible(&checker, &problem, demands, count - 1))
                fail_msg("seed %d: demand %d of %d is not needed", (int)seed, i, count);
            demands[i] = out;
        }
    }
}

/* Two groups that begin where only one has room: that, and not fifteen demands about the rounds
 * after it. */
static void of_some_sets_the_smallest_is_named(void **state)
{
    (void)state;
    static struct rotation_problem problem;
    static struct rotation_reason reason;
    for (int late = 0; late < 4; late++) {
        problem = (struct rotation_problem){.rounds = 4, .place_count = 4, .unit_count = 4};
        for (int i = 0; i < 4; i++) {
            problem.places[i] = (struct rotation_place){.capacity = 8, .open = UINT32_MAX};
            problem.units[i] =
                (struct rotation_unit){.size = 6, .here = UINT32_MAX, .first = i == late ? -1 : 3};
        }
        problem.units[(late + 1) % 4].first = -1;
        struct rotation_work work = work_for(&problem);
        rotation_plan_explain(&problem, &work, &reason);
        assert_true(reason.minimal);
        assert_int_equal(reason.demand_count, 3);
        for (int i = 0; i < 3; i++)
            assert_true(reason.demands[i].kind == DEMAND_FIRST ||
                        (reason.demands[i].kind == DEMAND_CAPACITY &&
                            reason.demands[i].place == 3 && reason.demands[i].round == 0));
    }
}

static int compare_losses(const struct rotation_loss *a, const struct rotation_loss *b)
{
    for (int kind = LOSS_COUNT - 1; kind >= 0; kind--)
        if (a->counts[kind] != b->counts[kind])
            return a->counts[kind] < b->counts[kind] ? -1 : 1;
    return 0;
}

/* Every plan there is, of a tiny problem. */
static struct rotation_loss least_loss(const struct rotation_problem *p)
{
    static struct rotation_plan plan;
    struct rotation_loss least = {.counts = {99, 99, 99, 99, 99}};
    int cells = p->unit_count * p->rounds, choices = p->place_count + 1;
    int64_t all = 1;
    for (int i = 0; i < cells; i++)
        all *= choices;
    for (int64_t number = 0; number < all; number++) {
        int64_t rest = number;
        for (int i = 0; i < cells; i++, rest /= choices)
            plan.place[i / p->rounds][i % p->rounds] = (int8_t)(rest % choices - 1);
        if (!rotation_plan_holds(p, &plan))
            continue;
        struct rotation_loss loss = rotation_plan_loss(p, &plan);
        if (compare_losses(&loss, &least) < 0)
            least = loss;
    }
    return least;
}

static void nearest_gives_up_least(void **state)
{
    (void)state;
    static struct rotation_problem problem;
    static struct rotation_plan plan;
    int compared = 0;
    for (uint64_t seed = 0; compared < 300; seed++) {
        make_small(&problem, seed);
        problem.unit_count = MIN(problem.unit_count, 3);
        problem.rounds = MIN(problem.rounds, 2 + (problem.unit_count == 1));
        struct rotation_work work = work_for(&problem);
        if (problem.place_count > 4 || rotation_plan_find(&problem, &work, &plan) == ROTATION_FOUND)
            continue;
        compared++;
        struct rotation_loss loss, least = least_loss(&problem);
        rotation_plan_nearest(&problem, &work, &plan, &loss);
        assert_true(rotation_plan_holds(&problem, &plan));
        assert_true(loss.least);
        if (compare_losses(&loss, &least) != 0)
            fail_msg("seed %d: more is given up than needed", (int)seed);
    }
}

/* Students at each station, or with the teacher, squared: a round's part of what is wished. */
static double crowding(
    const struct rotation_problem *p, const struct rotation_plan *plan, int round)
{
    double load[STATION_MAX] = {0}, taught = 0, sum = 0;
    for (int u = 0; u < p->unit_count; u++)
        if (plan->place[u][round] != ROTATION_REST)
            load[plan->place[u][round]] += p->units[u].size;
    for (int s = 0; s < p->place_count; s++) {
        taught += p->places[s].teacher ? load[s] : 0;
        sum += 0.02 * load[s] * load[s];
    }
    return sum + 0.05 * taught * taught;
}

static int meetings(const struct rotation_plan *plan, int rounds, int a, int b)
{
    int times = 0;
    for (int round = 0; round < rounds; round++)
        times += plan->place[a][round] != ROTATION_REST &&
                 plan->place[a][round] == plan->place[b][round];
    return times;
}

/* What is wished and is not so, weighed as rotation_plan_improve.c does, where nothing is given up
 * and some place is the teacher's. */
static double unfulfilled(const struct rotation_problem *p, const struct rotation_plan *plan)
{
    double cost = 0;
    for (int u = 0; u < p->unit_count; u++) {
        const struct rotation_unit *unit = &p->units[u];
        bool met = false;
        for (int round = 0; round < p->rounds; round++) {
            int place = plan->place[u][round];
            if (place == ROTATION_REST)
                continue;
            met = met || p->places[place].teacher;
            cost += unit->may != 0 && !((unit->must | unit->may) >> place & 1) ? 10 : 0;
        }
        cost += met ? 0 : 20 * unit->size;
        for (int other = 0; other < u; other++) {
            int times = meetings(plan, p->rounds, u, other);
            cost += times * (times - 1) / 2.0;
        }
    }
    for (int round = 0; round < p->rounds; round++)
        cost += crowding(p, plan, round);
    return cost;
}

static void improving_gives_up_nothing(void **state)
{
    (void)state;
    static struct rotation_problem problem;
    static struct rotation_plan plan, again;
    struct rng rng = rng_seeded(5);
    int better = 0;
    for (int i = 0; i < 100; i++) {
        plant(&problem, &rng, between(&rng, 2, 12), 4, between(&rng, 4, 8));
        for (int u = 0; u < problem.unit_count; u++)
            problem.units[u].may = chance(&rng, 2) ? (uint32_t)rng_next(&rng) & 0xFF : 0;
        for (int s = 0; s < problem.place_count; s++)
            problem.places[s].capacity += between(&rng, 0, 3);
        struct rotation_work work = work_for(&problem);
        assert_int_equal(rotation_plan_find(&problem, &work, &plan), ROTATION_FOUND);
        double before = unfulfilled(&problem, &plan);
        again = plan;
        rotation_plan_improve(&problem, &work, 3000, &plan);
        rotation_plan_improve(&problem, &work, 3000, &again);
        assert_good(&problem, &plan);
        assert_memory_equal(&plan, &again, sizeof plan);
        double after = unfulfilled(&problem, &plan);
        assert_true(after <= before + 1e-3);
        better += after < before - 1;
    }
    assert_true(better > 25);
}

/* Stations for four groups, and more groups than that: nobody goes without for much longer than
 * others. Two groups of 4 share a station of 8, and have one in every round. */
static void rounds_without_a_station_are_shared(void **state)
{
    (void)state;
    static const struct {
        int count, sizes[8], most;
    } cases[] = {
        {5, {5, 5, 5, 5, 5}, 1},
        {6, {5, 5, 5, 5, 5, 5}, 2},
        {7, {5, 5, 5, 5, 5, 5, 5}, 2},
        {7, {5, 5, 5, 4, 5, 5, 4}, 2},
        {8, {5, 5, 5, 5, 5, 5, 5, 5}, 2},
    };
    static struct rotation_problem problem;
    static struct rotation_plan plan;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        problem =
            (struct rotation_problem){.rounds = 4, .place_count = 4, .unit_count = cases[i].count};
        for (int s = 0; s < 4; s++)
            problem.places[s] =
                (struct rotation_place){.capacity = 8, .open = UINT32_MAX, .teacher = s == 0};
        for (int u = 0; u < problem.unit_count; u++)
            problem.units[u] =
                (struct rotation_unit){.size = cases[i].sizes[u], .here = UINT32_MAX, .first = -1};
        struct rotation_work work = work_for(&problem);
        struct rotation_loss loss;
        rotation_plan_nearest(&problem, &work, &plan, &loss);
        rotation_plan_improve(&problem, &work, 50000, &plan);
        struct rotation_loss after = rotation_plan_loss(&problem, &plan);
        assert_memory_equal(after.counts, loss.counts, sizeof loss.counts);
        for (int u = 0; u < problem.unit_count; u++) {
            int32_t counts[LOSS_COUNT] = {0};
            rotation_unit_loss(&problem, u, plan.place[u], counts);
            assert_in_range(counts[LOSS_STATION], 0, cases[i].most);
        }
    }
}

/* But the teacher, whom all shall meet. */
static void nobody_shares_while_a_station_is_empty(void **state)
{
    (void)state;
    static const struct {
        int units, places;
    } cases[] = {{9, 9}, {4, 9}, {8, 9}, {6, 7}};
    static struct rotation_problem problem;
    static struct rotation_plan plan;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        problem = (struct rotation_problem){
            .rounds = 4, .place_count = cases[i].places, .unit_count = cases[i].units};
        for (int s = 0; s < problem.place_count; s++)
            problem.places[s] =
                (struct rotation_place){.capacity = 8, .open = UINT32_MAX, .teacher = s == 0};
        for (int u = 0; u < problem.unit_count; u++)
            problem.units[u] = (struct rotation_unit){.size = 4, .here = UINT32_MAX, .first = -1};
        struct rotation_work work = work_for(&problem);
        assert_int_equal(rotation_plan_find(&problem, &work, &plan), ROTATION_FOUND);
        rotation_plan_improve(&problem, &work, 50000, &plan);
        for (int round = 0; round < problem.rounds; round++)
            for (int a = 0; a < problem.unit_count; a++)
                for (int b = 0; b < a; b++)
                    assert_true(
                        plan.place[a][round] == 0 || plan.place[a][round] != plan.place[b][round]);
    }
}

/* Groups of 6 that need different stations, as a teacher would write it down. */
static void causes_are_named(void **state)
{
    (void)state;
    static const struct {
        int rounds, places, capacity, units, size;
        uint32_t open, must;
        enum rotation_cause cause;
        int needed, there_is;
    } cases[] = {
        {5, 4, 6, 4, 6, UINT32_MAX, 0, CAUSE_FEW_STATIONS, 5, 4},
        {3, 3, 6, 4, 6, UINT32_MAX, 0, CAUSE_ROUND_FULL, 24, 18},
        {3, 3, 5, 2, 6, UINT32_MAX, 0, CAUSE_UNIT_TOO_LARGE, 6, 5},
        {4, 6, 6, 5, 6, UINT32_MAX, 1, CAUSE_STATION_FULL, 30, 24},
        {2, 6, 6, 2, 6, 0x2, 0, CAUSE_ROUND_FULL, 12, 0},
    };
    static struct rotation_problem problem;
    static struct rotation_plan plan;
    static struct rotation_reason reason;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        problem = (struct rotation_problem){.rounds = cases[i].rounds,
            .place_count = cases[i].places,
            .unit_count = cases[i].units};
        for (int s = 0; s < cases[i].places; s++)
            problem.places[s] =
                (struct rotation_place){.capacity = cases[i].capacity, .open = cases[i].open};
        for (int u = 0; u < cases[i].units; u++)
            problem.units[u] = (struct rotation_unit){
                .size = cases[i].size, .here = UINT32_MAX, .first = -1, .must = cases[i].must};
        struct rotation_work work = work_for(&problem);
        assert_int_equal(rotation_plan_find(&problem, &work, &plan), ROTATION_IMPOSSIBLE);
        rotation_plan_explain(&problem, &work, &reason);
        assert_int_equal(reason.cause, cases[i].cause);
        assert_int_equal(reason.needed, cases[i].needed);
        assert_int_equal(reason.there_is, cases[i].there_is);
        assert_true(reason.demand_count > 0);
    }
}

static bool at_once(void *user)
{
    ++*(int *)user;
    return true;
}

static void stops_when_told(void **state)
{
    (void)state;
    static struct rotation_problem problem;
    static struct rotation_plan plan;
    struct rng rng = rng_seeded(9);
    int asked = 0;
    plant(&problem, &rng, 12, 8, 8);
    struct rotation_work work = work_for(&problem);
    assert_int_equal(rotation_plan_find(&problem, &work, &plan), ROTATION_FOUND);
    work.stop = at_once;
    work.user = &asked;
    struct rotation_plan before = plan;
    rotation_plan_improve(&problem, &work, INT64_MAX, &plan);
    assert_int_equal(asked, 1);
    assert_memory_equal(&plan, &before, sizeof plan);
}

static bool after_a_while(void *user)
{
    return ++*(int *)user > 200; /* asked every 64 dead ends */
}

/* As many seats as students, all of them wanted: 102 stays, and room for 102. What is short cannot
 * be seen at any station or round alone, and trying took more than 20 s (19454 of bench_planner).
 */
static void tight_rooms_are_decided(void **state)
{
    (void)state;
    static const struct rotation_place places[] = {{3, 0x2A, true, true}, {3, 0x02, false, false},
        {2, 0x3F, false, false}, {3, 0x3F, false, false}, {3, 0x3F, true, false},
        {2, 0x3F, false, false}, {2, 0x3F, false, false}, {0, 0x3F, true, false}};
    static const int sizes[] = {2, 2, 1, 2, 1, 1, 2, 1, 2, 2, 1, 1};
    static struct rotation_problem problem;
    static struct rotation_plan plan;
    problem = (struct rotation_problem){.rounds = 6, .place_count = 8, .unit_count = 12};
    memcpy(problem.places, places, sizeof places);
    for (int u = 0; u < 12; u++)
        problem.units[u] =
            (struct rotation_unit){.size = sizes[u], .here = UINT32_MAX, .first = -1};
    problem.units[1].first = 6;
    problem.units[2].rounds = 4;
    problem.units[5].must = 0xC0;
    problem.units[6].here = 0x39;
    problem.units[1].teacher_by = problem.units[4].teacher_by = 2;
    problem.units[9].teacher_by = problem.units[10].teacher_by = 2;
    for (int seed = 1; seed <= 5; seed++) {
        int asked = 0;
        struct rotation_work work = work_for(&problem);
        work.seed = (uint64_t)seed;
        work.stop = after_a_while;
        work.user = &asked;
        assert_int_equal(rotation_plan_find(&problem, &work, &plan), ROTATION_IMPOSSIBLE);
    }
}

/* Nobody, no round, no station: a plan of nothing, or everyone rests. */
static void nothing_to_plan(void **state)
{
    (void)state;
    static struct rotation_problem problem;
    static struct rotation_plan plan;
    struct rotation_loss loss;
    struct rotation_work work = work_for(&problem);
    assert_int_equal(rotation_plan_find(&problem, &work, &plan), ROTATION_FOUND);
    problem.rounds = 2;
    problem.unit_count = 1;
    problem.units[0] = (struct rotation_unit){.size = 1, .here = UINT32_MAX, .first = -1};
    work = work_for(&problem);
    assert_int_equal(rotation_plan_find(&problem, &work, &plan), ROTATION_IMPOSSIBLE);
    rotation_plan_nearest(&problem, &work, &plan, &loss);
    assert_int_equal(loss.counts[LOSS_STATION], 2);
    assert_true(loss.least);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_checker),
        cmocka_unit_test(finds_what_is_there),
        cmocka_unit_test(plans_a_school),
        cmocka_unit_test(reasons_are_true_and_smallest),
        cmocka_unit_test(of_some_sets_the_smallest_is_named),
        cmocka_unit_test(nearest_gives_up_least),
        cmocka_unit_test(improving_gives_up_nothing),
        cmocka_unit_test(rounds_without_a_station_are_shared),
        cmocka_unit_test(nobody_shares_while_a_station_is_empty),
        cmocka_unit_test(causes_are_named),
        cmocka_unit_test(stops_when_told),
        cmocka_unit_test(tight_rooms_are_decided),
        cmocka_unit_test(nothing_to_plan),
    };
    int status = cmocka_run_group_tests(tests, NULL, NULL);
    free(memory);
    return status;
}
