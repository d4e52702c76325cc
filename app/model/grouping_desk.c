#include "model/grouping_desk.h"

#include "base/macros.h"
#include "base/str.h"
#include <assert.h>
#include <string.h>

static const char *const gone = N_("The student or the group is not there any more.");

static struct grouping_desk_scheme *front(struct grouping_desk *desk)
{
    return &desk->schemes[desk->scheme];
}

const struct grouping_desk_scheme *grouping_desk_front(const struct grouping_desk *desk)
{
    return &desk->schemes[desk->scheme];
}

void grouping_desk_init(struct grouping_desk *desk, void *memory, size_t size)
{
    assert(size >= grouping_memory_size());
    memset(desk, 0, sizeof *desk);
    desk->steps = GROUPING_STEPS;
    desk->memory = memory;
    desk->memory_size = size;
    for (int i = 0; i < GROUPING_SCHEME_COUNT; i++) {
        desk->schemes[i].days = GROUPING_DAYS;
        desk->schemes[i].skill = -1;
        desk->schemes[i].teacher_first = i == GROUPING_TARGETED;
    }
}

void grouping_desk_use_slices(struct grouping_desk *desk, void *memory, size_t size)
{
    assert(size >= desk->memory_size);
    desk->forming_memory = memory;
}

bool grouping_desk_is_forming(const struct grouping_desk *desk)
{
    return desk->forming.grouping != NULL;
}

int32_t grouping_desk_group_count(const struct grouping_desk *desk)
{
    return grouping_desk_is_forming(desk) ? desk->forming.group_count : desk->result.group_count;
}

/* --- Steps ------------------------------------------------------------------------------------ */

static int32_t step_at(const struct grouping_desk_scheme *scheme)
{
    return (scheme->history.first + scheme->history.at) % GROUPING_HISTORY_MAX;
}

const struct grouping_naming *grouping_desk_naming(const struct grouping_desk_scheme *scheme)
{
    return &scheme->namings[step_at(scheme)];
}

void grouping_desk_restore(struct grouping_desk_scheme *scheme,
    const struct grouping_placement *placement, const struct grouping_naming *naming)
{
    grouping_history_start(&scheme->history, placement);
    scheme->namings[step_at(scheme)] = *naming;
    scheme->is_formed = true;
}

static void add_step(struct grouping_desk_scheme *scheme,
    const struct grouping_placement *placement, const struct grouping_naming *naming)
{
    if (!scheme->is_formed) {
        grouping_desk_restore(scheme, placement, naming);
        return;
    }
    struct grouping_naming kept = *naming; /* it may be the one that is replaced */
    grouping_history_add(&scheme->history, placement);
    scheme->namings[step_at(scheme)] = kept;
}

/* --- Who counts ------------------------------------------------------------------------------- */

static bool counts(const struct grouping_desk *desk, const struct classroom *classroom, int student)
{
    return student >= 0 && student < classroom->plan.student_count &&
           classroom->students[student].enrolled && !desk->absent[student];
}

int32_t grouping_desk_present(const struct grouping_desk *desk, const struct classroom *classroom)
{
    int32_t count = 0;
    for (int i = 0; i < classroom->plan.student_count; i++)
        count += counts(desk, classroom, i);
    return count;
}

bool grouping_desk_is_left_out(
    const struct grouping_desk *desk, const struct classroom *classroom, int32_t student)
{
    return classroom->students[student].enrolled && desk->absent[student];
}

/* One group of everybody keeps each of these. */
static bool is_kept_by_fewer(const struct plan *plan, const struct grouping_demand *demand)
{
    if (demand->source != GROUPING_RULE)
        return demand->source == GROUPING_SIZES;
    enum rule_kind kind = plan->rules[demand->index].kind;
    return kind == RULE_TOGETHER || kind == RULE_NOT_ALONE;
}

