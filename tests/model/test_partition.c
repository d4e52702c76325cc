#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "base/rng.h"
#include "model/partition.h"
#include "model/partition_inside.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { THINGS = 40, GROUPS = 8, SETS = 4, SMALL = 9 };

/* A problem with all its arrays. */
struct sample {
    struct partition_problem problem;
    int32_t least[GROUPS], most[GROUPS];
    float pair[THINGS * THINGS], place[THINGS * GROUPS];
    uint8_t apart[THINGS * THINGS], together[THINGS * THINGS], member[SETS][THINGS];
    struct partition_set sets[SETS];
};

enum {
    WITH_PLACE = 1,
    WITH_NEVER = 2,
    WITH_APART = 4,
    WITH_TOGETHER = 8,
    WITH_SETS = 16,
    WITH_MEMBER_MEAN = 32,
    WITH_SIZES = 64,
    WITH_NEGATIVE = 128,
    WITH_ALL = 255,
};

static bool chance(struct rng *rng, int percent)
{
    return (int)rng_below(rng, 100) < percent;
}

static void sample_sizes(struct sample *sample, int kinds, struct rng *rng)
{
    int32_t count = sample->problem.count, groups = sample->problem.group_count;
    for (int32_t g = 0; g < groups; g++) {
        sample->least[g] = count / groups;
        sample->most[g] = (count + groups - 1) / groups;
        if (kinds & WITH_SIZES) {
            sample->least[g] = (int32_t)rng_below(rng, (uint32_t)sample->least[g] + 1);
            sample->most[g] += (int32_t)rng_below(rng, 3);
        }
    }
    sample->problem.least = sample->least;
    sample->problem.most = sample->most;
}

static void sample_pairs(struct sample *sample, int kinds, struct rng *rng)
{
    struct partition_problem *problem = &sample->problem;
    int32_t count = problem->count;
    bool whole = chance(rng, 50); /* many ties */
    for (int32_t i = 0; i < count; i++)
        for (int32_t j = 0; j < i; j++) {
            double gain = rng_unit(rng) * 100;
            gain = (kinds & WITH_NEGATIVE && chance(rng, 60) ? -1 : 1) *
                   (whole ? floor(gain / 20) : gain);
            sample->pair[i * count + j] = sample->pair[j * count + i] = (float)gain;
            uint8_t apart = chance(rng, 15), together = chance(rng, 8);
            sample->apart[i * count + j] = sample->apart[j * count + i] = apart;
            sample->together[i * count + j] = sample->together[j * count + i] = together;
        }
    problem->pair = sample->pair;
    problem->apart = kinds & WITH_APART ? sample->apart : NULL;
    problem->together = kinds & WITH_TOGETHER ? sample->together : NULL;
}

static void sample_rules(struct sample *sample, int kinds, struct rng *rng)
{
    struct partition_problem *problem = &sample->problem;
    int32_t places = problem->count * problem->group_count;
    for (int32_t k = 0; k < places; k++)
        sample->place[k] = kinds & WITH_NEVER && chance(rng, 15) ? -INFINITY
                           : kinds & WITH_PLACE                  ? (float)(rng_unit(rng) * 200)
                                                                 : 0;
    if (kinds & (WITH_PLACE | WITH_NEVER))
        problem->place = sample->place;
    problem->set_count = kinds & WITH_SETS ? 1 + (int32_t)rng_below(rng, SETS) : 0;
    problem->sets = sample->sets;
    for (int32_t s = 0; s < problem->set_count; s++) {
        static const uint64_t counts[] = {~2ull, ~1ull, 2, 7, 3};
        struct partition_set *set = &sample->sets[s];
        for (int32_t i = 0; i < problem->count; i++)
            sample->member[s][i] = chance(rng, 40);
        set->member = sample->member[s];
        set->counts = counts[rng_below(rng, COUNT_OF(counts))];
        set->group = chance(rng, 25) ? (int32_t)rng_below(rng, (uint32_t)problem->group_count) : -1;
        set->cost = chance(rng, 50) ? 0 : (float)(1 + rng_below(rng, 90));
    }
}

