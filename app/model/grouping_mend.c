/* A better placement that moves few: for a late child, an absent one, after a drag. */
#include "model/grouping_inside.h"

#include "base/macros.h"
#include <assert.h>
#include <string.h>

enum {
    CHAIN_THINGS = 48, /* steps of three moves are looked for in classes up to this */
    STEP_MAX = 3,
    ROUNDS_MAX = 2 * STUDENT_MAX,
};

struct mend {
    const struct grouping *grouping;
    int32_t slot[STUDENT_MAX];
    int32_t home[STUDENT_MAX]; /* where it began, -1: nowhere */
    bool is_held[STUDENT_MAX];
    int32_t move_max;
    struct grouping_worth groups[GROUP_MAX]; /* as things stand */
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

static void take_step(struct mend *mend, const struct step *step)
{
    uint32_t touched = 0;
    for (int i = 0; i < step->count; i++) {
        if (mend->slot[step->thing[i]] >= 0)
            touched |= UINT32_C(1) << mend->slot[step->thing[i]];
        touched |= UINT32_C(1) << step->to[i];
        mend->slot[step->thing[i]] = step->to[i];
    }
    for (int group = 0; group < mend->grouping->group_count; group++)
        if ((touched & (UINT32_C(1) << group)) != 0)
            mend->groups[group] = grouping_worth_of(mend->grouping, mend->slot, group);
}

static struct gain weigh_step(struct mend *mend, const struct step *step)
{
    struct gain gain = {0};
    int32_t from[STEP_MAX];
    uint32_t touched = 0;
    for (int i = 0; i < step->count; i++) {
        int32_t thing = step->thing[i], home = mend->home[thing];
        from[i] = mend->slot[thing];
        if (from[i] >= 0)
            touched |= UINT32_C(1) << from[i];
        touched |= UINT32_C(1) << step->to[i];
        gain.moved += home >= 0 ? (step->to[i] != home) - (from[i] != home) : 0;
        mend->slot[thing] = step->to[i];
    }
    for (int group = 0; group < mend->grouping->group_count; group++) {
        if ((touched & (UINT32_C(1) << group)) == 0)
            continue;
        struct grouping_worth after = grouping_worth_of(mend->grouping, mend->slot, group);
        gain.worth.broken += after.broken - mend->groups[group].broken;
        gain.worth.value += after.value - mend->groups[group].value;
    }
    for (int i = step->count - 1; i >= 0; i--)
        mend->slot[step->thing[i]] = from[i];
    return gain;
}

struct search {
    struct mend *mend;
    int32_t moves_left; /* INT32_MAX: any number */
    struct step step;
    struct gain gain; /* of the best; moved counts among equals */
};

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
        if (to != mend->slot[thing])
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
            if (to != from && to != by)
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

int32_t grouping_mend(const struct grouping *grouping, const struct grouping_placement *from,
    const bool *held, int32_t move_max, struct grouping_placement *out)
{
    struct mend mend = {.grouping = grouping, .move_max = move_max};
    grouping_slots_of(grouping, from, mend.slot);
    memcpy(mend.home, mend.slot, sizeof mend.home);
    for (int i = 0; i < grouping->count; i++) {
        /* Nobody may move: the search need not look. */
        bool may_move = mend.slot[i] < 0 || move_max != 0;
        mend.is_held[i] =
            !may_move || (held != NULL && held[grouping->student_of[i]] && mend.slot[i] >= 0);
    }
    for (int group = 0; group < grouping->group_count; group++)
        mend.groups[group] = grouping_worth_of(grouping, mend.slot, group);
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
