/* What a child who needs large text, or reads Arabic, sees of a list, of its own sentence and of
 * the way. */
#include "station.h"

#include "ui/theme.h"

enum { SIZES = 2 };
static const int sizes[SIZES][2] = {{800, 480}, {1280, 800}};

static struct app *visit(const struct station_home *home, int size, const char *student)
{
    struct app *app = station_open_at(home, sizes[size][0], sizes[size][1]);
    struct plan *plan = &app->records.classroom->plan;
    struct date day = {2026, 9, 14};
    plan->start_minute = 8 * 60 + 45;
    platform_set_clock(
        app->platform, (int64_t)date_to_day(day) * DAY_MS + (9 * 60 + 3) * (int64_t)60000);
    app_settle(app);
    station_show_badge(app, home, plan_find_student(plan, student));
    assert_int_equal(app->top, SCREEN_WELCOME);
    return app;
}

static float scale_of(int size)
{
    return sizes[size][0] == 800 ? 0.75F : 1;
}

/* The edge cuts a pair in its middle, so that nobody takes three of four for all. */
static void a_list_shows_that_it_goes_on(void **state)
{
    for (int size = 0; size < SIZES; size++) {
        struct app *app = visit(*state, size, "ruth");
        assert_true(app_load_draft(app, DRAFT_TICKET, "fractions-equal"));
        app->draft->at_item = 1;
        app_go(app, SCREEN_TICKET);
        app_settle(app);
        struct ui_tree tree = ui_get_tree(app->ui);
        int whole = 0, cut = 0;
        for (int i = 0; i < tree.count; i++) {
            const struct ui_node *node = &tree.nodes[i];
            if (node->role != ROLE_CHECK || strchr(node->name, '/') == NULL)
                continue;
            whole = MAX(whole, node->h);
            if (node->w > 0 && node->h < whole * 2 / 3) {
                cut++;
                assert_in_range(node->h, whole * 2 / 5, whole * 3 / 5);
            }
        }
        assert_int_equal(cut, 2); /* left and right */
        station_close(app);
    }
}

/* Lines whose letters are within the last part of the picture that was clipped: the field's. */
static int lines_in_field(const struct app *app)
{
    const struct draw_list *list = ui_draw_list(app->ui);
    struct draw_command clip = {0};
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind == DRAW_CLIP && c->h > 0) {
            clip = *c;
            count = 0;
        }
        count += c->kind == DRAW_TEXT && c->x >= clip.x && c->x < clip.x + clip.w &&
                 c->y + c->h / 4 >= clip.y && c->y + c->h * 3 / 4 <= clip.y + clip.h;
    }
    return count;
}

static struct app *reflecting(const struct station_home *home, int size, const char *student)
{
    struct app *app = visit(home, size, student);
    assert_true(app_load_draft(app, DRAFT_REFLECTION, "helped"));
    app_go(app, SCREEN_REFLECT);
    app_settle(app);
    return app;
}

static void two_lines_of_a_reflection_are_seen(void **state)
{
    static const struct {
        const char *student;
        float sizes[SIZES];
    } cases[] = {{"ruth", {24 * 1.3F, 30 * 1.3F}}, {"amelie", {24, 30}}};
    for (int size = 0; size < SIZES; size++)
        for (size_t i = 0; i < COUNT_OF(cases); i++) {
            struct app *app = reflecting(*state, size, cases[i].student);
            station_type(app, "I lined up the strips and then I counted all of their parts twice "
                              "to be quite sure of it, and so did my partner");
            assert_int_equal(lines_in_field(app), 2);
            assert_true(station_expect_size(app, "counted", cases[i].sizes[size]) > 0);
            station_close(app);
        }
}

/* Its lines need more room: the letters give it. */
static void two_lines_of_a_tall_script_are_seen(void **state)
{
    for (int size = 0; size < SIZES; size++) {
        struct app *app = reflecting(*state, size, "ruth");
        struct input input = {.kind = INPUT_TEXT};
        STR_COPY(input.text, "رتبت الشرائط ثم ");
        for (int i = 0; i < 8; i++)
            station_feed(app, input);
        assert_int_equal(lines_in_field(app), 2);
        station_expect_size(app, "رتبت", 24 * 1.1F);
        station_close(app);
    }
}

