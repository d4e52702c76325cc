/* An appliance: what the machine does for its program (device_care.h), and what the program does
 * itself in steps between two pictures: backups on a stick, restoring, the year's end. */
#define LOG_MODULE "care"
#include "app.h"

#include "base/log.h"
#include "base/str.h"
#include "base/uptime.h"
#include "class_places.h"
#include "device_care.h"
#include "device_settings.h"
#include "stick_backup.h"
#include "sync/hub_server.h"
#include "wipe.h"
#include <string.h>
#include <time.h>

enum {
    POLL_MS = 500,
    ANSWER_MS = 20 * 1000,     /* until the machine has begun */
    STILL_MS = 15 * 60 * 1000, /* and told nothing new since */
    LEAVE_MS = 90 * 1000,      /* until it is off, or has started again */
    LOOK_AGAIN_MS = 4000,
    LOOKS_AGAIN = 6, /* for a network to be there */
    NAP_MS = 5,
    STEP_MS = 10 * 60 * 1000, /* the longest that one may take: a slow stick, a large database */
};

struct app_care {
    struct care_view view;
    char id[TOLD_ID_SIZE], look_id[TOLD_ID_SIZE]; /* "": nothing is awaited */
    int64_t poll_ms, changed_ms, looked_ms;       /* uptime */
    bool keeps_program;                           /* after CARE_SET */
    bool ends_program;                            /* once it is seen how CARE_SET went */
    int looks_left;
    enum screen_id from; /* where Care was opened */
    struct backup_save *save;
    struct backup_load *load;
    struct wipe wipe;
    bool begins; /* what is to be done is on screen first */
    char stick[SETUP_PATH_SIZE], code[2 * SETUP_CODE_SIZE], path[SETUP_PATH_SIZE];
};

/* --- How it went ----------------------------------------------------------------------------- */

static void end(struct app *app, enum care_code code, const char *detail)
{
    struct app_care *care = app->care;
    struct care_view *view = &care->view;
    bool good = code == CARE_SAYS_OK || code == CARE_SAYS_RESTART_NEEDED;
    view->state = good ? CARE_DONE : CARE_FAILED;
    view->code = code;
    STR_COPY(view->detail, detail);
    care->id[0] = '\0';
    app->frame_due = true;
    if (!good)
        log_warning("care task %d failed with code %d", (int)view->task, (int)code);
    platform_play(app->platform, good ? SOUND_SAVED : SOUND_SORRY);
}

static void begin(struct app *app, enum care_task task)
{
    struct care_view *view = &app->care->view;
    view->task = task;
    view->state = CARE_RUNS;
    view->percent = -1;
    view->code = CARE_SAYS_OK;
    view->detail[0] = view->file[0] = '\0';
    app->frame_due = true;
}

/* What did not go through on this machine's own card. */
static enum care_code card_code(const struct error *error)
{
    return error->code == ERR_NO_SPACE    ? CARE_SAYS_CARD_FULL
           : error->code == ERR_READ_ONLY ? CARE_SAYS_CARD_READ_ONLY
                                          : CARE_SAYS_CARD_FAILED;
}

/* --- Asking the machine ---------------------------------------------------------------------- */

static void look(struct app *app)
{
    struct app_care *care = app->care;
    struct error error = {0};
    if (!care->view.is_here || care->look_id[0] != '\0')
        return;
    care->looked_ms = uptime_ms();
    care->poll_ms = 0;
    if (!device_care_ask(CARE_LOOK, NULL, 0, care->look_id, &error)) {
        care->look_id[0] = '\0';
        log_warning("the machine is not asked: %s", error.text);
    }
}

static void ask(struct app *app, enum care_task task, const struct device_line *lines, int count)
{
    struct app_care *care = app->care;
    struct error error = {0};
    begin(app, task);
    care->changed_ms = uptime_ms();
    care->poll_ms = 0;
    if (!device_care_ask(task, lines, count, care->id, &error))
        end(app, error.code == ERR_BAD_INPUT ? CARE_SAYS_BAD_VALUE : CARE_SAYS_FAILED, error.text);
}

