#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "model/mastery.h"
#include "model/report_history.h"
#include "model/report_reflections.h"
#include "sample.h"

static struct event event;
static struct history history;
static struct reflection_report reflections;

static void make(enum event_kind kind, int student, int second)
{
    sample_event(&event, kind, student, sample_ms + second * 1000, 1, (uint32_t)second + 1);
}

static void answer(int second, int student, const char *skills, const char *responses)
{
    make(EVENT_TICKET_SUBMITTED, student, second);
    for (int i = 0; responses[i] != '\0'; i++) {
        struct answer *given = &event.body.ticket_submitted.answers[i];
        STR_FORMAT(given->item, "t1/%d", i + 1);
        STR_FORMAT(given->skill, "%c1", skills[i]);
        STR_FORMAT(given->response, "%c", responses[i]);
        given->unsure = responses[i] == '?';
        given->right = responses[i] == '+';
        given->scored = responses[i] == '+' || responses[i] == '-';
        event.body.ticket_submitted.answer_count = i + 1;
    }
}

static void take(const struct sample *sample)
{
    classroom_apply(sample->classroom, &event);
    history_add(&history, &event);
}

static void a_student_newest_first(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    history_begin(&history, sample.classroom, 0, -1);
    make(EVENT_VISIT_STARTED, 0, 1);
    STR_COPY(event.body.visit_started.station, "makers");
    take(&sample);
    make(EVENT_GOAL_CHOSEN, 0, 2);
    STR_COPY(event.body.goal_chosen.skill, "F1");
    STR_COPY(event.body.goal_chosen.reason, "I like it");
    take(&sample);
    make(EVENT_GOAL_CHOSEN, 1, 3); /* someone else's */
    take(&sample);
    make(EVENT_REFLECTION_SUBMITTED, 0, 5);
    STR_COPY(event.body.reflection_submitted.text, "It went well");
    event.body.reflection_submitted.feeling = 2;
    take(&sample);
    make(EVENT_KUDOS_GIVEN, 0, 6);
    STR_COPY(event.body.kudos_given.text, "Well done");
    take(&sample);
    answer(4, 0, "FG", "+-"); /* arrives late */
    take(&sample);
    take(&sample);
    make(EVENT_HELP_ASKED, 0, 7);
    take(&sample);
    history_finish(&history);
    static const struct {
        enum event_kind kind;
        const char *skill, *about, *text;
    } expected[] = {
        {EVENT_KUDOS_GIVEN, "", "", "Well done"},
        {EVENT_REFLECTION_SUBMITTED, "", "", "It went well"},
        {EVENT_TICKET_SUBMITTED, "G1", "t1/2", "-"},
        {EVENT_TICKET_SUBMITTED, "F1", "t1/1", "+"},
        {EVENT_GOAL_CHOSEN, "F1", "", "I like it"},
        {EVENT_VISIT_STARTED, "", "makers", ""},
    };
    assert_int_equal(history.entry_count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        const struct history_entry *entry = &history.entries[i];
        assert_int_equal(entry->kind, expected[i].kind);
        assert_string_equal(entry->skill, expected[i].skill);
        assert_string_equal(entry->about, expected[i].about);
        assert_string_equal(entry->text, expected[i].text);
        assert_int_equal(entry->day, SAMPLE_DAY);
    }
    assert_int_equal(history.entries[1].feeling, 2);
    assert_true(history.entries[3].right && !history.entries[2].right);
    assert_false(history.cut);
    sample_close(&sample);
}

/* All told at once, of days that are over: each on its day, between what happened before and after;
 * a result of today, or of a day to come, where it was told. */
static void results_stand_on_their_day(void **state)
{
    (void)state;
    static const int32_t taken[] = {-3, -1, -2, 0, 9};
    static const int expected[] = {0, 9, 0, -1, -2, -3}; /* first the visit */
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    history_begin(&history, sample.classroom, 0, -1);
    for (int i = 0; i < (int)COUNT_OF(taken); i++) {
        make(EVENT_EVIDENCE_IMPORTED, 0, i);
        STR_COPY(event.body.evidence_imported.skill, "F1");
        event.body.evidence_imported.taken_day = SAMPLE_DAY + taken[i];
        take(&sample);
    }
    make(EVENT_VISIT_STARTED, 0, 10);
    take(&sample);
    history_finish(&history);
    assert_int_equal(history.entry_count, COUNT_OF(expected));
    assert_int_equal(history.entries[0].kind, EVENT_VISIT_STARTED);
    for (size_t i = 1; i < COUNT_OF(expected); i++)
        assert_int_equal(history.entries[i].day, SAMPLE_DAY + expected[i]);
    sample_close(&sample);
}

/* Whatever a machine of another version says: who was not sure was not right. */
static void unsure_is_not_right(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    history_begin(&history, sample.classroom, 0, -1);
    answer(1, 0, "FF", "+?");
    event.body.ticket_submitted.answers[1].right = true;
    take(&sample);
    history_finish(&history);
    assert_int_equal(history.entry_count, 2);
    assert_true(history.entries[0].unsure && !history.entries[0].right);
    assert_true(history.entries[1].right);
    struct mastery mastery =
        mastery_of(sample.classroom, 0, plan_find_skill(&sample.classroom->plan, "F1"));
    assert_int_equal(mastery.asked, 2);
    assert_int_equal(mastery.right, 1);
    assert_int_equal(mastery.unsure, 1);
    sample_close(&sample);
}

