#include "platform/pipeline.h"

#include "base/str.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>

void pipeline_close(struct pipeline *pipeline)
{
    free(pipeline->work);
    pipeline->work = NULL;
    pipeline->work_size = 0;
}

static bool make_room(struct pipeline *pipeline, const struct frame *frame)
{
    size_t size = (size_t)frame->width * (size_t)frame->height;
    if (size <= pipeline->work_size)
        return true;
    uint8_t *work = realloc(pipeline->work, size);
    if (work == NULL)
        return false;
    pipeline->work = work;
    pipeline->work_size = size;
    return true;
}

bool pipeline_watch(
    struct pipeline *pipeline, const struct frame *frame, enum frame_result result, int64_t now_ms)
{
    if (result == FRAME_WHOLE && !frame_is_blank(frame)) {
        pipeline->has_bad = false;
        return false;
    }
    if (!pipeline->has_bad)
        pipeline->bad_ms = now_ms;
    pipeline->has_bad = true;
    return now_ms - pipeline->bad_ms >= PIPELINE_NO_PICTURE_MS;
}

/* As camera inputs carry it; false if nothing is left. */
static bool clean_text(char *found, size_t length, char text[static INPUT_TEXT_SIZE])
{
    for (size_t i = 0; i < length; i++)
        if (found[i] == '\n' || found[i] == '\t')
            found[i] = ' ';
    utf8_clean(text, INPUT_TEXT_SIZE, found, length);
    return str_trim(text) > 0;
}

static bool look_once(struct pipeline *pipeline, const struct frame *frame, enum barcode_look look,
    char text[static INPUT_TEXT_SIZE])
{
    char found[1024];
    if (frame->pixels == NULL || !make_room(pipeline, frame))
        return false;
    size_t length = barcode_read(frame->pixels, frame->width, frame->height, frame->width, look,
        pipeline->work, found, sizeof found);
    return clean_text(found, length, text);
}

bool pipeline_look(struct pipeline *pipeline, const struct frame *frame, int64_t now_ms,
    char text[static INPUT_TEXT_SIZE])
{
    if (!look_once(pipeline, frame, BARCODE_FULL, text)) {
        pipeline->look = pipeline->look % (BARCODE_LOOK_COUNT - 1) + 1;
        if (!look_once(pipeline, frame, pipeline->look, text))
            return false;
    }
    if (str_equal(text, pipeline->text) && now_ms - pipeline->text_ms < PIPELINE_REPEAT_MS)
        return false;
    STR_COPY(pipeline->text, text);
    pipeline->text_ms = now_ms;
    return true;
}

bool pipeline_look_hard(
    struct pipeline *pipeline, const struct frame *frame, char text[static INPUT_TEXT_SIZE])
{
    for (int look = 0; look < BARCODE_LOOK_COUNT; look++)
        if (look_once(pipeline, frame, (enum barcode_look)look, text))
            return true;
    return false;
}

static void take_code(void *user, const char *found, size_t length)
{
    struct pipeline_codes *codes = user;
    char copy[1024];
    if (codes->count == PIPELINE_CODE_MAX || length >= sizeof copy)
        return;
    char *text = codes->texts[codes->count];
    memcpy(copy, found, length);
    if (!clean_text(copy, length, text))
        return;
    for (int i = 0; i < codes->count; i++)
        if (str_equal(codes->texts[i], text))
            return;
    codes->count++;
}

void pipeline_look_all(
    struct pipeline *pipeline, const struct frame *frame, struct pipeline_codes *out)
{
    out->count = 0;
    if (frame->pixels == NULL || !make_room(pipeline, frame))
        return;
    for (int look = 0; look < BARCODE_LOOK_COUNT; look++)
        barcode_read_all(frame->pixels, frame->width, frame->height, frame->width,
            (enum barcode_look)look, pipeline->work, take_code, out);
}
