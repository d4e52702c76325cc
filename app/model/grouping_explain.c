/* Why a student is in a group, and what another group would cost. */
#include "model/grouping_inside.h"

#include "base/macros.h"
#include <string.h>

static const float clear = 0.2F; /* scores nearer than this are alike */

struct view {
    const struct grouping *grouping;
    int32_t slot[STUDENT_MAX];
    int32_t thing, home;
    struct grouping_reason *out;
};

static bool is_mate(const struct view *view, int32_t other)
{
    return other != view->thing && view->slot[other] == view->home;
}

static const struct grouping_fact *fact_of(const struct view *view, int32_t thing, int32_t k)
{
    const struct grouping_fact *fact = &view->grouping->facts[thing][k];
    return fact->is_known ? fact : NULL;
}

static void count_members(struct view *view)
{
    for (int i = 0; i < view->grouping->count; i++)
        view->out->members += is_mate(view, i);
}

/* --- Rules ------------------------------------------------------------------------------------ */

static bool has_member(const struct grouping_rule *rule, int32_t thing)
{
    for (int i = 0; i < rule->member_count; i++)
        if (rule->members[i] == thing)
            return true;
    return false;
}

/* The others of a rule who are (or are not) in the student's group. */
static void list_others(const struct view *view, const struct grouping_rule *rule, bool inside,
    int32_t *list, int32_t *count)
{
    for (int i = 0; i < rule->member_count; i++) {
        int32_t other = rule->members[i];
        bool is_listed = other == view->thing || (view->slot[other] == view->home) != inside;
        for (int j = 0; j < *count; j++)
            is_listed |= list[j] == view->grouping->student_of[other];
        if (!is_listed && *count < RULE_STUDENT_MAX)
            list[(*count)++] = view->grouping->student_of[other];
    }
}

static bool explain_rules(struct view *view)
{
    struct grouping_reason *out = view->out;
    bool is_locked = false;
    for (int r = 0; r < view->grouping->rule_count; r++) {
        const struct grouping_rule *rule = &view->grouping->rules[r];
        if (!has_member(rule, view->thing))
            continue;
        if (rule->kind == RULE_LOCK && rule->slot == view->home && !is_locked) {
            is_locked = true;
            out->why = GROUPING_WHY_LOCKED;
            out->demand = rule->demand;
        } else if (rule->kind == RULE_APART) {
            if (out->apart_count == 0)
                out->apart_demand = rule->demand;
            list_others(view, rule, false, out->apart, &out->apart_count);
        } else if (rule->kind == RULE_TOGETHER) {
            if (out->with_count == 0)
                out->with_demand = rule->demand;
            list_others(view, rule, true, out->with, &out->with_count);
        }
    }
    return is_locked;
}

/* --- Evidence --------------------------------------------------------------------------------- */

static void take_fact(struct view *view, enum grouping_why why, int32_t k)
{
    const struct grouping_fact *fact = &view->grouping->facts[view->thing][k];
    view->out->why = why;
    view->out->skill = view->grouping->skills[k];
    view->out->right = fact->right;
    view->out->asked = fact->asked;
    view->out->level = fact->word;
}

/* Mates whose score on the skill is that much above the student's: low to high. */
static int32_t count_mates(const struct view *view, int32_t k, float low, float high)
{
    float own = view->grouping->facts[view->thing][k].score;
    int32_t found = 0;
    for (int i = 0; i < view->grouping->count; i++) {
        const struct grouping_fact *fact = fact_of(view, i, k);
        if (is_mate(view, i) && fact != NULL)
            found += fact->score - own >= low && fact->score - own <= high;
    }
    return found;
}

/* The student's lowest known skill; the group's if it is as low. */
static int32_t find_lowest(const struct view *view, int32_t group_skill)
{
    int32_t lowest = -1;
    for (int k = 0; k < view->grouping->skill_count; k++) {
        const struct grouping_fact *fact = fact_of(view, view->thing, k);
        if (fact == NULL)
            continue;
        float least = lowest < 0 ? 2 : view->grouping->facts[view->thing][lowest].score;
        bool is_group = view->grouping->skills[k] == group_skill;
        if (fact->score < least || (is_group && fact->score < least + clear))
            lowest = k;
    }
    return lowest;
}

