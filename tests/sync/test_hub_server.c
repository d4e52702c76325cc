/* A real cluster: made, started, stopped, moved. Skipped where PostgreSQL is not installed. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/str.h"
#include "sync/hub_server.h"
#include "sync/hub_tools.h"
#include "sync/member.h"
#include "sync/spawn.h"
#include <arpa/inet.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOBODY = 65534 };

static char work[] = "/tmp/waystation-test-hub-XXXXXX";

static bool has_postgres(void)
{
    struct hub_tools tools;
    struct error ignored = {0};
    return hub_tools_find(&tools, NULL, &ignored);
}

#define OK(call)                                   \
    do {                                           \
        struct error error = {0};                  \
        bool done_ = call;                         \
        if (!done_)                                \
            fail_msg("%s: %s", #call, error.text); \
        assert_int_equal(error.code, ERR_NONE);    \
    } while (0)

#define REFUSED(call, wanted, part)                              \
    do {                                                         \
        struct error error = {0};                                \
        bool done_ = call;                                       \
        assert_false(done_);                                     \
        if (error.code != (wanted) || !strstr(error.text, part)) \
            fail_msg("%s: %s", #call, error.text);               \
    } while (0)

static bool answers(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int end = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(end >= 0);
    bool ok = connect(end, (struct sockaddr *)&address, sizeof address) == 0;
    close(end);
    return ok;
}

static int listen_somewhere(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int end = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(end, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(end, 1), 0);
    assert_int_equal(getsockname(end, (struct sockaddr *)&address, &size), 0);
    *port = ntohs(address.sin_port);
    return end;
}

/* Of this test alone: the usual ones may be in use by another run. */
static int free_port(void)
{
    int port;
    close(listen_somewhere(&port));
    return port;
}

static const char *folder(char out[static HUB_PATH_SIZE], const char *name)
{
    str_format(out, HUB_PATH_SIZE, "%s/%s", work, name);
    assert_int_equal(mkdir(out, 0700), 0);
    return out;
}

/* What the owner reads by the socket. */
static void ask(const char *data, const char *sql, char *out, size_t size)
{
    char owner[HUB_CONNINFO_SIZE], output[HUB_PATH_SIZE];
    int status = -1;
    OK(hub_server_owner(data, "postgres", owner, &error));
    STR_FORMAT(output, "%s/answer", work);
    const char *const arguments[] = {"psql", "-X", "-A", "-t", "-d", owner, "-c", sql, NULL};
    OK(spawn_run(arguments, output, &status, &error));
    spawn_last_line(output, NULL, out, size);
    if (status != 0)
        fail_msg("%s", out);
}

static void expect_setting(const char *data, const char *name, const char *value)
{
    char sql[128], out[256];
    STR_FORMAT(sql, "SHOW %s", name);
    ask(data, sql, out, sizeof out);
    assert_string_equal(out, value);
}

static void made_started_stopped(void **state)
{
    (void)state;
    char data[HUB_PATH_SIZE], beside[HUB_PATH_SIZE];
    int port = 0;
    if (!has_postgres())
        skip();
    folder(data, "board");
    assert_int_equal(hub_server_state(data), HUB_SERVER_NONE);
    REFUSED(hub_server_start(data, &error), ERR_NOT_FOUND, "hub init");
    REFUSED(hub_server_stop(data, &error), ERR_NOT_FOUND, "hub init");
    /* What a plug pulled in the middle of making it leaves. */
    STR_FORMAT(beside, "%s/hub-building", data);
    assert_int_equal(mkdir(beside, 0700), 0);
    OK(hub_server_make(data, free_port(), &error));
    assert_int_not_equal(access(beside, F_OK), 0);
    assert_int_equal(hub_server_state(data), HUB_SERVER_STOPPED);
    REFUSED(hub_server_make(data, 0, &error), ERR_BAD_INPUT, "already");
    OK(hub_server_port(data, &port, &error));
    assert_false(answers(port));
    OK(hub_server_start(data, &error));
    assert_int_equal(hub_server_state(data), HUB_SERVER_RUNNING);
    assert_true(answers(port));
    OK(hub_server_start(data, &error));
    expect_setting(data, "synchronous_commit", "on");
    expect_setting(data, "fsync", "on");
    expect_setting(data, "data_checksums", "on");
    expect_setting(data, "ssl", "on");
    expect_setting(data, "password_encryption", "scram-sha-256");
    expect_setting(data, "log_error_verbosity", "terse");
    expect_setting(data, "shared_buffers", "64MB");
    OK(hub_server_stop(data, &error));
    assert_int_equal(hub_server_state(data), HUB_SERVER_STOPPED);
    assert_false(answers(port));
    OK(hub_server_stop(data, &error));
    OK(hub_server_start(data, &error));
    OK(hub_server_stop(data, &error));
}

/* The socket's path has 107 bytes; the data folder's may have more, and other signs. */
static void in_a_folder_with_a_long_name(void **state)
{
    (void)state;
    char data[HUB_PATH_SIZE], out[64];
    if (!has_postgres())
        skip();
    folder(data, "O'Neill & a class whose folder has a name that is much longer than what the path "
                 "of a socket may be, ü");
    OK(hub_server_make(data, free_port(), &error));
    OK(hub_server_start(data, &error));
    ask(data, "SELECT 40 + 2", out, sizeof out);
    assert_string_equal(out, "42");
    OK(hub_server_stop(data, &error));
}

