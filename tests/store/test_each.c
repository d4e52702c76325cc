/* store_each(): the wanted kinds, since a moment, in order, through an index. */
#include "store/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { EVENTS = 600 };

static char folder[STORE_PATH_SIZE];

static const char *const kinds[] = {"visit_started", "reflection_submitted", "visit_ended"};

struct seen {
    struct stamp last;
    int count, stop_after;
    int of_kind[COUNT_OF(kinds)];
};

static bool see(void *context, const struct store_event *event)
{
    struct seen *seen = context;
    assert_true(seen->count == 0 || stamp_compare(&seen->last, &event->stamp) < 0);
    seen->last = event->stamp;
    seen->count++;
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        seen->of_kind[i] += strcmp(kinds[i], event->kind) == 0;
    return seen->count != seen->stop_after;
}

/* Three runs whose times interleave, two events a moment. */
static struct store *fill(const char *name)
{
    struct error error = {0};
    struct store *store = NULL;
    scratch_folder(folder, name);
    for (int run = 0; run < 3; run++) {
        store_close(store);
        store = open_or_die(folder, NULL);
        for (int i = 0; i < EVENTS / 3; i++) {
            struct store_event event =
                sample_event("wei", kinds[(run + i) % 3], 1000 + i / 2 * 10 + (i * 7 + run) % 3);
            event.stamp.at_ms = 1000 + i / 2 * 10;
            assert_true(store_append(store, &event, 1, &error));
        }
    }
    return store;
}

static void test_kinds_since(void **state)
{
    (void)state;
    static const struct {
        const char *names[3];
        int count;
        int64_t since;
        int expected;
    } rows[] = {
        {{"reflection_submitted"}, 1, 0, 200},
        {{"reflection_submitted", "visit_started", "visit_ended"}, 3, INT64_MIN, EVENTS},
        {{"visit_started", "visit_ended"}, 2, 1000, 400},
        {{"reflection_submitted", "visit_started", "visit_ended"}, 3, 1990, 6},
        {{"reflection_submitted", "visit_started", "visit_ended"}, 3, 1989, 6},
        {{"reflection_submitted", "visit_started", "visit_ended"}, 3, 1991, 0},
        {{"kudos_given"}, 1, 0, 0},
        {{NULL}, 0, 0, 0},
    };
    struct error error = {0};
    struct store *store = fill("each");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct seen seen = {0};
        assert_true(store_each(
            store, NULL, rows[i].names, rows[i].count, rows[i].since, see, &seen, &error));
        assert_int_equal(seen.count, rows[i].expected);
    }
    /* Of one student. */
    struct error none = {0};
    append_or_die(store, "ben", 5000);
    struct seen of_ben = {0}, of_wei = {0}, of_nobody = {0};
    static const char *const ended[] = {"visit_ended", "visit_started", "reflection_submitted"};
    assert_true(store_each(store, "ben", ended, 3, 0, see, &of_ben, &none));
    assert_true(store_each(store, "wei", ended, 3, 1990, see, &of_wei, &none));
    assert_true(store_each(store, "", ended, 3, 0, see, &of_nobody, &none));
    assert_int_equal(of_ben.count, 1);
    assert_int_equal(of_wei.count, 6);
    assert_int_equal(of_nobody.count, 0);
    struct seen seen = {.stop_after = 5};
    assert_true(store_each(store, NULL, kinds, COUNT_OF(kinds), 0, see, &seen, &error));
    assert_int_equal(seen.count, 5);
    store_close(store);
    scratch_remove(folder);
}

/* SQLite says how it will look for the rows: a scan of the log would be a defect. */
static void expect_way(struct store *store, const char *select, const char *way)
{
    struct error error = {0};
    sqlite3_stmt *plan = NULL;
    assert_true(sql_prepare(store->db, select, &plan, &error));
    assert_int_equal(sqlite3_step(plan), SQLITE_ROW);
    assert_non_null(strstr(sql_text(plan, 3), way));
    sqlite3_finalize(plan);
}

static void test_uses_the_index(void **state)
{
    (void)state;
    struct store *store = fill("each-index");
    expect_way(store,
        "EXPLAIN QUERY PLAN SELECT body FROM event WHERE kind = 'a' AND (at, log, seq) > "
        "(1, x'00', 1) ORDER BY at, log, seq",
        "USING INDEX event_kind (kind=? AND at>");
    expect_way(store,
        "EXPLAIN QUERY PLAN SELECT body FROM event WHERE student = 'wei' AND kind = 'a' AND "
        "(at, log, seq) > (1, x'00', 1) ORDER BY at, log, seq",
        "USING INDEX event_student (student=? AND kind=? AND at>");
    store_close(store);
    scratch_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds_since),
        cmocka_unit_test(test_uses_the_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
