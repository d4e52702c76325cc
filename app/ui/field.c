#include "ui/inside.h"

#include "base/hash.h"
#include "base/utf8.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

enum { FIELD_SIDE = 24, FIELD_TOP = 16, LEAST_TOP = 4, CARET = 4 };
#define LINE_HEIGHT 1.4F
#define LINE_LEAST  1.2F /* large letters come before room between lines */

/* A field while its pass runs. */
struct edit {
    char *text;
    size_t size, length;
    size_t caret;
    bool single_line, digits;
};

static void insert(struct edit *edit, const char *text, size_t length)
{
    size_t room = edit->size - 1 - edit->length;
    length = utf8_cut(text, length, room);
    memmove(edit->text + edit->caret + length, edit->text + edit->caret,
        edit->length - edit->caret + 1);
    memcpy(edit->text + edit->caret, text, length);
    edit->caret += length;
    edit->length += length;
}

static void erase(struct edit *edit, size_t start, size_t end)
{
    memmove(edit->text + start, edit->text + end, edit->length - end + 1);
    edit->length -= end - start;
    edit->caret = start;
}

static size_t before(const struct edit *edit)
{
    return edit->caret > 0 ? text_previous_grapheme(edit->text, edit->caret) : 0;
}

/* Some keyboards send an accent by itself, behind its letter: from `start` to the caret they become
 * one character (NFC), as answers are in the class folder. What would not fit stays. */
static void compose(struct edit *edit, size_t start)
{
    size_t length = 0;
    uint8_t *composed = u8_normalize(
        UNINORM_NFC, (const uint8_t *)edit->text + start, edit->caret - start, NULL, &length);
    if (composed != NULL && edit->length - (edit->caret - start) + length < edit->size) {
        erase(edit, start, edit->caret);
        insert(edit, (const char *)composed, length);
    }
    free(composed);
}

/* Keeps the digits alone, as ASCII; returns their count. */
static size_t keep_digits(char *text, size_t length)
{
    size_t count = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        int digit = utf8_digit(code);
        if (digit >= 0)
            text[count++] = (char)('0' + digit);
    }
    return count;
}

/* Typed text is cleaned; where only one line is wanted, a new line is a space. */
static void insert_typed(struct ui *ui, struct edit *edit, const char *typed, size_t length)
{
    size_t mark = arena_mark(ui->frame);
    char *clean = ui_alloc(ui, length * 3 + 1); /* a bad byte becomes three */
    size_t cleaned = utf8_clean(clean, length * 3 + 1, typed, length);
    for (size_t i = 0; i < cleaned; i++)
        if (clean[i] == '\t' || (clean[i] == '\n' && edit->single_line))
            clean[i] = ' ';
    if (edit->digits)
        cleaned = keep_digits(clean, cleaned);
    size_t start = before(edit);
    insert(edit, clean, cleaned);
    compose(edit, start);
    arena_release(ui->frame, mark);
}

static size_t after(const struct edit *edit)
{
    return edit->caret < edit->length ? text_next_grapheme(edit->text, edit->length, edit->caret)
                                      : edit->length;
}

/* Left and right are as seen: in right-to-left text the next character is on the left. */
static void move_aside(struct ui *ui, struct edit *edit, bool left)
{
    bool rtl = text_runs_rtl(ui, edit->text, edit->length);
    edit->caret = left != rtl ? before(edit) : after(edit);
}

struct place { /* of the caret among the lines */
    int line, x;
};

static struct place find_caret(struct ui *ui, const struct text_block *block, size_t caret)
{
    int line = 0;
    while (line + 1 < block->line_count && block->lines[line + 1].start <= caret)
        line++;
    size_t start = block->lines[line].start;
    return (struct place){line, text_part_width(ui, block, start, caret)};
}

