#include "ui/fake.h"

static struct rect canvas;
static bool small;
static struct button shown_button;
static float chip_width;

static void ask_canvas(struct fake *fake)
{
    canvas = ui_canvas(fake->ui);
    small = ui_is_small(fake->ui);
    for (int i = 0; i < 7; i++) /* columns that touch */
        ui_fill_rect(fake->ui, rect_column(canvas, i, 7, 0), 0, 0xFF);
    ui_text(fake->ui, canvas, (struct text_look){.size = 26}, "x");
}

static int setup(void **state)
{
    fake_set_up(state, ask_canvas);
    return 0;
}

static void test_canvas_and_scale(void **state)
{
    struct fake *fake = *state;
    static const struct {
        int width, height;
        float canvas_width, canvas_height;
        bool small;
        int text;
    } cases[] = {
        {1280, 800, 1280, 800, false, 26},
        {1920, 1080, 1422.2F, 800, false, 35},
        {800, 480, 1066.7F, 640, true, 20},
        {1024, 600, 1365.3F, 800, false, 20},
        {640, 480, 853.3F, 640, true, 20}, /* never smaller than three quarters */
        {3840, 2160, 1422.2F, 800, false, 70},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        fake->setting.width = cases[i].width;
        fake->setting.height = cases[i].height;
        fake_frame(fake);
        assert_float_equal(canvas.w, cases[i].canvas_width, 0.1);
        assert_float_equal(canvas.h, cases[i].canvas_height, 0.1);
        assert_int_equal(small, cases[i].small);
        const struct draw_list *list = ui_draw_list(fake->ui);
        assert_int_equal(list->commands[list->count - 1].size, cases[i].text);
        int x = 0;
        for (int k = 0; k < 7; k++) {
            assert_int_equal(list->commands[k].x, x);
            x += list->commands[k].w;
        }
        assert_int_equal(x, cases[i].width);
        assert_int_equal(list->commands[0].h, cases[i].height);
    }
}

static void mirrored(struct fake *fake)
{
    struct ui *ui = fake->ui;
    ui_fill_rect(ui, (struct rect){100, 50, 200, 30}, 0, 1);
    ui_icon(ui, (struct rect){100, 100, 40, 40}, "arrow-left", 20, 0);
    ui_icon(ui, (struct rect){100, 100, 40, 40}, "clock", 20, 0);
    ui_node(ui, ROLE_STATUS, (struct rect){0, 0, 10, 20}, "node", "value");
}

static void test_mirroring(void **state)
{
    struct fake *fake = *state;
    fake->screen = mirrored;
    static const struct {
        bool rtl;
        int x[3];
        bool flip[3];
        int node;
    } cases[] = {
        {false, {100, 115, 115}, {0}, 0},
        {true, {980, 1155, 1155}, {0, true}, 1270},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        fake->setting.rtl = cases[i].rtl;
        fake_frame(fake);
        const struct draw_list *list = ui_draw_list(fake->ui);
        assert_int_equal(list->count, 3);
        for (int k = 0; k < 3; k++) {
            assert_int_equal(list->commands[k].x, cases[i].x[k]);
            assert_int_equal(list->commands[k].flip, cases[i].flip[k]);
        }
        const struct ui_node *node = fake_node(fake, "node");
        assert_int_equal(node->x, cases[i].node);
        assert_int_equal(node->w, 10);
        assert_int_equal(node->role, ROLE_STATUS);
        assert_string_equal(node->value, "value");
    }
}

static void one_button(struct fake *fake)
{
    ui_button(fake->ui, (struct rect){100, 100, 300, 84}, shown_button);
}

static uint64_t button_hash(struct fake *fake, enum theme_id theme, struct button button)
{
    button.key = "b";
    button.label = "Next";
    shown_button = button;
    fake->setting.theme = theme;
    fake_frame(fake);
    return fake_hash(fake);
}

