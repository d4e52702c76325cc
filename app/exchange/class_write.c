#include "base/date.h"
#include "base/str.h"
#include "exchange/class_reader.h"
#include "exchange/csv.h"
#include "exchange/gift.h"
#include "exchange/ini_file.h"
#include "exchange/questions.h"

#include <string.h>

/* Writes the files of a plan one after the other. */
struct folder_writer {
    const struct plan *plan;
    struct arena *arena;
    struct folder *out;
    struct csv_writer table;
    bool full;
};

static void begin(struct folder_writer *writer)
{
    writer->table = csv_writer(writer->arena);
}

/* Without the mark, Excel shows accents as garbage. */
static void begin_table(struct folder_writer *writer)
{
    begin(writer);
    csv_put_raw(&writer->table, "\xEF\xBB\xBF", 3);
}

static void header(struct folder_writer *writer, const char *names)
{
    const char *part;
    size_t length;
    begin_table(writer);
    while (str_next_part(&names, ' ', &part, &length)) {
        char name[ID_SIZE];
        str_copy_length(name, sizeof name, part, length);
        csv_put(&writer->table, name);
    }
    csv_end_row(&writer->table);
}

static void finish(struct folder_writer *writer, const char *name)
{
    char *copy = arena_copy_text(writer->arena, name, strlen(name));
    if (copy == NULL || writer->table.full || writer->out->count == FOLDER_FILE_MAX) {
        writer->full = true;
        return;
    }
    writer->out->files[writer->out->count++] = (struct folder_file){
        .name = copy, .bytes = writer->table.text, .size = writer->table.length};
}

static void put(struct folder_writer *writer, const char *cell)
{
    csv_put(&writer->table, cell);
}

/* A number, or an empty cell for zero. */
static void put_number(struct folder_writer *writer, int number)
{
    if (number == 0)
        put(writer, "");
    else
        csv_put_number(&writer->table, number);
}

/* Texts of `size` bytes each, with ; between them. */
static void put_list(struct folder_writer *writer, const char *texts, size_t size, int count)
{
    char list[RULE_STUDENT_MAX * (ID_SIZE + 1) + STARTER_MAX * TEXT_SIZE];
    struct str_writer out = str_writer(list, sizeof list);
    for (int i = 0; i < count; i++)
        str_putf(&out, "%s%s", i > 0 ? ";" : "", texts + (size_t)i * size);
    put(writer, list);
}

static void section(struct folder_writer *writer, const char *name)
{
    char line[32];
    STR_FORMAT(line, "%s[%s]\n", writer->table.length > 0 ? "\n" : "", name);
    csv_put_raw(&writer->table, line, strlen(line));
}

static void setting_number(struct folder_writer *writer, const char *name, int number)
{
    char text[16];
    STR_FORMAT(text, "%d", number);
    ini_file_put(&writer->table, name, text);
}

static void write_settings(struct folder_writer *writer)
{
    const struct plan *plan = writer->plan;
    char list[LANGUAGE_MAX * (LANGUAGE_SIZE + 2)] = "", clock[CLOCK_TEXT_SIZE];
    for (int i = 0; i < plan->language_count; i++) {
        STR_FORMAT(clock, "%s", i > 0 ? ", " : "");
        str_append(list, sizeof list, clock);
        str_append(list, sizeof list, plan->languages[i]);
    }
    begin(writer);
    section(writer, "class");
    ini_file_put(&writer->table, "id", plan->class_id);
    ini_file_put(&writer->table, "name", plan->class_name);
    if (plan->teacher[0] != '\0')
        ini_file_put(&writer->table, "teacher", plan->teacher);
    ini_file_put(&writer->table, "language", plan->language);
    ini_file_put(&writer->table, "languages", list);
    if (plan->letter_paper) /* A4 is left out: plans from before there was a choice stay the same */
        ini_file_put(&writer->table, "paper", "letter");
    section(writer, "rotation");
    setting_number(writer, "rounds", plan->rounds);
    setting_number(writer, "minutes", plan->minutes);
    setting_number(writer, "transition_seconds", plan->transition_seconds);
    setting_number(writer, "reminder_minutes", plan->reminder_minutes);
    if (plan->start_minute >= 0) {
        time_format_clock(plan->start_minute, clock);
        ini_file_put(&writer->table, "start", clock);
    }
    section(writer, "board");
    ini_file_put(&writer->table, "quiet", plan->board_quiet ? "yes" : "no");
    section(writer, "privacy");
    setting_number(writer, "retention_days", plan->retention_days);
    ini_file_put(&writer->table, "voice", plan->voice ? "yes" : "no");
    ini_file_put(&writer->table, "second_factor", plan->second_factor ? "yes" : "no");
    finish(writer, "class.ini");
}

