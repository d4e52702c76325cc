#include "screens/parts.h"

#include "base/date.h"
#include "base/spoken.h"
#include "base/str.h"
#include "model/goal.h"
#include "model/rotation.h"
#include <stddef.h>

float part_margin(const struct ui *ui)
{
    return ui_is_small(ui) ? 26 : 40;
}

struct rect part_page(struct ui *ui)
{
    struct rect canvas = ui_canvas(ui);
    float margin = part_margin(ui);
    return rect_inset(canvas, margin, ui_is_small(ui) ? 18 : 28);
}

struct rect part_top_bar(
    struct screen_call *call, struct rect *page, enum screen_id back, const char *title)
{
    struct ui *ui = call->ui;
    struct rect bar = rect_cut_top(page, 64);
    rect_cut_top(page, ui_is_small(ui) ? 16 : 24);
    if (back != SCREEN_NONE) {
        struct button button = {.key = "back",
            .label = T("Back"),
            .icon = "arrow-left",
            .icon_only = true,
            .look = BUTTON_QUIET};
        if (ui_button(ui, rect_cut_left(&bar, 84), button))
            screen_go(call, back);
        rect_cut_left(&bar, 20);
    }
    struct text_look look = {
        .font = FONT_SHOW, .size = ui_is_small(ui) ? 34 : 40, .vertical = ALIGN_CENTER, .lines = 1};
    float width = MIN(ui_text_width(ui, look, title) + 8, bar.w);
    ui_heading(ui, rect_cut_left(&bar, width), look, title);
    return bar;
}

struct rect part_keyboard(struct ui *ui, struct rect *page)
{
    struct rect canvas = ui_canvas(ui);
    struct rect keyboard = rect_cut_bottom(&canvas, ui_keyboard_height(ui));
    page->h = keyboard.y - page->y;
    return keyboard;
}

const char *part_class_words(struct ui *ui, const char *text)
{
    return text[0] == '\0'
               ? ""
               : ui_fill(ui, SPOKEN_CLASS "{text}" SPOKEN_INTERFACE, "text", text, NULL);
}

const char *part_starter(struct ui *ui, const char *text)
{
    const char *ours = T(text); /* English texts, too, are in a catalogue of theirs */
    return ours != text ? ours : part_class_words(ui, text);
}

const char *part_and_say(struct ui *ui, const char *text, const char *more)
{
    return more[0] == '\0' ? text
                           : ui_fill(ui, "{text}\n\n{more}", "text", text, "more", more, NULL);
}

const char *part_say_station(struct ui *ui, const struct station *station)
{
    if (station == NULL)
        return part_station_name(ui, station);
    const char *name = part_class_words(ui, station->name);
    return station->place[0] == '\0' ? name
                                     : ui_fill(ui, T("{station}, {place}"), "station", name,
                                           "place", part_class_words(ui, station->place), NULL);
}

bool part_speak_button(struct screen_call *call, struct rect r, const char *text)
{
    struct ui *ui = call->ui;
    if (!call->session->can_speak)
        return false;
    struct button button = {.key = "speak",
        .label = T("Read it to me"),
        .icon = "volume-high",
        .icon_only = true,
        .look = BUTTON_QUIET};
    r.w = MIN(r.w, r.h);
    if (ui_button(ui, r, button))
        screen_wish(call, WISH_SAY)->text = text;
    return true;
}

void part_say_once(struct screen_call *call, bool *said, const char *text)
{
    const struct session *session = call->session;
    if (*said || session->student < 0 || !session->can_speak)
        return;
    *said = true;
    if (screen_student(call)->settings & SETTING_READ_ALOUD)
        screen_wish(call, WISH_SAY)->text = text;
}

const char *part_station_icon(const struct station *station)
{
    if (station == NULL)
        return "routes";
    /* Teachers write names of their own: one that we do not have is no icon, not a mistake of ours.
     */
    bool is_emoji = (unsigned char)station->icon[0] >= 0x80;
    return is_emoji || icon_find(station->icon) != NULL ? station->icon
                                                        : station_kind_icon(station->kind);
}

