/* The core against a hub in memory: what it asks in which situation, and what it makes of answers.
 * Everything failing at once: tests/simulation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "side.h"

/* --- How many questions -------------------------------------------------------------------- */

static void test_a_submit_costs_one_push(void **state)
{
    (void)state;
    struct side makers, board;
    struct sync_head head;
    hub_make(&hub, "hub");
    open_side(&makers, 0, "makers");
    open_side(&board, 1, "board");
    assert_string_equal(talk(&makers), "Hhd");
    assert_string_equal(talk(&board), "Hhd");
    assert_string_equal(talk(&makers), "");
    append(&makers, "{}", 1000);
    assert_string_equal(talk(&makers), "P");
    memcpy(head.log, hub.logs[0].log, LOG_ID_SIZE);
    head.seq = 1;
    sync_heard(board.sync, &head);
    assert_string_equal(talk(&board), "L");
    assert_int_equal(board.added, 1);
    assert_string_equal(board.kind, "visit_ended");
    sync_heard(makers.sync, &head); /* of oneself */
    assert_string_equal(talk(&makers), "");
    sync_heard(makers.sync, NULL);
    assert_string_equal(talk(&makers), "hd");
    append_many(&makers, 450);
    assert_string_equal(talk(&makers), "PPP");
    assert_int_equal(sync_state(makers.sync)->waiting, 0);
    assert_true(sync_state(makers.sync)->has_synced);
    close_side(&makers, 0);
    close_side(&board, 1);
}

/* --- Hubs that come and go ----------------------------------------------------------------- */

static void test_a_hub_fills_again(void **state)
{
    (void)state;
    static struct memory_hub backup;
    struct side side;
    hub_make(&hub, "hub");
    open_side(&side, 0, "makers");
    append_many(&side, 3);
    talk(&side);
    restart_side(&side, 0);
    append_many(&side, 2);
    assert_string_equal(talk(&side), "HhPd");
    assert_int_equal(hub_total(), 5);
    hub_copy(&backup, &hub);
    append_many(&side, 4);
    assert_string_equal(talk(&side), "P");

    hub_copy(&hub, &backup); /* the same id, and less in it */
    append(&side, "{}", 2000);
    give_trouble(&side, SYNC_REFUSED, true);
    assert_string_equal(talk(&side), ""); /* it waits */
    side.mono_ms = side.due_ms;
    assert_string_equal(talk(&side), "HhPd");
    assert_int_equal(hub_total(), 10);

    hub_make(&hub, "another");
    append(&side, "{}", 2000);
    give_trouble(&side, SYNC_SILENT, true);
    side.mono_ms += 100000;
    assert_string_equal(talk(&side), "HhPPd"); /* two logs */
    assert_int_equal(hub_total(), 11);
    assert_string_equal(sync_state(side.sync)->hub, "another");
    close_side(&side, 0);
    hub_clear(&backup);
}

/* The hub is behind what it said on the same connection: it is believed. */
static void test_a_hub_that_goes_back(void **state)
{
    (void)state;
    struct side side;
    hub_make(&hub, "hub");
    open_side(&side, 0, "makers");
    append_many(&side, 3);
    talk(&side);
    hub_make(&hub, "hub");
    append(&side, "{}", 2000);
    assert_string_equal(talk(&side), "PP"); /* "I have none": all of it then */
    assert_int_equal(hub_total(), 4);
    close_side(&side, 0);
}

static void test_trouble_waits_longer_and_longer(void **state)
{
    (void)state;
    struct side side;
    hub_make(&hub, "hub");
    open_side(&side, 0, "makers");
    int64_t usual = 1000;
    for (int i = 0; i < 12; i++) {
        give_trouble(&side, SYNC_NO_ADDRESS, true);
        assert_int_equal(next_ask(&side).kind, SYNC_ASK_NOTHING);
        int64_t wait = side.due_ms - side.mono_ms;
        assert_in_range(wait, usual / 2, usual * 3 / 2);
        assert_int_equal(sync_state(side.sync)->trouble, SYNC_NO_ADDRESS);
        side.mono_ms = side.due_ms;
        usual = MIN(2 * usual, 60000);
    }
    assert_false(sync_state(side.sync)->has_synced);
    assert_string_equal(talk(&side), "Hhd");
    assert_int_equal(sync_state(side.sync)->trouble, SYNC_FINE);
    give_trouble(&side, SYNC_SILENT, true); /* nothing was asked: nobody listens */
    assert_int_equal(sync_state(side.sync)->trouble, SYNC_FINE);
    append(&side, "{}", 1000);
    give_trouble(&side, SYNC_HUB_FULL, false);
    side.mono_ms += 1600; /* the first wait again */
    assert_string_equal(talk(&side), "hP");
    close_side(&side, 0);
}

