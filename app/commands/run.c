/* station, solo, board, start: the program with a screen. */
#include "commands/run.h"
#include "app.h"
#include "base/str.h"
#include "commands/cli.h"
#include "commands/commands.h"
#include "joining.h"
#include "refusal.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "1280x800" */
static bool read_size(const char *text, int *width, int *height)
{
    char copy[32];
    if (!STR_COPY(copy, text))
        return false;
    char *x = copy;
    while (*x != '\0' && *x != 'x')
        x++;
    if (*x == '\0')
        return false;
    *x = '\0';
    return str_to_int(copy, 1, 8192, width) && str_to_int(x + 1, 1, 8192, height);
}

static int64_t from_environment(const char *name)
{
    const char *text = getenv(name);
    int64_t value = 0;
    if (text == NULL || !str_to_int64(text, &value))
        return 0;
    return value;
}

enum { ARGUMENTS_MAX = 24, WIDTH_MIN = 800, HEIGHT_MIN = 480 };

/* How to start again. */
static void restart_arguments(const char *command, const struct run_options *given,
    const char *folder, char *out[static ARGUMENTS_MAX])
{
    int n = 0;
    bool demo = str_equal(command, "demo"); /* whose folder goes by the environment */
    out[n++] = (char *)(uintptr_t) "waystation";
    out[n++] = (char *)(uintptr_t)command;
    const struct {
        const char *name, *value;
    } kept[] = {{"--steps", given->steps}, {"--data", demo ? NULL : folder},
        {"--station", given->station}, {"--camera", given->camera}, {"--scanner", given->scanner},
        {"--size", given->size}, {"--rotate", given->rotate}, {"--role", given->role}};
    for (size_t i = 0; i < COUNT_OF(kept); i++) {
        if (kept[i].value == NULL)
            continue;
        out[n++] = (char *)(uintptr_t)kept[i].name;
        out[n++] = (char *)(uintptr_t)kept[i].value;
    }
    const struct {
        const char *name;
        bool set;
    } flags[] = {{"--headless", given->headless}, {"--windowed", given->windowed},
        {"--fullscreen", given->fullscreen}};
    for (size_t i = 0; i < COUNT_OF(flags); i++)
        if (flags[i].set)
            out[n++] = (char *)(uintptr_t)flags[i].name;
    out[n] = NULL;
}

/* What was asked for, into the options. */
static bool check(const struct run_options *run, struct app_options *options, struct error *error)
{
    if (run->size != NULL && !read_size(run->size, &options->width, &options->height))
        return error_set(
            error, ERR_BAD_INPUT, "\"%s\" is no size: write --size 1280x800", run->size);
    if (run->size != NULL && (options->width < WIDTH_MIN || options->height < HEIGHT_MIN))
        return error_set(error, ERR_BAD_INPUT,
            "%s is too small for a child's fingers: write --size %dx%d or more", run->size,
            WIDTH_MIN, HEIGHT_MIN);
    if (run->rotate != NULL &&
        (!str_to_int(run->rotate, 0, 270, &options->turn) || options->turn % 90 != 0))
        return error_set(error, ERR_BAD_INPUT,
            "a screen cannot hang turned by \"%s\": write --rotate 0, 90, 180 or 270", run->rotate);
    if (run->headless && run->steps == NULL)
        return error_set(error, ERR_BAD_INPUT,
            "--headless needs --steps FILE: without a window somebody has to say what to do");
    return true;
}

/* The same process from its beginning, as it was called: nothing else could show a picture. */
static void start_again(char **arguments)
{
    execv("/proc/self/exe", arguments);
    fprintf(stderr, "waystation: the program cannot start itself again: %s\n", strerror(errno));
}

int run_app(enum role role, const char *command, const struct run_options *run,
    const struct run_options *given, const char *folder)
{
    struct error error = {0};
    char *again[ARGUMENTS_MAX];
    restart_arguments(command, given, folder, again);
    struct app_options options = {
        .role = role,
        .data = folder,
        .station = run->station,
        .station_is_setting = run->station == cli_installation()->station,
        .class_folder = cli_installation()->class_folder,
        .first_class = cli_installation()->first_class,
        .language = cli_installation()->language,
        .camera = run->camera,
        .scanner = run->scanner,
        .headless = run->headless,
        .fullscreen = run->fullscreen && !run->windowed,
        .steps = run->steps,
        .steps_from = (int)from_environment("WAYSTATION_STEPS_FROM"),
        .steps_clock_ms = from_environment("WAYSTATION_STEPS_WALL"),
        .steps_unsure = from_environment("WAYSTATION_STEPS_UNSURE") != 0,
        .restart_arguments = again,
    };
    if (!check(run, &options, &error))
        return cli_fail(CLI_USAGE, &error);
    struct arena memory;
    if (!arena_open(&memory, sizeof(struct app), &error))
        return cli_fail(CLI_COULD_NOT, &error);
    struct app *app = arena_new(&memory, struct app);
    int status = CLI_DONE;
    if (!app_open(app, &options, &error)) {
        status = cli_fail(CLI_COULD_NOT, &error);
        struct platform *platform = app_leave_platform(app);
        *app = (struct app){0};
        if (!options.headless && options.steps == NULL)
            refusal_show(&options, platform, &error);
        else
            platform_close(platform);
    } else if (run->steps != NULL)
        status = steps_run(app);
    else
        app_run(app);
    bool is_again = app->again;
    app_close(app);
    arena_close(&memory);
    if (is_again)
        start_again(again);
    return is_again ? CLI_COULD_NOT : status;
}

