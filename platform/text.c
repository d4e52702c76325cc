#include "platform/text.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "platform/cache.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 1024, RUN_BYTES_MAX = TEXT_CHARS_MAX * 4, METRICS = 64 };

/* An emoji is this many hundredths of the text size wide, as browsers draw them. */
enum { EMOJI_PERCENT = 117 };

struct metric {
    int font, size; /* size 0: free */
    int line, baseline;
};

struct text {
    struct fonts *fonts;
    struct cache lines; /* of struct text_line */
    struct metric metrics[METRICS];
    int emoji_width; /* of one, as stored in the font */
    char run[RUN_BYTES_MAX + 1];
    struct text_scratch scratch;
};

static void drop_line(void *value)
{
    struct text_line *line = value;
    free((void *)line->runs);
}

bool text_open(struct text **out, const char *folder, struct error *error)
{
    *out = NULL;
    struct text *text = calloc(1, sizeof *text);
    if (!text)
        return error_set(error, ERR_MEMORY, "there is no memory left for text");
    if (!fonts_open(&text->fonts, folder, error)) {
        free(text);
        return false;
    }
    if (!cache_open(&text->lines, LINES_MAX, SIZE_MAX, sizeof(struct text_line), drop_line)) {
        text_close(text);
        return error_set(error, ERR_MEMORY, "there is no memory left for text");
    }
    *out = text;
    return true;
}

void text_close(struct text *text)
{
    if (!text)
        return;
    cache_close(&text->lines);
    fonts_close(text->fonts);
    free(text);
}

/* --- Metrics ------------------------------------------------------------------------------- */

/* Capital letters stand in the middle of the line box, so that words sit right in buttons. */
static struct metric measure(struct text *text, enum font font, int size)
{
    static const int line_percent[FONT_COUNT] = {[FONT_READ] = 130,
        [FONT_READ_BOLD] = 130,
        [FONT_SHOW] = 115,
        [FONT_ICON] = 100,
        [FONT_DYSLEXIA] = 140,
        [FONT_DYSLEXIA_BOLD] = 140};
    struct metric metric = {.font = font, .size = size};
    metric.line = (size * line_percent[font] + 50) / 100;
    metric.baseline = metric.line * 4 / 5;
    TTF_Font *face = fonts_get(text->fonts, fonts_primary(text->fonts, font), size);
    int cap;
    if (face && font == FONT_ICON)
        metric.baseline = TTF_FontAscent(face);
    else if (face && TTF_GlyphMetrics32(face, 'H', NULL, NULL, NULL, &cap, NULL) == 0)
        metric.baseline = (metric.line + cap + 1) / 2;
    return metric;
}

static const struct metric *metric_of(struct text *text, enum font font, int size)
{
    struct metric *metric = &text->metrics[(size * FONT_COUNT + (int)font) % METRICS];
    if (metric->size != size || metric->font != (int)font)
        *metric = measure(text, font, size);
    return metric;
}

/* --- Runs ---------------------------------------------------------------------------------- */

/* No glyph of a space but the usual one: OpenDyslexic's no-break space is twice as wide. */
static void plain_spaces(char *run)
{
    char *out = run;
    for (const char *c = run; *c != '\0'; c++) {
        bool no_break = (unsigned char)c[0] == 0xC2 && (unsigned char)c[1] == 0xA0;
        *out++ = (char)(no_break || (unsigned char)*c < ' ' ? ' ' : *c);
        c += no_break;
    }
    *out = '\0';
}

