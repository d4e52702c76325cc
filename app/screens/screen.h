/* What a screen is, what it is given, and what it may ask for.
 *
 * A screen is one file and one line in screens.def. Its frame() reads const state, draws with the
 * toolkit and asks; it changes nothing itself. Screens never include each other; what several
 * share is in parts.h. */
#pragma once

#include "base/moment.h"
#include "model/avatar.h"
#include "model/classroom.h"
#include "model/grouping_desk.h"
#include "model/report_history.h"
#include "model/report_reflections.h"
#include "model/report_stations.h"
#include "model/report_ticket.h"
#include "model/rotation_plan_class.h"
#include "screens/care_view.h"
#include "screens/device_view.h"
#include "screens/hub_view.h"
#include "screens/setup_view.h"
#include "ui/ui.h"

enum screen_id {
    SCREEN_NONE, /* stay */
#define SCREEN(NAME, name) SCREEN_##NAME,
#include "screens/screens.def"
#undef SCREEN
    SCREEN_COUNT
};

enum screen_flag {
    SCREEN_NEEDS_STUDENT = 1 << 0, /* left at once when nobody is checked in */
    SCREEN_WANTS_CAMERA = 1 << 1,  /* badges are looked for while it is on top */
    SCREEN_IS_IDLE = 1 << 2,       /* belongs to nobody: no sign-out, a badge starts a visit */
    SCREEN_SWITCHES = 1 << 3,      /* a visit, but another student's badge may take over */
    SCREEN_IS_BOARD = 1 << 4,      /* for the projector: first names and avatars, nothing else */
    SCREEN_NEEDS_TEACHER = 1 << 5, /* the teacher view: left at once when it is locked */
};

/* What this machine is. */
enum role { ROLE_OF_STATION, ROLE_OF_BOARD, ROLE_OF_BOTH /* solo */ };

/* The camera, as far as a screen cares. */
enum eye { EYE_NONE, EYE_STARTING, EYE_OPEN, EYE_DARK, EYE_LOST };

/* What is wrong with the station, worst first; the sentence is the screen's. */
enum trouble {
    TROUBLE_NONE,
    TROUBLE_NOT_SAVED, /* the last save failed: "Not saved yet. Try again." */
    TROUBLE_NO_ROOM,   /* nor would the next, as the disk is full */
    TROUBLE_FULL,      /* no room to start something long */
    TROUBLE_REPAIRED,  /* the database was damaged and has been recovered */
    TROUBLE_NOT_KEPT,  /* the disk is not there: everything is in memory, and lost with the power */
    TROUBLE_NO_KEY,    /* the same, because the disk is locked and its key is not plugged in */
    TROUBLE_TOO_NEW,   /* the database is from a newer version: new events are kept beside it */
};

/* Short messages that go away by themselves. */
enum notice {
    NOTICE_NONE,
    NOTICE_BADGE_UNKNOWN,
    NOTICE_BADGE_VOID,
    NOTICE_BADGE_MISREAD,
    NOTICE_BADGE_OTHER, /* some other code */
    NOTICE_CODE_OTHER,  /* something that is no join code, at a machine without a class */
    NOTICE_BADGE_NOT_ENROLLED,
    NOTICE_SOMEONE_ELSE, /* another student is in the middle of something */
    NOTICE_PICTURES_WRONG,
    NOTICE_PICTURES_WAIT, /* session.wait_s */
    NOTICE_HELP_ASKED,
    NOTICE_HELP_CLEARED,
    NOTICE_SAVED,
    NOTICE_NOT_SAVED,
    NOTICE_TROUBLE, /* what session.trouble means, where no line of the screen says it */
    NOTICE_REFUSED, /* session.refusal says why, in plain words */
    NOTICE_SOUND_ON,
    NOTICE_SOUND_OFF,
    NOTICE_MOVE, /* the round is over */
    NOTICE_ROUNDS_OVER,
    NOTICE_TICKET_SOON,
    NOTICE_PIN_WRONG,
    NOTICE_PIN_WAIT, /* session.wait_s */
    NOTICE_PIN_SET,
    NOTICE_PRINTS_REMOVED,
    NOTICE_PUBLISHED,     /* the groups in front of the desk */
    NOTICE_TEACHER_BADGE, /* read at a machine that has no board */
    NOTICE_DISPLAY,       /* the teacher view was closed since the display is another */
    NOTICE_RESTORED,      /* this machine is the one of a backup now */
    NOTICE_AT_A_STATION,  /* a student's badge at a machine that is no station */
    NOTICE_STATION_FULL,  /* somebody was moved to a station that has no place left */
};

/* A reflection that is spoken. The clip itself is in the draft once it is saved. */
enum voice_state {
    VOICE_QUIET,
    VOICE_RECORDING,
    VOICE_UNSAVED, /* recorded, and not on disk yet */
    VOICE_PLAYING,
};
struct voice {
    bool offered; /* the class wants it and there is a microphone */
    enum voice_state state;
    int32_t ms;    /* recorded or played so far */
    int32_t level; /* how loud it is, 0 to 100 */
};

