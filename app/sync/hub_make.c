#define _DEFAULT_SOURCE /* getifaddrs, gethostname, nftw */
#define _XOPEN_SOURCE   700
#include "sync/hub_server.h"

#include "base/file.h"
#include "base/file_save.h"
#include "base/str.h"
#include "sync/hub_tools.h"
#include "sync/member.h"
#include "sync/spawn.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PORTS_TRIED = 20 };

/* --- Ports and addresses --------------------------------------------------------------------- */

static bool choose_port(int wanted, int *out, struct error *error)
{
    int first = wanted != 0 ? wanted : MEMBER_PORT, tried = wanted != 0 ? 1 : PORTS_TRIED;
    for (*out = first; *out < first + tried; (*out)++)
        if (hub_tools_port_is_free(*out))
            return true;
    if (wanted != 0)
        return error_set(error, ERR_BUSY, "port %d is in use: choose another one", wanted);
    return error_set(error, ERR_BUSY, "the ports %d to %d are all in use: choose another one",
        first, first + tried - 1);
}

static bool is_useful(const struct ifaddrs *card)
{
    if (card->ifa_addr == NULL || !(card->ifa_flags & IFF_UP) || (card->ifa_flags & IFF_LOOPBACK))
        return false;
    if (card->ifa_addr->sa_family == AF_INET)
        return true;
    if (card->ifa_addr->sa_family != AF_INET6)
        return false;
    const struct sockaddr_in6 *six = (const void *)card->ifa_addr;
    return !IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr);
}

static void put_name(struct str_writer *writer, const char *name)
{
    str_putf(writer, "%s%s", writer->length > 0 ? "," : "", name);
}

/* IPv4 first: it is what school networks route. */
static void put_cards(struct str_writer *writer, const struct ifaddrs *cards, int family)
{
    char name[INET6_ADDRSTRLEN];
    for (const struct ifaddrs *card = cards; card != NULL; card = card->ifa_next) {
        if (!is_useful(card) || card->ifa_addr->sa_family != family)
            continue;
        const void *bits =
            family == AF_INET
                ? (const void *)&((const struct sockaddr_in *)(const void *)card->ifa_addr)
                      ->sin_addr
                : (const void *)&((const struct sockaddr_in6 *)(const void *)card->ifa_addr)
                      ->sin6_addr;
        if (inet_ntop(family, bits, name, sizeof name) != NULL &&
            writer->length + strlen(name) + 1 < writer->size)
            put_name(writer, name);
    }
}

void hub_server_addresses(char *out, size_t size)
{
    struct ifaddrs *cards = NULL;
    char name[256] = "";
    struct str_writer writer = str_writer(out, size);
    if (getifaddrs(&cards) != 0)
        return;
    put_cards(&writer, cards, AF_INET);
    put_cards(&writer, cards, AF_INET6);
    freeifaddrs(cards);
    if (writer.length == 0 || gethostname(name, sizeof name - 1) != 0 || name[0] == '\0' ||
        writer.length + strlen(name) + sizeof ",.local" >= size)
        return;
    put_name(&writer, name);
    if (strchr(name, '.') == NULL)
        str_put(&writer, ".local");
}

/* --- The cluster ----------------------------------------------------------------------------- */

/* Small: a Raspberry Pi that also shows the board. Nothing that a child wrote reaches the log: no
 * statements, no parameters, no details of rows. */
