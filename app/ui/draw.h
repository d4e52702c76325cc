/* The draw list: the only output of the UI, the only input of a renderer.
 *
 * Coordinates are whole pixels of the target. The list and the texts it points to live in the frame
 * arena until the next frame begins. Two equal lists look the same: draw_list_hash() decides
 * whether anything is presented at all. */
#pragma once

#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>

enum font {
    FONT_READ, /* body text (Andika, or OpenDyslexic on request) */
    FONT_READ_BOLD,
    FONT_SHOW,     /* headings, numbers, buttons (Quicksand Bold) */
    FONT_ICON,     /* Material Design Icons: text is one private-use character */
    FONT_DYSLEXIA, /* OpenDyslexic, regular */
    FONT_DYSLEXIA_BOLD,
    FONT_COUNT
};

typedef uint32_t color; /* 0xRRGGBBAA */

enum draw_kind {
    DRAW_FILL,   /* rounded rectangle: radius */
    DRAW_RING,   /* rounded outline inside the rectangle: radius, width */
    DRAW_SHADOW, /* soft shadow of a rounded rectangle: radius, blur in `width` */
    DRAW_ARC, /* circle outline in the rectangle: width; from the top, clockwise, `part`/3600 of the
                 circle */
    DRAW_TEXT, /* one line: font, size, text, text_length; x,y is the left top of its line box
                  (measured width x line_height), in which capitals stand in the middle */
    DRAW_QR, /* text is drawn as a QR code filling the rectangle, modules of whole pixels, in color
                on white */
    DRAW_CAMERA, /* the newest camera frame, mirrored, filling the rectangle, rounded by radius;
                    nothing while list.camera_frame is 0 */
    DRAW_IMAGE,  /* PNG or JPEG file named by text, fitted into the rectangle; of the color only the
                    alpha counts, 0 as a whole: opaque (so for the camera) */
    DRAW_CLIP,   /* what follows is clipped to the rectangle; w = 0: no clip */
};

struct draw_command {
    uint8_t kind; /* enum draw_kind */
    uint8_t font; /* enum font */
    bool rtl;     /* DRAW_TEXT: base direction of the line */
    bool flip;    /* DRAW_TEXT with FONT_ICON: mirrored left to right */
    int16_t size; /* font size in pixels (em) */
    int16_t radius;
    int16_t width; /* of a ring or arc, blur of a shadow */
    int16_t part;  /* of an arc, 0 to 3600 */
    int32_t x, y, w, h;
    color color;
    uint32_t text_length;
    const char *text; /* not necessarily terminated */
};

struct draw_list {
    struct draw_command *commands;
    int count;
    int capacity;
    color background;
    uint32_t camera_frame; /* number of the camera frame shown, 0 none: part of the hash */
};

MUST_CHECK bool draw_list_open(struct draw_list *list, struct arena *frame, int capacity);
/* Adds a command; beyond the capacity it is an assertion (the fullest screen is far below). */
struct draw_command *draw_add(
    struct draw_list *list, enum draw_kind kind, int x, int y, int w, int h, color tint);
/* Of one command and its text, going on from `hash`: equal ones look the same. */
uint64_t draw_command_hash(uint64_t hash, const struct draw_command *c);
uint64_t draw_list_hash(const struct draw_list *list, int width, int height);
