/* What the files of the toolkit share. Nobody else includes it.
 *
 * Between frames ui_input() works on the tree of the last pass: it finds what was hit, moves the
 * focus and scrolls, and puts what is to happen into a queue. Each pass takes from the front of the
 * queue: either one choice of a control, or all the typing up to the next choice. */
#pragma once

#include "base/str.h"
#include "ui/ui.h"
#include <assert.h>

enum {
    QUEUE_MAX = 128,
    TYPED_MAX = 8192,        /* bytes of typed text waiting */
    WORD_CACHE = 8192,       /* widths remembered; a power of two */
    SLOTS = 2 * UI_NODE_MAX, /* a power of two */
    SCROLL_MAX = 8,          /* scroll areas of a screen */
    FIELD_MAX = 8,           /* text fields of a screen */
    TOUCH_SLOP = 20,         /* units a touch may miss a control by */
    DRAG_START = 24,         /* units a finger moves before it scrolls or carries */
    LIFT_MS = 350,           /* a finger that rests so long on what can be carried lifts it */
    PLACE_MAX = 128,         /* where something can be dropped */
    RING_FOCUS = 5,          /* units */
    RING_GAP = 4,            /* units between a control and its focus ring */
    RING_SELECTED = 5,       /* units */
    REPEAT_FIRST_MS = 450,
    REPEAT_NEXT_MS = 90,
    PRESS_LOST_MS = 3000, /* a finger silent this long has been lifted unnoticed */
    SAME_PRESS_MS = 60,   /* Space comes as a key and as text this close together */
};

#define MARK_BOLD_ON  "\xEE\x80\x80" /* U+E000 */
#define MARK_BOLD_OFF "\xEE\x80\x81" /* U+E001 */

struct box { /* pixels */
    int x, y, w, h;
};

struct control {
    int node;
    struct box box; /* not clipped */
    int layer;      /* 0 the screen, 1 the first modal … */
    int scroll;     /* scroll area it is in, -1 none */
    bool single_line, is_default, is_cancel;
    bool can_carry;
    int number; /* what it carries */
};

struct drop_area { /* where something can be dropped */
    ui_id id;
    struct box box; /* what is seen of it */
    int layer;
};

enum edge_kind { EDGE_CHOOSE, EDGE_DROP, EDGE_TEXT, EDGE_KEY };

struct edge {
    enum edge_kind kind;
    ui_id id; /* EDGE_CHOOSE the control, EDGE_DROP the place */
    int number;
    float x, y;
    bool by_pointer;
    enum key key; /* EDGE_KEY */
    uint32_t text_length;
};

struct press {
    bool down; /* a finger is on the glass; others are ignored */
    int64_t pointer;
    float x, y, start_x, start_y;
    ui_id id; /* 0: it began on nothing, or was cancelled */
    bool inside;
    int scroll; /* scroll area it began in, -1 none */
    bool dragging;
    float drag_offset; /* of the scroll area when it began */
    bool carrying;
    int number;         /* carried */
    struct box carried; /* the control, where it was */
    int64_t down_ms;
    int64_t heard_ms;  /* last word of the finger */
    int64_t repeat_ms; /* when the held key types again */
    bool repeated;
};

struct scroll {
    ui_id id;
    float offset, content, view; /* units */
    struct box box;
    int layer;
};

struct field_state {
    ui_id id;
    size_t caret;  /* byte offset */
    uint64_t hash; /* of the text as it was left: another text means the caller changed it */
    int top_line;  /* lines scrolled away */
    uint32_t frame;
};

struct width {
    uint64_t hash; /* 0: free */
    int value;
};

struct ui {
    const struct text_service *text;
    struct ui_setting setting;
    struct arena *frame;
    const struct theme *theme;
    float scale;
    struct rect canvas, foot;
    struct draw_list list;

