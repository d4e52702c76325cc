/* The contract of a hub in memory: what sync/message.h promises and hub_*.sql do, without a
 * database. Contiguous heads, conflicts kept, erasures, blobs, drafts; copied for a backup. */
#pragma once

#include "base/str.h"
#include "model/event.h"
#include "store/store_internal.h" /* erase_from_body() */
#include "sync/message.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { HUB_LOGS = 512, HUB_BLOBS = 64, HUB_DRAFTS = 128, HUB_TOMBSTONES = 16, HUB_LABELS = 4 };

struct hub_row {
    struct store_event event; /* texts are ours */
};

struct hub_log {
    uint8_t log[LOG_ID_SIZE];
    struct hub_row *rows; /* seq 1 … head */
    uint32_t head, capacity;
};

struct hub_blob {
    char name[SYNC_NAME_SIZE];
    void *bytes;
    size_t size;
};

struct hub_draft {
    char *student, *key, *body; /* body NULL: gone */
    int64_t at_ms, version;
};

struct hub_tombstone {
    char student[ID_SIZE];
    int64_t at_ms;
};

struct memory_hub {
    char id[33];
    struct hub_log logs[HUB_LOGS];
    int log_count;
    struct hub_row *conflicts;
    int conflict_count;
    struct hub_blob blobs[HUB_BLOBS];
    int blob_count;
    struct hub_draft drafts[HUB_DRAFTS];
    int draft_count;
    int64_t draft_version;
    struct hub_tombstone tombstones[HUB_TOMBSTONES];
    int tombstone_count;
    int64_t pushes, asks;
    bool is_full;
    bool keyed_by_station; /* broken on purpose: machines are keys */
};

/* Who asks. */
struct hub_caller {
    const char *label; /* may write as this … */
    bool any_label;
};

static inline char *hub_text(const char *text)
{
    char *copy = strdup(text);
    assert(copy != NULL);
    return copy;
}

static inline void hub_keep_row(struct hub_row *row, const struct store_event *event)
{
    row->event = *event;
    row->event.station = hub_text(event->station);
    row->event.class_id = hub_text(event->class_id);
    row->event.student = hub_text(event->student);
    row->event.kind = hub_text(event->kind);
    row->event.body = hub_text(event->body);
}

static inline void hub_set_text(const char **text, const char *value)
{
    char *old = (char *)(uintptr_t)*text;
    *text = hub_text(value);
    free(old);
}

static inline void hub_free_row(struct hub_row *row)
{
    free((char *)(uintptr_t)row->event.station);
    free((char *)(uintptr_t)row->event.class_id);
    free((char *)(uintptr_t)row->event.student);
    free((char *)(uintptr_t)row->event.kind);
    free((char *)(uintptr_t)row->event.body);
}

static inline void hub_clear(struct memory_hub *hub)
{
    for (int i = 0; i < hub->log_count; i++) {
        for (uint32_t k = 0; k < hub->logs[i].head; k++)
            hub_free_row(&hub->logs[i].rows[k]);
        free(hub->logs[i].rows);
    }
    for (int i = 0; i < hub->conflict_count; i++)
        hub_free_row(&hub->conflicts[i]);
    free(hub->conflicts);
    for (int i = 0; i < hub->blob_count; i++)
        free(hub->blobs[i].bytes);
    for (int i = 0; i < hub->draft_count; i++) {
        free(hub->drafts[i].student);
        free(hub->drafts[i].key);
        free(hub->drafts[i].body);
    }
    *hub = (struct memory_hub){.keyed_by_station = hub->keyed_by_station};
}

/* A new database: whoever comes tells it everything again. */
static inline void hub_make(struct memory_hub *hub, const char *id)
{
    hub_clear(hub);
    STR_COPY(hub->id, id);
}

static inline struct hub_log *hub_find_log(struct memory_hub *hub, const uint8_t *log)
{
    for (int i = 0; i < hub->log_count; i++)
        if (memcmp(hub->logs[i].log, log, LOG_ID_SIZE) == 0)
            return &hub->logs[i];
    return NULL;
}

static inline struct hub_log *hub_log_of(struct memory_hub *hub, const uint8_t *log)
{
    struct hub_log *found = hub_find_log(hub, log);
    if (found != NULL)
        return found;
    assert(hub->log_count < HUB_LOGS);
    found = &hub->logs[hub->log_count++];
    *found = (struct hub_log){0};
    memcpy(found->log, log, LOG_ID_SIZE);
    return found;
}

static inline struct hub_row *hub_add_row(struct hub_log *log, const struct store_event *event)
{
    if (log->head == log->capacity) {
        log->capacity = log->capacity == 0 ? 16 : 2 * log->capacity;
        log->rows = realloc(log->rows, log->capacity * sizeof log->rows[0]);
        assert(log->rows != NULL);
    }
    hub_keep_row(&log->rows[log->head], event);
    return &log->rows[log->head++];
}

