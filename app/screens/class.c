/* The page Setup: class folder, badges, the class by stick, this machine. */
#include "screens/board_parts.h"
#include "screens/class_parts.h"
#include "screens/setup_parts.h"

enum tab { TAB_CLASS, TAB_BADGES, TAB_STICK, TAB_MACHINE, TAB_COUNT };

struct class_page {
    enum tab tab;
    struct class_badges badges;
    struct class_settings settings;
};

static void enter(struct screen_call *call)
{
    setup_ask(call, SETUP_BEGIN, 0);
}

enum { TABS_WIDTH = 720 };

static void tabs(struct screen_call *call, struct rect bar)
{
    struct ui *ui = call->ui;
    struct class_page *own = call->scratch;
    static const struct {
        const char *icon, *label;
    } list[TAB_COUNT] = {{"folder", N_("Class folder")}, {"account-card-details", N_("Badges")},
        {"usb", N_("USB stick")}, {"monitor", N_("This machine")}};
    int count = TAB_COUNT + 1; /* the last goes to a page of its own */
    struct rect place = rect_cut_right(&bar, MIN(bar.w, TABS_WIDTH));
    if (board_tile(ui, rect_column(place, TAB_COUNT, count, 10),
            (struct board_tile){.key = "care", .icon = "wrench", .label = T("Care")}))
        screen_wish(call, WISH_CARE)->care = CARE_OPEN;
    for (int i = 0; i < TAB_COUNT; i++)
        if (board_tile(ui, rect_column(place, i, count, 10),
                (struct board_tile){.key = "tab",
                    .index = i,
                    .icon = list[i].icon,
                    .label = T(list[i].label),
                    .selected = own->tab == (enum tab)i}) &&
            own->tab != (enum tab)i) {
            own->tab = (enum tab)i;
            static const enum setup_task tasks[TAB_COUNT] = {
                SETUP_BEGIN, SETUP_BEGIN, SETUP_STICK_LOOK, SETUP_LOOK};
            setup_ask(call, tasks[i], 0);
        }
}

static const char *folder_words(struct screen_call *call)
{
    struct ui *ui = call->ui;
    int size = class_size(call->classroom);
    const char *now =
        ui_fill(ui, TN("Now: {class}, {count} student.", "Now: {class}, {count} students.", size),
            "class", call->classroom->plan.class_name, "count", ui_number(ui, size), NULL);
    return ui_fill(ui, "{now} {how}", "now", now, "how",
        T("Another class folder, or the same one changed, comes from a USB stick. It is checked "
          "first, and nothing changes until it is right."),
        NULL);
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct class_page *own = call->scratch;
    struct rect page = part_page(ui);
    if (own->settings.choosing_pin) {
        struct pin_entry *entry = &own->settings.pin;
        part_top_bar(call, &page, SCREEN_CLASS, pin_entry_title(ui, entry, true));
        if (pin_entry_part(call, page, entry, true))
            own->settings.choosing_pin = false;
        return;
    }
    struct rect bar = board_page_with(call, &page, SCREEN_CLASS, T("Setup"), TABS_WIDTH);
    tabs(call, bar);
    ui_card(ui, page, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(page, 24, ui_is_small(ui) ? 14 : 22);
    switch (own->tab) {
    case TAB_BADGES: class_badges(call, inside, &own->badges); break;
    case TAB_STICK: class_stick(call, inside); break;
    case TAB_MACHINE: class_settings(call, inside, &own->settings); break;
    default: setup_folders(call, inside, folder_words(call));
    }
}

const struct screen screen_class = {
    .name = "class",
    .flags = SCREEN_NEEDS_TEACHER,
    .scratch_size = sizeof(struct class_page),
    .enter = enter,
    .frame = frame,
};
