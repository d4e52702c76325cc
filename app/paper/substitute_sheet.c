/* A lesson for somebody who does not know the class. */
#include "paper/class_sheets.h"
#include "paper/words_macros.h"

#include "base/language.h"
#include "model/grouping.h"
#include "model/rotation.h"
#include "paper/flow.h"
#include "paper/lesson.h"

enum { ACTIVITIES_SHOWN = 3, DIRECTIONS_SHOWN = 140, NAMES_SIZE = LESSON_LIST_SIZE };

struct substitute {
    const struct classroom *classroom;
    int32_t day;
};

/* A label and what belongs to it, in one paragraph. */
static void draw_line(struct flow *flow, const char *label, const char *text)
{
    const struct words *words = flow->words;
    char line[NAMES_SIZE + LESSON_TEXT_SIZE];
    WORDS_FILL(words, line, T("{label}: {text}"), "label", label, "text", text, NULL);
    flow_text(flow, line, &(struct flow_look){0});
    flow_gap(flow, 0.8);
}

/* --- The day ---------------------------------------------------------------------------------- */

/* The ticket of that day, or what each student gets instead, or nothing. */
static const char *ticket_text(const struct words *words, const struct substitute *sheet)
{
    const struct plan *plan = &sheet->classroom->plan;
    const struct calendar_day *day = plan_day(plan, sheet->day);
    int ticket = day != NULL ? plan_find_ticket(plan, day->ticket) : -1;
    if (ticket >= 0 && plan->tickets[ticket].item_count > 0)
        return plan->tickets[ticket].title;
    for (int i = 0; i < plan->student_count; i++)
        if (sheet->classroom->students[i].enrolled &&
            classroom_ticket_today(sheet->classroom, i, sheet->day) >= 0)
            return T("the newest that a student has not done");
    return T("none today");
}

static void draw_day(struct flow *flow, const struct substitute *sheet)
{
    const struct words *words = flow->words;
    const struct plan *plan = &sheet->classroom->plan;
    int reflection = classroom_reflection_today(sheet->classroom, sheet->day);
    int rounds = classroom_rotation_lengths(sheet->classroom, sheet->day).rounds;
    char times[ROUND_MAX * LESSON_TEXT_SIZE], text[LESSON_TEXT_SIZE];
    struct str_writer writer = str_writer(times, sizeof times);
    flow_heading(flow, T("The day"));
    if (plan->teacher[0] != '\0')
        draw_line(flow, T("Teacher of the class"), plan->teacher);
    draw_line(flow, T("Whom to ask today"), "__________________________");
    for (int round = 0; round < rounds; round++) {
        lesson_round(words, sheet->classroom, sheet->day, round, text);
        lesson_list(words, &writer, text);
    }
    draw_line(flow, T("Rounds"), times);
    if (plan->start_minute < 0)
        flow_text(
            flow, T("The rotation starts when you start it on the board."), &(struct flow_look){0});
    draw_line(flow, T("Exit ticket of the day"), ticket_text(words, sheet));
    if (reflection >= 0)
        draw_line(flow, T("Reflection of the day"), T(plan->reflections[reflection].prompt));
}

/* --- Stations --------------------------------------------------------------------------------- */

static const char *kind_text(const struct words *words, enum station_kind kind)
{
    switch (kind) {
    case STATION_TEACHER: return T("with the teacher");
    case STATION_TOGETHER: return T("together");
    case STATION_DIGITAL: return T("on a device");
    case STATION_HANDS_ON: return T("hands-on");
    default: return T("on one’s own");
    }
}

/* The first words of a text, whole. */
static void shorten(const char *text, char out[static DIRECTIONS_SHOWN])
{
    if (str_copy(out, DIRECTIONS_SHOWN - 4, text))
        return;
    char *space = strrchr(out, ' ');
    if (space != NULL)
        *space = '\0';
    str_append(out, DIRECTIONS_SHOWN, " …");
}

