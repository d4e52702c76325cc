#define LOG_MODULE "stick"
#include "app.h"

#include "base/log.h"
#include "base/str.h"
#include "class_places.h"
#include "stick.h"

static void look(struct app *app)
{
    struct setup_stick *view = &app->setup->stick;
    *view = (struct setup_stick){.is_known = true};
    view->is_here = class_places_find_stick(&app->frame_arena, view->path, sizeof view->path);
    view->has_ours = view->is_here && stick_is_ours(view->path);
    if (app->session.teacher)
        stick_code(&app->records, view->code);
}

static void show(struct setup_stick *view, const struct stick_report *report)
{
    view->added = report->added;
    view->saved = report->events_saved;
    view->blobs = report->blobs;
    view->missing = report->missing;
    view->has_new_plan = report->has_new_plan;
    view->left = report->left;
    STR_COPY(view->failure, report->problem);
}

/* Also after a failure something may have come. */
static void take_over(struct app *app, const struct stick_report *report)
{
    struct setup_view *view = app->setup;
    app->frame_due = true;
    if (report->added == 0 && !report->has_new_plan)
        return;
    app_forget_report(app);
    if (!report->has_new_plan)
        return;
    app_take_class(app);
    if (app->top == SCREEN_SETUP) {
        app_go(app, app_idle_screen(app));
        return;
    }
    view->board_language = app->language_list[app->board_language];
}

void app_stick(struct app *app, enum setup_task task, const char *code)
{
    struct setup_stick *view = &app->setup->stick;
    struct stick_report report;
    struct error error = {0};
    look(app);
    if (task == SETUP_STICK_LOOK || !view->is_here)
        return;
    const struct stick_options options = {.folder = view->path,
        .data = app->options.data,
        .code = str_is_empty(code) ? NULL : code,
        .now = app->session.now};
    bool saves = task == SETUP_STICK_SAVE;
    bool done = saves ? stick_save(&app->records, &options, &report, &error)
                      : stick_take(&app->records, &options, &report, &error);
    show(view, &report);
    take_over(app, &report);
    view->has_ours = view->has_ours || (done && saves);
    view->task = task;
    view->state = !done ? SETUP_STICK_FAILED : saves ? SETUP_STICK_SAVED : SETUP_STICK_TAKEN;
    if (done) {
        platform_play(app->platform, SOUND_SAVED);
        return;
    }
    log_warning("the stick was of no use: %s", error_code_name(error.code));
    STR_COPY(view->failure, error.text);
}
