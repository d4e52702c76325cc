#include "screens/screen.h"

#include "base/str.h"

#include <assert.h>

#define SCREEN(NAME, name) extern const struct screen screen_##name;
#include "screens/screens.def"
#undef SCREEN

static const struct screen *const screens[SCREEN_COUNT] = {
#define SCREEN(NAME, name) [SCREEN_##NAME] = &screen_##name,
#include "screens/screens.def"
#undef SCREEN
};

const struct screen *screen_get(enum screen_id id)
{
    assert(id > SCREEN_NONE && id < SCREEN_COUNT);
    return screens[id];
}

void screen_go(struct screen_call *call, enum screen_id id)
{
    call->go = id;
    call->go_draft = DRAFT_NONE;
}

void screen_go_draft(
    struct screen_call *call, enum screen_id id, enum draft_kind kind, const char *about)
{
    call->go = id;
    call->go_draft = kind;
    call->go_about = about;
}

struct action *screen_action(struct screen_call *call, enum action_kind kind)
{
    struct action *action = arena_new(ui_frame_arena(call->ui), struct action);
    assert(action != NULL);
    action->kind = kind;
    action->student = call->session->student;
    const struct station *station = screen_station(call);
    if (station != NULL)
        STR_COPY(action->station, station->id);
    return action;
}

struct wish *screen_wish(struct screen_call *call, enum wish_kind kind)
{
    assert(call->wish_count < WISH_MAX);
    struct wish *wish = &call->wishes[call->wish_count++];
    *wish = (struct wish){.kind = kind};
    return wish;
}

void screen_act(
    struct screen_call *call, const struct action *action, enum screen_id then, enum notice notice)
{
    struct wish *wish = screen_wish(call, WISH_ACT);
    wish->action = action;
    wish->then = then;
    wish->notice = notice;
}

void screen_try(struct screen_call *call, const struct action *action)
{
    screen_wish(call, WISH_TRY)->action = action;
}

const struct student *screen_student(const struct screen_call *call)
{
    assert(call->session->student >= 0);
    return &call->classroom->plan.students[call->session->student];
}

const struct student_state *screen_student_state(const struct screen_call *call)
{
    assert(call->session->student >= 0);
    return &call->classroom->students[call->session->student];
}

const struct station *screen_station(const struct screen_call *call)
{
    int station = call->session->station;
    return station >= 0 ? &call->classroom->plan.stations[station] : NULL;
}
