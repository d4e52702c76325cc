/* RELIABILITY.md R14: forged badges. None is accepted, and no character of a code that is scanned
 * gets into what a child writes. FORGERIES in the environment is the number of random ones. */
#include "station.h"

#include "base/rng.h"
#include "platform/burst.h"
#include <ctype.h>

enum { USUAL = 1000000, SHOWN = 1000, SCANS = 400, LONG = 200 };

static struct station_home home;
static struct app *app;
static char badges[STUDENT_MAX][BADGE_TEXT_SIZE];
static int badge_count;
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static int open_station(void **state)
{
    (void)state;
    station_make(&home);
    app = station_open(&home);
    badge_count = app->records.classroom->plan.student_count;
    for (int i = 0; i < badge_count; i++)
        badge_encode(home.tokens[i], badges[i]);
    return 0;
}

static int close_station(void **state)
{
    (void)state;
    station_close(app);
    station_remove(&home);
    return 0;
}

/* Whom the station would let in for it; -1 nobody. */
static int accepted(const char *text, size_t length)
{
    uint8_t token[BADGE_TOKEN_SIZE], hash[BADGE_HASH_SIZE];
    int student;
    if (badge_decode(text, length, token) != BADGE_OK)
        return -1;
    store_badge_hash(app->records.store, token, hash);
    return classroom_find_badge(app->records.classroom, hash, &student) == BADGE_OWNER_FOUND
               ? student
               : -1;
}

/* One random forgery; returns its length. */
static size_t forge(struct rng *rng, char out[static LONG])
{
    uint8_t token[BADGE_TOKEN_SIZE];
    size_t length = BADGE_TEXT_LENGTH;
    switch (rng_below(rng, 5)) {
    case 0: /* right in every way, but never issued: another class, another school */
        for (int i = 0; i < BADGE_TOKEN_SIZE; i++)
            token[i] = (uint8_t)rng_below(rng, 256);
        badge_encode(token, out);
        break;
    case 1: /* our letters */
        memcpy(out, "WS1", 3);
        for (size_t i = 3; i < length; i++)
            out[i] = alphabet[rng_below(rng, 32)];
        break;
    case 2: /* any length, any byte */
        length = rng_below(rng, LONG);
        for (size_t i = 0; i < length; i++)
            out[i] = (char)rng_below(rng, 256);
        break;
    case 3: /* halves of two real ones */
        memcpy(out, badges[rng_below(rng, (uint32_t)badge_count)], length);
        memcpy(out + 11, badges[rng_below(rng, (uint32_t)badge_count)] + 11, length - 11);
        break;
    default: /* a real one with two or three changes */
        memcpy(out, badges[rng_below(rng, (uint32_t)badge_count)], length);
        for (uint32_t i = 0; i < 2 + rng_below(rng, 2); i++)
            out[3 + rng_below(rng, 17)] = alphabet[rng_below(rng, 32)];
    }
    return length;
}

static bool is_real(const char *text, size_t length)
{
    for (int i = 0; i < badge_count; i++)
        if (length == BADGE_TEXT_LENGTH && memcmp(text, badges[i], length) == 0)
            return true;
    return false;
}

static void test_random(void **state)
{
    (void)state;
    struct rng rng = rng_seeded(14);
    const char *wanted = getenv("FORGERIES");
    long count = wanted != NULL ? strtol(wanted, NULL, 10) : USUAL;
    char text[LONG];
    long real = 0;
    for (long i = 0; i < count; i++) {
        size_t length = forge(&rng, text);
        if (is_real(text, length))
            real++;
        else
            assert_int_equal(accepted(text, length), -1);
    }
    assert_true(real < count / 20); /* the test tries forgeries, not badges */
    for (int i = 0; i < badge_count; i++)
        assert_int_equal(accepted(badges[i], BADGE_TEXT_LENGTH), i);
}

/* What scanners and people do is forgiven: it is the same badge. */
static bool is_forgiven(char was, char is)
{
    char upper = (char)toupper((unsigned char)is);
    return upper == was || (was == '0' && upper == 'O') ||
           (was == '1' && (upper == 'I' || upper == 'L'));
}

static void test_one_change(void **state)
{
    (void)state;
    for (int who = 0; who < badge_count; who++)
        for (int at = 0; at < BADGE_TEXT_LENGTH; at++)
            for (int byte = 0; byte < 256; byte++) {
                char text[BADGE_TEXT_SIZE];
                memcpy(text, badges[who], sizeof text);
                text[at] = (char)byte;
                bool same = is_forgiven(badges[who][at], text[at]);
                assert_int_equal(accepted(text, BADGE_TEXT_LENGTH), same ? who : -1);
            }
}

