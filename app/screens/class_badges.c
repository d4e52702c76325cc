/* Badges on paper, and lost ones. */
#include "screens/board_parts.h"
#include "screens/class_parts.h"
#include "screens/setup_parts.h"

enum { ROW_HEIGHT = TARGET_MIN, GAP = 8 };

int class_size(const struct classroom *classroom)
{
    int count = 0;
    for (int i = 0; i < classroom->plan.student_count; i++)
        count += classroom->students[i].enrolled;
    return count;
}

static int with_badge(const struct classroom *classroom)
{
    int count = 0;
    for (int i = 0; i < classroom->plan.student_count; i++)
        count += classroom->students[i].enrolled && classroom->students[i].badge.valid;
    return count;
}

static void sheets(struct screen_call *call, struct rect r, struct class_badges *own)
{
    struct ui *ui = call->ui;
    static const struct {
        enum setup_task task;
        const char *icon, *label;
    } list[] = {
        {SETUP_PRINT_NEW, "account-multiple-plus", N_("For those without a badge")},
        {SETUP_PRINT_ALL, "account-multiple", N_("New badges for everybody")},
        {SETUP_PRINT_TEACHER, "key", N_("The teacher’s badge")},
        {SETUP_PRINT_PICTURES, "format-list-bulleted", N_("List of secret pictures")},
        {SETUP_PRINT_TROUBLE, "help-circle-outline", N_("What to do when …")},
    };
    int prints = call->session->setup->prints, count = COUNT_OF(list) + (prints > 0);
    struct rect body = ui_scroll_begin(ui, "sheets", r, (float)count * (TARGET_MIN + 10) - 10);
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        struct button button = {.key = "sheet",
            .index = (int)i,
            .label = T(list[i].label),
            .icon = list[i].icon,
            .look = BUTTON_QUIET,
            .size = 22};
        struct rect place = rect_cut_top(&body, TARGET_MIN);
        rect_cut_top(&body, 10);
        if (!ui_button(ui, place, button))
            continue;
        if (list[i].task == SETUP_PRINT_ALL && with_badge(call->classroom) > 0)
            own->asks = ASK_ALL;
        else if (list[i].task == SETUP_PRINT_TEACHER && call->session->has_teacher_badge)
            own->asks = ASK_TEACHER;
        else
            setup_ask(call, list[i].task, 0);
    }
    struct button remove = {.key = "remove-prints",
        .label =
            ui_fill(ui, T("Remove printed files ({count})"), "count", ui_number(ui, prints), NULL),
        .icon = "delete",
        .look = BUTTON_QUIET,
        .size = 22};
    if (prints > 0 && ui_button(ui, rect_cut_top(&body, TARGET_MIN), remove))
        own->asks = ASK_PRINTS;
    ui_scroll_end(ui);
}

static const char *badge_word(struct ui *ui, const struct badge_state *badge)
{
    if (badge->valid)
        return T("has a badge");
    return stamp_is_set(&badge->stamp) ? T("badge is void") : T("no badge yet");
}

static void students(struct screen_call *call, struct rect r, struct class_badges *own)
{
    struct ui *ui = call->ui;
    const struct classroom *classroom = call->classroom;
    int row = 0;
    struct rect body =
        ui_scroll_begin(ui, "students", r, (float)class_size(classroom) * (ROW_HEIGHT + GAP));
    for (int i = 0; i < classroom->plan.student_count; i++) {
        if (!classroom->students[i].enrolled)
            continue;
        struct rect card = {body.x, body.y + (float)row++ * (ROW_HEIGHT + GAP), body.w, ROW_HEIGHT};
        if (card.y + card.h < r.y - r.h || card.y > r.y + 2 * r.h)
            continue;
        const char *word = badge_word(ui, &classroom->students[i].badge);
        ui_ring(ui, card, 18, ui_theme(ui)->line_width, ui_theme(ui)->line);
        struct rect inside = rect_inset(card, 16, 6);
        struct rect state = rect_cut_right(&inside, inside.w * 0.4f);
        board_student(call, inside, i, 24, 0);
        ui_text(ui, state,
            (struct text_look){.quiet = true,
                .size = 20,
                .color = ui_theme(ui)->ink_soft,
                .align = ALIGN_END,
                .vertical = ALIGN_CENTER,
                .lines = 1},
            word);
        if (ui_tap_area(ui, card,
                (struct tap_area){.key = "student",
                    .index = i,
                    .name = board_student_name(call, i),
                    .value = word,
                    .role = ROLE_BUTTON,
                    .radius = 18})) {
            own->asks = ASK_STUDENT;
            own->student = i;
        }
    }
    ui_scroll_end(ui);
}

/* --- Asked once ------------------------------------------------------------------------------ */

struct way_out {
    const char *key, *label, *icon;
};

/* The number of the answer that was chosen, -1 none. The last one is "no". */
static int ask(struct screen_call *call, const char *title, const char *text,
    const struct way_out *answers, int count)
{
    struct ui *ui = call->ui;
    struct rect canvas = ui_canvas(ui);
    struct rect box = rect_center(canvas, MIN(canvas.w - 60, 720),
        MIN(canvas.h - 40, 170 + (float)count * (TARGET_MIN + 12)));
    int chosen = -1;
    ui_modal_begin(ui, box, title);
    struct rect inside = rect_inset(box, 32, 22);
    ui_heading(ui, rect_cut_top(&inside, 44),
        (struct text_look){.font = FONT_SHOW, .size = 30, .lines = 1}, title);
    struct rect buttons = rect_cut_bottom(&inside, (float)count * (TARGET_MIN + 12));
    ui_text(ui, inside, (struct text_look){.size = 22, .vertical = ALIGN_CENTER}, text);
    for (int i = 0; i < count; i++) {
        struct button button = {.key = answers[i].key,
            .label = answers[i].label,
            .icon = answers[i].icon,
            .look = i == count - 1 ? BUTTON_PLAIN : BUTTON_QUIET,
            .size = 24,
            .is_cancel = i == count - 1};
        if (ui_button(ui, rect_inset(rect_row(buttons, i, count, 0), 0, 6), button))
            chosen = i;
    }
    ui_modal_end(ui);
    return chosen;
}

