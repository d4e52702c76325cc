#include "base/listing.h"

#include <errno.h>
#include <string.h>

bool listing_next(DIR *folder, const char **name, struct error *error)
{
    errno = 0;
    const struct dirent *entry = readdir(folder);
    *name = entry != NULL ? entry->d_name : NULL;
    return entry != NULL || errno == 0 ||
           error_set(error, ERR_IO,
               "the folder cannot be read to its end (%s): its disk or stick is failing",
               strerror(errno));
}
