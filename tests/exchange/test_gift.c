#include "class_text.h"

#include "exchange/gift.h"

/* Reads a ticket file and writes down all that was understood, one item a line:
 * KIND [id] (skill) <title> "prompt" weight:text>match#feedback … +right -wrong ~general; then the
 * problems.
 */
static void dump_option(struct str_writer *out, const struct item *item, int at)
{
    const struct option *option = &item->options[at];
    str_putf(out, " %d:%s", (int)option->weight, option->text);
    if (option->match[0] != '\0')
        str_putf(out, ">%s", option->match);
    if (option->feedback[0] != '\0')
        str_putf(out, "#%s", option->feedback);
}

static void dump_item(struct str_writer *out, const struct question *question)
{
    const struct item *item = &question->item;
    str_put(out, question->reference ? "see" : item_kind_name(item->kind));
    if (item->id[0] != '\0')
        str_putf(out, " [%s]", item->id);
    if (item->skill[0] != '\0')
        str_putf(out, " (%s)", item->skill);
    if (item->title[0] != '\0')
        str_putf(out, " <%s>", item->title);
    str_putf(out, " \"%s\"", item->prompt);
    for (int i = 0; i < item->option_count; i++)
        dump_option(out, item, i);
    if (item->feedback_right[0] != '\0')
        str_putf(out, " +%s", item->feedback_right);
    if (item->feedback_wrong[0] != '\0')
        str_putf(out, " -%s", item->feedback_wrong);
    if (item->feedback_general[0] != '\0')
        str_putf(out, " ~%s", item->feedback_general);
    str_put(out, "\n");
}

static const struct {
    const char *gift, *expected;
} cases[] = {
#include "exchange/gift_cases.h"
};

static void read_case(struct class_text *self, const char *gift, struct str_writer *out)
{
    struct text_file text;
    struct question_list *list = arena_new(&self->arena, struct question_list);
    list->arena = &self->arena;
    STR_COPY(self->plan->skills[0].code, "4.NF.1");
    self->plan->skill_count = 1;
    const struct gift_context context = {.ticket = "t",
        .plan = self->plan,
        .skills_known = true,
        .problems = &self->problems,
        .arena = &self->arena};
    assert_true(text_decode("t.gift", gift, strlen(gift), &self->arena, &self->problems, &text));
    ticket_file_read(&text, &context, list);
    if (list->title[0] != '\0')
        str_putf(out, "title %s\n", list->title);
    for (int i = 0; i < list->count; i++)
        dump_item(out, list->list[i]);
    str_put(out, class_text_problems(self));
}

static void test_cases(void **state)
{
    (void)state;
    static struct class_text self;
    static char actual[20000];
    bool all = true;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        class_text_open(&self);
        struct str_writer out = str_writer(actual, sizeof actual);
        read_case(&self, cases[i].gift, &out);
        if (!str_equal(actual, cases[i].expected)) {
            print_message(
                "--- %s\n--- is\n%s--- should be\n%s\n", cases[i].gift, actual, cases[i].expected);
            all = false;
        }
        class_text_close(&self);
    }
    assert_true(all);
}

/* What is written is read back as the same item, and written again as the same bytes. */
static void test_written_cases_read_back(void **state)
{
    (void)state;
    static struct class_text self;
    int checked = 0;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        class_text_open(&self);
        class_text_add(&self, "students.csv", "id,first_name\na,Ana\n");
        class_text_add(&self, "skills.csv", "code,goal\n4.NF.1,I can\n");
        class_text_add(&self, "tickets/t.gift", cases[i].gift);
        class_text_read(&self);
        struct folder first, second;
        struct error error = {0};
        if (self.problems.errors == 0) {
            if (!class_folder_write(self.plan, &self.arena, &first, &error))
                fail_msg("%s: %s", cases[i].gift, error.text);
            class_folder_read(&first, &self.arena, self.plan, &self.problems);
            if (self.problems.errors > 0)
                fail_msg("%s: %s", cases[i].gift, class_text_problems(&self));
            assert_true(class_folder_write(self.plan, &self.arena, &second, &error));
            assert_int_equal(first.count, second.count);
            for (int f = 0; f < first.count; f++) {
                assert_int_equal(first.files[f].size, second.files[f].size);
                assert_memory_equal(
                    first.files[f].bytes, second.files[f].bytes, first.files[f].size);
            }
            checked++;
        }
        class_text_close(&self);
    }
    assert_true(checked > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_written_cases_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
