/* "Say it": the part of the reflection that records and plays a voice clip. Nothing of it is shown
 * where there is no microphone or the class does not want it. */
#pragma once

#include "screens/screen.h"

struct voice_memory {
    bool asks; /* whether to throw it away */
};

/* While it records, or has something that is not saved, nothing is handed in. */
bool reflect_voice_is_busy(const struct screen_call *call);
/* Whether the whole place below the faces is needed: for reflect_voice_listening(). */
bool reflect_voice_is_listening(const struct screen_call *call);

/* The buttons, at the end of *r; *r becomes what is left. */
void reflect_voice_buttons(struct screen_call *call, struct rect *r, struct voice_memory *own);
/* The level, and what is left of the minute. */
void reflect_voice_listening(struct screen_call *call, struct rect r);