bool grouping_desk_is_too_divided(
    const struct grouping_desk *desk, const struct classroom *classroom)
{
    enum { FEWEST = 2 }; /* in a group, so that somebody can be with somebody */
    const struct grouping_conflict *conflict = &desk->result.conflict;
    bool is_few = grouping_desk_present(desk, classroom) < FEWEST * grouping_desk_group_count(desk);
    for (int i = 0; i < conflict->count && is_few; i++)
        is_few = is_kept_by_fewer(&classroom->plan, &conflict->demands[i]);
    return is_few && conflict->count > 0;
}

static void see_who_is_there(struct grouping_desk *desk, const struct classroom *classroom)
{
    bool anybody = false;
    for (int i = 0; i < classroom->plan.student_count; i++)
        anybody |=
            classroom->students[i].enrolled && classroom_is_present(classroom, i, desk->today);
    for (int i = 0; i < STUDENT_MAX; i++)
        if (!desk->is_said[i])
            desk->absent[i] = anybody && (i >= classroom->plan.student_count ||
                                             !classroom_is_present(classroom, i, desk->today));
}

/* Who comes later is there; who is there never goes by this: a class that arrives one by one must
 * not lose its groups. */
static void see_who_came(struct grouping_desk *desk, const struct classroom *classroom)
{
    for (int i = 0; i < classroom->plan.student_count; i++)
        if (!desk->is_said[i] && desk->absent[i])
            desk->absent[i] = !classroom_is_present(classroom, i, desk->today);
}

/* --- Looking at what is in front -------------------------------------------------------------- */

static int32_t possible_groups(int32_t wanted, int32_t present)
{
    int32_t fewest = (present + RULE_STUDENT_MAX - 1) / RULE_STUDENT_MAX;
    return CLAMP(wanted, MAX(fewest, 1), MAX(MIN(present, GROUP_MAX), 1));
}

static uint64_t seed_of(const struct grouping_desk *desk)
{
    uint32_t turn = (uint32_t)grouping_desk_front(desk)->turn;
    return (uint64_t)(uint32_t)desk->day | (uint64_t)turn << 32;
}

static void set_options(
    const struct grouping_desk *desk, int32_t present, struct grouping_options *out)
{
    const struct grouping_desk_scheme *scheme = grouping_desk_front(desk);
    *out = (struct grouping_options){.scheme = desk->scheme,
        .today = desk->today,
        .days = scheme->days,
        .teacher_first = scheme->teacher_first,
        .seed = seed_of(desk)};
    if (scheme->skill >= 0)
        out->skills[out->skill_count++] = scheme->skill;
    memcpy(out->absent, desk->absent, sizeof out->absent);
    if (!scheme->is_formed)
        return;
    const struct grouping_naming *naming = grouping_desk_naming(scheme);
    out->group_count = possible_groups(naming->group_count, present);
    out->name_count = MIN(out->group_count, naming->group_count);
    memcpy(out->names, naming->names, sizeof out->names);
}

static void add_lock(struct grouping_options *options, int32_t student, const char *group)
{
    struct grouping_lock *lock = &options->locks[options->lock_count++];
    lock->student = student;
    STR_COPY(lock->group, group);
}

/* Where everybody is: as in the last step, and who is in no group where it does least harm, which
 * the step remembers. */
static void settle(
    struct grouping_desk *desk, const struct classroom *classroom, struct grouping_placement *out)
{
    struct grouping_desk_scheme *scheme = front(desk);
    struct grouping_placement *step = &scheme->history.steps[step_at(scheme)];
    struct grouping_placement from = *step;
    bool is_loose[STUDENT_MAX] = {false}, any_loose = false;
    for (int i = 0; i < STUDENT_MAX; i++) {
        bool is_there = counts(desk, classroom, i);
        if (!is_there || from.slot[i] >= desk->options.group_count)
            from.slot[i] = -1;
        is_loose[i] = is_there && from.slot[i] < 0;
        any_loose |= is_loose[i];
    }
    *out = from;
    if (any_loose)
        grouping_mend(desk->grouping, &from, NULL, 0, out);
    for (int i = 0; i < STUDENT_MAX; i++)
        if (is_loose[i])
            step->slot[i] = out->slot[i];
}

