/* The store: everything the station keeps, in one SQLite database in one folder.
 *
 * One process, one connection (app/README.md, "Store"). Files in the data folder:
 *   waystation.db (+ -wal)   the database
 *   head.a, head.b           a record of the newest commit, written in turn and synced
 *   ballast                  given up when the disk is full
 *   lock                     held by the process that has the folder open
 *   set-aside/1, 2 …         damaged or replaced databases, never deleted
 *   building/, next/         a database being made (build.c); finished or removed at the next open
 *   clips/                   voice clips (store_clips.h)
 *   backups/                 automatic backups (automatic.c); a recovery takes any backup there or
 *                            in the folder itself
 *   waystation-schemaN.db    what an older program saves while the database is too new for it
 *
 * What a call says is stored, is on disk: WAL, synchronous=FULL. A card that only pretends to sync
 * is noticed by the head record or the database, whichever reached it; if neither did, the disk is
 * what it was one save before, and nothing on it can tell (tests/README.md, "Known limits"). A call
 * that fails has changed nothing. Bodies, plans and drafts are bytes to the store; it never looks
 * inside them, except to remove an erased student's id.
 *
 * A newer version brings the database up to date in one transaction, after a backup; the version
 * before goes on working in it when it comes back (store_internal.h, migrations), so that an update
 * that turns out broken costs nothing, and nothing of either is missing to the other. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/moment.h"
#include "model/badge.h"
#include "model/event.h"
#include "model/stamp.h"
#include <stdint.h>

struct store;
struct store_files;
struct store_program;

enum { STORE_PATH_SIZE = 4096, STORE_SCHEMA = 4, STORE_KINDS_MAX = 64 };

/* What opening found: shown by doctor and on the teacher's screen. */
enum store_state {
    STORE_FINE,
    STORE_CREATED,
    STORE_RECOVERED, /* damaged or shortened: set aside, what was readable is in a new one */
    STORE_NEWER,     /* made over by a newer version, and used as it is: nothing is missing */
    STORE_TOO_NEW,   /* made over so that this version does not fit: left alone, what could be read
                        is in a file of its own, which the newer version takes back */
};
struct store_report {
    enum store_state state;
    int64_t events;                  /* in the log now */
    int64_t recovered;               /* events carried over by a recovery */
    int64_t missing;                 /* events known to have existed and not found; -1 unknown */
    char set_aside[STORE_PATH_SIZE]; /* where the damaged files are, or empty */
    char note[ERROR_TEXT_SIZE];      /* one plain sentence, or empty */
};

struct store_options {
    const char *folder;  /* created (with parents) if missing */
    const char *station; /* label for this run's events; NULL or "": the setting "station" */
    bool read_only;      /* for commands that only look: no new log, nothing written */
    const char *vfs;     /* SQLite VFS for tests, NULL: the default */
    const struct store_files *files;     /* store/files.h, for tests; NULL: the machine's disk */
    const struct store_program *program; /* a version of the program that a test makes up; NULL */
};

/* Opens the folder: takes the lock (ERR_BUSY says who may have it), creates or migrates or recovers
 * the database, mints this run's log. ERR_NO_SPACE, ERR_READ_ONLY, ERR_IO; ERR_DENIED when the
 * folder, or a file in it, is another user's: the text has the command that gives it over. */
MUST_CHECK bool store_open(struct store **out, const struct store_options *options,
    struct store_report *report, struct error *error);
void store_close(struct store *store); /* accepts NULL */

/* --- Events ----------------------------------------------------------------------------------- */

