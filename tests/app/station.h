/* A station on the sample class in a folder of its own, in this process. */
#pragma once

#include "app.h"

#include "base/date.h"
#include "base/str.h"
#include "commands/class.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct station_home {
    char data[128];
    uint8_t tokens[STUDENT_MAX][BADGE_TOKEN_SIZE]; /* of the badges given out */
};

/* Before the headless clock begins: 2026-01-05. */
static inline struct moment station_yesterday(void)
{
    return (struct moment){
        .wall_ms = (int64_t)date_to_day((struct date){2026, 1, 4}) * DAY_MS, .trusted = true};
}

static inline void station_badge(
    struct records *records, int student, const uint8_t token[static BADGE_TOKEN_SIZE])
{
    struct error error = {0};
    struct moment now = station_yesterday();
    struct action action = {.kind = ACTION_ISSUE_BADGE, .student = student};
    store_badge_hash(records->store, token, action.hash);
    assert_true(records_apply(records, &action, &now, &error));
}

static inline void station_open_records(const struct station_home *home, struct records *records)
{
    struct error error = {0};
    struct records_options options = {.folder = home->data, .station = "makers"};
    assert_true(records_open(records, &options, &error));
}

/* The class is taken, every student has a badge. */
static inline void station_make(struct station_home *home)
{
    char folder[] = "/tmp/waystation-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    STR_COPY(home->data, folder);
    struct error error = {0};
    struct records records;
    struct moment now = station_yesterday();
    struct plan *plan;
    bool changed;
    station_open_records(home, &records);
    assert_true(class_read_folder(ASSETS_FOLDER "/sample", &records.arena, &plan, NULL, &error));
    plan->start_minute = -1; /* no rotation: welcome leads straight on */
    assert_true(records_publish(&records, plan, &now, &changed, &error));
    for (int i = 0; i < records.classroom->plan.student_count; i++) {
        store_random(home->tokens[i], BADGE_TOKEN_SIZE);
        station_badge(&records, i, home->tokens[i]);
    }
    records_close(&records);
}

static inline void station_remove(const struct station_home *home)
{
    platform_remove_folder(home->data);
}

/* A home as the state of a group of tests, or, with station_test(), of one. */
static inline int station_set_up(void **state)
{
    struct station_home *home = calloc(1, sizeof *home);
    assert_non_null(home);
    station_make(home);
    *state = home;
    return 0;
}

static inline int station_tear_down(void **state)
{
    station_remove(*state);
    free(*state);
    return 0;
}

#define station_test(test) cmocka_unit_test_setup_teardown(test, station_set_up, station_tear_down)

static inline struct app *station_open_at(const struct station_home *home, int width, int height)
{
    struct error error = {0};
    struct app_options options = {.data = home->data,
        .station = "makers",
        .camera = "none",
        .headless = true,
        .width = width,
        .height = height};
    struct app *app = calloc(1, sizeof *app);
    assert_non_null(app);
    if (!app_open(app, &options, &error)) {
        fprintf(stderr, "%s\n", error.text);
        abort();
    }
    app_settle(app);
    return app;
}

static inline struct app *station_open(const struct station_home *home)
{
    return station_open_at(home, 800, 480);
}

static inline void station_close(struct app *app)
{
    app_close(app);
    free(app);
}

static inline struct app *station_open_board(const struct station_home *home)
{
    struct app *app = station_open(home);
    app->session.role = ROLE_OF_BOARD;
    return app;
}

/* A text with that word in it. */
static inline bool station_draws(const struct draw_command *command, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; command->kind == DRAW_TEXT && i + length <= command->text_length; i++)
        if (command->font != FONT_ICON && memcmp(command->text + i, word, length) == 0)
            return true;
    return false;
}

/* Texts with that word are drawn `least` units high or more; returns how many there are. */
static inline int station_expect_size(const struct app *app, const char *word, float least)
{
    const struct draw_list *list = ui_draw_list(app->ui);
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const struct draw_command *command = &list->commands[i];
        if (!station_draws(command, word))
            continue;
        count++;
        float size = (float)command->size * ui_canvas(app->ui).w / (float)app->options.width;
        if (size + 0.7f < least) /* less than a pixel */
            fail_msg("%.*s is %.1f units high", (int)command->text_length, command->text, size);
    }
    return count;
}

/* Shown on the page of feedback. */
static inline int station_count_answers(struct app *app)
{
    struct ui_tree tree = ui_get_tree(app->ui);
    int count = 0;
    for (int i = 0; i < tree.count; i++)
        count += str_starts_with(tree.nodes[i].name, "You answered: ");
    return count;
}

/* The teacher is there: pages behind the PIN can be gone to. */
static inline void station_unlock(struct app *app)
{
    app->session.teacher = true;
    app->teacher_ms = app->session.now.mono_ms;
}

static inline void station_feed(struct app *app, struct input input)
{
    input.deliberate = true;
    platform_feed(app->platform, &input);
    app_settle(app);
}

static inline void station_press(struct app *app, enum key key)
{
    station_feed(app, (struct input){.kind = INPUT_KEY, .key = key});
}

static inline void station_type(struct app *app, const char *text)
{
    for (; *text != '\0'; text++)
        station_feed(app, (struct input){.kind = INPUT_TEXT, .text = {*text}});
}

/* On its way: the next turn takes it. */
static inline void station_touch(struct app *app, const char *name)
{
    const struct ui_node *node = ui_find_control(app->ui, name, 1);
    if (node == NULL)
        fail_msg("there is no control named \"%s\"", name);
    struct input input = {.kind = INPUT_POINTER_DOWN,
        .x = (float)node->x + (float)node->w / 2,
        .y = (float)node->y + (float)node->h / 2,
        .deliberate = true};
    platform_feed(app->platform, &input);
    input.kind = INPUT_POINTER_UP;
    platform_feed(app->platform, &input);
}

/* What a scanner's keys are in the layout of this machine, and what they are on a US keyboard. */
static inline void station_scan(struct app *app, const char *text, const char *us_text)
{
    struct input input = {.kind = INPUT_BADGE, .source = SOURCE_SCANNER};
    STR_COPY(input.text, text);
    STR_COPY(input.us_text, us_text);
    station_feed(app, input);
}

static inline void station_show_badge(struct app *app, const struct station_home *home, int student)
{
    char text[BADGE_TEXT_SIZE];
    badge_encode(home->tokens[student], text);
    station_scan(app, text, "");
}
