#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "base/rng.h"
#include "model/report_ticket.h"
#include "sample.h"

/* Ticket t1: place 0 and 1 of skill F1 (a number, a choice), 2 of G1 (a short answer), 3 open. */
static struct ticket_report report, again;

static void add_item(struct plan *plan, const char *id, const char *skill, enum item_kind kind)
{
    struct ticket *ticket = &plan->tickets[0];
    struct item *item = &plan->items[plan->item_count];
    ticket->items[ticket->item_count++] = plan->item_count++;
    STR_COPY(item->id, id);
    STR_COPY(item->skill, skill);
    item->kind = kind;
    item->option_count = 1;
    item->options[0].weight = WEIGHT_FULL;
    STR_COPY(item->options[0].text, "cat");
}

static void open_class(struct sample *sample)
{
    sample_open(sample);
    struct plan *plan = sample->plan;
    add_item(plan, "t1/3", "G1", ITEM_SHORT);
    add_item(plan, "t1/4", "", ITEM_OPEN);
    struct item *choice = &plan->items[plan->tickets[0].items[1]];
    STR_COPY(choice->options[0].text, "three");
    STR_COPY(choice->options[1].text, "seven");
    for (int i = SAMPLE_STUDENTS; i < 12; i++) {
        STR_FORMAT(plan->students[i].id, "s%d", i);
        plan->student_count++;
    }
    sample_take_plan(sample);
}

static void visit(const struct sample *sample, int student, int day)
{
    struct event event;
    sample_event(&event, EVENT_VISIT_STARTED, student, sample_ms + day * (int64_t)DAY_MS, 3,
        (uint32_t)student + 1);
    classroom_apply(sample->classroom, &event);
}

/* Answers by ';': what was written, scored as handing in does; "?" is unsure. */
static void submission(
    const struct sample *sample, struct event *event, int student, int second, const char *answers)
{
    const struct plan *plan = &sample->classroom->plan;
    sample_event(event, EVENT_TICKET_SUBMITTED, student, sample_ms + second * 1000, 1,
        (uint32_t)(100 * second + student + 1));
    STR_COPY(event->body.ticket_submitted.ticket, "t1");
    const struct ticket *ticket = &plan->tickets[0];
    for (int i = 0; i < ticket->item_count; i++) {
        const struct item *item = &plan->items[ticket->items[i]];
        struct answer *answer = &event->body.ticket_submitted.answers[i];
        size_t length = strcspn(answers, ";");
        str_copy_length(answer->response, RESPONSE_SIZE, answers, length);
        answers += length + (answers[length] != '\0');
        answer->unsure = str_equal(answer->response, "?");
        struct score score = item_score(item, answer->response, answer->unsure);
        if (answer->unsure)
            answer->response[0] = '\0'; /* as a hand-in says it */
        STR_COPY(answer->item, item->id);
        STR_COPY(answer->skill, item->skill);
        answer->scored = score.scored;
        answer->right = score.right;
        answer->score = score.score;
    }
    event->body.ticket_submitted.answer_count = ticket->item_count;
}

static void hand_in(const struct sample *sample, int student, int second, const char *answers)
{
    static struct event event;
    submission(sample, &event, student, second, answers);
    ticket_report_add(&report, &event);
}

static void begin(const struct sample *sample)
{
    ticket_report_begin(&report, sample->classroom, 0, SAMPLE_DAY, SAMPLE_DAY);
}

static void expect_counts(const struct mark_list *list, const int expected[static MARK_COUNT])
{
    for (int mark = 0; mark < MARK_COUNT; mark++)
        assert_int_equal(list->counts[mark], expected[mark]);
}

