#include "paper/lesson.h"
#include "paper/words_macros.h"

#include "base/date.h"
#include "base/str.h"
#include "model/rotation.h"

void lesson_date(const struct words *words, int32_t day, char out[static LESSON_TEXT_SIZE])
{
    static const char *const weekdays[] = {N_("Thursday, {date}"), N_("Friday, {date}"),
        N_("Saturday, {date}"), N_("Sunday, {date}"), N_("Monday, {date}"), N_("Tuesday, {date}"),
        N_("Wednesday, {date}")}; /* 1970-01-01 was a Thursday */
    char date[DATE_TEXT_SIZE];
    date_format(day, date);
    words_fill(words, out, LESSON_TEXT_SIZE, T(weekdays[(day % 7 + 7) % 7]), "date", date, NULL);
}

void lesson_round(const struct words *words, const struct classroom *classroom, int32_t day,
    int round, char out[static LESSON_TEXT_SIZE])
{
    struct rotation_lengths lengths = classroom_rotation_lengths(classroom, day);
    int start = classroom->plan.start_minute;
    char from[CLOCK_TEXT_SIZE], to[CLOCK_TEXT_SIZE];
    struct words_number number = words_number(round + 1);
    if (start < 0) {
        words_fill(words, out, LESSON_TEXT_SIZE, T("Round {number}"), "number", number.text, NULL);
        return;
    }
    time_format_clock(start + round * lengths.minutes, from);
    time_format_clock(start + (round + 1) * lengths.minutes, to);
    words_fill(words, out, LESSON_TEXT_SIZE, T("Round {number} · {from}–{to}"), "number",
        number.text, "from", from, "to", to, NULL);
}

const char *lesson_station_emoji(const struct station *station)
{
    static const char *const kinds[STATION_KIND_COUNT] = {
        [STATION_TEACHER] = "🧑‍🏫",
        [STATION_TOGETHER] = "👥",
        [STATION_INDEPENDENT] = "📖",
        [STATION_DIGITAL] = "💻",
        [STATION_HANDS_ON] = "🔨",
    };
    return (unsigned char)station->icon[0] >= 0x80 ? station->icon : kinds[station->kind];
}

void lesson_name(const struct student *student, char out[static LESSON_NAME_SIZE])
{
    str_format(out, LESSON_NAME_SIZE, "%s %s", student_name(student), student->last_name);
    str_trim(out);
}

int lesson_student(const struct classroom *classroom, const char *id)
{
    int student = classroom_find_student(classroom, id);
    return student >= 0 && classroom->students[student].enrolled ? student : -1;
}

int lesson_in_no_group(const struct classroom *classroom, int32_t day, int out[static STUDENT_MAX])
{
    int count = 0;
    for (int i = 0; i < classroom->plan.student_count; i++)
        if (classroom->students[i].enrolled && rotation_group(classroom, i, day) < 0)
            out[count++] = i;
    return count;
}

/* The mark at the beginning (U+200F) makes the whole list run as the page does: its items, isolated
 * from each other, do not tell. */
static void put_item(
    const struct words *words, struct str_writer *list, const char *between, const char *item)
{
    char text[LONG_TEXT_SIZE];
    WORDS_FILL(words, text, "{item}", "item", item, NULL);
    if (list->length > 0)
        str_put(list, between);
    else if (words_are_rtl(words))
        str_put(list, "\u200f");
    str_put(list, text);
}

void lesson_list(const struct words *words, struct str_writer *list, const char *item)
{
    /* TRANSLATORS: between the names of a list */
    put_item(words, list, T(", "), item);
}

static void put_stop(const struct words *words, const struct plan *plan, int round, int station,
    struct str_writer *out)
{
    char text[LESSON_TEXT_SIZE];
    STR_FORMAT(
        text, "%d %s", round + 1, station < 0 ? T("Free choice") : plan->stations[station].name);
    put_item(words, out, " · ", text);
}

void lesson_way(const struct words *words, const struct classroom *classroom, int32_t day,
    int group, struct str_writer *out)
{
    int rounds = classroom_rotation_lengths(classroom, day).rounds;
    bool is_planned = false;
    for (int round = 0; round < rounds; round++)
        is_planned |= rotation_group_station(classroom, group, round, day) >= 0;
    for (int round = 0; round < rounds && is_planned; round++)
        put_stop(words, &classroom->plan, round,
            rotation_group_station(classroom, group, round, day), out);
}

bool lesson_own_way(const struct words *words, const struct classroom *classroom, int32_t day,
    int group, int student, struct str_writer *out)
{
    int rounds = classroom_rotation_lengths(classroom, day).rounds;
    bool differs = false;
    for (int round = 0; round < rounds; round++) {
        int station = rotation_station(classroom, student, round, day);
        differs = differs || station != rotation_group_station(classroom, group, round, day);
        put_stop(words, &classroom->plan, round, station, out);
    }
    return differs;
}
