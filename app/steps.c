/* Scripted visits: one step a line (waystation(1), "Steps"). */
#include "app.h"

#include "base/date.h"
#include "base/str.h"
#include "base/utf8.h"
#include "exchange/step_line.h"
#include "exchange/tree_json.h"
#include "platform/burst.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LINE_SIZE = 4096,
    WATCH_MS = 700 /* between steps, in a window */,
    CARE_WAIT_MS = 30000,
    SYNC_MS = 60000
};

struct step {
    const char *file;
    int line;
    struct step_line text;
};

/* --- The tree -------------------------------------------------------------------------------- */

static void print_tree(struct app *app)
{
    struct ui_tree tree = ui_get_tree(app->ui);
    fprintf(stderr, "screen %s:\n", screen_get(app->top)->name);
    for (int i = 0; i < tree.count; i++) {
        const struct ui_node *node = &tree.nodes[i];
        fprintf(stderr, "  %s \"%s\"%s%s%s%s%s\n", ui_role_name(node->role), node->name,
            node->value[0] != '\0' ? " = " : "", node->value,
            node->state & STATE_FOCUSED ? " (focused)" : "",
            node->state & STATE_DISABLED ? " (disabled)" : "",
            ui_is_visible(node) ? "" : " (hidden)");
    }
}

/* --- Input ----------------------------------------------------------------------------------- */

static void feed(struct app *app, struct input input)
{
    input.mono_ms = platform_now(app->platform).mono_ms;
    input.deliberate = true;
    platform_feed(app->platform, &input);
    app_settle(app);
}

static void feed_pointer(struct app *app, enum input_kind kind, float x, float y)
{
    feed(app, (struct input){.kind = kind, .x = x, .y = y});
}

static bool tap(struct app *app, const char *name, int which, struct error *error)
{
    const struct ui_node *node = ui_find_control(app->ui, name, which);
    if (node == NULL && which > 1)
        return error_set(error, ERR_NOT_FOUND,
            "there are not %d controls named \"%s\" on this screen", which, name);
    if (node == NULL)
        return error_set(
            error, ERR_NOT_FOUND, "there is no control named \"%s\" on this screen", name);
    if (node->state & STATE_DISABLED)
        return error_set(error, ERR_DENIED, "\"%s\" cannot be chosen now", name);
    float x = (float)node->x + (float)node->w / 2, y = (float)node->y + (float)node->h / 2;
    feed_pointer(app, INPUT_POINTER_DOWN, x, y);
    feed_pointer(app, INPUT_POINTER_UP, x, y);
    return true;
}

/* Where something can be dropped: a place of that name, else a control. */
static const struct ui_node *find_place(struct app *app, const char *name)
{
    struct ui_tree tree = ui_get_tree(app->ui);
    for (int i = 0; i < tree.count; i++)
        if (tree.nodes[i].role == ROLE_PLACE && ui_is_visible(&tree.nodes[i]) &&
            str_equal(tree.nodes[i].name, name))
            return &tree.nodes[i];
    return ui_find_control(app->ui, name, 1);
}

static bool drag(struct app *app, const char *from, const char *to, struct error *error)
{
    const struct ui_node *a = ui_find_control(app->ui, from, 1), *b = find_place(app, to);
    if (a == NULL || b == NULL)
        return error_set(error, ERR_NOT_FOUND, "there is nothing named \"%s\" on this screen",
            a == NULL ? from : to);
    enum { MOVES = 8 };
    float x0 = (float)a->x + (float)a->w / 2, y0 = (float)a->y + (float)a->h / 2;
    float x1 = (float)b->x + (float)b->w / 2, y1 = (float)b->y + (float)b->h / 2;
    feed_pointer(app, INPUT_POINTER_DOWN, x0, y0);
    for (int i = 1; i <= MOVES; i++)
        feed_pointer(app, INPUT_POINTER_MOVE, x0 + (x1 - x0) * (float)i / MOVES,
            y0 + (y1 - y0) * (float)i / MOVES);
    feed_pointer(app, INPUT_POINTER_UP, x1, y1);
    return true;
}

/* The next character of a text, however many bytes it has, as a key gives it. */
static struct input take_character(const char **text)
{
    struct input input = {.kind = INPUT_TEXT};
    uint32_t code;
    size_t step = utf8_decode(*text, strlen(*text), &code);
    memcpy(input.text, *text, step);
    *text += step;
    return input;
}

