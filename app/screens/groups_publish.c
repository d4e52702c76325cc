/* Publishing: the question, and the groups' way through the day. */
#include "screens/groups_page.h"

#include "base/str.h"

static void publish(struct screen_call *call)
{
    struct groups *own = call->scratch;
    struct groups_approval *approval = arena_new(ui_frame_arena(call->ui), struct groups_approval);
    own->over = OVER_NOTHING;
    if (approval == NULL)
        return;
    *approval = call->session->desk_way->approval;
    struct action *action = screen_action(call, ACTION_APPROVE_GROUPS);
    action->student = -1;
    action->approval = approval;
    screen_act(call, action, SCREEN_NONE, NOTICE_PUBLISHED);
}

/* --- The box ---------------------------------------------------------------------------------- */

static const char *say(struct screen_call *call, const struct shown_way *way)
{
    struct ui *ui = call->ui;
    const char *gives = groups_say_what_gives(call, way);
    return gives[0] != '\0'
               ? gives
               : T("The stations show these groups from then on. Until then the last approved "
                   "groups stand.");
}

/* Who would be in no group, with the way to take them in. */
struct left_out {
    const char *text;
    struct button everybody;
    float button, words, high; /* high 0: nobody */
};

static struct text_look box_look(struct ui *ui)
{
    return (struct text_look){
        .size = ui_is_small(ui) ? 20 : 24, .vertical = ALIGN_CENTER, .min_size = 16};
}

static struct left_out left_out_of(struct screen_call *call, float wide)
{
    enum { GAP = 16 };
    struct ui *ui = call->ui;
    struct left_out out = {.text = groups_say_left_out(call), .everybody = groups_everybody(ui)};
    if (out.text[0] == '\0')
        return out;
    out.button = MIN(ui_button_width(ui, out.everybody), wide * 0.5f);
    out.words = wide - out.button - GAP;
    out.high = MAX(ui_text_height(ui, box_look(ui), out.words, out.text) + 4, TARGET_MIN);
    return out;
}

static void show_left_out(struct screen_call *call, struct rect r, const struct left_out *out)
{
    struct ui *ui = call->ui;
    struct rect end = rect_cut_right(&r, out->button);
    r.w = out->words;
    ui_text(ui, r, box_look(ui), out->text);
    if (ui_button(ui, rect_center(end, end.w, TARGET_MIN), out->everybody))
        groups_change(call, DESK_ABSENT, -1, 0);
}

static void ask(struct screen_call *call, const struct desk_way *own, const char *title)
{
    struct ui *ui = call->ui;
    bool small = ui_is_small(ui), whole = rotation_way_is_whole(&own->way);
    const struct shown_way way = {.way = &own->way, .approval = &own->approval};
    const char *text = say(call, &way);
    float gap = small ? 6 : 14, wide = MIN(1120, ui_canvas(ui).w - 40) - 64;
    struct left_out out = left_out_of(call, wide);
    float words = ui_text_height(ui, box_look(ui), wide, text) + 4;
    float high = words + gap + (own->way.is_wanted ? groups_way_height(call, &way, wide) : 0);
    high += out.high > 0 ? out.high + gap : 0;
    struct rect foot, inside = groups_box(call, 1120, high + 210, title, T("Not yet"), &foot);
    struct rect body = ui_scroll_begin(ui, "way", inside, high);
    ui_text(ui, rect_cut_top(&body, words), box_look(ui), text);
    rect_cut_top(&body, gap);
    if (out.high > 0) {
        show_left_out(call, rect_cut_top(&body, out.high), &out);
        rect_cut_top(&body, gap);
    }
    if (own->way.is_wanted)
        groups_way_table(call, body, inside, &way);
    ui_scroll_end(ui);
    struct button yes = {.key = "yes",
        .label = whole ? T("Publish to the stations") : T("Publish with the nearest way"),
        .icon = "send",
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .size = small ? 22 : 26};
    if (ui_button(ui, foot, yes))
        publish(call);
    ui_modal_end(ui);
}

static void say_not_yet(struct screen_call *call, bool ready, const char *title)
{
    struct ui *ui = call->ui;
    bool forming = grouping_desk_is_forming(groups_desk(call));
    const char *text = forming ? T("Forming groups …")
                       : ready ? T("Looking for the groups’ way through the stations …")
                               : ui_fill(ui, T("These groups cannot be published yet. {why}"),
                                     "why", groups_say_trouble(call), NULL);
    struct rect inside = groups_box(call, 760, 480, title, T("Close"), NULL);
    struct left_out out = left_out_of(call, inside.w);
    if (!ready && !forming && out.high > 0)
        show_left_out(call, rect_cut_bottom(&inside, MIN(out.high, inside.h * 0.5f)), &out);
    ui_text(ui, inside, (struct text_look){.size = 26, .min_size = 16}, text);
    ui_modal_end(ui);
}

void groups_publish(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct desk_way *own = call->session->desk_way;
    bool ready = grouping_desk_is_ready(groups_desk(call));
    const char *title = ui_fill(ui, T("Publish for {day}?"), "day", groups_day(call), NULL);
    if (ready && own != NULL) {
        ask(call, own, title);
        return;
    }
    say_not_yet(call, ready, title);
    if (ready && call->wish_count < WISH_MAX)
        screen_wish(call, WISH_WAY);
}

/* --- On paper --------------------------------------------------------------------------------- */

void groups_printed(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct printed *printed = &call->session->printed;
    bool ok = printed->failure[0] == '\0';
    const char *text =
        ok ? ui_fill(ui, "{where}\n{file}", "where",
                 printed->on_stick ? T("It is on the stick:") : T("It is on this machine:"), "file",
                 printed->file, NULL)
           : printed->failure;
    struct rect inside = groups_box(call, 820, 360,
        ok ? T("The groups for the wall are printed to a file.") : T("Nothing was printed."),
        T("Close"), NULL);
    ui_text(ui, inside, (struct text_look){.size = 24, .min_size = 16}, text);
    ui_modal_end(ui);
}
