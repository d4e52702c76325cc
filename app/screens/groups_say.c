/* The engine's reasons, prices and contradictions in whole sentences. */
#include "screens/groups_page.h"

#include "base/str.h"
#include "screens/link_parts.h"
#include <math.h>

static const char *join(struct ui *ui, const char *all, const char *gap, const char *next)
{
    return all[0] == '\0'
               ? next
               : ui_fill(ui, "{all}{gap}{next}", "all", all, "gap", gap, "next", next, NULL);
}

/* A name may end in a full stop ("Emma T."): no sentence puts one behind it. */
static const char *names_of(struct screen_call *call, const int32_t *students, int count)
{
    const char *names = "";
    for (int i = 0; i < count; i++)
        names = join(call->ui, names, ", ", board_student_name(call, students[i]));
    return names;
}

/* --- Rules ------------------------------------------------------------------------------------ */

static const char *rule_names(struct screen_call *call, const struct rule *rule)
{
    const char *names = "";
    for (int i = 0; i < rule->student_count; i++) {
        int student = classroom_find_student(call->classroom, rule->students[i]);
        names = join(call->ui, names, ", ",
            student >= 0 ? board_student_name(call, student) : rule->students[i]);
    }
    return names;
}

static const char *say_rule(struct screen_call *call, const struct rule *rule)
{
    struct ui *ui = call->ui;
    const char *names = rule_names(call, rule);
    switch (rule->kind) {
    case RULE_APART: return ui_fill(ui, T("{names} apart"), "names", names, NULL);
    case RULE_TOGETHER: return ui_fill(ui, T("{names} together"), "names", names, NULL);
    case RULE_LOCK:
        return ui_fill(ui, T("{names} in {group}"), "names", names, "group",
            ui_translate_context(ui, "group", rule->group), NULL);
    case RULE_NOT_ALONE: return ui_fill(ui, T("none of {names} alone"), "names", names, NULL);
    default: return ui_fill(ui, T("one of {names} in each group"), "names", names, NULL);
    }
}

/* With the groups that are too large, unless the price of a move is asked. */
static const char *say_capacity(struct screen_call *call, const struct station *station)
{
    struct ui *ui = call->ui;
    const struct grouping_result *result = &groups_desk(call)->result;
    const char *groups = "", *room = ui_number(ui, station->capacity);
    for (int slot = 0; slot < result->group_count; slot++)
        if (result->groups[slot].student_count > station->capacity)
            groups = join(ui, groups, ", ", groups_name(call, slot));
    if (groups[0] == '\0')
        return ui_fill(
            ui, T("{station} has room for {count}"), "station", station->name, "count", room, NULL);
    return ui_fill(ui, T("{station} has room for {count}, too large: {groups}"), "station",
        station->name, "count", room, "groups", groups, NULL);
}

static const char *say_demand(struct screen_call *call, const struct grouping_demand *demand)
{
    struct ui *ui = call->ui;
    const struct plan *plan = &call->classroom->plan;
    const struct grouping_desk *desk = groups_desk(call);
    switch (demand->source) {
    case GROUPING_RULE: {
        const struct rule *rule = &plan->rules[demand->index];
        const char *text = say_rule(call, rule);
        return rule->note[0] == '\0'
                   ? text
                   : ui_fill(ui, "{rule} ({note})", "rule", text, "note", rule->note, NULL);
    }
    case GROUPING_LOCK: {
        const struct grouping_lock *lock = &desk->options.locks[demand->index];
        return ui_fill(ui, T("your lock: {name} in {group}"), "name",
            board_student_name(call, lock->student), "group",
            ui_translate_context(ui, "group", lock->group), NULL);
    }
    case GROUPING_CAPACITY: return say_capacity(call, &plan->stations[demand->index]);
    case GROUPING_SIZES: break;
    }
    return T("the sizes of the groups");
}

const char *groups_say_demands(
    struct screen_call *call, const struct grouping_demand *list, int count)
{
    const char *all = "";
    for (int i = 0; i < count; i++)
        all = join(call->ui, all, "; ", say_demand(call, &list[i]));
    return all;
}

/* --- Reasons ---------------------------------------------------------------------------------- */

