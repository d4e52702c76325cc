/* The catalogue of a language, from our assets. */
#pragma once

#include "base/arena.h"
#include "base/catalog.h"

/* `assets` as platform_find_assets() found it. The bytes stay in the arena. */
MUST_CHECK bool translation_load(struct catalog *out, const char *assets, const char *language,
    struct arena *arena, struct error *error);
