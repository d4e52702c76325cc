#define LOG_MODULE "frame"
#include "app.h"

#include "base/date.h"
#include "base/language.h"
#include "base/log.h"
#include "base/str.h"
#include "screens/board_parts.h"
#include <assert.h>

enum { FRAME_RUNS_MAX = 8, SCREEN_CHANGES_MAX = 4 };

/* The student's language; at check-in the one chosen there. */
static int language_index(const struct app *app)
{
    const struct session *session = &app->session;
    int student = session->student >= 0 ? session->student : session->candidate;
    if (app->language >= 0)
        return app->language;
    if (student < 0 && (session->teacher || session->role == ROLE_OF_BOARD))
        return app->board_language;
    if (student < 0)
        return 0;
    const char *code = app->records.classroom->plan.students[student].language;
    for (int i = 0; i < session->language_count; i++)
        if (str_equal(app->languages[i], code))
            return i;
    return 0;
}

const char *app_translate(const struct app *app, const char *context, const char *text)
{
    const struct catalog *catalog = &app->catalogs[language_index(app)];
    return catalog_context_text(catalog->bytes != NULL ? catalog : NULL, context, text);
}

static struct ui_setting setting_of(struct app *app)
{
    const struct session *session = &app->session;
    uint32_t wants = session->student >= 0
                         ? app->records.classroom->plan.students[session->student].settings
                         : 0;
    struct ui_setting setting = {
        .theme = wants & SETTING_HIGH_CONTRAST                   ? THEME_CONTRAST
                 : screen_get(app->top)->flags & SCREEN_IS_BOARD ? THEME_NIGHT
                                                                 : THEME_DAY,
        .catalog = &app->catalogs[language_index(app)],
        .language = session->language,
        .rtl = language_is_rtl(session->language),
        .text_scale = wants & SETTING_LARGE_TEXT ? 1.3f : 1.0f,
        .dyslexia_font = wants & SETTING_DYSLEXIA_FONT,
        .foot = session->device != NULL ? part_device_height(session->device) : 0,
        .now_ms = session->now.mono_ms,
    };
    if (setting.catalog->bytes == NULL)
        setting.catalog = NULL;
    platform_size(app->platform, &setting.width, &setting.height);
    return setting;
}

static struct screen_call call_of(struct app *app)
{
    return (struct screen_call){
        .ui = app->ui,
        .classroom = app->records.classroom,
        .session = &app->session,
        .scratch = app->scratch,
        .draft = app->draft,
    };
}

/* --- Wishes ---------------------------------------------------------------------------------- */

static void switch_sound(struct app *app)
{
    struct error error = {0};
    app->session.muted = !app->session.muted;
    if (!store_set(app->records.store, "sound", app->session.muted ? "off" : "on", &error))
        log_warning("the sound setting is not kept: %s", error.text);
    platform_set_volume(app->platform, app->session.muted ? 0 : 80);
    app_notice(app, app->session.muted ? NOTICE_SOUND_OFF : NOTICE_SOUND_ON);
}

static void choose_language(struct app *app, const char *code)
{
    for (int i = 0; i < app->session.language_count; i++)
        if (str_equal(app->languages[i], code))
            app->language = i;
    app->language_ms = app->session.now.mono_ms;
}

static void become_station(struct app *app, int station)
{
    struct error error = {0};
    app->session.station = station;
    if (!store_set(app->records.store, "station", app->records.classroom->plan.stations[station].id,
            &error))
        log_warning("which station this is will be asked again: %s", error.text);
}

static void try_action(struct app *app, const struct action *action)
{
    struct error error = {0};
    if (!records_apply(&app->records, action, &app->session.now, &error))
        log_warning("not saved, and gone on without: %s", error_code_name(error.code));
}

/* In the language a screen is in and, of the class's own words, in the class's. */
static void say(struct app *app, const char *language, const char *text)
{
    struct spoken_languages languages = {
        .interface = language, .class = app->records.classroom->plan.language};
    platform_say(app->platform, languages, text);
}

