#define LOG_MODULE "visit"
#include "app.h"

#include "records_words.h"

#include "base/log.h"
#include "base/str.h"
#include "exchange/event_json.h"
#include "model/goal.h"
#include "model/grouping_join.h"
#include "model/mastery.h"
#include "model/rotation.h"
#include "store/store_clips.h"
#include <string.h>

/* --- Applying -------------------------------------------------------------------------------- */

void app_tell_failure(struct app *app, const struct error *error)
{
    struct session *session = &app->session;
    switch (error->code) {
    case ERR_IO:
    case ERR_NO_SPACE:
    case ERR_READ_ONLY:
    case ERR_CORRUPT:
    case ERR_MEMORY:
    case ERR_BUSY:
        log_error("not saved (%s): %s", error_code_name(error->code), error->text);
        if (error->code != ERR_NO_SPACE) /* the store says how full it is */
            session->trouble = TROUBLE_NOT_SAVED;
        app_notice(app, NOTICE_NOT_SAVED);
        if (app->draft_retry_ms > 0)
            return; /* not the same sad sound every few seconds */
        break;
    default:
        log_info("refused: %s", error_code_name(error->code));
        STR_COPY(session->refusal, error->text);
        app_notice(app, NOTICE_REFUSED);
    }
    platform_play(app->platform, SOUND_SORRY);
}

static bool is_goal_got(const struct app *app, int student, int *skill)
{
    const struct classroom *classroom = app->records.classroom;
    *skill = goal_skill(classroom, student);
    return *skill >= 0 && mastery_of(classroom, student, *skill).level == MASTERY_GOT_IT;
}

static void show_own_words(struct app *app)
{
    const struct plan *plan = &app->records.classroom->plan;
    records_words_show_own(&app->records, plan->students[app->session.student].id);
}

bool app_apply(struct app *app, const struct action *action, enum notice if_saved)
{
    struct session *session = &app->session;
    struct error error = {0};
    int goal = -1;
    bool before = action->student >= 0 && is_goal_got(app, action->student, &goal);
    if (!records_apply(&app->records, action, &session->now, &error)) {
        app_tell_failure(app, &error);
        return false;
    }
    if (session->student >= 0)
        show_own_words(app);
    if (session->trouble == TROUBLE_NOT_SAVED)
        session->trouble = TROUBLE_NONE;
    switch (action->kind) {
    case ACTION_SUBMIT_TICKET: session->saved_ticket = true; break;
    case ACTION_SUBMIT_REFLECTION: session->saved_reflection = true; break;
    case ACTION_CHOOSE_GOAL: session->saved_goal = true; break;
    default: break;
    }
    if (action->kind == ACTION_SUBMIT_TICKET || action->kind == ACTION_SUBMIT_REFLECTION ||
        action->kind == ACTION_CHOOSE_GOAL || action->kind == ACTION_CHANGE_PROFILE) {
        app->draft_dirty = false;
        app->draft_retry_ms = 0;
        app->draft->kind = DRAFT_NONE;
        platform_play(app->platform, SOUND_SAVED);
    }
    if (action->kind == ACTION_SUBMIT_TICKET && !before && is_goal_got(app, action->student, &goal))
        session->goal_met = goal;
    if (if_saved != NOTICE_NONE)
        app_notice(app, if_saved);
    app->frame_due = true;
    return true;
}

/* --- Drafts ---------------------------------------------------------------------------------- */

static bool is_draft_of(
    const struct draft *draft, const char *student, enum draft_kind kind, const char *about)
{
    return draft->kind == kind && str_equal(draft->student, student) &&
           str_equal(draft->about, about);
}

static void begin_draft(
    struct draft *draft, const char *student, enum draft_kind kind, const char *about)
{
    memset(draft, 0, sizeof *draft);
    draft->kind = kind;
    STR_COPY(draft->student, student);
    STR_COPY(draft->about, about);
}

