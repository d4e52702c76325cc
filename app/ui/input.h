/* What comes in, one thing at a time and in order. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum input_kind {
    INPUT_NONE,         /* the deadline passed */
    INPUT_POINTER_DOWN, /* x, y, pointer */
    INPUT_POINTER_MOVE,
    INPUT_POINTER_UP,
    INPUT_POINTER_CANCEL,
    INPUT_SCROLL, /* wheel: y is lines, positive is up */
    INPUT_KEY,    /* key, shift, control; repeated keys come again */
    INPUT_TEXT,  /* text typed: whole UTF-8 characters. Space comes as INPUT_KEY first, then as text
                  */
    INPUT_BADGE, /* text: a payload read by `source`; not checked */
    INPUT_CAMERA,  /* a new frame or a new state of the camera */
    INPUT_ARRIVAL, /* platform_ring(): something came from another machine */
    INPUT_RESIZE,  /* the target has another size */
    INPUT_DISPLAY, /* a display came, went or is another now: others may see what is shown */
    INPUT_QUIT,
};

enum key {
    KEY_NONE,
    KEY_TAB,
    KEY_ENTER,
    KEY_SPACE,
    KEY_ESCAPE,
    KEY_BACKSPACE,
    KEY_DELETE,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_UP,
    KEY_DOWN,
    KEY_HOME,
    KEY_END,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_NEXT,   /* switch 1: next control */
    KEY_CHOOSE, /* switch 2: choose it */
    KEY_COUNT
};

/* "Tab", "Enter", "Space", "Escape", "Backspace", "Delete", "Left", … "Next", "Choose" */
enum key key_find(const char *name); /* KEY_NONE if unknown; any case */

enum badge_source { SOURCE_CAMERA, SOURCE_SCANNER };

enum { INPUT_TEXT_SIZE = 256, INPUT_US_SIZE = 136 };

struct input {
    enum input_kind kind;
    int64_t mono_ms; /* when it happened */
    int64_t pointer; /* which finger or mouse: 0 the mouse, fingers from 1 */
    float x, y;      /* pixels of the target */
    bool deliberate; /* from a steps script: not subject to the pause after a screen change */
    enum key key;
    bool shift, control;
    enum badge_source source;
    char text[INPUT_TEXT_SIZE]; /* terminated */
    /* INPUT_TEXT, INPUT_BADGE: what the same keys type on a US keyboard, which is what scanners
     * take every keyboard for; "" if it is unknown. */
    char us_text[INPUT_US_SIZE];
};
