/* What a district's server takes: schools push through the hub's own code (hub_answer), batches as
 * they come, into a table that is full already. Through tests/sync/with_server.sh, by hub.sh.
 *
 *   bench_hub [--rows N] [--fill SECONDS] [--seconds S] [--schools N]
 *
 * Rows are filled in by SQL, at most so long: months of them, as partitions. */
#define _DEFAULT_SOURCE
#include "sync/server/served.h"

#include "base/date.h"
#include "base/macros.h"
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

enum {
    SCHOOLS_MAX = 64,
    CLASSES = 30, /* of a school */
    BATCH_MAX = 200,
    CHUNK = 200000,
    LOG_ROWS = 400, /* then the machine is started again */
    MONTHS = 12,
    PEAK = 2160, /* events a second of a district of 240 schools */
};

static const char body[] =
    "{\"ticket\":\"eggs-and-fractions\",\"answers\":[{\"item\":\"eggs-and-fractions/1\",\"skill\":"
    "\"4.NF.A.1\",\"response\":\"b\",\"right\":true,\"score\":1000,\"ms\":8450},{\"item\":"
    "\"eggs-and-fractions/2\",\"skill\":\"4.NF.A.2\",\"response\":\"3/4\",\"right\":false,"
    "\"score\":0,\"ms\":14120}]}";

struct options {
    int64_t rows;
    int fill_s, seconds, schools;
};

struct school {
    pthread_t thread;
    struct member member;
    char classes[CLASSES][MEMBER_UID_SIZE];
    int batch;
    int64_t taken;
    char problem[ERROR_TEXT_SIZE];
};

static atomic_bool over;
static struct school schools[SCHOOLS_MAX];

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void row(const char *measure, double value, const char *unit, double least)
{
    printf("%s\t%.2f\t%s\t", measure, value, unit);
    if (!isnan(least))
        printf("%.0f", least);
    printf("\t%s\n", isnan(least) ? "" : value >= least ? "ok" : "over");
    fflush(stdout);
}

static void must(const char *what, const char *failed)
{
    if (failed[0] != '\0' && strstr(failed, ":") != NULL)
        served_die(what, failed);
}

/* --- What is there already -------------------------------------------------------------------- */

static int64_t fill(const struct served *served, const struct options *options)
{
    int64_t filled = 0;
    double end = now_s() + options->fill_s;
    must("months", served_sql(served->conninfo,
                       "SET search_path = waystation; SELECT month_make(ms(now() - m * interval '1 "
                       "month')) FROM generate_series(0, %d) m",
                       MONTHS - 1));
    while (filled < options->rows && now_s() < end) {
        must("fill",
            served_sql(served->conninfo,
                "SET session_replication_role = replica; SET synchronous_commit = off; "
                "INSERT INTO waystation.event (log, seq, at, wall, mono, offset_s, trusted, "
                "station, class_id, student, kind, version, body, erased, digest, class_uid, via) "
                "SELECT decode(md5((i / %d)::text), 'hex'), i %% %d + 1, t, t, i, 0, true, "
                "'makers', '4b', 's' || i %% 24, 'ticket_submitted', 1, '%s', false, "
                "decode(md5(i::text), 'hex'), md5((i / %d %% 7200)::text), 'postgres' "
                "FROM generate_series(%" PRId64 "::bigint, %" PRId64 "::bigint) i, LATERAL (SELECT "
                "(extract(epoch FROM now()) * 1000)::bigint - (i * 7919 %% (%d * 28 * 86400000::"
                "bigint)) AS t) q",
                LOG_ROWS, LOG_ROWS, body, LOG_ROWS, filled, filled + CHUNK - 1, MONTHS - 1));
        filled += CHUNK;
    }
    must("analyze", served_sql(served->conninfo, "ANALYZE waystation.event"));
    must("checkpoint", served_sql(served->conninfo, "CHECKPOINT"));
    return filled;
}

/* --- The schools ------------------------------------------------------------------------------ */

static void make_school(const struct served *served, struct school *school, int number)
{
    struct error error = {0};
    char label[32];
    *school = (struct school){0};
    served_address(&school->member);
    STR_FORMAT(label, "School %d", number);
    if (!hub_admin_add_hub(served->conninfo, label, &school->member, &error))
        served_die("hub_admin_add_hub", error.text);
    served_address(&school->member);
    struct hub *hub = served_hub(&school->member);
    struct arena arena = {0};
    struct sync_answer answer;
    if (!arena_open(&arena, (size_t)1 << 20, &error))
        served_die("arena", error.text);
    hub_answer(hub, &(struct sync_ask){.kind = SYNC_ASK_HELLO}, &arena, &answer);
    for (int i = 0; i < CLASSES; i++) {
        struct hub_class class = {.id = "4b", .name = "Class 4b"};
        STR_FORMAT(class.uid, "%08x%08x%016x", number + 1, i, 7);
        STR_COPY(school->classes[i], class.uid);
        if (!hub_class_bring(hub, &class, &error))
            served_die("hub_class_bring", error.text);
    }
    hub_close(hub);
    arena_close(&arena);
}

