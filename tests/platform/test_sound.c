#include "base/macros.h"
#include "platform/sound.h"
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
/* cmocka last: it needs the four above. */
#include <cmocka.h>

static int16_t samples[SOUND_SAMPLE_MAX], again[SOUND_SAMPLE_MAX];

static void test_sounds_are_soft(void **state)
{
    (void)state;
    for (int sound = 0; sound < SOUND_COUNT; sound++) {
        int count = sound_render((enum sound)sound, samples);
        assert_in_range(count, SOUND_RATE / 20, SOUND_SAMPLE_MAX - 1);
        int64_t power = 0;
        int peak = 0, step = 0;
        for (int i = 0; i < count; i++) {
            peak = MAX(peak, abs(samples[i]));
            power += (int64_t)samples[i] * samples[i];
            if (i > 0)
                step = MAX(step, abs(samples[i] - samples[i - 1]));
        }
        assert_in_range(peak, 3000, 32767 * 7 / 10 - 1); /* heard, and nowhere cut off */
        assert_true(power / count > 10000);
        assert_true(step < 16000);
        /* Nothing clicks: it starts and ends at rest. */
        assert_true(abs(samples[0]) < 50 && abs(samples[count - 1]) < 50);
    }
}

/* The sound for "not yet" must never be louder or sharper than the one for "done". */
static void test_sorry_is_the_softest_chime(void **state)
{
    (void)state;
    static const enum sound chimes[] = {SOUND_WELCOME, SOUND_SAVED, SOUND_ROTATE, SOUND_SORRY};
    int peaks[COUNT_OF(chimes)], edges[COUNT_OF(chimes)];
    for (size_t i = 0; i < COUNT_OF(chimes); i++) {
        int count = sound_render(chimes[i], samples);
        peaks[i] = edges[i] = 0;
        for (int j = 1; j < count; j++) {
            peaks[i] = MAX(peaks[i], abs(samples[j]));
            edges[i] = MAX(edges[i], abs(samples[j] - samples[j - 1]));
        }
    }
    for (size_t i = 0; i + 1 < COUNT_OF(chimes); i++)
        assert_true(peaks[3] < peaks[i] && edges[3] < edges[i] / 2);
}

static void test_sounds_differ_and_repeat(void **state)
{
    (void)state;
    for (int a = 0; a < SOUND_COUNT; a++) {
        int count = sound_render((enum sound)a, samples);
        assert_int_equal(sound_render((enum sound)a, again), count);
        assert_memory_equal(samples, again, (size_t)count * sizeof samples[0]);
        for (int b = a + 1; b < SOUND_COUNT; b++) {
            int other = sound_render((enum sound)b, again);
            size_t both = (size_t)MIN(count, other) * sizeof samples[0];
            assert_true(memcmp(samples, again, both) != 0);
        }
    }
}

static void wait_until(struct sound_player *player, bool open, int started)
{
    for (int i = 0; i < 60000; i++) {
        if (sound_has_device(player) == open && sound_count_started(player) >= started)
            return;
        struct timespec pause = {.tv_nsec = 1000000};
        nanosleep(&pause, NULL);
    }
    fail_msg("device %d, started %d", sound_has_device(player), sound_count_started(player));
}

static struct sound_player *open_player(bool silent)
{
    struct sound_player *player = NULL;
    struct error error = {0};
    assert_true(sound_open(&player, silent, &error));
    return player;
}

static int16_t *silence(int count)
{
    int16_t *made = calloc((size_t)count, sizeof *made);
    assert_non_null(made);
    return made;
}

/* Who asks to hear it hears it, also where chimes are muted; one at a time; and it ends. */
static void test_clips(void **state)
{
    (void)state;
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    struct sound_player *player = open_player(false);
    sound_set_volume(player, 0);
    sound_play_clip(player, silence(SOUND_RATE / 10), SOUND_RATE / 10);
    wait_until(player, true, 1);
    sound_play_clip(player, silence(60 * SOUND_RATE), 60 * SOUND_RATE);
    wait_until(player, true, 2);
    sound_stop_clip(player);
    sound_stop_clip(player);
    sound_release(player);
    wait_until(player, false, 2);
    sound_play_clip(player, silence(60 * SOUND_RATE), 60 * SOUND_RATE);
    wait_until(player, true, 3);
    sound_close(player); /* amid the clip */
    player = open_player(true);
    sound_play_clip(player, silence(10), 10);
    assert_false(sound_has_device(player));
    sound_close(player);
}

static void test_device_comes_and_goes(void **state)
{
    (void)state;
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    struct sound_player *player = open_player(false);
    assert_false(sound_has_device(player));
    sound_play(player, SOUND_TAP);
    wait_until(player, true, 1);
    sound_play(player, SOUND_SAVED);
    wait_until(player, true, 2);
    sound_release(player); /* what plays is played to its end first */
    wait_until(player, false, 2);
    sound_set_volume(player, 0);
    sound_play(player, SOUND_TAP);
    sound_set_volume(player, 50);
    sound_play(player, SOUND_WELCOME);
    wait_until(player, true, 3);
    assert_int_equal(sound_count_started(player), 3);
    sound_close(player); /* amid the chime */
    sound_close(NULL);
}

static void test_no_audio(void **state)
{
    (void)state;
    setenv("SDL_AUDIODRIVER", "there-is-none", 1);
    struct sound_player *player = open_player(false);
    for (int i = 0; i < 20; i++)
        sound_play(player, (enum sound)(i % SOUND_COUNT));
    sound_close(player);
    player = open_player(true);
    sound_play(player, SOUND_WELCOME);
    sound_release(player);
    assert_false(sound_has_device(player));
    assert_int_equal(sound_count_started(player), 0);
    sound_close(player);
}

static void *disturb(void *argument)
{
    struct sound_player *player = argument;
    for (int i = 0; i < 200; i++) {
        if (i % 7 == 0)
            sound_release(player);
        else if (i % 5 == 0)
            sound_set_volume(player, i % 100);
        else
            sound_play(player, (enum sound)(i % SOUND_COUNT));
        struct timespec pause = {.tv_nsec = 500000};
        nanosleep(&pause, NULL);
    }
    return NULL;
}

static void test_crowd(void **state)
{
    (void)state;
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    struct sound_player *player = open_player(false);
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, disturb, player), 0);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    assert_true(sound_count_started(player) > 0);
    sound_close(player);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sounds_are_soft),
        cmocka_unit_test(test_sorry_is_the_softest_chime),
        cmocka_unit_test(test_sounds_differ_and_repeat),
        cmocka_unit_test(test_clips),
        cmocka_unit_test(test_device_comes_and_goes),
        cmocka_unit_test(test_no_audio),
        cmocka_unit_test(test_crowd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
