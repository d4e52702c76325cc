#define _DEFAULT_SOURCE
#include "base/macros.h"
#include "base/str.h"
#include "platform/devices.h"
#include "platform/speech.h"
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka last: it needs the four above. */
#include <cmocka.h>

static char folder[64];
static const struct spoken_languages english = {"en", "en"};

/* A program named espeak-ng that notes how it was called and what it was given to read. With the
 * text "wait" it speaks until it is stopped. */
static const char program[] = "#!/bin/sh\n"
                              "cd \"${0%/*}\" || exit 1\n"
                              "if [ \"$1\" = --voices ]; then\n"
                              "printf 'Pty Language Age\\n 5 fr-fr --/M x\\n 2 en-us --/M x\\n'\n"
                              "exit 0\n"
                              "fi\n"
                              "for a in \"$@\"; do printf '%s|' \"$a\"; done > args.$$\n"
                              "cat > text.$$\n"
                              /* No pipe: this shell may still hold its ends while ls looks. */
                              "ls -l /proc/$$/fd > list.$$\n"
                              "wc -l < list.$$ > fds.$$\n"
                              "if [ \"$(cat text.$$)\" = wait ]; then\n"
                              "echo $$ > waiting\n"
                              "exec sleep 1000\n"
                              "fi\n"
                              "mv text.$$ text; mv fds.$$ fds; mv args.$$ args\n";

static const char *in_folder(const char *name)
{
    static char paths[4][128];
    static int next;
    char *path = paths[next++ % 4];
    str_format(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/waystation-speech-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    FILE *file = fopen(in_folder("espeak-ng"), "w");
    fputs(program, file);
    fclose(file);
    chmod(in_folder("espeak-ng"), 0700);
    char path[4096];
    STR_FORMAT(path, "/nowhere::%s:%s", folder, getenv("PATH"));
    return setenv("PATH", path, 1);
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    STR_FORMAT(command, "rm -r %s", folder);
    return system(command);
}

/* Waits for a file with at least one byte; takes it away. */
static void take_file(const char *name, char *text, size_t size)
{
    for (int i = 0; i < 60000; i++) {
        FILE *file = fopen(in_folder(name), "r");
        size_t length = file != NULL ? fread(text, 1, size - 1, file) : 0;
        text[length] = '\0';
        if (file != NULL)
            fclose(file);
        if (length > 0) {
            unlink(in_folder(name));
            return;
        }
        usleep(1000);
    }
    fail_msg("%s was not written", name);
}

static struct speech *open_speech(bool silent)
{
    struct speech *speech = NULL;
    struct error error = {0};
    assert_true(speech_open(&speech, silent, &error));
    return speech;
}

static void test_text_goes_through_the_pipe(void **state)
{
    (void)state;
    static const char *const texts[] = {"Hello", "; rm -rf $HOME `id` \"quoted\" 'q' %s \\ --help",
        "\xC3\x89l\xC3\xA8ve \xD8\xB3\xD9\x84\xD8\xA7\xD9\x85", "-v"};
    char got[1024];
    struct speech *speech = open_speech(false);
    assert_true(speech_can(speech));
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        speech_say(speech, english, texts[i]);
        assert_string_equal(speech_said(speech), texts[i]);
        take_file("args", got, sizeof got); /* written last */
        assert_string_equal(got, "--stdin|-b|1|-v|en-us|-s|145|-a|100|");
        take_file("text", got, sizeof got);
        assert_string_equal(got, texts[i]);
        take_file("fds", got, sizeof got);
        /* The three of a program, what ls prints besides, and the script: nothing of ours. */
        assert_in_range(atoi(got), 4, 6);
    }
    speech_set_volume(speech, 40);
    speech_say(speech, (struct spoken_languages){"fr", "en"}, "Bonjour");
    take_file("args", got, sizeof got);
    assert_string_equal(got, "--stdin|-b|1|-v|fr-fr|-s|145|-a|40|");
    take_file("text", got, sizeof got);
    speech_close(speech);
}

