#define LOG_MODULE "store"
#include "store/store_internal.h"

#include "base/log.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define ERASING_WAITS                                                                   \
    "The disk is full, so a student who was erased is still to be removed: make room. " \
    "It is done then by itself."

#define BESIDE_WAITS                                                                        \
    "What an older version of Waystation saved beside this database is not in it yet: the " \
    "program tries to take it in at each start."

static bool database_path(const struct store *store, char *path, struct error *error)
{
    return store_path(path, error, "%s/%s.db", store->folder, store->stem);
}

/* Everything is checked while the file is small; later the newest commit and, by the caller's
 * store_verify() once in a while, the rest. */
static bool check(struct store *store, const struct store_head *head, struct error *error)
{
    int64_t pages, size;
    if (head != NULL && !head_compare(store, head, error))
        return false;
    if (!sql_number(store->db, "PRAGMA page_count", &pages, error) ||
        !sql_number(store->db, "PRAGMA page_size", &size, error))
        return false;
    if (pages * size > STORE_SMALL)
        return true;
    return store_check_file(store->db, false, error) && log_check(store, error);
}

static bool connect_checked(struct store *store, const struct store_head *head, struct error *error)
{
    if (!store_connect(store, error))
        return false;
    if (check(store, head, error))
        return true;
    store_disconnect(store);
    return false;
}

static bool create(
    struct store *store, store_fill fill, struct store_report *report, struct error *error)
{
    if (!store_build(store, fill, NULL, report->set_aside, error) || !store_connect(store, error))
        return false;
    store->head_generation = 1;
    if (report->state == STORE_FINE)
        report->state = STORE_CREATED;
    return true;
}

static bool change_nothing(struct store *store, void *context, struct error *error)
{
    (void)store;
    (void)context;
    (void)error;
    return true;
}

/* A damaged record is replaced with a commit before it, so that a cut while it is written leaves
 * what head_read() promises. */
static void renew_heads(struct store *store, bool has_head, bool damaged)
{
    struct error problem = {0};
    if (!has_head)
        head_write(store);
    if (damaged && !store_write(store, change_nothing, NULL, &problem))
        log_warning("the head record was not renewed: %s", problem.text);
}

/* Opens folder/stem.db, recovering it if need be. */
static bool open_database(struct store *store, struct store_report *report, struct error *error)
{
    struct store_head head = {0};
    bool damaged;
    char path[STORE_PATH_SIZE];
    bool has_head = head_read(store, store->folder, &head, &damaged);
    const struct store_head *claim = has_head ? &head : NULL;
    store->head_generation = has_head ? head.generation : 0;
    head.position.change += has_head && damaged;
    if (!database_path(store, path, error))
        return false;
    if (!store_file_exists(store, path)) {
        if (!has_head && !damaged)
            return create(store, NULL, report, error);
        return store_recover(store, claim, report, error) && store_connect_recovered(store, error);
    }
    struct error problem = {0};
    if (connect_checked(store, claim, &problem)) {
        if (damaged && !has_head) {
            STR_COPY(report->note, "The records that tell whether something is missing were "
                                   "damaged. The database itself is sound.");
            report->missing = -1;
        }
        renew_heads(store, has_head, damaged);
        return store_erase_again(store, error);
    }
    if (problem.code == ERR_NO_SPACE && ballast_release(store)) { /* a new schema takes room */
        error_clear(&problem);
        if (connect_checked(store, claim, &problem))
            return store_erase_again(store, error);
    }
    if (problem.code == ERR_IO) { /* a passing fault of the disk, or a sector that is gone? */
        error_clear(&problem);
        if (connect_checked(store, claim, &problem))
            return store_erase_again(store, error);
        if (problem.code == ERR_IO)
            problem.code = ERR_CORRUPT;
    }
    if (!store_is_damage(&problem))
        return error_set(error, problem.code, "%s", problem.text);
    log_error("%s", problem.text);
    return store_recover(store, claim, report, error) && store_connect_recovered(store, error);
}

/* --- A database of a newer version --------------------------------------------------------------
 */

static bool fill_beside(struct store *store, sqlite3 *db, void *context, struct error *error)
{
    (void)context;
    char path[STORE_PATH_SIZE];
    struct salvage salvage = {.what = SALVAGE_ALL};
    return store_path(path, error, "%s/waystation.db", store->folder) &&
           salvage_file(store, path, db, &salvage, error) && store_admit_gaps(db, error) &&
           store_ask_erasing(db, error);
}

