#include "base/date.h"
#include "base/str.h"
#include "exchange/class_reader.h"
#include "exchange/ini_file.h"

#include <string.h>

enum setting {
    SET_ID,
    SET_NAME,
    SET_TEACHER,
    SET_LANGUAGE,
    SET_LANGUAGES,
    SET_PAPER,
    SET_ROUNDS,
    SET_MINUTES,
    SET_TRANSITION,
    SET_REMINDER,
    SET_START,
    SET_QUIET,
    SET_RETENTION,
    SET_VOICE,
    SET_SECOND_FACTOR,
    SET_COUNT
};

static const struct {
    const char *section, *name;
} settings[SET_COUNT] = {
    [SET_ID] = {"class", "id"},
    [SET_NAME] = {"class", "name"},
    [SET_TEACHER] = {"class", "teacher"},
    [SET_LANGUAGE] = {"class", "language"},
    [SET_LANGUAGES] = {"class", "languages"},
    [SET_PAPER] = {"class", "paper"},
    [SET_ROUNDS] = {"rotation", "rounds"},
    [SET_MINUTES] = {"rotation", "minutes"},
    [SET_TRANSITION] = {"rotation", "transition_seconds"},
    [SET_REMINDER] = {"rotation", "reminder_minutes"},
    [SET_START] = {"rotation", "start"},
    [SET_QUIET] = {"board", "quiet"},
    [SET_RETENTION] = {"privacy", "retention_days"},
    [SET_VOICE] = {"privacy", "voice"},
    [SET_SECOND_FACTOR] = {"privacy", "second_factor"},
};

struct settings_reader {
    struct class_reader *reader;
    struct cell_context context;
    struct csv_cell places[SET_COUNT]; /* where each was set; line 0: not */
};

static void take_languages(struct settings_reader *settings_reader, struct csv_cell cell)
{
    struct plan *plan = settings_reader->reader->plan;
    const char *cursor = cell.text;
    plan->language_count = 0;
    while (*(cursor += strspn(cursor, ";, \t")) != '\0') {
        char text[64], language[LANGUAGE_SIZE] = "";
        size_t length = strcspn(cursor, ";, \t");
        str_copy_length(text, sizeof text, cursor, length);
        cursor += length;
        struct csv_cell one = {.text = text, .line = cell.line, .column = cell.column};
        cell_language(&settings_reader->context, one, language);
        bool twice = false;
        for (int i = 0; i < plan->language_count; i++)
            twice |= str_equal(plan->languages[i], language);
        if (language[0] == '\0' || twice)
            continue;
        if (class_is_full(&settings_reader->context, cell, plan->language_count, LANGUAGE_MAX,
                N_("there are more than {count} languages")))
            return;
        STR_COPY(plan->languages[plan->language_count++], language);
    }
}

static void take_start(struct settings_reader *settings_reader, struct csv_cell cell)
{
    int minute;
    if (time_parse_clock(cell.text, &minute))
        settings_reader->reader->plan->start_minute = minute;
    else if (cell.text[0] != '\0')
        cell_error(&settings_reader->context, cell,
            N_("write hours and minutes, such as 9:05 or 13:30"),
            N_("the start {start} is no time of day"), "start", quote(cell.text).text, NULL);
}

static void take_number(
    struct settings_reader *settings_reader, enum setting setting, struct csv_cell cell)
{
    struct plan *plan = settings_reader->reader->plan;
    const struct cell_context *context = &settings_reader->context;
    const char *label = settings[setting].name;
    if (setting == SET_ROUNDS)
        cell_number(context, cell, label, 1, ROUND_MAX, &plan->rounds);
    else if (setting == SET_MINUTES)
        cell_number(context, cell, label, 1, 240, &plan->minutes);
    else if (setting == SET_TRANSITION)
        cell_number(context, cell, label, 0, 900, &plan->transition_seconds);
    else if (setting == SET_REMINDER)
        cell_number(context, cell, label, 0, 60, &plan->reminder_minutes);
    else
        cell_number(context, cell, label, 1, 3650, &plan->retention_days);
}

static void take_paper(const struct cell_context *context, struct csv_cell cell, struct plan *plan)
{
    static const char *const papers[] = {"a4", "letter"};
    int paper = plan->letter_paper;
    cell_choice(
        context, cell, N_("the paper {value} is not known"), papers, COUNT_OF(papers), &paper);
    plan->letter_paper = paper == 1;
}

static void take_value(
    struct settings_reader *settings_reader, enum setting setting, struct csv_cell cell)
{
    struct plan *plan = settings_reader->reader->plan;
    const struct cell_context *context = &settings_reader->context;
    switch (setting) {
    case SET_ID:
        if (!cell_id(context, cell, ID_CLASS, plan->class_id))
            plan->class_id[0] = '\0';
        break;
    case SET_NAME: cell_text(context, cell, "name", plan->class_name, NAME_SIZE); break;
    case SET_TEACHER: cell_text(context, cell, "teacher", plan->teacher, NAME_SIZE); break;
    case SET_LANGUAGE: cell_language(context, cell, plan->language); break;
    case SET_LANGUAGES: take_languages(settings_reader, cell); break;
    case SET_PAPER: take_paper(context, cell, plan); break;
    case SET_START: take_start(settings_reader, cell); break;
    case SET_QUIET: cell_yes_no(context, cell, "quiet", &plan->board_quiet); break;
    case SET_VOICE: cell_yes_no(context, cell, "voice", &plan->voice); break;
    case SET_SECOND_FACTOR:
        cell_yes_no(context, cell, "second_factor", &plan->second_factor);
        break;
    default: take_number(settings_reader, setting, cell); break;
    }
}