/* The offset in a line nearest to x pixels from its start. */
static size_t offset_at(struct ui *ui, const struct text_block *block, int line, int x)
{
    size_t at = block->lines[line].start, end = block->lines[line].end;
    while (at < end) {
        size_t next = text_next_grapheme(block->plain, end, at);
        int middle = (text_part_width(ui, block, block->lines[line].start, at) +
                         text_part_width(ui, block, block->lines[line].start, next)) /
                     2;
        if (x <= middle)
            break;
        at = next;
    }
    return at;
}

static size_t line_start(const struct edit *edit, size_t at)
{
    while (at > 0 && edit->text[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(const struct edit *edit, size_t at)
{
    while (at < edit->length && edit->text[at] != '\n')
        at++;
    return at;
}

struct frame {        /* where the text of a field is, and how it is set */
    struct box inner; /* as high as the lines it shows */
    enum font font;
    int size;
    float line_height; /* times the size */
    bool secret;
};

/* As many stars as there are bytes: offsets stay what they are. */
static const char *stars(struct ui *ui, size_t length)
{
    char *text = ui_alloc(ui, length + 1);
    memset(text, '*', length);
    text[length] = '\0';
    return text;
}

static struct text_block lay_out(struct ui *ui, const struct frame *frame, const char *text)
{
    if (frame->secret)
        text = stars(ui, strlen(text));
    struct text_block block = text_prepare(ui, text);
    text_wrap(ui, &block, frame->font, frame->size, frame->line_height, frame->inner.w);
    return block;
}

static void move_line(struct ui *ui, struct edit *edit, const struct frame *frame, int by)
{
    struct text_block block = lay_out(ui, frame, edit->text);
    struct place place = find_caret(ui, &block, edit->caret);
    int line = place.line + by;
    if (line < 0)
        edit->caret = 0;
    else if (line >= block.line_count)
        edit->caret = edit->length;
    else
        edit->caret = offset_at(ui, &block, line, place.x);
}

static void apply_key(struct ui *ui, struct edit *edit, const struct frame *frame, enum key key)
{
    switch (key) {
    case KEY_LEFT: move_aside(ui, edit, true); break;
    case KEY_RIGHT: move_aside(ui, edit, false); break;
    case KEY_HOME: edit->caret = line_start(edit, edit->caret); break;
    case KEY_END: edit->caret = line_end(edit, edit->caret); break;
    case KEY_UP: move_line(ui, edit, frame, -1); break;
    case KEY_DOWN: move_line(ui, edit, frame, 1); break;
    case KEY_BACKSPACE: erase(edit, before(edit), edit->caret); break;
    case KEY_DELETE: {
        size_t caret = edit->caret;
        erase(edit, caret, after(edit));
        break;
    }
    default: break;
    }
}

/* Takes all the typing of this pass. */
static void apply_typing(struct ui *ui, struct edit *edit, const struct frame *frame)
{
    if (ui->typing == 0)
        return;
    ui->again = true;
    char *typed = ui_alloc(ui, TYPED_MAX);
    for (; ui->typing > 0; ui->typing--) {
        struct edge edge = edge_take(ui, typed);
        if (edge.kind == EDGE_TEXT)
            insert_typed(ui, edit, typed, edge.text_length);
        else
            apply_key(ui, edit, frame, edge.key);
    }
}

static struct field_state *find_state(struct ui *ui, ui_id id, const char *text, size_t length)
{
    struct field_state *state = &ui->fields[0];
    for (int i = 0; i < FIELD_MAX && state->id != id; i++)
        if (ui->fields[i].id == id || ui->fields[i].frame < state->frame)
            state = &ui->fields[i];
    uint64_t hash = hash_bytes(HASH_START, text, length);
    if (state->id != id || state->hash != hash)
        *state = (struct field_state){.id = id, .caret = length, .hash = hash};
    state->frame = ui->frames;
    return state;
}

/* The left edge of a line, which begins at the start side of its letters or else of the language. A
 * number at the right leaves room for the caret behind it. */
static int line_x(struct ui *ui, const struct text_block *block, int line, struct box inner)
{
    const struct text_run *run = &block->lines[line];
    if (!text_paragraph_starts_right(ui, block, run->start))
        return inner.x;
    int room = inner.w - text_part_width(ui, block, run->start, run->end);
    if (!text_paragraph_rtl(ui, block, run->start))
        room = MAX(room - ui_px(ui, CARET), 0);
    return inner.x + room;
}

static void point_caret(struct ui *ui, struct edit *edit, const struct frame *frame, int top_line)
{
    struct text_block block = lay_out(ui, frame, edit->text);
    int line = top_line + ((int)ui->choice.y - frame->inner.y) / MAX(block.line_height, 1);
    line = CLAMP(line, 0, block.line_count - 1);
    int x = (int)ui->choice.x - line_x(ui, &block, line, frame->inner);
    const struct text_run *run = &block.lines[line];
    if (text_paragraph_rtl(ui, &block, run->start))
        x = text_part_width(ui, &block, run->start, run->end) - x;
    edit->caret = offset_at(ui, &block, line, x);
}

static void draw_caret(
    struct ui *ui, const struct text_block *block, const struct frame *frame, struct place place)
{
    int width = ui_px(ui, CARET);
    int room = MAX(frame->inner.w - width, 0);
    int x = frame->inner.x;
    if (text_paragraph_rtl(ui, block, block->lines[place.line].start))
        x += room - MIN(place.x, room);
    else
        x = MIN(line_x(ui, block, place.line, frame->inner) + place.x, x + room);
    struct box box = {
        x, frame->inner.y + place.line * block->line_height, width, block->line_height};
    shape_add(ui, DRAW_FILL, box, ui->theme->primary);
}

/* Text, caret and what is scrolled away. */
static void draw_text(struct ui *ui, const struct edit *edit, struct frame frame,
    struct field_state *state, bool active)
{
    struct text_block block = lay_out(ui, &frame, edit->text);
    struct place place = find_caret(ui, &block, edit->caret);
    int shown = MAX(frame.inner.h / block.line_height, 1);
    state->top_line = CLAMP(state->top_line, place.line + 1 - shown, place.line);
    state->top_line = CLAMP(state->top_line, 0, MAX(block.line_count - shown, 0));
    frame.inner.y -= state->top_line * block.line_height;
    int end = MIN(state->top_line + shown, block.line_count);
    for (int i = state->top_line; i < end; i++)
        text_draw_line(ui, &block, block.lines[i].start, block.lines[i].end,
            line_x(ui, &block, i, frame.inner), frame.inner.y + i * block.line_height,
            ui->theme->ink);
    if (active)
        draw_caret(ui, &block, &frame, place);
}

static void draw_frame(struct ui *ui, struct rect r, bool active, bool ring)
{
    const struct theme *theme = ui->theme;
    ui_fill_rect(ui, r, RADIUS_BUTTON, theme->card);
    if (active)
        ui_ring(ui, r, RADIUS_BUTTON, RING_SELECTED + theme->line_width - 3, theme->primary);
    else
        ui_ring(ui, r, RADIUS_BUTTON, theme->line_width, theme->line);
    if (ring)
        focus_draw_ring(ui, r, RADIUS_BUTTON);
}

static int line_of(int size, float line_height)
{
    return (int)lroundf((float)size * line_height);
}

/* Large text grows as far as two lines can be seen, or one where one is wanted. */
static int fitting_size(
    const struct ui *ui, int room, const struct text_field *field, float line_height)
{
    float normal = field->size > 0 ? field->size : SIZE_BODY;
    int size = ui_px(ui, normal * ui->setting.text_scale), lines = field->single_line ? 1 : 2;
    while (size > ui_px(ui, normal) && lines * line_of(size, line_height) > room)
        size--;
    while (size > ui_px(ui, SIZE_SMALL) && line_of(size, line_height) > room)
        size--;
    return size;
}

static struct frame frame_of(
    const struct ui *ui, struct rect r, const struct text_field *field, const struct edit *edit)
{
    struct box inner = ui_box(ui, rect_inset(r, FIELD_SIDE, 0));
    int room = inner.h - 2 * ui_px(ui, LEAST_TOP);
    float least = field->single_line                       ? LINE_HEIGHT
                  : text_is_tall(edit->text, edit->length) ? LINE_TALL
                                                           : LINE_LEAST;
    int size = fitting_size(ui, room, field, least);
    int line = CLAMP(room / 2, line_of(size, least), line_of(size, LINE_HEIGHT));
    int lines = field->single_line ? 1 : MAX(room / line, 1);
    line = CLAMP(room / lines, line, line_of(size, LINE_HEIGHT)); /* what is left is for them */
    int over = inner.h - lines * line;
    inner.y += field->single_line ? over / 2 : MIN(over / 2, ui_px(ui, FIELD_TOP));
    inner.h = lines * line;
    return (struct frame){
        .inner = inner,
        .font = field->font,
        .size = size,
        .line_height = (float)line / (float)size,
        .secret = field->secret,
    };
}

static void draw_field(struct ui *ui, struct rect r, const struct text_field *field,
    const struct edit *edit, const struct frame *frame, struct field_state *state)
{
    bool active = ui->field == state->id;
    draw_frame(ui, r, active, active && ui->by_keys && ui->focus == state->id);
    if (edit->length == 0 && !str_is_empty(field->placeholder)) {
        struct text_look look = {.font = field->font,
            .size = field->size,
            .color = ui->theme->ink_soft,
            .line_height = frame->line_height,
            .vertical = field->single_line ? ALIGN_CENTER : ALIGN_START};
        struct rect inner = ui_unbox(ui, frame->inner);
        float top = field->single_line ? LEAST_TOP : inner.y - r.y;
        text_draw(ui, rect_inset(r, FIELD_SIDE, top), look, field->placeholder, NULL);
    }
    struct box clip = ui->clip;
    bool clipped = ui->clipped;
    shape_clip(ui, box_clip(ui_box(ui, r), clip), true); /* letters may reach out of their line */
    draw_text(ui, edit, *frame, state, active);
    shape_clip(ui, clip, clipped);
}

bool ui_text_field(struct ui *ui, struct rect r, struct text_field field, char *text, size_t size)
{
    ui_id id = ui_make_id(field.key, 0);
    struct edit edit = {.text = text,
        .size = size,
        .length = strlen(text),
        .single_line = field.single_line,
        .digits = field.digits};
    struct field_state *state = find_state(ui, id, text, edit.length);
    edit.caret = MIN(state->caret, edit.length);
    if (field.focus_first && ui->focus == 0 && ui->layer == ui->top_layer) {
        ui->focus = ui->field = id;
        ui->again = true;
    }
    struct frame frame = frame_of(ui, r, &field, &edit);
    struct control_result result = control_add(ui, r,
        (struct control_spec){
            .id = id,
            .role = ROLE_TEXTBOX,
            .name = field.name,
            .single_line = field.single_line,
        });
    if (result.chosen) {
        focus_set(ui, id);
        if (ui->choice.by_pointer)
            point_caret(ui, &edit, &frame, state->top_line);
    }
    if (ui->field == id)
        apply_typing(ui, &edit, &frame);
    uint64_t hash = hash_bytes(HASH_START, text, edit.length);
    bool changed = hash != state->hash;
    state->caret = edit.caret;
    state->hash = hash;
    draw_field(ui, r, &field, &edit, &frame, state);
    /* The caller may go on to change its buffer: the node has a copy. */
    const char *value =
        field.secret ? stars(ui, edit.length) : arena_copy_text(ui->frame, text, edit.length);
    assert(value != NULL);
    ui->nodes[ui->node_count - 1].value = value;
    return changed;
}
