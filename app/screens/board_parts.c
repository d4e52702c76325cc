#include "screens/board_parts.h"

#include "base/str.h"
#include <string.h>

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
    enum { ONE_LINE = 19, TWO_LINES = 42, LEAST = 13, SIDE = 7, EDGE = 6, ICON = 20, PIXEL = 2 };
    struct text_look look = {.font = FONT_SHOW,
        .size = SIZE_SMALL,
        .color = ink,
        .align = ALIGN_CENTER,
        .vertical = ALIGN_CENTER,
        .lines = 2,
        .line_height = 1.1f,
        .min_size = LEAST,
        .quiet = true};
    struct rect inside = rect_inset(r, SIDE, EDGE);
    const char *space = strchr(tile.label, ' ');
    bool is_word = space == NULL || str_equal(space, " …"); /* two lines do not help it */
    if (!is_word && ui_text_width(ui, look, tile.label) > inside.w + PIXEL) {
        /* Tall letters take the room of the icon: smaller ones are not read. */
        if (ui_text_height(ui, look, inside.w, tile.label) <= TWO_LINES) {
            struct rect icon = rect_cut_top(&inside, inside.h - TWO_LINES);
            ui_icon(ui, icon, tile.icon, ICON, ink);
        }
        ui_text(ui, inside, look, tile.label);
    } else {
        look.size = ONE_LINE;
        look.lines = 1;
        inside = rect_inset(inside, 0, 3);
        ui_icon(ui, rect_cut_top(&inside, inside.h * 0.55f), tile.icon, 28, ink);
        ui_text(ui, inside, look, tile.label);
    }
    return ui_tap_area(ui, r,
        (struct tap_area){.key = tile.key,
            .index = tile.index,
            .name = tile.label,
            .role = tile.selected ? ROLE_CHOICE : ROLE_BUTTON,
            .selected = tile.selected,
            .disabled = tile.disabled,
            .radius = RADIUS_BUTTON});
}

void board_hide_tile(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    struct board_tile tile = {.key = "hide", .icon = "eye-off", .label = T("Hide"), .strong = true};
    if (board_tile(ui, r, tile))
        screen_wish(call, WISH_HIDE);
}

/* At the end, away from the others: the one that hides everything at once. */
static void ways_bar(struct screen_call *call, struct rect bar, enum screen_id own)
{
    struct ui *ui = call->ui;
    int hide = COUNT_OF(ways), count = hide + 1;
    for (int i = 0; i < hide; i++) {
        struct board_tile tile = {.key = "way",
            .index = i,
            .label = T(ways[i].label),
            .icon = ways[i].icon,
            .selected = ways[i].screen == own};
        if (board_tile(ui, rect_column(bar, i, count, 10), tile) && ways[i].screen != own)
            screen_go(call, ways[i].screen);
    }
    board_hide_tile(call, rect_column(bar, hide, count, 10));
}

/* --- The mark that this is not for the room ----------------------------------------------------
 */

enum { MARK_SIDE = 18, MARK_EYE = 32 };

static struct text_look mark_look(int lines)
{
    return (struct text_look){.size = lines == 1 ? SIZE_LABEL : SIZE_SMALL,
        .vertical = ALIGN_CENTER,
        .lines = lines,
        .line_height = 1.2f,
        .quiet = true};
}

float board_narrowest(struct ui *ui, struct text_look look, const char *text, int lines)
{
    enum { STEP = 6 };
    float whole = ui_text_width(ui, look, text) + 6, width = whole / (float)lines;
    look.lines = 0;
    float high = ui_text_height(ui, look, whole, text) * ((float)lines + 0.5f);
    while (width < whole && ui_text_height(ui, look, width, text) > high)
        width += STEP;
    return MIN(width, whole);
}

/* Always in words: in one line, or in two that are as short as they can be. */
static float mark_width(struct ui *ui, int lines)
{
    const char *text = T("Teacher view: not projected");
    return board_narrowest(ui, mark_look(lines), text, lines) + MARK_EYE + 2 * MARK_SIDE;
}

static void mark(struct ui *ui, struct rect r, int lines)
{
    const char *text = T("Teacher view: not projected");
    r = rect_center(r, r.w, lines == 1 ? 48 : 56);
    ui_fill_rect(ui, r, RADIUS_CHIP, ui_theme(ui)->primary_soft);
    struct rect inside = rect_inset(r, MARK_SIDE, 0);
    ui_icon(ui, rect_cut_left(&inside, MARK_EYE), "eye-off", 24, 0);
    rect_cut_left(&inside, 6);
    inside.w += 6;
    ui_text(ui, inside, mark_look(lines), text);
    ui_node(ui, ROLE_TEXT, r, text, "");
    ui_keep_seen(ui, r);
}