/* A voice of the wrong language makes gibberish of what a class's files say. */
static void test_class_words_have_their_own_voice(void **state)
{
    (void)state;
    static const struct spoken_languages languages = {.interface = "fr", .class = "en"};
    char got[1024];
    struct speech *speech = open_speech(false);
    speech_say(speech, languages, SPOKEN_CLASS "Which is 1 < 2?" SPOKEN_INTERFACE);
    take_file("args", got, sizeof got);
    assert_string_equal(got, "--stdin|-b|1|-v|en-us|-s|145|-a|100|");
    take_file("text", got, sizeof got);
    assert_string_equal(got, "Which is 1 < 2?");
    assert_string_equal(speech_said(speech), "Which is 1 < 2?");
    speech_say(
        speech, languages, "Va \u00E0 : " SPOKEN_CLASS "Makers & Co." SPOKEN_INTERFACE " Vite !");
    take_file("args", got, sizeof got);
    assert_string_equal(got, "--stdin|-b|1|-v|fr-fr|-s|145|-a|100|-m|");
    take_file("text", got, sizeof got);
    assert_string_equal(got, "<speak><s xml:lang=\"fr-fr\">Va \u00E0 : </s>"
                             "<s xml:lang=\"en-us\">Makers &amp; Co.</s>"
                             "<s xml:lang=\"fr-fr\"> Vite !</s></speak>");
    assert_string_equal(speech_said(speech), "Va \u00E0 : Makers & Co. Vite !");
    speech_close(speech);
}

