/* The plain screen of a station that cannot start: never a blank one, and never a console. */
#pragma once

#include "app.h"

enum { REFUSAL_LANGUAGES = 4 };

/* Shows why the station did not open, for a minute or until it is closed; then whoever starts the
 * station tries again. Closes `platform`, the station's that did open (NULL: it did not, and is
 * tried once more). Does nothing without a window, and nothing that could fail matters. */
void refusal_show(
    const struct app_options *options, struct platform *platform, const struct error *why);

/* One frame: what a child is to do in the languages of the interface (empty ones are left out), and
 * what a grown-up has to do. */
void refusal_frame(
    struct ui *ui, const char *const asks[static REFUSAL_LANGUAGES], const char *why);
