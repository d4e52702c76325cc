#include "sync/hub_roll.h"

#include "base/str.h"
#include <string.h>

/* A line each: role, kind, label, when it joined and was removed, verifier, with tabs between. */
static const char setting[] = "hub.nodes";
static const char kinds[] = "sbh";

enum { LINE_SIZE = MEMBER_ROLE_SIZE + ID_SIZE + HUB_VERIFIER_SIZE + 64 };

/* More than there is room for were removed, over the years: those that went last are kept, since a
 * hub that comes back from an old backup may still have them. */
static bool is_kept(const struct hub_node *nodes, int count, const struct hub_node *node, int room)
{
    int later = 0;
    if (node->joined_ms == 0 || node->removed_ms == 0)
        return node->joined_ms != 0;
    for (int i = 0; i < count; i++)
        later += nodes[i].joined_ms != 0 &&
                 (nodes[i].removed_ms > node->removed_ms ||
                     (nodes[i].removed_ms == node->removed_ms && &nodes[i] < node));
    return later < room;
}

bool hub_roll_save(struct store *store, struct arena *arena, const struct hub_node *nodes,
    int count, struct error *error)
{
    int room = HUB_NODE_MAX;
    for (int i = 0; i < count; i++)
        room -= nodes[i].joined_ms != 0 && nodes[i].removed_ms == 0;
    if (room < 0)
        return error_set(error, ERR_FULL,
            "%d machines belong to the class, of which at most %d are kept: remove old ones",
            HUB_NODE_MAX - room, HUB_NODE_MAX);
    size_t mark = arena_mark(arena), size = (size_t)HUB_NODE_MAX * LINE_SIZE + 1;
    char *text = arena_alloc(arena, size);
    if (text == NULL)
        return error_set(error, ERR_MEMORY, "no memory to keep who belongs to the class");
    struct str_writer writer = str_writer(text, size);
    for (int i = 0; i < count; i++)
        if (is_kept(nodes, count, &nodes[i], room))
            str_putf(&writer, "%s\t%c\t%s\t%lld\t%lld\t%s\n", nodes[i].role, kinds[nodes[i].kind],
                nodes[i].label, (long long)nodes[i].joined_ms, (long long)nodes[i].removed_ms,
                nodes[i].verifier);
    bool ok = store_set(store, setting, text, error); /* often, and seldom new: then no write */
    arena_release(arena, mark);
    return ok;
}

/* The next field of a line, terminated in place. */
static char *take(char **line)
{
    char *field = *line;
    *line += strcspn(*line, "\t");
    if (**line != '\0')
        *(*line)++ = '\0';
    return field;
}

static bool read_line(char *line, struct hub_node *out)
{
    const char *role = take(&line), *kind = take(&line);
    const char *found = kind[0] != '\0' && kind[1] == '\0' ? strchr(kinds, kind[0]) : NULL;
    *out = (struct hub_node){.report = ""};
    bool ok = found != NULL && role[0] != '\0' && STR_COPY(out->role, role) &&
              STR_COPY(out->label, take(&line)) && str_to_int64(take(&line), &out->joined_ms) &&
              str_to_int64(take(&line), &out->removed_ms) && STR_COPY(out->verifier, take(&line));
    if (ok)
        out->kind = (enum hub_node_kind)(found - kinds);
    return ok && out->verifier[0] != '\0';
}

bool hub_roll_load(struct store *store, struct arena *arena, const struct hub_node **out,
    int *count, struct error *error)
{
    const size_t size = (size_t)HUB_NODE_MAX * LINE_SIZE + 1;
    struct hub_node *nodes = arena_array(arena, struct hub_node, HUB_NODE_MAX);
    char *text = arena_alloc(arena, size);
    *count = 0;
    *out = nodes;
    if (nodes == NULL || text == NULL)
        return error_set(error, ERR_MEMORY, "no memory to read who belongs to the class");
    if (!store_get(store, setting, text, size))
        return true;
    for (char *line = text, *next; *line != '\0' && *count < HUB_NODE_MAX; line = next) {
        next = line + strcspn(line, "\n");
        if (*next != '\0')
            *next++ = '\0';
        *count += read_line(line, &nodes[*count]);
    }
    return true;
}
