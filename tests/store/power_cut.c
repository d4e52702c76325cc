/* tests/README.md R2, R4 and R5: the real store on a simulated disk, the power cut at every
 * operation in turn, then opened again and compared with what it had confirmed.
 *
 *   store_power_cut honest|fallback|beside|normal|liar|blocks [SEEDS]
 *
 * honest  nothing confirmed may be lost, nothing damaged, no half transaction, always opens
 * fallback  the same, while an update of the program comes, goes and comes again; beside: one whose
 * schema the program before does not fit
 * normal  the same with synchronous=NORMAL must lose something, else this harness has no teeth
 * liar    30 % of syncs do nothing; blocks: a cut damages old data. Lost events must be noticed,
 * as far as a head record of them ever reached the disk, and the store must open and save.
 * Drafts and settings are in no chain: those that fell back unnoticed are counted only. */
#include "simdisk.h"

#include "base/log.h"
#include "store/programs.h"
#include "store/store_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRANSACTIONS = 60 };
static const char folder[] = "/data/station";

enum { PROGRAM_EVERY = TRANSACTIONS / 6 }; /* transactions until the other program comes */

enum mode { HONEST, FALLBACK, BESIDE, NORMAL, LIAR, BLOCKS };
static const char *const mode_names[] = {
    "honest", "fallback", "beside", "normal", "liar", "blocks"};

struct totals {
    int64_t cuts, lost, partial, damaged, unopened, unsaved, noticed, unnoticed, quiet, beyond;
};

/* What was confirmed before the cut. */
struct confirmed {
    int count;    /* transactions 0 … count - 1 */
    int provable; /* those whose head record reached the disk */
};

static int events_of(int transaction)
{
    return transaction % 5 == 3 || transaction % 5 == 4 ? 0 : 1 + transaction % 3;
}

static bool is_draft(int transaction)
{
    return transaction % 5 == 3;
}

static bool is_setting(int transaction)
{
    return transaction % 5 == 4 && transaction % 20 != 19;
}

static bool append(struct store *store, int number, struct error *error)
{
    struct store_event events[3];
    char body[64];
    STR_FORMAT(body, "{\"t\":%d}", number);
    for (int i = 0; i < events_of(number); i++)
        events[i] = (struct store_event){.stamp = {.at_ms = number},
            .student = "wei",
            .class_id = "4b",
            .kind = "test",
            .version = 1,
            .body = body};
    return store_append(store, events, events_of(number), error);
}

static bool transact(struct store *store, int number, struct error *error)
{
    static uint8_t memory[64 * 1024];
    char text[16];
    STR_FORMAT(text, "%d", number);
    if (is_draft(number))
        return store_save_draft(store, "wei", "ticket:a", text, number, error);
    if (is_setting(number))
        return store_set(store, "last", text, error);
    if (events_of(number) > 0)
        return append(store, number, error);
    memset(memory + number % 3 * 16384, number, 16384);
    return store_save_checkpoint(store, 1, memory, sizeof memory, error);
}

static bool has_programs(enum mode mode)
{
    return mode == FALLBACK || mode == BESIDE;
}

/* The program whose turn it is. */
static struct store *open_store(
    enum mode mode, int turn, struct store_report *report, struct error *error)
{
    struct store *store;
    struct store_options options = {
        .folder = folder, .station = "makers", .vfs = "simdisk", .files = simdisk_files()};
    if (has_programs(mode) && turn % 2 == 1)
        options.program = next_program(mode == BESIDE ? STORE_SCHEMA + 1 : STORE_SCHEMA, NULL);
    return store_open(&store, &options, report, error) ? store : NULL;
}

static bool prepare(struct store *store, enum mode mode, struct error *error)
{
    return sql_run(store->db, "PRAGMA wal_autocheckpoint = 40", error) &&
           (mode != NORMAL || sql_run(store->db, "PRAGMA synchronous = NORMAL", error));
}