static inline void hub_copy(struct memory_hub *to, const struct memory_hub *from)
{
    hub_clear(to);
    memcpy(to->id, from->id, sizeof to->id);
    for (int i = 0; i < from->log_count; i++) {
        struct hub_log *log = hub_log_of(to, from->logs[i].log);
        for (uint32_t k = 0; k < from->logs[i].head; k++)
            hub_add_row(log, &from->logs[i].rows[k].event);
    }
    for (int i = 0; i < from->blob_count; i++) {
        struct hub_blob *blob = &to->blobs[to->blob_count++];
        *blob = from->blobs[i];
        blob->bytes = malloc(blob->size + 1);
        assert(blob->bytes != NULL);
        memcpy(blob->bytes, from->blobs[i].bytes, blob->size);
    }
    for (int i = 0; i < from->draft_count; i++) {
        const struct hub_draft *draft = &from->drafts[i];
        to->drafts[to->draft_count++] =
            (struct hub_draft){hub_text(draft->student), hub_text(draft->key),
                draft->body == NULL ? NULL : hub_text(draft->body), draft->at_ms, draft->version};
    }
    to->draft_version = from->draft_version;
    memcpy(to->tombstones, from->tombstones, sizeof to->tombstones);
    to->tombstone_count = from->tombstone_count;
}

/* --- Erasing --------------------------------------------------------------------------------- */

static inline void hub_erase_row(struct hub_row *row, const struct hub_tombstone *tombstone)
{
    struct store_event *event = &row->event;
    char quoted[ID_SIZE + 2];
    if (event->stamp.at_ms > tombstone->at_ms)
        return;
    STR_FORMAT(quoted, "\"%s\"", tombstone->student);
    if (str_equal(event->student, tombstone->student) &&
        !str_equal(event->kind, "student_erased")) {
        hub_set_text(&event->student, "");
        hub_set_text(&event->body, "{}");
        event->erased = true;
    } else if (strstr(event->body, quoted) != NULL) {
        char *body = malloc(strlen(event->body) + 1);
        assert(body != NULL);
        size_t length = strlen(event->body);
        if (erase_from_body(event->body, length, tombstone->student, body) != length) {
            hub_set_text(&event->body, body);
            event->edited = true;
        }
        free(body);
    }
}

static inline void hub_erase(struct memory_hub *hub, const struct hub_tombstone *tombstone)
{
    for (int i = 0; i < hub->log_count; i++)
        for (uint32_t k = 0; k < hub->logs[i].head; k++)
            hub_erase_row(&hub->logs[i].rows[k], tombstone);
    int kept = 0;
    for (int i = 0; i < hub->draft_count; i++) {
        struct hub_draft *draft = &hub->drafts[i];
        if (str_equal(draft->student, tombstone->student)) {
            free(draft->student);
            free(draft->key);
            free(draft->body);
        } else {
            hub->drafts[kept++] = *draft;
        }
    }
    hub->draft_count = kept;
}

static inline void hub_note_tombstone(struct memory_hub *hub, const struct store_event *event)
{
    struct hub_tombstone *found = NULL;
    if (!str_equal(event->kind, "student_erased") || str_is_empty(event->student))
        return;
    for (int i = 0; i < hub->tombstone_count; i++)
        if (str_equal(hub->tombstones[i].student, event->student))
            found = &hub->tombstones[i];
    if (found == NULL) {
        assert(hub->tombstone_count < HUB_TOMBSTONES);
        found = &hub->tombstones[hub->tombstone_count++];
        *found = (struct hub_tombstone){.at_ms = INT64_MIN};
        STR_COPY(found->student, event->student);
    }
    found->at_ms = MAX(found->at_ms, event->stamp.at_ms);
    hub_erase(hub, found);
}

/* --- Events ---------------------------------------------------------------------------------- */

static inline bool hub_same_row(const struct store_event *a, const struct store_event *b)
{
    bool content = a->erased || b->erased || a->edited || b->edited ||
                   (str_equal(a->student, b->student) && str_equal(a->body, b->body));
    return content && a->stamp.at_ms == b->stamp.at_ms && a->wall_ms == b->wall_ms &&
           a->mono_ms == b->mono_ms && a->offset_s == b->offset_s && a->trusted == b->trusted &&
           a->version == b->version &&
           (a->erased || b->erased || str_equal(a->station, b->station)) &&
           str_equal(a->class_id, b->class_id) && str_equal(a->kind, b->kind);
}