color part_station_ink(const struct ui *ui, const struct station *station)
{
    const struct theme *theme = ui_theme(ui);
    return station != NULL ? theme->hue_ink[station->hue] : theme->primary;
}

color part_station_soft(const struct ui *ui, const struct station *station)
{
    const struct theme *theme = ui_theme(ui);
    return station != NULL ? theme->hue_soft[station->hue] : theme->primary_soft;
}

const char *part_station_name(const struct ui *ui, const struct station *station)
{
    return station != NULL ? station->name : T("Free choice");
}

float part_station_chip(struct ui *ui, struct rect r, const struct station *station, float size)
{
    color ink = part_station_ink(ui, station);
    struct text_look look = {
        .font = FONT_SHOW, .size = size, .color = ink, .vertical = ALIGN_CENTER, .lines = 1};
    float pad = 26, icon = size * 1.3f, gap = 10;
    float width = MIN(pad * 2 + icon + gap + ui_text_width(ui, look, station->name) + 2, r.w);
    struct rect chip = {r.x, r.y, width, r.h};
    ui_fill_rect(ui, chip, RADIUS_CHIP, part_station_soft(ui, station));
    struct rect inside = rect_inset(chip, pad, 0);
    ui_icon(ui, rect_cut_left(&inside, icon), part_station_icon(station), icon, ink);
    rect_cut_left(&inside, gap);
    ui_text(ui, inside, look, station->name);
    return width;
}

void part_station_card(struct ui *ui, struct rect r, const struct station *station,
    const char *above, const char *below)
{
    enum { ABOVE = 30, NAME = 48, NAME_LINES = 76, BELOW = 34 };
    const struct theme *theme = ui_theme(ui);
    struct text_look soft = {.size = 22, .color = theme->ink_soft, .lines = 1};
    ui_card(ui, r, RADIUS_CARD, theme->card);
    struct rect inside = rect_inset(r, 28, 14);
    float icon = MIN(inside.h, 76);
    ui_icon(ui, rect_cut_left(&inside, icon), part_station_icon(station), icon,
        part_station_ink(ui, station));
    rect_cut_left(&inside, 28);
    const char *name = part_station_name(ui, station);
    struct text_look big = {
        .font = FONT_SHOW, .size = 38, .vertical = ALIGN_CENTER, .lines = 2, .line_height = 1.05f};
    bool fits = ui_text_width(ui, big, name) * 0.75f <= inside.w; /* it may shrink so far */
    float wanted =
        (above != NULL ? ABOVE : 0) + (fits ? NAME : NAME_LINES) + (below != NULL ? BELOW : 0);
    if (below != NULL && wanted > inside.h) { /* no room for a third line */
        name = ui_fill(ui, T("{station}, {place}"), "station", name, "place", below, NULL);
        wanted -= BELOW;
        below = NULL;
    }
    struct rect words = rect_center(inside, inside.w, MIN(wanted, inside.h));
    if (above != NULL)
        ui_text(ui, rect_cut_top(&words, ABOVE), soft, above);
    if (below != NULL)
        ui_text(ui, rect_cut_bottom(&words, BELOW), soft, below);
    ui_text(ui, words, big, name);
}

void part_avatar(struct ui *ui, struct rect r, const struct student *student, float size)
{
    ui_picture(ui, r, avatar_emoji(student->avatar), size, 0,
        ui_translate_context(ui, "avatar", avatar_label(student->avatar)));
}

const char *part_profile_title(const struct ui *ui, enum profile_field field)
{
    static const char *const titles[PROFILE_COUNT] = {[PROFILE_INTERESTS] = N_("I like"),
        [PROFILE_LEARN_BEST] = N_("I learn best"),
        [PROFILE_STRENGTHS] = N_("I am good at")};
    return T(titles[field]);
}

