#define LOG_MODULE "records"
#include "records.h"
#include "records_clock.h"
#include "records_words.h"

#include "base/date.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/str.h"

#include "exchange/class_folder.h"
#include "exchange/event_json.h"
#include "store/store_clips.h"
#include <assert.h>
#include <string.h>

enum {
    ARENA_CAPACITY = 512 * 1024 * 1024, /* address space; a few MiB are touched */
    SCRATCH_CAPACITY = 512 * 1024 * 1024,
    STATE_CAPACITY = sizeof(struct classroom) + 64,
    CHECKPOINT_EVERY = 2000,
    CLASSROOM_LAYOUT = 2, /* raise when a field changes its meaning, not its size */
};

/* Another layout of the classroom never matches a state kept before. */
static uint64_t classroom_layout(void)
{
    uint64_t hash = hash_text(HASH_START, WAYSTATION_VERSION);
    const size_t parts[] = {CLASSROOM_LAYOUT, sizeof(struct classroom), sizeof(struct plan),
        sizeof(struct student_state), sizeof(struct evidence_list), sizeof(struct item),
        offsetof(struct classroom, groups), offsetof(struct classroom, rotation),
        offsetof(struct classroom, old_badges)};
    return hash_bytes(hash, parts, sizeof parts);
}

/* --- Opening --------------------------------------------------------------------------------- */

/* A plan as it is stored, in the scratch arena. */
static bool unpack_plan(
    struct records *records, const void *bytes, size_t size, struct plan **out, struct error *error)
{
    struct folder folder;
    if (!folder_unpack(bytes, size, &records->scratch, &folder, error))
        return error_prefix(error, "the stored plan cannot be read");
    struct problems problems;
    *out = arena_new(&records->scratch, struct plan);
    if (*out == NULL || !problems_open(&problems, &records->scratch, error))
        return error_set(error, ERR_MEMORY, "no memory for the plan");
    class_folder_read(&folder, &records->scratch, *out, &problems);
    if (problems.errors > 0) {
        char text[ERROR_TEXT_SIZE];
        problem_format(&problems.list[0], text, sizeof text);
        return error_set(error, ERR_CORRUPT, "the stored plan does not read: %s", text);
    }
    records_words_put_names(records, *out);
    return true;
}

/* The stored plan, if `classroom` has another. *taken is false when it is to be built anew. */
static bool load_plan(
    struct records *records, struct classroom *classroom, bool *taken, struct error *error)
{
    const void *bytes;
    size_t size;
    struct plan *plan;
    char version[PLAN_HASH_TEXT];
    struct error missing = {0};
    *taken = true;
    if (!store_current_plan(records->store, &records->scratch, &bytes, &size, version, &missing)) {
        if (missing.code == ERR_NOT_FOUND)
            return true;
        return error_set(error, missing.code, "%s", missing.text);
    }
    records->has_plan = true;
    if (str_equal(classroom->plan_version, version))
        return true;
    if (!unpack_plan(records, bytes, size, &plan, error))
        return false;
    *taken = classroom_take_plan(classroom, plan, version);
    return true;
}

void records_read_envelope(
    const struct records *records, const struct store_event *row, struct event *event)
{
    event->stamp = row->stamp;
    event->wall_ms = row->wall_ms;
    event->mono_ms = row->mono_ms;
    event->offset_s = row->offset_s;
    event->trusted = row->trusted;
    STR_COPY(event->station, row->station);
    STR_COPY(event->class_id, row->class_id);
    STR_COPY(event->student, row->student);
    event->kind = event_kind_find(row->kind);
    event->version = row->version;
    clock_table_repair(records->clocks, event);
}

struct replay {
    struct records *records;
    struct classroom *classroom;
    bool sets_clock;
    struct error problem; /* stopped the replay */
};

/* Into records->event. What is not understood is of no known kind. ERR_MEMORY. */
static bool read_event(struct records *records, const struct store_event *row, struct error *error)
{
    struct event *event = records->event;
    struct error problem = {0};
    records_read_envelope(records, row, event);
    if (event->kind == EVENT_UNKNOWN || records_words_decode(records, event, row->body, &problem))
        return true;
    if (problem.code == ERR_MEMORY)
        return error_set(error, problem.code, "%s", problem.text);
    log_warning("event %u of kind %s is not understood and left aside", row->stamp.seq, row->kind);
    event->kind = EVENT_UNKNOWN;
    return true;
}

