/* Whether hard demands can all be kept: backtracking over the students that some demand is about.
 * Whoever is free fills the groups up, which is counted, not searched. */
#include "model/grouping_inside.h"

#include "base/macros.h"
#include "base/rng.h"
#include <string.h>

/* Students who must be together move as one. */
struct cluster {
    int32_t things;
    uint32_t slots;                          /* where locks allow */
    bool is_free;                            /* one student whom no demand names */
    int32_t slot;                            /* -1: not yet */
    int32_t apart[STUDENT_MAX], apart_count; /* from these clusters */
    int32_t near[GROUP_MAX];                 /* of them in each slot */
    uint32_t barred;                         /* slots where any of them is */
    bool is_torn;                            /* to be apart from itself */
};

struct watch {
    const struct grouping_rule *rule;
    uint8_t members[STUDENT_MAX]; /* in each cluster */
    int32_t count[GROUP_MAX];
    int32_t left; /* members not placed yet */
};

struct proof {
    const struct grouping *grouping;
    int32_t least, most, group_count;
    int32_t cluster_of[STUDENT_MAX]; /* of a thing: the first thing in it */
    struct cluster clusters[STUDENT_MAX];
    int32_t named[STUDENT_MAX], named_count; /* clusters that are not free */
    struct watch watches[GROUPING_DEMAND_MAX];
    int32_t watch_count;
    int32_t size[GROUP_MAX], left;
    uint32_t alike; /* slots that no lock names: while empty, one is as good as another */
    int32_t order[GROUP_MAX];
    int64_t nodes_left;
};

static void join(struct proof *proof, int32_t a, int32_t b)
{
    int32_t keep = MIN(proof->cluster_of[a], proof->cluster_of[b]);
    int32_t drop = MAX(proof->cluster_of[a], proof->cluster_of[b]);
    for (int i = 0; i < proof->grouping->count; i++)
        if (proof->cluster_of[i] == drop)
            proof->cluster_of[i] = keep;
}

static uint32_t all_slots(const struct proof *proof)
{
    return proof->group_count == 32 ? UINT32_MAX : (UINT32_C(1) << proof->group_count) - 1;
}

static void set_up_clusters(struct proof *proof, const struct grouping_case *from)
{
    const struct grouping *grouping = proof->grouping;
    for (int i = 0; i < grouping->count; i++)
        proof->cluster_of[i] = i;
    for (int r = 0; r < grouping->rule_count; r++) {
        const struct grouping_rule *rule = &grouping->rules[r];
        for (int i = 1; from->has_rule[r] && rule->kind == RULE_TOGETHER && i < rule->member_count;
             i++)
            join(proof, rule->members[0], rule->members[i]);
    }
    for (int i = 0; i < grouping->count; i++) {
        struct cluster *cluster = &proof->clusters[i];
        *cluster = (struct cluster){.slots = all_slots(proof), .is_free = true, .slot = -1};
        cluster = &proof->clusters[proof->cluster_of[i]];
        cluster->is_free = ++cluster->things == 1;
    }
}

static void set_apart(struct cluster *cluster, int32_t home, int32_t other)
{
    cluster->is_torn |= other == home;
    for (int i = 0; i < cluster->apart_count; i++)
        if (cluster->apart[i] == other)
            return;
    cluster->apart[cluster->apart_count++] = other;
}

