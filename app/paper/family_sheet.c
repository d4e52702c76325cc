/* One page for the family of one student. Nobody else is on it. */
#include "paper/class_sheets.h"
#include "paper/words_macros.h"

#include "base/date.h"
#include "model/avatar.h"
#include "model/goal.h"
#include "model/summary.h"
#include "paper/flow.h"
#include "paper/lesson.h"

enum { GOT_SHOWN = 4, LEARNING_SHOWN = 3 };

struct family {
    const struct classroom *classroom;
    int student;
    const struct history *history;
    const struct summary *summary;
};

static const struct student *student_of(const struct family *family)
{
    return &family->classroom->plan.students[family->student];
}

static const struct student_state *state_of(const struct family *family)
{
    return &family->classroom->students[family->student];
}

/* NULL: it is none, or longer ago than what is remembered. */
static const struct history_entry *entry_at(
    const struct history *history, const struct stamp *stamp)
{
    for (int i = 0; i < history->entry_count; i++)
        if (stamp_compare(&history->entries[i].stamp, stamp) == 0)
            return &history->entries[i];
    return NULL;
}

/* --- Strengths -------------------------------------------------------------------------------- */

static const char *own_words(const struct family *family, enum profile_field field)
{
    return classroom_profile(family->classroom, family->student, field);
}

static void draw_own_words(
    struct flow *flow, const struct family *family, enum profile_field field, const char *label)
{
    const struct words *words = flow->words;
    char text[TEXT_SIZE + 64];
    if (str_is_empty(own_words(family, field)))
        return;
    WORDS_FILL(words, text, T("“{words}”"), "words", own_words(family, field), NULL);
    flow_text(flow, label, &(struct flow_look){.soft = true});
    flow_text(flow, text, &(struct flow_look){.indent = 4, .own_way = true});
    flow_gap(flow, 1.5);
}

/* The newest right answer, result or word of the teacher on a skill; NULL: none is remembered. */
static const struct history_entry *newest_right(const struct history *history, const char *skill)
{
    for (int i = 0; i < history->entry_count; i++) {
        const struct history_entry *entry = &history->entries[i];
        bool is_answer =
            entry->kind == EVENT_TICKET_SUBMITTED || entry->kind == EVENT_EVIDENCE_IMPORTED;
        if (is_answer && entry->right && str_equal(entry->skill, skill))
            return entry;
    }
    return NULL;
}

static const char *ticket_title(const struct plan *plan, const char *item_id)
{
    int item = plan_find_item(plan, item_id);
    for (int i = 0; item >= 0 && i < plan->ticket_count; i++)
        for (int k = 0; k < plan->tickets[i].item_count; k++)
            if (plan->tickets[i].items[k] == item)
                return plan->tickets[i].title;
    return "";
}

/* Why the teacher says so: often one of our own reasons, else in the language of the board. */
static void put_word_of_teacher(const struct words *words, const struct family *family, int skill,
    char out[static LONG_TEXT_SIZE])
{
    const struct history_entry *word =
        entry_at(family->history, &state_of(family)->evidence[skill].set_stamp);
    if (word == NULL || str_is_empty(word->text))
        str_copy(out, LONG_TEXT_SIZE, T("By the teacher’s word."));
    else
        words_fill(words, out, LONG_TEXT_SIZE, T("The teacher’s word: “{words}”"), "words",
            T(word->text), NULL);
}

static void draw_evidence(
    struct flow *flow, const struct family *family, const struct summary_skill *found)
{
    const struct words *words = flow->words;
    const struct plan *plan = &family->classroom->plan;
    const struct history_entry *entry =
        newest_right(family->history, plan->skills[found->skill].code);
    const char *title = entry != NULL ? ticket_title(plan, entry->about) : "";
    char text[LONG_TEXT_SIZE];
    struct words_number days = words_number(found->days);
    if (found->days > 0 && title[0] != '\0')
        WORDS_FILL(words, text,
            TN("Showed it on {count} day, last in “{work}”.",
                "Showed it on {count} days, last in “{work}”.", found->days),
            "count", days.text, "work", title, NULL);
    else if (found->days > 0)
        WORDS_FILL(words, text,
            TN("Showed it on {count} day.", "Showed it on {count} days.", found->days), "count",
            days.text, NULL);
    else if (found->by_teacher)
        put_word_of_teacher(words, family, found->skill, text);
    else
        STR_COPY(text, T("Practising it again."));
    flow_text(flow, text, &(struct flow_look){.indent = 4, .soft = true, .size = 3.6});
    flow_gap(flow, 1);
}

