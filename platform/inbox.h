/* Inputs in order, from any thread. */
#pragma once

#include "base/macros.h"
#include "ui/input.h"
#include <pthread.h>

enum { INBOX_MAX = 256 };

struct inbox {
    pthread_mutex_t lock;
    struct input inputs[INBOX_MAX];
    int first, count;
};

void inbox_open(struct inbox *inbox);
void inbox_close(struct inbox *inbox);
/* False when full. News of the camera and of other machines are not repeated: one
 * waiting is enough. */
bool inbox_put(struct inbox *inbox, const struct input *input);
bool inbox_take(struct inbox *inbox, struct input *out);
