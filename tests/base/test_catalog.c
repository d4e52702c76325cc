#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/catalog.h"
#include "base/rng.h"
#include "base/str.h"
#include <stdlib.h>
#include <string.h>

/* A .mo file made by hand: header, both tables, then the strings. */
struct message {
    const char *original;
    size_t original_length;
    const char *translation;
    size_t translation_length;
};
#define MESSAGE(a, b)                      \
    {                                      \
        a, sizeof(a) - 1, b, sizeof(b) - 1 \
    }

enum { MO_MAX = 4096 };
struct mo {
    unsigned char bytes[MO_MAX];
    size_t size;
    bool swapped;
};

static void put_u32(struct mo *mo, size_t at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        mo->bytes[at + (size_t)i] = (unsigned char)(value >> 8 * (mo->swapped ? 3 - i : i));
}

static void put_string(struct mo *mo, size_t entry, const char *text, size_t length)
{
    put_u32(mo, entry, (uint32_t)length);
    put_u32(mo, entry + 4, (uint32_t)mo->size);
    memcpy(mo->bytes + mo->size, text, length);
    mo->bytes[mo->size + length] = 0;
    mo->size += length + 1;
}

static struct mo make_mo(const struct message *messages, size_t count, bool swapped)
{
    struct mo mo = {.swapped = swapped};
    size_t originals = 28, translations = 28 + 8 * count;
    put_u32(&mo, 0, 0x950412DE);
    put_u32(&mo, 8, (uint32_t)count);
    put_u32(&mo, 12, (uint32_t)originals);
    put_u32(&mo, 16, (uint32_t)translations);
    mo.size = 28 + 16 * count;
    for (size_t i = 0; i < count; i++) {
        put_string(&mo, originals + 8 * i, messages[i].original, messages[i].original_length);
        put_string(
            &mo, translations + 8 * i, messages[i].translation, messages[i].translation_length);
    }
    return mo;
}

static const struct message polish[] = {
    MESSAGE("", "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=3; plural=(n==1 ? "
                "0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\nX: y\n"),
    MESSAGE("Done", "Gotowe"),
    MESSAGE("Next", "Dalej"),
    MESSAGE("door\004Open", "Otwarte"),
    MESSAGE("empty", ""),
    MESSAGE("one file\0%d files", "plik\0pliki\0plików"),
};

static void looks_up(void **state)
{
    (void)state;
    for (int swapped = 0; swapped < 2; swapped++) {
        struct mo mo = make_mo(polish, COUNT_OF(polish), swapped);
        struct catalog catalog;
        struct error error = {0};
        if (!catalog_open(&catalog, mo.bytes, mo.size, &error))
            fail_msg("%s", error.text);
        assert_string_equal(catalog_text(&catalog, "Done"), "Gotowe");
        assert_string_equal(catalog_text(&catalog, "Next"), "Dalej");
        assert_string_equal(catalog_text(&catalog, "Missing"), "Missing");
        assert_string_equal(catalog_text(&catalog, "empty"), "empty");
        assert_string_equal(catalog_text(&catalog, "Open"), "Open");
        assert_string_equal(catalog_text(&catalog, ""), "");
        assert_string_equal(catalog_context_text(&catalog, "door", "Open"), "Otwarte");
        assert_string_equal(catalog_context_text(&catalog, "doors", "Open"), "Open");
        assert_string_equal(catalog_context_text(&catalog, "doo", "rOpen"), "rOpen");
        assert_string_equal(catalog_text(NULL, "Done"), "Done");
        static const char *const forms[] = {"plików", "plik", "pliki", "pliki", "pliki", "plików"};
        for (uint32_t n = 0; n < COUNT_OF(forms); n++)
            assert_string_equal(catalog_plural(&catalog, "one file", "%d files", n), forms[n]);
        assert_string_equal(catalog_plural(&catalog, "one file", "%d files", 12), "plików");
        assert_string_equal(catalog_plural(&catalog, "one file", "%d files", 22), "pliki");
        assert_string_equal(catalog_plural(&catalog, "one cat", "cats", 1), "one cat");
        assert_string_equal(catalog_plural(NULL, "one cat", "cats", 0), "cats");
    }
}

