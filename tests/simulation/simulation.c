/* tests/README.md R8: the real model, store, records and sync core of a class, with simulated
 * disks, clocks, hubs and network, and everything that can go wrong, by one number.
 *
 *   simulation --seeds N [--from SEED] [--jobs PROCESSES] [--seconds S]
 *              [--broken trust|key|late] [--verbose]
 *
 * Each seed: things happen, machines and hubs fail, cards and backups come back, clocks are years
 * apart. Then all heals, and has to come to rest with: every event that somebody was told is saved
 * and that is on a card that is left, on the hub, once, as it was; every machine with the same
 * events, the same plan and drafts, and the same classroom_hash(), which is also that of a replay;
 * no conflicts, since no two different events ever had one number.
 *
 * --broken: one promise is broken on purpose, and some seed must notice. Exit status: 0 all is
 * well, 1 a seed failed (its number is printed), 3 a broken promise was not noticed. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "world.h"

#include "sync/sync_inside.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STEPS = 120, REST_EXCHANGES = 4000, JOBS_MAX = 64 };

/* --- What goes wrong ---------------------------------------------------------------------------
 */

static int any_node(struct world *world)
{
    int node = (int)rng_below(&world->chance, NODES);
    return world->nodes[node].exists ? node : (int)rng_below(&world->chance, CLONE);
}

/* The card goes back to its image, or is replaced by an empty one. */
static void restore_card(struct world *world, int number, bool empty)
{
    struct node *node = &world->nodes[number];
    int kept = empty ? 0 : node->image_told;
    if (kept < 0)
        return;
    world_say(world, "%s: %s", node->label, empty ? "an empty card" : "an older card");
    node_crash(world, number);
    memdisk_copy(number, empty ? TEMPLATE : IMAGE + number);
    for (int i = kept; i < world->told_count; i++)
        if (world->told[i].node == number)
            world->told[i].is_lost = true;
    for (int i = 0; empty && i < world->told_count; i++)
        if (world->told[i].node == number)
            world->told[i].is_lost = true;
}

static void make_image(struct world *world, int number)
{
    memdisk_copy(IMAGE + number, number);
    world->nodes[number].image_told = world->told_count;
}

static void clone_card(struct world *world)
{
    struct node *clone = &world->nodes[CLONE];
    int original = (int)rng_below(&world->chance, STATIONS);
    if (clone->exists)
        return;
    world_say(world, "%s is cloned", world->nodes[original].label);
    memdisk_copy(CLONE, original);
    STR_COPY(clone->label, world->nodes[original].label);
    clone->exists = true;
    clone->hub = world->nodes[original].hub;
}

static void trouble_hub(struct world *world)
{
    int hub = (int)rng_below(&world->chance, HUBS);
    switch (rng_below(&world->chance, 6)) {
    case 0:
    case 1:
        hub_copy(&world->backups[hub], &world->hubs[hub]);
        world->has_backup[hub] = true;
        break;
    case 2:
    case 3:
        if (!world->has_backup[hub])
            return;
        world_say(world, "hub %d comes back from a backup", hub);
        hub_copy(&world->hubs[hub], &world->backups[hub]);
        break;
    case 4:
        world_say(world, "hub %d is made anew", hub);
        world_make_hub(world, hub);
        break;
    default: world->hubs[hub].is_full = !world->hubs[hub].is_full; return;
    }
    /* A database does not go back under an open connection. */
    for (int i = 0; i < NODES; i++) {
        struct node *node = &world->nodes[i];
        if (node->is_up && node->hub == hub)
            node->sync->is_greeted = false;
    }
}

static void move_to_hub(struct world *world, int number, int hub)
{
    struct node *node = &world->nodes[number];
    struct error error = {0};
    if (node->hub == hub)
        return;
    world_say(world, "%s joins hub %d", node->label, hub);
    node->hub = hub;
    if (!node->is_up)
        return;
    arena_reset(&node->arena);
    if (!sync_open(&node->sync, &node->arena, &error))
        world_fail(world, "%s: %s", node->label, error.text);
}

