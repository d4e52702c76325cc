/* Pictures from files and QR codes, as pixels. */
#pragma once

#include "base/error.h"
#include "platform/pixels.h"

enum { PICTURE_FILE_MAX = 32 * 1024 * 1024, PICTURE_SIDE_MAX = 8192 };

/* Reads a PNG or JPEG and fits it into w x h, keeping its shape; never enlarges beyond it.
 * ERR_NOT_FOUND, ERR_IO, ERR_FULL (the file), ERR_BAD_INPUT (not such a picture, or its sides),
 * ERR_MEMORY. */
MUST_CHECK bool picture_load(
    struct pixels *out, const char *file, int w, int h, struct error *error);
MUST_CHECK bool picture_save(
    const char *file, const uint8_t *rgb, int w, int h, struct error *error);

/* One pixel a module, dark ones white and opaque; level M. False: too long for a QR code. */
MUST_CHECK bool picture_qr(struct pixels *out, const char *text, size_t length);
