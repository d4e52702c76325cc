#define LOG_MODULE "store"
#include "store/store_internal.h"

#include "base/log.h"
#include <sodium.h>
#include <string.h>

/* --- Bodies: JSON text, changed only where the id is in a list of students -----------------------
 */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The place behind the string that starts at `from` (a quote), or `length`. */
static size_t skip_string(const char *body, size_t length, size_t from)
{
    size_t at = from + 1;
    while (at < length && body[at] != '"')
        at += body[at] == '\\' ? 2 : 1;
    return MIN(at + 1, length);
}

static char next_mark(const char *body, size_t length, size_t at)
{
    while (at < length && is_space(body[at]))
        at++;
    return at < length ? body[at] : '\0';
}

static size_t without_space(const char *out, size_t used)
{
    while (used > 0 && is_space(out[used - 1]))
        used--;
    return used;
}

/* Drops the entry at `at` of a list, which ends before `end`, with one of its commas. Returns where
 * reading goes on. */
static size_t drop_entry(const char *body, size_t length, size_t end, const char *out, size_t *used)
{
    size_t before = without_space(out, *used);
    if (before > 0 && out[before - 1] == ',') {
        *used = before - 1;
        return end;
    }
    while (end < length && is_space(body[end]))
        end++;
    if (end < length && body[end] == ',')
        end++;
    while (end < length && is_space(body[end]))
        end++;
    return end;
}

/* Whether a list's entry is what begins at `at` and ends before `end`. */
static bool is_entry(const char *body, size_t length, size_t end, const char *out, size_t used)
{
    size_t before = without_space(out, used);
    char mark = before > 0 ? out[before - 1] : '\0';
    char next = next_mark(body, length, end);
    return (mark == '[' || mark == ',') && (next == ',' || next == ']');
}

static bool is_text(const char *body, size_t at, size_t end, const char *text)
{
    size_t length = strlen(text);
    return end - at == length + 2 && memcmp(body + at + 1, text, length) == 0;
}

/* Behind "students", behind its colon, and in its list as long as there are no brackets in it. */
enum place { ELSEWHERE, NAMED, OPENING, IN_LIST };

/* Where one is behind the string or sign from `at` to `end`. */
static enum place go_on(enum place before, const char *body, size_t at, size_t end)
{
    if (is_space(body[at]))
        return before;
    switch (body[at]) {
    case '"':
        if (before == IN_LIST)
            return IN_LIST;
        return is_text(body, at, end, EVENT_STUDENTS) ? NAMED : ELSEWHERE;
    case ':': return before == NAMED ? OPENING : ELSEWHERE;
    case '[': return before == OPENING ? IN_LIST : ELSEWHERE;
    case ']':
    case '{':
    case '}': return ELSEWHERE;
    default: return before == IN_LIST ? IN_LIST : ELSEWHERE;
    }
}

size_t erase_from_body(const char *body, size_t length, const char *student, char *out)
{
    enum place place = ELSEWHERE;
    size_t used = 0, at = 0;
    while (at < length) {
        size_t end = body[at] == '"' ? skip_string(body, length, at) : at + 1;
        if (place == IN_LIST && is_text(body, at, end, student) &&
            is_entry(body, length, end, out, used)) {
            at = drop_entry(body, length, end, out, &used);
            continue;
        }
        place = go_on(place, body, at, end);
        memcpy(out + used, body + at, end - at);
        used += end - at;
        at = end;
    }
    out[used] = '\0';
    return used;
}

/* --- Rows ---------------------------------------------------------------------------------------
 */

/* A row in which the id stands: of `event`, or of `conflict`. */
struct mention {
    int64_t id;
    char *student;
    char *body;   /* in the scratch arena, already without the id */
    bool changes; /* it stood in a list of students */
};

