/* One student, strengths first: own words, what is got, the goal and why, the path, what happened.
 * Nothing here compares with anybody. */
#include "screens/learner.h"
#include "model/goal.h"
#include "model/mastery.h"

#include "base/str.h"

struct learner {
    bool opened;            /* the evidence of session.subject_skill */
    enum mastery_level set; /* see board_evidence() */
    struct reader reader;
    int read; /* entry of the history */
    struct board_kudos kudos;
    struct learner_goals goals;
    struct learner_way way;
};

enum { HEADING = 40, ROW = TARGET_MIN };

static const struct student *subject(const struct screen_call *call)
{
    return &call->classroom->plan.students[call->session->subject];
}

static const struct student_state *subject_state(const struct screen_call *call)
{
    return &call->classroom->students[call->session->subject];
}

/* --- The bar --------------------------------------------------------------------------------- */

static void show(struct screen_call *call, int student)
{
    struct learner *own = call->scratch;
    screen_wish(call, WISH_SUBJECT)->number = student;
    own->opened = own->reader.open = false;
}

/* -1: nobody is in the class. */
static int other_student(const struct screen_call *call, int from, int by)
{
    const struct classroom *classroom = call->classroom;
    int count = classroom->plan.student_count;
    for (int k = 1; k <= count; k++) {
        int student = ((from + by * k) % count + count) % count;
        if (classroom->students[student].enrolled)
            return student;
    }
    return -1;
}

static struct button kudos_button(struct ui *ui)
{
    return (struct button){.key = "kudos",
        .label = T("Give kudos"),
        .icon = "star",
        .look = BUTTON_PRIMARY,
        .size = 22};
}

enum { AVATAR = 60 };

static float bar_width(struct screen_call *call)
{
    return AVATAR + 2 * (TARGET_MIN + 10) + ui_button_width(call->ui, kudos_button(call->ui)) + 16;
}

static void bar_buttons(struct screen_call *call, struct rect bar)
{
    struct ui *ui = call->ui;
    struct learner *own = call->scratch;
    int step = board_step_buttons(ui, &bar, T("Next student"), T("Previous student"));
    if (step != 0)
        show(call, other_student(call, call->session->subject, step));
    struct button kudos = kudos_button(ui);
    float width = MIN(ui_button_width(ui, kudos), bar.w);
    if (ui_button(ui, rect_cut_right(&bar, width), kudos))
        board_kudos_open(call, &own->kudos, call->session->subject, "");
}

/* --- Who they are ---------------------------------------------------------------------------- */

/* Title and text, as high as the text is. */
static void words(struct ui *ui, struct rect *body, const char *title, const char *text)
{
    struct text_look look = {.size = 22};
    ui_text(ui, rect_cut_top(body, 26),
        (struct text_look){.size = 18, .color = ui_theme(ui)->ink_soft, .lines = 1}, title);
    ui_text(ui, rect_cut_top(body, ui_text_height(ui, look, body->w, text) + 8), look, text);
}

static float words_height(struct ui *ui, float width, const char *text)
{
    return 26 + ui_text_height(ui, (struct text_look){.size = 22}, width, text) + 8;
}

struct told {
    const char *title, *text;
};
enum { TOLD_MAX = PROFILE_COUNT + 2 };

static const char *joined(struct ui *ui, const char *all, const char *one)
{
    return ui_fill(
        ui, "{all}{gap}{one}", "all", all, "gap", all[0] != '\0' ? ", " : "", "one", one, NULL);
}

static const char *got_skills(struct screen_call *call)
{
    const struct classroom *classroom = call->classroom;
    const char *all = "";
    for (int k = 0; k < classroom->skill_in_plan_count; k++) {
        int skill = classroom->skills_in_plan[k];
        if (mastery_of(classroom, call->session->subject, skill).level == MASTERY_GOT_IT)
            all = joined(call->ui, all, classroom->plan.skills[skill].goal);
    }
    return all;
}

static const char *helps(struct screen_call *call)
{
    static const char *const names[SETTING_COUNT] = {N_("large text"), N_("reading aloud"),
        N_("extra time"), N_("high contrast"), N_("letters for dyslexia"), N_("less motion")};
    struct ui *ui = call->ui;
    const char *all = "";
    for (int i = 0; i < SETTING_COUNT; i++)
        if (subject(call)->settings & 1u << i)
            all = joined(ui, all, T(names[i]));
    return all;
}

