/* groups series: groups for many lessons, in which the same two meet as seldom as can be. */
#include "base/date.h"
#include "base/str.h"
#include "commands/class_records.h"
#include "commands/commands.h"
#include "exchange/series_json.h"
#include "model/grouping.h"
#include "way_search.h"
#include <stdio.h>
#include <string.h>

enum { LESSONS = 10, USUAL_SIZE = 4, LIMIT_MS = 5000, HALF_LIFE_DAYS = 14 };
#define STEPS INT64_C(1000000000000) /* the limit of time ends it */

struct series {
    const char *data, *lessons, *groups, *seed;
    bool json, everyone;
    struct cli_list absent;
    struct records records;
    struct arena arena;
    int students[STUDENT_MAX];
    struct partners_problem problem;
    struct partners_schedule schedule;
};

/* Dealt anew in every lesson: a name belongs to nobody. */
static const char *name_of(int lesson, int group)
{
    enum { STEP = 7 }; /* shares no divisor with the number of names */
    return grouping_names[(lesson * STEP + group) % GROUPING_NAME_COUNT].name;
}

static bool read_number(
    const char *text, const char *option, int least, int most, int *out, struct error *error)
{
    return text == NULL || str_to_int(text, least, most, out) ||
           error_set(error, ERR_BAD_INPUT, "%s is a number from %d to %d, not \"%s\"", option,
               least, most, text);
}

static bool is_absent(const struct series *series, int student)
{
    const char *id = series->records.classroom->plan.students[student].id;
    for (int i = 0; i < series->absent.count; i++)
        if (str_equal(series->absent.items[i], id))
            return true;
    return false;
}

static bool read_people(struct series *series, struct error *error)
{
    const struct cli_list everybody = {0};
    int all[STUDENT_MAX], count;
    for (int i = 0; i < series->absent.count; i++)
        if (class_records_find(series->records.classroom, series->absent.items[i], error) < 0)
            return false;
    if (!class_records_pick(&series->records, &everybody, all, &count, error))
        return false;
    for (int i = 0; i < count; i++)
        if (!is_absent(series, all[i]))
            series->students[series->problem.count++] = all[i];
    return series->problem.count > 0 ||
           error_set(error, ERR_BAD_INPUT, "nobody is left: name fewer with --absent");
}

static void remember(const struct series *series, int32_t today, float *met)
{
    const struct classroom *classroom = series->records.classroom;
    for (int p = 0; p < PAST_GROUP_MAX; p++) {
        const struct past_groups *past = &classroom->past_groups[p];
        int32_t group[STUDENT_MAX];
        int8_t group_of[STUDENT_MAX];
        if (!stamp_is_set(&past->stamp) || past->day > today)
            continue;
        classroom_was_in(classroom, past, group_of);
        for (int i = 0; i < series->problem.count; i++)
            group[i] = group_of[series->students[i]];
        partners_remember(met, series->problem.count, group, today - past->day, HALF_LIFE_DAYS);
    }
}

static double cost_of(const struct series *series, const uint8_t *group, const float *met)
{
    int count = series->problem.count;
    double cost = 0;
    for (int a = 0; a < count; a++)
        for (int b = a + 1; b < count; b++)
            if (group[a] == group[b])
                cost += met[a * count + b];
    return cost;
}

/* Whoever was together lately meets again late: the order of the lessons costs no repeat. */
static void put_in_order(struct series *series, const float *met)
{
    double costs[PARTNERS_ROUND_MAX];
    for (int lesson = 0; lesson < series->problem.rounds; lesson++) {
        uint8_t groups[STUDENT_MAX];
        memcpy(groups, series->schedule.group[lesson], sizeof groups);
        double cost = cost_of(series, groups, met);
        int at = lesson;
        for (; at > 0 && costs[at - 1] > cost; at--) {
            costs[at] = costs[at - 1];
            memcpy(series->schedule.group[at], series->schedule.group[at - 1], sizeof groups);
        }
        costs[at] = cost;
        memcpy(series->schedule.group[at], groups, sizeof groups);
    }
}

static bool search(struct series *series, int seed, int32_t today, struct error *error)
{
    struct way_limit limit = {.limit_ms = LIMIT_MS};
    size_t size = partners_memory_size();
    if (!arena_open(&series->arena, size + sizeof(float) * STUDENT_MAX * STUDENT_MAX + 4096, error))
        return false;
    float *met = arena_array(&series->arena, float, STUDENT_MAX *STUDENT_MAX);
    void *memory = arena_alloc(&series->arena, size);
    if (met == NULL || memory == NULL)
        return error_set(error, ERR_MEMORY, "there is not enough memory for a series");
    struct partners *partners = partners_open(&series->problem, (uint64_t)seed, memory, size);
    way_limit_restart(&limit);
    partners_improve(partners, STEPS, way_limit_is_over, &limit);
    series->schedule = *partners_best(partners);
    remember(series, today, met);
    put_in_order(series, met);
    return true;
}

