/* What the rotation planner answers, in plain words. */
#pragma once

#include "commands/class_records.h"
#include "model/rotation_plan.h"
#include <stdio.h>

enum { ROTATION_SENTENCE_SIZE = 512 };

struct rotation_words {
    const struct plan *plan;
    const struct rotation_problem *problem;
    const char (*names)[WHOLE_NAME_SIZE]; /* of the units */
};

/* "" if there is nothing simpler than the demands. */
void rotation_words_cause(const struct rotation_words *words, const struct rotation_reason *why,
    char out[static ROTATION_SENTENCE_SIZE]);
/* No full stop at the end. */
void rotation_words_demand(const struct rotation_words *words, const struct rotation_demand *what,
    char out[static ROTATION_SENTENCE_SIZE]);
void rotation_words_print_losses(
    const struct rotation_words *words, const struct rotation_plan *plan, FILE *out);
/* Why there is no plan, and what the nearest one gives up. */
void rotation_words_print(const struct rotation_words *words, const struct rotation_reason *reason,
    const struct rotation_plan *plan, const struct rotation_loss *loss, FILE *out);
