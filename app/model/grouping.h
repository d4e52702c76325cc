/* Tomorrow's groups: from the evidence in a classroom, its rules and the teacher's wishes to groups
 * that say why.
 *
 *   grouping_open()      gathers everything, tries to prove that the hard rules can be kept
 *   grouping_improve()   searches on, as long as there is time; may be left out
 *   grouping_result()    the best so far
 *
 * Afterwards any placement (also one the teacher made by hand) can be judged, explained, and mended
 * with few moves, against the same rules. Pure and deterministic for a seed; allocates nothing; the
 * classroom is not looked at again after grouping_open().
 *
 * A slot is a group by number: 0 to group_count - 1. Students are indexes into classroom.plan.
 *
 * What is measured. The score of a student on a skill is (right + 0.5) / (asked + 1) over the
 * newest answers, as many as the skill's rule looks at, given in the last `days` days; unsure
 * answers are asked, not right; a teacher's word is 0.1 (not yet), 0.5 (getting there) or 0.9 (got
 * it). Where a student has no evidence the mean of the class stands in. Value is in points: each
 * objective is 100 times its weight if the whole class were one group, so that
 *
 *     need      - 100 x (spread of scores inside the groups / spread in the class)
 *     mix       + the same
 *     partners  - 100 x (meetings repeated inside the groups / all meetings); an approval counts
 *                 1, the one before 0.8, then 0.64 …
 *     choice    + 100 x (pairs with the same chosen goal inside the groups / all such pairs)
 *
 * sums over pairs divided by the size of their group, so that uneven groups are not rewarded. A
 * rule that is a wish of weight w costs 2 w points: apart, not_alone and role for each group that
 * breaks it, together half of that for each piece, lock for each student. Hard rules come before
 * any points. */
#pragma once

#include "model/classroom.h"

enum grouping_scheme {
    GROUPING_TARGETED, /* the same need */
    GROUPING_MIXED,    /* different strengths, groups alike */
    GROUPING_CHOICE,   /* the goal each chose */
    GROUPING_RANDOM,
    GROUPING_SCHEME_COUNT
};
extern const char *const grouping_scheme_names[GROUPING_SCHEME_COUNT];
MUST_CHECK bool grouping_scheme_parse(const char *name, enum grouping_scheme *out);

struct grouping_weights {
    float need, mix, partners, choice; /* 0 and more */
};
struct grouping_weights grouping_weights_of(enum grouping_scheme scheme);

enum {
    GROUPING_SKILL_MAX = 16,
    GROUPING_DAYS = 14, /* of evidence, unless said otherwise */
    GROUPING_CONFLICT_MAX = 64,
    GROUPING_STEPS = 8000000, /* about 50 ms of a class: see tests/bench/bench_groups.c */
};

struct grouping_lock {
    int32_t student;
    char group[NAME_SIZE];
};

struct grouping_options {
    enum grouping_scheme scheme;
    bool has_weights; /* else the scheme's */
    struct grouping_weights weights;
    int32_t today; /* local day: the last one whose evidence counts */
    int32_t days;  /* of evidence; 0: GROUPING_DAYS */
    /* Skills to group by; none: the skills of the plan with evidence in these days, those that most
     * students answered first. */
    int32_t skills[GROUPING_SKILL_MAX], skill_count;
    /* 0: by size_most; else as many as the plan's groups, or as stations (more where the groups
     * would be too large for them), or fives. */
    int32_t group_count;
    /* 0: sizes differ by at most one, unless the rules demand more. */
    int32_t size_least, size_most;
    bool absent[STUDENT_MAX];
    struct grouping_lock locks[STUDENT_MAX]; /* the teacher's hand; as hard as a rule */
    int32_t lock_count;
    char names[GROUP_MAX][NAME_SIZE]; /* of the slots; name_count 0: dealt */
    int32_t name_count;
    /* Groups that stand are to be judged: there are group_count of them whoever is missing, of any
     * size; nothing is proven or searched. */
    bool only_judge;
    bool teacher_first; /* the neediest group meets the teacher's station first */
    uint64_t seed;
};

/* --- Names ------------------------------------------------------------------------------------ */

