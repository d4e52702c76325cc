/* Questions as they come out of a file, before tickets are made of them. */
#pragma once

#include "exchange/text_encoding.h"
#include "model/plan.h"

struct question {
    struct item item; /* id empty: by its place in the ticket */
    int line, column; /* where it begins */
    struct text_place skill_place, image_place, prompt_place;
    bool reference; /* only the id: the question of questions.csv stands here */
};

struct question_list {
    struct question *list[ITEM_MAX]; /* in the arena */
    int count;
    char title[TEXT_SIZE]; /* of the ticket; empty if none is given */
    struct arena *arena;
    bool full; /* more were there; reported */
};

/* A new question at the end, or NULL when ITEM_MAX is reached (reported once, at the place). */
struct question *question_list_add(
    struct question_list *list, const char *file, int line, int column, struct problems *problems);
