/* questions.csv: one question a row.
 *
 * Columns: id, skill, type, prompt, a to l, correct, points, hint, feedback_right, feedback_wrong,
 * read_aloud, image, and for short answers spelling (0 to 3 wrong letters forgiven, or "exact" when
 * capitals matter). `correct`: letters, numbers or the text of the answer (several: `A,C`);
 * `7`, `7..9`, `7+-0.5` for numbers; texts separated by `|` for short. For match each answer cell
 * holds `left => right` (`=> right` is one too many on the right), for order the cells stand in the
 * right order, for truefalse a and b may say which of A and B is true. *Stars* in a prompt make
 * bold; `\*` is a star.
 *
 * A question belongs to the ticket that names it (`// [question:ID]` in a ticket file), else to the
 * ticket before the last `/` of its id ("fractions/1") or before `-` and a number ("fractions-1"),
 * else to the ticket named like its skill, else to the ticket "questions". Order is that of rows.
 */
#pragma once

#include "exchange/csv.h"
#include "exchange/question_list.h"

/* Questions with their skill as written: the caller checks skills, ids and pictures. */
void questions_read(const struct text_file *file, struct arena *arena, struct question_list *out,
    struct problems *problems);

/* The id of the ticket a question belongs to by itself. */
void question_ticket(const struct item *item, char out[static ID_SIZE]);

/* True if a row can hold all of the item. */
bool questions_can_hold(const struct item *item);
void questions_write_header(struct csv_writer *writer);
void questions_write_item(struct csv_writer *writer, const struct item *item);

/* *Stars* to bold marks and back. `out` has room for twice the text. */
void stars_to_bold(char *out, size_t size, const char *text);
void bold_to_stars(char *out, size_t size, const char *text);
