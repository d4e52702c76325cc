/* The year's end: what students did goes, the class stays. For the command and the screen.
 *
 * Gone: visits, answers, levels, goals and reasons, reflections and voice clips, groups and
 * rotations, drafts, kudos and requests for help, automatic backups, what was set aside, printed
 * sheets, what was left of sticks, badges and last names of students who have left, the key of the
 * term (sync/seal.h), and a hub that this machine holds. Stays: class folder and plan with its
 * pictures, badges and secret pictures of the class, settings, PIN, which class and hub this
 * machine belongs to.
 *
 * Other machines keep what they have: a station tells its board again what it still has, so the
 * board comes last. */
#pragma once

#include "records.h"

enum wipe_stage { WIPE_HUB_STARTS, WIPE_HUB_TELLS, WIPE_FILES, WIPE_ROWS };

struct wipe {
    struct records *records;
    const char *data;
    enum wipe_stage stage;
    bool done;
    int64_t events;               /* to be removed, at the beginning */
    int64_t removed;              /* so far */
    bool had_hub;                 /* it is to be made anew: joining.h */
    bool hub_ran;                 /* else it is stopped again when the wipe fails before it went */
    bool had_key;                 /* of the term */
    char unkept[ERROR_TEXT_SIZE]; /* why the hub did not say before it went who belongs to the
                                     class: those count whom it knew earlier; else "" */
};

MUST_CHECK bool wipe_begin(
    struct wipe *wipe, struct records *records, const char *data, struct error *error);
/* One step; until `done`. Under a second, but for the last, which makes the database small, and
 * those in which a hub starts or stops: a minute at most. Cut short, another wipe goes on.
 * `records->classroom` is another one afterwards. Nobody may use the store besides. */
MUST_CHECK bool wipe_step(struct wipe *wipe, struct error *error);
int wipe_percent(const struct wipe *wipe);
