#include "screens/link_parts.h"
#include "screens/stations_parts.h"

#include "base/str.h"
#include <string.h>

enum { NODE_HEIGHT = TARGET_MIN + 8, CODE_QUIET_PART = 14 };

static void ask(struct screen_call *call, enum hub_task task, const char *text)
{
    struct wish *wish = screen_wish(call, WISH_HUB);
    wish->hub = task;
    wish->text = text;
}

/* --- No hub yet ------------------------------------------------------------------------------ */

void stations_connect(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct hub_view *hub = call->session->hub;
    struct text_look look = {.size = 20, .line_height = 1.35f, .min_size = 15};
    if (hub->is_making) {
        ui_icon(ui, rect_cut_left(&r, 44), "timer-sand", 32, 0);
        ui_text(ui, r, look, T("Connecting … This takes up to a minute."));
        return;
    }
    struct button make = {.key = "make-hub",
        .label = hub->failure[0] != '\0' ? T("Try again") : T("Connect other stations"),
        .icon = "lan-connect",
        .look = BUTTON_PRIMARY,
        .size = 24};
    struct rect foot = rect_cut_bottom(&r, TARGET_MIN);
    if (ui_button(ui, rect_cut_left(&foot, MIN(ui_button_width(ui, make), foot.w)), make))
        ask(call, HUB_MAKE, NULL);
    rect_cut_bottom(&r, 8);
    const char *say =
        hub->is_lost ? T("What connected the stations is not on this machine any more. It can be "
                         "made again, and the stations come back by themselves.")
                     : T("This machine works alone. Connected stations share one class: they show "
                         "who is where, and everything comes together here.");
    if (hub->failure[0] != '\0')
        say = hub->failure;
    ui_text(ui, r, look, say);
}

/* --- Machines -------------------------------------------------------------------------------- */

/* What is over does not stand between what is there. */
static bool is_shown(const struct hub_view_node *node, const char *station)
{
    return str_equal(node->label, station) && node->state != HUB_REMOVED &&
           node->state != HUB_EXPIRED;
}

float stations_nodes_height(const struct screen_call *call, const char *station)
{
    const struct hub_view *hub = call->session->hub;
    int count = 0;
    for (int i = 0; i < hub->node_count; i++)
        count += is_shown(&hub->nodes[i], station);
    return (float)count * NODE_HEIGHT;
}

static const char *state_text(struct screen_call *call, const struct hub_view_node *node)
{
    struct ui *ui = call->ui;
    const char *when = link_when(call, node->at_ms);
    switch (node->state) {
    case HUB_CONNECTED: return ui_fill(ui, T("Connected since {time}"), "time", when, NULL);
    case HUB_INVITED:
        return ui_fill(ui, T("A code waits for a machine, until {time}"), "time", when, NULL);
    case HUB_EXPIRED: return T("The code was not used.");
    case HUB_REMOVED: return T("Removed");
    case HUB_AWAY: break;
    }
    return node->at_ms == 0 ? T("Not connected yet")
                            : ui_fill(ui, T("Away; last seen {time}"), "time", when, NULL);
}

static const char *node_text(struct screen_call *call, const struct hub_view_node *node)
{
    struct ui *ui = call->ui;
    const char *text = state_text(call, node);
    const struct {
        int64_t count;
        const char *words;
    } more[] = {
        {node->sessions > 1 ? node->sessions : 0,
            T("{count} machines use this membership: was its card copied? Let one in anew.")},
        {node->waiting, T("Still to come: {count}")},
        {node->refused, T("Not taken: {count}")},
        {node->conflicts, T("Contradictions, both kept: {count}")},
    };
    for (size_t i = 0; i < COUNT_OF(more); i++)
        if (more[i].count > 0)
            text = ui_fill(ui, "{text} · {more}", "text", text, "more",
                ui_fill(ui, more[i].words, "count", ui_number(ui, (int)more[i].count), NULL), NULL);
    return text;
}

static bool is_well(const struct hub_view_node *node)
{
    return node->sessions < 2 && node->refused <= 0 && node->conflicts <= 0;
}

