#include "exchange/oneroster.h"

#include "base/date.h"
#include "base/str.h"
#include "exchange/cells.h"
#include "exchange/package.h"
#include <stdlib.h>
#include <string.h>

enum { MANIFEST, ORGS, CLASSES, USERS, ENROLLMENTS, FILE_COUNT };

static const char *const file_names[FILE_COUNT] = {
    "manifest.csv", "orgs.csv", "classes.csv", "users.csv", "enrollments.csv"};

enum { PROPERTY, VALUE, MANIFEST_FIELDS };
static const struct csv_field manifest_fields[MANIFEST_FIELDS] = {
    [PROPERTY] = {"propertyName", "property", false}, [VALUE] = {"value", "", false}};

enum { ORG_ID, ORG_NAME, ORG_FIELDS };
static const struct csv_field org_fields[ORG_FIELDS] = {
    [ORG_ID] = {"sourcedId", "", false}, [ORG_NAME] = {"name", "", false}};

enum { CLASS_ID, CLASS_STATUS, CLASS_TITLE, CLASS_CODE, CLASS_SCHOOL, CLASS_FIELDS };
static const struct csv_field class_fields[CLASS_FIELDS] = {
    [CLASS_ID] = {"sourcedId", "", false},
    [CLASS_STATUS] = {"status", "", false},
    [CLASS_TITLE] = {"title", "", false},
    [CLASS_CODE] = {"classCode", "", false},
    [CLASS_SCHOOL] = {"schoolSourcedId", "orgsourcedid schoolid", false},
};

enum {
    USER_ID,
    USER_STATUS,
    USER_ROLE,
    USER_GIVEN,
    USER_FAMILY,
    USER_PREFERRED,
    USER_NUMBER,
    USER_FIELDS
};
static const struct csv_field user_fields[USER_FIELDS] = {
    [USER_ID] = {"sourcedId", "userid", false},
    [USER_STATUS] = {"status", "", false},
    [USER_ROLE] = {"role", "", false},
    [USER_GIVEN] = {"givenName", "", false},
    [USER_FAMILY] = {"familyName", "", false},
    [USER_PREFERRED] = {"preferredGivenName", "prefferedgivenname", false},
    [USER_NUMBER] = {"identifier", "", false},
};

enum { IN_STATUS, IN_CLASS, IN_USER, IN_ROLE, IN_END, IN_FIELDS };
static const struct csv_field enrollment_fields[IN_FIELDS] = {
    [IN_STATUS] = {"status", "", false},
    [IN_CLASS] = {"classSourcedId", "classid", false},
    [IN_USER] = {"userSourcedId", "userid", false},
    [IN_ROLE] = {"role", "", false},
    [IN_END] = {"endDate", "", false},
};

struct user_row {
    const char *id;
    int row;
};

struct roster_reader {
    const struct folder *package;
    struct arena *arena;
    struct problems *problems;
    struct roster *out;
    struct csv_table tables[FILE_COUNT];
    bool is_open[FILE_COUNT], is_delta[FILE_COUNT];
    int32_t today;
    struct user_row *users;         /* of users.csv, by sourcedId */
    const char *taken[STUDENT_MAX]; /* sourcedIds of out->students */
};

bool oneroster_unpack(const char *name, const char *bytes, size_t size, struct arena *arena,
    struct folder *out, struct problems *problems)
{
    return package_unpack(name, bytes, size, file_names, FILE_COUNT, arena, out, problems);
}

/* --- Tables ----------------------------------------------------------------------------------- */

/* Columns that nobody asked for are the rule here: only errors and warnings are passed on. */
static void pass_on(struct problems *to, const struct problems *from)
{
    for (int i = 0; i < from->count; i++) {
        const struct problem *problem = &from->list[i];
        if (problem->level != PROBLEM_NOTE)
            problem_put(
                to, problem->level, problem->file, problem->line, problem->column, &problem->told);
    }
}

static bool open_table(
    struct roster_reader *reader, int file, const struct csv_field *fields, int field_count)
{
    const struct folder_file *found = folder_find(reader->package, file_names[file]);
    struct error error = {0};
    struct problems problems;
    struct text_file text;
    if (found == NULL || !problems_open(&problems, reader->arena, &error))
        return false;
    reader->is_open[file] =
        text_decode(found->name, found->bytes, found->size, reader->arena, &problems, &text) &&
        csv_read(&text, fields, field_count, reader->arena, &problems, &reader->tables[file]);
    pass_on(reader->problems, &problems);
    return reader->is_open[file];
}

