#include "base/str.h"
#include "exchange/gift_internal.h"

#include <ctype.h>
#include <string.h>

/* One answer: `=` or `~`, its weight, its text, its feedback. */
struct part {
    char mark; /* '=', '~', or 0 for text without a mark */
    bool weighted;
    int32_t weight;
    struct span text;
    struct span feedback;
};

struct parts {
    struct part list[OPTION_MAX];
    int count;
    bool any_right, any_wrong; /* there is a `=`, a `~` */
};

/* "%33.33333%" and "%-50%" to thousandths of a percent; moves the span behind it. */
static void take_weight(const struct gift_block *block, struct part *part)
{
    struct span span = part->text;
    size_t at = 1, digits = 0;
    int64_t value = 0, scale = 1000;
    if (span.length < 3 || span.start[0] != '%')
        return;
    bool negative = span.start[at] == '-';
    at += negative;
    for (; at < span.length && isdigit((unsigned char)span.start[at]) && digits < 9; at++, digits++)
        value = value * 10 + (span.start[at] - '0');
    if (digits == 0)
        return;
    value *= 1000;
    bool round_up = false;
    if (at < span.length && span.start[at] == '.') {
        for (at++; at < span.length && isdigit((unsigned char)span.start[at]); at++) {
            if (scale == 1)
                round_up = span.start[at] >= '5';
            scale /= 10;
            value += scale * (span.start[at] - '0');
        }
    }
    if (at >= span.length || span.start[at] != '%')
        return;
    value = MIN(value + round_up, WEIGHT_FULL + 1);
    if (value > WEIGHT_FULL)
        gift_report(block, PROBLEM_ERROR, span.start, N_("write at most %100%"),
            N_("a weight is more than 100 percent"), NULL);
    part->weighted = true;
    part->weight = (int32_t)(negative ? -value : value);
    part->text = span_trim((struct span){span.start + at + 1, span.length - at - 1});
}

static void take_part(
    const struct gift_block *block, struct parts *parts, char mark, struct span span)
{
    struct part part = {.mark = mark, .text = span_trim(span)};
    if (mark == 0 && part.text.length == 0)
        return;
    parts->any_right |= mark == '=';
    parts->any_wrong |= mark == '~';
    if (parts->count == OPTION_MAX) {
        gift_report(block, PROBLEM_ERROR, span.start, N_("leave the weakest ones out"),
            N_("the question has more than {count} answers"), "count", str_number(OPTION_MAX).text,
            NULL);
        parts->count++;
        return;
    }
    if (parts->count > OPTION_MAX)
        return;
    if (mark != 0)
        take_weight(block, &part);
    const char *hash = span_find(part.text, "#");
    if (hash != NULL) {
        size_t before = (size_t)(hash - part.text.start);
        part.feedback = span_trim((struct span){hash + 1, part.text.length - before - 1});
        part.text = span_trim((struct span){part.text.start, before});
    }
    parts->list[parts->count++] = part;
}

/* Cuts at every unescaped mark out of `marks`. */
static struct parts split(const struct gift_block *block, struct span answers, const char *marks)
{
    struct parts parts = {0};
    size_t start = 0;
    char mark = 0;
    for (size_t i = 0; i <= answers.length; i++) {
        if (i < answers.length && strchr(marks, answers.start[i]) == NULL)
            continue;
        take_part(block, &parts, mark, (struct span){answers.start + start, i - start});
        if (i < answers.length)
            mark = answers.start[i];
        start = i + 1;
    }
    parts.count = MIN(parts.count, OPTION_MAX);
    return parts;
}

static struct option *add_option(const struct gift_block *block, const struct part *part)
{
    struct option *option = &block->item->options[block->item->option_count++];
    *option = (struct option){.low = {0, 1}, .high = {0, 1}};
    enum gift_format format = block->format;
    struct span feedback = gift_take_format(part->feedback, &format);
    gift_take_text(block, feedback, format, GIFT_FEEDBACK, true, option->feedback, OPTION_SIZE);
    return option;
}

static void take_option_text(const struct gift_block *block, struct span span, char *out)
{
    enum gift_format format = block->format;
    span = gift_take_format(span, &format);
    gift_take_text(block, span, format, GIFT_ANSWER, true, out, OPTION_SIZE);
}

