#include "screens/board_parts.h"

struct way {
    enum screen_id screen;
    const char *icon, *label;
};

static const struct way ways[] = {
    {SCREEN_ROTATION, "autorenew", N_("Rotation")},
    {SCREEN_GROUPS, "account-multiple", N_("Groups")},
    {SCREEN_SKILLS, "chart-bar", N_("Skills")},
    {SCREEN_TICKETS, "clipboard-check", N_("Tickets")},
    {SCREEN_REFLECTIONS, "comment-text-outline", N_("Reflections")},
    {SCREEN_STATIONS, "desktop-mac", N_("Stations")},
    {SCREEN_CLASS, "tune", N_("Setup")},
};

bool board_tile(struct ui *ui, struct rect r, struct board_tile tile)
{
    const struct theme *theme = ui_theme(ui);
    color fill = tile.strong ? theme->primary : tile.selected ? theme->primary_soft : theme->card;
    color ink = tile.disabled ? theme->ink_soft : tile.strong ? theme->primary_ink : theme->ink;
    ui_fill_rect(ui, r, RADIUS_BUTTON, fill);
    if (!tile.strong)
        ui_ring(ui, r, RADIUS_BUTTON, tile.selected ? 4 : theme->line_width,
            tile.selected ? theme->primary : theme->line);
    struct rect inside = rect_inset(r, 6, 8);
    ui_icon(ui, rect_cut_top(&inside, inside.h * 0.55f), tile.icon, 28, ink);
    ui_text(ui, inside,
        (struct text_look){.font = FONT_SHOW,
            .size = 19,
            .color = ink,
            .align = ALIGN_CENTER,
            .vertical = ALIGN_CENTER,
            .lines = 1,
            .min_size = 13,
            .quiet = true},
        tile.label);
    return ui_tap_area(ui, r,
        (struct tap_area){.key = tile.key,
            .index = tile.index,
            .name = tile.label,
            .role = tile.selected ? ROLE_CHOICE : ROLE_BUTTON,
            .selected = tile.selected,
            .disabled = tile.disabled,
            .radius = RADIUS_BUTTON});
}

/* At the end, away from the others: the one that hides everything at once. */
static void ways_bar(struct screen_call *call, struct rect bar, enum screen_id own)
{
    struct ui *ui = call->ui;
    int count = COUNT_OF(ways) + 1;
    for (int i = 0; i < count; i++) {
        bool hide = i == count - 1;
        struct board_tile tile = {.key = "way",
            .index = i,
            .label = hide ? T("Hide") : T(ways[i].label),
            .icon = hide ? "eye-off" : ways[i].icon,
            .strong = hide,
            .selected = !hide && ways[i].screen == own};
        if (!board_tile(ui, rect_column(bar, i, count, 10), tile))
            continue;
        if (hide)
            screen_wish(call, WISH_HIDE);
        else if (ways[i].screen != own)
            screen_go(call, ways[i].screen);
    }
}

struct rect board_page(
    struct screen_call *call, struct rect *page, enum screen_id own, const char *title)
{
    return board_page_with(call, page, own, title, 0);
}

struct rect board_page_with(
    struct screen_call *call, struct rect *page, enum screen_id own, const char *title, float need)
{
    struct ui *ui = call->ui;
    bool small = ui_is_small(ui);
    ways_bar(call, rect_cut_bottom(page, TARGET_MIN), own);
    rect_cut_bottom(page, small ? 10 : 20);
    struct rect bar = rect_cut_top(page, TARGET_MIN);
    rect_cut_top(page, small ? 10 : 20);
    struct text_look look = {
        .font = FONT_SHOW, .size = small ? 32 : 40, .vertical = ALIGN_CENTER, .lines = 1};
    float width = MIN(ui_text_width(ui, look, title) + 8, bar.w * 0.5f);
    ui_heading(ui, rect_cut_left(&bar, width), look, title);
    rect_cut_left(&bar, 16);
    /* Where there is no room for the words, the crossed eye and its name stay. */
    const char *mark = T("Teacher view: not projected");
    struct text_look chip = {.size = SIZE_LABEL, .lines = 1};
    struct rect place = rect_center(bar, bar.w, 48);
    if (!small && ui_text_width(ui, chip, mark) + 90 < MIN(bar.w * 0.5f, bar.w - need)) {
        float used = ui_chip(ui, place, "eye-off", mark, ui_theme(ui)->primary_soft, 0);
        rect_cut_left(&bar, used + 16);
    } else {
        struct rect eye = rect_cut_left(&bar, 56);
        ui_fill_rect(ui, rect_center(eye, 52, 52), RADIUS_CHIP, ui_theme(ui)->primary_soft);
        ui_picture(ui, eye, "eye-off", 30, 0, mark);
        rect_cut_left(&bar, 12);
    }
    return bar;
}

static bool icon_button(
    struct ui *ui, struct rect *bar, const char *key, const char *icon, const char *label)
{
    struct button button = {
        .key = key, .label = label, .icon = icon, .icon_only = true, .look = BUTTON_QUIET};
    return ui_button(ui, rect_cut_right(bar, TARGET_MIN), button);
}

bool board_close_button(struct ui *ui, struct rect *bar)
{
    struct button close = {.key = "close",
        .label = T("Close"),
        .icon = "close",
        .icon_only = true,
        .look = BUTTON_QUIET,
        .is_cancel = true};
    return ui_button(ui, rect_cut_right(bar, TARGET_MIN), close);
}

int board_step_buttons(struct ui *ui, struct rect *bar, const char *next, const char *previous)
{
    int step = icon_button(ui, bar, "step-next", "arrow-right", next) ? 1 : 0;
    rect_cut_right(bar, 10);
    if (icon_button(ui, bar, "step-previous", "arrow-left", previous))
        step = -1;
    rect_cut_right(bar, 10);
    return step;
}

float board_name(struct ui *ui, struct rect r, const struct student *student, float size, color ink)
{
    float from = r.x;
    ui_icon(ui, rect_cut_left(&r, size * 1.3f), avatar_emoji(student->avatar), size * 1.1f, 0);
    rect_cut_left(&r, size * 0.4f);
    struct text_look look = {.quiet = true,
        .size = size,
        .color = ink,
        .vertical = ALIGN_CENTER,
        .lines = 1,
        .min_size = 16};
    const char *name = student_name(student);
    ui_text(ui, r, look, name);
    return r.x - from + MIN(ui_text_width(ui, look, name), r.w);
}

enum hue board_group_hue(int group)
{
    static const enum hue hues[] = {
        HUE_CLAY, HUE_PLUM, HUE_LEAF, HUE_SKY, HUE_ROSE, HUE_SUN, HUE_CORAL};
    return hues[group % (int)COUNT_OF(hues)];
}
