/* Reading aloud: espeak-ng as a process of its own, one at a time.
 *
 * The text goes through a pipe, never through a command line or a shell. A new text stops the old
 * one. Nothing here waits, except speech_close() for a process that was just killed. One thread
 * uses it. */
#pragma once

#include "base/error.h"

enum { SPEECH_TEXT_SIZE = 16384, SPEECH_VOICE_SIZE = 24, SPEECH_LIST_SIZE = 16384 };

struct speech;

/* `silent`: no process is ever started; what would be said is only remembered. No espeak-ng is not
 * an error. */
MUST_CHECK bool speech_open(struct speech **out, bool silent, struct error *error);
void speech_close(struct speech *speech); /* accepts NULL */

bool speech_can(const struct speech *speech); /* the program was found in $PATH */
/* Language as in the class folder ("en", "pt-BR"); what has no voice is read by another one. */
void speech_say(struct speech *speech, const char *language, const char *text);
void speech_hush(struct speech *speech);
void speech_set_volume(struct speech *speech, int percent); /* 0: nothing is said */
/* What was said last and was not hushed; "" none. */
const char *speech_said(const struct speech *speech);

/* Chooses a voice from what `espeak-ng --voices` printed; an empty list: nothing is known, the
 * language is taken at its word. */
void speech_choose_voice(
    const char *list, const char *language, char voice[static SPEECH_VOICE_SIZE]);