static void put_settings(struct folder_writer *writer, uint32_t settings)
{
    char list[SETTING_COUNT * 24];
    struct str_writer out = str_writer(list, sizeof list);
    for (int i = 0; i < SETTING_COUNT; i++)
        if (settings & 1u << i)
            str_putf(&out, "%s%s", out.length > 0 ? ";" : "", student_setting_names[i]);
    put(writer, list);
}

static void write_students(struct folder_writer *writer)
{
    const struct plan *plan = writer->plan;
    header(writer, "id first_name last_name preferred_name avatar language settings interests");
    for (int i = 0; i < plan->student_count; i++) {
        const struct student *student = &plan->students[i];
        put(writer, student->id);
        put(writer, student->first_name);
        put(writer, student->last_name);
        put(writer, student->preferred_name);
        put(writer, student->avatar);
        put(writer, student->language);
        put_settings(writer, student->settings);
        put(writer, student->interests);
        csv_end_row(&writer->table);
    }
    finish(writer, "students.csv");
}

static void put_rounds(struct folder_writer *writer, uint32_t rounds)
{
    char list[ROUND_MAX * 3 + 1];
    struct str_writer out = str_writer(list, sizeof list);
    for (int round = 1; round <= ROUND_MAX; round++)
        if (rounds >> (round - 1) & 1)
            str_putf(&out, "%s%d", out.length > 0 ? ";" : "", round);
    put(writer, list);
}

/* Columns that few classes use are written only when they are used: a class without them keeps the
 * bytes, and with them the version, that it had before there were such columns. */
static void write_stations(struct folder_writer *writer)
{
    const struct plan *plan = writer->plan;
    bool some_open = false;
    for (int i = 0; i < plan->station_count; i++)
        some_open |= plan->stations[i].open_rounds != 0;
    header(writer, some_open ? "id name kind capacity icon colour place open"
                             : "id name kind capacity icon colour place");
    for (int i = 0; i < plan->station_count; i++) {
        const struct station *station = &plan->stations[i];
        put(writer, station->id);
        put(writer, station->name);
        put(writer, station_kind_names[station->kind]);
        put_number(writer, station->capacity);
        put(writer, station->icon);
        put(writer, hue_names[station->hue]);
        put(writer, station->place);
        if (some_open)
            put_rounds(writer, station->open_rounds);
        csv_end_row(&writer->table);
    }
    finish(writer, "stations.csv");
}

static void write_skills(struct folder_writer *writer)
{
    const struct plan *plan = writer->plan;
    char rule[32], knowledge[80];
    bool some_known = false;
    for (int i = 0; i < plan->skill_count; i++)
        some_known |= plan->skills[i].knowledge.is_given;
    header(writer, some_known ? "code goal title path step needs rule knowledge"
                              : "code goal title path step needs rule");
    for (int i = 0; i < plan->skill_count; i++) {
        const struct skill *skill = &plan->skills[i];
        put(writer, skill->code);
        put(writer, skill->goal);
        put(writer, skill->title);
        put(writer, skill->path);
        put_number(writer, skill->step);
        put_list(writer, skill->needs[0], ID_SIZE, skill->need_count);
        mastery_rule_format(skill->rule, rule, sizeof rule);
        put(writer, rule);
        knowledge_rule_format(&skill->knowledge, knowledge, sizeof knowledge);
        if (some_known)
            put(writer, knowledge);
        csv_end_row(&writer->table);
    }
    finish(writer, "skills.csv");
}

