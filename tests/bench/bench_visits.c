/* Memory of a station over 500 visits of the whole class, in all its languages: goal, exit ticket,
 * reflection, done. Headless: the window's own memory is in bench_start. */
#include "bench.h"

#include <malloc.h>
#include <stdio.h>

enum { VISITS = 500, STEP_EVERY = 100, TAPS_MAX = 200, VISITS_A_DAY = 90 };

struct visit {
    bool ticket, reflected;
    int seed;
};

static void answer_item(struct app *app, struct visit *visit)
{
    if (visit->seed % 4 != 0)
        bench_tap_role(app, ROLE_CHOICE, visit->seed % 3);
    if (!bench_tap(app, "Next") && !bench_tap(app, "Hand in")) {
        bench_tap(app, "I’m not sure yet");
        if (!bench_tap(app, "Next"))
            bench_tap(app, "Hand in");
    }
}

static void reflect(struct app *app, struct visit *visit)
{
    bench_tap_role(app, ROLE_CHOICE, visit->seed % 4);
    for (int i = 0; i < 3; i++)
        bench_tap_role(app, ROLE_KEY, (visit->seed + i * 7) % 24);
    if (!bench_tap(app, "Save"))
        bench_tap(app, "Back");
    visit->reflected = true;
}

static void choose_at_home(struct app *app, struct visit *visit)
{
    bool wants_ticket = !visit->ticket, wants_reflection = !visit->reflected;
    visit->ticket = true;
    if (wants_ticket && bench_tap(app, "Exit ticket") && app->top != SCREEN_HOME)
        return;
    visit->reflected = true;
    if (wants_reflection && bench_tap(app, "Reflect") && app->top != SCREEN_HOME)
        return;
    bench_tap(app, "Done");
}

static void act(struct app *app, struct visit *visit)
{
    switch (app->top) {
    case SCREEN_WELCOME:
        if (!bench_tap(app, "Let’s go") && !bench_tap(app, "Work here anyway"))
            bench_tap(app, app->records.classroom->plan.stations[0].name); /* no plan: choose */
        break;
    case SCREEN_GOAL: bench_pick_goal(app); break;
    case SCREEN_HOME: choose_at_home(app, visit); break;
    case SCREEN_TICKET: answer_item(app, visit); break;
    case SCREEN_FEEDBACK:
        if (!bench_tap(app, "Go on"))
            bench_tap(app, "More");
        break;
    case SCREEN_REFLECT: reflect(app, visit); break;
    case SCREEN_DONE: bench_tap(app, visit->reflected ? "See you!" : "Reflect"); break;
    default: bench_tap(app, "Back");
    }
    visit->seed++;
}

/* False if it did not come to its end by itself. */
static bool run_visit(struct app *app, int number)
{
    struct visit visit = {.seed = number};
    int64_t day = number / VISITS_A_DAY, minute = number % VISITS_A_DAY;
    platform_advance(app->platform, 60000);
    platform_set_clock(app->platform, bench_morning().wall_ms + day * 86400000 + minute * 60000);
    app_settle(app);
    bench_read_badge(app, number % app->records.classroom->plan.student_count);
    for (int taps = 0; taps < TAPS_MAX && app->session.student >= 0; taps++) {
        platform_advance(app->platform, 700);
        act(app, &visit);
    }
    if (app->session.student < 0)
        return true;
    fprintf(stderr, "visit %d ends on screen %s\n", number, screen_get(app->top)->name);
    app_sign_out(app, END_DONE);
    return false;
}

int main(void)
{
    char folder[BENCH_PATH_SIZE], name[80];
    struct moment now = bench_morning();
    int stuck = 0;
    double after_first = 0, heap = 0;
    bench_folder(folder);
    bench_fill(folder, &now, BENCH_SECOND_ROUND_MS);
    struct app *app = bench_open_app(folder, false, "none");
    app_settle(app);
    for (int i = 0; i <= VISITS; i++) {
        if (i % STEP_EVERY == 0) {
            struct bench_memory memory = bench_memory(0);
            snprintf(name, sizeof name, "resident memory after %d visits", i);
            bench_row(name, memory.rss_mib, "MiB", NO_TARGET);
            if (i == STEP_EVERY) {
                after_first = memory.rss_mib;
                heap = (double)mallinfo2().uordblks;
            }
        }
        if (i < VISITS && !run_visit(app, i))
            stuck++;
    }
    struct bench_memory memory = bench_memory(0);
    bench_row("peak resident memory of 500 visits", memory.peak_rss_mib, "MiB", 80);
    bench_row("proportional share (PSS) after 500 visits", memory.pss_mib, "MiB", NO_TARGET);
    bench_row("growth over the last 400 visits", (memory.rss_mib / after_first - 1) * 100, "%", 5);
    bench_row(
        "of it malloc in use", ((double)mallinfo2().uordblks - heap) / 1024, "KiB", NO_TARGET);
    bench_row("events in the log", (double)store_event_count(app->records.store), "", NO_TARGET);
    bench_row("visits that did not come to their end", stuck, "", 0);
    bench_close_app(app);
    return 0;
}
