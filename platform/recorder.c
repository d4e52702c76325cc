#include "platform/recorder.h"

#include "platform/audio.h"
#include "platform/clip.h"
#include "platform/probe.h"
#include <pthread.h>
#include <SDL.h>
#include <stdlib.h>

enum {
    SAMPLES_MAX = CLIP_RATE / 1000 * CLIP_MAX_MS,
    DEVICE_SAMPLES = 1024,
    LEVEL_SAMPLES = CLIP_RATE / 10, /* the level is that of the last tenth of a second */
};

struct recorder {
    bool silent;
    SDL_AudioDeviceID device; /* 0: closed */
    int16_t *file;            /* what a script's microphone hears, NULL: none */
    int file_count;
    int64_t start_ms; /* script's time */
    bool on;

    pthread_mutex_t lock; /* guards what follows from SDL's audio thread */
    struct clip_writer *writer;
    int count; /* samples recorded */
    int64_t power;
    int power_count;
    int level;
};

/* Samples of 16 bits to 0 … 100: every 6 dB between a quiet room and a shout is alike. */
static int level_of(int64_t power, int count)
{
    int64_t mean = power / MAX(count, 1);
    int bits = 0;
    while (mean > 1) {
        mean >>= 1;
        bits++;
    }
    return CLAMP((bits - 10) * 100 / 16, 0, 100);
}

/* With the lock held. */
static void put(struct recorder *recorder, const int16_t *samples, int count)
{
    count = MIN(count, SAMPLES_MAX - recorder->count);
    if (recorder->writer == NULL || count <= 0)
        return;
    clip_writer_put(recorder->writer, samples, count);
    recorder->count += count;
    for (int i = 0; i < count; i++) {
        recorder->power += (int64_t)samples[i] * samples[i];
        if (++recorder->power_count < LEVEL_SAMPLES)
            continue;
        recorder->level = level_of(recorder->power, recorder->power_count);
        recorder->power = recorder->power_count = 0;
    }
}

static void SDLCALL hear(void *context, Uint8 *stream, int size)
{
    struct recorder *recorder = context;
    pthread_mutex_lock(&recorder->lock);
    put(recorder, (const int16_t *)(const void *)stream, size / (int)sizeof(int16_t));
    pthread_mutex_unlock(&recorder->lock);
}

/* What the script's microphone heard until now. */
static void hear_file(struct recorder *recorder, int64_t now_ms)
{
    enum { AT_ONCE = 512 };
    static const int16_t silence[AT_ONCE];
    int64_t until = MIN((now_ms - recorder->start_ms) * (CLIP_RATE / 1000), SAMPLES_MAX);
    while (recorder->on && recorder->file != NULL && recorder->count < until) {
        int at = recorder->count, left = MIN((int)until - at, AT_ONCE);
        if (at < recorder->file_count)
            put(recorder, recorder->file + at, MIN(left, recorder->file_count - at));
        else
            put(recorder, silence, left);
    }
}

bool recorder_open(struct recorder **out, bool silent, struct error *error)
{
    struct recorder *recorder = calloc(1, sizeof *recorder);
    if (recorder == NULL)
        return error_set(error, ERR_MEMORY, "There is no memory for the microphone.");
    recorder->silent = silent;
    pthread_mutex_init(&recorder->lock, NULL);
    *out = recorder;
    return true;
}

static void close_device(struct recorder *recorder)
{
    recorder->on = false;
    if (recorder->device == 0)
        return;
    SDL_CloseAudioDevice(recorder->device);
    audio_end();
    recorder->device = 0;
}

void recorder_close(struct recorder *recorder)
{
    if (recorder == NULL)
        return;
    recorder_forget(recorder);
    free(recorder->file);
    pthread_mutex_destroy(&recorder->lock);
    free(recorder);
}

bool recorder_can(const struct recorder *recorder)
{
    struct sentence unused;
    if (recorder->file != NULL)
        return true;
    return !recorder->silent && probe_microphone(&unused);
}

bool recorder_use_file(struct recorder *recorder, const char *path, struct error *error)
{
    int16_t *samples;
    int count;
    if (!clip_read(path, CLIP_RATE, &samples, &count, error))
        return false;
    free(recorder->file);
    recorder->file = samples;
    recorder->file_count = count;
    return true;
}

static bool open_device(struct recorder *recorder, struct error *error)
{
    SDL_AudioSpec wanted = {.freq = CLIP_RATE,
        .format = AUDIO_S16SYS,
        .channels = 1,
        .samples = DEVICE_SAMPLES,
        .callback = hear,
        .userdata = recorder};
    if (!audio_begin())
        return error_set(error, ERR_UNSUPPORTED, "no microphone: %s", SDL_GetError());
    recorder->device = SDL_OpenAudioDevice(NULL, 1, &wanted, NULL, 0);
    if (recorder->device == 0) {
        audio_end();
        return error_set(error, ERR_UNSUPPORTED, "no microphone: %s", SDL_GetError());
    }
    SDL_PauseAudioDevice(recorder->device, 0);
    return true;
}

bool recorder_start(struct recorder *recorder, int64_t now_ms, struct error *error)
{
    recorder_forget(recorder);
    if (recorder->silent && recorder->file == NULL)
        return error_set(error, ERR_UNSUPPORTED, "there is no microphone");
    if (!clip_writer_open(&recorder->writer, error))
        return false;
    recorder->start_ms = now_ms;
    if (recorder->file == NULL && !open_device(recorder, error)) {
        recorder_forget(recorder);
        return false;
    }
    recorder->on = true;
    return true;
}

struct recording recorder_look(struct recorder *recorder, int64_t now_ms)
{
    pthread_mutex_lock(&recorder->lock);
    hear_file(recorder, now_ms);
    struct recording look = {.on = recorder->on,
        .ms = recorder->count / (CLIP_RATE / 1000),
        .level = recorder->level,
        .over = recorder->on && recorder->count >= SAMPLES_MAX};
    pthread_mutex_unlock(&recorder->lock);
    if (recorder->device != 0 &&
        SDL_GetAudioDeviceStatus(recorder->device) == SDL_AUDIO_STOPPED) /* unplugged */
        look.over = true;
    return look;
}

bool recorder_stop(struct recorder *recorder, int64_t now_ms, const void **bytes, size_t *size,
    struct error *error)
{
    pthread_mutex_lock(&recorder->lock);
    hear_file(recorder, now_ms);
    pthread_mutex_unlock(&recorder->lock);
    close_device(recorder);
    if (recorder->writer == NULL || recorder->count == 0)
        return error_set(error, ERR_NOT_FOUND, "nothing was recorded");
    return clip_writer_finish(recorder->writer, bytes, size, error);
}

void recorder_forget(struct recorder *recorder)
{
    close_device(recorder);
    clip_writer_close(recorder->writer);
    recorder->writer = NULL;
    recorder->count = recorder->power_count = recorder->level = 0;
    recorder->power = 0;
}
