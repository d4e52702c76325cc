/* The machine's clocks. */
#pragma once

#include "base/moment.h"

struct moment clock_read(void);
