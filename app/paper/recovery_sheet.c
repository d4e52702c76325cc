/* The sheet that opens a term's words when the passphrase is forgotten. */
#include "paper/class_sheets.h"
#include "paper/words_macros.h"

#include "base/str.h"
#include "paper/flow.h"
#include <qrencode.h>
#include <string.h>

static const struct flow_look plain = {0};

struct recovery {
    const char *class_name, *code;
};

/* Quiet zone and all, in the middle of the page; one path leaves no seams in print. */
static void draw_code(struct flow *flow, const QRcode *qr)
{
    enum { QUIET = 4 };
    const double size = 60, module = size / (qr->width + 2 * QUIET);
    flow_need(flow, size);
    cairo_t *cairo = flow->pen->cairo;
    double left = flow_left(flow) + (flow_width(flow) - size) / 2 + QUIET * module;
    double top = flow->y + QUIET * module;
    cairo_save(cairo);
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    for (int y = 0; y < qr->width; y++)
        for (int x = 0; x < qr->width; x++)
            if (qr->data[y * qr->width + x] & 1)
                cairo_rectangle(cairo, left + x * module, top + y * module, module, module);
    cairo_fill(cairo);
    cairo_restore(cairo);
    flow->y += size;
}

/* Four groups a line: long rows are lost when they are typed. */
static void draw_groups(struct flow *flow, const char *code)
{
    enum { LINE = 4 * 5 };
    for (; *code != '\0'; code += MIN((int)strlen(code), LINE)) {
        char line[LINE + 1];
        str_copy_length(line, sizeof line, code, MIN(strlen(code), (size_t)LINE - 1));
        flow_text(flow, line, &(struct flow_look){.size = 8, .bold = true, .own_way = true});
        flow_gap(flow, 1);
    }
}

static void draw(struct flow *flow, const void *context)
{
    const struct recovery *recovery = context;
    const struct words *words = flow->words;
    char text[512];
    WORDS_FILL(words, text,
        T("{class}: what students write in this term is locked with a passphrase. If it is "
          "forgotten, this code makes a new one: waystation seal recover."),
        "class", recovery->class_name[0] != '\0' ? recovery->class_name : "–", NULL);
    flow_text(flow, text, &plain);
    flow_heading(flow, T("The recovery code"));
    flow_gap(flow, 2);
    draw_groups(flow, recovery->code);
    QRcode *qr = QRcode_encodeString(recovery->code, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (qr != NULL)
        draw_code(flow, qr);
    QRcode_free(qr);
    flow_heading(flow, T("Keep it as you keep a key"));
    flow_text(flow,
        T("Who has this sheet and the board's data can read everything. Lock it away, apart from "
          "the board, and remove the file when it is printed. At the end of the term, when the "
          "words are to be gone for good, destroy this sheet too."),
        &plain);
}

bool sheet_recovery_pdf(const char *file, enum paper_size paper, const struct words *words,
    const char *class_name, const char *code, struct error *error)
{
    const struct recovery recovery = {class_name, code};
    const struct flow_sheet sheet = {.paper = paper,
        .words = words,
        .title = T("Recovery sheet"),
        .note = T("For the teacher alone"),
        .icon = "🔑",
        .pages_wished = 1,
        .draw = draw,
        .context = &recovery};
    return flow_pdf(file, &sheet, error);
}
