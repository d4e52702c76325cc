/* The machine: a window or none, input in order, text, camera, speech, sound, clock, paths.
 *
 * Two kinds behind one interface: the real one (SDL window) and the headless one (no window, same
 * renderer into memory, a clock that moves only as told). Callers use one thread; capture, speech
 * and sound have their own and hand over through platform_wait(). */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/moment.h"
#include "base/spoken.h"
#include "ui/draw.h"
#include "ui/input.h"
#include "ui/text_service.h"

struct platform;

struct platform_options {
    bool headless; /* no window; the clock is a script's */
    bool scripted; /* a window whose clock is a script's; people's input is left aside */
    bool fullscreen;
    int width, height;   /* window or headless target; 0: 1280 x 800, or the display's own */
    int turn;            /* 0, 90, 180 or 270 degrees clockwise: so the screen hangs */
    const char *camera;  /* "v4l2:/dev/video0", "files:GLOB", "none"; NULL: first camera there is */
    const char *scanner; /* input device to read badges from, NULL: by typing speed only */
    const char
        *assets; /* folder with icons, sounds, locale; NULL: found by platform_find_assets() */
    bool mute;
    const char *displays; /* folder of connectors, NULL: $WAYSTATION_DISPLAYS, else the kernel's */
};

/* Where the screen is ours alone (SDL_VIDEODRIVER=evdev) and no display is connected, waits until
 * one is: open nothing before that should not wait. */
MUST_CHECK bool platform_open(
    struct platform **out, const struct platform_options *options, struct error *error);
void platform_close(struct platform *platform); /* accepts NULL */

/* Waits for the next input, at most until deadline_ms (monotonic; INT64_MAX: no deadline; in the
 * past: only what is there already). Returns false with kind INPUT_NONE at the deadline; headless:
 * as soon as all that was fed is taken.
 *
 * INPUT_RESIZE also comes when what was shown is lost: present again, even an equal list.
 * INPUT_DISPLAY comes when a display is plugged in or out or has another mode, and when the window
 * is on another one or, covering it, has another size; the same holds then. The space bar comes as
 * INPUT_KEY and as INPUT_TEXT. Typing is held back for BURST_GAP_MS at most, to tell a scanner from
 * a child. SIGTERM and SIGINT come as INPUT_QUIT. */
bool platform_wait(struct platform *platform, int64_t deadline_ms, struct input *out);

/* From any thread: platform_wait() returns INPUT_ARRIVAL. Rung twice before that, it comes once. */
void platform_ring(struct platform *platform);

/* The picture cannot get to the display that is there now: a machine's own screen is opened only
 * when the process starts. Tells with INPUT_DISPLAY. Start the program anew. */
bool platform_is_outdated(const struct platform *platform);

/* Draws and shows the list; pixels only, whether it changed is the caller's business. */
void platform_present(struct platform *platform, const struct draw_list *list);
void platform_size(const struct platform *platform, int *width, int *height);
const struct text_service *platform_text(struct platform *platform);
/* What was last presented (headless: drawn again from the list), as a PNG file. */
MUST_CHECK bool platform_shot(
    struct platform *platform, const struct draw_list *list, const char *file, struct error *error);

/* --- The service manager ------------------------------------------------------------------------
 * sd_notify(3); without one nothing happens. While platform_wait() waits, it is told that all is
 * well; who does not come back to wait is ended by it. */
/* What the program does, for technicians. */
void platform_tell(const struct platform *platform, const char *status);
/* The first picture that somebody can use was presented. */
void platform_tell_ready(struct platform *platform, const char *status);
/* A turn of the loop is over, and what was to be presented was: for loops that go on without
 * waiting. */
void platform_tell_turn(struct platform *platform);
void platform_tell_stop(const struct platform *platform);
/* What follows may take so long, and nobody comes back to wait meanwhile. Holds for one turn. */
void platform_tell_long(struct platform *platform, int64_t ms);

/* --- Time ---------------------------------------------------------------------------------------
 */
struct moment platform_now(const struct platform *platform);
enum clock_source platform_clock_source(const struct platform *platform);
/* When it is that late here, as clock_utc_of_local() has it (platform/clock.h); seconds. */
int64_t platform_utc_of_local(const struct platform *platform, int64_t local_s);
/* Seconds east of UTC here at a time, now or another (a clock change lies between). */
int32_t platform_offset_at(const struct platform *platform, int64_t wall_ms);
/* Scripts only: sets the wall clock (the monotonic one stays), lets time pass. The scripted clock
 * starts at 2026-01-05T09:00:00 (a Monday), zone UTC, trusted; it is trusted again when it is set,
 * to a day that can be, until it is doubted. */
void platform_set_clock(struct platform *platform, int64_t wall_ms);
void platform_doubt_clock(struct platform *platform);
void platform_advance(struct platform *platform, int64_t ms);
/* Headless only: what platform_wait() returns next, not looked at by the burst filter. mono_ms 0
 * becomes now. At most 256 may wait. */
