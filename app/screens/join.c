/* A machine without a class becomes a station: the board's code, which station that is, yes or no,
 * and then it waits until the class is there. */
#include "screens/link_parts.h"
#include "screens/setup_parts.h"

#include "base/str.h"

struct join {
    bool typing;
    char address[HUB_ADDRESS_SIZE], letters[HUB_LETTERS_SIZE];
    struct keyboard keyboard;
};

static void ask(struct screen_call *call, enum hub_task task, int number)
{
    struct wish *wish = screen_wish(call, WISH_HUB);
    wish->hub = task;
    wish->number = number;
}

/* --- The code -------------------------------------------------------------------------------- */

static bool field(struct ui *ui, struct rect row, struct text_field field, char *text, size_t size)
{
    ui_text(ui, rect_cut_left(&row, row.w * 0.24f),
        (struct text_look){.size = 24, .vertical = ALIGN_CENTER, .lines = 1, .quiet = true},
        field.name);
    field.size = 28;
    field.single_line = true;
    return ui_text_field(ui, row, field, text, size);
}

static void typing(struct screen_call *call, struct rect page, struct join *own)
{
    struct ui *ui = call->ui;
    struct rect keys = part_keyboard(ui, &page);
    struct rect foot = rect_cut_right(&page, MIN(page.w * 0.28f, 280));
    rect_cut_right(&page, 16);
    rect_cut_bottom(&page, 8);
    rect_cut_bottom(&foot, 8);
    (void)field(ui, rect_row(page, 0, 2, 10),
        (struct text_field){
            .key = "address", .name = T("Address"), .placeholder = "10.0.0.7", .focus_first = true},
        own->address, sizeof own->address);
    (void)field(ui, rect_row(page, 1, 2, 10),
        (struct text_field){.key = "letters", .name = T("Code"), .placeholder = "K7QM-4XPD-9TRA"},
        own->letters, sizeof own->letters);
    struct button go = {.key = "typed",
        .label = T("Go on"),
        .icon = "arrow-right",
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .disabled = own->address[0] == '\0' || own->letters[0] == '\0'};
    if (ui_button(ui, rect_row(foot, 1, 2, 10), go)) {
        struct wish *wish = screen_wish(call, WISH_HUB);
        wish->hub = HUB_JOIN_TYPED;
        wish->text = ui_fill(
            ui, "{address}\n{letters}", "address", own->address, "letters", own->letters, NULL);
    }
    struct button back = {
        .key = "not-typed", .label = T("Back"), .icon = "arrow-left", .look = BUTTON_QUIET};
    if (ui_button(ui, rect_row(foot, 0, 2, 10), back))
        own->typing = false;
    ui_keyboard(ui, keys, &own->keyboard);
}

static void eye(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    if (session->eye == EYE_OPEN)
        ui_camera(ui, r, 36, session->camera_frame, T("Camera picture"));
    else
        ui_icon(ui, r, "qrcode", MIN(r.h, r.w) * 0.6f, 0);
}

static void show_code(struct screen_call *call, struct rect page, struct join *own)
{
    struct ui *ui = call->ui;
    const struct join_view *view = call->session->join;
    struct rect left = rect_cut_left(&page, page.w * 0.46f);
    rect_cut_left(&page, 28);
    eye(call, left);
    struct button back = {
        .key = "leave", .label = T("Back"), .icon = "arrow-left", .look = BUTTON_QUIET, .size = 24};
    if (ui_button(ui, rect_cut_bottom(&page, TARGET_MIN), back))
        ask(call, HUB_JOIN_LEAVE, 0);
    rect_cut_bottom(&page, 12);
    struct button type = {
        .key = "type", .label = T("Type it"), .icon = "keyboard", .look = BUTTON_QUIET, .size = 24};
    if (ui_button(ui, rect_cut_bottom(&page, TARGET_MIN), type)) {
        own->typing = true;
        own->keyboard = (struct keyboard){.layout = KEYBOARD_QWERTY, .other = KEYBOARD_QWERTY};
    }
    for (int i = 0; i < view->file_count; i++) {
        rect_cut_bottom(&page, 12);
        struct button file = {.key = "file",
            .index = i,
            .label = view->files[i].name,
            .icon = "usb",
            .look = BUTTON_QUIET,
            .size = 24};
        if (ui_button(ui, rect_cut_bottom(&page, TARGET_MIN), file))
            ask(call, HUB_JOIN_FILE, i);
    }
    rect_cut_bottom(&page, 12);
    ui_text(ui, page, (struct text_look){.size = 26, .line_height = 1.4f, .min_size = 18},
        T("On the board: page Stations, “Let a machine in”. Show that code to the camera or the "
          "scanner here. It can be on a USB stick, too, or typed."));
}

