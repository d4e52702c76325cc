/* The document of `waystation groups form --json`, which `waystation groups approve` takes back.
 *
 * {"day", "scheme", "seed", "days", "state", "value", "optimal", "sizes_widened", "skills": [code],
 *  "groups": [{"name", "icon", "skill", "extend", "first_station", "teacher_first",
 *              "students": [id], "stations": [id or "" for a rest, by round]}],
 *  "whole_way", "fewer_groups", "absent": [id], "not_enough_evidence": [id], "too_little_evidence",
 *  "conflict": [demand], "missed": [demand],
 *  "reasons": [{"student", "why", "skill", "right", "asked", "alike", "members", "with": [id],
 *               "apart": [id], "prices": [{"group", "swap", "broken", "rule": demand, "points"}]}]}
 *
 * demand: {"from": rule | lock | sizes | capacity, "number": of the rule in rules.csv, "rule",
 * "students": [id], "group", "station", "note"}, with what applies. Keys are stable. Only "day",
 * "scheme", "groups" and "absent" are read back; of a group "stations" may be missing, and the
 * whole way is then looked for anew. "whole_way": one was looked for, and nothing given
 * up for it. "fewer_groups": than were asked for, as no more students are there. */
#pragma once

#include "model/grouping.h"
#include <stdio.h>

struct groups_document {
    const struct plan *plan;
    const struct grouping_options *options;
    const struct grouping *grouping;
    const struct grouping_result *result;
    int32_t day;                            /* the groups are for */
    const struct groups_approval *approval; /* the same groups with their way */
    bool whole_way;
};
/* False if it could not be written. */
bool groups_json_write(const struct groups_document *document, FILE *file);

struct groups_file {
    struct groups_approval approval; /* groups without students are left out */
    char absent[STUDENT_MAX][ID_SIZE];
    int32_t absent_count;
    bool teacher_first[GROUP_MAX]; /* parallel to approval.groups */
};
/* ERR_IO, or ERR_BAD_INPUT naming what is not as written above. */
MUST_CHECK bool groups_json_read(FILE *file, struct groups_file *out, struct error *error);