static void type(struct app *app, const char *text)
{
    while (*text != '\0')
        feed(app, take_character(&text));
}

static void feed_all(struct app *app, const struct input *inputs, int count)
{
    for (int i = 0; i < count; i++)
        feed(app, inputs[i]);
}

/* A scanner types: the characters go through the same filter as a real one's. */
static void scan(struct app *app, const char *text)
{
    enum { BETWEEN_MS = 4 };
    static struct burst burst;
    static struct input out[BURST_OUT_MAX];
    burst = (struct burst){0};
    int64_t at = platform_now(app->platform).mono_ms;
    for (; *text != '\0'; at += BETWEEN_MS) {
        struct input input = take_character(&text);
        input.mono_ms = at;
        feed_all(app, out, burst_feed(&burst, &input, out));
    }
    const struct input end = {.kind = INPUT_KEY, .mono_ms = at, .key = KEY_ENTER};
    feed_all(app, out, burst_feed(&burst, &end, out));
    feed_all(app, out, burst_tick(&burst, INT64_MAX, out));
}

/* The current badge of a student, or of the "teacher", is read. One who has none yet is given one
 * first. */
static bool badge(struct app *app, const char *id, struct error *error)
{
    struct records *records = &app->records;
    int student = plan_find_student(&records->classroom->plan, id);
    bool teacher = student < 0 && str_equal(id, "teacher");
    if (student < 0 && !teacher)
        return error_set(error, ERR_NOT_FOUND, "there is no student \"%s\" in this class", id);
    const struct badge_state *badge =
        teacher ? &records->classroom->teacher_badge : &records->classroom->students[student].badge;
    if (!badge->valid) {
        uint8_t token[BADGE_TOKEN_SIZE];
        struct action action = {.kind = ACTION_ISSUE_BADGE, .student = student};
        store_random(token, sizeof token);
        store_badge_hash(records->store, token, action.hash);
        if (!records_apply(records, &action, &app->session.now, error))
            return false;
    }
    app_badge_hash(app, badge->hash, HOW_BADGE);
    return true;
}

static bool advance(struct app *app, const char *seconds, struct error *error)
{
    char *end;
    double total = strtod(seconds, &end);
    if (*end != '\0' || !(total >= 0 && total <= 1e7))
        return error_set(error, ERR_BAD_INPUT, "\"%s\" is no number of seconds", seconds);
    app_advance(app, (int64_t)(total * 1000));
    return true;
}

static bool set_clock(struct app *app, const char *text, bool is_unsure, struct error *error)
{
    int64_t wall_ms;
    if (!time_parse(text, platform_now(app->platform).offset_s, &wall_ms))
        return error_set(
            error, ERR_BAD_INPUT, "\"%s\" is no time: write 2026-09-14T09:00:00", text);
    if (platform_now(app->platform).trusted && !is_unsure) /* another day, not a correction */
        records_keep_times(&app->records);
    platform_set_clock(app->platform, wall_ms);
    if (is_unsure)
        platform_doubt_clock(app->platform);
    app->frame_due = true;
    return true;
}

/* Close as after power loss: nothing is closed, the process is replaced and goes on at the next
 * line. */
static bool restart(struct app *app, const struct step *step, struct error *error)
{
    struct moment now = platform_now(app->platform);
    char line[16], wall[32];
    STR_FORMAT(line, "%d", step->line);
    STR_FORMAT(wall, "%lld", (long long)now.wall_ms);
    setenv("WAYSTATION_STEPS_FROM", line, 1);
    setenv("WAYSTATION_STEPS_WALL", wall, 1);
    setenv("WAYSTATION_STEPS_UNSURE", now.trusted ? "0" : "1", 1);
    execv("/proc/self/exe", app->options.restart_arguments);
    return error_set(error, ERR_IO, "the program cannot start itself again: %s", strerror(errno));
}

/* --- Looking --------------------------------------------------------------------------------- */

