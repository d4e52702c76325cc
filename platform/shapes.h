/* Coverage of simple shapes, as white pixels with alpha, to be tinted when drawn. */
#pragma once

#include "platform/pixels.h"

/* A rounded rectangle filling w x h. */
MUST_CHECK bool shape_fill(struct pixels *out, int w, int h, float radius);
/* Its outline, `width` pixels wide, inside. */
MUST_CHECK bool shape_ring(struct pixels *out, int w, int h, float radius, int width);
/* Its soft shadow: shape_shadow_margin(blur) pixels larger on every side. */
MUST_CHECK bool shape_shadow(struct pixels *out, int w, int h, float radius, int blur);
int shape_shadow_margin(int blur);
/* Part (of 3600) of a circle's outline with round ends, clockwise from the top. */
MUST_CHECK bool shape_arc(struct pixels *out, int size, int width, int part);