static const char *pattern_of(
    struct screen_call *call, int student, const struct grouping_reason *reason)
{
    struct ui *ui = call->ui;
    switch (reason->why) {
    case GROUPING_WHY_LOCKED:
        return reason->demand.source == GROUPING_LOCK ? T("You locked {name} here.")
                                                      : T("A rule of yours places {name} here.");
    case GROUPING_WHY_NEED:
        return reason->alike > 0
                   ? TN("{right} of {asked} right on {skill}, like the other one here.",
                         "{right} of {asked} right on {skill}, like {alike} of the {members} "
                         "others here.",
                         reason->members)
                   : T("{right} of {asked} right on {skill}.");
    case GROUPING_WHY_WORD: return T("Your word on {skill}: {level}.");
    case GROUPING_WHY_EXTEND: return T("{right} of {asked} right on {skill}: ready to extend.");
    case GROUPING_WHY_STRENGTH:
        return TN("{right} of {asked} right on {skill}: ahead of the other one here.",
            "{right} of {asked} right on {skill}: ahead of {alike} of the {members} others here.",
            reason->members);
    case GROUPING_WHY_SUPPORT:
        return TN("{right} of {asked} right on {skill}: the other one here is ahead and can help.",
            "{right} of {asked} right on {skill}: {alike} of the {members} others here are "
            "ahead and can help.",
            reason->members);
    case GROUPING_WHY_BALANCE: return T("Keeps the groups alike.");
    case GROUPING_WHY_CHOICE: /* the student's choice, or the teacher's */
        return reason->alike > 0
                   ? TN("The goal is {skill}, as for the other one here.",
                         "The goal is {skill}, as for {alike} of the {members} others here.",
                         reason->members)
                   : T("The goal is {skill}.");
    case GROUPING_WHY_PARTNERS:
        return reason->alike > 0
                   ? TN("The other one here was not a partner lately.",
                         "{alike} of the {members} others here were not partners lately.",
                         reason->members)
                   : T("No new partner here: placed to keep sizes and rules.");
    case GROUPING_WHY_NO_EVIDENCE:
        return groups_desk(call)->scheme == GROUPING_CHOICE
                   ? T("No goal chosen yet: placed to keep sizes and rules.")
                   : T("Not enough evidence: placed to keep sizes and rules.");
    default: (void)student; return T("By chance.");
    }
}

static const char *say_why(
    struct screen_call *call, int student, const struct grouping_reason *reason)
{
    struct ui *ui = call->ui;
    const char *code = reason->skill >= 0 ? call->classroom->plan.skills[reason->skill].code : "";
    const char *skill = part_apart(ui, code);
    return ui_fill(ui, pattern_of(call, student, reason), "name", board_student_name(call, student),
        "skill", skill, "right", ui_number(ui, reason->right), "asked",
        ui_number(ui, reason->asked), "alike", ui_number(ui, reason->alike), "members",
        ui_number(ui, reason->members), "level", board_level_name(ui, reason->level), NULL);
}

const char *groups_say_price(struct screen_call *call, const struct grouping_price *price)
{
    struct ui *ui = call->ui;
    const char *text = T("just as good");
    const char *percent = ui_number(ui, (int)lround(fabs(price->points)));
    if (price->broken > 0)
        text = ui_fill(ui, T("breaks: {rule}"), "rule", say_demand(call, &price->first), NULL);
    else if (price->points >= 0.5)
        text = ui_fill(ui, T("{percent}% worse"), "percent", percent, NULL);
    else if (price->points <= -0.5)
        text = ui_fill(ui, T("{percent}% better"), "percent", percent, NULL);
    if (price->swap < 0)
        return text;
    return ui_fill(ui, T("{price} (in exchange for {name})"), "price", text, "name",
        board_student_name(call, price->swap), NULL);
}

static const struct grouping_price *cheapest(const struct grouping_reason *reason)
{
    const struct grouping_price *best = NULL;
    for (int i = 0; i < reason->price_count; i++) {
        const struct grouping_price *price = &reason->prices[i];
        if (best == NULL || price->broken < best->broken ||
            (price->broken == best->broken && price->points < best->points))
            best = price;
    }
    return best;
}

const char *groups_say_reason(
    struct screen_call *call, int student, const struct grouping_reason *reason)
{
    struct ui *ui = call->ui;
    const struct grouping_price *price = cheapest(reason);
    const char *text = say_why(call, student, reason);
    if (reason->apart_count > 0)
        text = join(ui, text, " ",
            ui_fill(ui, T("Kept apart from {names} (your rule)."), "names",
                names_of(call, reason->apart, reason->apart_count), NULL));
    if (reason->with_count > 0)
        text = join(ui, text, " ",
            ui_fill(ui, T("Kept together with {names} (your rule)."), "names",
                names_of(call, reason->with, reason->with_count), NULL));
    if (price == NULL)
        return text;
    return join(ui, text, " ",
        ui_fill(ui, T("In {group}: {price}."), "group", groups_name(call, price->slot), "price",
            groups_say_price(call, price), NULL));
}

