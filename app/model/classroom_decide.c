#include "model/classroom_internal.h"

#include "base/date.h"
#include "model/goal.h"
#include <string.h>

enum { MINUTES_MAX = 240, FEELING_MAX = 4 };

bool decision_refuse(const struct decision *d, enum error_code code, const char *text)
{
    return error_set(d->error, code, "%s", text);
}

bool decision_is_blank(const char *text)
{
    char copy[LONG_TEXT_SIZE];
    STR_COPY(copy, text);
    return str_trim(copy) == 0;
}

void decision_copy_trimmed(char *out, size_t size, const char *text)
{
    str_copy(out, size, text);
    str_trim(out);
}

static bool decide_check_in(const struct decision *d)
{
    if (d->action->station[0] == '\0')
        return decision_refuse(
            d, ERR_BAD_INPUT, "This station has no name yet. Please tell your teacher.");
    if ((unsigned)d->action->how >= HOW_COUNT)
        return decision_refuse(d, ERR_BAD_INPUT, "This way to check in is not known.");
    d->out->kind = EVENT_VISIT_STARTED;
    STR_COPY(d->out->body.visit_started.station, d->action->station);
    d->out->body.visit_started.how = d->action->how;
    return true;
}

static bool decide_sign_out(const struct decision *d)
{
    if (!classroom_is_checked_in(d->classroom, d->action->student))
        return decision_refuse(d, ERR_DENIED, "Nobody to sign out: the visit is over already.");
    if ((unsigned)d->action->end >= END_COUNT)
        return decision_refuse(d, ERR_BAD_INPUT, "This way to end a visit is not known.");
    d->out->kind = EVENT_VISIT_ENDED;
    d->out->body.visit_ended.reason = d->action->end;
    /* The teacher's word counts from any machine, under its own name. */
    if (d->action->station[0] == '\0' && d->action->end != END_TEACHER)
        STR_COPY(d->out->station, d->state->visit_station);
    return true;
}

static bool decide_choose_goal(const struct decision *d)
{
    const struct classroom *classroom = d->classroom;
    int skill = classroom_find_skill_in_plan(classroom, d->action->skill);
    if (skill < 0)
        return decision_refuse(
            d, ERR_NOT_FOUND, "This goal is not in the plan any more: pick another one.");
    bool is_teachers = d->state->goal_by_teacher && str_equal(d->state->goal, d->action->skill);
    if (!is_teachers && goal_is_given(classroom, d->action->student))
        return decision_refuse(
            d, ERR_DENIED, "Your teacher picked a goal for you: work on that one first.");
    if (!is_teachers && !goal_is_ready(classroom, d->action->student, skill))
        return decision_refuse(
            d, ERR_DENIED, "This goal is not ready yet: pick one of those you are shown.");
    if (decision_is_blank(d->action->text))
        return decision_refuse(
            d, ERR_BAD_INPUT, "Say why you picked this goal: a few words are enough.");
    d->out->kind = EVENT_GOAL_CHOSEN;
    STR_COPY(d->out->body.goal_chosen.skill, d->action->skill);
    COPY_TRIMMED(d->out->body.goal_chosen.reason, d->action->text);
    return true;
}

/* Fills one answer from the draft, wherever the item stands in it. */
static void score_answer(const struct item *item, const struct draft *draft, struct answer *out)
{
    STR_COPY(out->item, item->id);
    for (int i = 0; i < draft->answer_count; i++)
        if (str_equal(draft->answers[i].item, item->id)) {
            COPY_TRIMMED(out->response, draft->answers[i].response);
            out->unsure = draft->answers[i].unsure;
            out->ms = draft->answers[i].ms;
        }
    struct score score = item_score(item, out->response, out->unsure);
    out->right = score.right;
    out->scored = score.scored;
    out->score = score.score;
    /* "I'm not sure yet" says something of the skill only where an answer would. That is settled
     * here: the question may be gone from the plan when the event is read again. */
    if (!out->unsure || item_is_scored(item->kind))
        STR_COPY(out->skill, item->skill);
}