/* Strengths first; what nobody told is left out. */
static int find_told(struct screen_call *call, struct told out[static TOLD_MAX])
{
    static const enum profile_field fields[] = {
        PROFILE_STRENGTHS, PROFILE_LEARN_BEST, PROFILE_INTERESTS};
    const char *got = got_skills(call), *help = helps(call);
    struct ui *ui = call->ui;
    int count = 0;
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        const char *text = classroom_profile(call->classroom, call->session->subject, fields[i]);
        if (text[0] != '\0')
            out[count++] = (struct told){part_profile_title(ui, fields[i]), text};
        if (fields[i] == PROFILE_STRENGTHS && got[0] != '\0')
            out[count++] = (struct told){T("Has got"), got};
    }
    if (help[0] != '\0')
        out[count++] = (struct told){T("Settings that go with the badge"), help};
    if (count == 0)
        out[count++] = (struct told){T("Strengths"), T("Nothing is written here yet.")};
    return count;
}

/* --- The goal -------------------------------------------------------------------------------- */

/* Who set it, when, and why in their words. */
static const char *goal_story(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct history *history = call->session->history;
    const struct student_state *state = subject_state(call);
    bool own_reason = goal_reason_is_own(call->classroom, call->session->subject);
    const char *who = !state->goal_by_teacher ? T("Chosen by the student")
                      : own_reason            ? T("Set by you, the student says why")
                                              : T("Set by you");
    for (int i = 0; history != NULL && i < history->entry_count; i++)
        if (history->entries[i].kind == EVENT_GOAL_CHOSEN ||
            history->entries[i].kind == EVENT_GOAL_SET) {
            who = ui_fill(ui, T("{who}, {day}"), "who", who, "day",
                board_day(call, history->entries[i].day), NULL);
            break;
        }
    if (state->goal_reason[0] == '\0')
        return who;
    return ui_fill(
        ui, T("{who}: “{reason}”"), "who", who, "reason", part_apart(ui, state->goal_reason), NULL);
}

static int subject_goal(const struct screen_call *call)
{
    return goal_skill(call->classroom, call->session->subject);
}

static const char *goal_words(struct screen_call *call)
{
    struct ui *ui = call->ui;
    int skill = subject_goal(call);
    return skill >= 0 ? call->classroom->plan.skills[skill].goal : T("No goal yet.");
}

static void goal_buttons(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    struct learner *own = call->scratch;
    struct board_tile set = {.key = "set-goal", .icon = "flag", .label = T("Set a goal")};
    struct board_tile lift = {
        .key = "lift-goal", .icon = "flag-outline", .label = T("Lift the goal")};
    if (board_tile(ui, rect_column(r, 0, 2, 12), set))
        own->goals = (struct learner_goals){.open = true};
    bool is_set = subject_goal(call) >= 0 && subject_state(call)->goal_by_teacher;
    if (!is_set || !board_tile(ui, rect_column(r, 1, 2, 12), lift))
        return;
    struct action *action = screen_action(call, ACTION_SET_GOAL);
    action->student = call->session->subject;
    screen_act(call, action, SCREEN_NONE, NOTICE_SAVED);
}

/* --- The path -------------------------------------------------------------------------------- */

static void skill_row(struct screen_call *call, struct rect r, int index)
{
    struct ui *ui = call->ui;
    struct learner *own = call->scratch;
    const struct skill *skill = &call->classroom->plan.skills[index];
    enum { LEVEL = 196 };
    enum mastery_level level = mastery_of(call->classroom, call->session->subject, index).level;
    struct rect inside = rect_inset(r, 6, 6);
    struct rect mark = rect_cut_right(&inside, LEVEL);
    board_level_chip(ui, rect_center(mark, LEVEL, 52), level);
    rect_cut_right(&inside, 14);
    ui_text(ui, inside,
        (struct text_look){.size = 20, .vertical = ALIGN_CENTER, .lines = 2, .quiet = true},
        ui_fill(ui, "{code} · {goal}", "code", skill->code, "goal", skill->goal, NULL));
    if (!ui_tap_area(ui, r,
            (struct tap_area){.key = "skill",
                .index = index,
                .name = skill->goal,
                .value = board_level_name(ui, level),
                .radius = 12}))
        return;
    struct wish *wish = screen_wish(call, WISH_SUBJECT);
    wish->number = call->session->subject;
    wish->skill = index;
    own->opened = true;
    own->set = MASTERY_COUNT;
}

/* --- Put together ---------------------------------------------------------------------------- */

static void heading(struct ui *ui, struct rect *body, const char *title)
{
    ui_heading(ui, rect_cut_top(body, HEADING),
        (struct text_look){.font = FONT_SHOW, .size = 24, .vertical = ALIGN_CENTER, .lines = 1},
        title);
}

