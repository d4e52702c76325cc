/* What tests against a real server share (tests/sync/with_server.sh): a hub in a database of its
 * own, its board and stations, plain SQL as any of them. */
#pragma once

#include "base/str.h"
#include "sync/hub_admin.h"
#include <libpq-fe.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SERVED_TEXT = 512 };

static inline void served_die(const char *what, const char *text)
{
    fprintf(stderr, "%s: %s\n", what, text);
    abort();
}

static inline const char *served_superuser(void)
{
    const char *conninfo = getenv("WAYSTATION_TEST_HUB");
    if (conninfo == NULL)
        served_die("WAYSTATION_TEST_HUB", "run this through tests/sync/with_server.sh");
    return conninfo;
}

/* The first column of the first row, "" for none; what fails is "SQLSTATE: …". */
static inline const char *served_sql(const char *conninfo, const char *format, ...)
    PRINTF_LIKE(2, 3);
static inline const char *served_sql(const char *conninfo, const char *format, ...)
{
    static char out[8192];
    char sql[8192];
    va_list args;
    va_start(args, format);
    str_vformat(sql, sizeof sql, format, args);
    va_end(args);
    PGconn *conn = PQconnectdb(conninfo);
    if (PQstatus(conn) != CONNECTION_OK) {
        str_format(out, sizeof out, "no connection: %s", PQerrorMessage(conn));
        PQfinish(conn);
        return out;
    }
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);
    out[0] = '\0';
    if (status == PGRES_TUPLES_OK && PQntuples(result) > 0)
        STR_COPY(out, PQgetvalue(result, 0, 0));
    else if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        str_format(out, sizeof out, "%s: %s", PQresultErrorField(result, PG_DIAG_SQLSTATE),
            PQresultErrorMessage(result));
    PQclear(result);
    PQfinish(conn);
    return out;
}

struct served {
    char conninfo[SERVED_TEXT]; /* the superuser's, in this database */
    struct hub_class class;
    struct member board;
    struct arena arena;
};

/* An empty database. */
static inline void served_database(struct served *served)
{
    static int count;
    char name[64];
    struct error error = {0};
    memset(served, 0, sizeof *served);
    STR_FORMAT(name, "hub_%d_%d", (int)getpid(), ++count);
    const char *failed = served_sql(served_superuser(), "CREATE DATABASE %s", name);
    if (failed[0] != '\0')
        served_die("CREATE DATABASE", failed);
    STR_FORMAT(served->conninfo, "%s dbname=%s", served_superuser(), name);
    if (!arena_open(&served->arena, (size_t)64 << 20, &error))
        served_die("arena", error.text);
}

static inline void served_address(struct member *member)
{
    PGconn *conn = PQconnectdb(served_superuser());
    STR_COPY(member->host, "127.0.0.1");
    member->port = atoi(PQport(conn));
    PQfinish(conn);
}

/* One more class in a database: its board is in `out`. */
static inline void served_class(
    const struct served *served, const char *id, struct hub_class *class, struct member *board)
{
    struct error error = {0};
    *class = (struct hub_class){.badge_key = {7, 8, 9}, .class_key = {1, 2, 3}};
    STR_COPY(class->id, id);
    STR_FORMAT(class->name, "Class %s", id);
    *board = (struct member){0};
    served_address(board);
    STR_COPY(board->station, "board");
    if (!hub_admin_init(served->conninfo, class, board, NULL, 0, &error))
        served_die("hub_admin_init", error.text);
}

static inline void served_open(struct served *served)
{
    served_database(served);
    served_class(served, "4b", &served->class, &served->board);
}

static inline void served_close(struct served *served)
{
    arena_close(&served->arena);
}

/* One as the state of each test. */
static inline int served_set_up(void **state)
{
    static struct served served;
    served_open(&served);
    *state = &served;
    return 0;
}

static inline int served_tear_down(void **state)
{
    served_close(*state);
    return 0;
}

#define served_test(test) cmocka_unit_test_setup_teardown(test, served_set_up, served_tear_down)

static inline struct hub *served_hub(const struct member *member)
{
    struct hub *hub;
    struct error error = {0};
    if (!hub_open(&hub, member, &error))
        served_die("hub_open", error.text);
    return hub;
}

static inline struct sync_answer served_ask(
    struct served *served, struct hub *hub, struct sync_ask ask)
{
    struct sync_answer answer;
    hub_answer(hub, &ask, &served->arena, &answer);
    return answer;
}

static inline struct sync_answer served_hello(struct served *served, struct hub *hub)
{
    return served_ask(served, hub, (struct sync_ask){.kind = SYNC_ASK_HELLO});
}

/* Connected, or the test ends. */
static inline struct hub *served_connect(struct served *served, const struct member *member)
{
    struct hub *hub = served_hub(member);
    struct sync_answer answer = served_hello(served, hub);
    if (answer.trouble != SYNC_FINE)
        served_die("hello", answer.text);
    return hub;
}

/* A station that has joined the board's class. */
static inline struct member served_station(
    struct served *served, struct member *board, const char *label)
{
    struct member station = {0};
    struct error error = {0};
    char secret[MEMBER_SECRET_SIZE];
    STR_COPY(station.station, label);
    struct hub *hub = served_hub(board);
    if (!hub_join_open(hub, 10, &station, &error))
        served_die("hub_join_open", error.text);
    hub_close(hub);
    hub = served_connect(served, &station);
    hub_make_secret(secret);
    if (!hub_join_accept(hub, secret, &error))
        served_die("hub_join_accept", error.text);
    hub_close(hub);
    STR_COPY(station.secret, secret);
    return station;
}

/* Plain SQL with a node's own secret. */
static inline const char *served_conninfo(const struct member *member)
{
    static char out[2 * SERVED_TEXT];
    STR_FORMAT(out,
        "host=%s port=%d dbname=%s user=%s password=%s sslmode=require "
        "options='-c search_path=waystation'",
        member->host, member->port, member->database, member->role, member->secret);
    return out;
}

static inline struct store_event served_event(
    uint8_t log, uint32_t seq, const char *station, const char *student, const char *body)
{
    struct store_event event = {
        .stamp = {.at_ms = INT64_C(1795000000000) + seq, .seq = seq},
        .wall_ms = INT64_C(1795000000000) + seq,
        .mono_ms = 5000 + seq,
        .offset_s = -3600,
        .trusted = true,
        .station = station,
        .class_id = "4b",
        .student = student,
        .kind = "visit_ended",
        .version = 1,
        .body = body,
    };
    memset(event.stamp.log, log, LOG_ID_SIZE);
    return event;
}

static inline struct sync_answer served_push(
    struct served *served, struct hub *hub, const struct store_event *events, int count)
{
    return served_ask(
        served, hub, (struct sync_ask){.kind = SYNC_ASK_PUSH, .events = events, .count = count});
}

static inline struct sync_answer served_pull(
    struct served *served, struct hub *hub, uint8_t log, uint32_t after)
{
    struct sync_ask ask = {.kind = SYNC_ASK_PULL, .after = after};
    memset(ask.log, log, LOG_ID_SIZE);
    return served_ask(served, hub, ask);
}
