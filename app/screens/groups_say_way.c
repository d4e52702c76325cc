/* What the rotation planner answers, in whole sentences. */
#include "screens/groups_page.h"

#include "base/str.h"

static const char *line_after(struct ui *ui, const char *all, const char *next)
{
    return all[0] == '\0' ? next : ui_fill(ui, "{all}\n{next}", "all", all, "next", next, NULL);
}

const char *groups_way_name(struct screen_call *call, const struct shown_way *own, int unit)
{
    int index = own->way->units.index[unit];
    return own->approval != NULL
               ? ui_translate_context(call->ui, "group", own->approval->groups[index].name)
               : board_student_name(call, index);
}

static const char *group_of(struct screen_call *call, const struct shown_way *own, int unit)
{
    if (unit < 0)
        return "";
    return groups_way_name(call, own, unit);
}

static const char *station_of(struct screen_call *call, int place)
{
    return place >= 0 ? call->classroom->plan.stations[place].name : "";
}

static const char *round_number(struct screen_call *call, int round)
{
    return ui_number(call->ui, round + 1);
}

/* --- Why not ---------------------------------------------------------------------------------- */

static const char *cause_pattern(struct ui *ui, enum rotation_cause cause)
{
    switch (cause) {
    case CAUSE_ROUND_FULL:
        return T("In round {round}, {needed} students need a station, and the open ones hold "
                 "{there_is}.");
    case CAUSE_STATION_FULL:
        return T("{needed} students must visit {station}, which has room for {there_is} in all its "
                 "rounds.");
    case CAUSE_FEW_STATIONS:
        return T("{group} needs {needed} stations, another one in each round, but only {there_is} "
                 "are open and large enough.");
    case CAUSE_UNIT_TOO_LARGE:
        return T("{group} has {needed} students, and no station holds more than {there_is}.");
    case CAUSE_TOGETHER: break;
    }
    return "";
}

static const char *say_cause(struct screen_call *call, const struct shown_way *own)
{
    struct ui *ui = call->ui;
    const struct rotation_reason *why = &own->way->reason;
    return ui_fill(ui, cause_pattern(ui, why->cause), "round", round_number(call, why->round),
        "needed", ui_number(ui, why->needed), "there_is", ui_number(ui, why->there_is), "station",
        station_of(call, why->place), "group", group_of(call, own, why->unit), NULL);
}

static const char *demand_pattern(struct ui *ui, enum rotation_demand_kind kind)
{
    switch (kind) {
    case DEMAND_CAPACITY: return T("{station} holds {count} (round {round}).");
    case DEMAND_OPENING: return T("{station} is not open in every round.");
    case DEMAND_STATION: return T("{group} has a station in every round.");
    case DEMAND_ONCE: return T("{group} visits no station twice.");
    case DEMAND_MUST: return T("{group} must visit {station}.");
    case DEMAND_TEACHER: return T("{group} meets the teacher first.");
    case DEMAND_FIRST: return T("{group} begins at {station}.");
    case DEMAND_TWO_ROUNDS: break;
    }
    return T("{group} has two rounds at a station that needs them.");
}

static const char *say_demand(
    struct screen_call *call, const struct shown_way *own, const struct rotation_demand *demand)
{
    struct ui *ui = call->ui;
    int capacity = demand->place >= 0 ? own->way->problem.places[demand->place].capacity : 0;
    return ui_fill(ui, demand_pattern(ui, demand->kind), "station", station_of(call, demand->place),
        "count", ui_number(ui, capacity), "round", round_number(call, demand->round), "group",
        group_of(call, own, demand->unit), NULL);
}

static const char *say_no_way(struct screen_call *call, const struct shown_way *own)
{
    enum { DEMAND_LINES = 4 };
    struct ui *ui = call->ui;
    const struct rotation_reason *why = &own->way->reason;
    if (own->way->answer != ROTATION_IMPOSSIBLE)
        return T("No way in which everything holds was found in the time there is.");
    if (why->cause != CAUSE_TOGETHER)
        return say_cause(call, own);
    const char *all = T("These cannot all hold together:");
    for (int i = 0; i < why->demand_count && i < DEMAND_LINES; i++)
        all = line_after(ui, all, say_demand(call, own, &why->demands[i]));
    return why->demand_count > DEMAND_LINES ? line_after(ui, all, "…") : all;
}

/* --- What is given up ------------------------------------------------------------------------- */

static const char *loss_pattern(struct ui *ui, int kind)
{
    switch ((enum rotation_loss_kind)kind) {
    case LOSS_FIRST: return T("{groups}: begins at another station.");
    case LOSS_ONCE: return T("{groups}: visits a station again.");
    case LOSS_STATION: return T("{groups}: has no station in a round.");
    case LOSS_TEACHER: return T("{groups}: meets the teacher later or not at all.");
    default: return T("{groups}: misses a station it must visit.");
    }
}

static const char *say_losses(struct screen_call *call, const struct shown_way *own)
{
    struct ui *ui = call->ui;
    const struct rotation_way *way = own->way;
    const char *all = "", *names[LOSS_COUNT] = {"", "", "", "", ""};
    for (int unit = 0; unit < way->problem.unit_count; unit++) {
        int32_t counts[LOSS_COUNT] = {0};
        rotation_unit_loss(&way->problem, unit, way->plan.place[unit], counts);
        for (int kind = 0; kind < LOSS_COUNT; kind++)
            if (counts[kind] > 0)
                names[kind] = names[kind][0] == '\0'
                                  ? group_of(call, own, unit)
                                  : ui_fill(ui, "{all}, {next}", "all", names[kind], "next",
                                        group_of(call, own, unit), NULL);
    }
    for (int kind = LOSS_COUNT - 1; kind >= 0; kind--)
        if (names[kind][0] != '\0')
            all = line_after(
                ui, all, ui_fill(ui, loss_pattern(ui, kind), "groups", names[kind], NULL));
    return all;
}

const char *groups_say_what_gives(struct screen_call *call, const struct shown_way *own)
{
    struct ui *ui = call->ui;
    if (rotation_way_is_whole(own->way))
        return "";
    return ui_fill(ui, "{why}\n{gives_up}\n{losses}", "why", say_no_way(call, own), "gives_up",
        T("The nearest way gives up:"), "losses", say_losses(call, own), NULL);
}
