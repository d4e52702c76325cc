/* Badge sheets as PDF, one badge as PNG. The sheets of a class are in class_sheets.h.
 *
 * Files appear whole or not at all, are readable by their owner only (badges are keys), and the
 * same call gives the same bytes. Failures: ERR_BAD_INPUT (nothing to print, a count that does not
 * fit, a payload that is not a badge's, a folder for a file), ERR_NOT_FOUND, ERR_READ_ONLY,
 * ERR_NO_SPACE, ERR_IO, ERR_MEMORY; then what was there before is untouched.
 *
 * Walls: paper may include model and base, cairo, pango and libqrencode; nothing else. */
#pragma once

#include "base/error.h"
#include "model/badge.h"
#include "model/plan.h"
#include "paper/words.h"

struct badge_print {
    const struct student *student;
    char payload[BADGE_TEXT_SIZE];
};

enum paper_size { PAPER_A4, PAPER_LETTER };
/* What the class prints on. */
enum paper_size sheet_paper(const struct plan *plan);

/* A cut sheet, `per_sheet` badges a page (2, 4, 6 or 8; default 8): QR 32 mm square at version 2
 * level H with a quiet zone of 4 modules, at least 8 mm from the edges, first name, avatar, class.
 * Eight to a page are the size of bank cards (85.6 x 54 mm). */
MUST_CHECK bool sheet_badges_pdf(const char *file, enum paper_size paper, int per_sheet,
    const struct words *words, const char *class_name, const struct badge_print *badges, int count,
    struct error *error);
/* One badge as a picture, 300 dpi of its 32 mm code and text. */
MUST_CHECK bool sheet_badge_png(
    const char *file, const char *class_name, const struct badge_print *badge, struct error *error);

/* The teacher's list of who has which secret pictures. */
struct picture_print {
    const struct student *student;
    int pictures[3]; /* index in pictures[] of model/avatar.h */
};
MUST_CHECK bool sheet_pictures_pdf(const char *file, enum paper_size paper,
    const struct words *words, const char *class_name, const struct picture_print *rows, int count,
    struct error *error);