/* A file without which there is no list of a class. */
static bool need_table(struct roster_reader *reader, int file, const struct csv_field *fields,
    int field_count, const int *needed, int needed_count)
{
    if (folder_find(reader->package, file_names[file]) == NULL) {
        problem_add(reader->problems, PROBLEM_ERROR, file_names[file], 0, 0,
            "export the roster again with classes, users and enrollments",
            "the file {file} is not in the zip file", "file", file_names[file], NULL);
        return false;
    }
    if (!open_table(reader, file, fields, field_count))
        return false;
    const struct csv_table *table = &reader->tables[file];
    bool complete = true;
    for (int i = 0; i < needed_count; i++) {
        if (table->columns[needed[i]] >= 0)
            continue;
        problem_add(reader->problems, PROBLEM_ERROR, table->file, table->header.end_line,
            table->header.end_column, "export the roster again as OneRoster 1.1 or 1.2",
            "the column \"{column}\" is missing", "column", fields[needed[i]].name, NULL);
        complete = false;
    }
    return complete;
}

static struct csv_cell cell_at(const struct roster_reader *reader, int file, int row, int field)
{
    return csv_cell(&reader->tables[file], row, field);
}

static struct cell_context context_of(const struct roster_reader *reader, int file)
{
    return (struct cell_context){.file = file_names[file], .problems = reader->problems};
}

/* "active" or nothing; "inactive" is a word of 1.0. */
static bool is_gone(struct csv_cell status)
{
    return str_equal_ascii_fold(status.text, "tobedeleted") ||
           str_equal_ascii_fold(status.text, "inactive");
}

/* --- The manifest ----------------------------------------------------------------------------- */

static void check_version(const struct roster_reader *reader, struct csv_cell value)
{
    static const char *const known[] = {"1.0", "1.1", "1.2", "1.2.1"};
    const struct cell_context context = context_of(reader, MANIFEST);
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_equal(value.text, known[i]))
            return;
    cell_warning(&context, value, "check the students that come out",
        "this is OneRoster {version}; 1.1 and 1.2 are known", "version", quote(value.text).text,
        NULL);
}

static void take_property(struct roster_reader *reader, int row)
{
    struct csv_cell name = cell_at(reader, MANIFEST, row, PROPERTY);
    struct csv_cell value = cell_at(reader, MANIFEST, row, VALUE);
    if (str_equal_ascii_fold(name.text, "oneroster.version"))
        check_version(reader, value);
    for (int file = ORGS; file < FILE_COUNT; file++) {
        char property[64];
        STR_FORMAT(property, "file.%s", file_names[file]);
        property[strlen(property) - strlen(".csv")] = '\0';
        if (!str_equal_ascii_fold(name.text, property))
            continue;
        reader->is_delta[file] = str_equal_ascii_fold(value.text, "delta");
        const struct cell_context context = context_of(reader, MANIFEST);
        if (str_equal_ascii_fold(value.text, "bulk") &&
            folder_find(reader->package, file_names[file]) == NULL)
            cell_warning(&context, value, "export the roster again",
                "the manifest promises {file} but it is not in the zip file", "file",
                file_names[file], NULL);
    }
}

static void read_manifest(struct roster_reader *reader)
{
    if (folder_find(reader->package, file_names[MANIFEST]) == NULL) {
        problem_add(reader->problems, PROBLEM_WARNING, file_names[MANIFEST], 0, 0,
            "check the students that come out",
            "there is no manifest.csv in the zip file; it is read as a whole roster", NULL);
        return;
    }
    if (!open_table(reader, MANIFEST, manifest_fields, MANIFEST_FIELDS))
        return;
    for (int row = 0; row < reader->tables[MANIFEST].row_count; row++)
        take_property(reader, row);
}

/* --- The class -------------------------------------------------------------------------------- */

static bool class_is(const struct roster_reader *reader, int row, int field, const char *wanted)
{
    struct csv_cell cell = cell_at(reader, CLASSES, row, field);
    return cell.text[0] != '\0' && (field == CLASS_ID ? str_equal(cell.text, wanted)
                                                      : str_equal_ascii_fold(cell.text, wanted));
}

