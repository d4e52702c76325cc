#include "world.h"

#include "base/hash.h"
#include "base/log.h"
#include "sync/sync_inside.h"
#include <malloc.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>

enum { CORE_CAPACITY = 64 * 1024 * 1024, ANSWER_CAPACITY = 256 * 1024 * 1024 };

static struct rng secrets; /* what the program takes for unguessable */

static const char *chance_name(void)
{
    return "simulated";
}

static uint32_t chance_word(void)
{
    return (uint32_t)rng_next(&secrets);
}

static void chance_bytes(void *const out, const size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((uint8_t *)out)[i] = (uint8_t)rng_next(&secrets);
}

/* A database that was just made, for every machine and every empty card. */
static void make_template(void)
{
    struct error error = {0};
    struct records records;
    struct records_options options = {
        .folder = "/7/data", .station = "", .vfs = "memdisk", .files = memdisk_files()};
    memdisk_format(TEMPLATE);
    if (!records_open(&records, &options, &error)) {
        fprintf(stderr, "the simulation cannot begin: %s\n", error.text);
        abort();
    }
    records_close(&records);
}

void world_open(void)
{
    static randombytes_implementation chance = {
        .implementation_name = chance_name, .random = chance_word, .buf = chance_bytes};
    randombytes_set_implementation(&chance);
    /* One thread: no locks, no counting of memory, and what is freed stays warm. */
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024);
    mallopt(M_TRIM_THRESHOLD, 256 * 1024 * 1024);
    mallopt(M_TOP_PAD, 16 * 1024 * 1024);
    memdisk_open();
    log_set_level((enum log_level)0);
    make_template();
}

bool world_chance(struct world *world, int percent)
{
    return (int)rng_below(&world->chance, 100) < percent;
}

void world_fail(struct world *world, const char *format, ...)
{
    va_list list;
    if (world->problem[0] != '\0')
        return;
    va_start(list, format);
    vsnprintf(world->problem, sizeof world->problem, format, list);
    va_end(list);
}

void world_say(const struct world *world, const char *format, ...)
{
    va_list list;
    if (!world->is_verbose)
        return;
    va_start(list, format);
    fprintf(stderr, "%8lld ", (long long)world->steps);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
}

uint64_t row_content(const struct store_event *row)
{
    uint64_t hash = hash_text(HASH_START, row->student);
    return hash_text(hash_text(hash, row->kind), row->body);
}

/* --- Machines --------------------------------------------------------------------------------- */

static int64_t any_clock(struct world *world)
{
    static const int64_t clocks[] = {0, 0, 0, -90000, 45000, -86400000,
        -INT64_C(56) * 365 * 86400000, INT64_C(73) * 365 * 86400000};
    return clocks[rng_below(&world->chance, sizeof clocks / sizeof clocks[0])];
}

struct moment node_moment(const struct world *world, const struct node *node)
{
    return (struct moment){.wall_ms = world->now_ms + node->clock_ms,
        .mono_ms = world->now_ms - node->booted_ms,
        .trusted = node->trusted};
}

static bool open_node(struct world *world, int number, struct error *error)
{
    struct node *node = &world->nodes[number];
    char folder[32];
    STR_FORMAT(folder, "/%d/data", number);
    struct records_options options = {
        .folder = folder, .station = node->label, .vfs = "memdisk", .files = memdisk_files()};
    if (!records_open(&node->records, &options, error))
        return false;
    node->booted_ms = world->now_ms - 1000 - rng_below(&world->chance, 100000);
    node->due_ms = 0;
    if (world_chance(world, 30)) { /* no battery */
        node->clock_ms = any_clock(world);
        node->trusted = false;
    }
    node->is_up = arena_open(&node->arena, CORE_CAPACITY, error) &&
                  sync_open(&node->sync, &node->arena, error);
    return node->is_up;
}

void node_start(struct world *world, int number)
{
    struct error error = {0};
    struct node *node = &world->nodes[number];
    bool changed;
    if (node->is_up)
        return;
    if (!open_node(world, number, &error)) {
        if (memdisk_is_dead(number))
            node_crash(world, number);
        else
            world_fail(world, "%s does not start: %s", node->label, error.text);
        return;
    }
    world_say(world, "%s starts", node->label);
    if (!records_take_newest_plan(&node->records, &changed, &error) && !memdisk_is_dead(number))
        world_fail(world, "%s: the plan is not taken at a start: %s", node->label, error.text);
}

