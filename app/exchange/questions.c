#include "exchange/questions.h"

#include "base/str.h"
#include "exchange/cells.h"
#include "exchange/gift_internal.h"
#include <ctype.h>
#include <string.h>

enum {
    ID,
    SKILL,
    TYPE,
    PROMPT,
    A,
    CORRECT = A + OPTION_MAX,
    POINTS,
    HINT,
    FEEDBACK_RIGHT,
    FEEDBACK_WRONG,
    READ_ALOUD,
    IMAGE,
    SPELLING,
    FIELD_COUNT
};

static const struct csv_field fields[FIELD_COUNT] = {
    [ID] = {"id", "questionid", true},
    [SKILL] = {"skill", "goal code standard", false},
    [TYPE] = {"type", "questiontype kind", false},
    [PROMPT] = {"prompt", "question questiontext stem text", true},
    [A + 0] = {"a", "answer1 option1 choice1 answera optiona choicea", false},
    [A + 1] = {"b", "answer2 option2 choice2 answerb optionb choiceb", false},
    [A + 2] = {"c", "answer3 option3 choice3 answerc optionc choicec", false},
    [A + 3] = {"d", "answer4 option4 choice4 answerd optiond choiced", false},
    [A + 4] = {"e", "answer5 option5 choice5 answere optione choicee", false},
    [A + 5] = {"f", "answer6 option6 choice6 answerf optionf choicef", false},
    [A + 6] = {"g", "", false},
    [A + 7] = {"h", "", false},
    [A + 8] = {"i", "", false},
    [A + 9] = {"j", "", false},
    [A + 10] = {"k", "", false},
    [A + 11] = {"l", "", false},
    [CORRECT] = {"correct", "correctanswer answer key rightanswer solution", false},
    [POINTS] = {"points", "score", false},
    [HINT] = {"hint", "help", false},
    [FEEDBACK_RIGHT] = {"feedback_right", "feedbackcorrect", false},
    [FEEDBACK_WRONG] = {"feedback_wrong", "feedbackincorrect feedback", false},
    [READ_ALOUD] = {"read_aloud", "readaloud say", false},
    [IMAGE] = {"image", "picture img", false},
    [SPELLING] = {"spelling", "", false},
};

struct row_reader {
    struct cell_context context;
    const struct csv_table *table;
    int row;
    struct item *item;
};

static struct csv_cell cell_at(const struct row_reader *reader, int field)
{
    return csv_cell(reader->table, reader->row, field);
}

static bool take_type(const struct row_reader *reader, enum item_kind *out)
{
    static const struct {
        const char *word;
        enum item_kind kind;
    } words[] = {{"multiple choice", ITEM_CHOICE}, {"mc", ITEM_CHOICE},
        {"true/false", ITEM_TRUE_FALSE}, {"true false", ITEM_TRUE_FALSE}, {"tf", ITEM_TRUE_FALSE},
        {"mr", ITEM_MULTI}, {"multiple", ITEM_MULTI}, {"numeric", ITEM_NUMBER},
        {"numerical", ITEM_NUMBER}, {"essay", ITEM_OPEN}, {"matching", ITEM_MATCH},
        {"ordering", ITEM_ORDER}, {"short answer", ITEM_SHORT}, {"text", ITEM_SHORT}};
    struct csv_cell cell = cell_at(reader, TYPE);
    if (cell.text[0] == '\0') {
        bool options = cell_at(reader, A).text[0] != '\0';
        *out = options ? ITEM_CHOICE : cell_at(reader, CORRECT).text[0] ? ITEM_SHORT : ITEM_OPEN;
        return true;
    }
    if (item_kind_parse(cell.text, out))
        return true;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (str_equal_ascii_fold(cell.text, words[i].word)) {
            *out = words[i].kind;
            return true;
        }
    }
    const char *names[ITEM_KIND_COUNT];
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++)
        names[kind] = item_kind_name((enum item_kind)kind);
    struct advice advice = suggest_name(cell.text, names, ITEM_KIND_COUNT);
    cell_error(&reader->context, cell, advice.todo, N_("the type {type} is not known"), "type",
        quote(cell.text).text, advice.key, advice.value, NULL);
    return false;
}

