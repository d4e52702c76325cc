/* Where class folders may lie: USB sticks and a place of the installation. */
#pragma once

#include "base/arena.h"
#include "screens/hub_view.h"
#include "screens/setup_view.h"

/* Folders with students.csv on what is mounted under /media, /run/media and /mnt ($WAYSTATION_MEDIA
 * instead of these three, for tests) and in `own`, at most two levels down, by path. Links are not
 * followed; a bounded number of folders is looked into. The arena is as before afterwards, here and
 * below. */
void class_places_find(
    const char *own, int32_t offset_s, struct arena *arena, struct setup_view *out);

/* A drive that can be taken out and written to. False if there is none. */
bool class_places_find_stick(struct arena *arena, char *out, size_t size);

/* Files with a join code, on sticks: in their first folder, of whatever name. */
void class_places_find_codes(struct arena *arena, struct join_view *out);
