#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "store/scratch.h"
#include "sync/hub_roll.h"

static struct store *open_store(const char *folder)
{
    struct store *store = NULL;
    struct store_report report;
    struct error error = {0};
    const struct store_options options = {.folder = folder, .station = "board"};
    if (!store_open(&store, &options, &report, &error))
        fail_msg("%s", error.text);
    return store;
}

static struct hub_node sample_node(int number)
{
    struct hub_node node = {
        .kind = (enum hub_node_kind)(number % 3), .report = "", .joined_ms = 1000 + number};
    STR_FORMAT(node.role, "ws_node%d", number);
    STR_FORMAT(node.label, "%s %d", number % 2 ? "Señora’s corner" : "makers", number);
    STR_FORMAT(node.verifier, "SCRAM-SHA-256$4096:salt%d$stored:server", number);
    node.removed_ms = number % 4 == 0 ? 2000 + number : 0;
    return node;
}

static bool same(const struct hub_node *a, const struct hub_node *b)
{
    return str_equal(a->role, b->role) && str_equal(a->label, b->label) && a->kind == b->kind &&
           str_equal(a->verifier, b->verifier) && a->joined_ms == b->joined_ms &&
           a->removed_ms == b->removed_ms;
}

static void everybody_comes_back(void **state)
{
    (void)state;
    static const int counts[] = {0, 1, 24, HUB_NODE_MAX, 2};
    char folder[STORE_PATH_SIZE];
    struct store *store = open_store(scratch_folder(folder, "roll"));
    struct arena arena = {0};
    struct error error = {0};
    const struct hub_node *back;
    int count = -1;
    assert_true(arena_open(&arena, 8 * 1024 * 1024, &error));
    assert_true(hub_roll_load(store, &arena, &back, &count, &error));
    assert_int_equal(count, 0);
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        struct hub_node nodes[HUB_NODE_MAX];
        arena_reset(&arena);
        for (int k = 0; k < counts[i]; k++)
            nodes[k] = sample_node(k);
        for (int again = 0; again < 2; again++)
            assert_true(hub_roll_save(store, &arena, nodes, counts[i], &error));
        store_close(store);
        store = open_store(folder);
        assert_true(hub_roll_load(store, &arena, &back, &count, &error));
        assert_int_equal(count, counts[i]);
        for (int k = 0; k < count; k++)
            assert_true(same(&nodes[k], &back[k]));
    }
    arena_close(&arena);
    store_close(store);
}

/* Who belongs to the class is kept before who was removed, and of those who went last; of too many
 * who belong to it none is lost without a word. */
static void more_than_there_is_room_for(void **state)
{
    (void)state;
    enum { REMOVED = 700, LEFT = HUB_NODE_MAX + 1 };
    static struct hub_node nodes[REMOVED + LEFT];
    char folder[STORE_PATH_SIZE];
    struct store *store = open_store(scratch_folder(folder, "roll-full"));
    struct arena arena = {0};
    struct error error = {0};
    const struct hub_node *back;
    int count;
    assert_true(arena_open(&arena, 8 * 1024 * 1024, &error));
    for (int i = 0; i < REMOVED + LEFT; i++) {
        nodes[i] = sample_node(i);
        memset(nodes[i].label, 'x', sizeof nodes[i].label - 1);
        memset(nodes[i].verifier, 'v', sizeof nodes[i].verifier - 1);
        nodes[i].removed_ms = i < REMOVED ? 1000 + i / 2 : 0;
    }
    assert_true(hub_roll_save(store, &arena, nodes, REMOVED + 200, &error));
    assert_true(hub_roll_load(store, &arena, &back, &count, &error));
    assert_int_equal(count, HUB_NODE_MAX);
    int removed = 0;
    for (int i = 0; i < count; i++) {
        removed += back[i].removed_ms != 0;
        assert_true(back[i].removed_ms == 0 || back[i].removed_ms >= 1000 + (REMOVED - 56) / 2);
    }
    assert_int_equal(removed, 56);
    assert_false(hub_roll_save(store, &arena, nodes, REMOVED + LEFT, &error));
    assert_int_equal(error.code, ERR_FULL);
    assert_true(hub_roll_load(store, &arena, &back, &count, NULL));
    assert_int_equal(count, HUB_NODE_MAX);
    arena_close(&arena);
    store_close(store);
}

/* A code that nobody has used yet is no member, and lines that were damaged are left out. */
static void only_those_who_are_there(void **state)
{
    (void)state;
    char folder[STORE_PATH_SIZE];
    struct store *store = open_store(scratch_folder(folder, "roll-part"));
    struct arena arena = {0};
    struct error error = {0};
    struct hub_node nodes[2] = {sample_node(1), sample_node(2)};
    const struct hub_node *back;
    int count;
    assert_true(arena_open(&arena, 8 * 1024 * 1024, &error));
    nodes[0].joined_ms = 0;
    assert_true(hub_roll_save(store, &arena, nodes, 2, &error));
    assert_true(hub_roll_load(store, &arena, &back, &count, &error));
    assert_int_equal(count, 1);
    assert_true(same(&nodes[1], &back[0]));
    static const char *const damaged[] = {"", "\n\n", "ws_a", "ws_a\ts\tmakers\t1\t0\t\n",
        "ws_a\tx\tmakers\t1\t0\tSCRAM\n", "\ts\tmakers\t1\t0\tSCRAM\n",
        "ws_a\ts\tmakers\tone\t0\tSCRAM\n", "ws_a\t\tmakers\t1\t0\tSCRAM\n"};
    for (size_t i = 0; i < COUNT_OF(damaged); i++) {
        assert_true(store_set(store, "hub.nodes", damaged[i], &error));
        assert_true(hub_roll_load(store, &arena, &back, &count, &error));
        assert_int_equal(count, 0);
    }
    arena_close(&arena);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_comes_back),
        cmocka_unit_test(more_than_there_is_room_for),
        cmocka_unit_test(only_those_who_are_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
