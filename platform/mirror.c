#include "platform/mirror.h"

#include "platform/preview.h"
#include "platform/shapes.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOG_MODULE "mirror"
#include "base/log.h"

enum { FRAME_BYTES_MAX = PREVIEW_WIDTH_MAX * PREVIEW_WIDTH_MAX * 2, WEIGHT = 256 };

/* A pixel of the screen lies between pixel `at` of the picture and the next. */
struct mirror_tap {
    uint16_t at, weight; /* of the next, of WEIGHT */
};

void mirror_open(struct mirror *mirror, SDL_Renderer *target, struct mirror_source source)
{
    *mirror = (struct mirror){.target = target, .source = source};
}

void mirror_forget(struct mirror *mirror)
{
    if (mirror->texture)
        SDL_DestroyTexture(mirror->texture);
    if (mirror->corner_texture)
        SDL_DestroyTexture(mirror->corner_texture);
    pixels_free(&mirror->corners);
    free(mirror->frame);
    free(mirror->taps);
    free(mirror->rows);
    mirror_open(mirror, mirror->target, mirror->source);
}

void mirror_close(struct mirror *mirror)
{
    mirror_forget(mirror);
}

static float radius_of(const struct draw_command *c)
{
    return MIN((float)MAX(c->radius, 0), (float)MIN(c->w, c->h) / 2);
}

static SDL_Texture *make_texture(struct mirror *mirror, uint32_t format, int w, int h)
{
    SDL_Texture *texture =
        SDL_CreateTexture(mirror->target, format, SDL_TEXTUREACCESS_STREAMING, w, h);
    if (!texture)
        log_warning("the camera cannot be drawn: %s", SDL_GetError());
    return texture;
}

static bool make_room(struct mirror *mirror, int w, int h)
{
    if (!mirror->frame)
        mirror->frame = malloc(FRAME_BYTES_MAX);
    if (mirror->texture && mirror->w == w && mirror->h == h)
        return mirror->frame && mirror->taps && mirror->rows;
    if (mirror->texture)
        SDL_DestroyTexture(mirror->texture);
    free(mirror->taps);
    free(mirror->rows);
    mirror->number = 0;
    mirror->w = w;
    mirror->h = h;
    mirror->taps = malloc((size_t)w * sizeof *mirror->taps);
    mirror->rows = malloc((size_t)w * 2);
    mirror->texture = make_texture(mirror, SDL_PIXELFORMAT_RGB888, w, h);
    return mirror->texture && mirror->taps && mirror->rows && mirror->frame;
}

static bool make_corners(struct mirror *mirror, const struct draw_command *c)
{
    float radius = radius_of(c);
    int corner = (int)ceilf(radius);
    int w = MIN(c->w, 2 * corner + 1), h = MIN(c->h, 2 * corner + 1);
    struct pixels *corners = &mirror->corners;
    if (corners->data && mirror->corner_texture && corners->w == w && corners->h == h &&
        mirror->corners_radius == radius)
        return true;
    pixels_free(corners);
    if (mirror->corner_texture)
        SDL_DestroyTexture(mirror->corner_texture);
    mirror->number = 0;
    mirror->corners_radius = radius;
    mirror->corner_texture = make_texture(mirror, SDL_PIXELFORMAT_ARGB8888, w, h);
    return mirror->corner_texture && shape_fill(corners, w, h, radius);
}

/* --- Converting ---------------------------------------------------------------------------- */

/* Which part of a w x h picture is shown, and so where each pixel of the screen lies in it. */
struct cut {
    int w, h; /* of the picture */
    float left, top, wide, high;
};

static struct cut cut_of(const struct mirror *mirror, int w, int h)
{
    struct cut cut = {.w = w, .h = h};
    cut.wide = MIN((float)w, (float)h * (float)mirror->w / (float)mirror->h);
    cut.high = MIN((float)h, (float)w * (float)mirror->h / (float)mirror->w);
    cut.left = ((float)w - cut.wide) / 2;
    cut.top = ((float)h - cut.high) / 2;
    return cut;
}

