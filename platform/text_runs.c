#include "platform/text_runs.h"

#include "base/utf8.h"
#include <string.h>

enum { ZWJ = 0x200D, KEYCAP = 0x20E3, TEXT_STYLE = 0xFE0E, EMOJI_STYLE = 0xFE0F };

static bool is_tone(uint32_t code)
{
    return code >= 0x1F3FB && code <= 0x1F3FF;
}

static bool is_flag_letter(uint32_t code)
{
    return code >= 0x1F1E6 && code <= 0x1F1FF;
}

/* Goes with the character before it, whatever that is. */
static bool extends(uint32_t code)
{
    if (code < 0x300)
        return false;
    return fonts_is_invisible(code) || code == KEYCAP || is_tone(code) ||
           fribidi_get_bidi_type(code) == FRIBIDI_TYPE_NSM;
}

/* Shown as a picture unless a variation selector says otherwise (Emoji_Presentation of Unicode). */
static bool is_picture(uint32_t code)
{
    static const uint16_t plane0[][2] = {{0x231A, 0x231B}, {0x23E9, 0x23EC}, {0x23F0, 0x23F0},
        {0x23F3, 0x23F3}, {0x25FD, 0x25FE}, {0x2614, 0x2615}, {0x2648, 0x2653}, {0x267F, 0x267F},
        {0x2693, 0x2693}, {0x26A1, 0x26A1}, {0x26AA, 0x26AB}, {0x26BD, 0x26BE}, {0x26C4, 0x26C5},
        {0x26CE, 0x26CE}, {0x26D4, 0x26D4}, {0x26EA, 0x26EA}, {0x26F2, 0x26F3}, {0x26F5, 0x26F5},
        {0x26FA, 0x26FA}, {0x26FD, 0x26FD}, {0x2705, 0x2705}, {0x270A, 0x270B}, {0x2728, 0x2728},
        {0x274C, 0x274C}, {0x274E, 0x274E}, {0x2753, 0x2755}, {0x2757, 0x2757}, {0x2795, 0x2797},
        {0x27B0, 0x27B0}, {0x27BF, 0x27BF}, {0x2B1B, 0x2B1C}, {0x2B50, 0x2B50}, {0x2B55, 0x2B55}};
    if (code >= 0x1F000)
        return code < 0x20000;
    for (size_t i = 0; i < COUNT_OF(plane0) && code >= plane0[i][0]; i++)
        if (code <= plane0[i][1])
            return true;
    return false;
}

/* The end of what must stay together: a letter with its marks, a flag, a joined emoji. */
static int cluster_end(const uint32_t *codes, int start, int count)
{
    int end = start + 1;
    if (is_flag_letter(codes[start]) && end < count && is_flag_letter(codes[end]))
        end++;
    while (end < count) {
        bool joined = codes[end - 1] == ZWJ && codes[end] >= 0x203C && is_picture(codes[start]);
        if (!joined && !extends(codes[end]))
            break;
        end++;
    }
    return end;
}

static bool cluster_is_emoji(const uint32_t *codes, int count)
{
    bool emoji = is_picture(codes[0]);
    for (int i = 1; i < count; i++) {
        if (codes[i] == TEXT_STYLE)
            return false;
        if (codes[i] == EMOJI_STYLE || codes[i] == KEYCAP || is_tone(codes[i]))
            emoji = true;
    }
    return emoji;
}

static int decode(const char *text, size_t length, struct text_scratch *scratch, bool *needs_bidi)
{
    int count = 0;
    size_t at = 0;
    *needs_bidi = false;
    while (at < length && count < TEXT_CHARS_MAX) {
        scratch->starts[count] = (uint32_t)at;
        at += utf8_decode(text + at, length - at, &scratch->codes[count]);
        uint32_t code = scratch->codes[count++];
        *needs_bidi |= (code >= 0x590 && code < 0x900) || (code >= 0x200E && code <= 0x2069) ||
                       (code >= 0xFB1D && code <= 0xFEFC) || (code >= 0x10800 && code < 0x11000) ||
                       (code >= 0x1E800 && code < 0x1F000);
    }
    scratch->starts[count] = (uint32_t)at;
    return count;
}

/* Numbers that make one sum or one mixed number, as in "2 3/4 + 1 = 5", are read left to right
 * within right-to-left text as well: what joins them gets the type of a digit. */

static bool is_fraction(uint32_t code)
{
    return (code >= 0xBC && code <= 0xBE) || (code >= 0x2150 && code <= 0x215E);
}

static bool is_operator(uint32_t code)
{
    static const uint32_t operators[] = {'+', '-', '*', '/', '=', '<', '>', 0xB7, 0xD7, 0xF7,
        0x2044, 0x2212, 0x2215, 0x2248, 0x2260, 0x2264, 0x2265};
    for (size_t i = 0; i < COUNT_OF(operators); i++)
        if (code == operators[i])
            return true;
    return false;
}

static bool begins_fraction(const struct text_scratch *scratch, int at, int count)
{
    if (is_fraction(scratch->codes[at]))
        return true;
    while (at < count && scratch->types[at] == FRIBIDI_TYPE_EN)
        at++;
    return at < count && (scratch->codes[at] == '/' || scratch->codes[at] == 0x2044);
}