void node_crash(struct world *world, int number)
{
    struct node *node = &world->nodes[number];
    world_say(world, "%s crashes", node->label);
    world->crashes++;
    if (node->is_up) {
        memdisk_set_fuse(number, 0);
        node->records.read_only = true; /* nothing is kept on the way out */
        records_close(&node->records);
        arena_close(&node->arena);
    }
    memdisk_cut(number, &world->chance);
    node->sync = NULL;
    node->is_up = node->heard = false;
}

void node_take_rows(struct world *world, int number, const struct store_event *rows, int count)
{
    struct error error = {0};
    struct node *node = &world->nodes[number];
    struct store_event kept[SYNC_BATCH_ROWS];
    int kept_count = 0;
    /* Broken on purpose: what comes late is not applied. */
    for (int i = 0; i < count && i < SYNC_BATCH_ROWS; i++)
        if (world->broken != BROKEN_LATE ||
            rows[i].stamp.at_ms > node->records.classroom->newest_ms)
            kept[kept_count++] = rows[i];
    if (!records_take_rows(&node->records, kept, kept_count, &error) && !memdisk_is_dead(number))
        world_fail(world, "%s: what came is not applied: %s", node->label, error.text);
    if (world_chance(world, 50))
        node_renew(world, number);
}

void node_renew(struct world *world, int number)
{
    struct error error = {0};
    struct node *node = &world->nodes[number];
    if (!records_renew(&node->records, &error) && !memdisk_is_dead(number))
        world_fail(world, "%s: the state is not built anew: %s", node->label, error.text);
}

/* --- Asking ----------------------------------------------------------------------------------- */

void node_take_plan(struct world *world, int number)
{
    struct error error = {0};
    struct node *node = &world->nodes[number];
    bool changed;
    if (!records_take_newest_plan(&node->records, &changed, &error) && !memdisk_is_dead(number))
        world_fail(world, "%s: a plan is not taken: %s", node->label, error.text);
}

static void give_answer(struct world *world, int number, const struct sync_answer *answer)
{
    struct error error = {0};
    struct sync_news news;
    struct node *node = &world->nodes[number];
    int64_t mono_ms = world->now_ms - node->booted_ms;
    if (!sync_take(node->sync, node->records.store, answer, mono_ms, &news, &error)) {
        if (!memdisk_is_dead(number))
            world_fail(world, "%s: an answer is not taken: %s", node->label, error.text);
        return;
    }
    /* Between the two: the log has it, the state has it not. */
    if (!world->is_healed && news.added_count > 0 && world_chance(world, 2)) {
        node_crash(world, number);
        return;
    }
    if (news.added_count > 0)
        node_take_rows(world, number, news.added, news.added_count);
    if (!memdisk_is_dead(number) && (world->is_healed || world_chance(world, 70)))
        node_take_plan(world, number);
}

static void give_silence(struct world *world, int number, const struct sync_ask *ask)
{
    struct sync_answer answer = {.kind = ask->kind, .trouble = SYNC_SILENT, .lost = true};
    give_answer(world, number, &answer);
}

static void tell_others(struct world *world, int hub, const struct sync_ask *ask)
{
    struct sync_head head = {0};
    bool is_push = ask->kind == SYNC_ASK_PUSH && ask->count > 0;
    if (is_push) {
        memcpy(head.log, ask->log, LOG_ID_SIZE);
        const struct hub_log *log = hub_find_log(&world->hubs[hub], ask->log);
        head.seq = log == NULL ? 0 : log->head;
    } else if (ask->kind != SYNC_ASK_PUT_BLOB && ask->kind != SYNC_ASK_PUT_DRAFTS) {
        return;
    }
    for (int i = 0; i < NODES; i++) {
        struct node *node = &world->nodes[i];
        if (!node->exists || !node->is_up || node->hub != hub)
            continue;
        node->heard = node->heard || node->is_cut_off;
        if (!node->is_cut_off)
            sync_heard(node->sync, is_push && world_chance(world, 80) ? &head : NULL);
        node->due_ms = 0;
    }
}