static bool write_tree(struct app *app, const char *path, struct error *error)
{
    struct ui_tree tree = ui_get_tree(app->ui);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return error_set(error, ERR_IO, "%s cannot be written: %s", path, strerror(errno));
    fputs("[\n", file);
    for (int i = 0; i < tree.count; i++) {
        const struct ui_node *node = &tree.nodes[i];
        struct tree_line line = {.role = ui_role_name(node->role),
            .name = node->name,
            .value = node->value,
            .focused = node->state & STATE_FOCUSED,
            .selected = node->state & STATE_SELECTED,
            .disabled = node->state & STATE_DISABLED,
            .x = node->x,
            .y = node->y,
            .w = node->w,
            .h = node->h};
        fputs("  ", file);
        tree_line_write(&line, file);
        fputs(i + 1 < tree.count ? ",\n" : "\n", file);
    }
    fputs("]\n", file);
    if (fclose(file) != 0)
        return error_set(error, ERR_IO, "%s cannot be written: %s", path, strerror(errno));
    return true;
}

static bool expect_focus(struct app *app, const char *text, struct error *error)
{
    const struct ui_node *node = ui_find_focused(app->ui);
    if (node == NULL)
        return error_set(error, ERR_NOT_FOUND, "nothing has the focus, expected \"%s\"", text);
    return strstr(node->name, text) != NULL ||
           error_set(
               error, ERR_NOT_FOUND, "the focus is on \"%s\", not on \"%s\"", node->name, text);
}

static bool expect_role(struct app *app, const char *role, const char *name, struct error *error)
{
    struct ui_tree tree = ui_get_tree(app->ui);
    for (int i = 0; i < tree.count; i++)
        if (ui_is_visible(&tree.nodes[i]) && str_equal(ui_role_name(tree.nodes[i].role), role) &&
            strstr(tree.nodes[i].name, name) != NULL)
            return true;
    return error_set(error, ERR_NOT_FOUND, "there is no %s named \"%s\"", role, name);
}

/* --- The steps ------------------------------------------------------------------------------- */

static bool step_clock(struct app *app, const struct step *s, struct error *e)
{
    bool is_unsure = s->text.count == 3;
    if (is_unsure && !str_equal(s->text.words[2], "unsure"))
        return error_set(e, ERR_BAD_INPUT, "\"%s\" is not \"unsure\"", s->text.words[2]);
    return set_clock(app, s->text.words[1], is_unsure, e);
}

static bool step_advance(struct app *app, const struct step *s, struct error *e)
{
    return advance(app, s->text.words[1], e);
}

static bool step_badge(struct app *app, const struct step *s, struct error *e)
{
    return badge(app, s->text.words[1], e);
}

static bool step_scan(struct app *app, const struct step *s, struct error *e)
{
    (void)e;
    scan(app, s->text.words[1]);
    return true;
}

static bool step_camera(struct app *app, const struct step *s, struct error *e)
{
    struct error shown = {0};
    if (access(s->text.words[1], R_OK) != 0)
        return error_set(
            e, ERR_NOT_FOUND, "%s cannot be read: %s", s->text.words[1], strerror(errno));
    if (platform_show_camera(app->platform, s->text.words[1], &shown) ||
        shown.code == ERR_NOT_FOUND)
        return true; /* a picture without a code is a picture, too */
    return error_set(e, shown.code, "%s", shown.text);
}

static bool step_microphone(struct app *app, const struct step *s, struct error *e)
{
    if (!platform_set_microphone(app->platform, s->text.words[1], e))
        return false;
    app->session.voice.offered = app_offers_voice(app);
    app->frame_due = true;
    return true;
}

static bool step_tap(struct app *app, const struct step *s, struct error *e)
{
    int which = 1;
    if (s->text.count == 3 && !str_to_int(s->text.words[2], 1, 1000, &which))
        return error_set(e, ERR_BAD_INPUT, "\"%s\" is no number", s->text.words[2]);
    return tap(app, s->text.words[1], which, e);
}

static bool step_type(struct app *app, const struct step *s, struct error *e)
{
    (void)e;
    type(app, s->text.words[1]);
    return true;
}

static bool step_key(struct app *app, const struct step *s, struct error *e)
{
    bool shift = str_starts_with(s->text.words[1], "Shift+");
    enum key key = key_find(s->text.words[1] + (shift ? 6 : 0));
    if (key == KEY_NONE)
        return error_set(e, ERR_BAD_INPUT, "there is no key \"%s\"", s->text.words[1]);
    feed(app, (struct input){.kind = INPUT_KEY, .key = key, .shift = shift});
    return true;
}

