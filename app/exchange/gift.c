#include "exchange/gift.h"

#include "base/str.h"
#include "exchange/gift_internal.h"
#include <string.h>

struct question *question_list_add(
    struct question_list *list, const char *file, int line, int column, struct problems *problems)
{
    struct question *question =
        list->count < ITEM_MAX ? arena_new(list->arena, struct question) : NULL;
    if (question == NULL) {
        if (!list->full)
            problem_add(problems, PROBLEM_ERROR, file, line, column, N_("remove some"),
                N_("there are more than {count} questions"), "count", str_number(ITEM_MAX).text,
                NULL);
        list->full = true;
        return NULL;
    }
    question->line = line;
    question->column = column;
    question->item.points = 1;
    list->list[list->count++] = question;
    return question;
}

struct question *gift_add_question(
    const struct gift_block *block, const char *at, struct question_list *out)
{
    struct text_place place = gift_place_of(block, at);
    return question_list_add(
        out, block->file->name, place.line, place.column, block->context->problems);
}

struct gift_reader {
    const struct text_file *file;
    const struct gift_context *context;
    struct question_list *out;
    char category_skill[ID_SIZE]; /* for what follows */
    /* From the comments of the block at hand. */
    char id[ID_SIZE], reference[ID_SIZE], tag[ID_SIZE];
    int id_line, id_column, reference_line, reference_column, tag_line, tag_column;
    bool tag_is_skill;
    int errors; /* before the block at hand */
};

static bool is_skill(const struct gift_reader *reader, const char *code)
{
    return plan_find_skill(reader->context->plan, code) >= 0;
}

/* A comment line, read from the front. */
struct comment {
    const char *start, *at, *end;
    int line, column; /* of the value that was taken last */
};

/* Takes the text of the next `[name:text]`; one that is too long is reported and skipped. */
static bool next_comment_value(const struct gift_reader *reader, struct comment *comment,
    const char *name, char out[static ID_SIZE])
{
    size_t length = strlen(name);
    for (const char *at = comment->at; at + length < comment->end; at++) {
        if (memcmp(at, name, length) != 0)
            continue;
        const char *value = at + length;
        const char *close = memchr(value, ']', (size_t)(comment->end - value));
        if (close == NULL)
            return false;
        bool fits = str_copy_length(out, ID_SIZE, value, (size_t)(close - value));
        str_trim(out);
        comment->at = at = close;
        comment->column = 1;
        for (const char *c = comment->start; c < value; c++)
            comment->column += ((unsigned char)*c & 0xC0) != 0x80;
        if (fits)
            return true;
        problem_add(reader->context->problems, PROBLEM_ERROR, reader->file->name, comment->line,
            comment->column, N_("use a shorter one"),
            N_("the name after {mark} is too long (at most {bytes} bytes)"), "mark",
            quote(name).text, "bytes", str_number(ID_SIZE - 1).text, NULL);
    }
    return false;
}

static void take_tags(struct gift_reader *reader, struct comment comment)
{
    char value[ID_SIZE];
    while (next_comment_value(reader, &comment, "[tag:", value)) {
        if (reader->tag_is_skill || value[0] == '\0')
            continue;
        reader->tag_is_skill = is_skill(reader, value);
        if (reader->tag_is_skill || reader->tag[0] == '\0') {
            STR_COPY(reader->tag, value);
            reader->tag_line = comment.line;
            reader->tag_column = comment.column;
        }
    }
}

static void take_comment(struct gift_reader *reader, const char *start, const char *end, int line)
{
    const struct comment whole = {.start = start, .at = start, .end = end, .line = line};
    struct comment comment = whole;
    char value[ID_SIZE];
    take_tags(reader, whole);
    if (next_comment_value(reader, &comment, "[id:", value)) {
        STR_COPY(reader->id, value);
        reader->id_line = line;
        reader->id_column = comment.column;
    }
    comment = whole;
    if (next_comment_value(reader, &comment, "[question:", value)) {
        STR_COPY(reader->reference, value);
        reader->reference_line = line;
        reader->reference_column = comment.column;
    }
}

