/* Events: facts that happened, as they are stored in the log and pass between machines.
 *
 * An event is a value. Its envelope is frozen for ever; its body depends on its kind and version
 * and is JSON when stored (exchange/event_json.h). Unknown kinds are kept, passed on and ignored.
 */
#pragma once

#include "model/badge.h"
#include "model/limits.h"
#include "model/stamp.h"
#include <stdbool.h>
#include <stddef.h>

/* EVENT(NAME, name): the kinds in waystation(1), "Events". */
#define EVENT_KINDS(EVENT)                            \
    EVENT(VISIT_STARTED, visit_started)               \
    EVENT(VISIT_ENDED, visit_ended)                   \
    EVENT(GOAL_CHOSEN, goal_chosen)                   \
    EVENT(GOAL_SET, goal_set)                         \
    EVENT(TICKET_SUBMITTED, ticket_submitted)         \
    EVENT(REFLECTION_SUBMITTED, reflection_submitted) \
    EVENT(HELP_ASKED, help_asked)                     \
    EVENT(HELP_CLEARED, help_cleared)                 \
    EVENT(KUDOS_GIVEN, kudos_given)                   \
    EVENT(KUDOS_SEEN, kudos_seen)                     \
    EVENT(PROFILE_CHANGED, profile_changed)           \
    EVENT(GROUPS_APPROVED, groups_approved)           \
    EVENT(ROTATION_STARTED, rotation_started)         \
    EVENT(ROTATION_CHANGED, rotation_changed)         \
    EVENT(STUDENT_MOVED, student_moved)               \
    EVENT(PLAYLIST_SET, playlist_set)                 \
    EVENT(GROUP_JOINED, group_joined)                 \
    EVENT(CLOCK_SET, clock_set)                       \
    EVENT(MASTERY_SET, mastery_set)                   \
    EVENT(EVIDENCE_IMPORTED, evidence_imported)       \
    EVENT(BADGE_ISSUED, badge_issued)                 \
    EVENT(BADGE_VOIDED, badge_voided)                 \
    EVENT(PLAN_PUBLISHED, plan_published)             \
    EVENT(STUDENT_ERASED, student_erased)

enum event_kind {
    EVENT_UNKNOWN, /* a kind this version does not know: stored raw, counted, ignored */
#define EVENT(NAME, name) EVENT_##NAME,
    EVENT_KINDS(EVENT)
#undef EVENT
        EVENT_KIND_COUNT
};

const char *event_kind_name(enum event_kind kind); /* "visit_started" */
enum event_kind event_kind_find(const char *name); /* EVENT_UNKNOWN if there is none */
/* What only a board decides: a hub takes it from no station (board_kinds() of hub_4.sql). */
bool event_kind_is_of_board(enum event_kind kind);

enum check_in_how { HOW_BADGE, HOW_SCANNER, HOW_PICTURES, HOW_TEACHER, HOW_COUNT };
extern const char *const check_in_how_names[HOW_COUNT]; /* "badge" (camera), "scanner", … */

enum visit_end {
    END_DONE,
    END_IDLE,
    END_OTHER_STATION,
    END_OTHER_STUDENT,
    END_RESTART,
    END_TEACHER,
    END_COUNT
};
extern const char *const visit_end_names[END_COUNT];

enum mastery_level {
    MASTERY_NONE,
    MASTERY_NOT_YET,
    MASTERY_GETTING_THERE,
    MASTERY_GOT_IT,
    MASTERY_COUNT
};
extern const char *const mastery_level_names[MASTERY_COUNT]; /* "no_evidence", "not_yet", … */

enum profile_field { PROFILE_INTERESTS, PROFILE_LEARN_BEST, PROFILE_STRENGTHS, PROFILE_COUNT };
extern const char *const profile_field_names[PROFILE_COUNT];

struct answer {
    char item[ID_SIZE];
    char skill[ID_SIZE];
    char response[RESPONSE_SIZE];
    bool right;
    bool scored;
    bool unsure;
    int32_t score; /* of SCORE_FULL */
    int32_t ms;    /* time on the item */
};

struct event_group {
    char name[NAME_SIZE];
    char skill[ID_SIZE];
    char first_station[ID_SIZE];
    char students[RULE_STUDENT_MAX][ID_SIZE];
    int32_t student_count;
    /* The group's whole way, by round; an empty id: nowhere planned in that round. No way at all:
     * once round all stations from first_station. */
    char stations[ROUND_MAX][ID_SIZE];
    int32_t station_count;
};

/* The groups of one day. They stand until a later day has its own. */
struct groups_approval {
    int32_t day; /* first here: classroom_apply() compares approvals by day */
    char scheme[ID_SIZE];
    struct event_group groups[GROUP_MAX];
    int32_t group_count;
};

