#include "class_text.h"

static const struct {
    struct problem problem;
    const char *expected;
} cases[] = {
    {{PROBLEM_ERROR, "a.csv", 3, 4, {.what = "x", .then = "y"}}, "a.csv:3:4: x: y"},
    {{PROBLEM_WARNING, "a.csv", 3, 0, {.what = "x", .then = "y"}}, "a.csv:3:1: warning: x: y"},
    {{PROBLEM_NOTE, "a.csv", 0, 0, {.what = "x"}}, "a.csv:1:1: note: x"},
    {{PROBLEM_ERROR, "a.csv", 0, 7, {.what = "x", .then = "y"}}, "a.csv:1:1: x: y"},
    {{PROBLEM_ERROR, "", 0, 0, {.what = "x", .then = "y"}}, "class folder:1:1: x: y"},
};

static void test_format(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[1024];
        problem_format(&cases[i].problem, text, sizeof text);
        assert_string_equal(text, cases[i].expected);
    }
}

static void test_order_and_counts(void **state)
{
    (void)state;
    static struct class_text self;
    class_text_open(&self);
    problem_add(&self.problems, PROBLEM_NOTE, "b", 1, 1, NULL, "{n}", "n", "4", NULL);
    problem_add(&self.problems, PROBLEM_ERROR, "a", 10, 2, NULL, "{n}", "n", "3", NULL);
    problem_add(&self.problems, PROBLEM_ERROR, "a", 10, 1, NULL, "{n}", "n", "2", NULL);
    problem_add(&self.problems, PROBLEM_WARNING, "a", 9, 5, NULL, "{n}", "n", "1", NULL);
    problems_sort(&self.problems);
    assert_string_equal(
        class_text_problems(&self), "a:9:5: warning: 1\na:10:1: 2\na:10:2: 3\nb:1:1: note: 4\n");
    assert_int_equal(self.problems.errors, 2);
    assert_int_equal(self.problems.warnings, 1);
    assert_int_equal(self.problems.notes, 1);
    class_text_close(&self);
}

static void test_full_list_keeps_errors(void **state)
{
    (void)state;
    static struct class_text self;
    class_text_open(&self);
    for (int i = 0; i < PROBLEM_MAX + 5; i++)
        problem_add(&self.problems, PROBLEM_NOTE, "a", i + 1, 0, NULL, "note", NULL);
    problem_add(&self.problems, PROBLEM_ERROR, "a", 1, 0, NULL, "error", NULL);
    assert_int_equal(self.problems.count, PROBLEM_MAX);
    assert_int_equal(self.problems.notes, PROBLEM_MAX + 5);
    assert_int_equal(self.problems.list[PROBLEM_MAX - 1].level, PROBLEM_ERROR);
    class_text_close(&self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_order_and_counts),
        cmocka_unit_test(test_full_list_keeps_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