static void add_rule(struct proof *proof, const struct grouping_rule *rule)
{
    for (int i = 0; i < rule->member_count; i++) {
        int32_t home = proof->cluster_of[rule->members[i]];
        struct cluster *cluster = &proof->clusters[home];
        cluster->is_free = false;
        if (rule->kind == RULE_LOCK)
            cluster->slots &= rule->slot < 0 ? 0 : UINT32_C(1) << rule->slot;
        for (int j = 0; rule->kind == RULE_APART && j < rule->member_count; j++)
            if (j != i)
                set_apart(cluster, home, proof->cluster_of[rule->members[j]]);
    }
    if (rule->kind == RULE_LOCK && rule->slot >= 0)
        proof->alike &= ~(UINT32_C(1) << rule->slot);
    if (rule->kind != RULE_NOT_ALONE && rule->kind != RULE_ROLE)
        return;
    struct watch *watch = &proof->watches[proof->watch_count++];
    *watch = (struct watch){.rule = rule, .left = rule->member_count};
    for (int i = 0; i < rule->member_count; i++)
        watch->members[proof->cluster_of[rule->members[i]]]++;
}

static void set_up(struct proof *proof, const struct grouping *grouping,
    const struct grouping_case *from, int64_t node_max, struct rng *rng)
{
    memset(proof, 0, sizeof *proof);
    proof->grouping = grouping;
    proof->group_count = grouping->group_count;
    proof->nodes_left = node_max;
    proof->left = grouping->count;
    proof->least = from->has_sizes ? from->bounds.least : 1;
    proof->most = from->has_sizes ? from->bounds.most : grouping->count;
    if (from->has_capacity)
        proof->most = MIN(proof->most, grouping->capacity);
    proof->alike = all_slots(proof);
    set_up_clusters(proof, from);
    for (int r = 0; r < grouping->rule_count; r++)
        if (from->has_rule[r] && grouping->rules[r].kind != RULE_TOGETHER)
            add_rule(proof, &grouping->rules[r]);
    for (int i = 0; i < grouping->count; i++)
        if (proof->cluster_of[i] == i && !proof->clusters[i].is_free)
            proof->named[proof->named_count++] = i;
    for (int slot = 0; slot < proof->group_count; slot++) {
        int other = (int)rng_below(rng, (uint32_t)slot + 1);
        proof->order[slot] = proof->order[other];
        proof->order[other] = slot;
    }
}

static bool sizes_can_hold(const struct proof *proof)
{
    int32_t wanted = 0, room = 0;
    for (int slot = 0; slot < proof->group_count; slot++) {
        wanted += MAX(proof->least - proof->size[slot], 0);
        room += proof->most - proof->size[slot];
    }
    return wanted <= proof->left && proof->left <= room;
}

static bool watches_can_hold(const struct proof *proof)
{
    for (int w = 0; w < proof->watch_count; w++) {
        const struct watch *watch = &proof->watches[w];
        bool is_role = watch->rule->kind == RULE_ROLE;
        int32_t wanted = 0;
        for (int slot = 0; slot < proof->group_count; slot++) {
            if (is_role && watch->count[slot] > 1)
                return false;
            if (is_role ? watch->count[slot] == 0 : watch->count[slot] == 1)
                wanted++;
        }
        bool role_fits =
            watch->rule->is_at_most_once ? wanted >= watch->left : wanted == watch->left;
        if (is_role ? !role_fits : wanted > watch->left)
            return false;
    }
    return true;
}

static void put(struct proof *proof, int32_t home, int32_t slot, int32_t sign)
{
    struct cluster *cluster = &proof->clusters[home];
    cluster->slot = sign > 0 ? slot : -1;
    proof->size[slot] += sign * cluster->things;
    proof->left -= sign * cluster->things;
    for (int i = 0; i < cluster->apart_count; i++) {
        struct cluster *other = &proof->clusters[cluster->apart[i]];
        other->near[slot] += sign;
        if (other->near[slot] > 0)
            other->barred |= UINT32_C(1) << slot;
        else
            other->barred &= ~(UINT32_C(1) << slot);
    }
    for (int w = 0; w < proof->watch_count; w++) {
        struct watch *watch = &proof->watches[w];
        watch->count[slot] += sign * watch->members[home];
        watch->left -= sign * watch->members[home];
    }
}

