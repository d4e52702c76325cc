/* What the foot of the screen says of a machine that starts from our card, for the grown-up who set
 * it up. The program fills it; WISH_DEVICE_AWAY puts it away. */
#pragma once

#include "model/limits.h"
#include <stdbool.h>

enum { DEVICE_VIEW_TEXT = 128, DEVICE_VIEW_ABOUT = 256, DEVICE_VIEW_MISTAKES = 12 };

struct device_view_mistake {
    const char *what; /* one sentence, untranslated, with the gaps {key} {value} {hint} */
    char place[DEVICE_VIEW_TEXT]; /* "waystation.ini:7 · D14" */
    char key[DEVICE_VIEW_TEXT], value[DEVICE_VIEW_TEXT], hint[DEVICE_VIEW_TEXT];
};

struct device_view {
    bool is_shown;
    bool is_low;                    /* one line, nothing to tap: for the projector */
    char about[DEVICE_VIEW_ABOUT];  /* name, version, slot: no words */
    char address[DEVICE_VIEW_TEXT]; /* "" no network */
    struct device_view_mistake mistakes[DEVICE_VIEW_MISTAKES]; /* in its settings: the first ones */
    int mistake_count;                                         /* all of them */
    const struct device_view_mistake *fallback; /* among them: an update did not start; or NULL */
};
