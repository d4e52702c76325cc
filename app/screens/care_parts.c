/* The tasks of an appliance in words: while they run, and how they went. */
#include "screens/care_parts.h"

#include "base/str.h"

struct wish *care_ask(struct screen_call *call, enum care_task task)
{
    struct wish *wish = screen_wish(call, WISH_CARE);
    wish->care = task;
    return wish;
}

void care_row(struct ui *ui, struct rect *r, struct care_row row)
{
    if (r->h <= 0)
        return;
    struct rect place =
        rect_cut_top(r, MIN(r->h, ui_text_height(ui, row.look, r->w - 44, row.text) + 4));
    struct rect icon = rect_cut_left(&place, 34);
    ui_icon(ui, rect_cut_top(&icon, MIN(icon.h, row.look.size * 1.4f)), row.icon, 26, row.tint);
    rect_cut_left(&place, 10);
    ui_text(ui, place, row.look, row.text);
    rect_cut_top(r, 6);
}

bool care_row_button(struct ui *ui, struct rect *r, struct button button)
{
    struct rect place = rect_cut_top(r, MIN(TARGET_MIN, r->h));
    rect_cut_top(r, 12);
    if (button.size == 0)
        button.size = 22;
    return ui_button(ui, place, button);
}

/* --- While it runs --------------------------------------------------------------------------- */

static const char *what_runs(struct ui *ui, enum care_task task)
{
    switch (task) {
    case CARE_SET: return T("One moment, the settings are kept …");
    case CARE_UPDATE: return T("The update is being installed …");
    case CARE_REPORT: return T("The report is being written …");
    case CARE_RESET: return T("Everything is being removed. This machine starts again …");
    case CARE_RESTART: return T("This machine is starting again …");
    case CARE_POWEROFF: return T("This machine is switching off …");
    case CARE_BACKUP: return T("The backup is being written …");
    case CARE_RESTORE: return T("The backup is being read and checked …");
    case CARE_WIPE: return T("What students did is being removed …");
    default: return T("One moment …");
    }
}

static const char *what_not(struct ui *ui, const struct care_view *care)
{
    switch (care->task) {
    case CARE_UPDATE:
        if (care->from_server)
            return T("Do not switch off. It can take some minutes.");
        return T("Leave the stick in, and do not switch off. It can take some minutes.");
    case CARE_REPORT:
    case CARE_BACKUP:
    case CARE_RESTORE: return T("Leave the stick in.");
    case CARE_WIPE: return T("Do not switch off.");
    default: return "";
    }
}

static void bar(struct ui *ui, struct rect r, int percent)
{
    const struct theme *theme = ui_theme(ui);
    const char *how_far = ui_fill(ui, T("{percent}%"), "percent", ui_number(ui, percent), NULL);
    ui_fill_rect(ui, r, r.h / 2, theme->primary_soft);
    struct rect done = r;
    done.w = MAX(r.w * (float)percent / 100, r.h);
    ui_fill_rect(ui, done, r.h / 2, theme->primary);
    ui_ring(ui, r, r.h / 2, theme->line_width, theme->line);
    ui_node(ui, ROLE_PROGRESS, r, T("How far it is"), how_far);
}

void care_progress(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct care_view *care = call->session->care;
    struct rect box = rect_center(r, MIN(r.w, 820), MIN(r.h, 380));
    bool known = care->percent >= 0;
    ui_icon(ui, rect_cut_top(&box, box.h * 0.25f), "timer-sand", 64, 0);
    struct rect foot = rect_cut_bottom(&box, box.h * 0.3f);
    if (known) {
        struct rect line = rect_cut_bottom(&box, 64);
        ui_text(ui, rect_cut_right(&line, 110),
            (struct text_look){.size = 26,
                .align = ALIGN_END,
                .vertical = ALIGN_CENTER,
                .lines = 1,
                .quiet = true},
            ui_fill(ui, T("{percent}%"), "percent", ui_number(ui, care->percent), NULL));
        bar(ui, rect_center(line, line.w, 28), care->percent);
    }
    struct text_look look = {.font = FONT_SHOW,
        .size = 32,
        .align = ALIGN_CENTER,
        .vertical = ALIGN_CENTER,
        .lines = 3,
        .min_size = 22};
    ui_text(ui, box, look, what_runs(ui, care->task));
    const char *not = what_not(ui, care);
    if (not [0] != '\0')
        ui_text(ui, foot,
            (struct text_look){.size = 26,
                .align = ALIGN_CENTER,
                .vertical = ALIGN_CENTER,
                .lines = 2,
                .min_size = 18},
            not );
}

