/* Reading aloud: espeak-ng as a process of its own, one at a time.
 *
 * The text goes through a pipe, never through a command line or a shell. A new text stops the old
 * one. Nothing here waits, except speech_close() for a process that was just killed. One thread
 * uses it. */
#pragma once

#include "base/error.h"
#include "base/spoken.h"
#include <stddef.h>

enum { SPEECH_TEXT_SIZE = 16384, SPEECH_VOICE_SIZE = 24, SPEECH_LIST_SIZE = 16384 };

struct speech;

/* `silent`: no process is ever started; what would be said is only remembered. No espeak-ng is not
 * an error. */
MUST_CHECK bool speech_open(struct speech **out, bool silent, struct error *error);
void speech_close(struct speech *speech); /* accepts NULL */

bool speech_can(const struct speech *speech); /* the program was found in $PATH */
/* A text with the marks of base/spoken.h. A language that has no voice is read by another one. */
void speech_say(struct speech *speech, struct spoken_languages languages, const char *text);
void speech_hush(struct speech *speech);
void speech_set_volume(struct speech *speech, int percent); /* 0: nothing is said */
/* What was said last and was not hushed, without marks; "" none. */
const char *speech_said(const struct speech *speech);

/* Chooses a voice from what `espeak-ng --voices` printed; an empty list: nothing is known, the
 * language is taken at its word. */
void speech_choose_voice(
    const char *list, const char *language, char voice[static SPEECH_VOICE_SIZE]);

/* What espeak-ng is given of a text with the marks of base/spoken.h, cut at `size` bytes. The words
 * alone where one voice says all of them: that one is returned. Else SSML, a sentence for each
 * piece, and NULL. espeak-ng 1.51 needs the language on every sentence: within `<voice>`, and
 * behind a sentence that goes back to the language around it, it takes the wrong one. */
const char *speech_write(
    char *out, size_t size, const char *text, const char *interface_voice, const char *class_voice);
