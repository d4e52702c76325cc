#include "base/macros.h"
#include "base/rng.h"
#include "base/str.h"
#include "base/utf8.h"
#include "platform/burst.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
/* cmocka last: it needs the four above. */
#include <cmocka.h>

enum { LOG_MAX = 4096, SEED_COUNT = 3000 };

/* Feeds a burst as platform.c does: ticks at every deadline, then the input. */
struct rig {
    struct burst burst;
    struct input out[BURST_OUT_MAX];
    struct input log[LOG_MAX];
    int count;
};

static struct rig rig;

static void keep(struct rig *r, int count)
{
    assert_true(count >= 0 && count <= BURST_OUT_MAX);
    for (int i = 0; i < count; i++) {
        assert_true(r->count < LOG_MAX);
        r->log[r->count++] = r->out[i];
    }
}

static void pass_to(struct rig *r, int64_t now_ms)
{
    while (burst_deadline_ms(&r->burst) <= now_ms)
        keep(r, burst_tick(&r->burst, burst_deadline_ms(&r->burst), r->out));
}

static void feed(struct rig *r, const struct input *input)
{
    pass_to(r, input->mono_ms - 1);
    keep(r, burst_feed(&r->burst, input, r->out));
}

static void settle(struct rig *r, int64_t now_ms)
{
    pass_to(r, now_ms);
    assert_true(burst_deadline_ms(&r->burst) == INT64_MAX);
    assert_int_equal(r->burst.count, 0);
}

static struct input character(const char *text, int64_t at_ms)
{
    struct input input = {.kind = INPUT_TEXT, .mono_ms = at_ms};
    STR_COPY(input.text, text);
    return input;
}

static struct input press(enum key key, int64_t at_ms)
{
    return (struct input){.kind = INPUT_KEY, .key = key, .mono_ms = at_ms};
}

static void reset(void)
{
    memset(&rig, 0, sizeof rig);
}

static void assert_same(const struct input *a, const struct input *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->key, b->key);
    assert_string_equal(a->text, b->text);
    assert_int_equal(a->mono_ms, b->mono_ms);
}

/* Typing of children: single keys, short flurries of at most five characters, holding a key down,
 * the space bar, arrows, Enter, letters of other scripts. All of it comes out, in order. */
static void test_typing_is_untouched(void **state)
{
    (void)state;
    static const char *const letters[] = {"a", "b", "E", "7", ".", "\xC3\xA9", "\xD8\xB3", "?"};
    static struct input typed[LOG_MAX];
    for (uint64_t seed = 0; seed < SEED_COUNT; seed++) {
        struct rng rng = rng_seeded(seed);
        reset();
        int count = 0;
        int64_t at_ms = 1000 + rng_below(&rng, 1000);
        for (int word = 0; word < 20; word++) {
            uint32_t what = rng_below(&rng, 6);
            int flurry = what == 0 ? 1 + (int)rng_below(&rng, 5) : 1;
            const char *letter = letters[rng_below(&rng, COUNT_OF(letters))];
            if (what == 1) {
                int held = 2 + (int)rng_below(&rng, 40);
                for (int i = 0; i < held; i++, at_ms += 33)
                    typed[count++] = character(letter, at_ms);
            } else if (what == 2) {
                typed[count++] = press((enum key)(KEY_TAB + (int)rng_below(&rng, 12)), at_ms);
            } else if (what == 3) {
                typed[count++] = press(KEY_SPACE, at_ms);
                typed[count++] = character(" ", at_ms);
            } else {
                for (int i = 0; i < flurry; i++, at_ms += rng_below(&rng, 30))
                    typed[count++] = character(letters[rng_below(&rng, COUNT_OF(letters))], at_ms);
            }
            at_ms += 60 + rng_below(&rng, 400);
        }
        for (int i = 0; i < count; i++)
            feed(&rig, &typed[i]);
        settle(&rig, at_ms + 1000);
        assert_int_equal(rig.count, count);
        for (int i = 0; i < count; i++)
            assert_same(&rig.log[i], &typed[i]);
    }
}

