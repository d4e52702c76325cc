#include "platform/sound.h"

#include <assert.h>
#include <math.h>

/* A bar struck softly: its ground tone, and the fourth and tenth partial that die away sooner. */
struct note {
    float start_s, hertz, decay_s, level;
    float bright; /* 0: the ground tone alone */
    float attack_s;
};

enum { NOTE_MAX = 6 };
static const float C5 = 523.25f, E5 = 659.26f, G5 = 783.99f, A5 = 880.00f, C6 = 1046.50f;
static const float G4 = 392.00f, F4 = 349.23f, A4 = 440.00f;

static int get_notes(enum sound sound, struct note notes[static NOTE_MAX])
{
    int count = 0;
#define NOTE(...)                  \
    notes[count++] = (struct note) \
    {                              \
        __VA_ARGS__                \
    }
    switch (sound) {
    case SOUND_WELCOME:
        NOTE(0.00f, C5, 0.22f, 0.28f, 1, 0.004f);
        NOTE(0.11f, E5, 0.22f, 0.28f, 1, 0.004f);
        NOTE(0.22f, G5, 0.22f, 0.28f, 1, 0.004f);
        NOTE(0.36f, C6, 0.28f, 0.32f, 0.8f, 0.004f);
        break;
    case SOUND_TAP: NOTE(0.00f, G5, 0.035f, 0.22f, 0.6f, 0.002f); break;
    case SOUND_SAVED:
        NOTE(0.00f, E5, 0.20f, 0.32f, 1, 0.004f);
        NOTE(0.13f, A5, 0.28f, 0.34f, 0.8f, 0.004f);
        break;
    case SOUND_SORRY:
        NOTE(0.00f, A4, 0.20f, 0.26f, 0.1f, 0.020f);
        NOTE(0.22f, F4, 0.24f, 0.26f, 0.1f, 0.020f);
        break;
    case SOUND_ROTATE:
        NOTE(0.00f, G4, 0.30f, 0.30f, 1, 0.004f);
        NOTE(0.16f, C5, 0.30f, 0.30f, 1, 0.004f);
        NOTE(0.32f, E5, 0.30f, 0.30f, 1, 0.004f);
        NOTE(0.64f, E5, 0.30f, 0.26f, 1, 0.004f);
        NOTE(0.80f, G5, 0.29f, 0.30f, 1, 0.004f);
        break;
    case SOUND_COUNT: assert(!"a sound"); break;
    }
#undef NOTE
    return count;
}

static float sample_note(const struct note *note, float at_s)
{
    const float turn = 6.2831853f;
    float t = at_s - note->start_s;
    if (t < 0)
        return 0;
    float rise = t < note->attack_s ? t / note->attack_s : 1;
    float angle = turn * note->hertz * t;
    float sum = sinf(angle) * expf(-t / note->decay_s);
    if (note->bright > 0) {
        sum += 0.25f * note->bright * sinf(4 * angle) * expf(-4 * t / note->decay_s);
        sum += 0.06f * note->bright * sinf(10 * angle) * expf(-12 * t / note->decay_s);
    }
    return note->level * rise * sum;
}

int sound_render(enum sound sound, int16_t out[static SOUND_SAMPLE_MAX])
{
    const float fade_s = 0.03f;
    struct note notes[NOTE_MAX];
    int note_count = get_notes(sound, notes);
    float end_s = 0;
    for (int i = 0; i < note_count; i++)
        end_s = fmaxf(end_s, notes[i].start_s + 4 * notes[i].decay_s);
    int count = MIN((int)(end_s * SOUND_RATE), (int)SOUND_SAMPLE_MAX);
    for (int i = 0; i < count; i++) {
        float at_s = (float)i / SOUND_RATE, left_s = (float)(count - i) / SOUND_RATE, sum = 0;
        for (int j = 0; j < note_count; j++)
            sum += sample_note(&notes[j], at_s);
        /* Two chimes at once still stay below the top: no clipping, no startled child. */
        sum *= fminf(1, left_s / fade_s);
        out[i] = (int16_t)lrintf(CLAMP(sum, -0.7f, 0.7f) * 32767);
    }
    return count;
}
