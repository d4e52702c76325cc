/* To be preloaded: lets calls to the system fail (tests/README.md R6).
 *
 * - FAULT_CALLS: of memory, write, sync, open (with everything that names files), list (the next
 *   name of a folder), with commas
 * - FAULT_AT: the k-th of these calls fails, from 1 on; FAULT_FOREVER: and every one after it
 * - FAULT_WHILE: instead, every one while this file is there
 * - FAULT_ERROR: EIO (else), ENOSPC, EROFS, EINTR, SHORT (a write that writes half), KILL (the
 *   power goes before the call), TORN (in the middle of a write)
 * - FAULT_BELOW: only files and folders whose path begins so; else every regular file, every folder
 * - FAULT_COUNT: a file that gets the number of calls there were, at the end */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CALL_MEMORY = 1, CALL_WRITE = 2, CALL_SYNC = 4, CALL_OPEN = 8, CALL_LIST = 16 };

static struct {
    unsigned calls;
    long at;
    bool forever, is_short, kills;
    const char *while_there, *below, *count;
    int error;
} fault;
static atomic_long counted;
static atomic_bool ready;

static int error_named(const char *name)
{
    if (name == NULL)
        return EIO;
    return strcmp(name, "ENOSPC") == 0  ? ENOSPC
           : strcmp(name, "EROFS") == 0 ? EROFS
           : strcmp(name, "EINTR") == 0 ? EINTR
                                        : EIO;
}

__attribute__((constructor)) static void begin(void)
{
    const char *calls = getenv("FAULT_CALLS"), *at = getenv("FAULT_AT");
    if (calls == NULL)
        return;
    fault.calls =
        (strstr(calls, "memory") ? CALL_MEMORY : 0u) | (strstr(calls, "write") ? CALL_WRITE : 0u) |
        (strstr(calls, "sync") ? CALL_SYNC : 0u) | (strstr(calls, "open") ? CALL_OPEN : 0u) |
        (strstr(calls, "list") ? CALL_LIST : 0u);
    fault.at = at != NULL ? strtol(at, NULL, 10) : 0;
    fault.forever = getenv("FAULT_FOREVER") != NULL;
    fault.while_there = getenv("FAULT_WHILE");
    fault.below = getenv("FAULT_BELOW");
    fault.count = getenv("FAULT_COUNT");
    const char *error = getenv("FAULT_ERROR");
    fault.error = error_named(error);
    bool is_torn = error != NULL && strcmp(error, "TORN") == 0;
    fault.is_short = is_torn || (error != NULL && strcmp(error, "SHORT") == 0);
    fault.kills = is_torn || (error != NULL && strcmp(error, "KILL") == 0);
    ready = true;
}

__attribute__((destructor)) static void end(void)
{
    char text[32];
    if (!ready || fault.count == NULL)
        return;
    ready = false;
    int file = (int)syscall(SYS_openat, AT_FDCWD, fault.count, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int length = snprintf(text, sizeof text, "%ld\n", (long)counted);
    if (file >= 0 && syscall(SYS_write, file, text, length) == length)
        close(file);
}

/* As when the power goes. */
static void die(void)
{
    kill(getpid(), SIGKILL);
}

static bool fails(unsigned call)
{
    if (!ready || (fault.calls & call) == 0)
        return false;
    if (fault.while_there != NULL)
        return syscall(SYS_faccessat, AT_FDCWD, fault.while_there, F_OK) == 0;
    long k = atomic_fetch_add(&counted, 1) + 1;
    bool is_now = fault.at > 0 && (k == fault.at || (fault.forever && k > fault.at));
    if (is_now && fault.kills && !(fault.is_short && call == CALL_WRITE))
        die();
    return is_now;
}

static bool fails_path(unsigned call, const char *path)
{
    if (!ready || (fault.below != NULL && strncmp(path, fault.below, strlen(fault.below)) != 0))
        return false;
    if (!fails(call))
        return false;
    errno = fault.error;
    return true;
}

static bool fails_file(unsigned call, int file)
{
    struct stat status;
    if (!ready || (fault.calls & call) == 0 || file < 3)
        return false;
    int kept = errno;
    bool matches = fstat(file, &status) == 0 &&
                   (call == CALL_LIST ? S_ISDIR(status.st_mode) : S_ISREG(status.st_mode));
    if (matches && fault.below != NULL) {
        char name[64], path[PATH_MAX];
        snprintf(name, sizeof name, "/proc/self/fd/%d", file);
        ssize_t length = readlink(name, path, sizeof path - 1);
        path[length > 0 ? length : 0] = '\0';
        matches = strncmp(path, fault.below, strlen(fault.below)) == 0;
    }
    errno = kept;
    if (!matches || !fails(call))
        return false;
    errno = fault.error;
    return true;
}

/* The next definition of a name, once. */
#define REAL(name) ((__typeof__(&name))real(#name, &(static_##name)))
static void *real(const char *name, void **slot)
{
    if (*slot == NULL)
        *slot = dlsym(RTLD_NEXT, name);
    return *slot;
}
#define SLOT(name) static void *static_##name

/* --- Memory ---------------------------------------------------------------------------------- */

#ifdef FAULT_MEMORY
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size)
{
    if (!fails(CALL_MEMORY))
        return __libc_malloc(size);
    errno = ENOMEM;
    return NULL;
}

