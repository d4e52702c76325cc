#include "platform/signals.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>

/* A signal handler can reach nothing but what is static: the only state of this kind we have. */
static struct {
    sem_t arrived;
    pthread_t thread;
    atomic_bool closing;
    bool open;
    void (*quit)(void *context);
    void *context;
    struct sigaction old_term, old_int;
} signals;

static void on_signal(int number)
{
    (void)number;
    int saved = errno;
    sem_post(&signals.arrived);
    errno = saved;
}

static void *wait_for_signal(void *unused)
{
    (void)unused;
    for (;;) {
        while (sem_wait(&signals.arrived) != 0 && errno == EINTR)
            continue;
        if (atomic_load(&signals.closing))
            return NULL;
        signals.quit(signals.context);
    }
}

bool signals_open(void (*quit)(void *context), void *context, struct error *error)
{
    assert(!signals.open);
    signals.quit = quit;
    signals.context = context;
    atomic_store(&signals.closing, false);
    if (sem_init(&signals.arrived, 0, 0) != 0)
        return error_set(error, ERR_UNSUPPORTED, "signals cannot be waited for");
    if (pthread_create(&signals.thread, NULL, wait_for_signal, NULL) != 0) {
        sem_destroy(&signals.arrived);
        return error_set(error, ERR_MEMORY, "a thread for signals cannot be started");
    }
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, &signals.old_term);
    sigaction(SIGINT, &action, &signals.old_int);
    signals.open = true;
    return true;
}

void signals_close(void)
{
    if (!signals.open)
        return;
    sigaction(SIGTERM, &signals.old_term, NULL);
    sigaction(SIGINT, &signals.old_int, NULL);
    atomic_store(&signals.closing, true);
    sem_post(&signals.arrived);
    pthread_join(signals.thread, NULL);
    sem_destroy(&signals.arrived);
    signals.open = false;
}