/* Two switches: `next` until the focus is there, then `choose`. */
static bool step_switch(struct app *app, const struct step *s, struct error *e)
{
    for (int presses = 0; presses < UI_NODE_MAX; presses++) {
        feed(app, (struct input){.kind = INPUT_KEY, .key = KEY_NEXT});
        struct ui_tree tree = ui_get_tree(app->ui);
        for (int i = 0; i < tree.count; i++) {
            if (!(tree.nodes[i].state & STATE_FOCUSED) ||
                !str_equal(tree.nodes[i].name, s->text.words[1]))
                continue;
            feed(app, (struct input){.kind = INPUT_KEY, .key = KEY_CHOOSE});
            return true;
        }
    }
    return error_set(e, ERR_NOT_FOUND, "the switches do not get to \"%s\"", s->text.words[1]);
}

/* The student's secret pictures are tapped, as only the student and the teacher know them. */
static bool step_pictures(struct app *app, const struct step *s, struct error *e)
{
    uint8_t secret[PICTURE_SECRET];
    if (plan_find_student(&app->records.classroom->plan, s->text.words[1]) < 0)
        return error_set(
            e, ERR_NOT_FOUND, "there is no student \"%s\" in this class", s->text.words[1]);
    records_pictures(&app->records, s->text.words[1], secret);
    for (int i = 0; i < PICTURE_SECRET; i++) {
        const char *name = app_translate(app, "avatar", pictures[secret[i]].name);
        if (!tap(app, name, 1, e))
            return false;
    }
    return true;
}

static bool step_drag(struct app *app, const struct step *s, struct error *e)
{
    return drag(app, s->text.words[1], s->text.words[2], e);
}

static bool step_expect(struct app *app, const struct step *s, struct error *e)
{
    return ui_shows(app->ui, s->text.words[1]) ||
           error_set(e, ERR_NOT_FOUND, "nothing on this screen says \"%s\"", s->text.words[1]);
}

static bool step_expect_not(struct app *app, const struct step *s, struct error *e)
{
    return !ui_shows(app->ui, s->text.words[1]) ||
           error_set(e, ERR_DENIED, "something on this screen says \"%s\"", s->text.words[1]);
}

/* A passing message that lies on it, or a box that was opened over it and the rest of the page. */
static const struct ui_node *find_cover(struct ui_tree tree, int index)
{
    const struct ui_node *under = &tree.nodes[index];
    for (int i = 0; i < tree.count; i++) {
        const struct ui_node *over = &tree.nodes[i];
        bool meets = over->x < under->x + under->w && under->x < over->x + over->w &&
                     over->y < under->y + under->h && under->y < over->y + over->h;
        if ((over->role == ROLE_STATUS && meets) || (over->role == ROLE_DIALOG && i > index))
            return over;
    }
    return NULL;
}

/* Shown, and nothing lies on it. */
static bool step_expect_seen(struct app *app, const struct step *s, struct error *e)
{
    struct ui_tree tree = ui_get_tree(app->ui);
    const struct ui_node *over = NULL;
    for (int i = 0; i < tree.count; i++) {
        const struct ui_node *node = &tree.nodes[i];
        if (!ui_is_visible(node) || strstr(node->name, s->text.words[1]) == NULL)
            continue;
        over = find_cover(tree, i);
        if (over == NULL)
            return true;
    }
    if (over == NULL)
        return error_set(e, ERR_NOT_FOUND, "nothing on this screen says \"%s\"", s->text.words[1]);
    return error_set(e, ERR_DENIED, "\"%s\" is covered by \"%s\"", s->text.words[1], over->name);
}

static bool step_expect_focus(struct app *app, const struct step *s, struct error *e)
{
    return expect_focus(app, s->text.words[1], e);
}

static bool step_expect_role(struct app *app, const struct step *s, struct error *e)
{
    return expect_role(app, s->text.words[1], s->text.words[2], e);
}

static bool step_expect_usable(struct app *app, const struct step *s, struct error *e)
{
    (void)s;
    return ui_check_usable(app->ui, e);
}

static bool step_expect_said(struct app *app, const struct step *s, struct error *e)
{
    const char *said = platform_said(app->platform);
    return strstr(said, s->text.words[1]) != NULL ||
           error_set(e, ERR_NOT_FOUND, "said was \"%s\", not \"%s\"", said, s->text.words[1]);
}

/* All is told to the hub, and all that others told it is here. */
static bool step_sync(struct app *app, const struct step *s, struct error *e)
{
    (void)s;
    return app_sync_wait(app, false, SYNC_MS, e);
}

