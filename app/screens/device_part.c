/* The foot of the screen of a machine that starts from our card. */
#include "screens/parts.h"

enum { MISTAKE_HIGH = 92, ABOUT_HIGH = 34, LOW_HIGH = 12, LINE = 26 };

float part_device_height(const struct device_view *view)
{
    if (!view->is_shown)
        return 0;
    return view->is_low ? LOW_HIGH : view->mistake_count > 0 ? MISTAKE_HIGH : ABOUT_HIGH;
}

/* Who this is: letters and digits of machines, from left to right in every language. */
static const char *about(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct device_view *view = call->session->device;
    const char *address = view->address[0] != '\0' ? view->address : T("no network");
    return ui_fill(ui, "{about} · {address}", "about", part_apart(ui, view->about), "address",
        part_apart(ui, address), NULL);
}

const char *part_device_sentence(struct ui *ui, const struct device_view_mistake *mistake)
{
    return ui_fill(ui, T(mistake->what), "key", part_apart(ui, mistake->key), "value",
        part_apart(ui, mistake->value), "hint", part_apart(ui, mistake->hint), NULL);
}

static struct text_look small_look(struct ui *ui)
{
    return (struct text_look){.size = 18,
        .color = ui_theme(ui)->ink_soft,
        .vertical = ALIGN_CENTER,
        .lines = 1,
        .min_size = 14};
}

static void alert(struct ui *ui, struct rect *r, float size)
{
    ui_icon(ui, rect_cut_left(r, size + 2), "alert", size, ui_theme(ui)->hue[HUE_CORAL]);
    rect_cut_left(r, size / 2);
}

static void mistake(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct device_view *view = call->session->device;
    const struct device_view_mistake *first = &view->mistakes[0];
    struct button away = {.key = "device-away",
        .label = T("Put this away"),
        .icon = "close",
        .icon_only = true,
        .look = BUTTON_QUIET};
    struct rect place = rect_cut_right(&r, 84);
    if (ui_button(ui, rect_center(place, 84, 64), away))
        screen_wish(call, WISH_DEVICE_AWAY);
    rect_cut_right(&r, 16);
    alert(ui, &r, 34);
    const char *below = ui_fill(
        ui, "{place} · {about}", "place", part_apart(ui, first->place), "about", about(call), NULL);
    int more = view->mistake_count - 1;
    if (more > 0)
        below = ui_fill(ui, "{below} · {more}", "below", below, "more",
            ui_fill(ui, TN("and {count} more", "and {count} more", more), "count",
                ui_number(ui, more), NULL),
            NULL);
    struct rect foot = rect_cut_bottom(&r, 28);
    ui_text(ui, r,
        (struct text_look){.size = 22, .vertical = ALIGN_END, .lines = 2, .min_size = 16},
        part_device_sentence(ui, first));
    ui_text(ui, foot, small_look(ui), below);
}

/* Mostly in the margin of the page: the names on the board stay as large as fingers. */
static void low(struct screen_call *call, struct rect foot)
{
    struct ui *ui = call->ui;
    const struct device_view *view = call->session->device;
    float margin = part_margin(ui);
    struct rect r = {foot.x + margin, foot.y + foot.h - LINE, foot.w - 2 * margin, LINE};
    if (view->mistake_count == 0) {
        ui_text(ui, r, small_look(ui), about(call));
        return;
    }
    alert(ui, &r, 22);
    ui_text(ui, r, small_look(ui),
        ui_fill(ui, "{sentence} {place}", "sentence", part_device_sentence(ui, &view->mistakes[0]),
            "place", part_apart(ui, view->mistakes[0].place), NULL));
}

void part_device(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct device_view *view = call->session->device;
    struct rect foot = ui_foot(ui);
    if (view == NULL || foot.h == 0 || ui_has_modal(ui))
        return;
    if (view->is_low) {
        low(call, foot);
        return;
    }
    struct rect edge = foot;
    ui_fill_rect(ui, rect_cut_top(&edge, 2), 0, ui_theme(ui)->line);
    struct rect inside = rect_inset(foot, part_margin(ui), 4);
    if (view->mistake_count == 0)
        ui_text(ui, inside, small_look(ui), about(call));
    else
        mistake(call, inside);
}
