#include "commands/roster.h"

#include "base/date.h"
#include "base/file.h"
#include "base/str.h"
#include "exchange/cells.h"
#include "ui/icon.h"
#include <stdio.h>
#include <string.h>

const char roster_details[] =
    "With --oneroster the students are those of a class of the school's roster; everything else\n"
    "is FOLDER's, or without FOLDER that of the class as it is. Students who stay keep avatar,\n"
    "settings, preferred name, language and interests. Passwords, addresses, telephone numbers\n"
    "and demographics of the roster are not read.";

/* The plan as it is; an empty one if there is none. */
static bool read_current(
    const struct records *records, struct arena *arena, struct folder *out, struct error *error)
{
    const void *bytes;
    size_t size;
    char version[PLAN_HASH_TEXT];
    *out = (struct folder){0};
    return !records->has_plan ||
           (store_current_plan(records->store, arena, &bytes, &size, version, error) &&
               folder_unpack(bytes, size, arena, out, error));
}

static bool read_base(const char *path, const struct records *records, struct arena *arena,
    struct plan *plan, struct problems *problems, struct error *error)
{
    struct folder folder;
    bool ok = path != NULL ? folder_load(path, arena, &folder, problems, error)
                           : read_current(records, arena, &folder, error);
    if (!ok)
        return false;
    folder.students_elsewhere = true;
    folder.icons = path != NULL ? icon_names() : NULL;
    class_folder_read(&folder, arena, plan, problems);
    if (plan->student_count > 0 || path == NULL)
        return true;
    /* The folder leaves the students to the roster: what the class knows of them is kept. */
    struct plan *current = arena_new(arena, struct plan);
    struct problems quiet;
    if (current == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the plan");
    if (!read_current(records, arena, &folder, error) || !problems_open(&quiet, arena, error))
        return false;
    folder.students_elsewhere = true;
    class_folder_read(&folder, arena, current, &quiet);
    memcpy(plan->students, current->students,
        (size_t)current->student_count * sizeof plan->students[0]);
    plan->student_count = current->student_count;
    return true;
}

static void name_class(struct plan *plan, const struct roster *roster)
{
    if (text_is_id(roster->class_id))
        STR_COPY(plan->class_id, roster->class_id);
    if (roster->class_title[0] == '\0')
        return;
    STR_COPY(plan->class_name, roster->class_title);
    STR_COPY(plan->stations[0].name, roster->class_title);
}

bool roster_take(const struct roster_options *options, const char *folder,
    const struct records *records, struct arena *arena, struct plan **plan,
    struct problems *problems, struct roster_change *change, struct error *error)
{
    const char *bytes, *slash = strrchr(options->zip, '/');
    size_t size;
    struct folder package;
    struct roster *roster = arena_new(arena, struct roster);
    *change = (struct roster_change){0};
    *plan = arena_new(arena, struct plan);
    if (*plan == NULL || roster == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the roster");
    if (!problems_open(problems, arena, error) ||
        !file_read(options->zip, ONEROSTER_ZIP_BYTES, arena, &bytes, &size, error) ||
        !read_base(folder, records, arena, *plan, problems, error))
        return false;
    const char *name = slash != NULL ? slash + 1 : options->zip;
    bool is_new = folder == NULL && !records->has_plan;
    if (oneroster_unpack(name, bytes, size, arena, &package, problems)) {
        struct moment now = cli_now();
        oneroster_read(&package, options->class, is_new ? "" : (*plan)->class_id,
            date_day_at(now.wall_ms, now.offset_s), arena, roster, problems);
    }
    if (problems->errors == 0) {
        roster_update(*plan, roster, change, problems);
        if (is_new)
            name_class(*plan, roster);
    }
    problems_sort(problems);
    return true;
}

void roster_print(const struct roster_change *change)
{
    printf("Roster: %d students join, %d stay, %d leave.\n", change->joined, change->stayed,
        change->left);
    if (change->mentions > 0)
        printf("%d mentions of students who are not in the class are taken out of rules and "
               "groups.\n",
            change->mentions);
}
