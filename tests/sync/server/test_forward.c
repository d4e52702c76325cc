/* Two classes' hubs below one of a school: what goes up, what does not, and what is reported. */
#include "served.h"

#include "base/macros.h"
#include "exchange/event_redact.h"
#include "sync/forward.h"
#include <setjmp.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#define WORD "zebra" /* planted wherever a child writes or is named */

static struct served small, large, upper; /* 4 students, 6 students */
static struct member small_login, large_login;

static int64_t now_ms(void)
{
    return (int64_t)time(NULL) * 1000;
}

static struct store_event happened(
    uint8_t log, uint32_t seq, const char *kind, const char *student, const char *body)
{
    struct store_event event = served_event(log, seq, "makers", student, body);
    event.stamp.at_ms = now_ms() + seq;
    event.kind = kind;
    return event;
}

static void push(struct served *served, const struct store_event *events, int count)
{
    struct hub *hub = served_connect(served, &served->board);
    struct sync_answer answer = served_push(served, hub, events, count);
    assert_string_equal(answer.text, "");
    assert_int_equal(answer.heads[0].seq, events[count - 1].stamp.seq);
    hub_close(hub);
}

enum { FIXED = 8, EACH = 3 };

/* Of each student a visit, a ticket and a reflection; and one of each that has words. */
static void fill(struct served *served, uint8_t log, int students)
{
    static char ids[16][32];
    struct store_event events[FIXED + 16 * EACH];
    int count = 0;
    for (int i = 0; i < students; i++) {
        const char *const each[EACH][2] = {{"visit_started", "{\"station\":\"lab\"}"},
            {"ticket_submitted",
                "{\"ticket\":\"w1\",\"answers\":[{\"item\":\"1\",\"skill\":\"A\",\"response\":"
                "\"zebra\",\"right\":true,\"scored\":true},{\"item\":\"2\",\"skill\":\"A\","
                "\"response\":\"zebra\",\"right\":false,\"scored\":true}]}"},
            {"reflection_submitted",
                "{\"prompt\":\"p\",\"feeling\":3,\"text\":\"a zebra\",\"clip\":\"zebra\"}"}};
        STR_FORMAT(ids[i], WORD "-%d", i);
        for (int j = 0; j < EACH; j++, count++)
            events[count] = happened(log, (uint32_t)count + 1, each[j][0], ids[i], each[j][1]);
    }
    const char *const fixed[FIXED][2] = {{"goal_chosen", "{\"skill\":\"A\",\"reason\":\"zebra\"}"},
        {"goal_set", "{\"skill\":\"A\",\"note\":\"zebra\"}"}, {"help_asked", "{\"why\":\"zebra\"}"},
        {"kudos_given", "{\"text\":\"zebra\",\"about\":\"zebra\"}"},
        {"profile_changed", "{\"field\":\"interests\",\"value\":\"zebra\"}"},
        {"groups_approved", "{\"scheme\":\"zebra\",\"groups\":[{\"name\":\"zebra\",\"students\":["
                            "\"zebra-0\",\"zebra-1\"],\"skill\":\"A\"}]}"},
        {"zebra_seen", "{\"what\":\"zebra\"}"}, {"visit_ended", "zebra"}};
    for (int i = 0; i < FIXED; i++, count++)
        events[count] = happened(log, (uint32_t)count + 1, fixed[i][0], WORD "-0", fixed[i][1]);
    push(served, events, count);
    struct hub *hub = served_connect(served, &served->board);
    struct sync_draft draft = {WORD, "t:1", WORD, 10};
    assert_int_equal(
        served_ask(served, hub,
            (struct sync_ask){.kind = SYNC_ASK_PUT_DRAFTS, .drafts = &draft, .count = 1})
            .trouble,
        SYNC_FINE);
    assert_int_equal(
        served_ask(served, hub,
            (struct sync_ask){
                .kind = SYNC_ASK_PUT_BLOB, .name = "clip:zebra", .bytes = WORD, .size = 5})
            .trouble,
        SYNC_FINE);
    hub_close(hub);
}