static bool replay_one(void *context, const struct store_event *row)
{
    struct replay *replay = context;
    struct records *records = replay->records;
    if (row->erased)
        return true;
    if (!read_event(records, row, &replay->problem))
        return false;
    classroom_apply(replay->classroom, records->event);
    replay->sets_clock = replay->sets_clock || records->event->kind == EVENT_CLOCK_SET;
    records->since_checkpoint++;
    return true;
}

/* Brings `classroom` up to date with the log. Stale: what a kept state begins with may be of times
 * that were repaired since. */
static bool replay(
    struct records *records, struct classroom *classroom, bool all, struct error *error)
{
    struct replay context = {.records = records, .classroom = classroom};
    if (!records_clock_load(records, error) ||
        !store_replay(records->store, all, replay_one, &context, error))
        return false;
    if (context.problem.code != ERR_NONE)
        return error_set(error, context.problem.code, "reading the log: %s", context.problem.text);
    records->is_stale = !all && context.sets_clock;
    return true;
}

static void keep_state(struct records *records)
{
    struct error error = {0};
    if (records->keys.is_open) /* words are in it */
        return;
    if (store_save_checkpoint(records->store, classroom_layout(), records->classroom,
            sizeof *records->classroom, &error))
        records->since_checkpoint = 0;
    else
        log_warning("the state is not kept, the next start is slower: %s", error.text);
}

/* Once more from the beginning: events about someone who was not in the plan then may be about
 * someone who is now, who left may have taken all the room, and what was removed from the log
 * leaves the state with it. When it fails records_tend() tries again. */
static bool replay_again(struct records *records, struct error *error)
{
    bool taken;
    records->is_stale = true; /* until it is done */
    struct arena *other = &records->states[1 - records->state];
    arena_reset(other); /* gives the pages back: the whole is never touched */
    struct classroom *fresh = arena_new(other, struct classroom);
    if (fresh == NULL)
        return error_set(error, ERR_MEMORY, "no memory to take the plan: start again");
    classroom_init(fresh);
    /* As it is stored: the class as it is also holds who was in plans before. */
    if (!load_plan(records, fresh, &taken, error))
        return false;
    assert(taken); /* it is empty */
    if (!replay(records, fresh, true, error))
        return false;
    records->state = 1 - records->state;
    records->classroom = fresh;
    records->built++;
    return true;
}

static void close_memory(struct records *records)
{
    for (int i = 0; i < 2; i++)
        arena_close(&records->states[i]);
    arena_close(&records->scratch);
    arena_close(&records->arena);
}

bool records_open(struct records *out, const struct records_options *options, struct error *error)
{
    *out = (struct records){0};
    if (!arena_open(&out->arena, ARENA_CAPACITY, error) ||
        !arena_open(&out->scratch, SCRATCH_CAPACITY, error) ||
        !arena_open(&out->states[0], STATE_CAPACITY, error) ||
        !arena_open(&out->states[1], STATE_CAPACITY, error))
        goto out;
    out->read_only = options->read_only;
    out->built = 1;
    out->classroom = arena_new(&out->states[0], struct classroom);
    out->event = arena_new(&out->arena, struct event);
    out->clocks = arena_new(&out->arena, struct clock_table);
    if (out->classroom == NULL || out->event == NULL || out->clocks == NULL) {
        error_set(error, ERR_MEMORY, "no memory for the class");
        goto out;
    }
    struct store_options store = {.folder = options->folder,
        .station = options->station != NULL ? options->station : "",
        .read_only = options->read_only,
        .vfs = options->vfs,
        .files = options->files};
    if (!store_open(&out->store, &store, &out->report, error))
        goto out;
    records_words_load(out);
    if (out->report.note[0] != '\0')
        log_warning("%s", out->report.note);
    bool kept = store_load_checkpoint(
        out->store, classroom_layout(), out->classroom, sizeof *out->classroom);
    if (!kept)
        classroom_init(out->classroom);
    bool taken;
    if (!load_plan(out, out->classroom, &taken, error) ||
        (taken && !replay(out, out->classroom, !kept, error)))
        goto out;
    if ((!taken || out->is_stale) && !replay_again(out, error))
        goto out;
    if (out->since_checkpoint >= CHECKPOINT_EVERY && !options->read_only)
        keep_state(out);
    return true;
out:
    store_close(out->store);
    close_memory(out);
    *out = (struct records){0};
    return false;
}

