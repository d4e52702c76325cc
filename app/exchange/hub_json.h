/* What a node tells its board about itself (SYNC_ASK_REPORT), and the document of `waystation hub
 * status --json`.
 *
 * A report: {"program", "waiting", "refused", "conflicts", "events"}; what is missing is not known
 * (-1, ""), keys that are not known are left alone: another version wrote them.
 *
 * The document: {"role", "class", "class_name", "station", "hub", "address", "trouble",
 * "upstream", "nodes":
 * [{"role", "kind", "label", "state", "connections", "made", "joined", "removed", "expires",
 * "seen", "since", and the report's}], "refusals": [{"at", "role", "label", "count", "text"}]}.
 * The first role is board, station or alone; `upstream`, `nodes` and `refusals` only of a board.
 * Times are RFC 3339 in UTC; what never was is left out. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include <stdint.h>
#include <stdio.h>

struct node_report {
    char program[32];  /* version of Waystation */
    int64_t waiting;   /* events that the hub has not */
    int64_t refused;   /* events that it does not take */
    int64_t conflicts; /* rows that are here otherwise */
    int64_t events;    /* in its log */
};
/* False (and all unknown) if it is no report. */
bool node_report_read(const char *json, struct node_report *out);
MUST_CHECK bool node_report_write(
    const struct node_report *report, struct arena *arena, const char **out, struct error *error);

struct hub_json;

struct hub_json_node {
    const char *role, *kind, *label, *state;
    int connections;
    int64_t made_ms, joined_ms, removed_ms, expires_ms, seen_ms, since_ms; /* 0: never */
    struct node_report report;
};

struct hub_json *hub_json_open(void); /* NULL: no memory */
bool hub_json_text(struct hub_json *document, const char *key, const char *text);
/* Begins the two lists: without nodes they are there, and empty. */
bool hub_json_lists(struct hub_json *document);
bool hub_json_add_node(struct hub_json *document, const struct hub_json_node *node);
bool hub_json_add_refusal(struct hub_json *document, int64_t at_ms, const char *role,
    const char *label, int count, const char *text);
/* False if something did not fit into memory or into the file. */
bool hub_json_write(const struct hub_json *document, FILE *file);
void hub_json_close(struct hub_json *document); /* accepts NULL */
