/* What is done with each picture of a camera, apart from where it comes from.
 *
 * No clock and no thread of its own: the caller says when a picture came. */
#pragma once

#include "platform/barcode.h"
#include "platform/frame.h"
#include "ui/input.h"

enum {
    PIPELINE_REPEAT_MS = 2500,    /* the same code is not told twice within this time */
    PIPELINE_NO_PICTURE_MS = 2000 /* dark or torn for this long: no picture */
};

struct pipeline { /* all zero at first */
    uint8_t *work;
    size_t work_size;
    enum barcode_look look; /* the extra look taken last */
    char text[INPUT_TEXT_SIZE];
    int64_t text_ms;
    bool has_bad;
    int64_t bad_ms; /* since when every picture was dark or torn */
};

void pipeline_close(struct pipeline *pipeline);

/* True if the picture is one of many bad ones: there is nothing a child could show a badge to. */
bool pipeline_watch(
    struct pipeline *pipeline, const struct frame *frame, enum frame_result result, int64_t now_ms);

/* Takes the full look and one extra one. True if a code is there and is to be told: its text as
 * camera inputs carry it, without control characters. */
bool pipeline_look(struct pipeline *pipeline, const struct frame *frame, int64_t now_ms,
    char text[static INPUT_TEXT_SIZE]);

/* Takes every look there is; for a picture that comes once. No memory of what was told. */
bool pipeline_look_hard(
    struct pipeline *pipeline, const struct frame *frame, char text[static INPUT_TEXT_SIZE]);

/* The same for every code in the picture, each once, in the order found; those beyond
 * PIPELINE_CODE_MAX are left out. */
enum { PIPELINE_CODE_MAX = 64 };
struct pipeline_codes {
    char texts[PIPELINE_CODE_MAX][INPUT_TEXT_SIZE];
    int count;
};
void pipeline_look_all(
    struct pipeline *pipeline, const struct frame *frame, struct pipeline_codes *out);
