/* Days and codes as the teacher view says them. */
#include "screens/board_parts.h"
#include "screens/groups_page.h"
#include "screens/learner.h"
#include "ui/fake.h"

#include "base/date.h"

static struct session session;
static const char *said;
static struct {
    int32_t day;
    float width;
    const char *code;
} asked;

static void say_day(struct fake *fake)
{
    struct screen_call call = {.ui = fake->ui, .session = &session};
    said = board_day(&call, asked.day);
}

static void say_code(struct fake *fake)
{
    said = board_code(fake->ui, (struct text_look){.size = 20}, asked.width, asked.code);
}

static void days(void **state)
{
    (void)state;
    static const struct {
        struct date date;
        const char *text;
    } cases[] = {
        {{2026, 1, 5}, "today"},
        {{2026, 1, 4}, "yesterday"},
        {{2026, 1, 6}, "tomorrow"},
        {{2026, 1, 3}, "Sat 3 Jan"},
        {{2025, 12, 31}, "Wed 31 Dec"},
        {{2026, 1, 7}, "Wed 7 Jan"},
        {{2025, 3, 11}, "Tue 11 Mar"},
        {{2025, 3, 10}, "10 Mar 2025"},
        {{1970, 1, 1}, "1 Jan 1970"},
    };
    struct fake fake;
    fake_open(&fake, say_day);
    session.today = date_to_day((struct date){2026, 1, 5});
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        asked.day = date_to_day(cases[i].date);
        fake_frame(&fake);
        assert_string_equal(said, cases[i].text);
    }
    fake_close(&fake);
}

/* A letter is 10 units wide. */
static void codes(void **state)
{
    (void)state;
    static const struct {
        const char *code, *text;
        float width;
    } cases[] = {
        {"4.NF.A.1", "4.NF.A.1", 80},
        {"4.NF.A.1", "…NF.A.1", 79},
        {"4.NF.A.1", "…A.1", 40},
        {"4.NF.A.1", "…1", 5},
        {"CCSS.MATH.CONTENT.4.NF.A.1", "…4.NF.A.1", 100},
        {"unbroken", "unbroken", 40},
        {"ends.", "ends.", 10},
        {"", "", 0},
    };
    struct fake fake;
    fake_open(&fake, say_code);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        asked.code = cases[i].code;
        asked.width = cases[i].width;
        fake_frame(&fake);
        assert_string_equal(said, cases[i].text);
    }
    fake_close(&fake);
}

static struct classroom classroom;
static struct history_entry entry;

static void say_entry(struct fake *fake)
{
    struct screen_call call = {.ui = fake->ui, .session = &session, .classroom = &classroom};
    said = learner_entry_text(&call, &entry);
}

/* Words of others keep their own order in a sentence that runs the other way. */
static void quoted_words_are_apart(void **state)
{
    (void)state;
    static const struct {
        struct history_entry entry;
        const char *text;
    } cases[] = {
        {{.kind = EVENT_KUDOS_GIVEN, .text = "Good!"}, "You wrote: \u2068Good!\u2069"},
        {{.kind = EVENT_REFLECTION_SUBMITTED, .feeling = 4, .text = "Hm."},
            "😣 I need help: \u2068Hm.\u2069"},
        {{.kind = EVENT_GOAL_CHOSEN, .skill = "A.1", .text = "Fun."},
            "Chose “\u2068A.1\u2069”. Why: \u2068Fun.\u2069"},
        {{.kind = EVENT_MASTERY_SET, .skill = "A.1", .level = MASTERY_GOT_IT, .text = "Seen."},
            "You said “got it” for “\u2068A.1\u2069”: \u2068Seen.\u2069"},
        {{.kind = EVENT_MASTERY_SET, .skill = "A.1", .level = MASTERY_NONE, .text = "Seen."},
            "You took back your word on “\u2068A.1\u2069”: \u2068Seen.\u2069"},
        {{.kind = EVENT_VISIT_STARTED, .about = "pod"}, "Was at \u2068pod\u2069"},
        {{.kind = EVENT_TICKET_SUBMITTED, .about = "2 + 2?", .text = "4."},
            "\u20682 + 2?\u2069 — \u20684.\u2069"},
    };
    struct fake fake;
    fake_open(&fake, say_entry);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        entry = cases[i].entry;
        fake_frame(&fake);
        assert_string_equal(said, cases[i].text);
    }
    fake_close(&fake);
}

static struct grouping_desk desk;
static struct grouping_reason reason;

static void say_reason(struct fake *fake)
{
    struct screen_call call = {.ui = fake->ui, .session = &session, .classroom = &classroom};
    said = groups_say_reason(&call, 0, &reason);
}

/* In a group of two there is one other. */
static void reasons(void **state)
{
    (void)state;
    static const struct {
        struct grouping_reason reason;
        const char *text;
    } cases[] = {
        {{.why = GROUPING_WHY_NEED, .alike = 1, .members = 1}, "like the other one here."},
        {{.why = GROUPING_WHY_NEED, .alike = 1, .members = 2}, "like 1 of the 2 others here."},
        {{.why = GROUPING_WHY_STRENGTH, .alike = 1, .members = 1},
            ": ahead of the other one here."},
        {{.why = GROUPING_WHY_STRENGTH, .alike = 3, .members = 4},
            ": ahead of 3 of the 4 others here."},
        {{.why = GROUPING_WHY_SUPPORT, .alike = 1, .members = 1},
            ": the other one here is ahead and can help."},
        {{.why = GROUPING_WHY_CHOICE, .alike = 1, .members = 1}, "as for the other one here."},
        {{.why = GROUPING_WHY_PARTNERS, .members = 1},
            "No new partner here: placed to keep sizes and rules."},
        {{.why = GROUPING_WHY_PARTNERS, .alike = 1, .members = 1},
            "The other one here was not a partner lately."},
        {{.why = GROUPING_WHY_PARTNERS, .alike = 1, .members = 3},
            "1 of the 3 others here were not partners lately."},
        {{.why = GROUPING_WHY_CHANCE,
             .price_count = 1,
             .prices = {{.slot = 0, .swap = 1, .points = 3}}},
            "By chance. In Owls: 3% worse (in exchange for Emma To.)."},
    };
    STR_COPY(classroom.plan.students[0].first_name, "Emma");
    STR_COPY(classroom.plan.students[0].last_name, "Tan");
    STR_COPY(classroom.plan.students[1].first_name, "Emma");
    STR_COPY(classroom.plan.students[1].last_name, "Torres");
    classroom.plan.student_count = 2;
    classroom.students[0].enrolled = classroom.students[1].enrolled = true;
    STR_COPY(desk.result.groups[0].name, "Owls");
    session.desk = &desk;
    struct fake fake;
    fake_open(&fake, say_reason);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        reason = cases[i].reason;
        fake_frame(&fake);
        if (!str_ends_with(said, cases[i].text))
            fail_msg("\"%s\" does not end in \"%s\"", said, cases[i].text);
    }
    fake_close(&fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(days), cmocka_unit_test(codes),
        cmocka_unit_test(quoted_words_are_apart), cmocka_unit_test(reasons)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
