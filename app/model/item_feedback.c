#include "model/item.h"

#include "base/str.h"
#include <string.h>

/* As whole lines: a few words may stand in another sentence. */
static bool is_said(const char *all, const char *text)
{
    size_t length = strlen(text);
    for (const char *at = strstr(all, text); at != NULL; at = strstr(at + 1, text))
        if ((at == all || at[-1] == '\n') && (at[length] == '\n' || at[length] == '\0'))
            return true;
    return false;
}

static void add(struct str_writer *writer, const char *text)
{
    if (text[0] == '\0' || is_said(writer->text, text))
        return;
    if (writer->length > 0)
        str_put(writer, "\n");
    str_put(writer, text);
}

bool item_feedback(
    const struct item *item, const char *response, bool unsure, char out[static FEEDBACK_SIZE])
{
    struct str_writer writer = str_writer(out, FEEDBACK_SIZE);
    if (unsure || response[0] == '\0')
        return false;
    struct score score = item_score(item, response, false);
    for (int i = 0; i < item->option_count; i++)
        if (item->kind == ITEM_MULTI ? strchr(response, 'A' + i) != NULL : i == score.option)
            add(&writer, item->options[i].feedback);
    if (score.scored)
        add(&writer, score.right ? item->feedback_right : item->feedback_wrong);
    else if (str_equal(item->feedback_right, item->feedback_wrong)) /* said whatever is answered */
        add(&writer, item->feedback_right);
    add(&writer, item->feedback_general);
    return writer.length > 0;
}
