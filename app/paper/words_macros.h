/* T("…") and its kin for the files that draw sheets, where `words` is at hand; apart from words.h,
 * since the toolkit of the screens has macros of the same names. */
#pragma once

#include "base/macros.h"
#include "paper/words.h"

#define T(text)              words_text(words, (text))
#define TC(context, text)    words_context(words, (context), (text))
#define TN(one, many, count) words_count(words, (one), (many), (count))
