#define LOG_MODULE "store"
#include "store/store_internal.h"

#include "base/log.h"

static bool transact(struct store *store, store_change change, void *context, struct error *error)
{
    struct store_position before = store->position;
    if (!sql_do(store->db, store_statement(store, SQL_BEGIN), error))
        return false;
    store->is_chore = false;
    bool ok = change(store, context, error);
    if (ok) {
        store->position.change += !store->is_chore;
        sqlite3_stmt *count = store_statement(store, SQL_CHANGE_COUNT);
        sqlite3_bind_int64(count, 1, store->position.change);
        ok = sql_do(store->db, count, error) &&
             sql_do(store->db, store_statement(store, SQL_COMMIT), error);
    }
    if (!ok) {
        struct error ignored = {0};
        if (!sqlite3_get_autocommit(store->db) &&
            !sql_do(store->db, store_statement(store, SQL_ROLLBACK), &ignored))
            log_warning("taking back a change: %s", ignored.text);
        store->position = before;
    }
    return ok;
}

bool store_write(struct store *store, store_change change, void *context, struct error *error)
{
    if (store->read_only)
        return error_set(error, ERR_READ_ONLY, "the data folder was opened for looking only");
    bool gave_ballast = false, healed = false;
    for (;;) {
        struct error problem = {0};
        if (transact(store, change, context, &problem)) {
            if (!store->is_chore)
                head_write(store);
            store->is_full = false;
            return true;
        }
        if (problem.code == ERR_NO_SPACE && !gave_ballast && ballast_release(store)) {
            gave_ballast = true;
            continue;
        }
        store->is_full = store->is_full || problem.code == ERR_NO_SPACE;
        if (store_is_damage(&problem) && !healed) {
            healed = true;
            if (store_heal(store, &problem))
                continue;
        }
        return error_set(error, problem.code, "%s", problem.text);
    }
}