static void make_upper(void)
{
    struct error error = {0};
    assert_true(hub_admin_init(upper.conninfo, NULL, NULL, NULL, 0, &error));
    served_address(&small_login);
    served_address(&large_login);
    assert_true(hub_admin_add_hub(upper.conninfo, "Oak", &small_login, &error));
    assert_true(hub_admin_add_hub(upper.conninfo, "Elm", &large_login, &error));
}

static struct forward_report carry_from(
    const char *conninfo, const struct member *above, const char *school, bool really)
{
    struct forward *forward;
    struct error error = {0};
    struct forward_report report;
    const struct forward_options options = {.below = conninfo,
        .class_uid = "",
        .above = above,
        .school = school,
        .wave = school[0] != '\0' ? "w1" : "",
        .redact = event_redact};
    assert_true(forward_open(&forward, &options, &error));
    forward_round(forward, really, &report);
    forward_close(forward);
    return report;
}

static struct forward_report carry(const struct served *served, const struct member *above)
{
    struct forward_report report = carry_from(served->conninfo, above, "Oak", true);
    assert_string_equal(report.text, "");
    assert_int_equal(report.trouble, SYNC_FINE);
    assert_int_equal(report.waiting, 0);
    return report;
}

static int set_up(void **state)
{
    (void)state;
    served_open(&small);
    served_open(&large);
    served_database(&upper);
    make_upper();
    fill(&small, 1, 4);
    fill(&large, 2, 6);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    served_close(&small);
    served_close(&large);
    served_close(&upper);
    return 0;
}

/* Rows of any table that have a word. */
static int rows_with(const struct served *served, const char *word)
{
    return atoi(served_sql(served->conninfo,
        "SELECT sum((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %%I.%%I "
        "t WHERE t::text ILIKE %%L OR t::text LIKE %%L', schemaname, tablename, '%%%s%%', '%%' || "
        "encode('%s', 'hex') || '%%'), false, true, '')))[1]::text::int) FROM pg_tables "
        "WHERE schemaname LIKE 'waystation%%'",
        word, word));
}

static const char *above(const char *what)
{
    return served_sql(upper.conninfo, "SET search_path = waystation; %s", what);
}

static void test_two_below_one(void **state)
{
    (void)state;
    assert_int_equal(carry_from(small.conninfo, &small_login, "Oak", false).waiting, 4 * 3 + FIXED);
    assert_string_equal(above("SELECT count(*) FROM event"), "0");
    assert_int_equal(carry(&small, &small_login).pushed, 4 * 3 + FIXED);
    assert_int_equal(carry(&large, &large_login).pushed, 6 * 3 + FIXED);
    assert_string_equal(above("SELECT count(*) FROM event"), "46");
    assert_string_equal(above("SELECT count(*) FROM class WHERE school = 'Oak' AND wave = 'w1' "
                              "AND name = '4b' AND badge_key IS NULL"),
        "2");
    /* One name for each student and class, in lists too. */
    assert_string_equal(
        above("SELECT count(DISTINCT student) || ' ' || min(length(student)) FROM event"), "10 32");
    assert_string_equal(
        above("SELECT count(*) FROM event g WHERE kind = 'groups_approved' AND strpos(body, '\"' "
              "|| student || '\"') > 0"),
        "2");
}

static void test_no_words(void **state)
{
    (void)state;
    assert_true(rows_with(&small, WORD) >= 4 * 3 + FIXED + 2);
    assert_int_equal(rows_with(&upper, WORD), 0);
    assert_true(rows_with(&upper, "reflection_submitted") > 0);
    assert_string_equal(
        above("SELECT (SELECT count(*) FROM blob) + (SELECT count(*) FROM draft)"), "0");
    assert_string_equal(above("SELECT count(*) FROM class WHERE badge_key IS NOT NULL"), "0");
}

static void take_digests(char *out, size_t size)
{
    str_copy(out, size,
        above("SELECT md5(string_agg(encode(digest, 'hex'), '' ORDER BY log, seq)) FROM event"));
}