/* A row of the log as stored. Texts are borrowed. */
struct store_event {
    struct stamp stamp;
    /* The machine's clock then, right or wrong. stamp.at_ms is for order only: it never goes back,
     * so a clock that was far ahead once puts what follows right behind, a millisecond apart, until
     * the right time gets there. The order of one machine's events stays true; between machines
     * that did not hear of each other, that one's come last. Days and ages go by wall_ms. */
    int64_t wall_ms;
    int64_t mono_ms;
    int32_t offset_s;
    bool trusted;
    const char *station;
    const char *class_id;
    const char *student; /* "" if none */
    const char *kind;
    int32_t version;
    const char *body; /* JSON text */
    bool erased;      /* content removed by erase-student; student is "", body "{}" */
    bool edited; /* a student who was erased since was named in the body, and is not any more */
};

/* Appends events to this run's log in one transaction: all or none. Fills stamp.log and stamp.seq
 * of each. Drafts named by store_drop_draft_with_next() since the last append are deleted in the
 * same transaction; after a failed append they have to be named again. An empty station becomes the
 * store's label. */
MUST_CHECK bool store_append(
    struct store *store, struct store_event *events, int count, struct error *error);
void store_drop_draft_with_next(struct store *store, const char *student, const char *key);

/* Visits every event not covered by the loaded checkpoint (see below), or all (`all`), ordered by
 * (at, log, seq). Stops early when visit returns false. */
typedef bool (*store_visit)(void *context, const struct store_event *event);
MUST_CHECK bool store_replay(
    struct store *store, bool all, store_visit visit, void *context, struct error *error);
int64_t store_event_count(const struct store *store);
/* Visits the events of these kinds, in the same order, whose corrected time (stamp.at_ms) is
 * `since_ms` or later; erased ones too. `student`: only those that are the student's, NULL: all.
 * Through an index: costs what is visited, not what is
 * stored. Corrected time is never before the time on the machine's clock, so nothing of a day is
 * left out by its beginning; a report by days looks at wall_ms besides. `visit` must not write to
 * the store; false from it stops, which is no failure. */
MUST_CHECK bool store_each(struct store *store, const char *student, const char *const *kinds,
    int count, int64_t since_ms, store_visit visit, void *context, struct error *error);
/* Checks the file's structure, that every row is what was written, and of each log that came here
 * whole (written here, or recovered without a gap) that its numbers run from 1 without a gap, each
 * linked to the one before and the first to the end of the run before. Of a log with gaps, and of
 * one that came from elsewhere, only the rows are checked: what follows what is not known here. A
 * missing end is not seen here but by the head record at open. ERR_CORRUPT names the first bad
 * one. About 5 s for a million events. store_open() does the same while the file is
 * below 64 MiB. */
MUST_CHECK bool store_verify(struct store *store, struct error *error);

/* Events that came from elsewhere (events load, restore of a file, sync). Keeps log and seq; those
 * already here are skipped; a different event under the same key is kept in `conflict`, and so is
 * one that claims a number of the log this run is writing, which goes on undisturbed. One
 * transaction. What is about a student who was erased since is stored erased. */
struct store_merge_report {
    int64_t added, known, conflicts;
};
MUST_CHECK bool store_merge(struct store *store, const struct store_event *events, int count,
    struct store_merge_report *out, struct error *error);
/* The same; `is_new` (of `count`, or NULL) says which of them were not here before. */
MUST_CHECK bool store_merge_new(struct store *store, const struct store_event *events, int count,
    bool *is_new, struct store_merge_report *out, struct error *error);
/* Events kept apart because another one had their number first. */
MUST_CHECK bool store_conflict_count(struct store *store, int64_t *out, struct error *error);

/* --- Projections: a cache of the classroom, thrown away when in doubt ---------------------------
 */

/* Saves `size` bytes as the state after all events now in the log. Sparse memory is stored
 * sparsely (runs of zero pages are skipped). `layout` is a hash of the program's layout: another
 * layout never matches. */
MUST_CHECK bool store_save_checkpoint(
    struct store *store, uint64_t layout, const void *bytes, size_t size, struct error *error);
/* Restores it into zeroed memory of the same size. False without error text set: there is none that
 * fits. */
bool store_load_checkpoint(struct store *store, uint64_t layout, void *bytes, size_t size);

