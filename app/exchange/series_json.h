/* The document of `waystation groups series --json`.
 *
 * {"lessons": [{"groups": [{"name", "students": [ids]}]}], "repeats", "repeats_least", "most",
 * "strangers"}: repeats is the number of meetings of pairs who have met before in the series,
 * repeats_least what no series can be below, most the meetings of one pair, strangers the pairs who
 * never meet. Keys are stable. */
#pragma once

#include "model/partners.h"
#include "model/plan.h"
#include <stdio.h>

struct series_document {
    const struct plan *plan;
    const int *students; /* indexes into the plan, by place in the problem */
    const struct partners_problem *problem;
    const struct partners_schedule *schedule;
    const char *(*name)(int lesson, int group);
};

/* False if it does not fit into memory or into the file. */
bool series_json_write(const struct series_document *document, FILE *file);
