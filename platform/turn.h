/* A screen that hangs turned: where a point of the picture is on the panel, and the other way.
 *
 * `turn` is in degrees clockwise: by so much the picture is turned on the panel. */
#pragma once

#include <stdbool.h>

enum turn { TURN_NONE = 0, TURN_RIGHT = 90, TURN_OVER = 180, TURN_LEFT = 270 };

bool turn_is_one(int degrees);
/* The picture's size on a panel of that size, or a panel's for a picture. */
void turn_size(enum turn turn, int *width, int *height);
/* Where the picture shows what is at a point of the panel, whose size is given. */
void turn_point(enum turn turn, int panel_width, int panel_height, float *x, float *y);
/* Where on the panel a point of the picture is. */
void turn_point_back(enum turn turn, int panel_width, int panel_height, float *x, float *y);