const char *part_face(int feeling)
{
    static const char *const faces[FEELING_MAX] = {"😄", "🙂", "🤔", "😣"};
    return faces[CLAMP(feeling, 1, FEELING_MAX) - 1];
}

const char *part_feeling(const struct ui *ui, int feeling)
{
    static const char *const feelings[FEELING_MAX] = {
        N_("I could teach it"), N_("I’ve got it"), N_("Getting there"), N_("I need help")};
    return T(feelings[CLAMP(feeling, 1, FEELING_MAX) - 1]);
}

static struct button starter_button(const char *text, int index)
{
    return (struct button){
        .key = "starter", .index = index, .label = text, .look = BUTTON_CHIP, .size = 22};
}

int part_starters(
    struct screen_call *call, struct rect r, int *first, const char *const *texts, int count)
{
    enum { GAP = 14 };
    struct ui *ui = call->ui;
    struct button more = {.key = "starters-more",
        .label = T("More"),
        .icon_after = "arrow-right",
        .look = BUTTON_QUIET,
        .size = 22};
    int tapped = -1;
    float all = -GAP;
    for (int i = 0; i < count; i++)
        all += ui_button_width(ui, starter_button(texts[i], i)) + GAP;
    bool fit = all <= r.w;
    struct rect more_place = rect_cut_right(&r, fit ? 0 : ui_button_width(ui, more));
    rect_cut_right(&r, fit ? 0 : GAP);
    int begin = fit ? 0 : CLAMP(*first, 0, count - 1), next = begin;
    for (; next < count; next++) {
        struct button chip = starter_button(texts[next], next);
        float width = ui_button_width(ui, chip);
        if (width > r.w && next > begin)
            break;
        /* One that is too long even for the whole row ends in an ellipsis; it is typed whole. */
        if (ui_button(ui, rect_cut_left(&r, MIN(width, r.w)), chip))
            tapped = next;
        rect_cut_left(&r, GAP);
    }
    if (!fit && ui_button(ui, more_place, more))
        *first = next % count;
    return tapped;
}

void part_reader(
    struct screen_call *call, struct reader *reader, const char *title, const char *text)
{
    if (!reader->open) {
        reader->said = false;
        return;
    }
    struct ui *ui = call->ui;
    struct rect canvas = ui_canvas(ui);
    struct rect box = rect_center(canvas, MIN(canvas.w - 60, 1000), canvas.h - 48);
    ui_modal_begin(ui, box, title);
    struct rect inside = rect_inset(box, 44, 30);
    struct rect foot = rect_cut_bottom(&inside, 84);
    rect_cut_bottom(&inside, 16);
    struct text_look head = {.font = FONT_SHOW, .size = 36};
    float high = MIN(ui_text_height(ui, head, inside.w, title), inside.h * 0.3f);
    ui_heading(ui, rect_cut_top(&inside, high), head, title);
    rect_cut_top(&inside, 12);
    struct text_look words = {.size = 28, .line_height = 1.4f};
    float whole = ui_text_height(ui, words, inside.w, text);
    struct rect page = ui_scroll_begin(ui, "reader", inside, whole);
    ui_text(ui, page, words, text);
    ui_scroll_end(ui);
    struct button speak = {.key = "speak-reader",
        .label = T("Read it to me"),
        .icon = "volume-high",
        .icon_only = true,
        .look = BUTTON_QUIET};
    if (call->session->can_speak && ui_button(ui, rect_cut_left(&foot, 84), speak))
        screen_wish(call, WISH_SAY)->text = text;
    struct button close = {.key = "close",
        .label = T("Close"),
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .is_cancel = true};
    struct rect close_place = rect_cut_right(&foot, 300);
    rect_cut_right(&foot, 20);
    struct button more = {
        .key = "reader-more", .label = T("More"), .icon = "arrow-down", .look = BUTTON_QUIET};
    if (whole > inside.h && ui_button(ui, rect_cut_right(&foot, 240), more))
        ui_scroll_on(ui, "reader");
    if (ui_button(ui, close_place, close))
        reader->open = false;
    ui_modal_end(ui);
    part_say_once(call, &reader->said, text);
}