static const char settings[] =
    "listen_addresses = '*'\n"
    "max_connections = 120\n"
    "superuser_reserved_connections = 3\n"
    "unix_socket_permissions = 0700\n"
    "ssl = on\n"
    "ssl_cert_file = 'server.crt'\n"
    "ssl_key_file = 'server.key'\n"
    "ssl_min_protocol_version = 'TLSv1.2'\n"
    "password_encryption = 'scram-sha-256'\n"
    "authentication_timeout = 15s\n"
    "shared_buffers = 64MB\n"
    "work_mem = 4MB\n"
    "maintenance_work_mem = 32MB\n"
    "effective_cache_size = 256MB\n"
    "jit = off\n"
    "huge_pages = off\n"
    "max_worker_processes = 2\n"
    "max_parallel_workers_per_gather = 0\n"
    "max_logical_replication_workers = 0\n"
    "autovacuum_max_workers = 1\n"
    "autovacuum_naptime = 5min\n"
    "wal_level = minimal\n"
    "max_wal_senders = 0\n"
    "wal_compression = on\n"
    "min_wal_size = 48MB\n"
    "max_wal_size = 256MB\n"
    /* After each checkpoint, pages go whole to the log once more: memory cards wear. */
    "checkpoint_timeout = 15min\n"
    "synchronous_commit = on\n"
    "fsync = on\n"
    "full_page_writes = on\n"
    "random_page_cost = 1.1\n"
    /* A station whose plug was pulled is gone for the others within a minute. */
    "tcp_keepalives_idle = 20\n"
    "tcp_keepalives_interval = 10\n"
    "tcp_keepalives_count = 3\n"
    "idle_in_transaction_session_timeout = 60s\n"
    "timezone = 'UTC'\n"
    "log_timezone = 'UTC'\n"
    "log_destination = 'stderr'\n"
    "logging_collector = off\n"
    "log_min_messages = warning\n"
    "log_min_error_statement = panic\n"
    "log_error_verbosity = terse\n"
    "log_parameter_max_length = 0\n"
    "log_parameter_max_length_on_error = 0\n"
    "log_checkpoints = off\n"
    "log_statement = 'none'\n"
    "log_line_prefix = '%m %u '\n";

struct making {
    struct hub_tools tools;
    char folder[HUB_PATH_SIZE];  /* DATA/hub-building */
    char cluster[HUB_PATH_SIZE]; /* …/db */
    char output[HUB_PATH_SIZE];  /* what the tools said */
};

static bool run(const struct making *making, const char *const *arguments, const char *what,
    struct error *error)
{
    char why[256];
    int status;
    if (!spawn_run(arguments, making->output, &status, error))
        return false;
    if (status == 0)
        return true;
    spawn_last_line(making->output, "error: ", why, sizeof why);
    return error_set(error, ERR_IO, "%s: %s", what, why[0] != '\0' ? why : "it says no reason");
}

static bool init_cluster(const struct making *making, struct error *error)
{
    char program[HUB_PATH_SIZE + 8];
    STR_FORMAT(program, "%s/initdb", making->tools.folder);
    const char *const arguments[] = {program, "--pgdata", making->cluster, "--auth-local", "peer",
        "--auth-host", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--data-checksums",
        "--no-instructions", NULL};
    return run(making, arguments, "the hub's database could not be made", error);
}

/* No date and no name that anybody checks: the password proves both ends. ECDSA with SHA-256,
 * because binding to the channel needs a certificate whose hash is known. */
static bool make_certificate(const struct making *making, struct error *error)
{
    char key[HUB_PATH_SIZE + 16], certificate[HUB_PATH_SIZE + 16];
    STR_FORMAT(key, "%s/server.key", making->cluster);
    STR_FORMAT(certificate, "%s/server.crt", making->cluster);
    const char *const arguments[] = {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:prime256v1", "-sha256", "-nodes", "-days", "36500", "-subj",
        "/CN=waystation-hub", "-keyout", key, "-out", certificate, NULL};
    struct error problem = {0};
    if (!run(making, arguments, "the hub's certificate could not be made", &problem)) {
        if (problem.code == ERR_NOT_FOUND)
            return error_set(error, ERR_UNSUPPORTED,
                "openssl is not installed here: `sudo apt install openssl`, then do this again");
        return error_set(error, problem.code, "%s", problem.text);
    }
    return chmod(key, 0600) == 0 || error_set(error, ERR_IO, "%s: %s", key, strerror(errno));
}

