#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/picture.h"
#include "platform/render.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WIDTH = 400, HEIGHT = 300, BACK = 0x000000FF };

static SDL_Surface *surface;
static SDL_Renderer *target;
static struct text *text;
static struct render *render;
static struct arena arena;
static struct draw_list list;

static int camera_shade; /* brightness of the camera's bright side; 0: it has no picture */
static int camera_copies;

/* A camera whose picture is dark on its left and bright on its right. */
static bool copy_frame(
    void *context, int max_width, uint8_t *pixels, size_t max_size, int *width, int *height)
{
    (void)context;
    camera_copies++;
    if (camera_shade == 0)
        return false;
    *width = MIN(max_width, 64);
    *height = 48;
    assert_true((size_t)(*width * *height) <= max_size);
    for (int y = 0; y < *height; y++)
        for (int x = 0; x < *width; x++)
            pixels[y * *width + x] = (uint8_t)(x < *width / 2 ? 40 : camera_shade - y);
    return true;
}

static int open_all(void **state)
{
    (void)state;
    struct error error = {0};
    surface = SDL_CreateRGBSurfaceWithFormat(0, WIDTH, HEIGHT, 32, SDL_PIXELFORMAT_RGB888);
    target = SDL_CreateSoftwareRenderer(surface);
    struct mirror_source camera = {.copy = copy_frame};
    return arena_open(&arena, 1 << 20, &error) && text_open(&text, "/usr/share", &error) &&
                   render_open(&render, target, text, camera, &error)
               ? 0
               : -1;
}

static int close_all(void **state)
{
    (void)state;
    render_close(render);
    text_close(text);
    SDL_DestroyRenderer(target);
    SDL_FreeSurface(surface);
    arena_close(&arena);
    return 0;
}

static int new_list(void **state)
{
    (void)state;
    arena_reset(&arena);
    if (!draw_list_open(&list, &arena, 64))
        return -1;
    list.background = BACK;
    camera_shade = 200;
    return 0;
}

static struct draw_command *add(enum draw_kind kind, int x, int y, int w, int h, color ink)
{
    return draw_add(&list, kind, x, y, w, h, ink);
}

static struct draw_command *add_text(
    enum font font, int size, int x, int y, color ink, const char *t)
{
    struct draw_command *command = add(DRAW_TEXT, x, y, 0, 0, ink);
    command->font = (uint8_t)font;
    command->size = (int16_t)size;
    command->text = t;
    command->text_length = (uint32_t)strlen(t);
    return command;
}

static void draw(void)
{
    render_draw(render, &list);
    SDL_RenderPresent(target);
}

/* 0xRRGGBB */
static uint32_t pixel(int x, int y)
{
    const unsigned char *row = (const unsigned char *)surface->pixels + y * surface->pitch;
    uint32_t value;
    memcpy(&value, row + x * 4, sizeof value);
    return value & 0xFFFFFF;
}

static int red(int x, int y)
{
    return (int)(pixel(x, y) >> 16);
}

/* Sum of the red channel in a rectangle, in whole pixels of full red. */
static double area(int x, int y, int w, int h)
{
    double sum = 0;
    for (int j = y; j < y + h; j++)
        for (int i = x; i < x + w; i++)
            sum += red(i, j) / 255.0;
    return sum;
}

static void rounded_corners_cover_what_they_should(void **state)
{
    (void)state;
    static const int shapes[][3] = {{100, 80, 28}, {60, 25, 999}, {25, 60, 999}, {26, 26, 13},
        {41, 41, 12}, {57, 56, 28}, {3, 3, 1}, {200, 50, 0}};
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        int w = shapes[i][0], h = shapes[i][1];
        new_list(NULL);
        add(DRAW_FILL, 20, 20, w, h, 0xFF0000FF)->radius = (int16_t)shapes[i][2];
        draw();
        double r = MIN(shapes[i][2], MIN(w, h) / 2.0);
        double wanted = w * h - (4 - 3.14159265) * r * r;
        double got = area(0, 0, WIDTH, HEIGHT);
        if (got < wanted - 1 - wanted / 100 || got > wanted + 1 + wanted / 100)
            fail_msg("%d x %d radius %d covers %.1f, not %.1f", w, h, shapes[i][2], got, wanted);
        assert_true(area(20, 20, w, h) > got - 0.01); /* nothing outside */
        assert_int_equal(red(20 + w / 2, 20 + h / 2), 255);
        for (int y = 0; y < h; y++) /* the same from all four corners */
            for (int x = 0; x < w; x++) {
                assert_int_equal(red(20 + x, 20 + y), red(20 + w - 1 - x, 20 + y));
                assert_int_equal(red(20 + x, 20 + y), red(20 + x, 20 + h - 1 - y));
            }
    }
}

