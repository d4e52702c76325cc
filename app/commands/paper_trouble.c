/* paper trouble: what to do when something does not work, for the classroom's wall. */
#include "base/str.h"
#include "commands/commands.h"
#include "commands/printing.h"
#include "paper/class_sheets.h"
#include <stdio.h>

struct trouble_print {
    const char *data, *output, *paper_name, *language;
};

/* Also before there is a class, by whoever sets machines up. */
static bool print(const struct trouble_print *print, struct error *error)
{
    enum { CAPACITY = 16 * 1024 * 1024 };
    struct records records = {0};
    struct printing printing;
    struct arena arena = {0};
    struct error none = {0};
    enum paper_size paper;
    char class_name[NAME_SIZE] = "", language[LANGUAGE_SIZE] = "";
    bool has = cli_open_records(&records, print->data, true, &none) && records.has_plan;
    bool ok = printing_read_paper(
        print->paper_name, has ? &records.classroom->plan : NULL, &paper, error);
    if (has) {
        STR_COPY(class_name, records.classroom->plan.class_name);
        STR_COPY(language, records.classroom->plan.language);
    }
    records_close(&records);
    if (print->language != NULL)
        STR_COPY(language, print->language);
    ok = ok && arena_open(&arena, CAPACITY, error) &&
         sheet_trouble_pdf(print->output, paper, printing_words_of(&printing, &arena, language),
             class_name, error);
    arena_close(&arena);
    return ok;
}

int command_paper_trouble(int count, char **arguments)
{
    struct trouble_print given = {0};
    const struct cli_option options[] = {
        {"--output", CLI_TEXT, &given.output, "FILE", "the PDF to write (needed)"},
        {"--language", CLI_TEXT, &given.language, "CODE", "such as es; default: the class's"},
        PRINTING_PAPER_OPTION(&given.paper_name),
        CLI_DATA_OPTION(&given.data),
    };
    struct cli cli = {.name = "paper trouble",
        .summary = "Prints what to do when something does not work, one page for the wall.",
        .details = "Black screen, badge not read, no sound, no link, power gone and the like, in "
                   "plain words. It needs no class yet.",
        .options = options,
        .option_count = COUNT_OF(options)};
    struct error error = {0};
    enum paper_size paper;
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    if (!printing_needs(given.output, "--output FILE.pdf", &error) ||
        !printing_read_paper(given.paper_name, NULL, &paper, &error))
        return cli_fail(CLI_USAGE, &error);
    if (!printing_is_free(given.output, &error) || !print(&given, &error))
        return cli_fail(CLI_COULD_NOT, &error);
    printf("%s: what to do when something does not work.\n", given.output);
    return CLI_DONE;
}