static void go_wrong(struct world *world)
{
    int node = any_node(world);
    switch (rng_below(&world->chance, 14)) {
    case 0:
    case 1:
    case 2: node_crash(world, node); break;
    case 3:
    case 4: make_image(world, node); break;
    case 5: restore_card(world, node, false); break;
    case 6: restore_card(world, node, world_chance(world, 30)); break;
    case 7: clone_card(world); break;
    case 8:
    case 9: trouble_hub(world); break;
    case 10: move_to_hub(world, node, (int)rng_below(&world->chance, HUBS)); break;
    default: world->nodes[node].is_cut_off = !world->nodes[node].is_cut_off; break;
    }
}

/* --- Time goes on ------------------------------------------------------------------------------
 */

static void step(struct world *world)
{
    world->steps++;
    world->now_ms += 1 + rng_below(&world->chance, world_chance(world, 5) ? 3600000 : 20000);
    int node = any_node(world);
    uint32_t dice = rng_below(&world->chance, 100);
    if (dice < 9)
        go_wrong(world);
    else if (dice < 12 && world->nodes[BOARD].is_up)
        world_publish(world, BOARD);
    else if (dice < 13 && world->nodes[BOARD].is_up)
        world_erase(world, BOARD);
    else if (dice < 18)
        world_deliver_late(world, (int)rng_below(&world->chance, LATE_MAX));
    else if (dice < 55)
        world_act(world, node);
    else
        for (uint32_t i = 1 + rng_below(&world->chance, 6); i > 0; i--)
            if (!world_exchange(world, node))
                break;
    for (int i = 0; i < NODES; i++)
        if (world->nodes[i].exists && !world->nodes[i].is_up && world_chance(world, 20))
            node_start(world, i);
}

/* Nothing fails any more; everybody belongs to one hub, and talks until all is told. */
static void heal(struct world *world)
{
    world->is_healed = true;
    for (int i = 0; i < HUBS; i++)
        world->hubs[i].is_full = false;
    for (int i = 0; i < LATE_MAX; i++)
        if (world->late[i].hub == 0)
            world_deliver_late(world, i);
    for (int i = 0; i < NODES; i++) {
        world->nodes[i].is_cut_off = false;
        if (!world->nodes[i].exists)
            continue;
        memdisk_set_fuse(i, -1);
        node_start(world, i);
        move_to_hub(world, i, 0);
        if (world->nodes[i].is_up)
            node_take_plan(world, i); /* what came during a visit */
    }
}

static bool is_at_rest(const struct node *node)
{
    const struct sync_state *state = node->is_up ? sync_state(node->sync) : NULL;
    return !node->exists || (state != NULL && state->trouble == SYNC_FINE && state->has_synced &&
                                state->waiting == 0 && state->refused == 0);
}

static void come_to_rest(struct world *world)
{
    int64_t most = world->exchanges + REST_EXCHANGES;
    bool rests = false;
    while (!rests && world->problem[0] == '\0') {
        rests = true;
        for (int i = 0; i < NODES; i++)
            rests = !world_exchange(world, i) && rests;
        world->now_ms += rests ? 61000 : 200;
        for (int i = 0; i < NODES; i++)
            rests = rests && is_at_rest(&world->nodes[i]);
        if (world->exchanges > most)
            world_fail(world, "no rest after %d questions", REST_EXCHANGES);
    }
}

/* --- What must be so ---------------------------------------------------------------------------
 */

struct check {
    struct world *world;
    struct node *node;
    bool all; /* also what others wrote, on a station */
    int64_t rows;
};

static bool is_on_hub(struct check *check, const struct store_event *row)
{
    struct hub_log *log = hub_find_log(&check->world->hubs[0], row->stamp.log);
    return log != NULL && row->stamp.seq <= log->head &&
           hub_same_row(&log->rows[row->stamp.seq - 1].event, row);
}

static bool check_row(void *context, const struct store_event *row)
{
    struct check *check = context;
    struct store_log_head head;
    struct error error = {0};
    check->rows++;
    bool must =
        check->all || check->node->any_label ||
        (store_head_of(check->node->records.store, row->stamp.log, &head, &error) && head.own);
    if (must && !is_on_hub(check, row))
        world_fail(check->world, "%s: %s %u of log %02x%02x is not on the hub as it is here",
            check->node->label, row->kind, row->stamp.seq, row->stamp.log[0], row->stamp.log[1]);
    return check->world->problem[0] == '\0';
}

