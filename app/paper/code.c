#include "paper/code.h"

#include <assert.h>
#include <qrencode.h>

bool code_make(const char payload[static BADGE_TEXT_SIZE], struct code *out)
{
    QRcode *qr = QRcode_encodeString(payload, CODE_VERSION, QR_ECLEVEL_H, QR_MODE_8, 1);
    if (qr == NULL)
        return false;
    /* A character outside of QR's alphanumeric set would have made modules smaller, unseen. */
    assert(qr->version == CODE_VERSION && qr->width == CODE_MODULES);
    for (int y = 0; y < CODE_MODULES; y++)
        for (int x = 0; x < CODE_MODULES; x++)
            out->dark[y][x] = qr->data[y * CODE_MODULES + x] & 1;
    QRcode_free(qr);
    return true;
}

static bool row_is_dark(const struct code *code, int x, int y, int width)
{
    for (int i = x; i < x + width; i++)
        if (!code->dark[y][i])
            return false;
    return true;
}

int code_rects(const struct code *code, struct code_rect out[static CODE_RECT_MAX])
{
    struct code left = *code;
    int count = 0;
    for (int y = 0; y < CODE_MODULES; y++) {
        for (int x = 0; x < CODE_MODULES; x++) {
            if (!left.dark[y][x])
                continue;
            struct code_rect rect = {x, y, 1, 1};
            while (x + rect.width < CODE_MODULES && left.dark[y][x + rect.width])
                rect.width++;
            while (y + rect.height < CODE_MODULES &&
                   row_is_dark(&left, x, y + rect.height, rect.width))
                rect.height++;
            for (int row = y; row < y + rect.height; row++)
                for (int column = x; column < x + rect.width; column++)
                    left.dark[row][column] = false;
            out[count++] = rect;
        }
    }
    return count;
}
