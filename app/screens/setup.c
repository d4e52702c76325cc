/* A machine without a class: the grown-up who sets it up puts a class in, from a stick or a folder.
 */
#include "screens/setup_parts.h"

struct setup {
    bool by_hand, by_stick;
    char code[2 * SETUP_CODE_SIZE];
    struct keyboard keyboard;
};

static void enter(struct screen_call *call)
{
    setup_ask(call, SETUP_BEGIN, 0);
}

/* Each tap is the next language. */
static void language(struct screen_call *call, struct rect *bar)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    int next = 0;
    for (int i = 0; i < session->language_count; i++)
        if (session->languages[i] == session->language)
            next = (i + 1) % session->language_count;
    struct button button = {.key = "language",
        .label = T("Language"),
        .icon = "translate",
        .look = BUTTON_QUIET,
        .size = 22};
    if (session->language_count > 1 && setup_button(ui, bar, 0.3f, button))
        screen_wish(call, WISH_LANGUAGE)->text = session->languages[next];
}

static void by_hand(struct screen_call *call, struct setup *own)
{
    struct ui *ui = call->ui;
    struct rect canvas = ui_canvas(ui);
    struct rect box = rect_center(canvas, MIN(canvas.w - 60, 960), MIN(canvas.h - 40, 560));
    ui_modal_begin(ui, box, T("By hand"));
    struct rect inside = rect_inset(box, 36, 28);
    struct rect foot = rect_cut_bottom(&inside, TARGET_MIN);
    if (ui_button(ui, rect_center(foot, 260, TARGET_MIN),
            (struct button){
                .key = "close", .label = T("Close"), .look = BUTTON_PRIMARY, .is_cancel = true}))
        own->by_hand = false;
    ui_text(ui, inside, (struct text_look){.size = 26, .line_height = 1.45f},
        T("1. Make a class folder with students.csv (the manual has an example).\n2. Check it:  "
          "waystation class check FOLDER\n3. Take it:  waystation class import FOLDER\n4. Print "
          "badges:  waystation badges print --output badges.pdf\nThen start the station again."));
    ui_modal_end(ui);
}

/* --- From another machine -------------------------------------------------------------------- */

static void code_line(struct screen_call *call, struct rect row, struct setup *own)
{
    struct ui *ui = call->ui;
    struct button take = {.key = "stick-take",
        .label = T("Take it"),
        .icon = "check",
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .disabled = own->code[0] == '\0'};
    if (ui_button(ui, rect_cut_right(&row, MIN(260, row.w * 0.4f)), take)) {
        struct wish *wish = screen_wish(call, WISH_SETUP);
        wish->task = SETUP_STICK_TAKE;
        wish->text = ui_fill(ui, own->code, NULL);
    }
    rect_cut_right(&row, 20);
    struct text_field field = {.key = "code",
        .name = T("Code of the class"),
        .placeholder = "K7QM-3TPX-9WHD",
        .size = 34,
        .focus_first = true,
        .single_line = true};
    ui_text_field(ui, row, field, own->code, sizeof own->code);
}

static void by_stick(struct screen_call *call, struct setup *own, struct rect page)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    struct rect bar = rect_cut_top(&page, TARGET_MIN);
    if (setup_button(ui, &bar, 0.3f,
            (struct button){.key = "back", .label = T("Back"), .look = BUTTON_QUIET, .size = 22}))
        own->by_stick = false;
    ui_heading(ui, bar,
        (struct text_look){
            .font = FONT_SHOW, .size = 36, .vertical = ALIGN_CENTER, .lines = 2, .min_size = 22},
        T("The class of another machine"));
    struct rect keys = rect_cut_bottom(&page, ui_keyboard_height(ui));
    if (view->busy != SETUP_NONE) {
        setup_say(ui, page, "timer-sand", T("Reading … Leave the stick in."));
        return;
    }
    struct rect row = rect_cut_bottom(&page, MIN(page.h * 0.5f, 92));
    code_line(call, rect_center(row, MIN(row.w, 860), MIN(row.h, TARGET_MIN + 8)), own);
    ui_text(ui, rect_center(page, MIN(page.w, 860), page.h),
        (struct text_look){.size = 24,
            .align = ALIGN_CENTER,
            .vertical = ALIGN_CENTER,
            .lines = 3,
            .min_size = 16},
        view->stick.state == SETUP_STICK_FAILED
            ? view->stick.failure
            : T("Type the code that the board shows: Setup, USB stick."));
    ui_keyboard(ui, keys, &own->keyboard);
}

