#include "ui/input.h"

#include "base/str.h"

static const char *const names[KEY_COUNT] = {
    [KEY_NONE] = "None",
    [KEY_TAB] = "Tab",
    [KEY_ENTER] = "Enter",
    [KEY_SPACE] = "Space",
    [KEY_ESCAPE] = "Escape",
    [KEY_BACKSPACE] = "Backspace",
    [KEY_DELETE] = "Delete",
    [KEY_LEFT] = "Left",
    [KEY_RIGHT] = "Right",
    [KEY_UP] = "Up",
    [KEY_DOWN] = "Down",
    [KEY_HOME] = "Home",
    [KEY_END] = "End",
    [KEY_PAGE_UP] = "PageUp",
    [KEY_PAGE_DOWN] = "PageDown",
    [KEY_NEXT] = "Next",
    [KEY_CHOOSE] = "Choose",
};

enum key key_find(const char *name)
{
    for (int key = KEY_NONE + 1; key < KEY_COUNT; key++)
        if (str_equal_ascii_fold(name, names[key]))
            return (enum key)key;
    return KEY_NONE;
}
