/* The board: makes the hub of its class, lets machines in and looks after them. What asks the
 * network runs as an errand, on the thread of the link or, before there is one, of its own. */
#define _DEFAULT_SOURCE /* realpath */
#define LOG_MODULE      "hub"
#include "app.h"

#include "base/date.h"
#include "base/file_save.h"
#include "base/log.h"
#include "base/str.h"
#include "base/uptime.h"
#include "exchange/hub_json.h"
#include "joining.h"
#include "prints.h"
#include "records_words.h"
#include "sync/hub_roll.h"
#include "sync/worker.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    ERRAND_CAPACITY = 8 * 1024 * 1024,
    CODE_MINUTES = 60,
    LOOK_EVERY_MS = 10 * 1000,
    KEEP_EVERY_MS = 60 * 1000,
    EXPIRE_AGAIN_MS = 10 * 60 * 1000,
};

enum hub_what {
    HUB_DO_PLACE,
    HUB_DO_FINISH,
    HUB_DO_CODE,
    HUB_DO_LOOK,
    HUB_DO_CLASS,
    HUB_DO_UPDATE,
    HUB_DO_EXPIRE
};

struct hub_errand {
    struct sync_errand errand; /* first */
    struct arena arena;        /* holds this, and what was found */
    enum hub_what what;
    struct joining_making making;
    struct member board;
    struct hub_class class;
    struct joining_code code;
    char station[ID_SIZE];
    char data[HUB_PATH_SIZE];
    char remove[MEMBER_ROLE_SIZE]; /* LOOK: before it looks; or "" */
    const struct hub_node *nodes;
    const struct hub_refusal *refusals;
    int node_count, refusal_count;
    int64_t before_ms; /* EXPIRE: what is older */
    int32_t day;       /* … is to be gone on this day */
    int64_t removed;
    bool more;
    bool is_done;
    struct error error;
};

struct app_hub {
    struct hub_view view;
    struct sync_worker *worker; /* before there is a link */
    bool is_busy;
    int64_t look_ms;   /* uptime: when who belongs to the class is looked at again, for the page */
    int64_t looked_ms; /* and was last */
    bool may_differ;   /* somebody may have joined since then: it is kept, whatever is on top */
    char remove[MEMBER_ROLE_SIZE];
    bool wants_code;
    bool wants_class;    /* the hub has another name or key of the class */
    bool wants_update;   /* the hub in our data folder is of an older version */
    int32_t version;     /* of the hub; 0: not known */
    int32_t expired_day; /* as of the records, at the hub */
    int64_t expire_ms;   /* uptime: not tried before */
};

/* --- On the thread --------------------------------------------------------------------------- */

static bool look(struct hub *hub, struct hub_errand *own)
{
    struct error *error = &own->error;
    return (own->remove[0] == '\0' || hub_node_remove(hub, own->remove, error)) &&
           hub_nodes(hub, &own->arena, &own->nodes, &own->node_count, error) &&
           hub_refusals(hub, &own->arena, &own->refusals, &own->refusal_count, error);
}

static void run(struct hub *hub, struct sync_errand *errand)
{
    struct hub_errand *own = (struct hub_errand *)(void *)errand;
    switch (own->what) {
    case HUB_DO_PLACE: own->is_done = joining_make_place(&own->making, &own->error); break;
    case HUB_DO_FINISH: own->is_done = joining_make_finish(&own->making, &own->error); break;
    case HUB_DO_CODE:
        own->is_done =
            joining_let_in(&own->board, own->station, CODE_MINUTES, &own->code, &own->error);
        break;
    case HUB_DO_LOOK: own->is_done = look(hub, own); break;
    case HUB_DO_CLASS: own->is_done = hub_class_set(hub, &own->class, &own->error); break;
    case HUB_DO_UPDATE: own->is_done = joining_start_hub(own->data, &own->error); break;
    case HUB_DO_EXPIRE:
        own->is_done =
            hub_class_expire(hub, own->before_ms, &own->removed, &own->more, &own->error);
        break;
    }
}

static void discard(struct sync_errand *errand)
{
    struct hub_errand *own = (struct hub_errand *)(void *)errand;
    struct arena arena = own->arena;
    joining_make_end(&own->making);
    memset(own, 0, sizeof *own);
    arena_close(&arena);
}

/* --- Sending --------------------------------------------------------------------------------- */

