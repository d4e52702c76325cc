/* groups form: tomorrow's groups from evidence and rules. Nothing is recorded. */
#include "commands/class_records.h"
#include "commands/commands.h"
#include "commands/groups_way.h"
#include "commands/groups_words.h"
#include "exchange/groups_json.h"

#include "base/date.h"
#include "base/macros.h"
#include "model/grouping_desk.h"
#include <stdio.h>
#include <string.h>

enum { SENTENCE_SIZE = 2048, NUMBER_MAX = 1000 };

struct form {
    struct cli_list absent, locks, skills;
    const char *scheme, *groups, *size, *seed, *days, *data;
    bool json, teacher_first;

    struct records records;
    struct arena arena;
    int32_t today, day;
    struct grouping_options options;
    struct grouping *grouping;
    struct grouping_result result;
    struct groups_way *way; /* with the groups that are formed */
    bool has_way;           /* it was looked for: the groups keep every hard rule */
};

/* --- Options ---------------------------------------------------------------------------------- */

/* False: `text` is not what the option takes. */
static bool read_numbers(struct form *form, struct error *error)
{
    struct grouping_options *options = &form->options;
    int least = 0, most = 0, number = 0;
    if (form->scheme != NULL && !grouping_scheme_parse(form->scheme, &options->scheme))
        return error_set(error, ERR_BAD_INPUT,
            "--scheme is targeted, mixed, choice or random, not \"%s\"", form->scheme);
    if (form->groups != NULL && !str_to_int(form->groups, 1, GROUP_MAX, &options->group_count))
        return error_set(error, ERR_BAD_INPUT, "--groups is a number from 1 to %d, not \"%s\"",
            GROUP_MAX, form->groups);
    if (form->days != NULL && !str_to_int(form->days, 1, NUMBER_MAX, &number))
        return error_set(error, ERR_BAD_INPUT, "--days is a number from 1 to %d, not \"%s\"",
            NUMBER_MAX, form->days);
    options->days = form->days != NULL ? number : GROUPING_DAYS;
    int64_t seed = form->day;
    if (form->seed != NULL && (!str_to_int64(form->seed, &seed) || seed < 0))
        return error_set(error, ERR_BAD_INPUT, "--seed is a whole number, not \"%s\"", form->seed);
    options->seed = (uint64_t)seed;
    if (form->size == NULL)
        return true;
    char left[16];
    const char *dash = strchr(form->size, '-');
    size_t length = dash != NULL ? (size_t)(dash - form->size) : strlen(form->size);
    if (!str_copy_length(left, sizeof left, form->size, length) ||
        !str_to_int(left, 1, RULE_STUDENT_MAX, &least) ||
        !str_to_int(dash != NULL ? dash + 1 : left, least, RULE_STUDENT_MAX, &most))
        return error_set(error, ERR_BAD_INPUT,
            "--size is MIN-MAX, such as 4-6, with numbers from 1 to %d, not \"%s\"",
            RULE_STUDENT_MAX, form->size);
    options->size_least = least;
    options->size_most = most;
    return true;
}

static bool read_locks(struct form *form, struct error *error)
{
    for (int i = 0; i < form->locks.count; i++) {
        struct grouping_lock *lock = &form->options.locks[form->options.lock_count];
        const char *text = form->locks.items[i], *equals = strchr(text, '=');
        char id[ID_SIZE] = "";
        if (equals == NULL || equals[1] == '\0' ||
            !str_copy_length(id, sizeof id, text, (size_t)(equals - text)) ||
            !str_copy(lock->group, sizeof lock->group, equals + 1))
            return error_set(error, ERR_BAD_INPUT,
                "--lock is STUDENT=GROUP, such as mei=Dolphins, not \"%s\"", text);
        const struct cli_list one = {.items = {id}, .count = 1};
        int student[STUDENT_MAX], count;
        if (!class_records_pick(&form->records, &one, student, &count, error))
            return false;
        lock->student = student[0];
        form->options.lock_count++;
    }
    return true;
}

static bool read_people(struct form *form, struct error *error)
{
    int students[STUDENT_MAX], count = 0;
    if (form->absent.count > 0 &&
        !class_records_pick(&form->records, &form->absent, students, &count, error))
        return false;
    for (int i = 0; i < count; i++)
        form->options.absent[students[i]] = true;
    for (int i = 0; i < form->skills.count; i++) {
        int skill;
        if (!class_records_find_skill(&form->records, form->skills.items[i], &skill, error))
            return false;
        if (form->options.skill_count == GROUPING_SKILL_MAX)
            return error_set(error, ERR_FULL, "--skill may be given %d times", GROUPING_SKILL_MAX);
        form->options.skills[form->options.skill_count++] = skill;
    }
    return read_locks(form, error);
}

/* --- Print ------------------------------------------------------------------------------------ */

