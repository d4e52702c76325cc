#include "platform/pixels.h"

#include <stdlib.h>

bool pixels_new(struct pixels *pixels, int w, int h)
{
    *pixels = (struct pixels){.w = w, .h = h};
    if (w <= 0 || h <= 0)
        return false;
    pixels->data = calloc((size_t)w * (size_t)h, sizeof *pixels->data);
    return pixels->data != NULL;
}

void pixels_free(struct pixels *pixels)
{
    free(pixels->data);
    *pixels = (struct pixels){0};
}

/* The part of the source one new pixel covers, at least one pixel wide. */
struct span {
    float from, to;
};

static struct span span_of(int index, int count, int source)
{
    float ratio = (float)source / (float)count;
    float middle = ((float)index + 0.5F) * ratio, half = MAX(ratio, 1.0F) / 2;
    struct span span = {MAX(middle - half, 0), MIN(middle + half, (float)source)};
    return span;
}

static uint32_t mean(const uint32_t *source, int stride, struct span across, struct span down)
{
    float a = 0, r = 0, g = 0, b = 0, area = 0;
    for (int y = (int)down.from; (float)y < down.to; y++) {
        float high = MIN((float)y + 1, down.to) - MAX((float)y, down.from);
        const uint32_t *row = source + (ptrdiff_t)y * stride;
        for (int x = (int)across.from; (float)x < across.to; x++) {
            float part = high * (MIN((float)x + 1, across.to) - MAX((float)x, across.from));
            uint32_t pixel = row[x];
            float alpha = part * (float)(pixel >> 24);
            area += part;
            a += alpha;
            r += alpha * (float)(pixel >> 16 & 255);
            g += alpha * (float)(pixel >> 8 & 255);
            b += alpha * (float)(pixel & 255);
        }
    }
    if (a <= 0 || area <= 0)
        return 0;
    return (uint32_t)(a / area + 0.5F) << 24 | (uint32_t)(r / a + 0.5F) << 16 |
           (uint32_t)(g / a + 0.5F) << 8 | (uint32_t)(b / a + 0.5F);
}

bool pixels_scale(struct pixels *out, int w, int h, const uint32_t *source, int source_w,
    int source_h, int stride)
{
    if (!pixels_new(out, w, h))
        return false;
    for (int y = 0; y < h; y++) {
        struct span down = span_of(y, h, source_h);
        for (int x = 0; x < w; x++)
            out->data[(size_t)y * (size_t)w + (size_t)x] =
                mean(source, stride, span_of(x, w, source_w), down);
    }
    return true;
}
