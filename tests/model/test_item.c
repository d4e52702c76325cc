#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "base/rng.h"
#include "base/sentence.h"
#include "base/str.h"
#include "model/item.h"
#include "model/spelling.h"
#include "open_gap.h"
#include <inttypes.h>
#include <string.h>

/* --- Numbers ---------------------------------------------------------------------------------- */

static void reads_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t numerator, denominator; /* 0/0: refused */
    } cases[] = {
        {"7", 7, 1},
        {" 7 ", 7, 1},
        {"+7", 7, 1},
        {"-7", -7, 1},
        {"\u22127", -7, 1},
        {"007", 7, 1},
        {"0.5", 1, 2},
        {"-0,5", -1, 2},
        {".5", 1, 2},
        {"5.", 5, 1},
        {"1,5", 3, 2},
        {"1.50", 3, 2},
        {"2/3", 2, 3},
        {"4/6", 2, 3},
        {"-2/3", -2, 3},
        {"2 / 3", 2, 3},
        {"1 1/2", 3, 2},
        {"-1 1/2", -3, 2},
        {"1  1/2", 3, 2},
        {"7/4", 7, 4},
        {"½", 1, 2},
        {"1½", 3, 2},
        {"1 ½", 3, 2},
        {"⅔", 2, 3},
        {"-2⅞", -23, 8},
        {"⅒", 1, 10},
        {"2\u20443", 2, 3},
        {"1\u2009000", 1000, 1},
        {"1\u202F000,5", 2001, 2},
        {"12\u00A0345\u00A0678", 12345678, 1},
        {"1 000", 1000, 1},
        {"1,234,567", 1234567, 1},
        {"1.234.567", 1234567, 1},
        {"1,234.5", 2469, 2},
        {"1.234,5", 2469, 2},
        {"1,000", 1, 1},
        {"٣٫٥", 7, 2},
        {"७", 7, 1},
        {"１２", 12, 1},
        {"9223372036854775807", INT64_MAX, 1},
        {"0/5", 0, 1},
        {"9223372036854775808", 0, 0},
        {"1/9223372036854775808", 0, 0},
        {"0.00000000000000000001", 0, 0},
        {"", 0, 0},
        {" ", 0, 0},
        {"-", 0, 0},
        {".", 0, 0},
        {"1/0", 0, 0},
        {"1/", 0, 0},
        {"/2", 0, 0},
        {"1//2", 0, 0},
        {"1/2/3", 0, 0},
        {"1 2", 0, 0},
        {"10 00", 0, 0},
        {"1,23,456", 0, 0},
        {"1.2.3", 0, 0},
        {"1,2,3.4", 0, 0},
        {"--1", 0, 0},
        {"1-", 0, 0},
        {"1e3", 0, 0},
        {"0x1F", 0, 0},
        {"50%", 0, 0},
        {"7 cm", 0, 0},
        {"1 1/0", 0, 0},
        {"1.5/2", 0, 0},
        {"½½", 0, 0},
        {"2/-3", 0, 0},
        {"seven", 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ratio got = {0, 0};
        bool ok = ratio_parse(cases[i].text, &got);
        if (ok != (cases[i].denominator != 0) || got.numerator != cases[i].numerator ||
            got.denominator != cases[i].denominator)
            fail_msg(
                "\"%s\" gives %" PRId64 "/%" PRId64, cases[i].text, got.numerator, got.denominator);
    }
}

static void reads_thousands(void **state)
{
    (void)state;
    struct ratio got;
    assert_true(ratio_parse_grouped("1,000", &got) && got.numerator == 1000);
    assert_true(ratio_parse_grouped("-2.125", &got) && got.numerator == -2125);
    static const char *const one_way[] = {"1,5", "0.125", "1234,567", "7", "1/2", "1,234.5"};
    for (size_t i = 0; i < COUNT_OF(one_way); i++)
        assert_false(ratio_parse_grouped(one_way[i], &got));
}