static bool take_newer(struct store *store, void *context, struct error *error)
{
    (void)context;
    char path[STORE_PATH_SIZE];
    struct salvage salvage = {.what = SALVAGE_EVENTS};
    struct store_position now;
    if (!store_path(path, error, "%s/waystation.db", store->folder) ||
        !salvage_file(store, path, store->db, &salvage, error) ||
        !store_admit_gaps(store->db, error) || !log_read_position(store->db, &now, error))
        return false;
    store->position.events = now.events;
    return erase_by_tombstones(store, 0, error);
}

/* The newer file is left alone. What this version can read of it is copied, so that badges and the
 * class are known; what is new goes to the copy, and the newer version takes it back. Where it came
 * and could not (a full disk), its events come here. */
static bool open_beside(struct store *store, struct store_report *report, struct error *error)
{
    char path[STORE_PATH_SIZE];
    STR_FORMAT(store->stem, "waystation-schema%d", store->program->schema);
    if (!store_finish_swap(store, NULL, error) || !database_path(store, path, error))
        return false;
    bool is_there = store_file_exists(store, path);
    bool ok = is_there
                  ? open_database(store, report, error)
                  : create(store, fill_beside, report, error) && store_erase_again(store, error);
    struct error problem = {0};
    if (ok && is_there && !store_write(store, take_newer, NULL, &problem))
        log_warning("what the newer version saved is not here: %s", problem.text);
    if (ok) {
        report->state = STORE_TOO_NEW;
        STR_COPY(report->note, "The database was written by a newer version of Waystation and is "
                               "left alone. New work is saved beside it. Update this machine.");
    }
    return ok;
}

struct beside {
    struct store *store;
    char name[64]; /* "waystation-schema1", or empty */
};

static bool find_beside(void *with, const char *name)
{
    struct beside *beside = with;
    int schema;
    char end;
    if (sscanf(name, "waystation-schema%d.d%c", &schema, &end) == 2 && end == 'b' &&
        schema <= beside->store->program->schema && str_ends_with(name, ".db"))
        str_copy_length(beside->name, sizeof beside->name, name, strlen(name) - 3);
    return true;
}

static bool take_beside(struct store *store, void *context, struct error *error)
{
    struct beside *beside = context;
    char path[STORE_PATH_SIZE];
    struct salvage salvage = {.what = SALVAGE_ALL | SALVAGE_LATER};
    struct store_position now;
    if (!store_path(path, error, "%s/%s.db", store->folder, beside->name) ||
        !salvage_file(store, path, store->db, &salvage, error) ||
        !log_read_position(store->db, &now, error))
        return false;
    if (salvage.unreadable > 0)
        return error_set(error, ERR_IO, "%s cannot be read", path);
    store->position.events = now.events;
    log_info("%lld events came back from %s", (long long)salvage.events, path);
    return store_admit_gaps(store->db, error) && erase_by_tombstones(store, 0, error);
}

/* The database first: without it its records claim nothing. */
static bool set_beside_aside(struct store *store, const char *name, struct error *error)
{
    static const char *const ends[] = {".db-wal", ".db"};
    char path[STORE_PATH_SIZE], kept[STORE_PATH_SIZE];
    const struct store_files *files = store->files;
    if (!store_path(path, error, "%s/set-aside", store->folder))
        return false;
    files->make_folder(files->context, path);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        if (!store_path(path, error, "%s/%s%s", store->folder, name, ends[i]) ||
            !store_path(kept, error, "%s/set-aside/%s-%lld%s", store->folder, name,
                (long long)store->position.change, ends[i]))
            return false;
        files->rename(files->context, path, kept);
    }
    files->sync_folder(files->context, store->folder);
    for (char which = 'a'; which <= 'b'; which++)
        if (store_path(path, NULL, "%s/head%s.%c", store->folder, strchr(name, '-'), which))
            files->remove(files->context, path);
    return true;
}

static bool has_beside(struct store *store, struct beside *out)
{
    *out = (struct beside){.store = store};
    store->files->list(store->files->context, store->folder, find_beside, out);
    return out->name[0] != '\0';
}

/* What an older version wrote beside a database that was too new for it comes home. */
static bool merge_beside(struct store *store, struct error *error)
{
    struct beside beside;
    if (!has_beside(store, &beside))
        return true;
    /* It may tell of students who were erased meanwhile. */
    if (!automatic_forget(store, error) || !store_write(store, take_beside, &beside, error))
        return false;
    erase_old_pages(store);
    return store_read_keys(store, error) && set_beside_aside(store, beside.name, error);
}

static bool find_swap(void *with, const char *name)
{
    int *schema = with;
    int found;
    if (sscanf(name, "waystation-schema%d.", &found) == 1 ||
        sscanf(name, "head-schema%d.", &found) == 1)
        *schema = found;
    return true;
}

