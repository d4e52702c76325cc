/* The station: joins platform, store, model and screens. Owns the state of the running program.
 *
 *   app.c        opening, closing, the loop
 *   app_frame.c  one frame: input to screen to draw list
 *   app_visit.c  badges, pictures, visits, drafts
 *   app_teacher.c  the door to the teacher view
 *   app_setup.c    class folders, badges on paper, the state of the machine
 *   app_stick.c    the class by USB stick
 *   app_care.c     an appliance: its first start, updates, backups, the year's end
 *   app_print.c    sheets for the wall, and where printed files go
 *   app_report.c   what the teacher looks at, read from the log
 *   app_desk.c     the groups that the teacher is making
 *   app_ways.c     ways of single students through a day
 *   app_voice.c  recording and hearing voice clips
 *   app_sync.c   what other machines of the class tell, and are told
 *   app_join.c   a machine without a class becomes a station
 *   app_hub.c    a board lets others in
 *   app_device.c a machine that starts from our card
 *   steps.c      scripted visits */
#pragma once

#include "base/catalog.h"
#include "model/rotation.h"
#include "paper/sheet.h"
#include "platform/platform.h"
#include "records.h"
#include "screens/screen.h"
#include "ui/ui.h"

struct app_options {
    enum role role;
    const char *data;         /* folder */
    const char *station;      /* id, or NULL: as last time */
    bool station_is_setting;  /* of a file: one that the class does not have is told, and asked */
    const char *class_folder; /* where class folders may lie; NULL or "": DATA/class-folders */
    const char *first_class;  /* folder that a machine without a class takes; NULL or "": none */
    const char *language; /* of setup pages and the board until one is chosen; NULL, "": English */
    const char *camera;   /* platform_options.camera */
    const char *scanner;
    bool headless;
    bool fullscreen;
    int width, height;
    int turn;                 /* platform_options.turn */
    const char *steps;        /* script to run, or NULL */
    int steps_from;           /* line to go on from, after a `restart` */
    int64_t steps_clock_ms;   /* wall time then */
    bool steps_unsure;        /* nothing confirmed it */
    char **restart_arguments; /* how to start this program again */
};

enum {
    APP_LANGUAGE_MAX = LANGUAGE_MAX + 1,
    IDLE_MS = 45000, /* without input, before "Still there?" */
    IDLE_COUNTDOWN_MS = 20000,
    WAITED_FOR_MS = 15000, /* the same, where another student waits to begin */
    NOTICE_MS = 5000,
    DRAFT_RETRY_MS = 5000,      /* a draft or a recording that could not be saved is tried again */
    RECORDING_LEAST_MS = 500,   /* shorter is a slip of the finger */
    TEACHER_IDLE_MS = 180000,   /* without input, before the teacher view locks */
    SLICE_MS = 5,               /* see slice_ms */
    FORGET_LANGUAGE_MS = 60000, /* the language chosen at check-in goes back to the class's */
};

struct app {
    struct app_options options;
    struct arena arena;        /* as long as the app */
    struct arena screen_arena; /* scratch of the screen on top */
    struct arena frame_arena;
    struct platform *platform;
    struct records records;
    struct ui *ui;
    struct session session;

    enum screen_id top;
    struct stamp visit_stamp; /* of the check-in of session.student */
    void *scratch;
    struct draft *draft; /* of session.student */
    enum draft_kind draft_kind;
    bool draft_dirty;
    int64_t draft_retry_ms; /* when a draft that could not be saved is tried again, 0: none */
    int64_t voice_start_ms; /* of what plays */
    int32_t voice_length_ms;
    int64_t voice_retry_ms;     /* when a recording that could not be saved is tried again */
    enum trouble start_trouble; /* what opening found; worse ones hide it for a while */
    const struct screen_call *entering;