static void draw_activity(struct flow *flow, const struct activity *activity)
{
    char directions[DIRECTIONS_SHOWN], text[TEXT_SIZE + DIRECTIONS_SHOWN];
    const struct words *words = flow->words;
    shorten(activity->directions, directions);
    WORDS_FILL(words, text, directions[0] != '\0' ? T("• {title}: {directions}") : "• {title}",
        "title", activity->title, "directions", directions, NULL);
    flow_text(
        flow, text, &(struct flow_look){.indent = FLOW_ICON_MM, .size = 3.6, .own_way = true});
}

/* What the station offers most of the students that day, in the order of the plan. */
static void draw_activities(struct flow *flow, const struct classroom *classroom, int station)
{
    int wanted[ACTIVITY_MAX] = {0}, shown[ACTIVITIES_SHOWN];
    int count = 0;
    for (int i = 0; i < classroom->plan.student_count; i++) {
        int activity =
            classroom->students[i].enrolled ? classroom_activity(classroom, i, station) : -1;
        if (activity >= 0)
            wanted[activity]++;
    }
    for (; count < ACTIVITIES_SHOWN; count++) {
        int best = -1;
        for (int i = 0; i < classroom->plan.activity_count; i++)
            if (wanted[i] > 0 && (best < 0 || wanted[i] > wanted[best]))
                best = i;
        if (best < 0)
            break;
        wanted[best] = 0;
        shown[count] = best;
    }
    for (int i = 0; i < count; i++)
        draw_activity(flow, &classroom->plan.activities[shown[i]]);
}

static void draw_station(struct flow *flow, const struct classroom *classroom, int index)
{
    const struct words *words = flow->words;
    const struct station *station = &classroom->plan.stations[index];
    char text[4 * NAME_SIZE], about[4 * NAME_SIZE];
    struct str_writer writer = str_writer(about, sizeof about);
    if (station->place[0] != '\0')
        lesson_list(words, &writer, station->place);
    lesson_list(words, &writer, kind_text(words, station->kind));
    if (station->capacity > 0) {
        WORDS_FILL(words, text, TN("{count} place", "{count} places", station->capacity), "count",
            words_number(station->capacity).text, NULL);
        lesson_list(words, &writer, text);
    }
    flow_icon(flow, lesson_station_emoji(station));
    flow->y += 1.2 * flow->scale;
    WORDS_FILL(words, text, "{station} ({about})", "station", station->name, "about", about, NULL);
    flow_text(flow, text, &(struct flow_look){.indent = FLOW_ICON_MM, .bold = true});
    draw_activities(flow, classroom, index);
    flow_gap(flow, 2);
}

/* --- Who -------------------------------------------------------------------------------------- */

static void put_names(const struct words *words, const struct classroom *classroom,
    const int *students, int count, struct str_writer *names)
{
    for (int i = 0; i < count; i++) {
        char name[LESSON_NAME_SIZE];
        lesson_name(&classroom->plan.students[students[i]], name);
        lesson_list(words, names, name);
    }
}

static void draw_group(struct flow *flow, const struct substitute *sheet, int group)
{
    static const struct flow_look who_look = {.indent = FLOW_ICON_MM},
                                  way_look = {.indent = FLOW_ICON_MM, .soft = true, .size = 3.6};
    const struct words *words = flow->words;
    const struct classroom *classroom = sheet->classroom;
    struct rotation_members members = rotation_members(classroom, group, sheet->day);
    char names[NAMES_SIZE], way[ROUND_MAX * LESSON_TEXT_SIZE], line[NAMES_SIZE + NAME_SIZE];
    struct str_writer writer = str_writer(names, sizeof names);
    struct str_writer ways = str_writer(way, sizeof way);
    int students[STUDENT_MAX];
    int count = rotation_group_students(classroom, group, sheet->day, students);
    put_names(words, classroom, students, count, &writer);
    lesson_way(words, classroom, sheet->day, group, &ways);
    WORDS_FILL(words, line, T("{label}: {text}"), "label", TC("group", members.name), "text",
        writer.length > 0 ? names : "–", NULL);
    flow_keep_together(
        flow, flow_text_height(flow, line, &who_look) + flow_text_height(flow, way, &way_look));
    flow_icon(flow, grouping_icon(members.name));
    flow_text(flow, line, &who_look);
    if (way[0] != '\0')
        flow_text(flow, way, &way_look);
    flow_gap(flow, 2);
}

