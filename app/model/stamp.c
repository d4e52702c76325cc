#include "model/stamp.h"

#include <string.h>

bool stamp_is_set(const struct stamp *stamp)
{
    return stamp->seq != 0;
}

int stamp_compare(const struct stamp *a, const struct stamp *b)
{
    if (stamp_is_set(a) != stamp_is_set(b))
        return stamp_is_set(a) ? 1 : -1;
    if (a->at_ms != b->at_ms)
        return a->at_ms < b->at_ms ? -1 : 1;
    int logs = memcmp(a->log, b->log, LOG_ID_SIZE);
    if (logs != 0)
        return logs;
    return (a->seq > b->seq) - (a->seq < b->seq);
}