static void calculates_exactly(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 5000; seed++) {
        struct rng rng = rng_seeded(seed);
        int64_t n[2], d[2];
        for (int i = 0; i < 2; i++) {
            n[i] = (int64_t)rng_below(&rng, 2000) - 1000;
            d[i] = 1 + (int64_t)rng_below(&rng, 60);
        }
        struct ratio a = ratio_make(n[0], d[0]), b = ratio_make(-n[1], -d[1]), sum, back;
        int64_t left = n[0] * d[1], right = n[1] * d[0];
        assert_int_equal(ratio_compare(a, b), (left > right) - (left < right));
        assert_true(ratio_add(a, b, &sum));
        assert_true(ratio_subtract(sum, b, &back));
        assert_int_equal(ratio_compare(sum, ratio_make(left + right, d[0] * d[1])), 0);
        assert_int_equal(ratio_compare(back, a), 0);
        char text[64];
        ratio_format(a, text, sizeof text);
        assert_true(ratio_parse(text, &back));
        assert_int_equal(ratio_compare(back, a), 0);
    }
    struct ratio huge = {INT64_MAX, 1}, tiny = {1, INT64_MAX}, near = {INT64_MAX - 1, INT64_MAX},
                 out;
    assert_false(ratio_add(huge, huge, &out));
    assert_false(ratio_add(tiny, (struct ratio){1, INT64_MAX - 1}, &out));
    assert_true(ratio_compare(huge, tiny) > 0 && ratio_compare(tiny, near) < 0);
    assert_true(ratio_compare((struct ratio){INT64_MAX - 2, INT64_MAX - 1}, near) < 0);
    assert_true(ratio_compare((struct ratio){-INT64_MAX, 1}, huge) < 0);
    /* Rounded down and multiplied back, this is no number of 64 bits any more. */
    struct ratio low = ratio_make(-INT64_MAX, 2000000000);
    assert_int_equal(ratio_compare(low, low), 0);
    assert_true(ratio_compare(low, ratio_make(-INT64_MAX + 1, 2000000000)) < 0);
}

