#include "base/str.h"
#include "exchange/cells.h"
#include "exchange/oneroster.h"
#include <string.h>

struct updater {
    struct plan *plan;
    const struct roster *roster;
    struct problems *problems;
    int match[STUDENT_MAX];       /* of the roster: index in the plan, or -1 */
    bool is_matched[STUDENT_MAX]; /* of the plan */
    struct student students[STUDENT_MAX];
    int count;
};

static void match_by(struct updater *updater, bool by_number)
{
    for (int i = 0; i < updater->roster->count; i++) {
        const struct roster_student *entry = &updater->roster->students[i];
        const char *id = by_number ? entry->identifier : entry->student.id;
        int found = id[0] != '\0' ? plan_find_student(updater->plan, id) : -1;
        if (updater->match[i] >= 0 || found < 0 || updater->is_matched[found])
            continue;
        updater->match[i] = found;
        updater->is_matched[found] = true;
    }
}

static void report(const struct updater *updater, enum problem_level level,
    const struct roster_student *entry, const char *todo, const char *what)
{
    problem_add(updater->problems, level, entry->id_alone ? "enrollments.csv" : "users.csv",
        entry->line, entry->column, todo, what, NULL);
}

/* What the school knows is taken, what the class has added stays. */
static void take_names(struct student *student, const struct student *from)
{
    if (from->first_name[0] != '\0')
        STR_COPY(student->first_name, from->first_name);
    if (from->last_name[0] != '\0')
        STR_COPY(student->last_name, from->last_name);
    if (student->preferred_name[0] == '\0')
        STR_COPY(student->preferred_name, from->preferred_name);
}

/* Those of the plan who stay, in their order. */
static void keep_students(struct updater *updater)
{
    const struct plan *plan = updater->plan;
    const struct roster_student *entries[STUDENT_MAX] = {NULL};
    for (int i = 0; i < updater->roster->count; i++)
        if (updater->match[i] >= 0)
            entries[updater->match[i]] = &updater->roster->students[i];
    for (int s = 0; s < plan->student_count; s++) {
        if (entries[s] != NULL ? entries[s]->leaves : !updater->roster->is_delta)
            continue;
        struct student *student = &updater->students[updater->count++];
        *student = plan->students[s];
        if (entries[s] != NULL)
            take_names(student, &entries[s]->student);
    }
}

static bool id_is_used(const struct updater *updater, const char *id)
{
    for (int i = 0; i < updater->count; i++)
        if (str_equal(updater->students[i].id, id))
            return true;
    return false;
}

/* Somebody new; said if there is no name or id to go by. */
static void add_student(struct updater *updater, const struct roster_student *entry)
{
    struct student student = entry->student;
    if (student.id[0] == '\0' || id_is_used(updater, student.id)) {
        memset(student.id, 0, sizeof student.id);
        STR_COPY(student.id, entry->identifier);
    }
    if (entry->id_alone)
        report(updater, PROBLEM_WARNING, entry,
            "export the whole roster (bulk), or add the student to students.csv by hand",
            "this student joins, but users.csv does not say the name; the student is left out");
    else if (updater->count == STUDENT_MAX)
        report(updater, PROBLEM_ERROR, entry, "choose a class, not a whole grade",
            "there are more than 128 students");
    else if (student.id[0] == '\0' || id_is_used(updater, student.id))
        report(updater, PROBLEM_WARNING, entry,
            "add the student to students.csv by hand, with a short id",
            "neither the sourcedId nor the identifier of this user can be an id; the student is "
            "left out");
    else if (student.first_name[0] == '\0')
        report(updater, PROBLEM_WARNING, entry, "add the student to students.csv by hand",
            "this user has no given name; the student is left out");
    else
        updater->students[updater->count++] = student;
}

/* Who leaves a class that does not have this id: away already, or here by the school's number. */
static void miss_student(const struct updater *updater, const struct roster_student *entry)
{
    if (entry->id_alone)
        report(updater, PROBLEM_WARNING, entry,
            "nothing to do unless this student is still in the class: then take the row out of "
            "students.csv",
            "this student leaves, but nobody in the class has this id");
}

/* Takes those who are gone out of a list; returns how many are left. */
static int keep_known(const struct plan *plan, char ids[][ID_SIZE], int count)
{
    int kept = 0;
    for (int i = 0; i < count; i++)
        if (plan_find_student(plan, ids[i]) >= 0)
            memmove(ids[kept++], ids[i], ID_SIZE);
    if (kept < count)
        memset(ids[kept], 0, (size_t)(count - kept) * ID_SIZE);
    return kept;
}

/* A rule that has lost those it is about goes. */
static int clean_rules(struct plan *plan)
{
    int kept = 0, mentions = 0;
    for (int i = 0; i < plan->rule_count; i++) {
        struct rule *rule = &plan->rules[i];
        int before = rule->student_count;
        rule->student_count = keep_known(plan, rule->students, before);
        mentions += before - rule->student_count;
        bool pair = rule->kind == RULE_APART || rule->kind == RULE_TOGETHER;
        if (rule->student_count >= (pair ? 2 : 1))
            plan->rules[kept++] = *rule;
    }
    plan->rule_count = kept;
    return mentions;
}

/* So does a group that has lost everybody. */
static int clean_groups(struct plan *plan)
{
    int kept = 0, mentions = 0;
    for (int i = 0; i < plan->group_count; i++) {
        struct group *group = &plan->groups[i];
        int before = group->student_count;
        group->student_count = keep_known(plan, group->students, before);
        mentions += before - group->student_count;
        if (group->student_count > 0)
            plan->groups[kept++] = *group;
    }
    plan->group_count = kept;
    return mentions;
}

void roster_update(struct plan *plan, const struct roster *roster, struct roster_change *change,
    struct problems *problems)
{
    struct updater updater = {.plan = plan, .roster = roster, .problems = problems};
    for (int i = 0; i < STUDENT_MAX; i++)
        updater.match[i] = -1;
    match_by(&updater, false);
    match_by(&updater, true);
    keep_students(&updater);
    *change = (struct roster_change){
        .stayed = updater.count, .left = plan->student_count - updater.count};
    for (int i = 0; i < roster->count; i++)
        if (updater.match[i] < 0 && roster->students[i].leaves)
            miss_student(&updater, &roster->students[i]);
        else if (updater.match[i] < 0)
            add_student(&updater, &roster->students[i]);
    change->joined = updater.count - change->stayed;
    plan->student_count = updater.count;
    memcpy(plan->students, updater.students, (size_t)updater.count * sizeof plan->students[0]);
    change->mentions = clean_rules(plan) + clean_groups(plan);
    class_deal_avatars(plan);
}
