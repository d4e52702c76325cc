/* A student's own way through a day: must-dos and may-dos in the order of the rounds. */
#include "model/rotation.h"
#include "screens/learner.h"

#include "base/str.h"
#include <string.h>

enum { LINE = 34, ROW = TARGET_MIN, GAP = 8 };
/* What is carried: a station, or the round it is taken from. */
enum { AS_GROUP = STATION_MAX, FROM_ROUND = STATION_MAX + 1 };

static int rounds_of(const struct screen_call *call, int32_t day)
{
    int32_t rounds = classroom_rotation_lengths(call->classroom, day).rounds;
    return (int)CLAMP(rounds, 1, ROUND_MAX);
}

/* --- In the page ------------------------------------------------------------------------------ */

static const struct playlist *today(const struct screen_call *call)
{
    return rotation_playlist(call->classroom, call->session->subject, call->session->today);
}

static const char *line_text(struct screen_call *call, int round)
{
    struct ui *ui = call->ui;
    int student = call->session->subject, day = call->session->today;
    int station = rotation_station(call->classroom, student, round, day);
    enum rotation_duty duty = rotation_duty(call->classroom, student, round, day);
    return ui_fill(ui, duty == DUTY_NONE ? "{round} · {station}" : "{round} · {station} · {duty}",
        "round", ui_number(ui, round + 1), "station", part_stop_name(call, station), "duty",
        part_duty_name(ui, duty), NULL);
}

float learner_way_height(struct screen_call *call)
{
    int lines = today(call) != NULL ? rounds_of(call, call->session->today) : 1;
    return (float)lines * LINE + GAP + ROW;
}

static void begin(struct screen_call *call, struct learner_way *own, int32_t day)
{
    const struct playlist *list = rotation_playlist(call->classroom, call->session->subject, day);
    *own = (struct learner_way){.open = true, .list.day = day};
    if (list != NULL)
        own->list = *list;
    own->list.station_count = rounds_of(call, day);
}

static void take_back(struct screen_call *call, int32_t day)
{
    struct action *action = screen_action(call, ACTION_SET_PLAYLIST);
    action->student = call->session->subject;
    action->playlist.day = day;
    screen_act(call, action, SCREEN_NONE, NOTICE_SAVED);
}

void learner_way_part(struct screen_call *call, struct rect r, struct learner_way *own)
{
    struct ui *ui = call->ui;
    bool has = today(call) != NULL;
    struct text_look look = {.size = 20, .vertical = ALIGN_CENTER, .lines = 1};
    if (!has)
        ui_text(ui, rect_cut_top(&r, LINE), look, T("Goes with the group."));
    for (int round = 0; has && round < rounds_of(call, call->session->today); round++)
        ui_text(ui, rect_cut_top(&r, LINE), look, line_text(call, round));
    rect_cut_top(&r, GAP);
    struct board_tile set = {.key = "set-way",
        .icon = "routes",
        .label = has ? T("Change the way") : T("Set an own way")};
    struct board_tile back = {.key = "lift-way", .icon = "undo", .label = T("Back to the group")};
    if (board_tile(ui, rect_column(r, 0, 2, 12), set))
        begin(call, own, call->session->today);
    if (has && board_tile(ui, rect_column(r, 1, 2, 12), back))
        take_back(call, call->session->today);
}

/* --- Rounds ----------------------------------------------------------------------------------- */

static int own_station(const struct screen_call *call, const struct learner_way *own, int round)
{
    return plan_find_station(&call->classroom->plan, own->list.stations[round]);
}

/* Why this station does not fit in this round, or "". */
static const char *misfit(struct screen_call *call, const struct learner_way *own, int round)
{
    struct ui *ui = call->ui;
    int at = own_station(call, own, round);
    if (at < 0)
        return "";
    const struct station *station = &call->classroom->plan.stations[at];
    if (station->open_rounds != 0 && !(station->open_rounds & UINT32_C(1) << round))
        return T("not open then");
    if (rotation_is_full(call->classroom, at, call->session->subject, round, own->list.day))
        return T("full then");
    for (int other = 0; other < own->list.station_count; other++)
        if (other != round && own_station(call, own, other) == at)
            return T("twice");
    return "";
}

