/* A log of a million events: how fast the station starts, and that a submit is still one
 * transaction. The events are written through the product's own store, in batches. */
#define _DEFAULT_SOURCE
#include "bench.h"
#include "count.h"

#include "base/str.h"
#include "exchange/event_json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL = 1000, LARGE = 1000000, BATCH = 1000, KINDS = 5, SUBMITS = 100 };

struct bodies {
    struct arena arena;
    struct {
        char student[ID_SIZE];
        const char *kind, *body;
    } list[STUDENT_MAX * KINDS];
    int count;
};

/* The tickets' answers alternate, so that evidence changes all the time. */
static void fill_answers(struct draft *draft, const struct plan *plan, int ticket, int seed)
{
    const struct ticket *about = &plan->tickets[ticket];
    draft->kind = DRAFT_TICKET;
    STR_COPY(draft->about, about->id);
    draft->answer_count = about->item_count;
    for (int i = 0; i < about->item_count; i++) {
        STR_COPY(draft->answers[i].item, plan->items[about->items[i]].id);
        STR_COPY(draft->answers[i].response, (seed + i) % 2 == 0 ? "1" : "2");
        draft->answers[i].ms = 20000 + seed * 37;
    }
}

static struct action action_of(const struct plan *plan, int student, int kind)
{
    static const enum action_kind kinds[KINDS] = {ACTION_CHECK_IN, ACTION_SUBMIT_TICKET,
        ACTION_SUBMIT_REFLECTION, ACTION_ASK_HELP, ACTION_SIGN_OUT};
    struct action action = {.kind = kinds[kind], .student = student};
    STR_COPY(action.station, plan->stations[student % plan->station_count].id);
    STR_COPY(action.draft.student, plan->students[student].id);
    if (action.kind == ACTION_SUBMIT_TICKET) {
        fill_answers(&action.draft, plan, student % plan->ticket_count, student);
    } else if (action.kind == ACTION_SUBMIT_REFLECTION) {
        action.draft.kind = DRAFT_REFLECTION;
        STR_COPY(action.draft.about, plan->reflections[0].id);
        STR_COPY(action.draft.text, "It helped me when I lined up the strips.");
        action.draft.feeling = 1 + student % 4;
    }
    return action;
}

/* What a class writes again and again: bodies as the model decides them. */
static void make_bodies(struct bodies *out, struct records *records, const struct moment *now)
{
    const struct plan *plan = &records->classroom->plan;
    struct error error = {0};
    if (!arena_open(&out->arena, 16 * 1024 * 1024, &error))
        bench_die("memory", &error);
    for (int i = 0; i < plan->student_count; i++)
        for (int kind = 0; kind < KINDS; kind++) {
            struct action action = action_of(plan, i, kind);
            if (!classroom_decide(records->classroom, &action, now, records->event, &error)) {
                error = (struct error){0};
                continue;
            }
            if (!event_body_encode(
                    records->event, &out->arena, &out->list[out->count].body, &error))
                bench_die("a body", &error);
            STR_COPY(out->list[out->count].student, records->event->student);
            out->list[out->count++].kind = event_kind_name(records->event->kind);
        }
}

static void grow(struct records *records, const struct bodies *bodies, int64_t to)
{
    static struct store_event rows[BATCH];
    struct error error = {0};
    const char *class_id = records->classroom->plan.class_id;
    int64_t have = store_event_count(records->store);
    while (have < to) {
        int count = (int)MIN(to - have, BATCH);
        for (int i = 0; i < count; i++, have++) {
            int pick = (int)(have % bodies->count);
            int64_t at = bench_morning().wall_ms + have * 20;
            rows[i] = (struct store_event){.stamp = {.at_ms = at},
                .mono_ms = at,
                .trusted = true,
                .station = "makers",
                .class_id = class_id,
                .student = bodies->list[pick].student,
                .kind = bodies->list[pick].kind,
                .version = 1,
                .body = bodies->list[pick].body};
        }
        if (!store_append(records->store, rows, count, &error))
            bench_die("writing events", &error);
    }
}

static void open_records(struct records *records, const char *folder)
{
    struct error error = {0};
    struct records_options options = {.folder = folder, .station = "makers"};
    if (!records_open(records, &options, &error))
        bench_die("opening the records", &error);
}

static void fill(const char *folder, int64_t count)
{
    static struct bodies bodies;
    struct records records;
    struct moment now = bench_morning();
    open_records(&records, folder);
    if (bodies.count == 0)
        make_bodies(&bodies, &records, &now);
    double began = bench_now_ms();
    grow(&records, &bodies, count);
    fprintf(stderr, "%lld events written in %.1f s\n", (long long)count,
        (bench_now_ms() - began) / 1e3);
    records_close(&records);
}

/* The first opening replays everything and keeps the state; the ones after start from that. */
static double time_open(const char *folder)
{
    struct records records;
    double began = bench_now_ms();
    open_records(&records, folder);
    double taken = bench_now_ms() - began;
    records_close(&records);
    return taken;
}

static double time_start(const char *folder)
{
    double began = bench_now_ms();
    struct app *app = bench_open_app(folder, false, "none");
    app_turn(app, INT64_MIN);
    double taken = bench_now_ms() - began;
    bench_close_app(app);
    return taken;
}

static double time_submit(const char *folder, const char *name)
{
    static double samples[SUBMITS];
    struct records records;
    struct moment now = bench_morning();
    char row[96];
    open_records(&records, folder);
    struct counts before = counts_now();
    now.wall_ms += INT64_C(400) * 86400000;
    for (int i = 0; i < SUBMITS; i++) {
        struct error error = {0};
        const struct plan *plan = &records.classroom->plan;
        struct action action = action_of(plan, i % plan->student_count, 1);
        now.wall_ms += 1000;
        double began = bench_now_ms();
        if (!records_apply(&records, &action, &now, &error))
            bench_die("a submit", &error);
        samples[i] = bench_now_ms() - began;
    }
    struct counts counts = counts_since(&before);
    snprintf(row, sizeof row, "syncs of the log in %d submits, %s", SUBMITS, name);
    bench_row(row, (double)counts.wal_syncs, "", SUBMITS + 2);
    records_close(&records);
    return bench_quantile(samples, SUBMITS, 0.5);
}

int main(void)
{
    char folder[BENCH_PATH_SIZE];
    struct moment now = bench_morning();
    bench_folder(folder);
    bench_fill(folder, &now, BENCH_SECOND_ROUND_MS);
    fill(folder, SMALL);
    time_open(folder);
    double small_start = time_start(folder), small = time_submit(folder, "1,000 events");
    fill(folder, LARGE);
    bench_row(
        "opening 1,000,000 events, state lost: all replayed", time_open(folder), "ms", NO_TARGET);
    bench_row("opening 1,000,000 events, state kept", time_open(folder), "ms", NO_TARGET);
    double large_start = time_start(folder);
    bench_row("start to first frame, 1,000 events", small_start, "ms", NO_TARGET);
    bench_row("start to first frame, 1,000,000 events", large_start, "ms", 2000);
    double large = time_submit(folder, "1,000,000 events");
    bench_row("a submit, 1,000 events, median", small, "ms", NO_TARGET);
    bench_row("a submit, 1,000,000 events, median", large, "ms", NO_TARGET);
    bench_row("a submit, 1,000,000 to 1,000 events", large / small, "times", 1.5);
    return 0;
}
