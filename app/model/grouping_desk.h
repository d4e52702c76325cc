/* The teacher's desk: tomorrow's groups while they are being made.
 *
 * Several schemes lie side by side, each with its own groups, options, locks and steps to undo; one
 * of them is in front. A pure value: whoever owns it stores it (exchange/desk_json), and nothing of
 * it counts before it is approved.
 *
 * Who counts: who is present today; as long as nobody has checked in, everybody. Who checks in
 * later is placed without moving the others, and so is who joins the class. What the teacher says
 * of a student goes before that, until the next day.
 *
 * A locked student stays in the group when the others are formed anew, and so does everybody in a
 * locked group, which nobody enters then. The teacher's own hand may move them.
 *
 * Forming takes a while. A desk that works in slices only begins it, and grouping_desk_work() goes
 * on; the groups are the same as in one piece. Meanwhile those before stay in front. Who asks for
 * others meanwhile gets these, with what was asked for before; whatever is done by hand, or
 * grouping_desk_give_up(), leaves everything as it was before they were asked for. */
#pragma once

#include "model/grouping.h"

struct grouping_naming {
    int32_t group_count;
    char names[GROUP_MAX][NAME_SIZE];
};

struct grouping_desk_scheme {
    bool is_formed;
    int32_t days;  /* of evidence */
    int32_t skill; /* to group by, an index; -1: those with evidence */
    int32_t turn;  /* how often it was formed: each time other names are dealt */
    bool teacher_first;
    bool is_locked[STUDENT_MAX];
    bool is_held[STUDENT_MAX]; /* put there by hand since all were formed */
    bool is_group_locked[GROUP_MAX];
    struct grouping_history history;
    struct grouping_naming namings[GROUPING_HISTORY_MAX]; /* parallel to history.steps */
};

/* What stays as it is while the others are formed. */
struct grouping_stay {
    bool is_closed[GROUP_MAX];              /* nobody comes, nobody goes */
    int32_t slot_of[GROUP_MAX], open_count; /* of the groups that are formed */
    bool is_any;
};

/* Groups that are being formed. */
struct grouping_forming {
    struct grouping *grouping; /* NULL: none */
    enum grouping_scheme scheme;
    bool rest;
    int32_t groups;      /* asked for; 0: as many as usual */
    int32_t group_count; /* how many there will be */
    int64_t steps_left;
    struct grouping_stay stay;
    struct { /* of the scheme, before */
        int32_t days, skill, turn;
        bool is_locked[STUDENT_MAX], is_held[STUDENT_MAX], is_group_locked[GROUP_MAX];
    } before;
};

struct grouping_desk {
    int32_t today;
    int32_t day; /* the groups are for */
    enum grouping_scheme scheme;
    bool absent[STUDENT_MAX];
    bool is_said[STUDENT_MAX]; /* absent[] is the teacher's word */
    struct grouping_desk_scheme schemes[GROUPING_SCHEME_COUNT];

    /* Of the scheme in front, brought up to date by every call below that succeeds. */
    struct grouping *grouping; /* NULL: not yet, also while the first groups are formed */
    struct grouping_options options;
    struct grouping_result result;
    struct grouping_verdict verdict;
    bool can_undo, can_redo;

    struct grouping_forming forming;

    int64_t steps; /* of the search, each time groups are formed: GROUPING_STEPS, or as set */
    void *memory, *forming_memory; /* NULL: not in slices */
    size_t memory_size;
};

enum grouping_desk_verb {
    DESK_SCHEME,     /* number: enum grouping_scheme; formed if it is not yet */
    DESK_GROUPS,     /* number: how many, brought to what can be; formed anew */
    DESK_FORM,       /* everybody anew, but for the locked */
    DESK_FORM_REST,  /* and but for those put somewhere by hand */
    DESK_MOVE,       /* student, number: slot */
    DESK_SWAP,       /* student, number: the other student */
    DESK_LOCK,       /* student: locked, or not any more */
    DESK_LOCK_GROUP, /* number: slot; likewise */
    DESK_UNDO,       /* undo and redo what the verbs above but the locks did */
    DESK_REDO,
    DESK_ABSENT,        /* student: absent, or there after all; -1: everybody is there */
    DESK_SKILL,         /* number: index or -1; formed anew, targeted unless it is mixed */
    DESK_DAYS,          /* number: 1 and more; formed anew */
    DESK_TEACHER_FIRST, /* on or off */
};

