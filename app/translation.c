#include "translation.h"

#include "base/file.h"
#include "base/str.h"

enum { CATALOG_LIMIT = 1024 * 1024 };

bool translation_load(struct catalog *out, const char *assets, const char *language,
    struct arena *arena, struct error *error)
{
    char path[4096 + 64];
    const char *bytes;
    size_t size;
    if (!STR_FORMAT(path, "%s/locale/%s.mo", assets, language))
        return error_set(error, ERR_BAD_INPUT, "the name of the folder of our assets is too long");
    return file_read(path, CATALOG_LIMIT, arena, &bytes, &size, error) &&
           catalog_open(out, bytes, size, error);
}
