#include "commands/export.h"

#include "base/date.h"
#include "base/str.h"
#include "commands/class_records.h"
#include "exchange/event_json.h"
#include "records_words.h"
#include "store/store_clips.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

const char *const export_file_names[EXPORT_TABLE_COUNT] = {
    [EXPORT_VISITS] = "visits.csv",
    [EXPORT_ANSWERS] = "answers.csv",
    [EXPORT_TICKETS] = "tickets.csv",
    [EXPORT_REFLECTIONS] = "reflections.csv",
    [EXPORT_GOALS] = "goals.csv",
    [EXPORT_HELP] = "help.csv",
};

static const char *const headers[EXPORT_TABLE_COUNT] = {
    [EXPORT_VISITS] = "date;time;student;name;station;how;ended;minutes;ended_by",
    [EXPORT_ANSWERS] =
        "date;time;student;name;ticket;item;skill;prompt;response;right;score;unsure;seconds",
    [EXPORT_TICKETS] = "date;time;student;name;ticket;title;items;answered;scored;right;unsure",
    [EXPORT_REFLECTIONS] = "date;time;student;name;reflection;prompt;feeling;text;clip",
    [EXPORT_GOALS] = "date;time;student;name;skill;goal;reason;by",
    [EXPORT_HELP] = "date;time;student;name;station;ended;minutes",
};

/* What a student has begun and not ended: a row is written when it ends. */
struct open_row {
    bool is_open;
    struct stamp stamp;
    int64_t at_ms, mono_ms;
    int32_t offset_s;
    char station[ID_SIZE];
    char label[ID_SIZE]; /* of the machine that wrote it */
    enum check_in_how how;
};

enum { OPEN_MAX = 4 * STUDENT_MAX };
struct open_rows {
    char student[ID_SIZE];
    struct open_row visit, help;
};

struct tables {
    struct records *records;
    struct csv_writer *writers;
    struct event *event;
    struct arena *arena;
    struct export_clips *clips;
    struct open_rows *open;
    int open_count;
    int64_t unreadable;
    int64_t missing_clips, locked_clips;
    bool too_many, no_memory;
};

/* --- Cells ----------------------------------------------------------------------------------- */

static void put_time(struct csv_writer *writer, int64_t at_ms, int32_t offset_s)
{
    char text[TIME_TEXT_SIZE];
    time_format(at_ms + (int64_t)offset_s * 1000, text);
    text[10] = text[19] = '\0'; /* "2026-09-14T09:00:00.000Z" */
    csv_put(writer, text);
    csv_put(writer, text + 11);
}

/* A log is one run of a program: within it the steady clock tells, whatever became of the other.
 * Between two runs or machines clocks are believed as far as they can be: on one day, and forward.
 * False: nobody knows. */
static bool find_minutes(const struct open_row *row, const struct event *end, int64_t *out)
{
    int64_t ms = end->wall_ms - row->at_ms;
    int32_t day = date_day_at(row->at_ms, row->offset_s);
    bool is_known =
        date_is_believable(day) && date_day_at(end->wall_ms, row->offset_s) == day && ms >= 0;
    if (memcmp(end->stamp.log, row->stamp.log, LOG_ID_SIZE) == 0) {
        ms = end->mono_ms - row->mono_ms;
        is_known = ms >= 0;
    }
    *out = ms / 60000;
    return is_known;
}

/* "09:15:00", with the day in front if it is another one; and the minutes until then. Two empty
 * cells for no `end`. */
static void put_end(struct csv_writer *writer, const struct event *end, const struct open_row *row)
{
    char text[TIME_TEXT_SIZE];
    int64_t minutes;
    if (end == NULL) {
        csv_put(writer, "");
        csv_put(writer, "");
        return;
    }
    int64_t local_ms = end->wall_ms + (int64_t)row->offset_s * 1000;
    time_format(local_ms, text);
    text[10] = ' ';
    text[19] = '\0';
    bool same_day = date_day_at(local_ms, 0) == date_day_at(row->at_ms, row->offset_s);
    csv_put(writer, same_day ? text + 11 : text);
    if (find_minutes(row, end, &minutes))
        csv_put_number(writer, minutes);
    else
        csv_put(writer, "");
}

static void put_student(const struct tables *tables, struct csv_writer *writer, const char *id)
{
    const struct plan *plan = &tables->records->classroom->plan;
    int student = plan_find_student(plan, id);
    char name[WHOLE_NAME_SIZE] = "";
    if (student >= 0)
        class_records_name(&plan->students[student], name);
    csv_put(writer, id);
    csv_put(writer, name);
}

static void put_yes_no(struct csv_writer *writer, bool value)
{
    csv_put(writer, value ? "yes" : "no");
}

