#include "event_lines.h"

#include "base/str.h"
#include "base/utf8.h"
#include "exchange/event_file.h"
#include <string.h>

enum { LINES_CAPACITY = 64 * 1024 * 1024 }; /* of one line at a time */

/* --- Writing --------------------------------------------------------------------------------- */

struct printer {
    struct arena arena;
    int64_t skip, count;
    event_lines_put put;
    void *to;
    struct error *error;
    bool failed;
};

static bool print_event(void *context, const struct store_event *event)
{
    struct printer *printer = context;
    if (printer->count++ < printer->skip)
        return true;
    const struct event_file_line line = {.stamp = event->stamp,
        .wall_ms = event->wall_ms,
        .mono_ms = event->mono_ms,
        .offset_s = event->offset_s,
        .trusted = event->trusted,
        .station = event->station,
        .class_id = event->class_id,
        .student = event->student,
        .kind = event->kind,
        .version = event->version,
        .body = event->erased ? NULL : event->body};
    const char *text;
    arena_reset(&printer->arena);
    printer->failed = !event_file_write(&line, &printer->arena, &text, printer->error) ||
                      !printer->put(printer->to, text, printer->error);
    return !printer->failed;
}

bool event_lines_write(struct store *store, int64_t skip, event_lines_put put, void *to,
    int64_t *count, struct error *error)
{
    struct printer printer = {.skip = skip, .put = put, .to = to, .error = error};
    if (!arena_open(&printer.arena, LINES_CAPACITY, error))
        return false;
    bool ok = store_replay(store, true, print_event, &printer, error) && !printer.failed;
    arena_close(&printer.arena);
    *count = printer.count;
    return ok;
}

/* --- Reading --------------------------------------------------------------------------------- */

static int64_t count_lines(const char *bytes, size_t size)
{
    int64_t lines = 1;
    for (const char *at = bytes; (at = memchr(at, '\n', size - (size_t)(at - bytes))) != NULL; at++)
        lines++;
    return lines;
}

static bool is_blank(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (strchr(" \t\r", line[i]) == NULL)
            return false;
    return true;
}

static struct store_event to_row(const struct event_file_line *line)
{
    return (struct store_event){.stamp = line->stamp,
        .wall_ms = line->wall_ms,
        .mono_ms = line->mono_ms,
        .offset_s = line->offset_s,
        .trusted = line->trusted,
        .station = line->station,
        .class_id = line->class_id,
        .student = line->student,
        .kind = line->kind,
        .version = line->version,
        .body = line->body != NULL ? line->body : "{}",
        .erased = line->body == NULL};
}

bool event_lines_read(const char *bytes, size_t size, const char *name, struct arena *arena,
    struct event_lines *out, struct error *error)
{
    int64_t capacity = count_lines(bytes, size), number = 0;
    *out = (struct event_lines){0};
    if (capacity > INT32_MAX / 2)
        return error_set(error, ERR_FULL, "%s has too many lines", name);
    out->events = arena_array(arena, struct store_event, (size_t)capacity);
    out->numbers = arena_array(arena, int, (size_t)capacity);
    if (out->events == NULL || out->numbers == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the events of %s", name);
    const char *end = bytes + size, *begin = bytes + utf8_mark(bytes, size);
    for (const char *at = begin; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((newline != NULL ? newline : end) - at);
        struct event_file_line line;
        number++;
        if (!is_blank(at, length)) {
            if (!event_file_read(at, length, arena, &line, error))
                return error_prefix(error, "%s:%lld", name, (long long)number);
            out->numbers[out->count] = (int)number;
            out->events[out->count++] = to_row(&line);
        }
        at += length + 1;
    }
    return true;
}

bool event_lines_are_of(
    const struct event_lines *lines, const char *class_id, const char *name, struct error *error)
{
    for (int i = 0; i < lines->count; i++) {
        const char *other = lines->events[i].class_id;
        if (other[0] != '\0' && !str_equal(other, class_id))
            return error_set(error, ERR_BAD_INPUT,
                "%s:%d: this event is about the class %s, and the class here is %s: load it where "
                "that class is, or say --yes if it is the same class under an older id; nothing "
                "was taken",
                name, lines->numbers[i], other, class_id);
    }
    return true;
}
