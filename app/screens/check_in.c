/* The idle screen of a station: show your badge. */
#include "model/rotation.h"
#include "screens/parts.h"

#include "base/language.h"
#include "base/str.h"

struct check_in {
    bool choosing_language;
};

static void top(struct screen_call *call, struct rect *page)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    struct rect bar = rect_cut_top(page, 64);
    rect_cut_top(page, ui_is_small(ui) ? 14 : 32);
    const struct station *station = screen_station(call);
    if (station != NULL)
        rect_cut_left(&bar, part_station_chip(ui, rect_center(bar, bar.w, 50), station, 26) + 20);

    struct button board = {.key = "board",
        .label = T("Teacher"),
        .icon = "account-star",
        .icon_only = true,
        .look = BUTTON_QUIET};
    if (session->role == ROLE_OF_BOTH) {
        if (ui_button(ui, rect_cut_right(&bar, 84), board))
            screen_go(call, SCREEN_ROTATION);
        rect_cut_right(&bar, 20);
    }
    struct rotation_now now = rotation_at(call->classroom, &session->now);
    if (now.phase != ROTATION_ROUND && now.phase != ROTATION_MOVING && now.phase != ROTATION_PAUSED)
        return;
    struct text_look big = {
        .font = FONT_SHOW, .size = 34, .align = ALIGN_END, .vertical = ALIGN_CENTER, .lines = 1};
    const char *left = now.phase == ROTATION_PAUSED   ? T("Paused")
                       : now.phase == ROTATION_MOVING ? T("Time to move")
                                                      : part_time_left(ui, now.left_ms, false);
    ui_text(ui, rect_cut_right(&bar, ui_text_width(ui, big, left) + 4), big, left);
    rect_cut_right(&bar, 20);
    struct text_look soft = {.size = 24,
        .color = ui_theme(ui)->ink_soft,
        .align = ALIGN_END,
        .vertical = ALIGN_CENTER,
        .lines = 1};
    ui_text(ui, bar, soft,
        ui_fill(ui, T("Round {number} of {count}"), "number", ui_number(ui, now.round + 1), "count",
            ui_number(ui, now.rounds), NULL));
}

/* The yellow corners that say where to hold the badge. */
static void draw_frame(struct ui *ui, struct rect r)
{
    color sun = ui_theme(ui)->hue[HUE_SUN];
    float length = 74, width = 10;
    for (int corner = 0; corner < 4; corner++) {
        float x = corner & 1 ? r.x + r.w - length : r.x;
        float y = corner & 2 ? r.y + r.h - width : r.y;
        ui_fill_rect(ui, (struct rect){x, y, length, width}, width / 2, sun);
        x = corner & 1 ? r.x + r.w - width : r.x;
        y = corner & 2 ? r.y + r.h - length : r.y;
        ui_fill_rect(ui, (struct rect){x, y, width, length}, width / 2, sun);
    }
}

static void eye(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    ui_fill_rect(ui, r, 36, 0x2D3449FF);
    color light = 0xFBF7F0FF;
    struct rect middle = rect_center(r, MIN(r.w, r.h) * 0.66f, MIN(r.w, r.h) * 0.82f);
    if (session->eye == EYE_OPEN) {
        ui_camera(ui, r, 36, session->camera_frame, T("Camera picture"));
    } else {
        static const char *const icons[] = {[EYE_NONE] = "qrcode",
            [EYE_STARTING] = "camera",
            [EYE_OPEN] = "camera",
            [EYE_DARK] = "camera-off",
            [EYE_LOST] = "camera-off"};
        struct rect inside = rect_inset(r, 40, 40);
        struct rect words = rect_cut_bottom(&inside, 84);
        ui_icon(ui, inside, icons[session->eye], MIN(inside.h, 150), light);
        const char *text =
            session->eye == EYE_STARTING ? T("The camera is waking up.")
            : session->eye == EYE_DARK   ? T("The camera sees nothing. Is something covering it?")
            : session->eye == EYE_LOST
                ? T("The camera is unplugged. The scanner and “No badge?” still work.")
                : T("Use the badge scanner, or tap “No badge?”.");
        ui_text(ui, words,
            (struct text_look){
                .size = 24, .color = light, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER},
            text);
    }
    if (session->eye == EYE_OPEN || session->eye == EYE_STARTING)
        draw_frame(ui, middle);
}

