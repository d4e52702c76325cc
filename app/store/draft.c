/* Drafts: what a student has begun. They go from machine to machine until they are handed in; that
 * one is gone is kept for a while too, so that an older copy does not come back. */
#include "store/store_internal.h"

#include <string.h>

enum { GONE_KEPT = 256 };

/* The end of the year 9999: a time behind it is damage, and nothing could be later than it. */
static const int64_t latest_ms = 253402300799999;

static sqlite3_stmt *statement_of(
    struct store *store, enum store_statement name, const char *student, const char *key)
{
    sqlite3_stmt *statement = store_statement(store, name);
    sql_bind_text(statement, 1, student);
    sql_bind_text(statement, 2, key);
    return statement;
}

static bool put(struct store *store, const struct store_draft *draft, bool own, struct error *error)
{
    sqlite3_stmt *save = statement_of(store, SQL_DRAFT_SAVE, draft->student, draft->key);
    sql_bind_text(save, 3, draft->body);
    sqlite3_bind_int64(save, 4, draft->at_ms);
    sqlite3_bind_int64(save, 5, store->position.change + 1);
    sqlite3_bind_int(save, 6, own);
    return sql_do(store->db, save, error) &&
           sql_do(store->db, statement_of(store, SQL_DRAFT_COMES_BACK, draft->student, draft->key),
               error);
}

static bool drop(struct store *store, const char *student, const char *key, int64_t at_ms, bool own,
    struct error *error)
{
    sqlite3_stmt *gone = statement_of(store, SQL_DRAFT_GONE, student, key);
    sqlite3_bind_int64(gone, 3, at_ms);
    sqlite3_bind_int64(gone, 4, store->position.change + 1);
    sqlite3_bind_int(gone, 5, own);
    if (!sql_do(store->db, gone, error) ||
        !sql_do(store->db, statement_of(store, SQL_DRAFT_DROP, student, key), error))
        return false;
    sqlite3_stmt *trim = store_statement(store, SQL_DRAFT_GONE_TRIM);
    sqlite3_bind_int(trim, 1, GONE_KEPT);
    return sql_do(store->db, trim, error);
}

/* When a draft was changed last here, or that it is gone. */
static bool find_time(struct store *store, const struct store_draft *draft, bool *found,
    int64_t *at_ms, struct error *error)
{
    sqlite3_stmt *find = statement_of(store, SQL_DRAFT_TIME, draft->student, draft->key);
    int step;
    bool ok = sql_step(store->db, find, &step, error);
    *found = ok && step == SQLITE_ROW && sqlite3_column_type(find, 0) != SQLITE_NULL;
    *at_ms = *found ? sqlite3_column_int64(find, 0) : 0;
    sql_done(find);
    return ok;
}

static bool save(struct store *store, void *context, struct error *error)
{
    struct store_draft draft = *(const struct store_draft *)context;
    bool found;
    int64_t at_ms;
    if (!find_time(store, &draft, &found, &at_ms, error))
        return false;
    if (found && draft.at_ms <= at_ms)
        draft.at_ms = at_ms + 1;
    return put(store, &draft, true, error);
}

bool store_save_draft(struct store *store, const char *student, const char *key, const char *body,
    int64_t at_ms, struct error *error)
{
    struct store_draft draft = {student, key, body, MIN(at_ms, latest_ms)};
    return store_write(store, save, &draft, error);
}

bool draft_drop(
    struct store *store, const char *student, const char *key, int64_t at_ms, struct error *error)
{
    struct store_draft draft = {.student = student, .key = key};
    bool found;
    int64_t kept_ms;
    if (!find_time(store, &draft, &found, &kept_ms, error))
        return false;
    return drop(store, student, key, found ? MAX(at_ms, kept_ms + 1) : at_ms, true, error);
}

bool store_load_draft(struct store *store, const char *student, const char *key,
    struct arena *arena, const char **body, struct error *error)
{
    sqlite3_stmt *statement = statement_of(store, SQL_DRAFT_LOAD, student, key);
    int step;
    bool ok = sql_step(store->db, statement, &step, error);
    if (ok && step != SQLITE_ROW)
        ok = error_set(error, ERR_NOT_FOUND, "there is no draft %s", key);
    if (ok) {
        const char *text = sql_text(statement, 0);
        *body = text == NULL ? NULL : arena_copy_text(arena, text, strlen(text));
        ok = *body != NULL || error_set(error, ERR_MEMORY, "loading a draft: out of memory");
    }
    sql_done(statement);
    return ok;
}

/* --- From and for others --------------------------------------------------------------------- */

struct taking {
    const struct store_draft *drafts;
    int count;
    bool *is_new;
    bool yields; /* of two of one moment, ours counts */
};