static void draw_ungrouped(struct flow *flow, const struct substitute *sheet)
{
    const struct words *words = flow->words;
    char names[NAMES_SIZE];
    struct str_writer writer = str_writer(names, sizeof names);
    int students[STUDENT_MAX];
    int count = lesson_in_no_group(sheet->classroom, sheet->day, students);
    put_names(words, sheet->classroom, students, count, &writer);
    if (count > 0)
        draw_line(flow, T("In no group yet"), names);
}

static void draw_own_way(struct flow *flow, const struct substitute *sheet, int student)
{
    const struct classroom *classroom = sheet->classroom;
    char way[ROUND_MAX * LESSON_TEXT_SIZE], name[LESSON_NAME_SIZE];
    struct str_writer writer = str_writer(way, sizeof way);
    int group = rotation_group(classroom, student, sheet->day);
    if (!classroom->students[student].enrolled ||
        !lesson_own_way(flow->words, classroom, sheet->day, group, student, &writer))
        return;
    lesson_name(&classroom->plan.students[student], name);
    draw_line(flow, name, way);
}

static void draw_groups(struct flow *flow, const struct substitute *sheet)
{
    const struct words *words = flow->words;
    int count = rotation_group_count(sheet->classroom, sheet->day);
    if (count == 0)
        return;
    flow_heading(flow, T("Groups and their way"));
    for (int group = 0; group < count; group++)
        draw_group(flow, sheet, group);
    draw_ungrouped(flow, sheet);
    for (int i = 0; i < sheet->classroom->plan.student_count; i++)
        draw_own_way(flow, sheet, i);
}

/* One of the settings, or, with 0, a screen in another language than the class's. */
static bool needs(const struct classroom *classroom, int student, uint32_t settings)
{
    const struct student *found = &classroom->plan.students[student];
    if (settings != 0)
        return (found->settings & settings) != 0;
    return found->language[0] != '\0' && !str_equal(found->language, classroom->plan.language);
}

/* "عمر Khalil (العربية)": name and language each the way of their letters, in the page's order. */
static void list_reader(
    const struct words *words, struct str_writer *list, const char *name, const char *language)
{
    char text[LESSON_TEXT_SIZE + LESSON_NAME_SIZE];
    WORDS_FILL(words, text,
        words_are_rtl(words) ? "\u200f{name} ({language})" : "{name} ({language})", "name", name,
        "language", language, NULL);
    lesson_list(words, list, text);
}

static void draw_needing(
    struct flow *flow, const struct classroom *classroom, uint32_t setting, const char *label)
{
    char names[NAMES_SIZE];
    struct str_writer writer = str_writer(names, sizeof names);
    for (int i = 0; i < classroom->plan.student_count; i++) {
        const struct student *student = &classroom->plan.students[i];
        char name[LESSON_NAME_SIZE];
        if (!classroom->students[i].enrolled || !needs(classroom, i, setting))
            continue;
        lesson_name(student, name);
        if (setting == 0)
            list_reader(flow->words, &writer, name, language_own_name(student->language));
        else
            lesson_list(flow->words, &writer, name);
    }
    if (writer.length > 0)
        draw_line(flow, label, names);
}

static bool somebody_needs_something(const struct classroom *classroom)
{
    for (int i = 0; i < classroom->plan.student_count; i++)
        if (classroom->students[i].enrolled && (needs(classroom, i, 0) || needs(classroom, i, ~0u)))
            return true;
    return false;
}

static void draw_accommodations(struct flow *flow, const struct classroom *classroom)
{
    static const struct {
        enum student_setting setting;
        const char *label;
    } settings[] = {
        {SETTING_EXTRA_TIME, N_("Needs more time: let them finish")},
        {SETTING_READ_ALOUD, N_("Hears texts read aloud")},
        {SETTING_LARGE_TEXT, N_("Reads large text")},
        {SETTING_HIGH_CONTRAST, N_("Reads in high contrast")},
        {SETTING_DYSLEXIA_FONT, N_("Reads in letters for dyslexia")},
        {SETTING_REDUCED_MOTION, N_("Nothing that moves on the screen")},
    };
    const struct words *words = flow->words;
    if (!somebody_needs_something(classroom))
        return;
    flow_heading(flow, T("Who needs what"));
    flow_text(flow, T("Stations do this by themselves at check-in. For paper, it is up to you."),
        &(struct flow_look){.soft = true, .size = 3.6});
    flow_gap(flow, 1);
    for (size_t i = 0; i < COUNT_OF(settings); i++)
        draw_needing(flow, classroom, settings[i].setting, T(settings[i].label));
    draw_needing(flow, classroom, 0, T("Screens in another language"));
}

