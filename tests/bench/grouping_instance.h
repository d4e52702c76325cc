/* Instances of the maximally diverse grouping problem: read, written and made.
 *
 * Text: `count groups ss|ds least most least most …`, then lines `i j distance`, as MDGPLIB has
 * them. Made ones follow its recipe: RanReal, distances uniform in [0, 100) with three decimals;
 * RanInt, integers 0 to 100; Geo, Euclidean distances of points with 2 to 21 coordinates in
 * [0, 100); ss, equal sizes; ds, bounds around them. */
#pragma once

#include "model/partition.h"
#include <stdio.h>

enum instance_kind { INSTANCE_RANREAL, INSTANCE_RANINT, INSTANCE_GEO, INSTANCE_KIND_COUNT };

struct instance {
    int32_t least[PARTITION_GROUP_MAX], most[PARTITION_GROUP_MAX];
    float pair[PARTITION_THING_MAX * PARTITION_THING_MAX];
    struct partition_problem problem; /* borrows the above */
};

MUST_CHECK bool instance_read(struct instance *instance, FILE *file, struct error *error);
bool instance_write(const struct instance *instance, FILE *file);

/* `count` a multiple of `groups`. */
void instance_make(struct instance *instance, enum instance_kind kind, int32_t count,
    int32_t groups, bool equal_sizes, uint64_t seed);

/* As many groups as MDGPLIB has for that count. */
int32_t instance_usual_groups(int32_t count);