void *calloc(size_t count, size_t size)
{
    if (!fails(CALL_MEMORY))
        return __libc_calloc(count, size);
    errno = ENOMEM;
    return NULL;
}

void *realloc(void *old, size_t size)
{
    if (!fails(CALL_MEMORY))
        return __libc_realloc(old, size);
    errno = ENOMEM;
    return NULL;
}
#endif

/* --- Files ----------------------------------------------------------------------------------- */

SLOT(write);
SLOT(pwrite);
SLOT(pwrite64);
SLOT(fsync);
SLOT(fdatasync);
SLOT(ftruncate);
SLOT(ftruncate64);
SLOT(open);
SLOT(open64);
SLOT(openat);
SLOT(rename);
SLOT(unlink);
SLOT(mkdir);
SLOT(readdir);
SLOT(readdir64);
SLOT(posix_fallocate);
SLOT(posix_fallocate64);

/* A short write is no error: it is half done. */
static bool fails_write(int file, size_t *size, bool *last)
{
    *last = false;
    if (!fails_file(CALL_WRITE, file))
        return false;
    *last = fault.kills;
    if (!fault.is_short || *size < 2)
        return !*last;
    *size /= 2;
    return false;
}

#define WRITE(call)                      \
    bool last;                           \
    if (fails_write(file, &size, &last)) \
        return -1;                       \
    ssize_t done = (call);               \
    if (last)                            \
        die();                           \
    return done

ssize_t write(int file, const void *bytes, size_t size)
{
    WRITE(REAL(write)(file, bytes, size));
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t at)
{
    WRITE(REAL(pwrite)(file, bytes, size, at));
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at)
{
    WRITE(REAL(pwrite64)(file, bytes, size, at));
}

int fsync(int file)
{
    return fails_file(CALL_SYNC, file) ? -1 : REAL(fsync)(file);
}

int fdatasync(int file)
{
    return fails_file(CALL_SYNC, file) ? -1 : REAL(fdatasync)(file);
}

int ftruncate(int file, off_t size)
{
    return fails_file(CALL_WRITE, file) ? -1 : REAL(ftruncate)(file, size);
}

int ftruncate64(int file, off64_t size)
{
    return fails_file(CALL_WRITE, file) ? -1 : REAL(ftruncate64)(file, size);
}

int posix_fallocate(int file, off_t at, off_t size)
{
    return fails_file(CALL_WRITE, file) ? fault.error : REAL(posix_fallocate)(file, at, size);
}

int posix_fallocate64(int file, off64_t at, off64_t size)
{
    return fails_file(CALL_WRITE, file) ? fault.error : REAL(posix_fallocate64)(file, at, size);
}

/* Reading is left alone where writing fails: what is read-only can be read. */
static bool fails_open(const char *path, int flags)
{
    if (fault.error == EROFS && (flags & O_ACCMODE) == O_RDONLY)
        return false;
    return fails_path(CALL_OPEN, path);
}

static mode_t mode_of(int flags, va_list rest)
{
    return (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
}

#define MODE(flags)                     \
    va_list rest;                       \
    va_start(rest, flags);              \
    mode_t mode = mode_of(flags, rest); \
    va_end(rest)

int open(const char *path, int flags, ...)
{
    MODE(flags);
    return fails_open(path, flags) ? -1 : REAL(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE(flags);
    return fails_open(path, flags) ? -1 : REAL(open64)(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    MODE(flags);
    return fails_open(path, flags) ? -1 : REAL(openat)(folder, path, flags, mode);
}

int rename(const char *from, const char *to)
{
    return fails_path(CALL_OPEN, to) ? -1 : REAL(rename)(from, to);
}

int unlink(const char *path)
{
    return fails_path(CALL_OPEN, path) ? -1 : REAL(unlink)(path);
}

int mkdir(const char *path, mode_t mode)
{
    return fails_path(CALL_OPEN, path) ? -1 : REAL(mkdir)(path, mode);
}

struct dirent *readdir(DIR *folder)
{
    return fails_file(CALL_LIST, dirfd(folder)) ? NULL : REAL(readdir)(folder);
}

struct dirent64 *readdir64(DIR *folder)
{
    return fails_file(CALL_LIST, dirfd(folder)) ? NULL : REAL(readdir64)(folder);
}
