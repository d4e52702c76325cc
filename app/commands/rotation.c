/* rotation plan: who is where in each round. */
#include "model/rotation.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/str.h"
#include "commands/class_records.h"
#include "commands/commands.h"
#include "commands/rotation_words.h"
#include "exchange/rotation_json.h"
#include "way_search.h"
#include <string.h>

/* Changes weighed to make a plan better: a blink for a class of groups. */
enum { IMPROVE_STEPS = 200000, SECONDS = 10, SECONDS_MAX = 3600 };

struct question {
    const char *data, *rounds, *seed, *day, *seconds;
    bool json, students;
    struct cli_list must, teacher_first, two_rounds;
};

/* Everything about one run of the command; large, so in an arena. */
struct job {
    const struct classroom *classroom;
    int32_t day;
    struct rotation_problem problem;
    float met[ROTATION_UNIT_MAX * ROTATION_UNIT_MAX];
    struct rotation_units units;
    struct rotation_plan plan;
    struct rotation_loss loss;
    struct rotation_reason reason;
    struct rotation_work work;
    bool possible;
    struct way_limit limit;
    char names[ROTATION_UNIT_MAX][WHOLE_NAME_SIZE];
    struct rotation_words words;
};

/* --- Words ------------------------------------------------------------------------------------ */

static const char *const loss_names[LOSS_COUNT] = {"first", "once", "station", "teacher", "must"};
static const char *unit_id(const struct job *job, int unit)
{
    int index = job->units.index[unit];
    return job->units.students ? job->classroom->plan.students[index].id
                               : rotation_members(job->classroom, index, job->day).name;
}

static void name_units(struct job *job)
{
    for (int unit = 0; unit < job->problem.unit_count; unit++) {
        if (job->units.students)
            class_records_name(
                &job->classroom->plan.students[job->units.index[unit]], job->names[unit]);
        else
            str_copy(job->names[unit], WHOLE_NAME_SIZE, unit_id(job, unit));
    }
    job->words = (struct rotation_words){
        &job->classroom->plan, &job->problem, (const char(*)[WHOLE_NAME_SIZE])job->names};
}

static const char *place_words(const struct job *job, int place)
{
    return place == ROTATION_REST ? "-" : job->classroom->plan.stations[place].name;
}

/* --- Text ------------------------------------------------------------------------------------- */

