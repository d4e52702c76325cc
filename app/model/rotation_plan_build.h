/* The rotation planner's problem as linear constraints; shared by its files. */
#pragma once

#include "model/rotation_plan.h"
#include "model/rotation_plan_solver.h"

enum {
    DEMAND_ALL_MAX = STATION_MAX * (ROUND_MAX + 1) + ROTATION_UNIT_MAX * (STATION_MAX + 5),
    BUILD_TERM_MAX = ROTATION_UNIT_MAX * STATION_MAX * ROUND_MAX
};

/* Demands that are not made, to see whether they are part of the trouble. */
struct rotation_waiver {
    uint32_t capacity[STATION_MAX]; /* bit r: not in round r */
    uint32_t opening;               /* bit s */
    bool station[ROTATION_UNIT_MAX], once[ROTATION_UNIT_MAX];
    uint32_t must[ROTATION_UNIT_MAX]; /* bit s */
    bool teacher[ROTATION_UNIT_MAX], first[ROTATION_UNIT_MAX], two_rounds[ROTATION_UNIT_MAX];
};

struct rotation_build {
    const struct rotation_problem *problem;
    const struct rotation_work *work;
    struct rotation_waiver waiver;
    bool lossy;
    int32_t bounds[LOSS_COUNT]; /* lossy: at most so much may be given up; -1: no bound */

    struct solver *solver;
    int32_t unknowns;
    /* Unknowns by number, SOLVER_NONE where there is none. */
    int32_t at[ROTATION_UNIT_MAX][ROUND_MAX][STATION_MAX];
    int32_t rest[ROTATION_UNIT_MAX][ROUND_MAX];
    int32_t visits[ROTATION_UNIT_MAX][STATION_MAX]; /* at all */
    int32_t again[ROTATION_UNIT_MAX][STATION_MAX];  /* the first of again_count() */
    int32_t no_first[ROTATION_UNIT_MAX], no_teacher[ROTATION_UNIT_MAX];
    int32_t no_must[ROTATION_UNIT_MAX][STATION_MAX];

    struct solver_term terms[BUILD_TERM_MAX];
    int32_t term_count;
    struct rotation_demand demands[DEMAND_ALL_MAX];
    bool waived[DEMAND_ALL_MAX];
    int32_t order[DEMAND_ALL_MAX]; /* in which they are left out */
    int32_t demand_count;
};

/* In the memory of the work. The waiver is empty, nothing may be lost. */
struct rotation_build *rotation_build_open(
    const struct rotation_problem *problem, const struct rotation_work *work);
/* Makes the constraints anew; `like` is tried first, NULL: one station after the other. */
void rotation_build_make(struct rotation_build *build, const struct rotation_plan *like);
void rotation_build_read(const struct rotation_build *build, struct rotation_plan *out);

/* What a unit is, in the problem. */
int rotation_bit_count(uint32_t bits);
uint32_t rotation_rounds_of(const struct rotation_problem *problem); /* all of them, as bits */
uint32_t rotation_here(const struct rotation_problem *problem, int unit);
int rotation_rests(const struct rotation_problem *problem, int unit); /* it has to take */
bool rotation_stays_two(const struct rotation_problem *problem, int unit, int place);
bool rotation_is_open(const struct rotation_problem *problem, int place, int round);
int rotation_first_round(const struct rotation_problem *problem, int unit); /* -1: never here */
bool rotation_unit_holds(const struct rotation_problem *problem, int unit, const int8_t *places);
