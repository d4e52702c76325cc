/* Damage, interrupted swaps, backup and restore, versions. Full disks: test_room.c. */
#include "store/scratch.h"

#include "base/log.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mount.h>

#include <cmocka.h>

static char folder[STORE_PATH_SIZE];

static void assert_usable(struct store *store, bool keeps)
{
    struct error error = {0};
    char value[8];
    append_or_die(store, "wei", 99999);
    assert_true(store_verify(store, &error));
    assert_int_equal(store_get(store, "volume", value, sizeof value), keeps);
    struct arena arena = {0};
    const char *body;
    assert_true(arena_open(&arena, 4096, &error));
    assert_int_equal(store_load_draft(store, "wei", "ticket:a", &arena, &body, &error), keeps);
    arena_close(&arena);
}

static void test_shortened_database_is_noticed(void **state)
{
    (void)state;
    struct store_report report;
    scratch_folder(folder, "short");
    scratch_fill(folder, 50);
    file_copy(scratch_inside(folder, "waystation.db"), scratch_inside(folder, "old"));
    scratch_fill(folder, 30);
    file_copy(scratch_inside(folder, "old"),
        scratch_inside(folder, "waystation.db")); /* a card put back in time */
    unlink(scratch_inside(folder, "old"));
    struct store *store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_RECOVERED);
    assert_int_equal(report.recovered, 50);
    assert_int_equal(report.missing, 29);
    assert_string_not_equal(report.set_aside, "");
    assert_true(file_size(scratch_inside(folder, "set-aside/1/waystation.db")) > 0);
    assert_usable(store, true);
    store_close(store);
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_FINE);
    store_close(store);
}

static void test_any_damaged_page(void **state)
{
    (void)state;
    scratch_folder(folder, "page");
    scratch_fill(folder, 200);
    long size = file_size(scratch_inside(folder, "waystation.db"));
    char original[STORE_PATH_SIZE + 16];
    str_format(original, sizeof original, "%s-original", folder);
    file_copy(scratch_inside(folder, "waystation.db"), original);
    for (long at = 0; at < size; at += 4096) {
        char junk[4096];
        memset(junk, at % 8192 == 0 ? 0 : 0xff, sizeof junk);
        scratch_folder(folder, "page");
        file_copy(original, scratch_inside(folder, "waystation.db"));
        file_overwrite(scratch_inside(folder, "waystation.db"), at, junk, sizeof junk);
        struct store_report report;
        struct error error = {0};
        struct store *store = open_or_die(folder, &report);
        append_or_die(store, "wei", 99999);
        assert_true(store_verify(store, &error));
        if (report.state != STORE_FINE) {
            assert_int_equal(report.state, STORE_RECOVERED);
            assert_true(file_size(scratch_inside(folder, "set-aside/1/waystation.db")) == size);
        }
        store_close(store);
    }
    unlink(original);
}

/* Renames a column; false when there are no more. Nothing ever asks for the id of a conflict. */
static bool damage_column(int number)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *find = NULL;
    char sql[256] = "";
    assert_int_equal(sqlite3_open(scratch_inside(folder, "waystation.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                         "SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_info(t.name) "
                         "AS c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND "
                         "t.name || '.' || c.name <> 'conflict.id' LIMIT 1 "
                         "OFFSET ?1",
                         -1, &find, NULL),
        SQLITE_OK);
    sqlite3_bind_int(find, 1, number);
    if (sqlite3_step(find) == SQLITE_ROW)
        STR_FORMAT(sql, "ALTER TABLE \"%s\" RENAME COLUMN \"%s\" TO damaged",
            (const char *)sqlite3_column_text(find, 0), (const char *)sqlite3_column_text(find, 1));
    sqlite3_finalize(find);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return sql[0] != '\0';
}

static void test_any_damaged_column(void **state)
{
    (void)state;
    char original[STORE_PATH_SIZE + 16];
    scratch_folder(folder, "column");
    scratch_fill(folder, 5);
    str_format(original, sizeof original, "%s-original", folder);
    file_copy(scratch_inside(folder, "waystation.db"), original);
    for (int number = 0;; number++) {
        struct store_report report;
        scratch_folder(folder, "column");
        file_copy(original, scratch_inside(folder, "waystation.db"));
        if (!damage_column(number))
            break;
        struct store *store = open_or_die(folder, &report);
        assert_int_equal(report.state, STORE_RECOVERED);
        store_close(store);
    }
    unlink(original);
}

