/* class check, class import, class export. */
#include "commands/class.h"

#include "base/file.h"
#include "base/str.h"
#include "class_intake.h"
#include "commands/class_records.h"
#include "commands/commands.h"
#include "commands/roster.h"
#include "model/plan_change.h"
#include "records_words.h"
#include <stdio.h>
#include <string.h>

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

bool class_read_folder(
    const char *path, struct arena *arena, struct plan **plan, void *out, struct error *error)
{
    struct problems problems;
    if (!class_intake_read(path, arena, plan, &problems, error))
        return false;
    if (out != NULL)
        class_print_problems(out, &problems);
    if (problems.errors > 0)
        return error_set(
            error, ERR_BAD_INPUT, "%s has %d error(s): nothing was taken", path, problems.errors);
    return true;
}

/* A class, and no word about a roster without one. */
static bool is_whole_use(const struct cli *cli, const struct roster_options *roster, int *status)
{
    struct error error = {0};
    if (cli->given_count == 0 && roster->zip == NULL)
        error_set(&error, ERR_BAD_INPUT,
            "%s needs FOLDER or --oneroster; see `waystation %s --help`", cli->name, cli->name);
    else if (roster->class != NULL && roster->zip == NULL)
        error_set(&error, ERR_BAD_INPUT,
            "--class is one of a roster and needs --oneroster; see `waystation %s --help`",
            cli->name);
    if (error.code != ERR_NONE)
        *status = cli_fail(CLI_USAGE, &error);
    return error.code == ERR_NONE;
}

/* Reads what was given; with a roster, on top of the class that is there. */
static bool read_given(const struct cli *cli, const struct roster_options *roster,
    const struct records *records, struct arena *arena, struct plan **plan,
    struct problems *problems, struct roster_change *change, struct error *error)
{
    const char *folder = cli->given_count > 0 ? cli->given[0] : NULL;
    if (roster->zip == NULL)
        return class_intake_read(folder, arena, plan, problems, error);
    return roster_take(roster, folder, records, arena, plan, problems, change, error);
}

/* For "%d student%s". */
#define PLURAL(count) (count), (count) == 1 ? "" : "s"

static void print_result(const char *what, const struct problems *problems, const struct plan *plan)
{
    printf("%s: %d error(s), %d warning(s), %d note(s)", what, problems->errors, problems->warnings,
        problems->notes);
    if (problems->errors == 0)
        printf("; %d student%s, %d station%s, %d skill%s, %d ticket%s", PLURAL(plan->student_count),
            PLURAL(plan->station_count), PLURAL(plan->skill_count), PLURAL(plan->ticket_count));
    puts("");
}

/* A class to look at; that there is none yet is no error here. */
static bool open_current(struct records *records, const char *data, struct error *error)
{
    struct error missing = {0};
    if (cli_open_records(records, data, true, &missing) || missing.code == ERR_NOT_FOUND)
        return true;
    return error_set(error, missing.code, "%s", missing.text);
}

static int check_given(const struct cli *cli, const struct roster_options *roster, const char *data)
{
    struct error error = {0};
    struct arena arena = {0};
    struct records records = {0};
    struct plan *plan;
    struct problems problems;
    struct roster_change change;
    int status = CLI_COULD_NOT;
    if (arena_open(&arena, CLASS_READ_CAPACITY, &error) &&
        (roster->zip == NULL || open_current(&records, data, &error)) &&
        read_given(cli, roster, &records, &arena, &plan, &problems, &change, &error)) {
        class_print_problems(stdout, &problems);
        if (roster->zip != NULL && problems.errors == 0)
            roster_print(&change);
        print_result(cli->given_count > 0 ? cli->given[0] : roster->zip, &problems, plan);
        status = problems.errors > 0 ? CLI_NO : CLI_DONE;
    }
    records_close(&records);
    arena_close(&arena);
    return status == CLI_COULD_NOT ? cli_fail(status, &error) : status;
}