/* --- What others wrote --------------------------------------------------------------------- */

static void test_who_tells_what(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        uint32_t told;
    } table[] = {{"makers", 1}, {"board", 4}};
    for (int t = 0; t < 2; t++) {
        struct side side;
        struct error error = {0};
        struct store_merge_report report;
        struct store_event foreign[3];
        hub_make(&hub, "hub");
        open_side(&side, 0, table[t].label);
        append(&side, "{}", 1000);
        for (int i = 0; i < 3; i++) {
            foreign[i] = sample_event("wei", "visit_ended", 2000 + i);
            foreign[i].stamp.log[0] = 9;
            foreign[i].stamp.seq = (uint32_t)i + 1;
        }
        assert_true(store_merge(side.store, foreign, 3, &report, &error));
        talk(&side);
        assert_int_equal(hub_total(), table[t].told);
        close_side(&side, 0);
    }
}

/* A hub that says one thing and gives another must not keep anybody busy. */
static void test_a_hub_that_gives_nonsense(void **state)
{
    (void)state;
    struct side side;
    hub_make(&hub, "hub");
    open_side(&side, 0, "makers");
    append(&side, "{}", 1000);
    talk(&side);
    struct store_log_head own;
    store_own_head(side.store, &own);
    struct sync_head heads[3] = {{.log = {1}, .seq = 5}, {.log = {2}, .seq = 5}, {.seq = 50}};
    memcpy(heads[2].log, own.log, LOG_ID_SIZE); /* as if somebody went on with our log */
    for (int i = 0; i < 3; i++)
        sync_heard(side.sync, &heads[i]);
    struct store_event wrong[2] = {
        sample_event("wei", "visit_ended", 1), sample_event("wei", "visit_ended", 2)};
    int pulls = 0;
    for (int i = 0; i < 60; i++) {
        struct sync_ask ask = next_ask(&side);
        struct sync_answer answer = {.kind = ask.kind};
        assert_true(memcmp(ask.log, own.log, LOG_ID_SIZE) != 0 || ask.kind != SYNC_ASK_PULL);
        if (ask.kind == SYNC_ASK_HEADS) {
            answer.heads = heads;
            answer.count = 3;
        } else if (ask.kind == SYNC_ASK_PULL) {
            pulls++;
            memcpy(wrong[0].stamp.log, ask.log, LOG_ID_SIZE);
            wrong[0].stamp.seq = ask.log[0] == 1 ? 3 : 0; /* a gap, and nothing at all */
            answer.events = wrong;
            answer.count = ask.log[0] == 1 ? 1 : 0;
        }
        if (ask.kind != SYNC_ASK_NOTHING)
            give(&side, &answer);
    }
    assert_int_equal(pulls, 6); /* three strikes each */
    assert_int_equal(side.added, 0);
    append(&side, "{}", 2000);
    assert_int_equal(store_event_count(side.store), 2);
    close_side(&side, 0);
}

/* --- Plans and drafts ---------------------------------------------------------------------- */

static void publish(struct side *side, const char *plan, int64_t at_ms)
{
    char hash[PLAN_HASH_TEXT], body[128];
    bool changed;
    struct error error = {0};
    struct store_event event = sample_event("", "plan_published", at_ms);
    store_plan_hash(plan, strlen(plan), hash);
    STR_FORMAT(body, "{\"version\":\"%s\", \"hash\" : \"%s\"}", hash, hash);
    event.station = "";
    event.body = body;
    assert_true(
        store_publish_plan(side->store, plan, strlen(plan), &event, hash, &changed, &error));
}

static bool has_plan(struct side *side, const char *plan)
{
    char hash[PLAN_HASH_TEXT];
    store_plan_hash(plan, strlen(plan), hash);
    return store_has_plan(side->store, hash);
}

