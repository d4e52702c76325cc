#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "base/rng.h"
#include "model/badge.h"
#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void make_badge(uint64_t seed, uint8_t token[BADGE_TOKEN_SIZE], char text[BADGE_TEXT_SIZE])
{
    struct rng rng = rng_seeded(seed);
    for (int i = 0; i < BADGE_TOKEN_SIZE; i++)
        token[i] = (uint8_t)rng_next(&rng);
    badge_encode(token, text);
}

static enum badge_read read_badge(const char *text, uint8_t token[BADGE_TOKEN_SIZE])
{
    return badge_decode(text, strlen(text), token);
}

static void known_badges(void **state)
{
    (void)state;
    uint8_t token[BADGE_TOKEN_SIZE] = {0}, back[BADGE_TOKEN_SIZE];
    char text[BADGE_TEXT_SIZE];
    badge_encode(token, text);
    assert_int_equal(strlen(text), BADGE_TEXT_LENGTH);
    assert_memory_equal(text, "WS10000000000000000", 19);
    assert_int_not_equal(text[19], '0');
    memset(token, 0xFF, sizeof token);
    badge_encode(token, text);
    assert_memory_equal(text, "WS1ZZZZZZZZZZZZZZZZ", 19);
    assert_int_equal(read_badge(text, back), BADGE_OK);
    assert_memory_equal(back, token, sizeof token);
}

static void every_badge_comes_back(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 5000; seed++) {
        uint8_t token[BADGE_TOKEN_SIZE], back[BADGE_TOKEN_SIZE];
        char text[BADGE_TEXT_SIZE];
        make_badge(seed, token, text);
        assert_int_equal(read_badge(text, back), BADGE_OK);
        assert_memory_equal(back, token, sizeof token);
    }
}

static void every_wrong_character_is_noticed(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        uint8_t token[BADGE_TOKEN_SIZE], back[BADGE_TOKEN_SIZE];
        char text[BADGE_TEXT_SIZE];
        make_badge(seed, token, text);
        for (int at = 3; at < BADGE_TEXT_LENGTH; at++) {
            char right = text[at];
            for (int i = 0; i < 32; i++) {
                text[at] = alphabet[i];
                assert_int_equal(
                    read_badge(text, back), alphabet[i] == right ? BADGE_OK : BADGE_MISREAD);
            }
            text[at] = right;
        }
    }
}

static void every_swap_of_neighbours_is_noticed(void **state)
{
    (void)state;
    int swaps = 0;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        uint8_t token[BADGE_TOKEN_SIZE], back[BADGE_TOKEN_SIZE];
        char text[BADGE_TEXT_SIZE];
        make_badge(seed, token, text);
        for (int at = 3; at + 1 < BADGE_TEXT_LENGTH; at++) {
            if (text[at] == text[at + 1])
                continue;
            char swapped[BADGE_TEXT_SIZE];
            memcpy(swapped, text, sizeof swapped);
            swapped[at] = text[at + 1];
            swapped[at + 1] = text[at];
            assert_int_equal(read_badge(swapped, back), BADGE_MISREAD);
            swaps++;
        }
    }
    assert_true(swaps > 30000);
}

static void forgives_scanners_and_people(void **state)
{
    (void)state;
    uint8_t token[BADGE_TOKEN_SIZE] = {0x08, 0x42, 0, 0, 0, 0, 0, 0, 0, 0}, back[BADGE_TOKEN_SIZE];
    char text[BADGE_TEXT_SIZE], typed[64] = " \t";
    badge_encode(token, text);
    assert_memory_equal(text + 3, "1110", 4);
    strcat(typed, text);
    typed[2] = 'w';
    typed[3] = 's';
    typed[4] = 'l';
    typed[5] = 'I';
    typed[6] = 'L';
    typed[7] = 'i';
    typed[8] = 'o';
    typed[9] = 'O';
    strcat(typed, "\r\n");
    memset(back, 1, sizeof back);
    assert_int_equal(read_badge(typed, back), BADGE_OK);
    assert_memory_equal(back, token, sizeof token);
}

static void other_codes(void **state)
{
    (void)state;
    uint8_t back[BADGE_TOKEN_SIZE] = {7};
    static const char *const foreign[] = {
        "", " ", "W", "WS", "9780306406157", "https://a.example", "WSJ1ABCDEF", "XWS1", "ws2000"};
    for (size_t i = 0; i < COUNT_OF(foreign); i++)
        assert_int_equal(read_badge(foreign[i], back), BADGE_NOT_OURS);
    static const char *const misread[] = {"WS1", "WS1000", "WS1UUUUUUUUUUUUUUUUU",
        "WS10000000000000000 ", "WS1000000000000000000000", "WS1----------------\xFF"};
    for (size_t i = 0; i < COUNT_OF(misread); i++)
        assert_int_equal(read_badge(misread[i], back), BADGE_MISREAD);
    assert_int_equal(badge_decode("WS1\0AAAAAAAAAAAAAAAAAA", 20, back), BADGE_MISREAD);
    assert_int_equal(back[0], 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_badges),
        cmocka_unit_test(every_badge_comes_back),
        cmocka_unit_test(every_wrong_character_is_noticed),
        cmocka_unit_test(every_swap_of_neighbours_is_noticed),
        cmocka_unit_test(forgives_scanners_and_people),
        cmocka_unit_test(other_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
