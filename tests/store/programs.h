/* Made-up programs of the next schema, for what happens when an update comes and is taken back. */
#pragma once

#include "store/store_internal.h"
#include <string.h>

#define NEXT_STEP                                                                              \
    "ALTER TABLE event ADD COLUMN mark TEXT NOT NULL DEFAULT 'none';"                          \
    "CREATE TABLE seen(kind TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT;"                 \
    "INSERT INTO seen SELECT kind, count(*) FROM event GROUP BY kind;"                         \
    "CREATE TRIGGER event_seen AFTER INSERT ON event BEGIN "                                   \
    "INSERT INTO seen VALUES(new.kind, 1) ON CONFLICT(kind) DO UPDATE SET count = count + 1; " \
    "END;"

/* With `least` STORE_SCHEMA this program works in what the next one makes; with one more it does
 * not. `sql` NULL: NEXT_STEP. */
static inline const struct store_program *next_program(int least, const char *sql)
{
    static struct store_migration steps[STORE_SCHEMA + 1];
    static const struct store_program program = {steps, STORE_SCHEMA + 1};
    memcpy(steps, store_this_program.steps, STORE_SCHEMA * sizeof steps[0]);
    steps[STORE_SCHEMA] =
        (struct store_migration){STORE_SCHEMA, least, sql == NULL ? NEXT_STEP : sql};
    return &program;
}
