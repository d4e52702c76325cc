#include "screens/reflect_voice.h"

#include "base/str.h"
#include "screens/parts.h"
#include <stdlib.h>

enum { CLIP_SECONDS = 60, METER_BARS = 12, TILE_LOW = 100 };

static const struct voice *voice_of(const struct screen_call *call)
{
    return &call->session->voice;
}

bool reflect_voice_is_busy(const struct screen_call *call)
{
    enum voice_state state = voice_of(call)->state;
    return state == VOICE_RECORDING || state == VOICE_UNSAVED;
}

bool reflect_voice_is_listening(const struct screen_call *call)
{
    return voice_of(call)->state == VOICE_RECORDING;
}

/* --- Buttons --------------------------------------------------------------------------------- */

/* An icon above one or two words, or beside them where it is low. */
struct tile {
    const char *key, *icon, *label, *value;
    bool strong; /* filled: what runs now, and this ends it */
    bool disabled;
};

static bool draw_tile(struct ui *ui, struct rect r, struct tile tile)
{
    const struct theme *theme = ui_theme(ui);
    color ink = tile.strong     ? theme->card
                : tile.disabled ? theme->ink_soft
                                : theme->hue_ink[HUE_ROSE];
    color fill = tile.strong     ? theme->hue_ink[HUE_ROSE]
                 : tile.disabled ? theme->paper
                                 : theme->hue_soft[HUE_ROSE];
    ui_card(ui, r, RADIUS_CARD, fill);
    bool low = r.h < TILE_LOW;
    struct rect words = rect_inset(r, low ? 12 : 8, low ? 6 : 10), picture;
    if (low) {
        picture = rect_cut_left(&words, 34);
        rect_cut_left(&words, 6);
    } else {
        float text = MIN(words.h * 0.42f, 64 * ui_text_scale(ui));
        float icon = CLAMP(words.h - text - 4, 28, 56);
        words = rect_center(words, words.w, MIN(words.h, icon + text + 8));
        picture = rect_cut_top(&words, icon);
        rect_cut_top(&words, 4);
    }
    ui_icon(ui, picture, tile.icon, MIN(picture.w, picture.h), ink);
    struct text_look look = {.quiet = true,
        .font = FONT_SHOW,
        .size = 22,
        .color = ink,
        .align = low ? ALIGN_START : ALIGN_CENTER,
        .vertical = ALIGN_CENTER,
        .lines = 2};
    ui_text(ui, words, look,
        tile.value == NULL
            ? tile.label
            : ui_fill(ui, "{label}\n{value}", "label", tile.label, "value", tile.value, NULL));
    struct tap_area area = {.key = tile.key,
        .name = tile.label,
        .value = tile.value,
        .role = ROLE_BUTTON,
        .disabled = tile.disabled,
        .radius = RADIUS_CARD};
    return ui_tap_area(ui, r, area);
}

static const char *length_text(struct ui *ui, int32_t ms)
{
    int seconds = (ms + 500) / 1000;
    return ui_fill(ui, "{m}:{s}", "m", ui_number(ui, seconds / 60), "s",
        ui_fill(ui, "{a}{b}", "a", ui_number(ui, seconds % 60 / 10), "b",
            ui_number(ui, seconds % 10), NULL),
        NULL);
}

struct row {
    struct rect r;
    float width, gap;
};

/* From the end, so that the button that was pressed stays where it is. */
static struct rect next_tile(struct row *row)
{
    struct rect tile = rect_cut_right(&row->r, row->width);
    rect_cut_right(&row->r, row->gap);
    return tile;
}

static void ask_before_dropping(struct screen_call *call, struct row *row, struct voice_memory *own)
{
    struct ui *ui = call->ui;
    struct tile keep = {.key = "voice-keep", .icon = "check", .label = T("Keep it")};
    struct tile drop = {.key = "voice-drop-yes", .icon = "delete", .label = T("Throw away")};
    if (draw_tile(ui, next_tile(row), keep))
        own->asks = false;
    if (draw_tile(ui, next_tile(row), drop)) {
        own->asks = false;
        screen_wish(call, WISH_CLIP_DROP);
    }
}

/* Not offered to talk for a minute what could not be kept. */
static struct tile say_tile(const struct screen_call *call, const char *label)
{
    return (struct tile){
        .key = "voice-say", .icon = "microphone", .label = label, .disabled = part_is_full(call)};
}

