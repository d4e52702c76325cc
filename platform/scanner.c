#define _DEFAULT_SOURCE
#include "platform/scanner.h"

#include "base/str.h"
#include "base/uptime.h"
#include "platform/wake.h"
#include "ui/input.h"
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOG_MODULE "scanner"
#include "base/log.h"

static const char default_folder[] = "/dev/input/by-id";

enum { PATH_SIZE = 512, PAUSE_MS = 300, SETTLE_MS = 50 };

struct scanner {
    struct scanner_options options; /* device and folder are not kept */
    char device[PATH_SIZE];         /* "": the first one in folder */
    char folder[PATH_SIZE];
    pthread_t thread;
    bool has_thread;
    int bell, watch;
    atomic_bool quit;

    /* The thread's own. */
    int descriptor; /* -1: closed */
    int back_off_ms;
    int last_errno;
    struct scanner_decoder decoder;
};

static bool find_device(const struct scanner *scanner, char out[static PATH_SIZE])
{
    if (scanner->device[0] != '\0')
        return str_copy(out, PATH_SIZE, scanner->device);
    char best[256] = "";
    DIR *folder = opendir(scanner->folder);
    if (folder == NULL)
        return false;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (scanner_is_name(entry->d_name) && (best[0] == '\0' || strcmp(entry->d_name, best) < 0))
            STR_COPY(best, entry->d_name);
    closedir(folder);
    return best[0] != '\0' && str_format(out, PATH_SIZE, "%s/%s", scanner->folder, best);
}

bool scanner_is_device(const char *option, const char *folder, dev_t device)
{
    struct stat status;
    if (str_is_empty(option))
        return false;
    if (!str_equal(option, "auto"))
        return stat(option, &status) == 0 && status.st_rdev == device;
    DIR *names = opendir(folder != NULL ? folder : default_folder);
    bool found = false;
    for (const struct dirent *entry; names != NULL && !found && (entry = readdir(names)) != NULL;)
        found = scanner_is_name(entry->d_name) &&
                fstatat(dirfd(names), entry->d_name, &status, 0) == 0 && status.st_rdev == device;
    if (names != NULL)
        closedir(names);
    return found;
}

/* Without the grab every code would be typed into the screen as well. */
static bool grab(int descriptor)
{
    return ioctl(descriptor, EVIOCGRAB, 1) == 0 || errno == ENOTTY;
}

static bool try_open(struct scanner *scanner)
{
    char path[PATH_SIZE];
    if (!find_device(scanner, path))
        return false;
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor >= 0 && grab(descriptor)) {
        scanner->descriptor = descriptor;
        scanner->decoder = (struct scanner_decoder){0};
        if (scanner->back_off_ms == 0 || scanner->last_errno != 0)
            log_info("reading badges from %s", path);
        scanner->last_errno = 0;
        return true;
    }
    int why = errno;
    if (why != scanner->last_errno)
        log_warning("The scanner %s cannot be used: %s.%s", path, strerror(why),
            why == EACCES ? " Is the user in the group \"input\"?" : "");
    scanner->last_errno = why;
    if (descriptor >= 0)
        close(descriptor);
    return false;
}

static void pause_before_retry(struct scanner *scanner)
{
    scanner->back_off_ms = wake_back_off(scanner->back_off_ms);
    unsigned woken = wake_wait(scanner->bell, scanner->watch, -1, scanner->back_off_ms);
    if ((woken & WAKE_DEVICE) != 0)
        scanner->back_off_ms = SETTLE_MS;
}

/* A device that opens but never sends anything is tried more and more rarely as well. */
static void lose(struct scanner *scanner)
{
    if (scanner->back_off_ms == 0)
        log_warning("the scanner is gone; looking for it");
    close(scanner->descriptor);
    scanner->descriptor = -1;
    pause_before_retry(scanner);
}

static void post(struct scanner *scanner, const char *text)
{
    struct input input = {.kind = INPUT_BADGE, .source = SOURCE_SCANNER, .mono_ms = uptime_ms()};
    STR_COPY(input.text, text);
    scanner->options.post(scanner->options.context, &input);
}

static void read_events(struct scanner *scanner)
{
    struct input_event events[64];
    char text[SCANNER_TEXT_SIZE];
    ssize_t size = read(scanner->descriptor, events, sizeof events);
    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) {
        lose(scanner);
        return;
    }
    if (size > 0)
        scanner->back_off_ms = 0;
    for (ssize_t i = 0; i < size / (ssize_t)sizeof events[0]; i++)
        if (scanner_feed(&scanner->decoder, &events[i], text))
            post(scanner, text);
}

static void listen(struct scanner *scanner)
{
    char text[SCANNER_TEXT_SIZE];
    bool begun = scanner->decoder.length > 0 || scanner->decoder.broken;
    int timeout_ms = begun ? PAUSE_MS : -1;
    unsigned woken = wake_wait(scanner->bell, -1, scanner->descriptor, timeout_ms);
    if ((woken & WAKE_DATA) != 0)
        read_events(scanner);
    else if ((woken & WAKE_BROKEN) != 0)
        lose(scanner);
    else if (woken == 0 && scanner_finish(&scanner->decoder, text))
        post(scanner, text);
}

static void *run(void *argument)
{
    struct scanner *scanner = argument;
    while (!atomic_load(&scanner->quit)) {
        if (scanner->descriptor >= 0) {
            listen(scanner);
        } else if (!try_open(scanner)) {
            pause_before_retry(scanner);
        }
    }
    return NULL;
}

bool scanner_open(struct scanner **out, const struct scanner_options *options, struct error *error)
{
    assert(options->post != NULL && options->device != NULL);
    struct scanner *scanner = calloc(1, sizeof *scanner);
    if (scanner == NULL)
        return error_set(error, ERR_MEMORY, "There is no memory for the scanner.");
    scanner->options = *options;
    scanner->options.device = scanner->options.folder = NULL;
    scanner->descriptor = scanner->bell = scanner->watch = -1;
    const char *folder = options->folder != NULL ? options->folder : default_folder;
    bool automatic = str_equal(options->device, "auto");
    if (!STR_COPY(scanner->device, automatic ? "" : options->device) ||
        !STR_COPY(scanner->folder, folder)) {
        error_set(error, ERR_BAD_INPUT, "The path of the scanner is too long.");
        goto out;
    }
    /* udev makes by-id with the first device it holds and removes it with the last one. */
    const char *const folders[] = {"/dev", "/dev/input", folder};
    scanner->bell = wake_open();
    scanner->watch = wake_watch_folders(folders, COUNT_OF(folders));
    scanner->has_thread =
        scanner->bell >= 0 && pthread_create(&scanner->thread, NULL, run, scanner) == 0;
    if (scanner->has_thread) {
        *out = scanner;
        return true;
    }
    error_set(error, ERR_MEMORY, "The scanner's thread cannot be started.");
out:
    scanner_close(scanner);
    return false;
}

void scanner_close(struct scanner *scanner)
{
    if (scanner == NULL)
        return;
    if (scanner->has_thread) {
        atomic_store(&scanner->quit, true);
        wake_ring(scanner->bell);
        pthread_join(scanner->thread, NULL);
    }
    if (scanner->descriptor >= 0)
        close(scanner->descriptor);
    if (scanner->watch >= 0)
        close(scanner->watch);
    if (scanner->bell >= 0)
        close(scanner->bell);
    free(scanner);
}
