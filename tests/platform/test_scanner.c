#define _DEFAULT_SOURCE
#include "base/macros.h"
#include "base/rng.h"
#include "base/str.h"
#include "platform/scanner.h"
#include "ui/input.h"
#include <fcntl.h>
#include <linux/input.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
/* cmocka last: it needs the four above. */
#include <cmocka.h>

static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const uint16_t codes[] = {KEY_0, KEY_1, KEY_2, KEY_3, KEY_4, KEY_5, KEY_6, KEY_7, KEY_8,
    KEY_9, KEY_A, KEY_B, KEY_C, KEY_D, KEY_E, KEY_F, KEY_G, KEY_H, KEY_I, KEY_J, KEY_K, KEY_L,
    KEY_M, KEY_N, KEY_O, KEY_P, KEY_Q, KEY_R, KEY_S, KEY_T, KEY_U, KEY_V, KEY_W, KEY_X, KEY_Y,
    KEY_Z};

struct tape {
    struct input_event events[4096];
    size_t count;
};

static void add(struct tape *tape, uint16_t type, uint16_t code, int32_t value)
{
    assert_true(tape->count < COUNT_OF(tape->events));
    tape->events[tape->count++] = (struct input_event){.type = type, .code = code, .value = value};
}

static void add_press(struct tape *tape, uint16_t code)
{
    add(tape, EV_MSC, MSC_SCAN, 0x70000 + code);
    add(tape, EV_KEY, code, 1);
    add(tape, EV_SYN, SYN_REPORT, 0);
    add(tape, EV_KEY, code, 0);
    add(tape, EV_SYN, SYN_REPORT, 0);
}

static void add_text(struct tape *tape, const char *text, bool shifted)
{
    for (; *text != '\0'; text++) {
        const char *at = strchr(letters, *text);
        assert_non_null(at);
        if (shifted)
            add(tape, EV_KEY, KEY_LEFTSHIFT, 1);
        add_press(tape, codes[at - letters]);
        if (shifted)
            add(tape, EV_KEY, KEY_LEFTSHIFT, 0);
    }
}

/* Plays the tape; returns how many codes came, the last one in text. */
static int play(const struct tape *tape, char text[static SCANNER_TEXT_SIZE])
{
    struct scanner_decoder decoder = {0};
    int count = 0;
    for (size_t i = 0; i < tape->count; i++)
        count += scanner_feed(&decoder, &tape->events[i], text);
    return count;
}

static void test_every_letter(void **state)
{
    (void)state;
    static const uint16_t ends[] = {KEY_ENTER, KEY_KPENTER, KEY_TAB};
    for (int shifted = 0; shifted < 2; shifted++)
        for (size_t i = 0; i < COUNT_OF(ends); i++) {
            struct tape tape = {.count = 0};
            char text[SCANNER_TEXT_SIZE] = "";
            add(&tape, EV_KEY, KEY_CAPSLOCK, 1);
            add_text(&tape, letters, shifted == 1);
            assert_int_equal(play(&tape, text), 0);
            add_press(&tape, ends[i]);
            add_press(&tape, ends[i]); /* an empty code is none */
            assert_int_equal(play(&tape, text), 1);
            assert_string_equal(text, letters);
        }
}

static void test_number_pad(void **state)
{
    (void)state;
    static const uint16_t pad[] = {KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4, KEY_KP5, KEY_KP6,
        KEY_KP7, KEY_KP8, KEY_KP9, KEY_KPPLUS, KEY_KPMINUS, KEY_KPDOT, KEY_KPENTER};
    struct tape tape = {.count = 0};
    char text[SCANNER_TEXT_SIZE] = "";
    for (size_t i = 0; i < COUNT_OF(pad); i++)
        add_press(&tape, pad[i]);
    assert_int_equal(play(&tape, text), 1);
    assert_string_equal(text, "0123456789");
}