struct grouping_desk_change {
    enum grouping_desk_verb verb;
    int32_t student;
    int32_t number;
};

/* An empty desk. `memory`: grouping_memory_size() bytes for the life of the desk. */
void grouping_desk_init(struct grouping_desk *desk, void *memory, size_t size);
/* From now on it forms in slices, in memory of the same size. */
void grouping_desk_use_slices(struct grouping_desk *desk, void *memory, size_t size);

bool grouping_desk_is_forming(const struct grouping_desk *desk);
/* Goes on for so many steps; when there are no more to do, the groups are in front. */
MUST_CHECK bool grouping_desk_work(struct grouping_desk *desk, const struct classroom *classroom,
    int64_t steps, struct error *error);
void grouping_desk_give_up(struct grouping_desk *desk);
/* Of the scheme in front; while groups are formed, how many there will be. */
int32_t grouping_desk_group_count(const struct grouping_desk *desk);

/* Takes in what happened in the class and what day it is; forms the scheme in front if it is not
 * yet. Errors as grouping_open(). */
MUST_CHECK bool grouping_desk_update(struct grouping_desk *desk, const struct classroom *classroom,
    int32_t today, struct error *error);

/* After grouping_desk_update(). ERR_BAD_INPUT, ERR_FULL: the desk is as it was, but for what is in
 * front. */
MUST_CHECK bool grouping_desk_change(struct grouping_desk *desk, const struct classroom *classroom,
    const struct grouping_desk_change *change, struct error *error);

const struct grouping_desk_scheme *grouping_desk_front(const struct grouping_desk *desk);
int32_t grouping_desk_present(const struct grouping_desk *desk, const struct classroom *classroom);
const struct grouping_naming *grouping_desk_naming(const struct grouping_desk_scheme *scheme);
/* In the class, and in none of these groups: absent, or not said to be there. */
bool grouping_desk_is_left_out(
    const struct grouping_desk *desk, const struct classroom *classroom, int32_t student);
/* Rules are contradicted by nothing but the number of groups, for which too few are present: fewer
 * groups, or more students, mend it. */
bool grouping_desk_is_too_divided(
    const struct grouping_desk *desk, const struct classroom *classroom);
/* Begins a scheme with these groups, as they were stored. Then grouping_desk_update(). */
void grouping_desk_restore(struct grouping_desk_scheme *scheme,
    const struct grouping_placement *placement, const struct grouping_naming *naming);

/* May it be published: everybody placed, no hard rule broken, nothing being formed? */
bool grouping_desk_is_ready(const struct grouping_desk *desk);
/* Groups as they are approved; groups without students are left out. A group of more than
 * RULE_STUDENT_MAX, which is never ready, is cut there. */
void grouping_approve(const struct grouping_result *result, enum grouping_scheme scheme,
    int32_t day, const struct plan *plan, struct groups_approval *out);
/* Of each of those groups: the neediest, who meets the teacher first. */
void grouping_teacher_first(const struct grouping_result *result, bool out[static GROUP_MAX]);
/* Those in front. */
void grouping_desk_approval(
    const struct grouping_desk *desk, const struct plan *plan, struct groups_approval *out);

/* How the groups in front stand to those approved for their day: who is with whom, under which
 * name. What they need changes with every answer, and is not looked at. */
enum grouping_published {
    GROUPING_UNPUBLISHED,      /* none are approved for that day */
    GROUPING_PUBLISHED,        /* these */
    GROUPING_CHANGED,          /* these, as they were before they were changed */
    GROUPING_OTHERS_PUBLISHED, /* those of another scheme */
};
/* *since: when, unless none are. */
enum grouping_published grouping_desk_published(
    const struct grouping_desk *desk, const struct classroom *classroom, struct stamp *since);