static void test_states_look_different(void **state)
{
    struct fake *fake = *state;
    fake->screen = one_button;
    for (int theme = 0; theme < THEME_COUNT; theme++) {
        uint64_t hashes[] = {
            button_hash(fake, theme, (struct button){.look = BUTTON_PRIMARY}),
            button_hash(fake, theme, (struct button){.look = BUTTON_QUIET}),
            button_hash(fake, theme, (struct button){.look = BUTTON_CHIP}),
            button_hash(fake, theme, (struct button){.look = BUTTON_SELECTED}),
            button_hash(fake, theme, (struct button){.look = BUTTON_PLAIN}),
            button_hash(fake, theme, (struct button){.look = BUTTON_PRIMARY, .disabled = true}),
            button_hash(fake, theme, (struct button){.look = BUTTON_PLAIN, .disabled = true}),
            button_hash(fake, theme, (struct button){.look = BUTTON_QUIET, .selected = true}),
            button_hash(fake, theme, (struct button){.look = BUTTON_QUIET, .icon = "check"}),
        };
        for (size_t a = 0; a < COUNT_OF(hashes); a++)
            for (size_t b = 0; b < a; b++)
                if (hashes[a] == hashes[b])
                    fail_msg("theme %d: looks %zu and %zu are the same", theme, a, b);
    }
}

static void test_selected_has_a_tick(void **state)
{
    struct fake *fake = *state;
    fake->screen = one_button;
    button_hash(fake, THEME_DAY, (struct button){.role = ROLE_CHOICE, .selected = true});
    const struct draw_list *list = ui_draw_list(fake->ui);
    const struct icon *check = icon_find("check");
    bool found = false;
    for (int i = 0; i < list->count; i++)
        found =
            found || (list->commands[i].kind == DRAW_TEXT && list->commands[i].text == check->text);
    assert_true(found);
    assert_int_equal(
        ui_get_tree(fake->ui).count, 1); /* the label is the name, no node of its own */
    assert_int_equal(ui_get_tree(fake->ui).nodes[0].role, ROLE_CHOICE);
    assert_true(ui_get_tree(fake->ui).nodes[0].state & STATE_SELECTED);
}

static void test_long_labels_stay_inside(void **state)
{
    struct fake *fake = *state;
    fake->screen = one_button;
    static const char *const labels[] = {"Ja", "Weiter", "I am not sure about this one yet",
        "Donaudampfschifffahrtsgesellschaft", "Je ne suis pas encore tout à fait sûre de moi ici"};
    for (size_t i = 0; i < COUNT_OF(labels); i++)
        for (int icons = 0; icons < 3; icons++) {
            shown_button = (struct button){.key = "b",
                .label = labels[i],
                .icon = icons > 0 ? "help-circle-outline" : NULL,
                .icon_after = icons > 1 ? "arrow-right" : NULL};
            fake_frame(fake);
            const struct draw_list *list = ui_draw_list(fake->ui);
            for (int k = 0; k < list->count; k++) {
                const struct draw_command *c = &list->commands[k];
                if (c->x < 100 || c->x + c->w > 400 || c->y < 99 || c->y + c->h > 186)
                    fail_msg("'%s' with %d icons: %d %d %d %d", labels[i], icons, c->x, c->y, c->w,
                        c->h);
            }
        }
}

/* Two lines before letters too small to read, or a word left out. */
static void test_a_label_that_cannot_shrink_takes_two_lines(void **state)
{
    struct fake *fake = *state;
    fake->screen = one_button;
    for (float size = 18; size <= 24; size++) {
        shown_button =
            (struct button){.key = "b", .label = "abcdefghijklmn opqrstuvwxyzab", .size = size};
        fake_frame(fake);
        const struct draw_list *list = ui_draw_list(fake->ui);
        for (int i = 0; i < list->count; i++)
            if (list->commands[i].kind == DRAW_TEXT)
                assert_memory_not_equal(
                    list->commands[i].text + list->commands[i].text_length - 3, "…", 3);
    }
}

static void wide_button(struct fake *fake)
{
    float width = ui_button_width(fake->ui, shown_button);
    ui_button(fake->ui, (struct rect){100, 100, width, 84}, shown_button);
}

static void small_dots(struct fake *fake)
{
    for (int i = 0; i < 40; i++)
        ui_dots(fake->ui, (struct rect){7.3F * (float)i, 5.1F * (float)i, 300, 34}, 5, 2, true, 26,
            "Steps");
}

static void test_dots_are_round(void **state)
{
    struct fake *fake = *state;
    fake->screen = small_dots;
    fake->setting.width = 800;
    fake->setting.height = 480;
    for (int rtl = 0; rtl < 2; rtl++) {
        fake->setting.rtl = rtl;
        fake_frame(fake);
        const struct draw_list *list = ui_draw_list(fake->ui);
        for (int i = 0; i < list->count; i++) {
            const struct draw_command *c = &list->commands[i];
            if (c->w != 20 || c->h != 20 || c->radius != 10)
                fail_msg("%d x %d, radius %d", c->w, c->h, c->radius);
        }
    }
}

