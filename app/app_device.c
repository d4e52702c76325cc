/* A machine that starts from our card: what is wrong with its settings, and who it is in the
 * network, at the foot of the screen while somebody may be looking for it. Children are not shown
 * it: it goes by itself some minutes after the start, or with a touch, and never stands beside a
 * rotation. */
#define _DEFAULT_SOURCE
#define LOG_MODULE "device"
#include "app.h"

#include "base/log.h"
#include "base/str.h"
#include "device_settings.h"
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

enum {
    CAPACITY = 4 * 1024 * 1024,
    MISTAKES_MS = 10 * 60 * 1000, /* after the start */
    ABOUT_MS = 2 * 60 * 1000,
    ADDRESS_MS = 5000, /* between two looks */
    NEVER = -1,
};

struct app_device {
    struct device_view view;
    struct device_about about;
    bool is_away;
    int64_t start_ms, looked_ms; /* monotonic, NEVER */
};

/* The first address of a network that is up. */
static void find_address(char *out, size_t size)
{
    struct ifaddrs *list = NULL;
    char text[INET6_ADDRSTRLEN];
    out[0] = '\0';
    if (getifaddrs(&list) != 0)
        return;
    for (const struct ifaddrs *at = list; at != NULL && out[0] == '\0'; at = at->ifa_next) {
        bool is_up = (at->ifa_flags & IFF_RUNNING) != 0 && (at->ifa_flags & IFF_LOOPBACK) == 0;
        if (!is_up || at->ifa_addr == NULL || at->ifa_addr->sa_family != AF_INET)
            continue;
        const struct sockaddr_in *place = (const struct sockaddr_in *)(const void *)at->ifa_addr;
        if (inet_ntop(AF_INET, &place->sin_addr, text, sizeof text) != NULL)
            str_copy(out, size, text);
    }
    freeifaddrs(list);
}

static void describe_mistake(const struct device_mistake *mistake, struct device_view_mistake *out)
{
    char code[DEVICE_CODE_SIZE], line[16] = "";
    device_mistake_code(mistake, code);
    if (mistake->line > 0)
        STR_FORMAT(line, ":%d", mistake->line);
    STR_FORMAT(
        out->place, "%s%s%s%s", mistake->file, line, mistake->file[0] != '\0' ? " · " : "", code);
    out->what = device_trouble_sentence(mistake->trouble);
    STR_COPY(out->key, mistake->key);
    STR_COPY(out->value, mistake->value);
    STR_COPY(out->hint, mistake->hint);
}

static void describe(struct app_device *device)
{
    struct device_view *view = &device->view;
    const struct device_about *about = &device->about;
    STR_FORMAT(view->about, "%s · %s%s%s", about->hostname, about->version,
        about->slot[0] != '\0' ? " · " : "", about->slot);
    view->mistake_count = about->mistake_count;
    view->fallback = NULL;
    for (int i = 0; i < about->mistake_count && i < DEVICE_VIEW_MISTAKES; i++) {
        describe_mistake(&about->mistakes[i], &view->mistakes[i]);
        if (device_mistake_is_fallback(&about->mistakes[i]))
            view->fallback = &view->mistakes[i];
    }
}

/* What was put in place last. */
static bool read_about(struct device_about *out, struct error *error)
{
    struct arena arena = {0};
    char folder[STORE_PATH_SIZE];
    platform_device_folder(folder, sizeof folder);
    bool ok = arena_open(&arena, CAPACITY, error) && device_look(folder, &arena, out, error);
    arena_close(&arena);
    return ok;
}

bool app_device_open(struct app *app, struct error *error)
{
    struct error none = {0};
    struct device_about about;
    if (!read_about(&about, &none)) {
        if (none.code != ERR_NOT_FOUND)
            log_warning("%s", none.text);
        return true;
    }
    app->device = arena_new(&app->arena, struct app_device);
    if (app->device == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the settings of this machine");
    app->device->about = about;
    app->device->start_ms = app->device->looked_ms = NEVER;
    describe(app->device);
    app->session.device = &app->device->view;
    return true;
}

const struct device_about *app_device_about(const struct app *app)
{
    return app->device != NULL ? &app->device->about : NULL;
}

bool app_device_has_new_role(const struct app *app)
{
    struct error none = {0};
    struct device_about now;
    return app->device != NULL && read_about(&now, &none) &&
           !str_equal(now.role, app->device->about.role);
}

static void tell_of_station(
    struct app *app, enum device_trouble trouble, const char *id, const char *hint)
{
    struct app_device *device = app->device;
    struct device_mistake mistake = {.trouble = trouble};
    if (device == NULL)
        return;
    STR_COPY(mistake.file, "waystation.ini");
    STR_COPY(mistake.key, device_key_name(DEVICE_STATION));
    STR_COPY(mistake.value, id);
    STR_COPY(mistake.hint, hint);
    device_add_first(&device->about, &mistake);
    describe(device);
}

void app_device_no_station(struct app *app, const char *id, const char *has)
{
    tell_of_station(app, DEVICE_NO_STATION, id, has);
}

void app_device_joined_as(struct app *app, const char *id, const char *is)
{
    tell_of_station(app, DEVICE_JOINED_AS, id, is);
}

void app_device_forget_fallback(struct app *app)
{
    struct app_device *device = app->device;
    if (device == NULL)
        return;
    struct device_about *about = &device->about;
    int kept = 0;
    for (int i = 0; i < about->mistake_count; i++)
        if (!device_mistake_is_fallback(&about->mistakes[i]))
            about->mistakes[kept++] = about->mistakes[i];
    about->mistake_count = kept;
    describe(device);
}

void app_device_put_away(struct app *app)
{
    if (app->device != NULL)
        app->device->is_away = true;
}

/* Until when, while nothing else changes; INT64_MIN: not now. */
static int64_t until_ms(const struct app *app)
{
    const struct app_device *device = app->device;
    bool is_wrong = device->view.mistake_count > 0;
    if (device->is_away || !(screen_get(app->top)->flags & SCREEN_IS_IDLE) ||
        app->top == SCREEN_PICTURES || app->top == SCREEN_AVATARS || app->top == SCREEN_CARE)
        return INT64_MIN;
    if (!app->records.has_plan)
        return INT64_MAX; /* whoever sets it up is there */
    enum rotation_phase phase = rotation_at(app->records.classroom, &app->session.now).phase;
    bool is_lesson =
        phase == ROTATION_ROUND || phase == ROTATION_MOVING || phase == ROTATION_PAUSED;
    if (app->top == SCREEN_ROTATION && is_lesson)
        return INT64_MIN;
    return device->start_ms + (is_wrong ? MISTAKES_MS : ABOUT_MS);
}

void app_device_update(struct app *app)
{
    struct app_device *device = app->device;
    int64_t now = app->session.now.mono_ms;
    if (device == NULL)
        return;
    if (device->start_ms == NEVER)
        device->start_ms = now;
    device->view.is_shown = now < until_ms(app);
    device->view.is_low = app->records.has_plan && screen_get(app->top)->flags & SCREEN_IS_BOARD;
    if (device->view.is_shown &&
        (device->looked_ms == NEVER || now - device->looked_ms >= ADDRESS_MS)) {
        find_address(device->view.address, sizeof device->view.address);
        device->looked_ms = now;
    }
}

int64_t app_device_deadline_ms(const struct app *app)
{
    if (app->device == NULL || !app->device->view.is_shown)
        return INT64_MAX;
    return MIN(until_ms(app), app->device->looked_ms + ADDRESS_MS);
}
