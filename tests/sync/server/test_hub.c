#include "served.h"

#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

static void test_hello(void **state)
{
    (void)state;
    struct served served;
    served_open(&served);
    struct hub *hub = served_hub(&served.board);
    struct sync_answer answer = served_hello(&served, hub);
    assert_int_equal(answer.trouble, SYNC_FINE);
    assert_string_equal(answer.hello.class_uid, served.class.uid);
    assert_string_equal(answer.hello.class_id, "4b");
    assert_string_equal(answer.hello.class_name, "Class 4b");
    assert_string_equal(answer.hello.node, served.board.role);
    assert_string_equal(answer.hello.label, "board");
    assert_int_equal(answer.hello.schema, SYNC_PROTOCOL);
    assert_int_equal(strlen(answer.hello.hub), 32);
    assert_true(answer.hello.joined);
    assert_memory_equal(answer.hello.badge_key, served.class.badge_key, MEMBER_KEY_SIZE);
    assert_memory_equal(answer.hello.class_key, served.class.class_key, MEMBER_KEY_SIZE);
    assert_true(answer.hello.hub_ms > INT64_C(1700000000000));
    hub_close(hub);
    served_close(&served);
}

static void assert_same_event(const struct store_event *a, const struct store_event *b)
{
    assert_int_equal(stamp_compare(&a->stamp, &b->stamp), 0);
    assert_int_equal(a->wall_ms, b->wall_ms);
    assert_int_equal(a->mono_ms, b->mono_ms);
    assert_int_equal(a->offset_s, b->offset_s);
    assert_int_equal(a->trusted, b->trusted);
    assert_string_equal(a->station, b->station);
    assert_string_equal(a->class_id, b->class_id);
    assert_string_equal(a->student, b->student);
    assert_string_equal(a->kind, b->kind);
    assert_int_equal(a->version, b->version);
    assert_string_equal(a->body, b->body);
    assert_int_equal(a->erased, b->erased);
}

static void test_push_and_pull(void **state)
{
    (void)state;
    struct served served;
    served_open(&served);
    struct member makers = served_station(&served, &served.board, "makers");
    struct hub *station = served_connect(&served, &makers);
    struct hub *board = served_connect(&served, &served.board);
    struct store_event events[3] = {
        served_event(1, 1, "makers", "ana", "{\"reason\":\"done\"}"),
        served_event(1, 2, "makers", "", "{}"),
        served_event(1, 3, "makers", "bo", "{\"text\":\"h\xc3\xa9 \\u0000 'quoted' \\\\ \"}"),
    };
    events[1].kind = "of_tomorrow";
    events[1].version = 77;
    events[1].trusted = false;
    events[2].stamp.at_ms = INT64_C(4102444800000); /* 2100 */
    struct sync_answer answer = served_push(&served, station, events, 3);
    assert_string_equal(answer.text, "");
    assert_int_equal(answer.count, 1);
    assert_int_equal(answer.heads[0].seq, 3);
    assert_int_equal(answer.conflicts, 0);

    answer = served_ask(&served, board, (struct sync_ask){.kind = SYNC_ASK_HEADS});
    assert_int_equal(answer.count, 1);
    assert_int_equal(answer.heads[0].seq, 3);
    assert_memory_equal(answer.heads[0].log, events[0].stamp.log, LOG_ID_SIZE);

    answer = served_pull(&served, board, 1, 0);
    assert_int_equal(answer.count, 3);
    for (int i = 0; i < 3; i++)
        assert_same_event(&answer.events[i], &events[i]);
    answer = served_pull(&served, board, 1, 2);
    assert_int_equal(answer.count, 1);
    answer = served_pull(&served, board, 9, 0);
    assert_int_equal(answer.trouble, SYNC_FINE);
    assert_int_equal(answer.count, 0);
    hub_close(board);
    hub_close(station);
    served_close(&served);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hello),
        cmocka_unit_test(test_push_and_pull),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