static void print_value(const struct series *series)
{
    struct partners_value value = partners_evaluate(&series->problem, &series->schedule);
    struct partners_bounds least = partners_bounds(&series->problem);
    printf("%d lesson%s, %d group%s.\n", series->problem.rounds,
        series->problem.rounds == 1 ? "" : "s", series->problem.group_count,
        series->problem.group_count == 1 ? "" : "s");
    if (value.repeats == 0)
        puts("Nobody works with the same partner twice.");
    else if (value.repeats == least.repeats)
        printf("Partners meet again %d times; fewer is not possible.\n", value.repeats);
    else
        printf("Partners meet again %d times, no two more than %d times in all; fewer than %d is "
               "not possible.\n",
            value.repeats, value.most, least.repeats);
    if (value.strangers == 0)
        puts("Everyone works with everyone.");
}

static void print_text(const struct series *series)
{
    char name[DISTINCT_NAME_SIZE];
    print_value(series);
    for (int lesson = 0; lesson < series->problem.rounds; lesson++) {
        printf("\nLesson %d\n", lesson + 1);
        for (int group = 0; group < series->problem.group_count; group++) {
            const char *gap = "";
            printf("  %s: ", name_of(lesson, group));
            for (int i = 0; i < series->problem.count; i++)
                if (series->schedule.group[lesson][i] == group) {
                    classroom_distinct_name(series->records.classroom, series->students[i], name);
                    printf("%s%s", gap, name);
                    gap = ", ";
                }
            puts("");
        }
    }
}

static int run(struct series *series)
{
    struct error error = {0};
    struct moment now = cli_now();
    int32_t today = date_day_at(now.wall_ms, now.offset_s);
    int rounds = LESSONS, groups = 0, seed = 1, status = CLI_COULD_NOT;
    if (!class_records_open(&series->records, series->data, true, &error) ||
        !read_people(series, &error))
        goto out;
    int most = MIN(series->problem.count, GROUP_MAX);
    groups = CLAMP(series->problem.count / USUAL_SIZE, 1, most);
    status = CLI_USAGE;
    if (!read_number(series->lessons, "--lessons", 1, PARTNERS_ROUND_MAX, &rounds, &error) ||
        !read_number(series->groups, "--groups", 1, most, &groups, &error) ||
        !read_number(series->seed, "--seed", 0, INT32_MAX, &seed, &error))
        goto out;
    series->problem.rounds = rounds;
    series->problem.aim = series->everyone ? PARTNERS_EVERYONE : PARTNERS_NEW;
    partners_even_sizes(&series->problem, groups);
    status = CLI_COULD_NOT;
    if (!search(series, seed, today, &error))
        goto out;
    const struct series_document document = {&series->records.classroom->plan, series->students,
        &series->problem, &series->schedule, name_of};
    status = CLI_DONE;
    if (!series->json)
        print_text(series);
    else if (!series_json_write(&document, stdout)) {
        status = CLI_COULD_NOT;
        (void)error_set(&error, ERR_IO, "the document could not be written");
    }
out:
    if (status != CLI_DONE)
        cli_fail(status, &error);
    arena_close(&series->arena);
    records_close(&series->records);
    return status;
}

int command_groups_series(int count, char **arguments)
{
    struct series series = {0};
    const struct cli_option options[] = {
        {"--lessons", CLI_TEXT, &series.lessons, "N", "how many, 1 to 40; 10 by default"},
        {"--groups", CLI_TEXT, &series.groups, "N", "in each lesson; fours by default"},
        {"--everyone", CLI_FLAG, &series.everyone, NULL,
            "rather: everyone meets everyone as soon as can be"},
        {"--absent", CLI_LIST, &series.absent, "ID", "is left out; may be repeated"},
        {"--seed", CLI_TEXT, &series.seed, "N", "another series; 1 by default"},
        {"--json", CLI_FLAG, &series.json, NULL, "one document"},
        CLI_DATA_OPTION(&series.data),
    };
    struct cli cli = {.name = "groups series",
        .summary = "Groups for many lessons, in which the same two meet as seldom as can be.",
        .details = "Looks for five seconds at most and says whether it can be better. Evidence "
                   "and rules are not looked at, and nothing is recorded. Who was together "
                   "lately meets again late.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    return cli_read(&cli, count, arguments, &status) ? run(&series) : status;
}
