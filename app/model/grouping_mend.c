/* A better placement that moves few: for a late child, an absent one, after a drag. */
#include "model/grouping_inside.h"

#include "base/macros.h"
#include <assert.h>
#include <string.h>

enum {
    CHAIN_THINGS = 48, /* steps of three moves are looked for in classes up to this */
    STEP_MAX = 3,
    ROUNDS_MAX = 2 * STUDENT_MAX,
    RULE_WORDS = (GROUPING_DEMAND_MAX + 63) / 64,
};

/* Kept up to date move by move, so that a step is weighed without looking at everyone. */
struct mend {
    const struct grouping *grouping;
    int32_t slot[STUDENT_MAX];
    int32_t home[STUDENT_MAX]; /* where it began, -1: nowhere */
    bool is_held[STUDENT_MAX];
    int32_t move_max;
    int32_t size[GROUP_MAX];
    double inside[GROUP_MAX];                    /* pair gains inside the group */
    double sum[STUDENT_MAX][GROUP_MAX];          /* of a thing with the members of a group */
    uint64_t rules[STUDENT_MAX][RULE_WORDS];     /* that name the thing, a bit each */
    int8_t held[GROUPING_DEMAND_MAX][GROUP_MAX]; /* members of a rule in a group */
};

/* Up to three students go somewhere at once. */
struct step {
    int32_t count;
    int32_t thing[STEP_MAX], to[STEP_MAX];
};

struct gain {
    struct grouping_worth worth; /* broken less, value more */
    int32_t moved;               /* more students away from home */
};

static int32_t count_moved(const struct mend *mend)
{
    int32_t moved = 0;
    for (int i = 0; i < mend->grouping->count; i++)
        moved += mend->home[i] >= 0 && mend->slot[i] != mend->home[i];
    return moved;
}

static double pair_gain(const struct mend *mend, int32_t a, int32_t b)
{
    return mend->grouping->pair[a * mend->grouping->count + b];
}

static bool is_named(const struct mend *mend, int32_t rule, int32_t thing)
{
    return (mend->rules[thing][rule / 64] >> rule % 64 & 1) != 0;
}

static void count_rules(struct mend *mend, int32_t thing, int32_t group, int32_t sign)
{
    for (int r = 0; r < mend->grouping->rule_count; r++)
        if (is_named(mend, r, thing))
            mend->held[r][group] = (int8_t)(mend->held[r][group] + sign);
}

static void take_out(struct mend *mend, int32_t thing)
{
    int32_t group = mend->slot[thing];
    mend->slot[thing] = -1;
    if (group < 0)
        return;
    mend->size[group]--;
    count_rules(mend, thing, group, -1);
    mend->inside[group] -= mend->sum[thing][group];
    for (int i = 0; i < mend->grouping->count; i++)
        mend->sum[i][group] -= pair_gain(mend, i, thing);
}

static void put_in(struct mend *mend, int32_t thing, int32_t group)
{
    mend->slot[thing] = group;
    mend->size[group]++;
    count_rules(mend, thing, group, 1);
    mend->inside[group] += mend->sum[thing][group];
    for (int i = 0; i < mend->grouping->count; i++)
        mend->sum[i][group] += pair_gain(mend, i, thing);
}

static void take_step(struct mend *mend, const struct step *step)
{
    for (int i = 0; i < step->count; i++)
        take_out(mend, step->thing[i]);
    for (int i = 0; i < step->count; i++)
        put_in(mend, step->thing[i], step->to[i]);
}

/* What a group holds, but for the rules. */
static void add_group(
    const struct mend *mend, int32_t size, double inside, double sign, struct grouping_worth *worth)
{
    const struct grouping_bounds *bounds = &mend->grouping->bounds;
    int32_t off = MAX(bounds->least - size, 0) + MAX(size - bounds->most, 0);
    worth->broken += sign > 0 ? off : -off;
    worth->value += size > 0 ? sign * inside / size : 0;
}

/* The groups a step touches: how their sizes and sums change. */
struct touch {
    int32_t count, group[2 * STEP_MAX];
    int32_t size[2 * STEP_MAX];
    double inside[2 * STEP_MAX];
};

static int32_t touch_group(const struct mend *mend, struct touch *touch, int32_t group)
{
    for (int i = 0; i < touch->count; i++)
        if (touch->group[i] == group)
            return i;
    touch->group[touch->count] = group;
    touch->size[touch->count] = mend->size[group];
    touch->inside[touch->count] = mend->inside[group];
    return touch->count++;
}