static struct groups_words words_of(const struct form *form)
{
    return (struct groups_words){form->records.classroom, &form->options, &form->result};
}

static void print_demands(const struct form *form, const char *heading,
    const struct grouping_demand *demands, int32_t count)
{
    struct groups_words words = words_of(form);
    char text[SENTENCE_SIZE];
    if (count > 0)
        printf("\n%s\n", heading);
    for (int i = 0; i < count; i++) {
        struct str_writer writer = str_writer(text, sizeof text);
        groups_words_demand(&words, &demands[i], &writer);
        printf("  %s\n", text);
    }
}

/* Of a sentence that may end in a name cut short: "Emma T." */
static const char *stop_of(const char *sentence)
{
    return str_ends_with(sentence, ".") ? "" : ".";
}

static void print_student(const struct form *form, int32_t student)
{
    struct groups_words words = words_of(form);
    struct grouping_reason reason;
    char name[WHOLE_NAME_SIZE], text[SENTENCE_SIZE];
    const struct student *who = &words.classroom->plan.students[student];
    grouping_explain(form->grouping, &form->result.placement, student, &reason);
    class_records_name(who, name);
    struct str_writer writer = str_writer(text, sizeof text);
    groups_words_reason(&words, &reason, &writer);
    printf("  %s (%s): %s%s", name, who->id, text, stop_of(text));
    writer = str_writer(text, sizeof text);
    groups_words_price(&words, &reason, &writer);
    printf("%s%s%s\n", text[0] != '\0' ? " " : "", text, text[0] != '\0' ? stop_of(text) : "");
}

static void print_group(const struct form *form, const struct grouping_group *group)
{
    const struct plan *plan = &form->records.classroom->plan;
    printf("\n%s %s", group->icon, group->name);
    if (group->skill >= 0) {
        const struct skill *skill = &plan->skills[group->skill];
        printf(", %s%s", group->extend ? "ready to extend: " : "",
            skill->title[0] != '\0' ? skill->title : skill->code);
        if (skill->title[0] != '\0')
            printf(" (%s)", skill->code);
    }
    putchar('\n');
    for (int i = 0; i < group->student_count; i++)
        print_student(form, group->students[i]);
}

static void print_way(const struct plan *plan, const struct event_group *group)
{
    for (int round = 0; round < group->station_count; round++) {
        int station = plan_find_station(plan, group->stations[round]);
        printf("%s%s", round == 0 ? "  Way: " : ", ",
            station >= 0 ? plan->stations[station].name : "-");
    }
    if (group->station_count > 0)
        puts(".");
}

static void print_unknown(const struct form *form)
{
    const struct grouping_result *result = &form->result;
    const char *what =
        form->options.scheme == GROUPING_CHOICE ? "No goal chosen" : "Not enough evidence";
    if (result->unknown_count == 0)
        return;
    printf("\n%s:", what);
    char name[DISTINCT_NAME_SIZE];
    for (int i = 0; i < result->unknown_count; i++) {
        classroom_distinct_name(form->records.classroom, result->unknown[i], name);
        printf("%s %s", i > 0 ? "," : "", name);
    }
    puts(stop_of(name));
    if (result->too_many_unknown)
        puts("That is more than half of those present: these groups are mostly chance.");
}

static void print_text(const struct form *form)
{
    const struct grouping_result *result = &form->result;
    const struct plan *plan = &form->records.classroom->plan;
    struct grouping_verdict verdict;
    char day[DATE_TEXT_SIZE];
    date_format(form->day, day);
    if (result->state == GROUPING_NOBODY) {
        puts("Nobody is present: there are no groups to form.");
        return;
    }
    printf("Groups for %s: %s, evidence of %d days, seed %llu\n", day,
        grouping_scheme_names[form->options.scheme], form->options.days,
        (unsigned long long)form->options.seed);
    if (result->group_count < form->options.group_count)
        printf("%d group%s, not %d: no more students are there.\n", result->group_count,
            result->group_count == 1 ? "" : "s", form->options.group_count);
    if (result->state == GROUPING_CONFLICT) {
        char heading[SENTENCE_SIZE];
        STR_FORMAT(heading,
            "These cannot all be kept with %d group%s; change one of them:", result->group_count,
            result->group_count == 1 ? "" : "s");
        print_demands(form, heading, result->conflict.demands, result->conflict.count);
        return;
    }
    if (result->state == GROUPING_UNPROVEN)
        puts("\nNo way was found to keep all hard rules, and no proof that there is none.");
    for (int slot = 0, next = 0; slot < result->group_count; slot++) {
        print_group(form, &result->groups[slot]);
        if (result->groups[slot].student_count > 0)
            print_way(plan, &form->way->approval.groups[next++]);
    }
    grouping_judge(form->grouping, &result->placement, &verdict);
    print_demands(form, "Hard rules broken:", verdict.broken, verdict.broken_count);
    print_demands(form, "Wishes not met:", verdict.missed, verdict.missed_count);
    if (verdict.broken_count + verdict.missed_count == 0)
        puts("\nAll rules kept.");
    if (result->sizes_widened)
        puts("The rules demand groups of different sizes.");
    if (form->has_way && !rotation_way_is_whole(&form->way->way)) {
        puts("\nThe groups' way through the stations:");
        groups_way_say(plan, form->way, stdout);
    }
    print_unknown(form);
}

