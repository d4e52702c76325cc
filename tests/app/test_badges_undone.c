/* Badges whose log entry fails after the sheet was written: the sheet goes, the old badges stay. */
#include "base/str.h"
#include "commands/commands.h"
#include "records.h"
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The linker puts this in the place of the real one (tests/app/CMakeLists.txt). */
bool __real_records_apply_all(struct records *records, const struct action *actions, int count,
    const struct moment *now, struct error *error);
bool __wrap_records_apply_all(struct records *records, const struct action *actions, int count,
    const struct moment *now, struct error *error);

static bool fails;
static int asked_for;

bool __wrap_records_apply_all(struct records *records, const struct action *actions, int count,
    const struct moment *now, struct error *error)
{
    asked_for = count;
    if (fails)
        return error_set(error, ERR_NO_SPACE, "the disk is full");
    return __real_records_apply_all(records, actions, count, now, error);
}

static char data[128], file[128];

static int make_class(void **state)
{
    (void)state;
    static char folder[] = "/tmp/waystation-test-XXXXXX";
    if (mkdtemp(folder) == NULL)
        return -1;
    STR_FORMAT(data, "%s/data", folder);
    STR_FORMAT(file, "%s/sheet", folder);
    char *import[] = {ASSETS_FOLDER "/sample", (char[]){"--data"}, data};
    return command_class_import(COUNT_OF(import), import);
}

static int remove_class(void **state)
{
    (void)state;
    pango_cairo_font_map_set_default(NULL);
    FcFini();
    char command[192];
    STR_FORMAT(command, "rm -r %.100s", data);
    char *slash = strrchr(command, '/');
    *slash = '\0';
    return system(command);
}

static int print_sheet(void)
{
    char *arguments[] = {(char[]){"--output"}, file, (char[]){"--data"}, data};
    return command_badges_print(COUNT_OF(arguments), arguments);
}

static int print_picture(void)
{
    char *arguments[] = {
        (char[]){"--output"}, file, (char[]){"--data"}, data, (char[]){"--student=ana"}};
    return command_badges_png(COUNT_OF(arguments), arguments);
}

static int void_badge(void)
{
    char *arguments[] = {(char[]){"--student"}, (char[]){"ana"}, (char[]){"--data"}, data};
    return command_badges_void(COUNT_OF(arguments), arguments);
}

static void test_sheet_goes(void **state)
{
    (void)state;
    fails = false;
    assert_int_equal(print_sheet(), 0);
    assert_int_equal(asked_for, 24);
    assert_int_equal(access(file, F_OK), 0);
    assert_int_equal(unlink(file), 0);
    fails = true;
    assert_int_equal(print_sheet(), 3);
    assert_int_equal(asked_for, 24);
    assert_int_not_equal(access(file, F_OK), 0);
    assert_int_equal(print_picture(), 3);
    assert_int_equal(asked_for, 1);
    assert_int_not_equal(access(file, F_OK), 0);
    fails = false;
    assert_int_equal(void_badge(), 0);
    assert_int_equal(void_badge(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sheet_goes)};
    return cmocka_run_group_tests(tests, make_class, remove_class);
}
