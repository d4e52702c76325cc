/* Sheets of a class: groups for the wall, a substitute's day, a family's page, a team's page.
 *
 * Files, sizes and failures as in sheet.h. All that is on them comes from the arguments: the same
 * class and day give the same bytes. */
#pragma once

#include "model/report_history.h"
#include "model/report_ticket.h"
#include "paper/sheet.h"

/* For the wall: the groups that stand on a day with icon, first names and avatars, and where each
 * is in every round. No needs, no scores, no reasons. ERR_NOT_FOUND if no groups stand then. */
MUST_CHECK bool sheet_groups_pdf(const char *file, enum paper_size paper, const struct words *words,
    const struct classroom *classroom, int32_t day, struct error *error);

/* For adults: the lesson of a day for somebody who does not know the class. Letters shrink to keep
 * it on two pages where that can be. */
MUST_CHECK bool sheet_substitute_pdf(const char *file, enum paper_size paper,
    const struct words *words, const struct classroom *classroom, int32_t day, struct error *error);

/* For the family of one student: strengths first, goal, evidence, reflection and pace, without a
 * word about anybody else. `history` is of this student, all kinds. One page. */
MUST_CHECK bool sheet_family_pdf(const char *file, enum paper_size paper, const struct words *words,
    const struct classroom *classroom, int student, int32_t day, const struct history *history,
    struct error *error);

/* For adults: who has which level, by skill (indexes), in the order of the class list; and what the
 * last exit ticket suggests, if `report` is not NULL. ERR_BAD_INPUT without skills. */
MUST_CHECK bool sheet_team_pdf(const char *file, enum paper_size paper, const struct words *words,
    const struct classroom *classroom, int32_t day, const int32_t *skills, int skill_count,
    const struct ticket_report *report, struct error *error);

/* For the classroom's wall: what to do when something does not work, one page. `class_name` may be
 * empty. */
MUST_CHECK bool sheet_trouble_pdf(const char *file, enum paper_size paper,
    const struct words *words, const char *class_name, struct error *error);

/* For the teacher alone: the code that makes a new passphrase, as letters and as QR. */
MUST_CHECK bool sheet_recovery_pdf(const char *file, enum paper_size paper,
    const struct words *words, const char *class_name, const char *code, struct error *error);