/* --- Plans --------------------------------------------------------------------------------------
 */

enum { PLAN_HASH_TEXT = 33 }; /* 32 hex digits and terminator: BLAKE2b-128 of the bytes */
/* Stores a plan and makes it current, with its plan_published event, in one transaction. The same
 * bytes as the current plan: nothing changes, *changed false. */
MUST_CHECK bool store_publish_plan(struct store *store, const void *bytes, size_t size,
    struct store_event *published, char hash[static PLAN_HASH_TEXT], bool *changed,
    struct error *error);
/* The hash `bytes` would get. */
void store_plan_hash(const void *bytes, size_t size, char hash[static PLAN_HASH_TEXT]);
/* The current plan's bytes in the arena. ERR_NOT_FOUND: there is none yet. ERR_CORRUPT: damaged,
 * and so is the one before. */
MUST_CHECK bool store_current_plan(struct store *store, struct arena *arena, const void **bytes,
    size_t *size, char hash[static PLAN_HASH_TEXT], struct error *error);

/* --- Drafts: local until they become events ------------------------------------------------------
 */

/* One draft per (student, key), key e.g. "ticket:fractions-1". Saved in its own transaction. Its
 * time is made later than that of what it replaces, so that it wins everywhere. */
MUST_CHECK bool store_save_draft(struct store *store, const char *student, const char *key,
    const char *body, int64_t at_ms, struct error *error);
/* The body in the arena; ERR_NOT_FOUND. */
MUST_CHECK bool store_load_draft(struct store *store, const char *student, const char *key,
    struct arena *arena, const char **body, struct error *error);

/* --- Small things --------------------------------------------------------------------------------
 */

/* Settings that belong to the installation and survive restarts ("volume", "station", …).
 * "station" is the label of the events from then on that are given none. What is so already is not
 * written. */
MUST_CHECK bool store_set(
    struct store *store, const char *name, const char *value, struct error *error);
/* Several in one transaction: all or none. */
struct store_setting {
    const char *name, *value;
};
MUST_CHECK bool store_set_all(
    struct store *store, const struct store_setting *settings, int count, struct error *error);
bool store_get(struct store *store, const char *name, char *out, size_t size);

/* Removes settings that nobody must read any more, in one transaction: from free pages and the
 * write-ahead log too, and with the automatic backups that hold them (the next quiet moment makes a
 * new one). Other backups are not touched. */
MUST_CHECK bool store_drop_secrets(
    struct store *store, const char *const *names, int count, struct error *error);

/* Keyed hash of a badge token with this class's key (made at creation, kept in the database).
 * BLAKE2b. */
void store_badge_hash(const struct store *store, const uint8_t token[static BADGE_TOKEN_SIZE],
    uint8_t out[static BADGE_HASH_SIZE]);
/* The class's key: a board gives it to its hub, a station takes it over when it joins, so that a
 * badge printed at one is known at all, and a child's secret pictures are the same everywhere. The
 * key before is kept: badges printed here earlier still work here (the next function), until new
 * ones are printed. The same key again: nothing changes. */
enum { STORE_CLASS_KEY_SIZE = 32 };
void store_class_key(const struct store *store, uint8_t out[static STORE_CLASS_KEY_SIZE]);
MUST_CHECK bool store_take_class_key(
    struct store *store, const uint8_t key[static STORE_CLASS_KEY_SIZE], struct error *error);
/* The hash a badge had under a former key, the newest first (`which` from 0). False: no such key.
 */
bool store_badge_hash_before(const struct store *store, int which,
    const uint8_t token[static BADGE_TOKEN_SIZE], uint8_t out[static BADGE_HASH_SIZE]);
/* A number from 0 to bound - 1 that only this class's key and `name` decide: the secret pictures.
 */
uint32_t store_secret_number(
    const struct store *store, const char *name, uint32_t index, uint32_t bound);
/* Random bytes from the system. */
void store_random(void *out, size_t size);

