#define _DEFAULT_SOURCE
#include "platform/sound.h"

#include "platform/audio.h"
#include <assert.h>
#include <pthread.h>
#include <SDL.h>
#include <stdlib.h>
#include <time.h>

#define LOG_MODULE "sound"
#include "base/log.h"

enum {
    VOICE_MAX = 8,
    CLOSE_AFTER_MS = 10000,
    RELEASE_AFTER_MS = 100,
    RETRY_AFTER_MS = 5000,
    DEVICE_SAMPLES = 512,
    CLIP_GAIN = 64 /* %: as a volume of 80 */
};

struct voice {
    const int16_t *samples; /* NULL: free */
    int count, at;
};

struct sound_player {
    bool silent;
    bool has_thread;
    pthread_t thread;
    SDL_AudioDeviceID device; /* the thread's own; 0: closed */
    int64_t retry_ms;         /* no device before this time */
    int16_t *samples[SOUND_COUNT];
    int counts[SOUND_COUNT];

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    bool quit, release, is_open;
    int percent;
    int started;
    bool wanted[SOUND_COUNT];
    struct voice voices[VOICE_MAX];
    struct voice clip; /* owns its samples */
    bool clip_wanted;
    int64_t active_ms; /* when something was last heard */
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_playing(const struct sound_player *player)
{
    for (int i = 0; i < VOICE_MAX; i++)
        if (player->voices[i].samples != NULL)
            return true;
    return player->clip.samples != NULL;
}

static bool is_wanted(const struct sound_player *player)
{
    for (int i = 0; i < SOUND_COUNT; i++)
        if (player->wanted[i])
            return true;
    return player->clip_wanted;
}

static void drop_clip(struct sound_player *player)
{
    free((void *)(uintptr_t)player->clip.samples);
    player->clip = (struct voice){0};
    player->clip_wanted = false;
}

/* SDL calls this from a thread of its own. */
static void SDLCALL fill(void *context, Uint8 *stream, int size)
{
    struct sound_player *player = context;
    int16_t *out = (int16_t *)(void *)stream;
    int count = size / (int)sizeof *out;
    pthread_mutex_lock(&player->lock);
    /* Loudness is heard about as the square. */
    int gain = player->percent * player->percent;
    for (int i = 0; i < count; i++) {
        int sum = 0;
        for (int j = 0; j < VOICE_MAX; j++) {
            struct voice *voice = &player->voices[j];
            if (voice->samples == NULL)
                continue;
            sum += voice->samples[voice->at++];
            if (voice->at == voice->count)
                voice->samples = NULL;
        }
        sum = CLAMP(sum, -32767, 32767) * gain / 10000;
        if (player->clip.samples != NULL && !player->clip_wanted) {
            sum += player->clip.samples[player->clip.at++] * CLIP_GAIN / 100;
            if (player->clip.at == player->clip.count)
                drop_clip(player);
        }
        out[i] = (int16_t)CLAMP(sum, -32767, 32767);
    }
    if (is_playing(player))
        player->active_ms = now_ms();
    pthread_mutex_unlock(&player->lock);
}

static void close_device(struct sound_player *player)
{
    if (player->device == 0)
        return;
    SDL_CloseAudioDevice(player->device);
    audio_end();
    player->device = 0;
}

static bool open_device(struct sound_player *player)
{
    if (player->device != 0)
        return true;
    if (now_ms() < player->retry_ms)
        return false;
    SDL_AudioSpec wanted = {.freq = SOUND_RATE,
        .format = AUDIO_S16SYS,
        .channels = 1,
        .samples = DEVICE_SAMPLES,
        .callback = fill,
        .userdata = player};
    if (audio_begin()) {
        player->device = SDL_OpenAudioDevice(NULL, 0, &wanted, NULL, 0);
        if (player->device != 0) {
            SDL_PauseAudioDevice(player->device, 0);
            return true;
        }
        audio_end();
    }
    if (player->retry_ms == 0)
        log_warning("no sound: %s", SDL_GetError());
    player->retry_ms = now_ms() + RETRY_AFTER_MS;
    return false;
}

static void make_samples(struct sound_player *player, enum sound sound)
{
    if (player->samples[sound] != NULL)
        return;
    int16_t *samples = malloc(SOUND_SAMPLE_MAX * sizeof *samples);
    if (samples == NULL)
        return;
    player->counts[sound] = sound_render(sound, samples);
    player->samples[sound] = samples;
}

static void start_voice(struct sound_player *player, enum sound sound)
{
    for (int i = 0; i < VOICE_MAX && player->samples[sound] != NULL; i++) {
        if (player->voices[i].samples != NULL)
            continue;
        player->voices[i] = (struct voice){player->samples[sound], player->counts[sound], 0};
        player->active_ms = now_ms();
        player->started++;
        return;
    }
}

/* Called and returns with the lock held; lets go of it while SDL works, for fill() needs it. */
static void serve(struct sound_player *player)
{
    bool wanted[SOUND_COUNT];
    for (int i = 0; i < SOUND_COUNT; i++) {
        wanted[i] = player->wanted[i];
        player->wanted[i] = false;
    }
    pthread_mutex_unlock(&player->lock);
    for (int i = 0; i < SOUND_COUNT; i++)
        if (wanted[i])
            make_samples(player, (enum sound)i);
    bool open = open_device(player);
    pthread_mutex_lock(&player->lock);
    player->is_open = open;
    for (int i = 0; i < SOUND_COUNT && open; i++)
        if (wanted[i])
            start_voice(player, (enum sound)i);
    if (player->clip_wanted && open) {
        player->clip_wanted = false; /* from here it is heard */
        player->active_ms = now_ms();
        player->started++;
    } else if (player->clip_wanted) {
        drop_clip(player);
    }
}

static int64_t close_at_ms(const struct sound_player *player)
{
    return player->active_ms + (player->release ? RELEASE_AFTER_MS : CLOSE_AFTER_MS);
}

static void rest(struct sound_player *player)
{
    if (!player->is_open) {
        player->release = false;
        pthread_cond_wait(&player->changed, &player->lock);
        return;
    }
    /* While something sounds, nothing tells when it ends: look again soon. */
    int64_t until_ms = is_playing(player) ? now_ms() + 50 : close_at_ms(player);
    if (until_ms <= now_ms()) {
        pthread_mutex_unlock(&player->lock);
        close_device(player);
        pthread_mutex_lock(&player->lock);
        player->is_open = player->release = false;
        return;
    }
    struct timespec until = {.tv_sec = until_ms / 1000, .tv_nsec = until_ms % 1000 * 1000000};
    pthread_cond_timedwait(&player->changed, &player->lock, &until);
}

static void *run(void *argument)
{
    struct sound_player *player = argument;
    pthread_mutex_lock(&player->lock);
    while (!player->quit) {
        if (is_wanted(player))
            serve(player);
        else
            rest(player);
    }
    pthread_mutex_unlock(&player->lock);
    close_device(player);
    SDL_TLSCleanup();
    return NULL;
}

bool sound_open(struct sound_player **out, bool silent, struct error *error)
{
    struct sound_player *player = calloc(1, sizeof *player);
    if (player == NULL)
        return error_set(error, ERR_MEMORY, "There is no memory for sounds.");
    player->silent = silent;
    player->percent = 100;
    pthread_mutex_init(&player->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&player->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    player->has_thread = !silent && pthread_create(&player->thread, NULL, run, player) == 0;
    if (!silent && !player->has_thread) {
        sound_close(player);
        return error_set(error, ERR_MEMORY, "The thread for sounds cannot be started.");
    }
    *out = player;
    return true;
}

void sound_close(struct sound_player *player)
{
    if (player == NULL)
        return;
    if (player->has_thread) {
        pthread_mutex_lock(&player->lock);
        player->quit = true;
        pthread_cond_signal(&player->changed);
        pthread_mutex_unlock(&player->lock);
        pthread_join(player->thread, NULL);
    }
    for (int i = 0; i < SOUND_COUNT; i++)
        free(player->samples[i]);
    drop_clip(player);
    pthread_cond_destroy(&player->changed);
    pthread_mutex_destroy(&player->lock);
    free(player);
}

void sound_play(struct sound_player *player, enum sound sound)
{
    assert(sound >= 0 && sound < SOUND_COUNT);
    if (player->silent)
        return;
    pthread_mutex_lock(&player->lock);
    if (player->percent > 0) {
        player->wanted[sound] = true;
        pthread_cond_signal(&player->changed);
    }
    pthread_mutex_unlock(&player->lock);
}

void sound_play_clip(struct sound_player *player, int16_t *samples, int count)
{
    sound_stop_clip(player);
    if (player->silent || count <= 0) {
        free(samples);
        return;
    }
    pthread_mutex_lock(&player->lock);
    player->clip = (struct voice){samples, count, 0};
    player->clip_wanted = true;
    pthread_cond_signal(&player->changed);
    pthread_mutex_unlock(&player->lock);
}

void sound_stop_clip(struct sound_player *player)
{
    pthread_mutex_lock(&player->lock);
    drop_clip(player);
    pthread_mutex_unlock(&player->lock);
}

void sound_set_volume(struct sound_player *player, int percent)
{
    pthread_mutex_lock(&player->lock);
    player->percent = CLAMP(percent, 0, 100);
    pthread_mutex_unlock(&player->lock);
}

void sound_release(struct sound_player *player)
{
    if (player->silent)
        return;
    pthread_mutex_lock(&player->lock);
    player->release = true;
    pthread_cond_signal(&player->changed);
    pthread_mutex_unlock(&player->lock);
}

int sound_count_started(struct sound_player *player)
{
    pthread_mutex_lock(&player->lock);
    int started = player->started;
    pthread_mutex_unlock(&player->lock);
    return started;
}

bool sound_has_device(struct sound_player *player)
{
    pthread_mutex_lock(&player->lock);
    bool open = player->is_open;
    pthread_mutex_unlock(&player->lock);
    return open;
}