/* The open font set up for the run, whose characters are copied to text->run. */
static TTF_Font *prepare(struct text *text, const struct text_run *run, const char *line)
{
    size_t length = MIN(run->length, (size_t)RUN_BYTES_MAX);
    memcpy(text->run, line + run->start, length);
    text->run[length] = '\0';
    plain_spaces(text->run);
    TTF_Font *font = fonts_get(text->fonts, run->face, run->color ? 0 : run->size);
    if (font) {
        TTF_SetFontDirection(font, run->rtl ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
        TTF_SetFontScriptName(font, run->script);
    }
    return font;
}

static int emoji_scaled(struct text *text, TTF_Font *font, int stored, int size)
{
    if (text->emoji_width == 0) {
        TTF_SetFontDirection(font, TTF_DIRECTION_LTR);
        if (TTF_SizeUTF8(font, "\xF0\x9F\x98\x80", &text->emoji_width, NULL) != 0)
            text->emoji_width = 136;
    }
    int64_t whole = (int64_t)text->emoji_width * 100;
    return (int)(((int64_t)stored * size * EMOJI_PERCENT + whole / 2) / MAX(whole, 1));
}

static int run_width(struct text *text, const struct text_run *run, const char *line)
{
    TTF_Font *font = prepare(text, run, line);
    int width = 0;
    if (!font || TTF_SizeUTF8(font, text->run, &width, NULL) != 0)
        return 0;
    return run->color ? emoji_scaled(text, font, width, run->size) : width;
}

static struct text_run run_from(const struct text_item *item, int size, const char *line)
{
    struct text_run run = {.start = item->start,
        .length = item->length,
        .face = item->face,
        .size = size,
        .script = strcmp(item->script, "Zyyy") == 0 ? "Latn" : item->script,
        .rtl = item->level % 2 == 1,
        .color = fonts_is_emoji(item->face)};
    uint64_t key =
        hash_number(HASH_START, (uint64_t)run.face << 32 | (uint64_t)size << 1 | run.rtl);
    key = hash_text(key, run.script);
    run.key = hash_bytes(key, line + run.start, run.length);
    return run;
}

static void lay_new(struct text *text, struct text_line *out, enum font font, int size,
    enum text_direction direction, const char *line, size_t length)
{
    int count =
        text_split(text->fonts, font, direction, line, length, &text->scratch, &out->missing);
    out->baseline = metric_of(text, font, size)->baseline;
    struct text_run *runs = count > 0 ? calloc((size_t)count, sizeof *runs) : NULL;
    out->runs = runs;
    if (!runs)
        return;
    out->count = count;
    for (int i = 0; i < count; i++) {
        runs[i] = run_from(&text->scratch.items[i], size, line);
        runs[i].x = out->width;
        runs[i].w = run_width(text, &runs[i], line);
        out->width += runs[i].w;
    }
}

const struct text_line *text_lay(struct text *text, enum font font, int size,
    enum text_direction direction, const char *line, size_t length)
{
    assert((unsigned)font < FONT_COUNT);
    size = MAX(size, 1);
    uint64_t key =
        hash_number(HASH_START, (uint64_t)size << 16 | (uint64_t)font << 8 | (uint64_t)direction);
    if (length > 0)
        key = hash_bytes(key, line, length);
    struct text_line *known = cache_find(&text->lines, key);
    if (known)
        return known;
    struct text_line *out = cache_add(&text->lines, key, 1);
    lay_new(text, out, font, size, direction, line, length);
    return out;
}

/* --- Pixels -------------------------------------------------------------------------------- */

/* SDL_ttf moves a picture down when a mark stands above the font's ascent and does not say so. */
static int mark_above(TTF_Font *font, const char *run)
{
    int above = 0;
    size_t length = strlen(run);
    for (size_t at = 0; at < length;) {
        uint32_t code;
        int top;
        at += utf8_decode(run + at, length - at, &code);
        if (code > 0x20 && TTF_GlyphMetrics32(font, code, NULL, NULL, NULL, &top, NULL) == 0)
            above = MAX(above, top - TTF_FontAscent(font));
    }
    return above;
}

bool text_raster(
    struct text *text, const struct text_run *run, const char *line, struct pixels *out, int *top)
{
    *out = (struct pixels){0};
    TTF_Font *font = prepare(text, run, line);
    if (!font || run->w <= 0)
        return false;
    SDL_Surface *surface = TTF_RenderUTF8_Blended(font, text->run, (SDL_Color){255, 255, 255, 255});
    if (!surface)
        return false;
    bool ok = false;
    int w = surface->w, h = surface->h, stride = surface->pitch / 4;
    *top = TTF_FontAscent(font) + mark_above(font, text->run);
    if (surface->format->BytesPerPixel == 4) {
        if (run->color) {
            *top = emoji_scaled(text, font, *top, run->size);
            ok = pixels_scale(out, run->w, MAX(emoji_scaled(text, font, h, run->size), 1),
                surface->pixels, w, h, stride);
        } else {
            ok = pixels_new(out, w, h);
            for (int y = 0; ok && y < h; y++)
                memcpy(out->data + (size_t)y * (size_t)w,
                    (const uint32_t *)surface->pixels + (size_t)y * (size_t)stride, (size_t)w * 4);
        }
    }
    SDL_FreeSurface(surface);
    return ok;
}

/* --- What the UI asks ---------------------------------------------------------------------- */

static int serve_width(void *context, enum font font, int size, const char *line, size_t length)
{
    return text_lay(context, font, size, TEXT_AUTO, line, length)->width;
}

static int serve_line_height(void *context, enum font font, int size)
{
    return metric_of(context, font, MAX(size, 1))->line;
}

static bool serve_is_rtl(void *context, const char *line, size_t length, bool fallback)
{
    (void)context;
    return runs_is_rtl(line, length, fallback);
}

void text_serve(struct text *text, struct text_service *out)
{
    *out = (struct text_service){.context = text,
        .width = serve_width,
        .line_height = serve_line_height,
        .is_rtl = serve_is_rtl};
}
