/* Plans a rotation: a station for each unit in each round. A unit is a group, or a single student
 * with a playlist. Pure, repeatable for a seed, allocates nothing: the caller gives memory.
 *
 * What always holds in a plan:
 *   - a station has no more students than its capacity, in the rounds it is open;
 *   - a unit has a station in each of its rounds (or in `rounds` of them, and rests in the others);
 *   - no unit visits a station twice; each visits the stations it must;
 *   - a unit with teacher_by = k is at a station of the teacher in one of the first k rounds;
 *   - a unit with a first station begins there (in the first round it is here);
 *   - a visit takes one round; of a unit with extra time, at a station that needs two rounds, it
 *     takes two that follow each other.
 *
 * rotation_plan_find() finds such a plan or proves that there is none. Then
 * rotation_plan_explain() says why, and rotation_plan_nearest() gives up as little as can be;
 * rotation_plan_improve() makes a plan better in what is only wished: the stations of `may`, even
 * use of the teacher, other partners, and rounds without a station shared out evenly. */
#pragma once

#include "model/limits.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ROTATION_UNIT_MAX = STUDENT_MAX, ROTATION_REST = -1 };

struct rotation_place {
    int32_t capacity; /* students at once; 0: no limit */
    uint32_t open;    /* bit r: round r, counted from 0 */
    bool teacher;
    bool needs_two_rounds; /* for those with extra time */
};

struct rotation_unit {
    int32_t size;       /* students, 1 or more */
    uint32_t must, may; /* stations by bit; `may` 0: all alike. Others are used if nothing else is
                           left */
    uint32_t here;      /* bit r: takes part in round r */
    int32_t rounds;     /* with a station; 0: all it is here for */
    int32_t teacher_by; /* meets the teacher in one of so many first rounds; 0: no matter */
    int32_t first;      /* station; -1: any */
    bool extra_time;
};

struct rotation_problem {
    int32_t rounds, place_count, unit_count;
    struct rotation_place places[STATION_MAX];
    struct rotation_unit units[ROTATION_UNIT_MAX];
    const float *met; /* unit_count x unit_count, symmetric: how little two units should share a
                         station (partners_remember()); NULL: all alike */
};

struct rotation_plan {
    int8_t place[ROTATION_UNIT_MAX][ROUND_MAX]; /* or ROTATION_REST */
};

/* What a search works with. */
struct rotation_work {
    uint64_t seed;
    bool (*stop)(void *user); /* asked now and then; NULL: never stops */
    void *user;
    void *memory; /* aligned for any type, rotation_plan_memory_size() bytes */
    size_t size;
};

size_t rotation_plan_memory_size(const struct rotation_problem *problem);

enum rotation_answer { ROTATION_STOPPED, ROTATION_FOUND, ROTATION_IMPOSSIBLE };

enum rotation_answer rotation_plan_find(const struct rotation_problem *problem,
    const struct rotation_work *work, struct rotation_plan *out);

/* --- Why not ---------------------------------------------------------------------------------- */

/* Demands that together cannot be met. Fields that do not apply are -1. */
enum rotation_demand_kind {
    DEMAND_CAPACITY,  /* of a station in a round */
    DEMAND_OPENING,   /* of a station: closed in some rounds */
    DEMAND_STATION,   /* of a unit: a station in each of its rounds */
    DEMAND_ONCE,      /* of a unit: no station twice */
    DEMAND_MUST,      /* of a unit: this station */
    DEMAND_TEACHER,   /* of a unit: the teacher early */
    DEMAND_FIRST,     /* of a unit: its first station */
    DEMAND_TWO_ROUNDS /* of a unit: time enough */
};

struct rotation_demand {
    enum rotation_demand_kind kind;
    int32_t unit, place, round;
};

enum rotation_cause {
    CAUSE_TOGETHER,      /* nothing simpler than the list of demands */
    CAUSE_ROUND_FULL,    /* in `round`, `needed` students, stations for `there_is` */
    CAUSE_STATION_FULL,  /* `needed` students must visit `place`, it has room for `there_is` */
    CAUSE_FEW_STATIONS,  /* `unit` has `needed` rounds and can visit `there_is` stations */
    CAUSE_UNIT_TOO_LARGE /* `unit` has `needed` students, the largest station `there_is` */
};

enum { ROTATION_DEMAND_MAX = 512 };
struct rotation_reason {
    enum rotation_cause cause;
    int32_t unit, place, round, needed, there_is;
    struct rotation_demand demands[ROTATION_DEMAND_MAX];
    int32_t demand_count;
    bool minimal; /* without any one of them there would be a plan */
};

/* Of a problem that rotation_plan_find() called impossible. */
void rotation_plan_explain(const struct rotation_problem *problem, const struct rotation_work *work,
    struct rotation_reason *out);

/* --- The nearest plan ------------------------------------------------------------------------- */

/* What may be given up, the lightest first. Of two plans the nearer is the one that gives up less
 * of the heaviest kind; if equal, of the next. Never given up: capacity, opening, extra time. */
enum rotation_loss_kind {
    LOSS_FIRST,   /* begins at another station */
    LOSS_ONCE,    /* visits a station again */
    LOSS_STATION, /* rests in a round */
    LOSS_TEACHER, /* meets the teacher later or not at all */
    LOSS_MUST,    /* misses a station it must visit */
    LOSS_COUNT
};

struct rotation_loss {
    int32_t counts[LOSS_COUNT];
    bool least; /* proven: no plan gives up less */
};

/* What a plan gives up: all 0 if nothing. */
struct rotation_loss rotation_plan_loss(
    const struct rotation_problem *problem, const struct rotation_plan *plan);

/* What one unit gives up is added to counts; `places` by round. */
void rotation_unit_loss(const struct rotation_problem *problem, int unit, const int8_t *places,
    int32_t counts[static LOSS_COUNT]);

/* Always finds one: at worst everyone rests. */
void rotation_plan_nearest(const struct rotation_problem *problem, const struct rotation_work *work,
    struct rotation_plan *out, struct rotation_loss *loss);

/* --- Good, better ----------------------------------------------------------------------------- */

/* Capacity, opening and extra time hold, and nothing was placed where it is not here. */
bool rotation_plan_holds(const struct rotation_problem *problem, const struct rotation_plan *plan);

/* Weighs so many changes; what the plan gives up never grows. The plan is never worse after. */
void rotation_plan_improve(const struct rotation_problem *problem, const struct rotation_work *work,
    int64_t steps, struct rotation_plan *plan);