static void write_activities(struct folder_writer *writer)
{
    const struct plan *plan = writer->plan;
    header(writer, "station title skill level directions link");
    for (int i = 0; i < plan->activity_count; i++) {
        const struct activity *activity = &plan->activities[i];
        put(writer, activity->station);
        put(writer, activity->title);
        put(writer, activity->skill);
        put(writer, activity_level_names[activity->level]);
        put(writer, activity->directions);
        put(writer, activity->link);
        csv_end_row(&writer->table);
    }
    finish(writer, "activities.csv");
}

static void write_rules(struct folder_writer *writer)
{
    const struct plan *plan = writer->plan;
    header(writer, "rule students group hard note");
    for (int i = 0; i < plan->rule_count; i++) {
        const struct rule *rule = &plan->rules[i];
        put(writer, rule_kind_names[rule->kind]);
        put_list(writer, rule->students[0], ID_SIZE, rule->student_count);
        put(writer, rule->group);
        if (rule->weight == 0)
            put(writer, "yes");
        else
            csv_put_number(&writer->table, rule->weight);
        put(writer, rule->note);
        csv_end_row(&writer->table);
    }
    finish(writer, "rules.csv");
}

static void write_groups(struct folder_writer *writer)
{
    const struct plan *plan = writer->plan;
    header(writer, "group students first_station skill");
    for (int i = 0; i < plan->group_count; i++) {
        const struct group *group = &plan->groups[i];
        put(writer, group->name);
        put_list(writer, group->students[0], ID_SIZE, group->student_count);
        put(writer, group->first_station);
        put(writer, group->skill);
        csv_end_row(&writer->table);
    }
    finish(writer, "groups.csv");
}

static void write_reflections(struct folder_writer *writer)
{
    const struct plan *plan = writer->plan;
    header(writer, "id prompt starters");
    for (int i = 0; i < plan->reflection_count; i++) {
        const struct reflection *reflection = &plan->reflections[i];
        put(writer, reflection->id);
        put(writer, reflection->prompt);
        put_list(writer, reflection->starters[0], TEXT_SIZE, reflection->starter_count);
        csv_end_row(&writer->table);
    }
    finish(writer, "reflections.csv");
}

static void write_calendar(struct folder_writer *writer)
{
    const struct plan *plan = writer->plan;
    char date[DATE_TEXT_SIZE];
    header(writer, "date ticket reflection skills rounds minutes");
    for (int i = 0; i < plan->calendar_count; i++) {
        const struct calendar_day *day = &plan->calendar[i];
        date_format(day->day, date);
        put(writer, date);
        put(writer, day->ticket);
        put(writer, day->reflection);
        put_list(writer, day->skills[0], ID_SIZE, day->skill_count);
        put_number(writer, day->rounds);
        put_number(writer, day->minutes);
        csv_end_row(&writer->table);
    }
    finish(writer, "calendar.csv");
}

/* Only where it does not follow from the ids. */
static void write_ticket_order(struct folder_writer *writer)
{
    const struct plan *plan = writer->plan;
    bool natural = true;
    for (int i = 1; i < plan->ticket_count; i++)
        natural &= class_compare_tickets(plan->tickets[i - 1].id, plan->tickets[i].id) < 0;
    if (natural)
        return;
    header(writer, "ticket");
    for (int i = 0; i < plan->ticket_count; i++) {
        put(writer, plan->tickets[i].id);
        csv_end_row(&writer->table);
    }
    finish(writer, "ticket_order.csv");
}

/* A ticket from questions.csv may be called "unit3/week1": that names no file, and the sheet holds
 * all of it. */
static bool can_name_file(const char *ticket)
{
    return strchr(ticket, '/') == NULL && ticket[0] != '.' && ticket[0] != '~';
}

