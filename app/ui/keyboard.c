/* The on-screen keyboard. A row is keys between spaces; a word in angle brackets is a special key,
 * anything else types itself. */
#include "ui/inside.h"

#include "base/utf8.h"
#include <string.h>
#include <unicase.h>

enum {
    ROWS = 4,
    KEYS_MAX = 16,
    KEY_GAP = 10,
    ROW_GAP = 6,
    KEY_RADIUS = 14,
    KEY_EDGE = 2,
    KEY_SIDE = 8
};
enum { PAGE_LETTERS, PAGE_NUMBERS, PAGE_ACCENTS, PAGE_COUNT };

struct page {
    const char *rows[ROWS];
};

#define BOTTOM "<123> <accents> <other> <space> ? ! <return>"

static const struct page letters[KEYBOARD_LAYOUT_COUNT] = {
    [KEYBOARD_ABC] = {{
        "a b c d e f g h i j",
        "k l m n o p q r s t",
        "<shift> u v w x y z ’ , . <back>",
        BOTTOM,
    }},
    [KEYBOARD_QWERTY] = {{
        "q w e r t y u i o p",
        "a s d f g h j k l ’",
        "<shift> z x c v b n m , . <back>",
        BOTTOM,
    }},
    [KEYBOARD_AZERTY] = {{
        "a z e r t y u i o p",
        "q s d f g h j k l m",
        "<shift> w x c v b n ’ , . <back>",
        BOTTOM,
    }},
    [KEYBOARD_SPANISH] = {{
        "q w e r t y u i o p",
        "a s d f g h j k l ñ",
        "<shift> z x c v b n m , . <back>",
        BOTTOM,
    }},
    [KEYBOARD_ARABIC] = {{
        "ض ص ث ق ف غ ع ه خ ح ج د",
        "ش س ي ب ل ا ت ن م ك ط ذ",
        "ئ ء ؤ ر لا ى ة و ز ظ <back>",
        "<123> <accents> <other> <space> ، ؟ . <return>",
    }},
    [KEYBOARD_NUMBER] = {{
        "1 2 3 <back>",
        "4 5 6 /",
        "7 8 9 .",
        "0 - , <space>",
    }},
    [KEYBOARD_DIGITS] = {{
        "1 2 3",
        "4 5 6",
        "7 8 9",
        "<gap> 0 <back>",
    }},
};

static const struct page numbers = {{
    "1 2 3 4 5 6 7 8 9 0",
    "+ - × ÷ = / % ( ) \"",
    ": ; < > @ # & * ’ <back>",
    "<letters> <space> , . <return>",
}};

static const struct page latin_accents = {{
    "á à â ä ã å æ ç é è",
    "ê ë í î ï ñ ó ò ô ö",
    "<shift> õ ø œ ú ù û ü ß ¿ ¡ <back>",
    "<letters> <space> « » <return>",
}};

static const struct page arabic_accents = {{
    "أ إ آ ٱ پ چ ژ گ ڤ",
    "\u064E \u064B \u064F \u064C \u0650 \u064D \u0651 \u0652 ـ",
    "؛ : ! ( ) \" <back>",
    "<letters> <space> ، . <return>",
}};

enum special { KEY_TYPES, SHIFT, BACK, RETURN, SPACE, NUMBERS, LETTERS, ACCENTS, OTHER, GAP };

static const struct special_key {
    const char *token;
    enum special special;
    const char *name; /* translated */
    const char *icon, *label;
    float weight;
} specials[] = {
    {"<shift>", SHIFT, N_("Capital letter"), "arrow-up", NULL, 1},
    {"<back>", BACK, N_("Delete"), "backspace", NULL, 1},
    {"<return>", RETURN, N_("New line"), "keyboard-return", NULL, 1},
    {"<space>", SPACE, N_("Space"), NULL, NULL, 5},
    {"<123>", NUMBERS, N_("Numbers"), NULL, "123", 1},
    {"<letters>", LETTERS, N_("Letters"), NULL, "abc", 1},
    {"<accents>", ACCENTS, N_("Accents"), NULL, "é à", 1},
    {"<other>", OTHER, NULL, NULL, NULL, 1.4F},
    {"<gap>", GAP, NULL, NULL, NULL, 1}, /* room where a key could be */
};

static const char *const layout_labels[KEYBOARD_LAYOUT_COUNT] = {
    [KEYBOARD_ABC] = "ABC",
    [KEYBOARD_QWERTY] = "QWERTY",
    [KEYBOARD_AZERTY] = "AZERTY",
    [KEYBOARD_SPANISH] = "QWERTY",
    [KEYBOARD_ARABIC] = "ع",
    [KEYBOARD_NUMBER] = "123",
    [KEYBOARD_DIGITS] = "123",
};

struct key_cap {
    char types[8];
    const struct special_key *special; /* NULL: types itself */
    float weight;
};

