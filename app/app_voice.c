#define LOG_MODULE "voice"
#include "app.h"

#include "records_words.h"

#include "base/log.h"
#include "base/str.h"
#include "store/store_clips.h"

enum { LOOK_MS = 200 /* at most five pictures a second while it records */ };

static struct voice *voice_of(struct app *app)
{
    return &app->session.voice;
}

bool app_offers_voice(struct app *app)
{
    return app->session.student >= 0 && app->records.classroom->plan.voice &&
           platform_can_record(app->platform);
}

/* --- Recording ------------------------------------------------------------------------------- */

void app_record(struct app *app)
{
    struct error error = {0};
    if (!voice_of(app)->offered || voice_of(app)->state == VOICE_RECORDING)
        return;
    app_stop_clip(app);
    /* Not a minute of talk for nothing. */
    if (store_room(app->records.store, app->session.now.mono_ms) != STORE_ROOM_ENOUGH) {
        app_notice(app, NOTICE_TROUBLE);
        return;
    }
    if (!platform_record(app->platform, &error)) {
        log_warning("nothing is recorded: %s", error.text);
        STR_COPY(app->session.refusal,
            N_("The microphone does not work now. Write, or ask your teacher."));
        app_notice(app, NOTICE_REFUSED);
        platform_play(app->platform, SOUND_SORRY);
        return;
    }
    *voice_of(app) = (struct voice){.offered = true, .state = VOICE_RECORDING};
    app->frame_due = true;
}

static void sweep(struct app *app, const char *hash)
{
    struct error error = {0};
    if (hash[0] != '\0' && !store_clip_sweep(app->records.store, hash, &error))
        log_warning("a clip that nothing names is still there: %s", error.text);
}

/* The file first, then the draft that names it; only then it is shown as saved. */
static bool save_clip(struct app *app, const void *bytes, size_t size, struct error *error)
{
    struct draft *draft = app->draft;
    char hash[CLIP_HASH_TEXT], before[ID_SIZE];
    int32_t before_ms = draft->clip_ms;
    STR_COPY(before, draft->clip);
    if (!records_words_seal_clip(&app->records, bytes, size, &bytes, &size, error) ||
        !store_clip_save(app->records.store, bytes, size, hash, error))
        return false;
    STR_COPY(draft->clip, hash);
    draft->clip_ms = voice_of(app)->ms;
    if (app_save_draft(app)) {
        if (!str_equal(before, hash))
            sweep(app, before);
        return true;
    }
    STR_COPY(draft->clip, before);
    draft->clip_ms = before_ms;
    return false; /* and the student was told */
}

static void forget(struct app *app)
{
    platform_forget_recording(app->platform);
    voice_of(app)->state = VOICE_QUIET;
    voice_of(app)->ms = voice_of(app)->level = 0;
    app->voice_retry_ms = 0;
    app->frame_due = true;
}

static void end_recording(struct app *app, bool tell)
{
    const void *bytes;
    size_t size;
    struct error error = {0};
    struct voice *voice = voice_of(app);
    if (voice->state != VOICE_RECORDING && voice->state != VOICE_UNSAVED)
        return;
    if (voice->state == VOICE_RECORDING) {
        voice->ms = platform_recording(app->platform).ms;
        app->last_input_ms = app->session.now.mono_ms; /* to speak is not to be idle */
    }
    bool heard = platform_stop_recording(app->platform, &bytes, &size, &error);
    if (heard && voice->ms >= RECORDING_LEAST_MS && app->draft->kind == DRAFT_REFLECTION) {
        if (save_clip(app, bytes, size, &error)) {
            forget(app);
            return;
        }
        voice->state = VOICE_UNSAVED;
        voice->level = 0;
        app->voice_retry_ms = app->session.now.mono_ms + DRAFT_RETRY_MS;
        app->frame_due = true;
    } else {
        forget(app);
    }
    if (error.code != ERR_NONE && error.code != ERR_NOT_FOUND && tell)
        app_tell_failure(app, &error);
}

void app_stop_recording(struct app *app)
{
    end_recording(app, true);
}

/* --- Hearing --------------------------------------------------------------------------------- */

