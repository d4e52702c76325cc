/* Pages of Care: updates, copies, the year's end; and what is asked before. */
#include "screens/care_parts.h"

#include "base/date.h"
#include "base/str.h"

/* --- Update ---------------------------------------------------------------------------------- */

static const char *what_is_on_the_stick(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct care_machine *machine = &call->session->care->machine;
    if (!call->session->care->has_looked)
        return T("Looking for a stick …");
    if (!machine->has_stick)
        return T("No USB stick is here. Plug one in, then tap “Look again”.");
    if (machine->refused != CARE_SAYS_OK)
        return ui_fill(ui, "{file}: {why}", "file", part_apart(ui, machine->refused_file), "why",
            care_why_not(ui, CARE_UPDATE, machine->refused), NULL);
    if (machine->update[0] == '\0')
        return T("A stick is here, but no update is on it.");
    return ui_fill(ui, T("Version {version} is on the stick."), "version", machine->update, NULL);
}

static bool has_server(const struct care_machine *machine)
{
    return machine->server[0] != '\0';
}

static bool can_ask_server(const struct care_machine *machine)
{
    return has_server(machine) && machine->addresses[0] != '\0';
}

static void what_is_there(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct care_machine *machine = &call->session->care->machine;
    struct care_row row = {.look = {.size = ui_is_small(ui) ? 20 : 24}};
    if (machine->installed[0] != '\0') {
        row.icon = "check-circle";
        row.text =
            ui_fill(ui, T("Version {version} is installed and starts with the next restart."),
                "version", machine->installed, NULL);
        care_row(ui, &r, row);
    }
    row.icon = "usb";
    row.text = what_is_on_the_stick(call);
    care_row(ui, &r, row);
    if (!has_server(machine))
        return;
    row.icon = "web";
    row.text = ui_fill(ui,
        can_ask_server(machine)
            ? T("The school’s server: {server}")
            : T("The school’s server {server} cannot be asked: there is no network."),
        "server", part_apart(ui, machine->server), NULL);
    care_row(ui, &r, row);
}

static void update_buttons(struct screen_call *call, struct rect foot)
{
    struct ui *ui = call->ui;
    const struct care_machine *machine = &call->session->care->machine;
    bool can = machine->update[0] != '\0', can_ask = can_ask_server(machine);
    bool two = has_server(machine);
    int count = two ? 3 : 2, i = 0;
    if (ui_button(ui, rect_column(foot, i++, count, 16),
            (struct button){.key = "install",
                .label = two ? T("Update from the stick") : T("Install the update"),
                .icon = two ? "usb" : "arrow-up",
                .look = can ? BUTTON_PRIMARY : BUTTON_QUIET,
                .disabled = !can,
                .size = 22}))
        care_ask(call, CARE_UPDATE);
    if (two && ui_button(ui, rect_column(foot, i++, count, 16),
                   (struct button){.key = "install-server",
                       .label = T("Update from the school’s server"),
                       .icon = "web",
                       .look = can_ask && !can ? BUTTON_PRIMARY : BUTTON_QUIET,
                       .disabled = !can_ask,
                       .size = 22})) {
        care_ask(call, CARE_UPDATE)->number = 1;
    }
    if (ui_button(ui, rect_column(foot, i, count, 16),
            (struct button){.key = "look-again",
                .label = T("Look again"),
                .icon = "refresh",
                .look = can || can_ask ? BUTTON_QUIET : BUTTON_PRIMARY,
                .size = 22}))
        care_ask(call, CARE_LOOK);
}