/* "key=value" lines; the keys are the screens', the values are what was typed. */
static void set(struct app *app, const char *text, bool keeps_program)
{
    struct device_line lines[DEVICE_LINES_MAX];
    char copy[DEVICE_LINES_MAX][ID_SIZE + DEVICE_VALUE_SIZE];
    const char *part;
    size_t length;
    int count = 0;
    while (count < DEVICE_LINES_MAX && str_next_part(&text, '\n', &part, &length)) {
        char *line = copy[count];
        if (length == 0 || !str_copy_length(line, sizeof copy[0], part, length))
            continue;
        char *mark = strchr(line, '=');
        if (mark == NULL)
            continue;
        *mark = '\0';
        lines[count++] = (struct device_line){line, mark + 1};
    }
    app->care->keeps_program = keeps_program;
    ask(app, CARE_SET, lines, count);
    memset(copy, 0, sizeof copy);
}

/* What somebody read from another clock, in the time of the place. */
static void tell_clock(struct app *app, int local_minute)
{
    char seconds[ID_SIZE];
    int64_t utc_s = platform_utc_of_local(app->platform, (int64_t)local_minute * 60);
    STR_FORMAT(seconds, "%lld", (long long)utc_s);
    ask(app, CARE_CLOCK, &(struct device_line){"utc", seconds}, 1);
}

/* --- What it told ---------------------------------------------------------------------------- */

static void show_machine(struct care_machine *machine, const struct told *told)
{
    *machine = (struct care_machine){.has_stick = told->stick, .has_wifi = told->has_wifi};
    STR_COPY(machine->version, told->version);
    STR_COPY(machine->slot, told->slot);
    STR_COPY(machine->name, told->hostname);
    STR_COPY(machine->serial, told->serial);
    STR_COPY(machine->installed, told->installed);
    STR_COPY(machine->server, told->server);
    STR_COPY(machine->wifi, told->wifi_ssid);
    if (told->has_update) {
        STR_COPY(machine->update, told->update_version);
    } else if (told->file[0] != '\0') {
        machine->refused = device_care_code(told->code);
        STR_COPY(machine->refused_file, told->file);
    }
    for (int i = 0; i < told->address_count; i++) {
        str_append(machine->addresses, sizeof machine->addresses, i > 0 ? ", " : "");
        str_append(machine->addresses, sizeof machine->addresses, told->addresses[i]);
    }
}

static void take_look(struct app *app)
{
    struct app_care *care = app->care;
    struct told *told = arena_new(&app->frame_arena, struct told);
    if (told != NULL && device_care_told(CARE_LOOK, care->look_id, &app->frame_arena, told) &&
        told->state != TOLD_WORKING) {
        show_machine(&care->view.machine, told);
        care->view.has_looked = true;
        care->look_id[0] = '\0';
        app->frame_due = true;
        if (care->looks_left > 0 && care->view.machine.addresses[0] != '\0')
            care->looks_left = 0;
    } else if (uptime_ms() - care->looked_ms > ANSWER_MS) {
        care->look_id[0] = '\0';
    }
}

static bool leaves(enum care_task task)
{
    return task == CARE_RESTART || task == CARE_POWEROFF || task == CARE_RESET;
}

static void begin_anew(struct app *app)
{
    log_info("the settings are kept: the program ends, and is started again");
    app->quit = true;
}

