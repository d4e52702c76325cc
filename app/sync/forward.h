/* Carries what is at a hub up to a school's or district's, where many classes are: with the asks of
 * any node, above what the upper hub has, whose heads are the truth. Nothing is kept here, and the
 * same again changes nothing.
 *
 * What goes up has no words and no names: bodies are redacted, students are pseudonyms, a keyed
 * BLAKE2b of their ids whose key follows from the class's badge key and stays with the class. The
 * class itself goes by its uid and its id. Plans, clips and drafts stay below. A class that another
 * hub brought here is in pseudonyms already. It blocks, as hub_answer() does. */
#pragma once

#include "base/arena.h"
#include "sync/hub.h"

typedef void (*forward_pseudonym)(const void *with, const char *student, char out[static ID_SIZE]);
/* event_redact() of exchange/event_redact.h. */
typedef bool (*forward_redact)(const char *kind, const char *body, forward_pseudonym make,
    const void *with, struct arena *arena, const char **kind_out, const char **body_out,
    struct error *error);

struct forward_options {
    const char *below;     /* conninfo of the owner of the hub here */
    const char *class_uid; /* the one class that goes up; "": all */
    const struct member *above;
    const char *school, *wave; /* where the class belongs; "": as the hub here has it */
    forward_redact redact;
};

struct forward;
/* Copies the options; connects nothing yet. */
MUST_CHECK bool forward_open(
    struct forward **out, const struct forward_options *options, struct error *error);
void forward_close(struct forward *forward); /* accepts NULL */

struct forward_report {
    enum sync_trouble trouble; /* of the hub above, the first one … */
    bool below;                /* … or of the one here */
    char text[ERROR_TEXT_SIZE];
    int classes;
    int64_t waiting; /* events that are not above yet */
    int64_t pushed;  /* now */
};
/* All that there is. A class that is refused does not keep others back. `push` false: only looks.
 */
void forward_round(struct forward *forward, bool push, struct forward_report *out);
/* Until there is work again, both lines are closed: hundreds of hubs share the one above. */
void forward_rest(struct forward *forward);

/* When to try again: what happens is collected for 10 to 30 s; after trouble 1 to 60 s; after an
 * outage of more than a minute it is only looked at first whether the hub is back, and then pushed
 * within 10 minutes, so that not all come at once. Begins as zeros. */
struct forward_pace {
    int failures;
    bool outage; /* look, do not push */
};
int64_t forward_wait_ms(
    struct forward_pace *pace, const struct forward_report *report, uint32_t chance);
