#define LOG_MODULE "app"
#include "app.h"
#include "prints.h"

#include "base/log.h"
#include "base/str.h"
#include "model/grouping.h"
#include "splash.h"
#include "sync/member.h"
#include "translation.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
    ARENA_CAPACITY = 64 * 1024 * 1024,
    SCREEN_CAPACITY = 1024 * 1024,
    FRAME_CAPACITY = 32 * 1024 * 1024,
    LANGUAGE_CAPACITY = 32 * 1024 * 1024,
    QUIET_MS = 30 * 1000,
    TEND_AGAIN_MS = 50,
    TEND_EVERY_MS = 10 * 60 * 1000,
    LONG_MS = 5 * 60 * 1000,
    CLOCK_AGAIN_MS = 60 * 1000, /* after a failure */
};

/* --- Languages ------------------------------------------------------------------------------- */

static void add_language(struct app *app, const char *assets, const char *code)
{
    if (code[0] == '\0' || app->session.language_count == APP_LANGUAGE_MAX)
        return;
    for (int i = 0; i < app->session.language_count; i++)
        if (str_equal(app->languages[i], code))
            return;
    int index = app->session.language_count;
    struct error error = {0};
    if (!translation_load(&app->catalogs[index], assets, code, &app->language_arena, &error) &&
        !str_equal(code, "en")) { /* English is shown all the same */
        log_warning("language %s is not shown: %s", code, error.text);
        return;
    }
    STR_COPY(app->languages[index], code);
    app->language_list[index] = app->languages[index];
    app->session.language_count++;
}

/* For whoever sets up a machine that has no class yet. */
static const char *const our_languages[] = {"es", "fr", "ar"};

static void load_languages(struct app *app)
{
    const struct plan *plan = &app->records.classroom->plan;
    char assets[4096], board[LANGUAGE_SIZE] = "";
    const char *setting = app->options.language != NULL ? app->options.language : "";
    arena_reset(&app->language_arena);
    memset(app->catalogs, 0, sizeof app->catalogs);
    app->session.languages = app->language_list;
    app->session.language_count = app->board_language = 0;
    app->language = -1;
    if (!platform_find_assets(assets, sizeof assets)) {
        log_warning("our assets were not found: the interface is in English only");
        assets[0] = '\0';
    }
    add_language(app, assets, app->records.has_plan ? plan->language : setting);
    for (int i = 0; i < plan->language_count; i++)
        add_language(app, assets, plan->languages[i]);
    for (int i = 0; i < plan->student_count; i++)
        add_language(app, assets, plan->students[i].language);
    add_language(app, assets, "en");
    for (size_t i = 0; !app->records.has_plan && i < COUNT_OF(our_languages); i++)
        add_language(app, assets, our_languages[i]);
    if (!store_get(app->records.store, "board-language", board, sizeof board)) {
        add_language(app, assets, setting);
        STR_COPY(board, setting);
    }
    for (int i = 0; i < app->session.language_count; i++)
        if (str_equal(app->languages[i], board))
            app->board_language = i;
}

/* --- Opening and closing --------------------------------------------------------------------- */

static bool has_joined(struct app *app, struct member *out)
{
    enum member_kind kind;
    struct error none = {0};
    bool is = member_load(app->records.store, out, &kind, &none) && kind == MEMBER_STATION;
    memset(out->secret, 0, sizeof out->secret);
    return is;
}

/* Whoever starts a machine that has joined as another station is told. */
static bool may_be_station(struct app *app, struct error *error)
{
    struct member member;
    const char *said = app->options.station;
    return said == NULL || app->options.station_is_setting || !has_joined(app, &member) ||
           str_equal(said, member.station) ||
           error_set(error, ERR_BAD_INPUT,
               "this machine joined %s as the station \"%s\": start it without --station, or let "
               "it join anew with a code for \"%s\" (on the board: page Stations)",
               member.class_name, member.station, said);
}

/* Also when this program starts itself again. */
static void drop_station_option(struct app *app)
{
    char **to = app->options.restart_arguments;
    app->options.station = NULL;
    for (char **from = to; from != NULL && *from != NULL; from++) {
        if (str_equal(*from, "--station"))
            from++;
        else
            *to++ = *from;
    }
    if (to != NULL)
        *to = NULL;
}