/* Any events at all: only letters and digits come out, never more than fit. */
static void test_any_events(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        struct rng rng = rng_seeded(seed);
        struct scanner_decoder decoder = {0};
        char text[SCANNER_TEXT_SIZE];
        for (int i = 0; i < 1000; i++) {
            struct input_event event = {.type = (uint16_t)rng_below(&rng, 5),
                .code = (uint16_t)rng_below(&rng, rng_below(&rng, 2) ? 128 : 65536),
                .value = (int32_t)rng_below(&rng, 4) - 1};
            if (rng_below(&rng, 4) > 0)
                event.type = EV_KEY;
            if (!scanner_feed(&decoder, &event, text) &&
                (rng_below(&rng, 500) > 0 || !scanner_finish(&decoder, text)))
                continue;
            assert_in_range(strlen(text), 1, SCANNER_TEXT_MAX);
            assert_int_equal(strspn(text, letters), strlen(text));
        }
    }
}

static void test_long_lost_and_repeated(void **state)
{
    (void)state;
    static struct tape tape;
    char text[SCANNER_TEXT_SIZE] = "";
    tape.count = 0;
    for (int i = 0; i < 10; i++)
        add_text(&tape, "ABCDEFGHIJKLMNOPQRST", false);
    add_press(&tape, KEY_ENTER);
    assert_int_equal(play(&tape, text), 1);
    assert_int_equal(strlen(text), SCANNER_TEXT_MAX);

    /* Lost events make a code wrong; the next one is right again. */
    tape.count = 0;
    add_text(&tape, "WS1AB", false);
    add(&tape, EV_SYN, SYN_DROPPED, 0);
    add_text(&tape, "XY", false);
    add_press(&tape, KEY_ENTER);
    assert_int_equal(play(&tape, text), 0);
    add_text(&tape, "WS1CD", false);
    add_press(&tape, KEY_ENTER);
    assert_int_equal(play(&tape, text), 1);
    assert_string_equal(text, "WS1CD");

    tape.count = 0;
    add_text(&tape, "A", false);
    add(&tape, EV_KEY, KEY_A, 2);
    add(&tape, EV_KEY, KEY_A, 2);
    add_press(&tape, KEY_TAB);
    assert_int_equal(play(&tape, text), 1);
    assert_string_equal(text, "A");
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool scanner;
    } rows[] = {
        {"usb-Honeywell_Imaging___Mobility_1900-event-kbd", true},
        {"usb-Newtologic_NT4010S_XXXXXX-event-kbd", true},
        {"usb-WIT_Electron_Company_WIT_122-UFS_V2.03-event-kbd", true},
        {"usb-SM_SM-2D_PRODUCT_HID_KBW_APP-000000000-event-kbd", true},
        {"usb-Symbol_Technologies__Inc__2008_Symbol_Bar_Code_Scanner_X-event-kbd", true},
        {"usb-ACME_USB_BARCODE_SCANNER-event-kbd", true},
        {"usb-ACME_USB_BARCODE_SCANNER-event-if01", false},
        {"usb-Logitech_USB_Keyboard-event-kbd", false},
        {"usb-Dell_Dell_USB_Entry_Keyboard-event-kbd", false},
        {"usb-Raspberry_Pi_Ltd_Pi_500_Keyboard-event-kbd", false},
        {"usb-Chicony_HP_Elite_USB_Keyboard-event-kbd", false},
        {"usb-Canon_Scanner-event-mouse", false},
        {"", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (scanner_is_name(rows[i].name) != rows[i].scanner)
            fail_msg("%s", rows[i].name);
}

/* --- With the thread, a pipe in the place of the device ----------------------------------------
 */

struct inbox {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct input last;
    int count;
};

static void collect(void *context, const struct input *input)
{
    struct inbox *inbox = context;
    pthread_mutex_lock(&inbox->lock);
    inbox->last = *input;
    inbox->count++;
    pthread_cond_signal(&inbox->changed);
    pthread_mutex_unlock(&inbox->lock);
}

static void wait_for(struct inbox *inbox, int count, const char *text)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 60;
    pthread_mutex_lock(&inbox->lock);
    while (inbox->count < count)
        if (pthread_cond_timedwait(&inbox->changed, &inbox->lock, &until) != 0)
            fail_msg("no badge came");
    assert_int_equal(inbox->last.kind, INPUT_BADGE);
    assert_int_equal(inbox->last.source, SOURCE_SCANNER);
    assert_string_equal(inbox->last.text, text);
    pthread_mutex_unlock(&inbox->lock);
}

