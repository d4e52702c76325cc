#include "platform/fonts.h"

#include "base/hash.h"
#include "base/str.h"
#include "platform/cache.h"
#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOG_MODULE "fonts"
#include "base/log.h"

enum { OPEN_FONTS_MAX = 48, PROBE_SIZE = 16, PICKS = 2048 };

/* Chains try rows from top to bottom: those of the character's script, then those without one. */
static const struct row {
    const char *script;
    const char *regular, *bold;
    int index; /* of the face in a collection */
    const char *package;
} rows[] = {
    {"-", "fonts/truetype/andika/Andika-Regular.ttf", "fonts/truetype/andika/Andika-Bold.ttf", 0,
        "fonts-sil-andika"},
    {"-", "fonts/truetype/quicksand/Quicksand-Bold.ttf", NULL, 0, "fonts-quicksand"},
    {"-", "fonts/opentype/opendyslexic/OpenDyslexic-Regular.otf",
        "fonts/opentype/opendyslexic/OpenDyslexic-Bold.otf", 0, "fonts-opendyslexic"},
    {"-", "fonts/truetype/materialdesignicons-webfont/materialdesignicons-webfont.ttf", NULL, 0,
        "fonts-materialdesignicons-webfont"},
    {"Zsye", "fonts/truetype/noto/NotoColorEmoji.ttf", NULL, 0, "fonts-noto-color-emoji"},
#define NOTO(script, name)                                                        \
    {                                                                             \
        script, "fonts/truetype/noto/NotoSans" name "-Regular.ttf",               \
            "fonts/truetype/noto/NotoSans" name "-Bold.ttf", 0, "fonts-noto-core" \
    }
    NOTO("Arab", "Arabic"),
    NOTO("Hebr", "Hebrew"),
    NOTO("Deva", "Devanagari"),
    NOTO("Thai", "Thai"),
    NOTO("Beng", "Bengali"),
    NOTO("Guru", "Gurmukhi"),
    NOTO("Gujr", "Gujarati"),
    NOTO("Taml", "Tamil"),
    NOTO("Telu", "Telugu"),
    NOTO("Knda", "Kannada"),
    NOTO("Mlym", "Malayalam"),
    NOTO("Sinh", "Sinhala"),
    NOTO("Laoo", "Lao"),
    NOTO("Mymr", "Myanmar"),
    NOTO("Khmr", "Khmer"),
    NOTO("Armn", "Armenian"),
    NOTO("Geor", "Georgian"),
    NOTO("Ethi", "Ethiopic"),
#define CJK(script, index)                                                      \
    {                                                                           \
        script, "fonts/opentype/noto/NotoSansCJK-Regular.ttc",                  \
            "fonts/opentype/noto/NotoSansCJK-Bold.ttc", index, "fonts-noto-cjk" \
    }
    CJK("Kana", 0),
    CJK("Hang", 1),
    CJK("Hani", 2),
    NOTO(NULL, ""),
    {NULL, "fonts/truetype/noto/NotoSansSymbols-Regular.ttf",
        "fonts/truetype/noto/NotoSansSymbols-Bold.ttf", 0, "fonts-noto-core"},
    {NULL, "fonts/truetype/noto/NotoSansSymbols2-Regular.ttf", NULL, 0, "fonts-noto-core"},
    {NULL, "fonts/truetype/noto/NotoSansMath-Regular.ttf", NULL, 0, "fonts-noto-core"},
    {NULL, "fonts/truetype/dejavu/DejaVuSans.ttf", "fonts/truetype/dejavu/DejaVuSans-Bold.ttf", 0,
        "fonts-dejavu-core"},
    {NULL, "fonts/truetype/droid/DroidSansFallbackFull.ttf", NULL, 0, "fonts-droid-fallback"},
    {NULL, "fonts-droid-fallback/truetype/DroidSansFallback.ttf", NULL, 0, "fonts-droid-fallback"},
};