static void play(struct app *app, const char *clip, const char *sorry)
{
    const void *bytes;
    size_t size;
    struct error error = {0};
    app_stop_clip(app);
    if (voice_of(app)->state != VOICE_QUIET || clip[0] == '\0')
        return;
    size_t mark = arena_mark(&app->frame_arena);
    bool plays = records_words_open_clip(
                     &app->records, clip, &app->frame_arena, &bytes, &size, NULL, &error) &&
                 platform_play_clip(app->platform, bytes, size, &app->voice_length_ms, &error);
    arena_release(&app->frame_arena, mark);
    if (!plays) {
        log_warning("a clip cannot be heard: %s", error.text);
        STR_COPY(
            app->session.refusal, error.code == ERR_DENIED && app->session.words == WORDS_LOCKED
                                      ? N_("This recording is locked: open the words first.")
                                      : sorry);
        app_notice(app, NOTICE_REFUSED);
        platform_play(app->platform, SOUND_SORRY);
        return;
    }
    voice_of(app)->state = VOICE_PLAYING;
    voice_of(app)->ms = 0;
    app->voice_start_ms = app->session.now.mono_ms;
    app->frame_due = true;
}

void app_play_clip(struct app *app)
{
    play(app, app->draft->clip, N_("This recording cannot be heard: say it again."));
}

void app_hear_clip(struct app *app, const char *clip)
{
    play(app, clip, N_("This recording cannot be heard here: it is at another station, or lost."));
}

void app_stop_clip(struct app *app)
{
    if (voice_of(app)->state != VOICE_PLAYING)
        return;
    platform_stop_clip(app->platform);
    voice_of(app)->state = VOICE_QUIET;
    voice_of(app)->ms = 0;
    app->last_input_ms = app->teacher_ms = app->session.now.mono_ms; /* to listen is no idleness */
    app->frame_due = true;
}

/* --- Throwing away, leaving ------------------------------------------------------------------ */

void app_drop_clip(struct app *app)
{
    struct draft *draft = app->draft;
    char before[ID_SIZE];
    app_stop_clip(app);
    if (voice_of(app)->state != VOICE_QUIET) {
        forget(app);
        return;
    }
    STR_COPY(before, draft->clip);
    draft->clip[0] = '\0';
    if (app_save_draft(app)) {
        draft->clip_ms = 0;
        sweep(app, before);
    } else {
        STR_COPY(draft->clip, before);
    }
    app->frame_due = true;
}

void app_leave_voice(struct app *app)
{
    struct voice *voice = voice_of(app);
    app_stop_clip(app);
    end_recording(app, true);
    if (voice->state == VOICE_UNSAVED) {
        log_error("a recording that could not be saved is lost");
        forget(app);
    }
}

/* --- Time ------------------------------------------------------------------------------------ */

void app_update_voice(struct app *app)
{
    struct voice *voice = voice_of(app);
    int64_t now = app->session.now.mono_ms;
    struct recording look;
    switch (voice->state) {
    case VOICE_QUIET: break;
    case VOICE_RECORDING:
        look = platform_recording(app->platform);
        voice->ms = look.ms;
        voice->level = look.level;
        app->last_input_ms = now;
        if (look.over)
            end_recording(app, true);
        break;
    case VOICE_UNSAVED:
        if (now >= app->voice_retry_ms)
            end_recording(app, false);
        break;
    case VOICE_PLAYING:
        voice->ms = (int32_t)MIN(now - app->voice_start_ms, app->voice_length_ms);
        app->last_input_ms = app->teacher_ms = now;
        if (voice->ms == app->voice_length_ms)
            app_stop_clip(app);
        break;
    }
}

int64_t app_voice_deadline_ms(const struct app *app)
{
    int64_t now = app->session.now.mono_ms;
    switch (app->session.voice.state) {
    case VOICE_RECORDING: return now + LOOK_MS;
    case VOICE_UNSAVED: return MAX(app->voice_retry_ms, now + 1);
    case VOICE_PLAYING: return MIN(now + 1000, app->voice_start_ms + app->voice_length_ms);
    default: return INT64_MAX;
    }
}
