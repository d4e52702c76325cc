#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/arena.h"
#include <string.h>

static void memory_is_zero_and_aligned(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error error = {0};
    assert_true(arena_open(&arena, 1 << 20, &error));
    for (int round = 0; round < 3; round++) {
        for (size_t size = 1; size < 600; size += 7) {
            unsigned char *bytes = arena_alloc(&arena, size);
            assert_non_null(bytes);
            assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(bytes[i], 0);
            memset(bytes, 0xAA, size);
        }
        arena_reset(&arena);
    }
    arena_close(&arena);
}

/* Beginning and ending within pages, and as large as those that the system clears. */
static void large_blocks_are_zero(void **state)
{
    (void)state;
    enum { SMALL = 100, AFTER = 70001 };
    static const size_t sizes[] = {500000, 600000, 700000, 900000};
    struct arena arena = {0};
    assert_true(arena_open(&arena, 4 << 20, NULL));
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        memset(arena_alloc(&arena, 1000000), 0xAA, 1000000);
        arena_reset(&arena);
        unsigned char *before = arena_alloc(&arena, SMALL);
        memset(before, 1, SMALL);
        unsigned char *large = arena_alloc(&arena, sizes[i]);
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal(large[k], 0);
        memset(large, 2, sizes[i]);
        unsigned char *after = arena_alloc(&arena, AFTER);
        for (size_t k = 0; k < AFTER; k++)
            assert_int_equal(after[k], 0);
        assert_int_equal(before[SMALL - 1], 1);
        assert_int_equal(large[sizes[i] - 1], 2);
        arena_reset(&arena);
    }
    arena_close(&arena);
}

static void full_and_released(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_true(arena_open(&arena, 4096, NULL));
    char *kept = arena_copy_text(&arena, "Amélie!", 7);
    assert_string_equal(kept, "Amélie"); /* 7 bytes */
    size_t mark = arena_mark(&arena);
    int *numbers = arena_array(&arena, int, 100);
    numbers[99] = 7;
    assert_null(arena_alloc(&arena, 4096));
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_non_null(arena_alloc(&arena, 3000));
    arena_release(&arena, mark);
    int *again = arena_array(&arena, int, 100);
    assert_ptr_equal(again, numbers);
    assert_int_equal(again[99], 0);
    assert_string_equal(kept, "Amélie");
    arena_close(&arena);
    arena_close(&arena);
    assert_null(arena.base);
}

static void unreasonable_capacity_is_refused(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct error error = {0};
    assert_false(arena_open(&arena, SIZE_MAX / 2, &error));
    assert_int_equal(error.code, ERR_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zero_and_aligned),
        cmocka_unit_test(large_blocks_are_zero),
        cmocka_unit_test(full_and_released),
        cmocka_unit_test(unreasonable_capacity_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
