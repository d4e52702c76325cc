#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "platform/cache.h"
#include <stdlib.h>
#include <string.h>

enum { CAPACITY = 7, COST_LIMIT = 40, KEYS = 24, STEPS = 4000 };

static int dropped;

static void count_drop(void *value)
{
    dropped++;
    assert_true(*(uint64_t *)value != 0);
}

/* A plain list, newest first, with the same limits. */
struct model {
    uint64_t keys[CAPACITY + 1];
    size_t costs[CAPACITY + 1];
    int count;
    int dropped;
};

static int model_find(struct model *model, uint64_t key)
{
    for (int i = 0; i < model->count; i++)
        if (model->keys[i] == key)
            return i;
    return -1;
}

static size_t model_cost(const struct model *model)
{
    size_t cost = 0;
    for (int i = 0; i < model->count; i++)
        cost += model->costs[i];
    return cost;
}

static void model_front(struct model *model, int at)
{
    uint64_t key = model->keys[at];
    size_t cost = model->costs[at];
    for (; at > 0; at--) {
        model->keys[at] = model->keys[at - 1];
        model->costs[at] = model->costs[at - 1];
    }
    model->keys[0] = key;
    model->costs[0] = cost;
}

static void model_add(struct model *model, uint64_t key, size_t cost)
{
    while (
        model->count == CAPACITY || (model->count > 0 && model_cost(model) + cost > COST_LIMIT)) {
        model->count--;
        model->dropped++;
    }
    model->keys[model->count] = key;
    model->costs[model->count] = cost;
    model_front(model, model->count++);
}

static void behaves_like_a_list(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct rng rng = rng_seeded(seed);
        struct cache cache;
        struct model model = {0};
        dropped = 0;
        assert_true(cache_open(&cache, CAPACITY, COST_LIMIT, sizeof(uint64_t), count_drop));
        for (int step = 0; step < STEPS; step++) {
            uint64_t key = 1 + rng_below(&rng, KEYS);
            uint64_t *found = cache_find(&cache, key);
            int at = model_find(&model, key);
            assert_int_equal(found != NULL, at >= 0);
            if (found) {
                assert_int_equal(*found, key);
                model_front(&model, at);
                continue;
            }
            size_t cost = rng_below(&rng, 12);
            *(uint64_t *)cache_add(&cache, key, cost) = key;
            model_add(&model, key, cost);
            assert_int_equal(cache.count, model.count);
            assert_int_equal(cache.cost, model_cost(&model));
            assert_int_equal(dropped, model.dropped);
        }
        int left = cache.count;
        cache_close(&cache);
        assert_int_equal(dropped, model.dropped + left);
    }
}

static void one_value_may_exceed_the_cost_limit(void **state)
{
    (void)state;
    struct cache cache;
    assert_true(cache_open(&cache, CAPACITY, COST_LIMIT, sizeof(uint64_t), count_drop));
    *(uint64_t *)cache_add(&cache, 1, 5) = 1;
    *(uint64_t *)cache_add(&cache, 2, COST_LIMIT * 2) = 2;
    assert_null(cache_find(&cache, 1));
    assert_non_null(cache_find(&cache, 2));
    cache_clear(&cache);
    assert_null(cache_find(&cache, 2));
    *(uint64_t *)cache_add(&cache, 2, 1) = 2;
    assert_non_null(cache_find(&cache, 2));
    cache_close(&cache);
    cache_close(&cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(behaves_like_a_list),
        cmocka_unit_test(one_value_may_exceed_the_cost_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