static void about(struct screen_call *call, struct rect r)
{
    enum { GAP = 16 };
    struct ui *ui = call->ui;
    struct learner *own = call->scratch;
    const struct classroom *classroom = call->classroom;
    ui_card(ui, r, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(r, 22, 14);
    struct told told[TOLD_MAX];
    int count = find_told(call, told), skills = classroom->skill_in_plan_count;
    const char *goal = goal_words(call);
    const char *story = subject_goal(call) >= 0 ? goal_story(call) : "";
    struct text_look big = {.font = FONT_SHOW, .size = 24}, soft = {.size = 20};
    float width = inside.w, goal_high = ui_text_height(ui, big, width, goal) + 4;
    float story_high = story[0] != '\0' ? ui_text_height(ui, soft, width, story) + 10 : 0;
    float way_high = learner_way_height(call);
    float high =
        goal_high + story_high + ROW + way_high + 3 * HEADING + 3 * GAP + (float)skills * ROW;
    for (int i = 0; i < count; i++)
        high += words_height(ui, width, told[i].text);
    struct rect body = ui_scroll_begin(ui, "about", inside, high);
    for (int i = 0; i < count; i++)
        words(ui, &body, told[i].title, told[i].text);
    rect_cut_top(&body, GAP);
    heading(ui, &body, T("Goal now"));
    ui_text(ui, rect_cut_top(&body, goal_high), big, goal);
    if (story[0] != '\0')
        ui_text(ui, rect_cut_top(&body, story_high), soft, story);
    goal_buttons(call, rect_cut_top(&body, ROW));
    rect_cut_top(&body, GAP);
    heading(ui, &body, T("Own way today"));
    learner_way_part(call, rect_cut_top(&body, way_high), &own->way);
    rect_cut_top(&body, GAP);
    heading(ui, &body, T("Skills"));
    for (int k = 0; k < skills; k++) {
        struct rect row = rect_cut_top(&body, ROW);
        /* A screen above and below, so that the focus finds what comes next. */
        if (row.y + ROW > inside.y - inside.h && row.y < inside.y + 2 * inside.h)
            skill_row(call, row, classroom->skills_in_plan[k]);
    }
    ui_scroll_end(ui);
}

/* Everything: the levels need all skills, and closing the evidence shows the history again. */
static void close_evidence(struct screen_call *call)
{
    struct learner *own = call->scratch;
    own->opened = false;
    screen_wish(call, WISH_SUBJECT)->number = call->session->subject;
}

static void over_it(struct screen_call *call, bool opened)
{
    struct learner *own = call->scratch;
    const struct history *history = call->session->history;
    if (opened && board_evidence(call, &own->set))
        close_evidence(call);
    if (own->reader.open && history != NULL && own->read < history->entry_count) {
        const struct history_entry *entry = &history->entries[own->read];
        part_reader(
            call, &own->reader, board_day(call, entry->day), learner_entry_text(call, entry));
    }
    learner_goals(call, &own->goals);
    learner_way(call, &own->way);
    board_kudos(call, &own->kudos);
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct learner *own = call->scratch;
    struct rect page = part_page(ui);
    bool opened = own->opened; /* what is tapped in this pass is the subject of the next */
    int subject_now = call->session->subject;
    if (subject_now < 0 || !call->classroom->students[subject_now].enrolled) {
        int first = other_student(call, -1, 1);
        board_page(call, &page, SCREEN_LEARNER, T("Student"));
        if (first >= 0)
            show(call, first);
        return;
    }
    struct rect bar = board_page_with(call, &page, SCREEN_LEARNER,
        board_student_name(call, call->session->subject), bar_width(call));
    ui_icon(ui, rect_cut_left(&bar, AVATAR), avatar_emoji(subject(call)->avatar), 44, 0);
    bar_buttons(call, bar);
    about(call, rect_column(page, 0, 2, 16));
    int read = -1;
    learner_history(call, rect_column(page, 1, 2, 16), &read);
    if (read >= 0) {
        own->reader.open = true;
        own->read = read;
    }
    over_it(call, opened);
}

/* The whole history, whatever was looked at before. */
static void enter(struct screen_call *call)
{
    screen_wish(call, WISH_SUBJECT)->number = call->session->subject;
}

const struct screen screen_learner = {
    .name = "learner",
    .flags = SCREEN_NEEDS_TEACHER,
    .scratch_size = sizeof(struct learner),
    .report = REPORT_HISTORY,
    .frame = frame,
    .enter = enter,
};
