#include "platform/controls.h"

#include "base/macros.h"
#include "base/str.h"
#include "base/uptime.h"
#include <dirent.h>

enum { LOOK_EVERY_MS = 10000 };

void controls_open(struct controls *controls)
{
    *controls = (struct controls){.looked_ms = INT64_MIN / 2};
    controls_look(controls);
}

void controls_close(struct controls *controls)
{
    for (int i = 0; i < SWITCHES_MAX; i++) {
        if (controls->pads[i])
            SDL_GameControllerClose(controls->pads[i]);
        if (controls->sticks[i])
            SDL_JoystickClose(controls->sticks[i]);
    }
    *controls = (struct controls){0};
}

/* --- Switches ------------------------------------------------------------------------------ */

static bool joystick_exists(void)
{
    DIR *folder = opendir("/dev/input");
    bool found = false;
    struct dirent *entry;
    while (folder && !found && (entry = readdir(folder)))
        found = str_starts_with(entry->d_name, "js");
    if (folder)
        closedir(folder);
    return found;
}

void controls_look(struct controls *controls)
{
    int64_t now = uptime_ms();
    if (controls->joystick_ready || now - controls->looked_ms < LOOK_EVERY_MS)
        return;
    controls->looked_ms = now;
    if (joystick_exists())
        controls->joystick_ready = SDL_InitSubSystem(SDL_INIT_GAMECONTROLLER) == 0;
}

bool controls_need_polling(const struct controls *controls)
{
    for (int i = 0; i < SWITCHES_MAX; i++)
        if (controls->pads[i] || controls->sticks[i])
            return true;
    return false;
}

static void add_switch(struct controls *controls, int index)
{
    for (int i = 0; i < SWITCHES_MAX; i++) {
        if (controls->pads[i] || controls->sticks[i])
            continue;
        if (SDL_IsGameController(index))
            controls->pads[i] = SDL_GameControllerOpen(index);
        else
            controls->sticks[i] = SDL_JoystickOpen(index);
        return;
    }
}

static void remove_switch(struct controls *controls, SDL_JoystickID id)
{
    for (int i = 0; i < SWITCHES_MAX; i++) {
        SDL_GameController *pad = controls->pads[i];
        SDL_Joystick *stick = controls->sticks[i];
        if (pad && SDL_JoystickInstanceID(SDL_GameControllerGetJoystick(pad)) == id) {
            SDL_GameControllerClose(pad);
            controls->pads[i] = NULL;
        } else if (stick && SDL_JoystickInstanceID(stick) == id) {
            SDL_JoystickClose(stick);
            controls->sticks[i] = NULL;
        }
    }
}

/* A game controller's buttons also come as a joystick's; those are left out. */
static bool is_stick(const struct controls *controls, SDL_JoystickID id)
{
    for (int i = 0; i < SWITCHES_MAX; i++)
        if (controls->sticks[i] && SDL_JoystickInstanceID(controls->sticks[i]) == id)
            return true;
    return false;
}

static void press(struct input *out, bool choose)
{
    out->kind = INPUT_KEY;
    out->key = choose ? KEY_CHOOSE : KEY_NEXT;
}

static void read_switch(struct controls *controls, const SDL_Event *event, struct input *out)
{
    switch (event->type) {
    case SDL_JOYDEVICEADDED: add_switch(controls, event->jdevice.which); break;
    case SDL_JOYDEVICEREMOVED: remove_switch(controls, event->jdevice.which); break;
    case SDL_CONTROLLERBUTTONDOWN:
        press(out, event->cbutton.button == SDL_CONTROLLER_BUTTON_A);
        break;
    case SDL_JOYBUTTONDOWN:
        if (is_stick(controls, event->jbutton.which))
            press(out, event->jbutton.button == 0);
        break;
    case SDL_JOYHATMOTION:
        if (is_stick(controls, event->jhat.which) && event->jhat.value != SDL_HAT_CENTERED)
            press(out, false);
        break;
    default: break;
    }
}

/* --- Fingers and mouse --------------------------------------------------------------------- */

/* Pointer number of a finger: from 1; 0 if there are too many. */
static int64_t finger_number(struct controls *controls, SDL_FingerID id, Uint32 type)
{
    int place = -1;
    for (int i = FINGERS_MAX - 1; i >= 0; i--)
        if (type == SDL_FINGERDOWN && !controls->finger_used[i])
            place = i;
    for (int i = 0; i < FINGERS_MAX; i++)
        if (controls->finger_used[i] && controls->fingers[i] == id)
            place = i;
    if (place < 0)
        return 0;
    controls->finger_used[place] = type != SDL_FINGERUP;
    controls->fingers[place] = id;
    return place + 1;
}