/* The row of the class; -1 none, -2 several. */
static int find_class(const struct roster_reader *reader, const char *wanted)
{
    static const int fields[] = {CLASS_ID, CLASS_CODE, CLASS_TITLE};
    for (size_t f = 0; f < COUNT_OF(fields); f++) {
        int found = -1;
        for (int row = 0; row < reader->tables[CLASSES].row_count; row++)
            if (class_is(reader, row, fields[f], wanted) &&
                !is_gone(cell_at(reader, CLASSES, row, CLASS_STATUS)))
                found = found == -1 ? row : -2;
        if (found != -1)
            return found;
    }
    return -1;
}

static bool is_student(const struct roster_reader *reader, int row)
{
    return str_equal_ascii_fold(cell_at(reader, ENROLLMENTS, row, IN_ROLE).text, "student");
}

static void take_class(struct roster_reader *reader, int row)
{
    const struct cell_context context = context_of(reader, CLASSES);
    struct csv_cell school = cell_at(reader, CLASSES, row, CLASS_SCHOOL);
    cell_text(&context, cell_at(reader, CLASSES, row, CLASS_ID), "sourcedId", reader->out->class_id,
        ONEROSTER_ID_SIZE);
    cell_text(&context, cell_at(reader, CLASSES, row, CLASS_TITLE), "title",
        reader->out->class_title, NAME_SIZE);
    for (int i = 0; reader->is_open[ORGS] && i < reader->tables[ORGS].row_count; i++)
        if (str_equal(cell_at(reader, ORGS, i, ORG_ID).text, school.text))
            str_copy(reader->out->school, NAME_SIZE, cell_at(reader, ORGS, i, ORG_NAME).text);
}

/* --- Students --------------------------------------------------------------------------------- */

