/* A folder of a test's own, and what is in its files. */
#pragma once

#include "base/str.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct test_folder {
    char path[64];
    char name[192]; /* the last answer of test_path() */
};

static inline int test_folder_make(void **state)
{
    struct test_folder *folder = calloc(1, sizeof *folder);
    if (folder == NULL)
        return -1;
    strcpy(folder->path, "/tmp/waystation-test-XXXXXX");
    *state = folder;
    return mkdtemp(folder->path) == NULL ? -1 : 0;
}

static inline const char *test_path(struct test_folder *folder, const char *name)
{
    STR_FORMAT(folder->name, "%s/%s", folder->path, name);
    return folder->name;
}

/* How many files there are; `remove_all` takes them away. */
static inline int test_folder_files(struct test_folder *folder, int remove_all)
{
    int count = 0;
    DIR *directory = opendir(folder->path);
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        count++;
        if (remove_all)
            (void)remove(test_path(folder, entry->d_name));
    }
    if (directory != NULL)
        closedir(directory);
    return count;
}

static inline int test_folder_remove(void **state)
{
    struct test_folder *folder = *state;
    test_folder_files(folder, 1);
    (void)rmdir(folder->path);
    free(folder);
    return 0;
}

/* The bytes of a file, with a terminator after them; the caller frees. NULL: there is none. */
static inline char *test_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    *size = 0;
    if (file == NULL)
        return NULL;
    fseek(file, 0, SEEK_END);
    long length = ftell(file);
    rewind(file);
    char *bytes = calloc(1, (size_t)length + 1);
    if (bytes != NULL)
        *size = fread(bytes, 1, (size_t)length, file);
    fclose(file);
    return bytes;
}

/* Pages of a PDF. */
static inline int test_count_pages(const char *path)
{
    size_t size;
    char *bytes = test_read(path, &size);
    int count = 0;
    for (size_t i = 0; bytes != NULL && i + 12 < size; i++)
        count += memcmp(bytes + i, "/Type /Page", 11) == 0 && bytes[i + 11] != 's';
    free(bytes);
    return count;
}
