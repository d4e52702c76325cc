#include "model/item.h"

#include "base/hash.h"
#include "base/rng.h"
#include "base/sentence.h"
#include "base/str.h"

static const char *const kind_names[ITEM_KIND_COUNT] = {
    [ITEM_CHOICE] = "choice",
    [ITEM_MULTI] = "multi",
    [ITEM_TRUE_FALSE] = "truefalse",
    [ITEM_NUMBER] = "number",
    [ITEM_SHORT] = "short",
    [ITEM_MATCH] = "match",
    [ITEM_ORDER] = "order",
    [ITEM_OPEN] = "open",
    [ITEM_SCALE] = "scale",
    [ITEM_DESCRIPTION] = "description",
};

const char *item_kind_name(enum item_kind kind)
{
    return kind_names[kind];
}

bool item_kind_parse(const char *name, enum item_kind *out)
{
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++)
        if (str_equal_ascii_fold(kind_names[kind], name)) {
            *out = (enum item_kind)kind;
            return true;
        }
    return false;
}

/* --- What is shown ---------------------------------------------------------------------------- */

static void shuffle(int *order, int count, uint64_t seed)
{
    struct rng rng = rng_seeded(seed);
    rng_shuffle(&rng, order, count);
}

static bool is_right_order(const struct item *item, const int *order, int count)
{
    for (int i = 0; i < count; i++)
        if (!str_equal(item->options[order[i]].text, item->options[i].text))
            return false;
    return true;
}

int item_shown_order(const struct item *item, uint64_t seed, int order[static OPTION_MAX])
{
    int count = item->option_count;
    for (int i = 0; i < count; i++)
        order[i] = i;
    if (item->kind != ITEM_ORDER)
        return count;
    shuffle(order, count, hash_text(hash_number(HASH_START, seed), item->id));
    if (!is_right_order(item, order, count))
        return count;
    for (int i = 0; i + 1 < count; i++)
        if (!str_equal(item->options[order[i]].text, item->options[order[i + 1]].text)) {
            int kept = order[i];
            order[i] = order[i + 1];
            order[i + 1] = kept;
            break;
        }
    return count;
}

int item_left_sides(const struct item *item, int lefts[static OPTION_MAX])
{
    int count = 0;
    for (int i = 0; i < item->option_count; i++)
        if (item->options[i].text[0] != '\0')
            lefts[count++] = i;
    return count;
}

static bool has_match(const struct item *item, const int *rights, int count, const char *match)
{
    for (int i = 0; i < count; i++)
        if (str_equal(item->options[rights[i]].match, match))
            return true;
    return false;
}

int item_right_sides(const struct item *item, int rights[static OPTION_MAX])
{
    int count = 0;
    for (int i = 0; i < item->option_count; i++) {
        const char *match = item->options[i].match;
        if (match[0] != '\0' && !has_match(item, rights, count, match))
            rights[count++] = i;
    }
    shuffle(rights, count, hash_text(HASH_START, item->id));
    return count;
}

/* --- Checks ----------------------------------------------------------------------------------- */

static int count_full(const struct item *item)
{
    int count = 0;
    for (int i = 0; i < item->option_count; i++)
        count += item->options[i].weight >= WEIGHT_FULL;
    return count;
}

/* 1-based number of the first option without text, 0 if all have one. */
static int first_without_text(const struct item *item)
{
    for (int i = 0; i < item->option_count; i++)
        if (item->options[i].text[0] == '\0')
            return i + 1;
    return 0;
}

static bool refuse(struct sentence *wrong, const char *todo, const char *what, ...)
    __attribute__((sentinel));

static bool refuse(struct sentence *wrong, const char *todo, const char *what, ...)
{
    va_list gaps;
    va_start(gaps, what);
    sentence_vset(wrong, what, gaps);
    va_end(gaps);
    wrong->then = todo;
    return false;
}

static bool check_texts(const struct item *item, int least, struct sentence *wrong)
{
    if (item->option_count < least)
        return refuse(wrong, /* TRANSLATORS: answers */ N_("give it at least {least}"),
            N_("the question has {count} answers"), "count", str_number(item->option_count).text,
            "least", str_number(least).text, NULL);
    int empty = first_without_text(item);
    if (empty > 0)
        return refuse(wrong, /* TRANSLATORS: a text for the answer, or remove the answer */
            N_("write one or remove it"), N_("answer {number} has no text"), "number",
            str_number(empty).text, NULL);
    return true;
}

static bool check_right_answer(const struct item *item, struct sentence *wrong)
{
    if (count_full(item) == 0)
        return refuse(
            wrong, N_("mark one that is worth the full points"), N_("no answer is right"), NULL);
    return true;
}

