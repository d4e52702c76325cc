#include "platform/clip.h"
#include "platform/recorder.h"

#include "base/rng.h"
#include "base/str.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
/* cmocka last: it needs the four above. */
#include <cmocka.h>

static char path[256];

static void write_or_die(const char *file, const void *bytes, size_t size)
{
    FILE *out = fopen(file, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
}

/* As speech: a tone that comes and goes. `noise`: the hardest a minute can be. */
static int16_t *make_sound(int count, bool noise)
{
    struct rng rng = rng_seeded(7);
    int16_t *samples = malloc((size_t)count * sizeof *samples);
    assert_non_null(samples);
    for (int i = 0; i < count; i++) {
        double t = i / (double)CLIP_RATE;
        samples[i] = noise ? (int16_t)((int)rng_below(&rng, 60000) - 30000)
                           : (int16_t)(8000 * sin(t * 2 * 3.14159265 * 220) * sin(t * 6));
    }
    return samples;
}

static double loudness(const int16_t *samples, int count)
{
    double power = 0;
    for (int i = 0; i < count; i++)
        power += (double)samples[i] * samples[i];
    return sqrt(power / MAX(count, 1));
}

static void test_a_minute_is_small(void **state)
{
    (void)state;
    for (int noise = 0; noise < 2; noise++) {
        struct error error = {0};
        struct clip_writer *writer;
        const void *bytes;
        size_t size;
        enum { COUNT = CLIP_RATE * 60 };
        int16_t *samples = make_sound(COUNT, noise), *back;
        int count;
        assert_true(clip_writer_open(&writer, &error));
        for (int at = 0; at < COUNT; at += 1000)
            clip_writer_put(writer, samples + at, 1000);
        assert_true(clip_writer_finish(writer, &bytes, &size, &error));
        assert_in_range(size, 1000, 200000);
        assert_memory_equal(bytes, "OggS", 4);
        write_or_die(path, bytes, size);
        clip_writer_close(writer);
        for (int rate = CLIP_RATE; rate <= 24000; rate += 8000) {
            if (!clip_read(path, rate, &back, &count, &error))
                fail_msg("%s", error.text);
            assert_in_range(count, rate * 60 - rate / 10, rate * 60);
            if (!noise) { /* and it is what was said */
                double heard = loudness(back, count), said = loudness(samples, COUNT);
                assert_true(heard > said * 0.8 && heard < said * 1.2);
            }
            free(back);
        }
        free(samples);
    }
}

static void test_what_is_no_sound(void **state)
{
    (void)state;
    int16_t *samples = NULL;
    int count;
    struct error error = {0};
    assert_false(clip_read("/nowhere/at/all.ogg", CLIP_RATE, &samples, &count, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    error_clear(&error);
    write_or_die(path, "OggS, but nothing else", 22);
    assert_false(clip_read(path, CLIP_RATE, &samples, &count, &error));
    assert_int_equal(error.code, ERR_CORRUPT);
}

static void test_scripted(void **state)
{
    (void)state;
    struct error error = {0};
    struct recorder *recorder;
    const void *bytes;
    size_t size;
    assert_true(recorder_open(&recorder, true, &error));
    assert_false(recorder_can(recorder));
    assert_false(recorder_start(recorder, 0, &error));
    assert_int_equal(error.code, ERR_UNSUPPORTED);
    error_clear(&error);

    char file[300];
    STR_FORMAT(file, "%s/fixtures/sounds/voice.wav", TESTS_FOLDER);
    if (!recorder_use_file(recorder, file, &error))
        fail_msg("%s", error.text);
    assert_true(recorder_can(recorder));
    assert_false(recorder_look(recorder, 500).on);
    assert_true(recorder_start(recorder, 1000, &error));
    struct recording look = recorder_look(recorder, 1500);
    assert_true(look.on && !look.over);
    assert_int_equal(look.ms, 500);
    assert_in_range(look.level, 20, 100);
    look = recorder_look(recorder, 11000); /* the file is over: silence */
    assert_int_equal(look.ms, 10000);
    assert_int_equal(look.level, 0);
    assert_true(recorder_look(recorder, 1000 + CLIP_MAX_MS).over);
    look = recorder_look(recorder, 1000 + 3 * CLIP_MAX_MS);
    assert_int_equal(look.ms, CLIP_MAX_MS); /* never more */
    assert_true(recorder_stop(recorder, 200000, &bytes, &size, &error));
    assert_in_range(size, 100, 200000);
    assert_false(recorder_look(recorder, 200000).on);
    assert_true(recorder_stop(recorder, 200000, &bytes, &size, &error)); /* the same again */
    recorder_forget(recorder);
    assert_false(recorder_stop(recorder, 200000, &bytes, &size, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    recorder_close(recorder);
}

/* SDL's disk driver: a file is what the device hears. */
static void test_device(void **state)
{
    (void)state;
    struct error error = {0};
    struct recorder *recorder;
    const void *bytes;
    size_t size;
    int16_t *samples = make_sound(CLIP_RATE * 20, false), *back;
    int count;
    write_or_die(path, samples, (size_t)CLIP_RATE * 20 * sizeof *samples);
    free(samples);
    setenv("SDL_AUDIODRIVER", "disk", 1);
    setenv("SDL_DISKAUDIOFILEIN", path, 1);
    setenv("SDL_DISKAUDIODELAY", "5", 1);
    assert_true(recorder_open(&recorder, false, &error));
    assert_true(recorder_can(recorder));
    if (!recorder_start(recorder, 0, &error))
        fail_msg("%s", error.text);
    while (recorder_look(recorder, 0).ms < 2000)
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    assert_true(recorder_look(recorder, 0).level > 0);
    assert_true(recorder_stop(recorder, 0, &bytes, &size, &error));
    write_or_die(path, bytes, size);
    assert_true(clip_read(path, CLIP_RATE, &back, &count, &error));
    assert_true(count >= CLIP_RATE * 2);
    assert_true(loudness(back, count) > 2000);
    free(back);
    /* And once more: the device was closed. */
    assert_true(recorder_start(recorder, 0, &error));
    recorder_close(recorder);
    unsetenv("SDL_AUDIODRIVER");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_minute_is_small),
        cmocka_unit_test(test_what_is_no_sound),
        cmocka_unit_test(test_scripted),
        cmocka_unit_test(test_device),
    };
    STR_FORMAT(path, "/tmp/waystation-clip-%d", (int)getpid());
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove(path);
    return failed;
}