/* The skill of a question: the tag's, else the category's. */
static void take_skill(struct gift_reader *reader, struct question *question)
{
    struct item *item = &question->item;
    STR_COPY(item->skill, reader->category_skill);
    if (reader->tag[0] == '\0')
        return;
    const struct cell_context context = {
        .file = reader->file->name, .problems = reader->context->problems};
    struct csv_cell cell = {reader->tag, reader->tag_line, reader->tag_column};
    if (reader->tag_is_skill)
        STR_COPY(item->skill, reader->tag);
    else if (!reader->context->skills_known && !cell_id(&context, cell, ID_TAG, item->skill))
        item->skill[0] = '\0';
    if (reader->tag_is_skill || !reader->context->skills_known)
        return;
    cell_warning(&context, cell,
        N_("use a code of skills.csv as [tag:CODE], or add the skill there"),
        N_("the tag {tag} is not the code of a skill"), "tag", quote(reader->tag).text, NULL);
}

static void take_id(struct gift_reader *reader, struct question *question)
{
    const char *id = reader->id;
    bool cut = false;
    if (id[0] == '/')
        STR_COPY(question->item.id, id + 1);
    else if (strchr(id, '/') != NULL)
        STR_COPY(question->item.id, id);
    else if (id[0] != '\0')
        cut = !STR_FORMAT(question->item.id, "%s/%s", reader->context->ticket, id);
    const struct cell_context context = {
        .file = reader->file->name, .problems = reader->context->problems};
    char whole[ID_SIZE * 2];
    STR_COPY(whole, cut ? id : question->item.id);
    struct csv_cell cell = {whole, reader->id_line, reader->id_column};
    if (cut)
        cell_error(&context, cell, N_("use a shorter one"), N_("the id {id} is too long"), "id",
            quote(id).text, NULL);
    if (!cell_id(&context, cell, ID_PLAIN, question->item.id))
        question->item.id[0] = '\0';
}

static void forget_comments(struct gift_reader *reader)
{
    reader->id[0] = reader->reference[0] = reader->tag[0] = '\0';
    reader->tag_is_skill = false;
}

/* Gives the questions that came from one block their id and skill, and checks them. */
static void finish_questions(struct gift_reader *reader, struct gift_block *block, int first)
{
    for (int i = first; i < reader->out->count; i++) {
        struct question *question = reader->out->list[i];
        struct sentence wrong;
        take_skill(reader, question);
        if (i == first)
            take_id(reader, question);
        bool reported = reader->context->problems->errors > reader->errors;
        if (!reported && !item_check(&question->item, &wrong))
            problem_put(reader->context->problems, PROBLEM_ERROR, block->file->name, question->line,
                question->column, &wrong);
    }
}

/* A place where unescaped braces are wrong, or NULL. */
static const char *check_braces(
    const struct gift_block *block, struct span text, const char *open, const char *close)
{
    static const char *const todo =
        N_("put the answers between one { and one }, and write \\{ and \\} for braces in the text");
    const char *wrong = open == NULL && close == NULL ? NULL : open == NULL ? close : open;
    if (open != NULL && close != NULL && open < close)
        wrong = NULL;
    if (wrong != NULL) {
        gift_report(block, PROBLEM_ERROR, wrong, todo,
            close == NULL || open != NULL ? N_("this { is never closed")
                                          : N_("this } was never opened"),
            NULL);
        return wrong;
    }
    if (close == NULL)
        return NULL;
    struct span rest = {close + 1, text.length - (size_t)(close + 1 - text.start)};
    wrong = span_find(rest, "{");
    if (wrong == NULL)
        wrong = span_find(rest, "}");
    if (wrong != NULL)
        gift_report(block, PROBLEM_ERROR, wrong, todo,
            N_("there is a second brace after the answers; a blank line may be missing above"),
            NULL);
    return wrong;
}

/* Cuts "::title::" off the front; what is in it is title, braces too. */
static struct span split_title(const struct gift_block *block, struct span text, struct span *title)
{
    *title = (struct span){text.start, 0};
    if (text.length < 4 || memcmp(text.start, "::", 2) != 0)
        return text;
    struct span rest = {text.start + 2, text.length - 2};
    const char *end = span_find(rest, "::");
    if (end == NULL) {
        gift_report(block, PROBLEM_ERROR, text.start, N_("write it as ::title:: question"),
            N_("this title is never closed"), NULL);
        return text;
    }
    *title = (struct span){rest.start, (size_t)(end - rest.start)};
    return (struct span){end + 2, rest.length - (size_t)(end + 2 - rest.start)};
}