static int width_of(const char *text)
{
    int width = 0;
    for (; *text != '\0'; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

/* Nothing trails behind the last cell of a line. */
static void print_cell(const char *text, int width, bool is_last)
{
    if (is_last)
        puts(text);
    else
        printf("%s%*s", text, width - width_of(text) + 2, "");
}

static void print_table(const struct job *job)
{
    const struct rotation_problem *problem = &job->problem;
    int first = 5, width = 1;
    for (int unit = 0; unit < problem->unit_count; unit++)
        first = MAX(first, width_of(job->names[unit]));
    for (int place = 0; place < problem->place_count; place++)
        width = MAX(width, width_of(place_words(job, place)));
    print_cell("Round", first, false);
    for (int round = 0; round < problem->rounds; round++) {
        char number[16];
        STR_FORMAT(number, "%d", round + 1);
        print_cell(number, width, round + 1 == problem->rounds);
    }
    for (int unit = 0; unit < problem->unit_count; unit++) {
        print_cell(job->names[unit], first, false);
        for (int round = 0; round < problem->rounds; round++)
            print_cell(place_words(job, job->plan.place[unit][round]), width,
                round + 1 == problem->rounds);
    }
}

static void print_text(const struct job *job)
{
    if (!job->possible)
        rotation_words_print(&job->words, &job->reason, &job->plan, &job->loss, stdout);
    print_table(job);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static bool add_students(struct rotation_json *document, const struct job *job, int unit)
{
    if (job->units.students)
        return rotation_json_add_student(document, unit_id(job, unit));
    int students[STUDENT_MAX];
    int count = rotation_group_students(job->classroom, job->units.index[unit], job->day, students);
    bool ok = true;
    for (int i = 0; ok && i < count; i++)
        ok = rotation_json_add_student(document, job->classroom->plan.students[students[i]].id);
    return ok;
}

static bool add_unit(struct rotation_json *document, const struct job *job, int unit)
{
    bool ok = rotation_json_add_unit(document, unit_id(job, unit), job->units.students) &&
              add_students(document, job, unit);
    for (int round = 0; ok && round < job->problem.rounds; round++) {
        int place = job->plan.place[unit][round];
        ok = rotation_json_add_station(
            document, place == ROTATION_REST ? NULL : job->classroom->plan.stations[place].id);
    }
    return ok;
}

static bool add_why(struct rotation_json *document, const struct job *job)
{
    char sentence[ROTATION_SENTENCE_SIZE];
    rotation_words_cause(&job->words, &job->reason, sentence);
    bool ok = sentence[0] == '\0' || rotation_json_add_why(document, sentence);
    for (int32_t i = 0; ok && i < job->reason.demand_count; i++) {
        rotation_words_demand(&job->words, &job->reason.demands[i], sentence);
        ok = rotation_json_add_why(document, sentence);
    }
    return ok;
}

static bool print_json(const struct job *job, struct error *error)
{
    struct rotation_json *document =
        rotation_json_open(job->possible, job->day, job->problem.rounds);
    bool ok = document != NULL;
    for (int unit = 0; ok && unit < job->problem.unit_count; unit++)
        ok = add_unit(document, job, unit);
    for (int kind = 0; ok && kind < LOSS_COUNT; kind++)
        ok = rotation_json_add_loss(document, loss_names[kind], job->loss.counts[kind]);
    ok = ok && (job->possible || add_why(document, job));
    ok = ok && rotation_json_write(document, job->possible || job->loss.least, stdout);
    rotation_json_close(document);
    return ok || error_set(error, ERR_IO, "the document could not be written");
}

/* --- What is asked ---------------------------------------------------------------------------- */

static int find_unit(const struct job *job, const char *id, size_t length)
{
    for (int unit = 0; unit < job->problem.unit_count; unit++) {
        const char *name = unit_id(job, unit);
        if (strlen(name) == length && strncmp(name, id, length) == 0)
            return unit;
    }
    return -1;
}

static bool take_unit(
    const struct job *job, const char *id, size_t length, int *out, struct error *error)
{
    *out = find_unit(job, id, length);
    return *out >= 0 || error_set(error, ERR_NOT_FOUND, "there is no %s \"%.*s\" in the rotation",
                            job->units.students ? "student" : "group", (int)length, id);
}

static bool take_station(const struct job *job, const char *id, int *out, struct error *error)
{
    *out = plan_find_station(&job->classroom->plan, id);
    return *out >= 0 || error_set(error, ERR_NOT_FOUND,
                            "there is no station \"%s\": the ids are in stations.csv", id);
}

static bool take_must(struct job *job, const char *text, struct error *error)
{
    int unit, station;
    const char *sign = strrchr(text, '=');
    if (sign == NULL)
        return error_set(
            error, ERR_BAD_INPUT, "--must takes a group or student and a station: %s", text);
    if (!take_unit(job, text, (size_t)(sign - text), &unit, error) ||
        !take_station(job, sign + 1, &station, error))
        return false;
    job->problem.units[unit].must |= UINT32_C(1) << station;
    return true;
}

static bool take_wishes(struct job *job, const struct question *question, struct error *error)
{
    int index;
    for (int i = 0; i < question->must.count; i++)
        if (!take_must(job, question->must.items[i], error))
            return false;
    for (int i = 0; i < question->teacher_first.count; i++) {
        const char *id = question->teacher_first.items[i];
        if (!take_unit(job, id, strlen(id), &index, error))
            return false;
        job->problem.units[index].teacher_by = 1;
        job->problem.units[index].first = -1;
    }
    for (int i = 0; i < question->two_rounds.count; i++) {
        if (!take_station(job, question->two_rounds.items[i], &index, error))
            return false;
        job->problem.places[index].needs_two_rounds = true;
    }
    return true;
}

static bool take_number(
    const char *text, const char *option, int low, int high, int *out, struct error *error)
{
    return text == NULL || str_to_int(text, low, high, out) ||
           error_set(error, ERR_BAD_INPUT, "%s takes a number from %d to %d, not \"%s\"", option,
               low, high, text);
}

static bool take_problem(struct job *job, const struct question *question, struct error *error)
{
    int rounds = 0, seed = 1, seconds = SECONDS;
    struct moment now = cli_now();
    struct date date;
    job->day = date_day_at(now.wall_ms, now.offset_s);
    if (question->day != NULL && !date_parse(question->day, &date))
        return error_set(
            error, ERR_BAD_INPUT, "--day takes a date like 2026-09-14, not \"%s\"", question->day);
    if (question->day != NULL)
        job->day = date_to_day(date);
    if (!take_number(question->rounds, "--rounds", 1, ROUND_MAX, &rounds, error) ||
        !take_number(question->seed, "--seed", 0, INT32_MAX, &seed, error) ||
        !take_number(question->seconds, "--seconds", 0, SECONDS_MAX, &seconds, error))
        return false;
    job->limit.limit_ms = seconds * 1000;
    if (question->students) {
        rotation_problem_of_students(job->classroom, job->day, rounds, &job->problem, &job->units);
        rotation_meetings_of_students(
            job->classroom, job->day, &job->problem, &job->units, job->met);
        job->problem.met = job->met;
    } else {
        rotation_problem_of_groups(job->classroom, job->day, rounds, &job->problem, &job->units);
    }
    job->work.seed = (uint64_t)seed;
    if (job->problem.unit_count == 0)
        return error_set(error, ERR_NOT_FOUND, "there are no groups to plan for: see groups.csv");
    if (job->problem.place_count == 0)
        return error_set(error, ERR_NOT_FOUND, "there are no stations: see stations.csv");
    return take_wishes(job, question, error);
}

/* --- Planning --------------------------------------------------------------------------------- */

/* False: not decided in the time there is. */
static bool make_plan(struct job *job, struct error *error)
{
    job->work.stop = way_limit_is_over;
    job->work.user = &job->limit;
    way_limit_restart(&job->limit);
    enum rotation_answer answer = rotation_plan_find(&job->problem, &job->work, &job->plan);
    job->possible = answer == ROTATION_FOUND;
    if (answer == ROTATION_STOPPED)
        return error_set(error, ERR_FULL,
            "could not decide in %d seconds whether there is such a plan (seed %llu): try another "
            "--seed, more --seconds, fewer --must or fewer --rounds",
            job->limit.limit_ms / 1000, (unsigned long long)job->work.seed);
    way_limit_restart(&job->limit);
    if (job->possible) {
        job->loss = rotation_plan_loss(&job->problem, &job->plan);
    } else {
        rotation_plan_explain(&job->problem, &job->work, &job->reason);
        way_limit_restart(&job->limit);
        rotation_plan_nearest(&job->problem, &job->work, &job->plan, &job->loss);
    }
    way_limit_restart(&job->limit);
    rotation_plan_improve(&job->problem, &job->work, IMPROVE_STEPS, &job->plan);
    return true;
}

static int plan_and_print(const struct classroom *classroom, const struct question *question,
    struct arena *arena, struct error *error)
{
    struct job *job = arena_new(arena, struct job);
    job->classroom = classroom;
    if (!take_problem(job, question, error))
        return CLI_COULD_NOT;
    job->work.size = rotation_plan_memory_size(&job->problem);
    job->work.memory = arena_alloc(arena, job->work.size);
    if (job->work.memory == NULL) {
        (void)error_set(error, ERR_MEMORY, "there is not enough memory to plan with");
        return CLI_COULD_NOT;
    }
    name_units(job);
    if (!make_plan(job, error))
        return CLI_COULD_NOT;
    if (!question->json)
        print_text(job);
    else if (!print_json(job, error))
        return CLI_COULD_NOT;
    return job->possible ? CLI_DONE : CLI_NO;
}

static int run(const struct question *question)
{
    struct error error = {0};
    struct records records = {0};
    struct arena arena = {0};
    int status = CLI_COULD_NOT;
    if (class_records_open(&records, question->data, true, &error) &&
        arena_open(&arena, (size_t)256 << 20, &error))
        status = plan_and_print(records.classroom, question, &arena, &error);
    if (status == CLI_COULD_NOT)
        status = cli_fail(error.code == ERR_BAD_INPUT ? CLI_USAGE : status, &error);
    arena_close(&arena);
    records_close(&records);
    return status;
}

int command_rotation_plan(int count, char **arguments)
{
    struct question question = {0};
    const struct cli_option options[] = {
        {"--rounds", CLI_TEXT, &question.rounds, "N", "instead of the day's"},
        {"--day", CLI_TEXT, &question.day, "DATE", "whose groups and rounds; default: today"},
        {"--students", CLI_FLAG, &question.students, NULL,
            "a playlist for each student instead of groups, beside whom they met least lately"},
        {"--must", CLI_LIST, &question.must, "WHO=STATION",
            "this group or student must visit it; may be repeated"},
        {"--teacher-first", CLI_LIST, &question.teacher_first, "WHO",
            "begins with the teacher; may be repeated"},
        {"--two-rounds", CLI_LIST, &question.two_rounds, "STATION",
            "two rounds there for those with extra time; may be repeated"},
        {"--seed", CLI_TEXT, &question.seed, "N", "another plan of the same worth; default: 1"},
        {"--seconds", CLI_TEXT, &question.seconds, "N",
            "how long each part of the search may take; default: 10"},
        {"--json", CLI_FLAG, &question.json, NULL, "one JSON document"},
        CLI_DATA_OPTION(&question.data),
    };
    struct cli cli = {.name = "rotation plan",
        .summary = "Proposes which group is at which station in each round, and changes nothing.",
        .details =
            "No station holds more than its capacity or is used when it is not open, and "
            "no group visits one twice. Where there is no such plan, says why, prints the "
            "nearest one and what it gives up, and ends with 1. A search that has not decided "
            "in that time says so and ends with 3: another --seed may.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    return run(&question);
}
