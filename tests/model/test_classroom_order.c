/* The same events in any order, some of them twice: one class. Machines that decide for themselves:
 * test_truth.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "base/rng.h"
#include "sample.h"

enum { HISTORY_MAX = 80 };

static void fill_answers(struct rng *rng, struct event *event)
{
    static const char *const skills[] = {"F1", "F2", "G1", "", "gone"};
    static const char *const tickets[] = {"t1", "t2", "gone"};
    STR_COPY(event->body.ticket_submitted.ticket, tickets[rng_below(rng, 3)]);
    event->body.ticket_submitted.answer_count = 2;
    for (int i = 0; i < 2; i++) {
        struct answer *answer = &event->body.ticket_submitted.answers[i];
        STR_FORMAT(answer->item, "%s/%d", event->body.ticket_submitted.ticket, i + 1);
        STR_COPY(answer->skill, skills[rng_below(rng, 5)]);
        answer->unsure = rng_below(rng, 4) == 0;
        answer->scored = rng_below(rng, 4) != 0;
        answer->right = rng_below(rng, 2) == 0;
        answer->score = answer->right ? SCORE_FULL : 0;
    }
}

static void fill_group(struct rng *rng, struct event *event)
{
    event->body.groups_approved.day = SAMPLE_DAY + (int32_t)rng_below(rng, 3);
    event->body.groups_approved.group_count = 2;
    for (int g = 0; g < 2; g++) {
        struct event_group *group = &event->body.groups_approved.groups[g];
        group->student_count = 1 + (int32_t)rng_below(rng, 2);
        for (int i = 0; i < group->student_count; i++)
            STR_FORMAT(group->students[i], "s%u", (unsigned)rng_below(rng, SAMPLE_STUDENTS));
        group->station_count = (int32_t)rng_below(rng, 3);
        for (int i = 0; i < group->station_count; i++)
            STR_COPY(group->stations[i], rng_below(rng, 2) ? "teacher" : "makers");
    }
}

static void fill_playlist(struct rng *rng, struct event *event)
{
    struct playlist *playlist = &event->body.playlist_set;
    playlist->day = SAMPLE_DAY + (int32_t)rng_below(rng, PLAYLIST_MAX + 2);
    playlist->station_count = (int32_t)rng_below(rng, 3);
    playlist->may = rng_below(rng, 4);
    for (int i = 0; i < playlist->station_count; i++)
        STR_COPY(playlist->stations[i], rng_below(rng, 2) ? "teacher" : "makers");
}

static void fill_body(struct rng *rng, struct event *event)
{
    static const char *const words[] = {"one", "two", "three"};
    const char *word = words[rng_below(rng, 3)];
    switch (event->kind) {
    case EVENT_VISIT_STARTED: STR_COPY(event->body.visit_started.station, event->station); break;
    case EVENT_VISIT_ENDED: event->body.visit_ended.reason = rng_below(rng, END_COUNT); break;
    case EVENT_GOAL_CHOSEN:
        STR_COPY(event->body.goal_chosen.skill, rng_below(rng, 2) ? "F2" : "G1");
        STR_COPY(event->body.goal_chosen.reason, word);
        break;
    case EVENT_GOAL_SET: STR_COPY(event->body.goal_set.skill, rng_below(rng, 2) ? "F2" : ""); break;
    case EVENT_TICKET_SUBMITTED: fill_answers(rng, event); break;
    case EVENT_REFLECTION_SUBMITTED:
        event->body.reflection_submitted.feeling = 1 + (int32_t)rng_below(rng, 4);
        break;
    case EVENT_KUDOS_GIVEN: STR_COPY(event->body.kudos_given.text, word); break;
    case EVENT_PROFILE_CHANGED:
        event->body.profile_changed.field = rng_below(rng, PROFILE_COUNT);
        STR_COPY(event->body.profile_changed.value, word);
        break;
    case EVENT_GROUPS_APPROVED: fill_group(rng, event); break;
    case EVENT_ROTATION_STARTED:
        event->body.rotation_started.day = SAMPLE_DAY;
        event->body.rotation_started.at_ms = event->stamp.at_ms;
        event->body.rotation_started.rounds = 1 + (int32_t)rng_below(rng, 5);
        break;
    case EVENT_ROTATION_CHANGED:
        event->body.rotation_changed.day = SAMPLE_DAY;
        event->body.rotation_changed.add_seconds = (int32_t)rng_below(rng, 300);
        break;
    case EVENT_STUDENT_MOVED:
        STR_COPY(event->body.student_moved.station, "teacher");
        event->body.student_moved.round = (int32_t)rng_below(rng, 3);
        break;
    case EVENT_PLAYLIST_SET: fill_playlist(rng, event); break;
    case EVENT_GROUP_JOINED:
        event->body.group_joined.day = SAMPLE_DAY + (int32_t)rng_below(rng, 3);
        STR_COPY(event->body.group_joined.group, word);
        break;
    case EVENT_MASTERY_SET:
        STR_COPY(event->body.mastery_set.skill, "F2");
        event->body.mastery_set.level = rng_below(rng, MASTERY_COUNT);
        break;
    case EVENT_EVIDENCE_IMPORTED:
        STR_COPY(event->body.evidence_imported.skill, "F1");
        event->body.evidence_imported.value = (int32_t)rng_below(rng, SCORE_FULL + 1);
        event->body.evidence_imported.taken_day = SAMPLE_DAY - (int32_t)rng_below(rng, 9);
        break;
    case EVENT_BADGE_ISSUED: event->body.badge_issued.hash[0] = (uint8_t)rng_below(rng, 256); break;
    default: break;
    }
}

/* Few times and few students, so that much is concurrent; hashes of badges are the student's own.
 */
