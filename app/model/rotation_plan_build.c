#include "model/rotation_plan_build.h"

#include "base/macros.h"
#include "model/rotation_plan_room.h"
#include <assert.h>
#include <string.h>

/* So many bounds on the number of units at a station that follow from their sizes. */
enum { CROWD_MAX = 6 };

/* --- Memory ----------------------------------------------------------------------------------- */

static size_t build_size(void)
{
    return (sizeof(struct rotation_build) + 15) / 16 * 16;
}

/* An upper bound: every unknown there may be, in every constraint it may be in. */
static struct solver_room room_of(const struct rotation_problem *problem)
{
    int32_t cells = problem->unit_count * problem->place_count * problem->rounds;
    int32_t visits = problem->unit_count * problem->place_count;
    int32_t stays = problem->unit_count * problem->rounds;
    return (struct solver_room){
        .unknowns = 2 * cells + 2 * visits + stays + 2 * problem->unit_count,
        .constraints = cells + 3 * visits + 3 * stays + 5 * problem->unit_count +
                       (problem->place_count + 3) * (problem->rounds + 1) * (1 + CROWD_MAX) +
                       problem->place_count * (problem->rounds + 1) + LOSS_COUNT,
        .terms = (13 + 2 * CROWD_MAX) * cells + 9 * visits + (8 + 2 * CROWD_MAX) * stays +
                 (9 + CROWD_MAX * problem->rounds) * problem->unit_count,
    };
}

size_t rotation_plan_memory_size(const struct rotation_problem *problem)
{
    return build_size() + solver_memory_size(room_of(problem));
}

struct rotation_build *rotation_build_open(
    const struct rotation_problem *problem, const struct rotation_work *work)
{
    assert(problem->unit_count >= 0 && problem->unit_count <= ROTATION_UNIT_MAX);
    assert(problem->place_count >= 0 && problem->place_count <= STATION_MAX);
    assert(problem->rounds >= 0 && problem->rounds <= ROUND_MAX);
    assert(work->size >= rotation_plan_memory_size(problem));
    struct rotation_build *build = work->memory;
    memset(build, 0, sizeof *build);
    build->problem = problem;
    build->work = work;
    for (int i = 0; i < LOSS_COUNT; i++)
        build->bounds[i] = -1;
    return build;
}

/* --- Unknowns --------------------------------------------------------------------------------- */

static bool can_be(const struct rotation_build *build, int unit, int round, int place)
{
    const struct rotation_problem *problem = build->problem;
    const struct rotation_place *station = &problem->places[place];
    if (!(rotation_here(problem, unit) >> round & 1))
        return false;
    if (!rotation_is_open(problem, place, round) && !(build->waiver.opening >> place & 1))
        return false;
    return station->capacity == 0 || problem->units[unit].size <= station->capacity ||
           build->waiver.capacity[place] >> round & 1;
}

static int visit_limit(const struct rotation_build *build, int unit, int place)
{
    return rotation_stays_two(build->problem, unit, place) && !build->waiver.two_rounds[unit] ? 2
                                                                                              : 1;
}

static int again_count(const struct rotation_build *build, int unit, int place)
{
    int here = rotation_bit_count(rotation_here(build->problem, unit));
    return build->lossy ? MAX(here - visit_limit(build, unit, place), 0) : 0;
}

static int32_t take(struct rotation_build *build, int32_t count)
{
    int32_t first = build->unknowns;
    build->unknowns += count;
    return first;
}

static int32_t take_if(struct rotation_build *build, bool wanted)
{
    return wanted ? take(build, 1) : SOLVER_NONE;
}

static void number_unit(struct rotation_build *build, int unit)
{
    const struct rotation_problem *problem = build->problem;
    const struct rotation_unit *who = &problem->units[unit];
    bool may_rest =
        build->lossy || build->waiver.station[unit] || rotation_rests(problem, unit) > 0;
    for (int round = 0; round < problem->rounds; round++) {
        for (int place = 0; place < problem->place_count; place++)
            build->at[unit][round][place] = take_if(build, can_be(build, unit, round, place));
        build->rest[unit][round] =
            take_if(build, may_rest && rotation_here(problem, unit) >> round & 1);
    }
    for (int place = 0; place < problem->place_count; place++) {
        build->visits[unit][place] = take(build, 1);
        build->again[unit][place] = take(build, again_count(build, unit, place));
        build->no_must[unit][place] = take_if(build, build->lossy && who->must >> place & 1);
    }
    build->no_first[unit] = take_if(build, build->lossy && who->first >= 0);
    build->no_teacher[unit] = take_if(build, build->lossy && who->teacher_by > 0);
}