static void explain_need(struct view *view, const struct grouping_group *group)
{
    int32_t k = find_lowest(view, group->extend ? -1 : group->skill);
    if (k < 0) {
        view->out->why = GROUPING_WHY_NO_EVIDENCE;
        return;
    }
    const struct grouping_fact *fact = &view->grouping->facts[view->thing][k];
    enum grouping_why why = GROUPING_WHY_NEED;
    if (fact->word != MASTERY_NONE)
        why = GROUPING_WHY_WORD;
    else if (group->extend && fact->score >= 0.7F)
        why = GROUPING_WHY_EXTEND;
    take_fact(view, why, k);
    view->out->alike = count_mates(view, k, -clear, clear);
}

/* Distance to the mean of the mates on a skill; 0 if nothing is known of either. */
static float find_lead(const struct view *view, int32_t k)
{
    const struct grouping_fact *own = fact_of(view, view->thing, k);
    float sum = 0;
    int32_t known = 0;
    for (int i = 0; i < view->grouping->count; i++) {
        const struct grouping_fact *fact = is_mate(view, i) ? fact_of(view, i, k) : NULL;
        sum += fact != NULL ? fact->score : 0.0F;
        known += fact != NULL;
    }
    return own != NULL && known > 0 ? own->score - sum / (float)known : 0.0F;
}

static void explain_mix(struct view *view)
{
    int32_t ahead = -1, behind = -1;
    float most = clear, least = -clear;
    if (!view->grouping->is_known[view->thing]) {
        view->out->why = GROUPING_WHY_NO_EVIDENCE;
        return;
    }
    for (int k = 0; k < view->grouping->skill_count; k++) {
        float lead = find_lead(view, k);
        if (lead >= most) {
            most = lead;
            ahead = k;
        }
        if (lead <= least) {
            least = lead;
            behind = k;
        }
    }
    view->out->why = GROUPING_WHY_BALANCE;
    if (ahead >= 0) {
        take_fact(view, GROUPING_WHY_STRENGTH, ahead);
        view->out->alike = count_mates(view, ahead, -2, -clear);
    } else if (behind >= 0) {
        take_fact(view, GROUPING_WHY_SUPPORT, behind);
        view->out->alike = count_mates(view, behind, clear, 2);
    }
    /* What was weighed is the word then, not what was right of what was asked. */
    if (view->out->level != MASTERY_NONE) {
        view->out->why = GROUPING_WHY_WORD;
        view->out->alike = 0;
    }
}

static void explain_choice(struct view *view)
{
    int32_t goal = view->grouping->goal[view->thing];
    view->out->why = goal >= 0 ? GROUPING_WHY_CHOICE : GROUPING_WHY_NO_EVIDENCE;
    view->out->skill = goal;
    for (int i = 0; i < view->grouping->count; i++)
        view->out->alike += goal >= 0 && is_mate(view, i) && view->grouping->goal[i] == goal;
}

static void explain_partners(struct view *view)
{
    const float *row = &view->grouping->meetings[view->thing * view->grouping->count];
    view->out->why = GROUPING_WHY_PARTNERS;
    for (int i = 0; i < view->grouping->count; i++)
        view->out->alike += is_mate(view, i) && row[i] == 0.0F;
}

static void explain_aim(struct view *view, const struct grouping_group *group)
{
    const struct grouping_weights *weights = &view->grouping->weights;
    float most = MAX(MAX(weights->need, weights->mix), MAX(weights->choice, weights->partners));
    if (most <= 0)
        view->out->why = GROUPING_WHY_CHANCE;
    else if (weights->need == most)
        explain_need(view, group);
    else if (weights->mix == most)
        explain_mix(view);
    else if (weights->choice == most)
        explain_choice(view);
    else
        explain_partners(view);
}

/* --- Prices ----------------------------------------------------------------------------------- */