static int make_history(struct rng *rng, struct event *history)
{
    static const char *const stations[] = {"makers", "teacher", "tablets"};
    int count = 20 + (int)rng_below(rng, HISTORY_MAX - 20);
    uint32_t seq[3] = {0};
    bool erases = rng_below(rng, 3) == 0;
    for (int i = 0; i < count; i++) {
        int log = (int)rng_below(rng, 3), student = (int)rng_below(rng, SAMPLE_STUDENTS + 1);
        enum event_kind kind = (enum event_kind)rng_below(rng, EVENT_KIND_COUNT);
        if (kind == EVENT_STUDENT_ERASED && !(erases && student == 1))
            kind = EVENT_TICKET_SUBMITTED;
        sample_event(&history[i], kind, student, sample_ms + (int64_t)rng_below(rng, 40) * 1000,
            log + 1, ++seq[log]);
        STR_COPY(history[i].station, stations[log]);
        fill_body(rng, &history[i]);
        history[i].body.badge_issued.hash[1] += kind == EVENT_BADGE_ISSUED ? student : 0;
    }
    return count;
}

static uint64_t hash_of_history(const struct event *history, const int *order, int count)
{
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    for (int i = 0; i < count; i++)
        classroom_apply(sample.classroom, &history[order[i]]);
    uint64_t hash = classroom_hash(sample.classroom);
    sample_close(&sample);
    return hash;
}

static void order_and_repeats_do_not_matter(void **state)
{
    (void)state;
    static struct event history[HISTORY_MAX];
    uint64_t last_hash = 0;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        struct rng rng = rng_seeded(seed);
        int count = make_history(&rng, history);
        int order[2 * HISTORY_MAX], total = count;
        for (int i = 0; i < count; i++)
            order[i] = i;
        uint64_t plain = hash_of_history(history, order, count);
        for (int repeats = (int)rng_below(&rng, (uint32_t)count); repeats > 0; repeats--)
            order[total++] = (int)rng_below(&rng, (uint32_t)count);
        for (int i = total - 1; i > 0; i--) {
            int j = (int)rng_below(&rng, (uint32_t)i + 1), kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        if (hash_of_history(history, order, total) != plain)
            fail_msg("seed %u: the order of %d events matters", (unsigned)seed, total);
        assert_int_not_equal(plain, last_hash);
        last_hash = plain;
    }
}

/* Answers by clocks that are right, behind, years ahead and of no day at all, and results from
 * elsewhere, more of both than are kept. */
static void evidence_does_not_depend_on_order(void **state)
{
    (void)state;
    static const int32_t days[] = {-20000, -3, -2, -1, 0, 0, 1, 26000};
    static struct event history[HISTORY_MAX];
    for (uint64_t seed = 0; seed < 400; seed++) {
        struct rng rng = rng_seeded(seed);
        int order[HISTORY_MAX];
        for (int i = 0; i < HISTORY_MAX; i++) {
            order[i] = i;
            int64_t at_ms = sample_ms + (int64_t)rng_below(&rng, 40) * DAY_MS / 8;
            sample_event(&history[i],
                rng_below(&rng, 2) ? EVENT_TICKET_SUBMITTED : EVENT_EVIDENCE_IMPORTED, 0, at_ms,
                1 + (int)rng_below(&rng, 3), (uint32_t)i + 1);
            history[i].wall_ms += days[rng_below(&rng, COUNT_OF(days))] * (int64_t)DAY_MS;
            fill_body(&rng, &history[i]);
            for (int k = 0; k < history[i].body.ticket_submitted.answer_count &&
                            history[i].kind == EVENT_TICKET_SUBMITTED;
                 k++)
                STR_COPY(history[i].body.ticket_submitted.answers[k].skill, "F1");
        }
        uint64_t plain = hash_of_history(history, order, HISTORY_MAX);
        for (int turn = 0; turn < 3; turn++) {
            rng_shuffle(&rng, order, HISTORY_MAX);
            if (hash_of_history(history, order, HISTORY_MAX) != plain)
                fail_msg("seed %u: the order of evidence matters", (unsigned)seed);
        }
    }
}

