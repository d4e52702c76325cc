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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
