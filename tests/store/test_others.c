/* What other machines need of the log: heads, the events of one log, plans, drafts, refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "store/scratch.h"

static struct arena arena;

static struct store_event row_of(uint8_t log, uint32_t seq)
{
    struct store_event event = sample_event("wei", "visit_ended", 1000 + seq);
    event.stamp.log[0] = log;
    event.stamp.seq = seq;
    return event;
}

static void merge(struct store *store, const struct store_event *events, int count)
{
    struct error error = {0};
    struct store_merge_report report;
    assert_true(store_merge(store, events, count, &report, &error));
}

static uint32_t head_of(struct store *store, uint8_t log)
{
    struct error error = {0};
    struct store_log_head head;
    uint8_t id[LOG_ID_SIZE] = {log};
    assert_true(store_head_of(store, id, &head, &error));
    assert_false(head.own);
    return head.seq;
}

/* Rows in any order: the head is where the first gap is, in each look and after a restart. */
static void test_heads(void **state)
{
    (void)state;
    char folder[STORE_PATH_SIZE];
    struct rng rng = rng_seeded(3);
    for (int round = 0; round < 20; round++) {
        struct store *store = open_or_die(scratch_folder(folder, "heads"), NULL);
        bool here[32] = {false};
        for (int i = 0; i < 60; i++) {
            uint32_t seq = 1 + rng_below(&rng, 30);
            struct store_event event = row_of(5, seq);
            merge(store, &event, 1);
            here[seq] = true;
            uint32_t head = 0;
            while (head + 1 < 32 && here[head + 1])
                head++;
            assert_int_equal(head_of(store, 5), head);
            if (rng_below(&rng, 20) == 0) {
                store_close(store);
                store = open_or_die(folder, NULL);
            }
        }
        store_close(store);
    }
}

static void test_own_and_others(void **state)
{
    (void)state;
    char folder[STORE_PATH_SIZE];
    struct error error = {0};
    const struct store_log_head *heads;
    struct store_log_head own;
    int count;
    struct store *store = open_or_die(scratch_folder(folder, "own"), NULL);
    append_or_die(store, "wei", 1);
    append_or_die(store, "wei", 2);
    store_close(store);
    store = open_or_die(folder, NULL);
    store_own_head(store, &own);
    assert_int_equal(own.seq, 0);
    append_or_die(store, "wei", 3);
    struct store_event foreign[3] = {row_of(0, 1), row_of(0, 2), row_of(0, 4)};
    merge(store, foreign, 3);
    arena_reset(&arena);
    assert_true(store_heads(store, &arena, &heads, &count, &error));
    assert_int_equal(count, 3);
    int64_t own_rows = 0;
    for (int i = 0; i < count; i++) {
        own_rows += heads[i].own ? heads[i].seq : 0;
        assert_true(heads[i].own || heads[i].seq == 2);
        assert_true(i == 0 || memcmp(heads[i - 1].log, heads[i].log, LOG_ID_SIZE) < 0);
    }
    assert_int_equal(own_rows, 3);
    /* A number of the log this run writes is nobody else's to give. */
    struct store_merge_report report;
    struct store_event forged = row_of(0, 2);
    bool is_new = true;
    store_own_head(store, &own);
    memcpy(forged.stamp.log, own.log, LOG_ID_SIZE);
    assert_true(store_merge_new(store, &forged, 1, &is_new, &report, &error));
    assert_int_equal(report.conflicts, 1);
    assert_false(is_new);
    append_or_die(store, "wei", 4);
    assert_true(store_verify(store, &error));
    store_close(store);
}

static void test_read_log(void **state)
{
    (void)state;
    static const struct {
        uint32_t after;
        int rows;
        size_t bytes;
        int expected;
    } table[] = {{0, 10, 1000, 4}, {0, 2, 1000, 2}, {1, 10, 1000, 3}, {4, 10, 1000, 0},
        {5, 10, 1000, 2}, {0, 10, 1, 1}, {0, 10, 250, 2}, {9, 10, 1000, 0}};
    char folder[STORE_PATH_SIZE], body[101];
    struct error error = {0};
    const struct store_event *rows;
    const uint8_t log[LOG_ID_SIZE] = {5};
    int count;
    memset(body, 'x', 100);
    body[100] = '\0';
    struct store *store = open_or_die(scratch_folder(folder, "read"), NULL);
    for (uint32_t seq = 1; seq <= 7; seq++) { /* 5 is missing */
        struct store_event event = row_of(5, seq);
        event.body = body;
        if (seq != 5)
            merge(store, &event, 1);
    }
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        arena_reset(&arena);
        assert_true(store_read_log(store, log, table[i].after, table[i].rows, table[i].bytes,
            &arena, &rows, &count, &error));
        assert_int_equal(count, table[i].expected);
        for (int k = 0; k < count; k++)
            assert_int_equal(rows[k].stamp.seq, table[i].after + 1 + (uint32_t)k);
    }
    store_close(store);
}