static void buttons_of_clip(struct screen_call *call, struct row *row, struct voice_memory *own)
{
    struct ui *ui = call->ui;
    const struct voice *voice = voice_of(call);
    bool plays = voice->state == VOICE_PLAYING;
    const char *length =
        length_text(ui, plays ? call->draft->clip_ms - voice->ms : call->draft->clip_ms);
    struct tile hear = {.key = "voice-hear",
        .icon = plays ? "stop" : "play",
        .label = plays ? T("Stop") : T("Hear it"),
        .value = length,
        .strong = plays};
    struct tile again = say_tile(call, T("Say it again"));
    struct tile drop = {.key = "voice-drop", .icon = "delete", .label = T("Throw away")};
    if (voice->offered && draw_tile(ui, next_tile(row), again))
        screen_wish(call, WISH_RECORD);
    if (draw_tile(ui, next_tile(row), drop))
        own->asks = true;
    if (draw_tile(ui, next_tile(row), hear))
        screen_wish(call, plays ? WISH_CLIP_STOP : WISH_CLIP_PLAY);
}

static void buttons_of_unsaved(struct screen_call *call, struct row *row)
{
    struct ui *ui = call->ui;
    struct tile save = {.key = "voice-say", .icon = "refresh", .label = T("Try again")};
    struct tile drop = {.key = "voice-drop", .icon = "delete", .label = T("Throw away")};
    if (draw_tile(ui, next_tile(row), save))
        screen_wish(call, WISH_RECORD_STOP);
    if (draw_tile(ui, next_tile(row), drop))
        screen_wish(call, WISH_CLIP_DROP);
    struct text_look look = {.size = 22, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER};
    struct rect words = rect_cut_right(&row->r, 2 * row->width);
    ui_text(ui, words, look, T("Not saved yet. Try again."));
    rect_cut_right(&row->r, row->gap);
}

void reflect_voice_buttons(struct screen_call *call, struct rect *r, struct voice_memory *own)
{
    struct ui *ui = call->ui;
    bool small = ui_is_small(ui), has_clip = call->draft->clip[0] != '\0';
    struct row row = {*r, small ? 150 : 180, small ? 12 : 20};
    if (has_clip && voice_of(call)->state != VOICE_RECORDING)
        row.width = small ? 158 : 140;
    switch (voice_of(call)->state) {
    case VOICE_RECORDING:
        if (draw_tile(ui, next_tile(&row),
                (struct tile){
                    .key = "voice-say", .icon = "stop", .label = T("Stop"), .strong = true}))
            screen_wish(call, WISH_RECORD_STOP);
        break;
    case VOICE_UNSAVED: buttons_of_unsaved(call, &row); break;
    default:
        if (has_clip && own->asks)
            ask_before_dropping(call, &row, own);
        else if (has_clip)
            buttons_of_clip(call, &row, own);
        else if (voice_of(call)->offered &&
                 draw_tile(ui, next_tile(&row), say_tile(call, T("Say it"))))
            screen_wish(call, WISH_RECORD);
    }
    *r = row.r;
}

/* --- While it listens ------------------------------------------------------------------------ */

/* Bars that grow with the voice; with reduced motion one still picture. */
static void draw_meter(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    bool still = screen_student(call)->settings & SETTING_REDUCED_MOTION;
    int lit = still ? METER_BARS : (voice_of(call)->level * METER_BARS + 99) / 100;
    for (int i = 0; i < METER_BARS; i++) {
        struct rect bar = rect_column(r, i, METER_BARS, 10);
        /* Lower at both ends, as a voice is: height is not what is told, the colour is. */
        int from_middle = abs(2 * i - (METER_BARS - 1));
        float height = r.h * (1.0f - 0.06f * (float)from_middle);
        ui_fill_rect(ui, rect_center(bar, MIN(bar.w, 24), height), 12,
            i < lit ? theme->hue[HUE_ROSE] : theme->line);
    }
}

void reflect_voice_listening(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    int left = CLIP_SECONDS - voice_of(call)->ms / 1000;
    ui_card(ui, r, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(r, 30, ui_is_small(ui) ? 12 : 24);
    struct rect lines = rect_center(inside, inside.w, MIN(inside.h, 250));
    struct text_look look = {
        .font = FONT_SHOW, .size = 34, .vertical = ALIGN_CENTER, .align = ALIGN_CENTER, .lines = 1};
    ui_text(ui, rect_cut_top(&lines, MIN(60, lines.h * 0.3f)), look, T("Speak now"));
    look = (struct text_look){.size = 24,
        .color = ui_theme(ui)->ink_soft,
        .vertical = ALIGN_CENTER,
        .align = ALIGN_CENTER,
        .lines = 1};
    ui_text(ui, rect_cut_bottom(&lines, MIN(50, lines.h * 0.4f)), look,
        ui_fill(ui, TN("{count} second left", "{count} seconds left", left), "count",
            ui_number(ui, left), NULL));
    draw_meter(call, rect_center(rect_inset(lines, 0, 6), MIN(lines.w, 520), MIN(lines.h, 110)));
}
