/* Opening sealed words for a command. */
#pragma once

#include "records.h"

#define SEAL_OPEN_HELP "open sealed words; the passphrase is read from standard input"
/* With the passphrase, a line of standard input. ERR_DENIED, ERR_NOT_FOUND, ERR_BAD_INPUT. */
MUST_CHECK bool seal_unlock(struct records *records, struct error *error);
