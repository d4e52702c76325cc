#define LOG_MODULE "sync"
#include "app.h"

#include "base/date.h"
#include "base/log.h"
#include "base/rng.h"
#include "base/str.h"
#include "exchange/hub_json.h"
#include "lending.h"
#include "records_words.h"
#include "sync/sync.h"
#include "sync/worker.h"
#include <string.h>
#include <time.h>

enum {
    LINK_CAPACITY = 64 * 1024 * 1024, /* address space: a batch, a plan */
    AFTER_FAILURE_MS = 5000,          /* the store failed: not at once again */
    NAP_MS = 5,
};

struct app_link {
    struct arena arena; /* of the core and its asks */
    struct member member;
    enum member_kind kind;
    struct sync *sync;
    struct sync_worker *worker;
    struct rng rng;
    struct sync_ask ask; /* stays until it is answered */
    int64_t due_ms;      /* uptime: when the core wants to be asked again */
    int64_t events;      /* in the class when the core was asked last */
    bool plan_waits;     /* a newer plan is here; it is taken when nobody is */
    bool is_scripted;
    bool is_answered; /* since the start: until then nobody knows whether there is a link */
};

/* Of the machine, also where a script has a clock of its own. */
int64_t app_uptime_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void ring(void *context)
{
    platform_ring(context);
}

bool app_open_worker(
    struct app *app, const struct member *member, struct sync_worker **out, struct error *error)
{
    static const struct member nobody = {.port = MEMBER_PORT};
    return sync_worker_open(out, member != NULL ? member : &nobody, ring, app->platform, error);
}

static bool open_link(struct app *app, struct app_link *link, struct error *error)
{
    uint64_t seed;
    store_random(&seed, sizeof seed);
    link->rng = rng_seeded(seed);
    link->is_scripted = app->options.steps != NULL;
    return arena_open(&link->arena, LINK_CAPACITY, error) &&
           sync_open(&link->sync, &link->arena, error) &&
           app_open_worker(app, &link->member, &link->worker, error);
}

void app_lend_link(const struct app *app)
{
    struct lending lending = {0};
    struct error error = {0};
    if (app->link == NULL)
        return;
    lending.member = app->link->member;
    lending.kind = app->link->kind;
    lending_stations(&lending, &app->records.classroom->plan);
    if (!lending_write(app->options.data, &lending, &error))
        log_warning("commands of the hub wait until this program ends: %s", error.text);
    memset(&lending, 0, sizeof lending);
}

void app_open_link(struct app *app)
{
    struct error error = {0};
    struct member member;
    enum member_kind kind;
    if (!member_load(app->records.store, &member, &kind, &error)) {
        if (error.code != ERR_NOT_FOUND)
            log_error("whose hub this machine belongs to cannot be read: %s", error.text);
        lending_end(app->options.data);
        return;
    }
    error = (struct error){0};
    app->link = arena_new(&app->arena, struct app_link);
    if (app->link == NULL)
        return;
    app->link->member = member;
    app->link->kind = kind;
    if (kind == MEMBER_STATION && app->session.role == ROLE_OF_BOTH)
        app->session.role = ROLE_OF_STATION; /* the board is another machine now */
    app->link->plan_waits = true;            /* one that came before the power went */
    if (open_link(app, app->link, &error)) {
        app_lend_link(app);
        return;
    }
    log_error("this machine stays alone until it is started again: %s", error.text);
    app_close_link(app);
}

void app_close_link(struct app *app)
{
    if (app->link == NULL)
        return;
    lending_end(app->options.data);
    sync_worker_close(app->link->worker);
    arena_close(&app->link->arena);
    app->link = NULL;
}

struct sync_worker *app_link_worker(const struct app *app)
{
    return app->link != NULL ? app->link->worker : NULL;
}

const struct member *app_link_member(const struct app *app)
{
    return app->link != NULL ? &app->link->member : NULL;
}

bool app_link_is_of_board(const struct app *app)
{
    return app->link != NULL && app->link->kind == MEMBER_BOARD;
}

/* --- What came -------------------------------------------------------------------------------- */

/* Whoever is checked in here was so when the visit began; a later check-in elsewhere ends it. What
 * was being written stays as a draft, and follows the student there. */