void records_close(struct records *records)
{
    bool changed = records->since_checkpoint > 0 && !records->is_stale;
    records_forget_badge(records); /* a student's own words leave the state */
    if (records->store != NULL && changed && !records->read_only)
        keep_state(records);
    store_close(records->store);
    seal_forget(&records->keys, sizeof records->keys);
    close_memory(records);
    *records = (struct records){0};
}

/* --- Looking back ---------------------------------------------------------------------------- */

struct look_back {
    struct records *records;
    struct event *event;
    records_visit visit;
    void *user;
    struct error *error;
    bool failed;
};

static bool look_at(void *context, const struct store_event *row)
{
    struct look_back *look = context;
    struct error problem = {0};
    if (row->erased)
        return true;
    records_read_envelope(look->records, row, look->event);
    if (records_words_decode(look->records, look->event, row->body, &problem))
        return look->visit(look->event, look->user);
    if (problem.code == ERR_MEMORY) {
        look->failed = !error_set(look->error, problem.code, "%s", problem.text);
        return false;
    }
    log_warning("event %u of kind %s is not understood and left out", row->stamp.seq, row->kind);
    return true;
}

bool records_each(struct records *records, const char *student, uint64_t kinds, int64_t since_ms,
    records_visit visit, void *user, struct error *error)
{
    const char *names[EVENT_KIND_COUNT];
    int count = 0;
    struct look_back look = {
        .records = records, .event = records->event, .visit = visit, .user = user, .error = error};
    for (int kind = EVENT_UNKNOWN + 1; kind < EVENT_KIND_COUNT; kind++)
        if ((kinds & EVENT_BIT(kind)) != 0)
            names[count++] = event_kind_name((enum event_kind)kind);
    if (!records_clock_reach(records, &since_ms, error))
        return false;
    return store_each(records->store, student, names, count, since_ms, look_at, &look, error) &&
           !look.failed;
}

/* --- Changing -------------------------------------------------------------------------------- */

struct store_event records_row(const struct event *event, const char *body)
{
    return (struct store_event){
        .stamp = event->stamp,
        .wall_ms = event->wall_ms,
        .mono_ms = event->mono_ms,
        .offset_s = event->offset_s,
        .trusted = event->trusted,
        .station = event->station,
        .class_id = event->class_id,
        .student = event->student,
        .kind = event_kind_name(event->kind),
        .version = event->version,
        .body = body,
    };
}

void records_draft_key(enum draft_kind kind, const char *about, char out[static DRAFT_KEY_SIZE])
{
    str_format(out, DRAFT_KEY_SIZE, "%s:%s", draft_kind_names[kind], about);
}

/* The draft that the event was before it was handed in. */
static bool draft_of(const struct event *event, char key[static DRAFT_KEY_SIZE])
{
    switch (event->kind) {
    case EVENT_TICKET_SUBMITTED:
        records_draft_key(DRAFT_TICKET, event->body.ticket_submitted.ticket, key);
        return true;
    case EVENT_REFLECTION_SUBMITTED:
        records_draft_key(DRAFT_REFLECTION, event->body.reflection_submitted.prompt, key);
        return true;
    case EVENT_GOAL_CHOSEN: records_draft_key(DRAFT_GOAL, "", key); return true;
    case EVENT_PROFILE_CHANGED:
        records_draft_key(
            DRAFT_PROFILE, profile_field_names[event->body.profile_changed.field], key);
        return true;
    default: return false;
    }
}