static void writes_numbers(void **state)
{
    (void)state;
    static const struct {
        struct ratio ratio;
        const char *text;
    } cases[] = {{{7, 1}, "7"}, {{-7, 1}, "-7"}, {{2, 3}, "2/3"}, {{5, 4}, "1.25"},
        {{-1, 2}, "-0.5"}, {{1, 20}, "0.05"}, {{0, 1}, "0"}, {{-5, 3}, "-5/3"},
        {{1, 1024}, "1/1024"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[64];
        ratio_format(cases[i].ratio, text, sizeof text);
        assert_string_equal(text, cases[i].text);
    }
}

/* --- Scoring ---------------------------------------------------------------------------------- */

/* Options as text => match, with weights in percent. */
struct given {
    const char *text, *match;
    int percent;
};

static struct item make_item(enum item_kind kind, const struct given *given, int count)
{
    struct item item = {.kind = kind, .option_count = count, .points = 1};
    STR_COPY(item.id, "t/1");
    STR_COPY(item.prompt, "?");
    for (int i = 0; i < count; i++) {
        STR_COPY(item.options[i].text, given[i].text);
        STR_COPY(item.options[i].match, given[i].match);
        item.options[i].weight = given[i].percent * (WEIGHT_FULL / 100);
    }
    return item;
}

struct expected {
    const char *response;
    int score;
    int option;
};

static void check_scores(const struct item *item, const struct expected *expected, size_t count)
{
    struct sentence wrong;
    if (!item_check(item, &wrong))
        fail_msg("%s", wrong.what);
    for (size_t i = 0; i < count; i++) {
        struct score got = item_score(item, expected[i].response, false);
        if (!got.scored || got.score != expected[i].score || got.option != expected[i].option ||
            got.right != (got.score == SCORE_FULL))
            fail_msg("\"%s\" scores %d (option %d)", expected[i].response, (int)got.score,
                (int)got.option);
    }
    struct score unsure = item_score(item, expected[0].response, true);
    assert_false(unsure.scored || unsure.right);
    struct score empty = item_score(item, " \t", false);
    assert_false(empty.scored || empty.right);
}
#define CHECK_SCORES(item, ...)                             \
    do {                                                    \
        const struct expected expected[] = {__VA_ARGS__};   \
        check_scores((item), expected, COUNT_OF(expected)); \
    } while (0)

static void scores_choices(void **state)
{
    (void)state;
    const struct given options[] = {{"a", "", 0}, {"b", "", 100}, {"c", "", 50}, {"d", "", -50}};
    struct item item = make_item(ITEM_CHOICE, options, 4);
    CHECK_SCORES(&item, {"B", 1000, 1}, {"b", 1000, 1}, {" C ", 500, 2}, {"A", 0, 0}, {"D", 0, 3},
        {"E", 0, -1}, {"BB", 0, -1}, {"B,C", 0, -1}, {"1", 0, -1});
    const struct given truth[] = {{"", "", 0}, {"", "", 100}};
    item = make_item(ITEM_TRUE_FALSE, truth, 2);
    CHECK_SCORES(&item, {"B", 1000, 1}, {"A", 0, 0}, {"C", 0, -1});
}

static void scores_several_choices(void **state)
{
    (void)state;
    const struct given options[] = {{"a", "", 50}, {"b", "", 0}, {"c", "", 50}, {"d", "", -100}};
    struct item item = make_item(ITEM_MULTI, options, 4);
    CHECK_SCORES(&item, {"A,C", 1000, -1}, {"C,A", 1000, -1}, {"A", 500, 0}, {"A,B", 0, -1},
        {"A,B,C", 500, -1}, {"A,C,D", 0, -1}, {"B", 0, 1}, {"A,A", 0, -1}, {"A;C", 0, -1});
    struct item thirds = make_item(ITEM_MULTI, options, 3);
    for (int i = 0; i < 3; i++)
        thirds.options[i].weight = 33333; /* GIFT's %33.33333% */
    CHECK_SCORES(&thirds, {"A,B,C", 1000, -1}, {"A,B", 667, -1});
}

static void scores_numbers(void **state)
{
    (void)state;
    const struct given options[] = {{"", "", 100}, {"", "", 50}, {"*", "", 0}};
    struct item item = make_item(ITEM_NUMBER, options, 3);
    item.options[0].low = ratio_make(3, 2);
    item.options[0].high = ratio_make(3, 2);
    item.options[1].low = ratio_make(7, 5);
    item.options[1].high = ratio_make(8, 5);
    CHECK_SCORES(&item, {"1 1/2", 1000, 0}, {"1,5", 1000, 0}, {"1.50", 1000, 0}, {"6/4", 1000, 0},
        {"1½", 1000, 0}, {"1.4", 500, 1}, {"8/5", 500, 1}, {"1.3999", 0, 2}, {"1.61", 0, 2},
        {"one", 0, 2}, {"-1.5", 0, 2});
    const struct given parts[] = {{"", "", 50}, {"", "", 100}};
    struct item within = make_item(ITEM_NUMBER, parts, 2); /* one range lies in the other */
    within.options[0].low = (struct ratio){6, 1};
    within.options[0].high = (struct ratio){8, 1};
    within.options[1].low = within.options[1].high = (struct ratio){7, 1};
    CHECK_SCORES(&within, {"7", 1000, 1}, {"8", 500, 0});
    for (int right = 0; right < 2; right++) { /* "1,000" read the way that is worth more */
        struct item both = make_item(ITEM_NUMBER, parts, 2);
        both.options[right].low = both.options[right].high = (struct ratio){1, 1};
        both.options[1 - right].low = both.options[1 - right].high = (struct ratio){1000, 1};
        CHECK_SCORES(&both, {"1,000", 1000, 1}, {"1", right == 1 ? 1000 : 500, right});
    }
    struct item thousand = make_item(ITEM_NUMBER, options, 1);
    thousand.options[0].low = thousand.options[0].high = (struct ratio){1000, 1};
    CHECK_SCORES(&thousand, {"1000", 1000, 0}, {"1,000", 1000, 0}, {"1.000", 1000, 0},
        {"1 000", 1000, 0}, {"1", 0, -1}, {"thousand", 0, -1});
}

static void scores_short_answers(void **state)
{
    (void)state;
    const struct given options[] = {{"Photosynthesis", "", 100}, {"growth", "", 50},
        {"photosynthetic", "", 0}, {"*light*energy", "", 75}, {"it's", "", 100}, {"5\\*", "", 25},
        {"*", "", 0}};
    struct item item = make_item(ITEM_SHORT, options, 7);
    item.spelling = 2;
    CHECK_SCORES(&item, {"photosynthesis", 1000, 0}, {" PHOTOSYNTHESIS. ", 1000, 0},
        {"fotosynthesis", 1000, 0}, {"photosinthesis", 1000, 0}, {"fotosinthesis", 0, 6},
        {"Growth", 500, 1}, {"gorwth", 500, 1}, {"photosynthetic", 0, 2},
        {"the light  is energy!", 750, 3}, {"it\u2019s", 1000, 4}, {"5*", 250, 5}, {"52", 0, 6},
        {"cabbage", 0, 6});
    CHECK_SCORES(&item, {"light gives energy", 750, 3});
    const struct given both_ways[] = {{"*light*", "", 50}, {"*energy*", "", 100}};
    struct item either = make_item(ITEM_SHORT, both_ways, 2);
    CHECK_SCORES(&either, {"light", 500, 0}, {"light energy", 1000, 1});
    item.spelling = 0;
    CHECK_SCORES(&item, {"fotosynthesis", 0, 6}, {"photosynthesis", 1000, 0});
    item.case_matters = true;
    CHECK_SCORES(&item, {"photosynthesis", 0, 6}, {"Photosynthesis", 1000, 0});
}

static void short_words_forgive_less(void **state)
{
    (void)state;
    static const struct {
        const char *wanted, *typed;
        int spelling, score;
    } cases[] = {
        {"cat", "cut", 3, 0},
        {"frog", "frg", 3, 1000},
        {"frog", "rfog", 3, 1000},
        {"frog", "rfgo", 3, 0},
        {"elephant", "elefant", 3, 1000},
        {"elephant", "ellefent", 2, 0},
        {"elephant", "elphent", 2, 1000},
        {"elephant", "elphent", 1, 0},
        {"ÉCOLE", "école", 0, 1000},
        {"Straße", "STRASSE", 2, 0},
        {"ŁÓDŹ", "łódź", 0, 1000},
        {"ΣΟΦΟΣ", "σοφος", 0, 1000},
        {"ЁЖИК", "ёжик", 0, 1000},
        {"İSTANBUL", "istanbul", 0, 1000},
        {"ılık", "ilik", 0, 1000},
        {"mother-in-law", "mother\u2013in\u2013law", 0, 1000},
        {"?", "?", 0, 1000},
        {"?", "!", 0, 0},
        {"new york", "new   york", 0, 1000},
        {"new york", "\u2009new york\u3000", 0, 1000},
        {"\"no\"", "\u201Cno\u201D", 0, 1000},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct given options[] = {{cases[i].wanted, "", 100}};
        struct item item = make_item(ITEM_SHORT, options, 1);
        item.spelling = (uint8_t)cases[i].spelling;
        if (item_score(&item, cases[i].typed, false).score != cases[i].score)
            fail_msg("%s for %s", cases[i].typed, cases[i].wanted);
    }
}

/* A word with k edits is never further than k; the distance is the same both ways. */
static void edits_bound_the_distance(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct rng rng = rng_seeded(seed);
        struct words word = {.count = 4 + rng_below(&rng, 12)}, typed;
        for (size_t i = 0; i < word.count; i++)
            word.code[i] = 'a' + rng_below(&rng, 4);
        typed = word;
        int edits = (int)rng_below(&rng, 3);
        for (int e = 0; e < edits; e++) {
            size_t at = rng_below(&rng, (uint32_t)typed.count);
            if (rng_below(&rng, 2) == 0) {
                typed.code[at] = 'z';
            } else {
                memmove(typed.code + at, typed.code + at + 1,
                    (typed.count - at - 1) * sizeof typed.code[0]);
                typed.count--;
            }
        }
        assert_true(words_are_near(&word, &typed, edits));
        for (int limit = 0; limit < 3; limit++)
            assert_int_equal(
                words_are_near(&word, &typed, limit), words_are_near(&typed, &word, limit));
    }
}