static void describe(struct grouping_desk *desk, const struct grouping_placement *placement)
{
    struct grouping_desk_scheme *scheme = front(desk);
    struct grouping_placement kept = *placement; /* it may be the result's own */
    grouping_describe(desk->grouping, &kept, &desk->result);
    grouping_judge(desk->grouping, &kept, &desk->verdict);
    desk->can_undo = scheme->history.at > 0;
    desk->can_redo = scheme->history.at + 1 < scheme->history.count;
}

static bool look(struct grouping_desk *desk, const struct classroom *classroom, struct error *error)
{
    const struct grouping_desk_scheme *scheme = grouping_desk_front(desk);
    const int8_t *slot = grouping_history_now(&scheme->history)->slot;
    int32_t present = grouping_desk_present(desk, classroom);
    set_options(desk, present, &desk->options);
    for (int i = 0; i < STUDENT_MAX; i++)
        if (scheme->is_locked[i] && counts(desk, classroom, i) && slot[i] >= 0 &&
            slot[i] < desk->options.name_count)
            add_lock(&desk->options, i, desk->options.names[slot[i]]);
    desk->grouping = NULL;
    struct grouping *grouping;
    if (!grouping_open(
            &grouping, classroom, &desk->options, desk->memory, desk->memory_size, error))
        return false;
    desk->grouping = grouping;
    struct grouping_placement placement;
    memset(placement.slot, -1, sizeof placement.slot);
    if (present > 0)
        settle(desk, classroom, &placement);
    describe(desk, &placement);
    return true;
}

/* --- Forming ---------------------------------------------------------------------------------- */

static bool is_kept(const struct grouping_desk_scheme *scheme, const struct grouping_stay *stay,
    int student, bool rest)
{
    int slot = grouping_history_now(&scheme->history)->slot[student];
    return slot >= 0 && slot < GROUP_MAX &&
           (stay->is_closed[slot] || scheme->is_locked[student] ||
               (rest && scheme->is_held[student]));
}

static void find_stay(const struct grouping_desk *desk, const struct classroom *classroom,
    bool rest, int32_t groups, struct grouping_stay *out)
{
    const struct grouping_desk_scheme *scheme = grouping_desk_front(desk);
    *out = (struct grouping_stay){0};
    for (int slot = 0; slot < groups && scheme->is_formed; slot++)
        out->is_closed[slot] = scheme->is_group_locked[slot] && slot < desk->result.group_count;
    for (int slot = 0; slot < groups; slot++)
        if (!out->is_closed[slot])
            out->slot_of[out->open_count++] = slot;
    for (int i = 0; i < STUDENT_MAX && scheme->is_formed; i++)
        out->is_any |= counts(desk, classroom, i) && is_kept(scheme, out, i, rest);
}

/* Options for the groups that are open; names stay only where somebody stays. */
static void set_form_options(const struct grouping_desk *desk, const struct classroom *classroom,
    bool rest, const struct grouping_stay *stay, struct grouping_options *options)
{
    const struct grouping_desk_scheme *scheme = grouping_desk_front(desk);
    char names[GROUP_MAX][NAME_SIZE];
    int32_t known = options->name_count;
    memcpy(names, options->names, sizeof names);
    options->name_count = 0;
    options->group_count = stay->open_count;
    if (!stay->is_any)
        return;
    int32_t open_of[GROUP_MAX];
    for (int k = 0; k < stay->open_count; k++) {
        open_of[stay->slot_of[k]] = k;
        if (stay->slot_of[k] < known)
            STR_COPY(options->names[options->name_count++], names[stay->slot_of[k]]);
    }
    for (int i = 0; i < STUDENT_MAX; i++) {
        int slot = grouping_history_now(&scheme->history)->slot[i];
        if (!counts(desk, classroom, i) || !is_kept(scheme, stay, i, rest))
            continue;
        if (stay->is_closed[slot])
            options->absent[i] = true;
        else if (slot < known && open_of[slot] < options->name_count)
            add_lock(options, i, options->names[open_of[slot]]);
    }
}

