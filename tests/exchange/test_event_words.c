/* The words of children in bodies: all of them are found, and nothing else is touched. */
#include "exchange/event_json.h"

#include "base/str.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;

/* "word" becomes "<item|word>"; "keep" stays; "fail" fails. */
static bool bracket(void *with, const char *item, const char *text, struct arena *into,
    const char **out, struct error *error)
{
    char changed[256];
    ++*(int *)with;
    if (str_equal(text, "fail"))
        return error_set(error, ERR_FULL, "no");
    if (str_equal(text, "keep"))
        return true;
    STR_FORMAT(changed, "<%s|%s>", item, text);
    *out = arena_copy_text(into, changed, strlen(changed));
    return true;
}

static void test_map(void **state)
{
    (void)state;
    static const struct {
        enum event_kind kind;
        const char *body, *wanted;
        int calls;
    } cases[] = {
        {EVENT_GOAL_CHOSEN, "{\"skill\":\"a\",\"reason\":\"why\",\"new\":[1]}",
            "{\"skill\":\"a\",\"reason\":\"<|why>\",\"new\":[1]}", 1},
        {EVENT_REFLECTION_SUBMITTED,
            "{\"prompt\":\"p\",\"feeling\":2,\"text\":\"t\",\"clip\":\"\"}",
            "{\"prompt\":\"p\",\"feeling\":2,\"text\":\"<|t>\",\"clip\":\"\"}", 1},
        {EVENT_PROFILE_CHANGED, "{\"field\":\"interests\",\"value\":\"v\"}",
            "{\"field\":\"interests\",\"value\":\"<|v>\"}", 1},
        {EVENT_TICKET_SUBMITTED,
            "{\"ticket\":\"t\",\"answers\":[{\"item\":\"i\",\"response\":\"r\"},{\"item\":\"k\","
            "\"response\":\"keep\"},{\"response\":\"x\"},{\"item\":\"l\",\"response\":\"\"}]}",
            "{\"ticket\":\"t\",\"answers\":[{\"item\":\"i\",\"response\":\"<i|r>\"},{\"item\":"
            "\"k\","
            "\"response\":\"keep\"},{\"response\":\"<|x>\"},{\"item\":\"l\",\"response\":\"\"}]}",
            3},
        /* What a teacher wrote, and what is no text. */
        {EVENT_GOAL_SET, "{\"skill\":\"a\",\"note\":\"n\"}", "{\"skill\":\"a\",\"note\":\"n\"}", 0},
        {EVENT_KUDOS_GIVEN, "{\"text\":\"t\",\"about\":\"\"}", "{\"text\":\"t\",\"about\":\"\"}",
            0},
        {EVENT_UNKNOWN, "{\"text\":\"t\"}", "{\"text\":\"t\"}", 0},
        {EVENT_GOAL_CHOSEN, "{\"reason\":5}", "{\"reason\":5}", 0},
        {EVENT_GOAL_CHOSEN, "{}", "{}", 0},
        {EVENT_TICKET_SUBMITTED, "{\"answers\":7}", "{\"answers\":7}", 0},
        {EVENT_TICKET_SUBMITTED, "{\"answers\":[3]}", "{\"answers\":[3]}", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error error = {0};
        const char *out;
        int calls = 0;
        assert_true(
            event_body_map(cases[i].kind, cases[i].body, bracket, &calls, &arena, &out, &error));
        assert_string_equal(out, cases[i].wanted);
        assert_int_equal(calls, cases[i].calls);
    }
}

static void test_failures(void **state)
{
    (void)state;
    struct error error = {0};
    const char *out;
    int calls = 0;
    assert_false(event_body_map(
        EVENT_GOAL_CHOSEN, "{\"reason\":\"fail\"}", bracket, &calls, &arena, &out, &error));
    assert_int_equal(error.code, ERR_FULL);
    error_clear(&error);
    assert_false(
        event_body_map(EVENT_GOAL_CHOSEN, "no JSON", bracket, &calls, &arena, &out, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
}

#define SIXTY_FOUR "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-"

/* However long it is where it is stored, it reads as a padlock; and nothing that is typed does. */
static void test_sealed(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool sealed;
    } cases[] = {{"sealed:1:" SIXTY_FOUR, true}, {"sealed:27:" SIXTY_FOUR SIXTY_FOUR, true},
        {"sealed:1:" SIXTY_FOUR "!", false}, {"sealed:1:AAAA", false},
        {"sealed:" SIXTY_FOUR, false}, {"sealed::" SIXTY_FOUR, false},
        {" sealed:1:" SIXTY_FOUR, false}, {"sealed: my box", false}, {"", false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct event event = {.kind = EVENT_PROFILE_CHANGED};
        struct error error = {0};
        char body[512];
        STR_FORMAT(body, "{\"field\":\"interests\",\"value\":\"%s\"}", cases[i].text);
        assert_int_equal(event_is_sealed(cases[i].text), cases[i].sealed);
        assert_true(event_body_decode(&event, body, strlen(body), &error));
        assert_int_equal(
            str_equal(event.body.profile_changed.value, EVENT_SEALED_WORDS), cases[i].sealed);
    }
    /* Longer than any text of the model. */
    static char body[64 * 1024];
    size_t length = (size_t)snprintf(body, sizeof body, "{\"reason\":\"sealed:1:");
    memset(body + length, 'A', 40000);
    strcpy(body + length + 40000, "\"}");
    struct event event = {.kind = EVENT_GOAL_CHOSEN};
    struct error error = {0};
    assert_true(event_body_decode(&event, body, strlen(body), &error));
    assert_string_equal(event.body.goal_chosen.reason, EVENT_SEALED_WORDS);
}

int main(void)
{
    struct error error = {0};
    if (!arena_open(&arena, 1024 * 1024, &error))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_sealed),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_close(&arena);
    return failed;
}
