/* What is older than the class keeps goes; never because of a clock that is wrong. */
#include "store/scratch.h"

#include "base/date.h"
#include "base/log.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { KEPT_DAYS = 365, TODAY = 21100 }; /* 2027-10-09 */

static char folder[STORE_PATH_SIZE];
static char path[STORE_PATH_SIZE];

static int64_t day_ms(int day)
{
    return day * (int64_t)DAY_MS;
}

static void add(struct store *store, const char *student, const char *kind, int day, bool trusted)
{
    struct error error = {0};
    struct store_event event = sample_event(student, kind, day_ms(day));
    static int64_t newest;
    newest = MAX(newest + 1, day_ms(day));
    event.stamp.at_ms = newest;
    event.trusted = trusted;
    event.body = "{\"text\":\"geheimnis\"}";
    assert_true(store_append(store, &event, 1, &error));
}

/* Days on which the station was used lately. */
static void use(struct store *store, int first, int days, int apart)
{
    for (int i = 0; i < days; i++)
        add(store, "wei", "visit_started", first + i * apart, true);
}

static int64_t number(struct store *store, const char *sql)
{
    struct error error = {0};
    int64_t out;
    assert_true(sql_number(store->db, sql, &out, &error));
    return out;
}

static struct store_expiry expire(struct store *store, int day, bool trusted)
{
    struct error error = {0};
    struct store_expiry once, all = {0};
    struct moment now = {.wall_ms = day_ms(day), .trusted = trusted};
    do {
        assert_true(store_expire(store, &now, KEPT_DAYS, &once, &error));
        all.ran = once.ran;
        all.removed += once.removed;
    } while (once.more);
    assert_true(store_verify(store, &error));
    return all;
}

static void test_what_goes_and_what_stays(void **state)
{
    (void)state;
    static const struct {
        const char *student, *kind;
        int day;
        bool stays;
    } rows[] = {
        {"zweig", "reflection_submitted", TODAY - KEPT_DAYS - 1, false},
        {"zweig", "reflection_submitted", TODAY - KEPT_DAYS, true},
        {"zweig", "ticket_submitted", TODAY - KEPT_DAYS - 20, false},
        {"zweig", "profile_changed", TODAY - KEPT_DAYS - 20, false},
        {"zweig", "goal_chosen", TODAY - KEPT_DAYS - 20, false},
        {"zweig", "mastery_set", TODAY - KEPT_DAYS - 20, false},
        {"zweig", "evidence_imported", TODAY - KEPT_DAYS - 20, false},
        {"zweig", "kind_of_the_future", TODAY - KEPT_DAYS - 20, false},
        {"", "groups_approved", TODAY - KEPT_DAYS - 20, false},
        {"zweig", "badge_issued", TODAY - KEPT_DAYS - 20, true},
        {"ada", "student_erased", TODAY - KEPT_DAYS - 20, true},
        {"", "plan_published", TODAY - KEPT_DAYS - 20, true},
        {"zweig", "reflection_submitted", TODAY - 3, true},
    };
    struct error error = {0};
    struct store *store = open_or_die(scratch_folder(folder, "expire"), NULL);
    int goes = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        add(store, rows[i].student, rows[i].kind, rows[i].day, true);
        goes += !rows[i].stays;
    }
    use(store, TODAY - 20, 10, 2);
    assert_true(store_save_draft(store, "wei", "old", "geheimnis", day_ms(TODAY - 400), &error));
    assert_true(store_save_draft(store, "wei", "new", "{}", day_ms(TODAY - 4), &error));
    assert_true(store_save_checkpoint(store, 1, "geheimnis", 9, &error));
    struct store_expiry expiry = expire(store, TODAY, true);
    assert_true(expiry.ran);
    assert_int_equal(expiry.removed, goes);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char sql[96];
        STR_FORMAT(sql, "SELECT erased FROM event WHERE id = %d", (int)i + 1);
        assert_int_equal(number(store, sql), !rows[i].stays);
    }
    assert_int_equal(number(store, "SELECT count(*) FROM draft"), 1);
    assert_int_equal(number(store, "SELECT count(*) FROM checkpoint"), 0);
    int32_t day;
    int64_t removed;
    assert_true(store_last_expiry(store, &day, &removed));
    assert_int_equal(day, TODAY);
    assert_int_equal(removed, goes);
    assert_int_equal(expire(store, TODAY, true).removed, 0);
    assert_true(store_last_expiry(store, &day, &removed));
    assert_int_equal(removed, goes); /* of that day */
    append_or_die(store, "wei", day_ms(TODAY) + 100);
    store_close(store);
    struct store_report report;
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_FINE);
    store_close(store);
}