static bool check_multi(const struct item *item, struct sentence *wrong)
{
    int64_t sum = 0;
    for (int i = 0; i < item->option_count; i++)
        if (item->options[i].weight > 0)
            sum += item->options[i].weight;
    if (sum < WEIGHT_FULL - 50)
        return refuse(wrong, /* TRANSLATORS: the right answers, together */ N_("make them 100%"),
            N_("all right answers together are worth {percent}%"), "percent",
            str_number((int)(sum * 100 / WEIGHT_FULL)).text, NULL);
    return true;
}

static bool check_true_false(const struct item *item, struct sentence *wrong)
{
    if (item->option_count != 2 || count_full(item) != 1)
        return refuse(wrong, N_("say whether true or false is the right answer"),
            N_("of true and false, exactly one must be right"), NULL);
    return true;
}

static bool check_number(const struct item *item, struct sentence *wrong)
{
    if (item->option_count < 1)
        return refuse(wrong, N_("write the answer"), N_("there is no number to accept"), NULL);
    for (int i = 0; i < item->option_count; i++) {
        const struct option *option = &item->options[i];
        if (str_equal(option->text, "*"))
            continue;
        if (option->low.denominator <= 0 || option->high.denominator <= 0)
            return refuse(wrong, /* TRANSLATORS: a number */ N_("write one"),
                N_("answer {number} is not a number"), "number", str_number(i + 1).text, NULL);
        if (ratio_compare(option->low, option->high) > 0)
            return refuse(wrong, /* TRANSLATORS: the two numbers */ N_("swap them"),
                N_("answer {number} goes from a larger number to a smaller one"), "number",
                str_number(i + 1).text, NULL);
    }
    return check_right_answer(item, wrong);
}

static bool check_match(const struct item *item, struct sentence *wrong)
{
    int lefts[OPTION_MAX], rights[OPTION_MAX];
    int left_count = item_left_sides(item, lefts);
    if (left_count < 2 || item_right_sides(item, rights) < 2)
        return refuse(wrong, N_("give at least two pairs with different right sides"),
            N_("there is nothing to match"), NULL);
    for (int i = 0; i < item->option_count; i++)
        if (item->options[i].match[0] == '\0')
            return refuse(wrong, N_("write what belongs to it"),
                N_("pair {number} has no right side"), "number", str_number(i + 1).text, NULL);
    return true;
}

static bool check_order(const struct item *item, struct sentence *wrong)
{
    if (!check_texts(item, 2, wrong))
        return false;
    for (int i = 1; i < item->option_count; i++)
        if (!str_equal(item->options[i].text, item->options[0].text))
            return true;
    return refuse(wrong, /* TRANSLATORS: the things to put in order */ N_("make them different"),
        N_("all things to put in order are the same"), NULL);
}

static bool check_options(const struct item *item, struct sentence *wrong)
{
    switch (item->kind) {
    case ITEM_CHOICE: return check_texts(item, 2, wrong) && check_right_answer(item, wrong);
    case ITEM_MULTI: return check_texts(item, 2, wrong) && check_multi(item, wrong);
    case ITEM_TRUE_FALSE: return check_true_false(item, wrong);
    case ITEM_NUMBER: return check_number(item, wrong);
    case ITEM_SHORT: return check_texts(item, 1, wrong) && check_right_answer(item, wrong);
    case ITEM_MATCH: return check_match(item, wrong);
    case ITEM_ORDER: return check_order(item, wrong);
    case ITEM_OPEN:
    case ITEM_SCALE:
    case ITEM_DESCRIPTION: return true;
    case ITEM_KIND_COUNT: break;
    }
    return refuse(wrong, N_("change the question"), N_("the kind of question is not known"), NULL);
}

bool item_check(const struct item *item, struct sentence *wrong)
{
    if (item->prompt[0] == '\0' && item->image[0] == '\0')
        return refuse(wrong, N_("write what is asked"), N_("the question has no text"), NULL);
    if (item->option_count < 0 || item->option_count > OPTION_MAX)
        return refuse(wrong, /* TRANSLATORS: answers */ N_("at most {most} are possible"),
            N_("the question has {count} answers"), "count", str_number(item->option_count).text,
            "most", str_number(OPTION_MAX).text, NULL);
    if (item->spelling > 3)
        return refuse(wrong, N_("choose 0 to 3"),
            N_("{count} spelling mistakes are too many to forgive"), "count",
            str_number(item->spelling).text, NULL);
    if (item->points < 0)
        return refuse(wrong, N_("choose 0 or more"), N_("the points are below zero"), NULL);
    return check_options(item, wrong);
}
