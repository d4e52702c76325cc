/* What happened as tables of a spreadsheet: export csv, apart from where the files go. */
#pragma once

#include "exchange/csv.h"
#include "records.h"

enum export_table {
    EXPORT_VISITS,
    EXPORT_ANSWERS,
    EXPORT_TICKETS,
    EXPORT_REFLECTIONS,
    EXPORT_GOALS,
    EXPORT_HELP,
    EXPORT_TABLE_COUNT
};
extern const char *const export_file_names[EXPORT_TABLE_COUNT]; /* "visits.csv", … */

/* The voice clips that the tables name and that are there: file names in the export ("clips/…") and
 * where they are now, or what they are: those that were sealed and are opened. In the arena. */
struct export_clips {
    struct export_clip {
        const char *name, *path; /* path NULL: bytes */
        const void *bytes;
        size_t size;
        struct export_clip *next;
    } * first;
    int count;
};

/* The tables of the whole log, in the arena. Times are those of the place where it happened. */
MUST_CHECK bool export_tables(struct records *records, struct arena *arena,
    struct csv_writer tables[static EXPORT_TABLE_COUNT], struct export_clips *clips,
    struct error *error);
