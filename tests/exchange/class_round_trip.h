/* A plan is written as a class folder and read back: nothing is lost, and nothing is added. */
#pragma once

#include "class_text.h"

static inline bool folders_equal(const struct folder *a, const struct folder *b)
{
    if (a->count != b->count)
        return false;
    for (int i = 0; i < a->count; i++) {
        if (strcmp(a->files[i].name, b->files[i].name) != 0 ||
            a->files[i].size != b->files[i].size ||
            memcmp(a->files[i].bytes, b->files[i].bytes, a->files[i].size) != 0) {
            print_message("--- %s\n%.*s--- %s\n%.*s", a->files[i].name, (int)a->files[i].size,
                a->files[i].bytes, b->files[i].name, (int)b->files[i].size, b->files[i].bytes);
            return false;
        }
    }
    return true;
}

#define CHECK_ARRAY(array, count)                                              \
    do {                                                                       \
        assert_int_equal(a->count, b->count);                                  \
        for (int i_ = 0; i_ < a->count; i_++)                                  \
            if (memcmp(&a->array[i_], &b->array[i_], sizeof a->array[0]) != 0) \
                fail_msg(#array " %d differs", i_);                            \
    } while (0)

/* Plans hold no garbage behind their texts here: both were read into zeroed memory. */
static inline void check_plans_equal(const struct plan *a, const struct plan *b)
{
    assert_memory_equal(a, b, offsetof(struct plan, students));
    CHECK_ARRAY(students, student_count);
    CHECK_ARRAY(stations, station_count);
    CHECK_ARRAY(skills, skill_count);
    CHECK_ARRAY(activities, activity_count);
    CHECK_ARRAY(rules, rule_count);
    assert_int_equal(a->item_count, b->item_count);
    for (int i = 0; i < a->item_count; i++) {
        const struct item *x = &a->items[i], *y = &b->items[i];
        assert_string_equal(x->id, y->id);
        assert_string_equal(x->title, y->title);
        assert_string_equal(x->skill, y->skill);
        assert_int_equal(x->kind, y->kind);
        assert_string_equal(x->prompt, y->prompt);
        assert_string_equal(x->read_aloud, y->read_aloud);
        assert_string_equal(x->image, y->image);
        assert_string_equal(x->hint, y->hint);
        assert_string_equal(x->feedback_right, y->feedback_right);
        assert_string_equal(x->feedback_wrong, y->feedback_wrong);
        assert_string_equal(x->feedback_general, y->feedback_general);
        assert_int_equal(x->points, y->points);
        assert_int_equal(x->spelling, y->spelling);
        assert_int_equal(x->case_matters, y->case_matters);
        assert_int_equal(x->option_count, y->option_count);
        for (int o = 0; o < x->option_count; o++) {
            assert_string_equal(x->options[o].text, y->options[o].text);
            assert_string_equal(x->options[o].match, y->options[o].match);
            assert_string_equal(x->options[o].feedback, y->options[o].feedback);
            assert_int_equal(x->options[o].weight, y->options[o].weight);
            assert_int_equal(ratio_compare(x->options[o].low, y->options[o].low), 0);
            assert_int_equal(ratio_compare(x->options[o].high, y->options[o].high), 0);
        }
    }
    CHECK_ARRAY(tickets, ticket_count);
    CHECK_ARRAY(reflections, reflection_count);
    CHECK_ARRAY(calendar, calendar_count);
    CHECK_ARRAY(groups, group_count);
}

/* Writes the plan, reads it back, writes again: same plan, same bytes, also packed. */
static inline void check_round_trip(struct class_text *self)
{
    struct error error = {0};
    struct folder first, second, unpacked;
    const char *bytes;
    size_t size;
    if (!class_folder_write(self->plan, &self->arena, &first, &error))
        fail_msg("%s", error.text);
    struct plan *again = arena_new(&self->arena, struct plan);
    assert_non_null(again);
    self->problems.count = self->problems.errors = 0;
    class_folder_read(&first, &self->arena, again, &self->problems);
    if (self->problems.errors > 0) {
        for (int i = 0; i < first.count; i++)
            print_message("--- %s\n%.*s", first.files[i].name, (int)first.files[i].size,
                first.files[i].bytes);
        fail_msg("%s", class_text_problems(self));
    }
    assert_true(class_folder_write(again, &self->arena, &second, &error));
    assert_true(folders_equal(&first, &second));
    check_plans_equal(self->plan, again);
    assert_true(folder_pack(&first, &self->arena, &bytes, &size, &error));
    assert_true(folder_unpack(bytes, size, &self->arena, &unpacked, &error));
    class_folder_read(&unpacked, &self->arena, again, &self->problems);
    check_plans_equal(self->plan, again);
}