static void read_finger(
    struct controls *controls, const SDL_Event *event, int width, int height, struct input *out)
{
    const SDL_TouchFingerEvent *finger = &event->tfinger;
    out->pointer = finger_number(controls, finger->fingerId, event->type);
    if (out->pointer == 0)
        return;
    out->kind = event->type == SDL_FINGERDOWN ? INPUT_POINTER_DOWN
                : event->type == SDL_FINGERUP ? INPUT_POINTER_UP
                                              : INPUT_POINTER_MOVE;
    out->x = finger->x * (float)width;
    out->y = finger->y * (float)height;
}

static void read_mouse(struct controls *controls, const SDL_Event *event, struct input *out)
{
    if (event->type == SDL_MOUSEMOTION) {
        if (event->motion.which == SDL_TOUCH_MOUSEID)
            return;
        out->kind = INPUT_POINTER_MOVE;
        out->x = (float)event->motion.x;
        out->y = (float)event->motion.y;
        return;
    }
    if (event->button.which == SDL_TOUCH_MOUSEID || event->button.button != SDL_BUTTON_LEFT)
        return;
    controls->mouse_down = event->type == SDL_MOUSEBUTTONDOWN;
    out->kind = controls->mouse_down ? INPUT_POINTER_DOWN : INPUT_POINTER_UP;
    out->x = (float)event->button.x;
    out->y = (float)event->button.y;
}

void controls_cancel(struct controls *controls, struct input *out)
{
    if (!controls->mouse_down)
        return;
    controls->mouse_down = false;
    out->kind = INPUT_POINTER_CANCEL;
}

/* --- Keys ---------------------------------------------------------------------------------- */

static enum key key_of(SDL_Keycode code)
{
    static const struct {
        SDL_Keycode code;
        enum key key;
    } keys[] = {{SDLK_TAB, KEY_TAB}, {SDLK_RETURN, KEY_ENTER}, {SDLK_KP_ENTER, KEY_ENTER},
        {SDLK_SPACE, KEY_SPACE}, {SDLK_ESCAPE, KEY_ESCAPE}, {SDLK_BACKSPACE, KEY_BACKSPACE},
        {SDLK_DELETE, KEY_DELETE}, {SDLK_LEFT, KEY_LEFT}, {SDLK_RIGHT, KEY_RIGHT},
        {SDLK_UP, KEY_UP}, {SDLK_DOWN, KEY_DOWN}, {SDLK_HOME, KEY_HOME}, {SDLK_END, KEY_END},
        {SDLK_PAGEUP, KEY_PAGE_UP}, {SDLK_PAGEDOWN, KEY_PAGE_DOWN}};
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (keys[i].code == code)
            return keys[i].key;
    return KEY_NONE;
}

static void read_key(const SDL_Event *event, struct input *out)
{
    out->key = key_of(event->key.keysym.sym);
    out->shift = (event->key.keysym.mod & KMOD_SHIFT) != 0;
    out->control = (event->key.keysym.mod & KMOD_CTRL) != 0;
    if (out->key != KEY_NONE && !(event->key.keysym.mod & KMOD_ALT))
        out->kind = INPUT_KEY;
}

void controls_read(
    struct controls *controls, const SDL_Event *event, int width, int height, struct input *out)
{
    switch (event->type) {
    case SDL_FINGERDOWN:
    case SDL_FINGERUP:
    case SDL_FINGERMOTION: read_finger(controls, event, width, height, out); break;
    case SDL_MOUSEMOTION:
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP: read_mouse(controls, event, out); break;
    case SDL_MOUSEWHEEL:
        out->kind = INPUT_SCROLL;
        out->y = event->wheel.direction == SDL_MOUSEWHEEL_FLIPPED ? -event->wheel.preciseY
                                                                  : event->wheel.preciseY;
        break;
    case SDL_KEYDOWN: read_key(event, out); break;
    case SDL_TEXTINPUT:
        out->kind = INPUT_TEXT;
        STR_COPY(out->text, event->text.text);
        break;
    default: read_switch(controls, event, out); break;
    }
}