static char change_case(char c, int style)
{
    bool upper = c >= 'A' && c <= 'Z';
    /* 1: no shift. 2: what a French keyboard makes of the digits. */
    if (style == 1 && upper)
        return (char)(c - 'A' + 'a');
    if (style == 2 && c >= '0' && c <= '9')
        return "@&!\"'(-;_+"[c - '0'];
    return c;
}

/* A scanner's burst amid typing: one badge, its characters nowhere else, the typing unchanged. */
static void test_bursts_become_one_badge(void **state)
{
    (void)state;
    static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    for (uint64_t seed = 0; seed < SEED_COUNT; seed++) {
        struct rng rng = rng_seeded(seed + 77777);
        reset();
        char payload[BURST_MAX + 1] = "WS1";
        int length = seed % 3 == 0 ? BURST_MIN + (int)rng_below(&rng, BURST_MAX - BURST_MIN) : 20;
        int style = (int)rng_below(&rng, 3), end = (int)rng_below(&rng, 5);
        for (int i = 0; i < length; i++) {
            if (i > 2)
                payload[i] = crockford[rng_below(&rng, 32)];
            payload[i] = change_case(payload[i], style);
        }
        payload[length] = '\0';

        int64_t at_ms = 5000;
        struct input before = character("x", at_ms);
        feed(&rig, &before);
        at_ms += 60 + rng_below(&rng, 100);
        for (int i = 0; i < length; i++, at_ms += 1 + rng_below(&rng, 30)) {
            struct input one = character((char[]){payload[i], '\0'}, at_ms);
            feed(&rig, &one);
        }
        struct input ends[2] = {press(KEY_ENTER, at_ms), press(KEY_TAB, at_ms + 3)};
        if (end == 1 || end == 3)
            feed(&rig, &ends[0]);
        if (end == 2 || end == 3)
            feed(&rig, &ends[1]);
        if (end == 4) { /* Enter after the pause that ended the burst */
            ends[0].mono_ms = at_ms + 100;
            feed(&rig, &ends[0]);
        }
        struct input after = press(KEY_ENTER, at_ms + 2000);
        feed(&rig, &after);
        settle(&rig, at_ms + 3000);

        assert_int_equal(rig.count, 3);
        assert_same(&rig.log[0], &before);
        assert_int_equal(rig.log[1].kind, INPUT_BADGE);
        assert_int_equal(rig.log[1].source, SOURCE_SCANNER);
        assert_string_equal(rig.log[1].text, payload);
        assert_same(&rig.log[2], &after);
    }
}

/* A hostile code: spaces, control keys and ends within it, far too long. No key of it gets out. */
static void test_hostile_codes(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < SEED_COUNT; seed++) {
        struct rng rng = rng_seeded(seed + 5);
        reset();
        int64_t at_ms = 9000;
        int length = 20 + (int)rng_below(&rng, 400);
        for (int i = 0; i < length; i++, at_ms += rng_below(&rng, 20)) {
            struct input one = character((char[]){(char)('a' + i % 26), '\0'}, at_ms);
            uint32_t what = i < BURST_MIN ? 9 : rng_below(&rng, 40);
            if (what == 0)
                one = press(KEY_ENTER, at_ms);
            if (what == 1)
                one = press(KEY_SPACE, at_ms);
            if (what == 2)
                one = press(KEY_ESCAPE, at_ms);
            if (what == 3) {
                one = press(KEY_DELETE, at_ms);
                one.control = true;
            }
            feed(&rig, &one);
        }
        settle(&rig, at_ms + 1000);
        assert_int_equal(rig.count, 1);
        assert_int_equal(rig.log[0].kind, INPUT_BADGE);
        assert_true(utf8_is_valid(rig.log[0].text, strlen(rig.log[0].text)));
    }
}