    char pictures[STORE_PATH_SIZE];
    struct setup_view *setup;
    struct arena setup_arena; /* of the class folder that was checked; opened when wanted first */
    char setup_version[PLAN_HASH_TEXT];
    struct setup_request {
        enum setup_task task;
        int number;
        char text[2 * SETUP_CODE_SIZE];
    } setup_request; /* done after the next picture */
    struct arena language_arena;
    int board_language; /* index */
    char languages[APP_LANGUAGE_MAX][LANGUAGE_SIZE];
    const char *language_list[APP_LANGUAGE_MAX];
    struct catalog catalogs[APP_LANGUAGE_MAX]; /* parallel; no bytes: English */
    int language;                              /* chosen at check-in, index; -1: none is */
    int64_t language_ms;                       /* when */

    struct app_link *link;     /* app_sync.c; NULL: this machine is alone */
    struct app_join *join;     /* app_join.c */
    struct app_hub *hub;       /* app_hub.c */
    struct app_device *device; /* app_device.c; NULL: no card of ours */
    struct app_care *care;     /* app_care.c */

    int64_t last_input_ms;               /* monotonic: idle time runs from here */
    char unsent_class[ID_SIZE];          /* which session.unsent is about; empty: forget it */
    int64_t teacher_ms;                  /* of the last touch or key in the teacher view */
    struct ticket_report *ticket_report; /* NULL until wanted first */
    struct reflection_report *reflection_report;
    struct history *history;
    struct grouping_desk *desk;
    void *desk_memory, *desk_forming_memory;
    int32_t slice_ms;          /* how long groups are formed between two looks at the input */
    struct desk_way *desk_way; /* NULL until wanted first */
    struct own_ways *own_ways; /* NULL until wanted first */
    int64_t desk_built;        /* records.built whose indexes the desk has; 0: it is to be loaded */
    char desk_plan[ID_SIZE];
    bool desk_dirty;
    int64_t desk_retry_ms; /* when a desk that could not be saved is tried again, 0: none */
    struct station_report station_report;
    int64_t reported_events; /* classroom's event_count at the last report, -1: none is made */

    struct rotation_now rotation; /* as of the last frame: what changed is signalled */
    bool rotation_known;
    int64_t notice_until_ms;
    bool notice_said;       /* aloud */
    int64_t next_frame_ms;  /* when a frame is due without input */
    int64_t next_tend_ms;   /* when the records may look after themselves again */
    int64_t clock_retry_ms; /* when a clock_set that could not be saved is tried again */
    bool was_stale;         /* the records, at the last look */
    bool frame_due;
    bool has_token; /* of the badge that was read just now: it opens the student's drafts */
    uint8_t token[BADGE_TOKEN_SIZE];
    bool try_pictures_for_badge; /* second factor: the badge was read, pictures complete the
                                    check-in */
    enum check_in_how candidate_how;
    bool by_keys;        /* the last input was a key: the focus is what matters */
    ui_id spoken;        /* control last read aloud */
    bool screen_spoke;   /* in this frame: what gets the focus does not interrupt it */
    bool asked_if_there; /* aloud, since the countdown began */
    uint64_t shown_hash;
    uint32_t presented; /* frames shown so far */
    bool quit;
    bool again; /* quit to be started anew: see platform_is_outdated() */
};

MUST_CHECK bool app_open(struct app *app, const struct app_options *options, struct error *error);
void app_close(struct app *app); /* also after a failed open */
/* The same, but the window stays for who has something to say in it; NULL: none is open. */
struct platform *app_leave_platform(struct app *app);

/* Runs until the window is closed or a signal ends it; or, with `again`, until the program has to
 * be started anew. */
void app_run(struct app *app);

/* One turn: waits for the next input (at most until deadline_ms), runs frames, saves drafts. */
void app_turn(struct app *app, int64_t deadline_ms);
/* The records are closed for `work` on the data folder, and opened again: the machine is another
 * one afterwards, or the same. False: `work` failed; or they do not open, and then the program
 * ends. */
