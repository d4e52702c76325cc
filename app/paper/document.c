#include "paper/document.h"

#include "base/file_save.h"
#include <cairo-pdf.h>
#include <math.h>

static const double mm_per_inch = 25.4;
static const double points_per_mm = 72 / 25.4;

/* Always a success for cairo, which leaks its images when it is told of a failed write:
 * file_save_finish() tells of it, and why. */
static cairo_status_t write_bytes(void *closure, const unsigned char *bytes, unsigned int size)
{
    (void)file_save_write(closure, bytes, size);
    return CAIRO_STATUS_SUCCESS;
}

static bool check(cairo_status_t status, struct error *error)
{
    if (status == CAIRO_STATUS_SUCCESS)
        return true;
    return error_set(error, status == CAIRO_STATUS_NO_MEMORY ? ERR_MEMORY : ERR_IO,
        "the page could not be drawn (%s)", cairo_status_to_string(status));
}

bool document_pdf(const char *file, const struct page *page, const char *title,
    document_draw_fn draw, const void *context, struct error *error)
{
    bool ok = false;
    struct pen pen = {0};
    cairo_surface_t *surface = NULL;
    struct file_save save;
    if (!file_save_open(&save, file, error))
        goto out;
    surface = cairo_pdf_surface_create_for_stream(
        write_bytes, &save, page->width * points_per_mm, page->height * points_per_mm);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Waystation");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, NULL);
    pen_open(&pen, surface, points_per_mm);
    if (!draw(&pen, context, error) || !check(cairo_status(pen.cairo), error))
        goto out;
    pen_close(&pen);
    cairo_surface_finish(surface);
    if (!check(cairo_surface_status(surface), error) || !file_save_finish(&save, error))
        goto out;
    ok = true;
out:
    pen_close(&pen);
    cairo_surface_destroy(surface);
    file_save_close(&save);
    return ok;
}

/* cairo does not write a picture's resolution: it is put in after the header chunk. */
struct png_stream {
    struct file_save *save;
    size_t written;
};

static cairo_status_t write_png(void *closure, const unsigned char *bytes, unsigned int size)
{
    enum { HEADER = 8 + 25 }; /* signature and IHDR */
    /* pHYs: 11811 pixels a metre both ways, with its checksum. */
    static const unsigned char resolution[] = {0, 0, 0, 9, 'p', 'H', 'Y', 's', 0, 0, 0x2e, 0x23, 0,
        0, 0x2e, 0x23, 1, 0x78, 0xa5, 0x3f, 0x76};
    struct png_stream *stream = closure;
    if (stream->written < HEADER && stream->written + size >= HEADER) {
        unsigned int head = (unsigned int)(HEADER - stream->written);
        file_save_write(stream->save, bytes, head);
        file_save_write(stream->save, resolution, sizeof resolution);
        stream->written += head;
        bytes += head;
        size -= head;
    }
    stream->written += size;
    return write_bytes(stream->save, bytes, size);
}

bool document_png(const char *file, double width, double height, document_draw_fn draw,
    const void *context, struct error *error)
{
    bool ok = false;
    struct pen pen = {0};
    cairo_surface_t *surface = NULL;
    struct file_save save;
    struct png_stream stream = {.save = &save};
    double scale = DOCUMENT_PNG_DPI / mm_per_inch;
    if (!file_save_open(&save, file, error))
        goto out;
    surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)ceil(width * scale), (int)ceil(height * scale));
    pen_open(&pen, surface, scale);
    if (!draw(&pen, context, error) || !check(cairo_status(pen.cairo), error))
        goto out;
    pen_close(&pen);
    if (!check(cairo_surface_write_to_png_stream(surface, write_png, &stream), error) ||
        !file_save_finish(&save, error))
        goto out;
    ok = true;
out:
    pen_close(&pen);
    cairo_surface_destroy(surface);
    file_save_close(&save);
    return ok;
}