/* One run of a machine of one class, batch by batch. */
static bool push_log(
    struct school *school, struct hub *hub, struct arena *arena, const char *class_uid)
{
    struct store_event events[BATCH_MAX];
    uint8_t log[LOG_ID_SIZE];
    struct sync_answer answer;
    randombytes_buf(log, sizeof log);
    for (uint32_t seq = 1; seq <= LOG_ROWS && !over;) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        struct sync_ask ask = {.kind = SYNC_ASK_PUSH, .class_uid = class_uid, .events = events};
        for (; ask.count < school->batch && seq <= LOG_ROWS; seq++, ask.count++) {
            events[ask.count] = served_event(0, seq, "makers", "s12", body);
            events[ask.count].kind = "ticket_submitted";
            events[ask.count].stamp.at_ms = events[ask.count].wall_ms =
                (int64_t)now.tv_sec * 1000 + seq;
            memcpy(events[ask.count].stamp.log, log, sizeof log);
        }
        arena_reset(arena);
        hub_answer(hub, &ask, arena, &answer);
        if (answer.trouble != SYNC_FINE || answer.heads[0].seq + 1 != seq) {
            STR_COPY(school->problem, answer.text);
            return false;
        }
        school->taken += over ? 0 : ask.count;
    }
    return true;
}

static void *run_school(void *context)
{
    struct school *school = context;
    struct arena arena = {0};
    struct error error = {0};
    struct sync_answer answer;
    struct hub *hub = served_hub(&school->member);
    if (!arena_open(&arena, (size_t)4 << 20, &error))
        served_die("arena", error.text);
    hub_answer(hub, &(struct sync_ask){.kind = SYNC_ASK_HELLO}, &arena, &answer);
    STR_COPY(school->problem, answer.text);
    bool ok = answer.trouble == SYNC_FINE;
    for (int i = 0; ok && !over; i = (i + 1) % CLASSES)
        ok = push_log(school, hub, &arena, school->classes[i]);
    hub_close(hub);
    arena_close(&arena);
    return NULL;
}

static double measure(const struct options *options, int batch)
{
    int64_t taken = 0;
    over = false;
    double began = now_s();
    for (int i = 0; i < options->schools; i++) {
        schools[i].batch = batch;
        schools[i].taken = 0;
        if (pthread_create(&schools[i].thread, NULL, run_school, &schools[i]) != 0)
            served_die("pthread_create", "no thread");
    }
    nanosleep(&(struct timespec){.tv_sec = options->seconds}, NULL);
    over = true;
    double took = now_s() - began;
    for (int i = 0; i < options->schools; i++) {
        pthread_join(schools[i].thread, NULL);
        if (schools[i].problem[0] != '\0')
            served_die("push", schools[i].problem);
        taken += schools[i].taken;
    }
    return (double)taken / took;
}

static struct options read_options(int count, char **arguments)
{
    struct options options = {.rows = 400000, .fill_s = 300, .seconds = 5, .schools = 8};
    for (int i = 1; i + 1 < count; i += 2) {
        int64_t value = strtoll(arguments[i + 1], NULL, 10);
        if (str_equal(arguments[i], "--rows"))
            options.rows = value;
        else if (str_equal(arguments[i], "--fill"))
            options.fill_s = (int)value;
        else if (str_equal(arguments[i], "--seconds"))
            options.seconds = (int)value;
        else if (str_equal(arguments[i], "--schools"))
            options.schools = (int)MIN(value, SCHOOLS_MAX);
        else
            served_die(arguments[i], "no such option");
    }
    return options;
}

int main(int count, char **arguments)
{
    static const int batches[] = {5, 200};
    struct options options = read_options(count, arguments);
    struct served served;
    char name[80];
    served_open(&served);
    double began = now_s();
    int64_t filled = fill(&served, &options);
    row("events in the district's table before", (double)filled, "", NAN);
    row("filled in", now_s() - began, "s", NAN);
    for (int i = 0; i < options.schools; i++)
        make_school(&served, &schools[i], i);
    for (size_t i = 0; i < COUNT_OF(batches); i++) {
        double rate = measure(&options, batches[i]);
        STR_FORMAT(name, "district ingest, %d schools at once, batches of %d", options.schools,
            batches[i]);
        row(name, rate, "/s", PEAK);
        STR_FORMAT(name, "of a district's peak of %d/s, batches of %d", PEAK, batches[i]);
        row(name, rate / PEAK, "times", NAN);
    }
    served_close(&served);
    return 0;
}
