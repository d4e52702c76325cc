/* A page for a team meeting: who is where, by skill. */
#include "paper/class_sheets.h"
#include "paper/words_macros.h"

#include "model/mastery.h"
#include "paper/flow.h"
#include "paper/lesson.h"

struct team {
    const struct classroom *classroom;
    const int32_t *skills;
    int skill_count;
    const struct ticket_report *report;
};

static const char *level_text(const struct words *words, enum mastery_level level)
{
    switch (level) {
    case MASTERY_GOT_IT: return TC("level", "Got it");
    case MASTERY_GETTING_THERE: return TC("level", "Getting there");
    case MASTERY_NOT_YET: return TC("level", "Not yet");
    default: return TC("level", "No evidence yet");
    }
}

static void draw_level(
    struct flow *flow, const struct classroom *classroom, int skill, enum mastery_level level)
{
    const struct words *words = flow->words;
    char names[LESSON_LIST_SIZE], text[sizeof names + LESSON_TEXT_SIZE];
    struct str_writer writer = str_writer(names, sizeof names);
    int count = 0;
    for (int i = 0; i < classroom->plan.student_count; i++) {
        char name[LESSON_NAME_SIZE];
        if (!classroom->students[i].enrolled || mastery_of(classroom, i, skill).level != level)
            continue;
        lesson_name(&classroom->plan.students[i], name);
        lesson_list(words, &writer, name);
        count++;
    }
    WORDS_FILL(words, text, T("{level} ({count}): {names}"), "level", level_text(words, level),
        "count", words_number(count).text, "names", count > 0 ? names : "–", NULL);
    flow_text(flow, text, &(struct flow_look){.indent = 4});
    flow_gap(flow, 0.6);
}

static void draw_skill(struct flow *flow, const struct classroom *classroom, int index)
{
    static const enum mastery_level levels[] = {
        MASTERY_GOT_IT, MASTERY_GETTING_THERE, MASTERY_NOT_YET, MASTERY_NONE};
    const struct skill *skill = &classroom->plan.skills[index];
    char text[ID_SIZE + TEXT_SIZE + 32];
    const char *title = skill->title[0] != '\0' ? skill->title : skill->goal;
    WORDS_FILL(flow->words, text, "{code} · {title}", "code", skill->code, "title", title, NULL);
    flow_heading(flow, text);
    for (size_t i = 0; i < COUNT_OF(levels); i++)
        draw_level(flow, classroom, index, levels[i]);
}

static void draw_suggestion(struct flow *flow, const struct ticket_report *report)
{
    const struct words *words = flow->words;
    const struct suggestion *found = &report->suggestion;
    const struct ticket *ticket = &report->classroom->plan.tickets[report->ticket];
    const char *skill = found->skill >= 0 ? report->skills[found->skill].skill : "";
    char names[LESSON_LIST_SIZE], text[LONG_TEXT_SIZE];
    struct str_writer writer = str_writer(names, sizeof names);
    WORDS_FILL(words, text, T("The last exit ticket: {ticket}"), "ticket", ticket->title, NULL);
    flow_heading(flow, text);
    WORDS_FILL(words, text, T(suggestion_sentence(found->kind)), "count",
        words_number(found->count).text, "of", words_number(found->of).text, "number",
        words_number(found->item + 1).text, "skill", skill, NULL);
    flow_text(flow, text, &(struct flow_look){.bold = true});
    for (int i = 0; i < report->classroom->plan.student_count; i++) {
        char name[LESSON_NAME_SIZE];
        if (!found->students[i])
            continue;
        lesson_name(&report->classroom->plan.students[i], name);
        lesson_list(words, &writer, name);
    }
    if (writer.length > 0)
        flow_text(flow, names, &(struct flow_look){.indent = 4});
}

static void draw(struct flow *flow, const void *context)
{
    const struct team *team = context;
    const struct words *words = flow->words;
    if (team->report != NULL)
        draw_suggestion(flow, team->report);
    for (int i = 0; i < team->skill_count; i++)
        draw_skill(flow, team->classroom, team->skills[i]);
    flow_gap(flow, 4);
    flow_text(flow, T("Names are in the order of the class list."),
        &(struct flow_look){.soft = true, .size = 3.4});
}

bool sheet_team_pdf(const char *file, enum paper_size paper, const struct words *words,
    const struct classroom *classroom, int32_t day, const int32_t *skills, int skill_count,
    const struct ticket_report *report, struct error *error)
{
    char title[LESSON_TEXT_SIZE], date[LESSON_TEXT_SIZE], note[2 * LESSON_TEXT_SIZE];
    struct team team = {classroom, skills, skill_count, report};
    if (skill_count <= 0)
        return error_set(error, ERR_BAD_INPUT,
            "no skill has any evidence yet: name those you want with --skill CODE");
    lesson_date(words, day, date);
    WORDS_FILL(words, title, T("Team meeting: {class}"), "class", classroom->plan.class_name, NULL);
    WORDS_FILL(words, note, T("For adults: not for the wall. {date}"), "date", date, NULL);
    const struct flow_sheet sheet = {.paper = paper,
        .words = words,
        .title = title,
        .note = note,
        .draw = draw,
        .context = &team};
    return flow_pdf(file, &sheet, error);
}
