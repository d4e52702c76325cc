#include "platform/shapes.h"

#include <math.h>
#include <stdlib.h>

static const float PI = 3.14159265F;

static uint32_t white(float coverage)
{
    return (uint32_t)(CLAMP(coverage, 0.0F, 1.0F) * 255.0F + 0.5F) << 24 | 0xFFFFFF;
}

/* How far the middle of pixel x,y is outside the edge; negative inside. */
static float box_distance(int x, int y, int w, int h, float radius)
{
    float half_w = (float)w / 2, half_h = (float)h / 2;
    float qx = fabsf((float)x + 0.5F - half_w) - (half_w - radius);
    float qy = fabsf((float)y + 0.5F - half_h) - (half_h - radius);
    return hypotf(MAX(qx, 0), MAX(qy, 0)) + MIN(MAX(qx, qy), 0) - radius;
}

bool shape_fill(struct pixels *out, int w, int h, float radius)
{
    if (!pixels_new(out, w, h))
        return false;
    uint32_t *pixel = out->data;
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            *pixel++ = white(0.5F - box_distance(x, y, w, h, radius));
    return true;
}

bool shape_ring(struct pixels *out, int w, int h, float radius, int width)
{
    if (!pixels_new(out, w, h))
        return false;
    uint32_t *pixel = out->data;
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            float d = box_distance(x, y, w, h, radius);
            float inner = 0.5F - (d + (float)width);
            *pixel++ = white(CLAMP(0.5F - d, 0.0F, 1.0F) - CLAMP(inner, 0.0F, 1.0F));
        }
    return true;
}

/* --- Shadow: three box blurs come close to a Gaussian of half the blur, as in CSS ------------- */

static int box_radius(int blur)
{
    return MAX((int)((float)blur / 2 * 0.94F + 0.5F), 1);
}

int shape_shadow_margin(int blur)
{
    return 3 * box_radius(blur);
}

static void blur_line(float *line, float *scratch, int count, int step, int radius)
{
    float sum = 0, scale = 1.0F / (float)(2 * radius + 1);
    for (int i = 0; i < count; i++)
        scratch[i] = line[(ptrdiff_t)i * step];
    for (int i = 0; i < MIN(radius, count); i++)
        sum += scratch[i];
    for (int i = 0; i < count; i++) {
        sum += i + radius < count ? scratch[i + radius] : 0;
        sum -= i - radius - 1 >= 0 ? scratch[i - radius - 1] : 0;
        line[(ptrdiff_t)i * step] = sum * scale;
    }
}

bool shape_shadow(struct pixels *out, int w, int h, float radius, int blur)
{
    int margin = shape_shadow_margin(blur), box = box_radius(blur);
    int full_w = w + 2 * margin, full_h = h + 2 * margin;
    if (!pixels_new(out, full_w, full_h))
        return false;
    size_t area = (size_t)full_w * (size_t)full_h;
    float *field = calloc(area + (size_t)MAX(full_w, full_h), sizeof *field);
    if (!field) {
        pixels_free(out);
        return false;
    }
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++)
            field[(size_t)(y + margin) * (size_t)full_w + (size_t)(x + margin)] =
                CLAMP(0.5F - box_distance(x, y, w, h, radius), 0.0F, 1.0F);
    for (int pass = 0; pass < 3; pass++) {
        for (int y = 0; y < full_h; y++)
            blur_line(field + (ptrdiff_t)y * full_w, field + area, full_w, 1, box);
        for (int x = 0; x < full_w; x++)
            blur_line(field + x, field + area, full_h, full_w, box);
    }
    for (size_t i = 0; i < area; i++)
        out->data[i] = white(field[i]);
    free(field);
    return true;
}

/* --- Arc ------------------------------------------------------------------------------------- */

bool shape_arc(struct pixels *out, int size, int width, int part)
{
    if (!pixels_new(out, size, size))
        return false;
    float middle = (float)size / 2, half = (float)width / 2, radius = middle - half;
    float sweep = 2 * PI * (float)CLAMP(part, 0, 3600) / 3600;
    float end_x = radius * sinf(sweep), end_y = -radius * cosf(sweep);
    for (int y = 0; y < size && part > 0; y++)
        for (int x = 0; x < size; x++) {
            float dx = (float)x + 0.5F - middle, dy = (float)y + 0.5F - middle;
            float distance = fabsf(hypotf(dx, dy) - radius) - half;
            if (distance > 1)
                continue;
            float angle = atan2f(dx, -dy);
            if (angle < 0)
                angle += 2 * PI;
            if (angle > sweep)
                distance = MIN(hypotf(dx, dy + radius), hypotf(dx - end_x, dy - end_y)) - half;
            out->data[(size_t)y * (size_t)size + (size_t)x] = white(0.5F - distance);
        }
    return true;
}
