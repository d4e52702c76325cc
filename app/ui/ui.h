/* An immediate-mode toolkit over a draw list. It knows nothing of classrooms or SDL.
 *
 * A frame: ui_input() any number of times, then ui_begin(), the screen's calls, ui_end(). Controls
 * answer "was it chosen?" at once. Edges (press, release, typed text) fire once; if something
 * fired, the frame is run again (at most UI_PASSES times in all) so that what is shown is settled:
 * later passes see what is held and focused, never the edge again.
 *
 * Every control and text also leaves a node in one tree: role, name, value, state, rectangle. Hit
 * testing, focus order, read-aloud, text dumps and steps scripts read that tree. A control without
 * a name is an assertion, and so is a key used twice in one frame.
 *
 * Layout is in design units (rect.h). Scale: min(w/1280, h/800) pixels a unit, never below 0.75, so
 * the canvas is 1280 x 800 units at 1280x800, 1422 x 800 at 1920x1080, 1067 x 640 at 800x480.
 * Right-to-left languages mirror everything when it is drawn; screens are written left to right. */
#pragma once

#include "base/arena.h"
#include "base/catalog.h"
#include "base/fill.h"
#include "base/macros.h"
#include "ui/draw.h"
#include "ui/icon.h"
#include "ui/input.h"
#include "ui/rect.h"
#include "ui/text_service.h"
#include "ui/theme.h"

enum {
    UI_PASSES = 3,
    UI_NODE_MAX = 2048,
    UI_COMMAND_MAX = 4096,
    UI_HOLDOVER_MS = 300, /* presses this soon after another screen or page are ignored */
};

typedef uint64_t ui_id; /* 0: none */

enum ui_role {
    ROLE_TEXT,
    ROLE_HEADING,
    ROLE_BUTTON,
    ROLE_CHOICE /* one of several */,
    ROLE_CHECK /* on or off */,
    ROLE_TEXTBOX,
    ROLE_KEY /* of the on-screen keyboard */,
    ROLE_IMAGE,
    ROLE_PROGRESS,
    ROLE_TIMER,
    ROLE_STATUS /* says what just happened; spoken */,
    ROLE_DIALOG,
    ROLE_PLACE /* where something can be dropped */,
    ROLE_COUNT
};
const char *ui_role_name(enum ui_role role); /* "button" */

enum ui_state {
    STATE_FOCUSED = 1,
    STATE_SELECTED = 2,
    STATE_DISABLED = 4,
    STATE_PRESSED = 8,
    STATE_MODAL = 16
};

struct ui_node {
    ui_id id; /* of a control; 0 for text and pictures */
    enum ui_role role;
    const char *name;   /* in the language shown; frame lifetime */
    const char *spoken; /* the same with the marks of base/spoken.h */
    const char *value;  /* text of a text box, "2 of 3" of a progress, or "" */
    uint32_t state;     /* enum ui_state, or-ed */
    int x, y, w, h; /* pixels on the target, as drawn; what a scroll area hides is cut off, w = 0 if
                       all of it */
};

struct ui_tree {
    const struct ui_node *nodes;
    int count;
};

/* What the caller decides about a frame. Borrowed until ui_end(). */
struct ui_setting {
    int width, height; /* target, pixels */
    enum theme_id theme;
    const struct catalog *catalog; /* NULL: English */
    const char *language;          /* "en" */
    bool rtl;
    float text_scale; /* 1, or 1.3 for large text */
    bool dyslexia_font;
    float foot;     /* units at the lower edge that are not the screen's: ui_foot() */
    int64_t now_ms; /* monotonic */
};

struct ui;

/* From the app arena. */
MUST_CHECK bool ui_open(
    struct ui **out, struct arena *arena, const struct text_service *text, struct error *error);

/* Takes one input into the state. True if a frame should run because of it. */
bool ui_input(struct ui *ui, const struct input *input);

/* Starts a pass; everything of it lives in *frame. */
void ui_begin(struct ui *ui, const struct ui_setting *setting, struct arena *frame);
/* Ends it; true if the frame should be run again (something fired, and fewer than UI_PASSES). */
bool ui_end(struct ui *ui);

/* Valid from ui_end() to the next ui_begin(). */
const struct draw_list *ui_draw_list(const struct ui *ui);
struct ui_tree ui_get_tree(const struct ui *ui);
/* For whoever looks for something by name: */
bool ui_is_visible(const struct ui_node *node);
/* The `which`-th (from 1) visible control of exactly that name; of the first one asked for, also
 * the first whose name only begins so. NULL: none. */
