#define _DEFAULT_SOURCE /* d_name of any file system */
#include "class_places.h"

#include "base/date.h"
#include "base/listing.h"
#include "base/str.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOOK_MAX = 512, ENTRY_MAX = 128, LEVELS_BELOW = 2 };

/* `levels` is how far below the drives are. */
struct root {
    const char *path;
    int levels;
};

static const struct root usual_roots[] = {{"/media", 2}, {"/run/media", 2}, {"/mnt", 1}};

static struct root root_at(size_t index)
{
    const char *instead = getenv("WAYSTATION_MEDIA");
    if (!str_is_empty(instead))
        return (struct root){index == 0 ? instead : NULL, 1};
    return index < COUNT_OF(usual_roots) ? usual_roots[index] : (struct root){NULL, 0};
}

struct search {
    struct arena *arena;
    struct setup_view *out;
    int32_t offset_s;
    int looks; /* folders looked into so far */
};

struct listing {
    char names[ENTRY_MAX][256];
    int count;
};

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* The names in a folder that do not begin with a dot, sorted; of one that breaks off, those before:
 * whoever takes something from it notices. NULL, if it cannot be read. */
static struct listing *list_folder(const char *path, struct arena *arena)
{
    DIR *folder = opendir(path);
    struct listing *list = folder != NULL ? arena_new(arena, struct listing) : NULL;
    const char *name;
    while (list != NULL && list->count < ENTRY_MAX && listing_next(folder, &name, NULL) &&
           name != NULL)
        if (name[0] != '.' && str_copy(list->names[list->count], sizeof list->names[0], name))
            list->count++;
    if (folder != NULL)
        closedir(folder);
    if (list != NULL)
        qsort(list->names, (size_t)list->count, sizeof list->names[0], compare);
    return list;
}

static bool is_own_folder(const char *path, struct stat *about)
{
    return lstat(path, about) == 0 && S_ISDIR(about->st_mode);
}

static void add(struct search *search, const char *path, const char *students)
{
    struct setup_view *out = search->out;
    struct stat about;
    char file[SETUP_PATH_SIZE + 256];
    STR_FORMAT(file, "%s/%s", path, students);
    if (lstat(file, &about) != 0 || !S_ISREG(about.st_mode))
        return;
    for (int i = 0; i < out->folder_count; i++)
        if (str_equal(out->folders[i].path, path))
            return;
    if (out->folder_count == SETUP_FOLDER_MAX) {
        out->has_more_folders = true;
        return;
    }
    struct setup_folder *folder = &out->folders[out->folder_count];
    const char *slash = strrchr(path, '/');
    *folder =
        (struct setup_folder){.day = date_day_at((int64_t)about.st_mtime * 1000, search->offset_s)};
    if (!STR_COPY(folder->path, path))
        return;
    STR_COPY(folder->name, slash != NULL && slash[1] != '\0' ? slash + 1 : path);
    out->folder_count++;
}

static void look_into(struct search *search, const char *path, int levels)
{
    struct stat about;
    if (!is_own_folder(path, &about) || search->looks++ >= LOOK_MAX)
        return;
    size_t mark = arena_mark(search->arena);
    struct listing *list = list_folder(path, search->arena);
    bool found = false;
    for (int i = 0; list != NULL && i < list->count && !found; i++)
        if (str_equal_ascii_fold(list->names[i], "students.csv")) {
            add(search, path, list->names[i]);
            found = true;
        }
    for (int i = 0; list != NULL && i < list->count && !found && levels > 0; i++) {
        char below[SETUP_PATH_SIZE];
        if (STR_FORMAT(below, "%s/%s", path, list->names[i]))
            look_into(search, below, levels - 1);
    }
    arena_release(search->arena, mark);
}

void class_places_find(
    const char *own, int32_t offset_s, struct arena *arena, struct setup_view *out)
{
    struct search search = {.arena = arena, .out = out, .offset_s = offset_s};
    out->folder_count = 0;
    out->has_more_folders = false;
    for (size_t i = 0; root_at(i).path != NULL; i++)
        look_into(&search, root_at(i).path, root_at(i).levels + LEVELS_BELOW);
    if (!str_is_empty(own))
        look_into(&search, own, LEVELS_BELOW);
}

struct stick_search {
    struct arena *arena;
    char *out;
    size_t size;
};

static bool find_stick_below(
    struct stick_search *search, const char *path, const struct stat *about, int levels);

static bool find_stick_in(
    struct stick_search *search, const char *path, const struct stat *above, int levels)
{
    struct stat about;
    if (!is_own_folder(path, &about))
        return false;
    bool is_drive = about.st_dev != above->st_dev || getenv("WAYSTATION_MEDIA") != NULL;
    if (is_drive && access(path, W_OK | X_OK) == 0 && str_copy(search->out, search->size, path))
        return true;
    return levels > 0 && find_stick_below(search, path, &about, levels - 1);
}

static bool find_stick_below(
    struct stick_search *search, const char *path, const struct stat *about, int levels)
{
    size_t mark = arena_mark(search->arena);
    struct listing *list = list_folder(path, search->arena);
    bool found = false;
    for (int i = 0; list != NULL && i < list->count && !found; i++) {
        char below[SETUP_PATH_SIZE];
        found = STR_FORMAT(below, "%s/%s", path, list->names[i]) &&
                find_stick_in(search, below, about, levels);
    }
    arena_release(search->arena, mark);
    return found;
}

bool class_places_find_stick(struct arena *arena, char *out, size_t size)
{
    struct stick_search search = {arena, out, size};
    for (size_t i = 0; root_at(i).path != NULL; i++) {
        struct root root = root_at(i);
        struct stat about;
        if (is_own_folder(root.path, &about) &&
            find_stick_below(&search, root.path, &about, root.levels - 1))
            return true;
    }
    return false;
}

/* --- Join codes -------------------------------------------------------------------------------
 */

static bool begins_as_code(const char *path)
{
    static const char start[] = "WSJ1";
    enum { SIZE_MAX_OF_CODE = 4096 };
    struct stat about;
    char text[sizeof start] = "";
    if (lstat(path, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size > SIZE_MAX_OF_CODE)
        return false;
    FILE *file = fopen(path, "r");
    bool read = file != NULL && fread(text, 1, sizeof start - 1, file) == sizeof start - 1;
    if (file != NULL)
        fclose(file);
    return read && str_equal_ascii_fold(text, start);
}

static void find_codes_in(struct arena *arena, const char *path, int levels, struct join_view *out)
{
    struct stat about;
    if (!is_own_folder(path, &about))
        return;
    size_t mark = arena_mark(arena);
    struct listing *list = list_folder(path, arena);
    for (int i = 0; list != NULL && i < list->count && out->file_count < JOIN_FILE_MAX; i++) {
        struct join_file *file = &out->files[out->file_count];
        if (!STR_FORMAT(file->path, "%s/%s", path, list->names[i]))
            continue;
        if (begins_as_code(file->path)) {
            STR_COPY(file->name, list->names[i]);
            out->file_count++;
        } else if (levels > 0) {
            char below[SETUP_PATH_SIZE];
            STR_COPY(below, file->path);
            find_codes_in(arena, below, levels - 1, out);
        }
    }
    arena_release(arena, mark);
}

void class_places_find_codes(struct arena *arena, struct join_view *out)
{
    out->file_count = 0;
    for (size_t i = 0; root_at(i).path != NULL; i++)
        find_codes_in(arena, root_at(i).path, root_at(i).levels, out);
}