/* An update that did not start, until the next one did or somebody puts it away for good. */
static void went_back(struct screen_call *call, struct rect *r)
{
    struct ui *ui = call->ui;
    struct care_row row = {.icon = "alert",
        .tint = ui_theme(ui)->hue[HUE_CORAL],
        .look = {.size = ui_is_small(ui) ? 22 : 28},
        .text = part_device_sentence(ui, call->session->device->fallback)};
    struct rect text = *r;
    struct rect place = rect_cut_right(&text, 84);
    rect_cut_right(&text, 16);
    if (ui_button(ui, rect_cut_top(&place, TARGET_MIN),
            (struct button){.key = "noted",
                .label = T("Put this away"),
                .icon = "close",
                .icon_only = true,
                .look = BUTTON_QUIET}))
        care_ask(call, CARE_NOTED);
    care_row(ui, &text, row);
    rect_cut_top(r, MAX(r->h - text.h, TARGET_MIN) + 12);
}

void care_update(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct care_machine *machine = &call->session->care->machine;
    const struct device_view *device = call->session->device;
    struct rect foot = rect_cut_bottom(&r, TARGET_MIN);
    rect_cut_bottom(&r, 12);
    if (device != NULL && device->fallback != NULL) {
        went_back(call, &r);
        what_is_there(call, r);
        update_buttons(call, foot);
        return;
    }
    struct rect left = rect_cut_left(&r, r.w * 0.5f);
    rect_cut_left(&r, 24);
    ui_text(ui, left,
        (struct text_look){.size = ui_is_small(ui) ? 20 : 24, .line_height = 1.3f, .min_size = 16},
        ui_fill(ui,
            has_server(machine)
                ? T("Here now: version {version}. An update comes on a USB stick, or from the "
                    "school’s server. Nothing of the class is touched. If the new version does "
                    "not start, the old one comes back by itself.")
                : T("Here now: version {version}. An update comes as one file on a USB stick. "
                    "Nothing of the class is touched. If the new version does not start, the old "
                    "one comes back by itself."),
            "version", machine->version, NULL));
    what_is_there(call, r);
    update_buttons(call, foot);
}

/* --- Copies ---------------------------------------------------------------------------------- */

static void backup_card(
    struct screen_call *call, struct rect card, int index, struct care_page *own)
{
    struct ui *ui = call->ui;
    const struct care_backup *backup = &call->session->care->backups[index];
    char date[DATE_TEXT_SIZE];
    date_format(backup->day, date);
    ui_fill_rect(ui, card, 20, ui_theme(ui)->card);
    ui_ring(ui, card, 20, ui_theme(ui)->line_width, ui_theme(ui)->line);
    struct rect inside = rect_inset(card, 18, 8);
    ui_icon(ui, rect_cut_left(&inside, 44), "content-save", 34, 0);
    rect_cut_left(&inside, 14);
    ui_text(ui, rect_cut_top(&inside, inside.h * 0.55f),
        (struct text_look){
            .quiet = true, .font = FONT_SHOW, .size = 24, .vertical = ALIGN_CENTER, .lines = 1},
        backup->machine);
    ui_text(ui, inside,
        (struct text_look){.quiet = true,
            .size = 20,
            .color = ui_theme(ui)->ink_soft,
            .vertical = ALIGN_CENTER,
            .lines = 1},
        ui_fill(ui, T("Backup of {date}"), "date", date, NULL));
    if (!ui_tap_area(ui, card,
            (struct tap_area){.key = "backup",
                .index = index,
                .name = ui_fill(ui, T("Restore {machine}, {date}"), "machine", backup->machine,
                    "date", date, NULL),
                .role = ROLE_BUTTON,
                .radius = 20}))
        return;
    own->asks = CARE_ASKS_RESTORE;
    own->goes_on = false;
    own->backup = index;
    own->code[0] = '\0';
    own->keyboard =
        (struct keyboard){.layout = KEYBOARD_QWERTY, .other = KEYBOARD_QWERTY, .shift = true};
}