/* The stations of one student on one day, by round, instead of the group's; an empty id: as the
 * group goes. None: back to the group. A must-do is to be done in its round; instead of a may-do
 * the student may go to another may-do that has room. */
struct playlist {
    int32_t day;  /* first here: classroom_apply() compares playlists by day */
    uint32_t may; /* bit r: that of round r is a may-do, else a must-do */
    char stations[ROUND_MAX][ID_SIZE];
    int32_t station_count;
};

union event_body {
    struct {
        char station[ID_SIZE];
        enum check_in_how how;
    } visit_started;
    struct {
        enum visit_end reason;
    } visit_ended;
    struct {
        char skill[ID_SIZE];
        char reason[TEXT_SIZE];
    } goal_chosen;
    struct {
        char skill[ID_SIZE];
        char note[TEXT_SIZE];
    } goal_set; /* empty skill: limit lifted */
    struct {
        char ticket[ID_SIZE];
        struct answer answers[TICKET_ITEM_MAX];
        int32_t answer_count;
    } ticket_submitted;
    struct {
        char prompt[ID_SIZE];
        int32_t feeling; /* 1 to 4, 0 none */
        char text[LONG_TEXT_SIZE];
        char clip[ID_SIZE];
    } reflection_submitted;
    struct {
        char text[TEXT_SIZE];
        char about[ID_SIZE]; /* empty, a skill code, or event_about_reflection() */
    } kudos_given;
    struct {
        enum profile_field field;
        char value[TEXT_SIZE];
    } profile_changed;
    struct groups_approval groups_approved;
    struct {
        int32_t day;
        int32_t rounds;
        int32_t minutes;
        int64_t at_ms;
    } rotation_started;
    /* A change of the day's block at at_ms (wall time), in this order: resume or pause; skip_rounds
     * jumps to the beginning of a later round or, negative, back to an earlier one, which goes on
     * with the time it still had (two minutes, if that was up); add_seconds makes the round that
     * runs then longer (or shorter). Changes add up. */
    struct {
        int32_t day;
        int32_t add_seconds;
        int32_t skip_rounds;
        int32_t paused; /* -1 as it is, 0, 1 */
        int64_t at_ms;
    } rotation_changed;
    struct {
        char station[ID_SIZE]; /* empty: back to where the group goes */
        int32_t round;         /* 0-based */
        int32_t day;
    } student_moved;
    struct playlist playlist_set;
    /* A student who was in none of the day's groups goes with this one, as long as they stand. */
    struct {
        int32_t day;
        char group[NAME_SIZE];
    } group_joined;
    struct {
        char skill[ID_SIZE];
        enum mastery_level level;
        char why[TEXT_SIZE];
    } mastery_set;
    struct {
        char source[ID_SIZE];
        char skill[ID_SIZE];
        int32_t value; /* of SCORE_FULL */
        int32_t taken_day;
    } evidence_imported;
    struct {
        uint8_t hash[BADGE_HASH_SIZE];
    } badge_issued;
    struct {
        char version[ID_SIZE];
        char hash[ID_SIZE];
    } plan_published;
};

struct event {
    struct stamp stamp; /* log, seq, and corrected time: the store fills log and seq */
    /* The machine's clock then, right or wrong: dates and days. What records.h reads is put right
     * and trusted as soon as a clock_set of its log is known (model/clock_table.h). */
    int64_t wall_ms;
    int64_t mono_ms;  /* since the machine was started */
    int32_t offset_s; /* local time zone when it happened */
    bool trusted;
    char station[ID_SIZE]; /* label of the machine that wrote it */
    char class_id[ID_SIZE];
    char student[ID_SIZE]; /* or empty */
    enum event_kind kind;
    int32_t version; /* of the body, 1 */
    union event_body body;
};

/* Bytes at the beginning of the body that are a kind's; most are a few hundred, the largest is
 * 100 KB. */
size_t event_body_size(enum event_kind kind);

/* The key of a body's list of students: nowhere else in a body stands the id of a student whom the
 * event is not about. Who is erased goes from such lists of texts in every kind, also in one that
 * this version does not know, and nothing else changes (erase_from_body() of store/erase.c,
 * body_without() of sync/hub_5.sql). */
#define EVENT_STUDENTS "students"

/* What stands in an event for words that are sealed and not opened here; and how sealed words begin
 * where they are stored ("sealed:1:" and at least 64 characters of base64: nothing a child types).
 */
#define EVENT_SEALED_WORDS "\xF0\x9F\x94\x92" /* a padlock */
bool event_is_sealed(const char *stored);

/* What kudos that answer a reflection are about: "reflection:LOG:SEQ" of the reflection's event. */
void event_about_reflection(const struct stamp *reflection, char out[static ID_SIZE]);
/* False if `about` names no reflection. Only log and seq of *out are set. */
bool event_about_parse(const char *about, struct stamp *out);
