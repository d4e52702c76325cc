#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "model/rotation.h"
#include "sample.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND };

/* Times are minutes and seconds after 09:00 on the sample day unless `wall_ms` says otherwise. */
static void start_as(struct sample *sample, int rounds, int minutes, uint32_t seq)
{
    struct event event;
    sample_event(&event, EVENT_ROTATION_STARTED, 0, sample_ms + seq, 1, seq);
    event.body.rotation_started.day = SAMPLE_DAY;
    event.body.rotation_started.rounds = rounds;
    event.body.rotation_started.minutes = minutes;
    event.body.rotation_started.at_ms = sample_ms;
    classroom_apply(sample->classroom, &event);
}

static void start(struct sample *sample, int rounds, int minutes)
{
    start_as(sample, rounds, minutes, 1);
}

struct change {
    int at_s, add_seconds, skip_rounds, paused;
};

static void change(struct sample *sample, const struct change *change, uint32_t seq)
{
    struct event event;
    sample_event(&event, EVENT_ROTATION_CHANGED, 0, sample_ms + seq, 1, seq);
    event.body.rotation_changed.day = SAMPLE_DAY;
    event.body.rotation_changed.add_seconds = change->add_seconds;
    event.body.rotation_changed.skip_rounds = change->skip_rounds;
    event.body.rotation_changed.paused = change->paused;
    event.body.rotation_changed.at_ms = sample_ms + (int64_t)change->at_s * SECOND;
    classroom_apply(sample->classroom, &event);
}

static void check_at(const struct sample *sample, int64_t at_s, enum rotation_phase phase,
    int round, int64_t left_s, int64_t changes_s)
{
    struct moment now = sample_moment(sample_ms + at_s * SECOND);
    struct rotation_now got = rotation_at(sample->classroom, &now);
    int64_t expected_ms = phase == ROTATION_NONE ? 0 : sample_ms + changes_s * SECOND;
    if (got.phase != phase || (phase != ROTATION_NONE && got.round != round) ||
        got.left_ms != left_s * SECOND || got.changes_ms != expected_ms)
        fail_msg("at %d s: phase %d, round %d, left %d s, changes at %d s", (int)at_s, got.phase,
            (int)got.round, (int)(got.left_ms / SECOND),
            (int)((got.changes_ms - sample_ms) / SECOND));
}

enum { MIDNIGHT_S = 15 * 3600 }; /* after 09:00 */

static void rounds_of_a_block(void **state)
{
    (void)state;
    static const struct {
        int at_s;
        enum rotation_phase phase;
        int round, left_s, changes_s;
    } cases[] = {
        {-600, ROTATION_BEFORE, 0, 600, 0},
        {0, ROTATION_ROUND, 0, 900, 840},
        {839, ROTATION_ROUND, 0, 61, 840},
        {840, ROTATION_MOVING, 0, 60, 900},
        {899, ROTATION_MOVING, 0, 1, 900},
        {900, ROTATION_ROUND, 1, 900, 1740},
        {1800, ROTATION_ROUND, 2, 900, 2520}, /* the last: next is the reminder, 3 min before */
        {2519, ROTATION_ROUND, 2, 181, 2520},
        {2520, ROTATION_ROUND, 2, 180, 2700}, /* nowhere to walk to */
        {2699, ROTATION_ROUND, 2, 1, 2700},
        {2700, ROTATION_OVER, 2, 0, MIDNIGHT_S},
        {MIDNIGHT_S - 1, ROTATION_OVER, 2, 0, MIDNIGHT_S},
        {MIDNIGHT_S, ROTATION_NONE, 0, 0, 0},
    };
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    check_at(&sample, 0, ROTATION_NONE, 0, 0, 0);
    start(&sample, 3, 15);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_at(&sample, cases[i].at_s, cases[i].phase, cases[i].round, cases[i].left_s,
            cases[i].changes_s);
    struct moment now = sample_moment(sample_ms + 2519 * SECOND);
    assert_false(rotation_at(sample.classroom, &now).last_minutes);
    now = sample_moment(sample_ms + 2520 * SECOND);
    assert_true(rotation_at(sample.classroom, &now).last_minutes);
    now = sample_moment(sample_ms + 800 * SECOND);
    assert_false(rotation_at(sample.classroom, &now).last_minutes);
    sample_close(&sample);
}