static void weigh_pairs(const struct mend *mend, const struct step *step, struct touch *touch)
{
    for (int i = 0; i < step->count; i++) {
        int32_t thing = step->thing[i], from = mend->slot[thing], to = step->to[i];
        double leaves = from >= 0 ? mend->sum[thing][from] : 0, joins = mend->sum[thing][to];
        for (int k = 0; k < i; k++) { /* those of the step who have gone already */
            int32_t other = step->thing[k];
            double gain = pair_gain(mend, thing, other);
            if (from >= 0)
                leaves += (step->to[k] == from ? gain : 0) - (mend->slot[other] == from ? gain : 0);
            joins += (step->to[k] == to ? gain : 0) - (mend->slot[other] == to ? gain : 0);
        }
        if (from >= 0) {
            int32_t old = touch_group(mend, touch, from);
            touch->size[old]--;
            touch->inside[old] -= leaves;
        }
        int32_t fresh = touch_group(mend, touch, to);
        touch->size[fresh]++;
        touch->inside[fresh] += joins;
    }
}

static void weigh_rule(const struct mend *mend, const struct step *step, const struct touch *touch,
    int32_t index, struct grouping_worth *worth)
{
    const struct grouping_rule *rule = &mend->grouping->rules[index];
    int32_t breaks = 0;
    for (int t = 0; t < touch->count; t++) {
        int32_t group = touch->group[t], before = mend->held[index][group], after = before;
        for (int k = 0; k < step->count; k++)
            if (is_named(mend, index, step->thing[k]))
                after += (step->to[k] == group) - (mend->slot[step->thing[k]] == group);
        if (after != before)
            breaks += grouping_rule_breaks(rule, after, group) -
                      grouping_rule_breaks(rule, before, group);
    }
    if (rule->weight == 0)
        worth->broken += breaks;
    else
        worth->value -= grouping_wish_points(rule) * breaks;
}

static struct gain weigh_step(const struct mend *mend, const struct step *step)
{
    struct gain gain = {0};
    struct touch touch = {0};
    weigh_pairs(mend, step, &touch);
    for (int t = 0; t < touch.count; t++) {
        int32_t group = touch.group[t];
        add_group(mend, touch.size[t], touch.inside[t], 1, &gain.worth);
        add_group(mend, mend->size[group], mend->inside[group], -1, &gain.worth);
    }
    for (int word = 0; word * 64 < mend->grouping->rule_count; word++) {
        uint64_t named = 0;
        for (int i = 0; i < step->count; i++)
            named |= mend->rules[step->thing[i]][word];
        for (int bit = 0; named != 0; bit++, named >>= 1)
            if ((named & 1) != 0)
                weigh_rule(mend, step, &touch, word * 64 + bit, &gain.worth);
    }
    for (int i = 0; i < step->count; i++) {
        int32_t home = mend->home[step->thing[i]];
        if (home >= 0)
            gain.moved += (step->to[i] != home) - (mend->slot[step->thing[i]] != home);
    }
    return gain;
}

struct search {
    struct mend *mend;
    int32_t moves_left; /* INT32_MAX: any number */
    struct step step;
    struct gain gain; /* of the best; moved counts among equals */
};

/* Sizes that are right are not given up. */
static bool sizes_allow(const struct search *search, int32_t from, int32_t to)
{
    const struct mend *mend = search->mend;
    const struct grouping_bounds *bounds = &mend->grouping->bounds;
    bool room = mend->size[to] < bounds->most;
    bool spare = from < 0 || mend->size[from] > bounds->least;
    return (room && spare) || mend->size[to] < bounds->least ||
           (from >= 0 && mend->size[from] > bounds->most);
}

static void try_step(struct search *search, const struct step *step)
{
    struct gain gain = weigh_step(search->mend, step);
    if (gain.moved > search->moves_left)
        return;
    bool is_better = grouping_is_better(gain.worth, search->gain.worth);
    bool is_worse = grouping_is_better(search->gain.worth, gain.worth);
    if (is_worse || (!is_better && gain.moved >= search->gain.moved))
        return;
    search->gain = gain;
    search->step = *step;
}

static void try_moves(struct search *search, int32_t thing)
{
    struct mend *mend = search->mend;
    for (int to = 0; to < mend->grouping->group_count; to++)
        if (to != mend->slot[thing] && sizes_allow(search, mend->slot[thing], to))
            try_step(search, &(struct step){.count = 1, .thing = {thing}, .to = {to}});
    for (int other = 0; other < thing; other++)
        if (!mend->is_held[other] && mend->slot[other] != mend->slot[thing])
            try_step(search, &(struct step){.count = 2,
                                 .thing = {thing, other},
                                 .to = {mend->slot[other], mend->slot[thing]}});
}