static bool step_care(struct app *app, const struct step *s, struct error *e)
{
    bool until_works = s->text.count > 1;
    if (until_works && !str_equal(s->text.words[1], "working"))
        return error_set(e, ERR_BAD_INPUT, "care, or care working");
    return app_care_wait(app, until_works, CARE_WAIT_MS, e);
}

static bool step_no_link(struct app *app, const struct step *s, struct error *e)
{
    (void)s;
    return app_sync_wait(app, true, SYNC_MS, e);
}

static bool step_tree(struct app *app, const struct step *s, struct error *e)
{
    return write_tree(app, s->text.words[1], e);
}

static bool step_shot(struct app *app, const struct step *s, struct error *e)
{
    return platform_shot(app->platform, ui_draw_list(app->ui), s->text.words[1], e);
}

static bool step_restart(struct app *app, const struct step *s, struct error *e)
{
    return restart(app, s, e);
}

static const struct verb {
    const char *name;
    int least, most; /* words after the name */
    bool (*run)(struct app *app, const struct step *step, struct error *error);
} verbs[] = {
    {"clock", 1, 2, step_clock},
    {"advance", 1, 1, step_advance},
    {"badge", 1, 1, step_badge},
    {"scan", 1, 1, step_scan},
    {"camera", 1, 1, step_camera},
    {"microphone", 1, 1, step_microphone},
    {"tap", 1, 2, step_tap},
    {"type", 1, 1, step_type},
    {"key", 1, 1, step_key},
    {"switch", 1, 1, step_switch},
    {"pictures", 1, 1, step_pictures},
    {"drag", 2, 2, step_drag},
    {"expect", 1, 1, step_expect},
    {"expect-not", 1, 1, step_expect_not},
    {"expect-seen", 1, 1, step_expect_seen},
    {"expect-focus", 1, 1, step_expect_focus},
    {"expect-role", 2, 2, step_expect_role},
    {"expect-said", 1, 1, step_expect_said},
    {"expect-usable", 0, 0, step_expect_usable},
    {"sync", 0, 0, step_sync},
    {"no-link", 0, 0, step_no_link},
    {"care", 0, 1, step_care},
    {"tree", 1, 1, step_tree},
    {"shot", 1, 1, step_shot},
    {"restart", 0, 0, step_restart},
};

static bool run_step(struct app *app, const struct step *step, struct error *error)
{
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        const struct verb *verb = &verbs[i];
        if (!str_equal(verb->name, step->text.words[0]))
            continue;
        if (step->text.count - 1 < verb->least || step->text.count - 1 > verb->most)
            return error_set(
                error, ERR_BAD_INPUT, "\"%s\" takes %d word(s)", verb->name, verb->least);
        bool held = verb->run(app, step, error);
        app_settle(app);
        platform_pause(app->platform, WATCH_MS);
        return held;
    }
    return error_set(error, ERR_BAD_INPUT, "there is no step \"%s\"", step->text.words[0]);
}

int steps_run(struct app *app)
{
    struct error error = {0};
    FILE *file = fopen(app->options.steps, "r");
    if (file == NULL) {
        fprintf(stderr, "%s cannot be read: %s\n", app->options.steps, strerror(errno));
        return 3;
    }
    char line[LINE_SIZE];
    struct step step = {.file = app->options.steps};
    bool held = true,
         trace = getenv("WAYSTATION_STEPS_TRACE") != NULL; /* lines that held, on stdout */
    app_settle(app);
    while (held && !app->quit && fgets(line, sizeof line, file) != NULL) {
        step.line++;
        line[strcspn(line, "\n")] = '\0';
        if (step.line <= app->options.steps_from)
            continue;
        const char *text = line + (step.line == 1 ? utf8_mark(line, strlen(line)) : 0);
        held = step_line_parse(text, &step.text, &error);
        if (held && step.text.count > 0)
            held = run_step(app, &step, &error);
        if (held && trace) {
            printf("%d\n", step.line);
            fflush(stdout);
        }
    }
    bool is_unread = held && ferror(file);
    if (is_unread)
        fprintf(stderr, "%s cannot be read: %s\n", step.file, strerror(errno));
    fclose(file);
    if (is_unread)
        return 3;
    if (held)
        return 0;
    fprintf(stderr, "%s:%d: %s\n", step.file, step.line, error.text);
    print_tree(app);
    return 1;
}