static void draw_skills(struct flow *flow, const struct family *family, bool got, int most)
{
    const struct words *words = flow->words;
    const struct summary *summary = family->summary;
    int all = got ? summary->got_count : summary->count - summary->got_count;
    int first = got ? 0 : summary->got_count;
    for (int i = first; i < first + MIN(all, most); i++) {
        const struct skill *skill = &family->classroom->plan.skills[summary->skills[i].skill];
        flow_text(flow, skill->goal, &(struct flow_look){.bold = true, .own_way = true});
        draw_evidence(flow, family, &summary->skills[i]);
    }
    if (all > most) {
        char text[LESSON_TEXT_SIZE];
        WORDS_FILL(words, text, TN("and {count} more", "and {count} more", all - most), "count",
            words_number(all - most).text, NULL);
        flow_text(flow, text, &(struct flow_look){.soft = true});
    }
}

static void draw_strengths(struct flow *flow, const struct family *family)
{
    const struct words *words = flow->words;
    bool has_words = !str_is_empty(own_words(family, PROFILE_STRENGTHS)) ||
                     !str_is_empty(own_words(family, PROFILE_INTERESTS));
    if (family->summary->got_count == 0 && !has_words)
        return;
    flow_heading(flow, T("Strengths and interests"));
    draw_own_words(flow, family, PROFILE_STRENGTHS, T("Good at, in own words:"));
    draw_own_words(flow, family, PROFILE_INTERESTS, T("Likes:"));
    if (family->summary->got_count > 0)
        flow_text(flow, T("Got it:"), &(struct flow_look){.soft = true});
    draw_skills(flow, family, true, GOT_SHOWN);
}

/* --- Now -------------------------------------------------------------------------------------- */

/* Set by the teacher, with or without a note. */
static void draw_setting(struct flow *flow, const struct family *family)
{
    const struct words *words = flow->words;
    const struct history_entry *set = entry_at(family->history, &state_of(family)->goal_set_stamp);
    char text[LONG_TEXT_SIZE + 64];
    if (set == NULL || str_is_empty(set->text))
        STR_COPY(text, T("The teacher picked it."));
    else
        WORDS_FILL(words, text, T("The teacher picked it: “{words}”"), "words", set->text, NULL);
    flow_text(flow, text, &(struct flow_look){.soft = true});
}

static void draw_goal(struct flow *flow, const struct family *family)
{
    const struct words *words = flow->words;
    const struct student_state *state = state_of(family);
    int skill = goal_skill(family->classroom, family->student);
    char text[TEXT_SIZE + 64];
    flow_heading(flow, T("The goal now"));
    if (skill < 0) {
        flow_text(flow, T("No goal is chosen at the moment."), &(struct flow_look){0});
        return;
    }
    flow_text(flow, family->classroom->plan.skills[skill].goal,
        &(struct flow_look){.bold = true, .own_way = true});
    if (state->goal_by_teacher)
        draw_setting(flow, family);
    if (goal_reason_is_own(family->classroom, family->student)) {
        WORDS_FILL(words, text, T("“{words}”"), "words", state->goal_reason, NULL);
        flow_text(flow, T("Why, in own words:"), &(struct flow_look){.soft = true});
        flow_text(flow, text, &(struct flow_look){.indent = 4, .own_way = true});
    }
}

