#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/platform.h"
#include <pthread.h>
#include <SDL.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* The real window, on SDL's dummy driver; events are what a driver would have put there. */

static struct platform *platform;

static int open_window(void **state)
{
    (void)state;
    struct error error = {0};
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    struct platform_options options = {.width = 640, .height = 400, .camera = "none", .mute = true};
    struct input input;
    if (!platform_open(&platform, &options, &error))
        return -1;
    while (platform_wait(platform, 0, &input))
        continue; /* the window was shown and sized */
    return 0;
}

static int close_window(void **state)
{
    (void)state;
    platform_close(platform);
    return 0;
}

static void push_key(SDL_Keycode code, Uint16 mod)
{
    SDL_Event event = {.type = SDL_KEYDOWN};
    event.key.keysym.sym = code;
    event.key.keysym.mod = mod;
    SDL_PushEvent(&event);
}

static void push_finger(Uint32 type, SDL_FingerID id, float x, float y)
{
    SDL_Event event = {.type = type};
    event.tfinger.fingerId = id;
    event.tfinger.x = x;
    event.tfinger.y = y;
    SDL_PushEvent(&event);
}

static void push_button(Uint32 type, Uint32 which, Uint8 button, int x, int y)
{
    SDL_Event event = {.type = type};
    event.button.which = which;
    event.button.button = button;
    event.button.x = x;
    event.button.y = y;
    SDL_PushEvent(&event);
}

static struct input next(void)
{
    struct input input;
    if (!platform_wait(platform, platform_now(platform).mono_ms + 5000, &input))
        fail_msg("no input came");
    return input;
}

static void keys_are_ours(void **state)
{
    (void)state;
    static const struct {
        SDL_Keycode code;
        Uint16 mod;
        enum key key;
        bool shift, control;
    } cases[] = {{SDLK_TAB, 0, KEY_TAB, false, false},
        {SDLK_TAB, KMOD_LSHIFT, KEY_TAB, true, false}, {SDLK_KP_ENTER, 0, KEY_ENTER, false, false},
        {SDLK_LEFT, KMOD_RCTRL, KEY_LEFT, false, true},
        {SDLK_PAGEDOWN, 0, KEY_PAGE_DOWN, false, false},
        {SDLK_ESCAPE, 0, KEY_ESCAPE, false, false}};
    push_key(SDLK_F5, 0);
    push_key(SDLK_LCTRL, KMOD_LCTRL);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        push_key(cases[i].code, cases[i].mod);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct input input = next();
        assert_int_equal(input.kind, INPUT_KEY);
        assert_int_equal(input.key, cases[i].key);
        assert_int_equal(input.shift, cases[i].shift);
        assert_int_equal(input.control, cases[i].control);
    }
}

static void fingers_have_numbers_from_one(void **state)
{
    (void)state;
    push_finger(SDL_FINGERDOWN, 900, 0.5F, 0.25F);
    push_finger(SDL_FINGERDOWN, -7, 0.1F, 0.1F);
    push_finger(SDL_FINGERUP, 900, 0.5F, 0.25F);
    push_finger(SDL_FINGERMOTION, -7, 0.2F, 0.1F);
    push_finger(SDL_FINGERDOWN, 901, 0, 0);
    push_finger(SDL_FINGERMOTION, 12345, 0, 0); /* never went down */
    push_finger(SDL_FINGERUP, -7, 0, 0);
    push_finger(SDL_FINGERUP, 901, 0, 0);
    static const struct {
        enum input_kind kind;
        int64_t pointer;
    } wanted[] = {{INPUT_POINTER_DOWN, 1}, {INPUT_POINTER_DOWN, 2}, {INPUT_POINTER_UP, 1},
        {INPUT_POINTER_MOVE, 2}, {INPUT_POINTER_DOWN, 1}, {INPUT_POINTER_UP, 2},
        {INPUT_POINTER_UP, 1}};
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        struct input input = next();
        assert_int_equal(input.kind, wanted[i].kind);
        assert_int_equal(input.pointer, wanted[i].pointer);
        if (i == 0) {
            assert_int_equal((int)input.x, 320);
            assert_int_equal((int)input.y, 100);
        }
    }
}

static void the_mouse_is_pointer_zero_and_no_finger(void **state)
{
    (void)state;
    push_button(SDL_MOUSEBUTTONDOWN, SDL_TOUCH_MOUSEID, SDL_BUTTON_LEFT, 1, 1);
    push_button(SDL_MOUSEBUTTONDOWN, 0, SDL_BUTTON_RIGHT, 2, 2);
    push_button(SDL_MOUSEBUTTONDOWN, 0, SDL_BUTTON_LEFT, 30, 40);
    push_button(SDL_MOUSEBUTTONUP, 0, SDL_BUTTON_LEFT, 31, 41);
    struct input down = next(), up = next();
    assert_int_equal(down.kind, INPUT_POINTER_DOWN);
    assert_int_equal(down.pointer, 0);
    assert_int_equal((int)down.x, 30);
    assert_int_equal(up.kind, INPUT_POINTER_UP);
    assert_int_equal((int)up.y, 41);
}