static bool decide_submit_ticket(const struct decision *d)
{
    const struct draft *draft = &d->action->draft;
    const struct plan *plan = &d->classroom->plan;
    if (draft->kind != DRAFT_TICKET)
        return decision_refuse(d, ERR_BAD_INPUT, "There is no exit ticket to hand in.");
    int index = classroom_find_ticket(d->classroom, draft->about);
    if (index < 0 || plan->tickets[index].item_count == 0)
        return decision_refuse(d, ERR_NOT_FOUND, "This exit ticket is not in the plan any more.");
    const struct ticket *ticket = &plan->tickets[index];
    d->out->kind = EVENT_TICKET_SUBMITTED;
    STR_COPY(d->out->body.ticket_submitted.ticket, ticket->id);
    d->out->body.ticket_submitted.answer_count = ticket->item_count;
    bool has_answer = false;
    for (int i = 0; i < ticket->item_count; i++) {
        struct answer *answer = &d->out->body.ticket_submitted.answers[i];
        score_answer(&plan->items[ticket->items[i]], draft, answer);
        has_answer = has_answer || answer->unsure || answer->response[0] != '\0';
    }
    if (!has_answer)
        return decision_refuse(
            d, ERR_BAD_INPUT, "Nothing is answered yet. “I’m not sure yet” is an answer, too.");
    return true;
}

static bool decide_submit_reflection(const struct decision *d)
{
    const struct draft *draft = &d->action->draft;
    if (draft->kind != DRAFT_REFLECTION)
        return decision_refuse(d, ERR_BAD_INPUT, "There is no reflection to save.");
    if (draft->about[0] != '\0' && plan_find_reflection(&d->classroom->plan, draft->about) < 0)
        return decision_refuse(d, ERR_NOT_FOUND, "This question is not in the plan any more.");
    if (draft->feeling < 0 || draft->feeling > FEELING_MAX)
        return decision_refuse(
            d, ERR_BAD_INPUT, "This face is not one of the four: pick one again.");
    bool has_clip = draft->clip[0] != '\0';
    if (has_clip && !d->classroom->plan.voice)
        return decision_refuse(
            d, ERR_DENIED, "Your class does not record voices: write a few words.");
    if (draft->feeling == 0 && decision_is_blank(draft->text) && !has_clip)
        return decision_refuse(d, ERR_BAD_INPUT, "Pick a face or write a few words first.");
    d->out->kind = EVENT_REFLECTION_SUBMITTED;
    STR_COPY(d->out->body.reflection_submitted.prompt, draft->about);
    d->out->body.reflection_submitted.feeling = draft->feeling;
    COPY_TRIMMED(d->out->body.reflection_submitted.text, draft->text);
    STR_COPY(d->out->body.reflection_submitted.clip, draft->clip);
    return true;
}

static bool decide_help(const struct decision *d)
{
    bool asks = d->action->kind == ACTION_ASK_HELP;
    int32_t today = date_day_at(d->now->wall_ms, d->now->offset_s);
    bool waits = classroom_wants_help(d->classroom, d->action->student, today);
    if (asks && waits) /* asking again would lose the place in the queue */
        return decision_refuse(
            d, ERR_DENIED, "Your teacher knows that you need help and will come.");
    if (!asks && !waits)
        return decision_refuse(d, ERR_DENIED, "You are not waiting for help.");
    d->out->kind = asks ? EVENT_HELP_ASKED : EVENT_HELP_CLEARED;
    return true;
}

static bool decide_give_kudos(const struct decision *d)
{
    if (decision_is_blank(d->action->text))
        return decision_refuse(d, ERR_BAD_INPUT, "Write a few words of praise first.");
    d->out->kind = EVENT_KUDOS_GIVEN;
    COPY_TRIMMED(d->out->body.kudos_given.text, d->action->text);
    const char *about = d->action->about[0] != '\0' ? d->action->about : d->action->skill;
    struct stamp reflection;
    if (d->action->about[0] != '\0' && !event_about_parse(about, &reflection))
        return decision_refuse(d, ERR_BAD_INPUT, "The reflection to reply to is not known.");
    STR_COPY(d->out->body.kudos_given.about, about);
    return true;
}

