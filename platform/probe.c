#include "platform/probe.h"

#include "base/error.h"
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

/* Always false, so that a probe can end with it. */
static bool missing(struct sentence *out, const char *what)
{
    sentence_set(out, what, NULL);
    return false;
}

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

bool probe_display(struct sentence *out)
{
    char card_name[32], text[ERROR_TEXT_SIZE];
    bool found = !window_needs_display() && probe_desktop(text, sizeof text);
    int card = found ? -1 : displays_describe(displays_folder(), text, sizeof text);
    if (!found && card < 0)
        return missing(out, N_("none: connect one and start again"));
    sentence_text(out, text);
    STR_FORMAT(card_name, "/dev/dri/card%d", card);
    if (found || access(card_name, R_OK | W_OK) == 0)
        return true;
    sentence_set(out,
        N_("{file} may not be used: at a console the user must be in the group “video”"), "file",
        card_name, NULL);
    return false;
}

bool probe_fonts(struct sentence *out, bool *lacks)
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
    struct error error = {0};
    char lacking[ERROR_TEXT_SIZE];
    if (!fonts_open(&fonts, "/usr/share", &error)) {
        sentence_text(out, error.text);
        return false;
    }
    struct str_writer writer = str_writer(lacking, sizeof lacking);
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        bool is_missing = false;
        uint32_t code = scripts[i].code;
        int face = fonts_pick(
            fonts, FONT_READ, fonts_script(code), scripts[i].emoji, &code, 1, &is_missing);
        if (is_missing || face == FACE_NONE)
            str_putf(&writer, "%s%s", writer.length > 0 ? ", " : "", scripts[i].name);
    }
    fonts_close(fonts);
    *lacks = lacking[0] != '\0';
    if (*lacks)
        sentence_set(out,
            N_("no letters for {scripts}: install fonts-noto-core, fonts-noto-cjk and "
               "fonts-noto-color-emoji if the class needs them"),
            "scripts", lacking, NULL);
    else
        sentence_set(out, N_("letters of all scripts tried"), NULL);
    return true;
}

bool probe_camera(struct sentence *out)
{
    struct camera_source source;
    struct error error = {0};
    const struct camera_kernel kernel = {0};
    bool found = camera_source_v4l2(&source, NULL, kernel, &error);
    if (found) {
        found = source.open(source.state, &error);
        source.close(source.state);
        source.destroy(source.state);
    }
    if (found)
        sentence_set(out, N_("gives pictures"), NULL);
    else
        sentence_text(out, error.text);
    return found;
}

bool probe_scanner(struct sentence *out)
{
    static const char folder_name[] = "/dev/input/by-id";
    char path[PATH_SIZE], name[ERROR_TEXT_SIZE] = "";
    bool found = false, usable = false;
    DIR *folder = opendir(folder_name);
    for (const struct dirent *entry; folder != NULL && !usable && (entry = readdir(folder));) {
        if (!scanner_is_name(entry->d_name))
            continue;
        found = true;
        STR_COPY(name, entry->d_name);
        usable = STR_FORMAT(path, "%s/%s", folder_name, entry->d_name) && access(path, R_OK) == 0;
    }
    if (folder != NULL)
        closedir(folder);
    if (!found)
        return missing(out, N_("none known by its name; one that types like a keyboard works too"));
    sentence_text(out, name);
    if (!usable)
        sentence_set(out, N_("{file} may not be read: add the user to the group “input”"), "file",
            name, NULL);
    return usable;
}

enum usable { USABLE_NONE, USABLE_DENIED, USABLE_YES };

/* The last name tried is told. */
static enum usable find_device(const char *pattern, int mode, struct sentence *out)
{
    glob_t names = {0};
    bool found = glob(pattern, 0, NULL, &names) == 0 && names.gl_pathc > 0;
    bool usable = false;
    for (size_t i = 0; found && !usable && i < names.gl_pathc; i++) {
        usable = access(names.gl_pathv[i], mode) == 0;
        if (usable)
            sentence_text(out, names.gl_pathv[i]);
        else
            sentence_set(out, N_("{file} may not be used: add the user to the group “audio”"),
                "file", names.gl_pathv[i], NULL);
    }
    globfree(&names);
    return usable ? USABLE_YES : found ? USABLE_DENIED : USABLE_NONE;
}

bool probe_sound(struct sentence *out)
{
    enum usable usable = find_device("/dev/snd/pcmC*p", R_OK | W_OK, out);
    if (usable == USABLE_NONE)
        return missing(out, N_("no device that plays: the station is silent"));
    return usable == USABLE_YES;
}

bool probe_microphone(struct sentence *out)
{
    const char *driver = getenv("SDL_AUDIODRIVER");
    if (!str_is_empty(driver) && (str_equal(driver, "disk") || str_equal(driver, "dummy"))) {
        sentence_set(out, N_("the driver “{name}”"), "name", driver, NULL);
        return true;
    }
    enum usable usable = find_device("/dev/snd/pcmC*c", R_OK, out);
    if (usable == USABLE_NONE)
        return missing(out, N_("none: students write, and “Say it” is not offered (it needs "
                               "voice = yes, too)"));
    return usable == USABLE_YES;
}

bool probe_speech(struct sentence *out)
{
    const char *path = getenv("PATH"), *folder;
    size_t length;
    while (path != NULL && str_next_part(&path, ':', &folder, &length)) {
        char program[PATH_SIZE];
        if (STR_FORMAT(program, "%.*s/espeak-ng", (int)length, folder) &&
            access(program, X_OK) == 0) {
            sentence_text(out, program);
            return true;
        }
    }
    return missing(out, N_("nothing is read aloud: install the package espeak-ng"));
}