/* Tries at a secret, counted on disk before the secret is compared, so that pulling the plug does
 * not give another try. Five free tries, then waits of 30 s to 1 h, and never more than 55 wrong
 * ones in 24 h; time is monotonic uptime, so changing the clock does not help, and after a restart
 * a running wait starts anew. A right one ends the waits. ERR_DENIED with the seconds left in
 * *wait_s; any other error means: not counted, so do not compare. */
MUST_CHECK bool store_try_secret(
    struct store *store, const char *name, int64_t mono_ms, int32_t *wait_s, struct error *error);
MUST_CHECK bool store_try_succeeded(struct store *store, const char *name, struct error *error);

/* The teacher's PIN, kept as an Argon2id hash (RFC 9106, through libsodium). 16 MiB and 4 passes: a
 * fifth of a second on a slow station; tries are slowed as above, so that four digits last. */
enum { STORE_PIN_PASSES = 4, STORE_PIN_MEMORY = 16 * 1024 * 1024 };
bool store_has_pin(struct store *store);
MUST_CHECK bool store_set_pin(struct store *store, const char *pin, struct error *error);
/* False: not compared, as store_try_secret(); ERR_NOT_FOUND if there is no PIN. */
MUST_CHECK bool store_try_pin(struct store *store, const char *pin, int64_t mono_ms, bool *right,
    int32_t *wait_s, struct error *error);

/* --- Care ---------------------------------------------------------------------------------------
 */

/* A complete copy while running, to a new file: written beside it, synced, renamed. ERR_BAD_INPUT
 * if the file is there already. */
MUST_CHECK bool store_backup(struct store *store, const char *file, struct error *error);
/* One step of the automatic backup in backups/ of the data folder, for quiet moments: begins one
 * when something was saved since the newest, and that is of another day (of an earlier one, while
 * the clock is not trusted), or 2000 saves old, should the clock stand still; goes on with one that
 * was begun; *more: it is not finished. At most 1 MiB is copied in one call,
 * and whoever comes meanwhile is saved as always. Each is checked (every event), synced and renamed
 * into place; 7 stay, of each day the newest before any other. Too little room (less than twice the
 * database and 32 MiB, or no ballast) takes away all but the newest and is ERR_NO_SPACE. A recovery
 * takes the newest that is whole. They hold the class's keys, as the database beside them does.
 * Erasing a student removes all of them before; what expires leaves them as they are replaced,
 * seven backups later. */
MUST_CHECK bool store_back_up(
    struct store *store, const struct moment *now, bool *more, struct error *error);
/* False if there is none. */
bool store_last_backup(const struct store *store, int32_t *day, int *count);

/* Removes what is older than `days`, some hundred rows a call, for quiet moments: what students
 * left (answers, words, reasons, profile, visits, imported and set evidence, groups they were in),
 * drafts, and the same kept in `conflict`. As erased events they keep their place in the chain;
 * badges, plans and tombstones stay. Does nothing (`ran` false) unless the clock is proven: trusted
 * now, and the log has events of trusted time on at least 5 earlier days of the last 60, the first
 * of them two weeks ago. So a clock that jumped far ahead costs nothing until it was lived with for
 * weeks. An event is as old as its own trusted time, unless a clock_set of its log comes after it:
 * then it has none. One without is removed when it is known to be older than one whose trusted time
 * is old enough: one with a higher number in the same log, or one that this machine wrote when the
 * other was here already (which is not known of what a recovery or a restore put together). Until
 * one of them holds it stays. Drafts go by the time they have. After `removed` > 0 the state is to
 * be built anew. */
struct store_expiry {
    bool ran;
    bool more; /* call again */
    int64_t removed;
};
MUST_CHECK bool store_expire(struct store *store, const struct moment *now, int32_t days,
    struct store_expiry *out, struct error *error);
/* When it was last done, and how many rows went that day. False if never. */
bool store_last_expiry(struct store *store, int32_t *day, int64_t *removed);