static void test_plans(void **state)
{
    (void)state;
    struct side makers, board;
    hub_make(&hub, "hub");
    open_side(&makers, 0, "makers");
    open_side(&board, 1, "board");
    talk(&makers);
    publish(&board, "one", 1000);
    assert_string_equal(talk(&board), "HhMBPd"); /* the plan goes before its event */
    sync_heard(makers.sync, NULL);
    assert_string_equal(talk(&makers), "hLGd");
    assert_true(has_plan(&makers, "one"));
    assert_memory_equal(makers.blob, "plan:", 5);
    publish(&board, "two", 2000);
    assert_string_equal(talk(&board), "MBP");
    publish(&board, "one", 3000); /* back: the hub has it already */
    assert_string_equal(talk(&board), "MP");
    sync_heard(makers.sync, NULL);
    assert_string_equal(talk(&makers), "hLd");
    /* The newest is lost for ever: the one before it is asked for. */
    publish(&board, "three", 4000);
    talk(&board);
    hub.blob_count--;
    free(hub.blobs[hub.blob_count].bytes);
    restart_side(&makers, 0);
    sync_heard(makers.sync, NULL);
    assert_string_equal(talk(&makers), "HhMLGd");
    assert_false(has_plan(&makers, "three"));
    /* Bytes that are not what their name says. */
    STR_COPY(hub.blobs[hub.blob_count].name, "");
    char name[SYNC_NAME_SIZE], hash[PLAN_HASH_TEXT];
    store_plan_hash("three", 5, hash);
    STR_FORMAT(name, "plan:%s", hash);
    hub_put_blob(&hub, &(struct sync_ask){.name = name, .bytes = "wrong", .size = 5});
    sync_heard(makers.sync, NULL);
    assert_string_equal(talk(&makers), "hGd");
    assert_false(has_plan(&makers, "three"));
    close_side(&makers, 0);
    close_side(&board, 1);
}

static const char *draft_of(struct side *side, const char *key)
{
    const char *body;
    struct error error = {0};
    return store_load_draft(side->store, "wei", key, &side->answers, &body, &error) ? body : "none";
}

static void save(struct side *side, const char *body, int64_t at_ms)
{
    struct error error = {0};
    assert_true(store_save_draft(side->store, "wei", "ticket:a", body, at_ms, &error));
}

static void test_drafts(void **state)
{
    (void)state;
    struct side makers, nook;
    hub_make(&hub, "hub");
    open_side(&makers, 0, "makers");
    open_side(&nook, 1, "nook");
    talk(&makers);
    talk(&nook);
    save(&makers, "begun", 9000000000000); /* by a clock that is centuries ahead */
    assert_string_equal(talk(&makers), "D");
    assert_string_equal(talk(&makers), "");
    sync_heard(nook.sync, NULL);
    assert_string_equal(talk(&nook), "hdd");
    assert_int_equal(nook.drafts, 1);
    assert_string_equal(draft_of(&nook, "ticket:a"), "begun");
    save(&nook, "gone on", 1000); /* counts, for it was begun from the other */
    talk(&nook);
    sync_heard(makers.sync, NULL);
    talk(&makers);
    assert_string_equal(draft_of(&makers, "ticket:a"), "gone on");
    store_drop_draft_with_next(nook.store, "wei", "ticket:a");
    append(&nook, "{}", 2000);
    assert_string_equal(talk(&nook), "PD");
    sync_heard(makers.sync, NULL);
    talk(&makers);
    assert_string_equal(draft_of(&makers, "ticket:a"), "none");
    /* Somebody who still has it cannot bring it back. */
    struct sync_draft old = {"wei", "ticket:a", "begun", 9000000000000};
    hub_put_draft(&hub, &old);
    restart_side(&makers, 0);
    talk(&makers);
    assert_string_equal(draft_of(&makers, "ticket:a"), "none");
    close_side(&makers, 0);
    close_side(&nook, 1);
}

static void say(struct side *side, const char *sound, char hash[static CLIP_HASH_TEXT])
{
    char body[80];
    struct error error = {0};
    assert_true(store_clip_save(side->store, sound, strlen(sound), hash, &error));
    assert_true(store_clip_keep(side->store, hash, &error));
    STR_FORMAT(body, "{\"clip\":\"%s\"}", hash);
    append(side, body, 1000);
}

static bool has_clip(struct side *side, const char *hash)
{
    char path[STORE_PATH_SIZE];
    struct error error = {0};
    return store_clip_find(side->store, hash, path, &error);
}

