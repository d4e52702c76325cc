/* Five short friendly sounds, made of tones when they are first needed.
 *
 * A thread opens the audio device for the first sound and closes it again after a while of silence,
 * so that an idle station does not wake and speech can have the device. A machine without audio is
 * quiet, nothing else. */
#pragma once

#include "platform/platform.h"

enum { SOUND_RATE = 24000 /* samples a second, mono */, SOUND_SAMPLE_MAX = 2 * SOUND_RATE };

struct sound_player;

/* `silent`: never opens a device. */
MUST_CHECK bool sound_open(struct sound_player **out, bool silent, struct error *error);
void sound_close(struct sound_player *player); /* accepts NULL */

void sound_play(struct sound_player *player, enum sound sound);
/* Plays a voice clip (malloc'd, SOUND_RATE; the player frees it) in the place of the one before.
 * Who asks to hear it hears it: volume and muting are for the chimes. */
void sound_play_clip(struct sound_player *player, int16_t *samples, int count);
void sound_stop_clip(struct sound_player *player);
void sound_set_volume(struct sound_player *player, int percent);
/* Lets go of the device as soon as what plays now has ended. */
void sound_release(struct sound_player *player);
/* For tests: how many sounds were started and whether a device is open. */
int sound_count_started(struct sound_player *player);
bool sound_has_device(struct sound_player *player);

/* --- The tones ---------------------------------------------------------------------------------
 */

/* Writes the samples of a sound; returns how many, at most SOUND_SAMPLE_MAX. */
int sound_render(enum sound sound, int16_t out[static SOUND_SAMPLE_MAX]);
