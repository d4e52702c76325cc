/* The first picture: our mark and our name, while the records are opened. */
#pragma once

#include "platform/platform.h"
#include "ui/theme.h"

/* Presents it. Nothing that could fail matters. */
void splash_show(struct platform *platform, enum theme_id theme);
/* Its draw list, for a screen of that size. */
void splash_draw(struct draw_list *list, const struct text_service *text, enum theme_id theme,
    int width, int height);