static struct confirmed work(enum mode mode)
{
    struct confirmed confirmed = {0};
    simdisk_set_tag(-1);
    struct store_report report;
    struct error error = {0};
    struct store *store = open_store(mode, 0, &report, &error);
    bool ready = store != NULL && prepare(store, mode, &error);
    while (ready && confirmed.count < TRANSACTIONS) {
        simdisk_set_tag(confirmed.count);
        if (!transact(store, confirmed.count, &error))
            break;
        confirmed.count++;
        if (has_programs(mode) && confirmed.count % PROGRAM_EVERY == 0) {
            store_close(store);
            store = open_store(mode, confirmed.count / PROGRAM_EVERY, &report, &error);
            ready = store != NULL && prepare(store, mode, &error);
        }
    }
    confirmed.provable = MIN(simdisk_settled_tag() + 1, confirmed.count);
    store_close(store);
    return confirmed;
}

/* --- Comparing ----------------------------------------------------------------------------------
 */

struct found {
    int events[TRANSACTIONS + 1];
    int unknown;
};

static bool count_event(void *context, const struct store_event *event)
{
    struct found *found = context;
    int number;
    if (sscanf(event->body, "{\"t\":%d}", &number) == 1 && number >= 0 && number <= TRANSACTIONS)
        found->events[number]++;
    else
        found->unknown++;
    return true;
}

/* The number last stored by transactions of one kind, -1 if there is none. */
static int newest(struct store *store, bool draft)
{
    char text[16] = "";
    struct error error = {0};
    struct arena arena = {0};
    const char *body = NULL;
    int number = -1;
    if (!draft)
        return store_get(store, "last", text, sizeof text) ? atoi(text) : -1;
    if (arena_open(&arena, 4096, &error) &&
        store_load_draft(store, "wei", "ticket:a", &arena, &body, &error))
        number = atoi(body);
    arena_close(&arena);
    return number;
}

static int expected_newest(int count, bool draft)
{
    for (int i = count; i-- > 0;)
        if (draft ? is_draft(i) : is_setting(i))
            return i;
    return -1;
}

/* Whether something of the first `count` transactions is missing. */
static bool is_event_missing(const struct found *found, int count)
{
    for (int i = 0; i < count; i++)
        if (found->events[i] < events_of(i))
            return true;
    return false;
}

static bool is_missing(const struct found *found, int draft, int setting, int count)
{
    return is_event_missing(found, count) || draft < expected_newest(count, true) ||
           setting < expected_newest(count, false);
}

static void compare(struct store *store, const struct store_report *report,
    struct confirmed confirmed, struct totals *totals)
{
    struct found found = {0};
    struct error error = {0};
    bool readable = store_replay(store, true, count_event, &found, &error);
    bool sound = readable && store_verify(store, &error);
    int draft = newest(store, true), setting = newest(store, false);
    for (int i = 0; i < TRANSACTIONS; i++)
        if (found.events[i] != 0 && found.events[i] != events_of(i))
            totals->partial++;
    bool noticed = report->state == STORE_RECOVERED || report->missing != 0 || !sound;
    totals->damaged += !sound || report->state == STORE_RECOVERED;
    if (is_missing(&found, draft, setting, confirmed.count)) {
        totals->lost++;
        if (noticed)
            totals->noticed++;
        else if (is_event_missing(&found, confirmed.provable))
            totals->unnoticed++;
        else if (is_missing(&found, draft, setting, confirmed.provable))
            totals->quiet++;
        else
            totals->beyond++;
    }
    error_clear(&error);
    if (!append(store, TRANSACTIONS + 5 * 3, &error))
        totals->unsaved++;
}

