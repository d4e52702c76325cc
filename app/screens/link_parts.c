#include "screens/link_parts.h"

#include "base/date.h"

enum { MINUTE_MS = 60 * 1000 };

const char *link_when(struct screen_call *call, int64_t wall_ms)
{
    struct ui *ui = call->ui;
    int32_t offset_s = call->session->now.offset_s;
    return date_day_at(wall_ms, offset_s) == call->session->today
               ? part_time(ui, wall_ms, offset_s)
               : part_date_time(ui, wall_ms, offset_s);
}

const char *link_clock_text(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    const struct moment *now = &session->now;
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
    return ui_fill(ui, text, "when", part_date_time(ui, now->wall_ms, now->offset_s), NULL);
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
