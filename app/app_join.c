/* From a code to a station. What asks the network runs as an errand on a thread; what touches the
 * store runs here, in between, so that a pulled plug at any point leaves something to go on from
 * (joining.h). */
#define LOG_MODULE "join"
#include "app.h"

#include "base/log.h"
#include "base/str.h"
#include "class_places.h"
#include "joining.h"
#include "sync/worker.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    ERRAND_CAPACITY = 64 * 1024,
    CONFIRM_MS = 10000, /* how long a code of the settings says what is about to be */
    RETRY_MS = 5000,    /* and how often it is tried again: at first, … */
    RETRY_MOST_MS = 60000,
};
#define CODE_FILE "join.code" /* in the data folder: of the settings on the card */

enum join_what { JOIN_LOOK, JOIN_ACCEPT, JOIN_RESUME };

struct join_errand {
    struct sync_errand errand; /* first */
    struct arena arena;        /* holds this */
    enum join_what what;
    char text[JOIN_CODE_SIZE]; /* of LOOK: a code, or an address, a line break, letters */
    struct member code, coming;
    struct sync_hello hello;
    bool is_done, is_misread;
    enum sync_trouble trouble;
    struct error error;
};

struct app_join {
    struct join_view view;
    struct sync_worker *worker; /* while it is under way */
    bool is_busy;
    enum join_what failed;     /* what can be tried again */
    bool is_setting;           /* nobody is there to be asked: it goes on by itself */
    int64_t next_ms, retry_ms; /* of a setting: when, and how long after that; 0: not */
    char text[JOIN_CODE_SIZE]; /* the newest code */
    struct member code, coming;
    struct sync_hello hello;
};

/* --- On the thread --------------------------------------------------------------------------- */

static bool read_code(struct join_errand *own)
{
    char address[JOIN_CODE_SIZE];
    const char *line = strchr(own->text, '\n');
    if (line == NULL)
        return join_code_read(own->text, &own->code, &own->error);
    str_copy_length(address, sizeof address, own->text, (size_t)(line - own->text));
    return member_read_address(address, &own->code, &own->error) &&
           join_short_read(line + 1, &own->code, &own->error);
}

static bool look(struct join_errand *own)
{
    own->is_misread = !read_code(own);
    return !own->is_misread &&
           joining_hello_why(&own->code, &own->hello, &own->trouble, &own->error);
}

/* Where the answer was lost, the hub knows the new secret all the same. */
static bool go_in(struct join_errand *own)
{
    struct error accepting = {0};
    bool accepted =
        own->what == JOIN_RESUME || joining_accept(&own->code, &own->coming, &accepting);
    if (joining_hello_why(&own->coming, &own->hello, &own->trouble, &own->error))
        return true;
    if (!accepted)
        own->error = accepting;
    return false;
}

static void run(struct hub *hub, struct sync_errand *errand)
{
    struct join_errand *own = (struct join_errand *)(void *)errand;
    (void)hub; /* each of these is another member */
    own->is_done = own->what == JOIN_LOOK ? look(own) : go_in(own);
}

static void discard(struct sync_errand *errand)
{
    struct join_errand *own = (struct join_errand *)(void *)errand;
    struct arena arena = own->arena;
    memset(own, 0, sizeof *own);
    arena_close(&arena);
}

/* --- Here ------------------------------------------------------------------------------------ */

static void show(struct app *app, enum join_stage stage)
{
    app->join->view.stage = stage;
    app->frame_due = true;
    if (app->top != SCREEN_JOIN)
        app_go(app, SCREEN_JOIN);
}

/* The code of the settings is used up, or of no use. */
static void forget_setting(struct app *app)
{
    char path[STORE_PATH_SIZE];
    app->join->is_setting = false;
    app->join->next_ms = 0;
    if (STR_FORMAT(path, "%s/" CODE_FILE, app->options.data))
        (void)unlink(path);
}

/* Somebody is there, and goes another way: no code that could hold is lost by that. */
static void leave_setting(struct app *app)
{
    struct app_join *join = app->join;
    bool is_no =
        join->view.stage == JOIN_ASKS || (join->view.stage == JOIN_FAILED && !join->view.may_try);
    if (join->is_setting && is_no)
        forget_setting(app);
    join->is_setting = false;
    join->next_ms = 0;
}

static void try_later(struct app *app)
{
    struct app_join *join = app->join;
    join->retry_ms = CLAMP(join->retry_ms * 2, RETRY_MS, RETRY_MOST_MS);
    join->next_ms = app->session.now.mono_ms + join->retry_ms;
}

static void fail(struct app *app, const char *what, const struct error *error, bool may_try)
{
    struct join_view *view = &app->join->view;
    if (app->join->is_setting && may_try)
        try_later(app);
    log_warning("this machine has not joined: %s", error_code_name(error->code));
    view->what = what;
    view->may_try = may_try;
    bool twice = str_starts_with(error->text, what);
    STR_COPY(view->detail, error->text + (twice ? strlen(what) : 0));
    platform_play(app->platform, SOUND_SORRY);
    show(app, JOIN_FAILED);
}

