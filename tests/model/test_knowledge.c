#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "base/rng.h"
#include "model/knowledge.h"
#include "model/mastery.h"
#include "sample.h"
#include <math.h>

enum { LONG_MAX_ANSWERS = 60 };

/* + right, - wrong, ? unsure */
static int read_answers(const char *text, struct evidence *out)
{
    int count = 0;
    for (; text[count] != '\0'; count++)
        out[count] = (struct evidence){.right = text[count] == '+', .unsure = text[count] == '?'};
    return count;
}

/* By hand, with fractions. Usual numbers: prior 3/10, right 0.855 against 0.15, wrong 0.095 against
 * 0.6, unsure 0.05 against 0.25; then there = 0.95 there + 0.2 not.
 *   +   0.2565 / (0.2565 + 0.105) = 0.709544
 *   -   0.0285 / (0.0285 + 0.42) = 0.063545
 *   ?   0.015 / (0.015 + 0.175) = 0.078947
 *   ++  0.709544 becomes 0.732158; 0.625995 / (0.625995 + 0.040176) = 0.939690
 *   +-  0.069555 / (0.069555 + 0.160705) = 0.302073
 *   -+  0.063545 becomes 0.247659; 0.211748 / (0.211748 + 0.112851) = 0.652336 */
static void tables_by_hand(void **state)
{
    (void)state;
    static const struct knowledge_rule sure = {.prior = 0.5f, .guess = 0.0f, .slip = 0.0f};
    static const struct knowledge_rule plain = {
        .prior = 0.5f, .learn = 0.1f, .guess = 0.25f, .slip = 0.25f, .is_given = true};
    const struct {
        const struct knowledge_rule *rule;
        const char *answers;
        double expected;
    } cases[] = {
        {&knowledge_usual, "", 0.3},
        {&knowledge_usual, "+", 0.709544},
        {&knowledge_usual, "-", 0.063545},
        {&knowledge_usual, "?", 0.078947},
        {&knowledge_usual, "++", 0.939690},
        {&knowledge_usual, "+-", 0.302073},
        {&knowledge_usual, "-+", 0.652336},
        {&sure, "+", 1.0},
        {&sure, "-", 0.0},
        {&sure, "+-", 1.0}, /* impossible: what was known stands */
        {&plain, "+", 0.5 * 0.95 * 0.75 / (0.5 * 0.95 * 0.75 + 0.5 * 0.75 * 0.25)},
        {&plain, "?", 0.05 / 0.30},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct evidence answers[8];
        double got =
            knowledge_trace(cases[i].rule, answers, read_answers(cases[i].answers, answers));
        if (fabs(got - cases[i].expected) > 2e-6)
            fail_msg("case %d, \"%s\": %f", (int)i, cases[i].answers, got);
    }
}

static struct knowledge_rule random_rule(struct rng *rng)
{
    struct knowledge_rule rule = {.is_given = true};
    rule.prior = (float)(1 + rng_below(rng, 998)) / 1000;
    rule.learn = (float)(1 + rng_below(rng, 499)) / 1000;
    rule.forget = (float)rng_below(rng, 400) / 1000;
    rule.guess = (float)(1 + rng_below(rng, 450)) / 1000;
    rule.slip = (float)(1 + rng_below(rng, 450)) / 1000;
    return rule;
}

static int random_answers(struct rng *rng, struct evidence *out, int count)
{
    for (int i = 0; i < count; i++) {
        out[i] = (struct evidence){.unsure = rng_below(rng, 5) == 0};
        out[i].right = !out[i].unsure && rng_below(rng, 2) == 0;
    }
    return count;
}

/* The forward algorithm of a hidden Markov model with matrices, not normalised until the end. */
static double forward(const struct knowledge_rule *rule, const struct evidence *answers, int count)
{
    const double transition[2][2] = {{1 - (double)rule->learn, (double)rule->learn},
        {(double)rule->forget, 1 - (double)rule->forget}};
    const double emission[2][3] = {
        {0.75 * (1 - (double)rule->guess), 0.75 * (double)rule->guess, 0.25},
        {0.95 * (double)rule->slip, 0.95 * (1 - (double)rule->slip), 0.05}};
    double alpha[2] = {1 - (double)rule->prior, (double)rule->prior};
    for (int i = 0; i < count; i++) {
        double moved[2] = {alpha[0], alpha[1]};
        if (i > 0)
            for (int to = 0; to < 2; to++)
                moved[to] = alpha[0] * transition[0][to] + alpha[1] * transition[1][to];
        int seen = answers[i].unsure ? 2 : answers[i].right;
        for (int to = 0; to < 2; to++)
            alpha[to] = moved[to] * emission[to][seen];
    }
    return alpha[1] / (alpha[0] + alpha[1]);
}