static void pauses_jumps_and_extra_time(void **state)
{
    (void)state;
    static const struct {
        struct change changes[3];
        int count, at_s;
        enum rotation_phase phase;
        int round, left_s, changes_s;
    } cases[] = {
        {{{100, 120, 0, -1}}, 1, 100, ROTATION_ROUND, 0, 920, 960},
        {{{100, 120, 0, -1}, {200, 120, 0, -1}}, 2, 200, ROTATION_ROUND, 0, 940, 1080},
        {{{100, 120, 0, -1}}, 1, 1020, ROTATION_ROUND, 1, 900, 1860}, /* that round only */
        {{{100, -9000, 0, -1}}, 1, 100, ROTATION_ROUND, 1, 900, 940}, /* ended at once */
        {{{300, 0, 0, 1}, {400, -9000, 0, -1}, {500, 0, 0, 0}}, 3, 500, ROTATION_ROUND, 1, 900,
            1340},
        {{{100, -9000, 0, -1}}, 1, 101, ROTATION_ROUND, 1, 899, 940},
        {{{300, 0, 0, 1}}, 1, 5000, ROTATION_PAUSED, 0, 600, MIDNIGHT_S},
        {{{300, 0, 0, 1}, {400, 0, 0, 0}}, 2, 400, ROTATION_ROUND, 0, 600, 940},
        {{{300, 0, 0, 1}, {400, 0, 0, 1}, {500, 0, 0, 0}}, 3, 500, ROTATION_ROUND, 0, 600, 1040},
        {{{300, 0, 0, 1}, {400, 0, 1, -1}}, 2, 500, ROTATION_PAUSED, 1, 900, MIDNIGHT_S},
        {{{300, 0, 0, 1}, {400, 60, 0, -1}, {500, 0, 0, 0}}, 3, 500, ROTATION_ROUND, 0, 660, 1100},
        {{{300, 0, 1, -1}}, 1, 300, ROTATION_ROUND, 1, 900, 1140},
        {{{1000, 0, -1, -1}}, 1, 1000, ROTATION_ROUND, 0, 120, 1060}, /* its time was up */
        {{{300, 0, 9, -1}}, 1, 300, ROTATION_OVER, 2, 0, MIDNIGHT_S},
        {{{300, 0, -9, -1}}, 1, 300, ROTATION_ROUND, 0, 600, 840},    /* none is before it */
        {{{3000, 0, -1, -1}}, 1, 3000, ROTATION_ROUND, 2, 120, 3120}, /* after the end */
        {{{3000, 0, -1, -1}}, 1, 3120, ROTATION_OVER, 2, 0, MIDNIGHT_S},
        /* Back: with the time it still had, and then on with a whole round. */
        {{{300, 0, 1, -1}, {310, 0, -1, -1}}, 2, 310, ROTATION_ROUND, 0, 600, 850},
        {{{300, 0, 1, -1}, {310, 0, -1, -1}}, 2, 910, ROTATION_ROUND, 1, 900, 1750},
        {{{300, 0, 1, -1}, {310, 0, 1, -1}, {315, 0, -2, -1}}, 3, 315, ROTATION_ROUND, 0, 600, 855},
        {{{300, 0, 1, -1}, {310, 0, -1, -1}, {400, 0, 1, -1}}, 3, 500, ROTATION_ROUND, 1, 800,
            1240},
        {{{300, 60, 0, -1}, {310, 0, 1, -1}, {320, 0, -1, -1}}, 3, 320, ROTATION_ROUND, 0, 650,
            910},
        {{{300, 0, 1, -1}, {310, 0, -1, 1}}, 2, 500, ROTATION_PAUSED, 0, 600, MIDNIGHT_S},
        {{{300, 0, 2, -1}, {310, 0, -1, -1}}, 2, 310, ROTATION_ROUND, 1, 900, 1150}, /* never ran */
        {{{890, 0, 1, -1}, {900, 0, -1, -1}}, 2, 905, ROTATION_MOVING, 0, 5, 910},
        {{{2000, 0, 1, -1}, {2010, 0, -1, -1}}, 2, 2010, ROTATION_ROUND, 2, 700, 2530},
        {{{2000, 0, 1, -1}, {2010, 0, -2, -1}}, 2, 2010, ROTATION_ROUND, 1, 120, 2070},
        {{{100, 120, 0, -1}, {110, -120, 0, -1}}, 2, 110, ROTATION_ROUND, 0, 790, 840},
        {{{3000, 0, 0, 1}}, 1, 3001, ROTATION_OVER, 2, 0, MIDNIGHT_S},
        {{{-300, 0, 1, -1}}, 1, -300, ROTATION_ROUND, 0, 900, 540}, /* earlier than planned */
        {{{-300, 0, 1, -1}, {-290, 0, -1, -1}}, 2, -290, ROTATION_BEFORE, 0, 290, 0},
        {{{-300, 0, 2, -1}, {-290, 0, -2, -1}}, 2, 0, ROTATION_ROUND, 0, 900, 840},
        {{{-5, 0, 1, -1}, {10, 0, -1, -1}}, 2, 10, ROTATION_ROUND, 0, 885, 835}, /* it is past */
        {{{-300, 0, -1, -1}}, 1, -300, ROTATION_BEFORE, 0, 300, 0},
        /* What was added to the first round stays with it. */
        {{{-300, 0, 1, -1}, {-290, 120, 0, -1}, {-280, 0, -1, -1}}, 3, 0, ROTATION_ROUND, 0, 1020,
            960},
        {{{300, 0, 0, 1}, {200, 0, 0, 0}}, 2, 300, ROTATION_ROUND, 0, 600,
            840}, /* clock set back */
        /* While it is paused a round that has no time left does not end. */
        {{{300, 0, 0, 1}, {400, -9000, 0, -1}}, 2, 450, ROTATION_PAUSED, 0, 0, MIDNIGHT_S},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_open(&sample);
        sample_take_plan(&sample);
        for (int c = cases[i].count - 1; c >= 0; c--) /* arriving the wrong way round */
            change(&sample, &cases[i].changes[c], (uint32_t)c + 2);
        start(&sample, 3, 15);
        check_at(&sample, cases[i].at_s, cases[i].phase, cases[i].round, cases[i].left_s,
            cases[i].changes_s);
        sample_close(&sample);
    }
}