/* "WS1A" from a scanner at a French keyboard: what the keys are called there, and here. */
static void test_another_layout(void **state)
{
    (void)state;
    static const struct {
        const char *text, *us;
    } keys[] = {
        {"Z", "W"}, {"S", "S"}, {"&", "1"}, {"Q", "A"}, {"\xC3\xA9", "2"}, {"\xC3\xA2", "[q"}};
    for (int lost = -1; lost < (int)COUNT_OF(keys); lost++) {
        reset();
        for (int i = 0; i < (int)COUNT_OF(keys); i++) {
            struct input input = character(keys[i].text, 1000 + i * 5);
            if (i != lost)
                STR_COPY(input.us_text, keys[i].us);
            feed(&rig, &input);
        }
        settle(&rig, 5000);
        assert_int_equal(rig.count, 1);
        assert_int_equal(rig.log[0].kind, INPUT_BADGE);
        assert_string_equal(rig.log[0].text, "ZS&Q\xC3\xA9\xC3\xA2");
        assert_string_equal(rig.log[0].us_text, lost < 0 ? "WS1A2[q" : "");
    }
}

static void test_edges(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int gap_ms;
        enum key end;
        bool badge;
    } rows[] = {
        {"WS123", 10, KEY_ENTER, false},
        {"WS1234", 10, KEY_ENTER, true},
        {"WS1234", BURST_GAP_MS, KEY_ENTER, true},
        {"WS1234", BURST_GAP_MS - 1, KEY_ENTER, true},
        {"WS1234", BURST_GAP_MS + 1, KEY_ENTER, false},
        {"WS1234", 10, KEY_TAB, true},
        {"WS1234", 10, KEY_NONE, true},
        {"1111111", 33, KEY_NONE, false},
        {"11111112", 10, KEY_ENTER, true},
        {"", 10, KEY_ENTER, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        reset();
        int64_t at_ms = 100;
        int count = (int)strlen(rows[i].text);
        for (int j = 0; j < count; j++, at_ms += rows[i].gap_ms) {
            struct input one = character((char[]){rows[i].text[j], '\0'}, at_ms);
            feed(&rig, &one);
        }
        struct input end = press(rows[i].end, at_ms);
        if (rows[i].end != KEY_NONE)
            feed(&rig, &end);
        settle(&rig, at_ms + 5000);
        bool badge = rig.count == 1 && rig.log[0].kind == INPUT_BADGE;
        if (badge != rows[i].badge)
            fail_msg("row %zu: %s", i, rows[i].text);
        if (!badge)
            assert_int_equal(rig.count, count + (rows[i].end != KEY_NONE));
    }
}

/* A key held down shows on the screen while it is held, and is never a badge. */
static void test_key_held_down(void **state)
{
    (void)state;
    reset();
    for (int i = 0; i < 300; i++) {
        struct input one = character("m", 1000 + 33 * i);
        feed(&rig, &one);
        assert_int_equal(rig.count, i + 1 < BURST_HELD ? 0 : i + 1);
    }
    struct input other = character("n", 1000 + 33 * 300);
    feed(&rig, &other);
    settle(&rig, 60000);
    assert_int_equal(rig.count, 301);
    for (int i = 0; i < 301; i++)
        assert_string_equal(rig.log[i].text, i < 300 ? "m" : "n");
}

/* Texts of an input method and inputs that are no keys do not wait and do not overtake. */
static void test_other_inputs_keep_order(void **state)
{
    (void)state;
    reset();
    struct input inputs[] = {character("a", 10), character("\xE4\xBD\xA0\xE5\xA5\xBD", 20),
        character("b", 30), {.kind = INPUT_POINTER_DOWN, .mono_ms = 35}, press(KEY_LEFT, 40)};
    for (size_t i = 0; i < COUNT_OF(inputs); i++)
        feed(&rig, &inputs[i]);
    assert_int_equal(rig.count, COUNT_OF(inputs));
    for (size_t i = 0; i < COUNT_OF(inputs); i++)
        assert_same(&rig.log[i], &inputs[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_typing_is_untouched),
        cmocka_unit_test(test_bursts_become_one_badge),
        cmocka_unit_test(test_hostile_codes),
        cmocka_unit_test(test_another_layout),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_key_held_down),
        cmocka_unit_test(test_other_inputs_keep_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
