/* Whether hard demands can all be kept: backtracking over the students that some demand is about.
 * Whoever is free fills the groups up, which is counted, not searched.
 *
 * Contradictions are small, a few demands among many. So who was the cause of dead ends gains
 * weight, the fewest ways for their weight go first, and the search is begun anew now and then: the
 * weighted degree of Boussemart, Hemery, Lecoutre and Sais (2004), kept by student. */
#include "model/grouping_inside.h"

#include "base/macros.h"
#include "base/rng.h"
#include <string.h>

enum { FIRST_NODES = 50 }; /* then begun anew, knowing who is hard to place, with twice as many */

/* Students who must be together move as one. */
struct cluster {
    int32_t things;
    uint32_t slots;             /* where locks allow, but for those tried in vain */
    bool is_free;               /* one student whom no demand names */
    int32_t slot;               /* -1: not yet */
    uint8_t apart[STUDENT_MAX]; /* from these clusters */
    int32_t apart_count;
    uint8_t near[GROUP_MAX]; /* of them in each slot */
    uint32_t barred;         /* slots where any of them is */
    int32_t weight;          /* demands that name it, and dead ends it was the cause of */
};

/* Nobody of these alone. */
struct watch {
    uint8_t homes[RULE_STUDENT_MAX]; /* the clusters they are in */
    int32_t home_count;
    uint8_t members[STUDENT_MAX]; /* in each cluster */
    uint8_t count[GROUP_MAX];
    uint32_t empty, lonely; /* slots where none of them is, where one is */
    int32_t left;           /* members not placed yet */
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
    int64_t nodes; /* left of this attempt */
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
    if (other == home)
        cluster->slots = 0;
    for (int i = 0; i < cluster->apart_count; i++)
        if (cluster->apart[i] == other)
            return;
    cluster->apart[cluster->apart_count++] = (uint8_t)other;
}

static void add_watch(struct proof *proof, const struct grouping_rule *rule)
{
    struct watch *watch = &proof->watches[proof->watch_count++];
    *watch = (struct watch){.left = rule->member_count, .empty = all_slots(proof)};
    for (int i = 0; i < rule->member_count; i++) {
        int32_t home = proof->cluster_of[rule->members[i]];
        if (watch->members[home]++ == 0)
            watch->homes[watch->home_count++] = (uint8_t)home;
    }
}

static void add_rule(struct proof *proof, const struct grouping_rule *rule)
{
    bool is_apart = rule->kind == RULE_APART || rule->kind == RULE_ROLE;
    bool is_role_amiss = rule->kind == RULE_ROLE && !rule->is_at_most_once &&
                         rule->member_count != proof->group_count;
    bool is_nowhere = (rule->kind == RULE_LOCK && rule->slot < 0) || is_role_amiss;
    for (int i = 0; i < rule->member_count; i++) {
        int32_t home = proof->cluster_of[rule->members[i]];
        struct cluster *cluster = &proof->clusters[home];
        cluster->is_free = false;
        cluster->weight++;
        if (is_nowhere)
            cluster->slots = 0;
        else if (rule->kind == RULE_LOCK)
            cluster->slots &= UINT32_C(1) << rule->slot;
        for (int j = 0; is_apart && j < rule->member_count; j++)
            if (j != i)
                set_apart(cluster, home, proof->cluster_of[rule->members[j]]);
    }
    if (rule->kind == RULE_LOCK && rule->slot >= 0)
        proof->alike &= ~(UINT32_C(1) << rule->slot);
    if (rule->kind == RULE_NOT_ALONE)
        add_watch(proof, rule);
}