/* Unless another group is called so, or this one has a name. */
static void name_group(struct grouping_naming *naming, int32_t slot, const char *name)
{
    for (int other = 0; other < naming->group_count; other++)
        if (str_equal_ascii_fold(naming->names[other], name))
            return;
    if (naming->names[slot][0] == '\0')
        STR_COPY(naming->names[slot], name);
}

/* Closed groups keep their names; those that were formed did not know them and may have been dealt
 * the same. Where nobody is left to be formed a group stays empty, but somebody may be put there.
 */
static void join_names(const struct grouping_desk *desk, const struct grouping_stay *stay,
    const struct grouping_result *formed, struct grouping_naming *naming)
{
    const struct grouping_desk_scheme *scheme = grouping_desk_front(desk);
    static const struct grouping_naming nothing;
    const struct grouping_naming *old = scheme->is_formed ? grouping_desk_naming(scheme) : &nothing;
    int32_t known = MIN(naming->group_count, old->group_count);
    for (int slot = 0; slot < known; slot++)
        if (stay->is_closed[slot])
            name_group(naming, slot, old->names[slot]);
    for (int k = 0; k < formed->group_count; k++)
        name_group(naming, stay->slot_of[k], formed->groups[k].name);
    for (int slot = 0; slot < known; slot++)
        name_group(naming, slot, old->names[slot]);
    grouping_deal_names(naming->names, naming->group_count, seed_of(desk));
}

/* The new groups, put back between those that stayed. */
static void join(const struct grouping_desk *desk, const struct classroom *classroom, bool rest,
    const struct grouping_stay *stay, const struct grouping_result *formed, int32_t groups,
    struct grouping_placement *placement, struct grouping_naming *naming)
{
    const struct grouping_desk_scheme *scheme = grouping_desk_front(desk);
    *naming = (struct grouping_naming){.group_count = groups};
    memset(placement->slot, -1, sizeof placement->slot);
    for (int k = 0; k < formed->group_count; k++) {
        const struct grouping_group *group = &formed->groups[k];
        for (int i = 0; i < group->student_count; i++)
            placement->slot[group->students[i]] = (int8_t)stay->slot_of[k];
    }
    join_names(desk, stay, formed, naming);
    if (!scheme->is_formed)
        return;
    /* Also where rules contradict a lock: the teacher's hand is stronger, and the rule is told. */
    for (int i = 0; i < STUDENT_MAX; i++) {
        int slot = desk->result.placement.slot[i];
        if (slot >= 0 && slot < groups && counts(desk, classroom, i) &&
            is_kept(scheme, stay, i, rest))
            placement->slot[i] = (int8_t)slot;
    }
}

/* Who is locked in a group that is there no more is free. */
static void drop_locks(struct grouping_desk_scheme *scheme, int32_t groups)
{
    const int8_t *slot = grouping_history_now(&scheme->history)->slot;
    for (int i = 0; i < STUDENT_MAX && scheme->is_formed; i++)
        if (slot[i] >= groups)
            scheme->is_locked[i] = scheme->is_held[i] = false;
    for (int i = groups; i < GROUP_MAX; i++)
        scheme->is_group_locked[i] = false;
}

static void remember(struct grouping_desk *desk)
{
    const struct grouping_desk_scheme *scheme = grouping_desk_front(desk);
    struct grouping_forming *forming = &desk->forming;
    forming->scheme = desk->scheme;
    forming->before.days = scheme->days;
    forming->before.skill = scheme->skill;
    forming->before.turn = scheme->turn;
    memcpy(forming->before.is_locked, scheme->is_locked, sizeof scheme->is_locked);
    memcpy(forming->before.is_held, scheme->is_held, sizeof scheme->is_held);
    memcpy(
        forming->before.is_group_locked, scheme->is_group_locked, sizeof scheme->is_group_locked);
}

