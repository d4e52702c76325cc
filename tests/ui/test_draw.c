#include "ui/draw.h"
#include "ui/fake.h"

static struct arena arena;

static struct draw_list list_of(int count)
{
    struct draw_list list;
    assert_true(draw_list_open(&list, &arena, 8));
    for (int i = 0; i < count; i++) {
        struct draw_command *c = draw_add(&list, DRAW_TEXT, 10 * i, 20, 30, 40, 0x102030FF);
        c->text = arena_copy_text(&arena, "word", 4);
        c->text_length = 4;
        c->font = FONT_READ;
        c->size = 20;
    }
    return list;
}

static int setup(void **state)
{
    (void)state;
    struct error error = {0};
    return arena_open(&arena, 1 << 20, &error) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static void test_equal_lists_have_equal_hashes(void **state)
{
    (void)state;
    struct draw_list a = list_of(3), b = list_of(3);
    assert_ptr_not_equal(a.commands[0].text, b.commands[0].text);
    assert_true(draw_list_hash(&a, 800, 480) == draw_list_hash(&b, 800, 480));
}

static void test_every_difference_changes_the_hash(void **state)
{
    (void)state;
    struct draw_list base = list_of(3);
    uint64_t hash = draw_list_hash(&base, 800, 480);
#define DIFFERS(field, value)                               \
    do {                                                    \
        struct draw_list other = list_of(3);                \
        other.field = (value);                              \
        if (draw_list_hash(&other, 800, 480) == hash)       \
            fail_msg("%s is not part of the hash", #field); \
    } while (0)
    DIFFERS(commands[1].kind, DRAW_QR);
    DIFFERS(commands[1].font, FONT_SHOW);
    DIFFERS(commands[1].rtl, true);
    DIFFERS(commands[1].flip, true);
    DIFFERS(commands[1].size, 21);
    DIFFERS(commands[1].radius, 1);
    DIFFERS(commands[1].width, 1);
    DIFFERS(commands[1].part, 1);
    DIFFERS(commands[1].x, 11);
    DIFFERS(commands[1].y, 21);
    DIFFERS(commands[1].w, 31);
    DIFFERS(commands[1].h, 41);
    DIFFERS(commands[1].color, 0x102030FE);
    DIFFERS(commands[1].text, "wore");
    DIFFERS(commands[1].text_length, 3);
    DIFFERS(background, 1);
    DIFFERS(camera_frame, 1);
    DIFFERS(count, 2);
#undef DIFFERS
    assert_true(draw_list_hash(&base, 801, 480) != hash);
    assert_true(draw_list_hash(&base, 800, 481) != hash);
}

static void overfill(void)
{
    struct draw_list list = list_of(8);
    draw_add(&list, DRAW_FILL, 0, 0, 1, 1, 0);
}

static void test_no_more_than_the_capacity(void **state)
{
    (void)state;
    assert_true(fake_aborts(overfill));
    struct draw_list list;
    assert_false(draw_list_open(&list, &arena, 1 << 20)); /* the arena has no room for so many */
    assert_int_equal(list.capacity, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_lists_have_equal_hashes),
        cmocka_unit_test(test_every_difference_changes_the_hash),
        cmocka_unit_test(test_no_more_than_the_capacity),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
