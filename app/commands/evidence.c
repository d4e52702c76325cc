/* evidence import: results from elsewhere, all of a file or none. */
#include "base/arena.h"
#include "base/date.h"
#include "base/file.h"
#include "base/str.h"
#include "commands/class.h"
#include "commands/class_records.h"
#include "commands/commands.h"
#include "exchange/class_folder.h"
#include "exchange/evidence_table.h"
#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 256 * 1024 * 1024 }; /* address space */

struct import {
    const char *path, *data;
    char source[ID_SIZE];
    bool dry_run;
    struct records records;
    struct arena arena;
    struct problems problems;
    struct evidence_table table;
    struct moment now;
};

/* Without --source the name of the file, without folders and ending. */
static bool take_source(struct import *import, const char *given, struct error *error)
{
    const char *slash = strrchr(import->path, '/');
    const char *name = slash != NULL ? slash + 1 : import->path;
    const char *dot = strrchr(name, '.');
    bool fits = given != NULL
                    ? STR_COPY(import->source, given)
                    : str_copy_length(import->source, sizeof import->source, name,
                          dot != NULL && dot != name ? (size_t)(dot - name) : strlen(name));
    str_trim(import->source);
    if (import->source[0] == '\0' || (given != NULL && !fits))
        return error_set(error, ERR_BAD_INPUT,
            "--source takes a name of 1 to %d letters: where the results are from", ID_SIZE - 1);
    return true;
}

static bool know(const struct event *event, void *user)
{
    struct import *import = user;
    evidence_table_know(
        &import->table, import->records.classroom, import->source, event, &import->problems);
    return true;
}

/* Every problem is printed. ERR_BAD_INPUT if there are errors. */
static bool read_table(struct import *import, struct error *error)
{
    const char *bytes;
    size_t size;
    if (!file_read(import->path, FOLDER_FILE_BYTES, &import->arena, &bytes, &size, error) ||
        !problems_open(&import->problems, &import->arena, error))
        return false;
    evidence_table_read(import->path, bytes, size, import->records.classroom,
        date_day_at(import->now.wall_ms, import->now.offset_s), &import->arena, &import->problems,
        &import->table);
    bool ok = import->problems.errors > 0 ||
              records_each(&import->records, NULL, EVENT_BIT(EVENT_EVIDENCE_IMPORTED), INT64_MIN,
                  know, import, error);
    problems_sort(&import->problems);
    class_print_problems(stdout, &import->problems);
    if (ok && import->problems.errors > 0)
        ok = error_set(error, ERR_BAD_INPUT, "%s has %d error(s): nothing was taken", import->path,
            import->problems.errors);
    return ok;
}

static int list_actions(const struct import *import, struct action *actions)
{
    int count = 0;
    for (int i = 0; i < import->table.count; i++) {
        const struct evidence_row *row = &import->table.rows[i];
        if (row->is_known)
            continue;
        struct action *action = &actions[count++];
        action->kind = ACTION_IMPORT_EVIDENCE;
        action->student = row->student;
        STR_COPY(action->skill, row->skill);
        STR_COPY(action->text, import->source);
        action->result.value = row->value;
        action->result.day = row->day;
    }
    return count;
}

static bool take_results(struct import *import, struct error *error)
{
    int total = import->table.count;
    struct action *actions = arena_array(&import->arena, struct action, (size_t)total + 1);
    if (actions == NULL)
        return error_set(error, ERR_MEMORY, "no memory for %d results", total);
    int count = list_actions(import, actions);
    if (!import->dry_run && count > 0 &&
        !records_apply_all(&import->records, actions, count, &import->now, error))
        return false;
    int there = total - count;
    const char *is = import->dry_run ? (there == 1 ? "is" : "are") : (there == 1 ? "was" : "were");
    printf("%s from \"%s\": %d result%s; %d %s there already.\n",
        import->dry_run ? "Would be taken" : "Taken", import->source, count, count == 1 ? "" : "s",
        there, is);
    return true;
}

static int run(struct import *import, const char *source, struct error *error)
{
    if (!take_source(import, source, error))
        return CLI_USAGE;
    import->now = cli_now();
    bool ok = class_records_open(&import->records, import->data, import->dry_run, error) &&
              arena_open(&import->arena, ARENA_BYTES, error);
    int status = ok && read_table(import, error) && take_results(import, error) ? CLI_DONE
                 : ok && error->code == ERR_BAD_INPUT                           ? CLI_NO
                                                                                : CLI_COULD_NOT;
    arena_close(&import->arena);
    records_close(&import->records);
    return status;
}

int command_evidence_import(int count, char **arguments)
{
    struct import import = {0};
    const char *source = NULL;
    const struct cli_option options[] = {
        {"--dry-run", CLI_FLAG, &import.dry_run, NULL, "check everything, change nothing"},
        {"--source", CLI_TEXT, &source, "NAME",
            "where the results are from; default: the name of the file"},
        CLI_DATA_OPTION(&import.data),
    };
    struct cli cli = {.name = "evidence import",
        .places = "FILE.csv",
        .least = 1,
        .most = 1,
        .summary = "Takes results from elsewhere as evidence: a whole file, or nothing of it.",
        .details = "Columns: student (an id, or first and last name), skill (a code), value (0 to "
                   "100, or right of asked such as 7/8), taken_on (2026-09-14). Each problem is "
                   "a line FILE:LINE:COLUMN. What is there already from the same source is left "
                   "out, so that a file taken twice adds nothing. A result counts as one answer, "
                   "right from 80 %.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    struct error error = {0};
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    import.path = cli.given[0];
    status = run(&import, source, &error);
    return status == CLI_DONE ? status : cli_fail(status, &error);
}
