/* Class folders: choosing one, its dry run, and what it would change. */
#include "screens/setup_parts.h"

#include "base/date.h"
#include "base/str.h"
#include "screens/board_parts.h"

enum { FOLDER_HEIGHT = 92, GAP = 10 };

void setup_ask(struct screen_call *call, enum setup_task task, int number)
{
    struct wish *wish = screen_wish(call, WISH_SETUP);
    wish->task = task;
    wish->number = number;
}

void setup_say(struct ui *ui, struct rect r, const char *icon, const char *text)
{
    struct text_look look = {.size = 26, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER};
    struct rect box = rect_center(r, MIN(r.w, 820), MIN(r.h, 260));
    ui_icon(ui, rect_cut_top(&box, box.h * 0.35f), icon, MIN(72, box.h * 0.3f), 0);
    ui_text(ui, box, look, text);
}

bool setup_button(struct ui *ui, struct rect *bar, float part, struct button button)
{
    float width = MIN(ui_button_width(ui, button), bar->w * part);
    struct rect r = rect_cut_right(bar, width);
    rect_cut_right(bar, 12);
    return ui_button(ui, r, button);
}

/* --- Which folder ---------------------------------------------------------------------------- */

static void folder_card(struct screen_call *call, struct rect card, int index)
{
    struct ui *ui = call->ui;
    const struct setup_folder *folder = &call->session->setup->folders[index];
    char date[DATE_TEXT_SIZE];
    date_format(folder->day, date);
    const char *name = folder->is_sample ? T("Try it with the sample class") : folder->name;
    const char *detail = folder->is_sample ? T("A made-up class, to look around.")
                                           : ui_fill(ui, "{date} · {path}", "path", folder->path,
                                                 "date", date, NULL);
    ui_fill_rect(ui, card, 20, ui_theme(ui)->card);
    ui_ring(ui, card, 20, ui_theme(ui)->line_width, ui_theme(ui)->line);
    struct rect inside = rect_inset(card, 18, 8);
    ui_icon(ui, rect_cut_left(&inside, 44), folder->is_sample ? "school" : "folder", 36, 0);
    rect_cut_left(&inside, 14);
    ui_text(ui, rect_cut_top(&inside, inside.h * 0.55f),
        (struct text_look){
            .quiet = true, .font = FONT_SHOW, .size = 24, .vertical = ALIGN_CENTER, .lines = 1},
        name);
    ui_text(ui, inside,
        (struct text_look){.quiet = true,
            .size = 18,
            .color = ui_theme(ui)->ink_soft,
            .vertical = ALIGN_CENTER,
            .lines = 1},
        detail);
    if (ui_tap_area(ui, card,
            (struct tap_area){.key = "folder",
                .index = index,
                .name = name,
                .value = detail,
                .role = ROLE_BUTTON,
                .radius = 20}))
        setup_ask(call, SETUP_CHECK, index);
}

static void folder_list(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    if (view->folder_count == 0) {
        setup_say(ui, r, "usb",
            T("No class folder is here yet. Plug in the USB stick with it, then tap “Look "
              "again”."));
        return;
    }
    float high = (float)(view->folder_count + view->has_more_folders) * (FOLDER_HEIGHT + GAP);
    struct rect body = ui_scroll_begin(ui, "folders", r, high);
    for (int i = 0; i < view->folder_count; i++) {
        folder_card(call, rect_cut_top(&body, FOLDER_HEIGHT), i);
        rect_cut_top(&body, GAP);
    }
    if (view->has_more_folders)
        ui_text(ui, rect_cut_top(&body, FOLDER_HEIGHT),
            (struct text_look){.size = 22, .vertical = ALIGN_CENTER},
            T("There are more. Remove what you do not need from the stick."));
    ui_scroll_end(ui);
}

