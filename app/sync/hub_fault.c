#include "sync/hub_inside.h"

#include "base/str.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* By the whole SQLSTATE or its first two characters, the longer ones first. */
static const struct {
    const char *state;
    enum sync_trouble trouble;
} states[] = {
    {"28", SYNC_WRONG_SECRET}, /* also: no such role any more, not let in by pg_hba.conf */
    {"3D000", SYNC_NOT_A_HUB}, /* no such database */
    {"3F000", SYNC_NOT_A_HUB}, /* schema */
    {"42883", SYNC_NOT_A_HUB}, /* function */
    {"42P01", SYNC_NOT_A_HUB}, /* table */
    {"42501", SYNC_DENIED},    /* row-level security too */
    {"22", SYNC_DENIED},       /* data that no hub takes */
    {"23", SYNC_DENIED},       /* too long, gaps */
    {"54", SYNC_DENIED},       /* more than PostgreSQL can keep */
    {"53100", SYNC_HUB_FULL},  /* no space on its disk */
    {"53300", SYNC_SILENT},    /* too many connections: later */
    {"57", SYNC_SILENT},       /* ended by its owner, or took too long */
    {"55", SYNC_SILENT},       /* waited for a lock */
    {"40", SYNC_SILENT},       /* two at once: again */
    {"08", SYNC_SILENT},       /* the line broke */
    {"WS001", SYNC_HUB_NEWER},
    {"WS002", SYNC_HUB_OLDER},
};

static enum sync_trouble trouble_of_state(const char *state)
{
    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (str_starts_with(state, states[i].state))
            return states[i].trouble;
    return SYNC_BROKEN;
}

bool hub_fault_set(struct hub_fault *out, enum sync_trouble trouble, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    *out = (struct hub_fault){.trouble = trouble};
    str_vformat(out->text, sizeof out->text, format, args);
    va_end(args);
    return false;
}

/* One line: libpq's have several, and end with one. */
static void take_text(struct hub_fault *out, const char *text)
{
    STR_COPY(out->text, text == NULL ? "" : text);
    for (char *c = out->text; *c != '\0'; c++)
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    str_trim(out->text);
}

bool hub_fault_take(struct hub_fault *out, const PGconn *conn, const PGresult *result)
{
    const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *text = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    *out = (struct hub_fault){.lost = PQstatus(conn) != CONNECTION_OK};
    take_text(out, text != NULL ? text : PQerrorMessage(conn));
    if (state == NULL) {
        out->trouble = out->lost ? SYNC_SILENT : SYNC_BROKEN;
        return false;
    }
    STR_COPY(out->state, state);
    out->trouble = trouble_of_state(state);
    return false;
}

/* "FATAL:  28P01: password authentication failed": libpq gives no state but in its text. */
static bool find_state(const char *text, char out[static HUB_STATE_SIZE])
{
    const char *end;
    for (const char *at = text; (at = strstr(at, ":  ")) != NULL; at += 3) {
        size_t length = strspn(at + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        end = at + 3 + length;
        if (length == HUB_STATE_SIZE - 1 && *end == ':')
            return str_copy_length(out, HUB_STATE_SIZE, at + 3, length);
    }
    return false;
}

static bool says_errno(const char *text, int number)
{
    return strstr(text, strerror(number)) != NULL;
}

static enum sync_trouble trouble_of_connecting(const char *text)
{
    static const struct {
        int number;
        enum sync_trouble trouble;
    } numbers[] = {
        {ECONNREFUSED, SYNC_REFUSED},
        {ENETUNREACH, SYNC_NO_ADDRESS},
        {EHOSTUNREACH, SYNC_NO_ADDRESS},
        {ENETDOWN, SYNC_NO_ADDRESS},
        {EHOSTDOWN, SYNC_NO_ADDRESS},
        {EADDRNOTAVAIL, SYNC_NO_ADDRESS},
        {ETIMEDOUT, SYNC_SILENT},
        {ECONNRESET, SYNC_SILENT},
        {EPIPE, SYNC_SILENT},
    };
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        if (says_errno(text, numbers[i].number))
            return numbers[i].trouble;
    /* A server that goes away as we come. */
    static const char *const ends[] = {"server closed the connection unexpectedly",
        "SSL connection has been closed unexpectedly", "EOF detected"};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (strstr(text, ends[i]) != NULL)
            return SYNC_SILENT;
    return SYNC_NOT_A_HUB; /* no TLS, no channel binding, another protocol */
}

bool hub_fault_connect(struct hub_fault *out, const PGconn *conn)
{
    *out = (struct hub_fault){.lost = true};
    take_text(out, PQerrorMessage(conn));
    char *location = strstr(out->text, "LOCATION:");
    if (location != NULL)
        *location = '\0';
    str_trim(out->text);
    if (find_state(out->text, out->state))
        out->trouble = trouble_of_state(out->state);
    else if (PQconnectionNeedsPassword(conn))
        out->trouble = SYNC_WRONG_SECRET; /* there is none here */
    else
        out->trouble = trouble_of_connecting(out->text);
    return false;
}

bool hub_fault_error(const struct hub_fault *fault, struct error *error)
{
    static const enum error_code codes[SYNC_TROUBLE_COUNT] = {
        [SYNC_NO_ADDRESS] = ERR_NOT_FOUND,
        [SYNC_REFUSED] = ERR_NOT_FOUND,
        [SYNC_SILENT] = ERR_BUSY,
        [SYNC_WRONG_SECRET] = ERR_DENIED,
        [SYNC_NOT_A_HUB] = ERR_NOT_FOUND,
        [SYNC_HUB_OLDER] = ERR_UNSUPPORTED,
        [SYNC_HUB_NEWER] = ERR_TOO_NEW,
        [SYNC_HUB_FULL] = ERR_NO_SPACE,
        [SYNC_DENIED] = ERR_DENIED,
        [SYNC_BROKEN] = ERR_IO,
    };
    enum error_code code = codes[fault->trouble];
    if (str_equal(fault->state, "P0002"))
        code = ERR_NOT_FOUND;
    if (str_equal(fault->state, "42710") || str_equal(fault->state, "23505"))
        code = ERR_BUSY;
    return error_set(error, code == ERR_NONE ? ERR_IO : code, "the hub: %s", fault->text);
}
