/* Rows that do not go through: each is withheld alone, and what comes after it arrives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "side.h"

static void test_unfit_rows_are_withheld(void **state)
{
    (void)state;
    static const struct {
        int count, unfit[3];
    } table[] = {
        {1, {1}}, {5, {3}}, {200, {1}}, {200, {200}}, {450, {201, 202, 444}}, {64, {10, 30, 50}}};
    for (size_t t = 0; t < sizeof table / sizeof table[0]; t++) {
        struct side side;
        int64_t noted;
        struct error error = {0};
        hub_make(&hub, "hub");
        open_side(&side, 0, "makers");
        int unfit = 0;
        for (int i = 1; i <= table[t].count; i++) {
            bool is_unfit = unfit < 3 && table[t].unfit[unfit] == i;
            unfit += is_unfit;
            append(&side, is_unfit ? "{\"a\":\"UNFIT\"}" : "{}", 1000 + i);
        }
        talk(&side);
        assert_int_equal(hub_total(), table[t].count);
        for (int i = 1, k = 0; i <= table[t].count; i++) {
            bool is_unfit = k < 3 && table[t].unfit[k] == i;
            k += is_unfit;
            assert_int_equal(hub.logs[0].rows[i - 1].event.erased, is_unfit);
        }
        assert_true(store_refused_count(side.store, &noted, &error));
        assert_int_equal(noted, unfit);
        next_ask(&side);
        assert_int_equal(sync_state(side.sync)->refused, unfit);
        close_side(&side, 0);
    }
}

static void test_large_rows_stay_here(void **state)
{
    (void)state;
    struct side side;
    struct error error = {0};
    const struct store_event *rows;
    int count;
    hub_make(&hub, "hub");
    open_side(&side, 0, "makers");
    static char body[STORE_BODY_MAX + 100];
    memset(body, 'x', sizeof body - 1);
    append(&side, "{}", 1);
    append(&side, body, 2);
    body[STORE_BODY_MAX] = '\0'; /* the largest that is sent, alone */
    append(&side, body, 3);
    append(&side, "{}", 4);
    assert_string_equal(talk(&side), "HhPPPd");
    assert_int_equal(hub_total(), 4);
    assert_true(hub.logs[0].rows[1].event.erased);
    assert_false(hub.logs[0].rows[2].event.erased);
    assert_int_equal(sync_state(side.sync)->refused, 1);
    struct store_log_head head;
    store_own_head(side.store, &head);
    assert_true(
        store_read_log(side.store, head.log, 1, 1, 1, &side.answers, &rows, &count, &error));
    assert_null(rows[0].body); /* too large to read, and not erased here */
    assert_false(rows[0].erased);
    close_side(&side, 0);
}

static void test_a_denied_log_waits_others_go_on(void **state)
{
    (void)state;
    struct side side;
    hub_make(&hub, "hub");
    open_side(&side, 0, "desk");
    append_many(&side, 3);
    side.caller.label = "makers";
    restart_side(&side, 0);
    append_many(&side, 2);
    assert_string_equal(talk(&side), "HhPPd");
    assert_int_equal(hub_total(), 2);
    assert_int_equal(sync_state(side.sync)->refused, 3);
    assert_int_equal(sync_state(side.sync)->waiting, 0);
    assert_true(side.due_ms < side.mono_ms + 600000);
    side.mono_ms += 610000;
    assert_string_equal(talk(&side), "PH"); /* tried again; and what time it is */
    side.caller.any_label = true;           /* it may write as both now */
    side.mono_ms += 610000;
    assert_string_equal(talk(&side), "PHhd");
    assert_int_equal(hub_total(), 5);
    close_side(&side, 0);
}

static void append_as(struct side *side, char who, int number)
{
    struct error error = {0};
    const char *name = who == 'o' ? "desk" : who == 'e' ? "" : "makers";
    assert_true(store_set(side->store, "station", name, &error));
    append(side, "{\"words\":\"x\"}", 1000 + number);
}

/* 'o': written when this station was called otherwise; 'n': by the name that the hub knows. */
static void test_another_name_passes_for_what_follows(void **state)
{
    (void)state;
    static const char *const table[] = {
        "on", "oon", "onon", "nnoonoo", "noooooooooooooooooooon", "ooo"};
    for (size_t t = 0; t < sizeof table / sizeof table[0]; t++) {
        struct side side;
        struct error error = {0};
        int64_t noted;
        const char *last = strrchr(table[t], 'n');
        int taken = last == NULL ? 0 : (int)(last - table[t]) + 1, others = 0;
        hub_make(&hub, "hub");
        open_side(&side, 0, "makers");
        for (int i = 0; table[t][i] != '\0'; i++)
            append_as(&side, table[t][i], i);
        talk(&side);
        assert_int_equal(hub_total(), taken);
        for (int i = 0; i < taken; i++) {
            others += table[t][i] == 'o';
            assert_int_equal(hub.logs[0].rows[i].event.erased, table[t][i] == 'o');
            assert_string_equal(hub.logs[0].rows[i].event.station, "makers");
        }
        assert_true(store_refused_count(side.store, &noted, &error));
        assert_int_equal(noted, others);
        next_ask(&side);
        assert_int_equal(sync_state(side.sync)->refused, others + (int)strlen(table[t]) - taken);
        assert_int_equal(sync_state(side.sync)->waiting, 0);
        append_as(&side, 'n', 100); /* at once, not in ten minutes */
        talk(&side);
        assert_int_equal(hub_total(), strlen(table[t]) + 1);
        assert_int_equal(hub.conflict_count, 0);
        struct store_log_head head;
        const struct store_event *rows;
        int count;
        store_own_head(side.store, &head);
        assert_true(store_read_log(
            side.store, head.log, 0, 50, 9999, &side.answers, &rows, &count, &error));
        for (int i = 0; i < count; i++) {
            assert_false(rows[i].erased);
            assert_string_equal(rows[i].station, table[t][i] == 'o' ? "desk" : "makers");
        }
        close_side(&side, 0);
    }
}

