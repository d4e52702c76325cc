#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/hash.h"
#include "base/rng.h"
#include <string.h>

static void small_changes_change_the_hash(void **state)
{
    (void)state;
    unsigned char bytes[40];
    struct rng rng = rng_seeded(3);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)rng_next(&rng);
    for (size_t size = 0; size <= sizeof bytes; size++) {
        uint64_t whole = hash_bytes(HASH_START, bytes, size);
        assert_int_equal(whole, hash_bytes(HASH_START, bytes, size));
        for (size_t bit = 0; bit < size * 8; bit++) {
            bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
            assert_int_not_equal(whole, hash_bytes(HASH_START, bytes, size));
            bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        }
    }
}

static void length_and_order_matter(void **state)
{
    (void)state;
    static const char zeros[16] = {0};
    assert_int_not_equal(hash_bytes(HASH_START, zeros, 8), hash_bytes(HASH_START, zeros, 9));
    assert_int_not_equal(
        hash_text(hash_text(HASH_START, "ab"), "c"), hash_text(hash_text(HASH_START, "a"), "bc"));
    assert_int_not_equal(
        hash_number(hash_number(HASH_START, 1), 2), hash_number(hash_number(HASH_START, 2), 1));
    assert_int_equal(hash_text(HASH_START, "abc"), hash_bytes(HASH_START, "abc", 3));
}

/* Of texts, it is the same on every machine and for ever: see hash.h. */
static void known_texts_have_known_hashes(void **state)
{
    (void)state;
    assert_int_equal(hash_text(HASH_START, ""), UINT64_C(0x45f8de342ea28540));
    assert_int_equal(hash_text(HASH_START, "t1/3"), UINT64_C(0x19db2066318be10a));
    assert_int_equal(hash_text(HASH_START, "fractions-1/12"), UINT64_C(0x1e8bec7ccbfacf3e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_changes_change_the_hash),
        cmocka_unit_test(length_and_order_matter),
        cmocka_unit_test(known_texts_have_known_hashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
