#include "platform/clip.h"

#include "base/macros.h"
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* libsndfile maps 0 to 1 onto 256 down to 6 kbit/s a channel. */
static const double compression = 0.944;

/* A file in memory. */
struct memory {
    unsigned char *bytes;
    size_t size, room, at;
    bool failed;
};

struct clip_writer {
    SNDFILE *file;
    struct memory memory;
};

/* --- A file in memory ------------------------------------------------------------------------ */

static sf_count_t memory_length(void *context)
{
    const struct memory *memory = context;
    return (sf_count_t)memory->size;
}

static sf_count_t memory_seek(sf_count_t offset, int whence, void *context)
{
    struct memory *memory = context;
    sf_count_t from = whence == SEEK_SET   ? 0
                      : whence == SEEK_CUR ? (sf_count_t)memory->at
                                           : (sf_count_t)memory->size;
    memory->at = (size_t)CLAMP(from + offset, 0, (sf_count_t)memory->size);
    return (sf_count_t)memory->at;
}

static sf_count_t memory_read(void *to, sf_count_t count, void *context)
{
    struct memory *memory = context;
    size_t part = MIN((size_t)count, memory->size - memory->at);
    if (part > 0)
        memcpy(to, memory->bytes + memory->at, part);
    memory->at += part;
    return (sf_count_t)part;
}

static sf_count_t memory_write(const void *from, sf_count_t count, void *context)
{
    struct memory *memory = context;
    size_t end = memory->at + (size_t)count;
    if (end > memory->room) {
        size_t room = MAX(2 * memory->room, end + 65536);
        unsigned char *bytes = realloc(memory->bytes, room);
        if (bytes == NULL) {
            memory->failed = true;
            return 0;
        }
        memory->bytes = bytes;
        memory->room = room;
    }
    memcpy(memory->bytes + memory->at, from, (size_t)count);
    memory->at = end;
    memory->size = MAX(memory->size, end);
    return count;
}

static sf_count_t memory_tell(void *context)
{
    const struct memory *memory = context;
    return (sf_count_t)memory->at;
}

static SF_VIRTUAL_IO memory_io = {
    memory_length, memory_seek, memory_read, memory_write, memory_tell};

/* --- Writing --------------------------------------------------------------------------------- */

bool clip_writer_open(struct clip_writer **out, struct error *error)
{
    SF_INFO info = {
        .samplerate = CLIP_RATE, .channels = 1, .format = SF_FORMAT_OGG | SF_FORMAT_OPUS};
    struct clip_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return error_set(error, ERR_MEMORY, "there is no memory for a recording");
    writer->file = sf_open_virtual(&memory_io, SFM_WRITE, &info, &writer->memory);
    if (writer->file == NULL) {
        clip_writer_close(writer);
        return error_set(
            error, ERR_UNSUPPORTED, "a recording cannot be begun: %s", sf_strerror(NULL));
    }
    double level = compression;
    sf_command(writer->file, SFC_SET_COMPRESSION_LEVEL, &level, sizeof level);
    *out = writer;
    return true;
}

void clip_writer_close(struct clip_writer *writer)
{
    if (writer == NULL)
        return;
    if (writer->file != NULL)
        sf_close(writer->file);
    free(writer->memory.bytes);
    free(writer);
}

void clip_writer_put(struct clip_writer *writer, const int16_t *samples, int count)
{
    if (count > 0 && sf_write_short(writer->file, samples, count) != count)
        writer->memory.failed = true;
}

bool clip_writer_finish(
    struct clip_writer *writer, const void **bytes, size_t *size, struct error *error)
{
    if (writer->file != NULL && sf_close(writer->file) != 0)
        writer->memory.failed = true;
    writer->file = NULL;
    *bytes = writer->memory.bytes;
    *size = writer->memory.size;
    return (!writer->memory.failed && writer->memory.size > 0) ||
           error_set(error, ERR_MEMORY, "the recording could not be made into a clip");
}

/* --- Reading --------------------------------------------------------------------------------- */

/* Straight lines between samples: speech, and to hear, not to keep. */
static int resample(const int16_t *from, int count, int from_rate, int16_t *to, int rate, int room)
{
    int made = 0;
    for (; made < room; made++) {
        int64_t place = (int64_t)made * from_rate;
        int at = (int)(place / rate), part = (int)(place % rate);
        if (at >= count)
            break;
        int next = from[MIN(at + 1, count - 1)];
        to[made] = (int16_t)(from[at] + (int64_t)(next - from[at]) * part / rate);
    }
    return made;
}

/* All channels as one. */
static int read_mono(SNDFILE *file, int channels, int16_t *out, int room)
{
    enum { CHANNELS_MAX = 8, AT_ONCE = 1024 };
    int16_t frames[AT_ONCE * CHANNELS_MAX];
    int count = 0;
    sf_count_t got = 1;
    while (count < room && got > 0) {
        got = sf_readf_short(file, frames, MIN(AT_ONCE, room - count));
        for (int i = 0; i < (int)got; i++) {
            int sum = 0;
            for (int c = 0; c < channels; c++)
                sum += frames[i * channels + c];
            out[count++] = (int16_t)(sum / channels);
        }
    }
    return count;
}

static bool read_file(SNDFILE *file, const SF_INFO *info, int rate, int16_t **samples, int *count,
    struct error *error)
{
    if (info->channels < 1 || info->channels > 8 || info->samplerate < 1000 ||
        info->samplerate > 192000)
        return error_set(error, ERR_CORRUPT, "a sound of %d channels at %d Hz is not for us",
            info->channels, info->samplerate);
    int room = (int)((int64_t)info->samplerate * CLIP_MAX_MS / 1000);
    int room_out = (int)((int64_t)rate * CLIP_MAX_MS / 1000);
    int16_t *raw = malloc((size_t)room * sizeof *raw);
    int16_t *out = malloc((size_t)room_out * sizeof *out);
    bool ok = raw != NULL && out != NULL;
    if (ok) {
        int got = read_mono(file, info->channels, raw, room);
        *count = resample(raw, got, info->samplerate, out, rate, room_out);
        *samples = out;
    } else {
        free(out);
    }
    free(raw);
    return ok || error_set(error, ERR_MEMORY, "there is no memory for a sound");
}

bool clip_decode(
    const void *bytes, size_t size, int rate, int16_t **samples, int *count, struct error *error)
{
    SF_INFO info = {0};
    struct memory memory = {.bytes = (unsigned char *)(uintptr_t)bytes, .size = size};
    SNDFILE *file = sf_open_virtual(&memory_io, SFM_READ, &info, &memory); /* which only reads */
    if (file == NULL)
        return error_set(error, ERR_CORRUPT, "that is no sound: %s", sf_strerror(NULL));
    bool ok = read_file(file, &info, rate, samples, count, error);
    sf_close(file);
    return ok;
}

bool clip_read(const char *path, int rate, int16_t **samples, int *count, struct error *error)
{
    SF_INFO info = {0};
    if (access(path, R_OK) != 0)
        return error_set(error, ERR_NOT_FOUND, "%s cannot be read", path);
    SNDFILE *file = sf_open(path, SFM_READ, &info);
    if (file == NULL)
        return error_set(error, ERR_CORRUPT, "%s is no sound: %s", path, sf_strerror(NULL));
    bool ok = read_file(file, &info, rate, samples, count, error);
    sf_close(file);
    return ok;
}