static void test_again_changes_nothing(void **state)
{
    (void)state;
    char before[64], after[64];
    take_digests(before, sizeof before);
    assert_int_equal(carry(&small, &small_login).pushed, 0);
    assert_int_equal(carry(&large, &large_login).pushed, 0);
    take_digests(after, sizeof after);
    assert_string_equal(after, before);
    /* A head that was lost: the same rows with the same digests, no contradiction. */
    above("UPDATE log SET head = 3 WHERE log = decode(repeat('01', 16), 'hex'); DELETE FROM event "
          "WHERE seq > 3 AND log = decode(repeat('01', 16), 'hex')");
    assert_int_equal(carry(&small, &small_login).pushed, 4 * 3 + FIXED - 3);
    take_digests(after, sizeof after);
    assert_string_equal(after, before);
    assert_string_equal(above("SELECT count(*) FROM conflict"), "0");
}

static void test_wiped_above(void **state)
{
    (void)state;
    char before[64], after[64];
    take_digests(before, sizeof before);
    assert_string_equal(served_sql(upper.conninfo, "DROP SCHEMA waystation, waystation_report "
                                                   "CASCADE"),
        "");
    struct forward_report report = carry_from(small.conninfo, &small_login, "Oak", true);
    assert_int_not_equal(report.trouble, SYNC_FINE);
    assert_false(report.below);
    make_upper();
    carry(&small, &small_login);
    carry(&large, &large_login);
    take_digests(after, sizeof after);
    assert_string_equal(after, before);
}

static const char *cell(const char *view, const char *level, const char *more, const char *number)
{
    return served_sql(upper.conninfo,
        "SELECT coalesce(string_agg(coalesce(%s::text, 'hidden'), ',' ORDER BY %s), 'none') FROM "
        "waystation_report.%s WHERE level = '%s' %s",
        number, number, view, level, more);
}

static void test_reports(void **state)
{
    (void)state;
    static const struct {
        const char *view, *level, *number, *expected;
    } cells[] = {
        {"visits", "class", "visits", "6,hidden"},
        {"visits", "class", "students", "6,hidden"},
        {"visits", "school", "visits", "6"}, /* not 10: nobody can subtract */
        {"visits", "school", "students", "6"},
        {"visits", "wave", "visits", "6"},
        {"tickets", "class", "tickets", "6,hidden"},
        {"tickets", "school", "tickets", "6"},
        {"reflections", "class", "reflections", "6,hidden"},
        {"reflections", "class", "feeling", "3.0,hidden"},
        {"reflections", "wave", "feeling", "3.0"},
        {"growth", "class", "answers", "12,hidden"},
        {"growth", "class", "right_share", "0.500,hidden"},
        {"growth", "school", "answers", "12"},
        {"growth", "school", "right_share", "0.500"},
    };
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        print_message("%s %s %s\n", cells[i].view, cells[i].level, cells[i].number);
        assert_string_equal(
            cell(cells[i].view, cells[i].level, "", cells[i].number), cells[i].expected);
    }
    /* A body that is no JSON spoils no report. */
    struct store_event broken = happened(9, 1, "ticket_submitted", "x", "no json");
    struct hub *hub = served_connect(&upper, &large_login);
    struct sync_answer answer = served_ask(&upper, hub,
        (struct sync_ask){
            .kind = SYNC_ASK_PUSH, .class_uid = large.class.uid, .events = &broken, .count = 1});
    assert_int_equal(answer.trouble, SYNC_FINE);
    hub_close(hub);
    assert_string_equal(cell("growth", "school", "", "answers"), "12");
    /* A fifth student, and the class is shown. */
    struct store_event fifth = happened(3, 1, "visit_started", "zebra-5", "{\"station\":\"lab\"}");
    push(&small, &fifth, 1);
    carry(&small, &small_login);
    assert_string_equal(cell("visits", "class", "", "visits"), "5,6");
    assert_string_equal(cell("visits", "school", "", "visits"), "11");
}

