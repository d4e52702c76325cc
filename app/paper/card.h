/* One badge: its code, avatar, name and class. */
#pragma once

#include "paper/code.h"
#include "paper/pen.h"

/* Draws with the card's corner at the origin. */
void card_draw(struct pen *pen, double width, double height, const struct code *code,
    const struct student *student, const char *class_name);
