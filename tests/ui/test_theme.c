#include "ui/fake.h"
#include "ui/theme.h"
#include <math.h>

static double linear(uint32_t channel)
{
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(color c)
{
    return 0.2126 * linear(c >> 24) + 0.7152 * linear(c >> 16 & 0xFF) +
           0.0722 * linear(c >> 8 & 0xFF);
}

/* WCAG 2.2 contrast ratio of two opaque colours, 1 to 21. */
static double contrast(color a, color b)
{
    double la = luminance(a), lb = luminance(b);
    return (MAX(la, lb) + 0.05) / (MIN(la, lb) + 0.05);
}

static void test_contrast_ratio(void **state)
{
    (void)state;
    static const struct {
        color a, b;
        int hundredths;
    } cases[] = {
        {0xFFFFFFFF, 0x000000FF, 2100},
        {0x000000FF, 0xFFFFFFFF, 2100},
        {0x767676FF, 0xFFFFFFFF, 454}, /* the well-known lightest grey for AA */
        {0x777777FF, 0xFFFFFFFF, 448},
        {0x20253AFF, 0x20253AFF, 100},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal((int)(contrast(cases[i].a, cases[i].b) * 100 + 0.5), cases[i].hundredths);
}

static void test_day_is_the_tokens(void **state)
{
    (void)state;
    const struct theme *day = theme_get(THEME_DAY);
    const struct {
        color is, token;
    } cases[] = {
        {day->paper, 0xFBF7F0FF},
        {day->card, 0xFFFFFFFF},
        {day->line, 0xE6DED2FF},
        {day->ink, 0x20253AFF},
        {day->ink_soft, 0x5B6178FF},
        {day->primary, 0x0B6E74FF},
        {day->primary_ink, 0xFFFFFFFF},
        {day->primary_soft, 0xD9EEEEFF},
        {day->hue[0], 0xF5B83DFF},
        {day->hue[1], 0xC8432FFF},
        {day->hue[2], 0x2F7D4FFF},
        {day->hue[3], 0x2C6FB7FF},
        {day->hue[4], 0x7A4FA3FF},
        {day->hue[5], 0xB83B6EFF},
        {day->hue[6], 0x9A5B2BFF},
        {day->hue_soft[0], 0xFDF0D2FF},
        {day->hue_soft[1], 0xFBE3DEFF},
        {day->hue_soft[2], 0xDDF0E3FF},
        {day->hue_soft[3], 0xDEEAF8FF},
        {day->hue_soft[4], 0xECE3F5FF},
        {day->hue_soft[5], 0xF9E0EAFF},
        {day->hue_soft[6], 0xF3E6DAFF},
        {day->shadow, 0x20253A1F},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (cases[i].is != cases[i].token)
            fail_msg("token %zu is %08X, not %08X", i, cases[i].is, cases[i].token);
}

static void test_night_is_the_tokens(void **state)
{
    (void)state;
    const struct theme *night = theme_get(THEME_NIGHT);
    const color is[] = {night->paper, night->card, night->line, night->ink, night->ink_soft,
        night->primary, night->primary_ink, night->primary_soft};
    static const color tokens[] = {0x12152AFF, 0x1D2140FF, 0x343A63FF, 0xF5F3EEFF, 0xB3B8D4FF,
        0x4FC3C3FF, 0x08262AFF, 0x173A44FF};
    for (size_t i = 0; i < COUNT_OF(tokens); i++)
        assert_int_equal(is[i], tokens[i]);
}

struct used_pair {
    const char *what;
    color text, ground;
};

static int list_pairs(const struct theme *t, struct used_pair *out)
{
    int count = 0;
#define PAIR(text, ground)                 \
    out[count++] = (struct used_pair)      \
    {                                      \
#text " on " #ground, text, ground \
    }
    const color grounds[] = {t->paper, t->card, t->primary_soft, t->keyboard, t->key};
    for (size_t i = 0; i < COUNT_OF(grounds); i++) {
        PAIR(t->ink, grounds[i]);
        PAIR(t->ink_soft, grounds[i]);
    }
    PAIR(t->primary, t->paper);
    PAIR(t->primary, t->card);
    PAIR(t->primary, t->primary_soft);
    PAIR(t->primary_ink, t->primary);
    PAIR(t->sun_ink, t->hue[0]);
    for (int i = 0; i < THEME_HUES; i++) {
        PAIR(t->hue_ink[i], t->paper);
        PAIR(t->hue_ink[i], t->card);
        PAIR(t->hue_ink[i], t->hue_soft[i]);
        PAIR(t->ink, t->hue_soft[i]);
        PAIR(t->ink_soft, t->hue_soft[i]);
    }
#undef PAIR
    return count;
}

static void test_every_pair_used_can_be_read(void **state)
{
    (void)state;
    for (int id = 0; id < THEME_COUNT; id++) {
        struct used_pair pairs[64];
        int count = list_pairs(theme_get((enum theme_id)id), pairs);
        double least = id == THEME_CONTRAST ? 7 : 4.5;
        for (int i = 0; i < count; i++) {
            double ratio = contrast(pairs[i].text, pairs[i].ground);
            if (ratio < least)
                fail_msg("theme %d: %s (%08X on %08X) is %.2f", id, pairs[i].what, pairs[i].text,
                    pairs[i].ground, ratio);
        }
    }
}

static void test_icons_of_a_hue_can_be_seen(void **state)
{
    (void)state;
    for (int id = 0; id < THEME_COUNT; id++) {
        const struct theme *t = theme_get((enum theme_id)id);
        for (int i = 1; i < THEME_HUES; i++) {
            assert_true(contrast(t->hue[i], t->card) >= 3);
            assert_true(contrast(t->hue[i], t->hue_soft[i]) >= 3);
        }
    }
}

static void test_contrast_theme_has_lines_for_shadows(void **state)
{
    (void)state;
    const struct theme *t = theme_get(THEME_CONTRAST);
    assert_int_equal(t->shadow & 0xFF, 0);
    assert_true(contrast(t->line, t->card) >= 7);
    assert_true(t->line_width > theme_get(THEME_DAY)->line_width);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contrast_ratio),
        cmocka_unit_test(test_day_is_the_tokens),
        cmocka_unit_test(test_night_is_the_tokens),
        cmocka_unit_test(test_every_pair_used_can_be_read),
        cmocka_unit_test(test_icons_of_a_hue_can_be_seen),
        cmocka_unit_test(test_contrast_theme_has_lines_for_shadows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