static void set_up(struct proof *proof, const struct grouping *grouping,
    const struct grouping_case *from, struct rng *rng)
{
    proof->grouping = grouping; /* large: nothing is set that is not used */
    proof->named_count = proof->watch_count = 0;
    memset(proof->size, 0, sizeof proof->size);
    proof->group_count = grouping->group_count;
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

static uint32_t set_bit(uint32_t bits, int32_t at, bool is_set)
{
    return (bits & ~(UINT32_C(1) << at)) | (uint32_t)is_set << at;
}

static void put(struct proof *proof, int32_t home, int32_t slot, int32_t sign)
{
    struct cluster *cluster = &proof->clusters[home];
    cluster->slot = sign > 0 ? slot : -1;
    proof->size[slot] += sign * cluster->things;
    proof->left -= sign * cluster->things;
    for (int i = 0; i < cluster->apart_count; i++) {
        struct cluster *other = &proof->clusters[cluster->apart[i]];
        other->near[slot] = (uint8_t)(other->near[slot] + sign);
        other->barred = set_bit(other->barred, slot, other->near[slot] > 0);
    }
    for (int w = 0; w < proof->watch_count; w++) {
        struct watch *watch = &proof->watches[w];
        if (watch->members[home] == 0)
            continue;
        watch->left -= sign * watch->members[home];
        watch->count[slot] = (uint8_t)(watch->count[slot] + sign * watch->members[home]);
        watch->empty = set_bit(watch->empty, slot, watch->count[slot] == 0);
        watch->lonely = set_bit(watch->lonely, slot, watch->count[slot] == 1);
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

/* Slots where so many of those who must not be alone can go, and company is left for the lonely. */
static uint32_t company_slots(const struct watch *watch, int32_t members)
{
    int32_t spare = watch->left - members - count_bits(watch->lonely);
    uint32_t slots = spare >= -1 ? watch->lonely : 0;
    slots |= spare >= 0 ? ~(watch->lonely | watch->empty) : 0;
    slots |= spare >= (members == 1) ? watch->empty : 0;
    return slots;
}

/* By cluster, of those that are not placed. */
static void open_slots(const struct proof *proof, uint32_t *open)
{
    uint32_t closed = spare_slots(proof) | full_slots(proof, 1);
    for (int i = 0; i < proof->named_count; i++) {
        int32_t home = proof->named[i];
        const struct cluster *cluster = &proof->clusters[home];
        open[home] = cluster->slot >= 0 ? 0 : cluster->slots & ~(cluster->barred | closed);
        if (cluster->things > 1)
            open[home] &= ~full_slots(proof, cluster->things);
    }
    for (int w = 0; w < proof->watch_count; w++) {
        const struct watch *watch = &proof->watches[w];
        for (int i = 0; i < watch->home_count; i++)
            open[watch->homes[i]] &= company_slots(watch, watch->members[watch->homes[i]]);
    }
}

/* The cluster that is not placed with the fewest slots for its weight; -1: there is none. */
static int32_t narrowest_cluster(const struct proof *proof, const uint32_t *open)
{
    int32_t best = -1, best_ways = 0, best_weight = 0;
    for (int i = 0; i < proof->named_count; i++) {
        int32_t home = proof->named[i], ways = count_bits(open[home]);
        const struct cluster *cluster = &proof->clusters[home];
        if (cluster->slot >= 0)
            continue;
        if (best >= 0 && ways * best_weight >= best_ways * cluster->weight)
            continue;
        best = home;
        best_ways = ways;
        best_weight = cluster->weight;
        if (ways == 0)
            break;
    }
    return best;
}

/* Someone lonely whom fewer than `ways` clusters can join. */
struct lonely {
    struct watch *watch; /* NULL: there is none */
    int32_t slot, ways;
};

static void find_lonely(struct proof *proof, const uint32_t *open, struct lonely *least)
{
    for (int w = 0; w < proof->watch_count; w++) {
        struct watch *watch = &proof->watches[w];
        for (int slot = 0; slot < proof->group_count; slot++) {
            int32_t ways = 0;
            if ((watch->lonely >> slot & 1) == 0)
                continue;
            for (int i = 0; i < watch->home_count; i++)
                ways += open[watch->homes[i]] >> slot & 1;
            if (ways < least->ways)
                *least = (struct lonely){watch, slot, ways};
        }
    }
}

/* Steps of which one must be taken: a cluster to each of its slots, or each who can to one slot. */
struct choice {
    int32_t count;
    uint8_t home[STUDENT_MAX], slot[STUDENT_MAX];
};

static void add_step(struct choice *choice, int32_t home, int32_t slot)
{
    choice->home[choice->count] = (uint8_t)home;
    choice->slot[choice->count++] = (uint8_t)slot;
}

/* The fewest steps. Who has none gains weight. False: all that matter are placed. */
static bool choose(struct proof *proof, struct choice *choice)
{
    uint32_t open[STUDENT_MAX];
    open_slots(proof, open);
    int32_t home = narrowest_cluster(proof, open);
    choice->count = 0;
    if (home < 0)
        return false;
    struct lonely lonely = {.ways = count_bits(open[home])};
    proof->clusters[home].weight += lonely.ways == 0;
    find_lonely(proof, open, &lonely);
    for (int i = 0; lonely.watch == NULL && i < proof->group_count; i++)
        if ((open[home] >> proof->order[i] & 1) != 0)
            add_step(choice, home, proof->order[i]);
    for (int i = 0; lonely.watch != NULL && i < lonely.watch->home_count; i++) {
        home = lonely.watch->homes[i];
        proof->clusters[home].weight += lonely.ways == 0;
        if ((open[home] >> lonely.slot & 1) != 0)
            add_step(choice, home, lonely.slot);
    }
    return true;
}

static enum grouping_proof search(struct proof *proof)
{
    if (proof->nodes-- <= 0)
        return GROUPING_UNDECIDED;
    if (!sizes_can_hold(proof))
        return GROUPING_IMPOSSIBLE;
    struct choice choice;
    if (!choose(proof, &choice))
        return GROUPING_SATISFIED;
    enum grouping_proof found = GROUPING_IMPOSSIBLE;
    uint32_t slots[STUDENT_MAX];
    int32_t tried = 0;
    while (tried < choice.count && found == GROUPING_IMPOSSIBLE) {
        int32_t home = choice.home[tried], slot = choice.slot[tried];
        struct cluster *cluster = &proof->clusters[home];
        put(proof, home, slot, 1);
        found = search(proof);
        if (found == GROUPING_SATISFIED)
            return found;
        put(proof, home, slot, -1);
        /* It need not be tried again under the others. */
        slots[tried++] = cluster->slots;
        cluster->slots &= ~(UINT32_C(1) << slot);
    }
    while (tried-- > 0)
        proof->clusters[choice.home[tried]].slots = slots[tried];
    return found;
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
    const struct grouping_case *from, int64_t *nodes, struct rng *rng, int32_t *slot)
{
    struct proof proof;
    set_up(&proof, grouping, from, rng);
    enum grouping_proof found = GROUPING_UNDECIDED;
    for (int64_t most = FIRST_NODES; found == GROUPING_UNDECIDED && *nodes > 0; most *= 2) {
        int64_t given = proof.nodes = MIN(most, *nodes);
        found = search(&proof);
        *nodes -= given - MAX(proof.nodes, 0);
    }
    if (found == GROUPING_SATISFIED && slot != NULL)
        fill_up(&proof, rng, slot);
    return found;
}