static void sample_problem(
    struct sample *sample, int32_t count, int32_t groups, int kinds, struct rng *rng)
{
    memset(sample, 0, sizeof(*sample));
    sample->problem.count = count;
    sample->problem.group_count = groups;
    sample->problem.per_member = kinds & WITH_MEMBER_MEAN;
    sample_sizes(sample, kinds, rng);
    sample_pairs(sample, kinds, rng);
    sample_rules(sample, kinds, rng);
}

static struct partition *open_search(
    const struct partition_problem *problem, uint64_t seed, const int32_t *start, void **memory)
{
    struct error error = {0};
    struct partition *partition = NULL;
    size_t size = partition_memory_size(problem->count, problem->group_count, problem->set_count);
    assert_true(size > 0);
    *memory = malloc(size);
    assert_non_null(*memory);
    memset(*memory, 0xA5, size); /* the search must not count on zeros */
    if (!partition_open(&partition, problem, seed, start, *memory, size, &error))
        fail_msg("%s", error.text);
    return partition;
}

/* ---- against every partition there is ---- */

static bool better(struct partition_value a, struct partition_value b)
{
    return a.broken != b.broken ? a.broken < b.broken : a.value > b.value + 1e-4;
}

static struct partition_value best_of_all(const struct partition_problem *problem)
{
    int32_t group[SMALL] = {0}, k = 0;
    struct partition_value best = {.broken = INT32_MAX};
    while (k < problem->count) {
        struct partition_value value = partition_evaluate(problem, group);
        if (better(value, best))
            best = value;
        for (k = 0; k < problem->count && ++group[k] == problem->group_count; k++)
            group[k] = 0;
    }
    return best;
}

static void optimal_when_small(void **state)
{
    (void)state;
    struct sample sample;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct rng rng = rng_seeded(seed);
        int32_t groups = 2 + (int32_t)rng_below(&rng, 2);
        int32_t count =
            groups == 3 ? 4 + (int32_t)rng_below(&rng, 3) : 3 + (int32_t)rng_below(&rng, 6);
        sample_problem(&sample, count, groups, (int)rng_below(&rng, WITH_ALL + 1), &rng);
        struct partition_value best = best_of_all(&sample.problem), got;
        void *memory;
        struct partition *partition = open_search(&sample.problem, seed, NULL, &memory);
        (void)partition_best(partition, &got);
        for (int k = 0; k < 15 && better(best, got); k++) { /* 150,000 steps: some milliseconds */
            (void)partition_improve(partition, 10000, NULL, NULL);
            (void)partition_best(partition, &got);
        }
        const int32_t *group_of = partition_best(partition, NULL);
        struct partition_value true_value = partition_evaluate(&sample.problem, group_of);
        if (got.broken != best.broken || got.value < best.value - 1e-4 ||
            true_value.value != got.value || true_value.broken != got.broken)
            fail_msg("seed %d: %d broken, value %.4f; the best of all: %d, %.4f", (int)seed,
                (int)got.broken, got.value, (int)best.broken, best.value);
        free(memory);
    }
}

/* ---- the machine against the problem ---- */

static void compare(const struct sample *sample, const struct partition *partition, int seed)
{
    int32_t group_of[THINGS];
    for (int32_t i = 0; i < sample->problem.count; i++)
        group_of[i] = partition->now.group[partition->block_of[i]];
    struct partition_value machine = partition_machine_value(partition);
    struct partition_value value = partition_evaluate(&sample->problem, group_of);
    if (machine.broken != value.broken ||
        fabs(machine.value - value.value) > 1e-5 * (1 + fabs(value.value)))
        fail_msg("seed %d: machine %d %.6f, anew %d %.6f", seed, (int)machine.broken, machine.value,
            (int)value.broken, value.value);
}