static void drop_draft_of(struct records *records, const struct event *event)
{
    char key[DRAFT_KEY_SIZE];
    if (!draft_of(event, key))
        return;
    store_drop_draft_with_next(records->store, event->student, key);
    char slot[DRAFT_KEY_SIZE + 8];
    records_draft_slot(records, key, slot, sizeof slot);
    if (!str_equal(slot, key))
        store_drop_draft_with_next(records->store, event->student, slot);
}

/* The clip is where an event may name it before one does. */
static bool keep_clip(struct records *records, const struct event *event, struct error *error)
{
    if (event->kind != EVENT_REFLECTION_SUBMITTED)
        return true;
    const char *clip = event->body.reflection_submitted.clip;
    struct error problem = {0};
    if (clip[0] == '\0' || store_clip_keep(records->store, clip, &problem))
        return true;
    if (problem.code == ERR_NOT_FOUND)
        return error_set(
            error, ERR_NOT_FOUND, "%s", N_("Your recording is not there any more: say it again."));
    return error_set(error, problem.code, "%s", problem.text);
}

bool records_apply(struct records *records, const struct action *action, const struct moment *now,
    struct error *error)
{
    return records_apply_all(records, action, 1, now, error);
}

/* What the store has put in: the state must be what a replay makes of it. */
static void take_stored(const struct store_event *row, struct event *event)
{
    event->stamp = row->stamp;
    STR_COPY(event->station, row->station);
}

bool records_apply_all(struct records *records, const struct action *actions, int count,
    const struct moment *now, struct error *error)
{
    arena_reset(&records->scratch);
    struct event *events = arena_array(&records->scratch, struct event, (size_t)count);
    struct store_event *rows = arena_array(&records->scratch, struct store_event, (size_t)count);
    if (events == NULL || rows == NULL)
        return error_set(error, ERR_MEMORY, "no memory to save");
    for (int i = 0; i < count; i++) {
        const char *body;
        if (!classroom_decide(records->classroom, &actions[i], now, &events[i], error) ||
            !event_body_encode(&events[i], &records->scratch, &body, error) ||
            !records_words_seal(records, &events[i], &body, error) ||
            !keep_clip(records, &events[i], error))
            return false;
        rows[i] = records_row(&events[i], body);
    }
    for (int i = 0; i < count; i++) /* all of them are decided: else it would go with another */
        drop_draft_of(records, &events[i]);
    if (!store_append(records->store, rows, count, error))
        return false;
    for (int i = 0; i < count; i++) {
        take_stored(&rows[i], &events[i]);
        classroom_apply(records->classroom, &events[i]);
        records_clock_note_own(records, &events[i]);
    }
    records->since_checkpoint += count;
    return true;
}

/* The plan as it is taken, its tickets in the class's order, and as it is stored; in the scratch
 * arena. */