/* --- How it went ----------------------------------------------------------------------------- */

static const char *file_name(const char *path)
{
    const char *name = path;
    for (const char *at = path; *at != '\0'; at++)
        if (*at == '/')
            name = at + 1;
    return name;
}

static const char *what_is_done(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct care_view *care = call->session->care;
    const char *file = file_name(care->file);
    switch (care->task) {
    case CARE_UPDATE: return T("The update is installed. It starts with the next restart.");
    case CARE_REPORT:
        return ui_fill(ui, T("The report is on the stick: {file}"), "file", file, NULL);
    case CARE_BACKUP:
        return ui_fill(ui,
            T("The backup is on the stick: {file}\nKeep it locked away, and apart from the code "
              "of the class."),
            "file", file, NULL);
    case CARE_CLOCK: return T("The clock is set. The lesson goes by it from now on.");
    case CARE_WIPE:
        return care->may_shut_out
                   ? T("What students did is removed. The class is as at its beginning.\nA station "
                       "that joined lately may be shut out: let it in again with a new code.")
                   : T("What students did is removed. The class is as at its beginning.");
    default: return T("It is kept.");
    }
}

const char *care_why_not(struct ui *ui, enum care_task task, enum care_code code)
{
    static const char *const sentences[CARE_CODE_COUNT] = {
        [CARE_SAYS_NO_STICK] = N_("No USB stick is here. Plug one in and try again."),
        [CARE_SAYS_STICK_GONE] =
            N_("The stick was pulled out too early. Plug it in and try again."),
        [CARE_SAYS_STICK_FULL] = N_("The stick is full. Make room on it, or take another."),
        [CARE_SAYS_STICK_READ_ONLY] =
            N_("Nothing can be written on this stick. Take another, or move its lock."),
        [CARE_SAYS_STICK_DAMAGED] = N_("The stick does not work properly. Take another."),
        [CARE_SAYS_NO_UPDATE] =
            N_("No update is on the stick. It is a file whose name ends in .raucb, not in a "
               "folder."),
        [CARE_SAYS_BAD_SIGNATURE] =
            N_("This update was changed, or is not from the makers of this system. It was not "
               "installed. Get it anew."),
        [CARE_SAYS_DAMAGED] =
            N_("The file is damaged or not whole. Nothing has changed. Copy it once more."),
        [CARE_SAYS_WRONG_MACHINE] =
            N_("This update is for another kind of machine. Nothing has changed."),
        [CARE_SAYS_OLDER] = N_("This update is older than what is here. Nothing has changed."),
        [CARE_SAYS_SAME] = N_("This version is here already."),
        [CARE_SAYS_NO_SECOND_SLOT] =
            N_("This card cannot take updates. Make a backup and write a new card."),
        [CARE_SAYS_NO_NETWORK] = N_("There is no network. Look at the cable or the Wi-Fi."),
        [CARE_SAYS_NO_SERVER] =
            N_("The school’s server does not answer as it should. Nothing has changed. Try again "
               "later, or ask the technician."),
        [CARE_SAYS_NOT_FOUND] = N_("The server does not have this file. Ask the technician."),
        [CARE_SAYS_WIFI_REFUSED] =
            N_("The Wi-Fi does not let this machine in. Check its name and the passphrase."),
        [CARE_SAYS_CARD_FULL] =
            N_("There is too little room on this machine’s card. Ask the technician for a larger "
               "one."),
        [CARE_SAYS_CARD_READ_ONLY] =
            N_("This machine’s card takes nothing any more. Make a backup and replace the card."),
        [CARE_SAYS_CARD_FAILED] =
            N_("Writing on this machine’s card failed. Make a backup and replace the card."),
        [CARE_SAYS_BUSY] = N_("The machine is busy with something else. Try again in a minute."),
        [CARE_SAYS_SETTINGS_FIXED] =
            N_("The file waystation.ini on the card says otherwise, and it counts. Change it "
               "there."),
        [CARE_SAYS_BAD_VALUE] = N_("That cannot be. Check what you typed."),
        [CARE_SAYS_NO_ANSWER] =
            N_("The machine does not answer. Switch it off and on again, then try once more."),
        [CARE_SAYS_OTHER_CLASS] =
            N_("This backup is of another class. A new machine, or this one after a factory "
               "reset, can take it. Nothing has changed."),
        [CARE_SAYS_WRONG_CODE] =
            N_("That is not the code of the class in this backup. Nothing has changed."),
        [CARE_SAYS_TOO_NEW] = N_("This backup is from a newer version. Update this machine first."),
    };
    if (task == CARE_CLOCK && code == CARE_SAYS_BAD_VALUE)
        return T("This system was made later than that. Look at the date once more.");
    return sentences[code] != NULL
               ? T(sentences[code])
               : T("That did not work. A report on the stick tells the technician why.");
}

