/* SIGTERM and SIGINT as a call on an ordinary thread. One user at a time. */
#pragma once

#include "base/error.h"

MUST_CHECK bool signals_open(void (*quit)(void *context), void *context, struct error *error);
void signals_close(void); /* puts the former handlers back; may be called when not open */
