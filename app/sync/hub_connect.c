#define _DEFAULT_SOURCE
#include "sync/hub_inside.h"

#include "base/str.h"
#include "base/uptime.h"
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum {
    CONNECT_EACH_MS = 4000, /* when there are several addresses, of the time for all */
    ADDRESS_MAX = 8,
};

/* The server's side of the line: it lets go of what a station left behind, and gives up before the
 * station does. */
#define OPTIONS                                                                         \
    "-c search_path=waystation -c synchronous_commit=on -c statement_timeout=18000 "    \
    "-c lock_timeout=15000 -c idle_in_transaction_session_timeout=30000 "               \
    "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 " \
    "-c tcp_user_timeout=20000 -c client_connection_check_interval=5000 -c jit=off"

/* No such file: what is in the home of whoever runs the program changes nothing. */
#define NO_FILE "/nonexistent/waystation"

struct address {
    char host[MEMBER_HOST_SIZE];
    char number[NI_MAXHOST];
};

static void resolve(const char *host, const char *port, struct address *out, int *count)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (getaddrinfo(host, port, &hints, &found) != 0)
        return;
    for (struct addrinfo *at = found; at != NULL && *count < ADDRESS_MAX; at = at->ai_next) {
        struct address *address = &out[*count];
        STR_COPY(address->host, host);
        if (getnameinfo(at->ai_addr, at->ai_addrlen, address->number, sizeof address->number, NULL,
                0, NI_NUMERICHOST) == 0)
            (*count)++;
    }
    freeaddrinfo(found);
}

static int resolve_all(const struct member *member, const char *port, struct address *out)
{
    const char *cursor = member->host, *part;
    size_t length;
    int count = 0;
    while (str_next_part(&cursor, ',', &part, &length)) {
        char host[MEMBER_HOST_SIZE];
        str_copy_length(host, sizeof host, part, length);
        resolve(host, port, out, &count);
    }
    return count;
}

void hub_ignore_notice(void *context, const char *text)
{
    (void)context;
    (void)text;
}

static PGconn *start(const struct hub *hub, const struct address *address, const char *port)
{
    const struct {
        const char *key, *value;
    } settings[] = {
        {"host", address->host},
        {"hostaddr", address->number},
        {"port", port},
        {"dbname", hub->member.database},
        {"user", hub->member.role},
        {"password", hub->member.secret},
        {"sslmode", "require"},
        {"channel_binding", "require"},
        {"gssencmode", "disable"},
        {"sslrootcert", NO_FILE},
        {"sslcert", NO_FILE},
        {"sslkey", NO_FILE},
        {"sslcrl", NO_FILE},
        {"passfile", NO_FILE},
        {"client_encoding", "UTF8"},
        {"application_name", hub->program},
        {"keepalives_idle", "10"},
        {"keepalives_interval", "5"},
        {"keepalives_count", "3"},
        {"tcp_user_timeout", "20000"},
        {"options", OPTIONS},
    };
    const char *keys[COUNT_OF(settings) + 1] = {0}, *values[COUNT_OF(settings) + 1] = {0};
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        keys[i] = settings[i].key;
        values[i] = settings[i].value;
    }
    PGconn *conn = PQconnectStartParams(keys, values, 0);
    if (conn != NULL) {
        PQsetErrorVerbosity(conn, PQERRORS_VERBOSE); /* with the state */
        PQsetNoticeProcessor(conn, hub_ignore_notice, NULL);
    }
    return conn;
}

static bool connect_one(struct hub *hub, const struct address *address, const char *port,
    int64_t deadline_ms, struct hub_fault *fault)
{
    PGconn *conn = start(hub, address, port);
    if (conn == NULL)
        return hub_fault_set(fault, SYNC_BROKEN, "out of memory");
    PostgresPollingStatusType wants =
        PQstatus(conn) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (wants == PGRES_POLLING_READING || wants == PGRES_POLLING_WRITING) {
        struct pollfd poller = {
            .fd = PQsocket(conn), .events = wants == PGRES_POLLING_READING ? POLLIN : POLLOUT};
        int64_t left = deadline_ms - uptime_ms();
        int ready = left <= 0 ? 0 : poll(&poller, 1, (int)left);
        if (ready == 0) {
            PQfinish(conn);
            return hub_fault_set(fault, SYNC_SILENT, "%s: no answer in time", address->number);
        }
        if (ready > 0 || errno != EINTR)
            wants = PQconnectPoll(conn);
    }
    if (wants != PGRES_POLLING_OK) {
        hub_fault_connect(fault, conn);
        PQfinish(conn);
        return false;
    }
    PQsetErrorVerbosity(conn, PQERRORS_DEFAULT);
    PQsetnonblocking(conn, 1);
    hub->conn = conn;
    return true;
}

/* The address that came farthest says what is wrong. */
bool hub_connect(struct hub *hub, struct hub_fault *fault)
{
    struct address addresses[ADDRESS_MAX];
    char port[16];
    hub_disconnect(hub);
    STR_FORMAT(port, "%d", hub->member.port);
    int64_t end_ms = uptime_ms() + hub->connect_ms;
    int count = resolve_all(&hub->member, port, addresses);
    hub_fault_set(fault, SYNC_NO_ADDRESS, "%s: no such host is known", hub->member.host);
    for (int i = 0; i < count; i++) {
        struct hub_fault found;
        int64_t now_ms = uptime_ms();
        int64_t deadline_ms = i + 1 < count
                                  ? MIN(now_ms + MIN(CONNECT_EACH_MS, hub->connect_ms / 2), end_ms)
                                  : end_ms;
        if (connect_one(hub, &addresses[i], port, deadline_ms, &found))
            return true;
        if (i == 0 || found.trouble > fault->trouble)
            *fault = found;
    }
    fault->lost = true;
    return false;
}

void hub_disconnect(struct hub *hub)
{
    PQfinish(hub->conn);
    hub->conn = NULL;
    hub->class_uid[0] = '\0';
}
