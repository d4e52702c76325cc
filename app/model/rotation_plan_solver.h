/* Yes-or-no unknowns under linear constraints: is there an answer, and which one? Complete: it ends
 * with an answer or with a proof that there is none. Under the rotation planner, nobody else's.
 *
 * A constraint is: the sum of coefficients of the literals that are true is at least so much.
 * Conflict-driven search that learns linear constraints, not only clauses, by cutting planes with
 * rounding to the resolved literal (Elffers, Nordström: Divide and Conquer: Towards Faster
 * Pseudo-Boolean Solving, IJCAI 2018), so that what counting shows ("nine groups, eight places") is
 * shown by counting and not by trying everything. */
#pragma once

#include "base/macros.h"
#include "base/rng.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Literal of unknown v: 2 v if it should be true, 2 v + 1 if false. */
enum { SOLVER_NONE = -1 };
static inline int32_t solver_not(int32_t literal)
{
    return literal ^ 1;
}

struct solver_term {
    int32_t literal, coefficient; /* 1 to 1,000,000 */
};

struct solver_room { /* what a solver has to hold */
    int32_t unknowns, constraints, terms;
};

enum solver_answer { SOLVER_STOPPED, SOLVER_YES, SOLVER_NO };

struct solver; /* lives in the caller's memory; nothing to close */

size_t solver_memory_size(struct solver_room room);
struct solver *solver_open(struct solver_room room, uint64_t seed, void *memory, size_t size);

/* Each unknown at most once in a constraint. May be called before a search and after an answer. */
void solver_add(
    struct solver *solver, const struct solver_term *terms, int32_t count, int64_t least);
/* What to try first: the value of an unknown, and how early (0: whenever). */
void solver_prefer(struct solver *solver, int32_t unknown, bool value, int32_t weight);

/* Goes on until there is an answer, `conflicts` dead ends were met, or stop(user) says so (asked
 * every 64 dead ends; may be NULL). */
enum solver_answer solver_run(
    struct solver *solver, int64_t conflicts, bool (*stop)(void *user), void *user);
/* After SOLVER_YES. */
bool solver_value(const struct solver *solver, int32_t unknown);