/* --- Constraints ------------------------------------------------------------------------------ */

static void put(struct rotation_build *build, int32_t unknown, bool value, int32_t coefficient)
{
    if (unknown == SOLVER_NONE)
        return;
    assert(build->term_count < BUILD_TERM_MAX);
    build->terms[build->term_count++] = (struct solver_term){2 * unknown + !value, coefficient};
}

static int32_t common_divisor(const struct rotation_build *build)
{
    int32_t divisor = 0;
    for (int32_t i = 0; i < build->term_count; i++)
        for (int32_t rest = build->terms[i].coefficient; rest != 0;) {
            int32_t next = divisor % rest;
            divisor = rest;
            rest = next;
        }
    return divisor;
}

static void end_least(struct rotation_build *build, int64_t least)
{
    int32_t divisor = common_divisor(build);
    for (int32_t i = 0; divisor > 1 && i < build->term_count; i++)
        build->terms[i].coefficient /= divisor;
    if (divisor > 1 && least > 0)
        least = (least + divisor - 1) / divisor;
    solver_add(build->solver, build->terms, build->term_count, least);
    build->term_count = 0;
}

/* The sum of the terms is at most `most`: of their opposites, at least the rest. */
static void end_most(struct rotation_build *build, int64_t most)
{
    int64_t all = 0;
    for (int32_t i = 0; i < build->term_count; i++) {
        build->terms[i].literal = solver_not(build->terms[i].literal);
        all += build->terms[i].coefficient;
    }
    end_least(build, all - most);
}

static void put_round(struct rotation_build *build, int unit, int round)
{
    for (int place = 0; place < build->problem->place_count; place++)
        put(build, build->at[unit][round][place], true, 1);
    put(build, build->rest[unit][round], true, 1);
}

/* The rounds of a unit at a station, each times `coefficient`. */
static void put_stays(struct rotation_build *build, int unit, int place, int32_t coefficient)
{
    for (int round = 0; round < build->problem->rounds; round++)
        put(build, build->at[unit][round][place], true, coefficient);
}

/* The same by the one unknown that says it, where it does. */
static void put_visit(struct rotation_build *build, int unit, int place, int32_t coefficient)
{
    if (build->lossy || build->waiver.once[unit])
        put_stays(build, unit, place, coefficient);
    else
        put(build, build->visits[unit][place], true, coefficient * visit_limit(build, unit, place));
}

static void put_rests(struct rotation_build *build, int unit)
{
    for (int round = 0; round < build->problem->rounds; round++)
        put(build, build->rest[unit][round], true, 1);
}

static void add_presence(struct rotation_build *build, int unit)
{
    const struct rotation_problem *problem = build->problem;
    for (int round = 0; round < problem->rounds; round++) {
        if (!(rotation_here(problem, unit) >> round & 1))
            continue;
        put_round(build, unit, round);
        end_least(build, 1);
        put_round(build, unit, round);
        end_most(build, 1);
    }
    int rests = rotation_rests(problem, unit);
    put_rests(build, unit);
    end_least(build, rests);
    if (build->lossy || build->waiver.station[unit])
        return;
    put_rests(build, unit);
    end_most(build, rests);
    /* It follows; said, counting shows at once what would take long to try. */
    for (int place = 0; place < problem->place_count; place++)
        put_visit(build, unit, place, 1);
    end_least(build, rotation_bit_count(rotation_here(problem, unit)) - rests);
}

/* Ties the visit to its rounds: as many as it takes, more only as `again` says. */
static void add_once(struct rotation_build *build, int unit, int place)
{
    int32_t visits = build->visits[unit][place];
    bool waived = build->waiver.once[unit];
    int limit = waived ? 1 : visit_limit(build, unit, place);
    put_stays(build, unit, place, 1);
    int32_t rounds = build->term_count;
    put(build, visits, false, limit);
    end_least(build, limit);
    for (int round = 0; round < build->problem->rounds; round++)
        put(build, build->at[unit][round][place], false, 1);
    put(build, visits, true, waived ? MAX(rounds, 1) : limit);
    for (int i = 0; i < again_count(build, unit, place); i++)
        put(build, build->again[unit][place] + i, true, 1);
    end_least(build, rounds);
}

static void add_must(struct rotation_build *build, int unit, int place)
{
    if (!(build->problem->units[unit].must >> place & 1) || build->waiver.must[unit] >> place & 1)
        return;
    put(build, build->visits[unit][place], true, 1);
    put(build, build->no_must[unit][place], true, 1);
    end_least(build, 1);
}