    /* The tree; controls point into it. */
    struct ui_node nodes[UI_NODE_MAX];
    struct control controls[UI_NODE_MAX];
    int node_count, control_count;
    int16_t slots[SLOTS]; /* of controls by id: index + 1, 0 free */
    struct drop_area places[PLACE_MAX];
    int place_count;
    struct box kept; /* never covered by a passing message */

    /* Of the pass being run. */
    bool in_pass;
    int pass;
    bool again;
    uint32_t frames; /* frames begun, to tell what is still in use */
    ui_id chosen, dropped;
    struct edge choice; /* the edge that came from */
    int typing;         /* edges at the front that the focused field may take */
    int layer, layers;  /* now, and modals begun */
    int scroll;         /* scroll area we are in, -1 none */
    struct box clip;
    bool keep, clipped;
    int keep_shift;
    int64_t deadline_ms;

    /* Between frames. */
    struct edge queue[QUEUE_MAX];
    int queue_count;
    char typed[TYPED_MAX];
    size_t typed_length;
    struct press press;
    float pointer_x, pointer_y;
    ui_id focus;         /* keys go there */
    ui_id field;         /* the text field that is typed into, also while a key of the on-screen
                            keyboard has the focus */
    ui_id focus_below;   /* what had the focus when the modal opened */
    int top_layer;       /* of the last pass */
    bool by_keys;        /* the focus ring is seen */
    bool screen_changed; /* changed_ms counts */
    int64_t changed_ms;
    int64_t space_ms; /* when Space last chose something */
    struct scroll scrolls[SCROLL_MAX];
    int scroll_count;
    struct field_state fields[FIELD_MAX];
    struct width widths[WORD_CACHE];
    int width_count;
};

/* ui.c */
ui_id ui_make_id(const char *key, int index);
int ui_px(const struct ui *ui, float units);           /* a length, rounded; at least 1 if not 0 */
struct box ui_box(const struct ui *ui, struct rect r); /* edges rounded, mirrored */
struct rect ui_unbox(const struct ui *ui, struct box box);
bool ui_mirrors(const struct ui *ui); /* right-to-left and not kept as written */
/* Layout as written also in right-to-left languages, for a part of the screen that is itself
 * mirrored to its place: r is where it was laid out. The caller puts keep and keep_shift back. */
void ui_keep_direction_in(struct ui *ui, struct rect r);
void ui_wake_at(struct ui *ui, int64_t when_ms);
void *ui_alloc(struct ui *ui, size_t size); /* of the frame; never NULL */

/* tree.c */
void tree_clear(struct ui *ui);
struct box box_clip(struct box box, struct box clip);
bool box_holds(struct box box, float x, float y);
struct ui_node *node_add(struct ui *ui, ui_id id, enum ui_role role, struct box box,
    const char *name, const char *value);
struct control_spec {
    ui_id id;
    enum ui_role role;
    const char *name, *value;
    bool selected, disabled, single_line, is_default, is_cancel;
};
/* Adds a control and its node; says what to draw and whether it was chosen. */
struct control_result {
    bool chosen, pressed, ring;
};
struct control_result control_add(struct ui *ui, struct rect r, struct control_spec spec);
const struct control *control_find(const struct ui *ui, ui_id id);
bool control_reachable(const struct ui *ui, const struct control *control);
/* How far a touch may miss on an axis, pixels: the slop, or more for what is smaller than a
 * finger. */
float control_reach(const struct ui *ui, int length);
/* The control a touch at x, y means: the smallest it is in, else the nearest close by. */
const struct control *control_pick(const struct ui *ui, float x, float y);

/* press.c */
bool press_input(struct ui *ui, const struct input *input);
void press_settle(struct ui *ui); /* forgets a press whose control is gone */

/* drag.c */
bool drag_start(struct ui *ui, const struct input *input); /* does the finger begin to carry? */
bool drag_end(struct ui *ui, const struct press *press, const struct input *input);
bool drag_cancel(struct ui *ui);

