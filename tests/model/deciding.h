/* One action at a time on the sample class: decided, and applied as the store would have it.
 * Include after cmocka.h. */
#pragma once

#include "base/macros.h"
#include "sample.h"

static struct action action;
static struct event event; /* what it was decided to be */
static struct error error;
static struct moment now;
static const char *here; /* the machine's label */

static inline void open_class(struct sample *sample, const char *label)
{
    sample_open(sample);
    sample_take_plan(sample);
    now = sample_moment(sample_ms);
    here = label;
}

static inline void begin(enum action_kind kind, int student)
{
    memset(&action, 0, sizeof action);
    action.kind = kind;
    action.student = student;
    STR_COPY(action.station, here);
}

static inline bool decide(const struct sample *sample)
{
    error_clear(&error);
    return classroom_decide(sample->classroom, &action, &now, &event, &error);
}

/* Gives the event a place as the store does. */
static inline void record(const struct sample *sample)
{
    static uint32_t seq = 0;
    if (!decide(sample))
        fail_msg("refused: %s", error.text);
    event.stamp.log[0] = 9;
    event.stamp.seq = ++seq;
    classroom_apply(sample->classroom, &event);
}

static inline void refused(const struct sample *sample, enum error_code code)
{
    uint64_t before = classroom_hash(sample->classroom);
    assert_false(decide(sample));
    assert_int_equal(error.code, code);
    assert_true(strlen(error.text) > 10);
    assert_int_equal(classroom_hash(sample->classroom), before);
}
