#include "sync/worker.h"

#include "base/macros.h"
#include "sync/hub.h"
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum {
    ANSWER_CAPACITY = 64 * 1024 * 1024, /* address space */
    LISTEN_MS = 60 * 1000,              /* then it listens again */
    CLOSE_S = 2,
};

struct sync_worker {
    pthread_t thread;
    pthread_mutex_t lock; /* guards all below but what is the thread's */
    pthread_cond_t over;
    int bell; /* rung when there is an ask, or the end has come */
    void (*wake)(void *context);
    void *context;
    struct sync_ask ask;
    struct sync_answer answer;
    enum { IDLE, ASKED, ANSWERED } state;
    struct sync_errand *errand; /* sent, or over */
    bool errand_over;
    struct sync_heard heard;
    bool closing;
    bool ended;  /* the thread touches nothing any more */
    bool orphan; /* nobody waits for it: it cleans up after itself */
    /* The thread's. */
    struct hub *hub;
    struct arena arena; /* it lies there itself; behind it the answer */
    size_t mark;        /* where that begins */
    struct arena asks;  /* of an orphan: what its ask points at */
};

static void discard(struct sync_worker *worker)
{
    hub_close(worker->hub);
    if (worker->errand != NULL)
        worker->errand->discard(worker->errand);
    arena_close(&worker->asks);
    if (worker->bell >= 0)
        close(worker->bell);
    pthread_cond_destroy(&worker->over);
    pthread_mutex_destroy(&worker->lock);
    struct arena arena = worker->arena;
    arena_close(&arena);
}

static void ring(struct sync_worker *worker)
{
    uint64_t one = 1;
    ssize_t written = write(worker->bell, &one, sizeof one);
    (void)written; /* full: it rings already */
}

static void empty_bell(struct sync_worker *worker)
{
    uint64_t rung;
    ssize_t got = read(worker->bell, &rung, sizeof rung);
    (void)got;
}

/* Whoever closes must not be called any more: so it is called under the lock. */
static void tell(struct sync_worker *worker)
{
    if (!worker->closing)
        worker->wake(worker->context);
}

static void answer(struct sync_worker *worker)
{
    struct sync_ask ask = worker->ask; /* what it points at stays */
    struct sync_answer found = {0};
    pthread_mutex_unlock(&worker->lock);
    arena_release(&worker->arena, worker->mark);
    hub_answer(worker->hub, &ask, &worker->arena, &found);
    pthread_mutex_lock(&worker->lock);
    worker->answer = found;
    worker->state = ANSWERED;
    tell(worker);
}

static void run_errand(struct sync_worker *worker)
{
    struct sync_errand *errand = worker->errand;
    pthread_mutex_unlock(&worker->lock);
    errand->run(worker->hub, errand);
    pthread_mutex_lock(&worker->lock);
    worker->errand_over = true;
    tell(worker);
}

static void add_heard(struct sync_heard *all, const struct sync_heard *more)
{
    bool fits = all->count + more->count <= SYNC_HEARD_MAX;
    all->all = all->all || more->all || !fits;
    for (int i = 0; fits && i < more->count; i++)
        all->heads[all->count++] = more->heads[i];
}

static void listen(struct sync_worker *worker)
{
    pthread_mutex_unlock(&worker->lock);
    struct sync_heard heard = {0};
    bool changed = hub_wait(worker->hub, worker->bell, LISTEN_MS, &heard);
    pthread_mutex_lock(&worker->lock);
    empty_bell(worker);
    if (!changed)
        return;
    add_heard(&worker->heard, &heard);
    tell(worker);
}

static void *run(void *context)
{
    struct sync_worker *worker = context;
    pthread_mutex_lock(&worker->lock);
    while (!worker->closing) {
        if (worker->state == ASKED)
            answer(worker);
        else if (worker->errand != NULL && !worker->errand_over)
            run_errand(worker);
        else
            listen(worker);
    }
    worker->ended = true;
    bool orphan = worker->orphan;
    pthread_cond_signal(&worker->over);
    pthread_mutex_unlock(&worker->lock);
    if (orphan)
        discard(worker);
    return NULL;
}