static void test_length(void **state)
{
    (void)state;
    for (int who = 0; who < badge_count; who++) {
        char text[LONG];
        for (size_t length = 0; length < BADGE_TEXT_LENGTH; length++)
            assert_int_equal(accepted(badges[who], length), -1);
        for (int at = 0; at <= BADGE_TEXT_LENGTH; at++)
            for (int i = 0; i < 32; i++) {
                snprintf(
                    text, sizeof text, "%.*s%c%s", at, badges[who], alphabet[i], badges[who] + at);
                assert_int_equal(accepted(text, BADGE_TEXT_LENGTH + 1), -1);
            }
        for (int at = 0; at + 1 < BADGE_TEXT_LENGTH; at++) {
            memcpy(text, badges[who], BADGE_TEXT_SIZE);
            text[at] = badges[who][at + 1];
            text[at + 1] = badges[who][at];
            if (text[at] != text[at + 1])
                assert_int_equal(accepted(text, BADGE_TEXT_LENGTH), -1);
        }
        snprintf(text, sizeof text, "%.60s%.60s", badges[who], badges[who]);
        assert_int_equal(accepted(text, strlen(text)), -1);
    }
}

/* The old badge of who got a new one opens nothing, however it is shown. */
static void test_replaced(void **state)
{
    (void)state;
    char old[BADGE_TEXT_SIZE];
    memcpy(old, badges[0], sizeof old);
    store_random(home.tokens[0], BADGE_TOKEN_SIZE);
    station_badge(&app->records, 0, home.tokens[0]);
    badge_encode(home.tokens[0], badges[0]);
    assert_int_equal(accepted(old, BADGE_TEXT_LENGTH), -1);
    app_read_badge(app, old, HOW_SCANNER);
    assert_int_equal(app->session.student, -1);
    assert_int_equal(app->session.notice, NOTICE_BADGE_VOID);
    app_settle(app);
}

static void test_shown(void **state)
{
    (void)state;
    struct rng rng = rng_seeded(15);
    for (int i = 0; i < SHOWN; i++) {
        char text[LONG + 1];
        size_t length = forge(&rng, text);
        text[length] = '\0';
        if (is_real(text, length))
            continue;
        app->session.notice = NOTICE_NONE;
        app_read_badge(app, text, i % 2 == 0 ? HOW_BADGE : HOW_SCANNER);
        assert_int_equal(app->session.student, -1);
        assert_int_not_equal(app->session.notice, NOTICE_NONE);
        app_settle(app);
    }
}

/* As a scanner types it: 4 ms between characters, Enter at the end or nothing. */
static void scan(const char *text, size_t length, bool enter)
{
    static struct burst burst;
    static struct input out[BURST_OUT_MAX];
    burst = (struct burst){0};
    int64_t at = platform_now(app->platform).mono_ms;
    for (size_t i = 0; i < length + enter; i++, at += 4) {
        struct input input = {.kind = INPUT_KEY, .key = KEY_ENTER, .mono_ms = at};
        if (i < length)
            input = (struct input){.kind = INPUT_TEXT, .text = {text[i]}, .mono_ms = at};
        int count = burst_feed(&burst, &input, out);
        for (int k = 0; k < count; k++)
            platform_feed(app->platform, &out[k]);
    }
    int count = burst_tick(&burst, INT64_MAX, out);
    for (int k = 0; k < count; k++)
        platform_feed(app->platform, &out[k]);
    app_settle(app);
}

static void test_nothing_is_typed(void **state)
{
    (void)state;
    struct rng rng = rng_seeded(16);
    station_show_badge(app, &home, 1);
    assert_int_equal(app->session.student, 1);
    assert_true(app_load_draft(app, DRAFT_REFLECTION, ""));
    app_go(app, SCREEN_REFLECT);
    app_settle(app);
    station_type(app, "mine");
    assert_string_equal(app->draft->text, "mine");
    for (int i = 0; i < SCANS; i++) {
        char text[LONG];
        size_t length = 0;
        if (i % 3 == 0)
            memcpy(text, badges[2], length = BADGE_TEXT_LENGTH);
        else if (i % 3 == 1) /* a book, a lunch card, a link, a configuration code */
            for (length = 0; length < 6 + (size_t)i % 120; length++)
                text[length] = (char)(0x21 + rng_below(&rng, 0x5E));
        else
            memcpy(text, badges[1], length = BADGE_TEXT_LENGTH);
        if (length < 2 || memchr(text, '\0', length) != NULL)
            continue;
        scan(text, length, i % 2 == 0);
        assert_string_equal(app->draft->text, "mine");
        assert_int_equal(app->session.student, 1);
        assert_int_equal(app->top, SCREEN_REFLECT);
    }
    station_type(app, " only");
    assert_string_equal(app->draft->text, "mine only");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_one_change),
        cmocka_unit_test(test_length),
        cmocka_unit_test(test_replaced),
        cmocka_unit_test(test_shown),
        cmocka_unit_test(test_nothing_is_typed),
    };
    return cmocka_run_group_tests(tests, open_station, close_station);
}