static void follow_student(struct app *app)
{
    const struct session *session = &app->session;
    if (session->student < 0)
        return;
    const struct student_state *state = &app->records.classroom->students[session->student];
    if (state->enrolled && stamp_compare(&state->visit_stamp, &app->visit_stamp) == 0)
        return;
    log_info("a visit goes on elsewhere");
    app_end_visit(app);
}

static bool is_about_plans(const struct sync_news *news)
{
    for (int i = 0; i < news->added_count; i++)
        if (str_equal(news->added[i].kind, event_kind_name(EVENT_PLAN_PUBLISHED)))
            return true;
    return news->blob != NULL && str_starts_with(news->blob, "plan:");
}

static void take_news(struct app *app, const struct sync_news *news)
{
    struct error error = {0};
    if (news->added_count > 0) {
        if (!records_take_rows(&app->records, news->added, news->added_count, &error))
            log_error("what came is stored, and shown after a restart: %s", error.text);
        app->link->events = app->records.classroom->event_count;
        follow_student(app);
    }
    if (news->added_count > 0 || news->draft_count > 0)
        app->frame_due = true;
    if (news->added_count > 0)
        app_hub_poke(app);
}

/* A plan is taken between visits only: nothing changes under a child's finger. */
static void take_plan(struct app *app)
{
    struct error error = {0};
    bool changed = false;
    bool quiet = app->session.student < 0 && app->session.candidate < 0;
    if (!app->link->plan_waits || !quiet)
        return;
    app->link->plan_waits = false;
    if (!records_take_newest_plan(&app->records, &changed, &error)) {
        log_error("the newest plan is not taken: %s", error.text);
        return;
    }
    if (!changed)
        return;
    app_take_class(app);
    if (!app->session.teacher)
        app_go(app, app_idle_screen(app));
    app->frame_due = true;
}

/* --- Asking ---------------------------------------------------------------------------------- */

/* How this machine is, for the board's page. */
static void report(struct app *app, const struct sync_state *state)
{
    struct error error = {0};
    const char *text;
    const struct node_report report = {.program = WAYSTATION_VERSION,
        .waiting = state->waiting,
        .refused = state->refused,
        .conflicts = state->conflicts,
        .events = app->records.classroom->event_count};
    size_t mark = arena_mark(&app->records.scratch);
    if (!node_report_write(&report, &app->records.scratch, &text, &error) ||
        !sync_report(app->link->sync, text, &error))
        log_warning("the board is not told how this machine is: %s", error.text);
    arena_release(&app->records.scratch, mark);
}

/* For the screens; whoever looks sees it with the next frame. */
static void show_state(struct app *app)
{
    const struct sync_state *state = sync_state(app->link->sync);
    struct link *link = &app->session.link;
    int64_t ago_ms = app_uptime_ms() - state->synced_mono_ms;
    struct link before = *link;
    *link = (struct link){.is_member = true,
        .is_board = app->link->kind == MEMBER_BOARD,
        .what = app->link->is_answered ? sync_trouble_text(state->trouble) : NULL,
        .is_fine = state->trouble == SYNC_FINE && state->has_synced,
        .has_synced = state->has_synced,
        .synced_ms = app->session.now.mono_ms - ago_ms,
        .waiting = state->waiting,
        .refused = state->refused,
        .conflicts = state->conflicts};
    STR_COPY(link->detail, state->text);
    STR_COPY(link->class_name, app->link->member.class_name);
    STR_COPY(link->station, app->link->member.station);
    if (before.what != link->what || before.is_fine != link->is_fine ||
        before.waiting != link->waiting || before.refused != link->refused ||
        before.conflicts != link->conflicts) {
        app->frame_due = true;
        report(app, state);
    }
}

/* From then on what children write here is sealed to the class's key of this term. */
static void take_words_key(struct app *app, const struct sync_hello *hello)
{
    uint8_t known[SEAL_KEY_SIZE] = {0}, none[SEAL_KEY_SIZE] = {0};
    struct error error = {0};
    (void)records_words_public_key(&app->records, known);
    if (hello->any_label || memcmp(hello->class_key, none, sizeof none) == 0 ||
        memcmp(hello->class_key, known, sizeof known) == 0)
        return;
    if (!records_words_join(&app->records, hello->class_key, &error))
        log_error("words are not sealed to the class's new key: %s", error.text);
}

