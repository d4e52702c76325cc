/* What the solver learns from a dead end: a linear constraint that follows from those given, and
 * that would have forced something earlier. */
#include "model/rotation_plan_solver_data.h"

#include <assert.h>

/* Kept so small that no product of two sums overflows. */
enum { COEFFICIENT_MAX = 1 << 20 };

/* --- Sums ------------------------------------------------------------------------------------- */

static int64_t size_of(int64_t coefficient)
{
    return coefficient < 0 ? -coefficient : coefficient;
}

static int32_t literal_of(const struct solver_sum *sum, int32_t unknown)
{
    return 2 * unknown + (sum->coefficient[unknown] < 0);
}

static void empty(struct solver_sum *sum)
{
    for (int32_t i = 0; i < sum->count; i++) {
        sum->coefficient[sum->list[i]] = 0;
        sum->used[sum->list[i]] = false;
    }
    sum->count = 0;
    sum->least = 0;
}

/* A literal and its opposite together are 1 whatever they are: they leave the sum. */
static void add_literal(struct solver_sum *sum, int32_t literal, int64_t coefficient)
{
    int32_t unknown = literal >> 1;
    if (!sum->used[unknown]) {
        sum->used[unknown] = true;
        sum->list[sum->count++] = unknown;
    }
    int64_t old = sum->coefficient[unknown];
    int64_t more = literal & 1 ? -coefficient : coefficient;
    if ((old < 0) != (more < 0))
        sum->least -= MIN(size_of(old), coefficient);
    sum->coefficient[unknown] = old + more;
}

static void load(const struct solver *solver, struct solver_sum *sum, int32_t index)
{
    const struct solver_constraint *constraint = &solver->constraints[index];
    empty(sum);
    sum->least = constraint->least;
    for (int32_t i = 0; i < constraint->count; i++) {
        const struct solver_use *use = &solver->uses[constraint->start + i];
        add_literal(sum, use->literal, use->coefficient);
    }
}

static void saturate(struct solver_sum *sum)
{
    for (int32_t i = 0; i < sum->count; i++) {
        int64_t *coefficient = &sum->coefficient[sum->list[i]];
        *coefficient = CLAMP(*coefficient, -sum->least, sum->least);
    }
}

/* False when the trail had come as far as `place`. */
static bool was_false(const struct solver *solver, int32_t literal, int32_t place)
{
    return solver_is_false(solver, literal) && solver->place[literal >> 1] < place;
}

/* Divides by `by`, rounding up; what was not false is given up first where it does not divide, so
 * that a constraint that forced or failed still does. */
static void divide(const struct solver *solver, struct solver_sum *sum, int64_t by, int32_t place)
{
    for (int32_t i = 0; i < sum->count; i++) {
        int64_t *coefficient = &sum->coefficient[sum->list[i]];
        int64_t size = size_of(*coefficient), rest = size % by;
        if (rest != 0 && !was_false(solver, literal_of(sum, sum->list[i]), place)) {
            sum->least -= rest;
            size -= rest;
        }
        size = (size + by - 1) / by;
        *coefficient = *coefficient < 0 ? -size : size;
    }
    sum->least = sum->least <= 0 ? 0 : (sum->least + by - 1) / by;
    saturate(sum);
}

static int64_t largest(const struct solver_sum *sum)
{
    int64_t size = 0;
    for (int32_t i = 0; i < sum->count; i++)
        size = MAX(size, size_of(sum->coefficient[sum->list[i]]));
    return size;
}

static void keep_small(const struct solver *solver, struct solver_sum *sum, int32_t place)
{
    int64_t size = largest(sum);
    if (size > COEFFICIENT_MAX)
        divide(solver, sum, (size + COEFFICIENT_MAX - 1) / COEFFICIENT_MAX, place);
}

/* --- When it is enough ------------------------------------------------------------------------ */

enum effect { NOTHING, FORCES, FAILS };