static void test_readable_events_around_damage(void **state)
{
    (void)state;
    struct store_report report;
    struct error error = {0};
    int64_t root, page;
    scratch_folder(folder, "around");
    scratch_fill(folder, 400);
    struct store *store = open_or_die(folder, NULL);
    /* A leaf in the middle of the table of events. */
    assert_true(sql_number(store->db,
        "SELECT pageno FROM dbstat WHERE name = 'event' AND pagetype = 'leaf' ORDER BY path "
        "LIMIT 1 OFFSET 5",
        &page, &error));
    assert_true(sql_number(
        store->db, "SELECT rootpage FROM sqlite_schema WHERE name = 'event'", &root, &error));
    assert_true(page > 0 && page != root);
    store_close(store);
    char zero[4096] = {0};
    file_overwrite(scratch_inside(folder, "waystation.db"), (page - 1) * 4096, zero, sizeof zero);
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_RECOVERED);
    assert_true(report.recovered > 370 && report.recovered < 400);
    assert_int_equal(report.missing, 400 - report.recovered);
    assert_usable(store, true);
    store_close(store);
}

/* The last row has an impossible id and cannot be read. */
static void test_damaged_id(void **state)
{
    (void)state;
    struct store_report report;
    struct error error = {0};
    int64_t page;
    scratch_folder(folder, "id");
    scratch_fill(folder, 50);
    struct store *store = open_or_die(folder, NULL);
    assert_true(sql_run(store->db,
        "INSERT INTO event(id, " EVENT_COLUMNS ") SELECT 1 << 60, log, seq + 1000, station, at, "
        "mono, offset_s, trusted, class, student, kind, version, hex(zeroblob(10000)), erased, "
        "salt, content, edited, prev_hash, hash, wall FROM event WHERE id = 5",
        &error));
    assert_true(sql_number(store->db,
        "SELECT pageno FROM dbstat WHERE name = 'event' AND pagetype = 'overflow' LIMIT 1", &page,
        &error));
    store_close(store);
    file_overwrite(
        scratch_inside(folder, "waystation.db"), (page - 1) * 4096, "\xff\xff\xff\xff", 4);
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_RECOVERED);
    assert_int_equal(report.recovered, 50);
    assert_usable(store, true);
    store_close(store);
}

static void test_damage_met_while_running(void **state)
{
    (void)state;
    struct error error = {0};
    scratch_folder(folder, "running");
    scratch_fill(folder, 400);
    struct store *store = open_or_die(folder, NULL);
    int64_t last;
    assert_true(sql_number(store->db,
        "SELECT pageno FROM dbstat WHERE name = 'event' AND pagetype = 'leaf' ORDER BY path DESC",
        &last, &error));
    assert_true(sql_run(store->db, "PRAGMA shrink_memory", &error));
    char zero[4096] = {0};
    file_overwrite(scratch_inside(folder, "waystation.db"), (last - 1) * 4096, zero, sizeof zero);
    append_or_die(store, "ada", 5); /* saving is never refused */
    assert_true(store_event_count(store) > 300);
    assert_true(store_verify(store, &error));
    assert_true(file_size(scratch_inside(folder, "set-aside/1/waystation.db")) > 0);
    store_close(store);
}