/* What was kept apart of two rows, and that there was a draft, are as old. */
static void test_what_is_kept_beside_goes(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_merge_report report;
    struct store *store = open_or_die(scratch_folder(folder, "expire-beside"), NULL);
    use(store, TODAY - 20, 10, 2);
    for (int i = 0; i < 2; i++) {
        int day = i == 0 ? TODAY - 500 : TODAY - 4;
        struct store_event twice[2];
        for (int k = 0; k < 2; k++) {
            twice[k] = sample_event("zweig", "reflection_submitted", day_ms(day));
            memset(twice[k].stamp.log, 5 + i, LOG_ID_SIZE);
            twice[k].stamp.seq = 1;
            twice[k].body = k == 0 ? "{\"text\":\"so\"}" : "{\"text\":\"or so\"}";
        }
        assert_true(store_merge(store, twice, 2, &report, &error));
        assert_int_equal(report.conflicts, 1);
        struct store_draft gone = {"wei", i == 0 ? "old" : "new", NULL, day_ms(day)};
        assert_true(store_merge_drafts(store, &gone, 1, NULL, &error));
    }
    assert_int_equal(expire(store, TODAY, true).removed, 1);
    assert_int_equal(number(store, "SELECT count(*) FROM conflict"), 1);
    assert_int_equal(number(store, "SELECT count(*) FROM draft_gone"), 1);
    store_close(store);
}

static void test_nothing_is_left_in_the_file(void **state)
{
    (void)state;
    struct store *store = open_or_die(scratch_folder(folder, "expire-file"), NULL);
    for (int i = 0; i < 1200; i++)
        add(store, "zweig", "reflection_submitted", TODAY - 400, true);
    use(store, TODAY - 20, 10, 2);
    struct error error = {0};
    assert_true(sql_run(store->db, "UPDATE event SET body = '{}' WHERE id > 1200", &error));
    struct moment now = {.wall_ms = day_ms(TODAY), .trusted = true};
    struct store_expiry expiry = {0};
    int64_t removed = 0;
    do {
        assert_true(store_expire(store, &now, KEPT_DAYS, &expiry, &error));
        removed += expiry.removed;
        assert_true(expiry.removed <= 500); /* nobody waits for long */
    } while (expiry.more);
    assert_int_equal(removed, 1200);
    str_format(path, sizeof path, "%s/waystation.db", folder);
    assert_false(file_contains(path, "geheimnis"));
    str_format(path, sizeof path, "%s/waystation.db-wal", folder);
    assert_false(file_contains(path, "geheimnis"));
    store_close(store);
}

/* Ten days of use, then now: which clock may remove what is from years ago by it? */
static void test_which_clock_counts(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        int first, days, apart;
        int now;
        bool trusted, ran;
    } rows[] = {
        {"used every other day", TODAY - 20, 10, 2, TODAY, true, true},
        {"used once a week", TODAY - 56, 8, 7, TODAY, true, true},
        {"a clock nobody vouches for", TODAY - 20, 10, 2, TODAY, false, false},
        {"a clock that jumped a year ahead", TODAY - 20, 10, 2, TODAY + 365, true, false},
        {"a clock that jumped, used for a week", TODAY - 7, 6, 1, TODAY, true, false},
        {"the first days after the summer", TODAY - 3, 3, 1, TODAY, true, false},
        {"four days before, and this one", TODAY - 20, 5, 5, TODAY, true, false},
        {"five days before", TODAY - 25, 5, 5, TODAY, true, true},
        {"a clock in 1970", TODAY - 20, 10, 2, 10, true, false},
        {"events only in time to come", TODAY + 1, 10, 2, TODAY, true, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct store *store = open_or_die(scratch_folder(folder, "expire-clock"), NULL);
        add(store, "zweig", "reflection_submitted", TODAY - 500, true);
        use(store, rows[i].first, rows[i].days, rows[i].apart);
        struct store_expiry expiry = expire(store, rows[i].now, rows[i].trusted);
        if (expiry.ran != rows[i].ran)
            print_message("%s\n", rows[i].what);
        assert_int_equal(expiry.ran, rows[i].ran);
        assert_int_equal(expiry.removed, rows[i].ran);
        store_close(store);
    }
}

