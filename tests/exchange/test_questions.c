#include "class_text.h"

#include "exchange/questions.h"

#define B "\xEE\x80\x80"
#define E "\xEE\x80\x81"

static const struct {
    const char *cell, *prompt;
} stars[] = {
    {"plain", "plain"},
    {"*bold*", B "bold" E},
    {"a *b c* d", "a " B "b c" E " d"},
    {"(*b*)", "(" B "b" E ")"},
    {"3 * 4 * 5", "3 * 4 * 5"},
    {"3*4*5", "3*4*5"},
    {"*open", "*open"},
    {"*two\nlines*", "*two\nlines*"},
    {"\\*b\\*", "*b*"},
    {"\\\\*b*", "\\" B "b" E},
    {"a\\b \\n", "a\\b \\n"},
    {"**", "**"},
    {"**b**", "*" B "b" E "*"},
    {"*3 \\* 4*", B "3 * 4" E},
    {"*b\\* c*", B "b* c" E},
    {"*a* *b*", B "a" E " " B "b" E},
};

static void test_stars(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(stars); i++) {
        char bold[256], cell[256], again[256];
        stars_to_bold(bold, sizeof bold, stars[i].cell);
        assert_string_equal(bold, stars[i].prompt);
        bold_to_stars(cell, sizeof cell, bold);
        stars_to_bold(again, sizeof again, cell);
        assert_string_equal(again, bold);
    }
}

/* The letter counts as what stands in its column. */
static void test_true_and_false(void **state)
{
    (void)state;
    static const struct {
        const char *cells; /* a,b,correct */
        bool right;
    } cases[] = {{",,true", true}, {",,A", true}, {",,b", false}, {",,1", true}, {",,0", false},
        {"True,False,A", true}, {"False,True,A", false}, {"False,True,b", true}, {"No,Yes,2", true},
        {"No,Yes,1", false}, {"False,True,true", true}, {"Paris,Rome,A", true},
        {"True,true,B", false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        static struct class_text self;
        char text[128];
        class_text_open(&self);
        class_text_add(&self, "students.csv", "id,first_name\na,Ana\n");
        STR_FORMAT(text, "id,type,prompt,a,b,correct\nt/1,truefalse,Q,%s\n", cases[i].cells);
        class_text_add(&self, "questions.csv", text);
        class_text_read(&self);
        if (self.problems.errors > 0)
            fail_msg("%s: %s", cases[i].cells, class_text_problems(&self));
        if ((self.plan->items[0].options[0].weight == WEIGHT_FULL) != cases[i].right)
            fail_msg("%s is not %d", cases[i].cells, cases[i].right);
        class_text_close(&self);
    }
}

static const struct {
    const char *id, *skill, *ticket;
} tickets[] = {
    {"fractions/1", "", "fractions"},
    {"a/b/2", "", "a/b"},
    {"week-1-2", "", "week-1"},
    {"week-one", "S", "S"},
    {"q1", "4.NF.1", "4.NF.1"},
    {"q1", "", "questions"},
    {"/1", "", "questions"},
};

static void test_ticket_of_a_question(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(tickets); i++) {
        static struct item item;
        char out[ID_SIZE];
        STR_COPY(item.id, tickets[i].id);
        STR_COPY(item.skill, tickets[i].skill);
        question_ticket(&item, out);
        assert_string_equal(out, tickets[i].ticket);
    }
}

/* type, a, b, c, correct: and the weights of the options, or NULL for a problem. */
static const struct {
    const char *row, *weights;
} rows[] = {
    {"choice,one,two,three,B", "0 100000 0"},
    {"choice,one,two,three,b", "0 100000 0"},
    {"choice,one,two,three,2", "0 100000 0"},
    {"choice,one,two,three,two", "0 100000 0"},
    {"choice,B,A,C,A", "100000 0 0"},
    {"choice,3,2,1,2", "0 100000 0"},
    {"MC,one,two,,A", "100000 0"},
    {",one,two,,A", "100000 0"},
    {"multi,one,two,three,\"A,C\"", "50000 0 50000"},
    {"multi,one,two,three,A;B;C", "33334 33333 33333"},
    {"multi,one,two,three,one|three", "50000 0 50000"},
    {"multi,one,two,three,\"1, 3\"", "50000 0 50000"},
    {"truefalse,,,,TRUE", "100000 0"},
    {"tf,,,,f", "0 100000"},
    {"number,,,,7", "100000"},
    {"number,,,,\"7..9|1,5|2/3\"", "100000 100000 100000"},
    {"short,,,,red | blue", "100000 100000"},
    {"match,a => 1,b->2,=> 3,", "0 0 0"},
    {"order,one,two,three,", "0 0 0"},
    {"open,,,,", ""},
    {"scale,,,,", ""},
    {"choice,one,two,,D", NULL},
    {"choice,one,two,,", NULL},
    {"choice,one,two,,maybe", NULL},
    {"choice,one,two,,\"A,B\"", NULL},
    {"choice,one,,three,A", NULL},
    {"choice,one,,,A", NULL},
    {"multi,one,two,,\"A,D\"", NULL},
    {"truefalse,,,,perhaps", NULL},
    {"number,,,,9..7", NULL},
    {"number,,,,7+--1", NULL},
    {"number,,,,", NULL},
    {"short,,,,", NULL},
    {"match,a,b,c,", NULL},
    {"order,one,,,", NULL},
    {"riddle,one,two,,A", NULL},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        static struct class_text self;
        char csv[512], weights[256];
        class_text_open(&self);
        STR_FORMAT(csv, "id,prompt,type,a,b,c,correct\nw-1,What?,%s\n", rows[i].row);
        struct text_file text = {.name = "questions.csv", .text = csv, .length = strlen(csv)};
        struct question_list *list = arena_new(&self.arena, struct question_list);
        list->arena = &self.arena;
        questions_read(&text, &self.arena, list, &self.problems);
        if ((self.problems.errors == 0) != (rows[i].weights != NULL))
            fail_msg("%s: %s", rows[i].row, class_text_problems(&self));
        if (rows[i].weights != NULL) {
            const struct item *item = &list->list[0]->item;
            struct str_writer out = str_writer(weights, sizeof weights);
            for (int o = 0; o < item->option_count; o++)
                str_putf(&out, "%s%d", o > 0 ? " " : "", (int)item->options[o].weight);
            assert_string_equal(weights, rows[i].weights);
        }
        class_text_close(&self);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stars),
        cmocka_unit_test(test_true_and_false),
        cmocka_unit_test(test_ticket_of_a_question),
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
