/* records_apply_all(): all or nothing, and nothing that outlives a refusal. And what plans, one
 * after the other, leave. */
#include "station.h"

#include "store/store_clips.h"

static bool has_draft(struct records *records, const char *student, const char *key)
{
    struct error error = {0};
    const char *body;
    arena_reset(&records->scratch);
    return store_load_draft(records->store, student, key, &records->scratch, &body, &error);
}

static void test_refused_together(void **state)
{
    const struct station_home *home = *state;
    struct error error = {0}, refused = {0};
    struct records records;
    station_open_records(home, &records);
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
}

struct looked {
    int count;
    char text[LONG_TEXT_SIZE];
};

static bool look(const struct event *event, void *user)
{
    struct looked *looked = user;
    looked->count++;
    if (event->kind == EVENT_REFLECTION_SUBMITTED)
        STR_COPY(looked->text, event->body.reflection_submitted.text);
    return true;
}

static void test_look_back(void **state)
{
    const struct station_home *home = *state;
    struct error error = {0};
    struct records records;
    station_open_records(home, &records);
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
    assert_true(records_each(&records, NULL, kinds, now.wall_ms, look, &looked, &error));
    assert_int_equal(looked.count, 2);
    assert_string_equal(looked.text, "I tried again");

    looked = (struct looked){0};
    assert_true(records_each(&records, NULL, kinds, now.wall_ms + DAY_MS, look, &looked, &error));
    assert_int_equal(looked.count, 0);
    assert_true(records_each(
        &records, NULL, EVENT_BIT(EVENT_BADGE_ISSUED), INT64_MIN, look, &looked, &error));
    assert_int_equal(looked.count, records.classroom->plan.student_count);

    const char *id = records.classroom->plan.students[2].id;
    assert_true(records_erase(&records, id, &now, &error));
    looked = (struct looked){0};
    assert_true(records_each(&records, NULL, kinds, now.wall_ms, look, &looked, &error));
    assert_int_equal(looked.count, 1);
    assert_string_equal(looked.text, "I tried again");
    records_close(&records);
}

/* Says `clip` besides, unless it is NULL. */
static void reflect(
    struct records *records, int student, const char *text, const char *clip, int64_t wall_ms)
{
    struct error error = {0};
    struct moment now = {.wall_ms = wall_ms, .trusted = true};
    struct action *action = arena_new(&records->arena, struct action);
    assert_non_null(action);
    action->kind = ACTION_SUBMIT_REFLECTION;
    action->student = student;
    action->draft.kind = DRAFT_REFLECTION;
    STR_COPY(action->draft.student, records->classroom->plan.students[student].id);
    STR_COPY(action->draft.text, text);
    if (clip != NULL)
        STR_COPY(action->draft.clip, clip);
    assert_true(records_apply(records, action, &now, &error));
}

static bool tell_texts(const struct event *event, void *user)
{
    struct looked *looked = user;
    looked->count++;
    STR_COPY(looked->text, event->body.reflection_submitted.text);
    return true;
}

static int tend(struct records *records, int64_t wall_ms, bool trusted)
{
    struct moment now = {.wall_ms = wall_ms, .trusted = trusted};
    int calls = 1;
    while (records_tend(records, &now, false))
        calls++;
    return calls;
}

/* What is older than the class keeps leaves the log and the state; a backup is made. */
static void test_chores(void **state)
{
    const struct station_home *home = *state;
    struct error error = {0};
    struct records records;
    uint64_t mask = EVENT_BIT(EVENT_REFLECTION_SUBMITTED);
    int32_t day;
    int64_t removed;
    int count;
    station_open_records(home, &records);
    int64_t start = station_yesterday().wall_ms, later = start + 400 * (int64_t)DAY_MS;
    records.classroom->plan.voice = true;
    char old_clip[CLIP_HASH_TEXT], new_clip[CLIP_HASH_TEXT], path[STORE_PATH_SIZE];
    assert_true(store_clip_save(records.store, "long ago", 8, old_clip, &error));
    assert_true(store_clip_save(records.store, "lately", 6, new_clip, &error));
    reflect(&records, 0, "long ago", old_clip, start + 1000);
    reflect(&records, 1, "lately", new_clip, later - 30 * (int64_t)DAY_MS);
    for (int i = 0; i < 8; i++)
        reflect(&records, 1, "lately", NULL, later - (20 - 2 * i) * (int64_t)DAY_MS);
    tend(&records, later, false);
    assert_false(store_last_expiry(records.store, &day, &removed));
    assert_true(store_last_backup(records.store, &day, &count));
    assert_int_equal(count, 1);

    assert_true(stamp_is_set(&records.classroom->students[0].reflection_stamp));
    tend(&records, later, true);
    assert_true(store_last_expiry(records.store, &day, &removed));
    assert_int_equal(removed, 1);
    assert_false(stamp_is_set(&records.classroom->students[0].reflection_stamp));
    assert_int_equal(records.since_checkpoint, 0); /* kept: pulling the plug costs no replay */
    struct looked looked = {0};
    assert_true(records_each(&records, NULL, mask, INT64_MIN, tell_texts, &looked, &error));
    assert_int_equal(looked.count, 9);
    assert_string_equal(looked.text, "lately");
    assert_int_equal(tend(&records, later + 1000, true), 1);
    assert_true(store_clip_find(records.store, new_clip, path, &error));
    assert_false(store_clip_find(records.store, old_clip, path, &error));
    error_clear(&error);
    reflect(&records, 0, "and on", NULL, later + 2000);
    uint64_t hash = classroom_hash(records.classroom);
    records_close(&records);
    station_open_records(home, &records); /* badges and class are as before */
    assert_int_equal(classroom_hash(records.classroom), hash);
    uint8_t badge[BADGE_HASH_SIZE];
    int owner;
    store_badge_hash(records.store, home->tokens[3], badge);
    assert_int_equal(classroom_find_badge(records.classroom, badge, &owner), BADGE_OWNER_FOUND);
    assert_int_equal(owner, 3);
    records_close(&records);
}