static void test_pieces(void **state)
{
    (void)state;
    static const struct {
        const char *text, *interface_voice, *class_voice, *only, *out;
    } rows[] = {
        {"Hola", "es", "en", "es", "Hola"},
        {SPOKEN_CLASS "Hello", "es", "en", "en", "Hello"},
        {"Hola " SPOKEN_CLASS "ni\u00F1os", "es", "es", "es", "Hola ni\u00F1os"},
        {"(" SPOKEN_CLASS "Hello & bye" SPOKEN_INTERFACE ").", "es", "en", "en", "(Hello & bye)."},
        {"\u00BF" SPOKEN_CLASS SPOKEN_INTERFACE "?", "es", "en", "es", "\u00BF?"},
        {"?", "es", "en", "es", "?"},
        {"Ve a " SPOKEN_CLASS "A<B" SPOKEN_INTERFACE ", " SPOKEN_CLASS "C&D" SPOKEN_INTERFACE ".",
            "es", "en", NULL,
            "<speak><s xml:lang=\"es\">Ve a </s><s xml:lang=\"en\">A&lt;B, C&amp;D.</s></speak>"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char out[256];
        const char *only = speech_write(
            out, sizeof out, rows[i].text, rows[i].interface_voice, rows[i].class_voice);
        assert_string_equal(out, rows[i].out);
        assert_true(rows[i].only == NULL ? only == NULL : str_equal(only, rows[i].only));
    }
}

static void test_long_text(void **state)
{
    (void)state;
    static char text[40000], got[40000];
    struct speech *speech = open_speech(false);
    memset(text, 'a', sizeof text - 1);
    speech_say(speech, english, text);
    take_file("args", got, sizeof got);
    take_file("text", got, sizeof got);
    assert_int_equal(strlen(got), SPEECH_TEXT_SIZE - 1);
    speech_close(speech);
}

static bool is_gone(pid_t pid)
{
    for (int i = 0; i < 60000; i++) {
        if (kill(pid, 0) != 0)
            return true;
        usleep(1000);
    }
    return false;
}

static void test_new_text_and_hush_stop_the_old(void **state)
{
    (void)state;
    char got[1024];
    struct speech *speech = open_speech(false);
    speech_say(speech, english, "wait");
    take_file("waiting", got, sizeof got);
    pid_t first = (pid_t)atoi(got);
    assert_int_equal(kill(first, 0), 0);
    speech_say(speech, english, "wait");
    take_file("waiting", got, sizeof got);
    pid_t second = (pid_t)atoi(got);
    speech_hush(speech); /* also takes note of the end of the first */
    assert_string_equal(speech_said(speech), "");
    assert_true(is_gone(first));
    speech_say(speech, english, "wait");
    take_file("waiting", got, sizeof got);
    pid_t third = (pid_t)atoi(got);
    speech_set_volume(speech, 0);
    assert_string_equal(speech_said(speech), "");
    speech_say(speech, english, "not now");
    assert_string_equal(speech_said(speech), "");
    speech_close(speech);
    assert_true(is_gone(second) && is_gone(third));
}

static void test_many_in_a_row(void **state)
{
    (void)state;
    struct speech *speech = open_speech(false);
    for (int i = 0; i < 60; i++)
        speech_say(speech, english, "wait");
    speech_close(speech);
    /* Nobody is left behind, running or unburied. */
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void test_silent(void **state)
{
    (void)state;
    struct speech *speech = open_speech(true);
    assert_string_equal(speech_said(speech), "");
    speech_say(speech, english, "Welcome");
    assert_string_equal(speech_said(speech), "Welcome");
    speech_say(speech, english, "Bye");
    assert_string_equal(speech_said(speech), "Bye");
    speech_hush(speech);
    assert_string_equal(speech_said(speech), "");
    speech_close(speech);
    speech_close(NULL);
}

static void ignore(void *context, const struct input *input)
{
    (void)context;
    (void)input;
}

static void test_headless_devices(void **state)
{
    (void)state;
    struct devices_options options = {.headless = true, .scanner = "auto", .post = ignore};
    struct devices *devices;
    struct error error = {0};
    assert_true(devices_open(&devices, &options, &error));
    assert_true(devices_can_speak(devices));
    devices_play(devices, SOUND_WELCOME);
    devices_say(devices, english, "Hi");
    assert_string_equal(devices_said(devices), "Hi");
    devices_hush(devices);
    assert_string_equal(devices_said(devices), "");
    devices_set_volume(devices, 0);
    devices_say(devices, english, "Hi");
    assert_string_equal(devices_said(devices), "");
    assert_false(access(in_folder("args"), F_OK) == 0);
    devices_close(devices);
}

static void test_without_the_program(void **state)
{
    (void)state;
    char *path = strdup(getenv("PATH"));
    setenv("PATH", "/nowhere", 1);
    struct speech *speech = open_speech(false);
    assert_false(speech_can(speech));
    speech_say(speech, english, "Hello");
    speech_close(speech);
    setenv("PATH", path, 1);
    free(path);
}

static void test_voices(void **state)
{
    (void)state;
    static const char list[] = "Pty Language       Age/Gender VoiceName\n"
                               " 5  ar              --/M      Arabic\n"
                               " 5  cmn             --/M      Chinese\n"
                               " 2  en-gb           --/M      English\n"
                               " 2  en-us           --/M      English\n"
                               " 5  es              --/M      Spanish\n"
                               " 5  es-419          --/M      Spanish\n"
                               " 5  fr-be           --/M      French\n"
                               " 5  fr-fr           --/M      French\n"
                               " 5  pt-br           --/M      Portuguese\n"
                               " 5  nb              --/M      Norwegian";
    static const struct {
        const char *list, *language, *voice;
    } rows[] = {
        {list, "en", "en-us"},
        {list, "en-GB", "en-gb"},
        {list, "en_AU", "en-gb"},
        {list, "es", "es-419"},
        {list, "es-MX", "es"},
        {list, "ar", "ar"},
        {list, "ar-EG", "ar"},
        {list, "fr", "fr-fr"},
        {list, "fr-BE", "fr-be"},
        {list, "pt", "pt-br"},
        {list, "zh", "cmn"},
        {list, "zh-Hans", "cmn"},
        {list, "no", "nb"},
        {list, "so", "en-us"},
        {list, "", "en-us"},
        {list, "x", "en-us"},
        {list, "--help", "en-us"},
        {list, "en us;ls", "en-us"},
        {list, "a-very-long-language-name-that-is-none", "en-us"},
        {"", "fr", "fr-fr"},
        {"", "en", "en-us"},
        {"", "../x", "en-us"},
        {"nonsense\n\n   \n5", "fr", "en"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char voice[SPEECH_VOICE_SIZE];
        speech_choose_voice(rows[i].list, rows[i].language, voice);
        if (strcmp(voice, rows[i].voice) != 0)
            fail_msg("%s: %s, not %s", rows[i].language, voice, rows[i].voice);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_goes_through_the_pipe),
        cmocka_unit_test(test_class_words_have_their_own_voice),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_new_text_and_hush_stop_the_old),
        cmocka_unit_test(test_many_in_a_row),
        cmocka_unit_test(test_silent),
        cmocka_unit_test(test_headless_devices),
        cmocka_unit_test(test_without_the_program),
        cmocka_unit_test(test_voices),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
