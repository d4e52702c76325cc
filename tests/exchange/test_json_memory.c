/* Too little memory to read an event is never taken for a bad event. */
#include "exchange/event_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int64_t allocations, fail_at; /* fail_at 0: none */

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

void *__wrap_malloc(size_t size)
{
    allocations++;
    return fail_at > 0 && allocations == fail_at ? NULL : __real_malloc(size);
}

static bool decode(const char *json, int64_t at, struct error *error)
{
    static struct event event;
    event.kind = EVENT_TICKET_SUBMITTED;
    allocations = 0;
    fail_at = at;
    bool ok = event_body_decode(&event, json, strlen(json), error);
    fail_at = 0;
    return ok;
}

static void test_every_allocation(void **state)
{
    (void)state;
    static const char good[] =
        "{\"ticket\":\"w1\",\"answers\":[{\"item\":\"w1/1\",\"skill\":\"A\",\"response\":"
        "\"a longer answer with \\u00e9 and more than a few words in it, so that buffers grow\","
        "\"right\":true,\"scored\":true,\"score\":0.25,\"unsure\":false,\"ms\":4200}]}";
    int64_t k = 1;
    for (;; k++) {
        struct error error = {0};
        if (decode(good, k, &error)) {
            assert_true(allocations < k);
            break;
        }
        assert_int_equal(error.code, ERR_MEMORY);
    }
    assert_true(k > 10);
}

static void test_bad_stays_bad(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "{", "[1]", "{\"ticket\":7}", "{\"a\":\"\\ud800\"}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error error = {0};
        assert_false(decode(bad[i], 0, &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_allocation),
        cmocka_unit_test(test_bad_stays_bad),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