static void put(const struct screen_call *call, struct learner_way *own, int round, int station)
{
    str_copy(own->list.stations[round], ID_SIZE,
        station < STATION_MAX ? call->classroom->plan.stations[station].id : "");
    own->round = (round + 1) % own->list.station_count;
}

static void swap(struct learner_way *own, int a, int b)
{
    char station[ID_SIZE];
    uint32_t may = own->list.may, bits = UINT32_C(1) << a | UINT32_C(1) << b;
    STR_COPY(station, own->list.stations[a]);
    STR_COPY(own->list.stations[a], own->list.stations[b]);
    STR_COPY(own->list.stations[b], station);
    if ((may >> a & 1) != (may >> b & 1))
        own->list.may = may ^ bits;
}

static void dropped(const struct screen_call *call, struct learner_way *own, int round, int number)
{
    if (number >= FROM_ROUND)
        swap(own, number - FROM_ROUND, round);
    else
        put(call, own, round, number);
}

static const char *round_words(struct screen_call *call, const struct learner_way *own, int round)
{
    struct ui *ui = call->ui;
    const struct classroom *classroom = call->classroom;
    int at = own_station(call, own, round), student = call->session->subject;
    if (at >= 0)
        return classroom->plan.stations[at].name;
    int group = rotation_group(classroom, student, own->list.day);
    int with = rotation_group_station(classroom, group, round, own->list.day);
    return with < 0 ? T("With the group")
                    : ui_fill(ui, T("With the group: {station}"), "station",
                          classroom->plan.stations[with].name, NULL);
}

static struct button duty_look(struct ui *ui, enum rotation_duty duty, int round)
{
    const char *word = part_duty_name(ui, duty);
    return (struct button){.key = "duty",
        .index = round,
        .label = word,
        .name = ui_fill(ui, T("Round {number}: {what}"), "number", ui_number(ui, round + 1), "what",
            word, NULL),
        .icon = part_duty_icon(duty),
        .look = BUTTON_PLAIN,
        .size = 20};
}

/* For either word, so that nothing moves when it is tapped. */
static float duty_width(struct ui *ui)
{
    return MAX(ui_button_width(ui, duty_look(ui, DUTY_MUST, 0)),
        ui_button_width(ui, duty_look(ui, DUTY_MAY, 0)));
}

static void duty_button(struct screen_call *call, struct rect r, struct learner_way *own, int round)
{
    bool may = own->list.may & UINT32_C(1) << round;
    if (ui_button(call->ui, r, duty_look(call->ui, may ? DUTY_MAY : DUTY_MUST, round)))
        own->list.may ^= UINT32_C(1) << round;
}

/* Number, station and what is wrong with it, beside what is left for the button. */
static void round_face(
    struct screen_call *call, struct rect inside, const struct learner_way *own, int round)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    int at = own_station(call, own, round);
    const struct station *station = at >= 0 ? &call->classroom->plan.stations[at] : NULL;
    const char *problem = misfit(call, own, round);
    ui_text(ui, rect_cut_left(&inside, 34),
        (struct text_look){
            .quiet = true, .font = FONT_SHOW, .size = 24, .vertical = ALIGN_CENTER, .lines = 1},
        ui_number(ui, round + 1));
    if (own->round == round)
        ui_icon(ui, rect_cut_right(&inside, 30), "pencil", 22, theme->ink);
    ui_icon(ui, rect_cut_left(&inside, 40),
        station != NULL ? part_station_icon(station) : "account-multiple", 30,
        station != NULL ? part_station_ink(ui, station) : theme->ink_soft);
    rect_cut_left(&inside, 8);
    if (problem[0] != '\0')
        ui_text(ui, rect_cut_bottom(&inside, 26),
            (struct text_look){
                .quiet = true, .size = 18, .color = theme->hue_ink[HUE_CORAL], .lines = 1},
            problem);
    ui_text(ui, inside,
        (struct text_look){
            .quiet = true, .size = 22, .vertical = ALIGN_CENTER, .lines = 2, .min_size = 16},
        round_words(call, own, round));
}

