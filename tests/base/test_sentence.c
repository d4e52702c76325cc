/* base/sentence: what is told later, in English. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/sentence.h"
#include "base/str.h"
#include <string.h>

static void gaps_are_filled(void **state)
{
    (void)state;
    struct sentence sentence;
    char out[64];
    sentence_set(&sentence, "{who} of {class}", "who", "Board", "class", "4B {who}", NULL);
    sentence_write(&sentence, out, sizeof out);
    assert_string_equal(out, "Board of 4B {who}");
    sentence.then = "{who} answers";
    sentence_write(&sentence, out, sizeof out);
    assert_string_equal(out, "Board of 4B {who}: Board answers");
    sentence_write(&sentence, out, 8);
    assert_int_equal(strlen(out), 7);
}

static void it_can_be_told_in_halves(void **state)
{
    (void)state;
    struct sentence sentence;
    char out[64] = "x";
    sentence_set(
        &sentence, "line {line}: {what}", "what", "a {line}", "line", str_number(-3).text, NULL);
    sentence_write_then(&sentence, out, sizeof out);
    assert_string_equal(out, "");
    sentence.then = "delete {what}";
    sentence_write_what(&sentence, out, sizeof out);
    assert_string_equal(out, "line -3: a {line}");
    sentence_write_then(&sentence, out, sizeof out);
    assert_string_equal(out, "delete a {line}");
}

/* As many gaps as there may be; what comes last is cut at a character, and then empty. */
static void values_share_their_room(void **state)
{
    (void)state;
    struct sentence sentence;
    struct fill fills[SENTENCE_GAPS];
    char most[SENTENCE_ROOM - 8];
    memset(most, 'm', sizeof most);
    most[sizeof most - 1] = '\0';
    sentence_set(&sentence, "{a}", "a", "A", "b", most, "c", "12\u20ac\u20ac", "d", "cut", "e", "",
        "f", "cut", NULL);
    assert_int_equal(sentence_fills(&sentence, fills), SENTENCE_GAPS);
    assert_string_equal(fills[0].value, "A");
    assert_string_equal(fills[1].value, most);
    assert_string_equal(fills[2].value, "12\u20ac");
    for (int i = 3; i < SENTENCE_GAPS; i++)
        assert_string_equal(fills[i].value, "");
}

static void a_text_is_no_pattern(void **state)
{
    (void)state;
    struct sentence sentence;
    char out[64];
    sentence_text(&sentence, "{who} 100%s");
    sentence_write(&sentence, out, sizeof out);
    assert_string_equal(out, "{who} 100%s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_are_filled),
        cmocka_unit_test(it_can_be_told_in_halves),
        cmocka_unit_test(values_share_their_room),
        cmocka_unit_test(a_text_is_no_pattern),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