/* 'e': written here before this machine was a station, and so without a name. Nobody is asked to
 * refuse it, and so nobody is accused. */
static void test_what_was_written_before_the_name(void **state)
{
    (void)state;
    static const char *const table[] = {"e", "een", "nee"};
    for (size_t t = 0; t < sizeof table / sizeof table[0]; t++) {
        struct side side;
        struct error error = {0};
        int64_t noted;
        int others = 0;
        hub_make(&hub, "hub");
        open_side(&side, 0, "makers");
        for (int i = 0; table[t][i] != '\0'; i++)
            append_as(&side, table[t][i], i);
        assert_string_equal(talk(&side), "HhPd");
        assert_int_equal(hub_total(), strlen(table[t]));
        for (int i = 0; table[t][i] != '\0'; i++) {
            others += table[t][i] == 'e';
            assert_int_equal(hub.logs[0].rows[i].event.erased, table[t][i] == 'e');
            assert_string_equal(hub.logs[0].rows[i].event.station, "makers");
        }
        assert_true(store_refused_count(side.store, &noted, &error));
        assert_int_equal(noted, others);
        assert_int_equal(sync_state(side.sync)->waiting, 0);
        close_side(&side, 0);
    }
}

/* What only a board decides, told by a station: its place is kept, and the rest arrives. */
static void test_what_only_a_board_decides(void **state)
{
    (void)state;
    struct side side;
    struct error error = {0};
    char words[100];
    hub_make(&hub, "hub");
    open_side(&side, 0, "makers");
    append_many(&side, 2);
    struct store_event event = sample_event("wei", "student_erased", 1010);
    assert_true(store_append(side.store, &event, 1, &error));
    append(&side, "{}", 1020);
    event = sample_event("", "plan_published", 1030);
    assert_true(store_append(side.store, &event, 1, &error));
    talk(&side);
    assert_int_equal(hub_total(), 5);
    assert_int_equal(hub.tombstone_count, 0);
    for (int i = 0; i < 5; i++)
        assert_int_equal(hub.logs[0].rows[i].event.erased, i == 2 || i == 4);
    assert_true(store_refused_words(side.store, words, sizeof words, &error));
    assert_string_equal(words, "2 (only a board decides it)");
    assert_int_equal(sync_state(side.sync)->waiting, 0);
    close_side(&side, 0);
}

static void test_a_log_the_hub_fails_on(void **state)
{
    (void)state;
    struct side side;
    hub_make(&hub, "hub");
    open_side(&side, 0, "makers");
    append_many(&side, 3);
    restart_side(&side, 0);
    append_many(&side, 2);
    talk(&side);
    append(&side, "{}", 5000);
    for (int i = 0; i < 3; i++) {
        struct sync_ask ask;
        while ((ask = next_ask(&side)).kind != SYNC_ASK_PUSH) {
            struct sync_answer answer;
            side.mono_ms = MAX(side.mono_ms, ask.kind == SYNC_ASK_NOTHING ? side.due_ms : 0);
            memory_hub_answer(&hub, &side.caller, &ask, 0, 0, &side.answers, &answer);
            give(&side, &answer);
        }
        give_trouble(&side, SYNC_BROKEN, false);
    }
    side.mono_ms += 100000;
    assert_string_equal(talk(&side), "h"); /* not that one again so soon */
    assert_int_equal(sync_state(side.sync)->refused, 1);
    side.mono_ms += 600000;
    talk(&side);
    assert_int_equal(hub_total(), 6);
    close_side(&side, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unfit_rows_are_withheld),
        cmocka_unit_test(test_large_rows_stay_here),
        cmocka_unit_test(test_a_denied_log_waits_others_go_on),
        cmocka_unit_test(test_another_name_passes_for_what_follows),
        cmocka_unit_test(test_what_was_written_before_the_name),
        cmocka_unit_test(test_what_only_a_board_decides),
        cmocka_unit_test(test_a_log_the_hub_fails_on),
    };
    return cmocka_run_group_tests(tests, NULL, end_group);
}
