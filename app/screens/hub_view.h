/* What the screens show of joining a class, and of the machines that belong to one. The program
 * fills it; a screen asks with WISH_HUB. */
#pragma once

#include "base/error.h"
#include "model/limits.h"
#include <stdint.h>

enum {
    HUB_ADDRESS_SIZE = 320,
    HUB_CODE_SIZE = 1024,
    HUB_LETTERS_SIZE = 20,
    HUB_ROLE_SIZE = 64,
    HUB_VIEW_NODES = 64,
    HUB_VIEW_REFUSALS = 8,
};

/* What a screen asks for. What a board is asked only in the teacher view; what a machine without a
 * class is asked, only there. */
enum hub_task {
    HUB_JOIN_OPEN,  /* an address and letters are to be typed */
    HUB_JOIN_LEAVE, /* no, or later */
    HUB_JOIN_TYPED, /* text: the address, a line break, the letters */
    HUB_JOIN_FILE,  /* number: of join_view.files[] */
    HUB_JOIN_YES,
    HUB_JOIN_AGAIN,
    HUB_STAFF_LEAVE,
    HUB_MAKE,      /* a hub for this class */
    HUB_LET_IN,    /* number: which station; a code is made */
    HUB_CODE_SAVE, /* the code into a file, on the stick if there is one */
    HUB_CODE_CLOSE,
    HUB_REMOVE, /* text: the role of a node */
};

/* --- A machine that joins -------------------------------------------------------------------- */

enum join_stage {
    JOIN_TYPING,
    JOIN_LOOKING,
    JOIN_ASKS, /* shall it become this station? */
    JOIN_GOING,
    JOIN_FAILED,
    JOIN_WAITING, /* joined; the class has not come yet */
};

enum { JOIN_FILE_MAX = 4 };
struct join_file {
    char path[1024];
    char name[NAME_SIZE];
};

struct join_view {
    enum join_stage stage;
    bool is_anew; /* this machine is a station already */
    char class_name[NAME_SIZE], station[NAME_SIZE];
    int badges;       /* printed here, that work here alone from then on */
    const char *what; /* why not: one sentence, untranslated */
    char detail[ERROR_TEXT_SIZE];
    bool may_try; /* the same again may go well */
    struct join_file files[JOIN_FILE_MAX];
    int file_count;
};

/* --- A board --------------------------------------------------------------------------------- */

enum hub_state {
    HUB_AWAY,
    HUB_CONNECTED,
    HUB_INVITED, /* a code waits for it */
    HUB_EXPIRED, /* nobody used the code */
    HUB_REMOVED,
};

struct hub_view_node {
    char role[HUB_ROLE_SIZE];
    char label[ID_SIZE]; /* the station's */
    enum hub_state state;
    int64_t at_ms;    /* wall: connected since, last seen (0: never), until, removed at */
    int32_t sessions; /* connections now */
    int64_t waiting, refused, conflicts; /* -1: not known */
};

struct hub_view_refusal {
    int64_t at_ms;
    char label[ID_SIZE];
    char text[ERROR_TEXT_SIZE];
};

/* A code on the screen. */
struct hub_view_code {
    bool is_open;
    bool is_made; /* else it is under way, or failed */
    int station;
    char text[HUB_CODE_SIZE]; /* to scan */
    char letters[HUB_LETTERS_SIZE], address[HUB_ADDRESS_SIZE];
    int64_t until_ms; /* wall */
    char failure[ERROR_TEXT_SIZE];
    char file[1024]; /* where it was saved */
};

struct hub_view {
    bool is_making, is_removing;
    bool is_lost; /* this machine is a board, and its hub is not there any more */
    char failure[ERROR_TEXT_SIZE];
    const char *update; /* the hub is older than this program: the command that changes that */
    bool is_known;      /* the hub was asked */
    struct hub_view_node nodes[HUB_VIEW_NODES];
    int node_count;
    struct hub_view_refusal refusals[HUB_VIEW_REFUSALS];
    int refusal_count;
    struct hub_view_code code;
};
