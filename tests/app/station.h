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

/* The class is taken, every student has a badge. */
static inline void station_make(struct station_home *home)
{
    char folder[] = "/tmp/waystation-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    STR_COPY(home->data, folder);
    struct error error = {0};
    struct records records;
    struct records_options options = {.folder = home->data, .station = "makers"};
    struct moment now = station_yesterday();
    struct plan *plan;
    bool changed;
    assert_true(records_open(&records, &options, &error));
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

static inline struct app *station_open(const struct station_home *home)
{
    struct error error = {0};
    struct app_options options = {.data = home->data,
        .station = "makers",
        .camera = "none",
        .headless = true,
        .width = 800,
        .height = 480};
    struct app *app = calloc(1, sizeof *app);
    assert_non_null(app);
    if (!app_open(app, &options, &error)) {
        fprintf(stderr, "%s\n", error.text);
        abort();
    }
    app_settle(app);
    return app;
}

static inline void station_close(struct app *app)
{
    app_close(app);
    free(app);
}

/* Time passes, frame by frame. */
static inline void station_advance(struct app *app, int64_t ms)
{
    int64_t until = platform_now(app->platform).mono_ms + ms;
    for (;;) {
        int64_t now = platform_now(app->platform).mono_ms;
        int64_t next = MIN(app_deadline_ms(app), until);
        if (next > now)
            platform_advance(app->platform, next - now);
        app_settle(app);
        if (MAX(next, now) >= until)
            return;
    }
}

static inline void station_show_badge(struct app *app, const struct station_home *home, int student)
{
    char text[BADGE_TEXT_SIZE];
    badge_encode(home->tokens[student], text);
    struct input input = {.kind = INPUT_BADGE, .source = SOURCE_SCANNER};
    STR_COPY(input.text, text);
    platform_feed(app->platform, &input);
    app_settle(app);
}

static inline void station_type(struct app *app, const char *text)
{
    for (; *text != '\0'; text++) {
        struct input input = {.kind = INPUT_TEXT, .text = {*text}};
        platform_feed(app->platform, &input);
        app_settle(app);
    }
}
