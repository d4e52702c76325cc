/* What keys would type on a US keyboard, by their place: scanners that type know no other, whatever
 * the layout of the machine makes of it. */
#pragma once

#include "ui/input.h"
#include <SDL.h>

struct us_keys { /* all zero at first */
    char pending[INPUT_US_SIZE];
    int count;
};

/* A key was pressed. Those that type nothing by themselves (dead ones) wait for the next text. */
void us_keys_press(struct us_keys *keys, const SDL_Keysym *key);
/* A text was typed: what the keys since the last one would have typed; "" if that is unknown. */
void us_keys_take(struct us_keys *keys, char out[static INPUT_US_SIZE]);