static struct mirror_tap tap_at(int index, int count, float from, float length, int limit)
{
    float at = from + ((float)index + 0.5F) * length / (float)count - 0.5F;
    at = CLAMP(at, 0.0F, (float)(limit - 1));
    int whole = MIN((int)at, limit - 2);
    return (struct mirror_tap){
        (uint16_t)whole, (uint16_t)((at - (float)whole) * (float)WEIGHT + 0.5F)};
}

/* Row `y` of the picture, stretched to the width of the screen; the last two are kept. */
static const uint8_t *stretched_row(struct mirror *mirror, const struct cut *cut, int y)
{
    uint8_t *out = mirror->rows + (size_t)(y & 1) * (size_t)mirror->w;
    if (mirror->row_at[y & 1] == y)
        return out;
    mirror->row_at[y & 1] = y;
    const uint8_t *row = mirror->frame + (size_t)y * (size_t)cut->w;
    const struct mirror_tap *taps = mirror->taps;
    for (int x = 0, w = mirror->w; x < w; x++) {
        const uint8_t *at = row + taps[x].at;
        uint32_t weight = taps[x].weight;
        out[x] = (uint8_t)((at[0] * (WEIGHT - weight) + at[1] * weight) / WEIGHT);
    }
    return out;
}

static void mix_rows(const uint8_t *a, const uint8_t *b, uint16_t weight, int count, uint32_t *to)
{
    uint16_t rest = (uint16_t)(WEIGHT - weight);
    for (int x = 0; x < count; x++) {
        uint16_t sum = (uint16_t)(a[x] * rest + b[x] * weight); /* 16 bits: twice as fast */
        uint32_t grey = sum / WEIGHT;
        to[x] = 0xFF000000 | grey << 16 | grey << 8 | grey;
    }
}

/* What of row `y` lies in the corners goes to their own pixels, which have the alpha. */
static void round_row(struct mirror *mirror, int y, const uint32_t *row)
{
    struct pixels *corners = &mirror->corners;
    int across = corners->w / 2, down = corners->h / 2;
    if (y >= down && y < mirror->h - down)
        return;
    int corner_y = y < down ? y : y - (mirror->h - corners->h);
    uint32_t *to = corners->data + (size_t)corner_y * (size_t)corners->w;
    for (int x = 0; x < across; x++) {
        int end = corners->w - 1 - x;
        to[x] = (to[x] & 0xFF000000) | (row[x] & 0xFFFFFF);
        to[end] = (to[end] & 0xFF000000) | (row[mirror->w - 1 - x] & 0xFFFFFF);
    }
}

static bool convert(struct mirror *mirror, int w, int h)
{
    void *pixels;
    int pitch;
    struct cut cut = cut_of(mirror, w, h);
    if (SDL_LockTexture(mirror->texture, NULL, &pixels, &pitch) != 0)
        return false;
    for (int x = 0; x < mirror->w; x++)
        mirror->taps[x] = tap_at(mirror->w - 1 - x, mirror->w, cut.left, cut.wide, w);
    mirror->row_at[0] = mirror->row_at[1] = -1;
    for (int y = 0; y < mirror->h; y++) {
        uint32_t *to = (uint32_t *)((uint8_t *)pixels + (ptrdiff_t)y * pitch);
        struct mirror_tap tap = tap_at(y, mirror->h, cut.top, cut.high, h);
        const uint8_t *upper = stretched_row(mirror, &cut, tap.at);
        mix_rows(upper, stretched_row(mirror, &cut, tap.at + 1), tap.weight, mirror->w, to);
        round_row(mirror, y, to);
    }
    SDL_UnlockTexture(mirror->texture);
    const struct pixels *corners = &mirror->corners;
    return SDL_UpdateTexture(mirror->corner_texture, NULL, corners->data, corners->w * 4) == 0;
}