static const struct draw_command *find_text(struct fake *fake, const char *text)
{
    const struct draw_list *list = ui_draw_list(fake->ui);
    for (int i = 0; i < list->count; i++)
        if (list->commands[i].kind == DRAW_TEXT && list->commands[i].text_length == strlen(text) &&
            memcmp(list->commands[i].text, text, strlen(text)) == 0)
            return &list->commands[i];
    return NULL;
}

static void test_a_button_as_wide_as_it_asks_shows_its_label_whole(void **state)
{
    struct fake *fake = *state;
    fake->screen = wide_button;
    static const int widths[] = {800, 1280, 1920};
    for (size_t w = 0; w < COUNT_OF(widths); w++)
        for (int look = BUTTON_PRIMARY; look <= BUTTON_PLAIN; look++)
            for (int icons = 0; icons < 3; icons++) {
                fake->setting.width = widths[w];
                fake->setting.height = widths[w] * 10 / 16;
                shown_button = (struct button){.key = "b",
                    .label = "I need help",
                    .look = (enum button_look)look,
                    .icon = icons > 0 ? "hand" : NULL,
                    .icon_after = icons > 1 ? "arrow-right" : NULL};
                fake_frame(fake);
                const struct draw_command *label = find_text(fake, "I need help");
                assert_non_null(label);
                float scale = widths[w] == 800 ? 0.75F : (float)widths[w] / 1280;
                float size = look == BUTTON_CHIP ? SIZE_LABEL : 28;
                assert_int_equal(label->size, (int)(size * scale + 0.5F)); /* not shrunk */
            }
}

static void card(struct fake *fake)
{
    ui_card(fake->ui, (struct rect){100, 100, 300, 200}, RADIUS_CARD, ui_theme(fake->ui)->card);
}

static void test_cards_have_a_shadow_or_a_line(void **state)
{
    struct fake *fake = *state;
    fake->screen = card;
    static const enum draw_kind kinds[THEME_COUNT][2] = {
        [THEME_DAY] = {DRAW_SHADOW, DRAW_FILL},
        [THEME_CONTRAST] = {DRAW_FILL, DRAW_RING},
        [THEME_NIGHT] = {DRAW_FILL, DRAW_RING},
    };
    for (int theme = 0; theme < THEME_COUNT; theme++) {
        fake->setting.theme = theme;
        fake_frame(fake);
        const struct draw_list *list = ui_draw_list(fake->ui);
        assert_int_equal(list->count, 2);
        for (int i = 0; i < 2; i++)
            assert_int_equal(list->commands[i].kind, kinds[theme][i]);
    }
    fake->setting.theme = THEME_DAY;
    fake_frame(fake);
    const struct draw_command *shadow = &ui_draw_list(fake->ui)->commands[0];
    assert_int_equal(shadow->y, 106);
    assert_int_equal(shadow->width, 24);
    assert_int_equal(shadow->radius, 28);
    assert_int_equal(shadow->color, 0x20253A1F);
}

static void decorations(struct fake *fake)
{
    struct ui *ui = fake->ui;
    struct rect r = {100, 100, 400, 40};
    ui_dots(ui, r, 5, 3, true, 26, "Steps");
    chip_width = ui_chip(ui, r, "flag-variant", "My goal", 0xFF, 0xFF);
    ui_picture(ui, r, "🦊", 40, 0, "Fox");
    ui_qr(ui, r, "https://example.org", "Link");
    ui_camera(ui, r, 36, 77, "Camera");
    ui_arc(ui, r, 36, 0.5F, 0xFF);
    ui_heading(ui, r, (struct text_look){.size = 20}, "Heading");
}

static void test_what_leaves_nodes(void **state)
{
    struct fake *fake = *state;
    fake->screen = decorations;
    fake_frame(fake);
    static const struct {
        const char *name, *value;
        enum ui_role role;
    } cases[] = {{"Steps", "3 of 5", ROLE_PROGRESS}, {"My goal", "", ROLE_TEXT},
        {"Fox", "", ROLE_IMAGE}, {"Link", "", ROLE_IMAGE}, {"Camera", "", ROLE_IMAGE},
        {"Heading", "", ROLE_HEADING}};
    struct ui_tree tree = ui_get_tree(fake->ui);
    assert_int_equal(tree.count, COUNT_OF(cases));
    for (int i = 0; i < tree.count; i++) {
        assert_string_equal(tree.nodes[i].name, cases[i].name);
        assert_string_equal(tree.nodes[i].value, cases[i].value);
        assert_int_equal(tree.nodes[i].role, cases[i].role);
        assert_true(tree.nodes[i].id == 0);
    }
    assert_float_equal(chip_width, 40 + 28 + 7 * 9, 0.01); /* sides, icon, letters of 18 */
    assert_int_equal(ui_draw_list(fake->ui)->camera_frame, 77);
}