MUST_CHECK bool app_reopen(
    struct app *app, bool (*work)(const char *data, struct error *error), struct error *error);
/* Another class than before: languages, this station, what is looked at. */
void app_take_class(struct app *app);
/* Turns until nothing is due now. */
void app_settle(struct app *app);
/* Headless: time passes, frame by frame. */
void app_advance(struct app *app, int64_t ms);

/* --- app_frame.c ----------------------------------------------------------------------------- */
void app_frame(struct app *app);
void app_go(struct app *app, enum screen_id id);
/* Where this machine rests when nobody uses it. */
enum screen_id app_idle_screen(const struct app *app);
int64_t app_deadline_ms(const struct app *app); /* when the next frame is due by itself */
void app_notice(struct app *app, enum notice notice);
/* Somebody else wants to begin: "Still there?" comes at once, unless the student who is signed in
 * did something in the last WAITED_FOR_MS. */
void app_ask_who_is_there(struct app *app);
/* A text with context in the language on screen. */
const char *app_translate(const struct app *app, const char *context, const char *text);

/* --- app_visit.c ----------------------------------------------------------------------------- */
void app_read_badge(struct app *app, const char *text, enum check_in_how how);
/* A badge known by its stored hash: what app_read_badge() does once the text is checked. */
void app_badge_hash(
    struct app *app, const uint8_t hash[static BADGE_HASH_SIZE], enum check_in_how how);
void app_choose_candidate(struct app *app, int student);
void app_try_pictures(struct app *app, const uint8_t chosen[static PICTURE_SECRET]);
void app_sign_out(struct app *app, enum visit_end reason);
/* The same without an event: the visit goes on at another machine, which has told so. */
void app_end_visit(struct app *app);
bool app_apply(struct app *app, const struct action *action, enum notice if_saved);
/* False, and the student is told: what is on screen cannot be saved, or what is stored cannot be
 * read. Then the draft is as it was. */
bool app_load_draft(struct app *app, enum draft_kind kind, const char *about);
/* A draft that cannot be saved stays dirty and is tried again. */
bool app_save_draft(struct app *app);
void app_update_session(struct app *app);
/* What the student is told when an action did not go through. */
void app_tell_failure(struct app *app, const struct error *error);

/* --- app_voice.c ---------------------------------------------------------------------------------
 */
/* The class wants voice clips and there is a microphone. */
bool app_offers_voice(struct app *app);
void app_record(struct app *app);
/* Ends a recording and saves it as the draft's clip; what cannot be saved is kept in memory, and
 * saved by calling this again. */
void app_stop_recording(struct app *app);
void app_play_clip(struct app *app); /* the draft's */
void app_hear_clip(struct app *app, const char *clip);
void app_stop_clip(struct app *app);
void app_drop_clip(struct app *app);
/* Before the screen or the student changes: stops everything; a recording becomes the draft's. */
void app_leave_voice(struct app *app);
/* Brings session.voice up to date, and ends what is over. */
void app_update_voice(struct app *app);
int64_t app_voice_deadline_ms(const struct app *app);

/* --- app_teacher.c --------------------------------------------------------------------------- */
void app_teacher_badge(struct app *app);
/* A try, which is counted; whoever typed is told when it is wrong, or comes too soon. */
bool app_pin_is_right(struct app *app, const char *pin);
void app_try_pin(struct app *app, const char *pin);
void app_choose_pin(struct app *app, const char *pin);
/* With the passphrase, until the view is hidden. */
void app_open_words(struct app *app, const char *passphrase);
/* The oldest gives way when there are too many. */
void app_keep_unsent(struct app *app, const struct unsent *unsent);
/* Unsent words of another class, which may have students of the same ids. */
void app_forget_strangers(struct app *app);
/* The words of an action that was saved are not unsent any more. */
void app_forget_unsent(struct app *app, const struct action *action);
void app_hide(struct app *app);
/* Whoever sees the screen now may not be the teacher: hides the view, and says why. */
void app_display_changed(struct app *app);

