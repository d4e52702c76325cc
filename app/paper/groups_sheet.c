/* Groups and rotation for the wall. */
#include "paper/class_sheets.h"
#include "paper/words_macros.h"

#include "model/avatar.h"
#include "model/grouping.h"
#include "model/rotation.h"
#include "paper/flow.h"
#include "paper/lesson.h"

enum { MEMBER_COLUMNS = 3, STOP_COLUMNS = 4 };

static const double head_height = 13, member_height = 10, stop_height = 17.5, own_way_height = 11,
                    way_gap = 1.5;

struct wall {
    const struct classroom *classroom;
    int32_t day;
    int rounds;
};

static int rows_of(int count, int columns)
{
    return (count + columns - 1) / columns;
}

/* The place of a cell in a row that begins at flow->y. */
static struct box cell(const struct flow *flow, int column, int columns, double height)
{
    double width = flow_width(flow) / columns;
    return (struct box){flow_left(flow) + column * width, flow->y, width, height};
}

static void draw_members(
    struct flow *flow, const struct classroom *classroom, const int *students, int count)
{
    static const struct pen_style style = {
        .size = 5, .size_min = 1.7, .color = INK, .lines = 4, .own_way = true};
    for (int i = 0; i < count; i++) {
        const struct student *student = &classroom->plan.students[students[i]];
        if (i % MEMBER_COLUMNS == 0)
            flow_need(flow, member_height);
        struct box box = cell(flow, i % MEMBER_COLUMNS, MEMBER_COLUMNS, member_height);
        pen_emoji(flow->pen, (struct box){box.x, box.y + 1, member_height - 2, member_height - 2},
            avatar_emoji(student->avatar));
        box.x += member_height;
        box.width -= member_height + 2;
        pen_text(flow->pen, box, student_name(student), student->language, &style);
        if (i % MEMBER_COLUMNS == MEMBER_COLUMNS - 1 || i == count - 1)
            flow->y += member_height;
    }
}

static void draw_stop(
    struct flow *flow, const struct wall *wall, struct box box, int group, int round)
{
    const struct words *words = flow->words;
    static const struct pen_style label = {.size = 3.4, .size_min = 1.6, .color = INK_SOFT};
    static const struct pen_style name = {
        .size = 4.2, .size_min = 1.6, .bold = true, .color = INK, .lines = 4, .own_way = true};
    int index = rotation_group_station(wall->classroom, group, round, wall->day);
    const struct station *station = index >= 0 ? &wall->classroom->plan.stations[index] : NULL;
    char text[LESSON_TEXT_SIZE];
    box.width -= 2;
    box.height -= 2;
    struct box shown = pen_box(flow->pen, box);
    pen_color(flow->pen, PAPER_SOFT);
    cairo_rectangle(flow->pen->cairo, shown.x, shown.y, shown.width, shown.height);
    cairo_fill(flow->pen->cairo);
    lesson_round(words, wall->classroom, wall->day, round, text);
    pen_text(
        flow->pen, (struct box){box.x + 1.5, box.y + 0.3, box.width - 3, 5.6}, text, NULL, &label);
    struct box inside = {box.x + 1.5, box.y + 5.8, box.width - 3, box.height - 6.3};
    if (station != NULL) {
        pen_emoji(flow->pen, (struct box){inside.x, inside.y, 7, inside.height},
            lesson_station_emoji(station));
        inside.x += 8.5;
        inside.width -= 8.5;
    }
    pen_text(flow->pen, inside, station != NULL ? station->name : T("Free choice"), NULL, &name);
}

static void draw_way(struct flow *flow, const struct wall *wall, int group)
{
    for (int round = 0; round < wall->rounds; round++) {
        int column = round % STOP_COLUMNS;
        if (column == 0)
            flow_need(flow, stop_height);
        draw_stop(flow, wall, cell(flow, column, STOP_COLUMNS, stop_height), group, round);
        if (column == STOP_COLUMNS - 1 || round == wall->rounds - 1)
            flow->y += stop_height;
    }
}

