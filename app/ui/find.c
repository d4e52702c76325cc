#include "ui/inside.h"

#include <string.h>

bool ui_is_visible(const struct ui_node *node)
{
    return node->w > 0 && node->h > 0;
}

const struct ui_node *ui_find_control(const struct ui *ui, const char *name, int which)
{
    const struct ui_node *begins = NULL;
    int found = 0;
    for (int i = 0; i < ui->node_count; i++) {
        const struct ui_node *node = &ui->nodes[i];
        if (node->id == 0 || !ui_is_visible(node))
            continue;
        if (str_equal(node->name, name) && ++found == which)
            return node;
        if (begins == NULL && which == 1 && str_starts_with(node->name, name))
            begins = node;
    }
    return begins;
}

const struct ui_node *ui_find_focused(const struct ui *ui)
{
    for (int i = 0; i < ui->node_count; i++)
        if (ui->nodes[i].state & STATE_FOCUSED)
            return &ui->nodes[i];
    return NULL;
}

bool ui_shows(const struct ui *ui, const char *text)
{
    for (int i = 0; i < ui->node_count; i++) {
        const struct ui_node *node = &ui->nodes[i];
        if (ui_is_visible(node) &&
            (strstr(node->name, text) != NULL || strstr(node->value, text) != NULL))
            return true;
    }
    return false;
}