static struct grouping_worth worth_of_two(const struct view *view, int32_t slot)
{
    struct grouping_worth home = grouping_worth_of(view->grouping, view->slot, view->home);
    struct grouping_worth there = grouping_worth_of(view->grouping, view->slot, slot);
    return (struct grouping_worth){home.broken + there.broken, home.value + there.value};
}

static bool sizes_hold(const struct view *view, int32_t slot)
{
    int32_t home = 0, there = 0;
    for (int i = 0; i < view->grouping->count; i++) {
        home += view->slot[i] == view->home;
        there += view->slot[i] == slot;
    }
    const struct grouping_bounds *bounds = &view->grouping->bounds;
    return home - 1 >= bounds->least && there + 1 <= bounds->most;
}

static struct grouping_placement placement_of(const struct view *view)
{
    struct grouping_placement placement;
    memset(placement.slot, -1, sizeof placement.slot);
    for (int i = 0; i < view->grouping->count; i++)
        placement.slot[view->grouping->student_of[i]] = (int8_t)view->slot[i];
    return placement;
}

static bool is_among(
    const struct grouping_demand *demand, const struct grouping_demand *demands, int count)
{
    for (int i = 0; i < count; i++)
        if (demands[i].source == demand->source && demands[i].index == demand->index)
            return true;
    return false;
}

int32_t grouping_newly_broken(const struct grouping_verdict *before,
    const struct grouping_verdict *after, struct grouping_demand *first)
{
    int32_t count = 0;
    for (int i = 0; i < after->broken_count; i++)
        if (!is_among(&after->broken[i], before->broken, before->broken_count) && count++ == 0)
            *first = after->broken[i];
    return count;
}

static void count_broken(
    const struct view *view, const struct grouping_verdict *before, struct grouping_price *price)
{
    struct grouping_verdict after;
    struct grouping_placement placement = placement_of(view);
    grouping_judge(view->grouping, &placement, &after);
    price->broken = grouping_newly_broken(before, &after, &price->first);
}

static void find_price(
    struct view *view, const struct grouping_verdict *before, struct grouping_price *price)
{
    struct grouping_worth now = worth_of_two(view, price->slot), best = {INT32_MAX, 0};
    bool is_plain = sizes_hold(view, price->slot);
    int32_t count = is_plain ? 0 : view->grouping->count, home = view->home;
    view->slot[view->thing] = price->slot;
    if (is_plain)
        best = worth_of_two(view, price->slot);
    for (int i = 0; i < count; i++) {
        if (i == view->thing || view->slot[i] != price->slot)
            continue;
        view->slot[i] = home;
        struct grouping_worth worth = worth_of_two(view, price->slot);
        if (grouping_is_better(worth, best)) {
            best = worth;
            price->swap = i;
        }
        view->slot[i] = price->slot;
    }
    if (price->swap < 0)
        best = worth_of_two(view, price->slot);
    else
        view->slot[price->swap] = home;
    price->points = now.value - best.value;
    count_broken(view, before, price);
    view->slot[view->thing] = home;
    if (price->swap >= 0) {
        view->slot[price->swap] = price->slot;
        price->swap = view->grouping->student_of[price->swap];
    }
}

void grouping_explain(const struct grouping *grouping, const struct grouping_placement *placement,
    int32_t student, struct grouping_reason *out)
{
    struct view view = {.grouping = grouping, .thing = grouping->thing_of[student], .out = out};
    struct grouping_verdict before;
    struct grouping_group group;
    *out = (struct grouping_reason){.skill = -1};
    grouping_slots_of(grouping, placement, view.slot);
    view.home = view.slot[view.thing];
    count_members(&view);
    grouping_describe_group(grouping, placement, view.home, &group);
    if (!explain_rules(&view))
        explain_aim(&view, &group);
    grouping_judge(grouping, placement, &before);
    for (int32_t slot = 0; slot < grouping->group_count; slot++) {
        struct grouping_price *price = &out->prices[out->price_count];
        if (slot == view.home)
            continue;
        *price = (struct grouping_price){.slot = slot, .swap = -1};
        find_price(&view, &before, price);
        out->price_count++;
    }
}
