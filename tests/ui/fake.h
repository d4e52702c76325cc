/* A toolkit without a machine: text half an em wide, inputs by hand. */
#pragma once

#include "base/str.h"
#include "base/utf8.h"
#include "ui/ui.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

struct fake {
    struct arena app, frame;
    struct ui *ui;
    struct text_service text;
    struct ui_setting setting;
    int measured; /* calls of the text service */
    int passes;   /* of the last frame */
    void (*screen)(struct fake *fake);
    void *context;
};

static inline int fake_width(
    void *context, enum font font, int size, const char *text, size_t length)
{
    ((struct fake *)context)->measured++;
    int count = 0;
    for (size_t at = 0; at < length; count++) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
    }
    bool bold = font == FONT_READ_BOLD || font == FONT_DYSLEXIA_BOLD;
    return count * size * (bold ? 6 : 5) / 10;
}

static inline int fake_height(void *context, enum font font, int size)
{
    (void)font;
    ((struct fake *)context)->measured++;
    return size * 12 / 10;
}

/* Arabic letters are right-to-left, Latin ones left-to-right. */
static inline bool fake_is_rtl(void *context, const char *text, size_t length, bool fallback)
{
    ((struct fake *)context)->measured++;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        if (code >= 0x600 && code < 0x700)
            return true;
        if ((code | 32) >= 'a' && (code | 32) <= 'z')
            return false;
    }
    return fallback;
}

static inline void fake_open(struct fake *fake, void (*screen)(struct fake *fake))
{
    struct error error = {0};
    *fake = (struct fake){.screen = screen};
    fake->text = (struct text_service){fake, fake_width, fake_height, fake_is_rtl};
    fake->setting = (struct ui_setting){
        .width = 1280, .height = 800, .language = "en", .text_scale = 1, .now_ms = 1000};
    assert_true(arena_open(&fake->app, 8 << 20, &error));
    assert_true(arena_open(&fake->frame, 8 << 20, &error));
    assert_true(ui_open(&fake->ui, &fake->app, &fake->text, &error));
}

static inline void fake_close(struct fake *fake)
{
    arena_close(&fake->app);
    arena_close(&fake->frame);
}

/* One toolkit at a time as the state of each test. */
static inline struct fake *fake_set_up(void **state, void (*screen)(struct fake *fake))
{
    static struct fake fake;
    fake_open(&fake, screen);
    *state = &fake;
    return &fake;
}

static inline int fake_tear_down(void **state)
{
    fake_close(*state);
    return 0;
}

static inline void fake_frame(struct fake *fake)
{
    fake->passes = 0;
    do {
        arena_reset(&fake->frame);
        ui_begin(fake->ui, &fake->setting, &fake->frame);
        fake->screen(fake);
        fake->passes++;
    } while (ui_end(fake->ui));
}

static inline bool fake_input(struct fake *fake, struct input input)
{
    input.mono_ms = fake->setting.now_ms;
    bool wanted = ui_input(fake->ui, &input);
    if (wanted)
        fake_frame(fake);
    return wanted;
}

static inline bool fake_pointer(
    struct fake *fake, enum input_kind kind, int64_t pointer, float x, float y)
{
    return fake_input(fake, (struct input){.kind = kind, .pointer = pointer, .x = x, .y = y});
}

static inline void fake_tap(struct fake *fake, float x, float y)
{
    fake_pointer(fake, INPUT_POINTER_DOWN, 1, x, y);
    fake_pointer(fake, INPUT_POINTER_UP, 1, x, y);
}

static inline bool fake_key(struct fake *fake, enum key key)
{
    return fake_input(fake, (struct input){.kind = INPUT_KEY, .key = key});
}

static inline bool fake_type(struct fake *fake, const char *text)
{
    struct input input = {.kind = INPUT_TEXT};
    STR_COPY(input.text, text);
    return fake_input(fake, input);
}

static inline const struct ui_node *fake_node(const struct fake *fake, const char *name)
{
    struct ui_tree tree = ui_get_tree(fake->ui);
    for (int i = 0; i < tree.count; i++)
        if (strcmp(tree.nodes[i].name, name) == 0)
            return &tree.nodes[i];
    return NULL;
}

static inline void fake_tap_node(struct fake *fake, const char *name)
{
    const struct ui_node *node = fake_node(fake, name);
    if (node == NULL)
        fail_msg("there is no '%s' on the screen", name);
    fake_tap(fake, (float)node->x + (float)node->w / 2, (float)node->y + (float)node->h / 2);
}

static inline const char *fake_focus(const struct fake *fake)
{
    const struct ui_node *node = ui_find_focused(fake->ui);
    return node != NULL ? node->name : "";
}

static inline uint64_t fake_hash(const struct fake *fake)
{
    return draw_list_hash(ui_draw_list(fake->ui), fake->setting.width, fake->setting.height);
}

/* True if run() aborts; in a child process. */
static inline bool fake_aborts(void (*run)(void))
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        fclose(stderr);
        run();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}
