/* A display of a machine without a desktop, through the kernel's mode setting.
 *
 * Of what graphics cards can do only this is used: a mode, and memory that is shown (a "dumb
 * buffer": drm-kms(7), drm-memory(7)), which every driver has. Nothing here waits for a display. */
#pragma once

#include "base/error.h"
#include <SDL.h>

struct kms;

struct kms_options {
    int card; /* of /dev/dri/card1 */
    int width,
        height; /* the mode asked for; 0: the display's own, if it is not too large to draw */
};

/* Takes the card's first connected display. ERR_UNSUPPORTED: nothing can be shown there;
 * ERR_BUSY: another program has it; ERR_DENIED: we may not. */
MUST_CHECK bool kms_open(struct kms **out, const struct kms_options *options, struct error *error);
void kms_close(struct kms *kms); /* accepts NULL */

/* Its memory, XRGB, 32 bits a pixel; write only. */
void *kms_pixels(const struct kms *kms, int *pitch, int *width, int *height);
/* What was written there has to be seen now: some drivers ask to be told. At most KMS_AREAS. */
enum { KMS_AREAS = 17 };
void kms_flush(struct kms *kms, const SDL_Rect *areas, int count);
