#include "model/rotation_plan_solver_data.h"

#include <assert.h>
#include <string.h>

/* Room for what is learned, beside what is given. */
enum { LEARNED_MAX = 20000, LEARNED_TERMS = 1000000, RESTART = 64 };

/* --- Memory ----------------------------------------------------------------------------------- */

struct carver {
    unsigned char *at; /* NULL: only counts */
    size_t used;
};

static void *carve(struct carver *carver, size_t size)
{
    size_t start = carver->used;
    carver->used += (size + 15) / 16 * 16;
    return carver->at == NULL ? NULL : carver->at + start;
}

#define CARVE(carver, array, count) ((array) = carve((carver), sizeof *(array) * (size_t)(count)))

static void carve_sum(struct carver *carver, struct solver_sum *sum, int32_t unknowns)
{
    CARVE(carver, sum->coefficient, unknowns);
    CARVE(carver, sum->used, unknowns);
    CARVE(carver, sum->list, unknowns);
}

static void carve_all(struct carver *carver, struct solver *s)
{
    int32_t unknowns = s->room.unknowns + 1;
    s->constraint_room = s->room.constraints + LEARNED_MAX;
    s->use_room = s->room.terms + MAX(LEARNED_TERMS, 4 * unknowns);
    CARVE(carver, s->constraints, s->constraint_room);
    CARVE(carver, s->uses, s->use_room);
    CARVE(carver, s->first, 2 * unknowns);
    CARVE(carver, s->value, unknowns);
    CARVE(carver, s->phase, unknowns);
    CARVE(carver, s->level, unknowns);
    CARVE(carver, s->reason, unknowns);
    CARVE(carver, s->place, unknowns);
    CARVE(carver, s->trail, unknowns);
    CARVE(carver, s->level_start, unknowns + 1);
    CARVE(carver, s->activity, unknowns);
    CARVE(carver, s->heap, unknowns);
    CARVE(carver, s->heap_place, unknowns);
    CARVE(carver, s->terms, unknowns);
    carve_sum(carver, &s->learned, unknowns);
    carve_sum(carver, &s->other, unknowns);
}

size_t solver_memory_size(struct solver_room room)
{
    struct solver counted = {.room = room};
    struct carver carver = {0};
    carve(&carver, sizeof counted);
    carve_all(&carver, &counted);
    return carver.used;
}

static void clear_sum(struct solver_sum *sum, int32_t unknowns)
{
    memset(sum->coefficient, 0, sizeof *sum->coefficient * (size_t)unknowns);
    memset(sum->used, 0, sizeof *sum->used * (size_t)unknowns);
    sum->count = 0;
}

struct solver *solver_open(struct solver_room room, uint64_t seed, void *memory, size_t size)
{
    assert(size >= solver_memory_size(room));
    struct carver carver = {.at = memory};
    struct solver *s = carve(&carver, sizeof *s);
    *s = (struct solver){
        .room = room, .rng = rng_seeded(seed), .bump = 1, .constraint_bump = 1, .kept_limit = 1000};
    carve_all(&carver, s);
    for (int32_t literal = 0; literal < 2 * room.unknowns; literal++)
        s->first[literal] = SOLVER_NONE;
    for (int32_t v = 0; v < room.unknowns; v++) {
        s->value[v] = LITERAL_OPEN;
        s->phase[v] = 0;
        s->reason[v] = SOLVER_NONE;
        s->activity[v] = 0;
        s->heap_place[v] = SOLVER_NONE;
    }
    for (int32_t v = 0; v < room.unknowns; v++)
        solver_heap_push(s, v);
    clear_sum(&s->learned, room.unknowns);
    clear_sum(&s->other, room.unknowns);
    return s;
}

/* --- What the planner says -------------------------------------------------------------------- */

void solver_add(
    struct solver *solver, const struct solver_term *terms, int32_t count, int64_t least)
{
    solver_go_back(solver, 0);
    if (least <= 0 || solver->refuted)
        return;
    for (int32_t i = 0; i < count; i++) {
        solver->terms[i] = terms[i];
        assert(terms[i].coefficient > 0 && (terms[i].literal >> 1) < solver->room.unknowns);
        if (solver->terms[i].coefficient > least)
            solver->terms[i].coefficient = (int32_t)least;
    }
    if (!solver_attach(solver, solver->terms, count, least, false) ||
        solver_propagate(solver) != SOLVER_NONE)
        solver->refuted = true;
}

void solver_prefer(struct solver *solver, int32_t unknown, bool value, int32_t weight)
{
    solver->phase[unknown] = value;
    solver_bump(solver, unknown, weight);
}

bool solver_value(const struct solver *solver, int32_t unknown)
{
    return solver->value[unknown] == 1;
}

/* --- The search ------------------------------------------------------------------------------- */

/* 1 1 2 1 1 2 4 …: the best there is without knowing the problem (Luby, Sinclair, Zuckerman). */
static int64_t luby(int64_t index)
{
    int64_t size = 1, power = 0;
    while (size < index + 1) {
        size = 2 * size + 1;
        power++;
    }
    while (size - 1 != index) {
        size = (size - 1) / 2;
        power--;
        index %= size;
    }
    return (int64_t)1 << power;
}

static bool decide(struct solver *solver)
{
    int32_t unknown;
    do {
        unknown = solver_heap_pop(solver);
        if (unknown == SOLVER_NONE)
            return false;
    } while (solver->value[unknown] != LITERAL_OPEN);
    solver->level_start[++solver->level_count] = solver->trail_count;
    solver_assign(solver, 2 * unknown + (solver->phase[unknown] == 0), SOLVER_NONE);
    return true;
}

static bool is_crowded(const struct solver *solver)
{
    return solver->learned_count >= MIN(solver->kept_limit, LEARNED_MAX - 1) ||
           solver->use_room - solver->use_count < 2 * solver->room.unknowns;
}

/* Until the next restart. SOLVER_STOPPED: it is time for it. */
static enum solver_answer run_until_restart(
    struct solver *solver, int64_t limit, bool (*stop)(void *user), void *user)
{
    for (int64_t met = 0;;) {
        int32_t conflict = solver_propagate(solver);
        if (conflict == SOLVER_NONE) {
            if (met >= limit || is_crowded(solver))
                return SOLVER_STOPPED;
            if (!decide(solver))
                return SOLVER_YES;
            continue;
        }
        if (solver->use_room - solver->use_count < solver->room.unknowns)
            return SOLVER_STOPPED;
        met++;
        solver->conflicts++;
        if (!solver_learn(solver, conflict))
            return SOLVER_NO;
        if (solver->conflicts % 64 == 0 && stop != NULL && stop(user))
            return SOLVER_STOPPED;
    }
}

enum solver_answer solver_run(
    struct solver *solver, int64_t conflicts, bool (*stop)(void *user), void *user)
{
    int64_t end = solver->conflicts + conflicts;
    solver_go_back(solver, 0);
    for (int64_t restart = 0; !solver->refuted; restart++) {
        if (is_crowded(solver))
            solver->kept_limit += 100;
        while (is_crowded(solver))
            solver_forget(solver);
        int64_t limit = MIN(RESTART * luby(restart), end - solver->conflicts);
        enum solver_answer answer = run_until_restart(solver, limit, stop, user);
        if (answer == SOLVER_YES)
            return answer;
        if (answer == SOLVER_NO)
            break;
        if (solver->conflicts >= end || (stop != NULL && stop(user)))
            return SOLVER_STOPPED;
        solver_go_back(solver, 0);
    }
    solver->refuted = true;
    return SOLVER_NO;
}