/* The groups in front of the desk as they would be approved, with their way through the day; the
 * stations are in `approval` already. */
struct desk_way {
    struct groups_approval approval;
    struct rotation_way way;
};

/* What children wrote, where it is sealed (records_words.h). */
enum words_lock { WORDS_PLAIN, WORDS_LOCKED, WORDS_OPEN };

/* Ways of single students through a day, to be planned and then set. */
struct own_ways_question {
    int32_t day;
    int32_t group; /* of that day: its students; -1: everybody's */
    uint32_t must; /* stations by bit */
};
/* They must agree with the day as it stands: another event, and there is none. */
struct own_ways {
    struct own_ways_question question;
    struct rotation_way way;
    int own_count; /* students among them who have an own way on that day now */
};

/* What was put on paper last. */
struct printed {
    char file[SETUP_PATH_SIZE];
    bool on_stick;
    char failure[ERROR_TEXT_SIZE]; /* why it was not; "" if it was */
};

/* The teacher's own words to a student that are not sent yet. */
enum { UNSENT_MAX = 16 };
struct unsent {
    char student[ID_SIZE]; /* empty: a free place */
    char about[ID_SIZE];   /* as of kudos */
    char text[TEXT_SIZE];
};

/* How it stands with the other machines of the class. Students see nothing of it. */
struct link {
    bool is_member; /* of a hub; else nothing below counts */
    bool is_board;
    char class_name[NAME_SIZE], station[ID_SIZE]; /* as which it joined */
    const char *what; /* one plain sentence, untranslated: connected, or why not and what to do */
    bool is_fine;
    bool has_synced;
    int64_t synced_ms; /* monotonic: when all was told last */
    int64_t waiting;   /* events that are only here yet */
    int64_t refused, conflicts;
    char detail[ERROR_TEXT_SIZE]; /* for the technician, or empty */
};

/* What is going on at this station. Screens only read it. */
struct session {
    enum role role;
    struct moment now;
    int32_t today;    /* local day */
    bool teacher;     /* the teacher view is open */
    bool staff;       /* at a station: the teacher's badge opened its corner */
    bool badge_shown; /* the teacher's badge was read just now: the PIN is what is missing */
    bool has_pin, has_teacher_badge;
    /* What the teacher looks at: a ticket's or a student's index, by screen; -1: nothing yet. Of a
     * student's history one skill, -1: all. */
    int subject, subject_skill;
    int report_days; /* today and the days before it that a ticket's report looks at */
    /* What the screen asked for with `report`; NULL: nothing to report on, or it failed. */
    const struct ticket_report *ticket_report;
    const struct reflection_report *reflection_report;
    const struct history *history;
    const struct station_report *station_report;
    const struct setup_view *setup;
    const struct join_view *join;
    const struct hub_view *hub;
    const struct device_view *device; /* NULL: no machine of ours, but a program on somebody's */
    const struct care_view *care;
    enum words_lock words;
    char words_failure[ERROR_TEXT_SIZE]; /* why they did not open; or empty */
    struct unsent unsent[UNSENT_MAX];    /* newest first, while the program runs; for the teacher */
    struct printed printed;
    struct link link;
    const struct grouping_desk *desk; /* its grouping is NULL only while groups are formed */
    const struct desk_way *desk_way;  /* since WISH_WAY; NULL as soon as the desk is another */
    const struct own_ways *own_ways;  /* since WISH_OWN_WAYS; NULL as soon as the log has grown */
    int station;                      /* index of this station, -1: not decided */
    int student;                      /* index of who is checked in here, -1: nobody */
    int candidate;                    /* who is asked for secret pictures, -1 */
    int64_t visit_ms;                 /* monotonic time at which the visit began */
    int64_t entered_ms;               /* monotonic time at which this screen came on top */
    enum eye eye;
    uint32_t camera_frame;
    bool can_speak;
    bool muted;
    bool clock_wrong; /* classroom_doubts_clock() */
    struct voice voice;
    enum trouble trouble;
    enum notice notice;
    int32_t wait_s;
    char refusal[ERROR_TEXT_SIZE];
    bool saved_ticket, saved_reflection, saved_goal; /* in this visit */
    int goal_met;                                    /* skill index newly got in this visit, -1 */
    const char *pictures;                            /* folder with the pictures of questions */
    const char *language;                            /* of the interface now */
    const char *const *languages;                    /* offered, class's first */
    int language_count;
};