static void wildcards(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool matches;
    } cases[] = {{"*", "", true}, {"a*", "a", true}, {"a*c", "abc", true}, {"a*c", "abcd", false},
        {"*ab*ab", "abxab", true}, {"*ab*ab", "ab", false}, {"a**b", "ab", true},
        {"*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaa", false}, {"\\*", "*", true}, {"\\*", "x", false},
        {"a\\*b*", "a*bcd", true}, {"é*", "ÉTÉ", true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct words words;
        words_tidy(&words, cases[i].text, false);
        if (words_match(&words, cases[i].pattern, false) != cases[i].matches)
            fail_msg("%s on %s", cases[i].pattern, cases[i].text);
    }
    assert_true(words_have_wildcard("a\\**") && !words_have_wildcard("a\\*"));
}

static void scores_matching(void **state)
{
    (void)state;
    const struct given options[] = {
        {"cat", "animal", 0}, {"dog", "animal", 0}, {"rose", "plant", 0}, {"", "stone", 0}};
    struct item item = make_item(ITEM_MATCH, options, 4);
    int rights[OPTION_MAX], lefts[OPTION_MAX];
    assert_int_equal(item_right_sides(&item, rights), 3);
    assert_int_equal(item_left_sides(&item, lefts), 3);
    char animal = 0, plant = 0, stone = 0;
    for (int i = 0; i < 3; i++) {
        const char *match = item.options[rights[i]].match;
        *(match[0] == 'a' ? &animal : match[0] == 'p' ? &plant : &stone) = (char)('A' + i);
    }
    char all[32], some[32], none[32];
    STR_FORMAT(all, "1>%c, 2 > %c,3>%c", animal, animal, plant);
    STR_FORMAT(some, "1>%c,3>%c", animal, stone);
    STR_FORMAT(none, "1>%c,2>%c,3>%c", stone, plant, animal);
    CHECK_SCORES(&item, {all, 1000, -1}, {some, 333, -1}, {none, 0, -1}, {"1>Z", 0, -1},
        {"9>A", 0, -1}, {"A>1", 0, -1}, {"1>", 0, -1}, {"nonsense", 0, -1});
}

