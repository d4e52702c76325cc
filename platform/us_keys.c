#include "platform/us_keys.h"

#include "base/macros.h"
#include <string.h>

/* '\0': none. */
static char letter_of(SDL_Scancode code, bool shift)
{
    static const char plain[] = "1234567890", shifted[] = "!@#$%^&*()";
    static const struct {
        SDL_Scancode code;
        char plain, shifted;
    } others[] = {{SDL_SCANCODE_SPACE, ' ', ' '}, {SDL_SCANCODE_MINUS, '-', '_'},
        {SDL_SCANCODE_EQUALS, '=', '+'}, {SDL_SCANCODE_LEFTBRACKET, '[', '{'},
        {SDL_SCANCODE_RIGHTBRACKET, ']', '}'}, {SDL_SCANCODE_BACKSLASH, '\\', '|'},
        {SDL_SCANCODE_SEMICOLON, ';', ':'}, {SDL_SCANCODE_APOSTROPHE, '\'', '"'},
        {SDL_SCANCODE_GRAVE, '`', '~'}, {SDL_SCANCODE_COMMA, ',', '<'},
        {SDL_SCANCODE_PERIOD, '.', '>'}, {SDL_SCANCODE_SLASH, '/', '?'}};
    if (code >= SDL_SCANCODE_A && code <= SDL_SCANCODE_Z)
        return (char)((shift ? 'A' : 'a') + (int)code - SDL_SCANCODE_A);
    if (code >= SDL_SCANCODE_1 && code <= SDL_SCANCODE_0)
        return (shift ? shifted : plain)[code - SDL_SCANCODE_1];
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (others[i].code == code)
            return shift ? others[i].shifted : others[i].plain;
    return '\0';
}

void us_keys_press(struct us_keys *keys, const SDL_Keysym *key)
{
    if ((key->mod & (KMOD_CTRL | KMOD_LALT | KMOD_GUI)) != 0)
        return;
    char letter = letter_of(key->scancode, (key->mod & KMOD_SHIFT) != 0);
    if (letter == '\0' || keys->count == INPUT_US_SIZE - 1)
        return;
    keys->pending[keys->count++] = letter;
    keys->pending[keys->count] = '\0';
}

void us_keys_take(struct us_keys *keys, char out[static INPUT_US_SIZE])
{
    memcpy(out, keys->pending, INPUT_US_SIZE);
    *keys = (struct us_keys){0};
}