/* A machine that was alone joins: badges printed before still work here, and those of the class. */
static void test_another_key(void **state)
{
    const struct station_home *home = *state;
    struct error error = {0};
    struct records records;
    const uint8_t key[STORE_CLASS_KEY_SIZE] = {1, 2, 3};
    uint8_t token[BADGE_TOKEN_SIZE] = {9}, now[BADGE_HASH_SIZE], known[BADGE_HASH_SIZE];
    int owner;
    station_open_records(home, &records);
    assert_true(store_take_class_key(records.store, key, &error));
    store_badge_hash(records.store, home->tokens[3], now);
    assert_int_equal(classroom_find_badge(records.classroom, now, &owner), BADGE_OWNER_UNKNOWN);
    records_badge_hash(&records, home->tokens[3], known);
    assert_int_equal(classroom_find_badge(records.classroom, known, &owner), BADGE_OWNER_FOUND);
    assert_int_equal(owner, 3);
    station_badge(&records, 3, token); /* printed anew */
    records_badge_hash(&records, token, known);
    assert_int_equal(classroom_find_badge(records.classroom, known, &owner), BADGE_OWNER_FOUND);
    records_badge_hash(&records, home->tokens[3], known);
    assert_int_equal(classroom_find_badge(records.classroom, known, &owner), BADGE_OWNER_VOID);
    token[0]++; /* nobody's: under the key of now */
    records_badge_hash(&records, token, known);
    store_badge_hash(records.store, token, now);
    assert_memory_equal(known, now, sizeof now);
    records_close(&records);
}

/* --- Plans ------------------------------------------------------------------------------------ */

static struct plan *another_year(struct records *records, int year)
{
    struct plan *plan = arena_new(&records->arena, struct plan);
    struct error error = {0};
    assert_true(class_read_folder(ASSETS_FOLDER "/sample", &records->arena, &plan, NULL, &error));
    plan->rule_count = plan->group_count = 0; /* they name students */
    for (int i = 0; i < plan->student_count; i++)
        STR_FORMAT(plan->students[i].id, "y%d-%d", year, i);
    return plan;
}

static void take_year(struct records *records, int year)
{
    struct error error = {0};
    struct moment now = station_yesterday();
    bool changed;
    if (!records_publish(records, another_year(records, year), &now, &changed, &error))
        fail_msg("year %d: %s", year, error.text);
    assert_true(changed);
    for (int i = 0; i < records->classroom->plan.student_count; i++) {
        struct action help = {.kind = ACTION_ASK_HELP, .student = i};
        if (records->classroom->students[i].enrolled)
            assert_true(records_apply(records, &help, &now, &error));
    }
}

static bool asked_for_help(const struct records *records, const char *student)
{
    int index = classroom_find_student(records->classroom, student);
    return index >= 0 && stamp_is_set(&records->classroom->students[index].help_stamp);
}

static int count_enrolled(const struct classroom *classroom)
{
    int count = 0;
    for (int i = 0; i < classroom->plan.student_count; i++)
        count += classroom->students[i].enrolled;
    return count;
}

/* Year after year under the same class, with nobody erased: last year's are remembered while there
 * is room, and never in the way. */
static void test_years(void **state)
{
    enum { YEARS = 7, ROOM = 4 }; /* 24 a year and the sample's own: of 128 */
    const struct station_home *home = *state;
    struct records records;
    station_open_records(home, &records);
    int64_t built = records.built;
    int size = records.classroom->plan.student_count;
    for (int year = 0; year < YEARS; year++) {
        take_year(&records, year);
        assert_int_equal(count_enrolled(records.classroom), size);
        assert_int_equal(records.built > built, year >= ROOM);
        assert_int_equal(asked_for_help(&records, "y0-3"), year < ROOM);
    }
    uint64_t hash = classroom_hash(records.classroom);
    records_close(&records);
    station_open_records(home, &records);
    assert_int_equal(classroom_hash(records.classroom), hash);

    /* Who comes back has all there was: it is in the log. */
    struct moment now = station_yesterday();
    struct error error = {0};
    bool changed;
    assert_true(records_publish(&records, another_year(&records, 0), &now, &changed, &error));
    assert_true(asked_for_help(&records, "y0-3"));
    assert_false(records.is_stale);
    records_close(&records);
}

/* The power goes before the state of the new plan is kept: the one kept before has no room for it.
 */
static void test_years_and_power(void **state)
{
    const struct station_home *home = *state;
    struct records records;
    for (int year = 0; year < 4; year++) {
        station_open_records(home, &records);
        take_year(&records, year);
        records_close(&records);
    }
    station_open_records(home, &records);
    take_year(&records, 4);
    uint64_t hash = classroom_hash(records.classroom);
    records.read_only = true; /* nothing is kept on the way out */
    records_close(&records);
    station_open_records(home, &records);
    assert_int_equal(classroom_hash(records.classroom), hash);
    assert_true(asked_for_help(&records, "y4-3"));
    records_close(&records);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        station_test(test_refused_together),
        station_test(test_look_back),
        station_test(test_chores),
        station_test(test_another_key),
        station_test(test_years),
        station_test(test_years_and_power),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
