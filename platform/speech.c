#define _GNU_SOURCE /* posix_spawn_file_actions_addclosefrom_np */
#include "platform/speech.h"

#include "base/str.h"
#include "base/utf8.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG_MODULE "speech"
#include "base/log.h"

enum { PATH_SIZE = 512, DYING_MAX = 16, SPEED_WORDS_A_MINUTE = 145 };

struct speech {
    bool silent;
    char program[PATH_SIZE]; /* "": there is none */
    int percent;
    pid_t speaker; /* 0: nobody */
    pid_t dying[DYING_MAX];
    int dying_count;
    pid_t lister; /* prints the voices; 0: done */
    int voices_pipe;
    char voices[SPEECH_LIST_SIZE];
    char text[SPEECH_TEXT_SIZE], said[SPEECH_TEXT_SIZE]; /* with marks, and without */
    char given[2 * SPEECH_TEXT_SIZE];
};

extern char **environ;

static bool find_program(const char *name, char out[static PATH_SIZE])
{
    const char *path = getenv("PATH");
    const char *part;
    size_t length;
    while (path != NULL && str_next_part(&path, ':', &part, &length))
        if (str_format(out, PATH_SIZE, "%.*s/%s", (int)length, part, name) &&
            access(out, X_OK) == 0)
            return true;
    out[0] = '\0';
    return false;
}

/* Starts the program with the given ends of pipes (-1: /dev/null) and nothing else of ours. */
static pid_t start(struct speech *speech, char *const arguments[], int in, int out)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, defaults;
    pid_t pid = 0;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return 0;
    posix_spawnattr_init(&attributes);
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGTERM);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (in >= 0)
        posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    else
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (out >= 0)
        posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    else
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    int failed = posix_spawn(&pid, speech->program, &actions, &attributes, arguments, environ);
    if (failed != 0) {
        log_warning("%s does not start: %s", speech->program, strerror(failed));
        pid = 0;
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

static bool has_ended(pid_t pid)
{
    pid_t result = waitpid(pid, NULL, WNOHANG);
    return result == pid || (result < 0 && errno == ECHILD);
}

static void reap(struct speech *speech)
{
    int left = 0;
    for (int i = 0; i < speech->dying_count; i++)
        if (!has_ended(speech->dying[i]))
            speech->dying[left++] = speech->dying[i];
    speech->dying_count = left;
    if (speech->speaker != 0 && has_ended(speech->speaker))
        speech->speaker = 0;
    if (speech->lister != 0 && has_ended(speech->lister))
        speech->lister = 0;
}

static void stop(struct speech *speech)
{
    reap(speech);
    if (speech->speaker == 0)
        return;
    kill(speech->speaker, SIGKILL);
    if (speech->dying_count == DYING_MAX)
        waitpid(speech->speaker, NULL, 0);
    else
        speech->dying[speech->dying_count++] = speech->speaker;
    speech->speaker = 0;
    reap(speech);
}

/* The list is asked for at start and read when the first text is said: it fits into the pipe, so
 * nobody waits for anybody. */
static void ask_voices(struct speech *speech)
{
    int ends[2];
    if (pipe(ends) != 0)
        return;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    char *arguments[] = {speech->program, "--voices", NULL};
    speech->lister = start(speech, arguments, -1, ends[1]);
    close(ends[1]);
    speech->voices_pipe = ends[0];
}

static void read_voices(struct speech *speech)
{
    size_t length = strlen(speech->voices);
    while (speech->voices_pipe >= 0) {
        ssize_t got =
            read(speech->voices_pipe, speech->voices + length, sizeof speech->voices - 1 - length);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (got <= 0) {
            close(speech->voices_pipe);
            speech->voices_pipe = -1;
            return;
        }
        length += (size_t)got;
        speech->voices[length] = '\0';
    }
}

/* A pipe with all of the text in it. It is written while we still hold the reading end, so a
 * program that dies early cannot break it; what does not fit is not said. */
static int fill_pipe(const char *text)
{
    int ends[2];
    if (pipe(ends) != 0)
        return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    size_t length = strlen(text), done = 0;
    while (done < length) {
        ssize_t written = write(ends[1], text + done, length - done);
        if (written <= 0)
            break;
        done += (size_t)written;
    }
    close(ends[1]);
    return ends[0];
}

static void start_speaker(struct speech *speech, struct spoken_languages languages)
{
    char interface[SPEECH_VOICE_SIZE], class[SPEECH_VOICE_SIZE], speed[16], amplitude[16];
    read_voices(speech);
    const char *list = speech->voices_pipe >= 0 ? "" : speech->voices;
    speech_choose_voice(list, languages.interface, interface);
    speech_choose_voice(list, languages.class, class);
    const char *only =
        speech_write(speech->given, sizeof speech->given, speech->text, interface, class);
    STR_FORMAT(speed, "%d", (int)SPEED_WORDS_A_MINUTE);
    STR_FORMAT(amplitude, "%d", speech->percent);
    int in = fill_pipe(speech->given);
    if (in < 0)
        return;
    char *voice = only == class ? class : interface;
    char *arguments[] = {speech->program, "--stdin", "-b", "1", "-v", voice, "-s", speed, "-a",
        amplitude, only == NULL ? "-m" /* SSML */ : NULL, NULL};
    speech->speaker = start(speech, arguments, in, -1);
    close(in);
}

bool speech_open(struct speech **out, bool silent, struct error *error)
{
    struct speech *speech = calloc(1, sizeof *speech);
    if (speech == NULL)
        return error_set(error, ERR_MEMORY, "There is no memory for speech.");
    speech->silent = silent;
    speech->percent = 100;
    speech->voices_pipe = -1;
    if (find_program("espeak-ng", speech->program) && !silent)
        ask_voices(speech);
    *out = speech;
    return true;
}

void speech_close(struct speech *speech)
{
    if (speech == NULL)
        return;
    stop(speech);
    if (speech->lister != 0)
        kill(speech->lister, SIGKILL);
    if (speech->lister != 0)
        waitpid(speech->lister, NULL, 0);
    for (int i = 0; i < speech->dying_count; i++)
        waitpid(speech->dying[i], NULL, 0);
    if (speech->voices_pipe >= 0)
        close(speech->voices_pipe);
    free(speech);
}

bool speech_can(const struct speech *speech)
{
    return speech->program[0] != '\0';
}

void speech_say(struct speech *speech, struct spoken_languages languages, const char *text)
{
    speech_hush(speech);
    if (speech->percent == 0 || str_is_empty(text))
        return;
    utf8_clean(speech->text, sizeof speech->text, text, strlen(text));
    spoken_plain(speech->said, sizeof speech->said, speech->text);
    if (!speech->silent && speech_can(speech))
        start_speaker(speech, languages);
}

void speech_hush(struct speech *speech)
{
    stop(speech);
    speech->said[0] = '\0';
}

void speech_set_volume(struct speech *speech, int percent)
{
    speech->percent = CLAMP(percent, 0, 100);
    if (speech->percent == 0)
        speech_hush(speech);
}

const char *speech_said(const struct speech *speech)
{
    return speech->said;
}
