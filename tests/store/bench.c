/* How long a big log takes: store_bench [EVENTS] [FOLDER]. Prints; judges nothing. */
#include "store/scratch.h"

#include "base/date.h"
#include <time.h>

enum { BATCH = 500, MEMORY = 60 << 20 };

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool count(void *context, const struct store_event *event)
{
    *(int64_t *)context += event->stamp.seq > 0;
    return true;
}

static double replay(struct store *store, bool all, int64_t *events)
{
    struct error error = {0};
    double start = now_s();
    *events = 0;
    if (!store_replay(store, all, count, events, &error))
        abort();
    return now_s() - start;
}

static void submit(struct store *store, int64_t at_ms)
{
    double worst = 0, sum = 0;
    for (int i = 0; i < 100; i++) {
        double start = now_s();
        append_or_die(store, "amelie", at_ms + i);
        double took = now_s() - start;
        worst = took > worst ? took : worst;
        sum += took;
    }
    printf("one submit: %.2f ms on average, %.2f ms at worst of 100\n", sum * 10, worst * 1000);
}

static void back_up(struct store *store)
{
    struct error error = {0};
    double worst = 0, start = now_s(), last = start, finish = 0;
    bool more = true;
    struct moment now = {.wall_ms = 21000 * (int64_t)DAY_MS, .trusted = true};
    int calls = 0;
    while (more) {
        if (!store_back_up(store, &now, &more, &error)) {
            printf("no backup: %s\n", error.text);
            return;
        }
        finish = now_s() - last;
        worst = more && finish > worst ? finish : worst;
        last = now_s();
        calls++;
    }
    printf("automatic backup: %.2f s in %d steps, the longest %.1f ms, the last %.1f ms\n",
        now_s() - start, calls, worst * 1000, finish * 1000);
}

/* With nothing old enough: what every day costs. */
static void expire(struct store *store)
{
    struct error error = {0};
    struct store_expiry expiry = {0};
    struct moment now = {.wall_ms = 21100 * (int64_t)DAY_MS, .trusted = true};
    for (int i = 20; i > 0; i -= 2)
        append_or_die(store, "amelie", now.wall_ms - i * (int64_t)DAY_MS);
    double start = now_s();
    if (!store_expire(store, &now, 365, &expiry, &error))
        abort();
    printf("looked for what is too old (%d) in %.3f s\n", expiry.ran, now_s() - start);
}

static void report_day(struct store *store)
{
    static const char *const kinds[] = {"ticket_submitted", "visit_ended"};
    struct error error = {0};
    int64_t seen = 0;
    double start = now_s();
    if (!store_each(store, NULL, kinds, 2, 21090 * (int64_t)DAY_MS, count, &seen, &error))
        abort();
    printf("%lld of the last days visited in %.4f s\n", (long long)seen, now_s() - start);
}

int main(int arguments_count, char **arguments)
{
    int64_t total = arguments_count > 1 ? atoll(arguments[1]) : 1000000;
    char folder[STORE_PATH_SIZE], path[STORE_PATH_SIZE + 32];
    struct error error = {0};
    if (arguments_count > 2)
        str_copy(folder, sizeof folder, arguments[2]);
    else
        scratch_folder(folder, "bench");
    struct store *store = open_or_die(folder, NULL);
    struct store_event events[BATCH];
    double start = now_s();
    for (int64_t done = 0; done < total; done += BATCH) {
        for (int i = 0; i < BATCH; i++)
            events[i] = sample_event("amelie", "ticket_submitted", done + i);
        if (!store_append(store, events, BATCH, &error))
            abort();
    }
    printf("%lld events added in %.2f s\n", (long long)total, now_s() - start);
    store_close(store);
    str_format(path, sizeof path, "%s/waystation.db", folder);
    printf("%.1f MiB\n", (double)file_size(path) / (1 << 20));

    start = now_s();
    store = open_or_die(folder, NULL);
    printf("opened in %.3f s\n", now_s() - start);
    int64_t seen;
    double took = replay(store, true, &seen);
    printf("%lld replayed in %.2f s\n", (long long)seen, took);
    uint8_t *memory = calloc(1, MEMORY);
    if (memory == NULL)
        abort();
    for (size_t at = 0; at < 4 << 20; at += 64)
        memory[at] = (uint8_t)(at >> 6 | 1);
    start = now_s();
    if (!store_save_checkpoint(store, 1, memory, MEMORY, &error))
        abort();
    printf("checkpoint of 4 MiB in 60 saved in %.3f s\n", now_s() - start);
    memset(memory, 0, MEMORY);
    start = now_s();
    bool loaded = store_load_checkpoint(store, 1, memory, MEMORY);
    took = replay(store, false, &seen);
    printf("loaded (%d) and replayed %lld in %.3f s, of it replay %.4f s\n", loaded,
        (long long)seen, now_s() - start, took);
    submit(store, total);
    start = now_s();
    bool verified = store_verify(store, &error);
    printf("verified (%d) in %.2f s\n", verified, now_s() - start);
    expire(store);
    report_day(store);
    back_up(store);
    store_close(store);
    free(memory);
    scratch_remove(folder);
    return 0;
}
