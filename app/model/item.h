/* One item of an exit ticket: what is asked, which answers are right, and exact scoring.
 *
 * A response is canonical text, so that it can be stored, shown and scored anywhere:
 *   choice, true_false  one letter: "B" ("A" is true, "B" is false)
 *   multi               letters in order: "A,C"
 *   number              as typed: "7", "-0.5", "2/3", "1 1/2", "1,5"
 *   short, open         as typed
 *   match               pairs "left>right" by number and letter: "1>B,2>A,3>C"; the letters name
 *                       the right sides in the order of item_right_sides()
 *   order               letters of the things in the student's order: "B,A,C"
 *   scale               "1" to "5"
 * An empty response is no answer. "I'm not sure yet" is kept beside it as a flag. */
#pragma once

#include "base/macros.h"
#include "model/limits.h"
#include <stdbool.h>
#include <stdint.h>

enum item_kind {
    ITEM_CHOICE,     /* one of the options */
    ITEM_MULTI,      /* all that apply */
    ITEM_TRUE_FALSE, /* options 0 "true" and 1 "false" without text; weights say which is right */
    ITEM_NUMBER,
    ITEM_SHORT,
    ITEM_MATCH,       /* option.text => option.match; an empty text is a distractor on the right */
    ITEM_ORDER,       /* options stand in the right order */
    ITEM_OPEN,        /* never scored by the machine */
    ITEM_SCALE,       /* how sure, 1 to 5: never scored */
    ITEM_DESCRIPTION, /* text only: shown, nothing to answer */
    ITEM_KIND_COUNT
};

/* "choice", "multi", "truefalse", "number", "short", "match", "order", "open", "scale",
 * "description" */
const char *item_kind_name(enum item_kind kind);
MUST_CHECK bool item_kind_parse(const char *name, enum item_kind *out); /* any case */

enum {
    WEIGHT_FULL = 100000,
    SCORE_FULL = 1000
}; /* weights in 1/1000 of a percent; scores in 1/1000 */

/* An exact number: numerator / denominator, denominator > 0, in lowest terms. */
struct ratio {
    int64_t numerator;
    int64_t denominator;
};

struct option {
    /* The choice, left side, thing to order, or accepted answer. Short: "*" in it stands for
     * anything, "\*" for a star. Number: empty, or "*" for any other answer. */
    char text[OPTION_SIZE];
    char match[OPTION_SIZE]; /* right side of a pair */
    char feedback[OPTION_SIZE];
    int32_t weight;         /* of WEIGHT_FULL; negative is a penalty */
    struct ratio low, high; /* number: accepted range, inclusive */
};

struct item {
    char id[ID_SIZE]; /* unique in the plan: "TICKET/3" for GIFT, as given for CSV */
    char title[TEXT_SIZE];
    char skill[ID_SIZE]; /* code, or empty */
    enum item_kind kind;
    char prompt[LONG_TEXT_SIZE]; /* plain text; *bold* between U+E000 and U+E001 (private use) */
    char read_aloud[LONG_TEXT_SIZE]; /* what to say instead of the prompt, or empty */
    char image[ID_SIZE];             /* file name in the class folder, or empty */
    char hint[TEXT_SIZE];
    char feedback_right[TEXT_SIZE];
    char feedback_wrong[TEXT_SIZE];
    /* Shown after either of the two, or alone. Feedback that is the same for right and wrong stands
     * in both of them instead, so this is set only where one of them has its own. */
    char feedback_general[TEXT_SIZE];
    struct option options[OPTION_MAX];
    int32_t option_count;
    int32_t points;    /* 1 unless given */
    uint8_t spelling;  /* short: edits forgiven, 0 to 3 (optimal string alignment), and at most
                          one for each four characters */
    bool case_matters; /* short */
};

/* How one response was scored. */
struct score {
    int32_t score;  /* of SCORE_FULL, 0 to 1000 */
    bool scored;    /* false for open, scale, description, no answer and unsure */
    bool right;     /* score is full */
    int32_t option; /* the option that decided (its feedback fits), or -1 */
};

/* Scores a response. Any text is accepted: what is no valid response is wrong, never an error.
 *   choice, true_false  the option's weight
 *   multi               the sum of the weights; a wrong option of weight 0 costs what one right
 *                       option of an even split gives, so that ticking everything is not right
 *   number, short       the best weight of the options that accept it
 *   match               the share of left sides with their right side
 *   order               the share of things in their place; right only if all are */
struct score item_score(const struct item *item, const char *response, bool unsure);
/* Are responses to it scored at all? Not to open questions, scales and descriptions. */
bool item_is_scored(enum item_kind kind);
/* Of a score in whole percents, those that are full: what is shown as 80 reaches 80. */
int score_percent(int32_t score);

/* What the teacher says to this answer: to the options it chose, to being right or not, and to
 * everyone. False if nothing; nothing is said to no answer and to "not sure yet". */
bool item_feedback(
    const struct item *item, const char *response, bool unsure, char out[static FEEDBACK_SIZE]);

/* Reads a number as children and spreadsheets write it: sign, digits with . or , decimals,
 * fractions "2/3" and "⅔", mixed "1 1/2", thin spaces and U+2212 minus, percent sign refused. False
 * if it is none or does not fit. */
MUST_CHECK bool ratio_parse(const char *text, struct ratio *out);
/* The other way to read "1,000" and "1.000": as a thousand. False when there is only one way.
 * ratio_parse() takes one such sign for the decimal one; item_score() accepts either. */
MUST_CHECK bool ratio_parse_grouped(const char *text, struct ratio *out);
int ratio_compare(struct ratio a, struct ratio b); /* exact, no overflow */
/* Lowest terms; denominator != 0, neither is INT64_MIN. */
struct ratio ratio_make(int64_t numerator, int64_t denominator);
MUST_CHECK bool ratio_add(
    struct ratio a, struct ratio b, struct ratio *out); /* false on overflow */
MUST_CHECK bool ratio_subtract(struct ratio a, struct ratio b, struct ratio *out);
/* Shortest exact text: "7", "2/3", "1.25" when it is a finite decimal. */
void ratio_format(struct ratio ratio, char *out, size_t size);

/* The order in which options are shown: deterministic for (item, seed) so that a draft reopens the
 * same; choices are shown as written. order[] gets option indexes; returns how many.
 * For ITEM_ORDER never the right order (if there are two different things). */
int item_shown_order(const struct item *item, uint64_t seed, int order[static OPTION_MAX]);
/* For ITEM_MATCH: the distinct right sides in shown order (deterministic, distractors included):
 * rights[k] is an option index whose match text is the k-th letter. Lefts are the options with
 * text, in file order, numbered from 1. */
int item_right_sides(const struct item *item, int rights[static OPTION_MAX]);
int item_left_sides(const struct item *item, int lefts[static OPTION_MAX]);

struct sentence;
/* Checks that the item can be shown and answered (enough options, a right answer, …); if not, what
 * is wrong, then what to do. */
MUST_CHECK bool item_check(const struct item *item, struct sentence *wrong);

/* Writes a response that scores in full, for demonstrations, printed keys and tests; something
 * fitting for items that are not scored; empty for a description. */
void item_right_response(const struct item *item, char out[static RESPONSE_SIZE]);
