#include "exchange/tree_json.h"

#include <jansson.h>

void tree_line_write(const struct tree_line *line, FILE *file)
{
    json_t *states = json_array();
    if (line->focused)
        json_array_append_new(states, json_string("focused"));
    if (line->selected)
        json_array_append_new(states, json_string("selected"));
    if (line->disabled)
        json_array_append_new(states, json_string("disabled"));
    json_t *node = json_pack("{s:s, s:s, s:s, s:o, s:i, s:i, s:i, s:i}", "role", line->role, "name",
        line->name, "value", line->value, "state", states, "x", line->x, "y", line->y, "w", line->w,
        "h", line->h);
    json_dumpf(node, file, JSON_COMPACT | JSON_PRESERVE_ORDER);
    json_decref(node);
}