static void edges_are_smooth(void **state)
{
    (void)state;
    add(DRAW_FILL, 20, 20, 100, 100, 0xFF0000FF)->radius = 28;
    draw();
    int between = 0;
    for (int y = 20; y < 48; y++)
        for (int x = 20; x < 48; x++)
            between += red(x, y) > 8 && red(x, y) < 247;
    assert_in_range(between, 20, 90);
    assert_int_equal(red(20, 20), 0);
    assert_int_equal(red(29, 29), 255); /* the arc crosses the diagonal at 8.2 */
}

static void rings_are_hollow(void **state)
{
    (void)state;
    static const int shapes[][4] = {
        {120, 90, 28, 3}, {81, 25, 999, 3}, {25, 81, 999, 4}, {26, 26, 13, 4}, {100, 60, 0, 2}};
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        int w = shapes[i][0], h = shapes[i][1], width = shapes[i][3];
        new_list(NULL);
        struct draw_command *ring = add(DRAW_RING, 30, 30, w, h, 0xFF0000FF);
        ring->radius = (int16_t)shapes[i][2];
        ring->width = (int16_t)width;
        draw();
        double r = MIN(shapes[i][2], MIN(w, h) / 2.0), in = MAX(r - width, 0);
        double outer = w * h - (4 - 3.14159265) * r * r;
        double inner = (w - 2 * width) * (h - 2 * width) - (4 - 3.14159265) * in * in;
        double got = area(0, 0, WIDTH, HEIGHT), wanted = outer - inner;
        if (got < wanted * 0.97 - 1 || got > wanted * 1.03 + 1)
            fail_msg("ring %zu covers %.1f, not %.1f", i, got, wanted);
        assert_int_equal(red(30 + w / 2, 30 + h / 2), 0);
        assert_in_range(red(30 + w / 2, 30), 240, 255);
        assert_in_range(red(30 + w / 2, 30 + width), 0, 15);
        assert_in_range(red(30 + w - 1, 30 + h / 2), 240, 255);
        assert_true(area(30, 30, w, h) > got - 0.01);
    }
}

static void colours_are_tinted_and_mixed(void **state)
{
    (void)state;
    static const struct {
        color back, ink;
        uint32_t wanted;
    } cases[] = {{0xFFFFFFFF, 0x0B6E74FF, 0x0B6E74}, {0x000000FF, 0xFF800080, 0x804000},
        {0xFFFFFFFF, 0x00000080, 0x7F7F7F}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        new_list(NULL);
        list.background = cases[i].back;
        add(DRAW_FILL, 10, 10, 80, 80, cases[i].ink)->radius = 20;
        add(DRAW_FILL, 110, 10, 80, 80, cases[i].ink);
        draw();
        for (int shift = 0; shift < 24; shift += 8) {
            int wanted = (int)(cases[i].wanted >> shift & 255);
            for (int x = 50; x <= 150; x += 100) {
                int got = (int)(pixel(x, 50) >> shift & 255);
                assert_in_range(got, MAX(wanted - 2, 0), MIN(wanted + 2, 255));
            }
        }
        assert_int_equal(pixel(5, 5), cases[i].back >> 8);
    }
}