static void choose(struct screen_call *call, struct rect r, const char *intro)
{
    struct ui *ui = call->ui;
    struct rect left = rect_cut_left(&r, r.w * 0.4f);
    rect_cut_left(&r, 24);
    struct rect foot = rect_cut_bottom(&left, TARGET_MIN);
    rect_cut_bottom(&left, 12);
    struct button look = {.key = "look-again",
        .label = T("Look again"),
        .icon = "refresh",
        .look = BUTTON_QUIET,
        .size = 24};
    if (ui_button(ui, rect_cut_left(&foot, MIN(ui_button_width(ui, look), foot.w)), look))
        setup_ask(call, SETUP_BEGIN, 0);
    ui_text(ui, left, (struct text_look){.size = 24, .line_height = 1.4f}, intro);
    folder_list(call, r);
}

/* --- The dry run ----------------------------------------------------------------------------- */

static const char *place_of(struct ui *ui, const struct setup_problem *problem)
{
    if (problem->line == 0)
        return problem->file;
    const char *line = ui_number(ui, problem->line);
    if (problem->column == 0)
        return ui_fill(ui, T("{file}, line {line}"), "file", problem->file, "line", line, NULL);
    return ui_fill(ui, T("{file}, line {line}, character {column}"), "file", problem->file, "line",
        line, "column", ui_number(ui, problem->column), NULL);
}

static const struct {
    const char *icon, *label;
    enum hue hue;
} levels[] = {
    [SETUP_ERROR] = {"close-circle", N_("Must be put right"), HUE_CORAL},
    [SETUP_WARNING] = {"alert", N_("Look at this"), HUE_SUN},
    [SETUP_HINT] = {"information-outline", N_("Good to know"), HUE_SKY},
};

static const struct text_look place_look = {
    .font = FONT_SHOW, .size = 20, .vertical = ALIGN_CENTER, .lines = 1};
static const struct text_look what_look = {.size = 22};
static const struct text_look todo_look = {.size = 20};

enum { PROBLEM_HEAD = 34, PROBLEM_PAD = 12 };

static float problem_height(struct ui *ui, float width, const struct setup_problem *problem)
{
    float inner = width - 2 * 18;
    const char *what = part_sentence_what(ui, problem->told);
    const char *todo = part_sentence_then(ui, problem->told);
    return PROBLEM_HEAD + 2 * PROBLEM_PAD + ui_text_height(ui, what_look, inner, what) +
           ui_text_height(ui, todo_look, inner - 34, todo) + 12;
}

static void problem_card(struct ui *ui, struct rect card, const struct setup_problem *problem)
{
    const struct theme *theme = ui_theme(ui);
    const char *what = part_sentence_what(ui, problem->told);
    const char *todo = part_sentence_then(ui, problem->told);
    ui_fill_rect(ui, card, 20, theme->hue_soft[levels[problem->level].hue]);
    struct rect inside = rect_inset(card, 18, PROBLEM_PAD);
    struct rect head = rect_cut_top(&inside, PROBLEM_HEAD);
    ui_icon(ui, rect_cut_left(&head, 30), levels[problem->level].icon, 26, 0);
    rect_cut_left(&head, 8);
    ui_text(ui, head, place_look,
        ui_fill(ui, T("{level}: {place}"), "level", T(levels[problem->level].label), "place",
            place_of(ui, problem), NULL));
    ui_text(ui, rect_cut_top(&inside, ui_text_height(ui, what_look, inside.w, what) + 4), what_look,
        what);
    if (todo[0] == '\0')
        return;
    ui_icon(ui, rect_cut_left(&inside, 26), "arrow-right", 22, theme->ink_soft);
    rect_cut_left(&inside, 8);
    ui_text(ui, inside, todo_look, todo);
}

/* A screen above and below, so that the focus finds what comes next. */
static bool is_near(struct rect card, struct rect r)
{
    return card.y + card.h > r.y - r.h && card.y < r.y + 2 * r.h;
}

static const char *names_leaving(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    const char *names = "";
    for (int i = 0; i < view->change.leaving_count; i++)
        names = ui_fill(ui, "{names}{gap}{name}", "names", names, "gap", i > 0 ? ", " : "", "name",
            board_student_name(call, view->change.leaving[i]), NULL);
    return names;
}