/* One that was edited because of an erasure is still the same event as the one that was not. */
static void test_edited_rows_are_no_conflict(void **state)
{
    (void)state;
    char folder[STORE_PATH_SIZE];
    struct error error = {0};
    struct store_merge_report report;
    const struct store_event *rows;
    const uint8_t log[LOG_ID_SIZE] = {5};
    int count;
    struct store_event whole = row_of(5, 1);
    whole.body = "{\"students\":[\"wei\",\"zweig\"]}";
    whole.student = "";
    struct store_event edited = whole;
    edited.body = "{\"students\":[\"wei\"]}";
    edited.edited = true;
    const struct store_event *first[] = {&whole, &edited}, *second[] = {&edited, &whole};
    for (int i = 0; i < 2; i++) {
        struct store *store = open_or_die(scratch_folder(folder, "edited"), NULL);
        merge(store, first[i], 1);
        assert_true(store_merge(store, second[i], 1, &report, &error));
        assert_int_equal(report.conflicts, 0);
        assert_int_equal(report.known, 1);
        assert_true(store_verify(store, &error));
        arena_reset(&arena);
        assert_true(store_read_log(store, log, 0, 1, 1000, &arena, &rows, &count, &error));
        assert_int_equal(rows[0].edited, i == 1);
        store_close(store);
    }
}

static void publish(struct store *store, const char *plan, int64_t at_ms)
{
    char hash[PLAN_HASH_TEXT], body[64];
    struct error error = {0};
    bool changed;
    struct store_event event = sample_event("", "plan_published", at_ms);
    store_plan_hash(plan, strlen(plan), hash);
    STR_FORMAT(body, "{\"hash\":\"%s\"}", hash);
    event.body = body;
    assert_true(store_publish_plan(store, plan, strlen(plan), &event, hash, &changed, &error));
}

static void test_plans_of_others(void **state)
{
    (void)state;
    char folder[STORE_PATH_SIZE], one[PLAN_HASH_TEXT], other[PLAN_HASH_TEXT];
    char named[STORE_PLANS_NAMED][PLAN_HASH_TEXT], current[PLAN_HASH_TEXT];
    struct error error = {0}, refused = {0};
    const void *bytes;
    size_t size;
    int count;
    struct store *store = open_or_die(scratch_folder(folder, "plans"), NULL);
    store_plan_hash("one", 3, one);
    store_plan_hash("other", 5, other);
    assert_true(store_named_plans(store, named, &count, &error));
    assert_int_equal(count, 0);
    publish(store, "zero", 500);
    publish(store, "one", 1000);
    publish(store, "zero", 2000);
    assert_true(store_named_plans(store, named, &count, &error));
    assert_int_equal(count, 2);
    assert_string_equal(named[1], one);
    assert_false(store_has_plan(store, other));
    assert_false(store_keep_plan(store, other, "wrong", 5, &refused));
    assert_int_equal(refused.code, ERR_BAD_INPUT);
    assert_true(store_keep_plan(store, other, "other", 5, &error));
    assert_true(store_has_plan(store, other));
    arena_reset(&arena);
    assert_true(store_current_plan(store, &arena, &bytes, &size, current, &error));
    assert_string_equal(current, named[0]); /* kept, not taken */
    store_close(store);
    store = open_or_die(folder, NULL);
    assert_true(store_plan_bytes(store, other, &arena, &bytes, &size, &error));
    assert_memory_equal(bytes, "other", 5);
    int64_t events = store_event_count(store);
    assert_true(store_take_plan(store, other, bytes, size, &error));
    assert_true(store_current_plan(store, &arena, &bytes, &size, current, &error));
    assert_string_equal(current, other);
    assert_int_equal(store_event_count(store), events);
    assert_true(store_has_plan(store, named[0])); /* the one before */
    store_close(store);
}

/* --- Drafts ------------------------------------------------------------------------------------
 */

static int changed_after(struct store *store, int64_t after, int64_t *through)
{
    const struct store_draft *drafts;
    struct error error = {0};
    int count;
    arena_reset(&arena);
    assert_true(store_read_drafts(store, after, 100, &arena, &drafts, &count, through, &error));
    return count;
}

static bool take(struct store *store, const char *body, int64_t at_ms)
{
    struct error error = {0};
    struct store_draft draft = {"wei", "ticket:a", body, at_ms};
    bool is_new;
    assert_true(store_merge_drafts(store, &draft, 1, &is_new, &error));
    return is_new;
}

static const char *load(struct store *store)
{
    struct error error = {0};
    const char *body;
    arena_reset(&arena);
    return store_load_draft(store, "wei", "ticket:a", &arena, &body, &error) ? body : NULL;
}