/* Real letters are higher than their line; what is scrolled away is not seen at all. */
static void letters_in_a_field_are_whole(void **state)
{
    static const struct {
        const char *student, *own, *words;
    } cases[] = {
        {"noor", "سببي الخاص", "كل يوم جمعة مع أمي وأبي "},
        {"kofi", "My own reason", "I play every day with my puppy "},
        {"ruth", "My own reason", "I play every day with my puppy "},
    };
    for (int size = 0; size < SIZES; size++)
        for (size_t i = 0; i < COUNT_OF(cases); i++) {
            struct app *app = visit(*state, size, cases[i].student);
            assert_true(app_load_draft(app, DRAFT_GOAL, ""));
            app->draft->text[0] = '\0'; /* as it was before the other size */
            app_go(app, SCREEN_GOAL);
            app_settle(app);
            station_touch(app, cases[i].own);
            app_settle(app);
            struct input input = {.kind = INPUT_TEXT};
            STR_COPY(input.text, cases[i].words);
            for (int k = 0; k < 8; k++)
                station_feed(app, input);
            const struct draw_list *list = ui_draw_list(app->ui);
            struct draw_command clip = {0};
            int lines = 0;
            for (int k = 0; k < list->count; k++) {
                const struct draw_command *c = &list->commands[k];
                if (c->kind == DRAW_CLIP)
                    clip = *c;
                if (c->kind != DRAW_TEXT || clip.h == 0)
                    continue;
                lines++;
                assert_true(c->y >= clip.y && c->y + c->h <= clip.y + clip.h);
            }
            assert_true(lines > 0);
            station_close(app);
        }
}

/* The letters of each station's name, pixels; 0: it is not there. */
static int smallest_name(const struct app *app)
{
    const struct plan *plan = &app->records.classroom->plan;
    const struct draw_list *list = ui_draw_list(app->ui);
    struct ui_tree tree = ui_get_tree(app->ui);
    int smallest = 0;
    for (int i = 0; i < tree.count; i++) {
        const struct ui_node *node = &tree.nodes[i];
        bool is_name = false;
        for (int k = 0; k < plan->station_count; k++)
            is_name = is_name ||
                      (node->role == ROLE_TEXT && str_equal(node->name, plan->stations[k].name));
        for (int k = 0; k < list->count && is_name; k++) {
            const struct draw_command *c = &list->commands[k];
            int x = c->x + c->w / 2, y = c->y + c->h / 2;
            if (c->kind == DRAW_TEXT && c->font == FONT_SHOW && x >= node->x &&
                x < node->x + node->w && y >= node->y && y < node->y + node->h)
                smallest = smallest == 0 ? c->size : MIN(smallest, c->size);
        }
    }
    return smallest;
}

static void names_of_stations_grow(void **state)
{
    for (int size = 0; size < SIZES; size++) {
        struct app *app = visit(*state, size, "zoe");
        app_go(app, SCREEN_HOME);
        app_settle(app);
        assert_true(smallest_name(app) >= (int)(26 * 1.3F * scale_of(size)));
        station_close(app);
    }
}

static float middle_of(const struct app *app, const char *word)
{
    const struct draw_list *list = ui_draw_list(app->ui);
    int i = 0;
    while (i < list->count && !station_draws(&list->commands[i], word))
        i++;
    assert_true(i < list->count);
    return (float)list->commands[i].y + (float)list->commands[i].h / 2;
}

/* Deep Arabic letters: half a line of each, and a little. */
static void when_does_not_touch_where(void **state)
{
    const float least = 20 * 1.35F / 2 + 26 * 1.05F / 2 + 2;
    for (int size = 0; size < SIZES; size++) {
        struct app *app = visit(*state, size, "noor");
        app_go(app, SCREEN_HOME);
        app_settle(app);
        float apart = middle_of(app, "Practice Pod") - middle_of(app, "التالي");
        assert_true(apart >= least * scale_of(size));
        station_close(app);
    }
}

static const struct draw_command *find_drawn(const struct app *app, const char *word)
{
    const struct draw_list *list = ui_draw_list(app->ui);
    for (int i = 0; i < list->count; i++)
        if (station_draws(&list->commands[i], word))
            return &list->commands[i];
    fail_msg("%s is not drawn", word);
    return NULL;
}