static void backup_list(struct screen_call *call, struct rect r, struct care_page *own)
{
    enum { HEIGHT = 88, GAP = 10 };
    struct ui *ui = call->ui;
    const struct care_view *care = call->session->care;
    if (care->backup_count == 0) {
        setup_say(ui, r, "usb",
            care->has_stick_here ? T("A stick is here. No backup is on it yet.")
                                 : T("No USB stick is here. Plug one in, then tap “Look again”."));
        return;
    }
    ui_text(ui, rect_cut_top(&r, 40),
        (struct text_look){.font = FONT_SHOW, .size = 22, .vertical = ALIGN_CENTER, .lines = 1},
        T("Restore one of these:"));
    struct rect body =
        ui_scroll_begin(ui, "backups", r, (float)care->backup_count * (HEIGHT + GAP));
    for (int i = 0; i < care->backup_count; i++) {
        backup_card(call, rect_cut_top(&body, HEIGHT), i, own);
        rect_cut_top(&body, GAP);
    }
    ui_scroll_end(ui);
}

void care_copies(struct screen_call *call, struct rect r, struct care_page *own)
{
    struct ui *ui = call->ui;
    const struct care_view *care = call->session->care;
    bool has_class = call->classroom->plan.student_count > 0;
    struct rect left = rect_cut_left(&r, r.w * 0.44f);
    rect_cut_left(&r, 24);
    struct rect foot = rect_cut_bottom(&left, (has_class ? 2 : 1) * (TARGET_MIN + 12));
    if (has_class && care_row_button(ui, &foot,
                         (struct button){.key = "make-backup",
                             .label = T("Make a backup"),
                             .icon = "content-save",
                             .look = care->has_stick_here ? BUTTON_PRIMARY : BUTTON_QUIET,
                             .disabled = !care->has_stick_here}))
        care_ask(call, CARE_BACKUP);
    if (care_row_button(ui, &foot,
            (struct button){.key = "look-again",
                .label = T("Look again"),
                .icon = "refresh",
                .look = BUTTON_QUIET}))
        care_ask(call, CARE_BACKUPS);
    ui_text(ui, left, (struct text_look){.size = ui_is_small(ui) ? 20 : 22, .line_height = 1.3f},
        T("A backup holds all of this machine in one file on a USB stick: another card becomes "
          "this machine with it. It is sealed: only the code of the class opens it."));
    backup_list(call, r, own);
}

/* --- The year's end -------------------------------------------------------------------------- */

static bool end_card(struct ui *ui, struct rect r, const char *icon, const char *title,
    const char *text, struct button button)
{
    struct rect foot = rect_cut_bottom(&r, TARGET_MIN);
    rect_cut_bottom(&r, 10);
    ui_icon(ui, rect_cut_top(&r, ui_is_small(ui) ? 76 : 120), icon, ui_is_small(ui) ? 52 : 80, 0);
    ui_text(ui, rect_cut_top(&r, 40),
        (struct text_look){.font = FONT_SHOW, .size = 26, .vertical = ALIGN_CENTER, .lines = 1},
        title);
    ui_text(ui, r,
        (struct text_look){.size = ui_is_small(ui) ? 20 : 22, .line_height = 1.3f, .min_size = 16},
        text);
    button.look = BUTTON_QUIET;
    button.size = 22;
    return ui_button(ui, foot, button);
}

static void question(struct care_page *own, enum care_question what)
{
    own->asks = what;
    own->goes_on = false;
    pin_entry_begin(&own->pin);
}

void care_year(struct screen_call *call, struct rect r, struct care_page *own)
{
    struct ui *ui = call->ui;
    bool has_class = call->classroom->plan.student_count > 0;
    bool may_reset = call->session->care->is_here;
    struct rect left = rect_column(r, 0, 2, 32), right = rect_column(r, 1, 2, 32);
    if (end_card(ui, left, "calendar-check", T("Begin a new year"),
            T("What students did goes from this machine. The class, its badges and the settings "
              "stay."),
            (struct button){.key = "wipe",
                .label = T("Remove what students did"),
                .icon = "delete",
                .disabled = !has_class}))
        question(own, CARE_ASKS_WIPE);
    if (end_card(ui, right, "history", T("Factory reset"),
            T("Everything goes: the class, too. This machine starts as on its first day."),
            (struct button){.key = "reset",
                .label = T("Remove everything"),
                .icon = "alert",
                .disabled = !may_reset}))
        question(own, CARE_ASKS_RESET);
}

