#include "model/plan.h"

#include "base/str.h"
#include <string.h>

const char *const student_setting_names[SETTING_COUNT] = {
    "large_text", "read_aloud", "extra_time", "high_contrast", "dyslexia_font", "reduced_motion"};

const char *const station_kind_names[STATION_KIND_COUNT] = {
    [STATION_TEACHER] = "teacher",
    [STATION_TOGETHER] = "together",
    [STATION_INDEPENDENT] = "independent",
    [STATION_DIGITAL] = "digital",
    [STATION_HANDS_ON] = "hands_on",
};

const char *const hue_names[HUE_COUNT] = {
    [HUE_SUN] = "sun",
    [HUE_CORAL] = "coral",
    [HUE_LEAF] = "leaf",
    [HUE_SKY] = "sky",
    [HUE_PLUM] = "plum",
    [HUE_ROSE] = "rose",
    [HUE_CLAY] = "clay",
};

const char *const activity_level_names[LEVEL_COUNT] = {
    [LEVEL_ALL] = "",
    [LEVEL_SUPPORT] = "support",
    [LEVEL_ON] = "on",
    [LEVEL_EXTEND] = "extend",
};

const char *const rule_kind_names[RULE_KIND_COUNT] = {
    [RULE_APART] = "apart",
    [RULE_TOGETHER] = "together",
    [RULE_LOCK] = "lock",
    [RULE_NOT_ALONE] = "not_alone",
    [RULE_ROLE] = "role",
};

const char *station_kind_icon(enum station_kind kind)
{
    static const char *const icons[STATION_KIND_COUNT] = {
        [STATION_TEACHER] = "presentation",
        [STATION_TOGETHER] = "account-multiple",
        [STATION_INDEPENDENT] = "pencil",
        [STATION_DIGITAL] = "laptop",
        [STATION_HANDS_ON] = "puzzle",
    };
    return icons[kind];
}

const char *student_name(const struct student *student)
{
    return student->preferred_name[0] != '\0' ? student->preferred_name : student->first_name;
}

/* Look-ups differ only in the array and the field. */
#define DEFINE_FIND(function, array, count, field)           \
    int function(const struct plan *plan, const char *field) \
    {                                                        \
        for (int i = 0; i < plan->count; i++)                \
            if (str_equal(plan->array[i].field, field))      \
                return i;                                    \
        return -1;                                           \
    }

DEFINE_FIND(plan_find_student, students, student_count, id)
DEFINE_FIND(plan_find_station, stations, station_count, id)
DEFINE_FIND(plan_find_skill, skills, skill_count, code)
DEFINE_FIND(plan_find_ticket, tickets, ticket_count, id)
DEFINE_FIND(plan_find_item, items, item_count, id)
DEFINE_FIND(plan_find_reflection, reflections, reflection_count, id)

const struct calendar_day *plan_day(const struct plan *plan, int32_t day)
{
    for (int i = 0; i < plan->calendar_count; i++)
        if (plan->calendar[i].day == day)
            return &plan->calendar[i];
    return NULL;
}

void plan_init(struct plan *plan)
{
    memset(plan, 0, offsetof(struct plan, students));
    plan->student_count = plan->station_count = plan->skill_count = plan->activity_count = 0;
    plan->rule_count = plan->item_count = plan->ticket_count = plan->reflection_count = 0;
    plan->calendar_count = plan->group_count = 0;
    plan->minutes = 15;
    plan->transition_seconds = 60;
    plan->reminder_minutes = 3;
    plan->start_minute = -1;
    plan->retention_days = 365;
}

#define COPY_USED(array, count)                                                      \
    do {                                                                             \
        memcpy(to->array, from->array, (size_t)from->count * sizeof from->array[0]); \
        to->count = from->count;                                                     \
    } while (0)

void plan_copy_shared(struct plan *to, const struct plan *from)
{
    memcpy(to, from, offsetof(struct plan, students));
    COPY_USED(stations, station_count);
    COPY_USED(activities, activity_count);
    COPY_USED(rules, rule_count);
    COPY_USED(items, item_count);
    COPY_USED(reflections, reflection_count);
    COPY_USED(calendar, calendar_count);
    COPY_USED(groups, group_count);
}

void plan_copy(struct plan *to, const struct plan *from)
{
    plan_copy_shared(to, from);
    COPY_USED(students, student_count);
    COPY_USED(skills, skill_count);
    COPY_USED(tickets, ticket_count);
}

/* --- Prerequisites ---------------------------------------------------------------------------- */

/* Depth-first search: `path` is the way from its start, `next` the need to follow at each step. */
struct search {
    const struct plan *plan;
    enum { UNSEEN, ON_PATH, DONE } state[SKILL_MAX];
    int path[SKILL_MAX], next[SKILL_MAX];
    int depth;
};

