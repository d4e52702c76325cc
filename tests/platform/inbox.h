/* Collects what devices post from their threads, and waits for it. */
#pragma once

#include "base/str.h"
#include "ui/input.h"
#include <pthread.h>
#include <string.h>
#include <time.h>

struct inbox {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int badges, cameras;
    char texts[16][INPUT_TEXT_SIZE]; /* different badges, in the order they came first */
    int text_count;
};

#define INBOX                                                                  \
    {                                                                          \
        .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER \
    }

static inline void inbox_take(void *context, const struct input *input)
{
    struct inbox *inbox = context;
    pthread_mutex_lock(&inbox->lock);
    inbox->cameras += input->kind == INPUT_CAMERA;
    inbox->badges += input->kind == INPUT_BADGE;
    bool known = input->kind != INPUT_BADGE || inbox->text_count == 16;
    for (int i = 0; i < inbox->text_count && !known; i++)
        known = str_equal(inbox->texts[i], input->text);
    if (!known)
        STR_COPY(inbox->texts[inbox->text_count++], input->text);
    pthread_cond_broadcast(&inbox->changed);
    pthread_mutex_unlock(&inbox->lock);
}

/* Until so many different badges came; false after a minute. */
static inline bool inbox_wait_texts(struct inbox *inbox, int count)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 60;
    int failed = 0;
    pthread_mutex_lock(&inbox->lock);
    while (inbox->text_count < count && failed == 0)
        failed = pthread_cond_timedwait(&inbox->changed, &inbox->lock, &until);
    pthread_mutex_unlock(&inbox->lock);
    return failed == 0;
}

static inline bool inbox_has(struct inbox *inbox, const char *text)
{
    bool has = false;
    pthread_mutex_lock(&inbox->lock);
    for (int i = 0; i < inbox->text_count; i++)
        has = has || str_equal(inbox->texts[i], text);
    pthread_mutex_unlock(&inbox->lock);
    return has;
}