/* The change weighed is the change made, and the machine still agrees with the problem. */
static void machine_keeps_count(void **state)
{
    (void)state;
    struct sample sample;
    for (int seed = 0; seed < 200; seed++) {
        struct rng rng = rng_seeded((uint64_t)seed);
        sample_problem(&sample, THINGS - seed % 20, GROUPS - seed % 3, seed & WITH_ALL, &rng);
        void *memory;
        struct partition *p = open_search(&sample.problem, (uint64_t)seed, NULL, &memory);
        p->plain = false;
        partition_rebuild(p);
        for (int k = 0; k < 300; k++) {
            int32_t i = (int32_t)rng_below(&rng, (uint32_t)p->blocks);
            int32_t j = (int32_t)rng_below(&rng, (uint32_t)p->blocks);
            int32_t to = (int32_t)rng_below(&rng, (uint32_t)p->groups);
            bool move = k % 2;
            if (p->now.group[i] == (move ? to : p->now.group[j]))
                continue;
            struct partition_value before = partition_machine_value(p);
            struct partition_change change =
                move ? partition_weigh_move(p, i, to) : partition_weigh_swap(p, i, j);
            if (move)
                partition_move(p, i, to);
            else
                partition_swap(p, i, j);
            struct partition_value after = partition_machine_value(p);
            assert_int_equal(after.broken - before.broken, change.broken);
            assert_true(fabs(after.value - before.value - change.value / p->scale) < 1e-3);
            if (k % 20 == 0)
                compare(&sample, p, seed);
        }
        compare(&sample, p, seed);
        free(memory);
    }
}

/* Of each swap that a row weighs, and of each move that keeps the shares of pairs. */
static void compare_rows(const struct partition *p)
{
    size_t stride = (size_t)p->stride;
    const struct partition_state *now = &p->now;
    for (int32_t i = 0; i < p->blocks; i++)
        for (int32_t j = 0; j < p->blocks; j++) {
            size_t a = (size_t)now->group[i], b = (size_t)now->group[j];
            float link = p->link[i * stride + j];
            if (a == b || link < -1e29F)
                continue;
            struct partition_change change = partition_weigh_swap(p, i, j);
            double energy = change.value - p->hard * change.broken;
            double rows = (double)now->worth[b * stride + i] - (double)now->own_worth[i] +
                          (double)now->worth[a * stride + j] - (double)now->own_worth[j] +
                          (double)link -
                          p->pair[i * stride + j] * (double)(now->share[i] + now->share[j]);
            if (fabs(energy - rows) > 2000 + 1e-5 * p->hard)
                fail_msg("%d, %d: exactly %.1f, by rows %.1f", (int)i, (int)j, energy, rows);
        }
}

/* Gain units: a thing's largest sum of gains is about 1 << 26. */
static void rows_weigh_the_same(void **state)
{
    (void)state;
    struct sample sample;
    for (int seed = 0; seed < 120; seed++) {
        struct rng rng = rng_seeded((uint64_t)seed);
        sample_problem(&sample, THINGS - seed % 20, GROUPS - seed % 3, seed * 7 & WITH_ALL, &rng);
        void *memory;
        struct partition *p = open_search(&sample.problem, (uint64_t)seed, NULL, &memory);
        p->plain = false;
        partition_rebuild(p);
        p->hard = 3e6;
        partition_refresh(p);
        p->temperature = 2e6;
        for (int k = 0; k < 20; k++) {
            compare_rows(p);
            partition_anneal(p);
        }
        compare(&sample, p, seed);
        free(memory);
    }
}

/* ---- two groups divided anew ---- */

/* Of all that leave the sizes of groups 0 and 1 and all other groups as they are. */
static struct partition_value best_division(const struct partition *p)
{
    int32_t group_of[THINGS], members[THINGS], count = 0;
    struct partition_value best = {.broken = INT32_MAX};
    for (int32_t i = 0; i < p->blocks; i++)
        if (p->now.group[i] < 2)
            members[count++] = i;
    for (int32_t second = 0; second < 1 << count; second++) {
        int32_t size = 0;
        for (int32_t i = 0; i < p->problem->count; i++)
            group_of[i] = p->now.group[p->block_of[i]];
        for (int32_t t = 0; t < count; t++) {
            size += (second >> t & 1) * p->weight[members[t]];
            for (int32_t i = 0; i < p->problem->count; i++)
                if (p->block_of[i] == members[t])
                    group_of[i] = second >> t & 1;
        }
        if (size != p->now.size[1])
            continue;
        struct partition_value value = partition_evaluate(p->problem, group_of);
        if (better(value, best))
            best = value;
    }
    return best;
}