static void test_backup_fills_the_gap(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    scratch_folder(folder, "backup-gap");
    scratch_fill(folder, 100);
    struct store *store = open_or_die(folder, NULL);
    mkdir(scratch_inside(folder, "backups"), 0700);
    assert_true(store_backup(store, scratch_inside(folder, "backups/monday.waystation"), &error));
    assert_false(store_backup(store, scratch_inside(folder, "backups/monday.waystation"), &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
    append_or_die(store, "wei", 500);
    uint8_t token[BADGE_TOKEN_SIZE] = {1}, before[BADGE_HASH_SIZE], after[BADGE_HASH_SIZE];
    store_badge_hash(store, token, before);
    store_close(store);
    char junk[8192];
    memset(junk, 0xee, sizeof junk);
    file_overwrite(scratch_inside(folder, "waystation.db"), 0, junk, sizeof junk);
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_RECOVERED);
    assert_true(report.recovered >= 100);
    assert_true(report.missing <= 1);
    store_badge_hash(store, token, after);
    assert_memory_equal(before, after, sizeof before);
    append_or_die(store, "wei", 501);
    error_clear(&error);
    assert_true(store_verify(store, &error));
    store_close(store);
}

static int64_t number(struct store *store, const char *sql)
{
    struct error error = {0};
    int64_t out;
    assert_true(sql_number(store->db, sql, &out, &error));
    return out;
}

/* Two events under one number: both are kept, wherever the database goes. */
static void test_conflicts_are_carried(void **state)
{
    (void)state;
    enum { RECOVERED, RESTORED, FROM_BACKUP, WAYS };
    for (int way = 0; way < WAYS; way++) {
        struct error error = {0};
        struct store_report report;
        struct store_merge_report merged;
        scratch_folder(folder, "conflicts");
        scratch_fill(folder, 50);
        struct store *store = open_or_die(folder, NULL);
        struct store_event events[2] = {sample_event("ada", "a", 1), sample_event("zweig", "a", 1)};
        for (int i = 0; i < 2; i++) {
            memset(events[i].stamp.log, 3, LOG_ID_SIZE);
            events[i].stamp.seq = 1;
        }
        assert_true(store_merge(store, events, 2, &merged, &error));
        assert_int_equal(merged.conflicts, 1);
        mkdir(scratch_inside(folder, "backups"), 0700);
        assert_true(store_backup(store, scratch_inside(folder, "backups/one"), &error));
        store_close(store);
        if (way == RESTORED) {
            assert_true(store_restore(folder, scratch_inside(folder, "backups/one"), &error));
        } else {
            char junk[8192];
            memset(junk, 0xee, sizeof junk);
            if (way == RECOVERED)
                unlink(scratch_inside(folder, "backups/one"));
            file_overwrite(scratch_inside(folder, "waystation.db"), way == RECOVERED ? 8 * 4096 : 0,
                junk, 4096);
        }
        store = open_or_die(folder, &report);
        assert_int_equal(report.state, way == RESTORED ? STORE_FINE : STORE_RECOVERED);
        assert_int_equal(
            number(store, "SELECT count(*) FROM conflict WHERE student = 'zweig' AND why = "
                          "'differs'"),
            1);
        assert_true(store_merge(store, events, 2, &merged, &error)); /* known, not kept twice */
        assert_int_equal(number(store, "SELECT count(*) FROM conflict WHERE why = 'differs'"), 1);
        store_close(store);
    }
}

static void test_missing_database(void **state)
{
    (void)state;
    struct store_report report;
    scratch_folder(folder, "missing");
    scratch_fill(folder, 20);
    unlink(scratch_inside(folder, "waystation.db"));
    struct store *store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_RECOVERED);
    assert_int_equal(report.missing, 20);
    assert_usable(store, false);
    store_close(store);
}

static void test_restore(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    char file[STORE_PATH_SIZE + 64];
    scratch_folder(folder, "restore");
    str_format(file, sizeof file, "%s-backup", folder);
    unlink(file);
    scratch_fill(folder, 10);
    struct store *store = open_or_die(folder, NULL);
    append_or_die(store, "zweig", 100);
    assert_true(store_backup(store, file, &error));
    append_or_die(store, "wei", 200);
    struct store_event erased = sample_event("", "", 300);
    assert_true(store_erase_student(store, "zweig", &erased, &error));
    assert_false(store_restore(folder, file, &error));
    assert_int_equal(error.code, ERR_BUSY);
    store_close(store);

    error_clear(&error);
    assert_true(store_restore(folder, file, &error));
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_FINE);
    assert_int_equal(report.events, 12); /* 10, zweig's without content, and the tombstone */
    int64_t zweigs;
    assert_true(sql_number(store->db,
        "SELECT count(*) FROM event WHERE student = 'zweig' AND kind <> 'student_erased'", &zweigs,
        &error));
    assert_int_equal(zweigs, 0);
    assert_usable(store, true);
    store_close(store);
    assert_true(file_size(scratch_inside(folder, "set-aside/1/waystation.db")) > 0);

    char junk[4096];
    memset(junk, 0x55, sizeof junk);
    file_overwrite(file, 4096 * 3, junk, sizeof junk);
    assert_false(store_restore(folder, file, &error));
    assert_int_equal(error.code, ERR_CORRUPT);
    error_clear(&error);
    file_overwrite(file, 0, junk, sizeof junk);
    assert_false(store_restore(folder, file, &error));
    error_clear(&error);
    unlink(file);
    assert_false(store_restore(folder, file, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    store = open_or_die(folder, &report);
    assert_int_equal(report.events, 13);
    store_close(store);
}

/* A backup from before the guesses does not give them back. */
static void test_restore_keeps_the_tries(void **state)
{
    (void)state;
    struct error error = {0};
    int32_t wait_s;
    scratch_folder(folder, "restore-tries");
    scratch_fill(folder, 3);
    struct store *store = open_or_die(folder, NULL);
    assert_true(store_backup(store, scratch_inside(folder, "copy"), &error));
    for (int i = 0; i < 5; i++)
        assert_true(store_try_secret(store, "pin", 1000, &wait_s, &error));
    store_close(store);
    assert_true(store_restore(folder, scratch_inside(folder, "copy"), &error));
    store = open_or_die(folder, NULL);
    assert_false(store_try_secret(store, "pin", 1000, &wait_s, &error));
    assert_int_equal(error.code, ERR_DENIED);
    store_close(store);
}

/* The pages are whole, a row is not: nothing is taken of such a backup. */
static void test_restore_of_a_changed_row(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    sqlite3 *copy = NULL;
    scratch_folder(folder, "restore-row");
    scratch_fill(folder, 3);
    struct store *store = open_or_die(folder, NULL);
    assert_true(store_backup(store, scratch_inside(folder, "copy"), &error));
    store_close(store);
    assert_int_equal(sqlite3_open(scratch_inside(folder, "copy"), &copy), SQLITE_OK);
    assert_true(sql_run(copy, "UPDATE event SET body = '{}' WHERE id = 2", &error));
    sqlite3_close(copy);
    assert_false(store_restore(folder, scratch_inside(folder, "copy"), &error));
    assert_int_equal(error.code, ERR_CORRUPT);
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_FINE);
    assert_int_equal(report.events, 3);
    store_close(store);
}

