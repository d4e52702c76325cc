#include "base/str.h"
#include "exchange/gift.h"
#include "exchange/gift_internal.h"

#include <string.h>

static bool has_bold(const char *text)
{
    return strstr(text, "\xEE\x80\x80") != NULL || strstr(text, "\xEE\x80\x81") != NULL;
}

/* An arrow makes a pair to match of what it stands in. */
static bool options_have_arrow(const struct item *item, bool in_feedback)
{
    for (int i = 0; i < item->option_count; i++)
        if (strstr(item->options[i].text, "->") != NULL ||
            (in_feedback && strstr(item->options[i].feedback, "->") != NULL))
            return true;
    return false;
}

/* Kinds differ in what decides them when they are read again. */
static bool kind_can_hold(const struct item *item)
{
    int full = 0;
    for (int i = 0; i < item->option_count; i++)
        full += item->options[i].weight == WEIGHT_FULL;
    switch (item->kind) {
    case ITEM_CHOICE: return full > 0 && item->option_count >= 2;
    case ITEM_MULTI: return item->option_count >= 2;
    case ITEM_SHORT: return !options_have_arrow(item, true) && !item->case_matters;
    case ITEM_MATCH: return !options_have_arrow(item, false);
    case ITEM_TRUE_FALSE:
    case ITEM_NUMBER:
    case ITEM_OPEN: return true;
    case ITEM_DESCRIPTION: return item->prompt[0] != '\0' && item->feedback_right[0] == '\0';
    case ITEM_ORDER:
    case ITEM_SCALE:
    case ITEM_KIND_COUNT: break;
    }
    return false;
}

bool gift_can_hold(const struct item *item)
{
    bool same = str_equal(item->feedback_right, item->feedback_wrong);
    bool feedback = item->kind == ITEM_TRUE_FALSE || same;
    bool extra = item->read_aloud[0] != '\0' || item->image[0] != '\0' || item->hint[0] != '\0' ||
                 item->points != 1 || item->spelling != 0;
    bool general = item->feedback_general[0] == '\0' ||
                   (item->kind == ITEM_TRUE_FALSE &&
                       (item->feedback_right[0] != '\0' || item->feedback_wrong[0] != '\0'));
    return feedback && general && !extra && item->prompt[0] != '\0' && kind_can_hold(item);
}

static void put(struct csv_writer *writer, const char *text)
{
    csv_put_raw(writer, text, strlen(text));
}

static void put_escaped(struct csv_writer *writer, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n') {
            put(writer, "\\n");
            continue;
        }
        if (strchr("\\#=~{}:", text[i]) != NULL)
            put(writer, "\\");
        csv_put_raw(writer, text + i, 1);
    }
}

/* A text that would be taken for a format, a comment or a command is marked as plain; so are the
 * answers of a question in HTML, which would inherit that. */
static void put_text(struct csv_writer *writer, const struct item *item, const char *text)
{
    bool lettered = text[0] != '\0' && (text[1] == ')' || text[1] == '.'); /* Aiken */
    bool html = has_bold(item->prompt);
    if (text[0] != '\0' && (lettered || html || strchr("[/$*-+", text[0]) != NULL))
        put(writer, "[plain]");
    put_escaped(writer, text, strlen(text));
}

/* Bold needs HTML; then everything HTML would change is written as an entity, and so is the stroke
 * that would make ≯ of a tag's end. */
static void put_html(struct csv_writer *writer, const char *text)
{
    static const struct {
        const char *text, *html;
    } changes[] = {{"\xEE\x80\x80", "<b>"}, {"\xEE\x80\x81", "</b>"}, {"&", "&amp;"}, {"<", "&lt;"},
        {">", "&gt;"}, {"\n", "<br>"}, {"  ", " &\\#32;"}, {"\xCC\xB8", "&\\#824;"},
        {"\n ", "<br>&\\#32;"}, {"\xEE\x80\x80 ", "<b>&\\#32;"}, {" \xEE\x80\x81", "&\\#32;</b>"}};
    put(writer, "[html]");
    while (*text != '\0') {
        const char *html = NULL;
        size_t length = 0;
        for (size_t i = 0; i < COUNT_OF(changes); i++) {
            if (str_starts_with(text, changes[i].text) && strlen(changes[i].text) > length) {
                html = changes[i].html;
                length = strlen(changes[i].text);
            }
        }
        if (html != NULL)
            put(writer, html);
        else
            put_escaped(writer, text, length = 1);
        text += length;
    }
}

static void put_prompt(struct csv_writer *writer, const struct item *item)
{
    if (item->title[0] != '\0') {
        put(writer, "::");
        put_escaped(writer, item->title, strlen(item->title));
        put(writer, "::");
    }
    if (has_bold(item->prompt))
        put_html(writer, item->prompt);
    else
        put_text(writer, item, item->prompt);
}

static void put_weight(struct csv_writer *writer, int32_t weight)
{
    char text[32];
    int32_t size = weight < 0 ? -weight : weight;
    STR_FORMAT(text, "%%%s%d.%03d", weight < 0 ? "-" : "", (int)(size / 1000), (int)(size % 1000));
    char *end = text + strlen(text);
    while (end[-1] == '0')
        *--end = '\0';
    if (end[-1] == '.')
        *--end = '\0';
    put(writer, text);
    put(writer, "%");
}