static inline void hub_keep_conflict(struct memory_hub *hub, const struct store_event *event)
{
    hub->conflicts =
        realloc(hub->conflicts, (size_t)(hub->conflict_count + 1) * sizeof hub->conflicts[0]);
    assert(hub->conflicts != NULL);
    hub_keep_row(&hub->conflicts[hub->conflict_count++], event);
}

static inline bool hub_may_write(const struct hub_caller *caller, const struct sync_ask *ask)
{
    for (int i = 0; i < ask->count && !caller->any_label; i++)
        if (!str_equal(ask->events[i].station, caller->label))
            return false;
    return true;
}

/* What only a board decides, unless it says nothing. */
static inline bool hub_is_denied(const struct store_event *event)
{
    return event_kind_is_of_board(event_kind_find(event->kind)) &&
           !(event->erased && str_is_empty(event->student) && str_equal(event->body, "{}"));
}

static inline bool hub_is_unfit(const struct hub_caller *caller, const struct sync_ask *ask)
{
    for (int i = 0; i < ask->count; i++)
        if (strlen(ask->events[i].body) > SYNC_BODY_MAX ||
            strstr(ask->events[i].body, "UNFIT") != NULL ||
            (!caller->any_label && hub_is_denied(&ask->events[i])))
            return true;
    return false;
}

static inline void hub_push(struct memory_hub *hub, const struct hub_caller *caller,
    const struct sync_ask *ask, struct arena *arena, struct sync_answer *out)
{
    uint8_t key[LOG_ID_SIZE];
    memcpy(key, ask->log, sizeof key);
    if (hub->keyed_by_station) {
        memset(key, 0, sizeof key);
        str_copy((char *)key, sizeof key, ask->events[0].station);
    }
    if (hub->is_full || !hub_may_write(caller, ask) || hub_is_unfit(caller, ask)) {
        out->trouble = hub->is_full ? SYNC_HUB_FULL : SYNC_DENIED;
        out->unfit = !hub->is_full && hub_may_write(caller, ask);
        return;
    }
    struct hub_log *log = hub_log_of(hub, key);
    hub->pushes++;
    for (int i = 0; i < ask->count; i++) {
        const struct store_event *event = &ask->events[i];
        uint32_t seq = event->stamp.seq;
        if (seq <= log->head && !hub_same_row(&log->rows[seq - 1].event, event)) {
            hub_keep_conflict(hub, event);
            out->conflicts++;
        } else if (seq == log->head + 1) {
            struct hub_row *row = hub_add_row(log, event);
            for (int k = 0; k < hub->tombstone_count; k++)
                hub_erase_row(row, &hub->tombstones[k]);
            hub_note_tombstone(hub, event);
        }
    }
    struct sync_head *head = arena_new(arena, struct sync_head);
    assert(head != NULL);
    memcpy(head->log, ask->log, LOG_ID_SIZE);
    head->seq = log->head;
    out->heads = head;
    out->count = 1;
}

static inline void hub_heads(struct memory_hub *hub, struct arena *arena, struct sync_answer *out)
{
    struct sync_head *heads = arena_array(arena, struct sync_head, (size_t)hub->log_count + 1);
    assert(heads != NULL);
    for (int i = 0; i < hub->log_count; i++) {
        memcpy(heads[i].log, hub->logs[i].log, LOG_ID_SIZE);
        heads[i].seq = hub->logs[i].head;
    }
    out->heads = heads;
    out->count = hub->log_count;
}

static inline void hub_pull(struct memory_hub *hub, const struct sync_ask *ask, struct arena *arena,
    struct sync_answer *out)
{
    const struct hub_log *log = hub_find_log(hub, ask->log);
    struct store_event *events = arena_array(arena, struct store_event, SYNC_BATCH_ROWS);
    size_t size = 0;
    assert(events != NULL);
    for (uint32_t seq = ask->after + 1;
         log != NULL && seq <= log->head && out->count < SYNC_BATCH_ROWS; seq++) {
        const struct store_event *event = &log->rows[seq - 1].event;
        size += strlen(event->body);
        if (out->count > 0 && size > SYNC_BATCH_BYTES)
            break;
        events[out->count++] = *event;
    }
    out->events = events;
}

/* --- Blobs and drafts ------------------------------------------------------------------------ */

static inline const struct hub_blob *hub_find_blob(const struct memory_hub *hub, const char *name)
{
    for (int i = 0; i < hub->blob_count; i++)
        if (str_equal(hub->blobs[i].name, name))
            return &hub->blobs[i];
    return NULL;
}

static inline void hub_missing(struct memory_hub *hub, const struct sync_ask *ask,
    struct arena *arena, struct sync_answer *out)
{
    const char **names = arena_array(arena, const char *, (size_t)ask->count + 1);
    assert(names != NULL);
    for (int i = 0; i < ask->count; i++)
        if (hub_find_blob(hub, ask->names[i]) == NULL)
            names[out->count++] = ask->names[i];
    out->names = names;
}

