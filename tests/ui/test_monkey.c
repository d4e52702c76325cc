/* Inputs at random, on a screen with everything on it: nothing aborts, and what must always hold
 * does. */
#include "base/rng.h"
#include "ui/fake.h"

static struct {
    char text[40], line[12];
    struct keyboard keyboard;
    bool modal, gone;
    int chosen, dropped;
} room;

static int chosen_in_all, dropped_in_all; /* else the screen was not much tried */

static void small_controls(struct fake *fake, struct rect r)
{
    static const char *const names[] = {"one", "two", "three", "four"};
    for (int i = 0; i < 4; i++) {
        if (room.gone && i == 2)
            continue;
        if (ui_button(fake->ui, rect_column(r, i, 4, 16),
                (struct button){.key = "b",
                    .index = i,
                    .label = names[i],
                    .disabled = i == 1,
                    .is_default = i == 3})) {
            room.chosen++;
            room.modal = i == 0 || room.modal;
            room.gone = i == 2 || room.gone;
            if (i == 3)
                ui_type(fake->ui, "I learned ");
        }
    }
}

static void screen(struct fake *fake)
{
    struct ui *ui = fake->ui;
    struct rect rest = ui_canvas(ui);
    ui_keyboard(ui, rect_cut_bottom(&rest, ui_keyboard_height(ui)), &room.keyboard);
    ui_text_field(ui, rect_cut_top(&rest, 90),
        (struct text_field){.key = "text", .name = "Text", .focus_first = true}, room.text,
        sizeof(room.text));
    ui_text_field(ui, rect_cut_top(&rest, 60),
        (struct text_field){.key = "line", .name = "Line", .single_line = true}, room.line,
        sizeof(room.line));
    small_controls(fake, rect_cut_top(&rest, 60));
    struct rect inside = ui_scroll_begin(ui, "list", rest, 600);
    for (int i = 0; i < 6; i++) {
        if (ui_tap_area(ui, rect_cut_top(&inside, 100),
                (struct tap_area){.key = "row", .index = i, .name = "row"}))
            room.chosen++;
        ui_drag_source(ui, i);
    }
    ui_scroll_end(ui);
    int dropped = -1;
    struct drop_place place = {.key = "place", .name = "place"};
    if (ui_drop_place(ui, rest, place, &dropped)) {
        assert_in_range(dropped, 0, 5);
        room.dropped++;
    }
    if (!room.modal)
        return;
    struct rect box = rect_center(ui_canvas(ui), 400, 300);
    ui_modal_begin(ui, box, "Sure?");
    if (ui_button(ui, rect_inset(box, 50, 50), (struct button){.key = "yes", .label = "Yes"})) {
        room.modal = false;
        room.chosen++;
    }
    ui_modal_end(ui);
}

/* Mostly at something there is, and mostly where it was last: else little is ever chosen. */
static void aim(struct rng *rng, const struct fake *fake, struct input *input)
{
    static struct input last;
    struct ui_tree tree = ui_get_tree(fake->ui);
    if (input->kind == INPUT_POINTER_DOWN && tree.count > 0 && rng_below(rng, 4) > 0) {
        const struct ui_node *node = &tree.nodes[rng_below(rng, (uint32_t)tree.count)];
        input->x = (float)node->x + (float)node->w / 2;
        input->y = (float)node->y + (float)node->h / 2;
    } else if (input->kind == INPUT_POINTER_UP && rng_below(rng, 4) > 0) {
        input->x = last.x;
        input->y = last.y;
        input->pointer = last.pointer;
    } else if (input->kind == INPUT_POINTER_MOVE && rng_below(rng, 2) == 0) {
        input->pointer = last.pointer;
        last.x = input->x; /* lifted where it went to */
        last.y = input->y;
    }
    if (input->kind == INPUT_POINTER_DOWN)
        last = *input;
}

static struct input random_input(struct rng *rng, const struct fake *fake)
{
    static const char *const texts[] = {"a", "é", " ", "你", "\xFF", "🦊", "\n", "a long one"};
    struct input input = {
        .pointer = (int64_t)rng_below(rng, 3),
        .x = (float)rng_below(rng, (uint32_t)fake->setting.width),
        .y = (float)rng_below(rng, (uint32_t)fake->setting.height),
        .shift = rng_below(rng, 2) == 0,
        .deliberate = rng_below(rng, 2) == 0,
    };
    switch (rng_below(rng, 10)) {
    case 0:
    case 1:
    case 2: input.kind = INPUT_POINTER_DOWN; break;
    case 3: input.kind = INPUT_POINTER_MOVE; break;
    case 4:
    case 5: input.kind = INPUT_POINTER_UP; break;
    case 6: input.kind = rng_below(rng, 4) == 0 ? INPUT_POINTER_CANCEL : INPUT_SCROLL; break;
    case 7:
        input.kind = INPUT_TEXT;
        STR_COPY(input.text, texts[rng_below(rng, COUNT_OF(texts))]);
        break;
    default: input.kind = INPUT_KEY; input.key = (enum key)(1 + rng_below(rng, KEY_COUNT - 1));
    }
    if (input.kind == INPUT_SCROLL)
        input.y = (float)rng_below(rng, 7) - 3;
    aim(rng, fake, &input);
    return input;
}