static struct csv_writer *begin(struct tables *tables, enum export_table table)
{
    struct csv_writer *writer = &tables->writers[table];
    const struct event *event = tables->event;
    put_time(writer, event->wall_ms, event->offset_s);
    put_student(tables, writer, event->student);
    return writer;
}

/* --- Visits and waiting for help ------------------------------------------------------------- */

static struct open_rows *find_open(struct tables *tables, const char *student)
{
    for (int i = 0; i < tables->open_count; i++)
        if (str_equal(tables->open[i].student, student))
            return &tables->open[i];
    if (tables->open_count == OPEN_MAX) {
        tables->too_many = true;
        return NULL;
    }
    struct open_rows *open = &tables->open[tables->open_count++];
    STR_COPY(open->student, student);
    return open;
}

static void begin_open(const struct tables *tables, struct csv_writer *writer,
    const struct open_rows *open, const struct open_row *row)
{
    put_time(writer, row->at_ms, row->offset_s);
    put_student(tables, writer, open->student);
    csv_put(writer, row->station);
}

/* `end` NULL: when, nobody knows. `reason` "": it goes on. */
static void end_visit(
    struct tables *tables, struct open_rows *open, const struct event *end, const char *reason)
{
    struct csv_writer *writer = &tables->writers[EXPORT_VISITS];
    if (!open->visit.is_open)
        return;
    begin_open(tables, writer, open, &open->visit);
    csv_put(writer, check_in_how_names[open->visit.how]);
    put_end(writer, end, &open->visit);
    csv_put(writer, reason);
    csv_end_row(writer);
    open->visit.is_open = false;
}

/* `end` NULL: still waiting. */
static void end_help(struct tables *tables, struct open_rows *open, const struct event *end)
{
    struct csv_writer *writer = &tables->writers[EXPORT_HELP];
    if (!open->help.is_open)
        return;
    begin_open(tables, writer, open, &open->help);
    put_end(writer, end, &open->help);
    csv_end_row(writer);
    open->help.is_open = false;
}

static void start_row(struct open_row *row, const struct event *event, const char *station)
{
    *row = (struct open_row){.is_open = true,
        .stamp = event->stamp,
        .at_ms = event->wall_ms,
        .mono_ms = event->mono_ms,
        .offset_s = event->offset_s};
    STR_COPY(row->station, station);
    STR_COPY(row->label, event->station);
}

/* As classroom_is_checked_in() sees it: another machine ends only its own visits. */
static bool is_end_of(const struct open_row *visit, const struct event *event)
{
    return event->body.visit_ended.reason == END_TEACHER ||
           str_equal(event->station, visit->station) || str_equal(event->station, visit->label);
}

/* A machine ends a visit before it begins another of the same student, unless it was cut off. */
static void end_visit_before(struct tables *tables, struct open_rows *open)
{
    const struct event *event = tables->event;
    if (str_equal(event->station, open->visit.label))
        end_visit(tables, open, NULL, visit_end_names[END_RESTART]);
    else
        end_visit(tables, open, event, visit_end_names[END_OTHER_STATION]);
}

static void put_presence(struct tables *tables)
{
    const struct event *event = tables->event;
    struct open_rows *open = find_open(tables, event->student);
    if (open == NULL)
        return;
    switch (event->kind) {
    case EVENT_VISIT_STARTED:
        end_visit_before(tables, open);
        start_row(&open->visit, event, event->body.visit_started.station);
        open->visit.how = event->body.visit_started.how;
        break;
    case EVENT_VISIT_ENDED:
        if (is_end_of(&open->visit, event))
            end_visit(tables, open, event, visit_end_names[event->body.visit_ended.reason]);
        break;
    case EVENT_HELP_ASKED:
        if (!open->help.is_open)
            start_row(&open->help, event, open->visit.is_open ? open->visit.station : "");
        break;
    default: end_help(tables, open, event); break;
    }
}

/* --- Work ------------------------------------------------------------------------------------ */

