#include "ui/draw.h"

#include "base/hash.h"
#include <assert.h>

bool draw_list_open(struct draw_list *list, struct arena *frame, int capacity)
{
    struct draw_command *commands = arena_array(frame, struct draw_command, (size_t)capacity);
    *list = (struct draw_list){.commands = commands, .capacity = commands != NULL ? capacity : 0};
    return commands != NULL;
}

struct draw_command *draw_add(
    struct draw_list *list, enum draw_kind kind, int x, int y, int w, int h, color tint)
{
    assert(list->count < list->capacity);
    struct draw_command *command = &list->commands[list->count++];
    *command =
        (struct draw_command){.kind = (uint8_t)kind, .x = x, .y = y, .w = w, .h = h, .color = tint};
    return command;
}

static uint64_t pair(int32_t a, int32_t b)
{
    return (uint64_t)(uint32_t)a << 32 | (uint32_t)b;
}

/* Field by field: the struct has padding and a pointer, which say nothing about the look. */
uint64_t draw_command_hash(uint64_t hash, const struct draw_command *c)
{
    hash = hash_number(
        hash, (uint64_t)c->kind << 24 | (uint64_t)c->font << 16 | (uint64_t)c->rtl << 8 | c->flip);
    hash = hash_number(hash, pair(c->size, c->radius));
    hash = hash_number(hash, pair(c->width, c->part));
    hash = hash_number(hash, pair(c->x, c->y));
    hash = hash_number(hash, pair(c->w, c->h));
    hash = hash_number(hash, (uint64_t)c->color << 32 | c->text_length);
    return c->text_length > 0 ? hash_bytes(hash, c->text, c->text_length) : hash;
}

uint64_t draw_list_hash(const struct draw_list *list, int width, int height)
{
    uint64_t hash = hash_number(HASH_START, pair(width, height));
    hash = hash_number(hash, (uint64_t)list->background << 32 | list->camera_frame);
    for (int i = 0; i < list->count; i++)
        hash = draw_command_hash(hash, &list->commands[i]);
    return hash;
}
