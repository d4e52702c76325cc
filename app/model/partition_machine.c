#include "model/partition_inside.h"

#include <assert.h>
#include <string.h>

/* As the own gain of a padding lane: more than any move can win back. */
enum { OUT_OF_REACH = 1 << 30 };

static int32_t outside(const struct partition *p, int32_t group, int32_t size)
{
    const struct partition_problem *problem = p->problem;
    return MAX(0, problem->least[group] - size) + MAX(0, size - problem->most[group]);
}

bool partition_fits(const struct partition *p, int32_t from, int32_t to)
{
    return p->now.size[from] > p->problem->least[from] && p->now.size[to] < p->problem->most[to];
}

static double mean(int64_t inside, int32_t size)
{
    return size > 0 ? (double)inside / size : 0;
}

/* May so many members of it stand in the group? */
static bool set_holds(const struct partition_set *set, int32_t group, int32_t count)
{
    if (set->group >= 0 && set->group != group)
        return true;
    return set->counts >> MIN(count, PARTITION_COUNT_MAX - 1) & 1;
}

void partition_weigh_set(const struct partition *p, int32_t s, int32_t group, int32_t more,
    struct partition_change *change)
{
    const struct partition_set *set = &p->problem->sets[s];
    int32_t count = p->now.counts[(size_t)s * p->groups + group];
    int32_t broken =
        (int32_t)set_holds(set, group, count) - (int32_t)set_holds(set, group, count + more);
    if (p->set_cost[s] > 0)
        change->value -= broken * p->set_cost[s];
    else
        change->broken += broken;
}

static void weigh_sizes(const struct partition *p, int32_t from, int32_t to, int32_t weight,
    struct partition_change *change)
{
    const int32_t *size = p->now.size;
    change->broken += outside(p, from, size[from] - weight) - outside(p, from, size[from]) +
                      outside(p, to, size[to] + weight) - outside(p, to, size[to]);
}

struct partition_change partition_weigh_move(const struct partition *p, int32_t i, int32_t to)
{
    const struct partition_state *now = &p->now;
    int32_t from = now->group[i];
    const int32_t *row_from = now->gain + (size_t)from * p->stride;
    const int32_t *row_to = now->gain + (size_t)to * p->stride;
    struct partition_change change = {0};
    if (p->per_member) {
        int64_t a = now->inside[from], b = now->inside[to];
        int32_t w = p->weight[i];
        change.value =
            mean(a - row_from[i] - p->self[i], now->size[from] - w) - mean(a, now->size[from]) +
            mean(b + row_to[i] + p->self[i], now->size[to] + w) - mean(b, now->size[to]) +
            p->place[(size_t)to * p->stride + i] - p->place[(size_t)from * p->stride + i];
    } else {
        change.value = row_to[i] - row_from[i];
    }
    weigh_sizes(p, from, to, p->weight[i], &change);
    change.broken +=
        now->clash[(size_t)to * p->stride + i] - now->clash[(size_t)from * p->stride + i];
    const uint8_t *amount = p->amount + (size_t)i * p->sets;
    const int16_t *set_of = p->set_of + (size_t)i * p->sets;
    for (int32_t k = 0; k < p->set_count[i]; k++) {
        partition_weigh_set(p, set_of[k], from, -amount[set_of[k]], &change);
        partition_weigh_set(p, set_of[k], to, amount[set_of[k]], &change);
    }
    return change;
}

static void weigh_exchange(
    const struct partition *p, int32_t s, int32_t i, int32_t j, struct partition_change *change)
{
    int32_t more = p->amount[(size_t)j * p->sets + s] - p->amount[(size_t)i * p->sets + s];
    if (more == 0)
        return;
    partition_weigh_set(p, s, p->now.group[i], more, change);
    partition_weigh_set(p, s, p->now.group[j], -more, change);
}

struct partition_change partition_weigh_swap(const struct partition *p, int32_t i, int32_t j)
{
    const struct partition_state *now = &p->now;
    size_t a = now->group[i], b = now->group[j], stride = (size_t)p->stride;
    int32_t pair = p->pair[i * stride + j];
    int32_t from_a = now->gain[a * stride + i], to_a = now->gain[a * stride + j] - pair;
    int32_t from_b = now->gain[b * stride + j], to_b = now->gain[b * stride + i] - pair;
    struct partition_change change = {0};
    if (p->per_member) {
        int64_t more_a = (int64_t)to_a - from_a + p->self[j] - p->self[i];
        int64_t more_b = (int64_t)to_b - from_b + p->self[i] - p->self[j];
        int32_t w = p->weight[j] - p->weight[i];
        if (w == 0)
            change.value = mean(more_a, now->size[a]) + mean(more_b, now->size[b]);
        else
            change.value = mean(now->inside[a] + more_a, now->size[a] + w) -
                           mean(now->inside[a], now->size[a]) +
                           mean(now->inside[b] + more_b, now->size[b] - w) -
                           mean(now->inside[b], now->size[b]);
        change.value += p->place[a * stride + j] - p->place[a * stride + i] +
                        p->place[b * stride + i] - p->place[b * stride + j];
    } else {
        change.value = (double)(to_a - from_a) + (to_b - from_b);
    }
    if (p->weight[i] != p->weight[j])
        weigh_sizes(p, (int32_t)a, (int32_t)b, p->weight[i] - p->weight[j], &change);
    change.broken += now->clash[a * stride + j] - now->clash[a * stride + i] +
                     now->clash[b * stride + i] - now->clash[b * stride + j] -
                     2 * p->between[i * stride + j];
    for (int32_t k = 0; k < p->set_count[i]; k++)
        weigh_exchange(p, p->set_of[(size_t)i * p->sets + k], i, j, &change);
    for (int32_t k = 0; k < p->set_count[j]; k++)
        if (!p->amount[(size_t)i * p->sets + p->set_of[(size_t)j * p->sets + k]])
            weigh_exchange(p, p->set_of[(size_t)j * p->sets + k], i, j, &change);
    return change;
}

