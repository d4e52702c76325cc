#include "exchange/hub_json.h"

#include "base/str.h"
#include "exchange/json.h"
#include <string.h>

enum { REPORT_MAX = 16 * 1024 };

static const struct node_report unknown = {"", -1, -1, -1, -1};

bool node_report_read(const char *json, struct node_report *out)
{
    size_t length = strlen(json);
    struct error error = {0};
    *out = unknown;
    if (length == 0 || length > REPORT_MAX)
        return false;
    struct json_source source = {.object = json_parse_object(json, length, &error)};
    if (source.object == NULL)
        return false;
    json_take_text(&source, "program", out->program, sizeof out->program);
    json_take_int64(&source, "waiting", &out->waiting);
    json_take_int64(&source, "refused", &out->refused);
    json_take_int64(&source, "conflicts", &out->conflicts);
    json_take_int64(&source, "events", &out->events);
    if (json_close(&source, &error))
        return true;
    *out = unknown;
    return false;
}

static void put_known(json_t *object, const char *key, int64_t number)
{
    if (number >= 0)
        json_put_int(object, key, number);
}

static void put_report(json_t *object, const struct node_report *report)
{
    if (report->program[0] != '\0')
        json_put_text(object, "program", report->program);
    put_known(object, "waiting", report->waiting);
    put_known(object, "refused", report->refused);
    put_known(object, "conflicts", report->conflicts);
    put_known(object, "events", report->events);
}

bool node_report_write(
    const struct node_report *report, struct arena *arena, const char **out, struct error *error)
{
    json_t *object = json_object();
    if (object == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the report of this machine");
    put_report(object, report);
    return json_finish(object, arena, out, error);
}

/* --- The document ---------------------------------------------------------------------------- */

/* The document itself is a json_t; the name keeps jansson out of the header. */
static json_t *value_of(const struct hub_json *document)
{
    return (json_t *)(uintptr_t)document;
}

struct hub_json *hub_json_open(void)
{
    return (struct hub_json *)(void *)json_object();
}

bool hub_json_text(struct hub_json *document, const char *key, const char *text)
{
    return json_object_set_new(value_of(document), key, json_string(text)) == 0;
}

bool hub_json_lists(struct hub_json *document)
{
    return json_object_set_new(value_of(document), "nodes", json_array()) == 0 &&
           json_object_set_new(value_of(document), "refusals", json_array()) == 0;
}

static void put_when(json_t *object, const char *key, int64_t at_ms)
{
    if (at_ms != 0)
        json_put_time(object, key, at_ms);
}

bool hub_json_add_node(struct hub_json *document, const struct hub_json_node *node)
{
    json_t *entry = json_pack("{s:s, s:s, s:s, s:s, s:i}", "role", node->role, "kind", node->kind,
        "label", node->label, "state", node->state, "connections", node->connections);
    if (entry == NULL)
        return false;
    put_when(entry, "made", node->made_ms);
    put_when(entry, "joined", node->joined_ms);
    put_when(entry, "removed", node->removed_ms);
    put_when(entry, "expires", node->expires_ms);
    put_when(entry, "seen", node->seen_ms);
    put_when(entry, "since", node->since_ms);
    put_report(entry, &node->report);
    return json_array_append_new(json_object_get(value_of(document), "nodes"), entry) == 0;
}

bool hub_json_add_refusal(struct hub_json *document, int64_t at_ms, const char *role,
    const char *label, int count, const char *text)
{
    json_t *entry = json_pack(
        "{s:s, s:s, s:i, s:s}", "role", role, "label", label, "count", count, "text", text);
    if (entry == NULL)
        return false;
    put_when(entry, "at", at_ms);
    return json_array_append_new(json_object_get(value_of(document), "refusals"), entry) == 0;
}

bool hub_json_write(const struct hub_json *document, FILE *file)
{
    return json_dumpf(value_of(document), file, JSON_INDENT(1)) == 0 && fputc('\n', file) != EOF;
}

void hub_json_close(struct hub_json *document)
{
    json_decref(value_of(document));
}