static int64_t hub_rows(const struct memory_hub *hub)
{
    int64_t rows = 0;
    for (int i = 0; i < hub->log_count; i++)
        rows += hub->logs[i].head;
    return rows;
}

static void check_logs(struct world *world, bool all)
{
    for (int i = 0; i < NODES; i++) {
        struct node *node = &world->nodes[i];
        struct check check = {.world = world, .node = node, .all = all};
        struct error error = {0};
        if (!node->exists || world->problem[0] != '\0')
            continue;
        if (!store_replay(node->records.store, true, check_row, &check, &error))
            world_fail(world, "%s: %s", node->label, error.text);
        if (all && check.rows != hub_rows(&world->hubs[0]))
            world_fail(world, "%s has %lld events, the hub %lld", node->label,
                (long long)check.rows, (long long)hub_rows(&world->hubs[0]));
    }
}

static void check_told(struct world *world)
{
    for (int i = 0; i < world->told_count; i++) {
        const struct told *told = &world->told[i];
        struct hub_log *log = hub_find_log(&world->hubs[0], told->stamp.log);
        bool there = log != NULL && told->stamp.seq <= log->head;
        if (!there && !told->is_lost)
            world_fail(world, "what %s was told is saved (event %u) is not on the hub",
                world->nodes[told->node].label, told->stamp.seq);
        const struct store_event *row = there ? &log->rows[told->stamp.seq - 1].event : NULL;
        if (there && !row->erased && !row->edited && row_content(row) != told->content)
            world_fail(world, "what %s was told is saved (event %u) is another on the hub",
                world->nodes[told->node].label, told->stamp.seq);
    }
    if (world->hubs[0].conflict_count > 0)
        world_fail(world, "%d conflicts on the hub", world->hubs[0].conflict_count);
}

static void check_drafts(struct world *world, struct node *node)
{
    for (int i = 0; i < world->hubs[0].draft_count; i++) {
        const struct hub_draft *draft = &world->hubs[0].drafts[i];
        const char *body = NULL;
        struct error error = {0};
        arena_reset(&world->arena);
        bool found = store_load_draft(
            node->records.store, draft->student, draft->key, &world->arena, &body, &error);
        if (found != (draft->body != NULL) || (found && !str_equal(body, draft->body)))
            world_fail(world, "%s has another draft %s of %s (%s) than the hub (%s)", node->label,
                draft->key, draft->student, found ? body : "none",
                draft->body == NULL ? "none" : draft->body);
    }
}

/* For whoever reads it: which parts differ. */
static void say_difference(
    const struct world *world, const struct classroom *a, const struct classroom *b)
{
    for (int i = 0; i < a->plan.student_count; i++) {
        int k = classroom_find_student(b, a->plan.students[i].id);
        const struct student_state *here = &a->students[i];
        const struct student_state *there = k < 0 ? NULL : &b->students[k];
        const unsigned char *one = (const unsigned char *)here, *two = (const unsigned char *)there;
        for (size_t at = 0; there != NULL && at < sizeof *here; at++)
            if (one[at] != two[at]) {
                world_say(world, "student %s differs at byte %zu", a->plan.students[i].id, at);
                break;
            }
        if (there == NULL)
            world_say(world, "student %s is missing", a->plan.students[i].id);
    }
    world_say(world, "groups %d past %d rotation %d badges %d teacher %d newest %lld %lld",
        memcmp(a->groups, b->groups, sizeof a->groups) != 0,
        memcmp(a->past_groups, b->past_groups, sizeof a->past_groups) != 0,
        memcmp(&a->rotation, &b->rotation, sizeof a->rotation) != 0,
        memcmp(a->old_badges, b->old_badges, sizeof a->old_badges) != 0,
        memcmp(&a->teacher_badge, &b->teacher_badge, sizeof a->teacher_badge) != 0,
        (long long)a->newest_ms, (long long)b->newest_ms);
}

