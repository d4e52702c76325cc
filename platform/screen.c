#include "platform/screen.h"

#include "platform/displays.h"
#include "platform/headless.h"
#include "platform/kms.h"
#include "platform/panel.h"
#include <stdlib.h>

#define LOG_MODULE "screen"
#include "base/log.h"

enum { AREAS_MAX = KMS_AREAS - 1 }; /* and the arrow */

struct screen {
    struct kms *kms;
    struct panel panel;
    struct headless picture;
    bool has_arrow;
    int arrow_x, arrow_y;
};

bool screen_open(struct screen **out, const struct screen_options *options, struct error *error)
{
    *out = NULL;
    bool has_connectors;
    struct kms_options display = {.card = displays_find_card(options->displays, &has_connectors),
        .width = options->width,
        .height = options->height};
    struct screen *screen = calloc(1, sizeof *screen);
    if (!screen)
        return error_set(error, ERR_MEMORY, "there is no memory left for a screen");
    bool ok = display.card >= 0 ? kms_open(&screen->kms, &display, error)
                                : error_set(error, ERR_UNSUPPORTED, "no display is connected");
    if (ok) {
        struct panel *panel = &screen->panel;
        panel->turn = options->turn;
        panel->pixels = kms_pixels(screen->kms, &panel->pitch, &panel->width, &panel->height);
        int width = panel->width, height = panel->height;
        turn_size(panel->turn, &width, &height);
        ok = headless_open(&screen->picture, width, height, error);
    }
    if (!ok) {
        screen_close(screen);
        return false;
    }
    log_info(
        "display of card %d, %d x %d", display.card, screen->panel.width, screen->panel.height);
    *out = screen;
    return true;
}

void screen_close(struct screen *screen)
{
    if (!screen)
        return;
    headless_close(&screen->picture);
    kms_close(screen->kms);
    free(screen);
}

SDL_Renderer *screen_renderer(struct screen *screen)
{
    return screen->picture.renderer;
}

void screen_panel_size(const struct screen *screen, int *width, int *height)
{
    *width = screen->panel.width;
    *height = screen->panel.height;
}

static void show_some(struct screen *screen, const SDL_Rect *areas, int count)
{
    SDL_Rect shown[KMS_AREAS];
    int used = 0;
    bool is_arrow_hit = false;
    SDL_Rect arrow = panel_arrow_area(&screen->panel, screen->arrow_x, screen->arrow_y);
    for (int i = 0; i < count; i++) {
        shown[used] = panel_copy(&screen->panel, screen->picture.surface, areas[i]);
        is_arrow_hit = is_arrow_hit || SDL_HasIntersection(&areas[i], &arrow);
        used += !SDL_RectEmpty(&shown[used]);
    }
    if (screen->has_arrow && is_arrow_hit)
        shown[used++] = panel_draw_arrow(&screen->panel, screen->arrow_x, screen->arrow_y);
    kms_flush(screen->kms, shown, used);
}

void screen_show(struct screen *screen, const SDL_Rect *areas, int count)
{
    SDL_RenderFlush(screen->picture.renderer);
    for (int first = 0; first < count; first += AREAS_MAX)
        show_some(screen, areas + first, MIN(count - first, (int)AREAS_MAX));
}

void screen_show_arrow(struct screen *screen, int x, int y)
{
    if (screen->has_arrow && screen->arrow_x == x && screen->arrow_y == y)
        return;
    screen_hide_arrow(screen);
    screen->has_arrow = true;
    screen->arrow_x = x;
    screen->arrow_y = y;
    SDL_Rect area = panel_draw_arrow(&screen->panel, x, y);
    kms_flush(screen->kms, &area, 1);
}

void screen_hide_arrow(struct screen *screen)
{
    if (!screen->has_arrow)
        return;
    screen->has_arrow = false;
    SDL_Rect area = panel_arrow_area(&screen->panel, screen->arrow_x, screen->arrow_y);
    show_some(screen, &area, 1);
}