static void node_row(struct screen_call *call, struct rect r, int index, const char *station,
    struct stations_page *own)
{
    struct ui *ui = call->ui;
    const struct hub_view_node *node = &call->session->hub->nodes[index];
    rect_cut_top(&r, 8);
    struct button remove = {.key = "remove",
        .index = index,
        .label = T("Remove"),
        .name = ui_fill(ui, T("Remove {station}, {number}"), "station", station, "number",
            ui_number(ui, index + 1), NULL),
        .icon = "delete",
        .icon_only = true,
        .look = BUTTON_QUIET};
    if (ui_button(ui, rect_cut_right(&r, TARGET_MIN), remove)) {
        own->asks_remove = true;
        STR_COPY(own->role, node->role);
        STR_COPY(own->label, station);
    }
    rect_cut_right(&r, 10);
    static const char *const icons[] = {[HUB_AWAY] = "lan-disconnect",
        [HUB_CONNECTED] = "lan-connect",
        [HUB_INVITED] = "qrcode",
        [HUB_EXPIRED] = "qrcode",
        [HUB_REMOVED] = "close"};
    ui_icon(ui, rect_cut_left(&r, 40), is_well(node) ? icons[node->state] : "alert", 28, 0);
    rect_cut_left(&r, 10);
    ui_text(ui, r,
        (struct text_look){.size = 20, .vertical = ALIGN_CENTER, .lines = 3, .min_size = 13},
        node_text(call, node));
}

void stations_nodes(
    struct screen_call *call, struct rect r, const char *station, struct stations_page *own)
{
    const struct hub_view *hub = call->session->hub;
    const struct plan *plan = &call->classroom->plan;
    int index = plan_find_station(plan, station);
    const char *name = index >= 0 ? plan->stations[index].name : station;
    for (int i = 0; i < hub->node_count; i++)
        if (is_shown(&hub->nodes[i], station))
            node_row(call, rect_cut_top(&r, NODE_HEIGHT), i, name, own);
}

/* A hub speaks English, and names in parentheses what it is about. */
static const char *why_not(struct ui *ui, const char *text)
{
    static const struct {
        const char *said, *words;
    } known[] = {{"it sent what another station wrote", N_("It sent what another station wrote.")},
        {"it sent what only a board decides",
            N_("It sent what only a board decides: if its card was stolen, remove it.")}};
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_starts_with(text, known[i].said))
            return ui_fill(ui, "{words}{names}", "words", T(known[i].words), "names",
                text + strlen(known[i].said), NULL);
    return text;
}

const char *stations_notices(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct hub_view *hub = call->session->hub;
    const char *text = "";
    if (hub->update != NULL)
        text = ui_fill(ui,
            T("What connects the stations is older than this program. Bring it up to date: "
              "{command}"),
            "command", hub->update, NULL);
    for (int i = 0; i < hub->refusal_count; i++) {
        const struct hub_view_refusal *refusal = &hub->refusals[i];
        text = ui_fill(ui, "{text}{gap}{line}", "text", text, "gap", text[0] != '\0' ? "\n" : "",
            "line",
            ui_fill(ui, T("{time}, {station}: not taken. {why}"), "time",
                link_when(call, refusal->at_ms), "station", refusal->label, "why",
                why_not(ui, refusal->text), NULL),
            NULL);
    }
    return text;
}

/* --- Dialogs --------------------------------------------------------------------------------- */

static void show_qr(struct ui *ui, struct rect r, const char *code)
{
    float side = MIN(r.w, r.h);
    struct rect card = rect_center(r, side, side);
    ui_fill_rect(ui, card, 20, 0xFFFFFFFF);
    ui_qr(ui, rect_inset(card, CODE_QUIET_PART, CODE_QUIET_PART), code, T("Join code"));
}

