#include "platform/picture.h"

#include "base/file.h"
#include <png.h>
#include <qrencode.h>
#include <string.h>
#include <turbojpeg.h>

static bool side_ok(int64_t w, int64_t h)
{
    return w > 0 && h > 0 && w <= PICTURE_SIDE_MAX && h <= PICTURE_SIDE_MAX;
}

static bool decode_png(struct pixels *out, const unsigned char *bytes, size_t size)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    bool ok = png_image_begin_read_from_memory(&image, bytes, size) != 0;
    ok = ok && side_ok(image.width, image.height) &&
         pixels_new(out, (int)image.width, (int)image.height);
    image.format = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? PNG_FORMAT_BGRA : PNG_FORMAT_ARGB;
    ok = ok && png_image_finish_read(&image, NULL, out->data, 0, NULL) != 0;
    png_image_free(&image);
    return ok;
}

/* Large photographs are decoded at a fraction of their size, but not below what is wanted. */
static void choose_scale(int *w, int *h, int wanted_w, int wanted_h)
{
    int count = 0;
    tjscalingfactor *factors = tjGetScalingFactors(&count);
    int full_w = *w, full_h = *h;
    for (int i = 0; factors && i < count; i++) {
        int scaled_w = TJSCALED(full_w, factors[i]), scaled_h = TJSCALED(full_h, factors[i]);
        if ((scaled_w >= wanted_w || scaled_h >= wanted_h) && scaled_w < *w) {
            *w = scaled_w;
            *h = scaled_h;
        }
    }
}

static bool decode_jpeg(
    struct pixels *out, const unsigned char *bytes, size_t size, int wanted_w, int wanted_h)
{
    tjhandle jpeg = tjInitDecompress();
    int w = 0, h = 0, sampling, space;
    bool ok = jpeg &&
              tjDecompressHeader3(jpeg, bytes, (unsigned long)size, &w, &h, &sampling, &space) == 0;
    ok = ok && side_ok(w, h);
    if (ok) {
        choose_scale(&w, &h, wanted_w, wanted_h);
        int format = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? TJPF_BGRA : TJPF_ARGB;
        ok = pixels_new(out, w, h) && (tjDecompress2(jpeg, bytes, (unsigned long)size,
                                           (unsigned char *)out->data, w, 0, h, format, 0) == 0 ||
                                          tjGetErrorCode(jpeg) == TJERR_WARNING);
    }
    if (jpeg)
        tjDestroy(jpeg);
    return ok;
}

bool picture_load(struct pixels *out, const char *file, int w, int h, struct error *error)
{
    struct pixels whole = {0};
    struct arena arena;
    const char *text;
    size_t size;
    bool ok = false;
    *out = (struct pixels){0};
    if (!arena_open(&arena, PICTURE_FILE_MAX + 1, error))
        return false;
    if (!file_read(file, PICTURE_FILE_MAX, &arena, &text, &size, error))
        goto out;
    const unsigned char *bytes = (const unsigned char *)text;
    bool jpeg = size > 2 && bytes[0] == 0xFF && bytes[1] == 0xD8;
    if (!(jpeg ? decode_jpeg(&whole, bytes, size, w, h) : decode_png(&whole, bytes, size))) {
        error_set(error, ERR_BAD_INPUT, "%s is not a PNG or JPEG picture of at most %d x %d pixels",
            file, PICTURE_SIDE_MAX, PICTURE_SIDE_MAX);
        goto out;
    }
    double scale = MIN((double)w / whole.w, (double)h / whole.h);
    int new_w = MAX((int)(whole.w * scale + 0.5), 1), new_h = MAX((int)(whole.h * scale + 0.5), 1);
    ok = pixels_scale(out, new_w, new_h, whole.data, whole.w, whole.h, whole.w);
    if (!ok)
        error_set(error, ERR_MEMORY, "there is no memory left for %s", file);
out:
    pixels_free(&whole);
    arena_close(&arena);
    return ok;
}

bool picture_save(const char *file, const uint8_t *rgb, int w, int h, struct error *error)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
        .width = (png_uint_32)w,
        .height = (png_uint_32)h,
        .format = PNG_FORMAT_RGB,
        .flags = PNG_IMAGE_FLAG_FAST};
    if (png_image_write_to_file(&image, file, 0, rgb, 0, NULL) != 0)
        return true;
    return error_set(error, ERR_IO, "the picture %s cannot be written: %s", file, image.message);
}

bool picture_qr(struct pixels *out, const char *text, size_t length)
{
    QRcode *code = length > 0 && length < 4096 ? QRcode_encodeData((int)length,
                                                     (const unsigned char *)text, 0, QR_ECLEVEL_M)
                                               : NULL;
    *out = (struct pixels){0};
    bool ok = code && pixels_new(out, code->width, code->width);
    for (int i = 0; ok && i < out->w * out->h; i++)
        out->data[i] = code->data[i] & 1 ? 0xFFFFFFFF : 0;
    QRcode_free(code);
    return ok;
}
