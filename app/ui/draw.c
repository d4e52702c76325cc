#include "ui/draw.h"

#include "base/hash.h"
#include <assert.h>

bool draw_list_open(struct draw_list *list, struct arena *frame, int capacity)
{
    assert(capacity > 0);
    *list = (struct draw_list){.capacity = capacity};
    list->commands = arena_array(frame, struct draw_command, (size_t)capacity);
    return list->commands != NULL;
}

struct draw_command *draw_add(
    struct draw_list *list, enum draw_kind kind, int x, int y, int w, int h, color ink)
{
    assert(list->count < list->capacity);
    struct draw_command *command = &list->commands[list->count++];
    *command =
        (struct draw_command){.kind = (uint8_t)kind, .x = x, .y = y, .w = w, .h = h, .color = ink};
    return command;
}

static uint64_t hash_pair(uint64_t hash, int32_t a, int32_t b)
{
    return hash_number(hash, (uint64_t)(uint32_t)a << 32 | (uint32_t)b);
}

/* Field by field: padding and the address of the text must not count. */
static uint64_t hash_command(uint64_t hash, const struct draw_command *command)
{
    hash = hash_number(hash, (uint64_t)command->kind | (uint64_t)command->font << 8 |
                                 (uint64_t)command->rtl << 16 | (uint64_t)command->flip << 24 |
                                 (uint64_t)command->color << 32);
    hash = hash_number(hash,
        (uint64_t)(uint16_t)command->size | (uint64_t)(uint16_t)command->radius << 16 |
            (uint64_t)(uint16_t)command->width << 32 | (uint64_t)(uint16_t)command->part << 48);
    hash = hash_pair(hash, command->x, command->y);
    hash = hash_pair(hash, command->w, command->h);
    hash = hash_number(hash, command->text_length);
    if (command->text_length > 0)
        hash = hash_bytes(hash, command->text, command->text_length);
    return hash;
}

uint64_t draw_list_hash(const struct draw_list *list, int width, int height)
{
    uint64_t hash = hash_pair(HASH_START, width, height);
    hash = hash_number(hash, list->background);
    hash = hash_number(hash, list->camera_frame);
    for (int i = 0; i < list->count; i++)
        hash = hash_command(hash, &list->commands[i]);
    return hash;
}
