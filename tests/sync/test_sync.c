/* The core against a hub in memory: what it asks in which situation, and what it makes of answers.
 * Everything failing at once: tests/simulation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/scratch.h"
#include "store/store_clips.h"
#include "sync/memory_hub.h"
#include "sync/sync.h"

enum { ASKS_MAX = 400 };

/* A machine that talks to a hub, and what it asked: one letter each. */
struct side {
    struct store *store;
    struct sync *sync;
    struct arena arena, answers;
    struct rng rng;
    struct hub_caller caller;
    int64_t mono_ms, due_ms;
    char asks[ASKS_MAX + 1];
    int added, drafts; /* of all answers */
    char blob[SYNC_NAME_SIZE];
    char kind[32]; /* of the newest event that came */
};

static struct memory_hub hub;
static char folders[4][STORE_PATH_SIZE];

static void open_side(struct side *side, int number, const char *label)
{
    char name[16];
    struct error error = {0};
    struct store_report report;
    *side = (struct side){.caller = {label, str_equal(label, "board")}, .mono_ms = 1000};
    STR_FORMAT(name, "side-%d", number);
    struct store_options options = {
        .folder = scratch_folder(folders[number], name), .station = label};
    assert_true(store_open(&side->store, &options, &report, &error));
    assert_true(arena_open(&side->arena, 64 * 1024 * 1024, &error));
    assert_true(arena_open(&side->answers, 64 * 1024 * 1024, &error));
    assert_true(sync_open(&side->sync, &side->arena, &error));
    side->rng = rng_seeded(7);
}

static void close_side(struct side *side, int number)
{
    store_close(side->store);
    arena_close(&side->arena);
    arena_close(&side->answers);
    scratch_remove(folders[number]);
}

/* The program starts again: another log, and nothing remembered. */
static void restart_side(struct side *side, int number)
{
    struct error error = {0};
    struct store_report report;
    struct store_options options = {.folder = folders[number], .station = side->caller.label};
    store_close(side->store);
    assert_true(store_open(&side->store, &options, &report, &error));
    arena_reset(&side->arena);
    assert_true(sync_open(&side->sync, &side->arena, &error));
}

static struct sync_ask next_ask(struct side *side)
{
    struct sync_ask ask;
    struct error error = {0};
    assert_true(
        sync_next(side->sync, side->store, &side->rng, side->mono_ms, &ask, &side->due_ms, &error));
    return ask;
}

static void give(struct side *side, const struct sync_answer *answer)
{
    struct error error = {0};
    struct sync_news news;
    assert_true(sync_take(side->sync, side->store, answer, side->mono_ms, &news, &error));
    side->added += news.added_count;
    side->drafts += news.draft_count;
    if (news.added_count > 0)
        STR_COPY(side->kind, news.added[news.added_count - 1].kind);
    if (news.blob != NULL)
        STR_COPY(side->blob, news.blob);
}

/* Until nothing is left to ask. */
static const char *talk(struct side *side)
{
    static const char letters[] = "-HhPLMBGDdR";
    size_t used = 0;
    for (;;) {
        struct sync_ask ask = next_ask(side);
        struct sync_answer answer;
        side->asks[used] = '\0';
        if (ask.kind == SYNC_ASK_NOTHING)
            return side->asks;
        assert_true(used < ASKS_MAX);
        side->asks[used++] = letters[ask.kind];
        arena_reset(&side->answers);
        memory_hub_answer(
            &hub, &side->caller, &ask, 5000000, side->mono_ms, &side->answers, &answer);
        give(side, &answer);
        side->mono_ms += 10;
    }
}

static void give_trouble(struct side *side, enum sync_trouble trouble, bool lost)
{
    struct sync_ask ask = next_ask(side);
    give(side, &(struct sync_answer){.kind = ask.kind, .trouble = trouble, .lost = lost});
}

