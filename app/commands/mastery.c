/* mastery: levels of skills, by student. */
#include "model/mastery.h"

#include "base/date.h"
#include "base/str.h"
#include "commands/class_records.h"
#include "commands/commands.h"
#include "exchange/mastery_json.h"
#include "model/report_history.h"
#include "model/report_ticket.h"
#include <stdio.h>

static const char *level_words(enum mastery_level level)
{
    switch (level) {
    case MASTERY_NOT_YET: return "not yet";
    case MASTERY_GETTING_THERE: return "getting there";
    case MASTERY_GOT_IT: return "got it";
    default: return "no evidence";
    }
}

/* What is asked for: the class, whom, and whether with the answers behind each level. */
struct request {
    struct records *records;
    int students[STUDENT_MAX], count;
    struct history *history; /* of one student at a time; NULL: without */
};

static bool make_room(struct request *request, struct error *error)
{
    request->history = arena_new(&request->records->arena, struct history);
    return request->history != NULL ||
           error_set(error, ERR_MEMORY, "no memory for the answers: leave out --student");
}

static bool add_event(const struct event *event, void *user)
{
    history_add(user, event);
    return true;
}

/* The answers behind the levels of one student, if they are asked for. */
static bool load_evidence(const struct request *request, int student, struct error *error)
{
    if (request->history == NULL)
        return true;
    const struct classroom *classroom = request->records->classroom;
    history_begin_evidence(request->history, classroom, student, -1);
    if (!records_each(request->records, classroom->plan.students[student].id, EVIDENCE_KINDS, 0,
            add_event, request->history, error))
        return false;
    history_finish(request->history);
    return true;
}

/* --- In words --------------------------------------------------------------------------------- */

static void print_skill(const struct skill *skill, const struct mastery *mastery)
{
    printf("  %-16s %-14s", skill->code, level_words(mastery->level));
    if (mastery->asked > 0)
        printf(" %d of %d right, on %d day%s", mastery->right, mastery->asked, mastery->days,
            mastery->days == 1 ? "" : "s");
    if (mastery->unsure > 0)
        printf(", %d unsure", mastery->unsure);
    if (mastery->asked > 0)
        printf(", estimate %.2f", mastery->estimate);
    if (mastery->by_estimate)
        fputs(" (by older answers)", stdout);
    puts(mastery->by_teacher ? " (the teacher's word)" : "");
}

static const char *answer_words(const struct history_entry *entry)
{
    if (entry->unsure)
        return "unsure";
    if (entry->right)
        return "right";
    return entry->score > 0 ? "almost" : "wrong";
}

/* A result from elsewhere is a percent, as in the history on the board. */
static void print_answer(const struct plan *plan, const struct history_entry *entry)
{
    char text[RESPONSE_SIZE], result[16];
    int item = plan_find_item(plan, entry->about);
    STR_COPY(text, entry->text);
    if (item >= 0)
        report_response_text(&plan->items[item], entry->text, text);
    if (entry->kind == EVENT_EVIDENCE_IMPORTED)
        STR_FORMAT(result, "%d%%", score_percent(entry->score));
    else
        STR_COPY(result, answer_words(entry));
    printf("%-7s %s%s%s\n", result, entry->about, text[0] != '\0' ? "  " : "", text);
}

static void print_evidence(const struct history *history, const char *skill)
{
    for (int i = 0; history != NULL && i < history->entry_count; i++) {
        const struct history_entry *entry = &history->entries[i];
        char date[DATE_TEXT_SIZE];
        if (!str_equal(entry->skill, skill))
            continue;
        date_format(entry->day, date);
        printf("    %s  ", date);
        if (entry->kind == EVENT_MASTERY_SET)
            printf("the teacher: %s. %s\n", level_words(entry->level), entry->text);
        else
            print_answer(&history->classroom->plan, entry);
    }
}

static bool print_student(const struct request *request, int index, struct error *error)
{
    char name[WHOLE_NAME_SIZE];
    const struct classroom *classroom = request->records->classroom;
    const struct student *student = &classroom->plan.students[index];
    if (!load_evidence(request, index, error))
        return false;
    class_records_name(student, name);
    printf("%s (%s)\n", name, student->id);
    int shown = 0;
    for (int skill = 0; skill < classroom->plan.skill_count; skill++) {
        struct mastery mastery = mastery_of(classroom, index, skill);
        if (mastery.level == MASTERY_NONE)
            continue;
        print_skill(&classroom->plan.skills[skill], &mastery);
        print_evidence(request->history, classroom->plan.skills[skill].code);
        shown++;
    }
    if (shown == 0)
        puts("  no evidence yet");
    return true;
}