static bool is_same(
    struct store *store, const struct store_draft *draft, bool *out, struct error *error)
{
    sqlite3_stmt *load = statement_of(store, SQL_DRAFT_LOAD, draft->student, draft->key);
    int step;
    bool ok = sql_step(store->db, load, &step, error);
    const char *body = ok && step == SQLITE_ROW ? sql_text(load, 0) : NULL;
    *out = body == NULL || draft->body == NULL ? body == draft->body : str_equal(body, draft->body);
    sql_done(load);
    return ok;
}

/* Whoever sent an older one has not heard of ours, though it came from elsewhere too. */
static bool tell_again(struct store *store, const struct store_draft *draft, struct error *error)
{
    static const enum store_statement tell[] = {SQL_DRAFT_TELL, SQL_DRAFT_GONE_TELL};
    for (size_t i = 0; i < COUNT_OF(tell); i++) {
        sqlite3_stmt *statement = statement_of(store, tell[i], draft->student, draft->key);
        sqlite3_bind_int64(statement, 3, store->position.change + 1);
        if (!sql_do(store->db, statement, error))
            return false;
    }
    return true;
}

/* Of two of one moment the other's counts: it is the one that everybody has. */
static bool take_one(struct store *store, const struct store_draft *draft, bool yields,
    bool *is_new, struct error *error)
{
    bool found, erased, same = false;
    int64_t at_ms;
    *is_new = false;
    if (!find_time(store, draft, &found, &at_ms, error) ||
        !store_is_erased(store, draft->student, &erased, error) ||
        !is_same(store, draft, &same, error))
        return false;
    if (found && draft->at_ms < at_ms)
        return tell_again(store, draft, error);
    bool is_known = found && draft->at_ms == at_ms && (same || yields);
    if (is_known || draft->at_ms > latest_ms || (erased && draft->body != NULL))
        return true;
    *is_new = true;
    if (draft->body != NULL)
        return put(store, draft, false, error);
    return drop(store, draft->student, draft->key, draft->at_ms, false, error);
}

static bool take_all(struct store *store, void *context, struct error *error)
{
    struct taking *taking = context;
    for (int i = 0; i < taking->count; i++) {
        bool is_new;
        if (!take_one(store, &taking->drafts[i], taking->yields, &is_new, error))
            return false;
        if (taking->is_new != NULL)
            taking->is_new[i] = is_new;
    }
    return true;
}

bool store_merge_drafts(struct store *store, const struct store_draft *drafts, int count,
    bool *is_new, struct error *error)
{
    struct taking taking = {.drafts = drafts, .count = count, .is_new = is_new};
    return count == 0 || store_write(store, take_all, &taking, error);
}

bool store_hand_in_draft(
    struct store *store, const char *student, const char *key, int64_t at_ms, struct error *error)
{
    struct store_draft gone = {.student = student, .key = key, .at_ms = at_ms};
    struct taking taking = {.drafts = &gone, .count = 1, .yields = true};
    return store_write(store, take_all, &taking, error);
}

static bool copy_draft(
    sqlite3_stmt *row, struct arena *arena, struct store_draft *out, struct error *error)
{
    const char *student = sql_text(row, 0), *key = sql_text(row, 1);
    bool gone = sqlite3_column_type(row, 2) == SQLITE_NULL;
    const char *body = gone ? NULL : sql_text(row, 2);
    if (student != NULL && key != NULL && (gone || body != NULL)) {
        out->student = arena_copy_text(arena, student, strlen(student));
        out->key = arena_copy_text(arena, key, strlen(key));
        out->body = gone ? NULL : arena_copy_text(arena, body, strlen(body));
        out->at_ms = sqlite3_column_int64(row, 3);
        if (out->student != NULL && out->key != NULL && (gone || out->body != NULL))
            return true;
    }
    return error_set(error, ERR_MEMORY, "no memory to read the drafts");
}

bool store_read_drafts(struct store *store, int64_t after, int most, struct arena *arena,
    const struct store_draft **out, int *count, int64_t *through, struct error *error)
{
    int64_t capacity = 0;
    *count = 0;
    *through = after;
    if (!store_number(store, SQL_DRAFT_COUNT, &capacity, error))
        return false;
    struct store_draft *drafts = arena_array(arena, struct store_draft, (size_t)capacity + 1);
    if (drafts == NULL)
        return error_set(error, ERR_MEMORY, "no memory to read the drafts");
    sqlite3_stmt *changed = store_statement(store, SQL_DRAFT_CHANGED);
    sqlite3_bind_int64(changed, 1, after);
    int step;
    bool ok;
    while ((ok = sql_step(store->db, changed, &step, error)) && step == SQLITE_ROW) {
        int64_t change = sqlite3_column_int64(changed, 4);
        if (*count >= most && change != *through)
            break;
        if (!(ok = copy_draft(changed, arena, &drafts[*count], error)))
            break;
        (*count)++;
        *through = change;
    }
    sql_done(changed);
    *out = drafts;
    return ok;
}
