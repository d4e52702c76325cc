#define _DEFAULT_SOURCE /* syscall */
#include "base/file_save.h"

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

static int folder_says, file_says, mode_says; /* errno values; 0: done */

int fsync(int file)
{
    struct stat about;
    int says = fstat(file, &about) == 0 && S_ISDIR(about.st_mode) ? folder_says : file_says;
    errno = says;
    return says == 0 ? (int)syscall(SYS_fsync, file) : -1;
}

int fchmod(int file, mode_t mode)
{
    errno = mode_says;
    return mode_says == 0 ? (int)syscall(SYS_fchmod, file, mode) : -1;
}

static bool save_text(const char *file, const char *text, struct error *error)
{
    struct file_save save;
    bool ok = file_save_open(&save, file, error) && file_save_write(&save, text, strlen(text)) &&
              file_save_finish(&save, error);
    file_save_close(&save);
    return ok;
}

static void assert_holds(const char *path, const char *text)
{
    size_t size;
    char *bytes = test_read(path, &size);
    assert_non_null(bytes);
    assert_string_equal(bytes, text);
    free(bytes);
}

static void a_file_appears_whole_and_private(void **state)
{
    struct test_folder *folder = *state;
    struct error error = {0};
    struct stat about;
    const char *path = test_path(folder, "a.pdf");
    assert_true(save_text(path, "first", &error));
    assert_holds(path, "first");
    assert_true(save_text(path, "second", &error));
    assert_holds(path, "second");
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(test_folder_files(folder, 0), 1);
}

static void nothing_is_there_before_the_end(void **state)
{
    struct test_folder *folder = *state;
    struct error error = {0};
    struct file_save save;
    const char *path = test_path(folder, "b.pdf");
    assert_true(file_save_open(&save, path, &error));
    assert_true(file_save_write(&save, "half", 4));
    assert_int_not_equal(access(path, F_OK), 0);
    file_save_close(&save);
    assert_int_not_equal(access(path, F_OK), 0);
    file_save_close(&save);
}

static void a_full_disk_keeps_what_was_there(void **state)
{
    struct test_folder *folder = *state;
    struct error error = {0};
    struct file_save save;
    const char *path = test_path(folder, "c.pdf");
    assert_true(save_text(path, "before", &error));
    int files = test_folder_files(folder, 0);
    path = test_path(folder, "c.pdf");
    assert_true(file_save_open(&save, path, &error));
    close(save.descriptor);
    save.descriptor = open("/dev/full", O_WRONLY);
    assert_true(save.descriptor >= 0);
    assert_false(file_save_write(&save, "after", 5));
    assert_false(file_save_write(&save, "more", 4));
    assert_false(file_save_finish(&save, &error));
    assert_int_equal(error.code, ERR_NO_SPACE);
    file_save_close(&save);
    assert_holds(path, "before");
    assert_int_equal(test_folder_files(folder, 0), files);
}

static void what_is_not_on_disk_is_not_called_saved(void **state)
{
    struct test_folder *folder = *state;
    struct error error = {0};
    const char *path = test_path(folder, "d.pdf");
    assert_true(save_text(path, "before", &error));
    int files = test_folder_files(folder, 0);
    path = test_path(folder, "d.pdf");
    file_says = EIO;
    bool ok = save_text(path, "after", &error);
    file_says = 0;
    assert_false(ok);
    assert_int_equal(error.code, ERR_IO);
    assert_holds(path, "before");
    static const struct {
        int says;
        bool ok;
    } cases[] = {{EIO, false}, {EINVAL, true}, {EACCES, true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        error_clear(&error);
        folder_says = cases[i].says;
        ok = save_text(path, "after", &error);
        folder_says = 0;
        assert_int_equal(ok, cases[i].ok);
        assert_int_equal(error.code, ok ? ERR_NONE : ERR_IO);
        assert_holds(path, "after");
    }
    assert_int_equal(test_folder_files(folder, 0), files);
}

static void whole_files_have_the_rights_that_are_asked_for(void **state)
{
    struct test_folder *folder = *state;
    const char *path = test_path(folder, "e");
    static const struct {
        mode_t mode;
        int says;
        mode_t has; /* 0: it is not written */
    } cases[] = {{0600, 0, 0600}, {0644, 0, 0644}, {0644, EPERM, 0600}, {0644, EIO, 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error error = {0};
        struct stat about;
        (void)unlink(path);
        mode_says = cases[i].says;
        bool ok = file_save_whole(path, cases[i].mode, "text", 4, &error);
        mode_says = 0;
        assert_int_equal(ok, cases[i].has != 0);
        assert_int_equal(error.code, ok ? ERR_NONE : ERR_IO);
        assert_int_equal(stat(path, &about) == 0, ok);
        if (!ok)
            continue;
        assert_int_equal(about.st_mode & 0777, cases[i].has);
        assert_holds(path, "text");
    }
}

static void places_that_cannot_be_written_are_named(void **state)
{
    struct test_folder *folder = *state;
    char long_name[FILE_SAVE_PATH_SIZE + 8];
    memset(long_name, 'x', sizeof long_name);
    long_name[sizeof long_name - 1] = '\0';
    assert_int_equal(mkdir(test_path(folder, "is-a-folder"), 0700), 0);
    char taken[192];
    STR_FORMAT(taken, "%s/is-a-folder", folder->path);
    const struct {
        const char *file;
        enum error_code code;
    } cases[] = {
        {"/nowhere/at/all.pdf", ERR_NOT_FOUND},
        {"/dev/null/x.pdf", ERR_NOT_FOUND},
        {long_name, ERR_BAD_INPUT},
        {taken, ERR_BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error error = {0};
        assert_false(save_text(cases[i].file, "text", &error));
        assert_int_equal(error.code, cases[i].code);
        assert_true(strlen(error.text) > 20);
    }
    assert_int_equal(rmdir(taken), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_appears_whole_and_private),
        cmocka_unit_test(nothing_is_there_before_the_end),
        cmocka_unit_test(a_full_disk_keeps_what_was_there),
        cmocka_unit_test(what_is_not_on_disk_is_not_called_saved),
        cmocka_unit_test(whole_files_have_the_rights_that_are_asked_for),
        cmocka_unit_test(places_that_cannot_be_written_are_named),
    };
    return cmocka_run_group_tests(tests, test_folder_make, test_folder_remove);
}
