/* The class folder (waystation-class-folder(5)) to and from the plan.
 *
 * Reading checks everything and reports every problem at its place. Writing gives a canonical
 * folder: reading it gives the same plan, and writing that gives the same bytes. What a teacher
 * left out and the reader dealt (avatars, colours, icons, a station, two reflections) is written.
 *
 * Beside the usual files: groups.csv with the columns group, students (`;`-list), and
 * first_station and skill if wanted; `start = HH:MM` under [rotation].
 *
 * Tickets stand in natural order of their ids ("week-2" before "week-10"), unless they came to the
 * class in another: then ticket_order.csv has a column ticket with their ids, the oldest first, and
 * those that are not in it are newer. A question of a ticket
 * file has the id TICKET/PLACE, or TICKET/X with `// [id:X]`; how questions.csv and ticket files
 * share a ticket is in questions.h and gift.h. Pictures are named in the plan but not held by it:
 * whoever exports a folder copies them. A missing picture is a warning only.
 *
 * Limits: a file at most 5 MiB, 20,000 rows, 2,500 columns, a cell 64 KiB; the model's limits
 * (model/limits.h) are reported by row. An arena of 512 MiB of address space is enough for any
 * folder; running out of it is a problem, never a crash. */
#pragma once

#include "base/arena.h"
#include "exchange/problem.h"
#include "model/plan.h"

/* One file of a folder, in memory. */
struct folder_file {
    const char *name;  /* "students.csv", "tickets/fractions.gift" */
    const char *bytes; /* not terminated */
    size_t size;
    const char *from; /* for folder_save(): copied from this file instead, NULL: bytes */
};

struct folder {
    struct folder_file *files;
    int count;
    bool is_stored;          /* a plan that the class has: its ids are not changed by reading it */
    bool students_elsewhere; /* without students.csv: they come from a roster */
    /* Names that can be shown, NULL behind the last; NULL: any is taken. */
    const char *const *icons;
};

/* The file of exactly this name, or NULL. */
const struct folder_file *folder_find(const struct folder *folder, const char *name);
/* True for the names of class.ini and the tables, in any case. */
bool folder_is_table(const char *name);

enum { FOLDER_FILE_MAX = 512, FOLDER_FILE_BYTES = 5 * 1024 * 1024 };

/* Reads the files of a folder on disk that a class folder can hold (and images its questions name),
 * into the arena. Unreadable or oversized files become problems, unknown ones notes. ERR_NOT_FOUND,
 * ERR_IO if the folder itself cannot be read. Does not follow links out of the folder. */
MUST_CHECK bool folder_load(const char *path, struct arena *arena, struct folder *out,
    struct problems *problems, struct error *error);

/* Makes the plan of a folder. *out is complete when problems->errors is 0; otherwise it is not to
 * be used. Never fails otherwise: what is wrong is in problems. */
void class_folder_read(const struct folder *folder, struct arena *scratch, struct plan *out,
    struct problems *problems);

/* Gives every student without an avatar one, as reading does. */
void class_deal_avatars(struct plan *plan);

/* The canonical files of a plan, in the arena. ERR_MEMORY if the arena is full; ERR_BAD_INPUT if a
 * question has parts that no form holds together (such as a hint and feedback of single answers):
 * that cannot come from reading. */
MUST_CHECK bool class_folder_write(
    const struct plan *plan, struct arena *arena, struct folder *out, struct error *error);

/* Writes files into a folder on disk, which must be new or empty: all or nothing (a temporary
 * folder beside it is renamed when complete and synced), for its owner alone. Names may begin with
 * "tickets/" or "clips/". */
MUST_CHECK bool folder_save(const struct folder *folder, const char *path, struct error *error);
/* Whether those are its names: a plan stored by a version of before may have others. */
bool folder_can_be_saved(const struct folder *folder);

/* A folder as one run of bytes, for plan snapshots: "WSPLAN1\n", then for each file, sorted by
 * name, its name, its size in decimal, and its bytes. Equal plans give equal bytes. */
MUST_CHECK bool folder_pack(const struct folder *folder, struct arena *arena, const char **bytes,
    size_t *size, struct error *error);
MUST_CHECK bool folder_unpack(
    const char *bytes, size_t size, struct arena *arena, struct folder *out, struct error *error);
