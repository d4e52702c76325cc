/* badges print, png, pictures, void, read. */
#include "base/str.h"
#include "commands/class_records.h"
#include "commands/commands.h"
#include "commands/printing.h"
#include "paper/sheet.h"
#include "platform/frame.h"
#include "platform/pipeline.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PER_SHEET = 8 };

/* --- Arguments ------------------------------------------------------------------------------- */

static bool read_sheet(const char *text, int *out, struct error *error)
{
    *out = PER_SHEET;
    if (text == NULL || (str_to_int(text, 2, 8, out) && *out % 2 == 0))
        return true;
    return error_set(
        error, ERR_BAD_INPUT, "a sheet has 2, 4, 6 or 8 badges, not \"%s\": see --sheet", text);
}

/* --- Issuing --------------------------------------------------------------------------------- */

struct issue {
    struct badge_print badges[STUDENT_MAX];
    int students[STUDENT_MAX];
    int count;
    int voided;             /* of them had a badge that is void now */
    struct student teacher; /* as whom the teacher's badge is printed */
};

enum { THE_TEACHER = -1 }; /* in issue.students */

static void pick_teacher(const struct records *records, struct issue *issue)
{
    const char *name = records->classroom->plan.teacher;
    STR_COPY(issue->teacher.id, "teacher");
    STR_COPY(issue->teacher.first_name, name[0] != '\0' ? name : "Teacher");
    STR_COPY(issue->teacher.avatar, "🍎");
    issue->students[0] = THE_TEACHER;
    issue->count = 1;
}

static const struct badge_state *badge_of(const struct records *records, int student)
{
    const struct classroom *classroom = records->classroom;
    return student == THE_TEACHER ? &classroom->teacher_badge : &classroom->students[student].badge;
}

static void make_badges(const struct records *records, struct issue *issue, struct action *actions)
{
    for (int i = 0; i < issue->count; i++) {
        uint8_t token[BADGE_TOKEN_SIZE];
        int student = issue->students[i];
        issue->badges[i].student =
            student == THE_TEACHER ? &issue->teacher : &records->classroom->plan.students[student];
        store_random(token, sizeof token);
        badge_encode(token, issue->badges[i].payload);
        actions[i].kind = ACTION_ISSUE_BADGE;
        actions[i].student = student;
        store_badge_hash(records->store, token, actions[i].hash);
        issue->voided += badge_of(records, student)->valid;
    }
}

typedef bool (*issue_print)(
    const struct records *records, const struct issue *issue, void *context, struct error *error);

/* First the paper, then the log: a badge that is not on paper must not void the one that is. If the
 * log does not take them, the file holds keys to nothing and is removed. */
static bool issue_badges(struct records *records, struct issue *issue, const char *file,
    issue_print print, void *context, struct error *error)
{
    struct action *actions = arena_array(&records->arena, struct action, (size_t)issue->count);
    struct moment now = cli_now();
    if (actions == NULL)
        return error_set(error, ERR_MEMORY, "no memory for %d badges", issue->count);
    make_badges(records, issue, actions);
    if (!print(records, issue, context, error))
        return false;
    if (records_apply_all(records, actions, issue->count, &now, error))
        return true;
    if (unlink(file) == 0)
        return error_prefix(error,
            "the new badges could not be saved, so %s was removed; the old badges still work",
            file);
    return error_prefix(error,
        "the new badges could not be saved; remove %s: its badges do not work, the old ones do",
        file);
}

struct sheet_print {
    const char *file;
    enum paper_size paper;
    int per_sheet;
    const struct words *words;
};

static bool print_sheet(
    const struct records *records, const struct issue *issue, void *context, struct error *error)
{
    const struct sheet_print *sheet = context;
    return sheet_badges_pdf(sheet->file, sheet->paper, sheet->per_sheet, sheet->words,
        records->classroom->plan.class_name, issue->badges, issue->count, error);
}

static void keep_those_without(const struct records *records, struct issue *issue)
{
    int kept = 0;
    for (int i = 0; i < issue->count; i++)
        if (!badge_of(records, issue->students[i])->valid)
            issue->students[kept++] = issue->students[i];
    issue->count = kept;
}

static void say_issued(const struct issue *issue, const char *file)
{
    printf("%s: %d badge%s. ", file, issue->count, issue->count == 1 ? "" : "s");
    if (issue->voided == 0)
        puts("There was none before that works.");
    else
        printf("%d older badge%s %s void now.\n", issue->voided, issue->voided == 1 ? "" : "s",
            issue->voided == 1 ? "is" : "are");
}

struct print_whom {
    struct cli_list ids;
    bool teacher, new_only;
};

