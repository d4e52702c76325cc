/* class check, class import, class export. */
#include "commands/class.h"

#include "base/str.h"
#include "commands/cli.h"
#include "commands/commands.h"
#include "exchange/class_folder.h"
#include "platform/platform.h"
#include "ui/icon.h"
#include <stdio.h>

enum { READ_CAPACITY = 512 * 1024 * 1024 };

void class_print_problems(void *to, const struct problems *problems)
{
    FILE *out = to;
    for (int i = 0; i < problems->count; i++) {
        char line[1024];
        problem_format(&problems->list[i], line, sizeof line);
        fprintf(out, "%s\n", line);
    }
    int left = problems->errors + problems->warnings + problems->notes - problems->count;
    if (left > 0)
        fprintf(out, "… and %d more\n", left);
}

static bool read_folder(const char *path, struct arena *arena, struct plan **plan,
    struct problems *problems, struct error *error)
{
    struct folder folder;
    *plan = arena_new(arena, struct plan);
    if (*plan == NULL)
        return error_set(error, ERR_MEMORY, "no memory to read %s", path);
    if (!problems_open(problems, arena, error) ||
        !folder_load(path, arena, &folder, problems, error))
        return false;
    folder.icons = icon_names();
    class_folder_read(&folder, arena, *plan, problems);
    problems_sort(problems);
    return true;
}

bool class_read_folder(
    const char *path, struct arena *arena, struct plan **plan, void *out, struct error *error)
{
    struct problems problems;
    if (!read_folder(path, arena, plan, &problems, error))
        return false;
    if (out != NULL)
        class_print_problems(out, &problems);
    if (problems.errors > 0)
        return error_set(
            error, ERR_BAD_INPUT, "%s has %d error(s): nothing was taken", path, problems.errors);
    return true;
}

int command_class_check(int count, char **arguments)
{
    struct cli cli = {.name = "class check",
        .places = "FOLDER",
        .least = 1,
        .most = 1,
        .summary = "Checks a class folder and changes nothing.",
        .details = "Each problem is one line: FILE:LINE:COLUMN: what is wrong: what to do.\nExit "
                   "status 1 if there is an error; warnings and notes are told apart."};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    struct arena arena;
    if (!arena_open(&arena, READ_CAPACITY, &error))
        return cli_fail(CLI_COULD_NOT, &error);
    struct plan *plan;
    struct problems problems;
    if (!read_folder(cli.given[0], &arena, &plan, &problems, &error)) {
        status = cli_fail(CLI_COULD_NOT, &error);
    } else {
        class_print_problems(stdout, &problems);
        printf("%s: %d error(s), %d warning(s), %d note(s)", cli.given[0], problems.errors,
            problems.warnings, problems.notes);
        if (problems.errors == 0)
            printf("; %d students, %d stations, %d skills, %d tickets", plan->student_count,
                plan->station_count, plan->skill_count, plan->ticket_count);
        puts("");
        status = problems.errors > 0 ? CLI_NO : CLI_DONE;
    }
    arena_close(&arena);
    return status;
}

static void pictures_folder(const char *data, char out[static STORE_PATH_SIZE])
{
    cli_data_folder(data, out);
    str_append(out, STORE_PATH_SIZE, "/pictures");
}

/* Pictures of questions are not in the plan: they lie beside it, in the data folder. */
static bool copy_pictures(
    const struct plan *plan, const char *from, const char *to, struct error *error)
{
    enum { PICTURE_LIMIT = 8 * 1024 * 1024 };
    for (int i = 0; i < plan->item_count; i++) {
        char source[STORE_PATH_SIZE], target[STORE_PATH_SIZE];
        struct error missing = {0};
        if (plan->items[i].image[0] == '\0')
            continue;
        STR_FORMAT(source, "%s/%s", from, plan->items[i].image);
        STR_FORMAT(target, "%s/%s", to, plan->items[i].image);
        if (!platform_copy_file(source, target, PICTURE_LIMIT, &missing) &&
            missing.code != ERR_NOT_FOUND) /* the check has warned */
            return error_set(error, missing.code, "%s", missing.text);
    }
    return true;
}

int command_class_import(int count, char **arguments)
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "class import",
        .places = "FOLDER",
        .least = 1,
        .most = 1,
        .summary = "Checks a class folder and takes it as the new plan, or nothing at all.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    struct arena arena;
    if (!arena_open(&arena, READ_CAPACITY, &error))
        return cli_fail(CLI_COULD_NOT, &error);
    struct plan *plan;
    struct records records = {0};
    struct moment now = cli_now();
    bool changed = false;
    char beside[STORE_PATH_SIZE];
    pictures_folder(data, beside);
    status = CLI_COULD_NOT;
    if (!class_read_folder(cli.given[0], &arena, &plan, stdout, &error)) {
        if (error.code == ERR_BAD_INPUT)
            status = CLI_NO;
    } else if (cli_open_records(&records, data, false, &error) &&
               copy_pictures(plan, cli.given[0], beside, &error) &&
               records_publish(&records, plan, &now, &changed, &error)) {
        status = CLI_DONE;
        printf(changed ? "Taken: %s, %d students.\n"
                       : "%s, %d students: this plan is already in place.\n",
            plan->class_name, plan->student_count);
    }
    if (status != CLI_DONE)
        cli_fail(status, &error);
    records_close(&records);
    arena_close(&arena);
    return status;
}

int command_class_export(int count, char **arguments)
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "class export",
        .places = "FOLDER",
        .least = 1,
        .most = 1,
        .summary = "Writes the class as a folder that imports without any change.",
        .details = "FOLDER must be new or empty.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    struct records records = {0};
    struct folder folder;
    const void *bytes;
    size_t size;
    char version[PLAN_HASH_TEXT], beside[STORE_PATH_SIZE];
    pictures_folder(data, beside);
    status = CLI_COULD_NOT;
    if (cli_open_records(&records, data, true, &error)) {
        /* The stored plan itself: the classroom's also remembers who has left. */
        if (!records.has_plan)
            error_set(&error, ERR_NOT_FOUND,
                "there is no class yet: take one with `waystation class import FOLDER`");
        else if (store_current_plan(
                     records.store, &records.arena, &bytes, &size, version, &error) &&
                 folder_unpack(bytes, size, &records.arena, &folder, &error) &&
                 folder_save(&folder, cli.given[0], &error) &&
                 copy_pictures(&records.classroom->plan, beside, cli.given[0], &error))
            status = CLI_DONE;
    }
    if (status != CLI_DONE)
        cli_fail(status, &error);
    records_close(&records);
    return status;
}