/* GIFT holds what has its form and an id that belongs to the ticket; the sheet the rest. */
static bool goes_to_gift(const struct item *item, const char *ticket)
{
    size_t length = strlen(ticket);
    bool own = strncmp(item->id, ticket, length) == 0 && item->id[length] == '/';
    return can_name_file(ticket) && gift_can_hold(item) && (own || !questions_can_hold(item));
}

static bool check_item(const struct item *item, const char *ticket, struct error *error)
{
    return goes_to_gift(item, ticket) || questions_can_hold(item) ||
           error_set(error, ERR_BAD_INPUT,
               "the question %s has parts that neither GIFT nor questions.csv can hold: give "
               "answers no feedback of their own, or leave out its hint, picture and points",
               item->id);
}

/* A ticket all of whose questions stand in the sheet, in order and by their ids, needs no file. */
static bool wants_file(const struct plan *plan, const struct ticket *ticket)
{
    bool wanted = !str_equal(ticket->title, ticket->id) || ticket->item_count == 0;
    for (int i = 0; i < ticket->item_count; i++) {
        const struct item *item = &plan->items[ticket->items[i]];
        char own[ID_SIZE];
        question_ticket(item, own);
        wanted |= goes_to_gift(item, ticket->id) || !str_equal(own, ticket->id);
    }
    return wanted;
}

static void write_ticket(struct folder_writer *writer, const struct ticket *ticket)
{
    const struct plan *plan = writer->plan;
    char name[ID_SIZE + 32];
    if (!wants_file(plan, ticket))
        return;
    begin(writer);
    if (!str_equal(ticket->title, ticket->id))
        gift_write_title(&writer->table, ticket->title);
    for (int i = 0; i < ticket->item_count; i++) {
        const struct item *item = &plan->items[ticket->items[i]];
        if (goes_to_gift(item, ticket->id))
            gift_write_item(&writer->table, item, ticket->id, i + 1);
        else
            gift_write_reference(&writer->table, item->id);
    }
    STR_FORMAT(name, "tickets/%s.gift", ticket->id);
    finish(writer, name);
}

static bool write_questions(struct folder_writer *writer, struct error *error)
{
    const struct plan *plan = writer->plan;
    int rows = 0;
    begin_table(writer);
    questions_write_header(&writer->table);
    for (int t = 0; t < plan->ticket_count; t++) {
        const struct ticket *ticket = &plan->tickets[t];
        for (int i = 0; i < ticket->item_count; i++) {
            const struct item *item = &plan->items[ticket->items[i]];
            if (!check_item(item, ticket->id, error))
                return false;
            if (goes_to_gift(item, ticket->id))
                continue;
            questions_write_item(&writer->table, item);
            rows++;
        }
    }
    if (rows > 0)
        finish(writer, "questions.csv");
    return true;
}

bool class_folder_write(
    const struct plan *plan, struct arena *arena, struct folder *out, struct error *error)
{
    *out = (struct folder){.files = arena_array(arena, struct folder_file, FOLDER_FILE_MAX)};
    if (out->files == NULL)
        return error_set(error, ERR_MEMORY, "there is no memory to write the class folder");
    struct folder_writer writer = {.plan = plan, .arena = arena, .out = out};
    write_settings(&writer);
    write_students(&writer);
    if (plan->station_count > 0)
        write_stations(&writer);
    if (plan->skill_count > 0)
        write_skills(&writer);
    if (plan->activity_count > 0)
        write_activities(&writer);
    if (plan->rule_count > 0)
        write_rules(&writer);
    if (plan->group_count > 0)
        write_groups(&writer);
    if (plan->reflection_count > 0)
        write_reflections(&writer);
    if (plan->calendar_count > 0)
        write_calendar(&writer);
    write_ticket_order(&writer);
    if (!write_questions(&writer, error))
        return false;
    for (int i = 0; i < plan->ticket_count; i++)
        write_ticket(&writer, &plan->tickets[i]);
    if (writer.full)
        return error_set(error, ERR_MEMORY, "there is no memory to write the class folder");
    return true;
}