static bool begin(struct sync_worker *worker, const struct member *member, struct error *error)
{
    pthread_condattr_t steady;
    bool ok = pthread_condattr_init(&steady) == 0;
    ok = ok && pthread_condattr_setclock(&steady, CLOCK_MONOTONIC) == 0 &&
         pthread_mutex_init(&worker->lock, NULL) == 0 &&
         pthread_cond_init(&worker->over, &steady) == 0;
    assert(ok); /* they only fail when memory for them is missing, which the struct has */
    pthread_condattr_destroy(&steady);
    worker->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (worker->bell < 0)
        return error_set(error, ERR_IO, "no descriptor for the network: %s", strerror(errno));
    if (!hub_open(&worker->hub, member, error))
        return false;
    int failed = pthread_create(&worker->thread, NULL, run, worker);
    return failed == 0 ||
           error_set(error, ERR_MEMORY, "no thread for the network: %s", strerror(failed));
}

bool sync_worker_open(struct sync_worker **out, const struct member *member,
    void (*wake)(void *context), void *context, struct error *error)
{
    *out = NULL;
    struct arena arena;
    if (!arena_open(&arena, ANSWER_CAPACITY, error))
        return false;
    struct sync_worker *worker = arena_new(&arena, struct sync_worker);
    worker->arena = arena;
    worker->mark = arena_mark(&arena);
    worker->wake = wake;
    worker->context = context;
    if (!begin(worker, member, error)) {
        discard(worker);
        return false;
    }
    *out = worker;
    return true;
}

void sync_worker_close(struct sync_worker *worker, struct arena *asks)
{
    struct arena none = {0};
    asks = asks != NULL ? asks : &none;
    if (worker == NULL) {
        arena_close(asks);
        return;
    }
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += CLOSE_S;
    pthread_mutex_lock(&worker->lock);
    worker->closing = true;
    ring(worker);
    int waited = 0;
    while (!worker->ended && waited == 0)
        waited = pthread_cond_timedwait(&worker->over, &worker->lock, &until);
    worker->orphan = !worker->ended;
    worker->asks = *asks;
    *asks = (struct arena){0};
    bool ended = worker->ended;
    pthread_t thread = worker->thread;
    pthread_mutex_unlock(&worker->lock);
    if (!ended) {
        pthread_detach(thread); /* stuck in the network; it goes when that lets it */
        return;
    }
    pthread_join(thread, NULL);
    discard(worker);
}

void sync_worker_ask(struct sync_worker *worker, const struct sync_ask *ask)
{
    pthread_mutex_lock(&worker->lock);
    assert(worker->state == IDLE && ask->kind != SYNC_ASK_NOTHING);
    worker->ask = *ask;
    worker->state = ASKED;
    ring(worker);
    pthread_mutex_unlock(&worker->lock);
}

bool sync_worker_is_idle(struct sync_worker *worker)
{
    pthread_mutex_lock(&worker->lock);
    bool idle = worker->state == IDLE;
    pthread_mutex_unlock(&worker->lock);
    return idle;
}

bool sync_worker_take(struct sync_worker *worker, struct sync_answer *out)
{
    pthread_mutex_lock(&worker->lock);
    bool any = worker->state == ANSWERED;
    if (any) {
        *out = worker->answer;
        worker->state = IDLE;
    }
    pthread_mutex_unlock(&worker->lock);
    return any;
}

bool sync_worker_send(struct sync_worker *worker, struct sync_errand *errand)
{
    pthread_mutex_lock(&worker->lock);
    bool free = worker->errand == NULL;
    if (free) {
        worker->errand = errand;
        worker->errand_over = false;
        ring(worker);
    }
    pthread_mutex_unlock(&worker->lock);
    return free;
}

struct sync_errand *sync_worker_take_errand(struct sync_worker *worker)
{
    pthread_mutex_lock(&worker->lock);
    struct sync_errand *over = worker->errand_over ? worker->errand : NULL;
    if (over != NULL) {
        worker->errand = NULL;
        worker->errand_over = false;
    }
    pthread_mutex_unlock(&worker->lock);
    return over;
}

bool sync_worker_take_heard(struct sync_worker *worker, struct sync_heard *out)
{
    pthread_mutex_lock(&worker->lock);
    *out = worker->heard;
    worker->heard = (struct sync_heard){0};
    pthread_mutex_unlock(&worker->lock);
    return out->all || out->count > 0;
}