static struct sync_worker *worker_of(struct app *app, struct error *error)
{
    struct app_hub *hub = app->hub;
    if (app_link_worker(app) != NULL)
        return app_link_worker(app);
    if (hub->worker == NULL && !app_open_worker(app, NULL, &hub->worker, error))
        return NULL;
    return hub->worker;
}

static struct hub_errand *begin(enum hub_what what, struct error *error)
{
    struct arena arena = {0};
    if (!arena_open(&arena, ERRAND_CAPACITY, error))
        return NULL;
    struct hub_errand *errand = arena_new(&arena, struct hub_errand);
    errand->arena = arena;
    errand->errand = (struct sync_errand){run, discard};
    errand->what = what;
    return errand;
}

static bool send(struct app *app, struct hub_errand *errand, struct error *error)
{
    struct sync_worker *worker = worker_of(app, error);
    app->hub->is_busy = worker != NULL && sync_worker_send(worker, &errand->errand);
    if (!app->hub->is_busy)
        discard(&errand->errand);
    app->frame_due = true;
    return app->hub->is_busy;
}

/* A server that is started by a relative name is not found again from elsewhere. */
static bool data_folder(const struct app *app, char out[static HUB_PATH_SIZE], struct error *error)
{
    char *whole = realpath(app->options.data, NULL);
    bool ok = whole != NULL && str_copy(out, HUB_PATH_SIZE, whole);
    free(whole);
    return ok ||
           error_set(error, ERR_NOT_FOUND, "the data folder %s is not there", app->options.data);
}

static void fail_making(struct app *app, const struct error *error)
{
    log_warning("no hub is made: %s", error->text);
    app->hub->view.is_making = false;
    STR_COPY(app->hub->view.failure, error->text);
    app->frame_due = true;
}

static void make(struct app *app)
{
    const struct joining_place place = {0};
    struct error error = {0};
    char data[HUB_PATH_SIZE];
    struct hub_errand *errand = begin(HUB_DO_PLACE, &error);
    app->hub->view.failure[0] = '\0';
    bool ok = errand != NULL && data_folder(app, data, &error) &&
              joining_make_begin(&app->records, data, &place, &errand->making, &error);
    if (!ok && errand != NULL)
        discard(&errand->errand);
    app->hub->view.is_making = ok && send(app, errand, &error);
    if (!app->hub->view.is_making)
        fail_making(app, &error);
}

static void ask_code(struct app *app)
{
    struct hub_view_code *code = &app->hub->view.code;
    struct error error = {0};
    app->hub->wants_code = false;
    struct hub_errand *errand = begin(HUB_DO_CODE, &error);
    if (errand != NULL) {
        errand->board = *app_link_member(app);
        STR_COPY(errand->station, app->records.classroom->plan.stations[code->station].id);
    }
    if (errand == NULL || !send(app, errand, &error))
        STR_COPY(code->failure, error.text);
}

static void ask_look(struct app *app)
{
    struct app_hub *hub = app->hub;
    struct error error = {0};
    struct hub_errand *errand = begin(HUB_DO_LOOK, &error);
    hub->looked_ms = uptime_ms();
    hub->look_ms = hub->looked_ms + LOOK_EVERY_MS;
    hub->may_differ = false;
    if (errand != NULL)
        STR_COPY(errand->remove, hub->remove);
    if (errand == NULL || !send(app, errand, &error))
        log_warning("who belongs to the class is not known: %s", error.text);
    hub->remove[0] = '\0';
}

static void class_of(struct app *app, struct hub_class *out)
{
    const struct plan *plan = &app->records.classroom->plan;
    *out = (struct hub_class){0};
    STR_COPY(out->uid, app_link_member(app)->class_uid);
    STR_COPY(out->id, plan->class_id);
    STR_COPY(out->name, plan->class_name);
    (void)records_words_public_key(&app->records, out->class_key);
    store_class_key(app->records.store, out->badge_key);
}

static void ask_class(struct app *app)
{
    struct error error = {0};
    struct hub_errand *errand = begin(HUB_DO_CLASS, &error);
    app->hub->wants_class = false;
    if (errand != NULL)
        class_of(app, &errand->class);
    if (errand == NULL || !send(app, errand, &error))
        log_warning("the hub is not told of the class: %s", error.text);
}

