/* The inside of model/partition: the incremental machine and the search on it. For partition*.c and
 * their test only.
 *
 * What is moved is a block: a thing, or all things that must stay together. Gains are integers
 * (gain units, `scale` to one of the caller's), laid out group by group so that a move adds two
 * rows of the pair matrix to two rows of the gain matrix, contiguous and without a branch.
 *
 * The search: a descent from the start; then a fast cooling that learns between which temperatures
 * swaps are decided; then simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983) of a population,
 * and of children of two of its members, which keep what the parents agree on (the group-preserving
 * crossover of memetic searches for this problem: Fan et al. 2011, Singh and Sundar 2019; group
 * matching as in the three-phase search of Yang, Cai, Jin, Tang, Gao 2022). Where they stop for
 * tabu or weak perturbation (iterated maxima search, Lai and Hao 2016; neighbourhood decomposition,
 * Lai, Hao, Fu, Yue 2021), half the temperature range does. A population that takes no child for
 * long is begun anew, with runs twice as long. Written from the papers' ideas, no code of theirs.
 */
#pragma once

#include "base/rng.h"
#include "model/partition.h"

enum {
    PARTITION_LANES = 16, /* rows are padded to this, for the vector loops */
    PARTITION_POPULATION = 10,
    PARTITION_QUANTUM = 256, /* trials between two looks at the temperature */
    PARTITION_CHANCES = 1024,
    PARTITION_DIVIDED = 2048, /* remembered */
};

enum partition_phase {
    PARTITION_DESCENT, /* until no move is better */
    PARTITION_QUENCH,  /* with rules: the same, by the energy of annealing; the descent follows */
    PARTITION_DIVIDE,  /* with rules: until no two groups can be divided better */
    PARTITION_MEASURE, /* cool fast, to learn between which temperatures it matters */
    PARTITION_ANNEAL,
    PARTITION_NEXT, /* the descent has ended: keep what is good, choose where to go on */
};

struct partition_state {
    int32_t *group; /* of each block */
    int32_t *gain;  /* group_count rows of stride: sum of pairs with the group [+ place] */
    int32_t *own; /* plain only: each block's gain in its own group; the padding is out of reach */
    int32_t *clash;  /* the same for hard rules between blocks and places; NULL if none */
    int32_t *size;   /* things in each group */
    int64_t *inside; /* pair gain units inside each group */
    int32_t *counts; /* set_count x group_count */

    /* While annealing with rules, see partition_ruled.c; groups rows of stride, or one. */
    float *worth;     /* of each block in each group: pairs, place, rules at a price */
    float *side;      /* the part of it that is neither pairs nor clash */
    float *own_worth; /* in its own group */
    float *share;     /* of a pair in the block's group: 1, or 1 / members */
};

struct partition {
    const struct partition_problem *problem;
    struct rng rng;
    int32_t blocks, groups, sets, stride;
    bool contracted; /* the blocks are the things that must stay together */
    bool plain;      /* nothing but pairs, place gains and sizes: integers are enough */
    bool flexible;   /* a group's size can change */
    bool per_member;
    bool has_between; /* any hard rule between pairs */
    double scale;
    double pair_mean;
    int32_t broken_always; /* rules that no move can mend, and `between`'s pairs together */

    int32_t *block_of;     /* each thing */
    int32_t *weight;       /* things in each block */
    int32_t *pair;         /* blocks rows of stride */
    int32_t *place;        /* groups rows of stride */
    int32_t *self;         /* pair units inside the block */
    int32_t *nothing;      /* a row of zeros */
    int32_t *between;      /* blocks rows of stride: +1 a pair apart, -1 a pair together */
    int32_t *never;        /* groups rows of stride: things of the block that must not be there */
    uint8_t *amount;       /* blocks x sets: members of the set in the block */
    int16_t *set_of;       /* blocks rows of sets: those that the block is in */
    int32_t *set_count;    /* each block */
    int16_t *in_set;       /* sets rows of blocks: those that are in the set */
    int32_t *in_set_count; /* each set */
    int16_t *odd; /* blocks rows of blocks: first those that a swap with is not weighed in rows */
    int32_t *odd_count;   /* each block: how many these are */
    int32_t *alike_count; /* and how many, last in its row, a swap with changes nothing */
    float *link;          /* blocks rows of stride: 2 x hard x between, or never for the odd */
    double *set_cost;     /* sets: in gain units; 0 hard */