/* --- What follows ---------------------------------------------------------------------------- */

static void two_buttons(
    struct screen_call *call, struct rect foot, struct button yes, enum hub_task task)
{
    struct ui *ui = call->ui;
    struct rect box = rect_center(foot, MIN(foot.w, 760), foot.h);
    struct button no = {
        .key = "no", .label = T("No"), .icon = "close", .look = BUTTON_QUIET, .size = 26};
    if (task == HUB_JOIN_AGAIN)
        no.label = T("Back"), no.icon = "arrow-left";
    if (ui_button(ui, rect_column(box, 0, 2, 16), no))
        ask(call, HUB_JOIN_LEAVE, 0);
    if (ui_button(ui, rect_column(box, 1, 2, 16), yes))
        ask(call, task, 0);
}

static void question(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    const struct join_view *view = call->session->join;
    two_buttons(call, rect_cut_bottom(&page, TARGET_MIN),
        (struct button){.key = "yes",
            .label = T("Yes, join"),
            .icon = "check",
            .look = BUTTON_PRIMARY,
            .size = 26},
        HUB_JOIN_YES);
    const char *say = ui_fill(ui, T("This machine becomes the station {station} of {class}."),
        "station", view->station, "class", view->class_name, NULL);
    if (view->badges > 0)
        say = ui_fill(ui, "{say}\n{more}", "say", say, "more",
            ui_fill(ui,
                TN("{count} badge printed here works at this machine alone from then on.",
                    "{count} badges printed here work at this machine alone from then on.",
                    view->badges),
                "count", ui_number(ui, view->badges), NULL),
            NULL);
    setup_say(ui, page, "desktop-mac", say);
}

/* For the technician, at the bottom. */
static void detail(struct ui *ui, struct rect *page, const char *text)
{
    ui_text(ui, rect_cut_bottom(page, 76),
        (struct text_look){.size = 18,
            .color = ui_theme(ui)->ink_soft,
            .align = ALIGN_CENTER,
            .lines = 3,
            .min_size = 13},
        text);
}

static void failed(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    const struct join_view *view = call->session->join;
    struct rect foot = rect_cut_bottom(&page, TARGET_MIN);
    struct button back = {.key = "other-code",
        .label = T("Another code"),
        .icon = "qrcode",
        .look = BUTTON_PRIMARY,
        .size = 26};
    if (view->may_try)
        two_buttons(call, foot,
            (struct button){.key = "again",
                .label = T("Try again"),
                .icon = "refresh",
                .look = BUTTON_PRIMARY,
                .size = 26},
            HUB_JOIN_AGAIN);
    else if (ui_button(ui, rect_center(foot, MIN(foot.w, 380), foot.h), back))
        ask(call, HUB_JOIN_OPEN, 0);
    rect_cut_bottom(&page, 12);
    detail(ui, &page, view->detail);
    setup_say(ui, page, "alert", T(view->what));
}

static void waiting(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    const struct link *link = &call->session->link;
    if (link->detail[0] != '\0')
        detail(ui, &page, link->detail);
    setup_say(ui, page, "timer-sand",
        ui_fill(ui, "{say}\n\n{link}", "say", T("Waiting for the class from the board …"), "link",
            link_text(call), NULL));
}

static const char *title_of(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct link *link = &call->session->link;
    if (link->is_member && !call->session->join->is_anew)
        return ui_fill(ui, T("Station {station} of {class}"), "station", link->station, "class",
            link->class_name, NULL);
    return T("Join a board");
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    struct join *own = call->scratch;
    struct rect page = part_page(ui);
    part_top_bar(call, &page, SCREEN_NONE, title_of(call));
    if (session->link.is_member && !session->join->is_anew) {
        waiting(call, page);
        return;
    }
    switch (session->join->stage) {
    case JOIN_TYPING:
        if (own->typing)
            typing(call, page, own);
        else
            show_code(call, page, own);
        break;
    case JOIN_LOOKING: setup_say(ui, page, "timer-sand", T("Asking the board …")); break;
    case JOIN_ASKS: question(call, page); break;
    case JOIN_GOING: setup_say(ui, page, "timer-sand", T("Joining …")); break;
    case JOIN_FAILED: failed(call, page); break;
    case JOIN_WAITING: waiting(call, page); break;
    }
}

const struct screen screen_join = {
    .name = "join",
    .flags = SCREEN_IS_IDLE | SCREEN_WANTS_CAMERA,
    .scratch_size = sizeof(struct join),
    .frame = frame,
    .deadline_ms = link_deadline_ms,
    .stays_ms = 180000, /* then where this machine rests: here again, without a class */
    .then = SCREEN_NONE,
};