/* Lists that keep the newest of each day or round, with more days than they hold. */
static void full_lists_do_not_depend_on_order(void **state)
{
    (void)state;
    static const enum event_kind kinds[] = {EVENT_GROUPS_APPROVED, EVENT_PLAYLIST_SET,
        EVENT_STUDENT_MOVED, EVENT_VISIT_STARTED, EVENT_ROTATION_CHANGED, EVENT_KUDOS_GIVEN};
    static struct event history[HISTORY_MAX];
    for (uint64_t seed = 0; seed < 60 * COUNT_OF(kinds); seed++) {
        struct rng rng = rng_seeded(seed);
        int order[HISTORY_MAX];
        for (int i = 0; i < HISTORY_MAX; i++) {
            order[i] = i;
            int64_t at_ms = sample_ms + (int64_t)rng_below(&rng, 40) * DAY_MS;
            sample_event(&history[i], kinds[seed % COUNT_OF(kinds)], 0, at_ms,
                1 + (int)rng_below(&rng, 3), (uint32_t)i + 1);
            fill_body(&rng, &history[i]);
            if (history[i].kind == EVENT_GROUPS_APPROVED)
                history[i].body.groups_approved.day += (int32_t)rng_below(&rng, 2 * GROUP_DAY_MAX);
        }
        uint64_t plain = hash_of_history(history, order, HISTORY_MAX);
        for (int i = HISTORY_MAX - 1; i > 0; i--) {
            int j = (int)rng_below(&rng, (uint32_t)i + 1), kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        if (hash_of_history(history, order, HISTORY_MAX) != plain)
            fail_msg("seed %u: the order of %s matters", (unsigned)seed,
                event_kind_name(history[0].kind));
    }
}

/* The hash sees each kind of fact: without this, the test above could not fail. */
static void every_fact_changes_the_hash(void **state)
{
    (void)state;
    for (int kind = EVENT_UNKNOWN + 1; kind < EVENT_KIND_COUNT; kind++) {
        if (kind == EVENT_PLAN_PUBLISHED || kind == EVENT_CLOCK_SET) /* their work is elsewhere */
            continue;
        struct sample sample;
        sample_open(&sample);
        sample_take_plan(&sample);
        sample.classroom->newest_ms = sample_ms; /* so that time alone does not make a difference */
        uint64_t before = classroom_hash(sample.classroom);
        struct event event;
        struct rng rng = rng_seeded(0);
        sample_event(&event, (enum event_kind)kind, 0, sample_ms, 1, 1);
        fill_body(&rng, &event);
        classroom_apply(sample.classroom, &event);
        if (classroom_hash(sample.classroom) == before)
            fail_msg("%s leaves no trace", event_kind_name((enum event_kind)kind));
        sample_close(&sample);
    }
}

static void reverse_plan(struct plan *plan)
{
    for (int i = 0; i < plan->student_count / 2; i++) {
        struct student kept = plan->students[i];
        plan->students[i] = plan->students[plan->student_count - 1 - i];
        plan->students[plan->student_count - 1 - i] = kept;
    }
    for (int i = 0; i < plan->skill_count / 2; i++) {
        struct skill kept = plan->skills[i];
        plan->skills[i] = plan->skills[plan->skill_count - 1 - i];
        plan->skills[plan->skill_count - 1 - i] = kept;
    }
    struct ticket kept = plan->tickets[0];
    plan->tickets[0] = plan->tickets[1];
    plan->tickets[1] = kept;
}

/* A plan with the same ids in another order, taken in the middle or from the start. */
static void order_within_the_plan_does_not_matter(void **state)
{
    (void)state;
    static struct event history[HISTORY_MAX];
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct rng rng = rng_seeded(seed);
        int count = make_history(&rng, history);
        uint64_t hashes[2];
        for (int late = 0; late < 2; late++) {
            struct sample sample;
            sample_open(&sample);
            if (!late)
                reverse_plan(sample.plan);
            sample_take_plan(&sample);
            for (int i = 0; i < count; i++) {
                if (late && i == count / 2) {
                    /* Strangers of this plan are strangers of the same in another order. */
                    int64_t strangers = sample.classroom->stranger_count;
                    sample.classroom->stranger_count = 0;
                    reverse_plan(sample.plan);
                    sample_take_plan(&sample);
                    sample.classroom->stranger_count = strangers;
                }
                classroom_apply(sample.classroom, &history[i]);
            }
            hashes[late] = classroom_hash(sample.classroom);
            sample_close(&sample);
        }
        assert_int_equal(hashes[0], hashes[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_and_repeats_do_not_matter),
        cmocka_unit_test(evidence_does_not_depend_on_order),
        cmocka_unit_test(full_lists_do_not_depend_on_order),
        cmocka_unit_test(every_fact_changes_the_hash),
        cmocka_unit_test(order_within_the_plan_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
