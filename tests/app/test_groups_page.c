/* The Groups page while groups are formed, and how large and whole the words of the teacher's pages
 * are. */
#include "station.h"

#include <string.h>

#include "model/grouping_desk.h"

/* Slices as short as can be: at least one look at the input between two of them. */
static struct app *open_board_at(const struct station_home *home, int width, int height)
{
    struct app *app = station_open_at(home, width, height);
    app->session.role = ROLE_OF_BOARD;
    station_unlock(app);
    app->slice_ms = 0;
    app_go(app, SCREEN_GROUPS);
    return app;
}

static struct app *open_board(const struct station_home *home)
{
    return open_board_at(home, 800, 480);
}

static const struct ui_node *find(const struct app *app, const char *name, enum ui_role role)
{
    struct ui_tree tree = ui_get_tree(app->ui);
    for (int i = 0; i < tree.count; i++)
        if (tree.nodes[i].role == role && str_starts_with(tree.nodes[i].name, name))
            return &tree.nodes[i];
    return NULL;
}

static bool says_forming(const struct app *app)
{
    return find(app, "Forming groups", ROLE_STATUS) != NULL;
}

static void tap(struct app *app, const char *name)
{
    station_touch(app, name);
    app_turn(app, INT64_MIN);
}

static int turns_until_formed(struct app *app)
{
    int turns = 0;
    for (; app_is_forming(app); turns++)
        app_turn(app, INT64_MIN);
    app_settle(app);
    return turns;
}

static void test_first_groups(void **state)
{
    struct app *app = open_board(*state);
    app_turn(app, INT64_MIN);
    assert_true(app_is_forming(app));
    assert_true(says_forming(app));
    assert_null(find(app, "Wei", ROLE_CHOICE));
    assert_true(turns_until_formed(app) > 3);
    assert_false(says_forming(app));
    assert_non_null(find(app, "Wei", ROLE_CHOICE));
    assert_non_null(find(app, "All rules kept", ROLE_BUTTON));
    assert_false(app->desk_dirty);
    station_close(app);
}

/* The old groups are seen and are not to be moved; the board answers between two slices. */
static void test_meanwhile(void **state)
{
    struct app *app = open_board(*state);
    app_settle(app);
    tap(app, "Regroup");
    assert_true(says_forming(app));
    assert_true(find(app, "Wei", ROLE_CHOICE)->state & STATE_DISABLED);
    assert_true(find(app, "Publish", ROLE_BUTTON)->state & STATE_DISABLED);
    tap(app, "More groups");
    assert_true(app_is_forming(app));
    tap(app, "More groups");
    assert_true(app_is_forming(app));
    turns_until_formed(app);
    assert_int_equal(app->desk->result.group_count, 6);
    assert_false(find(app, "Wei", ROLE_CHOICE)->state & STATE_DISABLED);
    station_close(app);
}

/* Nothing of it is left, neither on the page nor on disk. */
static void test_leaving(void **state)
{
    static struct grouping_placement before;
    struct app *app = open_board(*state);
    app_settle(app);
    before = app->desk->result.placement;
    int count = app->desk->result.group_count;
    tap(app, "Fewer groups");
    assert_true(app_is_forming(app));
    tap(app, "Skills");
    assert_int_equal(app->top, SCREEN_SKILLS);
    assert_false(app_is_forming(app));
    app_settle(app);
    tap(app, "Groups");
    app_settle(app);
    assert_int_equal(app->desk->result.group_count, count);
    assert_memory_equal(&before, &app->desk->result.placement, sizeof before);
    tap(app, "Fewer groups");
    app_hide(app);
    assert_false(app_is_forming(app));
    app_settle(app);
    station_close(app);
    app = open_board(*state);
    app_settle(app);
    assert_memory_equal(&before, &app->desk->result.placement, sizeof before);
    tap(app, "Regroup");
    station_close(app); /* in the middle of it */
    app = open_board(*state);
    app_settle(app);
    assert_memory_equal(&before, &app->desk->result.placement, sizeof before);
    station_close(app);
}

/* In pixels of 800x480, which has four for three units. */
static void assert_readable(const struct app *app)
{
    enum { SCRIM = 0x0A0C1699, LEAST = 15 };
    const struct draw_list *list = ui_draw_list(app->ui);
    int words = 0;
    bool above = false;
    for (int i = 0; i < list->count; i++) {
        const struct draw_command *command = &list->commands[i];
        above |= command->kind == DRAW_FILL && command->color == SCRIM;
        if (!above || command->kind != DRAW_TEXT || command->font == FONT_ICON)
            continue;
        words++;
        if (4 * command->size < 3 * LEAST)
            fail_msg(
                "%.*s is %d pixels high", (int)command->text_length, command->text, command->size);
    }
    assert_true(words > 20);
}