/* A text between the questions asks nothing, whatever the hand-in says of it. */
static void what_asks_nothing_is_left_out(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    int item = plan_find_item(&sample.classroom->plan, "t1/1");
    assert_true(item >= 0);
    for (int describes = 0; describes <= 1; describes++) {
        if (describes)
            sample.classroom->plan.items[item].kind = ITEM_DESCRIPTION;
        history_begin(&history, sample.classroom, 0, -1);
        answer(1, 0, "FG", "+-");
        take(&sample);
        history_finish(&history);
        assert_int_equal(history.entry_count, 2 - describes);
        assert_string_equal(history.entries[0].about, "t1/2");
    }
    sample_close(&sample);
}

/* The answers marked are those that mastery_of() counts. */
static void the_evidence_behind_a_level(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample); /* rule 2/3 */
    history_begin(&history, sample.classroom, 0, 0);
    answer(1, 0, "FF", "+-");
    take(&sample);
    answer(2, 0, "GF", "+o"); /* o: not scored */
    take(&sample);
    answer(3, 0, "F", "?");
    take(&sample);
    make(EVENT_EVIDENCE_IMPORTED, 0, 4);
    STR_COPY(event.body.evidence_imported.skill, "F1");
    STR_COPY(event.body.evidence_imported.source, "map");
    event.body.evidence_imported.value = 900;
    event.body.evidence_imported.taken_day = SAMPLE_DAY - 2;
    take(&sample);
    make(EVENT_MASTERY_SET, 0, 5);
    STR_COPY(event.body.mastery_set.skill, "F1");
    STR_COPY(event.body.mastery_set.why, "told me");
    event.body.mastery_set.level = MASTERY_GOT_IT;
    take(&sample);
    make(EVENT_VISIT_STARTED, 0, 6);
    take(&sample);
    history_finish(&history);
    static const struct {
        const char *text;
        bool in_window, right;
    } expected[] = {{"told me", false, false}, {"?", true, false}, {"o", false, false},
        {"-", true, false}, {"+", true, true}, {"", false, true}};
    assert_int_equal(history.entry_count, COUNT_OF(expected));
    int asked = 0, right = 0, unsure = 0;
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        const struct history_entry *entry = &history.entries[i];
        assert_string_equal(entry->text, expected[i].text);
        assert_int_equal(entry->in_window, expected[i].in_window);
        assert_int_equal(entry->right, expected[i].right);
        asked += entry->in_window;
        right += entry->in_window && entry->right;
        unsure += entry->in_window && entry->unsure;
    }
    struct mastery mastery = mastery_of(sample.classroom, 0, 0);
    assert_true(asked == mastery.asked && right == mastery.right && unsure == mastery.unsure);
    assert_int_equal(history.entries[0].level, MASTERY_GOT_IT);
    assert_int_equal(history.entries[5].day, SAMPLE_DAY - 2);
    history_begin_evidence(&history, sample.classroom, 0, -1);
    answer(1, 0, "FF", "+-");
    history_add(&history, &event);
    answer(2, 0, "GF", "+o");
    history_add(&history, &event);
    make(EVENT_GOAL_CHOSEN, 0, 3);
    history_add(&history, &event);
    for (int second = 4; second < 6; second++) { /* the word that stands is of second 5 */
        make(EVENT_MASTERY_SET, 0, second);
        STR_COPY(event.body.mastery_set.skill, "F1");
        history_add(&history, &event);
    }
    history_finish(&history);
    assert_int_equal(history.entry_count, 4);
    assert_int_equal(history.entries[0].kind, EVENT_MASTERY_SET);
    assert_string_equal(history.entries[1].skill, "G1");
    assert_string_equal(history.entries[2].text, "-");
    assert_string_equal(history.entries[3].text, "+");
    sample_close(&sample);
}

/* A word that was taken back stands no more: the level comes from the answers again. */
static void a_word_taken_back_is_behind_no_level(void **state)
{
    (void)state;
    static const enum mastery_level words[] = {MASTERY_GOT_IT, MASTERY_NONE};
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    for (int i = 0; i < (int)COUNT_OF(words); i++) {
        make(EVENT_MASTERY_SET, 0, i);
        STR_COPY(event.body.mastery_set.skill, "F1");
        event.body.mastery_set.level = words[i];
        classroom_apply(sample.classroom, &event);
        history_begin_evidence(&history, sample.classroom, 0, -1);
        history_add(&history, &event);
        assert_int_equal(history.entry_count, words[i] != MASTERY_NONE);
    }
    sample_close(&sample);
}

