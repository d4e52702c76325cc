/* paper groups, substitute, family, team: sheets of the class as PDF. Nothing is recorded. */
#include "base/date.h"
#include "base/str.h"
#include "commands/class_records.h"
#include "commands/commands.h"
#include "commands/printing.h"
#include "commands/seal.h"
#include "model/grouping.h"
#include "paper/class_sheets.h"
#include <stdio.h>

/* One sheet to print: what was asked for, and what it needs. */
struct print {
    const char *data, *output, *paper_name, *day_name, *student;
    struct cli_list skills;
    bool open;

    struct records records;
    struct printing printing;
    enum paper_size paper;
    int32_t day;
};

/* One kind of sheet. */
struct sheet_kind {
    const char *name, *summary, *details, *said;
    bool (*print)(struct print *print, struct error *error);
    bool is_of_today; /* the day on it, without --day; else the next day of lessons */
    bool needs_student, takes_skills;
};

static bool read_day(struct print *print, struct error *error)
{
    struct date date;
    if (print->day_name == NULL)
        return true;
    if (!date_parse(print->day_name, &date))
        return error_set(error, ERR_BAD_INPUT, "--day is a date such as 2026-09-14, not \"%s\"",
            print->day_name);
    print->day = date_to_day(date);
    return true;
}

/* --- Groups, substitute ----------------------------------------------------------------------- */

static bool print_groups(struct print *print, struct error *error)
{
    return sheet_groups_pdf(print->output, print->paper,
        printing_words(&print->printing, &print->records, NULL), print->records.classroom,
        print->day, error);
}

static bool print_substitute(struct print *print, struct error *error)
{
    return sheet_substitute_pdf(print->output, print->paper,
        printing_words(&print->printing, &print->records, NULL), print->records.classroom,
        print->day, error);
}

/* --- Family ----------------------------------------------------------------------------------- */

static bool add_to_history(const struct event *event, void *history)
{
    history_add(history, event);
    return true;
}

static bool print_family(struct print *print, struct error *error)
{
    struct records *records = &print->records;
    const struct cli_list one = {.items = {print->student}, .count = 1};
    int students[STUDENT_MAX], count;
    struct history *history = arena_new(&records->arena, struct history);
    if (history == NULL)
        return error_set(error, ERR_MEMORY, "no memory for what happened with a student");
    if (!class_records_pick(records, &one, students, &count, error))
        return false;
    history_begin(history, records->classroom, students[0], -1);
    const struct student *student = &records->classroom->plan.students[students[0]];
    if (!records_each(
            records, student->id, HISTORY_KINDS, INT64_MIN, add_to_history, history, error))
        return false;
    history_finish(history);
    const char *language = student->language;
    return sheet_family_pdf(print->output, print->paper,
        printing_words(&print->printing, records, language), records->classroom, students[0],
        print->day, history, error);
}

/* --- Team ------------------------------------------------------------------------------------- */

static bool has_evidence(const struct classroom *classroom, int skill)
{
    for (int i = 0; i < classroom->plan.student_count; i++) {
        const struct evidence_list *list = &classroom->students[i].evidence[skill];
        if (classroom->students[i].enrolled && (list->count > 0 || stamp_is_set(&list->set_stamp)))
            return true;
    }
    return false;
}

static bool pick_skills(
    struct print *print, int32_t out[static SKILL_MAX], int *count, struct error *error)
{
    const struct classroom *classroom = print->records.classroom;
    *count = 0;
    for (int i = 0; i < print->skills.count; i++) {
        int skill;
        if (!class_records_find_skill(&print->records, print->skills.items[i], &skill, error))
            return false;
        out[(*count)++] = skill;
    }
    for (int k = 0; print->skills.count == 0 && k < classroom->skill_in_plan_count; k++)
        if (has_evidence(classroom, classroom->skills_in_plan[k]))
            out[(*count)++] = classroom->skills_in_plan[k];
    return true;
}

static bool add_to_report(const struct event *event, void *report)
{
    ticket_report_add(report, event);
    return true;
}