/* Broken on purpose: what a hub said once to have, it is believed to have for ever. */
static void trust_heads(struct world *world, int number, struct sync_answer *answer)
{
    struct remembered *list = world->remembered[number];
    int *count = &world->remembered_count[number];
    const char *hub = world->hubs[world->nodes[number].hub].id;
    if (!str_equal(world->remembered_hub[number], hub))
        *count = 0;
    STR_COPY(world->remembered_hub[number], hub);
    for (int i = 0; i < answer->count; i++) {
        struct remembered *found = NULL;
        for (int k = 0; k < *count; k++)
            if (memcmp(list[k].log, answer->heads[i].log, LOG_ID_SIZE) == 0)
                found = &list[k];
        if (found == NULL && *count < HUB_LOGS) {
            found = &list[(*count)++];
            memcpy(found->log, answer->heads[i].log, LOG_ID_SIZE);
            found->seq = 0;
        }
        if (found != NULL)
            found->seq = MAX(found->seq, answer->heads[i].seq);
    }
    struct sync_head *heads = arena_array(&world->arena, struct sync_head, (size_t)*count + 1);
    assert(heads != NULL);
    for (int k = 0; k < *count; k++) {
        memcpy(heads[k].log, list[k].log, LOG_ID_SIZE);
        heads[k].seq = list[k].seq;
    }
    answer->heads = heads;
    answer->count = *count;
}

static void ask_hub(
    struct world *world, int number, const struct sync_ask *ask, struct sync_answer *answer)
{
    const struct node *node = &world->nodes[number];
    const struct hub_caller caller = {node->label, node->any_label};
    memory_hub_answer(&world->hubs[node->hub], &caller, ask, world->now_ms,
        world->now_ms - node->booted_ms, &world->arena, answer);
    if (world->broken == BROKEN_TRUST && answer->trouble == SYNC_FINE &&
        (ask->kind == SYNC_ASK_HEADS || ask->kind == SYNC_ASK_PUSH)) {
        struct sync_answer all = *answer;
        trust_heads(world, number, &all);
        if (ask->kind == SYNC_ASK_HEADS)
            *answer = all;
    }
    tell_others(world, node->hub, ask);
}

/* --- What the network keeps for later --------------------------------------------------------- */

static const char *keep_text(struct late *late, const char *text)
{
    return text == NULL ? NULL : arena_copy_text(&late->arena, text, strlen(text));
}

static void keep_for_later(struct world *world, const struct node *node, const struct sync_ask *ask)
{
    struct late *late = NULL;
    for (int i = 0; i < LATE_MAX && late == NULL; i++)
        if (!world->late[i].is_under_way)
            late = &world->late[i];
    bool is_told = ask->kind == SYNC_ASK_PUSH || ask->kind == SYNC_ASK_PUT_DRAFTS;
    if (late == NULL || !is_told)
        return;
    arena_reset(&late->arena);
    late->is_under_way = true;
    late->hub = node->hub;
    late->any_label = node->any_label;
    STR_COPY(late->label, node->label);
    late->ask = *ask;
    struct store_event *events = arena_array(&late->arena, struct store_event, (size_t)ask->count);
    struct sync_draft *drafts = arena_array(&late->arena, struct sync_draft, (size_t)ask->count);
    assert(events != NULL && drafts != NULL);
    for (int i = 0; i < ask->count && ask->kind == SYNC_ASK_PUSH; i++) {
        events[i] = ask->events[i];
        events[i].station = keep_text(late, events[i].station);
        events[i].class_id = keep_text(late, events[i].class_id);
        events[i].student = keep_text(late, events[i].student);
        events[i].kind = keep_text(late, events[i].kind);
        events[i].body = keep_text(late, events[i].body);
    }
    for (int i = 0; i < ask->count && ask->kind == SYNC_ASK_PUT_DRAFTS; i++) {
        drafts[i] = ask->drafts[i];
        drafts[i].student = keep_text(late, drafts[i].student);
        drafts[i].key = keep_text(late, drafts[i].key);
        drafts[i].body = keep_text(late, drafts[i].body);
    }
    late->ask.events = events;
    late->ask.drafts = drafts;
}

void world_deliver_late(struct world *world, int which)
{
    struct late *late = &world->late[which];
    struct sync_answer ignored;
    if (!late->is_under_way)
        return;
    late->is_under_way = false;
    const struct hub_caller caller = {late->label, late->any_label};
    arena_reset(&world->arena);
    memory_hub_answer(
        &world->hubs[late->hub], &caller, &late->ask, world->now_ms, 0, &world->arena, &ignored);
    tell_others(world, late->hub, &late->ask);
}

/* --- One exchange ------------------------------------------------------------------------------
 */

