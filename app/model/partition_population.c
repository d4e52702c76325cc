#include "model/partition_inside.h"

#include <math.h>
#include <string.h>

static int32_t worst_of(const struct partition *p)
{
    int32_t worst = 0;
    for (int32_t k = 1; k < p->population_count; k++)
        if (partition_better(p->population_value[worst], p->population_value[k]))
            worst = k;
    return worst;
}

static bool is_wanted(const struct partition *p, struct partition_value value)
{
    for (int32_t k = 0; k < p->population_count; k++) {
        struct partition_value other = p->population_value[k];
        if (other.broken == value.broken &&
            fabs(other.value - value.value) <= 1e-7 * (1 + fabs(value.value)))
            return false; /* the same, most likely but for the names of the groups */
    }
    return p->population_count < PARTITION_POPULATION ||
           !partition_better(p->population_value[worst_of(p)], value);
}

bool partition_offer(struct partition *p, struct partition_value value)
{
    if (!is_wanted(p, value))
        return false;
    int32_t place =
        p->population_count < PARTITION_POPULATION ? p->population_count++ : worst_of(p);
    p->population_value[place] = value;
    for (int32_t i = 0; i < p->blocks; i++)
        p->population[(size_t)place * p->blocks + i] = (uint8_t)p->now.group[i];
    return true;
}

/* For each group of one parent the group of the other that shares most members with it. */
static void match(struct partition *p, const uint8_t *one, const uint8_t *other, int32_t *twin)
{
    static const int16_t taken = -1;
    int16_t shared[PARTITION_GROUP_MAX][PARTITION_GROUP_MAX];
    memset(shared, 0, sizeof(shared));
    for (int32_t i = 0; i < p->blocks; i++)
        shared[one[i]][other[i]]++;
    for (int32_t left = p->groups; left > 0; left--) {
        int32_t a = 0, b = 0;
        for (int32_t g = 0; g < p->groups; g++)
            for (int32_t h = 0; h < p->groups; h++)
                if (shared[g][h] > shared[a][b] || shared[a][b] == taken)
                    a = g, b = h;
        twin[b] = a;
        for (int32_t g = 0; g < p->groups; g++)
            shared[a][g] = shared[g][b] = taken;
    }
}

void partition_cross(struct partition *p)
{
    int32_t a = (int32_t)rng_below(&p->rng, (uint32_t)p->population_count);
    int32_t b = (int32_t)rng_below(&p->rng, (uint32_t)p->population_count - 1);
    const uint8_t *one = p->population + (size_t)a * p->blocks;
    const uint8_t *other = p->population + (size_t)(b + (b >= a)) * p->blocks;
    int32_t twin[PARTITION_GROUP_MAX], room[PARTITION_GROUP_MAX] = {0};
    match(p, one, other, twin);
    for (int32_t i = 0; i < p->blocks; i++) {
        bool agree = twin[other[i]] == one[i];
        p->now.group[i] = agree ? one[i] : -1;
        if (!agree)
            room[one[i]] += p->weight[i];
    }
    for (int pass = 0; pass < 2; pass++)
        for (int32_t i = 0; i < p->blocks; i++) {
            if (p->now.group[i] >= 0)
                continue;
            int32_t g = rng_next(&p->rng) >> 63 ? one[i] : twin[other[i]];
            if (room[g] < p->weight[i]) {
                if (pass == 0)
                    continue;
                for (int32_t h = 0; h < p->groups; h++)
                    if (room[h] > room[g])
                        g = h;
            }
            p->now.group[i] = g;
            room[g] -= p->weight[i];
        }
}