static void words(struct fake *fake)
{
    struct ui *ui = fake->ui;
    static const struct {
        int64_t ms;
        const char *text;
    } clocks[] = {{0, "0:00"}, {-5, "0:00"}, {1, "0:01"}, {1000, "0:01"}, {1001, "0:02"},
        {59000, "0:59"}, {59001, "1:00"}, {702000, "11:42"}, {3600000, "1:00:00"},
        {3725000, "1:02:05"}};
    for (size_t i = 0; i < COUNT_OF(clocks); i++)
        assert_string_equal(ui_clock(ui, clocks[i].ms), clocks[i].text);
    assert_string_equal(ui_number(ui, -12), "-12");
    assert_string_equal(ui_fill(ui, "Hi {name}!", "name", "Amélie", NULL), "Hi Amélie!");
    assert_string_equal(
        ui_fill(ui, "{b}{a}{b} {c} {", "a", "1", "b", "{a}", NULL), "{a}1{a} {c} {");
    assert_string_equal(ui_fill(ui, "", NULL), "");
    assert_string_equal(T("Save"), "Save");
    assert_string_equal(TN("one", "many", 1), "one");
    assert_string_equal(TN("one", "many", 3), "many");
}

static void test_words(void **state)
{
    struct fake *fake = *state;
    fake->screen = words;
    fake_frame(fake);
}

static void full_screen(struct fake *fake)
{
    struct ui *ui = fake->ui;
    static struct keyboard keyboard = {.layout = KEYBOARD_QWERTY, .other = KEYBOARD_ABC};
    static char text[100] = "It helped me when I lined up the strips and";
    decorations(fake);
    ui_text_field(ui, (struct rect){40, 264, 1000, 176},
        (struct text_field){.key = "f", .name = "F", .placeholder = "P"}, text, sizeof(text));
    ui_tap_area(ui, (struct rect){1060, 264, 180, 176},
        (struct tap_area){.key = "t", .name = "Say it", .selected = true});
    ui_keyboard(ui, (struct rect){0, 538, 1280, 262}, &keyboard);
}

static void test_an_unchanged_screen_is_equal_and_costs_nothing_new(void **state)
{
    struct fake *fake = *state;
    fake->screen = full_screen;
    for (int theme = 0; theme < THEME_COUNT; theme++) {
        fake->setting.theme = theme;
        fake_frame(fake);
        fake_frame(fake);
        uint64_t hash = fake_hash(fake);
        size_t frame = fake->frame.used, app = fake->app.used;
        fake->measured = 0;
        for (int i = 0; i < 3; i++) {
            fake->setting.now_ms += 60000;
            fake_frame(fake);
            assert_int_equal(fake->passes, 1);
            assert_true(fake_hash(fake) == hash);
            assert_int_equal(fake->measured, 0);
            assert_int_equal(fake->frame.used, frame);
            assert_int_equal(fake->app.used, app);
            assert_true(ui_deadline_ms(fake->ui) == INT64_MAX);
        }
    }
}

static void test_role_names(void **state)
{
    (void)state;
    for (int role = 0; role < ROLE_COUNT; role++)
        assert_true(strlen(ui_role_name((enum ui_role)role)) > 0);
    assert_string_equal(ui_role_name(ROLE_BUTTON), "button");
    assert_string_equal(ui_role_name(ROLE_DIALOG), "dialog");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fake_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_canvas_and_scale),
        TEST(test_mirroring),
        TEST(test_dots_are_round),
        TEST(test_states_look_different),
        TEST(test_selected_has_a_tick),
        TEST(test_long_labels_stay_inside),
        TEST(test_a_label_that_cannot_shrink_takes_two_lines),
        TEST(test_a_button_as_wide_as_it_asks_shows_its_label_whole),
        TEST(test_cards_have_a_shadow_or_a_line),
        TEST(test_what_leaves_nodes),
        TEST(test_words),
        TEST(test_an_unchanged_screen_is_equal_and_costs_nothing_new),
        TEST(test_role_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
