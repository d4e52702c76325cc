/* What the readers of the single files of a class folder share. Internal to class_folder. */
#pragma once

#include "exchange/cells.h"
#include "exchange/class_folder.h"

struct class_reader {
    const struct folder *folder;
    struct arena *arena;
    struct plan *plan;
    struct problems *problems;
    /* A file that could not be used makes every reference into it look wrong: those are then not
     * reported. */
    bool students_known, stations_known, skills_known, tickets_known, reflections_known;
};

const struct folder_file *class_find_file(const struct class_reader *reader, const char *name);
MUST_CHECK bool class_decode(
    const struct class_reader *reader, const struct folder_file *file, struct text_file *out);
/* Decodes and reads a table. False if the file is absent or unusable; *usable tells (may be NULL).
 */
MUST_CHECK bool class_open_table(const struct class_reader *reader, const char *name,
    const struct csv_field *fields, int field_count, struct csv_table *out, bool *usable);
/* The order of tickets that came together: "week-2" before "week-10". As strcmp(). */
int class_compare_tickets(const char *a, const char *b);

/* True and reported once, at the row, when `count` is at its limit; the sentence has the gap
 * {count} for the limit. */
MUST_CHECK bool class_is_full(const struct cell_context *context, struct csv_cell cell, int count,
    int most, const char *sentence);

void class_read_settings(struct class_reader *reader); /* class.ini */
void class_finish_settings(struct class_reader *reader);
void class_read_students(struct class_reader *reader);
void class_read_stations(struct class_reader *reader);
void class_read_skills(struct class_reader *reader);
void class_read_activities(struct class_reader *reader);
void class_read_rules(struct class_reader *reader);
void class_read_groups(struct class_reader *reader);
void class_read_tickets(struct class_reader *reader); /* tickets/ and questions.csv */
void class_read_reflections(struct class_reader *reader);
void class_read_calendar(struct class_reader *reader);