/* What a machine joined as holds: its hub takes nothing under another name. */
static void be_as_joined(struct app *app, const char *is)
{
    const char *said = app->options.station;
    if (said != NULL && !str_equal(said, is)) {
        log_warning("this machine joined as another station than it was started as");
        if (app->options.station_is_setting)
            app_device_joined_as(app, said, is);
        drop_station_option(app);
    }
    if (app->options.role != ROLE_OF_BOARD)
        app->session.station = plan_find_station(&app->records.classroom->plan, is);
    struct error unsaved = {0};
    if (!store_set(app->records.store, "station", is, &unsaved))
        log_warning("the station's name is not kept: %s", unsaved.text);
}

static bool find_station(struct app *app, struct error *error)
{
    struct member member;
    struct plan *plan = &app->records.classroom->plan;
    char id[ID_SIZE] = "";
    app->session.station = -1;
    if (has_joined(app, &member)) {
        be_as_joined(app, member.station);
        return true;
    }
    if (app->options.role == ROLE_OF_BOARD)
        return true;
    if (app->options.station != NULL)
        STR_COPY(id, app->options.station);
    else if (!store_get(app->records.store, "station", id, sizeof id) &&
             (plan->station_count == 1 || app->options.headless)) /* nobody there to be asked */
        STR_COPY(id, plan->stations[0].id);
    app->session.station = id[0] != '\0' ? plan_find_station(plan, id) : -1;
    if (app->options.station == NULL || !app->records.has_plan)
        return true;
    if (app->session.station < 0) {
        char list[256] = "";
        for (int i = 0; i < plan->station_count; i++) {
            str_append(list, sizeof list, i > 0 ? ", " : "");
            str_append(list, sizeof list, plan->stations[i].id);
        }
        if (app->options.station_is_setting) { /* of a class before, or misspelt */
            app_device_no_station(app, id, list);
            app->options.station = NULL;
            return find_station(app, error);
        }
        return error_set(
            error, ERR_NOT_FOUND, "there is no station \"%s\" in this class: it has %s", id, list);
    }
    struct error unsaved = {0};
    if (!store_set(app->records.store, "station", id, &unsaved))
        log_warning("the station's name is not kept: %s", unsaved.text);
    return true;
}

static enum trouble trouble_at_start(const struct store_report *report)
{
    switch (report->state) {
    case STORE_RECOVERED: return TROUBLE_REPAIRED;
    case STORE_TOO_NEW: return TROUBLE_TOO_NEW;
    default: return TROUBLE_NONE;
    }
}

/* Before the records: after a power cut they take their time, and nobody should wait before a dark
 * screen. */
static bool open_screen(struct app *app, struct error *error)
{
    const struct app_options *options = &app->options;
    struct platform_options platform = {.headless = options->headless,
        .scripted = options->steps != NULL,
        .fullscreen = options->fullscreen,
        .width = options->width,
        .height = options->height,
        .turn = options->turn,
        .camera = options->camera,
        .scanner = options->scanner};
    if (!platform_open(&app->platform, &platform, error))
        return false;
    if (!options->headless)
        splash_show(app->platform, options->role == ROLE_OF_BOARD ? THEME_NIGHT : THEME_DAY);
    return true;
}

/* Without its disk a machine from our card runs in memory, and says so; the flag has the reason. */
static enum trouble trouble_of_device(void)
{
    char flag[512], why[64] = "";
    platform_device_folder(flag, sizeof flag);
    str_append(flag, sizeof flag, "/no-data");
    FILE *file = fopen(flag, "re");
    if (file == NULL)
        return TROUBLE_NONE;
    size_t size = fread(why, 1, sizeof why - 1, file);
    why[size] = '\0';
    fclose(file);
    return strstr(why, "key") != NULL ? TROUBLE_NO_KEY : TROUBLE_NOT_KEPT;
}