static void grant(
    struct app *app, const struct wish *wish, struct screen_call *call, const char *language)
{
    switch (wish->kind) {
    case WISH_ACT:
        if (!app_apply(app, wish->action, wish->notice)) {
            call->go = SCREEN_NONE;
            break;
        }
        app_forget_unsent(app, wish->action);
        if (wish->then != SCREEN_NONE)
            screen_go(call, wish->then);
        break;
    case WISH_TRY: try_action(app, wish->action); break;
    case WISH_SAY:
        say(app, language, wish->text);
        app->screen_spoke = true;
        break;
    case WISH_HUSH: platform_hush(app->platform); break;
    case WISH_SOUND_SWITCH: switch_sound(app); break;
    case WISH_LANGUAGE: choose_language(app, wish->text); break;
    case WISH_CANDIDATE: app_choose_candidate(app, wish->number); break;
    case WISH_TRY_PICTURES: app_try_pictures(app, wish->pictures); break;
    case WISH_STATION: become_station(app, wish->number); break;
    case WISH_EXTEND: app->last_input_ms = app->session.now.mono_ms; break;
    case WISH_SIGN_OUT: app_sign_out(app, END_DONE); break;
    case WISH_KEEP_DRAFT: app->draft_dirty = true; break;
    case WISH_TRY_PIN: app_try_pin(app, wish->text); break;
    case WISH_CHOOSE_PIN: app_choose_pin(app, wish->text); break;
    case WISH_OPEN_WORDS: app_open_words(app, wish->text); break;
    case WISH_KEEP_UNSENT: app_keep_unsent(app, wish->unsent); break;
    case WISH_HIDE: app_hide(app); break;
    case WISH_DESK: app_change_desk(app, &wish->desk); break;
    case WISH_PRINT_GROUPS: app_print_groups(app); break;
    case WISH_WAY: app_plan_way(app); break;
    case WISH_OWN_WAYS: app_plan_own_ways(app, &wish->ways); break;
    case WISH_SET_OWN_WAYS: app_set_own_ways(app); break;
    case WISH_CLEAR_OWN_WAYS: app_clear_own_ways(app); break;
    case WISH_SETUP: app_setup_wish(app, wish); break;
    case WISH_HUB: app_hub_wish(app, wish); break;
    case WISH_DEVICE_AWAY: app_device_put_away(app); break;
    case WISH_CARE: app_care_wish(app, wish); break;
    case WISH_SUBJECT:
        app->session.subject = wish->number;
        app->session.subject_skill = wish->skill;
        app_forget_report(app);
        break;
    case WISH_DAYS:
        app->session.report_days = wish->number;
        app_forget_report(app);
        break;
    case WISH_RECORD: app_record(app); break;
    case WISH_RECORD_STOP: app_stop_recording(app); break;
    case WISH_CLIP_PLAY: app_play_clip(app); break;
    case WISH_HEAR: app_hear_clip(app, wish->text); break;
    case WISH_CLIP_STOP: app_stop_clip(app); break;
    case WISH_CLIP_DROP: app_drop_clip(app); break;
    }
}

/* --- Screens --------------------------------------------------------------------------------- */

enum screen_id app_idle_screen(const struct app *app)
{
    if (!app->records.has_plan)
        return app_join_is_on(app)          ? SCREEN_JOIN
               : app->session.care->is_here ? SCREEN_FIRST
                                            : SCREEN_SETUP;
    if (app->session.role == ROLE_OF_BOARD)
        return SCREEN_ROTATION;
    return app->session.station < 0 ? SCREEN_CHOOSE_STATION : SCREEN_CHECK_IN;
}

