/* The whole of the class as one value: the plan, and what the log says happened.
 *
 *   classroom_decide(classroom, action, now) -> event | error      pure, changes nothing
 *   classroom_apply(classroom, event)                              cannot fail
 *
 * The same classroom_apply serves events made here, replayed at start and pulled from others. It is
 * idempotent (an event applied twice changes nothing) and insensitive to order: any two classrooms
 * that took the same plan and then applied the same set of events have the same classroom_hash(),
 * whatever the order. Fields that hold "the latest" keep the stamp that set them and only a later
 * stamp replaces them; lists keep the newest so many by stamp. Counters are for information only.
 *
 * Events about a student, skill or ticket that is not in the plan are ignored and counted
 * (stranger_count): they are in the log alone. A class that has gone through several plans also
 * knows those who left it, with their state, for as long as there is room: coming back costs no
 * replay then. It is never more than that. Where a new plan finds no room beside them, or may be
 * about strangers, classroom_take_plan() says so, and the class is built anew: an empty classroom,
 * the plan (it always fits alone), all of the log. That knows the plan's own and nobody else, as
 * any machine does that builds it from its log, and nothing that can be asked of those in the plan
 * is another for it.
 *
 * The value holds no pointers and can be saved as bytes. It is large (about 112 MiB of address
 * space, a few MiB touched for a real class): reserve it zeroed, never copy it. */
#pragma once

#include "base/error.h"
#include "base/moment.h"
#include "model/action.h"
#include "model/event.h"
#include "model/plan.h"

struct evidence {
    struct stamp stamp; /* of the answer's event */
    int32_t day;        /* evidence_day() */
    uint8_t item;       /* place in its event: two answers of one event are two entries */
    bool right;
    bool unsure;
    bool imported; /* a result from elsewhere */
    int32_t score; /* of SCORE_FULL */
};

/* The newest EVIDENCE_MAX answers of a student on a skill and the newest EVIDENCE_MAX results from
 * elsewhere, oldest first. Answers are in the order of the log, results in that of the days they
 * were taken; between the two, days decide. (By the log's time alone one event of a clock years
 * ahead would put every result before every answer, for years.) */
struct evidence_list {
    struct evidence entries[2 * EVIDENCE_MAX];
    int32_t count;
    struct stamp set_stamp; /* teacher's word, if stamp_is_set */
    int32_t set_day;        /* local */
    enum mastery_level set_level;
};

struct kudos {
    struct stamp stamp; /* of the event; zero: empty slot */
    char text[TEXT_SIZE];
    char about[ID_SIZE];
};

struct hand_in {
    struct stamp stamp; /* latest submission; zero: never handed in */
    int32_t day;
};

/* visit_ended, newest first. One is not enough: a station where a child forgot to sign out ends the
 * visit there by itself, perhaps after the child checked in elsewhere, and must not end that one.
 */
enum { VISIT_ENDING_MAX = 4 };
struct visit_ending {
    struct stamp stamp; /* zero: empty slot */
    char station[ID_SIZE];
    enum visit_end reason;
};

struct badge_state {
    struct stamp stamp;            /* latest badge_issued */
    struct stamp void_stamp;       /* latest badge_voided */
    bool valid;                    /* issued later than voided */
    uint8_t hash[BADGE_HASH_SIZE]; /* of the latest issued, also when void */
};

/* Where the teacher moved a student in one round, newest first. */
struct move {
    struct stamp stamp; /* zero: empty slot */
    int32_t day;
    int32_t round;
    char station[ID_SIZE]; /* empty: back to where the group goes */
};

struct playlist_state {
    struct stamp stamp; /* zero: empty slot */
    struct playlist playlist;
};

/* The group a student joined who was in none; see classroom_joined(). */
struct joined_group {
    struct stamp stamp; /* of the latest group_joined; zero: never */
    int32_t day;
    char group[NAME_SIZE];
};

struct student_state {
    bool enrolled;            /* in the current plan and not erased */
    bool erased;              /* tombstone seen: nothing but the id is ever kept again */
    struct stamp visit_stamp; /* latest visit_started */
    int32_t visit_day;        /* its local day */
    char visit_station[ID_SIZE];
    char visit_label[ID_SIZE];         /* label of the machine that wrote it */
    int32_t visit_days[VISIT_DAY_MAX]; /* checked in on these, latest first */
    int32_t visit_day_count;
    struct visit_ending visit_endings[VISIT_ENDING_MAX];
    struct stamp goal_stamp;
    char goal[ID_SIZE]; /* skill code or empty */
    char goal_reason[TEXT_SIZE];
    struct stamp goal_set_stamp; /* the teacher's latest word on it */
    char goal_set[ID_SIZE];      /* skill code, or empty: lifted */
    bool goal_by_teacher;        /* the goal is that one, whoever gave the reason */
    struct badge_state badge;
    struct stamp help_stamp; /* latest help_asked */
    int32_t help_day;        /* its local day */
    struct stamp help_clear_stamp;
    struct kudos kudos[KUDOS_MAX]; /* newest first */
    struct stamp kudos_seen_stamp; /* everything before it has been seen */
    struct stamp profile_stamp[PROFILE_COUNT];
    char profile[PROFILE_COUNT][TEXT_SIZE];
    struct stamp reflection_stamp; /* latest reflection */
    int32_t reflection_day;
    int32_t feeling;
    struct move moves[MOVE_MAX];
    struct playlist_state playlists[PLAYLIST_MAX]; /* one a day, newest first by stamp */
    struct joined_group joined;
    struct hand_in hand_ins[TICKET_MAX];      /* by ticket index */
    struct evidence_list evidence[SKILL_MAX]; /* by skill index */
};