const struct ui_node *ui_find_control(const struct ui *ui, const char *name, int which);
const struct ui_node *ui_find_focused(const struct ui *ui); /* NULL: nothing has the focus */
bool ui_shows(const struct ui *ui, const char *text);       /* in a name or value that is visible */
/* Monotonic time at which the frame must run again by itself (animation, key repeat, long press);
 * INT64_MAX: never. */
int64_t ui_deadline_ms(const struct ui *ui);

/* Another screen is on top: focus, scroll positions and what was pressed are forgotten. Called
 * between frames. */
void ui_screen_changed(struct ui *ui, int64_t now_ms);
/* The screen shows another page of itself from the next pass on: the second half of a double tap
 * was not meant for it. Nothing is forgotten. */
void ui_page_changed(struct ui *ui);

struct rect ui_canvas(const struct ui *ui); /* the whole screen in units, without the foot */
struct rect ui_foot(const struct ui *ui);
bool ui_has_modal(const struct ui *ui); /* something lies over the page in this pass */
float ui_text_scale(
    const struct ui *ui);              /* 1, or more for large text: lines are that much higher */
bool ui_is_small(const struct ui *ui); /* lower than 720 units: the 800x480 class */
const struct theme *ui_theme(const struct ui *ui);
struct arena *ui_frame_arena(struct ui *ui);

/* --- Words -------------------------------------------------------------------------------------
 */

/* Translates. Every label goes through here; xgettext collects T("…"), TC(ctx, "…"), TN(one, many,
 * n), N_("…"). */
const char *ui_translate(const struct ui *ui, const char *text);
const char *ui_translate_context(const struct ui *ui, const char *context, const char *text);
const char *ui_translate_count(struct ui *ui, const char *one, const char *many, int count);
/* "Hi {name}!": replaces each {key} by its value; pairs of key and value end with NULL. Also fills
 * {count} etc. from text the caller formatted. Result in the frame arena. */
const char *ui_fill(struct ui *ui, const char *pattern, ...) __attribute__((sentinel));
/* The same, with values of others, whose letters may run the other way. */
const char *ui_fill_apart(struct ui *ui, const char *pattern, const struct fill *fills, int count);
/* A number in the digits of the language is left as ASCII digits: children meet those everywhere.
 */
const char *ui_number(struct ui *ui, int number);
/* "11:42" of a duration, rounded up to whole seconds. */
const char *ui_clock(struct ui *ui, int64_t ms);

#define T(text)              ui_translate(ui, (text))
#define TC(context, text)    ui_translate_context(ui, (context), (text))
#define TN(one, many, count) ui_translate_count(ui, (one), (many), (count))
#define NC_(context, text)   (text)

/* --- Texts and shapes ---------------------------------------------------------------------------
 */

enum align { ALIGN_START, ALIGN_CENTER, ALIGN_END };

struct text_look {
    enum font font;
    float size;  /* units, before text_scale */
    color color; /* 0: theme ink */
    enum align align;
    enum align vertical; /* in its rectangle */
    bool quiet;          /* part of a control that says it: no node of its own */
    int lines;           /* most lines; 0: as many as fit */
    float line_height;   /* times the size; 0: 1.3 (FONT_SHOW 1.15); text with letters
                            that are not Latin, Greek or Cyrillic gets at least 1.35 */
    float min_size; /* units; shrinks down to this to fit the rectangle; 0: SIZE_SMALL or size if
                       smaller. Large text is never drawn smaller than without it. */
};

/* Draws text wrapped into the rectangle, shrinking it if it does not fit, with an ellipsis if even
 * that does not do; the node has it whole. What stands apart in it (U+2068 to U+2069: a name, a
 * code) is broken behind spaces, hyphens and slashes only, not between Chinese letters. No line
 * begins with one of … » ! ? : and ; whatever the space before it. Parts between U+E000 and U+E001
 * are bold; the marks of base/spoken.h are not seen, here and in labels. Returns the height used,
 * units. */
float ui_text(struct ui *ui, struct rect r, struct text_look look, const char *text);
float ui_heading(
    struct ui *ui, struct rect r, struct text_look look, const char *text); /* same, ROLE_HEADING */
/* The height text would take at full size in that width, and the width of its longest line. */
float ui_text_height(struct ui *ui, struct text_look look, float width, const char *text);
float ui_text_width(struct ui *ui, struct text_look look, const char *text);

