#define _DEFAULT_SOURCE
#include "base/str.h"
#include "exchange/gift_internal.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Takes the next line; false at the end. */
static bool next_line(struct span *rest, struct span *line)
{
    if (rest->length == 0)
        return false;
    const char *end = memchr(rest->start, '\n', rest->length);
    const char *comment = memchr(rest->start, GIFT_COMMENT, rest->length);
    if (end == NULL || (comment != NULL && comment < end))
        end = comment;
    size_t length = end != NULL ? (size_t)(end - rest->start) : rest->length;
    *line = span_trim((struct span){rest->start, length});
    size_t taken = end != NULL ? length + 1 : length;
    rest->start += taken;
    rest->length -= taken;
    return true;
}

static bool is_answer_line(struct span line)
{
    return line.length >= 7 && strncasecmp(line.start, "ANSWER:", 7) == 0;
}

/* "A) text", "b. text", "*C) text". *letter is 0-based. A mark without a blank behind it counts
 * only for the letter that is expected: "U.S. history" is no choice. */
static bool is_choice_line(struct span line, int expected, int *letter, bool *starred, size_t *skip)
{
    size_t star = line.length > 0 && line.start[0] == '*';
    if (line.length < star + 2)
        return false;
    char c = line.start[star], mark = line.start[star + 1];
    if (!isalpha((unsigned char)c) || (mark != ')' && mark != '.'))
        return false;
    *letter = toupper((unsigned char)c) - 'A';
    *starred = star > 0;
    *skip = star + 2;
    bool blank = line.length == *skip || line.start[*skip] == ' ' || line.start[*skip] == '\t';
    return blank || (*letter == expected && mark == ')');
}

bool aiken_is_block(struct span span)
{
    struct span line;
    int letter, choices = 0;
    bool starred, answer = false;
    size_t skip;
    while (next_line(&span, &line)) {
        answer |= is_answer_line(line);
        choices += is_choice_line(line, choices, &letter, &starred, &skip) && letter == choices;
    }
    return (answer && choices > 0) || choices >= 2;
}

struct aiken {
    struct gift_block *block;
    struct question_list *out;
    struct span prompt; /* lines before the first choice */
    struct question *question;
    int right; /* 0-based, -1 not said */
};

static void report(const struct aiken *aiken, struct span at, const char *todo, const char *what)
{
    gift_report(aiken->block, PROBLEM_ERROR, at.start, todo, what, NULL);
}

static struct question *begin(struct aiken *aiken, struct span at)
{
    const struct gift_block *block = aiken->block;
    const char *start = aiken->prompt.length > 0 ? aiken->prompt.start : at.start;
    struct question *question = gift_add_question(block, start, aiken->out);
    if (question == NULL)
        return NULL;
    question->item.kind = ITEM_CHOICE;
    gift_take_text(block, aiken->prompt, GIFT_PLAIN, GIFT_QUESTION, false, question->item.prompt,
        LONG_TEXT_SIZE);
    aiken->right = -1;
    aiken->prompt.length = 0;
    return question;
}

static void take_choice(
    struct aiken *aiken, struct span line, int letter, bool starred, size_t skip)
{
    if (aiken->question == NULL)
        aiken->question = begin(aiken, line);
    if (aiken->question == NULL)
        return;
    struct item *item = &aiken->question->item;
    if (letter != item->option_count)
        report(aiken, line, N_("letter the answers A, B, C without a gap"),
            N_("the letters of the answers are not in order"));
    if (item->option_count == OPTION_MAX) {
        report(
            aiken, line, N_("leave the weakest ones out"), N_("the question has too many answers"));
        return;
    }
    if (line.length > skip && line.start[skip] != ' ' && line.start[skip] != '\t')
        gift_report(aiken->block, PROBLEM_WARNING, line.start,
            N_("write a blank after the letter: A) text"),
            N_("there is no blank after the letter of this answer"), NULL);
    if (starred) {
        aiken->right = item->option_count;
        gift_report(aiken->block, PROBLEM_WARNING, line.start,
            N_("write ANSWER: and the letter below"),
            N_("the star before this answer was taken for the right one"), NULL);
    }
    struct option *option = &item->options[item->option_count++];
    *option = (struct option){.low = {0, 1}, .high = {0, 1}};
    gift_take_text(aiken->block, (struct span){line.start + skip, line.length - skip}, GIFT_PLAIN,
        GIFT_ANSWER, true, option->text, OPTION_SIZE);
}

static void end_question(struct aiken *aiken)
{
    struct question *question = aiken->question;
    if (question == NULL)
        return;
    if (aiken->right >= 0 && aiken->right < question->item.option_count)
        question->item.options[aiken->right].weight = WEIGHT_FULL;
    aiken->question = NULL;
}