/* Every badge ever issued, so that a void badge is told from an unknown one; sorted by hash. When
 * full, the largest hashes are forgotten: those badges still work, but read as unknown once void.
 */
enum { OLD_BADGE_MAX = 4096 };
struct old_badge {
    uint8_t hash[BADGE_HASH_SIZE];
    int32_t student;
};

/* The latest approval of each day, newest first by stamp; see classroom_groups(). */
struct group_state {
    struct stamp stamp; /* of groups_approved; zero: empty slot */
    struct groups_approval approval;
};

/* Who was with whom: the latest approval of each day, newest first by stamp. Student indexes are
 * stable, so this outlives the groups' names. */
struct past_groups {
    struct stamp stamp; /* zero: empty slot */
    int32_t day;
    int8_t group_of[STUDENT_MAX]; /* by student index; -1: in none */
};

enum { ROTATION_CHANGE_MAX = 64 };
struct rotation_state {
    struct stamp started_stamp; /* latest rotation_started; zero: none */
    int32_t day;
    int32_t rounds, minutes;
    int64_t started_ms;
    bool started_trusted;      /* by a clock that was sure */
    struct stamp before_stamp; /* the latest rotation_started but one; zero: none */
    int32_t before_day;
    struct rotation_change {
        struct stamp stamp;
        int32_t day;
        int32_t add_seconds, skip_rounds, paused;
        int64_t at_ms;
    } changes[ROTATION_CHANGE_MAX]; /* of any day, newest first; stamp zero: empty slot */
};

/* Finds an index by id in a step or two. */
enum { ID_TABLE_SIZE = 2048 };
struct id_table {
    int16_t slots[ID_TABLE_SIZE]; /* index + 1; 0: free */
};

struct classroom {
    struct plan plan; /* student, skill and ticket indexes are stable for the life of the value */
    char plan_version[ID_SIZE];
    /* Skills and tickets of the current plan in its order. The arrays of `plan` also hold those
     * that left it. (For students: student_state.enrolled.) */
    int32_t skills_in_plan[SKILL_MAX], skill_in_plan_count;
    int32_t tickets_in_plan[TICKET_MAX], ticket_in_plan_count;
    struct id_table student_ids, skill_ids, ticket_ids;
    struct student_state students[STUDENT_MAX]; /* parallel to plan.students */
    struct group_state groups[GROUP_DAY_MAX];
    struct past_groups past_groups[PAST_GROUP_MAX];
    struct rotation_state rotation;
    struct badge_state teacher_badge; /* badge events of no student are the teacher's */
    struct old_badge old_badges[OLD_BADGE_MAX];
    int32_t old_badge_count;
    int64_t newest_ms;      /* the latest corrected time seen in any event */
    int64_t sure_ms;        /* the latest time that a trusted clock said; 0: none */
    int64_t event_count;    /* calls of classroom_apply: the store's replay has no duplicates */
    int64_t unknown_count;  /* events of kinds this version does not know */
    int64_t stranger_count; /* events about someone or something not in the plan */
};

/* An empty class: plan defaults, nobody. `classroom` must be zeroed memory. */
void classroom_init(struct classroom *classroom);

/* Takes a plan as a whole. Students, skills and tickets keep their index by id; those that left the
 * plan stay, so that their state is not lost (slots without any state are reused when there is no
 * other room). An erased student stays out, whatever the plan says. False, and nothing changed, if
 * the class must be built anew for it, see above; never in an empty class. */
MUST_CHECK bool classroom_take_plan(
    struct classroom *classroom, const struct plan *plan, const char *version);

/* Puts the tickets of a new plan that the class has already first, in its order; what comes with
 * this plan is behind them, and newer. The order goes with the plan to every machine. */
void classroom_order_tickets(const struct classroom *classroom, struct plan *plan);

/* What an action would record now. The event has everything but log and seq; its time is `now`, or
 * just after the newest event seen if the clock is behind that. The error says, in plain words, why
 * not. Check-in at B of a student who is checked in elsewhere is one event: it ends the visit
 * there.
 */
MUST_CHECK bool classroom_decide(const struct classroom *classroom, const struct action *action,
    const struct moment *now, struct event *out, struct error *error);

/* The event is one that classroom_decide() or event_body_decode() made: its counts are in range. */
void classroom_apply(struct classroom *classroom, const struct event *event);

/* The local day of what an event says of a skill; of an imported result, which is told of later,
 * the day it was taken (it is not after the day on which it is told of, if that one can be). */
int32_t evidence_day(const struct event *event);

