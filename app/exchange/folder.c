#define _DEFAULT_SOURCE
#include "base/file.h"
#include "base/listing.h"
#include "base/str.h"
#include "exchange/class_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MAX_BYTES = 100, ENTRY_MAX = 4096 };

struct loader {
    struct arena *arena;
    struct folder *out;
    struct problems *problems;
};

static const char *ending_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL ? dot : "";
}

static bool has_ending(const char *name, const char *const *endings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal_ascii_fold(ending_of(name), endings[i]))
            return true;
    return false;
}

static bool is_wanted(const char *name, bool in_tickets)
{
    static const char *const tickets[] = {".gift", ".txt", ".aiken", ".md"};
    static const char *const pictures[] = {".png", ".jpg", ".jpeg"};
    if (in_tickets)
        return has_ending(name, tickets, COUNT_OF(tickets));
    return folder_is_table(name) || has_ending(name, pictures, COUNT_OF(pictures));
}

static void report(struct loader *loader, enum problem_level level, const char *name,
    const char *todo, const char *what)
{
    problem_add(loader->problems, level, name, 0, 0, todo, what, NULL);
}

/* `file` is an open descriptor of a wanted file; closed by the caller. */
static void take_file(struct loader *loader, int file, const char *name)
{
    struct stat about;
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) {
        report(loader, PROBLEM_ERROR, name, N_("replace it by a file"), N_("this is not a file"));
        return;
    }
    if (about.st_size > FOLDER_FILE_BYTES) {
        report(loader, PROBLEM_ERROR, name, N_("delete what is not needed, or split the file"),
            N_("the file is larger than 5 MiB"));
        return;
    }
    if (loader->out->count == FOLDER_FILE_MAX) {
        report(loader, PROBLEM_ERROR, name, N_("move old tickets and pictures out of the folder"),
            N_("there are more than 512 files in the folder"));
        return;
    }
    size_t size = (size_t)about.st_size, got;
    char *bytes = arena_alloc(loader->arena, size + 1);
    char *copy = arena_copy_text(loader->arena, name, strlen(name));
    if (bytes == NULL || copy == NULL)
        report(loader, PROBLEM_ERROR, name, N_("make the folder smaller"),
            N_("there is no memory left to read this file"));
    else if (!file_read_all(file, bytes, size, &got) || got < size)
        report(loader, PROBLEM_ERROR, name, N_("close other programs that use it and try again"),
            N_("the file cannot be read"));
    else
        loader->out->files[loader->out->count++] =
            (struct folder_file){.name = copy, .bytes = bytes, .size = size};
}

static void load_file(struct loader *loader, int folder, const char *name, bool in_tickets)
{
    char path[NAME_MAX_BYTES + 16];
    STR_FORMAT(path, "%s%s", in_tickets ? "tickets/" : "", name);
    if (!is_wanted(name, in_tickets)) {
        if (!str_equal_ascii_fold(name, "README.txt")) /* goes along with the sample class */
            report(loader, PROBLEM_NOTE, path,
                N_("nothing to do unless its name is a spelling mistake"),
                N_("this file is not used"));
        return;
    }
    /* Links are not followed: a folder from elsewhere could name any file of this machine. */
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        report(loader, PROBLEM_ERROR, path,
            errno == ELOOP ? N_("copy the file itself into the folder")
                           : N_("check that you may read it"),
            errno == ELOOP ? N_("this is a link, not a file") : N_("the file cannot be opened"));
        return;
    }
    take_file(loader, file, path);
    close(file);
}

static void take_entry(struct loader *loader, int folder, const char *name, bool in_tickets)
{
    bool hidden = name[0] == '.' || name[0] == '~' || str_ends_with(name, "~");
    if (hidden || (!in_tickets && str_equal(name, "tickets")))
        return;
    if (strlen(name) > NAME_MAX_BYTES)
        report(loader, PROBLEM_WARNING, "", N_("give it a short name"),
            N_("a file with a very long name is left out"));
    else
        load_file(loader, folder, name, in_tickets);
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Takes the names in a folder in order, so that what is reported does not depend on the disk. */
static bool load_names(struct loader *loader, int folder, bool in_tickets, struct error *error)
{
    char **names = arena_array(loader->arena, char *, ENTRY_MAX);
    int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), count = 0;
    DIR *directory = again >= 0 ? fdopendir(again) : NULL;
    if (directory == NULL || names == NULL) {
        if (again >= 0 && directory == NULL)
            close(again);
        else if (directory != NULL)
            closedir(directory);
        return error_set(error, ERR_IO, "the folder cannot be listed: %s", strerror(errno));
    }
    const char *name;
    bool ok;
    while ((ok = listing_next(directory, &name, error)) && name != NULL && count < ENTRY_MAX) {
        names[count] = arena_copy_text(loader->arena, name, strlen(name));
        if (names[count++] == NULL) {
            ok = error_set(error, ERR_MEMORY, "there is no memory to read the folder");
            break;
        }
    }
    closedir(directory);
    if (!ok)
        return false;
    if (name != NULL)
        report(loader, PROBLEM_ERROR, in_tickets ? "tickets" : "",
            N_("give the class a folder of its own"),
            N_("there are more than 4096 files in the folder"));
    qsort(names, (size_t)count, sizeof *names, compare_names);
    for (int i = 0; i < count; i++)
        take_entry(loader, folder, names[i], in_tickets);
    return true;
}

bool folder_load(const char *path, struct arena *arena, struct folder *out,
    struct problems *problems, struct error *error)
{
    *out = (struct folder){.files = arena_array(arena, struct folder_file, FOLDER_FILE_MAX)};
    struct loader loader = {.arena = arena, .out = out, .problems = problems};
    if (out->files == NULL)
        return error_set(error, ERR_MEMORY, "there is no memory to read the folder");
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return error_set(error, errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_IO,
            errno == ENOENT    ? "there is no folder \"%s\""
            : errno == ENOTDIR ? "\"%s\" is a file: name the folder it is in"
                               : "the folder \"%s\" cannot be opened",
            path);
    bool ok = load_names(&loader, folder, false, error);
    int tickets =
        ok ? openat(folder, "tickets", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    if (tickets >= 0) {
        ok = load_names(&loader, tickets, true, error);
        close(tickets);
    } else if (ok && errno != ENOENT) {
        report(&loader, PROBLEM_ERROR, "tickets",
            N_("make it a folder with the ticket files in it"),
            N_("this is not a folder that can be read"));
    }
    close(folder);
    return ok;
}