void part_read_all(struct screen_call *call, struct rect *r, struct text_look look,
    const char *text, struct reader *reader)
{
    struct ui *ui = call->ui;
    look.size = look.min_size;
    if (ui_text_height(ui, look, r->w, text) <= r->h)
        return;
    struct button all = {
        .key = "read-all", .label = T("Read all"), .look = BUTTON_CHIP, .size = 22};
    float width = MAX(ui_button_width(ui, all), TARGET_MIN);
    struct rect place = rect_cut_right(r, width);
    if (ui_button(ui, rect_center(place, width, MIN(64, r->h)), all))
        reader->open = true;
    rect_cut_right(r, 16);
}

const char *part_time(struct ui *ui, int64_t wall_ms, int32_t offset_s)
{
    char time[CLOCK_TEXT_SIZE];
    time_format_clock(date_minute_at(wall_ms, offset_s), time);
    return ui_fill(ui, time, NULL);
}

const char *part_date_time(struct ui *ui, int64_t wall_ms, int32_t offset_s)
{
    char date[DATE_TEXT_SIZE];
    date_format(date_day_at(wall_ms, offset_s), date);
    return ui_fill(
        ui, "{date} {time}", "date", date, "time", part_time(ui, wall_ms, offset_s), NULL);
}

const char *part_apart(struct ui *ui, const char *value)
{
    return value[0] == '\0' ? "" : ui_fill(ui, "\u2068{value}\u2069", "value", value, NULL);
}

const char *part_list(struct ui *ui, const char *list, const char *item)
{
    item = part_apart(ui, item);
    return list[0] == '\0' ? item
                           : ui_fill(ui, "{list}{comma}{item}", "list", list, "comma", T(", "),
                                 "item", item, NULL);
}

static const char *say_with(struct ui *ui, const char *what, const struct sentence *gaps)
{
    struct fill fills[SENTENCE_GAPS];
    int count = sentence_fills(gaps, fills);
    return ui_fill_apart(ui, T(what), fills, count);
}

const char *part_sentence_what(struct ui *ui, const struct sentence *sentence)
{
    return sentence->what == NULL ? T(sentence->values) : say_with(ui, sentence->what, sentence);
}

const char *part_sentence_then(struct ui *ui, const struct sentence *sentence)
{
    return sentence->then == NULL ? "" : say_with(ui, sentence->then, sentence);
}

const char *part_sentence(struct ui *ui, const struct sentence *sentence)
{
    const char *what = part_sentence_what(ui, sentence);
    return sentence->then == NULL ? what
                                  : ui_fill(ui, T("{what}: {how}"), "what", what, "how",
                                        part_sentence_then(ui, sentence), NULL);
}