static void finish_task(struct app *app, const struct told *told)
{
    struct app_care *care = app->care;
    struct care_view *view = &care->view;
    if (told->state == TOLD_FAILED) {
        enum care_code code = device_care_code(told->code);
        end(app, code == CARE_SAYS_OK ? CARE_SAYS_FAILED : code,
            told->detail[0] != '\0' ? told->detail : told->code);
        /* Something else went wrong: who asks for the role again gets the same answer for ever. */
        care->ends_program = view->task == CARE_SET && app_device_has_new_role(app);
        return;
    }
    if (leaves(view->task))
        return; /* the picture stands until the machine is off */
    STR_COPY(view->file, told->file);
    end(app, device_care_code(told->code), told->detail);
    if (view->task == CARE_SET && !care->keeps_program)
        begin_anew(app);
    if (view->task == CARE_SET)
        care->looks_left = LOOKS_AGAIN;
    if (view->task == CARE_UPDATE || view->task == CARE_NOTED)
        app_device_forget_fallback(app);
    if (view->task == CARE_NOTED)
        view->state = CARE_RESTS; /* nothing is to be said of it */
    look(app);
}

static void take_told(struct app *app)
{
    struct app_care *care = app->care;
    struct care_view *view = &care->view;
    struct told *told = arena_new(&app->frame_arena, struct told);
    bool is_told = told != NULL && device_care_told(view->task, care->id, &app->frame_arena, told);
    bool works = is_told && told->state == TOLD_WORKING;
    if (is_told && told->percent != view->percent) {
        view->percent = told->percent;
        care->changed_ms = uptime_ms();
        app->frame_due = true;
    }
    if (is_told && !works)
        finish_task(app, told);
    if (care->id[0] == '\0' || view->state != CARE_RUNS)
        return;
    int64_t since_ms = uptime_ms() - care->changed_ms;
    if (since_ms > (leaves(view->task) && !works ? LEAVE_MS : is_told ? STILL_MS : ANSWER_MS))
        end(app, CARE_SAYS_NO_ANSWER, "");
}

static void poll(struct app *app)
{
    struct app_care *care = app->care;
    int64_t now = uptime_ms();
    if (care->looks_left > 0 && care->look_id[0] == '\0' &&
        now - care->looked_ms >= LOOK_AGAIN_MS) {
        care->looks_left--;
        look(app);
    }
    if ((care->id[0] == '\0' && care->look_id[0] == '\0') || now < care->poll_ms)
        return;
    care->poll_ms = now + POLL_MS;
    if (care->look_id[0] != '\0')
        take_look(app);
    if (care->id[0] != '\0')
        take_told(app);
}

/* --- Backups --------------------------------------------------------------------------------- */

static bool has_stick(struct app *app, char out[static SETUP_PATH_SIZE])
{
    return class_places_find_stick(&app->frame_arena, out, SETUP_PATH_SIZE);
}

static void look_for_backups(struct app *app)
{
    struct care_view *view = &app->care->view;
    char stick[SETUP_PATH_SIZE];
    struct backup_found *found =
        arena_alloc(&app->frame_arena, BACKUP_FOUND_MAX * sizeof(struct backup_found));
    view->backup_count = 0;
    view->has_backups = true;
    view->has_stick_here = has_stick(app, stick);
    app->frame_due = true;
    if (found == NULL || !view->has_stick_here)
        return;
    int count = MIN(backup_find(stick, found), (int)CARE_BACKUP_MAX);
    for (int i = 0; i < count; i++) {
        struct care_backup *backup = &view->backups[view->backup_count];
        backup->day = found[i].day;
        if (STR_COPY(backup->path, found[i].path) && STR_COPY(backup->machine, found[i].machine))
            view->backup_count++;
    }
}

static void end_backup(struct app *app, bool done, bool is_here, const struct error *error)
{
    struct app_care *care = app->care;
    char stick[SETUP_PATH_SIZE];
    if (done)
        STR_COPY(care->view.file, backup_save_file(care->save));
    backup_save_end(care->save);
    care->save = NULL;
    if (done) {
        end(app, CARE_SAYS_OK, "");
        look_for_backups(app);
        return;
    }
    enum care_code code = CARE_SAYS_STICK_DAMAGED;
    if (is_here)
        code = card_code(error);
    else if (!has_stick(app, stick))
        code = CARE_SAYS_STICK_GONE;
    else if (error->code == ERR_NO_SPACE)
        code = CARE_SAYS_STICK_FULL;
    else if (error->code == ERR_READ_ONLY)
        code = CARE_SAYS_STICK_READ_ONLY;
    end(app, code, error->text);
}

