/* Running the program with a screen, for the commands that do. */
#pragma once

#include "app.h"

/* NULL or false: not given. */
struct run_options {
    const char *data, *station, *camera, *scanner, *size, *rotate, *steps, *role;
    bool headless, windowed, fullscreen;
};

/* Runs on a data folder until it is closed or the script ends; the exit code. To start again (a
 * display comes, a `restart` step) the program calls itself with `command` and what was `given` on
 * the command line; what `run` has besides is of the settings file, which is then read again. */
int run_app(enum role role, const char *command, const struct run_options *run,
    const struct run_options *given, const char *folder);
