/* Running the program with a screen, for the commands that do. */
#pragma once

#include "app.h"

/* As given on the command line; NULL or false: not given. */
struct run_options {
    const char *data, *station, *camera, *scanner, *size, *rotate, *steps, *role;
    bool headless, windowed, fullscreen;
};

/* Runs on a data folder until it is closed or the script ends; the exit code. `command` is how a
 * `restart` step calls this program again. */
int run_app(enum role role, const char *command, const struct run_options *run, const char *folder);