static void backup_step(struct app *app)
{
    struct app_care *care = app->care;
    struct error error = {0};
    bool more = true, is_here = false;
    bool ok = care->begins ? backup_save_begin(&app->records, app->options.data, care->stick,
                                 app->session.role == ROLE_OF_BOARD ? "board" : NULL,
                                 &app->session.now, &care->save, &is_here, &error)
                           : backup_save_step(care->save, &more, &error);
    care->begins = false;
    if (!ok || !more)
        end_backup(app, ok, is_here, &error);
    else
        care->view.percent = backup_save_percent(care->save);
}

/* --- Restoring ------------------------------------------------------------------------------- */

static enum care_code code_of(enum backup_refusal why, const struct error *error)
{
    switch (why) {
    case BACKUP_TAKEN: break;
    case BACKUP_IS_NONE:
    case BACKUP_DAMAGED: return CARE_SAYS_DAMAGED;
    case BACKUP_OTHER_CLASS: return CARE_SAYS_OTHER_CLASS;
    case BACKUP_WRONG_CODE: return CARE_SAYS_WRONG_CODE;
    case BACKUP_TOO_NEW: return CARE_SAYS_TOO_NEW;
    case BACKUP_FAULT: break;
    }
    return card_code(error);
}

static void stop_loading(struct app_care *care)
{
    backup_load_end(care->load);
    care->load = NULL;
    memset(care->code, 0, sizeof care->code);
}

static void put_in_place(struct app *app)
{
    struct error error = {0};
    stop_loading(app->care);
    if (!app_reopen(app, backup_put_in_place, &error)) {
        end(app, code_of(BACKUP_FAULT, &error), error.text);
        app_tell_failure(app, &error);
        return;
    }
    app->care->view.state = CARE_RESTS;
    log_info("this machine is the one of a backup");
    platform_play(app->platform, SOUND_SAVED);
    app_notice(app, NOTICE_RESTORED);
}

static void restore_step(struct app *app)
{
    struct app_care *care = app->care;
    struct error error = {0};
    enum backup_refusal why = BACKUP_TAKEN;
    bool more = true;
    bool ok = care->begins ? backup_load_begin(&app->records, app->options.data, care->path,
                                 care->code, &care->load, &why, &error)
                           : backup_load_step(care->load, &more, &why, &error);
    care->begins = false;
    if (!ok) {
        stop_loading(care);
        end(app, code_of(why, &error), error.text);
    } else if (!more) {
        put_in_place(app);
    } else {
        care->view.percent = backup_load_percent(care->load);
    }
}

/* --- The year's end -------------------------------------------------------------------------- */

static void after_wipe(struct app *app, bool had_hub)
{
    app->desk_dirty = false;
    app->desk_built = 0;
    app->unsent_class[0] = '\0';
    app_take_class(app);
    app_open_link(app);
    if (had_hub)
        app_hub_make_again(app);
}

static void wipe_some(struct app *app)
{
    struct app_care *care = app->care;
    struct error error = {0};
    bool ok = true;
    if (care->begins) {
        app_leave_desk(app);
        app_close_link(app);
        ok = wipe_begin(&care->wipe, &app->records, app->options.data, &error);
    }
    care->begins = false;
    ok = ok && wipe_step(&care->wipe, &error);
    app_forget_report(app);
    care->view.percent = wipe_percent(&care->wipe);
    app->frame_due = true;
    if (ok && !care->wipe.done)
        return;
    after_wipe(app, ok && care->wipe.had_hub);
    care->view.may_shut_out = care->wipe.unkept[0] != '\0';
    care->view.is_sure = false;
    end(app, ok ? CARE_SAYS_OK : card_code(&error), error.text);
}