static void join_numbers(struct text_scratch *scratch, int count)
{
    for (int i = 0; i < count; i++)
        if (is_fraction(scratch->codes[i]))
            scratch->types[i] = FRIBIDI_TYPE_EN;
    for (int i = 0; i + 1 < count; i++) {
        if (scratch->types[i] != FRIBIDI_TYPE_EN)
            continue;
        bool joined = false;
        int end = i + 1;
        for (; end < count; end++) {
            bool joins = is_operator(scratch->codes[end]);
            joined |= joins;
            if (!joins && scratch->codes[end] != ' ' && scratch->codes[end] != 0xA0)
                break;
        }
        if (end == count || end == i + 1 || scratch->types[end] != FRIBIDI_TYPE_EN)
            continue;
        for (int k = i + 1; (joined || begins_fraction(scratch, end, count)) && k < end; k++)
            scratch->types[k] = FRIBIDI_TYPE_EN;
    }
}

/* Pictures newer than the tables of FriBidi (1.0.8 knows Unicode 10: no kangaroo) are no letters.
 */
static FriBidiCharType bidi_type(uint32_t code)
{
    return code >= 0x1F300 && code < 0x1FB00 ? FRIBIDI_TYPE_ON : fribidi_get_bidi_type(code);
}

static void find_levels(struct text_scratch *scratch, int count, enum text_direction direction)
{
    FriBidiParType base = direction == TEXT_RTL   ? FRIBIDI_PAR_RTL
                          : direction == TEXT_LTR ? FRIBIDI_PAR_LTR
                                                  : FRIBIDI_PAR_ON;
    for (int i = 0; i < count; i++)
        scratch->types[i] = bidi_type(scratch->codes[i]);
    fribidi_get_bracket_types(scratch->codes, count, scratch->types, scratch->brackets);
    join_numbers(scratch, count);
    if (fribidi_get_par_embedding_levels_ex(
            scratch->types, scratch->brackets, count, &base, scratch->levels) == 0)
        memset(scratch->levels, direction == TEXT_RTL, (size_t)count * sizeof *scratch->levels);
}

/* Runs with odd levels are drawn right to left: rule L2 of the bidirectional algorithm. */
static void reorder(struct text_item *items, int count)
{
    int highest = 0;
    for (int i = 0; i < count; i++)
        highest = MAX(highest, items[i].level);
    for (int level = highest; level > 0; level--)
        for (int first = 0; first < count; first++) {
            int end = first;
            while (end < count && items[end].level >= level)
                end++;
            for (int a = first, b = end - 1; a < b; a++, b--) {
                struct text_item swap = items[a];
                items[a] = items[b];
                items[b] = swap;
            }
            first = MAX(first, end - 1);
        }
}

/* Joins a cluster to the run before it where one face and one script can shape both. */
static int add_cluster(struct text_item *items, int count, struct text_item next, bool full)
{
    struct text_item *last = count > 0 ? &items[count - 1] : NULL;
    bool shared = strcmp(next.script, "Zyyy") == 0;
    if (last && (full || (last->face == next.face && last->level == next.level &&
                             !fonts_is_emoji(next.face)))) {
        bool last_shared = strcmp(last->script, "Zyyy") == 0;
        if (full || shared || last_shared || strcmp(last->script, next.script) == 0) {
            if (last_shared)
                last->script = next.script;
            last->length += next.length;
            return count;
        }
    }
    items[count] = next;
    return count + 1;
}

int text_split(struct fonts *fonts, enum font font, enum text_direction direction, const char *text,
    size_t length, struct text_scratch *scratch, bool *missing)
{
    bool needs_bidi;
    int chars = decode(text, length, scratch, &needs_bidi);
    if (needs_bidi || direction == TEXT_RTL)
        find_levels(scratch, chars, direction);
    else
        memset(scratch->levels, 0, (size_t)chars * sizeof *scratch->levels);
    const char *script = "Zyyy";
    int count = 0, last_face = FACE_NONE;
    for (int at = 0; at < chars;) {
        const uint32_t *codes = scratch->codes + at;
        int end = cluster_end(scratch->codes, at, chars);
        bool emoji = cluster_is_emoji(codes, end - at);
        const char *own = fonts_script(codes[0]);
        if (strcmp(own, "Zyyy") != 0)
            script = own;
        struct text_item item = {.start = scratch->starts[at],
            .length = scratch->starts[end] - scratch->starts[at],
            .script = emoji ? "Zyyy" : own,
            .level = (uint8_t)scratch->levels[at]};
        if (codes[0] <= 0x20)
            item.face = last_face != FACE_NONE && !fonts_is_emoji(last_face) &&
                                fonts_has(fonts, last_face, ' ')
                            ? last_face
                            : fonts_primary(fonts, font);
        else
            item.face = fonts_pick(fonts, font, script, emoji, codes, end - at, missing);
        last_face = item.face;
        count = add_cluster(scratch->items, count, item, count == TEXT_RUNS_MAX);
        at = end;
    }
    reorder(scratch->items, count);
    return count;
}

bool runs_is_rtl(const char *text, size_t length, bool fallback)
{
    int inside = 0; /* isolates say nothing of the line: rule P2 */
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        FriBidiCharType type = bidi_type(code);
        if (type == FRIBIDI_TYPE_PDI)
            inside -= inside > 0;
        else if (FRIBIDI_IS_ISOLATE(type))
            inside++;
        if (inside == 0 && FRIBIDI_IS_LETTER(type))
            return FRIBIDI_IS_RTL(type);
    }
    return fallback;
}
