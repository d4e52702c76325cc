#include "sync/hub_inside.h"

#include "base/str.h"
#include <assert.h>
#include <sodium.h>
#include <string.h>

/* PostgreSQL's numbers for its types: fixed for ever (src/include/catalog/pg_type.dat). */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_BOOLS = 1000,
    OID_BYTEAS = 1001,
    OID_INT4S = 1007,
    OID_TEXTS = 1009,
    OID_INT8S = 1016,
};

static void write_number(uint8_t *out, uint64_t value, int size)
{
    for (int i = 0; i < size; i++)
        out[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
}

static uint64_t read_number(const uint8_t *bytes, int size)
{
    uint64_t value = 0;
    for (int i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return value;
}

/* --- Parameters ------------------------------------------------------------------------------- */

struct hub_params hub_params(struct hub *hub)
{
    arena_reset(&hub->scratch);
    return (struct hub_params){.arena = &hub->scratch};
}

static void put(struct hub_params *params, Oid type, const void *bytes, size_t size, bool binary)
{
    assert(params->count < HUB_PARAM_MAX);
    int at = params->count++;
    params->types[at] = type;
    params->values[at] = bytes;
    params->lengths[at] = (int)size;
    params->formats[at] = binary;
}

static void put_number(struct hub_params *params, Oid type, int64_t value, int size)
{
    uint8_t *bytes = arena_alloc(params->arena, 8);
    params->full = params->full || bytes == NULL;
    if (bytes != NULL)
        write_number(bytes, (uint64_t)value, size);
    put(params, type, bytes, (size_t)size, true);
}

void hub_put_int(struct hub_params *params, int32_t value)
{
    put_number(params, OID_INT4, value, 4);
}

void hub_put_int64(struct hub_params *params, int64_t value)
{
    put_number(params, OID_INT8, value, 8);
}

void hub_put_text(struct hub_params *params, const char *text)
{
    put(params, OID_TEXT, text, 0, false);
}

void hub_put_bytes(struct hub_params *params, const void *bytes, size_t size)
{
    put(params, OID_BYTEA, bytes == NULL ? "" : bytes, size, true);
}

/* One element of an array; `bytes` NULL: NULL. */
struct cell {
    const void *bytes;
    size_t size;
    uint8_t number[16];
};

static void cell_number(struct cell *cell, int64_t value, int size)
{
    write_number(cell->number, (uint64_t)value, size);
    cell->bytes = cell->number;
    cell->size = (size_t)size;
}

static void cell_text(struct cell *cell, const char *text)
{
    cell->bytes = text;
    cell->size = text == NULL ? 0 : strlen(text);
}

/* Cell `row` of column `column` of `rows`. */
typedef void (*take_cell)(const void *rows, int row, int column, struct cell *out);

enum { ARRAY_HEADER = 20 };

/* Header: dimensions, whether there are NULLs, type, length, first index; then each with its size.
 */
static void put_array(struct hub_params *params, Oid type, Oid element, const void *rows, int count,
    int column, take_cell take)
{
    size_t size = ARRAY_HEADER, used = ARRAY_HEADER;
    for (int i = 0; i < count; i++) {
        struct cell cell = {0};
        take(rows, i, column, &cell);
        size += 4 + cell.size;
    }
    uint8_t *out = arena_alloc(params->arena, size);
    if (out == NULL || size > INT32_MAX) {
        params->full = true;
        return;
    }
    write_number(out, count > 0 ? 1 : 0, 4);
    write_number(out + 4, 1, 4);
    write_number(out + 8, element, 4);
    write_number(out + 12, (uint64_t)count, 4);
    write_number(out + 16, 1, 4);
    for (int i = 0; i < count; i++) {
        struct cell cell = {0};
        take(rows, i, column, &cell);
        write_number(out + used, cell.bytes == NULL ? (uint64_t)-1 : cell.size, 4);
        if (cell.size > 0)
            memcpy(out + used + 4, cell.bytes, cell.size);
        used += 4 + cell.size;
    }
    put(params, type, out, count > 0 ? size : 12, true);
}

static void take_name(const void *rows, int row, int column, struct cell *out)
{
    (void)column;
    cell_text(out, ((const char *const *)rows)[row]);
}

void hub_put_texts(struct hub_params *params, const char *const *texts, int count)
{
    put_array(params, OID_TEXTS, OID_TEXT, texts, count, 0, take_name);
}

/* --- Events ----------------------------------------------------------------------------------- */

enum { DIGEST_SIZE = 16 };

static void digest_number(crypto_generichash_state *state, int64_t number)
{
    uint8_t bytes[8];
    write_number(bytes, (uint64_t)number, 8);
    crypto_generichash_update(state, bytes, sizeof bytes);
}

static void digest_text(crypto_generichash_state *state, const char *text)
{
    size_t size = text == NULL ? 0 : strlen(text);
    digest_number(state, (int64_t)size);
    crypto_generichash_update(state, (const unsigned char *)text, size);
}

/* The same row from two carriers has the same digest. Frozen: hubs keep it. */
static void digest_event(const struct store_event *event, uint8_t out[static DIGEST_SIZE])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, DIGEST_SIZE);
    crypto_generichash_update(&state, event->stamp.log, LOG_ID_SIZE);
    digest_number(&state, event->stamp.seq);
    digest_number(&state, event->stamp.at_ms);
    digest_number(&state, event->wall_ms);
    digest_number(&state, event->mono_ms);
    digest_number(&state, event->offset_s);
    digest_number(&state, event->trusted);
    digest_text(&state, event->station);
    digest_text(&state, event->class_id);
    digest_text(&state, event->student);
    digest_text(&state, event->kind);
    digest_number(&state, event->version);
    digest_text(&state, event->body);
    digest_number(&state, event->erased);
    crypto_generichash_final(&state, out, DIGEST_SIZE);
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* The columns of push() in hub_1.sql, in order. */
static const Oid event_columns[] = {OID_INT8, OID_INT8, OID_INT8, OID_INT8, OID_INT4, OID_BOOL,
    OID_TEXT, OID_TEXT, OID_TEXT, OID_TEXT, OID_INT4, OID_TEXT, OID_BOOL, OID_BOOL, OID_BYTEA};

static void take_event(const void *rows, int row, int column, struct cell *out)
{
    const struct store_event *event = (const struct store_event *)rows + row;
    switch (column) {
    case 0: cell_number(out, event->stamp.seq, 8); break;
    case 1: cell_number(out, event->stamp.at_ms, 8); break;
    case 2: cell_number(out, event->wall_ms, 8); break;
    case 3: cell_number(out, event->mono_ms, 8); break;
    case 4: cell_number(out, event->offset_s, 4); break;
    case 5: cell_number(out, event->trusted, 1); break;
    case 6: cell_text(out, or_empty(event->station)); break;
    case 7: cell_text(out, or_empty(event->class_id)); break;
    case 8: cell_text(out, or_empty(event->student)); break;
    case 9: cell_text(out, or_empty(event->kind)); break;
    case 10: cell_number(out, event->version, 4); break;
    case 11: cell_text(out, or_empty(event->body)); break;
    case 12: cell_number(out, event->erased, 1); break;
    case 13: cell_number(out, event->edited, 1); break;
    default:
        digest_event(event, out->number);
        out->bytes = out->number;
        out->size = DIGEST_SIZE;
        break;
    }
}

static Oid array_of(Oid element)
{
    switch (element) {
    case OID_BOOL: return OID_BOOLS;
    case OID_BYTEA: return OID_BYTEAS;
    case OID_INT4: return OID_INT4S;
    case OID_INT8: return OID_INT8S;
    default: return OID_TEXTS;
    }
}

void hub_put_events(struct hub_params *params, const struct store_event *events, int count)
{
    for (int column = 0; column < (int)COUNT_OF(event_columns); column++)
        put_array(params, array_of(event_columns[column]), event_columns[column], events, count,
            column, take_event);
}

/* --- Drafts ----------------------------------------------------------------------------------- */

static void take_draft(const void *rows, int row, int column, struct cell *out)
{
    const struct sync_draft *draft = (const struct sync_draft *)rows + row;
    switch (column) {
    case 0: cell_text(out, or_empty(draft->student)); break;
    case 1: cell_text(out, or_empty(draft->key)); break;
    case 2: cell_number(out, draft->at_ms, 8); break;
    default: cell_text(out, draft->body); break;
    }
}

void hub_put_drafts(struct hub_params *params, const struct sync_draft *drafts, int count)
{
    static const Oid columns[] = {OID_TEXT, OID_TEXT, OID_INT8, OID_TEXT};
    for (int column = 0; column < (int)COUNT_OF(columns); column++)
        put_array(
            params, array_of(columns[column]), columns[column], drafts, count, column, take_draft);
}

/* --- Results ---------------------------------------------------------------------------------- */

int64_t hub_get_int(const PGresult *result, int row, int column)
{
    const uint8_t *bytes = (const uint8_t *)PQgetvalue(result, row, column);
    switch (PQgetlength(result, row, column)) {
    case 8: return (int64_t)read_number(bytes, 8);
    case 4: return (int32_t)read_number(bytes, 4);
    case 1: return bytes[0];
    default: return 0;
    }
}

bool hub_get_bool(const PGresult *result, int row, int column)
{
    return hub_get_int(result, row, column) != 0;
}

const char *hub_get_text(const PGresult *result, int row, int column)
{
    return PQgetvalue(result, row, column);
}

void hub_get_bytes(const PGresult *result, int row, int column, void *out, size_t size)
{
    memset(out, 0, size);
    if ((size_t)PQgetlength(result, row, column) == size)
        memcpy(out, PQgetvalue(result, row, column), size);
}

const char *hub_copy_text(const PGresult *result, int row, int column, struct arena *arena)
{
    return arena_copy_text(
        arena, PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column));
}