static void shift_counts(struct partition *p, int32_t i, int32_t from, int32_t to)
{
    const uint8_t *amount = p->amount + (size_t)i * p->sets;
    const int16_t *set_of = p->set_of + (size_t)i * p->sets;
    for (int32_t k = 0; k < p->set_count[i]; k++) {
        int32_t *counts = p->now.counts + (size_t)set_of[k] * p->groups;
        counts[from] -= amount[set_of[k]];
        counts[to] += amount[set_of[k]];
    }
}

/* The loops over lanes have restrict parameters and a fixed count: only so does gcc 12 at -O2 make
 * vectors of them. */
static void exchange_lanes(
    int32_t *restrict to, int32_t *restrict from, const int32_t *restrict change)
{
    for (int k = 0; k < PARTITION_LANES; k++) {
        to[k] += change[k];
        from[k] -= change[k];
    }
}

static void subtract_lanes(
    int32_t *restrict out, const int32_t *restrict more, const int32_t *restrict less)
{
    for (int k = 0; k < PARTITION_LANES; k++)
        out[k] = more[k] - less[k];
}

static void follow_lanes(int32_t *restrict own, const int32_t *restrict group,
    const int32_t *restrict change, int32_t to, int32_t from)
{
    for (int k = 0; k < PARTITION_LANES; k++)
        own[k] += (change[k] & -(group[k] == to)) - (change[k] & -(group[k] == from));
}

/* Group `to` gains the row `more` and loses the row `less`, group `from` the other way round; if
 * `own` is given, it follows for their members. */
static void shift_rows(const struct partition *p, int32_t *matrix, int32_t from, int32_t to,
    const int32_t *more, const int32_t *less, int32_t *own)
{
    int32_t *row_from = matrix + (size_t)from * p->stride;
    int32_t *row_to = matrix + (size_t)to * p->stride;
    for (int32_t c = 0; c < p->stride; c += PARTITION_LANES) {
        int32_t change[PARTITION_LANES];
        subtract_lanes(change, more + c, less + c);
        exchange_lanes(row_to + c, row_from + c, change);
        if (own)
            follow_lanes(own + c, p->now.group + c, change, to, from);
    }
}

static void move_ruled(struct partition *p, int32_t i, int32_t from, int32_t to)
{
    struct partition_state *now = &p->now;
    size_t stride = (size_t)p->stride, row = (size_t)i * stride;
    if (p->per_member) {
        now->inside[from] -= now->gain[from * stride + i] + p->self[i];
        now->inside[to] += now->gain[to * stride + i] + p->self[i];
    }
    shift_rows(p, now->gain, from, to, p->pair + row, p->nothing, NULL);
    if (p->has_between)
        shift_rows(p, now->clash, from, to, p->between + row, p->nothing, NULL);
    shift_counts(p, i, from, to);
    now->size[from] -= p->weight[i];
    now->size[to] += p->weight[i];
    now->group[i] = to;
}

void partition_move(struct partition *p, int32_t i, int32_t to)
{
    struct partition_state *now = &p->now;
    int32_t from = now->group[i];
    if (!p->plain) {
        move_ruled(p, i, from, to);
        return;
    }
    now->size[from]--;
    now->size[to]++;
    shift_rows(p, now->gain, from, to, p->pair + (size_t)i * p->stride, p->nothing, now->own);
    now->group[i] = to;
    now->own[i] = now->gain[(size_t)to * p->stride + i];
}

static void swap_ruled(struct partition *p, int32_t i, int32_t j, int32_t a, int32_t b)
{
    struct partition_state *now = &p->now;
    size_t stride = (size_t)p->stride, row_i = i * stride, row_j = j * stride;
    if (p->per_member) {
        int32_t pair = p->pair[row_i + j];
        now->inside[a] += (int64_t)now->gain[a * stride + j] - pair - now->gain[a * stride + i] +
                          p->self[j] - p->self[i];
        now->inside[b] += (int64_t)now->gain[b * stride + i] - pair - now->gain[b * stride + j] +
                          p->self[i] - p->self[j];
    }
    shift_rows(p, now->gain, a, b, p->pair + row_i, p->pair + row_j, NULL);
    if (p->has_between)
        shift_rows(p, now->clash, a, b, p->between + row_i, p->between + row_j, NULL);
    shift_counts(p, i, a, b);
    shift_counts(p, j, b, a);
    int32_t weight = p->weight[i] - p->weight[j];
    now->size[a] -= weight;
    now->size[b] += weight;
    now->group[i] = b;
    now->group[j] = a;
}