/* Thirds and sixths do not add up to 100 exactly: the first right answer takes the rest. */
static void round_weights(const struct gift_block *block, struct span answers)
{
    struct item *item = block->item;
    int32_t sum = 0;
    int first = -1;
    for (int i = 0; i < item->option_count; i++) {
        if (item->options[i].weight <= 0)
            continue;
        sum += item->options[i].weight;
        first = first < 0 ? i : first;
    }
    if (first >= 0 && sum != WEIGHT_FULL && sum > WEIGHT_FULL - 200 && sum < WEIGHT_FULL + 200)
        item->options[first].weight += WEIGHT_FULL - sum;
    else if (sum > WEIGHT_FULL)
        gift_report(block, PROBLEM_WARNING, answers.start,
            N_("make the right answers add up to 100 percent"),
            N_("the right answers add up to more than 100 percent ({percent})"), "percent",
            str_number((int)(sum / 1000)).text, NULL);
}

static void read_choices(struct gift_block *block, struct span answers)
{
    struct parts parts = split(block, answers, "=~");
    block->item->kind = parts.any_right ? ITEM_CHOICE : ITEM_MULTI;
    for (int i = 0; i < parts.count; i++) {
        const struct part *part = &parts.list[i];
        if (part->mark == 0) {
            gift_report(block, PROBLEM_ERROR, part->text.start,
                N_("put = before a right answer and ~ before a wrong one"),
                N_("there is text before the first answer"), NULL);
            continue;
        }
        struct option *option = add_option(block, part);
        option->weight = part->weighted ? part->weight : part->mark == '=' ? WEIGHT_FULL : 0;
        take_option_text(block, part->text, option->text);
    }
    if (block->item->kind == ITEM_MULTI)
        round_weights(block, answers);
}

static void read_short(struct gift_block *block, struct span answers)
{
    struct parts parts = split(block, answers, "=");
    block->item->kind = ITEM_SHORT;
    for (int i = 0; i < parts.count; i++) {
        const struct part *part = &parts.list[i];
        struct option *option = add_option(block, part);
        option->weight = part->weighted ? part->weight : WEIGHT_FULL;
        take_option_text(block, part->text, option->text);
    }
}

static void read_match(struct gift_block *block, struct span answers)
{
    struct parts parts = split(block, answers, "=");
    block->item->kind = ITEM_MATCH;
    for (int i = 0; i < parts.count; i++) {
        const struct part *part = &parts.list[i];
        const char *arrow = span_find(part->text, "->");
        if (arrow == NULL || part->mark == 0) {
            gift_report(block, PROBLEM_ERROR, part->text.start, N_("write it as = left -> right"),
                N_("this is no pair to match"), NULL);
            continue;
        }
        size_t before = (size_t)(arrow - part->text.start);
        struct option *option = add_option(block, part);
        take_option_text(block, (struct span){part->text.start, before}, option->text);
        take_option_text(
            block, (struct span){arrow + 2, part->text.length - before - 2}, option->match);
    }
}

static bool parse_number(const struct gift_block *block, struct span span, struct ratio *out)
{
    char text[OPTION_SIZE];
    gift_take_text(block, span, GIFT_PLAIN, GIFT_NUMBER, true, text, sizeof text);
    return ratio_parse(text, out);
}

/* "3", "3..4", "3:0.5" */
static bool parse_range(
    const struct gift_block *block, struct span span, struct ratio *low, struct ratio *high)
{
    const char *dots = span_find(span, ".."), *colon = span_find(span, ":");
    if (dots != NULL) {
        size_t before = (size_t)(dots - span.start);
        return parse_number(block, (struct span){span.start, before}, low) &&
               parse_number(block, (struct span){dots + 2, span.length - before - 2}, high) &&
               ratio_compare(*low, *high) <= 0;
    }
    if (colon != NULL) {
        struct ratio value, tolerance;
        size_t before = (size_t)(colon - span.start);
        return parse_number(block, (struct span){span.start, before}, &value) &&
               parse_number(
                   block, (struct span){colon + 1, span.length - before - 1}, &tolerance) &&
               tolerance.numerator >= 0 && ratio_subtract(value, tolerance, low) &&
               ratio_add(value, tolerance, high);
    }
    if (!parse_number(block, span, low))
        return false;
    *high = *low;
    return true;
}

void gift_range_format(const struct option *option, char *out, size_t size)
{
    char high[64];
    ratio_format(option->low, out, size);
    if (ratio_compare(option->low, option->high) == 0)
        return;
    ratio_format(option->high, high, sizeof high);
    str_append(out, size, "..");
    str_append(out, size, high);
}

