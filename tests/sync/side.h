/* A machine and a hub in memory, and a question at a time between them. Include after cmocka.h. */
#pragma once

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

static inline void open_side(struct side *side, int number, const char *label)
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

static inline void close_side(struct side *side, int number)
{
    store_close(side->store);
    arena_close(&side->arena);
    arena_close(&side->answers);
    scratch_remove(folders[number]);
}

/* The program starts again: another log, and nothing remembered. */
static inline void restart_side(struct side *side, int number)
{
    struct error error = {0};
    struct store_report report;
    struct store_options options = {.folder = folders[number], .station = side->caller.label};
    store_close(side->store);
    assert_true(store_open(&side->store, &options, &report, &error));
    arena_reset(&side->arena);
    assert_true(sync_open(&side->sync, &side->arena, &error));
}

static inline struct sync_ask next_ask(struct side *side)
{
    struct sync_ask ask;
    struct error error = {0};
    assert_true(
        sync_next(side->sync, side->store, &side->rng, side->mono_ms, &ask, &side->due_ms, &error));
    return ask;
}

static inline void give(struct side *side, const struct sync_answer *answer)
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
static inline const char *talk(struct side *side)
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

static inline void give_trouble(struct side *side, enum sync_trouble trouble, bool lost)
{
    struct sync_ask ask = next_ask(side);
    give(side, &(struct sync_answer){.kind = ask.kind, .trouble = trouble, .lost = lost});
}

static inline void append(struct side *side, const char *body, int64_t at_ms)
{
    struct error error = {0};
    struct store_event event = sample_event("wei", "visit_ended", at_ms);
    event.station = "";
    event.body = body;
    assert_true(store_append(side->store, &event, 1, &error));
}

static inline void append_many(struct side *side, int count)
{
    for (int i = 0; i < count; i++)
        append(side, "{}", 1000 + i);
}

static inline uint32_t hub_total(void)
{
    uint32_t rows = 0;
    for (int i = 0; i < hub.log_count; i++)
        rows += hub.logs[i].head;
    return rows;
}

static inline int end_group(void **state)
{
    (void)state;
    hub_clear(&hub);
    return 0;
}