/* --- Steps ----------------------------------------------------------------------------------- */

bool app_care_works(const struct app *app)
{
    const struct care_view *view = &app->care->view;
    return view->state == CARE_RUNS &&
           (view->task == CARE_BACKUP || view->task == CARE_RESTORE || view->task == CARE_WIPE);
}

/* … or the machine is asked. */
static bool is_busy(const struct app *app)
{
    const struct app_care *care = app->care;
    return app_care_works(app) || care->id[0] != '\0' || care->look_id[0] != '\0';
}

static void look_at_clock(struct app *app)
{
    struct care_view *view = &app->care->view;
    enum clock_source before = view->clock;
    view->clock = app_clock_source(app);
    if (view->clock != before)
        app->frame_due = true;
}

void app_care_turn(struct app *app)
{
    struct app_care *care = app->care;
    if (app->top != SCREEN_CARE)
        care->view.is_sure = false;
    look_at_clock(app);
    if (app_care_works(app)) {
        app->frame_due = true;
        platform_tell_long(app->platform, STEP_MS);
        switch (care->view.task) {
        case CARE_BACKUP: backup_step(app); break;
        case CARE_RESTORE: restore_step(app); break;
        default: wipe_some(app);
        }
        return;
    }
    poll(app);
    if (care->view.state == CARE_RUNS && app->top == SCREEN_CARE) /* somebody waits there */
        app->teacher_ms = app->last_input_ms = app->session.now.mono_ms;
}

int64_t app_care_deadline_ms(const struct app *app)
{
    const struct app_care *care = app->care;
    if (app->options.steps != NULL)
        return INT64_MAX;
    bool waits = care->id[0] != '\0' || care->look_id[0] != '\0';
    if (!waits && care->looks_left == 0)
        return INT64_MAX;
    int64_t at_ms = waits ? care->poll_ms : care->looked_ms + LOOK_AGAIN_MS;
    return app->session.now.mono_ms + MAX(at_ms - uptime_ms(), 0);
}

bool app_care_wait(struct app *app, bool until_works, int64_t timeout_ms, struct error *error)
{
    const struct app_care *care = app->care;
    int64_t until_ms = uptime_ms() + timeout_ms;
    while (uptime_ms() < until_ms) {
        app_settle(app);
        if (until_works ? care->view.percent > 0 : !is_busy(app))
            return true;
        nanosleep(&(struct timespec){.tv_nsec = NAP_MS * 1000000L}, NULL);
    }
    return error_set(
        error, ERR_IO, "the machine has not answered in %d s", (int)(timeout_ms / 1000));
}

/* --- Wishes ---------------------------------------------------------------------------------- */

bool app_care_is_allowed(const struct app *app)
{
    return app->session.teacher || app->session.staff || !app->records.has_plan;
}

void app_care_badge(struct app *app)
{
    if (!app_care_is_allowed(app) || app->session.has_pin)
        return;
    app->care->view.is_sure = true;
    app->frame_due = true;
    platform_play(app->platform, SOUND_WELCOME);
}

static void make_sure(struct app *app, const char *pin)
{
    if (!app->session.has_pin)
        return;
    app->care->view.is_sure = app_pin_is_right(app, pin);
    app->frame_due = true;
}

static void open_page(struct app *app, int tab)
{
    struct app_care *care = app->care;
    care->view.tab = tab;
    care->from = app->top;
    if (care->view.state != CARE_RUNS)
        care->view.state = CARE_RESTS;
    care->view.has_backups = false;
    care->view.has_hub = hub_server_state(app->options.data) != HUB_SERVER_NONE;
    look(app);
    app_go(app, SCREEN_CARE);
}

static void restore(struct app *app, int number, const char *code)
{
    struct app_care *care = app->care;
    if (number < 0 || number >= care->view.backup_count || code == NULL)
        return;
    STR_COPY(care->path, care->view.backups[number].path);
    STR_COPY(care->code, code);
    care->begins = true;
    begin(app, CARE_RESTORE);
}