static void scores_order(void **state)
{
    (void)state;
    const struct given options[] = {
        {"one", "", 0}, {"two", "", 0}, {"two", "", 0}, {"four", "", 0}};
    struct item item = make_item(ITEM_ORDER, options, 4);
    CHECK_SCORES(&item, {"A,B,C,D", 1000, -1}, {"A,C,B,D", 1000, -1}, {"B,A,C,D", 500, -1},
        {"D,A", 0, -1}, {"A,B", 500, -1}, {"A,A,A,A", 0, -1}, {"A,B,C,E", 0, -1});
}

static void never_scores_open_questions(void **state)
{
    (void)state;
    const enum item_kind kinds[] = {ITEM_OPEN, ITEM_SCALE, ITEM_DESCRIPTION};
    struct sentence told;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct item item = make_item(kinds[i], NULL, 0);
        assert_true(item_check(&item, &told));
        struct score score = item_score(&item, "5", false);
        assert_false(score.scored || score.right);
    }
}

static void percents_are_full_ones(void **state)
{
    (void)state;
    static const int known[][2] = {{0, 0}, {9, 0}, {10, 1}, {666, 66}, {799, 79}, {800, 80},
        {SCORE_FULL - 1, 99}, {SCORE_FULL, 100}};
    for (size_t i = 0; i < COUNT_OF(known); i++)
        assert_int_equal(score_percent(known[i][0]), known[i][1]);
}