static const char *change_text(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    const struct plan *plan = view->plan;
    const char *holds = ui_fill(ui,
        T("{class}. Students: {students}. Stations: {stations}. Skills: {skills}. Exit tickets: "
          "{tickets}."),
        "class", part_apart(ui, plan->class_name), "students", ui_number(ui, plan->student_count),
        "stations", ui_number(ui, plan->station_count), "skills", ui_number(ui, plan->skill_count),
        "tickets", ui_number(ui, plan->ticket_count), NULL);
    if (view->is_same)
        return ui_fill(
            ui, "{holds}\n{more}", "holds", holds, "more", T("Nothing changes by it."), NULL);
    const char *coming =
        ui_fill(ui, TN("{count} student is new.", "{count} students are new.", view->change.coming),
            "count", ui_number(ui, view->change.coming), NULL);
    const char *leaving =
        view->change.leaving_count == 0
            ? T("Nobody leaves.")
            : ui_fill(ui,
                  TN("{count} student leaves the class: {names}",
                      "{count} students leave the class: {names}", view->change.leaving_count),
                  "count", ui_number(ui, view->change.leaving_count), "names", names_leaving(call),
                  NULL);
    return ui_fill(ui, "{holds}\n{coming} {leaving}", "holds", holds, "coming", coming, "leaving",
        leaving, NULL);
}

struct doubts {
    struct setup_problem list[DOUBT_KIND_COUNT];
    struct sentence told[DOUBT_KIND_COUNT];
    int count;
};

/* What to do here about what a person must mean. */
static const char *remedy_of(const struct plan_change *change, enum plan_doubt_kind kind)
{
    if (kind != DOUBT_OTHER_PEOPLE)
        return change->has_work
                   ? N_("If that is meant, take it. At the year’s end, first: Care, Year’s end.")
                   : N_("If that is meant, take it.");
    return change->has_work
               ? N_("Give other children new ids. Or first: Care, Year’s end; then print new "
                    "badges. If names were corrected, take it.")
               : N_("Give other children new ids. Or take it, and print new badges for all.");
}

static void find_doubts(const struct setup_view *view, struct doubts *out)
{
    const struct plan_change *change = &view->change;
    out->count = view->plan != NULL ? change->doubt_count : 0;
    for (int i = 0; i < out->count; i++) {
        const struct plan_doubt *doubt = &change->doubts[i];
        out->told[i] = doubt->told;
        if (doubt->told.then == NULL)
            out->told[i].then = remedy_of(change, doubt->kind);
        out->list[i] = (struct setup_problem){
            .level = SETUP_WARNING, .file = doubt->file, .told = &out->told[i]};
    }
}

static const char *verdict(struct screen_call *call, int warnings)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    if (view->changed_meanwhile)
        return T("The folder has changed since it was checked. This is how it is now.");
    if (view->errors > 0)
        return ui_fill(ui,
            TN("{count} thing must be put right first. Nothing was changed.",
                "{count} things must be put right first. Nothing was changed.", view->errors),
            "count", ui_number(ui, view->errors), NULL);
    if (warnings > 0 && !view->is_same)
        return ui_fill(ui,
            TN("It can be taken. {count} thing to look at.",
                "It can be taken. {count} things to look at.", warnings),
            "count", ui_number(ui, warnings), NULL);
    return view->is_same ? T("It is the class that is here already.") : T("All of it is right.");
}

