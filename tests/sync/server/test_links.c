/* Why there is no link: each reason told apart, in one word that the screens can show. */
#include "served.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/socket.h>

#include <cmocka.h>

static struct served served;

static int set_up(void **state)
{
    (void)state;
    served_open(&served);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    served_close(&served);
    return 0;
}

static struct sync_answer knock(const struct member *member)
{
    struct hub *hub = served_hub(member);
    struct sync_answer answer = served_hello(&served, hub);
    hub_close(hub);
    return answer;
}

static void assert_trouble(const struct member *member, enum sync_trouble trouble)
{
    struct sync_answer answer = knock(member);
    if (answer.trouble != trouble)
        fail_msg("%s (%s), and not %s", sync_trouble_text(answer.trouble), answer.text,
            sync_trouble_text(trouble));
    assert_true(trouble == SYNC_FINE || (answer.lost && answer.text[0] != '\0'));
}

/* A socket of this machine; *port is free, or listened on. */
static int open_port(int *port, bool listens)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    if (descriptor < 0 || bind(descriptor, (struct sockaddr *)&address, size) != 0 ||
        getsockname(descriptor, (struct sockaddr *)&address, &size) != 0 ||
        (listens && listen(descriptor, 4) != 0))
        served_die("socket", "none");
    *port = ntohs(address.sin_port);
    return descriptor;
}

static void test_addresses(void **state)
{
    (void)state;
    struct member member = served.board;
    int port;
    STR_COPY(member.host, "no-such-host.invalid");
    assert_trouble(&member, SYNC_NO_ADDRESS);
    STR_COPY(member.host, "");
    assert_trouble(&member, SYNC_NO_ADDRESS);
    /* Bound and not listening: refused. */
    int closed = open_port(&port, false);
    member = served.board;
    member.port = port;
    assert_trouble(&member, SYNC_REFUSED);
    close(closed);
    /* The first that works is taken. */
    member = served.board;
    STR_COPY(member.host, "no-such-host.invalid, 127.0.0.1");
    assert_trouble(&member, SYNC_FINE);
    STR_COPY(member.host, "::1");
    assert_trouble(&member, SYNC_FINE);
    STR_COPY(member.host, "localhost");
    assert_trouble(&member, SYNC_FINE);
}

static void test_secrets(void **state)
{
    (void)state;
    struct member member = served.board;
    STR_COPY(member.secret, "wrong");
    assert_trouble(&member, SYNC_WRONG_SECRET);
    STR_COPY(member.secret, "");
    assert_trouble(&member, SYNC_WRONG_SECRET);
    member = served.board;
    STR_COPY(member.role, "ws_nobody");
    assert_trouble(&member, SYNC_WRONG_SECRET);
    /* A login of this server that is no node of this hub. */
    STR_COPY(member.role, "somebody");
    served_sql(served.conninfo, "CREATE ROLE somebody LOGIN PASSWORD 'wrong'");
    STR_COPY(member.secret, "wrong");
    assert_trouble(&member, SYNC_WRONG_SECRET);
    served_sql(served.conninfo, "GRANT waystation_node TO somebody");
    assert_trouble(&member, SYNC_WRONG_SECRET);
    served_sql(served.conninfo, "DROP ROLE somebody");
}

static void test_no_hub_there(void **state)
{
    (void)state;
    struct member member = served.board;
    STR_COPY(member.database, "none");
    assert_trouble(&member, SYNC_NOT_A_HUB);
    STR_COPY(member.database, "postgres"); /* without our schema */
    assert_trouble(&member, SYNC_NOT_A_HUB);
}

/* What accepts on a port and answers the same to everybody. */
struct impostor {
    int descriptor;
    const char *says;
};

static void *pretend(void *context)
{
    const struct impostor *impostor = context;
    char request[256];
    int caller = accept(impostor->descriptor, NULL, NULL);
    if (caller >= 0 && recv(caller, request, sizeof request, 0) > 0)
        send(caller, impostor->says, strlen(impostor->says), MSG_NOSIGNAL);
    if (caller >= 0)
        close(caller);
    return NULL;
}

