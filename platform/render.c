#include "platform/render_inside.h"

#include "base/hash.h"
#include "platform/picture.h"
#include <stdlib.h>

bool render_open(struct render **out, SDL_Renderer *target, struct text *text,
    struct mirror_source camera, struct error *error)
{
    *out = NULL;
    struct render *render = calloc(1, sizeof *render);
    if (!render || !render_open_sprites(render)) {
        free(render);
        return error_set(error, ERR_MEMORY, "there is no memory left to draw with");
    }
    render->target = target;
    render->text = text;
    render->is_whole_due = true;
    mirror_open(&render->mirror, target, camera);
    SDL_RendererInfo info;
    render->keeps_pixels =
        SDL_GetRendererInfo(target, &info) == 0 && (info.flags & SDL_RENDERER_SOFTWARE) != 0;
    *out = render;
    return true;
}

static void drop_canvas(struct render *render)
{
    if (render->canvas)
        SDL_DestroyTexture(render->canvas);
    render->canvas = NULL;
    render->is_whole_due = true;
}

void render_show_by(struct render *render, struct screen *screen)
{
    render->screen = screen;
}

void render_turn(struct render *render, enum turn turn)
{
    render->turn = turn;
    drop_canvas(render);
}

void render_forget(struct render *render)
{
    cache_clear(&render->sprites);
    mirror_forget(&render->mirror);
    drop_canvas(render);
}

void render_close(struct render *render)
{
    if (!render)
        return;
    render_close_sprites(render);
    mirror_close(&render->mirror);
    drop_canvas(render);
    damage_close(&render->damage);
    free(render);
}

/* --- What changed -------------------------------------------------------------------------- */

/* The only camera picture in a list, and what it takes to draw it anew. */
struct camera_part {
    const struct draw_command *camera, *clip;
    int index;
    bool is_alone; /* one there is */
};

static struct camera_part find_camera(const struct draw_list *list)
{
    struct camera_part part = {.is_alone = true};
    const struct draw_command *clip = NULL;
    for (int i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind == DRAW_CLIP)
            clip = c->w > 0 ? c : NULL;
        if (c->kind != DRAW_CAMERA || c->w <= 0 || c->h <= 0)
            continue;
        part.is_alone = part.is_alone && !part.camera;
        part.camera = c;
        part.clip = clip;
        part.index = i;
    }
    part.is_alone = part.is_alone && part.camera;
    return part;
}

static uint64_t hash_rest(const struct draw_list *list, int w, int h)
{
    struct draw_list rest = *list;
    rest.camera_frame = 0;
    return draw_list_hash(&rest, w, h);
}

/* Areas in which the list looks other than the one before. */
static int find_changes(struct render *render, const struct draw_list *list, int w, int h,
    SDL_Rect out[static DAMAGE_AREAS])
{
    SDL_Rect clip = {0, 0, w, h};
    uint64_t clip_hash = 0;
    damage_begin(&render->damage, w, h, list->background);
    for (int i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind == DRAW_CLIP) {
            clip = c->w > 0 ? (SDL_Rect){c->x, c->y, c->w, MAX(c->h, 0)} : (SDL_Rect){0, 0, w, h};
            clip_hash = draw_command_hash(HASH_START, c);
        } else if (render_is_seen(c)) {
            SDL_Rect area = render_area_of(render, c);
            uint64_t hash = draw_command_hash(clip_hash, c);
            if (c->kind == DRAW_CAMERA)
                hash = hash_number(hash, list->camera_frame);
            if (SDL_IntersectRect(&area, &clip, &area))
                damage_add(&render->damage, area, hash);
        }
    }
    return damage_end(&render->damage, out);
}

static void draw_areas(
    struct render *render, const struct draw_list *list, const SDL_Rect *areas, int count)
{
    for (int i = 0; i < count; i++) {
        render->region = &areas[i];
        render_set_clip(render, NULL);
        render_set_color(render, list->background | 255);
        render_fill(render, areas[i].x, areas[i].y, areas[i].w, areas[i].h);
        render_draw_commands(render, list, 0, NULL);
    }
    render->region = NULL;
}