static void make_backup(struct app *app)
{
    begin(app, CARE_BACKUP);
    app->care->begins = true;
    if (!app->records.has_plan)
        end(app, CARE_SAYS_FAILED, "");
    else if (!has_stick(app, app->care->stick))
        end(app, CARE_SAYS_NO_STICK, "");
}

/* What cannot be taken back. */
static bool is_sure(const struct app *app)
{
    return app->care->view.is_sure || !app->records.has_plan;
}

static void begin_task(struct app *app, const struct wish *wish)
{
    static const struct device_line sure = {"sure", "yes"}, server = {"from", "server"};
    switch (wish->care) {
    case CARE_SET: set(app, wish->text, wish->number == 1); break;
    case CARE_CLOCK: tell_clock(app, wish->number); break;
    case CARE_UPDATE:
        app->care->view.from_server = wish->number == 1;
        ask(app, CARE_UPDATE, &server, app->care->view.from_server ? 1 : 0);
        break;
    case CARE_NOTED:
    case CARE_REPORT:
    case CARE_RESTART:
    case CARE_POWEROFF: ask(app, wish->care, NULL, 0); break;
    case CARE_RESET:
        if (is_sure(app))
            ask(app, CARE_RESET, &sure, 1);
        break;
    case CARE_BACKUP: make_backup(app); break;
    case CARE_RESTORE: restore(app, wish->number, wish->text); break;
    case CARE_WIPE:
        if (app->records.has_plan && is_sure(app)) {
            begin(app, CARE_WIPE);
            app->care->begins = true;
        }
        break;
    default: break;
    }
}

void app_care_wish(struct app *app, const struct wish *wish)
{
    struct app_care *care = app->care;
    if (!app_care_is_allowed(app))
        return;
    switch (wish->care) {
    case CARE_LOOK: look(app); break;
    case CARE_OPEN: open_page(app, wish->number); break;
    case CARE_CLOSE: {
        enum screen_id back = care->from != SCREEN_NONE ? care->from : app_idle_screen(app);
        app_go(app, back);
        break;
    }
    case CARE_SEEN:
        if (care->view.state != CARE_RUNS)
            care->view.state = CARE_RESTS;
        if (care->ends_program)
            begin_anew(app);
        break;
    case CARE_BACKUPS: look_for_backups(app); break;
    case CARE_SURE: make_sure(app, wish->text); break;
    default:
        if (care->view.state != CARE_RUNS)
            begin_task(app, wish);
    }
}

/* --- Opening --------------------------------------------------------------------------------- */

static void take_about(struct app *app)
{
    struct care_view *view = &app->care->view;
    const struct device_about *about = app_device_about(app);
    if (about == NULL)
        return;
    view->asks_role = about->role[0] == '\0';
    STR_COPY(view->zone, about->timezone[0] != '\0' ? about->timezone : "UTC");
    STR_COPY(view->machine.name, about->hostname);
    STR_COPY(view->machine.version, about->version);
    STR_COPY(view->machine.slot, about->slot);
    STR_COPY(view->machine.serial, about->serial);
    for (int i = 0; i < app->session.language_count && !app->records.has_plan; i++)
        if (str_equal(app->languages[i], about->language))
            app->language = i;
}

bool app_care_open(struct app *app, struct error *error)
{
    app->care = arena_new(&app->arena, struct app_care);
    if (app->care == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the care of this machine");
    app->session.care = &app->care->view;
    app->care->view.is_here = device_care_is_here();
    if (!app->records.read_only)
        backup_clean(app->options.data);
    if (app->care->view.is_here) {
        take_about(app);
        if (!app->records.has_plan)
            look(app);
    }
    return true;
}

void app_care_close(struct app *app)
{
    if (app->care == NULL)
        return;
    backup_save_end(app->care->save);
    backup_load_end(app->care->load);
    app->care->save = NULL;
    app->care->load = NULL;
}
