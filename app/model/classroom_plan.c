#include "model/classroom_internal.h"

#include "base/hash.h"
#include <string.h>

/* Students, skills and tickets each begin with their id, so one piece of code merges all three. */
struct slots {
    const char *old_ids, *new_ids; /* the arrays */
    size_t size;                   /* of one entry */
    int old_count, new_count, max;
    const struct id_table *table;
    bool (*has_state)(const struct classroom *classroom, int index);
    int32_t slot[SKILL_MAX]; /* where each new entry goes */
    int32_t count;           /* entries after the merge */
};

static const char *id_at(const char *ids, size_t size, int index)
{
    return ids + (size_t)index * size;
}

/* --- Finding by id ---------------------------------------------------------------------------- */

static int table_find(const struct id_table *table, const char *ids, size_t size, const char *id)
{
    uint64_t at = hash_text(HASH_START, id);
    for (;; at++) {
        int index = table->slots[at % ID_TABLE_SIZE] - 1;
        if (index < 0 || str_equal(id_at(ids, size, index), id))
            return index;
    }
}

static void table_build(struct id_table *table, const char *ids, size_t size, int count)
{
    memset(table, 0, sizeof *table);
    for (int i = 0; i < count; i++) {
        uint64_t at = hash_text(HASH_START, id_at(ids, size, i));
        while (table->slots[at % ID_TABLE_SIZE] != 0)
            at++;
        table->slots[at % ID_TABLE_SIZE] = (int16_t)(i + 1);
    }
}

int classroom_find_student(const struct classroom *classroom, const char *id)
{
    return table_find(&classroom->student_ids, (const char *)classroom->plan.students,
        sizeof(struct student), id);
}

int classroom_find_skill(const struct classroom *classroom, const char *code)
{
    return table_find(
        &classroom->skill_ids, (const char *)classroom->plan.skills, sizeof(struct skill), code);
}

int classroom_find_ticket(const struct classroom *classroom, const char *id)
{
    return table_find(
        &classroom->ticket_ids, (const char *)classroom->plan.tickets, sizeof(struct ticket), id);
}

/* --- Merging ---------------------------------------------------------------------------------- */

static bool student_has_state(const struct classroom *classroom, int index)
{
    const struct student_state *state = &classroom->students[index];
    const unsigned char *bytes = (const unsigned char *)state;
    for (size_t i = offsetof(struct student_state, erased); i < sizeof *state; i++)
        if (bytes[i] != 0)
            return true;
    return false;
}

static bool skill_has_state(const struct classroom *classroom, int index)
{
    for (int i = 0; i < classroom->plan.student_count; i++) {
        const struct evidence_list *list = &classroom->students[i].evidence[index];
        if (list->count > 0 || stamp_is_set(&list->set_stamp))
            return true;
    }
    return false;
}

static bool ticket_has_state(const struct classroom *classroom, int index)
{
    for (int i = 0; i < classroom->plan.student_count; i++)
        if (stamp_is_set(&classroom->students[i].hand_ins[index].stamp))
            return true;
    return false;
}

/* The first slot that nobody needs, or -1. */
static int free_slot(
    const struct classroom *classroom, const struct slots *slots, const bool *taken)
{
    for (int i = 0; i < slots->old_count; i++)
        if (!taken[i] && !slots->has_state(classroom, i))
            return i;
    return -1;
}

/* Gives every new entry a slot; changes nothing in the classroom. False: there are not enough. */
static bool assign_slots(const struct classroom *classroom, struct slots *slots)
{
    bool taken[SKILL_MAX] = {false};
    slots->count = slots->old_count;
    for (int i = 0; i < slots->new_count; i++) {
        const char *id = id_at(slots->new_ids, slots->size, i);
        slots->slot[i] = table_find(slots->table, slots->old_ids, slots->size, id);
        if (slots->slot[i] >= 0)
            taken[slots->slot[i]] = true;
    }
    for (int i = 0; i < slots->new_count; i++) {
        if (slots->slot[i] >= 0)
            continue;
        int slot = slots->count < slots->max ? slots->count++ : free_slot(classroom, slots, taken);
        if (slot < 0)
            return false;
        taken[slot] = true;
        slots->slot[i] = slot;
    }
    return true;
}

void classroom_forget_past_groups(struct classroom *classroom, int student)
{
    for (int i = 0; i < PAST_GROUP_MAX; i++)
        if (stamp_is_set(&classroom->past_groups[i].stamp))
            classroom->past_groups[i].group_of[student] = -1;
}

