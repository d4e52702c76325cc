/* A link that is closed while its hub is stuck, by a program that lives on: what was asked is still
 * read when the hub answers after all. */
#define _DEFAULT_SOURCE /* kill */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/uptime.h"
#include "hub_link.h"
#include "served.h"
#include "store/scratch.h"
#include <signal.h>
#include <time.h>

static void nap(int ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

static int count_threads(void)
{
    DIR *tasks = opendir("/proc/self/task");
    int count = 0;
    assert_non_null(tasks);
    while (readdir(tasks) != NULL)
        count++;
    closedir(tasks);
    return count - 2; /* "." and ".." */
}

static void nobody_to_wake(void *context)
{
    (void)context;
}

static void append(struct records *records)
{
    append_or_die(records->store, "ana", INT64_C(1795000000000));
    records->classroom->event_count++;
}

static void talk_until_told(struct hub_link *link, struct records *records)
{
    struct hub_link_came came;
    for (int i = 0; i < 1000; i++) {
        (void)hub_link_take(link, records, &came);
        hub_link_ask(link, records);
        if (hub_link_is_told(link))
            return;
        nap(5);
    }
    fail_msg("the hub is not told");
}

static void test_answer_after_the_link_was_closed(void **state)
{
    struct served *served = *state;
    struct member makers = served_station(served, &served->board, "makers");
    struct hub_link link = {0};
    struct error error = {0};
    char folder[STORE_PATH_SIZE];
    struct records records = {.store = open_or_die(scratch_folder(folder, "close"), NULL),
        .classroom = calloc(1, sizeof *records.classroom)};
    append(&records);
    assert_true(hub_link_open(&link, &makers, nobody_to_wake, NULL, &error));
    talk_until_told(&link, &records);
    pid_t backend = (pid_t)atoi(served_sql(
        served->conninfo, "SELECT pid FROM pg_stat_activity WHERE usename = '%s'", makers.role));
    assert_true(backend > 1);
    assert_int_equal(count_threads(), 2);

    assert_int_equal(kill(backend, SIGSTOP), 0);
    append(&records);
    hub_link_ask(&link, &records);
    assert_false(sync_worker_is_idle(link.worker));
    nap(200); /* it is sent */
    int64_t began_ms = uptime_ms();
    hub_link_close(&link);
    assert_in_range(uptime_ms() - began_ms, 0, 5000);
    assert_int_equal(count_threads(), 2); /* it waits for the hub */
    assert_int_equal(kill(backend, SIGCONT), 0);
    for (int i = 0; i < 1000 && count_threads() > 1; i++)
        nap(5);
    assert_int_equal(count_threads(), 1);
    assert_string_equal(served_sql(served->conninfo, "SELECT head FROM waystation.log"), "2");
    store_close(records.store);
    free(records.classroom);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        served_test(test_answer_after_the_link_was_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