static void shadows_fade_outwards(void **state)
{
    (void)state;
    struct draw_command *shadow = add(DRAW_SHADOW, 120, 90, 160, 120, 0xFF0000FF);
    shadow->radius = 28;
    shadow->width = 24;
    draw();
    assert_int_equal(red(200, 150), 255);
    for (int y = 55; y < 130; y++) {
        assert_true(red(200, y) <= red(200, y + 1));
        assert_in_range(red(200, y), MAX(red(200, 299 - y) - 2, 0), red(200, 299 - y) + 2);
    }
    assert_in_range(red(200, 90), 110, 145); /* half at the edge */
    assert_int_equal(red(200, 50), 0);
    for (int x = 120; x < 280; x++) /* no seams where corners meet straight parts */
        assert_true(abs(red(x, 80) - red(x + 1, 80)) < 8);
}

static void an_opaque_card_hides_its_shadow_only_inside(void **state)
{
    (void)state;
    uint32_t *seen = calloc(WIDTH * HEIGHT, sizeof *seen);
    assert_non_null(seen);
    for (int pass = 0; pass < 2; pass++) {
        new_list(NULL);
        struct draw_command *shadow = add(DRAW_SHADOW, 120, 96, 160, 120, 0xFF00004F);
        shadow->radius = 28;
        shadow->width = 24;
        if (pass == 1) /* something in between: nothing is known to be covered */
            add(DRAW_FILL, 0, 0, 1, 1, BACK);
        add(DRAW_FILL, 120, 90, 160, 120, 0x00FF00FF)->radius = 28;
        draw();
        for (int i = 1; i < WIDTH * HEIGHT; i++) {
            uint32_t here = pixel(i % WIDTH, i / WIDTH);
            if (pass == 1)
                assert_int_equal(here, seen[i]);
            seen[i] = here;
        }
    }
    free(seen);
}

static void arcs_start_at_the_top_and_go_clockwise(void **state)
{
    (void)state;
    struct draw_command *arc = add(DRAW_ARC, 100, 50, 120, 120, 0xFF0000FF);
    arc->width = 12;
    arc->part = 900;
    draw();
    assert_int_equal(red(160 + 38, 110 - 38), 255);
    assert_int_equal(red(160 - 38, 110 - 38), 0);
    assert_int_equal(red(160, 110 + 54), 0);
    assert_int_equal(red(160 - 4, 50 + 6), 255); /* the round end */
    assert_int_equal(red(160 - 12, 50 + 6), 0);
    arc->part = 3600;
    draw();
    double wanted = 3.14159265 * (60.0 * 60 - 48.0 * 48);
    assert_in_range((int)area(0, 0, WIDTH, HEIGHT), (int)(wanted * 0.98), (int)(wanted * 1.02));
    arc->part = 0;
    draw();
    assert_int_equal((int)area(0, 0, WIDTH, HEIGHT), 0);
}

static void text_is_tinted_and_inside_its_box(void **state)
{
    (void)state;
    struct text_service service;
    text_serve(text, &service);
    const char *word = "Hügel";
    add_text(FONT_SHOW, 44, 50, 60, 0xFF0000FF, word);
    int w = service.width(service.context, FONT_SHOW, 44, word, strlen(word));
    int h = service.line_height(service.context, FONT_SHOW, 44);
    draw();
    double all = area(0, 0, WIDTH, HEIGHT);
    assert_true(all > 300);
    assert_true(area(50, 60, w, h) > all - 0.01);
    assert_true(area(50 + w * 3 / 4, 60, w, h) > 10); /* up to its end */
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            assert_int_equal(pixel(x, y) & 0xFFFF, 0);
}

static void emoji_keep_their_colours(void **state)
{
    (void)state;
    add_text(FONT_READ, 60, 50, 60, 0x0000FFFF, "🦊");
    draw();
    int orange = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            orange += red(x, y) > 200 && (pixel(x, y) & 255) < 100;
    assert_true(orange > 200);
}