/* The form a rule gives for n, or -1 if the catalogue is refused. */
static int form_of(const char *rule, uint32_t n)
{
    char header[512];
    str_format(header, sizeof header, "Plural-Forms: nplurals=6; plural=%s\n", rule);
    const struct message messages[] = {
        {"", 0, header, strlen(header)},
        MESSAGE("x\0xs", "0\0001\0002\0003\0004\0005"),
    };
    struct mo mo = make_mo(messages, COUNT_OF(messages), false);
    struct catalog catalog;
    if (!catalog_open(&catalog, mo.bytes, mo.size, NULL))
        return -1;
    return atoi(catalog_plural(&catalog, "x", "xs", n));
}

static void evaluates_rules(void **state)
{
    (void)state;
    static const struct {
        const char *rule;
        uint32_t n;
        int form;
    } cases[] = {
        {"0", 5, 0},
        {"n != 1;", 1, 0},
        {"n!=1", 0, 1},
        {"n>1", 1, 0},
        {"n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;", 7, 3},
        {"n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;", 100, 5},
        {"1 + 2 * 2", 0, 5},
        {"(1 + 1) * 2", 0, 4},
        {"7 - 2 - 1", 0, 4},
        {"12 / 4 / 3", 0, 1},
        {"!n", 0, 1},
        {"!!n + 1", 9, 2},
        {"1 || 0 && 0", 0, 1},
        {"n ? 10 / n : 3", 0, 3},
        {"n % 0", 4, 0},
        {"99", 4, 0}, /* more than there are forms */
        {"n ? 1 : 2 ? 3 : 4", 0, 3},
        {"", 0, -1},
        {"n n", 0, -1},
        {"(n", 0, -1},
        {"n)", 0, -1},
        {"n ? 1", 0, -1},
        {"n +", 0, -1},
        {"m", 0, -1},
        {"n = 1", 0, -1},
        {"99999999999", 0, -1},
        {"((((((((((((((((((((((((((((((((((((((((n))))))))))))))))))))))))))))))))))))))))", 0,
            -1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (form_of(cases[i].rule, cases[i].n) != cases[i].form)
            fail_msg("%s for %u gives %d", cases[i].rule, (unsigned)cases[i].n,
                form_of(cases[i].rule, cases[i].n));
}

static void refuses_damage(void **state)
{
    (void)state;
    struct mo good = make_mo(polish, COUNT_OF(polish), false);
    struct catalog catalog;
    for (size_t size = 0; size < good.size; size++)
        assert_false(catalog_open(&catalog, good.bytes, size, NULL));
    const struct message unsorted[] = {MESSAGE("b", "1"), MESSAGE("a", "2")};
    const struct message twice[] = {MESSAGE("a", "1"), MESSAGE("a", "2")};
    const struct message latin[] = {MESSAGE("a", "\xE9t\xE9")};
    const struct {
        const struct message *messages;
        size_t count;
    } cases[] = {{unsorted, 2}, {twice, 2}, {latin, 1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct mo mo = make_mo(cases[i].messages, cases[i].count, false);
        struct error error = {0};
        assert_false(catalog_open(&catalog, mo.bytes, mo.size, &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
    }
}

/* Damaged bytes are either refused or safe to use; the sanitizers watch. */
static void damage_never_reads_outside(void **state)
{
    (void)state;
    struct mo good = make_mo(polish, COUNT_OF(polish), false);
    int opened = 0;
    for (uint64_t seed = 0; seed < 5000; seed++) {
        struct rng rng = rng_seeded(seed);
        unsigned char *bytes = malloc(good.size); /* exactly, so that one byte too far is seen */
        memcpy(bytes, good.bytes, good.size);
        for (uint32_t hits = 1 + rng_below(&rng, 3); hits > 0; hits--)
            bytes[rng_below(&rng, (uint32_t)good.size)] = (unsigned char)rng_next(&rng);
        struct catalog catalog;
        if (catalog_open(&catalog, bytes, good.size, NULL)) {
            opened++;
            assert_non_null(catalog_text(&catalog, "Done"));
            assert_non_null(catalog_context_text(&catalog, "door", "Open"));
            for (uint32_t n = 0; n < 5; n++)
                assert_true(strlen(catalog_plural(&catalog, "one file", "%d files", n)) < MO_MAX);
        }
        free(bytes);
    }
    assert_in_range(opened, 1, 4999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_up),
        cmocka_unit_test(evaluates_rules),
        cmocka_unit_test(refuses_damage),
        cmocka_unit_test(damage_never_reads_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
