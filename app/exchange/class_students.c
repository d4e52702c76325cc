#include "base/hash.h"
#include "base/str.h"
#include "exchange/class_reader.h"
#include "model/avatar.h"

#include <ctype.h>
#include <string.h>

enum { ID, FIRST, LAST, PREFERRED, WHOLE, AVATAR, LANGUAGE, SETTINGS, INTERESTS, FIELD_COUNT };

static const struct csv_field fields[FIELD_COUNT] = {
    [ID] = {"id", "studentid studentnumber studentno sisid localid stuid number", true},
    [FIRST] = {"first_name", "first givenname given", false},
    [LAST] = {"last_name", "last familyname surname family", false},
    [PREFERRED] = {"preferred_name", "preferred nickname callname", false},
    [WHOLE] = {"name", "student studentname fullname", false},
    [AVATAR] = {"avatar", "picture animal", false},
    [LANGUAGE] = {"language", "lang homelanguage", false},
    [SETTINGS] = {"settings", "setting accommodations", false},
    [INTERESTS] = {"interests", "interest", false},
};

struct student_reader {
    struct class_reader *reader;
    struct cell_context context;
    struct csv_table table;
    int lines[STUDENT_MAX];
    struct csv_cell avatars[STUDENT_MAX];
};

static struct csv_cell cell_at(const struct student_reader *students, int row, int field)
{
    return csv_cell(&students->table, row, field);
}

/* "Last, First", else the last word is the last name. */
static void split_name(const char *whole, struct student *student)
{
    const char *comma = strchr(whole, ',');
    const char *blank = strrchr(whole, ' ');
    if (comma != NULL) {
        str_copy_length(student->last_name, NAME_SIZE, whole, (size_t)(comma - whole));
        STR_COPY(student->first_name, comma + 1);
    } else if (blank != NULL) {
        str_copy_length(student->first_name, NAME_SIZE, whole, (size_t)(blank - whole));
        STR_COPY(student->last_name, blank + 1);
    } else {
        STR_COPY(student->first_name, whole);
    }
    str_trim(student->first_name);
    str_trim(student->last_name);
}

static void check_name(
    const struct student_reader *students, struct csv_cell cell, const char *name)
{
    if (name[0] == '\0')
        return;
    if (strpbrk(name, "0123456789") != NULL)
        cell_warning(&students->context, cell, N_("check that the columns are not mixed up"),
            N_("the name {name} has digits in it"), "name", quote(name).text, NULL);
    else if (strchr(name, '@') != NULL)
        cell_warning(&students->context, cell,
            N_("put the first name here; addresses are not needed"),
            N_("the name {name} looks like an e-mail address"), "name", quote(name).text, NULL);
}

static void take_names(const struct student_reader *students, int row, struct student *out)
{
    const struct cell_context *context = &students->context;
    struct csv_cell first = cell_at(students, row, FIRST), whole = cell_at(students, row, WHOLE);
    cell_text(context, first, "first_name", out->first_name, NAME_SIZE);
    cell_text(context, cell_at(students, row, LAST), "last_name", out->last_name, NAME_SIZE);
    cell_text(context, cell_at(students, row, PREFERRED), "preferred_name", out->preferred_name,
        NAME_SIZE);
    if (out->first_name[0] == '\0' && whole.text[0] != '\0') {
        char name[NAME_SIZE];
        cell_text(context, whole, "name", name, sizeof name);
        split_name(name, out);
        first = whole;
    }
    if (out->first_name[0] == '\0')
        cell_error(context, first, N_("write the name the class uses"),
            N_("the student {student} has no first name"), "student",
            quote(cell_at(students, row, ID).text).text, NULL);
    check_name(students, first, out->first_name);
    check_name(students, cell_at(students, row, PREFERRED), out->preferred_name);
}

/* A picture of its own that no list knows: one emoji. */
static bool is_some_emoji(const char *text)
{
    unsigned char c = (unsigned char)text[0];
    return c >= 0xE2 && strlen(text) < AVATAR_SIZE && strchr(text, ' ') == NULL &&
           (c >= 0xF0 || (c == 0xE2 && (unsigned char)text[1] >= 0x86));
}

static void take_avatar(const struct student_reader *students, int row, struct student *out)
{
    struct csv_cell cell = cell_at(students, row, AVATAR);
    if (cell.text[0] == '\0')
        return;
    char name[64];
    STR_COPY(name, cell.text);
    for (char *at = name; *at != '\0'; at++)
        *at = (char)((unsigned char)*at < 0x80 ? tolower((unsigned char)*at) : *at);
    int found = avatar_find(name);
    if (found >= 0) {
        STR_COPY(out->avatar, avatars[found].name);
        return;
    }
    if (is_some_emoji(cell.text)) {
        STR_COPY(out->avatar, cell.text);
        return;
    }
    const char *names[STUDENT_MAX];
    int count = 0;
    for (size_t i = 0; i < avatar_count && count < STUDENT_MAX; i++)
        names[count++] = avatars[i].name;
    struct advice advice = advise_name(cell.text, names, count,
        N_("use a name such as fox, owl or turtle (`man waystation-class-folder` lists them), or "
           "one emoji, or leave it empty"));
    cell_error(&students->context, cell, advice.todo, N_("the avatar {avatar} is not known"),
        "avatar", quote(cell.text).text, advice.key, advice.value, NULL);
}

static void take_settings(const struct student_reader *students, int row, struct student *out)
{
    struct csv_cell cell = cell_at(students, row, SETTINGS);
    const char *cursor = cell.text;
    while (*(cursor += strspn(cursor, ";, |\n")) != '\0') {
        char text[64];
        size_t length = strcspn(cursor, ";,|\n");
        str_copy_length(text, sizeof text, cursor, length);
        str_trim(text);
        cursor += length;
        int setting = -1;
        struct csv_cell one = {.text = text, .line = cell.line, .column = cell.column};
        cell_choice(&students->context, one, N_("the setting {value} is not known"),
            student_setting_names, SETTING_COUNT, &setting);
        if (setting >= 0)
            out->settings |= 1u << setting;
    }
}