void ui_fill_rect(struct ui *ui, struct rect r, float radius, color fill);
void ui_ring(struct ui *ui, struct rect r, float radius, float width, color line);
/* A card: shadow and fill (a line instead of the shadow where the theme has none). */
void ui_card(struct ui *ui, struct rect r, float radius, color fill);
void ui_arc(struct ui *ui, struct rect r, float width, float part /* 0 to 1 */, color line);
/* Decoration: no node. `icon` is a name of icon.h or an emoji. Centred in r, size units em. */
void ui_icon(struct ui *ui, struct rect r, const char *icon, float size, color tint);
/* Picture with meaning: leaves a ROLE_IMAGE node named `name`. */
void ui_picture(
    struct ui *ui, struct rect r, const char *icon, float size, color tint, const char *name);
void ui_qr(struct ui *ui, struct rect r, const char *payload, const char *name);
void ui_image(struct ui *ui, struct rect r, const char *file, const char *name);
void ui_camera(struct ui *ui, struct rect r, float radius, uint32_t frame, const char *name);
#define UI_DOT_GAP 0.54F /* between dots, times their size */
/* Steps done, current, to come: dots with value "2 of 3". */
void ui_dots(
    struct ui *ui, struct rect r, int total, int done, bool current, float size, const char *name);
/* A rounded label with an icon, as wide as its content (at most r.w); returns its width. */
float ui_chip(
    struct ui *ui, struct rect r, const char *icon, const char *text, color fill, color ink);
/* A node without drawing: for what is drawn by other means. */
void ui_node(struct ui *ui, enum ui_role role, struct rect r, const char *name, const char *value);

/* --- Controls ------------------------------------------------------------------------------------
 * Touch chooses when the finger lifts over the control it went down on. A touch beside a control,
 * by up to 20 units or what a finger of TARGET_MIN would cover, means the nearest one. Only the
 * first finger counts. A drag in a scroll area scrolls instead. A control that vanished meanwhile,
 * or that lies below a modal, is not chosen. Keys: Tab, arrows and KEY_NEXT move the focus (in the
 * order controls are made; arrows to the nearest that way), Enter, Space and KEY_CHOOSE choose;
 * Enter chooses the default button when nothing or a single-line field has the focus, Escape the
 * way out that is on top. The focus ring is seen only after such keys. A tap leaves the focus on
 * the text field that is being written in.
 *
 * `key` is unique among the controls of a frame; `index` tells apart those made in a loop. The
 * visible label is the name; where only an icon is seen, the name is spoken and in the tree. */

enum button_look {
    BUTTON_PRIMARY,
    BUTTON_QUIET /* outlined */,
    BUTTON_CHIP /* soft, pill */,
    BUTTON_SELECTED /* outlined in primary, soft fill */,
    BUTTON_PLAIN /* no frame */
};

struct button {
    const char *key;
    int index;
    const char *label;      /* shown, and name unless there is one */
    const char *name;       /* spoken and in the tree, where the label is not enough; or NULL */
    const char *icon;       /* before the label, or NULL */
    const char *icon_after; /* behind the label, or NULL */
    bool icon_only;         /* label is the name but is not drawn */
    enum button_look look;
    float size; /* text, units; 0: 28 */
    bool disabled;
    enum ui_role role; /* 0 (ROLE_TEXT): ROLE_BUTTON */
    bool selected;     /* for ROLE_CHOICE and ROLE_CHECK */
    bool is_default;   /* Enter chooses it when no control has the focus */
    bool is_cancel;    /* Escape chooses it: the way out; of several on top the last made */
    color tint;        /* of icon and text; 0: by look */
    color fill;        /* background; 0: by look */
    float radius;      /* 0: RADIUS_BUTTON */
};
bool ui_button(struct ui *ui, struct rect r, struct button button);
/* Width a button needs for its content, units. */
float ui_button_width(struct ui *ui, struct button button);

/* What is laid over a screen never covers this: a mark that must be seen all the time. */
void ui_keep_seen(struct ui *ui, struct rect r);
/* Is nothing of that in this rectangle? */
bool ui_is_uncovered(const struct ui *ui, struct rect r);
/* And none of the controls made so far on top either? For what is laid over a screen. */
bool ui_is_free(const struct ui *ui, struct rect r);

/* A control that draws nothing of its own but selection, press and focus: for cards with free
 * content drawn before or after. A button within it is found first. Never tell by the ring alone
 * what is selected: put an icon or a word there too. */
struct tap_area {
    const char *key;
    int index;
    const char *name;
    const char *value;
    enum ui_role role;
    bool selected;
    bool disabled;
    float radius;
};
bool ui_tap_area(struct ui *ui, struct rect r, struct tap_area area);

