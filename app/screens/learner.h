/* The parts of a student's page: learner.c puts them together. */
#pragma once

#include "screens/board_parts.h"

/* The goals that can be set, over the page. */
struct learner_goals {
    bool open;
    char note[TEXT_SIZE];
    struct keyboard keyboard;
    bool writing;
};
void learner_goals(struct screen_call *call, struct learner_goals *own);

/* The way of a day that is being put together, over the page. */
struct learner_way {
    bool open;
    int round; /* whose station is chosen next */
    struct playlist list;
};
/* In the page: the way of today, and what can be done with it. */
float learner_way_height(struct screen_call *call);
void learner_way_part(struct screen_call *call, struct rect r, struct learner_way *own);
void learner_way(struct screen_call *call, struct learner_way *own);

/* What happened, newest first; *read becomes the entry that is to be read whole, else it stays. */
void learner_history(struct screen_call *call, struct rect r, int *read);
/* Its words, and when. */
const char *learner_entry_text(struct screen_call *call, const struct history_entry *entry);