/* focus.c */
bool focus_key(struct ui *ui, const struct input *input);
void focus_set(struct ui *ui, ui_id id);
ui_id focus_default(const struct ui *ui); /* what Enter chooses; 0 none */
void focus_settle(struct ui *ui);
void focus_draw_ring(struct ui *ui, struct rect r, float radius);

/* edge.c */
bool edge_choose(struct ui *ui, ui_id id, const struct input *input);
bool edge_drop(struct ui *ui, ui_id place, int number);
bool edge_key(struct ui *ui, enum key key);
bool edge_text(struct ui *ui, const char *text);
struct edge edge_take(struct ui *ui, char *text); /* text: TYPED_MAX bytes, or NULL to drop */
void edge_clear(struct ui *ui);

/* scroll.c */
int scroll_at(const struct ui *ui, float x, float y); /* -1 none */
int scroll_last(const struct ui *ui);                 /* the one on top; -1 none */
bool scroll_by(struct ui *ui, int index, float units);
void scroll_show(struct ui *ui, int index, struct box box);

/* text.c */
struct text_run { /* a line of wrapped text, byte offsets into the plain text */
    uint32_t start, end, next;
    int width;
};
struct text_block {
    const char *plain; /* without marks */
    const uint8_t *bold;
    size_t length;
    const char *breaks; /* of each byte: may a line begin there? */
    struct text_run *lines;
    int line_count;
    int size, line_height; /* pixels */
    enum font font;
    bool broken; /* a word had to be cut */
    bool tall;   /* has letters of a script with tall or deep marks */
};
enum font text_font(const struct ui *ui, enum font font);
/* Has it letters of such a script? Their marks above and below need this much of a line, times the
 * size, or two lines touch. */
bool text_is_tall(const char *text, size_t length);
#define LINE_TALL 1.35F
struct text_block text_prepare(struct ui *ui, const char *text);
/* line_height 0: what suits the font; tall scripts get at least LINE_TALL. */
void text_wrap(struct ui *ui, struct text_block *block, enum font font, int size, float line_height,
    int max_width);
enum font text_part_font(const struct text_block *block, size_t at);
size_t text_part_end(const struct text_block *block, size_t start, size_t end);
int text_part_width(struct ui *ui, const struct text_block *block, size_t start, size_t end);

/* grapheme.c */
size_t text_next_grapheme(const char *text, size_t length, size_t at);
size_t text_previous_grapheme(const char *text, size_t at);

/* width.c */
int text_measure(struct ui *ui, enum font font, int size, const char *text, size_t length);
int text_box_height(struct ui *ui, enum font font, int size);
/* Are its characters in right-to-left order? Numbers without letters are read left to right. */
bool text_runs_rtl(struct ui *ui, const char *text, size_t length);
/* Does it start at the right: by its letters, or without any by the language? */
bool text_starts_right(struct ui *ui, const char *text, size_t length);
/* Where the size that fitted last time is remembered; 0: not known. */
int *text_fitting_size(struct ui *ui, uint64_t what);

/* text_draw.c */
/* Draws without a node; returns the height used in units. *plain is the text without marks. */
float text_draw(
    struct ui *ui, struct rect r, struct text_look look, const char *text, const char **plain);
bool text_paragraph_rtl(struct ui *ui, const struct text_block *block, size_t at);
bool text_paragraph_starts_right(struct ui *ui, const struct text_block *block, size_t at);
/* x, y: left top of the line's box. */
void text_draw_line(struct ui *ui, const struct text_block *block, size_t start, size_t end, int x,
    int y, color tint);

/* shape.c */
void shape_shade(struct ui *ui, struct rect r, float radius); /* darker: under a finger */
struct draw_command *shape_add(struct ui *ui, enum draw_kind kind, struct box box, color tint);
void shape_clip(struct ui *ui, struct box box, bool clipped); /* and says so to the renderer */
