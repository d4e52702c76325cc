/* Pictures from cameras and files as 8-bit grey.
 *
 * Nothing that comes in is believed: every width, row length and byte count is checked before it is
 * used. Only brightness matters here, so colour planes are never read. */
#pragma once

#include "base/error.h"
#include <stdint.h>

enum { FRAME_SIDE_MAX = 4096, FRAME_FILE_MAX = 32 << 20 };

enum frame_format {
    FRAME_GREY,
    FRAME_NV12,
    FRAME_YUV420,
    FRAME_YUYV,
    FRAME_UYVY,
    FRAME_MJPEG, /* also any baseline JPEG file, with or without Huffman tables */
    FRAME_FORMAT_COUNT
};

/* What a camera hands over. Borrowed. */
struct frame_raw {
    enum frame_format format;
    int width, height;
    int stride; /* bytes a row of the brightness plane; 0: rows without gaps */
    const uint8_t *bytes;
    size_t size; /* bytes that are really there */
};

/* Grey, rows without gaps. Grows as needed. */
struct frame {
    uint8_t *pixels;
    size_t capacity; /* bytes */
    int width, height;
};

enum frame_result {
    FRAME_WHOLE,
    FRAME_TORN, /* a part is missing; what came is there */
    FRAME_BAD,  /* nothing of use; *out is untouched or empty */
};

/* Decodes JPEG; keeps a decoder between frames. All zero at first. */
struct frame_reader {
    void *jpeg;
};

void frame_reader_close(struct frame_reader *reader);
enum frame_result frame_read(
    struct frame_reader *reader, const struct frame_raw *raw, struct frame *out);
/* A PNG, JPEG or PGM file. ERR_NOT_FOUND, ERR_IO, ERR_BAD_INPUT. */
MUST_CHECK bool frame_load(
    struct frame_reader *reader, const char *file, struct frame *out, struct error *error);
/* The same from memory; `name` is for the error text. */
MUST_CHECK bool frame_parse(struct frame_reader *reader, const uint8_t *bytes, size_t size,
    const char *name, struct frame *out, struct error *error);

/* Makes room for width x height pixels; false if it is too large or memory is out. */
MUST_CHECK bool frame_resize(struct frame *frame, int width, int height);
void frame_free(struct frame *frame); /* accepts NULL and all zero */

/* True if there is nothing to see: the lens is covered, the sensor is off, or all is one shade. */
bool frame_is_blank(const struct frame *frame);

/* Averages whole-number squares so that the width is at most max_width. False if `size` bytes are
 * too few or the frame is empty. */
bool frame_shrink(const struct frame *frame, int max_width, uint8_t *pixels, size_t size,
    int *width, int *height);