static int last_answer(const struct row_reader *reader)
{
    int last = OPTION_MAX - 1;
    while (last >= 0 && cell_at(reader, A + last).text[0] == '\0')
        last--;
    return last;
}

static struct option *add_option(struct item *item)
{
    struct option *option = &item->options[item->option_count++];
    *option = (struct option){.low = {0, 1}, .high = {0, 1}};
    return option;
}

/* The cells a to l, without gaps. */
static void take_answers(const struct row_reader *reader)
{
    int last = last_answer(reader);
    for (int i = 0; i <= last; i++) {
        struct csv_cell cell = cell_at(reader, A + i);
        struct option *option = add_option(reader->item);
        if (cell.text[0] == '\0')
            cell_error(&reader->context, cell, N_("move the answers together without a gap"),
                N_("the cell under \"{column}\" is empty but \"{last}\" is not"), "column",
                fields[A + i].name, "last", fields[A + last].name, NULL);
        cell_text(&reader->context, cell, fields[A + i].name, option->text, OPTION_SIZE);
    }
}

/* "B", "A,C": then an answer's text does not count. */
static bool is_letter_list(const char *text)
{
    for (; *text != '\0'; text++)
        if (isalpha((unsigned char)text[0]) && isalpha((unsigned char)text[1]))
            return false;
        else if (!isalpha((unsigned char)*text) && strchr(",;| ", *text) == NULL)
            return false;
    return true;
}

/* The answer that a letter, the text itself or a number names; -1 none. */
static int find_answer(const struct item *item, const char *text)
{
    int number;
    if (isalpha((unsigned char)text[0]) && text[1] == '\0')
        return toupper((unsigned char)text[0]) - 'A';
    for (int i = 0; i < item->option_count; i++)
        if (str_equal_ascii_fold(item->options[i].text, text))
            return i;
    if (str_to_int(text, 1, OPTION_MAX, &number))
        return number - 1;
    return -1;
}

static int mark_right(const struct row_reader *reader, struct csv_cell cell, const char *part)
{
    struct item *item = reader->item;
    int right = find_answer(item, part);
    if (right < 0) {
        cell_error(&reader->context, cell, N_("write the letter of the right answer, such as B"),
            N_("the correct answer {answer} is none of the answers"), "answer", quote(part).text,
            NULL);
        return 0;
    }
    if (right >= item->option_count || item->options[right].text[0] == '\0') {
        cell_error(&reader->context, cell, N_("fill in that column or name another letter"),
            N_("the correct answer says {letter} but there is no text in column {column}"),
            "letter", (char[]){(char)('A' + right), '\0'}, "column",
            (char[]){(char)('a' + right), '\0'}, NULL);
        return 0;
    }
    int added = item->options[right].weight == 0;
    item->options[right].weight = 1;
    return added;
}

static void take_right_answers(const struct row_reader *reader)
{
    struct csv_cell cell = cell_at(reader, CORRECT);
    struct item *item = reader->item;
    bool whole = false;
    int rights = 0;
    for (int i = 0; i < item->option_count; i++)
        whole |=
            !is_letter_list(cell.text) && str_equal_ascii_fold(item->options[i].text, cell.text);
    const char *cursor = cell.text;
    while (whole || *(cursor += strspn(cursor, ",;| \n")) != '\0') {
        char part[OPTION_SIZE];
        size_t length = whole                            ? strlen(cursor)
                        : strchr(cell.text, '|') != NULL ? strcspn(cursor, "|")
                                                         : strcspn(cursor, ",;|\n");
        str_copy_length(part, sizeof part, cursor, length);
        str_trim(part);
        cursor += length;
        rights += mark_right(reader, cell, part);
        if (whole)
            break;
    }
    if (cell.text[0] == '\0')
        cell_error(&reader->context, cell, N_("write the letter of the right answer, such as B"),
            N_("the question does not say which answer is correct"), NULL);
    else if (item->kind == ITEM_CHOICE && rights > 1)
        cell_error(&reader->context, cell, N_("name one, or change the type to multi"),
            N_("a choice has one correct answer but {answer} names {count}"), "answer",
            quote(cell.text).text, "count", str_number(rights).text, NULL);
    int rest = rights > 0 ? WEIGHT_FULL % rights : 0;
    for (int i = 0; i < item->option_count; i++) {
        if (item->options[i].weight == 0)
            continue;
        item->options[i].weight = WEIGHT_FULL / rights + rest;
        rest = 0;
    }
}