static void ask_student(struct screen_call *call, struct class_badges *own)
{
    struct ui *ui = call->ui;
    const struct badge_state *badge = &call->classroom->students[own->student].badge;
    const char *name = board_student_name(call, own->student);
    const struct way_out answers[] = {
        {"new-badge", T("Print a new badge"), "printer"},
        {"lost", T("The badge is lost"), "account-remove"},
        {"ask-close", T("Close"), NULL},
    };
    const struct way_out without[] = {answers[0], answers[2]};
    int chosen = ask(call, name,
        badge->valid ? T("A new badge makes the old one useless at once.")
                     : T("There is no badge that works. The secret pictures still open the door."),
        badge->valid ? answers : without, badge->valid ? 3 : 2);
    if (chosen < 0)
        return;
    own->asks = chosen == 1 && badge->valid ? ASK_VOID : ASK_NOTHING;
    if (chosen == 0)
        setup_ask(call, SETUP_PRINT_ONE, own->student);
}

static void ask_void(struct screen_call *call, struct class_badges *own)
{
    struct ui *ui = call->ui;
    const struct way_out answers[] = {
        {"void", T("Yes, make it useless"), "close-circle"}, {"ask-close", T("No, keep it"), NULL}};
    int chosen = ask(call, board_student_name(call, own->student),
        T("Nobody can check in with this badge any more, also when it is found again."), answers,
        COUNT_OF(answers));
    if (chosen == 0) {
        struct action *action = screen_action(call, ACTION_VOID_BADGE);
        action->student = own->student;
        screen_act(call, action, SCREEN_NONE, NOTICE_SAVED);
    }
    if (chosen >= 0)
        own->asks = ASK_NOTHING;
}

/* Badges in use would become waste paper. */
static void ask_anew(struct screen_call *call, struct class_badges *own)
{
    struct ui *ui = call->ui;
    bool teacher = own->asks == ASK_TEACHER;
    const struct way_out answers[] = {
        {"anew", teacher ? T("Yes, a new one") : T("Yes, new ones for everybody"), "printer"},
        {"ask-close", T("No, keep them"), NULL}};
    int valid = teacher ? 1 : with_badge(call->classroom);
    int chosen = ask(call, teacher ? T("The teacher’s badge") : T("New badges for everybody"),
        ui_fill(ui,
            TN("{count} badge in use will not work any more.",
                "{count} badges in use will not work any more.", valid),
            "count", ui_number(ui, valid), NULL),
        answers, COUNT_OF(answers));
    if (chosen == 0)
        setup_ask(call, teacher ? SETUP_PRINT_TEACHER : SETUP_PRINT_ALL, 0);
    if (chosen >= 0)
        own->asks = ASK_NOTHING;
}

/* They are keys to the class, and names. */
static void ask_prints(struct screen_call *call, struct class_badges *own)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    const struct way_out answers[] = {
        {"remove", T("Yes, remove them"), "delete"}, {"ask-close", T("No, keep them"), NULL}};
    const char *days = ui_number(ui, view->prints_days);
    int chosen = ask(call, T("Printed files on this machine"),
        ui_fill(ui,
            TN("{count} file with names, badges, secret pictures or codes. It goes by itself "
               "{days} days after it was made. Badges on paper stay valid.",
                "{count} files with names, badges, secret pictures or codes. They go by themselves "
                "{days} days after they were made. Badges on paper stay valid.",
                view->prints),
            "count", ui_number(ui, view->prints), "days", days, NULL),
        answers, COUNT_OF(answers));
    if (chosen == 0)
        setup_ask(call, SETUP_REMOVE_PRINTS, 0);
    if (chosen >= 0)
        own->asks = ASK_NOTHING;
}

void class_badges(struct screen_call *call, struct rect r, struct class_badges *own)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    if (view->paper != SETUP_NO_PAPER || view->busy != SETUP_NONE) {
        struct rect foot = rect_cut_bottom(&r, TARGET_MIN);
        if (view->busy == SETUP_NONE &&
            ui_button(ui, rect_center(foot, 300, TARGET_MIN),
                (struct button){.key = "paper-done", .label = T("Done"), .look = BUTTON_PRIMARY}))
            setup_ask(call, SETUP_BEGIN, 0);
        setup_paper(call, r);
        return;
    }
    bool asked = own->asks != ASK_NOTHING; /* what is tapped in this pass is asked in the next */
    sheets(call, rect_cut_left(&r, r.w * 0.42f), own);
    rect_cut_left(&r, 24);
    students(call, r, own);
    if (!asked)
        return;
    switch (own->asks) {
    case ASK_STUDENT: ask_student(call, own); break;
    case ASK_VOID: ask_void(call, own); break;
    case ASK_TEACHER:
    case ASK_ALL: ask_anew(call, own); break;
    case ASK_PRINTS: ask_prints(call, own); break;
    case ASK_NOTHING: break;
    }
}