/* --- The whole -------------------------------------------------------------------------------- */

struct groups_state groups_say_state(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct grouping_desk *desk = groups_desk(call);
    const struct grouping_verdict *verdict = &desk->verdict;
    if (groups_are_forming(call))
        return (struct groups_state){"timer-sand", T("Forming groups …"), true};
    if (desk->result.state == GROUPING_NOBODY)
        return (struct groups_state){"account-off", T("Nobody is here"), false};
    if (grouping_desk_is_too_divided(desk, call->classroom))
        return (struct groups_state){"alert",
            ui_fill(ui,
                TN("Too few are here for {count} group", "Too few are here for {count} groups",
                    desk->result.group_count),
                "count", ui_number(ui, desk->result.group_count), NULL),
            false};
    if (desk->result.conflict.count > 0)
        return (struct groups_state){"alert", T("Rules contradict each other"), false};
    if (verdict->broken_count > 0)
        return (struct groups_state){"alert",
            ui_fill(ui, TN("{count} rule broken", "{count} rules broken", verdict->broken_count),
                "count", ui_number(ui, verdict->broken_count), NULL),
            false};
    if (verdict->missed_count > 0)
        return (struct groups_state){"check",
            ui_fill(ui, TN("{count} wish not met", "{count} wishes not met", verdict->missed_count),
                "count", ui_number(ui, verdict->missed_count), NULL),
            true};
    return (struct groups_state){"check-circle", T("All rules kept"), true};
}

const char *groups_say_left_out(struct screen_call *call)
{
    struct ui *ui = call->ui;
    int32_t out[STUDENT_MAX];
    int count = 0;
    for (int i = 0; i < call->classroom->plan.student_count; i++)
        if (grouping_desk_is_left_out(groups_desk(call), call->classroom, i))
            out[count++] = i;
    if (count == 0)
        return "";
    return ui_fill(ui,
        TN("{count} is not in these groups: {names}", "{count} are not in these groups: {names}",
            count),
        "count", ui_number(ui, count), "names", names_of(call, out, count), NULL);
}

struct groups_state groups_say_published(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct stamp since = {0};
    enum grouping_published how =
        grouping_desk_published(groups_desk(call), call->classroom, &since);
    const char *when = link_when(call, since.at_ms);
    switch (how) {
    case GROUPING_PUBLISHED:
        return (struct groups_state){
            "check-circle", ui_fill(ui, T("Published {time}"), "time", when, NULL), true};
    case GROUPING_CHANGED:
        return (struct groups_state){"alert", T("Changed since it was published"), false};
    case GROUPING_OTHERS_PUBLISHED:
        return (struct groups_state){"alert", T("Other groups are published"), false};
    case GROUPING_UNPUBLISHED: break;
    }
    return (struct groups_state){"timer-sand", T("Not published yet"), false};
}

static const char *say_unknown(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct grouping_desk *desk = groups_desk(call);
    const struct grouping_result *result = &desk->result;
    if (result->unknown_count == 0)
        return "";
    if (result->too_many_unknown)
        return ui_fill(ui,
            T("Not enough to go by for {count} of {of}: these groups are mostly chance."), "count",
            ui_number(ui, result->unknown_count), "of",
            ui_number(ui, grouping_desk_present(desk, call->classroom)), NULL);
    return ui_fill(ui,
        desk->scheme == GROUPING_CHOICE ? T("No goal chosen yet: {names}")
                                        : T("Not enough evidence of {names}"),
        "names", names_of(call, result->unknown, result->unknown_count), NULL);
}

const char *groups_say_trouble(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct grouping_desk *desk = groups_desk(call);
    const struct grouping_conflict *conflict = &desk->result.conflict;
    const struct grouping_verdict *verdict = &desk->verdict;
    if (grouping_desk_is_too_divided(desk, call->classroom)) {
        const char *few =
            ui_fill(ui, T("Too few students for so many groups: {rules}. Make fewer groups."),
                "rules", groups_say_demands(call, conflict->demands, conflict->count), NULL);
        return groups_say_left_out(call)[0] == '\0'
                   ? few
                   : join(ui, few, " ", T("Or is everybody here?"));
    }
    if (conflict->count > 0)
        return ui_fill(ui, T("These cannot all be kept, change one of them: {rules}."), "rules",
            groups_say_demands(call, conflict->demands, conflict->count), NULL);
    if (verdict->broken_count > 0)
        return ui_fill(ui, T("Broken: {rules}."), "rules",
            groups_say_demands(call, verdict->broken, verdict->broken_count), NULL);
    return say_unknown(call);
}