static void round_row(struct screen_call *call, struct rect r, struct learner_way *own, int round)
{
    struct ui *ui = call->ui;
    int at = own_station(call, own, round), number;
    const struct station *station = at >= 0 ? &call->classroom->plan.stations[at] : NULL;
    const char *shown = ui_number(ui, round + 1);
    ui_fill_rect(ui, r, 18, station != NULL ? part_station_soft(ui, station) : ui_theme(ui)->paper);
    struct rect inside = rect_inset(r, 12, 4);
    struct rect duty =
        rect_cut_right(&inside, station != NULL ? MIN(duty_width(ui), inside.w * 0.5f) : 0);
    round_face(call, inside, own, round);
    if (ui_tap_area(ui, r,
            (struct tap_area){.key = "round",
                .index = round,
                .name = ui_fill(ui, T("Round {number}: {what}"), "number", shown, "what",
                    round_words(call, own, round), NULL),
                .value = misfit(call, own, round),
                .role = ROLE_CHOICE,
                .selected = own->round == round,
                .radius = 18}))
        own->round = round;
    if (station != NULL) {
        ui_drag_source(ui, FROM_ROUND + round);
        duty_button(call, duty, own, round);
    }
    struct drop_place place = {.key = "round-place",
        .index = round,
        .name = ui_fill(ui, T("Round {number}"), "number", shown, NULL),
        .radius = 18};
    if (ui_drop_place(ui, r, place, &number))
        dropped(call, own, round, number);
}

static void round_list(struct screen_call *call, struct rect r, struct learner_way *own)
{
    struct ui *ui = call->ui;
    int count = own->list.station_count;
    struct rect body = ui_scroll_begin(ui, "rounds", r, (float)count * (ROW + GAP));
    for (int round = 0; round < count; round++) {
        round_row(call, rect_cut_top(&body, ROW), own, round);
        rect_cut_top(&body, GAP);
    }
    ui_scroll_end(ui);
}

/* --- Stations --------------------------------------------------------------------------------- */

static void choice(struct screen_call *call, struct rect r, struct learner_way *own, int station)
{
    struct ui *ui = call->ui;
    const struct station *one =
        station < STATION_MAX ? &call->classroom->plan.stations[station] : NULL;
    const char *name = one != NULL ? one->name : T("With the group");
    ui_fill_rect(ui, r, 18, one != NULL ? part_station_soft(ui, one) : ui_theme(ui)->paper);
    struct rect inside = rect_inset(r, 14, 4);
    ui_icon(ui, rect_cut_left(&inside, 40),
        one != NULL ? part_station_icon(one) : "account-multiple", 30,
        one != NULL ? part_station_ink(ui, one) : ui_theme(ui)->ink_soft);
    rect_cut_left(&inside, 8);
    ui_text(ui, inside,
        (struct text_look){
            .quiet = true, .size = 22, .vertical = ALIGN_CENTER, .lines = 2, .min_size = 16},
        name);
    if (ui_tap_area(ui, r,
            (struct tap_area){.key = "way-station", .index = station, .name = name, .radius = 18}))
        put(call, own, own->round, station);
    ui_drag_source(ui, station);
}

static void choices(struct screen_call *call, struct rect r, struct learner_way *own)
{
    struct ui *ui = call->ui;
    int count = call->classroom->plan.station_count + 1;
    struct rect body = ui_scroll_begin(ui, "way-stations", r, (float)count * (ROW + GAP));
    for (int i = 0; i < count; i++) {
        choice(call, rect_cut_top(&body, ROW), own, i == count - 1 ? AS_GROUP : i);
        rect_cut_top(&body, GAP);
    }
    ui_scroll_end(ui);
}