static void answers_are_counted_by_item_and_skill(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample);
    for (int i = 0; i < 6; i++)
        visit(&sample, i, 0);
    visit(&sample, 11, 1); /* another day: absent */
    begin(&sample);
    hand_in(&sample, 0, 1, "7;B;cat;I lined up");
    hand_in(&sample, 1, 1, "7;A;?;");
    hand_in(&sample, 2, 1, "14/2;;dog;");
    hand_in(&sample, 3, 1, "8;A;;");
    hand_in(&sample, 4, 5, "?;?;Cat.;");
    hand_in(&sample, 4, 2, "7;B;cat;"); /* the latest counts, in whatever order */
    ticket_report_finish(&report);
    assert_int_equal(report.handed_in, 5);
    assert_int_equal(report.there, 6); /* 5 was there without handing in */
    /*               absent, none, given, unsure, not yet, almost, got it */
    expect_counts(&report.items[0].marks, (int[]){6, 1, 0, 1, 1, 0, 3});
    expect_counts(&report.items[1].marks, (int[]){6, 2, 0, 1, 2, 0, 1});
    expect_counts(&report.items[2].marks, (int[]){6, 2, 0, 1, 1, 0, 2});
    expect_counts(&report.items[3].marks, (int[]){6, 5, 1, 0, 0, 0, 0});
    assert_int_equal(report.skill_count, 2);
    assert_string_equal(report.skills[0].skill, "F1");
    expect_counts(&report.skills[0].marks, (int[]){6, 1, 0, 1, 1, 2, 1});
    expect_counts(&report.skills[1].marks, (int[]){6, 2, 0, 1, 1, 0, 2});
    assert_int_equal(report.skills[0].marks.marks[1], MARK_ALMOST);
    assert_int_equal(report.skills[0].marks.marks[4], MARK_UNSURE);
    sample_close(&sample);
}

/* Before there were parts of a point, right was all that was said. */
static void right_is_full_whatever_the_score(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample);
    begin(&sample);
    static struct event event;
    submission(&sample, &event, 0, 1, "7;B;cat;");
    for (int i = 0; i < event.body.ticket_submitted.answer_count; i++)
        event.body.ticket_submitted.answers[i].score = 0;
    ticket_report_add(&report, &event);
    ticket_report_finish(&report);
    assert_int_equal(report.items[0].marks.marks[0], MARK_GOT_IT);
    assert_int_equal(report.skills[0].marks.marks[0], MARK_GOT_IT);
    sample_close(&sample);
}

/* Partly right is not right: it is among the wrong answers, too. */
static void partly_right_is_almost(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample);
    sample.classroom->plan.items[sample.plan->tickets[0].items[1]].options[0].weight =
        WEIGHT_FULL / 2;
    begin(&sample);
    hand_in(&sample, 0, 1, "7;A;cat");
    ticket_report_finish(&report);
    const struct item_report *choice = &report.items[1];
    assert_int_equal(choice->marks.marks[0], MARK_ALMOST);
    assert_int_equal(choice->wrong_count, 1);
    assert_string_equal(choice->wrong[0].text, "three");
    sample_close(&sample);
}

/* A text between the questions has no mark, and takes none from its skill. */
static void what_asks_nothing_counts_nothing(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample);
    sample.classroom->plan.items[sample.plan->tickets[0].items[1]].kind = ITEM_DESCRIPTION;
    begin(&sample);
    hand_in(&sample, 0, 1, "7;;cat");
    ticket_report_finish(&report);
    assert_false(report.items[1].asks);
    assert_int_equal(report.skills[0].marks.marks[0], MARK_GOT_IT);
    sample_close(&sample);
}