/* --- As a document ---------------------------------------------------------------------------- */

static bool add_evidence(
    struct mastery_json *document, const struct history *history, const char *skill)
{
    if (history == NULL)
        return true;
    bool ok = mastery_json_add_evidence(document, NULL);
    for (int i = 0; ok && i < history->entry_count; i++) {
        const struct history_entry *entry = &history->entries[i];
        bool is_word = entry->kind == EVENT_MASTERY_SET;
        if (!str_equal(entry->skill, skill))
            continue;
        ok = mastery_json_add_evidence(
            document, &(struct mastery_json_evidence){
                          .kind = event_kind_name(entry->kind),
                          .about = entry->about,
                          .text = entry->text,
                          .level = is_word ? mastery_level_names[entry->level] : NULL,
                          .day = entry->day,
                          .right = entry->right,
                          .unsure = entry->unsure,
                          .score = entry->score,
                      });
    }
    return ok;
}

static bool add_student(struct mastery_json *document, const struct request *request, int student)
{
    const struct classroom *classroom = request->records->classroom;
    const struct plan *plan = &classroom->plan;
    bool ok = mastery_json_add_student(document, plan->students[student].id);
    for (int i = 0; ok && i < plan->skill_count; i++) {
        struct mastery mastery = mastery_of(classroom, student, i);
        ok = mastery_json_add_skill(document,
                 &(struct mastery_json_skill){
                     .skill = plan->skills[i].code,
                     .level = mastery_level_names[mastery.level],
                     .right = mastery.right,
                     .asked = mastery.asked,
                     .days = mastery.days,
                     .unsure = mastery.unsure,
                     .by_teacher = mastery.by_teacher,
                     .by_estimate = mastery.by_estimate,
                     .estimate = mastery.estimate,
                 }) &&
             add_evidence(document, request->history, plan->skills[i].code);
    }
    return ok;
}

static bool print_json(const struct request *request, struct error *error)
{
    struct mastery_json *document = mastery_json_open();
    bool ok = document != NULL, loaded = true;
    for (int i = 0; ok && loaded && i < request->count; i++) {
        loaded = load_evidence(request, request->students[i], error);
        ok = loaded && add_student(document, request, request->students[i]);
    }
    ok = ok && mastery_json_write(document, stdout);
    mastery_json_close(document);
    if (!ok && loaded)
        return error_set(error, ERR_IO, "the document could not be written");
    return ok;
}

static bool print(const struct request *request, bool json, struct error *error)
{
    bool ok = true;
    if (json)
        return print_json(request, error);
    for (int i = 0; ok && i < request->count; i++)
        ok = print_student(request, request->students[i], error);
    return ok;
}

int command_mastery(int count, char **arguments)
{
    struct cli_list ids = {0};
    const char *data = NULL;
    bool json = false;
    const struct cli_option options[] = {
        {"--student", CLI_LIST, &ids, "ID",
            "only this one, with the answers behind each level; may be repeated"},
        {"--json", CLI_FLAG, &json, NULL, "one JSON document with every skill of the plan"},
        CLI_DATA_OPTION(&data),
    };
    struct cli cli = {.name = "mastery",
        .summary = "Prints the level of each skill with the evidence for it, by student.",
        .details =
            "right, asked and days count the newest answers, as many as the rule of the "
            "skill looks at. The estimate, from 0 to 1, takes older answers into account and "
            "is for ordering only. Without --json, skills without evidence are left out.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    struct records records = {0};
    struct request request = {.records = &records};
    status = CLI_COULD_NOT;
    if (class_records_open(&records, data, true, &error) &&
        class_records_pick(&records, &ids, request.students, &request.count, &error) &&
        (ids.count == 0 || make_room(&request, &error)) && print(&request, json, &error))
        status = CLI_DONE;
    if (status != CLI_DONE)
        cli_fail(status, &error);
    records_close(&records);
    return status;
}
