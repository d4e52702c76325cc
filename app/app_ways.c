#include "app.h"

#include "way_search.h"
#include <string.h>

enum { WAYS_LIMIT_MS = 150 }; /* of each part of the search, the teacher waits */

static int count_own(const struct app *app, const struct own_ways *own)
{
    int count = 0;
    for (int unit = 0; unit < own->way.problem.unit_count; unit++)
        count += rotation_playlist(
                     app->records.classroom, own->way.units.index[unit], own->question.day) != NULL;
    return count;
}

static void ask(const struct classroom *classroom, struct own_ways *own, float *met)
{
    const struct own_ways_question *question = &own->question;
    struct rotation_way *way = &own->way;
    memset(way, 0, sizeof *way);
    if (question->group >= 0 && question->group < rotation_group_count(classroom, question->day))
        rotation_problem_of_members(classroom, question->day, question->group, way);
    else
        rotation_problem_of_students(classroom, question->day, 0, &way->problem, &way->units);
    for (int unit = 0; unit < way->problem.unit_count; unit++)
        way->problem.units[unit].must |= question->must;
    rotation_meetings_of_students(classroom, question->day, &way->problem, &way->units, met);
    way->problem.met = met;
}

void app_plan_own_ways(struct app *app, const struct own_ways_question *question)
{
    struct error error = {0};
    app->session.own_ways = NULL;
    if (!app->session.teacher)
        return;
    if (app->own_ways == NULL)
        app->own_ways = arena_new(&app->arena, struct own_ways);
    float *met = arena_array(&app->frame_arena, float, ROTATION_UNIT_MAX *ROTATION_UNIT_MAX);
    bool ok = (app->own_ways != NULL && met != NULL) ||
              error_set(&error, ERR_MEMORY, "no memory for ways");
    if (ok) {
        app->own_ways->question = *question;
        ask(app->records.classroom, app->own_ways, met);
        ok = way_search(WAYS_LIMIT_MS, &app->own_ways->way, &error);
        app->own_ways->way.problem.met = NULL; /* gone with this frame */
    }
    if (!ok) {
        app_tell_failure(app, &error);
        return;
    }
    app->own_ways->own_count = count_own(app, app->own_ways);
    app->session.own_ways = app->own_ways;
}

/* One action a student; those who have nothing to take back are left out. */
static int list_actions(const struct app *app, bool set, struct action *actions)
{
    const struct own_ways *own = app->own_ways;
    const struct classroom *classroom = app->records.classroom;
    int count = 0;
    for (int unit = 0; unit < own->way.problem.unit_count; unit++) {
        int student = own->way.units.index[unit];
        if (!set && rotation_playlist(classroom, student, own->question.day) == NULL)
            continue;
        struct action *action = &actions[count++];
        action->kind = ACTION_SET_PLAYLIST;
        action->student = student;
        action->playlist.day = own->question.day;
        if (set)
            rotation_plan_to_playlist(
                classroom, &own->way, unit, own->question.day, &action->playlist);
    }
    return count;
}

static void record(struct app *app, bool set)
{
    struct error error = {0};
    struct arena *arena = &app->records.arena;
    size_t mark = arena_mark(arena);
    if (app->session.own_ways == NULL || !app->session.teacher)
        return;
    struct action *actions = arena_array(arena, struct action, STUDENT_MAX);
    int count = actions != NULL ? list_actions(app, set, actions) : 0;
    bool ok = actions != NULL || error_set(&error, ERR_MEMORY, "no memory for ways");
    if (ok && count > 0)
        ok = records_apply_all(&app->records, actions, count, &app->session.now, &error);
    arena_release(arena, mark);
    if (ok)
        app_notice(app, NOTICE_SAVED);
    else
        app_tell_failure(app, &error);
    app->frame_due = true;
}

void app_set_own_ways(struct app *app)
{
    record(app, true);
}

void app_clear_own_ways(struct app *app)
{
    record(app, false);
}