static void any_response_is_scored(void **state)
{
    (void)state;
    const struct given options[] = {{"a", "x", 100}, {"b*", "y", 50}, {"c", "z", 0}};
    static const char letters[] = "ABCabc123,,,>>*\\/ .-\xC3\xA9\xFF\xE2";
    for (uint64_t seed = 0; seed < 4000; seed++) {
        struct rng rng = rng_seeded(seed);
        struct item item = make_item((enum item_kind)(seed % ITEM_KIND_COUNT), options, 3);
        item.spelling = 3;
        for (int i = 0; i < 3; i++)
            item.options[i].low = item.options[i].high = (struct ratio){i, 1};
        char response[24];
        size_t length = rng_below(&rng, sizeof response);
        for (size_t i = 0; i < length; i++)
            response[i] = letters[rng_below(&rng, sizeof letters - 1)];
        response[length] = '\0';
        struct score score = item_score(&item, response, false);
        assert_in_range(score.score, 0, SCORE_FULL);
        assert_int_equal(score.right, score.scored && score.score == SCORE_FULL);
        assert_in_range(score.option + 1, 0, 3);
    }
}

static void shuffles_but_never_solves(void **state)
{
    (void)state;
    const struct given options[] = {{"1", "", 0}, {"2", "", 0}, {"2", "", 0}};
    for (int count = 2; count <= 3; count++) {
        struct item item = make_item(ITEM_ORDER, options, count);
        int first_seen[3] = {0};
        for (uint64_t seed = 0; seed < 500; seed++) {
            int order[OPTION_MAX], again[OPTION_MAX], seen = 0;
            assert_int_equal(item_shown_order(&item, seed, order), count);
            assert_int_equal(item_shown_order(&item, seed, again), count);
            assert_memory_equal(order, again, (size_t)count * sizeof order[0]);
            bool solved = true;
            for (int i = 0; i < count; i++) {
                seen |= 1 << order[i];
                solved = solved && str_equal(options[order[i]].text, options[i].text);
            }
            assert_int_equal(seen, (1 << count) - 1);
            assert_false(solved);
            first_seen[order[0]]++;
        }
        assert_true(first_seen[1] > 0);
    }
    struct item choice = make_item(ITEM_CHOICE, options, 3);
    int order[OPTION_MAX];
    item_shown_order(&choice, 5, order);
    assert_true(order[0] == 0 && order[1] == 1 && order[2] == 2);
}