static const char *notice_text(struct screen_call *call, const char **icon)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    *icon = "information-outline";
    switch (session->notice) {
    case NOTICE_NONE: return NULL;
    case NOTICE_BADGE_UNKNOWN:
        return T("I do not know this badge yet. Please show it to your teacher.");
    case NOTICE_BADGE_VOID: return T("This badge has been replaced. Please use your new one.");
    case NOTICE_BADGE_MISREAD: return T("I could not read that. Hold your badge flat and still.");
    case NOTICE_BADGE_OTHER: return T("That is a different code. Please show your badge.");
    case NOTICE_CODE_OTHER: return T("That is not the join code that the board shows.");
    case NOTICE_BADGE_NOT_ENROLLED:
        return T("This badge is not in this class. Please tell your teacher.");
    case NOTICE_SOMEONE_ELSE:
        return ui_fill(ui, T("{name} is still working here. Please wait a moment."), "name",
            session->student >= 0 ? student_name(screen_student(call)) : "", NULL);
    case NOTICE_PICTURES_WRONG: return T("Those are not your three pictures. Try again.");
    case NOTICE_PICTURES_WAIT:
        return ui_fill(ui, T("Please wait {time}, or ask your teacher."), "time",
            ui_clock(ui, (int64_t)session->wait_s * 1000), NULL);
    case NOTICE_HELP_ASKED: *icon = "hand"; return T("Your teacher can see that you need help.");
    case NOTICE_HELP_CLEARED:
        *icon = "check-circle";
        return T("OK. Your teacher knows that you do not need help now.");
    case NOTICE_SAVED: *icon = "check-circle"; return T("Saved.");
    case NOTICE_NOT_SAVED: *icon = "alert"; return T("Not saved yet. Try again.");
    case NOTICE_TROUBLE: *icon = "alert"; return part_trouble_text(call);
    case NOTICE_REFUSED: return T(session->refusal); /* the model's sentences are collected, too */
    case NOTICE_SOUND_ON: *icon = "volume-high"; return T("Sound is on.");
    case NOTICE_SOUND_OFF: *icon = "volume-off"; return T("Sound is off.");
    case NOTICE_MOVE: *icon = "walk"; return T("Time to move to the next station.");
    case NOTICE_ROUNDS_OVER: *icon = "flag-checkered"; return T("All rounds are done.");
    case NOTICE_TICKET_SOON: *icon = "clipboard-check"; return T("Time for your exit ticket.");
    case NOTICE_PIN_WRONG: return T("That is not the PIN. Try again.");
    case NOTICE_PIN_WAIT:
        return ui_fill(ui, T("Too many tries. Wait {time}."), "time",
            ui_clock(ui, (int64_t)session->wait_s * 1000), NULL);
    case NOTICE_PIN_SET: *icon = "check-circle"; return T("The PIN is set.");
    case NOTICE_PRINTS_REMOVED: *icon = "check-circle"; return T("Removed.");
    case NOTICE_PUBLISHED: *icon = "check-circle"; return T("Published.");
    case NOTICE_TEACHER_BADGE: return T("This is the teacher’s badge. It opens the board.");
    case NOTICE_DISPLAY:
        return T("Another screen was plugged in or out: the teacher view is closed.");
    case NOTICE_RESTORED:
        *icon = "check-circle";
        return T("This machine is as it was in the backup.");
    case NOTICE_AT_A_STATION: return T("This is the board. Please check in at your station.");
    case NOTICE_STATION_FULL:
        *icon = "alert";
        return T("More students than places are at this station now.");
    }
    return NULL;
}

/* A place of that size where nothing can be tapped, the higher the better; false: there is none. */
static bool find_free(struct ui *ui, float w, float h, struct rect *out)
{
    enum { STEP = 8, TRIES = 9 };
    struct rect canvas = ui_canvas(ui);
    for (float y = 12; y + h <= canvas.h - 12; y += STEP)
        for (int i = 0; i < TRIES; i++) {
            /* From the middle outwards. */
            float part = (float)((i + 1) / 2) / (TRIES - 1) * (i % 2 == 0 ? 1 : -1);
            *out = (struct rect){(canvas.w - w) * (0.5f + part), y, w, h};
            if (out->x >= 8 && out->x + w <= canvas.w - 8 && ui_is_free(ui, *out))
                return true;
        }
    return false;
}

/* As one line, else as two or three, where it covers no control; else on top. The mark of the
 * teacher view is never covered. */
