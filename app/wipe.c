#define LOG_MODULE "wipe"
#include "wipe.h"

#include "base/log.h"
#include "base/str.h"
#include "joining.h"
#include "platform/platform.h"
#include "prints.h"
#include "records_words.h"
#include "stick_backup.h"
#include "sync/hub_server.h"
#include <stdio.h>
#include <string.h>

/* The students of the class, who keep their badges; their ids are in `keep`. */
static struct store_wipe begin_step(
    const struct records *records, const char *keep[static STUDENT_MAX])
{
    const struct classroom *classroom = records->classroom;
    struct store_wipe step = {.keep = keep};
    for (int i = 0; i < classroom->plan.student_count; i++)
        if (classroom->students[i].enrolled)
            keep[step.keep_count++] = classroom->plan.students[i].id;
    return step;
}

bool wipe_begin(struct wipe *wipe, struct records *records, const char *data, struct error *error)
{
    const char *keep[STUDENT_MAX];
    struct store_wipe step = begin_step(records, keep);
    *wipe = (struct wipe){.records = records,
        .data = data,
        .had_hub = hub_server_state(data) != HUB_SERVER_NONE,
        .hub_ran = hub_server_state(data) == HUB_SERVER_RUNNING,
        .had_key = records_words_have_key(records)};
    wipe->stage = wipe->had_hub ? WIPE_HUB_STARTS : WIPE_FILES;
    return store_wipe_count(records->store, &step, &wipe->events, error);
}

/* The hub has all of it, too: what comes to a new one is what machines still have. */
static bool drop_hub(const char *data, struct error *error)
{
    static const char *const folders[] = {"hub-gone", "hub-building"};
    char place[STORE_PATH_SIZE], gone[STORE_PATH_SIZE];
    if (!STR_FORMAT(place, "%s/hub", data) || !STR_FORMAT(gone, "%s/hub-gone", data))
        return error_set(error, ERR_BAD_INPUT, "the name of the data folder is too long");
    if (hub_server_state(data) != HUB_SERVER_NONE) {
        if (!hub_server_stop(data, error))
            return error_prefix(error, "the hub of the class");
        (void)rename(place, gone); /* before a service starts it again */
    }
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        char path[STORE_PATH_SIZE];
        if (STR_FORMAT(path, "%s/%s", data, folders[i]))
            platform_remove_folder(path);
    }
    return hub_server_state(data) == HUB_SERVER_NONE ||
           error_set(error, ERR_IO, "the hub of the class in %s cannot be removed", data);
}

/* A hub that does not answer is no reason to keep what it has. */
static void note_unkept(struct wipe *wipe, const struct error *error)
{
    STR_COPY(wipe->unkept, error->text);
    log_warning("the hub does not say who belongs to the class: %s", error->text);
}

static void start_hub(struct wipe *wipe)
{
    struct error error = {0};
    bool ok = hub_server_start(wipe->data, &error);
    wipe->stage = ok ? WIPE_HUB_TELLS : WIPE_FILES;
    if (!ok)
        note_unkept(wipe, &error);
}

/* The next hub is made with them. */
static void keep_stations(struct wipe *wipe)
{
    struct member board;
    enum member_kind kind;
    struct hub *hub = NULL;
    struct error error = {0};
    bool ok = member_load(wipe->records->store, &board, &kind, &error) &&
              hub_open(&hub, &board, &error) && joining_keep_nodes(wipe->records, hub, &error);
    hub_close(hub);
    memset(&board, 0, sizeof board);
    wipe->stage = WIPE_FILES;
    if (!ok)
        note_unkept(wipe, &error);
}

static bool files_step(struct wipe *wipe, struct error *error)
{
    struct error stopping = {0};
    backup_clean(wipe->data);
    bool ok = prints_remove(wipe->data, NULL, error) && drop_hub(wipe->data, error) &&
              (!records_words_have_key(wipe->records) || records_words_end(wipe->records, error));
    if (ok)
        wipe->stage = WIPE_ROWS;
    else if (!wipe->hub_ran && hub_server_state(wipe->data) == HUB_SERVER_RUNNING &&
             !hub_server_stop(wipe->data, &stopping))
        log_warning("the hub goes on running: %s", stopping.text);
    return ok;
}

static bool rows_step(struct wipe *wipe, struct error *error)
{
    const char *keep[STUDENT_MAX];
    struct store_wipe step = begin_step(wipe->records, keep);
    step.removed = wipe->removed;
    bool ok = store_wipe(wipe->records->store, &step, error);
    wipe->removed = step.removed;
    wipe->records->is_stale = true; /* what it holds was removed, also by a step that failed */
    if (!ok || step.more)
        return ok;
    wipe->done = true;
    return records_renew(wipe->records, error);
}

bool wipe_step(struct wipe *wipe, struct error *error)
{
    switch (wipe->stage) {
    case WIPE_HUB_STARTS: start_hub(wipe); return true;
    case WIPE_HUB_TELLS: keep_stations(wipe); return true;
    case WIPE_FILES: return files_step(wipe, error);
    case WIPE_ROWS: break;
    }
    return rows_step(wipe, error);
}

int wipe_percent(const struct wipe *wipe)
{
    return wipe->events == 0 ? 0 : (int)MIN(wipe->removed * 100 / wipe->events, 100);
}