static void divides_exactly(void **state)
{
    (void)state;
    struct sample sample;
    int better_ones = 0;
    for (int seed = 0; seed < 256; seed++) {
        struct rng rng = rng_seeded((uint64_t)seed);
        sample_problem(&sample, 8 + seed % 5, 3, seed & WITH_ALL, &rng);
        void *memory;
        struct partition *p = open_search(&sample.problem, (uint64_t)seed, NULL, &memory);
        p->plain = false;
        p->hot = 1e9; /* hard rules before any value */
        partition_rebuild(p);
        struct partition_value before = partition_machine_value(p), best = best_division(p);
        bool divided = partition_divide(p, 0, 1);
        struct partition_value after = partition_machine_value(p);
        compare(&sample, p, seed);
        assert_int_equal(divided, better(after, before));
        if (after.broken != best.broken || fabs(after.value - best.value) > 1e-2)
            fail_msg("seed %d: %d broken, value %.4f; the best division: %d, %.4f", seed,
                (int)after.broken, after.value, (int)best.broken, best.value);
        better_ones += divided;
        free(memory);
    }
    assert_true(better_ones > 100);
}

/* Of many, some by chance: from anywhere it is better after a few times. */
static void divides_many(void **state)
{
    (void)state;
    struct sample sample;
    for (int seed = 0; seed < 64; seed++) {
        struct rng rng = rng_seeded((uint64_t)seed);
        sample_problem(&sample, THINGS, 2, seed * 4 & WITH_ALL & ~WITH_TOGETHER, &rng);
        void *memory;
        struct partition *p = open_search(&sample.problem, (uint64_t)seed, NULL, &memory);
        p->plain = false;
        p->hot = 1e9;
        partition_rebuild(p);
        struct partition_value before = partition_machine_value(p);
        for (int k = 0; k < 5; k++)
            (void)partition_divide(p, 0, 1);
        struct partition_value after = partition_machine_value(p);
        compare(&sample, p, seed);
        assert_true(better(after, before));
        free(memory);
    }
}

/* Pairs that are worth the same all over: swaps that change nothing are taken at any temperature,
 * and do not keep the search from seeing where the others stop. */
static void ties_are_no_heat(void **state)
{
    (void)state;
    struct sample sample;
    for (int seed = 0; seed < 10; seed++) {
        struct rng rng = rng_seeded((uint64_t)seed);
        sample_problem(&sample, 32, 8, WITH_MEMBER_MEAN, &rng);
        int32_t goal[THINGS];
        for (int32_t i = 0; i < 32; i++)
            goal[i] = (int32_t)rng_below(&rng, 6);
        for (int32_t i = 0; i < 32; i++)
            for (int32_t j = 0; j < 32; j++)
                sample.pair[i * 32 + j] = i != j && goal[i] == goal[j];
        void *memory;
        struct partition *p = open_search(&sample.problem, (uint64_t)seed, NULL, &memory);
        (void)partition_improve(p, 1000000, NULL, NULL);
        if (p->hot < 0.05 * p->scale) /* a pair is worth a quarter in its group */
            fail_msg("seed %d: a run begins at %g pairs", seed, p->hot / p->scale);
        free(memory);
    }
}

/* ---- what a caller may count on ---- */

static void same_seed_same_answer(void **state)
{
    (void)state;
    struct sample sample;
    for (int seed = 0; seed < 60; seed++) {
        struct rng rng = rng_seeded((uint64_t)seed);
        sample_problem(&sample, THINGS - seed % 9, GROUPS, (seed * 5) & WITH_ALL, &rng);
        void *memory[2];
        struct partition *one = open_search(&sample.problem, 7, NULL, &memory[0]);
        struct partition *other = open_search(&sample.problem, 7, NULL, &memory[1]);
        (void)partition_improve(one, 200000, NULL, NULL);
        for (int k = 0; k < 200; k++)
            (void)partition_improve(other, 1000, NULL, NULL);
        assert_memory_equal(partition_best(one, NULL), partition_best(other, NULL),
            (size_t)sample.problem.count * sizeof(int32_t));
        free(memory[0]);
        free(memory[1]);
    }
}