static bool is_section(const char *section)
{
    for (int i = 0; i < SET_COUNT; i++)
        if (str_equal_ascii_fold(section, settings[i].section))
            return true;
    return false;
}

static void report_unknown(
    struct settings_reader *settings_reader, const char *section, struct csv_cell name)
{
    const char *names[SET_COUNT];
    int count = 0;
    if (!is_section(section)) {
        static const char *const sections[] = {"class", "rotation", "board", "privacy"};
        struct advice advice = suggest_name(section, sections, COUNT_OF(sections));
        cell_warning(&settings_reader->context, name, advice.todo,
            N_("the section {section} of the setting {setting} is not known; it is left out"),
            "section", quote(section).text, "setting", quote(name.text).text, advice.key,
            advice.value, NULL);
        return;
    }
    for (int i = 0; i < SET_COUNT; i++)
        if (str_equal_ascii_fold(section, settings[i].section))
            names[count++] = settings[i].name;
    struct advice advice = suggest_name(name.text, names, count);
    cell_warning(&settings_reader->context, name, advice.todo,
        N_("the setting {setting} is not known in [{section}]; it is left out"), "setting",
        quote(name.text).text, "section", section, advice.key, advice.value, NULL);
}

static void take_setting(
    void *user, const char *section, struct csv_cell name, struct csv_cell cell)
{
    struct settings_reader *settings_reader = user;
    for (int i = 0; i < SET_COUNT; i++) {
        if (!str_equal_ascii_fold(section, settings[i].section) ||
            !str_equal_ascii_fold(name.text, settings[i].name))
            continue;
        if (settings_reader->places[i].line > 0)
            cell_error(&settings_reader->context, cell, N_("keep one of the two lines"),
                N_("the setting \"{setting}\" is there twice (first in line {line})"), "setting",
                settings[i].name, "line", str_number(settings_reader->places[i].line).text, NULL);
        settings_reader->places[i] = (struct csv_cell){.line = cell.line, .column = cell.column};
        take_value(settings_reader, (enum setting)i, cell);
        return;
    }
    report_unknown(settings_reader, section, name);
}

/* Defaults give way to short rounds; what the teacher set does not. */
static void check_round(struct settings_reader *settings_reader)
{
    struct plan *plan = settings_reader->reader->plan;
    if (settings_reader->places[SET_TRANSITION].line == 0)
        plan->transition_seconds = MIN(plan->transition_seconds, plan->minutes * 30);
    if (settings_reader->places[SET_REMINDER].line == 0)
        plan->reminder_minutes = MIN(plan->reminder_minutes, plan->minutes);
    struct csv_cell cell = settings_reader->places[SET_MINUTES];
    if (cell.line == 0)
        cell = settings_reader->places[SET_TRANSITION];
    if (cell.line == 0)
        cell = settings_reader->places[SET_REMINDER];
    if (plan->transition_seconds >= plan->minutes * 60)
        cell_error(&settings_reader->context, cell,
            N_("make the rounds longer or transition_seconds shorter"),
            N_("a round of {minutes} minutes has no room for {seconds} seconds of walking"),
            "minutes", str_number(plan->minutes).text, "seconds",
            str_number(plan->transition_seconds).text, NULL);
    if (plan->reminder_minutes > plan->minutes)
        cell_error(&settings_reader->context, cell,
            N_("make the rounds longer or reminder_minutes shorter"),
            N_("a round of {minutes} minutes has no room for a reminder {reminder} minutes before "
               "its end"),
            "minutes", str_number(plan->minutes).text, "reminder",
            str_number(plan->reminder_minutes).text, NULL);
}

void class_read_settings(struct class_reader *reader)
{
    const struct folder_file *file = class_find_file(reader, "class.ini");
    struct text_file text;
    reader->plan->rounds = 0;
    if (file == NULL || !class_decode(reader, file, &text))
        return;
    struct settings_reader settings_reader = {
        .reader = reader, .context = {.file = file->name, .problems = reader->problems}};
    ini_file_read(&text, reader->problems, take_setting, &settings_reader);
    check_round(&settings_reader);
    if (settings_reader.places[SET_ID].line == 0)
        problem_add(reader->problems, PROBLEM_WARNING, file->name, 1, 1,
            N_("add id = … under [class], so that several classes can be told apart"),
            N_("the class has no id"), NULL);
}

void class_finish_settings(struct class_reader *reader)
{
    struct plan *plan = reader->plan;
    if (plan->class_id[0] == '\0')
        STR_COPY(plan->class_id, "class");
    if (plan->class_name[0] == '\0')
        STR_COPY(plan->class_name, "Our class");
    if (plan->language[0] == '\0')
        STR_COPY(plan->language, "en");
    if (plan->language_count == 0) {
        STR_COPY(plan->languages[0], plan->language);
        plan->language_count = 1;
    }
    if (plan->station_count == 0) {
        struct station *station = &plan->stations[plan->station_count++];
        *station = (struct station){.kind = STATION_INDEPENDENT, .icon = "pencil"};
        STR_COPY(station->id, "station");
        STR_COPY(station->name, plan->class_name);
    }
    if (plan->rounds == 0)
        plan->rounds = CLAMP(plan->station_count, 1, ROUND_MAX);
}