/* A station without a clock writes 1970 until it is told: that is not fifty years ago. */
static void test_events_of_unknown_time(void **state)
{
    (void)state;
    struct store *store = open_or_die(scratch_folder(folder, "expire-1970"), NULL);
    add(store, "a", "reflection_submitted", 1, false);           /* before an old one: goes */
    add(store, "b", "reflection_submitted", TODAY - 900, false); /* too: goes */
    add(store, "c", "reflection_submitted", TODAY - 500, true);  /* goes */
    add(store, "d", "reflection_submitted", 2, false);           /* who knows: stays */
    add(store, "e", "reflection_submitted", TODAY - 900, false); /* stays */
    add(store, "f", "reflection_submitted", 20000, true);        /* 2024: a clock chip gone flat */
    add(store, "g", "reflection_submitted", TODAY - 100, true);  /* stays */
    add(store, "h", "reflection_submitted", TODAY + 9000, true); /* stays */
    use(store, TODAY - 20, 10, 2);
    assert_int_equal(expire(store, TODAY, true).removed, 3);
    assert_int_equal(number(store, "SELECT count(*) FROM event WHERE erased = 1 AND id <= 3"), 3);
    store_close(store);
}

/* Another clock's events do not vouch for ours, and removed ones do not come back with a file. */
static void test_known_when_loaded_again(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_merge_report report;
    struct store *store = open_or_die(scratch_folder(folder, "expire-merge"), NULL);
    struct store_event old = sample_event("zweig", "reflection_submitted", day_ms(TODAY - 500));
    memset(old.stamp.log, 5, LOG_ID_SIZE);
    old.stamp.seq = 1;
    assert_true(store_merge(store, &old, 1, &report, &error));
    use(store, TODAY - 20, 10, 2);
    assert_int_equal(expire(store, TODAY, true).removed, 1);
    assert_true(store_merge(store, &old, 1, &report, &error));
    assert_int_equal(report.known, 1);
    assert_int_equal(number(store, "SELECT count(*) FROM event WHERE student = 'zweig'"), 0);
    store_close(store);
}

static struct store_event sample_of(int log, uint32_t seq, int day, bool trusted)
{
    struct store_event event = sample_event("zweig", "reflection_submitted", day_ms(day));
    memset(event.stamp.log, log, LOG_ID_SIZE);
    event.stamp.seq = seq;
    event.trusted = trusted;
    return event;
}

static void take(struct store *store, const struct store_event *events, int count)
{
    struct error error = {0};
    struct store_merge_report report;
    assert_true(store_merge(store, events, count, &report, &error));
    assert_int_equal(report.added, count);
}

static int64_t erased_of(struct store *store, int log)
{
    char sql[112]; /* ids of our own logs are random, and may begin so, too */
    STR_FORMAT(sql,
        "SELECT count(*) FROM event WHERE erased = 1 AND hex(log) LIKE '%02x%02x%02x%%'", log, log,
        log);
    return number(store, sql);
}

/* Stations whose clocks nobody vouches for worked yesterday; then a stick, a file or the hub brings
 * last year. What came here later did not happen later. */
static void test_last_year_comes_after_yesterday(void **state)
{
    (void)state;
    struct store *store = open_or_die(scratch_folder(folder, "expire-late"), NULL);
    struct store_event yesterday[] = {
        sample_of(5, 1, TODAY - 1, false), sample_of(5, 2, 3, false), sample_of(6, 1, 3, false)};
    struct store_event last_year[] = {
        sample_of(7, 1, TODAY - 400, true), sample_of(7, 2, TODAY - 399, true)};
    use(store, TODAY - 20, 10, 2);
    take(store, yesterday, 3);
    add(store, "zweig", "reflection_submitted", TODAY - 1, false);
    take(store, last_year, 2);
    assert_int_equal(expire(store, TODAY, true).removed, 2);
    assert_int_equal(erased_of(store, 7), 2);
    store_close(store);
}

/* Within a log the number is the time, in whatever order its rows came. */
static void test_the_number_says_what_was_before(void **state)
{
    (void)state;
    struct store *store = open_or_die(scratch_folder(folder, "expire-number"), NULL);
    struct store_event sure = sample_of(5, 3, TODAY - 400, true);
    struct store_event unsure[] = {
        sample_of(5, 1, 3, false), sample_of(5, 2, TODAY + 900, false), sample_of(5, 4, 3, false)};
    take(store, &sure, 1);
    take(store, unsure, 3);
    use(store, TODAY - 20, 10, 2);
    assert_int_equal(expire(store, TODAY, true).removed, 3);
    assert_int_equal(
        number(store, "SELECT seq FROM event WHERE erased = 0 AND student = 'zweig'"), 4);
    store_close(store);
}

/* Somebody set the clock a year back and then right: what was saved before is of today. */
static void test_a_year_mistyped(void **state)
{
    (void)state;
    struct store *store = open_or_die(scratch_folder(folder, "expire-typed"), NULL);
    use(store, TODAY - 20, 10, 2);
    add(store, "wei", "reflection_submitted", 0, false);
    add(store, "", "clock_set", TODAY - KEPT_DAYS - 1, true);
    add(store, "wei", "reflection_submitted", TODAY - KEPT_DAYS - 1, true);
    add(store, "", "clock_set", TODAY, true);
    assert_int_equal(expire(store, TODAY, true).removed, 0);
    assert_int_equal(number(store, "SELECT count(*) FROM event WHERE body LIKE '%geheimnis%'"),
        number(store, "SELECT count(*) FROM event"));
    store_close(store);
}