static void test_the_table_is_readable(void **state)
{
    static const int rounds[] = {4, 8, 12};
    struct app *app = open_board(*state);
    app_settle(app);
    struct plan *plan = &app->records.classroom->plan;
    for (size_t i = 0; i < COUNT_OF(rounds); i++) {
        plan->rounds = rounds[i];
        plan->minutes = 10;
        app->session.desk_way = NULL;
        tap(app, "Publish");
        app_settle(app);
        char last[16];
        STR_FORMAT(last, "Round %d", rounds[i]);
        assert_non_null(find(app, last, ROLE_TEXT));
        assert_readable(app);
        station_press(app, KEY_ESCAPE);
        assert_null(find(app, last, ROLE_TEXT));
    }
    station_close(app);
}

static void check_in(struct app *app, const char *id)
{
    struct error error = {0};
    struct action action = {.kind = ACTION_CHECK_IN, .how = HOW_BADGE};
    action.student = classroom_find_student(app->records.classroom, id);
    STR_COPY(action.station, "makers");
    assert_true(records_apply(&app->records, &action, &app->session.now, &error));
}

/* Two of one name: as much of the last name as it takes, and nothing of it for the room. */
static void test_two_of_one_name(void **state)
{
    struct app *app = open_board(*state);
    struct plan *plan = &app->records.classroom->plan;
    int wei = plan_find_student(plan, "wei");
    STR_COPY(plan->students[plan_find_student(plan, "jordan")].preferred_name, "Wei");
    app_settle(app);
    assert_non_null(find(app, "Wei Z.", ROLE_CHOICE));
    assert_non_null(find(app, "Wei M.", ROLE_CHOICE));
    tap(app, "Wei M.");
    assert_non_null(find(app, "Why is Wei M. here?", ROLE_TEXT));
    tap(app, "Move to");
    assert_non_null(find(app, "Where should Wei M. be?", ROLE_DIALOG));
    check_in(app, "amelie"); /* then others are absent, on Tickets */
    static const enum screen_id pages[] = {SCREEN_LEARNER, SCREEN_SKILLS, SCREEN_TICKETS};
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        app->session.subject = pages[i] == SCREEN_LEARNER ? wei : -1;
        app_go(app, pages[i]);
        app_settle(app);
        if (!ui_shows(app->ui, "Wei Z."))
            fail_msg("%s has one Wei", screen_get(pages[i])->name);
    }
    tap(app, "Hide");
    app_settle(app);
    assert_int_equal(app->top, SCREEN_ROTATION);
    assert_false(ui_shows(app->ui, "Wei Z."));
    station_close(app);
}

/* Words end in "…" where there was no room for all of them. */
static void assert_whole(const struct app *app, const char *page)
{
    static const char cut[] = "…";
    const struct draw_list *list = ui_draw_list(app->ui);
    for (int i = 0; i < list->count; i++) {
        const struct draw_command *command = &list->commands[i];
        size_t length = command->text_length, end = sizeof cut - 1;
        if (command->kind == DRAW_TEXT && length > end &&
            memcmp(command->text + length - end, cut, end) == 0)
            fail_msg("%s: %.*s", page, (int)length, command->text);
    }
}

static bool is_drawn(const struct app *app, const char *text)
{
    const struct draw_list *list = ui_draw_list(app->ui);
    bool found = false;
    for (int i = 0; i < list->count && !found; i++)
        found = list->commands[i].kind == DRAW_TEXT &&
                list->commands[i].text_length == strlen(text) &&
                memcmp(list->commands[i].text, text, strlen(text)) == 0;
    return found;
}

static void speak(struct app *app, const char *language)
{
    for (int i = 0; i < app->session.language_count; i++)
        if (str_equal(app->languages[i], language))
            app->board_language = i;
    app->frame_due = true;
    app_settle(app);
}

static void test_names_are_whole(void **state)
{
    struct app *app = open_board(*state);
    struct plan *plan = &app->records.classroom->plan;
    app_settle(app);
    STR_COPY(plan->stations[0].name, "With Mr. Okonkwo-Fitzgerald");
    STR_COPY(plan->stations[1].name, "Experiment Laboratory Bench");
    plan->rounds = 5;
    app->session.desk_way = NULL;
    tap(app, "Publish");
    app_settle(app);
    assert_non_null(find(app, "Round 5", ROLE_TEXT));
    assert_whole(app, "publish");
    tap(app, "Not yet");
    speak(app, "fr");
    app_go(app, SCREEN_TICKETS);
    app_settle(app);
    assert_non_null(find(app, "Tickets de sortie", ROLE_HEADING));
    assert_true(is_drawn(app, "deux semaines"));
    app_go(app, SCREEN_CLASS);
    app_settle(app);
    assert_whole(app, "setup");
    station_close(app);
}

