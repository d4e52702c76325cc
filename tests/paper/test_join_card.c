#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "paper/join_card.h"
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const lines[JOIN_CARD_LINES] = {"Class 5b · makers", NULL, "Code: K7QM", ""};

/* What is on it is read back in tests/app/test_commands_hub.sh. */
static void a_picture_for_its_owner(void **state)
{
    (void)state;
    char path[] = "/tmp/waystation-join-card-XXXXXX", again[64], bytes[8];
    struct error error = {0};
    struct stat status, same;
    int made = mkstemp(path);
    assert_true(made >= 0);
    close(made);
    snprintf(again, sizeof again, "%s.png", path);
    assert_true(join_card_png(path, "WSJ1ABCDEF", lines, &error));
    assert_true(join_card_png(again, "WSJ1ABCDEF", lines, &error));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(stat(again, &same), 0);
    assert_int_equal(status.st_size, same.st_size);
    assert_int_equal(same.st_mode & 077, 0);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(bytes, 1, sizeof bytes, file), sizeof bytes);
    fclose(file);
    assert_memory_equal(bytes, "\x89PNG", 4);
    unlink(path);
    unlink(again);
}

static void what_does_not_fit(void **state)
{
    (void)state;
    char text[8000];
    struct error error = {0};
    memset(text, 'A', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_false(join_card_png("/tmp/waystation-never.png", text, lines, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
    assert_int_not_equal(access("/tmp/waystation-never.png", F_OK), 0);
    error_clear(&error);
    assert_false(join_card_png("/no/such/folder/card.png", "WSJ1", lines, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
}

/* The lists that are kept until the program ends are no leak of ours. */
static int end(void **state)
{
    (void)state;
    pango_cairo_font_map_set_default(NULL);
    FcFini();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_for_its_owner),
        cmocka_unit_test(what_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