static void take_back(struct grouping_desk *desk)
{
    const struct grouping_forming *forming = &desk->forming;
    struct grouping_desk_scheme *scheme = &desk->schemes[forming->scheme];
    scheme->days = forming->before.days;
    scheme->skill = forming->before.skill;
    scheme->turn = forming->before.turn;
    memcpy(scheme->is_locked, forming->before.is_locked, sizeof scheme->is_locked);
    memcpy(scheme->is_held, forming->before.is_held, sizeof scheme->is_held);
    memcpy(
        scheme->is_group_locked, forming->before.is_group_locked, sizeof scheme->is_group_locked);
}

void grouping_desk_give_up(struct grouping_desk *desk)
{
    if (!grouping_desk_is_forming(desk))
        return;
    desk->forming.grouping = NULL;
    take_back(desk);
}

/* Until its first groups are formed there is nothing in front. */
static void clear(struct grouping_desk *desk)
{
    desk->grouping = NULL;
    desk->can_undo = desk->can_redo = false;
    memset(&desk->result, 0, sizeof desk->result);
    memset(&desk->verdict, 0, sizeof desk->verdict);
}

static bool finish(
    struct grouping_desk *desk, const struct classroom *classroom, struct error *error)
{
    struct grouping_forming *forming = &desk->forming;
    struct grouping_desk_scheme *scheme = &desk->schemes[forming->scheme];
    struct grouping_placement placement;
    struct grouping_naming naming;
    struct grouping_result formed;
    grouping_result(forming->grouping, &formed);
    forming->grouping = NULL;
    join(desk, classroom, forming->rest, &forming->stay, &formed, forming->group_count, &placement,
        &naming);
    if (!forming->rest)
        memset(scheme->is_held, 0, sizeof scheme->is_held);
    add_step(scheme, &placement, &naming);
    return look(desk, classroom, error);
}

bool grouping_desk_work(struct grouping_desk *desk, const struct classroom *classroom,
    int64_t steps, struct error *error)
{
    struct grouping_forming *forming = &desk->forming;
    if (!grouping_desk_is_forming(desk))
        return true;
    int64_t now = MIN(steps, forming->steps_left);
    grouping_improve(forming->grouping, now, NULL, NULL);
    forming->steps_left -= now;
    return forming->steps_left > 0 || finish(desk, classroom, error);
}

/* groups 0: as the engine finds usual. */
static bool begin(struct grouping_desk *desk, const struct classroom *classroom, int32_t groups,
    bool rest, struct error *error)
{
    struct grouping_desk_scheme *scheme = front(desk);
    struct grouping_forming *forming = &desk->forming;
    struct grouping_stay *stay = &forming->stay;
    struct grouping_options options;
    struct grouping *grouping;
    struct grouping_result first;
    see_who_is_there(desk, classroom);
    int32_t present = grouping_desk_present(desk, classroom);
    forming->groups = groups;
    forming->rest = rest;
    scheme->turn += scheme->is_formed;
    set_options(desk, present, &options);
    groups = groups > 0 ? possible_groups(groups, present) : options.group_count;
    drop_locks(scheme, groups > 0 ? groups : GROUP_MAX);
    find_stay(desk, classroom, rest, groups, stay);
    set_form_options(desk, classroom, rest, stay, &options);
    if (groups > 0 && stay->open_count == 0)
        return look(desk, classroom, error); /* nothing is free to be formed */
    bool slices = desk->forming_memory != NULL;
    if (!scheme->is_formed)
        clear(desk);
    else if (!slices)
        desk->grouping = NULL;
    if (!grouping_open(&grouping, classroom, &options, slices ? desk->forming_memory : desk->memory,
            desk->memory_size, error))
        return false;
    grouping_result(grouping, &first);
    if (groups == 0)
        for (groups = first.group_count; stay->open_count < groups; stay->open_count++)
            stay->slot_of[stay->open_count] = stay->open_count;
    forming->group_count = groups;
    forming->steps_left = desk->steps;
    forming->grouping = grouping;
    return slices || grouping_desk_work(desk, classroom, desk->steps, error);
}

