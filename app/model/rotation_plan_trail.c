/* The solver's state: which unknowns are known, why, and which to try next. */
#include "model/rotation_plan_solver_data.h"

#include <assert.h>
#include <string.h>

/* --- Heap ------------------------------------------------------------------------------------- */

static void heap_set(struct solver *s, int32_t place, int32_t unknown)
{
    s->heap[place] = unknown;
    s->heap_place[unknown] = place;
}

static void heap_up(struct solver *s, int32_t place)
{
    int32_t unknown = s->heap[place];
    while (place > 0) {
        int32_t parent = (place - 1) / 2;
        if (s->activity[s->heap[parent]] >= s->activity[unknown])
            break;
        heap_set(s, place, s->heap[parent]);
        place = parent;
    }
    heap_set(s, place, unknown);
}

static void heap_down(struct solver *s, int32_t place)
{
    int32_t unknown = s->heap[place];
    for (;;) {
        int32_t child = 2 * place + 1;
        if (child >= s->heap_count)
            break;
        if (child + 1 < s->heap_count &&
            s->activity[s->heap[child + 1]] > s->activity[s->heap[child]])
            child++;
        if (s->activity[s->heap[child]] <= s->activity[unknown])
            break;
        heap_set(s, place, s->heap[child]);
        place = child;
    }
    heap_set(s, place, unknown);
}

void solver_heap_push(struct solver *solver, int32_t unknown)
{
    if (solver->heap_place[unknown] != SOLVER_NONE)
        return;
    heap_set(solver, solver->heap_count++, unknown);
    heap_up(solver, solver->heap_count - 1);
}

int32_t solver_heap_pop(struct solver *solver)
{
    if (solver->heap_count == 0)
        return SOLVER_NONE;
    int32_t top = solver->heap[0];
    solver->heap_place[top] = SOLVER_NONE;
    int32_t last = solver->heap[--solver->heap_count];
    if (solver->heap_count > 0) {
        heap_set(solver, 0, last);
        heap_down(solver, 0);
    }
    return top;
}

void solver_bump(struct solver *solver, int32_t unknown, double amount)
{
    solver->activity[unknown] += amount;
    if (solver->activity[unknown] > 1e100) {
        for (int32_t v = 0; v < solver->room.unknowns; v++)
            solver->activity[v] *= 1e-100;
        solver->bump *= 1e-100;
    }
    if (solver->heap_place[unknown] != SOLVER_NONE)
        heap_up(solver, solver->heap_place[unknown]);
}

/* --- Trail ------------------------------------------------------------------------------------ */

void solver_assign(struct solver *solver, int32_t literal, int32_t reason)
{
    int32_t unknown = literal >> 1;
    assert(solver->value[unknown] == LITERAL_OPEN);
    solver->value[unknown] = !(literal & 1);
    solver->level[unknown] = solver->level_count;
    solver->reason[unknown] = solver->level_count > 0 ? reason : SOLVER_NONE;
    solver->place[unknown] = solver->trail_count;
    solver->trail[solver->trail_count++] = literal;
}

/* What is still open and too large to do without must be true. */
static void force(struct solver *solver, int32_t index)
{
    const struct solver_constraint *constraint = &solver->constraints[index];
    const struct solver_use *use = &solver->uses[constraint->start];
    const struct solver_use *end = use + constraint->count;
    for (; use < end && use->coefficient > constraint->slack; use++)
        if (solver->value[use->literal >> 1] == LITERAL_OPEN)
            solver_assign(solver, use->literal, index);
}

int32_t solver_propagate(struct solver *solver)
{
    int32_t conflict = SOLVER_NONE;
    while (conflict == SOLVER_NONE && solver->done_count < solver->trail_count) {
        int32_t falsified = solver_not(solver->trail[solver->done_count++]);
        for (int32_t i = solver->first[falsified]; i != SOLVER_NONE; i = solver->uses[i].next) {
            const struct solver_use *use = &solver->uses[i];
            struct solver_constraint *constraint = &solver->constraints[use->constraint];
            constraint->slack -= use->coefficient;
            if (conflict != SOLVER_NONE)
                continue; /* every slack must know of this literal, or going back goes wrong */
            if (constraint->slack < 0)
                conflict = use->constraint;
            else if (solver->uses[constraint->start].coefficient > constraint->slack)
                force(solver, use->constraint);
        }
    }
    return conflict;
}

static void unassign(struct solver *solver, int32_t place)
{
    int32_t literal = solver->trail[place];
    int32_t unknown = literal >> 1;
    if (place < solver->done_count)
        for (int32_t i = solver->first[solver_not(literal)]; i != SOLVER_NONE;
             i = solver->uses[i].next)
            solver->constraints[solver->uses[i].constraint].slack += solver->uses[i].coefficient;
    solver->phase[unknown] = solver->value[unknown];
    solver->value[unknown] = LITERAL_OPEN;
    solver_heap_push(solver, unknown);
}

