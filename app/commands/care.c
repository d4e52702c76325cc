/* backup, restore, erase-student. */
#include "base/str.h"
#include "commands/class_records.h"
#include "commands/commands.h"
#include "commands/hub_words.h"
#include "exchange/class_folder.h"
#include "prints.h"
#include "records_words.h"
#include "sync/member.h"
#include <stdio.h>
#include <string.h>

int command_backup(int count, char **arguments)
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "backup",
        .places = "FILE",
        .least = 1,
        .most = 1,
        .summary = "Copies everything of the data folder into one file.",
        .details =
            "FILE must not exist yet; it appears whole or not at all. While a station runs "
            "on this data folder, close it first. The file holds names, work, voices and the keys "
            "of the badges: keep it locked away.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    char folder[STORE_PATH_SIZE];
    cli_data_folder(data, folder);
    struct error error = {0};
    struct store *store = NULL;
    struct store_report report;
    struct store_options look = {.folder = folder, .station = "", .read_only = true};
    status = CLI_COULD_NOT;
    if (store_open(&store, &look, &report, &error) && store_backup(store, cli.given[0], &error)) {
        printf("%s: %lld event(s).\n", cli.given[0], (long long)report.events);
        if (report.note[0] != '\0')
            fprintf(stderr, "waystation: %s\n", report.note);
        status = CLI_DONE;
    } else {
        cli_fail(status, &error);
    }
    store_close(store);
    return status;
}

int command_restore(int count, char **arguments)
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "restore",
        .places = "FILE",
        .least = 1,
        .most = 1,
        .summary = "Puts a backup in the place of what the data folder holds.",
        .details = "Refused while a station runs on this data folder. FILE is checked before "
                   "anything changes. What was there is kept in set-aside/ of the data folder. "
                   "Students erased since the backup stay erased.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    char folder[STORE_PATH_SIZE];
    cli_data_folder(data, folder);
    struct error error = {0};
    if (!store_restore(folder, cli.given[0], &error)) {
        bool refused = error.code == ERR_BAD_INPUT || error.code == ERR_CORRUPT;
        return cli_fail(refused ? CLI_NO : CLI_COULD_NOT, &error);
    }
    printf("%s is in place in %s.\n", cli.given[0], folder);
    hub_say_lost(folder);
    return CLI_DONE;
}

/* --- erase-student --------------------------------------------------------------------------- */

