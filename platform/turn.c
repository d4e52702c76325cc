#include "platform/turn.h"

bool turn_is_one(int degrees)
{
    return degrees == TURN_NONE || degrees == TURN_RIGHT || degrees == TURN_OVER ||
           degrees == TURN_LEFT;
}

void turn_size(enum turn turn, int *width, int *height)
{
    if (turn != TURN_RIGHT && turn != TURN_LEFT)
        return;
    int swap = *width;
    *width = *height;
    *height = swap;
}

static float from_end(int length, float at)
{
    float rest = (float)(length - 1) - at;
    return rest > 0 ? rest : 0;
}

void turn_point(enum turn turn, int panel_width, int panel_height, float *x, float *y)
{
    float at_x = *x, at_y = *y;
    switch (turn) {
    case TURN_NONE: break;
    case TURN_RIGHT:
        *x = at_y;
        *y = from_end(panel_width, at_x);
        break;
    case TURN_OVER:
        *x = from_end(panel_width, at_x);
        *y = from_end(panel_height, at_y);
        break;
    case TURN_LEFT:
        *x = from_end(panel_height, at_y);
        *y = at_x;
        break;
    }
}

void turn_point_back(enum turn turn, int panel_width, int panel_height, float *x, float *y)
{
    enum turn back = turn == TURN_RIGHT ? TURN_LEFT : turn == TURN_LEFT ? TURN_RIGHT : turn;
    turn_size(turn, &panel_width, &panel_height);
    turn_point(back, panel_width, panel_height, x, y);
}
