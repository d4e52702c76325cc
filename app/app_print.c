#define LOG_MODULE "print"
#include "app.h"

#include "base/date.h"
#include "base/log.h"
#include "base/str.h"
#include "class_places.h"
#include "paper/class_sheets.h"
#include "prints.h"
#include <sys/stat.h>
#include <unistd.h>

bool app_print_name(struct app *app, const char *what, const char *ending,
    char out[static SETUP_PATH_SIZE], bool *on_stick, struct error *error)
{
    enum { NUMBER_MAX = 99 };
    char folder[SETUP_PATH_SIZE], date[DATE_TEXT_SIZE];
    date_format(app->session.today, date);
    *on_stick = class_places_find_stick(&app->frame_arena, folder, sizeof folder);
    if (!*on_stick) {
        prints_folder(app->options.data, folder, sizeof folder);
        if (mkdir(folder, 0700) != 0 && access(folder, W_OK | X_OK) != 0)
            return error_set(error, ERR_IO, "the folder %s cannot be made", folder);
    }
    for (int number = 1; number <= NUMBER_MAX; number++) {
        bool whole =
            number == 1 ? str_format(out, SETUP_PATH_SIZE, "%s/%s-%s%s", folder, what, date, ending)
                        : str_format(out, SETUP_PATH_SIZE, "%s/%s-%s-%d%s", folder, what, date,
                              number, ending);
        if (whole && access(out, F_OK) != 0)
            return true;
    }
    return error_set(
        error, ERR_FULL, "there are too many files in %s: remove the old ones", folder);
}

struct words app_sheet_words(const struct app *app)
{
    const struct catalog *catalog = &app->catalogs[0];
    return (struct words){catalog->bytes != NULL ? catalog : NULL, app->language_list[0]};
}

void app_print_groups(struct app *app)
{
    struct printed *printed = &app->session.printed;
    struct error error = {0};
    struct words words = app_sheet_words(app);
    const struct classroom *classroom = app->records.classroom;
    *printed = (struct printed){0};
    if (!app->session.teacher)
        return;
    if (app_print_name(app, "groups", ".pdf", printed->file, &printed->on_stick, &error) &&
        sheet_groups_pdf(printed->file, sheet_paper(&classroom->plan), &words, classroom,
            classroom_next_day(classroom, app->session.today), &error))
        return;
    log_warning("nothing was printed: %s", error_code_name(error.code));
    STR_COPY(printed->failure, error.text);
}