/* --- Questions ------------------------------------------------------------------------------- */

static const char *what_others(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    if (session->care->has_hub)
        return T("The other machines of the class keep what they have and tell it to this board "
                 "again: do this at every station first, here last.");
    if (session->link.is_member)
        return T("The board and the other stations keep what they were told: do this there too, "
                 "at the board last.");
    return T("Other machines of the class keep what they have: do this there too.");
}

static const char *question_title(struct ui *ui, enum care_question asks)
{
    switch (asks) {
    case CARE_ASKS_WIPE: return T("Remove what students did?");
    case CARE_ASKS_RESET: return T("Remove everything?");
    case CARE_ASKS_RESTART: return T("Restart this machine?");
    case CARE_ASKS_OFF: return T("Switch this machine off?");
    default: return T("Restore this backup?");
    }
}

static const char *what_goes(struct ui *ui, enum care_question asks)
{
    return asks == CARE_ASKS_WIPE
               ? T("Goes: visits, answers, levels, goals, reflections and voice clips, groups and "
                   "rotations, drafts, printed sheets, automatic backups.")
               : T("Goes: everything of this machine: the class and its folder on the card, all "
                   "that "
                   "students did, badges, settings, Wi-Fi, and its place at the board. Nobody can "
                   "bring it back.");
}

static const char *what_stays(struct ui *ui, enum care_question asks)
{
    return asks == CARE_ASKS_WIPE
               ? T("Stays: the class and its students, badges, secret pictures, settings, the PIN.")
               : T("Stays: this system, the file waystation.ini on the card, and backups on "
                   "sticks.");
}

static bool is_grave(enum care_question asks)
{
    return asks == CARE_ASKS_WIPE || asks == CARE_ASKS_RESET;
}

static void do_it(struct screen_call *call, struct care_page *own)
{
    static const enum care_task tasks[] = {[CARE_ASKS_WIPE] = CARE_WIPE,
        [CARE_ASKS_RESET] = CARE_RESET,
        [CARE_ASKS_OFF] = CARE_POWEROFF,
        [CARE_ASKS_RESTART] = CARE_RESTART};
    care_ask(call, tasks[own->asks]);
    own->asks = CARE_ASKS_NOTHING;
}

void care_question_over(struct screen_call *call, struct care_page *own)
{
    struct ui *ui = call->ui;
    enum care_question asks = own->asks;
    if (asks != CARE_ASKS_OFF && asks != CARE_ASKS_RESTART)
        return;
    struct rect canvas = ui_canvas(ui);
    struct rect box = rect_center(canvas, MIN(canvas.w - 60, 900), MIN(canvas.h - 40, 340));
    const char *title = question_title(ui, asks);
    ui_modal_begin(ui, box, title);
    struct rect inside = rect_inset(box, 32, 24);
    struct rect foot = rect_cut_bottom(&inside, TARGET_MIN);
    rect_cut_bottom(&inside, 12);
    ui_heading(ui, rect_cut_top(&inside, 52),
        (struct text_look){.font = FONT_SHOW, .size = 32, .lines = 1, .min_size = 22}, title);
    ui_text(ui, inside, (struct text_look){.size = 24, .line_height = 1.35f, .min_size = 16},
        asks == CARE_ASKS_RESTART
            ? T("It takes about a minute. Nothing is lost.")
            : T("Nothing is lost. To switch it on again, unplug it and plug it in."));
    struct button no = {.key = "no",
        .label = T("No"),
        .icon = "close",
        .look = BUTTON_PRIMARY,
        .is_cancel = true,
        .size = 24};
    struct button yes = {.key = "yes",
        .label = asks == CARE_ASKS_OFF ? T("Switch off") : T("Restart"),
        .icon = asks == CARE_ASKS_OFF ? "power" : "refresh",
        .look = BUTTON_QUIET,
        .size = 24};
    if (ui_button(ui, rect_column(foot, 0, 2, 16), no))
        own->asks = CARE_ASKS_NOTHING;
    if (ui_button(ui, rect_column(foot, 1, 2, 16), yes))
        do_it(call, own);
    ui_modal_end(ui);
}