/* The first text drawn with that word in it. */
static const struct draw_command *drawn(const struct app *app, const char *word)
{
    const struct draw_list *list = ui_draw_list(app->ui);
    int i = 0;
    while (i < list->count && !station_draws(&list->commands[i], word))
        i++;
    assert_true(i < list->count);
    return &list->commands[i];
}

static void expect_size(const struct app *app, const char *word, float least)
{
    if (station_expect_size(app, word, least) == 0)
        fail_msg("%s is not drawn", word);
}

/* A label, or a skill, is in two lines rather than in small letters. */
static void test_two_lines_come_before_small_letters(void **state)
{
    static const struct {
        int width, height;
    } sizes[] = {{800, 480}, {1280, 800}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct app *app = open_board_at(*state, sizes[i].width, sizes[i].height);
        app_settle(app);
        struct grouping_group *group = &app->desk->result.groups[0];
        group->skill = plan_find_skill(&app->records.classroom->plan, "4.NF.A.1");
        group->teacher_first = true;
        group->first_station = plan_find_station(&app->records.classroom->plan, "rivera");
        speak(app, "fr");
        expect_size(app, "D’abord", SIZE_SMALL);
        expect_size(app, "4.NF.A.1", SIZE_SMALL);
        expect_size(app, "fractions", SIZE_SMALL);
        expect_size(app, "Publier", SIZE_SMALL);
        app_go(app, SCREEN_CLASS);
        app_settle(app);
        expect_size(app, "Dossier de", SIZE_SMALL);
        expect_size(app, "appareil", SIZE_SMALL);
        check_in(app, "amelie");
        app_go(app, SCREEN_TICKETS);
        app_settle(app);
        expect_size(app, "rendu", SIZE_SMALL);
        assert_true(is_drawn(app, "non projetée")); /* the mark in two lines */
        speak(app, "ar");
        app_go(app, SCREEN_GROUPS);
        app_settle(app);
        expect_size(app, "نشر", SIZE_SMALL);
        station_close(app);
    }
}

/* A long title and a short one alike. */
static void test_the_code_of_a_skill_comes_first(void **state)
{
    static const char *const codes[] = {"4.NBT.B.5", "4.OA.A.1"};
    struct app *app = open_board_at(*state, 1280, 800);
    app_settle(app);
    const struct plan *plan = &app->records.classroom->plan;
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        app->desk->result.groups[i].skill = plan_find_skill(plan, codes[i]);
        app->desk->result.groups[i].extend = false;
    }
    speak(app, "en");
    struct ui_tree tree = ui_get_tree(app->ui);
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        const char *title = plan->skills[plan_find_skill(plan, codes[i])].title;
        int head = 0;
        while (head < tree.count && strstr(tree.nodes[head].value, title) == NULL)
            head++;
        assert_true(head < tree.count);
        const char *code = strstr(tree.nodes[head].value, codes[i]);
        assert_true(code != NULL && code < strstr(tree.nodes[head].value, title));
    }
    station_close(app);
}

/* One word on a tile is made smaller before it touches the ring. */
static void test_a_word_is_within_its_tile(void **state)
{
    enum { CLEAR = 5 }; /* pixels: the ring of one that is chosen, and as much again */
    struct app *app = open_board(*state);
    speak(app, "es");
    app_go(app, SCREEN_CLASS);
    app_settle(app);
    const struct draw_command *word = drawn(app, "Credenciales");
    const struct ui_node *tile = find(app, "Credenciales", ROLE_BUTTON);
    assert_in_range(word->x, tile->x + CLEAR, tile->x + tile->w - CLEAR - word->w);
    station_close(app);
}

/* Beside a heading that leaves it the room. */
static void test_what_was_handed_in_is_in_two_lines(void **state)
{
    static const char *const words[][2] = {{"fr", "rendu"}, {"es", "entreg"}};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        struct app *app = open_board(*state);
        check_in(app, "amelie");
        speak(app, words[i][0]);
        app_go(app, SCREEN_TICKETS);
        app_settle(app);
        expect_size(app, words[i][1], SIZE_SMALL);
        const struct draw_list *list = ui_draw_list(app->ui);
        const struct draw_command *word = drawn(app, words[i][1]);
        int lines = 0;
        for (int k = 0; k < list->count; k++)
            lines += list->commands[k].kind == DRAW_TEXT && list->commands[k].size == word->size &&
                     abs(list->commands[k].y - word->y) < 2 * word->h &&
                     abs(list->commands[k].x + list->commands[k].w - word->x - word->w) < 3;
        assert_int_equal(lines, 2);
        station_close(app);
    }
}