static void check_state(struct world *world)
{
    const struct node *first = &world->nodes[BOARD];
    for (int i = 0; i < NODES; i++)
        if (world->nodes[i].exists)
            node_renew(world, i);
    for (int i = 0; i < NODES; i++) {
        struct node *node = &world->nodes[i];
        struct error error = {0};
        int64_t conflicts = 0;
        if (!node->exists || world->problem[0] != '\0')
            continue;
        if (!str_equal(
                node->records.classroom->plan_version, first->records.classroom->plan_version))
            world_fail(world, "%s has the plan %s, the board %s", node->label,
                node->records.classroom->plan_version, first->records.classroom->plan_version);
        uint64_t hash = classroom_hash(node->records.classroom);
        if (hash != classroom_hash(first->records.classroom)) {
            say_difference(world, node->records.classroom, first->records.classroom);
            world_fail(world, "%s shows another class than the board", node->label);
        }
        if (!store_conflict_count(node->records.store, &conflicts, &error) || conflicts > 0)
            world_fail(world, "%s has %lld conflicts", node->label, (long long)conflicts);
        check_drafts(world, node);
        node_crash(world, i);
        node_start(world, i);
        if (node->is_up && classroom_hash(node->records.classroom) != hash)
            world_fail(world, "%s shows another class after a restart", node->label);
    }
}

/* --- A stick: what only a station has of others comes to the board -----------------------------
 */

struct stick {
    struct world *world;
    struct error error;
};

static bool carry(void *context, const struct store_event *row)
{
    struct stick *stick = context;
    struct store_merge_report report;
    return records_merge(&stick->world->nodes[BOARD].records, row, 1, &report, &stick->error);
}

static void carry_stick(struct world *world)
{
    for (int i = 0; i < NODES; i++) {
        struct stick stick = {.world = world};
        struct error error = {0};
        if (i == BOARD || !world->nodes[i].exists || world->problem[0] != '\0')
            continue;
        if (!store_replay(world->nodes[i].records.store, true, carry, &stick, &error) ||
            stick.error.code != ERR_NONE)
            world_fail(world, "the stick: %s%s", error.text, stick.error.text);
    }
}

/* --- One seed ----------------------------------------------------------------------------------
 */

static bool run(struct world *world, uint64_t seed, enum broken broken)
{
    world_begin(world, seed, broken);
    world_publish(world, BOARD);
    while (world->steps < STEPS && world->problem[0] == '\0')
        step(world);
    heal(world);
    come_to_rest(world);
    if (world->problem[0] == '\0')
        check_logs(world, false);
    if (world->problem[0] == '\0')
        carry_stick(world);
    come_to_rest(world);
    if (world->problem[0] == '\0')
        check_logs(world, true);
    check_told(world);
    if (world->problem[0] == '\0')
        check_state(world);
    return world->problem[0] == '\0';
}

struct options {
    uint64_t from, seeds;
    int jobs, seconds;
    enum broken broken;
    bool verbose;
};

static bool read_options(int count, char **arguments, struct options *out)
{
    static const char *const broken[] = {"", "trust", "key", "late"};
    *out = (struct options){.from = 1, .seeds = 100, .jobs = 1};
    for (int i = 1; i < count; i++) {
        const char *value = i + 1 < count ? arguments[i + 1] : "";
        if (strcmp(arguments[i], "--verbose") == 0) {
            out->verbose = true;
            continue;
        }
        if (strcmp(arguments[i], "--seeds") == 0)
            out->seeds = strtoull(value, NULL, 10);
        else if (strcmp(arguments[i], "--from") == 0)
            out->from = strtoull(value, NULL, 10);
        else if (strcmp(arguments[i], "--jobs") == 0)
            out->jobs = MIN(atoi(value), JOBS_MAX);
        else if (strcmp(arguments[i], "--seconds") == 0)
            out->seconds = atoi(value);
        else if (strcmp(arguments[i], "--broken") == 0) {
            for (int k = 1; k < 4; k++)
                if (strcmp(value, broken[k]) == 0)
                    out->broken = (enum broken)k;
            if (out->broken == BROKEN_NOT)
                return false;
        } else {
            return false;
        }
        i++;
    }
    return out->jobs >= 1;
}