bool mirror_fetch(struct mirror *mirror, const struct draw_command *c, uint32_t number)
{
    if (number == 0 || !mirror->source.copy)
        return false;
    if (!make_room(mirror, c->w, c->h) || !make_corners(mirror, c))
        return false;
    if (mirror->number == number)
        return true;
    int w = 0, h = 0;
    if (!mirror->source.copy(mirror->source.context, CLAMP(c->w * 2, 320, PREVIEW_WIDTH_MAX),
            mirror->frame, FRAME_BYTES_MAX, &w, &h) ||
        w < 2 || h < 2 || !convert(mirror, w, h))
        return false;
    mirror->number = number;
    return true;
}

/* --- Drawing ------------------------------------------------------------------------------- */

/* Pictures have colours of their own: only the alpha counts, and no colour at all means opaque. */
static uint8_t alpha_of(const struct draw_command *c)
{
    return c->color == 0 ? 255 : (uint8_t)c->color;
}

enum { STRAIGHT_AREAS = 3 }; /* of the MIRROR_AREAS, first; the others are the corners */

int mirror_areas(
    const struct mirror *mirror, const struct draw_command *c, SDL_Rect out[static MIRROR_AREAS])
{
    int x = c->x, y = c->y, w = c->w, h = c->h;
    int across = mirror->corners.w / 2, down = mirror->corners.h / 2;
    int right = x + w - across, bottom = y + h - down, inner = w - 2 * across;
    out[0] = (SDL_Rect){x, y + down, w, h - 2 * down};
    out[1] = (SDL_Rect){x + across, y, inner, down};
    out[2] = (SDL_Rect){x + across, bottom, inner, down};
    out[3] = (SDL_Rect){x, y, across, down};
    out[4] = (SDL_Rect){right, y, across, down};
    out[5] = (SDL_Rect){x, bottom, across, down};
    out[6] = (SDL_Rect){right, bottom, across, down};
    return alpha_of(c) == 255 ? STRAIGHT_AREAS : 0;
}

static void draw_corners(struct mirror *mirror, const SDL_Rect areas[static MIRROR_AREAS])
{
    int w = mirror->corners.w, h = mirror->corners.h;
    for (int i = STRAIGHT_AREAS; i < MIRROR_AREAS; i++) {
        int corner = i - STRAIGHT_AREAS;
        SDL_Rect from = {0, 0, areas[i].w, areas[i].h};
        from.x = (corner & 1) != 0 ? w - from.w : 0;
        from.y = (corner & 2) != 0 ? h - from.h : 0;
        if (!SDL_RectEmpty(&from))
            SDL_RenderCopy(mirror->target, mirror->corner_texture, &from, &areas[i]);
    }
}

/* The straight parts have the format of most screens: opaque, they are copied as they are. */
void mirror_draw(struct mirror *mirror, const struct draw_command *c)
{
    SDL_Rect areas[MIRROR_AREAS];
    mirror_areas(mirror, c, areas);
    uint8_t alpha = alpha_of(c);
    SDL_SetTextureAlphaMod(mirror->texture, alpha);
    SDL_SetTextureBlendMode(
        mirror->texture, alpha == 255 ? SDL_BLENDMODE_NONE : SDL_BLENDMODE_BLEND);
    for (int i = 0; i < STRAIGHT_AREAS; i++) {
        SDL_Rect from = {areas[i].x - c->x, areas[i].y - c->y, areas[i].w, areas[i].h};
        if (!SDL_RectEmpty(&from))
            SDL_RenderCopy(mirror->target, mirror->texture, &from, &areas[i]);
    }
    SDL_SetTextureAlphaMod(mirror->corner_texture, alpha);
    SDL_SetTextureBlendMode(mirror->corner_texture, SDL_BLENDMODE_BLEND);
    draw_corners(mirror, areas);
}