/* A round there is next to another one there. */
static void add_two_rounds(struct rotation_build *build, int unit, int place)
{
    if (!rotation_stays_two(build->problem, unit, place) || build->waiver.two_rounds[unit])
        return;
    for (int round = 0; round < build->problem->rounds; round++) {
        if (build->at[unit][round][place] == SOLVER_NONE)
            continue;
        put(build, build->at[unit][round][place], false, 1);
        if (round > 0)
            put(build, build->at[unit][round - 1][place], true, 1);
        if (round + 1 < build->problem->rounds)
            put(build, build->at[unit][round + 1][place], true, 1);
        end_least(build, 1);
    }
}

static void add_teacher(struct rotation_build *build, int unit)
{
    const struct rotation_problem *problem = build->problem;
    int rounds = MIN(problem->units[unit].teacher_by, problem->rounds);
    if (rounds <= 0 || build->waiver.teacher[unit])
        return;
    for (int round = 0; round < rounds; round++)
        for (int place = 0; place < problem->place_count; place++)
            if (problem->places[place].teacher)
                put(build, build->at[unit][round][place], true, 1);
    put(build, build->no_teacher[unit], true, 1);
    end_least(build, 1);
}

static void add_first(struct rotation_build *build, int unit)
{
    int first = build->problem->units[unit].first;
    int round = rotation_first_round(build->problem, unit);
    if (first < 0 || round < 0 || build->waiver.first[unit])
        return;
    put(build, build->at[unit][round][first], true, 1);
    put(build, build->no_first[unit], true, 1);
    end_least(build, 1);
}

/* --- Room ------------------------------------------------------------------------------------- */

/* Bounds on students, which are what is demanded (least 0); and on the units of at least some size,
 * which follow from it: said, counting shows at once what would take long to try. */
struct room_bound {
    int32_t least;
    int32_t rooms[ROOM_MAX];
    int32_t count;
    bool unlimited;
};

static void add_to_rooms(
    const struct rotation_build *build, struct room_bound *bound, int place, int round)
{
    int32_t capacity = build->problem->places[place].capacity;
    bool waived = build->waiver.capacity[place] >> round & 1;
    if (!rotation_is_open(build->problem, place, round) && !(build->waiver.opening >> place & 1))
        return;
    bound->rooms[bound->count++] = capacity;
    bound->unlimited = bound->unlimited || capacity == 0 || waived;
}

static int64_t bound_of(const struct rotation_build *build, const struct room_bound *bound)
{
    if (bound->least > 0)
        return rotation_room_units(build->problem, bound->rooms, bound->count, bound->least);
    int64_t sum = 0;
    for (int32_t i = 0; i < bound->count; i++)
        sum += rotation_room_fill(build->problem, bound->rooms[i]);
    return sum;
}

static int32_t weight_of(const struct rotation_build *build, int unit, int32_t least)
{
    int32_t size = build->problem->units[unit].size;
    return least == 0 ? size : size >= least;
}

static void put_weight(
    struct rotation_build *build, int unit, int32_t unknown, const struct room_bound *bound)
{
    int32_t weight = weight_of(build, unit, bound->least);
    if (weight > 0)
        put(build, unknown, true, weight);
}

static void add_place_room(struct rotation_build *build, int place, int round, int32_t least)
{
    struct room_bound bound = {.least = least};
    add_to_rooms(build, &bound, place, round);
    if (bound.unlimited)
        return;
    for (int unit = 0; unit < build->problem->unit_count; unit++)
        put_weight(build, unit, build->at[unit][round][place], &bound);
    end_most(build, bound_of(build, &bound));
}

/* In all rounds together. */
static void add_whole_room(struct rotation_build *build, int place, int32_t least)
{
    struct room_bound bound = {.least = least};
    for (int round = 0; round < build->problem->rounds; round++)
        add_to_rooms(build, &bound, place, round);
    if (bound.unlimited)
        return;
    for (int unit = 0; unit < build->problem->unit_count; unit++)
        if (least == 0)
            put_visit(build, unit, place, weight_of(build, unit, least));
        else
            put_weight(build, unit, build->visits[unit][place], &bound);
    end_most(build, bound_of(build, &bound));
}

/* So many, by weight, have no place in a round and must rest. */
static int64_t put_round_rests(struct rotation_build *build, int round, int32_t least)
{
    const struct rotation_problem *problem = build->problem;
    struct room_bound bound = {.least = least};
    int64_t here = 0;
    for (int place = 0; place < problem->place_count; place++)
        add_to_rooms(build, &bound, place, round);
    for (int unit = 0; unit < problem->unit_count; unit++)
        if (rotation_here(problem, unit) >> round & 1) {
            here += weight_of(build, unit, least);
            put_weight(build, unit, build->rest[unit][round], &bound);
        }
    return bound.unlimited ? 0 : MAX(here - bound_of(build, &bound), 0);
}

