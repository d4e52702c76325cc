/* The machine's clocks. */
#pragma once

#include "base/moment.h"

struct moment clock_read(void);
int64_t clock_mono_ms(void); /* since boot, counts suspend */
