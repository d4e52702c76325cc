#include "model/item.h"

#include "base/macros.h"
#include "base/str.h"
#include "model/spelling.h"
#include <string.h>

static struct score scored(int32_t score, int option)
{
    score = CLAMP(score, 0, SCORE_FULL);
    return (struct score){
        .score = score, .scored = true, .right = score == SCORE_FULL, .option = option};
}

/* Rounds, so that three times 33.33333 % is everything. */
static struct score scored_weight(int32_t weight, int option)
{
    return scored((MAX(weight, 0) + 50) / (WEIGHT_FULL / SCORE_FULL), option);
}

static int letter_index(const char *part, size_t length)
{
    if (length != 1)
        return -1;
    if (part[0] >= 'a' && part[0] <= 'z')
        return part[0] - 'a';
    return part[0] >= 'A' && part[0] <= 'Z' ? part[0] - 'A' : -1;
}

/* Marks the options named by "A,C"; false if something else is among them. */
static bool read_letters(
    const struct item *item, const char *response, int order[static OPTION_MAX], int *count)
{
    bool seen[OPTION_MAX] = {false};
    const char *part;
    size_t length;
    *count = 0;
    while (str_next_part(&response, ',', &part, &length)) {
        int index = letter_index(part, length);
        if (index < 0 || index >= item->option_count || seen[index])
            return false;
        seen[index] = true;
        order[(*count)++] = index;
    }
    return true;
}

static struct score score_choice(const struct item *item, const char *response)
{
    int chosen[OPTION_MAX], count;
    if (!read_letters(item, response, chosen, &count) || count != 1)
        return scored(0, -1);
    return scored_weight(item->options[chosen[0]].weight, chosen[0]);
}

/* A wrong option without a penalty of its own costs what a right one gives: else ticking
 * everything would be right. */
static struct score score_multi(const struct item *item, const char *response)
{
    int chosen[OPTION_MAX], count, right_count = 0;
    if (!read_letters(item, response, chosen, &count))
        return scored(0, -1);
    for (int i = 0; i < item->option_count; i++)
        right_count += item->options[i].weight > 0;
    int64_t sum = 0;
    for (int i = 0; i < count; i++) {
        int32_t weight = item->options[chosen[i]].weight;
        sum += weight != 0 ? weight : -(WEIGHT_FULL / MAX(right_count, 1));
    }
    return scored_weight((int32_t)CLAMP(sum, 0, WEIGHT_FULL), count == 1 ? chosen[0] : -1);
}

static bool is_in_range(const struct option *option, bool is_number, struct ratio value)
{
    if (str_equal(option->text, "*"))
        return true;
    return is_number && ratio_compare(option->low, value) <= 0 &&
           ratio_compare(value, option->high) <= 0;
}

static int best_range(const struct item *item, bool is_number, struct ratio value)
{
    int best = -1;
    for (int i = 0; i < item->option_count; i++)
        if (is_in_range(&item->options[i], is_number, value) &&
            (best < 0 || item->options[i].weight > item->options[best].weight))
            best = i;
    return best;
}

static struct score score_number(const struct item *item, const char *response)
{
    struct ratio value = {0, 1}, grouped = {0, 1};
    bool is_number = ratio_parse(response, &value);
    int best = best_range(item, is_number, value);
    if (ratio_parse_grouped(response, &grouped)) {
        int other = best_range(item, true, grouped);
        if (best < 0 || (other >= 0 && item->options[other].weight > item->options[best].weight))
            best = other;
    }
    return best < 0 ? scored(0, -1) : scored_weight(item->options[best].weight, best);
}

/* From the surest way to accept an answer to the weakest: a word that is listed as wrong must not
 * be taken for a misspelt right one, and "*" catches what nothing else did. */
enum accept { ACCEPT_EXACT, ACCEPT_PATTERN, ACCEPT_NEAR, ACCEPT_ANYTHING, ACCEPT_COUNT };

/* Short words have many neighbours that are other words: one edit for each four characters. */
static int edits_forgiven(const struct item *item, const struct words *wanted)
{
    return MIN((int)item->spelling, (int)(wanted->count / 4));
}