static void ask_update(struct app *app)
{
    struct error error = {0};
    struct hub_errand *errand = begin(HUB_DO_UPDATE, &error);
    app->hub->wants_update = false;
    bool ok = errand != NULL && data_folder(app, errand->data, &error);
    if (!ok && errand != NULL)
        discard(&errand->errand);
    if (!ok || !send(app, errand, &error))
        log_warning("the hub is not brought up to date: %s", error.text);
}

static void ask_expire(struct app *app)
{
    struct error error = {0};
    struct hub_errand *errand = begin(HUB_DO_EXPIRE, &error);
    int32_t days = app->records.classroom->plan.retention_days;
    app->hub->expire_ms = uptime_ms() + EXPIRE_AGAIN_MS;
    if (errand != NULL) {
        /* Of the day that was proven: the clock of now may be another. */
        errand->before_ms = (app->records.expired_day - days) * (int64_t)DAY_MS;
        errand->day = app->records.expired_day;
    }
    if (errand == NULL || !send(app, errand, &error))
        log_warning("what is too old stays at the hub: %s", error.text);
}

/* --- What came ------------------------------------------------------------------------------- */

static void finish_making(struct app *app)
{
    struct app_hub *hub = app->hub;
    hub->view.is_making = hub->view.is_lost = false;
    log_info("the hub of the class runs");
    if (app->link == NULL) {
        sync_worker_close(hub->worker, NULL);
        hub->worker = NULL;
        app_open_link(app);
    }
    app_lend_link(app);
    app_hub_poke(app);
}

/* The store's part, then the second half or the end. */
static void take_making(struct app *app, struct hub_errand *errand)
{
    struct error error = {0};
    bool half = errand->what == HUB_DO_PLACE;
    if (!errand->is_done) {
        fail_making(app, &errand->error);
        return;
    }
    struct hub_errand *next = half ? begin(HUB_DO_FINISH, &error) : NULL;
    bool ok = joining_make_keep(&app->records, &errand->making, &error) && (!half || next != NULL);
    if (ok && half) {
        next->making = errand->making;
        errand->making = (struct joining_making){0}; /* it goes with the other */
        ok = send(app, next, &error);
    }
    if (!ok)
        fail_making(app, &error);
    else if (!half)
        finish_making(app);
}

static void take_code(struct app *app, const struct hub_errand *errand)
{
    struct hub_view_code *code = &app->hub->view.code;
    code->is_made = errand->is_done;
    if (!errand->is_done) {
        STR_COPY(code->failure, errand->error.text);
        return;
    }
    STR_COPY(code->text, errand->code.text);
    STR_COPY(code->letters, errand->code.letters);
    STR_COPY(code->address, errand->code.address);
    code->until_ms = app->session.now.wall_ms + (int64_t)errand->code.minutes * 60000;
}

static void show_node(struct hub_view_node *out, const struct hub_node *node, int64_t now_ms)
{
    struct node_report report;
    (void)node_report_read(node->report, &report);
    *out = (struct hub_view_node){.sessions = node->sessions,
        .waiting = report.waiting,
        .refused = report.refused,
        .conflicts = report.conflicts};
    STR_COPY(out->role, node->role);
    STR_COPY(out->label, node->label);
    if (node->removed_ms != 0)
        out->state = HUB_REMOVED, out->at_ms = node->removed_ms;
    else if (node->joined_ms == 0)
        out->state = node->expires_ms > now_ms ? HUB_INVITED : HUB_EXPIRED,
        out->at_ms = node->expires_ms;
    else if (node->sessions > 0)
        out->state = HUB_CONNECTED, out->at_ms = node->since_ms;
    else
        out->state = HUB_AWAY, out->at_ms = node->seen_ms;
}

/* What is over is in the way of what is not: it comes last, and only where there is room. */
static void show_nodes(struct app *app, const struct hub_errand *errand)
{
    struct hub_view *view = &app->hub->view;
    view->node_count = view->refusal_count = 0;
    for (int over = 0; over < 2; over++)
        for (int i = 0; i < errand->node_count && view->node_count < HUB_VIEW_NODES; i++) {
            struct hub_view_node *node = &view->nodes[view->node_count];
            if (errand->nodes[i].kind != HUB_NODE_STATION)
                continue;
            show_node(node, &errand->nodes[i], app->session.now.wall_ms);
            bool is_over = node->state == HUB_REMOVED || node->state == HUB_EXPIRED;
            view->node_count += is_over == (over == 1);
        }
    for (int i = 0; i < errand->refusal_count && i < HUB_VIEW_REFUSALS; i++) {
        struct hub_view_refusal *refusal = &view->refusals[view->refusal_count++];
        refusal->at_ms = errand->refusals[i].at_ms;
        STR_COPY(refusal->label, errand->refusals[i].label);
        STR_COPY(refusal->text, errand->refusals[i].text);
    }
}