/* A power cut between any two file operations of a swap: finished at the next start. */
static struct store_files cutting;
static int cut_after;

static int cut_rename(void *context, const char *from, const char *to)
{
    if (cut_after-- <= 0)
        return 5; /* EIO for ever: nothing more happens */
    return store_files_system()->rename(context, from, to);
}

static bool is_not_wei(void *context, const struct store_event *event)
{
    bool *seen = context;
    *seen = *seen || strcmp(event->kind, "student_erased") == 0;
    assert_true(strcmp(event->student, "wei") != 0 || strcmp(event->kind, "student_erased") == 0);
    return true;
}

static int calls_left;

static int failing_rename(void *context, const char *from, const char *to)
{
    const struct store_files *disk = store_files_system();
    (void)context;
    return calls_left-- > 0 ? disk->rename(disk->context, from, to) : EIO;
}

static int failing_sync(void *context, const char *path)
{
    const struct store_files *disk = store_files_system();
    (void)context;
    return calls_left-- > 0 ? disk->sync_folder(disk->context, path) : EIO;
}

/* Whatever step of it was the last, who was erased since the backup does not come back. */
static void test_restore_cut_short(void **state)
{
    (void)state;
    struct store_files files = *store_files_system();
    files.rename = failing_rename;
    files.sync_folder = failing_sync;
    bool restored = false;
    int steps = 0;
    for (; !restored; steps++) {
        struct error error = {0}, refused = {0};
        scratch_folder(folder, "cut-short");
        scratch_fill(folder, 5);
        struct store *store = open_or_die(folder, NULL);
        assert_true(store_backup(store, scratch_inside(folder, "copy"), &error));
        struct store_event erased = sample_event("", "", 500);
        erased.body = "{}";
        assert_true(store_erase_student(store, "wei", &erased, &error));
        store_close(store);
        calls_left = steps;
        struct store_options options = {.folder = folder, .files = &files};
        restored = store_restore_with(&options, scratch_inside(folder, "copy"), &refused);
        store = open_or_die(folder, NULL);
        bool seen = false;
        assert_true(store_replay(store, true, is_not_wei, &seen, &error));
        assert_true(seen);
        assert_true(store_verify(store, &error));
        store_close(store);
    }
    assert_true(steps > 10);
}

static void test_interrupted_swap(void **state)
{
    (void)state;
    cutting = *store_files_system();
    cutting.rename = cut_rename;
    bool finished = false;
    for (int cut = 0; !finished; cut++) {
        struct error error = {0};
        struct store_report report;
        struct store *store;
        scratch_folder(folder, "swap");
        scratch_fill(folder, 30);
        char junk[4096] = {0};
        file_overwrite(scratch_inside(folder, "waystation.db"), 3 * 4096, junk, sizeof junk);
        struct store_options options = {.folder = folder, .station = "x", .files = &cutting};
        cut_after = cut;
        finished = store_open(&store, &options, &report, &error);
        store_close(store);
        store = open_or_die(folder, &report);
        if (!finished)
            assert_int_equal(report.state, STORE_RECOVERED);
        append_or_die(store, "wei", 100);
        error_clear(&error);
        assert_true(store_verify(store, &error));
        assert_true(file_size(scratch_inside(folder, "set-aside/1/waystation.db")) > 0);
        store_close(store);
        assert_true(cut < 100);
    }
}