static bool accepts(const struct item *item, const struct option *option, const struct words *words,
    enum accept how)
{
    bool is_anything = str_equal(option->text, "*");
    bool is_pattern = words_have_wildcard(option->text);
    struct words wanted;
    switch (how) {
    case ACCEPT_EXACT: return !is_pattern && words_match(words, option->text, item->case_matters);
    case ACCEPT_PATTERN:
        return is_pattern && !is_anything && words_match(words, option->text, item->case_matters);
    case ACCEPT_NEAR:
        words_tidy(&wanted, option->text, item->case_matters);
        return !is_pattern && words_are_near(words, &wanted, edits_forgiven(item, &wanted));
    case ACCEPT_ANYTHING: return is_anything;
    case ACCEPT_COUNT: break;
    }
    return false;
}

static struct score score_short(const struct item *item, const char *response)
{
    struct words words;
    words_tidy(&words, response, item->case_matters);
    for (int how = ACCEPT_EXACT; how < ACCEPT_COUNT; how++) {
        int best = -1;
        for (int i = 0; i < item->option_count; i++)
            if (accepts(item, &item->options[i], &words, (enum accept)how) &&
                (best < 0 || item->options[i].weight > item->options[best].weight))
                best = i;
        if (best >= 0)
            return scored_weight(item->options[best].weight, best);
    }
    return scored(0, -1);
}

/* "2>B": the left side by number, the right one by letter. */
static bool read_pair(const char *part, size_t length, int *left, int *right)
{
    char number[4];
    const char *sign = memchr(part, '>', length);
    if (sign == NULL || !str_copy_length(number, sizeof number, part, (size_t)(sign - part)))
        return false;
    str_trim(number);
    const char *letter = sign + 1, *end = part + length;
    while (letter < end && *letter == ' ')
        letter++;
    *right = letter_index(letter, (size_t)(end - letter));
    return *right >= 0 && str_to_int(number, 1, OPTION_MAX, left);
}

static struct score score_match(const struct item *item, const char *response)
{
    int lefts[OPTION_MAX], rights[OPTION_MAX], answer[OPTION_MAX];
    int left_count = item_left_sides(item, lefts), right_count = item_right_sides(item, rights);
    for (int i = 0; i < left_count; i++)
        answer[i] = -1;
    const char *part;
    size_t length;
    while (str_next_part(&response, ',', &part, &length)) {
        int left, right;
        if (!read_pair(part, length, &left, &right) || left > left_count || right >= right_count)
            return scored(0, -1);
        answer[left - 1] = rights[right];
    }
    int good = 0;
    for (int i = 0; i < left_count; i++)
        good += answer[i] >= 0 &&
                str_equal(item->options[answer[i]].match, item->options[lefts[i]].match);
    return scored(left_count == 0 ? 0 : good * SCORE_FULL / left_count, -1);
}

/* Things with the same text may stand for each other. */
static struct score score_order(const struct item *item, const char *response)
{
    int order[OPTION_MAX], count, good = 0;
    if (!read_letters(item, response, order, &count) || item->option_count == 0)
        return scored(0, -1);
    for (int i = 0; i < count; i++)
        good += str_equal(item->options[order[i]].text, item->options[i].text);
    return scored(good * SCORE_FULL / item->option_count, -1);
}

struct score item_score(const struct item *item, const char *response, bool unsure)
{
    char text[RESPONSE_SIZE];
    STR_COPY(text, response);
    if (unsure || str_trim(text) == 0)
        return (struct score){.option = -1};
    switch (item->kind) {
    case ITEM_CHOICE:
    case ITEM_TRUE_FALSE: return score_choice(item, text);
    case ITEM_MULTI: return score_multi(item, text);
    case ITEM_NUMBER: return score_number(item, text);
    case ITEM_SHORT: return score_short(item, text);
    case ITEM_MATCH: return score_match(item, text);
    case ITEM_ORDER: return score_order(item, text);
    case ITEM_OPEN:
    case ITEM_SCALE:
    case ITEM_DESCRIPTION:
    case ITEM_KIND_COUNT: break;
    }
    return (struct score){.option = -1};
}

bool item_is_scored(enum item_kind kind)
{
    return kind != ITEM_OPEN && kind != ITEM_SCALE && kind != ITEM_DESCRIPTION;
}

int score_percent(int32_t score)
{
    return (int)(score * INT64_C(100) / SCORE_FULL);
}