/* What this machine wrote itself a year ago, it wrote when the other was here. */
static void test_what_was_here_before_our_own(void **state)
{
    (void)state;
    struct store *store = open_or_die(scratch_folder(folder, "expire-own"), NULL);
    struct store_event before = sample_of(5, 1, 3, false), after = sample_of(6, 1, 3, false);
    take(store, &before, 1);
    add(store, "zweig", "reflection_submitted", TODAY - 400, true);
    store_close(store);
    store = open_or_die(folder, NULL);
    take(store, &after, 1);
    use(store, TODAY - 20, 10, 2);
    assert_int_equal(expire(store, TODAY, true).removed, 2);
    assert_int_equal(erased_of(store, 5), 1);
    assert_int_equal(erased_of(store, 6), 0);
    store_close(store);
}

/* Our own log of last year, too, may come after yesterday's: pulled again from a hub, or out of a
 * backup that a recovery fills the gap with. */
static void test_our_own_comes_back(void **state)
{
    (void)state;
    for (int recovered = 0; recovered <= 1; recovered++) {
        struct error error = {0};
        struct store *store = open_or_die(scratch_folder(folder, "expire-back"), NULL);
        struct store_event yesterday = sample_of(5, 1, 3, false);
        add(store, "wei", "visit_ended", TODAY - 400, true);
        add(store, "zweig", "visit_ended", TODAY - 399, true);
        assert_true(store_backup(store, scratch_inside(folder, "backup.db"), &error));
        store_close(store);
        store = open_or_die(folder, NULL);
        use(store, TODAY - 20, 10, 2);
        take(store, &yesterday, 1);
        if (recovered) { /* the first row is not readable: it comes behind the others */
            assert_true(sql_run(store->db, "UPDATE event SET body = 'rot' WHERE id <= 2", &error));
            store_close(store);
            store = open_or_die(folder, NULL);
            assert_int_equal(
                number(store, "SELECT count(*) FROM logs WHERE program <> '' AND complete"), 2);
        } else { /* as a card that lost it: the row goes, and comes from a hub */
            struct store_event own = sample_event("zweig", "visit_ended", day_ms(TODAY - 399));
            own.stamp.seq = 2;
            sqlite3_stmt *first = NULL;
            assert_true(
                sql_prepare(store->db, "SELECT log FROM event WHERE id = 1", &first, &error));
            assert_int_equal(sqlite3_step(first), SQLITE_ROW);
            assert_true(sql_bytes(first, 0, own.stamp.log, LOG_ID_SIZE));
            sqlite3_finalize(first);
            assert_true(sql_run(store->db, "DELETE FROM event WHERE id = 2", &error));
            take(store, &own, 1);
        }
        assert_true(number(store, "SELECT max(id) FROM event WHERE wall < 1e12") <
                    number(store, "SELECT id FROM event WHERE wall = 20701 * 86400000"));
        struct moment now = {.wall_ms = day_ms(TODAY), .trusted = true};
        struct store_expiry expiry;
        assert_true(store_expire(store, &now, KEPT_DAYS, &expiry, &error));
        assert_int_equal(expiry.removed, 2);
        assert_int_equal(erased_of(store, 5), 0);
        add(store, "wei", "visit_started", TODAY - 300, true); /* a bound, in a while */
        now.wall_ms = day_ms(TODAY + 80);
        use(store, TODAY + 60, 10, 2);
        assert_true(store_expire(store, &now, KEPT_DAYS, &expiry, &error));
        assert_int_equal(erased_of(store, 5), 1);
        store_close(store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_goes_and_what_stays),
        cmocka_unit_test(test_what_is_kept_beside_goes),
        cmocka_unit_test(test_nothing_is_left_in_the_file),
        cmocka_unit_test(test_which_clock_counts),
        cmocka_unit_test(test_events_of_unknown_time),
        cmocka_unit_test(test_known_when_loaded_again),
        cmocka_unit_test(test_last_year_comes_after_yesterday),
        cmocka_unit_test(test_the_number_says_what_was_before),
        cmocka_unit_test(test_a_year_mistyped),
        cmocka_unit_test(test_what_was_here_before_our_own),
        cmocka_unit_test(test_our_own_comes_back),
    };
    log_set_level(LOG_LEVEL_ERROR);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_remove(folder);
    return failed;
}
