// zxing-cpp renamed its options between Debian 12 (1.4) and Debian 13 (2.3): both are served here.
#if __has_include(<ZXing/ReaderOptions.h>)
#include <ZXing/ReaderOptions.h>
#define WAYSTATION_ZXING_OPTIONS 1
#else
#define ZX_USE_UTF8 1
#include <ZXing/DecodeHints.h>
#define WAYSTATION_ZXING_OPTIONS 0
#endif
#include <ZXing/ReadBarcode.h>

#include "platform/barcode.h"
#include <algorithm>
#include <cstring>

namespace
{

#if WAYSTATION_ZXING_OPTIONS
using options_type = ZXing::ReaderOptions;
#else
using options_type = ZXing::DecodeHints;
#endif

// Rotation has no effect on QR codes and inverting or downscaling costs half a frame each.
options_type make_options(bool global, int most)
{
    options_type options;
    options.setFormats(ZXing::BarcodeFormat::QRCode);
    options.setTryHarder(true);
    options.setTryRotate(false);
    options.setTryDownscale(false);
    options.setMaxNumberOfSymbols((uint8_t)most);
#if WAYSTATION_ZXING_OPTIONS
    options.setTryInvert(false);
#endif
    if (global)
        options.setBinarizer(ZXing::Binarizer::GlobalHistogram);
    return options;
}

struct picture {
    const uint8_t *pixels;
    int width, height, stride;
};

enum { TEXT_MOST = 1024, CODES_MOST = 255 };

// What the code holds, up to a zero byte; terminated.
size_t copy_text(const ZXing::ByteArray &bytes, char *text, size_t size)
{
    const size_t length = std::min<size_t>(bytes.size(), size - 1);
    std::memcpy(text, bytes.data(), length);
    text[length] = '\0';
    return std::strlen(text);
}

template <typename taker> void decode(const picture &from, bool global, int most, taker take)
{
    const ZXing::ImageView view(
        from.pixels, from.width, from.height, ZXing::ImageFormat::Lum, from.stride);
    for (const auto &found : ZXing::ReadBarcodes(view, make_options(global, most)))
        if (found.isValid())
            take(found.bytes());
}

picture halve(const picture &from, uint8_t *work)
{
    const int width = from.width / 2, height = from.height / 2;
    for (int y = 0; y < height; y++) {
        const uint8_t *row = from.pixels + (size_t)from.stride * (size_t)(2 * y);
        const uint8_t *next = row + from.stride;
        uint8_t *out = work + (size_t)width * (size_t)y;
        for (int x = 0; x < width; x++) {
            const int sum = row[2 * x] + row[2 * x + 1] + next[2 * x] + next[2 * x + 1];
            out[x] = (uint8_t)((sum + 2) / 4);
        }
    }
    return {work, width, height, width};
}

// Unsharp with a plus-shaped kernel: five times the middle, minus its neighbours.
uint8_t sharpened(const uint8_t *above, const uint8_t *row, const uint8_t *below, int x)
{
    const int value = 5 * row[x] - row[x - 1] - row[x + 1] - above[x] - below[x];
    return (uint8_t)std::clamp(value, 0, 255);
}

uint8_t smoothed(const uint8_t *above, const uint8_t *row, const uint8_t *below, int x)
{
    const int sum = above[x - 1] + 2 * above[x] + above[x + 1] + 2 * row[x - 1] + 4 * row[x] +
                    2 * row[x + 1] + below[x - 1] + 2 * below[x] + below[x + 1];
    return (uint8_t)((sum + 8) / 16);
}

// The outermost pixels stay as they are: a code needs its quiet zone there anyway.
template <typename kernel> picture filter(const picture &from, uint8_t *work, kernel apply)
{
    for (int y = 0; y < from.height; y++) {
        const uint8_t *row = from.pixels + (size_t)from.stride * (size_t)y;
        uint8_t *out = work + (size_t)from.width * (size_t)y;
        std::memcpy(out, row, (size_t)from.width);
        if (y == 0 || y == from.height - 1)
            continue;
        for (int x = 1; x < from.width - 1; x++)
            out[x] = apply(row - from.stride, row, row + from.stride, x);
    }
    return {work, from.width, from.height, from.width};
}

picture prepare(const picture &from, barcode_look look, uint8_t *work)
{
    switch (look) {
    case BARCODE_HALF: return halve(from, work);
    case BARCODE_SHARPEN: return filter(from, work, sharpened);
    case BARCODE_SMOOTH: return filter(from, work, smoothed);
    default: return from;
    }
}

bool is_usable(const uint8_t *pixels, int width, int height, int stride)
{
    return pixels != nullptr && width >= 8 && height >= 8 && stride >= width;
}

} // namespace

extern "C" size_t barcode_read(const uint8_t *pixels, int width, int height, int stride,
    enum barcode_look look, uint8_t *work, char *text, size_t size)
{
    if (size > 0)
        text[0] = '\0';
    if (!is_usable(pixels, width, height, stride) || size < 2)
        return 0;
    size_t length = 0;
    try {
        const picture from = {pixels, width, height, stride};
        decode(prepare(from, look, work), look == BARCODE_GLOBAL, 1,
            [&](const auto &bytes) { length = copy_text(bytes, text, size); });
    } catch (...) {
        return 0;
    }
    return length;
}

extern "C" void barcode_read_all(const uint8_t *pixels, int width, int height, int stride,
    enum barcode_look look, uint8_t *work,
    void (*take)(void *user, const char *text, size_t length), void *user)
{
    if (!is_usable(pixels, width, height, stride))
        return;
    try {
        const picture from = {pixels, width, height, stride};
        decode(
            prepare(from, look, work), look == BARCODE_GLOBAL, CODES_MOST, [&](const auto &bytes) {
                char text[TEXT_MOST];
                take(user, text, copy_text(bytes, text, sizeof text));
            });
    } catch (...) {
        return;
    }
}