static void agrees_with_matrices(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20000; seed++) {
        struct rng rng = rng_seeded(seed);
        struct knowledge_rule rule = random_rule(&rng);
        struct evidence answers[EVIDENCE_MAX];
        int count = random_answers(&rng, answers, (int)rng_below(&rng, EVIDENCE_MAX + 1));
        double got = knowledge_trace(&rule, answers, count);
        double expected = forward(&rule, answers, count);
        assert_true(got >= 0 && got <= 1);
        if (fabs(got - expected) > 1e-9)
            fail_msg("seed %u: %.12f, not %.12f", (unsigned)seed, got, expected);
    }
}

/* Better at any place is never worse at the end: a right answer over any other, and by the usual
 * numbers, where being unsure speaks less against the skill, an unsure one over a wrong one. */
static void better_answers_never_lower_it(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20000; seed++) {
        struct rng rng = rng_seeded(seed);
        struct knowledge_rule rule = random_rule(&rng);
        struct evidence answers[EVIDENCE_MAX];
        int count = random_answers(&rng, answers, 1 + (int)rng_below(&rng, EVIDENCE_MAX));
        int at = (int)rng_below(&rng, (uint32_t)count);
        answers[at].unsure = answers[at].right = false;
        double wrong = knowledge_trace(&rule, answers, count);
        answers[at].right = true;
        double right = knowledge_trace(&rule, answers, count);
        assert_true(right >= wrong);
        answers[at] = (struct evidence){.unsure = true};
        assert_true(knowledge_trace(&rule, answers, count) <= right);
        double unsure = knowledge_trace(&knowledge_usual, answers, count);
        answers[at].unsure = false;
        assert_true(knowledge_trace(&knowledge_usual, answers, count) <= unsure);
    }
}

/* A higher prior gives a higher estimate, whatever was answered. */
static void grows_with_the_prior(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 5000; seed++) {
        struct rng rng = rng_seeded(seed);
        struct knowledge_rule rule = random_rule(&rng), higher = rule;
        higher.prior = rule.prior + (1 - rule.prior) / 2;
        struct evidence answers[EVIDENCE_MAX];
        int count = random_answers(&rng, answers, (int)rng_below(&rng, EVIDENCE_MAX + 1));
        double low = knowledge_trace(&rule, answers, count);
        assert_true(knowledge_trace(&higher, answers, count) >= low - 1e-12); /* rounding */
    }
}

static bool happens(struct rng *rng, double chance)
{
    return rng_below(rng, 1000000) < chance * 1000000;
}

/* A student who learns, forgets, slips and guesses by the usual numbers. */
static void simulate(struct rng *rng, struct evidence *out, int count)
{
    const struct knowledge_rule *rule = &knowledge_usual;
    bool there = happens(rng, (double)rule->prior);
    for (int i = 0; i < count; i++) {
        out[i] = (struct evidence){
            .unsure = happens(rng, there ? KNOWLEDGE_UNSURE_THERE : KNOWLEDGE_UNSURE_NOT)};
        out[i].right =
            !out[i].unsure && happens(rng, there ? 1 - (double)rule->slip : (double)rule->guess);
        there = there ? !happens(rng, (double)rule->forget) : happens(rng, (double)rule->learn);
    }
}

/* What is not kept matters little: the header tells how much. */
static void the_newest_answers_are_enough(void **state)
{
    (void)state;
    enum { STUDENTS = 20000 };
    double sum = 0, worst = 0;
    for (uint64_t seed = 0; seed < STUDENTS; seed++) {
        struct rng rng = rng_seeded(seed);
        struct evidence answers[LONG_MAX_ANSWERS];
        simulate(&rng, answers, LONG_MAX_ANSWERS);
        double all = knowledge_trace(&knowledge_usual, answers, LONG_MAX_ANSWERS);
        double kept = knowledge_trace(
            &knowledge_usual, answers + LONG_MAX_ANSWERS - EVIDENCE_MAX, EVIDENCE_MAX);
        sum += fabs(all - kept);
        worst = MAX(worst, fabs(all - kept));
    }
    print_message("kept against all: mean %.9f, worst %.6f\n", sum / STUDENTS, worst);
    assert_true(sum / STUDENTS < 5e-6);
    assert_true(worst < 1e-3);
}

static void an_own_rule_of_the_skill_counts(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample.plan->skills[3].knowledge =
        (struct knowledge_rule){.prior = 0.9f, .guess = 0.1f, .slip = 0.1f, .is_given = true};
    sample_take_plan(&sample);
    assert_float_equal(knowledge_of(sample.classroom, 0, 0), 0.3, 1e-6);
    assert_float_equal(knowledge_of(sample.classroom, 0, 3), 0.9, 1e-6);
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_by_hand),
        cmocka_unit_test(agrees_with_matrices),
        cmocka_unit_test(better_answers_never_lower_it),
        cmocka_unit_test(grows_with_the_prior),
        cmocka_unit_test(the_newest_answers_are_enough),
        cmocka_unit_test(an_own_rule_of_the_skill_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