/* The answers in the order of the ticket as it is now: a new plan may have changed it. */
static void align_answers(const struct plan *plan, struct draft *draft)
{
    int index = draft->kind == DRAFT_TICKET ? plan_find_ticket(plan, draft->about) : -1;
    if (index < 0)
        return;
    const struct ticket *ticket = &plan->tickets[index];
    struct draft old = *draft;
    memset(draft->answers, 0, sizeof draft->answers);
    draft->answer_count = ticket->item_count;
    for (int i = 0; i < ticket->item_count; i++) {
        const char *item = plan->items[ticket->items[i]].id;
        for (int k = 0; k < old.answer_count; k++)
            if (str_equal(old.answers[k].item, item))
                draft->answers[i] = old.answers[k];
        STR_COPY(draft->answers[i].item, item);
    }
}

/* A clip that is gone, or that the class does not want any more, is not handed in unseen. */
static void check_clip(struct app *app)
{
    struct draft *draft = app->draft;
    char path[STORE_PATH_SIZE];
    struct error error = {0};
    if (draft->clip[0] == '\0')
        return;
    if (!app->records.classroom->plan.voice)
        app_drop_clip(app);
    else if (!store_clip_find(app->records.store, draft->clip, path, &error)) {
        log_warning("the clip of a draft is left out: %s", error.text);
        draft->clip[0] = '\0';
        app->draft_dirty = true;
    }
}

bool app_load_draft(struct app *app, enum draft_kind kind, const char *about)
{
    const char *student = app->records.classroom->plan.students[app->session.student].id;
    char key[DRAFT_KEY_SIZE];
    const char *body;
    struct error error = {0};
    if (app->draft_dirty && !app_save_draft(app)) /* it is nowhere else */
        return is_draft_of(app->draft, student, kind, about);
    records_draft_key(kind, about, key);
    if (!records_load_draft(&app->records, student, key, &app->frame_arena, &body, &error)) {
        if (error.code != ERR_NOT_FOUND) { /* beginning anew would write over it */
            app_tell_failure(app, &error);
            return false;
        }
        begin_draft(app->draft, student, kind, about);
    } else if (!draft_decode(app->draft, body, strlen(body), &error) &&
               error.code == ERR_MEMORY) { /* it is good, and must not be begun anew */
        app_tell_failure(app, &error);
        return false;
    } else if (error.code != ERR_NONE || !is_draft_of(app->draft, student, kind, about)) {
        log_warning("a draft did not fit and is begun anew");
        begin_draft(app->draft, student, kind, about);
    }
    check_clip(app);
    align_answers(&app->records.classroom->plan, app->draft);
    return true;
}

bool app_save_draft(struct app *app)
{
    struct error error = {0};
    char key[DRAFT_KEY_SIZE];
    const char *body;
    app->draft_dirty = false;
    if (app->draft->kind == DRAFT_NONE)
        return true;
    records_draft_key(app->draft->kind, app->draft->about, key);
    size_t mark = arena_mark(&app->frame_arena);
    bool saved = draft_encode(app->draft, &app->frame_arena, &body, &error) &&
                 records_save_draft(&app->records, app->draft->student, key, body,
                     app->session.now.wall_ms, &error);
    arena_release(&app->frame_arena, mark);
    app->draft_dirty = !saved;
    app_sync_poke(app);
    if (saved && app->draft_retry_ms > 0 && app->session.trouble == TROUBLE_NOT_SAVED)
        app->session.trouble = TROUBLE_NONE;
    if (!saved)
        app_tell_failure(app, &error);
    app->draft_retry_ms = saved ? 0 : app->session.now.mono_ms + DRAFT_RETRY_MS;
    return saved;
}

/* --- Visits ---------------------------------------------------------------------------------- */

static void forget_visit(struct app *app)
{
    struct session *session = &app->session;
    session->student = session->candidate = session->goal_met = -1;
    session->saved_ticket = session->saved_reflection = session->saved_goal = false;
    memset(app->draft, 0, sizeof *app->draft);
    app->draft_dirty = false;
    app->draft_retry_ms = 0;
}

/* What was begun is kept before anybody hears that the visit is over. */
static void put_away(struct app *app)
{
    app_leave_voice(app);
    if (app->draft_dirty)
        app_save_draft(app);
}

