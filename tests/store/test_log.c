#include "store/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char folder[STORE_PATH_SIZE];

struct seen {
    int count;
    int stop_after; /* 0: never */
    char students[64][ID_SIZE];
    struct stamp stamps[64];
    int erased;
};

static bool see(void *context, const struct store_event *event)
{
    struct seen *seen = context;
    assert_true(seen->count < 64);
    STR_COPY(seen->students[seen->count], event->student);
    seen->stamps[seen->count++] = event->stamp;
    seen->erased += event->erased;
    return seen->count != seen->stop_after;
}

static struct seen replay(struct store *store, bool all)
{
    struct seen seen = {0};
    struct error error = {0};
    assert_true(store_replay(store, all, see, &seen, &error));
    return seen;
}

static void test_creates_and_appends(void **state)
{
    (void)state;
    struct store_report report;
    struct error error = {0};
    struct store *store = open_or_die(scratch_folder(folder, "log"), &report);
    assert_int_equal(report.state, STORE_CREATED);
    assert_int_equal(report.events, 0);
    struct store_event events[] = {sample_event("amelie", "visit_started", 3000),
        sample_event("wei", "visit_started", 1000), sample_event("", "rotation_started", 2000)};
    assert_true(store_append(store, events, 3, &error));
    assert_int_equal(events[0].stamp.seq, 1);
    assert_int_equal(events[2].stamp.seq, 3);
    assert_memory_equal(events[0].stamp.log, events[2].stamp.log, LOG_ID_SIZE);
    assert_int_equal(store_event_count(store), 3);
    struct seen seen = replay(store, false);
    assert_int_equal(seen.count, 3);
    assert_string_equal(seen.students[0], "wei"); /* by time */
    assert_string_equal(seen.students[2], "amelie");
    assert_true(store_verify(store, &error));
    store_close(store);

    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_FINE);
    assert_int_equal(report.events, 3);
    assert_int_equal(report.missing, 0);
    uint8_t first_log[LOG_ID_SIZE];
    memcpy(first_log, events[0].stamp.log, LOG_ID_SIZE);
    assert_true(store_append(store, events, 1, &error));
    assert_int_equal(events[0].stamp.seq, 1);
    assert_memory_not_equal(events[0].stamp.log, first_log, LOG_ID_SIZE);
    assert_true(store_verify(store, &error));
    store_close(store);
}

static bool check_fields(void *context, const struct store_event *event)
{
    (void)context;
    assert_int_equal(event->stamp.at_ms, 1757840400123);
    assert_int_equal(event->mono_ms, 878920200061);
    assert_int_equal(event->offset_s, 7200);
    assert_true(event->trusted);
    assert_string_equal(event->station, "makers");
    assert_string_equal(event->class_id, "4b");
    assert_string_equal(event->student, "amelie");
    assert_string_equal(event->kind, "from_the_future");
    assert_int_equal(event->version, 7);
    assert_string_equal(event->body, "{\"text\":\"\xc3\xa9t\xc3\xa9\"}");
    assert_false(event->erased);
    return true;
}

static void test_keeps_every_field(void **state)
{
    (void)state;
    struct error error = {0};
    struct store *store = open_or_die(scratch_folder(folder, "fields"), NULL);
    struct store_event event = sample_event("amelie", "from_the_future", 1757840400123);
    event.version = 7;
    event.body = "{\"text\":\"\xc3\xa9t\xc3\xa9\"}";
    assert_true(store_append(store, &event, 1, &error));
    store_close(store);
    store = open_or_die(folder, NULL);
    assert_true(store_replay(store, true, check_fields, NULL, &error));
    store_close(store);
}

static void test_replay_stops_early(void **state)
{
    (void)state;
    struct error error = {0};
    struct store *store = open_or_die(scratch_folder(folder, "stop"), NULL);
    for (int i = 0; i < 5; i++)
        append_or_die(store, "wei", i);
    struct seen seen = {.stop_after = 2};
    assert_true(store_replay(store, true, see, &seen, &error));
    assert_int_equal(seen.count, 2);
    store_close(store);
}