enum { ROW_ANDIKA, ROW_QUICKSAND, ROW_DYSLEXIC, ROW_ICONS, ROW_EMOJI, ROWS = COUNT_OF(rows) };
enum { FACES = ROWS * 2 }; /* face = row * 2 + bold */

static const struct {
    int first, second;
} primaries[FONT_COUNT] = {
    [FONT_READ] = {ROW_ANDIKA * 2, ROW_ANDIKA * 2 + 1},
    [FONT_READ_BOLD] = {ROW_ANDIKA * 2 + 1, ROW_ANDIKA * 2},
    [FONT_SHOW] = {ROW_QUICKSAND * 2, ROW_ANDIKA * 2 + 1},
    [FONT_ICON] = {ROW_ICONS * 2, ROW_ANDIKA * 2},
    [FONT_DYSLEXIA] = {ROW_DYSLEXIC * 2, ROW_ANDIKA * 2},
    [FONT_DYSLEXIA_BOLD] = {ROW_DYSLEXIC * 2 + 1, ROW_ANDIKA * 2 + 1},
};

struct face {
    bool tried;
    void *bytes; /* the mapped file; NULL: there is none */
    size_t size;
    TTF_Font *probe; /* answers which characters there are */
};

struct pick {
    uint64_t key;
    int16_t face;
    bool missing;
};

struct fonts {
    char folder[128];
    struct face faces[FACES];
    struct pick picks[PICKS];
    struct cache open;
};

static void drop_font(void *value)
{
    TTF_CloseFont(*(TTF_Font **)value);
}

static const char *face_file(int face)
{
    const struct row *row = &rows[face / 2];
    return face % 2 == 0 ? row->regular : row->bold;
}

static bool map_file(struct face *face, const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    struct stat status;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
        void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes != MAP_FAILED) {
            face->bytes = bytes;
            face->size = (size_t)status.st_size;
        }
    }
    close(file);
    return face->bytes != NULL;
}

static TTF_Font *open_font(const struct face *face, int index, int size)
{
    SDL_RWops *bytes = SDL_RWFromConstMem(face->bytes, (int)face->size);
    TTF_Font *font = bytes ? TTF_OpenFontIndexRW(bytes, 1, size, index) : NULL;
    if (font)
        TTF_SetFontHinting(font, TTF_HINTING_LIGHT_SUBPIXEL);
    return font;
}

/* NULL if the file is not installed or is no font. */
static struct face *face_load(struct fonts *fonts, int id)
{
    struct face *face = &fonts->faces[id];
    if (!face->tried) {
        face->tried = true;
        char path[256];
        const char *file = face_file(id);
        if (file && STR_FORMAT(path, "%s/%s", fonts->folder, file) && map_file(face, path)) {
            face->probe = open_font(face, rows[id / 2].index, PROBE_SIZE);
            if (!face->probe)
                log_warning("%s cannot be used: %s", path, TTF_GetError());
        }
    }
    return face->probe ? face : NULL;
}

bool fonts_has(struct fonts *fonts, int id, uint32_t code)
{
    struct face *face = face_load(fonts, id);
    return face && TTF_GlyphIsProvided32(face->probe, code) != 0;
}

bool fonts_is_emoji(int face)
{
    return face / 2 == ROW_EMOJI;
}