static void commonest_wrong_answers_come_first(void **state)
{
    (void)state;
    static const char *const answers[] = {"8;A;dog", "0.5;A;Dog ", "1/2;B;  dog!", "8,0;A;bird",
        "nine;B;fish", "nine ;A;cow", "7;B;cat", "1;;dog", "2;;pig"};
    struct sample sample;
    open_class(&sample);
    begin(&sample);
    for (int i = 0; i < (int)COUNT_OF(answers); i++)
        hand_in(&sample, i, 1, answers[i]);
    ticket_report_finish(&report);
    const struct item_report *number = &report.items[0];
    assert_int_equal(number->wrong_count, 3);
    static const char *const numbers[] = {"8", "0.5", "nine"};
    for (int i = 0; i < 3; i++) {
        assert_string_equal(number->wrong[i].text, numbers[i]);
        assert_int_equal(number->wrong[i].count, 2);
    }
    assert_true(number->wrong[0].students[0] && number->wrong[0].students[3]);
    assert_false(number->wrong[0].students[1]);
    assert_int_equal(number->other_wrong, 2);
    assert_int_equal(report.items[1].wrong_count, 1);
    assert_string_equal(report.items[1].wrong[0].response, "A");
    assert_string_equal(report.items[1].wrong[0].text, "three");
    assert_int_equal(report.items[1].wrong[0].count, 4);
    assert_string_equal(report.items[2].wrong[0].text, "dog");
    assert_int_equal(report.items[2].wrong[0].count, 4);
    assert_int_equal(report.items[2].wrong_count, 3);
    assert_int_equal(report.items[2].other_wrong, 2);
    sample_close(&sample);
}

static void one_suggestion(void **state)
{
    (void)state;
    static const struct {
        const char *answers[6];
        int there; /* visits besides */
        enum suggestion_kind kind;
        int item, skill, count, of;
    } cases[] = {
        {{NULL}, 0, SUGGEST_NOBODY, -1, -1, 0, 0},
        {{NULL}, 2, SUGGEST_TOO_FEW, -1, -1, 0, 2},
        {{"7;B;cat"}, 2, SUGGEST_TOO_FEW, -1, -1, 1, 3},
        {{"7;B;cat"}, 1, SUGGEST_GO_ON, -1, -1, 0, 1},
        {{"7;B;cat", "7;A;cat", "7;B;cat"}, 0, SUGGEST_GO_ON, -1, -1, 0, 3},
        {{"7;B;cat", "8;A;cat", "7;B;cat"}, 0, SUGGEST_SMALL_GROUP, -1, 0, 1, 3},
        {{"7;B;cat", "?;?;cat", "7;B;cat"}, 0, SUGGEST_SMALL_GROUP, -1, 0, 1, 3},
        {{"7;B;cat", ";;dog", "7;B;dog"}, 0, SUGGEST_RETEACH, -1, 1, 2, 3},
        {{"7;B;cat", "8;A;cat", "8;A;cat", "7;B;cat"}, 0, SUGGEST_RETEACH, -1, 0, 2, 4},
        {{"7;B;dog", "7;B;dog", "7;B;cat", "7;B;cat"}, 0, SUGGEST_LOOK_AT_ITEM, 2, -1, 2, 4},
        {{"7;B;dog", "7;B;dog", "7;B;cat"}, 0, SUGGEST_RETEACH, -1, 1, 2, 3},
        {{"7;A;cat", "7;A;cat", "7;A;cat", "8;B;cat"}, 0, SUGGEST_LOOK_AT_ITEM, 1, -1, 3, 4},
        {{"8;B;dog", "7;B;dog", "8;B;cat", "7;B;cat"}, 0, SUGGEST_LOOK_AT_ITEM, 0, -1, 2, 4},
        {{"8;A;dog", "8;A;dog", "8;A;dog", "7;B;cat"}, 0, SUGGEST_RETEACH, -1, 0, 3, 4},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        open_class(&sample);
        for (int k = 0; k < cases[i].there; k++)
            visit(&sample, 8 + k, 0);
        begin(&sample);
        for (int k = 0; k < 6 && cases[i].answers[k] != NULL; k++)
            hand_in(&sample, k, 1, cases[i].answers[k]);
        ticket_report_finish(&report);
        const struct suggestion *got = &report.suggestion;
        if (got->kind != cases[i].kind || got->item != cases[i].item ||
            got->skill != cases[i].skill || got->count != cases[i].count || got->of != cases[i].of)
            fail_msg("case %d: kind %d, item %d, skill %d, %d of %d", (int)i, (int)got->kind,
                (int)got->item, (int)got->skill, (int)got->count, (int)got->of);
        int named = 0;
        for (int k = 0; k < STUDENT_MAX; k++)
            named += got->students[k];
        assert_int_equal(named, got->kind == SUGGEST_TOO_FEW ? 0 : got->count);
        sample_close(&sample);
    }
}

