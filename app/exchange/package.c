#include "exchange/package.h"

#include "base/str.h"
#include <string.h>
#include <zip.h>

struct unpacker {
    const char *name;
    zip_t *zip;
    struct arena *arena;
    struct folder *out;
    struct problems *problems;
    size_t total;
    bool in_folder; /* said once */
};

static bool report(struct unpacker *unpacker, enum problem_level level, const char *entry,
    const char *todo, const char *what)
{
    char file[sizeof((struct problem *)0)->file];
    STR_FORMAT(file, "%s%s%s", unpacker->name, entry[0] != '\0' ? "/" : "", entry);
    problem_add(unpacker->problems, level, file, 0, 0, todo, what, NULL);
    return false;
}

/* What libzip says, for people. */
static bool report_zip(struct unpacker *unpacker, const char *entry, const zip_error_t *error)
{
    switch (zip_error_code_zip(error)) {
    case ZIP_ER_NOZIP:
#ifdef ZIP_ER_TRUNCATED_ZIP /* libzip from 1.9 on tells them apart */
    case ZIP_ER_TRUNCATED_ZIP:
#endif
        return report(unpacker, PROBLEM_ERROR, entry, "name the zip file as it was downloaded",
            "this is not a zip file, or it was cut off");
    case ZIP_ER_NOPASSWD:
    case ZIP_ER_WRONGPASSWD:
    case ZIP_ER_ENCRNOTSUPP:
        return report(unpacker, PROBLEM_ERROR, entry, "export it again without a password",
            "this file is locked with a password");
    case ZIP_ER_COMPNOTSUPP:
        return report(unpacker, PROBLEM_ERROR, entry, "zip the files again with a usual program",
            "this file is packed in a way that cannot be read");
    case ZIP_ER_MEMORY:
        return report(unpacker, PROBLEM_ERROR, entry, "close other programs",
            "there is no memory left to unpack this file");
    default:
        return report(unpacker, PROBLEM_ERROR, entry, "download or export it again",
            "the zip file is damaged here");
    }
}

/* Reads to the end, one byte more than allowed at most. */
static bool read_entry(struct unpacker *unpacker, zip_file_t *file, const char *name)
{
    enum { STEP = 64 * 1024 };
    size_t used = 0, room = STEP;
    char *bytes = arena_alloc(unpacker->arena, room);
    while (bytes != NULL) {
        if (used == room) {
            char *larger = arena_alloc(unpacker->arena, room * 2);
            if (larger != NULL)
                memcpy(larger, bytes, used);
            bytes = larger;
            room *= 2;
            continue;
        }
        zip_int64_t got = zip_fread(file, bytes + used, room - used);
        if (got < 0)
            return report_zip(unpacker, name, zip_file_get_error(file));
        if (got == 0)
            break;
        used += (size_t)got;
        unpacker->total += (size_t)got;
        if (used > FOLDER_FILE_BYTES || unpacker->total > PACKAGE_BYTES)
            return report(unpacker, PROBLEM_ERROR, name,
                "export one school or class only, not a whole district",
                used > FOLDER_FILE_BYTES ? "this file is larger than 5 MiB when unpacked"
                                         : "the files are larger than 50 MiB when unpacked");
    }
    if (bytes == NULL)
        return report(unpacker, PROBLEM_ERROR, name, "close other programs",
            "there is no memory left to unpack this file");
    unpacker->out->files[unpacker->out->count++] =
        (struct folder_file){.name = name, .bytes = bytes, .size = used};
    return true;
}

/* The wanted name of an entry, or NULL. Entries in folders of folders belong to something else. */
static const char *wanted_name(
    const char *entry, const char *const *wanted, int count, bool *in_folder)
{
    const char *slash = strchr(entry, '/');
    const char *base = slash != NULL ? slash + 1 : entry;
    *in_folder = slash != NULL;
    for (int i = 0; i < count; i++)
        if (str_equal_ascii_fold(base, wanted[i]))
            return wanted[i];
    return NULL;
}

static bool unpack_entry(
    struct unpacker *unpacker, zip_uint64_t at, const char *const *wanted, int count)
{
    bool in_folder;
    const char *entry = zip_get_name(unpacker->zip, at, ZIP_FL_ENC_GUESS);
    const char *name = entry != NULL ? wanted_name(entry, wanted, count, &in_folder) : NULL;
    if (name == NULL)
        return true;
    if (folder_find(unpacker->out, name) != NULL)
        return report(unpacker, PROBLEM_ERROR, name, "keep one of the two files",
            "this file is in the zip file twice");
    if (in_folder && !unpacker->in_folder)
        report(unpacker, PROBLEM_WARNING, "", "nothing to do here; other programs may refuse it",
            "the files are in a folder of the zip file, not at its top");
    unpacker->in_folder |= in_folder;
    zip_file_t *file = zip_fopen_index(unpacker->zip, at, 0);
    if (file == NULL)
        return report_zip(unpacker, name, zip_get_error(unpacker->zip));
    bool ok = read_entry(unpacker, file, name);
    zip_fclose(file);
    return ok;
}

bool package_unpack(const char *name, const char *bytes, size_t size, const char *const *wanted,
    int wanted_count, struct arena *arena, struct folder *out, struct problems *problems)
{
    *out = (struct folder){.files = arena_array(arena, struct folder_file, (size_t)wanted_count)};
    struct unpacker unpacker = {.name = name, .arena = arena, .out = out, .problems = problems};
    zip_error_t error;
    zip_error_init(&error);
    bool ok = false;
    zip_source_t *source = zip_source_buffer_create(bytes, size, 0, &error);
    unpacker.zip = source != NULL ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (out->files == NULL || source == NULL || unpacker.zip == NULL) {
        report_zip(&unpacker, "", &error);
        goto out;
    }
    source = NULL; /* the zip has it now */
    zip_int64_t entries = zip_get_num_entries(unpacker.zip, 0);
    if (entries > PACKAGE_ENTRY_MAX) {
        report(&unpacker, PROBLEM_ERROR, "", "name the zip file with the CSV files in it",
            "there are more than 2000 files in this zip file");
        goto out;
    }
    ok = true;
    for (zip_int64_t i = 0; i < entries && ok; i++)
        ok = unpack_entry(&unpacker, (zip_uint64_t)i, wanted, wanted_count);
out:
    if (unpacker.zip != NULL)
        zip_discard(unpacker.zip);
    zip_source_free(source);
    zip_error_fini(&error);
    return ok;
}