struct grouping_name {
    const char *name; /* English; to translate with the context "group" */
    const char *icon; /* one emoji */
};
enum { GROUPING_NAME_COUNT = 40 };
extern const struct grouping_name grouping_names[GROUPING_NAME_COUNT];
/* The icon of a name, whatever its case; a neutral one for a name that is not ours. */
const char *grouping_icon(const char *name);
/* Fills the empty ones of `count` names (GROUP_MAX at most) with some of ours that none of the
 * others is; which ones follows from the seed. */
void grouping_deal_names(char names[][NAME_SIZE], int32_t count, uint64_t seed);

/* --- Results ---------------------------------------------------------------------------------- */

/* Where a demand comes from. */
enum grouping_source {
    GROUPING_RULE,     /* plan.rules[index] */
    GROUPING_LOCK,     /* options.locks[index] */
    GROUPING_SIZES,    /* size_least and size_most */
    GROUPING_CAPACITY, /* plan.stations[index] takes no more */
};
struct grouping_demand {
    enum grouping_source source;
    int32_t index;
};

/* Hard demands that cannot all be kept with this number of groups. */
struct grouping_conflict {
    struct grouping_demand demands[GROUPING_CONFLICT_MAX];
    int32_t count;
    bool is_minimal; /* proven: without any one of them the others can be kept */
};

enum grouping_state {
    GROUPING_NOBODY,   /* nobody is present */
    GROUPING_READY,    /* the placement keeps every hard rule */
    GROUPING_CONFLICT, /* proven: they cannot be kept; the placement breaks as few as was found */
    GROUPING_UNPROVEN, /* no way found to keep them, and no proof that there is none */
    GROUPING_BROKEN,   /* grouping_describe(): this placement breaks some that could be kept */
};

struct grouping_placement {
    int8_t slot[STUDENT_MAX]; /* by student; -1: in no group */
};

struct grouping_group {
    char name[NAME_SIZE];
    const char *icon;
    int32_t students[STUDENT_MAX], student_count; /* in the plan's order */
    int32_t skill; /* needed most; choice: chosen most; -1: none in particular */
    bool extend;   /* everything looked at is there: ready to extend */
    float need;    /* mean of 1 - score, 0 to 1; for the teacher's eyes */
    bool teacher_first;
    int32_t first_station; /* index into plan.stations, -1: there are none */
};

struct grouping_result {
    enum grouping_state state;
    struct grouping_placement placement;
    struct grouping_group groups[GROUP_MAX];
    int32_t group_count;
    int32_t skills[GROUPING_SKILL_MAX], skill_count; /* looked at */
    double value;
    bool is_optimal;    /* proven; else the best found */
    bool sizes_widened; /* sizes differ by more than one: the rules demand it */
    struct grouping_conflict conflict;
    /* Present, but without what the scheme goes by: evidence, or (choice) a goal. */
    int32_t unknown[STUDENT_MAX], unknown_count;
    bool too_many_unknown; /* more than half: these groups are mostly chance */
};

/* --- Forming ---------------------------------------------------------------------------------- */

struct grouping; /* lives in the caller's memory; nothing to close */

size_t grouping_memory_size(void);

/* `memory` is aligned for any type. ERR_BAD_INPUT in plain words: sizes that cannot hold everybody,
 * a skill or student that is not there, a group that would be larger than an approval can say.
 * Rules that contradict each other are a state of the result. */
MUST_CHECK bool grouping_open(struct grouping **out, const struct classroom *classroom,
    const struct grouping_options *options, void *memory, size_t size, struct error *error);

/* As partition_improve(). Does nothing once the best is proven. */
bool grouping_improve(
    struct grouping *grouping, int64_t steps, bool (*stop)(void *user), void *user);

void grouping_result(const struct grouping *grouping, struct grouping_result *out);
/* The same of another placement: its groups, value and state (READY or BROKEN). */
void grouping_describe(const struct grouping *grouping, const struct grouping_placement *placement,
    struct grouping_result *out);

/* --- Judging and explaining ------------------------------------------------------------------- */

struct grouping_verdict {
    struct grouping_demand broken[GROUPING_CONFLICT_MAX]; /* hard ones, each once */
    int32_t broken_count;
    struct grouping_demand missed[GROUPING_CONFLICT_MAX]; /* wishes not met, each once */
    int32_t missed_count;
    int32_t unplaced; /* present students in no group */
    double value;
};
void grouping_judge(const struct grouping *grouping, const struct grouping_placement *placement,
    struct grouping_verdict *out);
