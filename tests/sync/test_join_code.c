#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "sample_member.h"
#include <ctype.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
#define FIRST_CODE                                                                     \
    "WSJ104AN800H48SM8NB6EY49KANVSKEYXZRM64R2WC1E60Q3EB32DXGQ4S1EDHQP6RBC19VP2YBKEHGQ" \
    "8TBFDR3QEWTZDCVQ2V8T60RK4CSM6MV3EE1S85146H258S3MGJJB9N750MAJAC3Q4VVFDMPK2CGV8DP6" \
    "2WVK40TP4862PWG56SE3P5QQ4R909V1VNGXHCNX0CVB1DDJQ4WR1081G81860W40J2GB1G6GW3RG2491" \
    "650N2RBHG68T3CE1T7GZ41XZS3YP"

static bool reads(const char *text, struct member *out)
{
    struct error error = {0};
    bool ok = join_code_read(text, out, &error);
    assert_true(ok == (error.code == ERR_NONE));
    assert_true(ok || strlen(error.text) > 20);
    return ok;
}

static enum error_code refusal(const char *text)
{
    struct member member;
    struct error error = {0};
    assert_false(join_code_read(text, &member, &error));
    return error.code;
}

static void write_code(const struct member *member, char out[static JOIN_CODE_SIZE])
{
    struct error error = {0};
    if (!join_code_write(member, out, &error))
        fail_msg("%s", error.text);
}

static void every_membership_comes_back(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct member member = seed == 0 ? sample_member() : sample_any_member(seed), back;
        char code[JOIN_CODE_SIZE];
        write_code(&member, code);
        assert_int_equal(strspn(code + 4, alphabet), strlen(code) - 4);
        assert_true(join_code_is_one(code));
        assert_true(reads(code, &back));
        assert_true(sample_same(&member, &back));
    }
}

/* A code keeps its meaning in later versions: this one was written by the first. */
static void the_first_code_ever_is_still_read(void **state)
{
    (void)state;
    struct member member = sample_member(), back;
    char code[JOIN_CODE_SIZE];
    write_code(&member, code);
    assert_string_equal(code, FIRST_CODE);
    assert_true(reads(FIRST_CODE, &back));
    assert_true(sample_same(&member, &back));
}

static void every_wrong_character_is_noticed(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 12; seed++) {
        struct member member = seed == 0 ? sample_member() : sample_any_member(seed), back;
        char code[JOIN_CODE_SIZE];
        write_code(&member, code);
        for (size_t at = 0; code[at] != '\0'; at++) {
            char right = code[at];
            for (int i = 0; i < 32; i++) {
                code[at] = alphabet[i];
                assert_true(reads(code, &back) == (alphabet[i] == right));
            }
            code[at] = '*';
            assert_false(reads(code, &back));
            code[at] = right;
        }
    }
}

static void every_swap_of_neighbours_is_noticed(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct member member = sample_any_member(seed), back;
        char code[JOIN_CODE_SIZE];
        write_code(&member, code);
        for (size_t at = 0; code[at + 1] != '\0'; at++) {
            char first = code[at], second = code[at + 1];
            code[at] = second;
            code[at + 1] = first;
            assert_true(reads(code, &back) == (first == second));
            code[at] = first;
            code[at + 1] = second;
        }
    }
}

static void a_part_is_not_the_whole(void **state)
{
    (void)state;
    struct member member = sample_member(), back;
    char code[JOIN_CODE_SIZE], more[JOIN_CODE_SIZE];
    write_code(&member, code);
    size_t length = strlen(code);
    for (size_t i = 0; i < 32; i++) {
        STR_FORMAT(more, "%s%c", code, alphabet[i]);
        assert_false(reads(more, &back));
        STR_FORMAT(more, "%s0%c", code, alphabet[i]);
        assert_false(reads(more, &back));
    }
    while (length-- > 0) {
        code[length] = '\0';
        assert_false(reads(code, &back));
    }
}

static void forgives_scanners_and_people(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct rng rng = rng_seeded(seed);
        struct member member = sample_any_member(seed), back;
        char code[JOIN_CODE_SIZE], typed[8 * JOIN_CODE_SIZE] = " \r\n";
        write_code(&member, code);
        struct str_writer writer = str_writer(typed, sizeof typed);
        for (size_t i = 0; code[i] != '\0'; i++) {
            static const char *const gaps[] = {"", "", "", " ", "-", "\r\n", "\t"};
            char c = code[i];
            c = c == '0' && rng_below(&rng, 2) ? 'O' : c;
            c = c == '1' && rng_below(&rng, 2) ? (rng_below(&rng, 2) ? 'I' : 'L') : c;
            c = rng_below(&rng, 2) ? (char)tolower(c) : c;
            str_putf(&writer, "%c%s", c, gaps[rng_below(&rng, COUNT_OF(gaps))]);
        }
        assert_true(join_code_is_one(typed));
        assert_true(reads(typed, &back));
        assert_true(sample_same(&member, &back));
    }
}

