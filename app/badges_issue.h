/* Badges and the list of secret pictures on paper: for the commands and for the Setup page. */
#pragma once

#include "paper/sheet.h"
#include "records.h"

enum { BADGES_TEACHER = -1, BADGES_PER_SHEET = 8 };

/* Whose badges are issued together. */
struct badges_issue {
    struct badge_print badges[STUDENT_MAX];
    int students[STUDENT_MAX]; /* indexes, or BADGES_TEACHER */
    int count;
    int voided;             /* of them had a badge that is void now */
    struct student teacher; /* as whom the teacher's badge is printed */
};

void badges_pick_teacher(const struct records *records, struct badges_issue *issue);
void badges_pick_everybody(const struct records *records, struct badges_issue *issue);
/* Leaves out those who have a badge that works. */
void badges_keep_those_without(const struct records *records, struct badges_issue *issue);
const struct badge_state *badges_state_of(const struct records *records, int student);

struct badges_sheet {
    const char *file;
    enum paper_size paper;
    int per_sheet;             /* 0: one picture (PNG) of the first badge */
    const struct words *words; /* of the sheet */
};

/* Prints, then issues: all or none. When the badges cannot be saved, the file is removed and the
 * older badges still work. */
MUST_CHECK bool badges_issue(struct records *records, struct badges_issue *issue,
    const struct badges_sheet *sheet, const struct moment *now, struct error *error);

/* The list of everybody's secret pictures as a PDF. Changes nothing in the records. */
MUST_CHECK bool badges_list_pictures(struct records *records, const char *file,
    enum paper_size paper, const struct words *words, struct error *error);
