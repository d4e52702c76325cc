#include "base/str.h"
#include "model/item.h"

/* The option worth most; the first of equals. */
static int best_option(const struct item *item)
{
    int best = 0;
    for (int i = 1; i < item->option_count; i++)
        if (item->options[i].weight > item->options[best].weight)
            best = i;
    return best;
}

static void put_letters(const struct item *item, bool all, struct str_writer *out)
{
    for (int i = 0; i < item->option_count; i++)
        if (all || item->options[i].weight > 0)
            str_putf(out, "%s%c", out->length > 0 ? "," : "", 'A' + i);
}

static void put_pairs(const struct item *item, struct str_writer *out)
{
    int lefts[OPTION_MAX], rights[OPTION_MAX];
    int left_count = item_left_sides(item, lefts), right_count = item_right_sides(item, rights);
    for (int i = 0; i < left_count; i++)
        for (int k = 0; k < right_count; k++)
            if (str_equal(item->options[lefts[i]].match, item->options[rights[k]].match)) {
                str_putf(out, "%s%d>%c", out->length > 0 ? "," : "", i + 1, 'A' + k);
                break;
            }
}

void item_right_response(const struct item *item, char out[static RESPONSE_SIZE])
{
    struct str_writer writer = str_writer(out, RESPONSE_SIZE);
    if (item->option_count == 0 && item->kind != ITEM_OPEN && item->kind != ITEM_SCALE)
        return;
    const struct option *best = &item->options[best_option(item)];
    switch (item->kind) {
    case ITEM_CHOICE:
    case ITEM_TRUE_FALSE: str_putf(&writer, "%c", 'A' + best_option(item)); break;
    case ITEM_MULTI: put_letters(item, false, &writer); break;
    case ITEM_NUMBER: ratio_format(best->low, out, RESPONSE_SIZE); break;
    case ITEM_SHORT: str_put(&writer, best->text); break;
    case ITEM_MATCH: put_pairs(item, &writer); break;
    case ITEM_ORDER: put_letters(item, true, &writer); break;
    case ITEM_OPEN: str_put(&writer, "…"); break;
    case ITEM_SCALE: str_put(&writer, "4"); break;
    case ITEM_DESCRIPTION:
    case ITEM_KIND_COUNT: break;
    }
}