void care_result(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct care_view *care = call->session->care;
    bool good = care->state == CARE_DONE;
    struct rect foot = rect_cut_bottom(&r, TARGET_MIN);
    rect_cut_bottom(&r, 12);
    struct rect box = rect_center(foot, MIN(foot.w, 760), foot.h);
    bool restarts = good && care->task == CARE_UPDATE && care->is_here;
    struct button on = {.key = "seen",
        .label = good ? T("Done") : T("Back"),
        .icon = good ? "check" : "arrow-left",
        .look = restarts ? BUTTON_QUIET : BUTTON_PRIMARY,
        .is_default = !restarts,
        .is_cancel = true,
        .size = 26};
    struct button restart = {.key = "restart-now",
        .label = T("Restart now"),
        .icon = "refresh",
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .size = 26};
    if (ui_button(ui,
            restarts ? rect_column(box, 0, 2, 16) : rect_center(box, MIN(box.w, 372), box.h), on))
        care_ask(call, CARE_SEEN);
    if (restarts && ui_button(ui, rect_column(box, 1, 2, 16), restart))
        care_ask(call, CARE_RESTART);
    if (!good && care->detail[0] != '\0')
        ui_text(ui, rect_cut_bottom(&r, MIN(76, r.h * 0.3f)),
            (struct text_look){.size = 18,
                .color = ui_theme(ui)->ink_soft,
                .align = ALIGN_CENTER,
                .vertical = ALIGN_END,
                .lines = 3,
                .min_size = 13},
            care->detail);
    setup_say(ui, r, good ? "check-circle" : "alert",
        good ? what_is_done(call) : care_why_not(ui, care->task, care->code));
}

/* --- Mistakes in waystation.ini -------------------------------------------------------------- */

static const char *mistake_text(struct ui *ui, const struct device_view_mistake *mistake)
{
    return ui_fill(ui, "{place}: {what}", "place", part_apart(ui, mistake->place), "what",
        part_device_sentence(ui, mistake), NULL);
}

void care_mistakes(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct device_view *device = call->session->device;
    int count = device != NULL ? MIN(device->mistake_count, (int)DEVICE_VIEW_MISTAKES) : 0;
    for (int i = 0; i < count; i++)
        care_row(ui, &r,
            (struct care_row){.icon = "alert",
                .tint = ui_theme(ui)->hue[HUE_CORAL],
                .look = {.size = 20, .min_size = 16},
                .text = mistake_text(ui, &device->mistakes[i])});
}
