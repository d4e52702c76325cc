/* What children wrote is sealed until the teacher types the passphrase. */
#include "screens/board_parts.h"

#include <string.h>

enum { LINE_HEIGHT = TARGET_MIN, GAP = 12 };

static void forget(struct board_lock *own)
{
    memset(own->passphrase, 0, sizeof own->passphrase);
}

static void line(struct screen_call *call, struct rect r, struct board_lock *own)
{
    struct ui *ui = call->ui;
    struct button open = {.key = "words-open",
        .label = T("Open the words"),
        .icon = "key",
        .look = BUTTON_QUIET,
        .size = 22};
    if (ui_button(ui, rect_cut_right(&r, MIN(ui_button_width(ui, open), r.w * 0.5f)), open)) {
        *own = (struct board_lock){
            .typing = true, .keyboard = {.layout = KEYBOARD_QWERTY, .other = KEYBOARD_QWERTY}};
    }
    rect_cut_right(&r, GAP);
    ui_icon(ui, rect_cut_left(&r, 40), "lock", 30, 0);
    rect_cut_left(&r, GAP);
    ui_text(ui, r,
        (struct text_look){.size = 22, .vertical = ALIGN_CENTER, .lines = 2, .min_size = 16},
        T("What students wrote is locked: type the passphrase to read it."));
}

static void entry(struct screen_call *call, struct rect page, struct board_lock *own)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    struct rect keys = rect_cut_bottom(&page, ui_keyboard_height(ui));
    struct rect row = rect_cut_bottom(&page, MIN(page.h * 0.6f, TARGET_MIN + 8));
    struct button cancel = {
        .key = "words-cancel", .label = T("Leave it"), .look = BUTTON_QUIET, .size = 22};
    struct button open = {.key = "words-try",
        .label = T("Open"),
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .disabled = own->passphrase[0] == '\0'};
    if (ui_button(ui, rect_cut_left(&row, 170), cancel)) {
        own->typing = false;
        forget(own);
    }
    rect_cut_left(&row, GAP);
    if (ui_button(ui, rect_cut_right(&row, 170), open)) {
        screen_wish(call, WISH_OPEN_WORDS)->text = ui_fill(ui, own->passphrase, NULL);
        forget(own);
    }
    rect_cut_right(&row, GAP);
    ui_text_field(ui, row,
        (struct text_field){.key = "passphrase",
            .name = T("Passphrase"),
            .size = 30,
            .focus_first = true,
            .single_line = true,
            .secret = true},
        own->passphrase, sizeof own->passphrase);
    ui_text(ui, page,
        (struct text_look){.size = 24,
            .align = ALIGN_CENTER,
            .vertical = ALIGN_CENTER,
            .lines = 3,
            .min_size = 16},
        session->words_failure[0] != '\0'
            ? T("That is not the passphrase. The recovery sheet helps if it is forgotten.")
            : T("It takes a moment to open. The words are locked again when the view is hidden."));
    ui_keyboard(ui, keys, &own->keyboard);
}

bool board_words_lock(struct screen_call *call, struct rect *page, struct board_lock *own)
{
    if (call->session->words != WORDS_LOCKED) {
        own->typing = false;
        return false;
    }
    if (own->typing) {
        entry(call, *page, own);
        return true;
    }
    line(call, rect_cut_top(page, LINE_HEIGHT), own);
    rect_cut_top(page, GAP);
    return false;
}
