/* badges print, png, pictures, void, read. */
#include "badges_issue.h"
#include "base/str.h"
#include "commands/class_records.h"
#include "commands/commands.h"
#include "commands/printing.h"
#include "platform/frame.h"
#include "platform/pipeline.h"
#include <stdio.h>
#include <string.h>

/* --- Arguments ------------------------------------------------------------------------------- */

static bool read_sheet(const char *text, int *out, struct error *error)
{
    *out = BADGES_PER_SHEET;
    if (text == NULL || (str_to_int(text, 2, 8, out) && *out % 2 == 0))
        return true;
    return error_set(
        error, ERR_BAD_INPUT, "a sheet has 2, 4, 6 or 8 badges, not \"%s\": see --sheet", text);
}

/* --- Issuing --------------------------------------------------------------------------------- */

static void say_issued(const struct badges_issue *issue, const char *file)
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

/* Wrong use: whose badge is meant cannot be told. */
static bool is_about_one(bool student, bool teacher, struct error *error)
{
    return !student || !teacher ||
           error_set(error, ERR_BAD_INPUT,
               "--student and --teacher do not go together: say one or the other");
}

static bool pick(const struct records *records, const struct print_whom *whom,
    struct badges_issue *issue, struct error *error)
{
    if (whom->teacher)
        badges_pick_teacher(records, issue);
    else if (!class_records_pick(records, &whom->ids, issue->students, &issue->count, error))
        return false;
    if (whom->new_only)
        badges_keep_those_without(records, issue);
    return true;
}

static int print_badges(
    const struct print_whom *whom, const char *data, const char *paper, struct badges_sheet *sheet)
{
    struct badges_issue issue = {0};
    struct error error = {0};
    struct records records = {0};
    struct printing printing;
    struct moment now = cli_now();
    int status = CLI_COULD_NOT;
    if (!printing_is_free(sheet->file, &error) ||
        !class_records_open(&records, data, false, &error) ||
        !printing_read_paper(paper, &records.classroom->plan, &sheet->paper, &error) ||
        !pick(&records, whom, &issue, &error))
        goto out;
    sheet->words = printing_words(&printing, &records, NULL);
    if (issue.count == 0) {
        puts("Nothing to print: all of them have a badge that works.");
        status = CLI_DONE;
    } else if (badges_issue(&records, &issue, sheet, &now, &error)) {
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
        PRINTING_PAPER_OPTION(&paper),
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
    struct badges_sheet sheet = {.file = output};
    if (!printing_needs(output, "--output FILE.pdf", &error) ||
        !is_about_one(whom.ids.count > 0, whom.teacher, &error) ||
        !printing_read_paper(paper, NULL, &sheet.paper, &error) ||
        !read_sheet(per_sheet, &sheet.per_sheet, &error))
        return cli_fail(CLI_USAGE, &error);
    return print_badges(&whom, data, paper, &sheet);
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
    struct badges_issue issue = {0};
    struct records records = {0};
    struct moment now = cli_now();
    const struct badges_sheet picture = {.file = output};
    struct cli_list ids = {.items = {student}, .count = 1};
    status = CLI_COULD_NOT;
    if (printing_is_free(output, &error) && class_records_open(&records, data, false, &error) &&
        class_records_pick(&records, &ids, issue.students, &issue.count, &error) &&
        badges_issue(&records, &issue, &picture, &now, &error)) {
        say_issued(&issue, output);
        status = CLI_DONE;
    } else {
        cli_fail(status, &error);
    }
    records_close(&records);
    return status;
}

/* --- Pictures, voiding ----------------------------------------------------------------------- */

int command_badges_pictures(int count, char **arguments)
{
    const char *data = NULL, *output = NULL, *paper = NULL;
    const struct cli_option options[] = {
        {"--output", CLI_TEXT, &output, "FILE", "the PDF to write (needed)"},
        PRINTING_PAPER_OPTION(&paper),
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
        !printing_read_paper(paper, NULL, &size, &error))
        return cli_fail(CLI_USAGE, &error);
    struct printing printing;
    struct records records = {0};
    status = CLI_COULD_NOT;
    if (printing_is_free(output, &error) && class_records_open(&records, data, true, &error) &&
        printing_read_paper(paper, &records.classroom->plan, &size, &error) &&
        badges_list_pictures(
            &records, output, size, printing_words(&printing, &records, NULL), &error)) {
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
    if (!is_about_one(student != NULL, teacher, &error) ||
        (!teacher && !printing_needs(student, "--student ID or --teacher", &error)))
        return cli_fail(CLI_USAGE, &error);
    if (teacher)
        student = "the teacher";
    struct records records = {0};
    struct action action = {.kind = ACTION_VOID_BADGE, .student = BADGES_TEACHER};
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
    } else if (!badges_state_of(&records, action.student)->valid) {
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
        .summary = "Reads all QR codes of image files (PNG, JPEG, PGM), one payload a line.",
        .details = "The pictures go through the same steps as those of a camera; every look is "
                   "tried. Exit status 1 if there is a code in none of them, 3 if a file could "
                   "not be read."};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct frame_reader reader = {0};
    struct pipeline pipeline = {0};
    struct frame frame = {0};
    struct pipeline_codes codes;
    int found = 0, failed = 0;
    for (int i = 0; i < cli.given_count; i++) {
        struct error error = {0};
        if (!frame_load(&reader, cli.given[i], &frame, &error)) {
            cli_fail(CLI_COULD_NOT, &error);
            failed++;
            continue;
        }
        pipeline_look_all(&pipeline, &frame, &codes);
        if (codes.count == 0)
            fprintf(stderr, "waystation: there is no code in %s\n", cli.given[i]);
        for (int k = 0; k < codes.count; k++)
            puts(codes.texts[k]);
        found += codes.count;
    }
    frame_free(&frame);
    pipeline_close(&pipeline);
    frame_reader_close(&reader);
    if (failed > 0)
        return CLI_COULD_NOT;
    return found > 0 ? CLI_DONE : CLI_NO;
}