/* The plan as it is stored: the classroom's also remembers who has left. */
static bool stored_plan(struct records *records, struct plan **out, struct error *error)
{
    const void *bytes;
    size_t size;
    char version[PLAN_HASH_TEXT];
    struct folder folder;
    struct problems problems;
    struct plan *plan = arena_new(&records->arena, struct plan);
    if (plan == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the plan");
    if (!store_current_plan(records->store, &records->arena, &bytes, &size, version, error) ||
        !folder_unpack(bytes, size, &records->arena, &folder, error) ||
        !problems_open(&problems, &records->arena, error))
        return false;
    class_folder_read(&folder, &records->arena, plan, &problems);
    records_words_put_names(records, plan);
    *out = plan;
    return problems.errors == 0 ||
           error_set(error, ERR_CORRUPT, "the stored plan does not read; import the class again");
}

static bool remove_member(char (*members)[ID_SIZE], int32_t *count, const char *student)
{
    int kept = 0, before = *count;
    for (int i = 0; i < before; i++)
        if (!str_equal(members[i], student))
            memmove(members[kept++], members[i], ID_SIZE);
    for (int i = kept; i < before; i++)
        memset(members[i], 0, ID_SIZE);
    *count = kept;
    return kept < before;
}

/* Rules that mention the student lose their note too: it may name them. */
static void remove_from_rules(struct plan *plan, const char *student)
{
    int kept = 0;
    for (int i = 0; i < plan->rule_count; i++) {
        struct rule *rule = &plan->rules[i];
        int least = rule->kind == RULE_APART || rule->kind == RULE_TOGETHER ? 2 : 1;
        if (remove_member(rule->students, &rule->student_count, student)) {
            memset(rule->note, 0, sizeof rule->note);
            if (rule->student_count < least)
                continue;
        }
        if (kept != i)
            plan->rules[kept] = *rule;
        kept++;
    }
    plan->rule_count = kept;
}

/* A group without anybody is not one a class folder can hold. */
static void remove_from_groups(struct plan *plan, const char *student)
{
    int kept = 0;
    for (int i = 0; i < plan->group_count; i++) {
        struct group *group = &plan->groups[i];
        if (remove_member(group->students, &group->student_count, student) &&
            group->student_count == 0)
            continue;
        if (kept != i)
            plan->groups[kept] = *group;
        kept++;
    }
    plan->group_count = kept;
}

static bool remove_from_plan(struct plan *plan, const char *student)
{
    int index = plan_find_student(plan, student);
    remove_from_groups(plan, student);
    remove_from_rules(plan, student);
    if (index < 0)
        return false;
    plan->student_count--;
    memmove(&plan->students[index], &plan->students[index + 1],
        (size_t)(plan->student_count - index) * sizeof plan->students[0]);
    return true;
}

struct trace {
    const char *student;
    int64_t events;
};

static bool count_event(void *context, const struct store_event *event)
{
    struct trace *trace = context;
    trace->events += !event->erased && str_equal(event->student, trace->student) &&
                     !str_equal(event->kind, "student_erased");
    return true;
}

static bool save_erased(
    struct records *records, const char *student, const struct moment *now, struct error *error)
{
    int index = plan_find_student(&records->classroom->plan, student);
    if (index >= 0 && !records->classroom->students[index].erased)
        return records_erase(records, student, now, error);
    /* Somebody who left the class before this start is known to the log alone. */
    struct event *event = records->event;
    *event = (struct event){.stamp.at_ms = MAX(now->wall_ms, records->classroom->newest_ms + 1),
        .wall_ms = now->wall_ms,
        .mono_ms = now->mono_ms,
        .offset_s = now->offset_s,
        .trusted = now->trusted,
        .kind = EVENT_STUDENT_ERASED,
        .version = 1};
    STR_COPY(event->class_id, records->classroom->plan.class_id);
    STR_COPY(event->student, student);
    struct store_event row = records_row(event, "{}");
    return store_erase_student(records->store, student, &row, error);
}

/* A plan that does not read again would lock the class out at the next start. */
static bool reads_back(struct records *records, const struct plan *plan, struct error *error)
{
    struct folder folder;
    struct problems problems;
    char text[ERROR_TEXT_SIZE];
    struct plan *again = arena_new(&records->arena, struct plan);
    if (again == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the plan");
    if (!class_folder_write(plan, &records->arena, &folder, error) ||
        !problems_open(&problems, &records->arena, error))
        return false;
    class_folder_read(&folder, &records->arena, again, &problems);
    if (problems.errors == 0)
        return true;
    problem_format(&problems.list[0], text, sizeof text);
    return error_set(error, ERR_BAD_INPUT, "the rest of the class would not read: %s", text);
}

static bool publish_rest(
    struct records *records, const struct plan *rest, const struct moment *now, struct error *error)
{
    bool changed;
    if (rest->student_count == 0)
        return error_set(error, ERR_DENIED,
            "this is the last student of the class: remove the whole data folder instead");
    return reads_back(records, rest, error) && records_publish(records, rest, now, &changed, error);
}

/* The plan first: erasing then leaves only the newest plan, the one without the student. Stopped in
 * between, the same command goes on where it was. */
static bool erase(
    struct records *records, struct plan *plan, const char *student, struct error *error)
{
    struct moment now = cli_now();
    if (remove_from_plan(plan, student) && !publish_rest(records, plan, &now, error))
        return false;
    return save_erased(records, student, &now, error);
}

static void explain(const char *student, int64_t events, const char *folder)
{
    printf("This removes %s from the class and from %lld event(s) in %s: visits, goals, answers, "
           "reflections, badges, drafts. It cannot be undone. What others wrote about %s stays.\n"
           "Nothing has changed. To do it, say so: the same command with --yes.\n",
        student, (long long)events, folder, student);
}

static bool is_erased(const struct records *records, const char *student)
{
    int index = plan_find_student(&records->classroom->plan, student);
    return index >= 0 && records->classroom->students[index].erased;
}

/* Erased at a station alone, the student would still be everywhere else. */
static bool may_erase(struct records *records, struct error *error)
{
    struct member us;
    enum member_kind kind;
    struct error none = {0};
    bool is_station = member_load(records->store, &us, &kind, &none) && kind == MEMBER_STATION;
    if (is_station)
        error_set(error, ERR_DENIED,
            "this machine is the station %s of %s: erase the student at its board, and it reaches "
            "this machine from there",
            us.station, us.class_name);
    memset(&us, 0, sizeof us);
    return !is_station;
}

static int erase_student(
    struct records *records, const char *student, bool yes, const char *folder, struct error *error)
{
    struct trace trace = {.student = student};
    struct plan *plan = NULL;
    if (!may_erase(records, error) || !stored_plan(records, &plan, error) ||
        !store_replay(records->store, true, count_event, &trace, error))
        return CLI_COULD_NOT;
    bool in_plan = plan_find_student(plan, student) >= 0;
    if (!in_plan && trace.events == 0) {
        if (!is_erased(records, student)) {
            error_set(error, ERR_NOT_FOUND,
                "there is no student \"%s\" in this class or its log: nothing to erase", student);
            return CLI_COULD_NOT;
        }
        printf("%s is erased already.\n", student);
        return CLI_DONE;
    }
    if (!yes) {
        explain(student, trace.events, folder);
        return CLI_NO;
    }
    if (!prints_remove(folder, NULL, error) || !erase(records, plan, student, error))
        return CLI_COULD_NOT;
    printf("%s is removed from the class and from %lld event(s).\nAlso remove the row in "
           "students.csv of your class folder, and copies made before: backups of yours (the "
           "automatic ones are gone), saved events, CSV exports, badge sheets (those in %s/prints "
           "are gone), %s/set-aside.\n",
        student, (long long)trace.events, folder, folder);
    return CLI_DONE;
}

int command_erase_student(int count, char **arguments)
{
    const char *data = NULL;
    bool yes = false;
    const struct cli_option options[] = {
        {"--yes", CLI_FLAG, &yes, NULL, "really do it; without, only say what would be done"},
        CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "erase-student",
        .places = "ID",
        .least = 1,
        .most = 1,
        .summary = "Removes a student and everything they left, for good.",
        .details =
            "A mark with the id stays in the log, so that the student is removed wherever "
            "the log is carried and does not come back with a restore. Without --yes nothing "
            "changes and the exit status is 1.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    struct records records = {0};
    char folder[STORE_PATH_SIZE];
    cli_data_folder(data, folder);
    status = CLI_COULD_NOT;
    if (class_records_open(&records, data, !yes, &error))
        status = erase_student(&records, cli.given[0], yes, folder, &error);
    if (error.code != ERR_NONE)
        cli_fail(status, &error);
    records_close(&records);
    return status;
}