static void dry_run_head(struct screen_call *call, struct rect bar, bool scrolls, int warnings)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    if (view->plan != NULL && !view->is_same &&
        setup_button(ui, &bar, 0.4f,
            (struct button){.key = "take",
                .label = T("Take it"),
                .icon = "check",
                .look = BUTTON_PRIMARY,
                .size = 26}))
        setup_ask(call, SETUP_TAKE, 0);
    struct button again = {.key = "check-again",
        .label = T("Check again"),
        .icon = "refresh",
        .look = BUTTON_QUIET,
        .size = 22};
    if (setup_button(ui, &bar, 0.35f, again))
        setup_ask(call, SETUP_CHECK, view->chosen);
    struct button back = {.key = "other-folder",
        .label = T("Another folder"),
        .icon = "folder",
        .icon_only = true,
        .look = BUTTON_QUIET};
    if (ui_button(ui, rect_cut_right(&bar, TARGET_MIN), back))
        setup_ask(call, SETUP_BEGIN, 0);
    rect_cut_right(&bar, 12);
    struct button on = {.key = "more-problems",
        .label = T("Further down"),
        .icon = "arrow-down",
        .icon_only = true,
        .look = BUTTON_QUIET};
    if (scrolls && ui_button(ui, rect_cut_right(&bar, TARGET_MIN), on))
        ui_scroll_on(ui, "problems");
    rect_cut_right(&bar, 12);
    ui_text(ui, bar,
        (struct text_look){.font = FONT_SHOW, .size = 24, .vertical = ALIGN_CENTER, .lines = 3},
        verdict(call, warnings));
}

static float dry_run_height(struct screen_call *call, float width, float summary)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    float high = summary;
    for (int i = 0; i < view->problem_count; i++)
        high += problem_height(ui, width, &view->problems[i]) + GAP;
    return high + 40;
}

static void dry_run(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    struct rect bar = rect_cut_top(&r, TARGET_MIN);
    rect_cut_top(&r, 14);
    const char *change = view->plan != NULL ? change_text(call) : "";
    float text = view->plan != NULL ? ui_text_height(ui, what_look, r.w - 36, change) + 32 : 0;
    struct doubts doubts;
    find_doubts(view, &doubts);
    float asked = 0;
    for (int i = 0; i < doubts.count; i++)
        asked += problem_height(ui, r.w, &doubts.list[i]) + GAP;
    float high = dry_run_height(call, r.w, text + asked);
    dry_run_head(call, bar, high > r.h, view->warnings + doubts.count);
    struct rect body = ui_scroll_begin(ui, "problems", r, high);
    if (view->plan != NULL) {
        struct rect card = rect_cut_top(&body, text);
        ui_fill_rect(ui, card, 20, ui_theme(ui)->hue_soft[HUE_LEAF]);
        ui_text(ui, rect_inset(card, 18, 14), what_look, change);
        rect_cut_top(&body, GAP);
    }
    for (int i = 0; i < doubts.count; i++) {
        const struct setup_problem *doubt = &doubts.list[i];
        problem_card(ui, rect_cut_top(&body, problem_height(ui, r.w, doubt)), doubt);
        rect_cut_top(&body, GAP);
    }
    for (int i = 0; i < view->problem_count; i++) {
        struct rect card = rect_cut_top(&body, problem_height(ui, r.w, &view->problems[i]));
        rect_cut_top(&body, GAP);
        if (is_near(card, r))
            problem_card(ui, card, &view->problems[i]);
    }
    int left = view->errors + view->warnings + view->hints - view->problem_count;
    if (left > 0)
        ui_text(ui, rect_cut_top(&body, 40), what_look,
            ui_fill(ui, T("… and {count} more."), "count", ui_number(ui, left), NULL));
    ui_scroll_end(ui);
}

/* --- Afterwards ------------------------------------------------------------------------------ */