static void carried(struct screen_call *call, const struct learner_way *own)
{
    struct ui *ui = call->ui;
    int number;
    struct rect where;
    if (!ui_carried(ui, &number, &where))
        return;
    int station = number >= FROM_ROUND ? own_station(call, own, number - FROM_ROUND) : number;
    bool known = station >= 0 && station < call->classroom->plan.station_count;
    ui_fill_rect(ui, where, 18, ui_theme(ui)->primary_soft);
    ui_text(ui, rect_inset(where, 20, 4),
        (struct text_look){.quiet = true, .size = 22, .vertical = ALIGN_CENTER, .lines = 1},
        known ? call->classroom->plan.stations[station].name : T("With the group"));
}

/* --- Put together ----------------------------------------------------------------------------- */

static bool is_empty(const struct playlist *list)
{
    for (int round = 0; round < list->station_count; round++)
        if (list->stations[round][0] != '\0')
            return false;
    return true;
}

static void save(struct screen_call *call, struct learner_way *own)
{
    own->open = false;
    if (is_empty(&own->list)) {
        if (rotation_playlist(call->classroom, call->session->subject, own->list.day) != NULL)
            take_back(call, own->list.day);
        return;
    }
    struct action *action = screen_action(call, ACTION_SET_PLAYLIST);
    action->student = call->session->subject;
    action->playlist = own->list;
    screen_act(call, action, SCREEN_NONE, NOTICE_SAVED);
}

static void days(struct screen_call *call, struct rect *bar, struct learner_way *own)
{
    struct ui *ui = call->ui;
    const int32_t list[] = {
        classroom_next_day(call->classroom, call->session->today), call->session->today};
    for (int i = 0; i < (int)COUNT_OF(list); i++) {
        bool chosen = own->list.day == list[i];
        struct button button = {.key = "way-day",
            .index = i,
            .label = board_day(call, list[i]),
            .look = chosen ? BUTTON_SELECTED : BUTTON_QUIET,
            .role = ROLE_CHOICE,
            .selected = chosen,
            .size = 20};
        if (ui_button(
                ui, rect_cut_right(bar, MIN(ui_button_width(ui, button), bar->w * 0.4f)), button) &&
            !chosen)
            begin(call, own, list[i]);
        rect_cut_right(bar, 10);
    }
}

void learner_way(struct screen_call *call, struct learner_way *own)
{
    if (!own->open)
        return;
    struct ui *ui = call->ui;
    struct rect canvas = ui_canvas(ui);
    struct rect box = rect_center(canvas, MIN(1180, canvas.w - 24), MIN(760, canvas.h - 24));
    ui_modal_begin(ui, box, T("An own way"));
    ui_card(ui, box, 36, ui_theme(ui)->card);
    struct rect inside = rect_inset(box, 28, ui_is_small(ui) ? 14 : 22);
    struct rect bar = rect_cut_top(&inside, TARGET_MIN),
                foot = rect_cut_bottom(&inside, TARGET_MIN);
    rect_cut_top(&inside, 10);
    rect_cut_bottom(&inside, 10);
    days(call, &bar, own);
    ui_heading(ui, bar,
        (struct text_look){.font = FONT_SHOW, .size = 28, .vertical = ALIGN_CENTER, .lines = 1},
        ui_fill(ui, T("The way of {name}"), "name",
            board_student_name(call, call->session->subject), NULL));
    round_list(call, rect_cut_left(&inside, inside.w * 0.58f), own);
    rect_cut_left(&inside, 20);
    choices(call, inside, own);
    carried(call, own);
    struct button yes = {
        .key = "way-save", .label = T("Save"), .icon = "check", .look = BUTTON_PRIMARY, .size = 26};
    struct button no = {
        .key = "way-close", .label = T("Leave it"), .look = BUTTON_QUIET, .size = 24};
    if (ui_button(ui, rect_cut_left(&foot, 260), yes))
        save(call, own);
    if (ui_button(ui, rect_cut_right(&foot, 240), no))
        own->open = false;
    ui_modal_end(ui);
}
