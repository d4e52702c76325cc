#include "ui/fake.h"
#include "ui/icon.h"

#define CSS "/usr/share/fonts-materialdesignicons-webfont/css/materialdesignicons.css"

/* What the design shows, and what screens are sure to want. */
static const char *const wanted[] = {"account-card-details", "volume-high", "translate", "hand",
    "logout", "book-open-page-variant", "hammer", "account-multiple", "laptop", "flag-variant",
    "ticket-confirmation", "comment-text-outline", "map-marker-path", "check-circle", "arrow-right",
    "arrow-left", "pencil", "help-circle-outline", "microphone", "eye-off", "undo",
    "shuffle-variant", "send", "lightbulb-outline", "check", "close", "plus", "minus", "lock",
    "star", "stop", "play", "pause", "delete", "camera", "camera-off", "calendar", "alert",
    "settings", "magnify", "wifi", "wifi-off", "usb", "printer", "qrcode", "backspace",
    "keyboard-return", "arrow-up", "chevron-down", "cloud-outline"};

static void test_names_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        const struct icon *icon = icon_find(wanted[i]);
        if (icon == NULL)
            fail_msg("no icon '%s'", wanted[i]);
        assert_string_equal(icon->name, wanted[i]);
    }
    assert_null(icon_find("no-such-icon"));
    assert_null(icon_find(""));
    assert_null(icon_find("\xF0\x9F\xA6\x8A"));
}

static void test_all_names_are_listed(void **state)
{
    (void)state;
    const char *const *names = icon_names();
    int count = 0;
    for (; names[count] != NULL; count++)
        assert_string_equal(icon_find(names[count])->name, names[count]);
    assert_true(count > 200);
}

static void test_arrows_are_mirrored_and_clocks_are_not(void **state)
{
    (void)state;
    static const char *const mirrored[] = {
        "arrow-left", "arrow-right", "chevron-right", "send", "undo", "logout", "volume-high"};
    static const char *const same[] = {
        "clock", "check", "play", "help-circle-outline", "camera", "hand", "arrow-up", "pencil"};
    for (size_t i = 0; i < COUNT_OF(mirrored); i++)
        assert_true(icon_find(mirrored[i])->mirrored);
    for (size_t i = 0; i < COUNT_OF(same); i++)
        assert_false(icon_find(same[i])->mirrored);
}

/* Code point of a name in the style sheet, 0 if it has none. */
static uint32_t css_code(const char *css, const char *name)
{
    char rule[80];
    STR_FORMAT(rule, ".mdi-%s:before", name);
    const char *at = strstr(css, rule);
    if (at == NULL)
        return 0;
    return (uint32_t)strtoul(strstr(at, "\\") + 1, NULL, 16);
}

static void test_code_points_are_those_of_the_font(void **state)
{
    (void)state;
    FILE *file = fopen(CSS, "r");
    if (file == NULL)
        skip(); /* the font's package is not here */
    static char css[256 * 1024];
    css[fread(css, 1, sizeof(css) - 1, file)] = '\0';
    fclose(file);
    assert_non_null(strstr(css, "1.6.50"));
    int checked = 0;
    for (const char *at = css; (at = strstr(at, ".mdi-")) != NULL; at++) {
        char name[64];
        if (sscanf(at, ".mdi-%63[a-z0-9-]:before", name) != 1)
            continue;
        const struct icon *icon = icon_find(name);
        if (icon == NULL || icon->font != FONT_ICON)
            continue;
        uint32_t code;
        assert_int_equal(utf8_decode(icon->text, strlen(icon->text), &code), strlen(icon->text));
        if (code != css_code(css, name))
            fail_msg("%s is %X, not %X", name, code, css_code(css, name));
        checked++;
    }
    assert_true(checked > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_found),
        cmocka_unit_test(test_all_names_are_listed),
        cmocka_unit_test(test_arrows_are_mirrored_and_clocks_are_not),
        cmocka_unit_test(test_code_points_are_those_of_the_font),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
