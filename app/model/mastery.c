#include "model/mastery.h"

#include "base/date.h"
#include "base/macros.h"
#include "model/knowledge.h"

enum { IMPORTED_RIGHT = SCORE_FULL * 4 / 5 }; /* an imported result counts as right from 80 % */

static const struct mastery_rule usual_rule = {.right = 4, .last = 5, .days = 2};

struct mastery_rule mastery_rule_of(const struct skill *skill)
{
    struct mastery_rule rule = skill->rule;
    if (rule.last < 1 || rule.right < 1)
        return usual_rule;
    return rule;
}

/* The day of an imported result stands in its file, and may be long ago. */
static bool is_day_known(const struct evidence *entry)
{
    return entry->imported || date_is_believable(entry->day);
}

/* What the newest `size` answers hold; of the days, those that are known. */
static struct mastery count_window(const struct evidence_list *list, int size)
{
    struct mastery found = {0};
    int first = MAX(list->count - size, 0);
    for (int i = first; i < list->count; i++) {
        const struct evidence *entry = &list->entries[i];
        found.asked++;
        found.unsure += entry->unsure;
        if (!entry->right)
            continue;
        found.right++;
        bool is_new_day = is_day_known(entry);
        for (int j = first; j < i; j++)
            if (list->entries[j].right && list->entries[j].day == entry->day)
                is_new_day = false;
        found.days += is_new_day;
    }
    return found;
}

/* How many right answers in a row, each on a new day, make the rule hold: every one pushes the
 * oldest out of the window. */
static int32_t count_to_go(const struct evidence_list *list, struct mastery_rule rule)
{
    for (int more = 0; more < rule.last; more++) {
        struct mastery left = count_window(list, rule.last - more);
        if (left.right + more >= rule.right && MAX(left.days + more, 1) >= rule.days)
            return more;
    }
    return rule.last;
}

struct mastery mastery_of(const struct classroom *classroom, int student, int skill)
{
    const struct evidence_list *list = &classroom->students[student].evidence[skill];
    struct mastery_rule rule = mastery_rule_of(&classroom->plan.skills[skill]);
    struct mastery mastery = count_window(list, rule.last);
    mastery.days = MAX(mastery.days, mastery.right > 0);
    mastery.to_go = count_to_go(list, rule);
    mastery.estimate = knowledge_of(classroom, student, skill);
    if (mastery.asked == 0)
        mastery.level = MASTERY_NONE;
    else if (mastery.to_go == 0)
        mastery.level = MASTERY_GOT_IT;
    else
        mastery.level = mastery.right > 0 || mastery.estimate >= MASTERY_LIKELY
                            ? MASTERY_GETTING_THERE
                            : MASTERY_NOT_YET;
    mastery.by_estimate = mastery.level == MASTERY_GETTING_THERE && mastery.right == 0;
    if (stamp_is_set(&list->set_stamp) && list->set_level != MASTERY_NONE) {
        mastery.by_teacher = true;
        mastery.by_estimate = false;
        mastery.level = list->set_level;
        if (mastery.level == MASTERY_GOT_IT)
            mastery.to_go = 0;
    }
    return mastery;
}

int mastery_window(const struct classroom *classroom, int student, int skill)
{
    const struct evidence_list *list = &classroom->students[student].evidence[skill];
    return MIN(list->count, mastery_rule_of(&classroom->plan.skills[skill]).last);
}

int32_t mastery_got_day(const struct classroom *classroom, int student, int skill)
{
    struct mastery mastery = mastery_of(classroom, student, skill);
    struct evidence_list list = classroom->students[student].evidence[skill];
    struct mastery_rule rule = mastery_rule_of(&classroom->plan.skills[skill]);
    int32_t day = -1;
    if (mastery.level != MASTERY_GOT_IT)
        return -1;
    if (mastery.by_teacher)
        return list.set_day;
    for (; list.count > 0 && count_to_go(&list, rule) == 0; list.count--)
        day = list.entries[list.count - 1].day;
    return day;
}

bool mastery_imported_is_right(int32_t value)
{
    return value >= IMPORTED_RIGHT;
}