void app_end_visit(struct app *app)
{
    if (app->session.student < 0)
        return;
    put_away(app);
    forget_visit(app);
    records_forget_badge(&app->records);
    app->language = -1;
    app_go(app, app_idle_screen(app));
}

void app_sign_out(struct app *app, enum visit_end reason)
{
    struct session *session = &app->session;
    if (session->student < 0)
        return;
    put_away(app);
    struct action action = {.kind = ACTION_SIGN_OUT, .student = session->student, .end = reason};
    if (session->station >= 0) /* also when another machine has told meanwhile of a visit there */
        STR_COPY(action.station, app->records.classroom->plan.stations[session->station].id);
    struct error error = {0};
    if (!records_apply(&app->records, &action, &session->now, &error))
        log_warning("the end of a visit is not recorded: %s", error_code_name(error.code));
    app_end_visit(app);
}

/* A late child, or one who was absent when the groups were formed: without a group the teacher has
 * to help out. */
static void find_group(struct app *app, int student)
{
    const struct classroom *classroom = app->records.classroom;
    struct action action = {.kind = ACTION_JOIN_GROUP, .student = student};
    struct arena arena;
    struct error error = {0};
    int group = -1;
    action.join.day = app->session.today;
    if (!grouping_join_is_due(classroom, student, action.join.day))
        return;
    bool ok = arena_open(&arena, grouping_memory_size(), &error);
    if (ok) {
        ok = grouping_join(classroom, student, action.join.day,
            arena_alloc(&arena, grouping_memory_size()), grouping_memory_size(), &group, &error);
        arena_close(&arena);
    }
    if (group >= 0) {
        STR_COPY(action.join.group, rotation_members(classroom, group, action.join.day).name);
        ok = records_apply(&app->records, &action, &app->session.now, &error);
    }
    if (!ok)
        log_warning("a late student is in no group: %s", error_code_name(error.code));
}

static void check_in(struct app *app, int student, enum check_in_how how)
{
    struct session *session = &app->session;
    if (session->student == student)
        return; /* a repeat scan is harmless */
    if (session->student >= 0)
        app_sign_out(app, END_OTHER_STUDENT);
    struct action action = {.kind = ACTION_CHECK_IN, .student = student, .how = how};
    if (session->station >= 0)
        STR_COPY(action.station, app->records.classroom->plan.stations[session->station].id);
    session->notice = NOTICE_NONE;
    if (!app_apply(app, &action, NOTICE_NONE))
        return;
    find_group(app, student);
    forget_visit(app);
    if (app->has_token && how != HOW_PICTURES && how != HOW_TEACHER)
        records_take_badge(&app->records, app->token);
    else
        records_forget_badge(&app->records);
    app->has_token = false;
    memset(app->token, 0, sizeof app->token);
    session->student = student;
    show_own_words(app);
    app->visit_stamp = app->records.classroom->students[student].visit_stamp;
    session->visit_ms = session->now.mono_ms;
    app->last_input_ms = session->now.mono_ms;
    if (session->trouble == TROUBLE_FULL)
        app_notice(app, NOTICE_TROUBLE);
    platform_play(app->platform, SOUND_WELCOME);
    app_go(app, SCREEN_WELCOME);
}

/* --- Badges ---------------------------------------------------------------------------------- */

static void sorry(struct app *app, enum notice notice)
{
    platform_play(app->platform, SOUND_SORRY);
    app_notice(app, notice);
}

/* A badge or another code is a sign of life of whoever it belongs to (-1: of none of us), and where
 * nobody is signed in of somebody. Else one's ticket would stay open as long as others try theirs.
 */
static void count_as_input(struct app *app, int student)
{
    if (app->session.student >= 0 && app->session.student != student)
        return;
    app->last_input_ms = app->session.now.mono_ms;
    app->frame_due = true; /* "Are you still there?" is answered */
}