static void warn_unused(const struct row_reader *reader, int field)
{
    struct csv_cell cell = cell_at(reader, field);
    if (cell.text[0] != '\0')
        cell_warning(&reader->context, cell, N_("leave it empty, or change the type"),
            N_("a question of the type \"{type}\" does not use \"{column}\""), "type",
            item_kind_name(reader->item->kind), "column", fields[field].name, NULL);
}

/* 1 true, 0 false, -1 neither. */
static int find_truth(const char *text)
{
    static const char *const words[] = {
        "false", "true", "f", "t", "no", "yes", "0", "1", "wrong", "right"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_equal_ascii_fold(text, words[i]))
            return (int)i % 2;
    return -1;
}

/* The same of `correct`: A and B are what stands there, or else true and false. */
static int find_correct_truth(const struct row_reader *reader)
{
    struct csv_cell cell = cell_at(reader, CORRECT);
    int a = find_truth(cell_at(reader, A).text), b = find_truth(cell_at(reader, A + 1).text);
    bool stated = a >= 0 && b >= 0 && a != b;
    if (!stated) {
        warn_unused(reader, A);
        warn_unused(reader, A + 1);
    }
    if (str_equal_ascii_fold(cell.text, "a") || (stated && str_equal(cell.text, "1")))
        return stated ? a : 1;
    if (str_equal_ascii_fold(cell.text, "b") || (stated && str_equal(cell.text, "2")))
        return stated ? b : 0;
    return find_truth(cell.text);
}

static void take_true_false(const struct row_reader *reader)
{
    struct csv_cell cell = cell_at(reader, CORRECT);
    int found = find_correct_truth(reader);
    if (found < 0)
        cell_error(&reader->context, cell, N_("write true or false"),
            N_("the correct answer is {answer}, neither true nor false"), "answer",
            quote(cell.text).text, NULL);
    for (int i = 0; i < 2; i++)
        add_option(reader->item)->weight = (i == 0) == (found == 1) ? WEIGHT_FULL : 0;
}

/* "7+-0.5" and "7±0.5" */
static bool split_tolerance(char *text, char **tolerance)
{
    char *sign = strstr(text, "+-");
    size_t length = 2;
    if (sign == NULL)
        sign = strstr(text, "\xC2\xB1");
    if (sign == NULL)
        return false;
    *sign = '\0';
    *tolerance = sign + length;
    return true;
}

static bool parse_range(const char *rule, struct ratio *low, struct ratio *high)
{
    char text[OPTION_SIZE], *tolerance;
    STR_COPY(text, rule);
    char *dots = strstr(text, "..");
    if (dots != NULL) {
        *dots = '\0';
        return ratio_parse(text, low) && ratio_parse(dots + 2, high) &&
               ratio_compare(*low, *high) <= 0;
    }
    struct ratio value, around = {0, 1};
    if (split_tolerance(text, &tolerance) &&
        (!ratio_parse(tolerance, &around) || around.numerator < 0))
        return false;
    return ratio_parse(text, &value) && ratio_subtract(value, around, low) &&
           ratio_add(value, around, high);
}