struct wanted {
    int32_t groups; /* 0: as many as there are */
    bool rest;
    int32_t days;  /* 0: as they are */
    int32_t skill; /* -1: none; SAME: as it is */
};
enum { SAME = -2 };

/* With what was asked for just now and is not there yet; takes it all back if it cannot be. */
static bool form(struct grouping_desk *desk, const struct classroom *classroom,
    struct wanted wanted, struct error *error)
{
    struct grouping_desk_scheme *scheme = front(desk);
    int32_t days = scheme->days, skill = scheme->skill;
    if (grouping_desk_is_forming(desk) && desk->forming.scheme == desk->scheme &&
        wanted.groups == 0)
        wanted.groups = desk->forming.groups;
    grouping_desk_give_up(desk);
    remember(desk);
    scheme->days = wanted.days > 0 ? wanted.days : days;
    scheme->skill = wanted.skill != SAME ? wanted.skill : skill;
    if (begin(desk, classroom, wanted.groups, wanted.rest, error))
        return true;
    take_back(desk);
    return false;
}

/* --- By hand ---------------------------------------------------------------------------------- */

static bool put(struct grouping_desk *desk, const struct classroom *classroom, int32_t student,
    int32_t slot, int32_t other, struct error *error)
{
    struct grouping_desk_scheme *scheme = front(desk);
    struct grouping_placement placement = *grouping_history_now(&scheme->history);
    if (!counts(desk, classroom, student) || slot < 0 || slot >= desk->result.group_count)
        return error_set(error, ERR_BAD_INPUT, "%s", gone);
    if (slot == placement.slot[student])
        return true;
    if (other < 0 && desk->result.groups[slot].student_count >= RULE_STUDENT_MAX)
        return error_set(error, ERR_FULL, N_("A group cannot hold any more students."));
    if (other >= 0)
        placement.slot[other] = placement.slot[student];
    placement.slot[student] = (int8_t)slot;
    scheme->is_held[student] = true;
    if (other >= 0)
        scheme->is_held[other] = true;
    add_step(scheme, &placement, grouping_desk_naming(scheme));
    bool moves_lock = scheme->is_locked[student] || (other >= 0 && scheme->is_locked[other]);
    if (moves_lock)
        return look(desk, classroom, error);
    settle(desk, classroom, &placement);
    describe(desk, &placement);
    return true;
}

static bool swap(struct grouping_desk *desk, const struct classroom *classroom, int32_t student,
    int32_t other, struct error *error)
{
    if (!counts(desk, classroom, other))
        return error_set(error, ERR_BAD_INPUT, "%s", gone);
    return put(desk, classroom, student, desk->result.placement.slot[other], other, error);
}

static void say_absent(
    struct grouping_desk *desk, const struct classroom *classroom, int32_t student)
{
    for (int i = 0; i < classroom->plan.student_count; i++) {
        if (student >= 0 && student != i)
            continue;
        desk->absent[i] = student >= 0 && !desk->absent[i];
        desk->is_said[i] = true;
    }
}

static void bring_to_front(struct grouping_desk *desk, enum grouping_scheme scheme)
{
    grouping_desk_give_up(desk);
    desk->scheme = scheme;
}

static bool choose_scheme(struct grouping_desk *desk, const struct classroom *classroom,
    int32_t scheme, struct error *error)
{
    if (scheme < 0 || scheme >= GROUPING_SCHEME_COUNT)
        return error_set(error, ERR_BAD_INPUT, "%s", gone);
    if (desk->forming.grouping != NULL && (int32_t)desk->forming.scheme == scheme)
        return true;
    bring_to_front(desk, (enum grouping_scheme)scheme);
    return front(desk)->is_formed ? look(desk, classroom, error)
                                  : form(desk, classroom, (struct wanted){.skill = SAME}, error);
}

