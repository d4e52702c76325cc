#include "commands/class_records.h"

#include "base/str.h"

bool class_records_open(struct records *out, const char *data, bool read_only, struct error *error)
{
    struct error problem = {0};
    bool opened = cli_open_records(out, data, read_only, &problem);
    if (opened && out->has_plan)
        return true;
    if (!opened && problem.code != ERR_NOT_FOUND)
        return error_set(error, problem.code, "%s", problem.text);
    records_close(out);
    char folder[STORE_PATH_SIZE];
    cli_data_folder(data, folder);
    return error_set(error, ERR_NOT_FOUND,
        "there is no class in %s: take one with `waystation class import FOLDER`", folder);
}

static bool is_among(const int *list, int count, int wanted)
{
    for (int i = 0; i < count; i++)
        if (list[i] == wanted)
            return true;
    return false;
}

int class_records_find(const struct classroom *classroom, const char *id, struct error *error)
{
    int student = plan_find_student(&classroom->plan, id);
    if (student >= 0 && classroom->students[student].enrolled)
        return student;
    if (student >= 0 && classroom->students[student].erased)
        (void)error_set(error, ERR_NOT_FOUND,
            "the student \"%s\" was erased, and the id stays closed: another child needs another "
            "id",
            id);
    else
        (void)error_set(error, ERR_NOT_FOUND,
            "there is no student \"%s\" in %s: the ids are in students.csv of the class folder", id,
            classroom->plan.class_name);
    return -1;
}

bool class_records_pick(const struct records *records, const struct cli_list *ids,
    int out[static STUDENT_MAX], int *count, struct error *error)
{
    const struct classroom *classroom = records->classroom;
    *count = 0;
    for (int i = 0; i < ids->count; i++) {
        int student = class_records_find(classroom, ids->items[i], error);
        if (student < 0)
            return false;
        if (!is_among(out, *count, student))
            out[(*count)++] = student;
    }
    for (int i = 0; ids->count == 0 && i < classroom->plan.student_count; i++)
        if (classroom->students[i].enrolled)
            out[(*count)++] = i;
    return true;
}

bool class_records_find_skill(
    const struct records *records, const char *code, int *out, struct error *error)
{
    *out = classroom_find_skill_in_plan(records->classroom, code);
    return *out >= 0 ||
           error_set(error, ERR_NOT_FOUND,
               "there is no skill \"%s\" in %s: the codes are in skills.csv of the class folder",
               code, records->classroom->plan.class_name);
}

void class_records_name(const struct student *student, char out[static WHOLE_NAME_SIZE])
{
    struct str_writer writer = str_writer(out, WHOLE_NAME_SIZE);
    str_put(&writer, student->first_name);
    if (writer.length > 0 && student->last_name[0] != '\0')
        str_put(&writer, " ");
    str_put(&writer, student->last_name);
    if (writer.length == 0)
        str_put(&writer, student->id);
}