void app_go(struct app *app, enum screen_id id)
{
    const struct screen *screen = screen_get(id);
    app_leave_voice(app);
    app_leave_desk(app);
    if (app->draft_dirty)
        app_save_draft(app);
    platform_hush(app->platform);
    if (id != SCREEN_STAFF && id != SCREEN_CARE && id != SCREEN_JOIN)
        app->session.staff = false;
    if (id != SCREEN_PIN) /* the badge was shown for this door, not for whoever comes next */
        app->session.badge_shown = false;
    app->top = id;
    app->session.voice.offered = app_offers_voice(app);
    app->session.entered_ms = app->session.now.mono_ms;
    arena_reset(&app->screen_arena);
    app->scratch = arena_alloc(&app->screen_arena, MAX(screen->scratch_size, 1));
    assert(app->scratch != NULL);
    app_forget_report(app);
    ui_screen_changed(app->ui, app->session.now.mono_ms);
    platform_use_camera(app->platform, screen->flags & SCREEN_WANTS_CAMERA);
    if (screen->flags & SCREEN_IS_IDLE && id != SCREEN_PICTURES)
        app->session.candidate = -1;
    if (screen->enter != NULL) {
        struct screen_call call = call_of(app);
        screen->enter(&call);
        for (int i = 0; i < call.wish_count; i++)
            grant(app, &call.wishes[i], &call, app->session.language);
    }
    app->frame_due = true;
    log_debug("screen %s", screen->name);
}

void app_notice(struct app *app, enum notice notice)
{
    app->session.notice = notice;
    app->notice_said = false;
    app->notice_until_ms = app->session.now.mono_ms + NOTICE_MS;
    app->frame_due = true;
}

/* --- Idle ------------------------------------------------------------------------------------ */

/* Of that time without input, as much as this student is given. */
static int64_t patience(const struct app *app, int64_t ms)
{
    bool longer =
        app->session.student >= 0 &&
        app->records.classroom->plan.students[app->session.student].settings & SETTING_EXTRA_TIME;
    return longer ? 2 * ms : ms;
}

void app_ask_who_is_there(struct app *app)
{
    int64_t now = app->session.now.mono_ms;
    if (now - app->last_input_ms >= patience(app, WAITED_FOR_MS))
        app->last_input_ms = MIN(app->last_input_ms, now - patience(app, IDLE_MS));
}

static bool idle_counts(const struct app *app)
{
    return app->session.student >= 0 && app->top != SCREEN_DONE;
}

/* Milliseconds left of the countdown, -1 while there is none. */
static int64_t countdown_left(const struct app *app)
{
    if (!idle_counts(app))
        return -1;
    int64_t past = app->session.now.mono_ms - app->last_input_ms - patience(app, IDLE_MS);
    return past < 0 ? -1 : MAX(IDLE_COUNTDOWN_MS - past, 0);
}

static int64_t idle_deadline_ms(const struct app *app)
{
    if (!idle_counts(app))
        return INT64_MAX;
    int64_t left = countdown_left(app);
    if (left < 0)
        return app->last_input_ms + patience(app, IDLE_MS);
    return app->session.now.mono_ms + (left % 1000 == 0 ? 1000 : left % 1000);
}

/* --- One frame ------------------------------------------------------------------------------- */

/* When a screen that does not stay is left, if nobody touches anything. */
static int64_t leaves_ms(const struct app *app)
{
    const struct screen *screen = screen_get(app->top);
    if (screen->stays_ms == 0)
        return INT64_MAX;
    return MAX(app->last_input_ms, app->session.entered_ms) + screen->stays_ms;
}

/* A sound when it is time to move, to stop, or to do the exit ticket. Not for what the log says
 * happened before the program was there. */