/* Somebody came in with the code: it need not stay on the screen. */
static void close_used_code(struct app *app, const struct hub_errand *errand)
{
    struct hub_view_code *code = &app->hub->view.code;
    char role[MEMBER_ROLE_SIZE];
    if (!code->is_made)
        return;
    STR_FORMAT(role, MEMBER_ROLE_PREFIX "%.4s", code->letters);
    for (int i = 0; i < errand->node_count; i++)
        if (errand->nodes[i].joined_ms != 0 && str_equal_ascii_fold(errand->nodes[i].role, role)) {
            memset(code, 0, sizeof *code);
            platform_play(app->platform, SOUND_SAVED);
            return;
        }
}

static void take_look(struct app *app, const struct hub_errand *errand)
{
    struct hub_view *view = &app->hub->view;
    struct error error = {0};
    view->is_removing = false;
    if (!errand->is_done) {
        if (errand->remove[0] != '\0')
            app_tell_failure(app, &errand->error);
        return;
    }
    view->is_known = true;
    close_used_code(app, errand);
    show_nodes(app, errand);
    if (!hub_roll_save(
            app->records.store, &app->frame_arena, errand->nodes, errand->node_count, &error))
        log_warning("who belongs to the class is not kept: %s", error.text);
}

/* --- What the rest of the program asks ------------------------------------------------------- */

