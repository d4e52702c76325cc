/* SDL's audio part, which sound and recorder start and stop from threads of their own. */
#pragma once

#include <stdbool.h>

/* As SDL_InitSubSystem(SDL_INIT_AUDIO) and its end, but from any thread. */
bool audio_begin(void);
void audio_end(void);
