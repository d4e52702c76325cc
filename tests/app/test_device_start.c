/* A machine that does nothing but this: its first picture, a disk that is not there, a scanner at a
 * keyboard of another layout. */
#include "station.h"

#include "splash.h"
#include "ui/theme.h"
#include <fcntl.h>
#include <sys/stat.h>

/* On the ground of the screen that follows, in the middle, and nothing at the edges. */
static void test_the_first_picture(void **state)
{
    (void)state;
    static const int sizes[][2] = {{800, 480}, {1280, 800}, {1920, 1080}, {480, 800}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct error error = {0};
        struct platform *platform;
        struct arena arena = {0};
        struct draw_list list;
        int width = sizes[i][0], height = sizes[i][1], marks = 0;
        struct platform_options options = {
            .headless = true, .width = width, .height = height, .camera = "none", .mute = true};
        assert_true(platform_open(&platform, &options, &error));
        assert_true(arena_open(&arena, 1 << 20, &error));
        assert_true(draw_list_open(&list, &arena, 1024));
        enum theme_id theme = i % 2 == 0 ? THEME_DAY : THEME_NIGHT;
        splash_draw(&list, platform_text(platform), theme, width, height);
        assert_int_equal(list.background, theme_get(theme)->paper);
        for (int k = 0; k < list.count; k++) {
            const struct draw_command *c = &list.commands[k];
            assert_true(c->x > width / 10 && c->x + c->w < width - width / 10);
            assert_true(c->y > height / 10 && c->y + c->h < height - height / 10);
            marks += c->kind == DRAW_TEXT;
        }
        assert_int_equal(marks, 1);
        const char *shots = getenv("SHOTS"); /* to be looked at */
        char file[256];
        if (shots != NULL && STR_FORMAT(file, "%s/splash-%d.png", shots, width)) {
            platform_present(platform, &list);
            assert_true(platform_shot(platform, &list, file, &error));
        }
        splash_show(platform, theme);
        platform_close(platform);
        arena_close(&arena);
    }
}

static void test_a_disk_that_is_not_there(void **state)
{
    char folder[] = "/tmp/waystation-device-XXXXXX", flag[64];
    assert_non_null(mkdtemp(folder));
    setenv("WAYSTATION_DEVICE", folder, 1);
    struct app *app = station_open(*state);
    assert_int_equal(app->session.trouble, TROUBLE_NONE);
    station_close(app);
    STR_FORMAT(flag, "%s/no-data", folder);
    int file = open(flag, O_CREAT | O_WRONLY, 0600);
    assert_true(file >= 0);
    close(file);
    app = station_open(*state);
    assert_int_equal(app->session.trouble, TROUBLE_NOT_KEPT);
    assert_true(ui_shows(app->ui, "The memory card of this station does not work"));
    station_close(app);
    file = open(flag, O_WRONLY | O_TRUNC);
    assert_int_equal(write(file, "no key stick\n", 13), 13);
    close(file);
    app = station_open(*state);
    assert_int_equal(app->session.trouble, TROUBLE_NO_KEY);
    assert_true(ui_shows(app->ui, "The USB key of this station is not plugged in"));
    station_close(app);
    platform_remove_folder(folder);
    unsetenv("WAYSTATION_DEVICE");
}

/* What a French keyboard's driver makes of keys that would type a badge on a US one. */
static void make_french(const char *us, char *out, size_t size)
{
    static const char *const digits[] = {"à", "&", "é", "\"", "'", "(", "-", "è", "_", "ç"};
    out[0] = '\0';
    for (; *us != '\0'; us++) {
        char letter[2] = {*us};
        letter[0] = *us == 'A'   ? 'Q'
                    : *us == 'Q' ? 'A'
                    : *us == 'Z' ? 'W'
                    : *us == 'W' ? 'Z'
                    : *us == 'M' ? '?'
                                 : *us;
        str_append(out, size, *us >= '0' && *us <= '9' ? digits[*us - '0'] : letter);
    }
}

static void test_a_scanner_at_a_french_keyboard(void **state)
{
    const struct station_home *home = *state;
    char text[BADGE_TEXT_SIZE], typed[INPUT_TEXT_SIZE];
    struct app *app = station_open(home);
    badge_encode(home->tokens[3], text);
    make_french(text, typed, sizeof typed);
    station_scan(app, typed, text);
    assert_int_equal(app->session.student, 3);
    station_close(app);
}

/* One that was set to the keyboard's layout by its booklet: then the keys say something else. */
static void test_a_scanner_that_knows_the_layout(void **state)
{
    const struct station_home *home = *state;
    char text[BADGE_TEXT_SIZE];
    struct app *app = station_open(home);
    badge_encode(home->tokens[4], text);
    station_scan(app, text, "ZS!QWERTY!@#$%^&*()_");
    assert_int_equal(app->session.student, 4);
    station_close(app);
}

static void test_a_misread_code_is_told_as_one(void **state)
{
    const struct station_home *home = *state;
    char text[BADGE_TEXT_SIZE], typed[INPUT_TEXT_SIZE];
    struct app *app = station_open(home);
    badge_encode(home->tokens[5], text);
    text[7] = text[7] == '7' ? '8' : '7';
    make_french(text, typed, sizeof typed);
    station_scan(app, typed, text);
    assert_int_equal(app->session.student, -1);
    assert_int_equal(app->session.notice, NOTICE_BADGE_MISREAD);
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_picture),
        cmocka_unit_test(test_a_disk_that_is_not_there),
        cmocka_unit_test(test_a_scanner_at_a_french_keyboard),
        cmocka_unit_test(test_a_scanner_that_knows_the_layout),
        cmocka_unit_test(test_a_misread_code_is_told_as_one),
    };
    return cmocka_run_group_tests(tests, station_set_up, station_tear_down);
}
