/* Which pictures of a camera the screen is to show: small ones, and only those that look different.
 *
 * An empty chair in front of a station must not cost a redraw. No clock of its own: the caller says
 * when a picture came. */
#pragma once

#include "platform/frame.h"

enum {
    PREVIEW_WIDTH_MAX = 640,
    PREVIEW_COLUMNS = 32,
    PREVIEW_ROWS = 24,
    PREVIEW_SETTLE_MS = 400 /* after a movement, one picture that is not blurred by it */
};

struct preview { /* all zero at first */
    bool has_shown;
    bool settles;
    int64_t shown_ms;
    uint8_t shown[PREVIEW_COLUMNS * PREVIEW_ROWS]; /* mean brightness of what was shown last */
};

/* True if the picture is to be shown; it counts as shown then. It is compared with the last one
 * shown, so slow changes add up. To show the next one in any case, clear has_shown. */
bool preview_is_due(struct preview *preview, const struct frame *frame, int64_t now_ms);

/* At most PREVIEW_WIDTH_MAX wide. */
MUST_CHECK bool preview_shrink(const struct frame *frame, struct frame *out);
