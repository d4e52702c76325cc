/* What the files of the store share. Nothing outside app/store includes this, but its tests. */
#pragma once

#include "base/str.h"
#include "model/limits.h"
#include "store/files.h"
#include "store/statements.h"
#include "store/store.h"
#include <sqlite3.h>

enum {
    STORE_HASH_SIZE = 16, /* BLAKE2b-128 */
    STORE_KEY_SIZE = STORE_CLASS_KEY_SIZE,
    STORE_KEYS_BEFORE = 4,
    STORE_APPLICATION = 0x57535431, /* "WST1", SQLite's application_id */
    STORE_DROP_MAX = 16,
    STORE_KEY_TEXT_SIZE = 192, /* of a draft */
    STORE_BALLAST_SIZE = 8 * 1024 * 1024,
    STORE_LEAST_ROOM = 256 * 1024,  /* for a page and its way through the log */
    STORE_SMALL = 64 * 1024 * 1024, /* up to here every open checks the whole file */
    STORE_SCRATCH_SIZE = 64 * 1024 * 1024,
};

/* One row of `event` or `conflict`. Texts and bytes are borrowed from the statement. */
struct store_row {
    struct store_event event;
    uint8_t salt[STORE_HASH_SIZE];    /* of the content hash; zero once erased */
    uint8_t content[STORE_HASH_SIZE]; /* keyed hash of student and body when it was written */
    uint8_t edited[STORE_HASH_SIZE];  /* the same of what is left after an erasure */
    bool is_edited;
    uint8_t prev_hash[STORE_HASH_SIZE]; /* zero: first, or the one before was not here */
    uint8_t hash[STORE_HASH_SIZE];
};

/* What changes with a commit and goes back with a rollback. */
struct store_position {
    uint8_t log[LOG_ID_SIZE]; /* of this run */
    uint32_t seq;             /* newest in it; 0: its row in `logs` is not there yet */
    uint8_t hash[STORE_HASH_SIZE];
    int64_t events; /* rows of `event`: ids are 1 … events, rows are never deleted */
    int64_t change; /* commits in this database's life, but chores */
};

/* What a head record says (head.c). */
struct store_head {
    uint64_t generation;
    struct store_position position;
};

/* Of a database: what it is, and the oldest whose program works in it. Its user_version is the
 * schema, and 1000 times `least` if that is less. */
struct store_version {
    int schema, least;
};

struct store_drop {
    char student[ID_SIZE];
    char key[STORE_KEY_TEXT_SIZE];
};

/* An automatic backup on its way. */
struct store_copying {
    sqlite3 *to;           /* NULL: none */
    sqlite3_backup *pages; /* NULL: all are copied */
    int64_t checked;       /* then: events looked at in the copy */
    int64_t change;        /* then: commits in it */
};

extern const char store_label_setting[]; /* this machine's label */

struct store {
    struct arena arena;   /* holds this struct */
    struct arena scratch; /* reset by each user */
    const struct store_files *files;
    sqlite3 *db;
    sqlite3_stmt *statements[SQL_COUNT];
    void *lock;
    const struct store_program *program;
    struct store_version version; /* of the open database */
    bool read_only;
    bool has_vfs;
    char vfs[64];
    char folder[STORE_PATH_SIZE];
    char stem[32]; /* "waystation", or "waystation-schema1" beside a newer one */
    char station[ID_SIZE];
    uint8_t key[STORE_KEY_SIZE];                       /* of this class */
    uint8_t before[STORE_KEYS_BEFORE][STORE_KEY_SIZE]; /* keys that it took the place of, newest
 first */
    int before_count;
    struct store_position position;
    struct store_position newest; /* of the run before, for the chain of logs */
    uint8_t run[LOG_ID_SIZE];     /* this start of the program: outlives a change of log */
    uint64_t head_generation;
    bool has_ballast, is_full;
    int64_t ballast_ms; /* uptime before which it is not tried again to get it back */
    int64_t covered;    /* event ids in the loaded checkpoint */
    struct store_drop drops[STORE_DROP_MAX];
    int drop_count;
    struct store_copying copying;
    int64_t change_backed_up; /* commits in the newest automatic backup; 0: not looked at yet */
    bool is_chore;            /* of the commit on its way: what it saves is no loss */
    bool erasing_waits;       /* what tombstones forbid is still to be removed: the disk was full */
};

