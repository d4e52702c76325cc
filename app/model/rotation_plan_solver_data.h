/* What the files of the rotation planner's solver share. Unknowns are numbered from 0; literals as
 * in rotation_plan_solver.h. */
#pragma once

#include "model/rotation_plan_solver.h"

struct solver_use { /* a term as it is stored, and a link of its literal's list */
    int32_t literal, coefficient;
    int32_t constraint, next;
};

struct solver_constraint {
    int32_t start, count; /* terms, the largest coefficients first */
    int64_t least;
    int64_t slack; /* sum of the coefficients not false, less `least`; of what was propagated */
    float activity;
    bool learned;
};

enum { LITERAL_OPEN = -1 };

/* A linear constraint while it is worked on: coefficient of unknown v, negative for "not v". */
struct solver_sum {
    int64_t *coefficient;
    bool *used;    /* v is in `list` */
    int32_t *list; /* unknowns that are or were in it */
    int32_t count;
    int64_t least;
};

struct solver {
    struct solver_room room;
    struct rng rng;
    struct solver_constraint *constraints;
    int32_t constraint_count, constraint_room, learned_count;
    struct solver_use *uses;
    int32_t use_count, use_room;
    int32_t *first;       /* by literal: its first use */
    int8_t *value;        /* by unknown: 1, 0 or LITERAL_OPEN */
    int8_t *phase;        /* value to try */
    int32_t *level;       /* by unknown */
    int32_t *reason;      /* by unknown: constraint or SOLVER_NONE */
    int32_t *place;       /* by unknown: in the trail */
    int32_t *trail;       /* literals that are true, in order */
    int32_t *level_start; /* by level: its first place in the trail */
    int32_t trail_count, done_count, level_count;
    double *activity;           /* by unknown */
    int32_t *heap, *heap_place; /* open unknowns, the most active first */
    int32_t heap_count;
    double bump;
    float constraint_bump;
    struct solver_sum learned, other;
    struct solver_term *terms; /* scratch */
    int64_t conflicts, kept_limit;
    bool refuted;
};

static inline bool solver_is_false(const struct solver *solver, int32_t literal)
{
    return solver->value[literal >> 1] == (literal & 1);
}

/* heap */
void solver_heap_push(struct solver *solver, int32_t unknown);
int32_t solver_heap_pop(struct solver *solver); /* SOLVER_NONE when empty */
void solver_bump(struct solver *solver, int32_t unknown, double amount);

/* trail */
void solver_assign(struct solver *solver, int32_t literal, int32_t reason);
int32_t solver_propagate(struct solver *solver); /* a constraint that cannot hold, or NONE */
void solver_go_back(struct solver *solver, int32_t level);
/* Appends it; what it forces now is assigned. False if it cannot hold. Terms are sorted. */
bool solver_attach(
    struct solver *solver, struct solver_term *terms, int32_t count, int64_t least, bool learned);
void solver_forget(struct solver *solver); /* the less useful half of what was learned */

/* learning */
/* Learns from a constraint that cannot hold; goes back as far as needed and attaches it. False:
 * there is no answer. */
bool solver_learn(struct solver *solver, int32_t conflict);