int command_class_check(int count, char **arguments)
{
    const char *data = NULL;
    struct roster_options roster = {0};
    const struct cli_option options[] = {ROSTER_CLI_OPTIONS(roster), CLI_DATA_OPTION(&data)};
    char details[800];
    struct cli cli = {.name = "class check",
        .places = "[FOLDER]",
        .most = 1,
        .summary = "Checks a class folder, or a roster, and changes nothing.",
        .details = details,
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    STR_FORMAT(details,
        "Each problem is one line: FILE:LINE:COLUMN: what is wrong: what to do.\nExit "
        "status 1 if there is an error; warnings and notes are told apart.\n%s",
        roster_details);
    if (!cli_read(&cli, count, arguments, &status) || !is_whole_use(&cli, &roster, &status))
        return status;
    return check_given(&cli, &roster, data);
}

/* Puts the pictures among the files, so that the folder is written with them or not at all. */
static bool add_pictures(const struct plan *plan, const char *from, struct arena *arena,
    struct folder *folder, struct error *error)
{
    int most = folder->count + plan->item_count;
    struct folder_file *files = arena_array(arena, struct folder_file, (size_t)most);
    if (files == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the pictures");
    memcpy(files, folder->files, (size_t)folder->count * sizeof *files);
    folder->files = files;
    for (int i = 0; i < plan->item_count; i++) {
        char source[STORE_PATH_SIZE];
        struct error missing = {0};
        struct folder_file *file = &files[folder->count];
        const char *image = plan->items[i].image;
        if (image[0] == '\0' || folder_find(folder, image) != NULL)
            continue;
        STR_FORMAT(source, "%s/%s", from, image);
        *file = (struct folder_file){.name = image};
        if (file_read_own(source, FOLDER_FILE_BYTES, arena, &file->bytes, &file->size, &missing))
            folder->count++;
        else if (missing.code != ERR_NOT_FOUND) /* the check has warned */
            return error_set(error, missing.code, "%s", missing.text);
    }
    return true;
}

/* What to do here about what a person must mean; NULL: it is only said. A folder is as its teacher
 * wrote it, also when many leave by it. */
static const char *remedy_of(
    const struct plan_change *change, enum plan_doubt_kind kind, bool is_roster)
{
    if (kind == DOUBT_OTHER_PEOPLE)
        return change->has_work
                   ? "Give other children new ids, or run `waystation wipe` before and print new "
                     "badges; if names were corrected, say --yes; nothing was taken"
                   : "Give other children new ids, or say --yes and print new badges for all; "
                     "nothing was taken";
    if (kind == DOUBT_OTHER_CLASS || (kind == DOUBT_MANY_LEAVE && is_roster))
        return change->has_work
                   ? "If that is meant, say --yes; at the year's end run `waystation wipe` before; "
                     "nothing was taken"
                   : "If that is meant, say --yes; nothing was taken";
    return NULL;
}

/* Says what the plan would change. False, with the reason, if a person must mean it first. */
static bool is_plausible(
    const struct plan_change *change, bool is_roster, bool yes, struct error *error)
{
    for (int i = 0; i < change->doubt_count; i++) {
        const struct plan_doubt *doubt = &change->doubts[i];
        char what[SENTENCE_TEXT_SIZE], then[SENTENCE_TEXT_SIZE];
        const char *remedy = remedy_of(change, doubt->kind, is_roster);
        sentence_write_what(&doubt->told, what, sizeof what);
        sentence_write_then(&doubt->told, then, sizeof then);
        if (remedy != NULL && !yes)
            return error_set(error, ERR_BAD_INPUT, "%s: %s %s", doubt->file, what, remedy);
        printf("%s: %s%s%s\n", doubt->file, what, then[0] != '\0' ? " " : "", then);
    }
    return true;
}

static bool import_given(const struct cli *cli, const struct roster_options *roster, bool yes,
    const char *data, struct arena *arena, struct error *error)
{
    struct records records = {0};
    struct plan *plan;
    struct problems problems = {0};
    struct roster_change joined = {0};
    struct plan_change change = {0};
    struct moment now = cli_now();
    char beside[STORE_PATH_SIZE];
    bool changed = false, has_folder = cli->given_count > 0;
    cli_data_folder(data, beside);
    /* A folder is looked at before the data folder is made. */
    bool ok = (roster->zip == NULL || cli_open_records(&records, data, false, error)) &&
              read_given(cli, roster, &records, arena, &plan, &problems, &joined, error);
    class_print_problems(stdout, &problems);
    if (ok && problems.errors > 0)
        ok = error_set(error, ERR_BAD_INPUT, "%s has %d error(s): nothing was taken",
            has_folder ? cli->given[0] : roster->zip, problems.errors);
    ok = ok && (roster->zip != NULL || cli_open_records(&records, data, false, error)) &&
         class_intake_compare(&records, plan, &now, &change, error) &&
         is_plausible(&change, roster->zip != NULL, yes, error) &&
         class_intake_take(
             &records, plan, has_folder ? cli->given[0] : NULL, beside, &now, &changed, error);
    if (ok && roster->zip != NULL)
        roster_print(&joined);
    if (ok)
        printf(changed ? "Taken: %s, %d student%s.\n"
                       : "%s, %d student%s: this plan is already in place.\n",
            plan->class_name, PLURAL(plan->student_count - change.shut_out));
    records_close(&records);
    return ok;
}

int command_class_import(int count, char **arguments)
{
    const char *data = NULL;
    bool yes = false;
    struct roster_options roster = {0};
    const struct cli_option options[] = {ROSTER_CLI_OPTIONS(roster),
        {"--yes", CLI_FLAG, &yes, NULL,
            "also if it is a class of another id, ids come with other names, or many leave by a "
            "roster"},
        CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "class import",
        .places = "[FOLDER]",
        .most = 1,
        .summary = "Checks a class folder and takes it as the new plan, or nothing at all.",
        .details = roster_details,
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status) || !is_whole_use(&cli, &roster, &status))
        return status;
    struct error error = {0};
    struct arena arena;
    if (!arena_open(&arena, CLASS_READ_CAPACITY, &error))
        return cli_fail(CLI_COULD_NOT, &error);
    status = import_given(&cli, &roster, yes, data, &arena, &error) ? CLI_DONE
             : error.code == ERR_BAD_INPUT                          ? CLI_NO
                                                                    : CLI_COULD_NOT;
    arena_close(&arena);
    return status == CLI_DONE ? status : cli_fail(status, &error);
}

/* The stored plan goes out as it is, with what a newer version has put into it, unless it lacks
 * last names or has files that no folder takes: then as this version writes it. One that does not
 * read stays as it is: whoever gets it can mend it. */
static bool write_anew(
    struct records *records, struct arena *arena, struct folder *folder, struct error *error)
{
    struct problems problems;
    if (!records_words_have_key(records) && folder_can_be_saved(folder))
        return true;
    struct plan *plan = arena_new(arena, struct plan);
    if (plan == NULL || !problems_open(&problems, arena, error))
        return error_set(error, ERR_MEMORY, "no memory for the plan");
    class_folder_read(folder, arena, plan, &problems);
    if (problems.errors > 0)
        return true;
    records_words_put_names(records, plan);
    return class_folder_write(plan, arena, folder, error);
}

static bool export_class(const char *data, const char *path, struct error *error)
{
    struct records records = {0};
    struct arena arena = {0};
    struct folder folder;
    const void *bytes;
    size_t size;
    char version[PLAN_HASH_TEXT], folder_path[STORE_PATH_SIZE], beside[STORE_PATH_SIZE];
    cli_data_folder(data, folder_path);
    class_intake_pictures(folder_path, beside);
    bool ok = class_records_open(&records, data, true, error) &&
              arena_open(&arena, CLASS_READ_CAPACITY, error);
    /* The stored plan itself: the classroom's also remembers who has left. */
    ok = ok && store_current_plan(records.store, &arena, &bytes, &size, version, error) &&
         folder_unpack(bytes, size, &arena, &folder, error) &&
         write_anew(&records, &arena, &folder, error) &&
         add_pictures(&records.classroom->plan, beside, &arena, &folder, error) &&
         folder_save(&folder, path, error);
    arena_close(&arena);
    records_close(&records);
    return ok;
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
    status = export_class(data, cli.given[0], &error) ? CLI_DONE : CLI_COULD_NOT;
    return status == CLI_DONE ? status : cli_fail(status, &error);
}