/* 64-bit hash of everything that matters, independent of slot order. */
uint64_t classroom_hash(const struct classroom *classroom);

/* The clock cannot be right: it is before 2026, or nothing confirms it and it is more than a day
 * behind what a trusted clock said already. */
bool classroom_doubts_clock(const struct classroom *classroom, const struct moment *now);

/* --- Questions screens and commands ask ------------------------------------------------------ */

/* Index by id or code, as plan_find_…() but fast; -1 if there is none. */
int classroom_find_student(const struct classroom *classroom, const char *id);
int classroom_find_skill(const struct classroom *classroom, const char *code);
int classroom_find_ticket(const struct classroom *classroom, const char *id);
/* A student's name for grown-ups: with as much of the last name as it takes where another student
 * of the class has the same ("Emma T."). The room sees student_name(). */
enum { DISTINCT_NAME_SIZE = 2 * NAME_SIZE + 2 };
void classroom_distinct_name(
    const struct classroom *classroom, int student, char out[static DISTINCT_NAME_SIZE]);
/* The skill (an index) is in the current plan; others are kept for their evidence. */
bool classroom_has_skill(const struct classroom *classroom, int skill);
int classroom_find_skill_in_plan(const struct classroom *classroom, const char *code);

/* What a student says of itself; of interests else what the class folder says. Borrowed. */
const char *classroom_profile(
    const struct classroom *classroom, int student, enum profile_field field);

/* Checked in anywhere; the station is visit_station. A visit is ended by a later visit_ended from
 * the machine or station it was started at, or by the teacher from anywhere. */
bool classroom_is_checked_in(const struct classroom *classroom, int student);
/* Asked for help on that day and not cleared: nobody comes for yesterday's. A clock that is behind
 * hides no request, and one made without a believable clock stays until it is cleared. */
bool classroom_wants_help(const struct classroom *classroom, int student, int32_t day);
/* Checked in on that day, at any station; also when the visit is over. Of the VISIT_DAY_MAX latest
 * days of the student. */
bool classroom_is_present(const struct classroom *classroom, int student, int32_t day);
/* Kudos not yet seen, newest first; returns how many (at most KUDOS_MAX). */
int classroom_new_kudos(
    const struct classroom *classroom, int student, const struct kudos *out[static KUDOS_MAX]);

bool classroom_is_teacher_badge(
    const struct classroom *classroom, const uint8_t hash[static BADGE_HASH_SIZE]);

enum badge_owner { BADGE_OWNER_FOUND, BADGE_OWNER_VOID, BADGE_OWNER_UNKNOWN };
/* Whose badge has this keyed hash. *student is set for FOUND and VOID. The badge of a student who
 * left the plan is void, or unknown where the class does not know them any more. */
enum badge_owner classroom_find_badge(
    const struct classroom *classroom, const uint8_t hash[static BADGE_HASH_SIZE], int *student);

/* Ticket of the day for a student: the calendar's, else the newest (the last of the plan's order)
 * not yet handed in; -1 none.
 * Reflection of the day likewise (calendar's, else they take turns by day). */
int classroom_ticket_today(const struct classroom *classroom, int student, int32_t day);
int classroom_reflection_today(const struct classroom *classroom, int32_t day);
/* The ticket was handed in on that day and is not open again before the next. When a clock that
 * cannot be right (date_is_believable()) was asked for the day of it, nobody knows which it was:
 * then it counts until the student's next check-in. That may ask for a ticket twice in one lesson,
 * and never withholds it in a later one. */
bool classroom_has_handed_in(
    const struct classroom *classroom, int student, int ticket, int32_t day);

/* The approved groups that stand on a day: of the latest day that is not after it. NULL: none yet,
 * the plan's own groups stand. On a day that cannot be (date_is_believable()), with all approvals
 * more than GROUP_AHEAD_DAYS later, the newest approval stands. */
enum { GROUP_AHEAD_DAYS = 120 };
const struct groups_approval *classroom_groups(const struct classroom *classroom, int32_t day);
/* The name of the group that a student joined of those that stand on a day, or NULL. Groups that
 * were approved later are others, also when they are called the same. */
const char *classroom_joined(const struct classroom *classroom, int student, int32_t day);
/* Who was in which group then, by student index, -1: in none; also those who joined late, as far as
 * it is their latest joining. */
void classroom_was_in(const struct classroom *classroom, const struct past_groups *past,
    int8_t out[static STUDENT_MAX]);
/* The next day of lessons: the next one in the calendar, else (also when that is more than
 * GROUP_AHEAD_DAYS later) the day after. */
int32_t classroom_next_day(const struct classroom *classroom, int32_t day);

/* Rounds of a block and minutes of a round on a day: the calendar's, else the plan's. */
struct rotation_lengths {
    int32_t rounds, minutes;
};
struct rotation_lengths classroom_rotation_lengths(const struct classroom *classroom, int32_t day);

/* Activity for a student at a station: one for the goal's skill, else one for any skill, else
 * whatever is there; among equals by level (not yet: support; got it: extend; else on); -1 if the
 * station has none. */
int classroom_activity(const struct classroom *classroom, int student, int station);