/* --- app_setup.c ----------------------------------------------------------------------------- */
void app_setup_wish(struct app *app, const struct wish *wish);
/* At the start: a machine without a class takes the one that its settings name, if nothing is wrong
 * with it; else what is wrong is on screen. */
void app_setup_first(struct app *app);
/* Does what was put off until it was said on screen; true if there was something. */
bool app_setup_work(struct app *app);

/* --- app_stick.c ----------------------------------------------------------------------------- */
void app_stick(struct app *app, enum setup_task task, const char *code);

/* --- app_print.c ----------------------------------------------------------------------------- */
/* The path under which a file can be saved: "WHAT-DATE" and, where that is taken, a number, then
 * `ending` (".pdf"). On the stick, or where there is none with the prints of the data folder, which
 * is made. ERR_FULL: all its names are taken; ERR_IO. */
MUST_CHECK bool app_print_name(struct app *app, const char *what, const char *ending,
    char out[static SETUP_PATH_SIZE], bool *on_stick, struct error *error);
/* Sheets are in the language of the class, the first of the list. */
struct words app_sheet_words(const struct app *app);
/* The groups that stand on the desk's day; session.printed says how it went. */
void app_print_groups(struct app *app);

/* --- app_sync.c ------------------------------------------------------------------------------ */
/* Begins to tell and to listen, if this machine belongs to a hub. What fails is logged: a station
 * alone is a station. */
void app_open_link(struct app *app);
/* For commands beside this program (lending.h): with the link, and with another class. */
void app_lend_link(struct app *app);
void app_close_link(struct app *app);
/* Takes in what came, and asks on; a few milliseconds at most. */
void app_sync_turn(struct app *app);
/* A thread for the network that rings the loop. NULL: for errands alone, of no member. */
struct member;
struct sync_worker;
MUST_CHECK bool app_open_worker(
    struct app *app, const struct member *member, struct sync_worker **out, struct error *error);
/* When app_sync_turn() has something to do by itself, as the platform counts time. */
int64_t app_sync_deadline_ms(const struct app *app);
/* Something here changed that is no event: a draft. */
void app_sync_poke(struct app *app);
/* Corrected by the hub's clock where that is better than ours. */
struct moment app_moment(const struct app *app);
enum clock_source app_clock_source(const struct app *app);
/* Scripts: waits, in real time, until all is told and taken, or (`cut`) it is known why not; and
 * until what was asked of a hub or a board is over. */
MUST_CHECK bool app_sync_wait(struct app *app, bool cut, int64_t timeout_ms, struct error *error);

/* For an errand to the hub; NULL without a link. */
struct sync_worker *app_link_worker(const struct app *app);
const struct member *app_link_member(const struct app *app);
bool app_link_is_of_board(const struct app *app);

/* --- app_join.c ------------------------------------------------------------------------------ */
MUST_CHECK bool app_join_open(struct app *app, struct error *error);
void app_join_close(struct app *app);
bool app_join_is_on(const struct app *app);   /* under way: its screen is the one to be at */
bool app_join_is_busy(const struct app *app); /* the network is asked */
/* Something was read at a machine without a class. False: it is no code. */
bool app_join_read(struct app *app, const char *text);
void app_join_wish(struct app *app, const struct wish *wish);
void app_join_turn(struct app *app);
/* When a code of the settings goes on by itself. */
int64_t app_join_deadline_ms(const struct app *app);

/* --- app_hub.c ------------------------------------------------------------------------------- */
MUST_CHECK bool app_hub_open(struct app *app, struct error *error);
void app_hub_close(struct app *app);
bool app_hub_is_busy(const struct app *app);
/* Also those of a machine that joins. */
void app_hub_wish(struct app *app, const struct wish *wish);
void app_hub_turn(struct app *app);
/* The hub is told of the class where it knows another name or key of it: of this term, say. One of
 * our own that is of an older version is brought up to date. */