static void check(const struct fake *fake, uint64_t seed, int step)
{
    struct ui_tree tree = ui_get_tree(fake->ui);
    int focused = 0, pressed = 0;
    for (int i = 0; i < tree.count; i++) {
        const struct ui_node *node = &tree.nodes[i];
        focused += (node->state & STATE_FOCUSED) != 0;
        pressed += (node->state & STATE_PRESSED) != 0;
        bool inside = node->x >= 0 && node->y >= 0 && node->x + node->w <= fake->setting.width &&
                      node->y + node->h <= fake->setting.height;
        if (!inside && node->w > 0)
            fail_msg("seed %d step %d: %s is off the screen", (int)seed, step, node->name);
        if ((node->state & (STATE_FOCUSED | STATE_PRESSED)) && (node->state & STATE_DISABLED))
            fail_msg("seed %d step %d: %s is disabled", (int)seed, step, node->name);
    }
    bool valid = utf8_is_valid(room.text, strlen(room.text)) &&
                 utf8_is_valid(room.line, strlen(room.line)) && strchr(room.line, '\n') == NULL;
    if (focused > 1 || pressed > 1 || !valid || fake->passes > UI_PASSES)
        fail_msg("seed %d step %d: %d focused, %d pressed, %d passes", (int)seed, step, focused,
            pressed, fake->passes);
    if (room.modal && focused == 1 && strcmp(fake_focus(fake), "Yes") != 0)
        fail_msg("seed %d step %d: the focus is below the dialog", (int)seed, step);
}

static void run(struct fake *fake, uint64_t seed)
{
    struct rng rng = rng_seeded(seed);
    memset(&room, 0, sizeof(room));
    room.keyboard = (struct keyboard){.layout = KEYBOARD_QWERTY, .other = KEYBOARD_ARABIC};
    fake->setting.width = rng_below(&rng, 2) ? 1280 : 800;
    fake->setting.height = fake->setting.width == 1280 ? 800 : 480;
    fake->setting.rtl = rng_below(&rng, 2) == 0;
    ui_screen_changed(fake->ui, fake->setting.now_ms);
    fake_frame(fake);
    for (int step = 0; step < 300; step++) {
        fake->setting.now_ms += rng_below(&rng, 150);
        struct input input = random_input(&rng, fake);
        int before = room.chosen, held = room.dropped;
        fake_input(fake, input);
        check(fake, seed, step);
        chosen_in_all += room.chosen - before;
        dropped_in_all += room.dropped - held;
        if (room.chosen > before + 1)
            fail_msg("seed %d step %d: one input chose twice", (int)seed, step);
        if (rng_below(&rng, 50) == 0)
            ui_screen_changed(fake->ui, fake->setting.now_ms);
        room.gone = rng_below(&rng, 8) == 0 ? !room.gone : room.gone;
        fake_frame(fake);
        check(fake, seed, step);
        bool settled = fake->passes < UI_PASSES;
        uint64_t hash = fake_hash(fake);
        fake_frame(fake);
        if (settled && fake_hash(fake) != hash)
            fail_msg("seed %d step %d: what was shown was not settled", (int)seed, step);
    }
}

static void test_random_inputs(void **state)
{
    (void)state;
    struct fake fake;
    fake_open(&fake, screen);
    for (uint64_t seed = 1; seed <= 32; seed++)
        run(&fake, seed);
    assert_true(chosen_in_all > 100);
    assert_true(dropped_in_all > 2);
    fake_close(&fake);
}

static char garbage[200];
static struct text_look garbage_look;

static void show_garbage(struct fake *fake)
{
    struct rect r = {10, 10, 120, 60};
    ui_text_height(fake->ui, garbage_look, 120, garbage);
    ui_text_width(fake->ui, garbage_look, garbage);
    ui_text(fake->ui, r, garbage_look, garbage);
    char field[sizeof(garbage)];
    STR_COPY(field, garbage);
    ui_text_field(fake->ui, r, (struct text_field){.key = "f", .name = "F", .focus_first = true},
        field, sizeof(field));
}

static void test_damaged_text_is_shown_somehow(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a", " ", "\n", "\xF0\x9F", "\x80", "\xFF", "\u0301",
        "\u200D", "👩", "\xEE\x80\x80", "\xEE\x80\x81", "\xEE\x80", "م", "ก", "🇩🇪", "\r"};
    struct fake fake;
    fake_open(&fake, show_garbage);
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct rng rng = rng_seeded(seed);
        struct str_writer writer = str_writer(garbage, sizeof(garbage));
        for (uint32_t i = rng_below(&rng, 40); i > 0; i--)
            str_put(&writer, pieces[rng_below(&rng, COUNT_OF(pieces))]);
        garbage_look = (struct text_look){.size = 20, .lines = (int)rng_below(&rng, 4)};
        fake_frame(&fake);
        static const enum key keys[] = {
            KEY_LEFT, KEY_RIGHT, KEY_UP, KEY_DOWN, KEY_HOME, KEY_END, KEY_BACKSPACE, KEY_DELETE};
        for (size_t i = 0; i < 12; i++)
            fake_key(&fake, keys[rng_below(&rng, COUNT_OF(keys))]);
    }
    fake_close(&fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_inputs),
        cmocka_unit_test(test_damaged_text_is_shown_somehow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