static void other_texts(void **state)
{
    (void)state;
    static const char *const foreign[] = {
        "", " ", "W", "WSJ", "WS10000000000000000", "https://a.example", "9780306406157", "XWSJ1"};
    for (size_t i = 0; i < COUNT_OF(foreign); i++) {
        assert_false(join_code_is_one(foreign[i]));
        assert_int_equal(refusal(foreign[i]), ERR_BAD_INPUT);
    }
    assert_int_equal(refusal("WSJ1"), ERR_BAD_INPUT);
    assert_int_equal(refusal("WSJ10000000000000000"), ERR_BAD_INPUT);
    assert_int_equal(refusal("WSJ2ABCDEF"), ERR_TOO_NEW);
    assert_true(join_code_is_one("wsj2"));
}

static void what_cannot_be_written(void **state)
{
    (void)state;
    char code[JOIN_CODE_SIZE];
    const struct {
        size_t place;
        const char *text;
    } cases[] = {
        {offsetof(struct member, host), ""},
        {offsetof(struct member, host), "10.0.0.7\n"},
        {offsetof(struct member, role), ""},
        {offsetof(struct member, role), "\xFF"},
        {offsetof(struct member, secret), ""},
        {offsetof(struct member, database), ""},
        {offsetof(struct member, class_id), ""},
        {offsetof(struct member, class_uid), "0011"},
        {offsetof(struct member, class_uid), "0011223344556677889900AABBCCDDEE"},
        {offsetof(struct member, station), "\x1B[2J"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct member member = sample_member();
        struct error error = {0};
        strcpy((char *)&member + cases[i].place, cases[i].text);
        assert_false(join_code_write(&member, code, &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
    }
    for (int port = -1; port <= 65536; port += port == 0 ? 65536 : 1) {
        struct member member = sample_member();
        struct error error = {0};
        member.port = port;
        assert_false(join_code_write(&member, code, &error));
    }
    struct member large = sample_member();
    struct error error = {0};
    memset(large.host, 'h', sizeof large.host - 1);
    memset(large.database, 'd', sizeof large.database - 1);
    memset(large.role, 'r', sizeof large.role - 1);
    memset(large.secret, 's', sizeof large.secret - 1);
    memset(large.class_name, 'n', sizeof large.class_name - 1);
    memset(large.class_id, 'c', sizeof large.class_id - 1);
    assert_false(join_code_write(&large, code, &error));
    assert_int_equal(error.code, ERR_FULL);
}

/* --- To be typed ----------------------------------------------------------------------------- */

static bool reads_short(const char *text, struct member *out)
{
    struct error error = {0};
    bool ok = join_short_read(text, out, &error);
    assert_true(ok == (error.code == ERR_NONE));
    return ok;
}

static void short_codes_name_a_role_and_a_secret(void **state)
{
    (void)state;
    struct member first = {0}, again = {0}, last = {0};
    char code[JOIN_SHORT_SIZE], before[JOIN_SHORT_SIZE] = "", typed[64];
    for (int i = 0; i < 4; i++) {
        join_short_make(code);
        assert_int_equal(strlen(code), JOIN_SHORT_SIZE - 1);
        assert_string_not_equal(code, before);
        strcpy(before, code);
        assert_true(reads_short(code, &first));
        STR_FORMAT(typed, "  %.3s %.2s-%s\n", code, code + 3, code + 5);
        for (char *c = typed; *c != '\0'; c++)
            *c = *c == '0' ? 'o' : *c == '1' ? 'l' : (char)tolower(*c);
        assert_true(reads_short(typed, &again));
        assert_string_equal(first.role, again.role);
        assert_string_equal(first.secret, again.secret);
        assert_string_not_equal(first.secret, last.secret);
        assert_int_equal(strlen(first.role), 7);
        assert_int_equal(strlen(first.secret), 26);
        assert_null(strstr(first.secret, code + 5));
        last = first;
    }
}

static void slips_in_short_codes_are_noticed(void **state)
{
    (void)state;
    char code[JOIN_SHORT_SIZE];
    struct member member = {0};
    for (int round = 0; round < 20; round++) {
        join_short_make(code);
        for (size_t at = 0; code[at] != '\0'; at++) {
            char right = code[at];
            for (int i = 0; i < 32 && right != '-'; i++) {
                code[at] = alphabet[i];
                assert_true(alphabet[i] == right || !reads_short(code, &member));
            }
            code[at] = right;
            for (char *other = &code[at + 1]; *other != '\0' && right != '-'; other++) {
                if (*other == '-' || *other == right)
                    continue;
                code[at] = *other;
                *other = right;
                assert_false(reads_short(code, &member));
                *other = code[at];
                code[at] = right;
            }
        }
    }
    static const char *const wrong[] = {
        "", "K7QM", "K7QM-4XPD-9TR", "K7QM-4XPD-9TRAA", "K7QM-4XPD-9TR!", "K7QM-4XPD-9TRU"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(reads_short(wrong[i], &member));
    char longer[JOIN_SHORT_SIZE + 1];
    STR_FORMAT(longer, "%s7", code); /* right but for what follows */
    assert_true(reads_short(code, &member));
    assert_false(reads_short(longer, &member));
}

/* --- An address and letters, to be scanned --------------------------------------------------- */

static void write_letters(
    const struct member *place, const char *letters, char out[static JOIN_CODE_SIZE])
{
    struct error error = {0};
    if (!join_code_write_letters(place, letters, out, &error))
        fail_msg("%s", error.text);
    assert_true(strlen(out) <= JOIN_SCAN_MAX);
    assert_int_equal(strspn(out, alphabet), strlen(out));
}

static void letters_are_scanned_as_they_are_typed(void **state)
{
    (void)state;
    static const struct {
        const char *hosts, *kept, *database;
        int port;
    } cases[] = {
        {"10.0.0.7", "10.0.0.7", MEMBER_DATABASE, MEMBER_PORT},
        {"10.0.0.7,board.local", "10.0.0.7,board.local", MEMBER_DATABASE, 65535},
        {"b", "b", "another", 1},
        {"10.0.0.7,fd00:1111:2222:3333:4444:5555:6666:7777,board.local",
            "10.0.0.7,fd00:1111:2222:3333:4444:5555:6666:7777", MEMBER_DATABASE, MEMBER_PORT},
        {"fd00:1111:2222:3333:4444:5555:6666:7777,fd00:1111:2222:3333:4444:5555:6666:8888,b",
            "fd00:1111:2222:3333:4444:5555:6666:7777", MEMBER_DATABASE, MEMBER_PORT},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct member place = {.port = cases[i].port}, typed = {0}, back;
        char letters[JOIN_SHORT_SIZE], code[JOIN_CODE_SIZE];
        STR_COPY(place.host, cases[i].hosts);
        STR_COPY(place.database, cases[i].database);
        join_short_make(letters);
        assert_true(reads_short(letters, &typed));
        write_letters(&place, letters, code);
        assert_true(join_code_is_one(code));
        assert_true(reads(code, &back));
        assert_string_equal(back.host, cases[i].kept);
        assert_string_equal(back.database, cases[i].database);
        assert_string_equal(back.role, typed.role);
        assert_string_equal(back.secret, typed.secret);
        assert_int_equal(back.port, cases[i].port);
        assert_string_equal(back.class_uid, "");
        assert_string_equal(back.station, "");
    }
}

static void slips_in_scanned_letters_are_noticed(void **state)
{
    (void)state;
    struct member place = sample_member(), back;
    char letters[JOIN_SHORT_SIZE], code[JOIN_CODE_SIZE];
    join_short_make(letters);
    write_letters(&place, letters, code);
    for (size_t at = 0; code[at] != '\0'; at++) {
        char right = code[at], next = code[at + 1];
        for (int i = 0; i < 32; i++) {
            code[at] = alphabet[i];
            assert_true(alphabet[i] == right || !reads(code, &back));
        }
        code[at] = right;
        if (next == '\0' || next == right)
            continue;
        code[at] = next;
        code[at + 1] = right;
        assert_false(reads(code, &back));
        code[at] = right;
        code[at + 1] = next;
    }
    for (size_t length = strlen(code); length-- > 0;) {
        code[length] = '\0';
        assert_false(reads(code, &back));
    }
}

static void addresses_that_cannot_be_scanned(void **state)
{
    (void)state;
    static const struct {
        const char *host, *letters;
        int port;
        enum error_code code;
    } cases[] = {
        {"", "0000-0000-0000", MEMBER_PORT, ERR_BAD_INPUT},
        {",b", "0000-0000-0000", MEMBER_PORT, ERR_BAD_INPUT},
        {"b\n", "0000-0000-0000", MEMBER_PORT, ERR_BAD_INPUT},
        {"b", "0000-0000-000", MEMBER_PORT, ERR_BAD_INPUT},
        {"b", "0000-0000-0000", 0, ERR_BAD_INPUT},
        {"b", "0000-0000-0000", 65536, ERR_BAD_INPUT},
        {"a-name-that-is-longer-than-all-that-fits-into-a-code-to-be-scanned.example",
            "0000-0000-0000", MEMBER_PORT, ERR_FULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct member place = {.port = cases[i].port};
        struct error error = {0};
        char code[JOIN_CODE_SIZE];
        STR_COPY(place.host, cases[i].host);
        STR_COPY(place.database, MEMBER_DATABASE);
        assert_false(join_code_write_letters(&place, cases[i].letters, code, &error));
        assert_int_equal(error.code, cases[i].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_membership_comes_back),
        cmocka_unit_test(the_first_code_ever_is_still_read),
        cmocka_unit_test(every_wrong_character_is_noticed),
        cmocka_unit_test(every_swap_of_neighbours_is_noticed),
        cmocka_unit_test(a_part_is_not_the_whole),
        cmocka_unit_test(forgives_scanners_and_people),
        cmocka_unit_test(other_texts),
        cmocka_unit_test(what_cannot_be_written),
        cmocka_unit_test(short_codes_name_a_role_and_a_secret),
        cmocka_unit_test(slips_in_short_codes_are_noticed),
        cmocka_unit_test(letters_are_scanned_as_they_are_typed),
        cmocka_unit_test(slips_in_scanned_letters_are_noticed),
        cmocka_unit_test(addresses_that_cannot_be_scanned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
