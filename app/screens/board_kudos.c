/* Kudos and replies: who, then what, and it is sent. */
#include "screens/board_parts.h"

#include "base/str.h"

static const char *const praise[] = {N_("You kept going when it got hard."),
    N_("You explained your thinking clearly."), N_("You helped somebody today."),
    N_("You tried a new way."), N_("I see how much you have grown.")};
static const char *const replies[] = {N_("Thank you for telling me."),
    N_("I am glad that it helped you."), N_("Well noticed!"), N_("Keep going, it will come."),
    N_("Let us look at it together.")};

static void write_own(struct screen_call *call, struct board_kudos *own)
{
    own->writing = true;
    own->keyboard.layout = keyboard_for(call->session->language, false);
}

void board_kudos_open(
    struct screen_call *call, struct board_kudos *own, int student, const char *about)
{
    const char *id = call->classroom->plan.students[student].id;
    *own = (struct board_kudos){.open = true, .student = student};
    STR_COPY(own->about, about);
    for (int i = 0; i < UNSENT_MAX; i++) {
        const struct unsent *unsent = &call->session->unsent[i];
        if (!str_equal(unsent->student, id) || !str_equal(unsent->about, about))
            continue;
        STR_COPY(own->text, unsent->text);
        write_own(call, own);
    }
}

/* The view may lock in the middle of a word, and a save may fail. */
static void keep(struct screen_call *call, const struct board_kudos *own)
{
    struct unsent *unsent = arena_new(ui_frame_arena(call->ui), struct unsent);
    if (unsent == NULL || call->wish_count == WISH_MAX)
        return;
    STR_COPY(unsent->student, call->classroom->plan.students[own->student].id);
    STR_COPY(unsent->about, own->about);
    STR_COPY(unsent->text, own->text);
    screen_wish(call, WISH_KEEP_UNSENT)->unsent = unsent;
}

static void send(struct screen_call *call, struct board_kudos *own, const char *text)
{
    struct action *action = screen_action(call, ACTION_GIVE_KUDOS);
    action->student = own->student;
    STR_COPY(action->text, text);
    STR_COPY(action->about, own->about);
    screen_act(call, action, SCREEN_NONE, NOTICE_SAVED);
    own->open = false;
}

static const char *title_of(struct screen_call *call, const struct board_kudos *own)
{
    struct ui *ui = call->ui;
    const char *name = board_student_name(call, own->student);
    return ui_fill(ui, own->about[0] != '\0' ? T("Reply to {name}") : T("Kudos for {name}"), "name",
        name, NULL);
}

static void head(
    struct screen_call *call, struct rect r, struct board_kudos *own, const char *title)
{
    struct ui *ui = call->ui;
    if (board_close_button(ui, &r, !own->writing))
        own->open = false;
    ui_heading(ui, r,
        (struct text_look){.font = FONT_SHOW, .size = 30, .vertical = ALIGN_CENTER, .lines = 1},
        title);
}

static void choose(struct screen_call *call, struct rect r, struct board_kudos *own)
{
    struct ui *ui = call->ui;
    const char *const *list = own->about[0] != '\0' ? replies : praise;
    int count = COUNT_OF(praise) + 1;
    for (int i = 0; i < count; i++) {
        bool mine = i == count - 1;
        struct button button = {.key = "say",
            .index = i,
            .label = mine ? T("In my own words") : T(list[i]),
            .icon = mine ? "pencil" : "star",
            .look = BUTTON_QUIET,
            .size = 24};
        struct rect row = rect_row(r, i / 2, (count + 1) / 2, 12);
        if (!ui_button(ui, rect_column(row, i % 2, 2, 12), button))
            continue;
        if (mine) {
            write_own(call, own);
            ui_page_changed(ui);
        } else {
            send(call, own, T(list[i]));
        }
    }
}

static void own_words(struct screen_call *call, struct rect r, struct board_kudos *own)
{
    struct ui *ui = call->ui;
    struct rect foot = rect_cut_bottom(&r, TARGET_MIN);
    rect_cut_bottom(&r, 10);
    struct text_field field = {.key = "words",
        .name = T("Your words"),
        .placeholder = T("The student reads it at the next check-in"),
        .size = 26,
        .focus_first = true};
    if (ui_text_field(ui, r, field, own->text, sizeof own->text))
        keep(call, own);
    struct button back = {
        .key = "cancel", .label = T("Back"), .look = BUTTON_QUIET, .size = 24, .is_cancel = true};
    if (ui_button(ui, rect_cut_left(&foot, 220), back))
        own->writing = false;
    struct button done = {.key = "send",
        .label = T("Send"),
        .icon = "send",
        .look = BUTTON_PRIMARY,
        .size = 24,
        .disabled = own->text[0] == '\0'};
    if (ui_button(ui, rect_cut_right(&foot, 260), done))
        send(call, own, own->text);
}

void board_kudos(struct screen_call *call, struct board_kudos *own)
{
    if (!own->open)
        return;
    struct ui *ui = call->ui;
    const char *title = title_of(call, own);
    struct rect canvas = ui_canvas(ui);
    struct rect box = own->writing ? rect_inset(canvas, 10, 10)
                                   : rect_center(canvas, MIN(1000, canvas.w - 40), 440);
    struct rect inside = rect_inset(box, own->writing ? 26 : 36, own->writing ? 12 : 24);
    ui_modal_begin(ui, box, title);
    ui_card(ui, box, 36, ui_theme(ui)->card);
    head(call, rect_cut_top(&inside, TARGET_MIN), own, title);
    rect_cut_top(&inside, 12);
    if (own->writing) {
        struct rect keys = part_keyboard(ui, &inside);
        rect_cut_bottom(&inside, 10);
        own_words(call, inside, own);
        ui_keyboard(ui, keys, &own->keyboard);
    } else {
        choose(call, inside, own);
    }
    ui_modal_end(ui);
}
