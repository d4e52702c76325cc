/* The parts of the page Setup beside the class folder. */
#pragma once

#include "screens/pin_parts.h"

/* How many students are in the class now. */
int class_size(const struct classroom *classroom);

struct class_badges {
    enum { ASK_NOTHING, ASK_ALL, ASK_TEACHER, ASK_STUDENT, ASK_VOID, ASK_PRINTS } asks;
    int student;
};
void class_badges(struct screen_call *call, struct rect r, struct class_badges *own);

struct class_settings {
    bool choosing_pin;
    struct pin_entry pin;
};
void class_settings(struct screen_call *call, struct rect r, struct class_settings *own);

void class_stick(struct screen_call *call, struct rect r);

/* How the machine is, scrolling: rows with icon, name, state and the finding. */
void class_health_list(struct screen_call *call, struct rect r);
