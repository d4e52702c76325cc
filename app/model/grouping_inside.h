/* The inside of model/grouping: what was gathered from the classroom. For grouping*.c only.
 *
 * A thing is a present student, 0 to count - 1 in the plan's order. */
#pragma once

#include "base/rng.h"
#include "model/grouping.h"
#include "model/partition.h"

enum {
    GROUPING_DEMAND_MAX = RULE_MAX + STUDENT_MAX,
    GROUPING_NOWHERE = -1, /* slot of a lock to a group that is not formed */
};

struct grouping_fact {
    int32_t right, asked;
    enum mastery_level word; /* the teacher's; MASTERY_NONE: none */
    bool is_known;
    float score;
};

/* A rule among the present. */
struct grouping_rule {
    struct grouping_demand demand;
    enum rule_kind kind;
    int32_t weight; /* 0: hard */
    int32_t members[RULE_STUDENT_MAX], member_count;
    int32_t slot;         /* lock */
    bool is_at_most_once; /* role: there are too few for each group, since some are absent */
};

struct grouping_bounds {
    int32_t least, most; /* of every group */
};

/* A value with hard rules first. */
struct grouping_worth {
    int32_t broken;
    double value;
};

struct grouping {
    struct grouping_options options;
    struct grouping_weights weights;
    int32_t count, group_count;
    int32_t student_of[STUDENT_MAX];
    int32_t thing_of[STUDENT_MAX]; /* by student; -1: not present */

    int32_t skills[GROUPING_SKILL_MAX], skill_count;
    int32_t next_skill[GROUPING_SKILL_MAX]; /* after it on its path; itself at the end */
    struct grouping_fact facts[STUDENT_MAX][GROUPING_SKILL_MAX]; /* by thing */
    int32_t goal[STUDENT_MAX];                                   /* skill or -1, by thing */
    bool is_known[STUDENT_MAX];                                  /* what the scheme goes by */
    float meetings[STUDENT_MAX * STUDENT_MAX];                   /* count x count */
    float pair[STUDENT_MAX * STUDENT_MAX];                       /* gains, count x count */

    struct grouping_rule rules[GROUPING_DEMAND_MAX];
    int32_t rule_count;
    char names[GROUP_MAX][NAME_SIZE];
    struct grouping_bounds bounds;
    bool has_sizes; /* the teacher's own */
    bool sizes_widened;
    int32_t capacity, capacity_station; /* of a group; RULE_STUDENT_MAX and -1: no limit given */
    int32_t teacher_station, station_count;
    int32_t station_capacity[STATION_MAX];

    enum grouping_state state;
    struct grouping_conflict conflict;
    bool is_optimal;
    int32_t slot[STUDENT_MAX]; /* best so far, by thing */

    struct partition_problem problem;
    struct partition_set sets[PARTITION_SET_MAX];
    uint8_t set_member[PARTITION_SET_MAX][STUDENT_MAX];
    int32_t least[GROUP_MAX], most[GROUP_MAX];
    uint8_t apart[STUDENT_MAX * STUDENT_MAX], together[STUDENT_MAX * STUDENT_MAX];
    float place[STUDENT_MAX * GROUP_MAX];
    struct partition *search; /* NULL: nothing to search */
};

/* Better by more than rounding. */
bool grouping_is_better(struct grouping_worth a, struct grouping_worth b);

/* --- Gathering -------------------------------------------------------------------------------- */

/* Skills, facts, goals, meetings, and from them the pair gains. */
void grouping_gather_evidence(struct grouping *grouping, const struct classroom *classroom);
/* Rules and locks among the present; slots that a lock names have their names then. */
void grouping_gather_rules(struct grouping *grouping, const struct classroom *classroom);

/* --- Judging ---------------------------------------------------------------------------------- */

/* How often a rule is broken in a group that has `members` of its members. */
int32_t grouping_rule_breaks(const struct grouping_rule *rule, int32_t members, int32_t slot);
/* What one break of a wish costs. */
double grouping_wish_points(const struct grouping_rule *rule);
/* One group, and all. slot[] by thing, -1: nowhere. */
struct grouping_worth grouping_worth_of(
    const struct grouping *grouping, const int32_t *slot, int32_t group);
struct grouping_worth grouping_worth_of_all(const struct grouping *grouping, const int32_t *slot);
void grouping_slots_of(
    const struct grouping *grouping, const struct grouping_placement *placement, int32_t *slot);

/* One group of a placement, but for its station. */
void grouping_describe_group(const struct grouping *grouping,
    const struct grouping_placement *placement, int32_t slot, struct grouping_group *out);

/* --- Proving ---------------------------------------------------------------------------------- */

enum grouping_proof { GROUPING_SATISFIED, GROUPING_IMPOSSIBLE, GROUPING_UNDECIDED };

/* Which demands count: hard rules by index in grouping->rules. */
struct grouping_case {
    bool has_rule[GROUPING_DEMAND_MAX];
    bool has_sizes, has_capacity;
    struct grouping_bounds bounds; /* without has_sizes: 1 to everybody */
};
/* Whether the demands can all be kept; writes how (by thing) when satisfied. Uses up *nodes
 * as it tries, and gives up when there are none left. */
enum grouping_proof grouping_prove(const struct grouping *grouping,
    const struct grouping_case *from, int64_t *nodes, struct rng *rng, int32_t *slot);
/* The smallest impossible set it can find within `from`, which is impossible. */
void grouping_find_conflict(
    struct grouping *grouping, const struct grouping_case *from, struct rng *rng);
