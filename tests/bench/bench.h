/* What the measuring programs share: a class to measure with, hands to use it, and rows of results.
 *
 * A row goes to standard output as tab-separated text: measure, value, unit, target, verdict.
 * tests/bench/run.sh makes one table of all. Anything that fails ends the program with a sentence
 * on standard error: a bench has nothing to clean up but its folder. */
#pragma once

#include "app.h"
#include <math.h>
#include <sys/types.h>

/* --- Results --------------------------------------------------------------------------------- */

#define NO_TARGET NAN
/* verdict: "ok" if value <= target, "over" if not, empty without a target. */
void bench_row(const char *measure, double value, const char *unit, double target);
double bench_quantile(double *samples, int count, double part); /* sorts the samples */

double bench_now_ms(void);    /* monotonic */
double bench_cpu_ms(void);    /* processor time of the process */
double bench_thread_ms(void); /* of this thread: on a shared machine, the time it takes alone */

struct bench_memory {
    double rss_mib, pss_mib, peak_rss_mib;
};
struct bench_memory bench_memory(pid_t process); /* 0: this one */
/* Sum of PSS of a process and all its descendants; *count is how many. */
double bench_tree_pss_mib(pid_t root, int *count);

/* Prints what failed and exits. */
_Noreturn void bench_die(const char *what, const struct error *error);

/* --- A class ---------------------------------------------------------------------------------- */

enum { BENCH_PATH_SIZE = 4096 };
/* A new folder under $WAYSTATION_BENCH_DIR, $TMPDIR or /tmp, removed at exit. */
void bench_folder(char out[static BENCH_PATH_SIZE]);
/* The sample class in it, badges issued, a rotation that began so long ago, kudos for the first
 * student. now: when all of that happened. */
enum { BENCH_SECOND_ROUND_MS = (15 * 60 + 198) * 1000, BENCH_OVER_MS = 6 * 3600 * 1000 };
void bench_fill(const char *folder, const struct moment *now, int64_t rotation_ago_ms);
struct moment bench_morning(void);   /* a day of the sample's calendar, 09:03 UTC */
struct moment bench_real_time(void); /* the machine's clock */
/* The text of the badge that bench_fill() issued. */
void bench_badge(int student, char out[static BADGE_TEXT_SIZE]);

/* --- Hands ------------------------------------------------------------------------------------ */

struct app *bench_open_app(const char *folder, bool window, const char *camera);
/* Headless, as the board. */
struct app *bench_open_board(const char *folder, int width, int height);
void bench_close_app(struct app *app);
/* Reads a badge as the scanner would; presented when it returns. */
void bench_read_badge(struct app *app, int student);
/* Taps the first visible, enabled control of that name (English; found in the language shown), or
 * whose name begins so. False: there is none. */
bool bench_tap(struct app *app, const char *name);
/* Taps the which-th (from 0) visible, enabled control of that role; false: there are fewer. */
bool bench_tap_role(struct app *app, enum ui_role role, int which);
/* On the goal screen: a reason, a goal, and set it. Elsewhere nothing. */
void bench_pick_goal(struct app *app);
/* From check-in to that screen, as the first student; asserts that it gets there. */
void bench_go_home(struct app *app);
void bench_go_ticket(struct app *app);  /* from home */
void bench_go_reflect(struct app *app); /* from home; something is written */