/* Of a tall script, with its tails and at its full size. */
static void test_two_lines_are_within_their_tile(void **state)
{
    enum { CLEAR = 4 }; /* pixels */
    struct app *app = open_board(*state);
    speak(app, "ar");
    const struct ui_node *tile = find(app, "بطاقات الخروج", ROLE_BUTTON);
    assert_non_null(tile);
    expect_size(app, "الخروج", SIZE_SMALL);
    const struct draw_command *above = drawn(app, "بطاقات"), *below = drawn(app, "الخروج");
    assert_true(below->y > above->y);
    int foot = below->y + below->h / 2 + (int)((float)below->size * (1.35F / 2 + 0.15F));
    assert_true(foot <= tile->y + tile->h - CLEAR);
    station_close(app);
}

/* A name in two lines keeps off the frame, and the ring of who is chosen is not on it. */
static void test_a_name_is_within_its_card(void **state)
{
    enum { RING = 5 };
    const float capital = 0.7f; /* of the size, around the middle of a line */
    struct app *app = open_board_at(*state, 1280, 800);
    struct plan *plan = &app->records.classroom->plan;
    app_settle(app);
    for (int i = 0; i < 5; i++) {
        tap(app, "More groups");
        turns_until_formed(app);
    }
    int first = app->desk->result.groups[0].students[0];
    STR_COPY(plan->students[first].preferred_name, "Maximiliano Alejandro");
    app->frame_due = true;
    app_settle(app);
    tap(app, "Maximiliano");
    const struct draw_command *one = drawn(app, "Maximiliano"), *two = drawn(app, "Alejandro");
    assert_true(two > one && two->y > one->y);
    const struct ui_node *card = find(app, "Maximiliano Alejandro", ROLE_CHOICE);
    assert_true(card->state & STATE_SELECTED);
    float middle = (float)one->y + (float)one->h / 2, half = (float)one->size * capital / 2;
    assert_true(middle - half >= (float)(card->y + RING));
    middle = (float)two->y + (float)two->h / 2;
    assert_true(middle + half <= (float)(card->y + card->h - RING));
    const struct draw_list *list = ui_draw_list(app->ui);
    for (const struct draw_command *on = one; on < list->commands + list->count; on++)
        assert_false(on->kind == DRAW_RING && on->x == card->x && on->y == card->y);
    station_close(app);
}

/* Where a list goes on below, its edge cuts through a row. */
static void test_a_row_is_cut(void **state)
{
    struct app *app = open_board(*state);
    app_settle(app);
    tap(app, "Who is here");
    struct ui_tree tree = ui_get_tree(app->ui);
    const struct ui_node *first = find(app, "Amélie", ROLE_CHECK);
    int cut = 0;
    for (int i = 0; i < tree.count; i++) {
        const struct ui_node *node = &tree.nodes[i];
        if (node->role == ROLE_CHECK && ui_is_visible(node) && node->h < first->h) {
            assert_in_range(node->h, first->h / 2 - 2, first->h / 2 + 2);
            cut++;
        }
    }
    assert_int_equal(cut, 4);
    station_close(app);
}

/* Every name of a list stands apart: it runs as the page does, whatever they are written in. */
static void test_names_do_not_turn_a_list_around(void **state)
{
    struct app *app = open_board_at(*state, 1280, 800);
    check_in(app, "amelie");
    app_go(app, SCREEN_TICKETS);
    app_settle(app);
    assert_non_null(drawn(app, "\u2068عمر\u2069"));
    assert_false(drawn(app, "\u2068عمر\u2069")->rtl);
    speak(app, "ar");
    assert_true(drawn(app, "\u2068Wei\u2069، \u2068")->rtl);
    station_close(app);
}

static void test_a_group_too_large_is_named(void **state)
{
    struct app *app = open_board(*state);
    struct plan *plan = &app->records.classroom->plan;
    app_settle(app);
    plan->stations[0].capacity = 3;
    tap(app, "Fewer groups");
    turns_until_formed(app);
    assert_true(ui_shows(app->ui, " has room for 3, too large: "));
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_groups),
        cmocka_unit_test(test_meanwhile),
        cmocka_unit_test(test_leaving),
        cmocka_unit_test(test_the_table_is_readable),
        station_test(test_two_of_one_name),
        cmocka_unit_test(test_names_are_whole),
        station_test(test_two_lines_come_before_small_letters),
        station_test(test_the_code_of_a_skill_comes_first),
        station_test(test_two_lines_are_within_their_tile),
        cmocka_unit_test(test_a_word_is_within_its_tile),
        station_test(test_what_was_handed_in_is_in_two_lines),
        station_test(test_a_name_is_within_its_card),
        station_test(test_a_row_is_cut),
        station_test(test_names_do_not_turn_a_list_around),
        cmocka_unit_test(test_a_group_too_large_is_named),
    };
    return cmocka_run_group_tests(tests, station_set_up, station_tear_down);
}
