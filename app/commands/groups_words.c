#include "commands/groups_words.h"

static void put_name(const struct groups_words *words, int32_t student, struct str_writer *writer)
{
    char name[DISTINCT_NAME_SIZE];
    classroom_distinct_name(words->classroom, student, name);
    str_put(writer, name);
}

static const char *between(int32_t at, int32_t count)
{
    return at == 0 ? "" : at == count - 1 ? " and " : ", ";
}

static void put_names(const struct groups_words *words, const int32_t *students, int32_t count,
    struct str_writer *writer)
{
    for (int i = 0; i < count; i++) {
        str_put(writer, between(i, count));
        put_name(words, students[i], writer);
    }
}

static void put_rule(
    const struct groups_words *words, const struct rule *rule, struct str_writer *writer)
{
    if (rule->kind == RULE_ROLE)
        str_put(writer, "one in each group of ");
    if (rule->kind == RULE_NOT_ALONE)
        str_put(writer, "none alone of ");
    for (int i = 0; i < rule->student_count; i++) {
        int student = classroom_find_student(words->classroom, rule->students[i]);
        str_put(writer, between(i, rule->student_count));
        if (student >= 0)
            put_name(words, student, writer);
        else
            str_put(writer, rule->students[i]);
    }
    if (rule->kind == RULE_APART || rule->kind == RULE_TOGETHER)
        str_putf(writer, " %s", rule_kind_names[rule->kind]);
    if (rule->kind == RULE_LOCK)
        str_putf(writer, " in %s", rule->group);
    if (rule->note[0] != '\0')
        str_putf(writer, " (%s)", rule->note);
}

/* Without what it says. */
static void put_source(const struct groups_words *words, const struct grouping_demand *demand,
    struct str_writer *writer)
{
    if (demand->source == GROUPING_RULE)
        str_putf(writer, "rule %d of rules.csv", demand->index + 1);
    else
        groups_words_demand(words, demand, writer);
}

void groups_words_demand(const struct groups_words *words, const struct grouping_demand *demand,
    struct str_writer *writer)
{
    const struct grouping_options *options = words->options;
    switch (demand->source) {
    case GROUPING_RULE:
        str_putf(writer, "rule %d of rules.csv: ", demand->index + 1);
        put_rule(words, &words->classroom->plan.rules[demand->index], writer);
        break;
    case GROUPING_LOCK:
        str_put(writer, "your lock: ");
        put_name(words, options->locks[demand->index].student, writer);
        str_putf(writer, " in %s", options->locks[demand->index].group);
        break;
    case GROUPING_SIZES:
        str_putf(writer, "groups of %d to %d", options->size_least, options->size_most);
        break;
    case GROUPING_CAPACITY:
        str_putf(writer, "the station %s holds %d",
            words->classroom->plan.stations[demand->index].name,
            words->classroom->plan.stations[demand->index].capacity);
        break;
    }
}

static void put_evidence(const struct groups_words *words, const struct grouping_reason *reason,
    const char *verb, struct str_writer *writer)
{
    str_putf(writer, "%s %d of %d right on %s", verb, reason->right, reason->asked,
        words->classroom->plan.skills[reason->skill].code);
}

static void put_alike(
    const struct grouping_reason *reason, const char *what, struct str_writer *writer)
{
    if (reason->alike > 0 && reason->members == 1)
        str_putf(writer, ", %s the other one", what);
    else if (reason->alike > 0)
        str_putf(writer, ", %s %d of the %d others", what, reason->alike, reason->members);
}

static const char *level_words(enum mastery_level level)
{
    return level == MASTERY_GOT_IT          ? "got it"
           : level == MASTERY_GETTING_THERE ? "getting there"
                                            : "not yet";
}

static void put_why(const struct groups_words *words, const struct grouping_reason *reason,
    struct str_writer *writer)
{
    switch (reason->why) {
    case GROUPING_WHY_LOCKED: groups_words_demand(words, &reason->demand, writer); break;
    case GROUPING_WHY_NEED:
        put_evidence(words, reason, "has", writer);
        put_alike(reason, "about as", writer);
        break;
    case GROUPING_WHY_WORD:
        str_putf(writer, "your word on %s: %s", words->classroom->plan.skills[reason->skill].code,
            level_words(reason->level));
        put_alike(reason, "about as", writer);
        break;
    case GROUPING_WHY_EXTEND: put_evidence(words, reason, "ready to extend: has", writer); break;
    case GROUPING_WHY_STRENGTH:
        put_evidence(words, reason, "brings a strength: has", writer);
        put_alike(reason, "ahead of", writer);
        break;
    case GROUPING_WHY_SUPPORT:
        put_evidence(words, reason, "finds support: has", writer);
        put_alike(reason, "behind", writer);
        break;
    case GROUPING_WHY_BALANCE: str_put(writer, "keeps the groups alike"); break;
    case GROUPING_WHY_CHOICE:
        str_putf(writer, "goal %s", words->classroom->plan.skills[reason->skill].code);
        put_alike(reason, "like", writer);
        break;
    case GROUPING_WHY_PARTNERS:
        if (reason->alike == 0)
            str_put(writer, "no new partner here: keeps sizes and rules");
        else if (reason->members == 1)
            str_put(writer, "the other one was not a partner lately");
        else
            str_putf(
                writer, "%d of %d others were not partners lately", reason->alike, reason->members);
        break;
    case GROUPING_WHY_NO_EVIDENCE:
        str_put(writer, words->options->scheme == GROUPING_CHOICE
                            ? "no goal chosen: keeps sizes and rules"
                            : "no evidence: keeps sizes and rules");
        break;
    default: str_put(writer, "by chance"); break;
    }
}

void groups_words_reason(const struct groups_words *words, const struct grouping_reason *reason,
    struct str_writer *writer)
{
    put_why(words, reason, writer);
    if (reason->apart_count > 0) {
        str_put(writer, "; kept apart from ");
        put_names(words, reason->apart, reason->apart_count, writer);
    }
    if (reason->with_count > 0) {
        str_put(writer, "; kept together with ");
        put_names(words, reason->with, reason->with_count, writer);
    }
}

void groups_words_price(const struct groups_words *words, const struct grouping_reason *reason,
    struct str_writer *writer)
{
    const struct grouping_price *best = NULL;
    for (int i = 0; i < reason->price_count; i++) {
        const struct grouping_price *price = &reason->prices[i];
        if (best == NULL || price->broken < best->broken ||
            (price->broken == best->broken && price->points < best->points))
            best = price;
    }
    if (best == NULL)
        return;
    if (best->broken > 0) {
        str_put(writer, "Any other group would break ");
        put_source(words, &best->first, writer);
        return;
    }
    bool is_dearer = best->points > 0.5;
    str_putf(writer, "%s %s", is_dearer ? "In" : "Just as well in",
        words->result->groups[best->slot].name);
    if (best->swap >= 0) {
        str_put(writer, is_dearer ? ", in exchange for " : " in exchange for ");
        put_name(words, best->swap, writer);
    }
    if (is_dearer)
        str_putf(writer, "%s the groups would be %.0f%% worse", best->swap >= 0 ? "," : "",
            best->points);
}
