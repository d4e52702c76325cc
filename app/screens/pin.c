/* The door to the teacher view: the teacher's badge, then the PIN. The first time, a PIN is chosen.
 */
#include "screens/pin_parts.h"

static void enter(struct screen_call *call)
{
    pin_entry_begin(call->scratch);
}

static enum screen_id back(const struct screen_call *call)
{
    return call->session->role == ROLE_OF_BOARD ? SCREEN_ROTATION : SCREEN_CHECK_IN;
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
        badge_first ? T("Teacher: show your badge")
                    : pin_entry_title(ui, call->scratch, !session->has_pin));
    if (badge_first)
        ask_badge(call, page);
    else
        pin_entry_part(call, page, call->scratch, !session->has_pin);
}

const struct screen screen_pin = {
    .name = "pin",
    .flags = SCREEN_IS_IDLE | SCREEN_WANTS_CAMERA,
    .scratch_size = sizeof(struct pin_entry),
    .enter = enter,
    .frame = frame,
    .stays_ms = 60000,
    .then = SCREEN_NONE,
};