static void check_id_twice(struct student_reader *students, struct csv_cell cell, const char *id)
{
    const struct plan *plan = students->reader->plan;
    for (int i = 0; i < plan->student_count; i++) {
        if (str_equal(plan->students[i].id, id))
            cell_error(&students->context, cell, N_("give each student an id of their own"),
                N_("the id {id} is used twice (first in line {line})"), "id", quote(id).text,
                "line", str_number(students->lines[i]).text, NULL);
        else if (str_equal_ascii_fold(plan->students[i].id, id))
            cell_warning(&students->context, cell, N_("use ids that differ by more than capitals"),
                N_("the id {id} is like the one in line {line} but for capitals"), "id",
                quote(id).text, "line", str_number(students->lines[i]).text, NULL);
    }
}

static void check_name_twice(
    struct student_reader *students, struct csv_cell cell, const struct student *student)
{
    const struct plan *plan = students->reader->plan;
    for (int i = 0; i < plan->student_count; i++) {
        const struct student *other = &plan->students[i];
        if (student_name(student)[0] == '\0' ||
            !str_equal_ascii_fold(student_name(other), student_name(student)))
            continue;
        cell_warning(&students->context, cell,
            N_("tell them apart under preferred_name, such as with the first letter of the last "
               "name"),
            N_("two students are called {name} (the other in line {line})"), "name",
            quote(student_name(student)).text, "line", str_number(students->lines[i]).text, NULL);
        return;
    }
}

static void take_row(struct student_reader *students, int row)
{
    struct plan *plan = students->reader->plan;
    struct csv_cell id = cell_at(students, row, ID);
    struct student *student = &plan->students[plan->student_count];
    *student = (struct student){0};
    if (!cell_id(&students->context, id, ID_PLAIN, student->id))
        return;
    check_id_twice(students, id, student->id);
    take_names(students, row, student);
    check_name_twice(students, cell_at(students, row, FIRST), student);
    take_avatar(students, row, student);
    cell_language(&students->context, cell_at(students, row, LANGUAGE), student->language);
    take_settings(students, row, student);
    cell_text(&students->context, cell_at(students, row, INTERESTS), "interests",
        student->interests, TEXT_SIZE);
    students->avatars[plan->student_count] = cell_at(students, row, AVATAR);
    students->lines[plan->student_count++] = cell_at(students, row, ID).line;
}

static bool avatar_is_taken(const struct plan *plan, const char *name, int before)
{
    for (int i = 0; i < before; i++)
        if (str_equal(plan->students[i].avatar, name))
            return true;
    return false;
}

/* Everyone without an avatar gets one by their id, so that the same folder deals the same, and none
 * that somebody has, while there are enough. */
void class_deal_avatars(struct plan *plan)
{
    for (int i = 0; i < plan->student_count; i++) {
        struct student *student = &plan->students[i];
        if (student->avatar[0] != '\0')
            continue;
        size_t start = (size_t)(hash_text(HASH_START, student->id) % avatar_count), step = 0;
        while (
            step < avatar_count &&
            avatar_is_taken(plan, avatars[(start + step) % avatar_count].name, plan->student_count))
            step++;
        STR_COPY(student->avatar, avatars[(start + step) % avatar_count].name);
    }
}

static void warn_same_avatars(const struct student_reader *students)
{
    const struct plan *plan = students->reader->plan;
    for (int i = 1; i < plan->student_count; i++) {
        const char *avatar = plan->students[i].avatar;
        if (avatar[0] != '\0' && avatar_is_taken(plan, avatar, i))
            cell_warning(&students->context, students->avatars[i],
                N_("give one of them another, or leave it empty"),
                N_("the avatar {avatar} is used by more than one student"), "avatar",
                quote(avatar).text, NULL);
    }
}

void class_read_students(struct class_reader *reader)
{
    struct student_reader students = {
        .reader = reader, .context = {.file = "students.csv", .problems = reader->problems}};
    const struct folder_file *file = class_find_file(reader, "students.csv");
    if (file == NULL && reader->folder->students_elsewhere)
        return;
    if (file == NULL) {
        problem_add(reader->problems, PROBLEM_ERROR, "students.csv", 0, 0,
            N_("make a table with the columns id and first_name, one row for each student"),
            N_("the file students.csv is missing"), NULL);
        return;
    }
    students.context.file = file->name;
    if (!class_open_table(reader, "students.csv", fields, FIELD_COUNT, &students.table, NULL))
        return;
    const struct csv_row *header = &students.table.header;
    if (students.table.columns[FIRST] < 0 && students.table.columns[WHOLE] < 0) {
        problem_add(reader->problems, PROBLEM_ERROR, file->name, header->end_line,
            header->end_column, N_("add it to the first row and fill it in for every row"),
            N_("the column \"{column}\" is missing"), "column", fields[FIRST].name, NULL);
        return;
    }
    reader->students_known = true;
    for (int row = 0; row < students.table.row_count; row++) {
        if (class_is_full(&students.context, cell_at(&students, row, ID),
                reader->plan->student_count, STUDENT_MAX,
                N_("there are more than {count} students")))
            break;
        take_row(&students, row);
    }
    if (students.table.row_count == 0)
        problem_add(reader->problems, PROBLEM_ERROR, file->name, header->end_line,
            header->end_column, N_("add one row for each student"), N_("there are no students"),
            NULL);
    warn_same_avatars(&students);
    class_deal_avatars(reader->plan);
}
