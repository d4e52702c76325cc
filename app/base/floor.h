/* Division of whole numbers that rounds down, not towards zero: for days before 1970 and numbers
 * below zero. No overflow but INT64_MIN / -1. */
#pragma once

#include <stdint.h>

static inline int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* What is left: from 0 to b - 1; b > 0. */
static inline int64_t floor_rest(int64_t a, int64_t b)
{
    return a % b < 0 ? a % b + b : a % b;
}
