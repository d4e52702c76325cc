/* The plan: what the class folder says, as one value in fixed arrays.
 *
 * Made by exchange/class_folder, stored as a content-addressed snapshot, taken by the classroom as
 * a whole or not at all. Indexes into the arrays are valid for this value only; everything that is
 * stored refers to ids and codes. */
#pragma once

#include "model/item.h"
#include "model/limits.h"
#include <stdbool.h>
#include <stdint.h>

enum student_setting {
    SETTING_LARGE_TEXT = 1 << 0,
    SETTING_READ_ALOUD = 1 << 1,
    SETTING_EXTRA_TIME = 1 << 2,
    SETTING_HIGH_CONTRAST = 1 << 3,
    SETTING_DYSLEXIA_FONT = 1 << 4,
    SETTING_REDUCED_MOTION = 1 << 5,
};
enum { SETTING_COUNT = 6 };
/* Names in the order of the bits: "large_text", … */
extern const char *const student_setting_names[SETTING_COUNT];

struct student {
    char id[ID_SIZE];
    char first_name[NAME_SIZE];
    char last_name[NAME_SIZE];
    char preferred_name[NAME_SIZE];
    char avatar[AVATAR_SIZE];     /* a name of model/avatar.h, or one emoji */
    char language[LANGUAGE_SIZE]; /* "es"; empty: the class's */
    uint32_t settings;            /* enum student_setting, or-ed */
    char interests[TEXT_SIZE];
};

/* preferred_name if there is one, else first_name: the only name a screen shows. */
const char *student_name(const struct student *student);

enum station_kind {
    STATION_TEACHER,
    STATION_TOGETHER,
    STATION_INDEPENDENT,
    STATION_DIGITAL,
    STATION_HANDS_ON,
    STATION_KIND_COUNT
};
extern const char *const station_kind_names[STATION_KIND_COUNT];
/* The icon of a station that names none, or one that cannot be shown: a name of ui/icon.h. */
const char *station_kind_icon(enum station_kind kind);

/* Station colours: the seven named hues of the design. */
enum hue { HUE_SUN, HUE_CORAL, HUE_LEAF, HUE_SKY, HUE_PLUM, HUE_ROSE, HUE_CLAY, HUE_COUNT };
extern const char *const hue_names[HUE_COUNT];

struct station {
    char id[ID_SIZE];
    char name[NAME_SIZE];
    enum station_kind kind;
    int32_t capacity;   /* students at once; 0: no limit given */
    char icon[ID_SIZE]; /* a name of ui/icon.h, or one emoji; empty: by kind */
    enum hue hue;
    char place[NAME_SIZE]; /* "by the window" */
    uint32_t open_rounds;  /* bit 0: round 1, …; 0: open in every round */
};

struct mastery_rule {
    int32_t right; /* C */
    int32_t last;  /* N, at most EVIDENCE_MAX */
    int32_t days;  /* D, at least 1 */
};

/* Bayesian Knowledge Tracing: chances from 0 to 1 that the skill is there before the first answer,
 * that it is learnt and forgotten between two answers, that it shows wrong though there (slip) and
 * right though not (guess). guess + slip < 1, or a right answer would speak against the skill. */
struct knowledge_rule {
    float prior, learn, guess, slip, forget;
    bool is_given; /* false: the usual numbers of the estimate hold, and all five are 0 */
};

struct skill {
    char code[ID_SIZE];
    char goal[TEXT_SIZE]; /* in the student's words */
    char title[TEXT_SIZE];
    char path[NAME_SIZE];
    int32_t step; /* place in its path, 1, 2, 3 …; 0: not given */
    char needs[SKILL_NEED_MAX][ID_SIZE];
    int32_t need_count;
    struct mastery_rule rule;
    struct knowledge_rule knowledge;
};

enum activity_level { LEVEL_ALL, LEVEL_SUPPORT, LEVEL_ON, LEVEL_EXTEND, LEVEL_COUNT };
extern const char *const activity_level_names[LEVEL_COUNT]; /* "", "support", "on", "extend" */

struct activity {
    char station[ID_SIZE];
    char title[TEXT_SIZE];
    char skill[ID_SIZE]; /* or empty: any */
    enum activity_level level;
    char directions[LONG_TEXT_SIZE];
    char link[LINK_SIZE];
};

enum rule_kind {
    RULE_APART,
    RULE_TOGETHER,
    RULE_LOCK,
    RULE_NOT_ALONE,
    RULE_ROLE, /* of these students each group has exactly one */
    RULE_KIND_COUNT
};
extern const char *const rule_kind_names[RULE_KIND_COUNT];