static bool pick(const struct records *records, const struct print_whom *whom, struct issue *issue,
    struct error *error)
{
    if (whom->teacher)
        pick_teacher(records, issue);
    else if (!class_records_pick(records, &whom->ids, issue->students, &issue->count, error))
        return false;
    if (whom->new_only)
        keep_those_without(records, issue);
    return true;
}

static int print_badges(const struct print_whom *whom, const char *data, struct sheet_print *sheet)
{
    struct issue issue = {0};
    struct error error = {0};
    struct records records = {0};
    struct printing printing;
    int status = CLI_COULD_NOT;
    if (!printing_is_free(sheet->file, &error) ||
        !class_records_open(&records, data, false, &error) || !pick(&records, whom, &issue, &error))
        goto out;
    sheet->words = printing_words(&printing, &records, NULL);
    if (issue.count == 0) {
        puts("Nothing to print: all of them have a badge that works.");
        status = CLI_DONE;
    } else if (issue_badges(&records, &issue, sheet->file, print_sheet, sheet, &error)) {
        say_issued(&issue, sheet->file);
        puts("Print at 100 %, on matte paper, and laminate matte. The file is a key to the class: "
             "remove it when it is printed.");
        status = CLI_DONE;
    }
out:
    if (status != CLI_DONE)
        cli_fail(status, &error);
    records_close(&records);
    return status;
}