static void exchange_badly(struct world *world, int number, const struct sync_ask *ask)
{
    struct node *node = &world->nodes[number];
    struct sync_answer answer;
    switch (rng_below(&world->chance, 6)) {
    case 0: /* the question is lost */ give_silence(world, number, ask); break;
    case 1: /* the answer is lost */
        ask_hub(world, number, ask, &answer);
        give_silence(world, number, ask);
        break;
    case 2: /* it comes when nobody waits any more */
        keep_for_later(world, node, ask);
        give_silence(world, number, ask);
        break;
    case 3: /* it comes twice */
        ask_hub(world, number, ask, &answer);
        arena_reset(&world->arena);
        ask_hub(world, number, ask, &answer);
        give_answer(world, number, &answer);
        break;
    case 4: /* the machine dies while it waits */
        ask_hub(world, number, ask, &answer);
        node_crash(world, number);
        break;
    default: /* or while it writes */
        ask_hub(world, number, ask, &answer);
        memdisk_set_fuse(number, (int64_t)rng_below(&world->chance, 30));
        give_answer(world, number, &answer);
        if (node->is_up && memdisk_is_dead(number))
            node_crash(world, number);
        else if (node->is_up)
            memdisk_set_fuse(number, -1);
        break;
    }
}

bool world_exchange(struct world *world, int number)
{
    struct node *node = &world->nodes[number];
    struct sync_ask ask;
    struct sync_answer answer;
    struct error error = {0};
    int64_t mono_ms = world->now_ms - node->booted_ms;
    if (!node->is_up)
        return false;
    if (node->heard && !node->is_cut_off) {
        sync_heard(node->sync, NULL);
        node->heard = false;
    }
    if (!sync_next(node->sync, node->records.store, &world->chance, mono_ms, &ask, &node->due_ms,
            &error)) {
        world_fail(world, "%s: nothing can be asked: %s", node->label, error.text);
        return false;
    }
    if (ask.kind == SYNC_ASK_NOTHING)
        return false;
    static const char *const asks[] = {"nothing", "hello", "heads", "push", "pull", "missing",
        "put blob", "get blob", "put drafts", "get drafts", "report"};
    world_say(
        world, "%s asks: %s (%d, after %u)", node->label, asks[ask.kind], ask.count, ask.after);
    world->exchanges++;
    arena_reset(&world->arena);
    if (node->is_cut_off)
        give_silence(world, number, &ask);
    else if (!world->is_healed && world_chance(world, 15))
        exchange_badly(world, number, &ask);
    else {
        ask_hub(world, number, &ask, &answer);
        give_answer(world, number, &answer);
    }
    return true;
}

void world_make_hub(struct world *world, int hub)
{
    char id[33];
    STR_FORMAT(id, "hub-%d", ++world->hubs_made);
    hub_make(&world->hubs[hub], id);
}

/* --- Beginning and end ------------------------------------------------------------------------ */

void world_begin(struct world *world, uint64_t seed, enum broken broken)
{
    static const char *const labels[NODES] = {"makers", "tablets", "nook", "board", ""};
    struct error error = {0};
    bool is_verbose = world->is_verbose;
    world_end(world);
    world->is_verbose = is_verbose;
    world->chance = rng_seeded(seed);
    secrets = rng_seeded(seed ^ UINT64_C(0x9e3779b97f4a7c15));
    world->now_ms = INT64_C(1789376400000); /* 2026-09-14 */
    world->broken = broken;
    bool ok = arena_open(&world->arena, ANSWER_CAPACITY, &error);
    for (int i = 0; i < LATE_MAX; i++)
        ok = ok && arena_open(&world->late[i].arena, CORE_CAPACITY, &error);
    assert(ok);
    for (int i = 0; i < HUBS; i++) {
        world_make_hub(world, i);
        world->hubs[i].keyed_by_station = broken == BROKEN_KEY;
    }
    for (int i = 0; i < NODES; i++) {
        struct node *node = &world->nodes[i];
        STR_COPY(node->label, labels[i]);
        node->exists = i != CLONE;
        node->any_label = i == BOARD;
        node->image_told = -1;
        node->clock_ms = any_clock(world);
        node->trusted = world_chance(world, 70);
        memdisk_format(i);
        if (node->exists) {
            memdisk_copy(i, TEMPLATE);
            node_start(world, i);
        }
    }
}

void world_end(struct world *world)
{
    for (int i = 0; i < NODES; i++)
        if (world->nodes[i].is_up)
            node_crash(world, i);
    for (int i = 0; i < HUBS; i++) {
        hub_clear(&world->hubs[i]);
        hub_clear(&world->backups[i]);
    }
    for (int i = 0; i < LATE_MAX; i++)
        arena_close(&world->late[i].arena);
    arena_close(&world->arena);
    memset(world, 0, sizeof *world);
}
