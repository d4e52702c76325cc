/* The first screens of an appliance, for a grown-up who is no expert: the language, what this
 * machine is, how the class gets there; and the Wi-Fi. */
#include "screens/care_parts.h"

#include "base/language.h"
#include "base/str.h"
#include <string.h>

enum stage { STAGE_BEGIN, STAGE_LANGUAGE, STAGE_ROLE, STAGE_CLASS, STAGE_WIFI };

struct first {
    enum stage stage;
    bool said;
    bool connects; /* the Wi-Fi was asked for */
    char ssid[40], passphrase[72], country[4];
    struct keyboard keyboard;
};

static enum stage first_stage(const struct screen_call *call)
{
    return call->session->care->asks_role ? STAGE_LANGUAGE : STAGE_CLASS;
}

static void enter(struct screen_call *call)
{
    struct first *own = call->scratch;
    own->stage = first_stage(call);
    care_ask(call, CARE_LOOK);
}

static void go(struct first *own, enum stage stage)
{
    own->stage = stage;
    own->said = false;
}

static void set(struct screen_call *call, const char *lines, bool keeps_program)
{
    struct wish *wish = screen_wish(call, WISH_CARE);
    wish->care = CARE_SET;
    wish->text = lines;
    wish->number = keeps_program;
}

/* --- Pieces ---------------------------------------------------------------------------------- */

/* The question on top; at its end reading aloud, Wi-Fi, Care. */
static void head(struct screen_call *call, struct rect *page, enum stage back, const char *title,
    const char *aloud)
{
    struct ui *ui = call->ui;
    struct first *own = call->scratch;
    struct rect bar = rect_cut_top(page, TARGET_MIN);
    rect_cut_top(page, ui_is_small(ui) ? 14 : 28);
    if (back != STAGE_BEGIN) {
        struct button button = {.key = "back",
            .label = T("Back"),
            .icon = "arrow-left",
            .icon_only = true,
            .is_cancel = true,
            .look = BUTTON_QUIET};
        if (ui_button(ui, rect_cut_left(&bar, 84), button))
            go(own, back);
        rect_cut_left(&bar, 20);
    }
    if (part_speak_button(call, (struct rect){bar.x + bar.w - bar.h, bar.y, bar.h, bar.h}, aloud)) {
        rect_cut_right(&bar, bar.h + 12);
    }
    if (own->stage != STAGE_LANGUAGE && setup_button(ui, &bar, 0.3f,
                                            (struct button){.key = "care",
                                                .label = T("Care"),
                                                .icon = "wrench",
                                                .look = BUTTON_QUIET,
                                                .size = 22}))
        care_ask(call, CARE_OPEN);
    if (own->stage == STAGE_CLASS && call->session->care->machine.has_wifi &&
        setup_button(ui, &bar, 0.3f,
            (struct button){.key = "wifi",
                .label = T("Wi-Fi"),
                .icon = "wifi",
                .look = BUTTON_QUIET,
                .size = 22})) {
        go(own, STAGE_WIFI);
        own->connects = false;
        own->keyboard = (struct keyboard){.layout = KEYBOARD_QWERTY, .other = KEYBOARD_QWERTY};
    }
    if (own->stage == STAGE_CLASS && call->session->care->clock == CLOCK_UNSURE &&
        setup_button(ui, &bar, 0.3f,
            (struct button){.key = "clock",
                .label = T("Date and time"),
                .icon = "calendar-clock",
                .look = BUTTON_QUIET,
                .size = 22}))
        care_ask(call, CARE_OPEN)->number = CARE_TAB_CLOCK;
    ui_heading(ui, bar,
        (struct text_look){
            .font = FONT_SHOW, .size = 40, .vertical = ALIGN_CENTER, .lines = 2, .min_size = 22},
        title);
}

struct choice {
    const char *key, *icon, *name, *text;
    enum hue hue;
};

/* A picture, a name and one sentence. */
static bool choice_card(struct ui *ui, struct rect r, struct choice choice)
{
    const struct theme *theme = ui_theme(ui);
    bool small = ui_is_small(ui);
    ui_card(ui, r, 36, theme->card);
    ui_ring(ui, r, 36, theme->line_width, theme->line);
    struct rect inside = rect_inset(r, small ? 16 : 26, small ? 14 : 24);
    struct rect picture = rect_cut_top(&inside, inside.h * (small ? 0.36f : 0.42f));
    picture = rect_center(picture, MIN(picture.w, picture.h * 1.5f), picture.h);
    ui_fill_rect(ui, picture, 24, theme->hue_soft[choice.hue]);
    ui_icon(ui, picture, choice.icon, picture.h * 0.62f, theme->hue_ink[choice.hue]);
    rect_cut_top(&inside, small ? 8 : 16);
    ui_text(ui, rect_cut_top(&inside, inside.h * 0.34f),
        (struct text_look){.quiet = true,
            .font = FONT_SHOW,
            .size = small ? 24 : 28,
            .align = ALIGN_CENTER,
            .vertical = ALIGN_CENTER,
            .lines = 2,
            .min_size = 18},
        choice.name);
    ui_text(ui, inside,
        (struct text_look){.quiet = true,
            .size = small ? 18 : 22,
            .align = ALIGN_CENTER,
            .lines = 4,
            .min_size = 14},
        choice.text);
    return ui_tap_area(ui, r,
        (struct tap_area){.key = choice.key,
            .name = choice.name,
            .value = choice.text,
            .role = ROLE_BUTTON,
            .radius = 36});
}