static void typing_slowly_is_typing(void **state)
{
    (void)state;
    SDL_Event event = {.type = SDL_TEXTINPUT};
    strcpy(event.text.text, "é");
    SDL_PushEvent(&event);
    struct input input = next();
    assert_int_equal(input.kind, INPUT_TEXT);
    assert_string_equal(input.text, "é");
}

static void push_text(const char *text)
{
    for (; *text != '\0'; text++) {
        SDL_Event event = {.type = SDL_TEXTINPUT};
        event.text.text[0] = *text;
        SDL_PushEvent(&event);
    }
}

/* All of it is read at once: only the time before tells a child from a scanner. */
static void typing_while_the_disk_is_slow_is_typing(void **state)
{
    (void)state;
    struct input input;
    assert_false(platform_wait(platform, 0, &input));
    SDL_Delay(900);
    push_text("helped me");
    for (const char *c = "helped me"; *c != '\0'; c++) {
        input = next();
        assert_int_equal(input.kind, INPUT_TEXT);
        assert_int_equal(input.text[0], *c);
    }
}

static void a_scanner_while_the_disk_is_slow_is_a_scanner(void **state)
{
    (void)state;
    struct input input;
    assert_false(platform_wait(platform, 0, &input));
    SDL_Delay(400);
    push_text("WS1041061050R3GG28A0");
    push_key(SDLK_RETURN, 0);
    input = next();
    assert_int_equal(input.kind, INPUT_BADGE);
    assert_string_equal(input.text, "WS1041061050R3GG28A0");
    assert_false(platform_wait(platform, 0, &input));
}

/* "WS1" and a rest, at a machine whose layout is French: the keys are where they are. */
static void a_scanner_types_by_the_place_of_keys(void **state)
{
    (void)state;
    static const struct {
        SDL_Scancode code;
        Uint16 mod;
        const char *text; /* NULL: a dead key */
    } keys[] = {{SDL_SCANCODE_W, KMOD_LSHIFT, "Z"}, {SDL_SCANCODE_S, KMOD_LSHIFT, "S"},
        {SDL_SCANCODE_1, 0, "&"}, {SDL_SCANCODE_LEFTBRACKET, 0, NULL},
        {SDL_SCANCODE_A, KMOD_LSHIFT, "Q"}, {SDL_SCANCODE_0, 0, "à"},
        {SDL_SCANCODE_SEMICOLON, 0, "m"}, {SDL_SCANCODE_SLASH, KMOD_RSHIFT, "§"}};
    struct input input;
    SDL_Delay(300); /* what comes right behind a code belongs to it */
    assert_false(platform_wait(platform, 0, &input));
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        SDL_Event down = {.type = SDL_KEYDOWN}, typed = {.type = SDL_TEXTINPUT};
        down.key.keysym.scancode = keys[i].code;
        down.key.keysym.mod = keys[i].mod;
        SDL_PushEvent(&down);
        if (keys[i].text == NULL)
            continue;
        strcpy(typed.text.text, keys[i].text);
        SDL_PushEvent(&typed);
    }
    push_key(SDLK_RETURN, 0);
    input = next();
    assert_int_equal(input.kind, INPUT_BADGE);
    assert_string_equal(input.text, "ZS&Qàm§");
    assert_string_equal(input.us_text, "WS1[A0;?");
}

static void a_closed_window_asks_to_quit(void **state)
{
    (void)state;
    SDL_Event event = {.type = SDL_WINDOWEVENT};
    event.window.event = SDL_WINDOWEVENT_CLOSE;
    SDL_PushEvent(&event);
    assert_int_equal(next().kind, INPUT_QUIT);
}

static void a_press_does_not_overtake_typing(void **state)
{
    (void)state;
    SDL_Event event = {.type = SDL_TEXTINPUT};
    strcpy(event.text.text, "a");
    SDL_PushEvent(&event);
    push_button(SDL_MOUSEBUTTONDOWN, 0, SDL_BUTTON_LEFT, 5, 5);
    assert_int_equal(next().kind, INPUT_TEXT);
    assert_int_equal(next().kind, INPUT_POINTER_DOWN);
}

static void the_deadline_ends_the_wait(void **state)
{
    (void)state;
    struct input input;
    int64_t start = platform_now(platform).mono_ms;
    assert_false(platform_wait(platform, start + 40, &input));
    assert_int_equal(input.kind, INPUT_NONE);
    assert_true(platform_now(platform).mono_ms >= start + 40);
    assert_false(platform_wait(platform, start, &input));
}

static void a_signal_asks_to_quit(void **state)
{
    (void)state;
    raise(SIGTERM);
    assert_int_equal(next().kind, INPUT_QUIT);
    raise(SIGINT);
    assert_int_equal(next().kind, INPUT_QUIT);
}

