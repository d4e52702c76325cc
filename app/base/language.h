/* What is known of a language by its tag, such as "ar" or "pt-BR". */
#pragma once

#include <stdbool.h>

/* Its script runs from right to left. */
bool language_is_rtl(const char *tag);
/* As its speakers call it: "Español"; the tag itself if we do not know it. */
const char *language_own_name(const char *tag);