bool app_open(struct app *app, const struct app_options *options, struct error *error)
{
    *app = (struct app){.options = *options, .slice_ms = SLICE_MS};
    STR_FORMAT(app->pictures, "%s/pictures", options->data);
    app->session.pictures = app->pictures;
    app->session.student = app->session.candidate = app->session.goal_met = -1;
    app->session.subject = app->session.subject_skill = -1;
    app->session.report_days = GROUPING_DAYS;
    app->session.role = options->role;
    if (!arena_open(&app->arena, ARENA_CAPACITY, error) ||
        !arena_open(&app->screen_arena, SCREEN_CAPACITY, error) ||
        !arena_open(&app->language_arena, LANGUAGE_CAPACITY, error) ||
        !arena_open(&app->frame_arena, FRAME_CAPACITY, error))
        return false;
    app->draft = arena_new(&app->arena, struct draft);
    app->setup = arena_new(&app->arena, struct setup_view);
    assert(app->draft != NULL && app->setup != NULL);
    app->session.setup = app->setup;
    if (!open_screen(app, error))
        return false;
    struct records_options records = {.folder = options->data, .station = options->station};
    if (!records_open(&app->records, &records, error) || !app_device_open(app, error) ||
        !may_be_station(app, error) || !find_station(app, error))
        return false;
    if (options->steps != NULL && options->steps_clock_ms != 0)
        platform_set_clock(app->platform, options->steps_clock_ms);
    if (options->steps != NULL && options->steps_unsure)
        platform_doubt_clock(app->platform);
    load_languages(app);
    if (!ui_open(&app->ui, &app->arena, platform_text(app->platform), error))
        return false;
    char volume[16];
    app->session.muted =
        store_get(app->records.store, "sound", volume, sizeof volume) && str_equal(volume, "off");
    platform_set_volume(app->platform, app->session.muted ? 0 : 80);
    app->session.has_pin = store_has_pin(app->records.store);
    app->start_trouble = trouble_of_device();
    if (app->start_trouble == TROUBLE_NONE)
        app->start_trouble = trouble_at_start(&app->records.report);
    app->frame_due = true;
    app_update_session(app);
    app_forget_strangers(app);
    app->last_input_ms = app->session.now.mono_ms;
    app_open_link(app);
    if (!app_care_open(app, error) || !app_hub_open(app, error) || !app_join_open(app, error))
        return false;
    app_go(app, app_idle_screen(app));
    app_setup_first(app);
    if (!app->records.has_plan && app->start_trouble != TROUBLE_NONE) {
        app_notice(app, NOTICE_TROUBLE); /* else a lost class looks like a new station */
        app->notice_until_ms = INT64_MAX;
    }
    return true;
}

void app_take_class(struct app *app)
{
    struct session *session = &app->session;
    struct error error = {0};
    if (!find_station(app, &error))
        log_warning("%s", error.text);
    app_lend_link(app);
    load_languages(app);
    session->subject = session->subject_skill = session->candidate = session->goal_met = -1;
    app->rotation_known = false;
    app_forget_report(app);
    app_forget_strangers(app);
    app_update_session(app);
}

static void close_records(struct app *app)
{
    app_forget_report(app);
    app_leave_desk(app);
    app->desk_dirty = false;
    app->desk_built = 0;
    app->session.desk = NULL;
    app->session.desk_way = NULL;
    app->session.own_ways = NULL;
    app_join_close(app);
    app_hub_close(app);
    app_close_link(app);
    records_close(&app->records);
}

/* What is kept for the class that was here means nothing any more. */
static bool open_records(struct app *app, struct error *error)
{
    struct session *session = &app->session;
    const struct records_options options = {
        .folder = app->options.data, .station = app->options.station};
    if (!records_open(&app->records, &options, error))
        return false;
    session->teacher = session->staff = session->badge_shown = false;
    session->student = -1;
    app->start_trouble = trouble_at_start(&app->records.report);
    app->unsent_class[0] = '\0';
    app_take_class(app);
    session->has_pin = store_has_pin(app->records.store);
    app_open_link(app);
    return app_hub_open(app, error) && app_join_open(app, error);
}

bool app_reopen(
    struct app *app, bool (*work)(const char *data, struct error *error), struct error *error)
{
    struct error opening = {0};
    close_records(app);
    bool done = work(app->options.data, error);
    if (open_records(app, &opening)) {
        app_go(app, app_idle_screen(app));
        return done;
    }
    app->quit = true; /* the next start says why */
    return error_set(error, opening.code, "%s", opening.text);
}

