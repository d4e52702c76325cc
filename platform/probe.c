#include "platform/probe.h"

#include "base/str.h"
#include "platform/camera_source.h"
#include "platform/displays.h"
#include "platform/fonts.h"
#include "platform/scanner.h"
#include "platform/window.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <SDL.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 512 };

static bool probe_desktop(char *out, size_t size)
{
    SDL_DisplayMode mode;
    window_prefer_desktop();
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0)
        return false;
    bool found =
        !str_equal(SDL_GetCurrentVideoDriver(), "dummy") &&
        SDL_GetDesktopDisplayMode(0, &mode) == 0 &&
        str_format(out, size, "%d x %d, by %s", mode.w, mode.h, SDL_GetCurrentVideoDriver());
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    return found;
}

bool probe_display(char *out, size_t size, struct error *error)
{
    char card_name[32];
    if (!window_needs_display() && probe_desktop(out, size))
        return true;
    int card = displays_describe(displays_folder(), out, size);
    if (card < 0)
        return error_set(error, ERR_UNSUPPORTED, "none: connect one and start again");
    STR_FORMAT(card_name, "/dev/dri/card%d", card);
    return access(card_name, R_OK | W_OK) == 0 ||
           error_set(error, ERR_DENIED,
               "%s may not be used: at a console the user must be in the group \"video\"",
               card_name);
}

bool probe_fonts(char *lacking, size_t size, struct error *error)
{
    static const struct {
        const char *name;
        uint32_t code;
        bool emoji;
    } scripts[] = {{"emoji", 0x1F98A, true}, {"Arabic", 0x0639, false}, {"Hebrew", 0x05D0, false},
        {"Greek", 0x03B1, false}, {"Cyrillic", 0x0436, false}, {"Devanagari", 0x0915, false},
        {"Bengali", 0x0995, false}, {"Tamil", 0x0B95, false}, {"Thai", 0x0E01, false},
        {"Chinese", 0x4E2D, false}, {"Japanese", 0x3042, false}, {"Korean", 0xD55C, false}};
    struct fonts *fonts;
    if (!fonts_open(&fonts, "/usr/share", error))
        return false;
    struct str_writer writer = str_writer(lacking, size);
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        bool missing = false;
        uint32_t code = scripts[i].code;
        int face =
            fonts_pick(fonts, FONT_READ, fonts_script(code), scripts[i].emoji, &code, 1, &missing);
        if (missing || face == FACE_NONE)
            str_putf(&writer, "%s%s", writer.length > 0 ? ", " : "", scripts[i].name);
    }
    fonts_close(fonts);
    return true;
}

bool probe_camera(char *out, size_t size, struct error *error)
{
    struct camera_source source;
    const struct camera_kernel kernel = {0};
    if (!camera_source_v4l2(&source, NULL, kernel, error))
        return false;
    bool found = source.open(source.state, error);
    source.close(source.state);
    source.destroy(source.state);
    str_copy(out, size, found ? "gives pictures" : "");
    return found;
}

bool probe_scanner(char *out, size_t size, struct error *error)
{
    static const char folder_name[] = "/dev/input/by-id";
    char path[PATH_SIZE];
    bool found = false, usable = false;
    DIR *folder = opendir(folder_name);
    for (const struct dirent *entry; folder != NULL && !usable && (entry = readdir(folder));) {
        if (!scanner_is_name(entry->d_name))
            continue;
        found = true;
        str_copy(out, size, entry->d_name);
        usable = STR_FORMAT(path, "%s/%s", folder_name, entry->d_name) && access(path, R_OK) == 0;
    }
    if (folder != NULL)
        closedir(folder);
    if (!found)
        return error_set(error, ERR_NOT_FOUND,
            "none known by its name; one that types like a keyboard works too");
    return usable || error_set(error, ERR_DENIED,
                         "%s may not be read: add the user to the group \"input\"", out);
}

enum usable { USABLE_NONE, USABLE_DENIED, USABLE_YES };

/* The last name tried is left in *out. */
static enum usable find_device(const char *pattern, int mode, char *out, size_t size)
{
    glob_t names = {0};
    bool found = glob(pattern, 0, NULL, &names) == 0 && names.gl_pathc > 0;
    bool usable = false;
    for (size_t i = 0; found && !usable && i < names.gl_pathc; i++) {
        usable = access(names.gl_pathv[i], mode) == 0;
        str_copy(out, size, names.gl_pathv[i]);
    }
    globfree(&names);
    return usable ? USABLE_YES : found ? USABLE_DENIED : USABLE_NONE;
}

static bool not_allowed(const char *name, struct error *error)
{
    return error_set(
        error, ERR_DENIED, "%s may not be used: add the user to the group \"audio\"", name);
}

bool probe_sound(char *out, size_t size, struct error *error)
{
    switch (find_device("/dev/snd/pcmC*p", R_OK | W_OK, out, size)) {
    case USABLE_YES: return true;
    case USABLE_DENIED: return not_allowed(out, error);
    default: return error_set(error, ERR_NOT_FOUND, "no device that plays: the station is silent");
    }
}

bool probe_microphone(char *out, size_t size, struct error *error)
{
    const char *driver = getenv("SDL_AUDIODRIVER");
    if (!str_is_empty(driver) && (str_equal(driver, "disk") || str_equal(driver, "dummy")))
        return str_format(out, size, "the driver \"%s\"", driver);
    switch (find_device("/dev/snd/pcmC*c", R_OK, out, size)) {
    case USABLE_YES: return true;
    case USABLE_DENIED: return not_allowed(out, error);
    default:
        return error_set(error, ERR_NOT_FOUND,
            "none: students write, and \"Say it\" is not offered (it needs voice = yes, too)");
    }
}

bool probe_speech(char *out, size_t size, struct error *error)
{
    const char *path = getenv("PATH"), *folder;
    size_t length;
    while (path != NULL && str_next_part(&path, ':', &folder, &length)) {
        char program[PATH_SIZE];
        if (STR_FORMAT(program, "%.*s/espeak-ng", (int)length, folder) &&
            access(program, X_OK) == 0) {
            str_copy(out, size, program);
            return true;
        }
    }
    return error_set(error, ERR_NOT_FOUND, "nothing is read aloud: install the package espeak-ng");
}