/* What a full disk kept from being erased at open (the report's note says so) is tried again.
 * *done: it was, and the state is to be built anew. */
MUST_CHECK bool store_finish_erasing(struct store *store, bool *done, struct error *error);

/* Puts a backup in the place of the data folder's database (which is set aside). The store must not
 * be open. The backup is checked first, row by row; students erased since stay erased, and tries at
 * secrets are not given back. The next open continues under a new log. */
MUST_CHECK bool store_restore(const char *folder, const char *file, struct error *error);
/* Removes everything of a student from every row, with a student_erased event (whose student and
 * kind are filled in), and from the file's free pages: events keep their place in the chain, the id
 * goes from the lists of students in others' bodies (EVENT_STUDENTS; nothing else of theirs
 * changes), drafts and checkpoints go, and settings and tries called "WHAT:ID" (the first colon
 * counts). Of the plans only the current one stays: publish one without the student first.
 * Automatic backups are removed (the next quiet moment makes a new one); other backups and
 * set-aside files are not touched: tell the teacher to delete old ones. Where a program of before
 * sync protocol 5 carries the erasure out, it also empties other texts that are the id, an answer
 * "3" of another child for instance. Such a row comes from there `edited`, which is no conflict:
 * who has it already keeps it as it was. */
MUST_CHECK bool store_erase_student(
    struct store *store, const char *student, struct store_event *erased, struct error *error);
/* A student of this id was erased, whenever it was and wherever it came from: it stays so. */
MUST_CHECK bool store_is_erased(
    struct store *store, const char *student, bool *out, struct error *error);
/* The year's end: one step of removing everything that students left and that was done with them:
 * events but badges, plans and tombstones (as erased ones they keep their place in the chain),
 * drafts, conflicts, voice clips, automatic backups, what was set aside, plans but the current one,
 * and of students who are none of `keep` their badges and settings too. Settings, keys and
 * memberships stay. The last step makes the file small. Cut short, the first step again goes on.
 * The state is to be built anew. ERR_TOO_NEW: the database is of a newer version. */
struct store_wipe {
    const char *const *keep; /* ids of the students of the class */
    int keep_count;
    int64_t removed; /* out: events so far */
    bool more;       /* out */
};
MUST_CHECK bool store_wipe(struct store *store, struct store_wipe *wipe, struct error *error);
/* How many events are still to be removed; the steps' `removed` comes to what it is at first. */
MUST_CHECK bool store_wipe_count(
    struct store *store, const struct store_wipe *wipe, int64_t *out, struct error *error);
/* What can be saved: nothing, as the last write found the disk full or the next one would; what is
 * short, as the ballast was needed; anything. Tries to put the ballast back when space has
 * returned, at most once a minute of `mono_ms`. */
enum store_room { STORE_ROOM_NONE, STORE_ROOM_LITTLE, STORE_ROOM_ENOUGH };
enum store_room store_room(struct store *store, int64_t mono_ms);

/* --- For others -------------------------------------------------------------------------------
 *
 * What other machines need of the log, and of it here: app/sync. */

struct store_log_head {
    uint8_t log[LOG_ID_SIZE];
    uint32_t seq; /* 1 to seq are here without a gap */
    bool own;     /* written by this installation, in this run or an earlier one */
};
/* The head of each log here, in the arena, sorted by log. Costs the number of logs. */
MUST_CHECK bool store_heads(struct store *store, struct arena *arena,
    const struct store_log_head **out, int *count, struct error *error);
/* Of one log; seq 0: nothing of it is here. */
MUST_CHECK bool store_head_of(struct store *store, const uint8_t log[static LOG_ID_SIZE],
    struct store_log_head *out, struct error *error);
/* Of the log of this run. Costs nothing. */
void store_own_head(const struct store *store, struct store_log_head *out);
/* The events of one log after `after`, in order and without a gap: at most `rows`, and no more when
 * their bodies reach `bytes`; at least one if there is one. A body beyond STORE_BODY_MAX is left
 * out (NULL): no other machine takes it. In the arena. */