static void test_newer_database_is_left_alone(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    scratch_folder(folder, "newer");
    scratch_fill(folder, 20);
    struct store *store = open_or_die(folder, NULL);
    uint8_t token[BADGE_TOKEN_SIZE] = {1}, before[BADGE_HASH_SIZE], after[BADGE_HASH_SIZE];
    store_badge_hash(store, token, before);
    assert_true(sql_run(store->db, "PRAGMA user_version = 99", &error));
    store_close(store);
    file_copy(scratch_inside(folder, "waystation.db"), scratch_inside(folder, "copy.txt"));
    for (int i = 0; i < 2; i++) {
        store = open_or_die(folder, &report);
        assert_int_equal(report.state, STORE_TOO_NEW);
        assert_int_equal(report.events, 20 + i);
        store_badge_hash(store, token, after);
        assert_memory_equal(before, after, sizeof before);
        append_or_die(store, "ada", 500 + i);
        store_close(store);
        assert_int_equal(file_size(scratch_inside(folder, "waystation.db")),
            file_size(scratch_inside(folder, "copy.txt")));
    }
    unlink(scratch_inside(folder, "copy.txt"));
    /* The newer version again: it takes back what was saved meanwhile. */
    char version[4] = {0, 0, 0, STORE_SCHEMA};
    file_overwrite(scratch_inside(folder, "waystation.db"), 60, version, sizeof version);
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_FINE);
    assert_int_equal(report.events, 22);
    assert_true(store_verify(store, &error));
    char beside[64];
    STR_FORMAT(beside, "waystation-schema%d.db", STORE_SCHEMA);
    assert_int_equal(file_size(scratch_inside(folder, beside)), -1);
    store_close(store);
}

static void test_erased_beside_a_newer_database(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    scratch_folder(folder, "newer-erased");
    scratch_fill(folder, 20);
    struct store *store = open_or_die(folder, NULL);
    assert_true(sql_run(store->db, "PRAGMA user_version = 99", &error));
    store_close(store);
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_TOO_NEW);
    struct store_event erased = sample_event("", "", 500);
    erased.body = "{}";
    assert_true(store_erase_student(store, "wei", &erased, &error));
    store_close(store);
    char version[4] = {0, 0, 0, STORE_SCHEMA};
    file_overwrite(scratch_inside(folder, "waystation.db"), 60, version, sizeof version);
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_FINE);
    bool seen = false;
    assert_true(store_replay(store, true, is_not_wei, &seen, &error));
    assert_true(seen);
    assert_true(store_verify(store, &error));
    store_close(store);
}

static void test_migration_steps(void **state)
{
    (void)state;
    static struct store_migration steps[STORE_SCHEMA + 3];
    static const struct store_migration later[] = {
        {STORE_SCHEMA, STORE_SCHEMA, "CREATE TABLE two(a); INSERT INTO two VALUES(1);"},
        {STORE_SCHEMA + 1, STORE_SCHEMA, "ALTER TABLE two ADD COLUMN b; UPDATE two SET b = 2;"},
        {STORE_SCHEMA + 2, STORE_SCHEMA + 3,
            "ALTER TABLE two RENAME TO three; INSERT INTO nowhere VALUES(1);"},
    };
    memcpy(steps + STORE_SCHEMA, later, sizeof later);
    struct store_program program = {steps, STORE_SCHEMA + 2};
    struct error error = {0};
    int64_t number;
    struct store_version is;
    struct store *store = open_or_die(scratch_folder(folder, "migrate"), NULL);
    assert_true(store_migrate(store->db, &program, &error));
    assert_true(sql_number(store->db, "SELECT b FROM two", &number, &error));
    assert_int_equal(number, 2);
    program.schema = STORE_SCHEMA + 3;
    assert_false(store_migrate(store->db, &program, &error));
    char version[16];
    STR_FORMAT(version, "version %d", STORE_SCHEMA + 3);
    assert_non_null(strstr(error.text, version));
    error_clear(&error);
    assert_true(store_read_version(store->db, &is, &error));
    assert_int_equal(is.schema, STORE_SCHEMA + 2);
    assert_int_equal(is.least, STORE_SCHEMA);
    assert_true(sql_number(store->db, "SELECT b FROM two", &number, &error)); /* rolled back */
    program.schema = STORE_SCHEMA;                                            /* works in it */
    assert_true(store_migrate(store->db, &program, &error));
    program.schema = STORE_SCHEMA - 1;
    assert_false(store_migrate(store->db, &program, &error));
    assert_int_equal(error.code, ERR_TOO_NEW);
    for (int i = 0; i < STORE_SCHEMA; i++) {
        assert_int_equal(store_this_program.steps[i].from, i);
        assert_in_range(store_this_program.steps[i].least, 1, i + 1);
    }
    store_close(store);
}