static void read_numbers(struct gift_block *block, struct span answers)
{
    struct parts parts = split(block, answers, "=~");
    block->item->kind = ITEM_NUMBER;
    for (int i = 0; i < parts.count; i++) {
        const struct part *part = &parts.list[i];
        struct option *option = add_option(block, part);
        option->weight = part->weighted ? part->weight : part->mark == '~' ? 0 : WEIGHT_FULL;
        bool any = part->text.length == 0 || (part->text.length == 1 && part->text.start[0] == '*');
        if (any && part->mark == '~') {
            STR_COPY(option->text, "*");
            continue;
        }
        if (parse_range(block, part->text, &option->low, &option->high)) {
            gift_range_format(option, option->text, OPTION_SIZE);
            continue;
        }
        char shown[OPTION_SIZE];
        gift_take_text(block, part->text, GIFT_PLAIN, GIFT_NUMBER, true, shown, sizeof shown);
        gift_report(block, PROBLEM_ERROR, part->text.start,
            N_("write a number (7), a range (7..9) or a tolerance (7:0.5)"),
            N_("{text} is no number or range"), "text", quote(shown).text, NULL);
    }
}

static bool is_word(struct span span, const char *word)
{
    char text[8];
    str_copy_length(text, sizeof text, span.start, MIN(span.length, sizeof text - 1));
    return span.length == strlen(word) && str_equal_ascii_fold(text, word);
}

/* T, TRUE, F or FALSE before the first feedback. */
static bool read_true_false(struct gift_block *block, struct span answers)
{
    const char *hash = span_find(answers, "#");
    struct span word = answers;
    if (hash != NULL)
        word.length = (size_t)(hash - answers.start);
    word = span_trim(word);
    bool is_true = is_word(word, "T") || is_word(word, "TRUE");
    if (!is_true && !is_word(word, "F") && !is_word(word, "FALSE"))
        return false;
    if (word.start[0] >= 'a' || (word.length > 1 && word.start[1] >= 'a'))
        gift_report(block, PROBLEM_WARNING, word.start, N_("write TRUE or FALSE in capitals"),
            N_("Moodle would take this for a short answer; it was read as true or false"), NULL);
    struct item *item = block->item;
    item->kind = ITEM_TRUE_FALSE;
    item->option_count = 2;
    for (int i = 0; i < 2; i++)
        item->options[i] = (struct option){
            .low = {0, 1}, .high = {0, 1}, .weight = (i == 0) == is_true ? WEIGHT_FULL : 0};
    if (hash == NULL)
        return true;
    struct span wrong = {hash + 1, answers.length - (size_t)(hash + 1 - answers.start)};
    const char *second = span_find(wrong, "#");
    if (second != NULL) {
        enum gift_format format = block->format;
        struct span right = {second + 1, wrong.length - (size_t)(second + 1 - wrong.start)};
        wrong.length = (size_t)(second - wrong.start);
        right = gift_take_format(right, &format);
        gift_take_text(block, right, format, GIFT_FEEDBACK, true, item->feedback_right, TEXT_SIZE);
    }
    enum gift_format format = block->format;
    wrong = gift_take_format(wrong, &format);
    gift_take_text(block, wrong, format, GIFT_FEEDBACK, true, item->feedback_wrong, TEXT_SIZE);
    return true;
}

/* Cuts "####general" off the end; returns the feedback. */
static struct span take_general(struct span *answers)
{
    const char *last = NULL;
    struct span rest = *answers;
    for (const char *at = span_find(rest, "####"); at != NULL; at = span_find(rest, "####")) {
        last = at;
        rest.length -= (size_t)(at + 1 - rest.start);
        rest.start = at + 1;
    }
    if (last == NULL)
        return (struct span){answers->start, 0};
    struct span general = {last + 4, answers->length - (size_t)(last + 4 - answers->start)};
    answers->length = (size_t)(last - answers->start);
    return general;
}

void gift_read_answers(struct gift_block *block, struct span answers)
{
    struct item *item = block->item;
    struct span general = take_general(&answers);
    answers = span_trim(answers);
    if (answers.length == 0)
        item->kind = ITEM_OPEN;
    else if (answers.start[0] == '#')
        read_numbers(block, (struct span){answers.start + 1, answers.length - 1});
    else if (span_find(answers, "~") != NULL)
        read_choices(block, answers);
    else if (span_find(answers, "=") != NULL && span_find(answers, "->") != NULL)
        read_match(block, answers);
    else if (!read_true_false(block, answers))
        read_short(block, answers);
    if (general.length == 0)
        return;
    char text[TEXT_SIZE];
    enum gift_format format = block->format;
    general = gift_take_format(general, &format);
    gift_take_text(block, general, format, GIFT_FEEDBACK, true, text, sizeof text);
    if (item->feedback_right[0] != '\0' || item->feedback_wrong[0] != '\0') {
        STR_COPY(item->feedback_general, text);
        return;
    }
    STR_COPY(item->feedback_right, text);
    STR_COPY(item->feedback_wrong, text);
}
