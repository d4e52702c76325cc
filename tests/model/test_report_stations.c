/* The last event of each station, in the order of the log and whatever the clocks say. */
#include "model/report_stations.h"

#include "base/str.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct classroom *classroom_with_stations(void)
{
    struct classroom *classroom = calloc(1, sizeof *classroom);
    assert_non_null(classroom);
    classroom_init(classroom);
    static const char *const ids[] = {"makers", "pod", "nook"};
    classroom->plan.station_count = COUNT_OF(ids);
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        STR_COPY(classroom->plan.stations[i].id, ids[i]);
    return classroom;
}

static void test_last(void **state)
{
    (void)state;
    static const struct {
        const char *station;
        int64_t at_ms, wall_ms;
        uint32_t seq;
        bool trusted, own;
    } events[] = {
        {"makers", 100, 100, 1, true, false},
        {"makers", 300, 7, 3, false, false}, /* its clock fell back: still the last */
        {"makers", 200, 200, 2, true, true}, /* written here */
        {"pod", 150, 150, 4, true, false},
        {"nowhere", 900, 900, 5, true, false}, /* a station that left the plan */
        {"", 950, 950, 6, true, false},
    };
    struct classroom *classroom = classroom_with_stations();
    enum { COUNT = COUNT_OF(events) };
    for (int turn = 0; turn < COUNT; turn++) { /* in any order */
        struct station_report report;
        struct event *event = calloc(1, sizeof *event);
        assert_non_null(event);
        station_report_begin(&report, classroom, 0);
        for (int i = 0; i < COUNT; i++) {
            int k = (i + turn) % COUNT;
            event->kind = EVENT_VISIT_STARTED;
            event->stamp.at_ms = events[k].at_ms;
            event->stamp.seq = events[k].seq;
            event->wall_ms = events[k].wall_ms;
            event->trusted = events[k].trusted;
            STR_COPY(event->station, events[k].station);
            station_report_add(&report, event, events[k].own);
        }
        assert_true(report.stations[0].wall_ms == 7);
        assert_false(report.stations[0].trusted);
        assert_true(report.stations[1].wall_ms == 150);
        assert_false(stamp_is_set(&report.stations[2].stamp));
        assert_true(report.own.wall_ms == 200); /* not the newest of all */
        free(event);
    }
    free(classroom);
}

/* Nobody signs out in the evening: in the morning nobody is there. */
static void test_there(void **state)
{
    (void)state;
    enum { DAY = 20710 };
    static const struct {
        int32_t day, there;
    } cases[] = {{DAY, 1}, {DAY + 1, 0}, {DAY - 1, 0}, {0 /* no clock */, 1}};
    struct classroom *classroom = classroom_with_stations();
    struct student_state *student = &classroom->students[0];
    classroom->plan.student_count = 1;
    student->enrolled = true;
    student->visit_stamp.seq = student->visit_stamp.at_ms = 1;
    STR_COPY(student->visit_station, "makers");
    student->visit_days[0] = DAY;
    student->visit_day_count = 1;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct station_report report;
        station_report_begin(&report, classroom, cases[i].day);
        assert_int_equal(report.there[0], cases[i].there);
    }
    student->enrolled = false; /* left the class without signing out */
    struct station_report report;
    station_report_begin(&report, classroom, DAY);
    assert_int_equal(report.there[0], 0);
    free(classroom);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_last), cmocka_unit_test(test_there)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
