/* tests/README.md R6: the k-th allocation, or the k-th call to the disk, fails; for k = 1, 2, 3 …
 * until a run of everything the store does meets no failure. After each: nothing confirmed is lost,
 * the database is sound, no memory and no file is left behind.
 *
 *   store_faults memory|io|full [STEP] [once|forever]      tries every STEP-th k */
#include "simdisk.h"

#include "base/date.h"
#include "base/log.h"
#include "store/store_internal.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char folder[] = "/data/station";
static const char *const backups[] = {"/data/backup-1", "/data/backup-2"};

/* --- Allocations --------------------------------------------------------------------------------
 */

static sqlite3_mem_methods system_memory;
static int64_t allocations, fail_allocation;
static bool forever, allocation_failed;

static bool may_allocate(void)
{
    allocations++;
    bool fails = fail_allocation > 0 &&
                 (allocations == fail_allocation || (forever && allocations > fail_allocation));
    allocation_failed = allocation_failed || fails;
    return !fails;
}

static void *take(int size)
{
    return may_allocate() ? system_memory.xMalloc(size) : NULL;
}

static void *retake(void *old, int size)
{
    return may_allocate() ? system_memory.xRealloc(old, size) : NULL;
}

/* Our own: the linker sends arena_open() and arena_alloc() here (--wrap). */
bool __real_arena_open(struct arena *arena, size_t capacity, struct error *error);
bool __wrap_arena_open(struct arena *arena, size_t capacity, struct error *error);
void *__real_arena_alloc(struct arena *arena, size_t size);
void *__wrap_arena_alloc(struct arena *arena, size_t size);

bool __wrap_arena_open(struct arena *arena, size_t capacity, struct error *error)
{
    if (!may_allocate())
        return error_set(error, ERR_MEMORY, "the system has no memory to give");
    return __real_arena_open(arena, capacity, error);
}

void *__wrap_arena_alloc(struct arena *arena, size_t size)
{
    return may_allocate() ? __real_arena_alloc(arena, size) : NULL;
}

/* --- Everything the store does ------------------------------------------------------------------
 */

struct confirmed {
    int events; /* bodies 0 … events - 1, each once */
    int attempted;
    bool draft;
    bool plan;
    bool erased;
    bool backup; /* the second one: it has everything */
};

static struct store_event sample(const char *student, const char *body)
{
    return (struct store_event){.stamp = {.at_ms = 1},
        .class_id = "4b",
        .student = student,
        .kind = "test",
        .version = 1,
        .body = body};
}

static void append(struct store *store, struct confirmed *confirmed, int count)
{
    struct error error = {0};
    struct store_event events[3];
    char bodies[3][32];
    for (int i = 0; i < count; i++) {
        STR_FORMAT(bodies[i], "{\"n\":%d}", confirmed->events + i);
        events[i] = sample("wei", bodies[i]);
    }
    if (confirmed->attempted == confirmed->events && store_append(store, events, count, &error))
        confirmed->events += count;
    confirmed->attempted = confirmed->events;
}

static bool see_nothing(void *context, const struct store_event *event)
{
    (void)context;
    return event->body != NULL;
}

static void keep_things(struct store *store, struct confirmed *confirmed)
{
    struct error error = {0};
    char hash[PLAN_HASH_TEXT];
    bool changed;
    int32_t wait_s;
    struct store_event published = sample("", "{}");
    confirmed->draft = store_save_draft(store, "wei", "a", "draft", 1, &error);
    confirmed->plan = store_publish_plan(store, "plan", 4, &published, hash, &changed, &error);
    error_clear(&error);
    bool ok = store_set(store, "volume", "7", &error) &&
              store_try_secret(store, "pin", 1000, &wait_s, &error) &&
              store_try_succeeded(store, "pin", &error);
    struct store_event other = sample("ada", "{\"students\":[\"zweig\",\"wei\"]}");
    struct store_merge_report report;
    other.stamp.seq = 1;
    error_clear(&error);
    ok = store_merge(store, &other, 1, &report, &error) && ok;
    struct store_event erased = sample("", "{}");
    error_clear(&error);
    confirmed->erased = store_erase_student(store, "zweig", &erased, &error);
}

static void look_around(struct store *store, int round, struct confirmed *confirmed)
{
    static uint8_t memory[40000];
    struct error error = {0};
    struct arena arena = {0};
    const char *body;
    const void *plan;
    size_t size;
    char hash[PLAN_HASH_TEXT];
    memory[5] = memory[20000] = 1;
    bool ok = store_save_checkpoint(store, 1, memory, sizeof memory, &error);
    ok = store_load_checkpoint(store, 1, memory, sizeof memory) && ok;
    error_clear(&error);
    ok = store_replay(store, true, see_nothing, NULL, &error) && ok;
    error_clear(&error);
    if (arena_open(&arena, 4096, &error)) {
        ok = store_load_draft(store, "wei", "a", &arena, &body, &error) && ok;
        error_clear(&error);
        ok = store_current_plan(store, &arena, &plan, &size, hash, &error) && ok;
    }
    arena_close(&arena);
    error_clear(&error);
    ok = store_verify(store, &error) && ok;
    error_clear(&error);
    confirmed->backup = store_backup(store, backups[round], &error);
    (void)store_room(store, 0);
}

