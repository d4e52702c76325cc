#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "sample.h"

/* --- Visits ----------------------------------------------------------------------------------- */

struct visit_step {
    bool starts;
    const char *station;
    enum visit_end reason;
};

static void visits_end_where_they_began(void **state)
{
    (void)state;
    static const struct {
        struct visit_step steps[4];
        int count;
        bool checked_in;
        const char *station;
    } cases[] = {
        {{{true, "makers", 0}}, 1, true, "makers"},
        {{{true, "makers", 0}, {false, "makers", END_DONE}}, 2, false, "makers"},
        {{{true, "makers", 0}, {true, "tablets", 0}}, 2, true, "tablets"},
        {{{true, "makers", 0}, {true, "tablets", 0}, {false, "makers", END_IDLE}}, 3, true,
            "tablets"},
        {{{true, "makers", 0}, {true, "tablets", 0}, {false, "tablets", END_DONE}}, 3, false,
            "tablets"},
        {{{true, "makers", 0}, {false, "board", END_TEACHER}}, 2, false, "makers"},
        {{{true, "makers", 0}, {false, "makers", END_DONE}, {true, "makers", 0}}, 3, true,
            "makers"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_open(&sample);
        sample_take_plan(&sample);
        for (int s = 0; s < cases[i].count; s++) {
            const struct visit_step *step = &cases[i].steps[s];
            struct event event;
            sample_event(&event, step->starts ? EVENT_VISIT_STARTED : EVENT_VISIT_ENDED, 0,
                sample_ms + s, s + 1, 1);
            STR_COPY(event.station, step->station);
            if (step->starts)
                STR_COPY(event.body.visit_started.station, step->station);
            else
                event.body.visit_ended.reason = step->reason;
            classroom_apply(sample.classroom, &event);
        }
        assert_int_equal(classroom_is_checked_in(sample.classroom, 0), cases[i].checked_in);
        assert_string_equal(sample.classroom->students[0].visit_station, cases[i].station);
        sample_close(&sample);
    }
}

/* Where the station has another name in the plan than on its own card, both end what began there.
 */
static void a_visit_has_two_names_of_its_station(void **state)
{
    (void)state;
    static const struct {
        const char *ended_at;
        bool checked_in;
    } cases[] = {{"makers", false}, {"desk", false}, {"tablets", true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        struct event event;
        sample_open(&sample);
        sample_take_plan(&sample);
        sample_event(&event, EVENT_VISIT_STARTED, 0, sample_ms, 1, 1);
        STR_COPY(event.station, "desk");
        STR_COPY(event.body.visit_started.station, "makers");
        classroom_apply(sample.classroom, &event);
        sample_event(&event, EVENT_VISIT_ENDED, 0, sample_ms + 1, 1, 2);
        STR_COPY(event.station, cases[i].ended_at);
        event.body.visit_ended.reason = END_DONE;
        classroom_apply(sample.classroom, &event);
        assert_int_equal(classroom_is_checked_in(sample.classroom, 0), cases[i].checked_in);
        sample_close(&sample);
    }
}

static void presence_is_kept_by_day(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    enum { DAYS = VISIT_DAY_MAX + 5 };
    for (int i = 0; i < 2 * DAYS; i++) { /* every day twice, in a mixed order */
        int day = i * 7 % DAYS;
        struct event event;
        sample_event(
            &event, EVENT_VISIT_STARTED, 0, sample_ms + day * (int64_t)DAY_MS + i, 1, (uint32_t)i);
        classroom_apply(sample.classroom, &event);
    }
    const struct classroom *classroom = sample.classroom;
    for (int day = 0; day < DAYS; day++)
        assert_int_equal(
            classroom_is_present(classroom, 0, SAMPLE_DAY + day), day >= DAYS - VISIT_DAY_MAX);
    assert_false(classroom_is_present(classroom, 0, SAMPLE_DAY + DAYS));
    assert_false(classroom_is_present(classroom, 1, SAMPLE_DAY + 10));
    sample_close(&sample);
}

/* --- Approved groups -------------------------------------------------------------------------- */

static void approve(struct sample *sample, int day, int second, const char *student)
{
    static struct event event;
    sample_event(&event, EVENT_GROUPS_APPROVED, 0, sample_ms + second * 1000, 1, (uint32_t)second);
    event.body.groups_approved.day = day;
    event.body.groups_approved.group_count = 1;
    STR_COPY(event.body.groups_approved.groups[0].students[0], student);
    event.body.groups_approved.groups[0].student_count = 1;
    classroom_apply(sample->classroom, &event);
}

static void groups_stand_from_their_day(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    const struct classroom *classroom = sample.classroom;
    assert_null(classroom_groups(classroom, SAMPLE_DAY));
    approve(&sample, SAMPLE_DAY + 2, 1, "s1");
    assert_null(classroom_groups(classroom, SAMPLE_DAY));
    approve(&sample, SAMPLE_DAY, 2, "s2"); /* approved later for an earlier day */
    approve(&sample, SAMPLE_DAY + 2, 4, "s4");
    approve(&sample, SAMPLE_DAY + 2, 3, "s3"); /* an older approval of the day arrives late */
    static const struct {
        int day;
        const char *student;
    } cases[] = {{0, "s2"}, {1, "s2"}, {2, "s4"}, {3, "s4"}, {500, "s4"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(
            classroom_groups(classroom, SAMPLE_DAY + cases[i].day)->groups[0].students[0],
            cases[i].student);
    assert_null(classroom_groups(classroom, SAMPLE_DAY - 1));
    /* A clock of 1970: the last approved groups stand. */
    assert_string_equal(classroom_groups(classroom, 0)->groups[0].students[0], "s4");
    /* Approved when the clock was years ahead: not today's groups once it is right. */
    assert_null(classroom_groups(classroom, SAMPLE_DAY - 2 * GROUP_AHEAD_DAYS));
    assert_int_equal(classroom->past_groups[0].group_of[4], 0);
    assert_int_equal(classroom->past_groups[0].group_of[1], -1);
    assert_int_equal(classroom->past_groups[1].group_of[2], 0);
    assert_false(stamp_is_set(&classroom->past_groups[2].stamp));
    sample_close(&sample);
}

/* A machine that did not know better yet let somebody join who was listed: the list stands. */
static void who_is_listed_does_not_join_another(void **state)
{
    (void)state;
    static struct event event;
    struct sample sample;
    int8_t group_of[STUDENT_MAX];
    sample_open(&sample);
    sample_take_plan(&sample);
    sample_event(&event, EVENT_GROUPS_APPROVED, 0, sample_ms, 1, 1);
    event.body.groups_approved.day = SAMPLE_DAY;
    event.body.groups_approved.group_count = 2;
    for (int g = 0; g < 2; g++) {
        struct event_group *group = &event.body.groups_approved.groups[g];
        STR_COPY(group->name, g == 0 ? "Foxes" : "Owls");
        STR_FORMAT(group->students[group->student_count++], "s%d", g);
    }
    classroom_apply(sample.classroom, &event);
    for (int student = 0; student < 3; student += 2) {
        sample_event(&event, EVENT_GROUP_JOINED, student, sample_ms + 1000, 2, 1 + student);
        event.body.group_joined.day = SAMPLE_DAY;
        STR_COPY(event.body.group_joined.group, "Owls");
        classroom_apply(sample.classroom, &event);
    }
    classroom_was_in(sample.classroom, &sample.classroom->past_groups[0], group_of);
    assert_int_equal(group_of[0], 0);
    assert_int_equal(group_of[2], 1);
    assert_int_equal(group_of[3], -1);
    sample_close(&sample);
}

static void the_newest_days_of_groups_are_kept(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    for (int day = 0; day < PAST_GROUP_MAX + 9; day++)
        approve(&sample, SAMPLE_DAY + day, day + 1, "s1");
    const struct classroom *classroom = sample.classroom;
    int last = SAMPLE_DAY + PAST_GROUP_MAX + 8;
    for (int i = 0; i < GROUP_DAY_MAX; i++)
        assert_int_equal(classroom->groups[i].approval.day, last - i);
    for (int i = 0; i < PAST_GROUP_MAX; i++)
        assert_int_equal(classroom->past_groups[i].day, last - i);
    sample_close(&sample);
}

/* --- Erasing ---------------------------------------------------------------------------------- */

static bool holds(const void *bytes, size_t size, const char *word)
{
    const char *at = bytes;
    for (size_t i = 0; i + strlen(word) <= size; i++)
        if (memcmp(at + i, word, strlen(word)) == 0)
            return true;
    return false;
}

static void turn_ticket_round(struct sample *sample)
{
    struct ticket *ticket = &sample->plan->tickets[0];
    int first = ticket->items[0];
    ticket->items[0] = ticket->items[1];
    ticket->items[1] = first;
}

/* Handed in before the teacher put the questions in another order, or after: the same class. */
static void a_ticket_whose_questions_change_places(void **state)
{
    (void)state;
    static struct event event;
    uint64_t hashes[2];
    for (int when = 0; when < 2; when++) {
        struct sample sample;
        sample_open(&sample);
        sample_event(&event, EVENT_TICKET_SUBMITTED, 0, sample_ms, 1, 1);
        STR_COPY(event.body.ticket_submitted.ticket, "t1");
        event.body.ticket_submitted.answer_count = 1;
        struct answer *answer = &event.body.ticket_submitted.answers[0];
        STR_COPY(answer->item, "t1/1");
        STR_COPY(answer->skill, "F1");
        answer->right = answer->scored = true;
        sample_take_plan(&sample);
        for (int step = 0; step < 2; step++) {
            if (step == when)
                classroom_apply(sample.classroom, &event);
            else
                turn_ticket_round(&sample);
            sample_take_plan(&sample);
        }
        hashes[when] = classroom_hash(sample.classroom);
        sample_close(&sample);
    }
    assert_true(hashes[0] == hashes[1]);
}

static void nothing_is_left_of_an_erased_student(void **state)
{
    (void)state;
    for (int when = 0; when < 3; when++) { /* tombstone first, in the middle, last */
        struct sample sample;
        sample_open(&sample);
        sample_take_plan(&sample);
        STR_COPY(sample.classroom->plan.students[1].last_name, "Secretname");
        static struct event events[5];
        static struct event way[4];
        sample_event(&way[0], EVENT_STUDENT_MOVED, 1, sample_ms, 3, 1);
        sample_event(&way[1], EVENT_PLAYLIST_SET, 1, sample_ms, 3, 2);
        sample_event(&way[2], EVENT_VISIT_STARTED, 1, sample_ms, 3, 3);
        sample_event(&way[3], EVENT_MASTERY_SET, 1, sample_ms, 3, 4);
        const struct plan *plan = &sample.classroom->plan;
        STR_COPY(way[3].body.mastery_set.skill, plan->skills[plan->skill_count - 1].code);
        for (size_t i = 0; i < COUNT_OF(way); i++)
            classroom_apply(sample.classroom, &way[i]);
        sample_event(&events[0], EVENT_PROFILE_CHANGED, 1, sample_ms, 1, 1);
        STR_COPY(events[0].body.profile_changed.value, "Secretname");
        sample_event(&events[1], EVENT_KUDOS_GIVEN, 1, sample_ms + 1, 1, 2);
        STR_COPY(events[1].body.kudos_given.text, "Secretname");
        sample_event(&events[2], EVENT_BADGE_ISSUED, 1, sample_ms + 2, 1, 3);
        memcpy(events[2].body.badge_issued.hash, "Secretname123456", BADGE_HASH_SIZE);
        sample_event(&events[3], EVENT_GROUPS_APPROVED, 1, sample_ms + 3, 1, 4);
        events[3].body.groups_approved.group_count = 1;
        events[3].body.groups_approved.groups[0].student_count = 2;
        STR_COPY(events[3].body.groups_approved.groups[0].students[0], "s1");
        STR_COPY(events[3].body.groups_approved.groups[0].students[1], "s2");
        sample_event(&events[4], EVENT_STUDENT_ERASED, 1, sample_ms + 4, 2, 1);
        for (int i = 0; i < 6; i++) {
            if (i == when * 2 + (when == 2))
                classroom_apply(sample.classroom, &events[4]);
            if (i < 4)
                classroom_apply(sample.classroom, &events[i]);
        }
        classroom_apply(sample.classroom, &events[0]);
        sample_take_plan(&sample); /* a class folder that still lists the student */
        const struct classroom *classroom = sample.classroom;
        assert_true(classroom->students[1].erased && !classroom->students[1].enrolled);
        static struct student_state nothing;
        nothing.erased = true;
        assert_memory_equal(&classroom->students[1], &nothing, sizeof nothing);
        assert_false(holds(&classroom->plan.students[1], sizeof(struct student), "Secretname"));
        assert_false(holds(&classroom->plan.students[1], sizeof(struct student), "Student"));
        int owner;
        assert_int_equal(classroom_find_badge(classroom, events[2].body.badge_issued.hash, &owner),
            BADGE_OWNER_UNKNOWN);
        assert_int_equal(classroom->old_badge_count, 0);
        const struct groups_approval *approval = classroom_groups(classroom, SAMPLE_DAY);
        assert_int_equal(approval->groups[0].student_count, 1);
        assert_string_equal(approval->groups[0].students[0], "s2");
        assert_false(holds(classroom->groups, sizeof classroom->groups, "s1"));
        assert_int_equal(classroom->past_groups[0].group_of[1], -1);
        assert_int_equal(classroom->past_groups[0].group_of[2], 0);
        sample_close(&sample);
    }
}

/* --- Badges, kudos, help ---------------------------------------------------------------------- */

static void badges_are_found_void_or_unknown(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    uint8_t first[BADGE_HASH_SIZE] = {1}, second[BADGE_HASH_SIZE] = {2},
            third[BADGE_HASH_SIZE] = {3};
    struct event event;
    sample_event(&event, EVENT_BADGE_ISSUED, 3, sample_ms + 10, 1, 2);
    memcpy(event.body.badge_issued.hash, second, BADGE_HASH_SIZE);
    classroom_apply(sample.classroom, &event);
    sample_event(&event, EVENT_BADGE_ISSUED, 3, sample_ms, 1, 1); /* the older one comes later */
    memcpy(event.body.badge_issued.hash, first, BADGE_HASH_SIZE);
    classroom_apply(sample.classroom, &event);
    int owner = -1;
    assert_int_equal(classroom_find_badge(sample.classroom, first, &owner), BADGE_OWNER_VOID);
    assert_int_equal(owner, 3);
    owner = -1;
    assert_int_equal(classroom_find_badge(sample.classroom, second, &owner), BADGE_OWNER_FOUND);
    assert_int_equal(owner, 3);
    assert_int_equal(classroom_find_badge(sample.classroom, third, &owner), BADGE_OWNER_UNKNOWN);
    sample.classroom->students[3].enrolled = false; /* has left the class */
    assert_int_equal(classroom_find_badge(sample.classroom, second, &owner), BADGE_OWNER_VOID);
    sample.classroom->students[3].enrolled = true;
    sample_event(&event, EVENT_BADGE_VOIDED, 3, sample_ms + 20, 1, 3);
    classroom_apply(sample.classroom, &event);
    assert_int_equal(classroom_find_badge(sample.classroom, second, &owner), BADGE_OWNER_VOID);
    sample_close(&sample);
}

static void kudos_wait_until_seen(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    struct event event;
    for (int i = 0; i < KUDOS_MAX + 2; i++) {
        sample_event(&event, EVENT_KUDOS_GIVEN, 0, sample_ms + i, 1, (uint32_t)i + 1);
        STR_FORMAT(event.body.kudos_given.text, "well done %d", i);
        classroom_apply(sample.classroom, &event);
    }
    const struct kudos *waiting[KUDOS_MAX];
    assert_int_equal(classroom_new_kudos(sample.classroom, 0, waiting), KUDOS_MAX);
    assert_string_equal(waiting[0]->text, "well done 5");
    assert_int_equal(classroom_new_kudos(sample.classroom, 1, waiting), 0);
    sample_event(&event, EVENT_KUDOS_SEEN, 0, sample_ms + 4, 2, 1);
    classroom_apply(sample.classroom, &event);
    assert_int_equal(classroom_new_kudos(sample.classroom, 0, waiting), 1);
    sample_event(&event, EVENT_HELP_ASKED, 0, sample_ms, 1, 20);
    classroom_apply(sample.classroom, &event);
    assert_true(classroom_wants_help(sample.classroom, 0, SAMPLE_DAY));
    assert_true(classroom_wants_help(sample.classroom, 0, 0)); /* a clock that is behind */
    assert_false(classroom_wants_help(sample.classroom, 0, SAMPLE_DAY + 1));
    sample_event(&event, EVENT_HELP_CLEARED, 0, sample_ms + 1, 1, 21);
    classroom_apply(sample.classroom, &event);
    assert_false(classroom_wants_help(sample.classroom, 0, SAMPLE_DAY));
    sample_event(&event, EVENT_HELP_ASKED, 0, sample_ms + 2, 1, 22);
    event.wall_ms = 1000; /* 1970: which day it was, nobody knows */
    classroom_apply(sample.classroom, &event);
    assert_true(classroom_wants_help(sample.classroom, 0, SAMPLE_DAY));
    sample_close(&sample);
}

/* --- Plans ------------------------------------------------------------------------------------ */

static void indexes_stay_when_the_plan_changes(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    struct event event;
    sample_event(&event, EVENT_PROFILE_CHANGED, 2, sample_ms, 1, 1);
    STR_COPY(event.body.profile_changed.value, "owls");
    classroom_apply(sample.classroom, &event);
    struct plan *plan = sample.plan;
    STR_COPY(plan->students[0].id, "new"); /* s0 leaves, "new" comes, s2 moves in the list */
    plan->students[1] = plan->students[2];
    plan->student_count = 2;
    plan->skills[0] = plan->skills[3]; /* F1 leaves */
    plan->skill_count = 1;
    plan->tickets[0] = plan->tickets[1];
    plan->ticket_count = 1;
    sample_take_plan(&sample);
    const struct classroom *classroom = sample.classroom;
    assert_int_equal(classroom_find_student(classroom, "s2"), 2);
    assert_string_equal(classroom->students[2].profile[0], "owls");
    assert_true(classroom->students[2].enrolled && !classroom->students[0].enrolled);
    int added = classroom_find_student(classroom, "new");
    assert_true(added >= SAMPLE_STUDENTS && classroom->students[added].enrolled);
    assert_int_equal(classroom->skill_in_plan_count, 1);
    assert_int_equal(classroom->skills_in_plan[0], classroom_find_skill(classroom, "G1"));
    assert_int_equal(
        classroom_ticket_today(classroom, 2, SAMPLE_DAY), classroom_find_ticket(classroom, "t2"));
    assert_int_equal(classroom_find_student(classroom, "nobody"), -1);
    sample_close(&sample);
}

/* The class must be built anew for a plan: no room beside who left, or it may be about strangers.
 */
static void not_taken_changes_nothing(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    struct plan *plan = sample.plan;
    for (int round = 0; round < 3; round++) { /* free slots are used again */
        for (int i = 0; i < STUDENT_MAX; i++)
            STR_FORMAT(plan->students[i].id, "r%d-%d", round, i);
        plan->student_count = STUDENT_MAX;
        sample_take_plan(&sample);
        assert_int_equal(sample.classroom->plan.student_count, STUDENT_MAX);
    }
    struct event event;
    sample_event(&event, EVENT_HELP_ASKED, 0, sample_ms, 1, 1);
    STR_COPY(event.student, "r2-5");
    classroom_apply(sample.classroom, &event);
    uint64_t before = classroom_hash(sample.classroom);
    for (int i = 0; i < STUDENT_MAX; i++)
        STR_FORMAT(plan->students[i].id, "r3-%d", i);
    assert_false(classroom_take_plan(sample.classroom, plan, "v2"));
    assert_int_equal(classroom_hash(sample.classroom), before);
    plan->student_count = STUDENT_MAX - 1;
    assert_true(classroom_take_plan(sample.classroom, plan, "v3"));
    assert_true(classroom_find_student(sample.classroom, "r2-5") >= 0);
    STR_COPY(event.student, "r2-7");
    classroom_apply(sample.classroom, &event);
    assert_int_equal(sample.classroom->stranger_count, 1);
    assert_false(classroom_take_plan(sample.classroom, plan, "v4"));
    assert_string_equal(sample.classroom->plan_version, "v3");
    sample_close(&sample);
}

static void strangers_are_counted(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    struct event event;
    sample_event(&event, EVENT_HELP_ASKED, 77, sample_ms, 1, 1);
    classroom_apply(sample.classroom, &event);
    sample_event(&event, EVENT_UNKNOWN, 0, sample_ms, 1, 2);
    classroom_apply(sample.classroom, &event);
    assert_int_equal(sample.classroom->stranger_count, 1);
    assert_int_equal(sample.classroom->unknown_count, 1);
    assert_int_equal(sample.classroom->event_count, 2);
    sample_close(&sample);
}

static void one_name_of_two_is_told_apart(void **state)
{
    static const struct {
        const char *name, *last, *expect;
    } class[] = {
        {"Emma", "Turner", "Emma Tu."},
        {"Emma", "Tomlin", "Emma To."},
        {"emma", "Éclair", "emma É."},
        {"Li", "Lin", "Li Lin"},
        {"Li", "Li", "Li Li"},
        {"Sam", "", "Sam"},
        {"Sam", "Begay", "Sam B."},
        {"Omar", "Khalil", "Omar"},
    };
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    struct plan *plan = &sample.classroom->plan;
    for (int i = 0; i < (int)COUNT_OF(class); i++) {
        STR_COPY(plan->students[i].preferred_name, class[i].name);
        STR_COPY(plan->students[i].last_name, class[i].last);
        sample.classroom->students[i].enrolled = true;
    }
    plan->student_count = COUNT_OF(class);
    char name[DISTINCT_NAME_SIZE];
    for (int i = 0; i < (int)COUNT_OF(class); i++) {
        classroom_distinct_name(sample.classroom, i, name);
        assert_string_equal(name, class[i].expect);
    }
    /* Who has left the class is nobody to be told from. */
    sample.classroom->students[1].enrolled = sample.classroom->students[2].enrolled = false;
    classroom_distinct_name(sample.classroom, 0, name);
    assert_string_equal(name, "Emma");
    sample_close(&sample);
}

static void added_tickets_are_newer(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample); /* t1, t2 */
    sample_take_plan(&sample);
    struct plan *plan = sample.plan;
    struct ticket older = plan->tickets[0], newer = plan->tickets[1];
    STR_COPY(plan->tickets[0].id, "added");
    plan->tickets[1] = newer;
    plan->tickets[2] = older;
    plan->tickets[3] = older;
    STR_COPY(plan->tickets[3].id, "zebra");
    plan->ticket_count = 4;
    classroom_order_tickets(sample.classroom, plan);
    static const char *const expected[] = {"t1", "t2", "added", "zebra"};
    for (int i = 0; i < 4; i++)
        assert_string_equal(plan->tickets[i].id, expected[i]);
    plan->ticket_count = 3;
    sample_take_plan(&sample);
    assert_int_equal(classroom_ticket_today(sample.classroom, 0, SAMPLE_DAY),
        classroom_find_ticket(sample.classroom, "added"));
    sample_close(&sample);
}

static void today_from_calendar_and_turns(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    struct calendar_day *day = &sample.plan->calendar[sample.plan->calendar_count++];
    day->day = SAMPLE_DAY;
    STR_COPY(day->ticket, "t1");
    STR_COPY(day->reflection, "r2");
    sample_take_plan(&sample);
    const struct classroom *classroom = sample.classroom;
    assert_int_equal(classroom_ticket_today(classroom, 0, SAMPLE_DAY), 0);
    assert_int_equal(classroom_ticket_today(classroom, 0, SAMPLE_DAY + 1), 1);
    assert_int_equal(classroom_reflection_today(classroom, SAMPLE_DAY), 1);
    assert_int_not_equal(classroom_reflection_today(classroom, SAMPLE_DAY + 1),
        classroom_reflection_today(classroom, SAMPLE_DAY + 2));
    assert_in_range(classroom_reflection_today(classroom, -3), 0, 1);
    struct event event;
    for (int i = 1; i <= 2; i++) {
        sample_event(&event, EVENT_TICKET_SUBMITTED, 0, sample_ms + i, 1, (uint32_t)i);
        STR_FORMAT(event.body.ticket_submitted.ticket, "t%d", 3 - i);
        classroom_apply(sample.classroom, &event);
        assert_int_equal(classroom_ticket_today(classroom, 0, SAMPLE_DAY + 1), i == 1 ? 0 : -1);
    }
    assert_int_equal(classroom_ticket_today(classroom, 0, SAMPLE_DAY), 0);
    sample_close(&sample);
}

/* A ticket of a day that a clock cannot be right about is done in the visit, and never lost. */
static void handed_in_on_no_day(void **state)
{
    (void)state;
    enum { NO_DAY = 0 };
    static const struct {
        int32_t day;      /* by the clock of the hand-in */
        bool comes_again; /* checked in since */
        int32_t asked;
        bool expected;
    } cases[] = {
        {SAMPLE_DAY, false, SAMPLE_DAY, true}, {SAMPLE_DAY, true, SAMPLE_DAY, true},
        {SAMPLE_DAY, false, SAMPLE_DAY + 1, false},
        {NO_DAY, false, SAMPLE_DAY, true}, /* the clock was put right meanwhile */
        {NO_DAY, false, NO_DAY, true}, {NO_DAY, true, SAMPLE_DAY, false},
        {NO_DAY, true, NO_DAY, false}, /* the clock starts there every morning */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        struct event event;
        sample_open(&sample);
        sample_take_plan(&sample);
        assert_false(classroom_has_handed_in(sample.classroom, 0, 0, SAMPLE_DAY));
        assert_false(classroom_has_handed_in(sample.classroom, 0, 0, NO_DAY));
        sample_event(&event, EVENT_VISIT_STARTED, 0, sample_ms, 1, 1);
        classroom_apply(sample.classroom, &event);
        sample_event(&event, EVENT_TICKET_SUBMITTED, 0, sample_ms + 1, 1, 2);
        event.wall_ms = cases[i].day * (int64_t)DAY_MS;
        STR_COPY(event.body.ticket_submitted.ticket, "t1");
        classroom_apply(sample.classroom, &event);
        sample_event(&event, EVENT_VISIT_STARTED, 0, sample_ms + 2, 1, 3);
        if (cases[i].comes_again)
            classroom_apply(sample.classroom, &event);
        if (classroom_has_handed_in(sample.classroom, 0, 0, cases[i].asked) != cases[i].expected)
            fail_msg("case %d: handed in is not %d", (int)i, cases[i].expected);
        sample_close(&sample);
    }
}

static void add_activity(
    struct plan *plan, const char *station, const char *skill, enum activity_level level)
{
    struct activity *activity = &plan->activities[plan->activity_count++];
    STR_COPY(activity->station, station);
    STR_COPY(activity->skill, skill);
    activity->level = level;
}

static void activities_fit_goal_and_level(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    add_activity(sample.plan, "makers", "F3", LEVEL_ON);
    add_activity(sample.plan, "makers", "", LEVEL_ALL);
    add_activity(sample.plan, "makers", "G1", LEVEL_EXTEND);
    add_activity(sample.plan, "makers", "G1", LEVEL_ON);
    add_activity(sample.plan, "teacher", "F3", LEVEL_SUPPORT);
    sample_take_plan(&sample);
    struct classroom *classroom = sample.classroom;
    assert_int_equal(classroom_activity(classroom, 0, 0), 1); /* no goal: for anyone */
    assert_int_equal(classroom_activity(classroom, 0, 1), 4); /* better than nothing */
    assert_int_equal(classroom_activity(classroom, 0, 2), -1);
    STR_COPY(classroom->students[0].goal, "G1");
    assert_int_equal(classroom_activity(classroom, 0, 0), 3);
    struct event event;
    sample_event(&event, EVENT_MASTERY_SET, 0, sample_ms, 1, 1);
    STR_COPY(event.body.mastery_set.skill, "G1");
    event.body.mastery_set.level = MASTERY_GOT_IT;
    classroom_apply(classroom, &event);
    assert_int_equal(classroom_activity(classroom, 0, 0), 2);
    sample_close(&sample);
}

/* A clock that nothing confirms, and what a trusted one said before. */
static void a_clock_behind_what_is_known(void **state)
{
    (void)state;
    static const int64_t hour = 3600000, years = INT64_C(20) * 365 * DAY_MS;
    const struct {
        int64_t wall_ms, known_ms;
        bool trusted, known_trusted, doubts;
    } rows[] = {{sample_ms, 0, false, false, false}, {0, 0, true, true, true},
        {sample_ms, sample_ms + 25 * hour, false, true, true},
        {sample_ms, sample_ms + 23 * hour, false, true, false},
        {sample_ms, sample_ms - 25 * hour, false, true, false},
        {sample_ms, sample_ms + 25 * hour, true, true, false},
        {sample_ms, sample_ms + 25 * hour, false, false, false},
        {sample_ms, sample_ms + years, false, true, false}, /* proves nothing */
        {sample_ms, INT64_MAX, false, true, false}, {INT64_MIN, sample_ms, false, true, true}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct sample sample;
        struct event event;
        struct moment now = sample_moment(rows[i].wall_ms);
        sample_open(&sample);
        sample_take_plan(&sample);
        sample_event(&event, EVENT_VISIT_STARTED, 0, rows[i].known_ms, 1, 1);
        event.trusted = rows[i].known_trusted;
        classroom_apply(sample.classroom, &event);
        now.trusted = rows[i].trusted;
        print_message("row %d\n", (int)i);
        assert_int_equal(classroom_doubts_clock(sample.classroom, &now), rows[i].doubts);
        sample_close(&sample);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(visits_end_where_they_began),
        cmocka_unit_test(a_visit_has_two_names_of_its_station),
        cmocka_unit_test(presence_is_kept_by_day),
        cmocka_unit_test(groups_stand_from_their_day),
        cmocka_unit_test(who_is_listed_does_not_join_another),
        cmocka_unit_test(the_newest_days_of_groups_are_kept),
        cmocka_unit_test(a_ticket_whose_questions_change_places),
        cmocka_unit_test(nothing_is_left_of_an_erased_student),
        cmocka_unit_test(badges_are_found_void_or_unknown),
        cmocka_unit_test(kudos_wait_until_seen),
        cmocka_unit_test(indexes_stay_when_the_plan_changes),
        cmocka_unit_test(not_taken_changes_nothing),
        cmocka_unit_test(strangers_are_counted),
        cmocka_unit_test(one_name_of_two_is_told_apart),
        cmocka_unit_test(added_tickets_are_newer),
        cmocka_unit_test(today_from_calendar_and_turns),
        cmocka_unit_test(a_clock_behind_what_is_known),
        cmocka_unit_test(handed_in_on_no_day),
        cmocka_unit_test(activities_fit_goal_and_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