static void test_clips(void **state)
{
    (void)state;
    struct side makers, nook, board;
    struct sync_head head = {.seq = 1};
    char hash[CLIP_HASH_TEXT], lost[CLIP_HASH_TEXT];
    hub_make(&hub, "hub");
    open_side(&makers, 0, "makers");
    open_side(&nook, 1, "nook");
    open_side(&board, 2, "board");
    say(&makers, "I can do it", hash);
    assert_string_equal(talk(&makers), "HhPdMB"); /* the words first */
    assert_string_equal(talk(&nook), "HhLd");     /* not for other children */
    assert_string_equal(talk(&board), "HhLdG");
    assert_false(has_clip(&nook, hash));
    assert_true(has_clip(&board, hash));
    append(&makers, "{}", 2000);
    assert_string_equal(talk(&makers), "P");
    restart_side(&makers, 0);
    assert_string_equal(talk(&makers), "HhdM"); /* there already */
    /* The event was quicker than the clip; another one is damaged on the way. */
    hub.blobs[0].name[0] = 'x';
    say(&nook, "again", lost);
    talk(&nook);
    ((char *)hub.blobs[1].bytes)[0] = 'A';
    STR_FORMAT(hub.blobs[1].name, "hide:%s", lost);
    memcpy(head.log, hub.logs[1].log, LOG_ID_SIZE);
    sync_heard(board.sync, &head);
    assert_string_equal(talk(&board), "LG");
    assert_string_equal(talk(&board), "");
    STR_FORMAT(hub.blobs[1].name, "clip:%s", lost);
    sync_heard(board.sync, NULL);
    assert_string_equal(talk(&board), "hLdG");
    assert_false(has_clip(&board, lost));
    ((char *)hub.blobs[1].bytes)[0] = 'a';
    sync_heard(board.sync, NULL);
    assert_string_equal(talk(&board), "hdG");
    assert_true(has_clip(&board, lost));
    close_side(&makers, 0);
    close_side(&nook, 1);
    close_side(&board, 2);
}

/* --- Small things -------------------------------------------------------------------------- */

static void test_clock(void **state)
{
    (void)state;
    static const struct {
        int64_t mono_ms, clock_ms;
        int32_t round_trip_ms;
        int64_t expected;
    } table[] = {{1000, 500, 40, 500}, {301000, 530, 90, 500}, {602000, 520, 12, 520},
        {903000, 580, 200, 520}, {3000000, 610, 60, 610},
        {3300000, 86400610, 90, 86400610}, /* somebody set it */
        {3600000, 86400650, 95, 86400610}};
    struct side side;
    hub_make(&hub, "hub");
    open_side(&side, 0, "makers");
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        side.mono_ms = table[i].mono_ms;
        struct sync_ask ask = next_ask(&side);
        assert_int_equal(ask.kind, SYNC_ASK_HELLO);
        give(&side, &(struct sync_answer){.kind = SYNC_ASK_HELLO,
                        .hello = {.hub = "hub",
                            .label = "makers",
                            .hub_ms = table[i].clock_ms + side.mono_ms,
                            .mono_ms = side.mono_ms,
                            .round_trip_ms = table[i].round_trip_ms}});
        assert_true(sync_state(side.sync)->has_clock);
        assert_int_equal(sync_state(side.sync)->clock_ms, table[i].expected);
        talk(&side);
    }
    close_side(&side, 0);
}

static void test_report_and_stray_answers(void **state)
{
    (void)state;
    struct side side;
    struct error error = {0};
    static char large[SYNC_REPORT_SIZE + 1];
    hub_make(&hub, "hub");
    open_side(&side, 0, "makers");
    assert_true(sync_report(side.sync, "{\"room\":1}", &error));
    assert_string_equal(talk(&side), "HhdR");
    assert_true(sync_report(side.sync, "{\"room\":1}", &error));
    assert_string_equal(talk(&side), "");
    assert_true(sync_report(side.sync, "{\"room\":2}", &error));
    assert_string_equal(talk(&side), "R");
    memset(large, 'x', SYNC_REPORT_SIZE);
    assert_false(sync_report(side.sync, large, &error));
    append(&side, "{}", 1000);
    struct sync_ask ask = next_ask(&side);
    assert_int_equal(ask.kind, SYNC_ASK_PUSH);
    give(&side, &(struct sync_answer){.kind = SYNC_ASK_PULL, .trouble = SYNC_BROKEN, .lost = true});
    assert_ptr_equal(next_ask(&side).events, ask.events); /* still the same question */
    assert_string_equal(talk(&side), "P");
    close_side(&side, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_submit_costs_one_push),
        cmocka_unit_test(test_a_hub_fills_again),
        cmocka_unit_test(test_a_hub_that_goes_back),
        cmocka_unit_test(test_trouble_waits_longer_and_longer),
        cmocka_unit_test(test_who_tells_what),
        cmocka_unit_test(test_a_hub_that_gives_nonsense),
        cmocka_unit_test(test_plans),
        cmocka_unit_test(test_drafts),
        cmocka_unit_test(test_clips),
        cmocka_unit_test(test_clock),
        cmocka_unit_test(test_report_and_stray_answers),
    };
    return cmocka_run_group_tests(tests, NULL, end_group);
}