/* The chores of a quiet moment, with something to remove. */
static void tend(struct store *store, int round)
{
    enum { TODAY = 21100 };
    struct error error = {0};
    struct store_expiry expiry;
    struct moment now = {.wall_ms = TODAY * (int64_t)DAY_MS, .trusted = true};
    bool more = true;
    for (int i = 0; i < 6; i++) {
        struct store_event event = sample("ada", "{}");
        event.wall_ms = now.wall_ms - (i == 0 ? 400 : 4 * i) * (int64_t)DAY_MS;
        event.trusted = true;
        error_clear(&error);
        if (!store_append(store, &event, 1, &error))
            break;
    }
    error_clear(&error);
    if (!store_expire(store, &now, 365, &expiry, &error))
        error_clear(&error);
    bool done;
    now.wall_ms += round * (int64_t)DAY_MS;
    while (more && store_back_up(store, &now, &more, &error) && more)
        ;
    error_clear(&error);
    if (!store_finish_erasing(store, &done, &error))
        error_clear(&error);
}

static struct store_options options(void)
{
    return (struct store_options){
        .folder = folder, .station = "makers", .vfs = "simdisk", .files = simdisk_files()};
}

static void run(struct confirmed *confirmed)
{
    struct store_options with = options();
    for (int round = 0; round < 2; round++) {
        struct store *store;
        struct store_report report;
        struct error error = {0};
        confirmed->backup = false;
        if (!store_open(&store, &with, &report, &error))
            continue;
        append(store, confirmed, 2);
        if (round == 0)
            keep_things(store, confirmed);
        append(store, confirmed, 3);
        look_around(store, round, confirmed);
        tend(store, round);
        store_close(store);
    }
    struct error error = {0};
    if (confirmed->backup && !store_restore_with(&with, backups[1], &error))
        confirmed->backup = false;
}

/* --- Judging ------------------------------------------------------------------------------------
 */

static bool see_number(void *context, const struct store_event *event)
{
    int *counts = context;
    int number;
    if (sscanf(event->body, "{\"n\":%d}", &number) == 1 && number >= 0 && number < 32)
        counts[number]++;
    return true;
}

static const char *judge(const struct confirmed *confirmed)
{
    struct store_options with = options();
    struct store *store;
    struct store_report report;
    static struct error error;
    int counts[32] = {0};
    const char *verdict = NULL;
    error = (struct error){0};
    if (!store_open(&store, &with, &report, &error))
        return error.text;
    if (!store_replay(store, true, see_number, counts, &error) || !store_verify(store, &error))
        verdict = error.text;
    for (int i = 0; i < confirmed->events; i++)
        if (counts[i] < 1)
            verdict = "a confirmed event is gone";
    if (report.missing > 0)
        verdict = "the store believes that events are missing";
    struct arena arena = {0};
    const char *body;
    if (!arena_open(&arena, 4096, &error) ||
        (confirmed->draft && !store_load_draft(store, "wei", "a", &arena, &body, &error)))
        verdict = "a confirmed draft is gone";
    arena_close(&arena);
    struct confirmed more = {.events = 20, .attempted = 20};
    append(store, &more, 1);
    if (more.events != 21)
        verdict = "it cannot save any more";
    store_close(store);
    return verdict;
}

int main(int count, char **arguments)
{
    bool memory = count > 1 && strcmp(arguments[1], "memory") == 0;
    int fault = count > 1 && strcmp(arguments[1], "full") == 0 ? ENOSPC : EIO;
    int64_t step = count > 2 ? MAX(1, atoi(arguments[2])) : 1;
    forever = count > 3 && strcmp(arguments[3], "forever") == 0;
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &system_memory);
    sqlite3_mem_methods counted = system_memory;
    counted.xMalloc = take;
    counted.xRealloc = retake;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &counted);
    log_set_level((enum log_level)0);
    simdisk_open();
    int64_t tried = 0, bad = 0;
    sqlite3_int64 base = sqlite3_memory_used();
    for (int64_t k = 1;; k += k < 200 ? 1 : step) { /* opening: every one */
        struct confirmed confirmed = {0};
        struct simdisk_plan plan = {.seed = (uint64_t)k,
            .fail_at = memory ? 0 : k,
            .fail_forever = forever,
            .fail_errno = fault};
        simdisk_format();
        simdisk_set_plan(&plan);
        allocations = 0;
        allocation_failed = false;
        fail_allocation = memory ? k : 0;
        run(&confirmed);
        fail_allocation = 0;
        bool met = allocation_failed || simdisk_failed();
        int open = simdisk_open_files();
        sqlite3_int64 used = sqlite3_memory_used();
        simdisk_power_on();
        const char *verdict = open != 0      ? "a file is left open"
                              : used != base ? "memory is left behind"
                                             : judge(&confirmed);
        tried++;
        if (verdict != NULL ||
            (!met && (confirmed.events != 10 || !confirmed.erased || !confirmed.backup))) {
            bad++;
            printf("k = %lld: %s\n", (long long)k, verdict == NULL ? "not clean" : verdict);
            if (open != 0)
                break;
        }
        if (!met)
            break;
    }
    printf("%s: %lld runs with a failure, %lld bad: %s\n", memory ? "memory" : "disk",
        (long long)tried, (long long)bad, bad == 0 && tried > 50 ? "ok" : "FAILED");
    return bad == 0 && tried > 50 ? 0 : 1;
}
