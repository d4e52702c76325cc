/* Font files of Debian's packages, which of them has a character, and open fonts by size. */
#pragma once

#include "base/error.h"
#include "ui/draw.h"
#include <SDL_ttf.h>

struct fonts;

enum { FACE_NONE = -1 };

/* Looks below `folder` (normally "/usr/share"). ERR_NOT_FOUND if there is no face to read with. */
MUST_CHECK bool fonts_open(struct fonts **out, const char *folder, struct error *error);
void fonts_close(struct fonts *fonts); /* accepts NULL */

/* The face for text in this font when nothing has to be replaced. */
int fonts_primary(struct fonts *fonts, enum font font);
/* The first face of the font's chain that has all `count` characters, else the first one
 * (`missing` is set if it lacks the first character). `script` is from fonts_script(). Pictures
 * come from the colour font if `emoji`, and as a last resort. */
int fonts_pick(struct fonts *fonts, enum font font, const char *script, bool emoji,
    const uint32_t *codes, int count, bool *missing);
bool fonts_has(struct fonts *fonts, int face, uint32_t code);
/* Joiners, variation selectors, marks of direction: no font needs a picture for them. */
bool fonts_is_invisible(uint32_t code);
bool fonts_is_emoji(int face); /* bitmaps of one size, in colour */

/* A font open at `size` pixels an em (no matter which, for emoji); NULL if it cannot be opened.
 * Borrowed until the next call. */
TTF_Font *fonts_get(struct fonts *fonts, int face, int size);

/* ISO 15924 tag of a character's script, "Zyyy" for what all scripts share. */
const char *fonts_script(uint32_t code);