static void take_answer(struct app *app, const struct sync_answer *answer)
{
    struct app_link *link = app->link;
    struct sync_news news = {0};
    struct error error = {0};
    link->is_answered = true;
    if (!sync_take(link->sync, app->records.store, answer, app_uptime_ms(), &news, &error))
        log_error("what another machine told is not stored: %s", error.text);
    if (answer->kind == SYNC_ASK_HELLO && answer->trouble == SYNC_FINE) {
        take_words_key(app, &answer->hello);
        app_hub_compare(app, &answer->hello);
    }
    take_news(app, &news);
    link->plan_waits = link->plan_waits || is_about_plans(&news);
    link->due_ms = app_uptime_ms();
}

static void ask_on(struct app *app)
{
    struct app_link *link = app->link;
    struct error error = {0};
    int64_t now_ms = app_uptime_ms(), wait_ms = INT64_MAX;
    if (app->records.classroom->event_count != link->events) {
        link->events = app->records.classroom->event_count;
        app_sync_poke(app);
    }
    if (link->due_ms > now_ms)
        return;
    if (!sync_next(
            link->sync, app->records.store, &link->rng, now_ms, &link->ask, &wait_ms, &error)) {
        log_error("what others do not know yet cannot be read: %s", error.text);
        wait_ms = now_ms + AFTER_FAILURE_MS;
        link->ask.kind = SYNC_ASK_NOTHING;
    }
    link->due_ms = wait_ms;
    if (link->ask.kind != SYNC_ASK_NOTHING)
        sync_worker_ask(link->worker, &link->ask);
}

void app_sync_poke(struct app *app)
{
    if (app->link != NULL)
        app->link->due_ms = 0; /* the core looks for itself what is new */
}

void app_sync_turn(struct app *app)
{
    struct app_link *link = app->link;
    struct sync_answer answer;
    struct sync_heard heard;
    if (link == NULL)
        return;
    if (sync_worker_take_heard(link->worker, &heard)) {
        sync_hear(link->sync, &heard);
        link->due_ms = 0;
    }
    if (sync_worker_take(link->worker, &answer))
        take_answer(app, &answer);
    if (sync_worker_is_idle(link->worker))
        ask_on(app);
    take_plan(app);
    show_state(app);
}

int64_t app_sync_deadline_ms(const struct app *app)
{
    const struct app_link *link = app->link;
    if (link == NULL || link->is_scripted || link->due_ms == INT64_MAX ||
        !sync_worker_is_idle(link->worker))
        return INT64_MAX;
    return app->session.now.mono_ms + MAX(link->due_ms - app_uptime_ms(), 0);
}

struct moment app_moment(const struct app *app)
{
    struct moment now = platform_now(app->platform);
    if (app->link == NULL || app->link->is_scripted)
        return now;
    const struct sync_state *state = sync_state(app->link->sync);
    int64_t hub_ms = state->clock_ms + app_uptime_ms();
    if (!state->has_clock || !date_is_believable(date_day_at(hub_ms, 0)))
        return now;
    now.wall_ms = hub_ms;
    now.trusted = true;
    return now;
}

static bool is_busy(const struct app *app)
{
    return app_join_is_busy(app) || app_hub_is_busy(app);
}

static bool is_told(const struct app *app)
{
    const struct sync_state *state = sync_state(app->link->sync);
    return state->trouble == SYNC_FINE && state->has_synced &&
           app->link->due_ms > app_uptime_ms() && sync_worker_is_idle(app->link->worker);
}

static bool is_cut(const struct app *app)
{
    return app->link->is_answered && sync_state(app->link->sync)->trouble != SYNC_FINE;
}

bool app_sync_wait(struct app *app, bool cut, int64_t timeout_ms, struct error *error)
{
    int64_t until_ms = app_uptime_ms() + timeout_ms;
    if (app->link == NULL && !is_busy(app))
        return error_set(error, ERR_BAD_INPUT, "this machine belongs to no hub");
    if (app->link != NULL)
        sync_heard(app->link->sync, NULL);
    app_sync_poke(app);
    app_hub_poke(app);
    while (app_uptime_ms() < until_ms) {
        app_settle(app);
        if (!is_busy(app) && (app->link == NULL || (cut ? is_cut(app) : is_told(app))))
            return true;
        nanosleep(&(struct timespec){.tv_nsec = NAP_MS * 1000000L}, NULL);
    }
    const struct link *link = &app->session.link;
    return error_set(error, ERR_IO, "after %d s: %s %s", (int)(timeout_ms / 1000),
        link->what != NULL ? link->what : "", link->detail);
}