int command_badges_print(int count, char **arguments)
{
    struct print_whom whom = {0};
    const char *data = NULL, *output = NULL, *paper = NULL, *per_sheet = NULL;
    const struct cli_option options[] = {
        {"--output", CLI_TEXT, &output, "FILE", "the PDF to write (needed)"},
        {"--student", CLI_LIST, &whom.ids, "ID", "only this one; may be repeated"},
        {"--teacher", CLI_FLAG, &whom.teacher, NULL, "the teacher's own, which opens the board"},
        {"--new-only", CLI_FLAG, &whom.new_only, NULL, "only those without a badge that works"},
        {"--paper", CLI_TEXT, &paper, "SIZE", "a4 (default) or letter"},
        {"--sheet", CLI_TEXT, &per_sheet, "N", "badges on a page: 2, 4, 6 or 8 (default)"},
        CLI_DATA_OPTION(&data),
    };
    struct cli cli = {.name = "badges print",
        .summary = "Issues badges and prints them as a PDF sheet to cut.",
        .details = "A new badge voids the older one of that student. All students of the class, "
                   "unless --student or --new-only says otherwise. Either all are issued and "
                   "printed or none.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    struct sheet_print sheet = {.file = output};
    if (!printing_needs(output, "--output FILE.pdf", &error) ||
        !printing_read_paper(paper, &sheet.paper, &error) ||
        !read_sheet(per_sheet, &sheet.per_sheet, &error))
        return cli_fail(CLI_USAGE, &error);
    return print_badges(&whom, data, &sheet);
}

static bool print_picture(
    const struct records *records, const struct issue *issue, void *context, struct error *error)
{
    return sheet_badge_png(context, records->classroom->plan.class_name, &issue->badges[0], error);
}

int command_badges_png(int count, char **arguments)
{
    const char *data = NULL, *output = NULL, *student = NULL;
    const struct cli_option options[] = {
        {"--student", CLI_TEXT, &student, "ID", "whose (needed)"},
        {"--output", CLI_TEXT, &output, "FILE", "the PNG to write (needed)"},
        CLI_DATA_OPTION(&data),
    };
    struct cli cli = {.name = "badges png",
        .summary = "Issues one badge as a picture of 300 dpi.",
        .details = "The student's older badge is void then.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    if (!printing_needs(student, "--student ID", &error) ||
        !printing_needs(output, "--output FILE.png", &error))
        return cli_fail(CLI_USAGE, &error);
    struct issue issue = {0};
    struct records records = {0};
    struct cli_list ids = {.items = {student}, .count = 1};
    status = CLI_COULD_NOT;
    if (printing_is_free(output, &error) && class_records_open(&records, data, false, &error) &&
        class_records_pick(&records, &ids, issue.students, &issue.count, &error) &&
        issue_badges(&records, &issue, output, print_picture, (void *)(uintptr_t)output, &error)) {
        say_issued(&issue, output);
        status = CLI_DONE;
    } else {
        cli_fail(status, &error);
    }
    records_close(&records);
    return status;
}

/* --- Pictures, voiding ----------------------------------------------------------------------- */

static bool print_list(
    struct records *records, const char *file, enum paper_size paper, struct error *error)
{
    const struct cli_list everybody = {0};
    int students[STUDENT_MAX], count;
    struct printing printing;
    struct picture_print *rows = arena_array(&records->arena, struct picture_print, STUDENT_MAX);
    if (rows == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the list");
    if (!class_records_pick(records, &everybody, students, &count, error))
        return false;
    for (int i = 0; i < count; i++) {
        uint8_t secret[PICTURE_SECRET];
        rows[i].student = &records->classroom->plan.students[students[i]];
        records_pictures(records, rows[i].student->id, secret);
        for (int k = 0; k < PICTURE_SECRET; k++)
            rows[i].pictures[k] = secret[k];
    }
    return sheet_pictures_pdf(file, paper, printing_words(&printing, records, NULL),
        records->classroom->plan.class_name, rows, count, error);
}

int command_badges_pictures(int count, char **arguments)
{
    const char *data = NULL, *output = NULL, *paper = NULL;
    const struct cli_option options[] = {
        {"--output", CLI_TEXT, &output, "FILE", "the PDF to write (needed)"},
        {"--paper", CLI_TEXT, &paper, "SIZE", "a4 (default) or letter"},
        CLI_DATA_OPTION(&data),
    };
    struct cli cli = {.name = "badges pictures",
        .summary = "Prints the list of secret pictures, for the teacher alone.",
        .details = "A student without a badge taps \"No badge?\", the avatar, and these three "
                   "pictures in order. Nothing changes by printing the list.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    enum paper_size size;
    if (!printing_needs(output, "--output FILE.pdf", &error) ||
        !printing_read_paper(paper, &size, &error))
        return cli_fail(CLI_USAGE, &error);
    struct records records = {0};
    status = CLI_COULD_NOT;
    if (printing_is_free(output, &error) && class_records_open(&records, data, true, &error) &&
        print_list(&records, output, size, &error)) {
        printf("%s: the secret pictures of %s. Keep it where students do not see it.\n", output,
            records.classroom->plan.class_name);
        status = CLI_DONE;
    } else {
        cli_fail(status, &error);
    }
    records_close(&records);
    return status;
}

int command_badges_void(int count, char **arguments)
{
    const char *data = NULL, *student = NULL;
    bool teacher = false;
    const struct cli_option options[] = {
        {"--student", CLI_TEXT, &student, "ID", "whose (this or --teacher is needed)"},
        {"--teacher", CLI_FLAG, &teacher, NULL, "the teacher's own"},
        CLI_DATA_OPTION(&data),
    };
    struct cli cli = {.name = "badges void",
        .summary = "Makes a student's badge useless, when it is lost for example.",
        .details = "Exit status 1 if there was no badge that worked.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    if (!teacher && !printing_needs(student, "--student ID or --teacher", &error))
        return cli_fail(CLI_USAGE, &error);
    if (teacher)
        student = "the teacher";
    struct records records = {0};
    struct action action = {.kind = ACTION_VOID_BADGE, .student = THE_TEACHER};
    struct moment now = cli_now();
    status = CLI_COULD_NOT;
    if (!class_records_open(&records, data, false, &error)) {
        cli_fail(status, &error);
        goto out;
    }
    if (!teacher)
        action.student = class_records_find(records.classroom, student, &error);
    if (error.code != ERR_NONE) {
        cli_fail(status, &error);
    } else if (!badge_of(&records, action.student)->valid) {
        printf("%s has no badge that works; nothing to void.\n", student);
        status = CLI_NO;
    } else if (!records_apply(&records, &action, &now, &error)) {
        cli_fail(status, &error);
    } else {
        printf("The badge of %s is void now.\n", student);
        status = CLI_DONE;
    }
out:
    records_close(&records);
    return status;
}

/* --- Reading --------------------------------------------------------------------------------- */

int command_badges_read(int count, char **arguments)
{
    struct cli cli = {.name = "badges read",
        .places = "IMAGE…",
        .least = 1,
        .most = CLI_PLACES_MAX,
        .summary = "Reads QR codes from image files (PNG, JPEG, PGM), one payload a line.",
        .details = "The codes go through the same steps as pictures of a camera; every look is "
                   "tried. Exit status 1 if there is a code in none of them, 3 if a file could "
                   "not be read."};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct frame_reader reader = {0};
    struct pipeline pipeline = {0};
    struct frame frame = {0};
    int found = 0, failed = 0;
    for (int i = 0; i < cli.given_count; i++) {
        char text[INPUT_TEXT_SIZE];
        struct error error = {0};
        if (!frame_load(&reader, cli.given[i], &frame, &error)) {
            cli_fail(CLI_COULD_NOT, &error);
            failed++;
        } else if (!pipeline_look_hard(&pipeline, &frame, text)) {
            fprintf(stderr, "waystation: there is no code in %s\n", cli.given[i]);
        } else {
            puts(text);
            found++;
        }
    }
    frame_free(&frame);
    pipeline_close(&pipeline);
    frame_reader_close(&reader);
    if (failed > 0)
        return CLI_COULD_NOT;
    return found > 0 ? CLI_DONE : CLI_NO;
}
