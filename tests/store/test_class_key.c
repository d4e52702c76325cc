/* A station takes over the key of the class it joins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "scratch.h"

static const uint8_t token[BADGE_TOKEN_SIZE] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

struct badge {
    uint8_t hash[BADGE_HASH_SIZE];
};

static struct badge badge_of(const struct store *store)
{
    struct badge badge;
    store_badge_hash(store, token, badge.hash);
    return badge;
}

static bool same(struct badge a, struct badge b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void take(struct store *store, const uint8_t key[static STORE_CLASS_KEY_SIZE])
{
    struct error error = {0};
    if (!store_take_class_key(store, key, &error))
        fail_msg("%s", error.text);
}

static void a_joined_station_knows_the_class_s_badges(void **state)
{
    (void)state;
    char at_board[STORE_PATH_SIZE], at_station[STORE_PATH_SIZE];
    struct store *board = open_or_die(scratch_folder(at_board, "key-board"), NULL);
    struct store *station = open_or_die(scratch_folder(at_station, "key-station"), NULL);
    uint8_t key[STORE_CLASS_KEY_SIZE];
    struct badge own = badge_of(station), before;
    assert_false(same(own, badge_of(board)));
    assert_false(store_badge_hash_before(station, 0, token, before.hash));
    store_class_key(board, key);
    take(station, key);
    for (int start = 0; start < 2; start++) {
        assert_true(same(badge_of(station), badge_of(board)));
        for (uint32_t i = 0; i < 3; i++)
            assert_int_equal(store_secret_number(station, "amelie", i, 1000),
                store_secret_number(board, "amelie", i, 1000));
        assert_true(store_badge_hash_before(station, 0, token, before.hash));
        assert_true(same(before, own));
        assert_false(store_badge_hash_before(station, 1, token, before.hash));
        take(station, key); /* again: nothing changes */
        store_close(station);
        station = open_or_die(at_station, NULL);
    }
    store_close(station);
    store_close(board);
}

static void the_newest_of_the_keys_before_come_first(void **state)
{
    (void)state;
    char folder[STORE_PATH_SIZE];
    struct store *store = open_or_die(scratch_folder(folder, "keys"), NULL);
    struct badge badges[8], before;
    for (int i = 0; i < 8; i++) {
        uint8_t key[STORE_CLASS_KEY_SIZE] = {(uint8_t)(i + 1)};
        badges[i] = badge_of(store);
        take(store, key);
    }
    for (int start = 0; start < 2; start++) {
        for (int i = 0; i < STORE_KEYS_BEFORE; i++) {
            assert_true(store_badge_hash_before(store, i, token, before.hash));
            assert_true(same(before, badges[7 - i]));
        }
        assert_false(store_badge_hash_before(store, STORE_KEYS_BEFORE, token, before.hash));
        store_close(store);
        store = open_or_die(folder, NULL);
    }
    store_close(store);
}

static void looking_takes_no_key(void **state)
{
    (void)state;
    char folder[STORE_PATH_SIZE];
    struct store *store = open_or_die(scratch_folder(folder, "key-look"), NULL);
    struct badge own = badge_of(store);
    struct store_report report;
    struct error error = {0};
    const uint8_t key[STORE_CLASS_KEY_SIZE] = {9};
    store_close(store);
    const struct store_options look = {.folder = folder, .station = "", .read_only = true};
    assert_true(store_open(&store, &look, &report, &error));
    assert_false(store_take_class_key(store, key, &error));
    assert_int_equal(error.code, ERR_READ_ONLY);
    assert_true(same(badge_of(store), own));
    store_close(store);
}

/* Badges are printed, pictures are learned by heart: no version may change them. */
static void the_hashes_never_change(void **state)
{
    (void)state;
    static const uint8_t hash[BADGE_HASH_SIZE] = {0x34, 0x6e, 0x93, 0x14, 0x77, 0x65, 0xaa, 0x53,
        0xec, 0x9d, 0x41, 0x9d, 0x92, 0x3a, 0x06, 0xb0};
    static const uint32_t numbers[] = {5, 6, 8};
    char folder[STORE_PATH_SIZE];
    uint8_t key[STORE_CLASS_KEY_SIZE];
    for (int i = 0; i < STORE_CLASS_KEY_SIZE; i++)
        key[i] = (uint8_t)i;
    struct store *store = open_or_die(scratch_folder(folder, "key-frozen"), NULL);
    take(store, key);
    struct badge badge = badge_of(store);
    assert_memory_equal(badge.hash, hash, sizeof hash);
    for (uint32_t i = 0; i < COUNT_OF(numbers); i++)
        assert_int_equal(store_secret_number(store, "amelie", i, 12 - i), numbers[i]);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hashes_never_change),
        cmocka_unit_test(a_joined_station_knows_the_class_s_badges),
        cmocka_unit_test(the_newest_of_the_keys_before_come_first),
        cmocka_unit_test(looking_takes_no_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