/* --- Language -------------------------------------------------------------------------------- */

static void language(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    struct first *own = call->scratch;
    const char *title = T("Welcome! Which language?");
    head(call, &page, STAGE_BEGIN, title, title);
    int rows = (session->language_count + 1) / 2;
    struct rect box = rect_center(page, MIN(page.w, 1100), MIN(page.h, (float)rows * 180));
    for (int i = 0; i < session->language_count; i++) {
        struct rect row = rect_row(box, i / 2, rows, 24);
        struct button button = {.key = "language",
            .index = i,
            .label = language_own_name(session->languages[i]),
            .icon = "translate",
            .look = session->languages[i] == session->language ? BUTTON_SELECTED : BUTTON_QUIET,
            .size = 34};
        if (ui_button(ui, rect_column(row, i % 2, 2, 24), button)) {
            screen_wish(call, WISH_LANGUAGE)->text = session->languages[i];
            go(own, STAGE_ROLE);
        }
    }
}

/* --- Role ------------------------------------------------------------------------------------ */

static void role(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    const struct choice roles[] = {
        {"role-station", "desktop-mac", T("A station"),
            T("Students check in here, see what to work on, and hand in."), HUE_SKY},
        {"role-board", "presentation", T("The teacher’s board"),
            T("On the projector: groups, rotation, the big clock."), HUE_PLUM},
        {"role-solo", "account-multiple", T("Both in one"),
            T("One machine for the class. The teacher’s badge opens the board."), HUE_LEAF},
    };
    static const char *const names[] = {"station", "board", "solo"};
    const char *title = T("What is this machine?");
    const char *aloud = title;
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        aloud = ui_fill(ui, "{before} {name}: {text}", "before", aloud, "name", roles[i].name,
            "text", roles[i].text, NULL);
    head(call, &page, STAGE_LANGUAGE, title, aloud);
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        if (choice_card(ui, rect_column(page, (int)i, COUNT_OF(roles), 20), roles[i]))
            set(call,
                ui_fill(ui, "role={role}\nlanguage={language}\n", "role", names[i], "language",
                    call->session->language, NULL),
                false);
}

/* --- The class ------------------------------------------------------------------------------- */

static const char *network(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct care_view *care = call->session->care;
    if (!care->has_looked)
        return "";
    return care->machine.addresses[0] == '\0' ? T("Network: not connected")
                                              : ui_fill(ui, T("Network: connected, {address}"),
                                                    "address", care->machine.addresses, NULL);
}

static void class_from(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    const struct choice ways[] = {
        {"from-board", "qrcode", T("From the board"),
            T("The board shows a code. This machine reads it with its camera or a scanner."),
            HUE_SKY},
        {"from-stick", "usb", T("From a USB stick"),
            T("With the class folder, or with the class of another machine."), HUE_SUN},
        {"from-backup", "content-save", T("From a backup"),
            T("This machine becomes the one that was saved."), HUE_LEAF},
    };
    bool joins = session->role != ROLE_OF_BOARD;
    int first = joins ? 0 : 1, count = (int)COUNT_OF(ways) - first;
    const char *title = T("Where does the class come from?");
    const char *aloud = title;
    for (int i = first; i < (int)COUNT_OF(ways); i++)
        aloud = ui_fill(ui, "{before} {name}: {text}", "before", aloud, "name", ways[i].name,
            "text", ways[i].text, NULL);
    head(call, &page, STAGE_ROLE, title, aloud);
    if (joins)
        ui_text(ui, rect_cut_bottom(&page, 34),
            (struct text_look){
                .size = 20, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER, .lines = 1},
            network(call));
    int chosen = -1;
    for (int i = 0; i < count; i++)
        if (choice_card(ui, rect_column(page, i, count, 20), ways[first + i]))
            chosen = first + i;
    if (chosen == 0)
        screen_wish(call, WISH_HUB)->hub = HUB_JOIN_OPEN;
    if (chosen == 1)
        screen_go(call, SCREEN_SETUP);
    if (chosen == 2) {
        struct wish *wish = screen_wish(call, WISH_CARE);
        wish->care = CARE_OPEN;
        wish->number = CARE_TAB_COPIES;
    }
}