/* --- sql.c: SQLite with our errors --------------------------------------------------------------
 */

/* ERR_CORRUPT, ERR_NO_SPACE, … for the connection's last failure. Always false. */
bool sql_fail(sqlite3 *db, struct error *error, const char *what);
MUST_CHECK bool sql_run(sqlite3 *db, const char *sql, struct error *error);
/* The first column of the first row; `missing` if there is no row. */
MUST_CHECK bool sql_number(sqlite3 *db, const char *sql, int64_t *out, struct error *error);
MUST_CHECK bool sql_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, struct error *error);
/* Steps a statement that returns no rows and resets it. */
MUST_CHECK bool sql_do(sqlite3 *db, sqlite3_stmt *statement, struct error *error);
/* SQLITE_ROW or SQLITE_DONE in *step, else false with the error. */
MUST_CHECK bool sql_step(sqlite3 *db, sqlite3_stmt *statement, int *step, struct error *error);
/* Clears and resets; for use when done with rows. */
void sql_done(sqlite3_stmt *statement);
/* A text column, "" for NULL; NULL out of memory. */
const char *sql_text(sqlite3_stmt *statement, int column);
/* Copies a blob column of exactly `size` bytes; false if it has another size. */
bool sql_bytes(sqlite3_stmt *statement, int column, void *out, size_t size);
void sql_bind_bytes(sqlite3_stmt *statement, int place, const void *bytes, size_t size);
void sql_bind_text(sqlite3_stmt *statement, int place, const char *text);

MUST_CHECK bool store_prepare(struct store *store, enum store_statement name, struct error *error);
/* The statement, prepared, reset and with its bindings cleared. NULL, which is ERR_MEMORY when it
 * is stepped: there was no memory to prepare it. */
sqlite3_stmt *store_statement(struct store *store, enum store_statement name);
/* The number that a statement without parameters gives. */
MUST_CHECK bool store_number(
    struct store *store, enum store_statement name, int64_t *out, struct error *error);

/* --- transaction.c ------------------------------------------------------------------------------
 */

/* Runs `change` as one transaction and writes the head record. When the disk is full it gives up
 * the ballast and tries once more; when the database turns out damaged it recovers and tries once
 * more. So `change` may run several times and must start from the store, not from what it did. One
 * that saves only what is no loss (a checkpoint, when a chore was done) sets `is_chore`: neither
 * the head record nor an automatic backup is to know of it. */
typedef bool (*store_change)(struct store *store, void *context, struct error *error);
MUST_CHECK bool store_write(
    struct store *store, store_change change, void *context, struct error *error);

/* Recovers an open database that turned out damaged, and goes on under a new log. */
MUST_CHECK bool store_heal(struct store *store, struct error *error);

/* --- schema.c -----------------------------------------------------------------------------------
 */

/* After an update that turns out broken, the program before comes back to what the new one has made
 * of the database. So what a step makes goes on being the older program's too: `least` is the
 * oldest schema whose program works in it, reading and writing, as if nothing had happened. It may
 * add tables, indexes, and columns with a default; what it keeps besides of a row, it keeps by
 * triggers, which work for the older program as well. The columns of schema 1 stay as they are for
 * ever: a recovery reads them in a file of any schema. A step that must do more has `least` from +
 * 1; an older program then works beside the file (start.c), and it can be released only after one
 * that does without what it takes away. */
