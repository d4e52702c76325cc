/* How it stands with the other machines, in words: for grown-ups. */
#pragma once

#include "screens/parts.h"

/* "10:32" of today, else with the date. */
const char *link_when(struct screen_call *call, int64_t wall_ms);
/* What time this machine goes by, and whether it is sure of it. */
const char *link_clock_text(struct screen_call *call);

/* Connected or why not, when all was told last, and what waits here; lines. */
const char *link_text(struct screen_call *call);

/* Time goes on in it: for a screen's deadline_ms. */
int64_t link_deadline_ms(const struct screen_call *call);