void app_badge_hash(
    struct app *app, const uint8_t hash[static BADGE_HASH_SIZE], enum check_in_how how)
{
    struct session *session = &app->session;
    int student = -1;
    if (classroom_is_teacher_badge(app->records.classroom, hash)) {
        app_teacher_badge(app);
        return;
    }
    switch (classroom_find_badge(app->records.classroom, hash, &student)) {
    case BADGE_OWNER_FOUND: count_as_input(app, student); break;
    case BADGE_OWNER_UNKNOWN: sorry(app, NOTICE_BADGE_UNKNOWN); return;
    case BADGE_OWNER_VOID: /* replaced; or whoever has it left the class, and has no new one */
        sorry(app, app->records.classroom->students[student].enrolled ? NOTICE_BADGE_VOID
                                                                      : NOTICE_BADGE_NOT_ENROLLED);
        return;
    }
    if (session->staff || app_care_works(app)) {
        platform_play(app->platform, SOUND_SORRY);
        return;
    }
    if (session->role == ROLE_OF_BOARD || session->teacher) {
        sorry(app, NOTICE_AT_A_STATION);
        return;
    }
    uint32_t flags = screen_get(app->top)->flags;
    if (session->student >= 0 && session->student != student && !(flags & SCREEN_SWITCHES)) {
        sorry(app, NOTICE_SOMEONE_ELSE);
        app_ask_who_is_there(app);
        return;
    }
    if (app->records.classroom->plan.second_factor && session->student != student) {
        if (session->student >= 0)
            app_sign_out(app, END_OTHER_STUDENT);
        app_choose_candidate(app, student);
        app->candidate_how = how;
        app_go(app, SCREEN_PICTURES);
        return;
    }
    check_in(app, student, how);
}

void app_read_badge(struct app *app, const char *text, enum check_in_how how)
{
    uint8_t token[BADGE_TOKEN_SIZE], hash[BADGE_HASH_SIZE];
    count_as_input(app, -1);
    if (!app->records.has_plan || app->top == SCREEN_JOIN) {
        if (!app_join_read(app, text))
            sorry(app, NOTICE_CODE_OTHER);
        return;
    }
    switch (badge_decode(text, strlen(text), token)) {
    case BADGE_NOT_OURS: sorry(app, NOTICE_BADGE_OTHER); return;
    case BADGE_MISREAD: sorry(app, NOTICE_BADGE_MISREAD); return;
    case BADGE_OK: break;
    }
    records_badge_hash(&app->records, token, hash);
    memcpy(app->token, token, sizeof app->token);
    app->has_token = true;
    app_badge_hash(app, hash, how);
    /* Kept while the second factor is asked for. */
    app->has_token = app->session.candidate >= 0 && app->has_token;
}

/* --- No badge: three secret pictures --------------------------------------------------------- */

void app_choose_candidate(struct app *app, int student)
{
    app->session.candidate = student;
    app->candidate_how = HOW_PICTURES;
}

void app_try_pictures(struct app *app, const uint8_t chosen[static PICTURE_SECRET])
{
    struct session *session = &app->session;
    if (session->candidate < 0)
        return;
    const char *id = app->records.classroom->plan.students[session->candidate].id;
    char counted[ID_SIZE + 16]; /* "WHAT:ID": it goes when the student is erased */
    STR_FORMAT(counted, "pictures:%s", id);
    struct error error = {0};
    /* Counted on disk before it is compared. */
    if (!store_try_secret(
            app->records.store, counted, session->now.mono_ms, &session->wait_s, &error)) {
        if (error.code == ERR_DENIED)
            sorry(app, NOTICE_PICTURES_WAIT);
        else
            app_tell_failure(app, &error);
        return;
    }
    uint8_t right[PICTURE_SECRET];
    records_pictures(&app->records, id, right);
    if (memcmp(right, chosen, sizeof right) != 0) {
        sorry(app, NOTICE_PICTURES_WRONG);
        return;
    }
    if (!store_try_succeeded(app->records.store, counted, &error))
        log_warning("tries are still counted: %s", error.text);
    check_in(app, session->candidate, app->candidate_how);
}