/* What the sum does when no more than the levels up to `level` are known. */
static enum effect effect_at(
    const struct solver *solver, const struct solver_sum *sum, int32_t level)
{
    int64_t slack = -sum->least, open = 0;
    for (int32_t i = 0; i < sum->count; i++) {
        int32_t v = sum->list[i];
        int64_t size = size_of(sum->coefficient[v]);
        bool known = solver->value[v] != LITERAL_OPEN && solver->level[v] <= level;
        if (!known || !solver_is_false(solver, literal_of(sum, v)))
            slack += size;
        if (!known)
            open = MAX(open, size);
    }
    return slack < 0 ? FAILS : open > slack ? FORCES : NOTHING;
}

/* --- Learning --------------------------------------------------------------------------------- */

/* Adds the reason of a true literal so that the literal leaves the sum. The reason is first
 * divided so that its coefficient there is 1. */
static void resolve(struct solver *solver, int32_t literal, int32_t place)
{
    struct solver_sum *sum = &solver->learned, *reason = &solver->other;
    int32_t unknown = literal >> 1;
    int32_t index = solver->reason[unknown];
    assert(index != SOLVER_NONE);
    load(solver, reason, index);
    solver->constraints[index].activity += solver->constraint_bump;
    divide(solver, reason, size_of(reason->coefficient[unknown]), place);
    int64_t times = size_of(sum->coefficient[unknown]);
    sum->least += times * reason->least;
    for (int32_t i = 0; i < reason->count; i++) {
        int32_t v = reason->list[i];
        if (reason->coefficient[v] == 0)
            continue;
        add_literal(sum, literal_of(reason, v), times * size_of(reason->coefficient[v]));
        solver_bump(solver, v, solver->bump);
    }
    assert(sum->coefficient[unknown] == 0);
    saturate(sum);
    keep_small(solver, sum, place);
}

/* Goes down the trail until the sum would have forced something at an earlier level; that level,
 * or -1: it fails at the root. */
static int32_t analyse(struct solver *solver)
{
    struct solver_sum *sum = &solver->learned;
    for (int32_t place = solver->trail_count - 1; place >= 0; place--) {
        int32_t literal = solver->trail[place], unknown = literal >> 1;
        int32_t level = solver->level[unknown];
        if (level == 0)
            return -1;
        if (sum->coefficient[unknown] == 0 || literal_of(sum, unknown) != solver_not(literal))
            continue;
        enum effect before = effect_at(solver, sum, level - 1);
        if (before == FORCES) {
            level--;
            while (level > 0 && effect_at(solver, sum, level - 1) == FORCES)
                level--;
            return level;
        }
        if (before == NOTHING)
            resolve(solver, literal, place);
    }
    return -1;
}

static int32_t write_terms(const struct solver_sum *sum, struct solver_term *terms)
{
    int32_t count = 0;
    for (int32_t i = 0; i < sum->count; i++) {
        int32_t v = sum->list[i];
        if (sum->coefficient[v] != 0)
            terms[count++] =
                (struct solver_term){literal_of(sum, v), (int32_t)size_of(sum->coefficient[v])};
    }
    return count;
}

static void age_activities(struct solver *solver)
{
    solver->bump /= 0.95;
    solver->constraint_bump /= 0.999F;
    if (solver->constraint_bump > 1e15F) {
        for (int32_t i = 0; i < solver->constraint_count; i++)
            solver->constraints[i].activity *= 1e-15F;
        solver->constraint_bump *= 1e-15F;
    }
}

bool solver_learn(struct solver *solver, int32_t conflict)
{
    struct solver_sum *sum = &solver->learned;
    if (solver->level_count == 0)
        return false;
    load(solver, sum, conflict);
    solver->constraints[conflict].activity += solver->constraint_bump;
    for (int32_t i = 0; i < sum->count; i++)
        solver_bump(solver, sum->list[i], solver->bump);
    int32_t level = analyse(solver);
    age_activities(solver);
    if (level < 0)
        return false;
    solver_go_back(solver, level);
    int32_t count = write_terms(sum, solver->terms);
    return solver_attach(solver, solver->terms, count, sum->least, true);
}
