#include "ui/fake.h"

/* Two buttons side by side, and perhaps a message. */
static struct {
    float width, height, gap;
    const char *second, *label;
    struct rect message; /* w 0: none */
    bool modal;
    struct rect kept; /* must always be seen */
} given;

static void screen(struct fake *fake)
{
    struct ui *ui = fake->ui;
    for (int i = 0; i < 2; i++) {
        struct rect r = {
            400 + (given.width + given.gap) * (float)i, 300, given.width, given.height};
        struct button button = {.key = "button",
            .index = i,
            .label = i == 0 ? "one" : given.label,
            .name = i == 0 ? NULL : given.second};
        ui_button(ui, r, button);
    }
    if (given.kept.w > 0)
        ui_keep_seen(ui, given.kept);
    if (given.message.w > 0)
        ui_node(ui, ROLE_STATUS, given.message, "Saved.", "");
    if (given.modal) {
        ui_modal_begin(ui, (struct rect){200, 200, 800, 400}, "Sure?");
        ui_button(
            ui, (struct rect){300, 300, 200, 100}, (struct button){.key = "y", .label = "Yes"});
        ui_modal_end(ui);
    }
}

static void check(const char *expected)
{
    static struct fake fake;
    struct error error = {0};
    fake_open(&fake, screen);
    fake_frame(&fake);
    bool usable = ui_check_usable(fake.ui, &error);
    assert_int_equal(
        ui_is_uncovered(fake.ui, given.message), !str_starts_with(expected, "the mark"));
    if (usable != (expected[0] == '\0') || strstr(error.text, expected) == NULL)
        fail_msg("%.0f x %.0f, gap %.0f: \"%s\", not \"%s\"", given.width, given.height, given.gap,
            error.text, expected);
    fake_close(&fake);
}

static void test_size_counts_what_lies_nearest(void **state)
{
    (void)state;
    static const struct {
        float width, height, gap;
        const char *expected;
    } cases[] = {
        {100, 76, 20, ""}, {100, 40, 20, ""}, /* nothing above or below */
        {76, 100, 0, ""}, {60, 100, 16, ""},  /* 20 on the free side */
        {40, 100, 0, "\"one\" is 60 x"}, {40, 100, 10, "\"one\" is 65 x"},
        {16, 100, 60, ""}, /* alone it is as wide as a finger */
    };
    given.second = NULL;
    given.label = "two";
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        given.width = cases[i].width;
        given.height = cases[i].height;
        given.gap = cases[i].gap;
        check(cases[i].expected);
    }
}

static void test_names_differ(void **state)
{
    (void)state;
    given.width = given.height = 100;
    given.gap = 20;
    given.label = "one";
    check("both named \"one\"");
    given.second = "one: the other";
    check("");
}

static void test_messages_cover_nothing(void **state)
{
    (void)state;
    given.message = (struct rect){450, 390, 400, 50};
    check("\"one\" is covered by \"Saved.\"");
    given.modal = true; /* what is below cannot be chosen anyway */
    given.message = (struct rect){510, 390, 400, 50};
    check("");
    given.modal = false;
    given.message = (struct rect){450, 410, 400, 50};
    check("");
    given.kept = (struct rect){840, 450, 200, 50};
    check("the mark that must always be seen is covered by \"Saved.\"");
    given.kept.x = 850;
    check("");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_size_counts_what_lies_nearest),
        cmocka_unit_test(test_names_differ),
        cmocka_unit_test(test_messages_cover_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