static inline void hub_put_blob(struct memory_hub *hub, const struct sync_ask *ask)
{
    if (hub_find_blob(hub, ask->name) != NULL)
        return;
    assert(hub->blob_count < HUB_BLOBS);
    struct hub_blob *blob = &hub->blobs[hub->blob_count++];
    STR_COPY(blob->name, ask->name);
    blob->bytes = malloc(ask->size + 1);
    assert(blob->bytes != NULL);
    memcpy(blob->bytes, ask->bytes, ask->size);
    blob->size = ask->size;
}

static inline bool hub_is_erased(const struct memory_hub *hub, const char *student)
{
    for (int i = 0; i < hub->tombstone_count; i++)
        if (str_equal(hub->tombstones[i].student, student))
            return true;
    return false;
}

static inline void hub_put_draft(struct memory_hub *hub, const struct sync_draft *draft)
{
    struct hub_draft *found = NULL;
    for (int i = 0; i < hub->draft_count; i++)
        if (str_equal(hub->drafts[i].student, draft->student) &&
            str_equal(hub->drafts[i].key, draft->key))
            found = &hub->drafts[i];
    if (hub_is_erased(hub, draft->student) || (found != NULL && found->at_ms >= draft->at_ms))
        return;
    if (found == NULL) {
        assert(hub->draft_count < HUB_DRAFTS);
        found = &hub->drafts[hub->draft_count++];
        *found = (struct hub_draft){hub_text(draft->student), hub_text(draft->key), NULL, 0, 0};
    }
    free(found->body);
    found->body = draft->body == NULL ? NULL : hub_text(draft->body);
    found->at_ms = draft->at_ms;
    found->version = ++hub->draft_version;
}

static inline void hub_get_drafts(struct memory_hub *hub, const struct sync_ask *ask,
    struct arena *arena, struct sync_answer *out)
{
    struct sync_draft *drafts = arena_array(arena, struct sync_draft, HUB_DRAFTS);
    assert(drafts != NULL);
    out->version = ask->version;
    for (int i = 0; i < hub->draft_count; i++) {
        const struct hub_draft *draft = &hub->drafts[i];
        if (draft->version <= ask->version)
            continue;
        drafts[out->count++] =
            (struct sync_draft){draft->student, draft->key, draft->body, draft->at_ms};
        out->version = MAX(out->version, draft->version);
    }
    out->drafts = drafts;
}

/* --- All ------------------------------------------------------------------------------------- */

static inline void hub_greet(struct memory_hub *hub, const struct hub_caller *caller,
    int64_t hub_ms, int64_t mono_ms, struct sync_answer *out)
{
    STR_COPY(out->hello.hub, hub->id);
    STR_COPY(out->hello.label, caller->label);
    out->hello.any_label = caller->any_label;
    out->hello.hub_ms = hub_ms;
    out->hello.mono_ms = mono_ms;
}

/* What the answer points at is in the arena or in the hub, until the hub changes. */
static inline void memory_hub_answer(struct memory_hub *hub, const struct hub_caller *caller,
    const struct sync_ask *ask, int64_t hub_ms, int64_t mono_ms, struct arena *arena,
    struct sync_answer *out)
{
    *out = (struct sync_answer){.kind = ask->kind};
    hub->asks++;
    switch (ask->kind) {
    case SYNC_ASK_HELLO: hub_greet(hub, caller, hub_ms, mono_ms, out); break;
    case SYNC_ASK_HEADS: hub_heads(hub, arena, out); break;
    case SYNC_ASK_PUSH: hub_push(hub, caller, ask, arena, out); break;
    case SYNC_ASK_PULL: hub_pull(hub, ask, arena, out); break;
    case SYNC_ASK_MISSING: hub_missing(hub, ask, arena, out); break;
    case SYNC_ASK_PUT_BLOB:
        if (hub->is_full)
            out->trouble = SYNC_HUB_FULL;
        else
            hub_put_blob(hub, ask);
        break;
    case SYNC_ASK_GET_BLOB: {
        const struct hub_blob *blob = hub_find_blob(hub, ask->name);
        out->bytes = blob == NULL ? NULL : blob->bytes;
        out->size = blob == NULL ? 0 : blob->size;
        break;
    }
    case SYNC_ASK_PUT_DRAFTS:
        for (int i = 0; i < ask->count; i++)
            hub_put_draft(hub, &ask->drafts[i]);
        break;
    case SYNC_ASK_GET_DRAFTS: hub_get_drafts(hub, ask, arena, out); break;
    default: break;
    }
}