static void more_to_read_is_below_the_title(void **state)
{
    for (int size = 0; size < SIZES; size++) {
        struct app *app = visit(*state, size, "ruth");
        STR_COPY(app->records.classroom->students[app->session.student].goal, "4.NF.A.2");
        app_go(app, SCREEN_HOME);
        app_settle(app);
        const struct draw_command *title = find_drawn(app, "4B"),
                                  *more = find_drawn(app, "Read all");
        assert_true(
            more->y + more->h / 2 - title->y - title->h / 2 >= (title->size + more->size) / 2);
        station_close(app);
    }
}

/* Of Arabic letters: half a line below the middle, and the dots reach out of it. */
static int foot_of(const struct draw_command *text)
{
    return text->y + text->h / 2 + (int)((float)text->size * (1.35F / 2 + 0.15F));
}

/* The dots below the last letter make it that letter. */
static void why_is_above_the_reasons(void **state)
{
    for (int size = 0; size < SIZES; size++) {
        struct app *app = visit(*state, size, "noor");
        app->records.classroom->plan.students[app->session.student].settings |= SETTING_LARGE_TEXT;
        assert_true(app_load_draft(app, DRAFT_GOAL, ""));
        app->draft->text[0] = '\0';
        app_go(app, SCREEN_GOAL);
        app_settle(app);
        const struct draw_command *why = find_drawn(app, "سبب اختياري");
        const struct ui_node *reason = ui_find_control(app->ui, "أريد تحديًا", 1);
        assert_non_null(reason);
        assert_true(why->size >= (int)(26 * 1.3F * scale_of(size)));
        assert_true(foot_of(why) <= reason->y);
        station_touch(app, "سببي الخاص");
        app_settle(app);
        why = find_drawn(app, "سبب اختياري");
        const struct ui_node *field = ui_find_control(app->ui, "سببي الخاص", 1);
        assert_non_null(field);
        assert_true(foot_of(why) <= field->y);
        station_close(app);
    }
}

static void a_long_name_of_the_station_is_whole(void **state)
{
    static const char name[] = "Makers Table and Workshop Corner";
    for (int size = 0; size < SIZES; size++) {
        struct app *app = visit(*state, size, "zoe");
        STR_COPY(app->records.classroom->plan.stations[0].name, name);
        app_go(app, SCREEN_HOME);
        app_settle(app);
        assert_true(ui_shows(app->ui, "Today at Makers"));
        const struct draw_list *list = ui_draw_list(app->ui);
        for (int i = 0; i < list->count; i++) {
            const struct draw_command *c = &list->commands[i];
            if (c->kind == DRAW_TEXT && c->text_length > 3)
                assert_memory_not_equal(c->text + c->text_length - 3, "…", 3);
        }
        station_close(app);
    }
}

static int current_dots(const struct app *app)
{
    const struct draw_list *list = ui_draw_list(app->ui);
    int count = 0;
    for (int i = 0; i < list->count; i++)
        count += list->commands[i].kind == DRAW_RING && list->commands[i].w <= 40 &&
                 list->commands[i].color == theme_get(THEME_DAY)->primary;
    return count;
}

static void the_step_of_the_goal_is_marked(void **state)
{
    for (int size = 0; size < SIZES; size++) {
        struct app *app = visit(*state, size, "zoe");
        STR_COPY(app->records.classroom->students[app->session.student].goal, "4.NF.A.2");
        static const enum screen_id screens[] = {SCREEN_HOME, SCREEN_DONE};
        for (size_t i = 0; i < COUNT_OF(screens); i++) {
            app_go(app, screens[i]);
            app_settle(app);
            assert_int_equal(current_dots(app), 1);
        }
        station_close(app);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        station_test(a_list_shows_that_it_goes_on),
        station_test(two_lines_of_a_reflection_are_seen),
        station_test(two_lines_of_a_tall_script_are_seen),
        station_test(letters_in_a_field_are_whole),
        station_test(names_of_stations_grow),
        station_test(when_does_not_touch_where),
        station_test(more_to_read_is_below_the_title),
        station_test(why_is_above_the_reasons),
        station_test(a_long_name_of_the_station_is_whole),
        station_test(the_step_of_the_goal_is_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
