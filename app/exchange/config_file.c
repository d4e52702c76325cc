#include "exchange/config_file.h"

#include "base/str.h"
#include "exchange/ini_file.h"
#include "exchange/text_encoding.h"

struct config_reader {
    struct config *config;
    struct cell_context context;
};

static void take(void *user, const char *section, struct csv_cell name, struct csv_cell value)
{
    static const char *const roles[] = {"station", "solo", "board"};
    static const char *const turns[] = {"0", "90", "180", "270"};
    struct config_reader *reader = user;
    struct config *config = reader->config;
    const struct {
        const char *name;
        char *out;
        size_t size;
    } texts[] = {
        {"data", config->data, sizeof config->data},
        {"class_folder", config->class_folder, sizeof config->class_folder},
        {"class", config->first_class, sizeof config->first_class},
        {"camera", config->camera, sizeof config->camera},
        {"scanner", config->scanner, sizeof config->scanner},
        {"size", config->size, sizeof config->size},
        {"mode", config->size, sizeof config->size},
    };
    (void)section;
    if (str_equal_ascii_fold(name.text, "role")) {
        int role = -1;
        cell_choice(&reader->context, value, N_("the role {value} is not known"), roles,
            COUNT_OF(roles), &role);
        if (role >= 0)
            STR_COPY(config->role, roles[role]);
    } else if (str_equal_ascii_fold(name.text, "station")) {
        if (!cell_id(&reader->context, value, ID_STATION, config->station))
            config->station[0] = '\0';
    } else if (str_equal_ascii_fold(name.text, "language")) {
        cell_language(&reader->context, value, config->language);
    } else if (str_equal_ascii_fold(name.text, "rotate")) {
        int turn = -1;
        cell_choice(&reader->context, value, N_("the rotate {value} is not known"), turns,
            COUNT_OF(turns), &turn);
        if (turn >= 0)
            STR_COPY(config->rotate, turns[turn]);
    } else if (str_equal_ascii_fold(name.text, "fullscreen")) {
        cell_yes_no(&reader->context, value, "fullscreen", &config->fullscreen);
    }
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (str_equal_ascii_fold(name.text, texts[i].name))
            cell_text(&reader->context, value, texts[i].name, texts[i].out, texts[i].size);
}

void config_read(const char *name, const char *bytes, size_t size, struct arena *arena,
    struct config *out, struct problems *problems)
{
    *out = (struct config){0};
    struct text_file text;
    struct config_reader reader = {out, {name, problems}};
    if (text_decode(name, bytes, size, arena, problems, &text))
        ini_file_read(&text, problems, take, &reader);
}