static void put_answer(struct tables *tables, const struct answer *answer)
{
    const struct plan *plan = &tables->records->classroom->plan;
    struct csv_writer *writer = begin(tables, EXPORT_ANSWERS);
    int item = plan_find_item(plan, answer->item);
    csv_put(writer, tables->event->body.ticket_submitted.ticket);
    csv_put(writer, answer->item);
    csv_put(writer, answer->skill);
    char prompt[LONG_TEXT_SIZE] = "";
    if (item >= 0) {
        struct str_writer plain = str_writer(prompt, sizeof prompt);
        for (const char *c = plan->items[item].prompt; *c != '\0'; c++) {
            if (strncmp(c, "\xEE\x80\x80", 3) == 0 || strncmp(c, "\xEE\x80\x81", 3) == 0)
                c += 2; /* the marks of bold words */
            else
                str_put_length(&plain, c, 1);
        }
    }
    csv_put(writer, prompt);
    csv_put(writer, answer->response);
    csv_put(writer, !answer->scored ? "" : answer->right ? "yes" : "no");
    char score[32] = "";
    if (answer->scored)
        ratio_format(ratio_make(answer->score, SCORE_FULL), score, sizeof score);
    csv_put(writer, score);
    put_yes_no(writer, answer->unsure);
    csv_put_number(writer, (answer->ms + INT64_C(500)) / 1000);
    csv_end_row(writer);
}

static void put_ticket(struct tables *tables)
{
    const struct plan *plan = &tables->records->classroom->plan;
    const char *id = tables->event->body.ticket_submitted.ticket;
    int count = tables->event->body.ticket_submitted.answer_count;
    int answered = 0, scored = 0, right = 0, unsure = 0, ticket = plan_find_ticket(plan, id);
    for (int i = 0; i < count; i++) {
        const struct answer *answer = &tables->event->body.ticket_submitted.answers[i];
        answered += answer->response[0] != '\0';
        scored += answer->scored;
        right += answer->scored && answer->right;
        unsure += answer->unsure;
        put_answer(tables, answer);
    }
    struct csv_writer *writer = begin(tables, EXPORT_TICKETS);
    csv_put(writer, id);
    csv_put(writer, ticket >= 0 ? plan->tickets[ticket].title : "");
    const int numbers[] = {count, answered, scored, right, unsure};
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        csv_put_number(writer, numbers[i]);
    csv_end_row(writer);
}

/* Where the clip is, or what it says where it was sealed and is open. False: it cannot be heard. */
static bool find_clip(struct tables *tables, const char *hash, struct export_clip *out)
{
    char path[STORE_PATH_SIZE];
    const void *sound;
    bool was_sealed;
    struct records *records = tables->records;
    struct error error = {0};
    size_t mark = arena_mark(&records->scratch);
    bool there = store_clip_find(records->store, hash, path, &error) &&
                 records_words_open_clip(
                     records, hash, &records->scratch, &sound, &out->size, &was_sealed, &error);
    if (there && was_sealed)
        out->bytes = arena_copy_text(tables->arena, sound, out->size);
    else if (there)
        out->path = arena_copy_text(tables->arena, path, strlen(path));
    arena_release(&records->scratch, mark);
    tables->locked_clips += !there && error.code == ERR_DENIED;
    tables->missing_clips += !there && error.code != ERR_DENIED;
    return there;
}

static bool is_listed(const struct tables *tables, const char *name)
{
    for (const struct export_clip *clip = tables->clips->first; clip != NULL; clip = clip->next)
        if (str_equal(clip->name, name))
            return true;
    return false;
}

/* The name of the clip's file in the export; a clip that cannot be heard has none. */
static void put_clip(struct tables *tables, struct csv_writer *writer, const char *hash)
{
    char name[CLIP_HASH_TEXT + 16];
    struct export_clip found = {0};
    bool there = hash[0] != '\0' && find_clip(tables, hash, &found);
    STR_FORMAT(name, "clips/%s.ogg", hash);
    csv_put(writer, there ? name : "");
    if (!there || is_listed(tables, name))
        return;
    struct export_clip *clip = arena_new(tables->arena, struct export_clip);
    found.name = arena_copy_text(tables->arena, name, strlen(name));
    if (clip == NULL || found.name == NULL || (found.bytes == NULL && found.path == NULL)) {
        tables->no_memory = true;
        return;
    }
    *clip = found;
    clip->next = tables->clips->first;
    tables->clips->first = clip;
    tables->clips->count++;
}

static void put_reflection(struct tables *tables)
{
    static const char *const feelings[] = {
        "", "I could teach it", "I’ve got it", "Getting there", "I need help"};
    const struct plan *plan = &tables->records->classroom->plan;
    const struct event *event = tables->event;
    struct csv_writer *writer = begin(tables, EXPORT_REFLECTIONS);
    int reflection = plan_find_reflection(plan, event->body.reflection_submitted.prompt);
    int feeling = event->body.reflection_submitted.feeling;
    csv_put(writer, event->body.reflection_submitted.prompt);
    csv_put(writer, reflection >= 0 ? plan->reflections[reflection].prompt : "");
    csv_put(writer, feeling > 0 && feeling < (int)COUNT_OF(feelings) ? feelings[feeling] : "");
    csv_put(writer, event->body.reflection_submitted.text);
    put_clip(tables, writer, event->body.reflection_submitted.clip);
    csv_end_row(writer);
}