static void take_answer(struct aiken *aiken, struct span line)
{
    struct span letter = span_trim((struct span){line.start + 7, line.length - 7});
    if (aiken->question == NULL) {
        report(aiken, line, N_("write the question and its answers above"),
            N_("this ANSWER line belongs to no question"));
        return;
    }
    bool one = letter.length == 1 && isalpha((unsigned char)letter.start[0]);
    int right = one ? toupper((unsigned char)letter.start[0]) - 'A' : -1;
    if (!one)
        report(aiken, line, N_("write ANSWER: and one letter, such as ANSWER: B"),
            N_("this ANSWER line does not name one letter"));
    else if (right >= aiken->question->item.option_count)
        gift_report(aiken->block, PROBLEM_ERROR, letter.start, N_("name one of the answers above"),
            N_("the right answer is {letter} but there is no answer {letter}"), "letter",
            (char[]){(char)('A' + right), '\0'}, NULL);
    else if (memcmp(line.start, "ANSWER:", 7) != 0 || islower((unsigned char)letter.start[0]))
        gift_report(aiken->block, PROBLEM_WARNING, line.start,
            N_("write it in capitals: ANSWER: B"),
            N_("other programs read this line only in capitals"), NULL);
    if (right >= 0)
        aiken->right = right;
    end_question(aiken);
}

void aiken_read(struct gift_block *block, struct span span, struct question_list *out)
{
    struct aiken aiken = {.block = block, .out = out, .right = -1};
    struct span line;
    int letter = 0;
    bool starred = false;
    size_t skip = 0;
    while (next_line(&span, &line)) {
        if (line.length == 0)
            continue;
        int expected = aiken.question != NULL ? aiken.question->item.option_count : 0;
        if (is_answer_line(line)) {
            take_answer(&aiken, line);
        } else if (is_choice_line(line, expected, &letter, &starred, &skip)) {
            take_choice(&aiken, line, letter, starred, skip);
        } else {
            end_question(&aiken);
            if (aiken.prompt.length == 0)
                aiken.prompt.start = line.start;
            aiken.prompt.length = (size_t)(line.start + line.length - aiken.prompt.start);
        }
    }
    end_question(&aiken);
    if (aiken.prompt.length > 0)
        report(&aiken, aiken.prompt, N_("write the answers as A) text, B) text below it"),
            N_("this question has no answers"));
}

/* "- [x] text", "* [ ] text" */
static bool is_check_line(struct span line, bool *right)
{
    if (line.length < 5 || strchr("-*+", line.start[0]) == NULL || line.start[1] != ' ' ||
        line.start[2] != '[' || line.start[4] != ']')
        return false;
    *right = line.start[3] == 'x' || line.start[3] == 'X';
    return *right || line.start[3] == ' ';
}

bool checklist_is_block(struct span span)
{
    struct span line;
    int checks = 0;
    bool right;
    while (next_line(&span, &line))
        checks += is_check_line(line, &right);
    return checks >= 2;
}

/* Several right answers share the weight; the first takes what does not divide. */
static void share_weights(struct item *item, int right_count)
{
    item->kind = right_count == 1 ? ITEM_CHOICE : ITEM_MULTI;
    bool first = true;
    for (int i = 0; i < item->option_count && right_count > 0; i++) {
        if (item->options[i].weight == 0)
            continue;
        item->options[i].weight =
            WEIGHT_FULL / right_count + (first ? WEIGHT_FULL % right_count : 0);
        first = false;
    }
}

void checklist_read(struct gift_block *block, struct span span, struct question_list *out)
{
    struct question *question = gift_add_question(block, span.start, out);
    struct span line, prompt = {span.start, 0};
    int right_count = 0;
    bool right;
    if (question == NULL)
        return;
    struct item *item = &question->item;
    while (next_line(&span, &line)) {
        if (!is_check_line(line, &right)) {
            if (line.length > 0 && item->option_count > 0)
                gift_report(block, PROBLEM_ERROR, line.start,
                    N_("put the question above its answers and a blank line between questions"),
                    N_("there is text after the answers"), NULL);
            prompt.length = (size_t)(line.start + line.length - prompt.start);
            continue;
        }
        if (item->option_count == OPTION_MAX) {
            gift_report(block, PROBLEM_ERROR, line.start, N_("leave the weakest ones out"),
                N_("the question has more than {count} answers"), "count",
                str_number(OPTION_MAX).text, NULL);
            break;
        }
        struct option *option = &item->options[item->option_count++];
        *option = (struct option){.low = {0, 1}, .high = {0, 1}, .weight = right};
        right_count += right;
        gift_take_text(block, (struct span){line.start + 5, line.length - 5}, GIFT_PLAIN,
            GIFT_ANSWER, true, option->text, OPTION_SIZE);
    }
    while (prompt.length > 0 && strchr("# ", prompt.start[0]) != NULL) {
        prompt.start++;
        prompt.length--;
    }
    gift_take_text(block, prompt, GIFT_PLAIN, GIFT_QUESTION, false, item->prompt, LONG_TEXT_SIZE);
    share_weights(item, right_count);
}
