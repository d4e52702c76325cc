/* Ticket files: Moodle's GIFT, Aiken and `- [x]` lists.
 *
 * Differences from Moodle, all of them kinder or stricter on purpose: true and false in any case; a
 * number that is none is an error; feedback alone (`~#text`) and general feedback (`####`) become
 * the item's feedback_wrong and feedback_right, or feedback_general where those have their own.
 *
 * Comments: `// [tag:CODE]` the skill, `// [id:3b]` the id TICKET/3b (with a `/` inside: the whole
 * id; a leading `/` is dropped), `// [question:ID]` alone: the question ID of questions.csv stands
 * here. `$CATEGORY: X` is the skill for what follows if X (or the last part of the path) is a
 * skill's code; otherwise what follows has none, and the first one is the ticket's title (one that
 * is nearly a code is warned of). */
#pragma once

#include "exchange/csv.h"
#include "exchange/question_list.h"

/* What a ticket file may refer to. */
struct gift_context {
    const char *ticket;      /* id: the file's name */
    const struct plan *plan; /* skills that are known */
    bool skills_known;       /* else every tag is taken for a skill */
    struct problems *problems;
    struct arena *arena;
};

/* Adds the questions of a ticket file of any of the three forms, also mixed. */
void ticket_file_read(
    const struct text_file *file, const struct gift_context *context, struct question_list *out);

/* True if GIFT can hold all of the item. */
bool gift_can_hold(const struct item *item);
void gift_write_title(struct csv_writer *writer, const char *title);
/* The item at a place (from 1) of its ticket. */
void gift_write_item(
    struct csv_writer *writer, const struct item *item, const char *ticket, int place);
void gift_write_reference(struct csv_writer *writer, const char *id);
