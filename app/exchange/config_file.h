/* The settings of an installation: waystation.conf, lines of `name = value`.
 *
 * Names: role (station, solo, board), station (id), data (folder), class_folder (where class
 * folders are looked for beside USB sticks), class (a folder that a machine without a class takes),
 * language (of setup pages and the board, until one is chosen), camera, scanner, fullscreen (yes,
 * no), size (WxH; also as mode: where there is no desktop it is the display's), rotate (0, 90, 180,
 * 270: degrees clockwise by which the screen hangs turned).
 * Others belong to other parts of the device and are left alone. A wrong value is reported and the
 * default kept. */
#pragma once

#include "exchange/problem.h"
#include "model/limits.h"

enum { CONFIG_TEXT_SIZE = 512 };

struct config {
    char role[ID_SIZE]; /* empty: not set, as everywhere here */
    char station[ID_SIZE];
    char data[CONFIG_TEXT_SIZE];
    char class_folder[CONFIG_TEXT_SIZE];
    char first_class[CONFIG_TEXT_SIZE];
    char language[LANGUAGE_SIZE];
    char camera[CONFIG_TEXT_SIZE];
    char scanner[CONFIG_TEXT_SIZE];
    char size[ID_SIZE];
    char rotate[ID_SIZE];
    bool fullscreen;
};

struct arena;

/* Reads the bytes of a file named `name` for messages. *out is always usable. */
void config_read(const char *name, const char *bytes, size_t size, struct arena *arena,
    struct config *out, struct problems *problems);
