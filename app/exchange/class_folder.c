#include "exchange/class_folder.h"

#include "base/str.h"
#include "exchange/class_reader.h"
#include <string.h>

const struct folder_file *class_find_file(const struct class_reader *reader, const char *name)
{
    for (int i = 0; i < reader->folder->count; i++)
        if (str_equal_ascii_fold(reader->folder->files[i].name, name))
            return &reader->folder->files[i];
    return NULL;
}

bool class_decode(
    const struct class_reader *reader, const struct folder_file *file, struct text_file *out)
{
    return reader->folder->is_stored ? text_decode_stored(file->name, file->bytes, file->size,
                                           reader->arena, reader->problems, out)
                                     : text_decode(file->name, file->bytes, file->size,
                                           reader->arena, reader->problems, out);
}

bool class_open_table(const struct class_reader *reader, const char *name,
    const struct csv_field *fields, int field_count, struct csv_table *out, bool *usable)
{
    const struct folder_file *file = class_find_file(reader, name);
    bool ok = false;
    if (file != NULL) {
        struct text_file text;
        ok = class_decode(reader, file, &text) &&
             csv_read(&text, fields, field_count, reader->arena, reader->problems, out);
    }
    if (usable != NULL)
        *usable = ok || file == NULL;
    return ok;
}

bool class_is_full(const struct cell_context *context, struct csv_cell cell, int count, int most,
    const char *sentence)
{
    if (count < most)
        return false;
    cell_error(context, cell, N_("keep the first {count} and delete or move the others"), sentence,
        "count", str_number(most).text, NULL);
    return true;
}

const struct folder_file *folder_find(const struct folder *folder, const char *name)
{
    for (int i = 0; i < folder->count; i++)
        if (str_equal(folder->files[i].name, name))
            return &folder->files[i];
    return NULL;
}

bool folder_is_table(const char *name)
{
    static const char *const tables[] = {"class.ini", "students.csv", "stations.csv", "skills.csv",
        "activities.csv", "rules.csv", "groups.csv", "questions.csv", "reflections.csv",
        "calendar.csv", "ticket_order.csv"};
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        if (str_equal_ascii_fold(name, tables[i]))
            return true;
    return false;
}

/* Two files whose names differ by case only: one of them would be ignored. */
static void check_file_names(const struct class_reader *reader)
{
    const struct folder *folder = reader->folder;
    for (int i = 0; i < folder->count; i++) {
        for (int j = i + 1; j < folder->count; j++) {
            if (folder_is_table(folder->files[i].name) &&
                str_equal_ascii_fold(folder->files[i].name, folder->files[j].name))
                problem_add(reader->problems, PROBLEM_ERROR, folder->files[j].name, 0, 0,
                    N_("keep one of the two files"), N_("there is also a file named \"{file}\""),
                    "file", folder->files[i].name, NULL);
        }
    }
}

void class_folder_read(
    const struct folder *folder, struct arena *scratch, struct plan *out, struct problems *problems)
{
    struct class_reader reader = {
        .folder = folder, .arena = scratch, .plan = out, .problems = problems};
    plan_init(out);
    check_file_names(&reader);
    class_read_settings(&reader);
    class_read_students(&reader);
    class_read_stations(&reader);
    class_read_skills(&reader);
    class_finish_settings(&reader);
    class_read_activities(&reader);
    class_read_groups(&reader);
    class_read_rules(&reader);
    class_read_tickets(&reader);
    class_read_reflections(&reader);
    class_read_calendar(&reader);
    problems_sort(problems);
}