static void test_drafts_of_others(void **state)
{
    (void)state;
    char folder[STORE_PATH_SIZE];
    struct error error = {0};
    int64_t through, later;
    struct store *store = open_or_die(scratch_folder(folder, "drafts"), NULL);
    assert_int_equal(changed_after(store, -1, &through), 0);
    assert_true(take(store, "from there", 1000));
    assert_false(take(store, "from there", 1000));
    assert_false(take(store, "older", 999));
    assert_string_equal(load(store), "from there");
    /* Somebody has an older one: what is here is told, though it came from elsewhere. */
    assert_int_equal(changed_after(store, -1, &through), 1);
    assert_true(store_save_draft(store, "wei", "ticket:a", "gone on", 10, &error));
    assert_int_equal(changed_after(store, through, &later), 1);
    assert_int_equal(changed_after(store, later, &later), 0);
    assert_false(take(store, "from there", 1000));
    assert_string_equal(load(store), "gone on");
    assert_true(take(store, "newest", 5000));
    assert_true(take(store, "newest, but the hub's", 5000)); /* the same moment */
    assert_string_equal(load(store), "newest, but the hub's");
    assert_false(take(store, "by a broken clock", INT64_MAX));
    store_drop_draft_with_next(store, "wei", "ticket:a");
    append_or_die(store, "wei", 2000);
    assert_null(load(store));
    assert_false(take(store, "newest", 5000));
    assert_true(take(store, NULL, 9000));
    assert_false(take(store, "late", 8999));
    assert_true(take(store, "begun anew", 9001));
    assert_true(store_hand_in_draft(store, "wei", "ticket:a", 9001, &error));
    assert_string_equal(load(store), "begun anew");
    assert_true(store_hand_in_draft(store, "wei", "ticket:a", 9002, &error));
    assert_null(load(store));
    assert_true(take(store, "the hub's", 9002));
    struct store_event erased = sample_event("", "", 10000);
    assert_true(store_erase_student(store, "wei", &erased, &error));
    assert_false(take(store, "who was erased", 20000));
    assert_null(load(store));
    assert_int_equal(changed_after(store, -1, &through), 0);
    store_close(store);
}

/* What was saved with one change is read with it, or the rest would never be told. */
static void test_drafts_of_one_change(void **state)
{
    (void)state;
    static const char *const keys[] = {"ticket:a", "ticket:b", "ticket:c"};
    char folder[STORE_PATH_SIZE];
    struct error error = {0};
    const struct store_draft *drafts;
    int64_t through;
    int count;
    struct store *store = open_or_die(scratch_folder(folder, "one-change"), NULL);
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        assert_true(store_save_draft(store, "wei", keys[i], "{}", 10, &error));
        store_drop_draft_with_next(store, "wei", keys[i]);
    }
    append_or_die(store, "wei", 20);
    arena_reset(&arena);
    assert_true(store_read_drafts(store, -1, 1, &arena, &drafts, &count, &through, &error));
    assert_int_equal(count, COUNT_OF(keys));
    assert_int_equal(changed_after(store, through, &through), 0);
    store_close(store);
}

static void test_refusals(void **state)
{
    (void)state;
    char folder[STORE_PATH_SIZE];
    struct error error = {0};
    const uint8_t log[LOG_ID_SIZE] = {5};
    int64_t count;
    char words[100];
    struct store *store = open_or_die(scratch_folder(folder, "refused"), NULL);
    for (int i = 0; i < 3; i++)
        assert_true(store_note_refused(store, log, (uint32_t)(1 + i / 2), "too large", &error));
    store_close(store);
    store = open_or_die(folder, NULL);
    assert_true(store_refused_count(store, &count, &error));
    assert_int_equal(count, 2);
    assert_true(store_note_refused(store, log, 7, "not ours", &error));
    assert_true(store_refused_words(store, words, sizeof words, &error));
    assert_string_equal(words, "2 (too large), 1 (not ours)");
    assert_true(store_forget_refused(store, &error));
    assert_true(store_refused_count(store, &count, &error));
    assert_int_equal(count, 0);
    assert_true(store_refused_words(store, words, sizeof words, &error));
    assert_string_equal(words, "");
    store_close(store);
}

/* Files of every version: their logs have heads, their drafts are told. */
static void test_older_databases(void **state)
{
    (void)state;
    static const char *const files[] = {"schema-1.db", "schema-2.db", "schema-3.db", "schema-4.db"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char folder[STORE_PATH_SIZE], from[STORE_PATH_SIZE], to[STORE_PATH_SIZE];
        const struct store_log_head *heads;
        struct error error = {0};
        int64_t through;
        int count;
        STR_FORMAT(from, TESTS_FOLDER "/fixtures/databases/%s", files[i]);
        STR_FORMAT(to, "%s/waystation.db", scratch_folder(folder, "older"));
        file_copy(from, to);
        struct store *store = open_or_die(folder, NULL);
        arena_reset(&arena);
        assert_true(store_heads(store, &arena, &heads, &count, &error));
        assert_int_equal(count, 1);
        assert_int_equal(heads[0].seq, store_event_count(store));
        assert_true(heads[0].own);
        assert_int_equal(changed_after(store, -1, &through), 1);
        store_close(store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_own_and_others),
        cmocka_unit_test(test_read_log),
        cmocka_unit_test(test_edited_rows_are_no_conflict),
        cmocka_unit_test(test_plans_of_others),
        cmocka_unit_test(test_drafts_of_others),
        cmocka_unit_test(test_drafts_of_one_change),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_older_databases),
    };
    if (!arena_open(&arena, 64 * 1024 * 1024, NULL))
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_close(&arena);
    return failed;
}
