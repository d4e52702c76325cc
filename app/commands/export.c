/* export csv. */
#include "commands/export.h"

#include "commands/class_records.h"
#include "commands/commands.h"
#include "commands/seal.h"
#include "exchange/class_folder.h"
#include <stdio.h>

enum { TABLES_CAPACITY = 2000 * 1024 * 1024 /* address space */ };

static bool export_to(
    struct records *records, struct arena *arena, const char *path, int *count, struct error *error)
{
    struct csv_writer tables[EXPORT_TABLE_COUNT];
    struct export_clips clips;
    if (!export_tables(records, arena, tables, &clips, error))
        return false;
    *count = EXPORT_TABLE_COUNT + clips.count;
    struct folder_file *files = arena_array(arena, struct folder_file, (size_t)*count);
    if (files == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the tables");
    for (int i = 0; i < EXPORT_TABLE_COUNT; i++)
        files[i] = (struct folder_file){
            .name = export_file_names[i], .bytes = tables[i].text, .size = tables[i].length};
    const struct export_clip *clip = clips.first;
    for (int i = EXPORT_TABLE_COUNT; clip != NULL; i++, clip = clip->next)
        files[i] = (struct folder_file){
            .name = clip->name, .from = clip->path, .bytes = clip->bytes, .size = clip->size};
    const struct folder folder = {.files = files, .count = *count};
    return folder_save(&folder, path, error);
}

int command_export_csv(int count, char **arguments)
{
    const char *data = NULL;
    bool open = false;
    const struct cli_option options[] = {
        {"--open", CLI_FLAG, &open, NULL, SEAL_OPEN_HELP}, CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "export csv",
        .places = "FOLDER",
        .least = 1,
        .most = 1,
        .summary = "Writes what happened as CSV files for a spreadsheet.",
        .details = "visits.csv, answers.csv, tickets.csv, reflections.csv, goals.csv and help.csv "
                   "in FOLDER, and the voice clips they name in FOLDER/clips; FOLDER must be new "
                   "or empty: all of them or none. Times are those of "
                   "the place; what has not ended has no end.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status, files = 0;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    struct arena arena = {0};
    struct records records = {0};
    status = CLI_COULD_NOT;
    if (class_records_open(&records, data, true, &error) &&
        (!open || seal_unlock(&records, &error)) && arena_open(&arena, TABLES_CAPACITY, &error) &&
        export_to(&records, &arena, cli.given[0], &files, &error)) {
        printf("%s: %d files.\n", cli.given[0], files);
        status = CLI_DONE;
    } else {
        cli_fail(status, &error);
    }
    arena_close(&arena);
    records_close(&records);
    return status;
}