static bool decide_see_kudos(const struct decision *d)
{
    const struct kudos *waiting[KUDOS_MAX];
    if (classroom_new_kudos(d->classroom, d->action->student, waiting) == 0)
        return decision_refuse(d, ERR_DENIED, "There is no new praise to look at.");
    d->out->kind = EVENT_KUDOS_SEEN;
    return true;
}

static bool decide_change_profile(const struct decision *d)
{
    if ((unsigned)d->action->field >= PROFILE_COUNT)
        return decision_refuse(d, ERR_BAD_INPUT, "This part of the profile is not known.");
    d->out->kind = EVENT_PROFILE_CHANGED;
    d->out->body.profile_changed.field = d->action->field;
    COPY_TRIMMED(d->out->body.profile_changed.value, d->action->text);
    return true;
}

static bool decide_issue_badge(const struct decision *d)
{
    int owner;
    if (classroom_find_badge(d->classroom, d->action->hash, &owner) != BADGE_OWNER_UNKNOWN ||
        classroom_is_teacher_badge(d->classroom, d->action->hash))
        return decision_refuse(
            d, ERR_DENIED, "This badge code has been used before: make a new one.");
    d->out->kind = EVENT_BADGE_ISSUED;
    memcpy(d->out->body.badge_issued.hash, d->action->hash, BADGE_HASH_SIZE);
    return true;
}

static bool decide_void_badge(const struct decision *d)
{
    const struct badge_state *badge =
        d->state != NULL ? &d->state->badge : &d->classroom->teacher_badge;
    if (!badge->valid)
        return decision_refuse(d, ERR_NOT_FOUND, "There is no valid badge to void.");
    d->out->kind = EVENT_BADGE_VOIDED;
    return true;
}

static bool decide_start_rotation(const struct decision *d)
{
    int64_t at_ms = d->action->rotation.at_ms;
    if (at_ms == 0)
        at_ms = d->now->wall_ms;
    int32_t day = d->action->rotation.day;
    if (day == 0)
        day = date_day_at(at_ms, d->now->offset_s);
    int32_t rounds = d->action->rotation.rounds, minutes = d->action->rotation.minutes;
    struct rotation_lengths usual = classroom_rotation_lengths(d->classroom, day);
    rounds = rounds != 0 ? rounds : usual.rounds;
    minutes = minutes != 0 ? minutes : usual.minutes;
    if (rounds < 1 || rounds > ROUND_MAX)
        return error_set(d->error, ERR_BAD_INPUT, "A block has 1 to %d rounds.", ROUND_MAX);
    if (minutes < 1 || minutes > MINUTES_MAX)
        return error_set(d->error, ERR_BAD_INPUT, "A round has 1 to %d minutes.", MINUTES_MAX);
    d->out->kind = EVENT_ROTATION_STARTED;
    d->out->body.rotation_started.day = day;
    d->out->body.rotation_started.rounds = rounds;
    d->out->body.rotation_started.minutes = minutes;
    d->out->body.rotation_started.at_ms = at_ms;
    return true;
}

static bool decide_publish_plan(const struct decision *d)
{
    if (decision_is_blank(d->action->text))
        return decision_refuse(d, ERR_BAD_INPUT, "The plan has no version to publish.");
    d->out->kind = EVENT_PLAN_PUBLISHED;
    COPY_TRIMMED(d->out->body.plan_published.version, d->action->text);
    STR_COPY(d->out->body.plan_published.hash, d->out->body.plan_published.version);
    return true;
}

static bool decide_set_clock(const struct decision *d)
{
    d->out->kind = EVENT_CLOCK_SET;
    return d->now->trusted ||
           error_set(d->error, ERR_DENIED, "the clock of this machine is not sure");
}

