#include "paper/code.h"
#include "paper/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const double slack = 1e-9;
static const double printer_margin = 6.0; /* what office printers leave white */

static bool inside(struct box inner, struct box outer)
{
    return inner.x >= outer.x - slack && inner.y >= outer.y - slack &&
           inner.x + inner.width <= outer.x + outer.width + slack &&
           inner.y + inner.height <= outer.y + outer.height + slack;
}

static bool apart(struct box a, struct box b)
{
    return a.x + a.width <= b.x + slack || b.x + b.width <= a.x + slack ||
           a.y + a.height <= b.y + slack || b.y + b.height <= a.y + slack;
}

static struct box grown(struct box box, double by)
{
    return (struct box){box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by};
}

static void check_card(double width, double height)
{
    struct card_parts parts = page_card_parts(width, height);
    struct box card = {0, 0, width, height};
    struct box texts[] = {parts.avatar, parts.name, parts.class_name};
    assert_float_equal(parts.code.width, 32.0, slack);
    assert_float_equal(parts.code.height, 32.0, slack);
    assert_true(inside(grown(parts.code, 8.0), card));
    struct box quiet = grown(parts.code, 4 * 32.0 / 25);
    assert_true(inside(quiet, card));
    for (int i = 0; i < 3; i++) {
        assert_true(texts[i].width >= 25 && texts[i].height >= 5);
        assert_true(inside(texts[i], card));
        assert_true(apart(texts[i], quiet));
        for (int j = 0; j < i; j++)
            assert_true(apart(texts[i], texts[j]));
    }
}

static void cards_fit_every_sheet(void **state)
{
    (void)state;
    static const struct {
        enum paper_size paper;
        double width, height;
    } papers[] = {{PAPER_A4, 210, 297}, {PAPER_LETTER, 215.9, 279.4}};
    static const int counts[] = {2, 4, 6, 8};
    for (size_t i = 0; i < COUNT_OF(papers); i++)
        for (size_t j = 0; j < COUNT_OF(counts); j++) {
            struct page page;
            struct error error = {0};
            assert_true(page_plan(papers[i].paper, counts[j], &page, &error));
            assert_float_equal(page.width, papers[i].width, slack);
            assert_float_equal(page.height, papers[i].height, slack);
            assert_int_equal(page.columns * page.rows, counts[j]);
            struct box paper = {0, 0, page.width, page.height};
            for (int k = 0; k < counts[j]; k++) {
                struct box card = page_card(&page, k);
                assert_true(inside(grown(card, printer_margin), paper));
                for (int other = 0; other < k; other++)
                    assert_true(apart(card, page_card(&page, other)));
            }
            check_card(page.card_width, page.card_height);
        }
}

static void eight_are_bank_card_size(void **state)
{
    (void)state;
    struct page page;
    struct error error = {0};
    assert_true(page_plan(PAPER_A4, 8, &page, &error));
    assert_float_equal(page.card_width, 85.6, slack);
    assert_float_equal(page.card_height, 54.0, slack);
    assert_true(page_card(&page, 1).x > page_card(&page, 0).x);
    assert_true(page_card(&page, 2).y > page_card(&page, 0).y);
}

static void other_counts_are_refused(void **state)
{
    (void)state;
    static const int counts[] = {-8, 0, 1, 3, 5, 7, 9, 10, 1000};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        struct page page;
        struct error error = {0};
        assert_false(page_plan(PAPER_A4, counts[i], &page, &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cards_fit_every_sheet),
        cmocka_unit_test(eight_are_bank_card_size),
        cmocka_unit_test(other_counts_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