static void never_gets_worse(void **state)
{
    (void)state;
    struct sample sample;
    for (int seed = 0; seed < 60; seed++) {
        struct rng rng = rng_seeded((uint64_t)seed);
        int32_t start[THINGS];
        sample_problem(&sample, THINGS, GROUPS, seed & WITH_ALL, &rng);
        for (int32_t i = 0; i < THINGS; i++)
            start[i] = (int32_t)rng_below(&rng, GROUPS + 1) - 1;
        void *memory;
        struct partition *partition = open_search(&sample.problem, 1, start, &memory);
        struct partition_value last, now;
        (void)partition_best(partition, &last);
        for (int k = 0; k < 20; k++) {
            bool said = partition_improve(partition, 3000, NULL, NULL);
            const int32_t *group_of = partition_best(partition, &now);
            assert_false(partition_better(last, now));
            assert_int_equal(said, partition_better(now, last));
            for (int32_t i = 0; i < THINGS; i++)
                assert_in_range(group_of[i], 0, GROUPS - 1);
            last = now;
        }
        free(memory);
    }
}

/* --- Nothing but wishes ----------------------------------------------------------------------- */

enum { WISHES = 30, WISHERS = 28, WISH_GROUPS = 6 };

/* What is found in so many steps, of costs that are so many times what they are. */
static struct partition_value grant_wishes(uint64_t seed, double times, const float *pair)
{
    static uint8_t member[WISHES][WISHERS];
    struct partition_set sets[WISHES];
    int32_t least[WISH_GROUPS], most[WISH_GROUPS];
    struct rng rng = rng_seeded(seed);
    for (int g = 0; g < WISH_GROUPS; g++) {
        least[g] = WISHERS / WISH_GROUPS;
        most[g] = least[g] + 1;
    }
    memset(member, 0, sizeof member);
    for (int s = 0; s < WISHES; s++) {
        for (int left = 3 + (int)rng_below(&rng, 4); left > 0; left--)
            member[s][rng_below(&rng, WISHERS)] = 1;
        sets[s] = (struct partition_set){.member = member[s],
            .counts = chance(&rng, 50) ? 3 : ~UINT64_C(2),
            .group = -1,
            .cost = (float)((2 + 2 * rng_below(&rng, 5)) * times)};
    }
    struct partition_problem problem = {.count = WISHERS,
        .group_count = WISH_GROUPS,
        .least = least,
        .most = most,
        .pair = pair,
        .sets = sets,
        .set_count = WISHES,
        .per_member = true};
    size_t size = partition_memory_size(WISHERS, WISH_GROUPS, WISHES);
    void *memory = malloc(size);
    struct partition *partition;
    struct partition_value value;
    struct error error = {0};
    assert_true(partition_open(&partition, &problem, seed, NULL, memory, size, &error));
    partition_improve(partition, 300000, NULL, NULL);
    partition_best(partition, &value);
    free(memory);
    return value;
}

/* They are weighed against each other alone: it does not matter in what they are counted. */
static void wishes_alone_are_granted_as_well(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 8; seed++) {
        double few = grant_wishes(seed, 1, NULL).value;
        assert_true(fabs(few * 1024 - grant_wishes(seed, 1024, NULL).value) < 1e-6);
    }
}

/* Gains that are nothing beside what a wish costs. */
static void wishes_of_any_cost(void **state)
{
    (void)state;
    static float pair[WISHERS * WISHERS];
    for (int i = 0; i < WISHERS; i++)
        for (int j = 0; j < i; j++)
            pair[i * WISHERS + j] = pair[j * WISHERS + i] = 1e-30F;
    for (int power = -30; power <= 36; power += 6) {
        double times = pow(10, power);
        struct partition_value value = grant_wishes(1, times, pair);
        assert_int_equal(value.broken, 0);
        assert_true(isfinite(value.value) && value.value > -600 * times);
    }
}

static bool stop_third(void *user)
{
    int *asked = user;
    return ++*asked == 3;
}