/* *out is NULL if no ticket was handed in of late. */
static bool load_report(struct print *print, struct ticket_report **out, struct error *error)
{
    struct records *records = &print->records;
    int ticket = report_newest_ticket(records->classroom, print->day);
    *out = NULL;
    if (ticket < 0)
        return true;
    struct ticket_report *report = arena_new(&records->arena, struct ticket_report);
    if (report == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the exit ticket");
    ticket_report_begin(
        report, records->classroom, ticket, print->day - GROUPING_DAYS + 1, print->day);
    if (!records_each(records, NULL, TICKET_REPORT_KINDS, INT64_MIN, add_to_report, report, error))
        return false;
    ticket_report_finish(report);
    if (report->handed_in > 0)
        *out = report;
    return true;
}

static bool print_team(struct print *print, struct error *error)
{
    int32_t skills[SKILL_MAX];
    int count;
    struct ticket_report *report;
    return pick_skills(print, skills, &count, error) && load_report(print, &report, error) &&
           sheet_team_pdf(print->output, print->paper,
               printing_words(&print->printing, &print->records, NULL), print->records.classroom,
               print->day, skills, count, report, error);
}

/* --- The commands ----------------------------------------------------------------------------- */

static int run_print(const struct sheet_kind *kind, struct print *print)
{
    struct error error = {0};
    struct moment now = cli_now();
    int status = CLI_COULD_NOT;
    if ((kind->needs_student && !printing_needs(print->student, "--student ID", &error)) ||
        !printing_needs(print->output, "--output FILE.pdf", &error) ||
        !printing_read_paper(print->paper_name, NULL, &print->paper, &error) ||
        !read_day(print, &error))
        return cli_fail(CLI_USAGE, &error);
    if (!printing_is_free(print->output, &error) ||
        !class_records_open(&print->records, print->data, true, &error) ||
        (print->open && !seal_unlock(&print->records, &error)))
        goto out;
    if (!printing_read_paper(
            print->paper_name, &print->records.classroom->plan, &print->paper, &error))
        goto out;
    if (print->day_name == NULL) {
        int32_t today = date_day_at(now.wall_ms, now.offset_s);
        print->day =
            kind->is_of_today ? today : classroom_next_day(print->records.classroom, today);
    }
    if (!kind->print(print, &error))
        goto out;
    printf("%s: %s\n", print->output, kind->said);
    status = CLI_DONE;
out:
    if (status != CLI_DONE)
        cli_fail(status, &error);
    records_close(&print->records);
    return status;
}

static int run_kind(const struct sheet_kind *kind, int count, char **arguments)
{
    struct print print = {0};
    const struct cli_option student = {
        "--student", CLI_TEXT, &print.student, "ID", "whose (needed)"};
    const struct cli_option skill = {"--skill", CLI_LIST, &print.skills, "CODE",
        "only this one; may be repeated. Else all with evidence"};
    const struct cli_option options[] = {
        {"--output", CLI_TEXT, &print.output, "FILE", "the PDF to write (needed)"},
        {"--day", CLI_TEXT, &print.day_name, "DATE",
            kind->is_of_today ? "such as 2026-09-14; else today"
                              : "such as 2026-09-14; else the next day of lessons"},
        PRINTING_PAPER_OPTION(&print.paper_name),
        CLI_DATA_OPTION(&print.data),
        kind->needs_student ? student : skill,
        {"--open", CLI_FLAG, &print.open, NULL, SEAL_OPEN_HELP},
    };
    bool has_own = kind->needs_student || kind->takes_skills;
    struct cli cli = {.name = kind->name,
        .summary = kind->summary,
        .details = kind->details,
        .options = options,
        .option_count = COUNT_OF(options) - (kind->needs_student ? 0
                                                : has_own        ? 1
                                                                 : 2)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    return run_print(kind, &print);
}

int command_paper_groups(int count, char **arguments)
{
    static const struct sheet_kind kind = {.name = "paper groups",
        .summary = "Prints the groups of a day and where each is in every round, for the wall.",
        .details = "Names, avatars and stations: no needs, no scores, no reasons. The groups are "
                   "those that were approved last for that day.",
        .said = "groups and rotation, for the wall.",
        .print = print_groups};
    return run_kind(&kind, count, arguments);
}

int command_paper_substitute(int count, char **arguments)
{
    static const struct sheet_kind kind = {.name = "paper substitute",
        .summary = "Prints the lesson of a day for somebody who does not know the class.",
        .details = "Rounds, stations with activities, groups, who needs what, whom to keep apart, "
                   "what to do when something happens.",
        .said = "the lesson for a substitute. For adults: not for the wall.",
        .print = print_substitute};
    return run_kind(&kind, count, arguments);
}

int command_paper_family(int count, char **arguments)
{
    static const struct sheet_kind kind = {.name = "paper family",
        .summary = "Prints one page about a student's learning for the family.",
        .details = "Strengths, the goal and why it was chosen, the evidence in plain words, the "
                   "latest reflection and the pace; in the student's language. Nobody else is on "
                   "it, and no score.",
        .said = "a page for the family.",
        .print = print_family,
        .is_of_today = true,
        .needs_student = true};
    return run_kind(&kind, count, arguments);
}

int command_paper_team(int count, char **arguments)
{
    static const struct sheet_kind kind = {.name = "paper team",
        .summary = "Prints who has which level, by skill, for a team meeting.",
        .details = "With what the last exit ticket of two weeks suggests. Names are in the order "
                   "of the class list: it is no ranking.",
        .said = "levels by skill, for adults. Keep it where students do not see it.",
        .print = print_team,
        .is_of_today = true,
        .takes_skills = true};
    return run_kind(&kind, count, arguments);
}