static bool print_json(const struct form *form, struct error *error)
{
    const struct groups_document document = {.plan = &form->records.classroom->plan,
        .options = &form->options,
        .grouping = form->grouping,
        .result = &form->result,
        .day = form->day,
        .approval = &form->way->approval,
        .whole_way = form->has_way && rotation_way_is_whole(&form->way->way)};
    return groups_json_write(&document, stdout) ||
           error_set(error, ERR_IO, "the document could not be written");
}

/* --- The command ------------------------------------------------------------------------------ */

static bool find_way(struct form *form, struct error *error)
{
    const struct classroom *classroom = form->records.classroom;
    form->way = arena_new(&form->arena, struct groups_way);
    bool teacher_first[GROUP_MAX];
    grouping_approve(
        &form->result, form->options.scheme, form->day, &classroom->plan, &form->way->approval);
    grouping_teacher_first(&form->result, teacher_first);
    form->has_way = form->result.state == GROUPING_READY;
    return !form->has_way || groups_way_find(classroom, teacher_first, form->way, error);
}

static bool form_groups(struct form *form, struct error *error)
{
    const struct classroom *classroom = form->records.classroom;
    struct grouping_options *options = &form->options;
    size_t size = grouping_memory_size();
    options->teacher_first = form->teacher_first || options->scheme == GROUPING_TARGETED;
    if (!arena_open(&form->arena, size + sizeof(struct groups_way) + 4096, error))
        return false;
    void *memory = arena_alloc(&form->arena, size);
    if (!grouping_open(&form->grouping, classroom, options, memory, size, error))
        return false;
    grouping_improve(form->grouping, GROUPING_STEPS, NULL, NULL);
    grouping_result(form->grouping, &form->result);
    return find_way(form, error);
}

static int run(struct form *form)
{
    struct error error = {0};
    struct moment now = cli_now();
    int status = CLI_COULD_NOT;
    if (!class_records_open(&form->records, form->data, true, &error))
        goto out;
    form->today = date_day_at(now.wall_ms, now.offset_s);
    form->day = classroom_next_day(form->records.classroom, form->today);
    form->options.today = form->today;
    status = CLI_USAGE;
    if (!read_numbers(form, &error))
        goto out;
    if (!read_people(form, &error)) {
        status = error.code == ERR_NOT_FOUND ? CLI_COULD_NOT : CLI_USAGE;
        goto out;
    }
    status = CLI_COULD_NOT;
    if (!form_groups(form, &error))
        goto out;
    if (form->json && !print_json(form, &error))
        goto out;
    if (!form->json)
        print_text(form);
    status = form->result.state == GROUPING_READY ? CLI_DONE : CLI_NO;
out:
    if (status >= CLI_USAGE)
        cli_fail(status, &error);
    arena_close(&form->arena);
    records_close(&form->records);
    return status;
}

int command_groups_form(int count, char **arguments)
{
    struct form form = {0};
    const struct cli_option options[] = {
        {"--scheme", CLI_TEXT, &form.scheme, "NAME", "targeted (default), mixed, choice or random"},
        {"--groups", CLI_TEXT, &form.groups, "N",
            "how many groups; else as many as groups.csv has, or as stations"},
        {"--size", CLI_TEXT, &form.size, "MIN-MAX", "students in a group"},
        {"--absent", CLI_LIST, &form.absent, "ID", "is not there; may be repeated"},
        {"--skill", CLI_LIST, &form.skills, "CODE", "group by this one; may be repeated"},
        {"--days", CLI_TEXT, &form.days, "N", "of evidence; 14 by default"},
        {"--lock", CLI_LIST, &form.locks, "STUDENT=GROUP", "stays in it; may be repeated"},
        {"--teacher-first", CLI_FLAG, &form.teacher_first, NULL,
            "the neediest group begins with the teacher; always so when targeted"},
        {"--seed", CLI_TEXT, &form.seed, "N", "same seed, same groups; by default the day"},
        {"--json", CLI_FLAG, &form.json, NULL, "one document, which groups approve takes"},
        CLI_DATA_OPTION(&form.data),
    };
    struct cli cli = {.name = "groups form",
        .summary = "Forms groups for the next day from evidence and rules, and says why.",
        .details = "Nothing is recorded. Status 1: the hard rules cannot all be kept, or nobody "
                   "is present; what contradicts what is said.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    return cli_read(&cli, count, arguments, &status) ? run(&form) : status;
}