static void invite(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    struct check_in *own = call->scratch;
    bool small = ui_is_small(ui);
    struct rect buttons = rect_cut_bottom(&r, 84);
    rect_cut_bottom(&r, 24);
    struct text_look title = {
        .font = FONT_SHOW, .size = small ? 52 : 64, .lines = 3, .min_size = 36};
    const char *say = session->eye == EYE_OPEN || session->eye == EYE_STARTING
                          ? T("Hold it flat in the yellow frame. You will hear a chime.")
                          : T("Scan it, and you will hear a chime.");
    struct text_look soft = {.size = 28, .color = ui_theme(ui)->ink_soft, .line_height = 1.4f};
    float high = ui_text_height(ui, title, r.w, T("Show your badge"));
    float low = MIN(ui_text_height(ui, soft, r.w, say), r.h - high - 20);
    struct rect words = small ? r : rect_center(r, r.w, MIN(high + 20 + low, r.h));
    ui_heading(ui, rect_cut_top(&words, high), title, T("Show your badge"));
    rect_cut_top(&words, 20);
    ui_text(ui, words, soft, say);

    struct button language = {.key = "language",
        .label = T("Language"),
        .icon = "translate",
        .icon_only = true,
        .look = BUTTON_QUIET};
    if (session->language_count > 1) {
        if (ui_button(ui, rect_cut_right(&buttons, 84), language))
            own->choosing_language = true;
        rect_cut_right(&buttons, 14);
    }
    struct button sound = {.key = "sound",
        .label = session->muted ? T("Turn the sound on") : T("Turn the sound off"),
        .icon = session->muted ? "volume-off" : "volume-high",
        .icon_only = true,
        .look = BUTTON_QUIET};
    if (ui_button(ui, rect_cut_right(&buttons, 84), sound))
        screen_wish(call, WISH_SOUND_SWITCH);
    rect_cut_right(&buttons, 14);
    struct button none = {.key = "no-badge",
        .label = T("No badge?"),
        .icon = "account-card-details",
        .look = BUTTON_QUIET};
    if (ui_button(ui, buttons, none))
        screen_go(call, SCREEN_AVATARS);
}

/* One student in "Here now": filled when checked in here, outlined when expected. */
static float person(struct ui *ui, struct rect r, const struct student *student, bool here)
{
    struct text_look look = {.quiet = true,
        .size = 22,
        .vertical = ALIGN_CENTER,
        .lines = 1,
        .color = here ? ui_theme(ui)->ink : ui_theme(ui)->ink_soft};
    const char *name = student_name(student);
    float width = 20 + 30 + 10 + ui_text_width(ui, look, name) + 22;
    if (width > r.w)
        return 0;
    struct rect chip = rect_center(r, r.w, 52);
    chip.w = width;
    if (here)
        ui_fill_rect(ui, chip, RADIUS_CHIP, ui_theme(ui)->primary_soft);
    else
        ui_ring(ui, chip, RADIUS_CHIP, 3, ui_theme(ui)->line);
    struct rect inside = rect_inset(chip, 20, 0);
    ui_icon(ui, rect_cut_left(&inside, 30), avatar_emoji(student->avatar), 26, 0);
    rect_cut_left(&inside, 10);
    inside.w += 4;
    ui_text(ui, inside, look, name);
    ui_node(ui, ROLE_TEXT, chip, name, here ? T("here") : T("not here yet"));
    return width;
}

/* Checked in at this station today: the visit is short, the stay at the station is not. */
static bool is_here(const struct screen_call *call, int student)
{
    const struct session *session = call->session;
    const struct student_state *state = &call->classroom->students[student];
    const struct station *station = screen_station(call);
    return station != NULL && stamp_is_set(&state->visit_stamp) &&
           str_equal(state->visit_station, station->id) && state->visit_day == session->today;
}

/* Who is expected in this round; without a rotation, who has come. */
static int candidates(const struct screen_call *call, int out[static STUDENT_MAX])
{
    const struct classroom *classroom = call->classroom;
    const struct session *session = call->session;
    struct rotation_now now = rotation_at(classroom, &session->now);
    if (session->station >= 0 && now.phase != ROTATION_NONE && now.phase != ROTATION_OVER)
        return rotation_expected(classroom, session->station, now.round, session->today, out);
    int count = 0;
    for (int i = 0; i < classroom->plan.student_count; i++)
        if (classroom->students[i].enrolled && is_here(call, i))
            out[count++] = i;
    return count;
}