/* One in four openings after a cut is cut itself. */
static void cut_opening(enum mode mode, uint64_t seed)
{
    struct store_report report;
    struct error error = {0};
    if (seed % 4 != 0)
        return;
    struct simdisk_plan plan = {.seed = seed * 31, .cut_at = (int64_t)(seed / 4 % 40) + 1};
    simdisk_set_plan(&plan);
    store_close(open_store(mode, (int)(seed / 8 % 2), &report, &error));
    simdisk_power_on();
}

static void look(enum mode mode, uint64_t seed, int64_t at, int turn, struct confirmed confirmed,
    struct totals *totals)
{
    struct store_report report;
    struct error error = {0};
    struct store *store = open_store(mode, turn, &report, &error);
    if (store == NULL) {
        totals->unopened++;
        fprintf(stderr, "seed %llu, cut %lld: %s\n", (unsigned long long)seed, (long long)at,
            error.text);
        return;
    }
    int64_t lost = totals->lost, unnoticed = totals->unnoticed;
    compare(store, &report, confirmed, totals);
    if ((mode < NORMAL && totals->lost > lost) || totals->unnoticed > unnoticed)
        fprintf(stderr, "seed %llu, cut %lld: lost after %d confirmed (%s)\n",
            (unsigned long long)seed, (long long)at, confirmed.count, report.note);
    store_close(store);
}

/* False when the work ended before the cut came. */
static bool cut_once(enum mode mode, uint64_t seed, int64_t at, struct totals *totals)
{
    struct simdisk_plan plan = {.seed = seed,
        .cut_at = at,
        .liar_percent = mode == LIAR ? 30 : 0,
        .erases_blocks = mode == BLOCKS};
    simdisk_format();
    simdisk_set_plan(&plan);
    struct confirmed confirmed = work(mode);
    bool was_cut = simdisk_is_cut();
    simdisk_power_on();
    if (!was_cut)
        return false;
    totals->cuts++;
    if (mode < NORMAL)
        cut_opening(mode, seed);
    int turn = (int)(seed / 16 % 2);
    look(mode, seed, at, turn, confirmed, totals);
    if (has_programs(mode)) {
        look(mode, seed, at, turn + 1, confirmed, totals);
        look(mode, seed, at, turn, confirmed, totals);
    }
    return true;
}

static bool judge(enum mode mode, const struct totals *totals)
{
    if (totals->cuts < 500 || totals->unopened > 0 || totals->unsaved > 0)
        return false;
    if (mode == NORMAL)
        return totals->lost > 0;
    if (mode < NORMAL)
        return totals->lost == 0 && totals->partial == 0 && totals->damaged == 0;
    return totals->unnoticed == 0 && totals->noticed > 0;
}

int main(int count, char **arguments)
{
    enum mode mode = HONEST;
    while (count > 1 && mode < BLOCKS && strcmp(arguments[1], mode_names[mode]) != 0)
        mode++;
    uint64_t seeds = count > 2 ? strtoull(arguments[2], NULL, 10) : 3;
    struct totals totals = {0};
    log_set_level((enum log_level)0);
    simdisk_open();
    int step = has_programs(mode) ? 3 : 1; /* three seeds cut at every operation */
    for (uint64_t seed = 1; seed <= seeds; seed++)
        for (int64_t at = 1 + (int64_t)seed % step;
             cut_once(mode, seed * 1000003 + (uint64_t)at, at, &totals); at += step)
            ;
    bool good = judge(mode, &totals);
    printf("%s: %lld cuts, %lld lost, %lld partial, %lld damaged, %lld unopened, %lld unsaved\n",
        mode_names[mode], (long long)totals.cuts, (long long)totals.lost, (long long)totals.partial,
        (long long)totals.damaged, (long long)totals.unopened, (long long)totals.unsaved);
    printf("of the lost %lld noticed; not noticed: %lld with events, %lld with drafts or settings; "
           "%lld never on the disk: %s\n",
        (long long)totals.noticed, (long long)totals.unnoticed, (long long)totals.quiet,
        (long long)totals.beyond, good ? "ok" : "FAILED");
    return good ? 0 : 1;
}