bool fonts_open(struct fonts **out, const char *folder, struct error *error)
{
    *out = NULL;
    if (TTF_Init() != 0)
        return error_set(error, ERR_UNSUPPORTED, "text cannot be drawn: %s", TTF_GetError());
    struct fonts *fonts = calloc(1, sizeof *fonts);
    if (!fonts ||
        !cache_open(&fonts->open, OPEN_FONTS_MAX, SIZE_MAX, sizeof(TTF_Font *), drop_font)) {
        free(fonts);
        TTF_Quit();
        return error_set(error, ERR_MEMORY, "there is no memory left for fonts");
    }
    STR_COPY(fonts->folder, folder);
    if (fonts_primary(fonts, FONT_READ) == FACE_NONE) {
        fonts_close(fonts);
        return error_set(error, ERR_NOT_FOUND,
            "there is no font to read with below %s; install the package fonts-sil-andika", folder);
    }
    for (int i = 0; i <= ROW_EMOJI; i++)
        if (!face_load(fonts, i * 2))
            log_warning("%s is missing; install the package %s", rows[i].regular, rows[i].package);
    *out = fonts;
    return true;
}

void fonts_close(struct fonts *fonts)
{
    if (!fonts)
        return;
    cache_close(&fonts->open);
    for (int i = 0; i < FACES; i++) {
        struct face *face = &fonts->faces[i];
        if (face->probe)
            TTF_CloseFont(face->probe);
        if (face->bytes)
            munmap(face->bytes, face->size);
    }
    free(fonts);
    TTF_Quit();
}

static bool is_bold(enum font font)
{
    return font == FONT_READ_BOLD || font == FONT_SHOW || font == FONT_DYSLEXIA_BOLD;
}

int fonts_primary(struct fonts *fonts, enum font font)
{
    assert((unsigned)font < FONT_COUNT);
    if (face_load(fonts, primaries[font].first))
        return primaries[font].first;
    if (face_load(fonts, primaries[font].second))
        return primaries[font].second;
    for (int row = ROW_EMOJI + 1; row < ROWS; row++) {
        if (rows[row].script)
            continue;
        for (int weight = is_bold(font); weight >= 0; weight--)
            if (face_load(fonts, row * 2 + weight))
                return row * 2 + weight;
    }
    return FACE_NONE;
}

bool fonts_is_invisible(uint32_t code)
{
    return code < 0x20 || code == 0xAD || code == 0x34F || code == 0x61C ||
           (code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F) || (code >= 0xFE00 && code <= 0xFE0F) ||
           code == 0xFEFF || (code >= 0xE0000 && code <= 0xE0FFF);
}

static bool has_all(struct fonts *fonts, int face, const uint32_t *codes, int count)
{
    if (!face_load(fonts, face))
        return false;
    for (int i = 0; i < count; i++)
        if (!fonts_is_invisible(codes[i]) && !fonts_has(fonts, face, codes[i]))
            return false;
    return true;
}

static int find_in_rows(
    struct fonts *fonts, enum font font, const char *script, const uint32_t *codes, int count)
{
    for (int row = ROW_EMOJI + 1; row < ROWS; row++) {
        const char *wanted = rows[row].script;
        if ((wanted == NULL) != (script == NULL) || (script && strcmp(wanted, script) != 0))
            continue;
        for (int weight = is_bold(font); weight >= 0; weight--)
            if (has_all(fonts, row * 2 + weight, codes, count))
                return row * 2 + weight;
    }
    return FACE_NONE;
}

static int find_face(struct fonts *fonts, enum font font, const char *script, bool emoji,
    const uint32_t *codes, int count)
{
    if (emoji && fonts_has(fonts, ROW_EMOJI * 2, codes[0]))
        return ROW_EMOJI * 2;
    if (has_all(fonts, primaries[font].first, codes, count))
        return primaries[font].first;
    if (has_all(fonts, primaries[font].second, codes, count))
        return primaries[font].second;
    int face = find_in_rows(fonts, font, script, codes, count);
    if (face == FACE_NONE)
        face = find_in_rows(fonts, font, NULL, codes, count);
    if (face == FACE_NONE && fonts_has(fonts, ROW_EMOJI * 2, codes[0]))
        face = ROW_EMOJI * 2;
    return face;
}