static bool decide_kind(const struct decision *d)
{
    switch (d->action->kind) {
    case ACTION_CHECK_IN: return decide_check_in(d);
    case ACTION_SIGN_OUT: return decide_sign_out(d);
    case ACTION_CHOOSE_GOAL: return decide_choose_goal(d);
    case ACTION_SUBMIT_TICKET: return decide_submit_ticket(d);
    case ACTION_SUBMIT_REFLECTION: return decide_submit_reflection(d);
    case ACTION_ASK_HELP:
    case ACTION_CLEAR_HELP: return decide_help(d);
    case ACTION_GIVE_KUDOS: return decide_give_kudos(d);
    case ACTION_SEE_KUDOS: return decide_see_kudos(d);
    case ACTION_CHANGE_PROFILE: return decide_change_profile(d);
    case ACTION_ISSUE_BADGE: return decide_issue_badge(d);
    case ACTION_VOID_BADGE: return decide_void_badge(d);
    case ACTION_START_ROTATION: return decide_start_rotation(d);
    case ACTION_PUBLISH_PLAN: return decide_publish_plan(d);
    case ACTION_SET_CLOCK: return decide_set_clock(d);
    case ACTION_ERASE_STUDENT: d->out->kind = EVENT_STUDENT_ERASED; return true;
    default: return decide_board(d);
    }
}

/* A badge of nobody's is the teacher's. */
static bool needs_student(const struct action *action)
{
    switch (action->kind) {
    case ACTION_NONE:
    case ACTION_START_ROTATION:
    case ACTION_CHANGE_ROTATION:
    case ACTION_APPROVE_GROUPS:
    case ACTION_PUBLISH_PLAN:
    case ACTION_SET_CLOCK: return false;
    case ACTION_ISSUE_BADGE:
    case ACTION_VOID_BADGE: return action->student >= 0;
    default: return true;
    }
}

/* Whose action it is; a draft of another student is never taken, whatever the action. */
static bool check_student(struct decision *d)
{
    int student = d->action->student;
    if (student < 0 || student >= d->classroom->plan.student_count)
        return decision_refuse(d, ERR_NOT_FOUND, "This student is not in the class.");
    d->state = &d->classroom->students[student];
    const char *id = d->classroom->plan.students[student].id;
    if (d->state->erased)
        return decision_refuse(d, ERR_NOT_FOUND, "This student was erased from the class.");
    if (!d->state->enrolled && d->action->kind != ACTION_ERASE_STUDENT &&
        d->action->kind != ACTION_SIGN_OUT && d->action->kind != ACTION_VOID_BADGE)
        return decision_refuse(d, ERR_NOT_FOUND, "This student is not in the class any more.");
    if (d->action->draft.kind != DRAFT_NONE && !str_equal(d->action->draft.student, id))
        return decision_refuse(d, ERR_DENIED, "This work belongs to another student.");
    STR_COPY(d->out->student, id);
    return true;
}

static void fill_envelope(const struct decision *d)
{
    const struct moment *now = d->now;
    struct event *out = d->out;
    memset(out, 0, sizeof *out);
    /* A clock behind the newest event would put new facts before old ones and lose them. */
    int64_t next_ms = d->classroom->event_count > 0 ? d->classroom->newest_ms + 1 : now->wall_ms;
    out->stamp.at_ms = now->wall_ms > next_ms ? now->wall_ms : next_ms;
    out->wall_ms = now->wall_ms;
    out->mono_ms = now->mono_ms;
    out->offset_s = now->offset_s;
    out->trusted = now->trusted;
    out->version = 1;
    STR_COPY(out->station, d->action->station);
    STR_COPY(out->class_id, d->classroom->plan.class_id);
}

bool classroom_decide(const struct classroom *classroom, const struct action *action,
    const struct moment *now, struct event *out, struct error *error)
{
    struct decision d = {classroom, action, now, NULL, out, error};
    fill_envelope(&d);
    if (needs_student(action) && !check_student(&d))
        return false;
    return decide_kind(&d);
}
