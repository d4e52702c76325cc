/* What the files of the core share. Nothing outside app/sync includes this, but its tests. */
#pragma once

#include "store/store_clips.h"
#include "sync/sync.h"

enum {
    SYNC_CLIPS = 64, /* in hand at once */
    SYNC_ASIDE_MS = 600 * 1000,
    SYNC_STRIKES = 3,
    SYNC_CLOCKS = 8,
    SYNC_HELLO_EVERY_MS = 300 * 1000, /* clocks drift a few hundredths of a second meanwhile */
    SYNC_DRAFT_ROWS = 50,
};

/* One log, here and at the hub. */
struct sync_log {
    uint8_t log[LOG_ID_SIZE];
    uint32_t here, there; /* heads */
    bool own;
    uint8_t strikes;
    uint16_t rows;         /* of the next push, while the one that does not fit is looked for; 0 */
    uint32_t withhold;     /* the row that goes up as if erased; 0 */
    const char *why;       /* it does */
    int64_t aside_mono_ms; /* set aside until then; 0 */
    bool denied;           /* … since the hub takes none of it from here */
};

/* Sorted by log. */
struct sync_table {
    struct arena *arena;
    struct sync_log *logs;
    int count, capacity;
};

struct sync_clock_sample {
    int64_t mono_ms, clock_ms;
    int32_t round_trip_ms;
};

struct sync_clips {
    char hashes[SYNC_CLIPS][CLIP_HASH_TEXT];
    int count;
};

struct sync {
    struct arena memory; /* of the ask; part of the arena given at open */
    struct sync_ask asked;
    uint32_t asked_row;                    /* first of a push */
    const char *withheld[SYNC_BATCH_ROWS]; /* why rows of the push go up as if erased; NULL */
    struct sync_state state;
    struct sync_table table;
    uint8_t current[LOG_ID_SIZE]; /* of this run */
    int64_t events_seen;          /* in the store, when the heads here were read; -1: never */
    int64_t hub_conflicts;
    /* Of the connection. */
    bool is_greeted, has_heads;
    bool any_label;
    char label[ID_SIZE];
    int64_t greeted_mono_ms;
    bool pull_next; /* a push of old events was before */
    /* Trouble. */
    bool failed;
    int tries;
    int64_t failed_mono_ms, retry_mono_ms;
    /* Blobs. */
    char plans[STORE_PLANS_NAMED][PLAN_HASH_TEXT]; /* store_named_plans() */
    int plan_count;
    bool plan_absent[STORE_PLANS_NAMED]; /* the hub has it not */
    char plan_wanted[PLAN_HASH_TEXT];    /* by the hub */
    char plan_told[PLAN_HASH_TEXT];      /* the hub has it, or does not want it from here */
    int64_t clips_through;               /* store_clips_named() */
    struct sync_clips here;              /* does the hub have them? */
    struct sync_clips wanted;            /* by the hub */
    struct sync_clips elsewhere;         /* named here, and not here: a board asks for them */
    struct sync_clips absent; /* the hub had them not; asked for again when it has something new */
    /* Drafts. */
    int64_t drafts_told, drafts_asked; /* changes of the store: -1 none */
    int64_t drafts_seen;               /* version of the hub's */
    bool drafts_heard;
    /* The report. */
    char report[SYNC_REPORT_SIZE], report_told[SYNC_REPORT_SIZE];
    struct sync_clock_sample clocks[SYNC_CLOCKS];
    int clock_count;
};

/* --- sync_table.c ------------------------------------------------------------------------------
 */

/* The entry of a log, made if it is not there; NULL: no memory. Entries move when one is made. */
struct sync_log *sync_table_log(struct sync_table *table, const uint8_t log[static LOG_ID_SIZE]);
struct sync_log *sync_table_find(
    const struct sync_table *table, const uint8_t log[static LOG_ID_SIZE]);
/* Brings the heads here up to date: costs nothing when nothing changed, and next to nothing when
 * only this run's log did. */
MUST_CHECK bool sync_read_heads(struct sync *sync, struct store *store, struct error *error);
/* The hub's heads, all of them: what it does not name it has nothing of. */
MUST_CHECK bool sync_take_heads(
    struct sync *sync, const struct sync_head *heads, int count, struct error *error);
/* What was told of blobs, drafts and the report: with every connection anew, since the hub may have
 * been restored from a backup. */
void sync_forget_told(struct sync *sync);
void sync_forget_hub(struct sync *sync);
/* The first to be pushed, this run's before others; NULL. */
struct sync_log *sync_find_push(struct sync *sync, int64_t mono_ms);
struct sync_log *sync_find_pull(struct sync *sync, int64_t mono_ms);
void sync_count_waiting(struct sync *sync, int64_t noted, int64_t mono_ms);
/* When the next log that was set aside is tried again; INT64_MAX. */
int64_t sync_next_aside(const struct sync *sync, int64_t mono_ms);

/* --- sync_blobs.c, sync_clips.c: plans, drafts, clips
 * ----------------------------------------------------------------
 */

MUST_CHECK bool sync_find_plans(struct sync *sync, struct store *store, struct error *error);
/* Each: false in *found if there is nothing to ask. A plan is told before the event that names it,
 * so that a hub that has the event has the plan, whatever happens here. */
MUST_CHECK bool sync_tell_plan(
    struct sync *sync, struct store *store, bool *found, struct error *error);
MUST_CHECK bool sync_get_plan(
    struct sync *sync, struct store *store, bool *found, struct error *error);
/* Clips go after their events: what a child does now is not to wait for a recording. *more: there
 * is more to look through, call again soon. */
MUST_CHECK bool sync_ask_clips(
    struct sync *sync, struct store *store, bool *found, bool *more, struct error *error);
MUST_CHECK bool sync_take_clips(struct sync *sync, struct store *store,
    const struct sync_answer *answer, struct sync_news *news, struct error *error);
bool sync_is_about_clips(const struct sync_ask *ask);
void sync_forget_clips(struct sync *sync);
void sync_clips_heard(struct sync *sync);
MUST_CHECK bool sync_take_blob(struct sync *sync, struct store *store,
    const struct sync_answer *answer, struct sync_news *news, struct error *error);
MUST_CHECK bool sync_ask_drafts(
    struct sync *sync, struct store *store, bool *found, struct error *error);
MUST_CHECK bool sync_take_drafts(struct sync *sync, struct store *store,
    const struct sync_answer *answer, struct sync_news *news, struct error *error);