/* Where on the path a skill stands that closes a cycle, or -1. */
static int search_from(struct search *search, int start)
{
    search->depth = 0;
    search->path[search->depth] = start;
    search->next[search->depth++] = 0;
    search->state[start] = ON_PATH;
    while (search->depth > 0) {
        int at = search->depth - 1, skill = search->path[at];
        const struct skill *from = &search->plan->skills[skill];
        if (search->next[at] >= from->need_count) {
            search->state[skill] = DONE;
            search->depth--;
            continue;
        }
        int need = plan_find_skill(search->plan, from->needs[search->next[at]++]);
        if (need >= 0 && search->state[need] == ON_PATH) {
            for (int i = 0; i < search->depth; i++)
                if (search->path[i] == need)
                    return i;
        }
        if (need >= 0 && search->state[need] == UNSEEN) {
            search->state[need] = ON_PATH;
            search->path[search->depth] = need;
            search->next[search->depth++] = 0;
        }
    }
    return -1;
}

int plan_skill_cycle(const struct plan *plan, int cycle[static SKILL_MAX])
{
    struct search search = {.plan = plan};
    for (int start = 0; start < plan->skill_count; start++) {
        int closes = search.state[start] == UNSEEN ? search_from(&search, start) : -1;
        if (closes < 0)
            continue;
        int count = search.depth - closes;
        memcpy(cycle, search.path + closes, (size_t)count * sizeof cycle[0]);
        return count;
    }
    return 0;
}

/* --- Mastery rules ---------------------------------------------------------------------------- */

/* A whole number that ends at `end`. */
static bool take_number(const char **cursor, char end, int high, int32_t *out)
{
    char text[4];
    const char *stop = strchr(*cursor, end);
    int value;
    if (stop == NULL || !str_copy_length(text, sizeof text, *cursor, (size_t)(stop - *cursor)))
        return false;
    str_trim(text);
    if (!str_to_int(text, 1, high, &value))
        return false;
    *out = value;
    *cursor = end == '\0' ? stop : stop + 1;
    return true;
}

bool mastery_rule_parse(const char *text, struct mastery_rule *out)
{
    struct mastery_rule rule = {.days = 1};
    if (!take_number(&text, '/', EVIDENCE_MAX, &rule.right))
        return false;
    bool has_days = strchr(text, '@') != NULL;
    if (!take_number(&text, has_days ? '@' : '\0', EVIDENCE_MAX, &rule.last))
        return false;
    if (has_days && !take_number(&text, '\0', EVIDENCE_MAX, &rule.days))
        return false;
    if (rule.right > rule.last || rule.days > rule.last)
        return false;
    *out = rule;
    return true;
}

void mastery_rule_format(struct mastery_rule rule, char *out, size_t size)
{
    if (rule.days > 1)
        str_format(out, size, "%d/%d@%d", (int)rule.right, (int)rule.last, (int)rule.days);
    else
        str_format(out, size, "%d/%d", (int)rule.right, (int)rule.last);
}

/* A number from 0 to 1 in millionths; moves *cursor behind it and the sign after it. */
static bool take_chance(const char **cursor, char end, float *out)
{
    char text[32];
    size_t length = strcspn(*cursor, "/");
    struct ratio ratio;
    if ((*cursor)[length] != end || length >= sizeof text)
        return false;
    str_copy_length(text, sizeof text, *cursor, length);
    *cursor += length + (end != '\0');
    if (!ratio_parse(text, &ratio) || ratio.numerator < 0 || ratio.numerator > ratio.denominator)
        return false;
    double millionths = 1e6 * (double)ratio.numerator / (double)ratio.denominator;
    *out = (float)((double)(int64_t)(millionths + 0.5) / 1e6);
    return true;
}

bool knowledge_rule_parse(const char *text, struct knowledge_rule *out)
{
    struct knowledge_rule rule = {.is_given = true};
    if (!take_chance(&text, '/', &rule.prior) || !take_chance(&text, '/', &rule.learn) ||
        !take_chance(&text, '/', &rule.guess) || !take_chance(&text, '/', &rule.slip) ||
        !take_chance(&text, '\0', &rule.forget) || rule.guess + rule.slip >= 1.0f)
        return false;
    *out = rule;
    return true;
}

void knowledge_rule_format(const struct knowledge_rule *rule, char *out, size_t size)
{
    const float chances[] = {rule->prior, rule->learn, rule->guess, rule->slip, rule->forget};
    struct str_writer writer = str_writer(out, size);
    for (size_t i = 0; i < COUNT_OF(chances) && rule->is_given; i++) {
        char number[32];
        ratio_format(
            ratio_make((int64_t)((double)chances[i] * 1e6 + 0.5), 1000000), number, sizeof number);
        str_putf(&writer, "%s%s", i > 0 ? "/" : "", number);
    }
}