/* A cut while the file beside was put in place: it is finished, whichever program comes first. */
static bool finish_swap_beside(struct store *store, struct error *error)
{
    static const char *const folders[] = {"next", "next/old"};
    char path[STORE_PATH_SIZE], stem[sizeof store->stem];
    int schema = 0;
    for (size_t i = 0; i < COUNT_OF(folders); i++)
        if (store_path(path, NULL, "%s/%s", store->folder, folders[i]))
            store->files->list(store->files->context, path, find_swap, &schema);
    if (schema == 0)
        return true;
    STR_COPY(stem, store->stem);
    STR_FORMAT(store->stem, "waystation-schema%d", schema);
    bool ok = store_finish_swap(store, NULL, error);
    STR_COPY(store->stem, stem);
    return ok;
}

/* --- Opening ------------------------------------------------------------------------------------
 */

static void note(struct store_report *report, const char *sentence)
{
    str_append(report->note, sizeof report->note, report->note[0] == '\0' ? "" : " ");
    str_append(report->note, sizeof report->note, sentence);
}

/* The older program after a newer one, as when an update was taken back. */
static void note_newer(const struct store *store, struct store_report *report)
{
    if (store->version.schema <= store->program->schema || report->state != STORE_FINE)
        return;
    report->state = STORE_NEWER;
    if (report->note[0] == '\0')
        STR_COPY(report->note, "A newer version of Waystation was here before; this one goes on "
                               "with everything it saved.");
}

static bool open_for_writing(struct store *store, struct store_report *report, struct error *error)
{
    if (!finish_swap_beside(store, error) || !store_finish_swap(store, report->set_aside, error))
        return false;
    if (report->set_aside[0] != '\0') {
        report->state = STORE_RECOVERED;
        report->missing = -1;
        STR_COPY(report->note, "A rebuilt or restored database was put in place. The one before "
                               "was set aside.");
    }
    struct error problem = {0};
    bool ok = open_database(store, report, &problem);
    if (!ok && problem.code == ERR_TOO_NEW)
        ok = open_beside(store, report, error);
    else if (!ok)
        return error_set(error, problem.code, "%s", problem.text);
    else if (!merge_beside(store, &problem)) {
        log_warning("events of an older version are still waiting: %s", problem.text);
        note(report, BESIDE_WAITS);
    }
    if (!ok)
        return false;
    note_newer(store, report);
    if (store->erasing_waits)
        note(report, ERASING_WAITS);
    if (report->state == STORE_RECOVERED && report->recovered == 0)
        report->recovered = store->position.events;
    clips_settle(store, report->state == STORE_RECOVERED ? CLIPS_RECOVERED : CLIPS_OPENED);
    ballast_restore(store);
    return true;
}

static bool open_for_looking(struct store *store, struct store_report *report, struct error *error)
{
    char path[STORE_PATH_SIZE];
    struct store_head head;
    bool damaged;
    if (!database_path(store, path, error))
        return false;
    if (!store_file_exists(store, path))
        return error_set(error, ERR_NOT_FOUND,
            "there is no database in %s: take a class with `waystation class import FOLDER`",
            store->folder);
    struct error problem = {0};
    if (!store_connect(store, &problem) && problem.code == ERR_TOO_NEW) {
        STR_FORMAT(store->stem, "waystation-schema%d", store->program->schema);
        report->state = STORE_TOO_NEW;
        if (database_path(store, path, error) && store_file_exists(store, path))
            error_clear(&problem);
        if (problem.code == ERR_NONE && !store_connect(store, &problem))
            return error_set(error, problem.code, "%s", problem.text);
    }
    if (store_is_damage(&problem))
        return error_set(error, problem.code,
            "the database in %s is damaged: start the station, which saves what can be read, or "
            "put "
            "a backup in its place with `waystation restore FILE`",
            store->folder);
    if (problem.code != ERR_NONE)
        return error_set(error, problem.code, "%s", problem.text);
    if (head_read(store, store->folder, &head, &damaged) && !head_compare(store, &head, &problem)) {
        report->missing = MAX(0, head.position.events - store->position.events);
        STR_COPY(report->note, problem.text);
    }
    struct beside beside;
    if (report->state != STORE_TOO_NEW && has_beside(store, &beside))
        note(report, BESIDE_WAITS);
    return true;
}

bool store_open(struct store **out, const struct store_options *options,
    struct store_report *report, struct error *error)
{
    struct store *store;
    *out = NULL;
    *report = (struct store_report){0};
    if (!store_begin(&store, options, error))
        return false;
    bool ok = options->read_only ? open_for_looking(store, report, error)
                                 : open_for_writing(store, report, error);
    if (!ok) {
        store_close(store);
        return false;
    }
    if (str_is_empty(store->station) &&
        !store_get(store, store_label_setting, store->station, sizeof store->station))
        store->station[0] = '\0';
    report->events = store->position.events;
    *out = store;
    return true;
}