static void lost_pictures_are_drawn_again(void **state)
{
    (void)state;
    SDL_Event event = {.type = SDL_RENDER_DEVICE_RESET};
    SDL_PushEvent(&event);
    assert_int_equal(next().kind, INPUT_RESIZE);
    int width, height;
    platform_size(platform, &width, &height);
    assert_int_equal(width, 640);
    assert_int_equal(height, 400);
}

static void push_window(Uint8 kind)
{
    SDL_Event event = {.type = SDL_WINDOWEVENT};
    event.window.event = kind;
    SDL_PushEvent(&event);
}

/* The projector is unplugged and back; the window is dragged to it; at a window's edge it is only
 * another size. */
static void a_display_that_comes_or_goes_is_told(void **state)
{
    (void)state;
    static const Uint8 kinds[] = {
        SDL_DISPLAYEVENT_CONNECTED, SDL_DISPLAYEVENT_DISCONNECTED, SDL_DISPLAYEVENT_ORIENTATION};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        SDL_Event event = {.type = SDL_DISPLAYEVENT};
        event.display.event = kinds[i];
        SDL_PushEvent(&event);
        assert_int_equal(next().kind, INPUT_DISPLAY);
    }
    push_window(SDL_WINDOWEVENT_DISPLAY_CHANGED);
    assert_int_equal(next().kind, INPUT_DISPLAY);
    push_window(SDL_WINDOWEVENT_SIZE_CHANGED);
    assert_int_equal(next().kind, INPUT_RESIZE);
}

static void push_motion(Uint32 which)
{
    SDL_Event event = {.type = SDL_MOUSEMOTION};
    event.motion.which = which;
    event.motion.x = event.motion.xrel = 5;
    SDL_PushEvent(&event);
}

/* A teacher's mouse is seen while it moves, and in nobody's way when it lies still. */
static void the_cursor_is_there_for_who_moves_it(void **state)
{
    (void)state;
    struct error error = {0};
    struct platform *whole;
    struct input input;
    struct platform_options options = {
        .width = 640, .height = 400, .fullscreen = true, .camera = "none", .mute = true};
    platform_close(platform);
    assert_true(platform_open(&whole, &options, &error));
    while (platform_wait(whole, 0, &input))
        continue;
    assert_int_equal(SDL_ShowCursor(SDL_QUERY), SDL_DISABLE);
    push_motion(SDL_TOUCH_MOUSEID);
    while (platform_wait(whole, 0, &input))
        continue;
    assert_int_equal(SDL_ShowCursor(SDL_QUERY), SDL_DISABLE);
    for (int times = 0; times < 2; times++) {
        push_motion(3);
        assert_true(platform_wait(whole, platform_now(whole).mono_ms + 5000, &input));
        assert_int_equal(SDL_ShowCursor(SDL_QUERY), SDL_ENABLE);
        if (times == 0)
            push_finger(SDL_FINGERDOWN, 9, 0.5F, 0.5F);
        int64_t until = platform_now(whole).mono_ms + (times == 0 ? 200 : 6000);
        while (platform_wait(whole, until, &input))
            continue;
        assert_int_equal(SDL_ShowCursor(SDL_QUERY), SDL_DISABLE);
    }
    platform_close(whole);
    assert_int_equal(open_window(NULL), 0);
}

static void another_size_of_the_whole_screen_is_another_display(void **state)
{
    (void)state;
    struct error error = {0};
    struct platform *whole;
    struct input input;
    int width, height;
    struct platform_options options = {
        .width = 640, .height = 400, .fullscreen = true, .camera = "none", .mute = true};
    platform_close(platform); /* one window at a time */
    assert_true(platform_open(&whole, &options, &error));
    while (platform_wait(whole, 0, &input))
        continue;
    push_window(SDL_WINDOWEVENT_SIZE_CHANGED);
    assert_true(platform_wait(whole, platform_now(whole).mono_ms + 5000, &input));
    assert_int_equal(input.kind, INPUT_DISPLAY);
    platform_size(whole, &width, &height);
    assert_true(width > 0 && height > 0);
    platform_close(whole);
    assert_int_equal(open_window(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_ours),
        cmocka_unit_test(fingers_have_numbers_from_one),
        cmocka_unit_test(the_mouse_is_pointer_zero_and_no_finger),
        cmocka_unit_test(typing_slowly_is_typing),
        cmocka_unit_test(typing_while_the_disk_is_slow_is_typing),
        cmocka_unit_test(a_closed_window_asks_to_quit),
        cmocka_unit_test(a_press_does_not_overtake_typing),
        cmocka_unit_test(the_deadline_ends_the_wait),
        cmocka_unit_test(a_signal_asks_to_quit),
        cmocka_unit_test(lost_pictures_are_drawn_again),
        cmocka_unit_test(a_display_that_comes_or_goes_is_told),
        cmocka_unit_test(another_size_of_the_whole_screen_is_another_display),
        cmocka_unit_test(the_cursor_is_there_for_who_moves_it),
        cmocka_unit_test(a_scanner_while_the_disk_is_slow_is_a_scanner),
        cmocka_unit_test(a_scanner_types_by_the_place_of_keys),
    };
    return cmocka_run_group_tests(tests, open_window, close_window);
}