bool app_hub_open(struct app *app, struct error *error)
{
    app->hub = arena_new(&app->arena, struct app_hub);
    if (app->hub == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the hub");
    app->session.hub = &app->hub->view;
    app->hub->view.is_lost = joining_hub_is_lost(app->records.store, app->options.data);
    return true;
}

void app_hub_close(struct app *app)
{
    if (app->hub == NULL)
        return;
    sync_worker_close(app->hub->worker, NULL);
    app->hub->worker = NULL;
}

/* When this machine itself has removed what is too old: its clock is proven then. */
static bool wants_expire(const struct app *app)
{
    const struct app_hub *hub = app->hub;
    return hub->version >= HUB_VERSION_EXPIRES && app->records.expired_day != hub->expired_day &&
           uptime_ms() >= hub->expire_ms;
}

bool app_hub_is_busy(const struct app *app)
{
    const struct app_hub *hub = app->hub;
    return hub != NULL && (hub->is_busy || hub->wants_code || hub->wants_class ||
                              hub->wants_update || wants_expire(app));
}

void app_hub_changed(struct app *app)
{
    if (app->hub != NULL)
        app->hub->may_differ = true;
}

void app_hub_compare(struct app *app, const struct sync_hello *hello)
{
    struct hub_class class;
    if (app->hub == NULL || !app_link_is_of_board(app))
        return;
    app->hub->version = hello->schema;
    app->hub->view.update = joining_update_command(hello, app->options.data);
    app->hub->wants_update =
        app->hub->view.update != NULL && hub_server_state(app->options.data) != HUB_SERVER_NONE;
    if (!app->records.has_plan)
        return;
    class_of(app, &class);
    app->hub->wants_class = !str_equal(class.id, hello->class_id) ||
                            !str_equal(class.name, hello->class_name) ||
                            memcmp(class.class_key, hello->class_key, sizeof class.class_key) != 0;
    memset(&class, 0, sizeof class);
}

void app_hub_poke(struct app *app)
{
    if (app->hub != NULL)
        app->hub->look_ms = 0;
}

static void save_code(struct app *app)
{
    struct hub_view_code *code = &app->hub->view.code;
    struct error error = {0};
    char line[HUB_CODE_SIZE + 1];
    bool on_stick;
    if (!code->is_made)
        return;
    STR_FORMAT(line, "%s\n", code->text);
    if (app_print_name(app, PRINTS_CODE, PRINTS_CODE_ENDING, code->file, &on_stick, &error) &&
        file_save_whole(code->file, 0600, line, strlen(line), &error))
        return;
    code->file[0] = '\0';
    app_tell_failure(app, &error);
}

static void let_in(struct app *app, int station)
{
    struct hub_view_code *code = &app->hub->view.code;
    if (!app_link_is_of_board(app) || station < 0 ||
        station >= app->records.classroom->plan.station_count)
        return;
    *code = (struct hub_view_code){.is_open = true, .station = station};
    app->hub->wants_code = true;
}

void app_hub_make_again(struct app *app)
{
    if (!app->hub->view.is_making && !app->hub->is_busy)
        make(app);
}

void app_hub_wish(struct app *app, const struct wish *wish)
{
    struct app_hub *hub = app->hub;
    app->frame_due = true;
    if (wish->hub < HUB_STAFF_LEAVE) {
        app_join_wish(app, wish);
        return;
    }
    if (wish->hub == HUB_STAFF_LEAVE)
        app_go(app, app_idle_screen(app));
    if (!app->session.teacher)
        return;
    switch (wish->hub) {
    case HUB_MAKE: app_hub_make_again(app); break;
    case HUB_LET_IN: let_in(app, wish->number); break;
    case HUB_CODE_SAVE: save_code(app); break;
    case HUB_CODE_CLOSE: memset(&hub->view.code, 0, sizeof hub->view.code); break;
    case HUB_REMOVE:
        if (app_link_is_of_board(app) && STR_COPY(hub->remove, wish->text)) {
            hub->view.is_removing = true;
            hub->look_ms = 0;
        }
        break;
    default: break;
    }
}

static void take_update(struct app *app, const struct hub_errand *errand)
{
    if (errand->is_done) {
        log_info("the hub is brought up to date");
        app->hub->view.update = NULL;
    } else {
        log_warning("the hub is not brought up to date: %s", errand->error.text);
    }
}

static void take_expire(struct app *app, const struct hub_errand *errand)
{
    if (!errand->is_done) {
        log_warning("what is too old stays at the hub: %s", errand->error.text);
        return;
    }
    if (errand->removed > 0)
        log_info("%lld old events were removed at the hub", (long long)errand->removed);
    if (errand->more)
        app->hub->expire_ms = 0;
    else
        app->hub->expired_day = errand->day;
}

static void take(struct app *app, struct hub_errand *errand)
{
    app->hub->is_busy = false;
    app->frame_due = true;
    switch (errand->what) {
    case HUB_DO_PLACE:
    case HUB_DO_FINISH: take_making(app, errand); break;
    case HUB_DO_CODE: take_code(app, errand); break;
    case HUB_DO_LOOK: take_look(app, errand); break;
    case HUB_DO_CLASS:
        if (!errand->is_done)
            log_warning("the hub is not told of the class: %s", errand->error.text);
        break;
    case HUB_DO_UPDATE: take_update(app, errand); break;
    case HUB_DO_EXPIRE: take_expire(app, errand); break;
    }
    discard(&errand->errand);
}

/* A hub that is lost is made again with those who are kept here. */
static int64_t look_due_ms(const struct app *app)
{
    const struct app_hub *hub = app->hub;
    int64_t due_ms = hub->may_differ ? hub->looked_ms + KEEP_EVERY_MS : INT64_MAX;
    if (app->top == SCREEN_STATIONS || hub->remove[0] != '\0')
        due_ms = MIN(due_ms, hub->look_ms);
    return app_link_is_of_board(app) ? due_ms : INT64_MAX;
}

void app_hub_turn(struct app *app)
{
    struct app_hub *hub = app->hub;
    struct sync_worker *worker = app_link_worker(app) != NULL ? app_link_worker(app) : hub->worker;
    struct hub_errand *errand =
        worker != NULL ? (struct hub_errand *)(void *)sync_worker_take_errand(worker) : NULL;
    if (errand != NULL)
        take(app, errand);
    if (app->top != SCREEN_STATIONS) /* whoever sees it is let in */
        memset(&hub->view.code, 0, sizeof hub->view.code);
    if (hub->is_busy || !app_link_is_of_board(app))
        return;
    if (hub->wants_update)
        ask_update(app);
    else if (hub->wants_class)
        ask_class(app);
    else if (hub->wants_code)
        ask_code(app);
    else if (uptime_ms() >= look_due_ms(app))
        ask_look(app);
    else if (wants_expire(app))
        ask_expire(app);
}

int64_t app_hub_deadline_ms(const struct app *app)
{
    int64_t due_ms = look_due_ms(app);
    if (app->options.steps != NULL || due_ms == INT64_MAX || app->hub->is_busy)
        return INT64_MAX;
    return app->session.now.mono_ms + MAX(due_ms - uptime_ms(), 0);
}