static void append(struct side *side, const char *body, int64_t at_ms)
{
    struct error error = {0};
    struct store_event event = sample_event("wei", "visit_ended", at_ms);
    event.station = "";
    event.body = body;
    assert_true(store_append(side->store, &event, 1, &error));
}

static void append_many(struct side *side, int count)
{
    for (int i = 0; i < count; i++)
        append(side, "{}", 1000 + i);
}

static uint32_t hub_total(void)
{
    uint32_t rows = 0;
    for (int i = 0; i < hub.log_count; i++)
        rows += hub.logs[i].head;
    return rows;
}

/* --- How many questions ------------------------------------------------------------------------
 */

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

/* --- Hubs that come and go ---------------------------------------------------------------------
 */

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

/* --- Rows that do not go through ---------------------------------------------------------------
 */

static void test_unfit_rows_are_withheld(void **state)
{
    (void)state;
    static const struct {
        int count, unfit[3];
    } table[] = {
        {1, {1}}, {5, {3}}, {200, {1}}, {200, {200}}, {450, {201, 202, 444}}, {64, {10, 30, 50}}};
    for (size_t t = 0; t < sizeof table / sizeof table[0]; t++) {
        struct side side;
        int64_t noted;
        struct error error = {0};
        hub_make(&hub, "hub");
        open_side(&side, 0, "makers");
        int unfit = 0;
        for (int i = 1; i <= table[t].count; i++) {
            bool is_unfit = unfit < 3 && table[t].unfit[unfit] == i;
            unfit += is_unfit;
            append(&side, is_unfit ? "{\"a\":\"UNFIT\"}" : "{}", 1000 + i);
        }
        talk(&side);
        assert_int_equal(hub_total(), table[t].count);
        for (int i = 1, k = 0; i <= table[t].count; i++) {
            bool is_unfit = k < 3 && table[t].unfit[k] == i;
            k += is_unfit;
            assert_int_equal(hub.logs[0].rows[i - 1].event.erased, is_unfit);
        }
        assert_true(store_refused_count(side.store, &noted, &error));
        assert_int_equal(noted, unfit);
        next_ask(&side);
        assert_int_equal(sync_state(side.sync)->refused, unfit);
        close_side(&side, 0);
    }
}

static void test_large_rows_stay_here(void **state)
{
    (void)state;
    struct side side;
    struct error error = {0};
    const struct store_event *rows;
    int count;
    hub_make(&hub, "hub");
    open_side(&side, 0, "makers");
    static char body[STORE_BODY_MAX + 100];
    memset(body, 'x', sizeof body - 1);
    append(&side, "{}", 1);
    append(&side, body, 2);
    body[STORE_BODY_MAX] = '\0'; /* the largest that is sent, alone */
    append(&side, body, 3);
    append(&side, "{}", 4);
    assert_string_equal(talk(&side), "HhPPPd");
    assert_int_equal(hub_total(), 4);
    assert_true(hub.logs[0].rows[1].event.erased);
    assert_false(hub.logs[0].rows[2].event.erased);
    assert_int_equal(sync_state(side.sync)->refused, 1);
    struct store_log_head head;
    store_own_head(side.store, &head);
    assert_true(
        store_read_log(side.store, head.log, 1, 1, 1, &side.answers, &rows, &count, &error));
    assert_null(rows[0].body); /* too large to read, and not erased here */
    assert_false(rows[0].erased);
    close_side(&side, 0);
}

static void test_a_denied_log_waits_others_go_on(void **state)
{
    (void)state;
    struct side side;
    hub_make(&hub, "hub");
    open_side(&side, 0, "desk");
    append_many(&side, 3);
    side.caller.label = "makers";
    restart_side(&side, 0);
    append_many(&side, 2);
    assert_string_equal(talk(&side), "HhPPd");
    assert_int_equal(hub_total(), 2);
    assert_int_equal(sync_state(side.sync)->refused, 3);
    assert_int_equal(sync_state(side.sync)->waiting, 0);
    assert_true(side.due_ms < side.mono_ms + 600000);
    side.mono_ms += 610000;
    assert_string_equal(talk(&side), "PH"); /* tried again; and what time it is */
    side.caller.any_label = true;           /* it may write as both now */
    side.mono_ms += 610000;
    assert_string_equal(talk(&side), "PHhd");
    assert_int_equal(hub_total(), 5);
    close_side(&side, 0);
}

