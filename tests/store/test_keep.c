/* Drafts, plans, settings, secrets and tries. */
#include "store/scratch.h"

#include "base/rng.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char folder[STORE_PATH_SIZE];
static struct arena arena;

static void test_drafts(void **state)
{
    (void)state;
    struct error error = {0};
    const char *body;
    struct store *store = open_or_die(scratch_folder(folder, "draft"), NULL);
    assert_false(store_load_draft(store, "wei", "ticket:a", &arena, &body, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    error_clear(&error);
    assert_true(store_save_draft(store, "wei", "ticket:a", "{\"n\":1}", 10, &error));
    assert_true(store_save_draft(store, "wei", "ticket:a", "{\"n\":2}", 20, &error));
    assert_true(store_save_draft(store, "ada", "ticket:a", "{\"n\":3}", 30, &error));
    store_close(store);
    store = open_or_die(folder, NULL);
    assert_true(store_load_draft(store, "wei", "ticket:a", &arena, &body, &error));
    assert_string_equal(body, "{\"n\":2}");
    struct store_event event = sample_event("wei", "ticket_submitted", 40);
    store_drop_draft_with_next(store, "wei", "ticket:a");
    assert_true(store_append(store, &event, 1, &error));
    assert_false(store_load_draft(store, "wei", "ticket:a", &arena, &body, &error));
    error_clear(&error);
    assert_true(store_load_draft(store, "ada", "ticket:a", &arena, &body, &error));
    store_close(store);
}

static bool publish(struct store *store, const char *bytes, char hash[static PLAN_HASH_TEXT])
{
    struct error error = {0};
    bool changed;
    struct store_event event = sample_event("", "plan_published", 5);
    assert_true(store_publish_plan(store, bytes, strlen(bytes), &event, hash, &changed, &error));
    return changed;
}

static void assert_plan(struct store *store, const char *expected)
{
    struct error error = {0};
    const void *bytes;
    size_t size;
    char hash[PLAN_HASH_TEXT], again[PLAN_HASH_TEXT];
    assert_true(store_current_plan(store, &arena, &bytes, &size, hash, &error));
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(bytes, expected, size);
    store_plan_hash(bytes, size, again);
    assert_string_equal(hash, again);
}

static void test_plans(void **state)
{
    (void)state;
    struct error error = {0};
    const void *bytes;
    size_t size;
    char hash[PLAN_HASH_TEXT];
    int64_t count;
    struct store *store = open_or_die(scratch_folder(folder, "plan"), NULL);
    assert_false(store_current_plan(store, &arena, &bytes, &size, hash, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    error_clear(&error);
    assert_true(publish(store, "plan one", hash));
    assert_false(publish(store, "plan one", hash));
    assert_int_equal(store_event_count(store), 1);
    assert_true(publish(store, "plan two", hash));
    assert_true(publish(store, "plan one", hash)); /* back to an older one */
    assert_plan(store, "plan one");
    assert_true(publish(store, "plan three", hash));
    assert_true(sql_number(store->db, "SELECT count(*) FROM plan", &count, &error));
    assert_int_equal(count, 2);
    store_close(store);
    store = open_or_die(folder, NULL);
    assert_plan(store, "plan three");
    assert_true(sql_run(
        store->db, "UPDATE plan SET bytes = x'00' WHERE id = (SELECT max(id) FROM plan)", &error));
    assert_plan(store, "plan one"); /* the one before */
    assert_true(sql_run(store->db, "UPDATE plan SET bytes = x'00'", &error));
    assert_false(store_current_plan(store, &arena, &bytes, &size, hash, &error));
    assert_int_equal(error.code, ERR_CORRUPT);
    store_close(store);
}

static void test_settings(void **state)
{
    (void)state;
    struct error error = {0};
    char value[8];
    struct store *store = open_or_die(scratch_folder(folder, "setting"), NULL);
    assert_false(store_get(store, "volume", value, sizeof value));
    assert_true(store_set(store, "volume", "7", &error));
    assert_true(store_set(store, "volume", "8", &error));
    store_close(store);
    store = open_or_die(folder, NULL);
    assert_true(store_get(store, "volume", value, sizeof value));
    assert_string_equal(value, "8");
    store_close(store);
}

static const char *label_of_next(struct store *store)
{
    static char label[ID_SIZE];
    struct error error = {0};
    struct store_event event = sample_event("wei", "visit_ended", 1000);
    event.station = "";
    assert_true(store_append(store, &event, 1, &error));
    STR_COPY(label, event.station);
    return label;
}

/* A hub takes nothing from a station that is not under its label. */
static void test_label_is_the_setting(void **state)
{
    (void)state;
    struct error error = {0};
    struct store *store;
    struct store_report report;
    struct store_options options = {.folder = folder, .station = ""};
    scratch_folder(folder, "label");
    assert_true(store_open(&store, &options, &report, &error));
    assert_string_equal(label_of_next(store), "");
    assert_true(store_set(store, "station", "nook", &error));
    assert_string_equal(label_of_next(store), "nook");
    store_close(store);
    assert_true(store_open(&store, &options, &report, &error));
    assert_string_equal(label_of_next(store), "nook");
    store_close(store);
    store = open_or_die(folder, NULL);
    assert_string_equal(label_of_next(store), "makers");
    store_close(store);
}

static void test_badge_hash_is_keyed(void **state)
{
    (void)state;
    const uint8_t token[BADGE_TOKEN_SIZE] = {1, 2, 3};
    const uint8_t other[BADGE_TOKEN_SIZE] = {1, 2, 4};
    uint8_t a[BADGE_HASH_SIZE], b[BADGE_HASH_SIZE];
    struct store *store = open_or_die(scratch_folder(folder, "badge"), NULL);
    store_badge_hash(store, token, a);
    store_badge_hash(store, other, b);
    assert_memory_not_equal(a, b, sizeof a);
    uint32_t number = store_secret_number(store, "amelie", 1, 1000000);
    store_close(store);
    store = open_or_die(folder, NULL);
    store_badge_hash(store, token, b);
    assert_memory_equal(a, b, sizeof a);
    assert_int_equal(store_secret_number(store, "amelie", 1, 1000000), number);
    store_close(store);
    store = open_or_die(scratch_folder(folder, "badge"), NULL); /* another class */
    store_badge_hash(store, token, b);
    assert_memory_not_equal(a, b, sizeof a);
    store_close(store);
}

static void test_secret_numbers_are_spread(void **state)
{
    (void)state;
    int counts[12] = {0};
    struct store *store = open_or_die(scratch_folder(folder, "number"), NULL);
    for (uint32_t i = 0; i < 12000; i++) {
        uint32_t number = store_secret_number(store, "pictures", i, 12);
        assert_true(number < 12);
        counts[number]++;
    }
    for (int i = 0; i < 12; i++) /* 1000 ± 8 standard deviations */
        assert_true(counts[i] > 750 && counts[i] < 1250);
    assert_int_equal(store_secret_number(store, "x", 0, 1), 0);
    uint8_t a[16], b[16];
    store_random(a, sizeof a);
    store_random(b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
    store_close(store);
}

static bool try(struct store *store, int64_t mono_s, int32_t *wait_s)
{
    struct error error = {0};
    bool ok = store_try_secret(store, "pin", mono_s * 1000, wait_s, &error);
    assert_true(ok || error.code == ERR_DENIED);
    assert_int_equal(ok, *wait_s == 0);
    return ok;
}

static void test_waits_grow_and_restart(void **state)
{
    (void)state;
    struct error error = {0};
    int32_t wait_s;
    struct store *store = open_or_die(scratch_folder(folder, "guard"), NULL);
    int64_t now = 100;
    for (int i = 0; i < 5; i++)
        assert_true(try(store, now, &wait_s));
    static const int32_t waits[] = {30, 60, 300, 900, 3600, 3600};
    for (size_t i = 0; i < COUNT_OF(waits); i++) {
        assert_false(try(store, now, &wait_s));
        assert_int_equal(wait_s, waits[i]);
        assert_false(try(store, now + waits[i] - 1, &wait_s));
        assert_int_equal(wait_s, 1);
        now += waits[i];
        assert_true(try(store, now, &wait_s));
    }
    assert_false(try(store, now + 3000, &wait_s));
    assert_int_equal(wait_s, 600);
    store_close(store);
    store = open_or_die(folder, NULL); /* uptime starts anew, and so does the wait */
    assert_false(try(store, 5, &wait_s));
    assert_int_equal(wait_s, 3600);
    assert_false(try(store, 3604, &wait_s));
    assert_true(try(store, 3605, &wait_s));
    assert_true(store_try_succeeded(store, "pin", &error));
    for (int i = 0; i < 5; i++)
        assert_true(try(store, 3605, &wait_s));
    assert_false(try(store, 3605, &wait_s));
    assert_true(store_try_secret(store, "another", 3605000, &wait_s, &error));
    store_close(store);
    /* Of a wait that began in another run nothing has passed, however long this one is. */
    store = open_or_die(folder, NULL);
    assert_false(try(store, 90000, &wait_s));
    assert_int_equal(wait_s, 30);
    store_close(store);
}

/* Half an hour that has passed counts for the next one: a try does not begin it anew. */
static void test_tries_come_back_by_the_hour(void **state)
{
    (void)state;
    struct error error = {0};
    int32_t wait_s;
    struct store *store = open_or_die(scratch_folder(folder, "guard-hour"), NULL);
    int64_t begin = 100;
    for (int visit = 0; visit < 7; visit++) { /* the teacher's: the fifth is right */
        for (int i = 0; i < 5; i++)
            assert_true(try(store, begin, &wait_s));
        assert_true(store_try_succeeded(store, "pin", &error));
    }
    for (int i = 0; i < 2; i++)
        assert_true(try(store, begin, &wait_s));
    assert_false(try(store, begin, &wait_s));
    assert_int_equal(wait_s, 3600);
    assert_true(try(store, begin + 5400, &wait_s));
    assert_false(try(store, begin + 5400, &wait_s));
    assert_int_equal(wait_s, 1800);
    assert_true(try(store, begin + 7200, &wait_s));
    store_close(store);
}

/* Whoever looks at a wait again and again does not wear the card out. */
static void test_looking_at_a_wait_writes_nothing(void **state)
{
    (void)state;
    int32_t wait_s;
    struct store *store = open_or_die(scratch_folder(folder, "guard-look"), NULL);
    for (int i = 0; i < 5; i++)
        assert_true(try(store, 100, &wait_s));
    int64_t change = store->position.change;
    for (int i = 0; i < 20; i++)
        assert_false(try(store, 101 + i, &wait_s));
    assert_true(store->position.change == change);
    store_close(store);
}

/* tests/README.md R13: at most 60 guesses a day, whatever is done: restarts, a teacher who gets it
 * right in between, an uptime that jumps back. */
static void test_pin(void **state)
{
    (void)state;
    struct error error = {0};
    bool right;
    int32_t wait_s;
    struct store *store = open_or_die(scratch_folder(folder, "pin"), NULL);
    assert_false(store_has_pin(store));
    assert_false(store_try_pin(store, "1234", 0, &right, &wait_s, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    static const char *const bad[] = {"", "123", "1234567890123", "12a4", "1234 "};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        error_clear(&error);
        assert_false(store_set_pin(store, bad[i], &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
    }
    error_clear(&error);
    assert_true(store_set_pin(store, "2468", &error));
    store_close(store);
    store = open_or_die(folder, NULL);
    assert_true(store_has_pin(store));
    assert_true(store_try_pin(store, "2468", 0, &right, &wait_s, &error));
    assert_true(right);
    for (int i = 0; i < 5; i++) {
        assert_true(store_try_pin(store, "2467", 0, &right, &wait_s, &error));
        assert_false(right);
    }
    assert_false(store_try_pin(store, "2468", 0, &right, &wait_s, &error)); /* even the right one */
    assert_int_equal(error.code, ERR_DENIED);
    assert_true(wait_s > 0);
    error_clear(&error);
    assert_true(store_try_pin(store, "2468", (wait_s + 1) * 1000, &right, &wait_s, &error));
    assert_true(right);
    store_close(store);
}

static void test_sixty_guesses_a_day_at_most(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct rng rng = rng_seeded(seed);
        struct error error = {0};
        struct store *store = open_or_die(scratch_folder(folder, "r13"), NULL);
        int64_t real = 0, boot = 0, guessed[4000];
        int guesses = 0;
        for (int i = 0; i < 3000 && guesses < 4000; i++) {
            int32_t wait_s;
            real += rng_below(&rng, 4) == 0 ? rng_below(&rng, 5000) : rng_below(&rng, 40);
            if (rng_below(&rng, seed % 2 == 0 ? 200 : 25) == 0) {
                store_close(store);
                store = open_or_die(folder, NULL);
                boot = real;
            }
            if (try(store, real - boot, &wait_s)) {
                if (rng_below(&rng, 3) == 0) /* the teacher */
                    assert_true(store_try_succeeded(store, "pin", &error));
                else
                    guessed[guesses++] = real;
            }
            int within = 0;
            for (int k = guesses; k-- > 0 && guessed[k] > real - 86400;)
                within++;
            assert_true(within <= 60);
        }
        assert_true(guesses > 60); /* it was not simply locked for ever */
        store_close(store);
    }
}

static int setup(void **state)
{
    (void)state;
    struct error error = {0};
    return arena_open(&arena, 1 << 20, &error) ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drafts),
        cmocka_unit_test(test_plans),
        cmocka_unit_test(test_settings),
        cmocka_unit_test(test_label_is_the_setting),
        cmocka_unit_test(test_badge_hash_is_keyed),
        cmocka_unit_test(test_secret_numbers_are_spread),
        cmocka_unit_test(test_waits_grow_and_restart),
        cmocka_unit_test(test_tries_come_back_by_the_hour),
        cmocka_unit_test(test_looking_at_a_wait_writes_nothing),
        cmocka_unit_test(test_pin),
        cmocka_unit_test(test_sixty_guesses_a_day_at_most),
    };
    int failed = cmocka_run_group_tests(tests, setup, NULL);
    arena_close(&arena);
    scratch_remove(folder);
    return failed;
}
