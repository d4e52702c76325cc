#include "platform/preview.h"

#include <string.h>

/* Sensors in a dim room differ by 10 shades from picture to picture; the mean of so many samples
 * does by a little more than 1. */
enum { SAMPLES = 8, DIFFERENT = 8 };

static uint8_t mean_of(const struct frame *frame, int column, int row)
{
    uint32_t sum = 0;
    int from = column * SAMPLES, wide = PREVIEW_COLUMNS * SAMPLES, high = PREVIEW_ROWS * SAMPLES;
    for (int j = row * SAMPLES; j < (row + 1) * SAMPLES; j++) {
        const uint8_t *pixels =
            frame->pixels + (size_t)(frame->height * j / high) * (size_t)frame->width;
        for (int i = from; i < from + SAMPLES; i++)
            sum += pixels[frame->width * i / wide];
    }
    return (uint8_t)(sum / (SAMPLES * SAMPLES));
}

static bool differ(const uint8_t *a, const uint8_t *b)
{
    for (int i = 0; i < PREVIEW_COLUMNS * PREVIEW_ROWS; i++)
        if (a[i] > b[i] + DIFFERENT || b[i] > a[i] + DIFFERENT)
            return true;
    return false;
}

bool preview_is_due(struct preview *preview, const struct frame *frame, int64_t now_ms)
{
    uint8_t grid[PREVIEW_COLUMNS * PREVIEW_ROWS];
    if (frame->pixels == NULL || frame->width < 1 || frame->height < 1)
        return false;
    for (int row = 0; row < PREVIEW_ROWS; row++)
        for (int column = 0; column < PREVIEW_COLUMNS; column++)
            grid[row * PREVIEW_COLUMNS + column] = mean_of(frame, column, row);
    bool moved = !preview->has_shown || differ(grid, preview->shown);
    bool settled = preview->settles && now_ms - preview->shown_ms >= PREVIEW_SETTLE_MS;
    if (!moved && !settled)
        return false;
    memcpy(preview->shown, grid, sizeof grid);
    preview->has_shown = true;
    preview->settles = moved;
    preview->shown_ms = now_ms;
    return true;
}

bool preview_shrink(const struct frame *frame, struct frame *out)
{
    int factor = (frame->width + PREVIEW_WIDTH_MAX - 1) / PREVIEW_WIDTH_MAX;
    if (frame->pixels == NULL || factor < 1)
        return false;
    return frame_resize(out, frame->width / factor, frame->height / factor) &&
           frame_shrink(
               frame, PREVIEW_WIDTH_MAX, out->pixels, out->capacity, &out->width, &out->height);
}