static void draw_whole(struct render *render, const struct draw_list *list)
{
    SDL_RenderSetClipRect(render->target, NULL);
    render_set_color(render, list->background | 255);
    SDL_RenderClear(render->target);
    render_draw_commands(render, list, 0, NULL);
}

/* Where the camera's picture is opaque, what lies below it need not be drawn. */
static void draw_camera_part(
    struct render *render, const struct draw_list *list, const struct camera_part *part)
{
    SDL_Rect areas[MIRROR_AREAS];
    int opaque = mirror_areas(&render->mirror, part->camera, areas);
    for (int i = 0; i < MIRROR_AREAS; i++) {
        if (SDL_RectEmpty(&areas[i]))
            continue;
        render->region = &areas[i];
        if (i < opaque) {
            render_draw_commands(render, list, part->index, part->clip);
            continue;
        }
        draw_areas(render, list, &areas[i], 1);
    }
    render->region = NULL;
}

/* Of a list. */
static void get_size(const struct render *render, int *w, int *h)
{
    *w = *h = 0;
    SDL_GetRendererOutputSize(render->target, w, h);
    turn_size(render->turn, w, h);
}

static bool make_canvas(struct render *render, int w, int h)
{
    int canvas_w = 0, canvas_h = 0;
    if (render->canvas)
        SDL_QueryTexture(render->canvas, NULL, NULL, &canvas_w, &canvas_h);
    if (canvas_w == w && canvas_h == h)
        return true;
    drop_canvas(render);
    if (!SDL_RenderTargetSupported(render->target))
        return false;
    render->canvas =
        SDL_CreateTexture(render->target, SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_TARGET, w, h);
    if (!render->canvas)
        return false;
    SDL_SetTextureBlendMode(render->canvas, SDL_BLENDMODE_NONE);
    SDL_SetTextureScaleMode(render->canvas, SDL_ScaleModeNearest);
    return true;
}

static void show_canvas(struct render *render)
{
    int w, h, panel_w, panel_h;
    get_size(render, &w, &h);
    panel_w = w;
    panel_h = h;
    turn_size(render->turn, &panel_w, &panel_h);
    SDL_FRect to = {(float)(panel_w - w) / 2, (float)(panel_h - h) / 2, (float)w, (float)h};
    if (render->turn == TURN_NONE)
        SDL_RenderCopy(render->target, render->canvas, NULL, NULL);
    else
        SDL_RenderCopyExF(
            render->target, render->canvas, NULL, &to, render->turn, NULL, SDL_FLIP_NONE);
}

/* Part NULL: the whole. */
static void draw_kept(
    struct render *render, const struct draw_list *list, const struct camera_part *part)
{
    if (render->canvas)
        SDL_SetRenderTarget(render->target, render->canvas);
    if (part)
        draw_camera_part(render, list, part);
    else
        draw_whole(render, list);
    if (render->canvas) {
        SDL_SetRenderTarget(render->target, NULL);
        show_canvas(render);
    }
    render->shown_camera_frame = list->camera_frame;
}

/* Where no camera is seen, its last picture is not kept. */
static bool is_camera_seen(struct render *render, const struct draw_list *list)
{
    bool is_seen = list->camera_frame != 0 && find_camera(list).camera;
    if (!is_seen)
        mirror_forget(&render->mirror);
    return is_seen;
}

static void draw_all(
    struct render *render, const struct draw_list *list, int w, int h, uint64_t hash)
{
    bool has_camera = is_camera_seen(render, list);
    bool is_turned = render->turn != TURN_NONE;
    bool is_kept = render->keeps_pixels && !is_turned;
    if (is_turned || (!is_kept && has_camera))
        is_kept = make_canvas(render, w, h);
    else if (render->canvas)
        drop_canvas(render);
    draw_kept(render, list, NULL);
    render->shown = hash;
    render->is_whole_due = !is_kept;
}