static void refuses_items_nobody_can_answer(void **state)
{
    (void)state;
    struct sentence told;
    const struct given right[] = {{"a", "x", 100}, {"b", "y", 0}},
                       wrong[] = {{"a", "x", 50}, {"a", "x", 0}},
                       hole[] = {{"a", "", 100}, {"", "y", 0}};
    static const struct {
        enum item_kind kind;
        int count;
    } cases[] = {{ITEM_CHOICE, 1}, {ITEM_TRUE_FALSE, 1}, {ITEM_NUMBER, 0}, {ITEM_SHORT, 0},
        {ITEM_MATCH, 1}, {ITEM_ORDER, 1}, {ITEM_MULTI, 1}, {ITEM_CHOICE, OPTION_MAX + 1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct item item = make_item(cases[i].kind, right, MIN(cases[i].count, 2));
        item.option_count = cases[i].count;
        assert_false(item_check(&item, &told));
        assert_non_null(told.what);
        assert_non_null(told.then);
        assert_null(find_open_gap(&told));
    }
    for (int kind = ITEM_CHOICE; kind <= ITEM_ORDER; kind++) {
        struct item item = make_item((enum item_kind)kind, wrong, 2);
        assert_false(item_check(&item, &told));
        if (kind == ITEM_TRUE_FALSE || kind == ITEM_NUMBER)
            continue;
        item = make_item((enum item_kind)kind, hole, 2);
        assert_false(item_check(&item, &told));
    }
    struct item item = make_item(ITEM_CHOICE, right, 2);
    assert_true(item_check(&item, &told));
    item.prompt[0] = '\0';
    assert_false(item_check(&item, &told));
}

static void kinds_have_names(void **state)
{
    (void)state;
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++) {
        enum item_kind back;
        assert_true(item_kind_parse(item_kind_name((enum item_kind)kind), &back));
        assert_int_equal(back, kind);
    }
    enum item_kind back;
    assert_true(item_kind_parse("TrueFalse", &back) && back == ITEM_TRUE_FALSE);
    assert_false(item_kind_parse("essay", &back));
}

/* Letters that are stored in answers: they must not change, on any machine. */
static void the_letters_of_right_sides_never_change(void **state)
{
    (void)state;
    static struct item item = {.kind = ITEM_MATCH, .option_count = 4};
    static const char *const sides[][2] = {
        {"cat", "meow"}, {"dog", "woof"}, {"cow", "moo"}, {"hen", "cluck"}};
    char response[RESPONSE_SIZE];
    STR_COPY(item.id, "t1/3");
    for (int i = 0; i < 4; i++) {
        STR_COPY(item.options[i].text, sides[i][0]);
        STR_COPY(item.options[i].match, sides[i][1]);
    }
    item_right_response(&item, response);
    assert_string_equal(response, "1>D,2>C,3>A,4>B");
}

/* What it takes for right scores as right; of equals the first. */
static void the_right_response_is_right(void **state)
{
    (void)state;
    const struct given options[] = {{"a", "x", 0}, {"b", "y", 50}, {"c", "z", 50}, {"d", "w", 0}};
    static const struct {
        enum item_kind kind;
        const char *response;
    } cases[] = {{ITEM_CHOICE, "B"}, {ITEM_MULTI, "B,C"}, {ITEM_SHORT, "b"}, {ITEM_NUMBER, "1"},
        {ITEM_ORDER, "A,B,C,D"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct item item = make_item(cases[i].kind, options, 4);
        char response[RESPONSE_SIZE];
        for (int k = 0; k < 4; k++) {
            item.options[k].low = item.options[k].high = (struct ratio){k, 1};
            if (cases[i].kind != ITEM_MULTI)
                item.options[k].weight *= 2;
        }
        item_right_response(&item, response);
        assert_string_equal(response, cases[i].response);
        assert_true(item_score(&item, response, false).right);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(reads_thousands),
        cmocka_unit_test(calculates_exactly),
        cmocka_unit_test(writes_numbers),
        cmocka_unit_test(scores_choices),
        cmocka_unit_test(scores_several_choices),
        cmocka_unit_test(scores_numbers),
        cmocka_unit_test(scores_short_answers),
        cmocka_unit_test(short_words_forgive_less),
        cmocka_unit_test(edits_bound_the_distance),
        cmocka_unit_test(wildcards),
        cmocka_unit_test(scores_matching),
        cmocka_unit_test(scores_order),
        cmocka_unit_test(never_scores_open_questions),
        cmocka_unit_test(percents_are_full_ones),
        cmocka_unit_test(any_response_is_scored),
        cmocka_unit_test(shuffles_but_never_solves),
        cmocka_unit_test(refuses_items_nobody_can_answer),
        cmocka_unit_test(kinds_have_names),
        cmocka_unit_test(the_letters_of_right_sides_never_change),
        cmocka_unit_test(the_right_response_is_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