static bool choose_skill(struct grouping_desk *desk, const struct classroom *classroom,
    int32_t skill, struct error *error)
{
    if (skill >= classroom->plan.skill_count)
        return error_set(error, ERR_BAD_INPUT, "%s", gone);
    if (skill >= 0 && desk->scheme != GROUPING_MIXED && desk->scheme != GROUPING_TARGETED) {
        bring_to_front(desk, GROUPING_TARGETED);
        /* Who stays where is told by what is in front. */
        if (front(desk)->is_formed && !look(desk, classroom, error))
            return false;
    }
    return form(desk, classroom, (struct wanted){.skill = MAX(skill, -1)}, error);
}

/* --- The verbs -------------------------------------------------------------------------------- */

static bool change_forms(struct grouping_desk *desk, const struct classroom *classroom,
    const struct grouping_desk_change *change, struct error *error)
{
    int32_t number = change->number;
    struct wanted wanted = {.skill = SAME};
    switch (change->verb) {
    case DESK_SCHEME: return choose_scheme(desk, classroom, number, error);
    case DESK_SKILL: return choose_skill(desk, classroom, number, error);
    case DESK_GROUPS: wanted.groups = MAX(number, 1); break;
    case DESK_FORM_REST: wanted.rest = true; break;
    case DESK_DAYS: wanted.days = MAX(number, 1); break;
    default: break;
    }
    return form(desk, classroom, wanted, error);
}

static bool change_by_hand(struct grouping_desk *desk, const struct classroom *classroom,
    const struct grouping_desk_change *change, struct error *error)
{
    struct grouping_desk_scheme *scheme = front(desk);
    int32_t student = change->student, number = change->number;
    if (!scheme->is_formed)
        return true; /* there is nothing to touch yet */
    grouping_desk_give_up(desk);
    switch (change->verb) {
    case DESK_MOVE: return put(desk, classroom, student, number, -1, error);
    case DESK_SWAP: return swap(desk, classroom, student, number, error);
    case DESK_LOCK:
        if (counts(desk, classroom, student))
            scheme->is_locked[student] = !scheme->is_locked[student];
        break;
    case DESK_LOCK_GROUP:
        if (number >= 0 && number < desk->result.group_count)
            scheme->is_group_locked[number] = !scheme->is_group_locked[number];
        break;
    case DESK_UNDO: grouping_history_undo(&scheme->history); break;
    case DESK_REDO: grouping_history_redo(&scheme->history); break;
    default: break;
    }
    return look(desk, classroom, error);
}

bool grouping_desk_change(struct grouping_desk *desk, const struct classroom *classroom,
    const struct grouping_desk_change *change, struct error *error)
{
    assert(change->student < STUDENT_MAX);
    switch (change->verb) {
    case DESK_SCHEME:
    case DESK_GROUPS:
    case DESK_FORM:
    case DESK_FORM_REST:
    case DESK_SKILL:
    case DESK_DAYS: return change_forms(desk, classroom, change, error);
    case DESK_ABSENT: say_absent(desk, classroom, change->student); break;
    case DESK_TEACHER_FIRST: front(desk)->teacher_first = !front(desk)->teacher_first; break;
    default: return change_by_hand(desk, classroom, change, error);
    }
    return !front(desk)->is_formed || look(desk, classroom, error);
}