static void merge_students(
    struct classroom *classroom, const struct plan *plan, struct slots *slots)
{
    for (int i = 0; i < slots->old_count; i++)
        classroom->students[i].enrolled = false;
    for (int i = 0; i < plan->student_count; i++) {
        int slot = slots->slot[i];
        if (classroom->students[slot].erased)
            continue;
        if (!str_equal(classroom->plan.students[slot].id, plan->students[i].id))
            classroom_forget_past_groups(classroom, slot);
        classroom->plan.students[slot] = plan->students[i];
        classroom->students[slot].enrolled = true;
    }
    classroom->plan.student_count = slots->count;
    table_build(&classroom->student_ids, (const char *)classroom->plan.students,
        sizeof(struct student), slots->count);
}

static void merge_skills(struct classroom *classroom, const struct plan *plan, struct slots *slots)
{
    for (int i = 0; i < plan->skill_count; i++) {
        classroom->plan.skills[slots->slot[i]] = plan->skills[i];
        classroom->skills_in_plan[i] = slots->slot[i];
    }
    classroom->skill_in_plan_count = plan->skill_count;
    classroom->plan.skill_count = slots->count;
    table_build(&classroom->skill_ids, (const char *)classroom->plan.skills, sizeof(struct skill),
        slots->count);
}

/* Tickets that left the plan lose their items: plan.items is another list now. */
static void merge_tickets(struct classroom *classroom, const struct plan *plan, struct slots *slots)
{
    for (int i = 0; i < slots->old_count; i++)
        classroom->plan.tickets[i].item_count = 0;
    for (int i = 0; i < plan->ticket_count; i++) {
        classroom->plan.tickets[slots->slot[i]] = plan->tickets[i];
        classroom->tickets_in_plan[i] = slots->slot[i];
    }
    classroom->ticket_in_plan_count = plan->ticket_count;
    classroom->plan.ticket_count = slots->count;
    table_build(&classroom->ticket_ids, (const char *)classroom->plan.tickets,
        sizeof(struct ticket), slots->count);
}

void classroom_order_tickets(const struct classroom *classroom, struct plan *plan)
{
    int known = 0;
    for (int i = 0; i < classroom->ticket_in_plan_count; i++) {
        int at = plan_find_ticket(plan, classroom->plan.tickets[classroom->tickets_in_plan[i]].id);
        if (at < 0)
            continue;
        struct ticket ticket = plan->tickets[at];
        memmove(
            &plan->tickets[known + 1], &plan->tickets[known], (size_t)(at - known) * sizeof ticket);
        plan->tickets[known++] = ticket;
    }
}

struct merge {
    struct slots students, skills, tickets;
};

/* Where everything of the plan goes; changes nothing in the classroom. False: there is no room. */
static bool merge_plan(
    const struct classroom *classroom, const struct plan *plan, struct merge *merge)
{
    const struct plan *old = &classroom->plan;
    merge->students = (struct slots){(const char *)old->students, (const char *)plan->students,
        sizeof(struct student), old->student_count, plan->student_count, STUDENT_MAX,
        &classroom->student_ids, student_has_state, {0}, 0};
    merge->skills = (struct slots){(const char *)old->skills, (const char *)plan->skills,
        sizeof(struct skill), old->skill_count, plan->skill_count, SKILL_MAX, &classroom->skill_ids,
        skill_has_state, {0}, 0};
    merge->tickets = (struct slots){(const char *)old->tickets, (const char *)plan->tickets,
        sizeof(struct ticket), old->ticket_count, plan->ticket_count, TICKET_MAX,
        &classroom->ticket_ids, ticket_has_state, {0}, 0};
    return assign_slots(classroom, &merge->students) && assign_slots(classroom, &merge->skills) &&
           assign_slots(classroom, &merge->tickets);
}

bool classroom_take_plan(struct classroom *classroom, const struct plan *plan, const char *version)
{
    struct merge merge;
    if (classroom->stranger_count > 0 || !merge_plan(classroom, plan, &merge))
        return false;
    plan_copy_shared(&classroom->plan, plan);
    merge_students(classroom, plan, &merge.students);
    merge_skills(classroom, plan, &merge.skills);
    merge_tickets(classroom, plan, &merge.tickets);
    STR_COPY(classroom->plan_version, version);
    return true;
}

void classroom_init(struct classroom *classroom)
{
    plan_init(&classroom->plan);
}
