/* Avatars: pictures a child who cannot read can find and name. */
#pragma once

#include "model/limits.h"
#include <stddef.h>

struct avatar {
    const char *name;  /* "fox": what class folders say; also the English label to translate */
    const char *emoji; /* one emoji, UTF-8 */
};

extern const struct avatar avatars[];
extern const size_t avatar_count; /* at least STUDENT_MAX / 2 different ones */

/* The emoji for a student's avatar field: a known name gives its emoji, an emoji itself, anything
 * else a neutral one. Never NULL. */
const char *avatar_emoji(const char *avatar);
/* The label for an avatar field: the known name, or the field itself. */
const char *avatar_label(const char *avatar);
/* Index in avatars[] of a name or an emoji; -1 if unknown. */
int avatar_find(const char *name_or_emoji);

/* The secret pictures: PICTURE_COUNT pictures of which a student has PICTURE_SECRET in order. */
enum { PICTURE_COUNT = 12, PICTURE_SECRET = 3 };
extern const struct avatar pictures[PICTURE_COUNT];