static struct rect notice_place(struct ui *ui, struct text_look look, const char *text)
{
    enum { BESIDE = 136, ROUND = 28, LINES_MAX = 3, STEP = 8 };
    float whole = ui_text_width(ui, look, text), most = ui_canvas(ui).w - 2 * part_margin(ui);
    float line = look.size * 1.35f * ui_text_scale(ui);
    struct rect place = {0};
    for (int lines = 1; lines <= LINES_MAX; lines++) {
        float width = whole / (float)lines * (lines > 1 ? 1.2f : 1) + BESIDE;
        if (width <= most && find_free(ui, width, line * (float)lines + ROUND, &place))
            return place;
    }
    float width = MIN(whole + BESIDE, most);
    place = (struct rect){(ui_canvas(ui).w - width) / 2, 14, width, 2 * line + ROUND};
    while (!ui_is_uncovered(ui, place) && place.y + 2 * place.h < ui_canvas(ui).h)
        place.y += STEP;
    return place;
}

/* Once, and before the page where that is about to be read. */
static void say_notice(struct screen_call *call, bool *said, const char *text)
{
    for (int i = 0; !*said && i < call->wish_count; i++)
        if (call->wishes[i].kind == WISH_SAY) {
            call->wishes[i].text = part_and_say(call->ui, text, call->wishes[i].text);
            *said = true;
        }
    part_say_once(call, said, text);
}

void part_notice(struct screen_call *call, bool *said)
{
    struct ui *ui = call->ui;
    const char *icon;
    const char *text = notice_text(call, &icon);
    if (text == NULL)
        return;
    struct text_look look = {
        .quiet = true, .size = 26, .color = ui_theme(ui)->paper, .vertical = ALIGN_CENTER};
    struct rect strip = notice_place(ui, look, text);
    ui_fill_rect(ui, strip, 30, ui_theme(ui)->ink);
    struct rect inside = rect_inset(strip, 30, 8);
    ui_icon(ui, rect_cut_left(&inside, 40), icon, 38, ui_theme(ui)->paper);
    rect_cut_left(&inside, 20);
    ui_text(ui, inside, look, text);
    ui_node(ui, ROLE_STATUS, strip, text, "");
    say_notice(call, said, text);
}

bool part_is_full(const struct screen_call *call)
{
    enum trouble trouble = call->session->trouble;
    return trouble == TROUBLE_FULL || trouble == TROUBLE_NO_ROOM;
}

const char *part_trouble_text(const struct screen_call *call)
{
    struct ui *ui = call->ui;
    switch (call->session->trouble) {
    case TROUBLE_NONE: break;
    case TROUBLE_NOT_SAVED:
    case TROUBLE_NO_ROOM: return T("This station cannot save right now. Please tell your teacher.");
    case TROUBLE_FULL:
        return T(
            "The memory of this station is full. You can check in. New exit tickets have to wait.");
    case TROUBLE_REPAIRED:
        return T("This station was repaired after a fault. Everything it could read is here.");
    case TROUBLE_NOT_KEPT:
        return T("The memory card of this station does not work: nothing you do here is kept.");
    case TROUBLE_NO_KEY:
        return T("The USB key of this station is not plugged in: nothing you do here is kept.");
    case TROUBLE_TOO_NEW: return T("This station needs an update. What you do here is kept.");
    }
    if (call->session->clock_wrong)
        return T("The clock of this station is not set. Everything else works.");
    return NULL;
}

const char *part_time_left(struct ui *ui, int64_t left_ms, bool seconds)
{
    if (seconds || left_ms <= 60000)
        return ui_fill(ui, T("{time} left"), "time", ui_clock(ui, left_ms), NULL);
    int minutes = (int)((left_ms + 59999) / 60000);
    return ui_fill(ui, TN("{count} min left", "{count} min left", minutes), "count",
        ui_number(ui, minutes), NULL);
}

int64_t part_time_left_changes(int64_t now_ms, int64_t left_ms, bool seconds)
{
    int64_t unit = seconds || left_ms <= 60000 ? 1000 : 60000;
    int64_t into = left_ms % unit;
    return now_ms + (into == 0 ? unit : into);
}