enum { STORE_BODY_MAX = 1024 * 1024 };
MUST_CHECK bool store_read_log(struct store *store, const uint8_t log[static LOG_ID_SIZE],
    uint32_t after, int rows, size_t bytes, struct arena *arena, const struct store_event **out,
    int *count, struct error *error);

/* Whether an event of the log after `after` has this label. */
MUST_CHECK bool store_has_written(struct store *store, const uint8_t log[static LOG_ID_SIZE],
    uint32_t after, const char *label, bool *out, struct error *error);

/* The hashes that plan_published events name, newest first by stamp, each once. The newest whose
 * bytes can be had is the plan of the class: those of the very newest may be lost for ever, with a
 * card or a hub. Returns how many, up to STORE_PLANS_NAMED. */
enum { STORE_PLANS_NAMED = 8 };
MUST_CHECK bool store_named_plans(struct store *store,
    char hashes[static STORE_PLANS_NAMED][PLAN_HASH_TEXT], int *count, struct error *error);
/* A plan by its hash, in the arena: the current one, the one before, or one that store_keep_plan()
 * kept. ERR_NOT_FOUND. */
MUST_CHECK bool store_plan_bytes(struct store *store, const char *hash, struct arena *arena,
    const void **bytes, size_t *size, struct error *error);
/* Whether store_plan_bytes() would find it, without reading it. */
bool store_has_plan(struct store *store, const char *hash);
/* Keeps a plan that came from elsewhere until it is taken: the current one stays. The newest two
 * are kept. ERR_BAD_INPUT: the bytes are not those of `hash`. */
MUST_CHECK bool store_keep_plan(
    struct store *store, const char *hash, const void *bytes, size_t size, struct error *error);
/* Makes a plan the current one, without an event of its own: the one that published it came with
 * the log. ERR_BAD_INPUT: the bytes are not those of `hash`. */
MUST_CHECK bool store_take_plan(
    struct store *store, const char *hash, const void *bytes, size_t size, struct error *error);

/* A draft, or (body NULL) that there is none any more since then. The newer `at_ms` wins; of the
 * same, the one that came from elsewhere. */
struct store_draft {
    const char *student, *key, *body;
    int64_t at_ms;
};
/* The drafts saved or dropped here after change `after` (-1: all), oldest change first, in the
 * arena; those that came from elsewhere are not among them. About `most`, and all of one change;
 * *through is the change to go on after. */
MUST_CHECK bool store_read_drafts(struct store *store, int64_t after, int most, struct arena *arena,
    const struct store_draft **out, int *count, int64_t *through, struct error *error);
/* Takes drafts from elsewhere that are newer than what is here, and whose student was not erased.
 * `is_new` (of `count`, or NULL) says which. One transaction. */
MUST_CHECK bool store_merge_drafts(struct store *store, const struct store_draft *drafts, int count,
    bool *is_new, struct error *error);
/* An event from elsewhere says it was handed in then. A draft of that very moment stays: which of
 * the two everybody has is for those to say that come as drafts. */
MUST_CHECK bool store_hand_in_draft(
    struct store *store, const char *student, const char *key, int64_t at_ms, struct error *error);

/* What a hub does not take, for the screens: the row itself stays where it is. */
MUST_CHECK bool store_note_refused(struct store *store, const uint8_t log[static LOG_ID_SIZE],
    uint32_t seq, const char *why, struct error *error);
MUST_CHECK bool store_refused_count(struct store *store, int64_t *out, struct error *error);
/* "3 (only a board decides it), 1 (no hub can keep it)", cut to `size` bytes; "" for none. */
MUST_CHECK bool store_refused_words(
    struct store *store, char *out, size_t size, struct error *error);
/* Another hub may take it. */
MUST_CHECK bool store_forget_refused(struct store *store, struct error *error);
