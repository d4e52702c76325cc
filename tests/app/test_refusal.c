/* The screen of a station that cannot start says, whole and at every size, what to do. */
#include "refusal.h"

#include "base/str.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char why[] =
    "/var/lib/waystation/4b/lock belongs to root, and station may not use it. Start Waystation as "
    "the user it belongs to, or give the data folder over: sudo chown -R station "
    "\"/var/lib/waystation/4b\"";

static bool is_shown(struct ui *ui, const char *text, int width, int height)
{
    struct ui_tree tree = ui_get_tree(ui);
    for (int i = 0; i < tree.count; i++) {
        const struct ui_node *node = &tree.nodes[i];
        if (str_equal(node->name, text))
            return node->x >= 0 && node->y >= 0 && node->w > 0 && node->h > 0 &&
                   node->x + node->w <= width && node->y + node->h <= height;
    }
    return false;
}

static void test_sizes(void **state)
{
    (void)state;
    static const int sizes[][2] = {{800, 480}, {1280, 800}, {1920, 1080}};
    const char *const asks[REFUSAL_LANGUAGES] = {
        "This station cannot save right now. Please tell your teacher.",
        "Esta estación no puede guardar en este momento. Avisa a tu docente, por favor.",
        "Cette station ne peut pas enregistrer pour le moment. Préviens ton enseignant.", NULL};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct error error = {0};
        struct arena arena = {0}, frame = {0};
        struct platform *platform;
        struct ui *ui;
        struct platform_options options = {.headless = true,
            .width = sizes[i][0],
            .height = sizes[i][1],
            .camera = "none",
            .mute = true};
        struct ui_setting setting = {
            .width = sizes[i][0], .height = sizes[i][1], .language = "en", .text_scale = 1};
        assert_true(arena_open(&arena, 64 << 20, &error));
        assert_true(arena_open(&frame, 32 << 20, &error));
        assert_true(platform_open(&platform, &options, &error));
        assert_true(ui_open(&ui, &arena, platform_text(platform), &error));
        do {
            arena_reset(&frame);
            ui_begin(ui, &setting, &frame);
            refusal_frame(ui, asks, why);
        } while (ui_end(ui));
        for (int k = 0; k < 3; k++)
            assert_true(is_shown(ui, asks[k], sizes[i][0], sizes[i][1]));
        assert_true(is_shown(ui, why, sizes[i][0], sizes[i][1]));
        const char *shots = getenv("SHOTS"); /* to be looked at */
        char file[256];
        if (shots != NULL && STR_FORMAT(file, "%s/refusal-%d.png", shots, sizes[i][0])) {
            platform_present(platform, ui_draw_list(ui));
            assert_true(platform_shot(platform, ui_draw_list(ui), file, &error));
        }
        platform_close(platform);
        arena_close(&frame);
        arena_close(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sizes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
