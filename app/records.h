/* The class and its log together: the half of the program that needs no screen.
 *
 * records_open() loads the plan, the kept state and what came after it; records_apply() is the one
 * way in which anything changes: decide, store, apply, in that order. Commands and the station both
 * stand on this. */
#pragma once

#include "base/arena.h"
#include "base/moment.h"
#include "model/avatar.h"
#include "model/classroom.h"
#include "model/clock_table.h"
#include "store/store.h"
#include "sync/seal.h"

struct records {
    struct arena arena;   /* lives as long as the records */
    struct arena scratch; /* emptied by every call */
    struct store *store;
    struct store_report report;
    struct arena states[2]; /* the state, and the one it is built anew in */
    int state;              /* which is which */
    struct classroom *classroom;
    struct event *event;      /* large: kept instead of on the stack */
    int64_t since_checkpoint; /* events applied since the state was last kept */
    int64_t built;            /* how often the state was built, 1 at first: by building it anew
                                 indexes of students become others */
    int32_t expired_day;      /* the day up to which old things were removed */
    bool is_stale;            /* the state still has what was removed from the log, or times that
                                 were repaired since */
    bool has_plan;
    bool read_only;
    struct clock_table *clocks; /* of every log, as far as the store has them */
    struct {
        bool any;
        int64_t least_ms, most_ms;
    } starts; /* wall_ms - mono_ms of what this run saved, its last clock_set and what came since */
    struct records_keys {
        bool seals;    /* words are sealed to public_key before they are stored */
        bool is_board; /* the private key is here, under the passphrase */
        bool is_open;  /* pair is there: words are given to who reads events */
        bool has_badge;
        uint8_t public_key[SEAL_KEY_SIZE];
        struct seal_pair pair;
        uint8_t badge[SEAL_KEY_SIZE]; /* of the visit; without a badge: of this run */
        uint8_t run[SEAL_KEY_SIZE];
        char own_student[ID_SIZE]; /* whose words are in the state, empty: nobody's */
        struct stamp own[1 + PROFILE_COUNT];
    } keys; /* records_words.h */
};

struct records_options {
    const char *folder;
    const char *station; /* label of this machine's events; NULL: as last time */
    bool read_only;
    const char *vfs; /* as in store_options, for tests */
    const struct store_files *files;
};

MUST_CHECK bool records_open(
    struct records *out, const struct records_options *options, struct error *error);
/* Keeps the state and closes. Accepts records that failed to open. */
void records_close(struct records *records);

/* The one reducer. Nothing has changed when it fails. A submitted draft is dropped in the same
 * transaction. */
MUST_CHECK bool records_apply(struct records *records, const struct action *action,
    const struct moment *now, struct error *error);
/* Several at once, in one transaction: all or nothing. Each is decided on the state before the
 * first. */
MUST_CHECK bool records_apply_all(struct records *records, const struct action *actions, int count,
    const struct moment *now, struct error *error);

/* The version a plan would be, and whether that is the current one. Fails if it could not be stored
 * (ERR_BAD_INPUT, ERR_MEMORY): how much the class remembers of plans before is no reason. Changes
 * nothing. */
MUST_CHECK bool records_check_plan(struct records *records, const struct plan *plan,
    char version[static PLAN_HASH_TEXT], bool *same, struct error *error);
/* Takes a plan as the new version: stored, then taken. *changed is false when it is the current
 * one. Where it is taken by building the state anew, `records->classroom` is another one afterwards
 * (`built`), and this takes seconds with years of events; the same with a plan from elsewhere. */
MUST_CHECK bool records_publish(struct records *records, const struct plan *plan,
    const struct moment *now, bool *changed, struct error *error);
MUST_CHECK bool records_erase(
    struct records *records, const char *student, const struct moment *now, struct error *error);