static void code_words(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct hub_view_code *code = &call->session->hub->code;
    struct button save = {.key = "save-code",
        .label = T("Onto the stick"),
        .icon = "usb",
        .look = BUTTON_QUIET,
        .size = 22};
    struct rect foot = rect_cut_bottom(&r, TARGET_MIN);
    if (ui_button(ui, foot, save))
        ask(call, HUB_CODE_SAVE, NULL);
    rect_cut_bottom(&r, 10);
    struct text_look soft = {.size = 20, .line_height = 1.3f, .min_size = 14};
    struct text_look big = {
        .font = FONT_SHOW, .size = 30, .lines = 1, .min_size = 16, .vertical = ALIGN_CENTER};
    ui_text(ui, rect_cut_top(&r, 28), soft, T("Or to type, address and code:"));
    ui_text(ui, rect_cut_top(&r, 44), big, code->address);
    ui_text(ui, rect_cut_top(&r, 44), big, code->letters);
    rect_cut_top(&r, 8);
    const char *say = ui_fill(ui,
        T("For one machine, until {time}. Whoever has this code is let in: show it to nobody "
          "else."),
        "time", link_when(call, code->until_ms), NULL);
    if (code->file[0] != '\0')
        say = ui_fill(ui, T("Saved: {file}. Remove the file when the machine is in."), "file",
            code->file, NULL);
    ui_text(ui, r, soft, say);
}

static void code_dialog(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct hub_view_code *code = &call->session->hub->code;
    const struct station *station = &call->classroom->plan.stations[code->station];
    struct rect canvas = ui_canvas(ui);
    struct rect box = rect_center(canvas, MIN(canvas.w - 30, 1100), MIN(canvas.h - 24, 720));
    const char *title =
        ui_fill(ui, T("A machine becomes {station}"), "station", station->name, NULL);
    ui_modal_begin(ui, box, title);
    struct rect inside = rect_inset(box, 28, 20);
    struct rect head = rect_cut_top(&inside, TARGET_MIN);
    if (setup_button(ui, &head, 0.4f,
            (struct button){.key = "close-code",
                .label = T("Close"),
                .icon = "close",
                .look = BUTTON_PRIMARY,
                .size = 22}))
        ask(call, HUB_CODE_CLOSE, NULL);
    ui_heading(ui, head,
        (struct text_look){
            .font = FONT_SHOW, .size = 30, .vertical = ALIGN_CENTER, .lines = 1, .min_size = 20},
        title);
    rect_cut_top(&inside, 12);
    if (code->failure[0] != '\0') {
        setup_say(ui, inside, "alert", code->failure);
    } else if (!code->is_made) {
        setup_say(ui, inside, "timer-sand", T("Making a code …"));
    } else {
        show_qr(ui, rect_cut_left(&inside, MIN(inside.h, inside.w * 0.6f)), code->text);
        rect_cut_left(&inside, 28);
        code_words(call, inside);
    }
    ui_modal_end(ui);
}

static void remove_dialog(struct screen_call *call, struct stations_page *own)
{
    struct ui *ui = call->ui;
    struct rect canvas = ui_canvas(ui);
    struct rect box = rect_center(canvas, MIN(canvas.w - 60, 760), 400);
    const char *title =
        ui_fill(ui, T("Remove this machine from {station}?"), "station", own->label, NULL);
    ui_modal_begin(ui, box, title);
    struct rect inside = rect_inset(box, 36, 26);
    struct rect foot = rect_cut_bottom(&inside, TARGET_MIN);
    ui_heading(ui, rect_cut_top(&inside, 84),
        (struct text_look){.font = FONT_SHOW, .size = 30, .lines = 2, .min_size = 20}, title);
    ui_text(ui, inside, (struct text_look){.size = 24, .line_height = 1.35f},
        T("It is shut out at once and can only come back with a new code. What it has told stays "
          "here; what it has not told yet stays on it."));
    struct button yes = {.key = "remove-yes",
        .label = T("Remove it"),
        .icon = "delete",
        .look = BUTTON_QUIET,
        .size = 24};
    struct button no = {.key = "remove-no", .label = T("Keep it"), .look = BUTTON_PRIMARY};
    if (ui_button(ui, rect_column(foot, 0, 2, 16), yes)) {
        ask(call, HUB_REMOVE, ui_fill(ui, own->role, NULL));
        own->asks_remove = false;
    }
    if (ui_button(ui, rect_column(foot, 1, 2, 16), no))
        own->asks_remove = false;
    ui_modal_end(ui);
}

void stations_dialogs(struct screen_call *call, struct stations_page *own)
{
    if (call->session->hub->code.is_open)
        code_dialog(call);
    else if (own->asks_remove)
        remove_dialog(call, own);
}
