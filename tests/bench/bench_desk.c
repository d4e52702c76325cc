/* The board's Groups page with 36 students at 1920x1080 while one is dragged: what each frame costs
 * this thread, from the moved finger to the presented picture; and what forming groups costs. */
#include "base/str.h"
#include "bench.h"
#include <stdio.h>

enum { STUDENTS = 36, FRAMES = 300 };

/* The sample class with as many students, all with some evidence of the first one's kind. */
static void fill_up(struct app *app)
{
    struct classroom *classroom = app->records.classroom;
    static struct plan plan;
    plan_copy(&plan, &classroom->plan);
    for (int i = plan.student_count; i < STUDENTS; i++) {
        struct student *student = &plan.students[plan.student_count++];
        *student = plan.students[i % 20];
        STR_FORMAT(student->id, "extra-%d", i);
        STR_FORMAT(student->first_name, "Extra %d", i);
        student->preferred_name[0] = '\0';
    }
    struct error error = {0};
    bool changed;
    if (!records_publish(&app->records, &plan, &app->session.now, &changed, &error))
        bench_die("36 students", &error);
}

static void point(struct app *app, enum input_kind kind, float x, float y)
{
    struct input input = {.kind = kind,
        .x = x,
        .y = y,
        .mono_ms = platform_now(app->platform).mono_ms,
        .deliberate = true};
    ui_input(app->ui, &input);
    app->last_input_ms = input.mono_ms;
}

static void find(struct app *app, enum ui_role role, int which, float *x, float *y)
{
    struct ui_tree tree = ui_get_tree(app->ui);
    for (int i = 0; i < tree.count; i++) {
        const struct ui_node *node = &tree.nodes[i];
        if (node->role != role || node->w == 0 || which-- > 0)
            continue;
        *x = (float)node->x + (float)node->w / 2;
        *y = (float)node->y + (float)node->h / 2;
        return;
    }
    bench_die("a place on the page", NULL);
}

static void drag(struct app *app)
{
    static double built[FRAMES], whole[FRAMES];
    float x0, y0, x1, y1;
    find(app, ROLE_PLACE, 0, &x0, &y0);
    find(app, ROLE_PLACE, 3, &x1, &y1);
    point(app, INPUT_POINTER_DOWN, x0, y0);
    app_frame(app);
    for (int i = 0; i < FRAMES; i++) {
        float part = (float)(i + 1) / FRAMES;
        double began = bench_thread_ms();
        point(app, INPUT_POINTER_MOVE, x0 + (x1 - x0) * part, y0 + (float)(i % 40));
        app_frame(app);
        built[i] = bench_thread_ms() - began;
        platform_present(app->platform, ui_draw_list(app->ui));
        whole[i] = bench_thread_ms() - began;
    }
    int number;
    struct rect where;
    if (!ui_carried(app->ui, &number, &where))
        bench_die("nobody is carried", NULL);
    point(app, INPUT_POINTER_UP, x1, y1);
    double began = bench_thread_ms();
    app_frame(app);
    bench_row("groups: dropped and explained anew", bench_thread_ms() - began, "ms", 16);
    bench_row("groups: dragging 36 at 1920x1080, frame built, median",
        bench_quantile(built, FRAMES, 0.5), "ms", NO_TARGET);
    bench_row("groups: dragging, built and presented, median", bench_quantile(whole, FRAMES, 0.5),
        "ms", 16);
    bench_row("groups: dragging, built and presented, p95", bench_quantile(whole, FRAMES, 0.95),
        "ms", NO_TARGET);
}

static void form(struct app *app)
{
    enum { FORMS = 20, SLICES = FORMS * 200 };
    static double times[FORMS], slices[SLICES];
    int count = 0;
    for (int i = 0; i < FORMS; i++) {
        const struct grouping_desk_change change = {.verb = DESK_FORM, .student = -1};
        double began = bench_thread_ms();
        app_change_desk(app, &change);
        slices[count++] = bench_thread_ms() - began;
        while (app_is_forming(app) && count < SLICES) {
            double slice_began = bench_thread_ms();
            app_form_groups(app);
            slices[count++] = bench_thread_ms() - slice_began;
        }
        times[i] = bench_thread_ms() - began;
    }
    bench_row(
        "groups: 36 students formed anew, median", bench_quantile(times, FORMS, 0.5), "ms", 100);
    bench_row("groups: the longest slice of forming", bench_quantile(slices, count, 1), "ms", 8);
}

int main(void)
{
    char folder[BENCH_PATH_SIZE];
    struct moment now = bench_morning();
    bench_folder(folder);
    bench_fill(folder, &now, BENCH_SECOND_ROUND_MS);
    struct app *app = bench_open_board(folder, 1920, 1080);
    fill_up(app);
    app_settle(app);
    app->session.teacher = true;
    app->teacher_ms = app->session.now.mono_ms;
    app_go(app, SCREEN_GROUPS);
    app_settle(app);
    const struct grouping_desk_change all = {.verb = DESK_ABSENT, .student = -1};
    app_change_desk(app, &all);
    form(app);
    app->frame_due = true;
    app_settle(app);
    drag(app);
    bench_close_app(app);
    return 0;
}
