/* What to do when something does not work: for the wall beside the stations. */
#include "paper/class_sheets.h"
#include "paper/words_macros.h"

#include "base/macros.h"
#include "base/str.h"
#include "paper/flow.h"

enum { TODO_SIZE = 768 };

struct trouble {
    const char *icon, *when, *todo;
};

static const struct trouble troubles[] = {
    {"🔌", N_("The power went out"),
        N_("Nothing that was saved is lost. Switch on again: the station comes back by itself. "
           "Check in again; what was begun is still there.")},
    {"🖥️", N_("The screen is black"),
        N_("Is the screen switched on, and its cable in? Wait a minute. Then unplug the station, "
           "count to ten, plug it in again.")},
    {"🪪", N_("A badge is not read"),
        N_("Hold it flat and still, a hand’s width from the camera, in good light. Wipe the camera "
           "and the badge. Or choose “{no_badge}” and the three secret pictures.")},
    {"🔍", N_("A badge is lost"),
        N_("Choose “{no_badge}” today. On the board: {setup}, {badges}: print a new one. The lost "
           "one stops working. If it is the teacher’s own: call the technician.")},
    {"🔇", N_("There is no sound"),
        N_("Tap the loudspeaker on the check-in screen. Are the headphones or the loudspeaker "
           "plugged in and turned up?")},
    {"🔗", N_("It says that there is no link to the board"),
        N_("Go on working: everything is kept here and told later. Is the board on? Are both in "
           "the same network? Is the cable in?")},
    {"🕑", N_("The time or the day is wrong"),
        N_("Go on working: nothing is lost. Connect the machine to the network for a minute, or "
           "set it: teacher’s badge, {care}, {clock}.")},
    {"👆", N_("Touching does nothing"),
        N_("Wipe the screen dry. Unplug its USB cable and plug it in again. A mouse or a keyboard "
           "works, too.")},
    {"⬆️", N_("An update is to be installed"),
        N_("After school. Put the stick in, teacher’s badge, {care}, {update}. Leave the stick "
           "in until it says that it is done, then restart.")},
    {"💾", N_("It says that the card is full, or takes nothing more"),
        N_("Make a backup on a stick: {care}, {backup}. Then call the technician: the card needs "
           "to "
           "be replaced.")},
    {"🧑‍🎓", N_("The wrong student is checked in"),
        N_("Tap “{done}”, and have the right student check in. What was written stays with whoever "
           "was checked in.")},
    {"🛟", N_("Nothing of this helps"),
        N_("Unplug it, count to ten, plug it in. If that does not help: put an empty stick in, "
           "{care}, “{report}”, and give the stick to the technician. Students work at another "
           "station meanwhile.")},
};

/* With the buttons by the names that they have on the screens. */
static void say_todo(const struct words *words, const char *todo, char out[static TODO_SIZE])
{
    words_fill(words, out, TODO_SIZE, todo, "no_badge", T("No badge?"), "done", T("Done"), "setup",
        T("Setup"), "badges", T("Badges"), "care", T("Care"), "update", T("Update"), "backup",
        T("Backup"), "report", T("Report on a stick"), "clock", T("Date and time"), NULL);
}

static void draw(struct flow *flow, const void *context)
{
    const char *class_name = context;
    const struct words *words = flow->words;
    char text[TODO_SIZE];
    if (class_name[0] != '\0')
        flow_text(flow, class_name, &(struct flow_look){.soft = true, .own_way = true});
    for (size_t i = 0; i < COUNT_OF(troubles); i++) {
        flow_gap(flow, 2.5);
        flow_icon(flow, troubles[i].icon);
        flow_text(flow, T(troubles[i].when),
            &(struct flow_look){.bold = true, .size = 4.6, .indent = FLOW_ICON_MM});
        say_todo(words, T(troubles[i].todo), text);
        flow_text(flow, text, &(struct flow_look){.size = 4, .indent = FLOW_ICON_MM});
    }
    flow_gap(flow, 4);
    WORDS_FILL(
        words, text, T("Technician, telephone: {line}"), "line", "………………………………………………………………", NULL);
    flow_text(flow, text, &(struct flow_look){0});
}

bool sheet_trouble_pdf(const char *file, enum paper_size paper, const struct words *words,
    const char *class_name, struct error *error)
{
    const struct flow_sheet sheet = {.paper = paper,
        .words = words,
        .title = T("What to do when …"),
        .note = T("For the wall"),
        .icon = "🧭",
        .pages_wished = 1,
        .draw = draw,
        .context = class_name};
    return flow_pdf(file, &sheet, error);
}