/* A wrong line in a file must not leave a device without its screen. */
static void drop_what_is_wrong(struct run_options *run, const struct config *config)
{
    int width, height;
    if (run->size != config->size ||
        (read_size(run->size, &width, &height) && width >= WIDTH_MIN && height >= HEIGHT_MIN))
        return;
    fprintf(stderr, "waystation: the size \"%s\" of the settings file is left out\n", run->size);
    run->size = NULL;
}

/* What the command line leaves open, the installation decides. */
static void complete(struct run_options *run, const struct config *config)
{
    const struct {
        const char **option;
        const char *value;
    } defaults[] = {
        {&run->station, config->station},
        {&run->camera, config->camera},
        {&run->scanner, config->scanner},
        {&run->size, config->size},
        {&run->rotate, config->rotate},
    };
    for (size_t i = 0; i < COUNT_OF(defaults); i++)
        if (*defaults[i].option == NULL && defaults[i].value[0] != '\0')
            *defaults[i].option = defaults[i].value;
    drop_what_is_wrong(run, config);
    run->fullscreen = run->fullscreen || config->fullscreen;
}

static int start(enum role role, const char *name, const char *summary, int count, char **arguments)
{
    struct run_options given = {0};
    const struct cli_option options[] = {
        CLI_DATA_OPTION(&given.data),
        {"--station", CLI_TEXT, &given.station, "ID",
            "which station of the class this is (kept for the next start)"},
        {"--camera", CLI_TEXT, &given.camera, "SOURCE",
            "v4l2:/dev/video0, files:GLOB or none; default: the first camera"},
        {"--scanner", CLI_TEXT, &given.scanner, "DEVICE",
            "input device of a badge scanner; default: told by its typing"},
        {"--windowed", CLI_FLAG, &given.windowed, NULL, "a window, not the whole screen"},
        {"--fullscreen", CLI_FLAG, &given.fullscreen, NULL, "the whole screen"},
        {"--size", CLI_TEXT, &given.size, "WxH", "size of the window, default 1280x800"},
        {"--rotate", CLI_TEXT, &given.rotate, "DEGREES",
            "how the screen hangs: turned clockwise by 90, 180 or 270"},
        {"--headless", CLI_FLAG, &given.headless, NULL, "no window (with --steps)"},
        {"--steps", CLI_TEXT, &given.steps, "FILE", "a script of a visit, see waystation(1)"},
    };
    struct cli cli = {
        .name = name, .summary = summary, .options = options, .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct run_options run = given;
    complete(&run, cli_installation());
    char folder[STORE_PATH_SIZE];
    cli_data_folder(given.data, folder);
    joining_wake_hub(folder);
    return run_app(role, name, &run, &given, folder);
}

int command_station(int count, char **arguments)
{
    return start(ROLE_OF_STATION, "station",
        "Runs this machine as a station: students check in, see where to be, reflect, hand in.",
        count, arguments);
}

int command_solo(int count, char **arguments)
{
    return start(ROLE_OF_BOTH, "solo",
        "One machine is station and board; the teacher's badge switches.", count, arguments);
}

int command_board(int count, char **arguments)
{
    return start(ROLE_OF_BOARD, "board",
        "Runs this machine as the board: the rotation on the projector, and the teacher view.",
        count, arguments);
}

/* A machine that nobody told its role can still do everything: the set-up screens ask. */
static enum role installed_role(void)
{
    const char *role = cli_installation()->role;
    if (str_equal(role, "station"))
        return ROLE_OF_STATION;
    return str_equal(role, "board") ? ROLE_OF_BOARD : ROLE_OF_BOTH;
}

int command_start(int count, char **arguments)
{
    return start(installed_role(), "start",
        "Runs this machine as what its settings file says (role = station, solo or board); solo "
        "where it says nothing.",
        count, arguments);
}