/* Saves that the clock is sure now (clock_set), when it is and this run has saved something by
 * another time, by a minute or more: it was not set then, or set wrong. The state is stale then.
 * Costs nothing while there is nothing to do. */
MUST_CHECK bool records_set_clock(
    struct records *records, const struct moment *now, struct error *error);
/* Scripts, whose days pass without the steady clock: what was saved so far is of its time. */
void records_keep_times(struct records *records);

/* Events from elsewhere (a file, a stick): into the log, and those that are new into the state. The
 * drafts that were handed in with them are dropped here too. Late, repeated or in any order: the
 * state comes out the same. After an erasure or a clock_set records_tend() builds it anew. */
MUST_CHECK bool records_merge(struct records *records, const struct store_event *rows, int count,
    struct store_merge_report *report, struct error *error);
/* The second half of it, for rows that are in the store already: what sync_take() added. */
MUST_CHECK bool records_take_rows(
    struct records *records, const struct store_event *rows, int count, struct error *error);
/* Takes the plan that the newest plan_published names of those whose bytes are here, if it is not
 * the current one (store_named_plans(), store_keep_plan()): at a start, and between visits after
 * events or a plan came. Fails, and changes nothing, for one that does not read. */
MUST_CHECK bool records_take_newest_plan(
    struct records *records, bool *changed, struct error *error);

/* Visits the stored events of the kinds in the mask, of one student or (NULL) all, in order,
 * decoded one at a time: the event is borrowed until `visit` returns. All that happened at
 * `since_ms` or later, and more where the order (stamp.at_ms) is not that of the clocks: a report
 * by days looks at wall_ms, which is repaired (model/clock_table.h). Leaves out what was erased and
 * what cannot be understood. `visit` must not change the records; false from it stops. Costs what
 * is visited, not what is stored (store_each). ERR_MEMORY, ERR_IO, ERR_CORRUPT. */
#define EVENT_BIT(kind) (UINT64_C(1) << (kind))
typedef bool (*records_visit)(const struct event *event, void *user);
MUST_CHECK bool records_each(struct records *records, const char *student, uint64_t kinds,
    int64_t since_ms, records_visit visit, void *user, struct error *error);
/* Chores for a moment in which nobody is there, a small part with each call: erasing that a full
 * disk held up, what is older than the class's retention_days (store_expire), the daily automatic
 * backup (store_back_up). True: there is more, call again soon; else once in a while. What fails is
 * logged and tried again. `records->classroom` may be another one afterwards.
 * A call takes up to 0.1 s on a slow card, but after something was removed the state is built anew,
 * which takes seconds with years of events. `brief`: only the backup, nothing that long. */
bool records_tend(struct records *records, const struct moment *now, bool brief);

/* Builds the state anew when it is stale, after rows came from elsewhere or were removed, and keeps
 * it. As records_tend(), `records->classroom` may be another one afterwards (`built`). */
MUST_CHECK bool records_renew(struct records *records, struct error *error);

/* The key under which a draft is stored: "ticket:ID", "reflection:ID", "goal:",
 * "profile:interests". */
enum { DRAFT_KEY_SIZE = ID_SIZE + 16 };
void records_draft_key(enum draft_kind kind, const char *about, char out[static DRAFT_KEY_SIZE]);

/* The hash under which this badge is known; of one that is not, the hash it would get now. */
void records_badge_hash(const struct records *records, const uint8_t token[static BADGE_TOKEN_SIZE],
    uint8_t out[static BADGE_HASH_SIZE]);

/* The three secret pictures of a student (indexes of model/avatar.h), all different. */
void records_pictures(
    const struct records *records, const char *student, uint8_t out[static PICTURE_SECRET]);

/* All of a stored event but its body, its time repaired. */
void records_read_envelope(
    const struct records *records, const struct store_event *row, struct event *event);

/* What the store keeps of an event, with `body` (JSON) as given; texts are borrowed from the event.
 */
struct store_event records_row(const struct event *event, const char *body);