void platform_feed(struct platform *platform, const struct input *input);
/* Lets real time pass before the eyes of who watches a script in a window; nothing happens
 * headless. */
void platform_pause(struct platform *platform, int64_t ms);

/* --- Camera ---------------------------------------------------------------------------------- */
enum camera_state {
    CAMERA_OFF,
    CAMERA_STARTING,
    CAMERA_ON,
    CAMERA_NO_PICTURE /* black or torn */,
    CAMERA_LOST,
    CAMERA_NONE
};
/* Wanted or not by the screen on top; stopping frees the device. */
void platform_use_camera(struct platform *platform, bool wanted);
enum camera_state platform_camera_state(const struct platform *platform);
/* Number of the newest frame, grows; 0 none. Preview frames wake platform_wait() at most 10 times a
 * second, and not at all while the picture stays the same. */
uint32_t platform_camera_frame(const struct platform *platform);
/* Headless: decodes an image file as if the camera saw it and feeds INPUT_BADGE if there is a code.
 * ERR_NOT_FOUND: no code in it. */
MUST_CHECK bool platform_show_camera(
    struct platform *platform, const char *file, struct error *error);

/* --- Sound and speech ------------------------------------------------------------------------ */
enum sound { SOUND_WELCOME, SOUND_TAP, SOUND_SAVED, SOUND_SORRY, SOUND_ROTATE, SOUND_COUNT };
void platform_play(struct platform *platform, enum sound sound);
void platform_set_volume(struct platform *platform, int percent); /* 0 mutes sounds and speech */
bool platform_can_speak(const struct platform *platform);
/* A text with the marks of base/spoken.h; stops what is being said. */
void platform_say(struct platform *platform, struct spoken_languages languages, const char *text);
void platform_hush(struct platform *platform);
/* Headless: the last text said, without marks; "" none or hushed. */
const char *platform_said(const struct platform *platform);

/* --- Voice clips --------------------------------------------------------------------------------
 */
enum { RECORDING_MAX_MS = 60000 };
struct recording {
    bool on;
    bool over;     /* it is time to stop: the minute is full, or the microphone was taken away */
    int32_t ms;    /* recorded so far */
    int32_t level; /* how loud it was just now, 0 to 100 */
};
/* Whether there is a microphone; looks at the machine. */
bool platform_can_record(const struct platform *platform);
/* The microphone is open from here to platform_stop_recording() and never else. What was recorded
 * before is forgotten. ERR_UNSUPPORTED, ERR_MEMORY. */
MUST_CHECK bool platform_record(struct platform *platform, struct error *error);
struct recording platform_recording(struct platform *platform);
/* The clip as an Ogg/Opus file, the platform's until the next recording or
 * platform_forget_recording(). ERR_NOT_FOUND: nothing was heard. May be called again. */
MUST_CHECK bool platform_stop_recording(
    struct platform *platform, const void **bytes, size_t *size, struct error *error);
void platform_forget_recording(struct platform *platform);
/* Plays the bytes of a sound file, at most a minute, in the place of the one before; they are not
 * needed afterwards. It is heard also where chimes are muted: somebody asked for it. Says how long
 * it is. ERR_CORRUPT, ERR_MEMORY. */
MUST_CHECK bool platform_play_clip(struct platform *platform, const void *bytes, size_t size,
    int32_t *length_ms, struct error *error);
void platform_stop_clip(struct platform *platform);
/* Scripts: a sound file is what the microphone hears, and then silence. */
MUST_CHECK bool platform_set_microphone(
    struct platform *platform, const char *path, struct error *error);

/* --- Places ---------------------------------------------------------------------------------- */
/* The folder with our own assets: beside the build, or where it was installed. False: nowhere. */
bool platform_find_assets(char *out, size_t size);
/* $WAYSTATION_DATA, else /var/lib/waystation when it is ours to write, else
 * $XDG_DATA_HOME/waystation. */
void platform_data_folder(char *out, size_t size);
/* Where a machine that starts from our card says what it is: $WAYSTATION_DEVICE, else
 * /run/waystation. */
void platform_device_folder(char *out, size_t size);
/* Copies a file: `to` is whole, on disk and readable by everybody, or as it was
 * (base/file_save.h). Makes the folder it is in. `from` may be no link. ERR_NOT_FOUND: there is no
 * `from`; ERR_FULL: it is larger than `limit` bytes; ERR_IO and others of the two. */
MUST_CHECK bool platform_copy_file(
    const char *from, const char *to, size_t limit, struct error *error);
/* A new folder of one's own for a demonstration, and its removal with everything in it. */
MUST_CHECK bool platform_make_temporary(char *out, size_t size, struct error *error);
void platform_remove_folder(const char *path);
