#define _DEFAULT_SOURCE
#include "bench.h"

#include "base/date.h"
#include "base/str.h"
#include "commands/class.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* --- Results --------------------------------------------------------------------------------- */

void bench_row(const char *measure, double value, const char *unit, double target)
{
    int digits = fabs(value) >= 100 || value == floor(value) ? 0 : fabs(value) >= 10 ? 1 : 2;
    printf("%s\t%.*f\t%s\t", measure, digits, value, unit);
    if (isnan(target))
        printf("\t\n");
    else
        printf("%g\t%s\n", target, value <= target ? "ok" : "over");
    fflush(stdout);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_quantile(double *samples, int count, double part)
{
    qsort(samples, (size_t)count, sizeof *samples, compare);
    return samples[MIN((int)(part * count), count - 1)];
}

static double read_clock_ms(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

double bench_now_ms(void)
{
    return read_clock_ms(CLOCK_MONOTONIC);
}

double bench_cpu_ms(void)
{
    return read_clock_ms(CLOCK_PROCESS_CPUTIME_ID);
}

double bench_thread_ms(void)
{
    return read_clock_ms(CLOCK_THREAD_CPUTIME_ID);
}

_Noreturn void bench_die(const char *what, const struct error *error)
{
    fprintf(stderr, "%s%s%s\n", what, error != NULL ? ": " : "", error != NULL ? error->text : "");
    exit(1);
}

/* --- Memory ---------------------------------------------------------------------------------- */

/* The kibibytes behind "Key:" in a file of /proc; 0 if it is not there (any more). */
static double proc_kib(pid_t process, const char *name, const char *key)
{
    char path[64], line[256];
    double kib = 0;
    STR_FORMAT(path, "/proc/%d/%s", (int)process, name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return 0;
    while (fgets(line, sizeof line, file) != NULL)
        if (str_starts_with(line, key))
            kib = strtod(line + strlen(key), NULL);
    fclose(file);
    return kib;
}

struct bench_memory bench_memory(pid_t process)
{
    if (process == 0)
        process = getpid();
    return (struct bench_memory){.rss_mib = proc_kib(process, "status", "VmRSS:") / 1024,
        .pss_mib = proc_kib(process, "smaps_rollup", "Pss:") / 1024,
        .peak_rss_mib = proc_kib(process, "status", "VmHWM:") / 1024};
}

double bench_tree_pss_mib(pid_t root, int *count)
{
    enum { PROCESS_MAX = 256 };
    pid_t tree[PROCESS_MAX] = {root};
    int known = 1;
    double sum = 0;
    for (int i = 0; i < known; i++) {
        sum += bench_memory(tree[i]).pss_mib;
        DIR *proc = opendir("/proc");
        struct dirent *entry;
        while (proc != NULL && (entry = readdir(proc)) != NULL && known < PROCESS_MAX) {
            pid_t process = (pid_t)strtol(entry->d_name, NULL, 10);
            if (process > 0 && (pid_t)proc_kib(process, "status", "PPid:") == tree[i])
                tree[known++] = process;
        }
        if (proc != NULL)
            closedir(proc);
    }
    *count = known;
    return sum;
}

/* --- A class ---------------------------------------------------------------------------------- */

static char made_folder[BENCH_PATH_SIZE];
static pid_t made_by; /* a child that exits must not take the folder with it */

static void remove_made(void)
{
    if (made_folder[0] != '\0' && made_by == getpid())
        platform_remove_folder(made_folder);
}

void bench_folder(char out[static BENCH_PATH_SIZE])
{
    const char *parent = getenv("WAYSTATION_BENCH_DIR");
    if (parent == NULL)
        parent = getenv("TMPDIR");
    str_format(made_folder, sizeof made_folder, "%s/waystation-bench-XXXXXX",
        parent != NULL ? parent : "/tmp");
    if (mkdtemp(made_folder) == NULL)
        bench_die("no temporary folder can be made", NULL);
    made_by = getpid();
    atexit(remove_made);
    str_copy(out, BENCH_PATH_SIZE, made_folder);
}

static void token_of(int student, uint8_t token[static BADGE_TOKEN_SIZE])
{
    memset(token, 0x5A, BADGE_TOKEN_SIZE);
    token[0] = (uint8_t)student;
}

void bench_badge(int student, char out[static BADGE_TEXT_SIZE])
{
    uint8_t token[BADGE_TOKEN_SIZE];
    token_of(student, token);
    badge_encode(token, out);
}

static void apply(struct records *records, const struct action *action, const struct moment *now)
{
    struct error error = {0};
    if (!records_apply(records, action, now, &error))
        bench_die("filling the class", &error);
}

static void issue_badges(struct records *records, const struct moment *now)
{
    for (int i = 0; i < records->classroom->plan.student_count; i++) {
        struct action action = {.kind = ACTION_ISSUE_BADGE, .student = i};
        uint8_t token[BADGE_TOKEN_SIZE];
        token_of(i, token);
        store_badge_hash(records->store, token, action.hash);
        apply(records, &action, now);
    }
}

static void start_rotation(
    struct records *records, const struct moment *now, int64_t rotation_ago_ms)
{
    const struct plan *plan = &records->classroom->plan;
    struct action start = {.kind = ACTION_START_ROTATION, .student = -1};
    start.rotation.day = date_day_at(now->wall_ms, now->offset_s);
    start.rotation.rounds = plan->rounds;
    start.rotation.minutes = plan->minutes;
    start.rotation.at_ms = now->wall_ms - rotation_ago_ms;
    apply(records, &start, now);
}

void bench_fill(const char *folder, const struct moment *now, int64_t rotation_ago_ms)
{
    char sample[BENCH_PATH_SIZE];
    struct error error = {0};
    struct records records;
    struct records_options options = {.folder = folder};
    struct plan *plan;
    bool changed;
    setenv("WAYSTATION_ASSETS", BENCH_ASSETS, 0);
    if (!platform_find_assets(sample, sizeof sample))
        bench_die("our assets were not found: build everything first", NULL);
    str_append(sample, sizeof sample, "/sample");
    if (!records_open(&records, &options, &error) ||
        !class_read_folder(sample, &records.arena, &plan, NULL, &error) ||
        !records_publish(&records, plan, now, &changed, &error) ||
        !store_set(records.store, "station", plan->stations[0].id, &error))
        bench_die("the sample class", &error);
    issue_badges(&records, now);
    start_rotation(&records, now, rotation_ago_ms);
    struct action kudos = {.kind = ACTION_GIVE_KUDOS, .student = 0};
    STR_COPY(kudos.text, "You kept going when the number line got tricky.");
    apply(&records, &kudos, now);
    records_close(&records);
}

struct moment bench_morning(void)
{
    int64_t day = date_to_day((struct date){2026, 9, 14});
    return (struct moment){
        .wall_ms = day * DAY_MS + INT64_C(543) * 60000, .mono_ms = 3600000, .trusted = true};
}

struct moment bench_real_time(void)
{
    return (struct moment){.wall_ms = (int64_t)read_clock_ms(CLOCK_REALTIME),
        .mono_ms = (int64_t)read_clock_ms(CLOCK_BOOTTIME),
        .trusted = true};
}

/* --- Hands ------------------------------------------------------------------------------------ */

static struct app *open_with(const struct app_options *options)
{
    struct error error = {0};
    struct app *app = calloc(1, sizeof *app);
    if (app == NULL || !app_open(app, options, &error))
        bench_die("opening the station", &error);
    if (options->headless)
        platform_set_clock(app->platform, bench_morning().wall_ms);
    return app;
}

struct app *bench_open_app(const char *folder, bool window, const char *camera)
{
    return open_with(&(struct app_options){.role = ROLE_OF_STATION,
        .data = folder,
        .camera = camera,
        .headless = !window,
        .width = 1280,
        .height = 800});
}

struct app *bench_open_board(const char *folder, int width, int height)
{
    return open_with(&(struct app_options){.role = ROLE_OF_BOARD,
        .data = folder,
        .camera = "none",
        .headless = true,
        .width = width,
        .height = height});
}

void bench_close_app(struct app *app)
{
    app_close(app);
    free(app);
}

/* A window's input comes from the window system; the hands go past it, to where it is taken. */
static void give(struct app *app, enum input_kind kind, float x, float y)
{
    struct input input = {
        .kind = kind, .x = x, .y = y, .mono_ms = app->session.now.mono_ms, .deliberate = true};
    app->last_input_ms = app->session.now.mono_ms;
    if (ui_input(app->ui, &input))
        app_frame(app);
    app_settle(app);
}

void bench_read_badge(struct app *app, int student)
{
    char text[BADGE_TEXT_SIZE];
    bench_badge(student, text);
    app->last_input_ms = app->session.now.mono_ms;
    app_read_badge(app, text, HOW_SCANNER);
    app_settle(app);
}

static bool can_tap(const struct ui_node *node)
{
    return node->id != 0 && node->w > 0 && node->h > 0 && !(node->state & STATE_DISABLED);
}

static bool tap_node(struct app *app, const struct ui_node *node)
{
    float x = (float)node->x + (float)node->w / 2, y = (float)node->y + (float)node->h / 2;
    give(app, INPUT_POINTER_DOWN, x, y);
    give(app, INPUT_POINTER_UP, x, y);
    return true;
}

static const char *translate(const struct app *app, const char *text)
{
    for (int i = 0; i < app->session.language_count; i++)
        if (app->language_list[i] == app->session.language && app->catalogs[i].bytes != NULL)
            return catalog_text(&app->catalogs[i], text);
    return text;
}

bool bench_tap(struct app *app, const char *name)
{
    struct ui_tree tree = ui_get_tree(app->ui);
    const char *shown = translate(app, name);
    for (int i = 0; i < tree.count; i++)
        if (can_tap(&tree.nodes[i]) && str_starts_with(tree.nodes[i].name, shown))
            return tap_node(app, &tree.nodes[i]);
    return false;
}

bool bench_tap_role(struct app *app, enum ui_role role, int which)
{
    struct ui_tree tree = ui_get_tree(app->ui);
    for (int i = 0; i < tree.count; i++)
        if (can_tap(&tree.nodes[i]) && tree.nodes[i].role == role && which-- == 0)
            return tap_node(app, &tree.nodes[i]);
    return false;
}

static void must_be_on(const struct app *app, enum screen_id id)
{
    if (app->top == id)
        return;
    fprintf(stderr, "the bench is on screen %s, not on %s\n", screen_get(app->top)->name,
        screen_get(id)->name);
    exit(1);
}

void bench_pick_goal(struct app *app)
{
    enum { REASONS = 4 }; /* choices, too, and before the goals */
    if (app->top != SCREEN_GOAL)
        return;
    bench_tap_role(app, ROLE_CHOICE, 0);
    bench_tap_role(app, ROLE_CHOICE, REASONS);
    bench_tap(app, "Set my goal");
}

void bench_go_home(struct app *app)
{
    bench_read_badge(app, 0);
    must_be_on(app, SCREEN_WELCOME);
    if (!bench_tap(app, "Let’s go"))
        bench_tap(app, "Work here anyway");
    bench_pick_goal(app);
    must_be_on(app, SCREEN_HOME);
}

void bench_go_ticket(struct app *app)
{
    bench_tap(app, "Exit ticket");
    must_be_on(app, SCREEN_TICKET);
}

void bench_go_reflect(struct app *app)
{
    bench_tap(app, "Reflect");
    must_be_on(app, SCREEN_REFLECT);
    bench_tap_role(app, ROLE_CHOICE, 1);
    for (int i = 0; i < 24; i++)
        bench_tap_role(app, ROLE_KEY, i % 20);
}
