#include "platform/frame.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

bool frame_resize(struct frame *frame, int width, int height)
{
    if (width < 1 || height < 1 || width > FRAME_SIDE_MAX || height > FRAME_SIDE_MAX)
        return false;
    size_t size = (size_t)width * (size_t)height;
    if (size > frame->capacity) {
        uint8_t *pixels = realloc(frame->pixels, size);
        if (pixels == NULL)
            return false;
        frame->pixels = pixels;
        frame->capacity = size;
    }
    frame->width = width;
    frame->height = height;
    return true;
}

void frame_free(struct frame *frame)
{
    if (frame == NULL)
        return;
    free(frame->pixels);
    *frame = (struct frame){0};
}

void frame_reader_close(struct frame_reader *reader)
{
    if (reader->jpeg != NULL)
        tjDestroy(reader->jpeg);
    reader->jpeg = NULL;
}

static enum frame_result decode_jpeg(
    struct frame_reader *reader, const struct frame_raw *raw, struct frame *out)
{
    int width, height, subsampling, colours;
    unsigned long size = (unsigned long)raw->size;
    if (tjDecompressHeader3(
            reader->jpeg, raw->bytes, size, &width, &height, &subsampling, &colours) != 0 &&
        tjGetErrorCode(reader->jpeg) != TJERR_WARNING)
        return FRAME_BAD;
    if (!frame_resize(out, width, height))
        return FRAME_BAD;
    /* What a cut frame does not fill must not show the frame before. */
    memset(out->pixels, 128, (size_t)width * (size_t)height);
    int flags = TJFLAG_FASTDCT | TJFLAG_LIMITSCANS;
    if (tjDecompress2(
            reader->jpeg, raw->bytes, size, out->pixels, width, 0, height, TJPF_GRAY, flags) == 0)
        return FRAME_WHOLE;
    return tjGetErrorCode(reader->jpeg) == TJERR_WARNING ? FRAME_TORN : FRAME_BAD;
}

static enum frame_result read_jpeg(
    struct frame_reader *reader, const struct frame_raw *raw, struct frame *out)
{
    if (reader->jpeg == NULL)
        reader->jpeg = tjInitDecompress();
    if (reader->jpeg == NULL || raw->size == 0)
        return FRAME_BAD;
    enum frame_result result = decode_jpeg(reader, raw, out);
    /* libjpeg-turbo 2.1 stays in the middle of a broken header and would refuse every frame after
     * it. */
    if (result == FRAME_BAD)
        frame_reader_close(reader);
    return result;
}

/* Brightness bytes lie `step` apart, the first at `first`. */
static void read_row(const uint8_t *row, int step, int first, int width, uint8_t *out)
{
    if (step == 1) {
        memcpy(out, row, (size_t)width);
        return;
    }
    for (int x = 0; x < width; x++)
        out[x] = row[x * step + first];
}

enum frame_result frame_read(
    struct frame_reader *reader, const struct frame_raw *raw, struct frame *out)
{
    assert(raw->format >= 0 && raw->format < FRAME_FORMAT_COUNT);
    if (raw->bytes == NULL)
        return FRAME_BAD;
    if (raw->format == FRAME_MJPEG)
        return read_jpeg(reader, raw, out);

    bool packed = raw->format == FRAME_YUYV || raw->format == FRAME_UYVY;
    int step = packed ? 2 : 1, first = raw->format == FRAME_UYVY ? 1 : 0;
    if (raw->width < 1 || raw->width > FRAME_SIDE_MAX || raw->stride < 0)
        return FRAME_BAD;
    size_t least = (size_t)raw->width * (size_t)step;
    size_t stride = raw->stride == 0 ? least : (size_t)raw->stride;
    size_t need = (size_t)(raw->width - 1) * (size_t)step + (size_t)first + 1;
    if (stride < least || raw->size < need || !frame_resize(out, raw->width, raw->height))
        return FRAME_BAD;

    int rows = 0;
    while (rows < raw->height && stride * (size_t)rows <= raw->size - need) {
        read_row(raw->bytes + stride * (size_t)rows, step, first, raw->width,
            out->pixels + (size_t)raw->width * (size_t)rows);
        rows++;
    }
    size_t missing = (size_t)(raw->height - rows) * (size_t)raw->width;
    memset(out->pixels + (size_t)raw->width * (size_t)rows, 128, missing);
    return missing == 0 ? FRAME_WHOLE : FRAME_TORN;
}

bool frame_is_blank(const struct frame *frame)
{
    enum { GRID = 64, DARK = 40, FLAT = 6 };
    if (frame->pixels == NULL || frame->width < 1)
        return true;
    int bright = 0, low = 255, high = 0;
    for (int j = 0; j < GRID; j++) {
        for (int i = 0; i < GRID; i++) {
            size_t x = (size_t)frame->width * (size_t)i / GRID;
            size_t y = (size_t)frame->height * (size_t)j / GRID;
            int value = frame->pixels[y * (size_t)frame->width + x];
            bright += value > DARK;
            low = MIN(low, value);
            high = MAX(high, value);
        }
    }
    /* A covered sensor is not quite dark: a few hot pixels and noise are let through. */
    return bright < GRID * GRID / 100 || high - low <= FLAT;
}

static uint8_t average(const struct frame *frame, int x0, int y0, int factor)
{
    uint32_t sum = 0;
    for (int y = y0; y < y0 + factor; y++) {
        const uint8_t *row = frame->pixels + (size_t)y * (size_t)frame->width;
        for (int x = x0; x < x0 + factor; x++)
            sum += row[x];
    }
    return (uint8_t)(sum / (uint32_t)(factor * factor));
}

/* What cameras give is halved for the screen many times a second. */
static void halve_row(const uint8_t *upper, const uint8_t *lower, int width, uint8_t *out)
{
    for (int x = 0; x < width; x++)
        out[x] = (uint8_t)((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1]) / 4);
}

static void shrink_row(const struct frame *frame, int y, int factor, int width, uint8_t *out)
{
    const uint8_t *row = frame->pixels + (size_t)y * (size_t)factor * (size_t)frame->width;
    if (factor == 2) {
        halve_row(row, row + frame->width, width, out);
        return;
    }
    for (int x = 0; x < width; x++)
        out[x] = average(frame, x * factor, y * factor, factor);
}

bool frame_shrink(
    const struct frame *frame, int max_width, uint8_t *pixels, size_t size, int *width, int *height)
{
    if (frame->pixels == NULL || frame->width < 1 || max_width < 1)
        return false;
    int factor = (frame->width + max_width - 1) / max_width;
    int w = frame->width / factor, h = frame->height / factor;
    if (h < 1 || (size_t)w * (size_t)h > size)
        return false;
    if (factor == 1)
        memcpy(pixels, frame->pixels, (size_t)w * (size_t)h);
    else
        for (int y = 0; y < h; y++)
            shrink_row(frame, y, factor, w, pixels + (size_t)y * (size_t)w);
    *width = w;
    *height = h;
    return true;
}
