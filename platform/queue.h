/* Inputs in order, from any thread. */
#pragma once

#include "base/macros.h"
#include "ui/input.h"
#include <pthread.h>

enum { QUEUE_MAX = 256 };

struct queue {
    pthread_mutex_t lock;
    struct input inputs[QUEUE_MAX];
    int first, count;
};

void queue_open(struct queue *queue);
void queue_close(struct queue *queue);
/* False when full. News of the camera are not repeated: one waiting is enough. */
bool queue_put(struct queue *queue, const struct input *input);
bool queue_take(struct queue *queue, struct input *out);