/* Hard rules only, and without their notes: the reasons are the teacher's. */
static void draw_apart(struct flow *flow, const struct classroom *classroom)
{
    const struct words *words = flow->words;
    bool begun = false;
    for (int i = 0; i < classroom->plan.rule_count; i++) {
        const struct rule *rule = &classroom->plan.rules[i];
        char names[NAMES_SIZE];
        struct str_writer writer = str_writer(names, sizeof names);
        int count = 0;
        for (int k = 0; k < rule->student_count; k++) {
            char name[LESSON_NAME_SIZE];
            int student = lesson_student(classroom, rule->students[k]);
            if (student < 0)
                continue;
            lesson_name(&classroom->plan.students[student], name);
            lesson_list(words, &writer, name);
            count++;
        }
        if (rule->kind != RULE_APART || rule->weight > 0 || count < 2)
            continue;
        if (!begun)
            flow_heading(flow, T("Please keep apart"));
        begun = true;
        flow_text(flow, names, &(struct flow_look){0});
    }
}

static void draw_advice(struct flow *flow, const struct classroom *classroom)
{
    const struct words *words = flow->words;
    bool has_teacher = classroom->plan.teacher[0] != '\0';
    char text[LONG_TEXT_SIZE];
    flow_heading(flow, T("If something happens"));
    WORDS_FILL(words, text,
        has_teacher
            ? T("• A badge is lost: tap “{no_badge}” at the station, then the student’s avatar, "
                "then the three secret pictures in order. {teacher} keeps the list of secret "
                "pictures.")
            : T("• A badge is lost: tap “{no_badge}” at the station, then the student’s avatar, "
                "then the three secret pictures in order. The teacher of the class keeps the list "
                "of secret pictures."),
        "no_badge", T("No badge?"), "teacher", classroom->plan.teacher, NULL);
    flow_text(flow, text, &(struct flow_look){0});
    flow_text(flow,
        T("• Somebody needs help: the board shows who asked. Tap the name when you have helped."),
        &(struct flow_look){0});
    flow_text(flow,
        T("• More or less time: the board can add minutes, pause, and go to the next round."),
        &(struct flow_look){0});
    flow_text(flow,
        T("• A station does not work: unplug it and plug it in again. What was saved is still "
          "there. Until then, work goes on with paper."),
        &(struct flow_look){0});
}

static void draw(struct flow *flow, const void *context)
{
    const struct substitute *sheet = context;
    const struct words *words = flow->words;
    draw_day(flow, sheet);
    if (sheet->classroom->plan.station_count > 0)
        flow_heading(flow, T("Stations and today’s activities"));
    for (int i = 0; i < sheet->classroom->plan.station_count; i++)
        draw_station(flow, sheet->classroom, i);
    draw_groups(flow, sheet);
    draw_accommodations(flow, sheet->classroom);
    draw_apart(flow, sheet->classroom);
    draw_advice(flow, sheet->classroom);
}

bool sheet_substitute_pdf(const char *file, enum paper_size paper, const struct words *words,
    const struct classroom *classroom, int32_t day, struct error *error)
{
    struct substitute context = {classroom, day};
    char title[LESSON_TEXT_SIZE], date[LESSON_TEXT_SIZE], note[2 * LESSON_TEXT_SIZE];
    lesson_date(words, day, date);
    WORDS_FILL(
        words, title, T("For the substitute: {class}"), "class", classroom->plan.class_name, NULL);
    WORDS_FILL(words, note, T("For adults: not for the wall. {date}"), "date", date, NULL);
    const struct flow_sheet sheet = {.paper = paper,
        .words = words,
        .title = title,
        .note = note,
        .pages_wished = 2,
        .draw = draw,
        .context = &context};
    return flow_pdf(file, &sheet, error);
}
