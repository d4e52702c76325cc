#include "commands/printing.h"

#include "base/str.h"
#include "platform/platform.h"
#include "translation.h"
#include <stdio.h>
#include <unistd.h>

bool printing_read_paper(
    const char *text, const struct plan *plan, enum paper_size *out, struct error *error)
{
    if (text == NULL)
        *out = plan != NULL ? sheet_paper(plan) : PAPER_A4;
    else if (str_equal_ascii_fold(text, "a4"))
        *out = PAPER_A4;
    else if (str_equal_ascii_fold(text, "letter"))
        *out = PAPER_LETTER;
    else
        return error_set(
            error, ERR_BAD_INPUT, "there is no paper \"%s\": write --paper a4 or letter", text);
    return true;
}

bool printing_needs(const char *value, const char *option, struct error *error)
{
    return !str_is_empty(value) ||
           error_set(error, ERR_BAD_INPUT, "%s is needed; see --help", option);
}

bool printing_is_free(const char *file, struct error *error)
{
    return access(file, F_OK) != 0 ||
           error_set(error, ERR_DENIED,
               "there is a file %s already: give another name, or remove it first", file);
}

const struct words *printing_words(
    struct printing *printing, struct records *records, const char *language)
{
    if (str_is_empty(language))
        language = records->classroom->plan.language;
    return printing_words_of(printing, &records->arena, language);
}

const struct words *printing_words_of(
    struct printing *printing, struct arena *arena, const char *language)
{
    char assets[4096];
    struct error error = {0};
    *printing = (struct printing){.words = {.language = "en"}};
    if (str_is_empty(language) || str_equal(language, "en"))
        return &printing->words;
    if (!platform_find_assets(assets, sizeof assets))
        error_set(&error, ERR_NOT_FOUND, "our assets were not found");
    else if (translation_load(&printing->catalog, assets, language, arena, &error)) {
        printing->words = (struct words){&printing->catalog, language};
        return &printing->words;
    }
    fprintf(stderr, "waystation: printed in English: %s\n", error.text);
    return &printing->words;
}