/* A way that takes longer than half of a round leaves time to work. */
static void long_ways_and_one_round(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample.plan->transition_seconds = 600;
    sample_take_plan(&sample);
    start(&sample, 2, 5);
    check_at(&sample, 0, ROTATION_ROUND, 0, 300, 150);
    check_at(&sample, 150, ROTATION_MOVING, 0, 150, 300);
    start_as(&sample, 1, 5, 2);
    for (int at_s = -30; at_s <= 200; at_s += 230) { /* before it is not the end of it */
        struct moment now = sample_moment(sample_ms + at_s * SECOND);
        assert_int_equal(rotation_at(sample.classroom, &now).last_minutes, at_s > 0);
    }
    sample_close(&sample);
}

static void the_last_change_that_stands(void **state)
{
    (void)state;
    static const struct {
        struct change changes[4];
        int count, last; /* -1: none */
    } cases[] = {
        {{{0}}, 0, -1},
        {{{10, 0, 1, -1}}, 1, 0},
        {{{10, 0, 1, -1}, {20, 0, 0, 1}}, 2, 0}, /* a pause changes nothing about it */
        {{{10, 0, 1, -1}, {20, 0, -1, -1}}, 2, -1},
        {{{10, 0, 1, -1}, {20, 120, 0, -1}}, 2, 1},
        {{{10, 0, 1, -1}, {20, 120, 0, -1}, {30, -120, 0, -1}}, 3, 0},
        {{{10, 0, 1, -1}, {20, 120, 0, -1}, {30, -120, 0, -1}, {40, 0, -1, -1}}, 4, -1},
        {{{10, 0, -1, -1}, {20, 0, 1, -1}}, 2, 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_open(&sample);
        sample_take_plan(&sample);
        start(&sample, 3, 15);
        for (int c = 0; c < cases[i].count; c++)
            change(&sample, &cases[i].changes[c], (uint32_t)c + 2);
        const struct rotation_change *last = rotation_last_change(sample.classroom, SAMPLE_DAY);
        assert_int_equal(last == NULL ? -1 : (int)last->stamp.seq - 2, cases[i].last);
        assert_null(rotation_last_change(sample.classroom, SAMPLE_DAY + 1));
        struct event event; /* what was before a new start does not count */
        sample_event(&event, EVENT_ROTATION_STARTED, 0, sample_ms + 1000, 1, 100);
        event.body.rotation_started.day = SAMPLE_DAY;
        classroom_apply(sample.classroom, &event);
        assert_null(rotation_last_change(sample.classroom, SAMPLE_DAY));
        sample_close(&sample);
    }
}

static void starts_by_itself(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample.plan->start_minute = 9 * 60;
    sample.plan->calendar_count = 1;
    sample.plan->calendar[0] =
        (struct calendar_day){.day = SAMPLE_DAY + 1, .rounds = 2, .minutes = 10};
    sample_take_plan(&sample);
    check_at(&sample, -60, ROTATION_BEFORE, 0, 60, 0);
    check_at(&sample, 0, ROTATION_ROUND, 0, 900, 840);
    check_at(&sample, 3 * 900, ROTATION_OVER, 2, 0, MIDNIGHT_S); /* as many as stations */
    int next = 24 * 3600; /* tomorrow the calendar says 2 rounds of 10 minutes */
    check_at(&sample, next, ROTATION_ROUND, 0, 600, next + 540);
    check_at(&sample, next + 600, ROTATION_ROUND, 1, 600, next + 1020);
    check_at(&sample, next + 1200, ROTATION_OVER, 1, 0, next + MIDNIGHT_S);
    start(&sample, 1, 30); /* by hand instead */
    check_at(&sample, 60, ROTATION_ROUND, 0, 1740, 1620);
    sample_close(&sample);
}

static void clocks_that_lie(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample.plan->start_minute = 0;
    sample_take_plan(&sample);
    struct moment now = sample_moment(30 * MINUTE); /* 1970, and nobody set it */
    now.trusted = false;
    assert_int_equal(rotation_at(sample.classroom, &now).phase, ROTATION_NONE);
    now.trusted = true; /* whoever set it: 1970 is no day of school */
    assert_int_equal(rotation_at(sample.classroom, &now).phase, ROTATION_NONE);
    now.trusted = false;
    struct event event;
    sample_event(&event, EVENT_ROTATION_STARTED, 0, 30 * MINUTE, 1, 1);
    event.body.rotation_started.rounds = 2;
    event.body.rotation_started.minutes = 10;
    event.body.rotation_started.at_ms = 30 * MINUTE;
    classroom_apply(sample.classroom, &event); /* started by hand it runs on any clock */
    now.wall_ms = 35 * MINUTE;
    struct rotation_now got = rotation_at(sample.classroom, &now);
    assert_int_equal(got.phase, ROTATION_ROUND);
    assert_int_equal(got.left_ms, 5 * MINUTE);
    now.wall_ms = sample_ms; /* the clock is set: another day */
    assert_int_equal(rotation_at(sample.classroom, &now).phase, ROTATION_NONE);
    now.wall_ms = 20 * MINUTE; /* back a little */
    assert_int_equal(rotation_at(sample.classroom, &now).phase, ROTATION_BEFORE);
    sample.classroom->rotation.started_ms = INT64_MAX; /* damage is harmless */
    got = rotation_at(sample.classroom, &now);
    assert_int_equal(got.phase, ROTATION_BEFORE);
    assert_in_range(got.left_ms, 0, 2 * DAY_MS);
    sample.classroom->rotation.started_ms = 30 * MINUTE;
    sample_event(&event, EVENT_ROTATION_CHANGED, 0, 30 * MINUTE, 1, 2);
    event.body.rotation_changed.add_seconds = 60;
    event.body.rotation_changed.paused = -1;
    event.body.rotation_changed.at_ms = INT64_MAX;
    classroom_apply(sample.classroom, &event);
    rotation_at(sample.classroom, &now);
    sample_close(&sample);
}

static void the_day_is_local(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample.plan->start_minute = 9 * 60;
    sample_take_plan(&sample);
    struct moment now = sample_moment((int64_t)SAMPLE_DAY * DAY_MS + 14 * 60 * (int64_t)MINUTE);
    now.offset_s = -5 * 3600; /* 09:00 in New York */
    struct rotation_now got = rotation_at(sample.classroom, &now);
    assert_int_equal(got.phase, ROTATION_ROUND);
    assert_int_equal(got.left_ms, 15 * MINUTE);
    now.wall_ms += 15 * 60 * (int64_t)MINUTE; /* midnight there */
    got = rotation_at(sample.classroom, &now);
    assert_int_equal(got.phase, ROTATION_BEFORE);
    assert_int_equal(got.left_ms, 9 * 60 * MINUTE);
    sample_close(&sample);
}

/* Walking from change to change sees the same as looking every second. */
static void changes_ms_misses_nothing(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    start(&sample, 3, 5);
    change(&sample, &(struct change){100, 45, 0, -1}, 2);
    change(&sample, &(struct change){400, 0, 0, 1}, 3);
    change(&sample, &(struct change){430, 0, 0, 0}, 4);
    struct moment now = sample_moment(sample_ms + 440 * SECOND);
    struct rotation_now last = rotation_at(sample.classroom, &now);
    for (int s = 441; s < 1200; s++) {
        now = sample_moment(sample_ms + (int64_t)s * SECOND);
        struct rotation_now got = rotation_at(sample.classroom, &now);
        bool changed = got.phase != last.phase || got.round != last.round ||
                       got.last_minutes != last.last_minutes;
        assert_int_equal(changed, now.wall_ms == last.changes_ms);
        assert_true(got.changes_ms > now.wall_ms);
        last = got;
    }
    assert_int_equal(last.phase, ROTATION_OVER);
    sample_close(&sample);
}

static void groups_go_round(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    for (int g = 0; g < 2; g++) {
        struct group *group = &sample.plan->groups[g];
        STR_FORMAT(group->students[0], "s%d", 2 * g);
        STR_FORMAT(group->students[1], "s%d", 2 * g + 1);
        group->student_count = 2;
    }
    STR_COPY(sample.plan->groups[0].first_station, "tablets");
    sample.plan->group_count = 2;
    sample_take_plan(&sample);
    struct classroom *classroom = sample.classroom;
    static const int first[] = {2, 0, 1, 2}, second[] = {1, 2, 0, 1};
    for (int round = 0; round < 4; round++) {
        assert_int_equal(rotation_station(classroom, 0, round, SAMPLE_DAY), first[round]);
        assert_int_equal(rotation_station(classroom, 3, round, SAMPLE_DAY), second[round]);
        assert_int_equal(rotation_station(classroom, 4, round, SAMPLE_DAY), -1);
    }
    assert_int_equal(rotation_group_station(classroom, 1, -1, SAMPLE_DAY), second[0]); /* before */
    struct event event;
    sample_event(&event, EVENT_STUDENT_MOVED, 0, sample_ms, 1, 1);
    STR_COPY(event.body.student_moved.station, "teacher");
    event.body.student_moved.round = 1;
    event.body.student_moved.day = SAMPLE_DAY;
    classroom_apply(classroom, &event);
    assert_int_equal(rotation_station(classroom, 0, 1, SAMPLE_DAY), 1);
    assert_int_equal(rotation_station(classroom, 0, 2, SAMPLE_DAY), 1);
    assert_int_equal(rotation_station(classroom, 0, 1, SAMPLE_DAY + 1), 0);
    int expected[STUDENT_MAX];
    assert_int_equal(rotation_expected(classroom, 0, 1, SAMPLE_DAY, expected), 1);
    assert_int_equal(expected[0], 1);
    for (int capacity = 0; capacity <= 2; capacity++) {
        classroom->plan.stations[0].capacity = capacity;
        assert_int_equal(rotation_is_full(classroom, 0, 0, 1, SAMPLE_DAY), capacity == 1);
        assert_false(rotation_is_full(classroom, 0, 1, 1, SAMPLE_DAY)); /* is there already */
    }
    assert_int_equal(rotation_expected(classroom, 1, 1, SAMPLE_DAY, expected), 1);
    assert_int_equal(expected[0], 0);
    classroom->students[1].enrolled = false; /* left the class */
    assert_int_equal(rotation_expected(classroom, 0, 1, SAMPLE_DAY, expected), 0);
    assert_int_equal(rotation_group_students(classroom, 0, SAMPLE_DAY, expected), 1);
    STR_COPY(classroom->plan.groups[0].students[1], "s0"); /* and somebody listed twice */
    assert_int_equal(rotation_group_students(classroom, 0, SAMPLE_DAY, expected), 1);
    sample_event(&event, EVENT_GROUPS_APPROVED, 0, sample_ms, 1, 2);
    event.body.groups_approved.group_count = 1;
    event.body.groups_approved.groups[0].student_count = 1;
    STR_COPY(event.body.groups_approved.groups[0].students[0], "s4");
    STR_COPY(event.body.groups_approved.groups[0].first_station, "teacher");
    classroom_apply(classroom, &event);
    assert_int_equal(rotation_group(classroom, 4, SAMPLE_DAY), 0);
    assert_int_equal(rotation_group(classroom, 3, SAMPLE_DAY), -1);
    assert_int_equal(rotation_station(classroom, 4, 1, SAMPLE_DAY), 2);
    sample_close(&sample);
}

static void fill_way(char (*stations)[ID_SIZE], int32_t *count, const char *way)
{
    const char *part;
    size_t length;
    while (str_next_part(&way, ';', &part, &length))
        str_copy_length(stations[(*count)++], ID_SIZE, part, length);
}

static void move(struct classroom *classroom, const char *station, int round, uint32_t seq)
{
    struct event event;
    sample_event(&event, EVENT_STUDENT_MOVED, 0, sample_ms + seq, 1, seq);
    STR_COPY(event.body.student_moved.station, station);
    event.body.student_moved.round = round;
    event.body.student_moved.day = SAMPLE_DAY;
    classroom_apply(classroom, &event);
}

static void expect_way(
    const struct classroom *classroom, int student, int32_t day, const int stations[static 4])
{
    for (int round = 0; round < 4; round++)
        assert_int_equal(rotation_station(classroom, student, round, day), stations[round]);
}

/* A move made before the first start is for that block; what was for it is not for the next one. */
static void a_move_is_for_its_block(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample.plan->start_minute = -1;
    sample_take_plan(&sample);
    move(sample.classroom, "tablets", 0, 1);
    start_as(&sample, 3, 15, 2);
    assert_int_equal(rotation_station(sample.classroom, 0, 0, SAMPLE_DAY), 2);
    move(sample.classroom, "teacher", 1, 3);
    assert_int_equal(rotation_station(sample.classroom, 0, 1, SAMPLE_DAY), 1);
    uint64_t hash = classroom_hash(sample.classroom);
    start_as(&sample, 3, 15, 2); /* once more */
    assert_int_equal(classroom_hash(sample.classroom), hash);
    start_as(&sample, 3, 15, 4);
    assert_int_equal(rotation_station(sample.classroom, 0, 0, SAMPLE_DAY), -1);
    assert_int_equal(rotation_station(sample.classroom, 0, 1, SAMPLE_DAY), -1);
    move(sample.classroom, "teacher", 1, 5);
    assert_int_equal(rotation_station(sample.classroom, 0, 1, SAMPLE_DAY), 1);
    sample_close(&sample);
}

/* Without a clock that is sure no block begins by itself: the first start by hand is the first. */
static void a_move_is_not_for_the_block_after_the_one_that_began_by_itself(void **state)
{
    (void)state;
    for (int trusted = 0; trusted < 2; trusted++) {
        struct sample sample;
        struct event event;
        sample_open(&sample);
        sample.plan->start_minute = 9 * 60;
        sample_take_plan(&sample);
        move(sample.classroom, "tablets", 0, 1);
        assert_int_equal(rotation_station(sample.classroom, 0, 0, SAMPLE_DAY), 2);
        sample_event(&event, EVENT_ROTATION_STARTED, 0, sample_ms + 2, 1, 2);
        event.trusted = trusted;
        event.body.rotation_started.day = SAMPLE_DAY;
        classroom_apply(sample.classroom, &event);
        assert_int_equal(rotation_station(sample.classroom, 0, 0, SAMPLE_DAY), trusted ? -1 : 2);
        sample_close(&sample);
    }
}

static void moves_before_playlists_before_the_groups_way(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    struct classroom *classroom = sample.classroom;
    static struct event event;
    sample_event(&event, EVENT_GROUPS_APPROVED, 0, sample_ms, 1, 1);
    event.body.groups_approved.day = SAMPLE_DAY + 1; /* tomorrow's */
    event.body.groups_approved.group_count = 1;
    struct event_group *group = &event.body.groups_approved.groups[0];
    group->student_count = 2;
    STR_COPY(group->students[0], "s0");
    STR_COPY(group->students[1], "s1");
    STR_COPY(group->first_station, "makers");
    fill_way(group->stations, &group->station_count, "tablets;tablets;teacher");
    classroom_apply(classroom, &event);
    expect_way(classroom, 0, SAMPLE_DAY, (int[]){-1, -1, -1, -1});
    expect_way(classroom, 0, SAMPLE_DAY + 1, (int[]){2, 2, 1, -1});
    event.stamp.seq = 2;
    event.body.groups_approved.day = SAMPLE_DAY;
    group->stations[1][0] = '\0'; /* nowhere planned */
    classroom_apply(classroom, &event);
    expect_way(classroom, 0, SAMPLE_DAY, (int[]){2, -1, 1, -1});
    expect_way(classroom, 0, SAMPLE_DAY + 1, (int[]){2, 2, 1, -1});
    sample_event(&event, EVENT_PLAYLIST_SET, 0, sample_ms, 1, 3);
    event.body.playlist_set.day = SAMPLE_DAY;
    fill_way(event.body.playlist_set.stations, &event.body.playlist_set.station_count,
        "makers;makers;tablets;makers");
    event.body.playlist_set.stations[2][0] = '\0'; /* as the group goes */
    classroom_apply(classroom, &event);
    expect_way(classroom, 0, SAMPLE_DAY, (int[]){0, 0, 1, 0});
    expect_way(classroom, 1, SAMPLE_DAY, (int[]){2, -1, 1, -1});
    expect_way(classroom, 0, SAMPLE_DAY + 1, (int[]){2, 2, 1, -1});
    move(classroom, "tablets", 0, 10);
    move(classroom, "teacher", 3, 11);
    expect_way(classroom, 0, SAMPLE_DAY, (int[]){2, 0, 1, 1});
    move(classroom, "", 0, 12); /* back */
    expect_way(classroom, 0, SAMPLE_DAY, (int[]){0, 0, 1, 1});
    sample_close(&sample);
}

/* Instead of a may-do another one, where there is room; instead of a must-do nothing. */
static void may_dos_are_free_where_there_is_room(void **state)
{
    (void)state;
    enum { MAKERS, TEACHER, TABLETS };
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    struct classroom *classroom = sample.classroom;
    static struct event event;
    for (int student = 0; student < 2; student++) {
        sample_event(&event, EVENT_PLAYLIST_SET, student, sample_ms, 1, 1 + (uint64_t)student);
        event.body.playlist_set.day = SAMPLE_DAY;
        fill_way(event.body.playlist_set.stations, &event.body.playlist_set.station_count,
            student == 0 ? "makers;teacher;tablets" : "tablets;makers;makers");
        event.body.playlist_set.may = student == 0 ? 0x5 : 0;
        classroom_apply(classroom, &event);
    }
    assert_int_equal(rotation_duty(classroom, 0, 0, SAMPLE_DAY), DUTY_MAY);
    assert_int_equal(rotation_duty(classroom, 0, 1, SAMPLE_DAY), DUTY_MUST);
    assert_int_equal(rotation_duty(classroom, 0, 3, SAMPLE_DAY), DUTY_NONE);
    assert_int_equal(rotation_duty(classroom, 2, 0, SAMPLE_DAY), DUTY_NONE);
    static const struct {
        int student, here, round, capacity, due;
    } cases[] = {
        {0, TABLETS, 0, 0, TABLETS},
        {0, TABLETS, 0, 2, TABLETS},
        {0, TABLETS, 0, 1, MAKERS}, /* student 1 is there */
        {0, TEACHER, 0, 0, MAKERS}, /* no may-do */
        {0, TABLETS, 1, 0, TEACHER},
        {0, MAKERS, 2, 1, TABLETS},
        {0, -1, 0, 0, MAKERS},
        {1, MAKERS, 0, 0, TABLETS},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (int k = 0; k < 3; k++)
            classroom->plan.stations[k].capacity = cases[i].capacity;
        assert_int_equal(rotation_station_from(classroom, cases[i].student, cases[i].here,
                             cases[i].round, SAMPLE_DAY),
            cases[i].due);
    }
    /* Who has come for a may-do takes a place, today; who asks has the own place only once. */
    static const struct {
        int student, day, capacity, due;
    } visits[] = {{2, 0, 2, MAKERS}, {2, -1, 2, TABLETS}, {0, 0, 2, TABLETS}, {0, 0, 1, MAKERS}};
    for (size_t i = 0; i < COUNT_OF(visits); i++) {
        struct student_state *visitor = &classroom->students[visits[i].student];
        struct student_state before = *visitor;
        visitor->visit_stamp = (struct stamp){.at_ms = 1, .seq = 1};
        visitor->visit_day = SAMPLE_DAY + visits[i].day;
        STR_COPY(visitor->visit_station, "tablets");
        classroom->plan.stations[TABLETS].capacity = visits[i].capacity;
        assert_int_equal(
            rotation_station_from(classroom, 0, TABLETS, 0, SAMPLE_DAY), visits[i].due);
        *visitor = before;
    }
    classroom->plan.stations[TABLETS].capacity = 0;
    classroom->plan.stations[TABLETS].open_rounds = 0x2; /* not in the first */
    assert_int_equal(rotation_station_from(classroom, 0, TABLETS, 0, SAMPLE_DAY), MAKERS);
    move(classroom, "teacher", 0, 10);
    assert_int_equal(rotation_duty(classroom, 0, 0, SAMPLE_DAY), DUTY_NONE);
    assert_int_equal(rotation_station_from(classroom, 0, MAKERS, 0, SAMPLE_DAY), TEACHER);
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounds_of_a_block),
        cmocka_unit_test(pauses_jumps_and_extra_time),
        cmocka_unit_test(long_ways_and_one_round),
        cmocka_unit_test(the_last_change_that_stands),
        cmocka_unit_test(starts_by_itself),
        cmocka_unit_test(clocks_that_lie),
        cmocka_unit_test(the_day_is_local),
        cmocka_unit_test(changes_ms_misses_nothing),
        cmocka_unit_test(groups_go_round),
        cmocka_unit_test(a_move_is_for_its_block),
        cmocka_unit_test(a_move_is_not_for_the_block_after_the_one_that_began_by_itself),
        cmocka_unit_test(moves_before_playlists_before_the_groups_way),
        cmocka_unit_test(may_dos_are_free_where_there_is_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
