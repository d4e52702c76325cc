/* Helpers for tests of class folders: files from text, problems as text. */
#pragma once

#include "base/str.h"
#include "exchange/class_folder.h"
#include "open_gap.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct class_text {
    struct arena arena;
    struct problems problems;
    struct folder folder;
    struct folder_file files[32];
    struct plan *plan;
    char text[16384]; /* the problems, one a line */
};

static inline void class_text_open(struct class_text *out)
{
    struct error error = {0};
    *out = (struct class_text){0};
    assert_true(arena_open(&out->arena, (size_t)512 << 20, &error));
    assert_true(problems_open(&out->problems, &out->arena, &error));
    out->plan = arena_new(&out->arena, struct plan);
    assert_non_null(out->plan);
    out->folder.files = out->files;
}

static inline void class_text_close(struct class_text *self)
{
    arena_close(&self->arena);
}

static inline void class_text_add(struct class_text *self, const char *name, const char *text)
{
    self->files[self->folder.count++] =
        (struct folder_file){.name = name, .bytes = text, .size = strlen(text)};
}

static inline const char *class_text_problems(struct class_text *self)
{
    struct str_writer out = str_writer(self->text, sizeof self->text);
    for (int i = 0; i < self->problems.count; i++) {
        char line[1024];
        problem_format(&self->problems.list[i], line, sizeof line);
        if (find_open_gap(&self->problems.list[i].told) != NULL)
            fail_msg(
                "%s: nothing goes into {%s", line, find_open_gap(&self->problems.list[i].told));
        str_putf(&out, "%s\n", line);
    }
    return self->text;
}

static inline const char *class_text_read(struct class_text *self)
{
    class_folder_read(&self->folder, &self->arena, self->plan, &self->problems);
    return class_text_problems(self);
}
