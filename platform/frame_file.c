#include "platform/frame.h"

#include "base/file.h"
#include <png.h>
#include <string.h>

static bool too_large(const char *name, struct error *error)
{
    return error_set(error, ERR_BAD_INPUT,
        "The picture %s has no size this program can use: each side may be 1 to %d pixels.", name,
        (int)FRAME_SIDE_MAX);
}

static bool parse_png(
    const uint8_t *bytes, size_t size, const char *name, struct frame *out, struct error *error)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    bool ok = false;
    if (!png_image_begin_read_from_memory(&image, bytes, size)) {
        error_set(
            error, ERR_BAD_INPUT, "The picture %s is a damaged PNG file: %s.", name, image.message);
        goto out;
    }
    image.format = PNG_FORMAT_GRAY;
    if (image.width > FRAME_SIDE_MAX || image.height > FRAME_SIDE_MAX ||
        !frame_resize(out, (int)image.width, (int)image.height)) {
        too_large(name, error);
        goto out;
    }
    png_color white = {255, 255, 255};
    ok = png_image_finish_read(&image, &white, out->pixels, 0, NULL) != 0;
    if (!ok)
        error_set(
            error, ERR_BAD_INPUT, "The picture %s is a damaged PNG file: %s.", name, image.message);
out:
    png_image_free(&image);
    return ok;
}

struct cursor {
    const uint8_t *at, *end;
};

static void skip_space(struct cursor *cursor)
{
    while (cursor->at < cursor->end) {
        if (*cursor->at == '#') {
            while (cursor->at < cursor->end && *cursor->at != '\n')
                cursor->at++;
        } else if (*cursor->at == ' ' || (*cursor->at >= '\t' && *cursor->at <= '\r')) {
            cursor->at++;
        } else {
            return;
        }
    }
}

static int next_number(struct cursor *cursor)
{
    int value = -1;
    skip_space(cursor);
    while (cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9') {
        value = MAX(value, 0) * 10 + (*cursor->at++ - '0');
        if (value > 65535)
            return -1;
    }
    return value;
}

/* Binary PGM ("P5"), 8 or 16 bits. */
static bool parse_pgm(
    const uint8_t *bytes, size_t size, const char *name, struct frame *out, struct error *error)
{
    struct cursor cursor = {bytes + 2, bytes + size};
    int width = next_number(&cursor), height = next_number(&cursor), most = next_number(&cursor);
    if (most < 1 || cursor.at >= cursor.end)
        return error_set(error, ERR_BAD_INPUT, "The picture %s has a damaged PGM header.", name);
    cursor.at++;
    if (!frame_resize(out, width, height))
        return too_large(name, error);
    size_t count = (size_t)width * (size_t)height, step = most > 255 ? 2 : 1;
    if ((size_t)(cursor.end - cursor.at) < count * step)
        return error_set(
            error, ERR_BAD_INPUT, "The picture %s ends too early: pixels are missing.", name);
    for (size_t i = 0; i < count; i++) {
        uint32_t value = cursor.at[i * step];
        if (step == 2)
            value = value << 8 | cursor.at[i * step + 1];
        out->pixels[i] = (uint8_t)(MIN(value, (uint32_t)most) * 255 / (uint32_t)most);
    }
    return true;
}

static bool parse_jpeg(struct frame_reader *reader, const uint8_t *bytes, size_t size,
    const char *name, struct frame *out, struct error *error)
{
    struct frame_raw raw = {.format = FRAME_MJPEG, .bytes = bytes, .size = size};
    if (frame_read(reader, &raw, out) == FRAME_BAD)
        return error_set(error, ERR_BAD_INPUT,
            "The picture %s is a damaged JPEG file or larger than %d pixels.", name,
            (int)FRAME_SIDE_MAX);
    return true;
}

bool frame_parse(struct frame_reader *reader, const uint8_t *bytes, size_t size, const char *name,
    struct frame *out, struct error *error)
{
    if (size > 8 && memcmp(bytes, "\x89PNG", 4) == 0)
        return parse_png(bytes, size, name, out, error);
    if (size > 4 && bytes[0] == 0xFF && bytes[1] == 0xD8)
        return parse_jpeg(reader, bytes, size, name, out, error);
    if (size > 4 && bytes[0] == 'P' && bytes[1] == '5')
        return parse_pgm(bytes, size, name, out, error);
    return error_set(error, ERR_BAD_INPUT,
        "%s is not a picture this program reads: give a PNG, JPEG or PGM file.", name);
}

static bool read_whole(
    const char *file, struct arena *arena, const char **bytes, size_t *size, struct error *error)
{
    struct error why = {0};
    if (file_read(file, FRAME_FILE_MAX, arena, bytes, size, &why))
        return true;
    if (why.code == ERR_FULL || why.code == ERR_BAD_INPUT)
        return error_set(error, ERR_BAD_INPUT, "The picture %s is not a file of at most %d MiB.",
            file, FRAME_FILE_MAX >> 20);
    return error_set(error, why.code, "The picture %s cannot be read: %s.", file, why.text);
}

bool frame_load(
    struct frame_reader *reader, const char *file, struct frame *out, struct error *error)
{
    struct arena arena;
    const char *bytes;
    size_t size;
    if (!arena_open(&arena, FRAME_FILE_MAX + 1, error))
        return false;
    bool ok = read_whole(file, &arena, &bytes, &size, error) &&
              frame_parse(reader, (const uint8_t *)bytes, size, file, out, error);
    arena_close(&arena);
    return ok;
}
