#define _GNU_SOURCE /* posix_spawn_file_actions_addclosefrom_np */
#include "sync/spawn.h"

#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A server outlives the command that starts it: it must not hold the lock of the data folder, nor a
 * pipe that somebody reads to its end. */
static int start(const char *const *arguments, const char *output, pid_t *child)
{
    static const char *const environment[] = {
        "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C", "TZ=UTC", NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed != 0)
        return failed;
    failed = posix_spawnattr_init(&attributes);
    if (failed != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return failed;
    }
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(
        &actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    failed = posix_spawnp(child, arguments[0], &actions, &attributes,
        (char *const *)(uintptr_t)arguments, (char *const *)(uintptr_t)environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

bool spawn_run(const char *const *arguments, const char *output, int *status, struct error *error)
{
    pid_t child;
    int how, failed = start(arguments, output, &child);
    if (failed == ENOENT)
        return error_set(error, ERR_NOT_FOUND, "the program %s is not there", arguments[0]);
    if (failed != 0)
        return error_set(
            error, ERR_IO, "%s could not be started: %s", arguments[0], strerror(failed));
    while (waitpid(child, &how, 0) < 0)
        if (errno != EINTR)
            return error_set(error, ERR_IO, "waiting for %s: %s", arguments[0], strerror(errno));
    *status = WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
    return true;
}

void spawn_last_line(const char *file, const char *mark, char *out, size_t size)
{
    char line[1024];
    bool marked = false;
    FILE *stream = fopen(file, "re");
    out[0] = '\0';
    while (stream != NULL && fgets(line, sizeof line, stream) != NULL) {
        const char *found = mark != NULL ? strstr(line, mark) : NULL;
        str_trim(line);
        if (line[0] == '\0' || (marked && found == NULL))
            continue;
        marked = found != NULL;
        str_copy(out, size, found != NULL ? found + strlen(mark) : line);
    }
    if (stream != NULL)
        fclose(stream);
}
