/* A disk on which there is no room, less than it says, or no writing. */
#include "store/scratch.h"

#include "base/log.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mount.h>

#include <cmocka.h>

static char folder[STORE_PATH_SIZE];

static void test_full_disk(void **state)
{
    (void)state;
    struct error error = {0};
    char body[5000];
    scratch_folder(folder, "full");
    if (mount("tmpfs", folder, "tmpfs", 0, "size=28m") != 0) {
        print_message("SKIPPED: mounting a small disk is not permitted here\n");
        skip();
    }
    struct store *store = open_or_die(folder, NULL);
    assert_int_equal(store_room(store, 0), STORE_ROOM_ENOUGH);
    FILE *file = fopen(scratch_inside(folder, "filler"), "w");
    while (fwrite(body, 1, sizeof body, file) == sizeof body && fflush(file) == 0)
        ;
    fclose(file);
    memset(body, 'x', sizeof body);
    memcpy(body, "{\"text\":\"", 9);
    memcpy(body + sizeof body - 3, "\"}", 3);
    int64_t saved = 0;
    struct store_event event = sample_event("wei", "reflection", 1);
    event.body = body;
    while (store_append(store, &event, 1, &error))
        saved++;
    assert_int_equal(error.code, ERR_NO_SPACE);
    assert_true(saved > 100); /* thanks to the ballast */
    assert_int_equal(store_room(store, 60000), STORE_ROOM_NONE);
    error_clear(&error);
    assert_int_equal(store_event_count(store), saved);
    assert_true(store_verify(store, &error)); /* reading works */
    char key[16];
    int drafts = 0;
    do {
        STR_FORMAT(key, "a%d", drafts++);
        assert_true(drafts < 1000);
    } while (store_save_draft(store, "wei", key, body, 1, &error));
    assert_int_equal(error.code, ERR_NO_SPACE);
    unlink(scratch_inside(folder, "filler"));
    error_clear(&error);
    assert_true(store_append(store, &event, 1, &error)); /* goes on by itself */
    assert_int_equal(store_room(store, 60000), STORE_ROOM_LITTLE);
    store_close(store);
    store = open_or_die(folder, NULL);
    assert_int_equal(store_event_count(store), saved + 1);
    store_close(store);
    umount(folder);
}

static int64_t room_reported;
static int reserved;

static int ample_room(void *context, const char *where, int64_t *bytes)
{
    (void)context;
    (void)where;
    *bytes = room_reported;
    return 0;
}

static int quota(void *context, const char *where, int64_t size)
{
    (void)context;
    (void)where;
    (void)size;
    reserved++;
    return ENOSPC;
}

/* Every turn of the station asks; a quota that reports room it does not give is tried seldom. */
static void test_ballast_is_tried_once_a_minute(void **state)
{
    (void)state;
    struct store_files files = *store_files_system();
    files.room = ample_room;
    files.reserve = quota;
    room_reported = INT64_C(1) << 40;
    struct store *store = open_or_die(scratch_folder(folder, "quota"), NULL);
    assert_true(ballast_release(store));
    store->files = &files;
    for (int64_t mono_ms = 1000; mono_ms < 1000 + 10 * 60000; mono_ms += 20)
        assert_int_equal(store_room(store, mono_ms), STORE_ROOM_LITTLE);
    assert_int_equal(reserved, 10);
    store->files = store_files_system();
    assert_int_equal(store_room(store, 1000 + 10 * 60000), STORE_ROOM_ENOUGH);
    store_close(store);
}

static void test_read_only_disk(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    struct store *store;
    scratch_folder(folder, "ro");
    if (mount("tmpfs", folder, "tmpfs", 0, "size=28m") != 0) {
        print_message("SKIPPED: mounting a read-only disk is not permitted here\n");
        skip();
    }
    scratch_fill(folder, 5);
    assert_int_equal(mount("tmpfs", folder, "tmpfs", MS_REMOUNT | MS_RDONLY, "size=28m"), 0);
    struct store_options options = {.folder = folder, .station = "x"};
    assert_false(store_open(&store, &options, &report, &error));
    assert_int_equal(error.code, ERR_READ_ONLY);
    options.read_only = true;
    error_clear(&error);
    assert_true(store_open(&store, &options, &report, &error));
    assert_int_equal(report.events, 5);
    store_close(store);
    umount(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_ballast_is_tried_once_a_minute),
        cmocka_unit_test(test_read_only_disk),
    };
    log_set_level(LOG_LEVEL_ERROR);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_remove(folder);
    return failed;
}