static void stops_when_told(void **state)
{
    (void)state;
    struct sample sample;
    struct rng rng = rng_seeded(1);
    sample_problem(&sample, THINGS, GROUPS, 0, &rng);
    void *memory;
    struct partition *partition = open_search(&sample.problem, 1, NULL, &memory);
    int asked = 0;
    (void)partition_improve(partition, INT64_MAX / 2, stop_third, &asked);
    assert_int_equal(asked, 3);
    free(memory);
}

static void odd_shapes(void **state)
{
    (void)state;
    static const struct {
        int32_t count, groups;
    } cases[] = {{1, 1}, {1, 4}, {2, 1}, {4, 4}, {3, 8}, {THINGS, 1}, {GROUPS, GROUPS}};
    struct sample sample;
    for (size_t k = 0; k < COUNT_OF(cases); k++)
        for (int kinds = 0; kinds <= WITH_ALL; kinds++) {
            struct rng rng = rng_seeded((uint64_t)kinds);
            sample_problem(&sample, cases[k].count, cases[k].groups, kinds, &rng);
            void *memory;
            struct partition *partition = open_search(&sample.problem, 1, NULL, &memory);
            struct partition_value got, value;
            (void)partition_improve(partition, 3000, NULL, NULL);
            value = partition_evaluate(&sample.problem, partition_best(partition, &got));
            assert_int_equal(value.broken, got.broken);
            free(memory);
        }
}

static void refuse(struct sample *sample, const int32_t *start)
{
    struct error error = {0};
    struct partition *partition;
    void *memory = malloc(partition_memory_size(THINGS, GROUPS, SETS));
    assert_false(partition_open(&partition, &sample->problem, 1, start, memory,
        partition_memory_size(THINGS, GROUPS, SETS), &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
    assert_true(error.text[0] != '\0');
    free(memory);
}

static void refuses_what_cannot_be(void **state)
{
    (void)state;
    static const int32_t bad_start[6] = {0, 1, 2, 0, 1, -2};
    for (int kind = 0; kind < 15; kind++) {
        struct sample sample;
        struct rng rng = rng_seeded(3);
        sample_problem(&sample, 6, 3, WITH_ALL, &rng);
        switch (kind) {
        case 0: sample.pair[1] = sample.pair[6] = NAN; break;
        case 1: sample.pair[1] = sample.pair[6] = INFINITY; break;
        case 2: sample.pair[1] = sample.pair[6] + 1; break;
        case 3: sample.pair[7] = 1; break;
        case 4: sample.place[5] = NAN; break;
        case 5: sample.place[5] = INFINITY; break;
        case 6: sample.least[0] = -1; break;
        case 7: sample.least[1] = 7; break;
        case 8: sample.least[0] = sample.most[0] = sample.least[1] = sample.most[1] = 4; break;
        case 9: memset(sample.least, 0, sizeof(sample.least)), memset(sample.most, 0, 12); break;
        case 10: sample.apart[1] = 1, sample.apart[6] = 0; break;
        case 11: sample.together[7] = 1; break;
        case 12: sample.sets[0].cost = NAN; break;
        case 13: sample.sets[0].group = 3; break;
        case 14: break;
        }
        refuse(&sample, kind == 14 ? bad_start : NULL);
    }
    assert_int_equal(partition_memory_size(0, 1, 0), 0);
    assert_int_equal(partition_memory_size(PARTITION_THING_MAX + 1, 1, 0), 0);
    assert_int_equal(partition_memory_size(1, PARTITION_GROUP_MAX + 1, 0), 0);
    assert_int_equal(partition_memory_size(1, 1, -1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(optimal_when_small),
        cmocka_unit_test(machine_keeps_count),
        cmocka_unit_test(rows_weigh_the_same),
        cmocka_unit_test(divides_exactly),
        cmocka_unit_test(divides_many),
        cmocka_unit_test(ties_are_no_heat),
        cmocka_unit_test(same_seed_same_answer),
        cmocka_unit_test(never_gets_worse),
        cmocka_unit_test(wishes_alone_are_granted_as_well),
        cmocka_unit_test(wishes_of_any_cost),
        cmocka_unit_test(stops_when_told),
        cmocka_unit_test(odd_shapes),
        cmocka_unit_test(refuses_what_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
