#include "grouping_instance.h"

#include "base/rng.h"
#include <math.h>
#include <string.h>

static void set_pair(struct instance *instance, int32_t i, int32_t j, float gain)
{
    size_t count = (size_t)instance->problem.count;
    instance->pair[(size_t)i * count + (size_t)j] = gain;
    instance->pair[(size_t)j * count + (size_t)i] = gain;
}

static void begin(struct instance *instance, int32_t count, int32_t groups)
{
    memset(instance, 0, sizeof(*instance));
    instance->problem.count = count;
    instance->problem.group_count = groups;
    instance->problem.least = instance->least;
    instance->problem.most = instance->most;
    instance->problem.pair = instance->pair;
}

bool instance_read(struct instance *instance, FILE *file, struct error *error)
{
    int count, groups, i, j;
    char sizes[3];
    float gain;
    if (fscanf(file, "%d %d %2s", &count, &groups, sizes) != 3 || count < 1 ||
        count > PARTITION_THING_MAX || groups < 1 || groups > PARTITION_GROUP_MAX)
        return error_set(error, ERR_BAD_INPUT,
            "The first line must be: how many things (to %d), how many groups (to %d), ss or ds, "
            "and the bounds of each group.",
            PARTITION_THING_MAX, PARTITION_GROUP_MAX);
    begin(instance, count, groups);
    for (int g = 0; g < groups; g++)
        if (fscanf(file, "%d %d", &instance->least[g], &instance->most[g]) != 2)
            return error_set(error, ERR_BAD_INPUT, "The bounds of group %d are missing.", g + 1);
    while (fscanf(file, "%d %d %f", &i, &j, &gain) == 3) {
        if (i < 0 || i >= count || j < 0 || j >= count || i == j)
            return error_set(
                error, ERR_BAD_INPUT, "There is no pair %d, %d of %d things.", i, j, count);
        set_pair(instance, i, j, gain);
    }
    return feof(file) ? true : error_set(error, ERR_BAD_INPUT, "A line is not: i j distance.");
}

bool instance_write(const struct instance *instance, FILE *file)
{
    const struct partition_problem *problem = &instance->problem;
    bool equal = memcmp(problem->least, problem->most, sizeof(instance->least)) == 0;
    fprintf(file, "%d %d %s", (int)problem->count, (int)problem->group_count, equal ? "ss" : "ds");
    for (int g = 0; g < problem->group_count; g++)
        fprintf(file, " %d %d", (int)problem->least[g], (int)problem->most[g]);
    fputc('\n', file);
    for (int i = 0; i < problem->count; i++)
        for (int j = i + 1; j < problem->count; j++)
            fprintf(file, "%d %d %.3f\n", i, j, (double)problem->pair[i * problem->count + j]);
    return !ferror(file);
}

static double distance(const double *a, const double *b, int32_t coordinates)
{
    double sum = 0;
    for (int32_t k = 0; k < coordinates; k++)
        sum += (a[k] - b[k]) * (a[k] - b[k]);
    return sqrt(sum);
}

static void make_bounds(struct instance *instance, bool equal_sizes, struct rng *rng)
{
    int32_t groups = instance->problem.group_count, size = instance->problem.count / groups;
    for (int32_t g = 0; g < groups; g++) {
        instance->least[g] = instance->most[g] = size;
        if (equal_sizes)
            continue;
        instance->least[g] -= (int32_t)rng_below(rng, (uint32_t)(size / 4 + 1));
        instance->most[g] += (int32_t)rng_below(rng, (uint32_t)(size / 3 + 1));
    }
}

void instance_make(struct instance *instance, enum instance_kind kind, int32_t count,
    int32_t groups, bool equal_sizes, uint64_t seed)
{
    static double points[PARTITION_THING_MAX][21];
    struct rng rng = rng_seeded(seed);
    begin(instance, count, groups);
    make_bounds(instance, equal_sizes, &rng);
    int32_t coordinates = 2 + (int32_t)rng_below(&rng, 20);
    for (int32_t i = 0; i < count; i++)
        for (int32_t k = 0; k < coordinates; k++)
            points[i][k] = rng_unit(&rng) * 100;
    for (int32_t i = 0; i < count; i++)
        for (int32_t j = i + 1; j < count; j++) {
            double gain = 0;
            if (kind == INSTANCE_GEO)
                gain = distance(points[i], points[j], coordinates);
            else if (kind == INSTANCE_RANINT)
                gain = rng_below(&rng, 101);
            else
                gain = rng_unit(&rng) * 100;
            set_pair(instance, i, j, (float)(floor(gain * 1000) / 1000));
        }
}

int32_t instance_usual_groups(int32_t count)
{
    static const int32_t usual[][2] = {
        {10, 2}, {12, 4}, {30, 5}, {60, 6}, {120, 10}, {240, 12}, {480, 20}, {960, 24}};
    for (size_t k = 0; k < COUNT_OF(usual); k++)
        if (usual[k][0] == count)
            return usual[k][1];
    for (int32_t size = 5; size < count; size++)
        if (count % size == 0)
            return count / size;
    return 1;
}
