#include "ui/inside.h"

#include "base/utf8.h"
#include <string.h>

static struct edge *push(struct ui *ui, struct edge edge)
{
    if (ui->queue_count == QUEUE_MAX)
        return NULL; /* nobody has run a frame for a hundred inputs: nobody is looking */
    ui->queue[ui->queue_count] = edge;
    return &ui->queue[ui->queue_count++];
}

bool edge_choose(struct ui *ui, ui_id id, const struct input *input)
{
    struct edge edge = {.kind = EDGE_CHOOSE, .id = id};
    if (input->kind == INPUT_POINTER_UP) {
        edge.by_pointer = true;
        edge.x = input->x;
        edge.y = input->y;
    }
    return push(ui, edge) != NULL;
}

bool edge_drop(struct ui *ui, ui_id place, int number)
{
    return push(ui, (struct edge){.kind = EDGE_DROP, .id = place, .number = number}) != NULL;
}

bool edge_key(struct ui *ui, enum key key)
{
    return push(ui, (struct edge){.kind = EDGE_KEY, .key = key}) != NULL;
}

bool edge_text(struct ui *ui, const char *text)
{
    size_t length = strlen(text), room = sizeof(ui->typed) - ui->typed_length;
    if (length > room)
        length = utf8_cut(text, length, room);
    if (length == 0)
        return false;
    struct edge *last = ui->queue_count > 0 ? &ui->queue[ui->queue_count - 1] : NULL;
    if (last != NULL && last->kind == EDGE_TEXT)
        last->text_length += (uint32_t)length;
    else if (push(ui, (struct edge){.kind = EDGE_TEXT, .text_length = (uint32_t)length}) == NULL)
        return false;
    memcpy(ui->typed + ui->typed_length, text, length);
    ui->typed_length += length;
    return true;
}

struct edge edge_take(struct ui *ui, char *text)
{
    assert(ui->queue_count > 0);
    struct edge edge = ui->queue[0];
    ui->queue_count--;
    memmove(ui->queue, ui->queue + 1, sizeof(ui->queue[0]) * (size_t)ui->queue_count);
    if (edge.kind == EDGE_TEXT) {
        if (text != NULL)
            memcpy(text, ui->typed, edge.text_length);
        ui->typed_length -= edge.text_length;
        memmove(ui->typed, ui->typed + edge.text_length, ui->typed_length);
    }
    return edge;
}

void edge_clear(struct ui *ui)
{
    ui->queue_count = 0;
    ui->typed_length = 0;
}

void ui_type(struct ui *ui, const char *text)
{
    if (ui->field != 0)
        edge_text(ui, text);
}
