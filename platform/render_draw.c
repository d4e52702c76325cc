#include "platform/render_inside.h"

#include "base/hash.h"
#include "base/str.h"
#include "platform/picture.h"
#include "platform/shapes.h"
#include <math.h>
#include <stdlib.h>

#define LOG_MODULE "render"
#include "base/log.h"

/* Pixels on their way to the screen, by what they show; texture NULL: there is nothing to show. */
struct sprite {
    SDL_Texture *texture;
    int w, h;
    int top;       /* of text: the row that belongs at the baseline */
    uint8_t *edge; /* of a shadow: alpha down its middle column, then along its middle row */
};

enum { SPRITES_MAX = 512, SPRITE_BYTES_MAX = 32 * 1024 * 1024 };

/* --- Sprites ------------------------------------------------------------------------------- */

static void drop_sprite(void *value)
{
    struct sprite *sprite = value;
    if (sprite->texture)
        SDL_DestroyTexture(sprite->texture);
    free(sprite->edge);
}

bool render_open_sprites(struct render *render)
{
    return cache_open(
        &render->sprites, SPRITES_MAX, SPRITE_BYTES_MAX, sizeof(struct sprite), drop_sprite);
}

void render_close_sprites(struct render *render)
{
    cache_close(&render->sprites);
}

static struct sprite *find_sprite(struct render *render, uint64_t key)
{
    return cache_find(&render->sprites, key);
}

/* Streaming textures: the software renderer would run-length encode static ones each time their
 * colour changes. */
static SDL_Texture *upload(struct render *render, const struct pixels *pixels)
{
    SDL_Texture *texture = SDL_CreateTexture(render->target, SDL_PIXELFORMAT_ARGB8888,
        SDL_TEXTUREACCESS_STREAMING, pixels->w, pixels->h);
    if (!texture || SDL_UpdateTexture(texture, NULL, pixels->data, pixels->w * 4) != 0) {
        log_warning("a picture of %d x %d pixels cannot be drawn: %s", pixels->w, pixels->h,
            SDL_GetError());
        if (texture)
            SDL_DestroyTexture(texture);
        return NULL;
    }
    SDL_SetTextureBlendMode(texture, SDL_BLENDMODE_BLEND);
    return texture;
}

/* Takes the pixels (data NULL: remembered as nothing to draw). */
static struct sprite *add_sprite(struct render *render, uint64_t key, struct pixels pixels)
{
    size_t bytes = (size_t)pixels.w * (size_t)pixels.h * 4;
    struct sprite *sprite = cache_add(&render->sprites, key, bytes);
    if (pixels.data) {
        sprite->texture = upload(render, &pixels);
        sprite->w = pixels.w;
        sprite->h = pixels.h;
    }
    pixels_free(&pixels);
    return sprite;
}

static void tint(SDL_Texture *texture, color ink)
{
    SDL_SetTextureColorMod(texture, (Uint8)(ink >> 24), (Uint8)(ink >> 16), (Uint8)(ink >> 8));
    SDL_SetTextureAlphaMod(texture, (Uint8)ink);
}

static void copy_part(
    struct render *render, const struct sprite *sprite, SDL_Rect from, SDL_Rect to)
{
    if (from.w > 0 && from.h > 0 && to.w > 0 && to.h > 0)
        SDL_RenderCopy(render->target, sprite->texture, &from, &to);
}

static void copy_whole(struct render *render, const struct sprite *sprite, int x, int y)
{
    SDL_RenderCopy(render->target, sprite->texture, NULL, &(SDL_Rect){x, y, sprite->w, sprite->h});
}

void render_fill(struct render *render, int x, int y, int w, int h)
{
    if (w > 0 && h > 0)
        SDL_RenderFillRect(render->target, &(SDL_Rect){x, y, w, h});
}

