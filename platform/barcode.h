/* Reading QR codes from grey pictures: zxing-cpp behind one C function (barcode.cpp, the only C++).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Extra looks at a frame in which the first look found nothing; cameras take one a frame in turn.
 */
enum barcode_look {
    BARCODE_FULL,
    BARCODE_HALF,
    BARCODE_SHARPEN,
    BARCODE_SMOOTH,
    BARCODE_GLOBAL,
    BARCODE_LOOK_COUNT
};

/* Looks for one QR code in width x height pixels, `stride` bytes a row. Writes the bytes it holds
 * (up to a zero byte, terminated, cut at size, not checked to be UTF-8) and returns how many; 0 if
 * there is none. `work` is scratch of at least width * height bytes, used by the looks that change
 * pixels. Never throws, never prints. */
size_t barcode_read(const uint8_t *pixels, int width, int height, int stride,
    enum barcode_look look, uint8_t *work, char *text, size_t size);

/* The same for every code in the picture: each is given to `take`, whose text is borrowed. Slower,
 * for pictures that come once. */
void barcode_read_all(const uint8_t *pixels, int width, int height, int stride,
    enum barcode_look look, uint8_t *work,
    void (*take)(void *user, const char *text, size_t length), void *user);

#ifdef __cplusplus
}
#endif
