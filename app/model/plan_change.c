#include "model/plan_change.h"

#include "base/date.h"
#include "base/str.h"

enum {
    SMALL_CLASS = 4,
    OTHER_PEOPLE = 3,
    LIST_MAX = 6,    /* names in a sentence */
    LIST_SIZE = 128, /* bytes of them: a command tells it with what to do in one error */
};

static bool has_work(const struct classroom *classroom, int student)
{
    const struct student_state *state = &classroom->students[student];
    bool has = stamp_is_set(&state->visit_stamp) || stamp_is_set(&state->goal_stamp);
    for (int skill = 0; !has && skill < classroom->plan.skill_count; skill++)
        has = state->evidence[skill].count > 0;
    return has;
}

static bool has_badge(const struct classroom *classroom, int student)
{
    return stamp_is_set(&classroom->students[student].badge.stamp);
}

static struct sentence *add_doubt(
    struct plan_change *change, enum plan_doubt_kind kind, const char *file)
{
    struct plan_doubt *doubt = &change->doubts[change->doubt_count++];
    doubt->kind = kind;
    doubt->file = file;
    return &doubt->told;
}

/* "Ana, Ben, …" */
struct list {
    char text[LIST_SIZE];
    int count;
    bool is_full;
};

static void list_add(struct list *list, const char *name)
{
    char longer[LIST_SIZE - sizeof ", …"];
    const char *gap = list->text[0] != '\0' ? ", " : "";
    if (list->is_full)
        return;
    list->is_full =
        list->count++ == LIST_MAX || !STR_FORMAT(longer, "%s%s%s", list->text, gap, name);
    if (!list->is_full)
        STR_COPY(list->text, longer);
    else if (list->text[0] == '\0') /* the first is as long as all that */
        STR_FORMAT(list->text, "%s…", longer);
    else
        str_append(list->text, sizeof list->text, ", …");
}

/* --- Who ------------------------------------------------------------------------------------- */

static void tell_other_class(
    const struct plan *now, const struct plan *plan, struct plan_change *out)
{
    sentence_set(add_doubt(out, DOUBT_OTHER_CLASS, "class.ini"),
        out->has_work ? N_("This is the class {new}, and here is {old}. Students with the same id "
                           "would take over work and badges.")
                      : N_("This is the class {new}, and here is {old}. Students with the same id "
                           "would take over badges and secret pictures."),
        "new", plan->class_id, "old", now->class_id, NULL);
}

static bool is_name(const char *a, const char *b)
{
    return a[0] != '\0' && str_equal_ascii_fold(a, b);
}

static bool has_other_name(const struct student *now, const struct student *next)
{
    return now->first_name[0] != '\0' && !is_name(now->first_name, next->first_name) &&
           !is_name(now->last_name, next->last_name) &&
           !is_name(now->first_name, next->last_name) && !is_name(now->last_name, next->first_name);
}

static void find_other_names(
    const struct classroom *classroom, const struct plan *plan, struct plan_change *out)
{
    struct list old = {0}, new = {0};
    int count = 0;
    for (int i = 0; i < plan->student_count; i++) {
        const struct student *next = &plan->students[i];
        int here = classroom_find_student(classroom, next->id);
        if (here < 0 || !(has_work(classroom, here) || has_badge(classroom, here)) ||
            !has_other_name(&classroom->plan.students[here], next))
            continue;
        list_add(&old, student_name(&classroom->plan.students[here]));
        list_add(&new, student_name(next));
        count++;
    }
    if (count == 0)
        return;
    bool are_other = count >= OTHER_PEOPLE || count * 3 >= out->before;
    struct sentence *told =
        add_doubt(out, are_other ? DOUBT_OTHER_PEOPLE : DOUBT_OTHER_NAMES, "students.csv");
    sentence_set(told,
        out->has_work ? N_("Another name for the same id: {count}. {new} would take over badges, "
                           "secret pictures and work of {old} with it.")
                      : N_("Another name for the same id: {count}. {new} would take over badges "
                           "and secret pictures of {old} with it."),
        "count", str_number(count).text, "old", old.text, "new", new.text, NULL);
    if (!are_other)
        told->then = N_("Another child needs a new id.");
}

static void find_shut_out(const struct plan *plan, const bool *erased, struct plan_change *out)
{
    struct list names = {0};
    for (int i = 0; erased != NULL && i < plan->student_count; i++) {
        char name[NAME_SIZE + ID_SIZE + 4];
        if (!erased[i])
            continue;
        STR_FORMAT(name, "%s (%s)", student_name(&plan->students[i]), plan->students[i].id);
        list_add(&names, name);
        out->shut_out++;
    }
    if (out->shut_out == 0)
        return;
    struct sentence *told = add_doubt(out, DOUBT_ERASED, "students.csv");
    sentence_set(told,
        N_("Ids of students who were erased: {count}. {names} would be left out of the class."),
        "count", str_number(out->shut_out).text, "names", names.text, NULL);
    told->then = N_("Give them other ids: these stay closed.");
}

static bool has_results(const struct classroom *classroom, int student, int skill)
{
    const struct evidence_list *list = &classroom->students[student].evidence[skill];
    return list->count > 0 || stamp_is_set(&list->set_stamp);
}

