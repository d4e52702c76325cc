#include "exchange/problem.h"

#include "base/arena.h"
#include "base/str.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool problems_open(struct problems *problems, struct arena *arena, struct error *error)
{
    *problems = (struct problems){.list = arena_array(arena, struct problem, PROBLEM_MAX)};
    if (problems->list == NULL)
        return error_set(error, ERR_MEMORY, "there is no memory for the list of problems");
    return true;
}

static void count_level(struct problems *problems, enum problem_level level)
{
    if (level == PROBLEM_ERROR)
        problems->errors++;
    else if (level == PROBLEM_WARNING)
        problems->warnings++;
    else
        problems->notes++;
}

/* The slot for a new problem. A full list gives up its last note or warning for an error, so that
 * notes never hide what stops the import. */
static struct problem *take_slot(struct problems *problems, enum problem_level level)
{
    if (problems->count < PROBLEM_MAX)
        return &problems->list[problems->count++];
    if (level != PROBLEM_ERROR)
        return NULL;
    for (int i = problems->count - 1; i >= 0; i--)
        if (problems->list[i].level != PROBLEM_ERROR)
            return &problems->list[i];
    return NULL;
}

void problem_put(struct problems *problems, enum problem_level level, const char *file, int line,
    int column, const struct sentence *told)
{
    assert(problems->list != NULL);
    count_level(problems, level);
    struct problem *problem = take_slot(problems, level);
    if (problem == NULL)
        return;
    *problem = (struct problem){.level = level, .line = line, .column = column, .told = *told};
    STR_COPY(problem->file, file);
}

void problem_vadd(struct problems *problems, enum problem_level level, const char *file, int line,
    int column, const char *todo, const char *what, va_list gaps)
{
    struct sentence told;
    sentence_vset(&told, what, gaps);
    told.then = todo;
    problem_put(problems, level, file, line, column, &told);
}

void problem_add(struct problems *problems, enum problem_level level, const char *file, int line,
    int column, const char *todo, const char *what, ...)
{
    va_list gaps;
    va_start(gaps, what);
    problem_vadd(problems, level, file, line, column, todo, what, gaps);
    va_end(gaps);
}

void problem_format(const struct problem *problem, char *out, size_t size)
{
    static const char *const marks[] = {
        [PROBLEM_ERROR] = "", [PROBLEM_WARNING] = "warning: ", [PROBLEM_NOTE] = "note: "};
    struct str_writer writer = str_writer(out, size);
    str_put(&writer, problem->file[0] == '\0' ? "class folder" : problem->file);
    int line = MAX(problem->line, 1), column = problem->line > 0 ? MAX(problem->column, 1) : 1;
    char told[SENTENCE_TEXT_SIZE];
    sentence_write(&problem->told, told, sizeof told);
    str_putf(&writer, ":%d:%d: %s%s", line, column, marks[problem->level], told);
}

typedef void (*writes)(const struct sentence *sentence, char *out, size_t size);

static int compare_texts(const struct problem *a, const struct problem *b, writes write)
{
    char one[SENTENCE_TEXT_SIZE], other[SENTENCE_TEXT_SIZE];
    write(&a->told, one, sizeof one);
    write(&b->told, other, sizeof other);
    return strcmp(one, other);
}

static int compare_problems(const void *left, const void *right)
{
    const struct problem *a = left, *b = right;
    int order = strcmp(a->file, b->file);
    if (order == 0)
        order = (a->line > b->line) - (a->line < b->line);
    if (order == 0)
        order = (a->column > b->column) - (a->column < b->column);
    if (order == 0)
        order = (int)a->level - (int)b->level;
    if (order == 0)
        order = compare_texts(a, b, sentence_write_what);
    return order != 0 ? order : compare_texts(a, b, sentence_write_then);
}

void problems_sort(struct problems *problems)
{
    if (problems->count > 1)
        qsort(problems->list, (size_t)problems->count, sizeof *problems->list, compare_problems);
}
