#include "platform/queue.h"

void queue_open(struct queue *queue)
{
    *queue = (struct queue){.first = 0};
    pthread_mutex_init(&queue->lock, NULL);
}

void queue_close(struct queue *queue)
{
    pthread_mutex_destroy(&queue->lock);
}

static bool holds_camera(const struct queue *queue)
{
    for (int i = 0; i < queue->count; i++)
        if (queue->inputs[(queue->first + i) % QUEUE_MAX].kind == INPUT_CAMERA)
            return true;
    return false;
}

bool queue_put(struct queue *queue, const struct input *input)
{
    pthread_mutex_lock(&queue->lock);
    bool ok = true;
    if (input->kind != INPUT_CAMERA || !holds_camera(queue)) {
        ok = queue->count < QUEUE_MAX;
        if (ok)
            queue->inputs[(queue->first + queue->count++) % QUEUE_MAX] = *input;
    }
    pthread_mutex_unlock(&queue->lock);
    return ok;
}

bool queue_take(struct queue *queue, struct input *out)
{
    pthread_mutex_lock(&queue->lock);
    bool ok = queue->count > 0;
    if (ok) {
        *out = queue->inputs[queue->first];
        queue->first = (queue->first + 1) % QUEUE_MAX;
        queue->count--;
    }
    pthread_mutex_unlock(&queue->lock);
    return ok;
}
