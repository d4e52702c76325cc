/* groups approve: takes groups that were formed, checks everything, and puts them in place. */
#include "commands/class_records.h"
#include "commands/commands.h"
#include "commands/groups_way.h"
#include "commands/groups_words.h"
#include "exchange/groups_json.h"

#include "base/date.h"
#include "base/macros.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

struct approve {
    const char *path, *data;
    struct records records;
    struct arena arena;
    struct groups_file *file;
    struct grouping_options *options;
    struct action *action;
    struct groups_way *way;
    bool nearest;
};

static bool read_file(struct approve *approve, struct error *error)
{
    bool is_stdin = str_equal(approve->path, "-");
    FILE *file = is_stdin ? stdin : fopen(approve->path, "r");
    if (file == NULL)
        return error_set(error, ERR_IO, "%s cannot be opened: %s", approve->path, strerror(errno));
    bool ok = groups_json_read(file, approve->file, error);
    if (!is_stdin)
        fclose(file);
    return ok || error_prefix(error, "%s", approve->path);
}

/* --- Checks: false is the answer no ----------------------------------------------------------- */

static int find_student(const struct approve *approve, const char *id, struct error *error)
{
    const struct classroom *classroom = approve->records.classroom;
    int student = classroom_find_student(classroom, id);
    if (student >= 0 && classroom->students[student].enrolled)
        return student;
    error_set(error, ERR_NOT_FOUND,
        "there is no student \"%s\" in %s: take the name out, or form the groups again", id,
        classroom->plan.class_name);
    return -1;
}

/* Everyone of the class stands in one group, or is absent. */
static bool place_all(
    const struct approve *approve, struct grouping_placement *placement, struct error *error)
{
    const struct groups_file *file = approve->file;
    const struct classroom *classroom = approve->records.classroom;
    const struct plan *plan = &classroom->plan;
    char name[DISTINCT_NAME_SIZE];
    memset(placement->slot, -1, sizeof placement->slot);
    for (int g = 0; g < file->approval.group_count; g++) {
        for (int i = 0; i < file->approval.groups[g].student_count; i++) {
            int student = find_student(approve, file->approval.groups[g].students[i], error);
            if (student < 0)
                return false;
            classroom_distinct_name(classroom, student, name);
            if (placement->slot[student] >= 0)
                return error_set(
                    error, ERR_BAD_INPUT, "%s is in a group twice: take one of them out", name);
            placement->slot[student] = (int8_t)g;
        }
    }
    for (int i = 0; i < file->absent_count; i++) {
        int student = find_student(approve, file->absent[i], error);
        if (student < 0)
            return false;
        classroom_distinct_name(classroom, student, name);
        if (placement->slot[student] >= 0)
            return error_set(
                error, ERR_BAD_INPUT, "%s is in a group and absent: take one of them out", name);
        approve->options->absent[student] = true;
    }
    for (int i = 0; i < plan->student_count; i++)
        if (classroom->students[i].enrolled && placement->slot[i] < 0 &&
            !approve->options->absent[i])
            return error_set(error, ERR_BAD_INPUT,
                "%s (%s) is in no group: add the student to one, or to \"absent\"",
                student_name(&plan->students[i]), plan->students[i].id);
    return true;
}

static bool check_rules(
    struct approve *approve, const struct grouping_placement *placement, struct error *error)
{
    const struct groups_approval *approval = &approve->file->approval;
    struct grouping_options *options = approve->options;
    struct grouping_verdict verdict;
    struct grouping *grouping;
    size_t size = grouping_memory_size();
    options->scheme = GROUPING_RANDOM; /* rules do not depend on it */
    options->group_count = options->name_count = approval->group_count;
    for (int g = 0; g < approval->group_count; g++)
        STR_COPY(options->names[g], approval->groups[g].name);
    if (!grouping_open(&grouping, approve->records.classroom, options,
            arena_alloc(&approve->arena, size), size, error))
        return false;
    grouping_judge(grouping, placement, &verdict);
    if (verdict.broken_count == 0)
        return true;
    char text[ERROR_TEXT_SIZE];
    struct str_writer writer = str_writer(text, sizeof text);
    struct groups_words words = {approve->records.classroom, options, NULL};
    groups_words_demand(&words, &verdict.broken[0], &writer);
    return error_set(error, ERR_DENIED, "these groups break a hard rule: %s", text);
}