/* The rule looks at the last three: of four answers of one hand-in the first is out of it. */
static void a_window_may_cut_a_hand_in(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample); /* rule 2/3 */
    history_begin(&history, sample.classroom, 0, -1);
    answer(1, 0, "FFFF", "+-+-");
    take(&sample);
    history_finish(&history);
    assert_int_equal(history.entry_count, 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(history.entries[i].in_window, history.entries[i].place > 0);
    sample_close(&sample);
}

static void the_newest_are_kept(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    for (int back = 0; back < 2; back++) {
        history_begin(&history, sample.classroom, 0, -1);
        for (int i = 0; i < HISTORY_MAX + 20; i++) {
            make(EVENT_VISIT_STARTED, 0, back ? HISTORY_MAX + 19 - i : i);
            history_add(&history, &event);
        }
        history_finish(&history);
        assert_int_equal(history.entry_count, HISTORY_MAX);
        assert_true(history.cut);
        for (int i = 0; i < HISTORY_MAX; i++)
            assert_int_equal(
                history.entries[i].stamp.at_ms, sample_ms + (HISTORY_MAX + 19 - i) * 1000);
    }
    sample_close(&sample);
}

static void reflect(int student, int second, const char *text)
{
    make(EVENT_REFLECTION_SUBMITTED, student, second);
    STR_COPY(event.body.reflection_submitted.text, text);
    reflection_report_add(&reflections, &event);
}

static void reply(int second, const struct stamp *stamp)
{
    make(EVENT_KUDOS_GIVEN, 1, second);
    event_about_reflection(stamp, event.body.kudos_given.about);
    reflection_report_add(&reflections, &event);
}

static void reflections_know_their_replies(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    reflection_report_begin(&reflections, sample.classroom);
    struct stamp early = {.log = {1}, .seq = 11}; /* the reply arrives before what it is about */
    reply(50, &early);
    reflect(1, 10, "first");
    reflect(2, 20, "second");
    reflect(2, 20, "second");
    struct stamp second = event.stamp;
    reflect(1, 30, "third");
    struct stamp other = event.stamp; /* the same number in another log */
    other.log[0] = 9;
    reply(51, &second);
    reply(53, &other);
    reflect(77, 40, "nobody");
    make(EVENT_KUDOS_GIVEN, 1, 52); /* about something else */
    STR_COPY(event.body.kudos_given.about, "F1");
    reflection_report_add(&reflections, &event);
    reflection_report_finish(&reflections);
    assert_int_equal(reflections.entry_count, 3);
    static const char *const texts[] = {"third", "second", "first"};
    static const bool replied[] = {false, true, true};
    for (int i = 0; i < 3; i++) {
        assert_string_equal(reflections.entries[i].text, texts[i]);
        assert_int_equal(reflections.entries[i].replied, replied[i]);
    }
    assert_int_equal(reflections.entries[1].student, 2);
    sample.classroom->students[4].enrolled = false; /* who left the class */
    reflect(4, 60, "gone");
    assert_int_equal(reflections.entry_count, 3);
    for (int i = 0; i < REFLECTION_ENTRY_MAX + 9; i++)
        reflect(3, 100 + i, "more");
    reflection_report_finish(&reflections);
    assert_int_equal(reflections.entry_count, REFLECTION_ENTRY_MAX);
    assert_int_equal(reflections.entries[0].stamp.seq, 101 + REFLECTION_ENTRY_MAX + 8);
    assert_int_equal(reflections.entries[REFLECTION_ENTRY_MAX - 1].stamp.seq, 110);
    sample_close(&sample);
}

/* More replies than are kept: those that count are the same whichever come first. */
static void the_newest_replies_count_in_any_order(void **state)
{
    (void)state;
    enum { OLD = REFLECTION_REPLY_MAX / 2 + 20, NEW = 10, ALL = OLD + NEW };
    for (int way = 0; way < 2; way++) {
        struct sample sample;
        sample_open(&sample);
        sample_take_plan(&sample);
        reflection_report_begin(&reflections, sample.classroom);
        for (int k = 0; k < ALL; k++) {
            int i = way == 0 ? k : ALL - 1 - k;
            reflect(1, 10 * i, "it went well");
            struct stamp about = event.stamp;
            reply(10 * i + 1, &about);
            if (i < OLD)
                reply(10 * i + 2, &about);
        }
        reflection_report_finish(&reflections);
        assert_int_equal(reflections.reply_count, REFLECTION_REPLY_MAX);
        for (int i = 0; i < REFLECTION_ENTRY_MAX; i++)
            assert_true(reflections.entries[i].replied);
        sample_close(&sample);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_student_newest_first),
        cmocka_unit_test(results_stand_on_their_day),
        cmocka_unit_test(unsure_is_not_right),
        cmocka_unit_test(what_asks_nothing_is_left_out),
        cmocka_unit_test(the_evidence_behind_a_level),
        cmocka_unit_test(a_word_taken_back_is_behind_no_level),
        cmocka_unit_test(a_window_may_cut_a_hand_in),
        cmocka_unit_test(the_newest_are_kept),
        cmocka_unit_test(reflections_know_their_replies),
        cmocka_unit_test(the_newest_replies_count_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