static void refused_names(void **state)
{
    (void)state;
    char data[HUB_PATH_SIZE];
    if (!has_postgres())
        skip();
    REFUSED(hub_server_make(folder(data, "a$b"), 0, &error), ERR_BAD_INPUT, "sign");
    REFUSED(hub_server_make(folder(data, "a\"b"), 0, &error), ERR_BAD_INPUT, "sign");
}

static void a_port_in_use_is_said(void **state)
{
    (void)state;
    char data[HUB_PATH_SIZE], usual[HUB_PATH_SIZE];
    int port, own;
    if (!has_postgres())
        skip();
    folder(data, "port");
    int other = listen_somewhere(&port);
    REFUSED(hub_server_make(data, port, &error), ERR_BUSY, "in use");
    assert_int_equal(hub_server_state(data), HUB_SERVER_NONE);
    close(other);
    OK(hub_server_make(data, port, &error));
    OK(hub_server_port(data, &own, &error));
    assert_int_equal(own, port);
    OK(hub_server_make(folder(usual, "usual"), 0, &error));
    OK(hub_server_port(usual, &own, &error));
    assert_in_range(own, MEMBER_PORT, MEMBER_PORT + 19);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int one = 1;
    other = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(other, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    assert_int_equal(bind(other, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(other, 1), 0);
    REFUSED(hub_server_start(data, &error), ERR_BUSY, "cannot listen");
    close(other);
    OK(hub_server_start(data, &error));
    OK(hub_server_stop(data, &error));
}

/* Only its owner may look at the key, at the data and into the socket. */
static void others_see_nothing(void **state)
{
    (void)state;
    static const char *const places[] = {
        "hub", "hub/db", "hub/s", "hub/db/server.key", "hub/db/pg_hba.conf", "hub/server.log"};
    if (!has_postgres())
        skip();
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        char path[HUB_PATH_SIZE];
        struct stat status;
        STR_FORMAT(path, "%s/board/%s", work, places[i]);
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 077, 0);
    }
}

static void the_last_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *mark, *expected;
    } cases[] = {
        {"", NULL, ""},
        {"one\n", NULL, "one"},
        {"one\n two \n\n", NULL, "two"},
        {"a FATAL:  b\nc\n", "FATAL:  ", "b"},
        {"a\nb\n", "FATAL:  ", "b"},
        {"a FATAL:  b\nx FATAL:  c\nd\n", "FATAL:  ", "c"},
    };
    char path[HUB_PATH_SIZE], out[64];
    STR_FORMAT(path, "%s/lines", work);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        FILE *file = fopen(path, "w");
        fputs(cases[i].text, file);
        fclose(file);
        spawn_last_line(path, cases[i].mark, out, sizeof out);
        assert_string_equal(out, cases[i].expected);
    }
    spawn_last_line("/nowhere/at/all", NULL, out, sizeof out);
    assert_string_equal(out, "");
}

static void places(void **state)
{
    (void)state;
    static const struct {
        const char *conninfo, *host, *database;
        int port;
    } cases[] = {
        {"host=db.school port=5433 dbname=way user=owner", "db.school", "way", 5433},
        {"host=db.school dbname=way password='a b'", "db.school", "way", 5432},
        {"postgresql://owner@db.school:5433/way", "db.school", "way", 5433},
        {"dbname=way", "127.0.0.1", "way", 5432},
        {"host=/run/postgresql dbname=way", "127.0.0.1", "way", 5432},
        {"host=a,b port=5433 dbname=way", "a,b", "way", 5433},
        {"nonsense", NULL, NULL, 0},
        {"", NULL, NULL, 0},
        {"host=db.school", NULL, NULL, 0},
        {"host=db.school dbname=way port=x", NULL, NULL, 0},
        {"host=db.school dbname=way port=70000", NULL, NULL, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct member member = {0};
        struct error error = {0};
        bool ok = hub_server_place(cases[i].conninfo, &member, &error);
        assert_true(ok == (cases[i].host != NULL));
        assert_int_equal(error.code, ok ? ERR_NONE : ERR_BAD_INPUT);
        if (!ok)
            continue;
        assert_string_equal(member.host, cases[i].host);
        assert_string_equal(member.database, cases[i].database);
        assert_int_equal(member.port, cases[i].port);
    }
    char outside[MEMBER_HOST_SIZE];
    hub_server_outside("db.school", outside, sizeof outside);
    assert_string_equal(outside, "db.school");
    hub_server_outside("127.0.0.1", outside, sizeof outside);
    assert_true(outside[0] != '\0');
}

static int open_work(void **state)
{
    (void)state;
    /* PostgreSQL refuses to run as root; ending the id makes a process one that a leak check
     * cannot look into. */
    if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
        return -1;
    prctl(PR_SET_DUMPABLE, 1);
    return mkdtemp(work) == NULL ? -1 : 0;
}

static int close_work(void **state)
{
    (void)state;
    static const char *const names[] = {"board", "port"};
    const char *const arguments[] = {"rm", "-rf", "--", work, NULL};
    int status;
    struct error error = {0};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char data[HUB_PATH_SIZE];
        STR_FORMAT(data, "%s/%s", work, names[i]);
        (void)!hub_server_stop(data, &error); /* of a test that failed */
    }
    return spawn_run(arguments, "/dev/null", &status, &(struct error){0}) ? status : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_started_stopped),
        cmocka_unit_test(in_a_folder_with_a_long_name),
        cmocka_unit_test(refused_names),
        cmocka_unit_test(a_port_in_use_is_said),
        cmocka_unit_test(others_see_nothing),
        cmocka_unit_test(the_last_line),
        cmocka_unit_test(places),
    };
    return cmocka_run_group_tests(tests, open_work, close_work);
}