/* What a screen asks the program to do after the pass; several in one pass are done in order. */
enum wish_kind {
    WISH_ACT, /* action; on success go to `then`, and `notice` */
    WISH_TRY, /* action; what fails is logged and holds nobody up */
    WISH_SAY, /* text */
    WISH_HUSH,
    WISH_SOUND_SWITCH,
    WISH_LANGUAGE,     /* text: a language code, for the idle screens or this visit */
    WISH_CANDIDATE,    /* number: a student index, who has no badge */
    WISH_TRY_PICTURES, /* pictures */
    WISH_STATION,      /* number: this machine is that station */
    WISH_EXTEND,       /* "still here": restart the idle time */
    WISH_SIGN_OUT,
    WISH_KEEP_DRAFT,     /* the draft changed: save it */
    WISH_TRY_PIN,        /* text: digits; right: the teacher view opens */
    WISH_CHOOSE_PIN,     /* text: digits; only when there is none, or in the teacher view */
    WISH_OPEN_WORDS,     /* text: the passphrase; in the teacher view */
    WISH_KEEP_UNSENT,    /* unsent; an empty text is forgotten */
    WISH_HIDE,           /* the teacher view is locked */
    WISH_DESK,           /* desk */
    WISH_WAY,            /* look for the way of the groups in front: session.desk_way */
    WISH_OWN_WAYS,       /* ways: look for them: session.own_ways */
    WISH_SET_OWN_WAYS,   /* those of session.own_ways */
    WISH_CLEAR_OWN_WAYS, /* of the same students on the same day: back to the groups' */
    WISH_PRINT_GROUPS,   /* the groups of the desk's day: session.printed */
    WISH_SETUP,          /* task; number or text as it says */
    WISH_HUB,            /* hub; number or text as it says */
    WISH_DEVICE_AWAY,    /* session.device is not shown any more */
    WISH_CARE,           /* care; number or text as it says */
    WISH_SUBJECT,        /* number, skill: see session.subject; the report is made anew */
    WISH_DAYS,           /* number: session.report_days */
    WISH_RECORD,
    WISH_RECORD_STOP, /* and save it; again, when that failed */
    WISH_CLIP_PLAY,   /* the draft's */
    WISH_HEAR,        /* text: a clip of an event */
    WISH_CLIP_STOP,
    WISH_CLIP_DROP, /* what was recorded and is not saved, else the draft's */
};

enum { WISH_MAX = 8 };

struct wish {
    enum wish_kind kind;
    const struct action *action; /* frame lifetime */
    const struct unsent *unsent; /* likewise */
    enum screen_id then;
    enum notice notice;
    const char *text;
    int number, skill;
    struct grouping_desk_change desk;
    struct own_ways_question ways;
    enum setup_task task;
    enum hub_task hub;
    enum care_task care;
    uint8_t pictures[PICTURE_SECRET];
};

struct screen_call {
    struct ui *ui;
    const struct classroom *classroom;
    const struct session *session;
    void *scratch;       /* scratch_size bytes, zero when the screen is entered */
    struct draft *draft; /* of the student who is checked in; see screen_go_draft() */
    enum screen_id go;   /* where to go after the pass */
    enum draft_kind go_draft;
    const char *go_about;
    struct wish wishes[WISH_MAX];
    int wish_count;
};

/* Read from the log before the first frame, and again when something was added. */
enum report {
    REPORT_NONE,
    REPORT_TICKET, /* of the ticket session.subject, -1: the one handed in last; of report_days */
    REPORT_REFLECTIONS,
    REPORT_STATIONS,
    REPORT_HISTORY, /* of the student session.subject, and session.subject_skill */
    REPORT_DESK,    /* the groups in the making: session.desk */
};

struct screen {
    const char *name;
    uint32_t flags; /* enum screen_flag */
    size_t scratch_size;
    void (*frame)(struct screen_call *call);
    /* Optional. */
    void (*enter)(struct screen_call *call); /* once, before the first frame; draws nothing */
    int64_t (*deadline_ms)(
        const struct screen_call *call); /* when frame() must run again, monotonic */
    enum report report;
    /* Left for `then` when nobody has touched anything for so long; 0: stays. */
    int32_t stays_ms;
    enum screen_id then;
};

const struct screen *screen_get(enum screen_id id);

/* --- What a screen can ask ------------------------------------------------------------------- */

void screen_go(struct screen_call *call, enum screen_id id);
/* Goes to a screen that works on a draft: it is loaded, or begun, before the screen is entered. */
void screen_go_draft(
    struct screen_call *call, enum screen_id id, enum draft_kind kind, const char *about);
/* A zeroed action for the student who is checked in. */
struct action *screen_action(struct screen_call *call, enum action_kind kind);
void screen_act(
    struct screen_call *call, const struct action *action, enum screen_id then, enum notice notice);
/* For what is no loss if it is not saved. */
void screen_try(struct screen_call *call, const struct action *action);
struct wish *screen_wish(struct screen_call *call, enum wish_kind kind);

/* The student who is checked in. Only in screens that need one. */
const struct student *screen_student(const struct screen_call *call);
const struct student_state *screen_student_state(const struct screen_call *call);
const struct station *screen_station(const struct screen_call *call); /* or NULL */