struct sync_hello;
void app_hub_compare(struct app *app, const struct sync_hello *hello);
/* A hub that is gone is made again. */
void app_hub_make_again(struct app *app);
/* Who belongs to the class is looked at again, where it is shown. */
void app_hub_poke(struct app *app);
/* Who belongs to it may be others now: that is looked at and kept, soon. */
void app_hub_changed(struct app *app);
int64_t app_hub_deadline_ms(const struct app *app);

/* --- app_device.c ---------------------------------------------------------------------------- */
MUST_CHECK bool app_device_open(struct app *app, struct error *error);
/* The settings name a station that the class does not have; `has`: those it has. */
void app_device_no_station(struct app *app, const char *id, const char *has);
/* They name another station than `is`, as which this machine has joined. */
void app_device_joined_as(struct app *app, const char *id, const char *is);
/* What the machine said of itself at the start; NULL: no card of ours. */
struct device_about;
const struct device_about *app_device_about(const struct app *app);
/* Whether the role in force is no longer the one that this program began with. */
bool app_device_has_new_role(const struct app *app);
void app_device_put_away(struct app *app);
/* The update that did not start is told no more. */
void app_device_forget_fallback(struct app *app);
/* Whether session.device is shown now. */
void app_device_update(struct app *app);
int64_t app_device_deadline_ms(const struct app *app);
/* --- app_care.c ------------------------------------------------------------------------------ */
MUST_CHECK bool app_care_open(struct app *app, struct error *error);
void app_care_close(struct app *app);
void app_care_wish(struct app *app, const struct wish *wish);
/* The page for grown-ups may be open: behind the PIN, at a station behind the teacher's badge, and
 * where there is nothing private yet. */
bool app_care_is_allowed(const struct app *app);
/* The teacher's badge was shown there. */
void app_care_badge(struct app *app);
/* Something is done here, in steps: nobody may come meanwhile. */
bool app_care_works(const struct app *app);
/* A step, or a look at what the machine told. */
void app_care_turn(struct app *app);
int64_t app_care_deadline_ms(const struct app *app);
/* Scripts: waits, in real time, until the machine has told that it works, or that it is done. */
MUST_CHECK bool app_care_wait(
    struct app *app, bool until_works, int64_t timeout_ms, struct error *error);

/* --- app_report.c ---------------------------------------------------------------------------- */
/* Makes the report that the screen on top reads, when it is not there or the log has grown. */
void app_update_report(struct app *app);
void app_forget_report(struct app *app);

/* --- app_desk.c ------------------------------------------------------------------------------ */
/* Puts the desk into the session, loaded at first use, and in keeping with the class. */
MUST_CHECK bool app_update_desk(struct app *app, struct error *error);
/* What cannot be is told, and the desk stays as it was. */
void app_change_desk(struct app *app, const struct grouping_desk_change *change);
bool app_is_forming(const struct app *app);
/* Goes on forming groups for slice_ms. */
void app_form_groups(struct app *app);
/* Groups that are not formed yet were never asked for. */
void app_leave_desk(struct app *app);
/* The way of the groups in front into the session. */
void app_plan_way(struct app *app);
/* What cannot be saved stays dirty and is tried again. */
void app_save_desk(struct app *app);
/* Before the state is built anew, which makes other students of its indexes: what can be is saved.
 */
void app_settle_desk(struct app *app);

/* --- app_ways.c ------------------------------------------------------------------------------ */
/* Looks for ways of all the students who are asked for, into the session. */
void app_plan_own_ways(struct app *app, const struct own_ways_question *question);
/* Sets those in the session, or takes back what the same students have: all or none. */
void app_set_own_ways(struct app *app);
void app_clear_own_ways(struct app *app);

/* Runs a steps script from options.steps; 0 if every line held, 1 if not, 3 if it cannot be read.
 */
int steps_run(struct app *app);
