#define LOG_MODULE "sync"
#include "app.h"

#include "base/log.h"
#include "base/str.h"
#include "base/uptime.h"
#include "exchange/hub_json.h"
#include "hub_link.h"
#include "joining.h"
#include "lending.h"
#include "records_words.h"
#include "sync/hub_server.h"
#include <string.h>
#include <time.h>

enum { NAP_MS = 5 };

struct app_link {
    struct hub_link hub;
    struct member member;
    enum member_kind kind;
    bool is_scripted;
};

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

void app_lend_link(struct app *app)
{
    struct lending lending = {0};
    struct error error = {0};
    if (app->link == NULL)
        return;
    joining_name_class(&app->link->member, &app->records);
    lending.member = app->link->member;
    lending.kind = app->link->kind;
    lending_stations(&lending, &app->records.classroom->plan);
    lending.refused = app->session.link.refused;
    lending.is_lost = joining_hub_is_lost(app->records.store, app->options.data);
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
    app->link->is_scripted = app->options.steps != NULL;
    if (kind == MEMBER_STATION && app->session.role == ROLE_OF_BOTH)
        app->session.role = ROLE_OF_STATION; /* the board is another machine now */
    if (hub_link_open(&app->link->hub, &member, ring, app->platform, &error)) {
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
    hub_link_close(&app->link->hub);
    app->link = NULL;
}

struct sync_worker *app_link_worker(const struct app *app)
{
    return app->link != NULL ? app->link->hub.worker : NULL;
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

static void take_news(struct app *app, const struct sync_news *news)
{
    if (news->added_count > 0)
        follow_student(app);
    if (news->added_count > 0 || news->draft_count > 0)
        app->frame_due = true;
    if (news->added_count > 0)
        app_hub_poke(app);
}

/* A plan is taken between visits only: nothing changes under a child's finger. The teacher stays,
 * and finds the page as if it was just opened where students are others by their indexes. */
static void take_plan(struct app *app)
{
    bool quiet = app->session.student < 0 && app->session.candidate < 0;
    int64_t built = app->records.built;
    if (!quiet || !hub_link_take_plan(&app->link->hub, &app->records))
        return;
    app_take_class(app);
    if (!app->session.teacher)
        app_go(app, app_idle_screen(app));
    else if (app->records.built != built)
        app_go(app, app->top);
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
        !sync_report(app->link->hub.sync, text, &error))
        log_warning("the board is not told how this machine is: %s", error.text);
    arena_release(&app->records.scratch, mark);
}

/* For the screens; whoever looks sees it with the next frame. */
static void show_state(struct app *app)
{
    const struct sync_state *state = sync_state(app->link->hub.sync);
    struct link *link = &app->session.link;
    int64_t ago_ms = uptime_ms() - state->synced_mono_ms;
    struct link before = *link;
    *link = (struct link){.is_member = true,
        .is_board = app->link->kind == MEMBER_BOARD,
        .what = app->link->hub.is_answered ? sync_trouble_text(state->trouble) : NULL,
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
    if (before.refused != link->refused)
        app_lend_link(app);
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

static void take_came(struct app *app, const struct hub_link_came *came)
{
    bool is_fine = came->answer.trouble == SYNC_FINE;
    if (came->answer.kind == SYNC_ASK_HELLO && is_fine) {
        take_words_key(app, &came->answer.hello);
        app_hub_compare(app, &came->answer.hello);
    }
    if ((came->answer.kind == SYNC_ASK_HELLO || came->answer.kind == SYNC_ASK_HEADS) && is_fine)
        app_hub_changed(app);
    take_news(app, &came->news);
}

void app_sync_poke(struct app *app)
{
    if (app->link != NULL)
        hub_link_poke(&app->link->hub);
}

void app_sync_turn(struct app *app)
{
    struct hub_link_came came;
    if (app->link == NULL)
        return;
    if (hub_link_take(&app->link->hub, &app->records, &came))
        take_came(app, &came);
    hub_link_ask(&app->link->hub, &app->records);
    take_plan(app);
    show_state(app);
}

int64_t app_sync_deadline_ms(const struct app *app)
{
    int64_t due_ms =
        app->link == NULL || app->link->is_scripted ? INT64_MAX : hub_link_due_ms(&app->link->hub);
    return due_ms == INT64_MAX ? due_ms : app->session.now.mono_ms + MAX(due_ms - uptime_ms(), 0);
}

/* A hub on this machine goes by the clock of this machine: it confirms nothing. */
static bool has_hub_clock(const struct app *app, int64_t *wall_ms)
{
    return app->link != NULL && !app->link->is_scripted &&
           !hub_server_is_here(app->link->member.host) && hub_link_clock(&app->link->hub, wall_ms);
}

struct moment app_moment(const struct app *app)
{
    struct moment now = platform_now(app->platform);
    int64_t hub_ms;
    if (!has_hub_clock(app, &hub_ms))
        return now;
    now.wall_ms = hub_ms;
    now.trusted = true;
    return now;
}

enum clock_source app_clock_source(const struct app *app)
{
    int64_t hub_ms;
    return has_hub_clock(app, &hub_ms) ? CLOCK_BY_HUB : platform_clock_source(app->platform);
}

static bool is_busy(const struct app *app)
{
    return app_join_is_busy(app) || app_hub_is_busy(app);
}

static bool is_cut(const struct app *app)
{
    return app->link->hub.is_answered && sync_state(app->link->hub.sync)->trouble != SYNC_FINE;
}

bool app_sync_wait(struct app *app, bool cut, int64_t timeout_ms, struct error *error)
{
    int64_t until_ms = uptime_ms() + timeout_ms;
    if (app->link == NULL && !is_busy(app))
        return error_set(error, ERR_BAD_INPUT, "this machine belongs to no hub");
    if (app->link != NULL)
        hub_link_look(&app->link->hub);
    app_hub_poke(app);
    while (uptime_ms() < until_ms) {
        app_settle(app);
        if (!is_busy(app) &&
            (app->link == NULL || (cut ? is_cut(app) : hub_link_is_told(&app->link->hub))))
            return true;
        nanosleep(&(struct timespec){.tv_nsec = NAP_MS * 1000000L}, NULL);
    }
    const struct link *link = &app->session.link;
    return error_set(error, ERR_IO, "after %d s: %s %s", (int)(timeout_ms / 1000),
        link->what != NULL ? link->what : "", link->detail);
}