static void find_skills_leaving(
    const struct classroom *classroom, const struct plan *plan, struct plan_change *out)
{
    const struct plan *now = &classroom->plan;
    struct list codes = {0};
    bool is_named[SKILL_MAX] = {false};
    int students = 0;
    for (int i = 0; i < now->student_count; i++) {
        bool has = false;
        for (int k = 0; classroom->students[i].enrolled && k < classroom->skill_in_plan_count;
             k++) {
            int skill = classroom->skills_in_plan[k];
            if (!has_results(classroom, i, skill) ||
                plan_find_skill(plan, now->skills[skill].code) >= 0)
                continue;
            has = true;
            is_named[skill] = true;
        }
        students += has;
    }
    if (students == 0)
        return;
    for (int k = 0; k < classroom->skill_in_plan_count; k++)
        if (is_named[classroom->skills_in_plan[k]])
            list_add(&codes, now->skills[classroom->skills_in_plan[k]].code);
    struct sentence *told = add_doubt(out, DOUBT_SKILLS_LEAVE, "skills.csv");
    sentence_set(told, N_("Skills that leave: {skills}. Students with results on them: {count}."),
        "skills", codes.text, "count", str_number(students).text, NULL);
    told->then = N_("The results are kept, and show again under the same code.");
}

static bool is_same_group(const struct group *a, const struct group *b)
{
    bool same = str_equal(a->name, b->name) && str_equal(a->first_station, b->first_station) &&
                str_equal(a->skill, b->skill) && a->student_count == b->student_count;
    for (int i = 0; same && i < a->student_count; i++)
        same = str_equal(a->students[i], b->students[i]);
    return same;
}

static bool has_new_groups(const struct plan *now, const struct plan *plan)
{
    bool same = now->group_count == plan->group_count || plan->group_count == 0;
    for (int i = 0; same && i < plan->group_count; i++)
        same = is_same_group(&now->groups[i], &plan->groups[i]);
    return !same;
}

/* Each station that a group is sent to and that the plan has not, once. */
static void list_stations_gone(
    const struct groups_approval *groups, const struct plan *plan, struct list *out)
{
    const char *gone[GROUP_MAX * (1 + ROUND_MAX)];
    int count = 0;
    for (int g = 0; g < groups->group_count; g++) {
        const struct event_group *group = &groups->groups[g];
        for (int i = -1; i < group->station_count; i++) {
            const char *id = i < 0 ? group->first_station : group->stations[i];
            bool is_known = id[0] == '\0' || plan_find_station(plan, id) >= 0;
            for (int k = 0; !is_known && k < count; k++)
                is_known = str_equal(gone[k], id);
            if (is_known)
                continue;
            gone[count++] = id;
            list_add(out, id);
        }
    }
}

static void find_groups_standing(const struct classroom *classroom, const struct plan *plan,
    int32_t day, struct plan_change *out)
{
    const struct groups_approval *groups =
        classroom_groups(classroom, classroom_next_day(classroom, day));
    struct list gone = {0};
    char date[DATE_TEXT_SIZE];
    if (groups == NULL)
        return;
    list_stations_gone(groups, plan, &gone);
    if (gone.count == 0 && !has_new_groups(&classroom->plan, plan))
        return;
    date_format(groups->day, date);
    struct sentence *told = add_doubt(out, DOUBT_GROUPS_STAND, "groups.csv");
    sentence_set(told,
        gone.count == 0 ? N_("The groups approved for {date} stand, not those of groups.csv.")
        : plan->group_count == 0
            ? N_("The groups approved for {date} stand. They name stations that are not there any "
                 "more: {stations}.")
            : N_("The groups approved for {date} stand, not those of groups.csv. They name "
                 "stations that are not there any more: {stations}."),
        "date", date, "stations", gone.text, NULL);
    told->then = N_("They stand until you form and approve others.");
}

void plan_change_of(const struct classroom *classroom, const struct plan *plan, const bool *erased,
    int32_t day, struct plan_change *out)
{
    const struct plan *now = &classroom->plan;
    bool any_badge = false;
    *out = (struct plan_change){0};
    for (int i = 0; i < plan->student_count; i++) {
        int here = classroom_find_student(classroom, plan->students[i].id);
        out->coming +=
            (here < 0 || !classroom->students[here].enrolled) && !(erased != NULL && erased[i]);
    }
    for (int i = 0; i < now->student_count; i++) {
        out->has_work = out->has_work || has_work(classroom, i);
        any_badge = any_badge || has_badge(classroom, i);
        if (!classroom->students[i].enrolled)
            continue;
        out->before++;
        if (plan_find_student(plan, now->students[i].id) < 0)
            out->leaving[out->leaving_count++] = i;
    }
    if ((out->has_work || any_badge) && now->class_id[0] != '\0' &&
        !str_equal(now->class_id, plan->class_id))
        tell_other_class(now, plan, out);
    find_other_names(classroom, plan, out);
    find_shut_out(plan, erased, out);
    if (out->before >= SMALL_CLASS && out->leaving_count * 10 > out->before * 3)
        sentence_set(add_doubt(out, DOUBT_MANY_LEAVE, "students.csv"),
            N_("{count} of {total} students would leave. Is the list cut short?"), "count",
            str_number(out->leaving_count).text, "total", str_number(out->before).text, NULL);
    find_skills_leaving(classroom, plan, out);
    find_groups_standing(classroom, plan, day, out);
}

const struct plan_doubt *plan_change_doubt(
    const struct plan_change *change, enum plan_doubt_kind kind)
{
    for (int i = 0; i < change->doubt_count; i++)
        if (change->doubts[i].kind == kind)
            return &change->doubts[i];
    return NULL;
}