static void flipped_icons_are_mirrored(void **state)
{
    (void)state;
    const char *arrow = "\xEF\x81\x8D"; /* arrow-left */
    add_text(FONT_ICON, 64, 20, 20, 0xFF0000FF, arrow);
    add_text(FONT_ICON, 64, 120, 20, 0xFF0000FF, arrow)->flip = true;
    draw();
    int differ = 0;
    assert_true(area(20, 20, 64, 64) > 100);
    for (int y = 20; y < 84; y++)
        for (int x = 0; x < 64; x++) {
            assert_int_equal(red(20 + x, y), red(120 + 63 - x, y));
            differ += red(20 + x, y) != red(120 + x, y);
        }
    assert_true(differ > 0);
}

static void clips_hold_until_the_next(void **state)
{
    (void)state;
    add(DRAW_CLIP, 50, 50, 20, 10, 0);
    add(DRAW_FILL, 0, 0, WIDTH, HEIGHT, 0xFF0000FF);
    add(DRAW_CLIP, 0, 0, 0, 0, 0);
    add(DRAW_FILL, 0, 0, 5, 5, 0xFF0000FF);
    draw();
    assert_int_equal((int)(area(0, 0, WIDTH, HEIGHT) + 0.5), 20 * 10 + 25);
    assert_int_equal(red(50, 50), 255);
    assert_int_equal(red(69, 59), 255);
}

static void qr_modules_are_whole_pixels(void **state)
{
    (void)state;
    struct draw_command *qr = add(DRAW_QR, 100, 50, 200, 200, 0x20253AFF);
    qr->text = "https://example.org/x";
    qr->text_length = (uint32_t)strlen(qr->text);
    draw();
    struct pixels code;
    assert_true(picture_qr(&code, qr->text, qr->text_length));
    int module = 200 / (code.w + 4), left = 100 + (200 - module * code.w) / 2,
        top = 50 + (200 - module * code.w) / 2;
    for (int y = 0; y < code.h * module; y++)
        for (int x = 0; x < code.w * module; x++) {
            bool dark = code.data[y / module * code.w + x / module] != 0;
            assert_int_equal(pixel(left + x, top + y), dark ? 0x20253A : 0xFFFFFF);
        }
    assert_int_equal(pixel(100, 50), 0xFFFFFF);
    pixels_free(&code);
    assert_false(picture_qr(&code, "", 0));
}

static void the_camera_is_mirrored(void **state)
{
    (void)state;
    list.camera_frame = 1;
    add(DRAW_CAMERA, 50, 50, 200, 150, 0xFFFFFFFF)->radius = 20;
    draw();
    assert_in_range(red(60, 125), 170, 180); /* bright was on the camera's right */
    assert_in_range(red(240, 125), 35, 45);
    assert_int_equal(red(50, 50), 0);
    list.camera_frame = 0;
    draw();
    assert_int_equal((int)area(0, 0, WIDTH, HEIGHT), 0);
}

/* --- Only the camera's picture is new --------------------------------------------------------- */

static void take_pixels(uint32_t *out)
{
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        out[i] = pixel(i % WIDTH, i / WIDTH);
}

/* A check-in screen with something below, on, beside and clipped over the camera. */
static struct draw_command *add_mirror_screen(int x, int y, int w, int h, int radius)
{
    list.background = 0x405060FF;
    add(DRAW_SHADOW, 40, 40, 220, 180, 0x00000080)->width = 20;
    add(DRAW_FILL, 40, 40, 220, 180, 0xF0E0D0FF)->radius = 24;
    add_text(FONT_SHOW, 60, 20, 30, 0x20FF20FF, "Below");
    add(DRAW_CLIP, 10, 10, WIDTH - 20, HEIGHT - 40, 0);
    struct draw_command *camera = add(DRAW_CAMERA, x, y, w, h, 0xFFFFFFFF);
    camera->radius = (int16_t)radius;
    add(DRAW_CLIP, 0, 100, WIDTH, 90, 0);
    add(DRAW_FILL, 90, 60, 60, 60, 0xFF800080)->radius = 20;
    add(DRAW_CLIP, 0, 0, 0, 0, 0);
    struct draw_command *ring = add(DRAW_RING, 120, 90, 180, 150, 0xFFFF00FF);
    ring->radius = 30;
    ring->width = 8;
    add_text(FONT_READ, 40, 100, 120, 0x8080FFC0, "Amélie · 小明 🙂");
    return camera;
}

