/* Pieces that several screens share, so that they look and behave alike everywhere. */
#pragma once

#include "model/rotation.h"
#include "screens/screen.h"

/* The margin around a screen, units. */
float part_margin(const struct ui *ui);
/* The canvas without its margins. */
struct rect part_page(struct ui *ui);

/* The bar on top: a back button (to `back`, unless SCREEN_NONE) and a title. *page becomes what is
 * below; returns what is left of the bar at its end, for more controls. */
struct rect part_top_bar(
    struct screen_call *call, struct rect *page, enum screen_id back, const char *title);

/* Where the on-screen keyboard goes, over the whole width; *page becomes what is above it. */
struct rect part_keyboard(struct ui *ui, struct rect *page);

/* For what is read aloud, and for the names of controls: words of the class's files have a voice of
 * their own language (base/spoken.h). */
const char *part_class_words(struct ui *ui, const char *text);
/* Such words that may be ours: a starter is translated, where it can be. */
const char *part_starter(struct ui *ui, const char *text);
/* One more sentence behind the others, with a breath between them. */
const char *part_and_say(struct ui *ui, const char *text, const char *more);
/* A place and where in the room it is. */
const char *part_say_station(struct ui *ui, const struct station *station);

/* A button that reads `text` aloud; nothing where the station cannot speak. Square, r.h high. True
 * if there is one. */
bool part_speak_button(struct screen_call *call, struct rect r, const char *text);
/* Says text once when the screen comes up, for students who have read_aloud. `said` is the screen's
 * own memory. */
void part_say_once(struct screen_call *call, bool *said, const char *text);

/* A station's icon, colours and name. NULL: what a student has in a round without a station. */
const char *part_station_icon(const struct station *station);
color part_station_ink(const struct ui *ui, const struct station *station);
color part_station_soft(const struct ui *ui, const struct station *station);
const char *part_station_name(const struct ui *ui, const struct station *station);
/* As a chip at r; returns its width. */
float part_station_chip(struct ui *ui, struct rect r, const struct station *station, float size);
/* As a card with icon, a line above and the name; `above` and `below` may be NULL. */
void part_station_card(struct ui *ui, struct rect r, const struct station *station,
    const char *above, const char *below);

/* "must do", "may do", or nothing: of a student's own way. */
const char *part_duty_icon(enum rotation_duty duty);
const char *part_duty_name(const struct ui *ui, enum rotation_duty duty);

/* An avatar with its spoken name. */
void part_avatar(struct ui *ui, struct rect r, const struct student *student, float size);

/* "I like": what a field of the profile is about, in the student's words. */
const char *part_profile_title(const struct ui *ui, enum profile_field field);

/* The faces of a reflection, 1 to FEELING_MAX, and what each says in the student's words. */
enum { FEELING_MAX = 4 };
const char *part_face(int feeling);
const char *part_feeling(const struct ui *ui, int feeling);

/* Words to begin a text with, in the language shown, as buttons in one row: as many as fit, and
 * "More", which goes on to the next ones and from the last back to the first; so all can be reached
 * however long they are. `first` is the screen's own memory, 0 at first. Returns the one that was
 * tapped, or -1. */
int part_starters(
    struct screen_call *call, struct rect r, int *first, const char *const *texts, int count);

/* A long text, whole: over everything, in letters of its own size, with a way on for who does not
 * drag; said as by part_say_once() when it opens. Call it last in a frame; nothing while it is not
 * open. The screen's own memory, zero at first. */
struct reader {
    bool open, said;
};
void part_reader(
    struct screen_call *call, struct reader *reader, const char *title, const char *text);
/* The button that opens it, at the end of *r, where `text` in that look cannot be shown whole in
 * *r even in its smallest size. */
void part_read_all(struct screen_call *call, struct rect *r, struct text_look look,
    const char *text, struct reader *reader);

/* What a layer below the screens tells, in the language of the screen. */
const char *part_sentence(struct ui *ui, const struct sentence *sentence);
/* Its halves, where they do not stand in one line; "" if there is none. */
const char *part_sentence_what(struct ui *ui, const struct sentence *sentence);
const char *part_sentence_then(struct ui *ui, const struct sentence *sentence);
/* "10:32", and "2026-09-14 10:32", by a clock offset_s seconds east of UTC. */
const char *part_time(struct ui *ui, int64_t wall_ms, int32_t offset_s);
const char *part_date_time(struct ui *ui, int64_t wall_ms, int32_t offset_s);
/* A code, a title: its letters may run the other way, and do not turn the sentence around it. */
const char *part_apart(struct ui *ui, const char *value);
/* Lists such as "Amélie, Tomás": one more item for one that begins empty. It runs as the page does,
 * whatever its items are written in. */
const char *part_list(struct ui *ui, const char *list, const char *item);

/* The strip on top that says what just happened (session.notice). After everything else that may
 * be said: `said` as in part_say_once(), the caller's, false when something has happened. */
void part_notice(struct screen_call *call, bool *said);
/* A mistake in the settings of the machine, in words. */
const char *part_device_sentence(struct ui *ui, const struct device_view_mistake *mistake);
/* The foot of the screen: what is wrong with the settings of the machine, and who it is. Call it
 * last; its height is what ui_setting.foot has to be. */
float part_device_height(const struct device_view *view);
void part_device(struct screen_call *call);

/* What is wrong with the station, in one line of plain words, or NULL. */
const char *part_trouble_text(const struct screen_call *call);
bool part_is_full(const struct screen_call *call); /* nothing long is begun */

/* "12 min left", or with seconds "11:42 left" when `seconds` or in the last minute. */
const char *part_time_left(struct ui *ui, int64_t left_ms, bool seconds);
/* Monotonic time at which part_time_left() changes next. */
int64_t part_time_left_changes(int64_t now_ms, int64_t left_ms, bool seconds);

/* The round that counts for the student now: while everybody walks, the next. -1: no block. */
int part_due_round(const struct screen_call *call);
/* The station where the student should be now, -1 none. */
int part_due_station(const struct screen_call *call);
/* Is anything planned for the student today, while the block runs? A round of that may still be
 * without a station. */
bool part_has_way(const struct screen_call *call);
/* Where it is false: why, in a sentence or two. */
const char *part_no_way_text(const struct screen_call *call);
/* part_station_name() by index; -1: NULL. */
const char *part_stop_name(const struct screen_call *call, int station);
/* What this station is in the student's own way now. */
enum rotation_duty part_duty_here(const struct screen_call *call);
/* "Fractions · step 4" of a skill, or "". */
const char *part_path_step(struct ui *ui, const struct classroom *classroom, int skill);

/* "Still there?" over everything, with what is left of the countdown. True when the student is.
 * `said` as in part_say_once(), the caller's: false when the countdown begins. */
bool part_still_there(struct screen_call *call, bool *said, int64_t left_ms, int64_t of_ms);
