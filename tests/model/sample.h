/* A small class for the model's tests: students s0…s4, stations, three skills on a path and two
 * beside it, two tickets. Include after cmocka.h. */
#pragma once

#include "base/arena.h"
#include "base/date.h"
#include "base/str.h"
#include "model/classroom.h"
#include <string.h>

enum { SAMPLE_STUDENTS = 5, SAMPLE_DAY = 20710 /* 2026-09-14 */ };
static const int64_t sample_ms = (int64_t)SAMPLE_DAY * DAY_MS + (int64_t)9 * 3600000;

struct sample {
    struct arena arena;
    struct classroom *classroom;
    struct plan *plan;
};

static inline void sample_add_skill(
    struct plan *plan, const char *code, const char *path, int step, const char *need)
{
    struct skill *skill = &plan->skills[plan->skill_count++];
    STR_COPY(skill->code, code);
    STR_COPY(skill->path, path);
    skill->step = step;
    skill->rule = (struct mastery_rule){.right = 2, .last = 3, .days = 1};
    if (need[0] != '\0')
        STR_COPY(skill->needs[skill->need_count++], need);
}

/* A ticket with a number (the answer is 7) and a choice (B is right). */
static inline void sample_add_ticket(struct plan *plan, const char *id, const char *skill)
{
    struct ticket *ticket = &plan->tickets[plan->ticket_count++];
    STR_COPY(ticket->id, id);
    for (int i = 0; i < 2; i++) {
        struct item *item = &plan->items[plan->item_count];
        ticket->items[ticket->item_count++] = plan->item_count++;
        STR_FORMAT(item->id, "%s/%d", id, i + 1);
        STR_COPY(item->skill, skill);
        STR_COPY(item->prompt, "How many?");
        item->kind = i == 0 ? ITEM_NUMBER : ITEM_CHOICE;
        item->option_count = i == 0 ? 1 : 2;
        item->options[i].weight = WEIGHT_FULL;
        item->options[0].low = item->options[0].high = (struct ratio){7, 1};
    }
}

static inline void sample_fill_plan(struct plan *plan)
{
    plan_init(plan);
    STR_COPY(plan->class_id, "4b");
    for (int i = 0; i < SAMPLE_STUDENTS; i++) {
        STR_FORMAT(plan->students[i].id, "s%d", i);
        STR_FORMAT(plan->students[i].first_name, "Student %d", i);
    }
    plan->student_count = SAMPLE_STUDENTS;
    static const char *const stations[] = {"makers", "teacher", "tablets"};
    for (int i = 0; i < 3; i++)
        STR_COPY(plan->stations[i].id, stations[i]);
    plan->station_count = 3;
    sample_add_skill(plan, "F1", "Fractions", 1, "");
    sample_add_skill(plan, "F2", "Fractions", 2, "F1");
    sample_add_skill(plan, "F3", "Fractions", 3, "F2");
    sample_add_skill(plan, "G1", "Geometry", 1, "");
    sample_add_skill(plan, "M1", "", 0, "");
    sample_add_ticket(plan, "t1", "F1");
    sample_add_ticket(plan, "t2", "G1");
    STR_COPY(plan->reflections[0].id, "r1");
    STR_COPY(plan->reflections[1].id, "r2");
    plan->reflection_count = 2;
}

static inline void sample_open(struct sample *sample)
{
    memset(sample, 0, sizeof *sample);
    assert_true(
        arena_open(&sample->arena, sizeof(struct classroom) + sizeof(struct plan) + 4096, NULL));
    sample->classroom = arena_new(&sample->arena, struct classroom);
    sample->plan = arena_new(&sample->arena, struct plan);
    classroom_init(sample->classroom);
    sample_fill_plan(sample->plan);
}

static inline void sample_take_plan(struct sample *sample)
{
    assert_true(classroom_take_plan(sample->classroom, sample->plan, "v1"));
}

static inline void sample_close(struct sample *sample)
{
    arena_close(&sample->arena);
}

/* An event of log `log` for student `s<student>`, station "makers". */
static inline void sample_event(
    struct event *event, enum event_kind kind, int student, int64_t at_ms, int log, uint32_t seq)
{
    memset(event, 0, sizeof *event);
    event->kind = kind;
    event->version = 1;
    event->stamp.at_ms = event->wall_ms = at_ms;
    event->stamp.log[0] = (uint8_t)log;
    event->stamp.seq = seq;
    STR_COPY(event->station, "makers");
    STR_FORMAT(event->student, "s%d", student);
}

static inline struct moment sample_moment(int64_t wall_ms)
{
    return (struct moment){.wall_ms = wall_ms, .mono_ms = 1000, .trusted = true};
}
