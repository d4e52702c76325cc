#include "model/stamp.h"

#include <string.h>

int stamp_compare(const struct stamp *a, const struct stamp *b)
{
    if (a->at_ms != b->at_ms)
        return a->at_ms < b->at_ms ? -1 : 1;
    int logs = memcmp(a->log, b->log, LOG_ID_SIZE);
    if (logs != 0)
        return logs;
    return (a->seq > b->seq) - (a->seq < b->seq);
}

bool stamp_is_set(const struct stamp *stamp)
{
    return stamp->seq != 0;
}
