/* What a node asks its hub, and what the hub answers: values that pass between the thread that owns
 * the store and the one that owns the network.
 *
 * One ask is under way at a time. The asker owns the memory of an ask, the answerer that of an
 * answer, each until the next one. Every ask may be asked again: a hub that has answered already
 * answers the same, and nothing is doubled. */
#pragma once

#include "base/error.h"
#include "model/stamp.h"
#include "store/store.h"
#include "sync/member.h"

enum {
    SYNC_PROTOCOL = 6,               /* the newest that is spoken here, and this version's schema */
    SYNC_PROTOCOL_OLDEST = 1,        /* of a hub that is understood */
    SYNC_BATCH_ROWS = 200,           /* rows of one push or pull … */
    SYNC_BATCH_BYTES = 256 * 1024,   /* … and bytes of their bodies, but always one row */
    SYNC_BODY_MAX = 1024 * 1024,     /* a larger body is not sent, and refused by a hub */
    SYNC_BLOB_MAX = 8 * 1024 * 1024, /* plans, clips */
    SYNC_NAME_SIZE = 80,             /* of a blob: "plan:HASH", "clip:HASH" */
};

enum sync_ask_kind {
    SYNC_ASK_NOTHING,
    SYNC_ASK_HELLO,      /* who am I, who are you, what time is it: answer.hello */
    SYNC_ASK_HEADS,      /* the contiguous head of each log of the class: answer.heads */
    SYNC_ASK_PUSH,       /* events, of one log, in order: answer.heads has that log's head, also
                            when it is not where the events go on: none was taken then. What was
                            erased or edited is equal to whatever the hub has under its number */
    SYNC_ASK_PULL,       /* the events of `log` after `after`: answer.events */
    SYNC_ASK_MISSING,    /* which of the blobs `names` the hub has not: answer.names */
    SYNC_ASK_PUT_BLOB,   /* name, bytes */
    SYNC_ASK_GET_BLOB,   /* name: answer.bytes; trouble NONE and bytes NULL: the hub has it not */
    SYNC_ASK_PUT_DRAFTS, /* drafts */
    SYNC_ASK_GET_DRAFTS, /* those changed at the hub after `version`, oldest change first, as many
                            as the hub likes: answer.drafts, .version to go on after; none: all */
    SYNC_ASK_REPORT,     /* text: how this node is, one JSON object for the board */
};

/* A draft, or (body NULL) that there is none any more. The newer `at_ms` wins. */
struct sync_draft {
    const char *student, *key, *body;
    int64_t at_ms;
};

struct sync_ask {
    enum sync_ask_kind kind;
    const char *class_uid; /* PUSH, MISSING, PUT_BLOB of a hub below, which brings several classes;
                              NULL: the one this node belongs to */
    const struct store_event *events;
    int count;
    uint8_t log[LOG_ID_SIZE];
    uint32_t after;
    const char *const *names;
    const char *name; /* of a blob */
    const void *bytes;
    size_t size;
    const struct sync_draft *drafts;
    int64_t version;
    const char *text;
};

/* Why there is no link, in the order in which somebody would look for it. Each has a sentence for
 * people (sync_trouble_text) and stays the same until something changes. */
enum sync_trouble {
    SYNC_FINE,
    SYNC_NO_ADDRESS,   /* the hub's name or network is not there */
    SYNC_REFUSED,      /* nobody listens there */
    SYNC_SILENT,       /* no answer in time */
    SYNC_WRONG_SECRET, /* also: this node was removed, or its code is used up or expired */
    SYNC_NOT_A_HUB,    /* a PostgreSQL without our schema, or no PostgreSQL, or no TLS */
    SYNC_HUB_OLDER,    /* versions that do not understand each other */
    SYNC_HUB_NEWER,
    SYNC_HUB_FULL, /* its disk */
    SYNC_DENIED,   /* the hub refused this: another's label or class, a board's decision */
    SYNC_BROKEN,   /* the hub failed: text says how */
    SYNC_TROUBLE_COUNT
};

struct sync_head {
    uint8_t log[LOG_ID_SIZE];
    uint32_t seq; /* 1 to seq are there */
};

/* What a hub has told of changes by others. */
enum { SYNC_HEARD_MAX = 16 };
struct sync_heard {
    struct sync_head heads[SYNC_HEARD_MAX]; /* of logs that have grown */
    int count;
    bool all; /* or anything else, or too much: ask for everything */
};

struct sync_hello {
    char hub[33];   /* minted when the hub's database was made: another one has lost what
                       was acknowledged, and is told everything again */
    int32_t schema; /* of the hub */
    char class_uid[33];
    char class_id[ID_SIZE];
    char class_name[NAME_SIZE];
    char node[ID_SIZE];  /* this node's role at the hub */
    char label[ID_SIZE]; /* the station it may write as … */
    bool any_label;      /* … or as any: a board. Others tell only what they wrote themselves */
    bool joined;         /* false: came in with a code that is still to be used up */
    uint8_t class_key[MEMBER_KEY_SIZE]; /* public; all zero: none */
    uint8_t badge_key[MEMBER_KEY_SIZE]; /* all zero: none, or not for this node */
    int64_t hub_ms;  /* the hub's clock, halfway between asking and answering … */
    int64_t mono_ms; /* … and this machine's uptime then */
    int32_t round_trip_ms;
};

struct sync_answer {
    enum sync_ask_kind kind; /* what was asked */
    enum sync_trouble trouble;
    char text[ERROR_TEXT_SIZE]; /* of the trouble, for the technician; else empty */
    bool lost;                  /* the connection is gone: ask HELLO first */
    bool unfit;                 /* of a push that was refused whole: one of its rows cannot be kept
                                   by this hub, whichever station sends it (too large, no valid
                                   text, what only a board decides) */
    struct sync_hello hello;
    const struct sync_head *heads;
    const struct store_event *events;
    const char *const *names;
    const struct sync_draft *drafts;
    int count;
    int32_t conflicts; /* of a push: rows the hub has otherwise; it kept both */
    const void *bytes;
    size_t size;
    int64_t version;
};

/* "There is no network to the hub (…)": one plain sentence, what it is and what to do, untranslated
 * (collected with N_). */
const char *sync_trouble_text(enum sync_trouble trouble);
