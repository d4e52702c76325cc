/* Words that are sealed on the disk are shown for a while, to the teacher or to whose they are:
 * when that is over the class has them no more, and the disk never had. The whole of it, from
 * outside: test_stolen_card.sh. */
#include "records_words.h"
#include "station.h"

enum { WRITER = 0 };
static const char passphrase[] = "purple stapler dances slowly";
static const char word[] = "narwhalprofile";

static void append(struct records *records, enum action_kind kind, const char *text)
{
    struct error error = {0};
    struct moment now = station_yesterday();
    struct action *action = arena_new(&records->arena, struct action);
    assert_non_null(action);
    action->kind = kind;
    action->student = WRITER;
    STR_COPY(action->text, text);
    assert_true(records_apply(records, action, &now, &error));
}

/* A child wrote a word of the own profile, under the badge; this machine has the term's key, as a
 * board has that took it in. */
static int make(void **state)
{
    struct error error = {0};
    struct records records;
    struct records_term term;
    station_set_up(state);
    const struct station_home *home = *state;
    station_open_records(home, &records);
    assert_true(records_words_make(&records, passphrase, &term, &error));
    assert_true(records_words_join(&records, term.public_key, &error));
    records_take_badge(&records, home->tokens[WRITER]);
    append(&records, ACTION_CHANGE_PROFILE, word);
    assert_true(records_words_keep(&records, &term, &error));
    records_close(&records);
    return 0;
}

static const char *shown(const struct records *records)
{
    return records->classroom->students[WRITER].profile[0];
}

static bool is_on_disk(const struct station_home *home)
{
    char command[256];
    STR_FORMAT(command, "grep -raqF %s %s", word, home->data);
    return system(command) == 0;
}

static void test_locked_with_the_view(void **state)
{
    struct app *app = station_open_board(*state);
    station_unlock(app);
    assert_string_equal(shown(&app->records), EVENT_SEALED_WORDS);
    app_open_words(app, passphrase);
    assert_string_equal(shown(&app->records), word);
    app_hide(app);
    assert_false(app->records.keys.is_open);
    assert_string_equal(shown(&app->records), EVENT_SEALED_WORDS);
    station_close(app);
}

/* What arrives meanwhile is open too, and a state that is built anew has all of it again. */
static void test_open_words_stay_open(void **state)
{
    struct error error = {0};
    struct records records;
    struct store_merge_report report;
    uint8_t key[SEAL_KEY_SIZE];
    const char *sealed;
    char body[512];
    station_open_records(*state, &records);
    const char *student = records.classroom->plan.students[WRITER].id;
    assert_true(records_words_unlock(&records, passphrase, &error));
    assert_true(records_words_show(&records, &error));
    assert_true(records_words_public_key(&records, key));
    assert_true(seal_text(key, "okapi", &records.arena, &sealed, &error));
    STR_FORMAT(body, "{\"field\":\"%s\",\"value\":\"%s\"}", profile_field_names[1], sealed);
    struct store_event row = {.stamp = {.at_ms = station_yesterday().wall_ms, .seq = 1},
        .student = student,
        .station = "nook",
        .class_id = records.classroom->plan.class_id,
        .kind = "profile_changed",
        .version = 1,
        .body = body};
    memset(row.stamp.log, 9, LOG_ID_SIZE);
    assert_true(records_merge(&records, &row, 1, &report, &error));
    assert_string_equal(records.classroom->students[WRITER].profile[1], "okapi");
    records.is_stale = true;
    assert_true(records_renew(&records, &error));
    assert_string_equal(shown(&records), word);
    assert_string_equal(records.classroom->students[WRITER].profile[1], "okapi");
    records_close(&records);
    assert_false(is_on_disk(*state));
}

/* The state is kept at the end for a quicker start: not while it has words. */
static void test_open_words_are_not_kept(void **state)
{
    struct error error = {0};
    struct records records;
    station_open_records(*state, &records);
    assert_true(records_words_unlock(&records, passphrase, &error));
    assert_true(records_words_show(&records, &error));
    assert_string_equal(shown(&records), word);
    append(&records, ACTION_GIVE_KUDOS, "Well done");
    records_close(&records);
    assert_false(is_on_disk(*state));
}

/* The program ends in the middle of the visit. */
static void test_own_words_are_not_kept(void **state)
{
    const struct station_home *home = *state;
    struct records records;
    station_open_records(home, &records);
    records_take_badge(&records, home->tokens[WRITER]);
    records_words_show_own(&records, records.classroom->plan.students[WRITER].id);
    assert_string_equal(shown(&records), word);
    append(&records, ACTION_GIVE_KUDOS, "Well done");
    records_close(&records);
    assert_false(is_on_disk(home));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_locked_with_the_view),
        cmocka_unit_test(test_open_words_stay_open),
        cmocka_unit_test(test_open_words_are_not_kept),
        cmocka_unit_test(test_own_words_are_not_kept),
    };
    return cmocka_run_group_tests(tests, make, station_tear_down);
}