static void put_feedback(struct csv_writer *writer, const struct item *item, const char *feedback)
{
    if (feedback[0] == '\0')
        return;
    put(writer, "#");
    put_text(writer, item, feedback);
}

/* One answer on its own line. `usual` is what reading takes when there is no weight. */
static void put_option(struct csv_writer *writer, const struct item *item,
    const struct option *option, const char *mark, int32_t usual)
{
    put(writer, "\n\t");
    put(writer, mark);
    if (option->weight != usual || option->text[0] == '%')
        put_weight(writer, option->weight);
    put_text(writer, item, option->text);
    put_feedback(writer, item, option->feedback);
}

static void put_choices(struct csv_writer *writer, const struct item *item)
{
    bool right_seen = false;
    for (int i = 0; i < item->option_count; i++) {
        const struct option *option = &item->options[i];
        bool right = item->kind == ITEM_CHOICE && option->weight == WEIGHT_FULL && !right_seen;
        right_seen |= right;
        put_option(writer, item, option, right ? "=" : "~", right ? WEIGHT_FULL : 0);
    }
}

static void put_numbers(struct csv_writer *writer, const struct item *item)
{
    put(writer, "#");
    for (int i = 0; i < item->option_count; i++) {
        const struct option *option = &item->options[i];
        bool any = str_equal(option->text, "*");
        put(writer, any ? "\n\t~" : "\n\t=");
        if (option->weight != (any ? 0 : WEIGHT_FULL))
            put_weight(writer, option->weight);
        put(writer, option->text);
        put_feedback(writer, item, option->feedback);
    }
}

static void put_pairs(struct csv_writer *writer, const struct item *item)
{
    for (int i = 0; i < item->option_count; i++) {
        put(writer, "\n\t=");
        put_text(writer, item, item->options[i].text);
        put(writer, " -> ");
        put_text(writer, item, item->options[i].match);
        put_feedback(writer, item, item->options[i].feedback);
    }
}

static void put_true_false(struct csv_writer *writer, const struct item *item)
{
    put(writer, item->options[0].weight == WEIGHT_FULL ? "TRUE" : "FALSE");
    if (item->feedback_wrong[0] == '\0' && item->feedback_right[0] == '\0')
        return;
    put(writer, "#");
    put_text(writer, item, item->feedback_wrong);
    put_feedback(writer, item, item->feedback_right);
    if (item->feedback_general[0] != '\0') {
        put(writer, "####");
        put_text(writer, item, item->feedback_general);
    }
}

static void put_answers(struct csv_writer *writer, const struct item *item)
{
    if (item->kind == ITEM_DESCRIPTION)
        return;
    put(writer, " {");
    if (item->kind == ITEM_TRUE_FALSE)
        put_true_false(writer, item);
    else if (item->kind == ITEM_NUMBER)
        put_numbers(writer, item);
    else if (item->kind == ITEM_MATCH)
        put_pairs(writer, item);
    else if (item->kind == ITEM_SHORT)
        for (int i = 0; i < item->option_count; i++)
            put_option(writer, item, &item->options[i], "=", WEIGHT_FULL);
    else if (item->kind != ITEM_OPEN)
        put_choices(writer, item);
    if (item->kind != ITEM_TRUE_FALSE && item->feedback_right[0] != '\0') {
        put(writer, "\n\t####");
        put_text(writer, item, item->feedback_right);
    }
    put(writer, item->kind == ITEM_TRUE_FALSE || item->kind == ITEM_OPEN ? "}" : "\n}");
}

/* The id as gift.c reads it back: nothing when the place says it. */
static void put_comments(
    struct csv_writer *writer, const struct item *item, const char *ticket, int place)
{
    char usual[ID_SIZE + 16];
    size_t length = strlen(ticket);
    STR_FORMAT(usual, "%s/%d", ticket, place);
    bool named = !str_equal(item->id, usual);
    if (!named && item->skill[0] == '\0')
        return;
    put(writer, "//");
    if (named) {
        bool own = strncmp(item->id, ticket, length) == 0 && item->id[length] == '/' &&
                   item->id[length + 1] != '\0' && strchr(item->id + length + 1, '/') == NULL;
        bool whole = item->id[0] != '/' && strchr(item->id, '/') != NULL;
        put(writer, own || whole ? " [id:" : " [id:/");
        put(writer, own ? item->id + length + 1 : item->id);
        put(writer, "]");
    }
    if (item->skill[0] != '\0') {
        put(writer, " [tag:");
        put(writer, item->skill);
        put(writer, "]");
    }
    put(writer, "\n");
}

void gift_write_title(struct csv_writer *writer, const char *title)
{
    put(writer, "$CATEGORY: ");
    for (; *title != '\0'; title++) {
        if (*title == '/')
            put(writer, "//");
        else
            put_escaped(writer, title, 1);
    }
    put(writer, "\n\n");
}

void gift_write_item(
    struct csv_writer *writer, const struct item *item, const char *ticket, int place)
{
    put_comments(writer, item, ticket, place);
    put_prompt(writer, item);
    put_answers(writer, item);
    put(writer, "\n\n");
}

void gift_write_reference(struct csv_writer *writer, const char *id)
{
    put(writer, "// [question:");
    put(writer, id);
    put(writer, "]\n\n");
}