static void open_by_stick(struct screen_call *call, struct rect *bar, struct setup *own)
{
    struct ui *ui = call->ui;
    if (!call->session->setup->stick.has_ours || !setup_button(ui, bar, 0.4f,
                                                     (struct button){.key = "by-stick",
                                                         .label = T("From another machine"),
                                                         .icon = "usb",
                                                         .look = BUTTON_PRIMARY,
                                                         .size = 22}))
        return;
    own->by_stick = true;
    own->code[0] = '\0';
    own->keyboard =
        (struct keyboard){.layout = KEYBOARD_QWERTY, .other = KEYBOARD_QWERTY, .shift = true};
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct setup *own = call->scratch;
    struct rect page = part_page(ui);
    if (own->by_stick) {
        by_stick(call, own, page);
        return;
    }
    struct rect bar = rect_cut_top(&page, TARGET_MIN);
    rect_cut_top(&page, ui_is_small(ui) ? 14 : 28);
    bool is_appliance = call->session->care->is_here; /* which has asked before */
    struct button back = {.key = "to-first",
        .label = T("Back"),
        .icon = "arrow-left",
        .icon_only = true,
        .is_cancel = true,
        .look = BUTTON_QUIET};
    if (is_appliance && ui_button(ui, rect_cut_left(&bar, 84), back))
        screen_go(call, SCREEN_FIRST);
    language(call, &bar);
    if (!is_appliance && setup_button(ui, &bar, 0.3f,
                             (struct button){.key = "by-hand",
                                 .label = T("By hand"),
                                 .icon = "keyboard",
                                 .look = BUTTON_QUIET,
                                 .size = 22}))
        own->by_hand = true;
    open_by_stick(call, &bar, own);
    if (!is_appliance && call->session->role != ROLE_OF_BOARD &&
        setup_button(ui, &bar, 0.4f,
            (struct button){.key = "join",
                .label = T("Join a board"),
                .icon = "qrcode",
                .look = BUTTON_PRIMARY,
                .size = 22}))
        screen_wish(call, WISH_HUB)->hub = HUB_JOIN_OPEN;
    bool taken = call->session->setup->stage == SETUP_TAKEN;
    ui_icon(ui, rect_cut_left(&bar, 64), "🧭", 56, 0);
    rect_cut_left(&bar, 14);
    ui_heading(ui, bar,
        (struct text_look){
            .font = FONT_SHOW, .size = 40, .vertical = ALIGN_CENTER, .lines = 2, .min_size = 22},
        taken ? T("The class is here") : T("This station has no class yet"));
    ui_card(ui, page, 36, ui_theme(ui)->card);
    setup_folders(call, rect_inset(page, 30, 24),
        T("Put the class folder on a USB stick and plug it in. Tap it in the list: it is checked "
          "first, and nothing changes until it is right."));
    if (own->by_hand)
        by_hand(call, own);
}

const struct screen screen_setup = {
    .name = "setup",
    .flags = SCREEN_IS_IDLE | SCREEN_WANTS_CAMERA, /* a join code */
    .scratch_size = sizeof(struct setup),
    .enter = enter,
    .frame = frame,
    .stays_ms = 180000, /* then it looks for sticks anew */
    .then = SCREEN_NONE,
};