/* --- In the place of the page ---------------------------------------------------------------- */

static void title_with_back(
    struct screen_call *call, struct rect *page, struct care_page *own, const char *title)
{
    struct ui *ui = call->ui;
    struct rect bar = rect_cut_top(page, TARGET_MIN);
    rect_cut_top(page, ui_is_small(ui) ? 6 : 16);
    struct button no = {.key = "no",
        .label = T("Back"),
        .icon = "arrow-left",
        .icon_only = true,
        .is_cancel = true,
        .look = BUTTON_QUIET};
    if (ui_button(ui, rect_cut_left(&bar, 84), no))
        own->asks = CARE_ASKS_NOTHING;
    rect_cut_left(&bar, 20);
    ui_heading(ui, bar,
        (struct text_look){
            .font = FONT_SHOW, .size = 36, .vertical = ALIGN_CENTER, .lines = 2, .min_size = 22},
        title);
}

static void type_code(struct screen_call *call, struct rect page, struct care_page *own)
{
    struct ui *ui = call->ui;
    const struct care_view *care = call->session->care;
    if (own->backup >= care->backup_count) {
        own->asks = CARE_ASKS_NOTHING;
        return;
    }
    const struct care_backup *backup = &care->backups[own->backup];
    char date[DATE_TEXT_SIZE];
    date_format(backup->day, date);
    title_with_back(call, &page, own,
        ui_fill(
            ui, T("Restore {machine}, {date}"), "machine", backup->machine, "date", date, NULL));
    struct rect keys = part_keyboard(ui, &page);
    struct rect row = rect_cut_bottom(&page, MIN(page.h * 0.5f, 84));
    rect_cut_bottom(&page, 8);
    row = rect_center(row, MIN(row.w, 860), MIN(row.h, TARGET_MIN));
    struct button go = {.key = "restore",
        .label = T("Restore"),
        .icon = "check",
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .disabled = own->code[0] == '\0'};
    bool chosen = ui_button(ui, rect_cut_right(&row, MIN(280, row.w * 0.4f)), go);
    rect_cut_right(&row, 20);
    struct text_field field = {.key = "code",
        .name = T("Code of the class"),
        .placeholder = "K7QM-3TPX-9WHD",
        .size = 32,
        .focus_first = true,
        .single_line = true};
    ui_text_field(ui, row, field, own->code, sizeof own->code);
    ui_text(ui, rect_center(page, MIN(page.w, 860), page.h),
        (struct text_look){.size = 24,
            .align = ALIGN_CENTER,
            .vertical = ALIGN_CENTER,
            .lines = 4,
            .min_size = 16},
        T("The code of the class opens it (on the board: Setup, USB stick). All of it is checked "
          "before anything changes. What is here now is set aside."));
    ui_keyboard(ui, keys, &own->keyboard);
    if (!chosen)
        return;
    struct wish *wish = screen_wish(call, WISH_CARE);
    wish->care = CARE_RESTORE;
    wish->number = own->backup;
    wish->text = ui_fill(ui, own->code, NULL);
    own->asks = CARE_ASKS_NOTHING;
}