static void add_rests(struct rotation_build *build, int32_t least)
{
    int64_t all = 0;
    for (int round = 0; round < build->problem->rounds; round++)
        end_least(build, put_round_rests(build, round, least));
    for (int round = 0; round < build->problem->rounds; round++)
        all += put_round_rests(build, round, least);
    end_least(build, all);
}

static void add_teacher_room(struct rotation_build *build, int rounds, int32_t least)
{
    const struct rotation_problem *problem = build->problem;
    struct room_bound bound = {.least = least};
    int64_t all = 0;
    for (int place = 0; place < problem->place_count; place++)
        for (int round = 0; round < rounds && problem->places[place].teacher; round++)
            add_to_rooms(build, &bound, place, round);
    if (bound.unlimited)
        return;
    for (int unit = 0; unit < problem->unit_count; unit++) {
        int by = problem->units[unit].teacher_by;
        if (by < 1 || by > rounds || build->waiver.teacher[unit])
            continue;
        all += weight_of(build, unit, least);
        put_weight(build, unit, build->no_teacher[unit], &bound);
    }
    end_least(build, all - bound_of(build, &bound));
}

static void add_room(struct rotation_build *build, int32_t least)
{
    const struct rotation_problem *problem = build->problem;
    for (int place = 0; place < problem->place_count; place++) {
        for (int round = 0; round < problem->rounds; round++)
            add_place_room(build, place, round, least);
        add_whole_room(build, place, least);
    }
    for (int round = 0; round < problem->rounds; round++)
        add_teacher_room(build, round + 1, least);
    add_rests(build, least);
}

static bool has_size(const struct rotation_problem *problem, int32_t size)
{
    for (int unit = 0; unit < problem->unit_count; unit++)
        if (problem->units[unit].size == size)
            return true;
    return false;
}

static void add_rooms(struct rotation_build *build)
{
    int count = 0;
    add_room(build, 0);
    for (int32_t size = 1; size <= STUDENT_MAX && count < CROWD_MAX; size++)
        if (has_size(build->problem, size)) {
            add_room(build, size);
            count++;
        }
}

/* --- Room that must be used ------------------------------------------------------------------- */

/* The most students at a station: in each round, the sum of that, and in all rounds together, as
 * nobody comes twice. */
struct fill {
    int64_t round[STATION_MAX][ROUND_MAX], rounds[STATION_MAX], place[STATION_MAX];
    int64_t spare; /* so many more in all than have to be somewhere */
};

static void find_place_fill(const struct rotation_build *build, int place, struct fill *fill)
{
    const struct rotation_problem *problem = build->problem;
    int32_t capacity = problem->places[place].capacity;
    for (int unit = 0; unit < problem->unit_count; unit++) {
        int32_t size = problem->units[unit].size;
        bool can = false;
        for (int round = 0; round < problem->rounds; round++) {
            bool here = build->at[unit][round][place] != SOLVER_NONE;
            fill->round[place][round] += here ? size : 0;
            can = can || here;
        }
        fill->place[place] += can ? (int64_t)size * visit_limit(build, unit, place) : 0;
    }
    for (int round = 0; round < problem->rounds; round++) {
        int64_t *most = &fill->round[place][round];
        if (capacity > 0)
            *most = MIN(*most, rotation_room_fill(problem, capacity));
        fill->rounds[place] += *most;
    }
    fill->place[place] = MIN(fill->place[place], fill->rounds[place]);
    fill->spare += fill->place[place];
}

static void find_fill(const struct rotation_build *build, struct fill *fill)
{
    const struct rotation_problem *problem = build->problem;
    memset(fill, 0, sizeof *fill);
    for (int place = 0; place < problem->place_count; place++)
        find_place_fill(build, place, fill);
    for (int unit = 0; unit < problem->unit_count; unit++) {
        int rounds = rotation_bit_count(rotation_here(problem, unit));
        fill->spare -=
            (int64_t)problem->units[unit].size * (rounds - rotation_rests(problem, unit));
    }
}

/* Where there is hardly more room than is wanted, each station must be used so far, and in each
 * round: it follows from everything together; said, counting shows at once what would take for ever
 * to try. */