static void append_as(struct side *side, char who, int number)
{
    struct error error = {0};
    const char *name = who == 'o' ? "desk" : who == 'e' ? "" : "makers";
    assert_true(store_set(side->store, "station", name, &error));
    append(side, "{\"words\":\"x\"}", 1000 + number);
}

/* 'o': written when this station was called otherwise; 'n': by the name that the hub knows. */
static void test_another_name_passes_for_what_follows(void **state)
{
    (void)state;
    static const char *const table[] = {
        "on", "oon", "onon", "nnoonoo", "noooooooooooooooooooon", "ooo"};
    for (size_t t = 0; t < sizeof table / sizeof table[0]; t++) {
        struct side side;
        struct error error = {0};
        int64_t noted;
        const char *last = strrchr(table[t], 'n');
        int taken = last == NULL ? 0 : (int)(last - table[t]) + 1, others = 0;
        hub_make(&hub, "hub");
        open_side(&side, 0, "makers");
        for (int i = 0; table[t][i] != '\0'; i++)
            append_as(&side, table[t][i], i);
        talk(&side);
        assert_int_equal(hub_total(), taken);
        for (int i = 0; i < taken; i++) {
            others += table[t][i] == 'o';
            assert_int_equal(hub.logs[0].rows[i].event.erased, table[t][i] == 'o');
            assert_string_equal(hub.logs[0].rows[i].event.station, "makers");
        }
        assert_true(store_refused_count(side.store, &noted, &error));
        assert_int_equal(noted, others);
        next_ask(&side);
        assert_int_equal(sync_state(side.sync)->refused, others + (int)strlen(table[t]) - taken);
        assert_int_equal(sync_state(side.sync)->waiting, 0);
        append_as(&side, 'n', 100); /* at once, not in ten minutes */
        talk(&side);
        assert_int_equal(hub_total(), strlen(table[t]) + 1);
        assert_int_equal(hub.conflict_count, 0);
        struct store_log_head head;
        const struct store_event *rows;
        int count;
        store_own_head(side.store, &head);
        assert_true(store_read_log(
            side.store, head.log, 0, 50, 9999, &side.answers, &rows, &count, &error));
        for (int i = 0; i < count; i++) {
            assert_false(rows[i].erased);
            assert_string_equal(rows[i].station, table[t][i] == 'o' ? "desk" : "makers");
        }
        close_side(&side, 0);
    }
}

/* 'e': written here before this machine was a station, and so without a name. Nobody is asked to
 * refuse it, and so nobody is accused. */
static void test_what_was_written_before_the_name(void **state)
{
    (void)state;
    static const char *const table[] = {"e", "een", "nee"};
    for (size_t t = 0; t < sizeof table / sizeof table[0]; t++) {
        struct side side;
        struct error error = {0};
        int64_t noted;
        int others = 0;
        hub_make(&hub, "hub");
        open_side(&side, 0, "makers");
        for (int i = 0; table[t][i] != '\0'; i++)
            append_as(&side, table[t][i], i);
        assert_string_equal(talk(&side), "HhPd");
        assert_int_equal(hub_total(), strlen(table[t]));
        for (int i = 0; table[t][i] != '\0'; i++) {
            others += table[t][i] == 'e';
            assert_int_equal(hub.logs[0].rows[i].event.erased, table[t][i] == 'e');
            assert_string_equal(hub.logs[0].rows[i].event.station, "makers");
        }
        assert_true(store_refused_count(side.store, &noted, &error));
        assert_int_equal(noted, others);
        assert_int_equal(sync_state(side.sync)->waiting, 0);
        close_side(&side, 0);
    }
}