void solver_go_back(struct solver *solver, int32_t level)
{
    if (solver->level_count <= level)
        return;
    int32_t start = solver->level_start[level + 1];
    for (int32_t place = solver->trail_count - 1; place >= start; place--)
        unassign(solver, place);
    solver->trail_count = start;
    solver->done_count = MIN(solver->done_count, start);
    solver->level_count = level;
}

/* --- Constraints ------------------------------------------------------------------------------ */

static bool goes_before(const struct solver_term *a, const struct solver_term *b)
{
    return a->coefficient != b->coefficient ? a->coefficient > b->coefficient
                                            : a->literal < b->literal;
}

/* Shell's sort: that of the C library may allocate. */
static void sort_terms(struct solver_term *terms, int32_t count)
{
    int32_t gap = 1;
    while (gap < count / 3)
        gap = 3 * gap + 1;
    for (; gap > 0; gap /= 3) {
        for (int32_t i = gap; i < count; i++) {
            struct solver_term term = terms[i];
            int32_t at = i;
            for (; at >= gap && goes_before(&term, &terms[at - gap]); at -= gap)
                terms[at] = terms[at - gap];
            terms[at] = term;
        }
    }
}

static void link_use(struct solver *solver, int32_t index)
{
    struct solver_use *use = &solver->uses[index];
    use->next = solver->first[use->literal];
    solver->first[use->literal] = index;
}

/* False and seen by solver_propagate(): what comes later in the trail it will still subtract. */
static bool is_counted_false(const struct solver *solver, int32_t literal)
{
    return solver_is_false(solver, literal) && solver->place[literal >> 1] < solver->done_count;
}

bool solver_attach(
    struct solver *solver, struct solver_term *terms, int32_t count, int64_t least, bool learned)
{
    assert(solver->constraint_count < solver->constraint_room);
    assert(count <= solver->use_room - solver->use_count);
    sort_terms(terms, count);
    int32_t index = solver->constraint_count++;
    solver->learned_count += learned;
    struct solver_constraint *constraint = &solver->constraints[index];
    *constraint = (struct solver_constraint){.start = solver->use_count,
        .count = count,
        .least = least,
        .slack = -least,
        .activity = learned ? solver->constraint_bump : 0,
        .learned = learned};
    for (int32_t i = 0; i < count; i++) {
        int32_t use = solver->use_count++;
        solver->uses[use] = (struct solver_use){
            .literal = terms[i].literal, .coefficient = terms[i].coefficient, .constraint = index};
        link_use(solver, use);
        if (!is_counted_false(solver, terms[i].literal))
            constraint->slack += terms[i].coefficient;
    }
    if (constraint->slack < 0)
        return false;
    force(solver, index);
    return true;
}

/* --- Forgetting ------------------------------------------------------------------------------- */

/* About half of the activities lie below it. */
static float middle_activity(const struct solver *solver)
{
    float sample[256];
    int32_t count = 0;
    int32_t step = MAX(solver->constraint_count / (int32_t)COUNT_OF(sample), 1);
    for (int32_t i = 0; i < solver->constraint_count && count < (int32_t)COUNT_OF(sample); i++) {
        float activity = solver->constraints[i].activity;
        if (!solver->constraints[i].learned || i % step != 0)
            continue;
        int32_t at = count++;
        for (; at > 0 && sample[at - 1] > activity; at--)
            sample[at] = sample[at - 1];
        sample[at] = activity;
    }
    return count == 0 ? 0 : sample[count / 2];
}

static void keep(struct solver *solver, int32_t from, int32_t to, int32_t use)
{
    struct solver_constraint *kept = &solver->constraints[to];
    *kept = solver->constraints[from];
    memmove(
        &solver->uses[use], &solver->uses[kept->start], sizeof *solver->uses * (size_t)kept->count);
    kept->start = use;
    for (int32_t i = use; i < use + kept->count; i++) {
        solver->uses[i].constraint = to;
        link_use(solver, i);
    }
}

/* At level 0 nothing has a reason, so any constraint may go. */
void solver_forget(struct solver *solver)
{
    solver_go_back(solver, 0);
    float middle = middle_activity(solver);
    for (int32_t literal = 0; literal < 2 * solver->room.unknowns; literal++)
        solver->first[literal] = SOLVER_NONE;
    int32_t to = 0, use = 0, kept = 0, most = solver->learned_count * 2 / 3;
    for (int32_t i = 0; i < solver->constraint_count; i++) {
        const struct solver_constraint *constraint = &solver->constraints[i];
        bool useful = constraint->activity > middle || constraint->count <= 2;
        if (constraint->learned && (!useful || kept >= most))
            continue;
        kept += constraint->learned;
        keep(solver, i, to++, use);
        use += solver->constraints[to - 1].count;
    }
    solver->learned_count = kept;
    solver->constraint_count = to;
    solver->use_count = use;
}