static void a_part_looks_like_the_whole(void **state)
{
    (void)state;
    static const struct {
        int x, y, w, h, radius;
        color ink;
    } cases[] = {{60, 60, 200, 150, 20, 0xFFFFFFFF}, {60, 60, 200, 150, 0, 0xFFFFFFFF},
        {60, 60, 151, 151, 999, 0xFFFFFFFF}, {60, 60, 31, 150, 40, 0xFFFFFFFF},
        {61, 59, 200, 150, 20, 0xFFFFFF90}, {-30, -20, 200, 150, 20, 0xFFFFFFFF},
        {300, 200, 200, 150, 20, 0}, {60, 60, 1, 1, 5, 0xFFFFFFFF}};
    static uint32_t first[WIDTH * HEIGHT], part[WIDTH * HEIGHT], whole[WIDTH * HEIGHT];
    for (size_t i = 0; i < 2 * COUNT_OF(cases); i++) {
        size_t at = i % COUNT_OF(cases);
        new_list(NULL);
        if (i == COUNT_OF(cases))
            render_keep_canvas(render);
        add_mirror_screen(cases[at].x, cases[at].y, cases[at].w, cases[at].h, cases[at].radius)
            ->color = cases[at].ink;
        list.camera_frame = (uint32_t)(100 * i + 1);
        render_present(render, &list);
        take_pixels(first);
        for (int number = 2; number < 5; number++) {
            camera_shade = 200 - 40 * (number & 1);
            list.camera_frame = (uint32_t)(100 * i + (size_t)number);
            render_present(render, &list);
        }
        take_pixels(part);
        render_expect_loss(render);
        list.camera_frame++;
        render_present(render, &list);
        take_pixels(whole);
        assert_memory_equal(part, whole, sizeof whole);
        list.camera_frame++;
        camera_shade = 120; /* and the comparison sees it */
        render_present(render, &list);
        take_pixels(part);
        if (cases[at].w > 1)
            assert_memory_not_equal(part, first, sizeof part);
    }
}

/* A pixel drawn past the renderer stays exactly where nothing is drawn again. */
static void mark(int x, int y)
{
    SDL_FillRect(surface, &(SDL_Rect){x, y, 1, 1}, 0x123456);
}

static bool is_marked(int x, int y)
{
    return pixel(x, y) == 0x123456;
}

enum { BESIDE_X = 380, BESIDE_Y = 20, INSIDE_X = 200, INSIDE_Y = 70 };

static void present_marked(uint32_t camera_frame)
{
    mark(BESIDE_X, BESIDE_Y);
    mark(INSIDE_X, INSIDE_Y);
    list.camera_frame = camera_frame;
    render_present(render, &list);
}

static void only_a_new_picture_is_a_part(void **state)
{
    (void)state;
    struct draw_command *camera = add_mirror_screen(60, 60, 200, 150, 20);
    present_marked(1);
    assert_false(is_marked(BESIDE_X, BESIDE_Y));
    present_marked(2);
    assert_true(is_marked(BESIDE_X, BESIDE_Y));
    assert_false(is_marked(INSIDE_X, INSIDE_Y));
    present_marked(2); /* the same again: the screen was lost */
    assert_false(is_marked(BESIDE_X, BESIDE_Y));
    render_expect_loss(render);
    present_marked(3);
    assert_false(is_marked(BESIDE_X, BESIDE_Y));
    list.commands[1].x++; /* something else is new as well */
    present_marked(4);
    assert_true(is_marked(BESIDE_X, BESIDE_Y));
    assert_false(is_marked(INSIDE_X, INSIDE_Y));
    present_marked(5);
    assert_true(is_marked(BESIDE_X, BESIDE_Y));
    render_forget(render);
    present_marked(6);
    assert_false(is_marked(BESIDE_X, BESIDE_Y));
    camera_shade = 0; /* what was below it must come back */
    present_marked(7);
    assert_true(is_marked(BESIDE_X, BESIDE_Y));
    assert_int_equal(pixel(INSIDE_X, INSIDE_Y), 0xF0E0D0);
    camera_shade = 200;
    present_marked(8);
    add(DRAW_CAMERA, 300, 200, 50, 50, 0xFFFFFFFF); /* two of them */
    present_marked(9);
    mark(310, 210);
    present_marked(10);
    assert_true(is_marked(BESIDE_X, BESIDE_Y));
    assert_false(is_marked(INSIDE_X, INSIDE_Y));
    assert_false(is_marked(310, 210));
    assert_int_equal(camera->radius, 20);
}

