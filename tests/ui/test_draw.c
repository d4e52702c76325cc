#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ui/draw.h"
#include <string.h>

static struct arena arena;

static void fill_list(struct draw_list *list, const char *text)
{
    assert_true(draw_list_open(list, &arena, 4));
    draw_add(list, DRAW_FILL, 1, 2, 3, 4, 0x112233FF);
    struct draw_command *command = draw_add(list, DRAW_TEXT, 5, 6, 7, 8, 0x445566FF);
    command->font = FONT_SHOW;
    command->size = 20;
    command->text = text;
    command->text_length = 3;
}

static void equal_lists_hash_alike(void **state)
{
    (void)state;
    struct draw_list a, b;
    char elsewhere[] = "abcX";
    fill_list(&a, "abcd");
    fill_list(&b, elsewhere);
    memset(&b.commands[2], 0xFF, sizeof b.commands[2]); /* beyond its end */
    assert_true(draw_list_hash(&a, 640, 480) == draw_list_hash(&b, 640, 480));
}

static void every_field_counts(void **state)
{
    (void)state;
    struct draw_list list;
    fill_list(&list, "abc");
    uint64_t plain = draw_list_hash(&list, 640, 480);
    struct draw_command *c = &list.commands[1], kept = *c;
#define CHANGE(change)                                \
    do {                                              \
        change;                                       \
        if (draw_list_hash(&list, 640, 480) == plain) \
            fail_msg("%s changes nothing", #change);  \
        *c = kept;                                    \
    } while (0)
    CHANGE(c->kind = DRAW_QR);
    CHANGE(c->font = FONT_READ);
    CHANGE(c->rtl = true);
    CHANGE(c->flip = true);
    CHANGE(c->size++);
    CHANGE(c->radius = -1);
    CHANGE(c->width++);
    CHANGE(c->part++);
    CHANGE(c->x++);
    CHANGE(c->y = -6);
    CHANGE(c->w++);
    CHANGE(c->h++);
    CHANGE(c->color++);
    CHANGE(c->text_length--);
    CHANGE(c->text = "abd");
    assert_true(draw_list_hash(&list, 641, 480) != plain);
    assert_true(draw_list_hash(&list, 640, 481) != plain);
    list.background++;
    assert_true(draw_list_hash(&list, 640, 480) != plain);
    list.background--;
    list.camera_frame++;
    assert_true(draw_list_hash(&list, 640, 480) != plain);
    list.camera_frame--;
    list.count--;
    assert_true(draw_list_hash(&list, 640, 480) != plain);
}

static void swapped_values_differ(void **state)
{
    (void)state;
    struct draw_list a, b;
    assert_true(draw_list_open(&a, &arena, 2) && draw_list_open(&b, &arena, 2));
    draw_add(&a, DRAW_FILL, 1, 2, 0, 0, 0);
    draw_add(&b, DRAW_FILL, 2, 1, 0, 0, 0);
    assert_true(draw_list_hash(&a, 1, 1) != draw_list_hash(&b, 1, 1));
}

static void the_capacity_is_a_limit(void **state)
{
    (void)state;
    struct draw_list list;
    struct arena small;
    struct error error = {0};
    assert_true(arena_open(&small, 4096, &error));
    assert_false(draw_list_open(&list, &small, 1 << 20));
    arena_close(&small);
}

static int open_arena(void **state)
{
    (void)state;
    struct error error = {0};
    return arena_open(&arena, 1 << 20, &error) ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_lists_hash_alike),
        cmocka_unit_test(every_field_counts),
        cmocka_unit_test(swapped_values_differ),
        cmocka_unit_test(the_capacity_is_a_limit),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
