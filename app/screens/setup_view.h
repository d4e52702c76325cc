/* What the pages Setup and Stations show of the machine and of class folders. The program fills it;
 * a screen asks with WISH_SETUP. */
#pragma once

#include "base/error.h"
#include "base/sentence.h"
#include "model/plan.h"
#include "model/plan_change.h"

enum {
    SETUP_FOLDER_MAX = 64,
    SETUP_PATH_SIZE = 1024,
    SETUP_PROBLEM_MAX = 1000,
    SETUP_HEALTH_MAX = 32,
};

/* What a screen asks for. What takes a while is done after the next picture, with `busy` set in it.
 * Only in the teacher view, or while there is nothing private: see app_setup.c. */
enum setup_task {
    SETUP_NONE,
    SETUP_BEGIN,          /* forgets what was, looks for folders */
    SETUP_CHECK,          /* number: of folders[] */
    SETUP_TAKE,           /* what was checked */
    SETUP_PRINT_ALL,      /* badges: everybody's */
    SETUP_PRINT_NEW,      /* of those who have none that works */
    SETUP_PRINT_ONE,      /* number: a student */
    SETUP_PRINT_TEACHER,  /* the teacher's own */
    SETUP_PRINT_TROUBLE,  /* what to do when something does not work */
    SETUP_PRINT_PICTURES, /* the list of secret pictures */
    SETUP_REMOVE_PRINTS,  /* sheets in the data folder */
    SETUP_LOOK,           /* fills health and machine */
    SETUP_LANGUAGE,       /* text: of the board */
    SETUP_STICK_LOOK,     /* fills stick */
    SETUP_STICK_TAKE,     /* takes what is on it; text: the class's code, at a new machine */
    SETUP_STICK_SAVE,     /* takes, and puts everything on it */
    SETUP_LEAVE,          /* to where this machine rests */
};

/* A folder with students.csv. */
struct setup_folder {
    char path[SETUP_PATH_SIZE];
    char name[NAME_SIZE];
    int32_t day; /* students.csv was written on */
    bool is_sample;
};

enum setup_level { SETUP_ERROR, SETUP_WARNING, SETUP_HINT };
/* Borrowed from the check. Line and column 0: of the file, the line, as a whole. */
struct setup_problem {
    enum setup_level level;
    const char *file;
    int line, column;
    const struct sentence *told; /* what is wrong, then what to do about it */
};

enum setup_stage {
    SETUP_CHOOSING,
    SETUP_CHECKED, /* the dry run is there */
    SETUP_TAKEN,
    SETUP_UNREADABLE, /* the folder could not be read: gone? `failure` */
    SETUP_NOT_TAKEN,  /* nothing changed: `failure` */
};

enum setup_paper { SETUP_NO_PAPER, SETUP_PRINTED, SETUP_NOTHING_TO_PRINT, SETUP_NOT_PRINTED };

/* As health.h. */
enum setup_mark { SETUP_MARK_OK, SETUP_MARK_NOTE, SETUP_MARK_MISSING };
struct setup_health {
    enum setup_mark mark;
    char what[ID_SIZE]; /* "camera" */
    struct sentence how;
};

struct setup_machine {
    int32_t backup_day;
    int32_t backup_count; /* 0: none yet */
    int64_t free_mib;     /* -1: not known */
};

/* The class by USB stick (stick.h). */
enum setup_stick_state {
    SETUP_STICK_LOOKED,
    SETUP_STICK_TAKEN,
    SETUP_STICK_SAVED,
    SETUP_STICK_FAILED, /* `failure` */
};
enum { SETUP_CODE_SIZE = 15 };
struct setup_stick {
    bool is_known; /* it was looked for */
    bool is_here;
    bool has_ours; /* another machine has put something on it */
    char path[SETUP_PATH_SIZE];
    char code[SETUP_CODE_SIZE]; /* what a new machine is told; for the teacher alone */
    enum setup_stick_state state;
    enum setup_task task; /* of the state */
    int64_t added, saved; /* events */
    int blobs, missing;   /* clips and pictures */
    bool has_new_plan;
    int left; /* files that could not be taken: `failure` says why, of the first */
    char failure[ERROR_TEXT_SIZE];
};

struct setup_view {
    enum setup_task busy; /* what is about to be done */
    struct setup_folder folders[SETUP_FOLDER_MAX];
    int folder_count;
    bool has_more_folders;

    enum setup_stage stage;
    int chosen;             /* of folders[] */
    bool changed_meanwhile; /* since the check that was on screen: look again */
    struct setup_problem problems[SETUP_PROBLEM_MAX]; /* errors first */
    int problem_count;
    int errors, warnings, hints; /* all, also those beyond the list */
    const struct plan *plan;     /* what would be taken; NULL when there are errors */
    bool is_same;                /* as the current one: nothing changes */
    struct plan_change change;   /* by that plan */
    char failure[ERROR_TEXT_SIZE];

    enum setup_paper paper;
    char file[SETUP_PATH_SIZE]; /* where it was printed to */
    bool on_stick;
    int printed, voided;
    char paper_failure[ERROR_TEXT_SIZE];
    int prints;      /* sheets in the data folder */
    int prints_days; /* after which they go by themselves */

    struct setup_stick stick;
    struct setup_health health[SETUP_HEALTH_MAX];
    int health_count; /* 0: not looked at yet */
    struct setup_machine machine;
    const char *board_language;
};