static void send(int pipe, const char *text, bool end)
{
    static struct tape tape;
    tape.count = 0;
    add_text(&tape, text, true);
    if (end)
        add_press(&tape, KEY_ENTER);
    ssize_t size = (ssize_t)(tape.count * sizeof tape.events[0]);
    assert_int_equal(write(pipe, tape.events, (size_t)size), size);
}

static void test_thread_survives_unplugging(void **state)
{
    (void)state;
    char folder[] = "/tmp/waystation-scanner-XXXXXX", path[256];
    assert_non_null(mkdtemp(folder));
    STR_FORMAT(path, "%s/usb-ACME_Barcode_Scanner-event-kbd", folder);
    struct inbox inbox = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    struct scanner_options options = {
        .device = "auto", .folder = folder, .post = collect, .context = &inbox};
    struct scanner *scanner;
    struct error error = {0};
    assert_true(scanner_open(&scanner, &options, &error)); /* nothing is plugged in yet */
    for (int round = 0; round < 2; round++) {
        assert_int_equal(mkfifo(path, 0600), 0);
        int pipe = open(path, O_WRONLY); /* waits until the scanner's thread reads */
        assert_true(pipe >= 0);
        send(pipe, "WS1ABCDEFGHJKMNPQRST", true);
        wait_for(&inbox, 2 * round + 1, "WS1ABCDEFGHJKMNPQRST");
        send(pipe, "WS1WITHOUTEND", false);
        wait_for(&inbox, 2 * round + 2, "WS1WITHOUTEND");
        unlink(path);
        close(pipe);
    }
    scanner_close(scanner);
    assert_int_equal(inbox.count, 4);
    rmdir(folder);
}

/* Events that were lost between two codes do not take the next one with them. */
static void test_lost_between_codes(void **state)
{
    (void)state;
    enum { LONGER_THAN_THE_PAUSE_US = 1500000 };
    char folder[] = "/tmp/waystation-scanner-XXXXXX", path[256];
    assert_non_null(mkdtemp(folder));
    STR_FORMAT(path, "%s/usb-ACME_Barcode_Scanner-event-kbd", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    struct inbox inbox = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    struct scanner_options options = {.device = path, .post = collect, .context = &inbox};
    struct scanner *scanner;
    struct error error = {0};
    assert_true(scanner_open(&scanner, &options, &error));
    int pipe = open(path, O_WRONLY);
    assert_true(pipe >= 0);
    const struct input_event dropped = {.type = EV_SYN, .code = SYN_DROPPED};
    assert_int_equal(write(pipe, &dropped, sizeof dropped), sizeof dropped);
    usleep(LONGER_THAN_THE_PAUSE_US);
    send(pipe, "WS1FIRST", true);
    send(pipe, "WS1SECOND", true);
    wait_for(&inbox, 2, "WS1SECOND");
    scanner_close(scanner);
    close(pipe);
    unlink(path);
    rmdir(folder);
}

static void test_close_at_any_time(void **state)
{
    (void)state;
    struct inbox inbox = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    static const char *const devices[] = {"auto", "/nowhere/at/all", "/dev/null", "/tmp"};
    for (int i = 0; i < 40; i++) {
        struct scanner_options options = {
            .device = devices[i % 4], .folder = "/nowhere", .post = collect, .context = &inbox};
        struct scanner *scanner;
        struct error error = {0};
        assert_true(scanner_open(&scanner, &options, &error));
        scanner_close(scanner);
    }
    scanner_close(NULL);
    assert_int_equal(inbox.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_letter),
        cmocka_unit_test(test_number_pad),
        cmocka_unit_test(test_any_events),
        cmocka_unit_test(test_long_lost_and_repeated),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_thread_survives_unplugging),
        cmocka_unit_test(test_lost_between_codes),
        cmocka_unit_test(test_close_at_any_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
