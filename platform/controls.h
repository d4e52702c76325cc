/* Fingers, mouse, keys and switches: SDL events of one kind into our inputs. */
#pragma once

#include "ui/input.h"
#include <SDL.h>

enum { FINGERS_MAX = 16, SWITCHES_MAX = 4 };

struct controls {
    bool mouse_down;
    bool finger_used[FINGERS_MAX];
    SDL_FingerID fingers[FINGERS_MAX];
    bool joystick_ready; /* SDL's joystick part is running */
    int64_t looked_ms;
    SDL_GameController *pads[SWITCHES_MAX];
    SDL_Joystick *sticks[SWITCHES_MAX];
};

void controls_open(struct controls *controls);
void controls_close(struct controls *controls);

/* Leaves out->kind INPUT_NONE if the event means nothing. */
void controls_read(
    struct controls *controls, const SDL_Event *event, int width, int height, struct input *out);
/* The window lost the focus: a mouse button that is down will never come up. */
void controls_cancel(struct controls *controls, struct input *out);

/* Starts SDL's joystick part once something like a joystick is there: without one it would wake us
 * every few seconds for nothing. */
void controls_look(struct controls *controls);
bool controls_need_polling(const struct controls *controls);