static void signal_rotation(struct app *app)
{
    struct session *session = &app->session;
    struct rotation_now before = app->rotation;
    app->rotation = rotation_at(app->records.classroom, &session->now);
    const struct rotation_now *now = &app->rotation;
    if (!app->rotation_known) {
        app->rotation_known = true;
        return;
    }
    bool moves = now->phase == ROTATION_MOVING && before.phase == ROTATION_ROUND;
    bool stops = now->phase == ROTATION_OVER && before.phase == ROTATION_ROUND;
    bool reminds = now->last_minutes && !before.last_minutes && now->phase == ROTATION_ROUND;
    if (!moves && !stops && !reminds)
        return;
    if (!(app->records.classroom->plan.board_quiet && session->role == ROLE_OF_BOARD))
        platform_play(app->platform, SOUND_ROTATE);
    app_notice(app, moves ? NOTICE_MOVE : stops ? NOTICE_ROUNDS_OVER : NOTICE_TICKET_SOON);
}

/* The rotation's next change of its own, on the monotonic clock. */
static int64_t rotation_ms(const struct app *app)
{
    const struct moment *now = &app->session.now;
    int64_t at = app->rotation.changes_ms;
    return at > now->wall_ms ? now->mono_ms + (at - now->wall_ms) : INT64_MAX;
}

/* When the teacher view locks by itself. What children do at the rotation does not keep it open. */
static int64_t locks_ms(const struct app *app)
{
    return app->session.teacher ? app->teacher_ms + TEACHER_IDLE_MS : INT64_MAX;
}

/* What time alone brings about: before the frame is drawn. */
static void time_passes(struct app *app)
{
    struct session *session = &app->session;
    int64_t now = session->now.mono_ms;
    if (session->notice != NOTICE_NONE && now >= app->notice_until_ms)
        session->notice = NOTICE_NONE;
    if (session->student < 0 && app->language >= 0 && app->records.has_plan &&
        now - MAX(app->language_ms, app->last_input_ms) >= FORGET_LANGUAGE_MS)
        app->language = -1;
    if (countdown_left(app) == 0)
        app_sign_out(app, END_IDLE);
    if (now >= leaves_ms(app)) {
        enum screen_id then = screen_get(app->top)->then;
        app_go(app, then != SCREEN_NONE ? then : app_idle_screen(app));
    }
    if (now >= locks_ms(app))
        app_hide(app);
    signal_rotation(app);
}

/* One pass; true if another is needed. */
static bool run_pass(struct app *app)
{
    struct ui_setting setting = setting_of(app);
    enum screen_id top = app->top;
    const char *language = setting.language;
    app_update_report(app);
    arena_reset(&app->frame_arena);
    ui_begin(app->ui, &setting, &app->frame_arena);
    struct screen_call call = call_of(app);
    screen_get(top)->frame(&call);
    if (screen_get(top)->flags & SCREEN_NEEDS_TEACHER)
        board_mark_above(&call);
    int64_t left = countdown_left(app);
    if (left < 0) {
        app->asked_if_there = false;
        part_notice(&call, &app->notice_said);
    } else if (part_still_there(&call, &app->asked_if_there, left, IDLE_COUNTDOWN_MS))
        screen_wish(&call, WISH_EXTEND);
    part_device(&call);
    bool again = ui_end(app->ui);
    for (int i = 0; i < call.wish_count; i++)
        grant(app, &call.wishes[i], &call, language);
    if (call.go != SCREEN_NONE && app->top == top &&
        (call.go_draft == DRAFT_NONE || app_load_draft(app, call.go_draft, call.go_about)))
        app_go(app, call.go);
    return again || app->top != top || call.wish_count > 0;
}

/* For who cannot read and moves by keys or switches: what the focus is on. */
static void read_focus(struct app *app)
{
    const struct session *session = &app->session;
    ui_id focused = app->by_keys ? ui_focused(app->ui) : 0;
    bool wanted =
        session->student >= 0 &&
        app->records.classroom->plan.students[session->student].settings & SETTING_READ_ALOUD;
    if (!wanted || focused == app->spoken)
        return;
    app->spoken = focused;
    if (app->screen_spoke)
        return;
    struct ui_tree tree = ui_get_tree(app->ui);
    for (int i = 0; i < tree.count; i++)
        if (tree.nodes[i].state & STATE_FOCUSED && tree.nodes[i].role != ROLE_TEXTBOX)
            say(app, session->language, tree.nodes[i].spoken);
}

