#include "platform/inbox.h"

void inbox_open(struct inbox *inbox)
{
    *inbox = (struct inbox){.first = 0};
    pthread_mutex_init(&inbox->lock, NULL);
}

void inbox_close(struct inbox *inbox)
{
    pthread_mutex_destroy(&inbox->lock);
}

static bool is_news(enum input_kind kind)
{
    return kind == INPUT_CAMERA || kind == INPUT_ARRIVAL;
}

static bool holds(const struct inbox *inbox, enum input_kind kind)
{
    for (int i = 0; i < inbox->count; i++)
        if (inbox->inputs[(inbox->first + i) % INBOX_MAX].kind == kind)
            return true;
    return false;
}

bool inbox_put(struct inbox *inbox, const struct input *input)
{
    pthread_mutex_lock(&inbox->lock);
    bool ok = true;
    if (!is_news(input->kind) || !holds(inbox, input->kind)) {
        ok = inbox->count < INBOX_MAX;
        if (ok)
            inbox->inputs[(inbox->first + inbox->count++) % INBOX_MAX] = *input;
    }
    pthread_mutex_unlock(&inbox->lock);
    return ok;
}

bool inbox_take(struct inbox *inbox, struct input *out)
{
    pthread_mutex_lock(&inbox->lock);
    bool ok = inbox->count > 0;
    if (ok) {
        *out = inbox->inputs[inbox->first];
        inbox->first = (inbox->first + 1) % INBOX_MAX;
        inbox->count--;
    }
    pthread_mutex_unlock(&inbox->lock);
    return ok;
}
