#define LOG_MODULE "setup"
#include "app.h"

#include "badges_issue.h"
#include "base/date.h"
#include "base/log.h"
#include "base/str.h"
#include "class_intake.h"
#include "class_places.h"
#include "health.h"
#include "paper/class_sheets.h"
#include "prints.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Behind the teacher's PIN; without a class there is nothing private, and whoever took the first
 * one may print its badges before leaving the page. */
static bool is_allowed(const struct app *app, enum setup_task task)
{
    return app->session.teacher || (app->session.staff && task == SETUP_LOOK) ||
           !app->records.has_plan || (app->top == SCREEN_SETUP && app->setup->stage == SETUP_TAKEN);
}

/* --- Folders --------------------------------------------------------------------------------- */

static void add_sample(struct app *app)
{
    struct setup_view *view = app->setup;
    struct stat about;
    char path[SETUP_PATH_SIZE];
    if (app->records.has_plan || view->folder_count == SETUP_FOLDER_MAX ||
        !platform_find_assets(path, sizeof path) || !str_append(path, sizeof path, "/sample") ||
        stat(path, &about) != 0)
        return;
    struct setup_folder *folder = &view->folders[view->folder_count++];
    *folder = (struct setup_folder){.is_sample = true, .day = app->session.today};
    STR_COPY(folder->path, path);
    STR_COPY(folder->name, "sample");
}

static void count_prints(struct app *app)
{
    app->setup->prints = prints_count(app->options.data);
    app->setup->prints_days = PRINTS_DAYS;
}

static void begin(struct app *app)
{
    char own[STORE_PATH_SIZE];
    memset(app->setup, 0, sizeof *app->setup);
    app->setup_request = (struct setup_request){0};
    arena_close(&app->setup_arena);
    app->setup_arena = (struct arena){0};
    if (str_is_empty(app->options.class_folder))
        STR_FORMAT(own, "%s/class-folders", app->options.data);
    else
        STR_COPY(own, app->options.class_folder);
    app->setup->board_language = app->language_list[app->board_language];
    class_places_find(own, app->session.now.offset_s, &app->frame_arena, app->setup);
    add_sample(app);
    app_stick(app, SETUP_STICK_LOOK, NULL);
    count_prints(app);
}

/* --- The dry run ----------------------------------------------------------------------------- */

static void show_problems(struct setup_view *view, const struct problems *problems)
{
    static const enum problem_level order[] = {PROBLEM_ERROR, PROBLEM_WARNING, PROBLEM_NOTE};
    view->problem_count = 0;
    view->errors = problems->errors;
    view->warnings = problems->warnings;
    view->hints = problems->notes;
    for (size_t level = 0; level < COUNT_OF(order); level++)
        for (int i = 0; i < problems->count && view->problem_count < SETUP_PROBLEM_MAX; i++) {
            const struct problem *problem = &problems->list[i];
            if (problem->level == order[level])
                view->problems[view->problem_count++] =
                    (struct setup_problem){.level = (enum setup_level)level,
                        .file = problem->file,
                        .line = problem->line,
                        .column = problem->column,
                        .told = &problem->told};
        }
}

static bool fail(struct setup_view *view, enum setup_stage stage, const struct error *error)
{
    log_warning("the class folder is not taken: %s", error_code_name(error->code));
    view->stage = stage;
    STR_COPY(view->failure, error->text);
    return false;
}

/* Reads the chosen folder anew. False: it could not be read, or could not be saved; that is shown.
 */
static bool read_chosen(struct app *app)
{
    struct setup_view *view = app->setup;
    struct error error = {0};
    struct problems problems;
    struct plan *plan;
    view->plan = NULL;
    view->problem_count = 0;
    if (app->setup_arena.base == NULL &&
        !arena_open(&app->setup_arena, CLASS_READ_CAPACITY, &error))
        return fail(view, SETUP_UNREADABLE, &error);
    arena_reset(&app->setup_arena);
    if (!class_intake_read(
            view->folders[view->chosen].path, &app->setup_arena, &plan, &problems, &error))
        return fail(view, SETUP_UNREADABLE, &error);
    show_problems(view, &problems);
    if (problems.errors > 0)
        return true;
    if (!records_check_plan(&app->records, plan, app->setup_version, &view->is_same, &error))
        return fail(view, SETUP_NOT_TAKEN, &error);
    if (!class_intake_compare(&app->records, plan, &app->session.now, &view->change, &error))
        return fail(view, SETUP_NOT_TAKEN, &error);
    view->plan = plan;
    return true;
}