static void taken(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    struct rect foot = rect_cut_bottom(&r, TARGET_MIN);
    rect_cut_bottom(&r, 12);
    bool first = !call->session->teacher;
    struct rect box = rect_center(foot, MIN(foot.w, 760), foot.h);
    struct button done = {.key = "taken-done",
        .label = first ? T("Start") : T("Done"),
        .icon = "check",
        .look = BUTTON_PRIMARY,
        .size = 26};
    struct button print = {
        .key = "taken-print", .label = T("Print badges"), .icon = "printer", .look = BUTTON_QUIET};
    if (ui_button(ui, rect_column(box, 0, 2, 16), print))
        setup_ask(call, SETUP_PRINT_NEW, 0);
    if (ui_button(ui, rect_column(box, 1, 2, 16), done))
        setup_ask(call, first ? SETUP_LEAVE : SETUP_BEGIN, 0);
    if (view->paper != SETUP_NO_PAPER || view->busy != SETUP_NONE) {
        setup_paper(call, r);
        return;
    }
    setup_say(ui, r, "check-circle",
        ui_fill(ui, T("Done: {class} is here, with {count} students."), "class",
            call->classroom->plan.class_name, "count",
            ui_number(ui, view->plan->student_count - view->change.shut_out), NULL));
}

static void failed(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    struct rect foot = rect_cut_bottom(&r, TARGET_MIN);
    rect_cut_bottom(&r, 12);
    struct rect box = rect_center(foot, MIN(foot.w, 760), foot.h);
    struct button again = {.key = "try-again",
        .label = T("Try again"),
        .icon = "refresh",
        .look = BUTTON_PRIMARY,
        .size = 24};
    struct button back = {.key = "other-folder",
        .label = T("Another folder"),
        .icon = "folder",
        .look = BUTTON_QUIET,
        .size = 24};
    if (ui_button(ui, rect_column(box, 0, 2, 16), again))
        setup_ask(call, SETUP_CHECK, view->chosen);
    if (ui_button(ui, rect_column(box, 1, 2, 16), back))
        setup_ask(call, SETUP_BEGIN, 0);
    const char *say = view->stage == SETUP_UNREADABLE
                          ? T("The folder cannot be read. Is the stick still in? Nothing was "
                              "changed.")
                          : T("The class could not be saved. The one before is still here.");
    setup_say(
        ui, r, "alert", ui_fill(ui, "{say}\n\n{why}", "say", say, "why", view->failure, NULL));
}

void setup_folders(struct screen_call *call, struct rect r, const char *intro)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    if (view->busy == SETUP_CHECK || view->busy == SETUP_TAKE) {
        setup_say(ui, r, "timer-sand",
            view->busy == SETUP_CHECK ? T("Checking the folder …") : T("Taking the class …"));
        return;
    }
    switch (view->stage) {
    case SETUP_CHOOSING: choose(call, r, intro); break;
    case SETUP_CHECKED: dry_run(call, r); break;
    case SETUP_TAKEN: taken(call, r); break;
    case SETUP_UNREADABLE:
    case SETUP_NOT_TAKEN: failed(call, r); break;
    }
}

/* --- On paper -------------------------------------------------------------------------------- */

void setup_paper(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    if (view->busy != SETUP_NONE) {
        setup_say(ui, r, "timer-sand", T("Writing …"));
        return;
    }
    switch (view->paper) {
    case SETUP_NO_PAPER: return;
    case SETUP_NOTHING_TO_PRINT:
        setup_say(ui, r, "check-circle", T("Everybody has a badge that works: nothing to print."));
        return;
    case SETUP_NOT_PRINTED:
        setup_say(ui, r, "alert",
            ui_fill(ui, "{say}\n\n{why}", "say",
                T("Nothing was printed, and all badges are as they were."), "why",
                view->paper_failure, NULL));
        return;
    case SETUP_PRINTED: break;
    }
    const char *where = view->on_stick ? T("It is on the stick:") : T("It is on this machine:");
    const char *care =
        view->printed > 0
            ? T("Print it at 100 %. The file is a key to the class: remove it when it is printed.")
            : T("It is for you alone. Remove the file when it is printed.");
    const char *old = view->voided == 0
                          ? ""
                          : ui_fill(ui,
                                TN("{count} older badge does not work any more.",
                                    "{count} older badges do not work any more.", view->voided),
                                "count", ui_number(ui, view->voided), NULL);
    setup_say(ui, r, "printer",
        ui_fill(ui, "{where} {file}\n{care} {old}", "where", where, "file",
            part_apart(ui, view->file), "care", care, "old", old, NULL));
}