/* The text of a missing-word question: what stands around the braces. */
static struct span join_around(
    struct gift_block *block, struct span before, struct span after, bool *joined)
{
    static const char gap[] = "_____";
    *joined = span_trim(after).length > 0;
    if (!*joined)
        return before;
    size_t length = before.length + strlen(gap) + after.length;
    char *text = arena_alloc(block->context->arena, length + 1);
    if (text == NULL)
        return before;
    memcpy(text, before.start, before.length);
    memcpy(text + before.length, gap, strlen(gap));
    memcpy(text + before.length + strlen(gap), after.start, after.length);
    return (struct span){text, length};
}

static void read_question(struct gift_reader *reader, struct gift_block *block, struct span text)
{
    const char *start = text.start;
    struct span title;
    text = split_title(block, text, &title);
    const char *open = span_find(text, "{"), *close = span_find(text, "}");
    if (check_braces(block, text, open, close) != NULL)
        return;
    struct question *question = gift_add_question(block, start, reader->out);
    if (question == NULL)
        return;
    block->item = &question->item;
    gift_take_text(block, title, GIFT_PLAIN, GIFT_TITLE, true, block->item->title, TEXT_SIZE);
    struct span prompt = text;
    bool joined = false;
    if (open != NULL) {
        struct span after = {close + 1, text.length - (size_t)(close + 1 - text.start)};
        prompt.length = (size_t)(open - text.start);
        prompt = join_around(block, prompt, after, &joined);
    }
    block->format = GIFT_PLAIN;
    prompt = gift_take_format(prompt, &block->format);
    struct gift_block shown = *block;
    if (joined) /* its text is elsewhere: report it at the beginning */
        shown.text = prompt.start;
    gift_take_text(
        &shown, prompt, block->format, GIFT_QUESTION, false, question->item.prompt, LONG_TEXT_SIZE);
    if (open == NULL)
        question->item.kind = ITEM_DESCRIPTION;
    else
        gift_read_answers(block, (struct span){open + 1, (size_t)(close - open - 1)});
}

