#include "model/report_history.h"

#include "base/date.h"
#include "base/str.h"
#include "model/mastery.h"
#include <string.h>

void history_begin(
    struct history *history, const struct classroom *classroom, int student, int skill)
{
    memset(history, 0, sizeof *history);
    history->classroom = classroom;
    history->student = student;
    history->skill = skill;
}

void history_begin_evidence(
    struct history *history, const struct classroom *classroom, int student, int skill)
{
    history_begin(history, classroom, student, skill);
    history->behind_levels = true;
}

static bool is_in_window(const struct history *history, const struct history_entry *entry)
{
    int skill = classroom_find_skill(history->classroom, entry->skill);
    if (skill < 0 ||
        (entry->kind != EVENT_TICKET_SUBMITTED && entry->kind != EVENT_EVIDENCE_IMPORTED))
        return false;
    const struct evidence_list *list =
        &history->classroom->students[history->student].evidence[skill];
    int first = list->count - mastery_window(history->classroom, history->student, skill);
    for (int i = first; i < list->count; i++)
        if (stamp_compare(&list->entries[i].stamp, &entry->stamp) == 0 &&
            list->entries[i].item == entry->place)
            return true;
    return false;
}

static bool is_word_that_stands(const struct history *history, const struct history_entry *entry)
{
    int skill = classroom_find_skill(history->classroom, entry->skill);
    if (skill < 0 || entry->kind != EVENT_MASTERY_SET)
        return false;
    const struct evidence_list *list =
        &history->classroom->students[history->student].evidence[skill];
    return stamp_compare(&list->set_stamp, &entry->stamp) == 0 && list->set_level != MASTERY_NONE;
}

static int compare(const struct history_entry *a, const struct history_entry *b)
{
    if (a->listed_day != b->listed_day)
        return a->listed_day < b->listed_day ? -1 : 1;
    int order = stamp_compare(&a->stamp, &b->stamp);
    return order != 0 ? order : a->place - b->place;
}

/* Keeps the newest, each once. */
static void keep(struct history *history, const struct history_entry *entry)
{
    const char *wanted =
        history->skill >= 0 ? history->classroom->plan.skills[history->skill].code : NULL;
    if (wanted != NULL && !str_equal(entry->skill, wanted))
        return;
    if (history->behind_levels && !is_in_window(history, entry) &&
        !is_word_that_stands(history, entry))
        return;
    int at = 0;
    while (at < history->entry_count && compare(&history->entries[at], entry) > 0)
        at++;
    if (at < history->entry_count && compare(&history->entries[at], entry) == 0)
        return;
    history->cut = history->cut || history->entry_count == HISTORY_MAX;
    if (at == HISTORY_MAX)
        return;
    if (history->entry_count < HISTORY_MAX)
        history->entry_count++;
    memmove(history->entries + at + 1, history->entries + at,
        (size_t)(history->entry_count - 1 - at) * sizeof history->entries[0]);
    history->entries[at] = *entry;
}

static void keep_answers(
    struct history *history, const struct event *event, struct history_entry *entry)
{
    for (int i = 0; i < event->body.ticket_submitted.answer_count; i++) {
        const struct answer *answer = &event->body.ticket_submitted.answers[i];
        const struct plan *plan = &history->classroom->plan;
        int item = plan_find_item(plan, answer->item);
        if (item >= 0 && plan->items[item].kind == ITEM_DESCRIPTION)
            continue; /* it asks nothing */
        entry->place = i;
        STR_COPY(entry->skill, answer->skill);
        STR_COPY(entry->about, answer->item);
        STR_COPY(entry->text, answer->response);
        entry->unsure = answer->unsure;
        entry->right = answer->right && !answer->unsure;
        entry->scored = answer->scored;
        entry->score = answer->score;
        keep(history, entry);
    }
}

static void fill_words(const union event_body *body, struct history_entry *entry)
{
    switch (entry->kind) {
    case EVENT_REFLECTION_SUBMITTED:
        STR_COPY(entry->about, body->reflection_submitted.prompt);
        STR_COPY(entry->text, body->reflection_submitted.text);
        entry->feeling = body->reflection_submitted.feeling;
        break;
    case EVENT_KUDOS_GIVEN:
        STR_COPY(entry->about, body->kudos_given.about);
        STR_COPY(entry->text, body->kudos_given.text);
        break;
    case EVENT_VISIT_STARTED: STR_COPY(entry->about, body->visit_started.station); break;
    case EVENT_GOAL_CHOSEN:
        STR_COPY(entry->skill, body->goal_chosen.skill);
        STR_COPY(entry->text, body->goal_chosen.reason);
        break;
    case EVENT_GOAL_SET:
        STR_COPY(entry->skill, body->goal_set.skill);
        STR_COPY(entry->text, body->goal_set.note);
        break;
    default: break;
    }
}

static void fill_level(const union event_body *body, struct history_entry *entry)
{
    if (entry->kind == EVENT_MASTERY_SET) {
        STR_COPY(entry->skill, body->mastery_set.skill);
        STR_COPY(entry->text, body->mastery_set.why);
        entry->level = body->mastery_set.level;
    } else if (entry->kind == EVENT_EVIDENCE_IMPORTED) {
        STR_COPY(entry->skill, body->evidence_imported.skill);
        STR_COPY(entry->about, body->evidence_imported.source);
        entry->score = body->evidence_imported.value;
        entry->scored = true;
        entry->right = mastery_imported_is_right(entry->score);
        entry->day = body->evidence_imported.taken_day;
    }
}

static int32_t listed_day(const struct event *event)
{
    int32_t day = evidence_day(event);
    bool is_known = event->kind == EVENT_EVIDENCE_IMPORTED || date_is_believable(day);
    return is_known ? day : date_day_at(event->stamp.at_ms, event->offset_s);
}

void history_add(struct history *history, const struct event *event)
{
    if (!str_equal(event->student, history->classroom->plan.students[history->student].id))
        return;
    struct history_entry entry = {.stamp = event->stamp,
        .listed_day = listed_day(event),
        .day = date_day_at(event->wall_ms, event->offset_s),
        .kind = event->kind};
    switch (event->kind) {
    case EVENT_TICKET_SUBMITTED: keep_answers(history, event, &entry); break;
    case EVENT_MASTERY_SET:
    case EVENT_EVIDENCE_IMPORTED:
        fill_level(&event->body, &entry);
        keep(history, &entry);
        break;
    case EVENT_GOAL_CHOSEN:
    case EVENT_GOAL_SET:
    case EVENT_VISIT_STARTED:
    case EVENT_REFLECTION_SUBMITTED:
    case EVENT_KUDOS_GIVEN:
        fill_words(&event->body, &entry);
        keep(history, &entry);
        break;
    default: break;
    }
}

void history_finish(struct history *history)
{
    for (int i = 0; i < history->entry_count; i++)
        history->entries[i].in_window = is_in_window(history, &history->entries[i]);
}
