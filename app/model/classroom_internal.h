/* What the files of classroom share. Internal. */
#pragma once

#include "base/str.h"
#include "model/classroom.h"

/* What every check and every event is made from. */
struct decision {
    const struct classroom *classroom;
    const struct action *action;
    const struct moment *now;
    const struct student_state *state; /* of the action's student, or NULL */
    struct event *out;
    struct error *error;
};

/* Sets the error; always false. */
bool decision_refuse(const struct decision *d, enum error_code code, const char *text);
bool decision_is_blank(const char *text);
void decision_copy_trimmed(char *out, size_t size, const char *text);
#define COPY_TRIMMED(array, text) decision_copy_trimmed((array), sizeof(array), (text))

/* The teacher's actions from the board; false with ERR_BAD_INPUT for others. */
bool decide_board(const struct decision *d);

/* A student index is free for someone else. */
void classroom_forget_past_groups(struct classroom *classroom, int student);