/* The last part of a path; `//` is a slash. */
static void last_part(char *path)
{
    char *from = path, *to = path, *start = path;
    for (; *from != '\0'; from++) {
        if (from[0] == '/' && from[1] == '/') {
            *to++ = '/';
            from++;
        } else if (*from == '/') {
            *to++ = '\0';
            start = to;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    memmove(path, start, (size_t)(to - start) + 1);
}

/* A title may be anything; one that is nearly a code was meant as the code. */
static void warn_close_category(const struct gift_reader *reader, const struct gift_block *block,
    const char *at, const char *name)
{
    const struct plan *plan = reader->context->plan;
    const char *codes[SKILL_MAX];
    for (int i = 0; i < plan->skill_count; i++)
        codes[i] = plan->skills[i].code;
    const char *close = find_close_name(name, codes, plan->skill_count);
    if (close == NULL || !reader->context->skills_known)
        return;
    gift_report(block, PROBLEM_WARNING, at, N_("did you mean \"{name}\"?"),
        N_("the category {category} is not the code of a skill"), "category", quote(name).text,
        "name", close, NULL);
}

/* `$CATEGORY: X` on the first line. Returns what follows it. */
static struct span take_category(
    struct gift_reader *reader, const struct gift_block *block, struct span text)
{
    static const char mark[] = "$CATEGORY:";
    size_t length = strlen(mark);
    if (text.length < length || memcmp(text.start, mark, length) != 0)
        return text;
    struct span line = {text.start + length, text.length - length};
    const char *end = span_find(line, "\n");
    struct span rest = {line.start + line.length, 0};
    if (end != NULL) {
        rest = (struct span){end, line.length - (size_t)(end - line.start)};
        line.length = (size_t)(end - line.start);
    }
    char name[LONG_TEXT_SIZE], whole[LONG_TEXT_SIZE];
    gift_take_text(block, line, GIFT_PLAIN, GIFT_CATEGORY, true, name, sizeof name);
    STR_COPY(whole, name);
    last_part(name);
    str_trim(name);
    reader->category_skill[0] = '\0';
    if (is_skill(reader, whole) || is_skill(reader, name)) {
        STR_COPY(reader->category_skill, is_skill(reader, whole) ? whole : name);
        return span_trim(rest);
    }
    warn_close_category(reader, block, line.start, name);
    if (reader->out->title[0] == '\0' && !STR_COPY(reader->out->title, name))
        gift_report(block, PROBLEM_ERROR, line.start, N_("shorten it"),
            N_("the title of the ticket is too long (at most {bytes} bytes): {text}"), "bytes",
            str_number(TEXT_SIZE - 1).text, "text", quote(name).text, NULL);
    return span_trim(rest);
}

static void read_block(struct gift_reader *reader, struct gift_block *block, struct span text)
{
    int first = reader->out->count;
    reader->errors = reader->context->problems->errors;
    text = take_category(reader, block, span_trim(text));
    if (text.length == 0) {
        if (reader->reference[0] != '\0') {
            struct question *question = question_list_add(reader->out, reader->file->name,
                reader->reference_line, reader->reference_column, reader->context->problems);
            if (question != NULL) {
                question->reference = true;
                STR_COPY(question->item.id, reader->reference);
            }
        } else if (reader->tag[0] != '\0') {
            problem_add(reader->context->problems, PROBLEM_WARNING, reader->file->name,
                reader->tag_line, reader->tag_column,
                N_("put it on the line directly above its question, or write $CATEGORY: CODE"),
                N_("the tag {tag} belongs to no question"), "tag", quote(reader->tag).text, NULL);
        }
        forget_comments(reader);
        return;
    }
    if (aiken_is_block(text))
        aiken_read(block, text, reader->out);
    else if (checklist_is_block(text))
        checklist_read(block, text, reader->out);
    else
        read_question(reader, block, text);
    finish_questions(reader, block, first);
    forget_comments(reader);
}

/* Copies a line, escapes replaced. Other control characters become blanks: they are our marks. */
static char *copy_line(char *to, const char *line, size_t length)
{
    static const char escaped[] = ":#={}~n\\";
    for (size_t i = 0; i < length; i++) {
        const char *found = line[i] == '\\' && i + 1 < length ? strchr(escaped, line[i + 1]) : NULL;
        if (found != NULL && *found != '\0') {
            *to++ = (char)(GIFT_COLON + (found - escaped));
            i++;
        } else {
            *to++ = (unsigned char)line[i] < 0x20 ? ' ' : line[i];
        }
    }
    return to;
}

static bool line_is_blank(const char *line, size_t length)
{
    return strspn(line, " \t") >= length;
}

static bool line_is_comment(const char *line, size_t length)
{
    size_t blanks = strspn(line, " \t");
    return blanks + 1 < length && line[blanks] == '/' && line[blanks + 1] == '/';
}

/* True if a file is Aiken as a whole: then blank lines do not separate. */
static bool is_all_aiken(const struct text_file *file)
{
    return strchr(file->text, '{') == NULL &&
           aiken_is_block((struct span){file->text, file->length});
}

void ticket_file_read(
    const struct text_file *file, const struct gift_context *context, struct question_list *out)
{
    struct gift_reader reader = {.file = file, .context = context, .out = out};
    char *buffer = arena_alloc(context->arena, file->length + 2);
    if (buffer == NULL) {
        problem_add(context->problems, PROBLEM_ERROR, file->name, 0, 0, N_("make the file smaller"),
            N_("there is no memory left to read this file"), NULL);
        return;
    }
    bool aiken = is_all_aiken(file), open = false;
    struct gift_block block = {.file = file, .context = context};
    char *to = buffer;
    int line = 1;
    for (const char *at = file->text; line == 1 || *at != '\0'; line++) {
        size_t length = strcspn(at, "\n");
        bool blank = line_is_blank(at, length) && !aiken, comment = line_is_comment(at, length);
        if (!blank && !open) {
            block.text = to = buffer;
            block.line = line;
            open = true;
        }
        if (comment)
            take_comment(&reader, at, at + length, line);
        else if (!blank)
            to = copy_line(to, at, length);
        *to++ = comment ? GIFT_COMMENT : '\n';
        at += length + (at[length] == '\n');
        if ((blank || *at == '\0') && open) {
            *to = '\0';
            read_block(&reader, &block, (struct span){buffer, (size_t)(to - buffer)});
            open = false;
            to = buffer;
        } else if (!open) {
            to = buffer;
        }
    }
}
