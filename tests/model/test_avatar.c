#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/avatar.h"
#include <string.h>

static void check_picture(const struct avatar *avatar)
{
    uint32_t code;
    size_t length = strlen(avatar->emoji);
    assert_int_equal(utf8_decode(avatar->emoji, length, &code), length); /* one code point */
    assert_true(code >= 0x1F000 || code == 0x2B50 || (code >= 0x2600 && code < 0x2700));
    assert_true(strlen(avatar->name) < AVATAR_SIZE);
}

static void all_are_different(void **state)
{
    (void)state;
    assert_true(avatar_count >= STUDENT_MAX / 2);
    for (size_t i = 0; i < avatar_count; i++) {
        check_picture(&avatars[i]);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(avatars[i].name, avatars[j].name);
            assert_string_not_equal(avatars[i].emoji, avatars[j].emoji);
        }
        assert_int_equal(avatar_find(avatars[i].name), i);
        assert_int_equal(avatar_find(avatars[i].emoji), i);
    }
    for (size_t i = 0; i < PICTURE_COUNT; i++) {
        check_picture(&pictures[i]);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(pictures[i].emoji, pictures[j].emoji);
    }
}

static void fields_become_pictures(void **state)
{
    (void)state;
    assert_string_equal(avatar_emoji("fox"), "🦊");
    assert_string_equal(avatar_emoji("Fox"), "🦊");
    assert_string_equal(avatar_label("🦊"), "fox");
    assert_string_equal(avatar_emoji("🧩"), "🧩");
    assert_string_equal(avatar_emoji("👩‍🔬"), "👩‍🔬");
    static const char *const others[] = {"", "dragonfly", "é", "7", "中", "\xFF"};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_string_equal(avatar_emoji(others[i]), "🙂");
        assert_string_equal(avatar_label(others[i]), others[i]);
        assert_int_equal(avatar_find(others[i]), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_different),
        cmocka_unit_test(fields_become_pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
