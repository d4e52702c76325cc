/* Groups in plain words, for `waystation groups`. Students have classroom_distinct_name(). */
#pragma once

#include "base/str.h"
#include "model/grouping.h"

struct groups_words {
    const struct classroom *classroom;
    const struct grouping_options *options;
    const struct grouping_result *result;
};

/* "rule 3 of rules.csv: Wei and Luis apart (great friends)" */
void groups_words_demand(const struct groups_words *words, const struct grouping_demand *demand,
    struct str_writer *writer);
/* Why a student is here; no full stop at the end. */
void groups_words_reason(const struct groups_words *words, const struct grouping_reason *reason,
    struct str_writer *writer);
/* The cheapest other group, and what it would cost. */
void groups_words_price(const struct groups_words *words, const struct grouping_reason *reason,
    struct str_writer *writer);