void app_frame(struct app *app)
{
    app_update_session(app);
    app_update_voice(app);
    time_passes(app);
    app->screen_spoke = false;
    for (int run = 0; run < FRAME_RUNS_MAX; run++) {
        const struct screen *screen = screen_get(app->top);
        if (screen->flags & SCREEN_NEEDS_STUDENT && app->session.student < 0)
            app_go(app, SCREEN_CHECK_IN);
        if (screen->flags & SCREEN_NEEDS_TEACHER && !app->session.teacher)
            app_go(app, app_idle_screen(app));
        if (app->top == SCREEN_CARE && !app_care_is_allowed(app))
            app_go(app, app_idle_screen(app));
        app_update_session(app);
        app_device_update(app);
        app->frame_due = false;
        if (!run_pass(app) && !app->frame_due)
            break;
    }
    app->frame_due = false;
    read_focus(app);
    struct screen_call call = call_of(app);
    const struct screen *screen = screen_get(app->top);
    int64_t next = MIN(MIN(ui_deadline_ms(app->ui), leaves_ms(app)), locks_ms(app));
    next = MIN(next, rotation_ms(app));
    if (screen->deadline_ms != NULL)
        next = MIN(next, screen->deadline_ms(&call));
    if (app->session.notice != NOTICE_NONE)
        next = MIN(next, app->notice_until_ms);
    if (app->draft_dirty && app->draft_retry_ms > 0)
        next = MIN(next, app->draft_retry_ms);
    if (app->desk_dirty && app->desk_retry_ms > 0 && !app_is_forming(app))
        next = MIN(next, app->desk_retry_ms);
    if (app->session.student < 0 && app->language >= 0 && app->records.has_plan)
        next = MIN(next, MAX(app->language_ms, app->last_input_ms) + FORGET_LANGUAGE_MS);
    next = MIN(next, MIN(app_voice_deadline_ms(app), app_device_deadline_ms(app)));
    app->next_frame_ms = MIN(next, idle_deadline_ms(app));
}

int64_t app_deadline_ms(const struct app *app)
{
    return app->next_frame_ms;
}

static enum trouble trouble_now(struct app *app)
{
    switch (store_room(app->records.store, app->session.now.mono_ms)) {
    case STORE_ROOM_NONE: return TROUBLE_NO_ROOM;
    case STORE_ROOM_LITTLE: return TROUBLE_FULL;
    case STORE_ROOM_ENOUGH: break;
    }
    return app->start_trouble;
}

void app_update_session(struct app *app)
{
    static const enum eye eyes[] = {[CAMERA_OFF] = EYE_STARTING,
        [CAMERA_STARTING] = EYE_STARTING,
        [CAMERA_ON] = EYE_OPEN,
        [CAMERA_NO_PICTURE] = EYE_DARK,
        [CAMERA_LOST] = EYE_LOST,
        [CAMERA_NONE] = EYE_NONE};
    struct session *session = &app->session;
    session->now = app_moment(app);
    session->today = date_day_at(session->now.wall_ms, session->now.offset_s);
    session->has_teacher_badge = app->records.classroom->teacher_badge.valid;
    const struct records_keys *keys = &app->records.keys;
    session->words = keys->is_open ? WORDS_OPEN : keys->is_board ? WORDS_LOCKED : WORDS_PLAIN;
    session->clock_wrong = classroom_doubts_clock(app->records.classroom, &session->now);
    session->eye = eyes[platform_camera_state(app->platform)];
    session->camera_frame = platform_camera_frame(app->platform);
    session->can_speak = platform_can_speak(app->platform);
    session->language = app->language_list[language_index(app)];
    enum trouble before = session->trouble;
    if (session->trouble != TROUBLE_NOT_SAVED)
        session->trouble = trouble_now(app);
    if (session->trouble != before)
        app->frame_due = true;
}
