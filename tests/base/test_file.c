#define _DEFAULT_SOURCE /* syscall */
#include "base/file.h"

#include "folder.h"
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cmocka.h>

/* --- A system that takes and gives by pieces ------------------------------------------------- */

static struct {
    bool is_on;
    int calls;
    int stops_at;  /* from this call on, it fails; 0: never */
    int number;    /* with this; 0: it takes nothing, or the file ends */
    int sync_says; /* 0: synced */
} fake;

/* Three bytes at a time; between two pieces comes a signal. */
static ssize_t piece(long call, int file, void *bytes, size_t size)
{
    if (!fake.is_on)
        return syscall(call, file, bytes, size);
    fake.calls++;
    bool stops = fake.stops_at > 0 && fake.calls >= fake.stops_at;
    errno = stops ? fake.number : EINTR;
    if (stops)
        return fake.number == 0 ? 0 : -1;
    return fake.calls % 2 == 0 ? -1 : syscall(call, file, bytes, MIN(size, 3u));
}

ssize_t write(int file, const void *bytes, size_t size)
{
    return piece(SYS_write, file, (void *)(uintptr_t)bytes, size);
}

ssize_t read(int file, void *bytes, size_t size)
{
    return piece(SYS_read, file, bytes, size);
}

int fsync(int file)
{
    errno = fake.sync_says;
    return fake.sync_says == 0 ? (int)syscall(SYS_fsync, file) : -1;
}

static void fake_begin(int stops_at, int number)
{
    fake.calls = 0;
    fake.stops_at = stops_at;
    fake.number = number;
    fake.is_on = true;
}

/* --- Tests ----------------------------------------------------------------------------------- */

static const char text[] = "ten bytes.";
enum { TEXT_LENGTH = sizeof text - 1 };

