#include "platform/mirror.h"

#include "platform/preview.h"
#include "platform/shapes.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOG_MODULE "mirror"
#include "base/log.h"

enum { FRAME_BYTES_MAX = PREVIEW_WIDTH_MAX * PREVIEW_WIDTH_MAX * 2, WEIGHT = 256 };

/* A column of the screen lies between column `at` of the source and the next. */
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
    pixels_free(&mirror->corners);
    free(mirror->frame);
    free(mirror->taps);
    free(mirror->line);
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

static bool make_room(struct mirror *mirror, int w, int h)
{
    if (!mirror->frame)
        mirror->frame = malloc(FRAME_BYTES_MAX);
    if (!mirror->line)
        mirror->line = malloc((PREVIEW_WIDTH_MAX + 1) * sizeof *mirror->line);
    if (mirror->texture && mirror->w == w && mirror->h == h)
        return mirror->frame && mirror->line;
    if (mirror->texture)
        SDL_DestroyTexture(mirror->texture);
    free(mirror->taps);
    mirror->number = 0;
    mirror->w = w;
    mirror->h = h;
    mirror->taps = malloc((size_t)w * sizeof *mirror->taps);
    mirror->texture = SDL_CreateTexture(
        mirror->target, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STREAMING, w, h);
    if (!mirror->texture)
        log_warning("the camera cannot be drawn: %s", SDL_GetError());
    return mirror->texture && mirror->taps && mirror->frame && mirror->line;
}

static bool make_corners(struct mirror *mirror, const struct draw_command *c)
{
    float radius = radius_of(c);
    int corner = (int)ceilf(radius);
    int w = MIN(c->w, 2 * corner + 1), h = MIN(c->h, 2 * corner + 1);
    struct pixels *corners = &mirror->corners;
    if (corners->data && corners->w == w && corners->h == h && mirror->corners_radius == radius)
        return true;
    pixels_free(corners);
    mirror->number = 0;
    mirror->corners_radius = radius;
    return shape_fill(corners, w, h, radius);
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
    int whole = (int)at;
    return (struct mirror_tap){
        (uint16_t)whole, (uint16_t)((at - (float)whole) * (float)WEIGHT + 0.5F)};
}

static void blend_rows(struct mirror *mirror, const struct cut *cut, int y)
{
    struct mirror_tap tap = tap_at(y, mirror->h, cut->top, cut->high, cut->h);
    const uint8_t *upper = mirror->frame + (size_t)tap.at * (size_t)cut->w;
    const uint8_t *lower = tap.at + 1 < cut->h ? upper + cut->w : upper;
    uint16_t *line = mirror->line;
    for (int x = 0; x < cut->w; x++)
        line[x] = (uint16_t)(upper[x] * (WEIGHT - tap.weight) + lower[x] * tap.weight);
    line[cut->w] = line[cut->w - 1];
}

static void convert_row(const struct mirror *mirror, uint32_t *to)
{
    const uint16_t *line = mirror->line;
    for (int x = 0; x < mirror->w; x++) {
        struct mirror_tap tap = mirror->taps[x];
        uint32_t grey = line[tap.at] * (uint32_t)(WEIGHT - tap.weight) +
                        line[tap.at + 1] * (uint32_t)tap.weight;
        to[x] = 0xFF000000 | (grey >> 16) * 0x010101;
    }
}

static void round_row(const struct mirror *mirror, int y, uint32_t *to)
{
    const struct pixels *corners = &mirror->corners;
    int half = corners->h / 2;
    if (y >= half && y < mirror->h - half)
        return;
    int row = y < half ? y : y - (mirror->h - corners->h);
    const uint32_t *alpha = corners->data + (size_t)row * (size_t)corners->w;
    for (int x = 0; x < corners->w / 2; x++) {
        int end = mirror->w - 1 - x;
        to[x] = (to[x] & 0xFFFFFF) | (alpha[x] & 0xFF000000);
        to[end] = (to[end] & 0xFFFFFF) | (alpha[corners->w - 1 - x] & 0xFF000000);
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
    for (int y = 0; y < mirror->h; y++) {
        uint32_t *to = (uint32_t *)((uint8_t *)pixels + (ptrdiff_t)y * pitch);
        blend_rows(mirror, &cut, y);
        convert_row(mirror, to);
        round_row(mirror, y, to);
    }
    SDL_UnlockTexture(mirror->texture);
    return true;
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
        w <= 0 || h <= 0 || w > PREVIEW_WIDTH_MAX || !convert(mirror, w, h))
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

int mirror_areas(
    const struct mirror *mirror, const struct draw_command *c, SDL_Rect out[static MIRROR_AREAS])
{
    int x = c->x, y = c->y, w = c->w, h = c->h;
    int across = mirror->corners.w / 2, down = mirror->corners.h / 2;
    memset(out, 0, MIRROR_AREAS * sizeof *out);
    if (alpha_of(c) != 255) {
        out[0] = (SDL_Rect){x, y, w, h};
        return 0;
    }
    int right = x + w - across, bottom = y + h - down, inner = w - 2 * across;
    out[0] = (SDL_Rect){x, y + down, w, h - 2 * down};
    out[1] = (SDL_Rect){x + across, y, inner, down};
    out[2] = (SDL_Rect){x + across, bottom, inner, down};
    out[3] = (SDL_Rect){x, y, across, down};
    out[4] = (SDL_Rect){right, y, across, down};
    out[5] = (SDL_Rect){x, bottom, across, down};
    out[6] = (SDL_Rect){right, bottom, across, down};
    return 3;
}

void mirror_draw(struct mirror *mirror, const struct draw_command *c)
{
    SDL_Rect areas[MIRROR_AREAS];
    int opaque = mirror_areas(mirror, c, areas);
    SDL_SetTextureAlphaMod(mirror->texture, alpha_of(c));
    for (int i = 0; i < MIRROR_AREAS; i++) {
        SDL_Rect from = areas[i];
        from.x -= c->x;
        from.y -= c->y;
        SDL_SetTextureBlendMode(
            mirror->texture, i < opaque ? SDL_BLENDMODE_NONE : SDL_BLENDMODE_BLEND);
        if (!SDL_RectEmpty(&from))
            SDL_RenderCopy(mirror->target, mirror->texture, &from, &areas[i]);
    }
}