/* -1: no block runs, or nobody is checked in. */
int part_due_round(const struct screen_call *call)
{
    struct rotation_now now = rotation_at(call->classroom, &call->session->now);
    if (now.phase == ROTATION_NONE || now.phase == ROTATION_OVER || call->session->student < 0)
        return -1;
    return now.phase == ROTATION_MOVING && now.round + 1 < now.rounds ? now.round + 1 : now.round;
}

int part_due_station(const struct screen_call *call)
{
    const struct session *session = call->session;
    int round = part_due_round(call);
    return round < 0 ? -1
                     : rotation_station_from(call->classroom, session->student, session->station,
                           round, session->today);
}

bool part_has_way(const struct screen_call *call)
{
    const struct session *session = call->session;
    int round = part_due_round(call);
    return round >= 0 &&
           (rotation_group(call->classroom, session->student, session->today) >= 0 ||
               rotation_playlist(call->classroom, session->student, session->today) != NULL ||
               rotation_station(call->classroom, session->student, round, session->today) >= 0);
}

const char *part_no_way_text(const struct screen_call *call)
{
    struct ui *ui = call->ui;
    switch (rotation_at(call->classroom, &call->session->now).phase) {
    case ROTATION_NONE: return T("No rotation right now. Take your time.");
    case ROTATION_OVER: return T("All rounds are done for today.");
    default: return T("You have no group yet. Your teacher will tell you where to go.");
    }
}

const char *part_stop_name(const struct screen_call *call, int station)
{
    return part_station_name(
        call->ui, station >= 0 ? &call->classroom->plan.stations[station] : NULL);
}

enum rotation_duty part_duty_here(const struct screen_call *call)
{
    const struct session *session = call->session;
    int round = part_due_round(call);
    if (round < 0 || session->station < 0 || part_due_station(call) != session->station)
        return DUTY_NONE;
    return rotation_duty(call->classroom, session->student, round, session->today);
}

const char *part_duty_icon(enum rotation_duty duty)
{
    return duty == DUTY_MUST ? "bookmark" : "heart-outline";
}

const char *part_duty_name(const struct ui *ui, enum rotation_duty duty)
{
    return duty == DUTY_NONE ? "" : duty == DUTY_MUST ? T("must do") : T("may do");
}

const char *part_path_step(struct ui *ui, const struct classroom *classroom, int skill)
{
    const struct skill *one = &classroom->plan.skills[skill];
    if (one->path[0] == '\0')
        return "";
    if (one->step <= 0)
        return one->path;
    return ui_fill(ui, T("{path} · step {number}"), "path", one->path, "number",
        ui_number(ui, one->step), NULL);
}

bool part_still_there(struct screen_call *call, bool *said, int64_t left_ms, int64_t of_ms)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    struct rect box = rect_center(ui_canvas(ui), 640, 440);
    const char *text = T("Are you still there?");
    ui_modal_begin(ui, box, text);
    ui_card(ui, box, 36, theme->card);
    struct rect inside = rect_inset(box, 48, 36);
    struct text_look title = {
        .font = FONT_SHOW, .size = 40, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER, .lines = 2};
    ui_heading(ui, rect_cut_top(&inside, 80), title, text);
    struct rect foot = rect_cut_bottom(&inside, 96);
    int seconds = (int)((left_ms + 999) / 1000);
    struct rect ring = rect_center(inside, 140, 140);
    ui_arc(ui, ring, 14, 1, theme->line);
    ui_arc(ui, ring, 14, (float)seconds * 1000 / (float)of_ms, theme->primary);
    struct text_look number = {
        .font = FONT_SHOW, .size = 52, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER, .lines = 1};
    ui_text(ui, ring, number, ui_number(ui, seconds));
    struct button yes = {.key = "still-there",
        .label = T("Yes, I’m here"),
        .look = BUTTON_PRIMARY,
        .size = 32,
        .is_default = true};
    part_say_once(call, said, part_and_say(ui, text, yes.label));
    bool here = ui_button(ui, rect_center(foot, 420, foot.h), yes);
    ui_modal_end(ui);
    return here;
}