static void check(struct app *app, int chosen)
{
    struct setup_view *view = app->setup;
    if (chosen < 0 || chosen >= view->folder_count)
        return;
    view->chosen = chosen;
    view->changed_meanwhile = false;
    if (read_chosen(app))
        view->stage = SETUP_CHECKED;
}

/* What is taken is what is on the stick now; if that is not what was on screen, it is shown first.
 */
static void take(struct app *app)
{
    struct setup_view *view = app->setup;
    struct error error = {0};
    char before[PLAN_HASH_TEXT];
    bool changed;
    if (view->stage != SETUP_CHECKED || view->plan == NULL)
        return;
    STR_COPY(before, app->setup_version);
    if (!read_chosen(app))
        return;
    if (view->plan == NULL || !str_equal(before, app->setup_version)) {
        view->changed_meanwhile = true;
        return;
    }
    if (!class_intake_take(&app->records, view->plan, view->folders[view->chosen].path,
            app->options.data, &app->session.now, &changed, &error)) {
        fail(view, SETUP_NOT_TAKEN, &error);
        return;
    }
    view->stage = SETUP_TAKEN;
    app_take_class(app);
    view->board_language = app->language_list[app->board_language];
    platform_play(app->platform, SOUND_SAVED);
}

static int find_first(struct setup_view *view, const char *path)
{
    for (int i = 0; i < view->folder_count; i++)
        if (str_equal(view->folders[i].path, path))
            return i;
    return -1;
}

void app_setup_first(struct app *app)
{
    const char *path = app->options.first_class;
    if (str_is_empty(path) || app->records.has_plan || app_join_is_on(app) ||
        app->records.read_only)
        return;
    app_go(app, SCREEN_SETUP);
    check(app, find_first(app->setup, path));
    take(app);
    if (app->setup->stage == SETUP_TAKEN)
        app_go(app, app_idle_screen(app));
}

/* --- On paper -------------------------------------------------------------------------------- */

/* A free name for what the Setup page prints. */
static bool find_file(struct app *app, const char *what, struct error *error)
{
    struct setup_view *view = app->setup;
    return app_print_name(app, what, ".pdf", view->file, &view->on_stick, error);
}

