#include "model/item.h"

#include "base/hash.h"
#include "base/rng.h"
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

static bool check_texts(const struct item *item, int least, struct error *error)
{
    if (item->option_count < least)
        return error_set(error, ERR_BAD_INPUT, "the question has %d answers: give it at least %d",
            (int)item->option_count, least);
    int empty = first_without_text(item);
    if (empty > 0)
        return error_set(
            error, ERR_BAD_INPUT, "answer %d has no text: write one or remove it", empty);
    return true;
}

static bool check_right_answer(const struct item *item, struct error *error)
{
    if (count_full(item) == 0)
        return error_set(
            error, ERR_BAD_INPUT, "no answer is right: mark one that is worth the full points");
    return true;
}

static bool check_multi(const struct item *item, struct error *error)
{
    int64_t sum = 0;
    for (int i = 0; i < item->option_count; i++)
        if (item->options[i].weight > 0)
            sum += item->options[i].weight;
    if (sum < WEIGHT_FULL - 50)
        return error_set(error, ERR_BAD_INPUT,
            "all right answers together are worth %d%%: make them 100%%",
            (int)(sum * 100 / WEIGHT_FULL));
    return true;
}

static bool check_true_false(const struct item *item, struct error *error)
{
    if (item->option_count != 2 || count_full(item) != 1)
        return error_set(
            error, ERR_BAD_INPUT, "say whether true or false is the right answer: exactly one is");
    return true;
}

static bool check_number(const struct item *item, struct error *error)
{
    if (item->option_count < 1)
        return error_set(error, ERR_BAD_INPUT, "there is no number to accept: write the answer");
    for (int i = 0; i < item->option_count; i++) {
        const struct option *option = &item->options[i];
        if (str_equal(option->text, "*"))
            continue;
        if (option->low.denominator <= 0 || option->high.denominator <= 0)
            return error_set(error, ERR_BAD_INPUT, "answer %d is not a number: write one", i + 1);
        if (ratio_compare(option->low, option->high) > 0)
            return error_set(error, ERR_BAD_INPUT,
                "answer %d goes from a larger number to a smaller one: swap them", i + 1);
    }
    return check_right_answer(item, error);
}

static bool check_match(const struct item *item, struct error *error)
{
    int lefts[OPTION_MAX], rights[OPTION_MAX];
    int left_count = item_left_sides(item, lefts);
    if (left_count < 2 || item_right_sides(item, rights) < 2)
        return error_set(error, ERR_BAD_INPUT,
            "there is nothing to match: give at least two pairs "
            "with different right sides");
    for (int i = 0; i < item->option_count; i++)
        if (item->options[i].match[0] == '\0')
            return error_set(
                error, ERR_BAD_INPUT, "pair %d has no right side: write what belongs to it", i + 1);
    return true;
}

static bool check_order(const struct item *item, struct error *error)
{
    if (!check_texts(item, 2, error))
        return false;
    for (int i = 1; i < item->option_count; i++)
        if (!str_equal(item->options[i].text, item->options[0].text))
            return true;
    return error_set(
        error, ERR_BAD_INPUT, "all things to put in order are the same: make them different");
}

static bool check_options(const struct item *item, struct error *error)
{
    switch (item->kind) {
    case ITEM_CHOICE: return check_texts(item, 2, error) && check_right_answer(item, error);
    case ITEM_MULTI: return check_texts(item, 2, error) && check_multi(item, error);
    case ITEM_TRUE_FALSE: return check_true_false(item, error);
    case ITEM_NUMBER: return check_number(item, error);
    case ITEM_SHORT: return check_texts(item, 1, error) && check_right_answer(item, error);
    case ITEM_MATCH: return check_match(item, error);
    case ITEM_ORDER: return check_order(item, error);
    case ITEM_OPEN:
    case ITEM_SCALE:
    case ITEM_DESCRIPTION: return true;
    case ITEM_KIND_COUNT: break;
    }
    return error_set(error, ERR_BAD_INPUT, "the kind of question is not known");
}

bool item_check(const struct item *item, struct error *error)
{
    if (item->prompt[0] == '\0' && item->image[0] == '\0')
        return error_set(error, ERR_BAD_INPUT, "the question has no text: write what is asked");
    if (item->option_count < 0 || item->option_count > OPTION_MAX)
        return error_set(error, ERR_FULL, "the question has %d answers: at most %d are possible",
            (int)item->option_count, OPTION_MAX);
    if (item->spelling > 3)
        return error_set(error, ERR_BAD_INPUT,
            "%d spelling mistakes are too many to forgive: choose 0 to 3", (int)item->spelling);
    if (item->points < 0)
        return error_set(error, ERR_BAD_INPUT, "the points are below zero: choose 0 or more");
    return check_options(item, error);
}
