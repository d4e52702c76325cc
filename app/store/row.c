#include "store/store_internal.h"

#include <sodium.h>
#include <string.h>

/* The order of EVENT_COLUMNS. */
enum column {
    COLUMN_LOG,
    COLUMN_SEQ,
    COLUMN_STATION,
    COLUMN_AT,
    COLUMN_MONO,
    COLUMN_OFFSET,
    COLUMN_TRUSTED,
    COLUMN_CLASS,
    COLUMN_STUDENT,
    COLUMN_KIND,
    COLUMN_VERSION,
    COLUMN_BODY,
    COLUMN_ERASED,
    COLUMN_SALT,
    COLUMN_CONTENT,
    COLUMN_EDITED,
    COLUMN_PREV_HASH,
    COLUMN_HASH,
    COLUMN_WALL,
};

static bool read_texts(sqlite3_stmt *statement, struct store_event *event)
{
    event->station = sql_text(statement, COLUMN_STATION);
    event->class_id = sql_text(statement, COLUMN_CLASS);
    event->student = sql_text(statement, COLUMN_STUDENT);
    event->kind = sql_text(statement, COLUMN_KIND);
    event->body = sql_text(statement, COLUMN_BODY);
    return event->station != NULL && event->class_id != NULL && event->student != NULL &&
           event->kind != NULL && event->body != NULL;
}

static bool read_bytes(sqlite3_stmt *statement, struct store_row *row)
{
    row->is_edited = sqlite3_column_type(statement, COLUMN_EDITED) != SQLITE_NULL;
    row->event.edited = row->is_edited;
    return sql_bytes(statement, COLUMN_LOG, row->event.stamp.log, LOG_ID_SIZE) &&
           sql_bytes(statement, COLUMN_SALT, row->salt, sizeof row->salt) &&
           sql_bytes(statement, COLUMN_CONTENT, row->content, sizeof row->content) &&
           (!row->is_edited ||
               sql_bytes(statement, COLUMN_EDITED, row->edited, sizeof row->edited)) &&
           sql_bytes(statement, COLUMN_PREV_HASH, row->prev_hash, sizeof row->prev_hash) &&
           sql_bytes(statement, COLUMN_HASH, row->hash, sizeof row->hash);
}

bool row_read(sqlite3 *db, sqlite3_stmt *statement, struct store_row *row, struct error *error)
{
    struct store_event *event = &row->event;
    event->stamp.seq = (uint32_t)sqlite3_column_int64(statement, COLUMN_SEQ);
    event->stamp.at_ms = sqlite3_column_int64(statement, COLUMN_AT);
    event->wall_ms = sqlite3_column_int64(statement, COLUMN_WALL);
    event->mono_ms = sqlite3_column_int64(statement, COLUMN_MONO);
    event->offset_s = sqlite3_column_int(statement, COLUMN_OFFSET);
    event->trusted = sqlite3_column_int(statement, COLUMN_TRUSTED) != 0;
    event->version = sqlite3_column_int(statement, COLUMN_VERSION);
    event->erased = sqlite3_column_int(statement, COLUMN_ERASED) != 0;
    if (read_texts(statement, event) && read_bytes(statement, row))
        return true;
    if (sqlite3_errcode(db) == SQLITE_NOMEM)
        return error_set(error, ERR_MEMORY, "reading the log: out of memory");
    return error_set(error, ERR_CORRUPT, "the log: event %u is damaged", event->stamp.seq);
}

