#include "model/event.h"

#include "base/hex.h"
#include "base/str.h"
#include <string.h>

static const char *const kind_names[EVENT_KIND_COUNT] = {[EVENT_UNKNOWN] = "unknown",
#define EVENT(NAME, name) [EVENT_##NAME] = #name,
    EVENT_KINDS(EVENT)
#undef EVENT
};

const char *const check_in_how_names[HOW_COUNT] = {
    [HOW_BADGE] = "badge",
    [HOW_SCANNER] = "scanner",
    [HOW_PICTURES] = "pictures",
    [HOW_TEACHER] = "teacher",
};

const char *const visit_end_names[END_COUNT] = {
    [END_DONE] = "done",
    [END_IDLE] = "idle",
    [END_OTHER_STATION] = "other_station",
    [END_OTHER_STUDENT] = "other_student",
    [END_RESTART] = "restart",
    [END_TEACHER] = "teacher",
};

const char *const mastery_level_names[MASTERY_COUNT] = {
    [MASTERY_NONE] = "no_evidence",
    [MASTERY_NOT_YET] = "not_yet",
    [MASTERY_GETTING_THERE] = "getting_there",
    [MASTERY_GOT_IT] = "got_it",
};

const char *const profile_field_names[PROFILE_COUNT] = {
    [PROFILE_INTERESTS] = "interests",
    [PROFILE_LEARN_BEST] = "learn_best",
    [PROFILE_STRENGTHS] = "strengths",
};

const char *event_kind_name(enum event_kind kind)
{
    return kind_names[(unsigned)kind < EVENT_KIND_COUNT ? kind : EVENT_UNKNOWN];
}

enum event_kind event_kind_find(const char *name)
{
    for (int kind = EVENT_UNKNOWN + 1; kind < EVENT_KIND_COUNT; kind++)
        if (str_equal(kind_names[kind], name))
            return (enum event_kind)kind;
    return EVENT_UNKNOWN;
}

bool event_kind_is_of_board(enum event_kind kind)
{
    switch (kind) {
    case EVENT_GOAL_SET:
    case EVENT_KUDOS_GIVEN:
    case EVENT_GROUPS_APPROVED:
    case EVENT_ROTATION_STARTED:
    case EVENT_ROTATION_CHANGED:
    case EVENT_STUDENT_MOVED:
    case EVENT_PLAYLIST_SET:
    case EVENT_MASTERY_SET:
    case EVENT_EVIDENCE_IMPORTED:
    case EVENT_BADGE_ISSUED:
    case EVENT_BADGE_VOIDED:
    case EVENT_PLAN_PUBLISHED:
    case EVENT_STUDENT_ERASED: return true;
    default: return false;
    }
}

size_t event_body_size(enum event_kind kind)
{
#define SIZE(NAME, name) [EVENT_##NAME] = sizeof((union event_body *)NULL)->name
    static const size_t sizes[EVENT_KIND_COUNT] = {
        SIZE(VISIT_STARTED, visit_started),
        SIZE(VISIT_ENDED, visit_ended),
        SIZE(GOAL_CHOSEN, goal_chosen),
        SIZE(GOAL_SET, goal_set),
        SIZE(TICKET_SUBMITTED, ticket_submitted),
        SIZE(REFLECTION_SUBMITTED, reflection_submitted),
        SIZE(KUDOS_GIVEN, kudos_given),
        SIZE(PROFILE_CHANGED, profile_changed),
        SIZE(GROUPS_APPROVED, groups_approved),
        SIZE(ROTATION_STARTED, rotation_started),
        SIZE(ROTATION_CHANGED, rotation_changed),
        SIZE(STUDENT_MOVED, student_moved),
        SIZE(PLAYLIST_SET, playlist_set),
        SIZE(GROUP_JOINED, group_joined),
        SIZE(MASTERY_SET, mastery_set),
        SIZE(EVIDENCE_IMPORTED, evidence_imported),
        SIZE(BADGE_ISSUED, badge_issued),
        SIZE(PLAN_PUBLISHED, plan_published),
    };
#undef SIZE
    return sizes[kind];
}

static const char about_reflection[] = "reflection:";

void event_about_reflection(const struct stamp *reflection, char out[static ID_SIZE])
{
    char log[2 * LOG_ID_SIZE + 1];
    hex_write(log, reflection->log, LOG_ID_SIZE);
    str_format(out, ID_SIZE, "%s%s:%u", about_reflection, log, (unsigned)reflection->seq);
}

bool event_about_parse(const char *about, struct stamp *out)
{
    if (!str_starts_with(about, about_reflection))
        return false;
    const char *text = about + sizeof about_reflection - 1;
    struct stamp stamp = {0};
    if (!hex_read(text, stamp.log, LOG_ID_SIZE))
        return false;
    text += 2 * LOG_ID_SIZE;
    int64_t seq;
    if (*text != ':' || !str_to_int64(text + 1, &seq) || seq < 1 || seq > UINT32_MAX)
        return false;
    stamp.seq = (uint32_t)seq;
    char written[ID_SIZE];
    event_about_reflection(&stamp, written);
    if (!str_equal(about, written)) /* what is looked for by its text has one text only */
        return false;
    *out = stamp;
    return true;
}

bool event_is_sealed(const char *stored)
{
    static const char mark[] = "sealed:";
    enum { BODY_MIN = 64 };
    if (strncmp(stored, mark, sizeof mark - 1) != 0)
        return false;
    const char *body = stored + sizeof mark - 1;
    size_t digits = strspn(body, "0123456789");
    if (digits == 0 || body[digits] != ':')
        return false;
    body += digits + 1;
    size_t length =
        strspn(body, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    return length >= BODY_MIN && body[length] == '\0';
}
