/* What the store's tests share: scratch folders, sample events, a look into raw files. */
#pragma once

#include "store/store_internal.h"
#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static inline void scratch_remove(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        char inner[STORE_PATH_SIZE];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        str_format(inner, sizeof inner, "%s/%s", path, entry->d_name);
        if (remove(inner) != 0)
            scratch_remove(inner);
    }
    if (folder != NULL)
        closedir(folder);
    remove(path);
}

enum { SCRATCH_MAX = 64 };
static char scratch_made[SCRATCH_MAX][128];
static int scratch_count;
static pid_t scratch_owner;

static inline void scratch_remove_all(void)
{
    for (int i = 0; i < scratch_count && getpid() == scratch_owner; i++)
        scratch_remove(scratch_made[i]);
}

/* Gone at the end of the process that made it. */
static inline void scratch_note(const char *folder)
{
    if (scratch_owner != getpid()) {
        scratch_owner = getpid();
        scratch_count = 0;
        atexit(scratch_remove_all);
    }
    for (int i = 0; i < scratch_count; i++)
        if (strcmp(scratch_made[i], folder) == 0)
            return;
    if (scratch_count < SCRATCH_MAX && STR_COPY(scratch_made[scratch_count], folder))
        scratch_count++;
}

/* An empty folder of that name in the build folder (in memory if the machine has such a place). */
static inline const char *scratch_folder(char out[static STORE_PATH_SIZE], const char *name)
{
    const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    str_format(out, STORE_PATH_SIZE, "%s/waystation-test-%d-%s", base, (int)getpid(), name);
    scratch_remove(out);
    scratch_note(out);
    mkdir(out, 0700);
    return out;
}

/* Of the last four that were asked for. */
static inline const char *scratch_inside(const char *folder, const char *name)
{
    static char paths[4][2 * STORE_PATH_SIZE];
    static int next;
    char *path = paths[next++ % 4];
    str_format(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static inline struct store_event sample_event(const char *student, const char *kind, int64_t at_ms)
{
    return (struct store_event){.stamp = {.at_ms = at_ms},
        .wall_ms = at_ms,
        .mono_ms = at_ms / 2,
        .offset_s = 7200,
        .trusted = true,
        .station = "makers",
        .class_id = "4b",
        .student = student,
        .kind = kind,
        .version = 1,
        .body = "{\"reason\":\"done\"}"};
}

static inline struct store *open_or_die(const char *folder, struct store_report *report)
{
    struct store *store;
    struct store_report unused;
    struct error error = {0};
    struct store_options options = {.folder = folder, .station = "makers"};
    if (!store_open(&store, &options, report == NULL ? &unused : report, &error)) {
        fprintf(stderr, "open %s: %s\n", folder, error.text);
        abort();
    }
    return store;
}

static inline void append_or_die(struct store *store, const char *student, int64_t at_ms)
{
    struct error error = {0};
    struct store_event event = sample_event(student, "visit_ended", at_ms);
    if (!store_append(store, &event, 1, &error)) {
        fprintf(stderr, "append: %s\n", error.text);
        abort();
    }
}

/* A plan, a draft and a setting; and with the plan's so many events. */
static inline void scratch_fill(const char *folder, int events)
{
    struct error error = {0};
    bool changed;
    char hash[PLAN_HASH_TEXT];
    struct store *store = open_or_die(folder, NULL);
    struct store_event published = sample_event("", "plan_published", 0);
    if (!store_publish_plan(store, "plan", 4, &published, hash, &changed, &error) ||
        !store_save_draft(store, "wei", "ticket:a", "draft", 1, &error) ||
        !store_set(store, "volume", "7", &error)) {
        fprintf(stderr, "fill %s: %s\n", folder, error.text);
        abort();
    }
    for (int i = 1; i < events; i++)
        append_or_die(store, "wei", i);
    store_close(store);
}

static inline long file_size(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (long)status.st_size : -1;
}

/* Rows of a table; `what` may go on with a WHERE. */
static inline int64_t count_of(struct store *store, const char *what)
{
    struct error error = {0};
    char sql[128];
    int64_t count;
    STR_FORMAT(sql, "SELECT count(*) FROM %s", what);
    bool counted = sql_number(store->db, sql, &count, &error);
    assert(counted);
    return count;
}

/* Whether the bytes are anywhere in the file. */
static inline bool file_contains(const char *path, const char *needle)
{
    long size = file_size(path);
    FILE *file = fopen(path, "rb");
    if (size <= 0 || file == NULL) {
        if (file != NULL)
            fclose(file);
        return false;
    }
    char *bytes = malloc((size_t)size);
    assert(bytes != NULL);
    size = (long)fread(bytes, 1, (size_t)size, file);
    fclose(file);
    size_t length = strlen(needle);
    bool found = false;
    for (long at = 0; !found && at + (long)length <= size; at++)
        found = memcmp(bytes + at, needle, length) == 0;
    free(bytes);
    return found;
}

static inline void file_overwrite(const char *path, long at, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "r+b");
    if (file == NULL)
        file = fopen(path, "w+b");
    assert(file != NULL);
    fseek(file, at, SEEK_SET);
    fwrite(bytes, 1, size, file);
    fclose(file);
}

static inline void file_copy(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert(in != NULL && out != NULL);
    char bytes[4096];
    size_t got;
    while ((got = fread(bytes, 1, sizeof bytes, in)) > 0)
        fwrite(bytes, 1, got, out);
    fclose(in);
    fclose(out);
}
