/* Counts what the program asks of the machine: memory, text pictures, presents, decodes, syncs.
 *
 * The counters stand between the program and its libraries: the linker's --wrap for what our own
 * layers call (CMakeLists.txt lists the names), symbols of the executable for what libraries call.
 * All threads count. */
#pragma once

#include <stdint.h>

struct counts {
    int64_t allocations; /* malloc, calloc, realloc, of ours and of libraries */
    int64_t rasterised;  /* texts drawn by SDL_ttf */
    int64_t measured;    /* texts measured by SDL_ttf */
    int64_t presents;    /* SDL_RenderPresent */
    int64_t looks;       /* frames of the camera looked at by the decoder */
    int64_t looks_us;    /* processor time of those */
    int64_t source_us;   /* processor time of reading picture files in the camera's place */
    int64_t wal_syncs;   /* one a transaction: the write-ahead log */
    int64_t other_syncs; /* head record, folder, checkpoint of SQLite */
};

struct counts counts_now(void);
struct counts counts_since(const struct counts *before);