/* What only a board decides, told by a station: its place is kept, and the rest arrives. */
static void test_what_only_a_board_decides(void **state)
{
    (void)state;
    struct side side;
    struct error error = {0};
    char words[100];
    hub_make(&hub, "hub");
    open_side(&side, 0, "makers");
    append_many(&side, 2);
    struct store_event event = sample_event("wei", "student_erased", 1010);
    assert_true(store_append(side.store, &event, 1, &error));
    append(&side, "{}", 1020);
    event = sample_event("", "plan_published", 1030);
    assert_true(store_append(side.store, &event, 1, &error));
    talk(&side);
    assert_int_equal(hub_total(), 5);
    assert_int_equal(hub.tombstone_count, 0);
    for (int i = 0; i < 5; i++)
        assert_int_equal(hub.logs[0].rows[i].event.erased, i == 2 || i == 4);
    assert_true(store_refused_words(side.store, words, sizeof words, &error));
    assert_string_equal(words, "2 (only a board decides it)");
    assert_int_equal(sync_state(side.sync)->waiting, 0);
    close_side(&side, 0);
}

static void test_a_log_the_hub_fails_on(void **state)
{
    (void)state;
    struct side side;
    hub_make(&hub, "hub");
    open_side(&side, 0, "makers");
    append_many(&side, 3);
    restart_side(&side, 0);
    append_many(&side, 2);
    talk(&side);
    append(&side, "{}", 5000);
    for (int i = 0; i < 3; i++) {
        struct sync_ask ask;
        while ((ask = next_ask(&side)).kind != SYNC_ASK_PUSH) {
            struct sync_answer answer;
            side.mono_ms = MAX(side.mono_ms, ask.kind == SYNC_ASK_NOTHING ? side.due_ms : 0);
            memory_hub_answer(&hub, &side.caller, &ask, 0, 0, &side.answers, &answer);
            give(&side, &answer);
        }
        give_trouble(&side, SYNC_BROKEN, false);
    }
    side.mono_ms += 100000;
    assert_string_equal(talk(&side), "h"); /* not that one again so soon */
    assert_int_equal(sync_state(side.sync)->refused, 1);
    side.mono_ms += 600000;
    talk(&side);
    assert_int_equal(hub_total(), 6);
    close_side(&side, 0);
}

/* --- What others wrote -------------------------------------------------------------------------
 */

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

/* --- Plans and drafts --------------------------------------------------------------------------
 */

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

/* --- Small things ------------------------------------------------------------------------------
 */

static void test_clock(void **state)
{
    (void)state;
    static const struct {
        int64_t mono_ms, clock_ms;
        int32_t round_trip_ms;
        int64_t expected;
    } table[] = {{1000, 500, 40, 500}, {301000, 530, 90, 500}, {602000, 520, 12, 520},
        {903000, 580, 200, 520}, {3000000, 610, 60, 610}};
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

static int end_group(void **state)
{
    (void)state;
    hub_clear(&hub);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_submit_costs_one_push),
        cmocka_unit_test(test_a_hub_fills_again),
        cmocka_unit_test(test_a_hub_that_goes_back),
        cmocka_unit_test(test_trouble_waits_longer_and_longer),
        cmocka_unit_test(test_unfit_rows_are_withheld),
        cmocka_unit_test(test_large_rows_stay_here),
        cmocka_unit_test(test_a_denied_log_waits_others_go_on),
        cmocka_unit_test(test_another_name_passes_for_what_follows),
        cmocka_unit_test(test_what_was_written_before_the_name),
        cmocka_unit_test(test_what_only_a_board_decides),
        cmocka_unit_test(test_a_log_the_hub_fails_on),
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