/* Of empty slots that are alike, all but the first in order. */
static uint32_t spare_slots(const struct proof *proof)
{
    uint32_t spare = 0;
    bool seen_empty = false;
    for (int i = 0; i < proof->group_count; i++) {
        int32_t slot = proof->order[i];
        uint32_t bit = UINT32_C(1) << slot;
        if (proof->size[slot] > 0 || (proof->alike & bit) == 0)
            continue;
        spare |= seen_empty ? bit : 0;
        seen_empty = true;
    }
    return spare;
}

/* Slots without room for so many. */
static uint32_t full_slots(const struct proof *proof, int32_t things)
{
    uint32_t full = 0;
    for (int slot = 0; slot < proof->group_count; slot++)
        full |= (uint32_t)(proof->size[slot] + things > proof->most) << slot;
    return full;
}

static int32_t count_bits(uint32_t bits)
{
    int32_t count = 0;
    for (; bits != 0; bits &= bits - 1)
        count++;
    return count;
}

/* The cluster with the fewest ways left; -1 if all that matter are placed. */
static int32_t choose(const struct proof *proof, uint32_t *slots)
{
    int32_t best = -1, best_ways = INT32_MAX;
    uint32_t spare = spare_slots(proof), full = full_slots(proof, 1);
    for (int i = 0; i < proof->named_count; i++) {
        const struct cluster *cluster = &proof->clusters[proof->named[i]];
        if (cluster->slot >= 0)
            continue;
        uint32_t closed = cluster->things == 1 ? full : full_slots(proof, cluster->things);
        uint32_t open = cluster->is_torn ? 0 : cluster->slots;
        open &= ~(cluster->barred | spare | closed);
        int32_t ways = count_bits(open) * 64 - MIN(cluster->things, 63);
        if (ways >= best_ways)
            continue;
        best = proof->named[i];
        best_ways = ways;
        *slots = open;
        if (open == 0)
            break;
    }
    return best;
}

static enum grouping_proof search(struct proof *proof)
{
    if (proof->nodes_left-- <= 0)
        return GROUPING_UNDECIDED;
    if (!sizes_can_hold(proof) || !watches_can_hold(proof))
        return GROUPING_IMPOSSIBLE;
    uint32_t slots = 0;
    int32_t home = choose(proof, &slots);
    if (home < 0)
        return GROUPING_SATISFIED;
    for (int i = 0; i < proof->group_count; i++) {
        int32_t slot = proof->order[i];
        if ((slots & (UINT32_C(1) << slot)) == 0)
            continue;
        put(proof, home, slot, 1);
        enum grouping_proof found = search(proof);
        if (found != GROUPING_IMPOSSIBLE)
            return found;
        put(proof, home, slot, -1);
    }
    return GROUPING_IMPOSSIBLE;
}

/* The free ones, in any order, first to where someone is wanted. */
static void fill_up(struct proof *proof, struct rng *rng, int32_t *slot)
{
    int32_t loose[STUDENT_MAX], count = 0;
    for (int i = 0; i < proof->grouping->count; i++) {
        slot[i] = proof->clusters[proof->cluster_of[i]].slot;
        if (slot[i] < 0)
            loose[count++] = i;
    }
    for (; count > 0; count--) {
        uint32_t pick = rng_below(rng, (uint32_t)count);
        int32_t target = -1;
        for (int i = 0; i < proof->group_count; i++) {
            int32_t other = proof->order[i];
            if (target < 0 || proof->size[other] < proof->size[target])
                target = other;
        }
        slot[loose[pick]] = target;
        proof->size[target]++;
        loose[pick] = loose[count - 1];
    }
}

enum grouping_proof grouping_prove(const struct grouping *grouping,
    const struct grouping_case *from, int64_t node_max, struct rng *rng, int32_t *slot)
{
    struct proof proof;
    set_up(&proof, grouping, from, node_max, rng);
    enum grouping_proof found = search(&proof);
    if (found == GROUPING_SATISFIED && slot != NULL)
        fill_up(&proof, rng, slot);
    return found;
}