/* Drag and drop, by finger or mouse. A press that moves less than 24 units is still a tap. In an
 * area that scrolls, a finger that goes up or down scrolls, unless it rested first for 350 ms or
 * goes sideways; a mouse always carries. Escape, another screen, a modal or the control's end let
 * go. Keyboards and switches do not carry: the screen offers a way by choosing (choose what, then
 * where).
 *
 * The control just made can be carried; number says what it is (an index of the screen's). */
void ui_drag_source(struct ui *ui, int number);
/* An area that takes what is carried; leaves a ROLE_PLACE node. Shows a ring under the finger:
 * call it after what it lies on is drawn. Of places over each other the last one made is meant.
 * True, once, when something was dropped here; *number is what. */
struct drop_place {
    const char *key;
    int index;
    const char *name;
    float radius; /* of the ring; 0: RADIUS_CARD */
};
bool ui_drop_place(struct ui *ui, struct rect r, struct drop_place place, int *number);
/* What is being carried now, and where it is: the source's rectangle moved with the finger. Draw
 * it last, without nodes (look.quiet). */
bool ui_carried(const struct ui *ui, int *number, struct rect *where);

/* A text field over the caller's buffer (UTF-8, size bytes with terminator). Wraps; grows no
 * further than its rectangle (scrolls to the caret, by whole lines). True when the text changed.
 * Typing goes to the focused field; `focus_first` takes the focus when no control has it. */
struct text_field {
    const char *key;
    const char *name;
    const char *placeholder;
    float size;
    bool focus_first;
    bool single_line;
    bool secret; /* ASCII only: stars are seen, and nothing is said of it */
    bool digits; /* takes digits alone, of whatever script, as ASCII */
    enum font font;
};
bool ui_text_field(struct ui *ui, struct rect r, struct text_field field, char *text, size_t size);

/* The on-screen keyboard: types into the focused text field. Layouts are data (keyboard.c). */
enum keyboard_layout {
    KEYBOARD_ABC,
    KEYBOARD_QWERTY,
    KEYBOARD_AZERTY,
    KEYBOARD_SPANISH,
    KEYBOARD_ARABIC,
    KEYBOARD_NUMBER, /* a pad for fractions and decimals */
    KEYBOARD_DIGITS, /* a pad for a PIN */
    KEYBOARD_LAYOUT_COUNT
};
struct keyboard {
    enum keyboard_layout layout;
    enum keyboard_layout other;
    bool shift;
    int page;
    bool user_choice;
}; /* kept by the screen, zero at first: set layout and other (the same: no key to change) */
void ui_keyboard(struct ui *ui, struct rect r, struct keyboard *keyboard);
float ui_keyboard_height(const struct ui *ui);
enum keyboard_layout keyboard_for(const char *language, bool abc);

/* Inserts text into the text field that was last focused as if typed (sentence starters); dropped
 * if there is none. Takes effect in the next pass. */
void ui_type(struct ui *ui, const char *text);

/* A part that scrolls when its content is higher. Content is laid out from the returned rectangle's
 * top; everything until ui_scroll_end() is clipped. Dragging, wheel, page keys and focus move it.
 */
struct rect ui_scroll_begin(struct ui *ui, const char *key, struct rect r, float content_height);
void ui_scroll_end(struct ui *ui);
/* How high rows are in a view of that height, at least `least` units, with gaps between them: where
 * not all fit, its edge cuts through one, which tells that there are more. */
float ui_scroll_row(float view, int rows, float least, float gap);
/* A page further down in the area with that key, from its end back to its top: for a button that
 * those can choose who do not drag. */
void ui_scroll_on(struct ui *ui, const char *key);

/* What follows until the end is on top of the rest and alone can be chosen; dims what is below and
 * draws a card at r. The focus is kept inside and goes back when the modal is gone. One of its
 * buttons is the way out (is_cancel). Not within a scroll area or another modal. */
void ui_modal_begin(struct ui *ui, struct rect r, const char *name);
void ui_modal_end(struct ui *ui);

/* --- For steps scripts and read-aloud ----------------------------------------------------------
 */
ui_id ui_focused(const struct ui *ui);
/* Is every control on top at least TARGET_MIN units for a finger, what lies nearest to it counted
 * in, named as no other, and covered by no message? ERR_BAD_INPUT says which is not. */
MUST_CHECK bool ui_check_usable(const struct ui *ui, struct error *error);
