/* The class by USB stick: taking what another machine has put on it, putting everything on it. */
#include "screens/class_parts.h"
#include "screens/setup_parts.h"

#include "base/str.h"

static void put_sentence(struct ui *ui, const char **text, const char *more)
{
    *text = str_is_empty(*text) ? more
                                : ui_fill(ui, "{text} {more}", "text", *text, "more", more, NULL);
}

static const char *what_came(struct ui *ui, const struct setup_stick *stick)
{
    const char *text = "";
    put_sentence(ui, &text,
        stick->added == 0 ? T("Nothing on it was new for this machine.")
                          : ui_fill(ui,
                                TN("{count} new entry was taken.",
                                    "{count} new entries were taken.", stick->added),
                                "count", ui_number(ui, (int)stick->added), NULL));
    if (stick->has_new_plan)
        put_sentence(ui, &text, T("The class is the one of the stick now."));
    if (stick->missing > 0)
        put_sentence(ui, &text,
            ui_fill(ui,
                TN("{count} voice clip is not on it: it comes with the machine that has it.",
                    "{count} voice clips are not on it: they come with the machine that has them.",
                    stick->missing),
                "count", ui_number(ui, stick->missing), NULL));
    return text;
}

static const char *what_is_on_it(struct ui *ui, const struct setup_stick *stick)
{
    return ui_fill(ui,
        TN("Everything is on the stick: {count} entry. Take it to the next machine.",
            "Everything is on the stick: {count} entries. Take it to the next machine.",
            stick->saved),
        "count", ui_number(ui, (int)stick->saved), NULL);
}

/* How it went: one sentence or a few. */
static const char *result(struct ui *ui, const struct setup_stick *stick)
{
    const char *text = what_came(ui, stick);
    if (stick->state == SETUP_STICK_SAVED)
        text = ui_fill(ui, "{on} {came}", "on", what_is_on_it(ui, stick), "came", text, NULL);
    if (stick->left > 0)
        text = ui_fill(ui, "{text}\n\n{left} {why}", "text", text, "left",
            TN("A file could not be used and was left as it is:",
                "Some files could not be used and were left as they are:", stick->left),
            "why", stick->failure, NULL);
    return text;
}

static void say_how_it_went(struct ui *ui, struct rect r, const struct setup_stick *stick)
{
    switch (stick->state) {
    case SETUP_STICK_LOOKED: return;
    case SETUP_STICK_TAKEN:
    case SETUP_STICK_SAVED:
        setup_say(ui, r, stick->left > 0 ? "alert" : "check-circle", result(ui, stick));
        return;
    case SETUP_STICK_FAILED:
        setup_say(ui, r, "alert",
            ui_fill(ui, "{say}\n\n{why}", "say",
                stick->task == SETUP_STICK_SAVE
                    ? T("The stick could not be filled. What was on it is still there.")
                    : T("Nothing was taken from the stick."),
                "why", stick->failure, NULL));
        return;
    }
}

static void explain(struct ui *ui, struct rect r, const struct setup_stick *stick)
{
    struct text_look look = {.size = ui_is_small(ui) ? 20 : 22, .line_height = 1.3f};
    if (stick->code[0] != '\0') {
        const char *code =
            T("A new machine asks for this code once. Keep it apart from the stick:");
        ui_text(ui, rect_cut_bottom(&r, 48),
            (struct text_look){.font = FONT_SHOW, .size = 30, .vertical = ALIGN_CENTER, .lines = 1},
            stick->code);
        float high = ui_text_height(ui, look, r.w, code);
        ui_text(ui, rect_cut_bottom(&r, MIN(high, r.h)), look, code);
        rect_cut_bottom(&r, 8);
    }
    ui_text(ui, r, look,
        T("Machines without a network share their class by stick. Only machines of this class can "
          "open what is on it."));
}

static bool choice(struct ui *ui, struct rect *r, struct button button)
{
    struct rect place = rect_cut_top(r, MIN(TARGET_MIN, r->h));
    rect_cut_top(r, 10);
    button.size = 22;
    return ui_button(ui, place, button);
}

static void choices(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct setup_stick *stick = &call->session->setup->stick;
    if (!stick->is_here) {
        if (choice(ui, &r,
                (struct button){.key = "stick-look",
                    .label = T("Look again"),
                    .icon = "refresh",
                    .look = BUTTON_QUIET}))
            setup_ask(call, SETUP_STICK_LOOK, 0);
        return;
    }
    if (choice(ui, &r,
            (struct button){.key = "stick-take",
                .label = T("Take what is on the stick"),
                .icon = "arrow-down",
                .look = stick->has_ours ? BUTTON_PRIMARY : BUTTON_QUIET,
                .disabled = !stick->has_ours}))
        setup_ask(call, SETUP_STICK_TAKE, 0);
    if (choice(ui, &r,
            (struct button){.key = "stick-save",
                .label = T("Put everything on the stick"),
                .icon = "content-save",
                .look = stick->has_ours ? BUTTON_QUIET : BUTTON_PRIMARY}))
        setup_ask(call, SETUP_STICK_SAVE, 0);
}

void class_stick(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    const struct setup_stick *stick = &view->stick;
    if (view->busy != SETUP_NONE || !stick->is_known) {
        setup_say(ui, r, "timer-sand",
            view->busy == SETUP_STICK_SAVE   ? T("Writing … Leave the stick in.")
            : view->busy == SETUP_STICK_TAKE ? T("Reading … Leave the stick in.")
                                             : T("Looking for a stick …"));
        return;
    }
    struct rect left = rect_cut_left(&r, r.w * 0.44f);
    rect_cut_left(&r, 24);
    choices(call, rect_cut_bottom(&left, stick->is_here ? 2 * (TARGET_MIN + 10) : TARGET_MIN + 10));
    explain(ui, left, stick);
    if (!stick->is_here)
        setup_say(ui, r, "usb", T("No USB stick is here. Plug one in, then tap “Look again”."));
    else if (stick->state != SETUP_STICK_LOOKED)
        say_how_it_went(ui, r, stick);
    else
        setup_say(ui, r, "usb",
            stick->has_ours ? T("A stick is here, and another machine has put something on it.")
                            : T("A stick is here. Nothing of a class is on it yet."));
}
