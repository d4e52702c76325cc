/* Many at once: every row is there once, in order, whoever brought it and however often. */
#include "served.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

enum { CARRIERS = 8, OWN_LOG = 100, ROWS = 120, SHARED = 1, MONTHS = 6 };

struct carrier {
    struct served *served;
    struct member member;
    int number;
    int conflicts, retries;
    char problem[ERROR_TEXT_SIZE];
};

static int64_t first_ms;

/* Half the rows lie in months that have no partition yet. */
static struct store_event row_of(uint8_t log, uint32_t seq)
{
    struct store_event event = served_event(log, seq, "makers", "", "{}");
    event.stamp.at_ms = first_ms + (int64_t)seq * (MONTHS * INT64_C(30) * 86400000 / ROWS);
    event.body = seq % 2 == 0 ? "{\"even\":true}" : "{}";
    return event;
}

static bool push_from(struct carrier *carrier, struct hub *hub, struct arena *arena, uint8_t log,
    uint32_t *head, int size)
{
    struct store_event events[16];
    struct sync_ask ask = {.kind = SYNC_ASK_PUSH, .events = events};
    struct sync_answer answer;
    for (uint32_t seq = *head + 1; seq <= ROWS && ask.count < size; seq++)
        events[ask.count++] = row_of(log, seq);
    if (ask.count == 0)
        return true;
    arena_reset(arena);
    hub_answer(hub, &ask, arena, &answer);
    if (answer.trouble == SYNC_SILENT && !answer.lost) { /* two at once: again */
        carrier->retries++;
        return true;
    }
    if (answer.trouble != SYNC_FINE) {
        STR_COPY(carrier->problem, answer.text);
        return false;
    }
    carrier->conflicts += answer.conflicts;
    *head = answer.heads[0].seq;
    return true;
}

static void *carry(void *context)
{
    struct carrier *carrier = context;
    struct error error = {0};
    struct arena arena;
    struct sync_answer answer;
    uint32_t own = 0, shared = 0;
    struct hub *hub = served_hub(&carrier->member);
    if (!arena_open(&arena, (size_t)4 << 20, &error))
        served_die("arena", error.text);
    hub_answer(hub, &(struct sync_ask){.kind = SYNC_ASK_HELLO}, &arena, &answer);
    STR_COPY(carrier->problem, answer.text);
    bool ok = answer.trouble == SYNC_FINE;
    while (ok && (own < ROWS || shared < ROWS))
        ok = push_from(carrier, hub, &arena, (uint8_t)(OWN_LOG + carrier->number), &own,
                 3 + carrier->number) &&
             push_from(carrier, hub, &arena, SHARED, &shared, 2 + carrier->number);
    hub_close(hub);
    arena_close(&arena);
    return NULL;
}

static void test_crowd(void **state)
{
    struct served *served = *state;
    struct carrier carriers[CARRIERS] = {0};
    pthread_t threads[CARRIERS];
    first_ms = strtoll(
        served_sql(served->conninfo,
            "SELECT (extract(epoch FROM now() - interval '%d days') * 1000)::bigint", MONTHS * 30),
        NULL, 10);
    for (int i = 0; i < CARRIERS; i++) {
        carriers[i] = (struct carrier){.served = served, .number = i};
        carriers[i].member = served_station(served, &served->board, "makers");
    }
    for (int i = 0; i < CARRIERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, carry, &carriers[i]), 0);
    int retries = 0;
    for (int i = 0; i < CARRIERS; i++) {
        pthread_join(threads[i], NULL);
        assert_string_equal(carriers[i].problem, "");
        assert_int_equal(carriers[i].conflicts, 0);
        retries += carriers[i].retries;
    }
    print_message("%d asked again\n", retries);
    char expected[64];
    STR_FORMAT(expected, "%d %d", (CARRIERS + 1) * ROWS, CARRIERS + 1);
    assert_string_equal(
        served_sql(served->conninfo, "SELECT count(*) || ' ' || count(DISTINCT log) FROM (SELECT "
                                     "DISTINCT log, seq FROM waystation.event) q"),
        expected);
    STR_FORMAT(expected, "%d", (CARRIERS + 1) * ROWS);
    assert_string_equal(
        served_sql(served->conninfo, "SELECT count(*) FROM waystation.event"), expected);
    assert_string_equal(
        served_sql(served->conninfo, "SELECT count(*) FROM waystation.event_default"), "0");
    assert_string_equal(
        served_sql(served->conninfo, "SELECT bool_and(head = %d) FROM waystation.log", ROWS), "t");
}

int main(void)
{
    const struct CMUnitTest tests[] = {served_test(test_crowd)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
