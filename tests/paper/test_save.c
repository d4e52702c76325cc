#include "paper/save.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "folder.h"
#include <cmocka.h>

static bool save_text(const char *file, const char *text, struct error *error)
{
    struct save save;
    bool ok = save_open(&save, file, error) && save_write(&save, text, strlen(text)) &&
              save_finish(&save, error);
    save_close(&save);
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
    struct save save;
    const char *path = test_path(folder, "b.pdf");
    assert_true(save_open(&save, path, &error));
    assert_true(save_write(&save, "half", 4));
    assert_int_not_equal(access(path, F_OK), 0);
    save_close(&save);
    assert_int_not_equal(access(path, F_OK), 0);
    save_close(&save);
}

static void a_full_disk_keeps_what_was_there(void **state)
{
    struct test_folder *folder = *state;
    struct error error = {0};
    struct save save;
    const char *path = test_path(folder, "c.pdf");
    assert_true(save_text(path, "before", &error));
    int files = test_folder_files(folder, 0);
    path = test_path(folder, "c.pdf");
    assert_true(save_open(&save, path, &error));
    close(save.descriptor);
    save.descriptor = open("/dev/full", O_WRONLY);
    assert_true(save.descriptor >= 0);
    assert_false(save_write(&save, "after", 5));
    assert_false(save_write(&save, "more", 4));
    assert_false(save_finish(&save, &error));
    assert_int_equal(error.code, ERR_NO_SPACE);
    save_close(&save);
    assert_holds(path, "before");
    assert_int_equal(test_folder_files(folder, 0), files);
}

static void places_that_cannot_be_written_are_named(void **state)
{
    struct test_folder *folder = *state;
    char long_name[SAVE_PATH_SIZE + 8];
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
        cmocka_unit_test(places_that_cannot_be_written_are_named),
    };
    return cmocka_run_group_tests(tests, test_folder_make, test_folder_remove);
}
