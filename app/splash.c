#define LOG_MODULE "splash"
#include "splash.h"

#include "base/log.h"
#include <string.h>

enum { COMMANDS = 1024, CAPACITY = 256 * 1024, MARK_SIDE = 128 };

/* assets/icons/waystation.svg, in its own units. */
struct mark {
    struct draw_list *list;
    float scale;
    int x, y;
};

static void dot(const struct mark *mark, float x, float y, float radius, color ink)
{
    int side = MAX((int)(2 * radius * mark->scale + 0.5F), 1);
    int left = mark->x + (int)((x - radius) * mark->scale + 0.5F);
    int top = mark->y + (int)((y - radius) * mark->scale + 0.5F);
    draw_add(mark->list, DRAW_FILL, left, top, side, side, ink)->radius = (int16_t)(side / 2);
}

static void box(
    const struct mark *mark, float x, float y, float w, float h, float radius, color ink)
{
    struct draw_command *fill = draw_add(mark->list, DRAW_FILL,
        mark->x + (int)(x * mark->scale + 0.5F), mark->y + (int)(y * mark->scale + 0.5F),
        (int)(w * mark->scale + 0.5F), (int)(h * mark->scale + 0.5F), ink);
    fill->radius = (int16_t)(radius * mark->scale + 0.5F);
}

/* A curve with a control point, as a row of dots. */
static void stroke(const struct mark *mark, const float points[static 6], float width, color ink)
{
    enum { DOTS = 24 };
    for (int i = 0; i <= DOTS; i++) {
        float t = (float)i / DOTS, s = 1 - t;
        dot(mark, s * s * points[0] + 2 * s * t * points[2] + t * t * points[4],
            s * s * points[1] + 2 * s * t * points[3] + t * t * points[5], width / 2, ink);
    }
}

/* A board of the signpost: rounded on one side, pointed on the other. */
static void board(const struct mark *mark, float x, float y, float w, bool is_left, color ink)
{
    enum { HIGH = 25, TIP = 11, RADIUS = 6 };
    int rows = MAX((int)(HIGH * mark->scale + 0.5F), 2);
    box(mark, is_left ? x + TIP : x, y, w - TIP, HIGH, RADIUS, ink);
    for (int row = 0; row < rows; row++) {
        float middle = (float)(rows - 1) / 2;
        float off = ((float)row > middle ? (float)row - middle : middle - (float)row) / middle;
        int reach = (int)(mark->scale * (TIP * (1 - off) + RADIUS) + 0.5F);
        int edge = mark->x + (int)(mark->scale * (is_left ? x + TIP : x + w - TIP) + 0.5F);
        int inner = (int)(mark->scale * RADIUS + 0.5F);
        draw_add(mark->list, DRAW_FILL, is_left ? edge - reach + inner : edge - inner,
            mark->y + (int)(y * mark->scale + 0.5F) + row, reach, 1, ink);
    }
}

static void draw_mark(const struct mark *mark)
{
    static const float smile[] = {53, 40.5F, 63, 49.5F, 73, 40.5F};
    static const float shaft[] = {54, 68, 67, 68, 80, 68};
    static const float upper[] = {60, 62.5F, 57, 65, 54, 68}, lower[] = {54, 68, 57, 71, 60, 73.5F};
    static const float tick[] = {54, 95, 57, 97.5F, 60, 100}, tock[] = {60, 100, 66, 95, 72, 90};
    box(mark, 4, 4, 120, 120, 28, 0xD9EEEEFF);
    box(mark, 58, 20, 12, 91, 6, 0x9A5B2BFF);
    board(mark, 28, 24, 72.6F, false, 0xF5B83DFF);
    board(mark, 34.4F, 56, 65.6F, true, 0x2C6FB7FF);
    board(mark, 38, 85.6F, 53, false, 0x2F7D4FFF);
    dot(mark, 52, 34, 3.4F, 0x20253AFF);
    dot(mark, 74, 34, 3.4F, 0x20253AFF);
    stroke(mark, smile, 3.4F, 0x20253AFF);
    stroke(mark, shaft, 4, 0xFFFFFFFF);
    stroke(mark, upper, 4, 0xFFFFFFFF);
    stroke(mark, lower, 4, 0xFFFFFFFF);
    stroke(mark, tick, 4, 0xFFFFFFFF);
    stroke(mark, tock, 4, 0xFFFFFFFF);
}

void splash_draw(struct draw_list *list, const struct text_service *text, enum theme_id theme,
    int width, int height)
{
    static const char name[] = "Waystation";
    const struct theme *colors = theme_get(theme);
    int side = MIN(width, height) / 3, size = side / 4;
    struct mark mark = {.list = list,
        .scale = (float)side / MARK_SIDE,
        .x = (width - side) / 2,
        .y = (height - side - 2 * size) / 2};
    list->background = colors->paper;
    draw_mark(&mark);
    int wide = text->width(text->context, FONT_SHOW, size, name, strlen(name));
    int high = text->line_height(text->context, FONT_SHOW, size);
    struct draw_command *line = draw_add(
        list, DRAW_TEXT, (width - wide) / 2, mark.y + side + size / 2, wide, high, colors->ink);
    line->font = FONT_SHOW;
    line->size = (int16_t)size;
    line->text = name;
    line->text_length = (uint32_t)strlen(name);
}

void splash_show(struct platform *platform, enum theme_id theme)
{
    struct arena arena = {0};
    struct draw_list list;
    struct error error = {0};
    int width, height;
    platform_size(platform, &width, &height);
    if (!arena_open(&arena, CAPACITY, &error) || !draw_list_open(&list, &arena, COMMANDS)) {
        log_warning("no first picture: %s", error.text);
    } else {
        splash_draw(&list, platform_text(platform), theme, width, height);
        platform_present(platform, &list);
    }
    arena_close(&arena);
}