static void only_the_days_and_the_class(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample);
    begin(&sample);
    hand_in(&sample, 0, 24 * 3600, "7;B;cat");  /* the day after */
    hand_in(&sample, 1, -24 * 3600, "7;B;cat"); /* the day before */
    hand_in(&sample, 77, 1, "7;B;cat");
    static struct event event;
    submission(&sample, &event, 2, 1, "7;B;cat");
    STR_COPY(event.body.ticket_submitted.ticket, "t2");
    ticket_report_add(&report, &event);
    sample_event(&event, EVENT_HELP_ASKED, 3, sample_ms, 1, 1);
    ticket_report_add(&report, &event);
    ticket_report_finish(&report);
    assert_int_equal(report.handed_in, 0);
    assert_int_equal(report.suggestion.kind, SUGGEST_NOBODY);
    sample_close(&sample);
}

/* Today's, while none is handed in. */
static void the_days_ticket_until_one_is_handed_in(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample);
    struct calendar_day *day = &sample.plan->calendar[sample.plan->calendar_count++];
    day->day = SAMPLE_DAY;
    STR_COPY(day->ticket, "t2");
    sample_take_plan(&sample);
    assert_int_equal(report_newest_ticket(sample.classroom, SAMPLE_DAY), 1);
    static struct event event;
    submission(&sample, &event, 3, 1, "7;B;cat");
    classroom_apply(sample.classroom, &event);
    assert_int_equal(report_newest_ticket(sample.classroom, SAMPLE_DAY), 0);
    sample_close(&sample);
}

/* Neither what they wrote nor that they were there. */
static void who_left_is_not_counted(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample);
    visit(&sample, 0, 0);
    visit(&sample, 11, 0);
    sample.plan->student_count--;
    sample_take_plan(&sample);
    assert_false(sample.classroom->students[11].enrolled);
    begin(&sample);
    hand_in(&sample, 0, 1, "7;B;cat");
    hand_in(&sample, 11, 1, "8;A;dog");
    ticket_report_finish(&report);
    assert_int_equal(report.handed_in, 1);
    assert_int_equal(report.there, 1);
    assert_int_equal(report.items[0].wrong_count, 0);
    assert_int_equal(report.suggestion.kind, SUGGEST_GO_ON);
    sample_close(&sample);
}

/* Whose hand-in is the latest of all students'; before any, the first of the plan. */
static void the_newest_ticket_is_looked_at(void **state)
{
    (void)state;
    static const struct {
        const char *ticket;
        int student, second;
    } hand_ins[] = {{"t2", 3, 5}, {"t1", 1, 3}, {"t1", 2, 9}, {"t2", 0, 8}};
    static const int expected[] = {1, 1, 0, 0};
    struct sample sample;
    open_class(&sample);
    assert_int_equal(report_newest_ticket(sample.classroom, SAMPLE_DAY), 1); /* of the day */
    for (size_t i = 0; i < COUNT_OF(hand_ins); i++) {
        static struct event event;
        submission(&sample, &event, hand_ins[i].student, hand_ins[i].second, "7;B;cat");
        STR_COPY(event.body.ticket_submitted.ticket, hand_ins[i].ticket);
        classroom_apply(sample.classroom, &event);
        assert_int_equal(report_newest_ticket(sample.classroom, SAMPLE_DAY), expected[i]);
    }
    sample_close(&sample);
}

