/* One truth: machines that decide for themselves, hear of each other in any order, some things
 * twice and some much later, and by clocks years apart, show the same class once all know the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sample.h"

#include "base/rng.h"

enum { MACHINES = 4, HISTORY = 120, SEEDS = 1000 };

struct history {
    struct event events[HISTORY];
    bool known[MACHINES][HISTORY];
    int count;
    uint32_t seq[MACHINES];
};

static struct sample machines[MACHINES], fresh;
static struct history history;

static void fill_action(struct action *action, struct rng *rng)
{
    static const enum action_kind kinds[] = {ACTION_CHECK_IN, ACTION_CHECK_IN, ACTION_SIGN_OUT,
        ACTION_CHOOSE_GOAL, ACTION_SUBMIT_TICKET, ACTION_SUBMIT_REFLECTION, ACTION_ASK_HELP,
        ACTION_CLEAR_HELP, ACTION_GIVE_KUDOS, ACTION_SEE_KUDOS, ACTION_CHANGE_PROFILE,
        ACTION_ISSUE_BADGE, ACTION_VOID_BADGE, ACTION_START_ROTATION, ACTION_CHANGE_ROTATION,
        ACTION_SET_GOAL, ACTION_SET_MASTERY, ACTION_MOVE_STUDENT, ACTION_SET_PLAYLIST,
        ACTION_JOIN_GROUP, ACTION_IMPORT_EVIDENCE, ACTION_ERASE_STUDENT};
    static const char *const stations[] = {"makers", "teacher", "tablets"};
    static const char *const skills[] = {"F1", "F2", "G1", "M1"};
    uint32_t count = sizeof kinds / sizeof kinds[0];
    memset(action, 0, sizeof *action);
    /* Erasing only now and then. */
    action->kind = kinds[rng_below(rng, rng_below(rng, 8) == 0 ? count : count - 1)];
    action->student = (int32_t)rng_below(rng, SAMPLE_STUDENTS);
    STR_COPY(action->station, stations[rng_below(rng, 3)]);
    STR_COPY(action->skill, skills[rng_below(rng, 4)]);
    STR_FORMAT(action->text, "text %u", rng_below(rng, 1000));
    STR_COPY(action->move.station, stations[rng_below(rng, 3)]);
    action->move.round = (int32_t)rng_below(rng, 3);
    action->playlist.station_count = 1;
    STR_COPY(action->playlist.stations[0], stations[rng_below(rng, 3)]);
    action->end = (enum visit_end)rng_below(rng, END_COUNT);
    action->field = (enum profile_field)rng_below(rng, PROFILE_COUNT);
    action->level = (enum mastery_level)rng_below(rng, MASTERY_COUNT);
    action->result.value = (int32_t)rng_below(rng, 100);
    action->rotation.rounds = 3;
    action->rotation.minutes = 10;
    action->rotation.add_seconds = (int32_t)rng_below(rng, 100);
    action->hash[0] = (uint8_t)rng_below(rng, 256);
    action->hash[1] = (uint8_t)rng_below(rng, 256);
    if (action->kind == ACTION_SUBMIT_TICKET || action->kind == ACTION_SUBMIT_REFLECTION) {
        bool is_ticket = action->kind == ACTION_SUBMIT_TICKET;
        action->draft.kind = is_ticket ? DRAFT_TICKET : DRAFT_REFLECTION;
        action->draft.feeling = 1 + (int32_t)rng_below(rng, 4);
        action->draft.answer_count = 1;
        STR_FORMAT(action->draft.student, "s%d", action->student);
        STR_COPY(action->draft.about, is_ticket ? "t1" : "r1");
        STR_COPY(action->draft.answers[0].item, "t1/1");
        STR_COPY(action->draft.answers[0].response, rng_below(rng, 2) == 0 ? "7" : "8");
    }
}

static void act(int machine, const int64_t *clocks, struct rng *rng)
{
    static struct action action;
    struct event *event = &history.events[history.count];
    struct error error = {0};
    struct moment now = sample_moment(sample_ms + clocks[machine] + history.count * 1000);
    fill_action(&action, rng);
    if (!classroom_decide(machines[machine].classroom, &action, &now, event, &error))
        return;
    memset(event->stamp.log, machine + 1, LOG_ID_SIZE);
    event->stamp.seq = ++history.seq[machine];
    classroom_apply(machines[machine].classroom, event);
    history.known[machine][history.count++] = true;
}

/* `to` hears some of what is known to `from`, in any order, now and then what it knows already. */
static void tell(int from, int to, uint32_t percent, struct rng *rng)
{
    int order[HISTORY];
    for (int i = 0; i < history.count; i++) {
        int k = (int)rng_below(rng, (uint32_t)i + 1);
        order[i] = order[k];
        order[k] = i;
    }
    for (int i = 0; i < history.count; i++) {
        int event = order[i];
        bool again = history.known[to][event] && rng_below(rng, 10) != 0;
        if (!history.known[from][event] || again || rng_below(rng, 100) >= percent)
            continue;
        classroom_apply(machines[to].classroom, &history.events[event]);
        history.known[to][event] = true;
    }
}

static void run(uint64_t seed)
{
    static const int64_t offsets[] = {
        0, 60000, -3600000, -INT64_C(50) * 365 * DAY_MS, INT64_C(73) * 365 * DAY_MS};
    struct rng rng = rng_seeded(seed);
    int64_t clocks[MACHINES];
    memset(&history, 0, sizeof history);
    for (int i = 0; i < MACHINES; i++) {
        sample_open(&machines[i]);
        sample_take_plan(&machines[i]);
        clocks[i] = offsets[rng_below(&rng, 5)];
    }
    while (history.count < HISTORY) {
        act((int)rng_below(&rng, MACHINES), clocks, &rng);
        if (rng_below(&rng, 6) == 0)
            tell((int)rng_below(&rng, MACHINES), (int)rng_below(&rng, MACHINES), 70, &rng);
    }
    for (int i = 0; i < MACHINES; i++)
        for (int k = 0; k < MACHINES; k++)
            tell(k, i, 100, &rng);
    sample_open(&fresh);
    sample_take_plan(&fresh);
    for (int i = history.count - 1; i >= 0; i--)
        classroom_apply(fresh.classroom, &history.events[i]);
    for (int i = 0; i < MACHINES; i++) {
        if (classroom_hash(machines[i].classroom) != classroom_hash(fresh.classroom))
            fail_msg("seed %llu: machine %d shows another class", (unsigned long long)seed, i);
        sample_close(&machines[i]);
    }
    sample_close(&fresh);
}

static void test_one_truth(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        run(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_one_truth)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
