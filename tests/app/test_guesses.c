/* tests/README.md R13: whoever guesses secret pictures gets at most 60 guesses in 24 h, whatever is
 * done to the clock and the power, and nobody else notices. */
#include "station.h"

#include "base/rng.h"

enum { TRIES = 1000, PATIENT_TRIES = 400, ALLOWED = 60, VICTIM = 3 };

struct attack {
    struct station_home home;
    struct app *app;
    struct rng rng;
    int64_t spent_ms; /* time that passed for the attacker, power off not counted */
    int64_t evaluated_ms[TRIES];
    int evaluated, refused;
};

static void attack_open(struct attack *attack, uint64_t seed)
{
    *attack = (struct attack){.rng = rng_seeded(seed)};
    station_make(&attack->home);
    attack->app = station_open(&attack->home);
}

static void attack_close(struct attack *attack)
{
    station_close(attack->app);
    station_remove(&attack->home);
}

static void pass(struct attack *attack, int64_t ms)
{
    platform_advance(attack->app->platform, ms);
    app_update_session(attack->app);
    attack->spent_ms += ms;
}

static void restart(struct attack *attack)
{
    station_close(attack->app);
    attack->app = station_open(&attack->home);
}

static void try_wrong(struct attack *attack)
{
    struct app *app = attack->app;
    uint8_t right[PICTURE_SECRET], guess[PICTURE_SECRET];
    records_pictures(&app->records, app->records.classroom->plan.students[VICTIM].id, right);
    do
        for (int i = 0; i < PICTURE_SECRET; i++)
            guess[i] = (uint8_t)rng_below(&attack->rng, PICTURE_COUNT);
    while (memcmp(guess, right, sizeof guess) == 0);
    app_choose_candidate(app, VICTIM);
    app->session.notice = NOTICE_NONE;
    app_try_pictures(app, guess);
    assert_int_equal(app->session.student, -1);
    if (app->session.notice == NOTICE_PICTURES_WRONG) {
        attack->evaluated_ms[attack->evaluated++] = attack->spent_ms;
    } else {
        assert_int_equal(app->session.notice, NOTICE_PICTURES_WAIT);
        assert_in_range(app->session.wait_s, 1, 3600);
        attack->refused++;
    }
    if ((attack->evaluated + attack->refused) % 20 == 0)
        app_settle(app);
}

static void check_badge_still_works(struct attack *attack)
{
    station_show_badge(attack->app, &attack->home, VICTIM);
    assert_int_equal(attack->app->session.student, VICTIM);
    app_sign_out(attack->app, END_DONE);
    app_settle(attack->app);
}

/* In the wait even the right ones are not looked at: else it would tell. */
static void check_right_ones_wait(struct attack *attack)
{
    struct app *app = attack->app;
    uint8_t right[PICTURE_SECRET];
    records_pictures(&app->records, app->records.classroom->plan.students[VICTIM].id, right);
    app_choose_candidate(app, VICTIM);
    app_try_pictures(app, right);
    assert_int_equal(app->session.notice, NOTICE_PICTURES_WAIT);
    assert_int_equal(app->session.student, -1);
}

static void check_days(const struct attack *attack)
{
    for (int first = 0, last = 0; last < attack->evaluated; last++) {
        while (attack->evaluated_ms[last] - attack->evaluated_ms[first] >= DAY_MS)
            first++;
        assert_in_range(last - first + 1, 1, ALLOWED);
    }
}

/* In a hurry: many tries, the plug, the clock forward and back. */
static void test_hurry(void **state)
{
    (void)state;
    static struct attack attack;
    attack_open(&attack, 13);
    for (int i = 0; i < TRIES; i++) {
        uint32_t dice = rng_below(&attack.rng, 30);
        if (dice == 0)
            restart(&attack);
        else if (dice < 5)
            platform_set_clock(
                attack.app->platform, (int64_t)rng_below(&attack.rng, 60 * 365) * DAY_MS);
        pass(&attack, 1000 * (int64_t)rng_below(&attack.rng, 120));
        try_wrong(&attack);
        if (attack.app->session.notice == NOTICE_PICTURES_WAIT && dice == 6)
            check_right_ones_wait(&attack);
        if (i % 40 == 0)
            check_badge_still_works(&attack);
    }
    assert_true(attack.refused > TRIES / 2);
    assert_in_range(attack.evaluated, 5, 2 * ALLOWED);
    check_days(&attack);
    attack_close(&attack);
}

/* Patient: exactly as long as the station says, again and again; sometimes the plug. */
static void test_patience(void **state)
{
    (void)state;
    static struct attack attack;
    attack_open(&attack, 14);
    for (int i = 0; i < PATIENT_TRIES; i++) {
        if (rng_below(&attack.rng, 50) == 0)
            restart(&attack);
        try_wrong(&attack);
        if (attack.app->session.notice == NOTICE_PICTURES_WAIT)
            pass(&attack, (int64_t)attack.app->session.wait_s * 1000);
    }
    assert_true(attack.evaluated > PATIENT_TRIES / 4);
    check_days(&attack);
    /* The owner comes in, once the wait is over. */
    uint8_t right[PICTURE_SECRET];
    records_pictures(
        &attack.app->records, attack.app->records.classroom->plan.students[VICTIM].id, right);
    pass(&attack, 3600 * 1000);
    app_choose_candidate(attack.app, VICTIM);
    app_try_pictures(attack.app, right);
    assert_int_equal(attack.app->session.student, VICTIM);
    attack_close(&attack);
}

/* What was counted against a student goes with the student. */
static void test_erased(void **state)
{
    (void)state;
    static struct attack attack;
    attack_open(&attack, 15);
    struct app *app = attack.app;
    struct error error = {0};
    while (attack.refused == 0)
        try_wrong(&attack);
    int evaluated = attack.evaluated;
    assert_true(records_erase(&app->records, app->records.classroom->plan.students[VICTIM].id,
        &app->session.now, &error));
    try_wrong(&attack);
    assert_int_equal(attack.evaluated, evaluated + 1);
    attack_close(&attack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hurry),
        cmocka_unit_test(test_patience),
        cmocka_unit_test(test_erased),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