struct platform *app_leave_platform(struct app *app)
{
    if (app->platform != NULL && app->session.student >= 0) {
        app_leave_voice(app);
        app_save_draft(app); /* what cannot be saved now is lost; that is logged */
    }
    if (app->platform != NULL)
        app_settle_desk(app);
    app_care_close(app);
    app_join_close(app);
    app_hub_close(app);
    app_close_link(app); /* it rings the platform */
    if (app->platform != NULL)
        platform_use_camera(app->platform, false);
    records_close(&app->records);
    arena_close(&app->frame_arena);
    arena_close(&app->screen_arena);
    arena_close(&app->setup_arena);
    arena_close(&app->language_arena);
    arena_close(&app->arena);
    return app->platform;
}

void app_close(struct app *app)
{
    platform_close(app_leave_platform(app));
}

/* --- The loop -------------------------------------------------------------------------------- */

/* How much a text looks like a code of ours. */
static int likeness(const char *text)
{
    uint8_t token[BADGE_TOKEN_SIZE];
    enum badge_read read = badge_decode(text, strlen(text), token);
    return read == BADGE_OK || join_code_is_one(text) ? 2 : read == BADGE_MISREAD ? 1 : 0;
}

/* A scanner types as on a US keyboard; on a French one, say, other letters come out. */
static const char *code_of(const struct input *input)
{
    return likeness(input->us_text) > likeness(input->text) ? input->us_text : input->text;
}

static void take_input(struct app *app, const struct input *input)
{
    switch (input->kind) {
    case INPUT_NONE: break;
    case INPUT_QUIT: app->quit = true; break;
    case INPUT_BADGE:
        app_read_badge(
            app, code_of(input), input->source == SOURCE_CAMERA ? HOW_BADGE : HOW_SCANNER);
        app->frame_due = true;
        break;
    case INPUT_CAMERA: app->frame_due = true; break;
    case INPUT_ARRIVAL: break; /* app_sync_turn() looks */
    case INPUT_RESIZE:         /* also: what was shown is lost */
        app->shown_hash = 0;
        app->frame_due = true;
        break;
    case INPUT_DISPLAY: /* the room may see what was only on the teacher's own screen */
        app->shown_hash = 0;
        app->frame_due = true;
        app_display_changed(app);
        if (platform_is_outdated(app->platform))
            app->again = app->quit = true;
        break;
    default: {
        bool was_idle = app->session.now.mono_ms - app->last_input_ms >= IDLE_MS;
        app->last_input_ms = app->session.now.mono_ms;
        if (screen_get(app->top)->flags & SCREEN_NEEDS_TEACHER || app->top == SCREEN_CARE)
            app->teacher_ms = app->last_input_ms;
        if (input->kind == INPUT_POINTER_DOWN || input->kind == INPUT_KEY)
            app->session.notice = NOTICE_NONE; /* seen: it is in the way now */
        app->by_keys = input->kind == INPUT_KEY || (app->by_keys && input->kind == INPUT_TEXT);
        /* "Are you still there?" is answered by any key, and must not take the next ones. */
        if (ui_input(app->ui, input) || was_idle)
            app->frame_due = true;
    }
    }
}

/* When the records may look after themselves: nobody is there, nothing waits to be saved, and the
 * screen is one that the machine rests on, whatever its role. */
static int64_t tend_due_ms(const struct app *app)
{
    const struct screen *screen = screen_get(app->top);
    bool rests = screen->flags & SCREEN_IS_IDLE && screen->stays_ms == 0;
    bool quiet = app->session.student < 0 && !app->session.teacher && rests && !app->draft_dirty;
    return quiet ? MAX(app->last_input_ms + QUIET_MS, app->next_tend_ms) : INT64_MAX;
}

/* The room sees a clock run: it must not stand still. */
static bool shows_round(const struct app *app)
{
    enum rotation_phase phase = app->rotation.phase;
    return app->top == SCREEN_ROTATION && (phase == ROTATION_ROUND || phase == ROTATION_MOVING);
}

static void tend(struct app *app)
{
    int64_t built = app->records.built;
    app_settle_desk(app);
    bool more = records_tend(&app->records, &app->session.now, shows_round(app));
    if (app->records.built != built)
        app_forget_report(app);
    if (!app->records.read_only)
        prints_expire(app->options.data, &app->session.now);
    app->next_tend_ms = app->session.now.mono_ms + (more ? TEND_AGAIN_MS : TEND_EVERY_MS);
}