static void put_goal(struct tables *tables)
{
    const struct plan *plan = &tables->records->classroom->plan;
    const struct event *event = tables->event;
    bool is_set = event->kind == EVENT_GOAL_SET;
    const char *code = is_set ? event->body.goal_set.skill : event->body.goal_chosen.skill;
    int skill = plan_find_skill(plan, code);
    struct csv_writer *writer = begin(tables, EXPORT_GOALS);
    csv_put(writer, code);
    csv_put(writer, skill >= 0 ? plan->skills[skill].goal : "");
    csv_put(writer, is_set ? event->body.goal_set.note : event->body.goal_chosen.reason);
    csv_put(writer, is_set ? "teacher" : "student");
    csv_end_row(writer);
}

/* --- The log --------------------------------------------------------------------------------- */

static bool decode(struct tables *tables, const struct store_event *row)
{
    struct event *event = tables->event;
    struct error error = {0};
    records_read_envelope(tables->records, row, event);
    if (records_words_decode(tables->records, event, row->body, &error))
        return true;
    tables->no_memory = tables->no_memory || error.code == ERR_MEMORY;
    tables->unreadable++;
    return false;
}

static bool put_event(void *context, const struct store_event *row)
{
    struct tables *tables = context;
    tables->event->kind = event_kind_find(row->kind);
    if (row->erased || row->student[0] == '\0')
        return true;
    switch (tables->event->kind) {
    case EVENT_VISIT_STARTED:
    case EVENT_VISIT_ENDED:
    case EVENT_HELP_ASKED:
    case EVENT_HELP_CLEARED:
        if (decode(tables, row))
            put_presence(tables);
        break;
    case EVENT_TICKET_SUBMITTED:
        if (decode(tables, row))
            put_ticket(tables);
        break;
    case EVENT_REFLECTION_SUBMITTED:
        if (decode(tables, row))
            put_reflection(tables);
        break;
    case EVENT_GOAL_CHOSEN:
    case EVENT_GOAL_SET:
        if (decode(tables, row))
            put_goal(tables);
        break;
    default: break;
    }
    return !tables->too_many && !tables->no_memory;
}

static void put_headers(struct csv_writer writers[static EXPORT_TABLE_COUNT], struct arena *arena)
{
    for (int i = 0; i < EXPORT_TABLE_COUNT; i++) {
        const char *cursor = headers[i], *part;
        size_t length;
        char name[32];
        writers[i] = csv_writer(arena);
        csv_put_raw(&writers[i], "\xEF\xBB\xBF", 3); /* spreadsheets take it for UTF-8 then */
        while (str_next_part(&cursor, ';', &part, &length)) {
            str_copy_length(name, sizeof name, part, length);
            csv_put(&writers[i], name);
        }
        csv_end_row(&writers[i]);
    }
}

bool export_tables(struct records *records, struct arena *arena,
    struct csv_writer tables[static EXPORT_TABLE_COUNT], struct export_clips *clips,
    struct error *error)
{
    *clips = (struct export_clips){0};
    struct tables all = {.records = records,
        .arena = arena,
        .clips = clips,
        .writers = tables,
        .event = arena_new(arena, struct event),
        .open = arena_array(arena, struct open_rows, OPEN_MAX)};
    if (all.event == NULL || all.open == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the tables");
    put_headers(tables, arena);
    if (!store_replay(records->store, true, put_event, &all, error))
        return false;
    if (all.no_memory)
        return error_set(error, ERR_MEMORY, "no memory to read the events");
    if (all.too_many)
        return error_set(error, ERR_FULL, "the log tells of more than %d students", (int)OPEN_MAX);
    for (int i = 0; i < all.open_count; i++) {
        end_visit(&all, &all.open[i], NULL, "");
        end_help(&all, &all.open[i], NULL);
    }
    bool full = all.no_memory;
    for (int i = 0; i < EXPORT_TABLE_COUNT; i++)
        full = full || tables[i].full;
    if (full)
        return error_set(error, ERR_MEMORY, "no memory for the tables");
    if (all.missing_clips > 0)
        fprintf(stderr, "waystation: %lld voice clip(s) are not in the data folder\n",
            (long long)all.missing_clips);
    if (all.locked_clips > 0)
        fprintf(stderr, "waystation: %lld voice clip(s) are sealed and left out: add --open\n",
            (long long)all.locked_clips);
    if (all.unreadable > 0)
        fprintf(stderr, "waystation: %lld event(s) are not understood and left out\n",
            (long long)all.unreadable);
    return true;
}
