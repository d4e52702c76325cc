#include "badges_issue.h"

#include "base/str.h"
#include <unistd.h>

void badges_pick_teacher(const struct records *records, struct badges_issue *issue)
{
    STR_COPY(issue->teacher.id, "teacher");
    STR_COPY(issue->teacher.first_name, records->classroom->plan.teacher);
    STR_COPY(issue->teacher.avatar, "🍎");
    issue->students[0] = BADGES_TEACHER;
    issue->count = 1;
}

void badges_pick_everybody(const struct records *records, struct badges_issue *issue)
{
    const struct classroom *classroom = records->classroom;
    issue->count = 0;
    for (int i = 0; i < classroom->plan.student_count; i++)
        if (classroom->students[i].enrolled)
            issue->students[issue->count++] = i;
}

const struct badge_state *badges_state_of(const struct records *records, int student)
{
    const struct classroom *classroom = records->classroom;
    return student == BADGES_TEACHER ? &classroom->teacher_badge
                                     : &classroom->students[student].badge;
}

void badges_keep_those_without(const struct records *records, struct badges_issue *issue)
{
    int kept = 0;
    for (int i = 0; i < issue->count; i++)
        if (!badges_state_of(records, issue->students[i])->valid)
            issue->students[kept++] = issue->students[i];
    issue->count = kept;
}

static void make_badges(
    const struct records *records, struct badges_issue *issue, struct action *actions)
{
    issue->voided = 0;
    for (int i = 0; i < issue->count; i++) {
        uint8_t token[BADGE_TOKEN_SIZE];
        int student = issue->students[i];
        issue->badges[i].student = student == BADGES_TEACHER
                                       ? &issue->teacher
                                       : &records->classroom->plan.students[student];
        store_random(token, sizeof token);
        badge_encode(token, issue->badges[i].payload);
        actions[i].kind = ACTION_ISSUE_BADGE;
        actions[i].student = student;
        store_badge_hash(records->store, token, actions[i].hash);
        issue->voided += badges_state_of(records, student)->valid;
    }
}

static bool print(const struct records *records, const struct badges_issue *issue,
    const struct badges_sheet *sheet, struct error *error)
{
    const char *class_name = records->classroom->plan.class_name;
    if (sheet->per_sheet == 0)
        return sheet_badge_png(sheet->file, class_name, &issue->badges[0], error);
    return sheet_badges_pdf(sheet->file, sheet->paper, sheet->per_sheet, sheet->words, class_name,
        issue->badges, issue->count, error);
}

/* First the paper, then the log: a badge that is not on paper must not void the one that is. If the
 * log does not take them, the file holds keys to nothing and is removed. */
static bool print_and_save(struct records *records, struct badges_issue *issue,
    const struct badges_sheet *sheet, struct action *actions, const struct moment *now,
    struct error *error)
{
    make_badges(records, issue, actions);
    if (issue->teacher.first_name[0] == '\0')
        STR_COPY(issue->teacher.first_name, words_text(sheet->words, N_("Teacher")));
    if (!print(records, issue, sheet, error))
        return false;
    if (records_apply_all(records, actions, issue->count, now, error))
        return true;
    if (unlink(sheet->file) == 0)
        return error_prefix(error,
            "the new badges could not be saved, so %s was removed; the old badges still work",
            sheet->file);
    return error_prefix(error,
        "the new badges could not be saved; remove %s: its badges do not work, the old ones do",
        sheet->file);
}

bool badges_issue(struct records *records, struct badges_issue *issue,
    const struct badges_sheet *sheet, const struct moment *now, struct error *error)
{
    size_t mark = arena_mark(&records->arena);
    struct action *actions = arena_array(&records->arena, struct action, (size_t)issue->count);
    if (actions == NULL)
        return error_set(error, ERR_MEMORY, "no memory for %d badges", issue->count);
    bool ok = print_and_save(records, issue, sheet, actions, now, error);
    arena_release(&records->arena, mark);
    return ok;
}

bool badges_list_pictures(struct records *records, const char *file, enum paper_size paper,
    const struct words *words, struct error *error)
{
    const struct classroom *classroom = records->classroom;
    struct picture_print rows[STUDENT_MAX];
    int count = 0;
    for (int i = 0; i < classroom->plan.student_count; i++) {
        uint8_t secret[PICTURE_SECRET];
        if (!classroom->students[i].enrolled)
            continue;
        rows[count].student = &classroom->plan.students[i];
        records_pictures(records, rows[count].student->id, secret);
        for (int k = 0; k < PICTURE_SECRET; k++)
            rows[count].pictures[k] = secret[k];
        count++;
    }
    return sheet_pictures_pdf(file, paper, words, classroom->plan.class_name, rows, count, error);
}