/* No is the safe way, and the one that is easier to choose. */
static bool no_or_yes(struct screen_call *call, struct rect *page, struct care_page *own,
    struct button no, struct button yes)
{
    struct ui *ui = call->ui;
    struct rect foot = rect_cut_bottom(page, TARGET_MIN);
    rect_cut_bottom(page, 12);
    struct rect box = rect_center(foot, MIN(foot.w, 900), foot.h);
    no.icon = "close";
    no.look = BUTTON_PRIMARY;
    yes.look = BUTTON_QUIET;
    no.size = yes.size = 24;
    if (ui_button(ui, rect_column(box, 0, 2, 16), no))
        own->asks = CARE_ASKS_NOTHING;
    return ui_button(ui, rect_column(box, 1, 2, 16), yes);
}

static void first_question(struct screen_call *call, struct rect page, struct care_page *own)
{
    struct ui *ui = call->ui;
    title_with_back(call, &page, own, question_title(ui, own->asks));
    if (no_or_yes(call, &page, own, (struct button){.key = "keep", .label = T("No, keep it")},
            (struct button){.key = "yes", .label = T("Go on …"), .icon = "alert"}))
        own->goes_on = true;
    ui_card(ui, page, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(page, 28, 18);
    const struct {
        const char *icon, *text;
    } parts[] = {{"delete", what_goes(ui, own->asks)}, {"check-circle", what_stays(ui, own->asks)},
        {"desktop-mac", own->asks == CARE_ASKS_WIPE ? what_others(call) : NULL}};
    int count = own->asks == CARE_ASKS_WIPE ? 3 : 2;
    for (int i = 0; i < count; i++) {
        struct rect row = rect_row(inside, i, count, 8);
        ui_icon(ui, rect_cut_left(&row, 60), parts[i].icon, 40, 0);
        rect_cut_left(&row, 20);
        ui_text(ui, row,
            (struct text_look){
                .size = 26, .line_height = 1.35f, .min_size = 16, .vertical = ALIGN_CENTER},
            parts[i].text);
    }
}

static void ask_sure(struct screen_call *call, struct rect page, struct care_page *own)
{
    struct ui *ui = call->ui;
    title_with_back(call, &page, own, question_title(ui, own->asks));
    if (!call->session->has_pin) {
        setup_say(
            ui, page, "account-card-details", T("Show the teacher’s badge once more to go on."));
        return;
    }
    if (!pin_entry_field(
            call, page, &own->pin, T("Your PIN once more, to be sure it is you."), T("Next")))
        return;
    struct wish *wish = screen_wish(call, WISH_CARE);
    wish->care = CARE_SURE;
    wish->text = ui_fill(ui, own->pin.typed, NULL);
    own->pin.typed[0] = '\0';
}

static void last_yes(struct screen_call *call, struct rect page, struct care_page *own)
{
    struct ui *ui = call->ui;
    bool resets = own->asks == CARE_ASKS_RESET;
    title_with_back(call, &page, own, question_title(ui, own->asks));
    bool yes =
        no_or_yes(call, &page, own, (struct button){.key = "keep", .label = T("No, keep it")},
            (struct button){.key = "remove",
                .label = resets ? T("Yes, remove everything") : T("Yes, remove it"),
                .icon = "delete"});
    setup_say(ui, page, "alert",
        resets ? T("Last question. Everything of this machine goes, for good. Is there a backup "
                   "that you want to keep?")
               : T("Last question. What students did goes from this machine, for good."));
    if (yes)
        do_it(call, own);
}

bool care_question_page(struct screen_call *call, struct rect page, struct care_page *own)
{
    if (own->asks == CARE_ASKS_RESTORE) {
        type_code(call, page, own);
        return true;
    }
    if (!is_grave(own->asks))
        return false;
    if (!own->goes_on) {
        first_question(call, page, own);
        return true;
    }
    bool has_class = call->classroom->plan.student_count > 0;
    if (has_class && !call->session->care->is_sure)
        ask_sure(call, page, own);
    else
        last_yes(call, page, own);
    return true;
}