static uint32_t random_state = 7;

static int below(int limit)
{
    random_state = random_state * 1664525 + 1013904223;
    return (int)(random_state >> 8) % limit;
}

/* Anything anywhere, with letters, shadows and codes that reach beyond cells and edges. */
static void add_anything(void)
{
    static const char *const words[] = {"Amélie", "小明 🙂", "مرحبا", "jÅgŷ", "W"};
    static const char code[] = "WS1041061050R3GG28A0";
    int kind = below(9), x = below(WIDTH + 60) - 30, y = below(HEIGHT + 60) - 30;
    color ink = (color)below(1 << 24) << 8 | (color)(below(3) == 0 ? below(256) : 255);
    if (kind == DRAW_TEXT) {
        add_text((enum font)below(3), 8 + below(60), x, y, ink, words[below(5)]);
    } else if (kind == DRAW_CLIP && below(2) == 0) {
        add(DRAW_CLIP, 0, 0, 0, 0, 0);
    } else if (kind != DRAW_IMAGE) {
        struct draw_command *c =
            add((enum draw_kind)kind, x, y, 1 + below(200), 1 + below(200), ink);
        c->radius = (int16_t)below(40);
        c->width = (int16_t)(1 + below(20));
        c->part = (int16_t)below(3601);
        c->text = kind == DRAW_QR ? code : NULL;
        c->text_length = kind == DRAW_QR ? (uint32_t)strlen(code) : 0;
    }
}

/* Something moves, goes, or has another colour. */
static void change_anything(void)
{
    struct draw_command *c = &list.commands[below(list.count)];
    switch (below(4)) {
    case 0: c->x += below(21) - 10; break;
    case 1: c->color ^= (color)below(1 << 24) << 8; break;
    case 2: *c = list.commands[--list.count]; break;
    default: c->w = 1 + below(150); break;
    }
}

/* However a list came about, it looks as if it were drawn at once. */
static void what_changed_looks_like_the_whole(void **state)
{
    (void)state;
    static uint32_t changed[WIDTH * HEIGHT], whole[WIDTH * HEIGHT];
    for (int round = 0; round < 60; round++) {
        new_list(NULL);
        list.background = (color)below(1 << 24) << 8 | 255;
        list.camera_frame = (uint32_t)below(2);
        for (int i = 0; i < 14; i++)
            add_anything();
        render_expect_loss(render);
        render_present(render, &list);
        for (int step = 0; step < 8 && list.count > 1; step++) {
            change_anything();
            list.camera_frame += list.camera_frame != 0 && below(3) == 0;
            render_present(render, &list);
            take_pixels(changed);
            render_expect_loss(render);
            render_present(render, &list);
            take_pixels(whole);
            for (int i = 0; i < WIDTH * HEIGHT; i++)
                if (changed[i] != whole[i])
                    fail_msg("round %d, step %d: at %d, %d is %06x instead of %06x", round, step,
                        i % WIDTH, i / WIDTH, changed[i], whole[i]);
        }
    }
}