static bool count(void *context, const struct store_event *event)
{
    assert_string_equal(event->station, "makers");
    ++*(int *)context;
    return true;
}

/* A file of every schema that was ever released, made by tests/store/make_fixture.c at the time. */
static void test_old_files_open(void **state)
{
    (void)state;
    for (int schema = 1; schema <= STORE_SCHEMA; schema++) {
        char from[STORE_PATH_SIZE];
        struct store_report report;
        struct error error = {0};
        int events = 0;
        str_format(from, sizeof from, "%s/fixtures/databases/schema-%d.db", TESTS_FOLDER, schema);
        scratch_folder(folder, "fixture");
        file_copy(from, scratch_inside(folder, "waystation.db"));
        struct store *store = open_or_die(folder, &report);
        assert_int_equal(report.state, STORE_FINE);
        assert_true(store_replay(store, true, count, &events, &error));
        assert_int_equal(events, 12);
        assert_true(store_verify(store, &error));
        assert_usable(store, true);
        store_close(store);
    }
}

/* A disk so full that not even erasing goes: the station opens, says so and does it later. */
static void test_erasing_waits_for_room(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    scratch_folder(folder, "erase-full");
    if (mount("tmpfs", folder, "tmpfs", 0, "size=12m") != 0) {
        print_message("SKIPPED: mounting a small disk is not permitted here\n");
        skip();
    }
    scratch_fill(folder, 2000);
    struct store *store = open_or_die(folder, NULL);
    assert_true(store_set(store, "erase again", "yes", &error)); /* as a recovery leaves it */
    struct store_event erased = sample_event("wei", "student_erased", 9000);
    assert_true(store_append(store, &erased, 1, &error));
    store_close(store);
    unlink(scratch_inside(folder, "ballast"));
    char block[4096];
    memset(block, 'x', sizeof block);
    FILE *filler = fopen(scratch_inside(folder, "filler"), "w");
    setvbuf(filler, NULL, _IONBF, 0);
    while (fwrite(block, 1, sizeof block, filler) == sizeof block)
        ;
    fclose(filler);
    store = open_or_die(folder, &report);
    assert_non_null(strstr(report.note, "still to be removed"));
    bool done;
    assert_true(store_finish_erasing(store, &done, &error));
    assert_false(done);
    unlink(scratch_inside(folder, "filler"));
    assert_true(store_finish_erasing(store, &done, &error));
    assert_true(done);
    bool seen = false;
    assert_true(store_replay(store, true, is_not_wei, &seen, &error));
    assert_true(seen);
    store_close(store);
    store = open_or_die(folder, &report);
    assert_string_equal(report.note, "");
    store_close(store);
    umount(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shortened_database_is_noticed),
        cmocka_unit_test(test_any_damaged_page),
        cmocka_unit_test(test_any_damaged_column),
        cmocka_unit_test(test_readable_events_around_damage),
        cmocka_unit_test(test_damaged_id),
        cmocka_unit_test(test_damage_met_while_running),
        cmocka_unit_test(test_backup_fills_the_gap),
        cmocka_unit_test(test_conflicts_are_carried),
        cmocka_unit_test(test_missing_database),
        cmocka_unit_test(test_restore),
        cmocka_unit_test(test_restore_keeps_the_tries),
        cmocka_unit_test(test_restore_of_a_changed_row),
        cmocka_unit_test(test_restore_cut_short),
        cmocka_unit_test(test_interrupted_swap),
        cmocka_unit_test(test_newer_database_is_left_alone),
        cmocka_unit_test(test_erased_beside_a_newer_database),
        cmocka_unit_test(test_migration_steps),
        cmocka_unit_test(test_old_files_open),
        cmocka_unit_test(test_erasing_waits_for_room),
    };
    log_set_level(LOG_LEVEL_ERROR);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_remove(folder);
    return failed;
}
