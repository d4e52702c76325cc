#include "platform/audio.h"

#include <pthread.h>
#include <SDL.h>

/* SDL counts the users of its parts without a lock, and the count is the process's. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

bool audio_begin(void)
{
    pthread_mutex_lock(&lock);
    bool ok = SDL_InitSubSystem(SDL_INIT_AUDIO) == 0;
    pthread_mutex_unlock(&lock);
    return ok;
}

void audio_end(void)
{
    pthread_mutex_lock(&lock);
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
    pthread_mutex_unlock(&lock);
}
