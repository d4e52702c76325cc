/* The 1,000 random classes of bench_groups, 24 to 36 students with ten rules, and the value that a
 * minute of search finds for each: groups_reference.txt. Include after cmocka.h. */
#pragma once

#include "base/macros.h"
#include "model/grouping_class.h"
#include <stdio.h>

enum { REFERENCE_CLASSES = 1000, REFERENCE_RULES = 10 };

static inline void reference_class(
    struct group_class *class, int which, struct grouping_options *options)
{
    struct rng rng = rng_seeded((uint64_t)which);
    int32_t groups = 4 + (int32_t)rng_below(&rng, 5);
    class_reset(class, 24 + (int32_t)rng_below(&rng, 13));
    class_learn(class, 1 + (int32_t)rng_below(&rng, CLASS_SKILLS), &rng);
    class_rules(class, 2 * REFERENCE_RULES, groups, &rng);
    class->plan->rule_count = REFERENCE_RULES;
    *options = (struct grouping_options){.scheme = (enum grouping_scheme)(which % 3),
        .group_count = groups,
        .seed = (uint64_t)which,
        .today = CLASS_DAY,
        .days = GROUPING_DAYS};
}

/* values[]: NAN for a class whose rules contradict each other, or that is not in the file. How many
 * are in it; -1: it cannot be read, or a line is wrong. */
static inline int reference_read(const char *path, double values[static REFERENCE_CLASSES])
{
    FILE *file = fopen(path, "r");
    char line[128];
    int count = 0;
    for (int i = 0; i < REFERENCE_CLASSES; i++)
        values[i] = NAN;
    while (file != NULL && count >= 0 && fgets(line, sizeof line, file) != NULL) {
        int which;
        double value;
        if (line[0] == '#')
            continue;
        bool is_right = sscanf(line, "%d %lf", &which, &value) == 2 && which >= 0 &&
                        which < REFERENCE_CLASSES && isnan(values[which]);
        count = is_right ? count + 1 : -1;
        if (is_right)
            values[which] = value;
    }
    if (file == NULL)
        return -1;
    fclose(file);
    return count;
}