static bool read_mention(sqlite3_stmt *find, struct store *store, const char *student,
    struct mention *out, struct error *error)
{
    const char *owner = sql_text(find, 1);
    const char *body = sql_text(find, 2);
    if (owner == NULL || body == NULL)
        return error_set(error, ERR_MEMORY, "erasing a student: out of memory");
    size_t length = strlen(body);
    out->id = sqlite3_column_int64(find, 0);
    out->student = arena_copy_text(&store->scratch, owner, strlen(owner));
    out->body = arena_alloc(&store->scratch, length + 1);
    if (out->student == NULL || out->body == NULL)
        return error_set(error, ERR_MEMORY, "erasing a student: out of memory");
    out->changes = erase_from_body(body, length, student, out->body) != length;
    return true;
}

typedef bool (*mention_change)(
    struct store *store, const struct mention *mention, struct error *error);

static bool edit_event(struct store *store, const struct mention *mention, struct error *error)
{
    struct store_row row = {.event = {.student = mention->student, .body = mention->body}};
    randombytes_buf(row.salt, sizeof row.salt);
    row_content_hash(&row, row.edited);
    sqlite3_stmt *edit = store_statement(store, SQL_EVENT_EDIT);
    sqlite3_bind_int64(edit, 1, mention->id);
    sql_bind_text(edit, 2, mention->body);
    sql_bind_bytes(edit, 3, row.salt, sizeof row.salt);
    sql_bind_bytes(edit, 4, row.edited, sizeof row.edited);
    return sql_do(store->db, edit, error);
}

static bool drop_conflict(struct store *store, const struct mention *mention, struct error *error)
{
    sqlite3_stmt *drop = store_statement(store, SQL_CONFLICT_DROP);
    sqlite3_bind_int64(drop, 1, mention->id);
    return sql_do(store->db, drop, error);
}

/* Of the rows with an id above `after` and at or before `at_ms`. */
static bool each_mention(struct store *store, enum store_statement name, const char *student,
    int64_t at_ms, int64_t after, mention_change change, struct error *error)
{
    char quoted[ID_SIZE + 2];
    STR_FORMAT(quoted, "\"%s\"", student);
    for (;;) {
        struct mention mention = {0};
        int step;
        sqlite3_stmt *find = store_statement(store, name);
        sqlite3_bind_int64(find, 1, after);
        sql_bind_text(find, 2, quoted);
        sqlite3_bind_int64(find, 3, at_ms);
        arena_reset(&store->scratch);
        bool ok = sql_step(store->db, find, &step, error);
        bool found = ok && step == SQLITE_ROW;
        ok = ok && (!found || read_mention(find, store, student, &mention, error));
        sql_done(find);
        if (!ok || !found)
            return ok;
        if (mention.changes && !change(store, &mention, error))
            return false;
        after = mention.id;
    }
}

static bool run_with(
    struct store *store, enum store_statement name, const char *text, struct error *error)
{
    sqlite3_stmt *statement = store_statement(store, name);
    sql_bind_text(statement, 1, text);
    return sql_do(store->db, statement, error);
}

/* Of the events those that came after `after`, and what was kept apart. */
static bool erase_events(
    struct store *store, const char *student, int64_t at_ms, int64_t after, struct error *error)
{
    sqlite3_stmt *erase = store_statement(store, SQL_EVENT_ERASE);
    sql_bind_text(erase, 1, student);
    sqlite3_bind_int64(erase, 2, at_ms);
    sqlite3_bind_int64(erase, 3, after);
    return clips_erase(store, student, at_ms, after, error) && sql_do(store->db, erase, error) &&
           each_mention(store, SQL_EVENT_MENTIONS, student, at_ms, after, edit_event, error) &&
           run_with(store, SQL_CONFLICT_ERASE, student, error) &&
           each_mention(store, SQL_CONFLICT_MENTIONS, student, INT64_MAX, 0, drop_conflict, error);
}

bool erase_rows(struct store *store, const char *student, int64_t at_ms, struct error *error)
{
    return erase_events(store, student, at_ms, 0, error) &&
           run_with(store, SQL_DRAFT_ERASE, student, error) &&
           run_with(store, SQL_DRAFT_GONE_ERASE, student, error) &&
           run_with(store, SQL_SETTING_ERASE, student, error) &&
           run_with(store, SQL_GUARD_ERASE, student, error) &&
           sql_do(store->db, store_statement(store, SQL_CHECKPOINT_DROP), error) &&
           sql_do(store->db, store_statement(store, SQL_CHUNK_DROP_ALL), error);
}

