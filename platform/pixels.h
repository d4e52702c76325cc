/* Pictures in memory, 0xAARRGGBB, and scaling them by area. */
#pragma once

#include "base/macros.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pixels {
    uint32_t *data; /* w * h, from malloc */
    int w, h;
};

MUST_CHECK bool pixels_new(struct pixels *pixels, int w, int h);
void pixels_free(struct pixels *pixels);

/* Each new pixel is the mean of the area it covers, weighted by alpha, so small pictures neither
 * flicker nor get dark edges; enlarging interpolates. `stride` is of the source, in pixels.
 * False: out of memory. */
MUST_CHECK bool pixels_scale(struct pixels *out, int w, int h, const uint32_t *source, int source_w,
    int source_h, int stride);