/* Those who go another way than their group. */
static void draw_own_ways(
    struct flow *flow, const struct wall *wall, int group, const int *students, int count)
{
    const struct words *words = flow->words;
    for (int i = 0; i < count; i++) {
        const struct student *student = &wall->classroom->plan.students[students[i]];
        char way[ROUND_MAX * LESSON_TEXT_SIZE], text[sizeof way + NAME_SIZE];
        struct str_writer writer = str_writer(way, sizeof way);
        if (!lesson_own_way(words, wall->classroom, wall->day, group, students[i], &writer))
            continue;
        WORDS_FILL(
            words, text, T("{name}: {way}"), "name", student_name(student), "way", way, NULL);
        flow_icon(flow, avatar_emoji(student->avatar));
        flow->y += 1;
        flow_text(flow, text, &(struct flow_look){.indent = FLOW_ICON_MM});
        flow->y += 3;
    }
}

static int find_members(
    const struct wall *wall, int group, int out[static STUDENT_MAX], int *others)
{
    int count = rotation_group_students(wall->classroom, group, wall->day, out);
    *others = 0;
    for (int i = 0; i < count; i++) {
        char way[ROUND_MAX * LESSON_TEXT_SIZE];
        struct str_writer writer = str_writer(way, sizeof way);
        *others += lesson_own_way(NULL, wall->classroom, wall->day, group, out[i], &writer);
    }
    return count;
}

static void draw_group(struct flow *flow, const struct wall *wall, int group)
{
    const struct words *words = flow->words;
    static const struct pen_style style = {
        .size = 8, .size_min = 2.2, .bold = true, .color = INK, .lines = 2, .own_way = true};
    int students[STUDENT_MAX], others;
    int count = find_members(wall, group, students, &others);
    const char *name = rotation_members(wall->classroom, group, wall->day).name;
    flow_keep_together(
        flow, head_height + way_gap + rows_of(count, MEMBER_COLUMNS) * member_height +
                  rows_of(wall->rounds, STOP_COLUMNS) * stop_height + others * own_way_height);
    flow_need(flow, head_height + member_height);
    struct box box = {flow_left(flow), flow->y, flow_width(flow), head_height - 2};
    pen_emoji(flow->pen, (struct box){box.x, box.y, 11, 11}, grouping_icon(name));
    box.x += 14;
    box.width -= 14;
    pen_text(flow->pen, box, TC("group", name), NULL, &style);
    flow->y += head_height;
    draw_members(flow, wall->classroom, students, count);
    flow->y += way_gap;
    draw_way(flow, wall, group);
    draw_own_ways(flow, wall, group, students, count);
    flow_gap(flow, 6);
}

static void draw(struct flow *flow, const void *context)
{
    const struct wall *wall = context;
    const struct words *words = flow->words;
    int groups = rotation_group_count(wall->classroom, wall->day);
    int students[STUDENT_MAX], count = lesson_in_no_group(wall->classroom, wall->day, students);
    for (int group = 0; group < groups; group++)
        draw_group(flow, wall, group);
    if (count == 0)
        return;
    flow_heading(flow, T("In no group yet: ask your teacher"));
    draw_members(flow, wall->classroom, students, count);
}

bool sheet_groups_pdf(const char *file, enum paper_size paper, const struct words *words,
    const struct classroom *classroom, int32_t day, struct error *error)
{
    char title[LESSON_TEXT_SIZE], date[LESSON_TEXT_SIZE];
    struct wall wall = {.classroom = classroom,
        .day = day,
        .rounds = classroom->plan.station_count > 0
                      ? classroom_rotation_lengths(classroom, day).rounds
                      : 0};
    lesson_date(words, day, date);
    WORDS_FILL(words, title, T("Our groups: {class}"), "class", classroom->plan.class_name, NULL);
    if (rotation_group_count(classroom, day) == 0)
        return error_set(error, ERR_NOT_FOUND,
            "there are no groups for that day: form them, and approve them, on the board or with "
            "`waystation groups form`");
    const struct flow_sheet sheet = {.paper = paper,
        .words = words,
        .title = title,
        .note = date,
        .draw = draw,
        .context = &wall};
    return flow_pdf(file, &sheet, error);
}