static void draw_reflection(struct flow *flow, const struct family *family)
{
    static const char *const faces[][2] = {{"😄", N_("I could teach it")},
        {"🙂", N_("I’ve got it")}, {"🤔", N_("Getting there")}, {"😣", N_("I need help")}};
    const struct words *words = flow->words;
    const struct history *history = family->history;
    const struct history_entry *found = NULL;
    for (int i = 0; i < history->entry_count && found == NULL; i++)
        if (history->entries[i].kind == EVENT_REFLECTION_SUBMITTED)
            found = &history->entries[i];
    if (found == NULL)
        return;
    char date[LESSON_TEXT_SIZE], text[LONG_TEXT_SIZE + 64];
    int prompt = plan_find_reflection(&family->classroom->plan, found->about);
    lesson_date(words, found->day, date);
    flow_heading(flow, T("The latest reflection"));
    flow_text(flow, date, &(struct flow_look){.soft = true, .size = 3.6});
    if (prompt >= 0)
        flow_text(flow, T(family->classroom->plan.reflections[prompt].prompt),
            &(struct flow_look){.own_way = true});
    bool has_face = found->feeling >= 1 && found->feeling <= (int)COUNT_OF(faces);
    double indent = has_face ? FLOW_ICON_MM : 4;
    if (has_face) {
        flow_icon(flow, faces[found->feeling - 1][0]);
        flow->y += flow->scale;
        flow_text(flow, T(faces[found->feeling - 1][1]), &(struct flow_look){.indent = indent});
        flow_gap(flow, 1);
    }
    WORDS_FILL(words, text, T("“{words}”"), "words", found->text, NULL);
    if (found->text[0] != '\0')
        flow_text(flow, text, &(struct flow_look){.indent = indent, .own_way = true});
}

static void draw_pace(struct flow *flow, const struct family *family)
{
    const struct words *words = flow->words;
    const struct summary *summary = family->summary;
    char got[LESSON_TEXT_SIZE], practising[LESSON_TEXT_SIZE];
    WORDS_FILL(words, got,
        TN("In the last four weeks: {count} skill got.",
            "In the last four weeks: {count} skills got.", summary->got_lately),
        "count", words_number(summary->got_lately).text, NULL);
    WORDS_FILL(words, practising,
        TN("Practising {count} skill now.", "Practising {count} skills now.", summary->practising),
        "count", words_number(summary->practising).text, NULL);
    flow_heading(flow, T("The pace"));
    if (summary->got_lately > 0)
        flow_text(flow, got, &(struct flow_look){0});
    if (summary->practising > 0)
        flow_text(flow, practising, &(struct flow_look){0});
    if (summary->got_lately == 0 && summary->practising == 0)
        flow_text(
            flow, T("Just getting started: there is nothing to tell yet."), &(struct flow_look){0});
}

static void draw(struct flow *flow, const void *context)
{
    const struct family *family = context;
    const struct words *words = flow->words;
    draw_strengths(flow, family);
    draw_goal(flow, family);
    if (family->summary->count > family->summary->got_count) {
        flow_heading(flow, T("Getting there"));
        draw_skills(flow, family, false, LEARNING_SHOWN);
    }
    draw_reflection(flow, family);
    draw_pace(flow, family);
}

bool sheet_family_pdf(const char *file, enum paper_size paper, const struct words *words,
    const struct classroom *classroom, int student, int32_t day, const struct history *history,
    struct error *error)
{
    struct summary summary;
    struct family family = {classroom, student, history, &summary};
    const struct plan *plan = &classroom->plan;
    char title[LESSON_TEXT_SIZE], date[LESSON_TEXT_SIZE], note[LONG_TEXT_SIZE];
    summary_of(classroom, student, day, &summary);
    lesson_date(words, day, date);
    WORDS_FILL(words, title, T("What {name} is learning"), "name",
        student_name(student_of(&family)), NULL);
    WORDS_FILL(words, note, "{class} · {teacher} · {date}", "class", plan->class_name, "teacher",
        plan->teacher[0] != '\0' ? plan->teacher : "–", "date", date, NULL);
    const struct flow_sheet sheet = {.paper = paper,
        .words = words,
        .title = title,
        .note = note,
        .icon = avatar_emoji(student_of(&family)->avatar),
        .pages_wished = 1,
        .draw = draw,
        .context = &family};
    return flow_pdf(file, &sheet, error);
}
