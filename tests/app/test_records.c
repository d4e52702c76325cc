/* records_apply_all(): all or nothing, and nothing that outlives a refusal. */
#include "station.h"

static bool has_draft(struct records *records, const char *student, const char *key)
{
    struct error error = {0};
    const char *body;
    arena_reset(&records->scratch);
    return store_load_draft(records->store, student, key, &records->scratch, &body, &error);
}

static void test_refused_together(void **state)
{
    (void)state;
    static struct station_home home;
    station_make(&home);
    struct error error = {0}, refused = {0};
    struct records records;
    struct records_options options = {.folder = home.data, .station = "makers"};
    assert_true(records_open(&records, &options, &error));
    const char *student = records.classroom->plan.students[0].id;
    char key[DRAFT_KEY_SIZE];
    records_draft_key(DRAFT_REFLECTION, "", key);
    assert_true(store_save_draft(records.store, student, key, "{}", 1, &error));

    struct moment now = station_yesterday();
    struct action *actions = arena_array(&records.arena, struct action, 2);
    assert_non_null(actions);
    actions[0] = (struct action){
        .kind = ACTION_SUBMIT_REFLECTION, .student = 0, .draft.kind = DRAFT_REFLECTION};
    STR_COPY(actions[0].draft.student, student);
    STR_COPY(actions[0].draft.text, "I tried again");
    actions[1] = (struct action){.kind = ACTION_CHECK_IN, .student = 1}; /* no station */
    int64_t before = store_event_count(records.store);
    assert_false(records_apply_all(&records, actions, 2, &now, &refused));
    assert_int_equal(store_event_count(records.store), before);
    struct action help = {.kind = ACTION_ASK_HELP, .student = 2};
    assert_true(records_apply(&records, &help, &now, &error));
    assert_true(has_draft(&records, student, key)); /* it was not handed in */

    assert_true(records_apply(&records, &actions[0], &now, &error));
    assert_false(has_draft(&records, student, key));
    records_close(&records);
    station_remove(&home);
}

struct looked {
    int count;
    struct stamp last;
    char text[LONG_TEXT_SIZE];
};

static bool look(const struct event *event, void *user)
{
    struct looked *looked = user;
    looked->count++;
    looked->last = event->stamp;
    if (event->kind == EVENT_REFLECTION_SUBMITTED)
        STR_COPY(looked->text, event->body.reflection_submitted.text);
    return true;
}

static void test_look_back(void **state)
{
    (void)state;
    static struct station_home home;
    static struct event found;
    station_make(&home);
    struct error error = {0};
    struct records records;
    struct records_options options = {.folder = home.data, .station = "makers"};
    assert_true(records_open(&records, &options, &error));
    struct moment now = station_yesterday();
    now.wall_ms += 3600000;
    struct action *action = arena_new(&records.arena, struct action);
    *action = (struct action){.kind = ACTION_SUBMIT_REFLECTION, .student = 0};
    action->draft.kind = DRAFT_REFLECTION;
    STR_COPY(action->draft.student, records.classroom->plan.students[0].id);
    STR_COPY(action->draft.text, "I tried again");
    struct action help = {.kind = ACTION_ASK_HELP, .student = 2};
    assert_true(records_apply(&records, action, &now, &error));
    assert_true(records_apply(&records, &help, &now, &error));

    struct looked looked = {0};
    uint64_t kinds = EVENT_BIT(EVENT_REFLECTION_SUBMITTED) | EVENT_BIT(EVENT_HELP_ASKED);
    assert_true(records_each(&records, kinds, now.wall_ms, look, &looked, &error));
    assert_int_equal(looked.count, 2);
    assert_string_equal(looked.text, "I tried again");
    assert_true(records_find(&records, &looked.last, &found, &error));
    assert_int_equal(found.kind, EVENT_HELP_ASKED);
    assert_int_equal(found.wall_ms, now.wall_ms);

    looked = (struct looked){0};
    assert_true(records_each(&records, kinds, now.wall_ms + DAY_MS, look, &looked, &error));
    assert_int_equal(looked.count, 0);
    assert_true(
        records_each(&records, EVENT_BIT(EVENT_BADGE_ISSUED), INT64_MIN, look, &looked, &error));
    assert_int_equal(looked.count, records.classroom->plan.student_count);

    const char *id = records.classroom->plan.students[2].id;
    assert_true(records_each(&records, kinds, now.wall_ms, look, &looked, &error));
    assert_true(records_erase(&records, id, &now, &error));
    assert_false(records_find(&records, &looked.last, &found, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    records_close(&records);
    station_remove(&home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused_together),
        cmocka_unit_test(test_look_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