static const struct page *page_of(const struct keyboard *keyboard)
{
    if (keyboard->page == PAGE_NUMBERS)
        return &numbers;
    if (keyboard->page == PAGE_ACCENTS)
        return keyboard->layout == KEYBOARD_ARABIC ? &arabic_accents : &latin_accents;
    return &letters[keyboard->layout];
}

static struct key_cap parse_key(const char *token, size_t length)
{
    struct key_cap cap = {.weight = 1};
    for (size_t i = 0; i < COUNT_OF(specials); i++)
        if (strlen(specials[i].token) == length && memcmp(specials[i].token, token, length) == 0) {
            cap.special = &specials[i];
            cap.weight = specials[i].weight;
            return cap;
        }
    bool whole = str_copy_length(cap.types, sizeof(cap.types), token, length);
    assert(whole);
    (void)whole;
    return cap;
}

static int parse_row(const char *row, const struct keyboard *keyboard, struct key_cap *caps)
{
    int count = 0;
    while (*row != '\0') {
        size_t length = strcspn(row, " ");
        struct key_cap cap = parse_key(row, length);
        bool useless = cap.special != NULL && cap.special->special == OTHER &&
                       keyboard->other == keyboard->layout;
        if (!useless) {
            assert(count < KEYS_MAX);
            caps[count++] = cap;
        }
        row += length + (row[length] == ' ');
    }
    return count;
}

static void raise(char *text, size_t size)
{
    char upper[8] = "";
    size_t length = strlen(text), out = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        out += utf8_encode(uc_toupper(code), upper + out);
    }
    upper[out] = '\0';
    str_copy(text, size, upper);
}

/* A combining mark alone is hard to see: it is shown on a tatweel. */
static const char *label_of(struct ui *ui, const struct key_cap *cap, const struct keyboard *kb)
{
    if (cap->special != NULL && kb->layout == KEYBOARD_ARABIC) {
        if (cap->special->special == ACCENTS)
            return "أ آ";
        if (cap->special->special == LETTERS)
            return "ا ب ت";
    }
    if (cap->special != NULL)
        return cap->special->special == OTHER   ? layout_labels[kb->other]
               : cap->special->special == SPACE ? T(cap->special->name)
                                                : cap->special->label;
    uint32_t code;
    size_t length = strlen(cap->types);
    utf8_decode(cap->types, length, &code);
    bool mark = code >= 0x64B && code <= 0x652;
    char *label = ui_alloc(ui, 2 + length + 1);
    memcpy(label, "ـ", mark ? 2 : 0);
    memcpy(label + (mark ? 2 : 0), cap->types, length);
    return label;
}

static void type_return(struct ui *ui)
{
    const struct control *field = control_find(ui, ui->field);
    if (field != NULL && field->single_line) {
        ui_id id = focus_default(ui);
        if (id != 0)
            edge_choose(ui, id, &(struct input){.kind = INPUT_KEY});
    } else {
        ui_type(ui, "\n");
    }
}

static void press_key(struct ui *ui, const struct key_cap *cap, struct keyboard *keyboard)
{
    ui->again = true;
    switch (cap->special != NULL ? cap->special->special : KEY_TYPES) {
    case KEY_TYPES:
        ui_type(ui, cap->types);
        keyboard->shift = false;
        break;
    case SHIFT: keyboard->shift = !keyboard->shift; break;
    case BACK:
        if (ui->field != 0)
            edge_key(ui, KEY_BACKSPACE);
        break;
    case RETURN: type_return(ui); break;
    case SPACE: ui_type(ui, " "); break;
    case NUMBERS: keyboard->page = PAGE_NUMBERS; break;
    case LETTERS: keyboard->page = PAGE_LETTERS; break;
    case ACCENTS: keyboard->page = PAGE_ACCENTS; break;
    case OTHER: {
        enum keyboard_layout layout = keyboard->layout;
        keyboard->layout = keyboard->other;
        keyboard->other = layout;
        keyboard->page = PAGE_LETTERS;
        keyboard->user_choice = true;
        break;
    }
    case GAP: break;
    }
}

/* A key held types again and again, until it is let go. */
static bool repeats_now(struct ui *ui, bool pressed)
{
    if (!pressed)
        return false;
    bool now = ui->setting.now_ms >= ui->press.repeat_ms;
    if (now) {
        ui->press.repeated = true;
        ui->press.repeat_ms = ui->setting.now_ms + REPEAT_NEXT_MS;
    }
    ui_wake_at(ui, ui->press.repeat_ms);
    return now;
}