static void add_use(struct rotation_build *build)
{
    const struct rotation_problem *problem = build->problem;
    struct fill fill;
    find_fill(build, &fill);
    for (int place = 0; place < problem->place_count; place++) {
        int64_t spare = fill.spare + fill.rounds[place] - fill.place[place];
        if (fill.place[place] > fill.spare) {
            for (int unit = 0; unit < problem->unit_count; unit++)
                put_visit(build, unit, place, problem->units[unit].size);
            end_least(build, fill.place[place] - fill.spare);
        }
        for (int round = 0; round < problem->rounds; round++) {
            if (fill.round[place][round] <= spare)
                continue;
            for (int unit = 0; unit < problem->unit_count; unit++)
                put(build, build->at[unit][round][place], true, problem->units[unit].size);
            end_least(build, fill.round[place][round] - spare);
        }
    }
}

static bool is_whole(const struct rotation_waiver *waiver)
{
    static const struct rotation_waiver none;
    return memcmp(waiver, &none, sizeof none) == 0;
}

static void put_loss(struct rotation_build *build, enum rotation_loss_kind kind, int unit)
{
    const struct rotation_problem *problem = build->problem;
    if (kind == LOSS_FIRST)
        put(build, build->no_first[unit], true, 1);
    if (kind == LOSS_TEACHER)
        put(build, build->no_teacher[unit], true, 1);
    if (kind == LOSS_STATION)
        put_rests(build, unit);
    for (int place = 0; place < problem->place_count; place++) {
        if (kind == LOSS_MUST)
            put(build, build->no_must[unit][place], true, 1);
        for (int i = 0; kind == LOSS_ONCE && i < again_count(build, unit, place); i++)
            put(build, build->again[unit][place] + i, true, 1);
    }
}

static void add_bound(struct rotation_build *build, enum rotation_loss_kind kind)
{
    int64_t most = build->bounds[kind];
    if (most < 0)
        return;
    for (int unit = 0; unit < build->problem->unit_count; unit++) {
        put_loss(build, kind, unit);
        most += kind == LOSS_STATION ? rotation_rests(build->problem, unit) : 0;
    }
    end_most(build, most);
}

/* --- What to try first ------------------------------------------------------------------------ */

static int liked_place(
    const struct rotation_build *build, const struct rotation_plan *like, int unit, int round)
{
    const struct rotation_problem *problem = build->problem;
    if (like != NULL)
        return like->place[unit][round];
    int first = problem->units[unit].first >= 0 ? problem->units[unit].first : unit;
    return problem->place_count == 0 ? ROTATION_REST : (first + round) % problem->place_count;
}

static void prefer(struct rotation_build *build, const struct rotation_plan *like)
{
    const struct rotation_problem *problem = build->problem;
    for (int unit = 0; unit < problem->unit_count; unit++)
        for (int round = 0; round < problem->rounds; round++) {
            int place = liked_place(build, like, unit, round);
            int32_t unknown = place >= 0 ? build->at[unit][round][place] : build->rest[unit][round];
            if (unknown != SOLVER_NONE)
                solver_prefer(build->solver, unknown, true, 1);
        }
}

/* --- All of it -------------------------------------------------------------------------------- */

static void add_unit(struct rotation_build *build, int unit)
{
    add_presence(build, unit);
    for (int place = 0; place < build->problem->place_count; place++) {
        add_once(build, unit, place);
        add_must(build, unit, place);
        add_two_rounds(build, unit, place);
    }
    add_teacher(build, unit);
    add_first(build, unit);
}

void rotation_build_make(struct rotation_build *build, const struct rotation_plan *like)
{
    const struct rotation_problem *problem = build->problem;
    build->unknowns = 0;
    for (int unit = 0; unit < problem->unit_count; unit++)
        number_unit(build, unit);
    struct solver_room room = room_of(problem);
    assert(build->unknowns <= room.unknowns);
    room.unknowns = build->unknowns;
    build->solver = solver_open(room, build->work->seed,
        (unsigned char *)build->work->memory + build_size(), build->work->size - build_size());
    prefer(build, like);
    for (int unit = 0; unit < problem->unit_count; unit++)
        add_unit(build, unit);
    add_rooms(build);
    if (!build->lossy && is_whole(&build->waiver))
        add_use(build);
    for (int kind = 0; build->lossy && kind < LOSS_COUNT; kind++)
        add_bound(build, kind);
}

void rotation_build_read(const struct rotation_build *build, struct rotation_plan *out)
{
    const struct rotation_problem *problem = build->problem;
    memset(out, ROTATION_REST, sizeof *out);
    for (int unit = 0; unit < problem->unit_count; unit++)
        for (int round = 0; round < problem->rounds; round++)
            for (int place = 0; place < problem->place_count; place++) {
                int32_t unknown = build->at[unit][round][place];
                if (unknown != SOLVER_NONE && solver_value(build->solver, unknown))
                    out->place[unit][round] = (int8_t)place;
            }
}
