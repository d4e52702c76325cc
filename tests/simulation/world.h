/* A class in a box: four machines and a spare one with real stores, records and sync cores on disks
 * in memory, two hubs in memory, a network between them, and one source of chance. */
#pragma once

#include "memdisk.h"
#include "records.h"
#include "sync/memory_hub.h"
#include "sync/sync.h"

enum {
    STATIONS = 3,
    BOARD = 3,
    CLONE = 4, /* a copy of a station's card, live at the same time; label of its original */
    NODES = 5,
    HUBS = 2,
    LATE_MAX = 8,
    TOLD_MAX = 4096,
    IMAGE = 8,    /* disks IMAGE + node: an older copy of its card */
    TEMPLATE = 7, /* a database that was just made */
};

/* Something somebody was told is saved. */
struct told {
    struct stamp stamp;
    int node;
    uint64_t content;
    bool is_lost; /* the card it was saved on is gone, or went back behind it */
};

struct node {
    char label[ID_SIZE];
    int hub;
    bool exists, is_up, is_cut_off, any_label;
    bool heard; /* while it was cut off */
    struct records records;
    struct arena arena; /* of the core */
    struct sync *sync;
    int64_t clock_ms; /* what its clock is ahead of the right time */
    int64_t booted_ms, due_ms;
    bool trusted;
    int image_told; /* things told when the image was made; -1: there is none */
};

/* An ask that comes to the hub when its node has long given up. */
struct late {
    bool is_under_way;
    int hub;
    char label[ID_SIZE];
    bool any_label;
    struct sync_ask ask;
    struct arena arena;
};

enum broken { BROKEN_NOT, BROKEN_TRUST, BROKEN_KEY, BROKEN_LATE };

struct remembered {
    uint8_t log[LOG_ID_SIZE];
    uint32_t seq;
};

struct world {
    struct rng chance;
    int64_t now_ms; /* the right time */
    struct node nodes[NODES];
    struct memory_hub hubs[HUBS], backups[HUBS];
    bool has_backup[HUBS];
    int hubs_made;
    struct late late[LATE_MAX];
    struct told told[TOLD_MAX];
    int told_count;
    struct arena arena; /* of answers */
    enum broken broken;
    struct remembered remembered[NODES][HUB_LOGS]; /* BROKEN_TRUST */
    int remembered_count[NODES];
    char remembered_hub[NODES][33];
    bool is_healed; /* no faults any more */
    int erased;
    bool is_verbose;
    int64_t steps, exchanges, crashes, acted, refused;
    char problem[512]; /* what is wrong; empty: nothing */
};

void world_open(void); /* once */
void world_begin(struct world *world, uint64_t seed, enum broken broken);
void world_end(struct world *world);

bool world_chance(struct world *world, int percent);
void world_fail(struct world *world, const char *format, ...) PRINTF_LIKE(2, 3);
void world_say(const struct world *world, const char *format, ...) PRINTF_LIKE(2, 3);

void node_start(struct world *world, int node);
/* As by kill -9 or a pulled plug: nothing is closed in order. */
void node_crash(struct world *world, int node);
struct moment node_moment(const struct world *world, const struct node *node);
/* The newest plan the store has, as between visits. */
void node_take_plan(struct world *world, int node);
/* Nobody is there: what makes the state stale is over. */
void node_renew(struct world *world, int node);
void node_take_rows(struct world *world, int node, const struct store_event *rows, int count);

/* One thing that somebody does at a machine (actions.c). */
void world_act(struct world *world, int node);
void world_publish(struct world *world, int node);
void world_erase(struct world *world, int node);

/* One question of a node to its hub, with what can happen to it. False: there was none. */
bool world_exchange(struct world *world, int node);
void world_deliver_late(struct world *world, int which);
void world_make_hub(struct world *world, int hub);
uint64_t row_content(const struct store_event *row);
