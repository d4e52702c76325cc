#include "exchange/ini_file.h"

#include "base/str.h"
#include <ini.h>
#include <string.h>

/* inih keeps lines of up to 200 bytes and splits longer ones; we report those instead. It cuts
 * values at " ;" as well, quotes or not, so semicolons pass through it as HIDDEN. */
enum { INI_LINE_SIZE = 190, HIDDEN = '\x01' };

struct ini_source {
    const struct text_file *file;
    struct problems *problems;
    const char *at;
    int line;
    int name_column, value_column;
    ini_file_handler handler;
    void *user;
};

static bool is_comment_or_blank(const char *line)
{
    return line[0] == '\0' || line[0] == ';' || line[0] == '#';
}

static void note_columns(struct ini_source *source, const char *start, size_t length)
{
    source->value_column = 1;
    source->name_column = 1 + (int)strspn(start, " \t");
    const char *sign = memchr(start, '=', length), *colon = memchr(start, ':', length);
    if (sign == NULL || (colon != NULL && colon < sign))
        sign = colon;
    if (sign == NULL)
        return;
    for (const char *at = start; at < sign + 1 + strspn(sign + 1, " \t"); at++)
        source->value_column += ((unsigned char)*at & 0xC0) != 0x80;
}

static void check_line(const struct ini_source *source, const char *line)
{
    if (is_comment_or_blank(line))
        return;
    if (line[0] == '[') {
        if (strchr(line, ']') == NULL)
            problem_add(source->problems, PROBLEM_ERROR, source->file->name, source->line, 1,
                N_("close the section with ]"), N_("the line {line} begins a section but has no ]"),
                "line", quote(line).text, NULL);
    } else if (strpbrk(line, "=:") == NULL) {
        problem_add(source->problems, PROBLEM_ERROR, source->file->name, source->line, 1,
            N_("write it as: name = value"), N_("the line {line} is no setting"), "line",
            quote(line).text, NULL);
    }
}

/* ini_reader: one line a call, without the blanks before it (inih would take an indented line for
 * the rest of the one above). */
static char *read_line(char *out, int size, void *user)
{
    struct ini_source *source = user;
    if (*source->at == '\0')
        return NULL;
    const char *start = source->at;
    size_t length = strcspn(start, "\n");
    source->at += length + (start[length] == '\n');
    source->line++;
    note_columns(source, start, length);
    if (length >= INI_LINE_SIZE || (int)length + 3 > size) {
        problem_add(source->problems, PROBLEM_ERROR, source->file->name, source->line, 1,
            N_("shorten it"), N_("this line is too long (at most {bytes} bytes)"), "bytes",
            str_number(INI_LINE_SIZE).text, NULL);
        length = 0;
    }
    str_copy_length(out, (size_t)size, start, length);
    str_trim(out);
    check_line(source, out);
    for (char *at = out + (out[0] != '\0'); *at != '\0'; at++)
        if (*at == ';')
            *at = HIDDEN;
    if (out[0] != '[' && strpbrk(out, "=:") == NULL)
        out[0] = '\0';
    str_append(out, (size_t)size, "\n");
    return out;
}

static void unhide(char *text)
{
    for (; *text != '\0'; text++)
        if (*text == HIDDEN)
            *text = ';';
}

/* Takes quotes off, or cuts a comment behind the value. */
static void take_value(char *value)
{
    char *last = strrchr(value, '"');
    if (value[0] == '"' && last > value) {
        const char *rest = last + 1 + strspn(last + 1, " \t");
        if (*rest == '\0' || *rest == ';') {
            size_t length = (size_t)(last - value) - 1;
            memmove(value, value + 1, length);
            value[length] = '\0';
            return;
        }
    }
    for (char *at = value; *at != '\0'; at++) {
        if (*at == ';' && (at == value || at[-1] == ' ' || at[-1] == '\t')) {
            *at = '\0';
            break;
        }
    }
    str_trim(value);
}

static int take_setting(void *user, const char *section, const char *name, const char *value)
{
    struct ini_source *source = user;
    char text[INI_LINE_SIZE + 1], shown_section[64], shown_name[64];
    STR_COPY(text, value != NULL ? value : "");
    STR_COPY(shown_section, section);
    STR_COPY(shown_name, name);
    unhide(text);
    unhide(shown_section);
    unhide(shown_name);
    take_value(text);
    struct csv_cell label = {shown_name, source->line, source->name_column};
    struct csv_cell cell = {text, source->line, source->value_column};
    source->handler(source->user, shown_section, label, cell);
    return 1;
}

void ini_file_read(
    const struct text_file *text, struct problems *problems, ini_file_handler handler, void *user)
{
    struct ini_source source = {
        .file = text, .problems = problems, .at = text->text, .handler = handler, .user = user};
    if (ini_parse_stream(read_line, &source, take_setting, &source) == -2)
        problem_add(problems, PROBLEM_ERROR, text->name, 0, 0, N_("close other programs"),
            N_("there is no memory to read this file"), NULL);
}

void ini_file_put(struct csv_writer *writer, const char *name, const char *value)
{
    bool quotes = strchr(value, ';') != NULL || value[0] == '"' || value[0] == ' ';
    csv_put_raw(writer, name, strlen(name));
    csv_put_raw(writer, quotes ? " = \"" : " = ", quotes ? 4 : 3);
    csv_put_raw(writer, value, strlen(value));
    csv_put_raw(writer, quotes ? "\"\n" : "\n", quotes ? 2 : 1);
}
