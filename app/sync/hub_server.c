#define _DEFAULT_SOURCE /* mkdtemp, fchmod */
#include "sync/hub_server.h"

#include "base/file_save.h"
#include "base/str.h"
#include "sync/hub_tools.h"
#include "sync/member.h"
#include "sync/spawn.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOCKET_PATH_MAX = 107 - (int)sizeof "/.s.PGSQL.65535.lock", LOG_MAX = 1024 * 1024 };

static const char far_socket[] = "/tmp/waystation-hub-";

/* --- Places ---------------------------------------------------------------------------------- */

static bool path_of(char *out, const char *data, const char *name, struct error *error)
{
    if (!str_format(out, HUB_PATH_SIZE, "%s/hub/%s", data, name))
        return error_set(error, ERR_BAD_INPUT, "the name of the data folder is too long");
    return true;
}

static bool exists(const char *data)
{
    char path[HUB_PATH_SIZE];
    struct error ignored = {0};
    return path_of(path, data, "db/PG_VERSION", &ignored) && access(path, F_OK) == 0;
}

static bool must_exist(const char *data, struct error *error)
{
    return exists(data) || error_set(error, ERR_NOT_FOUND,
                               "there is no hub in %s: make one with `waystation hub init`", data);
}

/* The value of a setting in hub/db/waystation.conf, which we wrote. */
static bool read_setting(const char *data, const char *name, char *out, size_t size)
{
    char path[HUB_PATH_SIZE], line[HUB_PATH_SIZE], start[64];
    struct error ignored = {0};
    bool found = false;
    if (!path_of(path, data, "db/waystation.conf", &ignored))
        return false;
    STR_FORMAT(start, "%s = ", name);
    FILE *file = fopen(path, "re");
    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
        found = str_starts_with(line, start);
        str_trim(line);
        if (found)
            str_copy(out, size, line + strlen(start));
    }
    if (file != NULL)
        fclose(file);
    return found;
}

bool hub_server_port(const char *data, int *port, struct error *error)
{
    char text[16];
    if (!must_exist(data, error))
        return false;
    if (read_setting(data, "port", text, sizeof text) && str_to_int(text, 1, UINT16_MAX, port))
        return true;
    return error_set(error, ERR_CORRUPT, "%s/hub/db/waystation.conf says no port", data);
}

/* Line `number` (from 1) of the file that the running server keeps. */
static bool read_running(const char *data, int number, char *out, size_t size)
{
    char path[HUB_PATH_SIZE], line[HUB_PATH_SIZE + 2];
    struct error ignored = {0};
    if (!path_of(path, data, "db/postmaster.pid", &ignored))
        return false;
    FILE *file = fopen(path, "re");
    bool ok = file != NULL;
    for (int i = 0; ok && i < number; i++)
        ok = fgets(line, sizeof line, file) != NULL;
    if (file != NULL)
        fclose(file);
    return ok && str_trim(line) > 0 && str_copy(out, size, line);
}

bool hub_server_owner(
    const char *data, const char *database, char out[static HUB_CONNINFO_SIZE], struct error *error)
{
    char folder[HUB_PATH_SIZE], port[16];
    struct str_writer writer = str_writer(out, HUB_CONNINFO_SIZE);
    if (!must_exist(data, error))
        return false;
    if (!read_running(data, 4, port, sizeof port) || !read_running(data, 5, folder, sizeof folder))
        return error_set(error, ERR_IO, "the hub does not run: `waystation hub start`");
    str_put(&writer, "host='");
    for (const char *c = folder; *c != '\0'; c++)
        str_putf(&writer, "%s%c", *c == '\'' || *c == '\\' ? "\\" : "", *c);
    str_putf(&writer, "' port=%s dbname=%s connect_timeout=10", port, database);
    return !writer.cut || error_set(error, ERR_BAD_INPUT, "the data folder's name is too long");
}

/* --- After a power cut ----------------------------------------------------------------------- */

/* The first line of a small file; "" if there is none. */
static void read_line(const char *path, char *out, size_t size)
{
    FILE *file = fopen(path, "re");
    if (file == NULL || fgets(out, (int)size, file) == NULL)
        out[0] = '\0';
    str_trim(out);
    if (file != NULL)
        fclose(file);
}

/* A plug that was pulled leaves the number of a process behind, and after the next start that may
 * be anybody's: PostgreSQL would not start for it, and pg_ctl would end it. */
static bool is_of_other_boot(const char *data)
{
    char path[HUB_PATH_SIZE], then[64], now[64];
    struct error ignored = {0};
    if (!path_of(path, data, "boot", &ignored))
        return false;
    read_line(path, then, sizeof then);
    read_line("/proc/sys/kernel/random/boot_id", now, sizeof now);
    return then[0] != '\0' && now[0] != '\0' && !str_equal(then, now);
}

/* What the server of an earlier start left is gone; from now on this start is the one. */
static bool begin_boot(const char *data, struct error *error)
{
    char path[HUB_PATH_SIZE], now[64], then[64];
    if (is_of_other_boot(data)) {
        if (!path_of(path, data, "db/postmaster.pid", error))
            return false;
        if (unlink(path) != 0 && errno != ENOENT)
            return error_set(error, ERR_IO, "%s: %s", path, strerror(errno));
    }
    if (!path_of(path, data, "boot", error))
        return false;
    read_line(path, then, sizeof then);
    read_line("/proc/sys/kernel/random/boot_id", now, sizeof now);
    return str_equal(then, now) || file_save_whole(path, 0600, now, strlen(now), error);
}

