#include "model/report_reflections.h"

#include "base/date.h"
#include "base/macros.h"
#include "base/str.h"
#include <string.h>

void reflection_report_begin(struct reflection_report *report, const struct classroom *classroom)
{
    memset(report, 0, sizeof *report);
    report->classroom = classroom;
}

/* Opens the slot of a new entry; NULL if it is there already or too old. */
static struct reflection_entry *open_entry(
    struct reflection_report *report, const struct stamp *stamp)
{
    int at = 0;
    while (at < report->entry_count && stamp_compare(&report->entries[at].stamp, stamp) > 0)
        at++;
    if (at == REFLECTION_ENTRY_MAX ||
        (at < report->entry_count && stamp_compare(&report->entries[at].stamp, stamp) == 0))
        return NULL;
    if (report->entry_count < REFLECTION_ENTRY_MAX)
        report->entry_count++;
    memmove(report->entries + at + 1, report->entries + at,
        (size_t)(report->entry_count - 1 - at) * sizeof report->entries[0]);
    memset(&report->entries[at], 0, sizeof report->entries[at]);
    report->entries[at].stamp = *stamp;
    return &report->entries[at];
}

static void add_reflection(struct reflection_report *report, int student, const struct event *event)
{
    struct reflection_entry *entry = open_entry(report, &event->stamp);
    if (entry == NULL)
        return;
    entry->student = student;
    entry->day = date_day_at(event->wall_ms, event->offset_s);
    entry->feeling = event->body.reflection_submitted.feeling;
    STR_COPY(entry->prompt, event->body.reflection_submitted.prompt);
    STR_COPY(entry->text, event->body.reflection_submitted.text);
    STR_COPY(entry->clip, event->body.reflection_submitted.clip);
}

/* The newest are kept, whatever order they come in. */
static void add_reply(struct reflection_report *report, const struct event *event)
{
    struct reflection_reply reply = {.stamp = event->stamp};
    int at = report->reply_count;
    if (!event_about_parse(event->body.kudos_given.about, &reply.about))
        return;
    while (at > 0 && stamp_compare(&report->replies[at - 1].stamp, &reply.stamp) < 0)
        at--;
    if (at == REFLECTION_REPLY_MAX)
        return;
    int kept = MIN(report->reply_count, REFLECTION_REPLY_MAX - 1);
    memmove(report->replies + at + 1, report->replies + at,
        (size_t)(kept - at) * sizeof report->replies[0]);
    report->replies[at] = reply;
    report->reply_count = kept + 1;
}

void reflection_report_add(struct reflection_report *report, const struct event *event)
{
    int student = classroom_find_student(report->classroom, event->student);
    if (student < 0 || !report->classroom->students[student].enrolled)
        return;
    if (event->kind == EVENT_REFLECTION_SUBMITTED)
        add_reflection(report, student, event);
    else if (event->kind == EVENT_KUDOS_GIVEN)
        add_reply(report, event);
}

void reflection_report_finish(struct reflection_report *report)
{
    for (int i = 0; i < report->entry_count; i++)
        for (int k = 0; k < report->reply_count && !report->entries[i].replied; k++)
            report->entries[i].replied =
                report->entries[i].stamp.seq == report->replies[k].about.seq &&
                memcmp(report->entries[i].stamp.log, report->replies[k].about.log, LOG_ID_SIZE) ==
                    0;
}
