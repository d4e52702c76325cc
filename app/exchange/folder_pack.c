#include "base/str.h"
#include "exchange/class_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char magic[] = "WSPLAN1\n";

static int compare_files(const void *left, const void *right)
{
    const struct folder_file *a = left, *b = right;
    return strcmp(a->name, b->name);
}

/* "NAME\nSIZE\n" */
static int head_of(const struct folder_file *file, char *out, size_t size)
{
    return snprintf(out, size, "%s\n%zu\n", file->name, file->size);
}

bool folder_pack(const struct folder *folder, struct arena *arena, const char **bytes, size_t *size,
    struct error *error)
{
    char head[256];
    size_t total = strlen(magic);
    struct folder_file *files =
        arena_array(arena, struct folder_file, (size_t)MAX(folder->count, 1));
    if (files == NULL)
        return error_set(error, ERR_MEMORY, "there is no memory to pack the class folder");
    if (folder->count > 0)
        memcpy(files, folder->files, sizeof *files * (size_t)folder->count);
    qsort(files, (size_t)folder->count, sizeof *files, compare_files);
    for (int i = 0; i < folder->count; i++) {
        if (files[i].size > FOLDER_FILE_BYTES) /* it would not be unpacked */
            return error_set(error, ERR_BAD_INPUT,
                "the file %s of the class would be larger than 5 MiB: shorten its texts",
                files[i].name);
        int length = head_of(&files[i], head, sizeof head);
        if (length >= (int)sizeof head || strchr(files[i].name, '\n') != NULL)
            return error_set(error, ERR_BAD_INPUT, "a file name in the class folder is too long");
        total += (size_t)length + files[i].size;
    }
    char *out = arena_alloc(arena, total + 1), *to = out;
    if (out == NULL)
        return error_set(error, ERR_MEMORY, "there is no memory to pack the class folder");
    memcpy(to, magic, strlen(magic));
    to += strlen(magic);
    for (int i = 0; i < folder->count; i++) {
        int length = head_of(&files[i], head, sizeof head);
        memcpy(to, head, (size_t)length);
        to += length;
        memcpy(to, files[i].bytes, files[i].size);
        to += files[i].size;
    }
    *bytes = out;
    *size = total;
    return true;
}

static bool take_line(const char **at, const char *end, char *out, size_t size)
{
    const char *stop = *at < end ? memchr(*at, '\n', (size_t)(end - *at)) : NULL;
    if (stop == NULL || stop == *at || !str_copy_length(out, size, *at, (size_t)(stop - *at)) ||
        strlen(out) != (size_t)(stop - *at))
        return false;
    *at = stop + 1;
    return true;
}

static bool unpack_file(const char **at, const char *end, struct arena *arena,
    struct folder *folder, const char *previous)
{
    char name[128], digits[16];
    int64_t size;
    if (folder->count == FOLDER_FILE_MAX || !take_line(at, end, name, sizeof name) ||
        !take_line(at, end, digits, sizeof digits) || !str_to_int64(digits, &size) || size < 0 ||
        size > end - *at || size > FOLDER_FILE_BYTES || strcmp(previous, name) >= 0)
        return false;
    char *copy = arena_copy_text(arena, name, strlen(name));
    if (copy == NULL)
        return false;
    folder->files[folder->count++] =
        (struct folder_file){.name = copy, .bytes = *at, .size = (size_t)size};
    *at += size;
    return true;
}

bool folder_unpack(
    const char *bytes, size_t size, struct arena *arena, struct folder *out, struct error *error)
{
    *out = (struct folder){
        .is_stored = true, .files = arena_array(arena, struct folder_file, FOLDER_FILE_MAX)};
    if (out->files == NULL)
        return error_set(error, ERR_MEMORY, "there is no memory to read the plan");
    const char *at = bytes, *end = bytes + size;
    if (size < strlen(magic) || memcmp(bytes, magic, strlen(magic)) != 0)
        return error_set(error, ERR_CORRUPT, "this is not a stored plan");
    at += strlen(magic);
    const char *previous = "";
    while (at < end) {
        if (!unpack_file(&at, end, arena, out, previous))
            return error_set(
                error, ERR_CORRUPT, "the stored plan is damaged after %d files", out->count);
        previous = out->files[out->count - 1].name;
    }
    return true;
}
