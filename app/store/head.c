#define LOG_MODULE "store"
/* A head record: which commit the database must at least contain. 80 bytes, little endian:
 *   0 "WSH1"  4 seq  8 generation  16 commits  24 events  32 log  48 hash  64 check (BLAKE2b-128)
 * head.a and head.b are written in turn, each within one disk sector, so a cut leaves one whole. */
#include "store/store_internal.h"

#include "base/log.h"
#include "base/str.h"
#include <errno.h>
#include <sodium.h>
#include <string.h>

enum { CHECK_AT = 64 };

static void put(uint8_t *out, uint64_t number, int size)
{
    for (int i = 0; i < size; i++)
        out[i] = (uint8_t)(number >> (8 * i));
}

static uint64_t get(const uint8_t *bytes, int size)
{
    uint64_t number = 0;
    for (int i = size - 1; i >= 0; i--)
        number = number << 8 | bytes[i];
    return number;
}

void head_encode(const struct store_head *head, uint8_t out[static HEAD_SIZE])
{
    const struct store_position *position = &head->position;
    memcpy(out, "WSH1", 4);
    put(out + 4, position->seq, 4);
    put(out + 8, head->generation, 8);
    put(out + 16, (uint64_t)position->change, 8);
    put(out + 24, (uint64_t)position->events, 8);
    memcpy(out + 32, position->log, LOG_ID_SIZE);
    memcpy(out + 48, position->hash, STORE_HASH_SIZE);
    crypto_generichash(out + CHECK_AT, STORE_HASH_SIZE, out, CHECK_AT, NULL, 0);
}

bool head_decode(const uint8_t bytes[static HEAD_SIZE], struct store_head *out)
{
    uint8_t check[STORE_HASH_SIZE];
    crypto_generichash(check, sizeof check, bytes, CHECK_AT, NULL, 0);
    if (memcmp(bytes, "WSH1", 4) != 0 || memcmp(bytes + CHECK_AT, check, sizeof check) != 0)
        return false;
    *out = (struct store_head){
        .generation = get(bytes + 8, 8),
        .position = {.seq = (uint32_t)get(bytes + 4, 4),
            .change = (int64_t)get(bytes + 16, 8),
            .events = (int64_t)get(bytes + 24, 8)},
    };
    memcpy(out->position.log, bytes + 32, LOG_ID_SIZE);
    memcpy(out->position.hash, bytes + 48, STORE_HASH_SIZE);
    return true;
}

/* The side database of an older schema has head files of its own. */
static bool head_path(const struct store *store, const char *folder, uint64_t generation, char *out)
{
    const char *mark = strchr(store->stem, '-');
    return store_path(out, NULL, "%s/head%s.%c", folder, mark == NULL ? "" : mark,
        generation % 2 == 0 ? 'a' : 'b');
}

bool head_read(const struct store *store, const char *folder, struct store_head *out, bool *damaged)
{
    bool found = false;
    *damaged = false;
    for (uint64_t which = 0; which < 2; which++) {
        char path[STORE_PATH_SIZE];
        uint8_t bytes[HEAD_SIZE];
        size_t got = 0;
        struct store_head head;
        if (!head_path(store, folder, which, path))
            continue;
        int problem = store->files->read(store->files->context, path, bytes, sizeof bytes, &got);
        if (problem == ENOENT)
            continue;
        if (problem != 0 || got != sizeof bytes || !head_decode(bytes, &head)) {
            *damaged = true;
        } else if (!found || head.generation > out->generation) {
            *out = head;
            found = true;
        }
    }
    return found;
}

static int write_record(
    const struct store *store, const char *path, const uint8_t bytes[static HEAD_SIZE])
{
    const struct store_files *files = store->files;
    int64_t size;
    bool is_new = files->size(files->context, path, &size) == ENOENT;
    int problem = files->write(files->context, path, bytes, HEAD_SIZE);
    if (problem == 0 && is_new)
        problem = files->sync_folder(files->context, store->folder);
    return problem;
}

void head_write(struct store *store)
{
    struct store_head head = {store->head_generation + 1, store->position};
    if (store->position.seq == 0) {
        head.position.seq = store->newest.seq;
        memcpy(head.position.log, store->newest.log, LOG_ID_SIZE);
        memcpy(head.position.hash, store->newest.hash, STORE_HASH_SIZE);
    }
    char path[STORE_PATH_SIZE];
    uint8_t bytes[HEAD_SIZE];
    head_encode(&head, bytes);
    if (!head_path(store, store->folder, head.generation, path))
        return;
    int problem = write_record(store, path, bytes);
    if (problem != 0)
        log_warning("the head record was not written: %s", strerror(problem));
    else
        store->head_generation = head.generation;
}

bool head_compare(struct store *store, const struct store_head *head, struct error *error)
{
    const struct store_position *claimed = &head->position;
    if (store->position.change < claimed->change || store->position.events < claimed->events)
        return error_set(error, ERR_CORRUPT,
            "the database ends %lld saves (%lld events) before the last one that was confirmed",
            (long long)(claimed->change - store->position.change),
            (long long)(claimed->events - store->position.events));
    if (claimed->seq == 0)
        return true;
    sqlite3_stmt *find = store_statement(store, SQL_EVENT_FIND);
    sql_bind_bytes(find, 1, claimed->log, LOG_ID_SIZE);
    sqlite3_bind_int64(find, 2, claimed->seq);
    int step;
    struct store_row row = {0};
    bool ok = sql_step(store->db, find, &step, error) &&
              (step != SQLITE_ROW || row_read(store->db, find, &row, error));
    if (ok && memcmp(row.hash, claimed->hash, sizeof row.hash) != 0)
        ok = error_set(error, ERR_CORRUPT, "the newest confirmed event is not in the database");
    sql_done(find);
    return ok;
}
