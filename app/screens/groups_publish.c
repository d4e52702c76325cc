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

static void ask(struct screen_call *call, const struct desk_way *own, const char *title)
{
    struct ui *ui = call->ui;
    bool small = ui_is_small(ui), whole = rotation_way_is_whole(&own->way);
    struct text_look look = {.size = small ? 20 : 24};
    const struct shown_way way = {.way = &own->way, .approval = &own->approval};
    const char *text = say(call, &way);
    float gap = small ? 6 : 14, wide = MIN(1120, ui_canvas(ui).w - 40) - 64;
    float words = ui_text_height(ui, look, wide, text) + 4;
    float high = words + gap + (own->way.is_wanted ? groups_way_height(ui, &own->way, wide) : 0);
    struct rect foot, inside = groups_box(call, 1120, high + 210, title, T("Not yet"), &foot);
    struct rect body = ui_scroll_begin(ui, "way", inside, high);
    ui_text(ui, rect_cut_top(&body, words), look, text);
    rect_cut_top(&body, gap);
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
    const char *text = ready ? T("Looking for the groups’ way through the stations …")
                             : ui_fill(ui, T("These groups cannot be published yet. {why}"), "why",
                                   groups_say_trouble(call), NULL);
    struct rect inside = groups_box(call, 760, 400, title, T("Close"), NULL);
    ui_text(ui, inside, (struct text_look){.size = 26, .min_size = 16}, text);
    ui_modal_end(ui);
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