static bool check_way(struct approve *approve, struct error *error)
{
    const struct classroom *classroom = approve->records.classroom;
    struct groups_approval *approval = &approve->way->approval;
    struct moment now = cli_now();
    *approval = approve->file->approval;
    if (approval->day == 0)
        approval->day = classroom_next_day(classroom, date_day_at(now.wall_ms, now.offset_s));
    if (!groups_way_take(classroom, approve->file->teacher_first, approve->way, error))
        return false;
    if (rotation_way_is_whole(&approve->way->way))
        return true;
    groups_way_say(&classroom->plan, approve->way, stdout);
    return approve->nearest || error_set(error, ERR_DENIED,
                                   "there is no way through the stations that keeps everything: "
                                   "change the groups, or give "
                                   "--nearest to take this one");
}

/* None is by hand. */
static bool check_scheme(const struct approve *approve, struct error *error)
{
    const char *scheme = approve->file->approval.scheme;
    enum grouping_scheme known;
    return scheme[0] == '\0' || grouping_scheme_parse(scheme, &known) ||
           error_set(error, ERR_BAD_INPUT,
               "\"%s\" is no scheme: write targeted, mixed, choice or random", scheme);
}

static bool check(struct approve *approve, struct error *error)
{
    struct grouping_placement placement;
    if (!check_scheme(approve, error))
        return false;
    if (approve->file->approval.group_count == 0)
        return error_set(error, ERR_BAD_INPUT, "there are no groups to approve");
    return place_all(approve, &placement, error) && check_rules(approve, &placement, error) &&
           check_way(approve, error);
}

/* --- The command ------------------------------------------------------------------------------ */

static bool open_all(struct approve *approve, struct error *error)
{
    size_t size = grouping_memory_size() + sizeof(struct groups_file) +
                  sizeof(struct grouping_options) + sizeof(struct action) +
                  sizeof(struct groups_way) + 4096;
    if (!arena_open(&approve->arena, size, error))
        return false;
    approve->file = arena_new(&approve->arena, struct groups_file);
    approve->options = arena_new(&approve->arena, struct grouping_options);
    approve->action = arena_new(&approve->arena, struct action);
    approve->way = arena_new(&approve->arena, struct groups_way);
    return read_file(approve, error) &&
           class_records_open(&approve->records, approve->data, false, error);
}

static int run(struct approve *approve)
{
    struct error error = {0};
    struct moment now = cli_now();
    int status = CLI_COULD_NOT;
    if (!open_all(approve, &error))
        goto out;
    status = CLI_NO;
    if (!check(approve, &error))
        goto out;
    approve->action->kind = ACTION_APPROVE_GROUPS;
    approve->action->student = -1;
    approve->action->approval = &approve->way->approval;
    if (!records_apply(&approve->records, approve->action, &now, &error)) {
        status =
            error.code == ERR_BAD_INPUT || error.code == ERR_NOT_FOUND ? CLI_NO : CLI_COULD_NOT;
        goto out;
    }
    status = CLI_DONE;
    printf("approved: %d group%s\n", approve->file->approval.group_count,
        approve->file->approval.group_count == 1 ? "" : "s");
out:
    if (status != CLI_DONE)
        cli_fail(status, &error);
    records_close(&approve->records);
    arena_close(&approve->arena);
    return status;
}

int command_groups_approve(int count, char **arguments)
{
    struct approve approve = {0};
    const struct cli_option options[] = {
        {"--json", CLI_TEXT, &approve.path, "FILE",
            "groups of groups form --json; - reads them "
            "from standard input"},
        {"--nearest", CLI_FLAG, &approve.nearest, NULL,
            "also with a way through the stations that gives something up"},
        CLI_DATA_OPTION(&approve.data),
    };
    struct cli cli = {.name = "groups approve",
        .summary = "Puts groups in place, after checking them.",
        .details = "Everyone must be in one group or absent, no hard rule may be broken, and "
                   "each group has a way through the stations, looked for if it is not in FILE; "
                   "else the status is 1 and nothing changes. They stand from the day in the "
                   "document until others are approved.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    if (approve.path != NULL)
        return run(&approve);
    struct error error = {0};
    error_set(&error, ERR_BAD_INPUT,
        "groups approve needs --json FILE; see `waystation groups approve --help`");
    return cli_fail(CLI_USAGE, &error);
}
