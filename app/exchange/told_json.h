/* What the machine tells the program: told/TASK (device_care.h). */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "model/limits.h"
#include <stdint.h>

enum {
    TOLD_BYTES = 64 * 1024, /* of one file, at most */
    TOLD_ID_SIZE = 17,
    TOLD_FILE_SIZE = 256,
    TOLD_ADDRESS_MAX = 4,
};

enum told_state { TOLD_WORKING, TOLD_DONE, TOLD_FAILED };

struct told {
    char task[ID_SIZE], id[TOLD_ID_SIZE];
    int state; /* enum told_state */
    int32_t percent;
    char code[ID_SIZE];
    char detail[ERROR_TEXT_SIZE];
    char file[TOLD_FILE_SIZE];
    /* Of "look". */
    bool stick, has_update, has_wifi;
    char update_version[ID_SIZE], update_file[TOLD_FILE_SIZE];
    char installed[ID_SIZE]; /* a version that starts at the next restart, or "" */
    char version[ID_SIZE], slot[ID_SIZE], hostname[NAME_SIZE], serial[ID_SIZE];
    char server[NAME_SIZE];  /* that updates can come from, or "" */
    char wifi_ssid[ID_SIZE]; /* the network it is in, or "" */
    char addresses[TOLD_ADDRESS_MAX][ID_SIZE];
    int address_count;
};

/* ERR_BAD_INPUT: it is not what is agreed on; then *out is all zero. What is missing is zero. */
MUST_CHECK bool told_read(const char *json, size_t length, struct told *out, struct error *error);