static bool begin(struct app *app, struct join_errand **out, struct error *error)
{
    struct app_join *join = app->join;
    struct arena arena = {0};
    if (join->worker == NULL && !app_open_worker(app, NULL, &join->worker, error))
        return false;
    if (!arena_open(&arena, ERRAND_CAPACITY, error))
        return false;
    *out = arena_new(&arena, struct join_errand);
    (*out)->arena = arena;
    (*out)->errand = (struct sync_errand){run, discard};
    return true;
}

static void send(struct app *app, enum join_what what)
{
    struct app_join *join = app->join;
    struct join_errand *errand;
    struct error error = {0};
    join->failed = what;
    if (!begin(app, &errand, &error)) {
        fail(app, N_("This machine has no memory left for joining: start it again."), &error, true);
        return;
    }
    errand->what = what;
    STR_COPY(errand->text, join->text);
    errand->code = join->code;
    errand->coming = join->coming;
    join->is_busy = sync_worker_send(join->worker, &errand->errand);
    if (!join->is_busy)
        discard(&errand->errand);
    show(app, what == JOIN_LOOK ? JOIN_LOOKING : JOIN_GOING);
}

static void close_worker(struct app_join *join)
{
    sync_worker_close(join->worker, NULL);
    join->worker = NULL;
    join->is_busy = false;
}

static void become(struct app *app)
{
    struct app_join *join = app->join;
    struct error error = {0};
    if (!joining_finish(&app->records, &join->coming, &join->hello, &error)) {
        fail(app, N_("This machine cannot keep that it has joined."), &error, true);
        return;
    }
    log_info("this machine is a station of its class");
    close_worker(join);
    forget_setting(app);
    memset(join->text, 0, sizeof join->text);
    memset(&join->code, 0, sizeof join->code);
    memset(&join->coming, 0, sizeof join->coming);
    platform_play(app->platform, SOUND_SAVED);
    app_close_link(app); /* of the membership before */
    app_open_link(app);
    if (app->records.has_plan)
        app_take_class(app); /* it may be another station now */
    join->view.is_anew = false;
    join->view.stage = JOIN_WAITING;
    app_go(app, app_idle_screen(app));
}

static void take_look(struct app *app, const struct join_errand *errand)
{
    struct app_join *join = app->join;
    struct join_view *view = &join->view;
    struct error error = {0};
    join->code = errand->code;
    if (!errand->is_done) {
        bool denied = errand->trouble == SYNC_WRONG_SECRET && !errand->is_misread;
        if (denied && joining_was_stopped(app->records.store, &join->code, &join->coming)) {
            send(app, JOIN_RESUME);
            return;
        }
        const char *what = errand->is_misread ? N_("This code is not complete, or was misread.")
                           : denied ? N_("This code does not open anything: it was used, or its "
                                         "time is over. Have the board show a new one.")
                                    : sync_trouble_text(errand->trouble);
        fail(app, what, &errand->error, !errand->is_misread && !denied);
        if (errand->is_misread && join->is_setting)
            forget_setting(app);
        return;
    }
    join->hello = errand->hello;
    if (!joining_may(&app->records, &join->hello, &error)) {
        fail(app, N_("This machine has a class already."), &error, false);
        return;
    }
    STR_COPY(view->class_name, join->hello.class_name);
    STR_COPY(view->station, join->hello.label);
    view->badges = joining_badges_of_ours(&app->records);
    if (join->is_setting)
        join->next_ms = app->session.now.mono_ms + CONFIRM_MS;
    show(app, JOIN_ASKS);
}

static void take_entry(struct app *app, const struct join_errand *errand)
{
    struct app_join *join = app->join;
    if (errand->is_done) {
        join->hello = errand->hello;
        become(app);
        return;
    }
    bool denied = errand->trouble == SYNC_WRONG_SECRET;
    fail(app,
        denied ? N_("Joining was stopped before the board knew of it. Show the code once more, or "
                    "have the board show a new one.")
               : sync_trouble_text(errand->trouble),
        &errand->error, !denied);
}

static void confirm(struct app *app)
{
    struct app_join *join = app->join;
    struct error error = {0};
    if (join->view.stage != JOIN_ASKS)
        return;
    if (!joining_prepare(app->records.store, &join->code, &join->hello, &join->coming, &error)) {
        fail(app, N_("This machine cannot keep that it has joined."), &error, true);
        return;
    }
    send(app, JOIN_ACCEPT);
}

static bool read_text(const char *path, char out[static JOIN_CODE_SIZE])
{
    FILE *file = fopen(path, "r");
    size_t size = file != NULL ? fread(out, 1, JOIN_CODE_SIZE - 1, file) : 0;
    if (file != NULL)
        fclose(file);
    out[size] = '\0';
    out[strcspn(out, "\r\n")] = '\0';
    return file != NULL;
}

