/* The thread of the network, with a hub of the test's own that can be slow, stuck or changed. */
#include "base/macros.h"
#include "sync/hub.h"
#include "sync/worker.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* --- The hub --------------------------------------------------------------------------------- */

struct hub {
    int asked;
};
static struct hub the_hub;
static atomic_int open_hubs, wakes, changes;
static atomic_bool stuck, answering;

static void rest(int ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

bool hub_open(struct hub **out, const struct member *member, struct error *error)
{
    if (member->port == 0)
        return error_set(error, ERR_BAD_INPUT, "no port");
    open_hubs++;
    the_hub = (struct hub){0};
    *out = &the_hub;
    return true;
}

void hub_close(struct hub *hub)
{
    open_hubs -= hub != NULL;
}

void hub_answer(
    struct hub *hub, const struct sync_ask *ask, struct arena *arena, struct sync_answer *out)
{
    answering = true;
    while (stuck)
        rest(5);
    answering = false;
    *out = (struct sync_answer){.kind = ask->kind, .version = ++hub->asked};
    out->bytes = arena_copy_text(arena, ask->text, strlen(ask->text));
}

bool hub_wait(struct hub *hub, int wake_fd, int timeout_ms, struct sync_heard *heard)
{
    (void)hub;
    for (int waited = 0; waited < timeout_ms; waited += 5) {
        struct pollfd bell = {.fd = wake_fd, .events = POLLIN};
        if (poll(&bell, 1, 5) > 0)
            return false;
        int changed = atomic_exchange(&changes, 0);
        for (int k = 0; k < changed; k++)
            heard->heads[heard->count++] = (struct sync_head){.seq = (uint32_t)k + 1};
        if (changed > 0)
            return true;
    }
    return false;
}

/* --- The tests ------------------------------------------------------------------------------- */

static void wake(void *context)
{
    assert_ptr_equal(context, &wakes);
    wakes++;
}

static struct sync_worker *open_worker(void)
{
    const struct member member = {.port = 1};
    struct sync_worker *worker;
    struct error error = {0};
    wakes = changes = 0;
    assert_true(sync_worker_open(&worker, &member, wake, &wakes, &error));
    return worker;
}

static void wait_for_wakes(int count)
{
    for (int i = 0; i < 2000 && wakes < count; i++)
        rest(5);
    assert_true(wakes >= count);
}

static void ask_is_answered_once(void **state)
{
    (void)state;
    struct sync_worker *worker = open_worker();
    for (int i = 1; i <= 50; i++) {
        char text[2] = {(char)('0' + i % 10), '\0'};
        struct sync_answer answer;
        assert_true(sync_worker_is_idle(worker));
        assert_false(sync_worker_take(worker, &answer));
        sync_worker_ask(worker, &(struct sync_ask){.kind = SYNC_ASK_REPORT, .text = text});
        assert_false(sync_worker_is_idle(worker));
        wait_for_wakes(i);
        assert_true(sync_worker_take(worker, &answer));
        assert_int_equal(answer.kind, SYNC_ASK_REPORT);
        assert_int_equal(answer.version, i);
        assert_string_equal(answer.bytes, text);
        assert_false(sync_worker_take(worker, &answer));
    }
    sync_worker_close(worker, NULL);
    assert_int_equal(open_hubs, 0);
}

static void change_at_the_hub_wakes(void **state)
{
    (void)state;
    struct sync_worker *worker = open_worker();
    struct sync_heard heard;
    assert_false(sync_worker_take_heard(worker, &heard));
    changes = 2;
    wait_for_wakes(1);
    assert_true(sync_worker_take_heard(worker, &heard));
    assert_int_equal(heard.count, 2);
    assert_int_equal(heard.heads[1].seq, 2);
    assert_false(heard.all);
    assert_false(sync_worker_take_heard(worker, &heard));
    changes = SYNC_HEARD_MAX; /* more than fits, in two parts */
    wait_for_wakes(2);
    changes = 1;
    wait_for_wakes(3);
    assert_true(sync_worker_take_heard(worker, &heard));
    assert_true(heard.all);
    sync_worker_close(worker, NULL);
}

struct trip {
    struct sync_errand errand;
    int met;
};
static atomic_int discarded;

static void meet(struct hub *hub, struct sync_errand *errand)
{
    struct trip *trip = (struct trip *)errand;
    trip->met = ++hub->asked;
}

static void discard_trip(struct sync_errand *errand)
{
    (void)errand;
    discarded++;
}

static void errand_is_run_once_and_given_back(void **state)
{
    (void)state;
    struct sync_worker *worker = open_worker();
    struct trip trip = {.errand = {meet, discard_trip}}, late = trip;
    assert_null(sync_worker_take_errand(worker));
    assert_true(sync_worker_send(worker, &trip.errand));
    assert_false(sync_worker_send(worker, &late.errand));
    wait_for_wakes(1);
    assert_ptr_equal(sync_worker_take_errand(worker), &trip.errand);
    assert_int_equal(trip.met, 1);
    assert_null(sync_worker_take_errand(worker));
    assert_true(sync_worker_send(worker, &late.errand));
    sync_worker_close(worker, NULL);
    assert_int_equal(discarded, 1);
}

static void stuck_network_holds_nobody_up(void **state)
{
    (void)state;
    struct sync_worker *worker = open_worker();
    struct timespec began, ended;
    struct error error = {0};
    struct arena asks;
    assert_true(arena_open(&asks, 4096, &error));
    stuck = true;
    sync_worker_ask(worker,
        &(struct sync_ask){.kind = SYNC_ASK_REPORT, .text = arena_copy_text(&asks, "well", 4)});
    for (int i = 0; i < 2000 && !answering; i++)
        rest(5);
    clock_gettime(CLOCK_MONOTONIC, &began);
    sync_worker_close(worker, &asks); /* read once more when the hub answers */
    assert_null(asks.base);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    assert_in_range(ended.tv_sec - began.tv_sec, 0, 10);
    assert_int_equal(open_hubs, 1);
    int before = wakes;
    stuck = false;
    for (int i = 0; i < 2000 && open_hubs > 0; i++)
        rest(5);
    assert_int_equal(open_hubs, 0);
    assert_int_equal(wakes, before);
    rest(50); /* the thread lets go of its memory */
}

static void failure_to_open_leaves_nothing(void **state)
{
    (void)state;
    struct sync_worker *worker;
    struct error error = {0};
    const struct member member = {.port = 0};
    assert_false(sync_worker_open(&worker, &member, wake, &wakes, &error));
    assert_null(worker);
    assert_string_equal(error.text, "no port");
    sync_worker_close(worker, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ask_is_answered_once),
        cmocka_unit_test(change_at_the_hub_wakes),
        cmocka_unit_test(errand_is_run_once_and_given_back),
        cmocka_unit_test(stuck_network_holds_nobody_up),
        cmocka_unit_test(failure_to_open_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