/* The chain's hash is part of the format: these bytes may never change. */
static void test_chain_hash_is_frozen(void **state)
{
    (void)state;
    struct store_row row = {.event = sample_event("amelie", "visit_ended", 1000)};
    row.event.stamp.seq = 2;
    memset(row.event.stamp.log, 0xab, LOG_ID_SIZE);
    memset(row.prev_hash, 0xcd, sizeof row.prev_hash);
    memset(row.salt, 0x11, sizeof row.salt);
    row_content_hash(&row, row.content);
    row_chain_hash(&row, row.hash);
    char content[33], hash[33];
    store_log_text(row.content, content);
    store_log_text(row.hash, hash);
    assert_string_equal(content, "959e6e1acb9f1f9cf729ee54b82f6a5d");
    assert_string_equal(hash, "a95daa1da916ba81fb67ccc0246682fe");
}

/* Every column of a row is covered: a change of any is found. */
static void test_verify_finds_any_change(void **state)
{
    (void)state;
    static const char *const changes[] = {
        "UPDATE event SET at = at + 1 WHERE id = 2",
        "UPDATE event SET mono = 5 WHERE id = 2",
        "UPDATE event SET offset_s = 0 WHERE id = 2",
        "UPDATE event SET trusted = 0 WHERE id = 2",
        "UPDATE event SET station = 'board' WHERE id = 2",
        "UPDATE event SET class = '5a' WHERE id = 2",
        "UPDATE event SET student = 'wei' WHERE id = 2",
        "UPDATE event SET kind = 'visit_started' WHERE id = 2",
        "UPDATE event SET version = 2 WHERE id = 2",
        "UPDATE event SET body = '{}' WHERE id = 2",
        "UPDATE event SET seq = 9 WHERE id = 2",
        "UPDATE event SET salt = zeroblob(16) WHERE id = 2",
        "UPDATE event SET prev_hash = zeroblob(16) WHERE id = 2",
        "UPDATE event SET hash = zeroblob(16) WHERE id = 2",
        "DELETE FROM event WHERE id = 2",
    };
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        struct error error = {0};
        struct store *store = open_or_die(scratch_folder(folder, "verify"), NULL);
        for (int k = 0; k < 4; k++)
            append_or_die(store, "amelie", 100 * k);
        assert_true(store_verify(store, &error));
        assert_true(sql_run(store->db, changes[i], &error));
        if (store_verify(store, &error))
            fail_msg("not noticed: %s", changes[i]);
        assert_int_equal(error.code, ERR_CORRUPT);
        store_close(store);
    }
}

