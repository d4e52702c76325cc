/* Days, codes and levels in words, as the screens of the teacher view say them. */
#include "base/date.h"
#include "base/str.h"
#include "model/report_ticket.h"
#include "screens/board_parts.h"

#include <string.h>

static const char *const weekdays[] = {NC_("weekday", "Mon"), NC_("weekday", "Tue"),
    NC_("weekday", "Wed"), NC_("weekday", "Thu"), NC_("weekday", "Fri"), NC_("weekday", "Sat"),
    NC_("weekday", "Sun")};
static const char *const months[] = {NC_("month", "Jan"), NC_("month", "Feb"), NC_("month", "Mar"),
    NC_("month", "Apr"), NC_("month", "May"), NC_("month", "Jun"), NC_("month", "Jul"),
    NC_("month", "Aug"), NC_("month", "Sep"), NC_("month", "Oct"), NC_("month", "Nov"),
    NC_("month", "Dec")};

const char *board_month(struct ui *ui, int month)
{
    return TC("month", months[month - 1]);
}

const char *board_date(struct ui *ui, int32_t day)
{
    struct date date = date_from_day(day);
    return ui_fill(ui, T("{weekday} {day} {month} {year}"), "weekday",
        TC("weekday", weekdays[date_weekday(day)]), "day", ui_number(ui, date.day), "month",
        board_month(ui, date.month), "year", ui_number(ui, date.year), NULL);
}

const char *board_day(struct screen_call *call, int32_t day)
{
    enum { YEAR_AFTER_DAYS = 300 };
    struct ui *ui = call->ui;
    int32_t ago = call->session->today - day;
    if (ago == 0)
        return T("today");
    if (ago == 1)
        return T("yesterday");
    if (ago == -1)
        return T("tomorrow");
    struct date date = date_from_day(day);
    bool far = ago > YEAR_AFTER_DAYS || ago < -YEAR_AFTER_DAYS;
    return ui_fill(ui, far ? T("{day} {month} {year}") : T("{weekday} {day} {month}"), "weekday",
        TC("weekday", weekdays[date_weekday(day)]), "day", ui_number(ui, date.day), "month",
        board_month(ui, date.month), "year", ui_number(ui, date.year), NULL);
}

/* What tells one code from another is mostly at its end. */
const char *board_code(struct ui *ui, struct text_look look, float width, const char *code)
{
    const char *rest = code, *text = code;
    while (ui_text_width(ui, look, text) > width) {
        const char *mark = strpbrk(rest, ".-_/: ");
        if (mark == NULL || mark[1] == '\0')
            break;
        rest = mark + 1;
        text = ui_fill(ui, "…{rest}", "rest", rest, NULL);
    }
    return text;
}

const char *board_result(struct screen_call *call, const struct history_entry *entry)
{
    struct ui *ui = call->ui;
    return ui_fill(ui, T("{percent}% on {skill}, from {source}"), "percent",
        ui_number(ui, score_percent(entry->score)), "skill", part_apart(ui, entry->skill), "source",
        part_apart(ui, entry->about), NULL);
}

const char *board_answer(struct screen_call *call, const struct history_entry *entry)
{
    struct ui *ui = call->ui;
    const struct plan *plan = &call->classroom->plan;
    int item = plan_find_item(plan, entry->about);
    const char *prompt = part_apart(ui, item >= 0 ? plan->items[item].prompt : entry->about);
    char text[RESPONSE_SIZE];
    if (entry->unsure)
        return ui_fill(
            ui, "{prompt} — {answer}", "prompt", prompt, "answer", T("“I’m not sure yet”"), NULL);
    if (entry->text[0] == '\0')
        return ui_fill(ui, T("{prompt} (no answer)"), "prompt", prompt, NULL);
    if (item >= 0)
        report_response_text(&plan->items[item], entry->text, text);
    else
        STR_COPY(text, entry->text);
    return ui_fill(
        ui, "{prompt} — {answer}", "prompt", prompt, "answer", part_apart(ui, text), NULL);
}

const char *board_level_name(struct ui *ui, enum mastery_level level)
{
    switch (level) {
    case MASTERY_NOT_YET: return T("not yet");
    case MASTERY_GETTING_THERE: return T("getting there");
    case MASTERY_GOT_IT: return T("got it");
    default: return T("no evidence");
    }
}

struct level_look {
    enum hue hue;
    const char *icon; /* NULL: our icons have no tilde */
};

static const struct level_look *level_look(enum mastery_level level)
{
    static const struct level_look looks[MASTERY_COUNT] = {
        [MASTERY_NOT_YET] = {HUE_CORAL, "minus"},
        [MASTERY_GETTING_THERE] = {HUE_SUN, NULL},
        [MASTERY_GOT_IT] = {HUE_LEAF, "check"},
    };
    return level > MASTERY_NONE && level < MASTERY_COUNT ? &looks[level] : NULL;
}

static void level_ground(struct ui *ui, struct rect r, const struct level_look *level, float radius)
{
    const struct theme *theme = ui_theme(ui);
    ui_fill_rect(ui, r, radius, level == NULL ? theme->line : theme->hue_soft[level->hue]);
    if (level != NULL)
        ui_ring(ui, r, radius, 2, theme->hue[level->hue]);
}

static void level_sign(struct ui *ui, struct rect r, const struct level_look *level, float size)
{
    struct text_look look = {
        .quiet = true, .size = size, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER, .lines = 1};
    if (level != NULL && level->icon != NULL)
        ui_icon(ui, r, level->icon, size, ui_theme(ui)->ink);
    else if (level != NULL)
        ui_text(ui, r, look, "~");
}

void board_level(struct ui *ui, struct rect r, enum mastery_level level, float radius)
{
    level_ground(ui, r, level_look(level), radius);
    level_sign(ui, r, level_look(level), MIN(r.h * 0.6f, 26));
}

enum { CHIP_PAD = 16, CHIP_SIGN = 30 };
static const struct text_look chip_look = {
    .quiet = true, .size = 20, .vertical = ALIGN_CENTER, .lines = 2, .min_size = 14};

float board_level_chip_width(struct ui *ui, enum mastery_level level, float most)
{
    float sign = level_look(level) != NULL ? CHIP_SIGN : 0;
    float words = ui_text_width(ui, chip_look, board_level_name(ui, level));
    return MIN(words + 4 + sign + 2 * CHIP_PAD, most);
}

float board_level_chip(struct ui *ui, struct rect r, enum mastery_level level)
{
    const struct level_look *own = level_look(level);
    r.w = board_level_chip_width(ui, level, r.w);
    level_ground(ui, r, own, 16);
    struct rect inside = rect_inset(r, CHIP_PAD, 0);
    level_sign(ui, rect_cut_left(&inside, own != NULL ? CHIP_SIGN : 0), own, 22);
    ui_text(ui, inside, chip_look, board_level_name(ui, level));
    return r.w;
}