static int open_new(struct test_folder *folder, const char *name)
{
    int file = open(test_path(folder, name), O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(file >= 0);
    return file;
}

static void all_is_written_whatever_the_system_takes(void **state)
{
    int file = open_new(*state, "w");
    fake_begin(0, 0);
    bool ok = file_write_all(file, text, TEXT_LENGTH);
    fake.is_on = false;
    assert_true(ok);
    assert_true(fake.calls > 4);
    size_t size;
    char *bytes = test_read(test_path(*state, "w"), &size);
    assert_string_equal(bytes, text);
    free(bytes);
    static const struct {
        int stops_at, number, says;
    } cases[] = {{1, ENOSPC, ENOSPC}, {3, EIO, EIO}, {3, 0, EIO}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        fake_begin(cases[i].stops_at, cases[i].number);
        ok = file_write_all(file, text, TEXT_LENGTH);
        int number = errno;
        fake.is_on = false;
        assert_false(ok);
        assert_int_equal(number, cases[i].says);
    }
    close(file);
}

static void all_is_read_whatever_the_system_gives(void **state)
{
    char out[32] = "";
    size_t got;
    int file = open_new(*state, "r");
    assert_true(file_write_all(file, text, TEXT_LENGTH));
    const struct {
        size_t size, got;
        int stops_at, number;
        bool ok;
    } cases[] = {{TEXT_LENGTH, TEXT_LENGTH, 0, 0, true}, {sizeof out, TEXT_LENGTH, 0, 0, true},
        {4, 4, 0, 0, true}, {0, 0, 1, EIO, true}, {TEXT_LENGTH, 3, 3, 0, true},
        {TEXT_LENGTH, 3, 3, EIO, false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(lseek(file, 0, SEEK_SET), 0);
        fake_begin(cases[i].stops_at, cases[i].number);
        bool ok = file_read_all(file, out, cases[i].size, &got);
        int number = errno;
        fake.is_on = false;
        assert_int_equal(ok, cases[i].ok);
        assert_int_equal(got, cases[i].got);
        assert_memory_equal(out, text, got);
        if (!ok)
            assert_int_equal(number, cases[i].number);
    }
    close(file);
}

/* FAT says EINVAL where there is nothing to sync. */
static void a_folder_that_cannot_be_synced_is_told_from_one_that_is_not(void **state)
{
    struct test_folder *folder = *state;
    const char *file = test_path(folder, "x");
    static const struct {
        int says;
        bool ok, parent_ok;
    } cases[] = {{0, true, true}, {EINVAL, true, true}, {EACCES, false, true}, {EIO, false, false},
        {ENOSPC, false, false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        fake.sync_says = cases[i].says;
        bool synced = file_sync_folder(folder->path);
        bool says_why = synced || errno == cases[i].says;
        bool parent = file_sync_parent(file), here = file_sync_parent("x");
        fake.sync_says = 0;
        assert_int_equal(synced, cases[i].ok);
        assert_int_equal(parent, cases[i].parent_ok);
        assert_int_equal(here, cases[i].parent_ok);
        assert_true(says_why);
    }
    char long_path[PATH_MAX + 8];
    memset(long_path, 'x', sizeof long_path);
    long_path[sizeof long_path - 2] = '/';
    long_path[sizeof long_path - 1] = '\0';
    assert_false(file_sync_folder("/nonexistent/x"));
    assert_int_equal(errno, ENOENT);
    assert_false(file_sync_parent("/nonexistent/x"));
    assert_false(file_sync_parent(long_path));
    assert_int_equal(errno, ENAMETOOLONG);
    assert_true(file_sync_parent("/x"));
}

static void files_are_read_whole_or_not_at_all(void **state)
{
    struct test_folder *folder = *state;
    struct arena arena;
    struct error error = {0};
    const char *bytes;
    size_t size;
    assert_true(arena_open(&arena, 1 << 20, &error));
    int file = open_new(folder, "f");
    assert_true(file_write_all(file, "a\0b", 3));
    close(file);
    char name[192], link[192];
    STR_COPY(name, test_path(folder, "f"));
    STR_COPY(link, test_path(folder, "link"));
    assert_int_equal(symlink(name, link), 0);
    assert_true(file_read(name, 3, &arena, &bytes, &size, &error));
    assert_int_equal(size, 3);
    assert_memory_equal(bytes, "a\0b\0", 4);
    assert_true(file_read(link, 3, &arena, &bytes, &size, &error));
    assert_true(file_read_own(name, 3, &arena, &bytes, &size, &error));
    const struct {
        const char *file;
        size_t limit;
        enum error_code code;
    } cases[] = {{name, 2, ERR_FULL}, {"/nonexistent/x", 9, ERR_NOT_FOUND},
        {"/tmp", 1 << 16, ERR_BAD_INPUT}, {link, 9, ERR_IO}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        error_clear(&error);
        assert_false(file_read_own(cases[i].file, cases[i].limit, &arena, &bytes, &size, &error));
        assert_int_equal(error.code, cases[i].code);
        assert_non_null(strstr(error.text, cases[i].file));
    }
    arena_close(&arena);
}

static void nothing_is_kept_of_what_cannot_be_read(void **state)
{
    struct test_folder *folder = *state;
    struct arena arena;
    struct error error = {0};
    const char *bytes;
    size_t size;
    assert_true(arena_open(&arena, 4096, &error));
    int file = open_new(folder, "f");
    assert_true(file_write_all(file, text, TEXT_LENGTH));
    assert_int_equal(ftruncate(file, 4096), 0);
    close(file);
    assert_false(file_read(test_path(folder, "f"), 8192, &arena, &bytes, &size, &error));
    assert_int_equal(error.code, ERR_MEMORY);
    error_clear(&error);
    assert_int_equal(truncate(test_path(folder, "f"), 64), 0);
    fake_begin(3, EIO);
    bool ok = file_read(test_path(folder, "f"), 64, &arena, &bytes, &size, &error);
    fake.is_on = false;
    assert_false(ok);
    assert_int_equal(error.code, ERR_IO);
    assert_int_equal(arena.used, 0);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_written_whatever_the_system_takes),
        cmocka_unit_test(all_is_read_whatever_the_system_gives),
        cmocka_unit_test(a_folder_that_cannot_be_synced_is_told_from_one_that_is_not),
        cmocka_unit_test(files_are_read_whole_or_not_at_all),
        cmocka_unit_test(nothing_is_kept_of_what_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, test_folder_make, test_folder_remove);
}