static bool append(
    const struct making *making, const char *name, const char *text, struct error *error)
{
    char path[HUB_PATH_SIZE + 32];
    STR_FORMAT(path, "%s/%s", making->cluster, name);
    int file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    bool ok = file >= 0 && file_write_all(file, text, strlen(text)) && fsync(file) == 0;
    if (file >= 0)
        ok = close(file) == 0 && ok;
    return ok || error_set(error, ERR_IO, "%s cannot be written: %s", path, strerror(errno));
}

static bool write_file(
    const struct making *making, const char *name, const char *text, struct error *error)
{
    char path[HUB_PATH_SIZE + 32];
    STR_FORMAT(path, "%s/%s", making->cluster, name);
    return file_save_whole(path, 0600, text, strlen(text), error);
}

static bool configure(const struct making *making, int port, struct error *error)
{
    char text[sizeof settings + 256], access[1024];
    const struct passwd *user = getpwuid(geteuid());
    if (user == NULL)
        return error_set(error, ERR_UNSUPPORTED, "this user has no name on this machine");
    STR_FORMAT(text, "# Written by `waystation hub init`.\nport = %d\n%s", port, settings);
    STR_FORMAT(access,
        "# Written by `waystation hub init`: the owner by the socket, everybody else with TLS and "
        "a "
        "password.\nlocal all \"%s\" peer\nhost all \"%s\" all reject\n"
        "hostssl %s all all scram-sha-256\n",
        user->pw_name, user->pw_name, MEMBER_DATABASE);
    return write_file(making, "waystation.conf", text, error) &&
           write_file(making, "socket.conf", "", error) &&
           write_file(making, "pg_hba.conf", access, error) &&
           append(making, "postgresql.conf", "\ninclude 'waystation.conf'\ninclude 'socket.conf'\n",
               error);
}

static bool remove_folder(const struct making *making, struct error *error)
{
    const char *const arguments[] = {"rm", "-rf", "--", making->folder, NULL};
    int status;
    if (access(making->folder, F_OK) != 0)
        return true;
    return spawn_run(arguments, "/dev/null", &status, error) &&
           (status == 0 || error_set(error, ERR_IO, "%s cannot be removed", making->folder));
}

/* All or nothing: a plug pulled in the middle leaves a folder that the next try removes. */
static bool put_in_place(const struct making *making, const char *data, struct error *error)
{
    char hub[HUB_PATH_SIZE];
    STR_FORMAT(hub, "%s/hub", data);
    int folder = open(data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = folder >= 0 && unlink(making->output) == 0 && rename(making->folder, hub) == 0 &&
              file_sync_open_folder(folder);
    if (folder >= 0)
        close(folder);
    return ok || error_set(error, ERR_IO, "%s: %s", hub, strerror(errno));
}

bool hub_server_make(const char *data, int port, struct error *error)
{
    struct making making;
    int chosen;
    if (hub_server_state(data) != HUB_SERVER_NONE)
        return error_set(error, ERR_BAD_INPUT, "there is a hub already in %s", data);
    if (!STR_FORMAT(making.folder, "%s/hub-building", data) ||
        !STR_FORMAT(making.cluster, "%s/db", making.folder) ||
        !STR_FORMAT(making.output, "%s/setup.log", making.folder))
        return error_set(error, ERR_BAD_INPUT, "the name of the data folder is too long");
    if (!hub_tools_may_run(data, error) || !hub_tools_find(&making.tools, NULL, error) ||
        !choose_port(port, &chosen, error) || !remove_folder(&making, error))
        return false;
    if (mkdir(making.folder, 0700) != 0)
        return error_set(error, ERR_IO, "%s: %s", making.folder, strerror(errno));
    return init_cluster(&making, error) && make_certificate(&making, error) &&
           configure(&making, chosen, error) && put_in_place(&making, data, error);
}