/* Calls for each part of `correct` between |. */
static void take_accepted(const struct row_reader *reader)
{
    struct csv_cell cell = cell_at(reader, CORRECT);
    struct item *item = reader->item;
    const char *cursor = cell.text, *part;
    size_t length;
    while (str_next_part(&cursor, '|', &part, &length)) {
        char text[OPTION_SIZE * 2];
        str_copy_length(text, sizeof text, part, length);
        struct csv_cell one = {.text = text, .line = cell.line, .column = cell.column};
        if (item->option_count == OPTION_MAX) {
            cell_error(&reader->context, cell, N_("leave out the least likely ones"),
                N_("there are more than {count} accepted answers"), "count",
                str_number(OPTION_MAX).text, NULL);
            return;
        }
        struct option *option = add_option(item);
        option->weight = WEIGHT_FULL;
        cell_text(&reader->context, one, "correct", option->text, OPTION_SIZE);
        if (item->kind != ITEM_NUMBER)
            continue;
        if (parse_range(option->text, &option->low, &option->high))
            gift_range_format(option, option->text, OPTION_SIZE);
        else
            cell_error(&reader->context, cell,
                N_("write a number (7), a range (7..9) or a tolerance (7+-0.5)"),
                N_("the correct answer {answer} is no number"), "answer", quote(text).text, NULL);
    }
    if (item->option_count == 0)
        cell_error(&reader->context, cell,
            N_("write the right answer; several with | between them"),
            N_("the question does not say which answer is correct"), NULL);
}

static void take_pairs(const struct row_reader *reader)
{
    struct item *item = reader->item;
    for (int i = 0; i <= last_answer(reader); i++) {
        struct csv_cell cell = cell_at(reader, A + i);
        const char *arrow = strstr(cell.text, "=>");
        if (arrow == NULL)
            arrow = strstr(cell.text, "->");
        if (arrow == NULL) {
            cell_error(&reader->context, cell, N_("write it as left => right"),
                N_("the cell under \"{column}\" is no pair: {text}"), "column", fields[A + i].name,
                "text", quote(cell.text).text, NULL);
            continue;
        }
        char left[OPTION_SIZE * 2];
        struct option *option = add_option(item);
        str_copy_length(left, sizeof left, cell.text, (size_t)(arrow - cell.text));
        struct csv_cell one = {.text = left, .line = cell.line, .column = cell.column};
        cell_text(&reader->context, one, fields[A + i].name, option->text, OPTION_SIZE);
        one.text = arrow + 2;
        cell_text(&reader->context, one, fields[A + i].name, option->match, OPTION_SIZE);
    }
}

static void take_options(const struct row_reader *reader)
{
    enum item_kind kind = reader->item->kind;
    bool cells = kind == ITEM_CHOICE || kind == ITEM_MULTI || kind == ITEM_ORDER;
    if (cells)
        take_answers(reader);
    if (kind == ITEM_CHOICE || kind == ITEM_MULTI)
        take_right_answers(reader);
    else if (kind == ITEM_TRUE_FALSE)
        take_true_false(reader);
    else if (kind == ITEM_NUMBER || kind == ITEM_SHORT)
        take_accepted(reader);
    else
        warn_unused(reader, CORRECT);
    if (kind == ITEM_MATCH)
        take_pairs(reader);
    else if (!cells && kind != ITEM_TRUE_FALSE)
        warn_unused(reader, A);
}

static void take_spelling(const struct row_reader *reader)
{
    struct csv_cell cell = cell_at(reader, SPELLING);
    int32_t edits = 0;
    if (cell.text[0] == '\0')
        return;
    if (reader->item->kind != ITEM_SHORT) {
        warn_unused(reader, SPELLING);
        return;
    }
    if (str_equal_ascii_fold(cell.text, "exact"))
        reader->item->case_matters = true;
    else
        cell_number(&reader->context, cell, "spelling", 0, 3, &edits);
    reader->item->spelling = (uint8_t)edits;
}