/* How many hard demands are broken after that were not before; *first: of them, unless none are. */
int32_t grouping_newly_broken(const struct grouping_verdict *before,
    const struct grouping_verdict *after, struct grouping_demand *first);

enum grouping_why {
    GROUPING_WHY_LOCKED,   /* demand: the lock */
    GROUPING_WHY_NEED,     /* skill, right of asked, alike of members */
    GROUPING_WHY_WORD,     /* skill, level: the teacher's word; alike of members */
    GROUPING_WHY_EXTEND,   /* right of asked on skill; all is there */
    GROUPING_WHY_STRENGTH, /* skill in which the student is ahead of the group; right of asked */
    GROUPING_WHY_SUPPORT,  /* skill in which `alike` others of the group are ahead */
    GROUPING_WHY_BALANCE,  /* neither ahead nor behind: keeps the groups alike */
    GROUPING_WHY_CHOICE,   /* skill: the chosen goal, alike of members share it */
    GROUPING_WHY_PARTNERS, /* `alike` of members have not been partners lately */
    GROUPING_WHY_NO_EVIDENCE /* nothing known: keeps sizes and rules */,
    GROUPING_WHY_CHANCE,
    GROUPING_WHY_COUNT
};

/* What it would cost to be in another group. */
struct grouping_price {
    int32_t slot;
    int32_t swap; /* student who comes back in exchange, since sizes must hold; -1: a plain move */
    int32_t broken;               /* hard demands broken in addition */
    struct grouping_demand first; /* of them, if broken > 0 */
    double points;                /* of value lost; negative: gained */
};

struct grouping_reason {
    enum grouping_why why;
    struct grouping_demand demand;
    int32_t skill, right, asked;
    enum mastery_level level;
    int32_t alike, members;                     /* of the other members of the group */
    int32_t with[RULE_STUDENT_MAX], with_count; /* kept together by rules, with whom */
    struct grouping_demand with_demand;
    /* Kept apart by rules: from whom (first is enough for a sentence), and by which rule. */
    int32_t apart[RULE_STUDENT_MAX], apart_count;
    struct grouping_demand apart_demand;
    struct grouping_price prices[GROUP_MAX]; /* each other slot, in order */
    int32_t price_count;
};
/* The student is placed. */
void grouping_explain(const struct grouping *grouping, const struct grouping_placement *placement,
    int32_t student, struct grouping_reason *out);

/* --- Mending ---------------------------------------------------------------------------------- */

/* A better placement in which at most `move_max` students (-1: any number) have changed groups: by
 * steps of one to three moves, the best step each time, as long as there is one. Students in no
 * group are placed and do not count; `held` (by student, or NULL) stay where they are. A late
 * child: open again with the names kept, move_max 0. Someone gone: open again with them absent.
 * Never worse than `from`. Returns how many moved. */
int32_t grouping_mend(const struct grouping *grouping, const struct grouping_placement *from,
    const bool *held, int32_t move_max, struct grouping_placement *out);

/* Undo and redo: the placements a teacher went through. */
enum { GROUPING_HISTORY_MAX = 64 };
struct grouping_history {
    struct grouping_placement steps[GROUPING_HISTORY_MAX];
    int32_t first, count, at; /* a ring; `at` counts from the oldest */
};
void grouping_history_start(
    struct grouping_history *history, const struct grouping_placement *placement);
/* Forgets what was undone; the oldest when full. The same placement again is no step. */
void grouping_history_add(
    struct grouping_history *history, const struct grouping_placement *placement);
const struct grouping_placement *grouping_history_now(const struct grouping_history *history);
bool grouping_history_undo(struct grouping_history *history); /* false: nothing to undo */
bool grouping_history_redo(struct grouping_history *history);

/* --- Exact parts ------------------------------------------------------------------------------ */

/* One score: the exact split with the smallest sum of squared distances from the groups' means, by
 * dynamic programming over the sorted scores. Writes slots 0 (lowest) … and returns the sum;
 * negative if no sizes fit. count at most STUDENT_MAX, groups at most GROUP_MAX. */
double grouping_split_line(const double *scores, int32_t count, int32_t groups, int32_t least,
    int32_t most, int32_t *slot);