/* Pictures and masks are of the size that is drawn now, whatever was drawn before. */
static void the_mirror_follows_its_shape(void **state)
{
    (void)state;
    static const int shapes[][3] = {
        {200, 150, 20}, {200, 150, 60}, {150, 200, 60}, {200, 150, 0}, {200, 150, 20}};
    static uint32_t kept[WIDTH * HEIGHT], fresh[WIDTH * HEIGHT];
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        new_list(NULL);
        add(DRAW_CAMERA, 50, 50, shapes[i][0], shapes[i][1], 0xFFFFFFFF)->radius =
            (int16_t)shapes[i][2];
        list.camera_frame = 7;
        draw();
        take_pixels(kept);
        render_forget(render);
        draw();
        take_pixels(fresh);
        assert_memory_equal(kept, fresh, sizeof kept);
        assert_int_equal(red(50, 50) > 0, shapes[i][2] == 0);
    }
    int copies = camera_copies;
    draw();
    assert_int_equal(camera_copies, copies); /* the same picture is not fetched twice */
    for (int y = 51; y < 199; y++)           /* smooth from row to row */
        assert_in_range(red(100, y), red(100, y + 1), red(100, y + 1) + 1);
}

static void pictures_are_fitted(void **state)
{
    (void)state;
    char file[512];
    struct error error = {0};
    uint8_t rgb[40 * 20 * 3];
    for (int i = 0; i < 40 * 20; i++)
        memcpy(rgb + (ptrdiff_t)i * 3, (uint8_t[3]){255, 0, 0}, 3);
    snprintf(file, sizeof file, "%s/picture-%d.png", BUILD_FOLDER, (int)getpid());
    assert_true(picture_save(file, rgb, 40, 20, &error));
    struct draw_command *image = add(DRAW_IMAGE, 100, 100, 100, 100, 0);
    image->text = file;
    image->text_length = (uint32_t)strlen(file);
    draw();
    assert_int_equal((int)(area(0, 0, WIDTH, HEIGHT) + 0.5), 100 * 50);
    assert_int_equal(red(100, 125), 255);
    assert_int_equal(red(100, 124), 0);
    unlink(file);
    image->text_length--; /* a file there is not */
    draw();
    assert_int_equal((int)area(0, 0, WIDTH, HEIGHT), 0);
}

static void damaged_pictures_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
    } cases[] = {{"", 0}, {"\x89PNG\r\n\x1a\n", 8}, {"\xFF\xD8\xFF", 3}, {"text", 4}};
    char file[512];
    snprintf(file, sizeof file, "%s/damaged-%d", BUILD_FOLDER, (int)getpid());
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        FILE *stream = fopen(file, "wb");
        assert_non_null(stream);
        fwrite(cases[i].bytes, 1, cases[i].size, stream);
        fclose(stream);
        struct pixels pixels;
        struct error error = {0};
        assert_false(picture_load(&pixels, file, 10, 10, &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
    }
    unlink(file);
}

static void the_same_list_draws_the_same(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++)
        add_text(FONT_READ, 20 + i, 10, 10 + 30 * i, 0xFFFFFFFF, "Amélie · 小明");
    draw();
    uint32_t *seen = calloc(WIDTH * HEIGHT, sizeof *seen);
    assert_non_null(seen);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        seen[i] = pixel(i % WIDTH, i / WIDTH);
    render_forget(render);
    draw();
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        assert_int_equal(pixel(i % WIDTH, i / WIDTH), seen[i]);
    free(seen);
}

#define TEST(name) cmocka_unit_test_setup(name, new_list)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rounded_corners_cover_what_they_should), TEST(edges_are_smooth),
        TEST(rings_are_hollow), TEST(colours_are_tinted_and_mixed), TEST(shadows_fade_outwards),
        TEST(an_opaque_card_hides_its_shadow_only_inside),
        TEST(arcs_start_at_the_top_and_go_clockwise), TEST(text_is_tinted_and_inside_its_box),
        TEST(emoji_keep_their_colours), TEST(flipped_icons_are_mirrored),
        TEST(clips_hold_until_the_next), TEST(qr_modules_are_whole_pixels),
        TEST(the_camera_is_mirrored), TEST(only_a_new_picture_is_a_part),
        TEST(what_changed_looks_like_the_whole), TEST(the_mirror_follows_its_shape),
        TEST(pictures_are_fitted), TEST(damaged_pictures_are_refused),
        TEST(the_same_list_draws_the_same),
        TEST(a_part_looks_like_the_whole), /* last: it changes where is drawn */
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
