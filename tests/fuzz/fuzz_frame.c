/* Whatever a camera or a file holds: pictures of every format, then a look for a code in them.
 *
 * The first byte chooses the format (7: a file); for raw ones two bytes each of width, height and
 * stride follow. */
#include "platform/pipeline.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t get16(const uint8_t *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

static bool read_any(
    struct frame_reader *reader, const uint8_t *data, size_t size, struct frame *frame)
{
    struct error error = {0};
    uint32_t kind = data[0] % 8;
    if (kind >= FRAME_FORMAT_COUNT)
        return frame_parse(reader, data + 1, size - 1, "fuzz", frame, &error);
    if (size < 7)
        return false;
    struct frame_raw raw = {.format = (enum frame_format)kind,
        .width = (int)get16(data + 1) - 8,
        .height = (int)get16(data + 3) % 1024 - 8,
        .stride = (int)get16(data + 5) - 8,
        .bytes = data + 7,
        .size = size - 7};
    return frame_read(reader, &raw, frame) != FRAME_BAD;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { LOOK_PIXELS = 200 * 200 };
    struct frame_reader reader = {0};
    struct frame frame = {0};
    struct pipeline pipeline = {0};
    uint8_t small[64 * 64];
    char text[INPUT_TEXT_SIZE];
    int width, height;
    if (size == 0)
        return 0;
    if (read_any(&reader, data, size, &frame)) {
        (void)frame_is_blank(&frame);
        (void)frame_shrink(&frame, 64, small, sizeof small, &width, &height);
        /* Large pictures say nothing new and would make this slow. */
        if (frame.width * frame.height <= LOOK_PIXELS)
            (void)pipeline_look_hard(&pipeline, &frame, text);
    }
    pipeline_close(&pipeline);
    frame_reader_close(&reader);
    frame_free(&frame);
    return 0;
}