void partition_swap(struct partition *p, int32_t i, int32_t j)
{
    struct partition_state *now = &p->now;
    size_t stride = (size_t)p->stride;
    int32_t a = now->group[i], b = now->group[j];
    if (!p->plain) {
        swap_ruled(p, i, j, a, b);
        return;
    }
    shift_rows(p, now->gain, a, b, p->pair + i * stride, p->pair + j * stride, now->own);
    now->group[i] = b;
    now->group[j] = a;
    now->own[i] = now->gain[b * stride + i];
    now->own[j] = now->gain[a * stride + j];
}

static void rebuild_gains(struct partition *p)
{
    struct partition_state *now = &p->now;
    size_t stride = (size_t)p->stride;
    if (p->per_member)
        memset(now->gain, 0, p->groups * stride * sizeof(*now->gain));
    else
        memcpy(now->gain, p->place, p->groups * stride * sizeof(*now->gain));
    for (int32_t i = 0; i < p->blocks; i++) {
        int32_t *gain = now->gain + now->group[i] * stride;
        const int32_t *pair = p->pair + i * stride;
        for (size_t k = 0; k < stride; k++)
            gain[k] += pair[k];
    }
    for (size_t k = 0; k < stride; k++) {
        if (k >= (size_t)p->blocks)
            now->group[k] = -1;
        now->own[k] = k < (size_t)p->blocks ? now->gain[now->group[k] * stride + k] : OUT_OF_REACH;
    }
}

static void rebuild_rules(struct partition *p)
{
    struct partition_state *now = &p->now;
    size_t stride = (size_t)p->stride;
    memcpy(now->clash, p->never, p->groups * stride * sizeof(*now->clash));
    if (p->sets > 0)
        memset(now->counts, 0, (size_t)p->sets * p->groups * sizeof(*now->counts));
    memset(now->inside, 0, (size_t)p->groups * sizeof(*now->inside));
    for (int32_t i = 0; i < p->blocks; i++) {
        int32_t g = now->group[i];
        for (size_t k = 0; k < stride; k++)
            now->clash[g * stride + k] += p->between[i * stride + k];
        for (int32_t s = 0; s < p->sets; s++)
            now->counts[(size_t)s * p->groups + g] += p->amount[(size_t)i * p->sets + s];
    }
    if (!p->per_member)
        return;
    for (int32_t i = 0; i < p->blocks; i++) /* twice the pairs, twice the self */
        now->inside[now->group[i]] +=
            now->gain[now->group[i] * stride + i] + 2 * (int64_t)p->self[i];
    for (int32_t g = 0; g < p->groups; g++)
        now->inside[g] /= 2;
}

void partition_rebuild(struct partition *p)
{
    struct partition_state *now = &p->now;
    memset(now->size, 0, (size_t)p->groups * sizeof(*now->size));
    for (int32_t i = 0; i < p->blocks; i++) {
        assert(now->group[i] < p->groups);
        now->size[now->group[i]] += p->weight[i];
    }
    rebuild_gains(p);
    if (!p->plain)
        rebuild_rules(p);
}

static void machine_rules(const struct partition *p, struct partition_value *value)
{
    const struct partition_state *now = &p->now;
    size_t stride = (size_t)p->stride;
    int64_t broken = 0; /* pairs are met from both sides */
    for (int32_t i = 0; i < p->blocks; i++) {
        size_t at = now->group[i] * stride + (size_t)i;
        broken += now->clash[at] + p->never[at];
    }
    value->broken = p->broken_always + (int32_t)(broken / 2);
    for (int32_t g = 0; g < p->groups; g++)
        value->broken += outside(p, g, now->size[g]);
    for (int32_t s = 0; s < p->sets; s++)
        for (int32_t g = 0; g < p->groups; g++) {
            if (set_holds(&p->problem->sets[s], g, now->counts[(size_t)s * p->groups + g]))
                continue;
            if (p->set_cost[s] > 0)
                value->value -= p->set_cost[s];
            else
                value->broken++;
        }
}

struct partition_value partition_machine_value(const struct partition *p)
{
    const struct partition_state *now = &p->now;
    size_t stride = (size_t)p->stride;
    struct partition_value value = {0};
    int64_t twice = 0, placed = 0;
    for (int32_t i = 0; i < p->blocks; i++) {
        size_t at = now->group[i] * stride + (size_t)i;
        twice += now->gain[at] + 2 * (int64_t)p->self[i];
        placed += p->place[at];
    }
    if (p->per_member)
        for (int32_t g = 0; g < p->groups; g++)
            value.value += mean(now->inside[g], now->size[g]);
    else
        value.value = (double)(twice - placed) / 2;
    value.value += (double)placed;
    if (!p->plain)
        machine_rules(p, &value);
    value.value /= p->scale;
    return value;
}
