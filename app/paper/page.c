#include "paper/page.h"

#include "paper/code.h"
#include <assert.h>

struct page page_blank(enum paper_size paper)
{
    if (paper == PAPER_LETTER)
        return (struct page){.width = 215.9, .height = 279.4};
    return (struct page){.width = 210.0, .height = 297.0};
}

bool page_plan(enum paper_size paper, int per_sheet, struct page *out, struct error *error)
{
    static const struct {
        int per_sheet, columns, rows;
        double card_width, card_height;
    } grids[] = {
        {8, 2, 4, 85.6, 54.0},
        {6, 2, 3, 85.6, 80.0},
        {4, 2, 2, 92.0, 120.0},
        {2, 1, 2, 170.0, 120.0},
    };
    for (size_t i = 0; i < COUNT_OF(grids); i++) {
        if (grids[i].per_sheet != per_sheet)
            continue;
        *out = page_blank(paper);
        out->columns = grids[i].columns;
        out->rows = grids[i].rows;
        out->card_width = grids[i].card_width;
        out->card_height = grids[i].card_height;
        out->left = (out->width - out->columns * out->card_width) / 2;
        out->top = (out->height - out->rows * out->card_height) / 2;
        return true;
    }
    return error_set(error, ERR_BAD_INPUT,
        "%d badges do not fit a sheet as told: choose 2, 4, 6 or 8 to a sheet", per_sheet);
}

struct box page_card(const struct page *page, int place)
{
    assert(place >= 0 && place < page->columns * page->rows);
    return (struct box){
        page->left + place % page->columns * page->card_width,
        page->top + place / page->columns * page->card_height,
        page->card_width,
        page->card_height,
    };
}

/* Avatar, name and class below each other. */
static void stack(struct card_parts *parts, struct box box)
{
    double y = box.y;
    parts->avatar = (struct box){box.x, y, box.width, box.height * 0.44};
    y += box.height * 0.46;
    parts->name = (struct box){box.x, y, box.width, box.height * 0.38};
    y += box.height * 0.40;
    parts->class_name = (struct box){box.x, y, box.width, box.height * 0.14};
}

struct card_parts page_card_parts(double card_width, double card_height)
{
    struct card_parts parts;
    double edge = MAX(CODE_EDGE_MM, card_height / 10);
    double quiet = CODE_QUIET * CODE_MM / CODE_MODULES;
    if (card_width >= card_height) {
        double text_left = edge + CODE_MM + quiet + 0.5;
        parts.code = (struct box){edge, (card_height - CODE_MM) / 2, CODE_MM, CODE_MM};
        stack(
            &parts, (struct box){text_left, CARD_MARGIN_MM, card_width - CARD_MARGIN_MM - text_left,
                        card_height - 2 * CARD_MARGIN_MM});
    } else {
        double code_top = card_height - edge - CODE_MM;
        parts.code = (struct box){(card_width - CODE_MM) / 2, code_top, CODE_MM, CODE_MM};
        stack(&parts, (struct box){CARD_MARGIN_MM, CARD_MARGIN_MM, card_width - 2 * CARD_MARGIN_MM,
                          code_top - quiet - 0.5 - CARD_MARGIN_MM});
    }
    return parts;
}
