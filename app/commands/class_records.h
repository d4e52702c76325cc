/* The records of a class for a command, and whom the command is about. */
#pragma once

#include "commands/cli.h"

/* As cli_open_records(); ERR_NOT_FOUND if no class was ever taken. */
MUST_CHECK bool class_records_open(
    struct records *out, const char *data, bool read_only, struct error *error);

/* The student of this id, as an index into the plan, or -1 with an error that says where ids are.
 */
int class_records_find(const struct classroom *classroom, const char *id, struct error *error);

/* The students of these ids, each once, or all of the class when the list is empty: indexes into
 * the plan. ERR_NOT_FOUND names the first id that is none. */
MUST_CHECK bool class_records_pick(const struct records *records, const struct cli_list *ids,
    int out[static STUDENT_MAX], int *count, struct error *error);

/* The skill of the plan with this code: its index. ERR_NOT_FOUND says where the codes are. */
MUST_CHECK bool class_records_find_skill(
    const struct records *records, const char *code, int *out, struct error *error);

/* "Amélie Fontaine"; the id if there is no name. */
enum { WHOLE_NAME_SIZE = 2 * NAME_SIZE };
void class_records_name(const struct student *student, char out[static WHOLE_NAME_SIZE]);
