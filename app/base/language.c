#include "base/language.h"

#include "base/macros.h"
#include "base/str.h"

bool language_is_rtl(const char *tag)
{
    static const char *const codes[] = {"ar", "fa", "he", "ur"};
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (str_starts_with(tag, codes[i]) && (tag[2] == '\0' || tag[2] == '-' || tag[2] == '_'))
            return true;
    return false;
}

const char *language_own_name(const char *tag)
{
    static const char *const names[][2] = {{"en", "English"}, {"es", "Español"}, {"fr", "Français"},
        {"ar", "العربية"}, {"xx", "Ƥşéûđö"}};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_equal(names[i][0], tag))
            return names[i][1];
    return tag;
}
