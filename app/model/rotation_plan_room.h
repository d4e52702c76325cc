/* How much fits into rooms: bounds that hold for every plan of a rotation problem. */
#pragma once

#include "model/rotation_plan.h"

enum { ROOM_MAX = STATION_MAX * ROUND_MAX, ROOM_NO_LIMIT = -1 };

/* The most students that units of their sizes can fill a room with. */
int32_t rotation_room_fill(const struct rotation_problem *problem, int32_t room);

/* The most units of at least this size that fit into the rooms, each in one of them. */
int32_t rotation_room_units(const struct rotation_problem *problem, const int32_t *rooms,
    int32_t room_count, int32_t least);
