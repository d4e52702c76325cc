/* Whether a rotation can be planned, decided in another way than the planner's: unit after unit,
 * every way it can go, remembering what was left of the stations when it went wrong. Exact for
 * small problems: rounds x stations at most 16, at most 15 students. */
#pragma once

#include "model/rotation_plan.h"
#include <string.h>

enum { CHECK_CELLS = 16, CHECK_FULL = 15, CHECK_MEMORY = 1 << 16 };

struct check_unit {
    int size, rounds, teacher_by, first;
    unsigned here, must;
    bool extra, once, two, may_rest;
};

struct checker {
    int rounds, places, units;
    struct check_unit unit[16];
    bool teacher[CHECK_CELLS], needs_two[CHECK_CELLS];
    int left[CHECK_CELLS]; /* by round * places + place */
    struct {
        uint64_t left;
        int unit;
    } failed[CHECK_MEMORY];
    int way[16]; /* of the unit that is being placed; -1: rests */
};

static bool check_units(struct checker *c, int unit);

static bool check_way(const struct checker *c, const struct check_unit *u)
{
    int rests = 0, here = 0, first = -1;
    bool taught = u->teacher_by == 0;
    int visits[CHECK_CELLS] = {0};
    for (int r = 0; r < c->rounds; r++) {
        here += u->here >> r & 1;
        if (u->here >> r & 1 && first < 0)
            first = r;
        if (c->way[r] < 0) {
            rests += u->here >> r & 1;
            continue;
        }
        visits[c->way[r]]++;
        taught = taught || (r < u->teacher_by && c->teacher[c->way[r]]);
    }
    if (!taught || (u->first >= 0 && first >= 0 && c->way[first] != u->first))
        return false;
    int wanted = u->rounds > 0 && u->rounds < here ? here - u->rounds : 0;
    if (rests < wanted || (rests > wanted && !u->may_rest))
        return false;
    for (int p = 0; p < c->places; p++) {
        bool two = u->extra && u->two && c->needs_two[p];
        if ((u->must >> p & 1 && visits[p] == 0) || (u->once && visits[p] > (two ? 2 : 1)))
            return false;
        for (int r = 0; two && r < c->rounds; r++)
            if (c->way[r] == p && (r == 0 || c->way[r - 1] != p) &&
                (r + 1 >= c->rounds || c->way[r + 1] != p))
                return false;
    }
    return true;
}

static bool check_rounds(struct checker *c, int unit, int round)
{
    const struct check_unit *u = &c->unit[unit];
    if (round == c->rounds) {
        int way[16];
        if (!check_way(c, u))
            return false;
        memcpy(way, c->way, sizeof way);
        bool found = check_units(c, unit + 1);
        memcpy(c->way, way, sizeof way);
        return found;
    }
    c->way[round] = -1;
    bool here = u->here >> round & 1;
    if ((!here || u->may_rest || u->rounds > 0) && check_rounds(c, unit, round + 1))
        return true;
    for (int p = 0; here && p < c->places; p++) {
        int *left = &c->left[round * c->places + p];
        bool stays = round > 0 && c->way[round - 1] == p && u->extra && c->needs_two[p];
        bool again = false;
        for (int r = 0; u->once && !stays && r < round; r++)
            again = again || c->way[r] == p;
        if (*left < u->size || again)
            continue;
        *left -= u->size;
        c->way[round] = p;
        bool found = check_rounds(c, unit, round + 1);
        *left += u->size;
        if (found)
            return true;
    }
    return false;
}

static bool check_units(struct checker *c, int unit)
{
    if (unit == c->units)
        return true;
    uint64_t key = 0;
    for (int i = 0; i < c->rounds * c->places; i++)
        key = key << 4 | (uint64_t)c->left[i];
    size_t slot = (size_t)((key ^ (uint64_t)unit << 59) * 0x9E3779B97F4A7C15u >> 48);
    if (c->failed[slot].unit == unit + 1 && c->failed[slot].left == key)
        return false;
    if (check_rounds(c, unit, 0))
        return true;
    c->failed[slot].unit = unit + 1;
    c->failed[slot].left = key;
    return false;
}

static inline bool check_has(const struct rotation_demand *demands, int count,
    enum rotation_demand_kind kind, int unit, int place, int round)
{
    for (int i = 0; i < count; i++)
        if (demands[i].kind == kind && (unit < 0 || demands[i].unit == unit) &&
            (place < 0 || demands[i].place == place) && (round < 0 || demands[i].round == round))
            return true;
    return demands == NULL;
}

/* With these demands alone; NULL: with all. */
static inline bool check_possible(
    struct checker *c, const struct rotation_problem *p, const struct rotation_demand *d, int n)
{
    memset(c, 0, sizeof *c);
    c->rounds = p->rounds;
    c->places = p->place_count;
    c->units = p->unit_count;
    for (int u = 0; u < p->unit_count; u++) {
        const struct rotation_unit *unit = &p->units[u];
        struct check_unit *to = &c->unit[u];
        to->size = unit->size;
        to->rounds = unit->rounds;
        to->here = unit->here;
        to->extra = unit->extra_time;
        to->first = check_has(d, n, DEMAND_FIRST, u, -1, -1) ? unit->first : -1;
        to->teacher_by = check_has(d, n, DEMAND_TEACHER, u, -1, -1) ? unit->teacher_by : 0;
        to->once = check_has(d, n, DEMAND_ONCE, u, -1, -1);
        to->two = check_has(d, n, DEMAND_TWO_ROUNDS, u, -1, -1);
        to->may_rest = !check_has(d, n, DEMAND_STATION, u, -1, -1);
        for (int s = 0; s < p->place_count; s++)
            if (unit->must >> s & 1 && check_has(d, n, DEMAND_MUST, u, s, -1))
                to->must |= 1U << s;
    }
    for (int s = 0; s < p->place_count; s++) {
        c->teacher[s] = p->places[s].teacher;
        c->needs_two[s] = p->places[s].needs_two_rounds;
        for (int r = 0; r < p->rounds; r++) {
            int capacity = p->places[s].capacity;
            bool limited =
                capacity > 0 && capacity < CHECK_FULL && check_has(d, n, DEMAND_CAPACITY, -1, s, r);
            bool closed =
                !(p->places[s].open >> r & 1) && check_has(d, n, DEMAND_OPENING, -1, s, -1);
            /* A round it is closed in has no demand of its own: then any number may be there. */
            bool held = p->places[s].open >> r & 1 ? limited : capacity > 0;
            c->left[r * p->place_count + s] = closed ? 0
                                              : held
                                                  ? (capacity < CHECK_FULL ? capacity : CHECK_FULL)
                                                  : CHECK_FULL;
        }
    }
    return check_units(c, 0);
}