/* --- Wi-Fi ----------------------------------------------------------------------------------- */

static void field(
    struct ui *ui, struct rect row, float label, struct text_field field, char *text, size_t size)
{
    ui_text(ui, rect_cut_left(&row, label),
        (struct text_look){
            .size = 22, .vertical = ALIGN_CENTER, .lines = 2, .min_size = 16, .quiet = true},
        field.name);
    field.size = 26;
    field.single_line = true;
    (void)ui_text_field(ui, row, field, text, size);
}

static void wifi_fields(struct screen_call *call, struct rect page, struct first *own)
{
    struct ui *ui = call->ui;
    struct rect keys = part_keyboard(ui, &page);
    rect_cut_bottom(&page, 8);
    struct rect side = rect_cut_right(&page, MIN(page.w * 0.26f, 260));
    rect_cut_right(&page, 16);
    struct rect above = rect_row(page, 0, 2, 10);
    struct rect land = rect_cut_right(&above, MIN(above.w * 0.36f, 250));
    rect_cut_right(&above, 16);
    field(ui, above, page.w * 0.22f,
        (struct text_field){.key = "ssid", .name = T("Wi-Fi name"), .focus_first = true}, own->ssid,
        sizeof own->ssid);
    field(ui, land, land.w * 0.46f,
        (struct text_field){.key = "country", .name = T("Country"), .placeholder = "US"},
        own->country, sizeof own->country);
    field(ui, rect_row(page, 1, 2, 10), page.w * 0.22f,
        (struct text_field){.key = "passphrase", .name = T("Passphrase")}, own->passphrase,
        sizeof own->passphrase);
    struct button back = {.key = "not-wifi",
        .label = T("Back"),
        .icon = "arrow-left",
        .is_cancel = true,
        .look = BUTTON_QUIET,
        .size = 24};
    if (ui_button(ui, rect_row(side, 0, 2, 10), back))
        go(own, STAGE_CLASS);
    struct button connect = {.key = "connect",
        .label = T("Connect"),
        .icon = "wifi",
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .size = 24,
        .disabled = own->ssid[0] == '\0' || strlen(own->country) != 2};
    if (ui_button(ui, rect_row(side, 1, 2, 10), connect)) {
        set(call,
            ui_fill(ui, "wifi_ssid={ssid}\nwifi_passphrase={passphrase}\nwifi_country={country}\n",
                "ssid", own->ssid, "passphrase", own->passphrase, "country", own->country, NULL),
            true);
        memset(own->passphrase, 0, sizeof own->passphrase);
        own->connects = true;
    }
    ui_keyboard(ui, keys, &own->keyboard);
}

static void wifi_kept(struct screen_call *call, struct rect page, struct first *own)
{
    struct ui *ui = call->ui;
    const struct care_view *care = call->session->care;
    struct rect foot = rect_cut_bottom(&page, TARGET_MIN);
    struct button on = {.key = "wifi-done",
        .label = T("Go on"),
        .icon = "arrow-right",
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .size = 26};
    if (ui_button(ui, rect_center(foot, MIN(foot.w, 380), foot.h), on)) {
        care_ask(call, CARE_SEEN);
        go(own, STAGE_CLASS);
    }
    bool connected = care->machine.addresses[0] != '\0';
    setup_say(ui, page, connected ? "wifi" : "timer-sand",
        connected ? network(call)
                  : T("The Wi-Fi is kept. This machine is connecting: that can take a minute. If "
                      "nothing happens, check its name and the passphrase."));
}

/* --- The screen ------------------------------------------------------------------------------ */

static void frame(struct screen_call *call)
{
    struct first *own = call->scratch;
    const struct care_view *care = call->session->care;
    struct rect page = part_page(call->ui);
    if (care->state == CARE_RUNS) {
        care_progress(call, page);
        return;
    }
    if (care->state == CARE_FAILED || (care->state == CARE_DONE && !own->connects)) {
        care_result(call, page);
        return;
    }
    switch (own->stage) {
    case STAGE_ROLE: role(call, page); break;
    case STAGE_CLASS: class_from(call, page); break;
    case STAGE_WIFI:
        if (own->connects && care->state == CARE_DONE)
            wifi_kept(call, page, own);
        else
            wifi_fields(call, page, own);
        break;
    default: language(call, page);
    }
}

const struct screen screen_first = {
    .name = "first",
    .flags = SCREEN_IS_IDLE | SCREEN_WANTS_CAMERA, /* a join code */
    .scratch_size = sizeof(struct first),
    .enter = enter,
    .frame = frame,
};