static void test_other_servers(void **state)
{
    (void)state;
    static const struct {
        const char *says;
        enum sync_trouble trouble;
    } impostors[] = {
        {"HTTP/1.0 400 Bad Request\r\n\r\n", SYNC_NOT_A_HUB},
        {"N", SYNC_NOT_A_HUB}, /* a PostgreSQL without TLS */
        {"S", SYNC_SILENT},    /* and one that goes away there */
        {"220 mail.example ESMTP\r\n", SYNC_NOT_A_HUB},
    };
    for (size_t i = 0; i < COUNT_OF(impostors); i++) {
        struct member member = served.board;
        pthread_t thread;
        int port;
        struct impostor impostor = {
            .descriptor = open_port(&port, true), .says = impostors[i].says};
        member.port = port;
        assert_int_equal(pthread_create(&thread, NULL, pretend, &impostor), 0);
        print_message("%s\n", impostors[i].says);
        assert_trouble(&member, impostors[i].trouble);
        pthread_join(thread, NULL);
        close(impostor.descriptor);
    }
}

static void rewrite_hba(const char *lines)
{
    char path[SERVED_TEXT];
    STR_FORMAT(path, "%s/pg_hba.conf", getenv("WAYSTATION_TEST_HUB_DATA"));
    FILE *file = fopen(path, "w");
    if (file == NULL)
        served_die(path, "cannot be written");
    fputs(lines, file);
    fclose(file);
    /* Sessions from here on have it. */
    served_sql(served.conninfo, "SELECT pg_reload_conf()");
    served_sql(served.conninfo, "SELECT pg_sleep(0.2)");
}

/* Whoever does not prove to know the secret, over this very line, is no hub. */
static void test_no_channel_binding(void **state)
{
    (void)state;
    static const char *const methods[] = {"password", "trust", "reject"};
    static const enum sync_trouble troubles[] = {SYNC_NOT_A_HUB, SYNC_NOT_A_HUB, SYNC_WRONG_SECRET};
    char lines[256];
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        STR_FORMAT(lines, "local all all trust\nhostssl all all 127.0.0.1/32 %s\n", methods[i]);
        rewrite_hba(lines);
        print_message("%s\n", methods[i]);
        assert_trouble(&served.board, troubles[i]);
    }
    rewrite_hba("local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
                "hostssl all all ::1/128 scram-sha-256\n");
    assert_trouble(&served.board, SYNC_FINE);
}

static void test_full_house(void **state)
{
    (void)state;
    struct hub *hub = served_connect(&served, &served.board);
    served_sql(served.conninfo, "ALTER ROLE %s CONNECTION LIMIT 1", served.board.role);
    assert_trouble(&served.board, SYNC_SILENT);
    served_sql(served.conninfo, "ALTER ROLE %s CONNECTION LIMIT 16", served.board.role);
    hub_close(hub);
    assert_trouble(&served.board, SYNC_FINE);
}

/* What the hub's own failures are called. */
static void test_failures(void **state)
{
    (void)state;
    static const struct {
        const char *state;
        enum sync_trouble trouble;
    } failures[] = {
        {"53100", SYNC_HUB_FULL},
        {"53200", SYNC_BROKEN},
        {"58030", SYNC_BROKEN},
        {"XX001", SYNC_BROKEN},
        {"40P01", SYNC_SILENT},
        {"57014", SYNC_SILENT},
        {"54000", SYNC_DENIED},
    };
    struct hub *hub = served_connect(&served, &served.board);
    struct store_event event = served_event(9, 1, "makers", "ana", "{}");
    for (size_t i = 0; i < COUNT_OF(failures); i++) {
        served_sql(served.conninfo,
            "SET search_path = waystation; "
            "CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE SQLSTATE '%s' USING MESSAGE = 'so it is'; END $$; "
            "CREATE OR REPLACE TRIGGER fail BEFORE INSERT ON event FOR EACH ROW "
            "EXECUTE FUNCTION fail()",
            failures[i].state);
        served_sql(served.conninfo, "GRANT EXECUTE ON FUNCTION waystation.fail TO PUBLIC");
        struct sync_answer answer = served_push(&served, hub, &event, 1);
        print_message("%s\n", failures[i].state);
        assert_int_equal(answer.trouble, failures[i].trouble);
        assert_string_equal(answer.text, "so it is");
        assert_false(answer.lost);
    }
    served_sql(served.conninfo, "DROP FUNCTION waystation.fail CASCADE");
    assert_int_equal(served_push(&served, hub, &event, 1).heads[0].seq, 1);
    hub_close(hub);
}

