#include "screens/pin_parts.h"

#include "base/str.h"
#include <string.h>

void pin_entry_begin(struct pin_entry *entry)
{
    *entry = (struct pin_entry){.keyboard = {.layout = KEYBOARD_DIGITS, .other = KEYBOARD_DIGITS}};
}

static bool choose(struct screen_call *call, struct pin_entry *entry)
{
    if (entry->first[0] == '\0') {
        STR_COPY(entry->first, entry->typed);
        entry->differs = false;
        return false;
    }
    entry->differs = !str_equal(entry->first, entry->typed);
    entry->first[0] = '\0'; /* should it be refused, it begins anew */
    if (!entry->differs)
        screen_wish(call, WISH_CHOOSE_PIN)->text = ui_fill(call->ui, entry->typed, NULL);
    return !entry->differs;
}

static bool done(struct screen_call *call, struct pin_entry *entry, bool choosing)
{
    bool wished = !choosing;
    if (choosing)
        wished = choose(call, entry);
    else
        screen_wish(call, WISH_TRY_PIN)->text = ui_fill(call->ui, entry->typed, NULL);
    entry->typed[0] = '\0';
    return wished;
}

const char *pin_entry_title(struct ui *ui, const struct pin_entry *entry, bool choosing)
{
    if (!choosing)
        return T("Your PIN");
    return entry->first[0] == '\0' ? T("Choose a PIN for the teacher view")
                                   : T("Once more, please");
}

static const char *advice(struct ui *ui, const struct pin_entry *entry, bool choosing)
{
    if (entry->differs)
        return T("The two were not the same. Choose again.");
    return choosing ? T("4 to 12 digits. Groups, needs and answers are behind it.")
                    : T("It opens what the room must not see.");
}

bool pin_entry_field(struct screen_call *call, struct rect page, struct pin_entry *entry,
    const char *advice, const char *label)
{
    struct ui *ui = call->ui;
    struct rect keys = rect_cut_bottom(&page, ui_keyboard_height(ui));
    struct rect box = rect_center(page, MIN(page.w, 720), page.h);
    ui_text(ui, rect_cut_top(&box, 44),
        (struct text_look){.size = 26,
            .color = ui_theme(ui)->ink_soft,
            .align = ALIGN_CENTER,
            .vertical = ALIGN_CENTER,
            .lines = 2},
        advice);
    struct rect row = rect_center(box, box.w, MIN(box.h, 92));
    struct button open = {.key = "open",
        .label = label,
        .icon_after = "arrow-right",
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .disabled = strlen(entry->typed) < PIN_MIN};
    bool go = ui_button(ui, rect_cut_right(&row, 240), open);
    rect_cut_right(&row, 20);
    struct text_field field = {.key = "pin",
        .name = T("PIN"),
        .size = 40,
        .focus_first = true,
        .single_line = true,
        .secret = true,
        .digits = true};
    ui_text_field(ui, row, field, entry->typed, sizeof entry->typed);
    ui_keyboard(ui, keys, &entry->keyboard);
    return go;
}

bool pin_entry_part(
    struct screen_call *call, struct rect page, struct pin_entry *entry, bool choosing)
{
    struct ui *ui = call->ui;
    return pin_entry_field(
               call, page, entry, advice(ui, entry, choosing), choosing ? T("Next") : T("Open")) &&
           done(call, entry, choosing);
}