static void test_reader(void **state)
{
    (void)state;
    struct member reader = {.role = "", .secret = "of-the-reader"};
    served_address(&reader);
    STR_COPY(reader.database, small_login.database);
    STR_FORMAT(reader.role, "reader_%d", (int)getpid());
    assert_string_equal(served_sql(upper.conninfo,
                            "CREATE ROLE %s LOGIN PASSWORD 'of-the-reader' IN ROLE "
                            "waystation_reader",
                            reader.role),
        "");
    static const char *const views[] = {"visits", "tickets", "reflections", "growth"};
    for (size_t i = 0; i < COUNT_OF(views); i++)
        assert_string_equal(served_sql(served_conninfo(&reader),
                                "SELECT count(*) > 0 FROM waystation_report.%s", views[i]),
            "t");
    char tables[2048];
    STR_COPY(tables, served_sql(upper.conninfo,
                         "SELECT string_agg(c.relname, ',') FROM pg_class c WHERE relnamespace = "
                         "'waystation'::regnamespace AND relkind IN ('r', 'p', 'v')"));
    assert_non_null(strstr(tables, "report_event"));
    const char *cursor = tables, *part;
    size_t length;
    while (str_next_part(&cursor, ',', &part, &length)) {
        const char *answer = served_sql(
            served_conninfo(&reader), "SELECT * FROM waystation.%.*s", (int)length, part);
        assert_true(str_starts_with(answer, "42501"));
    }
    static const char *const attempts[] = {"SELECT waystation.expire(100)",
        "SELECT waystation.heads()", "SELECT waystation.body_json('{}')",
        "DELETE FROM waystation_report.visits", "CREATE TABLE waystation_report.x (a int)",
        "SET ROLE waystation_owner", "SELECT waystation.hello(1, 9)"};
    for (size_t i = 0; i < COUNT_OF(attempts); i++) {
        const char *answer = served_sql(served_conninfo(&reader), "%s", attempts[i]);
        print_message("%s\n", attempts[i]);
        assert_true(str_starts_with(answer, "42501") || str_starts_with(answer, "55000"));
    }
    served_sql(upper.conninfo, "DROP ROLE %s", reader.role);
}

static void test_erasure_reaches(void **state)
{
    (void)state;
    char name[64];
    STR_COPY(name, above("SELECT student FROM event WHERE log = decode(repeat('02', 16), 'hex') "
                         "AND seq = 1"));
    assert_int_equal(strlen(name), 32);
    assert_true(rows_with(&upper, name) > 3);
    struct store_event erased = happened(4, 1, "student_erased", WORD "-0", "{}");
    erased.stamp.at_ms += 1000;
    push(&large, &erased, 1);
    carry(&large, &large_login);
    /* The tombstone and the event of it. */
    assert_int_equal(rows_with(&upper, name), 2 + 1); /* a partitioned table is counted twice */
    assert_string_equal(above("SELECT count(*) FROM event WHERE erased"), "11");
    /* What comes up late is blank already. */
    assert_string_equal(cell("visits", "school", "", "visits"), "10");
}

static void test_one_refused_of_two(void **state)
{
    (void)state;
    struct hub_class other;
    struct member board;
    served_class(&small, "5c", &other, &board);
    struct store_event event = happened(20, 1, "visit_started", WORD, "{}");
    struct hub *hub = served_connect(&small, &board);
    assert_int_equal(served_push(&small, hub, &event, 1).heads[0].seq, 1);
    hub_close(hub);
    /* Of two classes here, another hub brings one. */
    struct forward_report report = carry_from(small.conninfo, &large_login, "Oak", true);
    assert_int_equal(report.trouble, SYNC_DENIED);
    assert_int_equal(report.classes, 2);
    assert_int_equal(report.pushed, 1);
    assert_true(report.waiting > 0);
    assert_int_equal(rows_with(&upper, WORD), 0);
}

static void test_district(void **state)
{
    (void)state;
    struct served district;
    struct member login = {0};
    struct error error = {0};
    char before[64], after[64];
    served_database(&district);
    served_address(&login);
    assert_true(hub_admin_init(district.conninfo, NULL, NULL, NULL, 0, &error));
    assert_true(hub_admin_add_hub(district.conninfo, "Schools", &login, &error));
    struct forward_report report = carry_from(upper.conninfo, &login, "", true);
    assert_string_equal(report.text, "");
    assert_int_equal(report.classes, 3);
    const char *all =
        "SELECT md5(string_agg(log::text || seq || student || body, '' ORDER BY log, "
        "seq)) FROM waystation.event WHERE NOT erased AND log <> decode(repeat('09', 16), 'hex')";
    STR_COPY(before, served_sql(upper.conninfo, "%s", all));
    STR_COPY(after, served_sql(district.conninfo, "%s", all));
    assert_string_equal(after, before);
    assert_string_equal(
        served_sql(district.conninfo, "SELECT count(*) FROM waystation.class WHERE school = 'Oak'"),
        "3");
    served_close(&district);
}

