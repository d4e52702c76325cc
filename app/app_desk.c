#define LOG_MODULE "desk"
#include "app.h"

#include "base/log.h"
#include "base/str.h"
#include "exchange/desk_json.h"
#include "way_search.h"
#include <string.h>

enum {
    WAY_LIMIT_MS = 40,  /* of each part of the search, the teacher waits */
    SLICE_STEPS = 8192, /* of a slice's parts: less than half a millisecond, 4 on a slow machine */
};

static const char *const desk_key = "desk";

static void begin(struct app *app)
{
    size_t size = grouping_memory_size();
    grouping_desk_init(app->desk, app->desk_memory, size);
    grouping_desk_use_slices(app->desk, app->desk_forming_memory, size);
}

/* As it was left; what cannot be read is begun anew, the approved groups stand elsewhere. */
static void load(struct app *app)
{
    struct error error = {0};
    const char *body = NULL;
    const struct classroom *classroom = app->records.classroom;
    begin(app);
    if (!store_load_draft(app->records.store, "", desk_key, &app->frame_arena, &body, &error)) {
        if (error.code != ERR_NOT_FOUND)
            log_warning("the groups in the making are begun anew: %s", error_code_name(error.code));
        return;
    }
    if (!desk_decode(app->desk, classroom, body, strlen(body), &error)) {
        log_warning("the groups in the making are begun anew: %s", error_code_name(error.code));
        begin(app);
    }
}

static bool reserve(struct app *app, struct error *error)
{
    if (app->desk == NULL)
        app->desk = arena_new(&app->arena, struct grouping_desk);
    if (app->desk_memory == NULL)
        app->desk_memory = arena_alloc(&app->arena, grouping_memory_size());
    if (app->desk_forming_memory == NULL)
        app->desk_forming_memory = arena_alloc(&app->arena, grouping_memory_size());
    if (app->desk_way == NULL)
        app->desk_way = arena_new(&app->arena, struct desk_way);
    return (app->desk != NULL && app->desk_memory != NULL && app->desk_forming_memory != NULL &&
               app->desk_way != NULL) ||
           error_set(error, ERR_MEMORY, "no memory for groups in the making");
}

bool app_update_desk(struct app *app, struct error *error)
{
    struct classroom *classroom = app->records.classroom;
    if (!reserve(app, error))
        return false;
    /* Indexes of students mean this state and this plan. */
    bool is_other = app->desk_built != app->records.built;
    if (is_other || !str_equal(app->desk_plan, classroom->plan_version)) {
        if (is_other) /* it was saved before that, as far as it could be */
            app->desk_dirty = false;
        app_settle_desk(app);
        load(app);
        app->desk_built = app->records.built;
        STR_COPY(app->desk_plan, classroom->plan_version);
    }
    if (!grouping_desk_update(app->desk, classroom, app->session.today, error))
        return false;
    app->session.desk = app->desk;
    return true;
}

static void tell_failure(struct app *app, struct error *error)
{
    app_tell_failure(app, error);
    *error = (struct error){0};
    if (!app_update_desk(app, error)) /* as it was before */
        log_warning("there are no groups in the making: %s", error_code_name(error->code));
}

void app_change_desk(struct app *app, const struct grouping_desk_change *change)
{
    struct error error = {0};
    app->session.desk_way = NULL;
    bool ok = (app->session.desk != NULL || app_update_desk(app, &error)) &&
              grouping_desk_change(app->desk, app->records.classroom, change, &error);
    app->desk_dirty = true;
    if (!ok)
        tell_failure(app, &error);
}

bool app_is_forming(const struct app *app)
{
    return app->session.desk != NULL && grouping_desk_is_forming(app->session.desk);
}

void app_form_groups(struct app *app)
{
    struct error error = {0};
    struct way_limit limit = {.limit_ms = app->slice_ms};
    bool ok = true;
    way_limit_restart(&limit);
    do
        ok = grouping_desk_work(app->desk, app->records.classroom, SLICE_STEPS, &error);
    while (ok && app_is_forming(app) && !way_limit_is_over(&limit));
    if (!ok)
        tell_failure(app, &error);
    if (app_is_forming(app))
        return;
    app->desk_dirty = true;
    app->frame_due = true;
}

void app_leave_desk(struct app *app)
{
    if (app->desk != NULL)
        grouping_desk_give_up(app->desk);
}

void app_settle_desk(struct app *app)
{
    app_leave_desk(app);
    if (app->desk_dirty)
        app_save_desk(app);
}

/* Without a way the groups go round the stations, which is no reason not to publish them. */
void app_plan_way(struct app *app)
{
    struct error error = {0};
    bool teacher_first[GROUP_MAX];
    const struct classroom *classroom = app->records.classroom;
    struct desk_way *own = app->desk_way;
    if (app->session.desk == NULL)
        return;
    grouping_desk_approval(app->desk, &classroom->plan, &own->approval);
    grouping_teacher_first(&app->desk->result, teacher_first);
    memset(&own->way, 0, sizeof own->way);
    rotation_problem_of_approval(
        classroom, &own->approval, teacher_first, &own->way.problem, &own->way.units);
    if (way_search(WAY_LIMIT_MS, &own->way, &error))
        rotation_way_write(classroom, &own->way, &own->approval);
    else
        log_warning("the groups have no way through the day: %s", error_code_name(error.code));
    app->session.desk_way = own;
}

void app_save_desk(struct app *app)
{
    struct error error = {0};
    const char *body;
    size_t mark = arena_mark(&app->frame_arena);
    bool saved =
        desk_encode(app->desk, app->records.classroom, &app->frame_arena, &body, &error) &&
        store_save_draft(app->records.store, "", desk_key, body, app->session.now.wall_ms, &error);
    arena_release(&app->frame_arena, mark);
    app->desk_dirty = !saved;
    app->desk_retry_ms = saved ? 0 : app->session.now.mono_ms + DRAFT_RETRY_MS;
    if (!saved)
        log_warning("the groups in the making are not saved: %s", error_code_name(error.code));
}