/* thing takes the place of other, who goes to a third group; and someone from there comes back. */
static void try_chains(struct search *search, int32_t thing)
{
    struct mend *mend = search->mend;
    for (int other = 0; other < mend->grouping->count; other++) {
        int32_t from = mend->slot[thing], by = mend->slot[other];
        if (mend->is_held[other] || by == from)
            continue;
        for (int to = 0; to < mend->grouping->group_count; to++)
            if (to != from && to != by && sizes_allow(search, from, to))
                try_step(
                    search, &(struct step){.count = 2, .thing = {thing, other}, .to = {by, to}});
        for (int third = 0; third < thing && other < thing; third++)
            if (!mend->is_held[third] && mend->slot[third] != from && mend->slot[third] != by)
                try_step(search, &(struct step){.count = 3,
                                     .thing = {thing, other, third},
                                     .to = {by, mend->slot[third], from}});
    }
}

static bool improve_once(struct mend *mend)
{
    struct search search = {.mend = mend, .moves_left = INT32_MAX};
    if (mend->move_max >= 0)
        search.moves_left = mend->move_max - count_moved(mend);
    for (int i = 0; i < mend->grouping->count; i++)
        if (!mend->is_held[i])
            try_moves(&search, i);
    bool is_large = mend->grouping->count > CHAIN_THINGS;
    for (int i = 0; i < mend->grouping->count && search.step.count == 0 && !is_large; i++)
        if (!mend->is_held[i])
            try_chains(&search, i);
    if (search.step.count == 0)
        return false;
    take_step(mend, &search.step);
    return true;
}

/* Those in no group, each where it is best, then the smaller group. */
static void place_loose(struct mend *mend)
{
    for (int i = 0; i < mend->grouping->count; i++) {
        struct gain best = {0};
        struct step chosen = {0};
        if (mend->slot[i] >= 0)
            continue;
        for (int to = 0; to < mend->grouping->group_count; to++) {
            struct step step = {.count = 1, .thing = {i}, .to = {to}};
            struct gain gain = weigh_step(mend, &step);
            if (chosen.count > 0 && !grouping_is_better(gain.worth, best.worth))
                continue;
            best = gain;
            chosen = step;
        }
        take_step(mend, &chosen);
    }
}

static void set_up(struct mend *mend)
{
    const struct grouping *grouping = mend->grouping;
    for (int r = 0; r < grouping->rule_count; r++)
        for (int i = 0; i < grouping->rules[r].member_count; i++)
            mend->rules[grouping->rules[r].members[i]][r / 64] |= UINT64_C(1) << r % 64;
    for (int i = 0; i < grouping->count; i++) {
        mend->home[i] = mend->slot[i];
        mend->slot[i] = -1;
    }
    for (int i = 0; i < grouping->count; i++)
        if (mend->home[i] >= 0)
            put_in(mend, i, mend->home[i]);
}

int32_t grouping_mend(const struct grouping *grouping, const struct grouping_placement *from,
    const bool *held, int32_t move_max, struct grouping_placement *out)
{
    struct mend mend = {.grouping = grouping, .move_max = move_max};
    grouping_slots_of(grouping, from, mend.slot);
    for (int i = 0; i < grouping->count; i++) {
        /* Nobody may move: the search need not look. */
        bool may_move = mend.slot[i] < 0 || move_max != 0;
        mend.is_held[i] =
            !may_move || (held != NULL && held[grouping->student_of[i]] && mend.slot[i] >= 0);
    }
    set_up(&mend);
    place_loose(&mend);
    for (int round = 0; round < ROUNDS_MAX && improve_once(&mend); round++)
        continue;
    memset(out->slot, -1, sizeof out->slot);
    for (int i = 0; i < grouping->count; i++)
        out->slot[grouping->student_of[i]] = (int8_t)mend.slot[i];
    return count_moved(&mend);
}

/* --- Undo and redo ---------------------------------------------------------------------------- */

static struct grouping_placement *history_step(struct grouping_history *history, int32_t at)
{
    return &history->steps[(history->first + at) % GROUPING_HISTORY_MAX];
}

void grouping_history_start(
    struct grouping_history *history, const struct grouping_placement *placement)
{
    history->first = history->at = 0;
    history->count = 1;
    history->steps[0] = *placement;
}

void grouping_history_add(
    struct grouping_history *history, const struct grouping_placement *placement)
{
    assert(history->count > 0);
    if (memcmp(history_step(history, history->at), placement, sizeof *placement) == 0)
        return;
    if (history->at == GROUPING_HISTORY_MAX - 1)
        history->first = (history->first + 1) % GROUPING_HISTORY_MAX;
    else
        history->at++;
    history->count = history->at + 1;
    *history_step(history, history->at) = *placement;
}

const struct grouping_placement *grouping_history_now(const struct grouping_history *history)
{
    return &history->steps[(history->first + history->at) % GROUPING_HISTORY_MAX];
}

bool grouping_history_undo(struct grouping_history *history)
{
    bool may = history->at > 0;
    history->at -= may;
    return may;
}

bool grouping_history_redo(struct grouping_history *history)
{
    bool may = history->at + 1 < history->count;
    history->at += may;
    return may;
}
