/* A plan that came from the hub, where the store fails: by a store and a clock of the test. */
#include "hub_link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* Linked with --wrap. */
int64_t __wrap_uptime_ms(void);
bool __wrap_sync_worker_is_idle(struct sync_worker *worker);
bool __wrap_records_take_newest_plan(struct records *records, bool *changed, struct error *error);
bool __wrap_sync_worker_take_heard(struct sync_worker *worker, struct sync_heard *out);
bool __wrap_sync_worker_take(struct sync_worker *worker, struct sync_answer *out);
bool __wrap_sync_take(struct sync *sync, struct store *store, const struct sync_answer *answer,
    int64_t mono_ms, struct sync_news *news, struct error *error);

static int64_t now_ms;
static enum error_code failure;
static int tries;

int64_t __wrap_uptime_ms(void)
{
    return now_ms;
}

bool __wrap_sync_worker_is_idle(struct sync_worker *worker)
{
    return worker != NULL;
}

bool __wrap_records_take_newest_plan(struct records *records, bool *changed, struct error *error)
{
    (void)records;
    tries++;
    *changed = failure == ERR_NONE;
    return failure == ERR_NONE || error_set(error, failure, "as the test has it");
}

bool __wrap_sync_worker_take_heard(struct sync_worker *worker, struct sync_heard *out)
{
    (void)worker;
    (void)out;
    return false;
}

bool __wrap_sync_worker_take(struct sync_worker *worker, struct sync_answer *out)
{
    (void)worker;
    (void)out;
    return true;
}

/* A plan, each time. */
bool __wrap_sync_take(struct sync *sync, struct store *store, const struct sync_answer *answer,
    int64_t mono_ms, struct sync_news *news, struct error *error)
{
    (void)sync;
    (void)store;
    (void)answer;
    (void)mono_ms;
    (void)error;
    *news = (struct sync_news){.blob = "plan:0123"};
    return true;
}

static void begin(struct hub_link *link, enum error_code code)
{
    *link = (struct hub_link){.plan_waits = true};
    now_ms = 1000;
    tries = 0;
    failure = code;
}

static void test_taken_once(void **state)
{
    (void)state;
    struct hub_link link;
    begin(&link, ERR_NONE);
    assert_true(hub_link_take_plan(&link, NULL));
    assert_false(hub_link_take_plan(&link, NULL));
    assert_int_equal(tries, 1);
    assert_true(hub_link_due_ms(&link) == INT64_MAX);
}

static void test_tried_again(void **state)
{
    static const enum error_code passing[] = {
        ERR_NO_SPACE, ERR_IO, ERR_READ_ONLY, ERR_BUSY, ERR_MEMORY};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(passing); i++) {
        struct hub_link link;
        begin(&link, passing[i]);
        for (int round = 1; round <= 3; round++) {
            assert_false(hub_link_take_plan(&link, NULL));
            assert_false(hub_link_take_plan(&link, NULL)); /* not at once */
            assert_int_equal(tries, round);
            int64_t due_ms = hub_link_due_ms(&link);
            assert_in_range(due_ms - now_ms, 1000, 5 * 60 * 1000);
            now_ms = due_ms;
            /* A visit is on: nobody is woken for what cannot be done. */
            assert_true(hub_link_due_ms(&link) == INT64_MAX);
        }
        failure = ERR_NONE;
        assert_true(hub_link_take_plan(&link, NULL));
        assert_false(hub_link_take_plan(&link, NULL));
        assert_int_equal(tries, 4);
    }
}

/* The disk has room again, and the board published once more: nobody waits for the minute. */
static void test_newer_one_at_once(void **state)
{
    (void)state;
    struct hub_link link;
    struct hub_link_came came;
    struct records records = {0};
    begin(&link, ERR_NO_SPACE);
    assert_false(hub_link_take_plan(&link, &records));
    failure = ERR_NONE;
    assert_false(hub_link_take_plan(&link, &records));
    assert_true(hub_link_take(&link, &records, &came));
    assert_true(hub_link_take_plan(&link, &records));
    assert_int_equal(tries, 2);
}

static void test_given_up(void **state)
{
    static const enum error_code lasting[] = {ERR_BAD_INPUT, ERR_CORRUPT, ERR_TOO_NEW, ERR_FULL};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lasting); i++) {
        struct hub_link link;
        begin(&link, lasting[i]);
        assert_false(hub_link_take_plan(&link, NULL));
        assert_true(hub_link_due_ms(&link) == INT64_MAX);
        now_ms += 24 * 3600 * 1000;
        assert_false(hub_link_take_plan(&link, NULL));
        assert_int_equal(tries, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_taken_once),
        cmocka_unit_test(test_tried_again),
        cmocka_unit_test(test_newer_one_at_once),
        cmocka_unit_test(test_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