void row_bind(sqlite3_stmt *statement, const struct store_row *row)
{
    const struct store_event *event = &row->event;
    sql_bind_bytes(statement, 1 + COLUMN_LOG, event->stamp.log, LOG_ID_SIZE);
    sqlite3_bind_int64(statement, 1 + COLUMN_SEQ, event->stamp.seq);
    sql_bind_text(statement, 1 + COLUMN_STATION, event->station);
    sqlite3_bind_int64(statement, 1 + COLUMN_AT, event->stamp.at_ms);
    sqlite3_bind_int64(statement, 1 + COLUMN_WALL, event->wall_ms);
    sqlite3_bind_int64(statement, 1 + COLUMN_MONO, event->mono_ms);
    sqlite3_bind_int(statement, 1 + COLUMN_OFFSET, event->offset_s);
    sqlite3_bind_int(statement, 1 + COLUMN_TRUSTED, event->trusted);
    sql_bind_text(statement, 1 + COLUMN_CLASS, event->class_id);
    sql_bind_text(statement, 1 + COLUMN_STUDENT, event->student);
    sql_bind_text(statement, 1 + COLUMN_KIND, event->kind);
    sqlite3_bind_int(statement, 1 + COLUMN_VERSION, event->version);
    sql_bind_text(statement, 1 + COLUMN_BODY, event->body);
    sqlite3_bind_int(statement, 1 + COLUMN_ERASED, event->erased);
    sql_bind_bytes(statement, 1 + COLUMN_SALT, row->salt, sizeof row->salt);
    sql_bind_bytes(statement, 1 + COLUMN_CONTENT, row->content, sizeof row->content);
    if (row->is_edited)
        sql_bind_bytes(statement, 1 + COLUMN_EDITED, row->edited, sizeof row->edited);
    sql_bind_bytes(statement, 1 + COLUMN_PREV_HASH, row->prev_hash, sizeof row->prev_hash);
    sql_bind_bytes(statement, 1 + COLUMN_HASH, row->hash, sizeof row->hash);
}

static void hash_number_into(crypto_generichash_state *state, uint64_t number)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
    crypto_generichash_update(state, bytes, sizeof bytes);
}

static void hash_text_into(crypto_generichash_state *state, const char *text)
{
    size_t length = text == NULL ? 0 : strlen(text);
    hash_number_into(state, length);
    crypto_generichash_update(state, (const unsigned char *)text, length);
}

/* The salt keeps what was erased from being guessed from the hash that stays in the chain. */
void row_content_hash(const struct store_row *row, uint8_t out[static STORE_HASH_SIZE])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, row->salt, sizeof row->salt, STORE_HASH_SIZE);
    hash_text_into(&state, row->event.student);
    hash_text_into(&state, row->event.body);
    crypto_generichash_final(&state, out, STORE_HASH_SIZE);
}

/* Frozen: changing what goes in, or the order, breaks every chain there is. */
void row_chain_hash(const struct store_row *row, uint8_t out[static STORE_HASH_SIZE])
{
    const struct store_event *event = &row->event;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, STORE_HASH_SIZE);
    crypto_generichash_update(&state, row->prev_hash, sizeof row->prev_hash);
    crypto_generichash_update(&state, event->stamp.log, LOG_ID_SIZE);
    hash_number_into(&state, event->stamp.seq);
    hash_number_into(&state, (uint64_t)event->stamp.at_ms);
    hash_number_into(&state, (uint64_t)event->wall_ms);
    hash_number_into(&state, (uint64_t)event->mono_ms);
    hash_number_into(&state, (uint64_t)(int64_t)event->offset_s);
    hash_number_into(&state, event->trusted);
    hash_number_into(&state, (uint64_t)(int64_t)event->version);
    hash_text_into(&state, event->station);
    hash_text_into(&state, event->class_id);
    hash_text_into(&state, event->kind);
    crypto_generichash_update(&state, row->content, sizeof row->content);
    crypto_generichash_final(&state, out, STORE_HASH_SIZE);
}

void row_seal(struct store_row *row)
{
    randombytes_buf(row->salt, sizeof row->salt);
    row->is_edited = false;
    row_content_hash(row, row->content);
    row_chain_hash(row, row->hash);
}

bool row_is_intact(const struct store_row *row)
{
    uint8_t hash[STORE_HASH_SIZE];
    row_chain_hash(row, hash);
    if (memcmp(hash, row->hash, sizeof hash) != 0)
        return false;
    if (row->event.erased)
        return true;
    row_content_hash(row, hash);
    return memcmp(hash, row->is_edited ? row->edited : row->content, sizeof hash) == 0;
}
