#define LOG_MODULE "teacher"
#include "app.h"

#include "base/log.h"
#include "base/str.h"
#include "model/grouping.h"
#include "records_words.h"
#include <string.h>

/* The teacher's badge opens the board's door from anywhere on a machine that has a board; the PIN
 * is still asked. A visit that is under way ends with its draft kept. */
void app_teacher_badge(struct app *app)
{
    struct session *session = &app->session;
    if (app->top == SCREEN_CARE) {
        app_care_badge(app);
        return;
    }
    if (session->role == ROLE_OF_STATION && session->student < 0 &&
        (session->link.is_member || session->care->is_here)) {
        session->staff = true;
        platform_play(app->platform, SOUND_WELCOME);
        app_go(app, SCREEN_STAFF);
        return;
    }
    if (session->role == ROLE_OF_STATION) {
        app_notice(app, NOTICE_TEACHER_BADGE);
        return;
    }
    if (session->teacher)
        return;
    if (session->student >= 0)
        app_sign_out(app, END_TEACHER);
    session->badge_shown = true;
    platform_play(app->platform, SOUND_WELCOME);
    app_go(app, SCREEN_PIN);
}

/* A PIN counts only where there is a door, and after the badge, where there is one. */
static bool is_at_door(const struct session *session)
{
    return session->role != ROLE_OF_STATION &&
           (!session->has_teacher_badge || session->badge_shown);
}

/* What came since is in what the teacher sees. */
static void renew(struct app *app)
{
    struct error error = {0};
    app_settle_desk(app);
    app_forget_report(app);
    if (!records_renew(&app->records, &error))
        log_warning("the state is built anew later: %s", error.text);
}

static void open_view(struct app *app)
{
    renew(app);
    app->session.teacher = true;
    app->last_input_ms = app->teacher_ms = app->session.now.mono_ms;
    app_go(app, SCREEN_GROUPS);
}

bool app_pin_is_right(struct app *app, const char *pin)
{
    struct session *session = &app->session;
    struct error error = {0};
    bool right = false;
    bool tried = store_try_pin(
        app->records.store, pin, session->now.mono_ms, &right, &session->wait_s, &error);
    if (tried && right)
        return true;
    if (tried)
        app_notice(app, NOTICE_PIN_WRONG);
    else if (error.code == ERR_DENIED)
        app_notice(app, NOTICE_PIN_WAIT);
    else
        app_tell_failure(app, &error);
    platform_play(app->platform, SOUND_SORRY);
    return false;
}

void app_try_pin(struct app *app, const char *pin)
{
    const struct session *session = &app->session;
    if (session->has_pin && is_at_door(session) && app_pin_is_right(app, pin))
        open_view(app);
}

void app_choose_pin(struct app *app, const char *pin)
{
    struct session *session = &app->session;
    struct error error = {0};
    if (!session->teacher && (session->has_pin || !is_at_door(session)))
        return;
    if (!store_set_pin(app->records.store, pin, &error)) {
        app_tell_failure(app, &error);
        return;
    }
    session->has_pin = true;
    app_notice(app, NOTICE_PIN_SET);
    if (!session->teacher)
        open_view(app);
}

void app_open_words(struct app *app, const char *passphrase)
{
    struct session *session = &app->session;
    struct error error = {0};
    if (!session->teacher)
        return;
    session->words_failure[0] = '\0';
    app->frame_due = true;
    if (!records_words_unlock(&app->records, passphrase, &error)) {
        STR_COPY(session->words_failure, error.text);
        platform_play(app->platform, SOUND_SORRY);
        return;
    }
    if (!records_words_show(&app->records, &error))
        log_warning("not all words are shown: %s", error_code_name(error.code));
    app_forget_report(app);
}

static void lock_words(struct app *app)
{
    app->session.words_failure[0] = '\0';
    if (!app->records.keys.is_open)
        return;
    records_words_lock(&app->records);
    renew(app);
}

/* -1: there are no such words. */
static int find_unsent(const struct app *app, const char *student, const char *about)
{
    const struct unsent *list = app->session.unsent;
    for (int i = 0; i < UNSENT_MAX; i++)
        if (str_equal(list[i].student, student) && str_equal(list[i].about, about))
            return i;
    return -1;
}

static void drop_unsent(struct app *app, int at)
{
    struct unsent *list = app->session.unsent;
    memmove(list + at, list + at + 1, (size_t)(UNSENT_MAX - 1 - at) * sizeof *list);
    list[UNSENT_MAX - 1] = (struct unsent){0};
}

void app_keep_unsent(struct app *app, const struct unsent *unsent)
{
    struct unsent *list = app->session.unsent;
    int at = find_unsent(app, unsent->student, unsent->about);
    if (at >= 0)
        drop_unsent(app, at);
    if (unsent->text[0] == '\0')
        return;
    memmove(list + 1, list, (UNSENT_MAX - 1) * sizeof *list);
    list[0] = *unsent;
}

void app_forget_strangers(struct app *app)
{
    const char *class_id = app->records.classroom->plan.class_id;
    if (str_equal(app->unsent_class, class_id))
        return;
    memset(app->session.unsent, 0, sizeof app->session.unsent);
    STR_COPY(app->unsent_class, class_id);
}

void app_forget_unsent(struct app *app, const struct action *action)
{
    if (action->kind != ACTION_GIVE_KUDOS)
        return;
    const struct plan *plan = &app->records.classroom->plan;
    int at = find_unsent(app, plan->students[action->student].id, action->about);
    if (at >= 0 && str_equal(app->session.unsent[at].text, action->text))
        drop_unsent(app, at);
}

void app_hide(struct app *app)
{
    struct session *session = &app->session;
    if (!session->teacher)
        return;
    lock_words(app);
    session->teacher = false;
    session->subject = session->subject_skill = -1;
    session->report_days = GROUPING_DAYS;
    session->notice = NOTICE_NONE; /* a refusal may name who must not be together */
    session->refusal[0] = '\0';
    app_forget_report(app);
    log_info("the teacher view is locked");
    app->frame_due = true;
    /* The page that the room sees stays as it is: somebody may be in the middle of a drag. */
    if (screen_get(app->top)->flags & SCREEN_NEEDS_TEACHER)
        app_go(app, app_idle_screen(app));
}

void app_display_changed(struct app *app)
{
    if (!app->session.teacher)
        return;
    app_hide(app);
    app_notice(app, NOTICE_DISPLAY);
}