static int compare_users(const void *left, const void *right)
{
    const struct user_row *a = left, *b = right;
    int order = strcmp(a->id, b->id);
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static bool sort_users(struct roster_reader *reader)
{
    int count = reader->tables[USERS].row_count;
    reader->users = arena_array(reader->arena, struct user_row, (size_t)count + 1);
    if (reader->users == NULL)
        return false;
    for (int row = 0; row < count; row++)
        reader->users[row] = (struct user_row){cell_at(reader, USERS, row, USER_ID).text, row};
    qsort(reader->users, (size_t)count, sizeof *reader->users, compare_users);
    return true;
}

/* The row of a user; the first of several; -1 none. */
static int find_user(const struct roster_reader *reader, const char *id)
{
    int low = 0, high = reader->tables[USERS].row_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (strcmp(reader->users[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < reader->tables[USERS].row_count && str_equal(reader->users[low].id, id);
    return found ? reader->users[low].row : -1;
}

/* An id that fits, or nothing: what an id must not be is no error here. */
static void take_fitting_id(struct csv_cell cell, char out[static ID_SIZE])
{
    if (text_is_id(cell.text))
        str_copy(out, ID_SIZE, cell.text);
}

static void take_user(struct roster_reader *reader, int row, struct roster_student *out)
{
    const struct cell_context context = context_of(reader, USERS);
    struct csv_cell id = cell_at(reader, USERS, row, USER_ID);
    struct student *student = &out->student;
    *out = (struct roster_student){.leaves = is_gone(cell_at(reader, USERS, row, USER_STATUS)),
        .line = id.line,
        .column = id.column};
    take_fitting_id(id, student->id);
    take_fitting_id(cell_at(reader, USERS, row, USER_NUMBER), out->identifier);
    cell_text(&context, cell_at(reader, USERS, row, USER_GIVEN), "givenName", student->first_name,
        NAME_SIZE);
    cell_text(&context, cell_at(reader, USERS, row, USER_FAMILY), "familyName", student->last_name,
        NAME_SIZE);
    cell_text(&context, cell_at(reader, USERS, row, USER_PREFERRED), "preferredGivenName",
        student->preferred_name, NAME_SIZE);
}

static bool is_taken(const struct roster_reader *reader, const char *id)
{
    for (int i = 0; i < reader->out->count; i++)
        if (str_equal(reader->taken[i], id))
            return true;
    return false;
}

static bool has_ended(const struct roster_reader *reader, struct csv_cell end)
{
    struct date date;
    return date_parse(end.text, &date) && date_to_day(date) < reader->today;
}

/* OneRoster 1.2 has the role elsewhere. */
static bool may_be_student(const struct roster_reader *reader, int user)
{
    struct csv_cell role = cell_at(reader, USERS, user, USER_ROLE);
    return role.text[0] == '\0' || str_equal_ascii_fold(role.text, "student");
}

/* The student of an enrollment; false: none, and what does not fit together is a warning. Users
 * who have not changed are not in a package of changes: the plan may know them. */
static bool take_enrolled(struct roster_reader *reader, int row, struct roster_student *out)
{
    const struct cell_context context = context_of(reader, ENROLLMENTS);
    struct csv_cell id = cell_at(reader, ENROLLMENTS, row, IN_USER);
    int user = find_user(reader, id.text);
    if (user < 0 && reader->out->is_delta) {
        *out = (struct roster_student){.id_alone = true, .line = id.line, .column = id.column};
        take_fitting_id(id, out->student.id);
        return true;
    }
    if (user < 0) {
        cell_warning(&context, id, "export the roster again, or add the student by hand",
            "the user {user} is not in users.csv and is left out", "user", quote(id.text).text,
            NULL);
        return false;
    }
    struct csv_cell role = cell_at(reader, USERS, user, USER_ROLE);
    const struct cell_context users = context_of(reader, USERS);
    if (may_be_student(reader, user)) {
        take_user(reader, user, out);
        return true;
    }
    cell_warning(&users, role, "nothing to do unless this is a student",
        "the user {user} is enrolled as a student but is {role} here, and is left out", "user",
        quote(id.text).text, "role", quote(role.text).text, NULL);
    return false;
}

static bool take_enrollment(struct roster_reader *reader, int row, bool is_over)
{
    const struct cell_context context = context_of(reader, ENROLLMENTS);
    struct csv_cell id = cell_at(reader, ENROLLMENTS, row, IN_USER);
    bool ours = str_equal(cell_at(reader, ENROLLMENTS, row, IN_CLASS).text, reader->out->class_id);
    struct roster_student found;
    if (!ours || !is_student(reader, row) || is_taken(reader, id.text) ||
        !take_enrolled(reader, row, &found))
        return true;
    found.leaves = found.leaves || is_over;
    if (found.leaves && !reader->out->is_delta)
        return true;
    if (reader->out->count == STUDENT_MAX) {
        cell_error(&context, id, "choose a class, not a whole grade",
            "there are more than {count} students in this class", "count",
            str_number(STUDENT_MAX).text, NULL);
        return false;
    }
    reader->taken[reader->out->count] = id.text;
    reader->out->students[reader->out->count++] = found;
    return true;
}

/* Those that count, or those that are over. */
static bool take_enrollments(struct roster_reader *reader, bool over)
{
    for (int row = 0; row < reader->tables[ENROLLMENTS].row_count; row++) {
        bool is_over = is_gone(cell_at(reader, ENROLLMENTS, row, IN_STATUS)) ||
                       has_ended(reader, cell_at(reader, ENROLLMENTS, row, IN_END));
        if (is_over == over && !take_enrollment(reader, row, is_over))
            return false;
    }
    return true;
}

static bool open_all(struct roster_reader *reader)
{
    static const int classes[] = {CLASS_ID, CLASS_TITLE}, users[] = {USER_ID, USER_GIVEN},
                     enrollments[] = {IN_CLASS, IN_USER, IN_ROLE};
    read_manifest(reader);
    bool ok = need_table(reader, CLASSES, class_fields, CLASS_FIELDS, classes, COUNT_OF(classes));
    ok = need_table(reader, USERS, user_fields, USER_FIELDS, users, COUNT_OF(users)) && ok;
    ok = need_table(reader, ENROLLMENTS, enrollment_fields, IN_FIELDS, enrollments,
             COUNT_OF(enrollments)) &&
         ok;
    if (ok && !open_table(reader, ORGS, org_fields, ORG_FIELDS))
        reader->is_open[ORGS] = false; /* only for the name of the school */
    return ok;
}

/* --- Which class ------------------------------------------------------------------------------ */

/* Who would join. Somebody who is enrolled twice is one student. */
static int count_students(const struct roster_reader *reader, const char *class_id)
{
    int count = 0;
    bool *counted = arena_array(reader->arena, bool, (size_t)reader->tables[USERS].row_count + 1);
    for (int i = 0; counted != NULL && i < reader->tables[ENROLLMENTS].row_count; i++) {
        if (!str_equal(cell_at(reader, ENROLLMENTS, i, IN_CLASS).text, class_id) ||
            !is_student(reader, i) || is_gone(cell_at(reader, ENROLLMENTS, i, IN_STATUS)) ||
            has_ended(reader, cell_at(reader, ENROLLMENTS, i, IN_END)))
            continue;
        int user = find_user(reader, cell_at(reader, ENROLLMENTS, i, IN_USER).text);
        if (user < 0 || counted[user] || !may_be_student(reader, user) ||
            is_gone(cell_at(reader, USERS, user, USER_STATUS)))
            continue;
        counted[user] = true;
        count++;
    }
    return count;
}

static void list_classes(const struct roster_reader *reader)
{
    for (int row = 0; row < reader->tables[CLASSES].row_count; row++) {
        struct csv_cell id = cell_at(reader, CLASSES, row, CLASS_ID);
        if (!is_gone(cell_at(reader, CLASSES, row, CLASS_STATUS)))
            problem_add(reader->problems, PROBLEM_NOTE, file_names[CLASSES], id.line, id.column,
                NULL, "--class {id} is {title} with {count} students", "id", quote(id.text).text,
                "title", quote(cell_at(reader, CLASSES, row, CLASS_TITLE).text).text, "count",
                str_number(count_students(reader, id.text)).text, NULL);
    }
}

static int only_class(const struct roster_reader *reader)
{
    int found = -1;
    for (int row = 0; row < reader->tables[CLASSES].row_count; row++)
        if (!is_gone(cell_at(reader, CLASSES, row, CLASS_STATUS)))
            found = found == -1 ? row : -2;
    return found;
}

static int choose_class(const struct roster_reader *reader, const char *wanted, const char *usual)
{
    int row = wanted != NULL ? find_class(reader, wanted) : only_class(reader);
    if (row < 0 && wanted == NULL && usual[0] != '\0')
        for (int i = 0; i < reader->tables[CLASSES].row_count; i++)
            if (class_is(reader, i, CLASS_ID, usual))
                row = i;
    if (row >= 0)
        return row;
    const char *file = file_names[CLASSES];
    if (wanted != NULL && row == -1)
        problem_add(reader->problems, PROBLEM_ERROR, file, 1, 1,
            "say --class with one of those below", "no class has the id or title {class}", "class",
            quote(wanted).text, NULL);
    else if (wanted != NULL)
        problem_add(reader->problems, PROBLEM_ERROR, file, 1, 1,
            "say --class with the id of one of those below",
            "more than one class has the title {title}", "title", quote(wanted).text, NULL);
    else if (row == -1)
        problem_add(reader->problems, PROBLEM_ERROR, file, 1, 1,
            "export the roster again, with the class", "there is no class in this file", NULL);
    else
        problem_add(reader->problems, PROBLEM_ERROR, file, 1, 1,
            "say --class with the id or title of one of those below",
            "there are several classes in this file", NULL);
    list_classes(reader);
    return -1;
}

void oneroster_read(const struct folder *package, const char *wanted, const char *usual,
    int32_t today, struct arena *arena, struct roster *out, struct problems *problems)
{
    *out = (struct roster){0};
    struct roster_reader *reader = arena_new(arena, struct roster_reader);
    if (reader == NULL) {
        problem_add(problems, PROBLEM_ERROR, "", 0, 0, "close other programs",
            "there is no memory left to read the roster", NULL);
        return;
    }
    *reader = (struct roster_reader){
        .package = package, .arena = arena, .problems = problems, .out = out, .today = today};
    int row = open_all(reader) && sort_users(reader) ? choose_class(reader, wanted, usual) : -1;
    if (row >= 0) {
        out->is_delta = reader->is_delta[ENROLLMENTS];
        take_class(reader, row);
        /* Who has an enrollment that counts is in the class, whatever row ends another one. */
        if (take_enrollments(reader, false) && out->is_delta)
            (void)take_enrollments(reader, true);
        if (out->count == 0 && !out->is_delta)
            problem_add(problems, PROBLEM_ERROR, file_names[ENROLLMENTS], 1, 1,
                "check that the export is of this school year",
                "no student is in the class {class} now", "class", quote(out->class_title).text,
                NULL);
    }
    problems_sort(problems);
}