static void test_expire(void **state)
{
    (void)state;
    struct store_event old[3] = {happened(30, 1, "visit_started", WORD, "{}"),
        happened(30, 2, "visit_started", WORD, "{}"), happened(30, 3, "visit_started", WORD, "{}")};
    old[0].stamp.at_ms -= INT64_C(86400000) * 100; /* in a month of its own … */
    old[1].stamp.at_ms = INT64_C(86400000) * 50;   /* … and from a clock of 1970 */
    push(&large, old, 3);
    carry(&large, &large_login);
    assert_true(str_starts_with(above("SELECT expire(30)"), "23514"));
    assert_true(str_starts_with(
        served_sql(large.conninfo, "SELECT * FROM waystation.expire(100)"), "55000"));
    assert_true(
        str_starts_with(served_sql(served_conninfo(&large_login), "SELECT expire(60)"), "42501"));
    above("UPDATE event_default SET came = now() - interval '61 days' WHERE at < 1e12");
    const char *of_log = "SELECT string_agg(seq || ':' || (student <> ''), ' ' ORDER BY seq) FROM "
                         "event WHERE log = decode(repeat('1e', 16), 'hex')";
    assert_string_equal(above(of_log), "1:true 2:true 3:true");
    assert_string_equal(above("SELECT months || ' ' || blanked FROM expire(60)"), "1 1");
    assert_string_equal(above(of_log), "2:false 3:true");
    assert_string_equal(above("SELECT months || ' ' || blanked FROM expire(60)"), "0 0");
    /* It does not come back. */
    assert_int_equal(carry(&large, &large_login).pushed, 0);
    /* A district that comes later gets the rest, and blank rows in the gap. */
    struct served district;
    struct member login = {0};
    struct error error = {0};
    served_database(&district);
    served_address(&login);
    assert_true(hub_admin_init(district.conninfo, NULL, NULL, NULL, 0, &error));
    assert_true(hub_admin_add_hub(district.conninfo, "Schools", &login, &error));
    struct forward_report report = carry_from(upper.conninfo, &login, "", true);
    assert_string_equal(report.text, "");
    assert_int_equal(report.waiting, 0);
    assert_string_equal(served_sql(district.conninfo, "SET search_path = waystation; %s", of_log),
        "1:false 2:false 3:true");
    served_close(&district);
}

static void test_shut_out(void **state)
{
    (void)state;
    assert_string_equal(above("SELECT hub_remove('Elm')"), "1");
    struct forward_report report = carry_from(large.conninfo, &large_login, "Oak", true);
    assert_int_equal(report.trouble, SYNC_WRONG_SECRET);
    assert_false(report.below);
}

static void test_pace(void **state)
{
    (void)state;
    struct forward_report fine = {0}, broken = {.trouble = SYNC_REFUSED};
    for (uint32_t chance = 0; chance < 2000000000; chance += 99999989) {
        struct forward_pace pace = {0};
        int64_t wait = forward_wait_ms(&pace, &fine, chance), before = 0;
        assert_true(wait >= 10000 && wait <= 30000);
        for (int i = 0; i < 50; i++) {
            wait = forward_wait_ms(&pace, &broken, chance);
            assert_true(wait >= 1000 && wait <= 60000 && wait >= before);
            before = wait;
        }
        assert_true(before >= 30000 && pace.outage);
        wait = forward_wait_ms(&pace, &fine, chance);
        assert_true(wait >= 0 && wait <= 600000 && !pace.outage);
        wait = forward_wait_ms(&pace, &broken, chance);
        assert_true(!pace.outage && wait <= 2000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pace),
        cmocka_unit_test(test_two_below_one),
        cmocka_unit_test(test_no_words),
        cmocka_unit_test(test_again_changes_nothing),
        cmocka_unit_test(test_wiped_above),
        cmocka_unit_test(test_reports),
        cmocka_unit_test(test_reader),
        cmocka_unit_test(test_erasure_reaches),
        cmocka_unit_test(test_one_refused_of_two),
        cmocka_unit_test(test_district),
        cmocka_unit_test(test_expire),
        cmocka_unit_test(test_shut_out),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
