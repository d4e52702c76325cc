#include "sync/hub_server.h"

#include "base/str.h"
#include "sync/member.h"
#include <libpq-fe.h>
#include <string.h>

static bool fail(PGconn *conn, const char *what, struct error *error)
{
    char why[256];
    STR_COPY(why, conn != NULL ? PQerrorMessage(conn) : "out of memory");
    str_trim(why);
    return error_set(error, ERR_IO, "%s: %s", what, why);
}

bool hub_server_database(const char *data, const char *name, struct error *error)
{
    char owner[HUB_CONNINFO_SIZE], sql[256];
    if (!hub_server_owner(data, "postgres", owner, error))
        return false;
    PGconn *conn = PQconnectdb(owner);
    PGresult *result = NULL;
    bool ok = PQstatus(conn) == CONNECTION_OK;
    if (ok) {
        const char *values[] = {name};
        result = PQexecParams(
            conn, "SELECT FROM pg_database WHERE datname = $1", 1, NULL, values, NULL, NULL, 0);
        ok = PQresultStatus(result) == PGRES_TUPLES_OK;
    }
    if (ok && PQntuples(result) == 0) {
        PQclear(result);
        STR_FORMAT(sql, "CREATE DATABASE \"%s\"", name); /* a name of ours */
        result = PQexec(conn, sql);
        ok = PQresultStatus(result) == PGRES_COMMAND_OK;
    }
    if (!ok)
        fail(conn, "the hub's database could not be made", error);
    PQclear(result);
    PQfinish(conn);
    return ok;
}

/* What a conninfo says that we know; false: it cannot be read. */
static bool read_place(const char *conninfo, struct member *out)
{
    int port = 5432;
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    bool ok = options != NULL;
    for (const PQconninfoOption *option = options; ok && option->keyword != NULL; option++) {
        if (str_is_empty(option->val))
            continue;
        if (str_equal(option->keyword, "host"))
            ok = STR_COPY(out->host, option->val);
        else if (str_equal(option->keyword, "port"))
            ok = str_to_int(option->val, 1, UINT16_MAX, &port);
        else if (str_equal(option->keyword, "dbname"))
            ok = STR_COPY(out->database, option->val);
        else if (str_equal(option->keyword, "user"))
            ok = STR_COPY(out->role, option->val);
        else if (str_equal(option->keyword, "password"))
            ok = STR_COPY(out->secret, option->val);
    }
    PQconninfoFree(options);
    if (out->host[0] == '\0' || out->host[0] == '/')
        STR_COPY(out->host, "127.0.0.1");
    out->port = port;
    return ok && out->database[0] != '\0';
}

bool hub_server_place(const char *conninfo, struct member *out, struct error *error)
{
    struct member place = {0};
    bool ok = read_place(conninfo, &place);
    STR_COPY(out->host, place.host);
    STR_COPY(out->database, place.database);
    out->port = place.port;
    memset(&place, 0, sizeof place);
    return ok || error_set(error, ERR_BAD_INPUT,
                     "\"%.80s\" is not how to reach a PostgreSQL: write for example "
                     "\"host=db.school.example dbname=waystation user=owner\"",
                     conninfo);
}

bool hub_server_login(const char *line, struct member *out, struct error *error)
{
    *out = (struct member){0};
    if (read_place(line, out) && str_starts_with(out->role, MEMBER_ROLE_PREFIX) &&
        out->secret[0] != '\0')
        return true;
    memset(out, 0, sizeof *out);
    return error_set(error, ERR_BAD_INPUT,
        "this is no line that `waystation hub upstream --let-in` prints: host=… port=… dbname=… "
        "user=ws_… password=…");
}

void hub_server_line(const struct member *member, char *out, size_t size)
{
    str_format(out, size, "host=%s port=%d dbname=%s user=%s password=%s", member->host,
        member->port, member->database, member->role, member->secret);
}

bool hub_server_is_here(const char *host)
{
    return str_equal(host, "127.0.0.1") || str_equal(host, "localhost") || str_equal(host, "::1");
}

void hub_server_outside(const char *host, char *out, size_t size)
{
    out[0] = '\0';
    if (hub_server_is_here(host))
        hub_server_addresses(out, size);
    if (out[0] == '\0')
        str_copy(out, size, host);
}