static void read_file(struct app *app, int number)
{
    struct app_join *join = app->join;
    char text[JOIN_CODE_SIZE];
    if (number >= 0 && number < join->view.file_count &&
        read_text(join->view.files[number].path, text))
        (void)app_join_read(app, text);
}

/* A station that was shut out may be let in again: the teacher's badge opened the way to it. One
 * that the class does not have any more is of no other use. */
static bool may_join(const struct app *app)
{
    if (app->join->view.is_anew)
        return true;
    return app->session.role != ROLE_OF_BOARD && !app->records.has_plan && app->link == NULL;
}

/* Whoever wrote it into the settings has said yes. */
static void take_setting(struct app *app)
{
    struct app_join *join = app->join;
    char path[STORE_PATH_SIZE], text[JOIN_CODE_SIZE];
    if (!STR_FORMAT(path, "%s/" CODE_FILE, app->options.data) || !read_text(path, text))
        return;
    if (!may_join(app)) {
        forget_setting(app); /* this machine has a class */
        return;
    }
    join->is_setting = app_join_read(app, text);
    if (!join->is_setting)
        forget_setting(app);
}

/* --- What the rest of the program asks ------------------------------------------------------- */

bool app_join_open(struct app *app, struct error *error)
{
    struct error none = {0};
    app->join = arena_new(&app->arena, struct app_join);
    if (app->join == NULL)
        return error_set(error, ERR_MEMORY, "no memory for joining");
    app->session.join = &app->join->view;
    if (app->link != NULL)
        app->join->view.stage = JOIN_WAITING;
    else if (may_join(app) && member_load_coming(app->records.store, &app->join->coming, &none))
        send(app, JOIN_RESUME);
    if (!app_join_is_busy(app))
        take_setting(app);
    return true;
}

void app_join_close(struct app *app)
{
    if (app->join != NULL)
        close_worker(app->join);
}

bool app_join_is_on(const struct app *app)
{
    return app->link != NULL || (app->join != NULL && app->join->view.stage != JOIN_TYPING);
}

bool app_join_is_busy(const struct app *app)
{
    return app->join != NULL && app->join->is_busy;
}

bool app_join_read(struct app *app, const char *text)
{
    struct app_join *join = app->join;
    if (!may_join(app))
        return true;
    if (!join_code_is_one(text) && strchr(text, '\n') == NULL)
        return false;
    if (!join->is_busy && join->view.stage != JOIN_ASKS && STR_COPY(join->text, text)) {
        leave_setting(app);
        send(app, JOIN_LOOK);
    }
    return true;
}

void app_join_wish(struct app *app, const struct wish *wish)
{
    struct app_join *join = app->join;
    if (wish->hub == HUB_JOIN_OPEN &&
        (app->top == SCREEN_STAFF || app->top == SCREEN_CHOOSE_STATION))
        join->view.is_anew = true;
    if (!may_join(app) || join->is_busy)
        return;
    switch (wish->hub) {
    case HUB_JOIN_OPEN:
        leave_setting(app);
        class_places_find_codes(&app->frame_arena, &join->view);
        show(app, JOIN_TYPING);
        break;
    case HUB_JOIN_LEAVE:
        leave_setting(app);
        join->view.stage = JOIN_TYPING;
        join->view.is_anew = false;
        app_go(app, app_idle_screen(app));
        break;
    case HUB_JOIN_TYPED: (void)app_join_read(app, wish->text); break;
    case HUB_JOIN_FILE: read_file(app, wish->number); break;
    case HUB_JOIN_YES: confirm(app); break;
    case HUB_JOIN_AGAIN:
        if (join->view.stage == JOIN_FAILED)
            send(app, join->failed);
        break;
    default: break;
    }
}

/* Of a code in the settings: as if somebody had said yes, or again. */
static void go_on(struct app *app)
{
    struct app_join *join = app->join;
    join->next_ms = 0;
    if (!may_join(app) || join->is_busy)
        return;
    if (join->view.stage == JOIN_ASKS)
        confirm(app);
    else if (join->view.stage == JOIN_FAILED)
        send(app, join->failed);
}

int64_t app_join_deadline_ms(const struct app *app)
{
    return app->join != NULL && app->join->next_ms != 0 ? app->join->next_ms : INT64_MAX;
}

void app_join_turn(struct app *app)
{
    struct app_join *join = app->join;
    if (app->top != SCREEN_JOIN && !join->is_busy)
        join->view.is_anew = false; /* whoever opened it has gone */
    if (join->next_ms != 0 && app->session.now.mono_ms >= join->next_ms)
        go_on(app);
    struct join_errand *errand =
        join->is_busy ? (struct join_errand *)(void *)sync_worker_take_errand(join->worker) : NULL;
    if (errand == NULL)
        return;
    join->is_busy = false;
    if (errand->what == JOIN_LOOK)
        take_look(app, errand);
    else
        take_entry(app, errand);
    discard(&errand->errand);
}
