#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "sample_member.h"
#include "store/scratch.h"
#include "store/store.h"

static void a_membership_is_kept_whole(void **state)
{
    (void)state;
    char folder[STORE_PATH_SIZE];
    scratch_folder(folder, "member");
    struct store *store = open_or_die(folder, NULL);
    struct member member = sample_member(), back;
    enum member_kind kind = MEMBER_COMING;
    struct error error = {0};
    assert_false(member_load(store, &back, &kind, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    error_clear(&error);
    assert_true(member_save(store, MEMBER_STATION, &member, &error));
    store_close(store);
    store = open_or_die(folder, NULL);
    assert_true(member_load(store, &back, &kind, &error));
    assert_true(sample_same(&member, &back));
    assert_int_equal(kind, MEMBER_STATION);
    STR_COPY(member.secret, "ANOTHER");
    assert_true(member_save(store, MEMBER_STATION, &member, &error));
    assert_true(member_load(store, &back, &kind, &error));
    assert_string_equal(back.secret, "ANOTHER");
    member.port = 0;
    assert_false(member_save(store, MEMBER_STATION, &member, &error));
    error_clear(&error);
    assert_true(member_load(store, &back, &kind, &error));
    assert_true(member_forget(store, false, &error));
    assert_false(member_load(store, &back, &kind, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    store_close(store);
}

/* A board is no station, and what is on its way takes the place of nothing. */
static void what_kind_of_member(void **state)
{
    (void)state;
    char folder[STORE_PATH_SIZE];
    scratch_folder(folder, "member-kind");
    struct store *store = open_or_die(folder, NULL);
    struct member member = sample_member(), coming = sample_any_member(7), back;
    enum member_kind kind = MEMBER_COMING;
    struct error error = {0};
    assert_true(member_save(store, MEMBER_COMING, &coming, &error));
    assert_false(member_load(store, &back, &kind, &error));
    error_clear(&error);
    assert_true(member_save(store, MEMBER_BOARD, &member, &error));
    assert_true(member_load(store, &back, &kind, &error));
    assert_int_equal(kind, MEMBER_BOARD);
    assert_true(sample_same(&member, &back));
    assert_true(member_load_coming(store, &back, &error));
    assert_true(sample_same(&coming, &back));
    assert_true(member_forget(store, true, &error));
    assert_false(member_load_coming(store, &back, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    error_clear(&error);
    assert_true(member_load(store, &back, &kind, &error));
    assert_int_equal(kind, MEMBER_BOARD);
    store_close(store);
}

static void a_damaged_membership_is_said(void **state)
{
    (void)state;
    char folder[STORE_PATH_SIZE], code[JOIN_CODE_SIZE];
    scratch_folder(folder, "member-damaged");
    struct store *store = open_or_die(folder, NULL);
    struct member member = sample_member(), back;
    enum member_kind kind;
    struct error error = {0};
    assert_true(join_code_write(&member, code, &error));
    memmove(code + 1, code, strlen(code) + 1);
    code[0] = 's';
    assert_true(store_set(store, "hub.member", code, &error));
    assert_true(member_load(store, &back, &kind, &error));
    code[20] = code[20] == 'A' ? 'B' : 'A';
    assert_true(store_set(store, "hub.member", code, &error));
    assert_false(member_load(store, &back, &kind, &error));
    assert_int_equal(error.code, ERR_CORRUPT);
    store_close(store);
}

static void addresses(void **state)
{
    (void)state;
    static const struct {
        const char *text, *host;
        int port;
    } cases[] = {
        {"board.local", "board.local", MEMBER_PORT},
        {" 10.0.0.7 \n", "10.0.0.7", MEMBER_PORT},
        {"10.0.0.7:5461", "10.0.0.7", 5461},
        {"board:1", "board", 1},
        {"fe80::1%eth0", "fe80::1%eth0", MEMBER_PORT},
        {"::1", "::1", MEMBER_PORT},
        {"[::1]", "::1", MEMBER_PORT},
        {"[fe80::1%eth0]:65535", "fe80::1%eth0", 65535},
        {"", NULL, 0},
        {"  ", NULL, 0},
        {":5460", NULL, 0},
        {"board:", NULL, 0},
        {"board:0", NULL, 0},
        {"board:65536", NULL, 0},
        {"board:x", NULL, 0},
        {"[::1", NULL, 0},
        {"[]:5460", NULL, 0},
        {"[::1]5460", NULL, 0},
        {"board local", NULL, 0},
        {"a,b", NULL, 0},
        {"/tmp", NULL, 0},
        {"https://board", NULL, 0},
        {"me@board", NULL, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct member member = {.port = -1};
        struct error error = {0};
        bool ok = member_read_address(cases[i].text, &member, &error);
        assert_true(ok == (cases[i].host != NULL));
        assert_int_equal(error.code, ok ? ERR_NONE : ERR_BAD_INPUT);
        if (!ok)
            continue;
        assert_string_equal(member.host, cases[i].host);
        assert_int_equal(member.port, cases[i].port);
        assert_string_equal(member.database, MEMBER_DATABASE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_membership_is_kept_whole),
        cmocka_unit_test(what_kind_of_member),
        cmocka_unit_test(a_damaged_membership_is_said),
        cmocka_unit_test(addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