static bool print_badges(struct app *app, enum setup_task task, int student, struct error *error)
{
    struct setup_view *view = app->setup;
    struct badges_issue *issue = arena_new(&app->frame_arena, struct badges_issue);
    const struct classroom *classroom = app->records.classroom;
    if (issue == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the badges");
    if (task == SETUP_PRINT_TEACHER) {
        badges_pick_teacher(&app->records, issue);
    } else if (task == SETUP_PRINT_ONE) {
        if (student < 0 || student >= classroom->plan.student_count ||
            !classroom->students[student].enrolled)
            return error_set(error, ERR_NOT_FOUND, "this student is not in the class any more");
        issue->students[issue->count++] = student;
    } else {
        badges_pick_everybody(&app->records, issue);
    }
    if (task == SETUP_PRINT_NEW)
        badges_keep_those_without(&app->records, issue);
    view->printed = issue->count;
    if (issue->count == 0)
        return true;
    struct words words = app_sheet_words(app);
    struct badges_sheet sheet = {.file = view->file,
        .paper = sheet_paper(&classroom->plan),
        .per_sheet = BADGES_PER_SHEET,
        .words = &words};
    bool done = find_file(app, "badges", error) &&
                badges_issue(&app->records, issue, &sheet, &app->session.now, error);
    view->voided = issue->voided;
    return done;
}

/* Sheets that are no badges. */
static bool print_sheet(struct app *app, enum setup_task task, struct error *error)
{
    const char *file = app->setup->file;
    const struct plan *plan = &app->records.classroom->plan;
    struct words words = app_sheet_words(app);
    if (task == SETUP_PRINT_TROUBLE)
        return find_file(app, "what-to-do-when", error) &&
               sheet_trouble_pdf(file, sheet_paper(plan), &words, plan->class_name, error);
    return find_file(app, "secret-pictures", error) &&
           badges_list_pictures(&app->records, file, sheet_paper(plan), &words, error);
}

static void print(struct app *app, enum setup_task task, int student)
{
    struct setup_view *view = app->setup;
    struct error error = {0};
    bool is_badges = task != SETUP_PRINT_PICTURES && task != SETUP_PRINT_TROUBLE;
    view->printed = view->voided = 0;
    bool done =
        is_badges ? print_badges(app, task, student, &error) : print_sheet(app, task, &error);
    if (!done) {
        log_warning("nothing was printed: %s", error_code_name(error.code));
        view->paper = SETUP_NOT_PRINTED;
        STR_COPY(view->paper_failure, error.text);
        return;
    }
    view->paper = is_badges && view->printed == 0 ? SETUP_NOTHING_TO_PRINT : SETUP_PRINTED;
}

static void remove_prints(struct app *app)
{
    struct error error = {0};
    bool done = prints_remove(app->options.data, NULL, &error);
    count_prints(app);
    if (done)
        app_notice(app, NOTICE_PRINTS_REMOVED);
    else
        app_tell_failure(app, &error);
}

/* --- The machine ----------------------------------------------------------------------------- */

static void take_line(
    void *context, enum health_mark mark, const char *what, const struct sentence *how)
{
    struct setup_view *view = context;
    if (view->health_count == SETUP_HEALTH_MAX)
        return;
    struct setup_health *line = &view->health[view->health_count++];
    line->mark = (enum setup_mark)mark;
    STR_COPY(line->what, what);
    line->how = *how;
}

/* Worst first, else as looked at. */
static void sort_health(struct setup_view *view)
{
    for (int i = 1; i < view->health_count; i++)
        for (int k = i; k > 0 && view->health[k].mark > view->health[k - 1].mark; k--) {
            struct setup_health line = view->health[k];
            view->health[k] = view->health[k - 1];
            view->health[k - 1] = line;
        }
}

static void look(struct app *app)
{
    struct setup_view *view = app->setup;
    const struct health_look health = {.folder = app->options.data,
        .records = &app->records,
        .link = app->session.link.what,
        .now = app->session.now,
        .say = take_line,
        .context = view};
    view->health_count = 0;
    health_look(&health);
    sort_health(view);
    view->machine = (struct setup_machine){.free_mib = health_free_mib(app->options.data)};
    int32_t day;
    int count;
    if (store_last_backup(app->records.store, &day, &count)) {
        view->machine.backup_day = day;
        view->machine.backup_count = count;
    }
}

static void choose_board_language(struct app *app, const char *code)
{
    struct error error = {0};
    for (int i = 0; i < app->session.language_count; i++)
        if (str_equal(app->languages[i], code))
            app->board_language = i;
    app->setup->board_language = app->language_list[app->board_language];
    if (!store_set(app->records.store, "board-language", code, &error))
        app_tell_failure(app, &error);
}

/* --- Wishes ---------------------------------------------------------------------------------- */

void app_setup_wish(struct app *app, const struct wish *wish)
{
    if (!is_allowed(app, wish->task))
        return;
    switch (wish->task) {
    case SETUP_NONE: break;
    case SETUP_BEGIN: begin(app); break;
    case SETUP_LANGUAGE: choose_board_language(app, wish->text); break;
    case SETUP_REMOVE_PRINTS: remove_prints(app); break;
    case SETUP_LEAVE: app_go(app, app_idle_screen(app)); break;
    default:
        app->setup_request = (struct setup_request){.task = wish->task, .number = wish->number};
        if (wish->text != NULL)
            STR_COPY(app->setup_request.text, wish->text);
        app->setup->busy = wish->task;
    }
}

bool app_setup_work(struct app *app)
{
    struct setup_request request = app->setup_request;
    app->setup_request = (struct setup_request){0};
    if (request.task == SETUP_NONE)
        return false;
    app->setup->busy = SETUP_NONE;
    app->setup->paper = SETUP_NO_PAPER;
    if (!is_allowed(app, request.task))
        return true;
    switch (request.task) {
    case SETUP_CHECK: check(app, request.number); break;
    case SETUP_TAKE: take(app); break;
    case SETUP_LOOK: look(app); break;
    case SETUP_STICK_LOOK:
    case SETUP_STICK_TAKE:
    case SETUP_STICK_SAVE: app_stick(app, request.task, request.text); break;
    default: print(app, request.task, request.number);
    }
    return true;
}