struct store_migration {
    int from;  /* makes from + 1 */
    int least; /* at most from + 1 */
    const char *sql;
};
/* What a program knows: this one, or one that a test makes up. */
struct store_program {
    const struct store_migration *steps; /* from 0, in order */
    int schema;
};
extern const struct store_program store_this_program;
MUST_CHECK bool store_read_version(sqlite3 *db, struct store_version *out, struct error *error);
/* Steps up to the program's schema, one transaction each. A failed step changes nothing. Nothing to
 * do in a newer one that the program works in, else ERR_TOO_NEW. */
MUST_CHECK bool store_migrate(
    sqlite3 *db, const struct store_program *program, struct error *error);
/* The heads of logs that are not known to be whole, from their rows. */
#define STORE_FIND_HEADS                                                                    \
    "UPDATE logs SET head = coalesce((SELECT a.seq FROM event AS a WHERE a.log = logs.log " \
    "AND NOT EXISTS(SELECT 1 FROM event AS b WHERE b.log = a.log AND b.seq = a.seq + 1) "   \
    "ORDER BY a.seq LIMIT 1), 0) WHERE complete = 0 AND "                                   \
    "EXISTS(SELECT 1 FROM event WHERE event.log = logs.log AND seq = 1);"
/* --- class_key.c -----------------------------------------------------------------------------
 */

MUST_CHECK bool store_read_keys(struct store *store, struct error *error);

/* --- open.c -------------------------------------------------------------------------------------
 */

/* LOOK changes no byte of what is there: not even the write-ahead log is folded in. */
enum store_access { ACCESS_WRITE, ACCESS_CREATE, ACCESS_LOOK };
/* Opens a database with the settings every connection of ours has. */
MUST_CHECK bool store_open_database(const struct store *store, const char *path,
    enum store_access access, sqlite3 **out, struct error *error);
/* Opens folder/stem.db, prepares, and reads keys and counts. */
MUST_CHECK bool store_connect(struct store *store, struct error *error);
void store_disconnect(struct store *store);
/* Joins into `out` (STORE_PATH_SIZE bytes). ERR_BAD_INPUT when too long. */
MUST_CHECK bool store_path(char *out, struct error *error, const char *format, ...)
    PRINTF_LIKE(3, 4);
bool store_file_exists(const struct store *store, const char *path);
bool store_file_fail(struct error *error, int problem, const char *what, const char *path);
void store_mint_log(struct store *store);
/* The store's memory, its folder and its lock, without the database. */
MUST_CHECK bool store_begin(
    struct store **out, const struct store_options *options, struct error *error);
/* SQLite's own check of the file's structure. ERR_CORRUPT. */
MUST_CHECK bool store_check_with(sqlite3 *db, const char *pragma, struct error *error);
MUST_CHECK bool store_check_file(sqlite3 *db, bool thorough, struct error *error);
void store_log_text(const uint8_t log[static LOG_ID_SIZE], char out[static 2 * LOG_ID_SIZE + 1]);
/* Damage that a recovery can cure. */
bool store_is_damage(const struct error *error);

/* --- row.c --------------------------------------------------------------------------------------
 */

/* Reads a row selected with EVENT_COLUMNS starting at column 0. ERR_CORRUPT, ERR_MEMORY. */
MUST_CHECK bool row_read(
    sqlite3 *db, sqlite3_stmt *statement, struct store_row *row, struct error *error);
void row_bind(sqlite3_stmt *statement, const struct store_row *row);
/* Fills salt (random), content and hash from the event and prev_hash. */
void row_seal(struct store_row *row);
void row_content_hash(const struct store_row *row, uint8_t out[static STORE_HASH_SIZE]);
void row_chain_hash(const struct store_row *row, uint8_t out[static STORE_HASH_SIZE]);
bool row_is_intact(const struct store_row *row);

/* --- log.c --------------------------------------------------------------------------------------
 */

/* Inside a transaction: adds to this run's log. */
MUST_CHECK bool log_append(
    struct store *store, struct store_event *events, int count, struct error *error);
MUST_CHECK bool log_check(struct store *store, struct error *error);
MUST_CHECK bool log_read_position(sqlite3 *db, struct store_position *out, struct error *error);

