#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "model/item.h"
#include <string.h>

static void check(const struct item *item, const char *response, bool unsure, const char *expected)
{
    char words[FEEDBACK_SIZE];
    bool any = item_feedback(item, response, unsure, words);
    if (any != (expected[0] != '\0') || strcmp(words, expected) != 0)
        fail_msg("\"%s\" is told \"%s\", not \"%s\"", response, words, expected);
}

static struct item choice(enum item_kind kind)
{
    struct item item = {.kind = kind, .option_count = 3};
    STR_COPY(item.options[0].feedback, "a");
    STR_COPY(item.options[1].feedback, "b");
    item.options[1].weight = WEIGHT_FULL;
    STR_COPY(item.feedback_right, "right");
    STR_COPY(item.feedback_wrong, "wrong");
    return item;
}

static void says_what_fits_the_answer(void **state)
{
    (void)state;
    struct item item = choice(ITEM_CHOICE);
    check(&item, "A", false, "a\nwrong");
    check(&item, "B", false, "b\nright");
    check(&item, "C", false, "wrong");
    check(&item, "Z", false, "wrong");
    check(&item, "", false, "");
    check(&item, "A", true, "");
    STR_COPY(item.feedback_general, "to all");
    check(&item, "A", false, "a\nwrong\nto all");
    item.feedback_right[0] = item.feedback_wrong[0] = '\0';
    check(&item, "C", false, "to all");
    check(&item, "C", true, "");
    item.feedback_general[0] = '\0';
    check(&item, "C", false, "");
}

static void says_to_each_tick(void **state)
{
    (void)state;
    struct item item = choice(ITEM_MULTI);
    item.options[0].weight = WEIGHT_FULL / 2;
    item.options[1].weight = WEIGHT_FULL / 2;
    check(&item, "A,B", false, "a\nb\nright");
    check(&item, "A,C", false, "a\nwrong");
    STR_COPY(item.feedback_wrong, "a"); /* nothing is said twice */
    check(&item, "A,C", false, "a");
}

/* Part of another sentence is not said. */
static void says_what_only_stands_in_other_words(void **state)
{
    (void)state;
    struct item item = choice(ITEM_CHOICE);
    STR_COPY(item.options[0].feedback, "Not enough: count again.");
    STR_COPY(item.feedback_wrong, "Not");
    STR_COPY(item.feedback_general, "count again.");
    check(&item, "A", false, "Not enough: count again.\nNot\ncount again.");
    STR_COPY(item.feedback_general, "Not");
    check(&item, "A", false, "Not enough: count again.\nNot");
}

static void says_the_general_to_what_is_not_scored(void **state)
{
    (void)state;
    struct item item = {.kind = ITEM_OPEN};
    STR_COPY(item.feedback_right, "general");
    check(&item, "because", false, "");
    STR_COPY(item.feedback_wrong, "general");
    check(&item, "because", false, "general");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_fits_the_answer),
        cmocka_unit_test(says_to_each_tick),
        cmocka_unit_test(says_what_only_stands_in_other_words),
        cmocka_unit_test(says_the_general_to_what_is_not_scored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