struct rule {
    enum rule_kind kind;
    char students[RULE_STUDENT_MAX][ID_SIZE];
    int32_t student_count;
    char group[NAME_SIZE];
    int32_t weight; /* 0: hard; 1 to 5: wish */
    char note[TEXT_SIZE];
};

struct ticket {
    char id[ID_SIZE];
    char title[TEXT_SIZE];          /* from $CATEGORY or the id */
    int32_t items[TICKET_ITEM_MAX]; /* indexes into plan.items */
    int32_t item_count;
};

struct reflection {
    char id[ID_SIZE];
    char prompt[TEXT_SIZE];
    char starters[STARTER_MAX][TEXT_SIZE];
    int32_t starter_count;
};

struct calendar_day {
    int32_t day; /* base/date.h */
    char ticket[ID_SIZE];
    char reflection[ID_SIZE];
    char skills[CALENDAR_SKILL_MAX][ID_SIZE];
    int32_t skill_count;
    int32_t rounds;  /* 0: as usual */
    int32_t minutes; /* 0: as usual */
};

/* A standing group (groups.csv), until the board approves others. */
struct group {
    char name[NAME_SIZE];
    char students[RULE_STUDENT_MAX][ID_SIZE];
    int32_t student_count;
    char first_station[ID_SIZE]; /* or empty */
    char skill[ID_SIZE];         /* or empty */
};

struct plan {
    char class_id[ID_SIZE];
    char class_name[NAME_SIZE];
    char teacher[NAME_SIZE];
    char language[LANGUAGE_SIZE];
    char languages[LANGUAGE_MAX][LANGUAGE_SIZE]; /* offered at check-in */
    int32_t language_count;
    int32_t rounds;             /* of a block; 0, the default: as many as stations, at least 1 */
    int32_t minutes;            /* of a round; default 15 */
    int32_t transition_seconds; /* default 60: between rounds, counted in the round that ends */
    int32_t reminder_minutes; /* default 3: exit ticket reminder before the end of the last round */
    int32_t start_minute;     /* of the day when the block starts by itself; -1: when told */
    bool board_quiet;
    int32_t retention_days; /* default 365 */
    bool voice;             /* default no */
    bool second_factor;     /* pictures after a badge; default no */
    bool letter_paper;      /* sheets are US Letter; default no: A4 */

    struct student students[STUDENT_MAX];
    int32_t student_count;
    struct station stations[STATION_MAX];
    int32_t station_count;
    struct skill skills[SKILL_MAX];
    int32_t skill_count;
    struct activity activities[ACTIVITY_MAX];
    int32_t activity_count;
    struct rule rules[RULE_MAX];
    int32_t rule_count;
    struct item items[ITEM_MAX];
    int32_t item_count;
    struct ticket tickets[TICKET_MAX]; /* as they came to the class: the newest last */
    int32_t ticket_count;
    struct reflection reflections[REFLECTION_MAX];
    int32_t reflection_count;
    struct calendar_day calendar[CALENDAR_MAX];
    int32_t calendar_count;
    struct group groups[GROUP_MAX];
    int32_t group_count;
};

/* Look-ups by id or code; -1 if there is none. */
int plan_find_student(const struct plan *plan, const char *id);
int plan_find_station(const struct plan *plan, const char *id);
int plan_find_skill(const struct plan *plan, const char *code);
int plan_find_ticket(const struct plan *plan, const char *id);
int plan_find_item(const struct plan *plan, const char *id);
int plan_find_reflection(const struct plan *plan, const char *id);
const struct calendar_day *plan_day(const struct plan *plan, int32_t day); /* or NULL */

/* Sets the defaults named above; the arrays are empty. */
void plan_init(struct plan *plan);

/* Fits as much as is used; plans are large, so they are copied with this and never by assignment.
 */
void plan_copy(struct plan *to, const struct plan *from);
/* The same without students, skills and tickets, which a classroom merges by id. */
void plan_copy_shared(struct plan *to, const struct plan *from);

/* A prerequisite cycle: writes the codes on it into cycle[] and returns how many; 0 if there is
 * none. */
int plan_skill_cycle(const struct plan *plan, int cycle[static SKILL_MAX]);

/* Parses "C/N" (D is 1) or "C/N@D", with 1 <= C <= N <= EVIDENCE_MAX and 1 <= D <= N. */
MUST_CHECK bool mastery_rule_parse(const char *text, struct mastery_rule *out);
void mastery_rule_format(struct mastery_rule rule, char *out, size_t size);

/* Parses "prior/learn/guess/slip/forget", such as "0.3/0.2/0.2/0.1/0.05"; each is kept to the
 * millionth. */
MUST_CHECK bool knowledge_rule_parse(const char *text, struct knowledge_rule *out);
void knowledge_rule_format(const struct knowledge_rule *rule, char *out, size_t size);
