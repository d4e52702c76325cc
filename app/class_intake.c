#define LOG_MODULE "class"
#include "class_intake.h"

#include "base/date.h"
#include "base/listing.h"
#include "base/log.h"
#include "base/str.h"
#include "exchange/text_encoding.h"
#include "platform/platform.h"
#include "ui/icon.h"
#include <string.h>
#include <unistd.h>

bool class_intake_read(const char *path, struct arena *arena, struct plan **plan,
    struct problems *problems, struct error *error)
{
    struct folder folder;
    *plan = arena_new(arena, struct plan);
    if (*plan == NULL)
        return error_set(error, ERR_MEMORY, "no memory to read %s", path);
    if (!problems_open(problems, arena, error) ||
        !folder_load(path, arena, &folder, problems, error))
        return false;
    folder.icons = icon_names();
    class_folder_read(&folder, arena, *plan, problems);
    problems_sort(problems);
    return true;
}

bool class_intake_compare(struct records *records, const struct plan *plan,
    const struct moment *now, struct plan_change *out, struct error *error)
{
    bool erased[STUDENT_MAX];
    for (int i = 0; i < plan->student_count; i++)
        if (!store_is_erased(records->store, plan->students[i].id, &erased[i], error))
            return false;
    plan_change_of(records->classroom, plan, erased, date_day_at(now->wall_ms, now->offset_s), out);
    return true;
}

void class_intake_pictures(const char *data, char out[static STORE_PATH_SIZE])
{
    str_format(out, STORE_PATH_SIZE, "%s/pictures", data);
}

/* Where the folder has a picture: a Mac spells the accents of its name apart. */
static bool find_picture(
    const char *folder, const char *image, char out[static STORE_PATH_SIZE], struct error *error)
{
    char name[STORE_PATH_SIZE];
    const char *entry;
    bool ok = true;
    str_format(out, STORE_PATH_SIZE, "%s/%s", folder, image);
    DIR *listing = access(out, F_OK) != 0 ? opendir(folder) : NULL;
    if (listing == NULL)
        return true; /* there, or missing: whoever reads it says so */
    while ((ok = listing_next(listing, &entry, error)) && entry != NULL) {
        size_t length = strlen(entry);
        STR_COPY(name, entry);
        if (text_compose(name, &length, sizeof name) && str_equal(name, image))
            str_format(out, STORE_PATH_SIZE, "%s/%s", folder, entry);
    }
    closedir(listing);
    return ok;
}

/* Pictures of questions are not in the plan: they lie beside it, in the data folder. */
static bool copy_pictures(
    const struct plan *plan, const char *from, const char *data, struct error *error)
{
    char to[STORE_PATH_SIZE];
    class_intake_pictures(data, to);
    for (int i = 0; i < plan->item_count; i++) {
        char source[STORE_PATH_SIZE], target[STORE_PATH_SIZE];
        struct error missing = {0};
        if (plan->items[i].image[0] == '\0')
            continue;
        if (!find_picture(from, plan->items[i].image, source, error))
            return false;
        STR_FORMAT(target, "%s/%s", to, plan->items[i].image);
        if (!platform_copy_file(source, target, FOLDER_FILE_BYTES, &missing) &&
            missing.code != ERR_NOT_FOUND) /* the check has warned */
            return error_set(error, missing.code, "%s", missing.text);
    }
    return access(from, R_OK | X_OK) == 0 ||
           error_set(error, ERR_NOT_FOUND, "%s is gone: put the stick back", from);
}

/* Who leaves the class has nowhere to be. Before it is taken: a class that is built anew for the
 * plan does not know them. What fails is logged, and holds nothing up. */
static void end_visits(struct records *records, const struct plan *plan, const struct moment *now)
{
    const struct classroom *classroom = records->classroom;
    for (int i = 0; i < classroom->plan.student_count; i++) {
        struct action action = {.kind = ACTION_SIGN_OUT, .student = i, .end = END_TEACHER};
        struct error error = {0};
        if (plan_find_student(plan, classroom->plan.students[i].id) < 0 &&
            !classroom->students[i].erased && classroom_is_checked_in(classroom, i) &&
            !records_apply(records, &action, now, &error))
            log_warning("the visit of a student who leaves is not ended: %s", error.text);
    }
}

bool class_intake_take(struct records *records, const struct plan *plan, const char *from,
    const char *data, const struct moment *now, bool *changed, struct error *error)
{
    if (from != NULL && !copy_pictures(plan, from, data, error))
        return false;
    end_visits(records, plan, now);
    return records_publish(records, plan, now, changed, error);
}