/* Every student is in one count of each list, wrong answers add up, and order does not matter. */
static void counts_add_up_in_any_order(void **state)
{
    (void)state;
    static const char *const words[] = {"7", "8", "08", "", "?", "x"};
    static const char *const letters[] = {"A", "B", "?", ""};
    static const char *const animals[] = {"cat", "dog", "Dog", "cow", "owl", "hen", "?", ""};
    enum { EVENTS = 14 };
    static struct event events[EVENTS];
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct rng rng = rng_seeded(seed);
        struct sample sample;
        open_class(&sample);
        for (int i = 0; i < EVENTS; i++) {
            char answers[64];
            STR_FORMAT(answers, "%s;%s;%s;", words[rng_below(&rng, COUNT_OF(words))],
                letters[rng_below(&rng, COUNT_OF(letters))],
                animals[rng_below(&rng, COUNT_OF(animals))]);
            submission(&sample, &events[i], (int)rng_below(&rng, 12), 1 + i, answers);
        }
        begin(&sample);
        for (int i = 0; i < EVENTS; i++)
            ticket_report_add(&report, &events[i]);
        ticket_report_finish(&report);
        memcpy(&again, &report, sizeof again);
        begin(&sample);
        for (int i = 0; i < 2 * EVENTS; i++)
            ticket_report_add(&report, &events[(EVENTS - 1 - i % EVENTS) * 5 % EVENTS]);
        ticket_report_finish(&report);
        assert_memory_equal(&again, &report, sizeof again);
        for (int place = 0; place < report.item_count; place++) {
            const struct item_report *item = &report.items[place];
            int sum = 0, wrong = item->other_wrong;
            for (int mark = 0; mark < MARK_COUNT; mark++)
                sum += item->marks.counts[mark];
            for (int k = 0; k < item->wrong_count; k++)
                wrong += item->wrong[k].count;
            assert_int_equal(sum, 12);
            assert_int_equal(
                wrong, item->marks.counts[MARK_NOT_YET] + item->marks.counts[MARK_ALMOST]);
        }
        sample_close(&sample);
    }
}

static void responses_are_readable(void **state)
{
    (void)state;
    static const struct {
        enum item_kind kind;
        const char *response, *text;
    } cases[] = {
        {ITEM_CHOICE, "B", "two"},
        {ITEM_CHOICE, "Z", "Z"},
        {ITEM_CHOICE, "", ""},
        {ITEM_MULTI, "A,C", "one, three"},
        {ITEM_MULTI, "A,x", "A,x"},
        {ITEM_ORDER, "C,A,B", "three → one → two"},
        {ITEM_TRUE_FALSE, "A", "true"},
        {ITEM_TRUE_FALSE, "B", "false"},
        {ITEM_TRUE_FALSE, "C", "C"},
        {ITEM_NUMBER, "1/2", "1/2"},
        {ITEM_SHORT, "A", "A"},
        {ITEM_MATCH, "1>A", NULL},
        {ITEM_MATCH, "9>A", "9>A"},
        {ITEM_MATCH, "1>Z", "1>Z"},
        {ITEM_MATCH, "1A", "1A"},
    };
    static struct item item;
    memset(&item, 0, sizeof item);
    static const char *const texts[] = {"one", "two", "three"}, *const matches[] = {
                                                                    "I", "II", "III"};
    item.option_count = 3;
    for (int i = 0; i < 3; i++) {
        STR_COPY(item.options[i].text, texts[i]);
        STR_COPY(item.options[i].match, matches[i]);
    }
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        item.kind = cases[i].kind;
        char text[RESPONSE_SIZE], expected[RESPONSE_SIZE];
        report_response_text(&item, cases[i].response, text);
        int rights[OPTION_MAX];
        item_right_sides(&item, rights);
        STR_FORMAT(expected, "one → %s", item.options[rights[0]].match);
        assert_string_equal(text, cases[i].text != NULL ? cases[i].text : expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_counted_by_item_and_skill),
        cmocka_unit_test(right_is_full_whatever_the_score),
        cmocka_unit_test(partly_right_is_almost),
        cmocka_unit_test(what_asks_nothing_counts_nothing),
        cmocka_unit_test(commonest_wrong_answers_come_first),
        cmocka_unit_test(one_suggestion),
        cmocka_unit_test(only_the_days_and_the_class),
        cmocka_unit_test(who_left_is_not_counted),
        cmocka_unit_test(the_newest_ticket_is_looked_at),
        cmocka_unit_test(the_days_ticket_until_one_is_handed_in),
        cmocka_unit_test(counts_add_up_in_any_order),
        cmocka_unit_test(responses_are_readable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