/* Those who are here first; the others as ~index. */
static int order_here(const struct screen_call *call, int out[static STUDENT_MAX])
{
    int expected[STUDENT_MAX], placed = 0;
    int count = candidates(call, expected);
    for (int want_here = 1; want_here >= 0; want_here--)
        for (int i = 0; i < count; i++)
            if (is_here(call, expected[i]) == (want_here == 1))
                out[placed++] = want_here == 1 ? expected[i] : ~expected[i];
    return placed;
}

static void here_now(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    ui_card(ui, r, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(r, 28, 8);
    const char *trouble = part_trouble_text(call);
    if (trouble != NULL) {
        ui_icon(ui, rect_cut_left(&inside, 36), "alert", 34, ui_theme(ui)->hue[HUE_CORAL]);
        rect_cut_left(&inside, 18);
        ui_text(ui, inside, (struct text_look){.size = 24, .vertical = ALIGN_CENTER, .lines = 2},
            trouble);
        return;
    }
    int people[STUDENT_MAX];
    int count = order_here(call, people);
    struct text_look soft = {
        .size = 24, .color = ui_theme(ui)->ink_soft, .vertical = ALIGN_CENTER, .lines = 1};
    const char *label = count > 0 ? T("Here now") : T("Welcome! Everyone is invited to check in.");
    ui_text(
        ui, rect_cut_left(&inside, MIN(ui_text_width(ui, soft, label) + 4, inside.w)), soft, label);
    rect_cut_left(&inside, 22);
    for (int i = 0; i < count; i++) {
        int student = people[i] >= 0 ? people[i] : ~people[i];
        struct rect room = inside;
        if (i + 1 < count)
            room.w -= 70; /* for "+3" */
        float width = person(ui, room, &call->classroom->plan.students[student], people[i] >= 0);
        if (width == 0) {
            ui_text(ui, inside, soft,
                ui_fill(ui, T("+{count}"), "count", ui_number(ui, count - i), NULL));
            break;
        }
        rect_cut_left(&inside, width + 18);
    }
}

static void languages(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    struct check_in *own = call->scratch;
    float height = 130 + (float)session->language_count * 100;
    struct rect box = rect_center(ui_canvas(ui), 560, MIN(height, ui_canvas(ui).h - 40));
    ui_modal_begin(ui, box, T("Language"));
    ui_card(ui, box, 36, ui_theme(ui)->card);
    struct rect inside = rect_inset(box, 40, 28);
    ui_heading(ui, rect_cut_top(&inside, 54),
        (struct text_look){.font = FONT_SHOW, .size = 34, .lines = 1}, T("Language"));
    for (int i = 0; i < session->language_count; i++) {
        bool now = str_equal(session->language, session->languages[i]);
        struct button button = {.key = "language-choice",
            .index = i,
            .label = language_own_name(session->languages[i]),
            .look = now ? BUTTON_SELECTED : BUTTON_QUIET,
            .icon = now ? "check-circle" : NULL,
            .role = ROLE_CHOICE,
            .selected = now,
            .is_cancel = now};
        rect_cut_top(&inside, 16);
        if (ui_button(ui, rect_cut_top(&inside, 84), button)) {
            screen_wish(call, WISH_LANGUAGE)->text = session->languages[i];
            own->choosing_language = false;
        }
    }
    ui_modal_end(ui);
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct check_in *own = call->scratch;
    bool small = ui_is_small(ui);
    struct rect page = part_page(ui);
    top(call, &page);
    struct rect foot = rect_cut_bottom(&page, small ? 92 : 124);
    rect_cut_bottom(&page, small ? 18 : 36);
    eye(call, rect_cut_left(&page, page.w * (small ? 0.5f : 0.533f)));
    rect_cut_left(&page, small ? 28 : 48);
    invite(call, page);
    here_now(call, foot);
    if (own->choosing_language)
        languages(call);
}

static int64_t deadline_ms(const struct screen_call *call)
{
    struct rotation_now now = rotation_at(call->classroom, &call->session->now);
    int64_t mono = call->session->now.mono_ms;
    if (now.phase == ROTATION_ROUND || now.phase == ROTATION_MOVING)
        return part_time_left_changes(mono, now.left_ms, false);
    return mono + 60000;
}

const struct screen screen_check_in = {
    .name = "check_in",
    .flags = SCREEN_IS_IDLE | SCREEN_WANTS_CAMERA,
    .scratch_size = sizeof(struct check_in),
    .frame = frame,
    .deadline_ms = deadline_ms,
};
