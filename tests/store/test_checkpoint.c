#include "store/scratch.h"

#include "base/rng.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mman.h>

#include <cmocka.h>

enum { SIZE = 3 * 1024 * 1024 + 1000, LAYOUT = 77 };
static char folder[STORE_PATH_SIZE];
static uint8_t *memory, *loaded;

static bool count(void *context, const struct store_event *event)
{
    (void)event;
    ++*(int *)context;
    return true;
}

static int replayed(struct store *store)
{
    struct error error = {0};
    int events = 0;
    assert_true(store_replay(store, false, count, &events, &error));
    return events;
}

static void test_round_trips_sparse_memory(void **state)
{
    (void)state;
    struct rng rng = rng_seeded(5);
    struct error error = {0};
    int64_t rows;
    struct store *store = open_or_die(scratch_folder(folder, "checkpoint"), NULL);
    memset(memory, 0, SIZE);
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 3; i++)
            memory[rng_below(&rng, SIZE)] = (uint8_t)rng_below(&rng, 3);
        memory[SIZE - 1] = (uint8_t)(round + 1);
        if (round == 10)
            memset(memory, 0, SIZE / 2);
        append_or_die(store, "wei", round);
        assert_true(store_save_checkpoint(store, LAYOUT, memory, SIZE, &error));
        memset(loaded, 0, SIZE);
        assert_true(store_load_checkpoint(store, LAYOUT, loaded, SIZE));
        assert_memory_equal(memory, loaded, SIZE);
        assert_int_equal(replayed(store), 0);
    }
    assert_true(sql_number(store->db, "SELECT count(*) FROM chunk", &rows, &error));
    assert_true(rows < 62); /* of 193 */
    store_close(store);
    store = open_or_die(folder, NULL);
    memset(loaded, 0, SIZE);
    assert_true(store_load_checkpoint(store, LAYOUT, loaded, SIZE));
    assert_memory_equal(memory, loaded, SIZE);
    store_close(store);
}

static void test_later_events_are_replayed(void **state)
{
    (void)state;
    struct error error = {0};
    struct store *store = open_or_die(scratch_folder(folder, "later"), NULL);
    for (int i = 0; i < 10; i++)
        append_or_die(store, "wei", 1000 + i);
    assert_int_equal(replayed(store), 10);
    assert_true(store_save_checkpoint(store, LAYOUT, memory, SIZE, &error));
    struct store_event old = sample_event("ada", "visit_ended", 1); /* older, but arrives later */
    old.stamp.seq = 1;
    memset(old.stamp.log, 9, LOG_ID_SIZE);
    struct store_merge_report report;
    assert_true(store_merge(store, &old, 1, &report, &error));
    append_or_die(store, "wei", 2000);
    store_close(store);
    store = open_or_die(folder, NULL);
    memset(loaded, 0, SIZE);
    assert_true(store_load_checkpoint(store, LAYOUT, loaded, SIZE));
    assert_int_equal(replayed(store), 2);
    int all = 0;
    assert_true(store_replay(store, true, count, &all, &error));
    assert_int_equal(all, 12);
    store_close(store);
}

/* An erasure takes the state that was kept along: from then on every event is needed again. */
static void test_nothing_is_covered_after_an_erasure(void **state)
{
    (void)state;
    struct error error = {0};
    struct store *store = open_or_die(scratch_folder(folder, "erased"), NULL);
    for (int i = 0; i < 10; i++)
        append_or_die(store, "wei", 1000 + i);
    assert_true(store_save_checkpoint(store, LAYOUT, memory, SIZE, &error));
    assert_true(store_load_checkpoint(store, LAYOUT, loaded, SIZE));
    assert_int_equal(replayed(store), 0);
    struct store_event erased = sample_event("", "", 2000);
    assert_true(store_erase_student(store, "ada", &erased, &error));
    assert_int_equal(replayed(store), 11);
    store_close(store);
}

static void assert_refused(struct store *store, uint64_t layout, size_t size)
{
    memset(loaded, 0, SIZE);
    assert_false(store_load_checkpoint(store, layout, loaded, size));
    for (size_t i = 0; i < SIZE; i++)
        assert_int_equal(loaded[i], 0);
    assert_int_equal(replayed(store), 3);
}

static void test_what_does_not_fit_is_refused(void **state)
{
    (void)state;
    static const char *const damages[] = {
        "UPDATE chunk SET bytes = zeroblob(16384) WHERE place = (SELECT max(place) FROM chunk)",
        "UPDATE chunk SET place = place - 1 WHERE place = (SELECT max(place) FROM chunk)",
        "DELETE FROM chunk WHERE place = (SELECT max(place) FROM chunk)",
        "UPDATE checkpoint SET through = 2",
        "UPDATE checkpoint SET through = 4",
        "UPDATE checkpoint SET digest = zeroblob(16)",
        "DELETE FROM checkpoint",
    };
    struct error error = {0};
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        struct store *store = open_or_die(scratch_folder(folder, "refused"), NULL);
        memset(memory, 0, SIZE);
        memory[5] = 1;
        memory[2000000] = 2;
        for (int k = 0; k < 3; k++)
            append_or_die(store, "wei", k);
        assert_refused(store, LAYOUT, SIZE); /* none yet */
        assert_true(store_save_checkpoint(store, LAYOUT, memory, SIZE, &error));
        assert_refused(store, LAYOUT + 1, SIZE);
        assert_refused(store, LAYOUT, SIZE - 1);
        assert_true(store_load_checkpoint(store, LAYOUT, loaded, SIZE));
        assert_true(sql_run(store->db, damages[i], &error));
        assert_refused(store, LAYOUT, SIZE);
        store_close(store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips_sparse_memory),
        cmocka_unit_test(test_later_events_are_replayed),
        cmocka_unit_test(test_nothing_is_covered_after_an_erasure),
        cmocka_unit_test(test_what_does_not_fit_is_refused),
    };
    memory = calloc(1, SIZE);
    loaded = calloc(1, SIZE);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(memory);
    free(loaded);
    scratch_remove(folder);
    return failed;
}
