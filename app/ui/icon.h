/* Icons by name: Material Design Icons, or an emoji where the set has none. */
#pragma once

#include "ui/draw.h"

struct icon {
    const char *name;
    const char *text; /* UTF-8 of the icon's character, or of an emoji */
    enum font font;   /* FONT_ICON or FONT_READ (emoji) */
    bool mirrored;    /* points somewhere: flipped in right-to-left layouts */
};

/* NULL if there is no such icon. Names: "arrow-left", "volume-high", … (icon.c lists them). */
const struct icon *icon_find(const char *name);

/* All names, NULL behind the last. */
const char *const *icon_names(void);