static void take_prompt(const struct row_reader *reader)
{
    struct csv_cell cell = cell_at(reader, PROMPT);
    char text[LONG_TEXT_SIZE], bold[LONG_TEXT_SIZE * 2];
    cell_long_text(&reader->context, cell, "prompt", text, sizeof text);
    stars_to_bold(bold, sizeof bold, text);
    if (!str_copy(reader->item->prompt, LONG_TEXT_SIZE, bold))
        cell_error(&reader->context, cell, N_("shorten it"),
            N_("the text under \"prompt\" is too long (at most {bytes} bytes)"), "bytes",
            str_number(LONG_TEXT_SIZE - 1).text, NULL);
}

static void take_texts(const struct row_reader *reader)
{
    const struct cell_context *context = &reader->context;
    struct item *item = reader->item;
    take_prompt(reader);
    cell_number(context, cell_at(reader, POINTS), "points", 0, 100, &item->points);
    cell_text(context, cell_at(reader, HINT), "hint", item->hint, TEXT_SIZE);
    cell_text(context, cell_at(reader, FEEDBACK_RIGHT), "feedback_right", item->feedback_right,
        TEXT_SIZE);
    cell_text(context, cell_at(reader, FEEDBACK_WRONG), "feedback_wrong", item->feedback_wrong,
        TEXT_SIZE);
    cell_long_text(
        context, cell_at(reader, READ_ALOUD), "read_aloud", item->read_aloud, LONG_TEXT_SIZE);
    cell_text(context, cell_at(reader, IMAGE), "image", item->image, ID_SIZE);
    take_spelling(reader);
}

/* What the model refuses and no check above has found. */
static void check_item(const struct row_reader *reader, int errors_before)
{
    struct sentence wrong;
    struct csv_cell cell = cell_at(reader, last_answer(reader) < 0 ? PROMPT : A);
    if (reader->context.problems->errors > errors_before ||
        cell_at(reader, PROMPT).text[0] == '\0' || item_check(reader->item, &wrong))
        return;
    problem_put(reader->context.problems, PROBLEM_ERROR, reader->context.file, cell.line,
        cell.column, &wrong);
}

static struct text_place place_of(struct csv_cell cell)
{
    return (struct text_place){cell.line, cell.column};
}

void questions_read(const struct text_file *file, struct arena *arena, struct question_list *out,
    struct problems *problems)
{
    struct csv_table table;
    if (!csv_read(file, fields, FIELD_COUNT, arena, problems, &table))
        return;
    for (int row = 0; row < table.row_count; row++) {
        struct row_reader reader = {
            .context = {.file = table.file, .problems = problems}, .table = &table, .row = row};
        struct csv_cell id = csv_cell(&table, row, ID), skill = csv_cell(&table, row, SKILL);
        int errors = problems->errors;
        enum item_kind kind;
        char name[ID_SIZE];
        if (!cell_id(&reader.context, id, ID_PLAIN, name) || !take_type(&reader, &kind))
            continue;
        struct question *question =
            question_list_add(out, table.file, id.line, id.column, problems);
        if (question == NULL)
            return;
        reader.item = &question->item;
        STR_COPY(question->item.id, name);
        question->item.kind = kind;
        question->skill_place = place_of(skill);
        question->image_place = place_of(csv_cell(&table, row, IMAGE));
        question->prompt_place = place_of(csv_cell(&table, row, PROMPT));
        if (!cell_id(&reader.context, skill, ID_SKILL, question->item.skill))
            question->item.skill[0] = '\0';
        take_texts(&reader);
        take_options(&reader);
        check_item(&reader, errors);
    }
}

void question_ticket(const struct item *item, char out[static ID_SIZE])
{
    const char *slash = strrchr(item->id, '/'), *dash = strrchr(item->id, '-');
    const char *end = slash;
    if (slash == NULL && dash != NULL && dash[1] != '\0' &&
        dash[1 + strspn(dash + 1, "0123456789")] == '\0')
        end = dash;
    if (end != NULL && end > item->id)
        str_copy_length(out, ID_SIZE, item->id, (size_t)(end - item->id));
    else
        str_copy(out, ID_SIZE, item->skill[0] != '\0' ? item->skill : "questions");
}
