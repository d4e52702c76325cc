#include "screens/link_parts.h"

#include "base/date.h"
#include "base/str.h"

enum { MINUTE_MS = 60 * 1000 };

const char *link_when(struct screen_call *call, int64_t wall_ms)
{
    const struct moment *now = &call->session->now;
    char time[16], date[DATE_TEXT_SIZE];
    int minute = date_minute_at(wall_ms, now->offset_s);
    int32_t day = date_day_at(wall_ms, now->offset_s);
    STR_FORMAT(time, "%02d:%02d", minute / 60, minute % 60);
    date_format(day, date);
    if (day == call->session->today)
        return ui_fill(call->ui, time, NULL);
    return ui_fill(call->ui, "{date} {time}", "date", date, "time", time, NULL);
}

const char *link_clock_text(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    const struct moment *now = &session->now;
    char date[DATE_TEXT_SIZE], time[16];
    int minute = date_minute_at(now->wall_ms, now->offset_s);
    STR_FORMAT(time, "%02d:%02d", minute / 60, minute % 60);
    date_format(session->today, date);
    bool has_page = session->care != NULL && session->care->is_here; /* else the system's own */
    const char *wrong =
        has_page ? T("The clock is wrong: {when}. Set it (Care, Date and time), or lessons land on "
                     "the wrong day.")
                 : T("The clock is wrong: {when}. Set it, or lessons land on the wrong day.");
    const char *unsure =
        has_page ? T("Clock: {when}. Nothing confirms it: check it, or set it (Care, Date and "
                     "time).")
                 : T("Clock: {when}. Nothing confirms it: check that it is right.");
    const char *text = session->clock_wrong ? wrong
                       : now->trusted
                           ? T("Clock: {when}, set by the network, a person or a clock chip.")
                           : unsure;
    return ui_fill(
        ui, text, "when", ui_fill(ui, "{date} {time}", "date", date, "time", time, NULL), NULL);
}

static const char *synced_text(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct link *link = &call->session->link;
    const struct moment *now = &call->session->now;
    if (!link->has_synced)
        return T("Not synced since this machine was started.");
    int64_t wall_ms = now->wall_ms - (now->mono_ms - link->synced_ms);
    return ui_fill(ui, T("Last synced: {time}"), "time", link_when(call, wall_ms), NULL);
}

const char *link_text(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct link *link = &call->session->link;
    if (link->what == NULL)
        return T("Connecting …");
    const char *text =
        ui_fill(ui, "{what}\n{synced}", "what", T(link->what), "synced", synced_text(call), NULL);
    const struct {
        int64_t count;
        const char *words;
    } more[] = {
        {link->waiting, T("Still to be told: {count}. It is kept here.")},
        {link->refused, T("Not taken by the hub: {count}. It is kept here.")},
        {link->conflicts, T("Contradictions, both kept: {count}.")},
    };
    for (size_t i = 0; i < COUNT_OF(more); i++)
        if (more[i].count > 0)
            text = ui_fill(ui, "{text}\n{more}", "text", text, "more",
                ui_fill(ui, more[i].words, "count", ui_number(ui, (int)more[i].count), NULL), NULL);
    return text;
}

int64_t link_deadline_ms(const struct screen_call *call)
{
    const struct moment *now = &call->session->now;
    return now->mono_ms + MINUTE_MS - now->wall_ms % MINUTE_MS;
}
