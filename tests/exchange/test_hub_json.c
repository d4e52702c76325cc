#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/str.h"
#include "exchange/hub_json.h"
#include <stdlib.h>
#include <string.h>

static void reports_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        bool ok;
        struct node_report report;
    } cases[] = {
        {"", false, {"", -1, -1, -1, -1}},
        {"no", false, {"", -1, -1, -1, -1}},
        {"[]", false, {"", -1, -1, -1, -1}},
        {"{}", true, {"", -1, -1, -1, -1}},
        {"{\"waiting\": 3, \"later\": {\"x\": 1}}", true, {"", 3, -1, -1, -1}},
        {"{\"waiting\": \"many\"}", false, {"", -1, -1, -1, -1}},
        {"{\"program\":\"0.1.0\",\"waiting\":0,\"refused\":1,\"conflicts\":2,\"events\":90}", true,
            {"0.1.0", 0, 1, 2, 90}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct node_report report = {"x", 7, 7, 7, 7};
        assert_true(node_report_read(cases[i].json, &report) == cases[i].ok);
        assert_string_equal(report.program, cases[i].report.program);
        assert_int_equal(report.waiting, cases[i].report.waiting);
        assert_int_equal(report.refused, cases[i].report.refused);
        assert_int_equal(report.conflicts, cases[i].report.conflicts);
        assert_int_equal(report.events, cases[i].report.events);
    }
}

static void a_report_comes_back(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error error = {0};
    const struct node_report report = {"1.2.3", INT64_MAX, 0, -1, 5};
    struct node_report back;
    const char *json;
    assert_true(arena_open(&arena, 1024 * 1024, &error));
    assert_true(node_report_write(&report, &arena, &json, &error));
    assert_null(strstr(json, "conflicts"));
    assert_true(node_report_read(json, &back));
    assert_memory_equal(&report, &back, sizeof back);
    arena_close(&arena);
}

static void the_document(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    struct hub_json *document = hub_json_open();
    FILE *file = open_memstream(&text, &size);
    assert_true(hub_json_text(document, "role", "board"));
    assert_true(hub_json_lists(document));
    const struct hub_json_node node = {.role = "ws_k7qm",
        .kind = "station",
        .label = "makers",
        .state = "connected",
        .connections = 2,
        .joined_ms = 1789376598000,
        .report = {"0.1.0", 3, 0, 0, 12}};
    assert_true(hub_json_add_node(document, &node));
    assert_true(hub_json_add_refusal(document, 1789376598000, "ws_k7qm", "makers", 2, "no"));
    assert_true(hub_json_write(document, file));
    fclose(file);
    hub_json_close(document);
    static const char *const parts[] = {"\"role\": \"board\"", "\"label\": \"makers\"",
        "\"connections\": 2", "\"joined\": \"2026-09-14T09:03:18.000Z\"", "\"waiting\": 3",
        "\"refusals\": [", "\"count\": 2"};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (strstr(text, parts[i]) == NULL)
            fail_msg("%s is not in %s", parts[i], text);
    assert_null(strstr(text, "removed"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_are_read),
        cmocka_unit_test(a_report_comes_back),
        cmocka_unit_test(the_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
