#include "paper/join_card.h"

#include "base/str.h"
#include "paper/code.h"
#include "paper/document.h"
#include <errno.h>
#include <qrencode.h>

static const double width = 86, code_side = 78, margin = 4, line_height = 8, large_height = 10;

struct join_card {
    const QRcode *code;
    const char *const *lines;
};

/* Row by row, whole runs: modules that touch show no seam. */
static void draw_code(struct pen *pen, const QRcode *code)
{
    double module = code_side / (code->width + 2 * CODE_QUIET);
    cairo_set_antialias(pen->cairo, CAIRO_ANTIALIAS_NONE);
    cairo_set_source_rgb(pen->cairo, 0, 0, 0);
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            int from = x;
            while (x < code->width && (code->data[y * code->width + x] & 1))
                x++;
            if (x > from)
                cairo_rectangle(pen->cairo, margin + (from + CODE_QUIET) * module,
                    margin + (y + CODE_QUIET) * module, (x - from) * module, module);
        }
    }
    cairo_fill(pen->cairo);
    cairo_set_antialias(pen->cairo, CAIRO_ANTIALIAS_DEFAULT);
}

static bool draw(struct pen *pen, const void *context, struct error *error)
{
    const struct join_card *card = context;
    double top = margin + code_side;
    (void)error;
    cairo_set_source_rgb(pen->cairo, 1, 1, 1);
    cairo_paint(pen->cairo);
    draw_code(pen, card->code);
    for (int i = 0; i < JOIN_CARD_LINES; i++) {
        double height = i == 0 ? large_height : line_height;
        const struct pen_style style = {.size = height * 0.6,
            .size_min = 2,
            .bold = i == 0,
            .align = PEN_CENTER,
            .color = INK,
            .own_way = true};
        const struct box box = {margin, top, width - 2 * margin, height};
        if (card->lines[i] != NULL)
            (void)pen_text(pen, box, card->lines[i], NULL, &style);
        top += height;
    }
    return true;
}

bool join_card_png(const char *file, const char *code,
    const char *const lines[static JOIN_CARD_LINES], struct error *error)
{
    QRcode *qr = QRcode_encodeString(code, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (qr == NULL)
        return error_set(error, errno == ENOMEM ? ERR_MEMORY : ERR_BAD_INPUT,
            "this join code does not fit into a picture");
    const struct join_card card = {qr, lines};
    double height =
        margin + code_side + large_height + (JOIN_CARD_LINES - 1) * line_height + margin;
    bool ok = document_png(file, width, height, draw, &card, error);
    QRcode_free(qr);
    return ok;
}
