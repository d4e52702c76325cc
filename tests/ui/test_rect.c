#include "ui/fake.h"
#include "ui/rect.h"

static void assert_rect(struct rect is, float x, float y, float w, float h)
{
    if (is.x != x || is.y != y || is.w != w || is.h != h)
        fail_msg("%g %g %g %g is not %g %g %g %g", is.x, is.y, is.w, is.h, x, y, w, h);
}

static void test_cuts(void **state)
{
    (void)state;
    struct rect rest = {10, 20, 100, 80};
    assert_rect(rect_cut_top(&rest, 30), 10, 20, 100, 30);
    assert_rect(rest, 10, 50, 100, 50);
    assert_rect(rect_cut_bottom(&rest, 10), 10, 90, 100, 10);
    assert_rect(rest, 10, 50, 100, 40);
    assert_rect(rect_cut_left(&rest, 25), 10, 50, 25, 40);
    assert_rect(rest, 35, 50, 75, 40);
    assert_rect(rect_cut_right(&rest, 5), 105, 50, 5, 40);
    assert_rect(rest, 35, 50, 70, 40);
}

static void test_cuts_take_no_more_than_there_is(void **state)
{
    (void)state;
    struct rect rest = {10, 20, 100, 80};
    assert_rect(rect_cut_top(&rest, 500), 10, 20, 100, 80);
    assert_rect(rest, 10, 100, 100, 0);
    assert_rect(rect_cut_left(&rest, -5), 10, 100, 0, 0);
    assert_rect(rect_cut_right(&rest, 500), 10, 100, 100, 0);
    assert_rect(rest, 10, 100, 0, 0);
}

static void test_inset_and_center(void **state)
{
    (void)state;
    struct rect r = {10, 20, 100, 80};
    assert_rect(rect_inset(r, 5, 10), 15, 30, 90, 60);
    assert_rect(rect_inset(r, 70, 60), 60, 60, 0, 0);
    assert_rect(rect_inset(r, -5, -5), 5, 15, 110, 90);
    assert_rect(rect_center(r, 40, 20), 40, 50, 40, 20);
}

static void test_columns_and_rows(void **state)
{
    (void)state;
    struct rect r = {10, 20, 100, 80};
    assert_rect(rect_column(r, 0, 3, 5), 10, 20, 30, 80);
    assert_rect(rect_column(r, 1, 3, 5), 45, 20, 30, 80);
    assert_rect(rect_column(r, 2, 3, 5), 80, 20, 30, 80);
    assert_rect(rect_column(r, 0, 1, 5), 10, 20, 100, 80);
    assert_rect(rect_row(r, 1, 2, 20), 10, 70, 100, 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_cuts_take_no_more_than_there_is),
        cmocka_unit_test(test_inset_and_center),
        cmocka_unit_test(test_columns_and_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
