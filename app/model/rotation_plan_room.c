#include "model/rotation_plan_room.h"

#include "base/macros.h"
#include <string.h>

/* Tries after which units are taken to fit: the bound is then only less sharp. */
enum { PACK_TRIES = 3000 };

struct packing {
    int32_t sizes[ROTATION_UNIT_MAX]; /* the smallest first */
    int32_t rooms[ROOM_MAX];          /* what is left of each */
    int32_t room_count;
    int32_t tries;
};

int32_t rotation_room_fill(const struct rotation_problem *problem, int32_t room)
{
    bool sums[STUDENT_MAX + 1] = {true};
    if (room > STUDENT_MAX)
        return room;
    for (int unit = 0; unit < problem->unit_count; unit++)
        for (int32_t sum = room; sum >= problem->units[unit].size; sum--)
            sums[sum] = sums[sum] || sums[sum - problem->units[unit].size];
    while (!sums[room])
        room--;
    return room;
}

static int32_t sort_sizes(const struct rotation_problem *problem, int32_t least, int32_t *sizes)
{
    int32_t count = 0;
    for (int unit = 0; unit < problem->unit_count; unit++) {
        int32_t size = problem->units[unit].size, place = count;
        if (size < least)
            continue;
        for (; place > 0 && sizes[place - 1] > size; place--)
            sizes[place] = sizes[place - 1];
        sizes[place] = size;
        count++;
    }
    return count;
}

/* A room with as much left as an earlier one gives nothing new. */
static bool is_new(const struct packing *packing, int32_t room)
{
    for (int32_t i = 0; i < room; i++)
        if (packing->rooms[i] == packing->rooms[room])
            return false;
    return true;
}

/* The `count` smallest, the largest of them first. */
static bool pack(struct packing *packing, int32_t count)
{
    if (count == 0)
        return true;
    int32_t size = packing->sizes[count - 1];
    for (int32_t room = 0; room < packing->room_count; room++) {
        if (packing->rooms[room] < size || !is_new(packing, room))
            continue;
        if (--packing->tries < 0)
            return true;
        packing->rooms[room] -= size;
        bool packed = pack(packing, count - 1);
        packing->rooms[room] += size;
        if (packed)
            return true;
    }
    return false;
}

static bool packs(struct packing *packing, int32_t count)
{
    int64_t students = 0, places = 0;
    for (int32_t i = 0; i < count; i++)
        students += packing->sizes[i];
    for (int32_t i = 0; i < packing->room_count; i++)
        places += packing->rooms[i];
    packing->tries = PACK_TRIES;
    return students <= places && pack(packing, count);
}

int32_t rotation_room_units(
    const struct rotation_problem *problem, const int32_t *rooms, int32_t room_count, int32_t least)
{
    struct packing packing = {.room_count = room_count};
    memcpy(packing.rooms, rooms, sizeof *rooms * (size_t)room_count);
    int32_t high = sort_sizes(problem, least, packing.sizes), low = 0;
    if (packs(&packing, high))
        return high;
    while (high - low > 1) {
        int32_t middle = (low + high) / 2;
        if (packs(&packing, middle))
            low = middle;
        else
            high = middle;
    }
    return low;
}