/* The row of SQL_TOMBSTONES. One that was here before has done its work on what was here before. */
static bool erase_by(
    struct store *store, sqlite3_stmt *tombstone, int64_t after, struct error *error)
{
    char student[ID_SIZE];
    const char *text = sql_text(tombstone, 0);
    if (text == NULL)
        return error_set(error, ERR_MEMORY, "erasing a student: out of memory");
    if (!STR_COPY(student, text))
        return true; /* no student of ours: must not stop the others */
    int64_t at_ms = sqlite3_column_int64(tombstone, 1), id = sqlite3_column_int64(tombstone, 2);
    return id > after ? erase_rows(store, student, at_ms, error)
                      : erase_events(store, student, at_ms, after, error);
}

bool erase_by_tombstones(struct store *store, int64_t after, struct error *error)
{
    sqlite3_stmt *tombstones = store_statement(store, SQL_TOMBSTONES);
    int step;
    bool ok;
    while ((ok = sql_step(store->db, tombstones, &step, error)) && step == SQLITE_ROW)
        if (!(ok = erase_by(store, tombstones, after, error)))
            break;
    sql_done(tombstones);
    return ok;
}

bool store_is_erased(struct store *store, const char *student, bool *out, struct error *error)
{
    sqlite3_stmt *find = store_statement(store, SQL_TOMBSTONE_OF);
    int step;
    sql_bind_text(find, 1, student);
    bool ok = sql_step(store->db, find, &step, error);
    *out = ok && step == SQLITE_ROW;
    sql_done(find);
    return ok;
}

struct erase {
    const char *student;
    struct store_event *event;
};

static bool erase(struct store *store, void *context, struct error *error)
{
    const struct erase *erase = context;
    sqlite3_stmt *trim = store_statement(store, SQL_PLAN_TRIM);
    sqlite3_bind_int(trim, 1, 1);
    return erase_rows(store, erase->student, INT64_MAX, error) && sql_do(store->db, trim, error) &&
           sql_do(store->db, store_statement(store, SQL_PLAN_KEPT_DROP_ALL), error) &&
           log_append(store, erase->event, 1, error);
}

/* SQLite overwrites what it deletes (secure_delete); older pages are left in the write-ahead log,
 * which is therefore folded in and cut to nothing. */
void erase_old_pages(struct store *store)
{
    struct error problem = {0};
    if (!sql_run(store->db, "PRAGMA wal_checkpoint(TRUNCATE)", &problem))
        log_warning("old pages are still in the write-ahead log: %s", problem.text);
}

bool store_erase_student(
    struct store *store, const char *student, struct store_event *erased, struct error *error)
{
    struct erase context = {student, erased};
    if (str_is_empty(student) || strlen(student) >= ID_SIZE)
        return error_set(error, ERR_BAD_INPUT, "the student to be erased is not named");
    erased->student = student;
    erased->kind = "student_erased";
    /* First: cut short between the two, nobody comes back from a backup. */
    if (!automatic_forget(store, error) || !store_write(store, erase, &context, error))
        return false;
    store->covered = 0;
    erase_old_pages(store);
    return true;
}

struct secrets {
    const char *const *names;
    int count;
};

static bool drop_secrets(struct store *store, void *context, struct error *error)
{
    const struct secrets *secrets = context;
    bool ok = true;
    for (int i = 0; ok && i < secrets->count; i++)
        ok = run_with(store, SQL_SETTING_DROP, secrets->names[i], error);
    return ok;
}

bool store_drop_secrets(
    struct store *store, const char *const *names, int count, struct error *error)
{
    struct secrets secrets = {names, count};
    if (!automatic_forget(store, error) || !store_write(store, drop_secrets, &secrets, error))
        return false;
    erase_old_pages(store);
    return true;
}