void render_draw(struct render *render, const struct draw_list *list)
{
    int w, h;
    get_size(render, &w, &h);
    damage_forget(&render->damage);
    draw_all(render, list, w, h, hash_rest(list, w, h));
}

/* The software renderer can show parts of its window. */
static void show(struct render *render, const SDL_Rect *areas, int count)
{
    if (count == 0)
        return;
    if (render->screen) {
        screen_show(render->screen, areas, count);
        return;
    }
    bool is_software = render->keeps_pixels && render->turn == TURN_NONE;
    SDL_Window *window = is_software ? SDL_RenderGetWindow(render->target) : NULL;
    SDL_RenderFlush(render->target);
    if (!window || SDL_UpdateWindowSurfaceRects(window, areas, count) != 0)
        SDL_RenderPresent(render->target);
}

void render_show(struct render *render)
{
    SDL_Rect all = {0, 0, 0, 0};
    get_size(render, &all.w, &all.h);
    if (render->screen)
        show(render, &all, 1);
    else
        SDL_RenderPresent(render->target);
}

static void show_camera(struct render *render, const struct draw_command *camera)
{
    SDL_Rect area = {camera->x, camera->y, camera->w, camera->h}, all = {0, 0, 0, 0};
    get_size(render, &all.w, &all.h);
    if (SDL_IntersectRect(&area, &all, &area))
        show(render, &area, 1);
}

/* The target still has what was drawn before: only what changed is drawn. */
static void present_changes(
    struct render *render, const struct draw_list *list, int w, int h, uint64_t hash)
{
    SDL_Rect areas[DAMAGE_AREAS];
    bool is_equal = hash == render->shown && list->camera_frame == render->shown_camera_frame;
    if (render->is_whole_due || is_equal)
        damage_forget(&render->damage);
    is_camera_seen(render, list);
    int count = find_changes(render, list, w, h, areas);
    draw_areas(render, list, areas, count);
    show(render, areas, count);
    render->shown = hash;
    render->shown_camera_frame = list->camera_frame;
    render->is_whole_due = false;
}

void render_present(struct render *render, const struct draw_list *list)
{
    int w, h;
    get_size(render, &w, &h);
    uint64_t hash = hash_rest(list, w, h);
    /* An equal list is presented again because the screen lost it. */
    bool is_part = !render->is_whole_due && hash == render->shown &&
                   list->camera_frame != render->shown_camera_frame && list->camera_frame != 0;
    struct camera_part part = {0};
    if (is_part)
        part = find_camera(list);
    if (is_part && part.is_alone &&
        mirror_fetch(&render->mirror, part.camera, list->camera_frame)) {
        draw_kept(render, list, &part);
        show_camera(render, part.camera);
        return;
    }
    if (render->keeps_pixels && render->turn == TURN_NONE) {
        present_changes(render, list, w, h, hash);
        return;
    }
    draw_all(render, list, w, h, hash);
    render_show(render);
}

void render_expect_loss(struct render *render)
{
    render->is_whole_due = true;
}

void render_keep_canvas(struct render *render)
{
    render->keeps_pixels = false;
    render->is_whole_due = true;
}

bool render_save(struct render *render, const char *file, struct error *error)
{
    int w, h;
    get_size(render, &w, &h);
    if (w == 0 || h == 0)
        return error_set(error, ERR_IO, "the screen cannot be read: %s", SDL_GetError());
    uint8_t *rgb = malloc((size_t)w * (size_t)h * 3);
    if (!rgb)
        return error_set(error, ERR_MEMORY, "there is no memory left for a picture of the screen");
    if (render->turn != TURN_NONE && render->canvas)
        SDL_SetRenderTarget(render->target, render->canvas);
    bool ok = SDL_RenderReadPixels(render->target, NULL, SDL_PIXELFORMAT_RGB24, rgb, w * 3) == 0;
    SDL_SetRenderTarget(render->target, NULL);
    if (!ok)
        error_set(error, ERR_IO, "the screen cannot be read: %s", SDL_GetError());
    ok = ok && picture_save(file, rgb, w, h, error);
    free(rgb);
    return ok;
}