/* A disk where nothing can be written any more can still be read from. */
static void test_read_only(void **state)
{
    (void)state;
    served_sql(
        served.conninfo, "ALTER ROLE %s SET default_transaction_read_only = on", served.board.role);
    struct hub *hub = served_connect(&served, &served.board);
    assert_int_equal(
        served_ask(&served, hub, (struct sync_ask){.kind = SYNC_ASK_HEADS}).trouble, SYNC_FINE);
    struct store_event event = served_event(10, 1, "makers", "ana", "{}");
    assert_int_equal(served_push(&served, hub, &event, 1).trouble, SYNC_BROKEN);
    hub_close(hub);
    served_sql(
        served.conninfo, "ALTER ROLE %s RESET default_transaction_read_only", served.board.role);
}

static void test_asking_without_hello(void **state)
{
    (void)state;
    struct sync_heard heard = {0};
    struct hub *hub = served_hub(&served.board);
    struct sync_answer answer = served_ask(&served, hub, (struct sync_ask){.kind = SYNC_ASK_HEADS});
    assert_true(answer.lost);
    assert_int_equal(answer.kind, SYNC_ASK_HEADS);
    assert_false(hub_wait(hub, -1, 10, &heard));
    hub_close(hub);
}

/* Somebody who accepts and says nothing, and a hub that stops in the middle: both end by
 * themselves. */
static void test_silence(void **state)
{
    (void)state;
    struct member member = served.board;
    int port;
    int descriptor = open_port(&port, true);
    member.port = port;
    assert_trouble(&member, SYNC_SILENT);
    close(descriptor);

    struct hub *hub = served_connect(&served, &served.board);
    pid_t server = (pid_t)atoi(served_sql(served.conninfo,
        "SELECT pid FROM pg_stat_activity WHERE usename = '%s'", served.board.role));
    assert_int_equal(kill(server, SIGSTOP), 0);
    struct sync_answer answer = served_ask(&served, hub, (struct sync_ask){.kind = SYNC_ASK_HEADS});
    kill(server, SIGCONT);
    assert_int_equal(answer.trouble, SYNC_SILENT);
    assert_true(answer.lost);
    assert_int_equal(served_hello(&served, hub).trouble, SYNC_FINE);
    hub_close(hub);
}

static void test_restart(void **state)
{
    (void)state;
    struct sync_heard heard = {0};
    char command[SERVED_TEXT];
    struct hub *hub = served_connect(&served, &served.board);
    STR_FORMAT(command, "\"%s\" stop -m immediate >/dev/null", getenv("WAYSTATION_TEST_HUB_CTL"));
    assert_int_equal(system(command), 0);
    assert_true(hub_wait(hub, -1, 10000, &heard));
    struct sync_answer answer = served_ask(&served, hub, (struct sync_ask){.kind = SYNC_ASK_HEADS});
    assert_true(answer.lost);
    assert_int_equal(served_hello(&served, hub).trouble, SYNC_REFUSED);
    STR_FORMAT(command, "\"%s\" start >/dev/null", getenv("WAYSTATION_TEST_HUB_CTL"));
    assert_int_equal(system(command), 0);
    assert_int_equal(served_hello(&served, hub).trouble, SYNC_FINE);
    hub_close(hub);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_secrets),
        cmocka_unit_test(test_no_hub_there),
        cmocka_unit_test(test_other_servers),
        cmocka_unit_test(test_no_channel_binding),
        cmocka_unit_test(test_full_house),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_read_only),
        cmocka_unit_test(test_asking_without_hello),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_restart),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