int fonts_pick(struct fonts *fonts, enum font font, const char *script, bool emoji,
    const uint32_t *codes, int count, bool *missing)
{
    uint64_t key = hash_text(hash_number(HASH_START, (uint64_t)font << 1 | emoji), script);
    key = hash_bytes(key, codes, sizeof *codes * (size_t)count);
    struct pick *pick = &fonts->picks[key % PICKS];
    if (pick->key != key) {
        int face = find_face(fonts, font, script, emoji, codes, count);
        if (face == FACE_NONE && count > 1) /* better the letter without its mark than nothing */
            face = find_face(fonts, font, script, emoji, codes, 1);
        bool none = face == FACE_NONE;
        *pick = (struct pick){.key = key,
            .face = (int16_t)(none ? fonts_primary(fonts, font) : face),
            .missing = none};
    }
    if (pick->missing)
        *missing = true;
    return pick->face;
}

TTF_Font *fonts_get(struct fonts *fonts, int id, int size)
{
    uint64_t key = (uint64_t)id << 32 | (uint32_t)size;
    TTF_Font **known = cache_find(&fonts->open, key);
    if (known)
        return *known;
    struct face *face = face_load(fonts, id);
    TTF_Font *font = face ? open_font(face, rows[id / 2].index, MAX(size, 1)) : NULL;
    if (font)
        *(TTF_Font **)cache_add(&fonts->open, key, 1) = font;
    return font;
}

static const struct {
    uint32_t first, last;
    const char *script;
} script_ranges[] = {
    /* ascending */
    {'A', 'Z', "Latn"},
    {'a', 'z', "Latn"},
    {0xC0, 0x24F, "Latn"},
    {0x370, 0x3FF, "Grek"},
    {0x400, 0x52F, "Cyrl"},
    {0x531, 0x58F, "Armn"},
    {0x591, 0x5F4, "Hebr"},
    {0x600, 0x6FF, "Arab"},
    {0x750, 0x77F, "Arab"},
    {0x8A0, 0x8FF, "Arab"},
    {0x900, 0x963, "Deva"},
    {0x966, 0x97F, "Deva"},
    {0x980, 0x9FF, "Beng"},
    {0xA00, 0xA7F, "Guru"},
    {0xA80, 0xAFF, "Gujr"},
    {0xB80, 0xBFF, "Taml"},
    {0xC00, 0xC7F, "Telu"},
    {0xC80, 0xCFF, "Knda"},
    {0xD00, 0xD7F, "Mlym"},
    {0xD80, 0xDFF, "Sinh"},
    {0xE00, 0xE7F, "Thai"},
    {0xE80, 0xEFF, "Laoo"},
    {0x1000, 0x109F, "Mymr"},
    {0x10A0, 0x10FF, "Geor"},
    {0x1100, 0x11FF, "Hang"},
    {0x1200, 0x139F, "Ethi"},
    {0x1780, 0x17FF, "Khmr"},
    {0x1E00, 0x1EFF, "Latn"},
    {0x1F00, 0x1FFF, "Grek"},
    {0x2E80, 0x2FDF, "Hani"},
    {0x3005, 0x3007, "Hani"},
    {0x3041, 0x30FF, "Kana"},
    {0x3131, 0x318E, "Hang"},
    {0x31F0, 0x31FF, "Kana"},
    {0x3400, 0x4DBF, "Hani"},
    {0x4E00, 0x9FFF, "Hani"},
    {0xAC00, 0xD7A3, "Hang"},
    {0xF900, 0xFAFF, "Hani"},
    {0xFB1D, 0xFB4F, "Hebr"},
    {0xFB50, 0xFDFF, "Arab"},
    {0xFE70, 0xFEFC, "Arab"},
    {0x20000, 0x3FFFF, "Hani"},
};

const char *fonts_script(uint32_t code)
{
    for (size_t i = 0; i < COUNT_OF(script_ranges) && code >= script_ranges[i].first; i++)
        if (code <= script_ranges[i].last)
            return script_ranges[i].script;
    return "Zyyy";
}
