/* Which cells are drawn again: all that changed, and not much else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "platform/damage.h"

enum { WIDTH = 1000, HEIGHT = 500 };

static struct damage damage;
static SDL_Rect areas[DAMAGE_AREAS];

struct thing {
    SDL_Rect area;
    uint64_t hash;
};

static int look_at(const struct thing *things, int count)
{
    damage_begin(&damage, WIDTH, HEIGHT, 1);
    for (int i = 0; i < count; i++)
        damage_add(&damage, things[i].area, things[i].hash);
    return damage_end(&damage, areas);
}

static void assert_area(int index, int x, int y, int w, int h)
{
    assert_int_equal(areas[index].x, x);
    assert_int_equal(areas[index].y, y);
    assert_int_equal(areas[index].w, w);
    assert_int_equal(areas[index].h, h);
}

static int close_damage(void **state)
{
    (void)state;
    damage_close(&damage);
    return 0;
}

static void test_at_first_all_of_it(void **state)
{
    (void)state;
    struct thing thing = {{10, 10, 5, 5}, 7};
    assert_int_equal(look_at(&thing, 1), 1);
    assert_area(0, 0, 0, WIDTH, HEIGHT);
    assert_int_equal(look_at(&thing, 1), 0);
    damage_forget(&damage);
    assert_int_equal(look_at(&thing, 1), 1);
    assert_area(0, 0, 0, WIDTH, HEIGHT);
    damage_begin(&damage, WIDTH, HEIGHT, 2); /* another ground */
    damage_add(&damage, thing.area, thing.hash);
    assert_int_equal(damage_end(&damage, areas), 1);
    assert_area(0, 0, 0, WIDTH, HEIGHT);
    damage_begin(&damage, WIDTH / 2, HEIGHT, 2); /* another size */
    assert_int_equal(damage_end(&damage, areas), 1);
    assert_area(0, 0, 0, WIDTH / 2, HEIGHT);
}

static void test_only_what_changed(void **state)
{
    (void)state;
    struct thing things[] = {{{10, 10, 5, 5}, 7}, {{63, 64, 2, 64}, 8}, {{-50, 480, 9999, 99}, 9}};
    look_at(things, 3);
    things[0].hash = 70;
    assert_int_equal(look_at(things, 3), 1);
    assert_area(0, 0, 0, 64, 64);
    things[1].hash = 80; /* two columns, one row; in another order, too */
    assert_int_equal(look_at(things, 3), 1);
    assert_area(0, 0, 64, 128, 64);
    things[2].hash = 90; /* cut off at the picture's edge */
    assert_int_equal(look_at(things, 3), 1);
    assert_area(0, 0, 448, WIDTH, 52);
    things[0].area.x = 900; /* where it was, and where it is */
    assert_int_equal(look_at(things, 3), 2);
    assert_area(0, 0, 0, 64, 64);
    assert_area(1, 896, 0, 64, 64);
    assert_int_equal(look_at(things, 2), 1);
    assert_area(0, 0, 448, WIDTH, 52);
}

static void test_the_order_counts(void **state)
{
    (void)state;
    struct thing things[] = {{{0, 0, 64, 64}, 7}, {{32, 0, 64, 64}, 8}};
    struct thing swapped[] = {things[1], things[0]};
    look_at(things, 2);
    assert_int_equal(look_at(swapped, 2), 1);
    assert_area(0, 0, 0, 64, 64); /* not the cell that only one of them covers */
}

/* More parts than there is room for become one around them all. */
static void test_many_become_one(void **state)
{
    (void)state;
    struct thing things[40];
    for (int i = 0; i < 40; i++)
        things[i] = (struct thing){{64 + i % 7 * 128, i / 7 * 64, 1, 1}, (uint64_t)i};
    look_at(things, 40);
    for (int i = 0; i < 40; i += 1 + i % 2)
        things[i].hash += 1000;
    assert_int_equal(look_at(things, 40), 1);
    assert_area(0, 64, 0, 832, 384);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_at_first_all_of_it, close_damage),
        cmocka_unit_test_teardown(test_only_what_changed, close_damage),
        cmocka_unit_test_teardown(test_the_order_counts, close_damage),
        cmocka_unit_test_teardown(test_many_become_one, close_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