/* --- heads.c ------------------------------------------------------------------------------------
 */

/* Inside a transaction, after a row of a log that is not known to be whole: its head goes up as far
 * as the rows go without a gap. */
MUST_CHECK bool heads_raise(
    struct store *store, const uint8_t log[static LOG_ID_SIZE], struct error *error);

/* --- draft.c ------------------------------------------------------------------------------------
 */

/* Inside a transaction: drops a draft that becomes an event, and keeps that it is gone. */
MUST_CHECK bool draft_drop(
    struct store *store, const char *student, const char *key, int64_t at_ms, struct error *error);

/* --- head.c -------------------------------------------------------------------------------------
 */

enum { HEAD_SIZE = 80 };
void head_encode(const struct store_head *head, uint8_t out[static HEAD_SIZE]);
bool head_decode(const uint8_t bytes[static HEAD_SIZE], struct store_head *out);
/* The newer valid record in `folder`; false if there is none. *damaged: a file is there, but not a
 * valid record: it was being written, which is done only after a commit, when the power went. So
 * the database must be at least one commit ahead of the record that is left. */
bool head_read(
    const struct store *store, const char *folder, struct store_head *out, bool *damaged);
/* Writes the store's position over the older one. A failure is logged, not returned: what was
 * committed stays committed, and the older record only claims less. */
void head_write(struct store *store);
/* Whether the open database holds all that the head record claims. ERR_CORRUPT. */
MUST_CHECK bool head_compare(
    struct store *store, const struct store_head *head, struct error *error);

/* --- build.c: making a database beside the other and putting it in place -------------------------
 */

/* Fills a database that is being made, in one connection. */
typedef bool (*store_fill)(struct store *store, sqlite3 *db, void *context, struct error *error);
/* Creates building/stem.db, runs `fill` (may be NULL) on it, syncs, renames to next/ and finishes
 * with store_finish_swap(). */
MUST_CHECK bool store_build(
    struct store *store, store_fill fill, void *context, char *set_aside, struct error *error);
/* Completes a swap a power cut interrupted: what is in next/ replaces what is in the folder, which
 * goes to set-aside/. Removes what was half built. `set_aside` (STORE_PATH_SIZE) may be NULL. */
MUST_CHECK bool store_finish_swap(struct store *store, char *set_aside, struct error *error);

/* --- recover.c ----------------------------------------------------------------------------------
 */

/* Rebuilds the database from what is readable of it and of backups in the folder. The store is
 * disconnected before and after. */
MUST_CHECK bool store_recover(struct store *store, const struct store_head *head,
    struct store_report *report, struct error *error);
/* Takes back what the chains of logs with gaps can no longer promise, so that verify tells new
 * damage only, and what the order of rows cannot (PUT_TOGETHER). After rows were taken out of
 * files. */
MUST_CHECK bool store_admit_gaps(sqlite3 *db, struct error *error);
/* While a database is filled: what its tombstones forbid is to be erased, by whoever opens it. */
MUST_CHECK bool store_ask_erasing(sqlite3 *db, struct error *error);
/* Erases again what a backup brought back, if that was asked and not yet done. */
MUST_CHECK bool store_erase_again(struct store *store, struct error *error);
/* Connects after a recovery, and erases again. */
MUST_CHECK bool store_connect_recovered(struct store *store, struct error *error);
/* salvage.c: copies what can be read of the file at `path` into `db`. Never fails for damage in
 * the source, only for what is wrong with `db`. */
