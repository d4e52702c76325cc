/* The door to the teacher view: the teacher's badge, then the PIN. The first time, a PIN is chosen.
 */
#include "screens/parts.h"

#include "base/str.h"
#include <string.h>

enum { PIN_SIZE = 13, PIN_LEAST = 4 };

struct pin {
    char typed[PIN_SIZE], first[PIN_SIZE];
    bool differs;
    struct keyboard keyboard;
};

static void enter(struct screen_call *call)
{
    struct pin *own = call->scratch;
    own->keyboard = (struct keyboard){.layout = KEYBOARD_NUMBER, .other = KEYBOARD_NUMBER};
}

static enum screen_id back(const struct screen_call *call)
{
    return call->session->role == ROLE_OF_BOARD ? SCREEN_ROTATION : SCREEN_CHECK_IN;
}

/* Chosen twice, so that a slip of the finger does not lock the teacher out. */
static void choose(struct screen_call *call, struct pin *own)
{
    if (own->first[0] == '\0') {
        STR_COPY(own->first, own->typed);
        own->differs = false;
    } else if (str_equal(own->first, own->typed)) {
        screen_wish(call, WISH_CHOOSE_PIN)->text = ui_fill(call->ui, own->typed, NULL);
    } else {
        own->first[0] = '\0';
        own->differs = true;
    }
}

static void done(struct screen_call *call, struct pin *own)
{
    if (call->session->has_pin)
        screen_wish(call, WISH_TRY_PIN)->text = ui_fill(call->ui, own->typed, NULL);
    else
        choose(call, own);
    own->typed[0] = '\0';
}

static const char *title(const struct screen_call *call, const struct pin *own)
{
    struct ui *ui = call->ui;
    if (call->session->has_pin)
        return T("Your PIN");
    return own->first[0] == '\0' ? T("Choose a PIN for the teacher view") : T("Once more, please");
}

static const char *advice(const struct screen_call *call, const struct pin *own)
{
    struct ui *ui = call->ui;
    if (own->differs)
        return T("The two were not the same. Choose again.");
    if (!call->session->has_pin)
        return T("4 to 12 digits. Groups, needs and answers are behind it.");
    return T("It opens what the room must not see.");
}

static void ask_pin(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    struct pin *own = call->scratch;
    struct rect keys = rect_cut_bottom(&page, ui_keyboard_height(ui));
    struct rect box = rect_center(page, MIN(page.w, 720), page.h);
    ui_text(ui, rect_cut_top(&box, 44),
        (struct text_look){.size = 26,
            .color = ui_theme(ui)->ink_soft,
            .align = ALIGN_CENTER,
            .vertical = ALIGN_CENTER,
            .lines = 2},
        advice(call, own));
    struct rect row = rect_center(box, box.w, MIN(box.h, 92));
    struct button open = {.key = "open",
        .label = call->session->has_pin ? T("Open") : T("Next"),
        .icon_after = "arrow-right",
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .disabled = strlen(own->typed) < PIN_LEAST};
    bool go = ui_button(ui, rect_cut_right(&row, 240), open);
    rect_cut_right(&row, 20);
    struct text_field field = {.key = "pin",
        .name = T("PIN"),
        .size = 40,
        .focus_first = true,
        .single_line = true,
        .secret = true};
    ui_text_field(ui, row, field, own->typed, sizeof own->typed);
    ui_keyboard(ui, keys, &own->keyboard);
    if (go)
        done(call, own);
}

static void ask_badge(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    struct rect box = rect_center(page, MIN(page.w, 760), MIN(page.h, 480));
    if (session->eye == EYE_OPEN)
        ui_camera(
            ui, rect_cut_top(&box, box.h - 110), 36, session->camera_frame, T("Camera picture"));
    else
        ui_icon(ui, rect_cut_top(&box, box.h - 110), "qrcode", 150, 0);
    ui_text(ui, box,
        (struct text_look){.size = 28, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER},
        session->eye == EYE_OPEN ? T("Hold your badge in front of the camera.")
                                 : T("Scan your badge with the scanner."));
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    struct rect page = part_page(ui);
    bool badge_first = session->has_teacher_badge && !session->badge_shown;
    part_top_bar(call, &page, back(call),
        badge_first ? T("Teacher: show your badge") : title(call, call->scratch));
    if (badge_first)
        ask_badge(call, page);
    else
        ask_pin(call, page);
}

const struct screen screen_pin = {
    .name = "pin",
    .flags = SCREEN_IS_IDLE | SCREEN_WANTS_CAMERA,
    .scratch_size = sizeof(struct pin),
    .enter = enter,
    .frame = frame,
    .stays_ms = 60000,
    .then = SCREEN_NONE,
};
