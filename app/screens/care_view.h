/* What the screens of an appliance show: what this machine is, and how the tasks go that it does
 * for its program (device_care.h) or that the program does itself. The program fills it; a screen
 * asks with WISH_CARE. */
#pragma once

#include "base/error.h"
#include "base/moment.h"
#include "model/limits.h"
#include "screens/setup_view.h"

/* Every code that told/TASK may carry. One that is not among them counts as "failed", and its text
 * is shown as it came. What is wrong with the stick, the update, the network, this machine, the
 * request, in this order. */
#define CARE_CODES(CODE)                                                                        \
    CODE(OK, "ok")                                                                              \
    CODE(RESTART_NEEDED, "restart-needed") /* done; it counts from the next start */            \
    CODE(NO_STICK, "no-stick")                                                                  \
    CODE(STICK_GONE, "stick-gone") /* pulled while it was read or written */                    \
    CODE(STICK_FULL, "stick-full")                                                              \
    CODE(STICK_READ_ONLY, "stick-read-only") /* or a file system only for reading */            \
    CODE(STICK_DAMAGED, "stick-damaged")     /* reading or writing failed */                    \
    CODE(NO_UPDATE, "no-update")             /* no file of an update there */                   \
    CODE(BAD_SIGNATURE, "bad-signature")     /* not by who makes this system, or changed */     \
    CODE(DAMAGED, "damaged")                 /* the file is not whole */                        \
    CODE(WRONG_MACHINE, "wrong-machine")     /* for another kind of machine */                  \
    CODE(OLDER, "older")                     /* than what is installed */                       \
    CODE(SAME, "same")                       /* is installed already */                         \
    CODE(NO_SECOND_SLOT, "no-second-slot")   /* this card has nowhere to put it */              \
    CODE(NO_NETWORK, "no-network")                                                              \
    CODE(NO_SERVER, "no-server")           /* no answer, or none that is of use */              \
    CODE(NOT_FOUND, "not-found")           /* the server has no such file */                    \
    CODE(WIFI_REFUSED, "wifi-refused")     /* name or passphrase wrong */                       \
    CODE(CARD_FULL, "card-full")           /* no room on this machine */                        \
    CODE(CARD_READ_ONLY, "card-read-only") /* its card takes nothing any more */                \
    CODE(CARD_FAILED, "card-failed")       /* writing or reading back failed */                 \
    CODE(BUSY, "busy")                     /* another task is running */                        \
    CODE(SETTINGS_FIXED, "settings-fixed") /* waystation.ini says it, and wins */               \
    CODE(BAD_VALUE, "bad-value")           /* a setting that cannot be; detail: which */        \
    CODE(BAD_REQUEST, "bad-request")       /* no such task or key */                            \
    CODE(FAILED, "failed")                 /* anything else; detail */                          \
    CODE(NO_ANSWER, "no-answer")           /* never told: the machine did not answer in time */ \
    /* Of backups; never told. */                                                               \
    CODE(OTHER_CLASS, "other-class")                                                            \
    CODE(WRONG_CODE, "wrong-code")                                                              \
    CODE(TOO_NEW, "too-new")

enum care_code {
#define CARE_CODE(NAME, text) CARE_SAYS_##NAME,
    CARE_CODES(CARE_CODE)
#undef CARE_CODE
        CARE_CODE_COUNT
};

enum care_task {
    CARE_NOTHING,
    /* Of the machine. */
    CARE_LOOK,
    CARE_SET, /* text: lines "key=value"; the program starts anew afterwards, unless number is 1 */
    CARE_CLOCK,  /* number: the local time, minutes since 1970-01-01T00:00 here */
    CARE_UPDATE, /* number 1: from the server */
    CARE_NOTED,  /* the update that did not start: it is told no more */
    CARE_REPORT,
    CARE_RESET, /* once it is sure */
    CARE_RESTART,
    CARE_POWEROFF,
    /* Of the program. */
    CARE_BACKUP,
    CARE_BACKUPS, /* fills backups */
    CARE_RESTORE, /* number: of backups; text: the class's code */
    CARE_WIPE,    /* once it is sure */
    CARE_SURE,    /* text: the teacher's PIN */
    CARE_OPEN,    /* to the page Care; number: enum care_tab */
    CARE_CLOSE,   /* from there to where it was asked for */
    CARE_SEEN,    /* how the last task went */
};

enum care_state { CARE_RESTS, CARE_RUNS, CARE_DONE, CARE_FAILED };

enum { CARE_BACKUP_MAX = 16, CARE_ADDRESSES_SIZE = 4 * ID_SIZE };

/* Of told/look. */
struct care_machine {
    char version[ID_SIZE], slot[ID_SIZE], name[NAME_SIZE], serial[ID_SIZE];
    char addresses[CARE_ADDRESSES_SIZE]; /* "" none */
    char installed[ID_SIZE];             /* starts at the next restart; or "" */
    char update[ID_SIZE];                /* version on the stick, or "" */
    enum care_code refused;              /* why there is none, of this file there; OK: no file */
    char refused_file[SETUP_PATH_SIZE];
    char server[NAME_SIZE]; /* that updates can come from, or "" */
    char wifi[ID_SIZE];     /* the network it is in, or "" */
    bool has_stick, has_wifi;
};

struct care_backup {
    char path[SETUP_PATH_SIZE];
    char machine[NAME_SIZE];
    int32_t day;
};

struct care_view {
    bool is_here;   /* this is an appliance */
    bool asks_role; /* nobody has said what this machine is */
    bool is_sure;   /* the PIN was typed once more; without one, the teacher's badge shown */
    bool has_looked;
    struct care_machine machine;
    enum clock_source clock;
    char zone[NAME_SIZE]; /* "Europe/Rome" */

    enum care_task task; /* that runs, or ended last; looking is not told of */
    bool from_server;    /* CARE_UPDATE */
    enum care_state state;
    int percent; /* -1: not known */
    enum care_code code;
    char detail[ERROR_TEXT_SIZE];
    char file[SETUP_PATH_SIZE]; /* that was written */

    bool has_backups; /* they were looked for */
    bool has_stick_here;
    struct care_backup backups[CARE_BACKUP_MAX]; /* newest first */
    int backup_count;

    int tab;           /* at which the page opens */
    bool has_hub;      /* this machine is the hub of its class */
    bool may_shut_out; /* after CARE_WIPE: its hub did not say who joined lately */
};