    struct partition_state now;

    enum partition_phase phase;
    int64_t asked, done; /* steps */
    double hard;         /* what a hard rule weighs while annealing */
    double hot, cold, temperature, cooling;
    int32_t rows;              /* of a quantum */
    int64_t accepted, weighed; /* at this temperature, while measuring */
    int64_t run_left;          /* trials */
    int64_t run_length;
    int32_t run;
    int32_t patience;    /* runs before the blocks are stated anew, where rules cannot all hold */
    int32_t quench_left; /* rows */
    bool settled;        /* no rule is broken, and no swap in rows gains: the odd are left to try */
    int32_t scan, still; /* descent: the next block, blocks in a row without a better move */

    int16_t *size_choice; /* groups x (things + 1), scratch of partition_begin() */
    double *size_worth;   /* 2 x (things + 1), the same */

    uint64_t divided[PARTITION_DIVIDED]; /* see partition_divide() */

    int32_t *best; /* each thing */
    struct partition_value best_value;
    int32_t *trial; /* each thing, scratch */
    bool better;

    uint8_t *population; /* PARTITION_POPULATION rows of blocks */
    struct partition_value *population_value;
    int32_t stale; /* runs in a row that the population did not take */
    int32_t population_count;
    int32_t chance[PARTITION_CHANCES]; /* exponential, in 1/65536 */
};

/* What a move changes: hard rules broken more, and value gained in gain units. */
struct partition_change {
    int32_t broken;
    double value;
};

struct partition_change partition_weigh_move(const struct partition *p, int32_t i, int32_t to);
struct partition_change partition_weigh_swap(const struct partition *p, int32_t i, int32_t j);
void partition_weigh_set(const struct partition *p, int32_t s, int32_t group, int32_t more,
    struct partition_change *change);
void partition_move(struct partition *p, int32_t i, int32_t to);
void partition_swap(struct partition *p, int32_t i, int32_t j);

/* Sets the machine to the groups of the blocks in now.group. */
void partition_rebuild(struct partition *p);
/* The machine's own idea of its value, from what it keeps up to date. */
struct partition_value partition_machine_value(const struct partition *p);

/* Restates the problem in blocks and gain units; with `contract`, what must stay together is one
 * block. */
void partition_fill(struct partition *p, bool contract);

/* Fills now.group; blocks whose things have a group in `start` (may be NULL) go there. */
void partition_begin(struct partition *p, const int32_t *start);

/* Is the first the better? */
bool partition_better(struct partition_value a, struct partition_value b);
/* May a block of one thing go from one group to another, for the sizes? */
bool partition_fits(const struct partition *p, int32_t from, int32_t to);

/* SplitMix64's output step on a counter: no trial waits for the one before. */
static inline uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static inline int32_t below(uint32_t random, int32_t bound)
{
    return (int32_t)((uint64_t)random * (uint32_t)bound >> 32);
}

/* With rules: which pairs are odd; the worth of blocks, for the groups and the price of hard rules
 * as they are; the trials of one block. */
void partition_fill_odd(struct partition *p);
void partition_refresh(struct partition *p);
void partition_anneal_ruled_row(struct partition *p, int32_t i, uint64_t *counter);

/* Divides the blocks of two groups between them as well as the sizes allow, if they are few: is it
 * better than it was? What could not be divided better is remembered and not tried again. */
bool partition_divide(struct partition *p, int32_t a, int32_t b);

/* p->rows rows of trials at p->temperature; counts them in p->done. */
void partition_anneal(struct partition *p);
void partition_fill_chances(struct partition *p);
/* How much a random swap changes the value, on average, in gain units. */
double partition_usual_change(struct partition *p);
/* Sets out on a run of that many trials. */
void partition_cool(struct partition *p, double from, double to, int64_t trials);

/* Makes now.group a child of two of the population. */
void partition_cross(struct partition *p);
/* Offers the present groups to the population: taken? */
bool partition_offer(struct partition *p, struct partition_value value);

/* One piece of the search; adds to p->done. */
void partition_search(struct partition *p);
void partition_search_open(struct partition *p, const int32_t *start);
