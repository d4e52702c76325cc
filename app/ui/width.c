/* Widths remembered over frames, so that a screen that does not change measures nothing. */
#include "ui/inside.h"

#include "base/hash.h"
#include "base/utf8.h"
#include <string.h>

enum { KIND_WIDTH = 1, KIND_HEIGHT, KIND_RTL, KIND_SIZE };

/* The slot of a hash: its value if used, else free to be filled. Equal 64-bit hashes are taken for
 * equal texts. */
static struct width *find(struct ui *ui, uint64_t hash)
{
    hash = hash != 0 ? hash : 1;
    if (ui->width_count > WORD_CACHE * 3 / 4) {
        memset(ui->widths, 0, sizeof(ui->widths));
        ui->width_count = 0;
    }
    size_t at = (size_t)hash & (WORD_CACHE - 1);
    while (ui->widths[at].hash != 0 && ui->widths[at].hash != hash)
        at = (at + 1) & (WORD_CACHE - 1);
    return &ui->widths[at];
}

static int keep(struct ui *ui, struct width *slot, uint64_t hash, int value)
{
    ui->width_count++;
    *slot = (struct width){hash != 0 ? hash : 1, value};
    return value;
}

static uint64_t hash_of(int kind, enum font font, int size, const char *text, size_t length)
{
    uint64_t what = (uint64_t)kind << 48 | (uint64_t)font << 32 | (uint32_t)size;
    return hash_bytes(hash_number(HASH_START, what), text, length);
}

int text_measure(struct ui *ui, enum font font, int size, const char *text, size_t length)
{
    if (length == 0)
        return 0;
    uint64_t hash = hash_of(KIND_WIDTH, font, size, text, length);
    struct width *slot = find(ui, hash);
    if (slot->hash != 0)
        return slot->value;
    return keep(ui, slot, hash, ui->text->width(ui->text->context, font, size, text, length));
}

int text_box_height(struct ui *ui, enum font font, int size)
{
    uint64_t hash = hash_of(KIND_HEIGHT, font, size, "", 0);
    struct width *slot = find(ui, hash);
    if (slot->hash != 0)
        return slot->value;
    return keep(ui, slot, hash, ui->text->line_height(ui->text->context, font, size));
}

static bool is_rtl(struct ui *ui, const char *text, size_t length, bool fallback)
{
    uint64_t hash = hash_of(KIND_RTL, FONT_READ, fallback, text, length);
    struct width *slot = find(ui, hash);
    if (slot->hash != 0)
        return slot->value != 0;
    return keep(ui, slot, hash, ui->text->is_rtl(ui->text->context, text, length, fallback)) != 0;
}

bool text_starts_right(struct ui *ui, const char *text, size_t length)
{
    return is_rtl(ui, text, length, ui->setting.rtl);
}

static bool has_number(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        bool fraction = (code >= 0xBC && code <= 0xBE) || (code >= 0x2150 && code <= 0x215E);
        if ((code >= '0' && code <= '9') || fraction)
            return true;
    }
    return false;
}

/* Arabic-Indic digits do not count: sums written with them run right to left. */
bool text_runs_rtl(struct ui *ui, const char *text, size_t length)
{
    if (!text_starts_right(ui, text, length))
        return false;
    return is_rtl(ui, text, length, false) || !has_number(text, length);
}

int *text_fitting_size(struct ui *ui, uint64_t what)
{
    uint64_t hash = hash_number(hash_number(HASH_START, KIND_SIZE), what);
    struct width *slot = find(ui, hash);
    if (slot->hash == 0)
        keep(ui, slot, hash, 0);
    return &slot->value;
}