void board_mark_above(struct screen_call *call)
{
    enum { HIGH = 30, EDGE = 2, SIDE = 12, EYE = 26, STEP = 16 };
    struct ui *ui = call->ui;
    if (!ui_has_modal(ui))
        return;
    const char *text = T("Teacher view: not projected");
    struct text_look look = {
        .quiet = true, .size = SIZE_SMALL, .vertical = ALIGN_CENTER, .lines = 1};
    struct rect canvas = ui_canvas(ui);
    struct rect r = {0, EDGE, ui_text_width(ui, look, text) + 2 + EYE + 2 * SIDE, HIGH};
    ui_keep_seen(ui, (struct rect){0}); /* that of the page is below the box */
    float middle = r.x = (canvas.w - r.w) / 2;
    for (float by = STEP; by <= middle && !ui_is_free(ui, r); by += STEP) /* to the start */
        r.x = middle - by;
    ui_fill_rect(ui, r, RADIUS_CHIP, ui_theme(ui)->primary_soft);
    struct rect inside = rect_inset(r, SIDE, 0);
    ui_icon(ui, rect_cut_left(&inside, EYE), "eye-off", 20, 0);
    ui_text(ui, inside, look, text);
    ui_node(ui, ROLE_TEXT, r, text, "");
    ui_keep_seen(ui, r);
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
    float short_mark = mark_width(ui, 2);
    struct text_look look = {
        .font = FONT_SHOW, .size = small ? 32 : 40, .vertical = ALIGN_CENTER, .lines = 1};
    float left = bar.w - short_mark - 32 - need;
    float room = CLAMP(left, bar.w * 0.25f, bar.w * 0.5f);
    float width = ui_text_width(ui, look, title) + 8;
    if (width > (left < room ? left : room * 1.25f)) {
        look.size = 28;
        look.lines = 2;
        width = board_narrowest(ui, look, title, ui_text_width(ui, look, title) > room ? 2 : 1);
    }
    ui_heading(ui, rect_cut_left(&bar, MIN(width, room)), look, title);
    rect_cut_left(&bar, 16);
    /* A page that names no need has small controls at most. */
    left = need > 0 ? bar.w - need : small ? 0 : bar.w * 0.5f;
    bool is_long = mark_width(ui, 1) + 16 < left;
    mark(ui, rect_cut_left(&bar, is_long ? mark_width(ui, 1) : short_mark), is_long ? 1 : 2);
    rect_cut_left(&bar, 16);
    return bar;
}

static bool icon_button(struct ui *ui, struct rect *bar, struct button button)
{
    button.icon_only = true;
    button.look = BUTTON_QUIET;
    return ui_button(ui, rect_cut_right(bar, TARGET_MIN), button);
}

bool board_close_button(struct ui *ui, struct rect *bar, bool is_cancel)
{
    return icon_button(ui, bar,
        (struct button){
            .key = "close", .label = T("Close"), .icon = "close", .is_cancel = is_cancel});
}

int board_step_buttons(struct ui *ui, struct rect *bar, const char *next, const char *previous)
{
    struct button back = {.key = "step-previous", .label = previous, .icon = "arrow-left"};
    struct button on = {.key = "step-next", .label = next, .icon = "arrow-right"};
    struct rect both = rect_cut_right(bar, BOARD_STEPS - BOARD_STEP_GAP);
    rect_cut_right(bar, BOARD_STEP_GAP);
    /* The focus goes in this order. */
    struct rect first = {both.x, both.y, TARGET_MIN, both.h};
    int step = icon_button(ui, &first, back) ? -1 : 0;
    if (icon_button(ui, &both, on))
        step = 1;
    return step;
}

const char *board_student_name(struct screen_call *call, int student)
{
    char name[DISTINCT_NAME_SIZE];
    classroom_distinct_name(call->classroom, student, name);
    return ui_fill(call->ui, "{name}", "name", name, NULL);
}

static float avatar_and_name(
    struct ui *ui, struct rect r, const char *avatar, const char *name, float size, color ink)
{
    float from = r.x;
    ui_icon(ui, rect_cut_left(&r, size * 1.3f), avatar_emoji(avatar), size * 1.1f, 0);
    rect_cut_left(&r, size * 0.4f);
    struct text_look look = {.quiet = true,
        .size = size,
        .color = ink,
        .vertical = ALIGN_CENTER,
        .lines = 1,
        .min_size = BOARD_NAME_LEAST};
    struct text_look least = look; /* measured: letters do not scale alike */
    least.size = MIN(size, r.h >= BOARD_NAME_TWO ? SIZE_SMALL : BOARD_NAME_LEAST);
    float wide = ui_text_width(ui, look, name);
    if (ui_text_width(ui, least, name) > r.w && r.h >= BOARD_NAME_TWO_LOW) {
        look.lines = 2;
        look.line_height = 1.15f;
        look.size = MIN(size, SIZE_SMALL);
        look.min_size = BOARD_NAME_LEAST_OF_TWO;
    }
    ui_text(ui, r, look, name);
    return r.x - from + MIN(wide, r.w);
}

float board_name(struct ui *ui, struct rect r, const struct student *student, float size, color ink)
{
    return avatar_and_name(ui, r, student->avatar, student_name(student), size, ink);
}

void board_student(struct screen_call *call, struct rect r, int student, float size, color ink)
{
    (void)avatar_and_name(call->ui, r, call->classroom->plan.students[student].avatar,
        board_student_name(call, student), size, ink);
}

enum hue board_group_hue(int group)
{
    static const enum hue hues[] = {
        HUE_CLAY, HUE_PLUM, HUE_LEAF, HUE_SKY, HUE_ROSE, HUE_SUN, HUE_CORAL};
    return hues[group % (int)COUNT_OF(hues)];
}