static void draw_key(struct ui *ui, struct rect r, const struct key_cap *cap, const char *label,
    bool selected, struct control_result state)
{
    const struct theme *theme = ui->theme;
    ui_fill_rect(ui, (struct rect){r.x, r.y + KEY_EDGE, r.w, r.h}, KEY_RADIUS, theme->key_edge);
    ui_fill_rect(ui, r, KEY_RADIUS, selected ? theme->primary_soft : theme->key);
    if (selected || ui->setting.theme == THEME_CONTRAST)
        ui_ring(ui, r, KEY_RADIUS, selected ? RING_SELECTED : 2,
            selected ? theme->primary : theme->line);
    if (state.pressed)
        shape_shade(ui, r, KEY_RADIUS);
    float size = MIN(SIZE_BODY, r.h * 0.6F);
    if (cap->special != NULL && cap->special->icon != NULL) {
        ui_icon(ui, r, cap->special->icon, size, theme->ink);
    } else {
        struct text_look look = {.font = FONT_READ,
            .size = size,
            .align = ALIGN_CENTER,
            .vertical = ALIGN_CENTER,
            .lines = 1,
            .min_size = 12};
        text_draw(ui, rect_inset(r, KEY_SIDE, 0), look, label, NULL);
    }
    if (state.ring)
        focus_draw_ring(ui, r, KEY_RADIUS);
}

static void run_key(
    struct ui *ui, struct rect r, struct key_cap cap, struct keyboard *keyboard, int index)
{
    enum special special = cap.special != NULL ? cap.special->special : KEY_TYPES;
    if (special == KEY_TYPES && keyboard->shift)
        raise(cap.types, sizeof(cap.types));
    const char *label = label_of(ui, &cap, keyboard);
    const char *name =
        cap.special != NULL && cap.special->name != NULL ? T(cap.special->name) : label;
    bool selected = special == SHIFT && keyboard->shift;
    struct control_result result = control_add(ui, r,
        (struct control_spec){
            .id = ui_make_id("keyboard", index),
            .role = ROLE_KEY,
            .name = name,
            .selected = selected,
        });
    draw_key(ui, r, &cap, label, selected, result);
    if (result.chosen || (special == BACK && repeats_now(ui, result.pressed)))
        press_key(ui, &cap, keyboard);
}

/* Of equal keys, for numbers alone. */
static bool is_pad(const struct keyboard *keyboard)
{
    return keyboard->page == PAGE_LETTERS &&
           (keyboard->layout == KEYBOARD_NUMBER || keyboard->layout == KEYBOARD_DIGITS);
}

static void run_row(struct ui *ui, struct rect r, const char *row, struct keyboard *keyboard,
    const struct keyboard *shown, int index)
{
    struct key_cap caps[KEYS_MAX];
    int count = parse_row(row, shown, caps);
    bool pad = is_pad(shown);
    float weight = 0, most = pad ? 200 : 126;
    for (int i = 0; i < count; i++) {
        caps[i].weight = pad ? 1 : caps[i].weight;
        weight += caps[i].weight;
    }
    float unit = MIN((r.w - KEY_GAP * (float)(count - 1)) / weight, most);
    r = rect_center(r, unit * weight + KEY_GAP * (float)(count - 1), r.h);
    for (int i = 0; i < count; i++) {
        struct rect key = rect_cut_left(&r, unit * caps[i].weight);
        rect_cut_left(&r, KEY_GAP);
        if (caps[i].special == NULL || caps[i].special->special != GAP)
            run_key(ui, key, caps[i], keyboard, index + i);
    }
}

void ui_keyboard(struct ui *ui, struct rect r, struct keyboard *keyboard)
{
    struct keyboard shown = *keyboard; /* a key that changes the page shows in the next pass */
    bool kept = ui->keep;
    int shift = ui->keep_shift;
    ui_fill_rect(ui, r, 0, ui->theme->keyboard);
    if (!kept)
        ui_keep_direction_in(ui, r);
    const struct page *page = page_of(&shown);
    struct rect keys =
        rect_inset(r, ui_is_small(ui) || is_pad(&shown) ? SPACE_16 : 40, SPACE_8 + ROW_GAP / 2);
    for (int i = 0; i < ROWS; i++) {
        int index = ((int)shown.layout * PAGE_COUNT + shown.page) * ROWS * KEYS_MAX + i * KEYS_MAX;
        run_row(ui, rect_row(keys, i, ROWS, ROW_GAP), page->rows[i], keyboard, &shown, index);
    }
    ui->keep = kept;
    ui->keep_shift = shift;
}

float ui_keyboard_height(const struct ui *ui)
{
    (void)ui; /* as high everywhere: the gap around a key belongs to the nearest one */
    return ROWS * TARGET_MIN + 2 * SPACE_8;
}

enum keyboard_layout keyboard_for(const char *language, bool abc)
{
    if (str_starts_with(language, "ar") || str_starts_with(language, "fa") ||
        str_starts_with(language, "ur"))
        return KEYBOARD_ARABIC;
    if (abc)
        return KEYBOARD_ABC;
    if (str_starts_with(language, "es"))
        return KEYBOARD_SPANISH;
    return str_starts_with(language, "fr") ? KEYBOARD_AZERTY : KEYBOARD_QWERTY;
}