bool grouping_desk_update(struct grouping_desk *desk, const struct classroom *classroom,
    int32_t today, struct error *error)
{
    desk->day = classroom_next_day(classroom, today);
    if (desk->today != today) {
        desk->today = today;
        memset(desk->is_said, 0, sizeof desk->is_said);
        grouping_desk_give_up(desk);
        see_who_is_there(desk, classroom);
    } else {
        see_who_came(desk, classroom);
    }
    for (int i = 0; i < GROUPING_SCHEME_COUNT; i++) /* a skill that left the plan */
        if (desk->schemes[i].skill >= 0 && !classroom_has_skill(classroom, desk->schemes[i].skill))
            desk->schemes[i].skill = -1;
    if (desk->forming.before.skill >= 0 &&
        !classroom_has_skill(classroom, desk->forming.before.skill))
        desk->forming.before.skill = -1;
    if (!front(desk)->is_formed && grouping_desk_is_forming(desk))
        return true;
    return front(desk)->is_formed ? look(desk, classroom, error)
                                  : form(desk, classroom, (struct wanted){.skill = SAME}, error);
}

/* --- Publishing ------------------------------------------------------------------------------- */

bool grouping_desk_is_ready(const struct grouping_desk *desk)
{
    return desk->grouping != NULL && desk->result.state == GROUPING_READY &&
           !grouping_desk_is_forming(desk);
}

void grouping_approve(const struct grouping_result *result, enum grouping_scheme scheme,
    int32_t day, const struct plan *plan, struct groups_approval *out)
{
    memset(out, 0, sizeof *out);
    out->day = day;
    STR_COPY(out->scheme, grouping_scheme_names[scheme]);
    for (int slot = 0; slot < result->group_count; slot++) {
        const struct grouping_group *from = &result->groups[slot];
        struct event_group *to = &out->groups[out->group_count];
        if (from->student_count == 0)
            continue;
        out->group_count++;
        STR_COPY(to->name, from->name);
        if (from->skill >= 0)
            STR_COPY(to->skill, plan->skills[from->skill].code);
        if (from->first_station >= 0)
            STR_COPY(to->first_station, plan->stations[from->first_station].id);
        for (int i = 0; i < MIN(from->student_count, RULE_STUDENT_MAX); i++)
            STR_COPY(to->students[to->student_count++], plan->students[from->students[i]].id);
    }
}

void grouping_teacher_first(const struct grouping_result *result, bool out[static GROUP_MAX])
{
    int count = 0;
    memset(out, 0, GROUP_MAX * sizeof *out);
    for (int slot = 0; slot < result->group_count; slot++)
        if (result->groups[slot].student_count > 0)
            out[count++] = result->groups[slot].teacher_first;
}

void grouping_desk_approval(
    const struct grouping_desk *desk, const struct plan *plan, struct groups_approval *out)
{
    grouping_approve(&desk->result, desk->scheme, desk->day, plan, out);
}

static bool is_approved(
    const struct plan *plan, const struct grouping_group *group, const struct event_group *approved)
{
    if (!str_equal(group->name, approved->name) || group->student_count != approved->student_count)
        return false;
    for (int i = 0; i < group->student_count; i++)
        if (!str_equal(plan->students[group->students[i]].id, approved->students[i]))
            return false;
    return true;
}

static bool are_approved(const struct plan *plan, const struct grouping_result *result,
    const struct groups_approval *approval)
{
    int count = 0;
    for (int slot = 0; slot < result->group_count; slot++) {
        const struct grouping_group *group = &result->groups[slot];
        if (group->student_count == 0)
            continue;
        if (count == approval->group_count || !is_approved(plan, group, &approval->groups[count++]))
            return false;
    }
    return count == approval->group_count;
}

enum grouping_published grouping_desk_published(
    const struct grouping_desk *desk, const struct classroom *classroom, struct stamp *since)
{
    for (int i = 0; i < GROUP_DAY_MAX; i++) {
        const struct group_state *kept = &classroom->groups[i];
        if (!stamp_is_set(&kept->stamp) || kept->approval.day != desk->day)
            continue;
        *since = kept->stamp;
        if (!str_equal(kept->approval.scheme, grouping_scheme_names[desk->scheme]))
            return GROUPING_OTHERS_PUBLISHED;
        return are_approved(&classroom->plan, &desk->result, &kept->approval) ? GROUPING_PUBLISHED
                                                                              : GROUPING_CHANGED;
    }
    return GROUPING_UNPUBLISHED;
}