/* As soon as the clock is sure, what was saved by another is put right; and a state that is behind
 * its log does not wait for the next round of chores. */
static void mind_clock(struct app *app)
{
    struct error error = {0};
    const struct moment *now = &app->session.now;
    if (now->mono_ms >= app->clock_retry_ms && !records_set_clock(&app->records, now, &error)) {
        log_warning("what was saved before the clock was set keeps its time: %s", error.text);
        app->clock_retry_ms = now->mono_ms + CLOCK_AGAIN_MS;
    }
    if (app->records.is_stale && !app->was_stale)
        app->next_tend_ms = 0;
    app->was_stale = app->records.is_stale;
}

static void tell_ready(struct app *app)
{
    char status[128];
    STR_FORMAT(status, "The screen \"%s\" is shown.", screen_get(app->top)->name);
    platform_tell_ready(app->platform, status);
}

void app_turn(struct app *app, int64_t deadline_ms)
{
    struct input input;
    int64_t due_ms = MIN(MIN(app_deadline_ms(app), tend_due_ms(app)),
        MIN(MIN(app_sync_deadline_ms(app), app_hub_deadline_ms(app)),
            MIN(app_join_deadline_ms(app), app_care_deadline_ms(app))));
    bool busy = app->frame_due || app_is_forming(app) || app_care_works(app);
    int64_t until = busy ? INT64_MIN : MIN(deadline_ms, due_ms);
    bool any = platform_wait(app->platform, until, &input);
    app_update_session(app);
    app_sync_turn(app);
    app_hub_turn(app);
    app_join_turn(app);
    mind_clock(app);
    while (any) {
        take_input(app, &input);
        /* Every press and key is a frame of its own; a burst of them is one picture. */
        if (app->frame_due)
            app_frame(app);
        any = !app->quit && platform_wait(app->platform, INT64_MIN, &input);
    }
    if (app->frame_due || app_deadline_ms(app) <= app->session.now.mono_ms)
        app_frame(app);
    const struct draw_list *list = ui_draw_list(app->ui);
    int width, height;
    platform_size(app->platform, &width, &height);
    uint64_t hash = draw_list_hash(list, width, height);
    if (hash != app->shown_hash) {
        platform_present(app->platform, list);
        app->shown_hash = hash;
        if (app->presented++ == 0)
            tell_ready(app);
    }
    if (app->setup_request.task != SETUP_NONE) /* a slow stick, a large class */
        platform_tell_long(app->platform, LONG_MS);
    if (app_setup_work(app))
        app_frame(app);
    app_care_turn(app);
    if (app->quit)
        return; /* the records may be gone */
    if (app_is_forming(app))
        app_form_groups(app);
    if (app->draft_dirty && app->session.now.mono_ms >= app->draft_retry_ms)
        app_save_draft(app);
    if (app->desk_dirty && !app_is_forming(app) && app->session.now.mono_ms >= app->desk_retry_ms)
        app_save_desk(app);
    if (tend_due_ms(app) <= app->session.now.mono_ms)
        tend(app);
    platform_tell_turn(app->platform);
}

void app_settle(struct app *app)
{
    enum { TURNS_MAX = 1000 };
    for (int turn = 0; turn < TURNS_MAX; turn++) {
        app_turn(app, INT64_MIN);
        if (app->quit)
            return;
        if (!app->frame_due && !app_is_forming(app) && !app_care_works(app) &&
            app_deadline_ms(app) > app->session.now.mono_ms)
            return;
    }
    log_warning("the screen %s does not come to rest", screen_get(app->top)->name);
}

void app_advance(struct app *app, int64_t ms)
{
    int64_t until = platform_now(app->platform).mono_ms + ms;
    for (;;) {
        int64_t now = platform_now(app->platform).mono_ms;
        int64_t next = MIN(app_deadline_ms(app), until);
        if (next > now)
            platform_advance(app->platform, next - now);
        app_settle(app);
        if (MAX(next, now) >= until)
            return;
    }
}

void app_run(struct app *app)
{
    while (!app->quit)
        app_turn(app, INT64_MAX);
    if (app->again) /* the records may have to be looked through */
        platform_tell_long(app->platform, LONG_MS);
    else
        platform_tell_stop(app->platform);
}
