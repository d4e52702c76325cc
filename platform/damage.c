#include "platform/damage.h"

#include "base/hash.h"
#include "base/macros.h"
#include <stdlib.h>
#include <string.h>

void damage_close(struct damage *damage)
{
    free(damage->now);
    free(damage->before);
    *damage = (struct damage){0};
}

void damage_forget(struct damage *damage)
{
    damage->known = false;
}

static size_t cell_count(const struct damage *damage)
{
    return (size_t)damage->columns * (size_t)damage->rows;
}

/* Without memory there are no cells, and everything differs always. */
static void resize(struct damage *damage, int width, int height)
{
    damage_close(damage);
    damage->width = width;
    damage->height = height;
    damage->columns = (width + DAMAGE_CELL - 1) / DAMAGE_CELL;
    damage->rows = (height + DAMAGE_CELL - 1) / DAMAGE_CELL;
    damage->now = calloc(cell_count(damage), sizeof *damage->now);
    damage->before = calloc(cell_count(damage), sizeof *damage->before);
    if (!damage->now || !damage->before)
        damage->columns = damage->rows = 0;
}

void damage_begin(struct damage *damage, int width, int height, uint64_t ground)
{
    if (width != damage->width || height != damage->height)
        resize(damage, width, height);
    for (size_t i = 0; i < cell_count(damage); i++)
        damage->now[i] = hash_number(HASH_START, ground);
}

struct cells {
    int left, top, right, bottom; /* the last two are outside */
};

static struct cells cells_of(const struct damage *damage, SDL_Rect area)
{
    SDL_Rect all = {0, 0, damage->width, damage->height};
    if (!SDL_IntersectRect(&area, &all, &area) || damage->columns == 0)
        return (struct cells){0, 0, 0, 0};
    return (struct cells){area.x / DAMAGE_CELL, area.y / DAMAGE_CELL,
        (area.x + area.w - 1) / DAMAGE_CELL + 1, (area.y + area.h - 1) / DAMAGE_CELL + 1};
}

void damage_add(struct damage *damage, SDL_Rect area, uint64_t hash)
{
    struct cells cells = cells_of(damage, area);
    for (int y = cells.top; y < cells.bottom; y++)
        for (int x = cells.left; x < cells.right; x++) {
            uint64_t *cell = &damage->now[y * damage->columns + x];
            *cell = hash_number(*cell, hash);
        }
}

static bool is_different(const struct damage *damage, int x, int y)
{
    size_t cell = (size_t)y * (size_t)damage->columns + (size_t)x;
    return damage->now[cell] != damage->before[cell];
}

/* Cells in a row, as long as they differ, and the same in the rows below as long as they are alike.
 */
static int collect(const struct damage *damage, SDL_Rect out[static DAMAGE_AREAS])
{
    int count = 0;
    for (int y = 0; y < damage->rows; y++)
        for (int x = 0, end; x < damage->columns; x = end + 1) {
            for (end = x; end < damage->columns && is_different(damage, end, y); end++)
                continue;
            if (end == x)
                continue;
            int above = 0;
            while (above < count && !(out[above].x == x && out[above].w == end - x &&
                                        out[above].y + out[above].h == y))
                above++;
            if (above == DAMAGE_AREAS)
                return -1;
            if (above < count)
                out[above].h++;
            else
                out[count++] = (SDL_Rect){x, y, end - x, 1};
        }
    return count;
}

/* One area around all that differs. */
static int surround(const struct damage *damage, SDL_Rect *out)
{
    SDL_Rect all = {0, 0, 0, 0};
    for (int y = 0; y < damage->rows; y++)
        for (int x = 0; x < damage->columns; x++)
            if (is_different(damage, x, y)) {
                SDL_Rect cell = {x, y, 1, 1};
                SDL_UnionRect(&all, &cell, &all);
            }
    *out = all;
    return 1;
}

int damage_end(struct damage *damage, SDL_Rect out[static DAMAGE_AREAS])
{
    const SDL_Rect all = {0, 0, damage->width, damage->height};
    int count = 1;
    if (!damage->known || damage->columns == 0) {
        out[0] = all;
    } else {
        count = collect(damage, out);
        if (count < 0)
            count = surround(damage, out);
        for (int i = 0; i < count; i++) {
            SDL_Rect area = {out[i].x * DAMAGE_CELL, out[i].y * DAMAGE_CELL, out[i].w * DAMAGE_CELL,
                out[i].h * DAMAGE_CELL};
            SDL_IntersectRect(&area, &all, &out[i]);
        }
    }
    uint64_t *swap = damage->before;
    damage->before = damage->now;
    damage->now = swap;
    damage->known = damage->columns > 0;
    return count;
}