static bool pack_plan(struct records *records, const struct plan **plan, const struct plan **packed,
    const char **bytes, size_t *size, char version[static PLAN_HASH_TEXT], struct error *error)
{
    arena_reset(&records->scratch);
    struct folder folder;
    struct plan *ordered = arena_new(&records->scratch, struct plan);
    if (ordered == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the plan");
    plan_copy(ordered, *plan);
    classroom_order_tickets(records->classroom, ordered);
    *plan = ordered;
    if (!records_words_strip(records, ordered, packed, error) ||
        !class_folder_write(*packed, &records->scratch, &folder, error) ||
        !folder_pack(&folder, &records->scratch, bytes, size, error))
        return false;
    store_plan_hash(*bytes, *size, version);
    return true;
}

bool records_check_plan(struct records *records, const struct plan *plan,
    char version[static PLAN_HASH_TEXT], bool *same, struct error *error)
{
    const char *bytes;
    size_t size;
    const struct plan *packed;
    if (!pack_plan(records, &plan, &packed, &bytes, &size, version, error))
        return false;
    *same = records->has_plan && str_equal(version, records->classroom->plan_version);
    return true;
}

bool records_publish(struct records *records, const struct plan *plan, const struct moment *now,
    bool *changed, struct error *error)
{
    const char *bytes;
    size_t size;
    char version[PLAN_HASH_TEXT];
    const struct plan *packed;
    if (!pack_plan(records, &plan, &packed, &bytes, &size, version, error))
        return false;
    if (records->keys.seals)
        plan = packed; /* the state is kept on disk too */
    struct action action = {.kind = ACTION_PUBLISH_PLAN, .student = -1};
    STR_COPY(action.text, version);
    struct event *event = records->event;
    const char *body;
    if (!classroom_decide(records->classroom, &action, now, event, error) ||
        !event_body_encode(event, &records->scratch, &body, error))
        return false;
    STR_COPY(event->class_id, plan->class_id); /* decide only knows the plan before */
    struct store_event row = records_row(event, body);
    if (!records_words_keep_names(records, plan, error) ||
        !store_publish_plan(records->store, bytes, size, &row, version, changed, error))
        return false;
    if (!*changed) /* taking it before may have failed half way */
        return !records->is_stale || replay_again(records, error);
    records->has_plan = true;
    records->since_checkpoint++;
    if (!classroom_take_plan(records->classroom, plan, version))
        return replay_again(records, error);
    take_stored(&row, event);
    classroom_apply(records->classroom, event);
    return true;
}

bool records_erase(
    struct records *records, const char *student, const struct moment *now, struct error *error)
{
    int index = plan_find_student(&records->classroom->plan, student);
    if (index < 0)
        return error_set(error, ERR_NOT_FOUND,
            "there is no student \"%s\" in this class: see `waystation class export` for the ids",
            student);
    arena_reset(&records->scratch);
    struct action action = {.kind = ACTION_ERASE_STUDENT, .student = index};
    const char *body;
    if (!classroom_decide(records->classroom, &action, now, records->event, error) ||
        !event_body_encode(records->event, &records->scratch, &body, error))
        return false;
    struct store_event row = records_row(records->event, body);
    if (!store_erase_student(records->store, student, &row, error))
        return false;
    take_stored(&row, records->event);
    classroom_apply(records->classroom, records->event);
    return true;
}

/* --- From elsewhere --------------------------------------------------------------------------- */

/* What was handed in at one station is no draft at another any more. */
static bool drop_handed_in(struct records *records, const struct event *event, struct error *error)
{
    char key[DRAFT_KEY_SIZE];
    return !draft_of(event, key) ||
           store_hand_in_draft(records->store, event->student, key, event->stamp.at_ms, error);
}

bool records_take_rows(
    struct records *records, const struct store_event *rows, int count, struct error *error)
{
    for (int i = 0; i < count; i++) {
        if (rows[i].erased)
            continue;
        if (!read_event(records, &rows[i], error) ||
            !drop_handed_in(records, records->event, error))
            return false;
        classroom_apply(records->classroom, records->event);
        records->since_checkpoint++;
        records_clock_note(records, records->event);
        /* The log lost more than the state forgets by itself. */
        records->is_stale = records->is_stale || records->event->kind == EVENT_STUDENT_ERASED;
    }
    return true;
}

bool records_merge(struct records *records, const struct store_event *rows, int count,
    struct store_merge_report *report, struct error *error)
{
    arena_reset(&records->scratch);
    struct store_event *fresh = arena_array(&records->scratch, struct store_event, (size_t)count);
    bool *is_new = arena_array(&records->scratch, bool, (size_t)count);
    int kept = 0;
    if (fresh == NULL || is_new == NULL)
        return error_set(error, ERR_MEMORY, "no memory to take events in");
    if (!store_merge_new(records->store, rows, count, is_new, report, error))
        return false;
    for (int i = 0; i < count; i++)
        if (is_new[i])
            fresh[kept++] = rows[i];
    return records_take_rows(records, fresh, kept, error);
}

/* The newest plan that is here, if it is not the current one. */
static bool find_newer_plan(
    struct records *records, char version[static PLAN_HASH_TEXT], bool *found, struct error *error)
{
    char named[STORE_PLANS_NAMED][PLAN_HASH_TEXT];
    int count;
    *found = false;
    if (!store_named_plans(records->store, named, &count, error))
        return false;
    for (int i = 0; i < count && !*found; i++) {
        if (str_equal(named[i], records->classroom->plan_version))
            break;
        *found = store_has_plan(records->store, named[i]);
        if (*found)
            memcpy(version, named[i], PLAN_HASH_TEXT);
    }
    return true;
}

bool records_take_newest_plan(struct records *records, bool *changed, struct error *error)
{
    char version[PLAN_HASH_TEXT];
    const void *bytes;
    size_t size;
    struct plan *plan;
    bool found;
    *changed = false;
    arena_reset(&records->scratch);
    if (!find_newer_plan(records, version, &found, error))
        return false;
    if (!found)
        return true;
    /* A plan that does not read must not become the one to start with. */
    if (!store_plan_bytes(records->store, version, &records->scratch, &bytes, &size, error) ||
        !unpack_plan(records, bytes, size, &plan, error) ||
        !store_take_plan(records->store, version, bytes, size, error))
        return false;
    records->has_plan = true;
    records->since_checkpoint++;
    *changed =
        classroom_take_plan(records->classroom, plan, version) || replay_again(records, error);
    return *changed;
}

/* --- Chores ---------------------------------------------------------------------------------- */

static bool finish_erasing(struct records *records, struct error *error)
{
    bool done;
    if (!store_finish_erasing(records->store, &done, error))
        return false;
    records->is_stale = records->is_stale || done;
    return true;
}

static bool expire(
    struct records *records, const struct moment *now, bool *more, struct error *error)
{
    int32_t today = date_day_at(now->wall_ms, now->offset_s);
    struct store_expiry expiry = {0};
    if (!records->has_plan || records->expired_day == today)
        return true;
    if (!store_expire(records->store, now, records->classroom->plan.retention_days, &expiry, error))
        return false;
    records->is_stale = records->is_stale || expiry.removed > 0;
    *more = expiry.more;
    if (!expiry.ran || expiry.more)
        return true;
    if (!store_clip_sweep_all(records->store, error)) /* those of words that are gone */
        return false;
    records->expired_day = today;
    return true;
}

bool records_renew(struct records *records, struct error *error)
{
    if (!records->is_stale || !records->has_plan)
        return true;
    if (!replay_again(records, error))
        return false;
    if (!records->read_only)
        keep_state(records); /* the one kept before is gone with what was removed */
    return true;
}

/* What may read the whole log. */
static bool tidy(struct records *records, const struct moment *now, bool *more, struct error *error)
{
    return finish_erasing(records, error) && expire(records, now, more, error) &&
           (*more || records_renew(records, error));
}

bool records_tend(struct records *records, const struct moment *now, bool brief)
{
    struct error error = {0};
    bool more = false;
    if (records->read_only)
        return false;
    bool ok = (brief || tidy(records, now, &more, &error)) &&
              (more || store_back_up(records->store, now, &more, &error));
    if (!ok)
        log_warning("%s", error.text);
    return ok && more;
}

static bool knows_badge(
    const struct classroom *classroom, const uint8_t hash[static BADGE_HASH_SIZE])
{
    int student;
    return classroom_is_teacher_badge(classroom, hash) ||
           classroom_find_badge(classroom, hash, &student) != BADGE_OWNER_UNKNOWN;
}

void records_badge_hash(const struct records *records, const uint8_t token[static BADGE_TOKEN_SIZE],
    uint8_t out[static BADGE_HASH_SIZE])
{
    uint8_t before[BADGE_HASH_SIZE];
    store_badge_hash(records->store, token, out);
    if (knows_badge(records->classroom, out))
        return;
    for (int i = 0; store_badge_hash_before(records->store, i, token, before); i++) {
        if (knows_badge(records->classroom, before)) {
            memcpy(out, before, sizeof before);
            return;
        }
    }
}

void records_pictures(
    const struct records *records, const char *student, uint8_t out[static PICTURE_SECRET])
{
    /* The k-th pick is among the pictures not yet picked. */
    uint8_t left[PICTURE_COUNT];
    for (int i = 0; i < PICTURE_COUNT; i++)
        left[i] = (uint8_t)i;
    for (int k = 0; k < PICTURE_SECRET; k++) {
        uint32_t pick = store_secret_number(
            records->store, student, (uint32_t)k, (uint32_t)(PICTURE_COUNT - k));
        out[k] = left[pick];
        memmove(&left[pick], &left[pick + 1], (size_t)(PICTURE_COUNT - k - 1) - pick);
    }
}
