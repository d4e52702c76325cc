/* What records.c does so that times which a machine did not know yet are read as they were
 * (model/clock_table.h). */
#pragma once

#include "records.h"

/* The clock_set events of the store, anew. */
MUST_CHECK bool records_clock_load(struct records *records, struct error *error);
/* An event was applied, from elsewhere or (own) from this run. */
void records_clock_note(struct records *records, const struct event *event);
void records_clock_note_own(struct records *records, const struct event *event);
/* Repaired events stand in the order where their clock put them. Makes *since_ms so early that none
 * that happened since then is left out. */
MUST_CHECK bool records_clock_reach(
    struct records *records, int64_t *since_ms, struct error *error);