/* --- Running it ------------------------------------------------------------------------------ */

/* pg_ctl ACTION of this cluster, at most `arguments`' more words. */
static bool control(
    const char *data, const char *action, const char *const *more, int *status, struct error *error)
{
    struct hub_tools tools;
    char cluster[HUB_PATH_SIZE], output[HUB_PATH_SIZE], program[HUB_PATH_SIZE + 8];
    const char *arguments[16] = {program, action, "-D", cluster};
    if (!path_of(cluster, data, "db", error) || !path_of(output, data, "control.log", error) ||
        !hub_tools_find(&tools, cluster, error))
        return false;
    STR_FORMAT(program, "%s/pg_ctl", tools.folder);
    for (int i = 0; more[i] != NULL; i++)
        arguments[4 + i] = more[i];
    return spawn_run(arguments, output, status, error);
}

enum hub_server_state hub_server_state(const char *data)
{
    char text[16];
    int number;
    if (!exists(data))
        return HUB_SERVER_NONE;
    /* Without a shell and a child for each look: the id of the process, which may be another's. */
    if (is_of_other_boot(data) || !read_running(data, 1, text, sizeof text) ||
        !str_to_int(text, 1, INT32_MAX, &number) || (kill((pid_t)number, 0) != 0 && errno != EPERM))
        return HUB_SERVER_STOPPED;
    return read_running(data, 8, text, sizeof text) ? HUB_SERVER_RUNNING : HUB_SERVER_STOPPED;
}

/* A short folder for the socket, which nobody else may enter. */
static bool make_socket_folder(const char *data, char *out, struct error *error)
{
    struct stat status;
    if (!path_of(out, data, "s", error))
        return false;
    if (out[0] == '/' && strlen(out) <= SOCKET_PATH_MAX && strpbrk(out, "',\"") == NULL) {
        if (mkdir(out, 0700) != 0 && errno != EEXIST)
            return error_set(error, ERR_IO, "%s: %s", out, strerror(errno));
        if (stat(out, &status) == 0 && S_ISDIR(status.st_mode) && chmod(out, 0700) == 0)
            return true;
        return error_set(error, ERR_IO, "%s cannot be used: %s", out, strerror(errno));
    }
    str_format(out, HUB_PATH_SIZE, "%sXXXXXX", far_socket);
    return mkdtemp(out) != NULL ||
           error_set(error, ERR_IO, "no folder for the hub's socket in /tmp: %s", strerror(errno));
}

static bool write_socket(const char *data, struct error *error)
{
    char path[HUB_PATH_SIZE], folder[HUB_PATH_SIZE], text[HUB_PATH_SIZE + 64];
    if (!make_socket_folder(data, folder, error) || !path_of(path, data, "db/socket.conf", error))
        return false;
    STR_FORMAT(text, "unix_socket_directories = '%s'\n", folder);
    return file_save_whole(path, 0600, text, strlen(text), error);
}

static void shorten_log(const char *log)
{
    struct stat status;
    if (stat(log, &status) == 0 && status.st_size > LOG_MAX)
        (void)unlink(log);
}

/* PostgreSQL is content with one of IPv4 and IPv6; stations are not. */
static bool may_listen(const char *data, struct error *error)
{
    int port;
    return hub_server_port(data, &port, error) &&
           (hub_tools_port_is_free(port) ||
               error_set(error, ERR_BUSY,
                   "the hub cannot listen on port %d: another program has it. End that one, or "
                   "write another number into %s/hub/db/waystation.conf and give out new join "
                   "codes",
                   port, data));
}

static bool explain(const char *log, struct error *error)
{
    char why[256];
    spawn_last_line(log, "FATAL:  ", why, sizeof why);
    return error_set(
        error, ERR_IO, "the hub does not start: %s (%s)", why[0] != '\0' ? why : "no reason", log);
}

bool hub_server_start(const char *data, struct error *error)
{
    char log[HUB_PATH_SIZE];
    int status;
    if (!must_exist(data, error) || !hub_tools_may_run(data, error) || !begin_boot(data, error))
        return false;
    const char *const nothing[] = {NULL};
    if (!control(data, "status", nothing, &status, error))
        return false;
    if (status == 0)
        return true;
    if (!may_listen(data, error) || !path_of(log, data, "server.log", error) ||
        !write_socket(data, error))
        return false;
    shorten_log(log);
    const char *const more[] = {"-w", "-s", "-t", "60", "-l", log, NULL};
    return control(data, "start", more, &status, error) && (status == 0 || explain(log, error));
}

bool hub_server_stop(const char *data, struct error *error)
{
    char folder[HUB_PATH_SIZE] = "", why[256], log[HUB_PATH_SIZE];
    int status;
    const char *const nothing[] = {NULL}, *const more[] = {
                                              "-w", "-s", "-m", "fast", "-t", "60", NULL};
    if (!must_exist(data, error) || !hub_tools_may_run(data, error) || !begin_boot(data, error) ||
        !control(data, "status", nothing, &status, error))
        return false;
    if (status != 0)
        return true;
    (void)read_running(data, 5, folder, sizeof folder);
    if (!control(data, "stop", more, &status, error) || !path_of(log, data, "control.log", error))
        return false;
    spawn_last_line(log, NULL, why, sizeof why);
    if (status != 0)
        return error_set(error, ERR_IO, "the hub does not stop: %s", why);
    if (str_starts_with(folder, far_socket))
        (void)rmdir(folder);
    return true;
}
