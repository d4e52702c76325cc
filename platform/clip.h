/* Voice clips as bytes: Ogg/Opus of one channel, by libsndfile.
 *
 * Opus at 16 kHz with a bit rate of about 20 kbit/s: a minute of speech is some 140 KB, and any
 * minute of noise under 200 KB. */
#pragma once

#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

enum {
    CLIP_RATE = 16000, /* samples a second that go in */
    CLIP_MAX_MS = 60000,
};

struct clip_writer;

/* Encodes into memory as samples come. */
MUST_CHECK bool clip_writer_open(struct clip_writer **out, struct error *error);
void clip_writer_close(struct clip_writer *writer); /* accepts NULL; the bytes go with it */
void clip_writer_put(struct clip_writer *writer, const int16_t *samples, int count);
/* Ends the clip: nothing can be put any more. The bytes are the writer's. ERR_MEMORY, ERR_IO: what
 * was put is lost. */
MUST_CHECK bool clip_writer_finish(
    struct clip_writer *writer, const void **bytes, size_t *size, struct error *error);

/* Reads a sound file of any kind libsndfile knows as one channel at `rate`, at most CLIP_MAX_MS of
 * it. The samples are the caller's, to free(). ERR_NOT_FOUND, ERR_CORRUPT, ERR_MEMORY. */
MUST_CHECK bool clip_read(
    const char *path, int rate, int16_t **samples, int *count, struct error *error);
/* The same of its bytes. */
MUST_CHECK bool clip_decode(
    const void *bytes, size_t size, int rate, int16_t **samples, int *count, struct error *error);