enum salvage_what {
    SALVAGE_EVENTS = 1,
    SALVAGE_TOMBSTONES = 2, /* of the events only student_erased */
    SALVAGE_KEYS = 4,       /* keys and settings that are not there yet; plans if there are none */
    SALVAGE_DRAFTS = 8,
    SALVAGE_GUARDS = 16, /* tries at secrets */
    SALVAGE_LATER = 32,  /* the source went on where `db` stopped: what it has takes the place of
                            what is there, of drafts the later one */
    SALVAGE_ALL = SALVAGE_EVENTS | SALVAGE_KEYS | SALVAGE_DRAFTS | SALVAGE_GUARDS,
};
struct salvage {
    int64_t expected;   /* highest event id to look for, 0: not known */
    unsigned what;      /* enum salvage_what */
    int64_t events;     /* out: copied */
    int64_t damaged;    /* out: readable, but not what was written: kept in `conflict` */
    int64_t unreadable; /* out: places where reading failed */
};
MUST_CHECK bool salvage_file(struct store *store, const char *path, sqlite3 *db,
    struct salvage *salvage, struct error *error);

/* --- erase.c ------------------------------------------------------------------------------------
 */

/* Removes `student` from the lists of students in a body (EVENT_STUDENTS). Returns the new length,
 * which is `length` if the student is in none; `out` has at least `length` + 1 bytes. */
size_t erase_from_body(const char *body, size_t length, const char *student, char *out);
/* Inside a transaction: removes what is about the student at or before `at_ms`. */
MUST_CHECK bool erase_rows(
    struct store *store, const char *student, int64_t at_ms, struct error *error);
/* Erases again what tombstones in the log forbid, inside a transaction. Those whose id is above
 * `after` erase everywhere; the others only what came after it, which takes no checkpoint with it:
 * none can cover that yet. 0: all of them everywhere. */
MUST_CHECK bool erase_by_tombstones(struct store *store, int64_t after, struct error *error);
/* Empties the write-ahead log so that no old page is left in it. */
void erase_old_pages(struct store *store);

/* --- automatic.c --------------------------------------------------------------------------------
 */

enum { AUTOMATIC_MAX = 32 };
struct automatic_file {
    uint32_t number;
    int32_t day;
};
struct automatic_list {
    int count;
    struct automatic_file files[AUTOMATIC_MAX]; /* newest first */
};
/* ERR_IO: the disk does not give all of them; `out` has the others. */
bool automatic_find(const struct store *store, struct automatic_list *out, struct error *error);
bool automatic_is_name(const char *name);
bool automatic_path(const struct store *store, const struct automatic_file *file, char *out);
/* A whole one at once, of a database that is open and about to be changed from the ground. */
MUST_CHECK bool automatic_make(struct store *store, struct error *error);
/* Gives up the one on its way; accepts that there is none. */
void automatic_stop(struct store *store);
/* Removes all of them: before anything is erased that they hold. */
MUST_CHECK bool automatic_forget(struct store *store, struct error *error);

/* --- store_clips.c ------------------------------------------------------------------------------
 */

enum clips_after {
    CLIPS_OPENED,    /* removes clips of drafts that nothing names */
    CLIPS_RECOVERED, /* sets aside whatever nothing names any more */
    CLIPS_RESTORED,  /* the same, but what only came with the backup (to drafts) is removed: it may
                        be of a student who was erased since */
};
/* When the database is open for writing. A failure is logged. */
void clips_settle(struct store *store, enum clips_after after);
/* Removes the clips that only the student's events at or before `at_ms` and with an id above
 * `after`, or drafts, name; before those go. */
MUST_CHECK bool clips_erase(
    struct store *store, const char *student, int64_t at_ms, int64_t after, struct error *error);
/* Adds every clip to a backup that is being written; brings back those of a backup that are not
 * here, as a draft's, to be settled. */
MUST_CHECK bool clips_backup(struct store *store, sqlite3 *copy, struct error *error);
MUST_CHECK bool clips_restore(struct store *store, const char *file, struct error *error);

/* --- ballast.c, backup.c --------------------------------------------------------------------- */

/* Removes an unfinished file and what SQLite left beside it. */
void backup_remove_part(const struct store *store, const char *part);

bool ballast_release(struct store *store);
void ballast_restore(struct store *store);

/* store_restore() with a file layer and VFS of choice. */
MUST_CHECK bool store_restore_with(
    const struct store_options *options, const char *file, struct error *error);