void render_set_color(struct render *render, color ink)
{
    SDL_SetRenderDrawBlendMode(
        render->target, (ink & 255) == 255 ? SDL_BLENDMODE_NONE : SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColor(
        render->target, (Uint8)(ink >> 24), (Uint8)(ink >> 16), (Uint8)(ink >> 8), (Uint8)ink);
}

/* --- Rounded shapes: small sprites whose corners are copied and whose straight parts are filled */

static uint64_t shape_key(enum draw_kind kind, int w, int h, float radius, int width)
{
    uint64_t key = hash_number(HASH_START, (uint64_t)kind << 56 | (uint64_t)w << 28 | (uint64_t)h);
    return hash_number(key, (uint64_t)(radius * 2) << 32 | (uint64_t)width);
}

static uint8_t *edge_of(const struct pixels *pixels)
{
    uint8_t *edge = pixels->data ? malloc((size_t)pixels->h + (size_t)pixels->w) : NULL;
    if (!edge)
        return NULL;
    const uint32_t *row = pixels->data + (size_t)(pixels->h / 2) * (size_t)pixels->w;
    for (int y = 0; y < pixels->h; y++)
        edge[y] =
            (uint8_t)(pixels->data[(size_t)y * (size_t)pixels->w + (size_t)pixels->w / 2] >> 24);
    for (int x = 0; x < pixels->w; x++)
        edge[pixels->h + x] = (uint8_t)(row[x] >> 24);
    return edge;
}

static const struct sprite *shape_sprite(
    struct render *render, enum draw_kind kind, int w, int h, float radius, int width)
{
    uint64_t key = shape_key(kind, w, h, radius, width);
    const struct sprite *sprite = find_sprite(render, key);
    if (sprite)
        return sprite;
    struct pixels pixels;
    bool ok = kind == DRAW_FILL     ? shape_fill(&pixels, w, h, radius)
              : kind == DRAW_RING   ? shape_ring(&pixels, w, h, radius, width)
              : kind == DRAW_SHADOW ? shape_shadow(&pixels, w, h, radius, width)
                                    : shape_arc(&pixels, w, width, h);
    if (!ok)
        pixels = (struct pixels){0};
    uint8_t *edge = kind == DRAW_SHADOW ? edge_of(&pixels) : NULL;
    struct sprite *fresh = add_sprite(render, key, pixels);
    fresh->edge = edge;
    return fresh;
}

struct patch {
    enum draw_kind kind;
    const struct sprite *sprite;
    SDL_Rect to;
    int corner; /* what is farther from the corners than this is straight */
    int width;  /* of a ring */
    color ink;
    SDL_Rect cover; /* of a shadow: what the next command hides, w = 0: nothing */
};

/* What is left of a cell when the covered part is cut out: above, below, left and right of it. */
static void cut_out(SDL_Rect cell, SDL_Rect cover, SDL_Rect out[static 4])
{
    SDL_Rect hidden;
    out[0] = cell;
    out[1] = out[2] = out[3] = (SDL_Rect){0, 0, 0, 0};
    if (!SDL_IntersectRect(&cell, &cover, &hidden))
        return;
    int right = hidden.x + hidden.w, bottom = hidden.y + hidden.h;
    out[0] = (SDL_Rect){cell.x, cell.y, cell.w, hidden.y - cell.y};
    out[1] = (SDL_Rect){cell.x, bottom, cell.w, cell.y + cell.h - bottom};
    out[2] = (SDL_Rect){cell.x, hidden.y, hidden.x - cell.x, hidden.h};
    out[3] = (SDL_Rect){right, hidden.y, cell.x + cell.w - right, hidden.h};
}

/* Lines of one alpha each: several times faster than stretching pixels. */
static void draw_edge(
    struct render *render, const struct patch *p, SDL_Rect from, SDL_Rect part, bool across)
{
    const uint8_t *edge = p->sprite->edge + (across ? from.y : p->sprite->h + from.x);
    int lines = across ? part.h : part.w;
    for (int i = 0; i < lines; i++) {
        uint32_t alpha = (edge[i] * (p->ink & 255) + 127) / 255;
        if (alpha == 0)
            continue;
        render_set_color(render, (p->ink & 0xFFFFFF00) | alpha);
        render_fill(render, across ? part.x : part.x + i, across ? part.y + i : part.y,
            across ? part.w : 1, across ? 1 : part.h);
    }
}

static void draw_shadow_cell(
    struct render *render, const struct patch *p, SDL_Rect from, SDL_Rect to)
{
    bool across = to.w > from.w, down = to.h > from.h;
    SDL_Rect parts[4];
    cut_out(to, p->cover, parts);
    for (int i = 0; i < 4; i++) {
        SDL_Rect part = parts[i], source = from;
        source.x += across ? 0 : part.x - to.x;
        source.y += down ? 0 : part.y - to.y;
        source.w = across ? source.w : part.w;
        source.h = down ? source.h : part.h;
        if (!across && !down) {
            copy_part(render, p->sprite, source, part);
        } else if (across && down) {
            render_set_color(render, p->ink);
            render_fill(render, part.x, part.y, part.w, part.h);
        } else if (p->sprite->edge) {
            draw_edge(render, p, source, part, across);
        }
    }
}

/* A cell that is all straight: something to fill or nothing at all. */
static bool draw_straight(
    struct render *render, const struct patch *p, int column, int row, SDL_Rect to)
{
    bool across = column == 1 && p->to.w > p->sprite->w, down = row == 1 && p->to.h > p->sprite->h;
    if (!across && !down)
        return false;
    if (p->kind == DRAW_RING) {
        int right = p->to.x + p->to.w - p->width, bottom = p->to.y + p->to.h - p->width;
        if (across && row != 1)
            render_fill(render, to.x, row == 0 ? to.y : bottom, to.w, p->width);
        else if (down && column != 1)
            render_fill(render, column == 0 ? to.x : right, to.y, p->width, to.h);
    } else {
        render_fill(render, to.x, to.y, to.w, to.h);
    }
    return true;
}

static void draw_patch(struct render *render, const struct patch *p)
{
    int w = p->sprite->w, h = p->sprite->h;
    int cw = MIN(p->corner, w / 2), ch = MIN(p->corner, h / 2);
    int from_x[] = {0, cw, w - cw, w}, from_y[] = {0, ch, h - ch, h};
    int to_x[] = {p->to.x, p->to.x + cw, p->to.x + p->to.w - cw, p->to.x + p->to.w};
    int to_y[] = {p->to.y, p->to.y + ch, p->to.y + p->to.h - ch, p->to.y + p->to.h};
    for (int row = 0; row < 3; row++)
        for (int column = 0; column < 3; column++) {
            SDL_Rect from = {from_x[column], from_y[row], from_x[column + 1] - from_x[column],
                from_y[row + 1] - from_y[row]};
            SDL_Rect to = {to_x[column], to_y[row], to_x[column + 1] - to_x[column],
                to_y[row + 1] - to_y[row]};
            if (p->kind == DRAW_SHADOW)
                draw_shadow_cell(render, p, from, to);
            else if (!draw_straight(render, p, column, row, to))
                copy_part(render, p->sprite, from, to);
        }
}

static float radius_of(const struct draw_command *command)
{
    return MIN((float)MAX(command->radius, 0), (float)MIN(command->w, command->h) / 2);
}

/* What of an opaque card hides all below it: its rounded rectangle's inner one. */
static SDL_Rect cover_of(const struct draw_command *c, const struct draw_command *end)
{
    SDL_Rect cover = {0, 0, 0, 0};
    if (c + 1 < end && c[1].kind == DRAW_FILL && (c[1].color & 255) == 255) {
        int inset = (int)ceilf(radius_of(&c[1]) * 0.3F);
        cover = (SDL_Rect){
            c[1].x + inset, c[1].y + inset, MAX(c[1].w - 2 * inset, 0), MAX(c[1].h - 2 * inset, 0)};
    }
    return cover;
}

static void draw_rounded(
    struct render *render, const struct draw_command *c, const struct draw_command *end)
{
    float radius = radius_of(c);
    int margin = 0, width = 0, corner = (int)ceilf(radius);
    if (c->kind == DRAW_RING) {
        width = CLAMP(c->width, 0, MIN(c->w, c->h) / 2);
        corner = MAX(corner, width);
    } else if (c->kind == DRAW_SHADOW) {
        width = MAX(c->width, 1);
        margin = shape_shadow_margin(width);
        corner += margin;
    }
    int w = MIN(c->w, 2 * corner + 1), h = MIN(c->h, 2 * corner + 1);
    struct patch patch = {.kind = c->kind,
        .to = {c->x - margin, c->y - margin, c->w + 2 * margin, c->h + 2 * margin},
        .corner = corner + margin,
        .width = width,
        .ink = c->color};
    if (c->kind == DRAW_SHADOW)
        patch.cover = cover_of(c, end);
    patch.sprite = shape_sprite(render, c->kind, w, h, radius, width);
    if (!patch.sprite->texture)
        return;
    tint(patch.sprite->texture, c->color);
    draw_patch(render, &patch);
}

static void draw_arc(struct render *render, const struct draw_command *c)
{
    int size = MIN(c->w, c->h), part = CLAMP(c->part, 0, 3600);
    if (part == 0 || c->width <= 0)
        return;
    const struct sprite *sprite =
        shape_sprite(render, DRAW_ARC, size, part, 0, MIN(c->width, size / 2));
    if (!sprite->texture)
        return;
    tint(sprite->texture, c->color);
    copy_whole(render, sprite, c->x + (c->w - size) / 2, c->y + (c->h - size) / 2);
}

/* --- Text ---------------------------------------------------------------------------------- */

static void flip_pixels(struct pixels *pixels)
{
    for (int y = 0; y < pixels->h; y++) {
        uint32_t *row = pixels->data + (size_t)y * (size_t)pixels->w;
        for (int a = 0, b = pixels->w - 1; a < b; a++, b--) {
            uint32_t swap = row[a];
            row[a] = row[b];
            row[b] = swap;
        }
    }
}

static const struct sprite *run_sprite(
    struct render *render, const struct text_run *run, const struct draw_command *c)
{
    uint64_t key = hash_number(run->key, c->flip);
    const struct sprite *sprite = find_sprite(render, key);
    if (sprite)
        return sprite;
    struct pixels pixels;
    int top = 0;
    if (!text_raster(render->text, run, c->text, &pixels, &top))
        pixels_free(&pixels);
    else if (c->flip)
        flip_pixels(&pixels);
    struct sprite *fresh = add_sprite(render, key, pixels);
    fresh->top = top;
    return fresh;
}

static void draw_text(struct render *render, const struct draw_command *c)
{
    const struct text_line *line = text_lay(
        render->text, c->font, c->size, c->rtl ? TEXT_RTL : TEXT_LTR, c->text, c->text_length);
    for (int i = 0; i < line->count; i++) {
        const struct text_run *run = &line->runs[i];
        const struct sprite *sprite = run_sprite(render, run, c);
        if (!sprite->texture)
            continue;
        tint(sprite->texture, run->color ? 0xFFFFFF00 | (c->color & 255) : c->color);
        copy_whole(render, sprite, c->x + run->x, c->y + line->baseline - sprite->top);
    }
}

/* What its letters cover: they may reach beyond their line. */
static SDL_Rect text_area(struct render *render, const struct draw_command *c)
{
    SDL_Rect all = {0, 0, 0, 0};
    const struct text_line *line = text_lay(
        render->text, c->font, c->size, c->rtl ? TEXT_RTL : TEXT_LTR, c->text, c->text_length);
    for (int i = 0; i < line->count; i++) {
        const struct sprite *sprite = run_sprite(render, &line->runs[i], c);
        SDL_Rect area = {
            c->x + line->runs[i].x, c->y + line->baseline - sprite->top, sprite->w, sprite->h};
        SDL_UnionRect(&all, &area, &all);
    }
    return all;
}

/* --- Pictures ------------------------------------------------------------------------------ */

/* Pictures have colours of their own: only the alpha counts, and no colour at all means opaque. */
static color picture_tint(const struct draw_command *c)
{
    return c->color == 0 ? 0xFFFFFFFF : 0xFFFFFF00 | (c->color & 255);
}

static uint64_t picture_key(const struct draw_command *c, int w, int h)
{
    uint64_t key =
        hash_number(HASH_START, (uint64_t)c->kind << 56 | (uint64_t)w << 28 | (uint64_t)h);
    return c->text_length > 0 ? hash_bytes(key, c->text, c->text_length) : key;
}

/* Two modules of quiet zone inside where there is room; cards add the rest. */
static int module_size(int side, int modules)
{
    int size = side / (modules + 4);
    return size > 0 ? size : side / modules;
}

/* The code as large as it is shown: stretched by SDL, parts of it would not fit the rest. */
static bool make_qr(const struct draw_command *c, int side, struct pixels *out)
{
    struct pixels code = {0};
    *out = (struct pixels){0};
    bool ok = picture_qr(&code, c->text, c->text_length);
    int module = ok ? module_size(side, code.w) : 0;
    ok = ok && pixels_new(out, code.w * module, code.w * module);
    for (int y = 0; ok && y < out->h; y++)
        for (int x = 0; x < out->w; x++)
            out->data[y * out->w + x] = code.data[y / module * code.w + x / module];
    pixels_free(&code);
    return ok;
}

static void draw_qr(struct render *render, const struct draw_command *c)
{
    int side = MIN(c->w, c->h);
    uint64_t key = picture_key(c, side, side);
    const struct sprite *sprite = find_sprite(render, key);
    if (!sprite) {
        struct pixels pixels;
        if (!make_qr(c, side, &pixels))
            pixels_free(&pixels);
        sprite = add_sprite(render, key, pixels);
    }
    render_set_color(render, 0xFFFFFF00 | (c->color & 255));
    render_fill(render, c->x, c->y, c->w, c->h);
    if (!sprite->texture)
        return;
    tint(sprite->texture, c->color);
    copy_whole(render, sprite, c->x + (c->w - sprite->w) / 2, c->y + (c->h - sprite->h) / 2);
}

static void draw_image(struct render *render, const struct draw_command *c)
{
    uint64_t key = picture_key(c, c->w, c->h);
    const struct sprite *sprite = find_sprite(render, key);
    if (!sprite) {
        char file[1024];
        struct error error = {0};
        struct pixels pixels = {0};
        if (!str_copy_length(file, sizeof file, c->text, c->text_length))
            log_warning("a picture's name is too long");
        else if (!picture_load(&pixels, file, c->w, c->h, &error))
            log_warning("%s", error.text);
        sprite = add_sprite(render, key, pixels);
    }
    if (!sprite->texture)
        return;
    tint(sprite->texture, picture_tint(c));
    copy_whole(render, sprite, c->x + (c->w - sprite->w) / 2, c->y + (c->h - sprite->h) / 2);
}

/* --- The list ------------------------------------------------------------------------------ */

static void draw_command(
    struct render *render, const struct draw_command *c, const struct draw_list *list)
{
    render_set_color(render, c->color);
    switch ((enum draw_kind)c->kind) {
    case DRAW_FILL:
        if (c->radius > 0)
            draw_rounded(render, c, list->commands + list->count);
        else
            render_fill(render, c->x, c->y, c->w, c->h);
        break;
    case DRAW_RING:
    case DRAW_SHADOW: draw_rounded(render, c, list->commands + list->count); break;
    case DRAW_ARC: draw_arc(render, c); break;
    case DRAW_QR: draw_qr(render, c); break;
    case DRAW_IMAGE: draw_image(render, c); break;
    case DRAW_CAMERA:
        if (mirror_fetch(&render->mirror, c, list->camera_frame))
            mirror_draw(&render->mirror, c);
        break;
    case DRAW_TEXT:
    case DRAW_CLIP: break; /* may be empty: see render_draw() */
    }
}

/* c NULL or empty: no clip but the region. */
static SDL_Rect clip_of(const struct render *render, const struct draw_command *c)
{
    SDL_Rect clip = {0, 0, INT16_MAX, INT16_MAX};
    if (c && c->w > 0)
        clip = (SDL_Rect){c->x, c->y, c->w, MAX(c->h, 0)};
    if (render->region && !SDL_IntersectRect(&clip, render->region, &clip))
        clip = (SDL_Rect){0, 0, 0, 0};
    return clip;
}

void render_set_clip(struct render *render, const struct draw_command *c)
{
    SDL_Rect clip = clip_of(render, c);
    bool free = !render->region && !(c && c->w > 0);
    SDL_RenderSetClipRect(render->target, free ? NULL : &clip);
}

SDL_Rect render_area_of(struct render *render, const struct draw_command *c)
{
    if (c->kind == DRAW_TEXT)
        return text_area(render, c);
    int margin = c->kind == DRAW_SHADOW ? shape_shadow_margin(MAX(c->width, 1)) : 0;
    return (SDL_Rect){c->x - margin, c->y - margin, c->w + 2 * margin, c->h + 2 * margin};
}

static bool is_beside_region(struct render *render, const struct draw_command *c)
{
    if (!render->region)
        return false;
    SDL_Rect area = render_area_of(render, c);
    return !SDL_HasIntersection(&area, render->region);
}

bool render_is_seen(const struct draw_command *c)
{
    bool has_colors = c->kind == DRAW_CAMERA || c->kind == DRAW_IMAGE;
    return ((c->color & 255) != 0 || has_colors) &&
           (c->kind == DRAW_TEXT || (c->w > 0 && c->h > 0));
}

void render_draw_commands(
    struct render *render, const struct draw_list *list, int first, const struct draw_command *clip)
{
    render_set_clip(render, clip);
    for (int i = first; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind == DRAW_CLIP)
            render_set_clip(render, c);
        else if (!render_is_seen(c) || is_beside_region(render, c))
            continue;
        else if (c->kind == DRAW_TEXT)
            draw_text(render, c);
        else
            draw_command(render, c, list);
    }
    SDL_RenderSetClipRect(render->target, NULL);
}