/* --- All seeds, in several processes -----------------------------------------------------------
 */

struct job {
    uint64_t seed; /* the one at hand */
    uint64_t done, acted, lost, exchanges, crashes, refused;
};

/* Between the processes. */
struct shared {
    atomic_bool failed; /* some seed did: nobody begins another */
    struct job jobs[JOBS_MAX];
};

static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static void count(struct job *job, const struct world *world)
{
    job->done++;
    job->acted += (uint64_t)world->acted;
    job->exchanges += (uint64_t)world->exchanges;
    job->crashes += (uint64_t)world->crashes;
    job->refused += (uint64_t)world->refused;
    for (int i = 0; i < world->told_count; i++)
        job->lost += world->told[i].is_lost;
}

/* Of every `jobs` seeds one. */
static void work(
    const struct options *options, struct shared *shared, int which, const struct timespec *start)
{
    static struct world world;
    struct job *job = &shared->jobs[which];
    world.is_verbose = options->verbose;
    for (uint64_t i = (uint64_t)which; i < options->seeds && !shared->failed;
         i += (uint64_t)options->jobs) {
        if (options->seconds > 0 && seconds_since(start) >= options->seconds)
            break;
        job->seed = options->from + i;
        if (!run(&world, job->seed, options->broken)) {
            printf("seed %" PRIu64 ": %s\n", job->seed, world.problem);
            shared->failed = true;
            break;
        }
        count(job, &world);
    }
    world_end(&world);
}

/* False: a process did not come to its end. */
static bool work_beside(
    const struct options *options, struct shared *shared, const struct timespec *start)
{
    pid_t processes[JOBS_MAX];
    bool ok = true;
    for (int i = 0; i < options->jobs; i++) {
        processes[i] = fork();
        if (processes[i] == 0) {
            work(options, shared, i, start);
            exit(0);
        }
    }
    for (int i = 0; i < options->jobs; i++) {
        int status = -1;
        if (processes[i] > 0 && waitpid(processes[i], &status, 0) > 0 && status == 0)
            continue;
        printf("seed %" PRIu64 ": its process ended with %d\n", shared->jobs[i].seed, status);
        shared->failed = true;
        ok = false;
    }
    return ok;
}

static void tell(const struct options *options, const struct shared *shared, double seconds)
{
    struct job all = {0};
    for (int i = 0; i < options->jobs; i++) {
        const struct job *job = &shared->jobs[i];
        all.done += job->done;
        all.acted += job->acted;
        all.lost += job->lost;
        all.refused += job->refused;
        all.exchanges += job->exchanges;
        all.crashes += job->crashes;
    }
    printf("%" PRIu64 " seeds in %.1f s (%.1f ms each): %" PRIu64 " events told as saved (%" PRIu64
           " on cards that are gone), %" PRIu64 " refused, %" PRIu64 " questions to hubs, %" PRIu64
           " crashes; all is well\n",
        all.done, seconds, all.done == 0 ? 0 : seconds * 1000 / (double)all.done, all.acted,
        all.lost, all.refused, all.exchanges, all.crashes);
}

int main(int argument_count, char **arguments)
{
    struct options options;
    struct timespec start;
    bool ok = true;
    if (!read_options(argument_count, arguments, &options)) {
        fprintf(stderr, "usage: simulation --seeds N [--from SEED] [--jobs N] [--seconds S] "
                        "[--broken trust|key|late] [--verbose]\n");
        return 2;
    }
    struct shared *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return 2;
    world_open();
    clock_gettime(CLOCK_MONOTONIC, &start);
    if (options.jobs == 1)
        work(&options, shared, 0, &start);
    else
        ok = work_beside(&options, shared, &start);
    if (shared->failed)
        return options.broken == BROKEN_NOT || !ok ? 1 : 0;
    tell(&options, shared, seconds_since(&start));
    return options.broken == BROKEN_NOT ? 0 : 3;
}