static void run_raw(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    assert_int_equal(sqlite3_exec(db, "PRAGMA writable_schema = ON", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* An event that is not in an index. */
static void test_verify_looks_at_the_indexes(void **state)
{
    (void)state;
    static const struct {
        const char *name, *terms;
    } indexes[] = {{"event_order", "at, log, seq"}, {"event_kind", "kind, at"}};
    char path[STORE_PATH_SIZE], sql[256];
    for (int i = 0; i < 2; i++) {
        struct error error = {0};
        struct store *store = open_or_die(scratch_folder(folder, "index"), NULL);
        append_or_die(store, "wei", 1000);
        append_or_die(store, "wei", 2000);
        assert_true(store_verify(store, &error));
        store_close(store);
        str_format(path, sizeof path, "%s/waystation.db", folder);
        STR_FORMAT(sql, "UPDATE sqlite_schema SET sql = sql || ' WHERE mono < 0' WHERE name = '%s'",
            indexes[i].name);
        run_raw(path, sql);
        run_raw(path, "UPDATE event SET mono = -1 WHERE seq = 1");
        run_raw(path, "UPDATE event SET mono = 500 WHERE seq = 1");
        STR_FORMAT(sql,
            "UPDATE sqlite_schema SET sql = 'CREATE INDEX %s ON event(%s)' WHERE name = '%s'",
            indexes[i].name, indexes[i].terms, indexes[i].name);
        run_raw(path, sql);
        store = open_or_die(folder, NULL);
        assert_false(store_verify(store, &error));
        assert_int_equal(error.code, ERR_CORRUPT);
        store_close(store);
    }
}

static void test_failed_append_changes_nothing(void **state)
{
    (void)state;
    struct error error = {0};
    struct store *store = open_or_die(scratch_folder(folder, "fail"), NULL);
    append_or_die(store, "wei", 1);
    assert_true(store_save_draft(store, "wei", "ticket:a", "{}", 1, &error));
    assert_true(sql_run(store->db,
        "CREATE TEMP TRIGGER no BEFORE INSERT ON event WHEN new.kind = 'bad' "
        "BEGIN SELECT raise(FAIL, 'no'); END",
        &error));
    struct store_event events[] = {sample_event("wei", "good", 2), sample_event("wei", "bad", 3)};
    store_drop_draft_with_next(store, "wei", "ticket:a");
    assert_false(store_append(store, events, 2, &error));
    assert_int_equal(store_event_count(store), 1);
    assert_int_equal(replay(store, true).count, 1);
    struct arena arena = {0};
    const char *body;
    error_clear(&error);
    assert_true(arena_open(&arena, 4096, &error));
    assert_true(store_load_draft(store, "wei", "ticket:a", &arena, &body, &error));
    assert_true(store_append(store, events, 1, &error));
    assert_int_equal(events[0].stamp.seq, 2); /* no gap */
    assert_true(store_verify(store, &error));
    arena_close(&arena);
    store_close(store);
}

static void test_second_opener_is_refused(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    struct store *other;
    struct store *store = open_or_die(scratch_folder(folder, "busy"), NULL);
    struct store_options options = {.folder = folder, .station = "board"};
    assert_false(store_open(&other, &options, &report, &error));
    assert_int_equal(error.code, ERR_BUSY);
    assert_null(other);
    store_close(store);
    store_close(NULL);
}

static void test_looking_writes_nothing(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    struct store *store;
    struct store_options options = {.folder = scratch_folder(folder, "look"), .read_only = true};
    assert_false(store_open(&store, &options, &report, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    store = open_or_die(folder, NULL);
    append_or_die(store, "wei", 1);
    store_close(store);
    char path[STORE_PATH_SIZE + 32];
    str_format(path, sizeof path, "%s/waystation.db", folder);
    long size = file_size(path);
    error_clear(&error);
    assert_true(store_open(&store, &options, &report, &error));
    assert_int_equal(report.events, 1);
    assert_int_equal(replay(store, true).count, 1);
    struct store_event event = sample_event("wei", "x", 2);
    assert_false(store_append(store, &event, 1, &error));
    assert_int_equal(error.code, ERR_READ_ONLY);
    store_close(store);
    assert_int_equal(file_size(path), size);
    str_format(path, sizeof path, "%s/waystation.db-wal", folder);
    assert_int_equal(file_size(path), -1);
}

static void test_makes_parents_and_names_long_paths(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    struct store *store;
    char deep[STORE_PATH_SIZE + 64];
    str_format(deep, sizeof deep, "%s/a/b/c/", scratch_folder(folder, "deep"));
    store_close(open_or_die(deep, NULL));
    char *path = malloc(5000);
    assert_non_null(path);
    memset(path, 'x', 4999);
    path[0] = '/';
    path[4999] = '\0';
    struct store_options options = {.folder = path};
    assert_false(store_open(&store, &options, &report, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_creates_and_appends),
        cmocka_unit_test(test_keeps_every_field),
        cmocka_unit_test(test_replay_stops_early),
        cmocka_unit_test(test_chain_hash_is_frozen),
        cmocka_unit_test(test_verify_finds_any_change),
        cmocka_unit_test(test_verify_looks_at_the_indexes),
        cmocka_unit_test(test_failed_append_changes_nothing),
        cmocka_unit_test(test_second_opener_is_refused),
        cmocka_unit_test(test_looking_writes_nothing),
        cmocka_unit_test(test_makes_parents_and_names_long_paths),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_remove(folder);
    return failed;
}
